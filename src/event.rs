//! The event: what is recorded of one act of a crisis, before any law is applied.
//!
//! In: lines of JSON or CSV, or a test block, checked against the vocabulary. Out: [`Event`].
//! Absent: law, and any completion of what is not stated, but for whom a deed is against (`against`).

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::ir::{ActorId, Amount, ClauseId, FieldId, NodeId, PlaceId, TreatyId};

mod actors;
mod against;
mod behalf;
mod block;
mod checker;
mod csv;
mod dates;
mod json;
mod lines;
mod names;
mod problem;
mod raw;
mod scan;
pub mod schema;
mod text;
mod touch;
mod usual;
mod values;
mod write;

pub use block::from_block;
pub use csv::CsvReader;
pub use json::{EventReader, event_from_json};
pub use lines::Line;
pub use names::{Names, RESERVED_KEYS};
pub use problem::EventDiagnostic;
pub use text::to_block;
pub use write::{to_json, value_word};

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its identifier, unique in its file.
    pub id: String,
    /// A title for people.
    pub title: Option<String>,
    /// The day as of which it is decided; the last day that it may have been, where only the month is
    /// told.
    pub date: Date,
    /// The first day that it may have been, where only the month is told.
    pub first: Option<Date>,
    /// What is stated, by field; a field that is not here is unknown.
    pub facts: Vec<(FieldId, Fact)>,
    /// A place described in the event itself.
    pub own_place: Option<OwnPlace>,
    /// What parties and organs have done about it.
    pub record: Vec<Deed>,
    /// The line of its file, from one; zero if it has none.
    pub line: usize,
}

/// What is stated of one field.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// All of these.
    Stated(Vec<Value>),
    /// One of these, which one is not known.
    OneOf(Vec<Value>),
    /// Said by some and denied by others.
    Disputed(Vec<Claim>),
}

/// A disputed statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// What is said.
    pub value: Value,
    /// Who says so.
    pub by: ActorId,
    /// Since when.
    pub since: Option<Date>,
    /// How sure they are, in their words.
    pub confidence: Option<String>,
}

/// One value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// A node of the field's tree; an inner node means some kind under it, which one is not stated.
    Node(NodeId),
    /// A level of the field's scale, lowest is zero.
    Level(u32),
    /// An actor.
    Actor(ActorId),
    /// A declared place.
    Place(PlaceId),
    /// The place that the event describes itself.
    OwnPlace,
    /// Yes or no.
    Yes(bool),
    /// A number.
    Number(f64),
}

/// A place described in the event: every part that is left out is unknown.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OwnPlace {
    /// What it is called.
    pub label: Option<String>,
    /// Degrees north and east.
    pub at: Option<(f64, f64)>,
    /// Places that contain it; stated means complete.
    pub within: Option<Vec<PlaceId>>,
    /// Kinds of territory; stated means complete.
    pub kinds: Option<Vec<NodeId>>,
    /// Whose title is undisputed; empty means nobody's.
    pub territory: Option<Vec<ActorId>>,
    /// Who administers it; empty means nobody.
    pub administered: Option<Vec<ActorId>>,
    /// Who claims it; empty means nobody.
    pub claimed: Option<Vec<ActorId>>,
}

impl Event {
    /// The days of deeds that are told with the event and come after it; they do not count for it.
    ///
    /// ```
    /// use casus::event::{Names, event_from_json};
    /// use casus::{ir::Program, text::Limits};
    /// let program = Program::default();
    /// let text = r#"{"id":"a","date":"1990-08-02"}"#;
    /// let event = event_from_json(&Names::new(&program), &Limits::default(), text, 1).unwrap();
    /// assert!(event.later_days().is_empty());
    /// ```
    #[must_use]
    pub fn later_days(&self) -> BTreeSet<Date> {
        self.record.iter().filter_map(|deed| deed.date).filter(|day| *day > self.date).collect()
    }
}

/// One deed on the record.
#[derive(Debug, Clone, PartialEq)]
pub struct Deed {
    /// Who.
    pub by: ActorId,
    /// What, a node of the tree `deed`.
    pub does: NodeId,
    /// Toward whom.
    pub to: Option<ActorId>,
    /// Under which instrument.
    pub treaty: Option<TreatyId>,
    /// When.
    pub date: Option<Date>,
    /// Of how many, where an organ's record counts votes.
    pub count: Option<u32>,
    /// Which duties it concerns, where it says so.
    pub about: About,
}

/// Which of several duties a deed concerns, as the record names them; with nothing named, all that the
/// rules let it move.
///
/// ```
/// use casus::event::About;
/// assert!(About::default().is_open());
/// assert!(!About { event: Some("bill-2".to_owned()), ..About::default() }.is_open());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct About {
    /// Those of this clause; where it has several texts, of each.
    pub clause: Option<ClauseId>,
    /// Those that the event of this identifier called up.
    pub event: Option<String>,
    /// How much it was, of what.
    pub amount: Option<Amount>,
    /// Whether it was done for another; both have done it then, each in a deed of its own.
    pub agency: Option<Agency>,
}

/// A deed that one did on behalf of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Agency {
    /// The deed of the one who did it, on behalf of this one.
    For(ActorId),
    /// The deed of the one for whom it was done, by this one.
    Through(ActorId),
}

impl About {
    /// For whom it was done, if for another.
    #[must_use]
    pub fn principal(&self) -> Option<ActorId> {
        match self.agency {
            Some(Agency::For(principal)) => Some(principal),
            _ => None,
        }
    }

    /// Whether nothing is named.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.clause.is_none() && self.event.is_none()
    }
}

impl Event {
    /// What is stated of a field.
    #[must_use]
    pub fn fact(&self, field: FieldId) -> Option<&Fact> {
        self.facts.iter().find(|(id, _)| *id == field).map(|(_, fact)| fact)
    }
}

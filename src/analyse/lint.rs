//! What in rules can never matter: clauses that never apply, lines that change nothing, readings that no
//! verdict turns on, duties that stand against each other unranked, names that no rule uses.
//!
//! In: a checked program, its laws, what to look at. Out: [`Linted`]: findings with their places, and what
//! could not be decided. Absent: printing, and a meaning of its own: what a clause comes to is asked of
//! `evaluate`.
//!
//! A finding says that something is so of every event of every day on which the rule runs, however words are
//! read, by any reading that a question has. So it is asked of a space that is wider than all events
//! (`evaluate::wide`): lists of values, places of its own, deeds of anybody, lives and votes as they may be.
//! What is never so there is never so. What an event shows to be otherwise is no finding; the rest is *not
//! decided*: more is open than the limits allow, or only something could show it that no single event does.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::evaluate::Stance;
use crate::evaluate::matter::Sense;
use crate::event::Event;
use crate::ir::{
    ActorId, ClassId, ClauseId, FieldId, LimbRole, NodeId, Origin, PlaceId, Program, Property, QuestionId,
    ReadingId, ScaleId, TermId, TreatyId, TreeId,
};
use crate::text::{FileId, Limits};

mod apart;
mod contrary;
mod idle;
mod scan;
mod unused;

pub use contrary::Contrary;

/// What is to be looked at.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// The rules.
    pub program: &'a Program,
    /// The laws of the rules.
    pub properties: &'a [Property],
    /// Only what is written in these files; everything if none.
    pub files: Option<BTreeSet<FileId>>,
    /// Only what is written in these instruments; everything if empty. Two and more are also held against
    /// each other.
    pub treaties: Vec<TreatyId>,
    /// The limits.
    pub limits: &'a Limits,
}

impl Plan<'_> {
    /// Whether a clause is asked about.
    fn asks_clause(&self, id: ClauseId) -> bool {
        self.program.clause(id).is_some_and(|row| self.asks(row.origin, Some(row.treaty)))
    }

    /// Whether something that stands in a file, and may belong to an instrument, is asked about.
    fn asks(&self, at: Origin, treaty: Option<TreatyId>) -> bool {
        self.files.as_ref().is_none_or(|files| files.contains(&at.file))
            && (self.treaties.is_empty() || treaty.is_some_and(|id| self.treaties.contains(&id)))
    }
}

/// How a part of a condition stands, and so in what way it changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Idle {
    /// It always holds where it is asked for.
    AlwaysHolds,
    /// It is one of several that would do, and adds nothing to the others.
    AddsNothing,
}

impl From<Sense> for Idle {
    fn from(sense: Sense) -> Self {
        match sense {
            Sense::Needed => Idle::AlwaysHolds,
            Sense::Suffices => Idle::AddsNothing,
        }
    }
}

/// Where a part of a condition is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A whole line of a clause.
    Line(ClauseId, Option<LimbRole>),
    /// In a line of a clause.
    Clause(ClauseId),
    /// In a term or area.
    Term(TermId),
}

/// What is declared and never used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unused {
    /// A field of events that no condition asks for.
    Field(FieldId),
    /// A kind that no rule tells from others.
    Kind(TreeId, NodeId),
    /// A scale of which no rule tells levels apart.
    Scale(ScaleId),
    /// An actor that no rule names.
    Actor(ActorId),
    /// A class that no rule names.
    Class(ClassId),
    /// A place in nothing that a rule names.
    Place(PlaceId),
    /// A term or area that no rule calls.
    Term(TermId),
}

/// What was found.
#[derive(Debug, Clone)]
pub enum What {
    /// A clause that can never be owed, available or open; with the places that exclude each other on its
    /// last days.
    Never(ClauseId, Vec<Origin>),
    /// An instrument whose clauses bind nobody on any day.
    Nobody(TreatyId),
    /// A part of a condition that changes nothing, with the places from which that follows.
    Idle(Place, Idle, Vec<Origin>),
    /// Two clauses of one instrument that are always owed together, and ask for the same.
    Same(ClauseId, ClauseId),
    /// A clause that is owed only where another of the instrument asks for the same.
    Shadowed(ClauseId, ClauseId),
    /// A clause that is owed only where another comes before it, by its place in [`Program::ranks`].
    Outranked(ClauseId, usize),
    /// Two duties that cannot both be met, and nothing ranks them.
    Contrary(Box<Contrary>),
    /// Whether duties of two instruments cannot both be met; only ever not decided.
    Against(TreatyId, TreatyId),
    /// A question whose readings never change a verdict, and whether any clause asks it.
    Question(QuestionId, bool),
    /// Readings of a question that come to the same, in groups.
    Readings(QuestionId, Vec<Vec<ReadingId>>),
    /// Names that are declared in one place and never used.
    Unused(Vec<Unused>),
    /// A law that never speaks, by its place in the list of laws.
    Law(usize),
}

/// A finding with its place.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What.
    pub what: What,
    /// Where it is written.
    pub at: Origin,
}

/// Something that could be neither found nor ruled out.
#[derive(Debug, Clone)]
pub struct Open {
    /// What would be found.
    pub what: What,
    /// Where it is written.
    pub at: Origin,
    /// Why it is not decided.
    pub why: Why,
}

/// Why something is not decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// More is open on a day than the limits allow.
    TooMuch(Date),
    /// It would take more looks at clauses than the limits allow.
    TooOften,
    /// It takes several values in one field, a place that the event describes, deeds of those who are not
    /// concerned, lives, votes or other clauses, and no single event was found that shows it.
    Beyond,
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct Linted {
    /// What was found, by place.
    pub findings: Vec<Finding>,
    /// What is not decided, by place.
    pub open: Vec<Open>,
    /// How many clauses were looked at.
    pub clauses: usize,
    /// How many parts of conditions.
    pub parts: usize,
    /// How many questions.
    pub questions: usize,
    /// How often a clause was looked at on a day.
    pub looks: usize,
    /// How many pairs of clauses were held against each other.
    pub pairs: usize,
}

/// Looks for what can never matter.
///
/// ```
/// use casus::analyse::lint::{Plan, lint};
/// use casus::{ir::Program, text::Limits};
/// let (program, limits) = (Program::default(), Limits::default());
/// let plan = Plan { program: &program, properties: &[], files: None, treaties: Vec::new(), limits: &limits };
/// assert!(lint(&plan).findings.is_empty());
/// ```
#[must_use]
pub fn lint(plan: &Plan<'_>) -> Linted {
    let wide = with_every_reading(plan.program);
    let mut linted = idle::idle(plan, &wide);
    apart::apart(plan, &wide, &mut linted);
    contrary::contrary(plan, &mut linted);
    unused::unused(plan, &mut linted);
    idle::laws(plan, &mut linted);
    linted.findings.sort_by_key(|finding| (finding.at, order(&finding.what)));
    linted.open.sort_by_key(|open| (open.at, order(&open.what)));
    linted
}

/// What one event shows of the rules, in all ways to fill in what it leaves open.
#[derive(Debug, Clone, Default)]
pub struct OfEvent {
    /// Clauses that are owed in some way to fill it in, or could be if parties did acts of their own.
    pub applies: BTreeSet<ClauseId>,
    /// Parts of conditions that change nothing in any way to fill it in.
    pub idle: BTreeMap<Origin, Idle>,
    /// Readings in groups that come to the same; of a question that is not here, all do.
    pub groups: BTreeMap<QuestionId, Vec<Vec<ReadingId>>>,
}

/// What one event shows under a stance; nothing if more is open than the limits allow.
///
/// ```
/// use casus::analyse::lint::of_event;
/// use casus::{evaluate::Stance, event::{Names, event_from_json}, ir::Program, text::Limits};
/// let (program, limits) = (Program::default(), Limits::default());
/// let event = event_from_json(&Names::new(&program), &limits, r#"{"id": "a", "date": "1990-08-02"}"#, 1);
/// let seen = of_event(&program, &event.unwrap(), &Stance::default(), &limits).unwrap();
/// assert!(seen.applies.is_empty());
/// ```
#[must_use]
pub fn of_event(program: &Program, event: &Event, stance: &Stance, limits: &Limits) -> Option<OfEvent> {
    idle::of_event(program, event, stance, limits)
}

fn order(what: &What) -> u8 {
    match what {
        What::Nobody(_) => 0,
        What::Never(..) => 1,
        What::Idle(..) => 2,
        What::Same(..) => 3,
        What::Shadowed(..) => 4,
        What::Outranked(..) => 5,
        What::Contrary(_) | What::Against(..) => 6,
        What::Question(..) => 7,
        What::Readings(..) => 8,
        What::Unused(_) => 9,
        What::Law(_) => 10,
    }
}

/// The rules with every reading open on every day, whoever held it when: a reading that nobody holds on a
/// day may still be taken by name.
fn with_every_reading(program: &Program) -> Program {
    let mut wide = program.clone();
    let readings = wide.questions.iter_mut().flat_map(|question| &mut question.readings);
    readings.for_each(|reading| reading.holders.clear());
    wide
}

/// Clauses by instrument, in the order of the program.
fn by_treaty(program: &Program) -> BTreeMap<TreatyId, Vec<ClauseId>> {
    let all = program.treaties.iter().enumerate();
    all.map(|(at, row)| (TreatyId::at(at), row.clauses.clone())).collect()
}

//! Properties: laws that a user holds the rules to, resolved.

use jiff::civil::Date;

use super::{
    ActorId, ClassId, ClauseId, Cond, FieldId, InterpretationId, NodeId, QuestionId, ReadingId, TreatyId,
};
use crate::syntax::tree::{EventLine, StatusWord, Text, Verb};
use crate::text::{FileId, Span};

/// One property.
#[derive(Debug, Clone)]
pub struct Property {
    /// Its file.
    pub file: FileId,
    /// Its title and where that stands.
    pub title: Text,
    /// Where the law comes from.
    pub sources: Vec<String>,
    /// What its author adds.
    pub notes: Vec<String>,
    /// What it holds for any of, in the order written; a later one may name an earlier one.
    pub binders: Vec<Binder>,
    /// The name of each; empty if it has none.
    pub names: Vec<String>,
    /// Events of this day and later.
    pub from: Option<Date>,
    /// Events before this day.
    pub until: Option<Date>,
    /// The interpretation it is asked under.
    pub interpretation: Option<InterpretationId>,
    /// Questions that are closed for it.
    pub readings: Vec<(QuestionId, Chosen)>,
    /// Whose readings are taken.
    pub held_by: Vec<ActorId>,
    /// The day whose readings count.
    pub read_as_of: Option<Date>,
    /// Facts that every event has.
    pub facts: Option<(Vec<EventLine>, Span)>,
    /// What must hold of an event, so that the law speaks of it.
    pub only_where: Vec<Formula>,
    /// The law.
    pub law: Law,
    /// Why the law does not hold, and the facts of an event that shows it.
    pub broken: Option<(Text, Vec<EventLine>, Span)>,
}

/// A reading that a property takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// This one.
    Reading(ReadingId),
    /// The one that the law is asked for, by its place among the bound readings.
    Bound(usize),
}

/// What a property holds for any of. Bound actors, treaties, clauses and readings are counted apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binder {
    /// An instrument that is no overlay.
    Treaty,
    /// A clause of a kind, of an instrument.
    Clause(Option<NodeId>, Option<Under>),
    /// A party of an instrument on the day; no two bound actors are one.
    Party(Under),
    /// A state on the day, of a class.
    State(Option<ClassId>),
    /// A reading of a question.
    Reading(QuestionId),
}

/// An instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Under {
    /// This one.
    Treaty(TreatyId),
    /// A bound one, by its place.
    Bound(usize),
}

/// An actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Someone {
    /// This one.
    Actor(ActorId),
    /// A bound one, by its place.
    Bound(usize),
}

/// A clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// All versions of one clause.
    Clauses(Vec<ClauseId>),
    /// A bound one, by its place.
    Bound(usize),
}

/// What a law is made of. A formula is true of an event, or not: what is not known for sure is not true.
#[derive(Debug, Clone)]
pub enum Formula {
    /// All of them.
    All(Vec<Formula>),
    /// At least one of them.
    Any(Vec<Formula>),
    /// Not.
    Not(Box<Formula>),
    /// A condition on the event holds for sure.
    Holds(Cond),
    /// Somebody is held to something.
    Owes {
        /// Who; anybody if none.
        who: Option<Someone>,
        /// How strongly.
        verb: Verb,
        /// A node of the tree `response`.
        what: NodeId,
        /// To whom; anybody if none.
        to: Option<Someone>,
        /// Under which instrument; any that is no overlay if none.
        under: Option<Under>,
    },
    /// A clause has a status.
    Stands {
        /// Which.
        clause: Which,
        /// The status.
        status: StatusWord,
        /// The obligor; any if none.
        by: Option<Someone>,
        /// The beneficiary; any if none.
        to: Option<Someone>,
    },
}

/// A law.
#[derive(Debug, Clone)]
pub enum Law {
    /// Wherever the first is true, the second is.
    If(Formula, Formula),
    /// True of every event.
    Always(Formula),
    /// True of no event.
    Never(Formula),
    /// True of some event.
    Possible(Formula),
    /// Once true it stays true as a field rises.
    Monotone(FieldId, Body),
    /// If it can be true of two bound actors, it can be with the two exchanged.
    Symmetric(usize, usize, Formula),
    /// True of the same events under some interpretations.
    Same(Vec<InterpretationId>, Body),
    /// True or not whatever a field, a question or the deeds of a kind are.
    Unchanged(Change, Body),
}

/// Of what a law of change speaks.
#[derive(Debug, Clone)]
pub enum Body {
    /// A formula.
    Formula(Formula),
    /// Every row of a bound clause: that it is owed by this obligor to this beneficiary.
    Rows(usize),
}

/// What may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A field of the event.
    Field(FieldId),
    /// A question.
    Question(QuestionId),
    /// Deeds of a kind on the record.
    Deed(NodeId),
}

//! Duties that cannot both be met, and which text comes first, resolved.
//!
//! In: `conflict` and `overlap` items, the lines `yields`, `prevails` and `presumes`. Out: plain data.
//! Absent: whether two duties are owed at all.

use super::{ClauseId, Cond, Evidence, NodeId, Origin, TreatyId};

/// Kinds of duty of one obligor that stand against each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Both can be met: the same help is asked for twice, and the question is which text measures it.
    pub overlap: bool,
    /// The one duty.
    pub one: ConflictSide,
    /// The other.
    pub other: ConflictSide,
    /// To whom the other duty is owed.
    pub toward: Toward,
    /// A duty to everyone counts as one to that actor too.
    pub all: bool,
    /// In words.
    pub label: String,
    /// Where it is declared.
    pub origin: Origin,
}

/// The duties on one side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConflictSide {
    /// Kinds of response, with what stands under them.
    pub what: Vec<NodeId>,
    /// Kinds of clause, with what stands under them; every kind if none.
    pub kinds: Vec<NodeId>,
}

/// To whom the other duty of a conflict is owed.
///
/// ```
/// use casus::ir::Toward;
/// assert_eq!(Toward::parse("enemy"), Some(Toward::Enemy));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Toward {
    /// To the one against whom the one duty runs.
    Enemy,
    /// To the one to whom the one duty is owed.
    Friend,
}

impl Toward {
    /// Every one.
    pub const ALL: [Toward; 2] = [Toward::Enemy, Toward::Friend];

    /// The word in rule files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Toward::Enemy => "enemy",
            Toward::Friend => "friend",
        }
    }

    /// The one that a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// One text comes before another.
#[derive(Debug, Clone)]
pub struct Rank {
    /// What comes first.
    pub first: Ranked,
    /// What gives way.
    pub second: Ranked,
    /// The clause or instrument that says so.
    pub said_by: Ranked,
    /// The words of the text.
    pub words: Option<String>,
    /// Only where this holds.
    pub when: Option<Cond>,
    /// How well documented.
    pub evidence: Evidence,
    /// Its citations.
    pub cites: Vec<String>,
    /// Where it is written.
    pub origin: Origin,
}

/// What is ranked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ranked {
    /// Every instrument that is no overlay.
    Everything,
    /// An instrument.
    Treaty(TreatyId),
    /// A clause, in all its versions.
    Clauses(Vec<ClauseId>),
}

/// What is presumed where no text ranks two duties: the later, or the more special one, comes first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presumption {
    /// The overlay that says so.
    pub treaty: TreatyId,
    /// The more special comes first; else the later.
    pub special: bool,
    /// In words.
    pub words: Option<String>,
    /// How well documented.
    pub evidence: Evidence,
    /// Where it is written.
    pub origin: Origin,
}

//! Powers: which deeds change who is bound to whom, and from which day a notice counts.
//! Absent: the changes themselves (`life`).

use jiff::civil::Date;

use super::{Cond, NodeId, Origin, Program};
use crate::syntax::tree::Unit;

/// What deeds make of a bond.
///
/// ```
/// use casus::ir::Becoming;
/// assert_eq!(Becoming::parse("left"), Some(Becoming::Left));
/// assert_eq!(Becoming::Left.word(), "left");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Becoming {
    /// Whoever does it becomes a party.
    Joined,
    /// Whoever does it ceases to be one, when the notice has run.
    Left,
    /// Whoever does it takes back its notice.
    Kept,
    /// Whoever does it comes in the place of another.
    Inherited,
    /// The duties of whoever does it toward another party rest.
    Suspended,
    /// They come back.
    Resumed,
    /// The instrument ends, once every party has done it.
    Ended,
    /// What the instrument covers grows: the clauses themselves look at the deed.
    Widened,
}

impl Becoming {
    /// Every one.
    pub const ALL: [Becoming; 8] = [
        Becoming::Joined,
        Becoming::Left,
        Becoming::Kept,
        Becoming::Inherited,
        Becoming::Suspended,
        Becoming::Resumed,
        Becoming::Ended,
        Becoming::Widened,
    ];

    /// The word in rule files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Becoming::Joined => "joined",
            Becoming::Left => "left",
            Becoming::Kept => "kept",
            Becoming::Inherited => "inherited",
            Becoming::Suspended => "suspended",
            Becoming::Resumed => "resumed",
            Becoming::Ended => "ended",
            Becoming::Widened => "widened",
        }
    }

    /// The one that a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// Which deeds change a bond.
#[derive(Debug, Clone)]
pub struct Power {
    /// What becomes of the bond.
    pub becomes: Becoming,
    /// Nodes of the tree `deed`.
    pub by: Vec<NodeId>,
    /// Nodes of the tree `response`: a clause of the instrument with one of them gives the power. None
    /// where every party has it.
    pub clauses: Vec<NodeId>,
    /// Only under these readings.
    pub when: Option<Cond>,
    /// Where it is written.
    pub origin: Origin,
}

impl Program {
    /// The power that a deed uses, if it uses one.
    #[must_use]
    pub fn power(&self, does: NodeId) -> Option<&Power> {
        let fits = |power: &&Power| power.by.iter().any(|node| self.is_under(self.kernel.deed, does, *node));
        self.powers.iter().find(fits)
    }

    /// Whether whoever does a deed comes in the place of another by it.
    #[must_use]
    pub fn inherits(&self, does: NodeId) -> bool {
        self.power(does).is_some_and(|power| power.becomes == Becoming::Inherited)
    }
}

/// From which day a notice ends a bond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaving {
    /// How long after the notice, at the earliest.
    pub notice: (u32, Unit),
    /// The day on which a term ends, and the length of the terms after it; none where a bond can end
    /// on any day.
    pub term: Option<(Date, Option<(u32, Unit)>)>,
}

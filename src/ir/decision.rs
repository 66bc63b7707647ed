//! What an organ decides, and how: motions, and the way in which a clause has them decided.

use super::{ActorId, ActorSet, MotionId, NodeId, Origin, TermId};

/// Something that an organ can be asked to decide, for instance measures.
#[derive(Debug, Clone)]
pub struct Motion {
    /// Its name.
    pub name: String,
    /// Where it is first written.
    pub origin: Origin,
}

/// What deeds make of a motion.
///
/// ```
/// use casus::ir::Stage;
/// assert_eq!(Stage::parse("supported"), Some(Stage::Supported));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// Somebody asks that the organ take it up.
    Asked,
    /// The organ meets on it.
    Opened,
    /// A vote for it.
    Supported,
    /// A vote against it, or an objection.
    Opposed,
    /// A voter who is there and does not vote for or against.
    Abstained,
    /// A voter who is not there.
    Missed,
    /// A veto.
    Vetoed,
    /// The organ's own record says that it was carried.
    Adopted,
    /// The organ's own record says that it was not.
    Rejected,
    /// It is taken back, or the meeting ends without a decision.
    Dropped,
    /// What was decided is taken back.
    Lifted,
}

impl Stage {
    /// Every one.
    pub const ALL: [Stage; 11] = [
        Stage::Asked,
        Stage::Opened,
        Stage::Supported,
        Stage::Opposed,
        Stage::Abstained,
        Stage::Missed,
        Stage::Vetoed,
        Stage::Adopted,
        Stage::Rejected,
        Stage::Dropped,
        Stage::Lifted,
    ];

    /// The word in rule files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Stage::Asked => "asked",
            Stage::Opened => "opened",
            Stage::Supported => "supported",
            Stage::Opposed => "opposed",
            Stage::Abstained => "abstained",
            Stage::Missed => "missed",
            Stage::Vetoed => "vetoed",
            Stage::Adopted => "adopted",
            Stage::Rejected => "rejected",
            Stage::Dropped => "dropped",
            Stage::Lifted => "lifted",
        }
    }

    /// The one that a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// Which deeds make what of a motion.
#[derive(Debug, Clone)]
pub struct MotionDeeds {
    /// Which motion; every one if none.
    pub motion: Option<MotionId>,
    /// What becomes of it.
    pub stage: Stage,
    /// Nodes of the tree `deed`.
    pub by: Vec<NodeId>,
    /// Where it is written.
    pub origin: Origin,
}

/// How a clause has a motion decided.
#[derive(Debug, Clone)]
pub struct Decision {
    /// What is decided.
    pub motion: MotionId,
    /// Which organs may decide it; one that is written after `or` stands in for the first.
    pub organs: Vec<ActorId>,
    /// On whose demand; nobody's if none.
    pub demand: Option<ActorSet>,
    /// How many votes carry it; none where the text has no such rule.
    pub vote: Option<VoteRule>,
    /// What share of the base has to take part.
    pub quorum: Option<(u32, u32)>,
    /// Nobody may object.
    pub consensus: bool,
    /// A term of one actor that says who may not vote.
    pub excluded: Option<TermId>,
    /// Whose vote against, or veto, is enough to stop it.
    pub veto: Option<ActorSet>,
    /// Whether the outcome binds.
    pub binding: Option<bool>,
    /// What the outcome does not bind anybody to do without its own consent: nodes of `response`.
    pub free: Vec<NodeId>,
    /// Where it is written.
    pub origin: Origin,
}

/// How many votes carry a motion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VoteRule {
    /// The fraction; more than half if none.
    pub fraction: Option<(u32, u32)>,
    /// Of whose votes.
    pub base: VoteBase,
}

/// What a fraction of votes is counted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum VoteBase {
    /// All who are bound, whether they may vote or not.
    Parties,
    /// All who are bound and may vote.
    Voters,
    /// Those who took part in the vote.
    Present,
    /// Others, whom the rules name in words only; then votes that are shown cannot carry it.
    Words,
}

impl VoteBase {
    /// The base that a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "parties" => Some(VoteBase::Parties),
            "voters" => Some(VoteBase::Voters),
            "present" => Some(VoteBase::Present),
            _ => None,
        }
    }
}

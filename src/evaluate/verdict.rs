//! The answer: statuses, pivots, reasons. Plain data; absent: how it is found or printed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::rest::Rest;
use crate::ir::{ActorId, ClauseId, Evidence, LimbRole, Origin, QuestionId, ReadingId, TreatyId};
use crate::syntax::tree::Modality;

/// How questions and disputed facts are to be answered.
#[derive(Debug, Clone, Default)]
pub struct Stance {
    /// Questions closed by name, strongest.
    pub readings: BTreeMap<QuestionId, ReadingId>,
    /// Questions answered as this actor held them.
    pub as_held_by: Vec<(ActorId, Option<Date>)>,
    /// The day whose readings count; the day of the event if none.
    pub read_as_of: Option<Date>,
    /// Whose word is taken where facts are disputed.
    pub facts_of: Option<ActorId>,
    /// Overlays switched off.
    pub overlays_off: Vec<TreatyId>,
    /// The tags that count; every one if none are named.
    pub evidence: Option<BTreeSet<Evidence>>,
    /// The name of the interpretation, for the receipt.
    pub interpretation: Option<String>,
}

/// The answer for one obligor and beneficiary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// The condition holds whatever the unknown.
    Owed,
    /// It would if a party did an act of its own.
    Available,
    /// It fails whatever parties do.
    NotOwed,
    /// It depends on open questions only.
    Contested,
    /// It depends on unknown facts only.
    Undetermined,
    /// It depends on both.
    Open,
    /// It would rest on evidence that was not asked for, so no answer is given.
    LeftOut,
}

impl Status {
    /// Every status, the settled ones first.
    pub const ALL: [Status; 7] = [
        Status::Owed,
        Status::Available,
        Status::NotOwed,
        Status::Contested,
        Status::Undetermined,
        Status::Open,
        Status::LeftOut,
    ];

    /// The word used in tests, options and output.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Status::Owed => "owed",
            Status::Available => "available",
            Status::NotOwed => "not owed",
            Status::Contested => "contested",
            Status::Undetermined => "undetermined",
            Status::Open => "open",
            Status::LeftOut => "left out",
        }
    }

    /// The word in the terms of a modality: a permission is held, a prohibition applies.
    ///
    /// ```
    /// use casus::evaluate::Status;
    /// use casus::syntax::tree::Modality;
    /// assert_eq!(Status::Owed.word_for(Modality::ShallNot), "prohibited");
    /// ```
    #[must_use]
    pub fn word_for(self, modality: Modality) -> &'static str {
        match (self, modality) {
            (Status::Owed, Modality::May) => "permitted",
            (Status::NotOwed, Modality::May) => "not permitted",
            (Status::Owed, Modality::ShallNot) => "prohibited",
            (Status::NotOwed, Modality::ShallNot) => "not prohibited",
            _ => self.word(),
        }
    }

    /// Whether all completions agree.
    #[must_use]
    pub fn is_settled(self) -> bool {
        matches!(self, Status::Owed | Status::Available | Status::NotOwed)
    }
}

/// What a part of a condition comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Truth {
    /// In every completion.
    True,
    /// In none.
    False,
    /// It depends; on these names.
    Depends(Vec<String>),
}

/// One limb of the condition of a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimbState {
    /// Which face of the clause.
    pub role: LimbRole,
    /// What it says, in words.
    pub text: String,
    /// What it comes to on the acts done so far.
    pub truth: Truth,
    /// Where it is written.
    pub origin: Origin,
}

/// What sort of thing would have to be settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PivotKind {
    /// A reading of an open question.
    Reading,
    /// A fact that is not known.
    Fact,
    /// An act of a party.
    Act,
}

/// One part of a set that settles a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Pivot {
    /// Which sort.
    pub kind: PivotKind,
    /// The question, field or deed.
    pub name: String,
    /// The reading, values or actor that settle it, in words; several words if any of them would.
    pub values: Vec<String>,
    /// Where the values are many: what exactly these have in common, as `in pacific` or `not cuba`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_common: Option<String>,
}

/// A smallest set that settles a verdict.
pub type PivotSet = Vec<Pivot>;

/// On what a verdict turns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Pivots {
    /// Every question, field or deed on which the outcome depends at all, sorted.
    pub depends_on: Vec<String>,
    /// Smallest sets that would make it owed.
    pub to_owed: Vec<PivotSet>,
    /// Smallest sets that would leave it available, that is, waiting for an act of a party.
    pub to_available: Vec<PivotSet>,
    /// Smallest sets that would make it not owed.
    pub to_not_owed: Vec<PivotSet>,
    /// The list was cut at a limit.
    pub cut: bool,
}

/// Why the answer is what it is, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The face of the clause that fails; none where it holds.
    pub role: Option<LimbRole>,
    /// One line of words.
    pub text: String,
    /// Where the rule is written.
    pub origin: Origin,
}

/// What general law adds beside a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverlayNote {
    /// The overlay.
    pub overlay: TreatyId,
    /// Its clause.
    pub clause: ClauseId,
}

/// To whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BeneficiaryOut {
    /// Nobody in particular.
    None,
    /// One actor.
    Actor(ActorId),
    /// Whoever was struck, where the event does not say who.
    Struck,
    /// The other parties.
    Parties,
    /// Everyone.
    All,
}

/// The answer of one clause for one obligor and one beneficiary.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The clause.
    pub clause: ClauseId,
    /// Who would owe; none where nobody is bound on the day, or where the clause binds whoever did
    /// something or was struck and the event does not say who that is.
    pub obligor: Option<ActorId>,
    /// To whom.
    pub beneficiary: BeneficiaryOut,
    /// The answer.
    pub status: Status,
    /// Whether the clause is owed all the time, whatever happens.
    pub standing: bool,
    /// The rider of the obligor that replaced the response, by index.
    pub rider: Option<usize>,
    /// On what it turns.
    pub pivots: Pivots,
    /// Every limb with what it comes to.
    pub limbs: Vec<LimbState>,
    /// Why, in short.
    pub because: Reason,
    /// The weakest evidence it rests on.
    pub evidence: Evidence,
    /// What general law adds.
    pub overlays: Vec<OverlayNote>,
    /// Gaps that taint it: article and reason.
    pub gaps: Vec<(String, String)>,
    /// Where it is left out, the grounds on which it would rest and whose tags were not asked for.
    pub left_out: Vec<Rest>,
}

/// A verdict that needs more steps than the limits allow; it is reported, never guessed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{path}` leaves more open than {limit} diagram nodes, or the limit of pairs, can hold")]
pub struct TooComplex {
    /// The clause.
    pub path: String,
    /// The limit.
    pub limit: usize,
}

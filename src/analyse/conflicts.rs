//! Duties of one obligor that cannot both be met, or that ask for the same help twice.
//!
//! In: what the rules say excludes what (`conflict`, `overlap`), what they say of precedence (`yields`,
//! `prevails`, `presumes`), and an event, the lives of a crisis, or nothing but two instruments. Out: the
//! pairs, how sure they are, and what ranks them. Absent: what is owed, which is asked of `evaluate`;
//! printing; and any choice of its own between two duties.

mod crisis;
mod event;
mod rank;
mod search;
mod sides;

pub use crisis::{Meeting, in_crisis};
pub use event::{Clash, Clashes, in_event};
pub use rank::{By, Ranking, Which};
pub use search::{Found, Plan, Searched, Witness, search, within_each};

use crate::evaluate::BeneficiaryOut;
use crate::event::{Deed, Value};
use crate::ir::{ClauseId, FieldId, Program, QuestionId, ReadingId};

/// One of two duties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duty {
    /// The clause.
    pub clause: ClauseId,
    /// To whom it is owed.
    pub beneficiary: BeneficiaryOut,
    /// The rider that replaced the response, by index.
    pub rider: Option<usize>,
}

/// What makes something so that is not sure: the fewest readings, facts and deeds together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Turns {
    /// Readings.
    pub readings: Vec<(QuestionId, ReadingId)>,
    /// Values of fields.
    pub facts: Vec<(FieldId, Value)>,
    /// Deeds on the record.
    pub record: Vec<Deed>,
    /// What else, by name and value in words: how a place that the event describes lies (`place.claimed_by` is
    /// `ARC`).
    pub beside: Vec<(String, String)>,
}

impl From<crate::evaluate::space::Case> for Turns {
    fn from(case: crate::evaluate::space::Case) -> Self {
        // Of a field with several values one may be open: what it has to be counts like that of any other.
        let more = case.more.into_iter().map(|(field, _, value)| (field, value));
        let facts = case.facts.into_iter().chain(more).collect();
        Turns { readings: case.readings, facts, record: case.record, beside: case.beside }
    }
}

impl Turns {
    /// Whether nothing is wanting.
    ///
    /// ```
    /// assert!(casus::analyse::conflicts::Turns::default().is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Turns { readings, facts, record, beside } = self;
        readings.is_empty() && facts.is_empty() && record.is_empty() && beside.is_empty()
    }
}

/// Why two duties stand against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A `conflict` or `overlap` of the rules, by its place in [`Program::conflicts`].
    Rule(usize),
    /// The other forbids what the one asks for, toward the same actor.
    Forbidden,
}

impl Why {
    /// Whether both can be met, so that the question is only which text measures the help.
    ///
    /// ```
    /// use casus::{analyse::conflicts::Why, ir::Program};
    /// assert!(!Why::Forbidden.is_overlap(&Program::default()));
    /// ```
    #[must_use]
    pub fn is_overlap(self, program: &Program) -> bool {
        matches!(self, Why::Rule(at) if program.conflicts.get(at).is_some_and(|rule| rule.overlap))
    }

    /// In words.
    ///
    /// ```
    /// use casus::{analyse::conflicts::Why, ir::Program};
    /// assert_eq!(Why::Forbidden.words(&Program::default()), "the one asks for what the other forbids");
    /// ```
    #[must_use]
    pub fn words(self, program: &Program) -> &str {
        match self {
            Why::Rule(at) => program.conflicts.get(at).map_or("", |rule| rule.label.as_str()),
            Why::Forbidden => "the one asks for what the other forbids",
        }
    }
}

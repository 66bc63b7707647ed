//! Small changes to rules, one at a time, and who notices them.
//!
//! In: the trees and texts of rule files, the tests and laws that hold them. Out: [`Mutant`]s and what
//! came of each ([`Fate`]). Absent: printing, and what a test or a law means (`tests`, `laws`).
//!
//! A change that no test and no law notices shows a line of the rules that nobody holds.

mod condition;
mod find;
mod reach;
mod run;

pub use find::find;
pub use run::{Fate, Suite};

use crate::text::{File, FileId, Span};

/// What sort of slip a change imitates.
///
/// ```
/// use casus::analyse::mutants::Kind;
/// assert_eq!(Kind::parse("modality"), Some(Kind::Modality));
/// assert_eq!(Kind::ALL.map(Kind::word)[0], "line");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A line of a clause is left out.
    Line,
    /// `not` is left out.
    Not,
    /// A day is moved by one day or one year.
    Date,
    /// A place or an area is taken for another one.
    Place,
    /// What is owed becomes a permission, or the other way round.
    Modality,
    /// Another response is owed.
    Response,
    /// Whoever owes and whoever benefits change places.
    Swap,
    /// `and` is taken for `or`, or the other way round.
    Connective,
    /// One part of a condition is left out.
    Leg,
    /// A number is a little larger or smaller.
    Number,
    /// A party, or one of several who owe, is left out.
    Party,
    /// A holder of a reading is left out.
    Holder,
    /// A question is asked for another of its readings.
    Reading,
}

impl Kind {
    /// Every one.
    pub const ALL: [Kind; 13] = [
        Kind::Line,
        Kind::Not,
        Kind::Date,
        Kind::Place,
        Kind::Modality,
        Kind::Response,
        Kind::Swap,
        Kind::Connective,
        Kind::Leg,
        Kind::Number,
        Kind::Party,
        Kind::Holder,
        Kind::Reading,
    ];

    /// The word that users write.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Kind::Line => "line",
            Kind::Not => "not",
            Kind::Date => "date",
            Kind::Place => "place",
            Kind::Modality => "modality",
            Kind::Response => "response",
            Kind::Swap => "swap",
            Kind::Connective => "connective",
            Kind::Leg => "leg",
            Kind::Number => "number",
            Kind::Party => "party",
            Kind::Holder => "holder",
            Kind::Reading => "reading",
        }
    }

    /// The one that a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// One change of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    /// The file.
    pub file: FileId,
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub now: String,
    /// What slip it imitates.
    pub kind: Kind,
}

impl Mutant {
    /// The text of the file with the change made.
    ///
    /// ```
    /// use casus::analyse::mutants::{Kind, Mutant};
    /// use casus::text::{File, FileId, Span};
    /// let file = File::new("a.casus", "from 1949-08-24");
    /// let mutant = Mutant { file: FileId(0), span: Span::new(5, 15), now: "1950-08-24".to_owned(), kind: Kind::Date };
    /// assert_eq!(mutant.text(&file), "from 1950-08-24");
    /// ```
    #[must_use]
    pub fn text(&self, file: &File) -> String {
        let Span { start, end } = self.span;
        let before = file.text.get(..start as usize).unwrap_or_default();
        let after = file.text.get(end as usize..).unwrap_or_default();
        format!("{before}{}{after}", self.now)
    }

    /// The lines that differ, as they were and as they are, without blanks at their ends.
    #[must_use]
    pub fn lines(&self, file: &File) -> (Vec<String>, Vec<String>) {
        let text = &file.text;
        let start = text.get(..self.span.start as usize).and_then(|t| t.rfind('\n')).map_or(0, |at| at + 1);
        let rest = text.get(self.span.end as usize..).unwrap_or_default();
        let end = self.span.end as usize + rest.find('\n').unwrap_or(rest.len());
        let head = text.get(start..self.span.start as usize).unwrap_or_default();
        let tail = text.get(self.span.end as usize..end).unwrap_or_default();
        let split = |text: &str| -> Vec<String> {
            text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
        };
        (split(text.get(start..end).unwrap_or_default()), split(&format!("{head}{}{tail}", self.now)))
    }
}

/// Some of a list, chosen by a seed, in the order of the list: the same for the same seed.
///
/// ```
/// let all: Vec<u32> = (0..100).collect();
/// let some = casus::analyse::mutants::sample(all.clone(), 7, 1);
/// assert_eq!(some.len(), 7);
/// assert!(some.is_sorted());
/// assert_eq!(some, casus::analyse::mutants::sample(all, 7, 1));
/// ```
#[must_use]
pub fn sample<T>(all: Vec<T>, most: usize, seed: u64) -> Vec<T> {
    let mut ranked: Vec<(u64, usize, T)> =
        all.into_iter().enumerate().map(|(at, one)| (mixed(seed, at as u64), at, one)).collect();
    ranked.sort_by_key(|(rank, at, _)| (*rank, *at));
    ranked.truncate(most);
    ranked.sort_by_key(|(_, at, _)| *at);
    ranked.into_iter().map(|(_, _, one)| one).collect()
}

/// The bits of a number and a seed well stirred (the finish of splitmix64).
fn mixed(seed: u64, at: u64) -> u64 {
    let mut z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(at.wrapping_mul(0xbf58_476d_1ce4_e5b9));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

//! By when a duty falls due, and whether that day has passed.
//!
//! The rules of counting: the day from which a term runs is not counted; a term in months or years ends
//! on the day of the same number, or on the last of a shorter month; a term in hours, begun at an
//! unknown hour, ends on the day into which it may reach. A term in words ("immediately") fixes no
//! last day, and none is invented.

use jiff::civil::Date;

use super::when::{When, later};
use crate::ir::Deadline;
use crate::syntax::tree::Unit;

/// The end of a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// The last day on which it can be done in time, as exactly as is known.
    By(When),
    /// The text says how fast in words, and names no day.
    InWords(String),
}

/// How a day stands to the end of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lateness {
    /// The term still runs.
    Running,
    /// It may have ended: the day from which it runs is not known well enough.
    Unknown,
    /// It has ended.
    Over,
    /// The text fixes no last day.
    NoDay,
}

/// When a term that runs from a day ends.
///
/// ```
/// use casus::{ir::Deadline, life::{due_by, Due, When}, syntax::tree::Unit};
/// let from = When::parse("1899-01-31")?;
/// assert_eq!(due_by(&Deadline::Within(1, Unit::Months), from), Due::By(When::parse("1899-02-28")?));
/// # Ok::<(), casus::life::NotWhen>(())
/// ```
#[must_use]
pub fn due_by(deadline: &Deadline, from: When) -> Due {
    match deadline {
        Deadline::Words(words) => Due::InWords(words.clone()),
        Deadline::By(day) => Due::By(When::day(*day)),
        Deadline::Within(number, unit) => {
            let first = later(from.earliest(), *number, *unit);
            // Begun late in the day, hours reach into the next one.
            let last = match unit {
                Unit::Hours => later(from.latest(), number.div_ceil(24), Unit::Days),
                _ => later(from.latest(), *number, *unit),
            };
            Due::By(When::between(first, last))
        }
    }
}

impl Due {
    /// How a day stands to the end of the term; the last day itself is in time.
    ///
    /// ```
    /// use casus::{ir::Deadline, life::{due_by, Lateness, When}, syntax::tree::Unit};
    /// use jiff::civil::date;
    /// let report = due_by(&Deadline::Within(48, Unit::Hours), When::day(date(2020, 1, 2)));
    /// assert_eq!(report.on(date(2020, 1, 4)), Lateness::Running);
    /// assert_eq!(report.on(date(2020, 1, 5)), Lateness::Over);
    /// ```
    #[must_use]
    pub fn on(&self, day: Date) -> Lateness {
        match self {
            Due::InWords(_) => Lateness::NoDay,
            Due::By(end) if day <= end.earliest() => Lateness::Running,
            Due::By(end) if day > end.latest() => Lateness::Over,
            Due::By(_) => Lateness::Unknown,
        }
    }
}

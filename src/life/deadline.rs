//! By when a duty falls due, and whether that day has passed.
//!
//! The rules of counting: the day from which a term runs is not counted; a term in months or years ends
//! on the day of the same number, or on the last of a shorter month; a term in hours, begun at an
//! unknown hour, ends on the day into which it may reach. A term in working days ends on the last of so many working days after
//! the day from which it runs, whether that is one or not; a term that ends on a working day and would end on another
//! ends on the next one. A term in words ("immediately"), and one that reaches beyond the days of its calendar, fixes no
//! last day, and none is invented.

use jiff::civil::Date;

use super::when::{When, later};
use crate::ir::{Calendar, Deadline};
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
        Deadline::Working(number, calendar) => {
            let ends = |day: Date| calendar.nth_after(day, *number);
            each(ends, from).map_or_else(|| beyond(&in_days(*number), calendar), Due::By)
        }
        Deadline::OrNext(term, calendar) => match due_by(term, from) {
            Due::By(end) => {
                let words = || format!("by {end}, or the next working day");
                each(|day| calendar.not_before(day), end).map_or_else(|| beyond(&words(), calendar), Due::By)
            }
            words => words,
        },
    }
}

/// What both ends of a span of days lead to.
fn each(to: impl Fn(Date) -> Option<Date>, from: When) -> Option<When> {
    Some(When::between(to(from.earliest())?, to(from.latest())?))
}

fn in_days(number: u32) -> String {
    format!("within {number} working day{}", if number == 1 { "" } else { "s" })
}

/// A term that reaches to days of which its calendar says nothing.
fn beyond(term: &str, calendar: &Calendar) -> Due {
    Due::InWords(format!("{term}, which the calendar {} does not reach", calendar.name()))
}

/// A term that is put off by rests, each from the end of a day to that of another: it does not run meanwhile. In working days
/// it is put off by as many as there were.
pub(super) fn put_off(due: Due, term: Option<&Deadline>, rests: &[(Date, Date)]) -> Due {
    let Due::By(end) = due else { return due };
    let moved = |days: u32| {
        When::between(later(end.earliest(), days, Unit::Days), later(end.latest(), days, Unit::Days))
    };
    let days = || rests.iter().map(|(from, to)| days_between(*from, *to)).fold(0, u32::saturating_add);
    match term {
        Some(Deadline::Working(number, calendar)) => {
            let lost: Option<u32> = rests.iter().map(|(from, to)| calendar.between(*from, *to)).sum();
            let ends = lost.and_then(|lost| each(|day| calendar.nth_after(day, lost), end));
            ends.map_or_else(|| beyond(&in_days(*number), calendar), Due::By)
        }
        Some(Deadline::OrNext(_, calendar)) if days() > 0 => {
            let ends = moved(days());
            let words = format!("by {ends}, or the next working day");
            each(|day| calendar.not_before(day), ends).map_or_else(|| beyond(&words, calendar), Due::By)
        }
        _ => Due::By(moved(days())),
    }
}

pub(super) fn days_between(from: Date, to: Date) -> u32 {
    from.until(to).map_or(0, |span| u32::try_from(span.get_days()).unwrap_or(0))
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

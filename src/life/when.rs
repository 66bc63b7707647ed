//! When something happened, as exactly as is known: a day, a month, a year.
//!
//! Nothing is filled in: a month is all its days, and what is computed from it says so.

use jiff::ToSpan as _;
use jiff::civil::Date;

/// A day that is known to lie between two days, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct When {
    earliest: Date,
    latest: Date,
}

/// A text that is no day, month or year.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no day, month or year; write 1914-08-01, 1914-08 or 1914")]
pub struct NotWhen(String);

impl When {
    /// A known day.
    #[must_use]
    pub fn day(day: Date) -> Self {
        When { earliest: day, latest: day }
    }

    /// Some day from one to another, both included; the two may be given in either order.
    #[must_use]
    pub fn between(one: Date, other: Date) -> Self {
        When { earliest: one.min(other), latest: one.max(other) }
    }

    /// A day, month or year in numbers.
    ///
    /// ```
    /// use casus::life::When;
    /// use jiff::civil::date;
    /// let august = When::parse("1914-08")?;
    /// assert_eq!((august.earliest(), august.latest()), (date(1914, 8, 1), date(1914, 8, 31)));
    /// # Ok::<(), casus::life::NotWhen>(())
    /// ```
    ///
    /// # Errors
    /// The text has another shape, or names a day that is not in the calendar.
    pub fn parse(text: &str) -> Result<Self, NotWhen> {
        let wrong = || NotWhen(text.to_owned());
        let parts: Vec<&str> = text.split('-').collect();
        let widths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
        if !matches!(widths.as_slice(), [4] | [4, 2] | [4, 2, 2])
            || !parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
        {
            return Err(wrong());
        }
        let number = |at: usize| parts.get(at).and_then(|part| part.parse::<i16>().ok());
        let small = |at: usize| number(at).and_then(|n| i8::try_from(n).ok());
        let year = number(0).ok_or_else(wrong)?;
        let first = Date::new(year, small(1).unwrap_or(1), small(2).unwrap_or(1)).map_err(|_| wrong())?;
        let latest = match parts.len() {
            1 => first.last_of_year(),
            2 => first.last_of_month(),
            _ => first,
        };
        Ok(When { earliest: first, latest })
    }

    /// The first day that it may be.
    #[must_use]
    pub fn earliest(self) -> Date {
        self.earliest
    }

    /// The last day that it may be.
    #[must_use]
    pub fn latest(self) -> Date {
        self.latest
    }

    /// Whether the day is known.
    #[must_use]
    pub fn is_exact(self) -> bool {
        self.earliest == self.latest
    }

    /// Whether it lies before another for sure; none where the two may be either way.
    ///
    /// ```
    /// use casus::life::When;
    /// let (july, first) = (When::parse("1914-07")?, When::parse("1914-08-01")?);
    /// assert_eq!(july.is_before(first), Some(true));
    /// assert_eq!(When::parse("1914")?.is_before(first), None);
    /// # Ok::<(), casus::life::NotWhen>(())
    /// ```
    #[must_use]
    pub fn is_before(self, other: When) -> Option<bool> {
        if self.latest < other.earliest {
            Some(true)
        } else if self.earliest >= other.latest {
            Some(false)
        } else {
            None
        }
    }
}

/// As it was written: a whole month or year as such, anything else by its two ends.
impl std::fmt::Display for When {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (first, last) = (self.earliest, self.latest);
        let whole_month = first.day() == 1 && last == first.last_of_month();
        let whole_year = whole_year(first, last);
        if first == last {
            write!(f, "{first}")
        } else if whole_year {
            write!(f, "{:04}", first.year())
        } else if whole_month {
            write!(f, "{:04}-{:02}", first.year(), first.month())
        } else {
            write!(f, "{first}/{last}")
        }
    }
}

fn whole_year(first: Date, last: Date) -> bool {
    first == first.first_of_year() && last == first.last_of_year()
}

/// A day so many civil units later; a day that the month does not have is its last one. The end of
/// the calendar is its last day.
pub(crate) fn later(day: Date, number: u32, unit: crate::syntax::tree::Unit) -> Date {
    use crate::syntax::tree::Unit;
    let number = i64::from(number);
    let span = match unit {
        Unit::Hours => (number / 24).days(),
        Unit::Days => number.days(),
        // More months than the calendar has lead to its end like any other number.
        Unit::Months => number.min(200_000).months(),
        Unit::Years => number.min(19_000).years(),
    };
    day.saturating_add(span)
}

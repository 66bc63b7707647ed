//! Days as scholars code them: a year, often a month, sometimes a day.
//!
//! In: three coded numbers. Out: a [`Moment`] that keeps its precision. Absent: guessing; whoever
//! needs one day asks for the first or the last that it may be.

use jiff::civil::Date;

/// A day that is known to the year, the month or the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

impl Moment {
    /// A moment from its coded parts; a month or day of zero, or none, is one that is not known.
    ///
    /// None if the calendar has no such day.
    ///
    /// ```
    /// use casus::import::moment::Moment;
    /// let exit = Moment::new(1859, Some(5), Some(0)).unwrap();
    /// assert_eq!(exit.to_string(), "1859-05");
    /// assert_eq!((exit.first().to_string(), exit.last().to_string()), ("1859-05-01".into(), "1859-05-31".into()));
    /// assert_eq!(Moment::new(1900, Some(2), Some(29)), None);
    /// ```
    #[must_use]
    pub fn new(year: i32, month: Option<i32>, day: Option<i32>) -> Option<Moment> {
        let known = |part: Option<i32>| part.filter(|n| *n != 0).map(i8::try_from).transpose().ok();
        let (year, month, day) = (i16::try_from(year).ok()?, known(month)?, known(day)?);
        // A day of an unknown month says nothing.
        let day = day.filter(|_| month.is_some());
        Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
        Some(Moment { year, month, day })
    }

    /// The first day that it may be.
    #[must_use]
    pub fn first(self) -> Date {
        Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).unwrap_or(Date::ZERO)
    }

    /// The last day that it may be.
    #[must_use]
    pub fn last(self) -> Date {
        let month = Date::new(self.year, self.month.unwrap_or(12), 1).unwrap_or(Date::ZERO);
        match self.day {
            Some(_) => self.first(),
            None => month.last_of_month(),
        }
    }

    /// Whether the day itself is known.
    #[must_use]
    pub fn is_exact(self) -> bool {
        self.day.is_some()
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

/// The day after, or the same at the end of the calendar.
pub(super) fn next(day: Date) -> Date {
    day.tomorrow().unwrap_or(day)
}

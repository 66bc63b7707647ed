//! Working days.
//!
//! In: a span of days, the days of the week on which nobody works, holidays. Out: the n-th working day after a day, and how
//! many lie between two. Absent: days outside of the span, of which nothing is known: a count that reaches there has no answer.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

/// The working days of some span.
///
/// ```
/// use casus::ir::Calendar;
/// use jiff::civil::{Weekday, date};
/// let weekend = [Weekday::Saturday, Weekday::Sunday].into();
/// let may = (date(2024, 5, 1), date(2024, 6, 1));
/// let calendar = Calendar::new("bank", may, &weekend, &[date(2024, 5, 1)].into());
/// // Thursday, the second, is the first working day after Tuesday.
/// assert_eq!(calendar.nth_after(date(2024, 4, 30), 1), None);
/// assert_eq!(calendar.nth_after(date(2024, 5, 1), 1), Some(date(2024, 5, 2)));
/// assert_eq!(calendar.nth_after(date(2024, 5, 2), 2), Some(date(2024, 5, 6)));
/// assert_eq!(calendar.not_before(date(2024, 5, 4)), Some(date(2024, 5, 6)));
/// assert_eq!(calendar.nth_after(date(2024, 5, 31), 1), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    name: String,
    /// The first day of which something is known, and the first one of which nothing is known any more.
    span: (Date, Date),
    /// The working days, in order.
    days: Vec<Date>,
}

impl Calendar {
    /// The working days of a span, whose last day is not in it.
    #[must_use]
    pub fn new(
        name: &str,
        span: (Date, Date),
        weekend: &std::collections::HashSet<Weekday>,
        holidays: &BTreeSet<Date>,
    ) -> Self {
        let all = span.0.series(1.day()).take_while(|day| *day < span.1);
        let days = all.filter(|day| !weekend.contains(&day.weekday()) && !holidays.contains(day)).collect();
        Calendar { name: name.to_owned(), span, days }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it speaks of a day.
    fn knows(&self, day: Date) -> bool {
        self.span.0 <= day && day < self.span.1
    }

    /// How many working days there are up to a day and with it.
    fn up_to(&self, day: Date) -> usize {
        self.days.partition_point(|one| *one <= day)
    }

    /// The n-th working day after a day, which is not counted itself; the day itself for none. No answer where it does not know
    /// all these days.
    #[must_use]
    pub fn nth_after(&self, day: Date, number: u32) -> Option<Date> {
        if !self.knows(day) {
            return None;
        }
        match usize::try_from(number).ok()?.checked_sub(1) {
            Some(before) => self.days.get(self.up_to(day) + before).copied(),
            None => Some(day),
        }
    }

    /// The day itself if it is a working day, else the next one.
    #[must_use]
    pub fn not_before(&self, day: Date) -> Option<Date> {
        self.days.get(self.up_to(day.yesterday().ok()?)).copied().filter(|_| self.knows(day))
    }

    /// How many working days there are after a day, up to another one and with it.
    #[must_use]
    pub fn between(&self, from: Date, to: Date) -> Option<u32> {
        let known = self.knows(from) && self.knows(to);
        known.then(|| u32::try_from(self.up_to(to).saturating_sub(self.up_to(from))).ok()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const WEEK: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];

    proptest! {
        /// The same by a plain walk, one day after the other.
        #[test]
        fn a_walk_over_the_days_gives_the_same(
            off in proptest::collection::hash_set(0..7_usize, 0..7), holidays in proptest::collection::btree_set(0..100_i32, 0..20),
            length in 1..100_i32, from in -3..103_i32, number in 0..60_u32, to in -3..103_i32,
        ) {
            let begin = date(2024, 2, 1);
            let on = |days: i32| begin.saturating_add(days.days());
            let weekend = off.iter().map(|at| WEEK[*at]).collect();
            let days_off: BTreeSet<Date> = holidays.iter().map(|day| on(*day)).collect();
            let calendar = Calendar::new("one", (begin, on(length)), &weekend, &days_off);
            let known = |day: i32| (0..length).contains(&day);
            let works = |day: i32| !days_off.contains(&on(day)) && !weekend.contains(&on(day).weekday());
            let (mut day, mut left) = (from, number);
            while left > 0 && known(day) {
                day += 1;
                left -= u32::from(known(day) && works(day));
            }
            prop_assert_eq!(calendar.nth_after(on(from), number), (known(from) && known(day)).then(|| on(day)));
            let mut next = from;
            while known(next) && !works(next) {
                next += 1;
            }
            prop_assert_eq!(calendar.not_before(on(from)), (known(from) && known(next)).then(|| on(next)));
            let some = (from + 1..=to).filter(|day| works(*day)).count();
            let wanted = (known(from) && known(to)).then(|| u32::try_from(some).unwrap_or(0));
            prop_assert_eq!(calendar.between(on(from), on(to)), wanted);
        }
    }
}

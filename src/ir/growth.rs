//! How much is wanted in all, and what time adds to it: `in all 1000 EUR plus 9 % a year after its term`.
//!
//! In: a total, what was paid when, as readings of a clock that counts days or periods. Out: what is still wanting,
//! exactly. Absent: the calendar, and what makes the clock stand still (`life`).
//!
//! The rules of reckoning. Interest is simple: a percentage is of what is still wanting of the amount itself, or `of the whole`
//! amount, and never of what was added. Up to each payment, and up to the day that is asked about, what
//! has been added since the last payment is rounded once, to two digits after the point (or to as many as the amounts
//! of the line have), a half upward. A payment counts first toward what was added, then toward the amount. `at most`
//! limits all that is ever added, and a percentage there is of the whole amount.

use super::{Amount, ClauseId};
use crate::syntax::tree::{Pace, Period};

/// How many parts a percent has, as an amount has of its own.
const PERCENT: u128 = 10_000 * 100;

/// How much is wanted in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// The amount of the beginning; none where all of it comes with time.
    pub base: Option<Amount>,
    /// How it grows.
    pub growth: Option<Growth>,
    /// The word for what is counted.
    pub of: String,
}

/// How an amount grows with time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Growth {
    /// By how much in a period.
    pub rate: Rate,
    /// A percentage is of the whole amount, whatever was paid of it.
    pub of_whole: bool,
    /// How periods are counted.
    pub pace: Pace,
    /// For which period the rate is.
    pub period: Period,
    /// From when on.
    pub start: Since,
    /// All that is ever added.
    pub most: Option<Amount>,
}

/// From when on an amount grows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Since {
    /// After its term.
    Term,
    /// From its beginning.
    Beginning,
    /// While the duty of a clause is broken, of which there may be several texts.
    Breach(Vec<ClauseId>),
}

/// So much in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rate {
    /// Ten-thousandths of a percent.
    Percent(u64),
    /// An amount.
    Amount(Amount),
}

impl Rate {
    /// The highest percentage, in ten-thousandths: a million percent.
    pub const MOST: u64 = 1_000_000 * 10_000;
}

impl Growth {
    /// Of how many ticks of the clock the rate is: of the days of a period where it is reckoned day by day.
    fn ticks(&self) -> u128 {
        match (self.pace, self.period) {
            (Pace::Daily, Period::Week) => 7,
            (Pace::Daily, Period::Month) => 30,
            (Pace::Daily, Period::Year) => 365,
            _ => 1,
        }
    }
}

/// Where an amount stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reckoned {
    /// What is still wanting; none where nothing is.
    pub wanting: Option<Amount>,
    /// What time has added in all, paid or not.
    pub added: Option<Amount>,
}

impl Total {
    /// What is still wanting when the clock stands at `now`, after payments at readings of it.
    ///
    /// ```
    /// use casus::ir::{Amount, Growth, Rate, Since, Total};
    /// use casus::syntax::tree::{Pace, Period};
    /// let amount = |text| Amount::parse(text).unwrap();
    /// let growth = Growth {
    ///     rate: Rate::Percent(9 * 10_000),
    ///     of_whole: false,
    ///     pace: Pace::Daily,
    ///     period: Period::Year,
    ///     start: Since::Term,
    ///     most: None,
    /// };
    /// let total = Total { base: Some(amount("1000 EUR")), growth: Some(growth), of: "EUR".to_owned() };
    /// let after = |days| total.reckon(&[], days).wanting.unwrap().to_string();
    /// assert_eq!((after(0), after(73), after(365)), ("1000 EUR".into(), "1018 EUR".into(), "1090 EUR".into()));
    /// // Of 518 EUR that are paid, 18 EUR are for what was added; 500 EUR bear interest from there.
    /// let paid = total.reckon(&[(73, amount("518 EUR"))], 146);
    /// assert_eq!(paid.wanting.unwrap().to_string(), "509 EUR");
    /// assert_eq!(paid.added.unwrap().to_string(), "27 EUR");
    /// ```
    #[must_use]
    pub fn reckon(&self, paid: &[(u64, Amount)], now: u64) -> Reckoned {
        let left = self.base.as_ref().map_or(0, |base| u128::from(base.parts()));
        let mut ledger = Ledger { total: self, left, paid: 0, open: 0, added: 0, at: 0 };
        for (clock, amount) in paid.iter().filter(|(_, amount)| amount.of() == self.of) {
            ledger.grow(*clock);
            ledger.take(u128::from(amount.parts()));
        }
        ledger.grow(now);
        let amount = |parts: u128| Amount::of_parts(u64::try_from(parts).unwrap_or(u64::MAX), &self.of);
        Reckoned { wanting: amount(ledger.left.saturating_add(ledger.open)), added: amount(ledger.added) }
    }

    /// To how many parts what is added is rounded.
    fn grain(&self) -> u128 {
        let rate = self.growth.as_ref().map(|growth| &growth.rate);
        let of_rate = match rate {
            Some(Rate::Amount(amount)) => amount.parts(),
            _ => 0,
        };
        let of_base = self.base.as_ref().map_or(0, Amount::parts);
        let fits = |grain: &u64| of_base.is_multiple_of(*grain) && of_rate.is_multiple_of(*grain);
        u128::from([100, 10].into_iter().find(fits).unwrap_or(1))
    }
}

/// An amount that is paid and grows.
struct Ledger<'t> {
    total: &'t Total,
    /// What is wanting of the amount itself.
    left: u128,
    /// What was paid before anything was wanting; it counts toward what is added later where all comes with time.
    paid: u128,
    /// What was added and is not paid.
    open: u128,
    /// All that was added.
    added: u128,
    /// The last reading of the clock.
    at: u64,
}

impl Ledger<'_> {
    fn grow(&mut self, clock: u64) {
        let ticks = u128::from(clock.saturating_sub(self.at));
        self.at = self.at.max(clock);
        let grows = self.left > 0 || self.total.base.is_none();
        let Some(growth) = self.total.growth.as_ref().filter(|_| grows) else { return };
        let (of, parts) = match &growth.rate {
            Rate::Percent(rate) => {
                let whole = self.total.base.as_ref().map_or(0, |base| u128::from(base.parts()));
                let base = if growth.of_whole { whole } else { self.left };
                (base.saturating_mul(u128::from(*rate)), PERCENT)
            }
            Rate::Amount(amount) => (u128::from(amount.parts()), 1),
        };
        let grain = self.total.grain();
        let more = rounded(of.saturating_mul(ticks), parts * growth.ticks(), grain);
        let room =
            growth.most.as_ref().map_or(more, |most| u128::from(most.parts()).saturating_sub(self.added));
        self.added = self.added.saturating_add(more.min(room));
        self.open = self.open.saturating_add(more.min(room));
        let ahead = self.paid.min(self.open);
        self.paid -= ahead;
        self.open -= ahead;
    }

    fn take(&mut self, paid: u128) {
        let first = paid.min(self.open);
        self.open -= first;
        let rest = paid - first;
        if self.total.base.is_none() {
            self.paid = self.paid.saturating_add(rest);
        }
        self.left = self.left.saturating_sub(rest);
    }
}

/// A fraction, rounded to a multiple of the grain, a half upward.
fn rounded(over: u128, under: u128, grain: u128) -> u128 {
    let step = under.saturating_mul(grain);
    let up = u128::from(over % step >= step.div_ceil(2));
    (over / step).saturating_add(up).saturating_mul(grain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).expect("an amount")
    }

    fn total(
        base: &str,
        rate: Rate,
        of_whole: bool,
        (pace, period): (Pace, Period),
        most: Option<&str>,
    ) -> Total {
        let growth = Growth { rate, of_whole, pace, period, start: Since::Term, most: most.map(amount) };
        Total { base: Some(amount(base)), growth: Some(growth), of: "EUR".to_owned() }
    }

    fn wanting(total: &Total, paid: &[(u64, &str)], now: u64) -> String {
        let paid: Vec<(u64, Amount)> = paid.iter().map(|(at, text)| (*at, amount(text))).collect();
        total.reckon(&paid, now).wanting.map(|amount| amount.to_string()).unwrap_or_default()
    }

    const MONTHS: (Pace, Period) = (Pace::Started, Period::Month);

    #[test]
    fn a_percentage_is_of_what_is_wanting_or_of_the_whole() {
        let two = |of_whole| total("1000 EUR", Rate::Percent(20_000), of_whole, MONTHS, None);
        assert_eq!(wanting(&two(false), &[], 3), "1060 EUR");
        // 20 EUR of the first payment are for the first month; 900 EUR are left.
        assert_eq!(wanting(&two(false), &[(1, "120 EUR")], 3), "936 EUR");
        assert_eq!(wanting(&two(true), &[(1, "120 EUR")], 3), "940 EUR");
        assert_eq!(wanting(&two(true), &[(1, "1020 EUR")], 9), "");
        // Another word is no payment of this.
        assert_eq!(wanting(&two(true), &[(0, "1000 USD")], 0), "1000 EUR");
    }

    /// Where all comes with time, what was paid ahead counts toward it.
    #[test]
    fn a_penalty_has_no_amount_of_the_beginning() {
        let day = (Pace::Daily, Period::Day);
        let some = Total {
            base: None,
            ..total("1 EUR", Rate::Amount(amount("20 EUR")), false, day, Some("70 EUR"))
        };
        assert_eq!((wanting(&some, &[], 0), wanting(&some, &[], 2)), (String::new(), "40 EUR".into()));
        assert_eq!(wanting(&some, &[], 9), "70 EUR");
        assert_eq!(wanting(&some, &[(1, "50 EUR")], 1), "");
        assert_eq!(wanting(&some, &[(1, "50 EUR")], 3), "10 EUR");
        assert_eq!(wanting(&some, &[(1, "50 EUR"), (2, "20 EUR")], 9), "");
    }

    #[test]
    fn what_is_added_has_a_limit() {
        let some = total("1000 EUR", Rate::Amount(amount("30 EUR")), false, MONTHS, Some("50 EUR"));
        assert_eq!((wanting(&some, &[], 1), wanting(&some, &[], 2)), ("1030 EUR".into(), "1050 EUR".into()));
        // What was added and paid counts toward the limit too.
        assert_eq!(wanting(&some, &[(1, "30 EUR")], 9), "1020 EUR");
    }

    #[test]
    fn what_is_added_is_rounded_a_half_upward() {
        let day = (Pace::Daily, Period::Day);
        let some = |base| total(base, Rate::Percent(5_000), false, day, None);
        assert_eq!(wanting(&some("1 EUR"), &[], 1), "1.01 EUR");
        assert_eq!(wanting(&some("0.98 EUR"), &[], 1), "0.98 EUR");
        // Once, not for each day: three days of 0.0049 EUR are 0.0147 EUR.
        assert_eq!(wanting(&some("0.98 EUR"), &[], 3), "0.99 EUR");
        assert_eq!(wanting(&some("0.9801 EUR"), &[], 1), "0.985 EUR");
        let year = total("1000 EUR", Rate::Percent(90_000), false, (Pace::Daily, Period::Year), None);
        assert_eq!(wanting(&year, &[], 1), "1000.25 EUR");
    }

    #[test]
    fn the_largest_numbers_end_at_the_largest_amount() {
        let most = format!("{} EUR", u64::MAX / 10_000);
        let some = total(&most, Rate::Percent(Rate::MOST), false, (Pace::Daily, Period::Day), None);
        assert_eq!(some.reckon(&[], 3_700_000).wanting.map(|amount| amount.parts()), Some(u64::MAX));
    }

    proptest! {
        /// The same by a plain walk over the days, with a purse for what is added and one for what is owed.
        #[test]
        fn a_walk_over_the_days_gives_the_same(
            base in 1_u64..2_000_000, rate in 1_u64..200_000, percent in any::<bool>(), of_whole in any::<bool>(),
            most in proptest::option::of(1_u64..300_000), days in 0_u64..400,
            paid in proptest::collection::vec((0_u64..400, 1_u64..900_000), 0..5),
        ) {
            let cents = |parts: u64| Amount::of_parts(parts * 100, "EUR");
            let (base_amount, of_rate) = (cents(base).expect("some"), cents(rate).expect("some"));
            let (some, per) = if percent { (Rate::Percent(rate), 1_000_000_u128) } else { (Rate::Amount(of_rate), 1) };
            let growth = Growth {
                rate: some, of_whole, pace: Pace::Daily, period: Period::Year, start: Since::Term,
                most: most.and_then(cents),
            };
            let total = Total { base: Some(base_amount), growth: Some(growth), of: "EUR".to_owned() };
            let mut paid = paid;
            paid.retain(|(day, _)| *day <= days);
            paid.sort_by_key(|(day, _)| *day);
            let (mut left, mut open, mut all) = (u128::from(base) * 100, 0_u128, 0_u128);
            // What was added since the last payment, in parts of 365 days.
            let mut raw = 0_u128;
            let settle = |raw: &mut u128, open: &mut u128, all: &mut u128| {
                let under = 365 * per;
                let cent = 100 * under;
                let round = ((*raw * 2 + cent) / (cent * 2)) * 100;
                let room = most.map_or(round, |most| (u128::from(most) * 100).saturating_sub(*all));
                *open += round.min(room);
                *all += round.min(room);
                *raw = 0;
            };
            for day in 0..=days {
                if day > 0 && left > 0 {
                    let of = if of_whole { u128::from(base) * 100 } else { left };
                    raw += if percent { of * u128::from(rate) } else { u128::from(rate) * 100 };
                }
                for (_, sum) in paid.iter().filter(|(on, _)| *on == day) {
                    settle(&mut raw, &mut open, &mut all);
                    let sum = u128::from(*sum) * 100;
                    let first = sum.min(open);
                    open -= first;
                    left = left.saturating_sub(sum - first);
                }
            }
            settle(&mut raw, &mut open, &mut all);
            let paid: Vec<(u64, Amount)> =
                paid.iter().filter_map(|(day, sum)| Some((*day, cents(*sum)?))).collect();
            let found = total.reckon(&paid, days);
            prop_assert_eq!(found.wanting.map_or(0, |amount| u128::from(amount.parts())), left + open);
            prop_assert_eq!(found.added.map_or(0, |amount| u128::from(amount.parts())), all);
        }
    }
}

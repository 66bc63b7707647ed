//! What time adds to an amount, and what is still wanting on a day.
//!
//! In: an obligation as it stands, a line of the rules, a day. Out: a reading of the clock by which the amount grows, and
//! what is wanting. Absent: the reckoning (`ir`), and whether a deed performs (`together`).
//!
//! The rules of counting. After its term an amount grows from the day after the last day of the term; from its
//! beginning, from the day after the one on which it came to be owed. What is paid on a day is paid at its end: the day itself counts.
//! A started period counts with its first day, a full one with its last; a period of months ends on the day of the same
//! number, or on the last of a shorter month. A term of which the day is not known counts from the last day that it may
//! be. While a duty rests, nothing is added. The breach of another duty counts from its first day to the day on which it is made good, so
//! as many days as that is late.

use jiff::civil::Date;

use super::crisis::Obligation;
use super::deadline::Due;
use super::state::{Live, Move, State};
use super::terms::days_at_rest;
use super::when::{When, later};
use crate::ir::{Amount, Becomes, Duty, Growth, NodeId, Program, Reckoned, Since, Total};
use crate::syntax::tree::{Pace, Period, Unit};

/// What is still wanting by one line of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanting {
    /// The first kind of deed of the line.
    pub deed: NodeId,
    /// How much; none where nothing more is.
    pub amount: Option<Amount>,
    /// What of all that was ever wanted time has added.
    pub added: Option<Amount>,
}

/// What is still wanting of an obligation of a crisis at the end of a day, by each line that counts an amount: one of them is
/// enough.
/// Nothing is said of what has ended, or is not owed yet.
///
/// ```
/// use casus::{evaluate::{Filter, Stance}, ir::Program, life::{follow, wanting}, text::Limits};
/// let (program, day) = (Program::default(), jiff::civil::date(2024, 1, 31));
/// let crisis = follow(&program, &[], &Stance::default(), &Filter::default(), Some(day), &Limits::default());
/// let all = &crisis.obligations;
/// assert!(all.iter().all(|one| wanting(&program, all, one, day).is_empty()));
/// ```
#[must_use]
pub fn wanting(program: &Program, all: &[Obligation], one: &Obligation, day: Date) -> Vec<Wanting> {
    let state = one.life.state();
    if matches!(state, State::Ended(_) | State::Live(Live::Available) | State::Suspended(Live::Available)) {
        return Vec::new();
    }
    let rows = counted(program, one);
    let found = rows.into_iter().filter_map(|row| {
        let (total, deed) = (row.total.as_ref()?, *row.by.first()?);
        let Reckoned { wanting, added } =
            reckoned((program, all), total, one, (one.parts.paid(Move::Perform, row), day));
        Some(Wanting { deed, amount: wanting, added })
    });
    found.collect()
}

/// The lines by which amounts of an obligation are counted. Lines of the clause stand in place of the general ones.
fn counted<'p>(program: &'p Program, one: &Obligation) -> Vec<&'p Duty> {
    let Some(clause) = program.clause(one.clause) else { return Vec::new() };
    let what = clause.response_with(one.rider).what;
    let performs = |row: &&Duty| row.becomes == Becomes::Performed;
    let own: Vec<&Duty> = clause.turns.iter().filter(performs).collect();
    let response = program.kernel.response;
    let of_kind = |row: &&Duty| row.what.is_none_or(|above| program.is_under(response, what, above));
    let rows = match own.is_empty() {
        false => own,
        true => program.duties.iter().filter(performs).filter(of_kind).collect(),
    };
    rows.into_iter().filter(|row| row.total.is_some()).collect()
}

/// Where an amount stands at the end of a day, after some payments.
pub(super) fn reckoned(
    (program, all): (&Program, &[Obligation]),
    total: &Total,
    one: &Obligation,
    (paid, day): (&[(Amount, When)], Date),
) -> Reckoned {
    let other = total.growth.as_ref().and_then(|growth| broken(growth, one, (program, all)));
    let reading = |day: Date| total.growth.as_ref().map_or(0, |growth| clock(growth, one, other, day));
    let paid: Vec<(u64, Amount)> =
        paid.iter().map(|(amount, on)| (reading(on.latest()), amount.clone())).collect();
    total.reckon(&paid, reading(day))
}

/// The duty while whose breach an amount grows: of the same obligor; where each event has one of its own, of the same event, and else the
/// last one.
pub(super) fn broken<'c>(
    growth: &Growth,
    one: &Obligation,
    (program, all): (&Program, &'c [Obligation]),
) -> Option<&'c Obligation> {
    let Since::Breach(clauses) = &growth.start else { return None };
    let each = program.clause(one.clause).is_some_and(|clause| clause.each);
    let fits = |other: &&Obligation| {
        clauses.contains(&other.clause) && other.obligor == one.obligor && (!each || other.event == one.event)
    };
    all.iter().rev().find(fits)
}

/// How many days or periods count by the end of a day.
fn clock(growth: &Growth, one: &Obligation, other: Option<&Obligation>, day: Date) -> u64 {
    let life = &one.life;
    let rests = matches!(life.state(), State::Suspended(_));
    let last = life.steps().last().filter(|_| rests).map(|step| step.on().latest());
    let (start, day) = match (&growth.start, &one.due) {
        // A term is put off by what its duty has rested, when it comes back.
        (Since::Term, Some(Due::By(end))) => (end.latest(), last.map_or(day, |last| last.min(day))),
        (Since::Term, _) => return 0,
        (Since::Beginning, _) => {
            let mut begun = life.steps().iter().filter(|step| step.step() == Move::Trigger);
            let Some(start) = begun.next().map(|step| step.on().latest()) else { return 0 };
            let rested = jiff::Span::new().days(i64::from(days_at_rest(life, day)));
            (start, day.saturating_sub(rested))
        }
        (Since::Breach(_), _) => {
            let steps = other.map(|other| other.life.steps()).unwrap_or_default();
            let mut steps = steps.iter().skip_while(|step| step.step() != Move::Breach);
            let begun = steps.next().and_then(|step| step.on().latest().yesterday().ok());
            let Some(start) = begun else { return 0 };
            let over = steps.next().map(|step| step.on().latest());
            (start, over.map_or(day, |over| over.min(day)))
        }
    };
    periods((growth.pace, growth.period), start, day)
}

/// How many days or periods after a day count by the end of another one.
fn periods((pace, period): (Pace, Period), start: Date, day: Date) -> u64 {
    if day <= start {
        return 0;
    }
    match pace {
        Pace::Daily => days(start, day),
        Pace::Full => full(period, start, day),
        Pace::Started => day.yesterday().map_or(0, |before| full(period, start, before) + 1),
    }
}

fn days(start: Date, day: Date) -> u64 {
    start.until(day).map_or(0, |span| u64::try_from(span.get_days()).unwrap_or(0))
}

/// How many periods after a day are over at the end of another one that is not before it.
fn full(period: Period, start: Date, day: Date) -> u64 {
    let months = || {
        let since = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
        let number = u32::try_from(since(day) - since(start)).unwrap_or(0);
        // In the last of these months its day may not have come.
        if later(start, number, Unit::Months) > day { number.saturating_sub(1) } else { number }
    };
    match period {
        Period::Day => days(start, day),
        Period::Week => days(start, day) / 7,
        Period::Month => u64::from(months()),
        Period::Year => u64::from(months() / 12),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const PERIODS: [Period; 4] = [Period::Day, Period::Week, Period::Month, Period::Year];

    #[test]
    fn periods_count_by_the_civil_calendar() {
        let from = date(2024, 1, 31);
        for (pace, period, day, wanted) in [
            (Pace::Daily, Period::Year, date(2024, 1, 31), 0),
            (Pace::Daily, Period::Year, date(2024, 3, 1), 30),
            (Pace::Started, Period::Month, date(2024, 1, 31), 0),
            (Pace::Started, Period::Month, date(2024, 2, 1), 1),
            (Pace::Started, Period::Month, date(2024, 2, 29), 1),
            (Pace::Started, Period::Month, date(2024, 3, 1), 2),
            (Pace::Full, Period::Month, date(2024, 2, 28), 0),
            (Pace::Full, Period::Month, date(2024, 2, 29), 1),
            (Pace::Full, Period::Month, date(2024, 3, 30), 1),
            (Pace::Full, Period::Month, date(2024, 3, 31), 2),
            (Pace::Full, Period::Year, date(2025, 1, 30), 0),
            (Pace::Full, Period::Year, date(2025, 1, 31), 1),
            (Pace::Started, Period::Week, date(2024, 2, 8), 2),
            (Pace::Full, Period::Week, date(2024, 2, 7), 1),
        ] {
            assert_eq!(periods((pace, period), from, day), wanted, "{pace:?} {period:?} {day}");
        }
    }

    proptest! {
        /// The same by a plain walk: each end of a period is looked for among all days.
        #[test]
        fn a_walk_over_the_days_counts_the_same(
            year in 1890_i16..2030, month in 1_i8..13, day in 1_i8..32, far in 0_u32..1200, which in 0..PERIODS.len(),
        ) {
            let Ok(start) = Date::new(year, month, day) else { return Ok(()) };
            let (period, end) = (PERIODS[which], later(start, far, Unit::Days));
            let nth = |number: u32| match period {
                Period::Day => later(start, number, Unit::Days),
                Period::Week => later(start, number * 7, Unit::Days),
                Period::Month => later(start, number, Unit::Months),
                Period::Year => later(start, number, Unit::Years),
            };
            let full = (1..).take_while(|number| nth(*number) <= end).count();
            let started = (0..).take_while(|number| nth(*number) < end).count();
            prop_assert_eq!(periods((Pace::Full, period), start, end), full as u64);
            prop_assert_eq!(periods((Pace::Started, period), start, end), started as u64);
        }
    }
}

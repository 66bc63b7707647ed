//! What an event comes to of which only the month is known.
//!
//! In: the answers of each day of the month. Out: one answer of each clause, obligor and beneficiary. Absent:
//! the answers of a day (`ask`).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::evaluate::{BeneficiaryOut, Decision, Pivots, Status};
use crate::ir::{ActorId, ClauseId};

/// The answers that every day gives alike; those that differ are not determined, and say by which days.
pub(super) fn same_on_every_day(days: Vec<(Date, Decision)>) -> Decision {
    let mut statuses: BTreeMap<(ClauseId, Option<ActorId>, BeneficiaryOut), BTreeMap<Date, Status>> =
        BTreeMap::new();
    for (day, decision) in &days {
        for verdict in &decision.verdicts {
            let key = (verdict.clause, verdict.obligor, verdict.beneficiary);
            statuses.entry(key).or_default().insert(*day, verdict.status);
        }
    }
    let all: Vec<Date> = days.iter().map(|(day, _)| *day).collect();
    let mut seen = BTreeSet::new();
    let mut joined = Decision::default();
    // The last day first: what every day gives alike is told as of the last.
    for (_, decision) in days.into_iter().rev() {
        if joined.too_complex.is_empty() {
            joined.too_complex = decision.too_complex;
        }
        for mut verdict in decision.verdicts {
            let key = (verdict.clause, verdict.obligor, verdict.beneficiary);
            if !seen.insert(key) {
                continue;
            }
            let known = statuses.get(&key);
            // No answer is `not owed`: nothing was built for a clause that surely fails.
            let on = |day: &Date| known.and_then(|on| on.get(day)).copied().unwrap_or(Status::NotOwed);
            let mut firsts: Vec<(Status, Date)> = Vec::new();
            for day in &all {
                if firsts.iter().all(|(status, _)| *status != on(day)) {
                    firsts.push((on(day), *day));
                }
            }
            if firsts.len() > 1 {
                let parts: Vec<String> =
                    firsts.iter().map(|(status, day)| format!("{} on {day}", status.word())).collect();
                verdict.status = Status::Undetermined;
                verdict.pivots = Pivots::default();
                verdict.because.text = format!("only the month is known: {}", parts.join(", "));
            }
            joined.verdicts.push(verdict);
        }
    }
    joined.verdicts.sort_by_key(|verdict| (verdict.clause, verdict.beneficiary, verdict.obligor));
    joined
}

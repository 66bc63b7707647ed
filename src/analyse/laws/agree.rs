//! Whether proof, random search and small worlds say the same of a law.
//!
//! In: what each came to. Out: the contradiction, if there is one; it is a fault of this program.

use super::exhaust::Exhausted;
use super::prove::{Answer, Report};
use super::random::Searched;
use crate::ir::{Law, Property};

/// Where the three ways contradict each other; none where each may be right.
///
/// A search that finds nothing contradicts nothing, and an event that the proof leaves aside may break a
/// law that was proved.
#[must_use]
pub fn contradiction(
    property: &Property,
    report: &Report,
    searched: Option<&Searched>,
    exhausted: Option<&Exhausted>,
) -> Option<String> {
    let fault = searched.and_then(|one| one.fault.clone()).or(exhausted.and_then(|one| one.fault.clone()));
    if fault.is_some() {
        return fault;
    }
    let by_chance = searched.and_then(|one| one.found.as_ref());
    let by_case = exhausted.and_then(|one| one.found.as_ref());
    let met = exhausted.map_or(0, |one| one.met);
    match &report.answer {
        Answer::Proved if by_case.is_some() => {
            Some("it is proved, and a case of a small world breaks it".to_owned())
        }
        Answer::Proved | Answer::Empty if by_chance.is_some_and(|find| is_claimed(report, find)) => {
            Some("it is proved, and random search found an event that breaks it".to_owned())
        }
        Answer::Empty if met > 0 => {
            Some("no event is said to meet it, and a case of a small world does".to_owned())
        }
        Answer::Broken(_) if exhausted.is_some_and(|one| one.is_whole() && one.found.is_none()) => Some(
            "the proof found an event that breaks it, and none of all cases of small worlds does".to_owned(),
        ),
        Answer::Proved
            if matches!(property.law, Law::Possible(_))
                && exhausted.is_some_and(|one| one.is_whole() && one.met == 0) =>
        {
            Some("it is said to be possible, and no case of the small worlds shows it".to_owned())
        }
        _ => None,
    }
}

/// Whether a proof speaks of the event of a find.
fn is_claimed(report: &Report, find: &super::random::Find) -> bool {
    // Where the proof had to leave deeds aside, it says nothing of an event with some.
    find.of_proof && (find.breach.event.record.is_empty() || !report.closed_record)
}

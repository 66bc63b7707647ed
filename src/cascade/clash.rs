//! Duties that an act breaks.
//!
//! In: a crisis that was followed. Out: [`Collision`]s. Absent: which duty comes first; the rules that
//! rank duties are not applied here, both are stated.

use std::collections::BTreeMap;

use super::Act;
use super::act;
use super::run::Run;
use crate::evaluate::{BeneficiaryOut, Filter, Status, Verdict};
use crate::ir::{Beneficiary, Clause, ClauseId};
use crate::syntax::tree::Modality;

/// What stands against an act.
#[derive(Debug, Clone)]
pub enum Other {
    /// A duty toward the one acted against, as it stood on an event.
    Duty {
        /// The event, by its place.
        event: usize,
        /// The answer.
        verdict: Box<Verdict>,
    },
    /// Another act of the same, on the side of the one acted against.
    Act(usize),
}

/// An act and what it breaks.
#[derive(Debug, Clone)]
pub struct Collision {
    /// The act, by its place.
    pub act: usize,
    /// What stands against it.
    pub other: Other,
}

/// What each act breaks: neutrality, a promise not to attack, or another act of the same hand.
///
/// General law (overlays) is not asked: whether force may be used at all is a question of its own.
pub(super) fn collisions(run: &Run<'_>) -> Vec<Collision> {
    let mut found = Vec::new();
    for (at, act) in run.acts.iter().enumerate() {
        let mut broken: BTreeMap<ClauseId, (usize, Verdict)> = BTreeMap::new();
        for event in act.grounds.first().map(|ground| ground.event).into_iter().chain(act.event) {
            let clauses = breakable(run, act, event);
            if clauses.is_empty() {
                continue;
            }
            let filter = Filter { clauses, obligors: vec![act.who], ..Filter::default() };
            for verdict in run.decision(event, &filter, run.plan.stance).verdicts {
                let elsewhere = matches!(verdict.beneficiary, BeneficiaryOut::Actor(to) if to != act.enemy);
                if verdict.status == Status::Owed && !elsewhere {
                    broken.entry(verdict.clause).or_insert((event, verdict));
                }
            }
        }
        found.extend(broken.into_values().map(|(event, verdict)| Collision {
            act: at,
            other: Other::Duty { event, verdict: Box::new(verdict) },
        }));
        let against = |other: &Act| {
            other.who == act.who
                && other.performance == act.performance
                && other.enemy != act.enemy
                && run.tied(act.performance, act.enemy, other.enemy)
        };
        // Only the later of two acts is said to stand against the earlier.
        let earlier = run.acts.iter().enumerate().take(at).filter(|(_, other)| against(other));
        found.extend(earlier.map(|(other, _)| Collision { act: at, other: Other::Act(other) }));
    }
    found
}

/// Clauses that an act may break: what its performance says it breaks, and prohibitions of what it is,
/// of instruments that bind the one who acts and reach the one acted against.
fn breakable(run: &Run<'_>, act: &Act, event: usize) -> Vec<ClauseId> {
    let program = run.program();
    let response = program.kernel.response;
    let (Some(performance), Some(event)) = (program.performances.get(act.performance), run.events.get(event))
    else {
        return Vec::new();
    };
    let breaks = |clause: &Clause| {
        let (what, everyone) =
            (clause.response.what, matches!(clause.response.beneficiary, Beneficiary::All));
        if clause.response.modality == Modality::ShallNot {
            !everyone && performance.of.iter().any(|above| program.is_under(response, what, *above))
        } else {
            act::is_duty(&clause.response)
                && performance
                    .breaks
                    .iter()
                    .any(|(above, all)| (*all || !everyone) && program.is_under(response, what, *above))
        }
    };
    let reaches = |clause: &Clause| {
        act::bound(program, clause.treaty, act.who, event.date)
            && match &clause.response.beneficiary {
                Beneficiary::All | Beneficiary::Victim => true,
                Beneficiary::None => false,
                Beneficiary::Set(set) => act::in_set(program, clause, set, act.enemy, event.date),
            }
    };
    let of = &run.plan.filter.treaties;
    (0..program.clauses.len())
        .map(ClauseId::at)
        .filter(|id| {
            program.clause(*id).is_some_and(|clause| {
                let overlay = program.treaty(clause.treaty).is_some_and(|treaty| treaty.overlay);
                (of.is_empty() || of.contains(&clause.treaty))
                    && !overlay
                    && clause.days.contains(event.date)
                    && breaks(clause)
                    && reaches(clause)
            })
        })
        .collect()
}

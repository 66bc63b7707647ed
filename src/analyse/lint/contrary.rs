//! Duties of one instrument, or of those that are named together, that cannot both be met and that nothing
//! ranks.
//!
//! Absent: the search itself, which is that of `analyse::conflicts`.

use super::{Finding, Linted, Plan, What, Why};
use crate::analyse::conflicts::{self, By, Found, Searched, Witness};
use crate::evaluate::Stance;
use crate::ir::{ClauseId, Origin};

/// Two duties that cannot both be met, and nothing ranks them.
#[derive(Debug, Clone)]
pub struct Contrary {
    /// Why they stand against each other.
    pub why: conflicts::Why,
    /// The one clause.
    pub one: ClauseId,
    /// The other.
    pub other: ClauseId,
    /// The smallest event that shows it; none where it was found and not confirmed.
    pub witness: Option<Witness>,
}

/// Looks for contrary duties without a ranking.
pub(super) fn contrary(plan: &Plan<'_>, linted: &mut Linted) {
    let stance = Stance::default();
    let conflicts = conflicts::Plan {
        program: plan.program,
        treaties: plan.treaties.clone(),
        on: None,
        obligors: Vec::new(),
        stance: &stance,
        overlaps: false,
        limits: plan.limits,
    };
    take(plan, conflicts::within_each(&conflicts), linted);
    if plan.treaties.len() > 1 {
        take(plan, conflicts::search(&conflicts), linted);
    }
}

fn take(plan: &Plan<'_>, searched: Searched, linted: &mut Linted) {
    let program = plan.program;
    let origin = |id: ClauseId| program.clause(id).map(|clause| clause.origin).unwrap_or_default();
    for Found { why, one, other, witness, .. } in searched.found {
        if !plan.asks_clause(one) && !plan.asks_clause(other) {
            continue;
        }
        let ranked = witness.as_ref().is_some_and(is_ranked);
        let confirmed = witness.is_some();
        let what = What::Contrary(Box::new(Contrary { why, one, other, witness }));
        let at: Origin = origin(one).max(origin(other));
        match (confirmed, ranked) {
            (true, true) => {}
            (true, false) => linted.findings.push(Finding { what, at }),
            (false, _) => linted.open(what, at, Why::Beyond),
        }
    }
    for (one, other, day) in searched.undecided {
        if let Some(row) = program.treaty(one).filter(|row| plan.asks(row.origin, Some(one))) {
            linted.open(What::Against(one, other), row.origin, Why::TooMuch(day));
        }
    }
}

/// Whether a text says which comes first, or presumptions that do not contradict each other.
fn is_ranked(witness: &Witness) -> bool {
    let text = |ranking: &conflicts::Ranking| matches!(ranking.by, By::Text(_));
    let firsts: Vec<_> = witness.rankings.iter().map(|ranking| ranking.first).collect();
    witness.rankings.iter().any(text) || (!firsts.is_empty() && firsts.windows(2).all(|two| two[0] == two[1]))
}

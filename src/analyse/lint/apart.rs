//! Clauses that are never owed alone: beside one that asks for the same, or behind one that comes before it.
//!
//! In: the rules with every reading open. Out: findings, and what is not decided. Absent: duties that stand
//! against each other (`contrary`).

use std::collections::BTreeSet;

use jiff::civil::{Date, date};

use super::scan::{Frame, Width, earlier, in_parallel, new_texts};
use super::{Finding, Linted, Plan, What, Why};
use crate::analyse::laws::Slice;
use crate::evaluate::space::{Fun, Row, Space, runs_on};
use crate::ir::{Clause, ClauseId, Program, Ranked};

/// What a clause may be owed only beside.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Beside {
    /// A clause that asks for the same.
    Clause(ClauseId),
    /// Those that a ranking puts first, by its place.
    Rank(usize),
}

/// A clause, and what it may be owed only beside.
type Job = (ClauseId, Beside);

/// Whether a clause is ever owed alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alone {
    Yes,
    Never,
    Unknown(Why),
}

/// Looks for clauses that are never owed alone.
pub(super) fn apart(plan: &Plan<'_>, wide: &Program, linted: &mut Linted) {
    let frame = Frame::bare(wide, plan.limits);
    let never: BTreeSet<ClauseId> = linted.never();
    let jobs: Vec<Job> = jobs(plan).into_iter().filter(|(id, _)| !never.contains(id)).collect();
    linted.pairs = jobs.len();
    let came = in_parallel(&jobs, |(id, beside)| alone(&frame, *id, beside));
    let is_never = |one: ClauseId, other: ClauseId| {
        let at = jobs.iter().position(|job| *job == (one, Beside::Clause(other)));
        at.and_then(|at| came.get(at)) == Some(&Alone::Never)
    };
    for ((id, beside), alone) in jobs.iter().zip(&came) {
        let Some(clause) = plan.program.clause(*id) else { continue };
        let what = match beside {
            // Two that are always owed together are one finding, at the later of them.
            Beside::Clause(other) if is_never(*other, *id) && is_never(*id, *other) => {
                if other > id && plan.asks_clause(*other) {
                    continue;
                }
                What::Same(*id, *other)
            }
            Beside::Clause(other) => What::Shadowed(*id, *other),
            Beside::Rank(rank) => What::Outranked(*id, *rank),
        };
        match alone {
            Alone::Yes => {}
            Alone::Never => linted.findings.push(Finding { what, at: clause.origin }),
            Alone::Unknown(why) => linted.open(what, clause.origin, *why),
        }
    }
}

fn jobs(plan: &Plan<'_>) -> Vec<Job> {
    let program = plan.program;
    let mut jobs = Vec::new();
    for clauses in super::by_treaty(program).values() {
        for (at, id) in clauses.iter().enumerate() {
            for other in clauses.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, id)| id) {
                let (Some(a), Some(b)) = (program.clause(*id), program.clause(*other)) else { continue };
                // Each of two may turn out to be owed with the other, so both ways are asked.
                let asked = plan.asks_clause(*id) || plan.asks_clause(*other);
                if asked && a.days.overlaps(&b.days) && ask_the_same(a, b) {
                    jobs.push((*id, Beside::Clause(*other)));
                }
            }
        }
    }
    for (at, rank) in program.ranks.iter().enumerate() {
        if let (Ranked::Clauses(_), Ranked::Clauses(second)) = (&rank.first, &rank.second) {
            let asked = second.iter().filter(|id| plan.asks_clause(**id));
            jobs.extend(asked.map(|id| (*id, Beside::Rank(at))));
        }
    }
    jobs
}

/// Whether two clauses ask for the same, in every part of what they ask for.
fn ask_the_same(a: &Clause, b: &Clause) -> bool {
    let (x, y) = (&a.response, &b.response);
    (x.what, x.modality, x.own_discretion) == (y.what, y.modality, y.own_discretion)
        && (&x.manner, &x.speed) == (&y.manner, &y.speed)
        && (&a.object, &a.against, &a.process) == (&b.object, &b.against, &b.process)
        && (&a.deadline, &a.deadline_after, &a.report) == (&b.deadline, &b.deadline_after, &b.report)
        && (a.kind, a.each, a.attaches, a.survives) == (b.kind, b.each, b.attaches, b.survives)
        && a.consultation == b.consultation
        && a.powers.is_empty()
        && b.powers.is_empty()
}

fn alone(frame: &Frame<'_>, id: ClauseId, beside: &Beside) -> Alone {
    let (days, few) = days(frame.program, id, beside);
    let look = |day: Date, width: Width| {
        frame.space(day, width, |space| {
            let alone = match beside {
                Beside::Clause(other) => without(space, id, *other),
                Beside::Rank(rank) => unranked(space, id, *rank),
            };
            (!space.is_full()).then_some(alone)
        })
    };
    let latest = days.get(..1).unwrap_or_default();
    let rounds = [(latest, Width::Plain), (latest, Width::Deeds), (few.as_slice(), Width::Plain)];
    for (days, width) in rounds {
        if days.iter().any(|day| look(*day, width) == Some(true)) {
            return Alone::Yes;
        }
    }
    for day in &days {
        match look(*day, Width::Wide) {
            None => return Alone::Unknown(Why::TooMuch(*day)),
            Some(true) => return Alone::Unknown(Why::Beyond),
            Some(false) => {}
        }
    }
    Alone::Never
}

/// The first days of all stretches, the latest first, and some of those before the latest.
fn days(program: &Program, id: ClauseId, beside: &Beside) -> (Vec<Date>, Vec<Date>) {
    let mut slice = Slice::default();
    slice.clause(program, id);
    match beside {
        Beside::Clause(other) => slice.clause(program, *other),
        Beside::Rank(at) => {
            if let Some(rank) = program.ranks.get(*at) {
                first(rank).iter().for_each(|id| slice.clause(program, *id));
                rank.when.iter().for_each(|cond| slice.condition(program, cond));
            }
        }
    }
    let mut days = slice.days(program);
    days.insert(date(1, 1, 1));
    let days: Vec<Date> = days.into_iter().rev().filter(|day| runs_on(program, id, *day)).collect();
    let few = earlier(&days, &new_texts(program, &slice));
    (days, few)
}

fn first(rank: &crate::ir::Rank) -> &[ClauseId] {
    match &rank.first {
        Ranked::Clauses(list) => list,
        _ => &[],
    }
}

/// Whether a clause can be owed, or come to be owed by acts, where another is not so for the same.
fn without(space: &mut Space<'_, '_>, id: ClauseId, other: ClauseId) -> bool {
    let (rows, others) = (space.rows(id), space.rows(other));
    rows.iter().any(|row| {
        let same = |one: &&Row| {
            (one.obligor, one.whoever, one.beneficiary) == (row.obligor, row.whoever, row.beneficiary)
        };
        let same = others.iter().find(same).filter(|one| one.rider.is_none() && row.rider.is_none());
        let (owed, at_best) = same.map_or((Fun::FALSE, Fun::FALSE), |one| (one.owed, one.at_best));
        [(row.owed, owed), (row.at_best, at_best)].into_iter().any(|(mine, its)| {
            let not = space.not(its);
            let alone = space.and(mine, not);
            alone != Fun::FALSE && space.can_be(alone)
        })
    })
}

/// Whether a clause can be owed where nothing that a ranking puts first is owed by the same.
fn unranked(space: &mut Space<'_, '_>, id: ClauseId, at: usize) -> bool {
    let program = space.program();
    let Some(rank) = program.ranks.get(at).cloned() else { return true };
    let treaty = program.clause(id).map(|clause| clause.treaty);
    let when = rank.when.as_ref().map_or(Fun::TRUE, |cond| space.condition(cond, &[], treaty));
    let firsts: Vec<Row> = first(&rank).iter().flat_map(|id| space.rows(*id)).collect();
    space.rows(id).iter().any(|row| {
        let mut before = Fun::FALSE;
        for one in firsts.iter().filter(|one| (one.obligor, one.whoever) == (row.obligor, row.whoever)) {
            before = space.or(before, one.owed);
        }
        let ranked = space.and(before, when);
        let not = space.not(ranked);
        let alone = space.and(row.owed, not);
        alone != Fun::FALSE && space.can_be(alone)
    })
}

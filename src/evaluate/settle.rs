//! From functions to answers: the outcomes of a pair, and the status over all completions.
//!
//! In: the function of a pair. Out: [`Status`], [`Truth`]. Absent: how the function was found, and
//! what would settle it (`pivots`).

use std::collections::{BTreeMap, BTreeSet};

use super::clause::Pair;
use super::condition::{ACTS, Variable, Walk};
use super::diagram::{Rank, Ref};
use super::facts::Choice;
use super::pivots::name;
use super::rest::Rest;
use super::verdict::{Status, Truth};
use crate::ir::FieldId;
use crate::syntax::tree::Side;

/// The three outcomes of a pair, as functions of questions and facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Outcomes {
    /// It holds on the acts done so far.
    pub owed: Ref,
    /// It does not, but would if parties did acts of their own.
    pub available: Ref,
    /// It fails whatever parties do.
    pub not_owed: Ref,
    /// Completions that are possible at all.
    pub possible: Ref,
    /// What holds now, what would at best, and how places fit: all but that nobody attacks itself.
    pub raw: [Ref; 3],
}

/// Splits the function of a pair into its outcomes.
pub(super) fn outcomes(walk: &mut Walk<'_>, pair: &Pair<'_>) -> Outcomes {
    let holds = pair.holds;
    let nothing_done: Vec<(Rank, usize)> = walk.variables.range(ACTS..).map(|(rank, _)| (*rank, 0)).collect();
    let now = walk.diagram.restrict(holds, &nothing_done);
    let at_best = at_best(walk, pair);
    let (places, apart) = possible(walk, now, at_best);
    let possible = walk.diagram.and(places, apart);
    let not_now = walk.diagram.not(now);
    let never = walk.diagram.not(at_best);
    let later = walk.diagram.and(at_best, not_now);
    Outcomes {
        owed: walk.diagram.and(possible, now),
        available: walk.diagram.and(possible, later),
        not_owed: walk.diagram.and(possible, never),
        possible,
        raw: [now, at_best, places],
    }
}

/// Whether acts of parties could bring a pair about.
///
/// What no act changes is left aside and joined again: the rest is the same for most obligors of a
/// clause, and the work is done once for all of them.
fn at_best(walk: &mut Walk<'_>, pair: &Pair<'_>) -> Ref {
    let (mut fixed, mut rest) = (Ref::TRUE, Ref::TRUE);
    for limb in &pair.limbs {
        let side = if walk.acts_in(limb.holds).is_empty() { &mut fixed } else { &mut rest };
        *side = walk.diagram.and(*side, limb.holds);
    }
    // The answer for several who were struck is wider than the limbs of the first.
    if walk.diagram.and(fixed, rest) != pair.holds {
        return walk.at_best(pair.holds);
    }
    let rest = walk.at_best(rest);
    walk.diagram.and(fixed, rest)
}

/// Completions that the world allows: nobody attacks itself, and what is unknown of a place fits
/// together. Only what the functions look at is compared, since the rest can always be filled.
/// Gives how places fit, and apart from it that the two sides are different actors.
fn possible(walk: &mut Walk<'_>, now: Ref, at_best: Ref) -> (Ref, Ref) {
    let mut support = walk.diagram.support(now);
    support.extend(walk.diagram.support(at_best));
    fits(walk, support)
}

/// What the world allows, of all that a function looks at.
pub(super) fn world(walk: &mut Walk<'_>, f: Ref) -> Ref {
    let support = walk.diagram.support(f);
    let (places, apart) = fits(walk, support);
    walk.diagram.and(places, apart)
}

fn fits(walk: &mut Walk<'_>, support: BTreeSet<Rank>) -> (Ref, Ref) {
    let asked: Vec<(Rank, Variable)> =
        support.into_iter().filter_map(|rank| Some((rank, walk.variables.get(&rank)?.clone()))).collect();
    let (mut places, mut apart) = (Ref::TRUE, Ref::TRUE);
    for (at, (first, one)) in asked.iter().enumerate() {
        for (second, other) in asked.iter().skip(at + 1) {
            if let (Variable::Fact(f, left), Variable::Fact(g, right)) = (one, other)
                && are_sides(walk, *f, *g)
            {
                let fits = nobody_both(walk, (*first, left), (*second, right));
                apart = walk.diagram.and(apart, fits);
            } else {
                let fits = places_fit(walk, (*first, one), (*second, other));
                places = walk.diagram.and(places, fits);
            }
        }
    }
    (places, apart)
}

fn are_sides(walk: &Walk<'_>, f: FieldId, g: FieldId) -> bool {
    let kernel = walk.facts.program.kernel;
    (f, g) == (kernel.by, kernel.against) || (f, g) == (kernel.against, kernel.by)
}

/// Both sides are unknown, and no actor stands on both.
fn nobody_both(walk: &mut Walk<'_>, one: (Rank, &[Choice]), other: (Rank, &[Choice])) -> Ref {
    let ((first, left), (second, right)) = (one, other);
    if let Some(known) = walk.apart.get(&(first, second)) {
        return *known;
    }
    // INVARIANT(support-sorted): `first` stands above `second`, since a support is in order of rank.
    let children = left
        .iter()
        .map(|choice| {
            let others = right.iter().map(|other| Ref::of(other != choice)).collect();
            walk.diagram.node(second, others)
        })
        .collect();
    let fits = walk.diagram.node(first, children);
    walk.apart.insert((first, second), fits);
    fits
}

/// What two unknowns about a place say of each other: a place in a part is in the whole, a kind
/// under another is of it, and a point lies on one side of a line at most.
fn places_fit(walk: &mut Walk<'_>, one: (Rank, &Variable), other: (Rank, &Variable)) -> Ref {
    let (facts, program) = (walk.facts, walk.facts.program);
    let ((first, a), (second, b)) = (one, other);
    // Whether one brings the other; both ways, since equal places have one variable.
    let brings = |a: &Variable, b: &Variable| match (a, b) {
        (Variable::OwnIn(inner), Variable::OwnIn(outer)) => facts.lies_in(*inner, *outer),
        (Variable::OwnKind(kind), Variable::OwnKind(above)) => {
            program.is_under(program.kernel.place_kind, *kind, *above)
        }
        (Variable::OnSide(p, side, d), Variable::OnSide(q, other, e)) if p == q && side == other => {
            match side {
                Side::North | Side::East => d >= e,
                Side::South | Side::West => d <= e,
            }
        }
        (Variable::Free(one), Variable::Free(other)) => super::wide::follows(one, other),
        _ => false,
    };
    let mut fits = Ref::TRUE;
    for (from, to, follows) in [(first, second, brings(a, b)), (second, first, brings(b, a))] {
        if follows {
            let not = walk.diagram.node(from, vec![Ref::TRUE, Ref::FALSE]);
            let then = walk.diagram.node(to, vec![Ref::FALSE, Ref::TRUE]);
            let either = walk.diagram.or(not, then);
            fits = walk.diagram.and(fits, either);
        }
    }
    if let (Variable::OnSide(p, side, d), Variable::OnSide(q, other, e)) = (a, b)
        && p == q
    {
        // `more` is the bound that the point exceeds, `less` the one that it stays under.
        let bounds = match (side, other) {
            (Side::North, Side::South) | (Side::East, Side::West) => Some((d, e)),
            (Side::South, Side::North) | (Side::West, Side::East) => Some((e, d)),
            _ => None,
        };
        if let Some((more, less)) = bounds {
            let opposite = |value: bool, walk: &mut Walk<'_>| {
                let children = |v: bool| vec![Ref::of(!v), Ref::of(v)];
                let left = walk.diagram.node(first, children(value));
                let right = walk.diagram.node(second, children(value));
                walk.diagram.or(left, right)
            };
            // Bounds that overlap leave no point outside both, others none inside both.
            let one_way = opposite(more < less, walk);
            fits = walk.diagram.and(fits, one_way);
        }
    }
    fits
}

/// The status over all possible completions.
pub(super) fn status(walk: &mut Walk<'_>, outcomes: &Outcomes) -> Status {
    let all = [outcomes.owed, outcomes.available, outcomes.not_owed];
    match all.map(|f| f != Ref::FALSE) {
        [true, false, false] => return Status::Owed,
        [false, true, false] => return Status::Available,
        [false, false, _] => return Status::NotOwed,
        _ => {}
    }
    // The outcome depends on questions only if, whatever the readings, facts cannot change it.
    let by_question = all.map(|f| walk.diagram.exists(f, &|rank| !Walk::is_question(rank)));
    if disjoint(walk, by_question) {
        return Status::Contested;
    }
    let by_fact = all.map(|f| walk.diagram.exists(f, &Walk::is_question));
    if disjoint(walk, by_fact) { Status::Undetermined } else { Status::Open }
}

/// What does not count for its tag, and on which the outcome depends.
pub(super) fn grounds(walk: &mut Walk<'_>, outcomes: &Outcomes) -> Vec<Rest> {
    let all = [outcomes.owed, outcomes.available, outcomes.not_owed];
    let found: BTreeMap<Rank, Rest> =
        walk.variables.keys().filter_map(|rank| Some((*rank, walk.ground_at(*rank)?))).collect();
    if found.is_empty() {
        return Vec::new();
    }
    let free = all.map(|f| walk.diagram.exists(f, &|rank| found.contains_key(&rank)));
    if disjoint(walk, free) {
        return Vec::new();
    }
    let support: BTreeSet<Rank> = all.into_iter().flat_map(|f| walk.diagram.support(f)).collect();
    let asked: BTreeSet<Rest> = support.iter().filter_map(|rank| found.get(rank).cloned()).collect();
    asked.into_iter().collect()
}

fn disjoint(walk: &mut Walk<'_>, functions: [Ref; 3]) -> bool {
    let [a, b, c] = functions;
    [(a, b), (a, c), (b, c)].into_iter().all(|(f, g)| walk.diagram.and(f, g) == Ref::FALSE)
}

/// What a part of a condition comes to on the acts done so far.
pub(super) fn truth(walk: &mut Walk<'_>, f: Ref) -> Truth {
    let nothing_done: Vec<(Rank, usize)> = walk.variables.range(ACTS..).map(|(rank, _)| (*rank, 0)).collect();
    let now = walk.diagram.restrict(f, &nothing_done);
    if now == Ref::TRUE {
        Truth::True
    } else if now == Ref::FALSE {
        Truth::False
    } else {
        Truth::Depends(names(walk, now))
    }
}

pub(super) fn names(walk: &Walk<'_>, f: Ref) -> Vec<String> {
    let mut names: Vec<String> = walk
        .diagram
        .support(f)
        .into_iter()
        .filter_map(|rank| walk.variables.get(&rank))
        .map(|variable| name(walk.facts.program, variable))
        .collect();
    names.sort();
    names.dedup();
    names
}

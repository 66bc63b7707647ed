//! From functions to answers: the status over all completions, and the smallest sets that settle it.
//!
//! In: the function of a pair. Out: [`Status`], [`Pivots`]. Absent: how the function was found.

use std::collections::BTreeMap;

use super::condition::{Variable, Walk};
use super::diagram::{Rank, Ref};
use super::facts::Choice;
use super::verdict::{Pivot, PivotKind, PivotSet, Pivots, Status, Truth};
use crate::ir::{FieldType, NodeId, Program};
use crate::text::Limits;

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
}

/// Splits the function of a pair into its outcomes.
pub(super) fn outcomes(walk: &mut Walk<'_>, holds: Ref) -> Outcomes {
    let nothing_done: Vec<(Rank, usize)> =
        walk.variables.keys().filter(|rank| Walk::is_act(**rank)).map(|rank| (*rank, 0)).collect();
    let now = walk.diagram.restrict(holds, &nothing_done);
    let at_best = walk.diagram.exists(holds, &Walk::is_act);
    let possible = possible(walk, now, at_best);
    let not_now = walk.diagram.not(now);
    let never = walk.diagram.not(at_best);
    let later = walk.diagram.and(at_best, not_now);
    Outcomes {
        owed: walk.diagram.and(possible, now),
        available: walk.diagram.and(possible, later),
        not_owed: walk.diagram.and(possible, never),
        possible,
    }
}

/// Completions in which nobody attacks itself; it matters only where both sides are unknown.
fn possible(walk: &mut Walk<'_>, now: Ref, at_best: Ref) -> Ref {
    let kernel = walk.facts.program.kernel;
    let mut support = walk.diagram.support(now);
    support.extend(walk.diagram.support(at_best));
    let mut sides: [Vec<(Rank, Vec<Choice>)>; 2] = [Vec::new(), Vec::new()];
    for rank in support {
        if let Some(Variable::Fact(field, choices)) = walk.variables.get(&rank) {
            for (side, wanted) in sides.iter_mut().zip([kernel.by, kernel.against]) {
                if *field == wanted {
                    side.push((rank, choices.clone()));
                }
            }
        }
    }
    let [by, against] = sides;
    let mut possible = Ref::TRUE;
    for (first, left) in &by {
        for (second, right) in &against {
            for (a, choice) in left.iter().enumerate() {
                let Some(b) = right.iter().position(|other| other == choice) else { continue };
                let is_a = walk.diagram.node(*first, (0..left.len()).map(|v| Ref::of(v == a)).collect());
                let is_b = walk.diagram.node(*second, (0..right.len()).map(|v| Ref::of(v == b)).collect());
                let both = walk.diagram.and(is_a, is_b);
                let not_both = walk.diagram.not(both);
                possible = walk.diagram.and(possible, not_both);
            }
        }
    }
    possible
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

fn disjoint(walk: &mut Walk<'_>, functions: [Ref; 3]) -> bool {
    let [a, b, c] = functions;
    [(a, b), (a, c), (b, c)].into_iter().all(|(f, g)| walk.diagram.and(f, g) == Ref::FALSE)
}

/// What a part of a condition comes to on the acts done so far.
pub(super) fn truth(walk: &mut Walk<'_>, f: Ref) -> Truth {
    let nothing_done: Vec<(Rank, usize)> =
        walk.variables.keys().filter(|rank| Walk::is_act(**rank)).map(|rank| (*rank, 0)).collect();
    let now = walk.diagram.restrict(f, &nothing_done);
    if now == Ref::TRUE {
        Truth::True
    } else if now == Ref::FALSE {
        Truth::False
    } else {
        Truth::Depends(names(walk, now))
    }
}

fn names(walk: &Walk<'_>, f: Ref) -> Vec<String> {
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

/// On what the outcome turns, and the smallest sets that settle it each way.
pub(super) fn pivots(
    walk: &mut Walk<'_>,
    holds: Ref,
    outcomes: &Outcomes,
    status: Status,
    limits: &Limits,
) -> Pivots {
    let mut result = Pivots::default();
    let mut steps = limits.pivot_steps;
    if !status.is_settled() {
        let all = [outcomes.owed, outcomes.available, outcomes.not_owed];
        for f in all {
            result.depends_on.extend(names(walk, f));
        }
        for (wanted, into) in
            [(0, &mut result.to_owed), (1, &mut result.to_available), (2, &mut result.to_not_owed)]
        {
            let Some(target) = all.get(wanted).copied() else { continue };
            if target != Ref::FALSE {
                let (sets, cut) = smallest(walk, target, outcomes, limits.pivot_sets, &mut steps);
                result.cut |= cut;
                *into = sets;
            }
        }
    }
    if outcomes.available != Ref::FALSE {
        let (sets, cut) = acts(walk, holds, outcomes, limits.pivot_sets, &mut steps);
        result.cut |= cut;
        result.depends_on.extend(sets.iter().flatten().map(|pivot| pivot.name.clone()));
        result.to_owed.extend(sets);
    }
    result.depends_on.sort();
    result.depends_on.dedup();
    result
}

/// A variable with the groups of its values that the outcome can tell apart.
struct Axis {
    rank: Rank,
    groups: Vec<Vec<usize>>,
}

/// The smallest sets of readings and facts under which every possible completion has the target outcome.
fn smallest(
    walk: &mut Walk<'_>,
    target: Ref,
    outcomes: &Outcomes,
    most: usize,
    steps: &mut usize,
) -> (Vec<PivotSet>, bool) {
    let miss = walk.diagram.not(target);
    let bad = walk.diagram.and(outcomes.possible, miss);
    let axes: Vec<Axis> = walk
        .diagram
        .support(bad)
        .into_iter()
        .map(|rank| {
            let width = walk.variables.get(&rank).map_or(2, Variable::width);
            Axis { rank, groups: walk.diagram.classes(&[bad, outcomes.possible], rank, width) }
        })
        .collect();
    for size in 1..=axes.len() {
        let mut search =
            Search { bad, possible: outcomes.possible, axes: &axes, most, found: Vec::new(), cut: false };
        search.extend(walk, &mut Vec::new(), 0, size, steps);
        if !search.found.is_empty() || search.cut {
            let Search { found, cut, .. } = search;
            let sets = found.into_iter().map(|set| words(walk, &axes, &set)).collect();
            return (sets, cut);
        }
    }
    (Vec::new(), false)
}

struct Search<'a> {
    bad: Ref,
    possible: Ref,
    axes: &'a [Axis],
    most: usize,
    found: Vec<Vec<(usize, usize)>>,
    cut: bool,
}

impl Search<'_> {
    /// Adds `left` more axes, from `next` on, to the chosen (axis, group) pairs.
    fn extend(
        &mut self,
        walk: &mut Walk<'_>,
        chosen: &mut Vec<(usize, usize)>,
        next: usize,
        left: usize,
        steps: &mut usize,
    ) {
        if self.cut {
            return;
        }
        if left == 0 {
            if *steps == 0 || self.found.len() >= self.most || walk.diagram.is_full() {
                self.cut = true;
                return;
            }
            *steps -= 1;
            let fixed: Vec<(Rank, usize)> = chosen
                .iter()
                .filter_map(|(axis, group)| {
                    let axis = self.axes.get(*axis)?;
                    Some((axis.rank, *axis.groups.get(*group)?.first()?))
                })
                .collect();
            let settled = walk.diagram.restrict(self.bad, &fixed) == Ref::FALSE;
            if settled && walk.diagram.restrict(self.possible, &fixed) != Ref::FALSE {
                self.found.push(chosen.clone());
            }
            return;
        }
        for axis in next..self.axes.len() {
            let groups = self.axes.get(axis).map_or(0, |a| a.groups.len());
            for group in 0..groups {
                chosen.push((axis, group));
                self.extend(walk, chosen, axis + 1, left - 1, steps);
                chosen.pop();
            }
        }
    }
}

fn words(walk: &Walk<'_>, axes: &[Axis], set: &[(usize, usize)]) -> PivotSet {
    set.iter()
        .filter_map(|(axis, group)| {
            let axis = axes.get(*axis)?;
            let values = axis.groups.get(*group)?;
            let variable = walk.variables.get(&axis.rank)?;
            let kind = if Walk::is_question(axis.rank) { PivotKind::Reading } else { PivotKind::Fact };
            let program = walk.facts.program;
            Some(Pivot {
                kind,
                name: name(program, variable),
                values: value_words(program, variable, values),
            })
        })
        .collect()
}

/// The smallest sets of acts that bring about all that acts can bring about.
fn acts(
    walk: &mut Walk<'_>,
    holds: Ref,
    outcomes: &Outcomes,
    most: usize,
    steps: &mut usize,
) -> (Vec<PivotSet>, bool) {
    let ranks: Vec<Rank> =
        walk.diagram.support(holds).into_iter().filter(|rank| Walk::is_act(*rank)).collect();
    for size in 1..=ranks.len() {
        let mut found: Vec<Vec<Rank>> = Vec::new();
        let mut work: Vec<(Vec<Rank>, usize)> = vec![(Vec::new(), 0)];
        while let Some((chosen, next)) = work.pop() {
            if chosen.len() < size {
                for (at, rank) in ranks.iter().enumerate().skip(next).rev() {
                    let mut more = chosen.clone();
                    more.push(*rank);
                    work.push((more, at + 1));
                }
                continue;
            }
            if *steps == 0 || walk.diagram.is_full() {
                return (Vec::new(), true);
            }
            *steps -= 1;
            let fixed: Vec<(Rank, usize)> =
                ranks.iter().map(|rank| (*rank, usize::from(chosen.contains(rank)))).collect();
            let then = walk.diagram.restrict(holds, &fixed);
            let reached = walk.diagram.and(outcomes.available, then);
            if reached == outcomes.available {
                found.push(chosen);
            }
        }
        if !found.is_empty() {
            let cut = found.len() > most * 8;
            return (join_acts(walk, &found), cut);
        }
    }
    (Vec::new(), false)
}

/// Sets of one act by different actors become one set that names them all.
fn join_acts(walk: &Walk<'_>, found: &[Vec<Rank>]) -> Vec<PivotSet> {
    let program = walk.facts.program;
    let mut singles: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut sets = Vec::new();
    for set in found {
        let pivots: Vec<(String, String)> = set
            .iter()
            .filter_map(|rank| match walk.variables.get(rank)? {
                variable @ Variable::Act(who, _, _) => {
                    Some((name(program, variable), program.actor_name(*who).to_owned()))
                }
                _ => None,
            })
            .collect();
        match pivots.as_slice() {
            [(deed, who)] => singles.entry(deed.clone()).or_default().push(who.clone()),
            _ => sets.push(
                pivots
                    .into_iter()
                    .map(|(name, who)| Pivot { kind: PivotKind::Act, name, values: vec![who] })
                    .collect::<PivotSet>(),
            ),
        }
    }
    let mut all: Vec<PivotSet> = singles
        .into_iter()
        .map(|(name, values)| vec![Pivot { kind: PivotKind::Act, name, values }])
        .collect();
    sets.truncate(12);
    all.extend(sets);
    all
}

/// The name of a variable for the user.
fn name(program: &Program, variable: &Variable) -> String {
    match variable {
        Variable::Question(id, _) => program.question(*id).map(|q| q.name.clone()).unwrap_or_default(),
        Variable::Fact(id, _) => program.field(*id).map(|f| f.name.clone()).unwrap_or_default(),
        Variable::OwnIn(_) => "place.in".to_owned(),
        Variable::OwnKind(_) => "place.kind".to_owned(),
        Variable::OwnTitle(_) => "place.territory_of".to_owned(),
        Variable::OwnAdministered(_) => "place.administered_by".to_owned(),
        Variable::OwnClaimed(_) => "place.claimed_by".to_owned(),
        Variable::OnSide(..) => "place.at".to_owned(),
        Variable::Act(_, deed, _) => program.node_name(program.kernel.deed, *deed).to_owned(),
    }
}

/// The values of a group in words.
fn value_words(program: &Program, variable: &Variable, values: &[usize]) -> Vec<String> {
    let yes = values.contains(&1);
    let with = |text: String| vec![if yes { text } else { format!("not {text}") }];
    match variable {
        Variable::Question(id, live) => values
            .iter()
            .filter_map(|value| {
                let reading = live.get(*value)?;
                program.question(*id)?.readings.get(reading.index()).map(|r| r.name.clone())
            })
            .collect(),
        Variable::Fact(field, choices) => {
            let kind = program.field(*field).map(|f| f.kind);
            let chosen: Vec<Choice> =
                values.iter().filter_map(|value| choices.get(*value).copied()).collect();
            match kind {
                Some(FieldType::Tree(tree)) => tree_words(program, tree, &chosen),
                _ => chosen.iter().map(|choice| choice_word(program, kind, *choice)).collect(),
            }
        }
        Variable::OwnIn(place) => with(program.place(*place).map(|p| p.name.clone()).unwrap_or_default()),
        Variable::OwnKind(node) => with(program.node_name(program.kernel.place_kind, *node).to_owned()),
        Variable::OwnTitle(actor) | Variable::OwnAdministered(actor) | Variable::OwnClaimed(actor) => {
            with(program.actor_name(*actor).to_owned())
        }
        Variable::OnSide(side, degrees) => {
            with(format!("{} of {degrees}", format!("{side:?}").to_lowercase()))
        }
        Variable::Act(who, _, _) => with(program.actor_name(*who).to_owned()),
    }
}

/// Nodes of a tree, with every subtree that is complete named by its top.
fn tree_words(program: &Program, tree: crate::ir::TreeId, chosen: &[Choice]) -> Vec<String> {
    let Some(row) = program.tree(tree) else { return Vec::new() };
    let nodes: Vec<NodeId> = chosen
        .iter()
        .filter_map(|choice| match choice {
            Choice::Node(node) => Some(*node),
            _ => None,
        })
        .collect();
    let complete = |top: NodeId| row.under(top).all(|node| nodes.contains(&node));
    nodes
        .iter()
        .filter(|node| {
            let parents = row.nodes.get(node.index()).map(|n| n.parents.as_slice()).unwrap_or_default();
            let covered = parents.iter().any(|parent| complete(*parent));
            !covered
        })
        .map(|node| {
            let name = row.nodes.get(node.index()).map(|n| n.name.clone()).unwrap_or_default();
            // An inner node without all of its kinds stands for the kinds that have no name of their own.
            if complete(*node) { name } else { format!("other {name}") }
        })
        .collect()
}

fn choice_word(program: &Program, kind: Option<FieldType>, choice: Choice) -> String {
    match (choice, kind) {
        (Choice::Level(level), Some(FieldType::Scale(scale))) => program
            .scale(scale)
            .and_then(|s| s.levels.get(level as usize))
            .map(|(name, _)| name.clone())
            .unwrap_or_default(),
        (Choice::Actor(actor), _) => program.actor_name(actor).to_owned(),
        (Choice::Place(place), _) => program.place(place).map(|p| p.name.clone()).unwrap_or_default(),
        (Choice::Yes(true), _) => "yes".to_owned(),
        (Choice::Yes(false), _) => "no".to_owned(),
        (Choice::Number(number), _) => format!("{number}"),
        (Choice::OwnPlace, _) => "the event's own place".to_owned(),
        (other, _) => format!("{other:?}"),
    }
}

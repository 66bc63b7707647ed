//! On what a verdict turns: the smallest sets of readings, facts and acts that settle it, each way.
//!
//! In: the outcomes of a pair. Out: [`Pivots`], in words. Absent: the status (`settle`).

use std::collections::BTreeSet;

use super::condition::{Variable, Walk};
use super::diagram::{Rank, Ref};
use super::facts::Choice;
use super::ranges;
use super::settle::{Outcomes, names};
use super::summary;
use super::verdict::{Pivot, PivotKind, PivotSet, Pivots, Status};
use crate::ir::{ActorId, FieldType, NodeId, Program};
use crate::text::Limits;

/// On what the outcome turns, and the smallest sets that settle it each way.
pub(super) fn pivots(
    walk: &mut Walk<'_>,
    holds: Ref,
    outcomes: &Outcomes,
    status: Status,
    limits: &Limits,
    steps: &mut usize,
) -> Pivots {
    let mut result = Pivots::default();
    if !status.is_settled() {
        for f in [outcomes.owed, outcomes.available, outcomes.not_owed] {
            result.depends_on.extend(names(walk, f));
        }
    }
    let mut search = |walk: &mut Walk<'_>, fails: Ref, acts: bool, into: &mut Vec<PivotSet>| {
        let (sets, cut) = smallest(walk, (fails, holds), outcomes, acts, limits.pivot_sets, steps);
        result.cut |= cut;
        *into = sets;
    };
    if outcomes.available != Ref::FALSE || (outcomes.owed != Ref::FALSE && !status.is_settled()) {
        let not = walk.diagram.not(holds);
        let fails = walk.diagram.and(outcomes.possible, not);
        search(walk, fails, true, &mut result.to_owed);
    }
    if !status.is_settled() {
        for (target, into) in
            [(outcomes.available, &mut result.to_available), (outcomes.not_owed, &mut result.to_not_owed)]
        {
            if target != Ref::FALSE {
                let not = walk.diagram.not(target);
                let fails = walk.diagram.and(outcomes.possible, not);
                search(walk, fails, false, into);
            }
        }
    }
    if outcomes.available != Ref::FALSE {
        let program = walk.facts.program;
        let acts = walk.acts_in(holds);
        let deeds =
            acts.iter().map(|(_, (_, deed, _))| program.node_name(program.kernel.deed, *deed).to_owned());
        result.depends_on.extend(deeds);
    }
    result.depends_on.sort();
    result.depends_on.dedup();
    result
}

/// Nodes looked at in a try beyond which it counts as more than one step.
const NODES_OF_A_STEP: usize = 256;

/// A variable with the groups of its values that the outcome can tell apart.
struct Axis {
    rank: Rank,
    groups: Vec<Vec<usize>>,
    /// The actors of the values, where the axis is who did it or who was struck.
    actors: Vec<Option<ActorId>>,
}

/// The variables of a support that are no acts, with the groups of values that outcomes tell apart.
///
/// That nobody attacks itself tells every actor apart, and yet says nothing of any one of them: two
/// actors that everything else treats alike on both sides can be exchanged. So the groups of the two
/// sides are those of both together, and that constraint is left out of the comparison.
fn axes(walk: &Walk<'_>, holds: Ref, outcomes: &Outcomes, support: &BTreeSet<Rank>) -> Vec<Axis> {
    let kernel = walk.facts.program.kernel;
    let [now, at_best, places] = outcomes.raw;
    let mut axes: Vec<Axis> = support
        .iter()
        .filter(|rank| !Walk::is_act(**rank))
        .map(|rank| {
            let variable = walk.variables.get(rank);
            let width = variable.map_or(2, Variable::width);
            let actors = match variable {
                Some(Variable::Fact(field, choices)) if *field == kernel.by || *field == kernel.against => {
                    choices
                        .iter()
                        .map(|choice| match choice {
                            Choice::Actor(actor) => Some(*actor),
                            _ => None,
                        })
                        .collect()
                }
                _ => Vec::new(),
            };
            Axis {
                rank: *rank,
                groups: walk.diagram.classes(&[holds, now, at_best, places], *rank, width),
                actors,
            }
        })
        .collect();
    let sides: Vec<usize> =
        (0..axes.len()).filter(|at| axes.get(*at).is_some_and(|a| !a.actors.is_empty())).collect();
    if sides.len() < 2 {
        return axes;
    }
    let class_of = |axis: &Axis, actor: ActorId| {
        let value = axis.actors.iter().position(|other| *other == Some(actor));
        value.and_then(|value| axis.groups.iter().position(|group| group.contains(&value)))
    };
    let mut regrouped: Vec<(usize, Vec<Vec<usize>>)> = Vec::new();
    for at in &sides {
        let Some(axis) = axes.get(*at) else { continue };
        let mut groups: Vec<(Vec<Option<usize>>, Vec<usize>)> = Vec::new();
        for (value, actor) in axis.actors.iter().enumerate() {
            let both = sides.iter().filter_map(|side| axes.get(*side));
            let key: Vec<Option<usize>> =
                both.map(|side| actor.and_then(|actor| class_of(side, actor))).collect();
            match groups.iter_mut().find(|(other, _)| *other == key) {
                Some((_, group)) => group.push(value),
                None => groups.push((key, vec![value])),
            }
        }
        regrouped.push((*at, groups.into_iter().map(|(_, group)| group).collect()));
    }
    for (at, groups) in regrouped {
        if let Some(axis) = axes.get_mut(at) {
            axis.groups = groups;
        }
    }
    axes
}

/// Chosen groups of axes, and acts.
type Chosen = (Vec<(usize, usize)>, Vec<Rank>);

/// The smallest sets under which no possible completion fails; with acts, those of a set are done and
/// no others.
fn smallest(
    walk: &mut Walk<'_>,
    (fails, holds): (Ref, Ref),
    outcomes: &Outcomes,
    acts: bool,
    most: usize,
    steps: &mut usize,
) -> (Vec<PivotSet>, bool) {
    if *steps == 0 {
        return (Vec::new(), true);
    }
    let possible = outcomes.possible;
    let support = walk.diagram.support(fails);
    let axes = axes(walk, holds, outcomes, &support);
    // Whatever parties do, these completions fail; a set that leaves one open settles nothing.
    let stubborn = if acts {
        let passes = walk.diagram.not(fails);
        let some_pass = walk.diagram.exists(passes, &Walk::is_act);
        walk.diagram.not(some_pass)
    } else {
        fails
    };
    let agree = if acts { walk.acts_agree(fails) } else { Ref::TRUE };
    let number = axes.len() + if acts { support.len() - axes.len() } else { 0 };
    for size in 1..=number {
        let mut search = Search {
            fails,
            stubborn,
            possible,
            agree,
            acts,
            axes: &axes,
            most: most * 8,
            found: Vec::new(),
            cut: false,
        };
        for facts in 0..=size.min(axes.len()) {
            search.extend(walk, &mut Vec::new(), 0, facts, size - facts, steps);
        }
        if !search.found.is_empty() || search.cut {
            let Search { found, cut, .. } = search;
            let mut sets = join(walk, &axes, &found);
            let cut = cut || sets.len() > most;
            sets.truncate(most);
            return (sets, cut);
        }
    }
    (Vec::new(), false)
}

struct Search<'a> {
    fails: Ref,
    /// Fails whatever is done.
    stubborn: Ref,
    possible: Ref,
    /// Which acts can be done together.
    agree: Ref,
    /// Whether acts may be chosen.
    acts: bool,
    axes: &'a [Axis],
    most: usize,
    found: Vec<Chosen>,
    cut: bool,
}

impl Search<'_> {
    /// Adds `left` more axes, from `next` on, to the chosen (axis, group) pairs, then so many acts.
    fn extend(
        &mut self,
        walk: &mut Walk<'_>,
        chosen: &mut Vec<(usize, usize)>,
        next: usize,
        left: usize,
        acts: usize,
        steps: &mut usize,
    ) {
        if self.cut || (acts > 0 && !self.acts) {
            return;
        }
        if left == 0 {
            self.then_acts(walk, chosen, acts, steps);
            return;
        }
        for axis in next..self.axes.len() {
            let groups = self.axes.get(axis).map_or(0, |a| a.groups.len());
            for group in 0..groups {
                chosen.push((axis, group));
                self.extend(walk, chosen, axis + 1, left - 1, acts, steps);
                chosen.pop();
            }
        }
    }

    fn then_acts(&mut self, walk: &mut Walk<'_>, chosen: &[(usize, usize)], acts: usize, steps: &mut usize) {
        if !self.step(walk, steps) {
            return;
        }
        let mut fixed: Vec<(Rank, usize)> = Vec::with_capacity(chosen.len());
        let mut taken: Vec<ActorId> = Vec::new();
        for (axis, group) in chosen {
            let Some(axis) = self.axes.get(*axis) else { continue };
            let Some(group) = axis.groups.get(*group) else { continue };
            // Two sides of one group stand for two different actors, if it has two.
            let actor = |value: &usize| axis.actors.get(*value).copied().flatten();
            let free = group.iter().find(|value| actor(value).is_none_or(|who| !taken.contains(&who)));
            if let Some(value) = free.or(group.first()) {
                taken.extend(actor(value));
                fixed.push((axis.rank, *value));
            }
        }
        // Both are cheap and turn nearly every set away before anything is built; where functions are
        // large, looking is what costs, so it is counted.
        let (fails_anyway, looked) = walk.diagram.can_be_true(self.stubborn, &fixed);
        *steps = steps.saturating_sub(looked / NODES_OF_A_STEP);
        if fails_anyway {
            return;
        }
        let (can_be, looked) = walk.diagram.can_be_true(self.possible, &fixed);
        *steps = steps.saturating_sub(looked / NODES_OF_A_STEP);
        if !can_be {
            return;
        }
        let failing = walk.diagram.restrict(self.fails, &fixed);
        let fails_somewhere = walk.diagram.exists(failing, &|rank| !Walk::is_act(rank));
        let settled = walk.diagram.not(fails_somewhere);
        let together = walk.diagram.and(settled, self.agree);
        if walk.diagram.exists(together, &Walk::is_act) == Ref::FALSE {
            return;
        }
        let ranks: Vec<Rank> = walk.diagram.support(together).into_iter().collect();
        let mut work: Vec<(Vec<Rank>, usize)> = vec![(Vec::new(), 0)];
        while let Some((done, next)) = work.pop() {
            if done.len() < acts {
                for (at, rank) in ranks.iter().enumerate().skip(next).rev() {
                    let mut more = done.clone();
                    more.push(*rank);
                    work.push((more, at + 1));
                }
                continue;
            }
            if !self.step(walk, steps) {
                return;
            }
            let all = walk.with_what_follows(&done);
            let fixed: Vec<(Rank, usize)> =
                ranks.iter().map(|r| (*r, usize::from(all.contains(r)))).collect();
            if walk.diagram.restrict(together, &fixed) == Ref::TRUE {
                self.found.push((chosen.to_vec(), done));
            }
        }
    }

    /// Whether there is room for one more try.
    fn step(&mut self, walk: &Walk<'_>, steps: &mut usize) -> bool {
        if self.cut || *steps == 0 || self.found.len() >= self.most || walk.diagram.is_full() {
            self.cut = true;
            return false;
        }
        *steps -= 1;
        true
    }
}

/// Sets in words; those that differ only in who does one act become one that names them all.
fn join(walk: &Walk<'_>, axes: &[Axis], found: &[Chosen]) -> Vec<PivotSet> {
    let mut sets: Vec<PivotSet> = Vec::new();
    for (chosen, acts) in found {
        let mut set = words(walk, axes, chosen);
        set.extend(acts.iter().filter_map(|rank| act_word(walk, *rank)));
        if let ([_], Some((act, rest))) = (acts.as_slice(), set.split_last())
            && let Some(before) = sets.iter_mut().find(|other| {
                other.split_last().is_some_and(|(last, others)| {
                    others == rest && last.kind == PivotKind::Act && last.name == act.name
                })
            })
        {
            if let Some(last) = before.last_mut() {
                last.values.extend(
                    act.values.iter().filter(|who| !last.values.contains(who)).cloned().collect::<Vec<_>>(),
                );
            }
        } else {
            sets.push(set);
        }
    }
    sets
}

fn act_word(walk: &Walk<'_>, rank: Rank) -> Option<Pivot> {
    let program = walk.facts.program;
    let variable = walk.variables.get(&rank)?;
    let values = value_words(program, variable, &[1]);
    Some(Pivot { kind: PivotKind::Act, name: name(program, variable), values, in_common: None })
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
                in_common: summary::in_common(walk.facts, variable, values),
            })
        })
        .collect()
}

/// The name of a variable for the user.
pub(super) fn name(program: &Program, variable: &Variable) -> String {
    match variable {
        Variable::Question(id, _) => program.question(*id).map(|q| q.name.clone()).unwrap_or_default(),
        Variable::Fact(id, _) => program.field(*id).map(|f| f.name.clone()).unwrap_or_default(),
        Variable::OwnIn(_) => "place.in".to_owned(),
        Variable::OwnKind(_) => "place.kind".to_owned(),
        Variable::OwnTitle(_) => "place.territory_of".to_owned(),
        Variable::OwnAdministered(_) => "place.administered_by".to_owned(),
        Variable::OwnClaimed(_) => "place.claimed_by".to_owned(),
        Variable::OnSide(..) => "place.at".to_owned(),
        Variable::Ground(rest, _) => rest.what.clone(),
        Variable::Free(_) => "what one event does not show".to_owned(),
        Variable::Act(_, deed, _) | Variable::Done(_, deed, ..) => {
            program.node_name(program.kernel.deed, *deed).to_owned()
        }
    }
}

/// The values of a group in words.
pub(super) fn value_words(program: &Program, variable: &Variable, values: &[usize]) -> Vec<String> {
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
            let row = program.field(*field);
            let kind = row.map(|row| row.kind);
            let chosen: Vec<Choice> =
                values.iter().filter_map(|value| choices.get(*value).copied()).collect();
            let one_by_one = || chosen.iter().map(|choice| choice_word(program, kind, *choice)).collect();
            match kind {
                Some(FieldType::Tree(tree)) => tree_words(program, tree, &chosen),
                Some(FieldType::Number) => {
                    row.and_then(|row| ranges::words(&row.cuts, choices, values)).unwrap_or_else(one_by_one)
                }
                _ => one_by_one(),
            }
        }
        Variable::OwnIn(place) => with(program.place(*place).map(|p| p.name.clone()).unwrap_or_default()),
        Variable::OwnKind(node) => with(program.node_name(program.kernel.place_kind, *node).to_owned()),
        Variable::OwnTitle(actor) | Variable::OwnAdministered(actor) | Variable::OwnClaimed(actor) => {
            with(program.actor_name(*actor).to_owned())
        }
        Variable::OnSide(_, side, degrees) => {
            with(format!("{} of {degrees}", format!("{side:?}").to_lowercase()))
        }
        Variable::Ground(rest, _) => with(rest.what.clone()),
        Variable::Free(_) => with(String::new()),
        Variable::Act(who, ..) | Variable::Done(who, ..) => with(program.actor_name(*who).to_owned()),
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
        (Choice::OwnPlace(ground), _) => match ground.place.and_then(|id| program.place(id)) {
            Some(place) if ground.firm => format!("in {}", place.name),
            Some(place) => format!("on what is now {}", place.name),
            None => "the event's own place".to_owned(),
        },
        (other, _) => format!("{other:?}"),
    }
}

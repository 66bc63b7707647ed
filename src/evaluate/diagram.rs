//! Decision diagrams over variables with a few values each: Boolean functions, shared and reduced.
//!
//! In: variables in a fixed order, and operations on functions. Out: functions as [`Ref`]s of one
//! manager; two functions are equal exactly if their `Ref`s are. Absent: what a variable stands for.
//!
//! A budget bounds the nodes: past it every operation gives `FALSE` and [`Diagram::is_full`] says
//! so. INVARIANT(diagram-full): whoever reads a result asks `is_full` first.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::steps::{Made, Step, Steps};

mod ways;

/// A function of one manager. Where steps are recorded it also knows the step that made it; equal
/// functions are equal however they were made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ref {
    node: Id,
    step: Step,
}

impl Ref {
    pub const FALSE: Ref = Ref::plain(Id::FALSE);
    pub const TRUE: Ref = Ref::plain(Id::TRUE);

    pub fn of(value: bool) -> Ref {
        if value { Ref::TRUE } else { Ref::FALSE }
    }

    /// A function of which nobody knows how it was made.
    pub(super) const fn plain(node: Id) -> Ref {
        Ref { node, step: Step::NONE }
    }

    /// The same with the step that made it.
    pub(super) const fn made(node: Id, step: Step) -> Ref {
        Ref { node, step }
    }

    /// The node of the function.
    pub(super) const fn node(self) -> Id {
        self.node
    }

    /// The step that made it.
    pub(super) const fn step(self) -> Step {
        self.step
    }
}

impl PartialEq for Ref {
    fn eq(&self, other: &Ref) -> bool {
        self.node == other.node
    }
}

impl Eq for Ref {}

impl Hash for Ref {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.node.hash(state);
    }
}

impl PartialOrd for Ref {
    fn partial_cmp(&self, other: &Ref) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ref {
    fn cmp(&self, other: &Ref) -> Ordering {
        self.node.cmp(&other.node)
    }
}

/// A node of a manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Id(u32);

impl Id {
    pub const FALSE: Id = Id(0);
    pub const TRUE: Id = Id(1);

    fn of(value: bool) -> Id {
        if value { Id::TRUE } else { Id::FALSE }
    }
}

/// The rank of a variable; smaller ranks stand nearer to the root.
pub(crate) type Rank = u32;

/// The values of a variable up to a bound, exclusive, that lead to one function.
pub(super) type Run = (u32, Id);

/// A test of one variable. Values that lead to the same function stand in one run, since a state or
/// a place has hundreds of values and a rule tells a handful of them apart.
///
/// INVARIANT(runs): bounds rise, neighbours differ, the last bound is the width of the variable.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Node {
    rank: Rank,
    runs: Rc<[Run]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Op {
    And,
    Or,
}

/// The manager of one verdict's functions.
#[derive(Debug)]
pub(super) struct Diagram {
    nodes: Vec<Node>,
    unique: HashMap<Node, Id>,
    binary: HashMap<(Op, Id, Id), Id>,
    negation: HashMap<Id, Id>,
    /// Functions that are never all true, as far as that was asked.
    apart: HashSet<[Id; 3]>,
    no_runs: Rc<[Run]>,
    most: usize,
    full: bool,
    /// The operations that were asked for, where somebody wants to know them.
    steps: Option<Box<Steps>>,
}

impl Diagram {
    pub fn new(most: usize) -> Self {
        // The two constants occupy the first two places, so that no function shares their number.
        let constant = || Node { rank: Rank::MAX, runs: Rc::from([]) };
        Diagram {
            nodes: vec![constant(), constant()],
            unique: HashMap::default(),
            binary: HashMap::default(),
            negation: HashMap::default(),
            apart: HashSet::default(),
            no_runs: Rc::from([]),
            most,
            full: false,
            steps: None,
        }
    }

    /// Records from now on which operations are asked for.
    pub fn record(&mut self) {
        self.steps = Some(Box::default());
    }

    /// What was recorded.
    pub fn steps(&self) -> Option<&Steps> {
        self.steps.as_deref()
    }

    /// A function with the step that made it, where steps are recorded.
    fn noted(&mut self, node: Id, made: impl FnOnce() -> Made) -> Ref {
        match &mut self.steps {
            None => Ref::plain(node),
            Some(steps) => steps.add(made(), node),
        }
    }

    /// Gives a function a name that a reader of the steps understands.
    pub fn name(&mut self, f: Ref, name: impl FnOnce() -> String) {
        if let Some(steps) = &mut self.steps {
            steps.name(f, name());
        }
    }

    /// Whether the budget was passed and results mean nothing any more.
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// Gives up: what is asked for is larger than the limits allow.
    pub fn give_up(&mut self) {
        self.full = true;
    }

    /// The variable that stands on top of a function; the highest rank for a constant.
    pub fn rank(&self, f: Ref) -> Rank {
        self.rank_of(f.node)
    }

    fn rank_of(&self, f: Id) -> Rank {
        self.nodes.get(f.0 as usize).map_or(Rank::MAX, |node| node.rank)
    }

    /// Where the values of the variable on top lead.
    pub fn runs(&self, f: Ref) -> Vec<(u32, Ref)> {
        self.runs_of(f.node).iter().map(|(until, child)| (*until, Ref::plain(*child))).collect()
    }

    pub(super) fn runs_of(&self, f: Id) -> Rc<[Run]> {
        self.nodes.get(f.0 as usize).map_or_else(|| Rc::from([]), |node| Rc::clone(&node.runs))
    }

    /// The function that has `children[value]` where the variable has that value.
    pub fn node(&mut self, rank: Rank, children: Vec<Ref>) -> Ref {
        let mut runs = Vec::new();
        for (value, child) in children.iter().enumerate() {
            push(&mut runs, u32::try_from(value + 1).unwrap_or(u32::MAX), child.node);
        }
        let made = self.of_runs(rank, runs);
        self.noted(made, || Made::Node(rank, children.iter().map(|child| (*child).into()).collect()))
    }

    fn of_runs(&mut self, rank: Rank, runs: Vec<Run>) -> Id {
        match runs.as_slice() {
            [] => return Id::FALSE,
            [(_, only)] => return *only,
            _ => {}
        }
        let node = Node { rank, runs: Rc::from(runs) };
        if let Some(found) = self.unique.get(&node) {
            return *found;
        }
        if self.nodes.len() >= self.most {
            self.full = true;
            return Id::FALSE;
        }
        let made = Id(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node.clone());
        self.unique.insert(node, made);
        made
    }

    pub fn not(&mut self, f: Ref) -> Ref {
        let made = self.negate(f.node);
        self.noted(made, || Made::Not(f.into()))
    }

    fn negate(&mut self, f: Id) -> Id {
        if f == Id::FALSE {
            return Id::TRUE;
        }
        if f == Id::TRUE {
            return Id::FALSE;
        }
        if let Some(found) = self.negation.get(&f) {
            return *found;
        }
        let rank = self.rank_of(f);
        let runs = self.runs_of(f).iter().map(|(until, child)| (*until, self.negate(*child))).collect();
        let made = self.of_runs(rank, runs);
        self.negation.insert(f, made);
        made
    }

    pub fn and(&mut self, f: Ref, g: Ref) -> Ref {
        let made = self.apply(Op::And, f.node, g.node);
        self.noted(made, || Made::And(f.into(), g.into()))
    }

    pub fn or(&mut self, f: Ref, g: Ref) -> Ref {
        let made = self.apply(Op::Or, f.node, g.node);
        self.noted(made, || Made::Or(f.into(), g.into()))
    }

    fn apply(&mut self, op: Op, f: Id, g: Id) -> Id {
        let (absorbing, neutral) = match op {
            Op::And => (Id::FALSE, Id::TRUE),
            Op::Or => (Id::TRUE, Id::FALSE),
        };
        if f == absorbing || g == absorbing {
            return absorbing;
        }
        if f == neutral || f == g {
            return g;
        }
        if g == neutral {
            return f;
        }
        let key = (op, f.min(g), f.max(g));
        if let Some(found) = self.binary.get(&key) {
            return *found;
        }
        if self.full {
            return Id::FALSE;
        }
        let rank = self.rank_of(f).min(self.rank_of(g));
        let left = self.runs_at(f, rank);
        let right = self.runs_at(g, rank);
        let (mut a, mut b) = (left.iter().copied().peekable(), right.iter().copied().peekable());
        let mut runs = Vec::new();
        while let (Some((end_a, one)), Some((end_b, other))) = (a.peek().copied(), b.peek().copied()) {
            let until = end_a.min(end_b);
            let both = self.apply(op, one, other);
            push(&mut runs, until, both);
            // A function that does not test the variable has one run without end.
            if end_a == until {
                a.next();
            }
            if end_b == until {
                b.next();
            }
        }
        let made = self.of_runs(rank, runs);
        self.binary.insert(key, made);
        made
    }

    /// The runs of a function at a rank; one without end if the function does not test that variable.
    fn runs_at(&self, f: Id, rank: Rank) -> Rc<[Run]> {
        if self.rank_of(f) == rank { self.runs_of(f) } else { Rc::from([(u32::MAX, f)]) }
    }

    /// The function with some variables set to values.
    pub fn restrict(&mut self, f: Ref, fixed: &[(Rank, usize)]) -> Ref {
        let mut memo = HashMap::default();
        let made = self.restrict_in(f.node, fixed, &mut memo);
        self.noted(made, || Made::Restrict(f.into(), fixed.to_vec()))
    }

    fn restrict_in(&mut self, f: Id, fixed: &[(Rank, usize)], memo: &mut HashMap<Id, Id>) -> Id {
        let rank = self.rank_of(f);
        if rank == Rank::MAX {
            return f;
        }
        if let Some(found) = memo.get(&f) {
            return *found;
        }
        let runs = self.runs_of(f);
        let made = match fixed.iter().find(|(r, _)| *r == rank) {
            Some((_, value)) => {
                let child = child_of(&runs, *value);
                self.restrict_in(child, fixed, memo)
            }
            None => {
                let mut restricted = Vec::with_capacity(runs.len());
                for (until, child) in runs.iter() {
                    let child = self.restrict_in(*child, fixed, memo);
                    push(&mut restricted, *until, child);
                }
                self.of_runs(rank, restricted)
            }
        };
        memo.insert(f, made);
        made
    }

    /// Whether a function can still be true once some variables are set to values, and how many nodes
    /// were looked at.
    ///
    /// Asks what `restrict` would answer, without building anything: below the last variable that is
    /// set, every function but the constant false can be true.
    pub fn can_be_true(&self, f: Ref, fixed: &[(Rank, usize)]) -> (bool, usize) {
        let last = fixed.iter().map(|(rank, _)| *rank).max();
        let mut seen = HashSet::default();
        let mut work = vec![f.node];
        while let Some(f) = work.pop() {
            if f == Id::FALSE {
                continue;
            }
            let Some(node) = self.nodes.get(f.0 as usize) else { continue };
            if last.is_none_or(|last| node.rank > last) {
                return (true, seen.len());
            }
            if !seen.insert(f) {
                continue;
            }
            match fixed.iter().find(|(rank, _)| *rank == node.rank) {
                Some((_, value)) => work.push(child_of(&node.runs, *value)),
                None => work.extend(node.runs.iter().map(|(_, child)| *child)),
            }
        }
        (false, seen.len())
    }

    /// Whether three functions are all true somewhere; nothing is built.
    pub fn meet(&mut self, functions: [Ref; 3]) -> bool {
        self.meet_in(functions.map(|f| f.node))
    }

    fn meet_in(&mut self, mut three: [Id; 3]) -> bool {
        three.sort_unstable();
        let [first, second, third] = three;
        if first == Id::FALSE {
            return false;
        }
        // One that stands twice counts once; a single function that is not false is true somewhere.
        if second == third || first == second {
            three = [Id::TRUE, first.max(Id::TRUE), third];
            three.sort_unstable();
        }
        if three.iter().filter(|f| **f != Id::TRUE).count() < 2 {
            return true;
        }
        if self.apart.contains(&three) {
            return false;
        }
        let ranks = three.map(|f| self.rank_of(f));
        let rank = ranks.into_iter().min().unwrap_or(Rank::MAX);
        // A function that does not test the variable stays what it is.
        let tests = ranks.map(|own| own == rank);
        let runs: [Rc<[Run]>; 3] = std::array::from_fn(|at| match (tests.get(at), three.get(at)) {
            (Some(true), Some(f)) => self.runs_of(*f),
            _ => Rc::clone(&self.no_runs),
        });
        let mut places = [0_usize; 3];
        loop {
            let here: [Option<Run>; 3] = std::array::from_fn(|at| runs[at].get(places[at]).copied());
            let Some(until) = here.iter().flatten().map(|(until, _)| *until).min() else { break };
            let below: [Id; 3] = std::array::from_fn(|at| here[at].map_or(three[at], |(_, child)| child));
            if self.meet_in(below) {
                return true;
            }
            for (place, run) in places.iter_mut().zip(here) {
                *place += usize::from(run.is_some_and(|(end, _)| end == until));
            }
        }
        self.apart.insert(three);
        false
    }

    /// Whether some values of the variables chosen by `which` make it true, as a function of the rest.
    pub fn exists(&mut self, f: Ref, which: &dyn Fn(Rank) -> bool) -> Ref {
        let mut memo = HashMap::default();
        let made = self.exists_in(f.node, which, &mut memo);
        if self.steps.is_none() {
            return Ref::plain(made);
        }
        let looked_at: Vec<Rank> = self.support(f).into_iter().filter(|rank| which(*rank)).collect();
        self.noted(made, || Made::Exists(f.into(), looked_at))
    }

    fn exists_in(&mut self, f: Id, which: &dyn Fn(Rank) -> bool, memo: &mut HashMap<Id, Id>) -> Id {
        let rank = self.rank_of(f);
        if rank == Rank::MAX {
            return f;
        }
        if let Some(found) = memo.get(&f) {
            return *found;
        }
        let mut runs = Vec::new();
        for (until, child) in self.runs_of(f).iter() {
            let child = self.exists_in(*child, which, memo);
            push(&mut runs, *until, child);
        }
        let made = if which(rank) {
            runs.into_iter().fold(Id::FALSE, |any, (_, child)| self.apply(Op::Or, any, child))
        } else {
            self.of_runs(rank, runs)
        };
        memo.insert(f, made);
        made
    }

    /// The function over variables that may also be left open: each variable chosen by `width` gets one
    /// more value, its last, where the function is what all fillings give (`all`) or some filling gives.
    ///
    /// Filling one variable after the other is filling all of them, so this is exact: a function that
    /// says which fillings are possible has to be joined to `f` before.
    pub fn lift(&mut self, f: Ref, all: bool, width: &dyn Fn(Rank) -> Option<usize>) -> Ref {
        let mut memo = HashMap::default();
        let made = self.lift_in(f.node, all, width, &mut memo);
        if self.steps.is_none() {
            return Ref::plain(made);
        }
        let opened = self.support(f).into_iter().filter_map(|rank| Some((rank, width(rank)?))).collect();
        self.noted(made, || Made::Lift(f.into(), all, opened))
    }

    fn lift_in(
        &mut self,
        f: Id,
        all: bool,
        width: &dyn Fn(Rank) -> Option<usize>,
        memo: &mut HashMap<Id, Id>,
    ) -> Id {
        let rank = self.rank_of(f);
        if rank == Rank::MAX {
            return f;
        }
        if let Some(found) = memo.get(&f) {
            return *found;
        }
        let mut runs = Vec::new();
        for (until, child) in self.runs_of(f).iter() {
            let child = self.lift_in(*child, all, width, memo);
            push(&mut runs, *until, child);
        }
        if let Some(width) = width(rank) {
            let op = if all { Op::And } else { Op::Or };
            let start = Id::of(all);
            let open = runs.iter().fold(start, |open, (_, child)| self.apply(op, open, *child));
            push(&mut runs, u32::try_from(width + 1).unwrap_or(u32::MAX), open);
        }
        let made = self.of_runs(rank, runs);
        memo.insert(f, made);
        made
    }

    /// For which values of one variable a function is true wherever the others stay in a box; what the
    /// box does not name may have any value. The result looks at that variable alone.
    pub fn everywhere_in(&mut self, f: Ref, sides: &BTreeMap<Rank, Vec<usize>>, kept: Rank) -> Ref {
        Ref::plain(self.everywhere(f.node, sides, kept, &mut HashMap::default()))
    }

    fn everywhere(
        &mut self,
        f: Id,
        sides: &BTreeMap<Rank, Vec<usize>>,
        kept: Rank,
        memo: &mut HashMap<Id, Id>,
    ) -> Id {
        let rank = self.rank_of(f);
        if rank == Rank::MAX {
            return f;
        }
        if let Some(found) = memo.get(&f) {
            return *found;
        }
        let (mut from, mut all, mut kept_runs) = (0_u32, Id::TRUE, Vec::new());
        for (until, child) in self.runs_of(f).iter() {
            let inside =
                |side: &Vec<usize>| side.iter().any(|value| (from as usize..*until as usize).contains(value));
            if rank == kept {
                let child = self.everywhere(*child, sides, kept, memo);
                push(&mut kept_runs, *until, child);
            } else if sides.get(&rank).is_none_or(inside) && all != Id::FALSE {
                let child = self.everywhere(*child, sides, kept, memo);
                all = self.apply(Op::And, all, child);
            }
            from = *until;
        }
        let made = if rank == kept { self.of_runs(rank, kept_runs) } else { all };
        memo.insert(f, made);
        made
    }

    /// How many nodes were made.
    pub fn size(&self) -> usize {
        self.nodes.len()
    }

    /// The ranks of the variables on which a function depends.
    pub fn support(&self, f: Ref) -> BTreeSet<Rank> {
        let mut ranks = BTreeSet::new();
        let mut seen = HashSet::default();
        let mut work = vec![f.node];
        while let Some(f) = work.pop() {
            let Some(node) = self.nodes.get(f.0 as usize).filter(|node| node.rank != Rank::MAX) else {
                continue;
            };
            if seen.insert(f) {
                ranks.insert(node.rank);
                work.extend(node.runs.iter().map(|(_, child)| *child));
            }
        }
        ranks
    }

    /// The values of a variable, grouped where no node of these functions tells them apart.
    ///
    /// Each group is sorted; groups are ordered by their first value.
    pub fn classes(&self, functions: &[Ref], rank: Rank, width: usize) -> Vec<Vec<usize>> {
        let mut keys: Vec<Vec<Id>> = vec![Vec::new(); width];
        let mut seen = HashSet::default();
        let mut work: Vec<Id> = functions.iter().map(|f| f.node).collect();
        while let Some(f) = work.pop() {
            let Some(node) = self.nodes.get(f.0 as usize) else { continue };
            if node.rank > rank || !seen.insert(f) {
                continue;
            }
            if node.rank == rank {
                let mut from = 0;
                for (until, child) in node.runs.iter() {
                    let until = (*until as usize).min(width);
                    keys.get_mut(from..until).into_iter().flatten().for_each(|key| key.push(*child));
                    from = until;
                }
            } else {
                work.extend(node.runs.iter().map(|(_, child)| *child));
            }
        }
        let mut places: HashMap<Vec<Id>, usize> = HashMap::default();
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (value, key) in keys.into_iter().enumerate() {
            let at = *places.entry(key).or_insert(groups.len());
            match groups.get_mut(at) {
                Some(group) => group.push(value),
                None => groups.push(vec![value]),
            }
        }
        groups
    }
}

/// Adds a run, joined to the one before it if both lead to the same function.
fn push(runs: &mut Vec<Run>, until: u32, child: Id) {
    match runs.last_mut() {
        Some((end, last)) if *last == child => *end = until,
        _ => runs.push((until, child)),
    }
}

/// Where a value leads.
fn child_of(runs: &[Run], value: usize) -> Id {
    let at = runs.partition_point(|(until, _)| *until as usize <= value);
    runs.get(at).map_or(Id::FALSE, |(_, child)| *child)
}

#[cfg(test)]
mod tests;

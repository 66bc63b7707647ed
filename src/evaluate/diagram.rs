//! Decision diagrams over variables with a few values each: Boolean functions, shared and reduced.
//!
//! In: variables in a fixed order, and operations on functions. Out: functions as [`Ref`]s of one
//! manager; two functions are equal exactly if their `Ref`s are. Absent: what a variable stands for.
//!
//! A budget bounds the nodes: past it every operation gives `FALSE` and [`Diagram::is_full`] says
//! so. INVARIANT(diagram-full): whoever reads a result asks `is_full` first.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// A function of one manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Ref(u32);

impl Ref {
    pub const FALSE: Ref = Ref(0);
    pub const TRUE: Ref = Ref(1);

    pub fn of(value: bool) -> Ref {
        if value { Ref::TRUE } else { Ref::FALSE }
    }
}

/// The rank of a variable; smaller ranks stand nearer to the root.
pub(crate) type Rank = u32;

/// The values of a variable up to a bound, exclusive, that lead to one function.
pub(super) type Run = (u32, Ref);

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
    unique: HashMap<Node, Ref>,
    binary: HashMap<(Op, Ref, Ref), Ref>,
    negation: HashMap<Ref, Ref>,
    most: usize,
    full: bool,
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
            most,
            full: false,
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
        self.nodes.get(f.0 as usize).map_or(Rank::MAX, |node| node.rank)
    }

    /// Where the values of the variable on top lead.
    pub fn runs(&self, f: Ref) -> Rc<[Run]> {
        self.nodes.get(f.0 as usize).map_or_else(|| Rc::from([]), |node| Rc::clone(&node.runs))
    }

    /// The function that has `children[value]` where the variable has that value.
    pub fn node(&mut self, rank: Rank, children: Vec<Ref>) -> Ref {
        let mut runs = Vec::new();
        for (value, child) in children.into_iter().enumerate() {
            push(&mut runs, u32::try_from(value + 1).unwrap_or(u32::MAX), child);
        }
        self.of_runs(rank, runs)
    }

    fn of_runs(&mut self, rank: Rank, runs: Vec<Run>) -> Ref {
        match runs.as_slice() {
            [] => return Ref::FALSE,
            [(_, only)] => return *only,
            _ => {}
        }
        let node = Node { rank, runs: Rc::from(runs) };
        if let Some(found) = self.unique.get(&node) {
            return *found;
        }
        if self.nodes.len() >= self.most {
            self.full = true;
            return Ref::FALSE;
        }
        let made = Ref(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node.clone());
        self.unique.insert(node, made);
        made
    }

    pub fn not(&mut self, f: Ref) -> Ref {
        if f == Ref::FALSE {
            return Ref::TRUE;
        }
        if f == Ref::TRUE {
            return Ref::FALSE;
        }
        if let Some(found) = self.negation.get(&f) {
            return *found;
        }
        let rank = self.rank(f);
        let runs = self.runs(f).iter().map(|(until, child)| (*until, self.not(*child))).collect();
        let made = self.of_runs(rank, runs);
        self.negation.insert(f, made);
        made
    }

    pub fn and(&mut self, f: Ref, g: Ref) -> Ref {
        self.apply(Op::And, f, g)
    }

    pub fn or(&mut self, f: Ref, g: Ref) -> Ref {
        self.apply(Op::Or, f, g)
    }

    fn apply(&mut self, op: Op, f: Ref, g: Ref) -> Ref {
        let (absorbing, neutral) = match op {
            Op::And => (Ref::FALSE, Ref::TRUE),
            Op::Or => (Ref::TRUE, Ref::FALSE),
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
            return Ref::FALSE;
        }
        let rank = self.rank(f).min(self.rank(g));
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
    fn runs_at(&self, f: Ref, rank: Rank) -> Rc<[Run]> {
        if self.rank(f) == rank { self.runs(f) } else { Rc::from([(u32::MAX, f)]) }
    }

    /// The function with some variables set to values.
    pub fn restrict(&mut self, f: Ref, fixed: &[(Rank, usize)]) -> Ref {
        let mut memo = HashMap::default();
        self.restrict_in(f, fixed, &mut memo)
    }

    fn restrict_in(&mut self, f: Ref, fixed: &[(Rank, usize)], memo: &mut HashMap<Ref, Ref>) -> Ref {
        let rank = self.rank(f);
        if rank == Rank::MAX {
            return f;
        }
        if let Some(found) = memo.get(&f) {
            return *found;
        }
        let runs = self.runs(f);
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
        let mut work = vec![f];
        while let Some(f) = work.pop() {
            if f == Ref::FALSE {
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

    /// Whether some values of the variables chosen by `which` make it true, as a function of the rest.
    pub fn exists(&mut self, f: Ref, which: &dyn Fn(Rank) -> bool) -> Ref {
        let mut memo = HashMap::default();
        self.exists_in(f, which, &mut memo)
    }

    fn exists_in(&mut self, f: Ref, which: &dyn Fn(Rank) -> bool, memo: &mut HashMap<Ref, Ref>) -> Ref {
        let rank = self.rank(f);
        if rank == Rank::MAX {
            return f;
        }
        if let Some(found) = memo.get(&f) {
            return *found;
        }
        let mut runs = Vec::new();
        for (until, child) in self.runs(f).iter() {
            let child = self.exists_in(*child, which, memo);
            push(&mut runs, *until, child);
        }
        let made = if which(rank) {
            runs.into_iter().fold(Ref::FALSE, |any, (_, child)| self.or(any, child))
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
        self.lift_in(f, all, width, &mut memo)
    }

    fn lift_in(
        &mut self,
        f: Ref,
        all: bool,
        width: &dyn Fn(Rank) -> Option<usize>,
        memo: &mut HashMap<Ref, Ref>,
    ) -> Ref {
        let rank = self.rank(f);
        if rank == Rank::MAX {
            return f;
        }
        if let Some(found) = memo.get(&f) {
            return *found;
        }
        let mut runs = Vec::new();
        for (until, child) in self.runs(f).iter() {
            let child = self.lift_in(*child, all, width, memo);
            push(&mut runs, *until, child);
        }
        if let Some(width) = width(rank) {
            let op = if all { Op::And } else { Op::Or };
            let start = Ref::of(all);
            let open = runs.iter().fold(start, |open, (_, child)| self.apply(op, open, *child));
            push(&mut runs, u32::try_from(width + 1).unwrap_or(u32::MAX), open);
        }
        let made = self.of_runs(rank, runs);
        memo.insert(f, made);
        made
    }

    /// The cheapest way to make a function true: for each variable looked at on it one value, where
    /// `price` says what a value costs; none if the function is never true.
    pub fn cheapest(&self, f: Ref, price: &dyn Fn(Rank, usize) -> u32) -> Option<Vec<(Rank, usize)>> {
        // From the leaves up: a node is made after those that it leads to.
        let mut best: HashMap<Ref, (u32, Option<(usize, Ref)>)> =
            HashMap::from_iter([(Ref::TRUE, (0, None))]);
        let mut below: Vec<Ref> = self.reachable(f).into_iter().collect();
        below.sort();
        for at in below {
            let Some(node) = self.nodes.get(at.0 as usize) else { continue };
            let mut found: Option<(u32, (usize, Ref))> = None;
            let mut from = 0;
            for (until, child) in node.runs.iter() {
                if let Some((cost, _)) = best.get(child) {
                    for value in from..(*until as usize) {
                        let cost = cost.saturating_add(price(node.rank, value));
                        if found.is_none_or(|(least, _)| cost < least) {
                            found = Some((cost, (value, *child)));
                        }
                    }
                }
                from = *until as usize;
            }
            if let Some((cost, way)) = found {
                best.insert(at, (cost, Some(way)));
            }
        }
        let mut path = Vec::new();
        let mut at = f;
        while at != Ref::TRUE {
            let (value, child) = best.get(&at)?.1?;
            path.push((self.rank(at), value));
            at = child;
        }
        Some(path)
    }

    fn reachable(&self, f: Ref) -> HashSet<Ref> {
        let mut seen = HashSet::default();
        let mut work = vec![f];
        while let Some(f) = work.pop() {
            let Some(node) = self.nodes.get(f.0 as usize).filter(|node| node.rank != Rank::MAX) else {
                continue;
            };
            if seen.insert(f) {
                work.extend(node.runs.iter().map(|(_, child)| *child));
            }
        }
        seen
    }

    /// In what share of all fillings of its variables a function is true.
    pub fn density(&self, f: Ref, width: &dyn Fn(Rank) -> usize) -> f64 {
        self.shares(f, width).get(&f).copied().unwrap_or(0.0)
    }

    /// The same for every function that is reached from this one.
    pub fn shares(&self, f: Ref, width: &dyn Fn(Rank) -> usize) -> HashMap<Ref, f64> {
        let mut known: HashMap<Ref, f64> = HashMap::from_iter([(Ref::TRUE, 1.0), (Ref::FALSE, 0.0)]);
        let mut below: Vec<Ref> = self.reachable(f).into_iter().collect();
        below.sort();
        for at in below {
            let Some(node) = self.nodes.get(at.0 as usize) else { continue };
            let width = width(node.rank).max(1);
            let (mut from, mut sum) = (0_u32, 0.0);
            for (until, child) in node.runs.iter() {
                let share = f64::from(until.saturating_sub(from)) / width as f64;
                sum += share * known.get(child).copied().unwrap_or(0.0);
                from = *until;
            }
            known.insert(at, sum);
        }
        known
    }

    /// One way to make a function true, every one as likely as any other: a value for each variable
    /// that is looked at on it. `unit` gives numbers from 0 to 1, 1 excluded; none if it is never true.
    pub fn draw(
        &self,
        f: Ref,
        shares: &HashMap<Ref, f64>,
        unit: &mut dyn FnMut() -> f64,
    ) -> Option<Vec<(Rank, usize)>> {
        let share = |f: &Ref| shares.get(f).copied().unwrap_or(0.0);
        let mut path = Vec::new();
        let mut at = f;
        while at != Ref::TRUE {
            let node = self.nodes.get(at.0 as usize).filter(|_| share(&at) > 0.0)?;
            let mut ways: Vec<(f64, u32, u32, Ref)> = Vec::with_capacity(node.runs.len());
            let (mut from, mut sum) = (0_u32, 0.0);
            for (until, child) in node.runs.iter() {
                let weight = f64::from(until.saturating_sub(from)) * share(child);
                if weight > 0.0 {
                    sum += weight;
                    ways.push((sum, from, *until, *child));
                }
                from = *until;
            }
            let wanted = unit() * sum;
            // Rounding may leave the number past the last sum.
            let way = ways.iter().find(|(until, ..)| wanted < *until).or(ways.last())?;
            let (_, from, until, child) = *way;
            let among = f64::from(until - from);
            let value = from + ((unit() * among) as u32).min(until - from - 1);
            path.push((node.rank, value as usize));
            at = child;
        }
        Some(path)
    }

    /// Whether a function is true where each variable has a value; one that is left out has its first.
    pub fn is_true_at(&self, f: Ref, values: &BTreeMap<Rank, usize>) -> bool {
        let mut at = f;
        while let Some(node) = self.nodes.get(at.0 as usize).filter(|node| node.rank != Rank::MAX) {
            at = child_of(&node.runs, values.get(&node.rank).copied().unwrap_or(0));
        }
        at == Ref::TRUE
    }

    /// In how many fillings of some variables a function is true, which looks at no other; none if
    /// there are more than the number can hold.
    pub fn count(&self, f: Ref, widths: &BTreeMap<Rank, usize>) -> Option<u128> {
        let mut order: Vec<(Rank, u128)> = Vec::with_capacity(widths.len());
        for (rank, width) in widths {
            order.push((*rank, u128::try_from(*width).ok()?));
        }
        let place = |f: Ref| order.partition_point(|(rank, _)| *rank < self.rank(f));
        // Variables that stand between two nodes may have any value.
        let free = |from: usize, until: usize| {
            let widths = order.get(from..until).unwrap_or_default();
            widths.iter().try_fold(1_u128, |all, (_, width)| all.checked_mul(*width))
        };
        let mut known: HashMap<Ref, u128> = HashMap::from_iter([(Ref::TRUE, 1), (Ref::FALSE, 0)]);
        let mut below: Vec<Ref> = self.reachable(f).into_iter().collect();
        below.sort();
        for at in below {
            let Some(node) = self.nodes.get(at.0 as usize) else { continue };
            let (mut from, mut sum, here) = (0_u32, 0_u128, place(at));
            for (until, child) in node.runs.iter() {
                let one = known.get(child).copied().unwrap_or(0);
                if one > 0 {
                    let ways = one.checked_mul(free(here + 1, place(*child))?)?;
                    sum = sum.checked_add(ways.checked_mul(u128::from(until - from))?)?;
                }
                from = *until;
            }
            known.insert(at, sum);
        }
        known.get(&f).copied().unwrap_or(0).checked_mul(free(0, place(f))?)
    }

    /// For which values of one variable a function is true wherever the others stay in a box; what the
    /// box does not name may have any value. The result looks at that variable alone.
    pub fn everywhere_in(&mut self, f: Ref, sides: &BTreeMap<Rank, Vec<usize>>, kept: Rank) -> Ref {
        self.everywhere(f, sides, kept, &mut HashMap::default())
    }

    fn everywhere(
        &mut self,
        f: Ref,
        sides: &BTreeMap<Rank, Vec<usize>>,
        kept: Rank,
        memo: &mut HashMap<Ref, Ref>,
    ) -> Ref {
        let rank = self.rank(f);
        if rank == Rank::MAX {
            return f;
        }
        if let Some(found) = memo.get(&f) {
            return *found;
        }
        let (mut from, mut all, mut kept_runs) = (0_u32, Ref::TRUE, Vec::new());
        for (until, child) in self.runs(f).iter() {
            let inside =
                |side: &Vec<usize>| side.iter().any(|value| (from as usize..*until as usize).contains(value));
            if rank == kept {
                let child = self.everywhere(*child, sides, kept, memo);
                push(&mut kept_runs, *until, child);
            } else if sides.get(&rank).is_none_or(inside) && all != Ref::FALSE {
                let child = self.everywhere(*child, sides, kept, memo);
                all = self.and(all, child);
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
        let mut work = vec![f];
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
        let mut keys: Vec<Vec<Ref>> = vec![Vec::new(); width];
        let mut seen = HashSet::default();
        let mut work = functions.to_vec();
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
        let mut places: HashMap<Vec<Ref>, usize> = HashMap::default();
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
fn push(runs: &mut Vec<Run>, until: u32, child: Ref) {
    match runs.last_mut() {
        Some((end, last)) if *last == child => *end = until,
        _ => runs.push((until, child)),
    }
}

/// Where a value leads.
fn child_of(runs: &[Run], value: usize) -> Ref {
    let at = runs.partition_point(|(until, _)| *until as usize <= value);
    runs.get(at).map_or(Ref::FALSE, |(_, child)| *child)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(d: &mut Diagram, rank: Rank, width: usize, value: usize) -> Ref {
        d.node(rank, (0..width).map(|v| Ref::of(v == value)).collect())
    }

    #[test]
    fn equal_functions_are_one_node() {
        let mut d = Diagram::new(1000);
        let a = variable(&mut d, 0, 3, 1);
        let b = variable(&mut d, 1, 2, 1);
        let left = d.and(a, b);
        let (na, nb) = (d.not(a), d.not(b));
        let right = d.or(na, nb);
        assert_eq!(d.not(right), left);
    }

    #[test]
    fn one_of_all_values_is_true() {
        let mut d = Diagram::new(1000);
        let any = (0..3).fold(Ref::FALSE, |any, v| {
            let one = variable(&mut d, 0, 3, v);
            d.or(any, one)
        });
        assert_eq!(any, Ref::TRUE);
    }

    #[test]
    fn exists_drops_a_variable() {
        let mut d = Diagram::new(1000);
        let a = variable(&mut d, 0, 3, 1);
        let b = variable(&mut d, 1, 2, 1);
        let both = d.and(a, b);
        assert_eq!(d.exists(both, &|rank| rank == 1), a);
        assert_eq!(d.support(both).len(), 2);
    }

    #[test]
    fn fillings_are_counted() {
        let mut d = Diagram::new(1000);
        let a = variable(&mut d, 0, 3, 1);
        let b = variable(&mut d, 2, 2, 1);
        let either = d.or(a, b);
        let widths = BTreeMap::from([(0, 3), (1, 5), (2, 2)]);
        // 3 * 5 * 2 fillings, less those of two values, five and one that make both false.
        assert_eq!(d.count(either, &widths), Some(20));
        assert_eq!(d.count(Ref::TRUE, &widths), Some(30));
        let wide: BTreeMap<Rank, usize> = (0..40).map(|rank| (rank, 100)).collect();
        assert_eq!(d.count(either, &wide), None);
    }

    #[test]
    fn a_box_is_widened_as_far_as_it_stays_inside() {
        let mut d = Diagram::new(1000);
        let a = variable(&mut d, 0, 3, 1);
        let b = variable(&mut d, 1, 2, 1);
        let either = d.or(a, b);
        let of_first = d.everywhere_in(either, &BTreeMap::from([(1, vec![1])]), 0);
        assert_eq!(of_first, Ref::TRUE);
        let of_first = d.everywhere_in(either, &BTreeMap::new(), 0);
        assert_eq!(of_first, a);
    }

    #[test]
    fn a_drawn_way_makes_it_true_and_every_way_is_drawn() {
        let mut d = Diagram::new(1000);
        let a = variable(&mut d, 0, 3, 1);
        let b = variable(&mut d, 1, 4, 2);
        let either = d.or(a, b);
        let widths = |rank| if rank == 0 { 3 } else { 4 };
        let shares = d.shares(either, &widths);
        // Numbers evenly spread, so that each of the six ways comes up, and those through `a` as
        // often as they are among all: four of six.
        let (mut through_a, mut seen) = (0, BTreeSet::new());
        for step in 0..600_u32 {
            let mut next = [f64::from(step) / 600.0, f64::from(step % 7) / 7.0, 0.5, 0.5].into_iter();
            let path = d.draw(either, &shares, &mut || next.next().unwrap_or(0.5));
            let path: BTreeMap<Rank, usize> = path.into_iter().flatten().collect();
            assert!(d.is_true_at(either, &path));
            through_a += u32::from(path.get(&0) == Some(&1));
            seen.insert(path);
        }
        assert_eq!(through_a, 400);
        assert_eq!(seen.len(), 3);
        assert_eq!(d.draw(Ref::FALSE, &shares, &mut || 0.0), None);
    }

    #[test]
    fn the_budget_is_kept() {
        let mut d = Diagram::new(5);
        let mut f = Ref::TRUE;
        for rank in 0..10 {
            let v = variable(&mut d, rank, 2, 1);
            f = d.and(f, v);
        }
        assert!(d.is_full());
    }
}

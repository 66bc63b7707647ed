//! The ways to make a function true: the cheapest, some drawn by chance, how many there are.
//!
//! In: a function, prices or widths of the values. Out: values of variables, shares, counts. Absent: making
//! functions, so nothing here takes room.

use super::{Diagram, HashMap, HashSet, Id, Rank, Ref, child_of};
use std::collections::BTreeMap;

impl Diagram {
    /// The cheapest way to make a function true: for each variable looked at on it one value, where
    /// `price` says what a value costs; none if the function is never true.
    pub fn cheapest(&self, f: Ref, price: &dyn Fn(Rank, usize) -> u32) -> Option<Vec<(Rank, usize)>> {
        let f = f.node;
        // From the leaves up: a node is made after those that it leads to.
        let mut best: HashMap<Id, (u32, Option<(usize, Id)>)> = HashMap::from_iter([(Id::TRUE, (0, None))]);
        let mut below: Vec<Id> = self.reachable(f).into_iter().collect();
        below.sort();
        for at in below {
            let Some(node) = self.nodes.get(at.0 as usize) else { continue };
            let mut found: Option<(u32, (usize, Id))> = None;
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
        while at != Id::TRUE {
            let (value, child) = best.get(&at)?.1?;
            path.push((self.rank_of(at), value));
            at = child;
        }
        Some(path)
    }

    fn reachable(&self, f: Id) -> HashSet<Id> {
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
        self.shares(f, width).get(&f.node).copied().unwrap_or(0.0)
    }

    /// The same for every function that is reached from this one.
    pub fn shares(&self, f: Ref, width: &dyn Fn(Rank) -> usize) -> HashMap<Id, f64> {
        let mut known: HashMap<Id, f64> = HashMap::from_iter([(Id::TRUE, 1.0), (Id::FALSE, 0.0)]);
        let mut below: Vec<Id> = self.reachable(f.node).into_iter().collect();
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
        shares: &HashMap<Id, f64>,
        unit: &mut dyn FnMut() -> f64,
    ) -> Option<Vec<(Rank, usize)>> {
        let share = |f: &Id| shares.get(f).copied().unwrap_or(0.0);
        let mut path = Vec::new();
        let mut at = f.node;
        while at != Id::TRUE {
            let node = self.nodes.get(at.0 as usize).filter(|_| share(&at) > 0.0)?;
            let mut ways: Vec<(f64, u32, u32, Id)> = Vec::with_capacity(node.runs.len());
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
        let mut at = f.node;
        while let Some(node) = self.nodes.get(at.0 as usize).filter(|node| node.rank != Rank::MAX) {
            at = child_of(&node.runs, values.get(&node.rank).copied().unwrap_or(0));
        }
        at == Id::TRUE
    }

    /// In how many fillings of some variables a function is true, which looks at no other; none if
    /// there are more than the number can hold.
    pub fn count(&self, f: Ref, widths: &BTreeMap<Rank, usize>) -> Option<u128> {
        let f = f.node;
        let mut order: Vec<(Rank, u128)> = Vec::with_capacity(widths.len());
        for (rank, width) in widths {
            order.push((*rank, u128::try_from(*width).ok()?));
        }
        let place = |f: Id| order.partition_point(|(rank, _)| *rank < self.rank_of(f));
        // Variables that stand between two nodes may have any value.
        let free = |from: usize, until: usize| {
            let widths = order.get(from..until).unwrap_or_default();
            widths.iter().try_fold(1_u128, |all, (_, width)| all.checked_mul(*width))
        };
        let mut known: HashMap<Id, u128> = HashMap::from_iter([(Id::TRUE, 1), (Id::FALSE, 0)]);
        let mut below: Vec<Id> = self.reachable(f).into_iter().collect();
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
}

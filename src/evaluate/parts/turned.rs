//! What becomes of a clause when one of its conditions is turned round.
//!
//! In: the graph of conditions that was taken apart. Out: for each condition the events in which it decides.
//! Absent: taking the clause apart (`parts`).

use rustc_hash::FxHashMap as HashMap;

use super::{Decides, Expr, Taking};
use crate::evaluate::diagram::Ref;

impl Taking<'_, '_> {
    pub(super) fn decisions(&mut self, root: usize) -> Vec<Decides> {
        let parts = std::mem::take(&mut self.parts);
        let mut all = Vec::with_capacity(parts.len());
        for (part, instances) in parts {
            let (mut when, mut can) = ([Ref::FALSE; 4], [Ref::FALSE; 2]);
            for node in instances.iter().take(self.asked_of) {
                let holds = self.value(*node);
                let fails = self.walk.diagram.not(holds);
                let met = self.turned(*node, [holds, fails], root);
                for (slot, here) in when.iter_mut().zip(met) {
                    *slot = self.walk.diagram.or(*slot, here);
                }
                for (slot, here) in can.iter_mut().zip([holds, fails]) {
                    *slot = self.walk.diagram.or(*slot, here);
                }
                if self.walk.diagram.is_full() {
                    break;
                }
            }
            let asked_of = instances.len();
            all.push(Decides { part, when, can, asked_of, cut: asked_of > self.asked_of });
        }
        all
    }

    /// Where a node holds or fails and turning it round alone turns the root: in the order of
    /// [`Decides::when`].
    ///
    /// It is followed upwards. Where one member of a joining changes, the change passes where the others
    /// leave it to that member, which is one function to be joined; only where several change at once, the
    /// whole is worked out both ways. What an area and a blow come to together is large, and so it is made
    /// once and not for each way.
    fn turned(&mut self, node: usize, [holds, fails]: [Ref; 2], root: usize) -> [Ref; 4] {
        let itself =
            Turn { met: [holds, Ref::FALSE, Ref::FALSE, fails], ways: [Some(Ref::TRUE), Some(Ref::FALSE)] };
        let mut turns: HashMap<usize, Turn> = HashMap::from_iter([(node, itself)]);
        for at in node + 1..=root {
            let Some((expr, _)) = self.nodes.get(at) else { continue };
            let mut touched: Vec<usize> =
                members(expr).iter().copied().filter(|m| turns.contains_key(m)).collect();
            touched.sort_unstable();
            touched.dedup();
            if touched.is_empty() {
                continue;
            }
            let expr = expr.clone();
            let met = match (&expr, touched.as_slice()) {
                (Expr::Not(_), [one]) => met_of(&turns, *one).map(|[a, b, c, d]| [b, a, d, c]),
                (Expr::Whole(_), [one]) => met_of(&turns, *one),
                (Expr::All(list), [one]) => {
                    let rest = self.others(&Expr::All(without(list, *one)));
                    met_of(&turns, *one).map(|met| met.map(|f| self.walk.diagram.and(f, rest)))
                }
                (Expr::Any(list), [one]) => {
                    let rest = self.others(&Expr::Any(without(list, *one)));
                    let rest = self.walk.diagram.not(rest);
                    met_of(&turns, *one).map(|met| met.map(|f| self.walk.diagram.and(f, rest)))
                }
                _ => None,
            };
            let turn = match met {
                Some(met) => Turn { met, ways: [None; 2] },
                None => self.both_ways(at, [holds, fails], &mut turns),
            };
            // Where it changes nothing, nothing above sees it.
            if turn.met != [Ref::FALSE; 4] {
                turns.insert(at, turn);
            }
        }
        met_of(&turns, root).unwrap_or([Ref::FALSE; 4])
    }

    fn others(&mut self, expr: &Expr) -> Ref {
        self.worked_out(expr, &|taking, member| taking.value(member))
    }

    /// A node of which several members change, worked out with the condition true and with it false.
    fn both_ways(&mut self, at: usize, [holds, fails]: [Ref; 2], turns: &mut HashMap<usize, Turn>) -> Turn {
        let ways = [0, 1].map(|way| self.one_way(at, way, turns));
        let [with, without] = ways;
        let (not_with, not_without) = (self.walk.diagram.not(with), self.walk.diagram.not(without));
        let up = self.walk.diagram.and(with, not_without);
        let down = self.walk.diagram.and(without, not_with);
        let met = [(holds, up), (holds, down), (fails, down), (fails, up)];
        let met = met.map(|(here, decides)| self.walk.diagram.and(here, decides));
        Turn { met, ways: ways.map(Some) }
    }

    /// A node with the condition true (0) or false (1).
    fn one_way(&mut self, at: usize, way: usize, turns: &mut HashMap<usize, Turn>) -> Ref {
        if let Some(known) = turns.get(&at).and_then(|turn| turn.ways.get(way).copied().flatten()) {
            return known;
        }
        let Some((expr, _)) = self.nodes.get(at) else { return Ref::FALSE };
        let expr = expr.clone();
        let mut changed: HashMap<usize, Ref> = HashMap::default();
        for member in members(&expr) {
            if turns.contains_key(member) {
                changed.insert(*member, self.one_way(*member, way, turns));
            }
        }
        let found = self.worked_out(&expr, &|taking, member| {
            changed.get(&member).copied().unwrap_or_else(|| taking.value(member))
        });
        if let Some(slot) = turns.get_mut(&at).and_then(|turn| turn.ways.get_mut(way)) {
            *slot = Some(found);
        }
        found
    }
}

/// What becomes of a node when a condition below it is turned round.
#[derive(Debug, Clone, Copy)]
struct Turn {
    /// The condition holds or fails, and the node changes with it: as in [`Decides::when`].
    met: [Ref; 4],
    /// The node with the condition true, and with it false, where that was asked for.
    ways: [Option<Ref>; 2],
}

fn met_of(turns: &HashMap<usize, Turn>, node: usize) -> Option<[Ref; 4]> {
    turns.get(&node).map(|turn| turn.met)
}

/// The nodes that a node is made of.
fn members(expr: &Expr) -> &[usize] {
    match expr {
        Expr::Fixed => &[],
        Expr::All(list) | Expr::Any(list) | Expr::AtLeast(_, list) => list,
        Expr::Not(one) | Expr::Whole(one) => std::slice::from_ref(one),
    }
}

fn without(list: &[usize], one: usize) -> Vec<usize> {
    list.iter().copied().filter(|other| *other != one).collect()
}

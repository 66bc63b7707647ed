//! What an open record shows, and the deeds that show it.
//!
//! In: the entries that the functions of a space look at. Out: records, functions with one more deed.
//! Absent: which deeds conditions ask for (`deeds`).

use std::collections::BTreeSet;

use super::condition::Variable;
use super::deeds::Entry;
use super::diagram::Rank;
use super::space::{Fun, Space};
use crate::event::{About, Deed};
use crate::ir::{ActorId, NodeId, Program, TreatyId};

impl Space<'_, '_> {
    /// Two functions with one more deed of a kind on the record, for every such deed that an open record can
    /// tell apart.
    pub fn with_one_more(&mut self, (f, g): (Fun, Fun), kind: NodeId) -> Vec<(Deed, Fun, Fun)> {
        let asked: Vec<(Rank, Entry)> = self
            .walk
            .variables
            .iter()
            .filter_map(|(rank, variable)| match variable {
                Variable::Done(by, does, to, treaty) => Some((*rank, (*by, *does, *to, *treaty))),
                _ => None,
            })
            .collect();
        // What a deed shows is all that it does, so of deeds that show the same one is enough.
        let mut known: BTreeSet<Vec<(Rank, usize)>> = BTreeSet::new();
        let mut all = Vec::new();
        for deed in self.deeds_like(&asked, kind) {
            let shown: Vec<(Rank, usize)> = asked
                .iter()
                .filter(|(_, entry)| tells(self.walk.facts.program, &deed, entry))
                .map(|(rank, _)| (*rank, 1))
                .collect();
            if shown.is_empty() || !known.insert(shown.clone()) {
                continue;
            }
            all.push((deed, self.walk.diagram.restrict(f, &shown), self.walk.diagram.restrict(g, &shown)));
        }
        all
    }

    /// Deeds of a kind that show some entry of a record, each actor's toward those and under those
    /// instruments for which something is asked, and toward nobody and under none in particular.
    fn deeds_like(&self, asked: &[(Rank, Entry)], kind: NodeId) -> Vec<Deed> {
        let program = self.walk.facts.program;
        let tree = program.kernel.deed;
        let count = program.tree(tree).map_or(0, |tree| tree.nodes.len());
        let nodes: Vec<NodeId> =
            (0..count).map(NodeId::at).filter(|node| program.is_under(tree, *node, kind)).collect();
        let mut all = Vec::new();
        let doers: BTreeSet<ActorId> = asked.iter().map(|(_, entry)| entry.0).collect();
        for by in doers {
            let own = || asked.iter().filter(|(_, entry)| entry.0 == by);
            let mut toward: BTreeSet<Option<ActorId>> = own().map(|(_, entry)| entry.2).collect();
            let mut under: BTreeSet<Option<TreatyId>> = own().map(|(_, entry)| entry.3).collect();
            let named: Vec<ActorId> = toward.iter().flatten().copied().collect();
            let elsewhere =
                (0..program.treaties.len()).map(TreatyId::at).find(|id| !under.contains(&Some(*id)));
            if !named.is_empty() {
                toward.extend([None, self.somebody_else(by, &named)]);
            }
            if under.iter().any(Option::is_some) {
                under.extend([None, elsewhere]);
            }
            for does in nodes.iter().filter(|node| own().any(|(_, e)| program.is_under(tree, **node, e.1))) {
                for to in &toward {
                    for treaty in &under {
                        all.push(Deed {
                            by,
                            does: *does,
                            to: *to,
                            treaty: *treaty,
                            date: None,
                            count: None,
                            about: About::default(),
                        });
                    }
                }
            }
        }
        all
    }

    /// Deeds that show some entries and not others.
    pub(super) fn record(&self, shown: &[Entry], hidden: &[Entry]) -> Vec<Deed> {
        let program = self.walk.facts.program;
        // An entry that a narrower one shows too needs no deed of its own.
        let implied = |one: &Entry| shown.iter().any(|other| other != one && self.walk.shows(other, one));
        let mut record = Vec::new();
        for one in shown.iter().filter(|one| !implied(one)) {
            let (by, does, to, under) = *one;
            let same = |other: &&Entry| other.0 == by && program.is_under(program.kernel.deed, does, other.1);
            // A deed toward nobody in particular counts toward everybody, and one under no instrument
            // under all, so what is not shown has to be kept out.
            let kept_out: Vec<ActorId> = hidden.iter().filter(same).filter_map(|other| other.2).collect();
            let to =
                to.or_else(|| (!kept_out.is_empty()).then(|| self.somebody_else(by, &kept_out)).flatten());
            let elsewhere: Vec<TreatyId> = hidden.iter().filter(same).filter_map(|other| other.3).collect();
            let treaty = under.or_else(|| {
                let all = (0..program.treaties.len()).map(TreatyId::at);
                if elsewhere.is_empty() { None } else { all.into_iter().find(|t| !elsewhere.contains(t)) }
            });
            record.push(Deed { by, does, to, treaty, date: None, count: None, about: About::default() });
        }
        record.sort_by_key(|deed| (deed.by, deed.does, deed.to, deed.treaty));
        record.dedup();
        record
    }

    pub(super) fn somebody_else(&self, by: ActorId, not: &[ActorId]) -> Option<ActorId> {
        let program = self.walk.facts.program;
        let day = self.day();
        (0..program.actors.len()).map(ActorId::at).find(|actor| {
            *actor != by
                && !not.contains(actor)
                && program.actor(*actor).is_some_and(|row| {
                    row.kind == crate::syntax::tree::ActorKind::State && row.days.contains(day)
                })
        })
    }
}

/// Whether a deed on the record shows an entry: one toward nobody in particular counts toward everybody,
/// and one under no instrument under each.
fn tells(program: &Program, deed: &Deed, entry: &Entry) -> bool {
    let (by, does, to, under) = *entry;
    deed.by == by
        && program.is_under(program.kernel.deed, deed.does, does)
        && to.is_none_or(|to| deed.to.is_none_or(|other| other == to))
        && under.is_none_or(|under| deed.treaty.is_none_or(|other| other == under))
}

//! Which answers a new deed may change, so that only those are asked again.
//!
//! In: of each event and clause the deeds that its answer awaits. Out: the events and clauses that a
//! deed concerns. It may name too many, never too few. Absent: the answers.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::evaluate::Missing;
use crate::event::Deed;
use crate::ir::{ActorId, ClauseId, NodeId, Program};

/// Awaited deeds, by who would do them and what they are.
///
/// Many answers await the same deeds, such as a request of any member, so a list is kept once with all
/// who wait for it.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    lists: HashMap<Vec<Missing>, usize>,
    /// Each list with those who wait; what has been asked again waits anew.
    waiting: Vec<Waiting>,
    by_deed: HashMap<(Option<ActorId>, NodeId), Vec<usize>>,
}

/// A deed that may change answers.
#[derive(Debug, Clone)]
pub(super) struct News {
    /// The deed, without its day.
    pub deed: Deed,
    /// The kinds of deed that its author never did before.
    pub new: Vec<NodeId>,
}

#[derive(Debug, Clone, Default)]
struct Waiting {
    awaited: Vec<Missing>,
    /// Events by their place in the crisis, with the clause.
    who: BTreeSet<(usize, ClauseId)>,
}

impl Watch {
    /// Notes that the answer of a clause on an event awaits some deeds.
    pub fn wait(&mut self, event: usize, clause: ClauseId, awaited: Vec<Missing>) {
        if awaited.is_empty() {
            return;
        }
        let at = match self.lists.get(&awaited) {
            Some(at) => *at,
            None => self.add(awaited),
        };
        if let Some(waiting) = self.waiting.get_mut(at) {
            waiting.who.insert((event, clause));
        }
    }

    fn add(&mut self, awaited: Vec<Missing>) -> usize {
        let at = self.waiting.len();
        for one in &awaited {
            let lists = self.by_deed.entry((one.who, one.deed)).or_default();
            if lists.last() != Some(&at) {
                lists.push(at);
            }
        }
        self.waiting.push(Waiting { awaited: awaited.clone(), who: BTreeSet::new() });
        self.lists.insert(awaited, at);
        at
    }

    /// Takes out the events, each with its clauses, whose answers some deeds may change.
    pub fn concerned(&mut self, program: &Program, news: &[News]) -> BTreeMap<usize, Vec<ClauseId>> {
        let nodes = program.tree(program.kernel.deed).map(|tree| tree.nodes.as_slice()).unwrap_or_default();
        let mut found: BTreeMap<usize, Vec<ClauseId>> = BTreeMap::new();
        for News { deed, new } in news {
            let awaits = |one: &Missing| one.is(program, deed) && (!one.first || new.contains(&one.deed));
            let kinds = nodes.get(deed.does.index()).map(|node| node.above.as_slice()).unwrap_or_default();
            for key in kinds.iter().flat_map(|kind| [(Some(deed.by), *kind), (None, *kind)]) {
                for at in self.by_deed.get(&key).map(Vec::as_slice).unwrap_or_default() {
                    let Some(waiting) = self.waiting.get_mut(*at) else { continue };
                    if !waiting.who.is_empty() && waiting.awaited.iter().any(awaits) {
                        for (event, clause) in std::mem::take(&mut waiting.who) {
                            found.entry(event).or_default().push(clause);
                        }
                    }
                }
            }
        }
        for clauses in found.values_mut() {
            clauses.sort_unstable();
            clauses.dedup();
        }
        found
    }
}

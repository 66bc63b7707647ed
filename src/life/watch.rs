//! Which answers a new deed may change, so that only those are asked again.
//!
//! In: of each event and clause the deeds that its answer awaits. Out: the events and clauses that a
//! deed concerns. It may name too many, never too few. Absent: the answers.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::evaluate::{LeftOut, Missing, New, Turned};
use crate::event::Deed;
use crate::ir::{ActorId, ClauseId, NodeId, Program, TreatyId};

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
    pub new: New,
}

/// Motions with another outcome than before, each by how many may be left out of its votes.
pub(super) type TurnedMotions = BTreeMap<(ClauseId, LeftOut), Turned>;

/// For whom an answer may change: for these as obligors, or for everybody if none are named.
pub(super) type Of = Option<BTreeSet<ActorId>>;

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

    /// The events, each with its clauses, whose answers some deeds may change. What may change for
    /// everybody no longer waits and is to wait anew. Of a motion only what has `turned` counts; `own` tells of which deeds a clause asks only
    /// whether the obligor did them, and what changes by these alone goes on to wait.
    pub fn concerned(
        &mut self,
        program: &Program,
        (news, turned): (&[News], &TurnedMotions),
        own: &dyn Fn(usize, ClauseId, NodeId) -> bool,
    ) -> BTreeMap<usize, BTreeMap<ClauseId, Of>> {
        let mut found: BTreeMap<usize, BTreeMap<ClauseId, Of>> = BTreeMap::new();
        for (list, deeds) in self.met(program, news, turned) {
            let Some(waiting) = self.waiting.get_mut(list) else { continue };
            let authors: BTreeSet<ActorId> = deeds.iter().map(|(_, author)| *author).collect();
            waiting.who.retain(|(event, clause)| {
                let of = deeds.iter().all(|(deed, _)| own(*event, *clause, *deed)).then(|| authors.clone());
                let goes_on = of.is_some();
                let asked = found.entry(*event).or_default();
                match asked.get_mut(clause) {
                    Some(known) => *known = known.take().zip(of).map(|(known, of)| &known | &of),
                    None => {
                        asked.insert(*clause, of);
                    }
                }
                goes_on
            });
        }
        found
    }

    /// The lists of which some deeds are, with the kinds of deed that were awaited and by whom they were done.
    fn met(
        &self,
        program: &Program,
        news: &[News],
        turned: &TurnedMotions,
    ) -> BTreeMap<usize, BTreeSet<(NodeId, ActorId)>> {
        let nodes = program.tree(program.kernel.deed).map(|tree| tree.nodes.as_slice()).unwrap_or_default();
        let mut met: BTreeMap<usize, BTreeSet<(NodeId, ActorId)>> = BTreeMap::new();
        for News { deed, new } in news {
            let kinds = nodes.get(deed.does.index()).map(|node| node.above.as_slice()).unwrap_or_default();
            for (who, kind) in kinds.iter().flat_map(|kind| [(Some(deed.by), *kind), (None, *kind)]) {
                let is = |one: &Missing| {
                    let new = if one.to.is_some() { &new.toward } else { &new.at_all };
                    (one.who, one.deed) == (who, kind)
                        && one.is(program, deed)
                        && (!one.first || new.contains(&kind))
                        && one.party_of.is_none_or(|treaty| is_ever_party(program, treaty, deed.by))
                        && one.turns.is_none_or(|turns| {
                            let turned = turned.get(&(turns.of, turns.left_out));
                            turned.is_some_and(|turned| turns.rests.is_none_or(|by| turned.takes_back(by)))
                        })
                };
                for list in self.by_deed.get(&(who, kind)).map(Vec::as_slice).unwrap_or_default() {
                    let waiting = self.waiting.get(*list).filter(|waiting| !waiting.who.is_empty());
                    if waiting.is_some_and(|waiting| waiting.awaited.iter().any(is)) {
                        met.entry(*list).or_default().insert((kind, deed.by));
                    }
                }
            }
        }
        met
    }
}

/// Whether an actor is a party of an instrument on some day.
fn is_ever_party(program: &Program, treaty: TreatyId, who: ActorId) -> bool {
    program.treaty(treaty).is_some_and(|treaty| treaty.parties.iter().any(|row| row.actor == who))
}

//! Where to find obligations: by who owes or is owed, by clause, by whether a term runs.
//!
//! In: obligations that begin, fall due and end, by their place in the crisis. Out: the places of those
//! that something may move. Absent: what moves them.

use std::collections::{BTreeMap, BTreeSet};

use super::course::Key;
use super::deadline::Due;
use super::reach::Reach;
use crate::evaluate::BeneficiaryOut;
use crate::ir::{ActorId, ClauseId};

/// Obligations by their place, each list in the order in which they arose.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    /// Those that can still move.
    alive: BTreeSet<usize>,
    /// The same by who owes, and to whom if that is one actor.
    of: BTreeMap<ActorId, BTreeSet<usize>>,
    /// Those among them that are to be done by a day.
    with_term: BTreeSet<usize>,
    /// Those among them whose term may run from another duty, or whose amount grows while one is broken.
    after_others: BTreeSet<usize>,
    /// Those of a clause whose lives count for other clauses, ended or not.
    of_clause: BTreeMap<ClauseId, Vec<usize>>,
}

impl Places {
    /// Notes an obligation that begins.
    pub fn begin(&mut self, index: usize, key: Key, reach: &Reach) {
        self.alive.insert(index);
        for side in sides(key) {
            self.of.entry(side).or_default().insert(index);
        }
        if reach.after_others.contains(&key.0) {
            self.after_others.insert(index);
        }
        if reach.kept.contains(&key.0) {
            self.of_clause.entry(key.0).or_default().push(index);
        }
    }

    /// Notes that an obligation is to be done by a day, if it is.
    pub fn falls_due(&mut self, index: usize, due: Option<&Due>) {
        if self.alive.contains(&index) && matches!(due, Some(Due::By(_))) {
            self.with_term.insert(index);
        }
    }

    /// Notes that an obligation has ended.
    pub fn end(&mut self, index: usize, key: Key) {
        self.alive.remove(&index);
        self.with_term.remove(&index);
        self.after_others.remove(&index);
        for side in sides(key) {
            if let Some(of) = self.of.get_mut(&side) {
                of.remove(&index);
            }
        }
    }

    /// What can still move.
    pub fn alive(&self) -> impl Iterator<Item = usize> {
        self.alive.iter().copied()
    }

    /// What can still move, and is owed by an actor or to it.
    pub fn of(&self, actor: ActorId) -> impl Iterator<Item = usize> {
        self.of.get(&actor).into_iter().flatten().copied()
    }

    /// What can still move, and is to be done by a day.
    pub fn with_term(&self) -> impl Iterator<Item = usize> {
        self.with_term.iter().copied()
    }

    /// What can still move, and whose term may run from another duty, or whose amount grows while one is broken.
    pub fn after_others(&self) -> impl Iterator<Item = usize> {
        self.after_others.iter().copied()
    }

    /// The obligations of a clause whose lives count for other clauses, ended or not.
    pub fn of_clause(&self, clause: ClauseId) -> &[usize] {
        self.of_clause.get(&clause).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Who owes, and to whom if that is one actor.
fn sides((_, obligor, beneficiary): Key) -> impl Iterator<Item = ActorId> {
    let other = match beneficiary {
        BeneficiaryOut::Actor(actor) => Some(actor),
        _ => None,
    };
    [obligor].into_iter().chain(other)
}

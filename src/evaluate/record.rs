//! What was done by whom, to be asked quickly, and what was asked for and not found.
//!
//! In: deeds. Out: whether one was done; [`Missing`] deeds, of which a later one may change an answer.
//! Absent: what follows from a deed.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::carried::Outcome;
use super::rounds::Rounds;
use crate::event::Deed;
use crate::ir::{ActorId, Clause, ClauseId, Decision, NodeId, Program, TreatyId};

/// Under which instrument a deed has to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Under {
    /// Any, or none.
    Any,
    /// This one, or none.
    Own(Option<TreatyId>),
}

/// How many voters an event may leave out of the votes on a motion; any number if none. Where the rules leave out those who
/// have a part in the event, that is no more than it names.
pub(crate) type LeftOut = Option<usize>;

/// What has to become of a motion for an answer to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Turns {
    /// The clause that puts it.
    pub of: ClauseId,
    /// How many may be left out of its votes.
    pub left_out: LeftOut,
    /// It was carried by so many of its first rounds, or adopted if by none, and is so no more; none where any
    /// other outcome counts.
    pub rests: Option<usize>,
}

/// A deed that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Missing {
    /// By whom; none for anybody.
    pub who: Option<ActorId>,
    /// A node of the tree `deed`.
    pub deed: NodeId,
    /// Toward whom; none for anybody.
    pub to: Option<ActorId>,
    /// Under which instrument.
    pub under: Under,
    /// Only if whoever does it never did such a deed before, toward that one: that somebody did it is all that
    /// counts.
    pub first: bool,
    /// Only if whoever does it is at some time a party of this instrument: nobody else may owe what hangs on it.
    pub party_of: Option<TreatyId>,
    /// Only if a motion turns by it.
    pub turns: Option<Turns>,
}

impl Missing {
    /// A kind of deed, whoever does it.
    pub fn by_anybody(deed: NodeId) -> Self {
        Missing { who: None, deed, to: None, under: Under::Any, first: false, party_of: None, turns: None }
    }

    /// That somebody, or one more actor, is among those who ever did a kind of deed, toward one or toward anybody.
    pub fn author(who: Option<ActorId>, deed: NodeId, to: Option<ActorId>) -> Self {
        Missing { who, to, first: true, ..Missing::by_anybody(deed) }
    }

    /// Whether a deed is the one asked for, whenever it was done.
    pub fn is(&self, program: &Program, done: &Deed) -> bool {
        self.who.is_none_or(|who| who == done.by)
            && program.is_under(program.kernel.deed, done.does, self.deed)
            && self.fits(done)
    }

    fn fits(&self, done: &Deed) -> bool {
        let under = match self.under {
            Under::Any => true,
            Under::Own(treaty) => done.treaty.is_none() || done.treaty == treaty,
        };
        under && self.to.is_none_or(|to| done.to.is_none_or(|other| other == to))
    }
}

/// Whoever ever did a kind of deed.
#[derive(Debug, Clone, Default)]
struct Authors {
    all: BTreeSet<ActorId>,
    /// The same by whom it was toward; under none where that was not told.
    toward: BTreeMap<Option<ActorId>, BTreeSet<ActorId>>,
}

/// The kinds of deed that the author of a deed never did before.
#[derive(Debug, Clone, Default)]
pub(crate) struct New {
    /// Toward anybody.
    pub at_all: Vec<NodeId>,
    /// Toward the same, or without telling toward whom as this one.
    pub toward: Vec<NodeId>,
}

/// Deeds by who did them and what they are, so that a long record costs no more than a short one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Record {
    deeds: BTreeMap<(ActorId, NodeId), Vec<Deed>>,
    /// Deeds that move what organs decide, each time that they were done and with the day.
    motions: Vec<Deed>,
    authors: BTreeMap<NodeId, Authors>,
    /// What was made of the motions, by the clause that puts one and by how many may be left out.
    rounds: RefCell<BTreeMap<(ClauseId, LeftOut), Rounds>>,
}

impl Record {
    /// Adds a deed, under every kind of deed that it is; gives the kinds that its author never did before.
    pub fn add(&mut self, program: &Program, deed: &Deed) -> New {
        let nodes = program.tree(program.kernel.deed).map(|tree| tree.nodes.as_slice()).unwrap_or_default();
        let above = nodes.get(deed.does.index()).map(|node| node.above.as_slice()).unwrap_or_default();
        let mut new = New::default();
        for node in above {
            self.deeds.entry((deed.by, *node)).or_default().push(deed.clone());
            let authors = self.authors.entry(*node).or_default();
            if authors.all.insert(deed.by) {
                new.at_all.push(*node);
            }
            if authors.toward.entry(deed.to).or_default().insert(deed.by) {
                new.toward.push(*node);
            }
        }
        new
    }

    /// Adds a deed that moves what an organ decides; it has its day.
    pub fn add_motion(&mut self, deed: Deed) {
        self.motions.push(deed);
    }

    /// What the rounds of the motion that a clause puts come to.
    pub(crate) fn outcome(
        &self,
        program: &Program,
        motion: (ClauseId, LeftOut),
        puts: (&Clause, &Decision),
    ) -> Arc<Outcome> {
        let mut all = self.rounds.borrow_mut();
        all.entry(motion).or_default().after(program, puts, &self.motions, motion.1)
    }

    /// The motions whose rounds were asked for, each with how many may be left out.
    pub(crate) fn motions_asked(&self) -> Vec<(ClauseId, LeftOut)> {
        self.rounds.borrow().keys().copied().collect()
    }

    /// Has rounds counted anew under an instrument, since who is bound by it has changed.
    pub fn count_anew(&mut self, program: &Program, treaty: TreatyId) {
        let other = |id: &ClauseId| program.clause(*id).is_none_or(|clause| clause.treaty != treaty);
        self.rounds.get_mut().retain(|(id, _), _| other(id));
    }

    /// The deeds that move what organs decide, in the order told.
    pub fn motions(&self) -> &[Deed] {
        &self.motions
    }

    /// Everybody who ever did a kind of deed, toward one or toward anybody; where it is not told toward whom, it
    /// may have been that one.
    pub fn authors(&self, deed: NodeId, to: Option<ActorId>) -> BTreeSet<ActorId> {
        let Some(authors) = self.authors.get(&deed) else { return BTreeSet::new() };
        match to {
            None => authors.all.clone(),
            Some(_) => {
                let toward = [to, None].into_iter().filter_map(|to| authors.toward.get(&to));
                toward.flatten().copied().collect()
            }
        }
    }

    /// Whether somebody is among those.
    pub fn is_author(&self, who: ActorId, deed: NodeId, to: Option<ActorId>) -> bool {
        let Some(authors) = self.authors.get(&deed) else { return false };
        let toward = |to: Option<ActorId>| authors.toward.get(&to).is_some_and(|some| some.contains(&who));
        if to.is_none() { authors.all.contains(&who) } else { toward(to) || toward(None) }
    }

    /// Whether somebody did a deed by a day.
    pub fn shows(&self, who: ActorId, asked: &Missing, day: Date) -> bool {
        let done = self.deeds.get(&(who, asked.deed)).map(Vec::as_slice).unwrap_or_default();
        done.iter().any(|done| done.date.is_none_or(|date| date <= day) && asked.fits(done))
    }
}

//! Conditions shared out over events: as few as can be, and each as plain as can be.
//!
//! In: for each condition the events that can show it. Out: groups of wishes that one event grants, and how many there must
//! be at least. Absent: the search for the fewest groups (`cover`), and the events themselves (`draft`).

use std::collections::BTreeSet;

use super::cover;
use super::draft::{Drafting, Ways};
use crate::evaluate::Status;
use crate::evaluate::friendly::Taste;
use crate::evaluate::parts::Apart;
use crate::evaluate::space::{self, Fun};

/// What an event should show.
#[derive(Debug, Clone, Copy)]
struct Wish {
    owed: bool,
    fun: Fun,
}

/// Wishes for owed or for unowed events, shared out.
#[derive(Debug, Clone)]
pub(super) struct Half {
    pub owed: bool,
    pub wanted: Vec<Fun>,
    pub groups: Vec<(Vec<usize>, Fun)>,
}

/// So many conditions that can be shown either way are tried both ways.
const EITHER_WAY: usize = 4;

/// Of so many events that could show a condition too, the one to which it adds least shows it.
const PLAINER_OF: usize = 6;

impl Drafting<'_, '_, '_> {
    /// The fewest events for some conditions, each with whether it is owed in it, those that are owed first;
    /// and how many there must be at least.
    pub(super) fn shared_out(&mut self, ways: &[(usize, Ways)]) -> (Vec<Half>, usize) {
        let either: Vec<usize> = (0..ways.len())
            .filter(|at| ways.get(*at).is_some_and(|(_, w)| w.forth.is_some() && w.back.is_some()))
            .collect();
        if either.len() > EITHER_WAY {
            let (groups, _) = self.shared_so(ways, &BTreeSet::new());
            let fixed: Vec<(usize, Ways)> =
                ways.iter().filter(|(_, w)| w.forth.is_none() || w.back.is_none()).copied().collect();
            let (_, at_least) = self.shared_so(&fixed, &BTreeSet::new());
            return (groups, at_least);
        }
        let mut best: Option<Vec<Half>> = None;
        let mut at_least = usize::MAX;
        for choice in 0..(1_usize << either.len()) {
            let back: BTreeSet<usize> = (0..either.len())
                .filter(|bit| choice & (1 << bit) != 0)
                .filter_map(|bit| either.get(bit).copied())
                .collect();
            let (groups, least) = self.shared_so(ways, &back);
            at_least = at_least.min(least);
            let size = |halves: &[Half]| halves.iter().map(|half| half.groups.len()).sum::<usize>();
            if best.as_ref().is_none_or(|known| size(&groups) < size(known)) {
                best = Some(groups);
            }
        }
        (best.unwrap_or_default(), at_least)
    }

    /// The same, with some conditions shown as speaking against the duty.
    fn shared_so(&mut self, ways: &[(usize, Ways)], back: &BTreeSet<usize>) -> (Vec<Half>, usize) {
        let mut wishes: Vec<Wish> = Vec::new();
        for (at, (_, way)) in ways.iter().enumerate() {
            let pair = match (way.forth, way.back) {
                (Some(_), Some(pair)) if back.contains(&at) => Some(pair),
                (Some(pair), _) | (None, Some(pair)) => Some(pair),
                (None, None) => None,
            };
            for (fun, owed) in pair.into_iter().flatten().zip([true, false]) {
                wishes.push(Wish { owed, fun });
            }
        }
        let (mut groups, mut at_least) = (Vec::new(), 0);
        for owed in [true, false] {
            let wanted = self.narrowest(&wishes, owed);
            let steps = self.limits.suite_steps;
            let clash = cover::clashes(&wanted, &mut |one, other| self.space.meet([one, other, self.world]));
            let cover = cover::fewest(&wanted, &clash, &mut |one, other| self.join(one, other), steps);
            at_least += cover.at_least;
            groups.push(Half { owed, wanted, groups: cover.groups });
        }
        (groups, at_least)
    }

    /// The same number of groups, in which wishes stand where they cost least: each group keeps the wish
    /// that it was made for, and every other one goes where it is granted already, or adds least.
    pub(super) fn plainer(&mut self, half: &Half, apart: &Apart, taste: &Taste) -> Vec<Fun> {
        let as_found = || half.groups.iter().map(|(_, fun)| *fun).collect();
        let seeds: Vec<usize> = half.groups.iter().filter_map(|(list, _)| list.first().copied()).collect();
        let mut groups: Vec<(Fun, u32, Fun)> = Vec::with_capacity(seeds.len());
        for at in &seeds {
            let Some(fun) = half.wanted.get(*at).copied() else { return as_found() };
            let Some((_, cost, cube)) = self.plainest(fun, half.owed, apart, taste) else {
                return as_found();
            };
            groups.push((fun, cost, cube));
        }
        // Wishes that fit into fewest groups choose first.
        let mut rest: Vec<(usize, usize)> = Vec::new();
        for (at, wish) in half.wanted.iter().enumerate().filter(|(at, _)| !seeds.contains(at)) {
            let fits = groups.iter().filter(|(fun, ..)| self.join(*fun, *wish).is_some()).count();
            rest.push((fits, at));
        }
        rest.sort_unstable();
        for wish in rest.into_iter().filter_map(|(_, at)| half.wanted.get(at).copied()) {
            let mut granted = None;
            for (at, (_, _, cube)) in groups.iter().enumerate() {
                if self.grants(*cube, wish) {
                    granted = Some(at);
                    break;
                }
            }
            if let Some(slot) = granted.and_then(|at| groups.get_mut(at)) {
                // It stays granted when more is asked of that event.
                slot.0 = self.space.and(slot.0, wish);
                continue;
            }
            let mut best: Option<(u32, usize, (Fun, u32, Fun))> = None;
            let mut tried = 0;
            for (at, (fun, cost, _)) in groups.clone().into_iter().enumerate() {
                // An order of all ways to share out costs more than a plainer event is worth.
                if tried == PLAINER_OF || self.space.size() > self.limits.proof_nodes / 2 {
                    break;
                }
                let Some(both) = self.join(fun, wish) else { continue };
                tried += 1;
                let Some((_, more, cube)) = self.plainest(both, half.owed, apart, taste) else { continue };
                let adds = more.saturating_sub(cost);
                if best.as_ref().is_none_or(|(least, ..)| adds < *least) {
                    best = Some((adds, at, (both, more, cube)));
                }
            }
            let Some((_, at, group)) = best else { return as_found() };
            if let Some(slot) = groups.get_mut(at) {
                *slot = group;
            }
        }
        if self.space.is_full() { as_found() } else { groups.into_iter().map(|(fun, ..)| fun).collect() }
    }

    /// The plainest event of a function in which the answer is settled.
    fn plainest(
        &mut self,
        fun: Fun,
        owed: bool,
        apart: &Apart,
        taste: &Taste,
    ) -> Option<(space::Case, u32, Fun)> {
        let (fun, _) = self.settled(fun, owed, apart);
        self.space.plainest(fun, taste)
    }

    /// The events of a function in which it is owed; else those in which nothing can be done about it, or
    /// if there are none those in which it waits for an act.
    pub(super) fn settled(&mut self, fun: Fun, owed: bool, apart: &Apart) -> (Fun, Status) {
        if owed {
            return (fun, Status::Owed);
        }
        let never = self.space.not(apart.at_best);
        let lost = self.space.and(fun, never);
        let lost = self.space.sure(lost);
        if self.can_be_told(lost) {
            return (lost, Status::NotOwed);
        }
        (self.space.and(fun, apart.at_best), Status::Available)
    }

    /// The wishes that no other one grants as well.
    fn narrowest(&mut self, wishes: &[Wish], owed: bool) -> Vec<Fun> {
        let mut all: Vec<Fun> = Vec::new();
        for wish in wishes.iter().filter(|wish| wish.owed == owed) {
            if !all.contains(&wish.fun) {
                all.push(wish.fun);
            }
        }
        // One that was let go grants nothing: two that grant each other must not both go.
        let mut kept = all.clone();
        for one in all {
            if kept.clone().into_iter().any(|other| other != one && self.implies(other, one)) {
                kept.retain(|other| *other != one);
            }
        }
        kept
    }

    /// Whether what an event says grants a wish, whatever it leaves open and the world allows.
    pub(super) fn grants(&mut self, cube: Fun, wish: Fun) -> bool {
        self.implies(cube, wish)
    }

    /// Whether no event that can be told grants one thing and not the other.
    fn implies(&mut self, one: Fun, other: Fun) -> bool {
        let not = self.space.not(other);
        !self.space.meet([one, not, self.world])
    }

    /// Whether some event that can be told grants something.
    pub(super) fn can_be_told(&mut self, f: Fun) -> bool {
        self.space.meet([f, self.world, Fun::TRUE])
    }

    /// What grants two wishes at once, if an event can.
    fn join(&mut self, one: Fun, other: Fun) -> Option<Fun> {
        let key = (one.min(other), one.max(other));
        if let Some(known) = self.joined.get(&key) {
            return *known;
        }
        let told = self.space.meet([one, other, self.world]);
        let found = told.then(|| self.space.and(one, other));
        self.joined.insert(key, found);
        found
    }
}

//! The written parts of the conditions of a clause, and in which events the clause turns on each.
//!
//! In: a space, a clause. Out: for each part the function of the events in which the clause would come to
//! something else if the part were not there, with what stands beside it. Absent: what is made of that
//! (`analyse::lint`).
//!
//! A part of an `and` matters where all beside it holds and it does not; a part of an `or` where it holds
//! and nothing beside it does. What stands around a part of a count is taken as wider than it is, so a part
//! may be said to matter that does not, and never the other way round.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::clause::{Pair, apart};
use super::condition::{Open, Roles, Walk};
use super::diagram::Ref;
use super::said::Said;
use super::space::{Fun, Space};
use super::wide::SOMEBODY;
use crate::ir::{ActorId, ActorRef, ClauseId, Cond, CondKind, Origin, TermId, TreatyId};

/// How a part stands among those beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sense {
    /// All of them are needed.
    Needed,
    /// One of them suffices.
    Suffices,
}

/// What was found of one part.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    pub sense: Sense,
    /// Some event turns on it.
    pub turns: bool,
}

/// What stands beside a part, by its place, and where that is as the part needs it to matter.
pub(crate) type Beside = Vec<(Origin, Fun)>;

/// A use of a term: for whom, in which roles, with what open, under which instrument, and where it stands.
type Use = (TermId, Vec<ActorId>, [Option<ActorId>; 3], Open, Option<TreatyId>, Ref);

/// Which parts are looked at, and what came of it.
#[derive(Debug)]
pub(crate) struct Looked<'l> {
    /// Parts that are known to matter, and are not looked at again.
    pub known: &'l BTreeSet<Origin>,
    /// Only these are looked at; all that are not known if none are given.
    pub only: Option<&'l BTreeSet<Origin>>,
    /// The parts of each term and of the terms that it calls.
    pub within: &'l BTreeMap<TermId, BTreeSet<Origin>>,
    /// What was found of the others.
    pub found: BTreeMap<Origin, Found>,
    /// For one part, what stands beside it wherever it stands, and where it is as it must be to matter.
    pub asked: Option<Origin>,
    pub beside: Vec<(Beside, Fun)>,
    /// It can be owed, or could be if parties did acts of their own.
    pub applies: bool,
    /// Only so many pairs are looked at; enough to see most, and too few to say that there is no more.
    pub most: usize,
    trail: Beside,
    seen: HashSet<Use>,
}

impl<'l> Looked<'l> {
    pub fn new(known: &'l BTreeSet<Origin>, within: &'l BTreeMap<TermId, BTreeSet<Origin>>) -> Self {
        Looked {
            known,
            only: None,
            within,
            found: BTreeMap::new(),
            asked: None,
            beside: Vec::new(),
            applies: false,
            most: usize::MAX,
            trail: Vec::new(),
            seen: HashSet::new(),
        }
    }

    fn is_known(&self, at: Origin) -> bool {
        let skipped = self.known.contains(&at) || self.only.is_some_and(|only| !only.contains(&at));
        self.asked.is_none() && (skipped || self.found.get(&at).is_some_and(|f| f.turns))
    }

    /// Whether some part of a condition is not known to matter.
    fn is_open(&self, cond: &Cond) -> bool {
        match &cond.kind {
            CondKind::And(list) | CondKind::Or(list) => {
                list.iter().any(|one| (is_telling(one) && !self.is_known(one.origin)) || self.is_open(one))
            }
            CondKind::Not(inner) => self.is_open(inner),
            CondKind::Quantified { body, .. } => self.is_open(body),
            CondKind::Call { term, .. } => self.within.get(term).is_none_or(|parts| !self.is_done(parts)),
            _ => false,
        }
    }

    /// Whether every part of a condition is known to matter.
    pub fn is_done(&self, parts: &BTreeSet<Origin>) -> bool {
        parts.iter().all(|at| self.is_known(*at))
    }
}

/// The parts of a condition that are written in it, without those of the terms that it calls.
pub(crate) fn written(cond: &Cond, into: &mut BTreeSet<Origin>, calls: &mut BTreeSet<TermId>) {
    let mut work = vec![cond];
    while let Some(cond) = work.pop() {
        match &cond.kind {
            CondKind::And(list) | CondKind::Or(list) => {
                into.extend(list.iter().filter(|one| is_telling(one)).map(|one| one.origin));
                work.extend(list);
            }
            CondKind::Not(inner) => work.push(inner),
            CondKind::Quantified { body, .. } => work.push(body),
            CondKind::Call { term, .. } => {
                calls.insert(*term);
            }
            _ => {}
        }
    }
}

/// `always` and `never` are written on purpose.
fn is_telling(cond: &Cond) -> bool {
    !matches!(cond.kind, CondKind::Const(_))
}

impl Space<'_, '_> {
    /// Looks at the parts of a clause for everybody who may owe it, until all are known to matter.
    pub fn parts(&mut self, id: ClauseId, own: &BTreeSet<Origin>, looked: &mut Looked<'_>) {
        let Some(clause) = self.walk.facts.program.clause(id) else { return };
        let pairs = apart(self.walk, id);
        let step = pairs.len().div_ceil(looked.most.max(1)).max(1);
        for pair in pairs.into_iter().step_by(step) {
            if !looked.applies {
                let at_best = self.walk.at_best(pair.holds);
                looked.applies = self.can_be(at_best);
            }
            if looked.applies && looked.asked.is_none() && looked.is_done(own) {
                return;
            }
            let lines = lines(self.walk, clause, &pair);
            let rest = rest(self.walk, &pair);
            looked.trail = vec![(clause.origin, rest)];
            if rest == Ref::FALSE && looked.asked.is_none() {
                continue;
            }
            self.all_needed(&lines, &pair.roles, rest, looked);
            looked.trail.clear();
            if self.is_full() {
                return;
            }
        }
    }

    /// Looks at the parts of a clause for whoever may owe it to whomever: in a wide space, what never matters
    /// for such a one never does. Says whether its lines can hold together.
    pub fn parts_for_anybody(&mut self, id: ClauseId, looked: &mut Looked<'_>) {
        let program = self.walk.facts.program;
        let Some(clause) = program.clause(id) else { return };
        let roles = anybody(Some(clause.treaty), 0);
        let own = clause.trigger.iter().chain(clause.limbs.iter().map(|limb| &limb.condition));
        let own: Vec<(&Cond, Ref)> = own.map(|cond| (cond, self.walk.condition(cond, &roles))).collect();
        let all = own.iter().fold(Ref::TRUE, |all, (_, f)| self.walk.diagram.and(all, *f));
        let at_best = self.walk.at_best(all);
        looked.applies = self.can_be(at_best);
        self.all_needed(&own, &roles, Ref::TRUE, looked);
        for rider in &clause.riders {
            let mut all = own.clone();
            for cond in &rider.only_if {
                let f = self.walk.condition(cond, &roles);
                all.push((cond, f));
            }
            self.all_needed(&all, &roles, Ref::TRUE, looked);
        }
    }

    /// Looks at the parts of a term for whoever it is asked of, in whatever clause.
    pub fn parts_of_term(&mut self, id: TermId, looked: &mut Looked<'_>) {
        let (program, day) = (self.walk.facts.program, self.walk.facts.day);
        let Some(row) = program.term(id) else { return };
        let Some(version) = row.versions.iter().find(|version| version.days.contains(day)) else { return };
        let roles = anybody(row.treaty, row.params.len());
        self.inside(&version.condition, &roles, Ref::TRUE, looked);
    }

    /// The lines of a clause with where each holds, for each pair; what a pair needs beside its lines stands
    /// under the place of the clause. For `anybody` there is one pair, of whoever it may be.
    pub fn lines(&mut self, id: ClauseId, for_anybody: bool) -> Vec<Beside> {
        let Some(clause) = self.walk.facts.program.clause(id) else { return Vec::new() };
        if for_anybody {
            let roles = anybody(Some(clause.treaty), 0);
            let own = clause.trigger.iter().chain(clause.limbs.iter().map(|limb| &limb.condition));
            return vec![own.map(|cond| (cond.origin, self.walk.condition(cond, &roles))).collect()];
        }
        let pairs = apart(self.walk, id);
        let mut all = Vec::with_capacity(pairs.len());
        for pair in &pairs {
            let rest = rest(self.walk, pair);
            let lines = lines(self.walk, clause, pair).into_iter().map(|(cond, f)| (cond.origin, f));
            all.push(std::iter::once((clause.origin, rest)).chain(lines).collect());
        }
        all
    }

    /// Conditions of which every one is needed, with what they come to.
    fn all_needed(&mut self, list: &[(&Cond, Ref)], roles: &Roles, around: Ref, looked: &mut Looked<'_>) {
        for (at, (cond, f)) in list.iter().enumerate() {
            let others = list.iter().enumerate().filter(|(other, _)| *other != at);
            let others: Beside = others.map(|(_, (cond, f))| (cond.origin, *f)).collect();
            let not = self.walk.diagram.not(*f);
            self.one((cond, not, Sense::Needed), others, roles, around, looked);
        }
    }

    fn one_suffices(&mut self, list: &[(&Cond, Ref)], roles: &Roles, around: Ref, looked: &mut Looked<'_>) {
        for (at, (cond, f)) in list.iter().enumerate() {
            let others = list.iter().enumerate().filter(|(other, _)| *other != at);
            let others: Beside =
                others.map(|(_, (cond, f))| (cond.origin, self.walk.diagram.not(*f))).collect();
            self.one((cond, *f, Sense::Suffices), others, roles, around, looked);
        }
    }

    /// One of several conditions: whether it ever matters, and the same of its own parts.
    fn one(
        &mut self,
        (cond, turns, sense): (&Cond, Ref, Sense),
        others: Beside,
        roles: &Roles,
        around: Ref,
        looked: &mut Looked<'_>,
    ) {
        let here = others.iter().fold(around, |all, (_, f)| self.walk.diagram.and(all, *f));
        let depth = looked.trail.len();
        looked.trail.extend(others);
        if is_telling(cond) && !looked.is_known(cond.origin) {
            if looked.asked == Some(cond.origin) {
                looked.beside.push((looked.trail.clone(), turns));
            }
            let f = self.walk.diagram.and(here, turns);
            let turns = f != Ref::FALSE && self.can_be(f);
            let found = looked.found.entry(cond.origin).or_insert(Found { sense, turns });
            found.turns |= turns;
        }
        if (here != Ref::FALSE || looked.asked.is_some()) && looked.is_open(cond) {
            self.inside(cond, roles, here, looked);
        }
        looked.trail.truncate(depth);
    }

    /// The parts of a condition.
    fn inside(&mut self, cond: &Cond, roles: &Roles, around: Ref, looked: &mut Looked<'_>) {
        if self.is_full() {
            return;
        }
        match &cond.kind {
            CondKind::And(list) => {
                let list = self.each(list, roles);
                self.all_needed(&list, roles, around, looked);
            }
            CondKind::Or(list) => {
                let list = self.each(list, roles);
                self.one_suffices(&list, roles, around, looked);
            }
            CondKind::Not(inner) => self.inside(inner, roles, around, looked),
            CondKind::Quantified { over, slot, body, .. } => {
                let place = usize::from(*slot);
                if self.walk.is_of_somebody(cond, roles) {
                    let mut inner = roles.clone();
                    inner.slots.truncate(place);
                    inner.slots.resize(place + 1, SOMEBODY);
                    self.inside(body, &inner, around, looked);
                    return;
                }
                for (actor, is) in self.walk.set(over, roles) {
                    let mut inner = roles.clone();
                    inner.slots.truncate(place);
                    inner.slots.resize(place + 1, actor);
                    let here = self.walk.diagram.and(around, is);
                    looked.trail.push((cond.origin, is));
                    self.inside(body, &inner, here, looked);
                    looked.trail.pop();
                }
            }
            CondKind::Call { term, args } => {
                self.called(*term, (cond.origin, args), Vec::new(), roles, around, looked);
            }
            _ => {}
        }
    }

    fn each<'c>(&mut self, list: &'c [Cond], roles: &Roles) -> Vec<(&'c Cond, Ref)> {
        list.iter().map(|cond| (cond, self.walk.condition(cond, roles))).collect()
    }

    /// The parts of a term, for each of the actors that are meant.
    fn called(
        &mut self,
        term: TermId,
        (at, args): (Origin, &[ActorRef]),
        known: Vec<ActorId>,
        roles: &Roles,
        around: Ref,
        looked: &mut Looked<'_>,
    ) {
        if let Some(who) = args.get(known.len()) {
            for (actor, is) in self.walk.all_meant(*who, roles) {
                let here = self.walk.diagram.and(around, is);
                let slots = known.iter().copied().chain([actor]).collect();
                looked.trail.push((at, is));
                self.called(term, (at, args), slots, roles, here, looked);
                looked.trail.pop();
            }
            return;
        }
        let (program, day) = (self.walk.facts.program, self.walk.facts.day);
        let Some(row) = program.term(term) else { return };
        let Some(version) = row.versions.iter().find(|version| version.days.contains(day)) else { return };
        let treaty = row.treaty.or(roles.treaty);
        let people = [roles.victim, roles.obligor, roles.beneficiary];
        if !looked.seen.insert((term, known.clone(), people, roles.open, treaty, around))
            && looked.asked.is_none()
        {
            return;
        }
        let inner = Roles { slots: known, treaty, ..roles.clone() };
        self.inside(&version.condition, &inner, around, looked);
    }
}

/// Roles that nobody in particular has.
fn anybody(treaty: Option<TreatyId>, slots: usize) -> Roles {
    let (victim, obligor, beneficiary) = (Some(SOMEBODY), Some(SOMEBODY), Some(SOMEBODY));
    let (open, slots) = (Open::default(), vec![SOMEBODY; slots]);
    Roles { victim, obligor, beneficiary, open, treaty, bound_on: None, slots }
}

/// The lines of a clause that ask something of an event, with what they come to for a pair.
fn lines<'a>(walk: &mut Walk<'a>, clause: &'a crate::ir::Clause, pair: &Pair<'a>) -> Vec<(&'a Cond, Ref)> {
    let day = walk.facts.day;
    let riders = clause.riders.iter().filter(|r| Some(r.party) == pair.obligor && r.days.contains(day));
    let conds = clause.trigger.iter().chain(clause.limbs.iter().map(|limb| &limb.condition));
    let conds: Vec<&Cond> = conds.chain(riders.flat_map(|rider| &rider.only_if)).collect();
    conds.into_iter().map(|cond| (cond, walk.condition(cond, &pair.roles))).collect()
}

/// What a pair needs beside its lines: that somebody is bound, struck, owed.
fn rest(walk: &mut Walk<'_>, pair: &Pair<'_>) -> Ref {
    let is_line =
        |said: &Said<'_>| matches!(said, Said::Cond(_) | Said::Label(_) | Said::Not(_) | Said::Rider(..));
    let others = pair.limbs.iter().filter(|limb| !is_line(&limb.text));
    others.fold(Ref::TRUE, |all, limb| walk.diagram.and(all, limb.holds))
}

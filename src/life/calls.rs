//! Calls for talks, and which of them talks have answered.
//!
//! In: deeds that are a party's own to do, with their days; talks that were held. Out: whether a clause
//! that waits for a call has one that was not answered. Absent: whether anything is owed (`ask`), and
//! calls for help, which stand as long as the attack.
//!
//! A call is about what had happened when it was made. Once the talks were held, a later event is
//! talked about when somebody calls again.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::course::{By, Key, Run};
use super::state::{Live, State};
use crate::evaluate::{Status, Verdict};
use crate::event::Deed;
use crate::ir::{ClauseId, Cond, CondKind, LimbRole, NodeId, Program, TreatyId};

/// The calls so far, and the talks that answered them.
#[derive(Debug, Clone, Default)]
pub(super) struct Calls {
    /// The last day on which a deed was done, under which instrument.
    last: BTreeMap<(NodeId, Option<TreatyId>), Date>,
    /// The last day on which somebody performed a duty to talk.
    talked: BTreeMap<Key, (Date, usize)>,
    /// Events on which a duty waits for another call.
    waiting: BTreeSet<(Key, usize)>,
}

impl Calls {
    /// Notes a deed of a day.
    pub(super) fn tell(&mut self, program: &Program, deed: &Deed, day: Date) {
        let kernel = program.kernel;
        if program.is_under(kernel.deed, deed.does, kernel.own_act) {
            let day = deed.date.unwrap_or(day);
            let last = self.last.entry((deed.does, deed.treaty)).or_insert(day);
            *last = day.max(*last);
        }
    }

    /// Notes that a duty to talk was performed.
    pub(super) fn answer(&mut self, key: Key, day: Date, index: usize) {
        self.talked.insert(key, (day, index));
    }

    /// Whether all calls for which a clause waits were answered, by talks that were no others than those of
    /// this obligation; the event then waits for another call.
    pub(super) fn is_answered(
        &mut self,
        program: &Program,
        (key, at, index): (Key, usize, Option<usize>),
        wanted: &BTreeSet<NodeId>,
    ) -> bool {
        let Some((day, talks)) = self.talked.get(&key).copied() else { return false };
        if Some(talks) == index {
            return false;
        }
        let treaty = program.clause(key.0).map(|clause| clause.treaty);
        let counts = |(deed, under): &(NodeId, Option<TreatyId>)| {
            under.is_none_or(|under| Some(under) == treaty)
                && wanted.iter().any(|above| program.is_under(program.kernel.deed, *deed, *above))
        };
        let answered = !self.last.iter().any(|(deed, last)| *last > day && counts(deed));
        if answered {
            self.waiting.insert((key, at));
        } else {
            self.waiting.remove(&(key, at));
        }
        answered
    }

    /// Notes that an event may wait for another call.
    pub(super) fn wait(&mut self, key: Key, at: usize) {
        self.waiting.insert((key, at));
    }

    /// What waits for another call that a deed may be: the events, by clause.
    pub(super) fn woken(&self, by: impl Fn(ClauseId) -> bool) -> BTreeMap<usize, BTreeSet<ClauseId>> {
        let mut found: BTreeMap<usize, BTreeSet<ClauseId>> = BTreeMap::new();
        for ((clause, ..), at) in self.waiting.iter().filter(|((clause, ..), _)| by(*clause)) {
            found.entry(*at).or_default().insert(*clause);
        }
        found
    }
}

impl Run<'_, '_, '_> {
    /// Asks again what waits for another call than those that were answered, where one was made.
    pub(super) fn ask_after_calls(&mut self, new: &[(Deed, By)], by: By) {
        let calls = &self.setting.reach.calls;
        let called = |clause: ClauseId| {
            calls.get(&clause).is_some_and(|wanted| {
                let wanted: Vec<NodeId> = wanted.iter().copied().collect();
                new.iter().any(|(deed, _)| self.is(deed, &wanted))
            })
        };
        for (at, clauses) in self.course.calls.woken(called) {
            self.ask_again(at, clauses.into_iter().map(|clause| (clause, None)).collect(), by);
        }
    }

    /// What is owed because of a call that talks have answered waits for another one.
    pub(super) fn wait_for_a_call(&mut self, at: usize, verdict: &mut Verdict, index: Option<usize>) {
        let (Some(obligor), Some(wanted)) = (verdict.obligor, self.setting.reach.calls.get(&verdict.clause))
        else {
            return;
        };
        let key = (verdict.clause, obligor, verdict.beneficiary);
        // What a call has made due stays what it is.
        let state = index.and_then(|index| self.course.obligations.get(index)).map(|one| one.life.state());
        let waits =
            |state: State| matches!(state, State::Live(Live::Available) | State::Suspended(Live::Available));
        if !state.is_none_or(waits) {
            return;
        }
        let calls = &mut self.course.calls;
        if verdict.status == Status::Owed && calls.is_answered(self.setting.program, (key, at, index), wanted)
        {
            verdict.status = Status::Available;
        }
    }
}

/// The deeds for one of which a clause on talks waits whatever happens: calls and opinions of parties. None
/// if it is no such clause.
pub(super) fn wanted(program: &Program, id: ClauseId) -> Option<BTreeSet<NodeId>> {
    let clause = program.clause(id)?;
    let responses = program.kernel.response;
    let talk = program.tree(responses)?.find("consultation")?;
    if clause.each || !program.is_under(responses, clause.response.what, talk) {
        return None;
    }
    let asks = |role: LimbRole| matches!(role, LimbRole::Opinion | LimbRole::Precondition);
    let limbs = clause.limbs.iter().filter(|limb| asks(limb.role)).map(|limb| &limb.condition);
    let parts = limbs.chain(&clause.trigger).flat_map(parts);
    let calls: BTreeSet<NodeId> = parts.filter_map(|part| calls_in(program, part)).flatten().collect();
    (!calls.is_empty()).then_some(calls)
}

/// What a condition asks for together.
fn parts(cond: &Cond) -> Vec<&Cond> {
    match &cond.kind {
        CondKind::And(list) => list.iter().flat_map(parts).collect(),
        _ => vec![cond],
    }
}

/// The deeds of a condition that asks for nothing but deeds that are a party's own to do.
fn calls_in(program: &Program, cond: &Cond) -> Option<BTreeSet<NodeId>> {
    let kernel = program.kernel;
    match &cond.kind {
        CondKind::Has { deed, .. } if program.is_under(kernel.deed, *deed, kernel.own_act) => {
            Some(BTreeSet::from([*deed]))
        }
        CondKind::And(list) | CondKind::Or(list) => {
            let all: Option<Vec<_>> = list.iter().map(|one| calls_in(program, one)).collect();
            all.map(|all| all.into_iter().flatten().collect())
        }
        CondKind::Quantified { body, .. } => calls_in(program, body),
        _ => None,
    }
}

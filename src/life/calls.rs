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
use super::reach::Reach;
use super::state::{Live, State};
use crate::evaluate::{Status, Verdict};
use crate::event::Deed;
use crate::ir::{ActorId, ActorRef, ActorSet, ClauseId, Cond, CondKind, LimbRole, NodeId, Program, SetClass};

/// The calls so far, and the talks that answered them.
#[derive(Debug, Clone, Default)]
pub(super) struct Calls {
    /// The last day on which somebody called for what a clause asks, and the event that tells of it first.
    last: BTreeMap<ClauseId, (Date, usize)>,
    /// The last day on which somebody performed a duty to talk.
    talked: BTreeMap<Key, (Date, usize)>,
    /// Events on which a duty waits for another call.
    waiting: BTreeSet<(Key, usize)>,
}

impl Calls {
    /// Notes a deed of a day that an event tells.
    pub(super) fn tell(
        &mut self,
        program: &Program,
        reach: &Reach,
        deed: &Deed,
        (event, day): (usize, Date),
    ) {
        let kernel = program.kernel;
        if !program.is_under(kernel.deed, deed.does, kernel.own_act) {
            return;
        }
        let day = deed.date.unwrap_or(day);
        for (clause, _) in reach.calls.iter().filter(|(id, wanted)| is_call(program, (**id, wanted), deed)) {
            let last = self.last.entry(*clause).or_insert((day, event));
            if day > last.0 {
                *last = (day, event);
            }
        }
    }

    /// Notes that a duty to talk was performed.
    pub(super) fn answer(&mut self, key: Key, day: Date, index: usize) {
        self.talked.insert(key, (day, index));
    }

    /// Whether all calls for which a clause waits were answered, by talks that were no others than those of
    /// this obligation.
    fn is_answered(&self, (key, index): (Key, Option<usize>)) -> bool {
        let Some((day, talks)) = self.talked.get(&key).copied() else { return false };
        Some(talks) != index && self.last.get(&key.0).is_none_or(|(last, _)| *last <= day)
    }

    /// Whether an event tells of the last call, and the talks of this obligation came before it.
    fn is_anew(&self, (key, at, index): (Key, usize, usize)) -> bool {
        let talked = self.talked.get(&key).filter(|(_, talks)| *talks == index);
        let last = self.last.get(&key.0);
        talked.zip(last).is_some_and(|((talked, _), (last, event))| *event == at && talked < last)
    }

    /// Notes that an event may wait for another call.
    pub(super) fn wait(&mut self, key: Key, at: usize) {
        self.waiting.insert((key, at));
    }

    /// What waited for a call that was made: the events, by clause. Each is asked again, and then waits for the
    /// next one if it has to.
    fn woken(&mut self, by: impl Fn(ClauseId) -> bool) -> BTreeMap<usize, BTreeSet<ClauseId>> {
        let mut found: BTreeMap<usize, BTreeSet<ClauseId>> = BTreeMap::new();
        self.waiting.retain(|((clause, ..), at)| {
            let called = by(*clause);
            if called {
                found.entry(*at).or_default().insert(*clause);
            }
            !called
        });
        found
    }
}

impl Run<'_, '_, '_> {
    /// Asks again what waits for another call than those that were answered, where one was made.
    pub(super) fn ask_after_calls(&mut self, new: &[(Deed, By)], by: By) {
        let program = self.course.bonds.program();
        let called: BTreeSet<ClauseId> = self
            .setting
            .reach
            .calls
            .iter()
            .filter(|(id, wanted)| new.iter().any(|(deed, _)| is_call(program, (**id, wanted), deed)))
            .map(|(id, _)| *id)
            .collect();
        let mut asked = self.course.calls.woken(|clause| called.contains(&clause));
        // Where nothing of an event is looked at, the call itself is what there is to talk about.
        for clause in called.into_iter().filter(|clause| !self.hangs_on_facts(*clause)) {
            let told = self.course.calls.last.get(&clause).map(|(_, event)| *event);
            if let Some(at) = told.filter(|at| self.course.opened.contains(at)) {
                asked.entry(at).or_default().insert(clause);
            }
        }
        for (at, clauses) in asked {
            self.ask_again(at, clauses.into_iter().map(|clause| (clause, None)).collect(), by);
        }
    }

    fn hangs_on_facts(&self, clause: ClauseId) -> bool {
        self.setting.reach.of(clause).is_none_or(|looks| looks.facts)
    }

    /// Whether a clause that looks at nothing of an event was called up again after the talks that performed an
    /// obligation, by a call of which this event tells first.
    pub(super) fn is_called_anew(&self, at: usize, (key, index): (Key, usize)) -> bool {
        !self.hangs_on_facts(key.0) && self.course.calls.is_anew((key, at, index))
    }

    /// What is owed because of a call that talks have answered waits for another one.
    pub(super) fn wait_for_a_call(&mut self, at: usize, verdict: &mut Verdict, index: Option<usize>) {
        // Where nothing of an event is looked at, what was talked about is not owed again by another event.
        let waits_for_calls =
            self.setting.reach.calls.contains_key(&verdict.clause) && self.hangs_on_facts(verdict.clause);
        let Some(obligor) = verdict.obligor.filter(|_| waits_for_calls) else { return };
        let key = (verdict.clause, obligor, verdict.beneficiary);
        // What a call has made due stays what it is.
        let state = index.and_then(|index| self.course.obligations.get(index)).map(|one| one.life.state());
        let waits =
            |state: State| matches!(state, State::Live(Live::Available) | State::Suspended(Live::Available));
        if !state.is_none_or(waits) {
            return;
        }
        if verdict.status == Status::Owed && self.course.calls.is_answered((key, index)) {
            verdict.status = Status::Available;
            self.course.calls.wait(key, at);
        }
    }
}

/// A call for which a clause waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Call {
    deed: NodeId,
    by: Caller,
}

/// Who can make a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Caller {
    One(ActorId),
    /// A party or one that is protected, on whatever day.
    Party,
    Anybody,
}

/// Whether a deed is a call for which a clause waits.
fn is_call(program: &Program, (id, wanted): (ClauseId, &BTreeSet<Call>), deed: &Deed) -> bool {
    let Some(clause) = program.clause(id).filter(|row| deed.treaty.is_none_or(|under| under == row.treaty))
    else {
        return false;
    };
    let of_instrument = || {
        let treaty = program.treaty(clause.treaty);
        let mut rows = treaty.iter().flat_map(|treaty| treaty.parties.iter().chain(&treaty.protected));
        rows.any(|row| row.actor == deed.by)
    };
    wanted.iter().any(|call| {
        let by = match call.by {
            Caller::One(actor) => actor == deed.by,
            Caller::Party => of_instrument(),
            Caller::Anybody => true,
        };
        by && program.is_under(program.kernel.deed, deed.does, call.deed)
    })
}

/// The calls for one of which a clause on talks waits whatever happens: deeds and opinions of parties. None
/// if it is no such clause.
pub(super) fn wanted(program: &Program, id: ClauseId) -> Option<BTreeSet<Call>> {
    let clause = program.clause(id)?;
    let responses = program.kernel.response;
    let talk = program.tree(responses)?.find("consultation")?;
    if clause.each || !program.is_under(responses, clause.response.what, talk) {
        return None;
    }
    let asks = |role: LimbRole| matches!(role, LimbRole::Opinion | LimbRole::Precondition);
    let limbs = clause.limbs.iter().filter(|limb| asks(limb.role)).map(|limb| &limb.condition);
    let parts = limbs.chain(&clause.trigger).flat_map(parts);
    let within = Within { program, obligor: caller_of(&clause.response.obligors), slots: BTreeMap::new() };
    let calls: BTreeSet<Call> = parts.filter_map(|part| within.calls(part)).flatten().collect();
    (!calls.is_empty()).then_some(calls)
}

/// What a condition asks for together.
fn parts(cond: &Cond) -> Vec<&Cond> {
    match &cond.kind {
        CondKind::And(list) => list.iter().flat_map(parts).collect(),
        _ => vec![cond],
    }
}

/// Whom a set may mean.
fn caller_of(set: &ActorSet) -> Caller {
    let parties = |class: &SetClass| matches!(class, SetClass::Party | SetClass::Protected);
    if set.names.is_empty() && set.classes.iter().all(parties) { Caller::Party } else { Caller::Anybody }
}

/// Who is meant by the roles of a condition.
#[derive(Debug, Clone)]
struct Within<'p> {
    program: &'p Program,
    obligor: Caller,
    slots: BTreeMap<u16, Caller>,
}

impl Within<'_> {
    /// The calls of a condition that asks for nothing but deeds that are a party's own to do.
    fn calls(&self, cond: &Cond) -> Option<BTreeSet<Call>> {
        let (program, kernel) = (self.program, self.program.kernel);
        match &cond.kind {
            CondKind::Has { who, deed, .. } if program.is_under(kernel.deed, *deed, kernel.own_act) => {
                let by = match who {
                    ActorRef::Literal(actor) => Caller::One(*actor),
                    ActorRef::Obligor => self.obligor,
                    ActorRef::Slot(slot) => self.slots.get(slot).copied().unwrap_or(Caller::Anybody),
                    _ => Caller::Anybody,
                };
                Some(BTreeSet::from([Call { deed: *deed, by }]))
            }
            CondKind::And(list) | CondKind::Or(list) => {
                let all: Option<Vec<_>> = list.iter().map(|one| self.calls(one)).collect();
                all.map(|all| all.into_iter().flatten().collect())
            }
            CondKind::Quantified { over, slot, body, .. } => {
                let mut within = self.clone();
                within.slots.insert(*slot, caller_of(over));
                within.calls(body)
            }
            _ => None,
        }
    }
}

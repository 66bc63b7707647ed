//! The rounds: what is asked when, and what is done on the answers.
//!
//! In: a [`Plan`]. Out: events, acts, ties and the last answer of every clause on every event.
//! Absent: what is made of the answers that lead to no act (`quiet`), and duties that break (`clash`).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::act::{self, Aim};
use super::{Act, Ground, Plan, Tie};
use crate::evaluate::{Decision, Filter, Stance, Status, TooComplex, Verdict, decide, reading_taken};
use crate::event::{About, Deed, Event};
use crate::ir::{ActorId, ClauseId, NodeId, Program, QuestionId, ReadingId, TreatyId};
use crate::life::{BondGround, Bonds, deeds_of};
use crate::syntax::tree::Struck;

/// A deed without its day.
type Done = (ActorId, NodeId, Option<ActorId>, Option<TreatyId>);

/// A crisis that is being followed.
pub(super) struct Run<'a> {
    pub plan: &'a Plan<'a>,
    /// Clauses that some performance performs.
    pub doable: Vec<ClauseId>,
    /// The deeds that each clause looks at.
    looks_at: Vec<BTreeSet<NodeId>>,
    pub events: Vec<Event>,
    pub given: usize,
    told: BTreeSet<Done>,
    /// What was done so far, each once and without its day.
    record: Vec<Deed>,
    /// The last answers of each clause on each event.
    pub answers: BTreeMap<(usize, ClauseId), Vec<Verdict>>,
    pub acts: Vec<Act>,
    /// Each act by who does what against whom.
    known: BTreeMap<(usize, ActorId, ActorId), usize>,
    pub ties: BTreeMap<(usize, ActorId, ActorId), Tie>,
    pub too_complex: Vec<(usize, TooComplex)>,
    pub cut: bool,
    /// Who is bound to whom by now.
    bonds: Bonds<'a>,
}

/// A duty that is to be performed now.
struct Call {
    performance: usize,
    who: ActorId,
    aim: Aim,
    ground: Ground,
}

pub(super) fn follow<'a>(plan: &'a Plan<'a>) -> Run<'a> {
    let program = plan.program;
    let wanted = |at: &ClauseId| {
        let Some(clause) = program.clause(*at) else { return false };
        let of = &plan.filter.treaties;
        let overlay = program.treaty(clause.treaty).is_some_and(|treaty| treaty.overlay);
        (of.is_empty() || of.contains(&clause.treaty)) && !overlay && act::is_doable(program, clause)
    };
    let mut days: BTreeMap<Date, Vec<usize>> = BTreeMap::new();
    let mut events: Vec<&Event> =
        plan.events.iter().filter(|event| plan.until.is_none_or(|until| event.date <= until)).collect();
    events.sort_by_key(|event| event.date);
    let events: Vec<Event> = events.into_iter().cloned().collect();
    for (at, event) in events.iter().enumerate() {
        days.entry(event.date).or_default().push(at);
        for deed in &event.record {
            let day = counts_on(event, deed);
            if plan.until.is_none_or(|until| day <= until) {
                days.entry(day).or_default();
            }
        }
    }
    let mut run = Run {
        plan,
        doable: (0..program.clauses.len()).map(ClauseId::at).filter(wanted).collect(),
        looks_at: (0..program.clauses.len()).map(|at| deeds_of(program, ClauseId::at(at))).collect(),
        given: events.len(),
        events,
        told: BTreeSet::new(),
        record: Vec::new(),
        answers: BTreeMap::new(),
        acts: Vec::new(),
        known: BTreeMap::new(),
        ties: BTreeMap::new(),
        too_complex: Vec::new(),
        cut: false,
        bonds: Bonds::new(program),
    };
    for (day, fresh) in days {
        run.day(day, fresh);
    }
    run
}

/// The day on which a deed counts: its own, but not before the event whose record tells it.
fn counts_on(event: &Event, deed: &Deed) -> Date {
    deed.date.map_or(event.date, |date| date.max(event.date))
}

impl Run<'_> {
    fn day(&mut self, day: Date, mut fresh: Vec<usize>) {
        let mut new = self.record.len();
        let given = self.events.iter().take(self.given).enumerate();
        let deeds = given.flat_map(|(at, event)| event.record.iter().map(move |deed| (at, event, deed)));
        let deeds: Vec<(usize, Deed)> = deeds
            .filter(|(_, event, deed)| counts_on(event, deed) == day)
            .map(|(at, _, deed)| (at, deed.clone()))
            .collect();
        for (_, deed) in &deeds {
            self.tell(deed, day, true);
        }
        for (at, deed) in &deeds {
            self.use_power(*at, deed, day);
        }
        for at in &fresh {
            self.tie_event(*at);
        }
        let mut round = 1;
        loop {
            if self.plan.rounds.is_some_and(|most| round > most) {
                self.cut = true;
                return;
            }
            let asked = self.ask(day, &fresh, new);
            let calls: Vec<Call> =
                asked.into_iter().flat_map(|(at, verdict)| self.calls(at, verdict, (day, round))).collect();
            new = self.record.len();
            fresh = self.perform(day, round, calls);
            if fresh.is_empty() {
                return;
            }
            round += 1;
        }
    }

    /// The rules as they stand with every change of bonds so far.
    pub fn program(&self) -> &Program {
        self.bonds.program()
    }

    /// Lets a given deed change who is bound, if it uses such a power.
    fn use_power(&mut self, at: usize, deed: &Deed, day: Date) {
        let (stance, limits) = (self.plan.stance, self.plan.limits);
        if let Some(event) = self.events.get(at) {
            let ground = BondGround { event, at, stance, limits };
            self.bonds.take(deed, deed.date.unwrap_or(day), &ground);
        }
    }

    /// Puts a deed on the record, and who stands against whom by it.
    fn tell(&mut self, deed: &Deed, day: Date, given: bool) {
        let program = self.plan.program;
        if self.told.insert((deed.by, deed.does, deed.to, deed.treaty)) {
            let dateless = Deed { date: None, about: About::default(), ..deed.clone() };
            self.bonds.note(std::slice::from_ref(&dateless));
            self.record.push(dateless);
        }
        let Some(to) = deed.to else { return };
        for (at, one) in program.performances.iter().enumerate() {
            if one.deeds.iter().any(|above| program.is_under(program.kernel.deed, deed.does, *above)) {
                self.tie(at, (deed.by, to), deed.date.unwrap_or(day), given);
            }
        }
    }

    /// Who stands against whom by a given event.
    fn tie_event(&mut self, at: usize) {
        let program = self.plan.program;
        let Some(event) = self.events.get(at).cloned() else { return };
        let (by, against) =
            (act::named(&event, program.kernel.by), act::named(&event, program.kernel.against));
        for (performance, one) in program.performances.iter().enumerate() {
            if act::is_act(program, &event, &act::acts_of(program, one)) {
                for who in &by {
                    for enemy in &against {
                        self.tie(performance, (*who, *enemy), event.date, true);
                    }
                }
            }
        }
    }

    fn tie(&mut self, performance: usize, (who, enemy): (ActorId, ActorId), since: Date, given: bool) {
        if who != enemy && !self.tied(performance, who, enemy) {
            self.ties.insert((performance, who, enemy), Tie { performance, who, enemy, since, given });
        }
    }

    /// Whether one stands against the other already.
    pub fn tied(&self, performance: usize, who: ActorId, enemy: ActorId) -> bool {
        let mutual = self.plan.program.performances.get(performance).is_some_and(|one| one.mutual);
        self.ties.contains_key(&(performance, who, enemy))
            || (mutual && self.ties.contains_key(&(performance, enemy, who)))
    }

    /// Whether one stands against the other by an act that was followed, not given.
    pub fn followed(&self, performance: usize, who: ActorId, enemy: ActorId) -> bool {
        let by_act = |key: (usize, ActorId, ActorId)| self.ties.get(&key).is_some_and(|tie| !tie.given);
        let mutual = self.plan.program.performances.get(performance).is_some_and(|one| one.mutual);
        by_act((performance, who, enemy)) || (mutual && by_act((performance, enemy, who)))
    }

    /// Asks the new events everything, and the older ones what looks at deeds that are new on the record.
    fn ask(&mut self, day: Date, fresh: &[usize], new: usize) -> Vec<(usize, Verdict)> {
        let touched = self.touched(new);
        let mut found = Vec::new();
        for at in 0..self.events.len() {
            let is_fresh = fresh.contains(&at);
            let past = self.events.get(at).is_some_and(|event| event.date <= day);
            let clauses = if is_fresh { &self.doable } else { &touched };
            let clauses: Vec<ClauseId> = clauses.iter().copied().filter(|id| self.runs(*id, at)).collect();
            if !past || clauses.is_empty() {
                continue;
            }
            for clause in &clauses {
                self.answers.remove(&(at, *clause));
            }
            let filter = Filter { clauses, ..Filter::default() };
            for verdict in self.decide(at, &filter, is_fresh) {
                self.answers.entry((at, verdict.clause)).or_default().push(verdict.clone());
                found.push((at, verdict));
            }
        }
        found
    }

    /// Whether a text runs on the day of an event; what does not has no answer to keep.
    fn runs(&self, id: ClauseId, at: usize) -> bool {
        let (Some(clause), Some(event)) = (self.plan.program.clause(id), self.events.get(at)) else {
            return false;
        };
        let treaty = self.plan.program.treaty(clause.treaty);
        clause.days.contains(event.date) && treaty.is_some_and(|treaty| treaty.days.contains(event.date))
    }

    /// Clauses to be performed that look at deeds which came on the record since.
    fn touched(&self, new: usize) -> Vec<ClauseId> {
        let program = self.plan.program;
        let done: BTreeSet<NodeId> = self.record.iter().skip(new).map(|deed| deed.does).collect();
        let looks = |clause: &&ClauseId| {
            self.looks_at.get(clause.index()).is_some_and(|deeds| {
                deeds
                    .iter()
                    .any(|above| done.iter().any(|deed| program.is_under(program.kernel.deed, *deed, *above)))
            })
        };
        self.doable.iter().filter(looks).copied().collect()
    }

    /// The answers on an event with the acts known by now.
    fn decide(&mut self, at: usize, filter: &Filter, first: bool) -> Vec<Verdict> {
        let Decision { verdicts, too_complex } = self.decision(at, filter, self.plan.stance);
        if first {
            self.too_complex.extend(too_complex.into_iter().map(|problem| (at, problem)));
        }
        verdicts
            .into_iter()
            .map(|verdict| {
                let turns = matches!(verdict.status, Status::Contested | Status::Open);
                if turns && self.plan.own_readings { self.as_it_held(at, verdict) } else { verdict }
            })
            .collect()
    }

    /// The decision on an event, under any stance.
    pub fn decision(&self, at: usize, filter: &Filter, stance: &Stance) -> Decision {
        let Some(event) = self.events.get(at) else { return Decision::default() };
        let mut now = event.clone();
        now.record.clone_from(&self.record);
        decide(self.program(), &now, stance, filter, self.plan.limits)
    }

    /// The stance with the readings of one actor beside it.
    fn stance_of(&self, who: ActorId) -> Stance {
        let mut stance = self.plan.stance.clone();
        stance.as_held_by.push((who, None));
        stance
    }

    /// The same answer as the one who owes would give it.
    fn as_it_held(&self, at: usize, verdict: Verdict) -> Verdict {
        let Some(who) = verdict.obligor else { return verdict };
        let filter = Filter { clauses: vec![verdict.clause], obligors: vec![who], ..Filter::default() };
        let again = self.decision(at, &filter, &self.stance_of(who)).verdicts;
        again.into_iter().find(|other| other.beneficiary == verdict.beneficiary).unwrap_or(verdict)
    }

    /// What an answer calls for: one act for each that it is aimed at.
    fn calls(&self, at: usize, verdict: Verdict, (day, round): (Date, usize)) -> Vec<Call> {
        let program = self.program();
        let Some(who) = verdict.obligor else { return Vec::new() };
        let Some((performance, choice)) = self.performed(&verdict) else { return Vec::new() };
        if !self.is_taken(&verdict, who, choice) {
            return Vec::new();
        }
        let (Some(clause), Some(event)) = (program.clause(verdict.clause), self.events.get(at)) else {
            return Vec::new();
        };
        let Aim { enemies, struck } = act::aim(program, clause, &verdict, event);
        enemies
            .into_iter()
            .map(|enemy| Call {
                performance,
                who,
                aim: Aim { enemies: vec![enemy], struck },
                ground: Ground {
                    clause: verdict.clause,
                    beneficiary: verdict.beneficiary,
                    event: at,
                    day,
                    round,
                    status: verdict.status,
                    choice,
                    readings: Vec::new(),
                    turns_on: verdict.pivots.depends_on.clone(),
                    evidence: verdict.evidence,
                },
            })
            .collect()
    }

    /// How the duty of an answer is performed.
    pub fn performed(&self, verdict: &Verdict) -> Option<(usize, bool)> {
        let clause = self.plan.program.clause(verdict.clause)?;
        act::performed_by(self.plan.program, clause, act::response_of(clause, verdict.rider))
    }

    /// Whether an answer counts as owed and is performed.
    pub fn is_taken(&self, verdict: &Verdict, who: ActorId, choice: bool) -> bool {
        let owed = verdict.status == Status::Owed || self.plan.also.contains(&verdict.status);
        owed && !(choice && self.plan.least) && !self.plan.refuses.contains(&who)
    }

    /// Does what was called for; gives the events that this makes.
    fn perform(&mut self, day: Date, round: usize, calls: Vec<Call>) -> Vec<usize> {
        let mut made: Vec<(usize, Option<Struck>)> = Vec::new();
        for call in calls {
            for enemy in call.aim.enemies {
                let key = (call.performance, call.who, enemy);
                let known = self.known.get(&key).and_then(|at| self.acts.get(*at));
                let again = |act: &Act| act.grounds.iter().any(|one| one.clause == call.ground.clause);
                if known.is_some_and(again) {
                    continue;
                }
                let ground = self.with_readings(call.who, call.ground.clone());
                if let Some(act) = self.known.get(&key).and_then(|at| self.acts.get_mut(*at)) {
                    act.grounds.push(ground);
                    continue;
                }
                let given = self.tied(call.performance, call.who, enemy);
                let (performance, who) = (call.performance, call.who);
                self.known.insert(key, self.acts.len());
                if !given {
                    made.push((self.acts.len(), call.aim.struck));
                }
                self.acts.push(Act {
                    performance,
                    who,
                    enemy,
                    day,
                    round,
                    grounds: vec![ground],
                    event: None,
                });
            }
        }
        made.into_iter().filter_map(|(at, struck)| self.make(at, day, struck)).collect()
    }

    /// Makes the event of an act.
    fn make(&mut self, at: usize, day: Date, struck: Option<Struck>) -> Option<usize> {
        let program = self.plan.program;
        let place = self.events.len();
        let act = self.acts.get_mut(at)?;
        // Two who answer each other in one round are in it by one act.
        act.event = Some(place);
        let (performance, who, enemy) = (act.performance, act.who, act.enemy);
        let one = program.performances.get(performance)?;
        let event = act::event(program, one, (who, enemy), day, struck);
        self.tie(performance, (who, enemy), day, false);
        for deed in &event.record {
            self.tell(deed, day, false);
        }
        self.events.push(event);
        Some(place)
    }

    /// The readings that were chosen and without which the answer would turn on them.
    fn with_readings(&self, who: ActorId, mut ground: Ground) -> Ground {
        let program = self.plan.program;
        let stance = self.plan.stance;
        if stance.readings.is_empty() && stance.as_held_by.is_empty() && !self.plan.own_readings {
            return ground;
        }
        let open = Stance { readings: BTreeMap::new(), as_held_by: Vec::new(), ..stance.clone() };
        let filter = Filter { clauses: vec![ground.clause], obligors: vec![who], ..Filter::default() };
        let verdicts = self.decision(ground.event, &filter, &open).verdicts;
        let same = verdicts.iter().find(|verdict| verdict.beneficiary == ground.beneficiary);
        let names = same.map(|verdict| verdict.pivots.depends_on.as_slice()).unwrap_or_default();
        let day = self.events.get(ground.event).map_or(Date::ZERO, |event| event.date);
        let chosen = if self.plan.own_readings { self.stance_of(who) } else { self.plan.stance.clone() };
        let reading = |name: &String| -> Option<(QuestionId, ReadingId)> {
            let question = program.find_question(name)?;
            Some((question, reading_taken(program, question, &chosen, day)?))
        };
        ground.readings = names.iter().filter_map(reading).collect();
        ground
    }
}

//! A crisis: events in the order of their days, and what becomes of the obligations that they call up.
//!
//! In: events, rules, a stance. Out: every obligation with its life, and what could not be decided.
//! Absent: a meaning of its own. Whether something is owed is asked of `evaluate`, of the event that
//! called it up, with the acts known by then; the deeds that move a duty are those that the rules
//! name (`duty … is … by …`).
//!
//! The law of the day on which something happened governs what it called up: who was bound, which
//! text ran. Later acts count as acts. So a duty that waited for a request is triggered by it, and one
//! that lasts until the Security Council acts ends when it does.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::bonds::{BondChange, Bonds};
use super::callers::Callers;
use super::council::{self, Proceeding};
use super::deadline::{Due, Lateness, due_by};
use super::reach::deeds_of;
use super::state::{Illegal, Life, Live, Move, State};
use super::watch::Watch;
use super::when::When;
use crate::evaluate::{
    BeneficiaryOut, Decision, Filter, Missing, Record, Stance, Status, TooComplex, Verdict, decide_awaiting,
};
use crate::event::{Deed, Event};
use crate::ir::{ActorId, Becomes, Clause, ClauseId, NodeId, Program, Response, TreatyId};
use crate::syntax::tree::{ActorKind, Modality};
use crate::text::Limits;

mod turns;

/// One obligation of a crisis.
#[derive(Debug, Clone)]
pub struct Obligation {
    /// The clause.
    pub clause: ClauseId,
    /// Who owes it.
    pub obligor: ActorId,
    /// To whom.
    pub beneficiary: BeneficiaryOut,
    /// The event that called it up, by its place in the crisis.
    pub event: usize,
    /// The day on which it became available or was triggered.
    pub since: Date,
    /// The rider of the obligor that replaced the response, by index.
    pub rider: Option<usize>,
    /// By when it is to be done; none while it is not due, or where the text says nothing.
    pub due: Option<Due>,
    /// Its moves.
    pub life: Life,
    /// Every event that calls it up or may do so, with its last answer.
    callers: Callers,
}

/// An answer that is not settled, so that no life begins.
#[derive(Debug, Clone)]
pub struct Unsettled {
    /// The event, by its place in the crisis.
    pub event: usize,
    /// The answer as it stood last.
    pub verdict: Verdict,
}

/// What a crisis comes to.
#[derive(Debug, Clone, Default)]
pub struct Crisis {
    /// Obligations, in the order in which they arose.
    pub obligations: Vec<Obligation>,
    /// What is contested, undetermined or open.
    pub unsettled: Vec<Unsettled>,
    /// Clauses with more unknowns than the limits allow.
    pub too_complex: Vec<(usize, TooComplex)>,
    /// Deeds on the record that make a move which cannot be made.
    pub refused: Vec<Illegal>,
    /// Uses of powers over bonds, in the order told.
    pub bonds: Vec<BondChange>,
    /// What organs were asked to decide, by clause and in the order in which they were asked.
    pub proceedings: Vec<Proceeding>,
}

/// Follows a crisis to the end of a day, or to its end.
///
/// Events may be given in any order; those of one day count in the order given. Permissions and
/// prohibitions have no life of this kind and are left out, as is what is owed whatever happens.
#[must_use]
pub fn follow(
    program: &Program,
    events: &[Event],
    stance: &Stance,
    filter: &Filter,
    until: Option<Date>,
    limits: &Limits,
) -> Crisis {
    let mut run = Run {
        program,
        events,
        stance,
        filter,
        limits,
        watch: Watch::default(),
        told: BTreeSet::new(),
        seen: BTreeSet::new(),
        record: Record::default(),
        told_by: Vec::new(),
        called: BTreeMap::new(),
        alive: BTreeSet::new(),
        standing: BTreeMap::new(),
        heard: BTreeMap::new(),
        unsettled: BTreeMap::new(),
        crisis: Crisis::default(),
        bonds: Bonds::new(program),
    };
    let mut last = None;
    for (day, happened) in schedule(events) {
        if until.is_some_and(|until| until < day) {
            break;
        }
        run.day(day, &happened);
        last = Some(day);
    }
    if let Some(day) = until.or(last) {
        run.turn_bonds(day);
    }
    run.crisis.proceedings = run.councils();
    run.crisis.bonds = run.bonds.into_changes();
    run.crisis.unsettled = run.unsettled.into_values().flatten().collect();
    run.crisis
}

/// What happens on one day: deeds, each with the event whose record tells it, and events.
#[derive(Default)]
struct Happened<'a> {
    deeds: Vec<(&'a Deed, usize)>,
    events: Vec<usize>,
}

/// Everything that happens, by day; on one day in the order told.
fn schedule(events: &[Event]) -> BTreeMap<Date, Happened<'_>> {
    let mut days: BTreeMap<Date, Happened<'_>> = BTreeMap::new();
    for (at, event) in events.iter().enumerate() {
        days.entry(event.date).or_default().events.push(at);
        for deed in &event.record {
            days.entry(counts_on(event, deed)).or_default().deeds.push((deed, at));
        }
    }
    days
}

/// A deed without its day: by whom, what, toward whom, under which instrument.
type Done = (ActorId, NodeId, Option<ActorId>, Option<TreatyId>);

struct Run<'a> {
    program: &'a Program,
    events: &'a [Event],
    stance: &'a Stance,
    filter: &'a Filter,
    limits: &'a Limits,
    /// What a new deed may change.
    watch: Watch,
    /// Deeds with a day of their own that were told already; several events may tell one.
    told: BTreeSet<(Done, Date)>,
    seen: BTreeSet<Done>,
    /// What was done so far, each once and without its day: what answers are asked with.
    record: Record,
    /// For each deed that moves what organs decide the event that tells it.
    told_by: Vec<usize>,
    /// The events that call up a clause under which something is decided.
    called: BTreeMap<ClauseId, BTreeSet<usize>>,
    /// Obligations that can still move, by their place.
    alive: BTreeSet<usize>,
    /// The last obligation of a clause, an obligor and a beneficiary.
    standing: BTreeMap<(ClauseId, ActorId, BeneficiaryOut), usize>,
    /// Obligations by the event that called them up.
    heard: BTreeMap<(usize, ClauseId, ActorId, BeneficiaryOut), usize>,
    /// What is not settled, by event and clause.
    unsettled: BTreeMap<(usize, ClauseId), Vec<Unsettled>>,
    crisis: Crisis,
    /// Who is bound to whom by now.
    bonds: Bonds<'a>,
}

impl Run<'_> {
    fn day(&mut self, day: Date, happened: &Happened<'_>) {
        self.turn_bonds(day);
        let mut new: Vec<(Deed, usize)> = Vec::new();
        // A deed that was done before changes no answer; it may still move a duty.
        let (mut first, mut repeated): (Vec<Deed>, Vec<Deed>) = (Vec::new(), Vec::new());
        for (deed, event) in &happened.deeds {
            let done = (deed.by, deed.does, deed.to, deed.treaty);
            if deed.date.is_some_and(|date| !self.told.insert((done, date))) {
                continue;
            }
            let dateless = Deed { date: None, ..(*deed).clone() };
            let is_first = self.seen.insert(done);
            if is_first {
                self.record.add(self.program, &dateless);
            }
            // To ask, vote or decide again is another thing than to have done it.
            let again = (is_first || deed.date.is_some()) && council::moves(self.program, deed.does);
            if again {
                self.record.add_motion(Deed { date: Some(day), ..(*deed).clone() });
                self.told_by.push(*event);
            }
            if again && !is_first {
                repeated.push(dateless.clone());
            }
            if is_first {
                first.push(dateless);
            }
            new.push(((*deed).clone(), *event));
        }
        self.use_powers(day, &first, &new);
        if let Some((_, cause)) = new.last() {
            first.append(&mut repeated);
            self.ask_again(&first, (day, *cause));
        }
        for at in &happened.events {
            self.open(*at, day);
        }
        self.move_by_deeds(day, &new);
    }

    /// The answers on an event with the acts known by now, and what they wait for.
    fn answers(&mut self, at: usize, filter: &Filter) -> Decision {
        let Some(event) = self.events.get(at) else { return Decision::default() };
        let (program, watch) = (self.program, &mut self.watch);
        // A clause that was too complex may not have got as far as some deed that it asks for.
        let any = |clause: ClauseId| deeds_of(program, clause).into_iter().map(Missing::by_anybody).collect();
        let mut awaits = |clause: ClauseId, awaited: Option<Vec<Missing>>| {
            watch.wait(at, clause, awaited.unwrap_or_else(|| any(clause)));
        };
        decide_awaiting(
            (self.bonds.program(), event, &self.record),
            self.stance,
            filter,
            self.limits,
            &mut awaits,
        )
    }

    /// What an event calls up on its own day.
    fn open(&mut self, at: usize, day: Date) {
        let filter = Filter { skip_standing: true, skip_not_owed: true, ..self.filter.clone() };
        let Decision { verdicts, too_complex } = self.answers(at, &filter);
        self.crisis.too_complex.extend(too_complex.into_iter().map(|problem| (at, problem)));
        for verdict in verdicts {
            self.take(at, (day, at), verdict);
        }
    }

    /// Takes an answer that no obligation stands for yet.
    fn take(&mut self, at: usize, (day, cause): (Date, usize), verdict: Verdict) {
        let Some(clause) = self.program.clause(verdict.clause) else { return };
        if clause.decision.is_some() && verdict.status != Status::NotOwed {
            self.called.entry(verdict.clause).or_default().insert(at);
        }
        if verdict.standing || !is_duty(response_of(clause, verdict.rider)) {
            return;
        }
        let begin = match verdict.status {
            Status::NotOwed => return,
            Status::Owed => Live::Triggered,
            Status::Available => Live::Available,
            Status::Contested | Status::Undetermined | Status::Open | Status::LeftOut => {
                return self.leave_open(at, verdict);
            }
        };
        let Some(obligor) = verdict.obligor else { return };
        // The same duty, called up again while it still stands, is one duty.
        let key = (verdict.clause, obligor, verdict.beneficiary);
        let stands = |index: &&usize| {
            let one = self.crisis.obligations.get(**index);
            one.is_some_and(|one| matches!(one.life.state(), State::Live(_)))
        };
        let index = match self.standing.get(&key).filter(stands) {
            Some(index) => *index,
            None => {
                let index = self.crisis.obligations.len();
                self.crisis.obligations.push(Obligation {
                    clause: verdict.clause,
                    obligor,
                    beneficiary: verdict.beneficiary,
                    event: at,
                    since: day,
                    rider: verdict.rider,
                    due: None,
                    life: Life::new(State::Live(Live::Available)),
                    callers: Callers::default(),
                });
                self.alive.insert(index);
                self.standing.insert(key, index);
                index
            }
        };
        self.heard.insert((at, verdict.clause, obligor, verdict.beneficiary), index);
        if let Some(one) = self.crisis.obligations.get_mut(index) {
            one.callers.set(at, verdict.status);
        }
        if begin == Live::Triggered {
            self.trigger(index, (day, cause), &verdict.because.text);
        }
    }

    /// Makes what was available due, after talks where they have to come first.
    fn trigger(&mut self, index: usize, (day, event): (Date, usize), reason: &str) {
        let Some(one) = self.crisis.obligations.get(index) else { return };
        if one.life.state() != State::Live(Live::Available) {
            return;
        }
        let Some(clause) = self.program.clause(one.clause) else { return };
        let response = response_of(clause, one.rider);
        // A duty to talk does not wait for talks.
        let talks = clause.consultation.before == Some(true) && !self.is_talk(response.what);
        let term = clause.deadline.as_ref().or(response.speed.as_ref());
        let due = term.map(|term| due_by(term, When::day(day)));
        self.make(index, Move::Trigger, day, event, reason);
        if talks {
            self.make(index, Move::Confer, day, event, "the clause has the parties consult before acting");
        } else {
            self.make(index, Move::FallDue, day, event, "the clause has nothing come first");
        }
        if let Some(one) = self.crisis.obligations.get_mut(index) {
            one.due = due;
        }
    }

    /// Asks again what waited for a deed.
    fn ask_again(&mut self, new: &[Deed], by: (Date, usize)) {
        for (at, clauses) in self.watch.concerned(self.program, new) {
            for clause in &clauses {
                self.unsettled.remove(&(at, *clause));
            }
            let filter = Filter { clauses, skip_standing: true, ..self.filter.clone() };
            for verdict in self.answers(at, &filter).verdicts {
                self.hear(at, by, verdict);
            }
        }
    }

    fn leave_open(&mut self, event: usize, verdict: Verdict) {
        self.unsettled.entry((event, verdict.clause)).or_default().push(Unsettled { event, verdict });
    }

    /// Takes a later answer on an event: what waited is triggered, what has ended ends.
    fn hear(&mut self, at: usize, (day, cause): (Date, usize), verdict: Verdict) {
        let known = verdict
            .obligor
            .and_then(|obligor| self.heard.get(&(at, verdict.clause, obligor, verdict.beneficiary)).copied());
        let Some(index) = known else { return self.take(at, (day, cause), verdict) };
        let Some(one) = self.crisis.obligations.get_mut(index) else { return };
        match verdict.status {
            Status::NotOwed => one.callers.drop(at),
            status => one.callers.set(at, status),
        }
        let state = one.life.state();
        let (owed, open) = (one.callers.is_owed(), one.callers.is_open());
        let called = !one.callers.is_empty();
        if !verdict.status.is_settled() {
            // What is no longer settled neither ends a duty nor makes one, and is said to be so.
            return self.leave_open(at, verdict);
        }
        match state {
            State::Live(Live::Available) if owed => {
                self.trigger(index, (day, cause), &verdict.because.text);
            }
            // It ends when the last event that called it up no longer does.
            State::Live(Live::Available) | State::Suspended(Live::Available) if !called => {
                self.make(index, Move::Terminate, day, cause, &verdict.because.text);
            }
            State::Live(Live::Triggered | Live::Consulting | Live::Due)
            | State::Suspended(Live::Triggered | Live::Consulting | Live::Due)
                if !owed && !open =>
            {
                self.make(index, Move::Terminate, day, cause, &verdict.because.text);
            }
            _ => {}
        }
    }

    /// Where each decision stands after all that was told.
    fn councils(&self) -> Vec<Proceeding> {
        let told = council::Told {
            program: self.bonds.program(),
            events: self.events,
            stance: self.stance,
            limits: self.limits,
            record: self.record.motions(),
            told_by: &self.told_by,
            called: &self.called,
        };
        council::proceedings(&told, self.filter)
    }

    /// What the deeds of a day do to the duties that stand.
    fn move_by_deeds(&mut self, day: Date, new: &[(Deed, usize)]) {
        for (deed, event) in new {
            for index in self.alive.clone() {
                let Some(one) = self.crisis.obligations.get(index) else { continue };
                if let Some(step) = self.step_of(deed, one) {
                    let refuses_talks = step == Move::Breach
                        && one.life.state() == State::Live(Live::Consulting);
                    let name = self.program.node_name(self.program.kernel.deed, deed.does).replace('_', " ");
                    let reason = format!("{} {name}", self.program.actor_name(deed.by));
                    if refuses_talks {
                        self.make(index, Move::Conclude, day, *event, &reason);
                    }
                    self.make(index, step, day, *event, &reason);
                }
            }
        }
    }

    /// The move that a deed makes of an obligation as it stands; none if it makes none.
    fn step_of(&self, deed: &Deed, one: &Obligation) -> Option<Move> {
        let program = self.program;
        let clause = program.clause(one.clause)?;
        if deed.treaty.is_some_and(|treaty| treaty != clause.treaty) {
            return None;
        }
        let kernel = program.kernel;
        let what = response_of(clause, one.rider).what;
        let by_obligor = deed.by == one.obligor;
        let beneficiary = match one.beneficiary {
            BeneficiaryOut::Actor(actor) => Some(actor),
            _ => None,
        };
        let toward = |other: Option<ActorId>| deed.to.is_none() || other.is_none() || deed.to == other;
        let does = |by: &[NodeId]| by.iter().any(|node| program.is_under(kernel.deed, deed.does, *node));
        let talk = self.talk();
        let by_organ = talk.is_some() && self.is_of_organ(deed, clause);
        let consults = |row: &crate::ir::Duty| {
            row.becomes == Becomes::Performed && talk.is_some() && row.what == talk && does(&row.by)
        };
        if one.life.state() == State::Live(Live::Consulting)
            && !self.is_talk(what)
            && program.duties.iter().any(consults)
            && (by_obligor || by_organ || beneficiary == Some(deed.by))
        {
            return Some(Move::Conclude);
        }
        // What the organ does in which the parties consult, they do through it.
        let by_organ = by_organ && self.is_talk(what);
        let fits = |row: &&crate::ir::Duty| {
            row.what.is_none_or(|above| program.is_under(kernel.response, what, above)) && does(&row.by)
        };
        let by_bond = |row: &&crate::ir::Duty| {
            use Becomes::{Resumed, Suspended, Terminated};
            matches!(row.becomes, Suspended | Resumed | Terminated) && self.bonds.turns(deed)
        };
        let fitting = program.duties.iter().filter(fits).filter(|row| !by_bond(row));
        let moves = fitting.filter_map(|row| {
            let (step, right) = match row.becomes {
                Becomes::Begun => (Move::Confer, by_organ || by_obligor && toward(beneficiary)),
                Becomes::Performed => (Move::Perform, by_organ || by_obligor && toward(beneficiary)),
                Becomes::Breached => (Move::Breach, by_obligor && toward(beneficiary)),
                Becomes::Released => {
                    (Move::Release, beneficiary == Some(deed.by) && toward(Some(one.obligor)))
                }
                Becomes::Suspended => (Move::Suspend, self.may_turn(deed, one, beneficiary)),
                Becomes::Resumed => (Move::Resume, self.may_turn(deed, one, beneficiary)),
                Becomes::Terminated => (Move::Terminate, self.may_turn(deed, one, beneficiary)),
            };
            (right && one.life.state().after(step).is_some()).then_some((row.what, step))
        });
        // Of two lines that fit, the one about the narrower kind of response speaks.
        let narrower = |one: Option<NodeId>, other: Option<NodeId>| match (one, other) {
            (Some(one), Some(other)) => one != other && program.is_under(kernel.response, one, other),
            (one, None) => one.is_some(),
            (None, Some(_)) => false,
        };
        moves.reduce(|best, next| if narrower(next.0, best.0) { next } else { best }).map(|(_, step)| step)
    }

    /// The kind of response that is talking.
    fn talk(&self) -> Option<NodeId> {
        self.program.tree(self.program.kernel.response).and_then(|tree| tree.find("consultation"))
    }

    fn is_talk(&self, what: NodeId) -> bool {
        self.talk().is_some_and(|talk| self.program.is_under(self.program.kernel.response, what, talk))
    }

    /// Whether a deed is that of an organ in which the parties of a clause consult; where the clause names
    /// none, of any that acts under its instrument by name.
    fn is_of_organ(&self, deed: &Deed, clause: &Clause) -> bool {
        let organs = &clause.consultation.organs;
        if organs.is_empty() {
            let organ = self.program.actor(deed.by).is_some_and(|actor| actor.kind == ActorKind::Organ);
            return organ && deed.treaty == Some(clause.treaty);
        }
        organs.contains(&deed.by)
    }

    /// Whether a deed is that of a side of the obligation, or of an organ.
    fn may_turn(&self, deed: &Deed, one: &Obligation, beneficiary: Option<ActorId>) -> bool {
        let organ = self.program.actor(deed.by).is_some_and(|actor| actor.kind == ActorKind::Organ);
        let side = |by: ActorId, other: Option<ActorId>| {
            deed.by == by && (deed.to.is_none() || other.is_none() || deed.to == other)
        };
        organ
            || side(one.obligor, beneficiary)
            || beneficiary.is_some_and(|beneficiary| side(beneficiary, Some(one.obligor)))
    }

    /// Breaks what was due and whose term is over for sure.
    fn overdue(&mut self, day: Date) {
        for index in self.alive.clone() {
            let Some(one) = self.crisis.obligations.get(index) else { continue };
            let Some(due @ Due::By(end)) = &one.due else { continue };
            if one.callers.is_owed()
                && one.life.state() == State::Live(Live::Due)
                && due.on(day) == Lateness::Over
            {
                let (event, end) = (one.event, *end);
                let on = When::day(end.latest().tomorrow().unwrap_or(end.latest()));
                let reason = format!("the term ran out on {end}, and no deed on the record performs it");
                self.make_on(index, Move::Breach, on, event, &reason);
            }
        }
    }

    fn make(&mut self, index: usize, step: Move, day: Date, event: usize, reason: &str) {
        self.make_on(index, step, When::day(day), event, reason);
    }

    fn make_on(&mut self, index: usize, step: Move, on: When, event: usize, reason: &str) {
        let cause = self.events.get(event).map_or("?", |event| event.id.as_str());
        let Some(one) = self.crisis.obligations.get_mut(index) else { return };
        match one.life.make(step, on, cause, reason) {
            Ok(State::Ended(_)) => {
                self.alive.remove(&index);
            }
            Ok(_) => {}
            Err(illegal) => self.crisis.refused.push(illegal),
        }
    }
}

/// The day on which a deed counts: its own, but not before the event whose record tells it.
fn counts_on(event: &Event, deed: &Deed) -> Date {
    deed.date.map_or(event.date, |date| date.max(event.date))
}

/// The response of a clause, or of the rider that replaced it.
fn response_of(clause: &Clause, rider: Option<usize>) -> &Response {
    let rider = rider.and_then(|at| clause.riders.get(at));
    rider.and_then(|rider| rider.response.as_ref()).unwrap_or(&clause.response)
}

fn is_duty(response: &Response) -> bool {
    !matches!(response.modality, Modality::May | Modality::ShallNot)
}

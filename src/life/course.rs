//! The course of a crisis as a value: `course + event → course`, one day after the other.
//!
//! In: events in the order of their days. Out: the same value, further on; what it comes to on a day is
//! a [`Crisis`]. Absent: what is owed (`ask`) and what deeds do (`deeds`), and writing it down
//! (`written`).
//!
//! A day is gone through when something of a later day is told, so that whatever happened on one day
//! counts together, in the order told, however the telling was cut. Days on which nothing is told
//! count too: a term runs out the day after its end, and what a condition waits for may have lasted
//! long enough.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::bonds::Bonds;
use super::calls::Calls;
use super::council::{self, Proceeding};
use super::crisis::{Crisis, Obligation, Refused, Setting, Unsettled};
use super::deadline::{Due, Lateness, put_off};
use super::places::Places;
use super::state::{End, Live, Move, State};
use super::twins::{Alike, Twins};
use super::watch::{News, Watch};
use super::when::{When, later};
use super::whole;
use crate::evaluate::{BeneficiaryOut, LeftOut, New, Outcome, Record, TooComplex};
use crate::event::{About, Deed, Event};
use crate::ir::{ActorId, ClauseId, NodeId, TreatyId};
use crate::syntax::tree::{Modality, Unit};

/// A deed without its day: by whom, what, toward whom, under which instrument.
pub(super) type Done = (ActorId, NodeId, Option<ActorId>, Option<TreatyId>);

/// A deed that is told with its day, and what it says that it concerns: two bills may be paid on one day.
pub(super) type Dated = (Done, About, Date);

/// A clause, who owes it, and to whom.
pub(super) type Key = (ClauseId, ActorId, BeneficiaryOut);

/// When and by which event something is moved.
#[derive(Debug, Clone, Copy)]
pub(super) struct By {
    pub on: When,
    pub event: usize,
}

/// What is told of a day that has not been gone through: deeds, by event and place in its record, and
/// events.
#[derive(Debug, Clone, Default)]
pub(super) struct Happened {
    pub deeds: Vec<(usize, usize)>,
    pub events: Vec<usize>,
}

/// Duties between some actors that rest, or ended, by a right that was used: what would be called up
/// later rests too, or does not arise.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stop {
    pub clauses: BTreeSet<ClauseId>,
    /// Who used the right.
    pub holder: ActorId,
    /// Toward whom; toward everyone if none.
    pub other: Option<ActorId>,
    /// Only those that this event calls up.
    pub of: Option<usize>,
    /// For good.
    pub ended: bool,
    /// The event that tells of it.
    pub event: usize,
}

impl Stop {
    /// Whether a duty that an event calls up is one of those.
    pub(super) fn covers(&self, (clause, obligor, beneficiary): Key, event: usize) -> bool {
        self.clauses.contains(&clause)
            && self.of.is_none_or(|of| of == event)
            && between((self.holder, self.other), obligor, beneficiary)
    }
}

/// Whether a duty runs between two actors; any does if the second is not named.
pub(super) fn between(
    (one, other): (ActorId, Option<ActorId>),
    obligor: ActorId,
    beneficiary: BeneficiaryOut,
) -> bool {
    let Some(other) = other else { return true };
    let is = |actor: ActorId| actor == one || actor == other;
    is(obligor)
        && match beneficiary {
            BeneficiaryOut::Actor(actor) => is(actor),
            _ => true,
        }
}

/// An event of a day that the course has already reached or passed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{id}` is of {date}, and the crisis was followed to {reached}; events are told in the order of their days"
)]
pub struct TooLate {
    /// The event.
    pub id: String,
    /// Its day.
    pub date: Date,
    /// The day of the event that was told last.
    pub reached: Date,
}

/// A crisis as far as it was told.
///
/// ```
/// use casus::{evaluate::{Filter, Stance}, event::{Names, event_from_json}, ir::Program};
/// use casus::{life::{Course, Setting}, text::Limits};
/// let (program, stance, filter, limits) =
///     (Program::default(), Stance::default(), Filter::default(), Limits::default());
/// let setting = Setting::new(&program, &stance, &filter, &limits);
/// let mut course = Course::new(&setting);
/// let text = r#"{"id":"a","date":"1990-08-02"}"#;
/// let event = event_from_json(&Names::new(&program), &limits, text, 1).unwrap();
/// course.tell(&setting, event)?;
/// let (whole, written) = (course.crisis(&setting, None), course.write(&setting)?);
/// assert_eq!(Course::read(&setting, &written)?.crisis(&setting, None), whole);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Course<'p> {
    /// The days of entry into force first, then what was told.
    pub(super) events: Vec<Event>,
    /// What is asked of each of the first events.
    pub(super) starts: Vec<Vec<ClauseId>>,
    /// The day of the last event that was told.
    pub(super) reached: Option<Date>,
    /// The last day that was gone through.
    pub(super) done: Option<Date>,
    /// What is told of later days.
    pub(super) agenda: BTreeMap<Date, Happened>,
    /// Events that were asked about.
    pub(super) opened: BTreeSet<usize>,
    /// Deeds with a day of their own that counted already; several events may tell one.
    pub(super) told: BTreeSet<Dated>,
    /// What was done, with the first day and the last.
    pub(super) seen: BTreeMap<(Done, About), (Date, Date)>,
    /// What was done so far, each once and without its day: what answers are asked with.
    pub(super) record: Record,
    /// What the rounds of each motion came to when it was last asked what looks at it.
    pub(super) outcomes: BTreeMap<(ClauseId, LeftOut), Arc<Outcome>>,
    /// What a new deed may change.
    pub(super) watch: Watch,
    /// Answers for actors that are like others.
    pub(super) twins: Twins,
    /// Clauses that were too complex on an event, or of which that is not known any more: they are asked
    /// about for everybody.
    pub(super) crowded: BTreeSet<(usize, ClauseId)>,
    /// For each deed that moves what organs decide the event that tells it.
    pub(super) told_by: Vec<usize>,
    /// The events that call up a clause under which something is decided.
    pub(super) called: BTreeMap<ClauseId, BTreeSet<usize>>,
    /// Who is bound to whom by now.
    pub(super) bonds: Bonds<'p>,
    pub(super) obligations: Vec<Obligation>,
    /// Obligations that can still move, and where to find which.
    pub(super) places: Places,
    /// The last obligation of a clause, an obligor and a beneficiary.
    pub(super) standing: BTreeMap<Key, usize>,
    /// Calls for talks, and which were answered.
    pub(super) calls: Calls,
    /// Obligations by the event that called them up.
    pub(super) heard: BTreeMap<(usize, Key), usize>,
    pub(super) stops: Vec<Stop>,
    /// What is not settled, by event and clause.
    pub(super) unsettled: BTreeMap<(usize, ClauseId), Vec<Unsettled>>,
    /// On what answers turn, each kept once.
    pub(super) alike: Alike,
    pub(super) too_complex: Vec<(usize, TooComplex)>,
    pub(super) refused: Vec<Refused>,
}

impl<'p> Course<'p> {
    /// A crisis of which nothing was told yet.
    #[must_use]
    pub fn new(setting: &Setting<'p>) -> Self {
        Course {
            events: Vec::new(),
            starts: Vec::new(),
            reached: None,
            done: None,
            agenda: BTreeMap::new(),
            opened: BTreeSet::new(),
            told: BTreeSet::new(),
            seen: BTreeMap::new(),
            record: Record::default(),
            outcomes: BTreeMap::new(),
            watch: Watch::default(),
            twins: Twins::default(),
            crowded: BTreeSet::new(),
            told_by: Vec::new(),
            called: BTreeMap::new(),
            bonds: Bonds::new(setting.program),
            obligations: Vec::new(),
            places: Places::default(),
            standing: BTreeMap::new(),
            calls: Calls::default(),
            heard: BTreeMap::new(),
            stops: Vec::new(),
            unsettled: BTreeMap::new(),
            alike: Alike::default(),
            too_complex: Vec::new(),
            refused: Vec::new(),
        }
    }

    /// Goes on by one event.
    ///
    /// # Errors
    /// The event is of a day before that of an event told already; then nothing is changed.
    pub fn tell(&mut self, setting: &Setting<'p>, mut event: Event) -> Result<(), TooLate> {
        if let Some(reached) = self.reached.filter(|reached| event.date < *reached) {
            return Err(TooLate { id: event.id, date: event.date, reached });
        }
        if self.reached.is_none() {
            self.start(setting, event.date);
        }
        if let Ok(before) = event.date.yesterday() {
            Run::new(setting, self).advance(before);
        }
        self.reached = Some(event.date);
        // The line of a file means nothing once the file is read.
        event.line = 0;
        let at = self.events.len();
        for (place, deed) in event.record.iter().enumerate() {
            self.agenda.entry(counts_on(&event, deed)).or_default().deeds.push((at, place));
        }
        self.agenda.entry(event.date).or_default().events.push(at);
        self.events.push(event);
        Ok(())
    }

    /// What it comes to at the end of a day, or after everything that was told.
    ///
    /// The day is not before that of the last event; an earlier one gives what the last event gives.
    #[must_use]
    pub fn crisis(&self, setting: &Setting<'p>, until: Option<Date>) -> Crisis {
        let mut end = self.clone();
        let last = until.or(end.agenda.keys().next_back().copied());
        if let Some(last) = last {
            Run::new(setting, &mut end).advance(last);
        }
        Crisis {
            proceedings: end.councils(setting),
            agreements: whole::agreements(setting, &end, last.unwrap_or(Date::MAX)),
            untold: end.starts.len(),
            events: end.events,
            obligations: end.obligations,
            unsettled: end.unsettled.into_values().flatten().collect(),
            too_complex: end.too_complex,
            refused: end.refused,
            bonds: end.bonds.into_changes(),
        }
    }

    /// Whether an event of this identifier was told.
    #[must_use]
    pub fn has_told(&self, id: &str) -> bool {
        self.events.iter().skip(self.starts.len()).any(|event| event.id == id)
    }

    /// Where each decision stands after all that was told.
    fn councils(&self, setting: &Setting<'p>) -> Vec<Proceeding> {
        let told = council::Told {
            program: self.bonds.program(),
            events: &self.events,
            untold: self.starts.len(),
            stance: setting.stance,
            limits: setting.limits,
            record: self.record.motions(),
            told_by: &self.told_by,
            called: &self.called,
        };
        council::proceedings(&told, setting.filter)
    }

    /// Notes a deed that counts from a day on; gives what it may change if it was never done before, and
    /// then if it is another step of what an organ decides: to ask, vote or decide again is another thing
    /// than to have done it. None if the same deed of that day was told already.
    pub(super) fn note(
        &mut self,
        setting: &Setting<'p>,
        deed: &Deed,
        (event, day): (usize, Date),
    ) -> Option<(Option<News>, Option<News>)> {
        let program = setting.program;
        let done = (deed.by, deed.does, deed.to, deed.treaty);
        self.calls.tell(self.bonds.program(), &setting.reach, deed, (event, day));
        if deed.date.is_some_and(|date| !self.told.insert((done, deed.about.clone(), date))) {
            return None;
        }
        // What it concerns says which duties it moves; what conditions see of it is that it was done.
        let dateless = Deed { date: None, about: About::default(), ..deed.clone() };
        let seen = self.seen.entry((done, deed.about.clone()));
        let is_first = matches!(seen, Entry::Vacant(_));
        seen.or_insert((day, day)).1 = day;
        let new = if is_first { self.record.add(program, &dateless) } else { New::default() };
        let again = (is_first || deed.date.is_some()) && council::moves(program, deed.does);
        if again {
            self.record.add_motion(Deed { date: Some(day), ..deed.clone() });
            self.told_by.push(event);
        }
        let news = News { deed: dateless, new };
        Some(if is_first { (Some(news), None) } else { (None, again.then_some(news)) })
    }

    /// The day of the last event that was told.
    #[must_use]
    pub fn reached(&self) -> Option<Date> {
        self.reached
    }

    /// The days on which instruments enter into force whose duties hold from the start: events of
    /// which nothing is known but the day.
    pub(super) fn start(&mut self, setting: &Setting<'_>, first: Date) {
        let program = setting.program;
        let mut days: BTreeMap<(Date, TreatyId), Vec<ClauseId>> = BTreeMap::new();
        for (at, clause) in program.clauses.iter().enumerate() {
            let id = ClauseId::at(at);
            if setting.wants(id) && setting.reach.is_from_the_start(id, clause) {
                let treaty = program.treaty(clause.treaty).and_then(|treaty| treaty.days.from);
                let day = treaty.max(clause.days.from).unwrap_or(first);
                days.entry((day, clause.treaty)).or_default().push(id);
            }
        }
        for ((day, treaty), clauses) in days {
            let name = program.treaty(treaty).map_or("?", |treaty| treaty.name.as_str());
            self.agenda.entry(day).or_default().events.push(self.events.len());
            self.events.push(Event {
                id: format!("{name} in force"),
                title: None,
                date: day,
                first: None,
                facts: Vec::new(),
                own_place: None,
                record: Vec::new(),
                line: 0,
            });
            self.starts.push(clauses);
        }
    }
}

/// The day on which a deed counts: its own, but not before the event whose record tells it.
pub(super) fn counts_on(event: &Event, deed: &Deed) -> Date {
    deed.date.map_or(event.date, |date| date.max(event.date))
}

/// A deed without its day, with what it concerns.
fn key_of(deed: &Deed) -> (Done, About) {
    ((deed.by, deed.does, deed.to, deed.treaty), deed.about.clone())
}

/// One way through some days.
pub(super) struct Run<'s, 'c, 'p> {
    pub setting: &'s Setting<'p>,
    pub course: &'c mut Course<'p>,
    /// The day that is gone through.
    pub day: Date,
    /// Clauses of which a life has moved since it was last asked what looks at them, and by which event.
    pub moved: BTreeMap<ClauseId, usize>,
    /// Deeds of the day that have not yet moved what they move.
    pub ahead: Vec<(Done, About)>,
}

impl<'s, 'c, 'p> Run<'s, 'c, 'p> {
    fn new(setting: &'s Setting<'p>, course: &'c mut Course<'p>) -> Self {
        Run { setting, course, day: Date::MIN, moved: BTreeMap::new(), ahead: Vec::new() }
    }

    /// Goes through every day on which something is told or runs out, up to one and with it.
    fn advance(&mut self, last: Date) {
        loop {
            let told = self.course.agenda.keys().next().copied();
            let Some(next) = told.into_iter().chain(self.wakes()).min().filter(|day| *day <= last) else {
                return;
            };
            self.one_day(next);
        }
    }

    /// The next day on which something runs out without anybody telling it.
    fn wakes(&self) -> Option<Date> {
        let terms = self.course.places.with_term();
        let ends = terms.filter_map(|at| self.course.obligations.get(at)).filter_map(|one| match &one.due {
            Some(Due::By(end)) if one.life.state() == State::Live(Live::Due) => end.latest().tomorrow().ok(),
            _ => None,
        });
        let lasts = self.spanned().flat_map(|one| self.lasts(one));
        let new = |day: &Date| self.course.done.is_none_or(|done| *day > done);
        ends.chain(lasts).chain(self.course.bonds.next()).filter(new).min()
    }

    /// Obligations of whose lives some condition asks how long they have lasted.
    fn spanned(&self) -> impl Iterator<Item = &Obligation> {
        let clauses = self.setting.reach.spans.keys();
        let places = clauses.flat_map(|clause| self.course.places.of_clause(*clause));
        places.filter_map(|at| self.course.obligations.get(*at))
    }

    /// The days on which an obligation has stood where it stands for as long as a condition asks.
    fn lasts(&self, one: &Obligation) -> Vec<Date> {
        let since = one.life.steps().last().map(|step| step.on().latest());
        let spans = self.setting.reach.spans.get(&one.clause);
        let days = |since: Date| move |(number, unit): &(u32, Unit)| later(since, *number, *unit);
        since.map(|since| spans.into_iter().flatten().map(days(since)).collect()).unwrap_or_default()
    }

    fn one_day(&mut self, day: Date) {
        self.day = day;
        self.turn_bonds();
        let spanned = self.spanned().filter(|one| self.lasts(one).contains(&day));
        let lasted: Vec<(ClauseId, usize)> = spanned.map(|one| (one.clause, one.moved_by)).collect();
        self.moved.extend(lasted);
        self.settle();
        let happened = self.course.agenda.remove(&day).unwrap_or_default();
        let new = self.count(&happened.deeds);
        for at in happened.events {
            self.open(at);
        }
        self.settle();
        for (deed, by) in new {
            self.by_deed(&deed, by);
            if let Some(at) = self.ahead.iter().position(|ahead| *ahead == key_of(&deed)) {
                self.ahead.swap_remove(at);
            }
            self.settle();
        }
        self.restart_terms();
        self.close_sums();
        self.settle();
        self.course.done = Some(day);
    }

    /// Puts deeds on the record, lets them change bonds, and asks again what looks at those that are new;
    /// gives every deed that was not counted before.
    fn count(&mut self, deeds: &[(usize, usize)]) -> Vec<(Deed, By)> {
        // A deed that was done before changes no answer; it may still move a duty.
        let (mut first, mut asked): (Vec<News>, Vec<News>) = (Vec::new(), Vec::new());
        let mut new: Vec<(Deed, By)> = Vec::new();
        for (event, place) in deeds {
            let Some(told) = self.course.events.get(*event) else { continue };
            let Some(deed) = told.record.get(*place).cloned() else { continue };
            let noted = self.course.note(self.setting, &deed, (*event, self.day));
            let Some((once, again)) = noted else { continue };
            first.extend(once);
            asked.extend(again);
            let on = match deed.date {
                // A deed of an event that is told by its month counts from that event on.
                Some(date) if date < self.day => When::between(date, self.when(*event).latest()),
                Some(_) => When::day(self.day),
                None => self.when(*event),
            };
            self.ahead.push(key_of(&deed));
            new.push((deed, By { on, event: *event }));
        }
        let done: Vec<Deed> = first.iter().map(|news| news.deed.clone()).collect();
        asked.splice(0..0, first);
        self.use_powers(&done, &new);
        if let Some((_, by)) = new.last() {
            self.ask_after_deeds(&asked, *by);
            self.ask_after_calls(&new, *by);
            self.settle();
        }
        new
    }

    /// When an event happened, as exactly as it is told.
    pub(super) fn when(&self, event: usize) -> When {
        let first = self.course.events.get(event).and_then(|event| event.first);
        first.map_or(When::day(self.day), |first| When::between(first, self.day))
    }

    /// Asks what looks at lives that have moved, until none moves any more.
    ///
    /// INVARIANT(rules-acyclic): a clause moves only clauses that look at it, so this ends.
    pub(super) fn settle(&mut self) {
        while !self.moved.is_empty() {
            let moved = std::mem::take(&mut self.moved);
            let mut by_event: BTreeMap<usize, Vec<ClauseId>> = BTreeMap::new();
            for clause in self.setting.reach.looking(moved.keys()) {
                let looks = self.setting.reach.of(clause);
                let mut seen = looks.into_iter().flat_map(|looks| &looks.lives);
                if let Some(event) = seen.find_map(|life| moved.get(life)) {
                    by_event.entry(*event).or_default().push(clause);
                }
            }
            for (event, clauses) in by_event {
                self.ask_after_lives(&clauses, By { on: When::day(self.day), event });
            }
        }
    }

    /// What a term that is over for sure makes of what was due: a duty is broken, what was forbidden
    /// was not done, and a right that was not used is gone.
    pub(super) fn overdue(&mut self, day: Date) {
        self.restart_terms();
        let with_term: Vec<usize> = self.course.places.with_term().collect();
        for index in with_term {
            let Some(one) = self.course.obligations.get(index) else { continue };
            let Some(due @ Due::By(end)) = &one.due else { continue };
            if !one.callers.is_owed()
                || one.life.state() != State::Live(Live::Due)
                || due.on(day) != Lateness::Over
            {
                continue;
            }
            let next = end.latest().tomorrow().unwrap_or(end.latest());
            let last = one.life.steps().last().map(|step| step.on().latest());
            let on = When::day(last.map_or(next, |last| last.max(next)));
            let by = By { on, event: one.moved_by };
            let (step, what) = match self.modality(one) {
                Modality::May => (Move::Terminate, "and the right was not used"),
                Modality::ShallNot => (Move::Perform, "and no deed on the record breaks it"),
                _ => (Move::Breach, "and no deed on the record performs it"),
            };
            let reason = format!("the term ran out on {end}, {what}");
            self.make(index, step, by, &reason);
        }
    }

    pub(super) fn modality(&self, one: &Obligation) -> Modality {
        let clause = self.setting.program.clause(one.clause);
        clause.map_or(Modality::Shall, |clause| clause.response_with(one.rider).modality)
    }

    /// Makes a move, or says that it cannot be made.
    pub(super) fn make(&mut self, index: usize, step: Move, by: By, reason: &str) {
        let cause = self.course.events.get(by.event).map_or("?", |event| event.id.as_str()).to_owned();
        let Some(one) = self.course.obligations.get_mut(index) else { return };
        match one.life.make(step, by.on, &cause, reason) {
            Ok(state) => {
                one.moved_by = by.event;
                self.moved.insert(one.clause, by.event);
                if step == Move::Perform && self.setting.reach.calls.contains_key(&one.clause) {
                    let key = (one.clause, one.obligor, one.beneficiary);
                    self.course.calls.answer(key, by.on.latest(), index);
                }
                if let State::Ended(End::Performed | End::Released | End::Terminated) = state {
                    self.course.places.end(index, (one.clause, one.obligor, one.beneficiary));
                }
                if step == Move::Resume {
                    self.come_back(index, by);
                }
            }
            Err(illegal) => {
                let text = illegal.to_string();
                self.course.refused.push(Refused { on: self.day, event: by.event, text });
            }
        }
    }

    /// A term does not run while its duty rests; what came to be owed meanwhile is owed now.
    fn come_back(&mut self, index: usize, by: By) {
        let Some(one) = self.course.obligations.get_mut(index) else { return };
        let rested = one.life.steps().iter().rev().find(|step| step.step() == Move::Suspend);
        let rest: Vec<(Date, Date)> =
            rested.map(|step| (step.on().latest(), by.on.latest())).into_iter().collect();
        let clause = self.setting.program.clause(one.clause);
        let term =
            clause.and_then(|row| row.deadline.as_ref().or(row.response_with(one.rider).speed.as_ref()));
        one.due = one.due.take().map(|due| put_off(due, term, &rest));
        if one.life.state() == State::Live(Live::Available) && one.callers.is_owed() {
            self.trigger(index, by, "its conditions came to hold while it rested");
        }
        self.by_what_stood(index, by);
    }
}

//! Whether a law holds of all events: proof, or the smallest event that breaks it.
//!
//! In: properties, a program. Out: a [`Report`] for each. Absent: printing; random search.
//!
//! A law is looked at on the first day of every stretch on which nothing changes that it looks at
//! (`slice`), for every way to bind its names. On one day all events are one function (`Space`), and
//! a law holds if the function of the events that break it is never true. An event that breaks a law
//! is told to the evaluator again, alone, before anybody sees it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::civil::{Date, date};

use super::bind;
use super::formula::{Env, Formulas, Holding, Mode};
use super::law::{Twist, Way, mode_of, passes_to_open, under};
use super::query::Sheet;
use super::replay;
use super::slice::Slice;
use crate::analyse::tests::of_interpretation;
use crate::evaluate::space::{Case, Fun, Path, within_as};
use crate::evaluate::written::Written;
use crate::evaluate::{Stance, Verdict};
use crate::event::{Event, Fact, from_block};
use crate::ir::{ActorId, Change, ClauseId, Law, Program, Property, QuestionId, ReadingId, TreatyId};
use crate::syntax::tree::{self, EventLine, Name};
use crate::text::Limits;

/// What came of one property.
#[derive(Debug, Clone)]
pub struct Report {
    /// Its place in the list of properties.
    pub property: usize,
    /// The answer.
    pub answer: Answer,
    /// What the author says of a law that does not hold was shown to be so; none where nothing is said.
    pub as_told: Option<Result<(), String>>,
    /// The first day looked at, and the day from which the rules change no more.
    pub days: Option<(Date, Date)>,
    /// Stretches of days that were looked at, each on its first.
    pub stretches: usize,
    /// Ways to bind the names of the law, on all stretches together.
    pub bindings: usize,
    /// Of those, how many let the law speak of some event.
    pub speaks: usize,
    /// The largest share of the events of a day of which the law speaks for one binding; from 0 to 1.
    pub density: f64,
    /// The largest number of events of a day, as a power of ten.
    pub events: f64,
    /// The largest diagram of a day, in nodes.
    pub nodes: usize,
    /// What the answer leaves aside, in words.
    pub aside: Vec<String>,
    /// On some day the record showed no deeds, since with any too much is open.
    pub closed_record: bool,
}

/// Whether a law holds.
#[derive(Debug, Clone)]
pub enum Answer {
    /// Of every event.
    Proved,
    /// Here is an event that breaks it.
    Broken(Box<Breach>),
    /// The law never speaks: no event meets what it asks for.
    Empty,
    /// Larger than the limits allow, from which day on.
    Undecided(String),
    /// An event was found that the evaluator does not confirm, which is a fault of this program.
    Fault(String),
    /// Its facts cannot be read.
    Refused(Vec<crate::diagnostic::Diagnostic>),
}

/// How a law is broken.
#[derive(Debug, Clone)]
pub struct Breach {
    /// Whom and what the names of the law mean.
    pub bound: Bound,
    /// The event; for a law of two events the first of them.
    pub event: Event,
    /// The second event, where it takes two.
    pub second: Option<Event>,
    /// In what the two differ.
    pub twist: Twist,
    /// Readings taken, beside those that the property closes.
    pub readings: BTreeMap<QuestionId, ReadingId>,
    /// It breaks the law in one of the ways that it leaves open, where no event can say which: a kind
    /// means none of the kinds of it that have a name, or a place of its own lies so.
    pub unnamed: bool,
    /// What the clauses of the law come to on the event, as far as they come to anything.
    pub answers: Vec<Verdict>,
}

/// What the names of a law mean.
#[derive(Debug, Clone, Default)]
pub struct Bound {
    /// Actors, in order.
    pub actors: Vec<ActorId>,
    /// Instruments, in order.
    pub treaties: Vec<TreatyId>,
    /// Clauses, in order.
    pub clauses: Vec<ClauseId>,
    /// Readings, in order.
    pub readings: Vec<ReadingId>,
}

/// Proves some properties, each or finds what breaks it; the answers stand in the order asked.
#[must_use]
pub fn prove(program: &Program, properties: &[Property], which: &[usize], limits: &Limits) -> Vec<Report> {
    let next = AtomicUsize::new(0);
    let done: Mutex<BTreeMap<usize, Report>> = Mutex::new(BTreeMap::new());
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(property) = which.get(at) else { return };
            let Some(row) = properties.get(*property) else { continue };
            let report = Prover::new(program, limits).one(*property, row);
            if let Ok(mut done) = done.lock() {
                done.insert(at, report);
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get().min(which.len().max(1)));
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    done.into_inner().map(|done| done.into_values().collect()).unwrap_or_default()
}

/// Whether a law holds of one event in every way to fill in what it leaves open; its record is what it
/// tells, and its day the only one.
#[must_use]
pub fn holds_of(program: &Program, property: &Property, event: &Event, limits: &Limits) -> Answer {
    let mut prover = Prover::new(program, limits);
    let (mut speaks, mut possible) = (false, false);
    let told = bind::outer(program, property, &mut prover.holding);
    let beside = bind::beside(program, property, &mut prover.holding);
    let first = told.len();
    for (at, env) in told.into_iter().chain(beside).enumerate() {
        if at >= first && speaks {
            break;
        }
        let looked = prover.look(property, &env, event, mode_of(property), false);
        if looked.full {
            return Answer::Undecided("too much is open in this event".to_owned());
        }
        if let Some(found) = looked.found {
            return prover.breach(property, event, found);
        }
        speaks |= looked.speaks > 0;
        possible |= !looked.possible.is_empty();
    }
    match property.law {
        Law::Possible(_) if possible => Answer::Proved,
        Law::Possible(_) => Answer::Empty,
        _ if speaks => Answer::Proved,
        _ => Answer::Empty,
    }
}

/// Whether a law speaks of any event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaks {
    /// Of one at least.
    Of,
    /// Of none.
    Never,
    /// More is open on this day than the limits allow, and no other day has an event of which it speaks.
    Unknown(Date),
}

/// Whether any event meets what a law asks for; a law that speaks of none cannot be broken.
#[must_use]
pub fn speaks(program: &Program, property: &Property, limits: &Limits) -> Speaks {
    let Ok(base) = base(program, property) else { return Speaks::Of };
    let mode = mode_of(property);
    let mut prover = Prover { program, limits, holding: Holding::default(), writes: false };
    let mut unknown = None;
    for env in bind::outer(program, property, &mut prover.holding) {
        for day in prover.days(property, &base, &env).into_iter().rev() {
            let event = Event { date: day, ..base.clone() };
            for open_record in [false, true] {
                let looked = prover.look(property, &env, &event, mode, open_record);
                if looked.full {
                    unknown = Some(unknown.map_or(day, |before: Date| before.min(day)));
                } else if looked.speaks > 0 || !looked.possible.is_empty() {
                    return Speaks::Of;
                }
            }
        }
    }
    unknown.map_or(Speaks::Never, Speaks::Unknown)
}

pub(super) struct Prover<'p> {
    pub program: &'p Program,
    limits: &'p Limits,
    pub holding: Holding,
    /// Whether what is asked is written down for others.
    writes: bool,
}

/// What one stretch of days came to.
#[derive(Default)]
pub(super) struct Looked {
    bindings: usize,
    speaks: usize,
    density: f64,
    events: f64,
    nodes: usize,
    pub full: bool,
    /// Bindings of which the law is possible, for laws that only ask for that.
    pub possible: BTreeSet<Vec<ActorId>>,
    pub found: Option<Found>,
    /// What was asked, for others to answer.
    pub written: Option<Written>,
}

pub(super) struct Found {
    pub env: Env,
    /// The event as values of the space.
    pub path: Path,
    pub case: Case,
    pub filled: Case,
    pub twist: Twist,
}

impl<'p> Prover<'p> {
    fn new(program: &'p Program, limits: &'p Limits) -> Self {
        Prover { program, limits, holding: Holding::default(), writes: false }
    }

    /// One that writes down what is asked.
    pub fn writing(program: &'p Program, limits: &'p Limits) -> Self {
        Prover { writes: true, ..Prover::new(program, limits) }
    }

    fn one(&mut self, at: usize, property: &Property) -> Report {
        let mut report = Report {
            property: at,
            answer: Answer::Proved,
            as_told: None,
            days: None,
            stretches: 0,
            bindings: 0,
            speaks: 0,
            density: 0.0,
            events: 0.0,
            nodes: 0,
            aside: Vec::new(),
            closed_record: false,
        };
        let base = match base(self.program, property) {
            Ok(base) => base,
            Err(diagnostics) => {
                report.answer = Answer::Refused(diagnostics);
                return report;
            }
        };
        report.as_told = as_told(self.program, property, self.limits);
        let mode = mode_of(property);
        let mut undecided: Option<Date> = None;
        let mut closed_record = false;
        let mut possible = false;
        let told = bind::outer(self.program, property, &mut self.holding);
        let beside = bind::beside(self.program, property, &mut self.holding);
        let first = told.len();
        for (at, env) in told.into_iter().chain(beside).enumerate() {
            if at >= first && report.speaks > 0 {
                break;
            }
            let days = self.days(property, &base, &env);
            let Some((first, last)) = days.first().copied().zip(days.last().copied()) else { continue };
            let span = report.days.map_or((first, last), |(from, until)| (from.min(first), until.max(last)));
            report.days = Some(span);
            // The latest days first, so that what breaks a law is of today where it can be.
            for day in days.into_iter().rev() {
                report.stretches += 1;
                let event = Event { date: day, ..base.clone() };
                let mut looked = self.look(property, &env, &event, mode, true);
                if looked.full {
                    closed_record = true;
                    looked = self.look(property, &env, &event, mode, false);
                }
                report.bindings += looked.bindings;
                report.speaks += looked.speaks;
                report.density = report.density.max(looked.density);
                report.events = report.events.max(looked.events);
                report.nodes = report.nodes.max(looked.nodes);
                possible |= !looked.possible.is_empty();
                if looked.full {
                    undecided = Some(undecided.map_or(day, |before| before.min(day)));
                } else if let Some(found) = looked.found {
                    report.answer = self.breach(property, &event, found);
                    break;
                }
                if possible && matches!(property.law, Law::Possible(_)) {
                    break;
                }
            }
            if !matches!(report.answer, Answer::Proved) {
                break;
            }
        }
        if matches!(report.answer, Answer::Proved) {
            report.answer = match (&property.law, undecided) {
                (Law::Possible(_), _) if possible => Answer::Proved,
                (_, Some(day)) => Answer::Undecided(format!("too much is open on {day} and some other days")),
                (Law::Possible(_), None) => Answer::Empty,
                (_, None) if report.speaks == 0 => Answer::Empty,
                (_, None) => Answer::Proved,
            };
        }
        report.aside = aside(property, mode, closed_record);
        report.closed_record = closed_record;
        report
    }

    pub fn days(&mut self, property: &Property, base: &Event, env: &Env) -> Vec<Date> {
        let slice = bind::slice(self.program, property, env, &mut self.holding);
        days(self.program, property, base, &slice)
    }

    fn stance(&self, property: &Property, env: &Env) -> Stance {
        stance_of(self.program, property, env)
    }

    pub fn look(
        &mut self,
        property: &Property,
        env: &Env,
        event: &Event,
        mode: Mode,
        open_record: bool,
    ) -> Looked {
        let stance = self.stance(property, env);
        let limits = Limits { diagram_nodes: self.limits.proof_nodes, ..*self.limits };
        let (program, writes) = (self.program, self.writes);
        let opening = bind::opening(program, property, env, open_record, &mut self.holding);
        let holding = &mut self.holding;
        within_as(program, event, &stance, &limits, opening, |space| {
            let mut looked = Looked::default();
            let mut sheet = writes.then(|| Sheet::new(space, property, mode));
            let mut least = u32::MAX;
            for (env, domain) in bind::actors(space, property, env) {
                looked.bindings += 1;
                let mut formulas = Formulas { space: &mut *space, program, holding: &mut *holding, mode };
                let of = |id| under(program, &stance, id);
                let broken = formulas.broken(property, &env, domain, &of);
                if space.is_full() {
                    break;
                }
                if let Some(sheet) = &mut sheet {
                    sheet.add(space, &env, &broken.asked);
                }
                if space.allowed_of(broken.speaks, mode == Mode::Open) == Fun::FALSE {
                    continue;
                }
                looked.speaks += 1;
                if mode == Mode::Known {
                    looked.density = looked.density.max(space.density(broken.speaks));
                }
                looked.possible.insert(env.actors.clone());
                for Way { broken, twist } in broken.ways {
                    let Some((path, cost)) = space.smallest_path(broken, mode == Mode::Open) else {
                        continue;
                    };
                    if cost < least {
                        least = cost;
                        let case = space.case(&path);
                        let filled = space.filled(&case);
                        looked.found = Some(Found { env: env.clone(), path, case, filled, twist });
                    }
                }
            }
            looked.full = space.is_full();
            if !looked.full {
                looked.written = sheet.and_then(|sheet| sheet.done(space, &looked));
            }
            looked.nodes = space.size();
            looked.events = space.events();
            looked
        })
    }

    /// The events that break a law, confirmed by the evaluator.
    fn breach(&mut self, property: &Property, base: &Event, found: Found) -> Answer {
        let Found { env, case, filled, twist, .. } = found;
        for case in [case, filled] {
            let mut breach = breach_of(base, &env, &case, &twist);
            // A kind or place that no event can state to the end: the event breaks the law in one of the
            // ways that it leaves open.
            breach.unnamed = leaves_open(self.program, &case, &breach);
            let confirmed = replay::confirms(self.program, property, &breach, self.limits)
                || (breach.unnamed && replay::may_be(self.program, property, &breach, self.limits));
            if confirmed {
                breach.answers = replay::answers(self.program, property, &breach, self.limits);
                return Answer::Broken(Box::new(breach));
            }
        }
        let names: Vec<&str> = env.actors.iter().map(|id| self.program.actor_name(*id)).collect();
        Answer::Fault(format!("an event of {} for {} is not confirmed", base.date, names.join(", ")))
    }
}

/// The first days of the stretches on which nothing changes that a law looks at, in its time.
pub(super) fn days(program: &Program, property: &Property, base: &Event, slice: &Slice) -> Vec<Date> {
    let mut days = slice.days(program);
    // A deed that every event of the law has is done from its day on.
    days.extend(base.record.iter().filter_map(|deed| deed.date));
    if let Some(from) = property.from {
        days.insert(from);
        days.retain(|day| *day >= from);
    }
    if let Some(until) = property.until {
        days.retain(|day| *day < until);
    }
    if days.is_empty() {
        days.insert(property.from.unwrap_or(base.date));
    }
    days.into_iter().collect()
}

/// Whether the event that the author of a law gives breaks it, as the author says; none where nothing is
/// said.
#[must_use]
pub fn as_told(program: &Program, property: &Property, limits: &Limits) -> Option<Result<(), String>> {
    let (_, lines, _) = property.broken.as_ref()?;
    let event = match from_block(program, lines, property.file) {
        Ok(event) => event,
        Err(list) => {
            return Some(Err(list.into_iter().map(|d| d.message).collect::<Vec<_>>().join("; ")));
        }
    };
    Some(if replay::is_broken_by(program, property, &event, limits) {
        Ok(())
    } else {
        Err("the event that the property gives does not break it".to_owned())
    })
}

pub(super) fn stance_of(program: &Program, property: &Property, env: &Env) -> Stance {
    let mut stance =
        property.interpretation.map_or_else(Stance::default, |id| of_interpretation(program, id));
    let held = property.held_by.iter().map(|actor| (*actor, None));
    stance.as_held_by = held.chain(stance.as_held_by).collect();
    stance.read_as_of = property.read_as_of;
    stance.readings.extend(bind::closed(property, env));
    stance
}

/// An event with the facts that every event of a property has.
pub(super) fn base(
    program: &Program,
    property: &Property,
) -> Result<Event, Vec<crate::diagnostic::Diagnostic>> {
    let day = property.from.unwrap_or_else(|| date(1, 1, 1));
    let mut event = match &property.facts {
        None => Event {
            id: String::new(),
            title: None,
            date: day,
            first: None,
            facts: Vec::new(),
            own_place: None,
            record: Vec::new(),
            line: 0,
        },
        Some((lines, span)) => {
            let mut lines: Vec<EventLine> = lines.clone();
            if !lines.iter().any(|line| line.field.text == "date") {
                let written = tree::Date { span: *span, date: day };
                let field = Name { text: "date".to_owned(), span: *span };
                lines.push(EventLine { field, value: tree::Value::Date(written) });
            }
            from_block(program, &lines, property.file)?
        }
    };
    event.id = "counterexample".to_owned();
    Ok(event)
}

pub(super) fn breach_of(base: &Event, env: &Env, case: &Case, twist: &Twist) -> Breach {
    let event = case.event(base, &base.id);
    let mut second = None;
    let (mut first, readings) = (event, case.readings.iter().copied().collect());
    match twist {
        Twist::Field(field, one, other) => {
            let set = |event: &Event, value, id: &str| {
                let mut event = Event { id: id.to_owned(), ..event.clone() };
                event.facts.retain(|(known, _)| known != field);
                event.facts.push((*field, Fact::Stated(vec![value])));
                event.facts.sort_by_key(|(field, _)| *field);
                event
            };
            second = Some(set(&first, *other, "counterpart"));
            first = set(&first, *one, &base.id);
        }
        Twist::Deed(deed) => {
            second = Some(Event { id: "counterpart".to_owned(), ..first.clone() });
            first.record.push(deed.clone());
        }
        Twist::None | Twist::Question(..) | Twist::Under(..) | Twist::Exchanged(..) => {}
    }
    let Env { actors, treaties, clauses, readings: bound } = env.clone();
    Breach {
        bound: Bound { actors, treaties, clauses, readings: bound },
        event: first,
        second,
        twist: twist.clone(),
        readings,
        unnamed: false,
        answers: Vec::new(),
    }
}

/// Whether a case cannot be told to the end: it means a kind without a name, or a place of its own.
pub(super) fn leaves_open(program: &Program, case: &Case, breach: &Breach) -> bool {
    let unnamed = case.means_no_named_kind(program) || breach.twist.means_no_named_kind(program);
    unnamed || breach.event.own_place.is_some()
}

pub(super) fn aside(property: &Property, mode: Mode, closed_record: bool) -> Vec<String> {
    let mut aside = vec![
        "a field has one value: events with several acts, authors or struck are not looked at".to_owned(),
        "places are those that the rules declare".to_owned(),
    ];
    if mode == Mode::Known && !passes_to_open(property) {
        aside.push("every fact is known and every question answered".to_owned());
    }
    if matches!(property.law, Law::Unchanged(Change::Deed(_), _)) {
        aside.push("deeds are changed one at a time".to_owned());
    }
    aside.push(if closed_record {
        "on some days the record shows no deeds, since with any deeds too much is open".to_owned()
    } else {
        "the record shows deeds of organs, of those that the law and its rules name, and of states that are \
         bound, protected, struck or owed"
            .to_owned()
    });
    aside
}

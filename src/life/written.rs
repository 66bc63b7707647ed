//! The course of a crisis as one JSON document, and back.
//!
//! In: a course, or a document. Out: the other. What is written: what was told, every obligation with
//! its moves, what rests, what is not settled; beside it by what the rules and options are known
//! again. What follows from these (the record of deeds, what is still to come, which duty is the last
//! of its sort) is made again when reading, and every move is made again, so that no document can
//! hold a history that could not have happened. Absent: files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::callers::Callers;
use super::course::{Course, Happened, Stop, counts_on};
use super::crisis::{Obligation, Refused, Setting, Unsettled};
use super::deadline::Due;
use super::state::{Life, LifeRecord, Live, Move, State, Unreadable, read_when};
use super::together::Parts;
use crate::evaluate::{BeneficiaryOut, Pivots, Status, TooComplex};
use crate::event::{Deed, Event, Names, event_from_json, to_json};
use crate::ir::{ActorId, Amount, ClauseId, NodeId, Program};

/// The shape of the document; it grows when a field changes its name, place or meaning.
const SCHEMA_VERSION: u32 = 1;

/// A document that cannot be gone on from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotACourse {
    /// It has another shape, or holds what cannot be.
    #[error("not the state of a crisis: {0}")]
    Shape(String),
    /// Another version of the program wrote it, and may have decided otherwise.
    #[error("the state was written by casus {written}, and this is {this}; tell the events from the start")]
    Version {
        /// Which.
        written: String,
        /// This one.
        this: String,
    },
    /// Other rules made it.
    #[error("the state was made with other rules; tell the events from the start, or give the same rules")]
    Rules,
    /// Other options made it.
    #[error("the state was made with other options: {written}")]
    Options {
        /// Which.
        written: String,
    },
}

impl From<Unreadable> for NotACourse {
    fn from(unreadable: Unreadable) -> Self {
        NotACourse::Shape(unreadable.to_string())
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    casus: String,
    schema_version: u32,
    rules: String,
    options: String,
    /// The day of the last event that was told.
    reached: Option<String>,
    /// The last day that was gone through.
    done: Option<String>,
    events: Vec<Box<RawValue>>,
    obligations: Vec<ObligationRecord>,
    stops: Vec<StopRecord>,
    /// Clauses under which something is decided, each with the events that call it up.
    called: Vec<(ClauseRecord, BTreeSet<usize>)>,
    unsettled: Vec<UnsettledRecord>,
    too_complex: Vec<TooComplexRecord>,
    refused: Vec<RefusedRecord>,
}

/// A clause by its path, and which of its texts.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClauseRecord {
    path: String,
    text: usize,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum To {
    Nobody,
    Struck,
    Parties,
    All,
    Actor(String),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum DueRecord {
    By(String),
    Words(String),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ObligationRecord {
    clause: ClauseRecord,
    obligor: String,
    beneficiary: To,
    event: usize,
    since: String,
    rider: Option<usize>,
    due: Option<DueRecord>,
    life: LifeRecord,
    /// What was done of moves that several deeds make together: the move, the kind of deed, when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    parts: Vec<(Move, String, String)>,
    /// Each amount so far: the move, the first kind of deed of its line, how much, when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sums: Vec<(Move, String, String, String)>,
    /// Events that call it up or may do so, each with its last answer.
    callers: Vec<(usize, String)>,
    /// Every event that has called it up.
    heard: Vec<usize>,
    moved_by: usize,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StopRecord {
    clauses: Vec<ClauseRecord>,
    holder: String,
    other: Option<String>,
    /// Only what this event calls up.
    of: Option<usize>,
    ended: bool,
    event: usize,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct UnsettledRecord {
    event: usize,
    clause: ClauseRecord,
    obligor: Option<String>,
    beneficiary: To,
    rider: Option<usize>,
    status: String,
    pivots: Pivots,
    because: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TooComplexRecord {
    event: usize,
    path: String,
    limit: usize,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RefusedRecord {
    on: String,
    event: usize,
    text: String,
}

impl<'p> Course<'p> {
    /// The course as one JSON document, without a line end.
    ///
    /// # Errors
    /// None is known; the error of the writer is passed on.
    pub fn write(&self, setting: &Setting<'_>) -> Result<String, serde_json::Error> {
        let program = setting.program;
        let told = self.events.iter().skip(self.starts.len());
        let mut heard: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for ((event, _), index) in &self.heard {
            heard.entry(*index).or_default().push(*event);
        }
        let obligations = self
            .obligations
            .iter()
            .enumerate()
            .map(|(at, one)| obligation_record(program, one, heard.remove(&at).unwrap_or_default()));
        let document = Document {
            casus: env!("CARGO_PKG_VERSION").to_owned(),
            schema_version: SCHEMA_VERSION,
            rules: setting.mark.rules.clone(),
            options: setting.mark.options.clone(),
            reached: self.reached.map(|day| day.to_string()),
            done: self.done.map(|day| day.to_string()),
            events: told
                .map(|event| RawValue::from_string(to_json(program, event)))
                .collect::<Result<_, _>>()?,
            obligations: obligations.collect(),
            stops: self.stops.iter().map(|stop| stop_record(program, stop)).collect(),
            called: self
                .called
                .iter()
                .map(|(clause, events)| (clause_record(program, *clause), events.clone()))
                .collect(),
            unsettled: self.unsettled.values().flatten().map(|one| unsettled_record(program, one)).collect(),
            too_complex: self
                .too_complex
                .iter()
                .map(|(event, problem)| TooComplexRecord {
                    event: *event,
                    path: problem.path.clone(),
                    limit: problem.limit,
                })
                .collect(),
            refused: self
                .refused
                .iter()
                .map(|one| RefusedRecord { on: one.on.to_string(), event: one.event, text: one.text.clone() })
                .collect(),
        };
        serde_json::to_string(&document)
    }

    /// A course as [`Course::write`] wrote it.
    ///
    /// # Errors
    /// The text is no such document, or one of another version, other rules or other options.
    pub fn read(setting: &Setting<'p>, text: &str) -> Result<Self, NotACourse> {
        let document: Document =
            serde_json::from_str(text).map_err(|error| NotACourse::Shape(error.to_string()))?;
        let this = env!("CARGO_PKG_VERSION");
        if document.casus != this || document.schema_version != SCHEMA_VERSION {
            return Err(NotACourse::Version { written: document.casus, this: this.to_owned() });
        }
        if document.rules != setting.mark.rules {
            return Err(NotACourse::Rules);
        }
        if document.options != setting.mark.options {
            return Err(NotACourse::Options { written: document.options });
        }
        let reader = Reader { program: setting.program };
        let mut course = Course {
            reached: document.reached.as_deref().map(day).transpose()?,
            done: document.done.as_deref().map(day).transpose()?,
            ..Course::new(setting)
        };
        let told: Vec<Event> = document
            .events
            .iter()
            .map(|event| reader.event(setting, event.get()))
            .collect::<Result<_, _>>()?;
        if let Some(first) = told.first() {
            course.start(setting, first.date);
        }
        course.events.extend(told);
        course.take_up(setting)?;
        reader.obligations((setting, &mut course), document.obligations)?;
        course.take_up_calls(setting);
        for stop in document.stops {
            let stop = reader.stop(stop)?;
            course.stops.push(stop);
        }
        for (clause, events) in document.called {
            course.called.insert(reader.clause(&clause)?, events);
        }
        for one in document.unsettled {
            let one = reader.unsettled(one)?;
            let one = course.alike.join(one);
            course.unsettled.entry((one.event, one.clause)).or_default().push(one);
        }
        for one in document.too_complex {
            course.too_complex.push((one.event, TooComplex { path: one.path, limit: one.limit }));
        }
        for one in document.refused {
            course.refused.push(Refused { on: day(&one.on)?, event: one.event, text: one.text });
        }
        course.is_whole()?;
        Ok(course)
    }

    /// What was told, sorted into what counts already and what is still to come.
    ///
    /// What answers wait for is not written: each is taken to wait for every deed that its clause looks
    /// at, which asks again more than is needed, once, and changes nothing.
    fn take_up(&mut self, setting: &Setting<'p>) -> Result<(), NotACourse> {
        let mut days: BTreeMap<Date, Happened> = BTreeMap::new();
        for (at, event) in self.events.iter().enumerate() {
            days.entry(event.date).or_default().events.push(at);
            for (place, deed) in event.record.iter().enumerate() {
                days.entry(counts_on(event, deed)).or_default().deeds.push((at, place));
            }
        }
        let last = self.events.iter().skip(self.starts.len()).map(|event| event.date).max();
        if last != self.reached || self.done.is_some_and(|done| last.is_none_or(|last| done >= last)) {
            return Err(NotACourse::Shape("its days do not fit its events".to_owned()));
        }
        let later = match self.done.and_then(|done| done.tomorrow().ok()) {
            Some(next) => days.split_off(&next),
            None => std::mem::take(&mut days),
        };
        self.agenda = later;
        for (day, happened) in days {
            for at in happened.events {
                self.opened.insert(at);
                for clause in self.starts.get(at).unwrap_or(&setting.asked) {
                    self.watch.wait(at, *clause, setting.reach.any_deed(*clause));
                    if setting.reach.of(*clause).is_some_and(|looks| !looks.own.is_empty()) {
                        self.crowded.insert((at, *clause));
                    }
                }
            }
            let (mut first, mut new) = (Vec::new(), Vec::new());
            for (at, place) in happened.deeds {
                let deed = self.events.get(at).and_then(|event| event.record.get(place)).cloned();
                let Some(deed) = deed else { continue };
                let Some((once, _)) = self.note(setting, &deed, (at, day)) else { continue };
                first.extend(once.map(|news| news.deed));
                new.push((deed, at));
            }
            self.take_up_bonds(setting, day, &first, &new);
        }
        if let Some(done) = self.done {
            while self.bonds.turned(done).is_some() {}
        }
        Ok(())
    }

    /// Who is bound to whom after the deeds of a day; what obligations were told of it stands in their
    /// lives.
    fn take_up_bonds(&mut self, setting: &Setting<'_>, day: Date, first: &[Deed], new: &[(Deed, usize)]) {
        while self.bonds.turned(day).is_some() {}
        self.bonds.note(first);
        for (deed, at) in new {
            self.judge(setting, deed, *at, day);
            while self.bonds.turned(day).is_some() {}
        }
    }

    /// Which talks were held, and which events may wait for another call.
    fn take_up_calls(&mut self, setting: &Setting<'_>) {
        for (index, one) in self.obligations.iter().enumerate() {
            if !setting.reach.calls.contains_key(&one.clause) {
                continue;
            }
            let performed = one.life.steps().iter().filter(|step| step.step() == Move::Perform);
            let key = (one.clause, one.obligor, one.beneficiary);
            for step in performed {
                self.calls.answer(key, step.on().latest(), index);
            }
            if one.life.state() == State::Live(Live::Available) {
                one.callers.iter().for_each(|(at, _)| self.calls.wait(key, at));
            }
        }
    }

    /// Whether every event that is referred to was told.
    fn is_whole(&self) -> Result<(), NotACourse> {
        let duties = self
            .obligations
            .iter()
            .flat_map(|one| one.callers.iter().map(|(at, _)| at).chain([one.event, one.moved_by]));
        let heard = self.heard.keys().map(|(at, _)| *at);
        let stops = self.stops.iter().flat_map(|stop| [stop.event].into_iter().chain(stop.of));
        let rest = self.unsettled.values().flatten().map(|one| one.event);
        let rest = rest.chain(self.too_complex.iter().map(|(at, _)| *at));
        let rest = rest.chain(self.refused.iter().map(|one| one.event));
        let rest = rest.chain(self.called.values().flatten().copied());
        match duties.chain(heard).chain(stops).chain(rest).find(|at| *at >= self.events.len()) {
            Some(at) => Err(NotACourse::Shape(format!("there is no event {at} in it"))),
            None => Ok(()),
        }
    }
}

fn obligation_record(program: &Program, one: &Obligation, heard: Vec<usize>) -> ObligationRecord {
    ObligationRecord {
        clause: clause_record(program, one.clause),
        obligor: program.actor_name(one.obligor).to_owned(),
        beneficiary: to(program, one.beneficiary),
        event: one.event,
        since: one.since.to_string(),
        rider: one.rider,
        due: one.due.as_ref().map(|due| match due {
            Due::By(end) => DueRecord::By(end.to_string()),
            Due::InWords(words) => DueRecord::Words(words.clone()),
        }),
        life: one.life.record(),
        sums: one
            .parts
            .payments()
            .map(|(step, node, amount, on)| {
                let name = program.node_name(program.kernel.deed, node).to_owned();
                (step, name, amount.to_string(), on.to_string())
            })
            .collect(),
        parts: one
            .parts
            .iter()
            .map(|(step, node, on)| {
                (step, program.node_name(program.kernel.deed, node).to_owned(), on.to_string())
            })
            .collect(),
        callers: one.callers.iter().map(|(event, status)| (event, status.word().to_owned())).collect(),
        heard,
        moved_by: one.moved_by,
    }
}

fn stop_record(program: &Program, stop: &Stop) -> StopRecord {
    StopRecord {
        clauses: stop.clauses.iter().map(|clause| clause_record(program, *clause)).collect(),
        holder: program.actor_name(stop.holder).to_owned(),
        other: stop.other.map(|other| program.actor_name(other).to_owned()),
        of: stop.of,
        ended: stop.ended,
        event: stop.event,
    }
}

fn unsettled_record(program: &Program, one: &Unsettled) -> UnsettledRecord {
    UnsettledRecord {
        event: one.event,
        clause: clause_record(program, one.clause),
        obligor: one.obligor.map(|obligor| program.actor_name(obligor).to_owned()),
        beneficiary: to(program, one.beneficiary),
        rider: one.rider,
        status: one.status.word().to_owned(),
        pivots: Pivots::clone(&one.pivots),
        because: one.because.to_string(),
    }
}

fn clause_record(program: &Program, id: ClauseId) -> ClauseRecord {
    let path = program.clause_path(id);
    let texts = texts(program, &path);
    ClauseRecord { text: texts.iter().position(|other| *other == id).unwrap_or_default(), path }
}

/// The clauses of a path, one for each text.
fn texts(program: &Program, path: &str) -> Vec<ClauseId> {
    (0..program.clauses.len()).map(ClauseId::at).filter(|id| program.clause_path(*id) == path).collect()
}

fn to(program: &Program, beneficiary: BeneficiaryOut) -> To {
    match beneficiary {
        BeneficiaryOut::None => To::Nobody,
        BeneficiaryOut::Struck => To::Struck,
        BeneficiaryOut::Parties => To::Parties,
        BeneficiaryOut::All => To::All,
        BeneficiaryOut::Actor(actor) => To::Actor(program.actor_name(actor).to_owned()),
    }
}

fn day(text: &str) -> Result<Date, NotACourse> {
    text.parse().map_err(|_| NotACourse::Shape(format!("`{text}` is no day")))
}

fn status(word: &str) -> Result<Status, NotACourse> {
    let found = Status::ALL.into_iter().find(|status| status.word() == word);
    found.ok_or_else(|| NotACourse::Shape(format!("`{word}` is no answer")))
}

/// Finds names again.
struct Reader<'p> {
    program: &'p Program,
}

impl Reader<'_> {
    fn event(&self, setting: &Setting<'_>, text: &str) -> Result<Event, NotACourse> {
        let mut event = event_from_json(&Names::new(self.program).with_months(), setting.limits, text, 0)
            .map_err(|said| {
                let first = said.first().map(|said| said.message.clone()).unwrap_or_default();
                NotACourse::Shape(format!("an event in it cannot be read: {first}"))
            })?;
        event.line = 0;
        Ok(event)
    }

    fn actor(&self, name: &str) -> Result<ActorId, NotACourse> {
        let found = self.program.actors.iter().position(|actor| actor.name == name);
        found.map(ActorId::at).ok_or_else(|| NotACourse::Shape(format!("there is no actor `{name}`")))
    }

    fn deed(&self, name: &str) -> Result<NodeId, NotACourse> {
        let tree = self.program.tree(self.program.kernel.deed);
        let found = tree.and_then(|tree| tree.find(name));
        found.ok_or_else(|| NotACourse::Shape(format!("there is no deed `{name}`")))
    }

    fn clause(&self, record: &ClauseRecord) -> Result<ClauseId, NotACourse> {
        let found = texts(self.program, &record.path).get(record.text).copied();
        found.ok_or_else(|| NotACourse::Shape(format!("there is no clause `{}`", record.path)))
    }

    fn beneficiary(&self, to: &To) -> Result<BeneficiaryOut, NotACourse> {
        Ok(match to {
            To::Nobody => BeneficiaryOut::None,
            To::Struck => BeneficiaryOut::Struck,
            To::Parties => BeneficiaryOut::Parties,
            To::All => BeneficiaryOut::All,
            To::Actor(name) => BeneficiaryOut::Actor(self.actor(name)?),
        })
    }

    fn obligations(
        &self,
        (setting, course): (&Setting<'_>, &mut Course<'_>),
        records: Vec<ObligationRecord>,
    ) -> Result<(), NotACourse> {
        for (index, record) in records.into_iter().enumerate() {
            let key = (
                self.clause(&record.clause)?,
                self.actor(&record.obligor)?,
                self.beneficiary(&record.beneficiary)?,
            );
            let due = match record.due {
                Some(DueRecord::By(text)) => Some(Due::By(read_when(&text)?)),
                Some(DueRecord::Words(words)) => Some(Due::InWords(words)),
                None => None,
            };
            let mut callers = Callers::default();
            for (event, word) in &record.callers {
                callers.set(*event, status(word)?);
            }
            let life = Life::of_record(record.life)?;
            let mut parts = Parts::default();
            for (step, name, on) in &record.parts {
                parts.add(*step, self.deed(name)?, read_when(on)?);
            }
            for (step, name, amount, on) in &record.sums {
                let read = Amount::parse(amount);
                let amount = read.ok_or_else(|| NotACourse::Shape(format!("`{amount}` is no amount")))?;
                parts.add_amount((*step, self.deed(name)?), &amount, read_when(on)?);
            }
            course.places.begin(index, key, &setting.reach);
            course.places.falls_due(index, due.as_ref());
            if matches!(life.state(), State::Ended(_)) {
                course.places.end(index, key);
            }
            course.standing.insert(key, index);
            course.heard.extend(record.heard.iter().map(|event| ((*event, key), index)));
            course.obligations.push(Obligation {
                clause: key.0,
                obligor: key.1,
                beneficiary: key.2,
                event: record.event,
                since: day(&record.since)?,
                rider: record.rider,
                due,
                life,
                parts,
                callers,
                moved_by: record.moved_by,
            });
        }
        Ok(())
    }

    fn stop(&self, record: StopRecord) -> Result<Stop, NotACourse> {
        let clauses: Result<BTreeSet<ClauseId>, NotACourse> =
            record.clauses.iter().map(|clause| self.clause(clause)).collect();
        Ok(Stop {
            clauses: clauses?,
            holder: self.actor(&record.holder)?,
            other: record.other.as_deref().map(|other| self.actor(other)).transpose()?,
            of: record.of,
            ended: record.ended,
            event: record.event,
        })
    }

    fn unsettled(&self, record: UnsettledRecord) -> Result<Unsettled, NotACourse> {
        Ok(Unsettled {
            event: record.event,
            clause: self.clause(&record.clause)?,
            obligor: record.obligor.as_deref().map(|name| self.actor(name)).transpose()?,
            beneficiary: self.beneficiary(&record.beneficiary)?,
            rider: record.rider,
            status: status(&record.status)?,
            pivots: Arc::new(record.pivots),
            because: record.because.into(),
        })
    }
}

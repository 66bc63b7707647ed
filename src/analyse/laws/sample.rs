//! An event to try a law on, how it is made by chance, and how it shrinks by meaning.
//!
//! In: a [`Vocabulary`], events drawn from where the law speaks. Out: a strategy of samples. Absent:
//! whether a sample breaks the law (`judge`).
//!
//! A sample shrinks to what says least: readings, deeds and facts are taken away; then a list keeps one
//! value; then a value becomes one that the rules name, or the one halfway to it; then the day becomes
//! one that a reader knows. Each step makes the sample simpler in that order, so shrinking ends.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::rc::Rc;

use proptest::prelude::RngExt as _;
use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use jiff::civil::Date;

use super::formula::Env;
use super::vocabulary::{Changed, Vocabulary, below, values_of};
use crate::event::{Deed, Event, Fact, Value};
use crate::ir::{FieldId, QuestionId, ReadingId};

/// Of the events that are drawn from where a law speaks, how many are changed in one thing.
const CHANGED: f64 = 0.25;

/// An event to try, with what the names of the law mean on it.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    pub env: Env,
    pub event: Event,
    pub readings: BTreeMap<QuestionId, ReadingId>,
    /// Its record is one that a proof looks at.
    pub record_of_space: bool,
}

/// Where samples of one stretch of days come from.
pub(super) struct Samples {
    pub vocabulary: Rc<Vocabulary>,
    pub base: Event,
    /// What the names of the law may mean.
    pub bindings: Vec<Env>,
    /// Events drawn from where the law speaks.
    pub drawn: Vec<Sample>,
    /// How often an event is one of these; the others are made of the vocabulary.
    pub from_drawn: f64,
    /// Whether what a drawn event leaves open may be said; a law that speaks of what is known looks at it.
    pub fills: bool,
    /// Whether questions may be answered beforehand.
    pub closes_questions: bool,
}

impl fmt::Debug for Samples {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "events of the stretch from {}", self.vocabulary.first)
    }
}

impl Strategy for Samples {
    type Tree = SampleTree;
    type Value = Sample;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let rng = runner.rng();
        let mut unit = || rng.random::<f64>();
        let sample = match self.drawn.get(below(self.drawn.len(), &mut unit)) {
            Some(drawn) if unit() < self.from_drawn => {
                let mut sample = drawn.clone();
                // What the law does not look at is what it happens to be.
                if self.fills {
                    self.vocabulary.fill(&mut sample.event, self.vocabulary.event(&self.base, &mut unit));
                }
                if self.fills && self.closes_questions {
                    for (question, reading) in self.vocabulary.readings(&mut unit) {
                        sample.readings.entry(question).or_insert(reading);
                    }
                }
                if unit() < CHANGED {
                    let changed = self.vocabulary.change(&mut sample.event, &mut unit);
                    sample.record_of_space &= changed == Changed::Facts;
                }
                sample
            }
            _ => {
                let env = self.bindings.get(below(self.bindings.len(), &mut unit)).cloned();
                let event = self.vocabulary.event(&self.base, &mut unit);
                let readings =
                    if self.closes_questions { self.vocabulary.readings(&mut unit) } else { BTreeMap::new() };
                let record_of_space = event.record == self.base.record;
                Sample { env: env.unwrap_or_default(), event, readings, record_of_space }
            }
        };
        Ok(SampleTree::new(Rc::clone(&self.vocabulary), &self.base, sample))
    }
}

/// One way to make a sample simpler.
#[derive(Debug, Clone, PartialEq)]
enum Step {
    /// Leave a question open.
    Reading(QuestionId),
    /// Take a deed off the record.
    Deed(Deed),
    /// A deed toward nobody in particular, and under no instrument.
    Plain(Deed),
    /// Say nothing of a field.
    Unstate(FieldId),
    /// Leave one value of several.
    Only(FieldId, Value),
    /// Another value, by its place in the vocabulary.
    Value(FieldId, usize),
    /// Leave a part of the event's own place unknown.
    Part(usize),
    /// Another day.
    Day(Date),
}

/// A sample on its way to a simpler one.
pub(super) struct SampleTree {
    vocabulary: Rc<Vocabulary>,
    /// Deeds that every event of the law has.
    fixed: Vec<Deed>,
    now: Sample,
    before: Option<Sample>,
    steps: VecDeque<Step>,
    /// A step of this round was kept; then another round may find more.
    kept: bool,
    rounds: usize,
}

impl SampleTree {
    fn new(vocabulary: Rc<Vocabulary>, base: &Event, now: Sample) -> Self {
        SampleTree {
            vocabulary,
            fixed: base.record.clone(),
            now,
            before: None,
            steps: VecDeque::new(),
            kept: true,
            rounds: 0,
        }
    }

    fn steps(&self) -> VecDeque<Step> {
        let mut steps = VecDeque::new();
        let event = &self.now.event;
        steps.extend(self.now.readings.keys().map(|question| Step::Reading(*question)));
        let own = || event.record.iter().filter(|deed| !self.fixed.contains(deed));
        steps.extend(own().cloned().map(Step::Deed));
        let plain = |deed: &&Deed| deed.to.is_some() || deed.treaty.is_some();
        steps.extend(own().filter(plain).cloned().map(Step::Plain));
        let open = || event.facts.iter().filter(|(field, _)| self.vocabulary.row(*field).is_some());
        steps.extend(open().map(|(field, _)| Step::Unstate(*field)));
        for (field, fact) in open() {
            let values = values_of(fact);
            if values.len() > 1 {
                steps.extend(values.iter().map(|value| Step::Only(*field, *value)));
            }
        }
        if event.own_place.is_some() {
            steps.extend((0..PARTS).map(Step::Part));
        }
        for (field, fact) in open() {
            let Some(row) = self.vocabulary.row(*field) else { continue };
            let now = values_of(fact).iter().filter_map(|value| rank(&row.values, *value)).max();
            let Some(now) = now else { continue };
            steps.extend((0..now.min(row.named)).map(|at| Step::Value(*field, at)));
            // Halving, from the simplest value that the rules do not name.
            let (mut low, mut far) = (row.named, now.saturating_sub(row.named));
            while far > 0 {
                steps.push_back(Step::Value(*field, low));
                low += far.div_ceil(2);
                far /= 2;
            }
        }
        steps.extend(self.vocabulary.simpler_days(event.date).into_iter().map(Step::Day));
        steps
    }

    /// The sample after a step; none if the step makes it no simpler.
    fn after(&self, step: &Step) -> Option<Sample> {
        let mut next = self.now.clone();
        let event = &mut next.event;
        match step {
            Step::Reading(question) => {
                next.readings.remove(question)?;
            }
            Step::Deed(deed) => {
                let at = event.record.iter().position(|one| one == deed)?;
                event.record.remove(at);
            }
            Step::Plain(deed) => {
                let at = event.record.iter_mut().find(|one| *one == deed)?;
                *at = Deed { to: None, treaty: None, ..deed.clone() };
                // A deed toward nobody in particular shows more than it did.
                next.record_of_space = false;
            }
            Step::Unstate(field) => {
                let at = event.facts.iter().position(|(one, _)| one == field)?;
                let (_, fact) = event.facts.remove(at);
                if let Some((_, said)) = self.vocabulary.said(*field) {
                    if said == fact {
                        return None;
                    }
                    event.facts.insert(at, (*field, said));
                }
                if values_of(&fact).contains(&Value::OwnPlace) {
                    event.own_place = None;
                }
            }
            Step::Only(field, value) => {
                let (_, fact) = event.facts.iter_mut().find(|(one, _)| one == field)?;
                let values = values_of(fact);
                if values.len() < 2 || !values.contains(value) {
                    return None;
                }
                *fact = Fact::Stated(vec![*value]);
            }
            Step::Value(field, at) => {
                let row = self.vocabulary.row(*field)?;
                let value = *row.values.get(*at)?;
                let (_, fact) = event.facts.iter_mut().find(|(one, _)| one == field)?;
                let (Fact::Stated(values) | Fact::OneOf(values)) = fact else { return None };
                if values.contains(&value) {
                    return None;
                }
                let highest = values.iter_mut().max_by_key(|one| rank(&row.values, **one))?;
                if rank(&row.values, *highest).is_none_or(|now| now <= *at) {
                    return None;
                }
                *highest = value;
                let facts = event.facts.len();
                self.vocabulary.settle(event);
                if event.facts.len() < facts {
                    return None;
                }
            }
            Step::Part(at) => forget(event, *at)?,
            Step::Day(day) => {
                if !self.vocabulary.simpler_days(event.date).contains(day) {
                    return None;
                }
                event.date = *day;
            }
        }
        Some(next)
    }
}

/// Parts of a place that an event describes.
const PARTS: usize = 5;

/// Leaves a part of the event's own place unknown; none if it is.
fn forget(event: &mut Event, part: usize) -> Option<()> {
    let place = event.own_place.as_mut()?;
    match part {
        0 => place.within.take().map(drop),
        1 => place.kinds.take().map(drop),
        2 => place.territory.take().map(drop),
        3 => place.administered.take().map(drop),
        _ => place.claimed.take().map(drop),
    }
}

/// Where a value stands in the vocabulary.
fn rank(values: &[Value], value: Value) -> Option<usize> {
    values.iter().position(|one| *one == value)
}

impl ValueTree for SampleTree {
    type Value = Sample;

    fn current(&self) -> Sample {
        self.now.clone()
    }

    fn simplify(&mut self) -> bool {
        self.kept |= self.before.take().is_some();
        loop {
            let Some(step) = self.steps.pop_front() else {
                if !self.kept || self.rounds >= ROUNDS {
                    return false;
                }
                self.kept = false;
                self.rounds += 1;
                self.steps = self.steps();
                if self.steps.is_empty() {
                    return false;
                }
                continue;
            };
            if let Some(next) = self.after(&step) {
                self.before = Some(std::mem::replace(&mut self.now, next));
                return true;
            }
        }
    }

    /// Takes the last step back and tries the next one.
    fn complicate(&mut self) -> bool {
        let Some(before) = self.before.take() else { return false };
        self.now = before;
        self.simplify()
    }
}

/// Rounds over all steps; each but the last took something away, so few are ever needed.
const ROUNDS: usize = 20;

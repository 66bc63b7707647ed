//! Random search for events that break a law, with the smallest that it comes to.
//!
//! In: a law, a seed, earlier finds. Out: [`Searched`]. Absent: proof (`prove`), and every case of small
//! worlds (`exhaust`).
//!
//! The stretches of days of a law are looked at in turn, or, where they are many, some of them by chance.
//! On each, events are made of the vocabulary; where the law speaks of few of those, they are drawn from
//! the very function of the events of which it speaks, so that no event is thrown away. The evaluator
//! judges each event alone. The same seed gives the same events, whichever other laws are asked.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use jiff::civil::Date;
use proptest::prelude::RngExt as _;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use sha2::{Digest as _, Sha256};

use super::bind;
use super::formula::{Env, Formulas, Holding, Mode};
use super::judge::{Coverage, Judge, left_open};
use super::law::mode_of;
use super::prove::{Breach, base, days, stance_of};
use super::sample::{Sample, Samples};
use super::slice::Slice;
use super::vocabulary::{Vocabulary, below};
use crate::evaluate::space::{Case, Fun, Space, within_as};
use crate::event::Event;
use crate::ir::{Program, Property, QuestionId, ReadingId};
use crate::text::Limits;

/// Stretches of days that are looked at, where a law has more.
const STRETCHES: usize = 40;
/// Stretches that are looked at in search of one of which the law speaks.
const TRIED: usize = 200;
/// Bindings whose events are drawn, on one stretch.
const BINDINGS: usize = 4;
/// Bindings that are looked at in search of such of which the law speaks.
const LOOKED_AT: usize = 64;
/// Where fewer of the events of a day are spoken of, they are drawn from those; else they are made of
/// the vocabulary. Chosen, not measured.
const RARE: f64 = 0.5;
/// How often an event is drawn where it can be.
const DRAWN: f64 = 0.75;

/// How to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chance {
    /// The seed: the same seed and rules give the same events.
    pub seed: u64,
    /// How many events to try for each law.
    pub cases: u32,
}

impl Default for Chance {
    fn default() -> Self {
        Chance { seed: 1, cases: 1_000 }
    }
}

/// An event that broke a law before, to be tried first.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// The event.
    pub event: Event,
    /// Readings taken on it.
    pub readings: BTreeMap<QuestionId, ReadingId>,
}

/// What a random search came to.
#[derive(Debug, Clone)]
pub struct Searched {
    /// The seed.
    pub seed: u64,
    /// Earlier finds that were tried first.
    pub replayed: usize,
    /// Events tried.
    pub cases: usize,
    /// Of those, how many the law speaks of.
    pub met: usize,
    /// Stretches of days that they are of.
    pub stretches: usize,
    /// The largest share of the events of a day of which the law speaks for one binding; from 0 to 1.
    pub density: f64,
    /// What of the rules was reached.
    pub coverage: Coverage,
    /// The smallest event found that breaks the law.
    pub found: Option<Find>,
    /// What went wrong in this program, if something did.
    pub fault: Option<String>,
}

/// An event that breaks a law.
#[derive(Debug, Clone)]
pub struct Find {
    /// The event and what it comes to.
    pub breach: Breach,
    /// At which case it was found; none where an earlier find breaks the law again.
    pub case: Option<usize>,
    /// Steps of shrinking.
    pub steps: usize,
    /// The proof looks at it too.
    pub of_proof: bool,
}

/// Searches by chance for an event that breaks a law; earlier finds are tried first.
#[must_use]
pub fn search(
    program: &Program,
    property: &Property,
    chance: Chance,
    earlier: &[Earlier],
    limits: &Limits,
) -> Searched {
    let Ok(base) = base(program, property) else { return nothing(chance.seed) };
    let judge = Judge { program, property, limits, mode: mode_of(property), base: base.clone() };
    let mut search = Search { judge, chance, holding: Holding::default(), out: nothing(chance.seed) };
    search.replay(earlier);
    if search.out.found.is_none() {
        search.run(&base);
    }
    search.out
}

fn nothing(seed: u64) -> Searched {
    Searched {
        seed,
        replayed: 0,
        cases: 0,
        met: 0,
        stretches: 0,
        density: 0.0,
        coverage: Coverage::default(),
        found: None,
        fault: None,
    }
}

/// A stretch of days for what the names of a law may mean beside actors.
struct Stretch<'e> {
    env: &'e Env,
    slice: &'e Slice,
    first: Date,
    end: Option<Date>,
}

struct Search<'p> {
    judge: Judge<'p>,
    chance: Chance,
    holding: Holding,
    out: Searched,
}

impl Search<'_> {
    fn replay(&mut self, earlier: &[Earlier]) {
        for one in earlier {
            self.out.replayed += 1;
            for sample in self.judge.samples_of(&one.event, &one.readings) {
                if !self.judge.judge(&sample, None).breaks {
                    continue;
                }
                if let Some(breach) = self.judge.breach(&sample, &[]) {
                    let of_proof = self.judge.is_of_proof(&sample);
                    self.out.found = Some(Find { breach, case: None, steps: 0, of_proof });
                    return;
                }
            }
        }
    }

    fn run(&mut self, base: &Event) {
        let (program, property) = (self.judge.program, self.judge.property);
        let outer = bind::outer(program, property, &mut self.holding);
        let mut known: Vec<(Env, Slice, Vec<Date>)> = Vec::with_capacity(outer.len());
        for env in outer {
            let slice = bind::slice(program, property, &env, &mut self.holding);
            let days = days(program, property, base, &slice);
            known.push((env, slice, days));
        }
        let mut all: Vec<(usize, usize)> = Vec::new();
        for (at, (_, _, days)) in known.iter().enumerate() {
            all.extend((0..days.len()).map(|day| (at, day)));
        }
        let mut rng = self.rng(u64::MAX);
        if all.len() > STRETCHES {
            // The first of the list in a random order.
            for at in 0..all.len().min(TRIED) {
                let other = at + below(all.len() - at, &mut || rng.random::<f64>());
                all.swap(at, other);
            }
            all.truncate(TRIED);
        }
        let mut left = self.chance.cases as usize;
        let mut spoken: Vec<(usize, usize)> = Vec::new();
        let mut round = 0;
        for (which, at) in all.iter().enumerate() {
            if left == 0 || spoken.len() >= STRETCHES {
                break;
            }
            let rounds = (all.len() - which).min(STRETCHES - spoken.len()).max(1);
            let used = self.stretch(base, &known, *at, left.div_ceil(rounds), round);
            round += 1;
            left -= used.min(left);
            if used > 0 {
                spoken.push(*at);
            }
            if self.is_over() {
                return;
            }
        }
        // What is left over by stretches of which the law does not speak is for those of which it does.
        let rounds = spoken.len();
        for (which, at) in spoken.into_iter().enumerate() {
            let used = self.stretch(base, &known, at, left.div_ceil(rounds - which), round);
            round += 1;
            left -= used.min(left);
            if left == 0 || self.is_over() {
                return;
            }
        }
    }

    fn is_over(&self) -> bool {
        self.out.found.is_some() || self.out.fault.is_some()
    }

    /// Chance that depends on the seed, the law and the round alone.
    fn rng(&self, round: u64) -> TestRng {
        let mut hash = Sha256::new();
        hash.update(self.chance.seed.to_le_bytes());
        hash.update(round.to_le_bytes());
        hash.update(self.judge.property.title.text.as_bytes());
        TestRng::from_seed(RngAlgorithm::ChaCha, &hash.finalize())
    }

    /// Tries events of one stretch; gives how many, none if the law does not speak of the stretch.
    fn stretch(
        &mut self,
        base: &Event,
        known: &[(Env, Slice, Vec<Date>)],
        (env, day): (usize, usize),
        cases: usize,
        round: u64,
    ) -> usize {
        let Some((env, slice, days)) = known.get(env) else { return 0 };
        let Some(first) = days.get(day).copied() else { return 0 };
        let end = days.get(day + 1).copied().or(self.judge.property.until);
        let stretch = Stretch { env, slice, first, end };
        let mut rng = self.rng(round);
        let mut unit = || rng.random::<f64>();
        let Some(samples) = self.samples(base, &stretch, cases, &mut unit) else { return 0 };
        if cases == 0 {
            return 0;
        }
        self.out.stretches += 1;
        let runner = TestRunner::new_with_rng(config(cases), rng);
        self.try_all(runner, &samples)
    }

    /// Where the events of a stretch come from; none if the law speaks of none of them.
    fn samples(
        &mut self,
        base: &Event,
        stretch: &Stretch<'_>,
        cases: usize,
        unit: &mut dyn FnMut() -> f64,
    ) -> Option<Samples> {
        for open_record in [true, false] {
            let (samples, full) = self.samples_in(base, stretch, cases, open_record, unit);
            if !full || !open_record {
                return samples;
            }
        }
        None
    }

    fn samples_in(
        &mut self,
        base: &Event,
        stretch: &Stretch<'_>,
        cases: usize,
        open_record: bool,
        unit: &mut dyn FnMut() -> f64,
    ) -> (Option<Samples>, bool) {
        let (program, property, limits) = (self.judge.program, self.judge.property, self.judge.limits);
        let base = Event { date: stretch.first, ..base.clone() };
        let stance = stance_of(program, property, stretch.env);
        // A space only serves to draw from: where it grows large, the vocabulary serves too.
        let limits = &Limits { diagram_nodes: limits.diagram_nodes / 4, ..*limits };
        let (holding, mode) = (&mut self.holding, self.judge.mode);
        let opening = bind::opening(program, property, stretch.env, open_record, holding);
        let (samples, full, density) = within_as(program, &base, &stance, limits, opening, |space| {
            let mut bindings = bind::actors(space, property, stretch.env);
            // Some of the bindings of which the law speaks, by chance.
            let most = bindings.len().min(BINDINGS);
            let looked_at = bindings.len().min(LOOKED_AT);
            for at in 0..looked_at {
                let other = at + below(bindings.len() - at, unit);
                bindings.swap(at, other);
            }
            let (mut spoken, mut drawn, mut rare) = (Vec::new(), Vec::new(), true);
            let mut density = 0.0_f64;
            for (env, domain) in bindings.iter().take(looked_at) {
                if spoken.len() == most {
                    break;
                }
                let mut formulas = Formulas { space: &mut *space, program, holding: &mut *holding, mode };
                let speaks = formulas.speaks(property, env, *domain);
                if space.is_full() {
                    break;
                }
                // Where facts may stay open the events are not counted, and drawn in any case.
                let open = mode == Mode::Open;
                if speaks == Fun::FALSE || (!open && !space.can_be(speaks)) {
                    continue;
                }
                let share = if open { 0.0 } else { space.density(speaks) };
                density = density.max(share);
                rare &= share < RARE;
                if share < RARE {
                    let some = space.draw(speaks, cases.div_ceil(most), open, unit);
                    drawn.extend(some.into_iter().map(|case| sample(&base, env, &case)));
                }
                spoken.push(env.clone());
            }
            let full = space.is_full();
            if full && open_record {
                return (None, true, density);
            }
            if full {
                // Nothing is known of where the law speaks: every binding may be tried.
                spoken = bindings.into_iter().map(|(env, _)| env).collect();
                drawn.clear();
                rare = false;
            }
            if spoken.is_empty() {
                return (None, full, density);
            }
            let vocabulary = vocabulary(space, &base, property, stretch, &spoken);
            let samples = Samples {
                vocabulary: Rc::new(vocabulary),
                base: base.clone(),
                bindings: spoken,
                drawn,
                fills: mode != Mode::Open,
                from_drawn: if rare { 1.0 } else { DRAWN },
                closes_questions: left_open(property).is_some(),
            };
            (Some(samples), full, density)
        });
        self.out.density = self.out.density.max(density);
        (samples, full)
    }

    /// Judges events until one breaks the law, and shrinks that; gives how many were tried.
    fn try_all(&mut self, mut runner: TestRunner, samples: &Samples) -> usize {
        let judge = &self.judge;
        let (tried, met, steps) = (Cell::new(0_usize), Cell::new(0_usize), Cell::new(0_usize));
        let broken = Cell::new(false);
        let coverage = RefCell::new(Coverage::default());
        for (question, live) in &samples.vocabulary.questions {
            let mut coverage = coverage.borrow_mut();
            live.iter().for_each(|reading| {
                coverage.readings.insert((*question, *reading), false);
            });
        }
        let outcome = runner.run(samples, |sample: Sample| {
            if broken.get() {
                steps.set(steps.get() + 1);
                let breaks = judge.judge(&sample, None).breaks;
                return if breaks { Err(TestCaseError::fail("broken")) } else { Ok(()) };
            }
            let judged = judge.judge(&sample, Some(&mut coverage.borrow_mut()));
            tried.set(tried.get() + 1);
            met.set(met.get() + usize::from(judged.speaks));
            if judged.breaks {
                broken.set(true);
                return Err(TestCaseError::fail("broken"));
            }
            Ok(())
        });
        self.out.coverage.add(coverage.into_inner());
        self.out.met += met.get();
        let before = self.out.cases;
        self.out.cases += tried.get();
        match outcome {
            Ok(()) => {}
            Err(TestError::Abort(why)) => self.out.fault = Some(format!("the search stopped: {why}")),
            Err(TestError::Fail(_, sample)) => match self.judge.breach(&sample, &[]) {
                Some(breach) => {
                    let of_proof = self.judge.is_of_proof(&sample);
                    let case = Some(before + tried.get());
                    self.out.found = Some(Find { breach, case, steps: steps.get(), of_proof });
                }
                None => {
                    let day = sample.event.date;
                    self.out.fault = Some(format!("an event of {day} that was found is not confirmed"));
                }
            },
        }
        tried.get()
    }
}

fn config(cases: usize) -> Config {
    Config {
        cases: u32::try_from(cases).unwrap_or(u32::MAX),
        failure_persistence: None,
        // A sample of ten facts with forty values each that the rules name takes a few hundred steps.
        max_shrink_iters: 5_000,
        ..Config::default()
    }
}

fn sample(base: &Event, env: &Env, case: &Case) -> Sample {
    Sample {
        env: env.clone(),
        event: case.event(base, &base.id),
        readings: case.readings.iter().copied().collect(),
        record_of_space: true,
    }
}

/// What the events of a stretch may say, seen by all the actors that the law binds.
fn vocabulary(
    space: &mut Space<'_, '_>,
    base: &Event,
    property: &Property,
    stretch: &Stretch<'_>,
    bindings: &[Env],
) -> Vocabulary {
    let mut all = stretch.env.clone();
    for env in bindings {
        let new = env.actors.iter().filter(|actor| !all.actors.contains(actor)).copied();
        let new: Vec<_> = new.collect();
        all.actors.extend(new);
    }
    let mut vocabulary = Vocabulary::new(space, base, stretch.slice, &all, stretch.end);
    let open = left_open(property);
    let closed: Vec<QuestionId> = bind::closed(property, stretch.env).iter().map(|(q, _)| *q).collect();
    vocabulary.questions.retain(|(question, _)| {
        open.as_ref().is_some_and(|open| !open.contains(question)) && !closed.contains(question)
    });
    vocabulary
}

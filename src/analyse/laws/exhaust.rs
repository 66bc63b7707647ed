//! Every case of small worlds: of each day and binding, one event for every combination of values that
//! the law tells apart, each judged by the evaluator alone.
//!
//! In: a law. Out: [`Exhausted`]. Absent: proof, which takes the same events together (`prove`).

use super::bind;
use super::formula::{Env, Formulas, Holding, Mode};
use super::judge::{Coverage, Judge};
use super::law::mode_of;
use super::prove::{base, days, stance_of};
use super::random::Find;
use super::sample::Sample;
use crate::evaluate::space::{Case, Space, within_as};
use crate::event::Event;
use crate::ir::{Law, Program, Property};
use crate::text::Limits;

/// What every case of small worlds came to.
#[derive(Debug, Clone, Default)]
pub struct Exhausted {
    /// Worlds of which every case was judged: a binding on one stretch of days each.
    pub worlds: usize,
    /// Their cases.
    pub cases: usize,
    /// Of those, how many the law speaks of.
    pub met: usize,
    /// Worlds with more cases than the limit allows.
    pub left_out: usize,
    /// How many cases those would have, where that is known.
    pub would_be: f64,
    /// Cases that were left out since they mean none of the kinds that have a name, which no event with
    /// gaps can say.
    pub unnamed: usize,
    /// The case that breaks the law.
    pub found: Option<Find>,
    /// What went wrong in this program, if something did.
    pub fault: Option<String>,
}

impl Exhausted {
    /// Whether every case of every world was judged.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.left_out == 0 && self.unnamed == 0 && self.worlds > 0
    }
}

/// Judges every case of the worlds that are small enough; the first that breaks the law ends it.
#[must_use]
pub fn exhaust(program: &Program, property: &Property, limits: &Limits) -> Exhausted {
    let mut out = Exhausted::default();
    // Whether something is possible with two exchanged is asked of all events together.
    if matches!(property.law, Law::Symmetric(..)) {
        return out;
    }
    let Ok(base) = base(program, property) else { return out };
    let judge = Judge { program, property, limits, mode: mode_of(property), base: base.clone() };
    let mut holding = Holding::default();
    let mut left = limits.small_world_cases;
    for env in bind::outer(program, property, &mut holding) {
        let slice = bind::slice(program, property, &env, &mut holding);
        for day in days(program, property, &base, &slice).into_iter().rev() {
            let event = Event { date: day, ..base.clone() };
            for (env, cases) in worlds(&judge, &env, &event, &mut holding, left) {
                match cases {
                    Ok(cases) if cases.len() <= left => {
                        left -= cases.len();
                        out.worlds += 1;
                        try_all(&judge, &event, &env, cases, &mut out);
                    }
                    Ok(cases) => {
                        out.left_out += 1;
                        out.would_be += cases.len() as f64;
                    }
                    Err(count) => {
                        out.left_out += 1;
                        out.would_be += count;
                    }
                }
                if out.found.is_some() || out.fault.is_some() {
                    return out;
                }
            }
        }
    }
    out
}

type World = (Env, Result<Vec<Case>, f64>);

/// The worlds of one stretch of days, a binding each; none if they are too large to be counted.
fn worlds(judge: &Judge<'_>, env: &Env, event: &Event, holding: &mut Holding, most: usize) -> Vec<World> {
    let (program, property, limits) = (judge.program, judge.property, judge.limits);
    let stance = stance_of(program, property, env);
    let mut of = |open_record: bool| {
        let opening = bind::opening(program, property, env, open_record, holding);
        within_as(program, event, &stance, limits, opening, |space: &mut Space<'_, '_>| {
            let mut all: Vec<World> = Vec::new();
            for (env, domain) in bind::actors(space, property, env) {
                let mut formulas = Formulas { space: &mut *space, program, holding, mode: judge.mode };
                let (speaks, parts) = formulas.parts(property, &env, domain);
                if space.is_full() {
                    return (vec![(env, Err(f64::NAN))], true);
                }
                let functions: Vec<_> = [speaks, domain].into_iter().chain(parts).collect();
                let cases = space.worlds(&functions, most, judge.mode == Mode::Open);
                all.push((env, cases));
            }
            (all, space.is_full())
        })
    };
    match of(true) {
        (all, false) => all,
        // With any deeds too much is open; the proof then leaves them aside too.
        (_, true) => of(false).0,
    }
}

fn try_all(judge: &Judge<'_>, base: &Event, env: &Env, cases: Vec<Case>, out: &mut Exhausted) {
    for case in cases {
        let sample = Sample {
            env: env.clone(),
            event: case.event(base, &base.id),
            readings: case.readings.iter().copied().collect(),
            record_of_space: true,
        };
        let unnamed = case.unnamed(judge.program);
        let judged = if unnamed.is_empty() {
            judge.judge(&sample, None::<&mut Coverage>)
        } else if judge.mode == Mode::Known {
            judge.judge_exactly(&sample, &unnamed)
        } else {
            out.unnamed += 1;
            continue;
        };
        out.cases += 1;
        out.met += usize::from(judged.speaks);
        if !judged.breaks {
            continue;
        }
        match judge.breach(&sample, &unnamed) {
            Some(breach) => {
                let of_proof = judge.is_of_proof(&sample);
                out.found = Some(Find { breach, case: Some(out.cases), steps: 0, of_proof });
            }
            None => out.fault = Some(format!("a case of {} is not confirmed", sample.event.date)),
        }
        return;
    }
}

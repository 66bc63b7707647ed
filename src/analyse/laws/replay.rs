//! An event that breaks a law, told to the evaluator alone.
//!
//! In: a property, events. Out: whether the law is broken by them. Absent: all events at once; here
//! every part of a law is true only if it is so whatever the event leaves open.

use std::collections::BTreeMap;

use super::bind;
use super::formula::{Env, Formulas, Holding, Mode};
use super::judge::opened;
use super::law::{Twist, under};
use super::prove::{Breach, base, stance_of};
use crate::evaluate::space::is_closed;
use crate::evaluate::space::{Fun, within, within_as};
use crate::evaluate::{BeneficiaryOut, Filter, Stance, Status, Verdict, decide};
use crate::event::Event;
use crate::ir::{ActorId, Body, FieldId, Formula, Law, Program, Property};
use crate::text::Limits;

/// Whether the evaluator confirms that a law is broken so.
pub(super) fn confirms(program: &Program, property: &Property, breach: &Breach, limits: &Limits) -> bool {
    let env = env_of(breach);
    let mut stance = stance_of(program, property, &env);
    stance.readings.extend(breach.readings.iter().map(|(question, reading)| (*question, *reading)));
    match &breach.twist {
        Twist::None => broken_alone(program, property, &env, &breach.event, &stance, limits),
        Twist::Exchanged(..) => {
            let Law::Symmetric(_, _, formula) = &property.law else { return false };
            let body = Body::Formula(formula.clone());
            truths(program, property, &env, &body, &breach.event, &stance, limits)
                .is_some_and(|all| all.values().any(|is| *is))
        }
        twist => {
            let body = match &property.law {
                Law::Monotone(_, body) | Law::Same(_, body) | Law::Unchanged(_, body) => body,
                _ => return false,
            };
            let closed = stance_of(program, property, &env);
            let (mut first, mut second) = (stance.clone(), stance);
            match twist {
                Twist::Question(question, one, other) => {
                    first.readings.insert(*question, *one);
                    second.readings.insert(*question, *other);
                }
                Twist::Under(one, other) => {
                    let day = breach.event.date;
                    first = with(program, under(program, &closed, *one), breach, day);
                    second = with(program, under(program, &closed, *other), breach, day);
                }
                _ => {}
            }
            let counterpart = breach.second.as_ref().unwrap_or(&breach.event);
            let one = truths(program, property, &env, body, &breach.event, &first, limits);
            let other = truths(program, property, &env, body, counterpart, &second, limits);
            let (Some(one), Some(other)) = (one, other) else { return false };
            let falls = one.iter().any(|(key, is)| *is && other.get(key) != Some(&true));
            let rises = other.iter().any(|(key, is)| *is && one.get(key) != Some(&true));
            if matches!(property.law, Law::Monotone(..)) { falls } else { falls || rises }
        }
    }
}

/// What the clauses of a law come to on an event that breaks it, as far as they come to anything for
/// the actors of whom the law speaks.
pub(super) fn answers(
    program: &Program,
    property: &Property,
    breach: &Breach,
    limits: &Limits,
) -> Vec<Verdict> {
    let env = env_of(breach);
    let mut stance = stance_of(program, property, &env);
    stance.readings.extend(breach.readings.iter().map(|(question, reading)| (*question, *reading)));
    let (clauses, actors) = bind::spoken_of(program, property, &env, &mut Holding::default());
    if clauses.is_empty() {
        return Vec::new();
    }
    let filter = Filter { clauses, ..Filter::default() };
    let mut verdicts = decide(program, &breach.event, &stance, &filter, limits).verdicts;
    verdicts.retain(|verdict| {
        let named = verdict.obligor.is_none_or(|who| actors.is_empty() || actors.contains(&who));
        named && verdict.status != Status::NotOwed
    });
    verdicts
}

/// Whether a law is broken in one of the ways to fill in what an event leaves open.
pub(super) fn may_be(program: &Program, property: &Property, breach: &Breach, limits: &Limits) -> bool {
    let env = env_of(breach);
    let mut stance = stance_of(program, property, &env);
    // A reading taken here would stand in the way of an interpretation that takes another.
    if !matches!(breach.twist, Twist::Under(..)) {
        stance.readings.extend(breach.readings.iter().map(|(question, reading)| (*question, *reading)));
    }
    let mut holding = Holding::default();
    let opening = bind::opening(program, property, &env, false, &mut holding);
    let stance = &stance;
    // Of a field that takes two values both are ways of one function.
    let Ok(base) = base(program, property) else { return false };
    let twins = matches!(breach.twist, Twist::Field(..));
    let opened = twins.then(|| opened(program, property, &base, &breach.event));
    let event = opened.as_ref().unwrap_or(&breach.event);
    within_as(program, event, stance, limits, opening, |space| {
        let mut formulas = Formulas { space: &mut *space, program, holding: &mut holding, mode: Mode::Known };
        let of = |id| under(program, stance, id);
        let broken = formulas.broken(property, &env, Fun::TRUE, &of);
        let ways = broken.ways.into_iter().any(|way| space.can_be(way.broken));
        ways && !space.is_full()
    })
}

fn env_of(breach: &Breach) -> Env {
    Env {
        actors: breach.bound.actors.clone(),
        treaties: breach.bound.treaties.clone(),
        clauses: breach.bound.clauses.clone(),
        readings: breach.bound.readings.clone(),
    }
}

/// A stance with the readings that were found, of questions that the stance leaves open.
fn with(program: &Program, mut stance: Stance, breach: &Breach, day: jiff::civil::Date) -> Stance {
    for (question, reading) in &breach.readings {
        if !is_closed(program, *question, &stance, day) {
            stance.readings.insert(*question, *reading);
        }
    }
    stance
}

/// Whether one event breaks a law for some binding.
pub(super) fn is_broken_by(program: &Program, property: &Property, event: &Event, limits: &Limits) -> bool {
    bindings(program, property, event, limits).into_iter().any(|env| {
        let stance = stance_of(program, property, &env);
        broken_alone(program, property, &env, event, &stance, limits)
            || broken_with_a_twin(program, property, &env, event, &stance, limits)
    })
}

/// Every binding on the day of an event.
pub(super) fn bindings(program: &Program, property: &Property, event: &Event, limits: &Limits) -> Vec<Env> {
    let mut holding = Holding::default();
    let mut all = Vec::new();
    for env in bind::outer(program, property, &mut holding) {
        let stance = stance_of(program, property, &env);
        within(program, event, &stance, limits, false, |space| {
            all.extend(bind::actors(space, property, &env).into_iter().map(|(env, _)| env));
        });
    }
    all
}

fn broken_alone(
    program: &Program,
    property: &Property,
    env: &Env,
    event: &Event,
    stance: &Stance,
    limits: &Limits,
) -> bool {
    let mut holding = Holding::default();
    within(program, event, stance, limits, false, |space| {
        let mut formulas = Formulas { space: &mut *space, program, holding: &mut holding, mode: Mode::Told };
        let of = |id| under(program, stance, id);
        let broken = formulas.broken(property, env, Fun::TRUE, &of);
        !space.is_full() && broken.ways.iter().any(|way| way.twist == Twist::None && way.broken == Fun::TRUE)
    })
}

/// Whether an event breaks a law of change together with one that differs from it in what may change.
fn broken_with_a_twin(
    program: &Program,
    property: &Property,
    env: &Env,
    event: &Event,
    stance: &Stance,
    limits: &Limits,
) -> bool {
    let mut holding = Holding::default();
    // The event without what may change; its twins are then ways of one function.
    let Ok(base) = base(program, property) else { return false };
    let open = opened(program, property, &base, event);
    let record = matches!(property.law, Law::Unchanged(crate::ir::Change::Deed(_), _));
    let opening = bind::opening(program, property, env, record, &mut holding);
    within_as(program, &open, stance, limits, opening, |space| {
        let mut formulas = Formulas { space: &mut *space, program, holding: &mut holding, mode: Mode::Known };
        let of = |id| under(program, stance, id);
        let broken = formulas.broken(property, env, Fun::TRUE, &of);
        !space.is_full() && broken.ways.iter().any(|way| way.broken != Fun::FALSE)
    })
}

/// A row of a clause: its obligor, or the field that names it, and its beneficiary.
type Key = (Option<ActorId>, Option<FieldId>, BeneficiaryOut);

/// What of a law is true of an event, by row; none where the law does not speak of the event.
fn truths(
    program: &Program,
    property: &Property,
    env: &Env,
    body: &Body,
    event: &Event,
    stance: &Stance,
    limits: &Limits,
) -> Option<BTreeMap<Key, bool>> {
    let mut holding = Holding::default();
    within(program, event, stance, limits, false, |space| {
        let mut formulas = Formulas { space: &mut *space, program, holding: &mut holding, mode: Mode::Told };
        let only = property.only_where.iter().all(|only| formulas.formula(only, env) == Fun::TRUE);
        let all = match body {
            Body::Formula(formula) => {
                let is = truth(&mut formulas, formula, env);
                BTreeMap::from([((None, None, BeneficiaryOut::None), is)])
            }
            Body::Rows(at) => {
                let clause = env.clauses.get(*at)?;
                let rows = formulas.space.rows(*clause);
                rows.into_iter()
                    .map(|row| {
                        ((row.obligor, row.whoever, row.beneficiary), formulas.sure(row.owed) == Fun::TRUE)
                    })
                    .collect()
            }
        };
        (only && !space.is_full()).then_some(all)
    })
}

fn truth(formulas: &mut Formulas<'_, '_, '_>, formula: &Formula, env: &Env) -> bool {
    formulas.formula(formula, env) == Fun::TRUE
}

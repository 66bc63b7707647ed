//! Duties against each other over a crisis: each called up by an event, and not yet done or ended.
//!
//! In: the lives of a crisis. Out: [`Meeting`]s. Absent: answers that are not settled, which have no life.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::rank::{Ranking, rankings};
use super::sides::{Pair, may_meet, opposed, reasons};
use super::{Duty, Why};
use crate::evaluate::Stance;
use crate::evaluate::space::{Fun, Row, within};
use crate::ir::{ActorId, Program};
use crate::life::{Crisis, Live, Obligation, State};
use crate::text::Limits;

/// Two duties of one obligor that stood at the same time.
#[derive(Debug, Clone, PartialEq)]
pub struct Meeting {
    /// Why they stand against each other.
    pub why: Why,
    /// Who owes both.
    pub obligor: ActorId,
    /// The one duty, with the event that called it up.
    pub one: (Duty, usize),
    /// The other.
    pub other: (Duty, usize),
    /// From the day on which both stood.
    pub since: Date,
    /// Until the day on which one of them was done, given up or ended; none while both stand.
    pub until: Option<Date>,
    /// What ranks the two; nothing if that is not resolved.
    pub rankings: Vec<Ranking>,
}

/// The duties of a crisis that stood against each other, in the order of days.
///
/// ```
/// use casus::{analyse::conflicts::in_crisis, evaluate::Stance, ir::Program, life::Crisis, text::Limits};
/// let found = in_crisis(&Program::default(), &Crisis::default(), &Stance::default(), &Limits::default());
/// assert!(found.is_empty());
/// ```
#[must_use]
pub fn in_crisis(program: &Program, crisis: &Crisis, stance: &Stance, limits: &Limits) -> Vec<Meeting> {
    let mut found = Vec::new();
    for (at, a) in crisis.obligations.iter().enumerate() {
        for b in crisis.obligations.iter().skip(at + 1).filter(|b| b.obligor == a.obligor) {
            let Some((since, until)) = together(a, b) else { continue };
            for why in reasons(program) {
                for (one, other) in [(a, b), (b, a)] {
                    if !may_meet(program, one.clause, other.clause, why) {
                        continue;
                    }
                    let rankings = meets(program, crisis, stance, limits, (why, one, other));
                    found.extend(rankings.map(|rankings| Meeting {
                        why,
                        obligor: one.obligor,
                        one: (duty(one), one.event),
                        other: (duty(other), other.event),
                        since,
                        until,
                        rankings,
                    }));
                }
            }
        }
    }
    found.sort_by_key(|one| {
        (one.why.is_overlap(program), one.since, one.why, one.one.0, one.other.0, one.obligor)
    });
    // Several events may call up one clause; the first pair is said.
    let mut seen = BTreeSet::new();
    found.retain(|one| seen.insert((one.why, one.obligor, one.one.0, one.other.0)));
    found
}

fn duty(one: &Obligation) -> Duty {
    Duty { clause: one.clause, beneficiary: one.beneficiary, rider: one.rider }
}

/// The days on which two duties both stood, called up and neither done nor ended.
fn together(a: &Obligation, b: &Obligation) -> Option<(Date, Option<Date>)> {
    let (from_a, until_a) = stood(a)?;
    let (from_b, until_b) = stood(b)?;
    let since = from_a.max(from_b);
    let until = match (until_a, until_b) {
        (Some(x), Some(y)) => Some(x.min(y)),
        (x, y) => x.or(y),
    };
    // Both on one day count, though one of them was done on that day.
    until.is_none_or(|until| since <= until).then_some((since, until))
}

/// From when to when a duty stood; one that was broken stands on.
fn stood(one: &Obligation) -> Option<(Date, Option<Date>)> {
    let stands = |state: &State| {
        matches!(state, State::Live(Live::Triggered | Live::Consulting | Live::Due) | State::Breached)
    };
    let stretches = one.life.stretches(one.since);
    // A day on which a duty was called up and done at once shows only the end; its call is the first step.
    let done_at_once = !one.life.steps().is_empty() && stretches.len() == 1;
    let first = stretches.iter().position(|(_, state)| stands(state));
    match first {
        None if done_at_once => stretches.first().map(|(day, _)| (*day, Some(*day))),
        None => None,
        Some(first) => {
            let from = stretches.get(first)?.0;
            let end = stretches.iter().skip(first).find(|(_, state)| !stands(state));
            Some((from, end.map(|(day, _)| *day)))
        }
    }
}

/// What ranks two duties that stand against each other; none if they do not. The one runs against the
/// enemy of the event that called it up.
fn meets(
    program: &Program,
    crisis: &Crisis,
    stance: &Stance,
    limits: &Limits,
    (why, one, other): (Why, &Obligation, &Obligation),
) -> Option<Vec<Ranking>> {
    let event = crisis.events.get(one.event)?;
    let row = |of: &Obligation| Row {
        obligor: Some(of.obligor),
        whoever: None,
        beneficiary: of.beneficiary,
        rider: of.rider,
        owed: Fun::TRUE,
        at_best: Fun::TRUE,
    };
    let (first, second) = (row(one), row(other));
    within(program, event, stance, limits, false, |space| {
        let pair = Pair { why, one: (one.clause, &first), other: (other.clause, &second) };
        let (obligor, both) = opposed(space, program, pair)?;
        let sure = both != Fun::FALSE && space.is_certain(both);
        sure.then(|| rankings(space, program, obligor, (duty(one), duty(other))))
    })
}

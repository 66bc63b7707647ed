//! Duties against each other over a crisis: each called up by an event, and not yet done or ended.
//!
//! In: the lives of a crisis. Out: [`Meeting`]s. Absent: answers that are not settled, which have no life.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::rank::{Ranking, rankings};
use super::sides::{Pair, concerns, may_meet, opposed, reasons};
use super::{Duty, Why};
use crate::evaluate::Stance;
use crate::evaluate::space::{Fun, Row, within};
use crate::ir::{ActorId, ClauseId, Program};
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
    let mut of_obligor: BTreeMap<ActorId, Vec<Stood<'_>>> = BTreeMap::new();
    for one in &crisis.obligations {
        if let Some((from, until)) = stood(one).filter(|_| concerns(program, one.clause)) {
            of_obligor.entry(one.obligor).or_default().push(Stood { one, from, until });
        }
    }
    let mut search = Search { program, crisis, stance, limits, ways: BTreeMap::new(), none: BTreeSet::new() };
    let mut found: Vec<Meeting> = of_obligor.values().flat_map(|all| search.among(all)).collect();
    found.sort_by_key(|one| {
        (one.why.is_overlap(program), one.since, one.why, one.one.0, one.other.0, one.obligor)
    });
    found
}

/// An obligation, and from when to when it stood.
struct Stood<'c> {
    one: &'c Obligation,
    from: Date,
    until: Option<Date>,
}

/// Two duties against each other: why, the one, the other.
type Way = (Why, Duty, Duty);

/// A way to look for duties against each other. A crisis may call up one duty a thousand times, so what
/// is known of two clauses, and of an event, is not looked for again.
struct Search<'p> {
    program: &'p Program,
    crisis: &'p Crisis,
    stance: &'p Stance,
    limits: &'p Limits,
    /// Why two clauses may stand against each other, the first as the one or the other way round.
    ways: BTreeMap<(ClauseId, ClauseId), Vec<(Why, bool)>>,
    /// What does not stand against each other, with the event that called the one duty up.
    none: BTreeSet<(Way, ActorId, usize)>,
}

impl Search<'_> {
    /// The duties of one obligor against each other; of one that several events call up, the first pair.
    fn among(&mut self, all: &[Stood<'_>]) -> Vec<Meeting> {
        let mut found: BTreeMap<Way, Meeting> = BTreeMap::new();
        for (at, a) in all.iter().enumerate() {
            for b in all.iter().skip(at + 1) {
                let Some((since, until)) = together(a, b) else { continue };
                for (why, forth) in self.ways(a.one.clause, b.one.clause) {
                    let (one, other) = if forth { (a.one, b.one) } else { (b.one, a.one) };
                    let way = (why, duty(one), duty(other));
                    if found.get(&way).is_some_and(|known| known.since <= since) {
                        continue;
                    }
                    if let Some(rankings) = self.meets(way, one, other) {
                        let (one, other) = ((way.1, one.event), (way.2, other.event));
                        let obligor = a.one.obligor;
                        found.insert(way, Meeting { why, obligor, one, other, since, until, rankings });
                    }
                }
            }
        }
        found.into_values().collect()
    }

    fn ways(&mut self, a: ClauseId, b: ClauseId) -> Vec<(Why, bool)> {
        let program = self.program;
        let ways = self.ways.entry((a, b)).or_insert_with(|| {
            let both = reasons(program).flat_map(|why| [(why, true), (why, false)]);
            both.filter(|(why, forth)| {
                let (one, other) = if *forth { (a, b) } else { (b, a) };
                may_meet(program, one, other, *why)
            })
            .collect()
        });
        ways.clone()
    }

    fn meets(&mut self, way: Way, one: &Obligation, other: &Obligation) -> Option<Vec<Ranking>> {
        let key = (way, one.obligor, one.event);
        if self.none.contains(&key) {
            return None;
        }
        let found = meets(self.program, self.crisis, self.stance, self.limits, (way.0, one, other));
        if found.is_none() {
            self.none.insert(key);
        }
        found
    }
}

fn duty(one: &Obligation) -> Duty {
    Duty { clause: one.clause, beneficiary: one.beneficiary, rider: one.rider }
}

/// The days on which two duties both stood, called up and neither done nor ended.
fn together(a: &Stood<'_>, b: &Stood<'_>) -> Option<(Date, Option<Date>)> {
    let since = a.from.max(b.from);
    let until = match (a.until, b.until) {
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

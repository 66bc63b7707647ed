//! Duties against each other on one event.
//!
//! In: an event, a stance, the answers. Out: [`Clashes`]. Absent: printing; duties of other events.

use std::collections::{BTreeMap, BTreeSet};

use super::rank::{Ranking, rankings};
use super::sides::{Pair, concerns, may_meet, opposed, reasons};
use super::{Duty, Turns, Why};
use crate::evaluate::space::{Case, Fun, Row, Space, within};
use crate::evaluate::{Filter, Stance, Status, Verdict};
use crate::event::Event;
use crate::ir::{ActorId, Clause, ClauseId, Program};
use crate::text::Limits;

/// Two duties of one obligor on an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Clash {
    /// Why they stand against each other.
    pub why: Why,
    /// Who owes both.
    pub obligor: ActorId,
    /// The one duty.
    pub one: Duty,
    /// The other.
    pub other: Duty,
    /// Both are owed whatever is open.
    pub sure: bool,
    /// What makes it so where it is not sure.
    pub turns_on: Turns,
    /// What ranks the two; nothing if that is not resolved.
    pub rankings: Vec<Ranking>,
}

/// The duties against each other on an event.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Clashes {
    /// Those that cannot both be met first, the sure ones before the others.
    pub all: Vec<Clash>,
    /// There was more open than the limits allow, so some may be missing.
    pub too_complex: bool,
}

/// The duties against each other on one event.
///
/// `verdicts` are the answers to the event; clauses that are always owed are looked at without one.
///
/// ```
/// use casus::{analyse::conflicts::in_event, evaluate::{Filter, Stance}, ir::Program, text::Limits};
/// # use casus::event::{Names, event_from_json};
/// # let (program, limits) = (Program::default(), Limits::default());
/// # let text = r#"{"id": "a", "date": "1990-08-02"}"#;
/// # let event = event_from_json(&Names::new(&program), &limits, text, 1).unwrap();
/// let clashes = in_event(&program, &event, &Stance::default(), &Filter::default(), &[], &limits);
/// assert!(clashes.all.is_empty());
/// ```
#[must_use]
pub fn in_event(
    program: &Program,
    event: &Event,
    stance: &Stance,
    filter: &Filter,
    verdicts: &[Verdict],
    limits: &Limits,
) -> Clashes {
    let pairs = candidates(program, event, stance, filter, verdicts);
    if pairs.is_empty() {
        return Clashes::default();
    }
    let mut clashes = on_day(program, event, stance, filter, &pairs, limits);
    if let Some(first) = event.first.filter(|first| *first != event.date) {
        // Of an event that is told by its month, what stands on its first day and on its last is said.
        let early = Event { date: first, first: None, ..event.clone() };
        let early = on_day(program, &early, stance, filter, &pairs, limits);
        clashes.too_complex |= early.too_complex;
        clashes.all.retain(|late| early.all.iter().any(|one| one == late));
    }
    clashes
}

/// The duties against each other on the last day of an event, of some pairs of clauses.
fn on_day(
    program: &Program,
    event: &Event,
    stance: &Stance,
    filter: &Filter,
    pairs: &BTreeSet<(Why, ClauseId, ClauseId)>,
    limits: &Limits,
) -> Clashes {
    within(program, event, stance, limits, false, |space| {
        let mut rows: BTreeMap<ClauseId, Vec<Row>> = BTreeMap::new();
        for id in pairs.iter().flat_map(|(_, one, other)| [*one, *other]) {
            rows.entry(id).or_insert_with(|| space.rows(id));
        }
        let mut clashes = Clashes::default();
        for (why, one, other) in pairs.iter().copied() {
            let (Some(first), Some(second)) = (rows.get(&one), rows.get(&other)) else { continue };
            for a in first {
                for b in second.iter().filter(|b| may_share(a, b)) {
                    let pair = Pair { why, one: (one, a), other: (other, b) };
                    let wanted = |who: &ActorId| filter.obligors.is_empty() || filter.obligors.contains(who);
                    let found = opposed(space, program, pair).filter(|(who, _)| wanted(who));
                    if let Some((obligor, both)) = found {
                        clashes.all.extend(clash(space, program, pair, obligor, both));
                    }
                }
            }
        }
        clashes.too_complex = space.is_full();
        clashes.all.sort_by_key(|clash| {
            let sort = (clash.why.is_overlap(program), !clash.sure, clash.why);
            (sort, clash.one, clash.other, clash.obligor)
        });
        clashes
    })
}

/// Whether two rows can have one obligor.
pub(super) fn may_share(a: &Row, b: &Row) -> bool {
    a.obligor == b.obligor || a.whoever.is_some() || b.whoever.is_some()
}

/// Pairs of clauses that may stand against each other, by what the answers leave possible. At least one
/// of the two was called up by the event: what is always owed stands against itself on every day.
fn candidates(
    program: &Program,
    event: &Event,
    stance: &Stance,
    filter: &Filter,
    verdicts: &[Verdict],
) -> BTreeSet<(Why, ClauseId, ClauseId)> {
    let possible = |status: Status| !matches!(status, Status::NotOwed | Status::Available | Status::LeftOut);
    let called: BTreeSet<ClauseId> = verdicts
        .iter()
        .filter(|verdict| {
            (!verdict.standing || !filter.clauses.is_empty())
                && possible(verdict.status)
                && concerns(program, verdict.clause)
        })
        .map(|verdict| verdict.clause)
        .collect();
    let mut pairs = BTreeSet::new();
    if called.is_empty() {
        return pairs;
    }
    let stands = |clause: &Clause| {
        clause.trigger.is_none()
            && clause.days.contains(event.date)
            && filter.clauses.is_empty()
            && (filter.treaties.is_empty() || filter.treaties.contains(&clause.treaty))
            && !stance.overlays_off.contains(&clause.treaty)
            && program.treaty(clause.treaty).is_some_and(|treaty| treaty.days.contains(event.date))
    };
    let always: Vec<ClauseId> = (0..program.clauses.len())
        .map(ClauseId::at)
        .filter(|id| program.clause(*id).is_some_and(stands) && concerns(program, *id))
        .collect();
    let mut add = |one: ClauseId, other: ClauseId| {
        let meet = |why: &Why| may_meet(program, one, other, *why);
        pairs.extend(reasons(program).filter(meet).map(|why| (why, one, other)));
    };
    for one in &called {
        called.iter().for_each(|other| add(*one, *other));
        for other in &always {
            add(*one, *other);
            add(*other, *one);
        }
    }
    pairs
}

fn clash(
    space: &mut Space<'_, '_>,
    program: &Program,
    pair: Pair<'_>,
    obligor: ActorId,
    both: Fun,
) -> Option<Clash> {
    if both == Fun::FALSE || !space.can_be(both) {
        return None;
    }
    let sure = space.is_certain(both);
    let case = if sure { Case::default() } else { space.smallest(both).map(|(case, _)| case)? };
    let (one, other) = (duty(pair.one), duty(pair.other));
    let rankings = rankings(space, program, obligor, (one, other));
    Some(Clash { why: pair.why, obligor, one, other, sure, turns_on: case.into(), rankings })
}

pub(super) fn duty((clause, row): (ClauseId, &Row)) -> Duty {
    Duty { clause, beneficiary: row.beneficiary, rider: row.rider }
}

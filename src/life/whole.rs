//! An agreement as a whole: what became of an instrument, told from the lives of its duties.
//!
//! In: the obligations of a crisis, the rights that ended something for good, the bonds. Out: for each
//! instrument of which something has a life where it stands, since which day and by what. Absent: a store of its own. It is counted
//! again from the moves, so it cannot differ from them.
//!
//! | it is | when |
//! |---|---|
//! | ended | a right ended all of it, or its bond ended; for good |
//! | suspended | something is open, and all that is open rests |
//! | in breach | a duty was broken and was not done after all |
//! | clear | nothing is open or broken, something was done or given up, and an event may call up more |
//! | fulfilled | the same, and no event can call up more |
//! | ended | all that was owed has fallen away, and no event can call up more |
//! | in force | else |
//!
//! The first line that fits counts. Only duties count, no rights: a right that nobody uses leaves nothing undone.
//! What outlives the agreement is never open, but where it is broken, that is a breach. What still waits for
//! an act of a party is open: it may yet be owed. Where an event may call up duties, an agreement is never
//! fulfilled: a treaty of defence does not end with one war, nor a supply by orders with one order.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::course::{Course, Stop};
use super::crisis::{Obligation, Setting};
use super::state::{End, Move, State, Step};
use crate::ir::{ActorId, ClauseId, Effect, TreatyId};
use crate::syntax::tree::Modality;

/// Where an agreement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Whole {
    /// It runs.
    InForce,
    /// All that is open rests.
    Suspended,
    /// A duty was broken and was not done after all.
    InBreach,
    /// All that was owed is done, and an event may call up more.
    Clear,
    /// All that was owed is done, and no event can call up more.
    Fulfilled,
    /// It is over.
    Ended,
}

impl Whole {
    /// The word used in tables and files.
    ///
    /// ```
    /// assert_eq!(casus::life::Whole::InBreach.word(), "in_breach");
    /// ```
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Whole::InForce => "in_force",
            Whole::Suspended => "suspended",
            Whole::InBreach => "in_breach",
            Whole::Clear => "clear",
            Whole::Fulfilled => "fulfilled",
            Whole::Ended => "ended",
        }
    }
}

/// An agreement of which some duty or right has a life.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// The instrument.
    pub treaty: TreatyId,
    /// Where it stands.
    pub state: Whole,
    /// From the end of which day.
    pub since: Date,
    /// The duty whose move brought it there, by its place; none where a right or a bond ended it.
    pub duty: Option<usize>,
    /// The event that did, by its identifier.
    pub cause: String,
    /// Why, in words.
    pub reason: String,
    /// How many of its duties are open, at rest or not; those that outlive it are not counted.
    pub open: usize,
    /// How many were broken and were not done after all.
    pub broken: usize,
    /// How many were performed, late or in time.
    pub performed: usize,
}

/// The end of an agreement as a whole.
struct Close {
    day: Date,
    cause: String,
    reason: String,
}

/// Whether something counts for the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counted {
    /// A duty.
    Always,
    /// A duty that outlives the agreement: not while it is open.
    Broken,
    /// A right.
    Never,
}

/// How many duties stand where.
#[derive(Default)]
struct Tally {
    open: usize,
    resting: usize,
    broken: usize,
    performed: usize,
    released: usize,
    terminated: usize,
}

impl Tally {
    /// The places at which something in some state is counted.
    fn place(&mut self, state: State, counted: Counted) -> [Option<&mut usize>; 2] {
        if counted == Counted::Never {
            return [None, None];
        }
        match state {
            State::Breached => [Some(&mut self.broken), None],
            State::Ended(End::Performed) => [Some(&mut self.performed), None],
            State::Ended(End::Released) => [Some(&mut self.released), None],
            State::Ended(End::Terminated) => [Some(&mut self.terminated), None],
            State::Live(_) | State::Suspended(_) if counted == Counted::Broken => [None, None],
            State::Live(_) => [Some(&mut self.open), None],
            State::Suspended(_) => [Some(&mut self.open), Some(&mut self.resting)],
        }
    }

    fn add(&mut self, state: State, counted: Counted) {
        self.place(state, counted).into_iter().flatten().for_each(|count| *count += 1);
    }

    fn take(&mut self, state: State, counted: Counted) {
        self.place(state, counted).into_iter().flatten().for_each(|count| *count = count.saturating_sub(1));
    }

    /// `more` says that events can call up more.
    fn whole(&self, more: bool) -> Whole {
        let (nothing, done) = (self.open == 0, self.performed + self.released > 0);
        if self.open > 0 && self.resting == self.open {
            Whole::Suspended
        } else if self.broken > 0 {
            Whole::InBreach
        } else if nothing && done {
            if more { Whole::Clear } else { Whole::Fulfilled }
        } else if nothing && !more && self.terminated > 0 {
            Whole::Ended
        } else {
            Whole::InForce
        }
    }
}

/// The beginning of a duty, or one of its moves.
struct Turn<'c> {
    day: Date,
    duty: usize,
    counted: Counted,
    from: Option<State>,
    to: State,
    step: Option<&'c Step>,
}

/// Every agreement with a life, in the order of the rules, as it stands at the end of a day.
pub(super) fn agreements(setting: &Setting<'_>, course: &Course<'_>, until: Date) -> Vec<Agreement> {
    let mut turns: BTreeMap<TreatyId, Vec<Turn<'_>>> = BTreeMap::new();
    for (index, one) in course.obligations.iter().enumerate() {
        let Some(clause) = setting.program.clause(one.clause) else { continue };
        let all = turns.entry(clause.treaty).or_default();
        if clause.response_with(one.rider).modality == Modality::May {
            let (day, counted) = (one.since, Counted::Never);
            all.push(Turn { day, duty: index, counted, from: None, to: one.life.begin(), step: None });
        } else {
            let counted = if clause.survives { Counted::Broken } else { Counted::Always };
            all.extend(turns_of(index, one, counted));
        }
    }
    turns
        .into_iter()
        .filter_map(|(treaty, turns)| agreement((setting, course), treaty, turns, until))
        .collect()
}

/// A duty from its beginning on.
fn turns_of(duty: usize, one: &Obligation, counted: Counted) -> Vec<Turn<'_>> {
    let mut state = one.life.begin();
    let mut turns = vec![Turn { day: one.since, duty, counted, from: None, to: state, step: None }];
    for step in one.life.steps() {
        let to = state.after(step.step()).unwrap_or(state);
        let day = step.on().latest().max(one.since);
        turns.push(Turn { day, duty, counted, from: Some(state), to, step: Some(step) });
        state = to;
    }
    turns
}

fn agreement(
    (setting, course): (&Setting<'_>, &Course<'_>),
    treaty: TreatyId,
    mut turns: Vec<Turn<'_>>,
    until: Date,
) -> Option<Agreement> {
    // What is told of one day stays in the order of the duties; a day counts as a whole.
    turns.sort_by_key(|turn| turn.day);
    let more = may_call_up_more(setting, course, treaty);
    let close = close_of(setting, course, treaty, until);
    let mut tally = Tally::default();
    let mut found: Option<Agreement> = None;
    for day in turns.chunk_by(|one, next| one.day == next.day) {
        for turn in day {
            turn.from.into_iter().for_each(|from| tally.take(from, turn.counted));
            tally.add(turn.to, turn.counted);
        }
        let state = tally.whole(more);
        if found.as_ref().is_none_or(|known| known.state != state) {
            let turn = day.iter().rev().find(|turn| leads_to(turn, state)).or(day.last())?;
            found = Some(brought_by(course, treaty, state, turn));
        }
    }
    let mut found = found?;
    if let Some(close) = close {
        let Close { day, cause, reason } = close;
        found = Agreement { state: Whole::Ended, since: day, duty: None, cause, reason, ..found };
    }
    Some(Agreement { open: tally.open, broken: tally.broken, performed: tally.performed, ..found })
}

/// Whether a move is one of those for which an agreement comes to stand so.
fn leads_to(turn: &Turn<'_>, state: Whole) -> bool {
    let step = turn.step.map(Step::step);
    match state {
        Whole::Suspended => step == Some(Move::Suspend),
        Whole::InBreach => step == Some(Move::Breach),
        Whole::Clear | Whole::Fulfilled | Whole::Ended => matches!(turn.to, State::Ended(_)),
        Whole::InForce => matches!(step, None | Some(Move::Resume)),
    }
}

fn brought_by(course: &Course<'_>, treaty: TreatyId, state: Whole, turn: &Turn<'_>) -> Agreement {
    let event = course.obligations.get(turn.duty).and_then(|one| course.events.get(one.event));
    let begun = || (event.map_or("?", |event| event.id.as_str()), "the first life under it begins");
    let (cause, reason) = turn.step.map_or_else(begun, |step| (step.cause(), step.reason()));
    let (cause, reason) = (cause.to_owned(), reason.to_owned());
    let duty = Some(turn.duty);
    Agreement { treaty, state, since: turn.day, duty, cause, reason, open: 0, broken: 0, performed: 0 }
}

/// The duties of an instrument that do not outlive it.
fn duties<'s>(setting: &'s Setting<'_>, treaty: TreatyId) -> impl Iterator<Item = ClauseId> + 's {
    let rows = setting.program.clauses.iter().enumerate();
    let own = rows.filter(move |(_, row)| {
        row.treaty == treaty && !row.survives && row.response.modality != Modality::May
    });
    own.map(|(at, _)| ClauseId::at(at))
}

/// Whether an event can still call up a duty, or one of them is owed at all times and has no life.
fn may_call_up_more(setting: &Setting<'_>, course: &Course<'_>, treaty: TreatyId) -> bool {
    let stopped: BTreeSet<ClauseId> =
        stops(setting, course, treaty).flat_map(|stop| stop.clauses.iter().copied()).collect();
    duties(setting, treaty).filter(|id| !stopped.contains(id)).any(|id| {
        let Some(clause) = setting.program.clause(id) else { return false };
        match clause.trigger {
            Some(_) => setting.reach.of(id).is_some_and(|looks| looks.facts),
            None => !setting.reach.has_life(id, clause, &clause.response),
        }
    })
}

/// Rights that were used and ended duties for good, between all who are bound.
fn stops<'s>(
    setting: &Setting<'_>,
    course: &'s Course<'_>,
    treaty: TreatyId,
) -> impl Iterator<Item = &'s Stop> + 's {
    let rows = setting.program.treaty(treaty).map(|row| row.parties.as_slice()).unwrap_or_default();
    let parties: BTreeSet<ActorId> = rows.iter().map(|row| row.actor).collect();
    course.stops.iter().filter(move |stop| {
        let sides = BTreeSet::from([Some(stop.holder), stop.other]);
        let all = stop.other.is_none() || parties.iter().all(|actor| sides.contains(&Some(*actor)));
        stop.ended && stop.of.is_none() && all
    })
}

/// When an agreement ended as a whole by a day: its bond ended, or the last of its duties was ended by a right.
fn close_of(setting: &Setting<'_>, course: &Course<'_>, treaty: TreatyId, until: Date) -> Option<Close> {
    let bond = course.bonds.end_of(treaty, until).map(|(day, event, reason)| {
        let cause = course.events.get(event).map_or("?", |event| event.id.as_str()).to_owned();
        Close { day, cause, reason }
    });
    let mut left: BTreeSet<ClauseId> = duties(setting, treaty).collect();
    let by_right = stops(setting, course, treaty).find_map(|stop| {
        let touched = stop.clauses.iter().filter(|id| left.remove(id)).count();
        (touched > 0 && left.is_empty()).then(|| close_by(setting, course, stop)).flatten()
    });
    bond.into_iter().chain(by_right).min_by_key(|close| close.day)
}

/// The use of a right that ended something: the right says on which day and by what.
fn close_by(setting: &Setting<'_>, course: &Course<'_>, stop: &Stop) -> Option<Close> {
    let cause = course.events.get(stop.event)?.id.as_str();
    let ends = |one: &&Obligation| {
        let powers = setting.program.clause(one.clause).map(|row| row.powers.as_slice()).unwrap_or_default();
        one.obligor == stop.holder
            && powers.iter().any(|power| {
                power.effect == Effect::Terminates && stop.clauses.iter().all(|id| power.on.contains(id))
            })
    };
    let mut steps = course.obligations.iter().filter(ends).flat_map(|one| one.life.steps());
    let used = steps.find(|step| step.step() == Move::Perform && step.cause() == cause)?;
    let (day, reason) = (used.on().latest(), used.reason().to_owned());
    Some(Close { day, cause: cause.to_owned(), reason })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::life::Live;

    const LIVES: [Live; 4] = [Live::Available, Live::Triggered, Live::Consulting, Live::Due];

    fn tally(states: &[State]) -> Tally {
        let mut tally = Tally::default();
        states.iter().for_each(|state| tally.add(*state, Counted::Always));
        tally
    }

    fn counts(tally: &Tally) -> [usize; 6] {
        let Tally { open, resting, broken, performed, released, terminated } = tally;
        [*open, *resting, *broken, *performed, *released, *terminated]
    }

    /// Every move from every state leaves the count that counting again gives.
    #[test]
    fn a_count_is_kept_through_every_move() {
        for (from, step) in State::ALL.into_iter().flat_map(|from| Move::ALL.map(|step| (from, step))) {
            for counted in [Counted::Always, Counted::Broken, Counted::Never] {
                let Some(to) = from.after(step) else { continue };
                let mut kept = tally(&[State::Breached]);
                kept.add(from, counted);
                kept.take(from, counted);
                kept.add(to, counted);
                let mut anew = tally(&[State::Breached]);
                anew.add(to, counted);
                assert_eq!(counts(&kept), counts(&anew), "{from:?} {step:?}");
            }
        }
    }

    /// What an agreement with one duty is, for every state of it.
    #[test]
    fn one_duty_says_what_the_whole_is() {
        for state in State::ALL {
            let wanted = match state {
                State::Live(_) => (Whole::InForce, Whole::InForce),
                State::Suspended(_) => (Whole::Suspended, Whole::Suspended),
                State::Breached => (Whole::InBreach, Whole::InBreach),
                State::Ended(End::Performed | End::Released) => (Whole::Clear, Whole::Fulfilled),
                State::Ended(End::Terminated) => (Whole::InForce, Whole::Ended),
            };
            let one = tally(&[state]);
            assert_eq!((one.whole(true), one.whole(false)), wanted, "{state:?}");
        }
    }

    #[test]
    fn of_several_duties_the_worst_speaks_unless_all_rests() {
        let done = State::Ended(End::Performed);
        for live in LIVES {
            let (open, rests) = (State::Live(live), State::Suspended(live));
            assert_eq!(tally(&[done, open]).whole(false), Whole::InForce);
            assert_eq!(tally(&[done, open, State::Breached]).whole(false), Whole::InBreach);
            assert_eq!(tally(&[done, State::Breached]).whole(false), Whole::InBreach);
            assert_eq!(tally(&[rests, open]).whole(false), Whole::InForce);
            assert_eq!(tally(&[rests, done, State::Breached]).whole(false), Whole::Suspended);
        }
        assert_eq!(tally(&[]).whole(false), Whole::InForce);
    }

    /// What outlives an agreement is never open, and its breach is a breach.
    #[test]
    fn what_survives_keeps_nothing_open() {
        let mut tally = tally(&[State::Ended(End::Performed)]);
        tally.add(State::Live(Live::Due), Counted::Broken);
        assert_eq!(tally.whole(false), Whole::Fulfilled);
        tally.take(State::Live(Live::Due), Counted::Broken);
        tally.add(State::Breached, Counted::Broken);
        assert_eq!(tally.whole(false), Whole::InBreach);
    }
}

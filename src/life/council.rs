//! What organs were asked to decide in a crisis, and where each of these decisions stands.
//!
//! In: the clauses that put a motion, the record of the crisis, which events call the clauses up. Out:
//! a [`Proceeding`] for each time that a motion was put. Absent: counting votes (`evaluate`), and what follows
//! from a decision: that is for the clauses which ask `clause … is decided`.
//!
//! A duty that needs no organ stands beside the decision and does not wait for it.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::evaluate::{Ballot, Cast, Filter, Round, Stance, Status, Verdict, VoteStanding, ballots, decide};
use crate::event::{Deed, Event};
use crate::ir::{ActorId, Clause, ClauseId, LimbRole, NodeId, Program, Stage, TreatyId};
use crate::text::Limits;

/// Where a collective decision stands.
///
/// ```
/// use casus::life::Stand;
/// assert_eq!(Stand::Undecided.word(), "open");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stand {
    /// An event calls the clause up, and nobody has asked the organ.
    NotRequested,
    /// Somebody has asked; the organ has not met.
    Requested,
    /// The organ has met; no vote is shown.
    Convened,
    /// Votes are shown; they neither carry the motion nor rule it out.
    Undecided,
    /// Carried, by the votes shown or by the organ's own record.
    Decided,
    /// Lost, or declined by the organ's own record.
    Rejected,
    /// Stopped by one voter who can stop it alone.
    Vetoed,
    /// So few were there that nothing could be decided.
    NoQuorum,
    /// Taken back, or left without a decision.
    Lapsed,
    /// Decided, and later taken back by the organ.
    Lifted,
    /// One or another of these, as an open question is read.
    Contested,
}

impl Stand {
    /// Every one, in the order in which they are met.
    pub const ALL: [Stand; 11] = [
        Stand::NotRequested,
        Stand::Requested,
        Stand::Convened,
        Stand::Undecided,
        Stand::Decided,
        Stand::Rejected,
        Stand::Vetoed,
        Stand::NoQuorum,
        Stand::Lapsed,
        Stand::Lifted,
        Stand::Contested,
    ];

    /// The word in tables, files and pictures.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Stand::NotRequested => "not requested",
            Stand::Requested => "requested",
            Stand::Convened => "convened",
            Stand::Undecided => "open",
            Stand::Decided => "decided",
            Stand::Rejected => "rejected",
            Stand::Vetoed => "vetoed",
            Stand::NoQuorum => "no quorum",
            Stand::Lapsed => "lapsed",
            Stand::Lifted => "lifted",
            Stand::Contested => "contested",
        }
    }
}

/// One time that an organ was asked to decide something under a clause.
#[derive(Debug, Clone, PartialEq)]
pub struct Proceeding {
    /// The clause that has it decided.
    pub clause: ClauseId,
    /// The event whose facts say who may vote, by its place in the crisis.
    pub event: usize,
    /// Who asked, met and voted, and how that counts.
    pub ballot: Ballot,
    /// Where it stands.
    pub stand: Stand,
    /// Whom it binds: those bound by the instrument on the day of the vote. Nobody if it is not
    /// decided, or the text does not say that the outcome binds.
    pub bound: Vec<ActorId>,
    /// The organ's own record says what the votes shown do not bear out.
    pub at_odds: bool,
}

impl Proceeding {
    /// From which day it stood how; several turns of one day give the last of them.
    #[must_use]
    pub fn stretches(&self, otherwise: Date) -> Vec<(Date, Stand)> {
        let round = &self.ballot.round;
        let mut all: Vec<(Date, Stand)> = Vec::new();
        all.extend(round.asked.iter().map(|(day, _)| *day).min().map(|day| (day, Stand::Requested)));
        all.extend(round.opened.iter().map(|(day, _)| *day).min().map(|day| (day, Stand::Convened)));
        let before = match self.stand {
            Stand::Lifted => Stand::Decided,
            other => other,
        };
        let settled = round.ruled.as_ref().map(|ruling| ruling.on).or(round.voted_on());
        all.extend(settled.map(|day| (day, before)));
        if self.stand == Stand::Lifted {
            all.extend(round.lifted.map(|(day, _)| (day, Stand::Lifted)));
        }
        if all.is_empty() {
            all.push((otherwise, self.stand));
        }
        all.sort_by_key(|(day, _)| *day);
        let mut kept: Vec<(Date, Stand)> = Vec::new();
        for (day, stand) in all {
            match kept.last_mut() {
                Some(last) if last.0 == day => last.1 = stand,
                _ => kept.push((day, stand)),
            }
        }
        kept
    }

    /// Who voted how, by name.
    pub fn voters(&self, cast: Cast) -> impl Iterator<Item = ActorId> + '_ {
        self.ballot.round.votes.iter().filter(move |(_, (how, _))| *how == cast).map(|(who, _)| *who)
    }
}

/// What a crisis tells about decisions.
pub(super) struct Told<'a> {
    pub program: &'a Program,
    pub events: &'a [Event],
    /// How many of the first events are none that were told.
    pub untold: usize,
    pub stance: &'a Stance,
    pub limits: &'a Limits,
    /// Every deed that moves what organs decide, with its day and in the order told.
    pub record: &'a [Deed],
    /// For each deed of the record the event that tells it.
    pub told_by: &'a [usize],
    /// The events that call a clause up.
    pub called: &'a BTreeMap<ClauseId, BTreeSet<usize>>,
}

/// Whether a kind of deed asks an organ, votes in it, or is its answer.
pub(super) fn moves(program: &Program, does: NodeId) -> bool {
    let mut above = program.motion_deeds.iter().flat_map(|row| &row.by);
    above.any(|above| program.is_under(program.kernel.deed, does, *above))
}

/// Every proceeding of the wanted clauses, by clause and in the order in which they began.
pub(super) fn proceedings(told: &Told<'_>, filter: &Filter) -> Vec<Proceeding> {
    let wanted = |clause: ClauseId, treaty: TreatyId| {
        (filter.treaties.is_empty() || filter.treaties.contains(&treaty))
            && (filter.clauses.is_empty() || filter.clauses.contains(&clause))
            && !told.stance.overlays_off.contains(&treaty)
    };
    let mut all = Vec::new();
    for id in (0..told.program.clauses.len()).map(ClauseId::at) {
        let Some(clause) = told.program.clause(id) else { continue };
        if clause.decision.is_some() && wanted(id, clause.treaty) {
            of_clause(told, id, clause, &mut all);
        }
    }
    all
}

fn of_clause(told: &Told<'_>, id: ClauseId, clause: &Clause, all: &mut Vec<Proceeding>) {
    let known = told.called.get(&id).and_then(|events| events.first()).copied();
    let called = OnceCell::new();
    let called = || *called.get_or_init(|| known.or_else(|| caller(told, id)));
    // Who may vote may hang on the facts: those of the event that calls the clause up, else of the first.
    let ballots = |at: usize| match told.events.get(at) {
        Some(event) => ballots(told.program, event, told.record, told.stance, id, told.limits),
        None => Vec::new(),
    };
    let mut rounds = ballots(known.unwrap_or(told.untold));
    if known.is_none() && !rounds.is_empty() && called().is_some_and(|at| at > told.untold) {
        rounds = ballots(called().unwrap_or(told.untold));
    }
    let mut seen = false;
    for ballot in rounds {
        let round = &ballot.round;
        // A meeting alone says on what it was only where somebody could ask for just that.
        let demand = clause.decision.as_ref().is_some_and(|decision| decision.demand.is_some());
        let taken_up = !round.asked.is_empty()
            || round.voted_on().is_some()
            || round.ruled.is_some()
            || (demand && !round.opened.is_empty());
        let standing = clause.trigger.is_none();
        let concerned = if standing { round.named } else { round.in_its_name || called().is_some() };
        if runs_on(clause, round) && taken_up && concerned {
            seen = true;
            let teller = told.told_by.get(round.deed).copied().unwrap_or_default();
            all.push(proceeding(id, clause, called().unwrap_or(teller), ballot));
        }
    }
    if let (false, Some(event)) = (seen, known) {
        let ballot = Ballot { round: Round::default(), ways: Vec::new(), members: Vec::new() };
        all.push(proceeding(id, clause, event, ballot));
    }
}

/// The first event that calls a clause up, though what it asks for may still be missing.
fn caller(told: &Told<'_>, id: ClauseId) -> Option<usize> {
    let filter = Filter { clauses: vec![id], skip_standing: true, ..Filter::default() };
    told.events.iter().enumerate().skip(told.untold).find_map(|(at, event)| {
        let decision = decide(told.program, event, told.stance, &filter, told.limits);
        decision.verdicts.iter().any(is_called_up).then_some(at)
    })
}

/// Whether this text of the clause ran on the day of the round.
fn runs_on(clause: &Clause, round: &Round) -> bool {
    round.day().is_some_and(|day| clause.days.contains(day))
}

fn proceeding(id: ClauseId, clause: &Clause, event: usize, ballot: Ballot) -> Proceeding {
    let stand = stand(&ballot);
    let binds = clause.decision.as_ref().is_some_and(|decision| decision.binding == Some(true));
    let bound = if binds && stand == Stand::Decided { ballot.members.clone() } else { Vec::new() };
    let at_odds = is_at_odds(&ballot);
    Proceeding { clause: id, event, ballot, stand, bound, at_odds }
}

fn stand(ballot: &Ballot) -> Stand {
    match answer(ballot) {
        Stand::Decided if ballot.round.lifted.is_some() => Stand::Lifted,
        other => other,
    }
}

/// The answer of the organ, whatever it did later.
fn answer(ballot: &Ballot) -> Stand {
    let round = &ballot.round;
    match round.ruled.as_ref().map(|ruling| ruling.stage) {
        Some(Stage::Adopted) => return Stand::Decided,
        Some(Stage::Dropped) => return Stand::Lapsed,
        Some(_) => return Stand::Rejected,
        None => {}
    }
    if round.voted_on().is_some() {
        let mut ways = ballot.ways.iter().map(|way| by_votes(way.standing));
        return match ways.next() {
            Some(first) if ways.all(|other| other == first) => first,
            Some(_) => Stand::Contested,
            None => Stand::Undecided,
        };
    }
    match (round.opened.is_empty(), round.asked.is_empty()) {
        (false, _) => Stand::Convened,
        (true, false) => Stand::Requested,
        (true, true) => Stand::NotRequested,
    }
}

fn by_votes(standing: VoteStanding) -> Stand {
    match standing {
        VoteStanding::Carried => Stand::Decided,
        VoteStanding::Open | VoteStanding::NoRule => Stand::Undecided,
        VoteStanding::Lost => Stand::Rejected,
        VoteStanding::Vetoed => Stand::Vetoed,
        VoteStanding::NoQuorum => Stand::NoQuorum,
    }
}

/// Whether the organ's own record gives another outcome than the votes shown, however what is open is read.
fn is_at_odds(ballot: &Ballot) -> bool {
    let adopted = match ballot.round.ruled.as_ref().map(|ruling| ruling.stage) {
        Some(Stage::Adopted) => true,
        Some(Stage::Rejected) => false,
        _ => return false,
    };
    let fails = |standing: VoteStanding| {
        matches!(standing, VoteStanding::Lost | VoteStanding::Vetoed | VoteStanding::NoQuorum)
    };
    ballot.round.voted_on().is_some()
        && !ballot.ways.is_empty()
        && ballot
            .ways
            .iter()
            .all(|way| if adopted { fails(way.standing) } else { way.standing == VoteStanding::Carried })
}

/// Whether an event calls a clause up, though what it asks for may still be missing: no part of the
/// clause fails that says on what, where and for whom it runs.
fn is_called_up(verdict: &Verdict) -> bool {
    let fails = matches!(
        verdict.because.role,
        Some(LimbRole::Bound | LimbRole::Version | LimbRole::Leg | LimbRole::Trigger | LimbRole::Scope)
    );
    verdict.status != Status::NotOwed || !fails
}

//! What an organ was asked and what it answered: from deeds to rounds of one motion, from a round to a
//! count of votes, from a count to how it stands.
//!
//! In: the line `consultation` of a clause that puts a motion, and a record. Out: each round with every
//! count that the open questions allow. Absent: what follows for anybody (`life`, and the clauses
//! that ask `clause … is decided`).
//!
//! A vote that the record does not show was not cast. So a motion is carried once the votes shown are
//! enough, lost once those not shown could no longer help, and open in between. What the organ's own
//! record says of the outcome goes before any count, for the organ may have seen more than the record shows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::carried::{Outcome, cast_of, shown};
use super::condition::{Roles, Walk};
use super::diagram::Ref;
use super::facts::Facts;
use super::pivots;
use super::record::{Missing, Turns, Under};
use super::rounds::{Round, rounds};
use super::verdict::Stance;
use crate::event::{Deed, Event};
use crate::ir::{
    ActorId, ActorRef, ActorSet, Clause, ClauseId, Decision, Program, SetClass, Stage, VoteBase,
};
use crate::text::Limits;

/// What a voter did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cast {
    /// Voted for it.
    For,
    /// Voted against it, or objected.
    Against,
    /// Was there and did neither.
    Abstained,
    /// Was not there.
    Absent,
}

/// How many did what.
///
/// ```
/// use casus::evaluate::Tally;
/// let tally = Tally { base: 21, voters: 19, supported: 15, opposed: 4, ..Tally::default() };
/// assert_eq!(tally.not_shown(), 0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Tally {
    /// Bound on the day of the vote.
    pub base: u32,
    /// Of these, who may vote.
    pub voters: u32,
    /// Votes for.
    pub supported: u32,
    /// Votes against, and objections.
    pub opposed: u32,
    /// There, and neither for nor against.
    pub abstained: u32,
    /// Not there.
    pub absent: u32,
    /// Whether one of those who can stop it alone did.
    pub vetoed: bool,
}

impl Tally {
    /// Those who may vote and of whom the record shows nothing.
    #[must_use]
    pub fn not_shown(&self) -> u32 {
        self.voters.saturating_sub(self.took_part() + self.absent)
    }

    /// Those who took part in the vote.
    #[must_use]
    pub fn took_part(&self) -> u32 {
        self.supported + self.opposed + self.abstained
    }

    fn base_of(&self, base: VoteBase) -> Option<u32> {
        match base {
            VoteBase::Parties => Some(self.base),
            VoteBase::Voters => Some(self.voters),
            VoteBase::Present => Some(self.took_part()),
            VoteBase::Words => None,
        }
    }
}

/// How a motion stands by the votes shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// Enough voted for it.
    Carried,
    /// Not yet, and those not shown could still carry it.
    Open,
    /// Not even with all who are not shown.
    Lost,
    /// Stopped by one who can.
    Vetoed,
    /// So few are there that nothing can be decided.
    NoQuorum,
    /// The text has no rule by which these votes could be counted.
    NoRule,
}

/// A count that the open questions allow, and how the motion stands by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The count.
    pub tally: Tally,
    /// Votes for that carry it; none where the rules cannot tell.
    pub needed: Option<u32>,
    /// How it stands.
    pub standing: Standing,
    /// Under which readings it is so; nothing if under all.
    pub under: Vec<(String, Vec<String>)>,
}

/// A round with its counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ballot {
    /// What was done.
    pub round: Round,
    /// Every count that the open questions allow; one if nothing is open.
    pub ways: Vec<Way>,
    /// Who was bound on the day of the vote, for sure.
    pub members: Vec<ActorId>,
}

/// Every round of the motion that a clause puts, with its counts.
///
/// The record is that of a crisis, or of the event; a deed without a day counts on the day of the event.
/// Votes are counted with the members of the day of the vote.
#[must_use]
pub fn ballots(
    program: &Program,
    event: &Event,
    record: &[Deed],
    stance: &Stance,
    id: ClauseId,
    limits: &Limits,
) -> Vec<Ballot> {
    let Some(clause) = program.clause(id) else { return Vec::new() };
    let Some(decision) = clause.decision.as_deref() else { return Vec::new() };
    let told = record.iter().map(|deed| (deed.date.unwrap_or(event.date), deed)).collect();
    let rounds = rounds(program, clause, decision, told);
    if rounds.is_empty() {
        return Vec::new();
    }
    let facts = Facts::new(program, event, stance);
    let mut walk = Walk::new(&facts, limits);
    rounds.into_iter().map(|round| walk.ballot(clause, decision, round)).collect()
}

/// Votes that carry a motion, of a base.
fn needed(fraction: Option<(u32, u32)>, base: u32) -> u32 {
    match fraction {
        None => base / 2 + 1,
        Some((over, under)) => {
            let votes = (u64::from(base) * u64::from(over)).div_ceil(u64::from(under.max(1)));
            u32::try_from(votes).unwrap_or(u32::MAX).max(1)
        }
    }
}

/// How a motion stands by a count, and how many votes for carry it.
pub(super) fn stand(decision: &Decision, tally: &Tally) -> (Standing, Option<u32>) {
    let objection = decision.consensus && tally.opposed > 0;
    if tally.vetoed || objection {
        return (Standing::Vetoed, None);
    }
    let Some(rule) = decision.vote else {
        return match (decision.consensus, tally.not_shown(), tally.supported) {
            (false, ..) => (Standing::NoRule, None),
            (true, 0, 0) => (Standing::Lost, None),
            (true, 0, _) => (Standing::Carried, None),
            (true, ..) => (Standing::Open, None),
        };
    };
    let Some(base) = tally.base_of(rule.base) else { return (Standing::Open, None) };
    let needed_votes = needed(rule.fraction, base);
    let silent = tally.not_shown();
    // A share of those present is no measure of who has to be there.
    let seats = if rule.base == VoteBase::Present { tally.voters } else { base };
    let quorum = decision.quorum.map_or(0, |(over, under)| needed(Some((over, under)), seats));
    let there = tally.took_part();
    if there + silent < quorum {
        return (Standing::NoQuorum, Some(needed_votes));
    }
    let enough = tally.supported >= needed_votes && there >= quorum;
    if enough && (!decision.consensus || silent == 0) {
        return (Standing::Carried, Some(needed_votes));
    }
    // If all who are not shown came and voted for it, a share of those present would be of more.
    let most = if rule.base == VoteBase::Present { base + silent } else { base };
    let reachable = tally.supported + silent >= needed(rule.fraction, most);
    (if reachable { Standing::Open } else { Standing::Lost }, Some(needed_votes))
}

/// The deeds that may change whether a motion is carried, also where they were done before. To ask and to
/// meet change nothing until somebody votes.
fn awaited(program: &Program, turns: Turns, clause: &Clause, decision: &Decision) -> Vec<Missing> {
    let under = Under::Own(Some(clause.treaty));
    let mut all = Vec::new();
    for row in &program.motion_deeds {
        let of = row.motion.is_none_or(|motion| motion == decision.motion);
        if !of || matches!(row.stage, Stage::Asked | Stage::Opened) {
            continue;
        }
        let by_organ = matches!(row.stage, Stage::Adopted | Stage::Rejected | Stage::Lifted);
        let who: Vec<Option<ActorId>> = if by_organ && !decision.organs.is_empty() {
            decision.organs.iter().copied().map(Some).collect()
        } else {
            vec![None]
        };
        for deed in &row.by {
            all.extend(who.iter().map(|who| Missing {
                who: *who,
                deed: *deed,
                to: None,
                under,
                first: false,
                party_of: None,
                turns: Some(turns),
            }));
        }
    }
    all
}

/// Counts that are possible, each with the function of what is open under which it is so.
type Counts = BTreeMap<Tally, Ref>;

impl<'a> Walk<'a> {
    /// Whether what some clauses have decided was decided, and stands.
    pub(super) fn decided(&mut self, clauses: &[ClauseId]) -> Ref {
        let (program, day) = (self.program(), self.facts.day);
        let mut any = Ref::FALSE;
        for (id, clause) in clauses.iter().filter_map(|id| Some((id, program.clause(*id)?))) {
            let Some(decision) = clause.decision.as_deref() else { continue };
            if !clause.days.contains(day) || self.facts.is_off(clause.treaty) {
                continue;
            }
            let (puts, left_out) = ((clause, decision), self.left_out(decision));
            let outcome = match self.facts.record() {
                Some(record) => record.outcome(program, (*id, left_out), puts),
                None => {
                    let rounds = rounds(program, clause, decision, self.facts.dated());
                    Arc::new(Outcome::of(program, puts, left_out, &rounds, 0))
                }
            };
            any = self.diagram.or(any, Ref::of(outcome.adopted));
            let mut looked = 0;
            for votes in &outcome.votes {
                if any == Ref::TRUE {
                    break;
                }
                let holds = self.carried(clause, decision, &votes.round);
                any = self.diagram.or(any, holds);
                looked += 1;
            }
            // What is carried whatever is not known can only be taken back.
            let rests = (any == Ref::TRUE).then_some(looked);
            for missing in awaited(program, Turns { of: *id, left_out, rests }, clause, decision) {
                self.missing.insert(missing, None);
            }
            if rests.is_some() {
                break;
            }
        }
        any
    }

    /// Whether the votes of a round carry it.
    fn carried(&mut self, clause: &Clause, decision: &Decision, round: &Round) -> Ref {
        let mut any = Ref::FALSE;
        for (tally, under) in self.counts(clause, decision, round) {
            if stand(decision, &tally).0 == Standing::Carried {
                any = self.diagram.or(any, under);
            }
        }
        any
    }

    fn ballot(&mut self, clause: &Clause, decision: &Decision, round: Round) -> Ballot {
        let members = self.bound_on(clause, &round);
        let sure = members.iter().filter(|(_, is)| *is == Ref::TRUE).map(|(actor, _)| *actor).collect();
        let counts = self.counts(clause, decision, &round).into_iter();
        let ways = counts
            .map(|(tally, under)| {
                let (standing, needed) = stand(decision, &tally);
                Way { tally, needed, standing, under: self.readings_of(under) }
            })
            .collect();
        Ballot { round, ways, members: sure }
    }

    /// Who is bound on the day of the vote, each with the function that it is.
    fn bound_on(&mut self, clause: &Clause, round: &Round) -> Vec<(ActorId, Ref)> {
        let day = round.day().unwrap_or(self.facts.day);
        match self.program().treaty(clause.treaty) {
            Some(treaty) => self.members_on(&treaty.parties, clause.treaty, day),
            None => Vec::new(),
        }
    }

    fn counts(&mut self, clause: &Clause, decision: &Decision, round: &Round) -> Counts {
        let (program, treaty) = (self.program(), clause.treaty);
        let day = round.day().unwrap_or(self.facts.day);
        let in_words = decision.vote.is_some_and(|rule| rule.base == VoteBase::Words);
        let members = if in_words {
            // The rules do not list these voters, so whoever is shown to vote is taken for one.
            shown(round).into_iter().map(|actor| (actor, Ref::TRUE)).collect()
        } else {
            self.bound_on(clause, round)
        };
        let may_stop = decision.veto.as_ref().map(|set| self.may_stop(set, treaty, day)).unwrap_or_default();
        let mut counts: Counts = BTreeMap::from([(Tally::default(), Ref::TRUE)]);
        for (actor, is) in members {
            let cast = cast_of(program, clause, round, actor);
            let stops = cast == Some(Cast::Against) && may_stop.contains(&actor);
            let out = self.is_excluded(decision, treaty, actor);
            let is_not = self.diagram.not(is);
            let votes = self.diagram.not(out);
            let votes = self.diagram.and(is, votes);
            let only_counts = self.diagram.and(is, out);
            let seat = |tally: &Tally| Tally { base: tally.base + 1, ..*tally };
            let mut next = Counts::new();
            for (tally, under) in counts {
                let with_vote = add(seat(&tally), cast, stops);
                for (tally, by) in [(tally, is_not), (seat(&tally), only_counts), (with_vote, votes)] {
                    let under = self.diagram.and(under, by);
                    if under != Ref::FALSE {
                        let before = next.get(&tally).copied().unwrap_or(Ref::FALSE);
                        let either = self.diagram.or(before, under);
                        next.insert(tally, either);
                    }
                }
            }
            counts = next;
        }
        let mut all = Counts::new();
        for (tally, under) in counts {
            let tally = with_counts(tally, round);
            let before = all.get(&tally).copied().unwrap_or(Ref::FALSE);
            let either = self.diagram.or(before, under);
            all.insert(tally, either);
        }
        all
    }

    fn may_stop(&mut self, set: &ActorSet, treaty: crate::ir::TreatyId, day: Date) -> BTreeSet<ActorId> {
        let program = self.program();
        let classes: Vec<_> = set
            .classes
            .iter()
            .filter_map(|class| match class {
                SetClass::Class(class) => program.class(*class),
                _ => None,
            })
            .collect();
        let mut found: BTreeSet<ActorId> = classes
            .iter()
            .flat_map(|class| {
                class.members.iter().filter(|(_, days)| days.contains(day)).map(|(who, _)| *who)
            })
            .collect();
        let others = ActorSet {
            classes: set
                .classes
                .iter()
                .filter(|class| !matches!(class, SetClass::Class(_)))
                .copied()
                .collect(),
            ..set.clone()
        };
        let roles = Roles { treaty: Some(treaty), ..Roles::default() };
        found.extend(self.set(&others, &roles).into_iter().map(|(actor, _)| actor));
        found
    }

    fn is_excluded(&mut self, decision: &Decision, treaty: crate::ir::TreatyId, actor: ActorId) -> Ref {
        match decision.excluded {
            None => Ref::FALSE,
            Some(term) => {
                let roles = Roles { treaty: Some(treaty), ..Roles::default() };
                self.call(term, &[ActorRef::Literal(actor)], &roles)
            }
        }
    }

    /// The readings under which a function can hold, question by question.
    fn readings_of(&mut self, under: Ref) -> Vec<(String, Vec<String>)> {
        let support = self.diagram.support(under);
        let mut all = Vec::new();
        for rank in support {
            let Some(variable) = self.variables.get(&rank).cloned() else { continue };
            let values: Vec<usize> = (0..variable.width())
                .filter(|value| self.diagram.restrict(under, &[(rank, *value)]) != Ref::FALSE)
                .collect();
            let program = self.program();
            all.push((pivots::name(program, &variable), pivots::value_words(program, &variable, &values)));
        }
        all
    }
}

/// A count with one more voter.
pub(super) fn add(tally: Tally, cast: Option<Cast>, stops: bool) -> Tally {
    let mut tally = Tally { voters: tally.voters + 1, vetoed: tally.vetoed || stops, ..tally };
    match cast {
        Some(Cast::For) => tally.supported += 1,
        Some(Cast::Against) => tally.opposed += 1,
        Some(Cast::Abstained) => tally.abstained += 1,
        Some(Cast::Absent) => tally.absent += 1,
        None => {}
    }
    tally
}

/// A count with what the organ's own record counts, which takes in the voters that are named.
pub(super) fn with_counts(tally: Tally, round: &Round) -> Tally {
    let most = |named: u32, cast: Cast| round.counts.get(&cast).map_or(named, |(count, _)| named.max(*count));
    Tally {
        supported: most(tally.supported, Cast::For),
        opposed: most(tally.opposed, Cast::Against),
        abstained: most(tally.abstained, Cast::Abstained),
        absent: most(tally.absent, Cast::Absent),
        ..tally
    }
}

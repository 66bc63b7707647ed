//! What is left to be counted of a motion: which of its rounds may still say that it was carried.
//!
//! In: the rounds of a motion, who may be bound on the day of each vote. Out: an [`Outcome`], which is the same
//! after most deeds, so that what asks about the motion need not be asked again. Absent: the count itself
//! (`ballot`), which also looks at what an event leaves open.

use std::collections::{BTreeMap, BTreeSet};

use super::ballot::{Cast, Standing, Tally, add, stand, with_counts};
use super::record::LeftOut;
use super::rounds::Round;
use crate::ir::{ActorId, Clause, Decision, Membership, Program, Stage, VoteBase};

/// What the rounds of a motion come to, as far as that hangs on no event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The organ's own record has adopted it, and it stands.
    pub(super) adopted: bool,
    /// Rounds that may be carried by their votes; none where it is adopted anyway.
    pub(super) votes: Vec<Votes>,
}

/// The votes of a round, with whoever may have a seat on their day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Votes {
    pub(super) round: Round,
    seats: Vec<Seat>,
}

/// Somebody who may be bound on the day of a vote.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seat {
    who: ActorId,
    /// It is bound, whatever is not known.
    sure: bool,
    cast: Option<Cast>,
}

impl Outcome {
    /// Of rounds of which the first ones are known to be kept.
    pub(super) fn of(
        program: &Program,
        puts: (&Clause, &Decision),
        left_out: LeftOut,
        rounds: &[Round],
        kept: usize,
    ) -> Self {
        if rounds.iter().any(is_adopted) {
            return Outcome { adopted: true, votes: Vec::new() };
        }
        let open = rounds.iter().enumerate();
        let open = open.filter(|(at, round)| *at < kept || may_be_carried(program, puts, left_out, round));
        let votes = open.map(|(_, round)| {
            let (votes, counts, vetoes) = (round.votes.clone(), round.counts.clone(), round.vetoes.clone());
            let seats = seats(program, puts, round);
            Votes { round: Round { votes, counts, vetoes, ..Round::default() }, seats }
        });
        Outcome { adopted: false, votes: votes.collect() }
    }
}

/// Another outcome of a motion than before.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Turned {
    /// It is adopted now.
    adopted: bool,
    /// So many of the rounds that may carry it are as they were, from the first on.
    same: usize,
}

impl Turned {
    /// How an outcome differs from the one before.
    pub(crate) fn to(now: &Outcome, before: &Outcome) -> Self {
        let same = now.votes.iter().zip(&before.votes).take_while(|(one, other)| one == other).count();
        Turned { adopted: now.adopted, same }
    }

    /// Whether what was carried by so many of the first rounds, or adopted if by none, may be so no more.
    pub(crate) fn takes_back(self, rests: usize) -> bool {
        !self.adopted && (rests == 0 || self.same < rests)
    }
}

/// Leaves out rounds that nothing can make count any more: the last one alone goes on, and what is adopted
/// once is adopted. Of the first ones it is known that they count unless they were lifted; how many are known now.
pub(super) fn forget_what_is_over(
    program: &Program,
    puts: (&Clause, &Decision),
    left_out: LeftOut,
    rounds: &mut Vec<Round>,
    kept: usize,
) -> usize {
    let Some(last) = rounds.pop() else { return 0 };
    let (mut adopted, mut at) = (false, 0);
    rounds.retain(|round| {
        at += 1;
        match is_adopted(round) {
            true => !std::mem::replace(&mut adopted, true),
            false if at <= kept => round.lifted.is_none(),
            false => may_be_carried(program, puts, left_out, round),
        }
    });
    rounds.push(last);
    rounds.len() - 1
}

fn is_adopted(round: &Round) -> bool {
    round.lifted.is_none() && round.ruled.as_ref().is_some_and(|ruling| ruling.stage == Stage::Adopted)
}

/// Whether the votes of a round may carry it, whoever of those that may be bound or left out is.
fn may_be_carried(program: &Program, puts: (&Clause, &Decision), left_out: LeftOut, round: &Round) -> bool {
    let decision = puts.1;
    if round.lifted.is_some() || round.ruled.is_some() || round.voted_on().is_none() {
        return false;
    }
    // Each count with how many were left out of it, where that is bounded.
    let mut tallies = BTreeSet::from([(Tally::default(), 0)]);
    for Seat { sure, cast, .. } in seats(program, puts, round) {
        let mut next = BTreeSet::new();
        for (tally, out) in tallies {
            let seat = Tally { base: tally.base + 1, ..tally };
            // A vote against that may stop it is taken for one that does not.
            next.insert((add(seat, cast, false), out));
            next.extend((!sure).then_some((tally, out)));
            let one_more = match left_out {
                None => Some(out),
                Some(most) => (out < most).then_some(out + 1),
            };
            next.extend(decision.excluded.and(one_more).map(|out| (seat, out)));
        }
        tallies = next;
    }
    tallies.into_iter().any(|(tally, _)| stand(decision, &with_counts(tally, round)).0 == Standing::Carried)
}

/// Whoever may be counted in a round.
fn seats(program: &Program, (clause, decision): (&Clause, &Decision), round: &Round) -> Vec<Seat> {
    let mut surely: BTreeMap<ActorId, bool> = BTreeMap::new();
    if decision.vote.is_some_and(|rule| rule.base == VoteBase::Words) {
        surely.extend(shown(round).into_iter().map(|who| (who, true)));
    } else {
        for row in rows(program, clause, round) {
            *surely.entry(row.actor).or_default() |= row.when.is_none();
        }
    }
    let seat = |(who, sure)| Seat { who, sure, cast: cast_of(program, clause, round, who) };
    surely.into_iter().map(seat).collect()
}

/// Whoever is shown to vote.
pub(super) fn shown(round: &Round) -> BTreeSet<ActorId> {
    round.votes.keys().chain(round.vetoes.keys()).copied().collect()
}

/// What somebody did in a round, as far as that is shown; who takes no part since a day is not there, unless it
/// is shown to vote.
pub(super) fn cast_of(program: &Program, clause: &Clause, round: &Round, who: ActorId) -> Option<Cast> {
    let frozen = || {
        let mut own = rows(program, clause, round).filter(|row| row.actor == who);
        own.any(|row| row.frozen.zip(round.day()).is_some_and(|(since, day)| since <= day))
    };
    match round.votes.get(&who) {
        Some((cast, _)) => Some(*cast),
        None if round.vetoes.contains_key(&who) => Some(Cast::Against),
        None => frozen().then_some(Cast::Absent),
    }
}

/// The rows of parties on the day of a round.
fn rows<'p>(program: &'p Program, clause: &Clause, round: &Round) -> impl Iterator<Item = &'p Membership> {
    let rows = program.treaty(clause.treaty).map(|treaty| treaty.parties.as_slice()).unwrap_or_default();
    let day = round.day();
    rows.iter().filter(move |row| day.is_some_and(|day| row.days.contains(day)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carried(rounds: &[usize]) -> Outcome {
        let votes =
            |deed: &usize| Votes { round: Round { deed: *deed, ..Round::default() }, seats: Vec::new() };
        Outcome { adopted: false, votes: rounds.iter().map(votes).collect() }
    }

    #[test]
    fn what_was_carried_is_taken_back_when_that_on_which_it_rests_is() {
        let (nothing, adopted) = (Outcome::default(), Outcome { adopted: true, votes: Vec::new() });
        assert!(Turned::to(&nothing, &adopted).takes_back(0));
        assert!(Turned::to(&nothing, &carried(&[1])).takes_back(1));
        assert!(!Turned::to(&adopted, &carried(&[1, 2])).takes_back(2));
        let last_changed = Turned::to(&carried(&[1, 3]), &carried(&[1, 2]));
        assert_eq!([1, 2].map(|rests| last_changed.takes_back(rests)), [false, true]);
    }
}

//! Which of two duties comes first, and who says so.
//!
//! In: two duties, the space of an event. Out: [`Ranking`]s; none if nothing ranks the two.
//! Absent: a decision between rankings that disagree.

use super::{Duty, Turns};
use crate::evaluate::BeneficiaryOut;
use crate::evaluate::space::Space;
use crate::ir::{ActorId, Program, Rank, Ranked, Treaty, TreatyId};

/// Which of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Which {
    /// The one.
    One,
    /// The other.
    Other,
}

/// What ranks two duties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// A text, by its place in [`Program::ranks`].
    Text(usize),
    /// A presumption, by its place in [`Program::presumptions`].
    Presumption(usize),
}

/// One duty comes before the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// Which comes first.
    pub first: Which,
    /// Who says so.
    pub by: By,
    /// What makes it so; it is always so if nothing is wanting.
    pub only_if: Turns,
}

/// What ranks two duties of an obligor on the events of a space; presumptions
/// count only where no text ranks the two.
pub(super) fn rankings(
    space: &mut Space<'_, '_>,
    program: &Program,
    obligor: ActorId,
    (one, other): (Duty, Duty),
) -> Vec<Ranking> {
    let mut all = Vec::new();
    for (at, rank) in program.ranks.iter().enumerate() {
        let before = |a: Duty, b: Duty| covers(program, &rank.first, a) && covers(program, &rank.second, b);
        let first = match (before(one, other), before(other, one)) {
            (true, false) => Which::One,
            (false, true) => Which::Other,
            // A text that comes before all texts does not come before itself.
            _ => continue,
        };
        if let Some(only_if) = condition_of(space, program, rank) {
            all.push(Ranking { first, by: By::Text(at), only_if });
        }
    }
    if all.is_empty() {
        all.extend(presumed(space, program, obligor, (one, other)));
    }
    all
}

fn treaty_of(program: &Program, duty: Duty) -> Option<TreatyId> {
    program.clause(duty.clause).map(|clause| clause.treaty)
}

fn covers(program: &Program, ranked: &Ranked, duty: Duty) -> bool {
    let treaty = treaty_of(program, duty);
    match ranked {
        Ranked::Everything => treaty.and_then(|id| program.treaty(id)).is_some_and(|treaty| !treaty.overlay),
        Ranked::Treaty(id) => Some(*id) == treaty,
        Ranked::Clauses(list) => list.contains(&duty.clause),
    }
}

/// On what it turns that a text ranks; nothing if it never does on the events of a space.
fn condition_of(space: &mut Space<'_, '_>, program: &Program, rank: &Rank) -> Option<Turns> {
    let Some(when) = &rank.when else { return Some(Turns::default()) };
    let of = match &rank.said_by {
        Ranked::Treaty(id) => Some(*id),
        Ranked::Clauses(list) => list.first().and_then(|id| program.clause(*id)).map(|clause| clause.treaty),
        Ranked::Everything => None,
    };
    let holds = space.condition(when, &[], of);
    if space.is_certain(holds) {
        return Some(Turns::default());
    }
    space.smallest(holds).map(|(case, _)| case.into())
}

/// What is presumed between two instruments to which the obligor and those to whom it owes are parties.
fn presumed(
    space: &Space<'_, '_>,
    program: &Program,
    obligor: ActorId,
    (one, other): (Duty, Duty),
) -> Vec<Ranking> {
    let day = space.day();
    let bound = |treaty: &Treaty, actor: ActorId| {
        treaty.parties.iter().any(|member| member.actor == actor && member.days.contains(day))
    };
    let treaty = |duty| treaty_of(program, duty).and_then(|id| program.treaty(id));
    let named = |duty: Duty| match duty.beneficiary {
        BeneficiaryOut::Actor(to) => Some(to),
        _ => None,
    };
    let (Some(a), Some(b)) = (treaty(one), treaty(other)) else { return Vec::new() };
    let (Some(x), Some(y)) = (named(one), named(other)) else { return Vec::new() };
    let same = [obligor, x, y].into_iter().all(|who| bound(a, who) && bound(b, who));
    if !same || a.overlay || b.overlay {
        return Vec::new();
    }
    let later = match (a.signed, b.signed) {
        (Some(x), Some(y)) if x > y => Some(Which::One),
        (Some(x), Some(y)) if x < y => Some(Which::Other),
        _ => None,
    };
    let within = |small: &Treaty, large: &Treaty| {
        small.parties.iter().filter(|row| row.days.contains(day)).all(|row| bound(large, row.actor))
    };
    let special = match (within(a, b), within(b, a)) {
        (true, false) => Some(Which::One),
        (false, true) => Some(Which::Other),
        _ => None,
    };
    let of = |(at, presumption): (usize, &crate::ir::Presumption)| {
        let first = if presumption.special { special } else { later }?;
        Some(Ranking { first, by: By::Presumption(at), only_if: Turns::default() })
    };
    program.presumptions.iter().enumerate().filter_map(of).collect()
}

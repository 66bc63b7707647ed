//! Which clauses can stand against each other, and in which events of a space two rows do.
//!
//! In: the vocabulary of conflicts, rows of a space. Out: pairs of clauses, functions. Absent: ranking.

use super::Why;
use crate::evaluate::BeneficiaryOut;
use crate::evaluate::space::{Fun, Row, Space};
use crate::ir::{ActorId, Clause, ClauseId, ConflictSide, NodeId, Program, Response, Toward, TreatyId};
use crate::syntax::tree::Modality;

/// Whether a response binds to do something.
fn is_duty(response: &Response) -> bool {
    !matches!(response.modality, Modality::May | Modality::ShallNot)
}

/// Whether a clause with one of its responses stands on a side.
fn stands_on(program: &Program, clause: &Clause, response: &Response, side: &ConflictSide) -> bool {
    let kernel = program.kernel;
    let is_kind = |kind: &NodeId| program.is_under(kernel.kind, clause.kind, *kind);
    let is_what = |above: &NodeId| program.is_under(kernel.response, response.what, *above);
    (side.kinds.is_empty() || side.kinds.iter().any(is_kind))
        && is_duty(response)
        && side.what.iter().any(is_what)
}

/// The responses that a clause may come to.
fn responses(clause: &Clause) -> impl Iterator<Item = &Response> {
    clause.riders.iter().filter_map(|rider| rider.response.as_ref()).chain([&clause.response])
}

/// Whether two responses stand against each other in this order, for a reason.
fn against(program: &Program, one: (&Clause, &Response), other: (&Clause, &Response), why: Why) -> bool {
    match why {
        Why::Rule(at) => program.conflicts.get(at).is_some_and(|rule| {
            let apart = one.0.treaty != other.0.treaty && measure(one.1) != measure(other.1);
            stands_on(program, one.0, one.1, &rule.one)
                && stands_on(program, other.0, other.1, &rule.other)
                && (!rule.overlap || apart)
        }),
        Why::Forbidden => {
            is_duty(one.1)
                && other.1.modality == Modality::ShallNot
                && program.is_under(program.kernel.response, one.1.what, other.1.what)
        }
    }
}

/// What a response asks for, as far as it can be compared: two that agree in all of it measure alike.
fn measure(response: &Response) -> (NodeId, Modality, bool) {
    (response.what, response.modality, response.own_discretion)
}

/// Every reason for which two duties may stand against each other.
pub(super) fn reasons(program: &Program) -> impl Iterator<Item = Why> + '_ {
    (0..program.conflicts.len()).map(Why::Rule).chain([Why::Forbidden])
}

/// Whether two clauses may stand against each other, the first as the one and the second as the other.
pub(super) fn may_meet(program: &Program, one: ClauseId, other: ClauseId, why: Why) -> bool {
    let (Some(a), Some(b)) = (program.clause(one), program.clause(other)) else { return false };
    // An overlap says the same of both clauses, so it is said once.
    // One clause may ask for help to each of two that fight each other.
    (!why.is_overlap(program) || one < other)
        && a.days.overlaps(&b.days)
        && responses(a).any(|x| responses(b).any(|y| against(program, (a, x), (b, y), why)))
}

/// Whether a clause can stand on either side for any reason.
pub(super) fn concerns(program: &Program, id: ClauseId) -> bool {
    let Some(clause) = program.clause(id) else { return false };
    let mut responses = responses(clause);
    responses.any(|response| {
        response.modality == Modality::ShallNot
            || program.conflicts.iter().any(|rule| {
                stands_on(program, clause, response, &rule.one)
                    || stands_on(program, clause, response, &rule.other)
            })
    })
}

/// Two rows that may stand against each other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair<'r> {
    pub why: Why,
    pub one: (ClauseId, &'r Row),
    pub other: (ClauseId, &'r Row),
}

/// Who owes both, and the events in which both are owed against each other; nothing where nobody is named.
pub(super) fn opposed(
    space: &mut Space<'_, '_>,
    program: &Program,
    pair: Pair<'_>,
) -> Option<(ActorId, Fun)> {
    let (Some(a), Some(b)) = (program.clause(pair.one.0), program.clause(pair.other.0)) else { return None };
    let (one, other) = (pair.one.1, pair.other.1);
    let (left, right) = ((a, a.response_with(one.rider)), (b, b.response_with(other.rider)));
    if !against(program, left, right, pair.why) {
        return None;
    }
    let (obligor, same) = match (one.obligor, one.whoever, other.obligor, other.whoever) {
        (Some(x), _, Some(y), _) if x == y => (x, Fun::TRUE),
        (Some(x), _, None, Some(field)) | (None, Some(field), Some(x), _) => (x, space.names(field, x)),
        _ => return None,
    };
    let both = space.and(one.owed, other.owed);
    let both = space.and(both, same);
    if both == Fun::FALSE {
        return None;
    }
    let rule = match pair.why {
        Why::Rule(at) => program.conflicts.get(at),
        Why::Forbidden => None,
    };
    let (toward, all) = rule.map_or((Toward::Friend, false), |rule| (rule.toward, rule.all));
    let aimed = match toward {
        Toward::Enemy => runs_to_enemy(space, (a, one), (b.treaty, other), obligor, all),
        Toward::Friend => runs_to_friend(space, (a.treaty, one), (b.treaty, other), obligor, all),
    };
    Some((obligor, space.and(both, aimed)))
}

/// Where the other duty is owed to the one against whom the first runs.
fn runs_to_enemy(
    space: &mut Space<'_, '_>,
    one: (&Clause, &Row),
    (treaty, other): (TreatyId, &Row),
    obligor: ActorId,
    all: bool,
) -> Fun {
    match other.beneficiary {
        BeneficiaryOut::None => Fun::FALSE,
        BeneficiaryOut::All => Fun::of(all),
        BeneficiaryOut::Actor(to) => is_enemy(space, one, obligor, to),
        // Whoever was struck is the friend, or the enemy is named by the clause.
        BeneficiaryOut::Struck if one.1.beneficiary == BeneficiaryOut::Struck => Fun::FALSE,
        BeneficiaryOut::Struck => {
            let against = space.program().kernel.against;
            let mut any = Fun::FALSE;
            if one.0.against.is_empty() {
                let (itself, began) = (space.names(against, obligor), began(space, one, obligor));
                let another = space.not(itself);
                return space.and(began, another);
            }
            for enemy in &one.0.against {
                let struck = space.names(against, *enemy);
                any = space.or(any, struck);
            }
            any
        }
        BeneficiaryOut::Parties => {
            let mut any = Fun::FALSE;
            for (to, _) in space.parties(treaty) {
                let runs = space.runs_to_party(treaty, Some(obligor), to);
                let enemy = is_enemy(space, one, obligor, to);
                let both = space.and(runs, enemy);
                any = space.or(any, both);
            }
            any
        }
    }
}

/// Where the side of the obligor is the author of the event.
fn began(space: &mut Space<'_, '_>, (clause, row): (&Clause, &Row), obligor: ActorId) -> Fun {
    let by = space.program().kernel.by;
    let mut any = space.names(by, obligor);
    match row.beneficiary {
        BeneficiaryOut::Actor(to) => {
            let friend = space.names(by, to);
            any = space.or(any, friend);
        }
        BeneficiaryOut::Parties => {
            for (to, bound) in space.parties(clause.treaty) {
                let named = space.names(by, to);
                let friend = space.and(named, bound);
                any = space.or(any, friend);
            }
        }
        BeneficiaryOut::None | BeneficiaryOut::Struck | BeneficiaryOut::All => {}
    }
    any
}

/// Where a duty runs against an actor: the one that its clause names, else the author of the event, or
/// those struck where the friends themselves are the author.
fn is_enemy(space: &mut Space<'_, '_>, one: (&Clause, &Row), obligor: ActorId, to: ActorId) -> Fun {
    let (clause, row) = one;
    if to == obligor || row.beneficiary == BeneficiaryOut::Actor(to) {
        return Fun::FALSE;
    }
    if !clause.against.is_empty() {
        return Fun::of(clause.against.contains(&to));
    }
    let kernel = space.program().kernel;
    let began = began(space, one, obligor);
    let others = space.not(began);
    let (by, struck) = (space.names(kernel.by, to), space.names(kernel.against, to));
    let author = space.and(others, by);
    if row.beneficiary == BeneficiaryOut::Struck {
        return author;
    }
    let victim = space.and(began, struck);
    space.or(author, victim)
}

/// Where both duties are owed to the same actor.
fn runs_to_friend(
    space: &mut Space<'_, '_>,
    (first, one): (TreatyId, &Row),
    (second, other): (TreatyId, &Row),
    obligor: ActorId,
    all: bool,
) -> Fun {
    use BeneficiaryOut::{Actor, All, None, Parties, Struck};
    let against = space.program().kernel.against;
    match (one.beneficiary, other.beneficiary) {
        (None, _) | (_, None) => Fun::FALSE,
        (All, _) | (_, All) => Fun::of(all),
        (Struck, Struck) => Fun::TRUE,
        (Actor(a), Actor(b)) => Fun::of(a == b && a != obligor),
        // What somebody owes itself is owed to no friend.
        (Actor(to), _) | (_, Actor(to)) if to == obligor => Fun::FALSE,
        (Actor(to), Struck) | (Struck, Actor(to)) => space.names(against, to),
        (Parties, Actor(to)) => space.runs_to_party(first, Some(obligor), to),
        (Actor(to), Parties) => space.runs_to_party(second, Some(obligor), to),
        (Parties, Struck) => struck_party(space, first, obligor),
        (Struck, Parties) => struck_party(space, second, obligor),
        (Parties, Parties) => {
            let mut any = Fun::FALSE;
            for (to, _) in space.parties(first).into_iter().filter(|(to, _)| *to != obligor) {
                let left = space.runs_to_party(first, Some(obligor), to);
                let right = space.runs_to_party(second, Some(obligor), to);
                let both = space.and(left, right);
                any = space.or(any, both);
            }
            any
        }
    }
}

/// Where the one struck is a party to whom the obligor owes its duties.
fn struck_party(space: &mut Space<'_, '_>, treaty: TreatyId, obligor: ActorId) -> Fun {
    let against = space.program().kernel.against;
    let mut any = Fun::FALSE;
    for (to, _) in space.parties(treaty).into_iter().filter(|(to, _)| *to != obligor) {
        let (named, runs) = (space.names(against, to), space.runs_to_party(treaty, Some(obligor), to));
        let both = space.and(named, runs);
        any = space.or(any, both);
    }
    any
}

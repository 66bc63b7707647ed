//! One clause on one event: every pair of obligor and beneficiary with the limbs of its condition.
//!
//! Absent: statuses and pivots (`settle`), which compare the functions found here.

use std::collections::BTreeMap;

use super::condition::{Roles, Walk};
use super::diagram::Ref;
use super::rest::{self, EXCLUDED, Ground};
use super::verdict::BeneficiaryOut;
use crate::ir::describe::describe;
use crate::ir::{
    ActorId, ActorRef, Beneficiary, Clause, ClauseId, Cond, CondKind, Evidence, LimbRole, Membership, Origin,
    Program, SetClass, TermId, Treaty,
};

/// One limb of the condition of a pair.
#[derive(Debug, Clone)]
pub(super) struct PairLimb {
    pub role: LimbRole,
    pub text: String,
    pub holds: Ref,
    pub origin: Origin,
}

/// An obligor and a beneficiary of a clause.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    pub obligor: Option<ActorId>,
    pub beneficiary: BeneficiaryOut,
    pub roles: Roles,
    pub limbs: Vec<PairLimb>,
    /// All limbs together.
    pub holds: Ref,
    pub rider: Option<usize>,
    pub evidence: Evidence,
    /// Readings that were not counted for their tag, in words.
    pub uncounted: Vec<(String, String)>,
}

/// Every pair of a clause; one pair without obligor where nobody is bound or the text did not run.
pub(super) fn pairs(walk: &mut Walk<'_>, id: ClauseId) -> Vec<Pair> {
    let program = walk.facts.program;
    let Some(clause) = program.clause(id) else { return Vec::new() };
    let Some(treaty) = program.treaty(clause.treaty) else { return Vec::new() };
    let day = walk.facts.day;
    if !treaty.days.contains(day) {
        let text = format!("{} was not in force on {day}", treaty.label);
        return vec![nobody(clause, LimbRole::Bound, text)];
    }
    if !clause.days.contains(day) {
        let text = format!("this text did not run on {day}");
        return vec![nobody(clause, LimbRole::Version, text)];
    }
    let ground = rest::of_clause(program, id, clause, day);
    let mut all = Vec::new();
    for (victim, struck) in struck(walk, clause) {
        for toward in beneficiaries(walk, clause, victim) {
            one_beneficiary(walk, clause, treaty, &ground, victim, &struck, &toward, &mut all);
        }
    }
    if all.is_empty() {
        all.push(nobody(clause, LimbRole::Bound, format!("nobody was bound on {day}")));
    }
    one_answer(walk, all)
}

/// A clause has one answer for an obligor and a beneficiary: where several were struck, it is owed if
/// it is for one of them. The limbs kept are those of the first for whom it holds, or may.
fn one_answer(walk: &mut Walk<'_>, all: Vec<Pair>) -> Vec<Pair> {
    let mut answers: Vec<Pair> = Vec::with_capacity(all.len());
    let mut places: BTreeMap<(Option<ActorId>, BeneficiaryOut), usize> = BTreeMap::new();
    for mut pair in all {
        let key = (pair.obligor, pair.beneficiary);
        let Some(known) = places.get(&key).and_then(|at| answers.get_mut(*at)) else {
            places.insert(key, answers.len());
            answers.push(pair);
            continue;
        };
        let either = walk.diagram.or(known.holds, pair.holds);
        let better = |holds: Ref| (holds == Ref::TRUE, holds != Ref::FALSE);
        if better(pair.holds) > better(known.holds) {
            std::mem::swap(known, &mut pair);
        }
        known.holds = either;
    }
    answers
}

fn nobody(clause: &Clause, role: LimbRole, text: String) -> Pair {
    Pair {
        obligor: None,
        beneficiary: BeneficiaryOut::None,
        roles: Roles { treaty: Some(clause.treaty), ..Roles::default() },
        limbs: vec![PairLimb { role, text, holds: Ref::FALSE, origin: clause.origin }],
        holds: Ref::FALSE,
        rider: None,
        evidence: clause.evidence,
        uncounted: Vec::new(),
    }
}

/// The struck actors for whom the clause is looked at, each with the limb that it was struck.
///
/// Where no event actor is of the set, the clause is looked at once, for nobody, and its trigger fails.
fn struck(walk: &mut Walk<'_>, clause: &Clause) -> Vec<(Option<ActorId>, Option<PairLimb>)> {
    let Some(on) = &clause.on else { return vec![(None, None)] };
    let kernel = walk.facts.program.kernel;
    let roles = Roles { treaty: Some(clause.treaty), ..Roles::default() };
    let origin = clause.trigger.as_ref().map_or(clause.origin, |cond| cond.origin);
    let mut result = Vec::new();
    for (actor, member) in walk.set(on, &roles) {
        let hit = walk.names(kernel.against, actor);
        let holds = walk.diagram.and(member, hit);
        if holds != Ref::FALSE {
            let text = format!(
                "{} is the one struck, and covered by the clause",
                walk.facts.program.actor_name(actor)
            );
            result.push((Some(actor), Some(PairLimb { role: LimbRole::Trigger, text, holds, origin })));
        }
    }
    if result.is_empty() {
        let text = "none of those struck is covered by the clause".to_owned();
        result.push((None, Some(PairLimb { role: LimbRole::Trigger, text, holds: Ref::FALSE, origin })));
    }
    result
}

/// To whom something is owed, as printed and as the role; with the limb that it is one of those.
type Toward = (BeneficiaryOut, Option<ActorId>, Option<PairLimb>);

fn beneficiaries(walk: &mut Walk<'_>, clause: &Clause, victim: Option<ActorId>) -> Vec<Toward> {
    let set = match &clause.response.beneficiary {
        Beneficiary::Victim => {
            return vec![(victim.map_or(BeneficiaryOut::None, BeneficiaryOut::Actor), victim, None)];
        }
        Beneficiary::None => return vec![(BeneficiaryOut::None, None, None)],
        Beneficiary::All => return vec![(BeneficiaryOut::All, None, None)],
        Beneficiary::Set(set) if set.classes.contains(&SetClass::Party) => {
            return vec![(BeneficiaryOut::Parties, None, None)];
        }
        Beneficiary::Set(set) => set,
    };
    let roles = Roles { treaty: Some(clause.treaty), victim, ..Roles::default() };
    let members = walk.set(set, &roles);
    let origin = clause.response.origin;
    let limb = |text: String, holds: Ref| {
        (holds != Ref::TRUE).then_some(PairLimb { role: LimbRole::Bound, text, holds, origin })
    };
    if members.is_empty() || members.len() > 8 {
        let any = members.iter().fold(Ref::FALSE, |any, (_, is)| walk.diagram.or(any, *is));
        let text = "there is somebody to whom it would be owed".to_owned();
        return vec![(BeneficiaryOut::None, None, limb(text, any))];
    }
    let program = walk.facts.program;
    let toward = |(actor, is): (ActorId, Ref)| {
        let text = format!("{} is one of those to whom it would be owed", program.actor_name(actor));
        (BeneficiaryOut::Actor(actor), Some(actor), limb(text, is))
    };
    members.into_iter().map(toward).collect()
}

#[expect(
    clippy::too_many_arguments,
    reason = "what one pair needs; a struct would be built for this call only"
)]
fn one_beneficiary(
    walk: &mut Walk<'_>,
    clause: &Clause,
    treaty: &Treaty,
    ground: &Ground,
    victim: Option<ActorId>,
    struck: &Option<PairLimb>,
    (out, beneficiary, toward): &Toward,
    all: &mut Vec<Pair>,
) {
    let (out, beneficiary) = (*out, *beneficiary);
    let program = walk.facts.program;
    let day = walk.facts.day;
    let base = Roles { victim, beneficiary, treaty: Some(clause.treaty), ..Roles::default() };
    // A rider may name other obligors for its party only, so the set is always that of the clause.
    let obligors = walk.set(&clause.response.obligors, &base);
    if all.len() + obligors.len() > walk.most_pairs {
        // Nobody known to be struck and anybody to owe: an answer for each pair would help nobody.
        walk.diagram.give_up();
        return;
    }
    let mut shared: Option<Vec<PairLimb>> = None;
    // What a named obligor may do itself is its own act even if it is no party, so that matters too.
    let strangers = !clause.response.obligors.names.is_empty()
        || clause.response.obligors.classes.iter().any(|class| *class != SetClass::Party);
    let per_obligor = uses_obligor(program, clause, strangers);
    let weakest = ground.weakest;
    let of_clause =
        walk.grounded(Some(clause.evidence), || format!("the clause `{}.{}`", treaty.name, clause.name));
    let uncounted = uncounted(walk, ground);
    for (obligor, member) in obligors {
        let roles = Roles { obligor: Some(obligor), ..base.clone() };
        let mut limbs = vec![PairLimb {
            role: LimbRole::Bound,
            text: format!("{} is bound on {day}", program.actor_name(obligor)),
            holds: member,
            origin: membership(&treaty.parties, obligor, day).map_or(treaty.origin, |row| row.origin),
        }];
        limbs.extend(legs(walk, treaty, obligor, beneficiary));
        limbs.extend(struck.clone());
        limbs.extend(toward.clone());
        let common = match (&shared, per_obligor) {
            (Some(common), false) => common.clone(),
            _ => {
                // What is shared may not lean on the obligor for whom it is looked at first.
                let common = conditions(walk, clause, if per_obligor { &roles } else { &base });
                shared = Some(common.clone());
                common
            }
        };
        limbs.extend(common);
        let mut evidence = weakest;
        let mut sure = of_clause;
        let mut replaced = None;
        let riders = clause.riders.iter().enumerate();
        for (at, rider) in riders.filter(|(_, r)| r.party == obligor && r.days.contains(day)) {
            for cond in &rider.only_if {
                let holds = walk.condition(cond, &roles);
                let text = format!("{}: {}", rider.label, describe(program, cond));
                limbs.push(PairLimb { role: LimbRole::Rider, text, holds, origin: cond.origin });
            }
            evidence = rider.evidence.map_or(evidence, |tag| evidence.min(tag));
            let what = || format!("the rider of {}", program.actor_name(obligor));
            let known = walk.grounded(rider.evidence, what);
            sure = walk.diagram.and(sure, known);
            if rider.response.is_some() && replaced.is_none() {
                replaced = Some(at);
            }
        }
        for actor in [Some(obligor), beneficiary].into_iter().flatten() {
            let row =
                membership(&treaty.parties, actor, day).or_else(|| membership(&treaty.protected, actor, day));
            let tag = row.and_then(|row| row.evidence);
            evidence = tag.map_or(evidence, |tag| evidence.min(tag));
            let known = walk.grounded(tag, || format!("the bond of {}", program.actor_name(actor)));
            sure = walk.diagram.and(sure, known);
        }
        limbs.sort_by_key(|limb| limb.role);
        let holds = limbs.iter().fold(sure, |all, limb| walk.diagram.and(all, limb.holds));
        all.push(Pair {
            obligor: Some(obligor),
            beneficiary: out,
            roles,
            limbs,
            holds,
            rider: replaced,
            evidence,
            uncounted: uncounted.clone(),
        });
    }
}

/// The readings that are not counted for their tag, in words; a question of which none is left is an
/// unknown ground instead.
fn uncounted(walk: &Walk<'_>, ground: &Ground) -> Vec<(String, String)> {
    let facts = walk.facts;
    let mut found = Vec::new();
    for id in ground.questions.iter().filter(|id| !facts.is_emptied(**id)) {
        let Some(question) = facts.program.question(*id) else { continue };
        for at in facts.uncounted(*id) {
            let name = question.readings.get(at.index()).map_or("?", |reading| reading.name.as_str());
            let tag = facts.program.evidence_of_reading(*id, *at).map_or("no tag", Evidence::word);
            let text = format!("the reading `{name}` of `{}` is not counted ({tag})", question.name);
            found.push((EXCLUDED.to_owned(), text));
        }
    }
    found
}

fn membership(list: &[Membership], actor: ActorId, day: jiff::civil::Date) -> Option<&Membership> {
    list.iter().find(|row| row.actor == actor && row.days.contains(day))
}

fn legs(
    walk: &mut Walk<'_>,
    treaty: &Treaty,
    obligor: ActorId,
    beneficiary: Option<ActorId>,
) -> Vec<PairLimb> {
    let day = walk.facts.day;
    let roles = Roles::default();
    let rows = treaty
        .legs
        .iter()
        .filter(|leg| leg.from == obligor && Some(leg.to) == beneficiary && leg.days.contains(day));
    rows.map(|leg| {
        let suspended = leg.when.as_ref().map_or(Ref::TRUE, |cond| walk.condition(cond, &roles));
        let program = walk.facts.program;
        let known = walk.grounded(leg.evidence, || {
            format!("the leg from {} to {}", program.actor_name(leg.from), program.actor_name(leg.to))
        });
        let suspended = walk.diagram.and(suspended, known);
        let text = format!(
            "the duties of {} toward {} are not suspended",
            program.actor_name(leg.from),
            program.actor_name(leg.to)
        );
        PairLimb { role: LimbRole::Leg, text, holds: walk.diagram.not(suspended), origin: leg.origin }
    })
    .collect()
}

/// Trigger and further limbs of the clause.
fn conditions(walk: &mut Walk<'_>, clause: &Clause, roles: &Roles) -> Vec<PairLimb> {
    let program = walk.facts.program;
    let mut limbs = Vec::new();
    if let Some(trigger) = &clause.trigger {
        let holds = walk.condition(trigger, roles);
        limbs.push(PairLimb {
            role: LimbRole::Trigger,
            text: describe(program, trigger),
            holds,
            origin: trigger.origin,
        });
    }
    for limb in &clause.limbs {
        let holds = walk.condition(&limb.condition, roles);
        let text = match (&limb.label, limb.role) {
            (Some(label), LimbRole::Exception | LimbRole::Terminated) => format!("not: {label}"),
            (Some(label), _) => label.clone(),
            (None, _) => describe(program, &limb.condition),
        };
        limbs.push(PairLimb { role: limb.role, text, holds, origin: limb.condition.origin });
    }
    limbs
}

/// Whether the conditions of a clause look at the obligor; if not they are computed once for all.
fn uses_obligor(program: &Program, clause: &Clause, acts: bool) -> bool {
    let mut conds: Vec<&Cond> = clause.trigger.iter().collect();
    conds.extend(clause.limbs.iter().map(|limb| &limb.condition));
    let mut seen: Vec<TermId> = Vec::new();
    conds.into_iter().any(|cond| cond_uses_obligor(program, cond, acts, &mut seen))
}

fn cond_uses_obligor(program: &Program, cond: &Cond, acts: bool, seen: &mut Vec<TermId>) -> bool {
    let is = |who: &ActorRef| *who == ActorRef::Obligor;
    match &cond.kind {
        CondKind::And(list) | CondKind::Or(list) => {
            list.iter().any(|c| cond_uses_obligor(program, c, acts, seen))
        }
        CondKind::Not(inner) => cond_uses_obligor(program, inner, acts, seen),
        CondKind::Quantified { over, body, .. } => {
            over.names.iter().any(is)
                || over.except.iter().any(is)
                || cond_uses_obligor(program, body, acts, seen)
        }
        CondKind::Has { who, to, .. } => acts || is(who) || to.as_ref().is_some_and(is),
        CondKind::Share { except, .. } => acts || except.iter().any(is),
        CondKind::Is { subject, what } => {
            is(subject)
                || matches!(what, crate::ir::ActorTest::Same(who) | crate::ir::ActorTest::BoundTo(who, _) if is(who))
        }
        CondKind::Territory { of, .. } | CondKind::ObjectsOf { of, .. } => is(of),
        CondKind::Administered(of) | CondKind::Claimed(of) => is(of),
        CondKind::ClauseIs { by, to, .. } => by.as_ref().is_some_and(is) || to.as_ref().is_some_and(is),
        CondKind::Call { term, args } => {
            if args.iter().any(is) {
                return true;
            }
            if seen.contains(term) {
                return false;
            }
            seen.push(*term);
            let versions = program.term(*term).map(|t| t.versions.as_slice()).unwrap_or_default();
            versions.iter().any(|version| cond_uses_obligor(program, &version.condition, acts, seen))
        }
        _ => false,
    }
}

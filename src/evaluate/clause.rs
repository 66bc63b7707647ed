//! One clause on one event: every pair of obligor and beneficiary with the limbs of its condition.
//!
//! Absent: statuses and pivots (`settle`), which compare the functions found here.

use std::collections::{BTreeMap, BTreeSet};

use super::alike::uses_obligor;
use super::condition::{Open, Roles, Walk};
use super::diagram::Ref;
use super::rest::{self, EXCLUDED, Ground};
use super::said::Said;
use super::verdict::BeneficiaryOut;
use crate::ir::{
    ActorId, ActorRef, ActorSet, Beneficiary, Clause, ClauseId, Evidence, FieldId, LimbRole, Membership,
    Origin, SetClass, Treaty, TreatyId,
};

/// Named beneficiaries of a class; a larger class is one answer for all of it.
const NAMED_BENEFICIARIES: usize = 8;

/// One limb of the condition of a pair.
#[derive(Debug, Clone)]
pub(super) struct PairLimb<'a> {
    pub role: LimbRole,
    pub text: Said<'a>,
    pub holds: Ref,
    pub origin: Origin,
}

/// An obligor and a beneficiary of a clause.
#[derive(Debug, Clone)]
pub(super) struct Pair<'a> {
    pub obligor: Option<ActorId>,
    pub beneficiary: BeneficiaryOut,
    pub roles: Roles,
    pub limbs: Vec<PairLimb<'a>>,
    /// All limbs together.
    pub holds: Ref,
    pub rider: Option<usize>,
    pub evidence: Evidence,
    /// Readings that were not counted for their tag, in words.
    pub uncounted: Vec<(String, String)>,
}

/// Every pair of a clause; one pair without obligor where nobody is bound or the text did not run.
pub(super) fn pairs<'a>(walk: &mut Walk<'a>, id: ClauseId) -> Vec<Pair<'a>> {
    pairs_of(walk, id, None)
}

/// The pairs of a clause that have one of these obligors, or whoever a field names; of all if none are
/// given.
pub(super) fn pairs_of<'a>(
    walk: &mut Walk<'a>,
    id: ClauseId,
    only: Option<&BTreeSet<ActorId>>,
) -> Vec<Pair<'a>> {
    let program = walk.facts.program;
    let Some(clause) = program.clause(id) else { return Vec::new() };
    let Some(treaty) = program.treaty(clause.treaty) else { return Vec::new() };
    let day = walk.facts.day;
    let begun = treaty.days.from.is_none_or(|from| from <= day);
    let runs = treaty.days.contains(day) || (clause.survives && begun);
    if !runs {
        let text = format!("{} was not in force on {day}", treaty.label);
        return vec![nobody(clause, LimbRole::Bound, text)];
    }
    if !clause.days.contains(day) {
        let text = format!("this text did not run on {day}");
        return vec![nobody(clause, LimbRole::Version, text)];
    }
    let mut all = each_struck(walk, id, (clause, treaty), only);
    if all.is_empty() {
        all.push(nobody(clause, LimbRole::Bound, format!("nobody was bound on {day}")));
    }
    one_answer(walk, all)
}

/// The pairs of a clause whose text runs on the day, one for each of those struck.
fn each_struck<'a>(
    walk: &mut Walk<'a>,
    id: ClauseId,
    (clause, treaty): (&'a Clause, &'a Treaty),
    only: Option<&BTreeSet<ActorId>>,
) -> Vec<Pair<'a>> {
    let ground = rest::of_clause(walk.facts.program, id, clause, walk.facts.day);
    let mut all = Vec::new();
    for struck in struck(walk, clause) {
        for toward in beneficiaries(walk, clause, treaty, &struck) {
            one_beneficiary(walk, (clause, treaty, &ground, only), &struck, &toward, &mut all);
        }
    }
    all
}

/// The pairs of a clause as they are before the answers for several struck are put together; none where
/// nobody is bound or the text does not run.
pub(super) fn apart<'a>(walk: &mut Walk<'a>, id: ClauseId) -> Vec<Pair<'a>> {
    let program = walk.facts.program;
    let day = walk.facts.day;
    let Some(clause) = program.clause(id) else { return Vec::new() };
    let Some(treaty) = program.treaty(clause.treaty) else { return Vec::new() };
    if runs(clause, treaty, day) { each_struck(walk, id, (clause, treaty), None) } else { Vec::new() }
}

/// Whether the text of a clause ran on a day, under an instrument that was in force or whose clause
/// outlives it.
pub(super) fn runs(clause: &Clause, treaty: &Treaty, day: jiff::civil::Date) -> bool {
    let begun = treaty.days.from.is_none_or(|from| from <= day);
    (treaty.days.contains(day) || (clause.survives && begun)) && clause.days.contains(day)
}

/// The last day of an instrument that has ended by a day, for a clause that outlives it: whoever was bound then
/// goes on to be.
pub(crate) fn outlived(
    clause: &Clause,
    treaty: &Treaty,
    day: jiff::civil::Date,
) -> Option<jiff::civil::Date> {
    let end = treaty.days.until.filter(|until| clause.survives && *until <= day)?;
    end.yesterday().ok()
}

/// A clause has one answer for an obligor and a beneficiary: where several were struck, it is owed if
/// it is for one of them. The limbs kept are those of the first for whom it holds, or may.
fn one_answer<'a>(walk: &mut Walk<'a>, all: Vec<Pair<'a>>) -> Vec<Pair<'a>> {
    let mut answers: Vec<Pair<'a>> = Vec::with_capacity(all.len());
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

fn nobody(clause: &Clause, role: LimbRole, text: String) -> Pair<'static> {
    Pair {
        obligor: None,
        beneficiary: BeneficiaryOut::None,
        roles: Roles { treaty: Some(clause.treaty), ..Roles::default() },
        limbs: vec![PairLimb { role, text: Said::Words(text), holds: Ref::FALSE, origin: clause.origin }],
        holds: Ref::FALSE,
        rider: None,
        evidence: clause.evidence,
        uncounted: Vec::new(),
    }
}

/// Somebody for whom the clause is looked at, because struck.
#[derive(Debug, Clone, Default)]
struct Struck<'a> {
    /// Who; nobody in particular where `anyone` says so or the clause asks for nobody.
    who: Option<ActorId>,
    /// Whoever it was: the event does not say, and many are covered.
    anyone: bool,
    /// Who it may be, where it may be anyone.
    candidates: Vec<ActorId>,
    /// That it was struck.
    limb: Option<PairLimb<'a>>,
}

/// The struck actors for whom the clause is looked at, each with the limb that it was struck.
///
/// Where no event actor is of the set, the clause is looked at once, for nobody, and its trigger fails.
fn struck<'a>(walk: &mut Walk<'a>, clause: &'a Clause) -> Vec<Struck<'a>> {
    let Some(on) = &clause.on else { return vec![Struck::default()] };
    let kernel = walk.facts.program.kernel;
    let roles = Roles { treaty: Some(clause.treaty), ..Roles::default() };
    let origin = clause.trigger.as_ref().map_or(clause.origin, |cond| cond.origin);
    let limb = |text: Said<'a>, holds: Ref| Some(PairLimb { role: LimbRole::Trigger, text, holds, origin });
    let mut covered: Vec<(ActorId, Ref)> = Vec::new();
    let known = walk.facts.known_actors(kernel.against);
    for (actor, member) in walk.set(on, &roles) {
        if known.as_ref().is_some_and(|known| !known.contains(&actor)) {
            continue;
        }
        let hit = walk.names(kernel.against, actor);
        let holds = walk.diagram.and(member, hit);
        if holds != Ref::FALSE {
            covered.push((actor, holds));
        }
    }
    if covered.is_empty() {
        let text = Said::Fixed("none of those struck is covered by the clause");
        return vec![Struck { limb: limb(text, Ref::FALSE), ..Struck::default() }];
    }
    if covered.len() > walk.most_named && walk.facts.is_silent(kernel.against) {
        let mut holds = Ref::FALSE;
        for (actor, one) in &covered {
            let first = walk.is_first(kernel.against, *actor);
            let one = walk.diagram.and(*one, first);
            holds = walk.diagram.or(holds, one);
        }
        let text = Said::Fixed("whoever was struck is covered by the clause");
        let candidates = covered.into_iter().map(|(actor, _)| actor).collect();
        return vec![Struck { who: None, anyone: true, candidates, limb: limb(text, holds) }];
    }
    let one = |(actor, holds): (ActorId, Ref)| Struck {
        who: Some(actor),
        limb: limb(Said::Struck(actor), holds),
        ..Struck::default()
    };
    covered.into_iter().map(one).collect()
}

/// To whom something is owed.
struct Toward<'a> {
    /// As printed.
    out: BeneficiaryOut,
    /// As the role.
    who: Option<ActorId>,
    /// That it is one of those.
    limb: Option<PairLimb<'a>>,
    /// Only from this obligor: a suspended leg of a duty that runs to all parties.
    only_from: Option<ActorId>,
}

impl Toward<'_> {
    fn new(out: BeneficiaryOut, who: Option<ActorId>) -> Self {
        Toward { out, who, limb: None, only_from: None }
    }
}

fn beneficiaries<'a>(
    walk: &mut Walk<'a>,
    clause: &'a Clause,
    treaty: &'a Treaty,
    struck: &Struck<'a>,
) -> Vec<Toward<'a>> {
    let set = match &clause.response.beneficiary {
        Beneficiary::Victim if struck.anyone => return vec![Toward::new(BeneficiaryOut::Struck, None)],
        Beneficiary::Victim => {
            let out = struck.who.map_or(BeneficiaryOut::None, BeneficiaryOut::Actor);
            return vec![Toward::new(out, struck.who)];
        }
        Beneficiary::None => return vec![Toward::new(BeneficiaryOut::None, None)],
        Beneficiary::All => return vec![Toward::new(BeneficiaryOut::All, None)],
        Beneficiary::Set(set) if set.classes.contains(&SetClass::Party) => {
            let day = walk.facts.day;
            let mut all = vec![Toward::new(BeneficiaryOut::Parties, None)];
            for leg in treaty.legs.iter().filter(|leg| leg.days.contains(day)) {
                let out = BeneficiaryOut::Actor(leg.to);
                all.push(Toward { only_from: Some(leg.from), ..Toward::new(out, Some(leg.to)) });
            }
            return all;
        }
        Beneficiary::Set(set) if set.classes.contains(&SetClass::Victim) && is_anyones_blow(walk) => {
            // Whoever it was that was struck has one answer; those whom the set names besides have theirs.
            let mut beside = set.clone();
            beside.classes.retain(|class| *class != SetClass::Victim);
            let mut all = vec![Toward::new(BeneficiaryOut::Struck, None)];
            if !beside.classes.is_empty() || !beside.names.is_empty() {
                all.extend(members_of(walk, clause, &beside, struck));
            }
            return all;
        }
        Beneficiary::Set(set) => set,
    };
    members_of(walk, clause, set, struck)
}

/// Whether the event does not say who was struck, and too many may have been to have an answer each.
fn is_anyones_blow(walk: &mut Walk<'_>) -> bool {
    let against = walk.facts.program.kernel.against;
    walk.facts.is_silent(against) && walk.actors_of(against).len() > NAMED_BENEFICIARIES
}

/// Those of a set, each for itself as long as they are few.
fn members_of<'a>(
    walk: &mut Walk<'a>,
    clause: &'a Clause,
    set: &ActorSet,
    struck: &Struck<'a>,
) -> Vec<Toward<'a>> {
    let roles = Roles {
        treaty: Some(clause.treaty),
        victim: struck.who,
        open: Open { victim: struck.anyone, ..Open::default() },
        ..Roles::default()
    };
    let members = walk.set(set, &roles);
    let origin = clause.response.origin;
    let limb = |text: Said<'a>, holds: Ref| {
        (holds != Ref::TRUE).then_some(PairLimb { role: LimbRole::Bound, text, holds, origin })
    };
    if members.is_empty() || members.len() > NAMED_BENEFICIARIES {
        let any = members.iter().fold(Ref::FALSE, |any, (_, is)| walk.diagram.or(any, *is));
        let text = Said::Fixed("there is somebody to whom it would be owed");
        return vec![Toward { limb: limb(text, any), ..Toward::new(BeneficiaryOut::None, None) }];
    }
    let toward = |(actor, is): (ActorId, Ref)| Toward {
        limb: limb(Said::Toward(actor), is),
        ..Toward::new(BeneficiaryOut::Actor(actor), Some(actor))
    };
    members.into_iter().map(toward).collect()
}

/// Who would owe: an actor, or whoever a field names, with the function that it is one of those.
struct Debtor<'a> {
    who: Option<ActorId>,
    field: Option<FieldId>,
    limb: PairLimb<'a>,
}

fn debtors<'a>(
    walk: &mut Walk<'a>,
    (clause, treaty, only): (&'a Clause, &'a Treaty, Option<&BTreeSet<ActorId>>),
    base: &Roles,
) -> Vec<Debtor<'a>> {
    let program = walk.facts.program;
    let day = walk.facts.day;
    // A rider may name other obligors for its party only, so the set is always that of the clause.
    let set = &clause.response.obligors;
    let base = &Roles { bound_on: outlived(clause, treaty, day), ..base.clone() };
    let members = walk.set(set, base);
    let field = match (set.classes.as_slice(), set.names.is_empty()) {
        ([SetClass::Attacker], true) => Some(program.kernel.by),
        ([SetClass::Victim], true) => Some(program.kernel.against),
        _ => None,
    };
    if let Some(field) = field.filter(|field| walk.facts.is_silent(*field))
        && members.len() > walk.most_named
    {
        let mut holds = Ref::FALSE;
        for (actor, is) in &members {
            let first = walk.is_first(field, *actor);
            let one = walk.diagram.and(*is, first);
            holds = walk.diagram.or(holds, one);
        }
        let text = Said::Fixed("somebody is bound, and the event does not say who");
        let limb = PairLimb { role: LimbRole::Bound, text, holds, origin: clause.response.origin };
        return vec![Debtor { who: None, field: Some(field), limb }];
    }
    let mut debtors = Vec::new();
    let wanted = |actor: &ActorId| only.is_none_or(|only| only.contains(actor));
    for (actor, member) in members.into_iter().filter(|(actor, _)| wanted(actor)) {
        let holds = if set.names.contains(&ActorRef::Literal(actor)) {
            named(walk, set, treaty, clause.treaty, base, (actor, member))
        } else {
            member
        };
        let origin = membership(&treaty.parties, actor, day).map_or(treaty.origin, |row| row.origin);
        let limb = PairLimb { role: LimbRole::Bound, text: Said::Bound(actor), holds, origin };
        debtors.push(Debtor { who: Some(actor), field: None, limb });
    }
    debtors
}

/// An obligor that the text names owes while it is a party, if it ever was one; it may owe as one of
/// a class too.
fn named(
    walk: &mut Walk<'_>,
    set: &ActorSet,
    treaty: &Treaty,
    id: TreatyId,
    base: &Roles,
    (actor, member): (ActorId, Ref),
) -> Ref {
    if !treaty.parties.iter().any(|row| row.actor == actor) {
        return member;
    }
    let mut rest = set.clone();
    rest.names.retain(|name| *name != ActorRef::Literal(actor));
    let by_class =
        walk.set(&rest, base).into_iter().find(|(other, _)| *other == actor).map_or(Ref::FALSE, |(_, is)| is);
    let on = base.bound_on.unwrap_or(walk.facts.day);
    let list = walk.facts.program.treaty(id).map(|row| row.parties.as_slice()).unwrap_or_default();
    let bound = walk.is_member_on(list, id, actor, on);
    let by_name = walk.diagram.and(member, bound);
    walk.diagram.or(by_class, by_name)
}

fn one_beneficiary<'a>(
    walk: &mut Walk<'a>,
    (clause, treaty, ground, only): (&'a Clause, &'a Treaty, &Ground, Option<&BTreeSet<ActorId>>),
    struck: &Struck<'a>,
    toward: &Toward<'a>,
    all: &mut Vec<Pair<'a>>,
) {
    let program = walk.facts.program;
    let day = walk.facts.day;
    let open =
        Open { victim: struck.anyone, beneficiary: toward.out == BeneficiaryOut::Struck, obligor: None };
    let base = Roles {
        victim: struck.who,
        beneficiary: toward.who,
        open,
        treaty: Some(clause.treaty),
        ..Roles::default()
    };
    let mut debtors = debtors(walk, (clause, treaty, only), &base);
    debtors.retain(|debtor| toward.only_from.is_none_or(|from| debtor.who == Some(from)));
    if all.len() + debtors.len() > walk.most_pairs {
        // An answer for each of so many pairs would help nobody.
        walk.diagram.give_up();
        return;
    }
    let mut shared: Option<Vec<PairLimb<'a>>> = None;
    // What a named obligor may do itself is its own act even if it is no party, so that matters too.
    let strangers = !clause.response.obligors.names.is_empty()
        || clause.response.obligors.classes.iter().any(|class| *class != SetClass::Party);
    let per_obligor = uses_obligor(program, clause, strangers);
    let weakest = ground.weakest;
    let of_clause =
        walk.grounded(Some(clause.evidence), || format!("the clause `{}.{}`", treaty.name, clause.name));
    let uncounted = uncounted(walk, ground);
    for Debtor { who: obligor, field, limb } in debtors {
        let roles = Roles { obligor, open: Open { obligor: field, ..open }, ..base.clone() };
        let mut limbs = vec![limb];
        if let Some(obligor) = obligor {
            limbs.extend(legs(walk, clause.treaty, treaty, obligor, toward, struck));
        }
        limbs.extend(struck.limb.clone());
        limbs.extend(toward.limb.clone());
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
        for (at, rider) in riders.filter(|(_, r)| Some(r.party) == obligor && r.days.contains(day)) {
            for cond in &rider.only_if {
                let holds = walk.condition(cond, &roles);
                let text = Said::Rider(&rider.label, cond);
                limbs.push(PairLimb { role: LimbRole::Rider, text, holds, origin: cond.origin });
            }
            evidence = rider.evidence.map_or(evidence, |tag| evidence.min(tag));
            let what = || format!("the rider of {}", program.actor_name(rider.party));
            let known = walk.grounded(rider.evidence, what);
            sure = walk.diagram.and(sure, known);
            if rider.response.is_some() && replaced.is_none() {
                replaced = Some(at);
            }
        }
        let concerned = [obligor, toward.who].into_iter().flatten().chain(struck.candidates.iter().copied());
        for actor in concerned {
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
            obligor,
            beneficiary: toward.out,
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

/// Whether the duties of one party toward another rest on the day.
pub(super) fn suspended(walk: &mut Walk<'_>, treaty: TreatyId, from: ActorId, to: ActorId) -> Ref {
    let program = walk.facts.program;
    let day = walk.facts.day;
    let legs = program.treaty(treaty).map(|t| t.legs.as_slice()).unwrap_or_default();
    let legs = legs.iter().filter(|leg| leg.from == from && leg.to == to && leg.days.contains(day));
    legs.fold(Ref::FALSE, |any, leg| {
        let rests = leg.when.as_ref().map_or(Ref::TRUE, |cond| walk.condition(cond, &Roles::default()));
        let what = || format!("the leg from {} to {}", program.actor_name(from), program.actor_name(to));
        let known = walk.grounded(leg.evidence, what);
        let rests = walk.diagram.and(rests, known);
        walk.diagram.or(any, rests)
    })
}

/// That the duties of an obligor toward those to whom this is owed do not rest.
fn legs<'a>(
    walk: &mut Walk<'a>,
    id: TreatyId,
    treaty: &Treaty,
    obligor: ActorId,
    toward: &Toward<'_>,
    struck: &Struck<'_>,
) -> Option<PairLimb<'a>> {
    let program = walk.facts.program;
    let day = walk.facts.day;
    let name = |actor: ActorId| program.actor_name(actor);
    let mut rows = treaty.legs.iter().filter(|leg| leg.from == obligor && leg.days.contains(day));
    let origin = match toward.who {
        Some(to) => rows.find(|leg| leg.to == to)?.origin,
        None => rows.next()?.origin,
    };
    let (holds, text) = match (toward.out, toward.who) {
        (_, Some(to)) => {
            let rests = suspended(walk, id, obligor, to);
            let text = format!("the duties of {} toward {} are not suspended", name(obligor), name(to));
            (walk.diagram.not(rests), text)
        }
        (BeneficiaryOut::Struck, None) => {
            let against = program.kernel.against;
            let mut any = Ref::FALSE;
            for to in &struck.candidates {
                let rests = suspended(walk, id, obligor, *to);
                let hit = walk.names(against, *to);
                let both = walk.diagram.and(rests, hit);
                any = walk.diagram.or(any, both);
            }
            let text = format!("the duties of {} toward whoever was struck are not suspended", name(obligor));
            (walk.diagram.not(any), text)
        }
        (BeneficiaryOut::Parties, None) => {
            let parties = ActorSet { classes: vec![SetClass::Party], ..ActorSet::default() };
            let mut any = Ref::FALSE;
            for (to, is) in walk.set(&parties, &Roles { treaty: Some(id), ..Roles::default() }) {
                if to != obligor {
                    let rests = suspended(walk, id, obligor, to);
                    let runs = walk.diagram.not(rests);
                    let both = walk.diagram.and(is, runs);
                    any = walk.diagram.or(any, both);
                }
            }
            (any, format!("the duties of {} toward some other party are not suspended", name(obligor)))
        }
        _ => return None,
    };
    Some(PairLimb { role: LimbRole::Leg, text: Said::Words(text), holds, origin })
}

/// Trigger and further limbs of the clause.
fn conditions<'a>(walk: &mut Walk<'a>, clause: &'a Clause, roles: &Roles) -> Vec<PairLimb<'a>> {
    let mut limbs = Vec::new();
    if let Some(trigger) = &clause.trigger {
        let holds = walk.condition(trigger, roles);
        limbs.push(PairLimb {
            role: LimbRole::Trigger,
            text: Said::Cond(trigger),
            holds,
            origin: trigger.origin,
        });
    }
    for limb in &clause.limbs {
        let holds = walk.condition(&limb.condition, roles);
        let text = match (&limb.label, limb.role) {
            (Some(label), LimbRole::Exception | LimbRole::Terminated) => Said::Not(label),
            (Some(label), _) => Said::Label(label),
            (None, _) => Said::Cond(&limb.condition),
        };
        limbs.push(PairLimb { role: limb.role, text, holds, origin: limb.condition.origin });
    }
    limbs
}

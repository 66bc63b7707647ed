//! What led to no act: what is not sure or not done, promises that were not called up, mere talks.
//!
//! In: a crisis that was followed. Out: [`Branch`]es, [`Miss`]es, [`Talk`]s. Absent: the rounds.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::act;
use super::run::Run;
use crate::evaluate::{BeneficiaryOut, Filter, Status, Truth, Verdict};
use crate::ir::{ActorId, ClauseId, LimbRole, TreatyId};

/// Why a duty leads to no act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unless {
    /// The answer is not that it is owed.
    Unsure(Status),
    /// Less performs it too, and only what needs more was asked for.
    Less,
    /// The one who owes was said not to perform.
    Refused,
    /// The event does not say against whom.
    NoEnemy,
}

/// What would follow if something were otherwise.
#[derive(Debug, Clone)]
pub struct Branch {
    /// Which performance.
    pub performance: usize,
    /// Who would act.
    pub who: ActorId,
    /// Against whom, over all events that would call for it.
    pub enemies: BTreeSet<ActorId>,
    /// The first of these events.
    pub event: usize,
    /// Why it does not follow.
    pub unless: Unless,
    /// Less would perform it too.
    pub choice: bool,
    /// The act is given already, so that only its ground is not sure.
    pub given: bool,
    /// The answer.
    pub verdict: Verdict,
}

/// A promise that was not called up, though another who made it is concerned.
#[derive(Debug, Clone)]
pub struct Miss {
    /// The clause.
    pub clause: ClauseId,
    /// Who would have owed.
    pub who: ActorId,
    /// The event on which it came nearest.
    pub event: usize,
    /// Others bound by the same instrument who are concerned.
    pub partners: Vec<ActorId>,
    /// One of them did what is given, or was struck by it.
    pub close: bool,
    /// The answer.
    pub verdict: Verdict,
}

/// A duty that was called up and asks for no fighting, of an instrument that never does.
#[derive(Debug, Clone)]
pub struct Talk {
    /// The event, by its place.
    pub event: usize,
    /// The answer.
    pub verdict: Verdict,
}

/// Everybody who acted or was struck, and everybody who did or suffered what is given.
struct Concerned {
    given: BTreeSet<ActorId>,
    all: BTreeSet<ActorId>,
}

impl Concerned {
    fn of(run: &Run<'_>) -> Self {
        let kernel = run.program().kernel;
        let given: BTreeSet<ActorId> = run
            .events
            .iter()
            .take(run.given)
            .flat_map(|event| [act::named(event, kernel.by), act::named(event, kernel.against)].concat())
            .collect();
        let tied = run.ties.keys().flat_map(|(_, who, enemy)| [*who, *enemy]);
        let all = given.iter().copied().chain(tied).collect();
        Concerned { given, all }
    }
}

/// What is called up, but not for sure or not performed.
pub(super) fn branches(run: &Run<'_>) -> Vec<Branch> {
    let program = run.program();
    let mut found: BTreeMap<(ClauseId, ActorId, BeneficiaryOut, Unless, bool), Branch> = BTreeMap::new();
    for (event, _, verdict) in answers(run) {
        let (Some(who), Some((performance, choice))) = (verdict.obligor, run.performed(verdict)) else {
            continue;
        };
        let (Some(clause), Some(called)) = (program.clause(verdict.clause), run.events.get(event)) else {
            continue;
        };
        if verdict.status == Status::NotOwed {
            continue;
        }
        let enemies = act::aim(program, clause, verdict, called).enemies;
        let unnamed = act::named(called, program.kernel.by).is_empty();
        if enemies.is_empty() && !unnamed {
            // Whoever did it is the one who would help, or to whom help is owed.
            continue;
        }
        let taken = run.is_taken(verdict, who, choice);
        let unless = match verdict.status {
            _ if taken && enemies.is_empty() && unnamed => Unless::NoEnemy,
            _ if taken => continue,
            status if status != Status::Owed && !run.plan.also.contains(&status) => Unless::Unsure(status),
            _ if run.plan.refuses.contains(&who) => Unless::Refused,
            _ => Unless::Less,
        };
        // What another duty has brought about already would not follow.
        let (given, new): (BTreeSet<ActorId>, BTreeSet<ActorId>) = enemies
            .iter()
            .filter(|enemy| !run.followed(performance, who, **enemy))
            .partition(|enemy| run.tied(performance, who, **enemy));
        let is_given = new.is_empty();
        let new = if is_given { given } else { new };
        if new.is_empty() && !enemies.is_empty() {
            continue;
        }
        found
            .entry((verdict.clause, who, verdict.beneficiary, unless, is_given && !enemies.is_empty()))
            .or_insert_with(|| Branch {
                performance,
                who,
                enemies: BTreeSet::new(),
                event,
                unless,
                choice,
                given: is_given && !enemies.is_empty(),
                verdict: verdict.clone(),
            })
            .enemies
            .extend(new);
    }
    let mut all: Vec<Branch> = found.into_values().collect();
    let day = |at: usize| run.events.get(at).map(|event| event.date);
    all.sort_by_key(|branch| {
        (day(branch.event), branch.event, branch.unless, branch.verdict.clause, branch.who)
    });
    all
}

/// Promises of those concerned that were not called up, each with the event on which it came nearest.
pub(super) fn misses(run: &Run<'_>) -> Vec<Miss> {
    let program = run.program();
    let concerned = Concerned::of(run);
    // Whoever owes, or may owe, under some clause of an instrument has not been left out of it.
    let answers = answers(run);
    let called: BTreeSet<(TreatyId, ActorId)> = answers
        .iter()
        .filter(|(_, _, verdict)| verdict.status != Status::NotOwed)
        .filter_map(|(_, clause, verdict)| Some((program.clause(*clause)?.treaty, verdict.obligor?)))
        .collect();
    let mut nearest: BTreeMap<(ClauseId, ActorId), ((bool, usize), Miss)> = BTreeMap::new();
    for (event, clause, verdict) in answers {
        let Some((who, treaty)) = verdict.obligor.zip(program.clause(clause).map(|row| row.treaty)) else {
            continue;
        };
        if called.contains(&(treaty, who)) {
            continue;
        }
        let Some(miss) = miss(run, &concerned, (event, clause, who), verdict) else { continue };
        let near = (
            matches!(verdict.beneficiary, BeneficiaryOut::Actor(_)),
            verdict.limbs.iter().filter(|limb| limb.truth == Truth::True).count(),
        );
        match nearest.get(&(clause, who)) {
            Some((best, _)) if *best >= near => {}
            _ => {
                nearest.insert((clause, who), (near, miss));
            }
        }
    }
    let mut all: Vec<Miss> = nearest.into_values().map(|(_, miss)| miss).collect();
    all.sort_by_key(|miss| (!miss.close, miss.clause, miss.who));
    all
}

/// Every last answer, with its event and clause, in the order of days.
fn answers<'r>(run: &'r Run<'_>) -> Vec<(usize, ClauseId, &'r Verdict)> {
    let flat = run.answers.iter().flat_map(|((at, clause), all)| all.iter().map(|one| (*at, *clause, one)));
    let mut all: Vec<(usize, ClauseId, &Verdict)> = flat.collect();
    all.sort_by_key(|(at, ..)| (run.events.get(*at).map(|event| event.date), *at));
    all
}

/// A promise that fails for another reason than that nobody is bound, if somebody to whom it runs is
/// concerned.
fn miss(
    run: &Run<'_>,
    concerned: &Concerned,
    (event, clause, who): (usize, ClauseId, ActorId),
    verdict: &Verdict,
) -> Option<Miss> {
    let program = run.program();
    let (row, called) = (program.clause(clause)?, run.events.get(event)?);
    let bound = !matches!(verdict.because.role, Some(LimbRole::Bound | LimbRole::Version));
    let other_side = !act::aim(program, row, verdict, called).enemies.is_empty();
    if verdict.status != Status::NotOwed || !bound || !other_side || run.performed(verdict).is_none() {
        return None;
    }
    let by = act::named(called, program.kernel.by);
    // Where nobody to whom it runs was struck, it is missed only for one that began itself.
    let named = matches!(verdict.beneficiary, BeneficiaryOut::Actor(_)) || row.on.is_none();
    let partners: Vec<ActorId> = partners(run, row.treaty, who, called.date, &concerned.all)
        .into_iter()
        .filter(|partner| act::covers(program, row, *partner, called.date))
        .filter(|partner| named || by.contains(partner))
        .collect();
    let close = partners.iter().any(|partner| concerned.given.contains(partner));
    (!partners.is_empty()).then(|| Miss { clause, who, event, partners, close, verdict: verdict.clone() })
}

/// Others bound by an instrument on a day, or protected by it, who are among these.
fn partners(
    run: &Run<'_>,
    treaty: TreatyId,
    who: ActorId,
    day: Date,
    among: &BTreeSet<ActorId>,
) -> Vec<ActorId> {
    let Some(treaty) = run.program().treaty(treaty) else { return Vec::new() };
    let members = treaty.parties.iter().chain(&treaty.protected);
    let found: BTreeSet<ActorId> = members
        .filter(|member| member.days.contains(day) && member.actor != who && among.contains(&member.actor))
        .map(|member| member.actor)
        .collect();
    found.into_iter().collect()
}

/// What the given events call up under instruments without any duty to fight.
pub(super) fn talks(run: &Run<'_>) -> Vec<Talk> {
    let program = run.program();
    let fights: BTreeSet<TreatyId> =
        run.doable.iter().filter_map(|id| program.clause(*id)).map(|clause| clause.treaty).collect();
    let of = &run.plan.filter.treaties;
    let clauses: Vec<ClauseId> = (0..program.clauses.len())
        .map(ClauseId::at)
        .filter(|id| {
            program.clause(*id).is_some_and(|clause| {
                let overlay = program.treaty(clause.treaty).is_some_and(|treaty| treaty.overlay);
                let wanted = of.is_empty() || of.contains(&clause.treaty);
                wanted && !overlay && !fights.contains(&clause.treaty) && clause.trigger.is_some()
            })
        })
        .collect();
    if clauses.is_empty() {
        return Vec::new();
    }
    let filter = Filter { clauses, skip_standing: true, ..Filter::default() };
    let mut found: BTreeMap<(ClauseId, ActorId), Talk> = BTreeMap::new();
    for at in 0..run.given {
        for verdict in run.decision(at, &filter, run.plan.stance).verdicts {
            let (Some(who), Some(clause)) = (verdict.obligor, program.clause(verdict.clause)) else {
                continue;
            };
            let duty = act::is_duty(act::response_of(clause, verdict.rider));
            if verdict.status == Status::Owed && duty && !verdict.standing {
                found.entry((verdict.clause, who)).or_insert(Talk { event: at, verdict });
            }
        }
    }
    let mut all: Vec<Talk> = found.into_values().collect();
    all.sort_by_key(|talk| (talk.event, talk.verdict.clause, talk.verdict.obligor));
    all
}

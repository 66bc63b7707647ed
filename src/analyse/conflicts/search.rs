//! Whether two instruments can ever ask one actor for what cannot both be done.
//!
//! In: instruments, days. Out: for each pair of clauses the smallest event that calls both up against
//! each other, told to the evaluator alone before anybody sees it. Absent: printing.
//!
//! As with laws (`laws::prove`), all events of a day are one function, and a day stands for the stretch
//! on which nothing changes that the two clauses look at. Help that is asked for twice is looked for on the
//! latest stretch only.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::civil::Date;

use super::event::may_share;
use super::rank::Ranking;
use super::sides::{Pair, may_meet, opposed, reasons};
use super::{Duty, Why, in_event};
use crate::analyse::laws::slice::Slice;
use crate::evaluate::space::{Case, Row, Space, within};
use crate::evaluate::{Filter, Stance, decide};
use crate::event::Event;
use crate::ir::{ActorId, ClauseId, Program, QuestionId, ReadingId, TreatyId};
use crate::text::Limits;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// The rules.
    pub program: &'a Program,
    /// The instruments; every one that is no overlay if none are named. One alone is held against all.
    pub treaties: Vec<TreatyId>,
    /// Only this day; all days, the latest first, if none.
    pub on: Option<Date>,
    /// Only who is named here.
    pub obligors: Vec<ActorId>,
    /// How questions are taken.
    pub stance: &'a Stance,
    /// Also help to one friend that is asked for twice.
    pub overlaps: bool,
    /// Limits of deciding.
    pub limits: &'a Limits,
}

/// Two clauses that can stand against each other.
#[derive(Debug, Clone)]
pub struct Found {
    /// Why.
    pub why: Why,
    /// The one clause.
    pub one: ClauseId,
    /// The other.
    pub other: ClauseId,
    /// The day: the first of the latest stretch on which it can be so.
    pub day: Date,
    /// Who may owe both on that day.
    pub obligors: Vec<ActorId>,
    /// The smallest event that shows it; none if the evaluator does not confirm one, a fault of this program.
    pub witness: Option<Witness>,
}

/// An event in which both duties are owed.
#[derive(Debug, Clone)]
pub struct Witness {
    /// Who owes both.
    pub obligor: ActorId,
    /// The one duty.
    pub one: Duty,
    /// The other.
    pub other: Duty,
    /// The event.
    pub event: Event,
    /// Readings taken.
    pub readings: BTreeMap<QuestionId, ReadingId>,
    /// What ranks the two.
    pub rankings: Vec<Ranking>,
}

/// What a search came to.
#[derive(Debug, Clone, Default)]
pub struct Searched {
    /// Pairs of clauses that can stand against each other.
    pub found: Vec<Found>,
    /// Pairs of instruments that were looked at.
    pub pairs: usize,
    /// Pairs of clauses that could be meant.
    pub clauses: usize,
    /// Stretches of days that were looked at.
    pub stretches: usize,
    /// Stretches on which the record shows no deeds, since with any deeds too much is open.
    pub without_deeds: usize,
    /// Pairs of instruments on days that hold more than the limits allow.
    pub undecided: Vec<(TreatyId, TreatyId, Date)>,
}

impl Searched {
    /// Takes what was found on a day.
    fn take(&mut self, looked: Option<Vec<Found>>, left: &mut BTreeSet<(Why, ClauseId, ClauseId)>) {
        for found in looked.into_iter().flatten() {
            left.remove(&(found.why, found.one, found.other));
            self.found.push(found);
        }
    }
}

/// Two instruments, and the clauses of theirs that may stand against each other.
struct Job {
    treaties: (TreatyId, TreatyId),
    clauses: BTreeSet<(Why, ClauseId, ClauseId)>,
}

/// Looks for duties that cannot both be met, between any two instruments.
///
/// ```
/// use casus::{analyse::conflicts::{Plan, search}, evaluate::Stance, ir::Program, text::Limits};
/// let (program, stance, limits) = (Program::default(), Stance::default(), Limits::default());
/// let plan = Plan {
///     program: &program, treaties: Vec::new(), on: None, obligors: Vec::new(), stance: &stance,
///     overlaps: true, limits: &limits,
/// };
/// assert!(search(&plan).found.is_empty());
/// ```
#[must_use]
pub fn search(plan: &Plan<'_>) -> Searched {
    run(plan, &jobs(plan))
}

/// Looks for duties of one instrument that cannot both be met, in each of those named, or in all.
#[must_use]
pub fn within_each(plan: &Plan<'_>) -> Searched {
    let all = (0..plan.program.treaties.len()).map(TreatyId::at);
    let wanted = all.filter(|id| plan.treaties.is_empty() || plan.treaties.contains(id));
    let job = |id: TreatyId| {
        let mut clauses = meeting(plan, id, id);
        clauses.retain(|(_, one, other)| one != other);
        (!clauses.is_empty()).then_some(Job { treaties: (id, id), clauses })
    };
    run(plan, &wanted.filter_map(job).collect::<Vec<_>>())
}

fn run(plan: &Plan<'_>, jobs: &[Job]) -> Searched {
    let next = AtomicUsize::new(0);
    let done: Mutex<BTreeMap<usize, Searched>> = Mutex::new(BTreeMap::new());
    let work = || {
        while let Some((at, job)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            jobs.get(at).map(|job| (at, job))
        } {
            let came = one_job(plan, job);
            if let Ok(mut done) = done.lock() {
                done.insert(at, came);
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get().min(jobs.len().max(1)));
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    let mut all = Searched { pairs: jobs.len(), ..Searched::default() };
    for came in done.into_inner().map(BTreeMap::into_values).into_iter().flatten() {
        all.found.extend(came.found);
        all.clauses += came.clauses;
        all.stretches += came.stretches;
        all.without_deeds += came.without_deeds;
        all.undecided.extend(came.undecided);
    }
    all.found.sort_by_key(|found| (found.why.is_overlap(plan.program), found.why, found.one, found.other));
    all
}

/// The pairs of instruments that may bind one actor on one day and have clauses that may meet.
fn jobs(plan: &Plan<'_>) -> Vec<Job> {
    let program = plan.program;
    let all = (0..program.treaties.len()).map(TreatyId::at);
    let named = |id: &TreatyId| plan.treaties.contains(id);
    let wanted: Vec<TreatyId> =
        all.filter(|id| named(id) || program.treaty(*id).is_some_and(|row| !row.overlay)).collect();
    let mut jobs = Vec::new();
    for (at, a) in wanted.iter().enumerate() {
        for b in wanted.iter().skip(at + 1) {
            let meant = match plan.treaties.len() {
                0 => true,
                1 => named(a) || named(b),
                _ => named(a) && named(b),
            };
            if meant && share(plan, *a, *b) {
                let clauses = meeting(plan, *a, *b);
                if !clauses.is_empty() {
                    jobs.push(Job { treaties: (*a, *b), clauses });
                }
            }
        }
    }
    jobs
}

/// Whether somebody can owe duties under both on one day. General law binds whom it likes.
fn share(plan: &Plan<'_>, a: TreatyId, b: TreatyId) -> bool {
    let (Some(a), Some(b)) = (plan.program.treaty(a), plan.program.treaty(b)) else { return false };
    let wanted = |who: &ActorId| plan.obligors.is_empty() || plan.obligors.contains(who);
    a.days.overlaps(&b.days)
        && (a.overlay
            || b.overlay
            || a.parties.iter().filter(|row| wanted(&row.actor)).any(|one| {
                b.parties.iter().any(|other| other.actor == one.actor && other.days.overlaps(&one.days))
            }))
}

fn meeting(plan: &Plan<'_>, a: TreatyId, b: TreatyId) -> BTreeSet<(Why, ClauseId, ClauseId)> {
    let program = plan.program;
    let clauses = |id| program.treaty(id).map(|row| row.clauses.clone()).unwrap_or_default();
    let (left, right) = (clauses(a), clauses(b));
    let mut found = BTreeSet::new();
    for why in reasons(program).filter(|why| plan.overlaps || !why.is_overlap(program)) {
        for (x, y) in left.iter().flat_map(|x| right.iter().map(move |y| (*x, *y))) {
            let pairs =
                [(x, y), (y, x)].into_iter().filter(|(one, other)| may_meet(program, *one, *other, why));
            found.extend(pairs.map(|(one, other)| (why, one, other)));
        }
    }
    found
}

fn one_job(plan: &Plan<'_>, job: &Job) -> Searched {
    let mut came = Searched { clauses: job.clauses.len(), ..Searched::default() };
    let mut left = job.clauses.clone();
    for (at, day) in days(plan, job).into_iter().enumerate() {
        if at > 0 {
            left.retain(|(why, ..)| !why.is_overlap(plan.program));
        }
        if left.is_empty() {
            break;
        }
        came.stretches += 1;
        let closed = look(plan, &left, day, false);
        if closed.is_none() {
            came.undecided.push((job.treaties.0, job.treaties.1, day));
        }
        came.take(closed, &mut left);
        // Most is seen without any deed; what is not may need some.
        let hard = |(why, _, _): &&(Why, ClauseId, ClauseId)| !why.is_overlap(plan.program);
        let hard: BTreeSet<_> = left.iter().filter(hard).copied().collect();
        if !hard.is_empty() {
            let open = look(plan, &hard, day, true);
            came.without_deeds += usize::from(open.is_none());
            came.take(open, &mut left);
        }
    }
    came
}

/// The first days of the stretches on which both instruments run and nothing changes, the latest first.
fn days(plan: &Plan<'_>, job: &Job) -> Vec<Date> {
    if let Some(day) = plan.on {
        return vec![day];
    }
    let program = plan.program;
    let mut slice = Slice::default();
    for (_, one, other) in &job.clauses {
        slice.clause(program, *one);
        slice.clause(program, *other);
    }
    let runs = |id: TreatyId, day: Date| program.treaty(id).is_some_and(|row| row.days.contains(day));
    let both = |day: &Date| runs(job.treaties.0, *day) && runs(job.treaties.1, *day);
    slice.days(program).into_iter().rev().filter(both).collect()
}

/// A pair of rows that can meet, with the cheapest case so far.
struct Best {
    cost: u32,
    case: Case,
    filled: Case,
    obligor: ActorId,
    obligors: BTreeSet<ActorId>,
}

/// What can be so on one day; nothing if there is more open than the limits allow.
fn look(
    plan: &Plan<'_>,
    clauses: &BTreeSet<(Why, ClauseId, ClauseId)>,
    day: Date,
    open_record: bool,
) -> Option<Vec<Found>> {
    let program = plan.program;
    let event = Event {
        id: "conflict".to_owned(),
        title: None,
        date: day,
        first: None,
        facts: Vec::new(),
        own_place: None,
        record: Vec::new(),
        line: 0,
    };
    // Any deeds make the space much larger; more room for them finds little and takes long.
    let nodes = if open_record { plan.limits.diagram_nodes } else { plan.limits.proof_nodes };
    let limits = Limits { diagram_nodes: nodes, ..*plan.limits };
    let best = within(program, &event, plan.stance, &limits, open_record, |space| {
        let mut best: BTreeMap<(Why, ClauseId, ClauseId), Best> = BTreeMap::new();
        for key in clauses {
            let (first, second) = (space.rows(key.1), space.rows(key.2));
            for (a, b) in first.iter().flat_map(|a| second.iter().map(move |b| (a, b))) {
                if may_share(a, b) {
                    improve(plan, space, &mut best, *key, (a, b));
                }
                if space.is_full() {
                    return None;
                }
            }
        }
        Some(best)
    })?;
    let found = best.into_iter().map(|((why, one, other), best)| {
        let obligors = best.obligors.iter().copied().collect();
        let witness = confirmed(plan, &event, (why, one, other), best);
        Found { why, one, other, day, obligors, witness }
    });
    Some(found.collect())
}

fn improve(
    plan: &Plan<'_>,
    space: &mut Space<'_, '_>,
    best: &mut BTreeMap<(Why, ClauseId, ClauseId), Best>,
    (why, one, other): (Why, ClauseId, ClauseId),
    (a, b): (&Row, &Row),
) {
    let pair = Pair { why, one: (one, a), other: (other, b) };
    let Some((obligor, both)) = opposed(space, plan.program, pair) else { return };
    if !plan.obligors.is_empty() && !plan.obligors.contains(&obligor) {
        return;
    }
    let Some((case, cost)) = space.smallest(both) else { return };
    let key = (why, one, other);
    if let Some(known) = best.get_mut(&key) {
        known.obligors.insert(obligor);
        if known.cost <= cost {
            return;
        }
    }
    let filled = space.filled(&case);
    let mut obligors = best.remove(&key).map(|known| known.obligors).unwrap_or_default();
    obligors.insert(obligor);
    best.insert(key, Best { cost, case, filled, obligor, obligors });
}

/// The case as an event that the evaluator, asked of it alone, confirms.
fn confirmed(
    plan: &Plan<'_>,
    base: &Event,
    (why, one, other): (Why, ClauseId, ClauseId),
    best: Best,
) -> Option<Witness> {
    for case in [&best.case, &best.filled] {
        let event = case.event(base, &base.id);
        let readings: BTreeMap<QuestionId, ReadingId> = case.readings.iter().copied().collect();
        let mut stance = plan.stance.clone();
        stance.readings.extend(readings.clone());
        let filter = Filter { clauses: vec![one, other], ..Filter::default() };
        let verdicts = decide(plan.program, &event, &stance, &filter, plan.limits).verdicts;
        let clashes = in_event(plan.program, &event, &stance, &filter, &verdicts, plan.limits);
        let shown = clashes.all.into_iter().find(|clash| {
            clash.sure
                && clash.obligor == best.obligor
                && (clash.why, clash.one.clause, clash.other.clause) == (why, one, other)
        });
        if let Some(clash) = shown {
            let (one, other, rankings) = (clash.one, clash.other, clash.rankings);
            return Some(Witness { obligor: best.obligor, one, other, event, readings, rankings });
        }
    }
    None
}

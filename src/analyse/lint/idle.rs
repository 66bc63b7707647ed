//! Clauses that never apply, parts of conditions that change nothing, questions and readings that no verdict
//! turns on, laws that never speak.
//!
//! In: the rules with every reading open. Out: findings, and what is not decided. Absent: how it is looked
//! at (`scan`).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::scan::{Frame, Reach, State, Width, lines, parts_of, parts_of_terms, reach};
use super::{Finding, Idle, Linted, OfEvent, Open, Place, Plan, What, Why};
use crate::analyse::laws::{Speaks, speaks};
use crate::evaluate::Stance;
use crate::evaluate::matter::{Looked, Sense, written};
use crate::evaluate::space::{Fun, Space, runs_on};
use crate::event::Event;
use crate::ir::{Clause, ClauseId, Cond, CondKind, Origin, Program, QuestionId, TermId};
use crate::text::Limits;

/// Pairs of those who owe and are owed, and stretches of days, from which the reasons for a finding are taken.
const REASONS: usize = 4;

/// Looks at every clause that is asked about, or reaches what is.
pub(super) fn idle(plan: &Plan<'_>, wide: &Program) -> Linted {
    let frame = frame(plan, wide);
    let (shown, possible) = rounds(&frame);
    report(plan, &frame, &shown, &possible)
}

/// The days of a condition on which a round looks for an event.
type DaysOf<'a> = dyn Fn(&Reach) -> Vec<Date> + Sync + 'a;

/// Every round: what events show, then what the wide space leaves possible.
pub(super) fn rounds(frame: &Frame<'_>) -> (State, State) {
    let latest = |reach: &Reach| reach.days.iter().take(1).copied().collect::<Vec<Date>>();
    let earlier = |reach: &Reach| reach.earlier.clone();
    let all = |reach: &Reach| reach.days.clone();
    let mut shown = State::default();
    for width in [Width::Some, Width::SomeDeeds] {
        let came = frame.round(width, &latest, &shown);
        shown.add(came);
    }
    // What hundreds of clauses share is asked of terms alone, and given up where that does not tell.
    let came = frame.terms_for_anybody(&shown);
    shown.add(came);
    frame.too_often(&mut shown);
    // Most of what never matters does not for whoever it may be.
    let came = frame.clauses_for_anybody(&shown);
    shown.add(came);
    let rounds: [(Width, &DaysOf<'_>); 3] =
        [(Width::Deeds, &latest), (Width::Anybody, &latest), (Width::Plain, &earlier)];
    for (width, days) in rounds {
        let came = frame.round(width, days, &shown);
        shown.add(came);
    }
    let mut possible = frame.round(Width::Wide, &all, &shown);
    possible.idle.clone_from(&shown.idle);
    possible.never.clone_from(&shown.never);
    possible.lost.0.extend(&shown.lost.0);
    possible.lost.1.extend(&shown.lost.1);
    (shown, possible)
}

fn frame<'a>(plan: &'a Plan<'_>, wide: &'a Program) -> Frame<'a> {
    let within = parts_of_terms(wide);
    let mut asked: BTreeSet<Origin> = BTreeSet::new();
    let mut all: BTreeSet<Origin> = BTreeSet::new();
    for clause in &wide.clauses {
        let mut own = BTreeSet::new();
        for line in lines(clause) {
            own.insert(line.origin);
            written(line, &mut own, &mut BTreeSet::new());
        }
        if plan.asks(clause.origin, Some(clause.treaty)) {
            asked.extend(&own);
        }
        all.extend(own);
    }
    for (id, term) in wide.terms.iter().enumerate().map(|(at, term)| (TermId::at(at), term)) {
        let own = own_parts(wide, id);
        if plan.asks(term.origin, term.treaty) {
            asked.extend(&own);
        }
        all.extend(own);
    }
    // What is asked outside of clauses is not seen in what clauses come to.
    let (terms, elsewhere) = outside(wide);
    let outside: BTreeSet<Origin> = terms.iter().filter_map(|id| within.get(id)).flatten().copied().collect();
    let unasked = all.iter().filter(|at| !asked.contains(at) || outside.contains(at)).copied().collect();
    let questions = wide.questions.iter().enumerate().map(|(at, row)| (QuestionId::at(at), row));
    let questions: BTreeMap<QuestionId, usize> = questions
        .filter(|(id, row)| plan.asks(row.origin, row.treaty) && !elsewhere.contains(id))
        .map(|(id, row)| (id, row.readings.len()))
        .collect();
    let mut frame = Frame {
        program: wide,
        limits: plan.limits,
        given: None,
        unasked,
        questions,
        within,
        reach: BTreeMap::new(),
    };
    let ids: Vec<ClauseId> = (0..wide.clauses.len()).map(ClauseId::at).collect();
    let wanted = |id: &ClauseId| {
        wide.clause(*id).is_some_and(|row| {
            let (parts, _) = parts_of(row, &frame.within);
            plan.asks(row.origin, Some(row.treaty)) || parts.iter().any(|at| !frame.unasked.contains(at))
        })
    };
    let relevant = |reach: &Reach| {
        reach.asked
            || reach.parts.iter().any(|at| !frame.unasked.contains(at))
            || reach.questions.iter().any(|id| frame.questions.contains_key(id))
    };
    let asks_questions = !frame.questions.is_empty();
    let ids: Vec<ClauseId> = ids.into_iter().filter(|id| asks_questions || wanted(id)).collect();
    let one = |id: &ClauseId| {
        let asked = wide.clause(*id).is_some_and(|row| plan.asks(row.origin, Some(row.treaty)));
        Some((*id, reach(wide, *id, asked, &frame.within)?))
    };
    let found = super::scan::in_parallel(&ids, one);
    frame.reach = found.into_iter().flatten().filter(|(_, reach)| relevant(reach)).collect();
    frame
}

/// What one event shows under a stance.
pub(super) fn of_event(
    program: &Program,
    event: &Event,
    stance: &Stance,
    limits: &Limits,
) -> Option<OfEvent> {
    let within = parts_of_terms(program);
    let questions = program.questions.iter().enumerate();
    let mut frame = Frame {
        given: Some((event, stance)),
        questions: questions.map(|(at, row)| (QuestionId::at(at), row.readings.len())).collect(),
        ..Frame::bare(program, limits)
    };
    for id in (0..program.clauses.len()).map(ClauseId::at).filter(|id| runs_on(program, *id, event.date)) {
        let reach = reach(program, id, true, &within)?;
        frame.reach.insert(id, Reach { days: vec![event.date], ..reach });
    }
    frame.within = within;
    // Asked as of the wide space, which alone says what is too large.
    let seen = frame.round(Width::Wide, &|reach| reach.days.clone(), &State::default());
    let idle = seen.met.iter().filter(|(at, _)| !seen.turns.contains(at));
    seen.full.is_empty().then(|| OfEvent {
        applies: seen.applies.clone(),
        idle: idle.map(|(at, sense)| (*at, Idle::from(*sense))).collect(),
        groups: seen.groups.clone(),
    })
}

/// The parts written in a term itself.
fn own_parts(program: &Program, id: TermId) -> BTreeSet<Origin> {
    let mut own = BTreeSet::new();
    for version in program.term(id).map(|row| row.versions.as_slice()).unwrap_or_default() {
        written(&version.condition, &mut own, &mut BTreeSet::new());
    }
    own
}

/// Terms and questions that are asked for outside of clauses: by rankings, powers, votes.
fn outside(program: &Program) -> (BTreeSet<TermId>, BTreeSet<QuestionId>) {
    let ranks = program.ranks.iter().filter_map(|rank| rank.when.as_ref());
    let powers = program.powers.iter().filter_map(|power| power.when.as_ref());
    let (mut terms, mut questions) = (BTreeSet::new(), BTreeSet::new());
    let mut slice = crate::analyse::laws::Slice::default();
    for cond in ranks.chain(powers) {
        written(cond, &mut BTreeSet::new(), &mut terms);
        slice.condition(program, cond);
    }
    let votes = program.clauses.iter().filter_map(|clause| clause.decision.as_ref());
    for term in votes.filter_map(|decision| decision.excluded) {
        terms.insert(term);
        slice.called(program, term);
    }
    questions.extend(slice.questions);
    (terms, questions)
}

fn report(plan: &Plan<'_>, frame: &Frame<'_>, shown: &State, possible: &State) -> Linted {
    let program = plan.program;
    let mut linted = Linted { looks: shown.looks + possible.looks, ..Linted::default() };
    let full: BTreeMap<ClauseId, Date> = possible.full.iter().copied().collect();
    let mut never: BTreeSet<ClauseId> = BTreeSet::new();
    for (id, reach) in frame.reach.iter().filter(|(_, reach)| reach.asked) {
        let Some(clause) = program.clause(*id) else { continue };
        linted.clauses += 1;
        if shown.applies.contains(id) {
            continue;
        }
        never.insert(*id);
        let what = |because| What::Never(*id, because);
        if let Some(day) = full.get(id).filter(|_| !shown.never.contains(id)) {
            linted.open(what(Vec::new()), clause.origin, Why::TooMuch(*day));
        } else if possible.applies.contains(id) {
            linted.open(what(Vec::new()), clause.origin, Why::Beyond);
        } else {
            let because = reach
                .days
                .first()
                .map(|day| excluding(frame, *id, *day, shown.never.contains(id)))
                .unwrap_or_default();
            linted.findings.push(Finding { what: what(because), at: clause.origin });
        }
    }
    nobody(plan, &mut linted);
    parts(plan, frame, (shown, possible), &never, &mut linted);
    questions(plan, frame, (shown, possible), &mut linted);
    linted
}

impl Linted {
    /// Clauses that were found never to apply.
    pub(super) fn never(&self) -> BTreeSet<ClauseId> {
        let of = |finding: &Finding| match finding.what {
            What::Never(id, _) => Some(id),
            _ => None,
        };
        self.findings.iter().filter_map(of).collect()
    }

    pub(super) fn open(&mut self, what: What, at: Origin, why: Why) {
        self.open.push(Open { what, at, why });
    }
}

/// An instrument of which every clause is found never to apply, since nobody is bound, is one finding.
fn nobody(plan: &Plan<'_>, linted: &mut Linted) {
    for (treaty, clauses) in super::by_treaty(plan.program) {
        let Some(row) = plan.program.treaty(treaty).filter(|_| !clauses.is_empty()) else { continue };
        let bound = row.parties.iter().any(|party| party.days.overlaps(&row.days));
        let is_of = |finding: &Finding| match finding.what {
            What::Never(id, _) => clauses.contains(&id),
            _ => false,
        };
        if !bound && !row.overlay && linted.findings.iter().filter(|one| is_of(one)).count() == clauses.len()
        {
            linted.findings.retain(|one| !is_of(one));
            linted.findings.push(Finding { what: What::Nobody(treaty), at: row.origin });
        }
    }
}

fn is_inside(inner: Origin, outer: Origin) -> bool {
    inner.file == outer.file && outer.span.start <= inner.span.start && inner.span.end <= outer.span.end
}

fn parts(
    plan: &Plan<'_>,
    frame: &Frame<'_>,
    (shown, possible): (&State, &State),
    never: &BTreeSet<ClauseId>,
    linted: &mut Linted,
) {
    let program = plan.program;
    let all: BTreeSet<Origin> = frame.reach.values().flat_map(|reach| &reach.parts).copied().collect();
    let all: BTreeSet<Origin> = all.into_iter().filter(|at| !frame.unasked.contains(at)).collect();
    linted.parts = all.len();
    let (places, senses) = (places(program), senses(program));
    // Of a clause that never applies that is all that is said.
    let is_of = |place: Option<&Place>| match place {
        Some(Place::Line(id, _) | Place::Clause(id)) => never.contains(id),
        _ => false,
    };
    // What was never come upon stands in something that is found itself.
    let mut left: Vec<(Origin, Sense)> = all
        .into_iter()
        .filter(|at| !shown.turns.contains(at) && !is_of(places.get(at)))
        .map(|at| (at, senses.get(&at).copied().unwrap_or(Sense::Needed)))
        .filter(|(at, _)| {
            let met = [shown, possible].iter().any(|state| state.met.contains_key(at));
            met || shown.idle.contains(at) || possible.lost.0.contains(at)
        })
        .collect();
    // The widest first: what stands in an idle part is idle with it.
    left.sort_by_key(|(at, _)| (at.file, at.span.start, std::cmp::Reverse(at.span.end)));
    let (mut outer, mut found): (Vec<Origin>, Vec<Finding>) = (Vec::new(), Vec::new());
    for (at, sense) in left {
        if outer.iter().any(|wide| *wide != at && is_inside(at, *wide)) {
            continue;
        }
        outer.push(at);
        let Some(place) = places.get(&at).copied() else { continue };
        let reached: Vec<ClauseId> =
            frame.reach.iter().filter(|(_, reach)| reach.parts.contains(&at)).map(|(id, _)| *id).collect();
        let full = possible.full.iter().find(|(id, _)| reached.contains(id));
        let what = |because| What::Idle(place, Idle::from(sense), because);
        let lost = possible.lost.0.contains(&at);
        let because = |for_anybody: bool| {
            let first = reached.first();
            first.map(|id| following(frame, *id, at, place, for_anybody)).unwrap_or_default()
        };
        if shown.idle.contains(&at) {
            let because = because(true);
            found.push(Finding { what: what(because), at });
        } else if possible.turns.contains(&at) {
            linted.open(what(Vec::new()), at, Why::Beyond);
        } else if let Some((_, day)) = full.filter(|_| lost) {
            linted.open(what(Vec::new()), at, Why::TooMuch(*day));
        } else if lost {
            linted.open(what(Vec::new()), at, Why::TooOften);
        } else {
            let because = because(false);
            found.push(Finding { what: what(because), at });
        }
    }
    // Two that follow from each other are one finding, at the later of them.
    let because = |finding: &Finding| match &finding.what {
        What::Idle(_, _, because) => because.clone(),
        _ => Vec::new(),
    };
    let reasons: Vec<(Origin, Vec<Origin>)> = found.iter().map(|one| (one.at, because(one))).collect();
    found.retain(|one| {
        let mine = because(one);
        let mutual = |(at, theirs): &(Origin, Vec<Origin>)| {
            *at > one.at && mine.contains(at) && theirs.contains(&one.at)
        };
        !reasons.iter().any(mutual)
    });
    linted.findings.extend(found);
}

/// Where each part is written.
fn places(program: &Program) -> BTreeMap<Origin, Place> {
    let mut places = BTreeMap::new();
    for (at, term) in program.terms.iter().enumerate() {
        let mut own = BTreeSet::new();
        for version in &term.versions {
            written(&version.condition, &mut own, &mut BTreeSet::new());
        }
        places.extend(own.into_iter().map(|origin| (origin, Place::Term(TermId::at(at)))));
    }
    for (at, clause) in program.clauses.iter().enumerate() {
        let id = ClauseId::at(at);
        let mut own = BTreeSet::new();
        lines(clause).for_each(|line| written(line, &mut own, &mut BTreeSet::new()));
        places.extend(own.into_iter().map(|origin| (origin, Place::Clause(id))));
        places.extend(lines(clause).map(|line| (line.origin, Place::Line(id, role(clause, line)))));
    }
    places
}

/// How each part stands among those beside it.
fn senses(program: &Program) -> BTreeMap<Origin, Sense> {
    let mut senses = BTreeMap::new();
    let versions = program.terms.iter().flat_map(|term| &term.versions).map(|version| &version.condition);
    let mut work: Vec<&Cond> = versions.chain(program.clauses.iter().flat_map(lines)).collect();
    while let Some(cond) = work.pop() {
        let (list, sense) = match &cond.kind {
            CondKind::And(list) => (list.as_slice(), Sense::Needed),
            CondKind::Or(list) => (list.as_slice(), Sense::Suffices),
            CondKind::Not(inner) | CondKind::Quantified { body: inner, .. } => {
                work.push(inner);
                continue;
            }
            _ => continue,
        };
        senses.extend(list.iter().map(|one| (one.origin, sense)));
        work.extend(list);
    }
    senses
}

fn role(clause: &Clause, line: &Cond) -> Option<crate::ir::LimbRole> {
    use crate::ir::LimbRole;
    if clause.trigger.as_ref().is_some_and(|cond| cond.origin == line.origin) {
        return Some(LimbRole::Trigger);
    }
    let limb = clause.limbs.iter().find(|limb| limb.condition.origin == line.origin);
    limb.map(|limb| limb.role).or(Some(LimbRole::Rider))
}

fn questions(plan: &Plan<'_>, frame: &Frame<'_>, (shown, possible): (&State, &State), linted: &mut Linted) {
    for (id, readings) in &frame.questions {
        let Some(row) = plan.program.question(*id) else { continue };
        linted.questions += 1;
        let whole = || vec![(0..*readings).map(crate::ir::ReadingId::at).collect::<Vec<_>>()];
        let groups = shown.groups.get(id).cloned().unwrap_or_else(whole);
        if groups.iter().all(|group| group.len() == 1) {
            continue;
        }
        let mut wide = shown.clone();
        if let Some(more) = possible.groups.get(id) {
            wide.tell(*id, more);
        }
        let kept = wide.groups.get(id).cloned().unwrap_or_else(whole);
        let reached = |one: &ClauseId| frame.reach.get(one).is_some_and(|r| r.questions.contains(id));
        let full = possible.full.iter().find(|(clause, _)| reached(clause));
        let lost = possible.lost.1.contains(id);
        let full = full.filter(|_| lost);
        let what = |groups: Vec<Vec<crate::ir::ReadingId>>| {
            if groups.len() == 1 {
                What::Question(*id, frame.reach.keys().any(reached))
            } else {
                What::Readings(*id, groups.into_iter().filter(|group| group.len() > 1).collect())
            }
        };
        if let Some((_, day)) = full {
            linted.open(what(groups), row.origin, Why::TooMuch(*day));
        } else if lost {
            linted.open(what(groups), row.origin, Why::TooOften);
        } else {
            if kept.iter().any(|group| group.len() > 1) {
                linted.findings.push(Finding { what: what(kept.clone()), at: row.origin });
            }
            if kept != groups {
                linted.open(what(groups), row.origin, Why::Beyond);
            }
        }
    }
}

/// The smallest set of places of a clause that exclude each other on a day, for everybody.
fn excluding(frame: &Frame<'_>, id: ClauseId, day: Date, for_anybody: bool) -> Vec<Origin> {
    frame.space(day, Width::Wide, |space| {
        let all = space.lines(id, for_anybody);
        smallest_in(space, &all)
    })
}

/// The smallest set of places beside a part from which it follows that the part changes nothing.
fn following(frame: &Frame<'_>, id: ClauseId, at: Origin, place: Place, for_anybody: bool) -> Vec<Origin> {
    let Some(reach) = frame.reach.get(&id) else { return Vec::new() };
    let known = BTreeSet::new();
    for day in reach.days.iter().take(REASONS) {
        let found = frame.space(*day, Width::Wide, |space| {
            let mut looked = Looked::new(&known, &frame.within);
            looked.asked = Some(at);
            looked.most = REASONS;
            match place {
                Place::Term(term) if for_anybody => space.parts_of_term(term, &mut looked),
                _ if for_anybody => space.parts_for_anybody(id, &mut looked),
                _ => space.parts(id, &reach.parts, &mut looked),
            }
            let beside = std::mem::take(&mut looked.beside);
            if beside.is_empty() || space.is_full() {
                return None;
            }
            let with = |(mut list, turns): (Vec<(Origin, Fun)>, Fun)| {
                list.push((at, turns));
                list
            };
            let all: Vec<Vec<(Origin, Fun)>> = beside.into_iter().map(with).collect();
            let mut because = smallest_in(space, &all);
            because.retain(|origin| *origin != at);
            Some(because)
        });
        if let Some(found) = found {
            return found;
        }
    }
    Vec::new()
}

fn smallest_in(space: &mut Space<'_, '_>, lists: &[Vec<(Origin, Fun)>]) -> Vec<Origin> {
    smallest(lists, &mut |rest| {
        let f = rest.iter().fold(Fun::TRUE, |all, f| space.and(all, *f));
        f == Fun::FALSE || !space.can_be(f)
    })
}

/// Places that cannot be left out if every list is to stay impossible: left out one by one, the last first.
fn smallest(lists: &[Vec<(Origin, Fun)>], is_never: &mut dyn FnMut(&[Fun]) -> bool) -> Vec<Origin> {
    let mut kept: Vec<Origin> = Vec::new();
    for (origin, _) in lists.iter().flatten() {
        if !kept.contains(origin) {
            kept.push(*origin);
        }
    }
    for at in (0..kept.len()).rev() {
        let Some(origin) = kept.get(at).copied() else { continue };
        let without: Vec<Origin> = kept.iter().copied().filter(|other| *other != origin).collect();
        let still = lists.iter().all(|list| {
            let rest: Vec<Fun> =
                list.iter().filter(|(origin, _)| without.contains(origin)).map(|(_, f)| *f).collect();
            is_never(&rest)
        });
        if still {
            kept = without;
        }
    }
    kept
}

/// Laws that never speak.
pub(super) fn laws(plan: &Plan<'_>, linted: &mut Linted) {
    let asked = |property: &crate::ir::Property| {
        let files = plan.files.as_ref();
        plan.treaties.is_empty() && files.is_some_and(|files| files.contains(&property.file))
    };
    for (at, property) in plan.properties.iter().enumerate().filter(|(_, property)| asked(property)) {
        let origin = Origin { file: property.file, span: property.title.span };
        match speaks(plan.program, property, plan.limits) {
            Speaks::Of => {}
            Speaks::Never => linted.findings.push(Finding { what: What::Law(at), at: origin }),
            Speaks::Unknown(day) => linted.open(What::Law(at), origin, Why::TooMuch(day)),
        }
    }
}

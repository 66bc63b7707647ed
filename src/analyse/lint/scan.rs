//! Clause by clause, stretch by stretch: which clauses can apply, which parts of conditions matter, which
//! readings are told apart.
//!
//! In: a program with every reading open, what is asked. Out: a [`State`] of what some event shows, one of
//! what the wide space leaves possible, and what was too large. Absent: what is said of it.
//!
//! What an event shows is looked for where it is cheap: on the latest stretch, without deeds, then with any,
//! then on the other stretches. Only what none of these shows is asked of the wide space, on every stretch.
//! Each round starts from what the rounds before it found, so that the answer does not depend on which of
//! two threads was quicker.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::civil::{Date, date};

use crate::analyse::laws::slice::Slice;
use crate::evaluate::Stance;
use crate::evaluate::matter::{Looked, Sense, written};
use crate::evaluate::space::{Fun, Record, Space, runs_on, within_record, within_wide};
use crate::event::Event;
use crate::ir::{Clause, ClauseId, Cond, Origin, Program, QuestionId, ReadingId, TermId};
use crate::text::Limits;

/// What is asked, of which rules.
pub(super) struct Frame<'a> {
    /// The rules, with every reading open on every day.
    pub program: &'a Program,
    pub limits: &'a Limits,
    /// An event that every event looked at has the facts of; of any day if none.
    pub given: Option<(&'a Event, &'a Stance)>,
    /// Parts that are not asked about.
    pub unasked: BTreeSet<Origin>,
    /// Questions that are asked about, with how many readings each has.
    pub questions: BTreeMap<QuestionId, usize>,
    /// The parts of each term and of those that it calls.
    pub within: BTreeMap<TermId, BTreeSet<Origin>>,
    /// What each clause reaches.
    pub reach: BTreeMap<ClauseId, Reach>,
}

/// What a clause reaches.
pub(super) struct Reach {
    /// It is asked whether it can apply.
    pub asked: bool,
    /// The parts of its own lines and of all terms that it calls.
    pub parts: BTreeSet<Origin>,
    pub questions: BTreeSet<QuestionId>,
    /// The first days of the stretches on which it runs and nothing changes, the latest first.
    pub days: Vec<Date>,
    /// Some of those before the latest, on which events are looked for that show something.
    pub earlier: Vec<Date>,
}

/// What was seen.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    /// Clauses that can be owed, or could be if parties did acts of their own.
    pub applies: BTreeSet<ClauseId>,
    /// Parts on which some event turns.
    pub turns: BTreeSet<Origin>,
    /// Parts that were come upon.
    pub met: BTreeMap<Origin, Sense>,
    /// Readings in groups that nothing seen tells apart; of a question that is not here, in one.
    pub groups: BTreeMap<QuestionId, Vec<Vec<ReadingId>>>,
    /// Parts that never matter, and clauses that never apply, for whoever it may be.
    pub idle: BTreeSet<Origin>,
    pub never: BTreeSet<ClauseId>,
    /// Where more is open than the limits allow.
    pub full: BTreeSet<(ClauseId, Date)>,
    /// Clauses of which too much is open on a day where not even all that an event can hold was looked at.
    pub large: BTreeMap<ClauseId, Date>,
    /// Parts and questions of clauses that are too large, so that nothing can be said of them.
    pub lost: (BTreeSet<Origin>, BTreeSet<QuestionId>),
    /// How often a clause was looked at on a day.
    pub looks: usize,
}

impl State {
    /// Adds what was seen elsewhere.
    pub fn add(&mut self, other: State) {
        self.applies.extend(other.applies);
        self.turns.extend(other.turns);
        self.met.extend(other.met);
        for (question, groups) in other.groups {
            self.tell(question, &groups);
        }
        self.idle.extend(other.idle);
        self.never.extend(other.never);
        self.full.extend(other.full);
        for (clause, day) in other.large {
            self.large.entry(clause).or_insert(day);
        }
        self.lost.0.extend(other.lost.0);
        self.lost.1.extend(other.lost.1);
        self.looks += other.looks;
    }

    /// Parts the readings of a question as some functions do.
    pub fn tell(&mut self, question: QuestionId, groups: &[Vec<ReadingId>]) {
        let known = self.groups.remove(&question).unwrap_or_else(|| vec![groups.concat()]);
        let mut finer = Vec::new();
        for group in known {
            for other in groups {
                let both: Vec<ReadingId> = group.iter().copied().filter(|r| other.contains(r)).collect();
                if !both.is_empty() {
                    finer.push(both);
                }
            }
        }
        finer.sort();
        self.groups.insert(question, finer);
    }

    /// Whether every two readings of a question are told apart.
    pub fn tells_all(&self, question: QuestionId) -> bool {
        self.groups.get(&question).is_some_and(|groups| groups.iter().all(|group| group.len() == 1))
    }
}

/// Pairs of those who owe and are owed that are looked at first.
const FEW: usize = 4;

/// Earlier stretches that are looked at, beside those with new texts.
const EARLIER: usize = 8;

/// Clauses that are looked at before what was seen is put together; the same whatever the number of threads.
const TOGETHER: usize = 24;

/// In which events is looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Width {
    /// One value in each field, no deeds, and only for some of those who may owe.
    Some,
    /// The same, with any deeds of organs and of those whom the clause concerns.
    SomeDeeds,
    /// One value in each field, no deeds.
    Plain,
    /// One value in each field, any deeds of organs and of those whom the clause concerns.
    Deeds,
    /// One value in each field, any deeds of anybody.
    Anybody,
    /// All that an event can hold, and more.
    Wide,
}

impl<'a> Frame<'a> {
    /// A frame that asks of no clause by itself.
    pub fn bare(program: &'a Program, limits: &'a Limits) -> Self {
        Frame {
            program,
            limits,
            given: None,
            unasked: BTreeSet::new(),
            questions: BTreeMap::new(),
            within: BTreeMap::new(),
            reach: BTreeMap::new(),
        }
    }
}

impl Frame<'_> {
    /// Opens the space of all events of a day.
    pub fn space<T>(&self, day: Date, width: Width, work: impl FnOnce(&mut Space<'_, '_>) -> T) -> T {
        let silent = Event { date: day, ..silent() };
        let open = Stance::default();
        let (event, stance) = self.given.unwrap_or((&silent, &open));
        let wide = Limits { diagram_nodes: self.limits.lint_nodes, ..*self.limits };
        match width {
            Width::Wide if self.given.is_none() => within_wide(self.program, event, stance, &wide, work),
            // What is given has its own record.
            _ => {
                let deeds = match width {
                    _ if self.given.is_some() => Record::AsTold,
                    Width::Deeds | Width::SomeDeeds => Record::Concerned,
                    Width::Anybody => Record::Anybody,
                    _ => Record::AsTold,
                };
                within_record(self.program, event, stance, &wide, deeds, work)
            }
        }
    }

    fn asks(&self, id: ClauseId, state: &State) -> bool {
        let Some(reach) = self.reach.get(&id) else { return false };
        let lost = state.full.iter().any(|(clause, _)| *clause == id);
        (reach.asked && !lost && !state.applies.contains(&id) && !state.never.contains(&id))
            || reach.parts.iter().any(|at| self.asks_part(*at, state))
            || reach.questions.iter().any(|question| self.asks_question(*question, state))
    }

    fn asks_part(&self, at: Origin, state: &State) -> bool {
        !state.turns.contains(&at)
            && !self.unasked.contains(&at)
            && !state.lost.0.contains(&at)
            && !state.idle.contains(&at)
    }

    fn asks_question(&self, question: QuestionId, state: &State) -> bool {
        self.questions.contains_key(&question)
            && !state.tells_all(question)
            && !state.lost.1.contains(&question)
    }

    /// Looks at one clause on one day.
    fn look(&self, id: ClauseId, day: Date, width: Width, state: &State) -> State {
        let mut seen = State { looks: 1, ..State::default() };
        let Some(reach) = self.reach.get(&id) else { return seen };
        let known = reach.parts.iter().filter(|at| !self.asks_part(**at, state)).copied().collect();
        let came = self.space(day, width, |space| {
            let mut looked = Looked::new(&known, &self.within);
            let some = matches!(width, Width::Some | Width::SomeDeeds);
            looked.most = if some { FEW } else { usize::MAX };
            space.parts(id, &reach.parts, &mut looked);
            let wanted = |question: QuestionId| self.asks_question(question, state);
            if reach.questions.iter().any(|q| wanted(*q)) {
                let rows = space.rows(id);
                let mut functions: BTreeSet<Fun> =
                    rows.iter().flat_map(|row| [row.owed, row.at_best]).collect();
                if some {
                    functions = functions.into_iter().take(2 * FEW).collect();
                }
                for (question, groups) in space.told_apart(&functions, &wanted) {
                    if wanted(question) {
                        seen.tell(question, &groups);
                    }
                }
            }
            (!space.is_full()).then_some((looked.applies, looked.found))
        });
        let Some((applies, found)) = came else {
            // Only the wide space has the last word; what is too large elsewhere may be seen there.
            let lost = if width == Width::Wide {
                let parts = reach.parts.iter().filter(|at| self.asks_part(**at, state));
                let questions = reach.questions.iter().filter(|one| self.asks_question(**one, state));
                (parts.copied().collect(), questions.copied().collect())
            } else {
                Default::default()
            };
            let (full, large) = match width {
                Width::Wide => ([(id, day)].into(), BTreeMap::new()),
                // An earlier day may have fewer parties.
                Width::Plain => Default::default(),
                _ => (BTreeSet::new(), [(id, day)].into()),
            };
            return State { full, large, lost, looks: 1, ..State::default() };
        };
        seen.applies.extend(applies.then_some(id));
        seen.turns.extend(found.iter().filter(|(_, one)| one.turns).map(|(at, _)| *at));
        seen.met.extend(found.iter().map(|(at, one)| (*at, one.sense)));
        seen
    }

    /// Parts of lines that never matter for whoever it may be, with all that stands beside them, and clauses
    /// that never apply.
    pub fn clauses_for_anybody(&self, from: &State) -> State {
        let clauses: Vec<ClauseId> = self.reach.keys().copied().filter(|id| self.asks(*id, from)).collect();
        let mut all = State::default();
        in_parallel(&clauses, |id| self.clause_for_anybody(*id, from))
            .into_iter()
            .for_each(|came| all.add(came));
        all
    }

    /// Parts of terms that never matter for whoever it may be, whatever stands around the terms.
    pub fn terms_for_anybody(&self, from: &State) -> State {
        let terms: Vec<TermId> = (0..self.program.terms.len()).map(TermId::at).collect();
        let mut all = State::default();
        in_parallel(&terms, |id| self.term_for_anybody(*id, from)).into_iter().for_each(|came| all.add(came));
        all
    }

    fn clause_for_anybody(&self, id: ClauseId, from: &State) -> State {
        let (Some(clause), Some(reach)) = (self.program.clause(id), self.reach.get(&id)) else {
            return State::default();
        };
        let mut own = BTreeSet::new();
        for line in lines(clause) {
            own.insert(line.origin);
            written(line, &mut own, &mut BTreeSet::new());
        }
        own.retain(|at| self.asks_part(*at, from));
        let applies = !reach.asked || from.applies.contains(&id);
        if own.is_empty() && applies {
            return State::default();
        }
        let look = |space: &mut Space<'_, '_>, looked: &mut Looked<'_>| space.parts_for_anybody(id, looked);
        let (applies, idle) = self.each_day(&reach.days, own, applies, &look);
        State { idle, never: (!applies).then_some(id).into_iter().collect(), ..State::default() }
    }

    fn term_for_anybody(&self, id: TermId, from: &State) -> State {
        let mut own = BTreeSet::new();
        for version in self.program.term(id).map(|row| row.versions.as_slice()).unwrap_or_default() {
            written(&version.condition, &mut own, &mut BTreeSet::new());
        }
        own.retain(|at| self.asks_part(*at, from));
        if own.is_empty() {
            return State::default();
        }
        let mut slice = Slice::default();
        slice.called(self.program, id);
        // Who its parties are changes what a term of an instrument comes to.
        let treaty = self.program.term(id).and_then(|row| row.treaty);
        treaty.into_iter().for_each(|id| slice.instrument(self.program, id));
        let mut days = slice.days(self.program);
        days.insert(date(1, 1, 1));
        let days: Vec<Date> = days.into_iter().rev().collect();
        let look = |space: &mut Space<'_, '_>, looked: &mut Looked<'_>| space.parts_of_term(id, looked);
        let (_, idle) = self.each_day(&days, own, true, &look);
        State { idle, ..State::default() }
    }

    /// Whether anything can hold on some day, and which parts were come upon and matter on none.
    fn each_day(
        &self,
        days: &[Date],
        own: BTreeSet<Origin>,
        mut applies: bool,
        look: &dyn Fn(&mut Space<'_, '_>, &mut Looked<'_>),
    ) -> (bool, BTreeSet<Origin>) {
        let (mut left, mut met, none) = (own, BTreeSet::new(), BTreeSet::new());
        for day in days {
            if left.is_empty() && applies {
                break;
            }
            let came = self.space(*day, Width::Wide, |space| {
                let mut looked = Looked::new(&none, &self.within);
                looked.only = Some(&left);
                look(space, &mut looked);
                (!space.is_full()).then_some((looked.applies, looked.found))
            });
            let Some((can, found)) = came else { return (true, BTreeSet::new()) };
            applies |= can;
            for (at, one) in found {
                met.insert(at);
                if one.turns {
                    left.remove(&at);
                }
            }
        }
        left.retain(|at| met.contains(at));
        (applies, left)
    }

    /// Gives up what would take more looks than the limits allow.
    pub fn too_often(&self, state: &mut State) {
        let mut parts: BTreeMap<Origin, usize> = BTreeMap::new();
        let mut questions: BTreeMap<QuestionId, usize> = BTreeMap::new();
        for reach in self.reach.values() {
            let looks = reach.days.len();
            for at in reach.parts.iter().filter(|at| self.asks_part(**at, state)) {
                *parts.entry(*at).or_default() += looks;
            }
            for question in reach.questions.iter().filter(|one| self.asks_question(**one, state)) {
                *questions.entry(*question).or_default() += looks;
            }
        }
        let many = |looks: &usize| *looks > self.limits.lint_looks;
        state.lost.0.extend(parts.iter().filter(|(_, looks)| many(looks)).map(|(at, _)| *at));
        state.lost.1.extend(questions.iter().filter(|(_, looks)| many(looks)).map(|(one, _)| *one));
    }

    /// What is asked of a clause of which too much is open.
    fn give_up(&self, id: ClauseId, from: &State) -> State {
        let (Some(reach), Some(day)) = (self.reach.get(&id), from.large.get(&id)) else {
            return State::default();
        };
        let parts = reach.parts.iter().copied().filter(|at| self.asks_part(*at, from));
        let questions = reach.questions.iter().copied().filter(|one| self.asks_question(*one, from));
        State { lost: (parts.collect(), questions.collect()), full: [(id, *day)].into(), ..State::default() }
    }

    /// Looks at some clauses on some of their days, as long as anything is asked.
    pub fn round(&self, width: Width, days: &(dyn Fn(&Reach) -> Vec<Date> + Sync), from: &State) -> State {
        // What is too large where less is open is too large where more is.
        let is_large = |id: &ClauseId| width != Width::Plain && from.large.contains_key(id);
        let asked = self.reach.keys().copied().filter(|id| self.asks(*id, from));
        let (large, jobs): (Vec<ClauseId>, Vec<ClauseId>) = asked.partition(is_large);
        let one = |id: ClauseId, from: &State| {
            let (mut known, mut came) = (from.clone(), State::default());
            for day in self.reach.get(&id).map(days).unwrap_or_default() {
                if !self.asks(id, &known) {
                    break;
                }
                let seen = self.look(id, day, width, &known);
                known.add(seen.clone());
                came.add(seen);
            }
            came
        };
        let mut all = State::default();
        if width == Width::Wide {
            large.iter().for_each(|id| all.add(self.give_up(*id, from)));
        }
        let mut known = from.clone();
        for jobs in jobs.chunks(TOGETHER) {
            for came in in_parallel(jobs, |id| one(*id, &known)) {
                all.add(came);
            }
            known.add(all.clone());
        }
        all
    }
}

/// Does something for each of a list; the results stand in its order.
pub(super) fn in_parallel<J: Sync, T: Send>(jobs: &[J], work: impl Fn(&J) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done: Mutex<BTreeMap<usize, T>> = Mutex::new(BTreeMap::new());
    let run = || {
        while let Some((at, job)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            jobs.get(at).map(|job| (at, job))
        } {
            let came = work(job);
            if let Ok(mut done) = done.lock() {
                done.insert(at, came);
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get().min(jobs.len().max(1)));
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(run);
        }
        run();
    });
    done.into_inner().map(|done| done.into_values().collect()).unwrap_or_default()
}

/// An event that says nothing but its day.
pub(super) fn silent() -> Event {
    Event {
        id: "lint".to_owned(),
        title: None,
        date: date(1, 1, 1),
        first: None,
        facts: Vec::new(),
        own_place: None,
        record: Vec::new(),
        line: 0,
    }
}

/// The lines of a clause that ask something of an event.
pub(super) fn lines(clause: &Clause) -> impl Iterator<Item = &Cond> {
    let limbs = clause.limbs.iter().map(|limb| &limb.condition);
    clause.trigger.iter().chain(limbs).chain(clause.riders.iter().flat_map(|rider| &rider.only_if))
}

/// The parts that are written in each term, with those of the terms that it calls.
pub(super) fn parts_of_terms(program: &Program) -> BTreeMap<TermId, BTreeSet<Origin>> {
    let all = (0..program.terms.len()).map(TermId::at);
    all.map(|id| {
        let (mut parts, mut calls) = (BTreeSet::new(), BTreeSet::from([id]));
        let mut work = vec![id];
        while let Some(id) = work.pop() {
            let mut called = BTreeSet::new();
            for version in program.term(id).map(|row| row.versions.as_slice()).unwrap_or_default() {
                written(&version.condition, &mut parts, &mut called);
            }
            work.extend(called.into_iter().filter(|id| calls.insert(*id)));
        }
        (id, parts)
    })
    .collect()
}

/// The parts of the lines of a clause and of the terms that they call.
pub(super) fn parts_of(
    clause: &Clause,
    within: &BTreeMap<TermId, BTreeSet<Origin>>,
) -> (BTreeSet<Origin>, BTreeSet<TermId>) {
    let (mut parts, mut calls) = (BTreeSet::new(), BTreeSet::new());
    for line in lines(clause) {
        parts.insert(line.origin);
        written(line, &mut parts, &mut calls);
    }
    parts.extend(calls.iter().filter_map(|id| within.get(id)).flatten());
    (parts, calls)
}

/// What a clause reaches, on the days on which it runs.
pub(super) fn reach(
    program: &Program,
    id: ClauseId,
    asked: bool,
    within: &BTreeMap<TermId, BTreeSet<Origin>>,
) -> Option<Reach> {
    let clause = program.clause(id)?;
    let mut slice = Slice::default();
    slice.clause(program, id);
    let mut days = slice.days(program);
    days.insert(date(1, 1, 1));
    let days: Vec<Date> = days.into_iter().rev().filter(|day| runs_on(program, id, *day)).collect();
    let (parts, _) = parts_of(clause, within);
    let earlier = earlier(&days, &new_texts(program, &slice));
    Some(Reach { asked, parts, questions: slice.questions, days, earlier })
}

/// The days on which a term that a slice calls has a new text.
pub(super) fn new_texts(program: &Program, slice: &Slice) -> BTreeSet<Date> {
    let terms = slice.terms.iter().filter_map(|id| program.term(*id));
    let spans = terms.flat_map(|term| &term.versions).map(|version| version.days);
    spans.flat_map(|span| [span.from, span.until]).flatten().collect()
}

/// Of the stretches before the latest: those with new texts, the first, and some spread over the rest, the
/// latest first. Membership alone changes a hundred times, and most of these show the same.
pub(super) fn earlier(days: &[Date], texts: &BTreeSet<Date>) -> Vec<Date> {
    let all = days.get(1..).unwrap_or_default();
    let step = all.len().div_ceil(EARLIER).max(1);
    let spread = all.iter().rev().step_by(step).copied();
    // The day before a new text stands for the old one.
    let old = texts.iter().filter_map(|day| all.iter().find(|one| *one < day));
    let new = texts.iter().filter(|day| all.contains(day));
    let chosen: BTreeSet<Date> = spread.chain(old.copied()).chain(new.copied()).collect();
    chosen.into_iter().rev().collect()
}

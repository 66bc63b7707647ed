//! Whether a law is broken, found by trying every way that everything may be, one after the other.
//!
//! In: a world, an event that may leave things open, a law. Out: what the law comes to. Absent: anything
//! of the program under test. It is slow and plain on purpose.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::facts::{Deed, Ev, F, Known, St, completions, live};
use crate::law::{Body, Change, Env, Law, Point, Property, rank_of};
use crate::lawyer::{Key, Outcome};
use crate::model::World;

/// What a law comes to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Judged {
    /// It speaks of some event.
    pub speaks: bool,
    /// Some event breaks it.
    pub broken: bool,
    /// How many events were tried, of how many it speaks, and how many break it alone.
    pub tried: usize,
    pub spoken: usize,
    pub breaking: usize,
}

impl Judged {
    fn add(&mut self, other: Judged) {
        self.speaks |= other.speaks;
        self.broken |= other.broken;
        self.tried += other.tried;
        self.spoken += other.spoken;
        self.breaking += other.breaking;
    }
}

/// What was tried: which record, with what known and which readings, by their places.
type Tried = (usize, Vec<usize>, Vec<usize>);

pub struct Brute<'a> {
    pub world: &'a World,
    pub property: &'a Property,
    pub event: &'a Ev,
    pub stance: &'a St,
    /// Records beside that of the event: what else it may show.
    pub records: Vec<Vec<Deed>>,
    clauses: BTreeSet<(usize, usize)>,
    known: RefCell<BTreeMap<Tried, Point>>,
}

/// There are more acts of parties than can be tried one by one.
#[derive(Debug)]
pub struct TooMany;

impl<'a> Brute<'a> {
    pub fn new(world: &'a World, property: &'a Property, event: &'a Ev, stance: &'a St) -> Self {
        let (records, clauses) = (vec![Vec::new()], property.clauses(world));
        Brute { world, property, event, stance, records, clauses, known: RefCell::default() }
    }

    /// The stance with what a binding closes.
    pub fn stance_of(&self, env: &Env) -> St {
        let mut stance = self.stance.clone();
        stance.closed.retain(|(question, _)| env.reading.is_none_or(|(bound, _)| bound != *question));
        stance.closed.extend(env.reading);
        stance
    }

    /// The law of all bindings together.
    pub fn judge(&self) -> Result<Judged, TooMany> {
        let mut all = Judged::default();
        for env in self.property.envs(self.world, self.event.day) {
            all.add(self.judge_env(&env)?);
        }
        Ok(all)
    }

    pub fn judge_env(&self, env: &Env) -> Result<Judged, TooMany> {
        if self.property.is_open() {
            let mut judged = Judged::default();
            let points = self.points(env, 0)?;
            self.judge_open(env, &points, &mut judged);
            return Ok(judged);
        }
        let all: Vec<Vec<Point>> =
            (0..self.records.len()).map(|record| self.points(env, record)).collect::<Result<_, _>>()?;
        let mut judged = Judged::default();
        match &self.property.law {
            Law::Symmetric(_) => self.symmetric(env, &all, &mut judged)?,
            Law::Unchanged(Change::Deed(_), body) => self.with_deeds(env, body, &all, &mut judged),
            _ => {
                for (record, points) in all.iter().enumerate() {
                    self.judge_points(env, record, points, &mut judged)?;
                }
            }
        }
        Ok(judged)
    }

    /// Every completion of the event, with one of the records.
    pub fn points(&self, env: &Env, record: usize) -> Result<Vec<Point>, TooMany> {
        let (_, all) = completions(self.world, self.event, &self.stance_of(env));
        all.into_iter().map(|known| self.point(known, record)).collect()
    }

    fn point(&self, mut known: Known, record: usize) -> Result<Point, TooMany> {
        let questions = known.readings.len();
        let key = (record, known.choices[questions..].to_vec(), known.readings.clone());
        if let Some(point) = self.known.borrow().get(&key) {
            // How it was chosen may differ from one binding to the next.
            let mut point = point.clone();
            point.known.choices = known.choices;
            return Ok(point);
        }
        known.record.extend(self.records[record].iter().cloned());
        let point = Point::new(self.world, known, &self.clauses).ok_or(TooMany)?;
        self.known.borrow_mut().insert(key, point.clone());
        Ok(point)
    }

    /// Whether a law may speak of it at all.
    fn in_domain(&self, env: &Env, point: &Point) -> bool {
        self.property.in_domain(self.world, env, point)
            && self.property.only_where.as_ref().is_none_or(|part| part.holds(self.world, point, env))
    }

    fn judge_points(
        &self,
        env: &Env,
        record: usize,
        points: &[Point],
        judged: &mut Judged,
    ) -> Result<(), TooMany> {
        let world = self.world;
        judged.tried += points.len();
        let mut one = |speaks: bool, breaks: bool| {
            judged.speaks |= speaks;
            judged.broken |= breaks;
            judged.spoken += usize::from(speaks);
            judged.breaking += usize::from(breaks);
        };
        match &self.property.law {
            Law::If(first, then) => points.iter().for_each(|point| {
                let speaks = self.in_domain(env, point) && first.holds(world, point, env);
                one(speaks, speaks && !then.holds(world, point, env));
            }),
            Law::Always(part) => points.iter().for_each(|point| {
                let speaks = self.in_domain(env, point);
                one(speaks, speaks && !part.holds(world, point, env));
            }),
            Law::Never(part) => points.iter().for_each(|point| {
                let speaks = self.in_domain(env, point);
                one(speaks, speaks && part.holds(world, point, env));
            }),
            Law::Possible(part) => points.iter().for_each(|point| {
                one(self.in_domain(env, point) && part.holds(world, point, env), false);
            }),
            // Of a field that the event gives several values no law of change speaks.
            Law::Monotone(field, _) | Law::Unchanged(Change::Field(field), _)
                if !is_single(&self.event.facts[*field]) =>
            {
                let (Law::Monotone(_, body) | Law::Unchanged(_, body)) = &self.property.law else {
                    return Ok(());
                };
                points.iter().for_each(|point| {
                    self.twins(env, body, point, std::iter::empty(), true, &mut one);
                });
            }
            Law::Monotone(field, body) => {
                for low in points {
                    let twins = points.iter().filter(|high| {
                        alike(low, high, Some(*field), None)
                            && rank_of(&low.known.facts[*field]) < rank_of(&high.known.facts[*field])
                    });
                    self.twins(env, body, low, twins, false, &mut one);
                }
            }
            Law::Unchanged(Change::Field(field), body) => {
                for point in points {
                    let twins = points.iter().filter(|other| alike(point, other, Some(*field), None));
                    self.twins(env, body, point, twins, true, &mut one);
                }
            }
            Law::Unchanged(Change::Question(question), body) => {
                for point in points {
                    let twins = points.iter().filter(|other| alike(point, other, None, Some(*question)));
                    self.twins(env, body, point, twins, true, &mut one);
                }
            }
            Law::Same(body) => {
                for point in points {
                    let under = |at: usize| self.point(self.under(env, &point.known, at), record);
                    let (first, second) = (under(0)?, under(1)?);
                    for key in self.keys(env, body, [&first, &second]) {
                        let both = self.in_domain(env, &first) && self.in_domain(env, &second);
                        let (is, was) =
                            (self.is_so(env, body, key, &first), self.is_so(env, body, key, &second));
                        let speaks = self.in_domain(env, &first) && is || self.in_domain(env, &second) && was;
                        one(speaks, both && is != was);
                    }
                    // It speaks where it is so of some event as told.
                    for key in self.keys(env, body, [point]) {
                        one(self.in_domain(env, point) && self.is_so(env, body, key, point), false);
                    }
                }
            }
            Law::Symmetric(_) | Law::Unchanged(Change::Deed(_), _) => {}
        }
        Ok(())
    }

    /// Whether what is so of an event is so of those that differ from it in what may change.
    fn twins<'p>(
        &self,
        env: &Env,
        body: &Body,
        point: &Point,
        twins: impl Iterator<Item = &'p Point> + Clone,
        either: bool,
        one: &mut impl FnMut(bool, bool),
    ) {
        if !self.in_domain(env, point) {
            return;
        }
        let all: Vec<&Point> = twins.filter(|other| self.in_domain(env, other)).collect();
        for key in self.keys(env, body, [point].into_iter().chain(all.iter().copied())) {
            let is = self.is_so(env, body, key, point);
            if !is && !either {
                continue;
            }
            let differs = all.iter().any(|other| self.is_so(env, body, key, other) != is);
            one(is, differs);
        }
    }

    /// The rows of which a law of change speaks; one that is none where it speaks of a formula.
    fn keys<'p>(
        &self,
        env: &Env,
        body: &Body,
        points: impl IntoIterator<Item = &'p Point>,
    ) -> Vec<Option<Key>> {
        if matches!(body, Body::Part(_)) {
            return vec![None];
        }
        let of = |key: &&Key| env.clause == Some((key.0, key.1));
        let mut all: Vec<Option<Key>> =
            points.into_iter().flat_map(|point| point.row.keys().filter(of).copied().map(Some)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn is_so(&self, env: &Env, body: &Body, key: Option<Key>, point: &Point) -> bool {
        match (body, key) {
            (Body::Part(part), _) => part.holds(self.world, point, env),
            (Body::Rows, Some(key)) => point.row.get(&key) == Some(&Outcome::Owed),
            (Body::Rows, None) => false,
        }
    }

    /// The same with the questions answered as an interpretation answers them.
    fn under(&self, env: &Env, known: &Known, at: usize) -> Known {
        let mut stance = self.stance_of(env);
        let named = &self.world.interpretations[at];
        let free = |question: usize, stance: &St| stance.closed.iter().all(|(q, _)| *q != question);
        let more: Vec<_> = named.closed.iter().filter(|(q, _)| free(*q, &stance)).copied().collect();
        stance.closed.extend(more);
        stance.held_by.extend(named.held_by);
        let mut known = known.clone();
        for (question, taken) in live(self.world, &stance, known.day).iter().enumerate() {
            if let [only] = taken.as_slice() {
                known.readings[question] = *only;
            }
        }
        known
    }

    fn symmetric(&self, env: &Env, all: &[Vec<Point>], judged: &mut Judged) -> Result<(), TooMany> {
        let Law::Symmetric(part) = &self.property.law else { return Ok(()) };
        let mut exchanged = env.clone();
        exchanged.actors.swap(0, 1);
        let (mut first, mut second) = (0, 0);
        for point in all.iter().flatten() {
            judged.tried += 1;
            if self.in_domain(env, point) {
                first += usize::from(part.holds(self.world, point, env));
                second += usize::from(part.holds(self.world, point, &exchanged));
            }
        }
        judged.speaks |= first > 0;
        judged.spoken += first;
        judged.broken |= first > 0 && second == 0;
        Ok(())
    }

    /// Whether one deed more or less makes a difference, of the records at hand.
    fn with_deeds(&self, env: &Env, body: &Body, all: &[Vec<Point>], judged: &mut Judged) {
        for (record, points) in all.iter().enumerate() {
            let more = |other: &Vec<Deed>| {
                let less = &self.records[record];
                other.len() == less.len() + 1 && less.iter().all(|deed| other.contains(deed))
            };
            for (other, _) in self.records.iter().enumerate().filter(|(_, other)| more(other)) {
                let Law::Unchanged(Change::Deed(node), _) = &self.property.law else { return };
                let added = self.records[other].iter().find(|deed| !self.records[record].contains(deed));
                if !added.is_some_and(|deed| crate::model::under(crate::model::DEED, deed.does, *node)) {
                    continue;
                }
                for (point, twin) in points.iter().zip(&all[other]) {
                    if !self.in_domain(env, point) || !self.in_domain(env, twin) {
                        continue;
                    }
                    for key in self.keys(env, body, [point, twin]) {
                        let (is, was) = (self.is_so(env, body, key, point), self.is_so(env, body, key, twin));
                        judged.broken |= is != was;
                        judged.breaking += usize::from(is != was);
                    }
                }
            }
            for point in points {
                judged.tried += 1;
                for key in self.keys(env, body, [point]) {
                    let speaks = self.in_domain(env, point) && self.is_so(env, body, key, point);
                    judged.speaks |= speaks;
                    judged.spoken += usize::from(speaks);
                }
            }
        }
    }

    /// Whether the event as it is told breaks a law: of what it leaves open nothing is so that is not so
    /// in every way to fill it in.
    pub fn breaks_as_told(&self, env: &Env) -> Result<bool, TooMany> {
        let points = self.points(env, 0)?;
        let (world, told): (_, Vec<&Point>) = (self.world, points.iter().collect());
        let of_law = points.iter().all(|point| self.property.in_domain(world, env, point))
            && self.property.only_where.as_ref().is_none_or(|part| part.told(world, &told, env));
        let breaks = match &self.property.law {
            Law::If(first, then) => first.told(world, &told, env) && !then.told(world, &told, env),
            Law::Always(part) => !part.told(world, &told, env),
            Law::Never(part) => part.told(world, &told, env),
            _ => false,
        };
        Ok(!points.is_empty() && of_law && breaks)
    }

    // ---- laws that speak of what is known ----

    /// The law of every event that leaves some of what is open open.
    fn judge_open(&self, env: &Env, points: &[Point], judged: &mut Judged) {
        let Some(first) = points.first() else { return };
        let axes = first.known.choices.len();
        let mut widths = vec![0; axes];
        for point in points {
            for (axis, choice) in point.known.choices.iter().enumerate() {
                widths[axis] = widths[axis].max(choice + 1);
            }
        }
        // A choice of each, or none: the width itself.
        let mut choices = vec![0; axes];
        loop {
            self.judge_one_open(env, points, &choices, &widths, judged);
            let mut axis = 0;
            loop {
                if axis == axes {
                    return;
                }
                choices[axis] += 1;
                if choices[axis] <= widths[axis] {
                    break;
                }
                choices[axis] = 0;
                axis += 1;
            }
        }
    }

    fn within<'p>(&self, points: &'p [Point], choices: &[usize], widths: &[usize]) -> Vec<&'p Point> {
        let fits = |point: &&Point| {
            point
                .known
                .choices
                .iter()
                .zip(choices.iter().zip(widths))
                .all(|(is, (choice, width))| choice == width || is == choice)
        };
        points.iter().filter(fits).collect()
    }

    fn judge_one_open(
        &self,
        env: &Env,
        points: &[Point],
        choices: &[usize],
        widths: &[usize],
        judged: &mut Judged,
    ) {
        let inside = self.within(points, choices, widths);
        if inside.is_empty() {
            return;
        }
        let world = self.world;
        let domain = |inside: &[&Point]| {
            inside.iter().all(|point| self.property.in_domain(world, env, point))
                && self.property.only_where.as_ref().is_none_or(|part| part.told(world, inside, env))
        };
        if !domain(&inside) {
            return;
        }
        judged.tried += 1;
        let mut one = |speaks: bool, breaks: bool| {
            judged.speaks |= speaks;
            judged.broken |= breaks;
            judged.spoken += usize::from(speaks);
            judged.breaking += usize::from(breaks);
        };
        match &self.property.law {
            Law::If(first, then) => {
                let speaks = first.told(world, &inside, env);
                one(speaks, speaks && !then.told(world, &inside, env));
            }
            Law::Always(part) => one(true, !part.told(world, &inside, env)),
            Law::Never(part) => one(true, part.told(world, &inside, env)),
            Law::Possible(part) => one(part.told(world, &inside, env), false),
            _ => {}
        }
    }
}

/// Whether two events differ in one field or question at most.
fn alike(one: &Point, other: &Point, field: Option<usize>, question: Option<usize>) -> bool {
    let (a, b) = (&one.known, &other.known);
    (0..a.facts.len()).all(|at| Some(at) == field || a.facts[at] == b.facts[at])
        && (0..a.readings.len()).all(|at| Some(at) == question || a.readings[at] == b.readings[at])
        && a.own == b.own
        && a.record == b.record
}

/// Whether an event leaves a field open in one element only, or not at all.
pub fn is_single(fact: &F) -> bool {
    match fact {
        F::Missing | F::OneOf(_) | F::Disputed(_) => true,
        F::Stated(list) => list.len() == 1,
    }
}

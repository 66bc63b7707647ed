//! Formulas that say what recorded steps come to, each written once however often it is used.
//!
//! In: the steps of a diagram. Out: [`Term`]s in one table, in which a term stands after its parts. Absent:
//! names and text (`text`).
//!
//! A step becomes the operation that was asked for, over the terms of what it was asked of. Where variables
//! are bound (`exists`) or opened (`lift`) the node of the function takes the place of its term, since
//! only there each variable stands once on every way; [`Terms::claims`] then says that the two are equal. It says
//! the same of two ways to one node.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry;
use std::rc::Rc;

use rustc_hash::FxHashMap as HashMap;

use crate::evaluate::condition::Walk;
use crate::evaluate::diagram::{Diagram, Id, Rank, Ref};
use crate::evaluate::steps::{Made, Operand, Step, Steps};

/// A term of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct At(u32);

impl At {
    pub const FALSE: At = At(0);
    pub const TRUE: At = At(1);

    pub fn of(value: bool) -> At {
        if value { At::TRUE } else { At::FALSE }
    }

    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Values from one to another, exclusive; rising, with gaps between them.
pub(super) type Ranges = Rc<[(u32, u32)]>;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Term {
    Constant(bool),
    /// A variable has one of these values.
    Test(Rank, Ranges),
    Not(At),
    And(At, At),
    Or(At, At),
}

impl Term {
    /// What it is made of.
    pub fn parts(&self) -> impl Iterator<Item = At> {
        let (one, other) = match self {
            Term::Constant(_) | Term::Test(..) => (None, None),
            Term::Not(f) => (Some(*f), None),
            Term::And(f, g) | Term::Or(f, g) => (Some(*f), Some(*g)),
        };
        one.into_iter().chain(other)
    }
}

/// Which variables may be left open where a function is looked at: fields, questions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Opened {
    pub facts: bool,
    pub questions: bool,
}

impl Opened {
    fn with(self, other: Opened) -> Opened {
        Opened { facts: self.facts || other.facts, questions: self.questions || other.questions }
    }

    /// What may be left open where both are looked at.
    fn both(self, other: Opened) -> Opened {
        Opened { facts: self.facts && other.facts, questions: self.questions && other.questions }
    }

    fn of(ranks: impl Iterator<Item = Rank>) -> Opened {
        ranks.fold(Opened::default(), |all, rank| {
            let question = Walk::is_question(rank);
            all.with(Opened { facts: !question, questions: question })
        })
    }
}

/// Two terms that have to be equal, wherever only what is opened is left open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Claim {
    pub opened: Opened,
    pub one: At,
    pub other: At,
}

/// What a walk down the nodes of a function does with a variable.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Way {
    /// Tests it.
    As,
    /// Joins what all its values lead to.
    Some(Vec<Rank>),
    /// Gives it one more value, of these widths, with what all lead to (true) or some do.
    Open(bool, Vec<(Rank, usize)>),
}

pub(super) struct Terms<'d> {
    diagram: &'d Diagram,
    rows: Vec<Term>,
    known: HashMap<Term, At>,
    /// The term of each step, and what may be left open where it is looked at.
    steps: Vec<(At, Opened)>,
    nodes: HashMap<Way, HashMap<Id, At>>,
    fixed: HashMap<Vec<(Rank, usize)>, HashMap<At, At>>,
    claims: Vec<Claim>,
}

impl<'d> Terms<'d> {
    /// The terms of all steps.
    pub fn new(diagram: &'d Diagram, steps: &Steps) -> Self {
        let constants = vec![Term::Constant(false), Term::Constant(true)];
        let known = constants.iter().cloned().zip([At::FALSE, At::TRUE]).collect();
        let mut terms = Terms {
            diagram,
            rows: constants,
            known,
            steps: Vec::with_capacity(steps.rows().len()),
            nodes: HashMap::default(),
            fixed: HashMap::default(),
            claims: Vec::new(),
        };
        let mut first: HashMap<Id, (At, Opened)> = HashMap::default();
        for (made, node) in steps.rows() {
            let (at, opened) = terms.of_made(made);
            terms.steps.push((at, opened));
            // A node that came about in two ways: both say the same, wherever both mean something.
            let same = match *node {
                Id::FALSE => (At::FALSE, opened),
                Id::TRUE => (At::TRUE, opened),
                node => *first.entry(node).or_insert((at, opened)),
            };
            terms.claim(opened.both(same.1), at, same.0);
        }
        terms
    }

    pub fn rows(&self) -> &[Term] {
        &self.rows
    }

    /// Terms that have to be equal if the diagram worked rightly.
    pub fn claims(&self) -> Vec<Claim> {
        let mut claims = self.claims.clone();
        claims.sort();
        claims.dedup();
        claims
    }

    fn claim(&mut self, opened: Opened, one: At, other: At) {
        if one != other {
            self.claims.push(Claim { opened, one, other });
        }
    }

    /// The term of a function.
    pub fn of(&mut self, f: Ref) -> At {
        self.operand(f.into()).0
    }

    pub fn of_step(&self, step: Step) -> Option<At> {
        self.steps.get(step.index()).map(|(at, _)| *at)
    }

    fn operand(&mut self, f: Operand) -> (At, Opened) {
        match self.steps.get(f.step.index()) {
            Some(found) => *found,
            None => (self.of_node(f.node, &Way::As), Opened::default()),
        }
    }

    fn of_made(&mut self, made: &Made) -> (At, Opened) {
        match made {
            Made::Node(rank, children) => {
                let mut groups: Vec<(At, Vec<(u32, u32)>)> = Vec::new();
                let mut opened = Opened::default();
                for (value, child) in (0_u32..).zip(children) {
                    let (child, of_child) = self.operand(*child);
                    opened = opened.with(of_child);
                    group(&mut groups, child, value, value + 1);
                }
                (self.choice(*rank, groups), opened)
            }
            Made::Not(f) => {
                let (f, opened) = self.operand(*f);
                (self.not(f), opened)
            }
            Made::And(f, g) => {
                let ((one, of_one), (other, of_other)) = (self.operand(*f), self.operand(*g));
                let opened = of_one.with(of_other);
                // A function that speaks of what is known is false where that is left open.
                let one = if of_one == opened { one } else { self.by_node(*f) };
                let other = if of_other == opened { other } else { self.by_node(*g) };
                (self.and(one, other), opened)
            }
            Made::Or(f, g) => {
                let ((one, of_one), (other, of_other)) = (self.operand(*f), self.operand(*g));
                (self.or(one, other), of_one.with(of_other))
            }
            Made::Restrict(f, fixed) => {
                let (f, opened) = self.operand(*f);
                (self.with_fixed(f, fixed), opened)
            }
            Made::Exists(f, ranks) => {
                let (_, opened) = self.operand(*f);
                self.by_node(*f);
                // Acts bind nothing else, so all of them are one way down, whichever a function looks at.
                (self.of_node(f.node, &Way::Some(ranks.clone())), opened)
            }
            Made::Lift(f, all, widths) => {
                let (_, opened) = self.operand(*f);
                self.by_node(*f);
                let now = Opened::of(widths.iter().map(|(rank, _)| *rank));
                (self.of_node(f.node, &Way::Open(*all, widths.clone())), opened.with(now))
            }
        }
    }

    /// A function as its node says it; that its own way says the same becomes a claim.
    fn by_node(&mut self, f: Operand) -> At {
        let (at, opened) = self.operand(f);
        let node = self.of_node(f.node, &Way::As);
        self.claim(opened, at, node);
        node
    }

    // ---- the table ----

    fn add(&mut self, term: Term) -> At {
        if let Some(known) = self.known.get(&term) {
            return *known;
        }
        let at = At(u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
        self.rows.push(term.clone());
        self.known.insert(term, at);
        at
    }

    pub fn not(&mut self, f: At) -> At {
        match self.rows.get(f.index()) {
            Some(Term::Constant(value)) => At::of(!value),
            Some(Term::Not(inner)) => *inner,
            _ => self.add(Term::Not(f)),
        }
    }

    pub fn and(&mut self, f: At, g: At) -> At {
        match (f, g) {
            (At::FALSE, _) | (_, At::FALSE) => At::FALSE,
            (At::TRUE, other) | (other, At::TRUE) => other,
            (f, g) if f == g => f,
            (f, g) => self.add(Term::And(f, g)),
        }
    }

    pub fn or(&mut self, f: At, g: At) -> At {
        match (f, g) {
            (At::TRUE, _) | (_, At::TRUE) => At::TRUE,
            (At::FALSE, other) | (other, At::FALSE) => other,
            (f, g) if f == g => f,
            (f, g) => self.add(Term::Or(f, g)),
        }
    }

    /// That a variable has one of some values.
    pub fn test(&mut self, rank: Rank, ranges: Vec<(u32, u32)>) -> At {
        let mut joined: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
        for (from, until) in ranges {
            match joined.last_mut() {
                Some((_, end)) if *end == from => *end = until,
                _ => joined.push((from, until)),
            }
        }
        if joined.is_empty() { At::FALSE } else { self.add(Term::Test(rank, Rc::from(joined))) }
    }

    /// What the values of a variable lead to, in groups.
    fn choice(&mut self, rank: Rank, groups: Vec<(At, Vec<(u32, u32)>)>) -> At {
        let mut any = At::FALSE;
        for (child, ranges) in groups.into_iter().filter(|(child, _)| *child != At::FALSE) {
            let here = self.test(rank, ranges);
            let both = self.and(here, child);
            any = self.or(any, both);
        }
        any
    }

    // ---- functions by their nodes ----

    fn of_node(&mut self, node: Id, way: &Way) -> At {
        let mut memo = self.nodes.remove(way).unwrap_or_default();
        // A node stands after those that it leads to, so nobody has to descend.
        let mut todo: Vec<Id> = Vec::new();
        let mut work = vec![node];
        while let Some(id) = work.pop() {
            if id != Id::FALSE && id != Id::TRUE && !memo.contains_key(&id) {
                memo.insert(id, At::FALSE);
                todo.push(id);
                work.extend(self.diagram.runs_of(id).iter().map(|(_, child)| *child));
            }
        }
        todo.sort();
        for id in todo {
            let at = self.one_node(id, way, &memo);
            memo.insert(id, at);
        }
        let found = child(&memo, node);
        self.nodes.insert(way.clone(), memo);
        found
    }

    fn one_node(&mut self, id: Id, way: &Way, memo: &HashMap<Id, At>) -> At {
        let rank = self.diagram.rank(Ref::plain(id));
        let mut groups: Vec<(At, Vec<(u32, u32)>)> = Vec::new();
        let mut from = 0;
        for (until, to) in self.diagram.runs_of(id).iter() {
            group(&mut groups, child(memo, *to), from, *until);
            from = *until;
        }
        let bound = match way {
            Way::As => return self.choice(rank, groups),
            Way::Some(ranks) => ranks.contains(&rank).then_some((false, None)),
            Way::Open(all, widths) => {
                widths.iter().find(|(other, _)| *other == rank).map(|(_, width)| (*all, Some(*width)))
            }
        };
        let Some((all, width)) = bound else { return self.choice(rank, groups) };
        let mut together = At::of(all);
        for (to, _) in &groups {
            together = if all { self.and(together, *to) } else { self.or(together, *to) };
        }
        match width {
            None => together,
            Some(width) => {
                let open = u32::try_from(width).unwrap_or(u32::MAX);
                group(&mut groups, together, open, open.saturating_add(1));
                self.choice(rank, groups)
            }
        }
    }

    // ---- functions with variables set to values ----

    fn with_fixed(&mut self, f: At, fixed: &[(Rank, usize)]) -> At {
        // That no act is done is one and the same, however many of them a function looks at.
        let nothing_done = fixed.iter().all(|(rank, value)| Walk::is_act(*rank) && *value == 0);
        let key: Vec<(Rank, usize)> = if nothing_done { Vec::new() } else { fixed.to_vec() };
        let value_of = |rank: Rank| {
            if nothing_done {
                return Walk::is_act(rank).then_some(0);
            }
            fixed.iter().find(|(other, _)| *other == rank).and_then(|(_, value)| u32::try_from(*value).ok())
        };
        let mut memo = self.fixed.remove(&key).unwrap_or_default();
        let mut todo: Vec<At> = Vec::new();
        let mut work = vec![f];
        while let Some(at) = work.pop() {
            if let Entry::Vacant(place) = memo.entry(at) {
                place.insert(at);
                todo.push(at);
                work.extend(self.rows.get(at.index()).into_iter().flat_map(Term::parts));
            }
        }
        todo.sort();
        let to = |memo: &HashMap<At, At>, at: At| memo.get(&at).copied().unwrap_or(at);
        for at in todo {
            let made = match self.rows.get(at.index()).cloned() {
                Some(Term::Test(rank, ranges)) => match value_of(rank) {
                    Some(value) => {
                        At::of(ranges.iter().any(|(from, until)| (*from..*until).contains(&value)))
                    }
                    None => at,
                },
                Some(Term::Not(f)) => self.not(to(&memo, f)),
                Some(Term::And(f, g)) => self.and(to(&memo, f), to(&memo, g)),
                Some(Term::Or(f, g)) => self.or(to(&memo, f), to(&memo, g)),
                Some(Term::Constant(_)) | None => at,
            };
            memo.insert(at, made);
        }
        let found = to(&memo, f);
        self.fixed.insert(key, memo);
        found
    }

    /// Every term that some are made of, themselves included, with how often it is used in them.
    pub fn used(&self, roots: &[At]) -> BTreeMap<At, usize> {
        let mut used: BTreeMap<At, usize> = BTreeMap::new();
        let mut work: Vec<At> = roots.to_vec();
        while let Some(at) = work.pop() {
            let count = used.entry(at).or_default();
            *count += 1;
            if *count == 1 {
                work.extend(self.rows.get(at.index()).into_iter().flat_map(Term::parts));
            }
        }
        used
    }
}

fn child(memo: &HashMap<Id, At>, id: Id) -> At {
    match id {
        Id::FALSE => At::FALSE,
        Id::TRUE => At::TRUE,
        id => memo.get(&id).copied().unwrap_or(At::FALSE),
    }
}

/// Adds values to the group that leads to the same.
fn group(groups: &mut Vec<(At, Vec<(u32, u32)>)>, to: At, from: u32, until: u32) {
    match groups.iter_mut().find(|(other, _)| *other == to) {
        Some((_, ranges)) => ranges.push((from, until)),
        None => groups.push((to, vec![(from, until)])),
    }
}

//! What a manager of diagrams was asked for, step by step, so that somebody else can work it out too.
//!
//! In: operations with the functions that they were asked of and the node that came out. Out: the same,
//! each once, in order. Absent: what they are used for (`written`).
//!
//! A diagram forgets how a function came about: two that are equal are one node. Here a function keeps
//! its own way, also where it comes to nothing more than true or false.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap as HashMap;

use super::diagram::{Id, Rank, Ref};

/// The place of a step among all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Step(u32);

impl Step {
    /// No step: a constant as it is written in the program, or nothing is recorded.
    pub const NONE: Step = Step(u32::MAX);

    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A function as a step names it: unlike [`Ref`] two are equal only if they came about in one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Operand {
    pub node: Id,
    pub step: Step,
}

impl From<Ref> for Operand {
    fn from(f: Ref) -> Self {
        Operand { node: f.node(), step: f.step() }
    }
}

impl Operand {
    /// The value of a constant that no step made.
    fn literal(self) -> Option<bool> {
        match self.node {
            Id::TRUE if self.step == Step::NONE => Some(true),
            Id::FALSE if self.step == Step::NONE => Some(false),
            _ => None,
        }
    }
}

/// An operation and what it was asked of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Made {
    /// A function for each value of a variable.
    Node(Rank, Vec<Operand>),
    Not(Operand),
    And(Operand, Operand),
    Or(Operand, Operand),
    /// With variables set to values.
    Restrict(Operand, Vec<(Rank, usize)>),
    /// For some values of these variables.
    Exists(Operand, Vec<Rank>),
    /// With one more value for each of these variables, of which the widths are given: true there if it is
    /// for all values, or for some.
    Lift(Operand, bool, Vec<(Rank, usize)>),
}

impl Made {
    /// The operand or constant that it comes to without looking into any function.
    fn plainly(&self) -> Option<Operand> {
        let of = |value: bool| Operand::from(Ref::of(value));
        match self {
            Made::Node(_, children) => {
                children.first().copied().filter(|first| children.iter().all(|child| child == first))
            }
            Made::Not(f) => f.literal().map(|value| of(!value)),
            Made::And(f, g) | Made::Or(f, g) => {
                let absorbing = matches!(self, Made::Or(..));
                let one = |f: &Operand, g: &Operand| match f.literal() {
                    Some(value) if value == absorbing => Some(of(value)),
                    Some(_) => Some(*g),
                    None => None,
                };
                one(f, g).or_else(|| one(g, f)).or_else(|| (f == g).then_some(*f))
            }
            Made::Restrict(f, fixed) => (fixed.is_empty() || f.literal().is_some()).then_some(*f),
            Made::Exists(f, looked_at) => (looked_at.is_empty() || f.literal().is_some()).then_some(*f),
            // What it was asked of is meant of events in which everything is known, so it is no operand of
            // what follows.
            Made::Lift(f, ..) => f.literal().map(of),
        }
    }
}

/// Every step, in order.
#[derive(Debug, Default)]
pub(super) struct Steps {
    rows: Vec<(Made, Id)>,
    known: HashMap<Made, Step>,
    names: BTreeMap<Step, String>,
}

impl Steps {
    /// The function that came of an operation.
    pub fn add(&mut self, made: Made, node: Id) -> Ref {
        if let Some(same) = made.plainly().filter(|same| same.node == node) {
            return Ref::made(node, same.step);
        }
        if let Some(step) = self.known.get(&made) {
            return Ref::made(node, *step);
        }
        let step = Step(u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
        self.rows.push((made.clone(), node));
        self.known.insert(made, step);
        Ref::made(node, step)
    }

    /// Names what a step made; the first name stays.
    pub fn name(&mut self, f: Ref, name: String) {
        if f.step() != Step::NONE {
            self.names.entry(f.step()).or_insert(name);
        }
    }

    pub fn rows(&self) -> &[(Made, Id)] {
        &self.rows
    }

    pub fn names(&self) -> &BTreeMap<Step, String> {
        &self.names
    }
}

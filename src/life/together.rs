//! Duties that only several deeds move, such as paying and giving notice of it: what of them is done.
//!
//! In: a line of the rules, a deed, an obligation. Out: whether the deed makes the move, or is a part of it.
//! Absent: who may do it (`deeds`). Each part counts from when the duty is there; the last one moves it, in
//! whatever order they come. A part that is done already is not done again: where each event has a
//! duty of its own, the deed then goes to the next one that wants it.

use std::collections::BTreeMap;

use super::course::{By, Run};
use super::crisis::Obligation;
use super::state::Move;
use super::when::When;
use crate::event::Deed;
use crate::ir::{Duty, NodeId, Program};

/// Parts that were done: toward which move, which kind of deed of the rules, and when.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parts(BTreeMap<(Move, NodeId), When>);

impl Parts {
    /// Each part, with its day.
    ///
    /// ```
    /// assert_eq!(casus::life::Parts::default().iter().count(), 0);
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (Move, NodeId, When)> {
        self.0.iter().map(|((step, node), on)| (*step, *node, *on))
    }

    pub(super) fn add(&mut self, step: Move, node: NodeId, on: When) {
        self.0.entry((step, node)).or_insert(on);
    }

    fn has(&self, step: Move, node: NodeId) -> bool {
        self.0.contains_key(&(step, node))
    }

    /// Those that were done before the last one, in words.
    pub(super) fn before(&self, program: &Program, step: Move) -> String {
        let done = self.iter().filter(|(of, ..)| *of == step);
        let name = |node| program.node_name(program.kernel.deed, node).replace('_', " ");
        let done: Vec<String> = done.map(|(_, node, on)| format!("{} on {on}", name(node))).collect();
        if done.is_empty() { String::new() } else { format!("; before that, {}", done.join(", ")) }
    }
}

/// What a deed does by a line of the rules.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Does {
    /// It makes the move.
    Whole,
    /// It is these parts of it, and some are wanting.
    Parts(Vec<NodeId>),
}

impl Does {
    /// What a deed does by two lines: the whole if one of them has it so.
    pub(super) fn more(self, other: Does) -> Does {
        match (self, other) {
            (Does::Parts(mut parts), Does::Parts(others)) => {
                parts.extend(others);
                Does::Parts(parts)
            }
            _ => Does::Whole,
        }
    }
}

impl Run<'_, '_, '_> {
    /// What a deed does to an obligation by a line; none if it is no such deed, or no part that is wanting.
    pub(super) fn does(&self, row: &Duty, deed: &Deed, one: &Obligation, step: Move) -> Option<Does> {
        if !row.all {
            return self.is(deed, &row.by).then_some(Does::Whole);
        }
        let wanting = row.by.iter().copied().filter(|node| !one.parts.has(step, *node));
        let (now, later): (Vec<NodeId>, Vec<NodeId>) =
            wanting.partition(|node| self.is(deed, std::slice::from_ref(node)));
        match (now.is_empty(), later.is_empty()) {
            (true, _) => None,
            (false, true) => Some(Does::Whole),
            (false, false) => Some(Does::Parts(now)),
        }
    }

    /// Notes parts that a deed has done.
    pub(super) fn note_parts(&mut self, index: usize, (step, nodes): (Move, &[NodeId]), by: By) {
        if let Some(one) = self.course.obligations.get_mut(index) {
            nodes.iter().for_each(|node| one.parts.add(step, *node, by.on));
        }
    }
}

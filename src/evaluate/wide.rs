//! A space that is wider than events of single values: what an event may hold beside one value in each
//! field, and what no single event shows.
//!
//! In: a walk that was widened. Out: functions with more variables, so that what is never true here is
//! true of no event at all. Absent: events that could be told: a point of the wide space may stand for
//! nothing (two areas that no place joins), so it proves what is never so and shows nothing.
//!
//! A list of values is one value, if there is any, and for each set of values that a rule asks for whether
//! some further one is of it. The actor for whom a clause is looked at is always that first one, so a
//! clause that looks at several who were struck is looked at for each of them.

use super::condition::{PLACES, Roles, Variable, Walk};
use super::diagram::{Rank, Ref};
use super::facts::Choice;
use crate::ir::{ActorId, ActorRef, ActorTest, Cond, CondKind, FieldId, FieldType, Origin, SetClass};

/// What is added to a space.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Free {
    /// A field has a value at all.
    Stated(FieldId),
    /// Some further value of a field is one of these, by their places among its candidates.
    Further(FieldId, Vec<usize>),
    /// Some further place, or one that the event describes, is as a condition asks; numbered, since two
    /// conditions that declared places do not tell apart may differ on others.
    Elsewhere(usize),
    /// A condition on lives, votes or the duties of others holds for some actors.
    Beyond(Origin, Vec<Option<ActorId>>),
}

impl Walk<'_> {
    /// Whether the space is the wide one.
    pub(super) fn is_wide(&self) -> bool {
        self.free.is_some()
    }

    fn free(&mut self, what: Free) -> Ref {
        let Some(known) = &mut self.free else { return Ref::FALSE };
        // The unknowns of places stand first, so these never meet them.
        let next = PLACES + (1 << 19) + Rank::try_from(known.len()).unwrap_or(0);
        let rank = *known.entry(what.clone()).or_insert(next);
        self.variables.entry(rank).or_insert(Variable::Free(what));
        self.diagram.node(rank, vec![Ref::FALSE, Ref::TRUE])
    }

    /// Whether a condition that one event does not decide holds.
    pub(super) fn beyond(&mut self, origin: Origin, roles: &Roles) -> Ref {
        let mut who = vec![roles.victim, roles.obligor, roles.beneficiary];
        who.extend(roles.slots.iter().map(|actor| Some(*actor)));
        self.free(Free::Beyond(origin, who))
    }

    fn has_several(&self, field: FieldId) -> bool {
        let kind = self.program().field(field).map(|row| row.kind);
        matches!(kind, Some(FieldType::Tree(_) | FieldType::Actor | FieldType::Place))
    }

    /// What is so of one value of a field, as it is of a list: the list may be empty, or hold more.
    pub(super) fn of_list(&mut self, field: FieldId, one: Ref, outcomes: &[Ref]) -> Ref {
        if !self.is_wide() || !self.facts.is_silent(field) || !self.has_several(field) {
            return one;
        }
        let stated = self.free(Free::Stated(field));
        let first = self.diagram.and(stated, one);
        let more = if field == self.program().kernel.place {
            let number = self.free.as_ref().map_or(0, |known| known.len());
            self.free(Free::Elsewhere(number))
        } else {
            let passing: Vec<usize> =
                outcomes.iter().enumerate().filter(|(_, f)| **f != Ref::FALSE).map(|(at, _)| at).collect();
            if passing.is_empty() { Ref::FALSE } else { self.free(Free::Further(field, passing)) }
        };
        self.diagram.or(first, more)
    }

    /// Whether the value for which a clause is looked at is an actor; where there is one value, whether it
    /// names it.
    pub(super) fn is_first(&mut self, field: FieldId, who: ActorId) -> Ref {
        if !self.is_wide() || !self.facts.is_silent(field) {
            return self.names(field, who);
        }
        let facts = self.facts;
        let element = facts.elements(field).first().map(Vec::as_slice).unwrap_or_default();
        let Some(at) = element.iter().position(|choice| *choice == Choice::Actor(who)) else {
            return Ref::FALSE;
        };
        let stated = self.free(Free::Stated(field));
        let is = if element.len() == 1 { Ref::TRUE } else { self.literal(field, 0, &[at]) };
        self.diagram.and(stated, is)
    }

    /// Every actor that a field may name, each with where it is among those named.
    pub(super) fn any_of(&mut self, field: FieldId) -> Vec<(ActorId, Ref)> {
        if !self.is_wide() || !self.facts.is_silent(field) {
            return self.actors_of(field);
        }
        let facts = self.facts;
        let element = facts.elements(field).first().map(Vec::as_slice).unwrap_or_default();
        let actors: Vec<ActorId> = element
            .iter()
            .filter_map(|choice| match choice {
                Choice::Actor(actor) => Some(*actor),
                _ => None,
            })
            .collect();
        actors.into_iter().map(|actor| (actor, self.names(field, actor))).collect()
    }
}

/// Whoever it is: in a wide space a condition on this actor may hold or not.
pub(super) const SOMEBODY: ActorId = ActorId(u32::MAX);

impl Walk<'_> {
    /// Whether a condition asks something of somebody who stands for anybody, or of the parties of an
    /// instrument that is not known, so that it may hold or not.
    pub(super) fn is_of_somebody(&self, cond: &Cond, roles: &Roles) -> bool {
        let is = |who: &ActorRef| self.single(*who, roles) == Some(SOMEBODY);
        let unknown = |classes: &[SetClass]| {
            let of_treaty = |class: &SetClass| matches!(class, SetClass::Party | SetClass::Protected);
            roles.treaty.is_none() && classes.iter().any(of_treaty)
        };
        match &cond.kind {
            CondKind::Has { who, to, .. } => is(who) || to.as_ref().is_some_and(is),
            CondKind::Share { except, .. } => roles.treaty.is_none() || except.iter().any(is),
            CondKind::Is { subject, what } => {
                is(subject) || matches!(what, ActorTest::Same(who) | ActorTest::BoundTo(who, _) if is(who))
            }
            CondKind::Territory { of, .. } | CondKind::ObjectsOf { of, .. } => is(of),
            CondKind::Administered(of) | CondKind::Claimed(of) => is(of),
            CondKind::Quantified { over, .. } => {
                let left_out = over.other && roles.beneficiary.or(roles.victim) == Some(SOMEBODY);
                left_out || unknown(&over.classes) || over.names.iter().chain(&over.except).any(is)
            }
            // What other clauses come to is not asked on behalf of nobody in particular.
            CondKind::ClauseIs { .. } => roles.obligor == Some(SOMEBODY),
            _ => false,
        }
    }
}

/// Whether one of these cannot be so without the other: a value of the smaller set is of the larger.
pub(super) fn follows(one: &Free, other: &Free) -> bool {
    match (one, other) {
        (Free::Further(field, inner), Free::Further(same, outer)) => {
            field == same && inner.len() < outer.len() && inner.iter().all(|at| outer.contains(at))
        }
        _ => false,
    }
}

//! What a deed says that it concerns: a clause, an event that called duties up, or both.
//!
//! In: a deed and the obligations as they stand. Out: which of them it may move, what a right reaches
//! for it, and why it does nothing. Absent: what it makes of them (`deeds`). To name something narrows and
//! never widens: a deed moves nothing that it would not move if it named nothing.

use std::collections::BTreeSet;

use super::course::{By, Run, between};
use super::crisis::Obligation;
use super::deeds::named;
use super::state::Move;
use crate::event::Deed;
use crate::ir::{ActorId, Clause, ClauseId, Effect, Grip};

/// How a deed narrows the use of a right.
pub(super) struct Narrow {
    /// The event that called up the right.
    pub right: Option<usize>,
    /// The clause that is reached.
    clause: Option<ClauseId>,
    /// The event that called up the duties that are reached.
    pub event: Option<usize>,
}

/// What a power of a right reaches.
pub(super) struct Reached {
    pub step: Move,
    pub clauses: BTreeSet<ClauseId>,
    /// Obligations by their place.
    pub duties: Vec<usize>,
    /// Who uses it, toward whom.
    pub sides: (ActorId, Option<ActorId>),
    /// Only what this event calls up.
    pub of: Option<usize>,
}

impl Run<'_, '_, '_> {
    /// The place of an event that was told.
    pub(super) fn told_as(&self, id: &str) -> Option<usize> {
        let told = self.course.events.iter().enumerate().skip(self.course.starts.len());
        told.rev().find(|(_, event)| event.id == id).map(|(at, _)| at)
    }

    fn event_of(&self, deed: &Deed) -> Option<usize> {
        deed.about.event.as_deref().and_then(|id| self.told_as(id))
    }

    /// Whether an event called an obligation up, first or again.
    pub(super) fn is_called_by(&self, index: usize, event: usize) -> bool {
        let Some(one) = self.course.obligations.get(index) else { return false };
        let key = (one.clause, one.obligor, one.beneficiary);
        one.event == event
            || one.callers.has(event)
            || self.course.heard.get(&(event, key)).is_some_and(|heard| *heard == index)
    }

    /// Whether an obligation is among those that a deed concerns.
    pub(super) fn is_about(&self, deed: &Deed, index: usize) -> bool {
        let Some(one) = self.course.obligations.get(index) else { return false };
        let clause = deed.about.clause;
        clause.is_none_or(|clause| self.setting.program.same_clause(clause, one.clause))
            && (deed.about.event.is_none()
                || self.event_of(deed).is_some_and(|event| self.is_called_by(index, event)))
    }

    /// A deed names the right itself, or what the right is to reach. Its event is then that of the right,
    /// where each event has a right of its own, and else that of the duties.
    pub(super) fn narrow(&self, right: ClauseId, clause: &Clause, deed: &Deed) -> Narrow {
        let program = self.setting.program;
        let reached = deed.about.clause.filter(|named| !program.same_clause(*named, right));
        let event = self.event_of(deed);
        let of_right = reached.is_none() && clause.each;
        Narrow { right: event.filter(|_| of_right), clause: reached, event: event.filter(|_| !of_right) }
    }

    /// What a power reaches between who uses it and the one toward whom it runs.
    pub(super) fn reached(
        &self,
        power: &Grip,
        sides: (ActorId, Option<ActorId>),
        narrow: &Narrow,
    ) -> Reached {
        let program = self.setting.program;
        let step = match power.effect {
            Effect::Suspends => Move::Suspend,
            Effect::Resumes => Move::Resume,
            Effect::Releases => Move::Release,
            Effect::Terminates => Move::Terminate,
        };
        let wanted = |on: &ClauseId| narrow.clause.is_none_or(|named| program.same_clause(*on, named));
        let clauses: BTreeSet<ClauseId> = power.on.iter().copied().filter(wanted).collect();
        let fits = |index: &usize| {
            self.course.obligations.get(*index).is_some_and(|one| {
                clauses.contains(&one.clause)
                    && between(sides, one.obligor, one.beneficiary)
                    && one.life.state().after(step).is_some()
                    && narrow.event.is_none_or(|event| self.is_called_by(*index, event))
            })
        };
        let duties = self.course.places.alive().filter(fits).collect();
        Reached { step, clauses, duties, sides, of: narrow.event }
    }

    /// Says that a deed moves nothing of what it names, unless it does something else than to move duties.
    pub(super) fn without_effect(&mut self, rights: &[ClauseId], deed: &Deed, by: By, reason: &str) {
        if self.does_other_things(deed) {
            return;
        }
        let told = self.refused_so_far();
        if deed.about.event.is_none() {
            self.without_right(rights, deed, by, reason);
        }
        if self.refused_so_far() == told {
            let text = format!("{reason}: {}", self.nothing_moved(deed));
            self.refuse(by, text);
        }
    }

    fn refused_so_far(&self) -> usize {
        self.course.refused.len()
    }

    /// Whether a deed is a step of what an organ decides, changes a bond, or is looked at by what it names.
    fn does_other_things(&self, deed: &Deed) -> bool {
        let program = self.setting.program;
        let tree = program.kernel.deed;
        let related = |one: &crate::ir::NodeId| {
            program.is_under(tree, deed.does, *one) || program.is_under(tree, *one, deed.does)
        };
        let looks = |clause: ClauseId| {
            self.setting.reach.of(clause).is_some_and(|looks| looks.deeds.iter().any(related))
        };
        let moves = program.duties.iter().any(|row| self.is(deed, &row.by))
            || program.clauses.iter().any(|clause| {
                clause.turns.iter().any(|row| self.is(deed, &row.by))
                    || clause.powers.iter().any(|power| self.is(deed, &power.by))
            });
        self.course.bonds.turns(deed)
            || program.motion_deeds.iter().any(|row| self.is(deed, &row.by))
            || deed.about.clause.map_or(!moves, looks)
    }

    /// Why a deed moves nothing, of what it names.
    fn nothing_moved(&self, deed: &Deed) -> String {
        let program = self.setting.program;
        let who = program.actor_name(deed.by);
        let clause = deed.about.clause.map(|id| program.clause_path(id));
        let event = deed.about.event.as_deref().map(|id| format!("`{id}`"));
        let what = match (&clause, &event) {
            (Some(clause), Some(event)) => format!("of {clause} that {event} called up"),
            (Some(clause), None) => format!("of {clause}"),
            (None, Some(event)) => format!("that {event} called up"),
            (None, None) => String::new(),
        };
        let side = |one: &Obligation| one.obligor == deed.by || named(one.beneficiary) == Some(deed.by);
        let mut all = self.course.obligations.iter().enumerate().rev();
        match all.find(|(index, one)| side(one) && self.is_about(deed, *index)) {
            None => format!("nothing {what} is owed by or to {who}"),
            Some((_, one)) => {
                let since = one.life.steps().last().map_or(one.since, |step| step.on().latest());
                let path = if clause.is_some() {
                    String::new()
                } else {
                    format!("{} ", program.clause_path(one.clause))
                };
                format!(
                    "it moves nothing {what}: {path}by {} is {} since {since}",
                    program.actor_name(one.obligor),
                    one.life.state().word(),
                )
            }
        }
    }
}

//! How many voters an event may leave out of the votes of an organ.
//!
//! In: the term by which a text leaves voters out, who did the event to whom. Out: a number that is not passed,
//! whatever is open; or none. Absent: who is left out (`ballot`).
//!
//! Most votes then cannot carry a motion, whoever is left out, and need not be looked at again.

use std::collections::BTreeSet;

use super::condition::Walk;
use super::record::LeftOut;
use crate::ir::{
    ActorRef, ActorSet, ActorTest, Cond, CondKind, Decision, FieldId, Program, SetClass, TermId,
};

impl Walk<'_> {
    /// How many may be left out of the votes on a motion.
    pub(super) fn left_out(&self, decision: &Decision) -> LeftOut {
        let Some(term) = decision.excluded else { return Some(0) };
        let program = self.program();
        // Of a term that is left aside for its evidence nothing is known.
        if self.facts.looks_at_evidence() || !is_of_sides(program, (term, 0), &mut BTreeSet::new()) {
            return None;
        }
        let side = |field: FieldId| self.facts.known_actors(field).map(|side| side.len());
        Some(side(program.kernel.by)? + side(program.kernel.against)?)
    }
}

/// Whether a term holds only for those who did an event or were struck by it, as its parameter.
fn is_of_sides(program: &Program, term: (TermId, u16), seen: &mut BTreeSet<(TermId, u16)>) -> bool {
    let Some(row) = program.term(term.0).filter(|_| seen.insert(term)) else { return false };
    let holds = row.versions.iter().all(|version| only_sides(program, &version.condition, term.1, seen));
    seen.remove(&term);
    holds
}

/// Whether a condition fails for whoever stands in a slot and is on neither side.
fn only_sides(program: &Program, cond: &Cond, slot: u16, seen: &mut BTreeSet<(TermId, u16)>) -> bool {
    let me = ActorRef::Slot(slot);
    match &cond.kind {
        CondKind::Const(holds) => !holds,
        CondKind::And(list) => list.iter().any(|one| only_sides(program, one, slot, seen)),
        CondKind::Or(list) => list.iter().all(|one| only_sides(program, one, slot, seen)),
        CondKind::Is { subject, what: ActorTest::Attacker | ActorTest::Victim } => *subject == me,
        CondKind::Quantified { at_least: Some(least), over, slot: bound, body } if *least > 0 => {
            let same = |one: &ActorRef, other: &ActorRef| {
                (*one, *other) == (ActorRef::Slot(*bound), me)
                    || (*other, *one) == (ActorRef::Slot(*bound), me)
            };
            is_a_side(over)
                && matches!(&body.kind, CondKind::Is { subject, what: ActorTest::Same(other) } if same(subject, other))
        }
        CondKind::Call { term, args } => {
            let mut places = args.iter().enumerate().filter(|(_, arg)| **arg == me);
            places.any(|(at, _)| {
                u16::try_from(at).is_ok_and(|parameter| is_of_sides(program, (*term, parameter), seen))
            })
        }
        _ => false,
    }
}

/// Whether a set has nobody but those who did an event or were struck by it.
fn is_a_side(set: &ActorSet) -> bool {
    set.names.is_empty()
        && !set.classes.is_empty()
        && set.classes.iter().all(|class| matches!(class, SetClass::Attacker | SetClass::Victim))
}

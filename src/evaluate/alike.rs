//! What of a clause is the same for all who owe it, so that it is worked out once.
//!
//! In: conditions, roles. Out: whether a condition looks at the obligor, and the functions of those that do
//! not. Absent: what a condition means (`condition`).

use super::condition::{Open, Roles, Walk};
use crate::ir::{ActorId, ActorRef, Clause, Cond, CondKind, Program, TermId, TreatyId};

/// A condition, by where it stands in memory: the rules do not move while a clause is looked at.
pub(super) type Place = *const Cond;

/// A condition and every role that it may look at but the obligor.
pub(super) type Alike = (Place, [Option<ActorId>; 2], Open, Option<TreatyId>, Vec<ActorId>);

impl Walk<'_> {
    /// By what a condition is known again that is the same for another obligor; none where it may differ,
    /// or is too small to be kept.
    pub(super) fn alike(&mut self, cond: &Cond, roles: &Roles) -> Option<Alike> {
        let large =
            matches!(cond.kind, CondKind::Quantified { .. } | CondKind::Share { .. } | CondKind::Call { .. });
        // Where the record is open, or steps are kept, who asks counts beside what is asked.
        let plain = self.done.is_none() && self.free.is_none() && self.diagram.steps().is_none();
        let obligor = roles.obligor.filter(|_| large && plain)?;
        let acts = !self.is_surely_bound(obligor, roles.treaty);
        let place = std::ptr::from_ref(cond);
        let leans = match self.leaning.get(&(place, roles.treaty, acts)) {
            Some(known) => *known,
            None => {
                let leans = leans(self.facts.program, cond, roles.treaty, acts);
                self.leaning.insert((place, roles.treaty, acts), leans);
                leans
            }
        };
        let others = [roles.victim, roles.beneficiary];
        (!leans).then(|| (place, others, roles.open, roles.treaty, roles.slots.clone()))
    }

    /// Whether somebody is bound whatever is not known: what it may do as an obligor it may do as a party.
    fn is_surely_bound(&self, who: ActorId, treaty: Option<TreatyId>) -> bool {
        let rows = treaty.and_then(|id| self.facts.program.treaty(id)).map(|row| row.parties.as_slice());
        let mut rows = rows.unwrap_or_default().iter();
        rows.any(|row| row.actor == who && row.when.is_none() && row.days.contains(self.facts.day))
    }
}

/// Whether a condition may be another for another obligor; `acts` if an obligor may do what a party may not.
fn leans(program: &Program, cond: &Cond, treaty: Option<TreatyId>, acts: bool) -> bool {
    cond_uses_obligor(program, cond, acts, &mut Vec::new())
        || (!acts
            && goes_elsewhere(program, cond, treaty, &mut Vec::new())
            && leans(program, cond, treaty, true))
}

/// Whether a condition calls a term of another instrument, by which others are parties.
fn goes_elsewhere(program: &Program, cond: &Cond, treaty: Option<TreatyId>, seen: &mut Vec<TermId>) -> bool {
    match &cond.kind {
        CondKind::And(list) | CondKind::Or(list) => {
            list.iter().any(|one| goes_elsewhere(program, one, treaty, seen))
        }
        CondKind::Not(inner) | CondKind::Quantified { body: inner, .. } => {
            goes_elsewhere(program, inner, treaty, seen)
        }
        CondKind::Call { term, .. } if !seen.contains(term) => {
            seen.push(*term);
            let Some(row) = program.term(*term) else { return false };
            let mut versions = row.versions.iter();
            row.treaty.is_some_and(|of| Some(of) != treaty)
                || versions.any(|version| goes_elsewhere(program, &version.condition, treaty, seen))
        }
        _ => false,
    }
}

/// Whether the conditions of a clause look at the obligor; if not they are computed once for all.
pub(super) fn uses_obligor(program: &Program, clause: &Clause, acts: bool) -> bool {
    let mut conds: Vec<&Cond> = clause.trigger.iter().collect();
    conds.extend(clause.limbs.iter().map(|limb| &limb.condition));
    let mut seen: Vec<TermId> = Vec::new();
    conds.into_iter().any(|cond| cond_uses_obligor(program, cond, acts, &mut seen))
}

fn cond_uses_obligor(program: &Program, cond: &Cond, acts: bool, seen: &mut Vec<TermId>) -> bool {
    let is = |who: &ActorRef| *who == ActorRef::Obligor;
    match &cond.kind {
        CondKind::And(list) | CondKind::Or(list) => {
            list.iter().any(|c| cond_uses_obligor(program, c, acts, seen))
        }
        CondKind::Not(inner) => cond_uses_obligor(program, inner, acts, seen),
        CondKind::Quantified { over, body, .. } => {
            over.names.iter().any(is)
                || over.except.iter().any(is)
                || cond_uses_obligor(program, body, acts, seen)
        }
        CondKind::Has { who, to, .. } => acts || is(who) || to.as_ref().is_some_and(is),
        CondKind::Share { except, .. } => acts || except.iter().any(is),
        CondKind::Is { subject, what } => {
            is(subject)
                || matches!(what, crate::ir::ActorTest::Same(who) | crate::ir::ActorTest::BoundTo(who, _) if is(who))
        }
        CondKind::Territory { of, .. } | CondKind::ObjectsOf { of, .. } => is(of),
        CondKind::Administered(of) | CondKind::Claimed(of) => is(of),
        // Votes are no acts that an obligor could still do, and a decision is the same for all.
        CondKind::Decided { .. } => false,
        CondKind::ClauseIs { by, to, .. } | CondKind::LifeIs { by, to, .. } => {
            by.as_ref().is_some_and(is) || to.as_ref().is_some_and(is)
        }
        CondKind::Call { term, args } => {
            if args.iter().any(is) {
                return true;
            }
            if seen.contains(term) {
                return false;
            }
            seen.push(*term);
            let versions = program.term(*term).map(|t| t.versions.as_slice()).unwrap_or_default();
            versions.iter().any(|version| cond_uses_obligor(program, &version.condition, acts, seen))
        }
        _ => false,
    }
}

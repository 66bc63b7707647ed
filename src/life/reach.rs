//! Which kinds of deed a clause looks at, where that cannot be seen from its answer.
//!
//! In: the rules. Out: for each clause the deeds that its conditions, the terms and clauses that they
//! call, and the bonds of its instrument mention. It may name too many, never too few.

use std::collections::BTreeSet;

use crate::ir::{Clause, ClauseId, Cond, CondKind, Decision, NodeId, Program, TermId, TreatyId};

/// The deeds that a clause looks at.
pub(crate) fn deeds_of(program: &Program, id: ClauseId) -> BTreeSet<NodeId> {
    let mut found = BTreeSet::new();
    let (mut terms, mut clauses, mut treaties) =
        (BTreeSet::<TermId>::new(), BTreeSet::from([id]), BTreeSet::new());
    let mut work: Vec<&Cond> =
        program.clause(id).map(|clause| all(program, clause, &mut treaties)).unwrap_or_default();
    while let Some(cond) = work.pop() {
        match &cond.kind {
            CondKind::And(list) | CondKind::Or(list) => work.extend(list),
            CondKind::Not(inner) | CondKind::Quantified { body: inner, .. } => work.push(inner),
            CondKind::Has { deed, .. } | CondKind::Share { deed, .. } => {
                found.insert(*deed);
            }
            CondKind::Call { term, .. } if terms.insert(*term) => {
                let versions = program.term(*term).map(|row| row.versions.as_slice()).unwrap_or_default();
                work.extend(versions.iter().map(|version| &version.condition));
            }
            CondKind::ClauseIs { clauses: others, .. } => {
                for other in others.iter().copied().filter(|other| clauses.insert(*other)).collect::<Vec<_>>()
                {
                    if let Some(clause) = program.clause(other) {
                        work.extend(all(program, clause, &mut treaties));
                    }
                }
            }
            CondKind::Decided { clauses: others } => {
                for decision in others.iter().filter_map(|id| program.clause(*id)?.decision.as_deref()) {
                    found.extend(of_motion(program, decision));
                    let versions = decision.excluded.filter(|term| terms.insert(*term));
                    let versions = versions.and_then(|term| program.term(term));
                    work.extend(
                        versions.iter().flat_map(|row| &row.versions).map(|version| &version.condition),
                    );
                }
            }
            _ => {}
        }
    }
    found
}

/// The deeds that move what is decided.
fn of_motion<'p>(program: &'p Program, decision: &'p Decision) -> impl Iterator<Item = NodeId> + 'p {
    let of = |row: &&crate::ir::MotionDeeds| row.motion.is_none_or(|motion| motion == decision.motion);
    program.motion_deeds.iter().filter(of).flat_map(|row| row.by.iter().copied())
}

/// Every condition of a clause, and of who is bound by its instrument.
fn all<'p>(program: &'p Program, clause: &'p Clause, treaties: &mut BTreeSet<TreatyId>) -> Vec<&'p Cond> {
    let mut conds: Vec<&Cond> = clause.trigger.iter().collect();
    conds.extend(clause.limbs.iter().map(|limb| &limb.condition));
    conds.extend(clause.riders.iter().flat_map(|rider| &rider.only_if));
    if treaties.insert(clause.treaty)
        && let Some(treaty) = program.treaty(clause.treaty)
    {
        let members = treaty.parties.iter().chain(&treaty.protected);
        conds.extend(members.filter_map(|member| member.when.as_ref()));
        conds.extend(treaty.legs.iter().filter_map(|leg| leg.when.as_ref()));
    }
    conds
}

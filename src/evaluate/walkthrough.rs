//! The same walk once more for one pair, keeping what every part of the condition comes to.
//!
//! Explanations come from here, so that they can never differ from the decision.

use super::clause::{Pair, pairs};
use super::condition::{Roles, Walk};
use super::facts::Facts;
use super::settle;
use super::verdict::{BeneficiaryOut, Stance, Truth};
use crate::event::Event;
use crate::ir::describe::describe;
use crate::ir::{ActorId, ClauseId, Cond, CondKind, LimbRole, Origin, Program};
use crate::text::Limits;

/// One part of a condition with what it comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// How deep it lies; zero for the limbs of the clause.
    pub depth: usize,
    /// The limb it belongs to.
    pub role: LimbRole,
    /// In words.
    pub text: String,
    /// What it comes to on the acts done so far.
    pub truth: Truth,
    /// Where it is written.
    pub origin: Origin,
}

/// Walks through the condition of a clause for one obligor and beneficiary.
///
/// Gives no steps if the clause has no such pair on the event, or more unknowns than the limits allow.
#[must_use]
pub fn walk_through(
    program: &Program,
    event: &Event,
    stance: &Stance,
    clause: ClauseId,
    obligor: Option<ActorId>,
    beneficiary: BeneficiaryOut,
    limits: &Limits,
) -> Vec<Step> {
    let facts = Facts::new(program, event, stance);
    let mut walk = Walk::new(&facts, limits);
    let found = pairs(&mut walk, clause);
    let Some(pair) = found.into_iter().find(|p| p.obligor == obligor && p.beneficiary == beneficiary) else {
        return Vec::new();
    };
    let mut steps = Vec::new();
    limbs(&mut walk, program, clause, &pair, &mut steps);
    if walk.diagram.is_full() {
        steps.clear();
    }
    steps
}

fn limbs(walk: &mut Walk<'_>, program: &Program, id: ClauseId, pair: &Pair<'_>, steps: &mut Vec<Step>) {
    let Some(clause) = program.clause(id) else { return };
    for limb in &pair.limbs {
        let truth = settle::truth(walk, limb.holds);
        let text = limb.text.words(program, walk.facts.day);
        steps.push(Step { depth: 0, role: limb.role, text: text.clone(), truth, origin: limb.origin });
        // A limb made from a condition is opened; those made from membership and legs have none.
        let conds = clause.trigger.iter().chain(clause.limbs.iter().map(|l| &l.condition));
        let conds = conds.chain(clause.riders.iter().flat_map(|r| r.only_if.iter()));
        let written: Vec<&Cond> = conds.filter(|cond| cond.origin == limb.origin).collect();
        if let [cond] = written.as_slice() {
            let struck = limb.role == LimbRole::Trigger && text != describe(program, cond);
            if !struck {
                let has_parts = matches!(
                    cond.kind,
                    CondKind::And(_)
                        | CondKind::Or(_)
                        | CondKind::Not(_)
                        | CondKind::Call { .. }
                        | CondKind::Quantified { .. }
                );
                if has_parts {
                    parts(walk, program, cond, &pair.roles, limb.role, 1, steps);
                }
            }
        }
    }
}

/// The parts of a condition, one level down; terms are opened where they are called.
fn parts(
    walk: &mut Walk<'_>,
    program: &Program,
    cond: &Cond,
    roles: &Roles,
    role: LimbRole,
    depth: usize,
    steps: &mut Vec<Step>,
) {
    match &cond.kind {
        CondKind::And(list) | CondKind::Or(list) => {
            for part in list {
                step(walk, program, part, roles, role, depth, steps);
            }
        }
        CondKind::Not(inner) => step(walk, program, inner, roles, role, depth, steps),
        CondKind::Call { term, args } => {
            let Some(row) = program.term(*term) else { return };
            let day = walk.facts.day;
            let Some(version) = row.versions.iter().find(|v| v.days.contains(day)) else { return };
            let slots: Option<Vec<ActorId>> = args.iter().map(|arg| walk.one(*arg, roles)).collect();
            // A term about an actor who is not known has no single set of parts to show.
            let Some(slots) = slots else { return };
            let inner = Roles { slots, treaty: row.treaty.or(roles.treaty), ..roles.clone() };
            match &version.condition.kind {
                CondKind::And(_) | CondKind::Or(_) | CondKind::Not(_) | CondKind::Call { .. } => {
                    parts(walk, program, &version.condition, &inner, role, depth, steps);
                }
                _ => step(walk, program, &version.condition, &inner, role, depth, steps),
            }
        }
        _ => {}
    }
}

fn step(
    walk: &mut Walk<'_>,
    program: &Program,
    cond: &Cond,
    roles: &Roles,
    role: LimbRole,
    depth: usize,
    steps: &mut Vec<Step>,
) {
    let holds = walk.condition(cond, roles);
    let truth = settle::truth(walk, holds);
    steps.push(Step { depth, role, text: describe(program, cond), truth, origin: cond.origin });
    parts(walk, program, cond, roles, role, depth + 1, steps);
}

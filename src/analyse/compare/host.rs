//! Programs made for a comparison: one that knows the words of two, and one with other parties.
//!
//! In: programs. Out: programs. Absent: comparing.

use jiff::civil::Date;

use crate::ir::{
    ActorId, Days, Field, FieldType, Membership, Origin, Program, Question, ScaleId, TreatyId, TreeId,
};

/// A program that knows the fields and questions of two, with every reading of each question open. It
/// is made to hold the functions of both, and its own rules are not asked.
///
/// ```
/// use casus::{analyse::compare::joint_program, ir::Program};
/// let both = joint_program(&Program::default(), &Program::default());
/// assert!(both.questions.is_empty());
/// ```
#[must_use]
pub fn joint_program(first: &Program, second: &Program) -> Program {
    let mut joint = first.clone();
    for field in &second.fields {
        match joint.fields.iter_mut().find(|known| known.name == field.name) {
            Some(known) => cut(known, field),
            None => {
                if let Some(kind) = kind_in(&mut joint, second, field.kind) {
                    joint.fields.push(Field { kind, ..field.clone() });
                }
            }
        }
    }
    for question in &second.questions {
        match joint.questions.iter_mut().find(|known| known.name == question.name) {
            Some(known) => {
                let new = |name: &str| !known.readings.iter().any(|reading| reading.name == name);
                let more: Vec<_> =
                    question.readings.iter().filter(|reading| new(&reading.name)).cloned().collect();
                known.readings.extend(more);
            }
            None => joint.questions.push(Question { treaty: None, ..question.clone() }),
        }
    }
    for question in &mut joint.questions {
        // Where nobody has spoken, every reading is open.
        question.readings.iter_mut().for_each(|reading| reading.holders.clear());
    }
    joint
}

/// Cuts a field of numbers wherever either program tells numbers apart.
fn cut(known: &mut Field, other: &Field) {
    known.cuts.extend(&other.cuts);
    known.cuts.sort_by(f64::total_cmp);
    known.cuts.dedup();
}

fn kind_in(joint: &mut Program, second: &Program, kind: FieldType) -> Option<FieldType> {
    Some(match kind {
        FieldType::Tree(id) => {
            let tree = second.tree(id)?;
            let found = joint.find_tree(&tree.name);
            FieldType::Tree(found.unwrap_or_else(|| {
                joint.trees.push(tree.clone());
                TreeId::at(joint.trees.len() - 1)
            }))
        }
        FieldType::Scale(id) => {
            let scale = second.scale(id)?;
            let found = joint.find_scale(&scale.name);
            FieldType::Scale(found.unwrap_or_else(|| {
                joint.scales.push(scale.clone());
                ScaleId::at(joint.scales.len() - 1)
            }))
        }
        other => other,
    })
}

/// A copy of a program in which some instruments have the same parties on every day, and in which no
/// bond between two of them rests: two texts can then be compared as if the same states had signed
/// them. Riders and reservations of states stay as they are.
///
/// ```
/// use casus::{analyse::compare::with_parties, ir::Program};
/// assert!(with_parties(&Program::default(), &[], &[]).treaties.is_empty());
/// ```
#[must_use]
pub fn with_parties(program: &Program, treaties: &[TreatyId], parties: &[ActorId]) -> Program {
    let mut copy = program.clone();
    for id in treaties {
        let Some(treaty) = copy.treaties.get_mut(id.index()) else { continue };
        treaty.parties = parties.iter().map(|actor| party(*actor)).collect();
        treaty.protected.clear();
        treaty.legs.clear();
    }
    copy
}

fn party(actor: ActorId) -> Membership {
    Membership {
        actor,
        days: Days { from: None::<Date>, until: None },
        denounced: None,
        frozen: None,
        when: None,
        because: None,
        evidence: None,
        origin: Origin::default(),
    }
}

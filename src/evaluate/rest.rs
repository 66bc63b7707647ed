//! On which statements of the rules an answer rests, each with its tag.
//!
//! In: a clause, a day. Out: the weakest tag of the clause and of the terms and clauses that its
//! conditions call, and the questions that they ask. Absent: whether one of them made a difference;
//! whatever the conditions lean on counts, so that no answer looks surer than its weakest ground.

use jiff::civil::Date;

use crate::ir::{Clause, ClauseId, Cond, CondKind, Evidence, Program, QuestionId, TermId};

/// How a verdict names what was left out for its evidence.
pub const EXCLUDED: &str = "evidence excluded";

/// A statement that carries a tag: what an answer that is left out would rest on.
///
/// ```
/// use casus::{evaluate::Rest, ir::Evidence};
/// let rest = Rest { what: "the term `armed_attack`".to_owned(), tag: Evidence::Recall };
/// assert!(rest.tag < Evidence::Text);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rest {
    /// What it is, in words.
    pub what: String,
    /// How well documented.
    pub tag: Evidence,
}

/// What a clause leans on.
#[derive(Debug, Clone)]
pub(super) struct Ground {
    /// The weakest tag of the clause and of what its conditions call.
    pub weakest: Evidence,
    /// The questions that its conditions ask, sorted.
    pub questions: Vec<QuestionId>,
}

/// What a clause leans on, on a day.
pub(super) fn of_clause(program: &Program, id: ClauseId, clause: &Clause, day: Date) -> Ground {
    let mut ground = Ground { weakest: clause.evidence, questions: Vec::new() };
    let (mut terms, mut clauses): (Vec<TermId>, Vec<ClauseId>) = (Vec::new(), vec![id]);
    let mut work: Vec<&Cond> = conditions(clause).collect();
    while let Some(cond) = work.pop() {
        match &cond.kind {
            CondKind::And(list) | CondKind::Or(list) => work.extend(list),
            CondKind::Not(inner) | CondKind::Quantified { body: inner, .. } => work.push(inner),
            CondKind::Reading { question, .. } if !ground.questions.contains(question) => {
                ground.questions.push(*question);
            }
            CondKind::Call { term, .. } if !terms.contains(term) => {
                terms.push(*term);
                let versions = program.term(*term).map(|row| row.versions.as_slice()).unwrap_or_default();
                if let Some(version) = versions.iter().find(|version| version.days.contains(day)) {
                    ground.weakest = version.evidence.map_or(ground.weakest, |tag| ground.weakest.min(tag));
                    work.push(&version.condition);
                }
            }
            CondKind::Decided { clauses: others } => {
                for decision in others.iter().filter_map(|id| program.clause(*id)?.decision.as_deref()) {
                    let term = decision.excluded.filter(|term| !terms.contains(term));
                    if let Some((id, row)) = term.and_then(|id| Some((id, program.term(id)?))) {
                        terms.push(id);
                        if let Some(version) = row.versions.iter().find(|version| version.days.contains(day))
                        {
                            ground.weakest =
                                version.evidence.map_or(ground.weakest, |tag| ground.weakest.min(tag));
                            work.push(&version.condition);
                        }
                    }
                }
            }
            CondKind::ClauseIs { clauses: others, .. } | CondKind::LifeIs { clauses: others, .. } => {
                for (other, row) in others.iter().filter_map(|id| Some((*id, program.clause(*id)?))) {
                    if !clauses.contains(&other) && row.days.contains(day) {
                        clauses.push(other);
                        ground.weakest = ground.weakest.min(row.evidence);
                        work.extend(conditions(row));
                    }
                }
            }
            _ => {}
        }
    }
    ground.questions.sort_unstable();
    ground
}

fn conditions(clause: &Clause) -> impl Iterator<Item = &Cond> {
    clause.trigger.iter().chain(clause.limbs.iter().map(|limb| &limb.condition))
}

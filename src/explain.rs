//! Why an answer is what it is: every limb down to the facts, the disputed points with who holds
//! what, and what would change the answer.
//!
//! In: a verdict's clause, obligor and beneficiary. Out: [`Explanation`], lines of words with their
//! places. Absent: its own semantics (every truth comes from a second run of `evaluate`), printing.

mod told;

pub use told::event_words;

use crate::evaluate::{
    BeneficiaryOut, Filter, Pivot, PivotKind, Stance, Truth, Verdict, decide, walk_through,
};
use crate::event::{Event, Fact};
use crate::ir::{ActorId, ClauseId, Origin, Program};
use crate::text::Limits;

/// One line of an explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How deep it lies, from zero.
    pub depth: usize,
    /// Words.
    pub text: String,
    /// What it comes to; none for a heading or remark.
    pub truth: Option<Truth>,
    /// The rule it comes from; none for facts and remarks.
    pub origin: Option<Origin>,
}

/// An explanation of one verdict.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Explanation {
    /// The verdict; none if the clause has no such pair on the event.
    pub verdict: Option<Verdict>,
    /// The condition, limb by limb.
    pub condition: Vec<Line>,
    /// The disputed points it turns on, with the holders of each reading on the day.
    pub questions: Vec<Line>,
    /// What is not known and matters; for disputed facts, who says what.
    pub facts: Vec<Line>,
    /// The nearest changes that would settle it the other way.
    pub changes: Vec<Line>,
}

/// Explains one verdict.
#[must_use]
pub fn explain(
    program: &Program,
    event: &Event,
    stance: &Stance,
    clause: ClauseId,
    obligor: Option<ActorId>,
    beneficiary: BeneficiaryOut,
    limits: &Limits,
) -> Explanation {
    let filter =
        Filter { clauses: vec![clause], obligors: obligor.into_iter().collect(), ..Filter::default() };
    let decision = decide(program, event, stance, &filter, limits);
    let found = decision.verdicts.into_iter().find(|v| v.obligor == obligor && v.beneficiary == beneficiary);
    let Some(verdict) = found else { return Explanation::default() };
    let condition = walk_through(program, event, stance, clause, obligor, beneficiary, limits)
        .into_iter()
        .map(|step| {
            let text =
                if step.depth == 0 { format!("{}: {}", step.role.word(), step.text) } else { step.text };
            Line { depth: step.depth, text, truth: Some(step.truth), origin: Some(step.origin) }
        })
        .collect();
    Explanation {
        condition,
        questions: questions(program, event, stance, &verdict),
        facts: facts(program, event, &verdict),
        changes: changes(&verdict),
        verdict: Some(verdict),
    }
}

fn remark(depth: usize, text: String) -> Line {
    Line { depth, text, truth: None, origin: None }
}

/// Each question that the verdict turns on, its readings and who held them on the day.
fn questions(program: &Program, event: &Event, stance: &Stance, verdict: &Verdict) -> Vec<Line> {
    let day = stance.read_as_of.unwrap_or(event.date);
    let mut lines = Vec::new();
    for name in &verdict.pivots.depends_on {
        let Some(question) = program.find_question(name).and_then(|id| program.question(id)) else {
            continue;
        };
        lines.push(Line {
            depth: 0,
            text: format!("{}: {}", question.name, question.label),
            truth: None,
            origin: Some(question.origin),
        });
        for reading in &question.readings {
            let holders: Vec<String> = reading
                .holders
                .iter()
                .filter(|(_, days)| days.contains(day))
                .map(|(who, days)| {
                    let since = days.from.map(|d| format!(" since {d}")).unwrap_or_default();
                    format!("{}{since}", program.actor_name(*who))
                })
                .collect();
            let held = if holders.is_empty() {
                format!("held by nobody on {day}")
            } else {
                format!("held by {}", holders.join(", "))
            };
            lines.push(Line {
                depth: 1,
                text: format!("{} ({}), {held}; {}", reading.name, reading.label, reading.cites.join("; ")),
                truth: None,
                origin: Some(reading.origin),
            });
        }
    }
    lines
}

/// What is not known and matters.
fn facts(program: &Program, event: &Event, verdict: &Verdict) -> Vec<Line> {
    let mut lines = Vec::new();
    for name in &verdict.pivots.depends_on {
        let field_name = name.split('.').next().unwrap_or(name);
        let Some(id) = program.find_field(field_name) else { continue };
        let Some(field) = program.field(id) else { continue };
        match event.fact(id) {
            None => lines.push(remark(0, format!("{name}: not stated ({})", field.label))),
            Some(Fact::Stated(_)) if name.contains('.') => {
                lines.push(remark(0, format!("{name}: the event's own place does not say")));
            }
            Some(Fact::Stated(_)) => lines.push(remark(0, format!("{name}: stated only in general terms"))),
            Some(Fact::OneOf(list)) => {
                lines.push(remark(
                    0,
                    format!("{name}: one of {} possibilities, which one is not known", list.len()),
                ));
            }
            Some(Fact::Disputed(claims)) => {
                lines.push(remark(0, format!("{name}: disputed")));
                for claim in claims {
                    let since = claim.since.map(|d| format!(" since {d}")).unwrap_or_default();
                    let sure =
                        claim.confidence.as_ref().map(|c| format!(", confidence {c}")).unwrap_or_default();
                    let value = crate::event::value_word(program, id, claim.value);
                    lines.push(remark(
                        1,
                        format!("{} says {value}{since}{sure}", program.actor_name(claim.by)),
                    ));
                }
            }
        }
    }
    lines
}

/// The smallest sets that settle the verdict, each way.
fn changes(verdict: &Verdict) -> Vec<Line> {
    let ways = [
        ("owed", &verdict.pivots.to_owed),
        ("available", &verdict.pivots.to_available),
        ("not owed", &verdict.pivots.to_not_owed),
    ];
    let mut lines = Vec::new();
    for (way, sets) in ways {
        for set in sets {
            let parts: Vec<String> = set.iter().map(pivot_words).collect();
            lines.push(remark(0, format!("{way} if {}", parts.join(" and "))));
        }
    }
    if verdict.pivots.cut {
        lines.push(remark(0, "there are more such sets than the limit shows".to_owned()));
    }
    lines
}

/// A pivot in words.
///
/// ```
/// use casus::evaluate::{Pivot, PivotKind};
/// let pivot = Pivot { kind: PivotKind::Reading, name: "coast_guard".into(), values: vec!["public_vessel".into()], in_common: None };
/// assert_eq!(casus::explain::pivot_words(&pivot), "coast_guard is public_vessel");
/// ```
#[must_use]
pub fn pivot_words(pivot: &Pivot) -> String {
    const SHOWN: usize = 5;
    let many = pivot.values.len().saturating_sub(SHOWN);
    let values = match pivot.in_common.as_ref().filter(|_| many > 0) {
        Some(shared) => shared.clone(),
        None => {
            let more = if many > 0 { format!(" or {many} more") } else { String::new() };
            pivot.values.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(" or ") + &more
        }
    };
    match pivot.kind {
        PivotKind::Act => format!("{values} has {}", pivot.name),
        PivotKind::Reading | PivotKind::Fact => format!("{} is {values}", pivot.name),
    }
}

//! Two articles beside each other, part by part.
//!
//! In: clauses of two sides on a day. Out: rows of text. Absent: what the clauses come to.

use jiff::civil::Date;

use crate::face::words;
use crate::ir::describe::describe;
use crate::ir::{Clause, ClauseId, LimbRole, Program};

/// A heading with what a clause says under it.
type Part<'p> = (&'p str, &'p dyn Fn(&Clause) -> String);

/// Rows of heading, first text, second text; a part that neither has is left out.
pub(super) fn rows(program: &Program, day: Date, sides: [&[ClauseId]; 2]) -> Vec<Vec<String>> {
    let sides = sides.map(|ids| on_day(program, day, ids));
    let parts: [Part<'_>; 14] = [
        ("article", &|clause| format!("{}, {}", clause.article, clause.name)),
        ("trigger", &|clause| clause.trigger.as_ref().map_or_else(String::new, |one| describe(program, one))),
        ("who is struck", &|clause| {
            clause.on.as_ref().map_or_else(String::new, |on| words::set(program, on))
        }),
        ("area", &|clause| limbs(program, clause, LimbRole::Scope)),
        ("condition", &|clause| limbs(program, clause, LimbRole::Precondition)),
        ("opinion", &|clause| limbs(program, clause, LimbRole::Opinion)),
        ("exception", &|clause| limbs(program, clause, LimbRole::Exception)),
        ("who", &|clause| words::set(program, &clause.response.obligors)),
        ("response", &|clause| words::what(program, &clause.response)),
        ("consultation", &|clause| consultation(clause)),
        ("process", &|clause| clause.process.clone().unwrap_or_default()),
        ("report", &|clause| match &clause.report {
            Some((to, when)) => format!("{to} {when}").trim().to_owned(),
            None => String::new(),
        }),
        ("deadline", &|clause| clause.deadline.as_ref().map_or_else(String::new, words::deadline)),
        ("how long", &|clause| duration(program, clause)),
    ];
    parts
        .into_iter()
        .filter_map(|(heading, part)| {
            let cells = sides.each_ref().map(|clauses| {
                let all: Vec<String> =
                    clauses.iter().map(|clause| part(clause)).filter(|t| !t.is_empty()).collect();
                all.join("\n")
            });
            let [one, other] = cells;
            if one.is_empty() && other.is_empty() {
                return None;
            }
            let shown = |text: String| if text.is_empty() { "—".to_owned() } else { text };
            Some(vec![heading.to_owned(), shown(one), shown(other)])
        })
        .collect()
}

/// The texts that run on the day.
fn on_day<'p>(program: &'p Program, day: Date, ids: &[ClauseId]) -> Vec<&'p Clause> {
    ids.iter().filter_map(|id| program.clause(*id)).filter(|clause| clause.days.contains(day)).collect()
}

fn limbs(program: &Program, clause: &Clause, role: LimbRole) -> String {
    let of_role = clause.limbs.iter().filter(|limb| limb.role == role);
    let texts = of_role.map(|limb| limb.label.clone().unwrap_or_else(|| describe(program, &limb.condition)));
    texts.collect::<Vec<_>>().join("; ")
}

fn consultation(clause: &Clause) -> String {
    if clause.consultation.none { "none".to_owned() } else { words::consultation(&clause.consultation) }
}

fn duration(program: &Program, clause: &Clause) -> String {
    let ends = limbs(program, clause, LimbRole::Terminated);
    match &clause.termination {
        Some(words) => words.clone(),
        None if ends.is_empty() => ends,
        None => format!("until {ends}"),
    }
}

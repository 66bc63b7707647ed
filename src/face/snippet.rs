//! An event that breaks a law as a `test` block, ready to be put into a rule file.
//!
//! In: a breach. Out: lines. Absent: finding it.

use std::io::Write as _;

use super::console::{Console, Outcome};
use super::prove::twist;
use super::{table, words};
use crate::analyse::laws::{Breach, meanings, reading_words};
use crate::evaluate::{BeneficiaryOut, Status, Verdict};
use crate::event::{to_block, to_json};
use crate::ir::{Program, Property};

/// Answers that a block expects.
const SHOWN: usize = 8;

/// Prints a breach below its law: what the names mean, in what two events differ, the event as a test
/// block with what the clauses come to.
pub(super) fn print(
    console: &mut Console,
    program: &Program,
    property: &Property,
    breach: &Breach,
) -> Outcome<()> {
    for (name, meaning) in meanings(program, property, &breach.bound) {
        writeln!(console.out, "  {name} is {meaning}")?;
    }
    if let Some(twist) = twist(program, &breach.twist) {
        writeln!(console.out, "  {twist}")?;
    }
    if breach.unnamed {
        writeln!(
            console.out,
            "  in one of the ways that this leaves open: a kind means none that has a name, or its place lies so"
        )?;
    }
    if let Some(lines) = test_block(program, property, breach) {
        for line in lines {
            writeln!(console.out, "  {line}")?;
        }
        return Ok(());
    }
    for (question, reading) in &breach.readings {
        let (question, reading) = reading_words(program, *question, *reading);
        writeln!(console.out, "  {question} is {reading}")?;
    }
    for event in std::iter::once(&breach.event).chain(&breach.second) {
        writeln!(console.out, "  {}", to_json(program, event))?;
    }
    for answer in breach.answers.iter().take(SHOWN) {
        let who = answer.obligor.map_or("whoever it was", |who| program.actor_name(who));
        let to = table::to_whom(program, answer.clause, answer.beneficiary);
        let to = if to.is_empty() { String::new() } else { format!(" to {to}") };
        let path = program.clause_path(answer.clause);
        writeln!(console.out, "  {path}: {who}{to}: {}", answer.status.word())?;
    }
    if breach.answers.len() > SHOWN {
        let more = words::count(breach.answers.len() - SHOWN, "answer", "answers");
        writeln!(console.out, "  and {more} more; `casus eval` shows them")?;
    }
    Ok(())
}

/// The lines of a test block for each event of a breach; none if rule text cannot say the event.
pub(super) fn test_block(program: &Program, property: &Property, breach: &Breach) -> Option<Vec<String>> {
    let title = property.title.text.replace('"', "'");
    let mut lines = vec![format!("test \"breaks: {title}\" {{")];
    if let Some(id) = property.interpretation.and_then(|id| program.interpretation(id)) {
        lines.push(format!("  given interpretation {}", id.name));
    }
    let who = property.held_by.iter();
    lines.extend(who.map(|who| format!("  given held by {}", program.actor_name(*who))));
    lines.extend(property.read_as_of.map(|day| format!("  given read as of {day}")));
    let closed = property.readings.iter().filter_map(|(question, chosen)| match chosen {
        crate::ir::Chosen::Reading(reading) => Some((*question, *reading)),
        crate::ir::Chosen::Bound(at) => Some((*question, *breach.bound.readings.get(*at)?)),
    });
    let taken = breach.readings.iter().map(|(question, reading)| (*question, *reading));
    let mut given: Vec<(String, String)> =
        closed.chain(taken).map(|(question, reading)| reading_words(program, question, reading)).collect();
    given.sort();
    given.dedup();
    lines.extend(given.into_iter().map(|(question, reading)| format!("  given {question} is {reading}")));
    for (at, event) in std::iter::once(&breach.event).chain(&breach.second).enumerate() {
        lines.push("  event {".to_owned());
        lines.extend(to_block(program, event)?.into_iter().map(|line| format!("    {line}")));
        lines.push("  }".to_owned());
        // What the clauses come to is known of the first event.
        if at == 0 {
            lines.extend(breach.answers.iter().filter_map(|one| expectation(program, one)).take(SHOWN));
            if breach.answers.len() > SHOWN {
                let more = words::count(breach.answers.len() - SHOWN, "answer", "answers");
                lines.push(format!("  // and {more} more"));
            }
        }
    }
    lines.push("}".to_owned());
    Some(lines)
}

fn expectation(program: &Program, verdict: &Verdict) -> Option<String> {
    if verdict.status == Status::LeftOut {
        return None;
    }
    let by = verdict.obligor.map(|who| format!(" by {}", program.actor_name(who))).unwrap_or_default();
    let to = match verdict.beneficiary {
        BeneficiaryOut::Actor(who) => format!(" for {}", program.actor_name(who)),
        _ => String::new(),
    };
    let path = program.clause_path(verdict.clause);
    Some(format!("  expect {path}{by}{to} {}", verdict.status.word()))
}

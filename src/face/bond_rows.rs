//! Changes of bonds as rows of a crisis: who used which power, under which instrument, from which day.
//!
//! In: the uses of powers that `life` judged. Out: lines for people and records for machines. Absent:
//! judging them.

use std::io::Write as _;

use jiff::civil::Date;
use serde::Serialize;

use super::console::{Console, Outcome, clean};
use crate::event::Event;
use crate::ir::{ActorId, Becoming, ClauseId, Program};
use crate::life::{BondChange, BondOutcome};

/// Writes a block with a line for each use that concerns one of the parties, or all if none is named.
pub(crate) fn block(
    console: &mut Console,
    program: &Program,
    events: &[Event],
    changes: &[&BondChange],
) -> Outcome<()> {
    if changes.is_empty() {
        return Ok(());
    }
    writeln!(console.out, "\nbonds")?;
    for change in changes {
        let deed = program.node_name(program.kernel.deed, change.deed).replace('_', " ");
        let to = change.to.map(|to| format!(" toward {}", program.actor_name(to))).unwrap_or_default();
        let treaty = change.treaty.and_then(|id| program.treaty(id)).map_or("?", |row| row.name.as_str());
        let article = article(program, change).map(|text| format!(", {}", clean(text))).unwrap_or_default();
        writeln!(
            console.out,
            "  {}  {} {deed}{to}: {treaty}{article}: {}{} ({})",
            change.on,
            program.actor_name(change.by),
            clean(&outcome(program, change)),
            clean(&barred(program, change)),
            events.get(change.event).map_or("?", |event| event.id.as_str()),
        )?;
    }
    Ok(())
}

/// Whether a use was made by, or toward, one of some parties.
pub(crate) fn concerns(change: &BondChange, parties: &[ActorId]) -> bool {
    parties.is_empty() || parties.iter().any(|party| *party == change.by || Some(*party) == change.to)
}

fn article<'p>(program: &'p Program, change: &BondChange) -> Option<&'p str> {
    change.clause.and_then(|id| program.clause(id)).map(|clause| clause.article.as_str())
}

/// What came of a use, in words.
fn outcome(program: &Program, change: &BondChange) -> String {
    let names =
        |list: &[ActorId]| list.iter().map(|who| program.actor_name(*who)).collect::<Vec<_>>().join(", ");
    let only_if = change.only_if.as_ref().map(|text| format!(", if {text}")).unwrap_or_default();
    match &change.outcome {
        BondOutcome::From(day) => turn(program, change, *day) + &only_if,
        BondOutcome::Known(Some(day)) => format!("the rules have it so already, by a row of {day}"),
        BondOutcome::Known(None) => "the rules have it so already".to_owned(),
        BondOutcome::TakenBack(day) => format!("taken back on {day}, before it counted"),
        BondOutcome::Waits(list) => format!("waits for {} to do the same", names(list)),
        BondOutcome::Covers(clauses) => {
            let articles: Vec<&str> = clauses
                .iter()
                .filter_map(|id| program.clause(*id))
                .map(|clause| clause.article.as_str())
                .collect();
            format!("counts for {}", articles.join("; "))
        }
        BondOutcome::NoDay => {
            "the rules name no day from which it counts; the bond is left as it was".to_owned()
        }
        BondOutcome::Unsettled(on) => {
            format!("whether there is the power turns on {}; the bond is left as it was", on.join(", "))
        }
        BondOutcome::Refused(why) => format!("refused: {why}; the bond is left as it was"),
    }
}

/// What forbids it at home, in words.
fn barred(program: &Program, change: &BondChange) -> String {
    let one = |(id, on): &(ClauseId, Vec<String>)| {
        let clause = program.clause(*id);
        let overlay = clause.and_then(|row| program.treaty(row.treaty)).map_or("?", |row| row.name.as_str());
        let article = clause.map_or("?", |row| row.article.as_str());
        let how = if on.is_empty() {
            "forbids it".to_owned()
        } else {
            format!("may forbid it, which turns on {}", on.join(", "))
        };
        format!("; at home {article} ({overlay}) {how}")
    };
    change.barred.iter().map(one).collect()
}

/// What a bond became on a day, in words.
pub(super) fn turn(program: &Program, change: &BondChange, day: Date) -> String {
    match change.becomes {
        Becoming::Joined => format!("bound from {day}"),
        Becoming::Left => format!("no longer bound from {day}"),
        Becoming::Kept => format!("bound as before from {day}"),
        Becoming::Inherited => {
            let old = change.to.map_or("?", |old| program.actor_name(old));
            format!("bound from {day} in the place of {old}")
        }
        Becoming::Suspended => format!("its duties rest from {day}"),
        Becoming::Resumed => format!("its duties stand again from {day}"),
        Becoming::Ended => format!("the instrument ends on {day}"),
        Becoming::Widened => format!("counts from {day}"),
    }
}

/// A use of a power, for machines.
#[derive(Serialize)]
pub(crate) struct Record<'a> {
    event: &'a str,
    bond: &'static str,
    on: String,
    by: &'a str,
    to: Option<&'a str>,
    deed: &'a str,
    treaty: Option<&'a str>,
    article: Option<&'a str>,
    outcome: &'static str,
    day: Option<String>,
    because: String,
    barred: Vec<String>,
    schema_version: u32,
}

/// The record of a use.
pub(crate) fn record<'a>(program: &'a Program, events: &'a [Event], change: &BondChange) -> Record<'a> {
    let (word, day) = match &change.outcome {
        BondOutcome::From(day) => ("from", Some(*day)),
        BondOutcome::Known(day) => ("known", *day),
        BondOutcome::TakenBack(day) => ("taken_back", Some(*day)),
        BondOutcome::Waits(_) => ("waits", None),
        BondOutcome::Covers(_) => ("covers", None),
        BondOutcome::NoDay => ("no_day", None),
        BondOutcome::Unsettled(_) => ("unsettled", None),
        BondOutcome::Refused(_) => ("refused", None),
    };
    Record {
        event: events.get(change.event).map_or("?", |event| event.id.as_str()),
        bond: change.becomes.word(),
        on: change.on.to_string(),
        by: program.actor_name(change.by),
        to: change.to.map(|to| program.actor_name(to)),
        deed: program.node_name(program.kernel.deed, change.deed),
        treaty: change.treaty.and_then(|id| program.treaty(id)).map(|row| row.name.as_str()),
        article: article(program, change),
        outcome: word,
        day: day.map(|day| day.to_string()),
        because: outcome(program, change),
        barred: change.barred.iter().map(|(id, _)| program.clause_path(*id)).collect(),
        schema_version: 1,
    }
}

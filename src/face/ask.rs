//! `casus ask`: which fact to find out first, because it settles most.
//!
//! In: rules, a stance, an event. Out: facts and questions in the order in which they settle what is
//! open. Absent: finding that order (`analyse`).

use std::io::Write as _;

use serde::Serialize;

use super::console::{Console, Exit, Outcome, clean};
use super::explain;
use super::load;
use super::names;
use super::options::{AskArgs, ListFormat};
use super::stance;
use super::words;
use crate::analyse::{Agenda, Asked, Reply, Suggestion, ask};
use crate::evaluate::Filter;
use crate::event::value_word;
use crate::ir::Program;
use crate::text::Limits;

/// Replies shown for one fact.
const SHOWN: usize = 4;
/// Values shown for one reply.
const NAMED: usize = 4;

/// Runs `casus ask`.
pub(crate) fn run(console: &mut Console, args: &AskArgs, limits: &Limits) -> Outcome<Exit> {
    let rules = load::usable(console, &args.rules, limits)?;
    let program = rules.program();
    let stance = stance::of(program, &args.stance)?;
    let treaties = args.treaty.iter().map(|word| names::treaty(program, word)).collect::<Outcome<_>>()?;
    let Some(event) = explain::find(console, &rules, &args.input, args.event.as_deref(), limits)? else {
        return Ok(Exit::Refused);
    };
    let day = Some(event.date);
    let obligors = args.party.iter().map(|word| names::actor(program, word, day)).collect::<Outcome<_>>()?;
    let filter = Filter { treaties, obligors, ..Filter::default() };
    let agenda = ask(program, &event, &stance, &filter, limits);
    if args.format == ListFormat::Json {
        for one in agenda.facts.iter().chain(&agenda.questions) {
            serde_json::to_writer(&mut console.out, &record(program, &event.id, &agenda, one))?;
            writeln!(console.out)?;
        }
    } else {
        print(console, program, &event.id, &agenda, args.most)?;
    }
    Ok(if agenda.too_much { Exit::Refused } else { Exit::Done })
}

fn print(console: &mut Console, program: &Program, id: &str, agenda: &Agenda, most: usize) -> Outcome<()> {
    let open = words::count(agenda.open, "answer", "answers");
    writeln!(console.out, "{}: {open} not settled", clean(id))?;
    if agenda.too_much {
        writeln!(console.out, "more is open than can be looked at; what follows may lack something")?;
    }
    let lists = [
        ("facts, what settles most first", &agenda.facts),
        ("questions, which no fact answers", &agenda.questions),
    ];
    for (title, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        writeln!(console.out, "\n{title}")?;
        for one in list.iter().take(most) {
            writeln!(
                console.out,
                "  {}: settles {:.1} on average, at least {}",
                name(program, one.asked),
                one.on_average,
                one.at_least
            )?;
            for reply in one.replies.iter().take(SHOWN) {
                writeln!(console.out, "    {} settles {}", said(program, one.asked, reply), reply.settles)?;
            }
            if one.replies.len() > SHOWN {
                let more = words::count(one.replies.len() - SHOWN, "other reply", "other replies");
                writeln!(console.out, "    and {more}")?;
            }
        }
        if list.len() > most {
            writeln!(console.out, "  and {} more; `--most {}` shows them", list.len() - most, list.len())?;
        }
    }
    if !agenda.idle.is_empty() {
        let idle: Vec<String> = agenda.idle.iter().map(|id| name(program, Asked::Field(*id))).collect();
        writeln!(console.out, "\nnothing turns on: {}", idle.join(", "))?;
    }
    Ok(())
}

fn name(program: &Program, asked: Asked) -> String {
    match asked {
        Asked::Field(id) => program.field(id).map_or("?", |row| row.name.as_str()).to_owned(),
        Asked::Question(id) => program.question(id).map_or("?", |row| row.name.as_str()).to_owned(),
    }
}

fn all_said(program: &Program, asked: Asked, reply: &Reply) -> Vec<String> {
    match asked {
        Asked::Field(id) => reply.values.iter().map(|value| value_word(program, id, *value)).collect(),
        Asked::Question(id) => {
            let readings = program.question(id).map(|row| row.readings.as_slice()).unwrap_or_default();
            let named = |at: &crate::ir::ReadingId| readings.get(at.index()).map(|row| row.name.clone());
            reply.readings.iter().filter_map(named).collect()
        }
    }
}

/// A reply in words: some of its values, and how many more there are.
fn said(program: &Program, asked: Asked, reply: &Reply) -> String {
    let all = all_said(program, asked, reply);
    if all.is_empty() {
        return "a place of its own".to_owned();
    }
    let more = all.len().saturating_sub(NAMED);
    let shown = all.into_iter().take(NAMED).collect::<Vec<_>>().join(", ");
    if more == 0 { shown } else { format!("{shown} (or one of {more} more)") }
}

#[derive(Serialize)]
struct Record {
    event: String,
    kind: &'static str,
    name: String,
    open: usize,
    at_least: usize,
    on_average: f64,
    replies: Vec<ReplyRecord>,
    schema_version: u32,
}

#[derive(Serialize)]
struct ReplyRecord {
    values: Vec<String>,
    settles: usize,
}

fn record(program: &Program, event: &str, agenda: &Agenda, one: &Suggestion) -> Record {
    let reply =
        |reply: &Reply| ReplyRecord { values: all_said(program, one.asked, reply), settles: reply.settles };
    Record {
        event: event.to_owned(),
        kind: if matches!(one.asked, Asked::Field(_)) { "fact" } else { "question" },
        name: name(program, one.asked),
        open: agenda.open,
        at_least: one.at_least,
        on_average: one.on_average,
        replies: one.replies.iter().map(reply).collect(),
        schema_version: 1,
    }
}

//! `casus conflicts`: whether two instruments can ask one actor for what cannot both be done.
//!
//! In: rules, the instruments asked for. Out: each pair of clauses with the smallest event that shows it.
//! Absent: the search (`analyse::conflicts`), and the words for a pair (`opposed`).

use std::io::Write as _;

use serde::Serialize;

use super::console::{Console, Exit, Failure, Outcome};
use super::load::{self, display};
use super::names;
use super::opposed::{self, Row, reading_words};
use super::options::{ConflictArgs, ListFormat};
use super::stance;
use super::words;
use crate::analyse::conflicts::{Found, Plan, Searched, Turns, Witness, search};
use crate::event::{Event, to_json};
use crate::ir::{Program, TreatyId};
use crate::text::Limits;

/// Obligors named in a heading; above that they are counted.
const NAMED: usize = 8;

/// Runs `casus conflicts`.
pub(crate) fn run(console: &mut Console, args: &ConflictArgs, limits: &Limits) -> Outcome<Exit> {
    let rules = load::usable(console, &args.rules, limits)?;
    let program = rules.program();
    let stance = stance::of(program, &args.stance)?;
    let plan = Plan {
        program,
        treaties: args.treaty.iter().map(|word| names::treaty(program, word)).collect::<Outcome<_>>()?,
        on: args.on,
        obligors: args
            .party
            .iter()
            .map(|word| names::actor(program, word, args.on))
            .collect::<Outcome<_>>()?,
        stance: &stance,
        overlaps: !args.no_overlaps,
        limits,
    };
    let searched = search(&plan);
    let shown: Vec<Shown<'_>> = searched.found.iter().map(|found| Shown { program, found }).collect();
    for one in &shown {
        match args.format {
            ListFormat::Json => one.records(console)?,
            ListFormat::Table | ListFormat::Markdown => one.print(console)?,
        }
    }
    if let Some(path) = &args.save {
        let lines: String =
            shown.iter().filter_map(Shown::event).map(|event| to_json(program, &event) + "\n").collect();
        std::fs::write(path, lines)
            .map_err(|error| Failure::message(format!("cannot write `{}`: {error}", display(path))))?;
    }
    if args.format != ListFormat::Json {
        summary(console, program, &searched)?;
    }
    let whole = searched.undecided.is_empty() && searched.found.iter().all(|found| found.witness.is_some());
    Ok(if whole { Exit::Done } else { Exit::Refused })
}

fn summary(console: &mut Console, program: &Program, searched: &Searched) -> Outcome<()> {
    for (one, other, day) in &searched.undecided {
        let name = |id: &TreatyId| program.treaty(*id).map_or("?", |row| row.name.as_str());
        writeln!(
            console.out,
            "not decided on {day}: {} beside {}; too much is open",
            name(one),
            name(other)
        )?;
    }
    if searched.without_deeds > 0 {
        let stretches = words::count(searched.without_deeds, "stretch", "stretches");
        writeln!(
            console.out,
            "on {stretches} of days the record shows no deeds, since with any deeds too much is open"
        )?;
    }
    if searched.pairs == 0 {
        writeln!(
            console.out,
            "no two clauses of these instruments are of sorts that the rules set against each other (`conflict`, `overlap`); \
             general law is looked at where it is named"
        )?;
    }
    let overlaps = searched.found.iter().filter(|found| found.why.is_overlap(program)).count();
    let hard = searched.found.len() - overlaps;
    Ok(writeln!(
        console.out,
        "{} that cannot both be met, {overlaps} that ask for the same help; looked at {} of instruments, {} of clauses, {} of days",
        words::count(hard, "pair of duties", "pairs of duties"),
        words::count(searched.pairs, "pair", "pairs"),
        words::count(searched.clauses, "pair", "pairs"),
        words::count(searched.stretches, "stretch", "stretches"),
    )?)
}

struct Shown<'a> {
    program: &'a Program,
    found: &'a Found,
}

impl Shown<'_> {
    /// What the event of the pair is called.
    fn id(&self) -> String {
        let path = |id| self.program.clause_path(id).replace('.', "_");
        format!("{}-{}", path(self.found.one), path(self.found.other))
    }

    fn event(&self) -> Option<Event> {
        self.found.witness.as_ref().map(|witness| Event { id: self.id(), ..witness.event.clone() })
    }

    fn row<'w>(&self, witness: &'w Witness) -> Row<'w> {
        Row {
            why: self.found.why,
            obligors: vec![witness.obligor],
            one: witness.one,
            other: witness.other,
            turns_on: Turns::default(),
            days: None,
            rankings: &witness.rankings,
        }
    }

    fn print(&self, console: &mut Console) -> Outcome<()> {
        let (program, found) = (self.program, self.found);
        let path = |id| program.clause_path(id);
        writeln!(console.out, "{} and {}, {}", path(found.one), path(found.other), found.day)?;
        let Some(witness) = &found.witness else {
            writeln!(console.out, "  FAULT: the evaluator does not confirm the event that was found\n")?;
            return Ok(());
        };
        let width = console.width;
        console.out.write_all(self.row(witness).block(program, width).as_bytes())?;
        let names: Vec<&str> = found.obligors.iter().map(|who| program.actor_name(*who)).collect();
        if names.len() > NAMED {
            writeln!(console.out, "      so for {} others", names.len() - 1)?;
        } else if names.len() > 1 {
            writeln!(console.out, "      so for {}", names.join(", "))?;
        }
        let event = self.event().map(|event| to_json(program, &event)).unwrap_or_default();
        writeln!(console.out, "      event: {event}")?;
        for (question, reading) in &witness.readings {
            let (question, reading) = reading_words(program, *question, *reading);
            writeln!(console.out, "      --read {question}={reading}")?;
        }
        Ok(writeln!(console.out)?)
    }

    fn records(&self, console: &mut Console) -> Outcome<()> {
        let (program, found) = (self.program, self.found);
        let row = found.witness.as_ref().map(|witness| self.row(witness));
        let id = self.id();
        let record = FoundRecord {
            pair: row.as_ref().and_then(|row| row.records(program, Some(&id)).into_iter().next()),
            confirmed: found.witness.is_some(),
            day: found.day.to_string(),
            obligors: found.obligors.iter().map(|who| program.actor_name(*who)).collect(),
            shown_by: self
                .event()
                .and_then(|event| serde_json::value::RawValue::from_string(to_json(program, &event)).ok()),
            readings: found
                .witness
                .iter()
                .flat_map(|witness| &witness.readings)
                .map(|(question, reading)| reading_words(program, *question, *reading))
                .collect(),
        };
        serde_json::to_writer(&mut console.out, &record)?;
        Ok(writeln!(console.out)?)
    }
}

#[derive(Serialize)]
struct FoundRecord<'a> {
    #[serde(flatten)]
    pair: Option<opposed::Record<'a>>,
    confirmed: bool,
    day: String,
    obligors: Vec<&'a str>,
    shown_by: Option<Box<serde_json::value::RawValue>>,
    readings: Vec<(&'a str, &'a str)>,
}

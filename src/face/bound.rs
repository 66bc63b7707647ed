//! `casus bound`: who is bound to whom by what on a day, or year by year.
//!
//! In: the bonds of a day, what was said until then. Out: blocks under the kinds of guarantee with
//! numbered notes and a total, or JSON Lines. Absent: finding the bonds, deciding what they rest on.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use jiff::civil::Date;

use super::bonds::{Bond, Choice, Day, Sort, Total, Wanted};
use super::console::{Console, Exit, Outcome, clean};
use super::hanging::hanging;
use super::import::rows;
use super::load::{self, Rules};
use super::names;
use super::options::{BoundArgs, BoundFormat};
use super::words;
use crate::import::partners;
use crate::ir::{ActorId, NodeId, Origin, Program, Statement, TreatyId};
use crate::text::Limits;

mod against;
mod blocks;
mod records;
mod years;

/// The kind of clause that partners are counted by where the user names none.
const COUNTED: &str = "defence";

/// Runs `casus bound`.
pub(crate) fn run(console: &mut Console, args: &BoundArgs, limits: &Limits) -> Outcome<Exit> {
    let rules = load::usable(console, &args.rules, limits)?;
    let program = rules.program();
    let party = args.party.as_deref().map(|word| names::actor(program, word, args.on)).transpose()?;
    let kind = args.kind.as_deref().map(|word| names::kind(program, word)).transpose()?;
    let counted = match kind {
        Some(kind) => Some(kind),
        None => program.tree(program.kernel.kind).and_then(|tree| tree.find(COUNTED)),
    };
    if let Some(years) = &args.by_year {
        let evidence = args.evidence.kept();
        let wanted = years::Years { rules: &rules, program, party, counted, evidence };
        if let (Some(path), Some(kind)) = (&args.against, counted) {
            let (rows, refused) = rows(console, path, partners::read)?;
            let name = load::display(path);
            let against = against::Against { years: &wanted, kind, rows: &rows, name };
            let unknown = against.print(console, years, args.format)?;
            return Ok(if refused + unknown > 0 { Exit::Refused } else { Exit::Done });
        }
        wanted.print(console, years.clone(), args.format)?;
    } else if let Some(on) = args.on {
        let evidence = args.evidence.kept();
        let day = Day::of(program, &Wanted { on, party, kind, evidence });
        let statements = if kind.is_none() { standing(program, on, party) } else { Vec::new() };
        let report = Report { rules: &rules, program, day: &day, on, party, counted, statements };
        match args.format {
            BoundFormat::Json => report.json(console)?,
            // A kind that was asked for is shown whatever it is.
            BoundFormat::Table => report.blocks(console, args.all || kind.is_some())?,
        }
    }
    Ok(Exit::Done)
}

/// The statements that stand on a day; with a party those that it made, that were made to it, or that
/// are about an instrument by which it is bound.
fn standing(program: &Program, on: Date, party: Option<ActorId>) -> Vec<&Statement> {
    let concerns = |said: &Statement, who: ActorId| {
        said.by.contains(&who)
            || said.toward.contains(&who)
            || said.toward.is_empty()
                && said.treaties.iter().filter_map(|id| program.treaty(*id)).any(|treaty| {
                    treaty.parties.iter().any(|member| member.actor == who && member.days.contains(on))
                })
    };
    let in_force = |said: &Statement| {
        said.treaties.is_empty()
            || said.treaties.iter().filter_map(|id| program.treaty(*id)).any(|t| t.days.contains(on))
    };
    let mut standing: Vec<&Statement> = program
        .statements
        .iter()
        .filter(|said| said.days.contains(on) && in_force(said))
        .filter(|said| party.is_none_or(|who| concerns(said, who)))
        .collect();
    standing.sort_by(|a, b| (a.days.from, &a.name).cmp(&(b.days.from, &b.name)));
    standing
}

struct Report<'a> {
    rules: &'a Rules,
    program: &'a Program,
    day: &'a Day,
    on: Date,
    party: Option<ActorId>,
    counted: Option<NodeId>,
    statements: Vec<&'a Statement>,
}

fn codes<'i>(program: &Program, actors: impl IntoIterator<Item = &'i ActorId>) -> String {
    let codes: Vec<&str> = actors.into_iter().map(|actor| program.actor_name(*actor)).collect();
    if codes.is_empty() { "nobody".to_owned() } else { codes.join(", ") }
}

/// A choice in words, with its place in the rules.
fn choice_words(rules: &Rules, day: &Day, choice: &Choice) -> String {
    let program = rules.program();
    let treaty = program.treaty(choice.treaty).map_or("?", |treaty| treaty.name.as_str());
    let actor = program.actor_name(choice.actor);
    let since = choice.since.map(|day| format!(" {day}")).unwrap_or_default();
    let mut text = match choice.sort {
        Sort::Conditional => format!("{treaty}: {actor} is bound only when"),
        Sort::Frozen => format!("{treaty}: {actor} is bound in law but takes no part since{since}"),
        Sort::Denounced => {
            format!("{treaty}: {actor} gave notice on{since} and is bound until it runs out")
        }
        Sort::Suspended => {
            let toward = choice.toward.map_or("?", |id| program.actor_name(id));
            let not_counted = if choice.condition.is_none() { ", not counted" } else { " when" };
            format!("{treaty}: duties of {actor} toward {toward} are suspended from{since}{not_counted}")
        }
        Sort::ProtectedOnly => {
            let alike = |other: &&Choice| other.treaty == choice.treaty && other.sort == choice.sort;
            let covered: BTreeSet<ActorId> =
                day.choices.iter().filter(alike).map(|other| other.actor).collect();
            format!("{treaty}: covered without being a party: {}", codes(program, &covered))
        }
        Sort::Secret => format!("{treaty}: the text was secret until{since}"),
    };
    if let Some(condition) = choice.condition.and_then(|origin| as_written(rules, origin)) {
        text.push(' ');
        text.push_str(&condition);
    }
    if let Some(because) = &choice.because {
        text.push_str("; ");
        text.push_str(because);
    }
    let at = rules.at(choice.origin);
    format!("{} ({at})", clean(&text))
}

/// A choice in words, and for the partners of an actor what it does to the count.
fn counted_choice(
    rules: &Rules,
    day: &Day,
    at: usize,
    party: Option<ActorId>,
    kind: Option<NodeId>,
) -> Option<String> {
    let mut text = choice_words(rules, day, day.choices.get(at)?);
    let program = rules.program();
    let touched = match (party, kind) {
        (Some(party), Some(kind)) => day.touched(program, party, kind, at),
        _ => BTreeMap::new(),
    };
    let lost: BTreeSet<ActorId> =
        touched.iter().filter(|(_, firm)| firm.is_empty()).map(|(actor, _)| *actor).collect();
    if !lost.is_empty() {
        text.push_str(&format!("; counted only with choices: {}", codes(program, &lost)));
    }
    for (actor, firm) in touched.iter().filter(|(_, firm)| !firm.is_empty()) {
        let treaties: Vec<&str> =
            firm.iter().filter_map(|id| Some(program.treaty(*id)?.name.as_str())).collect();
        let actor = program.actor_name(*actor);
        text.push_str(&format!("; {actor} counts all the same, by {}", treaties.join(", ")));
    }
    Some(text)
}

/// The condition that a bond depends on, as the rules write it.
fn as_written(rules: &Rules, origin: Origin) -> Option<String> {
    let text = rules.files.get(origin.file)?.text.get(origin.span.range())?;
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn total_words(program: &Program, total: &Total, on: Date, party: Option<ActorId>, kind: NodeId) -> String {
    let kind = program.node_name(program.kernel.kind, kind);
    let bound = total.firm.len() + total.on_choice.len();
    let mut text = match party {
        Some(party) => format!(
            "{} has {} by clauses of kind {kind} on {on}",
            program.actor_name(party),
            words::count(total.firm.len(), "distinct partner", "distinct partners"),
        ),
        None => format!(
            "{} in {} by clauses of kind {kind} on {on}",
            words::count(bound, "actor", "actors"),
            words::count(total.pairs, "distinct pair", "distinct pairs"),
        ),
    };
    if !total.on_choice.is_empty() {
        let on_choice = codes(program, &total.on_choice);
        text.push_str(&match party {
            Some(_) => format!(", and {bound} with choices: {on_choice}"),
            None => format!(", {} of them only with choices: {on_choice}", total.on_choice.len()),
        });
    }
    if !total.covered.is_empty() {
        text.push_str(&format!("; {} more only protected or covered: ", total.covered.len()));
        text.push_str(&codes(program, &total.covered));
    }
    if !total.suspended.is_empty() {
        text.push_str("; suspended and not counted: ");
        text.push_str(&codes(program, &total.suspended));
    }
    text
}

/// What does not count for its tag, below the count that it would change.
fn left_out(console: &mut Console, found: &BTreeSet<(TreatyId, String)>) -> Outcome<()> {
    if !found.is_empty() {
        writeln!(console.out, "\nLeft out for their evidence, so not counted:")?;
    }
    for (_, what) in found {
        write!(console.out, "{}", hanging("  -", 4, &clean(what), console.width))?;
    }
    Ok(())
}

/// What the rules remark on the instruments that a count takes in.
fn instrument_notes(console: &mut Console, program: &Program, counted: &BTreeSet<TreatyId>) -> Outcome<()> {
    let rows = counted.iter().filter_map(|id| program.treaty(*id)).filter(|treaty| !treaty.notes.is_empty());
    for (at, treaty) in rows.enumerate() {
        if at == 0 {
            writeln!(console.out, "\nRemarks on the instruments counted:")?;
        }
        let text = format!("{}: {}", treaty.name, clean(&treaty.notes.join("; ")));
        write!(console.out, "{}", hanging("  -", 4, &text, console.width))?;
    }
    Ok(())
}

fn notes<'b>(bonds: impl IntoIterator<Item = &'b Bond>) -> BTreeSet<usize> {
    bonds.into_iter().flat_map(|bond| bond.choices.iter().copied()).collect()
}

//! `casus compare-codings`: the rules beside a scholar's codes of the same instruments.
//!
//! In: rules, the path of a member file. Out: agreement by variable with denominators, and every
//! difference with our article. Absent: the comparison itself.

use std::collections::BTreeSet;
use std::io::Write as _;

use indexmap::IndexMap;
use serde::Serialize;

use super::console::{Console, Exit, Outcome, clean};
use super::import::{rows, share};
use super::load;
use super::options::{CodingFormat, CompareAtopArgs, CompareCodingsArgs, ComparedWith};
use super::table;
use super::words;
use crate::import::atop;
use crate::import::compare::{Comparison, Difference, compare};
use crate::text::Limits;

/// Runs `casus compare-codings`.
pub(crate) fn run(console: &mut Console, args: &CompareCodingsArgs, limits: &Limits) -> Outcome<Exit> {
    let ComparedWith::Atop(args) = &args.what;
    with_atop(console, args, limits)
}

fn with_atop(console: &mut Console, args: &CompareAtopArgs, limits: &Limits) -> Outcome<Exit> {
    let rules = load::usable(console, &args.rules, limits)?;
    let (members, refused) = rows(console, &args.members, atop::read)?;
    let comparison = compare(rules.program(), &members);
    match args.format {
        CodingFormat::Json => json(console, &comparison)?,
        CodingFormat::Table => text(console, &comparison)?,
    }
    Ok(if refused > 0 { Exit::Refused } else { Exit::Done })
}

/// One line of JSON; what does not belong to its sort is left out.
#[derive(Debug, Serialize)]
#[serde(tag = "record", rename_all = "snake_case")]
enum Record<'a> {
    Link {
        treaty: &'a str,
        alliance: u32,
        shared: usize,
    },
    Ambiguous {
        treaty: &'a str,
    },
    OnlyOurs {
        treaty: &'a str,
    },
    Agreement {
        variable: &'a str,
        compared: usize,
        agree: usize,
    },
    AgreementByParty {
        party: &'a str,
        compared: usize,
        agree: usize,
    },
    Difference {
        variable: &'a str,
        treaty: &'a str,
        alliance: u32,
        party: &'a str,
        since: Option<&'a str>,
        ours: &'a str,
        theirs: &'a str,
        article: &'a str,
        reason: &'a str,
    },
}

fn json(console: &mut Console, comparison: &Comparison) -> Outcome<()> {
    let links = comparison.links.iter().map(|link| Record::Link {
        treaty: &link.treaty,
        alliance: link.alliance,
        shared: link.shared,
    });
    let ambiguous = comparison.ambiguous.iter().map(|treaty| Record::Ambiguous { treaty });
    let only = comparison.only_ours.iter().map(|treaty| Record::OnlyOurs { treaty });
    let tallies = comparison.tallies.iter().map(|(variable, tally)| Record::Agreement {
        variable,
        compared: tally.compared,
        agree: tally.agree,
    });
    let parties = comparison.by_party.iter().map(|(party, tally)| Record::AgreementByParty {
        party,
        compared: tally.compared,
        agree: tally.agree,
    });
    let differences = comparison.differences.iter().map(|one| Record::Difference {
        variable: &one.variable,
        treaty: &one.treaty,
        alliance: one.alliance,
        party: &one.party,
        since: one.since.as_deref(),
        ours: &one.ours,
        theirs: &one.theirs,
        article: &one.article,
        reason: &one.reason,
    });
    for record in links.chain(ambiguous).chain(only).chain(tallies).chain(parties).chain(differences) {
        serde_json::to_writer(&mut console.out, &record)?;
        writeln!(console.out)?;
    }
    Ok(())
}

fn text(console: &mut Console, comparison: &Comparison) -> Outcome<()> {
    let instruments = words::count(comparison.links.len(), "instrument", "instruments");
    writeln!(
        console.out,
        "{instruments} in both, by day of signature and two states at least; phases count by their own day"
    )?;
    let rows = comparison
        .links
        .iter()
        .map(|link| vec![link.treaty.clone(), link.alliance.to_string(), link.shared.to_string()]);
    console
        .out
        .write_all(table::plain(&["treaty", "ATOP", "states"], rows.collect(), console.width).as_bytes())?;
    for (words, list) in [
        ("not settled, several fit", &comparison.ambiguous),
        ("not in ATOP by that measure", &comparison.only_ours),
    ] {
        if !list.is_empty() {
            writeln!(console.out, "{words}: {}", list.join(", "))?;
        }
    }
    writeln!(console.out)?;
    let rows = comparison
        .tallies
        .iter()
        .map(|(variable, tally)| vec![variable.clone(), share(tally.agree, tally.compared)]);
    console.out.write_all(table::plain(&["variable", "agree"], rows.collect(), console.width).as_bytes())?;
    let rows = comparison
        .by_party
        .iter()
        .map(|(party, tally)| vec![party.clone(), share(tally.agree, tally.compared)]);
    writeln!(console.out)?;
    console.out.write_all(table::plain(&["party", "agree"], rows.collect(), console.width).as_bytes())?;
    let count = words::count(comparison.differences.len(), "difference", "differences");
    writeln!(console.out, "\n{count}")?;
    let heading = ["variable", "treaty, our article", "party", "ours / ATOP", "reason"];
    let rows = joined(&comparison.differences);
    console.out.write_all(table::plain(&heading, rows, console.width).as_bytes())?;
    Ok(())
}

/// Parties of which the same is to be said are one row.
fn joined(differences: &[Difference]) -> Vec<Vec<String>> {
    let mut rows: IndexMap<[&str; 6], BTreeSet<&str>> = IndexMap::new();
    for one in differences {
        let key = [&one.variable, &one.treaty, &one.ours, &one.theirs, &one.article, &one.reason];
        rows.entry(key.map(String::as_str)).or_default().insert(&one.party);
    }
    let row = |([variable, treaty, ours, theirs, article, reason], parties): ([&str; 6], BTreeSet<&str>)| {
        let named: Vec<&str> = parties.iter().copied().take(6).collect();
        let more = if parties.len() > 6 { format!(" and {} more", parties.len() - 6) } else { String::new() };
        let parties = format!("{}{more}", named.join(", "));
        let place =
            [treaty, article].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n");
        let cells = [variable, &place, &parties, &format!("{ours} / {theirs}"), reason];
        cells.into_iter().map(clean).collect()
    };
    rows.into_iter().map(row).collect()
}

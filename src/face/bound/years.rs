//! The partners of an actor on the last day of each year, and on what each count rests.
//!
//! In: rules, years, an actor. Out: a line for each year with its notes, or JSON Lines. Absent: how
//! partners are found.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use jiff::civil::Date;
use serde::Serialize;

use super::super::bonds::{Day, Sort, Total, Wanted};
use super::super::console::{Console, Outcome};
use super::super::hanging::hanging;
use super::super::load::Rules;
use super::super::options::{BoundFormat, YearRange};
use super::super::{table, words};
use super::records::{TotalRecord, total_record};
use super::{codes, counted_choice, instrument_notes, left_out};
use crate::ir::{ActorId, Evidence, NodeId, Program, TreatyId};

/// What is asked for, beside the years.
pub(super) struct Years<'a> {
    /// The rules.
    pub rules: &'a Rules,
    /// What they come to.
    pub program: &'a Program,
    /// Whose partners.
    pub party: Option<ActorId>,
    /// By which kind of clause.
    pub counted: Option<NodeId>,
    /// Only what carries one of these tags.
    pub evidence: Option<BTreeSet<Evidence>>,
}

/// A year with its count.
pub(super) struct Year {
    /// Its last day.
    pub(super) on: Date,
    day: Day,
    /// Who is counted.
    pub(super) total: Total,
    /// Partners with the instruments by which they are bound on the day.
    pub(super) by: BTreeMap<ActorId, BTreeSet<TreatyId>>,
}

/// A line of JSON: the total of a last day with what it rests on.
#[derive(Debug, Serialize)]
struct YearRecord<'a> {
    #[serde(flatten)]
    total: TotalRecord<'a>,
    by: BTreeMap<&'a str, Vec<&'a str>>,
    rests_on: Vec<String>,
    left_out: Vec<&'a str>,
}

impl Years<'_> {
    /// Prints every year.
    pub(super) fn print(&self, console: &mut Console, years: YearRange, format: BoundFormat) -> Outcome<()> {
        let Some(kind) = self.counted else {
            writeln!(console.out, "the rules have no clauses of kind defence")?;
            return Ok(());
        };
        let years: Vec<Year> = years.filter_map(|year| self.year(year, kind)).collect();
        match format {
            BoundFormat::Table => self.table(console, &years, kind),
            BoundFormat::Json => self.json(console, &years, kind),
        }
    }

    fn wanted(&self, on: Date, kind: NodeId) -> Wanted {
        Wanted { on, party: self.party, kind: Some(kind), evidence: self.evidence.clone() }
    }

    /// The count of a year; none if there is no such year.
    pub(super) fn year(&self, year: i16, kind: NodeId) -> Option<Year> {
        let on = Date::new(year, 12, 31).ok()?;
        let day = Day::of(self.program, &self.wanted(on, kind));
        let total = day.total(self.program, self.party, kind);
        let bound = &total.firm | &total.on_choice;
        let mut by: BTreeMap<ActorId, BTreeSet<TreatyId>> = BTreeMap::new();
        for (treaty, bond) in day.counted(self.program, kind).filter(|(_, bond)| !bond.suspended) {
            for actor in [bond.from, bond.to].into_iter().filter(|actor| bound.contains(actor)) {
                by.entry(actor).or_default().insert(treaty);
            }
        }
        Some(Year { on, day, total, by })
    }

    /// What the count of a year rests on, each choice once; covered states of one instrument are one.
    fn choices(&self, year: &Year) -> Vec<String> {
        let mut found: BTreeSet<String> = BTreeSet::new();
        let all = year.day.clauses.iter().flat_map(|bonds| &bonds.pairs).flat_map(|bond| &bond.choices);
        let rows: BTreeSet<usize> = all.copied().collect();
        found.extend(rows.into_iter().filter_map(|at| self.choice(year, at)));
        found.into_iter().collect()
    }

    fn choice(&self, year: &Year, at: usize) -> Option<String> {
        let choice = year.day.choices.get(at)?;
        if choice.sort != Sort::ProtectedOnly {
            return counted_choice(self.rules, &year.day, at, self.party, self.counted);
        }
        // Whom an instrument covers changes from year to year; that it does is one note.
        let treaty = self.program.treaty(choice.treaty).map_or("?", |treaty| treaty.name.as_str());
        Some(format!("{treaty}: also covers states that are no parties; they are not counted"))
    }

    fn table(&self, console: &mut Console, years: &[Year], kind: NodeId) -> Outcome<()> {
        let mut marks: Vec<String> = Vec::new();
        let mut rows = Vec::new();
        let mut before: Option<&Total> = None;
        for year in years {
            let mut numbers: Vec<usize> = Vec::new();
            for choice in self.choices(year) {
                let known = marks.iter().position(|known| *known == choice);
                numbers.push(known.unwrap_or_else(|| {
                    marks.push(choice);
                    marks.len() - 1
                }));
            }
            numbers.sort_unstable();
            let numbers: Vec<String> = numbers.iter().map(|n| (n + 1).to_string()).collect();
            rows.push(vec![
                year.on.to_string(),
                year.total.firm.len().to_string(),
                (year.total.firm.len() + year.total.on_choice.len()).to_string(),
                self.change(before, &year.total),
                codes_or_none(self.program, &year.total.on_choice),
                numbers.join(", "),
            ]);
            before = Some(&year.total);
        }
        let heading = ["day", "firm", "with choices", "since the line above", "on a choice", "rests on"];
        console.out.write_all(table::plain(&heading, rows, console.width).as_bytes())?;
        if !marks.is_empty() {
            writeln!(console.out, "\nThe counts rest on:")?;
        }
        for (number, text) in marks.iter().enumerate() {
            write!(console.out, "{}", hanging(&format!("{:>3}. ", number + 1), 5, text, console.width))?;
        }
        left_out(console, &years.iter().flat_map(|year| year.day.left_out.iter().cloned()).collect())?;
        let counted = years.iter().flat_map(|year| year.by.values().flatten().copied()).collect();
        instrument_notes(console, self.program, &counted)?;
        let party = self.party.map_or("everyone", |party| self.program.actor_name(party));
        let kind = words::label(self.program, self.program.kernel.kind, kind);
        writeln!(
            console.out,
            "\ndistinct partners of {party} by clauses of kind {kind}; firm: whatever is chosen"
        )?;
        Ok(())
    }

    /// Who came and who went, and whose bond no longer or newly rests on a choice.
    fn change(&self, before: Option<&Total>, now: &Total) -> String {
        let Some(before) = before else { return String::new() };
        let bound = |total: &Total| &total.firm | &total.on_choice;
        let (was, is) = (bound(before), bound(now));
        let part = |words: &str, set: &BTreeSet<ActorId>| {
            (!set.is_empty()).then(|| words.replace("{}", &codes(self.program, set)))
        };
        let parts = [
            part("+ {}", &(&is - &was)),
            part("- {}", &(&was - &is)),
            part("{} now firm", &(&now.firm & &before.on_choice)),
            part("{} now on a choice", &(&now.on_choice & &before.firm)),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
    }

    fn json(&self, console: &mut Console, years: &[Year], kind: NodeId) -> Outcome<()> {
        for year in years {
            let by = year.by.iter().filter(|(actor, _)| self.party != Some(**actor));
            let treaty = |id: &TreatyId| self.program.treaty(*id).map(|row| row.name.as_str());
            let record = YearRecord {
                total: total_record(self.program, &year.total, year.on, self.party, kind),
                by: by
                    .map(|(actor, treaties)| {
                        (self.program.actor_name(*actor), treaties.iter().filter_map(treaty).collect())
                    })
                    .collect(),
                rests_on: self.choices(year),
                left_out: year.day.left_out.iter().map(|(_, what)| what.as_str()).collect(),
            };
            serde_json::to_writer(&mut console.out, &record)?;
            writeln!(console.out)?;
        }
        Ok(())
    }
}

fn codes_or_none(program: &Program, actors: &BTreeSet<ActorId>) -> String {
    if actors.is_empty() { String::new() } else { codes(program, actors) }
}

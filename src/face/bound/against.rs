//! Partners year by year beside those of a data set: both numbers, and each difference with what stands here.
//!
//! In: years that are counted, rows of the user's file. Out: a line for each year, then a line for each
//! difference, or JSON Lines. Absent: finding partners here (`years`), reading the file (`import::partners`).

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use jiff::civil::Date;
use serde::Serialize;

use super::super::bonds::{Bond, Day, Sort, Wanted};
use super::super::console::{Console, Outcome};
use super::super::options::{BoundFormat, YearRange};
use super::super::{table, words};
use super::codes;
use super::years::{Year, Years};
use crate::import::partners::Partner;
use crate::ir::{ActorId, Codes, NodeId, TreatyId};
use crate::syntax::tree::Modality;

/// How far beside the asked years is looked for when a partner was counted otherwise.
const AROUND: i16 = 10;
/// The scheme of the numbers of states in such files.
const SCHEME: &str = "cow";

/// Who counts a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum By {
    There,
    Here,
}

impl By {
    fn word(self) -> &'static str {
        match self {
            By::There => "there",
            By::Here => "here",
        }
    }
}

/// Years one after the other in which only one of the two counts a partner.
struct Run {
    by: By,
    first: i16,
    last: i16,
    partner: ActorId,
}

/// A line of the differences: partners of whom the same is to be said.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    by: By,
    first: i16,
    last: i16,
    numbers: Vec<u32>,
    why: String,
}

/// The partners of a data set on each last day, with the numbers of the alliances that make them so.
type There = BTreeMap<i16, BTreeMap<ActorId, BTreeSet<u32>>>;

pub(super) struct Against<'a> {
    /// What is counted here.
    pub(super) years: &'a Years<'a>,
    /// The kind of clause.
    pub(super) kind: NodeId,
    /// The rows of the file.
    pub(super) rows: &'a [Partner],
    /// Its name.
    pub(super) name: String,
}

/// A year of JSON.
#[derive(Debug, Serialize)]
struct YearRecord<'a> {
    record: &'static str,
    on: String,
    firm: usize,
    partners: usize,
    there: usize,
    only_there: Vec<&'a str>,
    only_here: Vec<&'a str>,
    schema_version: u32,
}

/// A difference of JSON.
#[derive(Debug, Serialize)]
struct DifferenceRecord<'a> {
    record: &'static str,
    counted: &'static str,
    from: i16,
    until: i16,
    partners: Vec<&'a str>,
    numbers: Vec<u32>,
    why: String,
    schema_version: u32,
}

impl Against<'_> {
    /// Prints the comparison; how many rows name nobody that the rules know.
    pub(super) fn print(
        &self,
        console: &mut Console,
        asked: &YearRange,
        format: BoundFormat,
    ) -> Outcome<usize> {
        let unknown = self.unknown(console)?;
        let (first, last) = (*asked.start(), *asked.end());
        let wide = first.saturating_sub(AROUND)..=last.saturating_add(AROUND);
        let ours: BTreeMap<i16, Year> =
            wide.clone().filter_map(|year| Some((year, self.years.year(year, self.kind)?))).collect();
        let theirs = self.theirs(wide);
        let all = Both { against: self, ours, theirs };
        let lines = all.lines(asked.clone());
        match format {
            BoundFormat::Table => all.table(console, asked.clone(), &lines)?,
            BoundFormat::Json => all.json(console, asked.clone(), &lines)?,
        }
        Ok(unknown)
    }

    /// Whom a row means on a day: states change their number, and a file may keep the old one.
    fn meant(&self, codes: &Codes<'_>, row: &Partner, on: Option<Date>) -> Option<ActorId> {
        let scheme = self.years.program.find_scheme(SCHEME)?;
        let word = row.code.to_string();
        let days = [on, Some(row.start)];
        days.into_iter().flatten().find_map(|day| codes.meant(scheme, &word, Some(day)))
    }

    /// Names the rows whose number means nobody.
    fn unknown(&self, console: &mut Console) -> Outcome<usize> {
        let codes = Codes::new(self.years.program);
        let mut unknown = 0;
        for row in self.rows.iter().filter(|row| self.meant(&codes, row, None).is_none()) {
            unknown += 1;
            let Partner { line, code, start, .. } = row;
            writeln!(
                console.err,
                "{}:{line}: `{SCHEME}:{code}` means nobody on {start}; this row is not counted",
                self.name
            )?;
        }
        Ok(unknown)
    }

    fn theirs(&self, years: YearRange) -> There {
        let codes = Codes::new(self.years.program);
        let mut there = There::new();
        for year in years {
            let Ok(on) = Date::new(year, 12, 31) else { continue };
            let of_year = there.entry(year).or_default();
            for row in self.rows.iter().filter(|row| row.runs(on)) {
                if let Some(actor) = self.meant(&codes, row, Some(on)) {
                    of_year.entry(actor).or_default().insert(row.alliance);
                }
            }
        }
        there
    }

    fn names<'i>(&self, treaties: impl IntoIterator<Item = &'i TreatyId>) -> String {
        let name = |id: &TreatyId| Some(self.years.program.treaty(*id)?.name.as_str());
        treaties.into_iter().filter_map(name).collect::<Vec<_>>().join(", ")
    }
}

/// Both sides, for the asked years and some around them.
struct Both<'a> {
    against: &'a Against<'a>,
    ours: BTreeMap<i16, Year>,
    theirs: There,
}

impl Both<'_> {
    fn here(&self, year: i16, partner: ActorId) -> Option<&BTreeSet<TreatyId>> {
        self.ours.get(&year)?.by.get(&partner)
    }

    fn there(&self, year: i16, partner: ActorId) -> Option<&BTreeSet<u32>> {
        self.theirs.get(&year)?.get(&partner)
    }

    /// Only one side counts the partner in the year; which.
    fn only(&self, year: i16, partner: ActorId) -> Option<By> {
        match (self.here(year, partner), self.there(year, partner)) {
            (None, Some(_)) => Some(By::There),
            (Some(_), None) => Some(By::Here),
            _ => None,
        }
    }

    fn partners(&self) -> BTreeSet<ActorId> {
        let party = self.against.years.party;
        let ours = self.ours.values().flat_map(|year| year.by.keys());
        let theirs = self.theirs.values().flat_map(BTreeMap::keys);
        ours.chain(theirs).copied().filter(|actor| party != Some(*actor)).collect()
    }

    fn runs(&self, asked: YearRange) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for partner in self.partners() {
            for year in asked.clone() {
                let Some(by) = self.only(year, partner) else { continue };
                match runs.last_mut() {
                    Some(run) if run.partner == partner && run.by == by && run.last + 1 == year => {
                        run.last = year;
                    }
                    _ => runs.push(Run { by, first: year, last: year, partner }),
                }
            }
        }
        runs
    }

    /// The differences, those of which the same is to be said together.
    fn lines(&self, asked: YearRange) -> BTreeMap<Line, BTreeSet<ActorId>> {
        let mut lines: BTreeMap<Line, BTreeSet<ActorId>> = BTreeMap::new();
        for run in self.runs(asked) {
            let years = run.first..=run.last;
            let numbers: BTreeSet<u32> =
                years.filter_map(|year| self.there(year, run.partner)).flatten().copied().collect();
            let Run { by, first, last, partner } = run;
            let why = self.why(&Run { by, first, last, partner });
            let line = Line { by, first, last, numbers: numbers.into_iter().collect(), why };
            lines.entry(line).or_default().insert(partner);
        }
        lines
    }

    /// What stands on the other side before, after and instead.
    fn why(&self, run: &Run) -> String {
        let (before, after) = (run.first.saturating_sub(1), run.last.saturating_add(1));
        let mut parts = Vec::new();
        match run.by {
            By::There => {
                if let Some(treaties) = self.here(before, run.partner) {
                    parts.push(format!("counted here until {before}, by {}", self.against.names(treaties)));
                }
                let next = self.ours.range(after..).find(|(_, year)| year.by.contains_key(&run.partner));
                if let Some((year, found)) = next {
                    let treaties = found.by.get(&run.partner).into_iter().flatten();
                    parts.push(format!("counted here from {year} on, by {}", self.against.names(treaties)));
                }
                let others = self.others(run);
                if !others.is_empty() {
                    parts.push(format!("here otherwise: {}", others.join(", ")));
                }
                if parts.is_empty() {
                    parts.push("no instrument here binds the two in these years".to_owned());
                }
            }
            By::Here => {
                let years = run.first..=run.last;
                let treaties: BTreeSet<TreatyId> = years
                    .clone()
                    .filter_map(|year| self.here(year, run.partner))
                    .flatten()
                    .copied()
                    .collect();
                parts.push(format!("by {}", self.against.names(&treaties)));
                let doubt = |year: i16| {
                    self.ours.get(&year).is_some_and(|one| one.total.on_choice.contains(&run.partner))
                };
                if years.into_iter().any(doubt) {
                    parts.push("only with choices".to_owned());
                }
                if let Some(numbers) = self.there(before, run.partner) {
                    let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
                    parts.push(format!("counted there until {before}, by {}", numbers.join(", ")));
                }
                let next = self.theirs.range(after..).find(|(_, all)| all.contains_key(&run.partner));
                if let Some((year, _)) = next {
                    parts.push(format!("counted there from {year} on"));
                }
            }
        }
        parts.join("; ")
    }

    /// What instruments say of the two in these years that does not count; how instruments work is left aside.
    fn others(&self, run: &Run) -> Vec<String> {
        let Years { program, party, evidence, .. } = self.against.years;
        let mut found: BTreeMap<TreatyId, BTreeSet<String>> = BTreeMap::new();
        for on in (run.first..=run.last).filter_map(|year| Date::new(year, 12, 31).ok()) {
            let wanted = Wanted { on, party: *party, kind: None, evidence: evidence.clone() };
            let day = Day::of(program, &wanted);
            for bonds in &day.clauses {
                let Some(clause) = program.clause(bonds.clause) else { continue };
                if words::guarantee(program, clause) == Some("procedure") {
                    continue;
                }
                for bond in bonds.pairs.iter().filter(|one| one.from == run.partner || one.to == run.partner)
                {
                    let kind = program.node_name(program.kernel.kind, clause.kind);
                    let what = not_counted(&day, bond, kind, clause.response.modality);
                    found.entry(clause.treaty).or_default().insert(what);
                }
            }
        }
        let named = |(id, kinds): (&TreatyId, &BTreeSet<String>)| {
            let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
            format!("{} ({})", self.against.names([id]), kinds.join(", "))
        };
        found.iter().map(named).collect()
    }

    fn counts(&self, year: i16) -> Option<(&Year, usize, [BTreeSet<ActorId>; 2])> {
        let ours = self.ours.get(&year)?;
        let there = self.theirs.get(&year).map_or(0, BTreeMap::len);
        let of =
            |by: By| self.partners().into_iter().filter(|who| self.only(year, *who) == Some(by)).collect();
        Some((ours, there, [of(By::There), of(By::Here)]))
    }

    fn table(
        &self,
        console: &mut Console,
        asked: YearRange,
        lines: &BTreeMap<Line, BTreeSet<ActorId>>,
    ) -> Outcome<()> {
        let rows =
            asked.filter_map(|year| self.counts(year)).map(|(ours, there, [only_there, only_here])| {
                let firm = ours.total.firm.len();
                let numbers =
                    [firm, firm + ours.total.on_choice.len(), there, only_there.len(), only_here.len()];
                std::iter::once(ours.on.to_string()).chain(numbers.iter().map(usize::to_string)).collect()
            });
        let heading = ["day", "firm", "with choices", "there", "only there", "only here"];
        let text = table::plain(&heading, rows.collect(), console.width);
        console.out.write_all(text.as_bytes())?;
        writeln!(console.out, "\nthere: {}; here: with choices\n", self.against.name)?;
        if lines.is_empty() {
            writeln!(console.out, "both count the same partners in every year")?;
            return Ok(());
        }
        let rows: Vec<Vec<String>> =
            lines.iter().map(|(line, partners)| self.cells(line, partners)).collect();
        let heading = ["only", "years", "partners", "numbers", "what stands here"];
        console.out.write_all(table::plain(&heading, rows, console.width).as_bytes())?;
        Ok(())
    }

    fn cells(&self, line: &Line, partners: &BTreeSet<ActorId>) -> Vec<String> {
        let years = if line.first == line.last {
            line.first.to_string()
        } else {
            format!("{} to {}", line.first, line.last)
        };
        let numbers: Vec<String> = line.numbers.iter().map(u32::to_string).collect();
        vec![
            line.by.word().to_owned(),
            years,
            codes(self.against.years.program, partners),
            numbers.join(", "),
            line.why.clone(),
        ]
    }

    fn json(
        &self,
        console: &mut Console,
        asked: YearRange,
        lines: &BTreeMap<Line, BTreeSet<ActorId>>,
    ) -> Outcome<()> {
        let program = self.against.years.program;
        let names = |set: &BTreeSet<ActorId>| set.iter().map(|who| program.actor_name(*who)).collect();
        for (ours, there, [only_there, only_here]) in asked.filter_map(|year| self.counts(year)) {
            let firm = ours.total.firm.len();
            let record = YearRecord {
                record: "compared",
                on: ours.on.to_string(),
                firm,
                partners: firm + ours.total.on_choice.len(),
                there,
                only_there: names(&only_there),
                only_here: names(&only_here),
                schema_version: 1,
            };
            serde_json::to_writer(&mut console.out, &record)?;
            writeln!(console.out)?;
        }
        for (line, partners) in lines {
            let record = DifferenceRecord {
                record: "difference",
                counted: line.by.word(),
                from: line.first,
                until: line.last,
                partners: names(partners),
                numbers: line.numbers.clone(),
                why: line.why.clone(),
                schema_version: 1,
            };
            serde_json::to_writer(&mut console.out, &record)?;
            writeln!(console.out)?;
        }
        Ok(())
    }
}

/// The kind of a clause, with what keeps its bond from being counted beside that.
fn not_counted(day: &Day, bond: &Bond, kind: &str, modality: Modality) -> String {
    let mut what = if modality == Modality::May { format!("permission of {kind}") } else { kind.to_owned() };
    let sorts = || bond.choices.iter().filter_map(|at| day.choices.get(*at)).map(|choice| choice.sort);
    if sorts().any(|sort| sort == Sort::ProtectedOnly) {
        what.push_str(" for one that is no party");
    }
    if bond.suspended {
        what.push_str(", suspended");
    }
    what
}

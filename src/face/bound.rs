//! `casus bound`: who is bound to whom by what on a day.
//!
//! In: the bonds of the day. Out: a table with numbered notes and a total, or JSON Lines. Absent:
//! finding the bonds, deciding what they rest on.

use std::collections::BTreeSet;
use std::io::Write as _;

use jiff::civil::Date;
use serde::Serialize;

use super::bonds::{Bond, Bonds, Choice, Day, Sort, Total, Wanted};
use super::console::{Console, Exit, Outcome, clean};
use super::load::{self, Rules};
use super::names;
use super::options::{BoundArgs, ListFormat};
use super::table;
use super::words;
use crate::ir::{ActorId, ActorSet, Beneficiary, Clause, NodeId, Origin, Program};
use crate::text::Limits;

/// The kind of clause that partners are counted by where the user names none.
const COUNTED: &str = "defence";

/// Runs `casus bound`.
pub(crate) fn run(console: &mut Console, args: &BoundArgs, limits: &Limits) -> Outcome<Exit> {
    let rules = load::usable(console, &args.rules, limits)?;
    let program = rules.program();
    let party = args.party.as_deref().map(|word| names::actor(program, word)).transpose()?;
    let kind = args.kind.as_deref().map(|word| names::kind(program, word)).transpose()?;
    let counted = match kind {
        Some(kind) => Some(kind),
        None => program.tree(program.kernel.kind).and_then(|tree| tree.find(COUNTED)),
    };
    let day = Day::of(program, &Wanted { on: args.on, party, kind });
    let report = Report { rules: &rules, program, day: &day, on: args.on, party, counted };
    match args.format {
        ListFormat::Table => report.table(console)?,
        ListFormat::Json => report.json(console)?,
    }
    Ok(Exit::Done)
}

struct Report<'a> {
    rules: &'a Rules,
    program: &'a Program,
    day: &'a Day,
    on: Date,
    party: Option<ActorId>,
    counted: Option<NodeId>,
}

/// One row of the table.
struct Row {
    who: String,
    to: String,
    notes: BTreeSet<usize>,
}

impl Report<'_> {
    fn table(&self, console: &mut Console) -> Outcome<()> {
        let mut rows = Vec::new();
        let mut used: Vec<usize> = Vec::new();
        for bonds in &self.day.clauses {
            let Some(clause) = self.program.clause(bonds.clause) else { continue };
            let treaty = self.program.treaty(clause.treaty).map_or("?", |treaty| treaty.name.as_str());
            for row in self.rows(bonds, clause) {
                let mut marks = Vec::new();
                for choice in row.notes.iter().map(|choice| self.first_of(*choice)) {
                    let mark = used.iter().position(|known| *known == choice).unwrap_or_else(|| {
                        used.push(choice);
                        used.len() - 1
                    });
                    marks.push(mark + 1);
                }
                marks.sort_unstable();
                marks.dedup();
                let marks: Vec<String> = marks.iter().map(usize::to_string).collect();
                rows.push(vec![
                    format!("{treaty}\n{}, {}", clean(&clause.article), clause.name),
                    self.program.node_name(self.program.kernel.kind, clause.kind).to_owned(),
                    row.who,
                    row.to,
                    clean(&words::what_in_short(self.program, &clause.response)),
                    marks.join(", "),
                ]);
            }
        }
        if rows.is_empty() {
            writeln!(console.out, "nobody is bound on {}", self.on)?;
        } else {
            let heading = match self.party {
                Some(_) => ["instrument", "kind", "partners", "which way", "what", "note"],
                None => ["instrument", "kind", "who", "to whom", "what", "note"],
            };
            console.out.write_all(table::plain(&heading, rows, console.width).as_bytes())?;
        }
        if !used.is_empty() {
            writeln!(console.out, "\nThe count rests on:")?;
        }
        for (number, choice) in used.iter().enumerate() {
            if let Some(choice) = self.day.choices.get(*choice) {
                writeln!(console.out, "{:>3}. {}", number + 1, self.choice_words(choice))?;
            }
        }
        if let Some(kind) = self.counted {
            writeln!(console.out, "\n{}", self.total_words(kind))?;
        }
        Ok(())
    }

    /// The row of a clause, or with a party one row for each way in which its bonds differ.
    fn rows(&self, bonds: &Bonds, clause: &Clause) -> Vec<Row> {
        let Some(party) = self.party else {
            let who = self.phrase(&bonds.obligors, &clause.response.obligors);
            return vec![Row { who, to: self.to_whom(bonds, clause), notes: bonds.choices.clone() }];
        };
        let name = self.program.actor_name(party);
        let own: Vec<&Bond> = bonds.pairs.iter().filter(|bond| bond.from == party).collect();
        let toward: Vec<&Bond> = bonds.pairs.iter().filter(|bond| bond.to == party).collect();
        let owed_to: Vec<ActorId> = own.iter().map(|bond| bond.to).collect();
        let owed_by: Vec<ActorId> = toward.iter().map(|bond| bond.from).collect();
        let mut rows = Vec::new();
        if bonds.beneficiaries.is_empty() && bonds.obligors.contains(&party) {
            let who = self.to_whom(bonds, clause);
            rows.push(Row { who, to: format!("{name} owes"), notes: bonds.choices.clone() });
        }
        if owed_to == owed_by && !own.is_empty() {
            let who = self.partners(&owed_to, bonds, clause);
            rows.push(Row {
                who,
                to: "each the other".to_owned(),
                notes: notes(own.into_iter().chain(toward)),
            });
            return rows;
        }
        if !own.is_empty() {
            let who = self.partners(&owed_to, bonds, clause);
            rows.push(Row { who, to: format!("{name} owes"), notes: notes(own) });
        }
        if !toward.is_empty() {
            let who = self.phrase(&owed_by, &clause.response.obligors);
            rows.push(Row { who, to: format!("{name} is owed"), notes: notes(toward) });
        }
        rows
    }

    fn to_whom(&self, bonds: &Bonds, clause: &Clause) -> String {
        if bonds.beneficiaries.is_empty() {
            return words::beneficiary(self.program, &clause.response, clause.on.as_ref());
        }
        self.partners(&bonds.beneficiaries, bonds, clause)
    }

    fn partners(&self, actors: &[ActorId], bonds: &Bonds, clause: &Clause) -> String {
        let set = match &clause.response.beneficiary {
            Beneficiary::Set(set) => Some(set),
            Beneficiary::Victim => clause.on.as_ref(),
            Beneficiary::None | Beneficiary::All => None,
        };
        let mut text = match set {
            Some(set) => self.phrase(actors, set),
            None => self.codes(actors),
        };
        if bonds.open_ended {
            text.push_str(" and whoever an event names");
        }
        text
    }

    /// Four actors are named; more of a class are counted.
    fn phrase(&self, actors: &[ActorId], set: &ActorSet) -> String {
        if actors.len() > 4 && set.names.is_empty() {
            return format!("{} ({})", words::set(self.program, set), actors.len());
        }
        self.codes(actors)
    }

    fn codes<'i>(&self, actors: impl IntoIterator<Item = &'i ActorId>) -> String {
        let codes: Vec<&str> = actors.into_iter().map(|actor| self.program.actor_name(*actor)).collect();
        if codes.is_empty() { "nobody".to_owned() } else { codes.join(", ") }
    }

    /// Those that an instrument covers without binding them are one note: they may be many.
    fn first_of(&self, index: usize) -> usize {
        let Some(choice) = self.day.choices.get(index).filter(|choice| choice.sort == Sort::ProtectedOnly)
        else {
            return index;
        };
        let alike = |other: &Choice| other.treaty == choice.treaty && other.sort == choice.sort;
        self.day.choices.iter().position(alike).unwrap_or(index)
    }

    fn choice_words(&self, choice: &Choice) -> String {
        let treaty = self.program.treaty(choice.treaty).map_or("?", |treaty| treaty.name.as_str());
        let actor = self.program.actor_name(choice.actor);
        let since = choice.since.map(|day| format!(" {day}")).unwrap_or_default();
        let mut text = match choice.sort {
            Sort::Conditional => format!("{treaty}: {actor} is bound only when"),
            Sort::Frozen => format!("{treaty}: {actor} is bound in law but takes no part since{since}"),
            Sort::Denounced => {
                format!("{treaty}: {actor} gave notice on{since} and is bound until it runs out")
            }
            Sort::Suspended => {
                let toward = choice.toward.map_or("?", |id| self.program.actor_name(id));
                let not_counted = if choice.condition.is_none() { ", not counted" } else { " when" };
                format!("{treaty}: duties of {actor} toward {toward} are suspended from{since}{not_counted}")
            }
            Sort::ProtectedOnly => {
                let alike = |other: &&Choice| other.treaty == choice.treaty && other.sort == choice.sort;
                let covered: BTreeSet<ActorId> =
                    self.day.choices.iter().filter(alike).map(|other| other.actor).collect();
                format!("{treaty}: covered without being a party: {}", self.codes(&covered))
            }
            Sort::Secret => format!("{treaty}: the text was secret until{since}"),
        };
        if let Some(condition) = choice.condition.and_then(|_| self.condition(choice)) {
            text.push(' ');
            text.push_str(&condition);
        }
        if let Some(because) = &choice.because {
            text.push_str("; ");
            text.push_str(because);
        }
        let at = self.rules.at(choice.origin);
        format!("{} ({at})", clean(&text))
    }

    /// The condition that a bond depends on, as the rules write it.
    fn condition(&self, choice: &Choice) -> Option<String> {
        let origin: Origin = choice.condition?;
        let text = self.rules.files.get(origin.file)?.text.get(origin.span.range())?;
        Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    fn total_words(&self, kind: NodeId) -> String {
        let total = self.day.total(self.program, self.party, kind);
        let kind = self.program.node_name(self.program.kernel.kind, kind);
        let bound = total.firm.len() + total.on_choice.len();
        let mut text = match self.party {
            Some(party) => format!(
                "{} has {} by clauses of kind {kind} on {}",
                self.program.actor_name(party),
                words::count(bound, "distinct partner", "distinct partners"),
                self.on
            ),
            None => format!(
                "{} in {} by clauses of kind {kind} on {}",
                words::count(bound, "actor", "actors"),
                words::count(total.pairs, "distinct pair", "distinct pairs"),
                self.on
            ),
        };
        if !total.on_choice.is_empty() {
            text.push_str(&format!("; {} only by one of the notes: ", total.on_choice.len()));
            text.push_str(&self.codes(&total.on_choice));
        }
        if !total.covered.is_empty() {
            text.push_str(&format!("; {} more only protected or covered: ", total.covered.len()));
            text.push_str(&self.codes(&total.covered));
        }
        if !total.suspended.is_empty() {
            text.push_str("; suspended and not counted: ");
            text.push_str(&self.codes(&total.suspended));
        }
        text
    }

    fn json(&self, console: &mut Console) -> Outcome<()> {
        for bonds in &self.day.clauses {
            let Some(clause) = self.program.clause(bonds.clause) else { continue };
            if bonds.beneficiaries.is_empty() {
                for from in
                    bonds.obligors.iter().filter(|from| self.party.is_none_or(|party| party == **from))
                {
                    let choices: Vec<usize> = bonds.choices.iter().copied().collect();
                    let of_actor = |index: &usize| {
                        self.day.choices.get(*index).is_some_and(|choice| choice.actor == *from)
                    };
                    let own: Vec<usize> = choices.into_iter().filter(of_actor).collect();
                    self.bond(console, clause, *from, None, &own, false)?;
                }
            }
            for bond in &bonds.pairs {
                self.bond(console, clause, bond.from, Some(bond.to), &bond.choices, bond.suspended)?;
            }
        }
        if let Some(kind) = self.counted {
            let total = self.day.total(self.program, self.party, kind);
            serde_json::to_writer(&mut console.out, &self.total_record(kind, &total))?;
            writeln!(console.out)?;
        }
        Ok(())
    }

    fn bond(
        &self,
        console: &mut Console,
        clause: &Clause,
        from: ActorId,
        to: Option<ActorId>,
        choices: &[usize],
        suspended: bool,
    ) -> Outcome<()> {
        let choices: Vec<&Choice> = choices.iter().filter_map(|index| self.day.choices.get(*index)).collect();
        let record = BondRecord {
            record: "bond",
            on: self.on.to_string(),
            treaty: self.program.treaty(clause.treaty).map_or("?", |treaty| treaty.name.as_str()),
            clause: &clause.name,
            article: &clause.article,
            kind: self.program.node_name(self.program.kernel.kind, clause.kind),
            obligor: self.program.actor_name(from),
            beneficiary: match to {
                Some(to) => Some(self.program.actor_name(to).to_owned()),
                None => Some(words::beneficiary(self.program, &clause.response, clause.on.as_ref()))
                    .filter(|words| !words.is_empty()),
            },
            named: to.is_some(),
            modality: words::modality(clause.response.modality),
            response: self.program.node_name(self.program.kernel.response, clause.response.what),
            counted: !suspended,
            choices: choices
                .into_iter()
                .map(|choice| ChoiceRecord {
                    sort: choice.sort.word(),
                    actor: self.program.actor_name(choice.actor),
                    toward: choice.toward.map(|id| self.program.actor_name(id)),
                    since: choice.since.map(|day| day.to_string()),
                    condition: self.condition(choice),
                    because: choice.because.as_deref(),
                    at: self.rules.at(choice.origin),
                })
                .collect(),
            at: self.rules.at(clause.origin),
        };
        serde_json::to_writer(&mut console.out, &record)?;
        writeln!(console.out)?;
        Ok(())
    }

    fn total_record(&self, kind: NodeId, total: &Total) -> TotalRecord<'_> {
        let codes = |actors: &BTreeSet<ActorId>| actors.iter().map(|a| self.program.actor_name(*a)).collect();
        TotalRecord {
            record: "total",
            on: self.on.to_string(),
            party: self.party.map(|party| self.program.actor_name(party)),
            kind: self.program.node_name(self.program.kernel.kind, kind),
            partners: total.firm.len() + total.on_choice.len(),
            pairs: total.pairs,
            firm: codes(&total.firm),
            on_choice: codes(&total.on_choice),
            covered: codes(&total.covered),
            suspended: codes(&total.suspended),
        }
    }
}

fn notes<'b>(bonds: impl IntoIterator<Item = &'b Bond>) -> BTreeSet<usize> {
    bonds.into_iter().flat_map(|bond| bond.choices.iter().copied()).collect()
}

#[derive(Debug, Serialize)]
struct BondRecord<'a> {
    record: &'static str,
    on: String,
    treaty: &'a str,
    clause: &'a str,
    article: &'a str,
    kind: &'a str,
    obligor: &'a str,
    beneficiary: Option<String>,
    named: bool,
    modality: &'static str,
    response: &'a str,
    counted: bool,
    choices: Vec<ChoiceRecord<'a>>,
    at: String,
}

#[derive(Debug, Serialize)]
struct ChoiceRecord<'a> {
    sort: &'static str,
    actor: &'a str,
    toward: Option<&'a str>,
    since: Option<String>,
    condition: Option<String>,
    because: Option<&'a str>,
    at: String,
}

#[derive(Debug, Serialize)]
struct TotalRecord<'a> {
    record: &'static str,
    on: String,
    party: Option<&'a str>,
    kind: &'a str,
    partners: usize,
    pairs: usize,
    firm: Vec<&'a str>,
    on_choice: Vec<&'a str>,
    covered: Vec<&'a str>,
    suspended: Vec<&'a str>,
}

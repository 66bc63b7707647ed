//! The bonds of a day for people: kinds of guarantee, below them instruments, below them clauses.
//!
//! In: a report. Out: text of the width of the console, no word broken. Absent: what a bond is.

use std::collections::BTreeSet;
use std::io::Write as _;

use super::super::bonds::{Bond, Bonds, Choice, Sort};
use super::super::console::{Console, Outcome, clean};
use super::super::hanging::hanging;
use super::super::words;
use super::{Report, codes, counted_choice, instrument_notes, left_out, notes, total_words};
use crate::ir::{ActorId, ActorSet, Beneficiary, Clause, Evidence, Statement};

/// Room for the article and the name of the clause.
const LABEL: usize = 30;

/// What a clause says in a line: who to whom, and the notes it rests on.
struct Row {
    pair: String,
    notes: BTreeSet<usize>,
}

/// The numbers that notes get in the order in which they are first needed.
#[derive(Default)]
struct Marks(Vec<usize>);

impl Marks {
    fn number(&mut self, choice: usize) -> usize {
        let known = self.0.iter().position(|known| *known == choice);
        known.unwrap_or_else(|| {
            self.0.push(choice);
            self.0.len() - 1
        }) + 1
    }
}

impl Report<'_> {
    /// Everything for people; without `all` what says how instruments work is only counted.
    pub(super) fn blocks(&self, console: &mut Console, all: bool) -> Outcome<()> {
        let mut marks = Marks::default();
        let mut unshown = 0;
        let mut shown = false;
        for (heading, of_procedure, bonds) in self.by_guarantee() {
            if of_procedure && !all {
                unshown += bonds.len();
                continue;
            }
            let gap = if shown { "\n" } else { "" };
            writeln!(console.out, "{gap}{heading}\n{}", "─".repeat(heading.chars().count()))?;
            shown = true;
            self.instruments(console, &bonds, &mut marks)?;
        }
        if !shown && unshown == 0 {
            writeln!(console.out, "nobody is bound on {}", self.on)?;
        }
        self.said(console)?;
        if unshown > 0 {
            let clauses = words::count(unshown, "clause", "clauses");
            writeln!(console.out, "\nnot shown: {clauses} on how the instruments work; --all shows them")?;
        }
        if !marks.0.is_empty() {
            writeln!(console.out, "\nThe count rests on:")?;
        }
        for (number, choice) in marks.0.iter().enumerate() {
            if let Some(text) = counted_choice(self.rules, self.day, *choice, self.party, self.counted) {
                let label = format!("{:>3}. ", number + 1);
                write!(console.out, "{}", hanging(&label, 5, &text, console.width))?;
            }
        }
        left_out(console, &self.day.left_out)?;
        if let Some(kind) = self.counted {
            let counted = self.day.counted(self.program, kind).map(|(treaty, _)| treaty).collect();
            instrument_notes(console, self.program, &counted)?;
            let total = self.day.total(self.program, self.party, kind);
            let text = total_words(self.program, &total, self.on, self.party, kind);
            // One line, so that it can be cut off the end.
            writeln!(console.out, "\n{text}")?;
        }
        Ok(())
    }

    /// The clauses under the kinds of guarantee, in the order in which the vocabulary names these.
    /// Rules without such kinds have one heading for each kind of clause.
    fn by_guarantee(&self) -> Vec<(String, bool, Vec<&Bonds>)> {
        let kernel = self.program.kernel;
        let sorted = self.program.tree(kernel.guarantee);
        let tree = sorted.or_else(|| self.program.tree(kernel.kind));
        let of = |bonds: &&Bonds| {
            let clause = self.program.clause(bonds.clause)?;
            if sorted.is_some() { clause.guarantee } else { Some(clause.kind) }
        };
        let mut groups = Vec::new();
        for (at, node) in tree.map(|tree| tree.nodes.as_slice()).unwrap_or_default().iter().enumerate() {
            let bonds: Vec<&Bonds> =
                self.day.clauses.iter().filter(|b| of(b).is_some_and(|n| n.index() == at)).collect();
            if !bonds.is_empty() {
                let heading = capital(&words::label_of(node));
                groups.push((heading, sorted.is_some() && node.name == "procedure", bonds));
            }
        }
        let unsorted: Vec<&Bonds> = self.day.clauses.iter().filter(|b| of(b).is_none()).collect();
        if !unsorted.is_empty() {
            groups.push(("Not sorted".to_owned(), false, unsorted));
        }
        groups
    }

    fn instruments(&self, console: &mut Console, bonds: &[&Bonds], marks: &mut Marks) -> Outcome<()> {
        let mut last = None;
        for bonds in bonds {
            let Some(clause) = self.program.clause(bonds.clause) else { continue };
            if last != Some(clause.treaty) {
                last = Some(clause.treaty);
                let Some(treaty) = self.program.treaty(clause.treaty) else { continue };
                let text = clean(&treaty.label);
                write!(
                    console.out,
                    "{}",
                    hanging(&treaty.name, treaty.name.len() + 2, &text, console.width)
                )?;
            }
            let label = format!("  {}, {}", clean(&clause.article), clause.name.replace('_', " "));
            for (at, row) in self.rows(bonds, clause).iter().enumerate() {
                let mut text =
                    format!("{}: {}", row.pair, clean(&words::what_in_short(self.program, &clause.response)));
                let mut numbers: Vec<usize> =
                    row.notes.iter().map(|choice| marks.number(self.first_of(*choice))).collect();
                numbers.sort_unstable();
                numbers.dedup();
                if !numbers.is_empty() {
                    let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
                    text.push_str(&format!(" [{}]", numbers.join(", ")));
                }
                let label = if at == 0 { label.as_str() } else { "" };
                write!(console.out, "{}", hanging(label, LABEL, &text, console.width))?;
            }
        }
        Ok(())
    }

    fn said(&self, console: &mut Console) -> Outcome<()> {
        if self.statements.is_empty() {
            return Ok(());
        }
        writeln!(console.out, "\nPolitical statements, no duty\n─────────────────────────────")?;
        for said in &self.statements {
            let day = said.days.from.map(|day| day.to_string()).unwrap_or_default();
            let text = self.statement_words(said);
            write!(console.out, "{}", hanging(&day, 12, &text, console.width))?;
        }
        Ok(())
    }

    fn statement_words(&self, said: &Statement) -> String {
        let mut text = codes(self.program, &said.by);
        if !said.toward.is_empty() {
            text.push_str(&format!(" to {}", codes(self.program, &said.toward)));
        }
        text.push_str(&format!(": {}", said.label));
        let treaties: Vec<&str> =
            said.treaties.iter().filter_map(|id| Some(self.program.treaty(*id)?.name.as_str())).collect();
        if !treaties.is_empty() {
            text.push_str(&format!("; on {}", treaties.join(", ")));
        }
        if let Some(node) = said.guarantee {
            let label = words::label(self.program, self.program.kernel.guarantee, node);
            text.push_str(&format!("; {label}"));
        }
        text.push_str(&format!(" ({})", said.cites.join("; ")));
        if let Some(tag) = said.evidence.filter(|tag| *tag < Evidence::OneSource) {
            text.push_str(&format!(" ({})", tag.word()));
        }
        clean(&text)
    }

    /// The row of a clause, or with a party one row for each way in which its bonds differ.
    fn rows(&self, bonds: &Bonds, clause: &Clause) -> Vec<Row> {
        let to = |who: &str, whom: &str| match whom {
            "" => who.to_owned(),
            whom => format!("{who} to {whom}"),
        };
        let Some(party) = self.party else {
            let who = self.phrase(&bonds.obligors, &clause.response.obligors);
            if bonds.obligors == bonds.beneficiaries && bonds.obligors.len() > 1 && !bonds.open_ended {
                return vec![Row { pair: format!("{who}, each to the other"), notes: bonds.choices.clone() }];
            }
            return vec![Row { pair: to(&who, &self.to_whom(bonds, clause)), notes: bonds.choices.clone() }];
        };
        let name = self.program.actor_name(party);
        let own: Vec<&Bond> = bonds.pairs.iter().filter(|bond| bond.from == party).collect();
        let toward: Vec<&Bond> = bonds.pairs.iter().filter(|bond| bond.to == party).collect();
        let owed_to: Vec<ActorId> = own.iter().map(|bond| bond.to).collect();
        let owed_by: Vec<ActorId> = toward.iter().map(|bond| bond.from).collect();
        let mut rows = Vec::new();
        if bonds.beneficiaries.is_empty() && bonds.obligors.contains(&party) {
            let whom = self.to_whom(bonds, clause);
            rows.push(Row { pair: to(name, &whom), notes: bonds.choices.clone() });
        }
        if owed_to == owed_by && !own.is_empty() {
            let whom = self.partners(&owed_to, bonds, clause);
            rows.push(Row {
                pair: format!("{name} and {whom}, each to the other"),
                notes: notes(own.into_iter().chain(toward)),
            });
            return rows;
        }
        if !own.is_empty() {
            rows.push(Row { pair: to(name, &self.partners(&owed_to, bonds, clause)), notes: notes(own) });
        }
        if !toward.is_empty() {
            let who = self.phrase(&owed_by, &clause.response.obligors);
            rows.push(Row { pair: to(&who, name), notes: notes(toward) });
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
            None => codes(self.program, actors),
        };
        if bonds.open_ended {
            text.push_str(" and whoever an event names");
        }
        text
    }

    /// Four actors are named; more of a class are counted.
    fn phrase(&self, actors: &[ActorId], set: &ActorSet) -> String {
        if actors.len() > 4 && set.names.is_empty() {
            let class = words::set(self.program, set).replace('_', " ");
            return format!("{class} ({})", actors.len());
        }
        codes(self.program, actors)
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
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

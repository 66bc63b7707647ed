//! The bonds of a day for machines: JSON Lines of bonds, statements and a total.
//!
//! In: a report. Out: records; their fields are described in `docs/command-line.md`. Absent: words.

use std::collections::BTreeSet;
use std::io::Write as _;

use jiff::civil::Date;
use serde::Serialize;

use super::super::bonds::{Choice, Total};
use super::super::console::{Console, Outcome};
use super::super::words;
use super::{Report, as_written};
use crate::ir::{ActorId, Clause, NodeId, Program, Statement};

impl Report<'_> {
    pub(super) fn json(&self, console: &mut Console) -> Outcome<()> {
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
        for (_, what) in &self.day.left_out {
            let record = LeftOutRecord { record: "left_out", on: self.on.to_string(), what };
            serde_json::to_writer(&mut console.out, &record)?;
            writeln!(console.out)?;
        }
        for said in &self.statements {
            serde_json::to_writer(&mut console.out, &self.statement(said))?;
            writeln!(console.out)?;
        }
        if let Some(kind) = self.counted {
            let total = self.day.total(self.program, self.party, kind);
            let record = total_record(self.program, &total, self.on, self.party, kind);
            serde_json::to_writer(&mut console.out, &record)?;
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
            guarantee: words::guarantee(self.program, clause),
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
                    condition: choice.condition.and_then(|origin| as_written(self.rules, origin)),
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

    fn statement<'p>(&'p self, said: &'p Statement) -> StatementRecord<'p> {
        let program = self.program;
        let codes = |actors: &[ActorId]| actors.iter().map(|actor| program.actor_name(*actor)).collect();
        let reading = |(question, reading): &(_, crate::ir::ReadingId)| {
            let question = program.question(*question)?;
            let reading = question.readings.get(reading.index())?;
            Some(format!("{} is {}", question.name, reading.name))
        };
        StatementRecord {
            record: "statement",
            on: self.on.to_string(),
            statement: &said.name,
            said: &said.label,
            by: codes(&said.by),
            to: codes(&said.toward),
            date: said.days.from.map(|day| day.to_string()),
            until: said.days.until.map(|day| day.to_string()),
            treaties: said
                .treaties
                .iter()
                .filter_map(|id| Some(program.treaty(*id)?.name.as_str()))
                .collect(),
            reads: said.reads.iter().filter_map(reading).collect(),
            guarantee: said.guarantee.map(|node| program.node_name(program.kernel.guarantee, node)),
            cites: &said.cites,
            evidence: said.evidence.map(|tag| tag.word()),
            at: self.rules.at(said.origin),
        }
    }
}

pub(super) fn total_record<'p>(
    program: &'p Program,
    total: &Total,
    on: Date,
    party: Option<ActorId>,
    kind: NodeId,
) -> TotalRecord<'p> {
    let codes = |actors: &BTreeSet<ActorId>| actors.iter().map(|a| program.actor_name(*a)).collect();
    TotalRecord {
        record: "total",
        on: on.to_string(),
        party: party.map(|party| program.actor_name(party)),
        kind: program.node_name(program.kernel.kind, kind),
        partners: total.firm.len() + total.on_choice.len(),
        partners_firm: total.firm.len(),
        pairs: total.pairs,
        firm: codes(&total.firm),
        on_choice: codes(&total.on_choice),
        covered: codes(&total.covered),
        suspended: codes(&total.suspended),
    }
}

#[derive(Debug, Serialize)]
struct LeftOutRecord<'a> {
    record: &'static str,
    on: String,
    what: &'a str,
}

#[derive(Debug, Serialize)]
struct StatementRecord<'a> {
    record: &'static str,
    on: String,
    statement: &'a str,
    said: &'a str,
    by: Vec<&'a str>,
    to: Vec<&'a str>,
    date: Option<String>,
    until: Option<String>,
    treaties: Vec<&'a str>,
    reads: Vec<String>,
    guarantee: Option<&'a str>,
    cites: &'a [String],
    evidence: Option<&'static str>,
    at: String,
}

#[derive(Debug, Serialize)]
struct BondRecord<'a> {
    record: &'static str,
    on: String,
    treaty: &'a str,
    clause: &'a str,
    article: &'a str,
    kind: &'a str,
    guarantee: Option<&'a str>,
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
pub(super) struct TotalRecord<'a> {
    record: &'static str,
    on: String,
    party: Option<&'a str>,
    kind: &'a str,
    partners: usize,
    partners_firm: usize,
    pairs: usize,
    firm: Vec<&'a str>,
    on_choice: Vec<&'a str>,
    covered: Vec<&'a str>,
    suspended: Vec<&'a str>,
}

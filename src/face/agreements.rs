//! What became of each agreement as a whole, as rows of `casus timeline`.
//!
//! In: a crisis. Out: a line for people, a record for files. Absent: when an agreement stands how (`life::whole`).

use std::io::Write as _;

use jiff::civil::Date;
use serde::Serialize;

use super::console::{Console, Outcome, clean};
use crate::evaluate::BeneficiaryOut;
use crate::ir::{ActorId, Program};
use crate::life::{Agreement, Crisis, Whole};

/// The agreements to show: those that concern the parties asked for, and unless all are wanted only those that
/// are not plainly in force, and have come to stand so in this crisis.
pub(super) fn rows<'c>(
    program: &Program,
    crisis: &'c Crisis,
    parties: &[ActorId],
    all: bool,
) -> Vec<&'c Agreement> {
    let first = crisis.events.iter().skip(crisis.untold).map(|event| event.date).min();
    let concerns = |row: &Agreement| {
        let mut duties = crisis.obligations.iter();
        parties.is_empty()
            || duties.any(|one| {
                let to = |party: &ActorId| one.beneficiary == BeneficiaryOut::Actor(*party);
                program.clause(one.clause).is_some_and(|clause| clause.treaty == row.treaty)
                    && parties.iter().any(|party| *party == one.obligor || to(party))
            })
    };
    let shown = |row: &&Agreement| {
        all || (row.state != Whole::InForce && first.is_none_or(|first| row.since >= first))
    };
    crisis.agreements.iter().filter(shown).filter(|row| concerns(row)).collect()
}

/// The lines for people.
pub(super) fn section(
    console: &mut Console,
    (program, crisis): (&Program, &Crisis),
    rows: &[&Agreement],
) -> Outcome<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(console.out, "\nagreements as a whole:")?;
    for row in rows {
        let record = Record::of((program, crisis), row, None);
        let by = match (record.clause, record.obligor) {
            (Some(clause), Some(obligor)) => format!("{} by {obligor}: ", clause.replace('_', " ")),
            _ => String::new(),
        };
        let counts = [(row.open, "open"), (row.broken, "broken"), (row.performed, "performed")];
        let counts = counts.iter().filter(|(count, _)| *count > 0);
        let counts: Vec<String> = counts.map(|(count, word)| format!("{count} {word}")).collect();
        let counts = if counts.is_empty() { "none left".to_owned() } else { counts.join(", ") };
        writeln!(
            console.out,
            "  {} {}: {}: {by}{} ({}); duties: {counts}",
            row.since,
            record.treaty,
            record.state.replace('_', " "),
            clean(record.reason),
            clean(record.cause),
        )?;
    }
    Ok(())
}

/// A line for files.
#[derive(Serialize)]
pub(super) struct Record<'a> {
    kind: &'static str,
    treaty: &'a str,
    state: &'static str,
    since: String,
    on: Option<String>,
    /// Of the duty that brought it there; null where a right or a bond ended the whole.
    clause: Option<&'a str>,
    obligor: Option<&'a str>,
    cause: &'a str,
    reason: &'a str,
    open: usize,
    broken: usize,
    performed: usize,
    schema_version: u32,
}

impl<'a> Record<'a> {
    pub(super) fn of(
        (program, crisis): (&'a Program, &'a Crisis),
        row: &'a Agreement,
        on: Option<Date>,
    ) -> Self {
        let duty = row.duty.and_then(|at| crisis.obligations.get(at));
        let clause = duty.and_then(|one| program.clause(one.clause));
        Record {
            kind: "agreement",
            treaty: program.treaty(row.treaty).map_or("?", |treaty| treaty.name.as_str()),
            state: row.state.word(),
            since: row.since.to_string(),
            on: on.map(|day| day.to_string()),
            clause: clause.map(|clause| clause.name.as_str()),
            obligor: duty.map(|one| program.actor_name(one.obligor)),
            cause: &row.cause,
            reason: &row.reason,
            open: row.open,
            broken: row.broken,
            performed: row.performed,
            schema_version: 1,
        }
    }
}

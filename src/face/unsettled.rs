//! What of a crisis is not settled, as rows: who may owe what to whom, and on what that turns.
//!
//! In: a crisis. Out: rows for people and for files. Absent: what is settled (`crisis`).

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use jiff::civil::Date;
use serde::Serialize;

use super::console::{Console, Outcome, clean};
use super::{records, table, words};
use crate::evaluate::{BeneficiaryOut, Pivots};
use crate::event::Event;
use crate::ir::{ActorId, FieldType, Program};
use crate::life::{Crisis, Unsettled};

/// Answers of one clause on one event that turn on the same.
pub(crate) struct Row<'c> {
    program: &'c Program,
    event: &'c Event,
    first: &'c Unsettled,
    obligors: Vec<ActorId>,
    /// Later events of which the same is so.
    also: Vec<&'c Event>,
}

/// The rows for people: what turns on the same, event after event, is one row.
pub(crate) fn joined(rows: Vec<Row<'_>>) -> Vec<Row<'_>> {
    let mut all: Vec<Row<'_>> = Vec::new();
    let mut places: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for row in rows {
        let one = row.first;
        let key = (one.clause, one.beneficiary, one.rider, row.obligors.clone());
        let alike = places.entry(key).or_default();
        let same = |at: &&usize| {
            let other = all.get(**at).map(|other| other.first);
            other.is_some_and(|two| (one.status, &one.pivots) == (two.status, &two.pivots))
        };
        let found = alike.iter().find(same).copied();
        match found.and_then(|at| all.get_mut(at)) {
            Some(other) => other.also.push(row.event),
            None => {
                alike.push(all.len());
                all.push(row);
            }
        }
    }
    all
}

/// Events that are named before the rest are only counted.
const NAMED: usize = 3;

/// What to write where events tell deeds and nothing of what happened, and answers are not settled for that; none where
/// there are no such events. What is not told is unknown, so such an event may have been anything.
pub(crate) fn of_deeds_alone(program: &Program, crisis: &Crisis) -> Option<String> {
    let told = |at: &usize| {
        let event = crisis.events.get(*at)?;
        let alone = event.facts.is_empty() && event.own_place.is_none() && !event.record.is_empty();
        (alone && *at >= crisis.untold).then(|| format!("`{}`", clean(&event.id)))
    };
    let events: BTreeSet<usize> = crisis.unsettled.iter().map(|one| one.event).collect();
    let ids: Vec<String> = events.iter().filter_map(told).collect();
    let act = program.fields.iter().find(|row| row.kind == FieldType::Tree(program.kernel.act))?;
    let (named, more) =
        (ids.iter().take(NAMED).cloned().collect::<Vec<_>>(), ids.len().saturating_sub(NAMED));
    if named.is_empty() {
        return None;
    }
    let of = if more == 0 { named.join(", ") } else { format!("{} and {more} more", named.join(", ")) };
    let say = if ids.len() == 1 { "says" } else { "say" };
    Some(format!(
        "of what happened {of} {say} nothing, so what hangs on that is not settled; where nothing happened \
         but the deeds that are told, write `\"{}\": []`",
        act.name
    ))
}

/// The rows that concern some parties; all if none is named.
pub(crate) fn rows<'c>(program: &'c Program, crisis: &'c Crisis, parties: &[ActorId]) -> Vec<Row<'c>> {
    let concerns = |one: &Unsettled| {
        let is =
            |party: &ActorId| one.obligor == Some(*party) || one.beneficiary == BeneficiaryOut::Actor(*party);
        parties.is_empty() || parties.iter().any(is)
    };
    let mut all: Vec<Row<'c>> = Vec::new();
    let mut places: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for one in crisis.unsettled.iter().filter(|one| concerns(one)) {
        let Some(event) = crisis.events.get(one.event) else { continue };
        let key = (one.event, one.clause, one.beneficiary, one.rider, one.obligor.is_some());
        let alike = places.entry(key).or_default();
        let same = |at: &&usize| {
            let other = all.get(**at).map(|row| row.first);
            other.is_some_and(|first| (first.status, &first.pivots) == (one.status, &one.pivots))
        };
        let found = alike.iter().find(same).copied();
        match found.and_then(|at| all.get_mut(at)) {
            Some(row) => row.obligors.extend(one.obligor),
            None => {
                alike.push(all.len());
                let obligors = one.obligor.into_iter().collect();
                all.push(Row { program, event, first: one, obligors, also: Vec::new() });
            }
        }
    }
    all
}

impl<'c> Row<'c> {
    /// The answer that the row stands for.
    pub(super) fn first(&self) -> &'c Unsettled {
        self.first
    }

    /// The day of its event.
    pub(super) fn day(&self) -> Date {
        self.event.date
    }

    /// Who may owe it; nobody where the event does not say.
    pub(super) fn obligors(&self) -> &[ActorId] {
        &self.obligors
    }

    /// The row for people.
    pub(crate) fn block(&self, console: &mut Console) -> Outcome<()> {
        let (program, one) = (self.program, self.first);
        let Some(clause) = program.clause(one.clause) else { return Ok(()) };
        let response = clause.response_with(one.rider);
        let treaty = program.treaty(clause.treaty).map_or("?", |treaty| treaty.name.as_str());
        let who: Vec<&str> = self.obligors.iter().map(|who| program.actor_name(*who)).collect();
        let who = if who.is_empty() { words::set(program, &response.obligors) } else { who.join(", ") };
        let to = table::to_whom(program, one.clause, one.beneficiary);
        let to = if to.is_empty() { String::new() } else { format!(" to {to}") };
        writeln!(
            console.out,
            "\n{} {treaty}, {}, {}: {who}{to}: {}\n  {}: {} ({})",
            self.event.date,
            clean(&clause.article),
            clause.name.replace('_', " "),
            clean(&words::what_in_short(program, response)),
            one.status.word(),
            clean(&self.turns_on()),
            clean(&self.events()),
        )?;
        Ok(())
    }

    /// The events, the first ones by name.
    fn events(&self) -> String {
        let all = std::iter::once(self.event).chain(self.also.iter().copied());
        let names: Vec<&str> = all.take(NAMED).map(|event| event.id.as_str()).collect();
        let more = (self.also.len() + 1).saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{}{more}", names.join(", "))
    }

    /// On what it turns, in words.
    fn turns_on(&self) -> String {
        let one = self.first;
        let clause = self.program.clause(one.clause);
        let spoken = clause.map(|clause| clause.response_with(one.rider).modality);
        let turns = spoken.map(|spoken| words::turns_on(&one.pivots, spoken)).unwrap_or_default();
        if !turns.is_empty() {
            return turns;
        }
        if one.pivots.depends_on.is_empty() {
            return one.because.to_string();
        }
        format!("turns on {}", one.pivots.depends_on.join(", "))
    }

    /// The row for files, one for each obligor.
    pub(crate) fn records(&self) -> Vec<Record<'_>> {
        let obligors: Vec<Option<ActorId>> = match self.obligors.as_slice() {
            [] => vec![None],
            list => list.iter().copied().map(Some).collect(),
        };
        obligors.into_iter().map(|obligor| self.record(obligor)).collect()
    }

    fn record(&self, obligor: Option<ActorId>) -> Record<'_> {
        let (program, one) = (self.program, self.first);
        let clause = program.clause(one.clause);
        let treaty = clause.and_then(|clause| program.treaty(clause.treaty));
        Record {
            kind: "unsettled",
            event: &self.event.id,
            treaty: treaty.map_or("?", |treaty| treaty.name.as_str()),
            clause: clause.map_or("?", |clause| clause.name.as_str()),
            article: clause.map_or("?", |clause| clause.article.as_str()),
            obligor: obligor.map(|obligor| program.actor_name(obligor)),
            beneficiary: records::beneficiary(program, one.beneficiary),
            response: clause.map_or("?", |clause| {
                program.node_name(program.kernel.response, clause.response_with(one.rider).what)
            }),
            status: one.status.word(),
            because: self.turns_on(),
            pivots: &one.pivots,
            schema_version: 1,
        }
    }
}

#[derive(Serialize)]
pub(crate) struct Record<'a> {
    kind: &'static str,
    event: &'a str,
    treaty: &'a str,
    clause: &'a str,
    article: &'a str,
    obligor: Option<&'a str>,
    beneficiary: Option<&'a str>,
    response: &'a str,
    status: &'static str,
    because: String,
    pivots: &'a Pivots,
    schema_version: u32,
}

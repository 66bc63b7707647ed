//! What a picture of a crisis shows: rows for what parties owe, for what is not settled, for the
//! decisions of organs and for changes of bonds, and the events along the top.
//!
//! In: a crisis that was followed. Out: a [`Picture`] as text. Absent: lines and colours (`picture`).

use jiff::civil::Date;

use super::bond_rows;
use super::crisis::{Shown, Told, state_word};
use super::picture::{Bar, Picture};
use super::{table, words};
use crate::evaluate::BeneficiaryOut;
use crate::ir::{ActorId, ClauseId, Program};
use crate::life::{BondOutcome, State};

/// The word of a row that stands for a changed bond.
pub(super) const BOND: &str = "bond changed";

/// The picture of a crisis, up to a day or to the day of the last event or move.
pub(super) fn of(told: &Told<'_>, on: Option<Date>, shown: &Shown<'_>) -> String {
    let mut rows = duties(told, shown);
    unsettled(told, &mut rows);
    decisions(told, shown, &mut rows);
    bonds(told, &mut rows);
    let happened: Vec<(Date, String)> = told
        .crisis
        .events
        .iter()
        .skip(told.crisis.untold)
        .map(|event| (event.date, event.title.clone().unwrap_or_else(|| event.id.clone())))
        .collect();
    let days = happened.iter().map(|(day, _)| *day);
    let turns = rows.iter().flat_map(|row| row.bar.stretches.iter().map(|(day, _)| *day));
    let last = on.or_else(|| days.chain(turns).max()).unwrap_or(Date::ZERO);
    let mut bars: Vec<Bar> = rows.into_iter().map(|row| row.bar).collect();
    bars.retain(|bar| bar.stretches.first().is_some_and(|(day, _)| *day <= last));
    bars.sort_by(|a, b| {
        let key = |bar: &Bar| (bar.party.clone(), bar.stretches.first().map(|s| s.0), bar.label.clone());
        key(a).cmp(&key(b))
    });
    let title = format!("{}; {}", words::count(told.told(), "event", "events"), told.stance);
    Picture { title, bars, happened, last }.svg()
}

/// A bar, with what it stands for.
struct Row {
    /// The clause, who owes it and to whom; none where it is no duty.
    of: Option<(ClauseId, Option<ActorId>, BeneficiaryOut)>,
    /// Whether the life in it is at its end, so that another may follow on the same line.
    over: bool,
    bar: Bar,
}

/// The label of a clause and of the one to whom it runs.
fn label(program: &Program, clause: ClauseId, to: BeneficiaryOut) -> String {
    let Some(row) = program.clause(clause) else { return "?".to_owned() };
    let treaty = program.treaty(row.treaty).map_or("?", |treaty| treaty.name.as_str());
    let to = match to {
        BeneficiaryOut::Actor(id) => program.actor(id).map_or("?", |actor| actor.label.as_str()),
        other => table::to_whom(program, clause, other),
    };
    let to = if to.is_empty() { String::new() } else { format!(" to {to}") };
    format!("{treaty}, {}{to}", row.name.replace('_', " "))
}

fn party(program: &Program, who: ActorId) -> String {
    program.actor(who).map_or("?", |actor| actor.label.as_str()).to_owned()
}

/// The lives; one that begins where another of the same kind has ended goes on in its line.
fn duties(told: &Told<'_>, shown: &Shown<'_>) -> Vec<Row> {
    let program = told.program;
    let mut rows: Vec<Row> = Vec::new();
    for one in &told.joined(shown.duty) {
        let Some(clause) = program.clause(one.first.clause) else { continue };
        let spoken = clause.response_with(one.first.rider).modality;
        let stretches: Vec<(Date, &'static str)> = one
            .first
            .life
            .stretches(one.first.since)
            .into_iter()
            .map(|(day, state)| (day, state_word(state, spoken)))
            .collect();
        let over = matches!(one.first.life.state(), State::Ended(_));
        // A large class of one life has one line, as it has one block of text.
        let whose: Vec<(Option<ActorId>, String)> = match told.class(one) {
            Some(class) => vec![(None, class)],
            None => one.obligors.iter().map(|who| (Some(*who), party(program, *who))).collect(),
        };
        for (obligor, party) in whose {
            let of = Some((one.first.clause, obligor, one.first.beneficiary));
            let begins = stretches.first().map(|(day, _)| *day);
            let before = rows.iter_mut().find(|row| {
                row.of == of && row.over && row.bar.stretches.last().map(|(day, _)| *day) <= begins
            });
            match before {
                Some(row) => {
                    row.bar.stretches.extend(stretches.iter().copied());
                    row.over = over;
                }
                None => {
                    let label = label(program, one.first.clause, one.first.beneficiary);
                    let bar = Bar { party, label, stretches: stretches.clone() };
                    rows.push(Row { of, over, bar });
                }
            }
        }
    }
    rows
}

/// What is not settled, from the day of its event on: on the line of the life that follows, if one does.
fn unsettled(told: &Told<'_>, rows: &mut Vec<Row>) {
    let program = told.program;
    for row in super::unsettled::rows(program, &told.crisis, &told.parties) {
        let (one, day, obligors) = (row.first(), row.day(), row.obligors());
        let all: Vec<Option<ActorId>> =
            if obligors.is_empty() { vec![None] } else { obligors.iter().copied().map(Some).collect() };
        for obligor in all {
            let of = Some((one.clause, obligor, one.beneficiary));
            let word = one.status.word();
            // A life that began before is not ended by this, and has its own line and colours.
            let line = rows.iter_mut().find(|row| row.of == of);
            match line {
                Some(row) => {
                    let place = row.bar.stretches.partition_point(|(from, _)| *from <= day);
                    let before = place.checked_sub(1).and_then(|at| row.bar.stretches.get(at));
                    if before.is_none_or(|(_, stood)| is_unsettled(stood) && *stood != word) {
                        row.bar.stretches.insert(place, (day, word));
                    }
                }
                None => {
                    let party = obligor.map_or_else(
                        || {
                            let clause = program.clause(one.clause);
                            clause.map_or_else(String::new, |clause| {
                                words::set(program, &clause.response_with(one.rider).obligors)
                            })
                        },
                        |who| party(program, who),
                    );
                    let label = label(program, one.clause, one.beneficiary);
                    let bar = Bar { party, label, stretches: vec![(day, word)] };
                    rows.push(Row { of, over: false, bar });
                }
            }
        }
    }
}

/// Whether a word stands for an answer that is not settled.
fn is_unsettled(word: &str) -> bool {
    super::picture::UNSETTLED.iter().any(|(status, _)| status.word() == word)
}

fn decisions(told: &Told<'_>, shown: &Shown<'_>, rows: &mut Vec<Row>) {
    rows.extend(told.decisions(shown).iter().map(|one| {
        let stretches = one.stretches().into_iter().map(|(day, stand)| (day, stand.word())).collect();
        let bar = Bar { party: one.organ_label(), label: one.label(), stretches };
        Row { of: None, over: false, bar }
    }));
}

/// Bonds that changed, each from its day.
fn bonds(told: &Told<'_>, rows: &mut Vec<Row>) {
    let program = told.program;
    for change in told.crisis.bonds.iter().filter(|one| bond_rows::concerns(one, &told.parties)) {
        // What the rules have in a row of their own counts from that row; the picture marks the deed.
        let day = match change.outcome {
            BondOutcome::From(day) => day,
            BondOutcome::Known(_) => change.on,
            _ => continue,
        };
        let treaty = change.treaty.and_then(|id| program.treaty(id)).map_or("?", |row| row.name.as_str());
        let to = change.to.map(|to| format!(" toward {}", party(program, to))).unwrap_or_default();
        let label = format!("{treaty}, bond{to}: {}", bond_rows::turn(program, change, day));
        let bar = Bar { party: party(program, change.by), label, stretches: vec![(day, BOND)] };
        rows.push(Row { of: None, over: false, bar });
    }
}

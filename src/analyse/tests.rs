//! Runs `test` blocks: decides their events and compares the answers with what is expected.
//!
//! Nothing here edits an expectation: a difference is reported as it is.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::report::{ExpectReport, TestReport};
use crate::evaluate::{BeneficiaryOut, Decision, Filter, Stance, Status, Truth, Verdict, decide};
use crate::event::{Event, Fact, Value};
use crate::ir::{ActorId, Evidence, InterpretationId, LimbRole, NodeId, Program, TreatyId};
use crate::resolve::{EventSource, Expectation, TestCase};
use crate::syntax::tree::{Modality, StatusWord};
use crate::text::{File, Files, Limits};

/// The events of a file, or why it cannot be read; one line of the file may be refused by itself.
pub type EventFile = Result<BTreeMap<String, Result<Event, String>>, String>;

/// The stance that a test asks for.
#[must_use]
pub fn stance_of(program: &Program, case: &TestCase) -> Stance {
    let mut stance = case.interpretation.map_or_else(Stance::default, |id| of_interpretation(program, id));
    stance.readings.extend(case.readings.iter().map(|(q, r)| (*q, *r)));
    let mut held: Vec<_> = case.held_by.iter().map(|actor| (*actor, None)).collect();
    held.extend(stance.as_held_by);
    stance.as_held_by = held;
    stance.facts_of = case.facts_of;
    stance.read_as_of = case.read_as_of;
    stance
}

/// The stance of an interpretation.
pub(super) fn of_interpretation(program: &Program, id: InterpretationId) -> Stance {
    let Some(row) = program.interpretation(id) else { return Stance::default() };
    Stance {
        readings: row.readings.clone(),
        as_held_by: row.held_by.clone(),
        overlays_off: row.overlays.iter().filter(|(_, on)| !**on).map(|(id, _)| *id).collect(),
        interpretation: Some(row.name.clone()),
        ..Stance::default()
    }
}

/// Runs every test; `load` gives the events of a file named in a test, seen from the test's file.
pub fn run_tests(
    program: &Program,
    cases: &[TestCase],
    files: &Files,
    load: &mut dyn FnMut(&File, &str) -> EventFile,
    limits: &Limits,
) -> Vec<TestReport> {
    run_tests_on(program, cases, files, load, limits, None)
}

/// Runs every test on some evidence only: what carries another tag is left out, and an expectation of
/// an answer that would rest on it is neither met nor missed.
pub fn run_tests_on(
    program: &Program,
    cases: &[TestCase],
    files: &Files,
    load: &mut dyn FnMut(&File, &str) -> EventFile,
    limits: &Limits,
    evidence: Option<&BTreeSet<Evidence>>,
) -> Vec<TestReport> {
    let mut known: BTreeMap<(String, String), EventFile> = BTreeMap::new();
    cases.iter().filter_map(|case| one(program, case, files, load, &mut known, limits, evidence)).collect()
}

fn one(
    program: &Program,
    case: &TestCase,
    files: &Files,
    load: &mut dyn FnMut(&File, &str) -> EventFile,
    known: &mut BTreeMap<(String, String), EventFile>,
    limits: &Limits,
    evidence: Option<&BTreeSet<Evidence>>,
) -> Option<TestReport> {
    let file = files.get(case.file)?;
    let mut report = TestReport {
        file: file.name.clone(),
        line: file.line_col(case.title.span.start).0,
        title: case.title.text.clone(),
        source: case.sources.join("; "),
        agreed: 0,
        differed: 0,
        left_out: 0,
        refused: false,
        lines: Vec::new(),
    };
    let stance = Stance { evidence: evidence.cloned(), ..stance_of(program, case) };
    for (source, expects) in &case.events {
        let event = match source {
            EventSource::Block(lines, _) => crate::event::from_block(program, lines, case.file)
                .map_err(|list| list.into_iter().map(|d| d.message).collect::<Vec<_>>().join("; ")),
            EventSource::File(id, path) => {
                let key = (file.name.clone(), path.text.clone());
                let events = known.entry(key).or_insert_with(|| load(file, &path.text));
                match events {
                    Err(why) => Err(why.clone()),
                    Ok(events) => match events.get(&id.text) {
                        Some(found) => found.clone(),
                        None => Err(format!("`{}` has no event `{}`", path.text, id.text)),
                    },
                }
            }
        };
        match event {
            Err(why) => {
                report.lines.extend(expects.iter().map(|expect| refused(program, expect, &why)));
                report.refused = true;
            }
            Ok(event) => {
                for expect in expects {
                    let line = expectation(program, &event, &stance, expect, limits);
                    report.agreed += usize::from(line.agreed);
                    report.left_out += usize::from(line.left_out);
                    report.differed += usize::from(!line.agreed && !line.left_out);
                    report.lines.push(line);
                }
            }
        }
    }
    Some(report)
}

fn expectation(
    program: &Program,
    event: &Event,
    stance: &Stance,
    expect: &Expectation,
    limits: &Limits,
) -> ExpectReport {
    if let Some(kind) = expect.without {
        return without(program, expect, kind);
    }
    if expect.nothing {
        return nothing(program, event, stance, expect, limits);
    }
    let filter = Filter {
        clauses: expect.clauses.clone(),
        obligors: expect.by.into_iter().collect(),
        ..Filter::default()
    };
    // Whoever is asked about by name is answered by name, however many it might have been.
    let asks_names = expect.by.is_some() || expect.to.is_some();
    let named_candidates = if asks_names { usize::MAX } else { limits.named_candidates };
    let limits = Limits { named_candidates, ..*limits };
    let Decision { verdicts, too_complex } = decide(program, event, stance, &filter, &limits);
    let rows = rows_of(program, event, &verdicts, expect.by, expect.to);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for row in &rows {
        *counts.entry(found(row)).or_default() += 1;
    }
    for problem in &too_complex {
        *counts.entry(problem.to_string()).or_default() += 1;
    }
    // Nobody of that name owes anything under this clause: then nothing is owed, for that reason.
    let nothing = rows.is_empty() && too_complex.is_empty();
    let agreed = if nothing {
        expect.status == StatusWord::NotOwed && expect.because.is_none_or(|role| role == LimbRole::Bound)
    } else {
        too_complex.is_empty() && rows.iter().all(|row| agrees(row, expect))
    };
    let mut got = if nothing { "not owed (bound)".to_owned() } else { join(&counts) };
    if let Some(day) = event.later_days().first().filter(|_| !agreed) {
        got.push_str(&format!("; deeds of later days, from {day} on, do not count for this event"));
    }
    let left_out = !agreed && rows.iter().any(|row| row.status == Status::LeftOut);
    ExpectReport {
        path: expect.path.clone(),
        by: expect.by.map(|who| program.actor_name(who).to_owned()),
        to: expect.to.map(|who| program.actor_name(who).to_owned()),
        expected: expected(expect),
        got,
        agreed,
        left_out,
        note: expect.source.clone(),
    }
}

/// The answers that an expectation is about, of those of the clauses that it names.
pub(super) fn rows_of<'v>(
    program: &Program,
    event: &Event,
    verdicts: &'v [Verdict],
    by: Option<ActorId>,
    to: Option<ActorId>,
) -> Vec<&'v Verdict> {
    let mut rows: Vec<&Verdict> = verdicts.iter().filter(|verdict| concerns(verdict, to)).collect();
    rows.retain(|row| !is_told_apart(row, verdicts, to));
    // A clause has several texts; those that did not run on the day say nothing if another did.
    if rows.iter().any(|row| row.because.role != Some(LimbRole::Version)) {
        rows.retain(|row| row.because.role != Some(LimbRole::Version));
    }
    // Where no obligor is named, every other party is meant, and not the author of the event itself.
    if by.is_none() && rows.iter().any(|row| !is_author(program, event, row.obligor)) {
        rows.retain(|row| !is_author(program, event, row.obligor));
    }
    rows
}

/// An expectation of a test that could not be run.
fn refused(program: &Program, expect: &Expectation, why: &str) -> ExpectReport {
    ExpectReport {
        path: expect.path.clone(),
        by: expect.by.map(|who| program.actor_name(who).to_owned()),
        to: expect.to.map(|who| program.actor_name(who).to_owned()),
        expected: expected(expect),
        got: "not run".to_owned(),
        agreed: false,
        left_out: false,
        note: Some(why.to_owned()),
    }
}

/// The expectation that an instrument has no clause of a kind.
fn without(program: &Program, expect: &Expectation, kind: NodeId) -> ExpectReport {
    let tree = program.kernel.kind;
    let found: Vec<&str> = expect
        .clauses
        .iter()
        .filter_map(|id| program.clause(*id))
        .filter(|clause| program.is_under(tree, clause.kind, kind))
        .map(|clause| clause.name.as_str())
        .collect();
    let got = if found.is_empty() { "none".to_owned() } else { found.join(", ") };
    ExpectReport {
        path: expect.path.clone(),
        by: None,
        to: None,
        expected: format!("no clause of kind {}", program.node_name(tree, kind)),
        got,
        agreed: found.is_empty(),
        left_out: false,
        note: expect.source.clone(),
    }
}

/// The expectation that no instrument obliges one actor toward another.
///
/// What is owed whatever happens and what is only permitted is no duty that this event calls up. A clause that runs to
/// the parties or to everyone counts if the other one takes part in its instrument on the day.
fn nothing(
    program: &Program,
    event: &Event,
    stance: &Stance,
    expect: &Expectation,
    limits: &Limits,
) -> ExpectReport {
    let filter = Filter {
        clauses: expect.clauses.clone(),
        obligors: expect.by.into_iter().collect(),
        ..Filter::default()
    };
    // The other one is asked about by name, so whoever was struck is answered by name.
    let limits = Limits { named_candidates: usize::MAX, ..*limits };
    let Decision { verdicts, too_complex } = decide(program, event, stance, &filter, &limits);
    let mut found: Vec<String> = verdicts
        .iter()
        .filter(|row| row.status != Status::NotOwed && !row.standing)
        .filter_map(|row| program.clause(row.clause).map(|clause| (row, clause)))
        .filter(|(row, clause)| {
            let toward = match row.beneficiary {
                BeneficiaryOut::Actor(actor) => Some(actor) == expect.to,
                BeneficiaryOut::None
                | BeneficiaryOut::Struck
                | BeneficiaryOut::Parties
                | BeneficiaryOut::All => {
                    expect.to.is_some_and(|to| takes_part(program, clause.treaty, to, event.date))
                }
            };
            toward && clause.response.modality != Modality::May
        })
        .map(|(row, clause)| {
            format!("{}.{} {}", treaty_name(program, clause.treaty), clause.name, row.status.word())
        })
        .collect();
    found.extend(too_complex.iter().map(ToString::to_string));
    let got = if found.is_empty() { "nothing".to_owned() } else { found.join("; ") };
    ExpectReport {
        path: expect.path.clone(),
        by: expect.by.map(|who| program.actor_name(who).to_owned()),
        to: expect.to.map(|who| program.actor_name(who).to_owned()),
        expected: "no duty under any instrument".to_owned(),
        left_out: !found.is_empty() && found.iter().all(|text| text.ends_with(Status::LeftOut.word())),
        got,
        agreed: found.is_empty(),
        note: expect.source.clone(),
    }
}

fn treaty_name(program: &Program, treaty: TreatyId) -> &str {
    program.treaty(treaty).map_or("", |row| row.name.as_str())
}

/// Whether an actor is bound by an instrument or protected under it on a day.
fn takes_part(program: &Program, treaty: TreatyId, who: ActorId, day: Date) -> bool {
    program.treaty(treaty).is_some_and(|row| {
        let mut rows = row.parties.iter().chain(&row.protected);
        rows.any(|member| member.actor == who && member.days.contains(day))
    })
}

/// Whether a verdict is about the beneficiary that is asked for.
fn concerns(verdict: &Verdict, to: Option<ActorId>) -> bool {
    match (to, verdict.beneficiary) {
        (Some(to), BeneficiaryOut::Actor(actor)) => to == actor,
        // A clause that is looked at for nobody in particular also says that it owes this one nothing.
        _ => true,
    }
}

/// Whether what runs to all parties has an answer of its own toward one of them, and this row is the
/// other one: the general answer where that party is asked about, the particular one where it is not.
fn is_told_apart(row: &Verdict, all: &[Verdict], to: Option<ActorId>) -> bool {
    let beside = |wanted: BeneficiaryOut| {
        all.iter().any(|v| v.clause == row.clause && v.obligor == row.obligor && v.beneficiary == wanted)
    };
    match (row.beneficiary, to) {
        (BeneficiaryOut::Parties, Some(to)) => beside(BeneficiaryOut::Actor(to)),
        (BeneficiaryOut::Actor(_), None) => beside(BeneficiaryOut::Parties),
        _ => false,
    }
}

/// Whether an obligor is stated to have done what happened.
fn is_author(program: &Program, event: &Event, obligor: Option<ActorId>) -> bool {
    let stated = match event.fact(program.kernel.by) {
        Some(Fact::Stated(values)) => values.as_slice(),
        _ => &[],
    };
    obligor.is_some_and(|who| stated.contains(&Value::Actor(who)))
}

fn agrees(verdict: &Verdict, expect: &Expectation) -> bool {
    let status = match expect.status {
        StatusWord::Owed => verdict.status == Status::Owed,
        StatusWord::Available => verdict.status == Status::Available,
        StatusWord::NotOwed => verdict.status == Status::NotOwed,
        StatusWord::Contested => verdict.status == Status::Contested,
        StatusWord::Undetermined => verdict.status == Status::Undetermined,
        StatusWord::Open => verdict.status == Status::Open,
        StatusWord::Unsettled => !verdict.status.is_settled() && verdict.status != Status::LeftOut,
        StatusWord::Settled => verdict.status.is_settled(),
    };
    // A clause may fail on several faces at once; the one that the record names must be among them.
    let fails =
        |role: LimbRole| verdict.limbs.iter().any(|limb| limb.role == role && limb.truth == Truth::False);
    let reason = expect.because.is_none_or(|role| verdict.because.role == Some(role) || fails(role));
    let pivots =
        expect.on.is_empty() || expect.on.iter().any(|name| verdict.pivots.depends_on.contains(name));
    status && reason && pivots
}

fn found(verdict: &Verdict) -> String {
    match (verdict.status, verdict.because.role) {
        (Status::NotOwed, Some(role)) => format!("not owed ({})", role.word()),
        (status @ Status::LeftOut, _) => status.word().to_owned(),
        (status, _) if status.is_settled() => status.word().to_owned(),
        (status, _) => format!("{} on {}", status.word(), verdict.pivots.depends_on.join(", ")),
    }
}

fn join(counts: &BTreeMap<String, usize>) -> String {
    let parts: Vec<String> = counts
        .iter()
        .map(|(text, count)| if *count > 1 { format!("{text} (×{count})") } else { text.clone() })
        .collect();
    parts.join("; ")
}

fn expected(expect: &Expectation) -> String {
    let mut text = match expect.status {
        StatusWord::Owed => Status::Owed.word(),
        StatusWord::Available => Status::Available.word(),
        StatusWord::NotOwed => Status::NotOwed.word(),
        StatusWord::Contested => Status::Contested.word(),
        StatusWord::Undetermined => Status::Undetermined.word(),
        StatusWord::Open => Status::Open.word(),
        StatusWord::Unsettled => "unsettled",
        StatusWord::Settled => "settled",
    }
    .to_owned();
    if let Some(role) = expect.because {
        text.push_str(&format!(" ({})", role.word()));
    }
    if !expect.on.is_empty() {
        text.push_str(&format!(" on {}", expect.on.join(", ")));
    }
    text
}

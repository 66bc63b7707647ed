//! Crises followed from event to event: agreements that are no treaties, July 1914, and that one event
//! alone is decided as `eval` decides it.

use std::fs;

use casus::evaluate::{Filter, Stance, Status, decide};
use casus::event::{Event, EventReader, Line};
use casus::ir::Program;
use casus::life::{Crisis, Obligation, State, follow};
use casus::syntax::tree::Modality;
use casus::text::Limits;
use jiff::civil::{Date, date};

use crate::ground::shipped_with;
pub(crate) use crate::ground::{events, program, root};

pub(crate) fn shipped() -> Program {
    shipped_with("")
}

pub(crate) fn run(program: &Program, events: &[Event], until: Option<Date>) -> Crisis {
    follow(program, events, &Stance::default(), &Filter::default(), until, &Limits::default())
}

/// The life of a clause in words: the state at its end, then each move with its day.
pub(crate) fn told(program: &Program, crisis: &Crisis, clause: &str) -> String {
    let of = |one: &&Obligation| program.clause(one.clause).is_some_and(|row| row.name == clause);
    let lives: Vec<String> = crisis
        .obligations
        .iter()
        .filter(of)
        .map(|one| {
            let steps: Vec<String> =
                one.life.steps().iter().map(|step| format!("{:?} {}", step.step(), step.on())).collect();
            format!("{}: {}", one.life.state().word(), steps.join(", "))
        })
        .collect();
    lives.join(" | ")
}

fn sale(record: &str) -> (Program, Crisis) {
    let text = fs::read_to_string(root().join("tests/lifecycle/sale.casus")).expect("the sale");
    let program = program(&[text]);
    let lines = format!(
        "{}\n{}\n",
        r#"{"id":"order","date":"2024-01-02","act":"single_order","by":"BUYER","against":"SELLER"}"#,
        record.trim()
    );
    let events = events(&program, &lines);
    let crisis = run(&program, &events, Some(date(2024, 12, 31)));
    assert!(crisis.refused.is_empty(), "{:?}", crisis.refused);
    (program, crisis)
}

#[test]
fn goods_that_are_called_off_and_delivered_in_time() {
    let (program, crisis) = sale(
        r#"{"id":"call","date":"2024-01-05","act":"order","by":"BUYER","against":"SELLER","record":[{"by":"BUYER","does":"called_off"}]}
{"id":"truck","date":"2024-01-12","act":"delivery","by":"SELLER","against":"BUYER","record":[{"by":"SELLER","does":"delivered"}]}
{"id":"bank","date":"2024-02-12","act":"delivery","by":"SELLER","against":"BUYER","record":[{"by":"BUYER","does":"paid"}]}"#,
    );
    assert_eq!(
        told(&program, &crisis, "deliver"),
        "performed: Trigger 2024-01-05, FallDue 2024-01-05, Perform 2024-01-12"
    );
    // The last day of the month that runs from 12 January is 12 February; paid on it, in time.
    assert_eq!(
        told(&program, &crisis, "pay"),
        "performed: Trigger 2024-01-12, FallDue 2024-01-12, Perform 2024-02-12"
    );
}

#[test]
fn goods_that_do_not_come_and_come_late() {
    let (program, crisis) = sale(
        r#"{"id":"call","date":"2024-01-05","act":"order","by":"BUYER","against":"SELLER","record":[{"by":"BUYER","does":"called_off"}]}
{"id":"truck","date":"2024-01-20","act":"delivery","by":"SELLER","against":"BUYER","record":[{"by":"SELLER","does":"delivered"}]}"#,
    );
    // Ten days from the fifth end on the fifteenth; on the sixteenth it is broken.
    assert_eq!(
        told(&program, &crisis, "deliver"),
        "performed: Trigger 2024-01-05, FallDue 2024-01-05, Breach 2024-01-16, Perform 2024-01-20"
    );
}

/// Interest arises from the breach itself, on its day, whoever tells of it and when.
#[test]
fn a_late_price_bears_interest() {
    let (program, crisis) = sale(
        r#"{"id":"truck","date":"2024-01-12","act":"delivery","by":"SELLER","against":"BUYER","record":[{"by":"BUYER","does":"paid","date":"2024-03-01"},{"by":"BUYER","does":"paid_interest","date":"2024-03-05"}]}"#,
    );
    assert_eq!(
        told(&program, &crisis, "pay"),
        "performed: Trigger 2024-01-12, FallDue 2024-01-12, Breach 2024-02-13, Perform 2024-03-01"
    );
    assert_eq!(
        told(&program, &crisis, "interest"),
        "performed: Trigger 2024-02-13, FallDue 2024-02-13, Perform 2024-03-05"
    );
    // Nothing was called off, so delivery only waits.
    assert_eq!(told(&program, &crisis, "deliver"), "available: ");
}

#[test]
fn a_price_that_is_refused_bears_interest_from_the_refusal() {
    let (program, crisis) = sale(
        r#"{"id":"truck","date":"2024-01-12","act":"delivery","by":"SELLER","against":"BUYER","record":[{"by":"BUYER","does":"defaulted","date":"2024-01-20"}]}"#,
    );
    assert_eq!(
        told(&program, &crisis, "pay"),
        "breached: Trigger 2024-01-12, FallDue 2024-01-12, Breach 2024-01-20"
    );
    assert_eq!(told(&program, &crisis, "interest"), "due: Trigger 2024-01-20, FallDue 2024-01-20");
}

/// A price that is paid in time bears none; for one event alone no life has moved, so none is owed.
#[test]
fn no_breach_no_interest() {
    let (program, crisis) = sale(
        r#"{"id":"truck","date":"2024-01-12","act":"delivery","by":"SELLER","against":"BUYER","record":[{"by":"BUYER","does":"paid","date":"2024-02-12"}]}"#,
    );
    assert_eq!(told(&program, &crisis, "interest"), "");
    let line = r#"{"id":"truck","date":"2024-01-12","act":"delivery","by":"SELLER","against":"BUYER"}"#;
    let event = &events(&program, line)[0];
    let decision = decide(&program, event, &Stance::default(), &Filter::default(), &Limits::default());
    let interest = decision
        .verdicts
        .iter()
        .find(|verdict| program.clause(verdict.clause).is_some_and(|clause| clause.name == "interest"));
    let interest = interest.expect("an answer");
    assert_eq!(interest.status, Status::NotOwed);
    assert_eq!(interest.because.text, "clause sale.pay was breached by BUYER");
}

#[test]
fn a_duty_that_rests_comes_back_and_can_be_given_up() {
    let (program, crisis) = sale(
        r#"{"id":"truck","date":"2024-01-12","act":"delivery","by":"SELLER","against":"BUYER","record":[{"by":"court","does":"halted","date":"2024-01-15"},{"by":"BUYER","does":"waived","date":"2024-01-16"},{"by":"court","does":"went_on","date":"2024-01-18"},{"by":"SELLER","does":"waived","date":"2024-01-20"}]}"#,
    );
    // Only the seller can give up the price: the buyer's word moves nothing that it owes.
    assert_eq!(
        told(&program, &crisis, "pay"),
        "released: Trigger 2024-01-12, FallDue 2024-01-12, Suspend 2024-01-15, Resume 2024-01-18, Release 2024-01-20"
    );
}

/// A duty that two events call up ends only when neither does any more.
#[test]
fn one_of_two_orders_is_taken_back() {
    let back = r#"{"id":"call","date":"2024-01-05","act":"delivery","by":"SELLER","against":"BUYER","record":[{"by":"BUYER","does":"called_off"},{"by":"BUYER","does":"called_back","date":"2024-01-08"}]}"#;
    let (program, crisis) = sale(back);
    assert_eq!(
        told(&program, &crisis, "deliver"),
        "terminated: Trigger 2024-01-05, FallDue 2024-01-05, Terminate 2024-01-08"
    );
    let standing =
        r#"{"id":"more","date":"2024-01-03","act":"standing_order","by":"BUYER","against":"SELLER"}"#;
    let (program, crisis) = sale(&format!("{standing}\n{back}"));
    // Nothing is delivered, and the ten days from the fifth run out.
    assert_eq!(
        told(&program, &crisis, "deliver"),
        "breached: Trigger 2024-01-05, FallDue 2024-01-05, Breach 2024-01-16"
    );
}

/// An order of which nobody says whether it stands may have been taken back: that is said, and no breach
/// is made of it.
#[test]
fn what_may_have_ended_is_not_broken() {
    let text = fs::read_to_string(root().join("tests/lifecycle/sale.casus")).expect("the sale");
    let program = program(&[text]);
    let line = r#"{"id":"order","date":"2024-01-02","act":"order","by":"BUYER","against":"SELLER","record":[{"by":"BUYER","does":"called_off"},{"by":"BUYER","does":"called_back","date":"2024-01-08"}]}"#;
    let crisis = run(&program, &events(&program, line), Some(date(2024, 12, 31)));
    assert_eq!(told(&program, &crisis, "deliver"), "due: Trigger 2024-01-02, FallDue 2024-01-02");
    let open: Vec<Status> = crisis.unsettled.iter().map(|one| one.status).collect();
    assert_eq!(open, [Status::Undetermined]);
}

#[test]
fn a_sale_that_is_cancelled_ends_what_is_owed() {
    let (program, crisis) = sale(
        r#"{"id":"truck","date":"2024-01-12","act":"delivery","by":"SELLER","against":"BUYER","record":[{"by":"SELLER","does":"cancelled","date":"2024-01-14"},{"by":"BUYER","does":"paid","date":"2024-01-15"}]}"#,
    );
    assert_eq!(
        told(&program, &crisis, "pay"),
        "terminated: Trigger 2024-01-12, FallDue 2024-01-12, Terminate 2024-01-14"
    );
}

/// An order of which only the month is known: its moves and its term are as exact as the month, and one that
/// may lie before the agreement was in force is not settled.
#[test]
fn an_event_of_a_month() {
    let text = fs::read_to_string(root().join("tests/lifecycle/sale.casus")).expect("the sale");
    let program = program(&[text.replace("in force   2020-01-01", "in force   2020-01-15")]);
    let read = |line: &str| -> Vec<Event> {
        let reader = EventReader::new(&program, line.as_bytes(), Limits::default()).with_months();
        reader
            .map(|line| match line {
                Line::Event(event) => event,
                Line::Refused { line, diagnostics, .. } => unreachable!("line {line}: {diagnostics:?}"),
            })
            .collect()
    };
    let line = r#"{"id":"truck","date":"2020-02","act":"delivery","by":"SELLER","against":"BUYER"}"#;
    let crisis = run(&program, &read(line), Some(date(2020, 3, 10)));
    assert_eq!(told(&program, &crisis, "pay"), "due: Trigger 2020-02, FallDue 2020-02");
    let due = crisis.obligations.iter().find_map(|one| one.due.clone());
    assert_eq!(format!("{due:?}"), "Some(By(When { earliest: 2020-03-01, latest: 2020-03-29 }))");
    // Nothing is broken before the last day on which it may be due is over.
    let crisis = run(&program, &read(line), Some(date(2020, 3, 29)));
    assert_eq!(told(&program, &crisis, "pay"), "due: Trigger 2020-02, FallDue 2020-02");
    let crisis = run(&program, &read(line), Some(date(2020, 3, 30)));
    assert_eq!(
        told(&program, &crisis, "pay"),
        "breached: Trigger 2020-02, FallDue 2020-02, Breach 2020-03-30"
    );
    let early = line.replace("2020-02", "2020-01");
    let crisis = run(&program, &read(&early), Some(date(2020, 3, 30)));
    assert_eq!(told(&program, &crisis, "pay"), "");
    let open: Vec<&str> = crisis.unsettled.iter().map(|one| &*one.because).collect();
    assert_eq!(open, ["only the month is known: not owed on 2020-01-01, owed on 2020-01-15"]);
    // Where a day is wanted, a month is refused.
    let refused = EventReader::new(&program, line.as_bytes(), Limits::default()).next();
    assert!(matches!(refused, Some(Line::Refused { .. })));
}

/// One event, with nothing done after its day, is a crisis of length one: what is owed or available
/// has a life, what is unsettled is said to be, and nothing else is.
#[test]
fn a_single_event_is_decided_as_eval_decides_it() {
    let program = shipped();
    let text = fs::read_to_string(root().join("tests/history/events.jsonl")).expect("the record");
    let mut compared = 0;
    for event in events(&program, &text).into_iter().step_by(6) {
        let crisis = run(&program, std::slice::from_ref(&event), Some(event.date));
        let filter = Filter { skip_standing: true, ..Filter::default() };
        let decision = decide(&program, &event, &Stance::default(), &filter, &Limits::default());
        for verdict in decision.verdicts.iter().filter(|v| v.status != Status::NotOwed) {
            let clause = program.clause(verdict.clause).expect("a clause");
            let rider = verdict.rider.and_then(|at| clause.riders.get(at)?.response.as_ref());
            let modality = rider.unwrap_or(&clause.response).modality;
            if matches!(modality, Modality::May | Modality::ShallNot) {
                continue;
            }
            compared += 1;
            if !verdict.status.is_settled() {
                let said = |one: &casus::life::Unsettled| {
                    (one.clause, one.obligor, one.beneficiary, one.status)
                        == (verdict.clause, verdict.obligor, verdict.beneficiary, verdict.status)
                        && *one.pivots == verdict.pivots
                };
                assert!(crisis.unsettled.iter().any(said), "{verdict:?}");
                continue;
            }
            let one = crisis.obligations.iter().find(|one| {
                one.clause == verdict.clause
                    && Some(one.obligor) == verdict.obligor
                    && one.beneficiary == verdict.beneficiary
            });
            let state = one.map(|one| one.life.state());
            let waits = state == Some(State::Live(casus::life::Live::Available));
            assert_eq!(waits, verdict.status == Status::Available, "{}: {verdict:?}", event.id);
            assert!(one.is_some(), "{}: {verdict:?}", event.id);
        }
    }
    assert!(compared > 500, "{compared}");
}

/// Stopping on a day and going on gives what a full run gives: the first part of each life is the same.
#[test]
fn a_crisis_told_to_a_day_is_the_beginning_of_the_whole() {
    let program = shipped();
    let text = fs::read_to_string(root().join("examples/july_1914.jsonl")).expect("the crisis");
    let events = events(&program, &text);
    let whole = run(&program, &events, Some(date(1914, 8, 31)));
    for day in [date(1914, 7, 28), date(1914, 8, 1), date(1914, 8, 3), date(1914, 8, 4), date(1914, 8, 15)] {
        let part = run(&program, &events, Some(day));
        let told: Vec<Event> = events.iter().filter(|event| event.date <= day).cloned().collect();
        let alone = run(&program, &told, Some(day));
        assert_eq!(format!("{:?}", part.obligations), format!("{:?}", alone.obligations), "{day}");
        for one in &part.obligations {
            let later = whole.obligations.iter().find(|other| {
                (other.clause, other.obligor, other.beneficiary, other.event)
                    == (one.clause, one.obligor, one.beneficiary, one.event)
            });
            let later = later.expect("what has begun is not forgotten");
            assert_eq!(later.life.on(day), Some(one.life.state()), "{day}: {one:?}");
        }
    }
}

/// July 1914, as the dossiers and the collection of cases have it. Sources: franco-russian-1892, Arts. 1 and
/// 3 (help at once and with all forces to the one that Germany attacks); the collection, case
/// 1914-08-03-germany-france (Russia fights on 3 August); anglo-japanese-1911 and case 1914-08-japan (the call
/// of 7 August is told with the ultimatum of 15 August).
#[test]
fn july_1914_runs_from_declaration_to_declaration() {
    let program = shipped();
    let text = fs::read_to_string(root().join("examples/july_1914.jsonl")).expect("the crisis");
    let crisis = run(&program, &events(&program, &text), Some(date(1914, 8, 31)));
    assert!(crisis.refused.is_empty() && crisis.too_complex.is_empty());
    assert_eq!(
        told(&program, &crisis, "russia_for_france"),
        "performed: Trigger 1914-08-03, FallDue 1914-08-03, Perform 1914-08-03"
    );
    // No act of France is on the record of these six events, so what France owes stays due.
    assert_eq!(told(&program, &crisis, "forces_of_france"), "due: Trigger 1914-08-03, FallDue 1914-08-03");
}

//! Treaties out of member rows: what is open stays open, what is coded decides.

use std::collections::BTreeMap;

use casus::evaluate::{Filter, Stance, Status, decide};
use casus::event::{Names, event_from_json};
use casus::import::atop::{self, Member, by_alliance};
use casus::import::program::with_builtin;
use casus::import::states::States;
use casus::import::treaties::{Reading, rules};
use casus::ir::Program;
use casus::syntax::format::format;
use casus::text::Limits;

use crate::data;

fn written(members: &[Member]) -> String {
    let limits = Limits::default();
    let mut states = States::of(&with_builtin(None, &limits).unwrap());
    rules(&by_alliance(members), Reading::Open, &mut states, &limits).unwrap()
}

fn rows(rows: &[&[(&str, &str)]]) -> Vec<Member> {
    atop::read(&data::members(rows)).unwrap().rows
}

/// The answers of alliance 9001 by clause on an event.
fn answers(program: &Program, event: &str) -> BTreeMap<String, Vec<Status>> {
    let limits = Limits::default();
    let event = event_from_json(&Names::new(program), &limits, event, 1).unwrap();
    let treaties = vec![program.find_treaty("atop_9001").unwrap()];
    let filter = Filter { treaties, ..Filter::default() };
    let decision = decide(program, &event, &Stance::default(), &filter, &limits);
    assert!(decision.too_complex.is_empty());
    let mut found: BTreeMap<String, Vec<Status>> = BTreeMap::new();
    for verdict in decision.verdicts {
        found.entry(program.clause(verdict.clause).unwrap().name.clone()).or_default().push(verdict.status);
    }
    found
}

fn defence(members: &[&[(&str, &str)]], event: &str) -> Vec<Status> {
    let program = with_builtin(Some(&written(&rows(members))), &Limits::default()).unwrap();
    answers(&program, event).remove("defence").unwrap()
}

const ATTACK: &str =
    r#"{"id":"a","date":"1905-03-01","act":"invasion","by":"iso3:NLD","against":"iso3:BEL"}"#;
const DEFENCE: [&[(&str, &str)]; 2] =
    [&[("member", "211"), ("defense", "1")], &[("member", "380"), ("defense", "1")]];

#[test]
fn even_a_plain_promise_is_never_surely_owed() {
    assert_eq!(defence(&DEFENCE, ATTACK), [Status::Contested]);
}

#[test]
fn a_coded_condition_that_fails_decides() {
    let condition = [("defcoadv", "1"), ("specthrt", "1"), ("statthr1", "220")];
    let row = |member: &'static str| {
        [("member", member), ("defense", "1")].into_iter().chain(condition).collect::<Vec<_>>()
    };
    assert_eq!(defence(&[&row("211"), &row("380")], ATTACK), [Status::NotOwed]);
    let named = ATTACK.replace("NLD", "FRA");
    assert_eq!(defence(&[&row("211"), &row("380")], &named), [Status::Contested]);
}

#[test]
fn a_threat_beside_the_named_one_leaves_the_answer_open() {
    let condition = [("defcoadv", "1"), ("specthrt", "3"), ("statthr1", "220")];
    let row = |member: &'static str| {
        [("member", member), ("defense", "1")].into_iter().chain(condition).collect::<Vec<_>>()
    };
    assert_eq!(defence(&[&row("211"), &row("380")], ATTACK), [Status::Contested]);
}

#[test]
fn after_the_end_of_coverage_the_bond_itself_is_open() {
    let later = ATTACK.replace("1905-03-01", "2020-03-01");
    let program = with_builtin(Some(&written(&rows(&DEFENCE))), &Limits::default()).unwrap();
    assert!(answers(&program, &later)["defence"].iter().all(|status| *status == Status::Contested));
}

#[test]
fn a_bond_that_ended_is_over() {
    let row = |member: &'static str| {
        vec![("member", member), ("defense", "1"), ("yrexit", "1904"), ("moexit", "1"), ("dayexit", "1")]
    };
    assert_eq!(defence(&[&row("211"), &row("380")], ATTACK), [Status::NotOwed]);
}

#[test]
fn the_text_is_in_the_standard_form_and_names_its_gaps() {
    let members = rows(&[
        &[("member", "211"), ("defense", "1"), ("defcoloc", "1"), ("estmode", "1"), ("olimob", "1")],
        &[("member", "380"), ("nonagg", "1"), ("yrexit", "1910"), ("moexit", "5"), ("dayexit", "-9")],
    ]);
    let text = written(&members);
    assert_eq!(format(&text, &Limits::default()).as_deref(), Ok(text.as_str()));
    for part in [
        "class atop_9001_defence = {",
        "atop_area is met",
        "atop_ratified is met",
        "atop_other_limit is met",
        "party      SWE from 1900-01-01 until 1910-05-02",
        "party      SWE from 1910-05-02 until 1910-06-01 when atop_day_of_change is bound",
        "party      BEL from 2017-01-01 when atop_after_2016 is bound",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn one_number_becomes_the_states_that_carried_it() {
    let text = written(&rows(&[
        &[("member", "365"), ("defense", "1"), ("yrexit", "1930"), ("moexit", "1"), ("dayexit", "1")],
        &[("member", "211"), ("defense", "1")],
    ]));
    assert!(text.contains("party      XRE from 1900-01-01 until 1917-11-08"), "{text}");
    assert!(text.contains("party      SUN from 1917-11-08 until 1930-01-02"), "{text}");
}

#[test]
fn every_alliance_becomes_rules_without_an_error() {
    let Some(text) = data::text(data::MEMBERS) else { return };
    let read = atop::read(&text).unwrap();
    assert_eq!(read.refused, []);
    let alliances = by_alliance(&read.rows).len();
    let written = written(&read.rows);
    let program = with_builtin(Some(&written), &Limits::default()).unwrap();
    let ours = program.treaties.iter().filter(|treaty| treaty.name.starts_with("atop_")).count();
    assert_eq!(ours, alliances);
    assert!(written.len() < Limits::default().rule_file_bytes);
}

//! The quick way to follow a crisis, which asks again only what a deed can change and shares answers
//! between events that are alike, gives what the plain way gives, which asks everything again after
//! every deed: the same document and the same crisis, to the byte.

use std::fs;

use casus::evaluate::{Filter, Stance};
use casus::event::Event;
use casus::ir::Program;
use casus::life::{Course, Setting};
use casus::text::Limits;
use jiff::ToSpan as _;
use jiff::civil::date;
use proptest::prelude::*;

use crate::crisis::{events, program, root};
use crate::resume::{AGREEMENTS, drawn, sketches};

#[path = "../../benches/made/mod.rs"]
mod made;

fn followed(setting: &Setting<'_>, events: &[Event]) -> (String, String) {
    let mut course = Course::new(setting);
    for event in events {
        course.tell(setting, event.clone()).expect("in order");
    }
    let end = course.reached().and_then(|last| last.checked_add(200.days()).ok());
    (course.write(setting).expect("written"), format!("{:?}", course.crisis(setting, end)))
}

pub(crate) fn hold(program: &Program, filter: &Filter, events: &[Event]) {
    let (stance, limits) = (Stance::default(), Limits::default());
    let quick = followed(&Setting::new(program, &stance, filter, &limits), events);
    let plain = followed(&Setting::new(program, &stance, filter, &limits).plainly(), events);
    assert_eq!(quick.0, plain.0);
    assert_eq!(quick.1, plain.1);
}

pub(crate) fn some(program: &Program, names: &[&str]) -> Filter {
    let treaties: Vec<_> = names.iter().filter_map(|name| program.find_treaty(name)).collect();
    assert_eq!(treaties.len(), names.len(), "a name of no instrument");
    Filter { treaties, ..Filter::default() }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    #[test]
    fn an_agreement_is_followed_alike(which in 0..AGREEMENTS.len(), all in sketches(12)) {
        let name = AGREEMENTS[which];
        let text = fs::read_to_string(root().join("tests/lifecycle").join(name)).expect("an agreement");
        let program = program(&[text]);
        let events: Vec<Event> =
            all.iter().enumerate().map(|(at, one)| drawn(&program, at, one, date(2024, 1, 1))).collect();
        hold(&program, &Filter::default(), &events);
    }
}

#[test]
fn a_made_up_crisis_is_followed_alike() {
    let program = made::shipped();
    let filter = some(&program, &["un_charter", "icj_collective_defence", "rio", "us_japan", "anzus"]);
    for kind in made::Kind::ALL {
        let events = made::read(&program, &made::lines(&program, kind, 32));
        hold(&program, &filter, &events);
    }
}

#[test]
fn one_more_state_that_uses_force_is_followed_alike() {
    let program = made::shipped();
    let filter = some(&program, &["un_charter", "icj_collective_defence", "rio"]);
    for (kind, size) in [(made::Kind::Pact, 90), (made::Kind::Many, 60)] {
        let events = made::read(&program, &made::lines(&program, kind, size));
        hold(&program, &filter, &events);
    }
}

/// The outcome of a motion that is voted on again and again, so that it often turns and mostly does not.
#[test]
fn a_motion_that_turns_is_followed_alike() {
    let program = made::shipped();
    let filter = some(&program, &["rio"]);
    let events = made::read(&program, &made::lines(&program, made::Kind::Council, 120));
    hold(&program, &filter, &events);
}

#[test]
fn the_record_is_followed_alike() {
    let program = made::shipped();
    let text = fs::read_to_string(root().join("tests/history/events.jsonl")).expect("events");
    let mut record = events(&program, &text);
    record.sort_by_key(|event| event.date);
    let filter = some(&program, &["un_charter", "icj_collective_defence", "rio", "north_atlantic", "anzus"]);
    let late = record.into_iter().filter(|event| event.date >= date(1950, 1, 1));
    let late: Vec<Event> = late.step_by(5).collect();
    hold(&program, &filter, &late);
}

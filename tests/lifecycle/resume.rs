//! The state of a crisis is a value: written after any part of it, read again and gone on with, it gives
//! what the whole gives, to the byte.

use std::fs;

use casus::evaluate::{Filter, Stance};
use casus::event::{About, Deed, Event, Fact, Value};
use casus::ir::{ActorId, Amount, ClauseId, NodeId, Program};
use casus::life::{Course, Mark, NotACourse, Setting};
use casus::text::Limits;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::crisis::{events, program, root, shipped};

/// Agreements on which made-up events are tried.
pub(crate) const AGREEMENTS: [&str; 19] = [
    "sale.casus",
    "freight.casus",
    "energy.casus",
    "service.casus",
    "amounts.casus",
    "growing.casus",
    "working.casus",
    "standing.casus",
    "published/meat.casus",
    "published/meat_freight.casus",
    "published/bids.casus",
    "published/fob.casus",
    "published/loan.casus",
    "published/delay.casus",
    "published/insurance.casus",
    "published/escrow.casus",
    "published/processing.casus",
    "published/acceptance.casus",
    "published/vaccine.casus",
];

/// What is told of one event, as numbers that fit any vocabulary.
#[derive(Debug, Clone)]
pub(crate) struct Sketch {
    day: i64,
    act: usize,
    by: usize,
    against: usize,
    deeds: Vec<DeedSketch>,
}

/// By whom, what, toward whom, how many days later; which clause and which event it names, for whom it was done, how much.
type DeedSketch = (usize, usize, Option<usize>, Option<i64>, AboutSketch);

type AboutSketch = (Option<usize>, Option<usize>, Option<usize>, Option<usize>);

const AMOUNTS: [&str; 8] =
    ["500 EUR", "1000 EUR", "100.25 EUR", "30 EUR", "450 GBP", "20 percent", "6 tons", "3 apples"];

pub(crate) fn sketches(most: usize) -> impl Strategy<Value = Vec<Sketch>> {
    let about = (
        proptest::option::weighted(0.3, 0..64_usize),
        proptest::option::weighted(0.3, 0..12_usize),
        proptest::option::weighted(0.2, 0..64_usize),
        proptest::option::weighted(0.7, 0..AMOUNTS.len()),
    );
    let later = proptest::option::of(0..90_i64);
    let deed = (0..64_usize, 0..64_usize, proptest::option::of(0..64_usize), later, about);
    let one = (0..120_i64, 0..64_usize, 0..64_usize, 0..64_usize, proptest::collection::vec(deed, 0..4));
    let one = one.prop_map(|(day, act, by, against, deeds)| Sketch { day, act, by, against, deeds });
    proptest::collection::vec(one, 1..most).prop_map(|mut all| {
        all.sort_by_key(|one| one.day);
        all
    })
}

fn nth(many: usize, at: usize) -> usize {
    at % many.max(1)
}

/// An event of an agreement: its first tree of acts, its actors, its deeds.
pub(crate) fn drawn(program: &Program, at: usize, sketch: &Sketch, begin: Date) -> Event {
    let on = |days: i64| begin.checked_add(days.days()).expect("a day");
    let actor = |at: usize| ActorId::at(nth(program.actors.len(), at));
    let field = |name: &str| program.find_field(name).expect("a field");
    let tree = program.find_tree("act").and_then(|id| program.tree(id)).expect("acts");
    let node = |many: usize, at: usize| NodeId::at(1 + nth(many - 1, at));
    let deeds = program.tree(program.kernel.deed).expect("deeds").nodes.len();
    let (by, against) = (actor(sketch.by), actor(sketch.against));
    let mut facts = vec![
        (field("act"), Fact::Stated(vec![Value::Node(node(tree.nodes.len(), sketch.act))])),
        (field("by"), Fact::Stated(vec![Value::Actor(by)])),
    ];
    if by != against {
        facts.push((field("against"), Fact::Stated(vec![Value::Actor(against)])));
    }
    facts.sort_by_key(|(field, _)| *field);
    let record = sketch.deeds.iter().flat_map(|(by, does, to, later, (clause, of, behalf, amount))| {
        let does = node(deeds, *does);
        let clause = clause.map(|clause| ClauseId::at(nth(program.clauses.len(), clause)));
        let deed = Deed {
            by: actor(*by),
            does,
            to: to.map(actor).filter(|to| *to != actor(*by)),
            treaty: None,
            date: later.map(|days| on(sketch.day + days)),
            count: None,
            about: About {
                clause: clause.filter(|clause| program.may_touch(does, *clause)),
                event: of.map(|of| format!("e{of}")),
                amount: amount.and_then(|at| Amount::parse(AMOUNTS[at])),
                agency: None,
            },
        };
        match behalf.map(actor).filter(|other| *other != deed.by) {
            Some(other) => deed.on_behalf_of(program, other),
            None => vec![deed],
        }
    });
    let record = record.collect();
    Event {
        id: format!("e{at}"),
        title: None,
        date: on(sketch.day),
        first: None,
        facts,
        own_place: None,
        record,
        line: 0,
    }
}

/// Tells all but stops after some to write and read; gives the document at the end.
fn told(setting: &Setting<'_>, events: &[Event], cut: Option<usize>) -> (String, String) {
    let mut course = Course::new(setting);
    for (at, event) in events.iter().enumerate() {
        if cut == Some(at) {
            let written = course.write(setting).expect("written");
            course = Course::read(setting, &written).expect("read");
            assert_eq!(course.write(setting).expect("written again"), written);
        }
        course.tell(setting, event.clone()).expect("in order");
    }
    let end = course.reached().and_then(|last| last.checked_add(200.days()).ok());
    (course.write(setting).expect("written"), format!("{:?}", course.crisis(setting, end)))
}

pub(crate) fn hold(program: &Program, filter: &Filter, events: &[Event], cut: usize) {
    let (stance, limits) = (Stance::default(), Limits::default());
    let setting = Setting::new(program, &stance, filter, &limits);
    let whole = told(&setting, events, None);
    let parts = told(&setting, events, Some(nth(events.len(), cut)));
    assert_eq!(whole.0, parts.0);
    assert_eq!(whole.1, parts.1);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn an_agreement_is_gone_on_with(which in 0..AGREEMENTS.len(), all in sketches(12), cut in 0..12_usize) {
        let name = AGREEMENTS[which];
        let text = fs::read_to_string(root().join("tests/lifecycle").join(name)).expect("an agreement");
        let program = program(&[text]);
        let events: Vec<Event> =
            all.iter().enumerate().map(|(at, one)| drawn(&program, at, one, date(2024, 1, 1))).collect();
        hold(&program, &Filter::default(), &events, cut);
    }
}

/// The shipped rules, on crises that are put together from the record and from July 1914, cut in the
/// midst.
#[test]
fn a_crisis_under_the_shipped_rules_is_gone_on_with() {
    let program = shipped();
    let read = |path: &str| fs::read_to_string(root().join(path)).expect("events");
    let july = events(&program, &read("examples/july_1914.jsonl"));
    let mut record = events(&program, &read("tests/history/events.jsonl"));
    record.sort_by_key(|event| event.date);
    let filter = |names: &[&str]| Filter {
        treaties: names.iter().filter_map(|name| program.find_treaty(name)).collect(),
        ..Filter::default()
    };
    let old = filter(&["franco_russian", "anglo_japanese", "triple_alliance"]);
    for cut in [2, 5] {
        hold(&program, &old, &july, cut);
    }
    // Unsettled answers, powers over bonds and decisions are among these.
    let new = filter(&["rio", "anzus", "north_atlantic"]);
    let late: Vec<Event> = record.into_iter().filter(|event| event.date >= date(1960, 1, 1)).collect();
    let some: Vec<Event> = late.into_iter().step_by(9).collect();
    hold(&program, &new, &some, some.len() / 2);
}

#[test]
fn a_state_of_other_rules_or_options_is_refused() {
    let text = fs::read_to_string(root().join("tests/lifecycle/sale.casus")).expect("the sale");
    let program = program(&[text]);
    let (stance, filter, limits) = (Stance::default(), Filter::default(), Limits::default());
    let marked = |rules: &str, options: &str| {
        let mark = Mark { rules: rules.to_owned(), options: options.to_owned() };
        Setting::new(&program, &stance, &filter, &limits).marked(mark)
    };
    let setting = marked("one", "all open");
    let line = r#"{"id":"order","date":"2024-01-02","act":"single_order","by":"BUYER","against":"SELLER"}"#;
    let mut course = Course::new(&setting);
    for event in events(&program, line) {
        course.tell(&setting, event).expect("in order");
    }
    let written = course.write(&setting).expect("written");
    assert!(Course::read(&setting, &written).is_ok());
    assert_eq!(Course::read(&marked("two", "all open"), &written).err(), Some(NotACourse::Rules));
    let other = Course::read(&marked("one", "narrow"), &written).err();
    assert_eq!(other, Some(NotACourse::Options { written: "all open".to_owned() }));
    let version = written.replacen(env!("CARGO_PKG_VERSION"), "0.0.0", 1);
    assert!(matches!(Course::read(&setting, &version), Err(NotACourse::Version { .. })));
    for (from, to) in [
        ("\"events\":[", "\"events\":[7,"),
        ("2024-01-02", "2024-13-02"),
        ("{", ""),
        ("\"done\":\"2020-01-01\"", "\"done\":\"2030-01-01\""),
        ("\"stops\":[]", "\"stops\":[{}]"),
    ] {
        let broken = written.replacen(from, to, 1);
        assert_ne!(broken, written, "{from}");
        assert!(matches!(Course::read(&setting, &broken), Err(NotACourse::Shape(_))), "{from}");
    }
}

#[test]
fn what_comes_too_late_is_refused() {
    let text = fs::read_to_string(root().join("tests/lifecycle/sale.casus")).expect("the sale");
    let program = program(&[text]);
    let (stance, filter, limits) = (Stance::default(), Filter::default(), Limits::default());
    let setting = Setting::new(&program, &stance, &filter, &limits);
    let mut course = Course::new(&setting);
    let lines = r#"{"id":"b","date":"2024-01-05","act":"delivery","by":"SELLER","against":"BUYER"}
{"id":"a","date":"2024-01-02","act":"delivery","by":"SELLER","against":"BUYER"}"#;
    let events = events(&program, lines);
    course.tell(&setting, events[0].clone()).expect("the first");
    let error = course.tell(&setting, events[1].clone()).expect_err("too late");
    assert_eq!(
        error.to_string(),
        "`a` is of 2024-01-02, and the crisis was followed to 2024-01-05; events are told in the order of their days"
    );
}

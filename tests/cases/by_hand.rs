//! Clauses whose smallest suites are known by hand.

use std::collections::BTreeMap;

use casus::analyse::cases::{Suite, Why};
use casus::evaluate::{Stance, Status};
use casus::ir::Program;

use crate::{small, suite_of};

fn of(name: &str) -> Suite {
    suite_of(&small(), &format!("small.{name}"), &Stance::default()).unwrap()
}

/// How many events, and how many of them are owed; that it is the smallest is claimed as well.
fn size(suite: &Suite) -> (usize, usize) {
    assert_eq!(suite.may_be_larger_by(), 0);
    assert!(!suite.few_actors && !suite.closed_record);
    let owed = suite.cases.iter().filter(|case| case.status == Status::Owed).count();
    (suite.cases.len(), owed)
}

/// Conditions that never decide, with why.
fn never(suite: &Suite) -> Vec<(String, Why)> {
    let list = suite.conditions.iter().filter_map(|one| Some((one.text.clone(), one.shown.err()?)));
    list.collect()
}

#[test]
fn both_hold_or_one_fails() {
    // Both; the first fails alone; the second fails alone.
    let suite = of("conjunction");
    assert_eq!(size(&suite), (3, 1));
    assert_eq!(never(&suite), []);
}

#[test]
fn one_holds_or_neither() {
    assert_eq!(size(&of("disjunction")), (3, 2));
}

#[test]
fn one_or_the_other_and_not_both_takes_all_four() {
    // Each fact stands under two conditions. Of `a` in `a and not b`: it decides for the duty where b is
    // not so, against none. Of `a` in `not a`: it decides against the duty where b is so.
    let suite = of("either");
    assert_eq!(size(&suite), (4, 2));
    assert_eq!(suite.conditions.len(), 4);
    assert_eq!(never(&suite), []);
}

#[test]
fn an_exception_and_what_takes_it_back() {
    // Owed: without b; with b and c. Not owed: without a; with b and without c.
    assert_eq!(size(&of("exception_of_exception")), (4, 2));
}

#[test]
fn a_fact_that_is_written_twice_is_two_conditions() {
    // Owed: a with b alone; a with c alone. Not owed: b and c without a; a alone.
    let suite = of("repeated");
    assert_eq!(suite.conditions.len(), 4);
    assert_eq!(size(&suite), (4, 2));
}

#[test]
fn what_is_covered_by_another_condition_never_decides() {
    // `a or (a and b)`: a alone and nothing. The second a can only make a difference where the first is
    // not so, and then neither is; b never does.
    let suite = of("covered");
    assert_eq!(size(&suite), (2, 1));
    let wanted = [("a is yes".to_owned(), Why::OnlyFails), ("b is yes".to_owned(), Why::NoDifference)];
    assert_eq!(never(&suite), wanted);
}

#[test]
fn what_the_day_settles_never_decides() {
    let suite = of("dated");
    assert_eq!(size(&suite), (2, 1));
    assert_eq!(never(&suite), [("from 1850-01-01".to_owned(), Why::Always)]);
}

#[test]
fn all_two_or_one_of_the_parties() {
    // All consent and all but one; two and one; one and none.
    let deeds = |suite: &Suite| suite.cases.iter().map(|case| case.event.record.len()).collect::<Vec<_>>();
    for (name, wanted) in [("all_of", [3, 2]), ("two_of", [2, 1]), ("any_of", [1, 0])] {
        let suite = of(name);
        assert_eq!(size(&suite), (2, 1), "{name}");
        assert_eq!(deeds(&suite), wanted, "{name}");
        // What a party could still do is not owed yet, and not lost either.
        assert_eq!(suite.cases[1].status, Status::Available, "{name}");
    }
}

#[test]
fn a_reading_is_a_condition() {
    // Owed: a with b, narrowly; a, widely. Not owed: a, narrowly; without a.
    let suite = of("read");
    assert_eq!(size(&suite), (4, 2));
    let asked: Vec<usize> = suite.cases.iter().map(|case| case.turns_on.len()).collect();
    let given: Vec<usize> = suite.cases.iter().map(|case| case.readings.len()).collect();
    // b makes the reading idle only where it holds, and then it need not be given but to show b.
    assert_eq!(given.iter().sum::<usize>(), 3, "{given:?}");
    assert_eq!(asked.iter().sum::<usize>(), 2, "{asked:?}");
}

#[test]
fn an_interpretation_closes_a_condition() {
    let program = small();
    let row = program.interpretation(program.find_interpretation("generous").unwrap()).unwrap();
    let stance = Stance { readings: row.readings.clone(), ..Stance::default() };
    let suite = suite_of(&program, "small.read", &stance).unwrap();
    assert_eq!(size(&suite), (2, 1));
    let wanted = [("b is yes".to_owned(), Why::NoDifference), ("how is wide".to_owned(), Why::OneReading)];
    assert_eq!(never(&suite), wanted);
}

#[test]
fn who_is_struck_is_a_condition() {
    // Owed once; not owed: without a, to a stranger, to the one who would owe.
    let suite = of("struck");
    assert_eq!(size(&suite), (4, 1));
    assert_eq!(suite.conditions.len(), 3);
}

#[test]
fn a_term_counts_once_and_each_use_of_it_once() {
    let program = small();
    let suite = of("twice");
    let in_term = suite.conditions.iter().filter(|one| one.term.is_some()).count();
    assert_eq!((suite.conditions.len(), in_term), (7, 3));
    let count: BTreeMap<bool, usize> = suite.conditions.iter().fold(BTreeMap::new(), |mut all, one| {
        *all.entry(one.shown.is_ok()).or_default() += 1;
        all
    });
    assert_eq!(count, BTreeMap::from([(true, 7)]), "{}", words(&program, &suite));
    // Owed: one fact and grave; the other fact, serious, with c. Not owed: strong and neither fact; both
    // facts, slight, with c, where each use fails, and grave and serious fail; the same serious without c.
    assert_eq!(size(&suite), (5, 2), "{}", words(&program, &suite));
}

#[test]
fn what_is_always_owed_needs_no_event() {
    let suite = of("standing_duty");
    assert_eq!(size(&suite), (0, 0));
    assert!(suite.conditions.is_empty());
}

#[test]
fn where_another_duty_stands_is_shown_by_no_event() {
    let suite = of("after_breach");
    assert_eq!(size(&suite), (2, 1));
    assert_eq!(never(&suite).first().map(|(_, why)| *why), Some(Why::OfLife));
}

#[test]
fn a_reservation_is_shown_for_the_one_who_made_it() {
    let suite = of("reserved");
    assert_eq!(suite.counts.len(), 2);
    // For ARC: a, and not a. For BOL: grave, and not grave; a holds in both.
    assert_eq!(size(&suite), (4, 2));
    assert_eq!(never(&suite), []);
}

fn words(program: &Program, suite: &Suite) -> String {
    let cases = suite.cases.iter().map(|case| casus::event::to_json(program, &case.event));
    cases.collect::<Vec<_>>().join("\n")
}

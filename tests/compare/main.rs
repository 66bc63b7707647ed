//! Comparisons: made-up rules of which the answer is known, counts held to counting one event after
//! the other, and the shipped rules held to the dossiers.

#![expect(clippy::unwrap_used, reason = "a test stops at the first broken expectation")]

mod counts;
#[cfg(feature = "cli")]
mod library;

use casus::analyse::compare::{Compared, Comparison, Item, Relation, Side, compare, joint_program};
use casus::evaluate::Stance;
use casus::ir::{ClauseId, Program};
use casus::resolve::resolve;
use casus::syntax::parser::parse;
use casus::text::{FileId, Limits};
use jiff::civil::date;

const WORDS: &str = include_str!("../regress/vocabulary.casus");

/// Rules of one clause that is called up by a condition.
fn rules(condition: &str) -> String {
    format!(
        r#"
question q {{
  source "x"
  reading one cite "x"
  reading two cite "x"
}}

treaty t {{
  cite     "x"
  evidence text
  parties  ARC, BOL
  clause help "Art. 1" evidence text {{
    kind         defence
    trigger      {condition}
    response     BOL shall assist for ARC
    consultation none
    process      none
    report       none
  }}
}}
"#
    )
}

fn load(text: &str) -> Program {
    load_with(WORDS, text)
}

fn load_with(words: &str, text: &str) -> Program {
    let limits = Limits::default();
    let mut trees = Vec::new();
    for (at, text) in [words, text].into_iter().enumerate() {
        let file = FileId(u32::try_from(at).unwrap());
        let parsed = parse(file, text, &limits);
        assert!(parsed.diagnostics.is_empty(), "{text}\n{:?}", parsed.diagnostics);
        trees.push((file, parsed.tree));
    }
    let resolved = resolve(&trees, &limits);
    let errors: Vec<_> = resolved.diagnostics.iter().filter(|d| d.is_error()).collect();
    assert!(errors.is_empty(), "{text}\n{errors:?}");
    resolved.program
}

/// Two programs of one clause each, compared on one day.
fn folders(one: &Program, other: &Program, classes: usize) -> Compared {
    let host = joint_program(one, other);
    let side = |program| Side { program, stance: Stance::default() };
    let comparison = Comparison {
        sides: [side(one), side(other)],
        host: &host,
        alike: false,
        any_beneficiary: false,
        only_where: None,
        classes,
    };
    let item = Item { left: vec![ClauseId(0)], right: vec![ClauseId(0)] };
    compare(&comparison, &item, date(1960, 1, 1), &Limits::default()).unwrap()
}

fn relation(one: &str, other: &str) -> Relation {
    folders(&load(&rules(one)), &load(&rules(other)), 1).relation
}

#[test]
fn two_ways_to_write_the_same_are_equivalent() {
    let found =
        relation("act is force and gravity at least serious", "not (gravity is slight or not act is force)");
    assert_eq!(found, Relation::Equivalent);
}

#[test]
fn the_narrower_rule_implies_the_wider() {
    assert_eq!(relation("act is invasion", "act is force"), Relation::FirstImplies);
    assert_eq!(relation("act is force or act is menace", "act is force"), Relation::SecondImplies);
}

#[test]
fn force_of_no_named_kind_tells_a_list_of_kinds_from_the_word() {
    let (one, other) = (load(&rules("act in {invasion, raid}")), load(&rules("act is force")));
    let found = folders(&one, &other, 2);
    assert_eq!(found.relation, Relation::FirstImplies);
    let [class] = found.second.as_slice() else { panic!("{:?}", found.second) };
    // Told only that it was force, the list does not know whether it was one of its own.
    assert_eq!(class.statuses.map(|status| status.word()), ["undetermined", "owed"]);
}

#[test]
fn rules_that_never_meet_are_disjoint() {
    assert_eq!(relation("gravity is slight", "gravity is grave and act is force"), Relation::Disjoint);
}

#[test]
fn rules_that_part_both_ways_overlap() {
    assert_eq!(relation("act is force", "gravity is grave"), Relation::Overlap);
}

#[test]
fn a_rule_that_calls_up_nothing_is_said_to() {
    assert_eq!(relation("act is force and act is menace", "never"), Relation::Silent);
}

#[test]
fn a_difference_names_its_class_and_its_smallest_event() {
    let (one, other) = (load(&rules("act is force")), load(&rules("act is force and q is two")));
    let found = folders(&one, &other, 3);
    assert_eq!(found.relation, Relation::SecondImplies);
    let [class] = found.first.as_slice() else { panic!("{:?}", found.first) };
    let parts: Vec<(&str, &[String])> =
        class.parts.iter().map(|part| (part.name.as_str(), part.values.as_slice())).collect();
    assert_eq!(parts, [("q", ["one".to_owned()].as_slice()), ("act", ["force".to_owned()].as_slice())]);
    assert!(!class.however_read);
    assert_eq!(class.readings.len(), 1);
    assert!(found.second.is_empty());
    // Three kinds of force, one reading of two: three of twelve cases.
    assert_eq!(found.counts[0].exact, Some(3));
    assert_eq!(found.all.exact, Some(12));
}

#[test]
fn an_event_with_a_value_that_one_side_does_not_know_is_left_aside() {
    let words = WORDS.replace("    raid\n", "    raid\n    siege\n");
    let (one, other) = (load(&rules("act is force")), load_with(&words, &rules("act is force")));
    // A siege is force to the second, but it cannot be told to the first.
    assert_eq!(folders(&one, &other, 1).relation, Relation::Equivalent);
    assert_eq!(folders(&other, &one, 1).relation, Relation::Equivalent);
}

#[test]
fn a_field_that_only_one_side_has_is_asked_for() {
    let words = format!("{WORDS}\nfield at_sea: yes_no\nfield share: number\n");
    let one = load(&rules("act is force"));
    let other = load_with(&words, &rules("act is force and at_sea is yes and share at least 10"));
    let found = folders(&one, &other, 1);
    assert_eq!(found.relation, Relation::SecondImplies);
    let [class] = found.first.as_slice() else { panic!("{:?}", found.first) };
    assert_eq!(class.statuses.map(|status| status.word()), ["owed", "not owed"]);
}

#[test]
fn a_question_that_only_one_side_asks_is_read_every_way() {
    let one = load(&rules("act is force"));
    let text = rules("act is force and r is yes").replace(
        "question q {",
        "question r {\n  source \"x\"\n  reading yes cite \"x\"\n  reading no cite \"x\"\n}\n\nquestion q {",
    );
    let found = folders(&one, &load(&text), 1);
    assert_eq!(found.relation, Relation::SecondImplies);
    assert_eq!(found.first[0].readings.len(), 1);
    assert_eq!(found.however_read[0].exact, Some(0));
}

#[test]
fn what_parties_could_call_up_is_compared_where_duties_are_the_same() {
    let one = load(&rules("act is force and ARC has invoked and act is menace"));
    let other = load(&rules("act is force and ARC has invoked"));
    let found = folders(&one, &other, 1);
    // An open record shows what ARC has done, so the two part already in what is owed.
    assert_eq!(found.relation, Relation::FirstImplies);
    assert!(!found.by_acts_only);
    assert!(!found.second[0].event.record.is_empty());
}

//! Each divergence between two ways to the same answer that was found and mended (`docs/divergences.md`),
//! on a rule set as small as it gets.

use casus::analyse::conflicts::{Clash, Which, in_event};
use casus::analyse::laws::{Answer, Chance, Report, contradiction, exhaust, prove, search};
use casus::evaluate::{Filter, Stance, decide};
use casus::ir::{Program, Property};
use casus::resolve::resolve;
use casus::syntax::parser::parse;
use casus::text::{FileId, Limits};

use crate::model::VOCABULARY;

/// One treaty with one clause, two questions, two interpretations.
const WORLD: &str = r#"
class great = {ARC}
place isle { at 0, 0 }
question q0 { source "x"
  reading r0 held by ARC cite "x"
  reading r1 cite "x" }
question q1 { source "x"
  reading r0 held by ARC cite "x"
  reading r1 held by BOL cite "x" }
interpretation i0 { q0 is r0 }
interpretation i1 { q0 is r1 }
"#;

fn program(rules: &str) -> (Program, Vec<Property>) {
    let limits = Limits::default();
    let text = format!("{}\n{WORLD}\n{rules}", VOCABULARY.join("\n"));
    let parsed = parse(FileId(0), &text, &limits);
    assert!(parsed.diagnostics.is_empty(), "{text}\n{:?}", parsed.diagnostics);
    let resolved = resolve(&[(FileId(0), parsed.tree)], &limits);
    let errors: Vec<_> = resolved.diagnostics.iter().filter(|d| d.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    (resolved.program, resolved.properties)
}

/// What a proof says of a law, once all three ways agree.
fn proof(clauses: &str, law: &str) -> Report {
    let treaty = format!(
        "treaty t0 {{ cite \"x\" evidence text nature pact\n party ARC party BOL party CYR\n{clauses} }}"
    );
    let (program, properties) = program(&format!("{treaty}\nproperty \"p\" {{ {law} }}"));
    let limits = Limits::default();
    let property = properties.first().expect("the property");
    let report = prove(&program, &properties, &[0], &limits).remove(0);
    let searched = search(&program, property, Chance::default(), &[], &limits);
    let exhausted = exhaust(&program, property, &limits);
    let said = contradiction(property, &report, Some(&searched), Some(&exhausted));
    assert_eq!(said, None, "{law}: {:?}", report.answer);
    report
}

fn is_proved(clauses: &str, law: &str) {
    let report = proof(clauses, law);
    assert!(matches!(report.answer, Answer::Proved), "{law}: {:?}", report.answer);
}

fn is_broken(clauses: &str, law: &str) {
    let report = proof(clauses, law);
    assert!(matches!(report.answer, Answer::Broken(_)), "{law}: {:?}", report.answer);
}

/// The duties against each other on an event.
fn clashes_in(program: &Program, line: &str) -> Vec<Clash> {
    let (limits, stance, filter) = (Limits::default(), Stance::default(), Filter::default());
    let event = crate::case::read(program, line);
    let verdicts = decide(program, &event, &stance, &filter, &limits).verdicts;
    in_event(program, &event, &stance, &filter, &verdicts, &limits).all
}

fn clause(trigger: &str) -> String {
    format!(
        "clause c0 \"Art.\" evidence text {{ kind defence trigger {trigger}\n response ARC shall assist\n \
         consultation none process none report none }}"
    )
}

#[test]
fn a_change_is_looked_at_between_events_of_which_the_law_speaks() {
    let grave = clause("gravity at most serious");
    is_proved(
        &grave,
        "on 1960-01-01 where gravity at most serious monotone in gravity whether t0.c0 is owed",
    );
    is_broken(&grave, "on 1960-01-01 monotone in gravity whether t0.c0 is owed");
    // The middle one is none of which the law speaks, and the two others differ.
    is_broken(
        &clause("not gravity is grave"),
        "on 1960-01-01 where not gravity is serious monotone in gravity whether t0.c0 is owed",
    );
}

#[test]
fn an_author_is_changed_only_into_one_that_is_not_struck() {
    is_proved(&clause("not attacker is victim"), "on 1960-01-01 unchanged by by whether t0.c0 is owed");
    is_broken(&clause("attacker is ARC"), "on 1960-01-01 unchanged by by whether t0.c0 is owed");
}

#[test]
fn an_interpretation_takes_a_reading_that_nobody_holds() {
    is_broken(&clause("q0 is r0"), "on 1960-01-01 same under i0, i1 whether t0.c0 is owed");
    // Nothing is owed but on that reading.
    is_broken(&clause("q0 is r1"), "on 1960-01-01 same under i0, i1 whether t0.c0 is owed");
    // What the law closes stays closed.
    is_proved(&clause("q0 is r0"), "on 1960-01-01 given q0 is r0 same under i0, i1 whether t0.c0 is owed");
}

#[test]
fn what_every_event_of_a_law_has_does_not_change() {
    // It speaks of one value, so there is nothing to compare it with.
    is_proved(
        &clause("series is yes"),
        "on 1960-01-01 event { series yes } unchanged by series whether t0.c0 is owed",
    );
}

#[test]
fn a_kind_that_has_kinds_of_its_own_stands_for_no_other() {
    is_broken(&clause("act is force"), "on 1960-01-01 if not act is force then t0.c0 is owed");
    // Only a menace of no kind that has a name is covert and neither force nor sabotage.
    is_proved(
        &clause("act is covert and not act is force and not act is sabotage"),
        "on 1960-01-01 possible t0.c0 is owed",
    );
    is_broken(
        &clause("act is covert and not act is force and not act is sabotage"),
        "on 1960-01-01 never t0.c0 is owed",
    );
}

#[test]
fn a_case_of_a_small_world_says_all_that_the_parts_of_a_law_ask() {
    // One of the two is so of every event, and of an event that does not say who was struck neither is.
    let by_either = "clause c0 \"Art.\" evidence text { kind defence trigger act is force on a party\n response \
                     every other party shall assist consultation none process none report none }";
    is_broken(
        by_either,
        "on 1960-01-01 event { act raid by BOL } where not victim is CYR \
         never (t0.c0 is owed by BOL or t0.c0 is not owed)",
    );
}

#[test]
fn a_narrower_deed_is_one_of_the_wider_kind() {
    let asked = clause("ARC has invoked");
    is_broken(&asked, "on 1960-01-01 unchanged by requested whether t0.c0 is owed");
    is_broken(&asked, "on 1960-01-01 unchanged by own_act whether t0.c0 is owed");
    is_proved(&asked, "on 1960-01-01 unchanged by decided whether t0.c0 is owed or not t0.c0 is owed");
}

#[test]
fn a_record_is_one_for_the_law_and_its_clauses() {
    let asked = clause("some party p where (p has measures)");
    is_proved(
        &asked,
        "on 1960-01-01 where not (ARC has measures) and not (BOL has measures) and not (CYR has measures) \
         never t0.c0 is owed",
    );
    is_broken(&asked, "on 1960-01-01 where not (BOL has measures) never t0.c0 is owed");
    is_broken(&asked, "on 1960-01-01 event { against BOL } never victim has measures");
}

#[test]
fn a_deed_that_every_event_has_is_done_from_its_day_on() {
    is_broken(
        &clause("ARC has measures"),
        "event { record { by ARC does measures date 1965-05-05 } } where before 1970-01-01 \
         if from 1965-01-01 then not ARC has measures",
    );
}

#[test]
fn chance_looks_for_kinds_of_what_every_event_has() {
    let report = proof(&clause("act is raid"), "on 1960-01-01 event { act covert } never t0.c0 is owed");
    assert!(matches!(report.answer, Answer::Broken(_)));
    let (program, properties) = program(
        "treaty t0 { cite \"x\" evidence text nature pact party ARC party BOL }
         property \"p\" { on 1960-01-01 event { act covert } never act is raid }",
    );
    let limits = Limits::default();
    let property = properties.first().expect("the property");
    let found = search(&program, property, Chance::default(), &[], &limits).found;
    assert!(found.is_some(), "no raid was drawn");
}

#[test]
fn a_text_that_comes_before_all_does_not_come_before_itself() {
    let both = "treaty t0 { cite \"x\" evidence text nature pact prevails over all \"x\"
  party ARC party BOL party CYR
  clause c0 \"Art.\" evidence text { kind defence trigger act is force
    response ARC shall assist for BOL consultation none process none report none }
  clause c1 \"Art.\" evidence text { kind defence trigger act is force
    response ARC shall confer for BOL consultation none process none report none } }
treaty t1 { cite \"x\" evidence text nature pact
  party ARC party BOL party CYR
  clause c0 \"Art.\" evidence text { kind defence trigger act is force
    response ARC shall confer for BOL consultation none process none report none } }";
    let (program, _) = program(both);
    let clashes = clashes_in(
        &program,
        r#"{"id": "e", "date": "1960-01-01", "act": "raid", "by": "CYR", "against": "BOL"}"#,
    );
    let ranked: Vec<(String, Vec<Which>)> = clashes
        .iter()
        .map(|one| (program.clause_path(one.other.clause), one.rankings.iter().map(|r| r.first).collect()))
        .collect();
    assert_eq!(ranked, [("t0.c1".to_owned(), vec![]), ("t1.c0".to_owned(), vec![Which::One])]);
}

#[test]
fn what_changes_takes_kinds_that_an_event_can_name() {
    // Only a raid is force among the covert acts; sabotage and a covert act without a name are alike.
    let once = clause("(act is covert and not act is force)");
    let report = proof(&once, "on 1960-01-01 event { act covert } unchanged by act whether t0.c0 is owed");
    let Answer::Broken(breach) = report.answer else { panic!("{:?}", report.answer) };
    assert!(!breach.unnamed, "{breach:?}");
}

#[test]
fn what_changes_may_take_a_kind_without_a_name() {
    let once = clause("(act is covert and not act is raid and not act is sabotage)");
    let report = proof(&once, "on 1960-01-01 event { act covert } unchanged by act whether t0.c0 is owed");
    let Answer::Broken(breach) = report.answer else { panic!("{:?}", report.answer) };
    assert!(breach.unnamed, "{breach:?}");
    is_broken(&once, "on 1960-01-01 unchanged by act whether t0.c0 is owed");
}

#[test]
fn what_a_conflict_turns_on_may_be_one_of_several_values() {
    let (program, _) = program(
        "treaty t0 { cite \"x\" evidence text nature pact party ARC party BOL party CYR
  clause c0 \"Art.\" evidence text { kind defence trigger act is menace except act is force
    response ARC shall assist for BOL consultation none process none report none }
  clause c1 \"Art.\" evidence text { kind defence trigger act is menace
    response ARC shall confer for BOL consultation none process none report none } }",
    );
    // A covert act may be force or not; the other act is none.
    let clashes = clashes_in(
        &program,
        r#"{"id": "e", "date": "1960-01-01", "act": ["menace", "covert"], "by": "CYR", "against": "BOL"}"#,
    );
    let [clash] = clashes.as_slice() else { panic!("{clashes:?}") };
    assert!(!clash.sure && !clash.turns_on.facts.is_empty(), "{clash:?}");
}

#[test]
fn what_a_conflict_turns_on_may_be_how_the_place_of_the_event_lies() {
    let (program, _) = program(
        "treaty t0 { cite \"x\" evidence text nature pact party ARC party BOL party CYR
  clause c0 \"Art.\" evidence text { kind defence trigger act is menace requires territory claimed by ARC
    response ARC shall assist for BOL consultation none process none report none }
  clause c1 \"Art.\" evidence text { kind defence trigger act is menace
    response ARC shall confer for BOL consultation none process none report none } }",
    );
    let clashes = clashes_in(
        &program,
        r#"{"id": "e", "date": "1960-01-01", "act": "menace", "by": "CYR", "against": "BOL",
            "place": {"territory_of": ["ARC"]}}"#,
    );
    let [clash] = clashes.as_slice() else { panic!("{clashes:?}") };
    let said = [("place.claimed_by".to_owned(), "ARC".to_owned())];
    assert!(!clash.sure && clash.turns_on.beside == said, "{clash:?}");
}

#[test]
fn chance_draws_for_the_bindings_of_which_a_law_speaks() {
    let all = clause("act is force on a party");
    let law = "for any treaty u, parties n0, n1 of u if {land} of n1 then somebody owes confer under u \
               on 1960-01-01 event { act invasion by DOR against CYR place isle }";
    let treaty = format!(
        "treaty t0 {{ cite \"x\" evidence text nature pact\n party ARC party BOL party CYR\n{all} }}"
    );
    let (program, properties) = program(&format!("{treaty}\nproperty \"p\" {{ {law} }}"));
    let property = properties.first().expect("the property");
    for seed in 0..20 {
        let searched = search(&program, property, Chance { seed, cases: 48 }, &[], &Limits::default());
        assert!(searched.found.is_some(), "seed {seed}: {} drawn", searched.cases);
    }
}

#[test]
fn one_of_several_values_may_be_of_a_kind_without_a_name() {
    // A vessel that is no warship has no name here, and the law is broken by it whatever the question says.
    let law = "on 1960-01-01 event { object {land, vessel} } never not (q0 is r0 and object is warship)";
    let report = proof(&clause("act is force"), law);
    let Answer::Broken(breach) = report.answer else { panic!("{:?}", report.answer) };
    assert!(breach.unnamed, "{breach:?}");
}

#[test]
fn cases_of_small_worlds_look_at_what_a_law_of_change_speaks_of() {
    // Proof, search and small worlds have to agree; the question is asked by nothing but the law.
    is_broken(
        &clause("share = 2"),
        "on 1970-01-01 where q1 is r1 monotone in share whether t0.c0 is not owed",
    );
}

#[test]
fn an_interpretation_is_asked_of_a_kind_without_a_name() {
    // Only a vessel that is no warship calls it up, and only on the reading that `i3` does not take.
    let once = clause("(object is vessel and not object is warship and q1 is r0)");
    let (program, properties) = program(&format!(
        "interpretation i3 {{ q1 is r1 }}
         treaty t0 {{ cite \"x\" evidence text nature pact party ARC party BOL\n{once} }}
         property \"p\" {{ on 1960-01-01 same under i0, i3 whether t0.c0 is owed }}"
    ));
    let report = prove(&program, &properties, &[0], &Limits::default()).remove(0);
    let Answer::Broken(breach) = report.answer else { panic!("{:?}", report.answer) };
    assert!(breach.unnamed, "{breach:?}");
}

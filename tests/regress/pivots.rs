//! What test blocks cannot say: the sets that settle a verdict, and answers beyond the limits.

use casus::evaluate::{
    BeneficiaryOut, Filter, Pivot, PivotKind, Stance, Status, Verdict, decide, walk_through,
};
use casus::event::{Event, Names, event_from_json};
use casus::ir::Program;
use casus::text::Limits;

use crate::load;

const RULES: &str = r#"
treaty t {
  cite "x"
  evidence text
  parties ARC, BOL
  clause help "Art. 1" evidence text {
    kind defence
    trigger gravity is grave
    opinion any party has invoked
    response BOL shall assist for CYR
    consultation none
    process none
    report none
  }
  clause kinds "Art. 2" evidence text {
    kind defence
    trigger ARC has invoked and ARC has requested
    response BOL shall assist for CYR
    consultation none
    process none
    report none
  }
}
"#;

fn event(program: &Program, json: &str) -> Event {
    event_from_json(&Names::new(program), &Limits::default(), json, 1).unwrap()
}

fn verdict(program: &Program, clause: &str, json: &str) -> Verdict {
    let clause = program.find_clause(clause).unwrap();
    let filter = Filter { clauses: vec![clause], ..Filter::default() };
    let event = event(program, json);
    decide(program, &event, &Stance::default(), &filter, &Limits::default()).verdicts.remove(0)
}

fn pivot(kind: PivotKind, name: &str, values: &[&str]) -> Pivot {
    Pivot {
        kind,
        name: name.to_owned(),
        values: values.iter().map(|v| (*v).to_owned()).collect(),
        in_common: None,
    }
}

#[test]
fn an_act_alone_is_said_to_settle_what_also_needs_a_fact() {
    let (_, resolved) = load("rules", RULES);
    let found = verdict(&resolved.program, "help", r#"{"id":"e","date":"1960-01-01"}"#);
    assert_eq!(found.status, Status::Undetermined);
    let grave = || pivot(PivotKind::Fact, "gravity", &["grave"]);
    assert_eq!(found.pivots.to_owed, [vec![grave(), pivot(PivotKind::Act, "invoked", &["ARC", "BOL"])]]);
    assert_eq!(found.pivots.to_available, [vec![grave()]]);
    assert_eq!(found.pivots.to_not_owed, [vec![pivot(PivotKind::Fact, "gravity", &["slight", "serious"])]]);
}

#[test]
fn a_request_is_asked_for_together_with_the_invoking_that_it_is() {
    let (_, resolved) = load("rules", RULES);
    let found = verdict(&resolved.program, "kinds", r#"{"id":"e","date":"1960-01-01"}"#);
    assert_eq!(found.status, Status::Available);
    assert_eq!(found.pivots.to_owed, [vec![pivot(PivotKind::Act, "requested", &["ARC"])]]);
}

#[test]
fn an_explanation_beyond_the_limits_says_what_does_not_hold() {
    let (_, resolved) = load("rules", RULES);
    let program = &resolved.program;
    let clause = program.find_clause("help").unwrap();
    let event = event(program, r#"{"id":"e","date":"1960-01-01"}"#);
    let who = |name: &str| program.find_actor(name).unwrap();
    let steps = |limits: &Limits| {
        let to = BeneficiaryOut::Actor(who("CYR"));
        walk_through(program, &event, &Stance::default(), clause, Some(who("BOL")), to, limits)
    };
    assert!(!steps(&Limits::default()).is_empty());
    assert!(steps(&Limits { diagram_nodes: 3, ..Limits::default() }).is_empty());
}

//! Laws over the shipped rules and the crises of the record: the order of files never matters, a new
//! name changes nothing, and one more fact never changes an answer that was settled.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first broken file")]

use std::fs;
use std::path::{Path, PathBuf};

use casus::evaluate::{Filter, Stance, Status, Verdict, decide};
use casus::event::{Event, EventReader, Fact, Line, Value};
use casus::ir::{FieldType, NodeId, Program};
use casus::resolve::resolve;
use casus::syntax::parser::parse;
use casus::text::{FileId, Limits};

fn files_under(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files_under(&path, into);
        } else if path.extension().is_some_and(|e| e == "casus") {
            into.push(path);
        }
    }
}

fn texts() -> Vec<String> {
    let mut paths = Vec::new();
    files_under(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"), &mut paths);
    paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

fn program(texts: &[String]) -> Program {
    let limits = Limits::default();
    let files: Vec<_> = texts
        .iter()
        .enumerate()
        .map(|(at, text)| {
            let id = FileId(u32::try_from(at).unwrap());
            (id, parse(id, text, &limits).tree)
        })
        .collect();
    let resolved = resolve(&files, &limits);
    assert!(resolved.is_usable());
    resolved.program
}

fn events(program: &Program) -> Vec<Event> {
    events_with(program, |text| text)
}

/// The events, their file changed first.
fn events_with(program: &Program, change: impl Fn(String) -> String) -> Vec<Event> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/history/events.jsonl");
    let text = change(fs::read_to_string(path).unwrap());
    EventReader::new(program, text.as_bytes(), Limits::default())
        .filter_map(|line| match line {
            Line::Event(event) => Some(event),
            Line::Refused { .. } => None,
        })
        .collect()
}

/// The answers on an event under some instruments, as text that does not speak of places in files.
fn answers(program: &Program, event: &Event, treaties: &[&str]) -> Vec<String> {
    let filter = Filter {
        treaties: treaties.iter().filter_map(|name| program.find_treaty(name)).collect(),
        ..Filter::default()
    };
    let decision = decide(program, event, &Stance::default(), &filter, &Limits::default());
    let mut lines: Vec<String> = decision.verdicts.iter().map(|verdict| line(program, verdict)).collect();
    lines.sort();
    lines
}

fn line(program: &Program, verdict: &Verdict) -> String {
    let clause = program.clause(verdict.clause).unwrap();
    let who = verdict.obligor.map(|who| program.actor_name(who).to_owned());
    let role = verdict.because.role;
    format!(
        "{} {who:?} {:?} {:?} {role:?} {:?}",
        clause.name, verdict.beneficiary, verdict.status, verdict.pivots
    )
}

const SOME: [&str; 4] = ["us_philippines", "us_korea", "anzus", "us_japan"];

#[test]
fn the_order_of_files_never_matters() {
    let forward = texts();
    let backward: Vec<String> = forward.iter().rev().cloned().collect();
    let (one, other) = (program(&forward), program(&backward));
    for (a, b) in events(&one).iter().zip(events(&other).iter()) {
        assert_eq!(answers(&one, a, &SOME), answers(&other, b, &SOME), "{}", a.id);
    }
}

#[test]
fn a_new_name_changes_nothing() {
    let before = texts();
    let rename =
        |text: &String| text.replace("us_korea", "zz_pact").replace("act_from_outside", "a_first_term");
    let after: Vec<String> = before.iter().map(rename).collect();
    let (one, other) = (program(&before), program(&after));
    // Deeds name the instrument under which they are done.
    for (a, b) in events(&one).iter().zip(events_with(&other, |text| rename(&text)).iter()) {
        assert_eq!(answers(&one, a, &["us_korea"]), answers(&other, b, &["zz_pact"]), "{}", a.id);
    }
}

/// A few values of a field: the first, the last and one between.
fn values(program: &Program, kind: FieldType) -> Vec<Value> {
    match kind {
        FieldType::Tree(tree) => {
            let count = program.tree(tree).map_or(0, |tree| tree.nodes.len());
            [1, count / 2, count - 1].into_iter().map(|at| Value::Node(NodeId::at(at))).collect()
        }
        FieldType::Scale(_) => vec![Value::Level(0), Value::Level(2)],
        FieldType::YesNo => vec![Value::Yes(true), Value::Yes(false)],
        // Other states and places are chosen against what the event already says, and numbers cut by rules.
        FieldType::Actor | FieldType::Place | FieldType::Number => Vec::new(),
    }
}

/// Where a rule asks whether a fact `is stated`, silence is an answer, and the fact may change it. A clause that begins to ask
/// so needs a line here.
const ASKS_WHETHER_STATED: [(&str, &[&str]); 1] = [(
    "deployment_change",
    &["us_japan.prior_consultation", "us_japan.consent_to_use", "us_korea.use_of_forces"],
)];

#[test]
fn one_more_fact_never_changes_a_settled_answer() {
    let program = program(&texts());
    let limits = Limits::default();
    let filter = Filter {
        treaties: SOME.iter().filter_map(|name| program.find_treaty(name)).collect(),
        ..Filter::default()
    };
    let mut tried = 0;
    for event in events(&program) {
        let before = decide(&program, &event, &Stance::default(), &filter, &limits).verdicts;
        for (at, field) in program.fields.iter().enumerate() {
            let id = casus::ir::FieldId::at(at);
            if event.fact(id).is_some() {
                continue;
            }
            for value in values(&program, field.kind) {
                let mut more = event.clone();
                more.facts.push((id, Fact::Stated(vec![value])));
                tried += 1;
                let after = decide(&program, &more, &Stance::default(), &filter, &limits).verdicts;
                for verdict in before.iter().filter(|verdict| verdict.status.is_settled()) {
                    let path = program.clause_path(verdict.clause);
                    let asks = ASKS_WHETHER_STATED.iter().find(|(asked, _)| *asked == field.name);
                    if asks.is_some_and(|(_, clauses)| clauses.contains(&path.as_str())) {
                        continue;
                    }
                    let same = after.iter().find(|other| {
                        (other.clause, other.obligor, other.beneficiary)
                            == (verdict.clause, verdict.obligor, verdict.beneficiary)
                    });
                    let status = same.map(|other| other.status);
                    assert_eq!(status, Some(verdict.status), "{} {path} {} {value:?}", event.id, field.name);
                }
            }
        }
    }
    assert!(tried > 100);
}

#[test]
fn leaving_out_what_is_not_owed_changes_no_other_answer() {
    let program = program(&texts());
    let limits = Limits::default();
    for event in events(&program).into_iter().step_by(4) {
        let asked = |skip_not_owed: bool| {
            let filter = Filter { skip_not_owed, ..Filter::default() };
            decide(&program, &event, &Stance::default(), &filter, &limits)
        };
        let (mut whole, quick) = (asked(false), asked(true));
        whole.verdicts.retain(|verdict| verdict.status != Status::NotOwed);
        assert_eq!(quick.verdicts, whole.verdicts, "{}", event.id);
    }
}

//! A small rule file for every finding, and a near twin: the first lines of a file say what is found in it,
//! and what is left open.

use std::fs;
use std::path::Path;

use casus::analyse::lint::{Linted, Plan, What, lint};
use casus::evaluate::{Filter, Stance, Status, decide};
use casus::resolve::{Resolved, resolve};
use casus::syntax::parser::parse;
use casus::text::{FileId, Limits};

use crate::tell::Teller;

/// The rules of some texts.
pub fn load(texts: &[String]) -> Resolved {
    let limits = Limits::default();
    let trees: Vec<_> = (0..)
        .zip(texts)
        .map(|(at, text)| {
            let parsed = parse(FileId(at), text, &limits);
            assert!(parsed.diagnostics.is_empty(), "{text}\n{:?}", parsed.diagnostics);
            (FileId(at), parsed.tree)
        })
        .collect();
    let resolved = resolve(&trees, &limits);
    let errors: Vec<_> = resolved.diagnostics.iter().filter(|one| one.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?}\n{}", texts.join("\n"));
    resolved
}

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lint");
    fs::read_to_string(root.join(path)).expect("a rule file of these tests")
}

/// What is found in a file beside the vocabulary.
fn linted(text: &str) -> (Linted, Resolved, Vec<String>) {
    let texts = vec![read("base.casus"), text.to_owned()];
    let resolved = load(&texts);
    let limits = Limits::default();
    let plan = Plan {
        program: &resolved.program,
        properties: &resolved.properties,
        files: Some([FileId(1)].into()),
        treaties: Vec::new(),
        limits: &limits,
    };
    (lint(&plan), resolved, texts)
}

/// The words of a file that begin with a mark.
fn marked(text: &str, mark: &str) -> Vec<String> {
    let lines = text.lines().filter_map(|line| line.strip_prefix(mark));
    let mut all: Vec<String> = lines.map(|line| line.trim().to_owned()).collect();
    all.retain(|line| line != "nothing");
    all.sort();
    all
}

fn files() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lint/rules");
    let all = fs::read_dir(folder).expect("the folder of rule files");
    let mut names: Vec<String> =
        all.map(|one| one.expect("a file").file_name().into_string().expect("a plain name")).collect();
    names.sort();
    names
}

#[test]
fn each_file_has_the_findings_that_it_names() {
    let mut wrong = Vec::new();
    for name in files() {
        let text = read(&format!("rules/{name}"));
        let (linted, resolved, texts) = linted(&text);
        let teller = Teller { program: &resolved.program, properties: &resolved.properties, texts: &texts };
        for (mark, mut is) in [("// finds ", teller.findings(&linted)), ("// open ", teller.open(&linted))] {
            is.sort();
            let wanted = marked(&text, mark);
            if is != wanted {
                wrong.push(format!("{name} {mark}\n  wanted {wanted:#?}\n  is     {is:#?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_file_has_a_twin_without_the_finding() {
    let names = files();
    let of = |name: &String| name.trim_end_matches(".casus").to_owned();
    for name in names.iter().map(of).filter(|name| !name.ends_with("_twin")) {
        let twin = format!("{name}_twin.casus");
        assert!(names.contains(&twin), "{name} has no twin");
        let text = read(&format!("rules/{twin}"));
        assert!(text.starts_with("// finds nothing"), "{twin} has findings");
        assert!(!marked(&read(&format!("rules/{name}.casus")), "// finds ").is_empty(), "{name} has none");
    }
}

#[test]
fn an_event_that_shows_two_duties_is_one_that_the_evaluator_decides_so() {
    let (linted, resolved, _) = linted(&read("rules/contrary.casus"));
    let shown = linted.findings.iter().find_map(|finding| match &finding.what {
        What::Contrary(contrary) => Some((contrary.one, contrary.other, contrary.witness.clone()?)),
        _ => None,
    });
    let (one, other, witness) = shown.expect("two duties that stand against each other");
    let stance = Stance { readings: witness.readings.clone(), ..Stance::default() };
    let filter = Filter { clauses: vec![one, other], ..Filter::default() };
    let decision = decide(&resolved.program, &witness.event, &stance, &filter, &Limits::default());
    for clause in [one, other] {
        let owed = |verdict: &&casus::evaluate::Verdict| {
            verdict.clause == clause
                && verdict.obligor == Some(witness.obligor)
                && verdict.status == Status::Owed
        };
        assert!(decision.verdicts.iter().any(|verdict| owed(&verdict)), "{:?}", decision.verdicts);
    }
}

#[test]
fn what_is_too_large_is_neither_found_nor_fine() {
    let text = read("rules/never_levels.casus");
    let resolved = load(&[read("base.casus"), text]);
    let limits = Limits { lint_nodes: 12, ..Limits::default() };
    let plan = Plan {
        program: &resolved.program,
        properties: &[],
        files: Some([FileId(1)].into()),
        treaties: Vec::new(),
        limits: &limits,
    };
    let linted = lint(&plan);
    let never = |what: &What| matches!(what, What::Never(..));
    assert!(!linted.findings.iter().any(|one| never(&one.what)));
    assert!(linted.open.iter().any(|one| never(&one.what)));
}

//! The clauses of the dossiers are held twice: on all evidence, and without what is only remembered.
//! What changes is listed; an answer is the same, or it is left out, or it stands in the table here.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first broken expectation, and lists what changes"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use casus::analyse::{EventFile, TestReport, run_tests_on};
use casus::builtin;
use casus::ir::Evidence;
use casus::resolve::{Resolved, resolve};
use casus::syntax::parser::parse;
use casus::text::{File, Files, Limits};

/// The shipped rules with the tests of the dossiers.
fn load() -> (Files, Resolved) {
    let limits = Limits::default();
    let mut texts: Vec<(String, String)> =
        builtin::rules().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expressiveness");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        texts.push((name, fs::read_to_string(&path).unwrap()));
    }
    let mut files = Files::default();
    let mut trees = Vec::new();
    for (name, text) in texts {
        let id = files.add(File::new(name, text.clone()));
        trees.push((id, parse(id, &text, &limits).tree));
    }
    (files, resolve(&trees, &limits))
}

fn run(files: &Files, resolved: &Resolved, kept: Option<&[Evidence]>) -> Vec<TestReport> {
    let mut none = |_: &File, path: &str| -> EventFile { Err(format!("no test here names a file: {path}")) };
    let kept: Option<BTreeSet<Evidence>> = kept.map(|tags| tags.iter().copied().collect());
    run_tests_on(&resolved.program, &resolved.tests, files, &mut none, &Limits::default(), kept.as_ref())
}

const ALL: [Evidence; 5] =
    [Evidence::Text, Evidence::TwoSources, Evidence::OneSource, Evidence::Recall, Evidence::Unverified];

const SEEN: [Evidence; 3] = [Evidence::Text, Evidence::TwoSources, Evidence::OneSource];

/// Answers that are another without what is only remembered, and what they become.
const CHANGED: [(&str, &str); 1] = [
    // The reading that the trigger was met is remembered, so the trigger fails before the precondition.
    ("triple_alliance.casus_foederis by ITA", "not owed (trigger)"),
];

#[test]
fn naming_every_tag_changes_nothing() {
    let (files, resolved) = load();
    let (plain, named) = (run(&files, &resolved, None), run(&files, &resolved, Some(&ALL)));
    assert!(plain.len() > 100 && plain.iter().all(TestReport::holds));
    assert_eq!(plain, named);
}

#[test]
fn without_memory_an_answer_is_the_same_or_left_out() {
    let (files, resolved) = load();
    let reports = run(&files, &resolved, Some(&SEEN));
    let (mut same, mut left_out) = (0, 0);
    let mut changed: BTreeMap<String, String> = BTreeMap::new();
    for report in &reports {
        for line in &report.lines {
            let by = line.by.as_ref().map(|who| format!(" by {who}")).unwrap_or_default();
            let what = format!("{}{by}", line.path);
            if line.agreed {
                same += 1;
            } else if line.left_out {
                println!("left out  {}: {what}, {}", report.title, line.expected);
                left_out += 1;
            } else {
                println!("changed   {}: {what}, {} to {}", report.title, line.expected, line.got);
                changed.insert(what, line.got.clone());
            }
        }
    }
    println!("{same} the same, {left_out} left out, {} changed", changed.len());
    let known = CHANGED.iter().map(|(what, got)| ((*what).to_owned(), (*got).to_owned())).collect();
    assert_eq!(changed, known, "left: what changes; right: what is known to");
    // Both have to occur: a filter that leaves nothing out, or everything, would pass otherwise.
    assert!(same > 50 && left_out > 50, "{same} the same, {left_out} left out");
}

#[test]
fn a_clause_that_is_left_out_is_not_taken_for_one_that_is_not_owed() {
    let (files, resolved) = load();
    let reports = run(&files, &resolved, Some(&SEEN));
    let lines = reports.iter().flat_map(|report| &report.lines);
    let taken: Vec<_> = lines
        .filter(|line| line.expected == "owed" && line.got.starts_with("not owed"))
        .map(|line| &line.path)
        .collect();
    assert!(taken.is_empty(), "{taken:?}");
}

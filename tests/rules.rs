//! The shipped rules check, and every shipped test block is run: expressiveness must agree in full,
//! history prints its agreement and must stay above the agreed share.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test may stop at the first broken file, and prints what it finds"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use casus::analyse::{EventFile, TestReport, run_tests};
use casus::event::{EventReader, Line};
use casus::resolve::{Resolved, resolve};
use casus::syntax::parser::parse;
use casus::text::{File, Files, Limits};

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

/// The shipped rules with the tests of some folders.
fn load(folders: &[&str]) -> (Files, Resolved) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    files_under(&root.join("rules"), &mut paths);
    for folder in folders {
        files_under(&root.join(folder), &mut paths);
    }
    let limits = Limits::default();
    let mut files = Files::default();
    let mut trees = Vec::new();
    let mut diagnostics = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(root).unwrap().display().to_string();
        let id = files.add(File::new(name, text.clone()));
        let parsed = parse(id, &text, &limits);
        diagnostics.extend(parsed.diagnostics);
        trees.push((id, parsed.tree));
    }
    let mut resolved = resolve(&trees, &limits);
    diagnostics.append(&mut resolved.diagnostics);
    resolved.diagnostics = diagnostics;
    (files, resolved)
}

fn report(folders: &[&str]) -> Vec<TestReport> {
    let (files, resolved) = load(folders);
    let program = &resolved.program;
    let limits = Limits::default();
    let mut read = |file: &File, path: &str| -> EventFile {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(&file.name);
        let path = folder.parent().unwrap().join(path);
        let reader = fs::File::open(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let mut events = BTreeMap::new();
        for line in EventReader::new(program, BufReader::new(reader), limits) {
            match line {
                Line::Event(event) => {
                    events.insert(event.id.clone(), Ok(event));
                }
                Line::Refused { diagnostics, line, .. } => {
                    let why: Vec<String> = diagnostics.iter().map(|d| d.render("events.jsonl")).collect();
                    println!("line {line} refused: {}", why.join("; "));
                }
            }
        }
        Ok(events)
    };
    run_tests(program, &resolved.tests, &files, &mut read, &limits)
}

/// Prints every difference and returns agreed, differed, refused.
fn print(reports: &[TestReport]) -> (usize, usize, usize) {
    let mut sums = (0, 0, 0);
    for report in reports {
        for line in report.lines.iter().filter(|line| !line.agreed) {
            let by = line.by.as_deref().map(|b| format!(" by {b}")).unwrap_or_default();
            println!(
                "{}:{} \"{}\" {}{by}: expected {}, got {} {}",
                report.file,
                report.line,
                report.title,
                line.path,
                line.expected,
                line.got,
                line.note.as_deref().unwrap_or("")
            );
        }
        sums.0 += report.agreed;
        sums.1 += report.differed;
        sums.2 += usize::from(report.refused);
    }
    println!("{} agreed, {} differed, {} tests refused", sums.0, sums.1, sums.2);
    sums
}

#[test]
fn shipped_rules_have_no_errors() {
    let (files, resolved) = load(&["tests/expressiveness", "tests/instruments", "tests/history"]);
    let mut bad = 0;
    for d in &resolved.diagnostics {
        let file = files.get(d.primary.file).unwrap();
        let (line, col) = file.line_col(d.primary.span.start);
        if d.is_error() || std::env::var("CASUS_SHOW_WARNINGS").is_ok() {
            println!(
                "{} {}:{line}:{col} {} {}",
                d.code.number(),
                file.name,
                d.message,
                d.help.as_deref().unwrap_or("")
            );
        }
        bad += usize::from(d.is_error());
    }
    assert_eq!(bad, 0, "errors in the shipped rules");
    assert!(resolved.tests.len() > 100);
}

#[test]
fn expressiveness_tests_agree() {
    let (_, differed, refused) = print(&report(&["tests/expressiveness", "tests/instruments"]));
    assert_eq!((differed, refused), (0, 0));
}

#[test]
fn history_agrees_with_the_record() {
    let (agreed, differed, refused) = print(&report(&["tests/history"]));
    assert_eq!(refused, 0);
    let share = agreed * 100 / (agreed + differed);
    println!("history: {share} % of {} expected answers agree", agreed + differed);
    assert!(share >= 90, "agreement with the record fell to {share} %");
}

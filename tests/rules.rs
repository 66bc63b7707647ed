//! The shipped rules check, and every shipped test block is run: expressiveness must agree in full,
//! history prints its agreement, must not fall, and must ask all that the collection of cases expects.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test may stop at the first broken file, and prints what it finds"
)]

#[path = "history/record.rs"]
mod record;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufReader, Write as _};
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
    load_with(folders, None)
}

/// The same, with a text of the test itself.
fn load_with(folders: &[&str], extra: Option<&str>) -> (Files, Resolved) {
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
    if let Some(text) = extra {
        let id = files.add(File::new("extra.casus".to_owned(), text.to_owned()));
        let parsed = parse(id, text, &limits);
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
    run(&files, &resolved)
}

fn run(files: &Files, resolved: &Resolved) -> Vec<TestReport> {
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
    run_tests(program, &resolved.tests, files, &mut read, &limits)
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
    let (files, resolved) =
        load(&["tests/expressiveness", "tests/instruments", "tests/unseen", "tests/history"]);
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
    let (_, differed, refused) =
        print(&report(&["tests/expressiveness", "tests/instruments", "tests/unseen"]));
    assert_eq!((differed, refused), (0, 0));
}

/// `nothing` must be able to fail, and must leave aside only what it names.
#[test]
fn nothing_is_denied_by_any_instrument_that_obliges() {
    let text = r#"
        test "an ally is attacked" {
          source "none: this asks what the word means"
          event {
            date 2020-01-01
            act invasion
            by XXA
            against PHL
            object territory
            place luzon
            gravity most_grave
            attribution established
            intent deliberate
            origin external
          }
          expect nothing by USA for PHL "bound by two treaties"
          expect nothing by USA for PHL beside us_philippines "the pact of 1954 stays"
          expect nothing by USA for PHL beside us_philippines, manila "nothing else"
          expect nothing by CHN for PHL "no treaty"
        }
        test "a name that nobody declared" {
          source "none"
          event { date 2020-01-01 act invasion by XXA against PHL }
          expect nothing by USA for PHL beside us_phillipines "misspelt"
        }
    "#;
    let (files, resolved) = load_with(&[], Some(text));
    let errors: Vec<&str> =
        resolved.diagnostics.iter().filter(|d| d.is_error()).map(|d| d.message.as_str()).collect();
    assert!(errors.contains(&"unknown treaty `us_phillipines`"), "{errors:?}");
    let reports = run(&files, &resolved);
    let report = reports.iter().find(|report| report.title == "an ally is attacked").unwrap();
    let got: Vec<(bool, &str)> = report.lines.iter().map(|line| (line.agreed, line.got.as_str())).collect();
    assert!(!got[0].0 && got[0].1.contains("us_philippines.defend"), "{got:?}");
    assert!(!got[1].0 && got[1].1.contains("manila.") && !got[1].1.contains("us_philippines"), "{got:?}");
    assert_eq!(got[2..], [(true, "nothing"), (true, "nothing")]);
}

/// The tests of the crises alone, with the rules.
fn history() -> (Resolved, Vec<TestReport>) {
    let (files, mut resolved) = load(&["tests/history"]);
    resolved
        .tests
        .retain(|case| files.get(case.file).is_some_and(|file| file.name.starts_with("tests/history")));
    let reports = run(&files, &resolved);
    (resolved, reports)
}

/// A page of the project.
fn page(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// What was reached; a change of rules may better it and must not fall below.
const AGREED: usize = 389;
const ASKED: usize = 429;
const CASES: usize = 100;

#[test]
fn history_agrees_with_the_record() {
    let (resolved, reports) = history();
    let (agreed, differed, refused) = print(&reports);
    assert_eq!(refused, 0);
    let lines = record::lines(&resolved, &reports);
    assert_eq!((lines.len(), agreed + differed), (CASES, ASKED), "cases and answers asked");
    println!("history: {agreed} of {ASKED} answers asked agree, in {CASES} cases");
    assert!(agreed >= AGREED, "agreement with the record fell to {agreed} of {ASKED}");
}

#[test]
fn every_difference_is_explained_and_no_explanation_is_left_over() {
    let (resolved, reports) = history();
    let found = record::differences(&record::lines(&resolved, &reports));
    let told = record::explained(&page("docs/history.md"));
    let unexplained: Vec<_> = found.iter().filter(|(row, count)| told.get(row) != Some(count)).collect();
    let left_over: Vec<_> = told.iter().filter(|(row, count)| found.get(row) != Some(count)).collect();
    assert!(unexplained.is_empty() && left_over.is_empty(), "found {unexplained:?}, told {left_over:?}");
}

/// The collection stands beside the project and is not part of it.
#[test]
fn every_entry_of_the_collection_is_asked_as_it_stands() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases");
    let (Ok(collection), Ok(readme)) =
        (fs::read_to_string(folder.join("historic.jsonl")), fs::read_to_string(folder.join("README.md")))
    else {
        // Past the capture of output, so that it is seen although the test passes.
        let what =
            "SKIPPED: the collection of cases is not beside the project; its entries were NOT compared";
        writeln!(std::io::stderr(), "{what}").unwrap();
        return;
    };
    let (resolved, reports) = history();
    let tables = record::Tables::read(&page("docs/history-pivots.md"));
    assert_eq!(tables.missing(&readme, &resolved), Vec::<String>::new(), "rows without rules");
    let held = record::hold(&collection, &record::lines(&resolved, &reports), &tables);
    assert!(held.complaints.is_empty(), "{}", held.complaints.join("\n"));
    let pages = page("docs/history.md");
    for (sort, figure) in &held.figures {
        println!(
            "history, entries: {sort} {} of {} agree, {} half right",
            figure.agree, figure.of, figure.half
        );
    }
    let row = |sort: &str, f: &record::Figure| format!("| {sort} | {} | {} | {} |", f.of, f.agree, f.half);
    let rows: Vec<String> = held.figures.iter().map(|(sort, figure)| row(sort, figure)).collect();
    let unsaid: Vec<&String> = rows.iter().filter(|row| !pages.contains(*row)).collect();
    assert!(unsaid.is_empty(), "docs/history.md should say {unsaid:?}");
    assert_eq!(held.entries, 155, "entries of the collection");
}

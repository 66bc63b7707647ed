//! The laws of `rules/properties`: each comes out as its text says, and `docs/laws.md` lists them all.
//!
//! Proving all of them takes an optimised program (`.ci/run` does it). Here each has a small share of
//! nodes: a law may then be too large to decide, but none may come out otherwise than it says, and most
//! have to be decided. `UPDATE_DOCS=1` writes the page anew.

#![expect(clippy::unwrap_used, reason = "a test stops at the first broken expectation")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use casus::analyse::laws::{Answer, prove};
use casus::resolve::{Resolved, resolve};
use casus::syntax::parser::parse;
use casus::text::{Files, Limits};

/// Nodes for each law and day; most laws take a few thousand.
const NODES: usize = 5_000;

/// A build that is not optimised tries each fourth law, for the sake of time.
const STEP: usize = if cfg!(debug_assertions) { 4 } else { 1 };

fn shipped() -> (Files, Resolved) {
    let mut files = Files::default();
    let trees: Vec<_> = casus::builtin::add_to(&mut files)
        .into_iter()
        .map(|id| (id, parse(id, &files.get(id).unwrap().text, &Limits::default()).tree))
        .collect();
    let resolved = resolve(&trees, &Limits::default());
    assert!(resolved.is_usable(), "{:?}", resolved.diagnostics.iter().find(|said| said.is_error()));
    (files, resolved)
}

#[test]
fn no_law_comes_out_otherwise_than_it_says() {
    let (_, resolved) = shipped();
    let limits = Limits { proof_nodes: NODES, ..Limits::default() };
    let all: Vec<usize> = (0..resolved.properties.len()).step_by(STEP).collect();
    let reports = prove(&resolved.program, &resolved.properties, &all, &limits);
    assert_eq!(reports.len(), all.len());
    let mut wrong = Vec::new();
    let (mut decided, mut large) = (0, 0);
    for report in reports {
        let title = &resolved.properties[report.property].title.text;
        match (&report.answer, &report.as_told) {
            (Answer::Proved, None) | (Answer::Broken(_), Some(Ok(()))) => decided += 1,
            (Answer::Undecided(_), _) => large += 1,
            (answer, told) => {
                let shown = format!("{answer:?}");
                wrong.push(format!("{title}: {told:?}, {}", shown.chars().take(300).collect::<String>()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(decided > 2 * large, "{decided} decided, {large} too large");
}

#[test]
fn each_law_has_a_source_and_a_title_of_its_own() {
    let (_, resolved) = shipped();
    let mut titles = BTreeSet::new();
    for law in &resolved.properties {
        assert!(!law.sources.is_empty(), "{}: no source", law.title.text);
        assert!(titles.insert(law.title.text.as_str()), "{}: twice", law.title.text);
    }
    assert!(titles.len() >= 40);
}

#[test]
fn the_page_lists_every_law() {
    let (files, resolved) = shipped();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/laws.md");
    let is = fs::read_to_string(&path).unwrap_or_default();
    let intro = is.split("\n## ").next().unwrap_or_default().trim_end().to_owned();
    let mut should_be = format!("{intro}\n");
    let mut last = String::new();
    for law in &resolved.properties {
        let file = files.get(law.file).unwrap();
        if file.name != last {
            last.clone_from(&file.name);
            let heading = file.text.lines().next().unwrap_or_default().trim_start_matches("// ");
            let name = last.trim_start_matches("builtin:properties/").trim_end_matches(".casus");
            write!(should_be, "\n## {name}\n\n{heading}\n\n| law | answer | source |\n|---|---|---|\n")
                .unwrap();
        }
        let answer = match &law.broken {
            None => "holds".to_owned(),
            Some((why, ..)) => format!("**broken**: {}", why.text),
        };
        let mut sources = law.sources.join("; ");
        for note in &law.notes {
            write!(sources, "<br>*{note}*").unwrap();
        }
        writeln!(should_be, "| {} | {answer} | {sources} |", law.title.text).unwrap();
    }
    if is != should_be {
        if std::env::var_os("UPDATE_DOCS").is_some() {
            fs::write(&path, should_be).unwrap();
        } else {
            panic!("docs/laws.md differs from the rules; UPDATE_DOCS=1 writes it anew");
        }
    }
}

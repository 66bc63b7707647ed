//! The shipped rules: what is found in some instruments stands in `docs/lint.md` with the reason why it stays.
//!
//! `UPDATE_DOCS=1 cargo test --test lint` writes the page anew and keeps the reasons.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use casus::analyse::lint::{Linted, Plan, lint};
use casus::ir::TreatyId;
use casus::resolve::{Resolved, resolve};
use casus::syntax::parser::parse;
use casus::text::{Files, Limits};

use crate::tell::Teller;

/// The instruments that the page is about.
const SOME: [&str; 5] = ["budapest", "csipa", "taiwan_relations_act", "us_korea", "us_philippines"];

const MARKS: [&str; 2] = ["<!-- table -->\n", "<!-- end of table -->"];

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/lint.md")
}

fn shipped() -> (Files, Resolved) {
    let mut files = Files::default();
    let trees: Vec<_> = casus::builtin::add_to(&mut files)
        .into_iter()
        .map(|id| (id, parse(id, &files.get(id).expect("a file").text, &Limits::default()).tree))
        .collect();
    (files, resolve(&trees, &Limits::default()))
}

fn linted(resolved: &Resolved, treaties: Vec<TreatyId>) -> Linted {
    let limits = Limits::default();
    lint(&Plan {
        program: &resolved.program,
        properties: &resolved.properties,
        files: None,
        treaties,
        limits: &limits,
    })
}

/// Findings with the name of their file, in the words of these tests.
fn told(files: &Files, resolved: &Resolved, linted: &Linted) -> Vec<(String, String)> {
    let texts: Vec<String> = files.iter().map(|(_, file)| file.text.clone()).collect();
    let teller = Teller { program: &resolved.program, properties: &resolved.properties, texts: &texts };
    let mut all = Vec::new();
    for finding in &linted.findings {
        let file = &files.get(finding.at.file).expect("a file").name;
        let words = teller.what(&finding.what, finding.at).join(", ");
        all.push((file.replace("builtin:", ""), words.replace('|', "/")));
    }
    all
}

/// The reasons of the page, by file and finding.
fn reasons(text: &str) -> BTreeMap<(String, String), String> {
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| {
        let cells: Vec<&str> = row.trim_end_matches('|').split(" | ").collect();
        let [file, what, why] = cells.as_slice() else { return None };
        Some(((file.trim_end_matches('`').to_owned(), (*what).to_owned()), why.trim().to_owned()))
    })
    .collect()
}

#[test]
fn every_finding_in_the_shipped_rules_is_listed_with_its_reason() {
    let is = fs::read_to_string(page()).expect("the page");
    let known = reasons(&is);
    assert!(!known.is_empty(), "the page lists nothing");
    let (files, resolved) = shipped();
    let treaty = |name: &str| resolved.program.find_treaty(name).expect("an instrument");
    let found = told(&files, &resolved, &linted(&resolved, SOME.map(treaty).to_vec()));
    let mut table = "| file | finding | why it stays |\n|---|---|---|\n".to_owned();
    for (file, what) in found {
        let why = known.get(&(file.clone(), what.clone())).cloned().unwrap_or_default();
        writeln!(table, "| `{file}` | {what} | {why} |").expect("room");
    }
    let [begin, end] = MARKS;
    let start = is.find(begin).expect("the mark before the table") + begin.len();
    let stop = is.find(end).expect("the mark after the table");
    let should_be = format!("{}{table}{}", &is[..start], &is[stop..]);
    if is != should_be && std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(page(), should_be).expect("the page can be written");
        return;
    }
    assert_eq!(is, should_be, "UPDATE_DOCS=1 cargo test --test lint writes docs/lint.md anew");
    for ((file, what), why) in &known {
        assert!(!why.is_empty(), "{file}: {what}: no reason says why it stays");
    }
}

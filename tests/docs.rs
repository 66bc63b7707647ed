//! The pages keep their word: every shown command prints what the page shows, and every table that
//! repeats the program is equal to it.
//!
//! `UPDATE_DOCS=1 cargo test --test docs` writes what the program says into the pages.
#![cfg(feature = "cli")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first broken expectation")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use casus::diagnostic::{CODES, Severity};
use casus::text::Limits;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The pages whose console blocks are run, relative to the root.
fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = [
        "README.md",
        "examples/README.md",
        "docs/design.md",
        "docs/limits.md",
        "docs/dependencies.md",
        "docs/diagnostics.md",
        "docs/us-allies.md",
        "docs/comparisons.md",
        "docs/conflicts.md",
        "docs/cases.md",
    ]
    .iter()
    .map(PathBuf::from)
    .collect();
    let mut chapters: Vec<PathBuf> = fs::read_dir(root().join("docs/language"))
        .unwrap()
        .map(|entry| Path::new("docs/language").join(entry.unwrap().file_name()))
        .collect();
    chapters.sort();
    pages.extend(chapters);
    pages
}

/// Compares a page with what it should be, or writes it if that was asked for.
fn settle(page: &Path, is: &str, should_be: &str) {
    if is == should_be {
        return;
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(root().join(page), should_be).unwrap();
        return;
    }
    let at = is.lines().zip(should_be.lines()).take_while(|(a, b)| a == b).count();
    let line = |text: &str| text.lines().nth(at).unwrap_or("(end of the page)").to_owned();
    panic!(
        "{}:{}: the page differs from the program\n  page:    {}\n  program: {}\n\
         UPDATE_DOCS=1 cargo test --test docs writes the pages anew",
        page.display(),
        at + 1,
        line(is),
        line(should_be)
    );
}

/// Words of a command line; double quotes keep blanks.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.extend((!word.is_empty()).then(|| std::mem::take(&mut word))),
            c => word.push(c),
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

/// What a shown command prints: standard output, then standard error.
fn run(line: &str) -> String {
    let (command, pipe) = line.split_once(" | ").map_or((line, None), |(a, b)| (a, Some(b)));
    let arguments = ["cargo run --release --quiet -- ", "casus "]
        .iter()
        .find_map(|start| command.strip_prefix(start))
        .unwrap_or_else(|| panic!("a page shows a command that is not ours: {line}"));
    let output = Command::new(env!("CARGO_BIN_EXE_casus"))
        .args(words(arguments))
        .current_dir(root())
        .env_remove("NO_COLOR")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    // Code 2 is for what could not be carried out: no page means to show that.
    assert_ne!(output.status.code(), Some(2), "{line}\n{text}");
    let lines: Vec<&str> = text.lines().collect();
    let kept = match pipe.map(words).as_deref() {
        None => &lines[..],
        Some([what, n_flag, n]) if n_flag == "-n" => {
            let n = n.parse::<usize>().unwrap().min(lines.len());
            match what.as_str() {
                "head" => &lines[..n],
                "tail" => &lines[lines.len() - n..],
                _ => panic!("only head and tail may follow a shown command: {line}"),
            }
        }
        Some(_) => panic!("only `head -n N` and `tail -n N` may follow a shown command: {line}"),
    };
    kept.iter().fold(String::new(), |text, line| text + line + "\n")
}

#[test]
fn shown_commands_print_what_the_pages_show() {
    let mut shown = 0;
    for page in pages() {
        let text = fs::read_to_string(root().join(&page)).unwrap();
        let mut should_be = String::new();
        let mut inside = false;
        for line in text.lines() {
            if line.starts_with("```") {
                inside = line == "```console";
            }
            if inside && !line.starts_with("```") {
                if let Some(command) = line.strip_prefix("$ ") {
                    shown += 1;
                    writeln!(should_be, "$ {command}").unwrap();
                    should_be += &run(command);
                }
            } else {
                should_be += line;
                should_be.push('\n');
            }
        }
        settle(&page, &text, &should_be);
    }
    assert!(shown > 3, "the pages show {shown} commands");
}

/// The text between two marks of a page, replaced.
fn with_table(page: &str, table: &str) -> (PathBuf, String, String) {
    let path = PathBuf::from(page);
    let text = fs::read_to_string(root().join(&path)).unwrap();
    let (begin, end) = ("<!-- table -->\n", "<!-- end of table -->");
    let start = text.find(begin).unwrap_or_else(|| panic!("{page} has no mark {begin}")) + begin.len();
    let stop = text.find(end).unwrap_or_else(|| panic!("{page} has no mark {end}"));
    let should_be = format!("{}{table}{}", &text[..start], &text[stop..]);
    (path, text, should_be)
}

#[test]
fn limits_are_those_of_the_program() {
    let source = fs::read_to_string(root().join("src/text.rs")).unwrap();
    let body = source.split("pub struct Limits {").nth(1).unwrap().split("\n}").next().unwrap();
    let values = format!("{:?}", Limits::default());
    let mut table = "| limit | value | what it bounds, and what was measured |\n|---|---|---|\n".to_owned();
    let mut doc: Vec<&str> = Vec::new();
    for line in body.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("///") {
            doc.push(text.trim());
        } else if let Some(name) = line.strip_prefix("pub ").and_then(|l| l.split(':').next()) {
            let value = values.split(&format!("{name}: ")).nth(1).unwrap();
            let value: String = value.chars().take_while(char::is_ascii_digit).collect();
            writeln!(table, "| `{name}` | {value} | {} |", doc.join(" ")).unwrap();
            doc.clear();
        }
    }
    let (page, is, should_be) = with_table("docs/limits.md", &table);
    settle(&page, &is, &should_be);
}

/// The day that the page of instruments calls today.
const TODAY: &str = "2026-01-01";

#[test]
fn instruments_are_those_of_the_rules() {
    let page = Path::new("docs/instruments.md");
    let is = fs::read_to_string(root().join(page)).unwrap_or_default();
    let should_be = run(&format!("casus list instruments --on {TODAY} --format markdown"));
    assert!(should_be.lines().count() > 100, "{should_be}");
    settle(page, &is, &should_be);
}

#[test]
fn diagnostics_are_those_of_the_registry() {
    let mut table = "| code | name | severity | meaning |\n|---|---|---|---|\n".to_owned();
    for entry in CODES {
        let severity = match entry.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let code = entry.code.number();
        writeln!(table, "| `{code}` | {} | {severity} | {} |", entry.name, entry.summary).unwrap();
    }
    let (page, is, should_be) = with_table("docs/diagnostics.md", &table);
    settle(&page, &is, &should_be);
}

#[test]
fn every_dependency_has_its_line() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut declared = BTreeSet::new();
    let mut inside = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line.ends_with("dependencies]");
        } else if inside && let Some((name, _)) = line.split_once(" = ") {
            declared.insert(name.to_owned());
        }
    }
    let page = fs::read_to_string(root().join("docs/dependencies.md")).unwrap();
    let explained: BTreeSet<String> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next().map(str::to_owned))
        .collect();
    assert_eq!(declared, explained, "docs/dependencies.md and Cargo.toml differ");
}

#[test]
fn every_example_is_explained_and_read_whole() {
    let page = fs::read_to_string(root().join("examples/README.md")).unwrap();
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let mut files: Vec<String> = fs::read_dir(root().join("examples"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "README.md")
        .collect();
    files.sort();
    for name in files {
        assert!(page.contains(&format!("`{name}`")), "examples/README.md does not explain {name}");
        let path = format!("examples/{name}");
        if name.ends_with(".jsonl") {
            let output = Command::new(env!("CARGO_BIN_EXE_casus"))
                .args(["eval", &path])
                .current_dir(root())
                .output()
                .unwrap();
            assert!(output.status.success(), "{path}: {}", String::from_utf8_lossy(&output.stderr));
        } else if name.ends_with(".casus") {
            let text = fs::read_to_string(root().join(&path)).unwrap();
            assert!(readme.contains(&text), "the README shows another {path}");
        }
    }
}

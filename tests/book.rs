//! The language book runs: its blocks are one program, read from the first chapter to the last.
//!
//! A block marked `casus` must check beside the shipped rules and all blocks before it, be laid out
//! in the standard form, and its tests must hold. `casus,fragment` holds lines of a clause and is
//! read inside one. `casus,error` must give the code that the line after it names.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first broken expectation")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use casus::analyse::{EventFile, run_tests};
use casus::diagnostic::Diagnostic;
use casus::resolve::{Resolved, resolve};
use casus::syntax::format::format;
use casus::syntax::parser::parse;
use casus::syntax::tree;
use casus::text::{File, FileId, Files, Limits};

/// What the mark after the fence asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Sort {
    Whole,
    Fragment,
    Error(String),
}

/// A block of the book.
#[derive(Debug, Clone)]
struct Block {
    name: String,
    sort: Sort,
    text: String,
}

/// The code that a line names, such as `C0201`.
fn code_in(line: &str) -> Option<String> {
    let is_code = |word: &&str| {
        word.strip_prefix('C').is_some_and(|n| n.len() == 4 && n.bytes().all(|b| b.is_ascii_digit()))
    };
    line.split(|c: char| !c.is_ascii_alphanumeric()).find(is_code).map(str::to_owned)
}

fn blocks_of(chapter: &str, text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().enumerate().peekable();
    while let Some((at, line)) = lines.next() {
        let Some(mark) = line.strip_prefix("```casus") else { continue };
        let mut body = String::new();
        for (_, line) in lines.by_ref().take_while(|(_, line)| *line != "```") {
            body += line;
            body.push('\n');
        }
        let name = format!("docs/language/{chapter}:{}", at + 1);
        let sort = match mark {
            "" => Sort::Whole,
            ",fragment" => Sort::Fragment,
            ",error" => {
                while lines.next_if(|(_, line)| line.is_empty()).is_some() {}
                let after = lines.peek().map(|(_, line)| *line).unwrap_or_default();
                Sort::Error(code_in(after).unwrap_or_else(|| panic!("{name}: the line after names no code")))
            }
            other => panic!("{name}: no such mark: casus{other}"),
        };
        blocks.push(Block { name, sort, text: body });
    }
    blocks
}

/// Every block of the book, in order.
fn blocks() -> Vec<Block> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/language");
    let mut chapters: Vec<String> =
        fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    chapters.sort();
    chapters
        .iter()
        .flat_map(|name| blocks_of(name, &fs::read_to_string(folder.join(name)).unwrap()))
        .collect()
}

/// Rule files with their trees, and what reading them found.
#[derive(Default, Clone)]
struct Shelf {
    files: Files,
    trees: Vec<(FileId, tree::File)>,
    found: Vec<Diagnostic>,
}

impl Shelf {
    fn shipped() -> Shelf {
        let mut shelf = Shelf::default();
        for (name, text) in casus::builtin::rules() {
            shelf.add(name, text);
        }
        shelf
    }

    fn add(&mut self, name: &str, text: &str) {
        let id = self.files.add(File::new(name, text));
        let parsed = parse(id, text, &Limits::default());
        self.found.extend(parsed.diagnostics);
        self.trees.push((id, parsed.tree));
    }

    /// The checked program and every error in it.
    fn resolve(&self) -> (Resolved, Vec<Diagnostic>) {
        let resolved = resolve(&self.trees, &Limits::default());
        let errors =
            self.found.iter().chain(&resolved.diagnostics).filter(|d| d.is_error()).cloned().collect();
        (resolved, errors)
    }

    fn describe(&self, diagnostic: &Diagnostic) -> String {
        let file = self.files.get(diagnostic.primary.file).unwrap();
        let (line, column) = file.line_col(diagnostic.primary.span.start);
        format!("{} +{line}:{column} {} {}", file.name, diagnostic.code.number(), diagnostic.message)
    }
}

#[test]
fn the_book_checks_and_its_tests_hold() {
    let mut shelf = Shelf::shipped();
    for block in blocks().iter().filter(|block| block.sort == Sort::Whole) {
        shelf.add(&block.name, &block.text);
    }
    let (resolved, errors) = shelf.resolve();
    let errors: Vec<String> = errors.iter().map(|d| shelf.describe(d)).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));

    let mut no_files =
        |_: &File, path: &str| -> EventFile { Err(format!("{path}: the book reads no files")) };
    let reports =
        run_tests(&resolved.program, &resolved.tests, &shelf.files, &mut no_files, &Limits::default());
    let mut wrong = Vec::new();
    for report in &reports {
        for line in report.lines.iter().filter(|line| !line.agreed) {
            wrong.push(format!(
                "{} \"{}\" {}: expected {}, got {}",
                report.file, report.title, line.path, line.expected, line.got
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(reports.len() > 10, "the book has {} tests", reports.len());
}

#[test]
fn whole_blocks_are_in_the_standard_form() {
    for block in blocks().iter().filter(|block| block.sort == Sort::Whole) {
        let laid_out = format(&block.text, &Limits::default()).unwrap();
        assert_eq!(block.text, laid_out, "{}", block.name);
    }
}

#[test]
fn fragments_are_lines_of_a_clause() {
    for block in blocks().iter().filter(|block| block.sort == Sort::Fragment) {
        let text = format!("treaty t \"T\" {{\n  clause c \"Art. 1\" {{\n{}  }}\n}}\n", block.text);
        let parsed = parse(FileId(0), &text, &Limits::default());
        let said: Vec<&str> = parsed.diagnostics.iter().map(|d| d.message.as_str()).collect();
        assert!(said.is_empty(), "{}: {}", block.name, said.join("\n"));
    }
}

#[test]
fn mistakes_give_the_code_that_the_book_names() {
    let mut shelf = Shelf::shipped();
    let mut seen = BTreeMap::new();
    for block in blocks() {
        match &block.sort {
            Sort::Whole => shelf.add(&block.name, &block.text),
            Sort::Fragment => {}
            Sort::Error(code) => {
                let mut with = shelf.clone();
                with.add(&block.name, &block.text);
                let resolved = resolve(&with.trees, &Limits::default());
                let here = FileId(u32::try_from(with.trees.len() - 1).unwrap());
                let codes: Vec<String> = with
                    .found
                    .iter()
                    .chain(&resolved.diagnostics)
                    .filter(|d| d.primary.file == here)
                    .map(|d| d.code.number())
                    .collect();
                assert_eq!(codes, std::slice::from_ref(code), "{}", block.name);
                *seen.entry(code.clone()).or_insert(0) += 1;
            }
        }
    }
    assert!(seen.len() > 2, "the book shows {} kinds of mistake", seen.len());
}

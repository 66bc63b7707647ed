//! Reading and laying out rule files, from outside.
//!
//! In: texts, some written for the purpose, some generated, some shipped. Out: what the parser
//! makes of them and how they are laid out. Absent: what the rules mean.

#![expect(clippy::expect_used, clippy::panic, reason = "a test stops at the first broken expectation")]

mod endurance;
mod generate;
mod layout;
mod recovery;

use casus::syntax::parser::{Parsed, parse};
use casus::text::{File, FileId, Limits};

fn read(text: &str) -> Parsed {
    parse(FileId(0), text, &Limits::default())
}

/// The text with line numbers above, one line for each diagnostic below.
fn report(text: &str) -> String {
    let parsed = read(text);
    let file = File::new("example", text);
    let mut out = String::new();
    for (number, line) in text.lines().enumerate() {
        out.push_str(format!("{:>3} | {line}", number + 1).trim_end());
        out.push('\n');
    }
    for diagnostic in &parsed.diagnostics {
        let (line, column) = file.line_col(diagnostic.primary.span.start);
        let code = diagnostic.code.number();
        out.push_str(&format!("\n{code} {line}:{column} {}\n", diagnostic.message));
        if !diagnostic.primary.text.is_empty() {
            out.push_str(&format!("      here: {}\n", diagnostic.primary.text));
        }
        for label in &diagnostic.secondary {
            let (line, column) = file.line_col(label.span.start);
            out.push_str(&format!("      {line}:{column} {}\n", label.text));
        }
        if let Some(help) = &diagnostic.help {
            out.push_str(&format!("      help: {help}\n"));
        }
    }
    out
}

/// A tree as text without its places, to compare what two texts say.
fn meaning(parsed: &Parsed) -> String {
    let text = format!("{:?}", parsed.tree);
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find("Span {") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find('}').map_or(rest.len(), |end| end + 1);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Every rule file that stands in the repository.
fn shipped() -> Vec<(String, String)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![root.join("rules"), root.join("tests"), root.join("examples"), root.join("docs")];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "casus") {
                let text = std::fs::read_to_string(&path).expect("a rule file is UTF-8");
                found.push((path.display().to_string(), text));
            }
        }
    }
    found.sort();
    found
}

//! Mistakes that were made once, each under the name of its symptom.
//!
//! In: the rule files of this folder, each with tests of its own, over one shared vocabulary; and what
//! a test block cannot say, below. Out: nothing differs.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a test stops at the first broken expectation")]

mod pivots;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use casus::analyse::{EventFile, run_tests};
use casus::event::{EventReader, Line};
use casus::ir::Program;
use casus::resolve::resolve;
use casus::syntax::parser::parse;
use casus::text::{File, Files, Limits};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/regress")
}

fn events(program: &Program, path: &Path) -> EventFile {
    let text = fs::read(path).map_err(|error| error.to_string())?;
    let mut events = BTreeMap::new();
    for line in EventReader::new(program, text.as_slice(), Limits::default()) {
        match line {
            Line::Event(event) => events.insert(event.id.clone(), Ok(event)),
            Line::Refused { line, diagnostics, .. } => panic!("{}:{line}: {diagnostics:?}", path.display()),
        };
    }
    Ok(events)
}

/// Loads the vocabulary and one more text, which must be right.
fn load(name: &str, text: &str) -> (Files, casus::resolve::Resolved) {
    let vocabulary = fs::read_to_string(folder().join("vocabulary.casus")).unwrap();
    let mut files = Files::default();
    let mut trees = Vec::new();
    for (name, text) in [("vocabulary.casus", vocabulary.as_str()), (name, text)] {
        let id = files.add(File::new(name, text));
        let parsed = parse(id, text, &Limits::default());
        assert!(parsed.diagnostics.is_empty(), "{name}: {:?}", parsed.diagnostics);
        trees.push((id, parsed.tree));
    }
    let resolved = resolve(&trees, &Limits::default());
    let errors: Vec<_> = resolved.diagnostics.iter().filter(|d| d.is_error()).collect();
    assert!(errors.is_empty(), "{name}: {errors:?}");
    (files, resolved)
}

#[test]
fn no_mistake_is_made_again() {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths
        .retain(|path| path.extension().is_some_and(|e| e == "casus") && !path.ends_with("vocabulary.casus"));
    paths.sort();
    assert!(paths.len() >= 14);
    let mut differences = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let (files, resolved) = load(&name, &fs::read_to_string(&path).unwrap());
        let mut read = |_: &File, file: &str| events(&resolved.program, &folder().join(file));
        let reports = run_tests(&resolved.program, &resolved.tests, &files, &mut read, &Limits::default());
        assert!(!reports.is_empty(), "{name} tests nothing");
        for report in reports {
            for line in report.lines.iter().filter(|line| !line.agreed) {
                differences.push(format!(
                    "{name}: \"{}\" {} {}: expected {}, got {} {}",
                    report.title,
                    line.path,
                    line.by.as_deref().unwrap_or(""),
                    line.expected,
                    line.got,
                    line.note.as_deref().unwrap_or("")
                ));
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

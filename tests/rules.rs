//! The shipped rules: they parse, resolve without an error, and their tests are read.

use std::path::{Path, PathBuf};

use casus::syntax::parser::parse;
use casus::text::{File, FileId, Files, Limits};

fn files_under(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files_under(&path, into);
        } else if path.extension().is_some_and(|e| e == "casus") {
            into.push(path);
        }
    }
}

#[test]
fn shipped_rules_have_no_errors() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    files_under(&root.join("rules"), &mut paths);
    files_under(&root.join("tests/expressiveness"), &mut paths);
    files_under(&root.join("tests/history"), &mut paths);
    let limits = Limits::default();
    let mut files = Files::default();
    let mut trees = Vec::new();
    let mut errors = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(root).unwrap().display().to_string();
        let id: FileId = files.add(File::new(name, text.clone()));
        let parsed = parse(id, &text, &limits);
        errors.extend(parsed.diagnostics);
        trees.push((id, parsed.tree));
    }
    let resolved = casus::resolve::resolve(&trees, &limits);
    errors.extend(resolved.diagnostics.into_iter());
    let mut bad = 0;
    for d in &errors {
        let file = files.get(d.primary.file).unwrap();
        let (line, col) = file.line_col(d.primary.span.start);
        if d.is_error() || std::env::var("CASUS_SHOW_WARNINGS").is_ok() {
            println!("{} {}:{line}:{col} {} {}", d.code.number(), file.name, d.message, d.help.as_deref().unwrap_or(""));
        }
        bad += usize::from(d.is_error());
    }
    assert_eq!(bad, 0, "errors in the shipped rules");
    assert!(resolved.tests.len() > 100);
}

//! What several tests stand on: the shipped rules, read and resolved, and events read under them.

#![allow(dead_code, reason = "no test uses all of it")]

use std::path::Path;

use casus::event::{Event, EventReader, Line};
use casus::ir::Program;
use casus::resolve::resolve;
use casus::syntax::parser::parse;
use casus::text::{FileId, Limits};

/// The folder of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Rules that must have no error.
pub fn program<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Program {
    let limits = Limits::default();
    let files: Vec<_> = (0..)
        .zip(texts)
        .map(|(at, text)| {
            let parsed = parse(FileId(at), text.as_ref(), &limits);
            assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
            (FileId(at), parsed.tree)
        })
        .collect();
    let resolved = resolve(&files, &limits);
    let errors: Vec<_> = resolved.diagnostics.iter().filter(|d| d.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    resolved.program
}

/// The shipped rules, with more text beside them.
pub fn shipped_with(more: &str) -> Program {
    program(casus::builtin::rules().map(|(_, text)| text).chain([more]))
}

/// Events of which none may be refused.
pub fn events(program: &Program, text: &str) -> Vec<Event> {
    EventReader::new(program, text.as_bytes(), Limits::default())
        .map(|line| match line {
            Line::Event(event) => event,
            Line::Refused { line, diagnostics, .. } => unreachable!("line {line}: {diagnostics:?}"),
        })
        .collect()
}

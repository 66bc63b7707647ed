//! Traces that stand in a table: days of January 2024, each with an act and deeds; and what is said of an agreement in
//! which one line is another.

use casus::ir::Program;
use casus::life::Crisis;
use casus::text::{FileId, Limits};
use jiff::civil::Date;

use crate::crisis::{events, run};

/// A day of January 2024, what happens on it, and the deeds: by whom, what, and more.
pub(crate) type Told<'t> = (i8, &'t str, &'t [(&'t str, &'t str, &'t str)]);

/// Follows such a trace.
pub(crate) fn follow(program: &Program, told: &[Told<'_>], until: Date) -> Crisis {
    let line = |(at, (day, act, deeds)): (usize, &Told<'_>)| {
        let deeds: Vec<String> = deeds
            .iter()
            .map(|(by, does, more)| format!(r#"{{"by":"{by}","does":"{does}"{more}}}"#))
            .collect();
        let deeds = deeds.join(",");
        format!(r#"{{"id":"e{at}","date":"2024-01-{day:02}","act":"{act}","record":[{deeds}]}}"#)
    };
    let lines: Vec<String> = told.iter().enumerate().map(line).collect();
    run(program, &events(program, &lines.join("\n")), Some(until))
}

/// The errors of an agreement with one line in place of another.
pub(crate) fn said(text: &str, from: &str, to: &str) -> Vec<String> {
    assert!(text.contains(from), "{from}");
    let limits = Limits::default();
    let parsed = casus::syntax::parser::parse(FileId(0), &text.replacen(from, to, 1), &limits);
    let resolved = casus::resolve::resolve(&[(FileId(0), parsed.tree)], &limits);
    let all = parsed.diagnostics.into_iter().chain(resolved.diagnostics);
    all.filter(casus::diagnostic::Diagnostic::is_error).map(|one| one.message).collect()
}

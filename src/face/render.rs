//! Diagnostics as people and machines read them; the only module that names the drawing library.
//!
//! In: diagnostics and the files they point into. Out: text. Absent: when to report what.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

use super::console::{Message, clean};
use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::text::{File, FileId, Files, Span};

/// A message without a place.
pub(crate) fn message(message: &Message, colour: bool) -> String {
    let mut title = Level::ERROR.primary_title(message.text.as_str());
    if let Some(code) = message.code {
        title = title.id(code.number());
    }
    let mut group = Group::with_title(title);
    if let Some(help) = &message.help {
        group = group.element(Level::HELP.message(clean(help)));
    }
    let mut out = renderer(colour).render(&[group]);
    out.push('\n');
    out
}

/// One diagnostic for people: code, message, places with carets, help, notes; ends with an empty line.
pub(crate) fn human(diagnostic: &Diagnostic, files: &Files, colour: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group =
        Group::with_title(level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.number()));
    for (id, labels) in by_file(diagnostic) {
        let Some(file) = files.get(id) else { continue };
        group = group.element(snippet(file, &labels));
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(clean(note)));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(clean(help)));
    }
    let mut out = renderer(colour).render(&[group]);
    out.push_str("\n\n");
    out
}

fn renderer(colour: bool) -> Renderer {
    if colour { Renderer::styled() } else { Renderer::plain() }
}

/// The labels of each file, the file of the main place first; `true` marks the main place.
fn by_file(diagnostic: &Diagnostic) -> Vec<(FileId, Vec<(&Label, bool)>)> {
    let mut files = vec![(diagnostic.primary.file, vec![(&diagnostic.primary, true)])];
    for label in &diagnostic.secondary {
        match files.iter_mut().find(|(id, _)| *id == label.file) {
            Some((_, labels)) => labels.push((label, false)),
            None => files.push((label.file, vec![(label, false)])),
        }
    }
    files
}

fn snippet<'a>(file: &'a File, labels: &[(&Label, bool)]) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let ranges: Vec<Range<usize>> = labels.iter().map(|(label, _)| range(file, label.span)).collect();
    let start = ranges.iter().map(|r| r.start).min().unwrap_or(0);
    let end = ranges.iter().map(|r| r.end).max().unwrap_or(0);
    // Only the lines that are shown are handed over: the library walks all of what it gets, and
    // an event file may be long.
    let first = file.text.get(..start).and_then(|s| s.rfind('\n')).map_or(0, |i| i + 1);
    let last = file.text.get(end..).and_then(|s| s.find('\n')).map_or(file.text.len(), |i| end + i);
    let (line, _) = file.line_col(u32::try_from(first).unwrap_or(u32::MAX));

    Snippet::source(file.text.get(first..last).unwrap_or_default())
        .line_start(line)
        .path(clean(&file.name))
        .annotations(labels.iter().zip(ranges).map(|((label, main), range)| {
            let kind = if *main { AnnotationKind::Primary } else { AnnotationKind::Context };
            let text = (!label.text.is_empty()).then(|| clean(&label.text));
            kind.span(range.start - first..range.end - first).label(text)
        }))
}

/// A span as a range of whole characters of the file, whatever the span says.
fn range(file: &File, span: Span) -> Range<usize> {
    let start = floor(&file.text, span.start as usize);
    let end = floor(&file.text, span.end as usize).max(start);
    start..end
}

fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// A diagnostic as one line of JSON; `docs/command-line.md` lists the fields.
#[derive(Debug, Serialize)]
struct Record<'a> {
    record: &'static str,
    severity: &'static str,
    code: String,
    name: &'static str,
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    label: Option<&'a str>,
    also: Vec<Also<'a>>,
    help: Option<&'a str>,
    notes: &'a [String],
}

#[derive(Debug, Serialize)]
struct Place<'a> {
    file: Option<&'a str>,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Debug, Serialize)]
struct Also<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    label: &'a str,
}

/// One diagnostic as a line of JSON, with its newline.
pub(crate) fn json(diagnostic: &Diagnostic, files: &Files) -> serde_json::Result<String> {
    let record = Record {
        record: "diagnostic",
        severity: severity_word(diagnostic.severity),
        code: diagnostic.code.number(),
        name: diagnostic.code.entry().map_or("", |entry| entry.name),
        message: &diagnostic.message,
        place: place(files, &diagnostic.primary),
        label: Some(diagnostic.primary.text.as_str()).filter(|text| !text.is_empty()),
        also: diagnostic
            .secondary
            .iter()
            .map(|label| Also { place: place(files, label), label: &label.text })
            .collect(),
        help: diagnostic.help.as_deref(),
        notes: &diagnostic.notes,
    };
    serde_json::to_string(&record).map(|line| line + "\n")
}

/// The word for a severity.
pub(crate) fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn place<'a>(files: &'a Files, label: &Label) -> Place<'a> {
    let Some(file) = files.get(label.file) else {
        return Place { file: None, line: 0, column: 0, end_line: 0, end_column: 0 };
    };
    let (line, column) = file.line_col(label.span.start);
    let (end_line, end_column) = file.line_col(label.span.end);
    Place { file: Some(&file.name), line, column, end_line, end_column }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    fn files(text: &str) -> Files {
        let mut files = Files::default();
        files.add(File::new("a.casus", text));
        files
    }

    #[test]
    fn a_caret_stands_under_the_word() {
        let files = files("treaty t \"T\" {\n  parties Freedonia\n}\n");
        let d =
            Diagnostic::new(Code::UNKNOWN_NAME, FileId(0), Span::new(25, 34), "unknown state `Freedonia`")
                .label("not declared")
                .also(FileId(0), Span::new(7, 8), "in this treaty")
                .help("did you mean `Fredonia`?");
        insta::assert_snapshot!(human(&d, &files, false));
    }

    #[test]
    fn places_outside_the_text_do_no_harm() {
        let files = files("é");
        for span in [Span::new(0, 0), Span::new(1, 1), Span::new(2, 2), Span::new(5, 9), Span::new(1, 90)] {
            let d = Diagnostic::new(Code::EXPECTED, FileId(0), span, "expected `}`");
            assert!(human(&d, &files, false).contains("expected"));
        }
    }

    #[test]
    fn a_diagnostic_of_no_file_is_still_said() {
        let d = Diagnostic::new(Code::EMPTY_INPUT, FileId(7), Span::new(0, 0), "no events");
        assert!(human(&d, &Files::default(), false).starts_with("error[C0408]: no events"));
    }

    #[test]
    fn the_machine_form_has_lines_and_columns() {
        let files = files("a\nbc\n");
        let d = Diagnostic::new(Code::EXPECTED, FileId(0), Span::new(2, 4), "expected `{`");
        insta::assert_snapshot!(json(&d, &files).unwrap());
    }
}

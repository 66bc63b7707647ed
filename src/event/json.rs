//! JSON Lines to events, one line at a time.
//!
//! In: bytes of a file. Out: [`Line`]s, each an event or a refusal that names line and column.
//! Absent: what the values mean (`checker`), opening files, printing.

use std::io::BufRead;

use super::Event;
use super::checker::{Identifier, check};
use super::lines::{Line, LineReader, RawLine, Seen, about_file};
use super::names::Names;
use super::problem::{EventDiagnostic, Problem, quoted};
use super::scan::{ONE_A_LINE, object};
use crate::diagnostic::Code;
use crate::ir::{Program, SchemeId};
use crate::text::{Limits, Span};

/// Reads events from JSON Lines in bounded memory; an iterator over its lines.
///
/// A byte order mark at the start is skipped, lines end in LF or CRLF, blank lines are skipped.
/// Bad lines are refused and the others still read. A file that is empty, that holds one JSON value
/// over many lines, or that looks like CSV is refused once at its first line. After an error of the
/// reader there are no more lines.
///
/// ```
/// use casus::event::{EventReader, Line};
/// use casus::ir::Program;
/// use casus::text::Limits;
/// let program = Program::default();
/// let text = "{\"id\": \"a\", \"date\": \"1990-08-02\"}\n{\"id\": \"b\", \"date\": \"1990-02-30\"}\n";
/// let lines: Vec<Line> = EventReader::new(&program, text.as_bytes(), Limits::default()).collect();
/// assert!(matches!(&lines[0], Line::Event(event) if event.id == "a"));
/// let Line::Refused { line: 2, diagnostics, .. } = &lines[1] else { panic!() };
/// assert_eq!(diagnostics[0].message, "there is no 30 February 1990");
/// ```
#[derive(Debug)]
pub struct EventReader<'p, R> {
    names: Names<'p>,
    limits: Limits,
    lines: LineReader<R>,
    seen: Seen,
    /// Whether a line that is not blank has come.
    begun: bool,
    /// The file as a whole was refused as being something else; what fails after that adds nothing.
    foreign: bool,
    ended: bool,
}

impl<'p, R: BufRead> EventReader<'p, R> {
    /// A reader of one file.
    pub fn new(program: &'p Program, reader: R, limits: Limits) -> Self {
        EventReader {
            names: Names::new(program),
            limits,
            lines: LineReader::new(reader, &limits),
            seen: Seen::default(),
            begun: false,
            foreign: false,
            ended: false,
        }
    }

    /// The same reader, for events that may be told by their month alone: `"date": "1950-06"`.
    #[must_use]
    pub fn with_months(mut self) -> Self {
        self.names = self.names.with_months();
        self
    }

    /// The same reader, with actors that are written bare taken as codes of a scheme, if one is given.
    #[must_use]
    pub fn with_codes(mut self, scheme: Option<SchemeId>) -> Self {
        self.names = self.names.with_codes(scheme);
        self
    }

    fn line(&mut self, line: RawLine) -> Line {
        let first = !std::mem::replace(&mut self.begun, true);
        let text = match self.lines.text(line) {
            Ok(text) => text,
            Err(said) => return self.lines.refused(line, vec![said]),
        };
        if first && let Some(said) = foreign(&self.names, text, line.number) {
            self.foreign = true;
            return self.lines.refused(line, vec![said]);
        }
        match read(&self.names, &self.limits, text, line.number) {
            Ok((event, id_at)) => match self.seen.earlier(&event.id, line.number) {
                None => Line::Event(event),
                Some(earlier) => {
                    let said = duplicate(&event.id, id_at, earlier).on_line(line.number, text);
                    self.lines.refused(line, vec![said])
                }
            },
            Err(said) => {
                let spoken_for = self.foreign && said.iter().all(|said| said.code == Code::BAD_JSON);
                self.lines.refused(line, if spoken_for { Vec::new() } else { said })
            }
        }
    }
}

impl<R: BufRead> Iterator for EventReader<'_, R> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        if self.ended {
            return None;
        }
        match self.lines.next_line() {
            Ok(Some(line)) => Some(self.line(line)),
            Ok(None) => {
                self.ended = true;
                (!self.begun).then(|| empty("one event a line, each a JSON object"))
            }
            Err(error) => {
                self.ended = true;
                Some(unreadable(self.lines.number() + 1, &error))
            }
        }
    }
}

/// The event of one line of JSON, for callers that split their input themselves.
///
/// Unlike a reader this cannot see whether an identifier was used before.
///
/// # Errors
/// Every problem found in the line, in the order of their columns.
pub fn event_from_json(
    names: &Names<'_>,
    limits: &Limits,
    text: &str,
    line: usize,
) -> Result<Event, Vec<EventDiagnostic>> {
    read(names, limits, text, line).map(|(event, _)| event)
}

/// The event and the place of its identifier.
fn read(
    names: &Names<'_>,
    limits: &Limits,
    text: &str,
    line: usize,
) -> Result<(Event, Span), Vec<EventDiagnostic>> {
    let (entries, whole) = object(text, limits.depth).map_err(|said| vec![said.on_line(line, text)])?;
    let mut event = check(names, limits, &entries, whole, Identifier::Required)
        .map_err(|said| said.into_iter().map(|said| said.on_line(line, text)).collect::<Vec<_>>())?;
    event.line = line;
    let id_at = entries.iter().find(|entry| entry.key == "id").map_or(whole, |entry| entry.value.at);
    Ok((event, id_at))
}

/// An identifier that an earlier line has.
pub(super) fn duplicate(id: &str, at: Span, earlier: usize) -> Problem {
    Problem::new(Code::DUPLICATE_EVENT, at, format!("{} is the `id` of line {earlier} too", quoted(id)))
        .field("id")
        .help("an `id` is unique in its file")
}

/// An input without any event.
pub(super) fn empty(help: &str) -> Line {
    about_file(1, Code::EMPTY_INPUT, "there is no event in this input".to_owned(), help)
}

/// An error of the reader.
pub(super) fn unreadable(line: usize, error: &std::io::Error) -> Line {
    let help = "the lines before it were read";
    about_file(line, Code::UNREADABLE, format!("the input cannot be read further: {error}"), help)
}

/// Why a first line shows that the file is not JSON Lines at all, if it does.
fn foreign(names: &Names<'_>, text: &str, line: usize) -> Option<EventDiagnostic> {
    let start = text.len() - text.trim_start().len();
    let trimmed = text.trim();
    let (message, help) = if matches!(trimmed, "{" | "[")
        || (trimmed.starts_with('[') && !trimmed.ends_with(']'))
    {
        ("one JSON value over many lines is not JSON Lines", format!("{ONE_A_LINE} (a list: `jq -c '.[]'`)"))
    } else if looks_like_header(names, trimmed) {
        ("this looks like CSV, not JSON Lines", "name the file .csv, or say that it is CSV".to_owned())
    } else {
        return None;
    };
    Some(Problem::new(Code::BAD_JSON, Span::new(start, start), message).help(help).on_line(line, text))
}

/// Whether a line is a header of columns that an event has, for one of the usual separators.
fn looks_like_header(names: &Names<'_>, text: &str) -> bool {
    [',', ';', '\t'].into_iter().any(|separator| {
        let known = |cell: &str| {
            let cell = cell.trim().trim_matches('"');
            cell == "id" || cell == "date" || names.field(cell).is_some()
        };
        text.split(separator).count() > 1 && text.split(separator).filter(|cell| known(cell)).count() > 1
    })
}

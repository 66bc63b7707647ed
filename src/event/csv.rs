//! CSV to events, one row at a time: the flat form of the JSON lines.
//!
//! In: bytes of a file with a header. Out: [`Line`]s. Absent: what the values mean (`checker`),
//! choices and disputes (they need JSON), opening files.
//!
//! A row is a line: a quoted cell ends on its line, so that one stray quote costs one row and not
//! all that follow. Rows are split here because every message names a column of the file, which a
//! general reader does not keep; a test holds the splitting to the `csv` crate.

use std::borrow::Cow;
use std::io::BufRead;

use super::Event;
use super::checker::{Identifier, check};
use super::json::{duplicate, empty, unreadable};
use super::lines::{Line, LineReader, RawLine, Seen, about_file};
use super::names::Names;
use super::problem::{EventDiagnostic, Problem, Problems, did_you_mean, listed, quoted};
use super::raw::{Entry, Item, Raw};
use crate::diagnostic::Code;
use crate::ir::{FieldType, Program, SchemeId};
use crate::text::{Limits, Span};

/// Reads events from CSV in bounded memory; an iterator over its rows.
///
/// The header names columns as the JSON form names keys. Beside these, `lat`, `lon`, `in`, `kind`,
/// `territory_of`, `administered_by` and `claimed_by` describe the place of the event (`place` is
/// then its name), and `record_by`, `record_does`, `record_to`, `record_on_behalf_of`, `record_treaty`,
/// `record_clause`, `record_of`, `record_amount`, `record_date`, `record_count` and `record_note` make one deed. An empty cell is not stated; `;` separates the
/// values of a list.
/// Cells are separated by commas and may be quoted, but not over several lines.
///
/// A header that cannot be used refuses the file; a bad row is refused and the others still read.
///
/// ```
/// use casus::event::{CsvReader, Line};
/// use casus::ir::Program;
/// use casus::text::Limits;
/// let program = Program::default();
/// let text = "id,date,title\na,1990-08-02,\"Kuwait, invaded\"\n";
/// let lines: Vec<Line> = CsvReader::new(&program, text.as_bytes(), Limits::default()).collect();
/// assert!(matches!(&lines[0], Line::Event(event) if event.title.as_deref() == Some("Kuwait, invaded")));
/// ```
#[derive(Debug)]
pub struct CsvReader<'p, R> {
    names: Names<'p>,
    limits: Limits,
    lines: LineReader<R>,
    seen: Seen,
    /// None before the header was read.
    columns: Option<Vec<Column>>,
    /// Whether a row has come.
    begun: bool,
    ended: bool,
}

/// A column: where its cells go.
#[derive(Debug, Clone, PartialEq)]
struct Column {
    part_of: PartOf,
    key: String,
    shape: Shape,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum PartOf {
    Event,
    Place,
    Record,
}

/// What a cell may hold.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Shape {
    Text,
    /// Values between `;`.
    List,
    Number,
    YesNo,
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
struct Cell<'a> {
    /// Its text, quotes undone.
    text: Cow<'a, str>,
    /// Where the text stands, without its quotes.
    at: Span,
}

const PLACE_PARTS: [(&str, Shape); 7] = [
    ("lat", Shape::Number),
    ("lon", Shape::Number),
    ("in", Shape::List),
    ("kind", Shape::List),
    ("territory_of", Shape::List),
    ("administered_by", Shape::List),
    ("claimed_by", Shape::List),
];

const RECORD_PARTS: [(&str, &str, Shape); 11] = [
    ("record_by", "by", Shape::List),
    ("record_does", "does", Shape::Text),
    ("record_to", "to", Shape::List),
    ("record_on_behalf_of", "on_behalf_of", Shape::Text),
    ("record_treaty", "treaty", Shape::Text),
    ("record_clause", "clause", Shape::Text),
    ("record_of", "of", Shape::Text),
    ("record_amount", "amount", Shape::Text),
    ("record_date", "date", Shape::Text),
    ("record_count", "count", Shape::Number),
    ("record_note", "note", Shape::Text),
];

const TEXT_COLUMNS: [&str; 5] = ["id", "title", "date", "crisis", "note"];

impl<'p, R: BufRead> CsvReader<'p, R> {
    /// A reader of one file.
    pub fn new(program: &'p Program, reader: R, limits: Limits) -> Self {
        CsvReader {
            names: Names::new(program),
            limits,
            lines: LineReader::new(reader, &limits),
            seen: Seen::default(),
            columns: None,
            begun: false,
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

    /// Reads the header, or says why the file is refused.
    fn header(&self, line: RawLine) -> Result<Vec<Column>, Vec<EventDiagnostic>> {
        let text = self.lines.text(line).map_err(|said| vec![said])?;
        columns(&self.names, &self.limits, text)
            .map_err(|said| said.into_iter().map(|said| said.on_line(line.number, text)).collect())
    }

    fn row(&mut self, line: RawLine, columns: &[Column]) -> Line {
        let text = match self.lines.text(line) {
            Ok(text) => text,
            Err(said) => return self.lines.refused(line, vec![said]),
        };
        let place = place_name(&self.names);
        match read(&self.names, &self.limits, columns, text) {
            Ok((mut event, id_at)) => match self.seen.earlier(&event.id, line.number) {
                None => {
                    event.line = line.number;
                    Line::Event(event)
                }
                Some(earlier) => {
                    let said = duplicate(&event.id, id_at, earlier).on_line(line.number, text);
                    self.lines.refused(line, vec![said])
                }
            },
            Err(said) => {
                let said =
                    said.into_iter().map(|said| as_column(said, place).on_line(line.number, text)).collect();
                self.lines.refused(line, said)
            }
        }
    }
}

impl<R: BufRead> Iterator for CsvReader<'_, R> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        while !self.ended {
            let line = match self.lines.next_line() {
                Ok(Some(line)) => line,
                Ok(None) => {
                    self.ended = true;
                    if self.begun {
                        return None;
                    }
                    if self.columns.is_none() {
                        return Some(empty("a header of columns comes first, then one event a row"));
                    }
                    let message = "there is a header and no event in this input".to_owned();
                    let help = "one event a row, below the header";
                    return Some(about_file(self.lines.number(), Code::EMPTY_INPUT, message, help));
                }
                Err(error) => {
                    self.ended = true;
                    return Some(unreadable(self.lines.number() + 1, &error));
                }
            };
            let Some(columns) = self.columns.take() else {
                match self.header(line) {
                    Ok(columns) => self.columns = Some(columns),
                    Err(said) => {
                        self.ended = true;
                        return Some(self.lines.refused(line, said));
                    }
                }
                continue;
            };
            self.begun = true;
            let given = self.row(line, &columns);
            self.columns = Some(columns);
            return Some(given);
        }
        None
    }
}

/// The name of the field that says where the event happened, if the program has one.
fn place_name<'p>(names: &Names<'p>) -> Option<&'p str> {
    let field = names.program().field(names.program().kernel.place)?;
    (field.kind == FieldType::Place).then_some(field.name.as_str())
}

/// The path of a problem as a column.
fn as_column(mut problem: Problem, place: Option<&str>) -> Problem {
    if let Some(field) = problem.field.take() {
        let of_place = place.and_then(|place| field.strip_prefix(place)?.strip_prefix('.'));
        problem.field = Some(match (of_place, field.strip_prefix("record.")) {
            (Some("name"), _) => place.unwrap_or_default().to_owned(),
            (Some(part), _) => part.to_owned(),
            (None, Some(part)) => format!("record_{part}"),
            (None, None) => field,
        });
    }
    problem
}

/// The columns of a header.
fn columns(names: &Names<'_>, limits: &Limits, text: &str) -> Result<Vec<Column>, Vec<Problem>> {
    let start = text.len() - text.trim_start().len();
    if text.trim_start().starts_with(['{', '[']) {
        let message = "this looks like JSON Lines, not CSV";
        return Err(vec![
            Problem::new(Code::BAD_CSV, Span::new(start, start), message)
                .help("name the file .jsonl, or say that it is JSON"),
        ]);
    }
    let cells = split(text).map_err(|said| vec![said])?;
    if let ([only], Some(separator)) = (cells.as_slice(), text.find([';', '\t'])) {
        let message = "the columns of this header are not separated by commas";
        return Err(vec![
            Problem::new(Code::BAD_CSV, Span::new(separator, only.at.end as usize), message)
                .help("save the file with commas between columns and `;` between the values of a cell"),
        ]);
    }
    let mut problems = Problems::new(limits.diagnostics);
    let mut columns: Vec<Column> = Vec::new();
    for cell in &cells {
        let name = cell.text.trim();
        match column(names, name) {
            Some(column) if columns.contains(&column) => {
                let message = format!("the column {} stands twice", quoted(name));
                problems.add(Problem::new(Code::DUPLICATE_KEY, cell.at, message).field(name));
            }
            Some(column) => columns.push(column),
            None if problems.is_full() => problems.add(Problem::new(Code::UNKNOWN_FIELD, cell.at, "")),
            None => problems.add(unknown_column(names, name, cell.at)),
        }
    }
    for needed in ["id", "date"] {
        if !columns.iter().any(|column| column.part_of == PartOf::Event && column.key == needed) {
            let message = format!("the header needs a column `{needed}`");
            problems.add(Problem::new(Code::MISSING_FIELD, Span::new(start, start), message).field(needed));
        }
    }
    if problems.len() == 0 { Ok(columns) } else { Err(problems.into_vec()) }
}

fn column(names: &Names<'_>, name: &str) -> Option<Column> {
    let column = |part_of, key: &str, shape| Some(Column { part_of, key: key.to_owned(), shape });
    if TEXT_COLUMNS.contains(&name) {
        return column(PartOf::Event, name, Shape::Text);
    }
    if let Some(field) = names.field(name).and_then(|id| names.program().field(id)) {
        let shape = match field.kind {
            FieldType::Tree(_) | FieldType::Actor | FieldType::Place => Shape::List,
            FieldType::Scale(_) => Shape::Text,
            FieldType::YesNo => Shape::YesNo,
            FieldType::Number => Shape::Number,
        };
        return column(PartOf::Event, name, shape);
    }
    if let Some((part, shape)) = PLACE_PARTS.iter().find(|(part, _)| *part == name) {
        return place_name(names).and_then(|_| column(PartOf::Place, part, *shape));
    }
    let (_, part, shape) = RECORD_PARTS.iter().find(|(header, _, _)| *header == name)?;
    column(PartOf::Record, part, *shape)
}

fn unknown_column(names: &Names<'_>, name: &str, at: Span) -> Problem {
    let help = if name == "record" {
        Some("write one deed in the columns `record_by` and `record_does`; more need JSON Lines".to_owned())
    } else {
        let declared = names.program().fields.iter().map(|field| field.name.as_str());
        let parts =
            PLACE_PARTS.iter().map(|(part, _)| *part).chain(RECORD_PARTS.iter().map(|(part, _, _)| *part));
        did_you_mean(name, TEXT_COLUMNS.into_iter().chain(declared).chain(parts))
    };
    if name.is_empty() {
        return Problem::new(Code::UNKNOWN_FIELD, at, "a column without a name")
            .help("is there a comma too many?");
    }
    let help = help.unwrap_or_else(|| {
        let fields = names.program().fields.iter().map(|field| field.name.as_str());
        format!("the columns are those of the fields: {}", listed(TEXT_COLUMNS.into_iter().chain(fields)))
    });
    Problem::new(Code::UNKNOWN_FIELD, at, format!("unknown column {}", quoted(name))).field(name).help(help)
}

/// The event of one row and the place of its identifier; its line is still zero.
fn read(
    names: &Names<'_>,
    limits: &Limits,
    columns: &[Column],
    text: &str,
) -> Result<(Event, Span), Vec<Problem>> {
    let cells = split(text).map_err(|said| vec![said])?;
    if cells.len() != columns.len() {
        let at = cells.get(columns.len()).or(cells.last()).map(|cell| cell.at).unwrap_or_default();
        let message = format!("{} cells in a row of {} columns", cells.len(), columns.len());
        let help = if cells.len() > columns.len() {
            "a text with a comma in it stands in double quotes"
        } else {
            "a cell that is not known is left empty, with its comma"
        };
        return Err(vec![Problem::new(Code::BAD_CSV, at, message).help(help)]);
    }
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut place: Vec<Entry<'_>> = Vec::new();
    let mut deed: Vec<Entry<'_>> = Vec::new();
    for (column, cell) in columns.iter().zip(&cells) {
        if let Some(value) = value(column.shape, cell) {
            let entry = Entry { key: Cow::Borrowed(&column.key), key_at: cell.at, value };
            match column.part_of {
                PartOf::Event => entries.push(entry),
                PartOf::Place => place.push(entry),
                PartOf::Record => deed.push(entry),
            }
        }
    }
    if let (Some(name), Some(first)) = (place_name(names), place.first().map(|entry| entry.key_at)) {
        // A place with parts of its own is a description; the cell of the place itself is its name.
        if let Some(at) = entries.iter().position(|entry| entry.key == name) {
            let label = entries.remove(at);
            place.push(Entry { key: Cow::Borrowed("name"), ..label });
        }
        let value = Item { at: first, raw: Raw::Object(place) };
        entries.push(Entry { key: Cow::Borrowed(name), key_at: first, value });
    }
    if let Some(at) = deed.first().map(|entry| entry.key_at) {
        let deed = Item { at, raw: Raw::Object(deed) };
        let value = Item { at, raw: Raw::List(vec![deed]) };
        entries.push(Entry { key: Cow::Borrowed("record"), key_at: at, value });
    }
    let event = check(names, limits, &entries, Span::default(), Identifier::Required)?;
    let id_at =
        entries.iter().find(|entry| entry.key == "id").map(|entry| entry.value.at).unwrap_or_default();
    Ok((event, id_at))
}

/// The value of a cell; none if it is empty. What does not fit its shape stays a text, which the
/// checker then refuses in its own words.
fn value<'a>(shape: Shape, cell: &'a Cell<'_>) -> Option<Item<'a>> {
    let text = cell.text.trim();
    if text.is_empty() {
        return None;
    }
    let raw = match shape {
        Shape::Text => Raw::text(text),
        Shape::Number => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Raw::Number(number),
            _ => Raw::text(text),
        },
        Shape::YesNo if ["yes", "true"].iter().any(|yes| text.eq_ignore_ascii_case(yes)) => Raw::Bool(true),
        Shape::YesNo if ["no", "false"].iter().any(|no| text.eq_ignore_ascii_case(no)) => Raw::Bool(false),
        Shape::YesNo => Raw::text(text),
        Shape::List if text.contains(';') => {
            let mut start = cell.at.start as usize;
            let mut items = Vec::new();
            for part in cell.text.split(';') {
                let word = part.trim();
                let at = start + (part.len() - part.trim_start().len());
                items.push(Item { at: Span::new(at, at + word.len()), raw: Raw::text(word) });
                start += part.len() + 1;
            }
            Raw::List(items)
        }
        Shape::List => Raw::text(text),
    };
    Some(Item { at: cell.at, raw })
}

/// The cells of a row.
fn split(text: &str) -> Result<Vec<Cell<'_>>, Problem> {
    let mut cells = Vec::new();
    let mut start = 0;
    loop {
        let rest = text.get(start..).unwrap_or_default();
        let (cell, length) = match rest.strip_prefix('"') {
            Some(inner) => quoted_cell(inner, start)?,
            None => {
                let cell = rest.split(',').next().unwrap_or_default();
                if let Some(quote) = cell.find('"') {
                    let at = Span::new(start + quote, start + quote + 1);
                    return Err(Problem::new(
                        Code::BAD_CSV,
                        at,
                        "a double quote inside a cell without quotes",
                    )
                    .help("put the whole cell in double quotes and write those inside it twice"));
                }
                (Cell { text: Cow::Borrowed(cell), at: Span::new(start, start + cell.len()) }, cell.len())
            }
        };
        cells.push(cell);
        start += length;
        if text.get(start..).is_none_or(|rest| !rest.starts_with(',')) {
            return Ok(cells);
        }
        start += 1;
    }
}

/// A cell whose opening quote stands at `start`; also its length, quotes included.
fn quoted_cell(inner: &str, start: usize) -> Result<(Cell<'_>, usize), Problem> {
    let mut from = 0;
    let mut doubled = false;
    let end = loop {
        let Some(quote) = inner.get(from..).and_then(|rest| rest.find('"')) else {
            return Err(Problem::new(
                Code::BAD_CSV,
                Span::new(start, start + 1),
                "a quoted cell without its closing quote",
            )
            .help("a cell ends on the line on which it began"));
        };
        let at = from + quote;
        if inner.get(at + 1..).is_some_and(|rest| rest.starts_with('"')) {
            doubled = true;
            from = at + 2;
        } else {
            break at;
        }
    };
    let after = inner.get(end + 1..).unwrap_or_default();
    if !after.is_empty() && !after.starts_with(',') {
        let at = start + end + 2;
        return Err(Problem::new(
            Code::BAD_CSV,
            Span::new(at, at + 1),
            "text after the closing quote of a cell",
        )
        .help("double quotes inside a quoted cell are written twice"));
    }
    let body = inner.get(..end).unwrap_or_default();
    let text = if doubled { Cow::Owned(body.replace("\"\"", "\"")) } else { Cow::Borrowed(body) };
    Ok((Cell { text, at: Span::new(start + 1, start + 1 + end) }, end + 2))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cells(text: &str) -> Vec<String> {
        split(text).unwrap().into_iter().map(|cell| cell.text.into_owned()).collect()
    }

    #[test]
    fn rows_are_split_and_places_kept() {
        assert_eq!(cells("a,,\"b, \"\"c\"\"\",é,"), ["a", "", "b, \"c\"", "é", ""]);
        assert_eq!(cells(""), [""]);
        let text = "a,\"b\",c";
        let places: Vec<&str> = split(text).unwrap().iter().map(|cell| &text[cell.at.range()]).collect();
        assert_eq!(places, ["a", "b", "c"]);
    }

    #[test]
    fn quotes_out_of_place_are_refused_there() {
        for (text, at) in [("a,\"b", 2), ("a,\"b\"c,d", 5), ("a,b\"c\"", 3), ("\"", 0), ("\"\"\"", 0)] {
            assert_eq!(split(text).unwrap_err().at.start, at, "{text}");
        }
    }

    proptest! {
        #[test]
        fn splits_what_the_csv_crate_writes(row in proptest::collection::vec("[a\", ;é]{0,5}", 1..6)) {
            let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
            writer.write_record(&row).unwrap();
            let bytes = writer.into_inner().unwrap();
            let text = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(cells(text.trim_end_matches('\n')), row);
        }

        #[test]
        fn any_row_is_split_or_refused(text in "[a\",;é ]{0,20}") {
            let _ = split(&text);
        }
    }
}

//! A coded CSV file as rows of named cells.
//!
//! In: the text of a file, the columns that are needed. Out: rows, and a message with line and
//! column for every row that does not fit. Absent: what the columns mean; but negative codes
//! (-8, -9) and empty cells are one thing everywhere, *not coded*, and never a number.

use std::collections::BTreeMap;

use csv::{ByteRecord, ReaderBuilder};

use crate::diagnostic::{Code, nearest};
use crate::event::EventDiagnostic;
use crate::text::Limits;

/// A file that was read: its good rows and what was wrong with the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Read<T> {
    /// What each good row says, in the order of the file.
    pub rows: Vec<T>,
    /// One message for each row that was refused.
    pub refused: Vec<EventDiagnostic>,
}

/// One row.
#[derive(Debug, Clone)]
pub struct Row<'t> {
    /// The line of the file on which it begins, from one.
    pub line: usize,
    raw: &'t str,
    head: &'t Head,
    cells: Vec<String>,
}

/// The first line of a file.
#[derive(Debug, Clone)]
struct Head {
    /// Where each column stands.
    columns: BTreeMap<String, usize>,
    /// How many cells every row has.
    width: usize,
}

/// Reads a file row by row with a function that understands one row.
///
/// ```
/// use casus::import::sheet::read;
/// let text = "who,since\r\nGBR,1815\r\nFRA,soon\r\nXPR,-9\r\n";
/// let found = read(text, &["who", "since"], |row| Ok((row.text("who")?.to_owned(), row.code("since")?))).unwrap();
/// assert_eq!(found.rows, [("GBR".to_owned(), Some(1815)), ("XPR".to_owned(), None)]);
/// assert_eq!(found.refused[0].render("a.csv"), "a.csv:3:5: error[C0204] in `since`: `soon` is not a whole number");
/// ```
///
/// # Errors
/// The file as a whole: no header, columns that it lacks or names twice, nothing under the header.
pub fn read<T>(
    text: &str,
    needed: &[&str],
    mut understand: impl FnMut(&Row<'_>) -> Result<T, EventDiagnostic>,
) -> Result<Read<T>, Vec<EventDiagnostic>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Only the lines are counted by hand: the reader's own count of them begins one early after CRLF.
    let lines = Lines::of(text);
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = ByteRecord::new();
    let mut head: Option<Head> = None;
    let mut read = Read { rows: Vec::new(), refused: Vec::new() };
    let longest = Limits::default().event_line_bytes;
    // The bytes are in memory and are UTF-8, so the only faults of the reader are those of the text.
    while reader.read_byte_record(&mut record).map_err(|error| vec![broken(&error)])? {
        let start = record.position().map_or(0, csv::Position::byte);
        let (line, raw) = lines.at(text, usize::try_from(start).unwrap_or(usize::MAX));
        let cells: Vec<String> =
            record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
        let Some(known) = &head else {
            head = Some(header(&cells, needed, line)?);
            continue;
        };
        if raw.len() > longest {
            let message = format!("a row of more than {longest} bytes");
            read.refused.push(said(Code::TOO_LARGE, line, 1, None, message, None));
            continue;
        }
        let row = Row { line, raw, head: known, cells };
        match row.complete().and_then(|()| understand(&row)) {
            Ok(one) => read.rows.push(one),
            Err(diagnostic) => read.refused.push(diagnostic),
        }
    }
    let (message, help) = match head {
        Some(_) if read.rows.is_empty() && read.refused.is_empty() => {
            ("this file names columns and has no row", None)
        }
        Some(_) => return Ok(read),
        None => (
            "this file is empty",
            Some(format!("the first line must name the columns, among them {}", listed(needed))),
        ),
    };
    Err(vec![said(Code::EMPTY_INPUT, 1, 1, None, message.to_owned(), help)])
}

fn header(cells: &[String], needed: &[&str], line: usize) -> Result<Head, Vec<EventDiagnostic>> {
    if let Some(mark) = other_mark(cells) {
        let message = format!("the first line has no comma; its cells seem to stand between {mark}");
        let help = "write the table again with commas between the cells".to_owned();
        return Err(vec![said(Code::BAD_CSV, line, 1, None, message, Some(help))]);
    }
    let mut columns = BTreeMap::new();
    let mut twice = Vec::new();
    let mut column = 1;
    for (at, name) in cells.iter().enumerate() {
        let known = name.trim();
        let before = columns.insert(known.to_owned(), at);
        // Of a column that is needed it must be plain which one is meant; others may be named as they like.
        if before.is_some() && needed.contains(&known) {
            let message = format!("the header names the column `{known}` twice");
            let help = Some("leave one of the two".to_owned());
            twice.push(said(Code::BAD_CSV, line, column, Some(known), message, help));
        }
        column += name.chars().count() + 1;
    }
    let end = cells.iter().map(|cell| cell.chars().count() + 1).sum::<usize>().max(1);
    let missing = needed.iter().filter(|name| !columns.contains_key(**name)).map(|name| {
        let near = nearest(name, columns.keys().map(String::as_str));
        let help = near.map(|near| format!("there is a column `{near}`; is it another version of the file?"));
        let message = format!("the header has no column `{name}`");
        said(Code::MISSING_FIELD, line, end, Some(name), message, help)
    });
    twice.extend(missing);
    if twice.is_empty() { Ok(Head { columns, width: cells.len() }) } else { Err(twice) }
}

/// The mark between the cells of a header that is one cell, where a table may have been written with it.
fn other_mark(cells: &[String]) -> Option<&'static str> {
    let [only] = cells else { return None };
    [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")]
        .into_iter()
        .find(|(mark, _)| only.contains(*mark))
        .map(|(_, words)| words)
}

impl Row<'_> {
    /// A cell as it stands.
    ///
    /// # Errors
    /// The row has no such cell.
    pub fn text(&self, column: &str) -> Result<&str, EventDiagnostic> {
        let cell = self.head.columns.get(column).and_then(|at| self.cells.get(*at));
        cell.map(|cell| cell.trim()).ok_or_else(|| {
            self.wrong(Code::BAD_CSV, column, format!("this row ends before the column `{column}`"))
        })
    }

    /// A whole number; none where the file says that it is not coded: nothing, or a negative code.
    ///
    /// # Errors
    /// The cell holds something else.
    pub fn code(&self, column: &str) -> Result<Option<i32>, EventDiagnostic> {
        let cell = self.text(column)?;
        if cell.is_empty() || cell == "." || cell == "NA" {
            return Ok(None);
        }
        // Statistics programs write 2005 as 2005.0.
        let whole = cell.strip_suffix(".0").unwrap_or(cell);
        match whole.parse::<i32>() {
            Ok(number) => Ok(Some(number).filter(|number| *number >= 0)),
            Err(_) => {
                Err(self.wrong(Code::WRONG_TYPE, column, format!("`{}` is not a whole number", shown(cell))))
            }
        }
    }

    /// A whole number that must be coded.
    ///
    /// # Errors
    /// The cell holds something else, or says that it is not coded.
    pub fn number(&self, column: &str) -> Result<u32, EventDiagnostic> {
        let cell = self.code(column)?.and_then(|number| u32::try_from(number).ok());
        cell.ok_or_else(|| self.wrong(Code::MISSING_FIELD, column, format!("`{column}` is not coded here")))
    }

    /// Yes or no, written 1 and 0; none where it is not coded.
    ///
    /// # Errors
    /// The cell holds something else.
    pub fn flag(&self, column: &str) -> Result<Option<bool>, EventDiagnostic> {
        match self.code(column)? {
            None => Ok(None),
            Some(0) => Ok(Some(false)),
            Some(1) => Ok(Some(true)),
            Some(other) => Err(self.wrong(Code::WRONG_TYPE, column, format!("`{other}` is neither 0 nor 1"))),
        }
    }

    /// A message about one cell.
    pub(super) fn wrong(&self, code: Code, column: &str, message: String) -> EventDiagnostic {
        let at = self.head.columns.get(column).copied().unwrap_or_default();
        said(code, self.line, column_of(self.raw, at), Some(column), message, None)
    }

    fn complete(&self) -> Result<(), EventDiagnostic> {
        let wanted = self.head.width;
        if self.cells.len() == wanted {
            return Ok(());
        }
        let message = format!("this row has {} cells, the header {wanted}", self.cells.len());
        Err(said(Code::BAD_CSV, self.line, 1, None, message, None))
    }
}

/// Where the lines of a text begin.
struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    fn of(text: &str) -> Lines {
        let after = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Lines { starts: std::iter::once(0).chain(after).collect() }
    }

    /// The number and the text of the record that begins at a byte, or at the first byte after it
    /// that ends no line.
    fn at<'t>(&self, text: &'t str, byte: usize) -> (usize, &'t str) {
        let rest = text.get(byte..).unwrap_or_default();
        let begun = rest.trim_start_matches(['\r', '\n']);
        let start = byte + (rest.len() - begun.len());
        let line = self.starts.partition_point(|first| *first <= start).max(1);
        (line, begun.lines().next().unwrap_or_default())
    }
}

/// The column, in characters from one, in which a cell of a line begins.
fn column_of(raw: &str, wanted: usize) -> usize {
    let mut quoted = false;
    let mut cell = 0;
    for (column, c) in raw.chars().enumerate() {
        if cell == wanted {
            return column + 1;
        }
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cell += 1,
            _ => {}
        }
    }
    raw.chars().count() + 1
}

/// At most forty characters of a cell.
fn shown(cell: &str) -> String {
    cell.chars().filter(|c| !c.is_control()).take(40).collect()
}

fn listed(names: &[&str]) -> String {
    names.iter().take(6).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn broken(error: &csv::Error) -> EventDiagnostic {
    let line = error.position().map_or(1, |position| usize::try_from(position.line()).unwrap_or(1));
    said(Code::BAD_CSV, line, 1, None, "this is not CSV".to_owned(), None)
}

fn said(
    code: Code,
    line: usize,
    column: usize,
    field: Option<&str>,
    message: String,
    help: Option<String>,
) -> EventDiagnostic {
    EventDiagnostic {
        code,
        severity: code.severity(),
        line,
        column,
        field: field.map(str::to_owned),
        message,
        help,
    }
}

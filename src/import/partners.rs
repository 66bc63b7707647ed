//! Who was whose partner from when to when, as a data set has it.
//!
//! In: the text of a CSV file with the columns `atopid`, `partner_ccode`, `start`, `end`. Out: rows. Absent:
//! whom a number means (`ir`), and counting.

use jiff::civil::Date;

use super::sheet::{Read, Row, read as sheet};
use crate::diagnostic::Code;
use crate::event::EventDiagnostic;

/// The columns that are read.
const COLUMNS: [&str; 4] = ["atopid", "partner_ccode", "start", "end"];

/// One stretch of days in which an alliance made somebody a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// The line of the file.
    pub line: usize,
    /// The number of the alliance.
    pub alliance: u32,
    /// The number of the state in the Correlates of War.
    pub code: u32,
    /// The first day.
    pub start: Date,
    /// The first day after it; none if it was in force when the file was made.
    pub end: Option<Date>,
}

impl Partner {
    /// Whether it ran on a day.
    ///
    /// ```
    /// let text = "atopid,partner_ccode,start,end\n3055,2,1947-09-02,\n";
    /// let read = casus::import::partners::read(text).unwrap();
    /// assert!(read.rows[0].runs("1950-12-31".parse().unwrap()));
    /// assert!(!read.rows[0].runs("1946-12-31".parse().unwrap()));
    /// ```
    #[must_use]
    pub fn runs(&self, day: Date) -> bool {
        self.start <= day && self.end.is_none_or(|end| end > day)
    }
}

/// Reads a file of partners.
///
/// ```
/// let text = "atopid,partner_ccode,start,end\n2550,20,1942-01-01,1945-09-02\n3055,2,soon,\n";
/// let read = casus::import::partners::read(text).unwrap();
/// assert_eq!((read.rows[0].alliance, read.rows[0].code), (2550, 20));
/// assert_eq!(read.refused[0].render("a.csv"), "a.csv:3:8: error[C0204] in `start`: `soon` is not a day");
/// ```
///
/// # Errors
/// The file as a whole: no header, or columns that it lacks.
pub fn read(text: &str) -> Result<Read<Partner>, Vec<EventDiagnostic>> {
    sheet(text, &COLUMNS, one)
}

fn one(row: &Row<'_>) -> Result<Partner, EventDiagnostic> {
    let day = |column: &str| -> Result<Option<Date>, EventDiagnostic> {
        let cell = row.text(column)?;
        if cell.is_empty() {
            return Ok(None);
        }
        let wrong = || row.wrong(Code::WRONG_TYPE, column, format!("`{cell}` is not a day"));
        cell.parse().map(Some).map_err(|_| wrong())
    };
    let missing = || row.wrong(Code::MISSING_FIELD, "start", "this row does not say from when".to_owned());
    Ok(Partner {
        line: row.line,
        alliance: row.number("atopid")?,
        code: row.number("partner_ccode")?,
        start: day("start")?.ok_or_else(missing)?,
        end: day("end")?,
    })
}

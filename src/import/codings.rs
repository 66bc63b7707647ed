//! Berkemeier and Fuhrmann's codings of alliances in wars: was the case of the alliance met?
//!
//! In: the text of their file. Out: [`Coding`]s. Absent: whether the promise was kept, beyond what
//! is needed to see that it was called up.

use std::collections::{BTreeMap, BTreeSet};

use super::atop::Duty;
use super::sheet::{self, Read, Row};
use crate::event::EventDiagnostic;

/// What the human coders said of one alliance in one war.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coding {
    /// The line of the file.
    pub line: usize,
    /// The ATOP number of the alliance.
    pub alliance: u32,
    /// The COW number of the war, where the war has one.
    pub war: Option<u32>,
    /// The name of the war.
    pub war_name: String,
    /// Whether the case of the alliance was met, so that the promise was kept or broken; none where
    /// the row gives no verdict.
    pub met: Option<bool>,
    /// The coders' reason why it was not.
    pub why_not: Vec<&'static str>,
    /// The duties of the alliance at the time.
    pub duties: BTreeSet<Duty>,
}

const NEEDED: &[&str] = &[
    "atopid",
    "cow_war_v4",
    "warname",
    "nonaggLLM",
    "consulLLM",
    "cfnaLLM",
    "dnaLLM",
    "honorLLM",
    "violateLLM",
    "defense",
    "offense",
    "neutral",
    "nonagg",
    "consul",
];

/// Reads a file of codings; the rules of Leeds, Long and Mitchell are taken (the columns in LLM).
///
/// # Errors
/// The file has no header, or lacks columns; a row that does not fit is in `refused`.
///
/// ```
/// let text = "atopid,cow_war_v4,warname,nonaggLLM,consulLLM,cfnaLLM,dnaLLM,honorLLM,violateLLM,defense,offense,neutral,nonagg,consul\n\
///             9001,,Nowhere1900,,,1,1,,,1,0,0,0,0\n";
/// let found = casus::import::codings::read(text).unwrap();
/// assert_eq!((found.rows[0].war, found.rows[0].met), (None, Some(false)));
/// ```
pub fn read(text: &str) -> Result<Read<Coding>, Vec<EventDiagnostic>> {
    sheet::read(text, NEEDED, coding)
}

/// Rows that code one alliance in one war again, each with its line. They count like any other, since one war of the COW list may be
/// several in the list that the coders used.
///
/// ```
/// assert!(casus::import::codings::repeated(&[]).is_empty());
/// ```
#[must_use]
pub fn repeated(rows: &[Coding]) -> Vec<(usize, String)> {
    let mut seen: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    let mut found = Vec::new();
    for row in rows {
        let Some(war) = row.war else { continue };
        if let Some(line) = seen.insert((row.alliance, war), row.line) {
            let alliance = row.alliance;
            found.push((
                row.line,
                format!("alliance {alliance} in war {war} is coded on line {line} already; both rows count"),
            ));
        }
    }
    found
}

fn coding(row: &Row<'_>) -> Result<Coding, EventDiagnostic> {
    let set = |column: &str| row.flag(column).map(|flag| flag == Some(true));
    let met = match (set("honorLLM")? || set("violateLLM")?, set("dnaLLM")?) {
        (true, _) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    };
    let reasons = [
        ("cfnaLLM", "case not met"),
        ("nonaggLLM", "nonaggression only"),
        ("consulLLM", "consultation only"),
    ];
    let mut why_not = Vec::new();
    for (column, words) in reasons {
        if set(column)? {
            why_not.push(words);
        }
    }
    let mut duties = BTreeSet::new();
    for duty in Duty::ALL {
        if set(duty.variable())? {
            duties.insert(duty);
        }
    }
    Ok(Coding {
        line: row.line,
        alliance: row.number("atopid")?,
        war: row.code("cow_war_v4")?.and_then(|number| u32::try_from(number).ok()).filter(|n| *n > 0),
        war_name: row.text("warname")?.to_owned(),
        met,
        why_not,
        duties,
    })
}

//! COW inter-state wars: who fought on which side, since when, and who began.
//!
//! In: the text of a participants file (version 4.0 was looked at). Out: [`War`]s. Absent: any
//! finding of aggression; "initiator" says who opened large combat.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::moment::Moment;
use super::sheet::{self, Read, Row};
use super::states::Part;
use crate::diagnostic::Code;
use crate::event::EventDiagnostic;

/// One state on one side of one war.
#[derive(Debug, Clone, PartialEq)]
pub struct Participant {
    /// The line of the file.
    pub line: usize,
    /// The number of the war.
    pub war: u32,
    /// Its name.
    pub war_name: String,
    /// The COW number of the state.
    pub state: u32,
    /// Its name.
    pub state_name: String,
    /// 1 or 2.
    pub side: u32,
    /// When it fought; a state that left and came back has two.
    pub spells: Vec<(Moment, Option<Moment>)>,
    /// It opened large combat.
    pub initiator: bool,
    /// Parts of the world in which it fought.
    pub theatres: BTreeSet<Part>,
}

/// One war.
#[derive(Debug, Clone, PartialEq)]
pub struct War {
    /// Its number.
    pub number: u32,
    /// Its name.
    pub name: String,
    /// Who fought, by the first day, side and number.
    pub participants: Vec<Participant>,
}

impl Participant {
    /// The first day on which it may have fought.
    #[must_use]
    pub fn since(&self) -> Date {
        self.spells.iter().map(|(start, _)| start.first()).min().unwrap_or(Date::MAX)
    }

    /// Whether it may have been fighting on a day.
    #[must_use]
    pub fn fights_on(&self, day: Date) -> bool {
        let in_spell = |(start, end): &(Moment, Option<Moment>)| {
            start.first() <= day && end.is_none_or(|end| day <= end.last())
        };
        self.spells.iter().any(in_spell)
    }

    /// Whether it fought in its own part of the world and nowhere else.
    #[must_use]
    pub fn only_at_home(&self) -> bool {
        self.theatres.is_subset(&Part::of_state(self.state))
    }

    /// Whether it fought in its own part of the world, among others or not.
    #[must_use]
    pub fn at_home(&self) -> bool {
        !self.theatres.is_disjoint(&Part::of_state(self.state))
    }
}

/// The first day that the list of wars covers.
const LIST_BEGINS: Date = Date::constant(1816, 1, 1);

const NEEDED: &[&str] = &[
    "WarNum",
    "WarName",
    "ccode",
    "StateName",
    "Side",
    "StartMonth1",
    "StartDay1",
    "StartYear1",
    "EndMonth1",
    "EndDay1",
    "EndYear1",
    "StartMonth2",
    "StartDay2",
    "StartYear2",
    "EndMonth2",
    "EndDay2",
    "EndYear2",
    "WhereFought",
    "Initiator",
];

/// Reads a participants file.
///
/// # Errors
/// The file has no header, or lacks columns; a row that does not fit is in `refused`.
///
/// ```
/// let lacking = casus::import::wars::read("WarNum\n1\n").unwrap_err();
/// assert_eq!(lacking[0].message, "the header has no column `WarName`");
/// ```
pub fn read(text: &str) -> Result<Read<Participant>, Vec<EventDiagnostic>> {
    sheet::read(text, NEEDED, participant)
}

/// The wars of the participants, by number.
///
/// ```
/// assert!(casus::import::wars::by_war(&[]).is_empty());
/// ```
#[must_use]
pub fn by_war(rows: &[Participant]) -> BTreeMap<u32, War> {
    let mut wars: BTreeMap<u32, War> = BTreeMap::new();
    for row in rows {
        let war = wars.entry(row.war).or_insert_with(|| War {
            number: row.war,
            name: row.war_name.clone(),
            participants: Vec::new(),
        });
        war.participants.push(row.clone());
    }
    for war in wars.values_mut() {
        war.participants.sort_by_key(|one| (one.since(), one.side, one.state));
    }
    wars
}

/// What looks like a slip of the file and is no error, each with its line: a number that two wars have, a state that stands twice on
/// one side, a day before the list begins. The rows are used all the same.
///
/// ```
/// assert!(casus::import::wars::doubtful(&[]).is_empty());
/// ```
#[must_use]
pub fn doubtful(rows: &[Participant]) -> Vec<(usize, String)> {
    let mut named: BTreeMap<u32, &Participant> = BTreeMap::new();
    let mut stood: BTreeMap<(u32, u32, u32), usize> = BTreeMap::new();
    let mut found = Vec::new();
    for row in rows {
        if row.since() < LIST_BEGINS {
            let (state, since) = (row.state, row.since());
            found.push((
                row.line,
                format!("state {state} fights from {since} on, and the list begins with {LIST_BEGINS}"),
            ));
        }
        let first = named.entry(row.war).or_insert(row);
        if first.war_name != row.war_name {
            let (number, one, two, line) = (row.war, &first.war_name, &row.war_name, first.line);
            found.push((row.line, format!("war {number} is `{two}` here and `{one}` on line {line}; rows of one number are taken as one war")));
        }
        if let Some(line) = stood.insert((row.war, row.side, row.state), row.line) {
            let (number, state, side) = (row.war, row.state, row.side);
            found.push((row.line, format!("state {state} stands on side {side} of war {number} on line {line} already; both rows are used")));
        }
    }
    found
}

fn participant(row: &Row<'_>) -> Result<Participant, EventDiagnostic> {
    let side = row.number("Side")?;
    if side != 1 && side != 2 {
        return Err(row.wrong(Code::WRONG_TYPE, "Side", format!("`{side}` is neither side 1 nor side 2")));
    }
    let first = spell(row, '1')?.ok_or_else(|| {
        row.wrong(
            Code::MISSING_FIELD,
            "StartYear1",
            "the year in which it began to fight is not coded".to_owned(),
        )
    })?;
    let again = spell(row, '2')?;
    if let Some((start, _)) = again
        && start.last() < first.0.first()
    {
        let message = format!("came back on {start}, before it began to fight on {}", first.0);
        return Err(row.wrong(Code::BAD_INTERVAL, "StartYear2", message));
    }
    let initiator = match row.number("Initiator")? {
        1 => true,
        2 => false,
        other => {
            let message = format!("`{other}` is neither 1, who began, nor 2");
            return Err(row.wrong(Code::WRONG_TYPE, "Initiator", message));
        }
    };
    let where_fought = row.number("WhereFought")?;
    let theatres = Part::of_code(where_fought).ok_or_else(|| {
        row.wrong(
            Code::WRONG_TYPE,
            "WhereFought",
            format!("`{where_fought}` is no code of a part of the world"),
        )
    })?;
    Ok(Participant {
        line: row.line,
        war: row.number("WarNum")?,
        war_name: row.text("WarName")?.to_owned(),
        state: row.number("ccode")?,
        state_name: row.text("StateName")?.to_owned(),
        side,
        spells: std::iter::once(first).chain(again).collect(),
        initiator,
        theatres,
    })
}

/// One block of dates: -8 in the year says that there is none.
fn spell(row: &Row<'_>, block: char) -> Result<Option<(Moment, Option<Moment>)>, EventDiagnostic> {
    let Some(start) = moment(row, "Start", block)? else { return Ok(None) };
    let end = moment(row, "End", block)?;
    if let Some(end) = end
        && end.last() < start.first()
    {
        let message = format!("ended on {end}, before it began on {start}");
        return Err(row.wrong(Code::BAD_INTERVAL, &format!("EndYear{block}"), message));
    }
    Ok(Some((start, end)))
}

fn moment(row: &Row<'_>, which: &str, block: char) -> Result<Option<Moment>, EventDiagnostic> {
    let column = |part: &str| format!("{which}{part}{block}");
    let Some(year) = row.code(&column("Year"))? else { return Ok(None) };
    let (month, day) = (row.code(&column("Month"))?, row.code(&column("Day"))?);
    let message =
        || format!("the calendar has no {year:04}-{:02}-{:02}", month.unwrap_or(0), day.unwrap_or(0));
    Moment::new(year, month, day)
        .map(Some)
        .ok_or_else(|| row.wrong(Code::BAD_DATE, &column("Year"), message()))
}

//! ATOP member rows: what each member of each alliance promised, and when.
//!
//! In: the text of a member file (version 4.01 was looked at). Out: [`Member`]s. Absent: what is
//! not coded; a duty here is "there is such a promise", never its words.

use std::collections::{BTreeMap, BTreeSet};

use super::moment::Moment;
use super::sheet::{self, Read, Row};
use crate::diagnostic::Code;
use crate::event::EventDiagnostic;

/// The five promises that ATOP codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Duty {
    /// Active help if the partner is attacked.
    Defence,
    /// Active help that does not wait for an attack on the partner.
    Offence,
    /// Staying out of the partner's wars.
    Neutrality,
    /// No force against the partner.
    NonAggression,
    /// Talking in a crisis with the aim of a common policy.
    Consultation,
}

/// The conditions that ATOP codes of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// Only against a specified adversary.
    Adversary,
    /// Only in a specified area.
    Location,
    /// Only in a specified war that was going on.
    War,
    /// Only against a least number of adversaries.
    Number,
    /// Only after demands were refused.
    Demand,
    /// Only if the attack was not provoked.
    Unprovoked,
    /// Only if the partner is the one attacked.
    Attacked,
    /// Only if a party asks for it.
    Request,
}

impl Duty {
    /// Every duty, in the order of the file.
    pub const ALL: [Duty; 5] =
        [Duty::Defence, Duty::Offence, Duty::Neutrality, Duty::NonAggression, Duty::Consultation];

    /// The name of the variable.
    ///
    /// ```
    /// use casus::import::atop::Duty;
    /// assert_eq!(Duty::NonAggression.variable(), "nonagg");
    /// ```
    #[must_use]
    pub fn variable(self) -> &'static str {
        match self {
            Duty::Defence => "defense",
            Duty::Offence => "offense",
            Duty::Neutrality => "neutral",
            Duty::NonAggression => "nonagg",
            Duty::Consultation => "consul",
        }
    }

    /// The variables of its conditions.
    fn conditions(self) -> &'static [(&'static str, Condition)] {
        use Condition::{Adversary, Attacked, Demand, Location, Number, Request, Unprovoked, War};
        match self {
            Duty::Defence => &[
                ("defcoadv", Adversary),
                ("defcoloc", Location),
                ("defcocon", War),
                ("defconum", Number),
                ("defcodem", Demand),
                ("defconpr", Unprovoked),
            ],
            Duty::Offence => &[
                ("offcoadv", Adversary),
                ("offcoloc", Location),
                ("offcocon", War),
                ("offconum", Number),
                ("offcodem", Demand),
            ],
            Duty::Neutrality => &[
                ("neucoadv", Adversary),
                ("neucoloc", Location),
                ("neucocon", War),
                ("neuconum", Number),
                ("neucodem", Demand),
                ("neuconpr", Unprovoked),
                ("neucoatt", Attacked),
            ],
            Duty::NonAggression => &[],
            Duty::Consultation => {
                &[("concoadv", Adversary), ("concoloc", Location), ("concocon", War), ("concoreq", Request)]
            }
        }
    }
}

/// One member of one alliance during one phase of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The line of the file.
    pub line: usize,
    /// The number of the alliance.
    pub alliance: u32,
    /// The COW number of the member.
    pub state: u32,
    /// The phase; zero where the alliance has one only.
    pub phase: u32,
    /// The day of signature, or on which the member joined.
    pub entry: Moment,
    /// The day on which it left; none if it had not by the end of coverage, 31 December 2016.
    pub exit: Option<Moment>,
    /// What it promised, each with its conditions.
    pub duties: BTreeMap<Duty, BTreeSet<Condition>>,
    /// Some promise is limited in a way that has no code.
    pub other_limit: bool,
    /// What it promised differs by partner.
    pub by_partner: bool,
    /// COW numbers of the states named as a threat.
    pub threats: Vec<u32>,
    /// Those named are all: the threat is one or more named states and nothing else.
    pub threats_complete: bool,
    /// The alliance was made in a war in which members took part.
    pub wartime: bool,
    /// The COW number of the war in which this member was.
    pub war: Option<u32>,
    /// The treaty needed ratification; none where that is not coded.
    pub ratification: Option<bool>,
}

const NEEDED: &[&str] = &[
    "atopid", "member", "phase", "yrent", "moent", "dayent", "yrexit", "moexit", "dayexit", "wartime",
    "cowwar", "estmode", "defense", "offense", "neutral", "nonagg", "consul", "defcoadv", "defcoloc",
    "defcocon", "defconum", "defcodem", "defconpr", "offcoadv", "offcoloc", "offcocon", "offconum",
    "offcodem", "neucoadv", "neucoloc", "neucocon", "neuconum", "neucodem", "neuconpr", "neucoatt",
    "concoadv", "concoloc", "concocon", "concoreq", "olimob", "obvary", "specthrt", "statthr1", "statthr2",
];

/// Reads a member file.
///
/// # Errors
/// The file has no header, or lacks columns; a row that does not fit is in `refused`.
///
/// ```
/// let lacking = casus::import::atop::read("atopid,member\n3180,2\n").unwrap_err();
/// assert!(lacking[0].render("m.csv").starts_with("m.csv:1:14: error[C0404] in `phase`"));
/// ```
pub fn read(text: &str) -> Result<Read<Member>, Vec<EventDiagnostic>> {
    sheet::read(text, NEEDED, member)
}

fn member(row: &Row<'_>) -> Result<Member, EventDiagnostic> {
    let entry = moment(row, ["yrent", "moent", "dayent"])?.ok_or_else(|| {
        row.wrong(Code::MISSING_FIELD, "yrent", "the year of entry is not coded".to_owned())
    })?;
    // A year of zero is not a year: the member had not left when the coding ended.
    let exit = moment(row, ["yrexit", "moexit", "dayexit"])?;
    if let Some(exit) = exit
        && exit.last() < entry.first()
    {
        return Err(row.wrong(
            Code::BAD_INTERVAL,
            "yrexit",
            format!("left on {exit}, before joining on {entry}"),
        ));
    }
    let mut duties = BTreeMap::new();
    for duty in Duty::ALL {
        if coded(row, duty.variable())? {
            let mut conditions = BTreeSet::new();
            for (column, condition) in duty.conditions() {
                if coded(row, column)? {
                    conditions.insert(*condition);
                }
            }
            duties.insert(duty, conditions);
        }
    }
    let named = [row.code("statthr1")?, row.code("statthr2")?];
    let threats = named.into_iter().flatten().filter_map(|number| u32::try_from(number).ok());
    Ok(Member {
        line: row.line,
        alliance: row.number("atopid")?,
        state: row.number("member")?,
        phase: row.number("phase")?,
        entry,
        exit,
        duties,
        other_limit: row.flag("olimob")? == Some(true),
        by_partner: row.flag("obvary")? == Some(true),
        threats: threats.filter(|number| *number > 0).collect(),
        threats_complete: row.code("specthrt")? == Some(1),
        wartime: row.flag("wartime")? == Some(true),
        war: row.code("cowwar")?.and_then(|number| u32::try_from(number).ok()).filter(|number| *number > 0),
        ratification: row.flag("estmode")?,
    })
}

/// A flag that must be coded: a promise that is not coded is neither made nor not made.
fn coded(row: &Row<'_>, column: &str) -> Result<bool, EventDiagnostic> {
    let missing = || row.wrong(Code::MISSING_FIELD, column, format!("`{column}` is not coded here"));
    row.flag(column)?.ok_or_else(missing)
}

/// A date of three columns; none where the year is zero or not coded.
fn moment(row: &Row<'_>, columns: [&str; 3]) -> Result<Option<Moment>, EventDiagnostic> {
    let [year, month, day] = columns;
    let Some(number) = row.code(year)?.filter(|year| *year != 0) else { return Ok(None) };
    let (m, d) = (row.code(month)?, row.code(day)?);
    let found = Moment::new(number, m, d);
    let part = |n: Option<i32>| n.unwrap_or(0);
    let message = || format!("the calendar has no {number:04}-{:02}-{:02}", part(m), part(d));
    found.map(Some).ok_or_else(|| row.wrong(Code::BAD_DATE, year, message()))
}

/// The rows of each alliance, by its number.
///
/// ```
/// assert!(casus::import::atop::by_alliance(&[]).is_empty());
/// ```
#[must_use]
pub fn by_alliance(rows: &[Member]) -> BTreeMap<u32, Vec<Member>> {
    let mut alliances: BTreeMap<u32, Vec<Member>> = BTreeMap::new();
    for row in rows {
        alliances.entry(row.alliance).or_default().push(row.clone());
    }
    alliances
}

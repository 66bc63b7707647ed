//! Duties against each other, in words and in records.
//!
//! In: pairs of duties with what ranks them. Out: blocks of text, records. Absent: finding them
//! (`analyse::conflicts`), and which command shows them.

use jiff::civil::Date;
use serde::Serialize;

use super::console::clean;
use super::hanging::hanging;
use super::table::to_whom;
use super::words;
use crate::analyse::conflicts::{By, Clash, Duty, Meeting, Ranking, Turns, Which, Why};
use crate::event::{Deed, value_word};
use crate::ir::{ActorId, Evidence, Program};

/// Two duties of one or several obligors.
pub(crate) struct Row<'a> {
    pub why: Why,
    pub obligors: Vec<ActorId>,
    pub one: Duty,
    pub other: Duty,
    /// What makes it so; nothing where it is sure.
    pub turns_on: Turns,
    /// The days on which both stood, over a crisis.
    pub days: Option<(Date, Option<Date>)>,
    pub rankings: &'a [Ranking],
}

/// Joins what differs in the obligor only.
pub(crate) fn of_event(clashes: &[Clash]) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    for clash in clashes {
        let same = |row: &&mut Row<'_>| {
            (row.why, row.one, row.other) == (clash.why, clash.one, clash.other)
                && row.turns_on == clash.turns_on
                && row.rankings == clash.rankings
        };
        match rows.iter_mut().find(same) {
            Some(row) => row.obligors.push(clash.obligor),
            None => rows.push(Row {
                why: clash.why,
                obligors: vec![clash.obligor],
                one: clash.one,
                other: clash.other,
                turns_on: clash.turns_on.clone(),
                days: None,
                rankings: &clash.rankings,
            }),
        }
    }
    rows
}

/// The same over a crisis.
pub(crate) fn of_crisis(meetings: &[Meeting]) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    for meeting in meetings {
        let (one, other) = (meeting.one.0, meeting.other.0);
        let days = Some((meeting.since, meeting.until));
        let same = |row: &&mut Row<'_>| {
            (row.why, row.one, row.other, row.days) == (meeting.why, one, other, days)
                && row.rankings == meeting.rankings
        };
        match rows.iter_mut().find(same) {
            Some(row) => row.obligors.push(meeting.obligor),
            None => rows.push(Row {
                why: meeting.why,
                obligors: vec![meeting.obligor],
                one,
                other,
                turns_on: Turns::default(),
                days,
                rankings: &meeting.rankings,
            }),
        }
    }
    rows
}

/// The rows under a heading; nothing where there are none.
pub(crate) fn section(program: &Program, rows: &[Row<'_>], width: usize) -> String {
    let blocks: String = rows.iter().map(|row| row.block(program, width)).collect();
    if blocks.is_empty() { blocks } else { format!("duties against each other\n{blocks}") }
}

impl Row<'_> {
    /// Whether one of some actors is concerned; everybody is where none is named.
    pub fn concerns(&self, parties: &[ActorId]) -> bool {
        use crate::evaluate::BeneficiaryOut::Actor;
        let is = |party: &ActorId| {
            self.obligors.contains(party)
                || [self.one, self.other].iter().any(|duty| duty.beneficiary == Actor(*party))
        };
        parties.is_empty() || parties.iter().any(is)
    }

    /// The row as a block of lines that fit a width.
    pub fn block(&self, program: &Program, width: usize) -> String {
        let names: Vec<&str> = self.obligors.iter().map(|who| program.actor_name(*who)).collect();
        let (overlap, sure) = (self.why.is_overlap(program), self.turns_on.is_empty());
        let sort = match (overlap, sure) {
            (false, true) => "cannot both be met",
            (false, false) => "could not both be met",
            (true, true) => "asked for twice",
            (true, false) => "could be asked for twice",
        };
        let mut text = hanging("  ", 2, &format!("{}: {sort}", names.join(", ")), width);
        for duty in [self.one, self.other] {
            text.push_str(&hanging("    ", 4, &in_words(program, duty), width));
        }
        let mut say = |line: String| text.push_str(&hanging("      ", 6, &clean(&line), width));
        say(format!("why: {}", self.why.words(program)));
        if let Some((since, until)) = self.days {
            say(match until {
                Some(until) => format!("both stood from {since} to {until}"),
                None => format!("both stand since {since}"),
            });
        }
        if !sure {
            say(format!("if {}", turns(program, &self.turns_on).join(" and ")));
        }
        let firsts = |which: Which| self.rankings.iter().any(|ranking| ranking.first == which);
        if self.rankings.is_empty() {
            say("unresolved: no text that is encoded says which comes first".to_owned());
        } else if firsts(Which::One) && firsts(Which::Other) {
            say("unresolved: what ranks the two does not agree".to_owned());
        }
        for ranking in self.rankings {
            say(self.ranked(program, ranking));
        }
        text
    }

    fn ranked(&self, program: &Program, ranking: &Ranking) -> String {
        let first = match ranking.first {
            Which::One => self.one,
            Which::Other => self.other,
        };
        let source = Source::of(program, ranking);
        let path = program.clause_path(first.clause);
        let words = source.words.map(|words| format!(" ({words})")).unwrap_or_default();
        let weak = if source.evidence < Evidence::OneSource {
            format!(", {}", source.evidence.word())
        } else {
            String::new()
        };
        let only_if = if ranking.only_if.is_empty() {
            String::new()
        } else {
            format!(", if {}", turns(program, &ranking.only_if).join(" and "))
        };
        let verb = if source.presumed { "is presumed to come" } else { "comes" };
        format!("{path} {verb} first by {}{words}{weak}{only_if}", source.said_by)
    }

    /// The row as one record for each obligor.
    pub fn records<'r>(&'r self, program: &'r Program, event: Option<&'r str>) -> Vec<Record<'r>> {
        let record = |who: &ActorId| Record {
            record: "conflict",
            event,
            sort: if self.why.is_overlap(program) { "overlap" } else { "conflict" },
            why: self.why.words(program),
            obligor: program.actor_name(*who),
            one: DutyRecord::of(program, self.one),
            other: DutyRecord::of(program, self.other),
            sure: self.turns_on.is_empty(),
            turns_on: turns(program, &self.turns_on),
            since: self.days.map(|(since, _)| since.to_string()),
            until: self.days.and_then(|(_, until)| until).map(|day| day.to_string()),
            ranked: self.rankings.iter().map(|ranking| RankRecord::of(program, ranking)).collect(),
            schema_version: 1,
        };
        self.obligors.iter().map(record).collect()
    }
}

/// A duty in words: what, to whom, by which article.
fn in_words(program: &Program, duty: Duty) -> String {
    let Some(clause) = program.clause(duty.clause) else { return String::new() };
    let to = to_whom(program, duty.clause, duty.beneficiary);
    let to = if to.is_empty() { String::new() } else { format!(" toward {to}") };
    let what = words::what_in_short(program, clause.response_with(duty.rider));
    let article = &clause.article;
    clean(&format!("{what}{to}: {}, {article}", program.clause_path(duty.clause)))
}

/// What makes something so, each part in words.
pub(crate) fn turns(program: &Program, on: &Turns) -> Vec<String> {
    let mut parts: Vec<String> = on
        .readings
        .iter()
        .map(|(question, reading)| {
            let (question, reading) = reading_words(program, *question, *reading);
            format!("{question} is {reading}")
        })
        .collect();
    parts.extend(on.facts.iter().map(|(field, value)| {
        let name = program.field(*field).map_or("?", |row| row.name.as_str());
        format!("{name} is {}", value_word(program, *field, *value))
    }));
    parts.extend(on.record.iter().map(|deed| deed_words(program, deed)));
    parts.extend(on.beside.iter().map(|(name, value)| format!("{} is {}", clean(name), clean(value))));
    parts
}

/// A question and a reading by name.
pub(crate) fn reading_words(
    program: &Program,
    question: crate::ir::QuestionId,
    reading: crate::ir::ReadingId,
) -> (&str, &str) {
    let row = program.question(question);
    let reading = row.and_then(|row| row.readings.get(reading.index()));
    (row.map_or("?", |row| row.name.as_str()), reading.map_or("?", |reading| reading.name.as_str()))
}

fn deed_words(program: &Program, deed: &Deed) -> String {
    let who = program.actor_name(deed.by);
    let does = program.node_name(program.kernel.deed, deed.does);
    let to = deed.to.map(|to| format!(" to {}", program.actor_name(to))).unwrap_or_default();
    let under = deed.treaty.and_then(|id| program.treaty(id));
    let under = under.map(|treaty| format!(" under {}", treaty.name)).unwrap_or_default();
    format!("{who} has {does}{to}{under}")
}

/// Who ranks two duties.
struct Source<'p> {
    said_by: String,
    words: Option<&'p str>,
    evidence: Evidence,
    presumed: bool,
}

impl<'p> Source<'p> {
    fn of(program: &'p Program, ranking: &Ranking) -> Source<'p> {
        use crate::ir::Ranked;
        let treaty = |id| program.treaty(id).map_or_else(String::new, |row| row.name.clone());
        let unknown =
            Source { said_by: String::new(), words: None, evidence: Evidence::Unverified, presumed: true };
        match ranking.by {
            By::Text(at) => program.ranks.get(at).map_or(unknown, |rank| Source {
                said_by: match &rank.said_by {
                    Ranked::Treaty(id) => treaty(*id),
                    Ranked::Clauses(list) => {
                        list.first().map(|id| program.clause_path(*id)).unwrap_or_default()
                    }
                    Ranked::Everything => String::new(),
                },
                words: rank.words.as_deref(),
                evidence: rank.evidence,
                presumed: false,
            }),
            By::Presumption(at) => program.presumptions.get(at).map_or(unknown, |presumption| Source {
                said_by: treaty(presumption.treaty),
                words: presumption.words.as_deref(),
                evidence: presumption.evidence,
                presumed: true,
            }),
        }
    }
}

#[derive(Serialize)]
pub(crate) struct Record<'a> {
    record: &'static str,
    event: Option<&'a str>,
    sort: &'static str,
    why: &'a str,
    obligor: &'a str,
    one: DutyRecord<'a>,
    other: DutyRecord<'a>,
    sure: bool,
    turns_on: Vec<String>,
    since: Option<String>,
    until: Option<String>,
    ranked: Vec<RankRecord<'a>>,
    schema_version: u32,
}

#[derive(Serialize)]
pub(crate) struct DutyRecord<'a> {
    treaty: &'a str,
    clause: &'a str,
    article: &'a str,
    response: &'a str,
    beneficiary: Option<&'a str>,
}

impl<'a> DutyRecord<'a> {
    fn of(program: &'a Program, duty: Duty) -> Self {
        let clause = program.clause(duty.clause);
        let treaty = clause.and_then(|clause| program.treaty(clause.treaty));
        DutyRecord {
            treaty: treaty.map_or("?", |treaty| treaty.name.as_str()),
            clause: clause.map_or("?", |clause| clause.name.as_str()),
            article: clause.map_or("?", |clause| clause.article.as_str()),
            response: clause.map_or("?", |clause| {
                program.node_name(program.kernel.response, clause.response_with(duty.rider).what)
            }),
            beneficiary: super::records::beneficiary(program, duty.beneficiary),
        }
    }
}

#[derive(Serialize)]
pub(crate) struct RankRecord<'a> {
    first: &'static str,
    by: String,
    words: Option<&'a str>,
    presumed: bool,
    evidence: &'static str,
    only_if: Vec<String>,
}

impl<'a> RankRecord<'a> {
    fn of(program: &'a Program, ranking: &Ranking) -> Self {
        let source = Source::of(program, ranking);
        RankRecord {
            first: match ranking.first {
                Which::One => "one",
                Which::Other => "other",
            },
            by: source.said_by,
            words: source.words,
            presumed: source.presumed,
            evidence: source.evidence.word(),
            only_if: turns(program, &ranking.only_if),
        }
    }
}

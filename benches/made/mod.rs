//! Crises that are made up: events over the years, four a day, with deeds on the record. Crises of one
//! kind begin alike, so that a longer one is the shorter one and more.
//!
//! In: a kind and a number of events. Out: lines of an event file. Absent: chance; the same number gives the same.

#![allow(dead_code, reason = "the measure and the tests each use a part of it")]

use casus::event::{Event, EventReader, Line};
use casus::ir::Program;
use casus::resolve::resolve;
use casus::syntax::parser::parse;
use casus::syntax::tree::ActorKind;
use casus::text::{Files, Limits};
use jiff::ToSpan;
use jiff::civil::{Date, date};

const STATES: [&str; 24] = [
    "USA", "JPN", "KOR", "PHL", "CHN", "RUS", "GBR", "FRA", "EST", "UKR", "POL", "TUR", "AUS", "NZL", "IRN",
    "SAU", "BHR", "ARG", "CHL", "BRA", "TWN", "PRK", "IND", "PAK",
];
const ACTS: [&str; 12] = [
    "ramming",
    "shelling",
    "air_strike",
    "missile_strike",
    "invasion",
    "terrorist_attack",
    "cyber_operation",
    "naval_attack",
    "airspace_violation",
    "embargo",
    "armed_seizure",
    "water_cannon",
];
const OBJECTS: [&str; 6] =
    ["territory", "armed_forces", "public_vessel", "coast_guard_vessel", "merchant_vessel", "civil_aircraft"];
const PLACES: [&str; 6] =
    ["second_thomas_shoal", "senkaku_waters", "senkaku_islands", "estonia", "pacific", "mediterranean"];
const DEEDS: [&str; 11] = [
    "invoked",
    "requested_consultation",
    "requested_aid",
    "declared_applicable",
    "assisted",
    "refused",
    "consulted",
    "convened",
    "reported",
    "used_force",
    "notified_threat",
];
const TREATIES: [&str; 7] =
    ["north_atlantic", "us_japan", "us_philippines", "us_korea", "anzus", "rio", "manila"];
/// What votes are made of, and what organs do about them.
const VOTES: [&str; 12] = [
    "voted_for",
    "voted_for",
    "voted_for",
    "voted_for",
    "voted_for_force",
    "voted_against",
    "abstained",
    "withdrew_request",
    "used_force",
    "decided_measures",
    "lifted_measures",
    "convened",
];
const GRAVITY: [&str; 3] = ["incident", "less_grave", "most_grave"];

/// Who is in a crisis, and what is done in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Two dozen states; a third of the events have deeds of eleven kinds.
    Dozens,
    /// The same, all of it between two states.
    Pair,
    /// The same among all states that the rules know.
    Many,
    /// The same among the parties of one pact, most of the deeds being of the kinds of which its clauses ask.
    Pact,
    /// The same among the parties of one pact, most of the deeds being votes on what its organs decide: they
    /// vote one after the other, so that some motions are carried.
    Council,
    /// Two dozen states and the organs, deeds of every kind, some of them later or toward others, and events
    /// that leave out what happened where.
    Open,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 6] = [Kind::Dozens, Kind::Pair, Kind::Many, Kind::Pact, Kind::Council, Kind::Open];
}

/// What a crisis is made of.
struct Made<'p> {
    kind: Kind,
    states: Vec<&'p str>,
    organs: Vec<&'p str>,
    deeds: Vec<&'p str>,
    treaties: Vec<&'p str>,
    numbers: Numbers,
    /// How many votes there were.
    voted: usize,
}

/// Numbers that look like chance and are none.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % most as u64).unwrap_or(0)
    }

    fn one_of<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words.get(self.below(words.len())).copied().unwrap_or_default()
    }
}

/// Who is bound by an instrument all the while.
fn parties<'p>(program: &'p Program, name: &str) -> Vec<&'p str> {
    let treaty = program.find_treaty(name).and_then(|id| program.treaty(id));
    let rows = treaty.map(|treaty| treaty.parties.as_slice()).unwrap_or_default().iter();
    let there = |day: Date| move |row: &&casus::ir::Membership| row.days.contains(day);
    let rows = rows.filter(there(date(2015, 1, 1))).filter(there(date(2023, 1, 1)));
    rows.map(|row| program.actor_name(row.actor)).collect()
}

/// The lines of an event file.
pub fn lines(program: &Program, kind: Kind, size: usize) -> String {
    let actors = |sort: ActorKind| {
        let there = move |at: &&casus::ir::Actor| {
            at.kind == sort && at.days.contains(date(2015, 1, 1)) && at.days.contains(date(2023, 1, 1))
        };
        program.actors.iter().filter(there).map(|actor| actor.name.as_str()).collect::<Vec<_>>()
    };
    let every = program.tree(program.kernel.deed).map(|tree| tree.nodes.as_slice()).unwrap_or_default();
    let now = program.treaties.iter().filter(|treaty| treaty.days.contains(date(2023, 1, 1)));
    let numbers = Numbers(88_172_645_463_325_252);
    let mut made = Made {
        kind,
        states: match kind {
            Kind::Pair => vec!["USA", "CHN"],
            Kind::Many => actors(ActorKind::State),
            Kind::Pact | Kind::Council => parties(program, "rio"),
            Kind::Dozens | Kind::Open => STATES.to_vec(),
        },
        organs: match kind {
            Kind::Council => vec!["rio_organ", "oas_council"],
            _ => actors(ActorKind::Organ),
        },
        deeds: match kind {
            Kind::Open => every.iter().skip(1).map(|node| node.name.as_str()).collect(),
            Kind::Pact => {
                vec!["used_force", "assisted", "invoked", "reported", "refused", "claimed_provocation"]
            }
            Kind::Council => VOTES.to_vec(),
            _ => DEEDS.to_vec(),
        },
        treaties: match kind {
            Kind::Open => now.map(|treaty| treaty.name.as_str()).collect(),
            _ => TREATIES.to_vec(),
        },
        numbers,
        voted: 0,
    };
    (0..size).map(|at| made.line(at)).collect()
}

impl<'p> Made<'p> {
    fn line(&mut self, at: usize) -> String {
        let by = self.numbers.below(self.states.len());
        let against = (by + 1 + self.numbers.below(self.states.len() - 1)) % self.states.len();
        let day = date(2015, 1, 1).saturating_add(i64::try_from(at / 4).unwrap_or(0).days());
        let deeds = match self.kind {
            Kind::Council => 2,
            _ if self.numbers.below(3) == 0 => 1 + self.numbers.below(2),
            _ => 0,
        };
        let author = self.states.get(by).copied().unwrap_or_default();
        let record: Vec<String> = (0..deeds).map(|_| self.deed(day)).collect();
        let mut facts = vec![
            ("act", format!(r#"["{}"]"#, self.numbers.one_of(&ACTS))),
            ("by", format!(r#"["name:{author}"]"#)),
            ("against", format!(r#"["name:{}"]"#, self.states.get(against).copied().unwrap_or_default())),
            ("object", format!(r#"["{}"]"#, self.numbers.one_of(&OBJECTS))),
            ("place", format!(r#""{}""#, self.numbers.one_of(&PLACES))),
            ("gravity", format!(r#""{}""#, self.numbers.one_of(&GRAVITY))),
        ];
        let fixed = [
            ("attribution", "established"),
            ("intent", "deliberate"),
            ("origin", "external"),
            ("communist_aggressor", "no"),
            ("nuclear_used", "no"),
            ("part_of_series", "no"),
        ];
        facts.extend(fixed.map(|(field, word)| (field, format!(r#""{word}""#))));
        if self.kind == Kind::Open {
            facts.retain(|(field, _)| ["act", "by", "against"].contains(field) || self.numbers.below(10) > 0);
        }
        let facts: Vec<String> = facts.iter().map(|(field, word)| format!(r#""{field}": {word}"#)).collect();
        let (facts, record) = (facts.join(", "), record.join(", "));
        format!("{{\"id\": \"e{at}\", \"date\": \"{day}\", {facts}, \"record\": [{record}]}}\n")
    }

    fn next_voter(&mut self) -> &'p str {
        self.voted += 1;
        self.states.get(self.voted % self.states.len()).copied().unwrap_or_default()
    }

    fn deed(&mut self, told: Date) -> String {
        let (mut who, does) = (self.numbers.one_of(&self.states), self.numbers.one_of(&self.deeds));
        let mut rest = match self.numbers.below(2) {
            0 => String::new(),
            _ => format!(r#", "treaty": "{}""#, self.numbers.one_of(&self.treaties)),
        };
        let mut day = told;
        if self.kind == Kind::Council {
            let organ = ["decided_measures", "lifted_measures", "convened"].contains(&does);
            who = if organ { self.numbers.one_of(&self.organs) } else { self.next_voter() };
        }
        if self.kind == Kind::Open {
            if self.numbers.below(8) == 0 {
                who = self.numbers.one_of(&self.organs);
            }
            let to = self.numbers.one_of(&self.states);
            if self.numbers.below(3) == 0 && to != who {
                rest.push_str(&format!(r#", "to": "name:{to}""#));
            }
            if self.numbers.below(4) == 0 {
                day = day.saturating_add(40.days());
            }
        }
        format!(r#"{{"by": "name:{who}", "does": "{does}", "date": "{day}"{rest}}}"#)
    }
}

/// The shipped rules.
pub fn shipped() -> Program {
    let mut files = Files::default();
    let ids = casus::builtin::add_to(&mut files);
    let limits = Limits::default();
    let trees: Vec<_> = ids
        .into_iter()
        .map(|id| (id, parse(id, files.get(id).map_or("", |file| &file.text), &limits).tree))
        .collect();
    let resolved = resolve(&trees, &limits);
    assert!(resolved.is_usable(), "the shipped rules have errors");
    resolved.program
}

/// The events of some lines, none of which may be refused.
pub fn read(program: &Program, lines: &str) -> Vec<Event> {
    let events: Vec<Event> = EventReader::new(program, lines.as_bytes(), Limits::default())
        .filter_map(|line| match line {
            Line::Event(event) => Some(event),
            Line::Refused { .. } => None,
        })
        .collect();
    assert_eq!(events.len(), lines.lines().count(), "a made-up line was refused");
    events
}

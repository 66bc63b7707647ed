//! A crisis that is made up: events of two dozen states over the years, four a day, a third of them with
//! deeds on the record. Equal sizes begin alike, so that a longer crisis is the shorter one and more.
//!
//! In: a number of events. Out: lines of an event file. Absent: chance; the same number gives the same.

use casus::event::{Event, EventReader, Line};
use casus::ir::Program;
use casus::resolve::resolve;
use casus::syntax::parser::parse;
use casus::text::{Files, Limits};
use jiff::ToSpan;
use jiff::civil::date;

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
const GRAVITY: [&str; 3] = ["incident", "less_grave", "most_grave"];

/// Numbers that look like chance and are none.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % most as u64).unwrap_or(0)
    }

    fn one_of(&mut self, words: &[&'static str]) -> &'static str {
        words.get(self.below(words.len())).copied().unwrap_or_default()
    }
}

/// The lines of an event file.
pub fn lines(size: usize) -> String {
    let mut numbers = Numbers(88_172_645_463_325_252);
    (0..size).map(|at| line(at, &mut numbers)).collect()
}

fn line(at: usize, numbers: &mut Numbers) -> String {
    let by = numbers.below(STATES.len());
    let against = (by + 1 + numbers.below(STATES.len() - 1)) % STATES.len();
    let day = date(2015, 1, 1).saturating_add(i64::try_from(at / 4).unwrap_or(0).days());
    let deeds = if numbers.below(3) == 0 { 1 + numbers.below(2) } else { 0 };
    let record: Vec<String> = (0..deeds)
        .map(|_| {
            let (who, does) = (numbers.one_of(&STATES), numbers.one_of(&DEEDS));
            let under = match numbers.below(2) {
                0 => String::new(),
                _ => format!(r#", "treaty": "{}""#, numbers.one_of(&TREATIES)),
            };
            format!(r#"{{"by": "name:{who}", "does": "{does}", "date": "{day}"{under}}}"#)
        })
        .collect();
    format!(
        concat!(
            r#"{{"id": "e{}", "date": "{}", "act": ["{}"], "by": ["name:{}"], "against": ["name:{}"], "#,
            r#""object": ["{}"], "place": "{}", "gravity": "{}", "attribution": "established", "#,
            r#""intent": "deliberate", "origin": "external", "communist_aggressor": "no", "#,
            r#""nuclear_used": "no", "part_of_series": "no", "record": [{}]}}"#,
            "\n"
        ),
        at,
        day,
        numbers.one_of(&ACTS),
        STATES.get(by).copied().unwrap_or_default(),
        STATES.get(against).copied().unwrap_or_default(),
        numbers.one_of(&OBJECTS),
        numbers.one_of(&PLACES),
        numbers.one_of(&GRAVITY),
        record.join(", "),
    )
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

//! What the answers were made from, so that they can be made again to the byte.
//!
//! In: the rules, the events, the stance. Out: a record or lines of text. Absent: absolute paths,
//! times, names of machines: none of them changes an answer.

use indexmap::IndexMap;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::input::{Source, hex};
use super::load::Rules;
use super::records::SCHEMA_VERSION;
use super::stance::readings;
use crate::evaluate::Stance;
use crate::ir::SchemeId;

/// The receipt of a run.
#[derive(Debug, Serialize)]
pub(crate) struct Receipt<'a> {
    casus: &'static str,
    schema_version: u32,
    rules: Vec<Hashed<'a>>,
    events: Hashed<'a>,
    /// The scheme of bare codes in the events.
    codes: Option<&'a str>,
    interpretation: Option<&'a str>,
    readings: IndexMap<&'a str, &'a str>,
    as_held_by: Vec<Held<'a>>,
    read_as_of: Option<String>,
    facts_of: Option<&'a str>,
    overlays_off: Vec<&'a str>,
    evidence: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Hashed<'a> {
    name: &'a str,
    sha256: String,
}

#[derive(Debug, Serialize)]
struct Held<'a> {
    actor: &'a str,
    on: Option<String>,
}

/// The first line of JSON output.
#[derive(Debug, Serialize)]
pub(crate) struct Line<'a> {
    /// The receipt.
    pub receipt: &'a Receipt<'a>,
}

/// The receipt of a run.
pub(crate) fn of<'a>(
    rules: &'a Rules,
    source: &'a Source,
    codes: Option<SchemeId>,
    stance: &'a Stance,
) -> Receipt<'a> {
    let program = rules.program();
    Receipt {
        casus: env!("CARGO_PKG_VERSION"),
        schema_version: SCHEMA_VERSION,
        rules: rules
            .files
            .iter()
            .map(|(id, file)| Hashed { name: rules.short_name(id), sha256: hex(&Sha256::digest(&file.text)) })
            .collect(),
        events: Hashed { name: &source.short, sha256: source.sha256.clone().unwrap_or_default() },
        codes: codes.and_then(|id| program.scheme(id)).map(|scheme| scheme.name.as_str()),
        interpretation: stance.interpretation.as_deref(),
        readings: readings(program, stance).into_iter().collect(),
        as_held_by: stance
            .as_held_by
            .iter()
            .map(|(actor, on)| Held { actor: program.actor_name(*actor), on: on.map(|day| day.to_string()) })
            .collect(),
        read_as_of: stance.read_as_of.map(|day| day.to_string()),
        facts_of: stance.facts_of.map(|actor| program.actor_name(actor)),
        overlays_off: stance
            .overlays_off
            .iter()
            .filter_map(|id| program.treaty(*id))
            .map(|treaty| treaty.name.as_str())
            .collect(),
        evidence: stance.evidence.iter().flatten().rev().map(|tag| tag.word()).collect(),
    }
}

impl Receipt<'_> {
    /// The receipt for people, one item a line.
    pub(crate) fn text(&self) -> String {
        let mut lines = vec![format!("casus {}", self.casus)];
        lines.extend(self.rules.iter().map(|file| format!("rules {} {}", file.sha256, file.name)));
        lines.push(format!("events {} {}", self.events.sha256, self.events.name));
        lines.extend(self.interpretation.map(|name| format!("interpretation {name}")));
        lines.extend(
            self.readings.iter().map(|(question, reading)| format!("reading {question} is {reading}")),
        );
        lines.extend(self.as_held_by.iter().map(|held| match &held.on {
            Some(on) => format!("as held by {} on {on}", held.actor),
            None => format!("as held by {} on the day of the event", held.actor),
        }));
        lines.extend(self.read_as_of.as_ref().map(|day| format!("readings of {day}")));
        lines.extend(self.facts_of.map(|actor| format!("facts of {actor}")));
        lines.extend(self.overlays_off.iter().map(|name| format!("without {name}")));
        lines.extend(
            (!self.evidence.is_empty()).then(|| format!("evidence only {}", self.evidence.join(", "))),
        );
        lines.into_iter().map(|line| format!("receipt: {line}\n")).collect()
    }
}

//! Finds that are kept beside a rule file: one line of JSON for each event that broke a law.
//!
//! In: finds, text. Out: lines, [`Earlier`] finds. Absent: files (`face`).
//!
//! The shrunk event itself is kept, not the seed alone: a seed gives another event as soon as the rules
//! or the way to search change.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::names::{meanings, reading_words};
use super::random::{Earlier, Find};
use crate::event::{Names, event_from_json, to_json};
use crate::ir::{Program, Property, ReadingId};
use crate::text::Limits;

#[derive(Serialize, Deserialize)]
struct Line {
    /// The title of the law.
    law: String,
    /// The seed of the search that found it.
    seed: u64,
    /// What the names of the law meant.
    #[serde(default)]
    bound: IndexMap<String, String>,
    /// Readings that were taken.
    #[serde(default)]
    readings: IndexMap<String, String>,
    event: Box<RawValue>,
}

/// A find as one line, without its end; none if it cannot be written.
#[must_use]
pub fn to_line(program: &Program, property: &Property, seed: u64, find: &Find) -> Option<String> {
    let breach = &find.breach;
    let words = |(question, reading): (&_, &_)| reading_words(program, *question, *reading);
    let line = Line {
        law: property.title.text.clone(),
        seed,
        bound: meanings(program, property, &breach.bound).into_iter().collect(),
        readings: breach.readings.iter().map(words).collect(),
        event: RawValue::from_string(to_json(program, &breach.event)).ok()?,
    };
    serde_json::to_string(&line).ok()
}

/// The finds of a file, by the title of the law.
///
/// # Errors
/// The number of the first line that cannot be read, and why.
pub fn from_text(
    program: &Program,
    text: &str,
    limits: &Limits,
) -> Result<BTreeMap<String, Vec<Earlier>>, (usize, String)> {
    let names = Names::new(program);
    let mut all: BTreeMap<String, Vec<Earlier>> = BTreeMap::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let wrong = |why: String| (at + 1, why);
        let line: Line = serde_json::from_str(line).map_err(|error| wrong(error.to_string()))?;
        let event = event_from_json(&names, limits, line.event.get(), at + 1).map_err(|list| {
            wrong(list.into_iter().map(|said| said.message).collect::<Vec<_>>().join("; "))
        })?;
        let mut readings = BTreeMap::new();
        for (question, reading) in &line.readings {
            let id = program.find_question(question);
            let at = id
                .and_then(|id| program.question(id))
                .and_then(|row| row.readings.iter().position(|one| one.name == *reading));
            let (Some(id), Some(at)) = (id, at) else {
                return Err(wrong(format!("no question `{question}` has a reading `{reading}`")));
            };
            readings.insert(id, ReadingId::at(at));
        }
        all.entry(line.law).or_default().push(Earlier { event, readings });
    }
    Ok(all)
}

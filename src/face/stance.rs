//! From the options on readings to a stance, and a stance in words.
//!
//! In: options and the program. Out: a [`Stance`]. Absent: what a stance changes in an answer.

use super::console::{Failure, Outcome};
use super::names;
use super::options::StanceOptions;
use crate::evaluate::Stance;
use crate::ir::{Program, QuestionId, ReadingId, TreatyId};

/// The stance that the options describe.
pub(crate) fn of(program: &Program, options: &StanceOptions) -> Outcome<Stance> {
    let mut stance =
        Stance { read_as_of: options.read_as_of, evidence: options.evidence.kept(), ..Stance::default() };
    if let Some(word) = &options.as_held_by {
        stance.as_held_by.push((names::actor(program, word, options.read_as_of)?, None));
    }
    if let Some(word) = &options.facts_of {
        stance.facts_of = Some(names::actor(program, word, options.read_as_of)?);
    }
    if let Some(word) = &options.interpretation {
        let Some(row) = program.find_interpretation(word).and_then(|id| program.interpretation(id)) else {
            let known = program.interpretations.iter().map(|row| row.name.as_str());
            return Err(names::refuse("interpretation", word, known));
        };
        stance.interpretation = Some(row.name.clone());
        stance.readings.clone_from(&row.readings);
        // What the user asks for by option comes before what the interpretation says.
        stance.as_held_by.extend(row.held_by.iter().copied());
        stance.overlays_off = row.overlays.iter().filter(|(_, on)| !**on).map(|(id, _)| *id).collect();
    }
    for word in &options.without {
        let overlay = |id: &TreatyId| program.treaty(*id).is_some_and(|row| row.overlay);
        match program.find_treaty(word).filter(overlay) {
            Some(id) if !stance.overlays_off.contains(&id) => stance.overlays_off.push(id),
            Some(_) => {}
            None => {
                let known = program.treaties.iter().filter(|row| row.overlay).map(|row| row.name.as_str());
                return Err(names::refuse("overlay", word, known));
            }
        }
    }
    stance.overlays_off.sort_unstable();
    for word in &options.read {
        let (question, reading) = choice(program, word)?;
        stance.readings.insert(question, reading);
    }
    Ok(stance)
}

/// `QUESTION=READING`.
fn choice(program: &Program, word: &str) -> Outcome<(QuestionId, ReadingId)> {
    let Some((asked, answered)) = word.split_once('=') else {
        return Err(Failure::message(format!("`--read {word}` has no `=`; write it as QUESTION=READING")));
    };
    let Some((id, question)) = program.find_question(asked).and_then(|id| Some((id, program.question(id)?)))
    else {
        let known = program.questions.iter().map(|row| row.name.as_str());
        return Err(names::refuse("question", asked, known));
    };
    match question.readings.iter().position(|reading| reading.name == answered) {
        Some(index) => Ok((id, ReadingId::at(index))),
        None => {
            let known = question.readings.iter().map(|reading| reading.name.as_str());
            Err(names::refuse_in(format!("question `{asked}` has no reading `{answered}`"), answered, known))
        }
    }
}

/// The closed questions of a stance as pairs of names.
pub(crate) fn readings<'p>(program: &'p Program, stance: &Stance) -> Vec<(&'p str, &'p str)> {
    stance
        .readings
        .iter()
        .filter_map(|(question, reading)| {
            let question = program.question(*question)?;
            let reading = question.readings.get(reading.index())?;
            Some((question.name.as_str(), reading.name.as_str()))
        })
        .collect()
}

/// Readings named before the rest are only counted.
const NAMED: usize = 3;

/// The stance in one line, for the heading of an answer.
pub(crate) fn in_words(program: &Program, stance: &Stance) -> String {
    let mut parts = Vec::new();
    if let Some(name) = &stance.interpretation {
        parts.push(format!("interpretation {name}"));
    }
    let closed = readings(program, stance);
    if stance.interpretation.is_some() && closed.len() > NAMED {
        parts.push(format!("{} questions closed", closed.len()));
    } else {
        let named: Vec<String> = closed.iter().map(|(q, r)| format!("{q} is {r}")).collect();
        parts.extend((!named.is_empty()).then(|| named.join(", ")));
    }
    for (actor, on) in &stance.as_held_by {
        let name = program.actor_name(*actor);
        parts.push(match on {
            Some(on) => format!("as held by {name} on {on}"),
            None => format!("as held by {name}"),
        });
    }
    if parts.is_empty() {
        parts.push("every question open".to_owned());
    }
    if let Some(date) = stance.read_as_of {
        parts.push(format!("readings of {date}"));
    }
    if let Some(kept) = &stance.evidence {
        // From the surest down, as a reader would list them.
        let tags: Vec<&str> = kept.iter().rev().map(|tag| tag.word()).collect();
        parts.push(format!("evidence only {}", tags.join(", ")));
    }
    if let Some(actor) = stance.facts_of {
        parts.push(format!("facts of {}", program.actor_name(actor)));
    }
    for id in &stance.overlays_off {
        let name = program.treaty(*id).map_or("?", |treaty| treaty.name.as_str());
        parts.push(format!("without {name}"));
    }
    parts.join("; ")
}

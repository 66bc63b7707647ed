//! What the names of a law mean, in words.

use super::prove::Bound;
use crate::ir::{Binder, Program, Property, QuestionId, ReadingId};

/// A question and one of its readings, by their names.
#[must_use]
pub fn reading_words(program: &Program, question: QuestionId, reading: ReadingId) -> (String, String) {
    let row = program.question(question);
    let reading = row.and_then(|row| row.readings.get(reading.index()));
    let name = row.map_or("?", |row| row.name.as_str());
    (name.to_owned(), reading.map_or("?", |reading| reading.name.as_str()).to_owned())
}

/// The names of a law with what they mean, in the order of the law.
#[must_use]
pub fn meanings(program: &Program, property: &Property, bound: &Bound) -> Vec<(String, String)> {
    let mut meanings = Vec::new();
    let mut next = [0_usize; 4];
    for (binder, name) in property.binders.iter().zip(&property.names) {
        let sort = match binder {
            Binder::Treaty => 0,
            Binder::Clause(..) => 1,
            Binder::Party(_) | Binder::State(_) => 2,
            Binder::Reading(_) => 3,
        };
        let Some(place) = next.get_mut(sort) else { continue };
        let at = *place;
        *place += 1;
        let meaning = match binder {
            Binder::Treaty => {
                bound.treaties.get(at).and_then(|id| program.treaty(*id)).map(|row| row.name.clone())
            }
            Binder::Clause(..) => bound.clauses.get(at).map(|id| program.clause_path(*id)),
            Binder::Party(_) | Binder::State(_) => {
                bound.actors.get(at).map(|id| program.actor_name(*id).to_owned())
            }
            Binder::Reading(question) => {
                bound.readings.get(at).map(|reading| reading_words(program, *question, *reading).1)
            }
        };
        let name = if name.is_empty() { "the clause" } else { name };
        meanings.extend(meaning.map(|meaning| (name.to_owned(), meaning)));
    }
    meanings
}

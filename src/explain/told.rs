//! What an event says, in words.
//!
//! In: an event. Out: short phrases in a fixed order: who did what to whom, what of theirs, where, the
//! other facts, the record. Absent: labels of the vocabulary, which are definitions and too long to be
//! read in a row.

use crate::event::{Agency, Deed, Event, Fact, Value, value_word};
use crate::ir::{FieldId, FieldType, Program};

/// The phrases of an event; none if it says nothing but its day.
///
/// ```
/// use casus::{event::{Names, event_from_json}, explain::event_words, ir::Program, text::Limits};
/// let program = Program::default();
/// let text = r#"{ "id": "kuwait", "date": "1990-08-02" }"#;
/// let event = event_from_json(&Names::new(&program), &Limits::default(), text, 1).unwrap();
/// assert!(event_words(&program, &event).is_empty());
/// ```
#[must_use]
pub fn event_words(program: &Program, event: &Event) -> Vec<String> {
    let kernel = program.kernel;
    let said = |field: FieldId| event.fact(field).map(|fact| fact_words(program, field, fact));
    let act = (0..program.fields.len()).map(FieldId::at).find(|id| {
        let row = program.field(*id);
        row.is_some_and(|row| row.kind == FieldType::Tree(kernel.act))
    });
    let mut phrases = Vec::new();
    let what = act.and_then(said);
    let by = said(kernel.by).map(|who| format!(" by {who}"));
    let against = said(kernel.against).map(|who| format!(" against {who}"));
    if what.is_some() || by.is_some() || against.is_some() {
        let what = what.unwrap_or_else(|| "something done".to_owned());
        phrases.push(format!("{what}{}{}", by.unwrap_or_default(), against.unwrap_or_default()));
    }
    phrases.extend(said(kernel.place).map(|place| format!("in {place}")));
    let told = [Some(kernel.by), Some(kernel.against), Some(kernel.place), act];
    for (field, fact) in event.facts.iter().filter(|(field, _)| !told.contains(&Some(*field))) {
        let name = program.field(*field).map_or("?", |row| row.name.as_str()).replace('_', " ");
        phrases.push(format!("{name}: {}", fact_words(program, *field, fact)));
    }
    phrases.extend(event.record.iter().map(|deed| deed_words(program, deed)));
    phrases
}

fn fact_words(program: &Program, field: FieldId, fact: &Fact) -> String {
    let word = |value: &Value| {
        let word = value_word(program, field, *value);
        // Codes stay as they are; kinds, levels and places read better without their lines.
        if matches!(value, Value::Actor(_)) { word } else { word.replace('_', " ") }
    };
    let list = |values: &[Value], between: &str| values.iter().map(word).collect::<Vec<_>>().join(between);
    match fact {
        Fact::Stated(values) if values.is_empty() => "none".to_owned(),
        Fact::Stated(values) => list(values, ", "),
        Fact::OneOf(values) => format!("one of {}", list(values, ", ")),
        Fact::Disputed(claims) => {
            let claim = |claim: &crate::event::Claim| {
                format!("{} as {} says", word(&claim.value), program.actor_name(claim.by))
            };
            claims.iter().map(claim).collect::<Vec<_>>().join(", ")
        }
    }
}

fn deed_words(program: &Program, deed: &Deed) -> String {
    let does = program.node_name(program.kernel.deed, deed.does).replace('_', " ");
    let mut text = format!("{} has {does}", program.actor_name(deed.by));
    if let Some(amount) = &deed.about.amount {
        text.push_str(&format!(" {amount}"));
    }
    if let Some(to) = deed.to {
        text.push_str(&format!(" to {}", program.actor_name(to)));
    }
    match deed.about.agency {
        Some(Agency::For(other)) => {
            text.push_str(&format!(" on behalf of {}", program.actor_name(other)));
        }
        Some(Agency::Through(other)) => text.push_str(&format!(" through {}", program.actor_name(other))),
        None => {}
    }
    if let Some(treaty) = deed.treaty.and_then(|id| program.treaty(id)) {
        text.push_str(&format!(" under {}", treaty.name));
    }
    if let Some(date) = deed.date {
        text.push_str(&format!(" on {date}"));
    }
    text
}

//! An event as lines of a rule file: the twin of the reader of blocks.
//!
//! In: a program and an event of it. Out: lines for `event { … }`. Absent: places that an event
//! describes itself, for which rule text has no words.

use super::behalf::entry;
use super::write::value_word;
use super::{Deed, Event, Fact, Value};
use crate::ir::{ActorId, FieldId, Program};

/// The lines of an event block, without indentation; none if the event describes a place of its own,
/// which only the JSON form can.
///
/// ```
/// use casus::event::{Names, event_from_json, to_block};
/// use casus::ir::Program;
/// use casus::text::Limits;
/// let program = Program::default();
/// let text = r#"{ "id": "kuwait", "date": "1990-08-02" }"#;
/// let event = event_from_json(&Names::new(&program), &Limits::default(), text, 1).unwrap();
/// assert_eq!(to_block(&program, &event).unwrap(), ["date 1990-08-02"]);
/// ```
#[must_use]
pub fn to_block(program: &Program, event: &Event) -> Option<Vec<String>> {
    let mut lines = vec![format!("date {}", event.date)];
    let mut facts: Vec<&(FieldId, Fact)> = event.facts.iter().collect();
    facts.sort_by_key(|(field, _)| *field);
    for (id, fact) in facts {
        let name = program.field(*id).map_or("?", |field| field.name.as_str());
        lines.push(format!("{name} {}", fact_text(program, *id, fact)?));
    }
    let record = event.record.iter().enumerate();
    let entries = record.filter_map(|(at, deed)| Some((deed, entry(&event.record, at)?)));
    lines.extend(entries.map(|(deed, of)| deed_text(program, deed, of)));
    Some(lines)
}

fn fact_text(program: &Program, field: FieldId, fact: &Fact) -> Option<String> {
    let word = |value: &Value| match value {
        Value::OwnPlace => None,
        Value::Number(_) => Some(value_word(program, field, *value)),
        value => Some(word(&value_word(program, field, *value))),
    };
    let list = |values: &[Value]| {
        let words: Option<Vec<String>> = values.iter().map(word).collect();
        words.map(|words| format!("{{{}}}", words.join(", ")))
    };
    match fact {
        // An empty list of a block is no list; the word stands for it.
        Fact::Stated(values) if values.is_empty() => Some("none".to_owned()),
        Fact::Stated(values) => match values.as_slice() {
            [one] => word(one),
            values => list(values),
        },
        Fact::OneOf(values) => Some(format!("one of {}", list(values)?)),
        Fact::Disputed(claims) => {
            let claims: Option<Vec<String>> = claims
                .iter()
                .map(|claim| Some(format!("{} by {}", word(&claim.value)?, program.actor_name(claim.by))))
                .collect();
            Some(format!("disputed {{{}}}", claims?.join(", ")))
        }
    }
}

fn deed_text(program: &Program, deed: &Deed, (by, behalf): (ActorId, Option<ActorId>)) -> String {
    let mut text = format!(
        "record {{ by {} does {}",
        word(program.actor_name(by)),
        word(program.node_name(program.kernel.deed, deed.does))
    );
    if let Some(to) = deed.to {
        text.push_str(&format!(" to {}", word(program.actor_name(to))));
    }
    if let Some(behalf) = behalf {
        text.push_str(&format!(" on_behalf_of {}", word(program.actor_name(behalf))));
    }
    if let Some(treaty) = deed.treaty.and_then(|id| program.treaty(id)) {
        text.push_str(&format!(" treaty {}", word(&treaty.name)));
    }
    if let Some(clause) = deed.about.clause {
        text.push_str(&format!(" clause {}", program.clause_path(clause)));
    }
    if let Some(event) = &deed.about.event {
        let event = event.replace('\\', "\\\\").replace('"', "\\\"");
        text.push_str(&format!(" of \"{event}\""));
    }
    if let Some(amount) = &deed.about.amount {
        text.push_str(&format!(" amount \"{amount}\""));
    }
    if let Some(date) = deed.date {
        text.push_str(&format!(" date {date}"));
    }
    if let Some(count) = deed.count {
        text.push_str(&format!(" count {count}"));
    }
    text.push_str(" }");
    text
}

/// A name as it stands in rule text; one that rule text could read otherwise stands in quotes.
fn word(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name.chars().next().is_some_and(|c| c.is_ascii_alphabetic())
        && !crate::syntax::keywords::is_connective(name);
    if plain { name.to_owned() } else { format!("\"{name}\"") }
}

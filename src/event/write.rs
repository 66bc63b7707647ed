//! An event back to text: `to_json(event) -> line`, the twin of the JSON reader.
//!
//! In: a program and an event of it. Out: one canonical line. Absent: files; events as rule text.

use super::actors::NAME;
use super::behalf::entry;
use super::{Claim, Deed, Event, Fact, OwnPlace, Value};
use crate::ir::{ActorId, Codes, FieldId, FieldType, PlaceId, Program};

/// The event as one line of JSON, without a line end.
///
/// Identifier, title and day come first, then the fields in the order of the program, then
/// the record. Reading the line back gives an equal event, except that its `line` is then its place
/// in the new file. What readers ignore (`crisis`, `note`) is not kept in an event and not written.
///
/// ```
/// use casus::event::{Names, event_from_json, to_json};
/// use casus::ir::Program;
/// use casus::text::Limits;
/// let program = Program::default();
/// let text = r#"{ "date": "1990-08-02", "title": null, "id": "kuwait" }"#;
/// let event = event_from_json(&Names::new(&program), &Limits::default(), text, 1).unwrap();
/// assert_eq!(to_json(&program, &event), r#"{"id":"kuwait","date":"1990-08-02"}"#);
/// ```
#[must_use]
pub fn to_json(program: &Program, event: &Event) -> String {
    let writer = Writer { program, codes: Codes::new(program) };
    let mut object = Object::new();
    object.text("id", &event.id);
    if let Some(title) = &event.title {
        object.text("title", title);
    }
    match event.first {
        Some(first) => object.text("date", &format!("{:04}-{:02}", first.year(), first.month())),
        None => object.text("date", &event.date.to_string()),
    }
    let mut facts: Vec<&(FieldId, Fact)> = event.facts.iter().collect();
    facts.sort_by_key(|(field, _)| *field);
    for (id, fact) in facts {
        if let Some(field) = program.field(*id) {
            object.raw(&field.name, &writer.fact(event, *id, fact));
        }
    }
    if !event.record.is_empty() {
        object.raw("record", &list(writer.deeds(&event.record)));
    }
    object.close()
}

/// The word for a value of a field, as events write it; the place that an event describes itself
/// has none and is called "a place of its own".
#[must_use]
pub fn value_word(program: &Program, field: FieldId, value: Value) -> String {
    let kind = program.field(field).map(|field| field.kind);
    match (value, kind) {
        (Value::Node(node), Some(FieldType::Tree(tree))) => program.node_name(tree, node).to_owned(),
        (Value::Level(level), Some(FieldType::Scale(scale))) => {
            let levels = program.scale(scale).map(|scale| scale.levels.as_slice()).unwrap_or_default();
            levels.get(level as usize).map_or("?", |(name, _)| name.as_str()).to_owned()
        }
        (Value::Actor(actor), _) => program.actor_name(actor).to_owned(),
        (Value::Place(place), _) => place_name(program, place).to_owned(),
        (Value::OwnPlace, _) => "a place of its own".to_owned(),
        (Value::Yes(yes), _) => if yes { "yes" } else { "no" }.to_owned(),
        (Value::Number(number), _) => number_json(number),
        (Value::Node(_) | Value::Level(_), _) => "?".to_owned(),
    }
}

/// A JSON object under construction. Building text directly keeps the order of keys ours whatever
/// a general map would do.
struct Object {
    out: String,
}

impl Object {
    fn new() -> Self {
        Object { out: String::from("{") }
    }

    fn raw(&mut self, key: &str, json: &str) {
        if self.out.len() > 1 {
            self.out.push(',');
        }
        self.out.push_str(&text_json(key));
        self.out.push(':');
        self.out.push_str(json);
    }

    fn text(&mut self, key: &str, text: &str) {
        self.raw(key, &text_json(text));
    }

    /// A list of names, if it is known; an empty list is written.
    fn words<Id: Copy>(&mut self, key: &str, ids: Option<&[Id]>, name: impl Fn(Id) -> String) {
        if let Some(ids) = ids {
            self.raw(key, &list(ids.iter().map(|id| text_json(&name(*id)))));
        }
    }

    fn close(mut self) -> String {
        self.out.push('}');
        self.out
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

fn text_json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The shortest form that reads back as the same number.
fn number_json(number: f64) -> String {
    // Outside this range the plain form could take hundreds of digits.
    if number == 0.0 || (1e-5..1e15).contains(&number.abs()) {
        format!("{number}")
    } else {
        format!("{number:e}")
    }
}

/// A program with its codes: a name that some scheme gives to another actor needs `name:` before it.
struct Writer<'p> {
    program: &'p Program,
    codes: Codes<'p>,
}

impl Writer<'_> {
    fn actor(&self, id: ActorId) -> String {
        let name = self.program.actor_name(id);
        if self.codes.ever_clash(name) { format!("{NAME}:{name}") } else { name.to_owned() }
    }

    fn fact(&self, event: &Event, field: FieldId, fact: &Fact) -> String {
        let value = |value: &Value| self.value(event, field, *value);
        match fact {
            Fact::Stated(values) => match values.as_slice() {
                [one] => value(one),
                values => list(values.iter().map(value)),
            },
            Fact::OneOf(values) => format!("{{\"one_of\":{}}}", list(values.iter().map(value))),
            Fact::Disputed(claims) => {
                let claim = |claim: &Claim| {
                    let mut object = Object::new();
                    object.raw("value", &value(&claim.value));
                    object.text("by", &self.actor(claim.by));
                    if let Some(since) = claim.since {
                        object.text("since", &since.to_string());
                    }
                    if let Some(confidence) = &claim.confidence {
                        object.text("confidence", confidence);
                    }
                    object.close()
                };
                format!("{{\"disputed\":{}}}", list(claims.iter().map(claim)))
            }
        }
    }

    fn value(&self, event: &Event, field: FieldId, value: Value) -> String {
        match value {
            Value::OwnPlace => {
                event.own_place.as_ref().map_or("{}".to_owned(), |place| self.own_place(place))
            }
            Value::Actor(actor) => text_json(&self.actor(actor)),
            Value::Yes(yes) => yes.to_string(),
            Value::Number(number) => number_json(number),
            _ => text_json(&value_word(self.program, field, value)),
        }
    }

    fn own_place(&self, place: &OwnPlace) -> String {
        let program = self.program;
        let mut object = Object::new();
        if let Some(label) = &place.label {
            object.text("name", label);
        }
        if let Some((lat, lon)) = place.at {
            object.raw("lat", &number_json(lat));
            object.raw("lon", &number_json(lon));
        }
        let kind = program.kernel.place_kind;
        object.words("in", place.within.as_deref(), |id| place_name(program, id).to_owned());
        object.words("kind", place.kinds.as_deref(), |id| program.node_name(kind, id).to_owned());
        object.words("territory_of", place.territory.as_deref(), |id| self.actor(id));
        object.words("administered_by", place.administered.as_deref(), |id| self.actor(id));
        object.words("claimed_by", place.claimed.as_deref(), |id| self.actor(id));
        object.close()
    }

    /// The entries of a record: what was done on behalf of another is one entry.
    fn deeds<'r>(&'r self, record: &'r [Deed]) -> impl Iterator<Item = String> + 'r {
        let entries = record.iter().enumerate().filter_map(|(at, deed)| Some((deed, entry(record, at)?)));
        entries.map(|(deed, of)| self.deed(deed, of))
    }

    fn deed(&self, deed: &Deed, (by, behalf): (ActorId, Option<ActorId>)) -> String {
        let program = self.program;
        let mut object = Object::new();
        object.text("by", &self.actor(by));
        object.text("does", program.node_name(program.kernel.deed, deed.does));
        if let Some(to) = deed.to {
            object.text("to", &self.actor(to));
        }
        if let Some(behalf) = behalf {
            object.text("on_behalf_of", &self.actor(behalf));
        }
        if let Some(treaty) = deed.treaty.and_then(|id| program.treaty(id)) {
            object.text("treaty", &treaty.name);
        }
        if let Some(clause) = deed.about.clause {
            object.text("clause", &program.clause_path(clause));
        }
        if let Some(event) = &deed.about.event {
            object.text("of", event);
        }
        if let Some(amount) = &deed.about.amount {
            object.text("amount", &amount.to_string());
        }
        if let Some(date) = deed.date {
            object.text("date", &date.to_string());
        }
        if let Some(count) = deed.count {
            object.raw("count", &count.to_string());
        }
        object.close()
    }
}

fn place_name(program: &Program, id: PlaceId) -> &str {
    program.place(id).map_or("?", |place| place.name.as_str())
}

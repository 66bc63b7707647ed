//! The JSON Schema of an event, made from the vocabulary.
//!
//! In: a program. Out: a schema of draft 2020-12, the same for the same program. Absent: what a
//! schema cannot say and the reader still checks: days of the calendar, actors that existed on the
//! day, identifiers used twice, one place of its own.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::actors::NAME;
use super::names::RESERVED_KEYS;
use crate::ir::{Actor, Codes, FieldType, Program, Scale, Tree};

/// The schema of one line of an event file.
///
/// ```
/// use casus::event::schema::schema;
/// use casus::ir::Program;
/// let schema = schema(&Program::default());
/// assert_eq!(schema["required"], serde_json::json!(["id", "date"]));
/// ```
#[must_use]
pub fn schema(program: &Program) -> Json {
    let mut properties = Map::new();
    for key in RESERVED_KEYS {
        properties.insert(key.to_owned(), reserved(key));
    }
    let mut facts: BTreeMap<String, Json> = BTreeMap::new();
    for field in &program.fields {
        let value = value_name(program, field.kind);
        let fact = format!("fact_{value}");
        properties.insert(
            field.name.clone(),
            json!({ "$ref": format!("#/$defs/{fact}"), "description": field.label }),
        );
        facts.entry(fact).or_insert_with(|| fact_of(field.kind, &value));
    }
    let mut defs = values(program);
    defs.extend(facts);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An event of a crisis, as casus reads it",
        "description": "One object a line. A field that is left out, null or \"unknown\" is not known.",
        "type": "object",
        "required": ["id", "date"],
        "additionalProperties": false,
        "properties": properties,
        "$defs": defs,
    })
}

fn reserved(key: &str) -> Json {
    match key {
        "id" => json!({ "type": "string", "minLength": 1, "description": "unique in its file" }),
        "date" => json!({ "$ref": "#/$defs/day", "description": "the day as of which the event is decided" }),
        "title" => json!({ "type": ["string", "null"], "description": "for people" }),
        "record" => json!({
            "type": ["array", "null"],
            "items": { "$ref": "#/$defs/deed" },
            "description": "what parties and organs have done about it; what is not here was not done",
        }),
        _ => json!({ "type": ["string", "null"], "description": "free text, not read" }),
    }
}

/// The name of the definition of one value.
fn value_name(program: &Program, kind: FieldType) -> String {
    match kind {
        FieldType::Tree(tree) => format!("tree_{}", program.tree(tree).map_or("", |tree| tree.name.as_str())),
        FieldType::Scale(scale) => {
            format!("scale_{}", program.scale(scale).map_or("", |scale| scale.name.as_str()))
        }
        FieldType::Actor => "actor".to_owned(),
        FieldType::Place => "place".to_owned(),
        FieldType::YesNo => "yes_no".to_owned(),
        FieldType::Number => "number".to_owned(),
    }
}

/// What may stand in a field: a value, several, a choice, a dispute, or that it is not known.
fn fact_of(kind: FieldType, value: &str) -> Json {
    let one = json!({ "$ref": format!("#/$defs/{value}") });
    let claim = json!({
        "type": "object",
        "required": ["value", "by"],
        "additionalProperties": false,
        "properties": {
            "value": one,
            "by": { "$ref": "#/$defs/actor", "description": "who says so" },
            "since": { "$ref": "#/$defs/optional_day" },
            "confidence": { "type": ["string", "null"], "description": "how sure, in words" },
        },
    });
    let mut forms = vec![
        one.clone(),
        json!({
            "type": "object",
            "description": "one of these, which one is not known",
            "required": ["one_of"],
            "additionalProperties": false,
            "properties": { "one_of": { "type": "array", "minItems": 1, "uniqueItems": true, "items": one } },
        }),
        json!({
            "type": "object",
            "description": "said by some and denied by others",
            "required": ["disputed"],
            "additionalProperties": false,
            "properties": { "disputed": { "type": "array", "minItems": 1, "items": claim } },
        }),
        json!({ "enum": [null, "unknown"], "description": "not known" }),
    ];
    if matches!(kind, FieldType::Tree(_) | FieldType::Actor | FieldType::Place) {
        forms.push(
            json!({ "type": "array", "uniqueItems": true, "items": one, "description": "all of these" }),
        );
        forms.push(json!({ "const": "none", "description": "known to be none" }));
    }
    json!({ "anyOf": forms })
}

/// The definitions of single values.
fn values(program: &Program) -> BTreeMap<String, Json> {
    let mut defs: BTreeMap<String, Json> = BTreeMap::new();
    for tree in &program.trees {
        defs.insert(format!("tree_{}", tree.name), tree_values(tree));
    }
    for scale in &program.scales {
        defs.insert(format!("scale_{}", scale.name), scale_values(scale));
    }
    defs.insert("actor".to_owned(), actors(program));
    let places = choices(program.places.iter().map(|place| (place.name.as_str(), place.label.clone())));
    defs.insert("declared_place".to_owned(), places);
    defs.insert(
        "place".to_owned(),
        json!({ "anyOf": [{ "$ref": "#/$defs/declared_place" }, { "$ref": "#/$defs/own_place" }] }),
    );
    defs.insert("yes_no".to_owned(), json!({ "enum": [true, false, "yes", "no"] }));
    defs.insert("number".to_owned(), json!({ "type": "number" }));
    let treaties =
        choices(program.treaties.iter().map(|treaty| (treaty.name.as_str(), treaty.label.clone())));
    defs.insert("treaty".to_owned(), treaties);
    let day = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
    defs.insert("day".to_owned(), json!({ "type": "string", "format": "date", "pattern": day }));
    defs.insert(
        "optional_day".to_owned(),
        json!({ "anyOf": [{ "$ref": "#/$defs/day" }, { "enum": [null, "unknown"] }] }),
    );
    defs.insert("own_place".to_owned(), own_place(program));
    defs.insert("deed".to_owned(), deed(program));
    defs
}

fn tree_values(tree: &Tree) -> Json {
    let mut values = choices(tree.nodes.iter().map(|node| (node.name.as_str(), node.label.clone())));
    if let Some(values) = values.as_object_mut() {
        let label =
            format!("{}; one with kinds under it means one of them, which one is not known", tree.label);
        values.insert("description".to_owned(), label.into());
    }
    values
}

fn scale_values(scale: &Scale) -> Json {
    let mut values = choices(scale.levels.iter().map(|(name, label)| (name.as_str(), label.clone())));
    if let Some(values) = values.as_object_mut() {
        values.insert("description".to_owned(), format!("{}, lowest first", scale.label).into());
    }
    values
}

/// A name of the rules that no scheme gives to somebody else, or a code with its scheme before it.
fn actors(program: &Program) -> Json {
    let codes = Codes::new(program);
    let plain = program.actors.iter().filter(|actor| !codes.clash(&actor.name, None));
    let names = choices(plain.map(|actor| (actor.name.as_str(), actor_note(actor))));
    let mut forms = vec![names];
    for scheme in &program.schemes {
        forms.push(json!({
            "type": "string",
            "pattern": format!("^{}:[A-Za-z0-9_]+$", scheme.name),
            "description": format!("a code in {}: {}; it means whoever had it on the day", scheme.name, scheme.label),
        }));
    }
    forms.push(json!({
        "type": "string",
        "pattern": format!("^{NAME}:[A-Za-z0-9_]+$"),
        "description": "the name that the rules declare, where a scheme gives the same letters to another",
    }));
    json!({ "anyOf": forms, "description": "with the option --codes, codes of that scheme may stand bare" })
}

fn actor_note(actor: &Actor) -> String {
    match (actor.days.from, actor.days.until) {
        (None, None) => actor.label.clone(),
        (Some(from), None) => format!("{}, from {from}", actor.label),
        (None, Some(until)) => format!("{}, until {until}", actor.label),
        (Some(from), Some(until)) => format!("{}, from {from} until {until}", actor.label),
    }
}

/// One of some words. Nothing at all fits where there are none: an empty choice is no schema.
fn choices<'p>(words: impl Iterator<Item = (&'p str, String)>) -> Json {
    let words: Vec<Json> = words.map(|(word, note)| json!({ "const": word, "description": note })).collect();
    if words.is_empty() { json!({ "not": {} }) } else { json!({ "oneOf": words }) }
}

fn own_place(program: &Program) -> Json {
    let all_of = |value: &str, note: &str| {
        let one = json!({ "$ref": format!("#/$defs/{value}") });
        json!({
            "description": format!("{note}; [] is none, left out is not known"),
            "anyOf": [one, { "type": "array", "items": one, "uniqueItems": true }, { "enum": [null, "none", "unknown"] }],
        })
    };
    let degrees = |most: u32| json!({ "anyOf": [{ "type": "number", "minimum": -f64::from(most), "maximum": most }, { "enum": [null, "unknown"] }] });
    let kinds = value_name(program, FieldType::Tree(program.kernel.place_kind));
    let kinds =
        if program.tree(program.kernel.place_kind).is_some() { kinds } else { "declared_place".to_owned() };
    json!({
        "type": "object",
        "description": "a place described in the event itself, at most one in an event; what is left out is known as far as the position tells it",
        "additionalProperties": false,
        "properties": {
            "name": { "type": ["string", "null"] },
            "lat": degrees(90),
            "lon": degrees(180),
            "in": all_of("declared_place", "declared places that contain it"),
            "kind": all_of(&kinds, "kinds of territory"),
            "territory_of": all_of("actor", "whose title is undisputed"),
            "administered_by": all_of("actor", "who administers it"),
            "claimed_by": all_of("actor", "who claims it"),
        },
        "dependentRequired": { "lat": ["lon"], "lon": ["lat"] },
    })
}

fn deed(program: &Program) -> Json {
    let actors = |note: &str| {
        json!({
            "description": note,
            "anyOf": [{ "$ref": "#/$defs/actor" }, { "type": "array", "items": { "$ref": "#/$defs/actor" }, "uniqueItems": true }],
        })
    };
    let toward = json!({ "anyOf": [actors("toward whom"), { "enum": [null, "none", "unknown"] }] });
    let does = match program.tree(program.kernel.deed) {
        Some(tree) => json!({ "$ref": format!("#/$defs/tree_{}", tree.name) }),
        None => json!({ "not": {} }),
    };
    json!({
        "type": "object",
        "required": ["by", "does"],
        "additionalProperties": false,
        "properties": {
            "by": actors("who; several make several deeds"),
            "does": does,
            "to": toward,
            "on_behalf_of": {
                "description": "for whom it was done, where one actor acts for another",
                "anyOf": [{ "$ref": "#/$defs/actor" }, { "enum": [null, "unknown"] }],
            },
            "treaty": { "anyOf": [{ "$ref": "#/$defs/treaty" }, { "enum": [null, "unknown"] }] },
            "clause": {
                "description": "the clause whose duties it concerns, with its instrument before a dot; without it where `treaty` is named",
                "type": ["string", "null"],
                "pattern": "^([A-Za-z0-9_]+\\.)?[A-Za-z0-9_]+$",
            },
            "of": {
                "description": "the `id` of the event that called up the duty which it concerns",
                "type": ["string", "null"],
                "minLength": 1,
            },
            "amount": {
                "description": "how much it was, of what: a number above nothing, a blank, a word",
                "type": ["string", "null"],
                "pattern": "^[0-9]+([.][0-9]{1,4})? [A-Za-z][A-Za-z0-9_]*$",
            },
            "date": { "$ref": "#/$defs/optional_day" },
            "count": {
                "description": "how many did it, where the record of an organ counts votes",
                "type": ["integer", "null"],
                "minimum": 0,
                "maximum": 10000,
            },
            "note": { "type": ["string", "null"] },
        },
    })
}

//! The schema agrees with the reader where a schema can speak.

use casus::event::schema::schema;
use casus::ir::Program;
use serde_json::Value as Json;

use crate::fixture::{lines, program, with};

pub fn schema_of_fixture() -> Json {
    schema(&program())
}

fn is_code(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Whether a value fits a schema: the words of JSON Schema that ours uses, and a panic at others.
pub fn fits(root: &Json, schema: &Json, value: &Json) -> bool {
    let Some(words) = schema.as_object() else { panic!("{schema}") };
    let all = |list: &Json, test: &dyn Fn(&Json) -> bool| {
        list.as_array().unwrap().iter().filter(|one| test(one)).count()
    };
    words.iter().all(|(word, what)| match word.as_str() {
        "$schema" | "$defs" | "title" | "description" | "format" => true,
        "$ref" => fits(root, root.pointer(what.as_str().unwrap().trim_start_matches('#')).unwrap(), value),
        "anyOf" => all(what, &|one| fits(root, one, value)) > 0,
        "oneOf" => all(what, &|one| fits(root, one, value)) == 1,
        "not" => !fits(root, what, value),
        "const" => what == value,
        "enum" => what.as_array().unwrap().contains(value),
        "type" => {
            let has = |name: &Json| match name.as_str().unwrap() {
                "object" => value.is_object(),
                "array" => value.is_array(),
                "string" => value.is_string(),
                "number" => value.is_number(),
                "null" => value.is_null(),
                other => panic!("{other}"),
            };
            what.as_array().map_or_else(|| has(what), |names| names.iter().any(has))
        }
        "required" => value
            .as_object()
            .is_none_or(|object| all(what, &|key| !object.contains_key(key.as_str().unwrap())) == 0),
        "dependentRequired" => value.as_object().is_none_or(|object| {
            what.as_object().unwrap().iter().all(|(key, needs)| {
                !object.contains_key(key)
                    || all(needs, &|need| !object.contains_key(need.as_str().unwrap())) == 0
            })
        }),
        "additionalProperties" => value
            .as_object()
            .is_none_or(|object| object.keys().all(|key| words["properties"].get(key).is_some())),
        "properties" => value.as_object().is_none_or(|object| {
            object.iter().all(|(key, value)| what.get(key).is_none_or(|one| fits(root, one, value)))
        }),
        "items" => value.as_array().is_none_or(|items| items.iter().all(|item| fits(root, what, item))),
        "minItems" => value.as_array().is_none_or(|items| items.len() as u64 >= what.as_u64().unwrap()),
        "uniqueItems" => {
            value.as_array().is_none_or(|items| (1..items.len()).all(|n| !items[..n].contains(&items[n])))
        }
        "minLength" => {
            value.as_str().is_none_or(|text| text.chars().count() as u64 >= what.as_u64().unwrap())
        }
        "minimum" => value.as_f64().is_none_or(|number| number >= what.as_f64().unwrap()),
        "maximum" => value.as_f64().is_none_or(|number| number <= what.as_f64().unwrap()),
        "pattern" => value.as_str().is_none_or(|text| match what.as_str().unwrap() {
            "^iso3:[A-Za-z0-9_]+$" => text.strip_prefix("iso3:").is_some_and(is_code),
            "^name:[A-Za-z0-9_]+$" => text.strip_prefix("name:").is_some_and(is_code),
            "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" => {
                text.len() == 10
                    && text
                        .bytes()
                        .enumerate()
                        .all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() })
            }
            "^[0-9]+([.][0-9]{1,4})? [A-Za-z][A-Za-z0-9_]*$" => {
                let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
                text.split_once(' ').is_some_and(|(number, of)| {
                    let (whole, rest) = number.split_once('.').unwrap_or((number, "0"));
                    digits(whole)
                        && digits(rest)
                        && rest.len() <= 4
                        && is_code(of)
                        && of.starts_with(|c: char| c.is_ascii_alphabetic())
                })
            }
            other => panic!("{other}"),
        }),
        other => panic!("{other}"),
    })
}

#[test]
fn schema_and_reader_say_the_same() {
    let schema = schema_of_fixture();
    for (entries, good) in [
        (r#""act":"ramming""#, true),
        (r#""act":["ramming"],"by":"iso3:CHN","against":"none","part_of_series":"no""#, true),
        (r#""act":null,"by":"unknown","title":null,"record":[]"#, true),
        (r#""gravity":{"one_of":["none","incident"]},"spending_share":-2"#, true),
        (r#""act":{"disputed":[{"value":"ramming","by":"CHN","since":null}]}"#, true),
        (r#""place":{"in":"pacific","territory_of":"none","lat":1,"lon":2}"#, true),
        (
            r#""record":[{"by":["USA","PHL"],"does":"invoked","to":"none","treaty":"rio","date":"2023-01-01"}]"#,
            true,
        ),
        (r#""atc":"ramming""#, false),
        (r#""act":"warship""#, false),
        (r#""act":["ramming","ramming"]"#, false),
        (r#""act":{"one_of":[]}"#, false),
        (r#""act":{"one_of":["ramming"],"x":1}"#, false),
        (r#""act":{"disputed":[{"value":"ramming"}]}"#, false),
        (r#""gravity":["none","incident"]"#, false),
        (r#""spending_share":"2""#, false),
        (r#""part_of_series":1"#, false),
        (r#""place":"atlantis""#, false),
        (r#""place":{"lat":91,"lon":0}"#, false),
        (r#""place":{"lat":9}"#, false),
        (r#""record":{"by":"USA","does":"invoked"}"#, false),
        (r#""record":[{"by":"USA"}]"#, false),
        (r#""title":3"#, false),
    ] {
        let text = with(entries);
        let read = lines(&text) == ["1 a"];
        let fits = fits(&schema, &schema, &serde_json::from_str(&text).unwrap());
        assert_eq!((read, fits), (good, good), "{text}");
    }
}

#[test]
fn the_schema_is_the_same_each_time_and_names_its_words() {
    assert_eq!(schema_of_fixture().to_string(), schema_of_fixture().to_string());
    let schema = schema_of_fixture();
    assert_eq!(
        schema["$defs"]["tree_act"]["oneOf"][5],
        serde_json::json!({ "const": "ramming", "description": "ramming" })
    );
    assert_eq!(schema["properties"]["gravity"]["description"], "what gravity means");
    let soviet = schema.pointer("/$defs/actor/anyOf/0/oneOf/4/description").unwrap();
    assert_eq!(soviet, "SUN in full, from 1922-12-30 until 1991-12-26");
}

#[test]
fn a_program_without_vocabulary_has_a_schema_too() {
    let schema = schema(&Program::default());
    assert!(fits(&schema, &schema, &serde_json::json!({ "id": "a", "date": "2023-08-05" })));
    assert!(!fits(&schema, &schema, &serde_json::json!({ "id": "a", "date": "2023-08-05", "act": "x" })));
}

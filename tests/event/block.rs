//! The event of a test block means what the same JSON means.

use casus::event::from_block;
use casus::syntax::tree;
use casus::text::{FileId, Span};

use crate::fixture::{event, program, with};

fn name(text: &str) -> tree::Name {
    tree::Name { text: text.to_owned(), span: Span::default() }
}

fn word(text: &str, at: usize) -> tree::Value {
    tree::Value::Name(tree::Name { text: text.to_owned(), span: Span::new(at, at + text.len()) })
}

fn field(field: &str, value: tree::Value) -> tree::EventLine {
    tree::EventLine { field: name(field), value }
}

fn day(text: &str) -> tree::Value {
    tree::Value::Date(tree::Date { date: text.parse().unwrap(), span: Span::default() })
}

#[test]
fn a_test_block_means_what_the_same_json_means() {
    let program = program();
    let none = Span::default();
    let number = tree::Number { text: "2.5".to_owned(), span: none };
    let deed = |by: tree::Value| {
        tree::Value::Record(
            vec![
                field("by", by),
                field("does", word("invoked", 0)),
                field("treaty", word("rio", 0)),
                field("date", day("1990-01-01")),
            ],
            none,
        )
    };
    let lines = [
        field("date", day("2023-08-05")),
        field("by", tree::Value::List(vec![word("CHN", 0), word("USA", 0)], none)),
        field("gravity", tree::Value::OneOf(vec![word("none", 0), word("incident", 0)], none)),
        field("act", tree::Value::Disputed(vec![(word("ramming", 0), name("PHL"))], none)),
        field("part_of_series", word("no", 0)),
        field("spending_share", tree::Value::Number(number)),
        field("record", deed(word("USA", 0))),
        field("record", deed(word("PHL", 0))),
    ];
    let mut block = from_block(&program, &lines, FileId(3)).unwrap();
    let json = event(&with(
        r#""by":["CHN","USA"],"gravity":{"one_of":["none","incident"]},"act":{"disputed":[{"value":"ramming","by":"PHL"}]},
        "part_of_series":false,"spending_share":2.5,"record":[{"by":"USA","does":"invoked","treaty":"rio","date":"1990-01-01"},
        {"by":"PHL","does":"invoked","treaty":"rio","date":"1990-01-01"}]"#,
    ));
    assert_eq!((block.id.as_str(), block.line), ("", 0));
    block.id = "a".to_owned();
    block.line = 1;
    assert_eq!(block, json);
}

#[test]
fn a_test_block_is_refused_at_its_places() {
    let program = program();
    let lines = [
        field("act", word("rammming", 10)),
        field("act", word("ramming", 30)),
        field("place", word("atlantis", 50)),
    ];
    let said = from_block(&program, &lines, FileId(3)).unwrap_err();
    let shown: Vec<(u32, &str)> = said.iter().map(|d| (d.primary.span.start, d.message.as_str())).collect();
    assert_eq!(
        shown,
        [
            (0, "`act` stands twice in one object"),
            (0, "an event needs a date"),
            (10, "unknown value `rammming`: `act` takes a kind of `act`"),
            (50, "unknown value `atlantis`: `place` takes a place"),
        ]
    );
    assert!(said.iter().all(|d| d.primary.file == FileId(3)));
}

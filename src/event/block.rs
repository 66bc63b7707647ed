//! The event of a test block: `from_block(lines) -> Event`, with the same meaning as JSON.
//!
//! In: lines of the tree. Out: an [`Event`], or diagnostics at their places. Absent: parsing, and
//! the file of an event that a test names.

use std::borrow::Cow;

use super::Event;
use super::checker::{Identifier, check};
use super::names::Names;
use super::raw::{Entry, Item, Raw};
use crate::diagnostic::Diagnostic;
use crate::ir::Program;
use crate::syntax::tree;
use crate::text::{FileId, Limits, Span};

/// The event of a test block.
///
/// Names are those of the JSON form; `one of {…}` and `disputed {…}` stand for the objects of the
/// same names, several `record {…}` lines for one list. The identifier may be left out and is then
/// empty; the line is zero.
///
/// # Errors
/// Every problem found, at least one, in the order of their places.
pub fn from_block(
    program: &Program,
    lines: &[tree::EventLine],
    file: FileId,
) -> Result<Event, Vec<Diagnostic>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut record: Vec<Item<'_>> = Vec::new();
    let mut record_at: Option<(Span, Span)> = None;
    let mut whole: Option<Span> = None;
    for line in lines {
        let at = span_of(&line.value);
        whole = Some(whole.map_or(line.field.span, |so_far| so_far.to(line.field.span)).to(at));
        let value = item(&line.value);
        if line.field.text == "record" && matches!(value.raw, Raw::Object(_)) {
            record_at = Some(record_at.map_or((line.field.span, at), |(key, so_far)| (key, so_far.to(at))));
            record.push(value);
        } else {
            entries.push(entry(line, value));
        }
    }
    if let Some((key_at, at)) = record_at {
        let value = Item { at, raw: Raw::List(record) };
        entries.push(Entry { key: Cow::Borrowed("record"), key_at, value });
    }
    let names = Names::new(program).of_rules();
    check(&names, &Limits::default(), &entries, whole.unwrap_or_default(), Identifier::Optional).map_err(
        |problems| {
            problems
                .into_iter()
                .map(|problem| {
                    let diagnostic = Diagnostic::new(problem.code, file, problem.at, problem.message);
                    match problem.help {
                        Some(help) => diagnostic.help(help),
                        None => diagnostic,
                    }
                })
                .collect()
        },
    )
}

fn entry<'a>(line: &'a tree::EventLine, value: Item<'a>) -> Entry<'a> {
    Entry { key: Cow::Borrowed(&line.field.text), key_at: line.field.span, value }
}

/// Recursion is bounded: the parser refuses what nests deeper than its limit.
fn item(value: &tree::Value) -> Item<'_> {
    let raw = match value {
        tree::Value::Name(name) => Raw::text(&name.text),
        tree::Value::Text(text) => Raw::text(&text.text),
        // A number that no event can hold is kept as text, so that it is refused where it stands.
        tree::Value::Number(number) => match number.text.parse::<f64>() {
            Ok(parsed) if parsed.is_finite() => Raw::Number(parsed),
            _ => Raw::text(&number.text),
        },
        tree::Value::Date(date) => Raw::Text(Cow::Owned(date.date.to_string())),
        tree::Value::List(values, _) => Raw::List(values.iter().map(item).collect()),
        tree::Value::OneOf(values, span) => {
            let list = Item { at: *span, raw: Raw::List(values.iter().map(item).collect()) };
            Raw::Object(vec![keyed("one_of", *span, list)])
        }
        tree::Value::Disputed(claims, span) => {
            let list = Item { at: *span, raw: Raw::List(claims.iter().map(claim).collect()) };
            Raw::Object(vec![keyed("disputed", *span, list)])
        }
        tree::Value::Record(lines, _) => {
            Raw::Object(lines.iter().map(|line| entry(line, item(&line.value))).collect())
        }
    };
    Item { at: span_of(value), raw }
}

fn claim((value, by): &(tree::Value, tree::Name)) -> Item<'_> {
    let value = item(value);
    let at = value.at;
    let by_item = Item { at: by.span, raw: Raw::text(&by.text) };
    Item {
        at: at.to(by.span),
        raw: Raw::Object(vec![keyed("value", at, value), keyed("by", by.span, by_item)]),
    }
}

fn keyed<'a>(key: &'static str, key_at: Span, value: Item<'a>) -> Entry<'a> {
    Entry { key: Cow::Borrowed(key), key_at, value }
}

fn span_of(value: &tree::Value) -> Span {
    match value {
        tree::Value::Name(name) => name.span,
        tree::Value::Number(number) => number.span,
        tree::Value::Date(date) => date.span,
        tree::Value::Text(text) => text.span,
        tree::Value::List(_, span)
        | tree::Value::OneOf(_, span)
        | tree::Value::Disputed(_, span)
        | tree::Value::Record(_, span) => *span,
    }
}

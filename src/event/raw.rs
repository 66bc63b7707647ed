//! A value as it was written, before it is looked up: what JSON, CSV and test blocks have in common.
//!
//! In: one of the three notations. Out: [`Item`]s with their places. Absent: the vocabulary.

use std::borrow::Cow;

use crate::text::Span;

/// A value with its place, in bytes of its line or file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item<'a> {
    /// Where it stands.
    pub(super) at: Span,
    /// What was written.
    pub(super) raw: Raw<'a>,
}

/// What was written. A choice is an object with the one key `one_of`, a dispute one with `disputed`.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Raw<'a> {
    /// `null`: not stated.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A finite number.
    Number(f64),
    /// A word or text.
    Text(Cow<'a, str>),
    /// Several values.
    List(Vec<Item<'a>>),
    /// Named values, in the order written.
    Object(Vec<Entry<'a>>),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry<'a> {
    /// The key, escapes undone.
    pub(super) key: Cow<'a, str>,
    /// Where the key stands.
    pub(super) key_at: Span,
    /// Its value.
    pub(super) value: Item<'a>,
}

impl<'a> Raw<'a> {
    /// A text.
    pub(super) fn text(text: &'a str) -> Self {
        Raw::Text(Cow::Borrowed(text))
    }

    /// What sort of value it is, for messages.
    pub(super) fn noun(&self) -> &'static str {
        match self {
            Raw::Null => "null",
            Raw::Bool(_) => "true or false",
            Raw::Number(_) => "a number",
            Raw::Text(_) => "a text",
            Raw::List(_) => "a list",
            Raw::Object(_) => "an object",
        }
    }

    /// Whether it says nothing: `null` or the word `unknown`.
    pub(super) fn is_unstated(&self) -> bool {
        match self {
            Raw::Null => true,
            Raw::Text(text) => text == "unknown",
            _ => false,
        }
    }
}

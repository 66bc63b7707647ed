//! JSON text to values with their places: `object(text) -> entries`.
//!
//! In: one line. Out: the entries of its one object, or the first place where it is no JSON.
//! Absent: the vocabulary, lines, repeated keys (the checker refuses them).
//!
//! Structure is read here because every message names a column and a general reader gives none for
//! values; escapes in strings are left to `serde_json`. Numbers are read by the standard library,
//! which rounds to the nearest. A test holds this reader to `serde_json` on what it accepts.

use std::borrow::Cow;

use super::problem::{Problem, quoted};
use super::raw::{Entry, Item, Raw};
use crate::diagnostic::Code;
use crate::text::Span;

/// What to do about a value that goes on over several lines.
pub(super) const ONE_A_LINE: &str = "one event a line; join lines with `jq -c .`";

/// The entries of the one object of a line, with the place of the object.
///
/// # Errors
/// The first place where the line is not one JSON object, or where it nests deeper than `depth`.
pub(super) fn object(text: &str, depth: usize) -> Result<(Vec<Entry<'_>>, Span), Problem> {
    let mut scan = Scan { text, pos: 0, depth, open: 0 };
    scan.blank();
    let item = match scan.peek() {
        Some(b'{') => scan.value()?,
        Some(b'[') => {
            return Err(scan
                .wrong("a line holds one event, not a list")
                .help("one event a line; unpack the list with `jq -c '.[]'`"));
        }
        _ => {
            return Err(scan
                .wrong("an event is a JSON object")
                .help("one event a line, for instance {\"id\": \"a\", \"date\": \"1990-08-02\"}"));
        }
    };
    scan.blank();
    if scan.peek().is_some() {
        return Err(scan
            .wrong(format!("{} after the end of the event", scan.found()))
            .help("one event a line"));
    }
    match item.raw {
        Raw::Object(entries) => Ok((entries, item.at)),
        _ => Err(Problem::new(Code::BAD_JSON, item.at, "an event is a JSON object")),
    }
}

struct Scan<'a> {
    text: &'a str,
    /// INVARIANT(boundary): always at a character boundary; only ASCII is stepped over byte by byte.
    pos: usize,
    depth: usize,
    open: usize,
}

impl<'a> Scan<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.pos).copied()
    }

    fn slice(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or_default()
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.pos += 1;
        }
    }

    /// Steps over a byte if it comes next.
    fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        if there {
            self.pos += 1;
        }
        there
    }

    /// What stands here, for messages.
    fn found(&self) -> String {
        self.slice(self.pos, self.text.len())
            .chars()
            .next()
            .map_or_else(|| "the line ends".to_owned(), |c| quoted(c.encode_utf8(&mut [0; 4])))
    }

    fn wrong(&self, message: impl Into<String>) -> Problem {
        Problem::new(Code::BAD_JSON, Span::new(self.pos, self.pos), message)
    }

    /// Something else was wanted here.
    fn expected(&self, what: &str) -> Problem {
        let problem = match self.peek() {
            None => return self.wrong(format!("the line ends where {what} was expected")).help(ONE_A_LINE),
            Some(_) => self.wrong(format!("expected {what}, found {}", self.found())),
        };
        match self.peek() {
            Some(b'\'') => problem.help("JSON takes double quotes"),
            Some(b'/' | b'#') => problem.help("JSON has no comments; a free text can stand in `note`"),
            Some(b'}' | b']') => problem.help("is there a comma too many before it?"),
            _ => problem,
        }
    }

    /// One value. Recursion is bounded by `depth`.
    fn value(&mut self) -> Result<Item<'a>, Problem> {
        let start = self.pos;
        let raw = match self.peek() {
            Some(b'"') => Raw::Text(self.string()?),
            Some(b'{') => self.nested(Self::entries)?,
            Some(b'[') => self.nested(Self::list)?,
            Some(b'-' | b'0'..=b'9') => Raw::Number(self.number()?),
            _ => self.word()?,
        };
        Ok(Item { at: Span::new(start, self.pos), raw })
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Raw<'a>, Problem>) -> Result<Raw<'a>, Problem> {
        if self.open >= self.depth {
            return Err(Problem::new(
                Code::TOO_DEEP,
                Span::new(self.pos, self.pos),
                format!("values nested deeper than {}", self.depth),
            )
            .help("no field of an event nests deeper than four"));
        }
        self.open += 1;
        self.pos += 1;
        let raw = read(self)?;
        self.open -= 1;
        Ok(raw)
    }

    fn list(&mut self) -> Result<Raw<'a>, Problem> {
        let mut items = Vec::new();
        self.blank();
        if self.eat(b']') {
            return Ok(Raw::List(items));
        }
        loop {
            self.blank();
            items.push(self.value()?);
            self.blank();
            if self.eat(b']') {
                return Ok(Raw::List(items));
            }
            if !self.eat(b',') {
                return Err(self.expected("`,` or `]`"));
            }
        }
    }

    fn entries(&mut self) -> Result<Raw<'a>, Problem> {
        let mut entries = Vec::new();
        self.blank();
        if self.eat(b'}') {
            return Ok(Raw::Object(entries));
        }
        loop {
            self.blank();
            if self.peek() != Some(b'"') {
                return Err(self.expected("a key in double quotes"));
            }
            let start = self.pos;
            let key = self.string()?;
            let key_at = Span::new(start, self.pos);
            self.blank();
            if !self.eat(b':') {
                return Err(self.expected("`:`"));
            }
            self.blank();
            entries.push(Entry { key, key_at, value: self.value()? });
            self.blank();
            if self.eat(b'}') {
                return Ok(Raw::Object(entries));
            }
            if !self.eat(b',') {
                return Err(self.expected("`,` or `}`"));
            }
        }
    }

    fn string(&mut self) -> Result<Cow<'a, str>, Problem> {
        let start = self.pos;
        let mut at = start + 1;
        let mut escaped = false;
        loop {
            match self.text.as_bytes().get(at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    at += 2;
                }
                Some(0..=0x1f) => {
                    self.pos = at;
                    return Err(self
                        .wrong(format!("{} in a text", self.found()))
                        .help("write control characters as escapes, for instance \\t"));
                }
                Some(_) => at += 1,
                None => {
                    return Err(self.wrong("a text without its closing quote").help(ONE_A_LINE));
                }
            }
        }
        self.pos = at + 1;
        if !escaped {
            return Ok(Cow::Borrowed(self.slice(start + 1, at)));
        }
        serde_json::from_str::<String>(self.slice(start, at + 1)).map(Cow::Owned).map_err(|_| {
            Problem::new(
                Code::BAD_JSON,
                Span::new(start, self.pos),
                "an escape in this text is not one of JSON",
            )
            .help("escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits")
        })
    }

    fn digits(&mut self) -> bool {
        let start = self.pos;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.pos += 1;
        }
        self.pos > start
    }

    fn number(&mut self) -> Result<f64, Problem> {
        let start = self.pos;
        self.eat(b'-');
        // A leading zero ends the whole part: what follows it is then reported as out of place.
        if !self.eat(b'0') && !self.digits() {
            return Err(self.expected("a digit"));
        }
        if self.eat(b'.') && !self.digits() {
            return Err(self.expected("a digit"));
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _sign = self.eat(b'+') || self.eat(b'-');
            if !self.digits() {
                return Err(self.expected("a digit"));
            }
        }
        let text = self.slice(start, self.pos);
        text.parse().ok().filter(|number: &f64| number.is_finite()).ok_or_else(|| {
            Problem::new(
                Code::BAD_NUMBER,
                Span::new(start, self.pos),
                format!("{} is too large a number", quoted(text)),
            )
        })
    }

    fn word(&mut self) -> Result<Raw<'a>, Problem> {
        let rest = self.slice(self.pos, self.text.len());
        let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        let word = rest.get(..length).unwrap_or_default();
        let raw = match word {
            "null" => Raw::Null,
            "true" => Raw::Bool(true),
            "false" => Raw::Bool(false),
            "" => return Err(self.expected("a value")),
            _ => {
                return Err(Problem::new(
                    Code::BAD_JSON,
                    Span::new(self.pos, self.pos + length),
                    format!("{} is not a JSON value", quoted(word)),
                )
                .help(format!("texts stand in double quotes: \"{}\"", quoted(word).trim_matches('`'))));
            }
        };
        self.pos += length;
        Ok(raw)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plain(raw: &Raw<'_>) -> serde_json::Value {
        match raw {
            Raw::Null => serde_json::Value::Null,
            Raw::Bool(b) => (*b).into(),
            Raw::Number(n) => (*n).into(),
            Raw::Text(t) => t.as_ref().into(),
            Raw::List(items) => items.iter().map(|item| plain(&item.raw)).collect(),
            Raw::Object(entries) => serde_json::Value::Object(
                entries.iter().map(|e| (e.key.to_string(), plain(&e.value.raw))).collect(),
            ),
        }
    }

    /// Numbers as floating point, since that is all an event has.
    fn floats(value: serde_json::Value) -> serde_json::Value {
        match value {
            serde_json::Value::Number(n) => n.to_string().parse::<f64>().unwrap().into(),
            serde_json::Value::Array(items) => items.into_iter().map(floats).collect(),
            serde_json::Value::Object(map) => {
                serde_json::Value::Object(map.into_iter().map(|(k, v)| (k, floats(v))).collect())
            }
            other => other,
        }
    }

    fn said(text: &str) -> (usize, String) {
        let problem = object(text, 64).unwrap_err();
        (problem.at.start as usize, problem.message)
    }

    #[test]
    fn places_are_those_of_keys_and_values() {
        let text = r#" {"a": "x", "b": [1, {"c": null}]}"#;
        let (entries, at) = object(text, 64).unwrap();
        assert_eq!(at.range(), 1..text.len());
        let places: Vec<&str> =
            entries.iter().flat_map(|e| [&text[e.key_at.range()], &text[e.value.at.range()]]).collect();
        assert_eq!(places, [r#""a""#, r#""x""#, r#""b""#, r#"[1, {"c": null}]"#]);
    }

    #[test]
    fn what_is_no_json_is_named_at_its_place() {
        for (text, at, message) in [
            ("", 0, "an event is a JSON object"),
            ("3", 0, "an event is a JSON object"),
            ("[1]", 0, "a line holds one event, not a list"),
            ("{", 1, "the line ends where a key in double quotes was expected"),
            (r#"{"a""#, 4, "the line ends where `:` was expected"),
            (r#"{"a":"#, 5, "the line ends where a value was expected"),
            (r#"{"a":1,}"#, 7, "expected a key in double quotes, found `}`"),
            (r#"{'a':1}"#, 1, "expected a key in double quotes, found `'`"),
            (r#"{a:1}"#, 1, "expected a key in double quotes, found `a`"),
            (r#"{"a":yes}"#, 5, "`yes` is not a JSON value"),
            (r#"{"a":NaN}"#, 5, "`NaN` is not a JSON value"),
            (r#"{"a":01}"#, 6, "expected `,` or `}`, found `1`"),
            (r#"{"a":1.}"#, 7, "expected a digit, found `}`"),
            (r#"{"a":1e999}"#, 5, "`1e999` is too large a number"),
            (r#"{"a":"x}"#, 5, "a text without its closing quote"),
            ("{\"a\":\"x\ty\"}", 7, "`\\u{9}` in a text"),
            (r#"{"a":"\x"}"#, 5, "an escape in this text is not one of JSON"),
            (r#"{"a":"\ud800"}"#, 5, "an escape in this text is not one of JSON"),
            (r#"{"a":1} {"b":2}"#, 8, "`{` after the end of the event"),
            (r#"{"a":1 // why"#, 7, "expected `,` or `}`, found `/`"),
            (r#"{"a":é}"#, 5, "expected a value, found `é`"),
        ] {
            assert_eq!(said(text), (at, message.to_owned()), "{text}");
        }
    }

    #[test]
    fn nesting_stops_at_the_limit_and_not_before() {
        let nest = |n: usize| format!("{{\"a\":{}{}}}", "[".repeat(n), "]".repeat(n));
        assert!(object(&nest(63), 64).is_ok());
        assert_eq!(object(&nest(64), 64).unwrap_err().code, Code::TOO_DEEP);
        assert_eq!(object(&nest(10_000), 64).unwrap_err().code, Code::TOO_DEEP);
        assert_eq!(object(&"{\"a\":".repeat(10_000), 64).unwrap_err().code, Code::TOO_DEEP);
    }

    proptest! {
        #[test]
        fn accepts_what_serde_json_accepts(text in r#"\{("[a-b\\"/un0]{0,4}": ?(-?[0-9.eE+-]{1,6}|true|nul|null|"[é\\"n/u0-9a]{0,6}"|\[[0-9, ]{0,4}\]|\{\})[, ]{0,2}){0,3}\}"#) {
            let ours = object(&text, 64);
            let theirs = serde_json::from_str::<serde_json::Value>(&text);
            prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{:?} {:?}", ours, theirs);
            if let (Ok((entries, _)), Ok(theirs)) = (ours, theirs) {
                prop_assert_eq!(plain(&Raw::Object(entries)), floats(theirs));
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = object(&text, 64);
            let _ = object(&format!("{{{text}"), 64);
            let _ = object(&format!("{{\"a\":{text}}}"), 64);
        }
    }
}

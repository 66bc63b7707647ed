//! Interpretations and tests.
//!
//! In: the parser behind the opening word. Out: the tree of the item. Absent: any running of a
//! test; properties (`property`).

use super::cursor::list_of;
use super::law::title;
use super::recover::Level;
use super::{Broken, Parse, Parser};
use crate::syntax::layout::{HEAD, PART};
use crate::syntax::lexer::shorten;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{
    EventLine, Expect, InterpLine, InterpLineKind, Interpretation, Name, StatusWord, Test, TestLine,
    TestLineKind, Text, Value,
};

const STATUS: &[&str] = &["owed", "available", "not", "contested", "undetermined", "open", "unsettled"];

impl Parser<'_> {
    pub(super) fn interpretation(&mut self) -> Parse<Interpretation> {
        let heading = self.heading(|p| {
            let name = p.name("the name of an interpretation")?;
            let label = p.opt_text();
            let extends =
                if p.eat_word("extends") { Some(p.name("the name of an interpretation")?) } else { None };
            Ok((name, label, extends))
        });
        let title = title("interpretation", heading.as_ref().map(|(name, ..)| name));
        let mut lines = Vec::new();
        self.block(Level::Interpretation, title, &mut |p| {
            let start = p.span();
            let kind = p.interpretation_line()?;
            lines.push(InterpLine { span: p.since(start), kind });
            Ok(())
        })?;
        let (name, label, extends) = heading.ok_or(Broken)?;
        Ok(Interpretation { name, label, extends, lines })
    }

    fn interpretation_line(&mut self) -> Parse<InterpLineKind> {
        if self.name_at(0).is_some() && self.word_at(1) == Some("is") {
            let question = self.name("the name of a question")?;
            self.pos += 1;
            let reading = self.reading_name("the name of a reading")?;
            return Ok(InterpLineKind::Is(question, reading, self.source()?));
        }
        Ok(match self.keyword(", or names a question: `QUESTION is READING`")? {
            "overlay" => {
                let name = self.name("the name of an overlay")?;
                InterpLineKind::Overlay(name, self.expect_one("`on` or `off`", &["on", "off"])? == "on")
            }
            "held" => {
                self.expect_word("by")?;
                let name = self.name("the name of who holds the readings")?;
                let mut day = None;
                if self.eat_word("as") {
                    self.expect_word("of")?;
                    day = Some(self.date("a date after `as of`")?);
                }
                InterpLineKind::HeldBy(name, day)
            }
            "note" => InterpLineKind::Note(self.expect_text("the note in quotes")?),
            _ => InterpLineKind::Cite(self.expect_text("the citation in quotes")?),
        })
    }

    pub(super) fn test(&mut self) -> Parse<Test> {
        let heading = self.heading(|p| p.expect_text("the title of the test in quotes"));
        let title = block_title("test", heading.as_ref());
        let (mut lines, mut unread) = (Vec::new(), false);
        self.block(Level::Test, title, &mut |p| {
            let start = p.span();
            let kind = p.test_line().inspect_err(|_| unread = true)?;
            lines.push(TestLine { span: p.since(start), kind });
            Ok(())
        })?;
        Ok(Test { title: heading.ok_or(Broken)?, lines, unread })
    }

    fn test_line(&mut self) -> Parse<TestLineKind> {
        Ok(match self.keyword("")? {
            "source" => TestLineKind::Source(self.expect_text("the source in quotes")?),
            "given" => self.given()?,
            "event" => self.event()?,
            _ => TestLineKind::Expect(self.expectation()?),
        })
    }

    pub(super) fn given(&mut self) -> Parse<TestLineKind> {
        if self.word_at(1) == Some("is") {
            let question = self.name("the name of a question")?;
            self.pos += 1;
            return Ok(TestLineKind::GivenIs(question, self.reading_name("the name of a reading")?));
        }
        let words = &["interpretation", "held", "facts", "read"];
        if self.name_at(0).is_some_and(|word| !words.contains(&word)) {
            let help =
                format!("write `given QUESTION is READING`, or one of {} after `given`", list_of(words));
            self.pos += 1;
            return Err(self.fail_help("`is` and a reading", help));
        }
        Ok(match self.expect_one("what is given", words)? {
            "interpretation" => {
                TestLineKind::GivenInterpretation(self.name("the name of an interpretation")?)
            }
            "held" => {
                self.expect_word("by")?;
                TestLineKind::GivenHeldBy(self.name("the name of who holds the readings")?)
            }
            "facts" => {
                self.expect_word("of")?;
                TestLineKind::GivenFactsOf(self.name("the name of whose account is taken")?)
            }
            _ => {
                self.expect_word("as")?;
                self.expect_word("of")?;
                TestLineKind::GivenReadAsOf(self.date("a date after `as of`")?)
            }
        })
    }

    fn event(&mut self) -> Parse<TestLineKind> {
        if let Some(id) = self.opt_text() {
            self.expect_word("from")?;
            return Ok(TestLineKind::EventFrom(id, self.expect_text("the event file in quotes")?));
        }
        let mut lines = Vec::new();
        self.event_lines("the event", &mut lines)?;
        Ok(TestLineKind::Event(lines))
    }

    pub(super) fn event_lines(&mut self, title: &str, lines: &mut Vec<EventLine>) -> Parse<()> {
        self.block(Level::Event, title.to_owned(), &mut |p| {
            let field = p.any_word("the name of a field")?;
            // `record { by USA does invoked }` needs no second `record`.
            let value = if field.text == "record" && p.is(TokenKind::OpenBrace) && !p.braces_hold_list() {
                p.record()?
            } else {
                p.value()?
            };
            lines.push(EventLine { field, value });
            Ok(())
        })
    }

    /// Whether the braces at the position hold values with commas, not lines of an event.
    fn braces_hold_list(&self) -> bool {
        let nested = matches!(self.word_at(1), Some("record" | "disputed"))
            && self.kind(2) == Some(TokenKind::OpenBrace);
        let one_of = self.word_at(1) == Some("one") && self.word_at(2) == Some("of");
        let plain = matches!(self.kind(2), Some(TokenKind::Comma | TokenKind::CloseBrace));
        nested || one_of || plain || self.kind(1) == Some(TokenKind::OpenBrace)
    }

    fn record(&mut self) -> Parse<Value> {
        let start = self.span();
        let mut lines = Vec::new();
        self.event_lines("the record", &mut lines)?;
        Ok(Value::Record(lines, self.since(start)))
    }

    fn value(&mut self) -> Parse<Value> {
        let start = self.span();
        match self.kind(0) {
            Some(TokenKind::Number) => Ok(Value::Number(self.number("a number")?)),
            Some(TokenKind::Date) => Ok(Value::Date(self.date("a date")?)),
            Some(TokenKind::Text) => Ok(Value::Text(self.expect_text("a text")?)),
            Some(TokenKind::OpenBrace) => Ok(Value::List(self.values()?, self.since(start))),
            Some(TokenKind::Word) if self.kind(1) == Some(TokenKind::OpenBrace) && self.at_word("record") => {
                self.pos += 1;
                let Value::Record(lines, _) = self.record()? else { return Err(Broken) };
                Ok(Value::Record(lines, self.since(start)))
            }
            Some(TokenKind::Word)
                if self.kind(1) == Some(TokenKind::OpenBrace) && self.at_word("disputed") =>
            {
                self.pos += 1;
                self.deeper(start)?;
                let accounts = self.braces(&mut |p| p.list_to_brace(&mut |p| p.account()))?;
                self.depth -= 1;
                Ok(Value::Disputed(accounts, self.since(start)))
            }
            Some(TokenKind::Word)
                if self.at_word("one")
                    && self.word_at(1) == Some("of")
                    && self.kind(2) == Some(TokenKind::OpenBrace) =>
            {
                self.pos += 2;
                Ok(Value::OneOf(self.values()?, self.since(start)))
            }
            Some(TokenKind::Word) if self.name_at(0).is_some() => Ok(Value::Name(self.dotted_name()?)),
            _ => {
                Err(self
                    .fail_help("a value", "a value is a name, a number, a date, a text or a list in braces"))
            }
        }
    }

    /// A name, or a clause with its instrument before a dot, as one name.
    fn dotted_name(&mut self) -> Parse<Name> {
        let start = self.span();
        let parts = self.path("a value")?;
        let words: Vec<&str> = parts.iter().map(|part| part.text.as_str()).collect();
        Ok(Name { text: words.join("."), span: self.since(start) })
    }

    fn values(&mut self) -> Parse<Vec<Value>> {
        let span = self.span();
        self.deeper(span)?;
        let values = self.braces(&mut |p| p.list_to_brace(&mut |p| p.value()))?;
        self.depth -= 1;
        Ok(values)
    }

    fn account(&mut self) -> Parse<(Value, crate::syntax::tree::Name)> {
        let value = self.value()?;
        self.expect_word("by")?;
        Ok((value, self.name("the name of who says so")?))
    }

    /// `nothing by NAME for NAME beside NAME`
    fn expect_nothing(&mut self) -> Parse<Expect> {
        self.pos += 1;
        self.expect_word("by")?;
        let by = Some(self.name("the name of an actor")?);
        self.expect_word("for")?;
        let to = Some(self.name("the name of an actor")?);
        let mut beside = Vec::new();
        if self.at_word("beside") {
            self.may_break(HEAD);
            self.pos += 1;
            beside.push(self.name("the name of an instrument")?);
            while self.eat(TokenKind::Comma) {
                beside.push(self.name("the name of an instrument")?);
            }
        }
        if self.is(TokenKind::Text) {
            self.may_break(PART);
        }
        Ok(Expect {
            path: Vec::new(),
            without: None,
            nothing: Some(beside),
            by,
            to,
            status: StatusWord::NotOwed,
            because: None,
            on: Vec::new(),
            source: self.opt_text(),
        })
    }

    /// A status, of some words.
    pub(super) fn status(&mut self, words: &[&'static str]) -> Parse<StatusWord> {
        if self.at_word("is") {
            return Err(self.fail_help(
                "a status",
                "it stands without `is`: `expect pact.assist by USA for PHL owed`".to_owned(),
            ));
        }
        Ok(match self.expect_one("a status", words)? {
            "owed" => StatusWord::Owed,
            "available" => StatusWord::Available,
            "not" => {
                self.expect_word("owed")?;
                StatusWord::NotOwed
            }
            "contested" => StatusWord::Contested,
            "undetermined" => StatusWord::Undetermined,
            "open" => StatusWord::Open,
            "settled" => StatusWord::Settled,
            _ => StatusWord::Unsettled,
        })
    }

    fn expectation(&mut self) -> Parse<Expect> {
        if self.at_word("nothing") {
            return self.expect_nothing();
        }
        let path = self.path("the name of a clause, with its treaty before a dot")?;
        if self.eat_word("without") {
            let without = Some(self.name("a kind of clause")?);
            if self.is(TokenKind::Text) {
                self.may_break(PART);
            }
            let status = StatusWord::NotOwed;
            let source = self.opt_text();
            return Ok(Expect {
                path,
                without,
                nothing: None,
                by: None,
                to: None,
                status,
                because: None,
                on: Vec::new(),
                source,
            });
        }
        let by = if self.eat_word("by") { Some(self.name("the name of an actor")?) } else { None };
        let to = if self.eat_word("for") { Some(self.name("the name of an actor")?) } else { None };
        let status = self.status(STATUS)?;
        let because = if self.at_word("because") {
            self.may_break(HEAD);
            self.pos += 1;
            Some(self.name("the name of a reason")?)
        } else {
            None
        };
        let mut on = Vec::new();
        if self.at_word("on") {
            self.may_break(HEAD);
            self.pos += 1;
            // A field may be what it turns on, so that connectives count as names here.
            if let Some(word) = self.name_at(0) {
                let help = format!("what it turns on stands in braces: `on {{{word}}}`");
                return Err(self.fail_help("`{`", help));
            }
            on = self.braces(&mut |p| {
                p.list_to_brace(&mut |p| p.any_word("the name of what the answer turns on"))
            })?;
        }
        if self.is(TokenKind::Text) {
            self.may_break(PART);
        }
        let source = self.opt_text();
        Ok(Expect { path, without: None, nothing: None, by, to, status, because, on, source })
    }
}

pub(super) fn block_title(word: &str, text: Option<&Text>) -> String {
    match text {
        Some(text) => format!("{word} `{}`", shorten(&text.text)),
        None => format!("this {word}"),
    }
}

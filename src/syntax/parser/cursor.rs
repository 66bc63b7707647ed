//! Looking at tokens, taking them, and saying what was expected.
//!
//! In: the parser's position. Out: names, texts, dates, numbers of the tree. Absent: grammar
//! beyond a single token, save for lists of names and spans of days.

use super::{Broken, Parse, Parser};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::syntax::keywords::is_connective;
use crate::syntax::layout::{HEAD, Role};
use crate::syntax::lexer::{calendar_day, shorten, unescape};
use crate::syntax::token::{Token, TokenKind};
use crate::syntax::tree::{Date, Days, Name, Number, Source, Text};
use crate::text::Span;

/// The tags of `evidence`.
const TAGS: [&str; 5] = ["text", "two_sources", "one_source", "recall", "unverified"];

impl<'t> Parser<'t> {
    pub(super) fn peek(&self) -> Option<Token> {
        self.tokens.get(self.pos).copied()
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<Token> {
        self.tokens.get(self.pos + ahead).copied()
    }

    pub(super) fn previous(&self) -> Option<Token> {
        self.tokens.get(self.pos.checked_sub(1)?).copied()
    }

    pub(super) fn previous_span(&self) -> Span {
        self.previous().map(|token| token.span).unwrap_or_default()
    }

    pub(super) fn span(&self) -> Span {
        self.peek().map_or_else(|| self.end_of_previous(), |token| token.span)
    }

    pub(super) fn end_of_previous(&self) -> Span {
        let end = self.previous_span().end;
        Span { start: end, end }
    }

    /// From `start` to the last token taken.
    pub(super) fn since(&self, start: Span) -> Span {
        start.to(self.previous_span())
    }

    pub(super) fn kind(&self, ahead: usize) -> Option<TokenKind> {
        self.peek_at(ahead).map(|token| token.kind)
    }

    pub(super) fn is(&self, kind: TokenKind) -> bool {
        self.kind(0) == Some(kind)
    }

    /// The word at the position, if a word stands there.
    pub(super) fn word(&self) -> Option<&'t str> {
        self.word_at(0)
    }

    pub(super) fn word_at(&self, ahead: usize) -> Option<&'t str> {
        self.peek_at(ahead).filter(|t| t.kind == TokenKind::Word).map(|t| t.text(self.text))
    }

    /// The word some tokens ahead, if it can be a name.
    pub(super) fn name_at(&self, ahead: usize) -> Option<&'t str> {
        self.word_at(ahead).filter(|word| !is_connective(word))
    }

    pub(super) fn at_word(&self, word: &str) -> bool {
        self.word() == Some(word)
    }

    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let found = self.at_word(word);
        self.pos += usize::from(found);
        found
    }

    pub(super) fn eat(&mut self, kind: TokenKind) -> bool {
        let found = self.is(kind);
        self.pos += usize::from(found);
        found
    }

    pub(super) fn role(&mut self) -> Option<&mut Role> {
        self.roles.get_mut(self.pos)
    }

    /// The line may be broken before the next token.
    pub(super) fn may_break(&mut self, rank: u8) {
        if let Some(role) = self.role() {
            role.rank = Some(rank);
        }
    }

    /// Reports that `what` was expected at the position.
    pub(super) fn fail(&mut self, what: &str) -> Broken {
        self.fail_help(what, "")
    }

    pub(super) fn fail_help(&mut self, what: &str, help: impl Into<String>) -> Broken {
        if self.quiet {
            return Broken;
        }
        if self.full() {
            self.more += 1;
        } else {
            let diagnostic = self.mistake(what, help.into());
            self.push(diagnostic);
        }
        Broken
    }

    /// What was expected and what was found instead. Where the line just ended, the place is its end.
    pub(super) fn mistake(&self, what: &str, mut help: String) -> Diagnostic {
        let found = self.peek().filter(|token| !token.first || self.pos == 0 || self.opens_statement());
        let (span, message) = match found {
            Some(token) => (token.span, format!("expected {what}, found {}", self.describe(token))),
            None => {
                let after = self.previous().map(|token| self.describe(token));
                let message = match after {
                    Some(after) => format!("expected {what} after {after}"),
                    None => format!("expected {what}"),
                };
                (self.end_of_previous(), message)
            }
        };
        if help.is_empty() && found.is_some_and(|token| matches!(token.text(self.text), ":" | "=")) {
            "between the word that opens a line and what it says stands no sign".clone_into(&mut help);
        } else if help.is_empty() && found.is_some() && what.contains("name") {
            if let Some(word) = self.word().filter(|word| is_connective(word)) {
                help = format!("`{word}` is a word of the language and cannot be a name");
            } else if self.is(TokenKind::Number) || self.is(TokenKind::Date) {
                "a name begins with a letter".clone_into(&mut help);
            } else if self.is(TokenKind::Text) {
                "a name stands without quotes".clone_into(&mut help);
            }
        }
        let diagnostic = Diagnostic::new(Code::EXPECTED, self.file, span, message);
        if help.is_empty() { diagnostic } else { diagnostic.help(help) }
    }

    /// Whether the position is the first token of the current statement, which then is what was found.
    fn opens_statement(&self) -> bool {
        self.roles.get(self.pos).is_some_and(|role| role.start)
    }

    pub(super) fn describe(&self, token: Token) -> String {
        let text = shorten(token.text(self.text));
        match token.kind {
            TokenKind::Text => format!("the text `{text}`"),
            TokenKind::Number => format!("the number `{text}`"),
            TokenKind::Date => format!("the date `{text}`"),
            _ => format!("`{text}`"),
        }
    }

    /// Takes one of some words, which must stand here; the answer is the word of the table.
    pub(super) fn expect_one(&mut self, what: &str, words: &[&'static str]) -> Parse<&'static str> {
        let found = self.word();
        if let Some(word) = words.iter().copied().find(|word| found == Some(word)) {
            self.pos += 1;
            return Ok(word);
        }
        let near = found.and_then(|word| nearest(word, words.iter().copied()));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write {}", list_of(words)),
        };
        Err(self.fail_help(what, help))
    }

    pub(super) fn expect_word(&mut self, word: &'static str) -> Parse<()> {
        if self.eat_word(word) {
            return Ok(());
        }
        let near = self.word().and_then(|found| nearest(found, [word]));
        let help = near.map_or_else(String::new, |near| format!("did you mean `{near}`?"));
        Err(self.fail_help(&format!("`{word}`"), help))
    }

    pub(super) fn expect(&mut self, kind: TokenKind, written: &str) -> Parse<()> {
        if self.eat(kind) { Ok(()) } else { Err(self.fail(&format!("`{written}`"))) }
    }

    /// Takes whatever stands here as a word of the tree.
    fn take_name(&mut self) -> Option<Name> {
        let token = self.peek()?;
        self.pos += 1;
        Some(Name { text: token.text(self.text).to_owned(), span: token.span })
    }

    pub(super) fn name(&mut self, what: &str) -> Parse<Name> {
        match self.name_at(0) {
            Some(_) => self.take_name().ok_or(Broken),
            None => Err(self.fail(what)),
        }
    }

    /// A name where `always` and `never` are names as well: readings are called so.
    pub(super) fn reading_name(&mut self, what: &str) -> Parse<Name> {
        match self.word() {
            Some("always" | "never") => self.take_name().ok_or(Broken),
            _ => self.name(what),
        }
    }

    /// Any word, connectives too: fields of an event are called `by`.
    pub(super) fn any_word(&mut self, what: &str) -> Parse<Name> {
        match self.word() {
            Some(_) => self.take_name().ok_or(Broken),
            None => Err(self.fail(what)),
        }
    }

    /// One or more names with commas; a comma before one of `stops` is left alone.
    pub(super) fn names(&mut self, what: &str, stops: &[&str]) -> Parse<Vec<Name>> {
        let mut names = vec![self.name(what)?];
        self.more_names(&mut names, what, stops)?;
        Ok(names)
    }

    pub(super) fn more_names(&mut self, names: &mut Vec<Name>, what: &str, stops: &[&str]) -> Parse<()> {
        while self.is(TokenKind::Comma) {
            let next = self.word_at(1);
            let stops_here = !stops.is_empty()
                && (self.kind(1) == Some(TokenKind::Text)
                    || next.is_some_and(|word| is_connective(word) || stops.contains(&word)));
            if stops_here {
                break;
            }
            self.pos += 1;
            names.push(self.name(what)?);
        }
        Ok(())
    }

    /// `A { "," A } [ "," ] "}"`, the opening brace taken already.
    pub(super) fn list_to_brace<T>(&mut self, one: &mut dyn FnMut(&mut Self) -> Parse<T>) -> Parse<Vec<T>> {
        let mut list = vec![one(self)?];
        while self.eat(TokenKind::Comma) {
            if self.is(TokenKind::CloseBrace) {
                break;
            }
            list.push(one(self)?);
        }
        Ok(list)
    }

    /// `{ A, B }` in a condition or list.
    pub(super) fn braced_names(&mut self, what: &str) -> Parse<Vec<Name>> {
        self.braces(&mut |p| p.list_to_brace(&mut |p| p.reading_name(what)))
    }

    pub(super) fn path(&mut self, what: &str) -> Parse<Vec<Name>> {
        let mut path = vec![self.name(what)?];
        while self.eat(TokenKind::Dot) {
            path.push(self.name("a name after the dot")?);
        }
        Ok(path)
    }

    pub(super) fn expect_text(&mut self, what: &str) -> Parse<Text> {
        match self.opt_text() {
            Some(text) => Ok(text),
            None => {
                let help = match self.word() {
                    Some(word) if !self.peek().is_some_and(|token| token.first) => {
                        format!("put it between quotes: \"{}\"", shorten(word))
                    }
                    _ => String::new(),
                };
                Err(self.fail_help(what, help))
            }
        }
    }

    pub(super) fn opt_text(&mut self) -> Option<Text> {
        let token = self.peek().filter(|token| token.kind == TokenKind::Text)?;
        self.pos += 1;
        Some(Text { text: unescape(token.text(self.text)), span: token.span })
    }

    pub(super) fn number(&mut self, what: &str) -> Parse<Number> {
        let Some(token) = self.peek().filter(|token| token.kind == TokenKind::Number) else {
            return Err(self.fail(what));
        };
        self.pos += 1;
        Ok(Number { text: token.text(self.text).to_owned(), span: token.span })
    }

    pub(super) fn date(&mut self, what: &str) -> Parse<Date> {
        let day = self.peek().filter(|token| token.kind == TokenKind::Date);
        let date =
            day.and_then(|token| Some(Date { date: calendar_day(token.text(self.text))?, span: token.span }));
        let Some(date) = date else {
            return Err(self.fail_help(what, "a date is year, month, day: `1949-04-04`"));
        };
        self.pos += 1;
        Ok(date)
    }

    /// `[from DATE] [until DATE]`
    pub(super) fn days(&mut self) -> Parse<Days> {
        let from = if self.eat_word("from") { Some(self.date("a date after `from`")?) } else { None };
        let until = if self.at_word("until") && self.days_follow() {
            self.pos += 1;
            Some(self.date("a date after `until`")?)
        } else {
            None
        };
        Ok(Days { from, until })
    }

    /// `until` begins a line of a clause too; there no span of days can stand.
    fn days_follow(&self) -> bool {
        self.kind(1) == Some(TokenKind::Date) || !self.peek().is_some_and(|token| token.first)
    }

    /// `{ cite "…" | evidence TAG }`
    pub(super) fn source(&mut self) -> Parse<Source> {
        let mut source = Source::default();
        loop {
            if self.at_word("cite") {
                self.may_break(HEAD);
                self.pos += 1;
                source.cites.push(self.expect_text("the citation in quotes")?);
            } else if self.eat_word("evidence") {
                let tag = self.tag()?;
                if let Some(first) = &source.evidence {
                    let message = "the evidence is stated twice here".to_owned();
                    let help = format!("keep the weaker of `{}` and `{}`", first.text, tag.text);
                    self.report(Code::EXPECTED, tag.span, message, help);
                } else {
                    source.evidence = Some(tag);
                }
            } else {
                return Ok(source);
            }
        }
    }

    /// One of the evidence tags; a wrong one is reported and kept.
    pub(super) fn tag(&mut self) -> Parse<Name> {
        let name = self.name("an evidence tag name")?;
        if !TAGS.contains(&name.text.as_str()) {
            let help = match nearest(&name.text, TAGS) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write {}", list_of(&TAGS)),
            };
            let message = format!("`{}` is no evidence tag", shorten(&name.text));
            self.report(Code::EXPECTED, name.span, message, help);
        }
        Ok(name)
    }

    /// `(A, B)` after the name of a term, area or call.
    pub(super) fn parameters(&mut self) -> Parse<Vec<Name>> {
        if !self.is(TokenKind::OpenParen) {
            return Ok(Vec::new());
        }
        if let Some(role) = self.role() {
            role.tight = true;
        }
        self.pos += 1;
        let names = self.names("the name of an actor", &[])?;
        self.expect(TokenKind::CloseParen, ")")?;
        Ok(names)
    }
}

/// `a`, `b` or `c`
pub(super) fn list_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.join(""),
    }
}

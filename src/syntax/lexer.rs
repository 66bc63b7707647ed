//! `lex(text) -> (tokens, errors)`: cuts text into words, texts, numbers, dates and marks.
//!
//! In: the text of one file. Out: tokens, comments among them, and what could not be read. The
//! small pieces are recognised with nom, a plain loop stands around them. Absent: grammar; a
//! keyword is a word here.

use jiff::civil;
use nom::branch::alt;
use nom::bytes::complete::{tag, take_while, take_while1};
use nom::character::complete::{char, digit1, satisfy};
use nom::combinator::{opt, recognize};
use nom::multi::many0_count;
use nom::sequence::{pair, preceded};
use nom::{IResult, Parser};

use super::token::{Token, TokenKind};
use crate::diagnostic::Code;
use crate::text::Span;

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LexError {
    /// The stable code.
    pub code: Code,
    /// Where it stands.
    pub span: Span,
    /// One line.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// Cuts text into tokens.
///
/// What cannot be read is reported and left out, except that a badly written word, text or date
/// still gives its token, so that one slip does not make the rest unreadable.
///
/// ```
/// use casus::syntax::lexer::lex;
/// use casus::syntax::token::TokenKind;
/// let (tokens, errors) = lex("signed 1949-04-04 // Washington");
/// let kinds: Vec<TokenKind> = tokens.iter().map(|token| token.kind).collect();
/// assert_eq!(kinds, [TokenKind::Word, TokenKind::Date, TokenKind::Comment]);
/// assert!(errors.is_empty());
/// ```
#[must_use]
pub fn lex(text: &str) -> (Vec<Token>, Vec<LexError>) {
    let mut lexer = Lexer { text, at: 0, first: true, tokens: Vec::new(), errors: Vec::new() };
    if text.starts_with('\u{feff}') {
        lexer.at = '\u{feff}'.len_utf8();
    }
    while let Some(next) = lexer.rest().chars().next() {
        lexer.step(next);
    }
    (lexer.tokens, lexer.errors)
}

/// The calendar day of a date as written, or the nearest day to what was meant.
///
/// The lexer has reported every date that is not in the calendar; the nearest day keeps the
/// statement around it readable. `None` only for text that the lexer never calls a date.
pub(crate) fn calendar_day(written: &str) -> Option<civil::Date> {
    let mut parts = written.split('-');
    let mut part = || parts.next()?.parse::<i64>().ok();
    let (year, month, day) = (part()?, part()?, part()?);
    let year = i16::try_from(year.clamp(0, 9999)).ok()?;
    let month = i8::try_from(month.clamp(1, 12)).ok()?;
    let first = civil::Date::new(year, month, 1).ok()?;
    let day = i8::try_from(day.clamp(1, i64::from(first.days_in_month()))).ok()?;
    civil::Date::new(year, month, day).ok()
}

/// The text between the quotes with its escapes undone.
pub(crate) fn unescape(written: &str) -> String {
    let Some(inner) = written.strip_prefix('"') else {
        // Reported: a text between other quotes.
        let mut chars = written.chars();
        chars.next();
        chars.next_back();
        return chars.as_str().to_owned();
    };
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' if matches!(chars.peek(), Some('"' | '\\')) => out.extend(chars.next()),
            other => out.push(other),
        }
    }
    out
}

fn word(input: &str) -> IResult<&str, &str> {
    recognize(pair(
        satisfy(|c| c == '_' || c.is_alphabetic()),
        take_while(|c: char| c == '_' || c.is_alphanumeric()),
    ))
    .parse(input)
}

/// Digits joined like a date; whether the day exists is asked afterwards.
fn date(input: &str) -> IResult<&str, &str> {
    recognize((digit1, char('-'), digit1, char('-'), digit1)).parse(input)
}

fn number(input: &str) -> IResult<&str, &str> {
    recognize((opt(char('-')), digit1, opt((char('.'), digit1)))).parse(input)
}

fn comment(input: &str) -> IResult<&str, &str> {
    recognize(pair(tag("//"), not_line_ending_lf)).parse(input)
}

/// To the end of the line; a carriage return within the line is part of it.
fn not_line_ending_lf(input: &str) -> IResult<&str, &str> {
    take_while(|c| c != '\n').parse(input)
}

/// A quoted text up to, not including, its closing quote.
fn open_text(input: &str) -> IResult<&str, &str> {
    let plain = take_while1(|c| !matches!(c, '"' | '\\' | '\n'));
    let escapes = alt((tag("\\\""), tag("\\\\"), tag("\\")));
    recognize(preceded(char('"'), many0_count(alt((plain, escapes))))).parse(input)
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    first: bool,
    tokens: Vec<Token>,
    errors: Vec<LexError>,
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn step(&mut self, next: char) {
        match next {
            '\n' => {
                self.at += 1;
                self.first = true;
            }
            ' ' | '\t' | '\r' => self.at += 1,
            '"' => self.quoted(),
            '/' if self.rest().starts_with("//") => self.comment(),
            '_' => self.word(),
            c if c.is_alphabetic() => self.word(),
            c if c.is_ascii_digit() => self.digits(),
            '-' if number(self.rest()).is_ok() => self.digits(),
            other => match mark(self.rest()) {
                Some((kind, length)) => {
                    self.push(kind, length);
                }
                None => self.bad_character(other),
            },
        }
    }

    fn push(&mut self, kind: TokenKind, length: usize) -> Span {
        let span = Span::new(self.at, self.at + length);
        self.tokens.push(Token { kind, span, first: self.first });
        self.first = false;
        self.at += length;
        span
    }

    fn error(&mut self, code: Code, span: Span, message: String, help: impl Into<String>) {
        self.errors.push(LexError { code, span, message, help: help.into() });
    }

    fn word(&mut self) {
        let Ok((_, written)) = word(self.rest()) else {
            self.at += 1;
            return;
        };
        let span = self.push(TokenKind::Word, written.len());
        let plain = written.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if !plain {
            let message = format!("`{}` cannot be a name", shorten(written));
            let help = "names are written with the letters a to z, digits and `_`; other letters go into quoted texts";
            self.error(Code::BAD_CHARACTER, span, message, help);
        } else if written.starts_with('_') {
            let message = format!("`{}` cannot be a name", shorten(written));
            self.error(Code::BAD_CHARACTER, span, message, "a name begins with a letter");
        }
    }

    fn digits(&mut self) {
        let rest = self.rest();
        if let Ok((_, written)) = date(rest) {
            let span = self.push(TokenKind::Date, written.len());
            if let Some(help) = wrong_date(written) {
                let message = format!("`{}` is not a day in the calendar", shorten(written));
                self.error(Code::BAD_DATE, span, message, help);
            }
        } else if let Ok((_, written)) = number(rest) {
            self.push(TokenKind::Number, written.len());
        } else {
            self.at += 1;
        }
    }

    fn comment(&mut self) {
        let written = comment(self.rest()).map_or("//", |(_, written)| written);
        self.push(TokenKind::Comment, written.trim_end().len());
    }

    fn quoted(&mut self) {
        let Ok((after, written)) = open_text(self.rest()) else {
            self.at += 1;
            return;
        };
        if after.starts_with('"') {
            self.push(TokenKind::Text, written.len() + 1);
            return;
        }
        // A brace that ends the line opens a block far more often than it belongs to the text;
        // swallowing it would break the whole block.
        let trimmed = written.trim_end();
        let kept = trimmed.strip_suffix('{').map_or(trimmed, str::trim_end);
        let span = self.push(TokenKind::Text, kept.len().max(1));
        let message = "this text has no closing quote on its line".to_owned();
        self.error(
            Code::UNTERMINATED_TEXT,
            span,
            message,
            "close it with `\"`; a text does not run over a line end",
        );
    }

    /// A text between typographic quotes: reported once, and read as the text that it is.
    fn other_quotes(&mut self, open: char) -> bool {
        let line = self.rest().split('\n').next().unwrap_or_default();
        let inner = line.get(open.len_utf8()..).unwrap_or_default();
        // A bound, since a line of opening quotes would be searched again for each of them.
        let close = inner.char_indices().take(120).find(|(_, c)| matches!(c, '”' | '“' | '»' | '’'));
        let Some((at, close)) = close.filter(|_| matches!(open, '“' | '„' | '«' | '‘' | '”')) else {
            return false;
        };
        let span = self.push(TokenKind::Text, open.len_utf8() + at + close.len_utf8());
        let message = format!("no rule uses the character `{open}`");
        self.error(Code::BAD_CHARACTER, span, message, "texts stand between straight double quotes: \"…\"");
        true
    }

    fn bad_character(&mut self, bad: char) {
        if self.other_quotes(bad) {
            return;
        }
        let rest = self.rest();
        let length: usize = rest.chars().take_while(|c| !readable(*c)).map(char::len_utf8).sum();
        let length = length.max(bad.len_utf8());
        let written = rest.get(..length).unwrap_or_default();
        let span = Span::new(self.at, self.at + length);
        self.at += length;
        let shown = if bad.is_control() || bad.is_whitespace() {
            format!("U+{:04X}", u32::from(bad))
        } else {
            shorten(written)
        };
        let help = match bad {
            '“' | '”' | '„' | '«' | '»' | '\'' | '‘' | '’' => {
                "texts stand between straight double quotes: \"…\""
            }
            '–' | '—' | '−' | '-' => {
                "a date is written 1949-04-04; a minus sign stands directly before its number"
            }
            '[' | ']' => "lists are written with `{` and `}`",
            '#' | '*' => "a comment begins with `//`",
            '&' => "write `and`",
            '|' => "write `or`",
            '!' => "write `not`",
            c if c.is_whitespace() => "use a plain space",
            _ => "remove it, or put it into a quoted text",
        };
        self.error(Code::BAD_CHARACTER, span, format!("no rule uses the character `{shown}`"), help);
    }
}

/// What the lexer has a use for; everything else is a bad character.
fn readable(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '"' | '\n' | '\r' | '\t' | ' ' | '-') || single(c).is_some()
}

fn single(c: char) -> Option<TokenKind> {
    Some(match c {
        '{' => TokenKind::OpenBrace,
        '}' => TokenKind::CloseBrace,
        '(' => TokenKind::OpenParen,
        ')' => TokenKind::CloseParen,
        ',' => TokenKind::Comma,
        '.' => TokenKind::Dot,
        ':' => TokenKind::Colon,
        ';' => TokenKind::Semicolon,
        '=' => TokenKind::Equal,
        '<' => TokenKind::Less,
        '>' => TokenKind::More,
        '/' => TokenKind::Slash,
        '%' => TokenKind::Percent,
        _ => return None,
    })
}

fn mark(rest: &str) -> Option<(TokenKind, usize)> {
    if rest.starts_with("<=") {
        Some((TokenKind::LessEqual, 2))
    } else if rest.starts_with(">=") {
        Some((TokenKind::MoreEqual, 2))
    } else {
        rest.chars().next().and_then(single).map(|kind| (kind, 1))
    }
}

/// Why a date as written is no day of the calendar, as help; `None` if it is one.
fn wrong_date(written: &str) -> Option<String> {
    let lengths: Vec<usize> = written.split('-').map(str::len).collect();
    let nearest = calendar_day(written);
    if lengths == [4, 2, 2] {
        let nearest = nearest?;
        if nearest.to_string() == written {
            return None;
        }
        let (year, month) = (nearest.year(), nearest.month());
        let written_month = written.get(5..7).and_then(|m| m.parse::<i8>().ok());
        if written_month == Some(month) {
            return Some(format!("`{year:04}-{month:02}` has {} days", nearest.days_in_month()));
        }
        return Some("the months are 01 to 12; a date is year, month, day".to_owned());
    }
    let example = nearest.filter(|_| lengths.first() == Some(&4));
    Some(match example {
        Some(day) => format!("a date is written with four, two and two digits: `{day}`"),
        None => "a date is written with four, two and two digits: year, month, day".to_owned(),
    })
}

/// The user's text, cut so that a message stays one line.
pub(crate) fn shorten(written: &str) -> String {
    const SHOWN: usize = 40;
    let mut chars = written.chars();
    let head: String = chars.by_ref().take(SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if chars.next().is_some() { format!("{head}…") } else { head }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<TokenKind> {
        lex(text).0.iter().map(|token| token.kind).collect()
    }

    #[test]
    fn a_date_is_not_three_numbers() {
        assert_eq!(kinds("1949-04-04"), [TokenKind::Date]);
        assert_eq!(
            kinds("-12.5 2/3"),
            [TokenKind::Number, TokenKind::Number, TokenKind::Slash, TokenKind::Number]
        );
    }

    #[test]
    fn a_day_that_does_not_exist_is_reported_and_kept() {
        let (tokens, errors) = lex("signed 1950-02-30");
        assert_eq!(tokens.len(), 2);
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].code, Code::BAD_DATE);
        assert_eq!(errors[0].help, "`1950-02` has 28 days");
        assert_eq!(calendar_day("1950-02-30"), Some(civil::date(1950, 2, 28)));
    }

    #[test]
    fn a_short_date_is_told_its_long_form() {
        let (_, errors) = lex("1949-4-4");
        assert_eq!(errors[0].help, "a date is written with four, two and two digits: `1949-04-04`");
    }

    #[test]
    fn an_open_text_ends_with_its_line_and_leaves_the_brace() {
        let (tokens, errors) = lex("clause a \"Art. 5 {\n}");
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].code, Code::UNTERMINATED_TEXT);
        let last: Vec<TokenKind> = tokens.iter().skip(2).map(|t| t.kind).collect();
        assert_eq!(last, [TokenKind::Text, TokenKind::OpenBrace, TokenKind::CloseBrace]);
    }

    #[test]
    fn escapes_are_undone_once() {
        assert_eq!(unescape(r#""a \"b\" \\ c\d""#), r#"a "b" \ c\d"#);
        let (tokens, errors) = lex(r#""a \"b" x"#);
        assert_eq!((tokens.len(), errors.len()), (2, 0));
    }

    #[test]
    fn byte_order_mark_and_carriage_returns_leave_no_token() {
        let (tokens, errors) = lex("\u{feff}state USA // x\r\nstate KOR\r\n");
        assert!(errors.is_empty());
        let firsts: Vec<bool> = tokens.iter().map(|t| t.first).collect();
        assert_eq!(firsts, [true, false, false, true, false]);
        assert_eq!(tokens[2].text("\u{feff}state USA // x\r\nstate KOR\r\n"), "// x");
    }

    #[test]
    fn bad_characters_are_one_message_a_run() {
        let (tokens, errors) = lex("a §§§ b “c”");
        assert_eq!(tokens.len(), 3);
        assert_eq!(errors.len(), 2);
        assert_eq!(unescape(tokens[2].text("a §§§ b “c”")), "c");
        assert!(errors[1].help.contains("straight double quotes"));
    }
}

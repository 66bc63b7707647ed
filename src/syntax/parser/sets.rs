//! Sets of actors, subjects of conditions, fractions and speeds.
//!
//! In: the parser at the first word. Out: the tree of that part. Absent: conditions around them.

use super::cursor::list_of;
use super::{Parse, Parser};
use crate::syntax::keywords::is_connective;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Article, Fraction, Name, Number, Quantifier, Set, Speed, Unit, Who};
use crate::text::Span;

/// Words that begin a speed.
pub(super) const SPEEDS: &[&str] = &["immediately", "forthwith", "promptly", "without", "within"];

const UNITS: &[&str] = &["hours", "hour", "days", "day", "months", "month", "years", "year"];

impl Parser<'_> {
    /// A set of actors; a list of names ends before a comma that one of `stops` follows.
    pub(super) fn set(&mut self, what: &str, stops: &[&str]) -> Parse<Set> {
        let span = self.span();
        if self.eat_word("nobody") {
            return Ok(Set::Nobody(span));
        }
        let article = match self.word() {
            Some("any") => Some(Article::Any),
            Some("every") => Some(Article::Every),
            Some("each") => Some(Article::Each),
            // Alone, `a` may be a bound name.
            Some("a" | "an") if self.name_at(1).is_some() => Some(Article::A),
            _ => None,
        };
        if let Some(article) = article {
            self.pos += 1;
            return self.classes(span, article, None, stops);
        }
        Ok(Set::Names(self.names(what, stops)?))
    }

    /// `[other] CLASS { or CLASS } [except NAMES]`, the article taken already.
    fn classes(&mut self, span: Span, article: Article, first: Option<Name>, stops: &[&str]) -> Parse<Set> {
        let mut other = false;
        let mut classes = match first {
            Some(first) => vec![first],
            None => {
                // `other` alone may be the name of a class.
                other = self.name_at(1).is_some() && self.eat_word("other");
                vec![self.class()?]
            }
        };
        while self.eat_word("or") {
            classes.push(self.class()?);
        }
        // First on its line, `except` begins a line of the clause.
        let mut except = Vec::new();
        if self.at_word("except") && !self.peek().is_some_and(|token| token.first) {
            self.pos += 1;
            except = self.names("the name of an actor", stops)?;
        }
        Ok(Set::Each { span: self.since(span), article, other, classes, except })
    }

    fn class(&mut self) -> Parse<Name> {
        self.name("`party`, `protected`, `attacker`, `victim` or the name of a class")
    }

    /// `some`, `every` or `at least NUMBER` and what they range over.
    pub(super) fn quantifier(&mut self) -> Parse<(Quantifier, Set)> {
        let word = self.word();
        self.pos += 1;
        let (how, article) = match word {
            Some("every") => (Quantifier::Every, Article::Every),
            Some("at") => {
                self.expect_word("least")?;
                (Quantifier::AtLeast(self.number("how many as a number")?), Article::Any)
            }
            _ => (Quantifier::Some, Article::Any),
        };
        let span = self.span();
        // Right before the bound name and `where`, `a` and `other` are names of classes.
        let more = self.name_at(1).is_some() && self.word_at(2) != Some("where");
        let has_article = matches!(self.word(), Some("any" | "every" | "each" | "nobody"))
            || (matches!(self.word(), Some("a" | "an")) && more);
        if has_article {
            return Ok((how, self.set("a set of actors", &[])?));
        }
        if self.at_word("other") && more {
            return Ok((how, self.classes(span, article, None, &[])?));
        }
        let first = self.class()?;
        if self.is(TokenKind::Comma) {
            let mut names = vec![first];
            self.more_names(&mut names, "the name of an actor", &[])?;
            return Ok((how, Set::Names(names)));
        }
        Ok((how, self.classes(span, article, Some(first), &[])?))
    }

    /// The subject of `has` and `is`.
    pub(super) fn who(&mut self) -> Parse<Who> {
        let span = self.span();
        match self.word() {
            Some(word @ ("any" | "every")) => {
                self.pos += 1;
                let other = self.name_at(1).is_some() && self.eat_word("other");
                let class = self.class()?;
                Ok(Who::Quantified { span: self.since(span), every: word == "every", other, class })
            }
            Some("at") => {
                self.pos += 1;
                self.expect_word("least")?;
                let fraction = self.fraction()?;
                self.expect_word("of")?;
                self.expect_word("parties")?;
                let except = if self.eat_word("except") {
                    self.names("the name of an actor", &[])?
                } else {
                    Vec::new()
                };
                Ok(Who::Share { span: self.since(span), fraction, except })
            }
            Some("a" | "an" | "each") if self.name_at(1).is_some() => {
                Err(self.fail_help("who acts", "write `any party` or `every party`"))
            }
            _ => Ok(Who::Actor(self.name("the name of an actor or role")?)),
        }
    }

    pub(super) fn fraction(&mut self) -> Parse<Fraction> {
        if !self.is(TokenKind::Number) {
            return Err(self.fail_help(
                "a fraction such as 2/3",
                "in figures: `2/3`, `1/2`; for more than half of them `majority`",
            ));
        }
        let over = self.number("a fraction such as 2/3")?;
        self.expect(TokenKind::Slash, "/")?;
        let under = self.number("the number below the line")?;
        Ok(Fraction { over, under })
    }

    /// Whether a speed begins here; a quoted text does not count.
    pub(super) fn at_speed(&self) -> bool {
        self.word().is_some_and(|word| SPEEDS.contains(&word))
    }

    /// `48 hours`, `1 year`.
    pub(super) fn duration(&mut self) -> Parse<(Number, Unit)> {
        let number = self.number("how long as a number")?;
        let unit = match self.expect_one("a unit of time", UNITS)? {
            "hours" | "hour" => Unit::Hours,
            "days" | "day" => Unit::Days,
            "months" | "month" => Unit::Months,
            _ => Unit::Years,
        };
        Ok((number, unit))
    }

    pub(super) fn speed(&mut self) -> Parse<Speed> {
        let speed = match self.word() {
            Some("immediately") => Speed::Immediately,
            Some("forthwith") => Speed::Forthwith,
            Some("promptly") => Speed::Promptly,
            Some("without") => {
                self.pos += 1;
                self.expect_word("delay")?;
                return Ok(Speed::WithoutDelay);
            }
            Some("within") => {
                self.pos += 1;
                if self.word_at(1) == Some("working") {
                    let number = self.number("how many working days")?;
                    self.pos += 1;
                    self.expect_one("`working days`", &["days", "day"])?;
                    return Ok(Speed::Working(number));
                }
                let (number, unit) = self.duration()?;
                return Ok(Speed::Within(number, unit));
            }
            _ => {
                if let Some(text) = self.opt_text() {
                    return Ok(Speed::Text(text));
                }
                let help = match self.peek().filter(|token| token.kind == TokenKind::Number) {
                    Some(number) => {
                        format!("a term begins with `within`: `within {} days`", number.text(self.text))
                    }
                    None => format!("write {}, or a quoted text", list_of(SPEEDS)),
                };
                return Err(self.fail_help("how fast", help));
            }
        };
        self.pos += 1;
        Ok(speed)
    }

    /// Whether `every` here is the subject of `has` or `is` rather than a quantifier.
    pub(super) fn every_is_subject(&self) -> bool {
        let verb = |ahead: usize| matches!(self.word_at(ahead), Some("has" | "have" | "is"));
        verb(2)
            || (self.word_at(1) == Some("other")
                && self.word_at(2).is_some_and(|w| !is_connective(w))
                && verb(3))
    }
}

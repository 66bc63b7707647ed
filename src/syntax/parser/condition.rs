//! Conditions: a precedence loop over `or`, `and`, `not`, and the atoms.
//!
//! In: the parser at the first token of a condition. Out: the tree of it, `or` and `and` with all
//! their members side by side. What kind an atom is follows from the next few tokens, so that no
//! text is read twice. Absent: what the names mean.

use super::{Parse, Parser};
use crate::diagnostic::nearest;
use crate::syntax::keywords::is_connective;
use crate::syntax::layout::or_rank;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{ClauseLife, Compare, Cond, CondKind, LevelOrNumber, Name, Quantifier, Side, Who};
use crate::text::Span;

const ACTOR: &str = "the name of an actor or role";

/// Words for more and for less, which the language has as signs.
const MORE: [&str; 5] = ["more", "greater", "larger", "above", "over"];
const LESS: [&str; 5] = ["less", "fewer", "smaller", "below", "under"];
const THAN: &str = "than";

impl Parser<'_> {
    pub(super) fn condition(&mut self) -> Parse<Cond> {
        let mut alternatives = Vec::new();
        loop {
            let mut all = vec![self.negation()?];
            while self.at_word("and") {
                self.may_break(or_rank(self.nesting).saturating_add(1));
                self.pos += 1;
                all.push(self.negation()?);
            }
            alternatives.extend(join(all, CondKind::And));
            if !self.at_word("or") {
                break;
            }
            self.may_break(or_rank(self.nesting));
            self.pos += 1;
        }
        join(alternatives, CondKind::Or).ok_or(super::Broken)
    }

    /// Any number of `not`, counted as nesting, and what they deny.
    fn negation(&mut self) -> Parse<Cond> {
        let mut nots = Vec::new();
        while self.at_word("not") {
            let span = self.span();
            self.deeper(span)?;
            nots.push(span);
            self.pos += 1;
        }
        let mut cond = self.primary()?;
        while let Some(span) = nots.pop() {
            cond = Cond { span: span.to(cond.span), kind: CondKind::Not(Box::new(cond)) };
            self.depth -= 1;
        }
        Ok(cond)
    }

    fn primary(&mut self) -> Parse<Cond> {
        let start = self.span();
        match self.kind(0) {
            Some(TokenKind::OpenParen) => {
                self.deeper(start)?;
                self.pos += 1;
                self.nesting += 1;
                let inner = self.condition()?;
                self.nesting -= 1;
                if !self.eat(TokenKind::CloseParen) {
                    return Err(self.unclosed_paren(start));
                }
                self.depth -= 1;
                Ok(Cond { span: self.since(start), kind: inner.kind })
            }
            Some(TokenKind::OpenBrace) => {
                let objects = self.braced_names("the name of a kind of object")?;
                self.expect_word("of")?;
                let of = self.name(ACTOR)?;
                Ok(Cond { span: self.since(start), kind: CondKind::ObjectsOf { objects, of } })
            }
            Some(TokenKind::Word) => {
                let kind = self.worded()?;
                Ok(Cond { span: self.since(start), kind })
            }
            Some(TokenKind::Text) => Err(self.fail_help("a condition", "a condition stands without quotes")),
            _ => Err(self.fail("a condition")),
        }
    }

    fn unclosed_paren(&mut self, open: Span) -> super::Broken {
        if self.pos > 0 && self.previous_may_be_keyword() {
            self.pos -= 1;
            return self.fail("a condition");
        }
        if !self.quiet {
            let object = self.previous().filter(|token| self.at_word("of") && token.kind == TokenKind::Word);
            let help = match object {
                Some(token) => format!(
                    "what was hit stands in braces: `{{{}}} of …`; land is `territory of …`",
                    token.text(self.text)
                ),
                None => "close the parenthesis".to_owned(),
            };
            let mistake = self.mistake("`)`, `and` or `or`", help);
            self.push(mistake.also(self.file, open, "opened here"));
        }
        super::Broken
    }

    /// A condition that begins with a word.
    fn worded(&mut self) -> Parse<CondKind> {
        let Some(word) = self.word() else { return Err(self.fail("a condition")) };
        match word {
            "always" => {
                self.pos += 1;
                Ok(CondKind::Always)
            }
            "never" => {
                self.pos += 1;
                Ok(CondKind::Never)
            }
            "some" => self.quantified(),
            "every" if !self.every_is_subject() => self.quantified(),
            "any" | "every" => self.about_subject(),
            "at" if self.kind(3) == Some(TokenKind::Slash) => self.about_subject(),
            "at" => self.quantified(),
            "from" => {
                self.pos += 1;
                Ok(CondKind::From(self.date("a date after `from`")?))
            }
            "before" => {
                self.pos += 1;
                Ok(CondKind::Before(self.date("a date after `before`")?))
            }
            "in" => {
                self.pos += 1;
                Ok(CondKind::InPlace(self.name("the name of a place or region")?))
            }
            connective if is_connective(connective) => Err(self.fail("a condition")),
            name => self.named(name),
        }
    }

    /// A condition that begins with a word that can be a name.
    fn named(&mut self, word: &str) -> Parse<CondKind> {
        let next = self.word_at(1);
        if self.in_property
            && let Some(kind) = self.of_property(word)?
        {
            return Ok(kind);
        }
        match (word, next) {
            ("territory", Some(next @ ("of" | "administered" | "claimed"))) => self.territory(next),
            ("north" | "south" | "east" | "west", Some("of")) => self.side(word),
            ("clause", Some(path)) if !is_connective(path) => self.clause_is(),
            ("a" | "an", Some(class)) if !is_connective(class) => self.about_subject(),
            (_, Some("has" | "have" | "is")) => self.about_subject(),
            (_, Some("in")) if self.in_values() => {
                let field = self.name("the name of a field")?;
                self.pos += 1;
                if !self.is(TokenKind::OpenBrace) {
                    let help = "for one value write `is`; several stand in braces: `in {a, b}`";
                    return Err(self.fail_help("`{`", help));
                }
                let values = self.braced_names("a name")?;
                Ok(CondKind::In { field, values })
            }
            (_, Some("at")) => self.at_least(),
            (_, Some("territory")) if self.word_at(2) == Some("of") => {
                let kind = Some(self.name("a kind of territory")?);
                self.pos += 2;
                Ok(CondKind::Territory { kind, of: self.name(ACTOR)? })
            }
            _ => self.compared_or_called(),
        }
    }

    /// `in` after a field. At the beginning of a line, or before `force`, it opens a line of its own.
    fn in_values(&self) -> bool {
        let first = self.peek_at(1).is_some_and(|token| token.first) || self.may_be_keyword(0);
        self.kind(2) == Some(TokenKind::OpenBrace) || (!first && self.word_at(2) != Some("force"))
    }

    fn compared_or_called(&mut self) -> Parse<CondKind> {
        let name = self.name("a name")?;
        let op = match self.kind(0) {
            Some(TokenKind::Equal) => Compare::Equal,
            Some(TokenKind::Less) => Compare::Less,
            Some(TokenKind::LessEqual) => Compare::AtMost,
            Some(TokenKind::More) => Compare::More,
            Some(TokenKind::MoreEqual) => Compare::AtLeast,
            _ => {
                let args = self.parameters()?;
                return Ok(CondKind::Call { name, args });
            }
        };
        self.pos += 1;
        if let Some(level) = self.name_at(0) {
            return Err(self.compared_with_a_level(&name, op, level));
        }
        let value = self.number("a number to compare with")?;
        Ok(CondKind::Compare { field: name, op, value })
    }

    /// Signs compare numbers; the levels of a scale and the values of a tree are compared in words.
    fn compared_with_a_level(&mut self, field: &Name, op: Compare, level: &str) -> super::Broken {
        let field = &field.text;
        let help = match op {
            Compare::Equal => format!("a name is compared in words: `{field} is {level}`"),
            Compare::AtMost => format!("a level is compared in words: `{field} at most {level}`"),
            Compare::AtLeast => format!("a level is compared in words: `{field} at least {level}`"),
            Compare::Less => format!("a level is compared in words: `not {field} at least {level}`"),
            Compare::More => format!("a level is compared in words: `not {field} at most {level}`"),
        };
        self.fail_help("a number to compare with", help)
    }

    fn at_least(&mut self) -> Parse<CondKind> {
        let field = self.name("the name of a field")?;
        self.pos += 1;
        let most = self.expect_one("`least` or `most` after `at`", &["least", "most"])? == "most";
        let value = if self.is(TokenKind::Number) {
            LevelOrNumber::Number(self.number("a number")?)
        } else {
            LevelOrNumber::Level(self.name("the name of a level or a number")?)
        };
        Ok(CondKind::AtLeast { field, most, value })
    }

    fn territory(&mut self, next: &str) -> Parse<CondKind> {
        self.pos += 2;
        if next == "of" {
            return Ok(CondKind::Territory { kind: None, of: self.name(ACTOR)? });
        }
        self.expect_word("by")?;
        let of = self.name(ACTOR)?;
        Ok(if next == "claimed" { CondKind::Claimed(of) } else { CondKind::Administered(of) })
    }

    fn side(&mut self, word: &str) -> Parse<CondKind> {
        self.pos += 2;
        let side = match word {
            "north" => Side::North,
            "south" => Side::South,
            "east" => Side::East,
            _ => Side::West,
        };
        Ok(CondKind::Side(side, self.number("degrees as a number")?))
    }

    fn clause_is(&mut self) -> Parse<CondKind> {
        self.pos += 1;
        let path = self.path("the name of a clause")?;
        let same_event = self.eat_word("of");
        if same_event {
            self.expect_word("the")?;
            self.expect_word("same")?;
            self.expect_word("event")?;
        }
        let was = self.expect_one("`is` or `was`", &["is", "was"])? == "was";
        if !same_event && !was && self.word().is_some_and(|word| matches!(word, "owed" | "available")) {
            let available = self.eat_word("available");
            self.pos += usize::from(!available);
            let (by, to) = self.sides()?;
            return Ok(CondKind::ClauseIs { path, available, by, to });
        }
        if !same_event && !was && self.eat_word("decided") {
            return Ok(CondKind::Decided { path });
        }
        self.clause_life(path, same_event, was)
    }

    /// `breached [for 30 days] [at least 2 times] [by ACTOR] [for ACTOR]`
    fn clause_life(&mut self, path: Vec<Name>, same_event: bool, was: bool) -> Parse<CondKind> {
        let stage = self.name("where the duty stands, for instance `breached`")?;
        let (mut times, mut lasting) = (None, None);
        if self.at_word("for") && self.kind(1) == Some(TokenKind::Number) {
            self.pos += 1;
            lasting = Some(self.duration()?);
        }
        if was && self.eat_word("at") {
            self.expect_word("least")?;
            times = Some(self.number("how often as a number")?);
            self.expect_one("`times`", &["times", "time"])?;
        }
        let (by, to) = self.sides()?;
        Ok(CondKind::ClauseLife(ClauseLife { path, same_event, was, stage, times, lasting, by, to }))
    }

    /// `[by ACTOR] [for ACTOR]`
    fn sides(&mut self) -> Parse<(Option<Name>, Option<Name>)> {
        let by = if self.eat_word("by") { Some(self.name(ACTOR)?) } else { None };
        let to = if self.eat_word("for") { Some(self.name(ACTOR)?) } else { None };
        Ok((by, to))
    }

    fn quantified(&mut self) -> Parse<CondKind> {
        let start = self.span();
        let (how, over): (Quantifier, _) = self.quantifier()?;
        let name = self.name("a name for each of them before `where`")?;
        self.expect_word("where")?;
        self.deeper(start)?;
        let body = Box::new(self.negation()?);
        self.depth -= 1;
        Ok(CondKind::Quantified { how, over, name, body })
    }

    /// `WHO has …` and `WHO is …`
    fn about_subject(&mut self) -> Parse<CondKind> {
        let subject = self.who()?;
        if self.eat_word("has") || self.eat_word("have") {
            let newly = self.name_at(1).is_some() && self.eat_word("newly");
            let deed = self.name("the name of a deed")?;
            let to = if self.eat_word("to") { Some(self.name(ACTOR)?) } else { None };
            let anywhere = self.eat_word("anywhere");
            let under = if !anywhere && self.eat_word("under") {
                Some(self.name("the name of an instrument")?)
            } else {
                None
            };
            return Ok(CondKind::Has { who: subject, newly, deed, to, anywhere, under });
        }
        if !self.eat_word("is") {
            let near = self.word().and_then(|word| nearest(word, ["has", "have", "is"]));
            let help = near.map_or_else(String::new, |near| format!("did you mean `{near}`?"));
            return Err(self.fail_help("`has` or `is`", help));
        }
        self.is_what(subject)
    }

    /// How a number or a level is compared, where a comparison stands after `is`.
    fn compared_after_is(&self, subject: &Who, negated: bool) -> Option<String> {
        let Who::Actor(field) = subject else { return None };
        let (word, than) = (self.word(), usize::from(self.word_at(1) == Some(THAN)));
        let (sign, value) = match word {
            None => ("=", 0),
            Some("at") => match self.word_at(1) {
                Some("least") => ("at least", 2),
                Some("most") => ("at most", 2),
                _ => return None,
            },
            Some(word) if MORE.contains(&word) => (">", 1 + than),
            Some(word) if LESS.contains(&word) => ("<", 1 + than),
            Some(_) => return None,
        };
        let token = self.peek_at(value).filter(|token| !token.first)?;
        let is_number = self.kind(value) == Some(TokenKind::Number);
        if !is_number && (sign.len() == 1 || self.name_at(value).is_none()) {
            return None;
        }
        let (not, value) = (if negated { "not " } else { "" }, token.text(self.text));
        Some(format!("without `is`: `{not}{} {sign} {value}`", field.text))
    }

    fn is_what(&mut self, subject: Who) -> Parse<CondKind> {
        let negated = self.eat_word("not");
        let article = matches!(self.word(), Some("a" | "an")) && self.name_at(1).is_some();
        self.pos += usize::from(article);
        if self.at_word("bound") && self.word_at(1) == Some("to") {
            self.pos += 2;
            let to = self.name(ACTOR)?;
            let kind =
                if self.eat_word("by") { Some(self.name("the name of a kind of clause")?) } else { None };
            return Ok(CondKind::IsBound { subject, negated, to, kind });
        }
        if self.eat_word("party") {
            let treaty = if self.eat_word("to") { Some(self.name("the name of a treaty")?) } else { None };
            return Ok(CondKind::IsParty { subject, negated, treaty });
        }
        if let Some(help) = self.compared_after_is(&subject, negated) {
            return Err(self.fail_help("a name after `is`", help));
        }
        let value = self.reading_name("a name after `is`")?;
        Ok(CondKind::Is { subject, negated, article, value })
    }
}

/// One member stands for itself; several are joined side by side.
fn join(mut members: Vec<Cond>, kind: fn(Vec<Cond>) -> CondKind) -> Option<Cond> {
    let span = members.first()?.span.to(members.last()?.span);
    if members.len() == 1 { members.pop() } else { Some(Cond { span, kind: kind(members) }) }
}

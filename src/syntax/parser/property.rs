//! Properties: laws that the rules should obey, and the atoms that only they may use.
//!
//! In: the parser behind the opening word. Out: the tree of the property. Absent: what the names mean,
//! and whether the law holds.

use super::recover::Level;
use super::scenario::block_title;
use super::{Broken, Parse, Parser};
use crate::syntax::layout::HEAD;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{
    Binder, Cond, CondKind, Name, Property, PropertyLaw, PropertyLine, PropertyLineKind, Verb,
};

const ACTOR: &str = "the name of an actor";
const BOUND: &str = "a name for each of them";
const BINDERS: &[&str] = &["event", "treaty", "clause", "party", "parties", "state", "states", "reading"];
const STATUSES: &[&str] =
    &["owed", "available", "not", "contested", "undetermined", "open", "unsettled", "settled"];

impl Parser<'_> {
    pub(super) fn property(&mut self) -> Parse<Property> {
        let heading = self.heading(|p| p.expect_text("the title of the property in quotes"));
        let title = block_title("property", heading.as_ref());
        let mut lines = Vec::new();
        let before = std::mem::replace(&mut self.in_property, true);
        let read = self.block(Level::Property, title, &mut |p| {
            let start = p.span();
            let kind = p.property_line()?;
            lines.push(PropertyLine { span: p.since(start), kind });
            Ok(())
        });
        self.in_property = before;
        read?;
        Ok(Property { title: heading.ok_or(Broken)?, lines })
    }

    fn property_line(&mut self) -> Parse<PropertyLineKind> {
        use PropertyLineKind as Kind;
        let law = match self.keyword("")? {
            "source" => return Ok(Kind::Source(self.expect_text("the source in quotes")?)),
            "note" => return Ok(Kind::Note(self.expect_text("the note in quotes")?)),
            "for" => return Ok(Kind::For(self.binders()?)),
            "on" => return Ok(Kind::On(self.date("a date after `on`")?)),
            "from" => return Ok(Kind::From(self.date("a date after `from`")?)),
            "until" => return Ok(Kind::Until(self.date("a date after `until`")?)),
            "given" => return Ok(Kind::Given(self.given()?)),
            "where" => return Ok(Kind::Where(self.condition()?)),
            "event" => {
                let mut lines = Vec::new();
                self.event_lines("the facts of every event", &mut lines)?;
                return Ok(Kind::Event(lines));
            }
            "broken" => {
                let why = self.expect_text("in quotes, why the law does not hold")?;
                self.eat_word("event");
                let mut lines = Vec::new();
                self.event_lines("the event that breaks the law", &mut lines)?;
                return Ok(Kind::Broken(why, lines));
            }
            "if" => {
                let antecedent = self.condition()?;
                self.may_break(HEAD);
                self.expect_word("then")?;
                PropertyLaw::If(antecedent, self.condition()?)
            }
            "always" => PropertyLaw::Always(self.condition()?),
            "never" => PropertyLaw::Never(self.condition()?),
            "possible" => PropertyLaw::Possible(self.condition()?),
            "monotone" => {
                self.expect_word("in")?;
                let field = self.any_word("the name of a field")?;
                PropertyLaw::Monotone(field, self.opt_formula()?)
            }
            "symmetric" => {
                self.expect_word("in")?;
                let one = self.name("the name of a party")?;
                self.expect(TokenKind::Comma, ",")?;
                let other = self.name("the name of the other party")?;
                self.expect_word("whether")?;
                PropertyLaw::Symmetric(one, other, self.condition()?)
            }
            "same" => {
                self.expect_word("under")?;
                let mut names = vec![self.name("the name of an interpretation")?];
                while self.eat(TokenKind::Comma) {
                    names.push(self.name("the name of an interpretation")?);
                }
                PropertyLaw::Same(names, self.opt_formula()?)
            }
            _ => {
                self.expect_word("by")?;
                let what = self.any_word("the name of a field, question or deed")?;
                PropertyLaw::Unchanged(what, self.opt_formula()?)
            }
        };
        let mut trailing = Vec::new();
        if self.at_word("for") && matches!(self.word_at(1), Some("any" | "every")) {
            self.may_break(HEAD);
            self.pos += 1;
            trailing = self.binders()?;
        }
        Ok(Kind::Law(Box::new(law), trailing))
    }

    /// `whether` and a formula, where the law is not about a clause.
    fn opt_formula(&mut self) -> Parse<Option<Cond>> {
        if !self.at_word("whether") {
            return Ok(None);
        }
        self.may_break(HEAD);
        self.pos += 1;
        self.condition().map(Some)
    }

    /// `any event e, parties p, q of T`, behind `for`
    fn binders(&mut self) -> Parse<Vec<Binder>> {
        self.expect_one("`any` or `every` after `for`", &["any", "every"])?;
        let mut all = vec![self.binder()?];
        while self.eat(TokenKind::Comma) {
            all.push(self.binder()?);
        }
        Ok(all)
    }

    fn binder(&mut self) -> Parse<Binder> {
        Ok(match self.expect_one("what the law holds for", BINDERS)? {
            "event" => Binder::Event(self.name(BOUND)?),
            "treaty" => Binder::Treaty(self.name(BOUND)?),
            "clause" => {
                let free = self.name_at(0).is_some() && !self.may_be_keyword(0);
                let name = if free { Some(self.name(BOUND)?) } else { None };
                let (mut kind, mut of) = (None, None);
                while self.at_word("of") {
                    self.pos += 1;
                    if kind.is_none() && self.at_word("kind") {
                        self.pos += 1;
                        kind = Some(self.name("the name of a kind of clause")?);
                    } else {
                        of = Some(self.name("the name of an instrument")?);
                    }
                }
                Binder::Clause(name, kind, of)
            }
            "party" | "parties" => {
                let names = self.bound_names()?;
                self.expect_word("of")?;
                Binder::Party(names, self.name("the name of an instrument")?)
            }
            "state" | "states" => {
                let names = self.bound_names()?;
                let class = if self.eat_word("of") { Some(self.name("the name of a class")?) } else { None };
                Binder::State(names, class)
            }
            _ => {
                let name = self.name(BOUND)?;
                self.expect_word("of")?;
                Binder::Reading(name, self.name("the name of a question")?)
            }
        })
    }

    /// Bound names with commas between; a comma before another kind of thing ends them.
    fn bound_names(&mut self) -> Parse<Vec<Name>> {
        let mut names = vec![self.name(BOUND)?];
        while self.is(TokenKind::Comma) && !self.word_at(1).is_some_and(|word| BINDERS.contains(&word)) {
            self.pos += 1;
            names.push(self.name(BOUND)?);
        }
        Ok(names)
    }

    /// An atom that only properties have, if one stands here.
    pub(super) fn of_property(&mut self, word: &str) -> Parse<Option<CondKind>> {
        let verb = match (self.word_at(1), self.word_at(2)) {
            (Some("owes"), _) => Some((Verb::Owes, 2)),
            (Some("may"), _) => Some((Verb::May, 2)),
            (Some("shall"), Some("not")) => Some((Verb::ShallNot, 3)),
            _ => None,
        };
        if let Some((verb, length)) = verb {
            return self.owes(word, verb, length).map(Some);
        }
        let clause = usize::from(word == "clause" && self.name_at(1).is_some());
        let mut ahead = clause + 1;
        while self.kind(ahead) == Some(TokenKind::Dot) {
            ahead += 2;
        }
        let status = self.word_at(ahead + 1).is_some_and(|word| STATUSES.contains(&word));
        let not_owed = self.word_at(ahead + 1) != Some("not") || self.word_at(ahead + 2) == Some("owed");
        if self.word_at(ahead) != Some("is") || !status || !not_owed {
            return Ok(None);
        }
        self.pos += clause;
        let path = self.path("the name of a clause")?;
        self.expect_word("is")?;
        let status = self.status(STATUSES)?;
        let by = if self.eat_word("by") { Some(self.name(ACTOR)?) } else { None };
        let trailing = matches!(self.word_at(1), Some("any" | "every"));
        let to = if !trailing && self.eat_word("for") { Some(self.name(ACTOR)?) } else { None };
        let event = self.in_event()?;
        Ok(Some(CondKind::Stands { path, status, by, to, event }))
    }

    fn owes(&mut self, word: &str, verb: Verb, length: usize) -> Parse<CondKind> {
        let anybody = matches!(word, "somebody" | "nobody");
        let span = self.span();
        let who = if anybody { None } else { Some(self.name(ACTOR)?) };
        self.pos += length - usize::from(!anybody);
        let what = self.name("the name of a response")?;
        let to = if self.eat_word("to") { Some(self.name(ACTOR)?) } else { None };
        let under = if self.eat_word("under") { Some(self.name("the name of an instrument")?) } else { None };
        let event = self.in_event()?;
        let kind = CondKind::Owes { who, verb, what, to, under, event };
        Ok(if word == "nobody" {
            CondKind::Not(Box::new(Cond { span: self.since(span), kind }))
        } else {
            kind
        })
    }

    fn in_event(&mut self) -> Parse<Option<Name>> {
        if self.eat_word("in") { Ok(Some(self.name("the name of the event")?)) } else { Ok(None) }
    }
}

//! Items of vocabulary, actors and geography, and the dispatch of all items.
//!
//! In: the parser at the first word of an item. Out: the item. Absent: law, interpretations and
//! tests, which have files of their own.

use super::law::title;
use super::recover::Level;
use super::{Broken, Parse, Parser};
use crate::syntax::layout::{Braces, Fill, PART};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{
    Actor, ActorKind, ActorLine, ActorLineKind, Against, Bond, Class, Conflict, ConflictSide, Field,
    FieldType, Item, ItemKind, Motion, Name, Node, Number, Performance, PerformanceLine, PerformanceLineKind,
    Place, PlaceLine, PlaceLineKind, Scale, Scheme, Struck, Text, Tree,
};

impl Parser<'_> {
    pub(super) fn item(&mut self) -> Parse<Item> {
        let start = self.span();
        let kind = match self.keyword("")? {
            "tree" => ItemKind::Tree(self.tree()?),
            "scale" => ItemKind::Scale(self.scale()?),
            "field" => ItemKind::Field(self.field()?),
            "scheme" => {
                ItemKind::Scheme(Scheme { name: self.name("the name of a scheme")?, label: self.opt_text() })
            }
            "duty" => ItemKind::Duty(self.duty()?),
            "bond" => ItemKind::Bond(self.bond()?),
            "motion" => ItemKind::Motion(self.motion()?),
            "deed" => ItemKind::Against(self.against()?),
            word @ ("conflict" | "overlap") => ItemKind::Conflict(self.conflict(word == "overlap")?),
            "performance" => ItemKind::Performance(self.performance()?),
            "calendar" => ItemKind::Calendar(self.calendar()?),
            "state" => ItemKind::Actor(self.actor(ActorKind::State, "state")?),
            "group" => ItemKind::Actor(self.actor(ActorKind::Group, "group")?),
            "organ" => ItemKind::Actor(self.actor(ActorKind::Organ, "organ")?),
            "class" => ItemKind::Class(self.class_item()?),
            "place" => ItemKind::Place(self.place(false)?),
            "region" => ItemKind::Place(self.place(true)?),
            "term" => ItemKind::Term(self.term()?),
            "area" => ItemKind::Area(self.area(start)?),
            "question" => ItemKind::Question(self.question(start)?),
            "statement" => ItemKind::Statement(self.statement()?),
            "treaty" => ItemKind::Treaty(self.treaty(false)?),
            "overlay" => ItemKind::Treaty(self.treaty(true)?),
            "interpretation" => ItemKind::Interpretation(self.interpretation()?),
            "test" => ItemKind::Test(self.test()?),
            _ => ItemKind::Property(self.property()?),
        };
        Ok(Item { span: self.since(start), kind })
    }

    fn bond(&mut self) -> Parse<Bond> {
        self.expect_word("is")?;
        let becomes = self.name("what becomes of the bond, for instance `joined`")?;
        self.expect_word("by")?;
        let by = self.names("a kind of deed", &[])?;
        let power = if self.eat_word("as") { self.names("a kind of response", &[])? } else { Vec::new() };
        let when = if self.at_word("when") {
            self.may_break(PART);
            self.pos += 1;
            Some(self.condition_or_error())
        } else {
            None
        };
        Ok(Bond { becomes, by, power, when })
    }

    fn motion(&mut self) -> Parse<Motion> {
        let name = if self.at_word("is") { None } else { Some(self.name("the name of a motion")?) };
        self.expect_word("is")?;
        let stage = self.name("what becomes of the motion, for instance `supported`")?;
        self.expect_word("by")?;
        Ok(Motion { name, stage, by: self.names("a kind of deed", &[])? })
    }

    /// `deed used_force is against attacker`
    fn against(&mut self) -> Parse<Against> {
        let deeds = self.names("a kind of deed", &[])?;
        self.expect_word("is")?;
        self.expect_word("against")?;
        self.expect_word("attacker")?;
        Ok(Against { deeds })
    }

    /// `SIDE with SIDE [toward enemy|friend] [for all] ["…"]`
    fn conflict(&mut self, overlap: bool) -> Parse<Conflict> {
        let one = self.conflict_side()?;
        self.may_break(PART);
        self.expect_word("with")?;
        let other = self.conflict_side()?;
        let mut toward = None;
        let mut all = false;
        if !overlap {
            self.expect_word("toward")?;
            toward = Some(self.name("`enemy` or `friend`")?);
            all = self.eat_word("for");
            if all {
                self.expect_word("all")?;
            }
        }
        self.may_break(PART);
        Ok(Conflict { overlap, one, other, toward, all, label: self.opt_text() })
    }

    fn conflict_side(&mut self) -> Parse<ConflictSide> {
        let what = self.names("a kind of response", &[])?;
        let mut kinds = Vec::new();
        if self.eat_word("of") {
            self.expect_word("kind")?;
            kinds = self.names("a kind of clause", &[])?;
        }
        Ok(ConflictSide { what, kinds })
    }

    fn performance(&mut self) -> Parse<Performance> {
        let heading = self.heading(|p| Ok((p.name("the name of a performance")?, p.opt_text())));
        let title = title("performance", heading.as_ref().map(|(name, _)| name));
        let mut lines = Vec::new();
        self.block(Level::Performance, title, &mut |p| {
            let start = p.span();
            let kind = p.performance_line()?;
            lines.push(PerformanceLine { span: p.since(start), kind });
            Ok(())
        })?;
        let (name, label) = heading.ok_or(Broken)?;
        Ok(Performance { name, label, lines })
    }

    fn performance_line(&mut self) -> Parse<PerformanceLineKind> {
        const RESPONSE: &str = "a kind of response";
        const DEED: &str = "a kind of deed";
        Ok(match self.keyword("")? {
            "of" => PerformanceLineKind::Of(self.names(RESPONSE, &[])?),
            "choice" => PerformanceLineKind::Choice(self.names(RESPONSE, &[])?),
            "kind" => PerformanceLineKind::Kind(self.names("a kind of clause", &[])?),
            "deed" => PerformanceLineKind::Deed(self.names(DEED, &[])?),
            "says" => PerformanceLineKind::Says(self.names(DEED, &[])?),
            "mutual" => PerformanceLineKind::Mutual,
            "breaks" => {
                let names = self.names(RESPONSE, &[])?;
                let all = self.eat_word("for");
                if all {
                    self.expect_word("all")?;
                }
                PerformanceLineKind::Breaks(names, all)
            }
            _ => {
                let field = self.any_word("the name of a field")?;
                self.expect_word("is")?;
                let values = self.names("a value of the field", &[])?;
                let mut struck = None;
                if self.eat_word("where") {
                    let who = self.expect_one("who was struck", &["itself", "another"])?;
                    struck = Some(if who == "itself" { Struck::Itself } else { Struck::Another });
                    self.expect_word("struck")?;
                }
                PerformanceLineKind::States(field, values, struck)
            }
        })
    }

    fn tree(&mut self) -> Parse<Tree> {
        let heading = self.heading(|p| Ok((p.name("the name of a tree")?, p.opt_text())));
        let title = title("tree", heading.as_ref().map(|(name, _)| name));
        let mut nodes = Vec::new();
        self.block(Level::Nodes, title, &mut |p| p.node(&mut nodes))?;
        let (name, label) = heading.ok_or(Broken)?;
        Ok(Tree { name, label, nodes })
    }

    fn node(&mut self, nodes: &mut Vec<Node>) -> Parse<()> {
        let name = self.name("the name of a node")?;
        let label = self.opt_text();
        let also = if self.eat_word("also") { self.names("the name of a node", &[])? } else { Vec::new() };
        let mut inner = Vec::new();
        let block = if self.is(TokenKind::OpenBrace) {
            let title = title("node", Some(&name));
            self.block(Level::Nodes, title, &mut |p| p.node(&mut inner))
        } else {
            Ok(())
        };
        // A node whose block nests too deep is kept without it, so that its name stays known.
        nodes.push(Node { name, label, also, nodes: inner });
        block
    }

    fn scale(&mut self) -> Parse<Scale> {
        let name = self.name("the name of a scale")?;
        let label = self.opt_text();
        self.parts(Braces::Fit);
        let levels = self.braces(&mut |p| {
            p.statement_starts();
            let mut levels = vec![p.scale_level()?];
            while p.is(TokenKind::Less) {
                p.statement_starts();
                p.pos += 1;
                levels.push(p.scale_level()?);
            }
            if !p.is(TokenKind::CloseBrace) {
                return Err(p.fail_help(
                    "`<` or `}`",
                    "levels stand from the lowest to the highest with `<` between",
                ));
            }
            p.parts_end();
            Ok(levels)
        })?;
        Ok(Scale { name, label, levels })
    }

    fn scale_level(&mut self) -> Parse<(Name, Option<Text>)> {
        Ok((self.name("the name of a level")?, self.opt_text()))
    }

    fn field(&mut self) -> Parse<Field> {
        let name = self.any_word("the name of a field")?;
        if let Some(role) = self.role() {
            role.tight = true;
        }
        self.expect(TokenKind::Colon, ":")?;
        let types = &["tree", "scale", "actor", "place", "yes_no", "number"];
        let kind = match self.expect_one("what the field holds", types)? {
            "tree" => FieldType::Tree(self.name("the name of a tree")?),
            "scale" => FieldType::Scale(self.name("the name of a scale")?),
            "actor" => FieldType::Actor,
            "place" => FieldType::Place,
            "yes_no" => FieldType::YesNo,
            _ => FieldType::Number,
        };
        Ok(Field { name, kind, label: self.opt_text() })
    }

    fn actor(&mut self, kind: ActorKind, word: &str) -> Parse<Actor> {
        let article = if kind == ActorKind::Organ { "an" } else { "a" };
        let heading = self
            .heading(|p| Ok((p.name(&format!("the name of {article} {word}"))?, p.opt_text(), p.days()?)));
        let mut lines = Vec::new();
        if self.is(TokenKind::OpenBrace) {
            let title = title(word, heading.as_ref().map(|(name, ..)| name));
            self.block(Level::Actor, title, &mut |p| {
                let start = p.span();
                let kind = p.actor_line()?;
                lines.push(ActorLine { span: p.since(start), kind });
                Ok(())
            })?;
        }
        let (name, label, days) = heading.ok_or(Broken)?;
        Ok(Actor { kind, name, label, days, lines })
    }

    fn actor_line(&mut self) -> Parse<ActorLineKind> {
        Ok(match self.keyword("")? {
            "code" => {
                let mut codes = vec![self.code()?];
                while self.eat(TokenKind::Comma) {
                    codes.push(self.code()?);
                }
                ActorLineKind::Code(codes, self.days()?)
            }
            "succeeds" => ActorLineKind::Succeeds(self.names("the name of a state", &[])?),
            _ => ActorLineKind::Cite(self.expect_text("the citation in quotes")?),
        })
    }

    /// A scheme and the word or number that it gives the actor.
    fn code(&mut self) -> Parse<(Name, Name)> {
        let scheme = self.name("the name of a scheme")?;
        if self.is(TokenKind::Number) {
            let Number { text, span } = self.number("a code")?;
            return Ok((scheme, Name { text, span }));
        }
        Ok((scheme, self.name("a code in that scheme, a word or a number")?))
    }

    fn class_item(&mut self) -> Parse<Class> {
        let name = self.name("the name of a class")?;
        let label = self.opt_text();
        self.expect(TokenKind::Equal, "=")?;
        self.parts(Braces::Fit);
        let members = self.braces(&mut |p| {
            let members = p.list_to_brace(&mut |p| {
                p.statement_starts();
                Ok((p.name("the name of a member")?, p.days()?))
            })?;
            p.parts_end();
            Ok(members)
        })?;
        Ok(Class { name, label, members })
    }

    /// The brace at the position opens a list that is laid out by parts.
    pub(super) fn parts(&mut self, braces: Braces) {
        if self.is(TokenKind::OpenBrace)
            && let Some(role) = self.role()
        {
            role.open = Some(braces);
        }
    }

    /// The brace at the position closes a list that is laid out by parts.
    pub(super) fn parts_end(&mut self) {
        if self.is(TokenKind::CloseBrace)
            && let Some(role) = self.role()
        {
            role.close = true;
        }
    }

    fn place(&mut self, region: bool) -> Parse<Place> {
        let word = if region { "region" } else { "place" };
        let heading = self.heading(|p| Ok((p.name(&format!("the name of a {word}"))?, p.opt_text())));
        let mut lines = Vec::new();
        if self.is(TokenKind::OpenBrace) {
            let title = title(word, heading.as_ref().map(|(name, _)| name));
            self.block(Level::Place, title, &mut |p| {
                let start = p.span();
                let kind = p.place_line()?;
                lines.push(PlaceLine { span: p.since(start), kind });
                Ok(())
            })?;
        }
        let (name, label) = heading.ok_or(Broken)?;
        Ok(Place { region, name, label, lines })
    }

    fn place_line(&mut self) -> Parse<PlaceLineKind> {
        const ACTOR: &str = "the name of a state";
        let keyword = self.keyword("")?;
        // `in` is one word here; `in force` of a treaty is two.
        Ok(match keyword {
            "in" => PlaceLineKind::In(self.names("the name of a region", &[])?, self.days()?),
            "kind" => PlaceLineKind::Kind(self.names("the name of a kind of place", &[])?),
            "at" => {
                let (latitude, longitude) = self.point()?;
                PlaceLineKind::At(latitude, longitude)
            }
            "territory" => {
                self.expect_word("of")?;
                PlaceLineKind::Territory(self.names(ACTOR, &[])?, self.days()?)
            }
            "administered" => {
                self.expect_word("by")?;
                PlaceLineKind::Administered(self.names(ACTOR, &[])?, self.days()?)
            }
            "claimed" => {
                self.expect_word("by")?;
                PlaceLineKind::Claimed(self.names(ACTOR, &[])?, self.days()?)
            }
            "polygon" | "core" | "extent" => {
                self.parts(Braces::Fit);
                let points = self.braces(&mut |p| p.points())?;
                match keyword {
                    "polygon" => PlaceLineKind::Polygon(points),
                    "core" => PlaceLineKind::Core(points),
                    _ => PlaceLineKind::Extent(points),
                }
            }
            "land" => {
                // Too long a list of points is broken between points.
                if let Some(role) = self.pos.checked_sub(1).and_then(|at| self.roles.get_mut(at)) {
                    role.fill = Fill::Pieces;
                }
                let name = self.name("the code of a land")?;
                let mut around = Vec::new();
                if self.eat_word("around") {
                    around.push(self.point()?);
                    while self.eat(TokenKind::Semicolon) {
                        around.push(self.point()?);
                    }
                }
                PlaceLineKind::Land(name, around, self.days()?)
            }
            "reach" => PlaceLineKind::Reach(self.number("how many kilometres, as a number")?),
            _ => PlaceLineKind::Cite(self.expect_text("the citation in quotes")?),
        })
    }

    fn points(&mut self) -> Parse<Vec<(Number, Number)>> {
        let mut points = Vec::new();
        self.statement_starts();
        if let Some(role) = self.role() {
            role.fill = Fill::Points;
        }
        loop {
            points.push(self.point()?);
            if !self.eat(TokenKind::Semicolon) || self.is(TokenKind::CloseBrace) {
                break;
            }
        }
        if !self.is(TokenKind::CloseBrace) {
            return Err(
                self.fail_help("`;` or `}`", "points are latitude and longitude, with `;` between points")
            );
        }
        self.parts_end();
        Ok(points)
    }

    fn point(&mut self) -> Parse<(Number, Number)> {
        let latitude = self.number("a latitude in degrees, as a number")?;
        self.expect(TokenKind::Comma, ",")?;
        Ok((latitude, self.number("a longitude in degrees, as a number")?))
    }
}

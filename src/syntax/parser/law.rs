//! Terms, areas, questions, treaties and overlays.
//!
//! In: the parser behind the opening word. Out: the tree of the item. Absent: clauses, which have
//! a file of their own.

use super::recover::Level;
use super::{Broken, Parse, Parser};
use crate::syntax::layout::{HEAD, PART};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{
    Area, Cond, Days, Leaving, Name, PartyDetail, PartyLine, Question, Rank, Reading, Statement,
    StatementLine, StatementLineKind, Term, Text, Treaty, TreatyLine, TreatyLineKind,
};
use crate::text::Span;

impl Parser<'_> {
    pub(super) fn term(&mut self) -> Parse<Term> {
        let name = self.name("the name of a term")?;
        let params = self.parameters()?;
        let label = self.opt_text();
        let source = self.source()?;
        let condition = self.definition()?;
        Ok(Term { name, params, label, source, condition })
    }

    pub(super) fn area(&mut self, start: Span) -> Parse<Area> {
        let name = self.name("the name of an area")?;
        let params = self.parameters()?;
        let label = self.opt_text();
        let days = self.days()?;
        let source = self.source()?;
        let condition = self.definition()?;
        Ok(Area { span: self.since(start), name, params, label, days, source, condition })
    }

    /// `= CONDITION`
    fn definition(&mut self) -> Parse<Cond> {
        if !self.is(TokenKind::Equal) {
            return Err(self.fail_help("`=` and a condition", "what the name means stands after `=`"));
        }
        self.pos += 1;
        self.may_break(PART);
        Ok(self.condition_or_error())
    }

    pub(super) fn question(&mut self, start: Span) -> Parse<Question> {
        let heading = self.heading(|p| Ok((p.name("the name of a question")?, p.opt_text())));
        let title = title("question", heading.as_ref().map(|(name, _)| name));
        let (mut of, mut sources, mut evidence, mut readings) = (None, Vec::new(), None, Vec::new());
        self.block(Level::Question, title, &mut |p| {
            let start = p.span();
            match p.keyword("")? {
                "of" => of = Some(p.name("the name of a treaty")?),
                "source" => sources.push(p.expect_text("the source in quotes")?),
                "evidence" => evidence = Some(p.tag()?),
                _ => readings.push(p.reading(start)?),
            }
            Ok(())
        })?;
        let (name, label) = heading.ok_or(Broken)?;
        Ok(Question { span: self.since(start), name, label, of, sources, evidence, readings })
    }

    fn reading(&mut self, start: Span) -> Parse<Reading> {
        let name = self.reading_name("the name of a reading")?;
        let label = self.opt_text();
        let mut holders = Vec::new();
        if self.at_word("held") {
            self.may_break(HEAD);
            self.pos += 1;
            self.expect_word("by")?;
            holders.push(self.holder()?);
            while self.eat(TokenKind::Comma) {
                holders.push(self.holder()?);
            }
        }
        let source = self.source()?;
        Ok(Reading { span: self.since(start), name, label, holders, source })
    }

    fn holder(&mut self) -> Parse<(Name, Days)> {
        let name = self.name("the name of who holds the reading")?;
        let from = if self.eat_word("since") { Some(self.date("a date after `since`")?) } else { None };
        let until = if self.eat_word("until") { Some(self.date("a date after `until`")?) } else { None };
        Ok((name, Days { from, until }))
    }

    pub(super) fn statement(&mut self) -> Parse<Statement> {
        let heading = self.heading(|p| Ok((p.name("the name of a statement")?, p.opt_text())));
        let title = title("statement", heading.as_ref().map(|(name, _)| name));
        let mut lines = Vec::new();
        self.block(Level::Statement, title, &mut |p| {
            let start = p.span();
            let kind = p.statement_line()?;
            lines.push(StatementLine { span: p.since(start), kind });
            Ok(())
        })?;
        let (name, label) = heading.ok_or(Broken)?;
        Ok(Statement { name, label, lines })
    }

    fn statement_line(&mut self) -> Parse<StatementLineKind> {
        Ok(match self.keyword("")? {
            "by" => StatementLineKind::By(self.names("the name of who said it", &[])?),
            "to" => StatementLineKind::To(self.names("the name of who was told", &[])?),
            "of" => StatementLineKind::Of(self.names("the name of a treaty", &[])?),
            "date" => StatementLineKind::Date(self.date("the date of the statement")?),
            "until" => StatementLineKind::Until(self.date("the date from which it no longer stands")?),
            "reads" => {
                let question = self.name("the name of a question")?;
                self.expect_word("is")?;
                StatementLineKind::Reads(question, self.reading_name("the name of a reading")?)
            }
            "guarantee" => StatementLineKind::Guarantee(self.name("the name of a kind of guarantee")?),
            "note" => StatementLineKind::Note(self.expect_text("the note in quotes")?),
            "cite" => StatementLineKind::Cite(self.expect_text("the citation in quotes")?),
            _ => StatementLineKind::Evidence(self.tag()?),
        })
    }

    pub(super) fn treaty(&mut self, overlay: bool) -> Parse<Treaty> {
        let word = if overlay { "overlay" } else { "treaty" };
        let heading = self.heading(|p| Ok((p.name(&format!("the name of the {word}"))?, p.opt_text())));
        let title = title(word, heading.as_ref().map(|(name, _)| name));
        let mut lines = Vec::new();
        self.block(Level::Treaty, title, &mut |p| p.treaty_line(&mut lines))?;
        let (name, label) = heading.ok_or(Broken)?;
        Ok(Treaty { overlay, name, label, lines })
    }

    pub(super) fn treaty_line(&mut self, lines: &mut Vec<TreatyLine>) -> Parse<()> {
        let start = self.span();
        let kind = self.treaty_line_kind(start)?;
        lines.push(TreatyLine { span: self.since(start), kind });
        Ok(())
    }

    fn treaty_line_kind(&mut self, start: Span) -> Parse<TreatyLineKind> {
        Ok(match self.keyword("")? {
            "cite" => TreatyLineKind::Cite(self.expect_text("the citation in quotes")?),
            "evidence" => TreatyLineKind::Evidence(self.tag()?),
            "source" => TreatyLineKind::Source(self.expect_text("the source in quotes")?),
            "nature" => TreatyLineKind::Nature(self.name("the name of a nature")?, self.opt_text()),
            "signed" => TreatyLineKind::Signed(self.date("the date of signature")?),
            "in" => {
                self.expect_word("force")?;
                let date = self.date("the date of entry into force")?;
                if self.at_word("until") {
                    let help = "its end stands in a line of its own: `ended 2025-01-01 \"why\"`";
                    return Err(self.fail_help("the end of the line", help));
                }
                TreatyLineKind::InForce(date)
            }
            "ended" => TreatyLineKind::Ended(self.date("the date of the end")?, self.opt_text()),
            "depositary" => TreatyLineKind::Depositary(self.expect_text("the depositary in quotes")?),
            "calendar" => TreatyLineKind::Calendar(self.name("the name of a calendar")?),
            "parties" => TreatyLineKind::Parties(self.parties()?),
            "party" => TreatyLineKind::Parties(self.party()?),
            "protects" => TreatyLineKind::Protects(self.parties()?),
            "signatory" => TreatyLineKind::Signatory(self.signatories()?),
            "leg" => {
                let from = self.name("the name of a party")?;
                self.expect_word("to")?;
                let to = self.name("the name of a party")?;
                self.expect_word("suspended")?;
                TreatyLineKind::Leg { from, to, days: self.days()?, details: self.party_details()? }
            }
            "ends" => self.ends()?,
            "yields" => TreatyLineKind::Rank(self.rank(false)?),
            "prevails" => TreatyLineKind::Rank(self.rank(true)?),
            "presumes" => {
                let what = self.name("`later` or `special`")?;
                self.may_break(PART);
                TreatyLineKind::Presumes(what, self.opt_text(), self.source()?)
            }
            "note" => TreatyLineKind::Note(self.expect_text("the note in quotes")?),
            "gap" => {
                let (article, why) = self.gap()?;
                TreatyLineKind::Gap(article, why)
            }
            "area" => TreatyLineKind::Area(self.area(start)?),
            "term" => TreatyLineKind::Term(self.term()?),
            "question" => TreatyLineKind::Question(self.question(start)?),
            _ => TreatyLineKind::Clause(self.clause(start)?),
        })
    }

    /// `to TREATY, …` or `over all|TREATY, …`, then `["…"] [when CONDITION] {cite|evidence}`.
    pub(super) fn rank(&mut self, prevails: bool) -> Parse<Rank> {
        const WHAT: &str = "the name of a treaty, or of a clause as `treaty.clause`";
        self.expect_word(if prevails { "over" } else { "to" })?;
        let mut to = Vec::new();
        if !self.eat_word("all") {
            to.push(self.path(WHAT)?);
            while self.eat(TokenKind::Comma) {
                to.push(self.path(WHAT)?);
            }
        }
        self.may_break(PART);
        let words = self.opt_text();
        let when = if self.at_word("when") {
            self.may_break(PART);
            self.pos += 1;
            Some(self.condition_or_error())
        } else {
            None
        };
        Ok(Rank { prevails, to, words, when, source: self.source()? })
    }

    /// `[on DATE [every 5 years],] 1 year after notice ["…"]`, or the words alone.
    fn ends(&mut self) -> Parse<TreatyLineKind> {
        if !self.at_word("on") && !self.is(TokenKind::Number) {
            let text = self.expect_text("in quotes how it may be left, or how long after a notice")?;
            return Ok(TreatyLineKind::Ends(None, Some(text)));
        }
        let term = if self.eat_word("on") {
            let first = self.date("the day on which a term ends")?;
            let then = if self.eat_word("every") { Some(self.duration()?) } else { None };
            self.expect(TokenKind::Comma, ",")?;
            Some((first, then))
        } else {
            None
        };
        let notice = self.duration()?;
        if !self.at_word("after") {
            let help = "write `1 year after notice`, `on 1945-11-07 every 10 years, 1 year after notice`, or in quotes how it may be left";
            return Err(self.fail_help("`after notice`", help));
        }
        self.expect_word("after")?;
        self.expect_word("notice")?;
        self.may_break(PART);
        Ok(TreatyLineKind::Ends(Some(Leaving { term, notice }), self.opt_text()))
    }

    pub(super) fn gap(&mut self) -> Parse<(Text, Text)> {
        let article = self.expect_text("the article in quotes")?;
        self.may_break(PART);
        let why = self.expect_text("in quotes what cannot be said yet")?;
        Ok((article, why))
    }

    fn parties(&mut self) -> Parse<PartyLine> {
        let names = self.names("the name of a state", &[])?;
        Ok(PartyLine { names, days: self.days()?, details: self.party_details()? })
    }

    fn party(&mut self) -> Parse<PartyLine> {
        let names = vec![self.name("the name of a state")?];
        if self.is(TokenKind::Comma) {
            return Err(self.fail_help("a date or a detail", "for several states write `parties`"));
        }
        Ok(PartyLine { names, days: self.days()?, details: self.party_details()? })
    }

    fn signatories(&mut self) -> Parse<PartyLine> {
        let names = self.names("the name of a state", &[])?;
        Ok(PartyLine { names, days: Days::default(), details: self.party_details()? })
    }

    fn party_details(&mut self) -> Parse<Vec<PartyDetail>> {
        let mut details = Vec::new();
        loop {
            let Some(word @ ("denounced" | "frozen" | "when" | "because" | "evidence" | "cite")) =
                self.word()
            else {
                return Ok(details);
            };
            self.may_break(if word == "evidence" { HEAD } else { PART });
            self.pos += 1;
            details.push(match word {
                "denounced" => PartyDetail::Denounced(self.date("the date of the denunciation")?),
                "frozen" => {
                    self.expect_word("from")?;
                    PartyDetail::Frozen(self.date("a date after `from`")?)
                }
                "when" => PartyDetail::When(self.condition_or_error()),
                "because" => PartyDetail::Because(self.expect_text("the reason in quotes")?),
                "evidence" => PartyDetail::Evidence(self.tag()?),
                _ => PartyDetail::Cite(self.expect_text("the citation in quotes")?),
            });
        }
    }
}

/// What a block is called in messages.
pub(super) fn title(word: &str, name: Option<&Name>) -> String {
    match name {
        Some(name) => format!("{word} `{}`", crate::syntax::lexer::shorten(&name.text)),
        None => format!("this {word}"),
    }
}

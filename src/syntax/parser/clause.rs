//! Clauses: trigger, scope, response, consultation and what else an article says.
//!
//! In: the parser behind `clause`. Out: the tree of the clause. Absent: which parts a clause
//! needs, and how often each may stand; that is asked once names are known.

use super::cursor::list_of;
use super::law::title;
use super::recover::Level;
use super::sets::SPEEDS;
use super::{Broken, Parse, Parser, usual};
use crate::syntax::layout::PART;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{
    Base, Beneficiary, Clause, ClauseLine, ClauseLineKind, ConsultPart, Days, Deadline, Manner, Modality,
    Name, Power, Process, Response, Rider, RiderLine, Source, Text, Trigger, Vote,
};
use crate::text::Span;

/// Words that begin a part of a consultation and so end a list of names.
const CONSULT_PARTS: &[&str] = &[
    "after",
    "vote",
    "excluded",
    "veto",
    "quorum",
    "consensus",
    "binding",
    "immediately",
    "forthwith",
    "promptly",
    "without",
    "within",
];

const MODALITIES: &[&str] = &["shall", "may", "undertakes", "would", "will"];

/// What stands between the word `clause` or `rider` and the brace.
struct Heading {
    name: Name,
    text: Text,
    days: Days,
    source: Source,
}

impl Parser<'_> {
    fn clause_heading(&mut self, what: &str, text: &str) -> Option<Heading> {
        self.heading(|p| {
            let name = p.name(what)?;
            // A clause without its article is reported and kept, so that its lines are read.
            let article = match p.opt_text() {
                Some(article) => article,
                None => {
                    p.fail_help(text, "write it behind the name, as in `clause defend \"Art. 4\"`");
                    p.quiet = true;
                    Text { text: String::new(), span: p.end_of_previous() }
                }
            };
            let days = p.days()?;
            Ok(Heading { name, text: article, days, source: p.source()? })
        })
    }

    pub(super) fn clause(&mut self, start: Span) -> Parse<Clause> {
        let heading = self.clause_heading("the name of a clause", "the article in quotes");
        let title = title("clause", heading.as_ref().map(|h| &h.name));
        let (mut lines, mut unread) = (Vec::new(), Vec::new());
        self.block(Level::Clause, title, &mut |p| {
            let (start, word) = (p.span(), p.word());
            let kind = p.clause_line().inspect_err(|_| unread.extend(word.map(str::to_owned)))?;
            lines.push(ClauseLine { span: p.since(start), kind });
            Ok(())
        })?;
        let Heading { name, text: article, days, source } = heading.ok_or(Broken)?;
        Ok(Clause { span: self.since(start), name, article, days, source, lines, unread })
    }

    fn clause_line(&mut self) -> Parse<ClauseLineKind> {
        let start = self.span();
        Ok(match self.keyword("")? {
            "kind" => ClauseLineKind::Kind(self.name("the name of a kind of clause")?),
            "guarantee" => ClauseLineKind::Guarantee(self.name("the name of a kind of guarantee")?),
            "trigger" => ClauseLineKind::Trigger(self.trigger()?),
            "scope" => ClauseLineKind::Scope(self.condition_or_error()),
            "opinion" => {
                let who = self.who()?;
                if !self.eat_word("has") {
                    return Err(self.fail("`has` and a deed"));
                }
                ClauseLineKind::Opinion(who, self.name("the name of a deed")?)
            }
            "requires" => ClauseLineKind::Requires(self.opt_text(), self.part()),
            "except" => ClauseLineKind::Except(self.opt_text(), self.part()),
            "until" => ClauseLineKind::Until(self.opt_text(), self.part()),
            "response" => ClauseLineKind::Response(self.response(start)?),
            "object" => self.object()?,
            "consultation" => ClauseLineKind::Consultation(self.consultation()?),
            "process" => ClauseLineKind::Process(self.process()?),
            "report" => ClauseLineKind::Report(self.report_line()?),
            "deadline" => {
                let deadline = self.deadline()?;
                let next = if deadline.is_some() { self.next_working_day()? } else { None };
                ClauseLineKind::Deadline(deadline, next)
            }
            "duty" => ClauseLineKind::Duty(self.duty()?),
            "power" => ClauseLineKind::Power(self.power()?),
            "yields" => ClauseLineKind::Rank(self.rank(false)?),
            "prevails" => ClauseLineKind::Rank(self.rank(true)?),
            "survives" => ClauseLineKind::Survives(self.opt_text()),
            "termination" => ClauseLineKind::Termination(self.expect_text("in quotes how measures end")?),
            "attaches" => {
                self.expect_word("to")?;
                ClauseLineKind::Attaches(self.name("the name of a response")?)
            }
            "rider" => ClauseLineKind::Rider(self.rider()?),
            "public" => {
                self.expect_word("from")?;
                ClauseLineKind::Public(self.date("a date after `from`")?)
            }
            "note" => ClauseLineKind::Note(self.expect_text("the note in quotes")?),
            "cite" => ClauseLineKind::Cite(self.expect_text("the citation in quotes")?),
            "evidence" => ClauseLineKind::Evidence(self.tag()?),
            _ => {
                let (article, why) = self.gap()?;
                ClauseLineKind::Gap(article, why)
            }
        })
    }

    /// A condition after an optional text.
    fn part(&mut self) -> crate::syntax::tree::Cond {
        if self.previous().is_some_and(|token| token.kind == TokenKind::Text) {
            self.may_break(PART);
        }
        self.condition_or_error()
    }

    fn deadline(&mut self) -> Parse<Option<Deadline>> {
        if self.eat_word("none") {
            return Ok(None);
        }
        if self.eat_word("by") {
            return Ok(Some(Deadline::By(self.date("a date after `by`")?)));
        }
        let speed = self.speed()?;
        let after = if self.eat_word("after") { self.path("the name of a clause")? } else { Vec::new() };
        Ok(Some(Deadline::Speed(speed, after)))
    }

    /// `suspends (all | CLAUSE, …) by DEED, …`
    fn power(&mut self) -> Parse<Power> {
        let effect = self.name("what the power does, for instance `suspends`")?;
        let on = if self.eat_word("all") { None } else { Some(self.names("`all` or a clause", &[])?) };
        self.expect_word("by")?;
        Ok(Power { effect, on, by: self.names("a kind of deed", &[])? })
    }

    fn trigger(&mut self) -> Parse<Trigger> {
        if self.eat_word("standing") {
            return Ok(Trigger::Standing);
        }
        let condition = self.condition_or_error();
        let mut on = None;
        if self.at_word("on") {
            self.may_break(PART);
            self.pos += 1;
            let set = self.set("who is struck", &["each"])?;
            let name = if self.eat_word("as") { Some(self.name("a name after `as`")?) } else { None };
            on = Some((set, name));
        }
        let each = self.eat(TokenKind::Comma);
        if each {
            self.expect_word("each")?;
            self.expect_word("time")?;
        }
        Ok(Trigger::When { condition, on, each })
    }

    fn response(&mut self, start: Span) -> Parse<Response> {
        let words = ["all", "both", "the", "these"];
        if self.word().is_some_and(|word| words.contains(&word))
            && self.word_at(1).is_some_and(|next| !MODALITIES.contains(&next))
        {
            return Err(
                self.fail_help("who owes", "write `every party`, `every other party` or names with commas")
            );
        }
        let obligors = self.set("the name of who owes", &[])?;
        let modality = self.modality()?;
        let what = self.name("the name of a response")?;
        let mut beneficiary = None;
        if self.eat_word("for") {
            let span = self.span();
            beneficiary = Some(if self.eat_word("all") {
                Beneficiary::All(span)
            } else {
                Beneficiary::Set(self.set("the name of who benefits", SPEEDS)?)
            });
        }
        let mut manners = Vec::new();
        while self.eat(TokenKind::Comma) {
            manners.push(self.manner()?);
        }
        Ok(Response { span: self.since(start), obligors, modality, what, beneficiary, manners })
    }

    fn modality(&mut self) -> Parse<Modality> {
        Ok(match self.expect_one("how strongly it binds", MODALITIES)? {
            "shall" if self.eat_word("not") => Modality::ShallNot,
            "shall" => Modality::Shall,
            "may" => Modality::May,
            "undertakes" => Modality::Undertakes,
            "would" => Modality::Would,
            _ => Modality::Will,
        })
    }

    fn manner(&mut self) -> Parse<Manner> {
        if self.eat_word("by") {
            if let Some(text) = self.opt_text() {
                return Ok(Manner::ByText(text));
            }
            let all = self.at_word("all");
            if (all || self.at_word("any")) && self.word_at(1) == Some("means") {
                self.pos += 2;
                return Ok(if all { Manner::AllMeans } else { Manner::AnyMeans });
            }
            return Ok(Manner::By(self.name("the name of a means, `any means` or `all means`")?));
        }
        if self.eat_word("at") {
            if self.eat_word("its") {
                self.expect_word("own")?;
                self.expect_word("discretion")?;
                return Ok(Manner::OwnDiscretion);
            }
            return Ok(Manner::At(self.speed()?));
        }
        if self.at_speed() {
            return Ok(Manner::At(self.speed()?));
        }
        match self.opt_text() {
            Some(text) => Ok(Manner::Text(text)),
            None => {
                let help = "write `by any means`, `at its own discretion`, how fast, or a quoted text";
                Err(self.fail_help("in what manner", help))
            }
        }
    }

    fn consultation(&mut self) -> Parse<Option<Vec<ConsultPart>>> {
        if self.eat_word("none") {
            return Ok(None);
        }
        let mut parts = vec![self.consult_part()?];
        while self.eat(TokenKind::Comma) {
            parts.push(self.consult_part()?);
        }
        Ok(Some(parts))
    }

    fn consult_part(&mut self) -> Parse<ConsultPart> {
        let Some(word) = self.word() else {
            if let Some(text) = self.opt_text() {
                return Ok(ConsultPart::Text(text));
            }
            return Err(self.no_consult_part());
        };
        if self.at_speed() {
            return Ok(ConsultPart::Speed(self.speed()?));
        }
        self.pos += 1;
        Ok(match word {
            "on" => {
                if usual::is_demand(self.word()) {
                    return Err(self.fail_help("`demand`", "write `on demand of`".to_owned()));
                }
                self.expect_word("demand")?;
                self.expect_word("of")?;
                ConsultPart::OnDemandOf(self.set("who may demand it", CONSULT_PARTS)?)
            }
            "before" | "after" => {
                self.expect_word("acting")?;
                if word == "before" { ConsultPart::Before } else { ConsultPart::After }
            }
            "at" => {
                if !self.at_word("level") {
                    self.pos -= 1;
                    return Err(self.no_consult_part());
                }
                self.expect_word("level")?;
                ConsultPart::Level(self.expect_text("the level in quotes")?)
            }
            "by" => {
                self.expect_word("organ")?;
                let mut organs = vec![self.name("the name of an organ")?];
                while self.eat_word("or") {
                    organs.push(self.name("the name of an organ")?);
                }
                ConsultPart::Organ(organs)
            }
            "to" => {
                self.expect_word("decide")?;
                ConsultPart::Decide(self.name("the name of a motion")?)
            }
            "vote" => ConsultPart::Vote(self.vote()?),
            "quorum" => ConsultPart::Quorum(self.fraction()?),
            "excluded" => ConsultPart::Excluded(self.name("the name of a term that says who may not vote")?),
            "veto" => {
                self.expect_word("of")?;
                ConsultPart::Veto(self.set("who has a veto", CONSULT_PARTS)?)
            }
            "consensus" => ConsultPart::Consensus,
            "binding" => {
                let except = if self.eat_word("except") {
                    self.names("a kind of response that does not bind", CONSULT_PARTS)?
                } else {
                    Vec::new()
                };
                ConsultPart::Binding(true, except)
            }
            "not" => {
                self.expect_word("binding")?;
                ConsultPart::Binding(false, Vec::new())
            }
            _ => {
                self.pos -= 1;
                return Err(self.no_consult_part());
            }
        })
    }

    /// `2/3 of parties`
    fn vote(&mut self) -> Parse<Vote> {
        let fraction = if self.eat_word("majority") { None } else { Some(self.fraction()?) };
        self.expect_word("of")?;
        let base = match self.opt_text() {
            Some(text) => Base::Text(text),
            None => Base::Name(self.name("`parties`, `voters`, `present`, or in quotes whose votes count")?),
        };
        Ok(Vote { fraction, base })
    }

    fn no_consult_part(&mut self) -> Broken {
        let help = "write `none`, `on demand of …`, `before acting`, `at level \"…\"`, `by organ …`, `to decide …`, \
                    `vote 2/3 of …`, `quorum 2/3`, `excluded …`, `veto of …`, `consensus`, `binding`, how fast, or a quoted text";
        self.fail_help("a part of the consultation", help)
    }

    /// Against whom the duty is directed, and in words; at least one of the two.
    fn object(&mut self) -> Parse<ClauseLineKind> {
        if self.is(TokenKind::Text) {
            return Ok(ClauseLineKind::Object(Vec::new(), self.opt_text()));
        }
        let names = self.names("the object in quotes, or the names of those against whom", &[])?;
        Ok(ClauseLineKind::Object(names, self.opt_text()))
    }

    fn process(&mut self) -> Parse<Process> {
        if let Some(text) = self.opt_text() {
            return Ok(Process::Text(text));
        }
        let words = &["none", "constitutional"];
        if !self.word().is_some_and(|word| words.contains(&word)) {
            let near = self.word().and_then(|word| crate::diagnostic::nearest(word, words.iter().copied()));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write {} or a quoted text", list_of(words)),
            };
            return Err(self.fail_help("the process", help));
        }
        if self.eat_word("none") {
            return Ok(Process::None);
        }
        self.pos += 1;
        let of = if self.eat_word("of") { Some(self.name("the name of a role")?) } else { None };
        Ok(Process::Constitutional(of))
    }

    fn report_line(&mut self) -> Parse<Option<(Name, Option<crate::syntax::tree::Speed>)>> {
        if self.eat_word("none") {
            return Ok(None);
        }
        let organ = self.name("`none` or the name of an organ")?;
        let text = self.is(TokenKind::Text);
        let speed = if text || self.at_speed() { Some(self.speed()?) } else { None };
        Ok(Some((organ, speed)))
    }

    fn rider(&mut self) -> Parse<Rider> {
        let heading = self.clause_heading("the name of a party", "the rider's title in quotes");
        let title = title("rider", heading.as_ref().map(|h| &h.name));
        let mut lines = Vec::new();
        self.block(Level::Rider, title, &mut |p| {
            let start = p.span();
            lines.push(match p.keyword("")? {
                "only" => {
                    p.expect_word("if")?;
                    RiderLine::OnlyIf(p.condition_or_error())
                }
                "response" => RiderLine::Response(p.response(start)?),
                "note" => RiderLine::Note(p.expect_text("the note in quotes")?),
                "cite" => RiderLine::Cite(p.expect_text("the citation in quotes")?),
                _ => RiderLine::Evidence(p.tag()?),
            });
            Ok(())
        })?;
        let Heading { name: party, text: label, days, source } = heading.ok_or(Broken)?;
        Ok(Rider { party, label, days, source, lines })
    }
}

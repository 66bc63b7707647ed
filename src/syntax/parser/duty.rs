//! Lines on duties: which deeds move them, how much is wanted in all, and how that grows with time.
//!
//! In: the parser behind the word `duty`. Out: the line. Absent: whether the words fit together (`resolve`).

use super::{Parse, Parser};
use crate::syntax::layout::PART;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Duty, Growth, Name, Pace, Period, Rate, Start, Total};
use crate::text::Span;

/// How several kinds of deed are written.
const OF_DEEDS: &str =
    "write `a and b` where all are wanted, `a, b` where one is enough, and two lines for both";

/// How amounts are written.
const OF_AMOUNTS: &str =
    "an amount is counted of one kind of deed, or of several with commas, that each count";

/// How an amount grows.
const OF_GROWTH: &str = "write `plus 9 % a year after its term`, `plus 5 EUR for each started week after its term, at most 50 EUR` \
                         `plus 4 % a year from its beginning` or, without an amount before it, `20 EUR a day while clause sale.deliver is breached`";

const PERIODS: &[&str] = &["day", "week", "month", "year"];

impl Parser<'_> {
    pub(super) fn duty(&mut self) -> Parse<Duty> {
        let what = if self.at_word("is") { None } else { Some(self.name("a kind of response")?) };
        self.expect_word("is")?;
        let becomes = self.name("what becomes of the duty, for instance `performed`")?;
        self.expect_word("by")?;
        let (by, all) = self.deeds()?;
        let total = if self.at_word("in") && self.word_at(1) == Some("all") {
            if all {
                return Err(self.fail_help("the next line", OF_AMOUNTS));
            }
            self.pos += 2;
            Some(self.total()?)
        } else {
            None
        };
        let (before, until) = self.stood()?;
        Ok(Duty { what, becomes, by, all, total, before, until })
    }

    /// Kinds of deed, of which one is enough (`a, b`) or all are wanted (`a and b`).
    fn deeds(&mut self) -> Parse<(Vec<Name>, bool)> {
        const WHAT: &str = "a kind of deed";
        let mut names = vec![self.name(WHAT)?];
        if !self.at_word("and") {
            self.more_names(&mut names, WHAT, &["even"])?;
        }
        let all = self.at_word("and");
        if all && names.len() > 1 || !all && self.at_word("or") {
            return Err(self.fail_help("the next line", OF_DEEDS));
        }
        while self.eat_word("and") {
            names.push(self.name(WHAT)?);
        }
        let comma = self.is(TokenKind::Comma) && self.word_at(1) != Some("even");
        if all && (comma || self.at_word("or")) {
            return Err(self.fail_help("`and` or the next line", OF_DEEDS));
        }
        Ok((names, all))
    }

    /// `, even before, until DEED, …`
    fn stood(&mut self) -> Parse<(Option<Span>, Vec<Name>)> {
        if !self.is(TokenKind::Comma) || self.word_at(1) != Some("even") {
            return Ok((None, Vec::new()));
        }
        self.pos += 1;
        self.may_break(PART);
        let start = self.span();
        self.pos += 1;
        self.expect_word("before")?;
        let span = self.since(start);
        if !self.is(TokenKind::Comma) || self.word_at(1) != Some("until") {
            return Ok((Some(span), Vec::new()));
        }
        self.pos += 2;
        Ok((Some(span), self.names("a kind of deed that undoes it", &[])?))
    }

    fn total(&mut self) -> Parse<Total> {
        let base = (self.number("how much")?, self.unit_name()?);
        if self.at_word("plus") {
            self.may_break(PART);
            self.pos += 1;
            let rate = self.rate()?;
            return Ok(Total { base: Some(base), growth: Some(self.growth(rate)?) });
        }
        // Without an amount of the beginning all of it comes with time.
        if self.at_word("a") || self.at_word("for") {
            let (number, of) = base;
            return Ok(Total { base: None, growth: Some(self.growth(Rate::Amount(number, of))?) });
        }
        Ok(Total { base: Some(base), growth: None })
    }

    fn unit_name(&mut self) -> Parse<Name> {
        self.name("the word for what is counted, for instance `EUR`")
    }

    /// What stands behind the rate.
    fn growth(&mut self, rate: Rate) -> Parse<Growth> {
        let of = self.span();
        let of_whole = if self.eat_word("of") {
            self.expect_word("the")?;
            self.expect_word("whole")?;
            Some(self.since(of))
        } else {
            None
        };
        let pace = if self.eat_word("a") {
            Pace::Daily
        } else if self.eat_word("for") {
            self.expect_word("each")?;
            match self.expect_one("`started` or `full`", &["started", "full"])? {
                "started" => Pace::Started,
                _ => Pace::Full,
            }
        } else {
            return Err(self.fail_help("`a` or `for each` and a period", OF_GROWTH));
        };
        let period = match self.expect_one("a period", PERIODS)? {
            "day" => Period::Day,
            "week" => Period::Week,
            "month" => Period::Month,
            _ => Period::Year,
        };
        let start = if self.eat_word("after") {
            self.expect_word("its")?;
            self.expect_word("term")?;
            Start::Term
        } else if self.eat_word("from") {
            self.expect_word("its")?;
            self.expect_word("beginning")?;
            Start::Beginning
        } else if self.at_word("while") {
            self.may_break(PART);
            self.pos += 1;
            self.expect_word("clause")?;
            let path = self.path("the name of a clause")?;
            self.expect_word("is")?;
            self.expect_word("breached")?;
            Start::Breach(path)
        } else {
            return Err(self.fail_help(
                "`after its term`, `from its beginning` or `while clause … is breached`",
                OF_GROWTH,
            ));
        };
        let most = if self.is(TokenKind::Comma) && self.word_at(1) == Some("at") {
            self.pos += 1;
            self.may_break(PART);
            self.pos += 1;
            self.expect_word("most")?;
            Some(self.rate()?)
        } else {
            None
        };
        Ok(Growth { rate, of_whole, pace, period, start, most })
    }

    /// `2 %` or `5 EUR`.
    fn rate(&mut self) -> Parse<Rate> {
        let number = self.number("how much")?;
        if self.eat(TokenKind::Percent) {
            return Ok(Rate::Percent(number));
        }
        if self.name_at(0).is_none_or(|word| word == "a") {
            return Err(self.fail_help("`%` or the word for what is counted", OF_GROWTH));
        }
        Ok(Rate::Amount(number, self.unit_name()?))
    }
}

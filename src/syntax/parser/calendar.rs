//! Calendars of working days.
//!
//! In: the parser behind the word `calendar`. Out: the item. Absent: counting.

use super::law::title;
use super::recover::Level;
use super::{Broken, Parse, Parser};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Calendar, CalendarLine, CalendarLineKind, Name};
use crate::text::Span;

impl Parser<'_> {
    pub(super) fn calendar(&mut self) -> Parse<Calendar> {
        let heading = self.heading(|p| Ok((p.name("the name of a calendar")?, p.opt_text(), p.days()?)));
        let title = title("calendar", heading.as_ref().map(|(name, ..)| name));
        let mut lines = Vec::new();
        self.block(Level::Calendar, title, &mut |p| {
            let start = p.span();
            let kind = match p.keyword("")? {
                "weekend" => CalendarLineKind::Weekend(p.weekend()?),
                _ => CalendarLineKind::Holiday(p.date("the date of the holiday")?, p.opt_text()),
            };
            lines.push(CalendarLine { span: p.since(start), kind });
            Ok(())
        })?;
        let (name, label, days) = heading.ok_or(Broken)?;
        Ok(Calendar { name, label, days, lines })
    }

    fn weekend(&mut self) -> Parse<Vec<Name>> {
        if self.eat_word("none") {
            return Ok(Vec::new());
        }
        self.names("a day of the week, for instance `sunday`", &[])
    }

    /// `, or the next working day` behind a term.
    pub(super) fn next_working_day(&mut self) -> Parse<Option<Span>> {
        if !(self.is(TokenKind::Comma) && self.word_at(1) == Some("or")) {
            return Ok(None);
        }
        self.pos += 1;
        let start = self.span();
        for word in ["or", "the", "next", "working", "day"] {
            self.expect_word(word)?;
        }
        Ok(Some(self.since(start)))
    }
}

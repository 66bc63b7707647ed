//! Days that do not fit each other: signature and entry into force, the bond of a party and its notice, the
//! holders of a reading and the dispute.
//!
//! In: what is written of an instrument, and what became of it. Out: warnings where the law could have it
//! so, errors where no calendar could. Absent: intervals that end before they begin where both days are
//! written side by side, which `Context::days` refuses.

use jiff::civil::Date;

use super::{Context, In};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{ActorId, Days, Membership, Treaty};
use crate::syntax::tree::{self, PartyDetail, PartyLine, TreatyLineKind};
use crate::text::{FileId, Span};

/// The days of an instrument and of those who are bound by it.
pub(super) fn of_treaty(cx: &mut Context, item: In<'_, tree::Treaty>, treaty: &Treaty) {
    let file = item.file;
    let (mut signed, mut in_force, mut ended) = (None, None, None);
    for line in &item.it.lines {
        match &line.kind {
            TreatyLineKind::Signed(day) => signed = Some(*day),
            TreatyLineKind::InForce(day) => in_force = Some(*day),
            TreatyLineKind::Ended(day, _) => ended = Some(*day),
            _ => {}
        }
    }
    if let (Some(signed), Some(begun)) = (signed, in_force)
        && begun.date < signed.date
    {
        let message = format!("in force from {}, before it was signed on {}", begun.date, signed.date);
        cx.push(
            Diagnostic::new(Code::OUT_OF_ORDER, file, begun.span, message)
                .also(file, signed.span, "signed on this day")
                .help("a statute may reach back, and a text may be applied before it is signed: a `note` tells the reader so; else one of the days is wrong"),
        );
    }
    // With a day of entry into force, an end before it is refused already.
    if let (Some(signed), None, Some(ended)) = (signed, in_force, ended)
        && ended.date < signed.date
    {
        let message = format!("ended on {}, before it was signed on {}", ended.date, signed.date);
        cx.push(Diagnostic::new(Code::BAD_INTERVAL, file, ended.span, message).also(
            file,
            signed.span,
            "signed on this day",
        ));
    }
    for line in &item.it.lines {
        match &line.kind {
            TreatyLineKind::Parties(party) => of_party(cx, party, treaty, file, line.span),
            TreatyLineKind::Leg { from, to, days, .. } => {
                for name in [from, to] {
                    if let Some(actor) = cx.program.find_actor(&name.text) {
                        let days = Days { from: days.from.map(|day| day.date), until: None };
                        of_leg(cx, treaty, (actor, days), file, name.span);
                    }
                }
            }
            _ => {}
        }
    }
}

/// The days of a line of parties: those of the bond, of a notice, of one who takes no part.
fn of_party(cx: &mut Context, line: &PartyLine, treaty: &Treaty, file: FileId, span: Span) {
    let written =
        Days { from: line.days.from.map(|day| day.date), until: line.days.until.map(|day| day.date) };
    let bound = Days { from: written.from.or(treaty.days.from), until: written.until.or(treaty.days.until) };
    // Where both days are written beside each other, the line is refused as it stands.
    let beside = written.from.is_some() && written.until.is_some();
    if !beside && !has_a_day(bound) {
        cx.push(
            Diagnostic::new(Code::OUT_OF_ORDER, file, span, format!("bound on no day: {}", words(bound)))
                .help("a party without `from` is bound from the entry into force, one without `until` to the end of the instrument"),
        );
        return;
    }
    for detail in &line.details {
        match detail {
            PartyDetail::Denounced(day) => {
                let message = if bound.until.is_some_and(|until| until < day.date) {
                    Some((Code::BAD_INTERVAL, "after the bond had ended"))
                } else if bound.from.is_some_and(|from| day.date < from) {
                    Some((Code::OUT_OF_ORDER, "before there was a bond"))
                } else {
                    None
                };
                if let (None, Some(leaving), None) = (message, &treaty.leaving, bound.until)
                    && leaving.term.is_none()
                    && !line.details.iter().any(|one| matches!(one, PartyDetail::Because(_)))
                {
                    let (number, unit) = leaving.notice;
                    let message = format!("notice on {}, and no day on which the bond ends", day.date);
                    let diagnostic = Diagnostic::new(Code::OUT_OF_ORDER, file, day.span, message);
                    cx.push(diagnostic.help(format!(
                        "by the line `ends` the party is free {} after it: add `until DATE`, or say with `because` why it stays bound",
                        crate::ir::describe::duration(number, unit)
                    )));
                }
                if let Some((code, when)) = message {
                    let message = format!("notice on {}, {when}: bound {}", day.date, words(bound));
                    cx.push(
                        Diagnostic::new(code, file, day.span, message)
                            .help("`denounced` is the day of the notice; `until` the first day on which the party is free"),
                    );
                }
            }
            PartyDetail::Frozen(day) if !bound.contains(day.date) => {
                let message =
                    format!("takes no part from {}, when it is not bound: bound {}", day.date, words(bound));
                cx.push(Diagnostic::new(Code::OUT_OF_ORDER, file, day.span, message));
            }
            _ => {}
        }
    }
    for name in &line.names {
        let Some(actor) = cx.program.find_actor(&name.text) else { continue };
        let lived = cx.program.actor(actor).map(|row| row.days).unwrap_or_default();
        if !lived.overlaps(&bound) {
            let message =
                format!("`{}` is bound only on days on which it did not exist: {}", name.text, words(bound));
            cx.push(
                Diagnostic::new(Code::OUT_OF_ORDER, file, name.span, message)
                    .note(format!("it existed {}", words(lived)))
                    .help("name the state that existed then: `casus list actors` shows who follows whom"),
            );
        }
    }
}

/// A leg between two of whom one is bound on no day of it.
fn of_leg(cx: &mut Context, treaty: &Treaty, (actor, days): (ActorId, Days), file: FileId, span: Span) {
    let rows: Vec<&Membership> =
        treaty.parties.iter().chain(&treaty.protected).filter(|row| row.actor == actor).collect();
    if rows.iter().any(|row| row.days.overlaps(&days)) {
        return;
    }
    let name = cx.program.actor_name(actor);
    let message = if rows.is_empty() {
        format!("`{name}` is no party, so that no leg runs to it or from it")
    } else {
        format!("`{name}` is not bound {}", words(days))
    };
    cx.push(
        Diagnostic::new(Code::OUT_OF_ORDER, file, span, message)
            .help("a leg is suspended between two parties, on days on which both are bound"),
    );
}

/// Who is said to hold a reading on days on which it did not exist, or before there was a text to read.
pub(super) fn of_holders(cx: &mut Context) {
    let mut found = Vec::new();
    for question in &cx.program.questions {
        let treaty = question.treaty.and_then(|id| cx.program.treaty(id));
        let text = treaty.and_then(|treaty| [treaty.signed, treaty.days.from].into_iter().flatten().min());
        for reading in &question.readings {
            for (holder, days) in &reading.holders {
                let name = cx.program.actor_name(*holder);
                let lived = cx.program.actor(*holder).map(|row| row.days).unwrap_or_default();
                if !lived.overlaps(days) {
                    let message = format!(
                        "`{name}` is said to hold the reading `{}` {}, when it did not exist",
                        reading.name,
                        words(*days)
                    );
                    found.push((reading.origin, message, format!("it existed {}", words(lived))));
                } else if let (Some(text), Some(since)) = (text, days.from)
                    && since < text
                {
                    let message =
                        format!("`{name}` is said to hold the reading `{}` since {since}", reading.name);
                    found.push((reading.origin, message, format!("there was no text to read before {text}")));
                }
            }
        }
    }
    for (origin, message, note) in found {
        cx.push(Diagnostic::new(Code::OUT_OF_ORDER, origin.file, origin.span, message).note(note));
    }
}

/// Whether an interval has a day.
fn has_a_day(days: Days) -> bool {
    days.from.zip(days.until).is_none_or(|(from, until)| from < until)
}

/// An interval in words.
fn words(days: Days) -> String {
    let side = |word: &str, day: Option<Date>| day.map(|day| format!("{word} {day}"));
    let sides: Vec<String> =
        [side("from", days.from), side("until", days.until)].into_iter().flatten().collect();
    if sides.is_empty() { "all the time".to_owned() } else { sides.join(" ") }
}

#[cfg(test)]
mod tests {
    use crate::resolve::ground::beside_pact;
    use crate::text::FileId;

    /// What is said of days in a pact with these lines, as code and message.
    fn said(lines: &str) -> Vec<String> {
        let pact = format!(
            "state OLD \"Old\" until 1950-01-01\n\
             treaty t \"T\" {{ cite \"x\" evidence text nature mutual_defence parties AAA, BBB\n{lines}\n\
             clause talk \"Art. 1\" evidence text {{ kind consultation trigger act is invasion on a party\n\
             response every party shall consult\nconsultation none process none report none }}\n }}"
        );
        let all = beside_pact(&pact).diagnostics.into_iter();
        let codes = ["C0322", "C0207"];
        all.filter(|one| one.primary.file == FileId(1) && codes.contains(&one.code.number().as_str()))
            .map(|one| format!("{} {}", one.code.number(), one.message))
            .collect()
    }

    /// Days as they follow each other in most instruments.
    const PLAIN: &str = "signed 2000-01-01 in force 2001-01-01 ";

    #[test]
    fn days_in_their_order_are_not_spoken_of() {
        for lines in [
            "",
            "party CCC from 2005-01-01 until 2010-01-01 denounced 2009-01-01",
            "party CCC from 2005-01-01 denounced 2009-01-01",
            "party CCC from 2005-01-01 denounced 2009-01-01 because \"taken back\" ends 1 year after notice",
            "party CCC from 2005-01-01 frozen from 2006-01-01",
            "leg AAA to BBB suspended from 2005-01-01",
            "question q \"Q\" { source \"x\" reading a held by AAA since 2000-01-01 cite \"x\" reading b cite \"x\" }",
        ] {
            let found = said(&format!("{PLAIN}{lines}"));
            assert!(found.is_empty(), "{lines}: {found:?}");
        }
        assert!(said("signed 2000-01-01 in force 2000-01-01").is_empty());
    }

    #[test]
    fn what_the_law_could_have_is_a_warning() {
        for (lines, wanted) in [
            (
                "party CCC from 2005-01-01 denounced 2004-01-01",
                "notice on 2004-01-01, before there was a bond",
            ),
            ("party CCC from 2005-01-01 frozen from 2004-01-01", "takes no part from 2004-01-01"),
            ("leg AAA to CCC suspended from 2005-01-01", "`CCC` is no party"),
            (
                "party CCC from 2002-01-01 until 2003-01-01 leg AAA to CCC suspended from 2005-01-01",
                "`CCC` is not bound from 2005-01-01",
            ),
            ("party CCC until 1990-01-01", "bound on no day: from 2001-01-01 until 1990-01-01"),
            ("ended 2010-01-01 party CCC from 2010-01-01", "bound on no day"),
            (
                "party CCC from 2005-01-01 denounced 2009-01-01 ends 1 year after notice",
                "notice on 2009-01-01, and no day on which the bond ends",
            ),
            ("party OLD from 2001-01-01", "`OLD` is bound only on days on which it did not exist"),
            (
                "question q \"Q\" { source \"x\" reading a held by AAA since 1999-12-31 cite \"x\" reading b cite \"x\" }",
                "`AAA` is said to hold the reading `a` since 1999-12-31",
            ),
            (
                "question q \"Q\" { source \"x\" reading a held by OLD since 2002-01-01 cite \"x\" reading b cite \"x\" }",
                "`OLD` is said to hold the reading `a` from 2002-01-01, when it did not exist",
            ),
        ] {
            let found = said(&format!("{PLAIN}{lines}"));
            let [one] = found.as_slice() else { panic!("{lines}: {found:?}") };
            assert!(one.starts_with(&format!("C0322 {wanted}")), "{one}");
        }
        let found = said("signed 2000-01-02 in force 2000-01-01");
        assert_eq!(found, ["C0322 in force from 2000-01-01, before it was signed on 2000-01-02"]);
    }

    #[test]
    fn what_no_calendar_can_have_is_an_error() {
        let found = said(&format!("{PLAIN}party CCC from 2005-01-01 until 2010-01-01 denounced 2011-01-01"));
        let [one] = found.as_slice() else { panic!("{found:?}") };
        assert!(one.starts_with("C0207 notice on 2011-01-01, after the bond had ended"), "{one}");
        let found = said("signed 2000-01-02 ended 1999-01-01");
        assert_eq!(found, ["C0207 ended on 1999-01-01, before it was signed on 2000-01-02"]);
    }
}

//! How much is wanted in all, and what time adds to it. Absent: the reckoning (`ir`, `life`).

use super::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Amount, Becomes, Clause, Deadline, Duty, Growth, Origin, Rate, Since, Total};
use crate::syntax::tree::{self, Name, Number, Start};
use crate::text::{FileId, Span};

/// The amount of a line, or a report. `of_clause` says that it stands in a clause.
pub(super) fn total(
    cx: &mut Context,
    written: &tree::Duty,
    becomes: Becomes,
    (file, of_clause): (FileId, bool),
) -> Option<Total> {
    let total = written.total.as_ref()?;
    let (number, of) = word(total)?;
    if becomes != Becomes::Performed {
        let message =
            format!("an amount is counted for what is performed, not for what is {}", becomes.word());
        wrong(cx, file, number.span, message, "leave `in all …` out, or write `is performed by`");
        return None;
    }
    let base = match &total.base {
        Some((number, of)) => Some(amount(cx, (number, of), file)?),
        None => None,
    };
    let growth = match &total.growth {
        Some(growth) => Some(growth_of(cx, growth, (base.as_ref(), &of.text), (file, of_clause))?),
        None => None,
    };
    Some(Total { base, growth, of: of.text.clone() })
}

/// The first number of a line, with the word for what is counted.
fn word(total: &tree::Total) -> Option<(&Number, &Name)> {
    let rate = total.growth.as_ref().map(|growth| &growth.rate);
    match (&total.base, rate) {
        (Some((number, of)), _) | (None, Some(tree::Rate::Amount(number, of))) => Some((number, of)),
        _ => None,
    }
}

fn wrong(cx: &mut Context, file: FileId, span: Span, message: String, help: &str) {
    cx.push(Diagnostic::new(Code::WRONG_KIND, file, span, message).help(help));
}

fn amount(cx: &mut Context, (number, of): (&Number, &Name), file: FileId) -> Option<Amount> {
    let amount = Amount::parse(&format!("{} {}", number.text, of.text));
    if amount.is_none() {
        let message = format!("`{} {}` is no amount", number.text, of.text);
        let help = "write a number above nothing, with four digits after the point at most, and a word: `500.50 EUR`";
        wrong(cx, file, number.span, message, help);
    }
    amount
}

fn growth_of(
    cx: &mut Context,
    written: &tree::Growth,
    (base, of): (Option<&Amount>, &str),
    (file, of_clause): (FileId, bool),
) -> Option<Growth> {
    let rate = match &written.rate {
        tree::Rate::Percent(number) => Rate::Percent(percent(cx, number, file)?),
        tree::Rate::Amount(number, name) => Rate::Amount(same_word(cx, (number, name), of, file)?),
    };
    if let (Rate::Amount(_), Some(span)) = (&rate, written.of_whole) {
        let help = "only a percentage is of something: leave `of the whole` out";
        wrong(cx, file, span, "an amount is added as it stands".to_owned(), help);
        return None;
    }
    let most = match &written.most {
        None => None,
        Some(tree::Rate::Amount(number, name)) => Some(same_word(cx, (number, name), of, file)?),
        Some(tree::Rate::Percent(number)) => {
            let percent = u128::from(percent(cx, number, file)?);
            let parts = base.map_or(0, |base| u128::from(base.parts())) * percent / 1_000_000;
            let most = u64::try_from(parts).ok().and_then(|parts| Amount::of_parts(parts, of));
            if most.is_none() {
                let message = match base {
                    Some(base) => format!("`{} %` of {base} is no amount", number.text),
                    None => format!("nothing is there of which `{} %` could be", number.text),
                };
                wrong(cx, file, number.span, message, "write what may be added as an amount");
            }
            Some(most?)
        }
    };
    let start = match &written.start {
        Start::Term => Since::Term,
        Start::Beginning => Since::Beginning,
        Start::Breach(path) if of_clause => Since::Breach(super::conditions::clause_path(cx, path, file)?),
        Start::Breach(path) => {
            let span = path.first().map(|name| name.span).unwrap_or_default();
            let message = "a line for all duties of a kind cannot say which duty is broken";
            wrong(cx, file, span, message.to_owned(), "write the line in the clause whose duty it is");
            return None;
        }
    };
    let (of_whole, pace) = (written.of_whole.is_some(), written.pace);
    Some(Growth { rate, of_whole, pace, period: written.period, start, most })
}

/// An amount of the same word as another.
fn same_word(cx: &mut Context, written: (&Number, &Name), of: &str, file: FileId) -> Option<Amount> {
    let found = amount(cx, written, file)?;
    if found.of() != of {
        let message = format!("what is counted in {of} cannot grow by {}", found.of());
        let help = "amounts of different words are never added: use the word of the amount";
        wrong(cx, file, written.1.span, message, help);
        return None;
    }
    Some(found)
}

/// A percentage in ten-thousandths of a percent.
fn percent(cx: &mut Context, number: &Number, file: FileId) -> Option<u64> {
    let parts = Amount::parse(&format!("{} percent", number.text)).map(|percent| percent.parts());
    let parts = parts.filter(|parts| *parts <= Rate::MOST);
    if parts.is_none() {
        let message = format!("`{} %` is no percentage", number.text);
        let help = "write a number above nothing and up to a million, with four digits after the point at most: `2.5 %`";
        wrong(cx, file, number.span, message, help);
    }
    parts
}

/// What an amount says, as a key that does not depend on its file.
pub(super) fn key(total: &tree::Total) -> String {
    let rate = |rate: &tree::Rate| match rate {
        tree::Rate::Percent(number) => format!("{} %", number.text),
        tree::Rate::Amount(number, of) => format!("{} {}", number.text, of.text),
    };
    let base = total.base.as_ref().map(|(number, of)| format!("{} {}", number.text, of.text));
    let growth = total.growth.as_ref().map(|growth| {
        let tree::Growth { of_whole, pace, period, start, most, .. } = growth;
        let (of_whole, most) = (of_whole.is_some(), most.as_ref().map(rate));
        let start = match start {
            Start::Breach(path) => path.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join("."),
            start => format!("{start:?}"),
        };
        format!("{} {of_whole} {pace:?} {period:?} {start} {most:?}", rate(&growth.rate))
    });
    format!("{base:?} {growth:?}")
}

/// What grows after its term needs a term that ends on a day.
pub(super) fn check_terms(cx: &mut Context) {
    let after_term = |row: &&Duty| {
        let growth = row.total.as_ref().and_then(|total| total.growth.as_ref());
        growth.is_some_and(|growth| growth.start == Since::Term)
    };
    let program = &cx.program;
    let response = program.kernel.response;
    let of_clause = |clause: &Clause| {
        let own = clause.turns.iter().any(|row| row.becomes == Becomes::Performed);
        let what = clause.response.what;
        let fits = |row: &&Duty| !own && row.what.is_none_or(|above| program.is_under(response, what, above));
        let general = program.duties.iter().filter(fits);
        clause.turns.iter().chain(general).find(after_term).map(|row| row.origin)
    };
    let mut found: Vec<(Origin, String)> = Vec::new();
    for (at, clause) in program.clauses.iter().enumerate() {
        let term = clause.deadline.as_ref().or(clause.response.speed.as_ref());
        if term.is_some_and(Deadline::is_counted) {
            continue;
        }
        let Some(line) = of_clause(clause) else { continue };
        let path = program.clause_path(crate::ir::ClauseId::at(at));
        let own = clause.turns.iter().any(|row| row.origin == line);
        let origin = if own { line } else { clause.origin };
        found.push((
            origin,
            format!("the amount of `{path}` grows after its term, and it has no term in numbers"),
        ));
    }
    for (origin, message) in found {
        let help =
            "give the clause a term, `deadline within 30 days`, or let the amount grow `from its beginning`";
        cx.push(Diagnostic::new(Code::WRONG_KIND, origin.file, origin.span, message).help(help));
    }
}

#[cfg(test)]
mod tests {
    use crate::resolve::ground::of_deeds as said;

    #[test]
    fn an_amount_is_one_of_what_is_performed() {
        assert!(said("paid in all 500.50 EUR").is_empty());
        assert!(said("paid, told in all 3 letters").is_empty());
        assert_eq!(said("paid in all 0 EUR"), ["`0 EUR` is no amount"]);
        assert_eq!(said("paid in all 0.00001 EUR"), ["`0.00001 EUR` is no amount"]);
        let line = "paid\nduty pay is released by told in all 5 EUR";
        assert_eq!(said(line), ["an amount is counted for what is performed, not for what is released"]);
    }

    #[test]
    fn what_is_added_is_of_the_same_word_and_some() {
        for good in [
            "2 % a month after its term",
            "2.5 % of the whole for each started week after its term, at most 10 %",
            "5 EUR a day after its term, at most 50 EUR",
            "4 % a year from its beginning",
        ] {
            assert!(said(&format!("paid in all 500 EUR plus {good}")).is_empty(), "{good}");
        }
        for (bad, message) in [
            ("0 % a month after its term", "`0 %` is no percentage"),
            ("1000001 % a month after its term", "`1000001 %` is no percentage"),
            ("5 USD a day after its term", "what is counted in EUR cannot grow by USD"),
            ("5 EUR of the whole a day after its term", "an amount is added as it stands"),
            ("5 EUR a day after its term, at most 9 USD", "what is counted in EUR cannot grow by USD"),
            ("5 EUR a day after its term, at most 0.0000 EUR", "`0.0000 EUR` is no amount"),
            ("5 EUR a day after its term, at most -1 %", "`-1 %` is no percentage"),
        ] {
            assert_eq!(said(&format!("paid in all 500 EUR plus {bad}")), [message]);
        }
        for (bad, message) in [
            (
                "5 EUR a day while clause x.y is breached",
                "a line for all duties of a kind cannot say which duty is broken",
            ),
            ("5 EUR a day after its term, at most 10 %", "nothing is there of which `10 %` could be"),
            ("0 EUR a day after its term", "`0 EUR` is no amount"),
        ] {
            assert_eq!(said(&format!("paid in all {bad}")), [message]);
        }
        let line = "paid in all 0.0001 EUR plus 1 % a day after its term, at most 1 %";
        assert_eq!(said(line), ["`1 %` of 0.0001 EUR is no amount"]);
    }
}

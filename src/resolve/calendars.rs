//! Calendars of working days, and terms that are counted by them. Absent: counting (`ir`).

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use jiff::civil::{Date, Weekday};

use super::conditions::Scope;
use super::{Context, In, Items, Space};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Calendar, Deadline};
use crate::syntax::tree::{self, CalendarLineKind, Name};
use crate::text::{FileId, Span};

/// The days of the week.
const WEEK: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// How many years a calendar can speak of.
const YEARS: i16 = 200;

pub(super) fn resolve(cx: &mut Context, items: &Items<'_>) {
    for item in &items.calendars {
        let at = u32::try_from(cx.program.calendars.len()).unwrap_or(u32::MAX);
        if cx.declare(Space::Calendar, &item.it.name, item.file, at) {
            let calendar = calendar(cx, *item);
            cx.program.calendars.push(Arc::new(calendar));
        }
    }
}

fn calendar(cx: &mut Context, item: In<'_, tree::Calendar>) -> Calendar {
    let (file, name) = (item.file, &item.it.name);
    let span = span(cx, item);
    let (mut weekend, mut holidays): (Option<HashSet<Weekday>>, BTreeSet<Date>) = Default::default();
    for line in &item.it.lines {
        match &line.kind {
            CalendarLineKind::Weekend(names) => {
                let found = names.iter().filter_map(|name| weekday(cx, name, file));
                weekend.get_or_insert_default().extend(found);
            }
            CalendarLineKind::Holiday(day, _) => {
                holiday(cx, (&item.it.name.text, span), day, file);
                holidays.insert(day.date);
            }
        }
    }
    let all = weekend.as_ref().is_some_and(|weekend| weekend.len() == WEEK.len());
    if weekend.is_none() || all {
        let (code, message, help) = match all {
            true => (
                Code::WRONG_KIND,
                "leaves no working day",
                "leave at least one day of the week out of `weekend`",
            ),
            false => (
                Code::MISSING_PART,
                "does not say on which days of the week nobody works",
                "add `weekend saturday, sunday`, or `weekend none`",
            ),
        };
        let message = format!("the calendar `{}` {message}", name.text);
        cx.push(Diagnostic::new(code, file, name.span, message).help(help));
    }
    Calendar::new(&name.text, span, &weekend.unwrap_or_default(), &holidays)
}

/// For which days a calendar speaks; none where that was reported.
fn span(cx: &mut Context, item: In<'_, tree::Calendar>) -> (Date, Date) {
    let (file, name) = (item.file, &item.it.name);
    let days = item.it.days.from.zip(item.it.days.until).map(|(from, until)| (from.date, until.date));
    let (code, message) = match days {
        Some((from, until)) if from < until && until.year() - from.year() <= YEARS => return (from, until),
        Some((from, until)) if from < until => {
            (Code::WRONG_KIND, format!("speaks of more than {YEARS} years"))
        }
        Some(_) => (Code::WRONG_KIND, "ends before it begins".to_owned()),
        None => (Code::MISSING_PART, "does not say for which days its holidays are complete".to_owned()),
    };
    let help = "write `from 2024-01-01 until 2026-01-01`; the last day is the first one of which it says nothing any more";
    let message = format!("the calendar `{}` {message}", name.text);
    cx.push(Diagnostic::new(code, file, name.span, message).help(help));
    (Date::MIN, Date::MIN)
}

fn weekday(cx: &mut Context, name: &Name, file: FileId) -> Option<Weekday> {
    let found = WEEK.iter().find(|(word, _)| *word == name.text).map(|(_, day)| *day);
    if found.is_none() {
        let all = WEEK.iter().map(|(word, _)| (*word).to_owned()).collect();
        cx.unknown("day of the week", name, file, all);
    }
    found
}

/// A holiday lies in the span of its calendar, or the span is wrong.
fn holiday(cx: &mut Context, (name, span): (&str, (Date, Date)), day: &tree::Date, file: FileId) {
    if span.0 < span.1 && !(span.0 <= day.date && day.date < span.1) {
        let message = format!("{} is no day of the calendar `{name}`", day.date);
        let help = format!(
            "it speaks of the days from {} until {}, which is the first one after it",
            span.0, span.1
        );
        cx.push(Diagnostic::new(Code::WRONG_KIND, file, day.span, message).help(help));
    }
}

/// The calendar of the instrument that a clause is of, or a report.
fn of_treaty(cx: &mut Context, scope: &Scope, span: Span) -> Option<Arc<Calendar>> {
    let treaty = scope.treaty.and_then(|id| cx.program.treaty(id))?;
    let found = treaty.calendar.clone();
    if found.is_none() {
        let message = format!("`{}` does not say by which calendar working days are counted", treaty.name);
        let help = "declare one, `calendar NAME from 2024-01-01 until 2026-01-01 { weekend saturday, sunday }`, and name it in the \
                    instrument: `calendar NAME`";
        cx.push(Diagnostic::new(Code::MISSING_PART, scope.file, span, message).help(help));
    }
    found
}

/// A term in working days.
pub(super) fn working(cx: &mut Context, number: &tree::Number, scope: &Scope) -> Option<Deadline> {
    let count = super::clauses::whole(cx, number, scope.file)?;
    of_treaty(cx, scope, number.span).map(|calendar| Deadline::Working(count, calendar))
}

/// A term that ends on a working day.
pub(super) fn or_next(cx: &mut Context, term: Deadline, span: Span, scope: &Scope) -> Deadline {
    if !matches!(term, Deadline::Within(..) | Deadline::By(_)) {
        let message = "only a term that ends on a day can be put off to the next working day";
        let help = match term {
            Deadline::Working(..) => {
                "what is counted in working days ends on one: leave `or the next working day` out"
            }
            _ => "write a term in numbers, `within 30 days`, or a day, `by 2024-03-01`",
        };
        cx.push(Diagnostic::new(Code::WRONG_KIND, scope.file, span, message).help(help));
        return term;
    }
    match of_treaty(cx, scope, span) {
        Some(calendar) => Deadline::OrNext(Box::new(term), calendar),
        None => term,
    }
}

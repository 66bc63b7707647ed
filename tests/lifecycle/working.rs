//! Terms in working days, by the calendar that an agreement names.

use std::fs;

use casus::ir::{Calendar, Deadline, Program};
use casus::life::{Due, When, due_by};
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday, date};
use proptest::prelude::*;

use crate::crisis::{events, program, root, run};
use crate::january;

fn text() -> String {
    fs::read_to_string(root().join("tests/lifecycle/working.casus")).expect("the agreement")
}

/// Where the duties of a clause stand on a day, each with its term.
fn stands(program: &Program, lines: &str, clause: &str, day: Date) -> String {
    let crisis = run(program, &events(program, lines), Some(day));
    let of = crisis.obligations.iter().filter(|one| program.clause_path(one.clause) == clause);
    let term = |due: &Option<Due>| match due {
        Some(Due::By(end)) => end.to_string(),
        Some(Due::InWords(words)) => words.clone(),
        None => String::new(),
    };
    of.map(|one| format!("{} {}", one.life.state().word(), term(&one.due))).collect::<Vec<_>>().join("; ")
}

fn notice(on: &str) -> String {
    format!(r#"{{"id":"n","date":"{on}","act":"notice"}}"#)
}

#[test]
fn five_working_days_are_counted_by_the_calendar() {
    let program = program(&[text()]);
    for (on, end) in [
        // Tuesday to Tuesday; from Friday over two weekends and a holiday on a Monday; from a Saturday, which is not counted.
        ("2024-01-02", "2024-01-09"),
        ("2024-01-12", "2024-01-22"),
        ("2024-01-06", "2024-01-12"),
        // Good Friday and Easter Monday.
        ("2024-03-27", "2024-04-05"),
        // The last term that the calendar reaches ends on its last day.
        ("2024-04-23", "2024-04-30"),
        ("2024-04-24", "within 5 working days, which the calendar office does not reach"),
        ("2024-06-03", "within 5 working days, which the calendar office does not reach"),
        ("2023-12-29", ""),
    ] {
        let day = on.parse().expect("a day");
        let wanted = if end.is_empty() { String::new() } else { format!("due {end}") };
        assert_eq!(stands(&program, &notice(on), "lease.answer", day), wanted, "{on}");
    }
    let late = |day| stands(&program, &notice("2024-01-02"), "lease.answer", day);
    assert_eq!(late(date(2024, 1, 9)), "due 2024-01-09");
    assert_eq!(late(date(2024, 1, 10)), "breached 2024-01-09");
    // What is not known breaks nothing, however long it takes.
    let unknown = stands(&program, &notice("2024-04-24"), "lease.answer", date(2030, 1, 1));
    assert_eq!(unknown, "due within 5 working days, which the calendar office does not reach");
}

#[test]
fn a_term_that_ends_on_a_day_off_ends_on_the_next_working_day() {
    let program = program(&[text()]);
    let repair = |on| stands(&program, &notice(on), "lease.repair", date(2024, 1, 5));
    assert_eq!(repair("2024-01-02"), "due 2024-01-12");
    // The 13th is a Saturday, and the Monday after it is a holiday.
    assert_eq!(repair("2024-01-03"), "due 2024-01-16");
    assert_eq!(repair("2024-01-05"), "due 2024-01-16");
    // 31 March is Easter Sunday; what time adds begins after the day to which the term was put off.
    let nothing = r#"{"id":"a","date":"2024-01-02","act":"on_a_day"}"#;
    let rent = |day| stands(&program, nothing, "lease.rent", day);
    assert_eq!(
        (rent(date(2024, 4, 2)), rent(date(2024, 4, 3))),
        ("due 2024-04-02".into(), "breached 2024-04-02".into())
    );
    let paid = |day: i8, euro: u32| {
        let line = format!(
            r#"{{"id":"a","date":"2024-04-{day:02}","act":"on_a_day","record":[{{"by":"TENANT","does":"paid","amount":"{euro} EUR"}}]}}"#
        );
        stands(&program, &line, "lease.rent", date(2024, 4, 30))
    };
    assert_eq!(paid(2, 1000), "performed 2024-04-02");
    assert_eq!(paid(3, 1000), "breached 2024-04-02");
    assert_eq!(paid(3, 1005), "performed 2024-04-02");
}

/// A term stands still while its duty rests: it loses as many working days as lay in the rest.
#[test]
fn a_rest_puts_a_term_off_by_working_days() {
    let program = program(&[text()]);
    let told = |halted: &str, went_on: &str| {
        let deed = |id: &str, on: &str, does: &str| {
            format!(
                r#"{{"id":"{id}","date":"{on}","act":"on_a_day","record":[{{"by":"LANDLORD","does":"{does}"}}]}}"#
            )
        };
        let lines =
            [notice("2024-01-02"), deed("h", halted, "halted"), deed("w", went_on, "went_on")].join("\n");
        stands(&program, &lines, "lease.answer", went_on.parse().expect("a day"))
    };
    // From Thursday to Monday is one working day.
    assert_eq!(told("2024-01-04", "2024-01-08"), "due 2024-01-11");
    // From Friday to Sunday is none.
    assert_eq!(told("2024-01-05", "2024-01-07"), "due 2024-01-09");
    let beyond = told("2024-01-05", "2024-05-07");
    assert_eq!(beyond, "due within 5 working days, which the calendar office does not reach");
}

proptest! {
    /// A term by a calendar against a plain walk over the days, for a day that is known by its month too.
    #[test]
    fn a_term_is_what_a_walk_over_the_days_gives(
        from in 0_i32..200, wide in 0_i32..30, number in 1_u32..40, holidays in proptest::collection::btree_set(0_i32..260, 0..30),
    ) {
        let begin = date(2023, 6, 1);
        let on = |days: i32| begin.checked_add(days.days()).expect("a day");
        let off = holidays.iter().map(|day| on(*day)).collect();
        let weekend = [Weekday::Friday, Weekday::Saturday].into();
        let calendar = std::sync::Arc::new(Calendar::new("one", (begin, on(300)), &weekend, &off));
        let works = |day: Date| !off.contains(&day) && !weekend.contains(&day.weekday());
        let walk = |mut day: i32| {
            let mut left = number;
            while left > 0 {
                day += 1;
                left -= u32::from(works(on(day)));
            }
            day
        };
        let (first, last) = (walk(from), walk(from + wide));
        let due = due_by(&Deadline::Working(number, calendar.clone()), When::between(on(from), on(from + wide)));
        match last < 300 {
            true => prop_assert_eq!(due, Due::By(When::between(on(first), on(last)))),
            false => prop_assert!(matches!(due, Due::InWords(_))),
        }
        let by = due_by(&Deadline::OrNext(Box::new(Deadline::By(on(from))), calendar), When::day(begin));
        let next = (from..).find(|day| works(on(*day))).expect("a day");
        prop_assert_eq!(by, Due::By(When::day(on(next))));
    }
}

/// What is said of the agreement with one line in place of another.
fn said(from: &str, to: &str) -> Vec<String> {
    january::said(&text(), from, to)
}

#[test]
fn a_calendar_that_says_too_little_is_refused() {
    assert_eq!(said("weekend saturday", "weekend saturday"), [""; 0]);
    for (from, to, message) in [
        ("  calendar   office\n", "", "`lease` does not say by which calendar working days are counted"),
        ("  calendar   office\n", "  calendar   ofice\n", "unknown calendar `ofice`"),
        (
            "  weekend saturday, sunday\n",
            "",
            "the calendar `office` does not say on which days of the week nobody works",
        ),
        ("saturday, sunday", "saturday, sundays", "unknown day of the week `sundays`"),
        (
            "saturday, sunday",
            "monday, tuesday, wednesday, thursday, friday, saturday, sunday",
            "the calendar `office` leaves no working day",
        ),
        (
            " until 2024-05-01",
            "",
            "the calendar `office` does not say for which days its holidays are complete",
        ),
        ("until 2024-05-01", "until 2023-05-01", "the calendar `office` ends before it begins"),
        ("until 2024-05-01", "until 2324-05-01", "the calendar `office` speaks of more than 200 years"),
        ("2024-04-01 \"", "2024-05-01 \"", "2024-05-01 is no day of the calendar `office`"),
        ("within 5 working days", "within 0 working days", "`0` is not a whole number from 1 to 100000"),
        (
            "within 5 working days",
            "within 5 working days, or the next working day",
            "only a term that ends on a day can be put off to the next working day",
        ),
        (
            "within 5 working days",
            "promptly, or the next working day",
            "only a term that ends on a day can be put off to the next working day",
        ),
        ("within 5 working days", "within 5 working hours", "expected `working days`, found `hours`"),
    ] {
        let said = said(from, to);
        assert_eq!(said.first().map(String::as_str), Some(message), "{said:?}");
    }
}

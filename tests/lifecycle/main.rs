//! The life of an obligation: every state with every move, terms, and that resuming is replaying.
//!
//! The table below is read off `docs/design.md`, not off the program: whoever changes one changes both.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops at the first broken law"
)]

mod about;
mod agreements;
mod amounts;
mod behalf;
mod clocks;
mod council;
mod crisis;
mod forms;
#[path = "../ground/mod.rs"]
mod ground;
mod growing;
mod january;
mod powers;
mod published;
mod quick;
mod resume;
mod standing;
mod talks;
mod timelines;
mod working;

use casus::ir::Deadline;
use casus::life::{Due, End, Illegal, Lateness, Life, Live, Move, State, When, due_by};
use casus::syntax::tree::Unit;
use jiff::civil::{Date, date};
use proptest::prelude::*;

/// From, by which move, to; `-` where the move cannot be made. Columns as in `Move::ALL`.
const TABLE: &str = "
available            triggered -          -   -   -         -        -        suspended -          terminated
triggered            -         consulting -   due performed -        released suspended -          terminated
consulting           -         -          due -   performed -        released suspended -          terminated
due                  -         consulting -   -   performed breached released suspended -          terminated
suspended:available  -         -          -   -   -         -        -        -         available  terminated
suspended:triggered  -         -          -   -   -         -        released -         triggered  terminated
suspended:consulting -         -          -   -   -         -        released -         consulting terminated
suspended:due        -         -          -   -   -         -        released -         due        terminated
breached             -         -          -   -   performed -        released -         -          -
performed            -         -          -   -   -         -        -        -         -          -
released             -         -          -   -   -         -        -        -         -          -
terminated           -         -          -   -   -         -        -        -         -          -
";

fn state(word: &str) -> State {
    let live = |word: &str| match word {
        "available" => Some(Live::Available),
        "triggered" => Some(Live::Triggered),
        "consulting" => Some(Live::Consulting),
        "due" => Some(Live::Due),
        _ => None,
    };
    match (word.strip_prefix("suspended:"), word) {
        (Some(rest), _) => State::Suspended(live(rest).expect("a state that can rest")),
        (None, "breached") => State::Breached,
        (None, "performed") => State::Ended(End::Performed),
        (None, "released") => State::Ended(End::Released),
        (None, "terminated") => State::Ended(End::Terminated),
        (None, other) => State::Live(live(other).expect("a state")),
    }
}

#[test]
fn every_move_from_every_state_is_as_the_table_says() {
    let rows: Vec<Vec<&str>> =
        TABLE.lines().filter(|line| !line.is_empty()).map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows.len(), State::ALL.len(), "a row for every state");
    for (from, row) in State::ALL.into_iter().zip(&rows) {
        assert_eq!(state(row[0]), from);
        assert_eq!(row.len(), Move::ALL.len() + 1, "a column for every move");
        for (step, to) in Move::ALL.into_iter().zip(&row[1..]) {
            let wanted = match (*to, from) {
                ("-", _) => None,
                ("suspended", State::Live(live)) => Some(State::Suspended(live)),
                (word, _) => Some(state(word)),
            };
            assert_eq!(from.after(step), wanted, "{from:?} {step:?}");
        }
    }
}

#[test]
fn what_cannot_be_done_is_said_and_changes_nothing() {
    let mut life = Life::new(State::Live(Live::Available));
    let day = When::day(date(1950, 6, 25));
    let tried = life.make(Move::Perform, day, "help", "troops were sent");
    assert!(matches!(tried, Err(Illegal::State { .. })));
    assert_eq!(tried.expect_err("refused").to_string(), "what is available cannot be performed (help)");
    assert_eq!(life, Life::new(State::Live(Live::Available)));
    life.make(Move::Trigger, day, "request", "help was asked for").expect("a legal move");
    let early = life.make(Move::FallDue, When::day(date(1950, 6, 24)), "order", "no talks come first");
    assert_eq!(
        early.expect_err("refused").to_string(),
        "1950-06-24 lies before 1950-06-25, the day of the move before it (order)"
    );
}

fn due(number: u32, unit: Unit, from: &str) -> String {
    match due_by(&Deadline::Within(number, unit), When::parse(from).expect("a day")) {
        Due::By(end) => end.to_string(),
        Due::InWords(words) => words,
    }
}

#[test]
fn terms_are_counted_by_the_civil_calendar() {
    // The day from which a term runs is not counted; a shorter month ends it on its last day.
    for (number, unit, from, end) in [
        (60, Unit::Days, "2011-03-21", "2011-05-20"),
        (1, Unit::Months, "2023-01-31", "2023-02-28"),
        (1, Unit::Months, "2024-01-31", "2024-02-29"),
        (6, Unit::Months, "1999-08-31", "2000-02-29"),
        (1, Unit::Years, "2024-02-29", "2025-02-28"),
        (2, Unit::Years, "2013-05-14", "2015-05-14"),
        // Begun at an unknown hour of the day, forty-eight hours end on the second day after it.
        (48, Unit::Hours, "2020-01-02", "2020-01-04"),
        // Thirty-six hours end on the next day or on the one after it.
        (36, Unit::Hours, "2020-01-02", "2020-01-03/2020-01-04"),
        // A month that is not told to the day gives an end that is not told to the day.
        (10, Unit::Days, "1914-07", "1914-07-11/1914-08-10"),
        (u32::MAX, Unit::Years, "1914-07-01", "9999-12-31"),
    ] {
        assert_eq!(due(number, unit, from), end, "{number} {unit:?} from {from}");
    }
}

#[test]
fn a_term_is_over_only_when_it_is_over_for_sure() {
    let term = due_by(&Deadline::Within(10, Unit::Days), When::parse("1914-07").expect("a month"));
    assert_eq!(term.on(date(1914, 7, 11)), Lateness::Running);
    assert_eq!(term.on(date(1914, 7, 12)), Lateness::Unknown);
    assert_eq!(term.on(date(1914, 8, 10)), Lateness::Unknown);
    assert_eq!(term.on(date(1914, 8, 11)), Lateness::Over);
    let words = due_by(&Deadline::Words("forthwith".to_owned()), When::day(date(1949, 8, 24)));
    assert_eq!(words.on(date(1999, 1, 1)), Lateness::NoDay);
}

#[test]
fn days_months_and_years_are_read_and_nothing_else() {
    for text in ["1914", "1914-07", "1914-07-28", "1914-12"] {
        assert_eq!(When::parse(text).expect(text).to_string(), text);
    }
    for text in ["", "14", "1914-7", "1914-13", "1914-02-30", "1914-07-28T00", "1914-07-28-1", "١٩١٤"] {
        assert!(When::parse(text).is_err(), "{text}");
    }
}

fn moves() -> impl Strategy<Value = Vec<(Move, Date)>> {
    let one = (0..Move::ALL.len(), 0_i32..400).prop_map(|(at, days)| {
        let day = date(1914, 1, 1).checked_add(jiff::Span::new().days(days)).expect("a day");
        (Move::ALL[at], day)
    });
    proptest::collection::vec(one, 0..24)
}

/// Makes what can be made; what cannot is refused, and the rest goes on.
fn run(life: &mut Life, moves: &[(Move, Date)]) {
    for (at, (step, day)) in moves.iter().enumerate() {
        let _refused = life.make(*step, When::day(*day), &format!("e{at}"), "made up");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn resuming_is_replaying(begin in 0..State::ALL.len(), moves in moves(), cut in 0_usize..24) {
        let begin = State::ALL[begin];
        let mut whole = Life::new(begin);
        for (at, (step, day)) in moves.iter().enumerate() {
            if at == cut {
                let written = whole.write().expect("a life can be written");
                whole = Life::read(&written).expect("what was written can be read");
            }
            run(&mut whole, &[(*step, *day)]);
        }
        let mut replayed = Life::new(begin);
        for one in &moves {
            run(&mut replayed, &[*one]);
        }
        prop_assert_eq!(replayed.write().expect("written"), whole.write().expect("written"));
    }

    #[test]
    fn the_state_of_the_last_day_is_the_state(moves in moves()) {
        let mut life = Life::new(State::Live(Live::Available));
        run(&mut life, &moves);
        prop_assert_eq!(life.on(date(2000, 1, 1)), Some(life.state()));
        let ended = life.steps().iter().map(casus::life::Step::step).filter(|step| matches!(step, Move::Terminate)).count();
        prop_assert!(ended <= 1);
    }
}

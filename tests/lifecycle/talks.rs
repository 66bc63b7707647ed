//! Talks answer the calls that were made for them: what happens later is talked about when somebody
//! calls again.

use std::sync::LazyLock;

use casus::event::Event;
use casus::ir::Program;
use casus::life::Crisis;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::crisis::{events, run, shipped, told};
use crate::{quick, resume};

/// Attacks on Japan that say nothing of what was hit; us-jpn-1960, Art. IV: the parties consult at the request
/// of either whenever the security of Japan is threatened.
fn attack(id: &str, day: &str, record: &str) -> String {
    format!(
        r#"{{"id":"{id}","date":"{day}","act":"missile_strike","by":"PRK","against":"JPN","place":"japan","record":[{record}]}}"#
    )
}

fn deed(by: &str, does: &str, day: &str) -> String {
    format!(r#"{{"by":"{by}","does":"{does}","treaty":"us_japan","date":"{day}"}}"#)
}

fn lives(program: &Program, lines: &[String], until: Date) -> String {
    let only = |crisis: Crisis| {
        let ours = |one: &casus::life::Obligation| {
            program
                .clause(one.clause)
                .and_then(|row| program.treaty(row.treaty))
                .is_some_and(|row| row.name == "us_japan")
        };
        Crisis { obligations: crisis.obligations.into_iter().filter(ours).collect(), ..crisis }
    };
    let crisis = only(run(program, &events(program, &lines.join("\n")), Some(until)));
    told(program, &crisis, "consult")
}

fn first() -> Vec<String> {
    let talks = [
        deed("JPN", "requested_consultation", "2020-01-10"),
        deed("JPN", "consulted", "2020-01-12"),
        deed("USA", "consulted", "2020-01-12"),
    ];
    vec![attack("one", "2020-01-10", &talks.join(","))]
}

const BOTH: &str = "performed: Trigger 2020-01-10, FallDue 2020-01-10, Perform 2020-01-12 | \
                    performed: Trigger 2020-01-10, FallDue 2020-01-10, Perform 2020-01-12";

#[test]
fn a_later_attack_waits_for_another_call() {
    let program = shipped();
    let mut lines = first();
    lines.push(attack("two", "2020-02-01", ""));
    let seen = lives(&program, &lines, date(2020, 3, 1));
    assert_eq!(seen, format!("{BOTH} | available:  | available: "));
}

#[test]
fn the_same_party_calls_again() {
    let program = shipped();
    let mut lines = first();
    let again = deed("JPN", "requested_consultation", "2020-02-05");
    lines.push(attack("two", "2020-02-01", &[again, deed("USA", "consulted", "2020-02-06")].join(",")));
    let seen = lives(&program, &lines, date(2020, 3, 1));
    let due = "Trigger 2020-02-05, FallDue 2020-02-05";
    assert_eq!(seen, format!("{BOTH} | due: {due} | performed: {due}, Perform 2020-02-06"));
}

/// A day that was told before is the call that was answered, however late it is told again.
#[test]
fn a_call_that_is_told_again_is_the_same_call() {
    let program = shipped();
    let mut lines = first();
    lines.push(attack("two", "2020-02-01", &deed("JPN", "requested_consultation", "2020-01-10")));
    assert_eq!(lives(&program, &lines, date(2020, 3, 1)), format!("{BOTH} | available:  | available: "));
}

/// Who has not come to the talks owes them still, and a later attack makes no second duty of it.
#[test]
fn who_stayed_away_still_owes() {
    let program = shipped();
    let talks = [deed("JPN", "requested_consultation", "2020-01-10"), deed("JPN", "consulted", "2020-01-12")];
    let lines = [attack("one", "2020-01-10", &talks.join(",")), attack("two", "2020-02-01", "")];
    let seen = lives(&program, &lines, date(2020, 3, 1));
    let due = "Trigger 2020-01-10, FallDue 2020-01-10";
    assert_eq!(seen, format!("performed: {due}, Perform 2020-01-12 | due: {due} | available: "));
}

/// A call after the talks of the one and before those of the other is new to the first alone; the next is new to both.
#[test]
fn each_party_has_answered_by_its_own_talks() {
    let program = shipped();
    let lines = [
        attack(
            "one",
            "2020-01-01",
            &[deed("JPN", "requested_consultation", "2020-01-01"), deed("USA", "consulted", "2020-01-01")]
                .join(","),
        ),
        attack(
            "two",
            "2020-01-02",
            &[deed("JPN", "requested_consultation", "2020-01-02"), deed("JPN", "consulted", "2020-01-02")]
                .join(","),
        ),
        attack("three", "2020-01-03", &deed("JPN", "requested_consultation", "2020-01-04")),
    ];
    let seen = lives(&program, &lines, date(2020, 3, 1));
    let on = |day: &str| format!("Trigger {day}, FallDue {day}");
    let (first, second, third) = (on("2020-01-01"), on("2020-01-02"), on("2020-01-04"));
    assert_eq!(
        seen,
        format!(
            "performed: {first}, Perform 2020-01-02 | performed: {first}, Perform 2020-01-01 | due: {second} | due: {third}"
        )
    );
}

/// A text that names the event and asks for no call has new talks on each: cst-1992, Art. 2.
#[test]
fn talks_without_a_call_fall_due_each_time() {
    let program = shipped();
    let attack = |id: &str, day: &str, record: &str| {
        attack(id, day, record).replace("PRK", "XXA").replace("JPN", "KAZ").replace("japan", "kazakhstan")
    };
    let talked = r#"{"by":"BLR","does":"consulted","treaty":"cst","date":"2010-01-12"}"#;
    let lines = [attack("one", "2010-01-10", talked), attack("two", "2010-02-01", "")];
    let crisis = run(&program, &events(&program, &lines.join("\n")), Some(date(2010, 3, 1)));
    let of_minsk = |one: &&casus::life::Obligation| {
        program.actor_name(one.obligor) == "BLR" && program.clause_path(one.clause) == "cst.consult"
    };
    let days: Vec<String> =
        crisis.obligations.iter().filter(of_minsk).map(|one| one.since.to_string()).collect();
    assert_eq!(days, ["2010-01-10", "2010-02-01"]);
}

/// Talks under one instrument are called for by those whom it binds.
#[test]
fn a_stranger_calls_for_nothing() {
    let program = shipped();
    let mut lines = first();
    let stranger = r#"{"by":"TUR","does":"requested_consultation","date":"2020-02-02"}"#;
    lines.push(attack("two", "2020-02-01", stranger));
    assert_eq!(lives(&program, &lines, date(2020, 3, 1)), format!("{BOTH} | available:  | available: "));
}

/// nat-1949, Art. 4: the parties consult whenever, in the opinion of any, a party is threatened. The clause looks at
/// nothing of an event, and was called on more than once.
#[test]
fn who_calls_again_after_talks_is_owed_talks_again() {
    let program = shipped();
    let event = |id: &str, day: &str, record: &[String]| {
        let record = record.join(",");
        format!(r#"{{"id":"{id}","date":"{day}","act":"legal_act","by":"SYR","record":[{record}]}}"#)
    };
    let under = |by: &str, does: &str, day: &str| deed(by, does, day).replace("us_japan", "north_atlantic");
    let call = |day: &str| under("TUR", "requested_consultation", day);
    let talk = |day: &str| under("GBR", "consulted", day);
    let of_britain = |lines: &[String]| {
        let crisis = run(&program, &events(&program, &lines.join("\n")), Some(date(2014, 1, 1)));
        let ours = |one: &&casus::life::Obligation| {
            program.actor_name(one.obligor) == "GBR"
                && program.clause_path(one.clause) == "north_atlantic.consult"
        };
        let life = |one: &casus::life::Obligation| format!("{} {:?}", one.since, one.life.state());
        crisis.obligations.iter().filter(ours).map(life).collect::<Vec<_>>().join(", ")
    };
    let first = event("june", "2012-06-24", &[call("2012-06-24"), talk("2012-06-26")]);
    let quiet = event("between", "2012-08-01", &[]);
    let second = event("october", "2012-10-03", &[call("2012-10-03")]);
    let done = "2012-06-24 Ended(Performed)";
    assert_eq!(of_britain(&[first.clone(), quiet.clone()]), done);
    assert_eq!(
        of_britain(&[first.clone(), quiet.clone(), second.clone()]),
        format!("{done}, 2012-10-03 Live(Due)")
    );
    let answered = event("later", "2012-11-01", &[talk("2012-11-01")]);
    assert_eq!(of_britain(&[first, quiet, second, answered]), format!("{done}, 2012-10-03 Ended(Performed)"));
}

static PROGRAM: LazyLock<Program> = LazyLock::new(shipped);

const PARTIES: [&str; 3] = ["JPN", "USA", "GBR"];
const DEEDS: [&str; 5] =
    ["requested_consultation", "declared_threatened", "consulted", "refused", "requested_organ"];

/// An attack after some days, with deeds after some more.
type Sketch = (u8, bool, Vec<(u8, u8, u8)>);

fn drawn(all: &[Sketch]) -> String {
    let mut day = date(2020, 1, 1);
    let lines = all.iter().enumerate().map(|(at, (gap, on_britain, deeds))| {
        day = day.checked_add(i64::from(gap % 4).days()).expect("a day");
        let record = deeds.iter().map(|(who, what, later)| {
            let by = PARTIES[usize::from(*who) % PARTIES.len()];
            let treaty = if by == "GBR" { "north_atlantic" } else { "us_japan" };
            let does = DEEDS[usize::from(*what) % DEEDS.len()];
            let on = day.checked_add(i64::from(later % 4).days()).expect("a day");
            format!(r#"{{"by":"{by}","does":"{does}","treaty":"{treaty}","date":"{on}"}}"#)
        });
        let record: Vec<String> = record.collect();
        let line = attack(&format!("e{at}"), &day.to_string(), &record.join(","));
        if *on_britain {
            line.replace("JPN\",\"place\":\"japan", "GBR\",\"place\":\"united_kingdom")
        } else {
            line
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A call that was refused has made its duty; it makes no second one when it is asked about again. Found by the
/// search below.
#[test]
fn a_refused_call_makes_one_duty() {
    let all = [
        (0, false, vec![(113, 157, 91)]),
        (30, false, vec![(83, 29, 88)]),
        (0, false, vec![(44, 84, 70)]),
        (0, false, vec![(107, 128, 150), (0, 0, 11)]),
    ];
    let program = &*PROGRAM;
    let filter = quick::some(program, &["us_japan", "north_atlantic"]);
    quick::hold(program, &filter, &events(program, &drawn(&all)));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(40) })]

    #[test]
    fn calls_and_talks_are_followed_alike_and_gone_on_with(
        all in prop::collection::vec(
            (any::<u8>(), any::<bool>(), prop::collection::vec(any::<(u8, u8, u8)>(), 0..4)), 1..7),
        cut in 0..7_usize,
    ) {
        let program = &*PROGRAM;
        let events: Vec<Event> = events(program, &drawn(&all));
        let filter = quick::some(program, &["us_japan", "north_atlantic"]);
        quick::hold(program, &filter, &events);
        resume::hold(program, &filter, &events, cut);
    }
}

//! Clocks of general and domestic law over a crisis: the report under Art. 51, the forty-eight hours and the sixty days
//! of the War Powers Resolution. Days come from the collection of cases (`wpr-…`) where a test names one.

use super::crisis::{events, root, shipped, told};
use casus::evaluate::{Filter, Stance};
use casus::event::Event;
use casus::ir::Program;
use casus::life::{Crisis, follow};
use casus::text::Limits;
use jiff::civil::{Date, date};
use std::fs;

/// The stance of these readings, `question=reading`.
fn read(program: &Program, choices: &[&str]) -> Stance {
    let mut stance = Stance::default();
    for choice in choices {
        let (question, reading) = choice.split_once('=').expect("a choice");
        let id = program.find_question(question).expect(question);
        let row = program.question(id).expect("its row");
        let at = row.readings.iter().position(|one| one.name == reading).expect(reading);
        stance.readings.insert(id, casus::ir::ReadingId::at(at));
    }
    stance
}

fn run(program: &Program, events: &[Event], overlay: &str, stance: &Stance, until: Date) -> Crisis {
    let filter = Filter { treaties: vec![program.find_treaty(overlay).expect(overlay)], ..Filter::default() };
    let crisis = follow(program, events, stance, &filter, Some(until), &Limits::default());
    assert!(crisis.refused.is_empty() && crisis.too_complex.is_empty(), "{:?}", crisis.refused);
    crisis
}

/// A blow by the United States, or a deployment under fire, and what is told of it afterwards.
fn operation(on: &str, act: &str, by: &str, against: &str, more: &str, deeds: &[(&str, &str)]) -> String {
    let mut lines = vec![format!(
        r#"{{"id":"start","date":"{on}","act":"{act}","by":{by},"against":"{against}","object":"armed_forces","gravity":"most_grave","attribution":"established","intent":"deliberate","origin":"external","operation_over":"no","nuclear_used":"no",{more},"record":[{{"by":"USA","does":"introduced_forces"}},{{"by":"USA","does":"used_force"}}]}}"#
    )];
    for (at, (day, deed)) in deeds.iter().enumerate() {
        lines.push(format!(
            r#"{{"id":"later-{at}","date":"{day}","act":"no_hostile_act","by":[],"against":[],"record":[{{{deed}}}]}}"#
        ));
    }
    lines.join("\n")
}

const REPORT: &str = r#""by":"USA","does":"reported","to":"us_congress","treaty":"us_war_powers""#;
const OUT: &str = r#""by":"USA","does":"withdrew_forces""#;
const FULL: &str = r#""limited_role":"no""#;

fn kosovo() -> String {
    operation(
        "1999-03-24",
        "air_strike",
        r#"["USA","GBR","FRA","DEU","ITA"]"#,
        "YUG",
        FULL,
        &[
            ("1999-03-26", REPORT),
            ("1999-05-25", r#""by":"us_congress","does":"funded_by_statute","treaty":"us_war_powers""#),
            ("1999-06-10", OUT),
        ],
    )
}

/// wpr-kosovo-1999: bombing from 24 March, reported on the 26th, day sixty on 25 May, the end on 10 June. Whether money is
/// leave is disputed.
#[test]
fn kosovo_runs_past_the_sixty_days_unless_money_is_leave() {
    let program = shipped();
    let crisis = events(&program, &kosovo());
    let by = |money: &str| {
        let stance =
            read(&program, &["report_kind=submitted_or_required", &format!("funding_is_authority={money}")]);
        told(&program, &run(&program, &crisis, "us_war_powers", &stance, date(1999, 12, 31)), "clock_60d")
    };
    assert_eq!(
        by("no"),
        "performed: Trigger 1999-03-24, FallDue 1999-03-24, Breach 1999-05-26, Perform 1999-06-10"
    );
    assert_eq!(by("yes"), "terminated: Trigger 1999-03-24, FallDue 1999-03-24, Terminate 1999-05-25");
    // Left open, no life begins, and it is said that it is not settled.
    let open = run(&program, &crisis, "us_war_powers", &Stance::default(), date(1999, 12, 31));
    assert_eq!(told(&program, &open, "clock_60d"), "");
    assert!(open.unsettled.iter().any(|one| program.clause_path(one.clause) == "us_war_powers.clock_60d"));
    assert_eq!(
        told(&program, &open, "report_48h"),
        "performed: Trigger 1999-03-24, FallDue 1999-03-24, Perform 1999-03-26"
    );
}

/// The term is counted from the report, or from the end of the forty-eight hours where none came or it came late.
#[test]
fn the_sixty_days_run_from_the_report_made_or_due() {
    let program = shipped();
    let stance = read(&program, &["report_kind=submitted_or_required", "funding_is_authority=no"]);
    let broken = |report: Option<&str>| {
        let mut text = kosovo();
        match report {
            Some(day) => text = text.replace("1999-03-26", day),
            None => text = text.replace(r#""does":"reported""#, r#""does":"denied""#),
        }
        let crisis = run(&program, &events(&program, &text), "us_war_powers", &stance, date(1999, 6, 1));
        (told(&program, &crisis, "report_48h"), told(&program, &crisis, "clock_60d"))
    };
    let (report, clock) = broken(Some("1999-03-25"));
    assert!(report.ends_with("Perform 1999-03-25") && clock.ends_with("Breach 1999-05-25"), "{clock}");
    let (report, clock) = broken(None);
    assert!(report.ends_with("Breach 1999-03-27") && clock.ends_with("Breach 1999-05-26"), "{clock}");
    let (report, clock) = broken(Some("1999-04-10"));
    assert!(report.ends_with("Breach 1999-03-27, Perform 1999-04-10"), "{report}");
    assert!(clock.ends_with("Breach 1999-05-26"), "{clock}");
}

/// us-domestic, sec. 5(b): thirty days more on written certification. Made up on the days of Kosovo: ninety days from
/// 26 March end on 24 June.
#[test]
fn thirty_days_more_can_be_certified() {
    let program = shipped();
    let stance = read(&program, &["report_kind=submitted_or_required", "funding_is_authority=no"]);
    let text = kosovo().replace(
        r#""by":"us_congress","does":"funded_by_statute","treaty":"us_war_powers""#,
        r#""by":"USA","does":"certified_necessity","treaty":"us_war_powers""#,
    );
    let text = text.replace("1999-05-25", "1999-05-20");
    let at = |text: &str| {
        let crisis = run(&program, &events(&program, text), "us_war_powers", &stance, date(1999, 7, 31));
        (told(&program, &crisis, "clock_60d"), told(&program, &crisis, "clock_90d"))
    };
    let (sixty, ninety) = at(&text);
    assert!(sixty.ends_with("Terminate 1999-05-20"), "{sixty}");
    assert_eq!(ninety, "performed: Trigger 1999-05-20, FallDue 1999-05-20, Perform 1999-06-10");
    let (_, late) = at(&text.replace("1999-06-10", "1999-07-10"));
    assert!(late.ends_with("Breach 1999-06-25, Perform 1999-07-10"), "{late}");
}

/// wpr-libya-2011: from 19 March, reported on the 21st; day sixty was 20 May; the narrow view of hostilities.
#[test]
fn libya_turns_on_what_hostilities_are() {
    let program = shipped();
    let text = operation(
        "2011-03-19",
        "air_strike",
        r#"["USA","GBR","FRA"]"#,
        "LBY",
        r#""limited_role":"yes""#,
        &[("2011-03-21", REPORT), ("2011-10-31", OUT)],
    );
    let events = events(&program, &text);
    let by = |meaning: &str| {
        let meaning = format!("hostilities_meaning={meaning}");
        let stance = read(
            &program,
            &["report_kind=submitted_or_required", "funding_is_authority=no", "older_statute=no", &meaning],
        );
        told(&program, &run(&program, &events, "us_war_powers", &stance, date(2011, 6, 15)), "clock_60d")
    };
    assert_eq!(by("any_fighting"), "breached: Trigger 2011-03-19, FallDue 2011-03-19, Breach 2011-05-21");
    assert_eq!(by("own_risk"), "");
}

/// wpr-mayaguez-1975: the one report that named hostilities, on 15 May 1975, when the fight was over too.
#[test]
fn mayaguez_is_reported_by_name_and_over_before_the_limit() {
    let program = shipped();
    let text = operation(
        "1975-05-15",
        "raid",
        r#""USA""#,
        "KHM",
        FULL,
        &[
            (
                "1975-05-15",
                r#""by":"USA","does":"reported_hostilities","to":"us_congress","treaty":"us_war_powers""#,
            ),
            ("1975-05-15", OUT),
        ],
    );
    let stance =
        read(&program, &["report_kind=only_if_named", "funding_is_authority=no", "older_statute=no"]);
    let crisis = run(&program, &events(&program, &text), "us_war_powers", &stance, date(1975, 12, 31));
    for clause in ["report_48h", "clock_60d"] {
        assert_eq!(
            told(&program, &crisis, clause),
            "performed: Trigger 1975-05-15, FallDue 1975-05-15, Perform 1975-05-15",
            "{clause}"
        );
    }
}

/// wpr-lebanon-1983: Congress had the clock run from 29 August and gave leave by a statute of 12 October, before the sixty
/// days were over.
#[test]
fn lebanon_is_allowed_by_statute_before_the_limit() {
    let program = shipped();
    let text = operation(
        "1983-08-29",
        "ground_attack",
        r#""lebanese_militias""#,
        "USA",
        FULL,
        &[("1983-10-12", r#""by":"us_congress","does":"authorised_by_statute","treaty":"us_war_powers""#)],
    );
    let stance = read(&program, &["report_kind=submitted_or_required"]);
    let crisis = run(&program, &events(&program, &text), "us_war_powers", &stance, date(1984, 3, 30));
    assert_eq!(
        told(&program, &crisis, "clock_60d"),
        "terminated: Trigger 1983-08-29, FallDue 1983-08-29, Terminate 1983-10-12"
    );
}

/// tonkin-1964 and July 1914: nothing is judged by what was made later; and what is switched off says nothing.
#[test]
fn no_clock_runs_before_its_day_or_when_it_is_off() {
    let program = shipped();
    let stance = read(&program, &["report_kind=submitted_or_required"]);
    let tonkin = operation("1964-08-05", "air_strike", r#""USA""#, "VNM", FULL, &[]);
    let crisis = run(&program, &events(&program, &tonkin), "us_war_powers", &stance, date(1964, 12, 31));
    assert!(crisis.obligations.is_empty() && crisis.unsettled.is_empty());
    let text = fs::read_to_string(root().join("examples/july_1914.jsonl")).expect("the crisis");
    let july = events(&program, &text);
    let crisis = follow(
        &program,
        &july,
        &Stance::default(),
        &Filter::default(),
        Some(date(1914, 8, 31)),
        &Limits::default(),
    );
    let later = |clause| {
        let treaty =
            program.clause(clause).and_then(|row| program.treaty(row.treaty)).expect("an instrument");
        treaty.days.from.is_some_and(|from| from > date(1914, 8, 31))
    };
    assert!(!crisis.obligations.is_empty());
    assert!(crisis.obligations.iter().all(|one| !later(one.clause)));
    assert!(crisis.unsettled.iter().all(|one| !later(one.clause)));
    let off =
        Stance { overlays_off: vec![program.find_treaty("us_war_powers").expect("the overlay")], ..stance };
    let crisis = run(&program, &events(&program, &kosovo()), "us_war_powers", &off, date(1999, 12, 31));
    assert!(crisis.obligations.is_empty() && crisis.unsettled.is_empty());
}

/// A later event of others starts no clock anew: forces are introduced when that is told.
#[test]
fn what_others_do_later_starts_no_clock() {
    let program = shipped();
    let stance = read(&program, &["report_kind=submitted_or_required", "funding_is_authority=no"]);
    let other = r#"{"id":"other","date":"2001-01-01","act":"shelling","by":"PRK","against":"iso3:KOR","object":"territory","place":"seoul","gravity":"less_grave","attribution":"established","intent":"deliberate","origin":"external","operation_over":"no","limited_role":"no"}"#;
    let text = format!("{}\n{other}\n", kosovo());
    let crisis = run(&program, &events(&program, &text), "us_war_powers", &stance, date(2001, 12, 31));
    assert_eq!(told(&program, &crisis, "report_48h").matches("Trigger").count(), 1);
    assert_eq!(told(&program, &crisis, "clock_60d").matches("Trigger").count(), 1);
}

/// wpr-soleimani-2020: a strike of 2 January, claimed as an answer, told to the Security Council on 8 January (S/2020/20)
/// and to Congress on the 4th.
#[test]
fn force_in_self_defence_is_reported_to_the_council() {
    let program = shipped();
    let text = operation(
        "2020-01-02",
        "drone_strike",
        r#""USA""#,
        "IRN",
        r#""limited_role":"no","place":"baghdad""#,
        &[
            ("2020-01-02", r#""by":"USA","does":"claimed_provocation""#),
            ("2020-01-04", REPORT),
            ("2020-01-08", r#""by":"USA","does":"reported","to":"unsc""#),
        ],
    );
    let crisis = events(&program, &text);
    let charter = run(&program, &crisis, "un_charter", &Stance::default(), date(2020, 2, 1));
    // What Congress was told performs nothing toward the Council.
    assert_eq!(
        told(&program, &charter, "report"),
        "performed: Trigger 2020-01-02, FallDue 2020-01-02, Perform 2020-01-08"
    );
    let home = run(&program, &crisis, "us_war_powers", &Stance::default(), date(2020, 2, 1));
    assert_eq!(
        told(&program, &home, "report_48h"),
        "performed: Trigger 2020-01-02, FallDue 2020-01-02, Perform 2020-01-04"
    );
}

/// nat-d14: a place on the agenda ends the right on one reading, which nobody is known to hold, and not on the other. The
/// events are made up.
#[test]
fn which_act_of_the_council_ends_self_defence_is_a_question() {
    let program = shipped();
    let attack = r#"{"id":"attack","date":"1995-05-01","act":"invasion","by":"XXA","against":"AUT","object":"territory","place":"vienna","gravity":"most_grave","attribution":"established","intent":"deliberate","origin":"external","provocation":"none_given"}"#;
    let council = |does: &str| {
        format!(
            r#"{{"id":"council","date":"1995-05-03","act":"no_hostile_act","by":[],"against":[],"record":[{{"by":"unsc","does":"{does}"}}]}}"#
        )
    };
    let end = r#"{"id":"end","date":"1995-05-09","act":"no_hostile_act","by":[],"against":[],"record":[{"by":"AUT","does":"ended_measures"}]}"#;
    let at = |does: &str, choices: &[&str]| {
        let text = format!("{attack}\n{}\n{end}\n", council(does));
        let stance = read(&program, choices);
        let crisis = run(&program, &events(&program, &text), "un_charter", &stance, date(1995, 6, 1));
        told(&program, &crisis, "measures_of_the_council")
    };
    let ended = "performed: Trigger 1995-05-03, FallDue 1995-05-03, Perform 1995-05-09";
    assert_eq!(at("took_measures", &[]), ended);
    assert_eq!(at("seized", &[]), "");
    assert_eq!(at("seized", &["council_measures=effective"]), "");
    assert_eq!(at("seized", &["council_measures=any_seizure"]), ended);
}

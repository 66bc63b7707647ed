//! Duties that a state performs, whenever it came about.

use std::fs;

use jiff::civil::date;

use crate::crisis::{program, root};
use crate::january::{self, Told, follow};

fn text() -> String {
    fs::read_to_string(root().join("tests/lifecycle/standing.casus")).expect("the agreement")
}

/// Where the duties of a clause stand, each with the day of its last move.
fn stands(told: &[Told<'_>], clause: &str) -> Vec<String> {
    let program = program(&[text()]);
    let crisis = follow(&program, told, date(2024, 1, 31));
    let of = crisis.obligations.iter().filter(|one| program.clause_path(one.clause) == clause);
    let words = |one: &casus::life::Obligation| {
        let day = one.life.steps().last().map(|step| step.on().latest().day()).unwrap_or_default();
        format!("{} {day}", one.life.state().word())
    };
    of.map(words).collect()
}

const HANDOVER: Told<'static> = (10, "handover", &[]);
const INSURED: &[(&str, &str, &str)] = &[("TENANT", "took_insurance", "")];

fn on<'t>(day: i8, deeds: &'t [(&'t str, &'t str, &'t str)]) -> Told<'t> {
    (day, "on_a_day", deeds)
}

#[test]
fn what_was_done_before_performs_on_the_day_on_which_it_is_owed() {
    let insure = |told: &[Told<'_>]| stands(told, "lease.insure");
    assert_eq!(insure(&[HANDOVER]), ["breached 21"]);
    assert_eq!(insure(&[on(2, INSURED), HANDOVER]), ["performed 10"]);
    assert_eq!(insure(&[HANDOVER, on(12, INSURED)]), ["performed 12"]);
    assert_eq!(insure(&[(10, "handover", INSURED)]), ["performed 10"]);
    // A narrower kind is one; what another did, or under another instrument, is none.
    assert_eq!(insure(&[on(2, &[("TENANT", "took_full_insurance", "")]), HANDOVER]), ["performed 10"]);
    assert_eq!(insure(&[on(2, &[("LANDLORD", "took_insurance", "")]), HANDOVER]), ["breached 21"]);
    assert_eq!(
        insure(&[on(2, &[("TENANT", "took_insurance", r#","to":"BROKER""#)]), HANDOVER]),
        ["breached 21"]
    );
    assert_eq!(
        insure(&[on(2, &[("TENANT", "took_insurance", r#","to":"LANDLORD""#)]), HANDOVER]),
        ["performed 10"]
    );
    let broker = [("BROKER", "took_insurance", r#","on_behalf_of":"TENANT""#)];
    assert_eq!(insure(&[on(2, &broker), HANDOVER]), ["performed 10"]);
    // What names another clause is about that one.
    assert_eq!(
        insure(&[on(2, &[("TENANT", "took_insurance", r#","clause":"lease.insure""#)]), HANDOVER]),
        ["performed 10"]
    );
}

#[test]
fn the_reason_says_since_when() {
    let program = program(&[text()]);
    let crisis = follow(&program, &[on(2, INSURED), HANDOVER], date(2024, 1, 31));
    let one = crisis.obligations.iter().find(|one| program.clause_path(one.clause) == "lease.insure");
    let last = one.expect("the insurance").life.steps().last().expect("a move");
    assert_eq!((last.reason(), last.cause()), ("TENANT took insurance on 2024-01-02, and that stands", "e1"));
}

#[test]
fn what_was_undone_stands_no_more() {
    let insure = |told: &[Told<'_>]| stands(told, "lease.insure");
    let lapsed = on(5, &[("TENANT", "insurance_lapsed", "")]);
    assert_eq!(insure(&[on(2, INSURED), lapsed, HANDOVER]), ["breached 21"]);
    assert_eq!(insure(&[on(2, INSURED), lapsed, on(6, INSURED), HANDOVER]), ["performed 10"]);
    assert_eq!(insure(&[on(5, INSURED), lapsed, HANDOVER]), ["breached 21"]);
    // The lapse of another's insurance is another matter.
    let other = on(5, &[("LANDLORD", "insurance_lapsed", "")]);
    assert_eq!(insure(&[on(2, INSURED), other, HANDOVER]), ["performed 10"]);
}

/// While it stands it is not called up anew; once it was undone, it is.
#[test]
fn what_stands_is_not_called_up_anew() {
    let insure = |told: &[Told<'_>]| stands(told, "lease.insure");
    let again: Told<'_> = (15, "handover", &[]);
    assert_eq!(insure(&[on(2, INSURED), HANDOVER, again]), ["performed 10"]);
    assert_eq!(insure(&[HANDOVER, on(12, INSURED), again]), ["performed 12"]);
    let lapsed = on(14, &[("TENANT", "insurance_lapsed", "")]);
    assert_eq!(insure(&[on(2, INSURED), HANDOVER, lapsed, again]), ["performed 10", "breached 26"]);
    assert_eq!(
        insure(&[on(2, INSURED), HANDOVER, lapsed, again, on(16, INSURED)]),
        ["performed 10", "performed 16"]
    );
    // Told again with the event that calls it up, it is still the same.
    assert_eq!(insure(&[on(2, INSURED), HANDOVER, (15, "handover", INSURED)]), ["performed 10"]);
    // Where each event has a duty of its own, each is performed by it.
    let fenced: &[_] = &[("LANDLORD", "fenced", "")];
    let works = |day| (day, "works", &[][..]);
    assert_eq!(stands(&[on(2, fenced), works(5), works(9)], "lease.fence"), ["performed 5", "performed 9"]);
    assert_eq!(stands(&[works(5), works(9), on(12, fenced)], "lease.fence"), ["performed 12", "breached 20"]);
}

#[test]
fn a_part_that_was_done_before_is_a_part() {
    let secure = |told: &[Told<'_>]| stands(told, "lease.secure");
    let furnished: &[_] = &[("TENANT", "furnished_guarantee", "")];
    let registered: &[_] = &[("TENANT", "registered_guarantee", "")];
    assert_eq!(secure(&[on(2, furnished), HANDOVER]), ["breached 21"]);
    assert_eq!(secure(&[on(2, furnished), on(3, registered), HANDOVER]), ["performed 10"]);
    assert_eq!(secure(&[on(2, furnished), HANDOVER, on(12, registered)]), ["performed 12"]);
    assert_eq!(secure(&[HANDOVER, on(12, registered), on(13, furnished)]), ["performed 13"]);
}

/// What was done while a duty rested performs it when it comes back.
#[test]
fn what_was_done_in_a_rest_performs_when_the_duty_comes_back() {
    let (halted, went_on) = (on(11, &[("LANDLORD", "halted", "")]), on(15, &[("LANDLORD", "went_on", "")]));
    assert_eq!(stands(&[HANDOVER, halted, on(12, INSURED)], "lease.insure"), ["suspended 11"]);
    assert_eq!(stands(&[HANDOVER, halted, on(12, INSURED), went_on], "lease.insure"), ["performed 15"]);
}

/// What is said of the agreement with one line in place of another.
fn said(from: &str, to: &str) -> Vec<String> {
    january::said(&text(), from, to)
}

#[test]
fn what_cannot_have_been_done_before_is_refused() {
    assert_eq!(said("state BROKER", "state BROKER"), [""; 0]);
    for (from, to, message) in [
        (
            "is released by waived",
            "is released by waived, even before",
            "what was done before performs a duty, and nothing is released by it",
        ),
        (
            "by fenced\n",
            "by fenced in all 5 posts, even before\n",
            "an amount is counted from when the duty is there",
        ),
        ("LANDLORD shall fence", "LANDLORD may fence", "only what is to be done can have been done before"),
        (
            "until insurance_lapsed",
            "until insurance_laspsed",
            "unknown value of the tree `deed` `insurance_laspsed`",
        ),
        (", even before, until", ", even, until", "expected `before`, found `,`"),
    ] {
        let said = said(from, to);
        assert_eq!(said.first().map(String::as_str), Some(message), "{said:?}");
    }
}

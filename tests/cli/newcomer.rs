//! What somebody meets who writes a first rule file, or mixes up what commands take.

use super::{run, run_with};

#[test]
fn first_mistakes_are_each_told_once_with_a_way_out() {
    let ran = run("check newcomer.txt");
    assert_eq!(ran.code, Some(1), "{}", ran.seen());
    insta::assert_snapshot!(ran.seen());
    // What could not be read is not said to be missing as well.
    for twice in ["does not state its response", "silent on consultation", "expects nothing"] {
        assert!(!ran.seen().contains(twice), "{twice}\n{}", ran.seen());
    }
}

#[test]
fn names_that_are_not_there_say_where_to_look() {
    let ran = run("check newcomer_names.casus");
    assert_eq!(ran.code, Some(1), "{}", ran.seen());
    insta::assert_snapshot!(ran.seen());
    assert!(!ran.seen().contains("expects nothing"), "{}", ran.seen());
}

#[test]
fn habits_of_other_languages_are_answered_once() {
    let ran = run("check newcomer_habits.txt");
    assert_eq!(ran.code, Some(1), "{}", ran.seen());
    insta::assert_snapshot!(ran.seen());
    for twice in
        ["does not state its kind", "cannot be told from its kind", "nothing is decided", "never apply"]
    {
        assert!(!ran.seen().contains(twice), "{twice}\n{}", ran.seen());
    }
}

#[test]
fn words_of_plain_english_are_answered_with_those_of_the_language() {
    let ran = run("check newcomer_words.casus");
    assert_eq!(ran.code, Some(1), "{}", ran.seen());
    insta::assert_snapshot!(ran.seen());
}

#[test]
fn lines_in_plain_english_are_told_where_they_stand() {
    let ran = run("check newcomer_usual.txt");
    assert_eq!(ran.code, Some(1), "{}", ran.seen());
    insta::assert_snapshot!(ran.seen());
}

/// The parts of a deed are not the fields of an event: `on` is a day here.
#[test]
fn the_usual_words_for_the_parts_of_a_deed_are_answered() {
    let ran = run("eval newcomer_record.jsonl");
    assert_eq!(ran.code, Some(3), "{}", ran.seen());
    for said in ["of a deed stands in `date`", "stands in `by`", "stands in `does`", "stands in `to`"] {
        assert!(ran.err.contains(said), "{said}\n{}", ran.seen());
    }
}

/// A test whose event cannot be read is never run, and the other tests of the file are.
#[test]
fn a_slip_in_the_event_of_a_test_is_told_with_its_place() {
    let ran = run("check newcomer_event.casus");
    assert_eq!(ran.code, Some(1), "{}", ran.seen());
    let places = ["newcomer_event.casus:4:9", "newcomer_event.casus:6:37"];
    for said in places.iter().chain(&["unknown value `bombard`", ": 2 errors, 0 warnings"]) {
        assert!(ran.seen().contains(said), "{said}\n{}", ran.seen());
    }
}

#[test]
fn what_one_command_takes_by_option_and_another_by_place_is_told() {
    for (line, tip) in [
        ("test --rules rules", "rule files are named here without an option"),
        ("lint --rules rules", "rule files are named here without an option"),
        ("conflicts --treaty rio", "instruments are named here without an option"),
        ("prove newcomer_names.casus", "named with --rules newcomer_names.casus"),
    ] {
        let ran = run(line);
        assert_eq!(ran.code, Some(2), "{}", ran.seen());
        assert!(ran.err.contains(tip), "{}", ran.seen());
    }
    // An option that no command takes so is not explained away.
    let ran = run("test --treaty rio");
    assert!(!ran.err.contains("without an option"), "{}", ran.seen());
}

#[test]
fn a_deed_of_a_later_day_is_said_not_to_count() {
    let event = "{\"id\":\"a\",\"date\":\"1961-06-25\",\"act\":\"threat_of_force\",\"by\":\"IRQ\",\"against\":\"KWT\",\
                 \"record\":[{\"by\":\"KWT\",\"does\":\"requested_aid\",\"date\":\"1961-06-30\"}]}\n";
    let later = "deeds of later days do not count for this event: 1961-06-30";
    let line = "eval - --treaty britain_kuwait_1961 --status owed";
    let ran = run_with(line, event);
    assert!(ran.out.contains(later) && !ran.out.contains("will assist"), "{}", ran.seen());
    let ran = run_with(line, &event.replace("06-25", "06-30"));
    assert!(!ran.out.contains("later days") && ran.out.contains("will assist"), "{}", ran.seen());
}

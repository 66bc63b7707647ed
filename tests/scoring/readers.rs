//! Every pitfall of the files, one by one.

use casus::import::atop::{self, Condition, Duty};
use casus::import::sheet::Read;
use casus::import::{codings, wars};

use crate::data;

fn said<T>(read: &Read<T>) -> Vec<String> {
    read.refused.iter().map(|diagnostic| diagnostic.render("m.csv")).collect()
}

#[test]
fn a_negative_threat_is_no_state() {
    let text =
        data::members(&[&[("member", "200"), ("defense", "1"), ("statthr1", "-9"), ("statthr2", "-8")]]);
    let read = atop::read(&text).unwrap();
    assert_eq!(said(&read), Vec::<String>::new());
    assert_eq!(read.rows[0].threats, Vec::<u32>::new());
}

#[test]
fn a_year_of_exit_of_zero_is_no_exit() {
    let text = data::members(&[
        &[("member", "200")],
        &[("member", "220"), ("yrexit", "1914"), ("moexit", "8"), ("dayexit", "3")],
    ]);
    let rows = atop::read(&text).unwrap().rows;
    assert_eq!(rows[0].exit, None);
    assert_eq!(rows[1].exit.unwrap().to_string(), "1914-08-03");
}

#[test]
fn a_day_without_code_keeps_its_precision() {
    let empty = data::members(&[&[("member", "300"), ("yrexit", "1909"), ("moexit", "5"), ("dayexit", "")]]);
    let negative =
        data::members(&[&[("member", "300"), ("yrexit", "1909"), ("moexit", "5"), ("dayexit", "-9")]]);
    for text in [empty, negative] {
        let rows = atop::read(&text).unwrap().rows;
        let exit = rows[0].exit.unwrap();
        assert_eq!((exit.to_string(), exit.is_exact()), ("1909-05".to_owned(), false));
    }
}

#[test]
fn a_promise_without_code_is_refused_and_the_other_rows_are_used() {
    let text =
        data::members(&[&[("member", "200"), ("defense", "-9")], &[("member", "220"), ("defense", "1")]]);
    let read = atop::read(&text).unwrap();
    assert_eq!(said(&read), ["m.csv:2:33: error[C0404] in `defense`: `defense` is not coded here"]);
    assert_eq!(read.rows.len(), 1);
    assert_eq!(read.rows[0].line, 3);
}

#[test]
fn conditions_belong_to_their_promise() {
    let text = data::members(&[&[("member", "200"), ("defense", "1"), ("defcoloc", "1"), ("neucoadv", "1")]]);
    let rows = atop::read(&text).unwrap().rows;
    let defence = &rows[0].duties[&Duty::Defence];
    assert!(defence.contains(&Condition::Location) && !defence.contains(&Condition::Adversary));
    assert!(!rows[0].duties.contains_key(&Duty::Neutrality), "a condition of a promise that was not made");
}

#[test]
fn a_word_where_a_number_stands_is_named_with_its_place() {
    let text = data::members(&[&[("member", "Russia")]]);
    assert_eq!(
        said(&atop::read(&text).unwrap()),
        ["m.csv:2:6: error[C0204] in `member`: `Russia` is not a whole number"]
    );
}

#[test]
fn a_flag_is_zero_or_one() {
    let text = data::members(&[&[("member", "200"), ("nonagg", "2")]]);
    assert_eq!(
        said(&atop::read(&text).unwrap()),
        ["m.csv:2:39: error[C0204] in `nonagg`: `2` is neither 0 nor 1"]
    );
}

#[test]
fn an_exit_before_the_entry_is_refused() {
    let text = data::members(&[&[("member", "200"), ("yrexit", "1899"), ("moexit", "1"), ("dayexit", "1")]]);
    let read = atop::read(&text).unwrap();
    assert_eq!(
        said(&read),
        ["m.csv:2:21: error[C0207] in `yrexit`: left on 1899-01-01, before joining on 1900-01-01"]
    );
}

#[test]
fn a_day_that_the_calendar_lacks_is_refused() {
    let text = data::members(&[&[("member", "200"), ("moent", "2"), ("dayent", "30")]]);
    let read = atop::read(&text).unwrap();
    assert_eq!(said(&read), ["m.csv:2:12: error[C0103] in `yrent`: the calendar has no 1900-02-30"]);
}

#[test]
fn lines_may_end_as_on_other_systems_and_places_stay_right() {
    let text = data::members(&[&[("member", "200")], &[("member", "x")]]);
    let plain = said(&atop::read(&text).unwrap());
    let carriage = said(&atop::read(&text.replace('\n', "\r\n")).unwrap());
    let marked = said(&atop::read(&format!("\u{feff}{text}")).unwrap());
    assert_eq!(plain, ["m.csv:3:6: error[C0204] in `member`: `x` is not a whole number"]);
    assert_eq!((&carriage, &marked), (&plain, &plain));
}

#[test]
fn every_missing_column_is_named() {
    let text = data::members(&[]).replace(",olimob,obvary", ",limob").replace("atopid", "atop_id");
    let said: Vec<String> = atop::read(&text).unwrap_err().iter().map(|one| one.render("m.csv")).collect();
    assert_eq!(said.len(), 3);
    assert!(said[0].contains("error[C0404] in `atopid`: the header has no column `atopid`"), "{}", said[0]);
    assert!(said[0].starts_with("m.csv:1:"), "{}", said[0]);
    assert!(said[0].contains("there is a column `atop_id`"), "{}", said[0]);
}

#[test]
fn an_empty_file_says_what_it_should_hold() {
    let said = atop::read("").unwrap_err();
    assert_eq!(said[0].message, "this file is empty");
    assert!(said[0].help.as_deref().unwrap().contains("`atopid`"));
}

#[test]
fn a_row_that_is_too_short_is_refused() {
    let text = format!("{}9001,200\n", data::members(&[]));
    assert_eq!(
        said(&atop::read(&text).unwrap()),
        ["m.csv:2:1: error[C0407]: this row has 2 cells, the header 44"]
    );
}

#[test]
fn a_file_without_rows_a_column_named_twice_and_other_marks_are_told() {
    let whole = |text: &str| -> Vec<String> {
        atop::read(text).unwrap_err().iter().map(|one| one.render("m.csv")).collect()
    };
    let head = data::members(&[]);
    assert_eq!(whole(&head), ["m.csv:1:1: error[C0408]: this file names columns and has no row"]);
    let twice =
        whole(&data::members(&[&[("member", "200")]]).replace("atopid,member", "atopid,member,atopid"));
    assert_eq!(
        twice,
        [
            "m.csv:1:15: error[C0407] in `atopid`: the header names the column `atopid` twice\n  help: leave one of the two"
        ]
    );
    for (mark, words) in [(";", "semicolons"), ("\t", "tabs")] {
        let said = whole(&data::members(&[&[("member", "200")]]).replace(',', mark));
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains(&format!("its cells seem to stand between {words}")), "{}", said[0]);
    }
}

#[test]
fn a_column_that_nobody_reads_may_stand_twice() {
    let plain = data::members(&[&[("member", "200"), ("defense", "1")]]);
    let rows = |text: &str| text.lines().map(|line| format!("{line},9\n")).collect::<String>();
    let more = rows(&rows(&plain));
    let text = more.replacen("statthr2,9,9", "statthr2,note,note", 1);
    assert_eq!(atop::read(&text).unwrap(), atop::read(&plain).unwrap());
}

#[test]
fn what_looks_like_a_slip_is_noted_and_used() {
    let text = data::war(&[(200, 1, (1900, 1, 1), 2, true), (220, 2, (1900, 1, 1), 2, false)]);
    assert_eq!(wars::doubtful(&wars::read(&text).unwrap().rows), []);
    let again = format!("{text}{}", text.lines().nth(1).unwrap().replace("War, made up", "Another war"));
    let read = wars::read(&again).unwrap();
    assert_eq!(read.rows.len(), 3);
    let notes = wars::doubtful(&read.rows);
    assert_eq!(notes.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [4, 4]);
    assert!(notes[0].1.contains("`Another war` here and `War, made up` on line 2"), "{}", notes[0].1);
    assert!(
        notes[1].1.contains("state 200 stands on side 1 of war 9000 on line 2 already"),
        "{}",
        notes[1].1
    );
    let once = data::codings(true);
    let twice = format!("{once}{}\n", once.lines().nth(1).unwrap());
    let read = codings::read(&twice).unwrap();
    assert_eq!(codings::repeated(&read.rows)[0].0, 3);
    assert_eq!(codings::repeated(&codings::read(&once).unwrap().rows), []);
}

#[test]
fn a_comma_in_a_name_does_not_move_the_columns() {
    let text = data::war(&[(200, 1, (1900, 1, 1), 2, true), (220, 3, (1900, 1, 1), 2, false)]);
    let read = wars::read(&text).unwrap();
    assert_eq!(read.rows[0].war_name, "War, made up");
    assert_eq!(said(&read), ["m.csv:3:35: error[C0204] in `Side`: `3` is neither side 1 nor side 2"]);
}

#[test]
fn a_second_spell_is_read_and_minus_eight_is_none() {
    let text = data::war(&[(200, 1, (1900, 1, 1), 2, true)]);
    assert_eq!(wars::read(&text).unwrap().rows[0].spells.len(), 1);
    let again = text.replace("1910,-8,-8,-8,-8,-8,-8", "1901,3,4,1902,5,-9,1903");
    let rows = wars::read(&again).unwrap().rows;
    let (start, end) = rows[0].spells[1];
    assert_eq!(
        (start.to_string(), end.unwrap().to_string()),
        ("1902-03-04".to_owned(), "1903-05".to_owned())
    );
}

#[test]
fn a_place_code_that_is_none_is_refused() {
    let text = data::war(&[(200, 1, (1900, 1, 1), 3, true)]);
    let said = said(&wars::read(&text).unwrap());
    assert!(said[0].ends_with("in `WhereFought`: `3` is no code of a part of the world"), "{}", said[0]);
}

#[test]
fn who_began_is_one_or_two_and_nobody_comes_back_before_he_came() {
    let text = data::war(&[(200, 1, (1900, 1, 1), 2, true)]);
    let other = text.replace(",2,1\n", ",2,7\n");
    assert!(
        said(&wars::read(&other).unwrap())[0].ends_with("in `Initiator`: `7` is neither 1, who began, nor 2")
    );
    let back = text.replace("1910,-8,-8,-8,-8,-8,-8", "1901,3,4,1802,5,-9,1903");
    let said = said(&wars::read(&back).unwrap());
    assert!(
        said[0].ends_with("in `StartYear2`: came back on 1802-03-04, before it began to fight on 1900-01-01"),
        "{}",
        said[0]
    );
    let early = data::war(&[(200, 1, (1, 1, 1), 2, true)]);
    let notes = wars::doubtful(&wars::read(&early).unwrap().rows);
    assert_eq!(
        notes,
        [(2, "state 200 fights from 0001-01-01 on, and the list begins with 1816-01-01".to_owned())]
    );
}

#[test]
fn a_coding_without_a_verdict_is_neither_met_nor_not() {
    let text = data::codings(true).replace(",,,,,1,,", ",,,,,,,");
    assert_eq!(codings::read(&text).unwrap().rows[0].met, None);
    assert_eq!(codings::read(&data::codings(true)).unwrap().rows[0].met, Some(true));
    assert_eq!(codings::read(&data::codings(false)).unwrap().rows[0].met, Some(false));
}

#[test]
fn numbers_with_a_point_of_statistics_programs_are_whole() {
    let text = data::codings(true).replace("9001,9000,", "9001.0,9000.0,");
    assert_eq!(codings::read(&text).unwrap().rows[0].war, Some(9000));
}

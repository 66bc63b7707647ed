//! Actors by the codes of others: every state of the two lists of states has its number here, letters
//! that two lists use for different states are refused, and a code means whoever had it on the day.
//!
//! Where the tables of those lists are not beside the project, the tests that need them say so and pass.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test stops at the first broken expectation, and says what it could not look at"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use casus::event::{CsvReader, Event, Fact, Line, Names, Value, event_from_json, to_json};
use casus::ir::{Codes, Program};
use casus::resolve::{Resolved, resolve};
use casus::syntax::parser::parse;
use casus::syntax::tree::{ItemKind, TestLineKind};
use casus::text::{FileId, Files, Limits};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

fn builtin() -> Program {
    let mut files = Files::default();
    let trees: Vec<_> = casus::builtin::add_to(&mut files)
        .into_iter()
        .map(|id| (id, parse(id, &files.get(id).unwrap().text, &Limits::default()).tree))
        .collect();
    let resolved = resolve(&trees, &Limits::default());
    assert!(resolved.is_usable());
    resolved.program
}

fn resolved(text: &str) -> Resolved {
    resolve(&[(FileId(0), parse(FileId(0), text, &Limits::default()).tree)], &Limits::default())
}

fn messages(text: &str) -> Vec<String> {
    resolved(text).diagnostics.iter().map(|said| format!("{} {}", said.code.number(), said.message)).collect()
}

/// The author of an event on a day, or what is said about it.
fn by(program: &Program, written: &str, day: Date) -> Result<String, String> {
    read(&Names::new(program), program, written, day)
}

fn read(names: &Names<'_>, program: &Program, written: &str, day: Date) -> Result<String, String> {
    let line = format!("{{\"id\":\"a\",\"date\":\"{day}\",\"by\":{written}}}");
    match event_from_json(names, &Limits::default(), &line, 1) {
        Ok(event) => Ok(author(program, &event)),
        Err(said) => Err(said
            .iter()
            .map(|said| {
                format!("{}: {}; {}", said.code.number(), said.message, said.help.as_deref().unwrap_or("-"))
            })
            .collect::<Vec<_>>()
            .join("\n")),
    }
}

fn author(program: &Program, event: &Event) -> String {
    match event.fact(program.kernel.by) {
        Some(Fact::Stated(values)) => match values.as_slice() {
            [Value::Actor(actor)] => program.actor_name(*actor).to_owned(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

/// A table that stands beside the project, or a note that it does not.
fn table(name: &str) -> Option<Vec<BTreeMap<String, String>>> {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
    let Ok(text) = fs::read(&path) else {
        eprintln!("NOT TESTED: {name} is not beside the project");
        return None;
    };
    let mut reader = csv::Reader::from_reader(text.as_slice());
    let heading: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader
        .records()
        .map(|row| heading.iter().cloned().zip(row.unwrap().iter().map(str::to_owned)).collect());
    Some(rows.collect())
}

fn day(row: &BTreeMap<String, String>, year: &str, month: &str, dom: &str) -> Option<Date> {
    let number = |key: &str| row.get(key)?.parse::<i16>().ok();
    let small = |key: &str| i8::try_from(number(key).unwrap_or(1).max(1)).unwrap();
    Date::new(number(year)?, small(month), small(dom)).ok()
}

/// Days on which a list has a state and we do not: scheme, code, first and last day, reason.
const LATE: &[(&str, &str, &str, &str, &str)] = &[
    ("cow", "300", "1918-11-12", "1918-11-12", "Austria stands from the day of the republic on"),
    ("cowc", "AUH", "1918-11-12", "1918-11-12", "the same"),
    ("gw", "300", "1918-11-12", "1918-11-13", "the same"),
    ("gw", "240", "1866-09-20", "1871-01-17", "Hanover was annexed by Prussia"),
    ("gw", "273", "1866-09-20", "1871-01-17", "so was Hesse-Kassel"),
    ("gw", "332", "1860-03-16", "1861-03-16", "Modena had joined Sardinia"),
    ("gw", "335", "1860-03-16", "1861-03-16", "so had Parma"),
    ("gw", "337", "1860-03-16", "1861-03-16", "so had Tuscany"),
    ("gw", "265", "1949-10-05", "1949-10-06", "the republic was proclaimed on the 7th"),
];

/// Entries into alliances before the state or under a number of none: code, day, reason.
const EARLY: &[(&str, &str, &str)] = &[
    ("316", "1992-11-23", "a treaty of the two republics before they parted"),
    ("317", "1992-11-23", "the same"),
    ("713", "1947-04-18", "China, while its government held the mainland: 710"),
    ("8152", "1874-03-15", "a number that the list of states does not have; Annam"),
];

#[test]
fn every_state_of_the_lists_is_somebody_on_each_of_its_days() {
    let program = builtin();
    let codes = Codes::new(&program);
    let mut wrong = Vec::new();
    let mut tried = 0;
    let mut ask = |scheme: &str, code: &str, first: Date, last: Date| {
        let id = program.find_scheme(scheme).unwrap();
        let mut day = first;
        // Each day would be two million; the ends of each month find every gap of a month.
        while day <= last {
            for one in [day, day.last_of_month().min(last)] {
                tried += 1;
                let text = one.to_string();
                let listed = LATE.iter().any(|(s, c, from, last, _)| {
                    *s == scheme && *c == code && (*from..=*last).contains(&text.as_str())
                });
                if codes.meant(id, code, Some(one)).is_none() != listed {
                    wrong.push(format!("{scheme}:{code} on {one}"));
                }
            }
            day = day.first_of_month().saturating_add(1.month());
        }
        tried += 1;
    };
    if let Some(rows) = table("cow_states/cow_states_2016.csv") {
        for row in &rows {
            let (first, last) = (
                day(row, "styear", "stmonth", "stday").unwrap(),
                day(row, "endyear", "endmonth", "endday").unwrap(),
            );
            ask("cow", &row["ccode"], first, last);
            ask("cowc", &row["stateabb"], first, last);
        }
    }
    if let Some(rows) = table("cow_states/gleditsch_ward_states.csv") {
        for row in &rows {
            ask("gw", &row["gwcode"], row["startdate"].parse().unwrap(), row["enddate"].parse().unwrap());
        }
    }
    assert!(wrong.is_empty(), "{} of {tried}: {wrong:#?}", wrong.len());
}

#[test]
fn the_letters_of_a_row_mean_the_state_of_its_number() {
    let program = builtin();
    let codes = Codes::new(&program);
    let scheme = |name: &str| program.find_scheme(name).unwrap();
    // Rows whose letters depend on the date, or that have none.
    let apart = ["255", "300", "345", "365", "678", "816", "817"];
    for row in table("cow_states/state_crosswalk.csv").unwrap_or_default() {
        if apart.contains(&row["ccode"].as_str()) {
            continue;
        }
        let last: Date = row["cow_last"].parse().unwrap();
        let number = codes.meant(scheme("cow"), &row["ccode"], Some(last));
        assert!(number.is_some(), "{row:?}");
        assert_eq!(codes.meant(scheme("cowc"), &row["cow_abb"], Some(last)), number, "{row:?}");
        if !row["iso3"].is_empty() {
            assert_eq!(codes.meant(scheme("iso3"), &row["iso3"], Some(last)), number, "{row:?}");
        }
        if !row["gw_code"].is_empty() && row["ccode"] != "679" {
            assert_eq!(codes.meant(scheme("gw"), &row["gw_code"], Some(last)), number, "{row:?}");
        }
    }
}

#[test]
fn every_member_of_an_alliance_and_every_state_at_war_has_a_name() {
    let program = builtin();
    let codes = Codes::new(&program);
    let cow = program.find_scheme("cow").unwrap();
    let mut wrong: BTreeMap<String, Vec<Date>> = BTreeMap::new();
    let mut tried = 0;
    let mut ask = |code: &str, on: Date| {
        tried += 1;
        let listed = EARLY.iter().any(|(c, d, _)| *c == code && *d == on.to_string());
        if codes.meant(cow, code, Some(on)).is_none() != listed {
            wrong.entry(code.to_owned()).or_default().push(on);
        }
    };
    for row in table("atop/atop4_01_member.csv").unwrap_or_default() {
        if let Some(day) = day(&row, "yrent", "moent", "dayent") {
            ask(&row["member"], day);
        }
    }
    for row in table("cow_wars/interstate_war_participants_4_0.csv").unwrap_or_default() {
        if let Some(day) = day(&row, "StartYear1", "StartMonth1", "StartDay1") {
            ask(&row["ccode"], day);
        }
    }
    assert!(wrong.is_empty(), "{} of {tried}: {wrong:#?}", wrong.len());
}

#[test]
fn one_number_is_one_state_after_another() {
    let program = builtin();
    let table = [
        ("cow:255", "1850-01-01", "XPR"),
        ("cow:255", "1914-08-01", "XGE"),
        ("cow:255", "1999-03-24", "DEU"),
        ("cow:260", "1961-08-13", "DEU"),
        ("gw:260", "1999-03-24", "DEU"),
        ("cow:265", "1961-08-13", "DDR"),
        ("cow:300", "1866-06-14", "XAH"),
        ("cow:305", "1938-03-11", "AUT"),
        ("cow:325", "1859-04-29", "XSD"),
        ("cow:325", "1861-03-17", "ITA"),
        ("cow:345", "1914-07-28", "SRB"),
        ("cow:345", "1941-04-06", "YUG"),
        ("cow:345", "2004-01-01", "SCG"),
        ("cow:345", "2010-01-01", "SRB"),
        ("cow:365", "1914-08-01", "XRE"),
        ("cow:365", "1941-06-22", "SUN"),
        ("cow:365", "2014-03-18", "RUS"),
        ("cow:640", "1914-11-01", "XOE"),
        ("cow:640", "1952-02-18", "TUR"),
        ("cow:678", "1962-09-26", "YEM"),
        ("cow:679", "1994-05-04", "YEM"),
        ("cow:680", "1979-02-24", "YMD"),
        ("cow:710", "1937-07-07", "CHN"),
        ("cow:713", "1954-12-02", "TWN"),
        ("cow:730", "1894-07-25", "XKO"),
        ("cow:816", "1964-08-02", "VNM"),
        ("cow:817", "1964-08-02", "XVS"),
        ("iso3:VNM", "1975-01-01", "XVS"),
        ("iso3:VNM", "1979-02-17", "VNM"),
        ("cowc:AUS", "1938-03-11", "AUT"),
        ("iso3:AUS", "1951-09-01", "AUS"),
    ];
    for (code, day, name) in table {
        let found = by(&program, &format!("\"{code}\""), day.parse().unwrap());
        assert_eq!(found.as_deref(), Ok(name), "{code} on {day}");
    }
}

#[test]
fn days_on_which_a_list_leaves_a_state_out_do_not_end_it() {
    let program = builtin();
    for (code, day, name) in [
        ("cow:210", "1942-06-01", "NLD"),
        ("cow:220", "1943-01-01", "FRA"),
        ("cow:366", "1960-01-01", "EST"),
        ("cow:530", "1938-01-01", "ETH"),
        ("cow:150", "1872-01-01", "PRY"),
        ("cow:651", "1950-01-01", "EGY"),
        ("cow:305", "1942-01-01", "AUT"),
    ] {
        assert_eq!(by(&program, &format!("\"{code}\""), day.parse().unwrap()).as_deref(), Ok(name), "{code}");
    }
}

#[test]
fn a_code_that_means_nobody_on_the_day_says_whom_it_meant_and_who_stood_there() {
    let program = builtin();
    assert_eq!(
        by(&program, "\"cow:300\"", date(1938, 3, 13)).unwrap_err(),
        "C0405: `cow:300` means nobody on 1938-03-13; it means `XAH` (Austria-Hungary) until 1918-11-12; \
         on that day: `AUT`, `CSK`, `HUN`, `YUG`"
    );
    assert_eq!(
        by(&program, "\"cow:260\"", date(1999, 3, 24)).unwrap_err(),
        "C0405: `cow:260` means nobody on 1999-03-24; it means `DEU` (Germany) from 1949-05-23 until 1990-10-03; \
         write `name:DEU`: the rules know it on that day, and this list of codes does not"
    );
    assert_eq!(
        by(&program, "\"iso3:SRB\"", date(1912, 11, 21)).unwrap_err(),
        "C0405: `iso3:SRB` means nobody on 1912-11-21; it means `SRB` (Serbia) from 2006-06-05; \
         write `name:SRB`: the rules know it on that day, and this list of codes does not"
    );
    assert_eq!(
        by(&program, "\"XRE\"", date(1941, 6, 22)).unwrap_err(),
        "C0405: `XRE` did not exist on 1941-06-22: it existed until 1917-11-08; on that day: `SUN`"
    );
}

#[test]
fn letters_that_two_lists_give_to_different_states_are_refused() {
    let program = builtin();
    let codes = Codes::new(&program);
    let on = date(2010, 1, 1);
    assert_eq!(
        by(&program, "\"AUS\"", on).unwrap_err(),
        "C0411: `AUS` may mean several actors: in `cowc` `AUT` (Austria) from 1918-11-12, in `iso3` `AUS` \
         (Australia); write `cowc:AUS` or `iso3:AUS`; for a whole file: --codes cowc or --codes iso3"
    );
    assert_eq!(
        by(&program, "\"GMY\"", on).unwrap_err(),
        "C0411: `GMY` is a code and no name of the rules: in `cowc` `DEU` (Germany) from 1990-10-03; write \
         `cowc:GMY`; for a whole file: --codes cowc"
    );
    for row in table("cow_states/abbreviation_collisions.csv").unwrap_or_default() {
        let letters = &row["letters"];
        // Macao is no actor here, so that the letters have one meaning; they are refused all the same.
        assert_eq!(codes.clash(letters, None), !row["iso_ccode"].is_empty(), "{letters}");
        let said = by(&program, &format!("\"{letters}\""), on).unwrap_err();
        assert!(said.starts_with("C0411") && said.contains(&format!("`cowc:{letters}`")), "{said}");
    }
    // Only on the days on which they do: between 1974 and 1976 `VNM` was the South in the list of ISO.
    assert!(by(&program, "\"VNM\"", date(1975, 1, 1)).is_err());
    assert_eq!(by(&program, "\"VNM\"", date(1964, 8, 2)).as_deref(), Ok("VNM"));
    assert_eq!(by(&program, "\"RUS\"", on).as_deref(), Ok("RUS"));
}

#[test]
fn every_declared_state_can_be_written_in_an_event_and_read_back() {
    let program = builtin();
    for actor in &program.actors {
        let on = actor.days.from.unwrap_or_else(|| {
            actor.days.until.map_or(date(1975, 6, 1), |until| until.saturating_sub(1.day()))
        });
        let found = by(&program, &format!("\"name:{}\"", actor.name), on);
        assert_eq!(found.as_ref(), Ok(&actor.name));
        let line = format!("{{\"id\":\"a\",\"date\":\"{on}\",\"by\":\"name:{}\"}}", actor.name);
        let event = event_from_json(&Names::new(&program), &Limits::default(), &line, 1).unwrap();
        let again = event_from_json(&Names::new(&program), &Limits::default(), &to_json(&program, &event), 1);
        assert_eq!(again.map(|event| author(&program, &event)).as_ref(), Ok(&actor.name));
    }
}

#[test]
fn a_file_may_say_once_in_which_scheme_its_codes_are() {
    let program = builtin();
    let on = date(1995, 1, 1);
    let with = |scheme: &str, written: &str| {
        let names = Names::new(&program).with_codes(program.find_scheme(scheme));
        read(&names, &program, written, on)
    };
    assert_eq!(with("iso3", "\"AUS\"").as_deref(), Ok("AUS"));
    assert_eq!(with("cowc", "\"AUS\"").as_deref(), Ok("AUT"));
    assert_eq!(with("cow", "365").as_deref(), Ok("RUS"));
    assert_eq!(with("cow", "\"365\"").as_deref(), Ok("RUS"));
    assert_eq!(with("cow", "\"hamas\"").as_deref(), Ok("hamas"));
    assert!(with("cow", "\"AUS\"").is_err());
    assert!(by(&program, "365", on).unwrap_err().contains("write `cow:365` or `gw:365`"));
    let csv = "id,date,by,against\na,1995-01-01,cow:365;iso3:UKR,AUS\n";
    let reader = CsvReader::new(&program, csv.as_bytes(), Limits::default());
    assert!(matches!(reader.with_codes(program.find_scheme("iso3")).next(), Some(Line::Event(_))));
    assert!(matches!(
        CsvReader::new(&program, csv.as_bytes(), Limits::default()).next(),
        Some(Line::Refused { .. })
    ));
}

#[test]
fn rule_files_use_the_names_they_declare() {
    let program = builtin();
    assert!(program.find_actor("AUS").is_some());
    let text = "test \"t\" { event { date 2010-01-01 by AUS against \"cow:305\" } expect anzus.defend owed }";
    let file = parse(FileId(0), text, &Limits::default()).tree;
    let ItemKind::Test(test) = &file.items[0].kind else { panic!() };
    let lines = test.lines.iter().find_map(|line| match &line.kind {
        TestLineKind::Event(lines) => Some(lines),
        _ => None,
    });
    let event = casus::event::from_block(&program, lines.unwrap(), FileId(0)).unwrap();
    assert_eq!(author(&program, &event), "AUS");
}

#[test]
fn wrong_codes_in_rules_are_said_at_their_place() {
    assert_eq!(messages("scheme cow  state AAA { code kow 1 }"), ["C0201 unknown scheme `kow`"]);
    assert_eq!(
        messages("scheme cow  state AAA { code cow 1 }  state BBB from 1900-01-01 { code cow 1 }"),
        ["C0208 `1` in `cow` means `AAA` already on some of these days"]
    );
    assert!(
        messages(
            "scheme cow  state AAA until 1900-01-01 { code cow 1 }  state BBB from 1900-01-01 { code cow 1 }"
        )
        .is_empty()
    );
    assert_eq!(
        messages("scheme cow  state AAA until 1900-01-01 { code cow 1 from 1950-01-01 }"),
        ["C0207 the code `1` holds on no day on which `AAA` exists"]
    );
    assert_eq!(messages("scheme cow  state AAA { code cow 1.5 }").len(), 1);
    assert_eq!(messages("state AAA { succeeds AAA }"), ["C0205 `AAA` cannot succeed itself"]);
    assert_eq!(messages("scheme name"), ["C0202 a scheme cannot be called `name`"]);
}

/// Runs the program on one event line: exit code, output, messages.
fn run(words: &str, input: &str) -> (Option<i32>, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_casus"))
        .args(words.split_whitespace())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
    let done = child.wait_with_output().unwrap();
    (done.status.code(), String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap())
}

#[test]
fn the_command_line_takes_a_scheme_for_a_file_and_codes_for_a_party() {
    let event =
        "{\"id\":\"a\",\"date\":\"2005-01-01\",\"act\":\"invasion\",\"by\":\"XXA\",\"against\":\"AUS\"}\n";
    let (code, _, said) = run("eval - --treaty anzus --format json", event);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("error[C0411]") && said.contains("--codes cowc"), "{said}");
    let (code, out, said) = run("eval - --treaty anzus --format json --codes iso3", event);
    assert_eq!((code, said.as_str()), (Some(0), ""), "{out}");
    // Answers print the declared name.
    assert!(out.contains("\"beneficiary\":\"AUS\"") && !out.contains("iso3:"), "{out}");
    let (code, _, said) = run("eval - --codes iso4", event);
    assert_eq!(code, Some(2));
    assert!(
        said.contains("unknown scheme of codes `iso4`") && said.contains("did you mean `iso3`?"),
        "{said}"
    );

    let (code, out, said) = run("bound --on 1914-08-01 --party cow:365", "");
    assert_eq!((code, said.as_str()), (Some(0), ""));
    assert_eq!(out, run("bound --on 1914-08-01 --party XRE", "").1);
    let (code, _, said) = run("eval - --codes iso3 --party cow:365", event);
    assert_eq!(code, Some(2));
    assert!(said.contains("`cow:365` means several actors over time: XRE until 1917-11-08"), "{said}");
    assert_eq!(run("eval - --codes iso3 --party cow:900", event).0, Some(0));
}

//! The partners of the United States on the last day of each year against ATOP 4.01, and every
//! difference against the table of `docs/us-allies.md`.
//!
//! The data stand beside the project and are not part of it; without them the test says so and
//! only reads the table.
#![cfg(feature = "cli")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first broken expectation, and says what it could not look at"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const FIRST: i16 = 1942;
const LAST: i16 = 2016;

/// A difference: true if only ATOP counts the partner; the year; the partner.
type Difference = (bool, i16, String);

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn data() -> Option<PathBuf> {
    let folder = root().join("../shared/data/us_allies");
    folder.is_dir().then_some(folder)
}

/// Partners by year as casus counts them.
fn ours() -> BTreeMap<i16, BTreeSet<String>> {
    let output = Command::new(env!("CARGO_BIN_EXE_casus"))
        .args(["bound", "--party", "USA", "--format", "json", "--by-year"])
        .arg(format!("{FIRST}..{LAST}"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let year = |line: &str| {
        let total: Value = serde_json::from_str(line).unwrap();
        let codes = |field: &str| {
            let list = total[field].as_array().unwrap().iter();
            list.map(|code| code.as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
        };
        let year = total["on"].as_str().unwrap()[..4].parse().unwrap();
        assert_eq!(total["partners"], codes("firm").len() + codes("on_choice").len());
        (year, &codes("firm") | &codes("on_choice"))
    };
    text.lines().map(year).collect()
}

/// The code of a state in the actors of the rules, where the data set has another name for it.
fn code(partner: &str, codes: &BTreeMap<String, String>) -> String {
    let other = match partner {
        "Antigua & Barbuda" => Some("ATG"),
        "Bahamas" => Some("BHS"),
        "China" => Some("CHN"),
        "Czech Republic" => Some("CZE"),
        "Dominican Republic" => Some("DOM"),
        "German Federal Republic" | "Germany" => Some("DEU"),
        "Iran" => Some("IRN"),
        "Russia" => Some("SUN"),
        "South Korea" => Some("KOR"),
        "St. Kitts and Nevis" => Some("KNA"),
        "St. Lucia" => Some("LCA"),
        "St. Vincent and the Grenadines" => Some("VCT"),
        "Taiwan" => Some("TWN"),
        "Turkey" => Some("TUR"),
        _ => None,
    };
    other
        .map(str::to_owned)
        .or_else(|| codes.get(partner).cloned())
        .unwrap_or_else(|| panic!("no actor of the rules is called `{partner}`; add its code to this test"))
}

/// Names and codes of the states that the rules declare.
fn codes() -> BTreeMap<String, String> {
    let output = Command::new(env!("CARGO_BIN_EXE_casus"))
        .args(["list", "actors", "--format", "json"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let actor = |line: &str| {
        let actor: Value = serde_json::from_str(line).unwrap();
        (actor["label"].as_str().unwrap().to_owned(), actor["actor"].as_str().unwrap().to_owned())
    };
    text.lines().map(actor).collect()
}

/// Partners by year as the data set has them; its table of counts must agree with its table of bonds.
fn theirs(folder: &Path) -> BTreeMap<i16, BTreeSet<String>> {
    let codes = codes();
    let mut years: BTreeMap<i16, BTreeSet<String>> = BTreeMap::new();
    let mut bonds = csv::Reader::from_path(folder.join("us_defence_partners_atop4_01.csv")).unwrap();
    let head = bonds.headers().unwrap().clone();
    let at = |name: &str| head.iter().position(|column| column == name).unwrap();
    let (partner, start, end) = (at("partner"), at("start"), at("end"));
    for row in bonds.records() {
        let row = row.unwrap();
        let partner = code(&row[partner], &codes);
        for year in FIRST..=LAST {
            let day = format!("{year}-12-31");
            if row[start] <= *day && (row[end].is_empty() || row[end] > *day) {
                years.entry(year).or_default().insert(partner.clone());
            }
        }
    }
    let mut counts = csv::Reader::from_path(folder.join("us_partner_counts_by_year.csv")).unwrap();
    for row in counts.records() {
        let row = row.unwrap();
        let year: i16 = row[0].parse().unwrap();
        assert_eq!(years[&year].len(), row[1].parse::<usize>().unwrap(), "{year}");
    }
    years
}

/// The differences that the page explains, each with the line that does.
fn explained() -> BTreeMap<Difference, String> {
    let page = fs::read_to_string(root().join("docs/us-allies.md")).unwrap();
    let (begin, end) = ("<!-- differences -->\n", "<!-- end of differences -->");
    let table = page.split(begin).nth(1).unwrap().split(end).next().unwrap();
    let mut found = BTreeMap::new();
    for line in table.lines().skip(2) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [by, years, partners, _, why, source] = cells.as_slice() else { panic!("{line}") };
        assert!(!why.is_empty() && !source.is_empty(), "a difference without reason or source: {line}");
        let only_atop = match *by {
            "ATOP" => true,
            "casus" => false,
            other => panic!("who counts? {other}"),
        };
        let (first, last) = years.split_once('–').unwrap();
        for year in first.parse::<i16>().unwrap()..=last.parse().unwrap() {
            for partner in partners.split(", ") {
                let twice = found.insert((only_atop, year, partner.to_owned()), line.to_owned());
                assert_eq!(twice, None, "{partner} in {year} is explained twice");
            }
        }
    }
    found
}

#[test]
fn every_difference_to_atop_is_explained_and_no_other() {
    let explained = explained();
    assert!(explained.len() > 500, "the table explains {} differences", explained.len());
    let Some(folder) = data() else {
        println!("NOT COMPARED: ../shared/data/us_allies is not there, so only the table was read");
        return;
    };
    let (ours, theirs) = (ours(), theirs(&folder));
    let mut found: BTreeSet<Difference> = BTreeSet::new();
    for year in FIRST..=LAST {
        let none = BTreeSet::new();
        let (a, b) = (theirs.get(&year).unwrap_or(&none), ours.get(&year).unwrap_or(&none));
        found.extend(a.difference(b).map(|partner| (true, year, partner.clone())));
        found.extend(b.difference(a).map(|partner| (false, year, partner.clone())));
    }
    let missing: Vec<_> = found.iter().filter(|difference| !explained.contains_key(difference)).collect();
    let idle: Vec<_> = explained.iter().filter(|(difference, _)| !found.contains(difference)).collect();
    assert!(missing.is_empty(), "not explained in docs/us-allies.md: {missing:?}");
    assert!(idle.is_empty(), "explained, but no difference: {idle:?}");
    println!("{} differences in {} years, each explained", found.len(), LAST - FIRST + 1);
}

#[test]
fn fifty_two_rests_on_three_choices_that_are_printed() {
    let output = Command::new(env!("CARGO_BIN_EXE_casus"))
        .args(["bound", "--party", "USA", "--by-year", "2023"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // Firm, with choices, and what the two differ by.
    assert!(text.contains("2023-12-31 52 54 CUB, VEN"), "{text}");
    assert!(text.contains("NZL counts all the same, by manila"), "{text}");
    assert!(text.contains("counted only with choices: VEN"), "{text}");
    for named in
        ["Charter of the Organization of American States", "USA toward NZL", "VEN is bound only when"]
    {
        assert!(text.contains(named), "{named}\n{text}");
    }
}

#[test]
fn the_command_shows_both_numbers_and_every_difference() {
    let Some(folder) = data() else {
        println!("NOT COMPARED: ../shared/data/us_allies is not there, so `--against` was not run");
        return;
    };
    let output = Command::new(env!("CARGO_BIN_EXE_casus"))
        .args(["bound", "--party", "USA", "--format", "json", "--by-year"])
        .arg(format!("{FIRST}..{LAST}"))
        .arg("--against")
        .arg(folder.join("us_defence_partners_atop4_01.csv"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (years, differences): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line["record"] == "compared");
    let mut counts = csv::Reader::from_path(folder.join("us_partner_counts_by_year.csv")).unwrap();
    let counts: Vec<csv::StringRecord> = counts.records().map(Result::unwrap).collect();
    assert_eq!(years.len(), counts.len());
    for (year, row) in years.iter().zip(&counts) {
        assert_eq!(year["there"].to_string(), row[1], "{year}");
        let [there, here] = ["only_there", "only_here"].map(|side| year[side].as_array().unwrap().len());
        let number = |field: &str| usize::try_from(year[field].as_u64().unwrap()).unwrap();
        assert_eq!(number("partners") + there, number("there") + here, "{year}");
    }
    // The same differences as the page explains, no more and no fewer.
    let mut found: BTreeSet<Difference> = BTreeSet::new();
    for line in differences {
        assert_ne!(line["why"], "", "{line}");
        let year = |field: &str| i16::try_from(line[field].as_i64().unwrap()).unwrap();
        for year in year("from")..=year("until") {
            let partners = line["partners"].as_array().unwrap().iter();
            found.extend(
                partners.map(|who| (line["counted"] == "there", year, who.as_str().unwrap().to_owned())),
            );
        }
    }
    assert_eq!(found, explained().into_keys().collect());
}

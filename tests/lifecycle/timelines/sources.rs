//! Whether a source bears the day that is taken from it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::super::crisis::root;
use super::golden::{Dated, Golden, Source};
use jiff::civil::Date;
use serde_json::Value;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The dossiers and the days of each case; none where they are not beside the project.
pub(super) struct Library {
    dossiers: BTreeMap<String, String>,
    cases: BTreeMap<String, BTreeSet<Date>>,
}

impl Library {
    pub(super) fn read() -> Option<Self> {
        let shared = root().join("../shared");
        let Ok(table) = fs::read_to_string(shared.join("cases/historic.jsonl")) else {
            println!("NOT COMPARED: the sources are not there");
            return None;
        };
        let mut cases = BTreeMap::new();
        for line in table.lines() {
            let row: Value = serde_json::from_str(line).expect("a case");
            let mut days = BTreeSet::new();
            collect(&row, &mut days);
            cases.insert(row["id"].as_str().expect("a name").to_owned(), days);
        }
        let mut dossiers = BTreeMap::new();
        for entry in fs::read_dir(shared.join("treaties")).expect("the dossiers") {
            let path = entry.expect("a dossier").path();
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            dossiers.insert(name, fs::read_to_string(&path).expect("a dossier"));
        }
        Some(Library { dossiers, cases })
    }
}

/// Every date that stands in a field of the row by itself.
fn collect(value: &Value, days: &mut BTreeSet<Date>) {
    match value {
        Value::String(text) => days.extend(text.parse::<Date>().ok()),
        Value::Array(list) => list.iter().for_each(|one| collect(one, days)),
        Value::Object(fields) => fields.values().for_each(|one| collect(one, days)),
        _ => {}
    }
}

/// Holds each dated line of a golden file to its source.
pub(super) fn hold(name: &str, golden: &Golden, library: &Option<Library>) {
    let own: BTreeSet<Date> = golden.days.iter().filter(|one| own_source(one)).map(|one| one.day).collect();
    for dated in &golden.days {
        let place = format!("{name}.lives:{}", dated.line);
        match (&dated.source, library) {
            (Source::Follows(_), _) => {
                assert!(own.contains(&dated.day), "{place}: no line has {} from a source", dated.day);
            }
            (Source::Recall(why), _) => assert!(!why.is_empty(), "{place}: say why"),
            (Source::Case(id), Some(library)) => {
                let days = library.cases.get(id).unwrap_or_else(|| panic!("{place}: no case {id}"));
                assert!(days.contains(&dated.day), "{place}: {id} does not have {}", dated.day);
            }
            (Source::Dossier(file, words), Some(library)) => {
                let text = library.dossiers.get(file).unwrap_or_else(|| panic!("{place}: no dossier {file}"));
                assert!(text.contains(words.as_str()), "{place}: {file} does not say `{words}`");
                assert!(names(words, dated.day), "{place}: `{words}` does not name {}", dated.day);
            }
            (Source::Case(_) | Source::Dossier(..), None) => {}
        }
    }
}

fn own_source(dated: &Dated) -> bool {
    !matches!(dated.source, Source::Follows(_))
}

/// Whether words name a day: as a date, or by its number and its month.
fn names(words: &str, day: Date) -> bool {
    if words.contains(&day.to_string()) {
        return true;
    }
    let month = MONTHS[usize::from(day.month().unsigned_abs()) - 1];
    let number = day.day().to_string();
    words.split(|letter: char| !letter.is_ascii_digit()).any(|word| word == number)
        && words.contains(month.get(..3).expect("three letters"))
}

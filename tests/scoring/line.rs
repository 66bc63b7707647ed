//! The commands: exit codes, messages, and that what is saved decides alike.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

use crate::data;

fn casus(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_casus")).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A folder of its own for a test.
fn folder(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    drop(fs::remove_dir_all(&path));
    fs::create_dir_all(&path).unwrap();
    path
}

#[test]
fn a_row_that_does_not_fit_is_named_and_the_rest_is_written() {
    let folder = folder("rows");
    let file = folder.join("member.csv");
    fs::write(
        &file,
        data::members(&[&[("member", "211"), ("defense", "1")], &[("member", "?")], &[("member", "380")]]),
    )
    .unwrap();
    let out = casus(&["import", "atop", file.to_str().unwrap()]);
    assert_eq!(out.status.code(), Some(3));
    let said = text(&out.stderr);
    assert!(said.contains("member.csv:3:6: error[C0204] in `member`: `?` is not a whole number"), "{said}");
    assert!(said.contains("1 row refused; the others are used"), "{said}");
    assert!(text(&out.stdout).contains("treaty atop_9001"));
}

#[test]
fn a_file_that_is_not_the_one_meant_is_refused_as_a_whole() {
    let folder = folder("header");
    let file = folder.join("other.csv");
    fs::write(&file, "dyad,year\n1,1900\n").unwrap();
    let out = casus(&["import", "atop", file.to_str().unwrap()]);
    assert_eq!((out.status.code(), out.stdout.len()), (Some(2), 0));
    assert!(text(&out.stderr).contains("other.csv:1:10: error[C0404] in `atopid`"), "{}", text(&out.stderr));
    let none = casus(&["import", "atop", folder.join("none.csv").to_str().unwrap()]);
    assert_eq!(none.status.code(), Some(2));
    assert!(text(&none.stderr).contains("no such file"));
}

#[test]
fn an_alliance_that_is_not_there_is_refused() {
    let folder = folder("id");
    let file = folder.join("member.csv");
    fs::write(&file, data::members(&[&[("member", "211"), ("defense", "1")]])).unwrap();
    let out = casus(&["import", "atop", file.to_str().unwrap(), "--id", "3180"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(text(&out.stderr).contains("has no alliance 3180"), "{}", text(&out.stderr));
}

#[test]
fn written_rules_check_and_are_laid_out() {
    let folder = folder("check");
    let (file, out) = (folder.join("member.csv"), folder.join("rules.casus"));
    let rows: [&[(&str, &str)]; 2] = [
        &[("member", "211"), ("defense", "1"), ("consul", "1")],
        &[("member", "8152"), ("neutral", "1"), ("neucoadv", "1")],
    ];
    fs::write(&file, data::members(&rows)).unwrap();
    let made = casus(&["import", "atop", file.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    assert_eq!((made.status.code(), made.stdout.len()), (Some(0), 0), "{}", text(&made.stderr));
    assert_eq!(casus(&["check", out.to_str().unwrap()]).status.code(), Some(0));
    assert_eq!(casus(&["fmt", "--check", out.to_str().unwrap()]).status.code(), Some(0));
    assert!(fs::read_to_string(&out).unwrap().contains("state COW8152"));
}

/// The answers for each alliance and war as `casus eval` gives them on what was saved.
fn evaluated(folder: &std::path::Path) -> BTreeMap<(String, String), BTreeSet<String>> {
    let events = folder.join("wars.jsonl");
    let rules = folder.join("alliances.casus");
    let list =
        text(&casus(&["list", "treaties", "--format", "json", "--rules", rules.to_str().unwrap()]).stdout);
    let names: Vec<String> = list
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter_map(|row| ["treaty", "name"].iter().find_map(|key| row[*key].as_str().map(str::to_owned)))
        .filter(|name| name.starts_with("atop_"))
        .collect();
    assert!(!names.is_empty(), "{list}");
    let out = casus(&[
        "eval",
        events.to_str().unwrap(),
        "--rules",
        rules.to_str().unwrap(),
        "--treaty",
        &names.join(","),
        "--all",
        "--format",
        "json",
    ]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    let mut found: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for line in text(&out.stdout).lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let said = |key: &str| row[key].as_str().unwrap().to_owned();
        if said("kind") != "consultation" {
            let war = said("event").split('/').next().unwrap().to_owned();
            found.entry((said("treaty"), war)).or_default().insert(said("status"));
        }
    }
    found
}

#[test]
fn what_is_saved_gives_the_same_answers() {
    let (Some(members), Some(wars), Some(codings)) =
        (data::path(data::MEMBERS), data::path(data::WARS), data::path(data::CODINGS))
    else {
        return;
    };
    let folder = folder("saved");
    let arguments = [
        "import",
        "wars",
        "--atop",
        members.to_str().unwrap(),
        "--wars",
        wars.to_str().unwrap(),
        "--codings",
    ];
    let mut arguments: Vec<&str> = arguments.to_vec();
    arguments.extend([codings.to_str().unwrap(), "--save", folder.to_str().unwrap(), "--format", "json"]);
    let first = casus(&arguments);
    assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
    assert_eq!(casus(&arguments).stdout, first.stdout, "equal input, equal output");
    let evaluated = evaluated(&folder);
    let mut compared = 0;
    for line in text(&first.stdout).lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        if row["record"] != "answer" {
            continue;
        }
        let key = (format!("atop_{}", row["alliance"]), format!("cow-{}", row["cow_war"]));
        let found = evaluated.get(&key).cloned().unwrap_or_default();
        let expected = if found.contains("owed") {
            "met"
        } else if found.iter().all(|status| status == "not owed") {
            "not met"
        } else {
            "unknown"
        };
        assert_eq!(row["rules"], expected, "{row}");
        compared += 1;
    }
    assert_eq!(compared, 244);
    assert_eq!(fs::read_to_string(folder.join("answers.csv")).unwrap().lines().count(), 245);
}

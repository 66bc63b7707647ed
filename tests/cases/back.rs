//! A suite as tests: it holds of the rules that it was made of, and notices what changes them where a condition decides.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use casus::evaluate::Stance;
use casus::ir::ClauseId;

use crate::{root, small, suite_of};

/// A folder of its own that goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("casus-back-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn casus(words: &[&str], folder: &Folder) -> Output {
    Command::new(env!("CARGO_BIN_EXE_casus")).args(words).arg(&folder.0).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The small rules, and a folder with them and their suites.
fn signed(name: &str) -> (String, Folder) {
    let folder = Folder::new(name);
    let rules = fs::read_to_string(root().join("tests/cases/rules.casus")).unwrap();
    folder.write("rules.casus", &rules);
    let made = casus(&["cases", "--no-builtin", "--format", "test", "--rules"], &folder);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    folder.write("signed.casus", &said(&made));
    (rules, folder)
}

#[test]
fn a_suite_holds_of_its_rules_and_not_of_changed_ones() {
    let (rules, folder) = signed("changed");
    let as_they_are = casus(&["test", "--no-builtin"], &folder);
    assert!(as_they_are.status.success(), "{}", said(&as_they_are));
    assert!(said(&as_they_are).contains("47 tests: 47 hold"), "{}", said(&as_they_are));
    for (was, is) in [
        ("trigger       a is yes and b is yes\n", "trigger       a is yes or b is yes\n"),
        ("gravity is grave or (gravity is serious and c is yes)", "gravity is grave or gravity is serious"),
        ("    except        \"b without c\" b is yes and not c is yes\n", ""),
    ] {
        assert_eq!(rules.matches(was).count(), 1, "{was}");
        folder.write("rules.casus", &rules.replace(was, is));
        let changed = casus(&["test", "--no-builtin"], &folder);
        assert_eq!(changed.status.code(), Some(1), "{is}\n{}", said(&changed));
    }
}

/// The lines on which a condition stands that never decides.
fn idle_lines(rules: &str) -> BTreeSet<u64> {
    let program = small();
    let paths: BTreeSet<String> =
        (0..program.clauses.len()).map(|at| program.clause_path(ClauseId::at(at))).collect();
    let mut lines = BTreeSet::new();
    for path in paths {
        let suite = suite_of(&program, &path, &Stance::default()).unwrap();
        for one in suite.conditions.iter().filter(|one| one.shown.is_err()) {
            let before = &rules[..one.origin.span.range().start];
            lines.insert(before.matches('\n').count() as u64 + 1);
        }
    }
    lines
}

#[test]
fn what_a_suite_does_not_notice_is_no_condition_or_never_decides() {
    let (rules, folder) = signed("mutated");
    let idle = idle_lines(&rules);
    let asked = casus(&["mutate", "--no-builtin", "--format", "json"], &folder);
    let (mut noticed, mut all, mut alive) = (0, 0, Vec::new());
    for line in said(&asked).lines() {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        // What and how strongly is no condition, and neither is who holds a reading.
        if record["record"] != "mutant"
            || ["modality", "response", "holder"].iter().any(|k| record["kind"] == *k)
        {
            continue;
        }
        all += 1;
        if record["fate"] == "caught_by_test" {
            noticed += 1;
        } else {
            alive.push(record["line"].as_u64().unwrap());
        }
    }
    assert!(alive.iter().all(|line| idle.contains(line)), "{alive:?} {idle:?}");
    let page = fs::read_to_string(root().join("docs/cases.md")).unwrap();
    let figures = format!("{noticed} of the {all} changes");
    assert!(page.contains(&figures), "docs/cases.md has not: {figures}");
    assert!(all > 50 && alive.len() * 5 < all, "{noticed} of {all}");
}

//! What laws ask, written for other people's solvers: every form of law is written, what is written can be read
//! and says what this program answers, and solvers that are there answer alike. A query with a mistake in it
//! has to be noticed.
//!
//! The laws are made up (`solvers/laws.casus`); `.ci/solvers` asks those of the shipped rules. Where a solver is
//! not installed that is said on the standard error, whatever else is captured.

#![expect(clippy::unwrap_used, reason = "a test stops at the first broken expectation")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const LAWS: &str = "tests/solvers/laws.casus";

/// A folder that is gone after the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("casus-solvers-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

fn casus(arguments: &[&str]) -> (Option<i32>, String, String) {
    casus_on(LAWS, arguments)
}

fn casus_on(rules: &str, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casus"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["prove", "--no-builtin", "--rules", rules]);
    let done = command.args(arguments).output().unwrap();
    (done.status.code(), String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap())
}

/// The queries of the made-up laws, by the name of the file.
fn queries(name: &str) -> BTreeMap<String, String> {
    queries_of(LAWS, name)
}

fn queries_of(rules: &str, name: &str) -> BTreeMap<String, String> {
    let folder = Folder::new(&format!("{name}-queries"));
    let (code, out, err) = casus_on(rules, &["--emit", "smt2", "--to", folder.0.to_str().unwrap()]);
    assert_eq!(code, Some(0), "{out}{err}");
    let files = fs::read_dir(&folder.0).unwrap();
    files
        .map(|file| file.unwrap().path())
        .map(|path| {
            (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap())
        })
        .collect()
}

/// The answers that a query says it has.
fn expected(query: &str) -> Vec<&str> {
    let said = |line: &'_ str| line.starts_with("(set-info :status ");
    query.lines().filter(|line| said(line)).map(|line| &line[18..line.len() - 1]).collect()
}

// ---- what is written ----

/// The words of a text: brackets, symbols in bars without them, numbers.
fn words(query: &str) -> Vec<String> {
    let mut words = Vec::new();
    for line in query.lines().filter(|line| !line.starts_with(';')) {
        let mut rest = line;
        while let Some(c) = rest.chars().next() {
            let length = match c {
                '(' | ')' => 1,
                '|' => rest[1..].find('|').unwrap() + 2,
                c if c.is_whitespace() => {
                    rest = &rest[c.len_utf8()..];
                    continue;
                }
                _ => rest.find(|c: char| c.is_whitespace() || c == '(' || c == ')').unwrap_or(rest.len()),
            };
            words.push(rest[..length].trim_matches('|').to_owned());
            rest = &rest[length..];
        }
    }
    words
}

#[test]
fn what_is_written_can_be_read() {
    let plain = [
        "and",
        "or",
        "not",
        "distinct",
        "=",
        "<=",
        "<",
        "true",
        "false",
        "assert",
        "check-sat",
        "push",
        "pop",
        "declare-const",
        "define-fun",
        "set-info",
        "set-logic",
    ];
    for (name, query) in queries("read") {
        let mut known: BTreeSet<String> = plain.iter().map(|word| (*word).to_owned()).collect();
        let mut depth = 0_i32;
        let mut before = String::new();
        let mut skip = false;
        for word in words(&query) {
            match word.as_str() {
                "(" => depth += 1,
                ")" => {
                    depth -= 1;
                    skip &= depth > 0;
                }
                "set-info" | "set-logic" => skip = true,
                _ if skip => {}
                word if ["declare-const", "define-fun"].contains(&before.as_str()) => {
                    assert!(known.insert(word.to_owned()), "{name}: `{word}` is defined twice");
                }
                "Int" | "Bool" => {}
                word if word.parse::<u32>().is_ok() => {}
                word => assert!(known.contains(word), "{name}: `{word}` is not defined before it is used"),
            }
            assert!(depth >= 0, "{name}");
            before = word;
        }
        assert_eq!(depth, 0, "{name}: brackets");
        assert!(!expected(&query).is_empty(), "{name}: asks nothing");
        assert_eq!(expected(&query).len(), query.matches("(check-sat)").count(), "{name}");
    }
}

#[test]
fn what_is_written_says_what_is_proved() {
    let all = queries("said");
    let (_, out, _) = casus(&["--format", "json"]);
    let mut seen = 0;
    for line in out.lines() {
        let law: serde_json::Value = serde_json::from_str(line).unwrap();
        let title = law["property"].as_str().unwrap();
        let of_law: Vec<&String> =
            all.values().filter(|query| query.starts_with(&format!("; Law: {title}\n"))).collect();
        seen += of_law.len();
        let broken = law["answer"] == "broken-as-told";
        // A law about what is possible, and one of exchange, are asked in another way.
        if title.starts_with("possible") {
            assert!(of_law.iter().any(|query| expected(query)[0] == "sat"), "{title}");
        } else if !title.starts_with("symmetric") {
            assert_eq!(of_law.iter().any(|query| expected(query)[0] == "sat"), broken, "{title}");
            let told = |query: &&&String| expected(query)[0] == "sat";
            assert!(of_law.iter().filter(told).all(|query| expected(query)[1] == "sat"), "{title}");
        }
        if law["stretches"].as_u64().unwrap() > 1 {
            assert!(of_law.len() > 1, "{title}: several stretches, one query");
        }
    }
    assert_eq!(seen, all.len());
}

#[test]
fn the_same_is_written_twice() {
    assert_eq!(queries("once"), queries("again"));
}

#[test]
fn one_query_goes_to_the_output_and_several_do_not() {
    let (code, out, err) = casus(&["--emit", "smt2", "asked of one day"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(out.starts_with("; Law: never: asked of one day\n"), "{out}");
    assert!(out.contains("(declare-const |act| Int)"), "{out}");
    let (code, out, err) = casus(&["--emit", "smt2", "no help to oneself"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(err.contains("4 queries") && err.contains("--to DIR"), "{err}");
    let (code, _, err) = casus(&["--emit", "smt2"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("--to DIR"), "{err}");
}

// ---- what solvers answer ----

/// A solver that is installed.
#[derive(Debug, Clone, Copy)]
struct Solver {
    name: &'static str,
    arguments: &'static [&'static str],
}

/// Those that are there; what is not is said.
fn solvers() -> Vec<Solver> {
    let all = [
        Solver { name: "z3", arguments: &["-smt2", "-in", "-T:60"] },
        Solver { name: "cvc5", arguments: &["--incremental", "--lang", "smt2", "--tlimit", "60000", "-"] },
    ];
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let there = |name: &str| std::env::split_paths(&paths).any(|folder| is_file(&folder.join(name)));
    let (found, missing): (Vec<Solver>, Vec<Solver>) = all.into_iter().partition(|solver| there(solver.name));
    for solver in missing {
        // Not by a macro, whose words would be kept back where the test passes.
        let words = format!("SKIPPED: {0} is not installed (on Debian: apt-get install {0})\n", solver.name);
        drop(std::io::stderr().lock().write_all(words.as_bytes()));
    }
    found
}

fn is_file(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|about| about.is_file())
}

/// What a solver answers, question by question. What this program answers is not told to it.
fn answers(solver: Solver, query: &str) -> Vec<String> {
    let told: String = query
        .lines()
        .filter(|line| !line.starts_with("(set-info :status "))
        .flat_map(|l| [l, "\n"])
        .collect();
    let mut child = Command::new(solver.name)
        .args(solver.arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    // Read beside it: a solver that answers early may fill its pipe before all is told.
    let writer = std::thread::spawn(move || drop(input.write_all(told.as_bytes())));
    let done = child.wait_with_output().unwrap();
    writer.join().unwrap();
    String::from_utf8(done.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn solvers_answer_as_casus_does() {
    let all = queries("answer");
    for solver in solvers() {
        for (name, query) in &all {
            assert_eq!(answers(solver, query), expected(query), "{}: {name}", solver.name);
        }
    }
}

/// Mistakes in the rules: a law that they touch, what the rules say, what they say by mistake. Each makes the
/// law come out otherwise.
const MISTAKES: [(&str, &str, &str); 7] = [
    (
        "never-no-help-to-oneself",
        "every other party shall assistance for victim",
        "every party shall assistance for victim",
    ),
    ("never-nobody-helps-against-a-threat", "(act is ramming and is_ramming_force is yes)", "act is threat"),
    (
        "if-who-helps-may-first-confer",
        "act is armed_attack or act is threat",
        "act is ramming or act is threat",
    ),
    ("monotone-a-graver-act", "gravity at least serious", "gravity at most serious"),
    ("unchanged-the-hour-decides-nothing", " or place is port_alpha)", ")"),
    (
        "same-the-careful-and-the-bold-agree-on-invasions",
        "(act is invasion or (",
        "(act is invasion and is_ramming_force is yes or (",
    ),
    (
        "unchanged-help-waits-for-no-call",
        "and gravity at least serious",
        "and gravity at least serious and any party has invoked",
    ),
];

#[test]
fn a_mistake_in_the_rules_changes_what_solvers_answer() {
    let right = queries("right");
    let rules = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(LAWS)).unwrap();
    for (law, says, mistaken) in MISTAKES {
        assert!(rules.contains(says), "{law}: the rules do not say `{says}`");
        let folder = Folder::new(law);
        let file = folder.0.join("laws.casus");
        fs::write(&file, rules.replace(says, mistaken)).unwrap();
        let wrong = queries_of(file.to_str().unwrap(), law);
        for solver in solvers() {
            let of_law = |all: &BTreeMap<String, String>| -> Vec<String> {
                let first = |query: &String| answers(solver, query).remove(0);
                all.iter().filter(|(name, _)| name.starts_with(law)).map(|(_, query)| first(query)).collect()
            };
            assert!(of_law(&right).iter().all(|answer| answer == "unsat"), "{}: {law}", solver.name);
            let found = of_law(&wrong);
            assert!(found.iter().any(|answer| answer == "sat"), "{}: {law}: {found:?}", solver.name);
        }
    }
}

#[test]
fn a_query_with_a_mistake_is_noticed() {
    let all = queries("damaged");
    let last = |law: &str| all.iter().rfind(|(name, _)| name.starts_with(law)).unwrap().1.clone();
    let world = last("never-nobody-attacks-itself");
    let allows = world.lines().find(|line| line.starts_with("(define-fun |the world allows it|")).unwrap();
    let event = last("never-nobody-helps-by-night");
    let asked = event.lines().rfind(|line| line.starts_with("(assert (= |gravity| ")).unwrap();
    let merged = last("if-who-helps");
    let claims = merged.lines().rfind(|line| line.starts_with("(assert (or ")).unwrap();
    let damaged = [
        (
            "the world allows anything",
            world.replace(allows, "(define-fun |the world allows it| () Bool true)"),
        ),
        ("the event is another", event.replace(asked, "(assert (= |gravity| 0))")),
        (
            "two functions that are not equal",
            merged.replace(claims, &claims.replacen("(distinct ", "(= ", 1)),
        ),
    ];
    for solver in solvers() {
        for query in [&world, &event, &merged] {
            assert_eq!(answers(solver, query), expected(query), "{}", solver.name);
        }
        for (what, query) in &damaged {
            assert_ne!(answers(solver, query), expected(query), "{}: {what}", solver.name);
        }
    }
}

//! What a signed suite notices: the small errors of `tests/faults` are put into the rules, one at a time, and
//! the suites of the clauses concerned, signed as they stand, are asked.
//!
//! Concerned is the clause in which the error stands; every clause of the instrument where it stands beside
//! clauses; for an error in a term that all share, one clause of one instrument that uses it. The suites are
//! those that `casus cases --format test` writes for the rules as they are. `docs/cases.md` has the list; without
//! `CASUS_SIGNED` only errors in small instruments are asked. All are with the suites of a folder:
//!
//! ```text
//! casus cases --format test --save signed/
//! CASUS_SIGNED=signed UPDATE_DOCS=1 cargo test --test cases notices
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use casus::analyse::EventFile;
use casus::analyse::mutants::{Fate, Kind, Mutant, Suite};
use casus::ir::Program;
use casus::resolve::resolve;
use casus::syntax::parser::parse;
use casus::text::{File, FileId, Files, Limits, Span};

use crate::root;

/// An error as `tests/faults/faults.txt` has it.
#[derive(Debug, Default, Clone)]
struct Fault {
    name: String,
    kind: String,
    file: String,
    under: String,
    was: Vec<String>,
    is: Vec<String>,
}

fn faults() -> Vec<Fault> {
    let text = fs::read_to_string(root().join("tests/faults/faults.txt")).unwrap();
    let mut all: Vec<Fault> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (word, rest) = line.split_once(' ').unwrap();
        if word == "fault" {
            all.push(Fault { name: rest.to_owned(), ..Fault::default() });
            continue;
        }
        let fault = all.last_mut().unwrap();
        match word {
            "kind" => fault.kind = rest.to_owned(),
            "file" => fault.file = format!("rules/{rest}"),
            "under" => fault.under = rest.to_owned(),
            "-" => fault.was.push(rest.to_owned()),
            "+" => fault.is.push(rest.to_owned()),
            _ => {}
        }
    }
    all
}

/// The place of the lines of an error below its heading, blanks at their ends apart.
fn place(text: &str, fault: &Fault) -> Span {
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        starts.push((at, line.trim()));
        at += line.len();
    }
    let heading = starts.iter().position(|(_, line)| line.starts_with(&fault.under)).unwrap();
    let fits = |lines: &&[(usize, &str)]| lines.iter().zip(&fault.was).all(|((_, line), was)| line == was);
    let found = starts[heading..].windows(fault.was.len()).find(fits).unwrap();
    let (first, (last, text_of_last)) = (found[0].0, found[found.len() - 1]);
    let lead = |start: usize| text[start..].len() - text[start..].trim_start_matches(' ').len();
    Span::new(first + lead(first), last + lead(last) + text_of_last.len())
}

/// The options that name the clauses that an error concerns.
fn concerned(fault: &Fault) -> [String; 2] {
    let text = fs::read_to_string(root().join(&fault.file)).unwrap();
    let word = |line: &str| line.split(|c: char| !c.is_alphanumeric() && c != '_').nth(1).unwrap().to_owned();
    let declared = |start: &str| text.lines().find(|line| line.starts_with(start)).map(word);
    let instrument = |text: &str, at: usize| {
        let above =
            text[..at].lines().filter(|line| line.starts_with("treaty ") || line.starts_with("overlay "));
        above.last().map(word)
    };
    let at = place(&text, fault).start as usize;
    match instrument(&text, at).or_else(|| declared("treaty ")).or_else(|| declared("overlay ")) {
        Some(treaty) if fault.under.starts_with("clause ") => {
            ["--clause".to_owned(), format!("{treaty}.{}", word(&fault.under))]
        }
        Some(treaty) => ["--treaty".to_owned(), treaty],
        None => ["--clause".to_owned(), "us_philippines.defend".to_owned()],
    }
}

fn files_under(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files_under(&path, into);
        } else if path.extension().is_some_and(|e| e == "casus") {
            into.push(path);
        }
    }
}

/// The suites of the clauses that some options name, as test blocks.
fn signed(options: &[String; 2]) -> String {
    if let Some(folder) = std::env::var_os("CASUS_SIGNED") {
        let mut paths = Vec::new();
        files_under(Path::new(&folder), &mut paths);
        let [how, what] = options;
        let wanted = |path: &&PathBuf| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            if how == "--clause" { name == *what } else { name.split('.').next() == Some(what) }
        };
        let texts = paths.iter().filter(wanted).map(|path| fs::read_to_string(path).unwrap());
        return texts.collect::<Vec<_>>().join("\n");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_casus"))
        .arg("cases")
        .args(options)
        .args(["--format", "test"])
        .output()
        .unwrap();
    assert_ne!(output.status.code(), Some(2), "{options:?}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(!String::from_utf8_lossy(&output.stderr).contains("FAULT"), "{options:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn no_events(_: &Program, _: &File, path: &str) -> EventFile {
    Err(format!("{path}: a suite has its events in it"))
}

/// What comes of each error when the suites of what it concerns are asked.
fn fates(faults: &[Fault]) -> Vec<Fate> {
    let limits = Limits::default();
    let mut paths = Vec::new();
    files_under(&root().join("rules"), &mut paths);
    let mut suites: BTreeMap<[String; 2], String> = BTreeMap::new();
    let mut all = Vec::new();
    for fault in faults {
        let options = concerned(fault);
        let text = suites.entry(options.clone()).or_insert_with(|| signed(&options)).clone();
        let mut files = Files::default();
        let mut trees = Vec::new();
        for path in &paths {
            let name = path.strip_prefix(root()).unwrap().display().to_string();
            let id = files.add(File::new(name, fs::read_to_string(path).unwrap()));
            trees.push((id, parse(id, &files.get(id).unwrap().text, &limits).tree));
        }
        let suite = files.add(File::new("signed.casus", text));
        trees.push((suite, parse(suite, &files.get(suite).unwrap().text, &limits).tree));
        let resolved = resolve(&trees, &limits);
        assert!(resolved.is_usable(), "the suites of {options:?} cannot be read");
        let (id, file) = files.iter().find(|(_, file)| file.name == fault.file).unwrap();
        let kind = Kind::parse(&fault.kind).unwrap();
        let mutant = Mutant { file: id, span: place(&file.text, fault), now: fault.is.join("\n"), kind };
        let asks = |id: FileId| id == suite;
        let asked = Suite::new(&files, &trees, &resolved, &asks, &no_events, &limits);
        all.extend(asked.run(&[mutant], &|| ()));
    }
    all
}

const PAGE: &str = "docs/cases.md";
const MARKS: [&str; 2] = ["<!-- noticed -->\n", "<!-- end of noticed -->"];

/// The kinds of error about which no answer says anything, or none of the day of a suite.
fn unasked(kind: &str) -> bool {
    matches!(kind, "modality" | "response")
}

fn noticed(fate: &Fate) -> bool {
    matches!(fate, Fate::Test(_) | Fate::Refused(_))
}

fn table(faults: &[Fault], fates: &[Fate]) -> String {
    let count =
        |of: &dyn Fn(&Fault, &Fate) -> bool| faults.iter().zip(fates).filter(|(a, b)| of(a, b)).count();
    let mut text = format!(
        "\nOf {} errors a signed suite notices {}. Of the {} that change what is owed or how strongly, which no answer\n\
         tells, it notices {}; of the {} that change a day or a bond, {}; of the {} others, {}.\n\n\
         | error | in | a signed suite |\n|---|---|---|\n",
        faults.len(),
        count(&|_, fate| noticed(fate)),
        count(&|fault, _| unasked(&fault.kind)),
        count(&|fault, fate| unasked(&fault.kind) && noticed(fate)),
        count(&|fault, _| fault.kind == "date" || fault.kind == "party"),
        count(&|fault, fate| (fault.kind == "date" || fault.kind == "party") && noticed(fate)),
        count(&|fault, _| !unasked(&fault.kind) && fault.kind != "date" && fault.kind != "party"),
        count(&|fault, fate| {
            !unasked(&fault.kind) && fault.kind != "date" && fault.kind != "party" && noticed(fate)
        }),
    );
    for (fault, fate) in faults.iter().zip(fates) {
        let _ = writeln!(text, "{}", row(fault, fate));
    }
    text
}

fn row(fault: &Fault, fate: &Fate) -> String {
    let [_, what] = concerned(fault);
    let came = if noticed(fate) { "notices" } else { "does not notice" };
    format!("| `{}` ({}) | `{what}` | {came} |", fault.name, fault.kind)
}

#[test]
fn what_a_signed_suite_notices_is_what_the_page_says() {
    let mut asked = faults();
    let all = std::env::var_os("CASUS_SIGNED").is_some();
    if !all {
        let small = ["dual_alliance", "ottoman", "uk_poland", "london_1839", "triple_alliance"];
        asked.retain(|fault| small.iter().any(|name| fault.file.contains(name)));
    }
    assert!(asked.len() > 5);
    let fates = fates(&asked);
    let path = root().join(PAGE);
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(MARKS[0]).unwrap();
    let (is, after) = rest.split_once(MARKS[1]).unwrap();
    if all {
        let should_be = table(&asked, &fates);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            fs::write(&path, format!("{before}{}{should_be}{}{after}", MARKS[0], MARKS[1])).unwrap();
            return;
        }
        assert_eq!(is, should_be, "{PAGE}");
    }
    for (fault, fate) in asked.iter().zip(&fates) {
        let row = row(fault, fate);
        assert!(is.lines().any(|line| line == row), "{PAGE} has not: {row}\n{fate:?}");
    }
}

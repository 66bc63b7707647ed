//! Small errors put into the shipped rules, one at a time: somebody must notice each, or the page of
//! those that nobody notices says why.
//!
//! `faults.txt` has a block for each error: a name, its kind, the file, the heading under which the line
//! stands (`under`), the lines as they are (`-`), the lines as the slip has them (`+`), what is wrong.
//! They are read into memory; no file is changed. Asked are the shipped tests and the check, and with
//! `CASUS_FAULTS=all` the shipped laws too, whose proofs take long without optimisation.
//!
//! `UPDATE_DOCS=1 cargo test --release --test faults` asks all and writes `docs/faults.md` anew; the
//! reasons in it are kept.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first broken expectation")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use casus::analyse::EventFile;
use casus::analyse::mutants::{Fate, Kind, Mutant, Suite};
use casus::event::{EventReader, Line};
use casus::ir::Program;
use casus::resolve::resolve;
use casus::syntax::parser::parse;
use casus::syntax::tree;
use casus::text::{File, FileId, Files, Limits, Span};

/// An error as `faults.txt` has it.
#[derive(Debug, Default)]
struct Fault {
    name: String,
    kind: String,
    file: String,
    under: String,
    was: Vec<String>,
    is: Vec<String>,
    wrong: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
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
            "wrong" => fault.wrong = rest.to_owned(),
            _ => panic!("faults.txt: what is `{line}`?"),
        }
    }
    all
}

/// The place of some lines below a heading, blanks at their ends apart.
fn place(text: &str, fault: &Fault) -> Span {
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        starts.push((at, line.trim()));
        at += line.len();
    }
    let heading = starts.iter().position(|(_, line)| line.starts_with(&fault.under));
    let heading = heading.unwrap_or_else(|| panic!("{}: no `{}` in {}", fault.name, fault.under, fault.file));
    let below = &starts[heading..];
    let fits = |lines: &[(usize, &str)]| lines.iter().zip(&fault.was).all(|((_, line), was)| line == was);
    let found = below.windows(fault.was.len()).find(|lines| fits(lines));
    let found =
        found.unwrap_or_else(|| panic!("{}: `{}` is not below its heading", fault.name, fault.was[0]));
    let (first, (last, text_of_last)) = (found[0].0, found[found.len() - 1]);
    // Blanks before a line are not part of it.
    let lead = |start: usize| text[start..].len() - text[start..].trim_start_matches(' ').len();
    Span::new(first + lead(first), last + lead(last) + text_of_last.len())
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

/// The shipped rules, laws and tests.
fn library() -> (Files, Vec<(FileId, tree::File)>) {
    let mut paths = Vec::new();
    for folder in ["rules", "tests/history", "tests/expressiveness", "tests/instruments", "tests/faults"] {
        files_under(&root().join(folder), &mut paths);
    }
    let mut files = Files::default();
    let mut trees = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        let id = files.add(File::new(name, text));
        trees.push((id, parse(id, &files.get(id).unwrap().text, &Limits::default()).tree));
    }
    (files, trees)
}

fn events_of(program: &Program, file: &File, path: &str) -> EventFile {
    let path = root().join(&file.name).parent().unwrap().join(path);
    let reader = fs::File::open(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let lines = EventReader::new(program, BufReader::new(reader), Limits::default());
    let events = lines.filter_map(|line| match line {
        Line::Event(event) => Some((event.id.clone(), Ok(event))),
        Line::Refused { .. } => None,
    });
    Ok(events.collect())
}

/// Whether the laws are asked too.
fn asks_laws() -> bool {
    std::env::var_os("CASUS_FAULTS").is_some() || std::env::var_os("UPDATE_DOCS").is_some()
}

fn fates(faults: &[Fault]) -> Vec<Fate> {
    let limits = Limits::default();
    let (files, trees) = library();
    let resolved = resolve(&trees, &limits);
    assert!(resolved.is_usable(), "the shipped rules have errors");
    let mutants: Vec<Mutant> = faults
        .iter()
        .map(|fault| {
            let (id, file) = files.iter().find(|(_, file)| file.name == fault.file).unwrap();
            let kind =
                Kind::parse(&fault.kind).unwrap_or_else(|| panic!("{}: `{}`?", fault.name, fault.kind));
            Mutant { file: id, span: place(&file.text, fault), now: fault.is.join("\n"), kind }
        })
        .collect();
    let with_laws = asks_laws();
    let is_test = |id| files.get(id).is_some_and(|file: &File| file.name.starts_with("tests/"));
    let asks = |id: FileId| with_laws || is_test(id);
    let suite = Suite::new(&files, &trees, &resolved, &asks, &events_of, &limits);
    suite.run(&mutants, &|| ())
}

const PAGE: &str = "docs/faults.md";

/// The last cell of the rows of the page, by the name in the first.
fn cells(page: &str) -> BTreeMap<String, String> {
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `"));
    let cells = rows.filter_map(|row| row.split_once('`')).map(|(name, rest)| {
        let last = rest.trim_end_matches(" |").rsplit(" | ").next().unwrap_or_default();
        (name.to_owned(), last.to_owned())
    });
    cells.collect()
}

/// Who notices, as the page has it; nothing where nobody does.
fn noticed(fate: &Fate) -> Option<String> {
    match fate {
        Fate::Test(title) => Some(format!("test: {title}")),
        Fate::Law(title) => Some(format!("law: {title}")),
        Fate::Refused(why) => Some(format!("error: {why}")),
        Fate::Warned(why) => Some(format!("warning: {why}")),
        Fate::Alive { .. } => None,
    }
}

fn page(faults: &[Fault], fates: &[Fate], known: &BTreeMap<String, String>) -> String {
    let by = |wanted: fn(&Fate) -> bool| fates.iter().filter(|fate| wanted(fate)).count();
    let mut page = String::from(
        "# Errors put into the rules on purpose\n\n\
         Somebody who writes rules slips: a `not` is lost, two figures of a year are turned, a line is copied from the\n\
         clause above. `tests/faults/faults.txt` has such slips in shipped rules, chosen before anybody looked whether\n\
         they would be noticed. Each is put into its file in memory, alone, and the shipped tests (`tests/history`,\n\
         `tests/expressiveness`, `tests/instruments`, `tests/faults`), the shipped laws and `casus check` are asked.\n\
         A test holds this page. `casus mutate` makes such changes of itself.\n\n\
         When they were first asked, 24 of the sixty were noticed by a test, one by a warning, and 35 by nobody; tests were\n\
         then written for those that a test can notice.\n\n",
    );
    let rows = [
        ("a test", by(|fate| matches!(fate, Fate::Test(_)))),
        ("a law", by(|fate| matches!(fate, Fate::Law(_)))),
        ("the check, with an error", by(|fate| matches!(fate, Fate::Refused(_)))),
        ("the check, with a warning", by(|fate| matches!(fate, Fate::Warned(_)))),
        ("nobody", by(|fate| matches!(fate, Fate::Alive { .. }))),
        ("together", fates.len()),
    ];
    page.push_str("| noticed first by | errors |\n|---|---|\n");
    for (who, count) in rows {
        let _ = writeln!(page, "| {who} | {count} |");
    }
    page.push_str(
        "\n## Not noticed\n\n| error | file | what is wrong | why nobody notices |\n|---|---|---|---|\n",
    );
    for (fault, _) in faults.iter().zip(fates).filter(|(_, fate)| noticed(fate).is_none()) {
        let why = known.get(&fault.name).map_or("", String::as_str);
        let _ = writeln!(page, "| `{}` | `{}` | {} | {why} |", fault.name, fault.file, fault.wrong);
    }
    page.push_str("\n## Noticed\n\n| error | file | what is wrong | by whom first |\n|---|---|---|---|\n");
    for (fault, fate) in faults.iter().zip(fates) {
        if let Some(who) = noticed(fate) {
            let _ = writeln!(page, "| `{}` | `{}` | {} | {who} |", fault.name, fault.file, fault.wrong);
        }
    }
    page
}

#[test]
fn every_error_is_noticed_or_explained() {
    let mut faults = faults();
    assert!(faults.len() >= 50);
    // The same text again: whoever noticed that would notice anything.
    let real = faults.len();
    let same = |fault: &Fault| Fault {
        file: fault.file.clone(),
        kind: fault.kind.clone(),
        under: fault.under.clone(),
        was: fault.was.clone(),
        is: fault.was.clone(),
        ..Fault::default()
    };
    let unchanged: Vec<Fault> = faults.iter().take(2).map(same).collect();
    faults.extend(unchanged);
    let mut fates = fates(&faults);
    for fate in fates.drain(real..) {
        assert!(matches!(fate, Fate::Alive { tests, .. } if tests > 0), "no change, yet {fate:?}");
    }
    faults.truncate(real);
    let path = root().join(PAGE);
    let is = fs::read_to_string(&path).unwrap_or_default();
    let mut known = cells(&is);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, page(&faults, &fates, &known)).unwrap();
        known = cells(&fs::read_to_string(&path).unwrap());
    } else if asks_laws() {
        let should_be = page(&faults, &fates, &known);
        assert_eq!(is, should_be, "UPDATE_DOCS=1 cargo test --release --test faults writes {PAGE} anew");
    }
    for (fault, fate) in faults.iter().zip(&fates) {
        let says = known.get(&fault.name).map_or("", String::as_str);
        match noticed(fate) {
            Some(who) => assert_eq!(says, who, "{}: {PAGE} says otherwise", fault.name),
            // Laws that are not asked may be those who notice.
            None if says.starts_with("law: ") && !asks_laws() => {}
            None => {
                let named =
                    ["test: ", "law: ", "error: ", "warning: "].iter().any(|who| says.starts_with(who));
                assert!(says.len() > 20 && !named, "{}: nobody notices ({fate:?}), say why", fault.name);
            }
        }
    }
}

//! `casus prove --emit smt2`: the questions of laws as texts for solvers of other people.
//!
//! In: rules with properties. Out: a file for each law and stretch of days, or one text. Absent: the text of a
//! question (`analyse::laws`), and running a solver.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::Serialize;

use super::console::{Console, Exit, Failure, Outcome, clean};
use super::load::{self, Rules};
use super::options::{ListFormat, ProveArgs};
use super::words;
use crate::analyse::laws::{Query, meanings, queries};
use crate::ir::Property;
use crate::text::Limits;

/// The longest name of a file that a title gives.
const LONGEST: usize = 90;

/// Clauses that a head names.
const NAMED: usize = 40;

/// A query that was written, without its text.
#[derive(Serialize)]
struct Row {
    property: String,
    #[serde(skip)]
    number: (usize, usize),
    /// Null where too much is open to ask.
    file: Option<String>,
    bound: Vec<(String, String)>,
    from: String,
    until: Option<String>,
    /// What is asked, and whether there is such an event.
    asked: Option<Vec<(String, bool)>>,
    variables: usize,
    claims: usize,
    bytes: usize,
    schema_version: u32,
}

/// Writes the queries of some laws.
pub(super) fn write(
    console: &mut Console,
    args: &ProveArgs,
    rules: &Rules,
    which: &[usize],
    limits: &Limits,
) -> Outcome<Exit> {
    match &args.to {
        Some(folder) => to_folder(console, args, rules, which, folder, limits),
        None => to_output(console, rules, which, limits),
    }
}

/// The one query that was asked for, as text.
fn to_output(console: &mut Console, rules: &Rules, which: &[usize], limits: &Limits) -> Outcome<Exit> {
    let needed = |count: &str| {
        Failure::message(format!(
            "{count}; `--to DIR` writes each to a file of its own, and a longer part of a title chooses fewer laws"
        ))
    };
    if which.len() > 1 {
        return Err(needed(&format!(
            "{} have a query or more each",
            words::count(which.len(), "law", "laws")
        )));
    }
    let all: Mutex<Vec<Query>> = Mutex::new(Vec::new());
    let take = |query: Query| {
        if let Ok(mut all) = all.lock() {
            all.push(query);
        }
    };
    let refused = queries(rules.program(), &rules.resolved.properties, which, limits, &take);
    refuse(rules, &refused)?;
    let all = all.into_inner().unwrap_or_default();
    let [query] = all.as_slice() else {
        let count = words::count(all.len(), "query", "queries");
        return Err(needed(&format!(
            "the law has {count}, one for each stretch of days on which it looks alike"
        )));
    };
    if query.asked.is_none() {
        return Err(Failure::message(format!("too much is open on {} to ask", query.from)));
    }
    let text = rules.resolved.properties.get(query.property).map(|law| text(rules, law, query));
    console.out.write_all(text.unwrap_or_default().as_bytes())?;
    Ok(Exit::Done)
}

fn to_folder(
    console: &mut Console,
    args: &ProveArgs,
    rules: &Rules,
    which: &[usize],
    folder: &Path,
    limits: &Limits,
) -> Outcome<Exit> {
    let cannot = |path: &Path, error: &std::io::Error| {
        Failure::message(format!("cannot write `{}`: {error}", load::display(path)))
    };
    std::fs::create_dir_all(folder).map_err(|error| cannot(folder, &error))?;
    let names = file_names(rules, which);
    let rows: Mutex<Vec<Row>> = Mutex::new(Vec::new());
    let failed: Mutex<Option<(PathBuf, std::io::Error)>> = Mutex::new(None);
    let take = |query: Query| {
        let Some(law) = rules.resolved.properties.get(query.property) else { return };
        let mut row = row(rules, law, &query);
        if query.asked.is_some() {
            let name = names.get(&query.property).map_or("law", String::as_str);
            let path = folder.join(format!("{name}-{:03}-{}.smt2", query.number, query.from));
            let text = text(rules, law, &query);
            row.bytes = text.len();
            row.file = Some(load::display(&path));
            if let Err(error) = std::fs::write(&path, text)
                && let Ok(mut failed) = failed.lock()
            {
                failed.get_or_insert((path, error));
            }
        }
        if let Ok(mut rows) = rows.lock() {
            rows.push(row);
        }
    };
    let refused = queries(rules.program(), &rules.resolved.properties, which, limits, &take);
    refuse(rules, &refused)?;
    if let Some((path, error)) = failed.into_inner().ok().flatten() {
        return Err(cannot(&path, &error));
    }
    let mut rows = rows.into_inner().unwrap_or_default();
    rows.sort_by_key(|row| row.number);
    let mut not_written = 0;
    for row in &rows {
        if args.format == ListFormat::Json {
            serde_json::to_writer(&mut console.out, row)?;
            writeln!(console.out)?;
        } else if row.file.is_none() {
            writeln!(console.out, "too much is open from {} on  {}", row.from, clean(&row.property))?;
        }
        not_written += usize::from(row.file.is_none());
    }
    if args.format != ListFormat::Json {
        let written = words::count(rows.len() - not_written, "query", "queries");
        let laws = words::count(which.len(), "law", "laws");
        writeln!(console.out, "{laws}: {written} written, {not_written} with too much open to ask")?;
    }
    Ok(if not_written == 0 { Exit::Done } else { Exit::Findings })
}

/// Fails if the facts of some law cannot be read.
fn refuse(rules: &Rules, refused: &BTreeMap<usize, Vec<crate::diagnostic::Diagnostic>>) -> Outcome<()> {
    let Some((at, why)) = refused.first_key_value() else { return Ok(()) };
    let title = rules.resolved.properties.get(*at).map_or("?", |law| law.title.text.as_str());
    let why: Vec<&str> = why.iter().map(|said| said.message.as_str()).collect();
    Err(Failure::message(format!("the facts of the law `{title}` cannot be read: {}", why.join("; "))))
}

/// The beginning of the names of the files of each law: its title in letters that every system takes.
fn file_names(rules: &Rules, which: &[usize]) -> BTreeMap<usize, String> {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut names = BTreeMap::new();
    for at in which {
        let Some(law) = rules.resolved.properties.get(*at) else { continue };
        let mut name = String::new();
        for c in law.title.text.to_lowercase().chars() {
            if c.is_ascii_alphanumeric() {
                name.push(c);
            } else if !name.is_empty() && !name.ends_with('-') {
                name.push('-');
            }
        }
        name.truncate(LONGEST);
        let name = name.trim_end_matches('-');
        let name = if name.is_empty() { "law" } else { name };
        let before = taken.entry(name.to_owned()).or_default();
        *before += 1;
        names.insert(*at, if *before == 1 { name.to_owned() } else { format!("{name}-{before}") });
    }
    names
}

fn row(rules: &Rules, law: &Property, query: &Query) -> Row {
    Row {
        property: law.title.text.clone(),
        number: (query.property, query.number),
        file: None,
        bound: meanings(rules.program(), law, &query.bound),
        from: query.from.to_string(),
        until: query.until.map(|day| day.to_string()),
        asked: query.asked.clone(),
        variables: query.variables,
        claims: query.claims,
        bytes: 0,
        schema_version: 1,
    }
}

/// A query with its head.
fn text(rules: &Rules, law: &Property, query: &Query) -> String {
    let mut head = Head(String::new());
    let file = rules.files.get(law.file);
    let line = file.map_or(0, |file| file.line_col(law.title.span.start).0);
    let name = file.map_or("?", |file| file.name.as_str());
    head.say(&format!("Law: {}", law.title.text));
    head.say(&format!("It stands at {name}:{line}."));
    for (name, meaning) in meanings(rules.program(), law, &query.bound) {
        head.say(&format!("{name} is {meaning}."));
    }
    let until =
        query.until.map_or_else(|| "on".to_owned(), |day| format!("until {day}, that day not counted"));
    head.say(&format!(
        "Events of the days from {} {until}: on all of them the law looks at the same.",
        query.from
    ));
    let clauses: Vec<String> =
        query.clauses.iter().take(NAMED).map(|id| rules.program().clause_path(*id)).collect();
    let more = query.clauses.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    if !clauses.is_empty() {
        head.say(&format!(
            "It looks at the clauses {}{more}, and at nothing else of the rules.",
            clauses.join(", ")
        ));
    }
    for aside in &query.aside {
        head.say(&format!("Left aside: {aside}."));
    }
    head.say(&format!(
        "{}, {} of functions that casus took for equal.",
        words::count(query.variables, "variable", "variables"),
        words::count(query.claims, "pair", "pairs"),
    ));
    for (at, (asked, answer)) in (1..).zip(query.asked.iter().flatten()) {
        let answer = if *answer { "yes, so sat" } else { "no, so unsat" };
        head.say(&format!("{at}. {asked} casus answers {answer}."));
    }
    head.say("A solver has to take push and pop: z3 FILE; cvc5 --incremental FILE.");
    let mut text = head.0;
    text.push_str("(set-info :smt-lib-version 2.6)\n");
    let version = env!("CARGO_PKG_VERSION");
    text.push_str(&format!("(set-info :source |casus {version}, casus prove --emit smt2|)\n"));
    text.push_str(&query.text);
    text
}

/// Comments in lines that can be read.
struct Head(String);

impl Head {
    fn say(&mut self, words: &str) {
        let mut line = ";".to_owned();
        for word in clean(words).split_whitespace() {
            if line.len() > 3 && line.len() + word.len() >= 110 {
                self.0.push_str(&line);
                self.0.push('\n');
                ";  ".clone_into(&mut line);
            }
            line.push(' ');
            line.push_str(word);
        }
        self.0.push_str(&line);
        self.0.push('\n');
    }
}

//! `casus cases`: the fewest events in which every condition of a clause decides once, to be signed.
//!
//! In: rules, clauses, a day, readings. Out: sheets, `test` blocks or events, on the output or in files.
//! Absent: finding the events (`analyse::cases`).

use std::io::Write as _;
use std::path::Path;

use super::console::{Console, Exit, Failure, Outcome, clean};
use super::load::{self, Rules};
use super::options::{CasesArgs, CasesFormat};
use super::{names, stance, words};
use crate::analyse::cases::{Suite, Trouble, Wanted, day_of, suites};
use crate::evaluate::Stance;
use crate::ir::{ClauseId, Program};
use crate::text::Limits;

mod sheet;
mod texts;

/// Runs `casus cases`.
pub(crate) fn run(console: &mut Console, args: &CasesArgs, limits: &Limits) -> Outcome<Exit> {
    let rules = load::usable(console, &args.rules, limits)?;
    let program = rules.program();
    let stance = stance::of(program, &args.stance())?;
    let mut idle = Vec::new();
    let wanted = wanted(program, args, &stance, &mut idle)?;
    let found = suites(program, &wanted, &stance, limits, &|| ());
    let page = Page { rules: &rules, stance: &stance, args, width: console.width };
    let mut texts = Vec::with_capacity(wanted.len());
    for (one, suite) in wanted.iter().zip(&found) {
        texts.push((program.clause_path(one.clause), page.text(suite)));
    }
    match &args.save {
        None => {
            for (at, (_, text)) in texts.iter().enumerate() {
                if at > 0 && args.format != CasesFormat::Json && !text.is_empty() {
                    writeln!(console.out)?;
                }
                write!(console.out, "{text}")?;
            }
        }
        Some(path) => save(path, args.format, &texts)?,
    }
    for (one, suite) in wanted.iter().zip(&found) {
        if let Err(trouble) = suite {
            console.err.write_all(format!("{}\n", said(program, one, trouble)).as_bytes())?;
        }
    }
    let many = wanted.len() > 1 && args.format == CasesFormat::Table;
    if many || args.save.is_some() {
        summary(console, &wanted, &found, idle.len())?;
    }
    Ok(if found.iter().all(Result::is_ok) { Exit::Done } else { Exit::Refused })
}

/// The clauses that are asked for, each with its day; those that never ran are told apart.
fn wanted(
    program: &Program,
    args: &CasesArgs,
    stance: &Stance,
    idle: &mut Vec<String>,
) -> Outcome<Vec<Wanted>> {
    let mut treaties = Vec::new();
    for word in &args.treaty {
        treaties.push(names::treaty(program, word)?);
    }
    let mut asked: Vec<ClauseId> = Vec::new();
    for word in &args.clause {
        asked.extend(names::clauses(program, word)?);
    }
    let obligor = args.party.as_ref().map(|word| names::actor(program, word, args.on)).transpose()?;
    let mut paths: Vec<(String, Vec<ClauseId>)> = Vec::new();
    for id in (0..program.clauses.len()).map(ClauseId::at) {
        let Some(clause) = program.clause(id) else { continue };
        let named = treaties.contains(&clause.treaty) || asked.contains(&id);
        let all = treaties.is_empty() && asked.is_empty();
        if !(named || all) || stance.overlays_off.contains(&clause.treaty) {
            continue;
        }
        let path = program.clause_path(id);
        match paths.iter_mut().find(|(known, _)| *known == path) {
            Some((_, texts)) => texts.push(id),
            None => paths.push((path, vec![id])),
        }
    }
    let mut wanted = Vec::with_capacity(paths.len());
    for (path, texts) in paths {
        match day_of(program, &texts, args.on) {
            Some((clause, day)) => wanted.push(Wanted { clause, day, obligor }),
            None => idle.push(path),
        }
    }
    if wanted.is_empty() {
        return Err(Failure::message(
            "no clause that is asked for ever ran while somebody was bound".to_owned(),
        ));
    }
    Ok(wanted)
}

fn said(program: &Program, wanted: &Wanted, trouble: &Trouble) -> String {
    let path = program.clause_path(wanted.clause);
    match trouble {
        Trouble::TooComplex => {
            format!("{path}: not decided: more is open on {} than the limit of nodes holds", wanted.day)
        }
        Trouble::NotConfirmed(why) => {
            format!("{path}: FAULT: the evaluator does not confirm an event: {}", clean(why))
        }
    }
}

/// Writes what was made to a file, or to a file for each clause in a folder.
fn save(path: &Path, format: CasesFormat, texts: &[(String, String)]) -> Outcome<()> {
    let cannot = |path: &Path, error: std::io::Error| {
        Failure::message(format!("cannot write `{}`: {error}", load::display(path)))
    };
    let folder = path.is_dir() || path.as_os_str().to_string_lossy().ends_with('/');
    if !folder {
        let between = if format == CasesFormat::Json { "" } else { "\n" };
        let all: Vec<&str> = texts.iter().map(|(_, text)| text.as_str()).filter(|t| !t.is_empty()).collect();
        return std::fs::write(path, all.join(between)).map_err(|error| cannot(path, error));
    }
    std::fs::create_dir_all(path).map_err(|error| cannot(path, error))?;
    for (name, text) in texts.iter().filter(|(_, text)| !text.is_empty()) {
        let file = path.join(format!("{name}.{}", format.ending()));
        std::fs::write(&file, text).map_err(|error| cannot(&file, error))?;
    }
    Ok(())
}

fn summary(
    console: &mut Console,
    wanted: &[Wanted],
    found: &[Result<Suite, Trouble>],
    idle: usize,
) -> Outcome<()> {
    let suites: Vec<&Suite> = found.iter().filter_map(|suite| suite.as_ref().ok()).collect();
    let events: usize = suites.iter().map(|suite| suite.cases.len()).sum();
    let conditions = suites.iter().flat_map(|suite| &suite.conditions);
    let (shown, all) =
        conditions.fold((0, 0), |(shown, all), one| (shown + usize::from(one.shown.is_ok()), all + 1));
    let smallest = suites.iter().filter(|suite| suite.may_be_larger_by() == 0).count();
    let closed = suites.iter().filter(|suite| suite.closed_record).count();
    let lost = found.len() - suites.len();
    writeln!(
        console.out,
        "{}: {}, {shown} of {} shown; {smallest} smallest, {} perhaps larger, {closed} without deeds, \
         {lost} not decided, {idle} that never ran",
        words::count(wanted.len(), "clause", "clauses"),
        words::count(events, "event", "events"),
        words::count(all, "condition", "conditions"),
        suites.len() - smallest,
    )?;
    Ok(())
}

/// What every form of a suite is written with.
struct Page<'p> {
    rules: &'p Rules,
    stance: &'p Stance,
    args: &'p CasesArgs,
    width: usize,
}

impl Page<'_> {
    fn text(&self, suite: &Result<Suite, Trouble>) -> String {
        let Ok(suite) = suite else { return String::new() };
        match self.args.format {
            CasesFormat::Table => self.sheet(suite),
            CasesFormat::Test => self.tests(suite),
            CasesFormat::Json => self.lines(suite),
        }
    }
}

/// How surely a suite is the smallest.
fn how_small(suite: &Suite) -> String {
    match suite.may_be_larger_by() {
        0 => "the smallest number".to_owned(),
        more => format!("at most {more} more than the smallest number"),
    }
}

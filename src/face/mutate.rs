//! `casus mutate`: which small changes to rules their tests and laws notice.
//!
//! In: rule files with tests and laws. Out: the changes that nobody notices, counts. Absent: making and
//! trying the changes (`analyse::mutants`).

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressDrawTarget};
use serde::Serialize;

use super::console::{Console, Exit, Failure, Outcome, clean};
use super::load::{self, Rules};
use super::options::{CodingFormat, MutateArgs, RuleOptions};
use super::test::event_file;
use super::{table, words};
use crate::analyse::mutants::{Fate, Kind, Mutant, Suite, find, sample};
use crate::ir::Program;
use crate::syntax;
use crate::text::{File, FileId, Limits};

/// Runs `casus mutate`.
pub(crate) fn run(console: &mut Console, args: &MutateArgs, limits: &Limits) -> Outcome<Exit> {
    let mut paths = args.paths.clone();
    if paths.is_empty() && !args.no_builtin && Path::new("tests").is_dir() {
        // The tests of the built-in rules stand there, as for `casus test`.
        paths.push(PathBuf::from("tests"));
    }
    let options = RuleOptions { rules: paths, no_builtin: args.no_builtin };
    let rules = load::usable(console, &options, limits)?;
    let trees: Vec<_> = rules
        .files
        .iter()
        .map(|(id, file)| (id, syntax::parser::parse(id, &file.text, limits).tree))
        .collect();
    // Whoever names files asks about these; without names the built-in rules are changed.
    let own = |id: FileId| args.paths.is_empty() || !rules.is_builtin(id);
    let which: Vec<FileId> = trees.iter().map(|(id, _)| *id).filter(|id| own(*id)).collect();
    let mut mutants = find(rules.program(), &rules.files, &trees, &which);
    mutants.retain(|mutant| args.only.is_empty() || args.only.contains(&mutant.kind));
    let all = mutants.len();
    if let Some(most) = args.limit {
        mutants = sample(mutants, most, args.seed);
    }
    if mutants.is_empty() {
        return Err(Failure::message("no rule was found that could be changed".to_owned()));
    }
    let load = |program: &Program, file: &File, path: &str| event_file(program, file, path, limits);
    let suite = Suite::new(&rules.files, &trees, &rules.resolved, &own, &load, limits);
    let (tests, laws) = suite.size();
    if tests + laws == 0 {
        return Err(Failure::message(
            "no `test` block and no law that holds was found, so nobody could notice a change".to_owned(),
        ));
    }
    let bar = progress(console, mutants.len());
    let fates = suite.run(&mutants, &|| bar.inc(1));
    bar.finish_and_clear();
    let told = Told { rules: &rules, mutants: &mutants, fates: &fates };
    match args.format {
        CodingFormat::Json => told.records(console, all)?,
        CodingFormat::Table => told.print(console, all, tests, laws)?,
    }
    let alive = fates.iter().any(|fate| matches!(fate, Fate::Alive { .. }));
    Ok(if alive { Exit::Findings } else { Exit::Done })
}

/// A bar on the messages, if somebody watches them.
fn progress(console: &Console, all: usize) -> ProgressBar {
    let target =
        if console.watched { ProgressDrawTarget::stderr_with_hz(5) } else { ProgressDrawTarget::hidden() };
    ProgressBar::with_draw_target(Some(all as u64), target)
}

/// How many changes of a kind came to what.
#[derive(Debug, Default, Clone, Copy, Serialize)]
struct Counts {
    caught: usize,
    warned: usize,
    alive: usize,
    refused: usize,
}

impl Counts {
    fn add(&mut self, fate: &Fate) {
        match fate {
            Fate::Test(_) | Fate::Law(_) => self.caught += 1,
            Fate::Warned(_) => self.warned += 1,
            Fate::Alive { .. } => self.alive += 1,
            Fate::Refused(_) => self.refused += 1,
        }
    }
}

struct Told<'a> {
    rules: &'a Rules,
    mutants: &'a [Mutant],
    fates: &'a [Fate],
}

/// One change, as a line of JSON.
#[derive(Debug, Serialize)]
struct Record<'a> {
    record: &'static str,
    schema_version: u32,
    kind: &'static str,
    file: &'a str,
    line: usize,
    was: Vec<String>,
    is: Vec<String>,
    fate: &'static str,
    by: Option<&'a str>,
    tests: Option<usize>,
    laws: Option<usize>,
}

/// All of them together.
#[derive(Debug, Serialize)]
struct Total {
    record: &'static str,
    schema_version: u32,
    possible: usize,
    tried: usize,
    #[serde(flatten)]
    counts: Counts,
}

impl Told<'_> {
    fn each(&self) -> impl Iterator<Item = (&Mutant, &Fate)> {
        self.mutants.iter().zip(self.fates)
    }

    fn total(&self) -> Counts {
        let mut counts = Counts::default();
        self.fates.iter().for_each(|fate| counts.add(fate));
        counts
    }

    fn records(&self, console: &mut Console, possible: usize) -> Outcome<()> {
        for (mutant, fate) in self.each() {
            let Some(file) = self.rules.files.get(mutant.file) else { continue };
            let (was, is) = mutant.lines(file);
            let (fate_word, by) = match fate {
                Fate::Refused(why) => ("refused", Some(why.as_str())),
                Fate::Test(title) => ("caught_by_test", Some(title.as_str())),
                Fate::Law(title) => ("caught_by_law", Some(title.as_str())),
                Fate::Warned(why) => ("warned", Some(why.as_str())),
                Fate::Alive { .. } => ("alive", None),
            };
            let asked = match fate {
                Fate::Alive { tests, laws } => Some((*tests, *laws)),
                _ => None,
            };
            let record = Record {
                record: "mutant",
                schema_version: 1,
                kind: mutant.kind.word(),
                file: &file.name,
                line: file.line_col(mutant.span.start).0,
                was,
                is,
                fate: fate_word,
                by,
                tests: asked.map(|(tests, _)| tests),
                laws: asked.map(|(_, laws)| laws),
            };
            serde_json::to_writer(&mut console.out, &record)?;
            writeln!(console.out)?;
        }
        let tried = self.mutants.len();
        let total = Total { record: "total", schema_version: 1, possible, tried, counts: self.total() };
        serde_json::to_writer(&mut console.out, &total)?;
        writeln!(console.out)?;
        Ok(())
    }

    fn print(&self, console: &mut Console, possible: usize, tests: usize, laws: usize) -> Outcome<()> {
        for (mutant, fate) in self.each() {
            let Fate::Alive { tests, laws } = fate else { continue };
            self.survivor(console, mutant, *tests, *laws)?;
        }
        let mut kinds: BTreeMap<Kind, Counts> = BTreeMap::new();
        self.each().for_each(|(mutant, fate)| kinds.entry(mutant.kind).or_default().add(fate));
        let rows = kinds.iter().map(|(kind, counts)| row(kind.word(), counts)).collect();
        let heading = ["change", "tried", "caught", "warned", "alive", "refused"];
        write!(console.out, "{}", table::plain(&heading, rows, console.width))?;
        let Counts { caught, warned, alive, refused } = self.total();
        writeln!(
            console.out,
            "\n{} of {possible}, held against {} and {}: {caught} caught, {warned} only warned of, {alive} alive, \
             {refused} refused by the check",
            words::count(self.mutants.len(), "change", "changes"),
            words::count(tests, "test", "tests"),
            words::count(laws, "law", "laws"),
        )?;
        Ok(())
    }

    fn survivor(&self, console: &mut Console, mutant: &Mutant, tests: usize, laws: usize) -> Outcome<()> {
        let Some(file) = self.rules.files.get(mutant.file) else { return Ok(()) };
        let line = file.line_col(mutant.span.start).0;
        let asked = match (tests, laws) {
            (0, 0) => "no test and no law looks at it".to_owned(),
            _ => format!(
                "unnoticed by {} and {} that look at it",
                words::count(tests, "test", "tests"),
                words::count(laws, "law", "laws")
            ),
        };
        writeln!(console.out, "{}:{line}: {}; {asked}", clean(&file.name), mutant.kind.word())?;
        let (was, is) = mutant.lines(file);
        for (sign, lines) in [("-", was), ("+", is)] {
            for text in lines {
                writeln!(console.out, "  {sign} {}", clean(&text))?;
            }
        }
        writeln!(console.out)?;
        Ok(())
    }
}

fn row(name: &str, counts: &Counts) -> Vec<String> {
    let Counts { caught, warned, alive, refused } = *counts;
    let tried = caught + warned + alive + refused;
    let mut row = vec![name.to_owned()];
    row.extend([tried, caught, warned, alive, refused].map(|n| n.to_string()));
    row
}

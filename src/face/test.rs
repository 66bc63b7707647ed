//! `casus test`: runs the tests and searches the laws written in rule files, and prints how they went.
//!
//! In: rules with tests and laws, event files that the tests name. Out: the differences, a count, an exit
//! code. Absent: running a test, searching.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::console::{Console, Exit, Failure, Outcome, clean};
use super::input;
use super::load::{self, Rules, Unsound};
use super::options::{InputForm, InputOptions, TestArgs};
use super::{replays, search, snippet, words};
use crate::analyse::laws::as_told;
use crate::analyse::{EventFile, TestReport, run_tests_on};
use crate::event::Line;
use crate::ir::{Law, Program};
use crate::resolve::TestCase;
use crate::text::{File, Limits};

/// Runs `casus test`.
pub(crate) fn run(console: &mut Console, args: &TestArgs, limits: &Limits) -> Outcome<Exit> {
    let mut paths = args.paths.clone();
    if paths.is_empty() && !args.no_builtin && Path::new("tests").is_dir() {
        // The usual place, so that the bare command does what a project expects.
        paths.push(PathBuf::from("tests"));
    }
    let (rules, unsound) = load::sound(&paths, !args.no_builtin, limits)?;
    let rules = load::without_errors(console, rules)?;
    left_out(console, &unsound)?;
    // Whoever names files wants their tests; the built-in ones are run where none are named.
    let asked = |case: &&TestCase| paths.is_empty() || !rules.is_builtin(case.file);
    let cases: Vec<TestCase> = rules.resolved.tests.iter().filter(asked).cloned().collect();
    let laws = rules.resolved.properties.iter().enumerate();
    let laws: Vec<usize> =
        laws.filter(|(_, law)| paths.is_empty() || !rules.is_builtin(law.file)).map(|(at, _)| at).collect();
    if cases.is_empty() && laws.is_empty() {
        // A run without tests must not look like one in which every test held.
        return Err(Failure::message(
            "no `test` or `property` block was found; name a file or folder that has some".to_owned(),
        ));
    }
    let tests = if cases.is_empty() { Exit::Done } else { tests(console, args, &rules, &cases, limits)? };
    let laws = if laws.is_empty() {
        Exit::Done
    } else {
        properties(console, (args, &paths), &rules, &laws, limits)?
    };
    let whole = if unsound.is_empty() { Exit::Done } else { Exit::Findings };
    Ok(tests.max(laws).max(whole))
}

/// Names the files that cannot be read beside the others; what they say is not tested.
fn left_out(console: &mut Console, unsound: &[Unsound]) -> Outcome<()> {
    for Unsound { file, errors, first: (line, message) } in unsound {
        let errors = words::count(*errors, "error", "errors");
        writeln!(console.err, "left out: {file}: {errors}, the first in line {line}: {}", clean(message))?;
    }
    if !unsound.is_empty() {
        let files = words::count(unsound.len(), "file has", "files have");
        writeln!(
            console.err,
            "{files} errors beside the others and nothing in them is tested; `casus check FILE` shows the errors of one\n"
        )?;
    }
    Ok(())
}

/// Runs the tests.
fn tests(
    console: &mut Console,
    args: &TestArgs,
    rules: &Rules,
    cases: &[TestCase],
    limits: &Limits,
) -> Outcome<Exit> {
    let program = rules.program();
    let mut events = |file: &File, path: &str| event_file(program, file, path, limits);
    let reports =
        run_tests_on(program, cases, &rules.files, &mut events, limits, args.evidence.kept().as_ref());
    for report in &reports {
        let word = if report.refused {
            "refused"
        } else if report.holds() {
            "agrees "
        } else {
            "differs"
        };
        let all = report.agreed + report.differed + report.left_out;
        write!(console.out, "{word}  {}/{all}  {}", report.agreed, clean(&report.title))?;
        if report.left_out > 0 {
            write!(console.out, "  ({} left out)", report.left_out)?;
        }
        writeln!(console.out)?;
    }
    writeln!(console.out)?;
    for report in reports.iter().filter(|report| !report.holds()) {
        show(console, report)?;
    }
    let held = reports.iter().filter(|report| report.holds()).count();
    let agreed: usize = reports.iter().map(|report| report.agreed).sum();
    let differed: usize = reports.iter().map(|report| report.differed).sum();
    let refused = reports.iter().filter(|report| report.refused).count();
    let say = |n: usize, one: &str, many: &str| words::count(n, one, many);
    let tests = say(reports.len(), "test", "tests");
    write!(console.out, "{tests}: {}", say(held, "holds", "hold"))?;
    if refused > 0 {
        write!(console.out, ", {refused} could not be run")?;
    }
    let left_out: usize = reports.iter().map(|report| report.left_out).sum();
    let expectations = say(agreed + differed + left_out, "expectation", "expectations");
    let (agree, differ) = (say(agreed, "agrees", "agree"), say(differed, "differs", "differ"));
    write!(console.out, "; {expectations}: {agree}, {differ}")?;
    if left_out > 0 {
        write!(console.out, ", {left_out} left out for their evidence")?;
    }
    writeln!(console.out)?;
    Ok(if held == reports.len() { Exit::Done } else { Exit::Findings })
}

/// How a law came out of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    Holds,
    BrokenAsTold,
    Broken,
    NotAsTold,
    Unmet,
    Fault,
}

impl Came {
    fn word(self) -> &'static str {
        match self {
            Came::Holds => "holds",
            Came::BrokenAsTold => "broken as said",
            Came::Broken => "broken",
            Came::NotAsTold => "not broken as said",
            Came::Unmet => "never spoke",
            Came::Fault => "FAULT",
        }
    }
}

/// Searches for events that break the laws; what breaks one is printed as a test.
fn properties(
    console: &mut Console,
    (args, paths): (&TestArgs, &[PathBuf]),
    rules: &Rules,
    which: &[usize],
    limits: &Limits,
) -> Outcome<Exit> {
    let program = rules.program();
    let tried = search::all(rules, which, &args.chance, false, limits)?;
    let laws = which.iter().filter_map(|at| rules.resolved.properties.get(*at));
    let mut all = Vec::new();
    for (law, tried) in laws.zip(&tried) {
        let searched = &tried.searched;
        let told = as_told(program, law, limits);
        // A law about what is possible is no law of single events; only a proof decides it.
        let asks = matches!(law.law, Law::Symmetric(..));
        let came = match (&searched.fault, &searched.found, &told) {
            (Some(_), ..) => Came::Fault,
            (_, _, Some(Ok(()))) => Came::BrokenAsTold,
            (_, _, Some(Err(_))) => Came::NotAsTold,
            (_, Some(_), None) => Came::Broken,
            (_, None, None) if searched.met == 0 && !asks => Came::Unmet,
            _ => Came::Holds,
        };
        all.push(came);
        let word = came.word();
        writeln!(console.out, "{word}  {}/{} met  {}", searched.met, searched.cases, clean(&law.title.text))?;
        if let Some(why) = &searched.fault {
            writeln!(console.out, "  {}", clean(why))?;
        }
        if let Some(Err(why)) = &told {
            writeln!(console.out, "  {}", clean(why))?;
        }
        if let (Came::Broken, Some(find)) = (came, &searched.found) {
            snippet::print(console, program, law, &find.breach)?;
            search::print(console, rules, law, tried)?;
            let own = replays::rules(paths, args.no_builtin);
            let options = format!("--seed {} --cases {}", args.chance.seed, args.chance.cases);
            let title = replays::word(&law.title.text);
            writeln!(console.out, "  again: casus prove --search {options}{own} {title}")?;
        }
    }
    let count = |wanted: &[Came]| all.iter().filter(|one| wanted.contains(one)).count();
    writeln!(
        console.out,
        "\n{}, {} each with seed {}: {} hold, {} broken as said, {} not as said, {} never spoke",
        words::count(all.len(), "law", "laws"),
        words::count(args.chance.cases as usize, "event", "events"),
        args.chance.seed,
        count(&[Came::Holds]),
        count(&[Came::BrokenAsTold]),
        count(&[Came::Broken, Came::NotAsTold, Came::Fault]),
        count(&[Came::Unmet]),
    )?;
    if all.contains(&Came::Fault) {
        return Ok(Exit::Refused);
    }
    let fine = all.iter().all(|one| matches!(one, Came::Holds | Came::BrokenAsTold));
    Ok(if fine { Exit::Done } else { Exit::Findings })
}

fn show(console: &mut Console, report: &TestReport) -> Outcome<()> {
    writeln!(console.out, "{}:{}: {}", report.file, report.line, clean(&report.title))?;
    for line in report.lines.iter().filter(|line| !line.agreed && !line.left_out) {
        let by = line.by.as_ref().map(|who| format!(" by {who}")).unwrap_or_default();
        let to = line.to.as_ref().map(|who| format!(" for {who}")).unwrap_or_default();
        writeln!(console.out, "  {}{by}{to}", line.path)?;
        writeln!(console.out, "    expected {}", clean(&line.expected))?;
        writeln!(console.out, "    got      {}", clean(&line.got))?;
        if let Some(note) = &line.note {
            writeln!(console.out, "    note     {}", clean(note))?;
        }
    }
    if !report.source.is_empty() {
        writeln!(console.out, "  source: {}", clean(&report.source))?;
    }
    writeln!(console.out)?;
    Ok(())
}

/// The events of a file that a test names, seen from the file of the test.
pub(crate) fn event_file(program: &Program, file: &File, path: &str, limits: &Limits) -> EventFile {
    if file.name.starts_with("builtin:") {
        return Err(format!("`{path}` is not part of the program; run the test from its file"));
    }
    let beside: PathBuf = Path::new(&file.name).parent().unwrap_or(Path::new("")).join(path);
    let options = InputOptions { events: beside, input: InputForm::Auto, codes: None };
    let source = match input::open(&options, false) {
        Ok(source) => source,
        Err(_) => return Err(format!("cannot read `{}`", load::display(&options.events))),
    };
    let mut events = BTreeMap::new();
    for line in source.lines(program, None, limits) {
        match line {
            Line::Event(event) => {
                events.insert(event.id.clone(), Ok(event));
            }
            Line::Refused { text, diagnostics, .. } => {
                let why: Vec<String> = diagnostics.iter().map(|said| said.render(&file.name)).collect();
                let id = identifier(&text);
                events.insert(id, Err(why.join("; ")));
            }
        }
    }
    Ok(events)
}

/// The identifier that a refused line of JSON states, as far as it can be read.
fn identifier(text: &[u8]) -> String {
    let value: Option<serde_json::Value> = serde_json::from_slice(text).ok();
    let id = value.as_ref().and_then(|value| value.get("id")).and_then(serde_json::Value::as_str);
    id.unwrap_or_default().to_owned()
}

//! `casus prove`: whether the laws that rule files state hold of every event.
//!
//! In: rules with properties. Out: for each law that it holds, or the event that breaks it. Absent:
//! proving (`analyse::laws`).

use std::io::Write as _;
use std::path::PathBuf;

use serde::Serialize;

use super::console::{Console, Exit, Failure, Outcome, clean};
use super::load::{self, Rules};
use super::options::{ListFormat, ProveArgs, RuleOptions};
use super::search::{self, SearchRecord, Tried};
use super::snippet;
use super::words;
use super::{queries, replays};
use crate::analyse::laws::{Answer, Breach, Report, Twist, contradiction, meanings, prove, reading_words};
use crate::event::{Event, to_json, value_word};
use crate::ir::{Program, Property};
use crate::text::Limits;

/// Runs `casus prove`.
pub(crate) fn run(console: &mut Console, args: &ProveArgs, limits: &Limits) -> Outcome<Exit> {
    let paths: Vec<PathBuf> = args.rules.rules.clone();
    let options = RuleOptions { rules: paths.clone(), no_builtin: args.rules.no_builtin };
    let rules = load::usable(console, &options, limits)?;
    let which = chosen(&rules, &args.property, !paths.is_empty())?;
    if args.emit.is_some() {
        return queries::write(console, args, &rules, &which, limits);
    }
    let reports = prove(rules.program(), &rules.resolved.properties, &which, limits);
    let tried = if args.search {
        search::all(&rules, &which, &args.chance, true, limits)?.into_iter().map(Some).collect()
    } else {
        reports.iter().map(|_| None).collect::<Vec<_>>()
    };
    let mut saved = Saved { text: String::new(), laws: 0 };
    let mut verdicts = Vec::new();
    for (report, tried) in reports.iter().zip(&tried) {
        let Some(property) = rules.resolved.properties.get(report.property) else { continue };
        let told = Told { rules: &rules, property, report, tried: tried.as_ref() };
        verdicts.push(told.verdict());
        match args.format {
            ListFormat::Json => {
                serde_json::to_writer(&mut console.out, &told.record())?;
                writeln!(console.out)?;
            }
            ListFormat::Table | ListFormat::Markdown => told.print(console)?,
        }
        if let Some(breach) = told.found() {
            let event = saved.add(rules.program(), breach);
            if let Some(path) = args.save.as_ref().filter(|_| args.format != ListFormat::Json) {
                let options = replays::rules(&paths, args.rules.no_builtin);
                let line = replays::explain(rules.program(), property, breach, (path, &event), &options);
                writeln!(console.out, "  again: {line}")?;
            }
        }
    }
    if let Some(path) = &args.save {
        std::fs::write(path, &saved.text)
            .map_err(|error| Failure::message(format!("cannot write `{}`: {error}", load::display(path))))?;
    }
    let count = |wanted: fn(&&Verdict) -> bool| verdicts.iter().filter(wanted).count();
    if args.format != ListFormat::Json {
        let held = count(|one| **one == Verdict::Proved);
        let told = count(|one| **one == Verdict::BrokenAsTold);
        let broken = count(|one| matches!(one, Verdict::Broken | Verdict::NotBroken));
        let open = count(|one| matches!(one, Verdict::Undecided | Verdict::Empty));
        writeln!(
            console.out,
            "\n{}: {held} proved, {told} broken as said, {broken} not as said, {open} not decided",
            words::count(reports.len(), "law", "laws"),
        )?;
        if saved.laws > 0 && args.save.is_none() {
            writeln!(
                console.out,
                "--save FILE writes the events that break laws, and prints for each the command that explains it"
            )?;
        }
    }
    if verdicts.contains(&Verdict::Fault) {
        return Ok(Exit::Refused);
    }
    let fine = |verdict: &Verdict| matches!(verdict, Verdict::Proved | Verdict::BrokenAsTold);
    Ok(if verdicts.iter().all(fine) { Exit::Done } else { Exit::Findings })
}

/// Events that break laws, for a file.
struct Saved {
    text: String,
    /// How many laws they are of.
    laws: usize,
}

impl Saved {
    /// Adds the events of a breach, each with a name of its own; gives that of the first.
    fn add(&mut self, program: &Program, breach: &Breach) -> String {
        self.laws += 1;
        for event in std::iter::once(&breach.event).chain(&breach.second) {
            let named = Event { id: format!("{}-{}", event.id, self.laws), ..event.clone() };
            self.text.push_str(&to_json(program, &named));
            self.text.push('\n');
        }
        format!("{}-{}", breach.event.id, self.laws)
    }
}

/// The properties that are asked for: by a part of their title, or all; those of the user's own files if
/// there are such files.
pub(super) fn chosen(rules: &Rules, words: &[String], own: bool) -> Outcome<Vec<usize>> {
    let all = rules.resolved.properties.iter().enumerate();
    let asked = |property: &Property| {
        if words.is_empty() {
            return !own || !rules.is_builtin(property.file);
        }
        let title = property.title.text.to_lowercase();
        words.iter().any(|word| title.contains(&word.to_lowercase()))
    };
    let found: Vec<usize> = all.filter(|(_, property)| asked(property)).map(|(at, _)| at).collect();
    if found.is_empty() {
        let message = if words.is_empty() {
            "no `property` block was found; name a file or folder that has some with --rules".to_owned()
        } else {
            let file = words.iter().find(|word| std::path::Path::new(word).exists());
            let help = match file {
                Some(file) => format!("a file of rules is named with --rules {file}"),
                None => "`casus prove` without names asks all".to_owned(),
            };
            format!("no property has `{}` in its title; {help}", words.join("`, `"))
        };
        return Err(Failure::message(message));
    }
    Ok(found)
}

/// How an answer stands to what the author of a law expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Verdict {
    Proved,
    BrokenAsTold,
    Broken,
    NotBroken,
    Empty,
    Undecided,
    Fault,
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Verdict::Proved => "proved",
            Verdict::BrokenAsTold => "broken as said",
            Verdict::Broken => "broken",
            Verdict::NotBroken => "not broken, though said to be",
            Verdict::Empty => "never speaks",
            Verdict::Undecided => "not decided",
            Verdict::Fault => "FAULT",
        }
    }
}

struct Told<'a> {
    rules: &'a Rules,
    property: &'a Property,
    report: &'a Report,
    tried: Option<&'a Tried>,
}

impl Told<'_> {
    fn program(&self) -> &Program {
        self.rules.program()
    }

    fn verdict(&self) -> Verdict {
        if self.contradiction().is_some() {
            return Verdict::Fault;
        }
        match (&self.report.answer, &self.report.as_told) {
            (Answer::Fault(_), _) => Verdict::Fault,
            (Answer::Refused(_), _) => Verdict::Broken,
            (_, Some(Ok(()))) if self.found().is_some() => Verdict::BrokenAsTold,
            _ if self.found().is_some() => Verdict::Broken,
            (Answer::Proved, Some(_)) => Verdict::NotBroken,
            (Answer::Proved, None) => Verdict::Proved,
            (Answer::Empty, _) => Verdict::Empty,
            (Answer::Broken(_), _) => Verdict::Broken,
            (Answer::Undecided(_), _) => Verdict::Undecided,
        }
    }

    fn contradiction(&self) -> Option<String> {
        let tried = self.tried?;
        contradiction(self.property, self.report, Some(&tried.searched), tried.exhausted.as_ref())
    }

    /// The event that breaks the law: the one of the proof, else one that was met by search.
    fn found(&self) -> Option<&Breach> {
        match &self.report.answer {
            Answer::Broken(breach) => Some(breach),
            _ => {
                let tried = self.tried?;
                let by_case = tried.exhausted.as_ref().and_then(|one| one.found.as_ref());
                tried.searched.found.as_ref().or(by_case).map(|find| &find.breach)
            }
        }
    }

    fn print(&self, console: &mut Console) -> Outcome<()> {
        let report = self.report;
        writeln!(console.out, "{}  {}", self.verdict().word(), clean(&self.property.title.text))?;
        if let Some(why) = self.contradiction() {
            writeln!(console.out, "  the ways to ask do not agree: {}", clean(&why))?;
        }
        match &report.answer {
            Answer::Proved | Answer::Empty => {}
            Answer::Undecided(why) | Answer::Fault(why) => writeln!(console.out, "  {}", clean(why))?,
            Answer::Refused(list) => {
                for diagnostic in list {
                    writeln!(console.out, "  {}", clean(&diagnostic.message))?;
                }
            }
            Answer::Broken(_) => {}
        }
        if let Some(breach) = self.found() {
            snippet::print(console, self.program(), self.property, breach)?;
        }
        if let Some((why, ..)) = &self.property.broken {
            writeln!(console.out, "  said to be broken: {}", clean(&why.text))?;
        }
        if let Some(Err(why)) = &report.as_told {
            writeln!(console.out, "  {}", clean(why))?;
        }
        writeln!(console.out, "  {}", self.covered())?;
        if let Some(tried) = self.tried {
            search::print(console, self.rules, self.property, tried)?;
        }
        if !matches!(report.answer, Answer::Broken(_)) {
            for aside in &report.aside {
                writeln!(console.out, "  aside: {}", clean(aside))?;
            }
        }
        Ok(())
    }

    /// What was looked at, in one line.
    fn covered(&self) -> String {
        let report = self.report;
        let days = match report.days {
            Some((from, until)) if from == until => format!("from {from} on"),
            Some((from, until)) => format!(
                "from {from} on, in {} (the last from {until})",
                words::count(report.stretches, "stretch", "stretches")
            ),
            None => "on no day".to_owned(),
        };
        let mut line = format!(
            "looked at: {days}; {}, {} of which let the law speak; up to 10^{:.0} events a day",
            words::count(report.bindings, "binding", "bindings"),
            report.speaks,
            report.events,
        );
        if report.density > 0.0 && report.density < 1.0 {
            // Rounded so that it stays true: fewer are spoken of.
            let one_in = 1.0 / report.density;
            let many = if one_in < 1e6 {
                format!("{:.0}", one_in.floor())
            } else {
                format!("10^{:.0}", one_in.log10().floor())
            };
            line.push_str(&format!(", at most one in {many} of them spoken of"));
        }
        line
    }

    fn record(&self) -> Record<'_> {
        let program = self.program();
        let report = self.report;
        let file = self.rules.files.get(self.property.file);
        let line = file.map_or(0, |file| file.line_col(self.property.title.span.start).0);
        let breach = self.found().map(|breach| BreachRecord {
            bound: meanings(program, self.property, &breach.bound),
            readings: breach.readings.iter().map(|(q, r)| reading_words(program, *q, *r)).collect(),
            difference: twist(program, &breach.twist),
            events: std::iter::once(&breach.event)
                .chain(&breach.second)
                .filter_map(|event| serde_json::value::RawValue::from_string(to_json(program, event)).ok())
                .collect(),
        });
        Record {
            property: &self.property.title.text,
            file: file.map_or("?", |file| file.name.as_str()),
            line,
            answer: self.verdict(),
            reason: match &report.answer {
                Answer::Undecided(why) | Answer::Fault(why) => Some(why.clone()),
                _ => self.contradiction(),
            },
            breach,
            from: report.days.map(|(from, _)| from.to_string()),
            stretches: report.stretches,
            bindings: report.bindings,
            speaks: report.speaks,
            density: report.density,
            events_a_day_power_of_ten: report.events,
            nodes: report.nodes,
            aside: &report.aside,
            search: self.tried.map(SearchRecord::of),
            schema_version: 1,
        }
    }
}

/// In what two events differ, in words.
pub(super) fn twist(program: &Program, twist: &Twist) -> Option<String> {
    Some(match twist {
        Twist::None => return None,
        Twist::Field(field, one, other) => {
            let name = program.field(*field).map_or("?", |row| row.name.as_str());
            let (one, other) = (value_word(program, *field, *one), value_word(program, *field, *other));
            format!("{name} is {one} in the first event, {other} in the second")
        }
        Twist::Question(question, one, other) => {
            let (name, one) = reading_words(program, *question, *one);
            let (_, other) = reading_words(program, *question, *other);
            format!("{name} is {one}, then {other}")
        }
        Twist::Deed(deed) => {
            let who = program.actor_name(deed.by);
            let does = program.node_name(program.kernel.deed, deed.does).replace('_', " ");
            format!("{who} {does} in the first event, and not in the second")
        }
        Twist::Under(one, other) => {
            let name = |id| program.interpretation(id).map_or("?", |row| row.name.as_str());
            format!("asked under {}, then under {}", name(*one), name(*other))
        }
        Twist::Exchanged(..) => "no event makes it so with the two exchanged".to_owned(),
    })
}

#[derive(Serialize)]
struct Record<'a> {
    property: &'a str,
    file: &'a str,
    line: usize,
    answer: Verdict,
    reason: Option<String>,
    breach: Option<BreachRecord>,
    from: Option<String>,
    stretches: usize,
    bindings: usize,
    speaks: usize,
    density: f64,
    events_a_day_power_of_ten: f64,
    nodes: usize,
    aside: &'a [String],
    /// Null where only the proof was asked.
    search: Option<SearchRecord>,
    schema_version: u32,
}

#[derive(Serialize)]
struct BreachRecord {
    bound: Vec<(String, String)>,
    readings: Vec<(String, String)>,
    difference: Option<String>,
    events: Vec<Box<serde_json::value::RawValue>>,
}

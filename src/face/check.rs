//! `casus check` and `casus schema`: what is wrong with rules, what they cannot say yet, and what
//! an event under them looks like.
//!
//! In: rule files. Out: findings. Absent: the checks themselves, which are those of parsing and
//! resolving, and of reading the events of tests.

use std::io::Write as _;

use serde::Serialize;

use super::console::{Console, Exit, Outcome, clean};
use super::load::{self, Rules};
use super::options::{CheckArgs, CheckFormat, SchemaArgs};
use super::render;
use super::words;
use crate::diagnostic::Diagnostic;
use crate::event;
use crate::ir;
use crate::resolve::{EventSource, TestCase};
use crate::text::Limits;

/// What cannot be said yet, as one line of JSON.
#[derive(Debug, Serialize)]
struct GapRecord<'a> {
    record: &'static str,
    treaty: &'a str,
    clause: Option<&'a str>,
    article: &'a str,
    reason: &'a str,
    at: String,
}

/// Runs `casus check`.
pub(crate) fn run(console: &mut Console, args: &CheckArgs, limits: &Limits) -> Outcome<Exit> {
    let mut rules = load::rules(&args.paths, !args.no_builtin, limits)?;
    // Whoever names files asks about these; warnings on the built-in rules are not theirs to heed.
    if !args.paths.is_empty() {
        let found = std::mem::take(&mut rules.diagnostics).into_iter();
        rules.diagnostics = found.filter(|d| d.is_error() || !rules.is_builtin(d.primary.file)).collect();
    }
    // Under rules with mistakes an event may name what they would have declared.
    if rules.errors() == 0 {
        let unreadable = unreadable_events(&rules);
        rules.diagnostics.extend(unreadable);
    }
    let gaps = if args.gaps { gaps(&rules) } else { Vec::new() };
    match args.format {
        CheckFormat::Json => {
            for diagnostic in &rules.diagnostics {
                let line = render::json(diagnostic, &rules.files)?;
                console.out.write_all(line.as_bytes())?;
            }
            for gap in &gaps {
                serde_json::to_writer(&mut console.out, gap)?;
                writeln!(console.out)?;
            }
        }
        CheckFormat::Text => text(console, &rules, &gaps, args.gaps)?,
    }
    Ok(if rules.errors() > 0 { Exit::Findings } else { Exit::Done })
}

fn text(console: &mut Console, rules: &Rules, gaps: &[GapRecord<'_>], with_gaps: bool) -> Outcome<()> {
    for diagnostic in &rules.diagnostics {
        let drawn = render::human(diagnostic, &rules.files, console.colour_out);
        console.out.write_all(drawn.as_bytes())?;
    }
    for gap in gaps {
        let place = match gap.clause {
            Some(clause) => format!("{}.{clause}", gap.treaty),
            None => gap.treaty.to_owned(),
        };
        writeln!(console.out, "gap: {place}, {}: {} ({})", clean(gap.article), clean(gap.reason), gap.at)?;
    }
    if let Some(hint) = load::copy_hint(rules) {
        console.out.write_all(hint.as_bytes())?;
    }
    let errors = rules.errors();
    let warnings = rules.diagnostics.len() - errors;
    write!(
        console.out,
        "{}: {}, {}",
        words::count(rules.files.iter().count(), "file", "files"),
        words::count(errors, "error", "errors"),
        words::count(warnings, "warning", "warnings"),
    )?;
    if with_gaps {
        write!(console.out, ", {}", words::count(gaps.len(), "gap", "gaps"))?;
    }
    writeln!(console.out)?;
    Ok(())
}

/// What keeps events that stand in tests from being read: such a test is never run.
fn unreadable_events(rules: &Rules) -> Vec<Diagnostic> {
    let program = rules.program();
    let read = |test: &TestCase| {
        let blocks = test.events.iter().filter_map(|(source, _)| match source {
            EventSource::Block(lines, _) => event::from_block(program, lines, test.file).err(),
            EventSource::File(..) => None,
        });
        blocks.flatten().collect::<Vec<_>>()
    };
    rules.resolved.tests.iter().flat_map(read).collect()
}

/// Every gap, by treaty and clause.
fn gaps(rules: &Rules) -> Vec<GapRecord<'_>> {
    let program = rules.program();
    let mut found = Vec::new();
    for treaty in &program.treaties {
        let own = treaty.gaps.iter().map(|gap| (None, gap));
        let clauses = treaty.clauses.iter().filter_map(|id| program.clause(*id));
        let of_clauses = clauses.flat_map(|clause| clause.gaps.iter().map(move |gap| (Some(clause), gap)));
        for (clause, gap) in own.chain(of_clauses) {
            found.push(GapRecord {
                record: "gap",
                treaty: &treaty.name,
                clause: clause.map(|clause: &ir::Clause| clause.name.as_str()),
                article: &gap.article,
                reason: &gap.reason,
                at: rules.at(gap.origin),
            });
        }
    }
    found
}

/// Runs `casus schema`.
pub(crate) fn schema(console: &mut Console, args: &SchemaArgs, limits: &Limits) -> Outcome<Exit> {
    let rules = load::usable(console, &args.rules, limits)?;
    let schema = event::schema::schema(rules.program());
    serde_json::to_writer_pretty(&mut console.out, &schema)?;
    writeln!(console.out)?;
    Ok(Exit::Done)
}

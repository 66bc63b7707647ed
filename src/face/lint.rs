//! `casus lint`: what in rules can never matter, with the place, the reason and what to do.
//!
//! In: rule files. Out: findings, each a warning with its code. Absent: finding them (`analyse::lint`, and
//! for what is cheap the checks of `resolve`), and the words for one (`findings`).

use std::collections::BTreeSet;
use std::io::Write as _;

use serde::Serialize;

use super::console::{Console, Exit, Outcome, clean};
use super::load::{self, Rules};
use super::names;
use super::options::{CodingFormat, LintArgs};
use super::{render, words};
use crate::analyse::lint::{Linted, Open, Plan, lint};
use crate::diagnostic::Diagnostic;
use crate::ir::TreatyId;
use crate::text::{FileId, Limits};

mod findings;
use findings::Words;

/// Runs `casus lint`.
pub(crate) fn run(console: &mut Console, args: &LintArgs, limits: &Limits) -> Outcome<Exit> {
    let mut rules = load::rules(&args.paths, !args.no_builtin, limits)?;
    if rules.errors() > 0 {
        return errors(console, args, &rules);
    }
    let own: Option<BTreeSet<FileId>> = (!args.paths.is_empty()).then(|| {
        let ids = rules.files.iter().map(|(id, _)| id);
        ids.filter(|id| !rules.is_builtin(*id)).collect()
    });
    let treaties: Vec<TreatyId> =
        args.treaty.iter().map(|word| names::treaty(rules.program(), word)).collect::<Outcome<_>>()?;
    // Whoever names files asks about these, as with `check`; whoever names instruments, about what is in them.
    let cheap = std::mem::take(&mut rules.diagnostics);
    let mut shown: Vec<Diagnostic> = cheap
        .into_iter()
        .filter(|one| own.as_ref().is_none_or(|files| files.contains(&one.primary.file)))
        .filter(|one| is_of(&rules, &treaties, one))
        .collect();
    let linted = args.deep.then(|| {
        let plan = Plan {
            program: rules.program(),
            properties: &rules.resolved.properties,
            files: own.clone(),
            treaties: treaties.clone(),
            limits,
        };
        lint(&plan)
    });
    let say = Words { program: rules.program(), properties: &rules.resolved.properties, rules: &rules };
    if let Some(linted) = &linted {
        let found: Vec<Diagnostic> = linted.findings.iter().map(|finding| say.finding(finding)).collect();
        // What was found over all events says more than the warning at the same place.
        shown.retain(|one| !found.iter().any(|deep| covers(deep, one)));
        shown.extend(found);
    }
    shown.sort_by_key(|one| (one.primary.file, one.primary.span, one.code));
    for one in &shown {
        let text = match args.format {
            CodingFormat::Json => render::json(one, &rules.files)?,
            CodingFormat::Table => render::human(one, &rules.files, console.colour_out),
        };
        console.out.write_all(text.as_bytes())?;
    }
    if let Some(linted) = &linted {
        undecided(console, args, &say, linted)?;
    }
    if args.format == CodingFormat::Table {
        summary(console, args, shown.len(), linted.as_ref())?;
    }
    Ok(if args.strict && !shown.is_empty() { Exit::Findings } else { Exit::Done })
}

/// Rules with errors are not looked at; the errors are shown as `check` shows them.
fn errors(console: &mut Console, args: &LintArgs, rules: &Rules) -> Outcome<Exit> {
    for one in rules.diagnostics.iter().filter(|one| one.is_error()) {
        let text = match args.format {
            CodingFormat::Json => render::json(one, &rules.files)?,
            CodingFormat::Table => render::human(one, &rules.files, console.colour_out),
        };
        console.out.write_all(text.as_bytes())?;
    }
    if let Some(hint) = load::copy_hint(rules) {
        console.out.write_all(hint.as_bytes())?;
    }
    Ok(Exit::Findings)
}

/// Whether a warning stands in one of some instruments; any does if none are named.
fn is_of(rules: &Rules, treaties: &[TreatyId], one: &Diagnostic) -> bool {
    let program = rules.program();
    let inside = |outer: crate::ir::Origin| {
        outer.file == one.primary.file
            && outer.span.start <= one.primary.span.start
            && one.primary.span.end <= outer.span.end
    };
    treaties.is_empty()
        || treaties.iter().any(|id| {
            let questions = program.questions.iter().filter(|row| row.treaty == Some(*id));
            program.treaty(*id).is_some_and(|row| inside(row.origin))
                || questions.map(|row| row.origin).any(inside)
        })
}

/// Whether one finding says of a place what another says too.
fn covers(deep: &Diagnostic, cheap: &Diagnostic) -> bool {
    (deep.primary.file, deep.primary.span) == (cheap.primary.file, cheap.primary.span)
        && (deep.code == cheap.code || findings::is_stronger(deep.code, cheap.code))
}

/// What could not be decided, as one line of JSON.
#[derive(Debug, Serialize)]
struct OpenRecord {
    record: &'static str,
    code: String,
    what: String,
    why: String,
    at: String,
}

fn undecided(console: &mut Console, args: &LintArgs, say: &Words<'_>, linted: &Linted) -> Outcome<()> {
    for open in &linted.open {
        let Open { what, at, why } = open;
        let record = OpenRecord {
            record: "undecided",
            code: findings::code(what).number(),
            what: say.open(what),
            why: findings::why(*why),
            at: say.rules.at(*at),
        };
        match args.format {
            CodingFormat::Json => {
                serde_json::to_writer(&mut console.out, &record)?;
                writeln!(console.out)?;
            }
            CodingFormat::Table if args.undecided => {
                let OpenRecord { code, what, why, at, .. } = &record;
                writeln!(console.out, "not decided[{code}]: {}\n  {at}: {why}\n", clean(what))?;
            }
            CodingFormat::Table => {}
        }
    }
    Ok(())
}

fn summary(console: &mut Console, args: &LintArgs, shown: usize, linted: Option<&Linted>) -> Outcome<()> {
    write!(console.out, "{}", words::count(shown, "finding", "findings"))?;
    let Some(linted) = linted else {
        return Ok(writeln!(console.out, "; `--deep` looks at all events too")?);
    };
    writeln!(
        console.out,
        "; looked at {}, {} of conditions, {}, {} of clauses",
        words::count(linted.clauses, "clause", "clauses"),
        words::count(linted.parts, "part", "parts"),
        words::count(linted.questions, "question", "questions"),
        words::count(linted.pairs, "pair", "pairs"),
    )?;
    if !linted.open.is_empty() {
        let more = if args.undecided { "" } else { "; `--undecided` lists them" };
        writeln!(console.out, "{} not decided{more}", linted.open.len())?;
    }
    if args.treaty.len() < 2 {
        writeln!(
            console.out,
            "contrary duties were looked for within each instrument; `casus conflicts` looks between two"
        )?;
    }
    Ok(())
}

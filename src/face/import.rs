//! `casus import`: a scholar's own copy of a coded data set as rules, events and scores.
//!
//! In: paths of CSV files that the user gives. Out: rule text, or answers beside human codes; rows
//! that do not fit on standard error. Absent: understanding the data, and any decision; both are in
//! `import` and `evaluate`.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use serde::Serialize;

use super::console::{Console, Exit, Failure, Outcome, clean};
use super::load::{self, display};
use super::options::{CodingFormat, ImportArgs, ImportAtopArgs, ImportWarsArgs, Imported, RuleOptions};
use super::table;
use super::words;
use crate::event::EventDiagnostic;
use crate::import::atop::{self, by_alliance};
use crate::import::codings;
use crate::import::program::with_builtin;
use crate::import::score::{Answer, Counts, Inputs, Scored, by_duty, score};
use crate::import::sheet::Read;
use crate::import::states::States;
use crate::import::treaties::{Reading, rules};
use crate::import::wars;
use crate::text::Limits;

/// Runs `casus import`.
pub(crate) fn run(console: &mut Console, args: &ImportArgs, limits: &Limits) -> Outcome<Exit> {
    match &args.what {
        Imported::Atop(args) => run_atop(console, args, limits),
        Imported::Wars(args) => run_wars(console, args, limits),
    }
}

/// A reader of one sort of file.
pub(crate) type Reader<T> = fn(&str) -> Result<Read<T>, Vec<EventDiagnostic>>;

/// Reads a file of coded rows; rows that do not fit are named on standard error and counted.
pub(crate) fn rows<T>(console: &mut Console, path: &Path, read: Reader<T>) -> Outcome<(Vec<T>, usize)> {
    let name = display(path);
    let bytes = fs::read(path).map_err(|e| Failure::file("read", &name, &e))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let line =
            error.as_bytes().iter().take(error.utf8_error().valid_up_to()).filter(|b| **b == b'\n').count();
        Failure::message(format!("`{name}` is not UTF-8 text: line {} has other bytes", line + 1))
    })?;
    let said = |console: &mut Console, list: &[EventDiagnostic]| -> Outcome<()> {
        for diagnostic in list {
            writeln!(console.err, "{}", clean(&diagnostic.render(&name)))?;
        }
        Ok(())
    };
    match read(&text) {
        Ok(read) => {
            said(console, &read.refused)?;
            if !read.refused.is_empty() {
                let count = words::count(read.refused.len(), "row", "rows");
                writeln!(console.err, "{name}: {count} refused; the others are used")?;
            }
            Ok((read.rows, read.refused.len()))
        }
        Err(list) => {
            said(console, &list)?;
            Err(Failure::Reported(Exit::Usage))
        }
    }
}

fn exit(refused: usize) -> Exit {
    if refused > 0 { Exit::Refused } else { Exit::Done }
}

fn run_atop(console: &mut Console, args: &ImportAtopArgs, limits: &Limits) -> Outcome<Exit> {
    let (members, refused) = rows(console, &args.members, atop::read)?;
    let mut alliances = by_alliance(&members);
    for id in &args.id {
        if !alliances.contains_key(id) {
            let text = format!("`{}` has no alliance {id}", display(&args.members));
            return Err(Failure::message(text));
        }
    }
    alliances.retain(|id, _| args.id.is_empty() || args.id.contains(id));
    let builtin = load::usable(console, &RuleOptions { rules: Vec::new(), no_builtin: false }, limits)?;
    let mut states = States::of(builtin.program());
    let sound = rules(&alliances, Reading::Open, &mut states, limits);
    let text = match sound.and_then(|text| with_builtin(Some(&text), limits).map(|_| text)) {
        Ok(text) => text,
        Err(list) => {
            let first = list.first().map(|d| d.message.clone()).unwrap_or_default();
            return Err(Failure::message(format!("the written rules do not check: {first}")));
        }
    };
    if text.len() > limits.rule_file_bytes {
        let text = format!(
            "{} alliances make more than the {} bytes that a rule file may have; choose some with --id",
            alliances.len(),
            limits.rule_file_bytes
        );
        return Err(Failure::message(text));
    }
    match args.out.as_deref().filter(|path| *path != Path::new("-")) {
        None => console.out.write_all(text.as_bytes())?,
        Some(path) => write(path, &text)?,
    }
    Ok(exit(refused))
}

fn write(path: &Path, text: &str) -> Outcome<()> {
    fs::write(path, text).map_err(|e| Failure::file("write", display(path), &e))
}

fn run_wars(console: &mut Console, args: &ImportWarsArgs, limits: &Limits) -> Outcome<Exit> {
    let (members, a) = rows(console, &args.atop, atop::read)?;
    let (participants, b) = rows(console, &args.wars, wars::read)?;
    let (codings, c) = rows(console, &args.codings, codings::read)?;
    noted(console, &args.wars, &wars::doubtful(&participants))?;
    noted(console, &args.codings, &codings::repeated(&codings))?;
    let inputs = Inputs { members: &members, participants: &participants, codings: &codings };
    let scored = score(&inputs, limits).map_err(|fault| Failure::message(fault.to_string()))?;
    if let Some(folder) = &args.save {
        save(folder, &scored)?;
    }
    match args.format {
        CodingFormat::Json => json(console, &scored)?,
        CodingFormat::Table => text(console, &scored)?,
    }
    Ok(exit(a + b + c))
}

/// Says what looks like a slip of a file and is used all the same.
fn noted(console: &mut Console, path: &Path, list: &[(usize, String)]) -> Outcome<()> {
    for (line, words) in list {
        writeln!(console.err, "{}", clean(&format!("{}:{line}: note: {words}", display(path))))?;
    }
    Ok(())
}

/// Keeps the written rules, the events and the answers.
fn save(folder: &Path, scored: &Scored) -> Outcome<()> {
    fs::create_dir_all(folder).map_err(|e| Failure::file("write", display(folder), &e))?;
    write(&folder.join("alliances.casus"), &scored.rules)?;
    write(&folder.join("wars.jsonl"), &scored.events)?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    let broken = |e: csv::Error| Failure::message(format!("cannot write the answers: {e}"));
    for answer in &scored.answers {
        writer.serialize(AnswerRecord::of(answer)).map_err(broken)?;
    }
    let bytes =
        writer.into_inner().map_err(|e| Failure::message(format!("cannot write the answers: {e}")))?;
    let path = folder.join("answers.csv");
    fs::write(&path, bytes).map_err(|e| Failure::file("write", display(&path), &e))
}

/// One answer, flat.
#[derive(Debug, Serialize)]
struct AnswerRecord<'a> {
    alliance: u32,
    cow_war: Option<u32>,
    war: &'a str,
    coders: &'static str,
    rules: &'static str,
    agrees: Option<bool>,
    clause: Option<&'a str>,
    event: Option<&'a str>,
    why: &'a str,
}

/// One answer as a line of JSON.
#[derive(Debug, Serialize)]
struct AnswerLine<'a> {
    record: &'static str,
    #[serde(flatten)]
    answer: AnswerRecord<'a>,
}

fn coders(answer: &Answer) -> &'static str {
    match answer.coding.met {
        Some(true) => "met",
        Some(false) => "not met",
        None => "no verdict",
    }
}

impl<'a> AnswerRecord<'a> {
    fn of(answer: &'a Answer) -> Self {
        AnswerRecord {
            alliance: answer.coding.alliance,
            cow_war: answer.coding.war,
            war: &answer.coding.war_name,
            coders: coders(answer),
            rules: answer.outcome.word(),
            agrees: answer.agrees(),
            clause: answer.clause.as_deref(),
            event: answer.event.as_deref(),
            why: &answer.why,
        }
    }
}

#[derive(Debug, Serialize)]
struct CountRecord<'a> {
    record: &'static str,
    of: &'a str,
    rows: usize,
    decided: usize,
    agree: usize,
    unknown: usize,
}

/// What is counted, each with its name.
fn counts(scored: &Scored) -> Vec<(String, Counts)> {
    let mut all = vec![("all".to_owned(), Counts::of(&scored.answers))];
    for (duty, counts) in by_duty(&scored.answers) {
        all.push((format!("alliances with {}", duty.variable()), counts));
    }
    for (words, met) in [("coders: met", true), ("coders: not met", false)] {
        let of = scored.answers.iter().filter(|answer| answer.coding.met == Some(met));
        all.push((words.to_owned(), Counts::of(of)));
    }
    all
}

fn json(console: &mut Console, scored: &Scored) -> Outcome<()> {
    for answer in &scored.answers {
        let line = AnswerLine { record: "answer", answer: AnswerRecord::of(answer) };
        serde_json::to_writer(&mut console.out, &line)?;
        writeln!(console.out)?;
    }
    for (of, counts) in counts(scored) {
        let Counts { rows, decided, agree } = counts;
        let unknown = counts.unknown();
        let record = CountRecord { record: "counts", of: &of, rows, decided, agree, unknown };
        serde_json::to_writer(&mut console.out, &record)?;
        writeln!(console.out)?;
    }
    Ok(())
}

/// A share in per cent with its denominator.
pub(crate) fn share(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "-".to_owned();
    }
    // Tenths of a per cent in whole numbers, rounded half up.
    let tenths = (part * 2000 + whole) / (2 * whole);
    format!("{part}/{whole} {}.{} %", tenths / 10, tenths % 10)
}

fn text(console: &mut Console, scored: &Scored) -> Outcome<()> {
    let all = scored.answers.len();
    writeln!(
        console.out,
        "was the case of the alliance met? {} with a COW war number, {} without are left out",
        words::count(all, "row", "rows"),
        scored.without_war
    )?;
    let heading = ["rows", "agree of decided", "unknown of all"];
    let of_counts = |(name, counts): (String, Counts)| {
        vec![name, share(counts.agree, counts.decided), share(counts.unknown(), counts.rows)]
    };
    let rows = counts(scored).into_iter().map(of_counts).collect();
    console.out.write_all(table::plain(&heading, rows, console.width).as_bytes())?;
    let differ: Vec<&Answer> = scored.answers.iter().filter(|answer| answer.agrees() != Some(true)).collect();
    writeln!(
        console.out,
        "\n{}",
        words::count(differ.len(), "row differs or is open", "rows differ or are open")
    )?;
    if differ.is_empty() {
        return Ok(());
    }
    let heading = ["alliance", "war", "coders", "rules", "why"];
    let row = |answer: &&Answer| -> Vec<String> {
        let why = match &answer.clause {
            Some(clause) => format!("{clause}: {}", answer.why),
            None => answer.why.clone(),
        };
        let coding = &answer.coding;
        let cells = [
            coding.alliance.to_string(),
            coding.war_name.clone(),
            [coders(answer), &coding.why_not.join(", ")]
                .into_iter()
                .filter(|w| !w.is_empty())
                .collect::<Vec<_>>()
                .join(": "),
            answer.outcome.word().to_owned(),
            why,
        ];
        cells.iter().map(|cell| clean(cell)).collect()
    };
    let rows = differ.iter().map(row).collect();
    console.out.write_all(table::plain(&heading, rows, console.width).as_bytes())?;
    Ok(())
}

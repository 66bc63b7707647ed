//! `casus eval`: decides events and prints the answers.
//!
//! In: rules, a stance, events. Out: answers in the order of the events, what was refused, an exit
//! code. Absent: deciding, and how one answer is laid out.

use std::fs::File;
use std::io::{BufWriter, Write};

use super::console::{Console, Exit, Failure, Outcome};
use super::input::{self, Progress};
use super::load::{self, Rules, display};
use super::names;
use super::opposed;
use super::options::{EvalArgs, Format};
use super::receipt;
use super::records;
use super::row::{self, Shown};
use super::stance;
use super::table::Block;
use super::words;
use crate::analyse::conflicts::in_event;
use crate::evaluate::{Decision, Filter, TooComplex, decide};
use crate::event::{Event, EventDiagnostic, Line};
use crate::ir::Program;
use crate::text::Limits;

/// Runs `casus eval`.
pub(crate) fn run(console: &mut Console, args: &EvalArgs, limits: &Limits) -> Outcome<Exit> {
    let rules = load::usable(console, &args.rules, limits)?;
    let program = rules.program();
    let stance = stance::of(program, &args.stance)?;
    let shown = shown(program, args)?;
    let filter = Filter {
        treaties: shown.treaties.clone(),
        // A table says how many it hides; other formats need not decide what they leave out.
        skip_standing: args.format != Format::Table && !shown.all && !shown.standing,
        ..Filter::default()
    };
    let codes = args.input.codes.as_deref().map(|word| names::scheme(program, word)).transpose()?;
    let mut source = input::open(&args.input, args.receipt)?;
    let mut rejects = args.rejects.as_deref().map(Rejects::create).transpose()?;
    let mut printer = Printer {
        rules: &rules,
        stance: stance::in_words(program, &stance),
        shown: &shown,
        format: args.format,
        grouped: args.grouped,
        csv_begun: false,
    };
    printer.begin(console)?;
    if args.receipt {
        let receipt = receipt::of(&rules, &source, codes, &stance);
        if args.format == Format::Json {
            serde_json::to_writer(&mut console.out, &receipt::Line { receipt: &receipt })?;
            writeln!(console.out)?;
        } else {
            console.err.write_all(receipt.text().as_bytes())?;
        }
    }
    let name = source.name.clone();
    let prompt = source.streamed || args.format == Format::Table;
    let heading = source.heading();
    let mut progress = Progress::of(console, &source);
    let mut refused: usize = 0;
    for line in source.lines(program, codes, limits) {
        match line {
            Line::Event(event) => {
                let decision = decide(program, &event, &stance, &filter, limits);
                refused += usize::from(!decision.too_complex.is_empty());
                // Setting the bar aside draws it anew, so that is done only where there is something to say.
                if !decision.too_complex.is_empty() {
                    progress.suspend(|| complex(console, &name, &event, &decision.too_complex))?;
                }
                let parties = &shown.parties;
                let clashes = in_event(program, &event, &stance, &filter, &decision.verdicts, limits);
                if clashes.too_complex {
                    refused += usize::from(decision.too_complex.is_empty());
                    let text = "which duties stand against each other leaves more open than the limits allow";
                    progress.suspend(|| {
                        writeln!(console.err, "{name}:{}: in event `{}`: {text}", event.line, event.id)
                    })?;
                }
                let rows: Vec<_> =
                    opposed::of_event(&clashes.all).into_iter().filter(|row| row.concerns(parties)).collect();
                printer.event(console, &event, &decision, &rows)?;
                if prompt {
                    console.out.flush()?;
                }
            }
            Line::Refused { text, cut, diagnostics, .. } => {
                refused += 1;
                progress.suspend(|| say(console, &name, &diagnostics))?;
                if let Some(rejects) = &mut rejects {
                    rejects.add(heading.as_deref(), &text, cut)?;
                }
            }
        }
        progress.step();
    }
    drop(progress);
    if let Some(rejects) = rejects {
        rejects.finish(console)?;
    }
    if refused > 0 {
        // Every refusal was said in its place; a long run needs the number at the end.
        let lines = words::count(refused, "line was", "lines were");
        writeln!(console.err, "{name}: {lines} refused or left undecided in part")?;
    }
    Ok(if refused > 0 { Exit::Refused } else { Exit::Done })
}

fn shown(program: &Program, args: &EvalArgs) -> Outcome<Shown> {
    Ok(Shown {
        treaties: args.treaty.iter().map(|word| names::treaty(program, word)).collect::<Outcome<_>>()?,
        parties: args.party.iter().map(|word| names::actor(program, word, None)).collect::<Outcome<_>>()?,
        statuses: args.status.iter().map(|word| word.status()).collect(),
        all: args.all,
        standing: args.standing,
        // Programs that read answers get all that is called up; people get it if they ask for a treaty or status.
        bonds: args.format != Format::Table || !args.treaty.is_empty() || !args.status.is_empty(),
    })
}

/// Says why a line was refused.
pub(crate) fn say(console: &mut Console, name: &str, diagnostics: &[EventDiagnostic]) -> Outcome<()> {
    for diagnostic in diagnostics {
        writeln!(console.err, "{}", diagnostic.render(name))?;
    }
    Ok(())
}

/// Says which clauses could not be decided on an event.
pub(crate) fn complex(
    console: &mut Console,
    name: &str,
    event: &Event,
    clauses: &[TooComplex],
) -> Outcome<()> {
    for clause in clauses {
        let code = crate::diagnostic::Code::TOO_COMPLEX.number();
        writeln!(console.err, "{name}:{}: error[{code}] in event `{}`: {clause}", event.line, event.id)?;
    }
    Ok(())
}

/// Prints the answers for one event after another.
struct Printer<'a> {
    rules: &'a Rules,
    stance: String,
    shown: &'a Shown,
    format: Format,
    grouped: bool,
    csv_begun: bool,
}

impl Printer<'_> {
    fn begin(&mut self, console: &mut Console) -> Outcome<()> {
        if self.format == Format::Csv && !self.csv_begun {
            self.csv_begun = true;
            let mut out = csv::Writer::from_writer(&mut console.out);
            records::csv_heading(&mut out)?;
            out.flush()?;
        }
        Ok(())
    }

    fn event(
        &mut self,
        console: &mut Console,
        event: &Event,
        decision: &Decision,
        opposed: &[opposed::Row<'_>],
    ) -> Outcome<()> {
        let program = self.rules.program();
        let (picked, hidden) = self.shown.pick(program, &decision.verdicts);
        let joined = self.grouped || self.format == Format::Table;
        let mut groups = if joined { row::join(&picked, &decision.verdicts) } else { row::single(&picked) };
        match self.format {
            Format::Table => {
                groups.sort_by_key(|group| row::urgency(program, group.verdict));
                let block = Block {
                    program,
                    event,
                    stance: &self.stance,
                    asked: &self.shown.treaties,
                    groups: &groups,
                    opposed: opposed::section(program, opposed, console.width),
                    hidden,
                    width: console.width,
                    colour: console.colour_out,
                };
                console.out.write_all(block.text().as_bytes())?;
            }
            Format::Json => {
                for group in &groups {
                    if let Some(record) = records::record(self.rules, event, group, self.grouped) {
                        serde_json::to_writer(&mut console.out, &record)?;
                        writeln!(console.out)?;
                    }
                }
                for record in opposed.iter().flat_map(|row| row.records(program, Some(&event.id))) {
                    serde_json::to_writer(&mut console.out, &record)?;
                    writeln!(console.out)?;
                }
            }
            Format::Csv => {
                let mut out = csv::Writer::from_writer(&mut console.out);
                for group in &groups {
                    records::csv_row(&mut out, self.rules, event, group)?;
                }
                out.flush()?;
            }
        }
        Ok(())
    }
}

/// The file of refused lines.
struct Rejects {
    name: String,
    out: BufWriter<File>,
    headed: bool,
    cut: usize,
}

impl Rejects {
    fn create(path: &std::path::Path) -> Outcome<Rejects> {
        let name = display(path);
        let file = File::create(path).map_err(|e| Failure::file("write", &name, &e))?;
        Ok(Rejects { name, out: BufWriter::new(file), headed: false, cut: 0 })
    }

    /// A refused line as it was; under the heading of its file, if that has one.
    fn add(&mut self, heading: Option<&[u8]>, text: &[u8], cut: u64) -> Outcome<()> {
        let mut parts: Vec<&[u8]> = Vec::new();
        // A heading that was itself refused is not written twice.
        if let Some(heading) = heading.filter(|heading| !self.headed && !heading.ends_with(text)) {
            parts.extend([heading, b"\n"]);
        }
        self.headed = true;
        self.cut += usize::from(cut > 0);
        parts.extend([text, b"\n"]);
        for part in parts {
            self.out.write_all(part).map_err(|e| Failure::file("write", &self.name, &e))?;
        }
        Ok(())
    }

    fn finish(mut self, console: &mut Console) -> Outcome<()> {
        self.out.flush().map_err(|e| Failure::file("write", &self.name, &e))?;
        if self.cut > 0 {
            let lines = words::count(self.cut, "line", "lines");
            writeln!(console.err, "{}: {lines} longer than the limit are cut there", self.name)?;
        }
        Ok(())
    }
}

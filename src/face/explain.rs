//! `casus explain`: the reasons of the answers for one event.
//!
//! In: rules, a stance, an event. Out: for each answer its face, its reasons with what each comes
//! to, and what would settle it. Absent: finding reasons; they come from the same walk as the
//! answer.

use std::io::Write as _;

use super::console::{Console, Exit, Failure, Outcome, clean};
use super::eval;
use super::input;
use super::load::{self, Rules};
use super::names;
use super::options::{ExplainArgs, InputOptions};
use super::row::{self, Group, Shown};
use super::silent;
use super::stance;
use super::table;
use super::words;
use crate::evaluate::{BeneficiaryOut, Filter, PivotSet, Stance, Status, Truth, decide};
use crate::event::{Event, Line};
use crate::explain::{Line as Reason, explain};
use crate::text::Limits;

/// Runs `casus explain`.
pub(crate) fn run(console: &mut Console, args: &ExplainArgs, limits: &Limits) -> Outcome<Exit> {
    let rules = load::usable(console, &args.rules, limits)?;
    let program = rules.program();
    let stance = stance::of(program, &args.stance)?;
    let treaty = args.treaty.as_deref().map(|word| names::treaty(program, word)).transpose()?;
    let mut clauses = match &args.clause {
        Some(word) => names::clauses(program, word)?,
        None => Vec::new(),
    };
    if let Some(treaty) = treaty {
        let named = !clauses.is_empty();
        clauses.retain(|id| program.clause(*id).is_some_and(|clause| clause.treaty == treaty));
        if named && clauses.is_empty() {
            let (word, of) =
                (args.clause.as_deref().unwrap_or_default(), args.treaty.as_deref().unwrap_or_default());
            return Err(Failure::message(format!("`{of}` has no clause `{word}`")));
        }
    }
    let Some(event) = find(console, &rules, &args.input, args.event.as_deref(), limits)? else {
        return Ok(Exit::Refused);
    };
    let day = Some(event.date);
    let party = args.party.as_deref().map(|word| names::actor(program, word, day)).transpose()?;
    let filter = Filter { treaties: treaty.into_iter().collect(), clauses, ..Filter::default() };
    let decision = decide(program, &event, &stance, &filter, limits);
    eval::complex(console, &display_name(args), &event, &decision.too_complex)?;
    // Whoever names a clause wants to know why not as well.
    let asked = args.clause.is_some();
    let shown = Shown {
        parties: party.into_iter().collect(),
        all: asked,
        standing: asked,
        bonds: asked,
        ..Shown::default()
    };
    let (picked, hidden) = shown.pick(program, &decision.verdicts);
    let groups = row::join(&picked, &decision.verdicts);
    let page = Page { rules: &rules, event: &event, stance: &stance, args, limits };
    page.heading(console)?;
    for group in &groups {
        page.answer(console, group)?;
    }
    if groups.is_empty() {
        writeln!(console.out, "no answer to explain")?;
        let asked: Vec<_> = treaty.into_iter().collect();
        silent::write(console, program, &asked, event.date)?;
    }
    if hidden != row::Hidden::default() {
        writeln!(console.out, "not shown: {}; name one with --clause", hidden.words().join(", "))?;
    }
    Ok(if decision.too_complex.is_empty() { Exit::Done } else { Exit::Refused })
}

fn display_name(args: &ExplainArgs) -> String {
    load::display(&args.input.events)
}

/// The event that is asked for; none if its line is refused, which is then said.
/// The event of a file that is asked for, or the only one; none if it is among the lines that were refused.
pub(crate) fn find(
    console: &mut Console,
    rules: &Rules,
    input: &InputOptions,
    wanted: Option<&str>,
    limits: &Limits,
) -> Outcome<Option<Event>> {
    let codes = input.codes.as_deref().map(|word| names::scheme(rules.program(), word)).transpose()?;
    let source = input::open(input, false)?;
    let name = source.name.clone();
    let mut seen: Vec<Event> = Vec::new();
    let mut refused = Vec::new();
    for line in source.lines(rules.program(), codes, limits) {
        match line {
            Line::Event(event) if wanted.is_none_or(|id| id == event.id) => {
                seen.push(event);
                if wanted.is_some() {
                    break;
                }
                if seen.len() > 1 {
                    let text = format!("`{name}` has several events; name one with --event");
                    return Err(Failure::message(text));
                }
            }
            Line::Event(event) => refused.push((Some(event.id), Vec::new())),
            Line::Refused { diagnostics, .. } => refused.push((None, diagnostics)),
        }
    }
    if let Some(event) = seen.pop() {
        return Ok(Some(event));
    }
    // It may be among the lines that were refused, so they are said first.
    let mut any = false;
    for (_, diagnostics) in &refused {
        any |= !diagnostics.is_empty();
        eval::say(console, &name, diagnostics)?;
    }
    if let Some(id) = wanted {
        let known = refused.iter().filter_map(|(id, _)| id.as_deref());
        return Err(names::refuse_in(format!("`{name}` has no event `{id}`"), id, known));
    }
    if any { Ok(None) } else { Err(Failure::message(format!("`{name}` has no event"))) }
}

struct Page<'a> {
    rules: &'a Rules,
    event: &'a Event,
    stance: &'a Stance,
    args: &'a ExplainArgs,
    limits: &'a Limits,
}

impl Page<'_> {
    fn heading(&self, console: &mut Console) -> Outcome<()> {
        write!(console.out, "{}  {}", clean(&self.event.id), self.event.date)?;
        if let Some(title) = &self.event.title {
            write!(console.out, "  {}", clean(title))?;
        }
        writeln!(console.out, "\n{}\n", stance::in_words(self.rules.program(), self.stance))?;
        Ok(())
    }

    fn answer(&self, console: &mut Console, group: &Group<'_>) -> Outcome<()> {
        let program = self.rules.program();
        let verdict = group.verdict;
        let Some(clause) = program.clause(verdict.clause) else { return Ok(()) };
        let response = table::response(clause, verdict);
        let status = verdict.status.word_for(response.modality);
        let path = program.clause_path(verdict.clause);
        writeln!(
            console.out,
            "{}  {}, {}{}",
            painted(&status.to_uppercase(), colour_of(verdict.status), console.colour_out),
            path,
            clean(&clause.article),
            words::guarantee_label(program, clause).map(|label| format!(" ({label})")).unwrap_or_default()
        )?;
        let who = table::obligors(program, &response.obligors, group);
        let to = match verdict.beneficiary {
            BeneficiaryOut::None => String::new(),
            other => format!(" for {}", table::to_whom(program, verdict.clause, other)),
        };
        writeln!(console.out, "  {who} {}{to}", clean(&words::what(program, response)))?;
        writeln!(console.out, "  because {}", clean(&words::because(verdict)))?;
        let explanation = explain(
            program,
            self.event,
            self.stance,
            verdict.clause,
            group.obligors.first().copied().flatten(),
            verdict.beneficiary,
            self.limits,
        );
        self.steps(console, &explanation.condition)?;
        self.list(console, "questions", &explanation.questions)?;
        self.list(console, "facts that are not settled", &explanation.facts)?;
        self.pivots(console, group)?;
        self.rest(console, group)?;
        writeln!(console.out)?;
        Ok(())
    }

    /// The reasons, each with what it comes to.
    fn steps(&self, console: &mut Console, lines: &[Reason]) -> Outcome<()> {
        let extent = if self.args.full {
            Extent::Full
        } else if self.args.short {
            Extent::Short
        } else {
            Extent::Usual
        };
        for (line, repeated) in worth_telling(lines, extent) {
            let (word, colour) = match &line.truth {
                Some(Truth::True) => ("holds  ", GREEN),
                Some(Truth::False) => ("fails  ", RED),
                Some(Truth::Depends(_)) => ("depends", YELLOW),
                None => ("       ", BOLD),
            };
            let indent = "  ".repeat(line.depth);
            let word = painted(word, colour, console.colour_out);
            write!(console.out, "    {word}  {indent}{}", clean(&line.text))?;
            if let Some(Truth::Depends(names)) = &line.truth
                && (line.depth == 0 || self.args.full)
            {
                write!(console.out, "  [{}]", clean(&names.join(", ")))?;
            }
            if repeated {
                write!(console.out, "  (as above)")?;
            }
            self.place(console, line)?;
        }
        Ok(())
    }

    /// Questions and facts, with a heading.
    fn list(&self, console: &mut Console, heading: &str, lines: &[Reason]) -> Outcome<()> {
        if lines.is_empty() || self.args.short {
            return Ok(());
        }
        writeln!(console.out, "  {heading}")?;
        for line in lines {
            write!(console.out, "    {}{}", "  ".repeat(line.depth), clean(&line.text))?;
            self.place(console, line)?;
        }
        Ok(())
    }

    /// Ends a line, in the full form with its place.
    fn place(&self, console: &mut Console, line: &Reason) -> Outcome<()> {
        match line.origin.filter(|_| self.args.full) {
            Some(origin) => writeln!(console.out, "  ({})", self.rules.at(origin))?,
            None => writeln!(console.out)?,
        }
        Ok(())
    }

    fn pivots(&self, console: &mut Console, group: &Group<'_>) -> Outcome<()> {
        let pivots = &group.verdict.pivots;
        let modality = self
            .rules
            .program()
            .clause(group.verdict.clause)
            .map(|clause| table::response(clause, group.verdict).modality);
        let Some(modality) = modality else { return Ok(()) };
        let ways = [
            (&pivots.to_owed, Status::Owed),
            (&pivots.to_available, Status::Available),
            (&pivots.to_not_owed, Status::NotOwed),
        ];
        let most = if self.args.short { 2 } else { usize::MAX };
        for (sets, status) in ways {
            let sets: Vec<&PivotSet> = sets.iter().filter(|set| !set.is_empty()).collect();
            for set in sets.iter().take(most) {
                let words = words::pivot_set(set, usize::MAX);
                writeln!(console.out, "  {} if {}", status.word_for(modality), clean(&words))?;
            }
            if sets.len() > most {
                writeln!(console.out, "  {} in {} more ways", status.word_for(modality), sets.len() - most)?;
            }
        }
        if pivots.cut && !self.args.short {
            writeln!(console.out, "  (there are more such sets than are listed)")?;
        }
        Ok(())
    }

    /// What goes with the answer: consultation, process, report, deadline, sources, gaps.
    fn rest(&self, console: &mut Console, group: &Group<'_>) -> Outcome<()> {
        if self.args.short {
            return Ok(());
        }
        let program = self.rules.program();
        let verdict = group.verdict;
        let Some(clause) = program.clause(verdict.clause) else { return Ok(()) };
        let mut lines = Vec::new();
        let consultation = words::consultation(&clause.consultation);
        if !consultation.is_empty() {
            lines.push(format!("consultation: {consultation}"));
        }
        lines.extend(clause.process.as_ref().map(|process| format!("process: {process}")));
        lines.extend(clause.report.as_ref().map(|(to, speed)| format!("report: to {to} {speed}")));
        let deadline = clause.deadline.as_ref().map(|deadline| words::term(program, clause, deadline));
        lines.extend(deadline.map(|deadline| format!("deadline: {deadline}")));
        lines.extend(clause.termination.as_ref().map(|text| format!("ends: {text}")));
        for note in &verdict.overlays {
            let article = program.clause(note.clause).map_or("", |clause| clause.article.as_str());
            lines.push(format!("general law beside it: {}, {article}", program.clause_path(note.clause)));
        }
        for (article, reason) in &verdict.gaps {
            lines.push(format!("not said: {article}: {reason}"));
        }
        let cites =
            if clause.cites.is_empty() { String::new() } else { format!(", {}", clause.cites.join("; ")) };
        lines.push(format!("rests on: {}{cites} ({})", group.evidence.word(), self.rules.at(clause.origin)));
        for line in lines {
            writeln!(console.out, "  {}", clean(line.trim_end()))?;
        }
        Ok(())
    }
}

/// How much is told of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// The faces of the clause.
    Short,
    /// What the answer turns on.
    Usual,
    /// Everything.
    Full,
}

/// The lines that are told, and whether what lies below a line was told before.
///
/// Usually what lies below a part that holds is left out, and so is what lies below a part that
/// fails, unless the whole face fails: then that is why. The same condition under another face is
/// told once.
fn worth_telling(lines: &[Reason], extent: Extent) -> Vec<(&Reason, bool)> {
    let mut told: Vec<&[Reason]> = Vec::new();
    let mut kept = Vec::new();
    // Below this depth nothing is told until the walk comes up again.
    let mut closed: Option<usize> = None;
    let mut face_fails = false;
    for (at, line) in lines.iter().enumerate() {
        if closed.is_some_and(|depth| line.depth > depth) {
            continue;
        }
        closed = None;
        let fails = line.truth == Some(Truth::False);
        if line.depth == 0 {
            face_fails = fails;
        }
        let below = lines.get(at + 1..).unwrap_or_default();
        let below = below.split(|other| other.depth <= line.depth).next().unwrap_or_default();
        let repeated = extent == Extent::Usual && told.iter().any(|known| same_below(known, line, below));
        let settled = line.truth == Some(Truth::True) || (fails && !face_fails);
        if match extent {
            Extent::Full => false,
            Extent::Usual => settled || repeated,
            Extent::Short => true,
        } {
            closed = Some(line.depth);
        } else if !below.is_empty() {
            told.push(lines.get(at..=at + below.len()).unwrap_or_default());
        }
        kept.push((line, repeated && !settled));
    }
    kept
}

/// Whether a condition and all below it were told before, word for word and with the same outcome.
fn same_below(known: &[Reason], line: &Reason, below: &[Reason]) -> bool {
    let Some((first, rest)) = known.split_first() else { return false };
    let same = |a: &Reason, b: &Reason| a.text == b.text && a.truth == b.truth;
    !below.is_empty()
        && same(first, line)
        && rest.len() == below.len()
        && rest.iter().zip(below).all(|(a, b)| same(a, b) && a.depth + line.depth == b.depth + first.depth)
}

const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";
const CYAN: &str = "36";
const BOLD: &str = "1";
const DIM: &str = "2";

fn colour_of(status: Status) -> &'static str {
    match status {
        Status::Owed => BOLD,
        Status::Available => CYAN,
        Status::NotOwed => DIM,
        Status::Contested | Status::Undetermined | Status::Open | Status::LeftOut => YELLOW,
    }
}

fn painted(text: &str, code: &str, colour: bool) -> String {
    if colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(depth: usize, text: &str, truth: Truth) -> Reason {
        Reason { depth, text: text.to_owned(), truth: Some(truth), origin: None }
    }

    fn told(lines: &[Reason], extent: Extent) -> Vec<String> {
        let mark = |repeated| if repeated { "*" } else { "" };
        worth_telling(lines, extent).into_iter().map(|(l, r)| format!("{}{}", l.text, mark(r))).collect()
    }

    #[test]
    fn what_does_not_matter_is_left_out() {
        let open = || Truth::Depends(vec!["q".to_owned()]);
        let lines = [
            line(0, "trigger", open()),
            line(1, "external", Truth::True),
            line(2, "by a state", Truth::True),
            line(1, "grave", Truth::False),
            line(2, "most grave", Truth::False),
            line(1, "area", open()),
            line(2, "sea is yes", open()),
            line(0, "scope", Truth::False),
            line(1, "in europe", Truth::False),
            line(2, "in france", Truth::False),
            line(0, "again", open()),
            line(1, "area", open()),
            line(2, "sea is yes", open()),
        ];
        assert_eq!(
            told(&lines, Extent::Usual),
            [
                "trigger",
                "external",
                "grave",
                "area",
                "sea is yes",
                "scope",
                "in europe",
                "in france",
                "again",
                "area*"
            ]
        );
        assert_eq!(told(&lines, Extent::Short), ["trigger", "scope", "again"]);
        assert_eq!(told(&lines, Extent::Full).len(), lines.len());
    }
}

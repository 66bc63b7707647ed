//! A suite as a sheet that a lawyer reads and signs.

use super::texts::{answer, given};
use super::{Page, how_small};
use crate::analyse::cases::{Case, Condition, Suite};
use crate::explain::event_words;
use crate::face::console::clean;
use crate::face::hanging::hanging;
use crate::face::{stance, table, words};

/// Conditions that are named in words beside an event; more are named by their numbers.
const NAMED: usize = 2;

/// What stands in the column that is left blank.
const SIGN: &str = "agree / differ, because";

impl Page<'_> {
    pub(super) fn sheet(&self, suite: &Suite) -> String {
        let mut text = self.heading(suite);
        if suite.cases.is_empty() {
            text.push_str(match suite.conditions.is_empty() {
                true => "  no condition: the answer is the same in every event\n",
                false => "  no condition ever decides: the answer is the same in every event\n",
            });
        } else {
            text.push('\n');
            text.push_str(&self.table(suite));
            text.push_str("\nsigned:                                    date:\n");
        }
        text.push_str(&self.conditions(suite));
        text
    }

    fn heading(&self, suite: &Suite) -> String {
        let program = self.rules.program();
        let Some(clause) = program.clause(suite.wanted.clause) else { return String::new() };
        let path = program.clause_path(suite.wanted.clause);
        let mut lines = vec![format!("{path}  {}", clean(&clause.article))];
        let response = &clause.response;
        let to = words::beneficiary(program, response, clause.on.as_ref());
        let to = if to.is_empty() { to } else { format!(", for {to}") };
        let what = words::what(program, response);
        lines.push(format!("  {} {what}{to}", words::set(program, &response.obligors)));
        let treaty = program.treaty(clause.treaty);
        let cites = if clause.cites.is_empty() { treaty.map(|row| &row.cites) } else { Some(&clause.cites) };
        let cites = cites.map(|list| list.join("; ")).filter(|cites| !cites.is_empty());
        let cites = cites.unwrap_or_else(|| "no source is named".to_owned());
        let at = self.rules.at(clause.origin);
        lines.push(format!("  source: {cites}; evidence: {}; {at}", clause.evidence.word()));
        let consultation = words::consultation(&clause.consultation);
        if !consultation.is_empty() {
            lines.push(format!("  consultation: {consultation}; it is no condition of the answer"));
        }
        for gap in &clause.gaps {
            lines.push(format!("  not said: {}: {}", gap.article, gap.reason));
        }
        lines.push(format!("  events of {}; {}", suite.wanted.day, stance::in_words(program, self.stance)));
        let shown = suite.conditions.iter().filter(|one| one.shown.is_ok()).count();
        let number = words::count(suite.cases.len(), "event", "events");
        lines.push(format!(
            "  {number}, {}: {shown} of {} decide",
            how_small(suite),
            words::count(suite.conditions.len(), "condition", "conditions")
        ));
        if suite.counts.len() > 1 {
            let each = suite.counts.iter().filter(|count| count.events > 0).map(|count| {
                let who = count.obligor.map_or("whoever it is", |who| program.actor_name(who));
                format!("{who} {}", count.events)
            });
            let each: Vec<String> = each.collect();
            lines.push(format!("  who would owe, and in how many events: {}", each.join(", ")));
        } else if let Some(who) = suite.counts.first().and_then(|count| count.obligor) {
            lines.push(format!("  who would owe: {}", program.actor_name(who)));
        }
        if suite.few_actors {
            lines.push(
                "  among events in which only some actors do something or are struck, since with all of them too much is \
                 open"
                    .to_owned(),
            );
        }
        if suite.closed_record {
            lines.push("  the record shows no deeds, since with any deeds too much is open".to_owned());
        }
        lines
            .iter()
            .map(|line| hanging("  ", 2, clean(line.trim_start()).as_str(), self.width))
            .enumerate()
            .fold(String::new(), |text, (at, line)| text + if at == 0 { line.trim_start() } else { &line })
    }

    fn table(&self, suite: &Suite) -> String {
        let program = self.rules.program();
        let heading = ["", "what happens", "about", "casus answers", "turns on", SIGN];
        let several = suite.counts.iter().filter(|count| count.events > 0).count() > 1;
        let rows = suite.cases.iter().enumerate().map(|(at, case)| {
            let mut happens = event_words(program, &case.event);
            happens.extend(given(program, case).into_iter().map(|given| format!("read: {given}")));
            if happens.is_empty() {
                happens.push("nothing is stated".to_owned());
            }
            let mut answer = answer(program, suite, case);
            if several && let Some(who) = case.obligor {
                answer.push_str(&format!(" by {}", program.actor_name(who)));
            }
            if let Some(verdict) = case.verdict.as_ref() {
                answer.push_str(&format!(": {}", clean(&words::because(verdict))));
            }
            vec![
                (at + 1).to_string(),
                happens.join("; "),
                about(suite, at),
                answer,
                self.turns_on(case),
                String::new(),
            ]
        });
        table::ruled(&heading, rows.collect(), &[30, 24, 16, 14, 16], self.width)
    }

    fn turns_on(&self, case: &Case) -> String {
        let program = self.rules.program();
        let names = case.turns_on.iter().filter_map(|id| program.question(*id)).map(|row| row.name.clone());
        let names: Vec<String> = names.collect();
        if names.is_empty() { "no disputed word".to_owned() } else { names.join(", ") }
    }

    /// Every condition with its pair, then those that never decide, with why.
    fn conditions(&self, suite: &Suite) -> String {
        let mut text = String::new();
        let (shown, not): (Vec<_>, Vec<_>) =
            suite.conditions.iter().enumerate().partition(|(_, one)| one.shown.is_ok());
        if !shown.is_empty() {
            text.push_str(
                "\nconditions, each with the event in which it holds and the one in which it does not\n",
            );
        }
        for (at, one) in shown {
            let Ok(pair) = one.shown else { continue };
            let words = format!("{}; {} and {}", self.said(one), pair.holds + 1, pair.fails + 1);
            text.push_str(&hanging(&format!("  c{}", at + 1), 8, &words, self.width));
        }
        if !not.is_empty() {
            text.push_str("\nnever decide\n");
        }
        for (at, one) in not {
            let Err(why) = one.shown else { continue };
            let place = self.rules.at(one.origin);
            let words = format!("{}: {} ({place})", self.said(one), why.words());
            text.push_str(&hanging(&format!("  c{}", at + 1), 8, &words, self.width));
        }
        text
    }

    fn said(&self, one: &Condition) -> String {
        let program = self.rules.program();
        let term = one.term.and_then(|id| program.term(id)).map(|row| format!(", in {}", row.name));
        format!("{} ({}{})", clean(&one.text), one.role.word(), term.unwrap_or_default())
    }
}

/// What an event is wanted for: conditions that fail in it first, then those that hold.
fn about(suite: &Suite, at: usize) -> String {
    let mut parts = Vec::new();
    for (word, of) in [("fails", true), ("holds", false)] {
        let wanted = suite.conditions.iter().enumerate().filter(|(_, one)| {
            one.shown.is_ok_and(|pair| if of { pair.fails == at } else { pair.holds == at })
        });
        let wanted: Vec<(usize, &Condition)> = wanted.collect();
        if wanted.is_empty() {
            continue;
        }
        let (named, rest) =
            if wanted.len() > NAMED { wanted.split_at(NAMED - 1) } else { (&wanted[..], &[][..]) };
        let mut text = format!("{word}: ");
        let named: Vec<String> =
            named.iter().map(|(at, one)| format!("c{} {}", at + 1, clean(&one.text))).collect();
        text.push_str(&named.join(", "));
        if !rest.is_empty() {
            let rest: Vec<String> = rest.iter().map(|(at, _)| format!("c{}", at + 1)).collect();
            text.push_str(&format!(", {}", rest.join(" ")));
        }
        parts.push(text);
    }
    parts.join("; ")
}

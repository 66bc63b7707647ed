//! A suite as `test` blocks and as events.

use super::{Page, how_small};
use crate::analyse::cases::{Case, Suite};
use crate::analyse::laws::reading_words;
use crate::event::{Event, to_block, to_json};
use crate::face::{stance, words};
use crate::ir::{LimbRole, Program};

/// Whom the answers of an unsigned suite come from.
const SOURCE: &str = "answer of casus, not yet signed by a lawyer";

impl Page<'_> {
    /// The events as JSON Lines; what each is about stands in its title.
    pub(super) fn lines(&self, suite: &Suite) -> String {
        let program = self.rules.program();
        let mut text = String::new();
        for case in &suite.cases {
            let mut title = answer(program, suite, case);
            let given = given(program, case);
            if !given.is_empty() {
                title.push_str(&format!(", where {}", given.join(" and ")));
            }
            let event = Event { title: Some(title), ..case.event.clone() };
            text.push_str(&to_json(program, &event));
            text.push('\n');
        }
        text
    }

    /// The events as `test` blocks, laid out as `casus fmt` would.
    pub(super) fn tests(&self, suite: &Suite) -> String {
        let program = self.rules.program();
        let path = program.clause_path(suite.wanted.clause);
        let Some(clause) = program.clause(suite.wanted.clause) else { return String::new() };
        let mut blocks = vec![format!(
            "// {path}, {}: {}, {}.\n",
            clause.article.replace('\n', " "),
            words::count(suite.cases.len(), "event", "events"),
            how_small(suite)
        )];
        for (at, case) in suite.cases.iter().enumerate() {
            if case.by_test {
                blocks.extend(self.block(suite, at, case));
            } else {
                blocks.push(format!(
                    "// {path} {}: no test can ask for what runs to all parties here.\n",
                    at + 1
                ));
            }
        }
        if blocks.len() == 1 { String::new() } else { blocks.join("\n") }
    }

    fn block(&self, suite: &Suite, at: usize, case: &Case) -> Option<String> {
        let program = self.rules.program();
        let path = program.clause_path(suite.wanted.clause);
        let mut lines =
            vec![format!("test \"{path} {}: {}\" {{", at + 1, self.title(suite, at).replace('"', "'"))];
        lines.push(format!("  source \"{SOURCE}\""));
        if let Some(name) = &self.stance.interpretation {
            lines.push(format!("  given interpretation {name}"));
        }
        // What an interpretation says of its own accord need not be said again.
        let own = self.stance.interpretation.as_ref();
        let own = own.and_then(|name| program.interpretation(program.find_interpretation(name)?));
        let told = own.map_or(0, |row| row.held_by.len());
        let by_option = self.stance.as_held_by.len().saturating_sub(told);
        for (who, _) in self.stance.as_held_by.iter().take(by_option) {
            lines.push(format!("  given held by {}", program.actor_name(*who)));
        }
        lines.extend(self.stance.read_as_of.map(|day| format!("  given read as of {day}")));
        for (question, reading) in stance::readings(program, self.stance) {
            let closed = own.is_some_and(|row| {
                let id = program.find_question(question);
                let taken = id.and_then(|id| Some((id, *row.readings.get(&id)?)));
                taken.is_some_and(|(id, taken)| reading_words(program, id, taken).1 == reading)
            });
            if !closed {
                lines.push(format!("  given {question} is {reading}"));
            }
        }
        lines.extend(given(program, case).into_iter().map(|given| format!("  given {given}")));
        lines.push("  event {".to_owned());
        lines.extend(to_block(program, &case.event)?.into_iter().map(|line| format!("    {line}")));
        lines.push("  }".to_owned());
        let by = case.obligor.map(|who| format!(" by {}", program.actor_name(who))).unwrap_or_default();
        let to = case.to.map(|who| format!(" for {}", program.actor_name(who))).unwrap_or_default();
        lines.push(format!("  expect {path}{by}{to} {}", case.status.word()));
        lines.push("}\n".to_owned());
        Some(lines.join("\n"))
    }

    /// What an event is about, in a few words.
    fn title(&self, suite: &Suite, at: usize) -> String {
        let mut fails = Vec::new();
        let mut holds = 0;
        for one in &suite.conditions {
            let Ok(pair) = one.shown else { continue };
            if pair.fails == at {
                fails.push(one);
            }
            holds += usize::from(pair.holds == at);
        }
        match fails.as_slice() {
            [] => format!("{} hold", words::count(holds, "condition", "conditions")),
            [one] => format!("fails: {}", in_short(&one.text, one.role)),
            [one, rest @ ..] => format!("fails: {}, and {} more", in_short(&one.text, one.role), rest.len()),
        }
    }
}

/// Letters of a condition in a title.
const TITLE: usize = 70;

fn in_short(text: &str, role: LimbRole) -> String {
    let text: String = if text.chars().count() > TITLE {
        text.chars().take(TITLE - 1).chain(['…']).collect()
    } else {
        text.to_owned()
    };
    match role {
        LimbRole::Exception | LimbRole::Terminated => format!("{text} ({})", role.word()),
        _ => text,
    }
}

/// The answer in the words of the clause.
pub(super) fn answer(program: &Program, suite: &Suite, case: &Case) -> String {
    let modality = program.clause(suite.wanted.clause).map(|clause| clause.response.modality);
    modality.map_or(case.status.word(), |modality| case.status.word_for(modality)).to_owned()
}

/// The readings that are given with an event.
pub(super) fn given(program: &Program, case: &Case) -> Vec<String> {
    let words = |(question, reading): (&crate::ir::QuestionId, &crate::ir::ReadingId)| {
        let (question, reading) = reading_words(program, *question, *reading);
        format!("{question} is {reading}")
    };
    case.readings.iter().map(words).collect()
}

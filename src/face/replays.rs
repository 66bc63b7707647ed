//! Command lines that ask again what was asked, ready to be pasted into a shell.
//!
//! In: options, rules, a breach. Out: words. Absent: running anything.

use std::path::{Path, PathBuf};

use super::console::clean;
use super::load;
use crate::analyse::laws::{Breach, reading_words};
use crate::ir::{Chosen, Program, Property};

/// A word as a shell takes it: in quotes where it has more than plain letters.
pub(super) fn word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+@%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", clean(text).replace('\'', r"'\''"))
}

/// The options that read the same rules, with a blank before each; nothing for the built-in rules alone.
pub(super) fn rules(paths: &[PathBuf], no_builtin: bool) -> String {
    let mut words = if no_builtin { " --no-builtin".to_owned() } else { String::new() };
    for path in paths {
        words.push_str(" --rules ");
        words.push_str(&word(&load::display(path)));
    }
    words
}

/// The command that explains an event which breaks a law, as the law reads what is open.
pub(super) fn explain(
    program: &Program,
    law: &Property,
    breach: &Breach,
    (file, event): (&Path, &str),
    rules: &str,
) -> String {
    let mut line = format!("casus explain {} --event {}{rules}", word(&load::display(file)), word(event));
    let mut option = |name: &str, value: &str| line.push_str(&format!(" --{name} {}", word(value)));
    if let Some(row) = law.interpretation.and_then(|id| program.interpretation(id)) {
        option("interpretation", &row.name);
    }
    law.held_by.iter().for_each(|who| option("as-held-by", program.actor_name(*who)));
    law.read_as_of.into_iter().for_each(|day| option("read-as-of", &day.to_string()));
    let closed = law.readings.iter().filter_map(|(question, chosen)| match chosen {
        Chosen::Reading(reading) => Some((*question, *reading)),
        Chosen::Bound(at) => Some((*question, *breach.bound.readings.get(*at)?)),
    });
    let taken = breach.readings.iter().map(|(question, reading)| (*question, *reading));
    let mut given: Vec<(String, String)> =
        closed.chain(taken).map(|(question, reading)| reading_words(program, question, reading)).collect();
    given.sort();
    given.dedup();
    given.iter().for_each(|(question, reading)| option("read", &format!("{question}={reading}")));
    let treaties = breach.answers.iter().filter_map(|one| program.clause(one.clause)).map(|row| row.treaty);
    let mut treaties: Vec<_> = treaties.collect();
    treaties.sort();
    treaties.dedup();
    if let [only] = treaties.as_slice()
        && let Some(row) = program.treaty(*only)
    {
        option("treaty", &row.name);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_a_shell_would_break_them() {
        assert_eq!(word("rules/pact.casus"), "rules/pact.casus");
        assert_eq!(word("my rules"), "'my rules'");
        assert_eq!(word("Art. 5's end"), r"'Art. 5'\''s end'");
        assert_eq!(word(""), "''");
    }

    #[test]
    fn the_same_rules_are_named() {
        assert_eq!(rules(&[], false), "");
        assert_eq!(rules(&[PathBuf::from("a b")], true), " --no-builtin --rules 'a b'");
    }
}

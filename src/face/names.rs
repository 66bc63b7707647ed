//! Names that the user gives in options, looked up in the rules.
//!
//! In: a word. Out: an id, or a message with the nearest name. Absent: names inside files.

use jiff::civil::Date;

use super::console::{Failure, Message, Outcome};
use super::words;
use crate::diagnostic::{Code, did_you_mean};
use crate::ir::{ActorId, ClauseId, Codes, NodeId, Program, SchemeId, TreatyId};

/// Refuses an unknown name, with the nearest one as help.
pub(crate) fn refuse<'a>(what: &str, word: &str, known: impl IntoIterator<Item = &'a str>) -> Failure {
    refuse_in(format!("unknown {what} `{word}`"), word, known)
}

/// Refuses a word with a message of its own.
pub(crate) fn refuse_in<'a>(text: String, word: &str, known: impl IntoIterator<Item = &'a str>) -> Failure {
    Failure::Message(Message { code: Some(Code::UNKNOWN_OPTION_NAME), text, help: did_you_mean(word, known) })
}

/// A scheme of codes.
pub(crate) fn scheme(program: &Program, word: &str) -> Outcome<SchemeId> {
    program
        .find_scheme(word)
        .ok_or_else(|| refuse("scheme of codes", word, program.schemes.iter().map(|s| s.name.as_str())))
}

/// An actor, by the name that the rules give it or by a code with its scheme, such as `cow:305`.
///
/// A code is taken on the day `on`; without one it must mean the same actor over all time.
pub(crate) fn actor(program: &Program, word: &str, on: Option<Date>) -> Outcome<ActorId> {
    if let Some((before, code)) = word.split_once(':') {
        let scheme = scheme(program, before)?;
        return coded(program, scheme, word, code, on);
    }
    // Codes of states are in capitals; a small slip in the hand costs nothing.
    program
        .find_actor(word)
        .or_else(|| program.find_actor(&word.to_uppercase()))
        .ok_or_else(|| unknown_actor(program, word))
}

/// Refuses a word that is no name of an actor; whoever wrote what an actor is called is told its name.
fn unknown_actor(program: &Program, word: &str) -> Failure {
    let called = |label: &str| label.to_lowercase() == word.to_lowercase();
    let meant: Vec<&str> =
        program.actors.iter().filter(|one| called(&one.label)).map(|one| one.name.as_str()).collect();
    match meant.as_slice() {
        [] => refuse("actor", word, program.actors.iter().map(|a| a.name.as_str())),
        names => Failure::Message(Message {
            code: Some(Code::UNKNOWN_OPTION_NAME),
            text: format!("unknown actor `{word}`"),
            help: Some(format!("write its name in the rules: `{}`", names.join("` or `"))),
        }),
    }
}

/// Whom a code of a scheme means.
fn coded(program: &Program, scheme: SchemeId, word: &str, code: &str, on: Option<Date>) -> Outcome<ActorId> {
    let codes = Codes::new(program);
    let upper = code.to_uppercase();
    let code = if codes.holders_in(scheme, code).next().is_some() { code } else { upper.as_str() };
    if let Some(actor) = codes.meant(scheme, code, on) {
        return Ok(actor);
    }
    let meant: Vec<String> = codes
        .holders_in(scheme, code)
        .map(|holder| {
            format!("{} {}", program.actor_name(holder.actor), words::days(&holder.days))
                .trim_end()
                .to_owned()
        })
        .collect();
    let text = match (meant.is_empty(), on) {
        (true, _) => format!("`{word}` is no code of that scheme"),
        (false, Some(day)) => format!("`{word}` means nobody on {day}; it means {}", meant.join(", ")),
        (false, None) => format!("`{word}` means several actors over time: {}", meant.join(", ")),
    };
    let help = (!meant.is_empty()).then(|| "write the name that the rules declare".to_owned());
    Err(Failure::Message(Message { code: Some(Code::UNKNOWN_OPTION_NAME), text, help }))
}

/// A treaty or overlay.
pub(crate) fn treaty(program: &Program, word: &str) -> Outcome<TreatyId> {
    program
        .find_treaty(word)
        .ok_or_else(|| refuse("treaty", word, program.treaties.iter().map(|t| t.name.as_str())))
}

/// Every version of the clauses of a name: `defend` or `rio.defend`.
pub(crate) fn clauses(program: &Program, word: &str) -> Outcome<Vec<ClauseId>> {
    let fits = |id: ClauseId| match word.contains('.') {
        true => program.clause_path(id) == word,
        false => program.clause(id).is_some_and(|clause| clause.name == word),
    };
    let found: Vec<ClauseId> = (0..program.clauses.len()).map(ClauseId::at).filter(|id| fits(*id)).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let known: Vec<String> = match word.contains('.') {
        true => (0..program.clauses.len()).map(|i| program.clause_path(ClauseId::at(i))).collect(),
        false => program.clauses.iter().map(|clause| clause.name.clone()).collect(),
    };
    Err(refuse("clause", word, known.iter().map(String::as_str)))
}

/// A kind of clause.
pub(crate) fn kind(program: &Program, word: &str) -> Outcome<NodeId> {
    let Some(tree) = program.tree(program.kernel.kind) else {
        return Err(refuse("kind of clause", word, []));
    };
    tree.find(word)
        .ok_or_else(|| refuse("kind of clause", word, tree.nodes.iter().map(|node| node.name.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered_only_if_it_is_near() {
        let help = |word| match refuse("treaty", word, ["rio", "anzus"]) {
            Failure::Message(message) => message.help,
            _ => None,
        };
        assert_eq!(help("rioo").as_deref(), Some("did you mean `rio`?"));
        assert_eq!(help("zzz"), None);
    }
}

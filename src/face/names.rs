//! Names that the user gives in options, looked up in the rules.
//!
//! In: a word. Out: an id, or a message with the nearest name. Absent: names inside files.

use super::console::{Failure, Message, Outcome};
use crate::diagnostic::{Code, nearest};
use crate::ir::{ActorId, ClauseId, NodeId, Program, TreatyId};

/// Refuses an unknown name, with the nearest one as help.
pub(crate) fn refuse<'a>(what: &str, word: &str, known: impl IntoIterator<Item = &'a str>) -> Failure {
    refuse_in(format!("unknown {what} `{word}`"), word, known)
}

/// Refuses a word with a message of its own.
pub(crate) fn refuse_in<'a>(text: String, word: &str, known: impl IntoIterator<Item = &'a str>) -> Failure {
    Failure::Message(Message {
        code: Some(Code::UNKNOWN_OPTION_NAME),
        text,
        help: nearest(word, known).map(|name| format!("did you mean `{name}`?")),
    })
}

/// An actor.
pub(crate) fn actor(program: &Program, word: &str) -> Outcome<ActorId> {
    // Codes of states are in capitals; a small slip in the hand costs nothing.
    program
        .find_actor(word)
        .or_else(|| program.find_actor(&word.to_uppercase()))
        .ok_or_else(|| refuse("actor", word, program.actors.iter().map(|a| a.name.as_str())))
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

//! Rules that the tests of this room share.

use super::{Resolved, resolve};
use crate::diagnostic::Code;
use crate::syntax::parser::parse;
use crate::text::{FileId, Limits};

/// What is wrong in kind with a line `duty pay is performed by …`, among a few deeds.
pub(super) fn of_deeds(line: &str) -> Vec<String> {
    let text = format!(
        "tree deed {{ own_act {{ asked }} paid {{ paid_in_cash }} told }} tree response {{ pay }}\nduty pay is performed by {line}"
    );
    let wrong = all_of(&[&text]).diagnostics.into_iter().filter(|one| one.code == Code::WRONG_KIND);
    wrong.map(|one| one.message).collect()
}

/// A pact beside the vocabulary of another one; it is the second file.
pub(super) fn beside_pact(pact: &str) -> Resolved {
    all_of(&[include_str!("../../tests/cli/rules/pact.casus"), pact])
}

fn all_of(texts: &[&str]) -> Resolved {
    let limits = Limits::default();
    let trees: Vec<_> = texts
        .iter()
        .zip(0..)
        .map(|(text, at)| (FileId(at), parse(FileId(at), text, &limits)))
        .inspect(|(_, parsed)| assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics))
        .map(|(id, parsed)| (id, parsed.tree))
        .collect();
    resolve(&trees, &limits)
}

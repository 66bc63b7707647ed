//! Which deeds change a bond, and from which day a notice counts. Absent: the changes themselves.

use super::conditions::{Scope, condition};
use super::{Context, In, Items};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Becoming, Leaving, NodeId, Origin, Power};
use crate::syntax::tree::{self, Number, Unit};
use crate::text::FileId;

pub(super) fn resolve(cx: &mut Context, items: &Items<'_>) {
    let (response, deed) = (cx.program.find_tree("response"), cx.program.find_tree("deed"));
    let (Some(response), Some(deed)) = (response, deed) else { return };
    for item in &items.bonds {
        let file = item.file;
        let by: Vec<NodeId> = item.it.by.iter().filter_map(|name| cx.node(deed, name, file)).collect();
        let clauses: Vec<NodeId> =
            item.it.power.iter().filter_map(|name| cx.node(response, name, file)).collect();
        let when = item.it.when.as_ref().map(|cond| {
            let mut scope = Scope { file, questions_only: true, ..Scope::default() };
            condition(cx, cond, &mut scope)
        });
        let word = &item.it.becomes;
        let Some(becomes) = Becoming::parse(&word.text) else {
            let all = Becoming::ALL.map(|word| word.word().to_owned()).to_vec();
            cx.unknown("turn of a bond", word, file, all);
            continue;
        };
        let origin = Origin { file, span: word.span };
        let twice = |one: &&Power| one.by.iter().any(|node| by.contains(node));
        if let Some(other) = cx.program.powers.iter().find(twice) {
            let (first, name) = (other.origin, other.becomes.word());
            cx.push(
                Diagnostic::new(
                    Code::DUPLICATE_NAME,
                    file,
                    word.span,
                    format!("a bond is `{name}` by the same deed already"),
                )
                .also(first.file, first.span, "said first here")
                .help("one kind of deed makes one thing of a bond"),
            );
            continue;
        }
        cx.program.powers.push(Power { becomes, by, clauses, when, origin });
    }
}

/// The term of a notice; none where a number is too large or no whole one, which is reported.
pub(super) fn leaving(cx: &mut Context, item: In<'_, tree::Leaving>) -> Option<Leaving> {
    let notice = duration(cx, &item.it.notice, item.file)?;
    let term = match &item.it.term {
        None => None,
        Some((first, None)) => Some((first.date, None)),
        Some((first, Some(then))) => Some((first.date, Some(duration(cx, then, item.file)?))),
    };
    Some(Leaving { notice, term })
}

fn duration(cx: &mut Context, (number, unit): &(Number, Unit), file: FileId) -> Option<(u32, Unit)> {
    super::clauses::whole(cx, number, file).map(|number| (number, *unit))
}

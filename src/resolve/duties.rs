//! Which deeds move a duty, for all duties of a kind or for one clause, and what a right can do to
//! duties of its instrument. Absent: the moves themselves.

use super::{Context, Items};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::ir::{Becomes, ClauseId, Duty, Effect, Grip, NodeId, Origin, TreatyId};
use crate::syntax::tree::{self, Modality, Name};
use crate::text::FileId;

pub(super) fn resolve(cx: &mut Context, items: &Items<'_>) {
    let Some(response) = cx.program.find_tree("response") else { return };
    for item in &items.duties {
        let what = item.it.what.as_ref().map(|name| cx.node(response, name, item.file));
        let Some(turn) = turn_of(cx, item.it, item.file, false) else { continue };
        // A kind of response that is not declared has been reported; the line then says nothing.
        if what != Some(None) {
            cx.program.duties.push(Duty { what: what.flatten(), ..turn });
        }
    }
}

/// A line on the duty of one clause.
pub(super) fn turn(cx: &mut Context, written: &tree::Duty, file: FileId) -> Option<Duty> {
    if let Some(what) = &written.what {
        cx.push(
            Diagnostic::new(
                Code::WRONG_KIND,
                file,
                what.span,
                "a clause speaks of its own duty, so no kind of response is named",
            )
            .help(format!("write `duty is {} by …`", written.becomes.text)),
        );
        return None;
    }
    turn_of(cx, written, file, true)
}

fn turn_of(cx: &mut Context, written: &tree::Duty, file: FileId, of_clause: bool) -> Option<Duty> {
    let by = deeds(cx, &written.by, file);
    if written.all {
        apart(cx, &written.by, file);
    }
    let becomes = Becomes::parse(&written.becomes.text);
    if becomes.is_none() {
        let all = Becomes::ALL.map(|word| word.word().to_owned()).to_vec();
        cx.unknown("end or turn of a duty", &written.becomes, file, all);
    }
    let origin = Origin { file, span: written.becomes.span };
    let becomes = becomes?;
    let total = super::amounts::total(cx, written, becomes, (file, of_clause));
    let until = deeds(cx, &written.until, file);
    if let Some(span) = written.before
        && (becomes != Becomes::Performed || written.total.is_some())
    {
        let (message, help) = match becomes {
            Becomes::Performed => (
                "an amount is counted from when the duty is there".to_owned(),
                "leave `even before` out; an amount that was paid before is told on the day from which it is owed",
            ),
            _ => (
                format!("what was done before performs a duty, and nothing is {} by it", becomes.word()),
                "leave `even before` out, or write `is performed by`",
            ),
        };
        cx.push(Diagnostic::new(Code::WRONG_KIND, file, span, message).help(help));
    }
    // A line whose amount is none would say something else.
    (total.is_some() == written.total.is_some()).then_some(Duty {
        what: None,
        becomes,
        by,
        all: written.all,
        total,
        before: written.before.is_some(),
        until,
        origin,
    })
}

/// Of deeds that are all wanted, none may be another already: one deed would then do for two.
fn apart(cx: &mut Context, names: &[Name], file: FileId) {
    let Some(tree) = cx.program.find_tree("deed") else { return };
    let find = |name: &Name| cx.program.tree(tree).and_then(|tree| tree.find(&name.text));
    let known: Vec<(&Name, NodeId)> = names.iter().filter_map(|name| Some((name, find(name)?))).collect();
    let is = |one: NodeId, other: NodeId| cx.program.is_under(tree, one, other);
    let wrong = known.iter().enumerate().find_map(|(at, (name, node))| {
        let mut before = known.iter().take(at);
        before.find(|(_, other)| is(*node, *other) || is(*other, *node)).map(|(other, _)| (*name, *other))
    });
    if let Some((name, other)) = wrong {
        let message = format!("one deed can be both `{}` and `{}`", other.text, name.text);
        let help = "join kinds of deed with `and` that no single deed is; of two kinds that are not \
                    apart, name the narrower alone";
        cx.push(Diagnostic::new(Code::WRONG_KIND, file, name.span, message).help(help));
    }
}

fn deeds(cx: &mut Context, names: &[Name], file: FileId) -> Vec<NodeId> {
    let Some(deed) = cx.program.find_tree("deed") else { return Vec::new() };
    names.iter().filter_map(|name| cx.node(deed, name, file)).collect()
}

/// What a right can do. Which clauses `all` means is filled in by [`fill`], once all are read.
pub(super) fn power(cx: &mut Context, written: &tree::Power, treaty: TreatyId, file: FileId) -> Option<Grip> {
    let by = deeds(cx, &written.by, file);
    let effect = Effect::parse(&written.effect.text);
    if effect.is_none() {
        let all = Effect::ALL.map(|word| word.word().to_owned()).to_vec();
        cx.unknown("effect of a power", &written.effect, file, all);
    }
    let names = written.on.as_deref().unwrap_or_default();
    let on = names.iter().flat_map(|name| clauses_here(cx, name, treaty, file)).collect();
    let origin = Origin { file, span: written.effect.span };
    effect.map(|effect| Grip { effect, on, by, origin })
}

/// The clauses of this name in an instrument, or a report.
fn clauses_here(cx: &mut Context, name: &Name, treaty: TreatyId, file: FileId) -> Vec<ClauseId> {
    let of = |(at, row): (usize, &crate::ir::Clause)| {
        (row.treaty == treaty).then(|| (ClauseId::at(at), row.name.clone()))
    };
    let all: Vec<(ClauseId, String)> = cx.program.clauses.iter().enumerate().filter_map(of).collect();
    let found: Vec<ClauseId> =
        all.iter().filter(|(_, other)| *other == name.text).map(|(id, _)| *id).collect();
    if found.is_empty() {
        let names: Vec<String> = all.into_iter().map(|(_, name)| name).collect();
        let near = nearest(&name.text, names.iter().map(String::as_str));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write `all`, or name clauses of this instrument".to_owned(),
        };
        let message = format!("this instrument has no clause `{}`", name.text);
        cx.push(Diagnostic::new(Code::UNKNOWN_NAME, file, name.span, message).help(help));
    }
    found
}

/// Fills in what `all` means, and checks that only rights do something to duties.
///
/// `all` is every clause that does not survive the instrument; what only rests leaves the rights
/// alone, or nobody could bring the duties back.
pub(super) fn fill(cx: &mut Context) {
    let mut wrong = Vec::new();
    let rows: Vec<(TreatyId, bool, bool)> = cx
        .program
        .clauses
        .iter()
        .map(|row| (row.treaty, row.survives, row.response.modality == Modality::May))
        .collect();
    for (clause, (treaty, _, may)) in cx.program.clauses.iter_mut().zip(&rows) {
        for power in &mut clause.powers {
            if !may {
                wrong.push(power.origin);
            }
            if power.on.is_empty() {
                let all = rows.iter().enumerate().filter(|(_, (other, survives, right))| {
                    other == treaty && !survives && (power.effect == Effect::Terminates || !right)
                });
                power.on = all.map(|(at, _)| ClauseId::at(at)).collect();
            }
        }
    }
    let owed = |modality| !matches!(modality, Modality::May | Modality::ShallNot);
    let rights = cx.program.clauses.iter().filter(|row| !owed(row.response.modality));
    let before = rights.flat_map(|row| &row.turns).filter(|row| row.before).map(|row| row.origin);
    for origin in before.collect::<Vec<_>>() {
        let message = "only what is to be done can have been done before";
        let help =
            "leave `even before` out: a right is used, and what is forbidden is kept, from when it is there";
        cx.push(Diagnostic::new(Code::WRONG_KIND, origin.file, origin.span, message).help(help));
    }
    for origin in wrong {
        let message = "only a right can do something to other duties";
        let help = "the response of a clause with a power is `WHO may …`";
        cx.push(Diagnostic::new(Code::WRONG_KIND, origin.file, origin.span, message).help(help));
    }
}

#[cfg(test)]
mod tests {
    use crate::resolve::ground::of_deeds as said;

    #[test]
    fn no_deed_may_do_for_two() {
        assert!(said("paid and told").is_empty());
        assert!(said("paid, paid_in_cash").is_empty());
        assert_eq!(
            said("paid and told and paid_in_cash"),
            ["one deed can be both `paid` and `paid_in_cash`"]
        );
        assert_eq!(said("paid_in_cash and paid"), ["one deed can be both `paid_in_cash` and `paid`"]);
        assert_eq!(said("told and told"), ["one deed can be both `told` and `told`"]);
    }
}

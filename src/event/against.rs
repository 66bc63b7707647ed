//! Against whom a deed is that is done against somebody, where its entry does not say.
//!
//! In: the record of an event as it was written, and who did the event to whom. Out: the same deeds, each with the
//! one whom it is against. Absent: which deeds these are; a line of the rules says so (`deed used_force is against
//! attacker`).
//!
//! A record is what was done about its event. So force that it tells is, unless it names somebody, force against the
//! other side of the event: of those struck against the author, of the author against those struck. A third may have
//! come to the help of either, so its deed counts against both. Otherwise each use of force of a long crisis would
//! answer every attack in it. Where the event does not settle who the other side is, nobody is filled in, and the deed
//! may have been against anybody.

use super::{Deed, Fact, Value};
use crate::ir::{ActorId, FieldId, Program};

/// The deeds of a record, those against somebody with all whom they are against; none where that makes more deeds
/// than a record may have.
pub(super) fn told(
    program: &Program,
    facts: &[(FieldId, Fact)],
    record: Vec<Deed>,
    most: usize,
) -> Option<Vec<Deed>> {
    let tree = program.kernel.deed;
    let open = |deed: &Deed| {
        deed.to.is_none() && program.against.iter().any(|kind| program.is_under(tree, deed.does, *kind))
    };
    if !record.iter().any(open) {
        return Some(record);
    }
    let [authors, struck] = [program.kernel.by, program.kernel.against].map(|field| side(facts, field));
    let foes = |deed: &Deed| -> Option<Vec<ActorId>> {
        let is_in = |side: &Option<Vec<ActorId>>| side.as_ref().is_some_and(|side| side.contains(&deed.by));
        let foes = match (is_in(&authors), is_in(&struck)) {
            _ if !open(deed) => return None,
            (true, _) => struck.clone()?,
            (false, true) => authors.clone()?,
            (false, false) => [authors.clone()?, struck.clone()?].concat(),
        };
        (!foes.is_empty() && !foes.contains(&deed.by)).then_some(foes)
    };
    let deeds: usize = record.iter().map(|deed| foes(deed).map_or(1, |foes| foes.len())).sum();
    let with_foes = |deed: Deed| match foes(&deed) {
        Some(foes) => foes.iter().map(|foe| Deed { to: Some(*foe), ..deed.clone() }).collect(),
        None => vec![deed],
    };
    (deeds <= most).then(|| record.into_iter().flat_map(with_foes).collect())
}

/// The actors on one side of an event; none where that is not settled.
fn side(facts: &[(FieldId, Fact)], field: FieldId) -> Option<Vec<ActorId>> {
    let fact = facts.iter().find(|(id, _)| *id == field).map(|(_, fact)| fact);
    let Some(Fact::Stated(values)) = fact else { return None };
    let actor = |value: &Value| match value {
        Value::Actor(actor) => Some(*actor),
        _ => None,
    };
    Some(values.iter().filter_map(actor).collect())
}

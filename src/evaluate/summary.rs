//! What many values have in common, said exactly: `in the Pacific` for a hundred and eighty places.
//!
//! In: the values of a fact that would settle an answer, among all that it may have. Out: a few words
//! that name exactly these, where there are such. Absent: which values settle it (`pivots`).

use std::collections::BTreeSet;

use super::condition::Variable;
use super::facts::{Choice, Facts};
use super::pivots::value_words;
use super::verdict::{Pivot, PivotKind, Pivots};
use crate::ir::{ActorId, FieldType, Membership, NodeId, PlaceId, Program, TreatyId};

/// As many values can be read one by one.
const READABLE: usize = 3;

/// As many parts can be read as one description.
const PARTS: usize = 4;

/// What a place can share with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    In(PlaceId),
    Territory(ActorId),
    Administered(ActorId),
    Claimed(ActorId),
    Kind(NodeId),
    Alone(PlaceId),
}

/// What each place shares with others on the day: each thing shared, with the places that share it.
pub(super) type Shared = Vec<(Part, BTreeSet<PlaceId>)>;

/// A short description of exactly the values that settle; none where they are few, or have nothing in
/// common that is shorter than their list.
pub(super) fn in_common(facts: &Facts<'_>, variable: &Variable, values: &[usize]) -> Option<String> {
    let Variable::Fact(field, choices) = variable else { return None };
    let program = facts.program;
    let words = value_words(program, variable, values);
    if words.len() <= READABLE {
        return None;
    }
    let chosen: BTreeSet<usize> = values.iter().copied().collect();
    let others: Vec<usize> = (0..choices.len()).filter(|at| !chosen.contains(at)).collect();
    if program.field(*field).map(|row| row.kind) == Some(FieldType::Place) {
        return places(facts, choices, &chosen);
    }
    let rest = value_words(program, variable, &others);
    // A number that is none of a few says nothing of the others.
    let counted = choices.iter().any(|choice| matches!(choice, Choice::Number(_)));
    (!counted && !rest.is_empty() && rest.len() <= READABLE).then(|| none_of(&rest))
}

/// Places by what they share, or by what the others share, whichever is shorter.
fn places(facts: &Facts<'_>, choices: &[Choice], values: &BTreeSet<usize>) -> Option<String> {
    let (mut inside, mut outside) = (Vec::new(), Vec::new());
    for (at, choice) in choices.iter().enumerate() {
        // The event's own place is described by what is open about it.
        let Choice::Place(place) = choice else { return None };
        let side = if values.contains(&at) { &mut inside } else { &mut outside };
        side.push(*place);
    }
    let program = facts.program;
    let sides = [&inside, &outside].map(|side| side.iter().copied().collect());
    match facts.map() {
        Some(map) => map.common([inside, outside], || by_shares(program, map.shared(), &sides)),
        None => by_shares(program, &Shared::new(), &sides),
    }
}

/// Places by what they share, or by what the others share, as told by the map.
fn by_shares(
    program: &Program,
    shared: &Shared,
    [inside, outside]: &[BTreeSet<PlaceId>; 2],
) -> Option<String> {
    let (these, those) = (cover(shared, inside, outside), cover(shared, outside, inside));
    let words = |parts: &[Part]| groups(program, parts);
    match (these, those) {
        (Some(these), those) if those.as_ref().is_none_or(|those| these.len() <= those.len()) => {
            Some(words(&these).join(" or "))
        }
        (_, Some(those)) if !those.is_empty() => Some(none_of(&words(&those))),
        _ => None,
    }
}

/// A few parts that together are exactly the wanted places, and none of the others; the largest first.
fn cover(shared: &Shared, wanted: &BTreeSet<PlaceId>, others: &BTreeSet<PlaceId>) -> Option<Vec<Part>> {
    let fits: Vec<&(Part, BTreeSet<PlaceId>)> =
        shared.iter().filter(|(_, places)| places.is_disjoint(others)).collect();
    let mut left = wanted.clone();
    let mut parts = Vec::new();
    while !left.is_empty() {
        if parts.len() == PARTS {
            return None;
        }
        let gain = |places: &BTreeSet<PlaceId>| places.intersection(&left).count();
        // The first of those that gain most, so that a region comes before an owner.
        let best = fits.iter().rev().max_by_key(|(_, places)| gain(places));
        let (part, places) = match best.filter(|(_, places)| gain(places) > 1) {
            Some((part, places)) => (*part, places.clone()),
            None => left.first().map(|place| (Part::Alone(*place), BTreeSet::from([*place])))?,
        };
        parts.push(part);
        left.retain(|place| !places.contains(place));
    }
    Some(parts)
}

/// Parts in words, those of one sort together and names before sorts, so that none is taken for one of a sort:
/// `jordan or in bahrain or kuwait`.
fn groups(program: &Program, parts: &[Part]) -> Vec<String> {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for part in parts {
        let (sort, name) = part_words(program, *part);
        match groups.iter_mut().find(|(other, _)| *other == sort) {
            Some((_, names)) => names.push(name),
            None => groups.push((sort, vec![name])),
        }
    }
    groups.sort_by_key(|(sort, _)| !sort.is_empty());
    groups.into_iter().map(|(sort, names)| format!("{sort}{}", either(&names))).collect()
}

fn part_words(program: &Program, part: Part) -> (&'static str, &str) {
    let place = |id: PlaceId| program.place(id).map_or("?", |row| row.name.as_str());
    match part {
        Part::In(id) => ("in ", place(id)),
        Part::Territory(who) => ("territory of ", program.actor_name(who)),
        Part::Administered(who) => ("administered by ", program.actor_name(who)),
        Part::Claimed(who) => ("claimed by ", program.actor_name(who)),
        Part::Kind(node) => ("of kind ", program.node_name(program.kernel.place_kind, node)),
        Part::Alone(id) => ("", place(id)),
    }
}

/// `a`, `a or b`, `a, b or c`.
fn either(names: &[&str]) -> String {
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{} or {last}", before.join(", ")),
        None => String::new(),
    }
}

/// `not a`, `neither a nor b nor c`.
fn none_of(words: &[String]) -> String {
    match words {
        [one] => format!("not {one}"),
        _ => format!("neither {}", words.join(" nor ")),
    }
}

/// Says `a party` where any of all the parties may do an act.
pub(super) fn name_the_parties(facts: &Facts<'_>, treaty: TreatyId, pivots: &mut Pivots) {
    let program = facts.program;
    let Some(row) = program.treaty(treaty) else { return };
    let on_the_day = |one: &&Membership| one.days.contains(facts.day);
    let parties: BTreeSet<&str> =
        row.parties.iter().filter(on_the_day).map(|one| program.actor_name(one.actor)).collect();
    if parties.len() <= READABLE {
        return;
    }
    let all = |pivot: &&mut Pivot| {
        pivot.kind == PivotKind::Act
            && pivot.values.len() == parties.len()
            && pivot.values.iter().all(|who| parties.contains(who.as_str()))
    };
    let sets = pivots.to_owed.iter_mut().chain(&mut pivots.to_available).chain(&mut pivots.to_not_owed);
    for pivot in sets.flatten().filter(all) {
        pivot.in_common = Some("a party".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(ids: &[usize]) -> BTreeSet<PlaceId> {
        ids.iter().map(|id| PlaceId::at(*id)).collect()
    }

    /// Two regions of three places each, and one place in neither; the first region has an owner besides.
    fn shared() -> Shared {
        let (west, east) = (places(&[0, 1, 2]), places(&[3, 4, 5]));
        vec![
            (Part::In(PlaceId::at(0)), west.clone()),
            (Part::In(PlaceId::at(3)), east),
            (Part::Territory(ActorId(0)), west),
        ]
    }

    #[test]
    fn a_cover_is_exactly_the_wanted_places() {
        let west = Part::In(PlaceId::at(0));
        let all = places(&[0, 1, 2, 3, 4, 5, 6]);
        let cover = |wanted: &[usize]| {
            let wanted = places(wanted);
            super::cover(&shared(), &wanted, &all.difference(&wanted).copied().collect())
        };
        assert_eq!(cover(&[0, 1, 2]), Some(vec![west]));
        assert_eq!(cover(&[0, 1, 2, 6]), Some(vec![west, Part::Alone(PlaceId::at(6))]));
        // A region of which one place does not count describes nothing.
        let alone: Vec<Part> = [0, 1].iter().map(|id| Part::Alone(PlaceId::at(*id))).collect();
        assert_eq!(cover(&[0, 1]), Some(alone));
        assert_eq!(cover(&[0, 1, 3, 4, 6]), None);
    }

    #[test]
    fn what_settles_is_named_by_what_is_left_out_where_that_is_shorter() {
        assert_eq!(none_of(&["kinmen".to_owned(), "matsu".to_owned()]), "neither kinmen nor matsu");
        assert_eq!(either(&["a", "b", "c"]), "a, b or c");
    }
}

//! The actors and places that matter to a clause, for a world that is small enough to be looked at whole.
//!
//! In: a clause and a day. Out: a [`Cast`]: two parties, everybody whom the clause names or treats apart,
//! holders of the places it names and of each kind of land, and a stranger of each sort. Absent: what they
//! do.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Wanted;
use crate::analyse::laws::slice::Slice;
use crate::evaluate::cast::Cast;
use crate::evaluate::geography::contains;
use crate::ir::{ActorId, NodeId, Place, PlaceId, Program};
use crate::syntax::tree::ActorKind;

/// Parties that are looked at for themselves where nothing tells them apart.
const ALIKE: usize = 2;

/// Degrees of latitude in which places that nothing else tells apart are alike; a line between them is seldom asked
/// for.
const BAND: f64 = 10.0;

/// Who matters to a clause on a day.
pub(super) fn cast(program: &Program, wanted: &Wanted, slice: &Slice) -> Cast {
    let Some(clause) = program.clause(wanted.clause) else { return Cast::default() };
    let Some(treaty) = program.treaty(clause.treaty) else { return Cast::default() };
    let day = wanted.day;
    let rows = treaty.parties.iter().filter(|row| row.days.contains(day));
    let mut bound: Vec<(Option<Date>, usize, ActorId)> =
        rows.enumerate().map(|(at, row)| (row.days.from, at, row.actor)).collect();
    bound.sort_unstable();
    let bound: Vec<ActorId> = bound.into_iter().map(|(_, _, actor)| actor).collect();
    let protected: Vec<ActorId> =
        treaty.protected.iter().filter(|row| row.days.contains(day)).map(|row| row.actor).collect();
    let mut actors: BTreeSet<ActorId> = bound.iter().take(ALIKE).copied().collect();
    actors.extend(protected.first());
    actors.extend(wanted.obligor);
    actors.extend(clause.riders.iter().filter(|r| r.days.contains(day)).map(|rider| rider.party));
    for leg in treaty.legs.iter().filter(|leg| leg.days.contains(day)) {
        actors.extend([leg.from, leg.to]);
    }
    actors.extend(slice.literals());
    for class in slice.classes().filter_map(|id| program.class(id)) {
        let member = class.members.iter().find(|(_, days)| days.contains(day));
        actors.extend(member.map(|(actor, _)| *actor));
    }
    for place in slice.places() {
        actors.extend(program.place(place).and_then(|row| holder(row, day, &|_| true)));
    }
    actors.extend(of_each_kind(program, day, &bound));
    actors.extend(strangers(program, day, &bound));
    let chorus = bound.iter().chain(&protected).filter(|who| !actors.contains(who)).copied().collect();
    let places = places(program, day, slice, &actors);
    Cast { actors, chorus, places }
}

/// The places that the clause names, and of all others one of each sort that it tells apart: by what it lies in, of what
/// kind it is, who of the cast holds it and how, and how far north it is.
fn places(program: &Program, day: Date, slice: &Slice, actors: &BTreeSet<ActorId>) -> BTreeSet<PlaceId> {
    let named: Vec<PlaceId> = slice.places().collect();
    let kinds: Vec<NodeId> = slice.kinds().collect();
    let mut found: BTreeSet<PlaceId> = named.iter().copied().collect();
    let mut sorts = BTreeSet::new();
    for id in (0..program.places.len()).map(PlaceId::at) {
        let Some(row) = program.place(id) else { continue };
        let within: Vec<PlaceId> =
            named.iter().copied().filter(|outer| contains(program, id, *outer, day)).collect();
        let is = |kind: &NodeId| {
            row.kinds.iter().any(|own| program.is_under(program.kernel.place_kind, *own, *kind))
        };
        let of_kinds: Vec<NodeId> = kinds.iter().copied().filter(is).collect();
        let north = row.at.map(|(north, _)| (north / BAND).floor() as i64);
        if sorts.insert((within, of_kinds, held(row, day, actors), north)) {
            found.insert(id);
        }
    }
    found
}

/// Who of some actors holds a place, in each of three ways, and whether somebody else does.
fn held(row: &Place, day: Date, actors: &BTreeSet<ActorId>) -> [(Vec<ActorId>, bool); 3] {
    [&row.territory, &row.administered, &row.claimed].map(|list| {
        let now = list.iter().filter(|(_, days)| days.contains(day)).map(|(actor, _)| *actor);
        let (own, others): (Vec<ActorId>, Vec<ActorId>) = now.partition(|actor| actors.contains(actor));
        (own, !others.is_empty())
    })
}

/// Whoever holds a place on a day and fits.
fn holder(place: &Place, day: Date, fits: &dyn Fn(ActorId) -> bool) -> Option<ActorId> {
    let all = place.territory.iter().chain(&place.administered).chain(&place.claimed);
    all.filter(|(_, days)| days.contains(day)).map(|(actor, _)| *actor).find(|actor| fits(*actor))
}

/// For each kind of territory a party that holds land of it.
fn of_each_kind(program: &Program, day: Date, bound: &[ActorId]) -> Vec<ActorId> {
    let kinds = program.tree(program.kernel.place_kind).map_or(0, |tree| tree.nodes.len());
    let of_kind = |kind: NodeId| {
        let places = (0..program.places.len()).map(PlaceId::at).filter_map(|id| program.place(id));
        places
            .filter(|place| place.kinds.contains(&kind))
            .find_map(|place| holder(place, day, &|who| bound.contains(&who)))
    };
    (0..kinds).map(NodeId::at).filter_map(of_kind).collect()
}

/// A state that no list of states knows, one that some list does, and a group; none of them bound.
fn strangers(program: &Program, day: Date, bound: &[ActorId]) -> Vec<ActorId> {
    let rows = || program.actors.iter().enumerate().map(|(at, row)| (ActorId::at(at), row));
    let free = |kind: ActorKind, listed: Option<bool>| {
        rows()
            .find(|(id, row)| {
                row.kind == kind
                    && row.days.contains(day)
                    && !bound.contains(id)
                    && listed.is_none_or(|listed| row.codes.is_empty() != listed)
            })
            .map(|(id, _)| id)
    };
    let all = [
        free(ActorKind::State, Some(false)),
        free(ActorKind::State, Some(true)),
        free(ActorKind::Group, None),
    ];
    all.into_iter().flatten().collect()
}

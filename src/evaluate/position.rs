//! What a position says: the declared places on whose land a point may lie, on a day.
//!
//! In: degrees north and east, a day, the places of a program with their outlines (`land`) and reaches.
//! Out: [`Ground`]s, one of which is the true one. Absent: what the event itself states of its place,
//! which comes before anything said here, and law.
//!
//! The map shows modern land, and is exact to within a margin. So a point is on the land of every
//! place within the margin; an outline that did not hold yet says only which regions a point lies in;
//! a place without an outline may be where the point is, as far as its reach goes, and is never more
//! than a candidate. Nothing here is surer than the map.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::places;
use super::sea::Offing;
use crate::ir::{ActorId, NodeId, PlaceId, Program};
use crate::land::{self, Near};

/// How far a place without an outline reaches that does not say so, in kilometres: further than any
/// declared town or district does.
pub(super) const FAR: f64 = 300.0;

/// Three sea miles in kilometres, the breadth of territorial waters that no state has contested.
const WATERS: f64 = 5.556;

/// Further than any point of a sea is from the nearest declared point of that sea, in kilometres.
const OCEAN: f64 = 5000.0;

/// What a point may lie on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Ground {
    /// The nearest declared place; none at sea, or on land that no place claims.
    pub place: Option<PlaceId>,
    /// Whether the outline of that place held on the day, so that what is declared of the place on the
    /// day is true of the point.
    pub firm: bool,
    /// Whether the coast is within the margin, so that the point may be at sea off that place. In waters
    /// that near, title and administration are those of the land; in which sea they are is not told.
    pub shore: bool,
}

/// One possibility of where a point lies, and what is declared of that place on the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The declared place; none at sea, or on land that no place claims.
    pub place: Option<PlaceId>,
    /// Whose territory it is; none if that is not told.
    pub title: Option<Vec<ActorId>>,
    /// Who administers it; none if that is not told.
    pub administered: Option<Vec<ActorId>>,
    /// Who claims it; none if that is not told.
    pub claimed: Option<Vec<ActorId>>,
}

/// What a position in degrees north and east says of a day: every possibility that the map, its margin
/// and the places near leave, at least one. What all of them have in common is sure.
///
/// ```
/// use casus::evaluate::standings;
/// use casus::ir::Program;
/// use jiff::civil::date;
/// // Without rules there are no places, and nothing is told.
/// let all = standings(&Program::default(), (48.2, 16.4), date(2010, 1, 1));
/// assert!(matches!(all.as_slice(), [one] if one.place.is_none() && one.title.is_none()));
/// ```
#[must_use]
pub fn standings(program: &Program, at: (f64, f64), day: Date) -> Vec<Standing> {
    let offing = Offing::new(program, at, day);
    let nobodys = |ground: Ground| ground.place.is_none() && offing.as_ref().is_some_and(Offing::is_nobodys);
    let none = |ground: Ground| nobodys(ground).then(Vec::new);
    let of = |ground: Ground| Standing {
        place: ground.place,
        title: title(program, ground, day).or_else(|| none(ground)),
        administered: administered(program, ground, day).or_else(|| none(ground)),
        claimed: claimed(program, ground, day),
    };
    grounds(program, at, day).into_iter().map(of).collect()
}

/// The grounds that a point may have, at least one, in order; only the empty one if no place of the
/// program has an outline or reach.
pub(super) fn grounds(program: &Program, at: (f64, f64), day: Date) -> Vec<Ground> {
    let mapped = program.places.iter().any(|place| !place.lands.is_empty() || place.reach.is_some());
    if !mapped {
        return vec![Ground::default()];
    }
    let near = land::map().near(at);
    let shore = sea_is_near(at);
    let mut found: BTreeSet<Ground> = BTreeSet::new();
    for hit in &near {
        found.extend(on_land(program, hit, day, shore));
    }
    let ashore = near.iter().any(|hit| hit.inside);
    if !near.iter().any(|hit| hit.inside || hit.edge <= WATERS) {
        found.insert(Ground::default());
    }
    let hit: BTreeSet<PlaceId> = found.iter().filter_map(|ground| ground.place).collect();
    let within_reach = (0..program.places.len()).map(PlaceId::at);
    let within_reach = within_reach.filter(|id| may_reach(program, *id, at, day, &hit, ashore));
    found.extend(within_reach.map(|id| Ground { place: Some(id), firm: true, shore }));
    found.into_iter().collect()
}

/// Whether water that belongs to no land may be within the margin of a point.
fn sea_is_near(at: (f64, f64)) -> bool {
    let steps = [(0.0, 1), (0.5, 8), (1.0, 16)];
    steps.into_iter().any(|(part, count)| {
        (0..count).any(|step| {
            let turn = std::f64::consts::TAU * f64::from(step) / f64::from(count);
            let point = land::moved(at, part * land::MARGIN_KM, turn);
            !land::map().is_land(point)
        })
    })
}

/// The places that claim a piece of land: those that name the piece, else those that name the land.
fn on_land(program: &Program, hit: &Near, day: Date, shore: bool) -> Vec<Ground> {
    let mut pieces = Vec::new();
    let mut wholes = Vec::new();
    for (index, place) in program.places.iter().enumerate() {
        for outline in place.lands.iter().filter(|outline| outline.land == hit.land) {
            let place = Some(PlaceId::at(index));
            let ground = Ground { place, firm: outline.days.contains(day), shore };
            let here = |point: &(f64, f64)| land::map().piece(hit.land, *point) == Some(hit.piece);
            if outline.around.is_empty() {
                wholes.push(ground);
            } else if outline.around.iter().any(here) {
                pieces.push(ground);
            }
        }
    }
    let mut claims = if pieces.is_empty() { wholes } else { pieces };
    // Where one outline held on the day, those that came later or had gone say nothing.
    if claims.iter().any(|ground| ground.firm) {
        claims.retain(|ground| ground.firm);
    }
    // Of an island and the group it belongs to, the island says more.
    let wider = |ground: &Ground| {
        claims.iter().any(|other| match (other.place, ground.place) {
            (Some(inner), Some(outer)) => {
                inner != outer && places::ever_above(program, inner).contains(&outer)
            }
            _ => false,
        })
    };
    let finest: Vec<Ground> = claims.iter().filter(|ground| !wider(ground)).copied().collect();
    if finest.is_empty() { vec![Ground::default()] } else { finest }
}

/// Whether a place without an outline may be where a point is.
fn may_reach(
    program: &Program,
    id: PlaceId,
    at: (f64, f64),
    day: Date,
    hit: &BTreeSet<PlaceId>,
    ashore: bool,
) -> bool {
    let Some(place) = program.place(id) else { return false };
    let Some(middle) = place.at.filter(|_| place.lands.is_empty() && place.polygon.is_empty()) else {
        return false;
    };
    // A place that was only told of for other days, such as a border that is gone, is none on this day.
    let told = [&place.territory, &place.administered, &place.claimed];
    let over = told.iter().any(|list| !list.is_empty())
        && !told.iter().any(|list| list.iter().any(|(_, days)| days.contains(day)));
    if over || place.region || land::distance(middle, at) > place.reach.unwrap_or(FAR) {
        return false;
    }
    let above = places::ever_above(program, id);
    let rows = || above.iter().filter_map(|outer| program.place(*outer).map(|row| (*outer, row)));
    if rows().any(|(_, row)| !row.lands.is_empty()) {
        // It lies in a place with an outline, so the point must too; small islands are not on the map.
        return above.iter().any(|outer| hit.contains(outer)) || (!ashore && place.reach.is_some());
    }
    let near_outer = |row: &crate::ir::Place| match (row.at, row.reach) {
        (Some(middle), Some(reach)) => land::distance(middle, at) <= reach,
        _ => false,
    };
    place.reach.is_some() || rows().any(|(_, row)| near_outer(row))
}

/// Whether a point on a ground lies in a place: yes, no, or not known.
pub(super) fn lies_in(
    program: &Program,
    ground: Ground,
    (at, offing): ((f64, f64), Option<&Offing>),
    outer: PlaceId,
    day: Date,
) -> Option<bool> {
    let at_sea = offing.and_then(|offing| offing.lies_in(program, outer));
    let Some(place) = ground.place else { return at_sea };
    // Off a coast too it lies in no sea beyond whose extent it is.
    let shore = ground.shore && at_sea != Some(false);
    let region = program.place(outer).is_some_and(|row| row.region);
    if ground.firm {
        if places::contains(program, place, outer, day) {
            return Some(true);
        }
        let open =
            in_part_without_outline(program, place, outer) || (shore && may_be_sea(program, at, outer));
        return (!open).then_some(false);
    }
    // The land was there before the border: regions are asked as they always were.
    if region && places::always_above(program, place).contains(&outer) {
        return Some(true);
    }
    let open = !region
        || (shore && may_be_sea(program, at, outer))
        || places::ever_above(program, place).contains(&outer)
        || in_part_without_outline(program, place, outer);
    (!open).then_some(false)
}

/// Whether a place may be, or hold, a sea near a point: it has no land of its own, and it or a place in
/// it is not oceans away.
fn may_be_sea(program: &Program, at: (f64, f64), outer: PlaceId) -> bool {
    if program.place(outer).is_none_or(|row| !row.lands.is_empty() || row.reach.is_some()) {
        return false;
    }
    (0..program.places.len()).map(PlaceId::at).any(|id| {
        let near =
            program.place(id).and_then(|row| row.at).is_some_and(|point| land::distance(point, at) <= OCEAN);
        near && (id == outer || places::ever_above(program, id).contains(&outer))
    })
}

/// Whose territory a ground is by undisputed title; none if nothing is told of it for the day.
pub(super) fn title(program: &Program, ground: Ground, day: Date) -> Option<Vec<ActorId>> {
    let place = ground.place.filter(|_| ground.firm)?;
    places::title_is_told(program, place, day).then(|| places::title(program, place, day))
}

/// Who administers a ground; none if that is not told for the day.
pub(super) fn administered(program: &Program, ground: Ground, day: Date) -> Option<Vec<ActorId>> {
    let place = ground.place.filter(|_| ground.firm)?;
    Some(places::administered(program, place, day)).filter(|list| !list.is_empty())
}

/// Who claims a ground; none if nothing is told of it for the day.
pub(super) fn claimed(program: &Program, ground: Ground, day: Date) -> Option<Vec<ActorId>> {
    let place = ground.place.filter(|_| ground.firm)?;
    places::title_is_told(program, place, day).then(|| places::claimed(program, place, day))
}

/// The kinds of territory of a ground; none if that is not told.
pub(super) fn kinds(program: &Program, ground: Ground, day: Date) -> Option<Vec<NodeId>> {
    // What is near the coast may be sea.
    let place = ground.place.filter(|_| ground.firm && !ground.shore)?;
    Some(places::kinds(program, place, day)).filter(|kinds| !kinds.is_empty())
}

/// Whether a part of a place that is nowhere on the map lies in another place, or is it.
fn in_part_without_outline(program: &Program, place: PlaceId, outer: PlaceId) -> bool {
    (0..program.places.len()).map(PlaceId::at).any(|part| {
        let nowhere = program.place(part).is_some_and(|row| {
            row.lands.is_empty() && row.at.is_none() && row.polygon.is_empty() && !row.region
        });
        if !nowhere || part == place {
            return false;
        }
        let above = places::ever_above(program, part);
        above.contains(&place) && (part == outer || above.contains(&outer))
    })
}

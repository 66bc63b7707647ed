//! What holds of a declared place on a day: what contains it, whose it is, where it lies.
//!
//! Absent: places that an event describes itself, and law.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::ir::{ActorId, Days, NodeId, PlaceId, Program};

/// Whether a place is, or is declared to lie in, another on a day.
pub(crate) fn contains(program: &Program, place: PlaceId, outer: PlaceId, day: Date) -> bool {
    place == outer || upward(program, place, day).contains(&outer)
}

/// The place and all that contain it on a day, nearest first.
pub(super) fn upward(program: &Program, place: PlaceId, day: Date) -> Vec<PlaceId> {
    let mut chain = vec![place];
    let mut seen: BTreeSet<PlaceId> = chain.iter().copied().collect();
    let mut next = 0;
    while let Some(at) = chain.get(next).copied() {
        next += 1;
        for (outer, days) in program.place(at).map(|p| p.within.as_slice()).unwrap_or_default() {
            if days.contains(day) && seen.insert(*outer) {
                chain.push(*outer);
            }
        }
    }
    chain
}

/// All that contain a place on any day, itself left out.
pub(super) fn ever_above(program: &Program, place: PlaceId) -> Vec<PlaceId> {
    climb(program, place, |_| true)
}

/// All that contain a place on every day, itself left out.
pub(super) fn always_above(program: &Program, place: PlaceId) -> Vec<PlaceId> {
    climb(program, place, |days| *days == Days::default())
}

fn climb(program: &Program, place: PlaceId, counts: impl Fn(&Days) -> bool) -> Vec<PlaceId> {
    let mut found: Vec<PlaceId> = Vec::new();
    let mut work = vec![place];
    while let Some(at) = work.pop() {
        for (outer, days) in program.place(at).map(|row| row.within.as_slice()).unwrap_or_default() {
            if counts(days) && !found.contains(outer) {
                found.push(*outer);
                work.push(*outer);
            }
        }
    }
    found
}

/// Whether anything is said of whose a place is on a day: by title, or by claims where it is disputed.
pub(super) fn title_is_told(program: &Program, place: PlaceId, day: Date) -> bool {
    let on_day = |list: &[(ActorId, Days)]| list.iter().any(|(_, days)| days.contains(day));
    let mut rows = upward(program, place, day).into_iter().filter_map(|at| program.place(at));
    rows.any(|row| on_day(&row.territory) || on_day(&row.claimed))
}

/// Actors of the nearest place that states any for the day: a smaller place overrides a larger one.
fn nearest<'a>(
    program: &'a Program,
    place: PlaceId,
    day: Date,
    list: impl Fn(&'a crate::ir::Place) -> &'a [(ActorId, Days)],
) -> Vec<ActorId> {
    for at in upward(program, place, day) {
        let Some(row) = program.place(at) else { continue };
        let on_day: Vec<ActorId> =
            list(row).iter().filter(|(_, days)| days.contains(day)).map(|(actor, _)| *actor).collect();
        if !on_day.is_empty() {
            return on_day;
        }
    }
    Vec::new()
}

/// Whose territory a place is, where title is undisputed.
pub(super) fn title(program: &Program, place: PlaceId, day: Date) -> Vec<ActorId> {
    // A place that only has claimants is disputed, whatever contains it.
    for at in upward(program, place, day) {
        let Some(row) = program.place(at) else { continue };
        let on_day: Vec<ActorId> =
            row.territory.iter().filter(|(_, days)| days.contains(day)).map(|(actor, _)| *actor).collect();
        if !on_day.is_empty() {
            return on_day;
        }
        if row.claimed.iter().any(|(_, days)| days.contains(day)) {
            return Vec::new();
        }
    }
    Vec::new()
}

/// Who administers a place.
pub(super) fn administered(program: &Program, place: PlaceId, day: Date) -> Vec<ActorId> {
    nearest(program, place, day, |row| &row.administered)
}

/// Who claims a place.
pub(super) fn claimed(program: &Program, place: PlaceId, day: Date) -> Vec<ActorId> {
    nearest(program, place, day, |row| &row.claimed)
}

/// The kinds of territory of a place: its own, or those of the nearest place that states any.
pub(super) fn kinds(program: &Program, place: PlaceId, day: Date) -> Vec<NodeId> {
    upward(program, place, day)
        .into_iter()
        .filter_map(|at| program.place(at))
        .map(|row| row.kinds.clone())
        .find(|kinds| !kinds.is_empty())
        .unwrap_or_default()
}

/// The days on which the map changes in a way that somebody can see who asks for these regions, and
/// for what these actors hold, run or claim; for what anybody does if none are given.
pub(crate) fn changes(
    program: &Program,
    regions: &BTreeSet<PlaceId>,
    holders: Option<&BTreeSet<ActorId>>,
) -> BTreeSet<Date> {
    let ends = |days: &Days| days.from.into_iter().chain(days.until);
    let mut changed: BTreeSet<(Date, PlaceId)> = BTreeSet::new();
    for (at, row) in program.places.iter().enumerate() {
        let place = PlaceId::at(at);
        let held = row.territory.iter().chain(&row.administered).chain(&row.claimed).map(|(_, days)| days);
        let spans = held.chain(row.within.iter().map(|(_, days)| days));
        changed.extend(spans.flat_map(ends).map(|day| (day, place)));
    }
    let seen = |place: PlaceId, day: Date| {
        let mut inside: Vec<PlaceId> = upward(program, place, day);
        inside.retain(|outer| regions.contains(outer));
        inside.sort();
        let lists =
            [title(program, place, day), administered(program, place, day), claimed(program, place, day)];
        let lists = lists.map(|mut list| {
            list.retain(|actor| holders.is_none_or(|holders| holders.contains(actor)));
            list.sort();
            list
        });
        (inside, lists)
    };
    let differs = |(day, place): &(Date, PlaceId)| {
        day.yesterday().is_ok_and(|before| seen(*place, before) != seen(*place, *day))
    };
    changed.iter().filter(|one| differs(one)).map(|(day, _)| *day).collect()
}

/// Whether a point lies inside a closed line.
///
/// Edges are straight in latitude and longitude, which is what a rhumb line is to within the error
/// of the treaty maps, and take the shorter way across the antimeridian.
pub(super) fn in_polygon(point: (f64, f64), polygon: &[(f64, f64)]) -> bool {
    if polygon.len() < 3 {
        return false;
    }
    // Longitudes are unrolled so that no edge jumps; the point is tried at every turn.
    let mut unrolled: Vec<(f64, f64)> = Vec::with_capacity(polygon.len());
    for (lat, lon) in polygon {
        let lon = match unrolled.last() {
            Some((_, before)) => lon + 360.0 * ((before - lon) / 360.0).round(),
            None => *lon,
        };
        unrolled.push((*lat, lon));
    }
    [-360.0, 0.0, 360.0].into_iter().any(|turn| crosses_odd((point.0, point.1 + turn), &unrolled))
}

fn crosses_odd(point: (f64, f64), polygon: &[(f64, f64)]) -> bool {
    let mut inside = false;
    let mut previous = polygon.last().copied().unwrap_or_default();
    for corner in polygon.iter().copied() {
        let (a, b) = (previous, corner);
        if (a.0 > point.0) != (b.0 > point.0) {
            let lon = a.1 + (point.0 - a.0) / (b.0 - a.0) * (b.1 - a.1);
            if point.1 < lon {
                inside = !inside;
            }
        }
        previous = corner;
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::in_polygon;

    #[test]
    fn a_square_across_the_antimeridian() {
        let square = [(-10.0, 170.0), (10.0, 170.0), (10.0, -170.0), (-10.0, -170.0)];
        assert!(in_polygon((0.0, 179.0), &square));
        assert!(in_polygon((0.0, -179.0), &square));
        assert!(!in_polygon((0.0, 160.0), &square));
        assert!(!in_polygon((20.0, 179.0), &square));
    }
}

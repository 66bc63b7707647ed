//! What a position at sea says: in which seas it surely lies or surely does not, and who may own what
//! is there.
//!
//! In: degrees north and east, a day, the places of a program. Out: yes, no, or not known. Absent:
//! positions on land (`position`), and law of the sea: nothing here says how wide anybody's waters are.
//!
//! Seas have no drawn borders. A place states a core, within which every position at sea lies in it,
//! and an extent, beyond which none does; between the two it is not known.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::places::{self, in_polygon};
use crate::ir::{ActorId, Place, PlaceId, Program};
use crate::land;

/// Two hundred sea miles and the margin of the map, and a quarter more for what a flat sketch of so
/// wide a stretch gets wrong. No state has claimed waters further from its land.
const OFFING: f64 = 1.25 * (370.4 + land::MARGIN_KM);

/// Degrees of latitude beyond which a flat sketch gets more wrong than that.
const POLAR: f64 = 72.0;

/// A position at sea, on a day.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Offing {
    at: (f64, f64),
    day: Date,
    /// Places that are not further off than anybody's waters reach.
    near: BTreeSet<PlaceId>,
    /// Who has a title to, administers or claims any of these; none if that is not told of one of them.
    owners: Option<BTreeSet<ActorId>>,
}

impl Offing {
    /// None if the map shows land there, or if the program says of no place where it lies.
    pub(super) fn new(program: &Program, at: (f64, f64), day: Date) -> Option<Self> {
        let mapped = program.places.iter().any(|place| !place.lands.is_empty());
        if !mapped || land::map().is_land(at) {
            return None;
        }
        let lands = land::map().within(at, OFFING);
        let all = (0..program.places.len()).map(PlaceId::at);
        let near: BTreeSet<PlaceId> =
            all.filter(|id| at.0.abs() > POLAR || is_near(program, *id, at, &lands)).collect();
        let owners = owners(program, &near, day);
        Some(Offing { at, day, near, owners })
    }

    /// Whether an actor may own, or administer, what is there.
    pub(super) fn may_own(&self, who: ActorId) -> bool {
        self.owners.as_ref().is_none_or(|owners| owners.contains(&who))
    }

    /// Whether nobody can own anything there.
    pub(super) fn is_nobodys(&self) -> bool {
        self.owners.as_ref().is_some_and(BTreeSet::is_empty)
    }

    /// Whether the position lies in a place: yes, no, or not known.
    pub(super) fn lies_in(&self, program: &Program, outer: PlaceId) -> Option<bool> {
        let holds = |place: &Place| !place.core.is_empty() && in_polygon(self.at, &place.core);
        let lacks = |place: &Place| !place.extent.is_empty() && !in_polygon(self.at, &place.extent);
        let rows = || program.places.iter().enumerate().map(|(at, row)| (PlaceId::at(at), row));
        if rows().any(|(id, row)| holds(row) && places::contains(program, id, outer, self.day)) {
            return Some(true);
        }
        if rows().any(|(id, row)| lacks(row) && places::contains(program, outer, id, self.day)) {
            return Some(false);
        }
        // A land and its waters end somewhere, and so does what reaches so far; a region may be anything.
        let row = program.place(outer)?;
        let by_reach = row.at.zip(row.reach).filter(|_| row.lands.is_empty());
        if let Some((middle, reach)) = by_reach {
            return (land::distance(middle, self.at) > reach).then_some(false);
        }
        let here = |id: &PlaceId| *id == outer || places::ever_above(program, *id).contains(&outer);
        (!row.region && !row.lands.is_empty() && !self.near.iter().any(here)).then_some(false)
    }
}

fn is_located(row: &Place) -> bool {
    !row.lands.is_empty() || row.at.is_some()
}

/// Whether some of a place may be as near as anybody's waters reach.
fn is_near(program: &Program, id: PlaceId, at: (f64, f64), lands: &BTreeSet<(&str, usize)>) -> bool {
    let reaches = |row: &Place| {
        let by_land = row.lands.iter().any(|one| {
            let pieces = || lands.iter().filter(|(land, _)| *land == one.land).map(|(_, piece)| *piece);
            let here = |point: &(f64, f64)| land::map().piece(&one.land, *point);
            // A place that names pieces is those alone; which of them cannot be told, it is any.
            one.around.is_empty() && pieces().next().is_some()
                || one
                    .around
                    .iter()
                    .any(|point| here(point).is_none_or(|named| pieces().any(|at| at == named)))
        });
        let by_point = row.lands.is_empty()
            && row.at.is_some_and(|middle| {
                land::distance(middle, at) <= OFFING + row.reach.unwrap_or(super::position::FAR)
            });
        by_land || by_point
    };
    let Some(row) = program.place(id) else { return false };
    if row.region {
        return false;
    }
    if is_located(row) {
        return reaches(row);
    }
    // It lies where what contains it lies; if that is told of nothing, it may be anywhere.
    let above = places::ever_above(program, id);
    let located = above.iter().filter_map(|outer| program.place(*outer)).filter(|row| is_located(row));
    let located: Vec<&Place> = located.filter(|row| !row.region).collect();
    located.is_empty() || located.into_iter().any(reaches)
}

fn owners(program: &Program, near: &BTreeSet<PlaceId>, day: Date) -> Option<BTreeSet<ActorId>> {
    let mut owners = BTreeSet::new();
    for place in near {
        if is_over(program, *place, day) {
            continue;
        }
        let title = places::title(program, *place, day);
        let administered = places::administered(program, *place, day);
        if may_be_owned(program, *place) && title.is_empty() && !places::title_is_told(program, *place, day) {
            return None;
        }
        owners.extend(title.into_iter().chain(administered).chain(places::claimed(program, *place, day)));
    }
    Some(owners)
}

/// Whether a place was told of for other days alone, as a border that is gone.
fn is_over(program: &Program, place: PlaceId, day: Date) -> bool {
    let Some(row) = program.place(place) else { return false };
    let mut told = [&row.territory, &row.administered, &row.claimed].into_iter().flatten().peekable();
    told.peek().is_some() && !told.any(|(_, days)| days.contains(day))
}

/// Whether a place is land on the map, or is, or lies in, what was told of some day to be somebody's.
fn may_be_owned(program: &Program, place: PlaceId) -> bool {
    let above = places::ever_above(program, place);
    let mut rows = above.into_iter().chain([place]).filter_map(|id| program.place(id));
    let told =
        |row: &Place| !(row.territory.is_empty() && row.administered.is_empty() && row.claimed.is_empty());
    program.place(place).is_some_and(|row| !row.lands.is_empty()) || rows.any(told)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::text::{FileId, Limits};

    fn shipped() -> Program {
        let limits = Limits::default();
        let trees: Vec<_> = (crate::builtin::rules().zip(0..))
            .map(|((_, text), at)| (FileId(at), crate::syntax::parser::parse(FileId(at), text, &limits).tree))
            .collect();
        crate::resolve::resolve(&trees, &limits).program
    }

    fn find(program: &Program, name: &str) -> PlaceId {
        let at = program.places.iter().position(|place| place.name == name);
        PlaceId::at(at.unwrap_or_else(|| panic!("no place `{name}`")))
    }

    /// The lines are drawn by hand; the declared spots at sea are there to hold them. Each lies within the
    /// extent of all that contains it, and in no core of what does not.
    #[test]
    fn declared_spots_agree_with_the_lines() {
        let program = shipped();
        let day = date(2020, 1, 1);
        let sea = program.tree(program.kernel.place_kind).and_then(|tree| tree.find("sea")).unwrap();
        let ids: Vec<PlaceId> = (0..program.places.len()).map(PlaceId::at).collect();
        let (mut held, mut wrong) = (0, Vec::new());
        for spot in &ids {
            let Some((row, at)) = program.place(*spot).and_then(|row| Some((row, row.at?))) else { continue };
            for id in &ids {
                let Some(other) = program.place(*id) else { continue };
                let contains = places::contains(&program, *spot, *id, day);
                if row.kinds.contains(&sea) && contains && !other.extent.is_empty() {
                    held += 1;
                    if !in_polygon(at, &other.extent) {
                        wrong.push(format!("{} is in {} and beyond its extent", row.name, other.name));
                    }
                }
                if row.kinds.contains(&sea) && !contains && !other.core.is_empty() {
                    held += 1;
                    if in_polygon(at, &other.core) {
                        wrong.push(format!("{} is not in {} and within its core", row.name, other.name));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert!(held > 800, "{held}");
    }

    /// A core lies within its own extent, and within that of all that contains it.
    #[test]
    fn cores_lie_within_extents() {
        let program = shipped();
        let day = date(2020, 1, 1);
        let mut held = 0;
        for (at, inner) in program.places.iter().enumerate().filter(|(_, row)| !row.core.is_empty()) {
            for (outer, row) in program.places.iter().enumerate().filter(|(_, row)| !row.extent.is_empty()) {
                if !places::contains(&program, PlaceId::at(at), PlaceId::at(outer), day) {
                    continue;
                }
                for corner in inner.core.iter().filter(|at| at.0 < 90.0 && !land::map().is_land(**at)) {
                    held += 1;
                    assert!(in_polygon(*corner, &row.extent), "{} in {}: {corner:?}", inner.name, row.name);
                }
            }
        }
        assert!(held > 100, "{held}");
    }

    #[test]
    fn a_position_at_sea_lies_where_it_does_and_is_owned_by_nobody_far_away() {
        let program = shipped();
        let offing = |at: (f64, f64)| Offing::new(&program, at, date(2020, 1, 1));
        let lies =
            |at: (f64, f64), name: &str| offing(at).and_then(|o| o.lies_in(&program, find(&program, name)));
        // The middle of the Philippine Sea.
        let spot = (21.0, 128.5);
        assert_eq!(lies(spot, "pacific"), Some(true));
        assert_eq!(lies(spot, "west_pacific"), Some(true));
        assert_eq!(lies(spot, "south_china_sea"), Some(false));
        assert_eq!(lies(spot, "north_atlantic"), Some(false));
        assert_eq!(lies(spot, "rio_region"), None, "polygons are asked elsewhere");
        assert_eq!(lies((14.8, 118.0), "south_china_sea"), Some(true));
        assert_eq!(lies((59.8, 24.8), "north_atlantic"), None, "a bay that some count in");
        assert_eq!(lies((43.0, 33.0), "black_sea"), Some(true));
        assert_eq!(lies((43.0, 33.0), "mediterranean"), Some(false));
        let actor =
            |name: &str| ActorId::at(program.actors.iter().position(|actor| actor.name == name).unwrap());
        let off_luzon = offing((15.2, 118.0)).unwrap();
        assert!(off_luzon.may_own(actor("PHL")) && !off_luzon.may_own(actor("ARG")));
        let gulf_of_finland = offing((59.85, 24.9)).unwrap();
        assert!(gulf_of_finland.may_own(actor("EST")) && !gulf_of_finland.may_own(actor("AUS")));
        assert!(offing((0.0, -140.0)).unwrap().is_nobodys());
        assert!(offing((48.2, 16.4)).is_none(), "land");
        // So far north no distance is trusted.
        assert!(offing((85.0, 0.0)).unwrap().may_own(actor("ARG")));
    }
}

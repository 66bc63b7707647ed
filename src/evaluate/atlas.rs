//! The map between two days on which it changes, worked out once for all who ask.
//!
//! In: the declared places of the rules. Out: for a day, of each place all that contain it and whose it
//! is, and what places share. Absent: what that means (`places`), and places that an event describes itself.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use jiff::civil::Date;

use super::places;
use super::summary::{Part, Shared};
use crate::ir::{ActorId, NodeId, PlaceId, Program};

/// What holds of a declared place for a while.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    /// The place and all that contain it, nearest first.
    pub above: Vec<PlaceId>,
    /// Whose territory it is, where title is undisputed.
    pub title: Vec<ActorId>,
    /// Who administers it.
    pub administered: Vec<ActorId>,
    /// Who claims it.
    pub claimed: Vec<ActorId>,
    /// The kinds of territory that it is.
    pub kinds: Vec<NodeId>,
}

/// The places of a day.
#[derive(Debug)]
pub(super) struct Map {
    entries: Vec<Entry>,
    shared: OnceCell<Shared>,
    /// What some places, and not some others, have in common: the same are asked about again and again.
    common: RefCell<HashMap<[Vec<PlaceId>; 2], Option<String>>>,
}

impl Map {
    /// What holds of a place.
    pub fn entry(&self, place: PlaceId) -> Option<&Entry> {
        self.entries.get(place.index())
    }

    /// What places share.
    pub fn shared(&self) -> &Shared {
        self.shared.get_or_init(|| {
            let mut by_part: BTreeMap<Part, BTreeSet<PlaceId>> = BTreeMap::new();
            for (at, entry) in self.entries.iter().enumerate() {
                let parts = (entry.above.iter().map(|one| Part::In(*one)))
                    .chain(entry.title.iter().map(|one| Part::Territory(*one)))
                    .chain(entry.administered.iter().map(|one| Part::Administered(*one)))
                    .chain(entry.claimed.iter().map(|one| Part::Claimed(*one)))
                    .chain(entry.kinds.iter().map(|one| Part::Kind(*one)));
                for part in parts {
                    by_part.entry(part).or_default().insert(PlaceId::at(at));
                }
            }
            by_part.into_iter().collect()
        })
    }

    /// What some places, and not some others, have in common, worked out once for all who ask.
    pub fn common(&self, sides: [Vec<PlaceId>; 2], words: impl FnOnce() -> Option<String>) -> Option<String> {
        if let Some(known) = self.common.borrow().get(&sides) {
            return known.clone();
        }
        let found = words();
        self.common.borrow_mut().insert(sides, found.clone());
        found
    }
}

/// The maps of a program, one for each stretch of days; a crisis has one atlas for all its events.
///
/// What parties do changes who is bound, and never where a place lies.
#[derive(Debug, Clone)]
pub(crate) struct Atlas {
    /// The days on which something of the map begins or ends, in order.
    turns: Vec<Date>,
    /// The map before the first of these days, and from each of them on.
    maps: Vec<OnceCell<Rc<Map>>>,
}

impl Atlas {
    pub(crate) fn new(program: &Program) -> Self {
        let mut turns: Vec<Date> = Vec::new();
        for row in &program.places {
            let held =
                row.territory.iter().chain(&row.administered).chain(&row.claimed).map(|(_, days)| days);
            let all = held.chain(row.within.iter().map(|(_, days)| days));
            turns.extend(all.flat_map(|days| days.from.into_iter().chain(days.until)));
        }
        turns.sort_unstable();
        turns.dedup();
        let maps = vec![OnceCell::new(); turns.len() + 1];
        Atlas { turns, maps }
    }

    /// The map of a day, by place.
    pub(super) fn on(&self, program: &Program, day: Date) -> Rc<Map> {
        let stretch = self.turns.partition_point(|turn| *turn <= day);
        let map = self.maps.get(stretch);
        map.map_or_else(|| draw(program, day), |map| Rc::clone(map.get_or_init(|| draw(program, day))))
    }
}

/// The map of one day.
pub(super) fn draw(program: &Program, day: Date) -> Rc<Map> {
    let all = (0..program.places.len()).map(PlaceId::at);
    let entry = |place: PlaceId| Entry {
        above: places::upward(program, place, day),
        title: places::title(program, place, day),
        administered: places::administered(program, place, day),
        claimed: places::claimed(program, place, day),
        kinds: places::kinds(program, place, day),
    };
    let entries = all.map(entry).collect();
    Rc::new(Map { entries, shared: OnceCell::new(), common: RefCell::default() })
}

//! The map between two days on which it changes, worked out once for all who ask.
//!
//! In: the declared places of the rules. Out: for a day, of each place all that contain it and whose it
//! is. Absent: what that means (`places`), and places that an event describes itself.

use std::cell::OnceCell;
use std::rc::Rc;

use jiff::civil::Date;

use super::places;
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

/// The maps of a program, one for each stretch of days; a crisis has one atlas for all its events.
///
/// What parties do changes who is bound, and never where a place lies.
#[derive(Debug, Clone)]
pub(crate) struct Atlas {
    /// The days on which something of the map begins or ends, in order.
    turns: Vec<Date>,
    /// The map before the first of these days, and from each of them on.
    maps: Vec<OnceCell<Rc<[Entry]>>>,
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
    pub(super) fn on(&self, program: &Program, day: Date) -> Rc<[Entry]> {
        let stretch = self.turns.partition_point(|turn| *turn <= day);
        let map = self.maps.get(stretch);
        map.map_or_else(|| draw(program, day), |map| Rc::clone(map.get_or_init(|| draw(program, day))))
    }
}

/// The map of one day.
pub(super) fn draw(program: &Program, day: Date) -> Rc<[Entry]> {
    let all = (0..program.places.len()).map(PlaceId::at);
    let entry = |place: PlaceId| Entry {
        above: places::upward(program, place, day),
        title: places::title(program, place, day),
        administered: places::administered(program, place, day),
        claimed: places::claimed(program, place, day),
        kinds: places::kinds(program, place, day),
    };
    all.map(entry).collect()
}

//! A smaller world: few actors, one that speaks for all others, and few places.
//!
//! In: who matters. Out: whether an actor is one of them, and who speaks for it. Absent: choosing them
//! (`analyse::cases`).
//!
//! In such a world only the cast does things or is struck, at places of the cast only, and where the record is open, all bound
//! actors outside it do the same deeds. Every event of it is an event of the whole world; not every event
//! of that is one of it.

use std::collections::BTreeSet;

use crate::ir::{ActorId, PlaceId};

/// Who matters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cast {
    /// Those who may do something or be struck, each for itself.
    pub actors: BTreeSet<ActorId>,
    /// Those who act alike; the first of them speaks for all.
    pub chorus: BTreeSet<ActorId>,
    /// Where it may happen.
    pub places: BTreeSet<PlaceId>,
}

impl Cast {
    /// Whether an actor may do something or be struck.
    pub fn has(&self, who: ActorId) -> bool {
        self.actors.contains(&who)
    }

    /// Whose deeds are those of an actor.
    pub fn voice(&self, who: ActorId) -> ActorId {
        match self.chorus.first() {
            Some(first) if self.chorus.contains(&who) => *first,
            _ => who,
        }
    }

    /// All whose deeds are those of an actor.
    pub fn those_like(&self, who: ActorId) -> Vec<ActorId> {
        if self.chorus.first() == Some(&who) { self.chorus.iter().copied().collect() } else { vec![who] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_the_chorus_speaks_for_it() {
        let of = |list: &[u32]| list.iter().map(|at| ActorId(*at)).collect();
        let cast = Cast { actors: of(&[1, 2]), chorus: of(&[3, 4]), places: BTreeSet::new() };
        assert_eq!(cast.voice(ActorId(4)), ActorId(3));
        assert_eq!(cast.voice(ActorId(1)), ActorId(1));
        assert_eq!(cast.those_like(ActorId(3)), [ActorId(3), ActorId(4)]);
        assert_eq!(cast.those_like(ActorId(2)), [ActorId(2)]);
        assert!(cast.has(ActorId(2)) && !cast.has(ActorId(3)));
    }
}

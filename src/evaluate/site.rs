//! Where the event was: conditions on declared places and on a place that the event describes.
//!
//! Out: functions of what is not known of the place. Absent: what a declared place is (`places`).

use super::condition::{PLACES, Variable, Walk};
use super::diagram::Ref;
use super::facts::Choice;
use super::places;
use crate::ir::{ActorId, NodeId, PlaceId};
use crate::syntax::tree::Side;

impl Walk<'_> {
    fn place(&mut self, test: &mut dyn FnMut(&mut Self, Option<PlaceId>) -> Ref) -> Ref {
        let field = self.program().kernel.place;
        self.test_elements(field, &mut |walk, choice| match choice {
            Choice::Place(place) => test(walk, Some(*place)),
            Choice::OwnPlace => test(walk, None),
            _ => Ref::FALSE,
        })
    }

    pub fn in_place(&mut self, outer: PlaceId) -> Ref {
        self.place(&mut |walk, place| match place {
            Some(place) => Ref::of(walk.facts.lies_in(place, outer)),
            None => walk.own_in(outer),
        })
    }

    /// Whether the event's own place lies in a declared one.
    ///
    /// It does if a place named as containing it does, or if its position lies within a border.
    pub fn own_in(&mut self, outer: PlaceId) -> Ref {
        let facts = self.facts;
        let Some(own) = facts.own_place() else { return Ref::FALSE };
        let inside = own.at.is_some_and(|at| facts.encloses(outer, at));
        match &own.within {
            Some(list) => Ref::of(inside || list.iter().any(|inner| facts.lies_in(*inner, outer))),
            None if inside => Ref::TRUE,
            // Outside the border of a place it lies in nothing that this place contains either.
            None if own.at.is_some_and(|at| facts.excludes(outer, at)) => Ref::FALSE,
            None => self.own_unknown(Variable::OwnIn(outer)),
        }
    }

    fn own_unknown(&mut self, variable: Variable) -> Ref {
        let at = match self.own.iter().position(|other| *other == variable) {
            Some(at) => at,
            None => {
                self.own.push(variable.clone());
                self.own.len() - 1
            }
        };
        let rank = PLACES + u32::try_from(at).unwrap_or(0);
        self.variables.entry(rank).or_insert(variable);
        self.diagram.node(rank, vec![Ref::FALSE, Ref::TRUE])
    }

    pub fn territory(&mut self, kind: Option<NodeId>, who: ActorId) -> Ref {
        let (facts, program, day) = (self.facts, self.program(), self.facts.day);
        let tree = program.kernel.place_kind;
        let of_kind = |kinds: &[NodeId]| {
            kind.is_none_or(|kind| kinds.iter().any(|node| program.is_under(tree, *node, kind)))
        };
        self.place(&mut |walk, place| match place {
            Some(place) => Ref::of(
                places::title(program, place, day).contains(&who)
                    && of_kind(&places::kinds(program, place, day)),
            ),
            None => {
                let Some(own) = facts.own_place() else { return Ref::FALSE };
                let title = match &own.territory {
                    Some(list) => Ref::of(list.contains(&who)),
                    None => walk.own_unknown(Variable::OwnTitle(who)),
                };
                let kinds = match (&own.kinds, kind) {
                    (_, None) => Ref::TRUE,
                    (Some(list), Some(_)) => Ref::of(of_kind(list)),
                    (None, Some(kind)) => walk.own_unknown(Variable::OwnKind(kind)),
                };
                walk.diagram.and(title, kinds)
            }
        })
    }

    pub fn administered(&mut self, who: ActorId) -> Ref {
        let (facts, program, day) = (self.facts, self.program(), self.facts.day);
        self.place(&mut |walk, place| match place {
            Some(place) => Ref::of(places::administered(program, place, day).contains(&who)),
            None => match facts.own_place().map(|own| &own.administered) {
                Some(Some(list)) => Ref::of(list.contains(&who)),
                _ => walk.own_unknown(Variable::OwnAdministered(who)),
            },
        })
    }

    pub fn claimed(&mut self, who: ActorId) -> Ref {
        let (facts, program, day) = (self.facts, self.program(), self.facts.day);
        self.place(&mut |walk, place| match place {
            Some(place) => Ref::of(places::claimed(program, place, day).contains(&who)),
            None => match facts.own_place().map(|own| &own.claimed) {
                Some(Some(list)) => Ref::of(list.contains(&who)),
                _ => walk.own_unknown(Variable::OwnClaimed(who)),
            },
        })
    }

    pub fn side(&mut self, side: Side, degrees: f64) -> Ref {
        let (facts, program) = (self.facts, self.program());
        self.place(&mut |walk, place| {
            let at = match place {
                Some(place) => program.place(place).and_then(|p| p.at),
                None => facts.own_place().and_then(|own| own.at),
            };
            match at {
                Some((lat, lon)) => Ref::of(match side {
                    Side::North => lat > degrees,
                    Side::South => lat < degrees,
                    Side::East => lon > degrees,
                    Side::West => lon < degrees,
                }),
                None => walk.own_unknown(Variable::OnSide(place, side, degrees)),
            }
        })
    }
}

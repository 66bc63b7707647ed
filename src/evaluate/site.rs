//! Where the event was: conditions on declared places and on a place that the event describes.
//!
//! Out: functions of what is not known of the place. Absent: what a declared place is (`places`).

use super::condition::{PLACES, Variable, Walk};
use super::diagram::Ref;
use super::facts::{Choice, Facts};
use super::position::{self, Ground};
use crate::ir::{ActorId, NodeId, PlaceId};
use crate::syntax::tree::Side;

/// Where a candidate of the field `place` is: a declared place, or the event's own on some ground.
#[derive(Debug, Clone, Copy)]
enum Spot {
    Declared(PlaceId),
    Own(Ground),
}

impl Walk<'_> {
    fn place(&mut self, test: &mut dyn FnMut(&mut Self, Spot) -> Ref) -> Ref {
        let field = self.program().kernel.place;
        self.test_elements(field, &mut |walk, choice| match choice {
            Choice::Place(place) => test(walk, Spot::Declared(*place)),
            Choice::OwnPlace(ground) => test(walk, Spot::Own(*ground)),
            _ => Ref::FALSE,
        })
    }

    pub fn in_place(&mut self, outer: PlaceId) -> Ref {
        self.place(&mut |walk, spot| match spot {
            Spot::Declared(place) => Ref::of(walk.facts.lies_in(place, outer)),
            Spot::Own(ground) => walk.own_in(ground, outer),
        })
    }

    /// Whether the event's own place lies in a declared one.
    ///
    /// It does if a place named as containing it does, or if its position lies within a border. Where
    /// nothing is named, the ground on which the position lies decides what it can.
    pub fn own_in(&mut self, ground: Ground, outer: PlaceId) -> Ref {
        let facts = self.facts;
        let Some(own) = facts.own_place() else { return Ref::FALSE };
        let inside = own.at.is_some_and(|at| facts.encloses(outer, at));
        match &own.within {
            Some(list) => Ref::of(inside || list.iter().any(|inner| facts.lies_in(*inner, outer))),
            None if inside => Ref::TRUE,
            // Outside the border of a place it lies in nothing that this place contains either.
            None if own.at.is_some_and(|at| facts.excludes(outer, at)) => Ref::FALSE,
            None => {
                let by_position = own.at.and_then(|at| {
                    position::lies_in(self.program(), ground, (at, facts.offing()), outer, facts.day)
                });
                match by_position {
                    Some(known) => Ref::of(known),
                    None => self.own_unknown(Variable::OwnIn(outer)),
                }
            }
        }
    }

    pub(super) fn own_unknown(&mut self, variable: Variable) -> Ref {
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
        self.place(&mut |walk, spot| match spot {
            Spot::Declared(place) => {
                Ref::of(facts.is_territory(place, who) && facts.is_of_kind(place, of_kind))
            }
            Spot::Own(ground) => {
                let Some(own) = facts.own_place() else { return Ref::FALSE };
                let of_ground = position::title(program, ground, day);
                let title = match own.territory.as_ref().or(of_ground.as_ref()) {
                    Some(list) => Ref::of(list.contains(&who)),
                    None if out_of_reach(facts, who) => Ref::FALSE,
                    None => walk.own_unknown(Variable::OwnTitle(who)),
                };
                let of_ground = position::kinds(program, ground, day);
                let kinds = match (own.kinds.as_ref().or(of_ground.as_ref()), kind) {
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
        self.place(&mut |walk, spot| match spot {
            Spot::Declared(place) => Ref::of(facts.administers(who, place)),
            Spot::Own(ground) => {
                let stated = facts.own_place().and_then(|own| own.administered.clone());
                let of_ground = || position::administered(program, ground, day);
                match stated.or_else(of_ground) {
                    Some(list) => Ref::of(list.contains(&who)),
                    None if out_of_reach(facts, who) => Ref::FALSE,
                    None => walk.own_unknown(Variable::OwnAdministered(who)),
                }
            }
        })
    }

    pub fn claimed(&mut self, who: ActorId) -> Ref {
        let (facts, program, day) = (self.facts, self.program(), self.facts.day);
        self.place(&mut |walk, spot| match spot {
            Spot::Declared(place) => Ref::of(facts.claims(who, place)),
            Spot::Own(ground) => {
                let stated = facts.own_place().and_then(|own| own.claimed.clone());
                let of_ground = || position::claimed(program, ground, day);
                match stated.or_else(of_ground) {
                    Some(list) => Ref::of(list.contains(&who)),
                    None => walk.own_unknown(Variable::OwnClaimed(who)),
                }
            }
        })
    }

    pub fn side(&mut self, side: Side, degrees: f64) -> Ref {
        let (facts, program) = (self.facts, self.program());
        self.place(&mut |walk, spot| {
            let (place, at) = match spot {
                Spot::Declared(place) => (Some(place), program.place(place).and_then(|p| p.at)),
                Spot::Own(_) => (None, facts.own_place().and_then(|own| own.at)),
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

/// Whether the event's own place is a position at sea, further off than the waters of an actor reach.
fn out_of_reach(facts: &Facts<'_>, who: ActorId) -> bool {
    facts.offing().is_some_and(|offing| !offing.may_own(who))
}

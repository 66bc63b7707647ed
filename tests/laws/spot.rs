//! Where an event was, and whose that is: a declared place, or one that the event describes itself.
//!
//! In: rules and a known event. Out: actors and kinds. Absent: conditions (`lawyer`).

use crate::facts::{Known, contains, reaches, upward};
use crate::model::{Place, Span, World};

/// Where the event was.
#[derive(Debug, Clone, Copy)]
pub enum Where {
    Declared(usize),
    Own,
}

impl Where {
    pub fn at(self, world: &World, known: &Known) -> Option<(f64, f64)> {
        match self {
            Where::Declared(place) => world.places[place].at,
            Where::Own => known.own.as_ref()?.at,
        }
    }

    pub fn contains(self, world: &World, known: &Known, outer: usize) -> bool {
        match self {
            Where::Declared(place) => contains(world, place, outer, known.day),
            Where::Own => {
                let Some(own) = &known.own else { return false };
                let named = own.within.as_deref().unwrap_or_default();
                named.iter().any(|place| contains(world, *place, outer, known.day))
                    || own.at.is_some_and(|at| reaches(world, at, outer, known.day))
            }
        }
    }

    /// The nearest place that states something for the day speaks.
    fn nearest(self, world: &World, known: &Known, list: impl Fn(&Place) -> &[(usize, Span)]) -> Vec<usize> {
        let Where::Declared(place) = self else { return Vec::new() };
        for place in upward(world, &[place], known.day) {
            let said: Vec<usize> = list(&world.places[place])
                .iter()
                .filter(|(_, d)| d.has(known.day))
                .map(|(a, _)| *a)
                .collect();
            if !said.is_empty() {
                return said;
            }
        }
        Vec::new()
    }

    pub fn title(self, world: &World, known: &Known) -> Vec<usize> {
        let Where::Declared(place) = self else { return own(known, |o| &o.territory) };
        for place in upward(world, &[place], known.day) {
            let on = |list: &[(usize, Span)]| -> Vec<usize> {
                list.iter().filter(|(_, d)| d.has(known.day)).map(|(a, _)| *a).collect()
            };
            let (title, claims) = (on(&world.places[place].territory), on(&world.places[place].claimed));
            if !title.is_empty() {
                return title;
            }
            if !claims.is_empty() {
                return Vec::new();
            }
        }
        Vec::new()
    }

    pub fn administered(self, world: &World, known: &Known) -> Vec<usize> {
        match self {
            Where::Declared(_) => self.nearest(world, known, |p| &p.administered),
            Where::Own => own(known, |o| &o.administered),
        }
    }

    pub fn claimed(self, world: &World, known: &Known) -> Vec<usize> {
        match self {
            Where::Declared(_) => self.nearest(world, known, |p| &p.claimed),
            Where::Own => own(known, |o| &o.claimed),
        }
    }

    pub fn kinds(self, world: &World, known: &Known) -> Vec<usize> {
        match self {
            Where::Declared(place) => upward(world, &[place], known.day)
                .into_iter()
                .map(|p| world.places[p].kinds.clone())
                .find(|kinds| !kinds.is_empty())
                .unwrap_or_default(),
            Where::Own => own(known, |o| &o.kinds),
        }
    }
}

fn own(known: &Known, part: impl Fn(&crate::facts::Own) -> &Option<Vec<usize>>) -> Vec<usize> {
    known.own.as_ref().and_then(|own| part(own).clone()).unwrap_or_default()
}

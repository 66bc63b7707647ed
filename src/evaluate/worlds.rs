//! Small worlds: one case for every combination of values that some functions tell apart.
//!
//! In: functions of a space. Out: cases. Absent: what becomes of them (`analyse::laws::exhaust`).

use std::collections::BTreeMap;

use super::condition::{Variable, Walk};
use super::diagram::Rank;
use super::facts::Choice;
use super::space::{Case, Fun, Space, has_kinds};
use crate::ir::Program;

impl Space<'_, '_> {
    /// Every case that some functions tell apart: the values of each variable fall into classes that
    /// no function tells apart, and a case has one of each class. Where there are more than `most`,
    /// says how many there would be. With `open` fields and questions may be left open too, and the
    /// functions are such as [`Space::surely`] gives.
    pub fn worlds(&mut self, functions: &[Fun], most: usize, open: bool) -> Result<Vec<Case>, f64> {
        let mut possible = Fun::TRUE;
        let mut ranks: BTreeMap<Rank, usize> = BTreeMap::new();
        for f in functions {
            let fits = self.possible(*f);
            possible = self.and(possible, fits);
            let widths = self.all_widths();
            let asked = self.walk.diagram.support(*f).into_iter();
            ranks.extend(asked.filter_map(|rank| {
                let width = *widths.get(&rank)?;
                Some((rank, if open && !Walk::is_deed(rank) { width + 1 } else { width }))
            }));
        }
        if open {
            let widths = self.widths();
            possible = self.walk.diagram.lift(possible, false, &|rank| widths.get(&rank).copied());
        }
        let mut classes: Vec<(Rank, Vec<Vec<usize>>)> = ranks
            .into_iter()
            .map(|(rank, width)| (rank, self.walk.diagram.classes(functions, rank, width)))
            .collect();
        for (rank, groups) in &mut classes {
            // An event can tell a kind without kinds of its own to the end, so it stands for its class.
            let Some(variable) = self.walk.variables.get(rank) else { continue };
            let program = self.walk.facts.program;
            for group in groups {
                group.sort_by_key(|value| is_unnamed(program, variable, *value));
            }
        }
        let count: f64 = classes.iter().map(|(_, groups)| groups.len() as f64).product();
        if count > most as f64 {
            return Err(count);
        }
        let mut at = vec![0_usize; classes.len()];
        let mut cases = Vec::new();
        loop {
            if let Some(point) = self.point(&classes, &at, possible) {
                let path: Vec<(Rank, usize)> = point.into_iter().collect();
                let case = self.case(&path);
                // What no function looks at its parts may look at, and of an event with gaps those are not known.
                cases.push(if open { case } else { self.filled(&case) });
            }
            if !step(&mut at, &classes) {
                return Ok(cases);
            }
        }
    }

    /// A point of one class for each variable that the world allows, if there is one: of a class any
    /// member will do, so where the two sides meet in one actor another of its class stands in.
    fn point(
        &self,
        classes: &[(Rank, Vec<Vec<usize>>)],
        at: &[usize],
        possible: Fun,
    ) -> Option<BTreeMap<Rank, usize>> {
        let group = |(rank, groups): &(Rank, Vec<Vec<usize>>), at: &usize| {
            groups.get(*at).map(|members| (*rank, members.clone()))
        };
        let chosen: Vec<(Rank, Vec<usize>)> =
            classes.iter().zip(at).filter_map(|(class, at)| group(class, at)).collect();
        let first = chosen.iter().filter_map(|(rank, members)| Some((*rank, *members.first()?)));
        let point: BTreeMap<Rank, usize> = first.collect();
        if self.walk.diagram.is_true_at(possible, &point) {
            return Some(point);
        }
        chosen.iter().find_map(|(rank, members)| {
            members.iter().skip(1).take(OTHERS).find_map(|other| {
                let mut point = point.clone();
                point.insert(*rank, *other);
                self.walk.diagram.is_true_at(possible, &point).then_some(point)
            })
        })
    }
}

/// Members of a class that are tried where the first does not fit; two sides clash in one actor at most.
const OTHERS: usize = 3;

/// The next choice of one class for each variable; false after the last.
fn step(at: &mut [usize], classes: &[(Rank, Vec<Vec<usize>>)]) -> bool {
    for (place, (_, groups)) in at.iter_mut().zip(classes).rev() {
        *place += 1;
        if *place < groups.len() {
            return true;
        }
        *place = 0;
    }
    false
}

/// Whether a value is a kind that has kinds of its own.
fn is_unnamed(program: &Program, variable: &Variable, value: usize) -> bool {
    match variable {
        Variable::Fact(field, choices) => match choices.get(value) {
            Some(Choice::Node(node)) => has_kinds(program, *field, *node),
            _ => false,
        },
        _ => false,
    }
}

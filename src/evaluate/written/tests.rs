//! Terms say what diagrams say at every point, and a diagram that errs is contradicted by a claim.

use std::collections::BTreeMap;

use super::terms::{At, Claim, Term, Terms};
use crate::evaluate::condition::QUESTIONS;
use crate::evaluate::diagram::{Diagram, Rank, Ref};
use crate::evaluate::steps::{Made, Steps};

/// A field, two questions and a field that stands below them; the widths of their values.
const WIDTHS: [(Rank, usize); 4] = [(0, 3), (QUESTIONS, 2), (QUESTIONS + 1, 2), ((3 << 20) + 5000, 3)];

type Point = BTreeMap<Rank, usize>;

/// Every point of the variables; with `open` with one more value for each.
fn points(open: bool) -> Vec<Point> {
    let mut all = vec![Point::new()];
    for (rank, width) in WIDTHS {
        let mut next = Vec::new();
        for point in all {
            for value in 0..width + usize::from(open) {
                let mut point = point.clone();
                point.insert(rank, value);
                next.push(point);
            }
        }
        all = next;
    }
    all
}

fn is_true(terms: &Terms<'_>, at: At, point: &Point) -> bool {
    match terms.rows().get(at.index()) {
        Some(Term::Constant(value)) => *value,
        Some(Term::Test(rank, ranges)) => {
            let value = point.get(rank).and_then(|value| u32::try_from(*value).ok()).unwrap_or(0);
            ranges.iter().any(|(from, until)| (*from..*until).contains(&value))
        }
        Some(Term::Not(f)) => !is_true(terms, *f, point),
        Some(Term::And(f, g)) => is_true(terms, *f, point) && is_true(terms, *g, point),
        Some(Term::Or(f, g)) => is_true(terms, *f, point) || is_true(terms, *g, point),
        None => false,
    }
}

/// Whether some point contradicts a claim.
fn contradicted(terms: &Terms<'_>, claim: &Claim) -> bool {
    let known = |point: &Point| {
        WIDTHS.iter().all(|(rank, width)| {
            let may_be_open =
                if *rank == 0 || *rank >= 3 << 20 { claim.opened.facts } else { claim.opened.questions };
            may_be_open || point.get(rank).is_some_and(|value| value < width)
        })
    };
    let differ = |point: &Point| is_true(terms, claim.one, point) != is_true(terms, claim.other, point);
    points(true).iter().any(|point| known(point) && differ(point))
}

/// Numbers that look like chance and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound.max(1)
    }
}

/// Functions made by operations at random.
fn made(diagram: &mut Diagram, chance: &mut Chance, count: usize) -> Vec<Ref> {
    let mut all = vec![Ref::TRUE, Ref::FALSE];
    for at in 0..count {
        let one = all.get(chance.below(all.len())).copied().unwrap_or(Ref::TRUE);
        let other = all.get(chance.below(all.len())).copied().unwrap_or(Ref::TRUE);
        let (rank, width) = WIDTHS.get(chance.below(WIDTHS.len())).copied().unwrap_or((0, 3));
        let value = chance.below(width);
        let next = match if at < 8 { 0 } else { chance.below(8) } {
            0 | 1 => diagram.node(rank, (0..width).map(|v| Ref::of(v == value)).collect()),
            2 => diagram.not(one),
            3 | 4 => diagram.and(one, other),
            5 => diagram.or(one, other),
            6 => diagram.restrict(one, &[(rank, value)]),
            _ => diagram.exists(one, &|other| other == rank),
        };
        all.push(next);
    }
    all
}

#[test]
fn terms_say_what_the_diagram_says() {
    for seed in 0..40 {
        let mut diagram = Diagram::new(10_000);
        diagram.record();
        let all = made(&mut diagram, &mut Chance(seed), 60);
        let mut terms = Terms::new(&diagram, diagram.steps().unwrap_or(&Steps::default()));
        for f in all {
            let at = terms.of(f);
            for point in points(false) {
                assert_eq!(is_true(&terms, at, &point), diagram.is_true_at(f, &point), "seed {seed}");
            }
        }
        assert!(terms.claims().iter().all(|claim| !contradicted(&terms, claim)), "seed {seed}");
    }
}

#[test]
fn what_is_left_open_is_what_all_or_some_values_give() {
    for seed in 0..40 {
        let mut diagram = Diagram::new(10_000);
        diagram.record();
        let known = made(&mut diagram, &mut Chance(seed), 40);
        let width = |rank: Rank| WIDTHS.iter().find(|(other, _)| *other == rank).map(|(_, width)| *width);
        let mut lifted = Vec::new();
        for (at, f) in known.iter().enumerate() {
            lifted.push(diagram.lift(*f, at % 2 == 0, &width));
        }
        for (at, pair) in lifted.clone().chunks(2).enumerate() {
            if let [f, g] = pair {
                let not = diagram.not(*g);
                lifted.push(diagram.and(*f, not));
                lifted.push(diagram.or(*f, *g));
                // What is so of known facts is false where they are left open.
                if *f != Ref::TRUE && *f != Ref::FALSE {
                    let mixed = known.get(at).copied().unwrap_or(Ref::TRUE);
                    lifted.push(diagram.and(mixed, *f));
                }
            }
        }
        let mut terms = Terms::new(&diagram, diagram.steps().unwrap_or(&Steps::default()));
        for f in lifted {
            let at = terms.of(f);
            for point in points(true) {
                assert_eq!(is_true(&terms, at, &point), diagram.is_true_at(f, &point), "seed {seed}");
            }
        }
        assert!(terms.claims().iter().all(|claim| !contradicted(&terms, claim)), "seed {seed}");
    }
}

#[test]
fn a_diagram_that_errs_is_contradicted() {
    let mut diagram = Diagram::new(10_000);
    let a = diagram.node(0, vec![Ref::FALSE, Ref::TRUE, Ref::FALSE]);
    let b = diagram.node(QUESTIONS, vec![Ref::FALSE, Ref::TRUE]);
    let (both, either) = (diagram.and(a, b), diagram.or(a, b));
    // The steps of a manager that joins wrongly: it gives for `a and b` what others give for `a or b`, or
    // nothing at all, or gives up an argument.
    for wrong in [either, Ref::FALSE, Ref::TRUE, a] {
        let mut steps = Steps::default();
        let children =
            |values: [bool; 3], most: usize| values.map(Ref::of).into_iter().take(most).map(Into::into);
        let a = steps.add(Made::Node(0, children([false, true, false], 3).collect()), a.node());
        let b = steps.add(Made::Node(QUESTIONS, children([false, true, false], 2).collect()), b.node());
        let made = steps.add(Made::And(a.into(), b.into()), wrong.node());
        assert_ne!(made, both);
        steps.add(Made::Or(a.into(), b.into()), either.node());
        let terms = Terms::new(&diagram, &steps);
        assert!(terms.claims().iter().any(|claim| contradicted(&terms, claim)), "{:?}", wrong.node());
    }
    // And one that joins rightly is not.
    let mut steps = Steps::default();
    let a = steps.add(Made::Node(0, [false, true, false].map(|v| Ref::of(v).into()).to_vec()), a.node());
    let b = steps.add(Made::Node(QUESTIONS, [false, true].map(|v| Ref::of(v).into()).to_vec()), b.node());
    let made = steps.add(Made::And(a.into(), b.into()), both.node());
    steps.add(Made::Or(a.into(), b.into()), either.node());
    assert_eq!(made, both);
    let terms = Terms::new(&diagram, &steps);
    assert!(!terms.claims().iter().any(|claim| contradicted(&terms, claim)));
}

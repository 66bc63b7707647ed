//! Counts held to counting: every event of a small world is decided alone under each side.

use std::collections::BTreeMap;

use casus::analyse::compare::Relation;
use casus::evaluate::{Filter, Stance, Status, decide};
use casus::event::{Names, event_from_json};
use casus::ir::{Program, ReadingId};
use casus::text::Limits;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use super::{folders, load, rules};

const ACTS: [&str; 6] = ["force", "invasion", "raid", "covert", "sabotage", "menace"];
const OBJECTS: [&str; 3] = ["land", "vessel", "warship"];
const LEVELS: [&str; 3] = ["slight", "serious", "grave"];

/// A condition over an act, an object, a gravity and a question.
fn condition() -> impl Strategy<Value = String> {
    let atom = prop_oneof![
        prop::sample::select(&ACTS[..]).prop_map(|act| format!("act is {act}")),
        prop::sample::select(&OBJECTS[..]).prop_map(|object| format!("object is {object}")),
        prop::sample::select(&LEVELS[..]).prop_map(|level| format!("gravity at least {level}")),
        prop::sample::select(&["one", "two"][..]).prop_map(|reading| format!("q is {reading}")),
    ];
    atom.prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|one| format!("not ({one})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) and ({b})")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("({a}) or ({b})")),
        ]
    })
}

/// Every event of the world with every reading, and whether the clause is owed on it.
fn owed(program: &Program) -> Vec<bool> {
    let limits = Limits::default();
    let names = Names::new(program);
    let question = program.find_question("q").unwrap();
    let mut all = Vec::new();
    for act in ACTS {
        for object in OBJECTS {
            for level in LEVELS {
                let text = format!(
                    r#"{{"id":"e","date":"1960-01-01","act":"{act}","object":"{object}","gravity":"{level}"}}"#
                );
                // An inner kind leaves its kinds open; the tests below look at settled answers only.
                let event = event_from_json(&names, &limits, &text, 1).unwrap();
                for reading in [0, 1] {
                    let readings = BTreeMap::from([(question, ReadingId(reading))]);
                    let stance = Stance { readings, ..Stance::default() };
                    let decision = decide(program, &event, &stance, &Filter::default(), &limits);
                    all.push(decision.verdicts.iter().any(|verdict| verdict.status == Status::Owed));
                }
            }
        }
    }
    all
}

#[test]
fn counts_are_those_of_deciding_every_event() {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) };
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let outcome =
        TestRunner::new_with_rng(config, random).run(&(condition(), condition()), |(one, other)| {
            // Only kinds without kinds of their own, so that each value is one answer of the evaluator.
            let leaf = |text: &str| {
                format!(
                    "({text}) and act in {{invasion, raid, sabotage, menace}} and object in {{land, warship}}"
                )
            };
            let (left, right) = (load(&rules(&leaf(&one))), load(&rules(&leaf(&other))));
            let found = folders(&left, &right, 2);
            let (a, b) = (owed(&left), owed(&right));
            let counted = |wanted: fn(bool, bool) -> bool| {
                u128::try_from(a.iter().zip(&b).filter(|(a, b)| wanted(**a, **b)).count()).unwrap()
            };
            let [only_first, only_second, both] =
                [counted(|a, b| a && !b), counted(|a, b| b && !a), counted(|a, b| a && b)];
            let all = found.all.exact.unwrap();
            let world = u128::try_from(a.len()).unwrap();
            for (count, known) in found.counts.iter().zip([only_first, only_second, both]) {
                // The comparison counts only over what the two rules look at.
                prop_assert_eq!(count.exact.unwrap() * world, known * all, "{} / {}", one, other);
            }
            let expected = match (only_first > 0, only_second > 0, both > 0) {
                (false, false, false) => Relation::Silent,
                (false, false, true) => Relation::Equivalent,
                (false, true, _) => Relation::FirstImplies,
                (true, false, _) => Relation::SecondImplies,
                (true, true, false) => Relation::Disjoint,
                (true, true, true) => Relation::Overlap,
            };
            prop_assert_eq!(found.relation, expected);
            // However read: a pair of events that differ only in the reading, and part the same way twice.
            let firm =
                a.chunks(2).zip(b.chunks(2)).filter(|(a, b)| a.iter().all(|x| *x) && b.iter().all(|x| !*x));
            let firm = u128::try_from(firm.count() * 2).unwrap();
            prop_assert_eq!(found.however_read[0].exact.unwrap() * world, firm * all);
            Ok(())
        });
    if let Err(broken) = outcome {
        panic!("{broken}");
    }
}

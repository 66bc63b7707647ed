//! Laws: what is said never to apply or to change nothing is what trying every completion finds, on one event
//! exactly; and what is said of all events no made-up event contradicts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use casus::analyse::lint::{Linted, OfEvent, Place, Plan, What, lint, of_event};
use casus::ir::{ClauseId, Origin, QuestionId, ReadingId, TreatyId};
use casus::text::Limits;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use crate::case::{Case, Table};
use crate::lawyer::{Key, Lawyer, Outcome};
use crate::model::{C, World};

/// What each row of one event comes to.
type Answers = BTreeMap<Key, Outcome>;

/// Holds a law on so many cases, times what `CASUS_LAW_CASES` says; `CASUS_LAW_SEED` draws others.
fn hold(number: u32, law: impl Fn(&[u8], &[u8]) -> Result<(), TestCaseError>) {
    let number_in = |name| std::env::var(name).ok().and_then(|n: String| n.parse::<u32>().ok());
    let times = number_in("CASUS_LAW_CASES").unwrap_or(1);
    let mut seed = [11; 32];
    seed[..4].copy_from_slice(&number_in("CASUS_LAW_SEED").unwrap_or(0).to_le_bytes());
    let config = ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 2000,
        max_global_rejects: number * times,
        ..ProptestConfig::with_cases(number * times)
    };
    let choices = |most| prop::collection::vec(any::<u8>(), most / 3..most);
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let outcome = TestRunner::new_with_rng(config, random)
        .run(&(choices(420), choices(90)), |(rules, event)| law(&rules, &event));
    if let Err(broken) = outcome {
        panic!("{broken}");
    }
}

/// Every clause by its place in the made-up rules.
fn clauses(case: &Case) -> Vec<((usize, usize), ClauseId)> {
    let mut all = Vec::new();
    for (treaty, row) in case.world.treaties.iter().enumerate() {
        let ids = &case.program.treaty(TreatyId::at(treaty)).expect("an instrument").clauses;
        all.extend((0..row.clauses.len()).map(|at| ((treaty, at), ids[at])));
    }
    all
}

/// The lines of a clause with their places: none for the trigger, or which of the others.
fn lines(case: &Case, id: ClauseId) -> Vec<(Option<usize>, Origin)> {
    let clause = case.program.clause(id).expect("a clause");
    let trigger = clause.trigger.iter().map(|cond| (None, cond.origin));
    let limbs = clause.limbs.iter().enumerate().map(|(at, limb)| (Some(at), limb.condition.origin));
    trigger.chain(limbs).collect()
}

/// The rules without a line.
fn without(world: &World, (treaty, at): (usize, usize), line: Option<usize>) -> World {
    let mut world = world.clone();
    let clause = &mut world.treaties[treaty].clauses[at];
    match line {
        // Whoever has to be struck still has to be.
        None => clause.trigger = Some(C::Always),
        Some(line) => {
            clause.limbs.remove(line);
        }
    }
    world
}

/// Whether some completion of the event comes to something else for a clause without a line; none if there
/// are too many acts to try.
fn is_missed(case: &Case, table: &Table, place: (usize, usize), line: Option<usize>) -> Option<bool> {
    let world = without(&case.world, place, line);
    for (known, outcomes) in &table.rows {
        let found = Lawyer::new(&world, known).outcomes(place.0, place.1)?;
        let before: BTreeMap<Key, Outcome> =
            outcomes.iter().filter(|(key, _)| (key.0, key.1) == place).map(|(k, o)| (*k, *o)).collect();
        if found != before {
            return Some(true);
        }
    }
    Some(false)
}

/// Whether no two completions that differ in one question alone, having one of two readings, come to
/// something else.
fn are_alike(table: &Table, question: usize, one: usize, other: usize) -> bool {
    let mut seen: BTreeMap<Vec<usize>, [Option<&Answers>; 2]> = BTreeMap::new();
    for (known, outcomes) in &table.rows {
        let reading = known.readings[question];
        let place = if reading == one { 0 } else { 1 };
        if reading == one || reading == other {
            let mut choices = known.choices.clone();
            choices.remove(question);
            seen.entry(choices).or_default()[place] = Some(outcomes);
        }
    }
    seen.values().all(|[one, other]| one.is_none() || other.is_none() || one == other)
}

/// The readings that completions of the event take.
fn readings(table: &Table, question: usize) -> Vec<usize> {
    let all: BTreeSet<usize> = table.rows.iter().map(|(known, _)| known.readings[question]).collect();
    all.into_iter().collect()
}

fn show(case: &Case) -> String {
    format!("{}\n{}\n{:?}", case.world.items(false)[16..].join("\n"), case.event.json(), case.stance)
}

/// On one event: clauses that apply and that do not, readings alike and apart, lines without effect.
static EXACT: [AtomicUsize; 5] = [const { AtomicUsize::new(0) }; 5];

fn count(seen: &[AtomicUsize], at: usize, more: usize) {
    seen[at].fetch_add(more, Ordering::Relaxed);
}

fn exact(case: &Case) -> Result<(), TestCaseError> {
    let table = Table::new(case);
    prop_assume!(!table.rows.is_empty() && table.skipped.is_empty());
    let event = case.event_of(&case.event);
    let stance = case.stance_of(&case.stance);
    let OfEvent { applies, idle, groups } =
        of_event(&case.program, &event, &stance, &Limits::default()).expect("a small event");
    for (place, id) in clauses(case) {
        let can = table.rows.iter().any(|(_, row)| row.keys().any(|key| (key.0, key.1) == place));
        count(&EXACT, usize::from(!can), 1);
        prop_assert_eq!(applies.contains(&id), can, "{:?}\n{}", place, show(case));
        for (line, origin) in lines(case, id) {
            if can && idle.contains_key(&origin) {
                count(&EXACT, 4, 1);
                let missed = is_missed(case, &table, place, line).unwrap_or(false);
                prop_assert!(!missed, "{:?} line {:?}\n{}", place, line, show(case));
            }
        }
    }
    for question in 0..case.world.questions.len() {
        let all = readings(&table, question);
        let id = case.program.find_question(&format!("q{question}")).expect("a question");
        for (at, one) in all.iter().enumerate() {
            for other in all.iter().skip(at + 1) {
                let said = are_together(groups.get(&id), *one, *other);
                let is = are_alike(&table, question, *one, *other);
                count(&EXACT, if is { 2 } else { 3 }, 1);
                prop_assert_eq!(said, is, "q{} r{} r{}\n{}", question, one, other, show(case));
            }
        }
    }
    Ok(())
}

fn are_together(groups: Option<&Vec<Vec<ReadingId>>>, one: usize, other: usize) -> bool {
    groups.is_none_or(|groups| {
        groups
            .iter()
            .any(|group| group.contains(&ReadingId::at(one)) && group.contains(&ReadingId::at(other)))
    })
}

#[test]
fn what_one_event_shows_is_what_trying_every_completion_shows() {
    hold(600, |choices, facts| Case::new(choices, facts, 150).map_or(Ok(()), |case| exact(&case)));
    let seen: Vec<usize> = EXACT.iter().map(|n| n.load(Ordering::Relaxed)).collect();
    println!(
        "clauses {} apply, {} never; readings {} alike, {} apart; {} idle lines",
        seen[0], seen[1], seen[2], seen[3], seen[4]
    );
    // A law that is never put to the test proves nothing.
    assert!(seen.iter().all(|n| *n > 100), "{seen:?}");
}

/// Over all events: clauses that never apply, idle lines, readings alike, clauses that others cover; what
/// was held against an event.
static FOUND: [AtomicUsize; 4] = [const { AtomicUsize::new(0) }; 4];

fn contradicted(case: &Case) -> Result<(), TestCaseError> {
    let table = Table::new(case);
    prop_assume!(!table.rows.is_empty() && table.skipped.is_empty());
    let limits = Limits::default();
    let plan =
        Plan { program: &case.program, properties: &[], files: None, treaties: Vec::new(), limits: &limits };
    let Linted { findings, .. } = lint(&plan);
    let by_id: BTreeMap<ClauseId, (usize, usize)> =
        clauses(case).into_iter().map(|(place, id)| (id, place)).collect();
    for finding in &findings {
        match &finding.what {
            What::Never(id, _) => {
                count(&FOUND, 0, 1);
                let place = by_id[id];
                let can = table.rows.iter().any(|(_, row)| row.keys().any(|key| (key.0, key.1) == place));
                prop_assert!(!can, "{:?}\n{}", place, show(case));
            }
            What::Nobody(id) => {
                let of = |key: &Key| key.0 == id.index();
                prop_assert!(!table.rows.iter().any(|(_, row)| row.keys().any(of)), "{}", show(case));
            }
            What::Idle(Place::Line(id, _), ..) => {
                let line = lines(case, *id).into_iter().find(|(_, origin)| *origin == finding.at);
                let Some((line, _)) = line else { continue };
                count(&FOUND, 1, 1);
                let missed = is_missed(case, &table, by_id[id], line).unwrap_or(false);
                prop_assert!(!missed, "{:?} line {:?}\n{}", by_id[id], line, show(case));
            }
            What::Question(id, _) => alike(case, &table, *id, None)?,
            What::Readings(id, groups) => {
                for group in groups {
                    alike(case, &table, *id, Some(group))?;
                }
            }
            What::Same(one, other) => {
                covered(case, &table, by_id[one], by_id[other])?;
                covered(case, &table, by_id[other], by_id[one])?;
            }
            What::Shadowed(one, other) => covered(case, &table, by_id[one], by_id[other])?,
            _ => {}
        }
    }
    Ok(())
}

fn alike(
    case: &Case,
    table: &Table,
    id: QuestionId,
    group: Option<&Vec<ReadingId>>,
) -> Result<(), TestCaseError> {
    let name = &case.program.question(id).expect("a question").name;
    let question: usize = name.trim_start_matches('q').parse().expect("a number");
    let all = readings(table, question);
    let all: Vec<usize> =
        all.into_iter().filter(|r| group.is_none_or(|group| group.contains(&ReadingId::at(*r)))).collect();
    for two in all.windows(2) {
        count(&FOUND, 2, 1);
        prop_assert!(are_alike(table, question, two[0], two[1]), "{} {:?}\n{}", name, two, show(case));
    }
    Ok(())
}

/// Whenever the one is owed, or could be, the other is owed, or could be, for the same.
fn covered(
    case: &Case,
    table: &Table,
    one: (usize, usize),
    other: (usize, usize),
) -> Result<(), TestCaseError> {
    count(&FOUND, 3, 1);
    for (_, row) in &table.rows {
        for (key, outcome) in row.iter().filter(|(key, _)| (key.0, key.1) == one) {
            let same = (other.0, other.1, key.2, key.3);
            let covered = row.get(&same).is_some_and(|there| there <= outcome);
            prop_assert!(covered, "{:?} {:?}\n{}", key, outcome, show(case));
        }
    }
    Ok(())
}

#[test]
fn no_event_contradicts_what_is_said_of_all() {
    hold(60, |choices, facts| Case::new(choices, facts, 60).map_or(Ok(()), |case| contradicted(&case)));
    let seen: Vec<usize> = FOUND.iter().map(|n| n.load(Ordering::Relaxed)).collect();
    println!(
        "{} clauses never, {} idle lines, {} pairs of readings alike, {} clauses covered",
        seen[0], seen[1], seen[2], seen[3]
    );
    assert!(seen[..3].iter().all(|n| *n > 3), "{seen:?}");
}

//! Law: the status is the answer over all completions, and each completion's answer is the law's.

use casus::evaluate::{Decision, Filter, Status, decide};
use casus::text::Limits;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::case::{Case, Table, WHOEVER, concrete, read};
use crate::facts::Ev;
use crate::hold;
use crate::lawyer::{Ben, Key, Lawyer, Outcome};

/// Statuses by pair; two verdicts on one pair break the law by themselves.
fn statuses(case: &Case, decision: &Decision) -> Result<BTreeMap<Key, Status>, TestCaseError> {
    prop_assert!(decision.too_complex.is_empty());
    let mut all = BTreeMap::new();
    for verdict in &decision.verdicts {
        match case.key(verdict) {
            Some(key) => {
                let before = all.insert(key, verdict.status);
                prop_assert!(before.is_none(), "two answers for {key:?}");
            }
            None => prop_assert_eq!(verdict.status, Status::NotOwed),
        }
    }
    Ok(all)
}

fn show(case: &Case) -> String {
    format!("{}\n{}\n{:?}", case.world.items(false)[16..].join("\n"), case.event.json(), case.stance)
}

/// Answers for whoever did it or was struck: how many were compared, and how many were settled.
static WHOEVER_SEEN: [AtomicUsize; 2] = [const { AtomicUsize::new(0) }; 2];

/// Where the event does not name the two sides, the answer for whoever it is is that of the
/// completion's own actor, in each completion.
fn whoever(case: &Case) -> Result<(), TestCaseError> {
    let table = Table::new(case).joined(|key| case.for_whoever(key));
    prop_assume!(!table.rows.is_empty());
    let limits = Limits { named_candidates: 0, ..Limits::default() };
    let event = case.event_of(&case.event);
    let decision = decide(&case.program, &event, &case.stance_of(&case.stance), &Filter::default(), &limits);
    let decided = statuses(case, &decision)?;
    let mut keys: Vec<Key> = table.rows.iter().flat_map(|(_, row)| row.keys().copied()).collect();
    keys.extend(decided.keys());
    keys.sort_unstable();
    keys.dedup();
    for key in keys.into_iter().filter(|key| !table.skipped.contains(&(key.0, key.1))) {
        let wanted = table.status(&key);
        let found = decided.get(&key).copied().unwrap_or(Status::NotOwed);
        if key.2 == WHOEVER || key.3 == Ben::Struck {
            WHOEVER_SEEN[usize::from(wanted.is_settled())].fetch_add(1, Ordering::Relaxed);
        }
        prop_assert_eq!(found, wanted, "{:?}\n{}", key, show(case));
    }
    Ok(())
}

static SEEN: [AtomicUsize; 8] = [const { AtomicUsize::new(0) }; 8];

fn exact(case: &Case) -> Result<(), TestCaseError> {
    let table = Table::new(case);
    prop_assume!(!table.rows.is_empty());
    let decided = statuses(case, &case.decide(&case.event, &case.stance))?;
    let mut keys: Vec<Key> = table.rows.iter().flat_map(|(_, row)| row.keys().copied()).collect();
    keys.extend(decided.keys());
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        if table.skipped.contains(&(key.0, key.1)) {
            SEEN[7].fetch_add(1, Ordering::Relaxed);
            continue;
        }
        let wanted = table.status(&key);
        let found = decided.get(&key).copied().unwrap_or(Status::NotOwed);
        let at = Status::ALL.iter().position(|s| *s == wanted).expect("a status");
        SEEN[at].fetch_add(1, Ordering::Relaxed);
        prop_assert_eq!(found, wanted, "{:?}\n{}", key, show(case));
    }
    Ok(())
}

/// A known event with closed questions has the answer that the law gives, and no other.
fn plain(case: &Case) -> Result<(), TestCaseError> {
    let table = Table::new(case);
    let step = table.rows.len() / 12 + 1;
    for (row, (known, outcomes)) in table.rows.iter().enumerate().step_by(step) {
        let Some(event) = concrete(known) else { continue };
        let event = read(&case.program, &event.json());
        let stance = case.closed(known);
        let decision = decide(&case.program, &event, &stance, &Filter::default(), &Limits::default());
        let decided = statuses(case, &decision)?;
        for (key, status) in &decided {
            prop_assert!(status.is_settled(), "{:?} {:?} in row {}\n{}", key, status, row, show(case));
        }
        for key in decided.keys().chain(outcomes.keys()) {
            if table.skipped.contains(&(key.0, key.1)) {
                continue;
            }
            let wanted = match table.outcome(row, key) {
                Outcome::Owed => Status::Owed,
                Outcome::Available => Status::Available,
                Outcome::NotOwed => Status::NotOwed,
            };
            let found = decided.get(key).copied().unwrap_or(Status::NotOwed);
            prop_assert_eq!(found, wanted, "{:?}\n{:?}\n{}", key, known, show(case));
        }
        available(case, known, &decided)?;
    }
    Ok(())
}

/// What waits for acts of parties comes to be owed by some of them, and what is not owed by none:
/// the acts are put on the record and the program is asked again.
fn available(
    case: &Case,
    known: &crate::facts::Known,
    decided: &BTreeMap<Key, Status>,
) -> Result<(), TestCaseError> {
    for (treaty, row) in case.world.treaties.iter().enumerate() {
        for (at, clause) in row.clauses.iter().enumerate() {
            let mut alone = true;
            case.world
                .walk_clause(clause, true, &mut |c, _| alone &= !matches!(c, crate::model::C::Clause { .. }));
            let acts = Lawyer::new(&case.world, known).acts(treaty, clause);
            let number = acts.acts.len();
            // An act under another clause is nobody's business here, so only clauses that stand alone.
            if !alone || number == 0 || number > 5 {
                continue;
            }
            let mut reached: Vec<Key> = Vec::new();
            for bits in 1_u32..1 << number {
                let Some(mut event): Option<Ev> = concrete(known) else { continue };
                let chosen = acts.acts.iter().enumerate().filter(|(n, _)| bits >> n & 1 == 1);
                event.record.extend(chosen.map(|(_, act)| act.clone()));
                let event = read(&case.program, &event.json());
                let clauses = case.program.treaty(casus::ir::TreatyId::at(treaty)).map(|t| t.clauses.clone());
                let filter = Filter { clauses: vec![clauses.unwrap_or_default()[at]], ..Filter::default() };
                let decision =
                    decide(&case.program, &event, &case.closed(known), &filter, &Limits::default());
                reached.extend(
                    statuses(case, &decision)?
                        .into_iter()
                        .filter(|(_, s)| *s == Status::Owed)
                        .map(|(k, _)| k),
                );
            }
            for (key, status) in decided.iter().filter(|(key, _)| (key.0, key.1) == (treaty, at)) {
                if *status == Status::Available {
                    prop_assert!(reached.contains(key), "no acts bring about {:?}\n{}", key, show(case));
                }
            }
        }
    }
    Ok(())
}

#[test]
fn a_status_is_the_answer_over_all_completions() {
    hold(1500, |choices, facts| Case::new(choices, facts, 150).map_or(Ok(()), |case| exact(&case)));
    let seen: Vec<usize> = SEEN.iter().map(|n| n.load(Ordering::Relaxed)).collect();
    let words: Vec<String> =
        Status::ALL.iter().zip(&seen).map(|(s, n)| format!("{} {n}", s.word())).collect();
    println!("{}; too many acts {}", words.join(", "), seen[7]);
    // A law that is never put to the test proves nothing.
    assert!(seen[..6].iter().all(|n| *n > 100), "{seen:?}");
    assert!(seen[7] < seen[..6].iter().sum::<usize>() / 10, "{seen:?}");
}

#[test]
fn an_answer_for_whoever_it_was_is_that_of_each_completion() {
    hold(2000, |choices, facts| Case::new(choices, facts, 150).map_or(Ok(()), |case| whoever(&case)));
    let seen: Vec<usize> = WHOEVER_SEEN.iter().map(|n| n.load(Ordering::Relaxed)).collect();
    println!("unsettled {}, settled {}", seen[0], seen[1]);
    assert!(seen.iter().all(|n| *n > 100), "{seen:?}");
}

#[test]
fn a_known_event_is_settled_as_the_law_says() {
    hold(800, |choices, facts| Case::new(choices, facts, 60).map_or(Ok(()), |case| plain(&case)));
}

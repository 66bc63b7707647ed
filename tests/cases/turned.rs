//! Made-up rule sets, with places, deeds, parties, riders: each condition of each pair is turned round in
//! the text of the rules, and the evaluator must answer otherwise on both events of the pair.
//!
//! The rules are those that `tests/laws` makes. Only conditions that are asked of one are turned: in the
//! text, one that is asked of several is turned round for all.

use std::sync::atomic::{AtomicUsize, Ordering};

use casus::analyse::cases::{Case, Suite, Trouble, Wanted, suite};
use casus::evaluate::{Filter, Stance, Status, decide};
use casus::ir::{ClauseId, LimbRole, Program};
use casus::resolve::resolve;
use casus::syntax::parser::parse;
use casus::text::{FileId, Limits};
use jiff::civil::date;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use crate::make::Maker;
use crate::program_of;

/// Suites, events, conditions turned round, suites that were too large.
static SEEN: [AtomicUsize; 4] = [const { AtomicUsize::new(0) }; 4];

/// Whether a clause is owed on an event of a suite, under other rules.
fn owed(program: &Program, clause: ClauseId, case: &Case) -> bool {
    let mut stance = Stance::default();
    stance.readings.extend(case.readings.iter().map(|(q, r)| (*q, *r)));
    let filter =
        Filter { clauses: vec![clause], obligors: case.obligor.into_iter().collect(), ..Filter::default() };
    let limits = Limits { named_candidates: usize::MAX, ..Limits::default() };
    let decision = decide(program, &case.event, &stance, &filter, &limits);
    let toward = |v: &casus::evaluate::Verdict| {
        case.to.is_none_or(
            |to| !matches!(v.beneficiary, casus::evaluate::BeneficiaryOut::Actor(who) if who != to),
        )
    };
    decision.verdicts.iter().any(|v| toward(v) && v.status == Status::Owed)
}

fn turn_round(text: &str, clause: ClauseId, suite: &Suite) -> Result<(), TestCaseError> {
    let limits = Limits::default();
    // What another clause comes to is one condition here; in the text its terms would turn round as well.
    let refers = suite.conditions.iter().any(|one| one.text.starts_with("clause "));
    for one in suite.conditions.iter().filter(|one| one.written && one.asked_of == 1) {
        let Ok(pair) = one.shown else { continue };
        // An opinion is written without a condition of its own.
        if one.role == LimbRole::Opinion || (refers && one.term.is_some()) {
            continue;
        }
        let span = one.origin.span.range();
        let mut turned = text.to_owned();
        turned.replace_range(span.clone(), &format!("(not ({}))", &text[span]));
        let parsed = parse(FileId(0), &turned, &limits);
        let resolved = resolve(&[(FileId(0), parsed.tree)], &limits);
        if parsed.diagnostics.iter().any(casus::diagnostic::Diagnostic::is_error) || !resolved.is_usable() {
            continue;
        }
        for (at, holds) in [(pair.holds, true), (pair.fails, false)] {
            let case = &suite.cases[at];
            let was = case.status == Status::Owed;
            let is = owed(&resolved.program, clause, case);
            prop_assert!(
                is != was,
                "`{}` {} in event {}, and turned round changes nothing\n{}\n{:?}",
                one.text,
                if holds { "holds" } else { "fails" },
                at + 1,
                text,
                case
            );
            SEEN[2].fetch_add(1, Ordering::Relaxed);
        }
    }
    Ok(())
}

fn hold(choices: &[u8]) -> Result<(), TestCaseError> {
    let text = Maker::new(choices).world().text();
    let program = program_of(&text);
    for at in 0..program.clauses.len() {
        let clause = ClauseId::at(at);
        // The whole world, and one of few actors.
        for (day, suite_nodes) in
            [(date(1965, 1, 1), 200_000), (date(1990, 1, 1), 200_000), (date(1990, 1, 1), 2)]
        {
            let wanted = Wanted { clause, day, obligor: None };
            let limits = Limits { proof_nodes: 200_000, suite_nodes, ..Limits::default() };
            match suite(&program, &wanted, &Stance::default(), &limits) {
                Ok(suite) => {
                    SEEN[0].fetch_add(1, Ordering::Relaxed);
                    SEEN[1].fetch_add(suite.cases.len(), Ordering::Relaxed);
                    turn_round(&text, clause, &suite)?;
                }
                Err(Trouble::TooComplex) => {
                    SEEN[3].fetch_add(1, Ordering::Relaxed);
                }
                Err(trouble) => prop_assert!(false, "{:?}\n{}", trouble, text),
            }
        }
    }
    Ok(())
}

#[test]
fn a_condition_that_is_turned_round_changes_both_answers_of_its_pair() {
    let number = std::env::var("CASUS_LAW_CASES").ok().and_then(|n| n.parse::<u32>().ok()).unwrap_or(1) * 40;
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(number) };
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[3; 32]);
    let outcome = TestRunner::new_with_rng(config, random)
        .run(&prop::collection::vec(any::<u8>(), 140..420), |choices| hold(&choices));
    if let Err(broken) = outcome {
        panic!("{broken}");
    }
    let [suites, events, turned, large] = SEEN.each_ref().map(|n| n.load(Ordering::Relaxed));
    println!("{suites} suites, {events} events, {turned} answers changed, {large} too large");
    assert!(suites > 50 && turned > 100 && large * 10 < suites, "{suites} {events} {turned} {large}");
}

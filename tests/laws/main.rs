//! Laws of the evaluator, held on rule sets, events and stances that are made up.
//!
//! In: choices of `proptest`. The oracle (`lawyer`) is a second reading of the language, written for
//! these tests on their own data (`model`, `facts`) and tried on every completion, one by one.
//! `CASUS_LAW_CASES` multiplies the number of cases, `CASUS_RULE_SETS` says how many rule sets are asked
//! in all three ways (`agree`), `CASUS_LAW_SEED` draws others; the same seed draws the same. A broken law
//! prints its choices; `CASUS_LAW_CASE` names a file with such lists, and `agree` then asks that one case only.

#![expect(clippy::expect_used, clippy::panic, reason = "a test stops at the first broken law")]

mod agree;
mod brute;
mod case;
mod clash;
mod draw;
mod exact;
mod facts;
mod law;
mod lawyer;
mod make;
mod mended;
mod model;
mod plant;
mod quick;
mod spot;
mod ways;
mod write;

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

/// Holds a law on so many cases, times what the environment asks for; each case is two lists of
/// choices, one for the rules and one for the event.
fn hold(number: u32, law: impl Fn(&[u8], &[u8]) -> Result<(), TestCaseError>) {
    let times = number_in("CASUS_LAW_CASES").unwrap_or(1);
    hold_from(0, number * times, |rules, event, _| law(rules, event));
}

fn number_in(name: &str) -> Option<u32> {
    std::env::var(name).ok().and_then(|n| n.parse::<u32>().ok())
}

/// The same on just so many cases, drawn from a part of the seed; the third list is for a law.
fn hold_from(part: u8, number: u32, law: impl Fn(&[u8], &[u8], &[u8]) -> Result<(), TestCaseError>) {
    let mut seed = [7; 32];
    seed[31] += part;
    seed[..4].copy_from_slice(&number_in("CASUS_LAW_SEED").unwrap_or(0).to_le_bytes());
    let config = ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 6000,
        max_global_rejects: number,
        ..ProptestConfig::with_cases(number)
    };
    let choices = |most| prop::collection::vec(any::<u8>(), most / 3..most).prop_map(Choices);
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let outcome = TestRunner::new_with_rng(config, random)
        .run(&(choices(480), choices(90), choices(90)), |(rules, event, more)| {
            law(&rules.0, &event.0, &more.0)
        });
    if let Err(broken) = outcome {
        panic!("{broken}");
    }
}

/// The choices of a broken law as it printed them, if the environment names a file with them.
fn kept_case() -> Option<[Vec<u8>; 3]> {
    let path = std::env::var_os("CASUS_LAW_CASE")?;
    let text = std::fs::read_to_string(path).expect("the file of CASUS_LAW_CASE");
    let mut lists = text.split('[').skip(1).map(|list| {
        let inner = list.split(']').next().unwrap_or_default();
        let numbers = inner.split(',').map(str::trim).filter(|number| !number.is_empty());
        numbers.map(|number| number.parse().expect("a number from 0 to 255")).collect()
    });
    Some(std::array::from_fn(|_| lists.next().expect("three lists")))
}

/// Choices; a broken law shows the rules and the event that they make.
#[derive(Clone)]
struct Choices(Vec<u8>);

impl std::fmt::Debug for Choices {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "choices {:?}", self.0)
    }
}

//! Suites to review: small clauses whose suites are known by hand, made-up rules held to brute force, and
//! what a signed suite notices.

#![cfg(feature = "cli")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at the first broken expectation"
)]

mod back;
mod brute;
mod by_hand;
mod mended;
mod turned;

// The maker of rule sets of `tests/laws`, which is used here as it is.
#[path = "../laws/facts.rs"]
#[allow(dead_code, reason = "what the laws of the evaluator need is more than is needed here")]
mod facts;
#[path = "../laws/lawyer.rs"]
#[allow(dead_code, reason = "see above")]
mod lawyer;
#[path = "../laws/make.rs"]
#[allow(dead_code, reason = "see above")]
mod make;
#[path = "../laws/model.rs"]
#[allow(dead_code, reason = "see above")]
mod model;
#[path = "../laws/plant.rs"]
#[allow(dead_code, reason = "see above")]
mod plant;
#[path = "../laws/spot.rs"]
#[allow(dead_code, reason = "see above")]
mod spot;
#[path = "../laws/write.rs"]
#[allow(dead_code, reason = "see above")]
mod write;

use std::fs;
use std::path::Path;

use casus::analyse::cases::{Suite, Trouble, Wanted, day_of, suite};
use casus::evaluate::Stance;
use casus::ir::{ClauseId, Program};
use casus::resolve::resolve;
use casus::syntax::parser::parse;
use casus::text::{FileId, Limits};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program of a text without mistakes.
fn program_of(text: &str) -> Program {
    let limits = Limits::default();
    let parsed = parse(FileId(0), text, &limits);
    assert!(parsed.diagnostics.iter().all(|d| !d.is_error()), "{text}\n{:?}", parsed.diagnostics);
    let resolved = resolve(&[(FileId(0), parsed.tree)], &limits);
    assert!(resolved.is_usable(), "{text}\n{:?}", resolved.diagnostics);
    resolved.program
}

/// The texts of a clause by its name.
fn texts(program: &Program, path: &str) -> Vec<ClauseId> {
    (0..program.clauses.len()).map(ClauseId::at).filter(|id| program.clause_path(*id) == path).collect()
}

/// The suite of a clause on its own day.
fn suite_of(program: &Program, path: &str, stance: &Stance) -> Result<Suite, Trouble> {
    let (clause, day) = day_of(program, &texts(program, path), None).unwrap();
    suite(program, &Wanted { clause, day, obligor: None }, stance, &Limits::default())
}

fn small() -> Program {
    program_of(&fs::read_to_string(root().join("tests/cases/rules.casus")).unwrap())
}

//! What in rules can never matter: a small rule file for every finding, with a near twin that must not be
//! found; the findings held against trying every completion of made-up events; the shipped rules.
//!
//! The rule sets, events and the oracle of `law` are those of `tests/laws`.

#![expect(clippy::expect_used, clippy::panic, reason = "a test stops at the first broken expectation")]
#![expect(dead_code, reason = "the ground of the laws of the evaluator is used in part")]

#[path = "../laws/case.rs"]
mod case;
mod cases;
#[path = "../laws/facts.rs"]
mod facts;
mod law;
#[path = "../laws/lawyer.rs"]
mod lawyer;
#[path = "../laws/make.rs"]
mod make;
#[path = "../laws/model.rs"]
mod model;
#[path = "../laws/plant.rs"]
mod plant;
mod shipped;
#[path = "../laws/spot.rs"]
mod spot;
mod tell;
#[path = "../laws/write.rs"]
mod write;

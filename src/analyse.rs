//! Holding rules against expectations: runs `test` blocks, proves laws, compares, says what to find out first.
//!
//! In: a program, its checked tests and laws, a way to get the events of a file. Out: reports. Absent:
//! reading files and printing (`face`), and meaning (`evaluate`).

mod ask;
pub mod cases;
pub mod compare;
pub mod conflicts;
pub mod laws;
pub mod lint;
pub mod mutants;
mod report;
mod tests;

pub use crate::evaluate::space::Asked;
pub use ask::{Agenda, Reply, Suggestion, ask};
pub use report::{ExpectReport, TestReport};
pub use tests::{EventFile, run_tests, run_tests_on, stance_of};

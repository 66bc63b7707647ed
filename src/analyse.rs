//! Holding rules against expectations: runs `test` blocks.
//!
//! In: a program, its checked tests, a way to get the events of a file. Out: reports. Absent:
//! reading files and printing (`face`), and meaning (`evaluate`).

pub mod laws;
mod report;
mod tests;

pub use report::{ExpectReport, TestReport};
pub use tests::{EventFile, run_tests, run_tests_on, stance_of};

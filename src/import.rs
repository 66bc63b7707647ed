//! Reading a scholar's own copy of a coded data set, and turning it into rules and events.
//!
//! In: the text of ATOP member rows, COW war participants, Berkemeier and Fuhrmann's war codings,
//! partners by year, each from a path that the user gives. Out: rule text, event lines, scores. Absent: the data
//! themselves (none is part of the program), reading files, printing, and deciding: every answer
//! comes from `evaluate`, under rules that are written out and can be kept.
//!
//! `docs/scholars-codings.md` says what is read, what is presumed and why.

pub mod atop;
pub mod codings;
pub mod compare;
mod crises;
mod law;
pub mod moment;
pub mod partners;
pub mod program;
pub mod score;
pub mod sheet;
pub mod states;
pub mod treaties;
pub mod wars;

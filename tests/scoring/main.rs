//! Importers of scholars' codings: what is read, what is refused, what is never confident, and the
//! figures against the human codes where a copy of the data is at hand.

#![expect(clippy::unwrap_used, reason = "a test stops at the first broken expectation")]
#![expect(clippy::print_stderr, reason = "a test that cannot be run says so aloud")]

mod data;
mod figures;
mod line;
mod readers;
mod skeletons;
mod wars;

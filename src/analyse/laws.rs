//! Laws that a user holds the rules to: proved of all events, or broken by one.
//!
//! In: checked properties, a program. Out: reports. Absent: printing, and a meaning of its own: what a
//! clause comes to is asked of `evaluate`, of one event or of all at once.
//!
//! A law is asked in three ways that must agree: proof of all events at once ([`prove`]), search by chance
//! with shrinking ([`search`]), every case of small worlds ([`exhaust`]).

mod agree;
mod bind;
mod exhaust;
pub(in crate::analyse) mod formula;
mod judge;
pub mod kept;
mod law;
mod names;
mod prove;
mod random;
mod replay;
mod sample;
pub(in crate::analyse) mod slice;
mod vocabulary;

pub use agree::contradiction;
pub use exhaust::{Exhausted, exhaust};
pub use judge::Coverage;
pub use law::Twist;
pub use names::{meanings, reading_words};
pub use prove::{Answer, Bound, Breach, Report, Speaks, as_told, holds_of, prove, speaks};
pub use random::{Chance, Earlier, Find, Searched, search};
pub(in crate::analyse) use slice::Slice;

use crate::ir::{Program, Property};

/// What a law looks at, whatever its names mean.
pub(in crate::analyse) fn looks_at(program: &Program, property: &Property) -> Slice {
    let mut holding = formula::Holding::default();
    let mut all = Slice::default();
    for env in bind::outer(program, property, &mut holding) {
        all.merge(bind::slice(program, property, &env, &mut holding));
    }
    all
}

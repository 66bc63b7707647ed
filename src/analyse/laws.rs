//! Laws that a user holds the rules to: proved of all events, or broken by one.
//!
//! In: checked properties, a program. Out: reports. Absent: printing, and a meaning of its own: what a
//! clause comes to is asked of `evaluate`, of one event or of all at once.

mod bind;
pub(in crate::analyse) mod formula;
mod law;
mod prove;
mod replay;
pub(in crate::analyse) mod slice;

pub use law::Twist;
pub use prove::{Answer, Bound, Breach, Report, holds_of, prove};

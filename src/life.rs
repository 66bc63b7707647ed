//! The lives of obligations: their states, the moves between them, by when they fall due.
//!
//! In: the events of a crisis, in the order of their days. Out: a [`Course`], which can be written and
//! read, and gives the same whether it was resumed or replayed; for each obligation a [`Life`]. Absent:
//! law, which the rules say and `evaluate` decides; printing.
//!
//! A duty is not a flag on an event. It is available while an act of a party is missing, triggered
//! when its conditions hold, perhaps waits on consultation, falls due, and then is performed or
//! breached, unless somebody releases it or it ends before.

mod about;
mod ask;
mod bonds;
mod callers;
mod calls;
mod council;
mod course;
mod crisis;
mod deadline;
mod deeds;
mod growth;
mod month;
mod places;
mod reach;
mod state;
mod stood;
mod terms;
mod together;
mod turns;
mod twins;
mod watch;
mod when;
mod whole;
mod written;

pub use bonds::{BondChange, BondOutcome};
pub(crate) use bonds::{Bonds, Ground as BondGround};
pub use council::{Proceeding, Stand};
pub use course::{Course, TooLate};
pub use crisis::{Crisis, Mark, Obligation, Refused, Setting, Unsettled, follow};
pub use deadline::{Due, Lateness, due_by};
pub use growth::{Wanting, wanting};
pub(crate) use reach::deeds_of;
pub use state::{End, Illegal, Life, Live, Move, State, Step, Unreadable};
pub use together::Parts;
pub(crate) use when::later;
pub use when::{NotWhen, When};
pub use whole::{Agreement, Whole};
pub use written::NotACourse;

//! The life of one obligation: its states, the moves between them, and by when it falls due.
//!
//! In: moves, each with its day, its cause and its reason. Out: a [`Life`], which can be written and
//! read, and whose next state is the same whether it was resumed or replayed. Absent: which events of
//! a crisis make which moves, and law; printing.
//!
//! A duty is not a flag on an event. It is available while an act of a party is missing, triggered
//! when its conditions hold, perhaps waits on consultation, falls due, and then is performed or
//! breached, unless somebody releases it or it ends before.

mod bonds;
mod callers;
mod council;
mod crisis;
mod deadline;
mod reach;
mod state;
mod watch;
mod when;

pub use bonds::{BondChange, BondOutcome};
pub use council::{Proceeding, Stand};
pub(crate) use reach::deeds_of;
pub use crisis::{Crisis, Obligation, Unsettled, follow};
pub use deadline::{Due, Lateness, due_by};
pub use state::{End, Illegal, Life, Live, Move, State, Step, Unreadable};
pub use when::{NotWhen, When};

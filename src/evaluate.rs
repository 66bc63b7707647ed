//! Deciding: which clause is owed by whom to whom on an event, how surely, and on what it turns.
//!
//! In: a [`Program`](crate::ir::Program), an [`Event`](crate::event::Event), a [`Stance`].
//! Out: [`Verdict`]s in a fixed order. Absent: text, files, printing.

mod verdict;
pub use verdict::{
    BeneficiaryOut, LimbState, OverlayNote, Pivot, PivotKind, PivotSet, Pivots, Reason, Stance, Status, TooComplex, Truth,
    Verdict,
};

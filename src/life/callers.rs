//! The events that call up a duty or may do so, each with its last answer.
//!
//! Absent: what follows from them. A duty may have thousands of callers, so they are counted as they come.

use std::collections::BTreeMap;

use crate::evaluate::Status;

/// Events by their place in the crisis.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Callers {
    last: BTreeMap<usize, Status>,
    owed: usize,
    open: usize,
}

impl Callers {
    /// Takes the answer of an event.
    pub fn set(&mut self, event: usize, status: Status) {
        self.drop(event);
        self.last.insert(event, status);
        self.owed += usize::from(status == Status::Owed);
        self.open += usize::from(!status.is_settled());
    }

    /// Takes back an event that no longer calls it up.
    pub fn drop(&mut self, event: usize) {
        if let Some(status) = self.last.remove(&event) {
            self.owed -= usize::from(status == Status::Owed);
            self.open -= usize::from(!status.is_settled());
        }
    }

    /// Whether an event calls it up or may do so.
    pub fn has(&self, event: usize) -> bool {
        self.last.contains_key(&event)
    }

    /// Every event with its last answer.
    pub fn iter(&self) -> impl Iterator<Item = (usize, Status)> {
        self.last.iter().map(|(event, status)| (*event, *status))
    }

    /// The last answer of an event; none where it does not call it up.
    pub fn last(&self, event: usize) -> Option<Status> {
        self.last.get(&event).copied()
    }

    /// Whether some event makes it owed for sure.
    pub fn is_owed(&self) -> bool {
        self.owed > 0
    }

    /// Whether of some event it is not settled.
    pub fn is_open(&self) -> bool {
        self.open > 0
    }

    /// Whether no event calls it up.
    pub fn is_empty(&self) -> bool {
        self.last.is_empty()
    }
}

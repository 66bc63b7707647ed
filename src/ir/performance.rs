//! What it comes to when a duty of some kind is performed: an act of the one who owes, and its facts.
//!
//! In: `performance` items. Out: plain data. Absent: when a duty is performed, and against whom.

use super::{FieldId, NodeId, Origin};
use crate::syntax::tree::Struck;

/// A kind of performance.
#[derive(Debug, Clone)]
pub struct Performance {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// Responses that nothing less performs, with what stands under them.
    pub of: Vec<NodeId>,
    /// Responses that less would perform too; these kinds only, not what stands under them.
    pub choice: Vec<NodeId>,
    /// Kinds of clause, with what stands under them; every kind if none.
    pub kinds: Vec<NodeId>,
    /// What the record shows then, toward the one acted against.
    pub deeds: Vec<NodeId>,
    /// What it shows beside that where the other side struck first.
    pub says: Vec<NodeId>,
    /// The one acted against is in it too, without an act of its own.
    pub mutual: bool,
    /// Responses that it breaks where they are owed to the one acted against, with what stands under
    /// them; the word says whether those owed to everyone count too.
    pub breaks: Vec<(NodeId, bool)>,
    /// Facts of the act; what is not here is not known.
    pub states: Vec<Stated>,
    /// Where it is declared.
    pub origin: Origin,
}

/// A fact of an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// The field.
    pub field: FieldId,
    /// Its values.
    pub values: Vec<Constant>,
    /// It holds only where the other side struck this one first.
    pub only_if: Option<Struck>,
}

/// A value that needs no event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Constant {
    /// A node of the tree of the field.
    Node(NodeId),
    /// A level of its scale.
    Level(u32),
    /// Yes or no.
    Yes(bool),
}

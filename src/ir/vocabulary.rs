//! The declared vocabulary: trees, scales, fields. Absent: actors and places.

use super::{NodeId, Origin, ScaleId, TreeId};

/// A tree, or a lattice where nodes have several parents.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// Its nodes; the first is the root.
    pub nodes: Vec<TreeNode>,
    /// Where it is declared.
    pub origin: Origin,
}

/// One node.
#[derive(Debug, Clone, Default)]
pub struct TreeNode {
    /// Its name.
    pub name: String,
    /// What it is called; the name with spaces if nothing else was said.
    pub label: String,
    /// Its parents.
    pub parents: Vec<NodeId>,
    /// Every node at or above it, sorted.
    pub above: Vec<NodeId>,
}

impl Tree {
    /// The node of a name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<NodeId> {
        self.nodes.iter().position(|node| node.name == name).map(NodeId::at)
    }

    /// Whether a node lies at or under another.
    #[must_use]
    pub fn is_under(&self, node: NodeId, above: NodeId) -> bool {
        self.nodes.get(node.index()).is_some_and(|node| node.above.binary_search(&above).is_ok())
    }

    /// The node and every node under it, in the order of declaration.
    pub fn under(&self, above: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        (0..self.nodes.len()).map(NodeId::at).filter(move |node| self.is_under(*node, above))
    }
}

/// An ordered scale.
#[derive(Debug, Clone, Default)]
pub struct Scale {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// Names and labels of its levels, lowest first.
    pub levels: Vec<(String, String)>,
    /// Where it is declared.
    pub origin: Origin,
}

/// A typed field of an event.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it means.
    pub label: String,
    /// What it may hold.
    pub kind: FieldType,
    /// Numbers that rules compare it with, sorted; they cut an unknown number into classes.
    pub cuts: Vec<f64>,
    /// Where it is declared.
    pub origin: Origin,
}

/// What a field may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldType {
    /// Nodes of a tree.
    Tree(TreeId),
    /// A level of a scale.
    Scale(ScaleId),
    /// Actors.
    Actor,
    /// A place.
    Place,
    /// Yes or no.
    YesNo,
    /// A number.
    Number,
}

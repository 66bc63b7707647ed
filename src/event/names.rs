//! The names that an event may use, indexed once for many events.
//!
//! In: a program. Out: ids of names, and what a name means where it does not fit. Absent: events.

use std::collections::HashMap;

use super::problem::quoted;
use crate::ir::{
    ActorId, ClauseId, Codes, FieldId, FieldType, NodeId, PlaceId, Program, ScaleId, SchemeId, TreatyId,
    Tree, TreeId,
};

/// Keys that every event has beside its declared fields; no field may be called so.
pub const RESERVED_KEYS: [&str; 6] = ["id", "title", "date", "crisis", "note", "record"];

/// An index of the names of a program. Building it costs one pass over the program; it can be
/// shared between threads.
#[derive(Debug, Clone)]
pub struct Names<'p> {
    program: &'p Program,
    fields: HashMap<&'p str, FieldId>,
    actors: HashMap<&'p str, ActorId>,
    places: HashMap<&'p str, PlaceId>,
    treaties: HashMap<&'p str, TreatyId>,
    trees: Vec<HashMap<&'p str, NodeId>>,
    pub(super) codes: Codes<'p>,
    pub(super) bare: Bare,
    /// An event may be told by its month alone.
    pub(super) months: bool,
}

/// What an actor is that is written without a scheme before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bare {
    /// A name of the rules, refused where a scheme calls somebody else so: event files.
    Watched,
    /// A name of the rules, whatever the schemes say: rule files, where these names are at home.
    Declared,
    /// A code of this scheme, else as watched.
    In(SchemeId),
}

/// What a word means elsewhere in the program.
pub(super) struct Meaning {
    /// In words, for instance "a kind of `object`".
    pub(super) what: String,
    /// The sort of field that takes it, if one can.
    pub(super) kind: Option<FieldType>,
}

impl<'p> Names<'p> {
    /// The index of a program.
    #[must_use]
    pub fn new(program: &'p Program) -> Self {
        let tree = |tree: &'p Tree| index(tree.nodes.iter().map(|node| node.name.as_str()), NodeId::at);
        Names {
            program,
            fields: index(program.fields.iter().map(|row| row.name.as_str()), FieldId::at),
            actors: index(program.actors.iter().map(|row| row.name.as_str()), ActorId::at),
            places: index(program.places.iter().map(|row| row.name.as_str()), PlaceId::at),
            treaties: index(program.treaties.iter().map(|row| row.name.as_str()), TreatyId::at),
            trees: program.trees.iter().map(tree).collect(),
            codes: Codes::new(program),
            bare: Bare::Watched,
            months: false,
        }
    }

    /// The same names, for events that may be told by their month alone.
    #[must_use]
    pub fn with_months(mut self) -> Self {
        self.months = true;
        self
    }

    /// The same names, with actors that are written bare taken as codes of a scheme, if one is given.
    #[must_use]
    pub fn with_codes(mut self, scheme: Option<SchemeId>) -> Self {
        self.bare = scheme.map_or(Bare::Watched, Bare::In);
        self
    }

    /// The same names as a rule file uses them.
    pub(super) fn of_rules(mut self) -> Self {
        self.bare = Bare::Declared;
        self
    }

    /// The program that was indexed.
    #[must_use]
    pub fn program(&self) -> &'p Program {
        self.program
    }

    pub(super) fn field(&self, name: &str) -> Option<FieldId> {
        self.fields.get(name).copied()
    }

    pub(super) fn actor(&self, name: &str) -> Option<ActorId> {
        self.actors.get(name).copied()
    }

    pub(super) fn place(&self, name: &str) -> Option<PlaceId> {
        self.places.get(name).copied()
    }

    pub(super) fn treaty(&self, name: &str) -> Option<TreatyId> {
        self.treaties.get(name).copied()
    }

    /// The first text of a clause of an instrument. Few deeds name a clause, so there is no index.
    pub(super) fn clause(&self, treaty: TreatyId, name: &str) -> Option<ClauseId> {
        let mut clauses = self.program.treaty(treaty)?.clauses.iter().copied();
        clauses.find(|id| self.program.clause(*id).is_some_and(|clause| clause.name == name))
    }

    pub(super) fn node(&self, tree: TreeId, name: &str) -> Option<NodeId> {
        self.trees.get(tree.index())?.get(name).copied()
    }

    pub(super) fn level(&self, scale: ScaleId, name: &str) -> Option<u32> {
        let position = self.program.scale(scale)?.levels.iter().position(|(level, _)| level == name)?;
        u32::try_from(position).ok()
    }

    /// What values a field of a sort takes, in words.
    pub(super) fn wanted(&self, kind: FieldType) -> String {
        match kind {
            FieldType::Tree(tree) => format!("a kind of `{}`", self.tree_name(tree)),
            FieldType::Scale(scale) => {
                format!("a level of `{}`", self.program.scale(scale).map_or("?", |scale| scale.name.as_str()))
            }
            FieldType::Actor => "an actor".to_owned(),
            FieldType::Place => "a place".to_owned(),
            FieldType::YesNo => "yes or no".to_owned(),
            FieldType::Number => "a number".to_owned(),
        }
    }

    pub(super) fn tree_name(&self, tree: TreeId) -> &'p str {
        self.program.tree(tree).map_or("?", |tree| tree.name.as_str())
    }

    /// What a word means where another sort was wanted, in the order of declaration.
    pub(super) fn meaning(&self, word: &str) -> Option<Meaning> {
        let of = |kind| Meaning { what: self.wanted(kind), kind: Some(kind) };
        let only = |what: &str| Meaning { what: what.to_owned(), kind: None };
        for at in 0..self.trees.len() {
            if self.node(TreeId::at(at), word).is_some() {
                return Some(of(FieldType::Tree(TreeId::at(at))));
            }
        }
        for at in 0..self.program.scales.len() {
            if self.level(ScaleId::at(at), word).is_some() {
                return Some(of(FieldType::Scale(ScaleId::at(at))));
            }
        }
        if self.actor(word).is_some() {
            return Some(of(FieldType::Actor));
        }
        if self.place(word).is_some() {
            return Some(of(FieldType::Place));
        }
        if self.program.classes.iter().any(|class| class.name == word) {
            return Some(only("a class of actors"));
        }
        self.treaty(word).map(|_| only("a treaty"))
    }

    /// The fields that take a sort of value, for a message.
    pub(super) fn takers(&self, kind: FieldType) -> Vec<&'p str> {
        self.program
            .fields
            .iter()
            .filter(|field| field.kind == kind)
            .map(|field| field.name.as_str())
            .collect()
    }

    /// A sentence that names the fields which take a word that does not fit here.
    pub(super) fn taker_help(&self, meaning: &Meaning) -> Option<String> {
        let kind = meaning.kind?;
        if kind == FieldType::Tree(self.program.kernel.deed) {
            return Some("deeds stand in `record`".to_owned());
        }
        let takers = self.takers(kind);
        let first = takers.first()?;
        Some(format!("field {} takes it", quoted(first)))
    }
}

/// Names to ids; of two equal names the first counts, as in the tables themselves.
fn index<'p, Id>(names: impl Iterator<Item = &'p str>, id: fn(usize) -> Id) -> HashMap<&'p str, Id> {
    let mut map = HashMap::new();
    for (at, name) in names.enumerate() {
        map.entry(name).or_insert_with(|| id(at));
    }
    map
}

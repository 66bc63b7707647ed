//! Single events of a function: the smallest, some drawn by chance, one filled in to the end.
//!
//! In: a [`Space`], a function of it. Out: [`Case`]s, and how large a share of all events they come from.
//! Absent: the functions themselves (`space`), events as a user reads them (`event`).

use super::condition::{ELEMENTS, Variable, Walk};
use super::diagram::Rank;
use super::facts::Choice;
use super::pivots;
use super::space::{Fun, Path, Space, value_of};
use crate::event::{Deed, Event, Fact, Value};
use crate::ir::{FieldId, NodeId, Program, QuestionId, ReadingId};

/// A way to make a function true: an event that says no more than it must, and readings.
#[derive(Debug, Clone, Default)]
pub(crate) struct Case {
    /// Values of fields.
    pub facts: Vec<(FieldId, Value)>,
    /// Values of further elements of fields that have several, with the place of each.
    pub more: Vec<(FieldId, usize, Value)>,
    /// What the record shows.
    pub record: Vec<Deed>,
    /// Readings chosen.
    pub readings: Vec<(QuestionId, ReadingId)>,
    /// What else has to be so, by name and value in words: how a place that the event describes lies, what a
    /// statement that does not count says.
    pub beside: Vec<(String, String)>,
}

/// A kind that means none of its own kinds: the field, the place among its values, the kind.
pub(crate) type Unnamed = (FieldId, usize, Value);

impl Case {
    /// Whether it states a kind that has kinds of its own, and means none of those.
    pub fn means_no_named_kind(&self, program: &Program) -> bool {
        !self.unnamed(program).is_empty()
    }

    /// The kinds that it states and that have kinds of their own, of which it means none; each with its field
    /// and its place among the values of the field.
    pub fn unnamed(&self, program: &Program) -> Vec<Unnamed> {
        let first = self.facts.iter().map(|(field, value)| (*field, 0, *value));
        let all = first.chain(self.more.iter().copied());
        all.filter(|(field, _, value)| match value {
            Value::Node(node) => has_kinds(program, *field, *node),
            _ => false,
        })
        .collect()
    }

    /// The case as an event of a day.
    pub fn event(&self, base: &Event, id: &str) -> Event {
        let mut event = Event { id: id.to_owned(), ..base.clone() };
        let first = self.facts.iter().map(|(field, value)| (*field, 0, *value));
        for (field, at, value) in first.chain(self.more.iter().copied()) {
            match event.facts.iter_mut().find(|(known, _)| *known == field) {
                // Only what was open is chosen, so a list keeps its other elements.
                Some((_, Fact::Stated(values))) => {
                    values.get_mut(at).into_iter().for_each(|slot| *slot = value);
                }
                Some((_, fact)) => *fact = Fact::Stated(vec![value]),
                None => event.facts.push((field, Fact::Stated(vec![value]))),
            }
        }
        event.facts.sort_by_key(|(field, _)| *field);
        event.record.extend(self.record.iter().cloned());
        event
    }
}

impl Space<'_, '_> {
    /// The share of all events of the space in which a function is true, among those that the world
    /// allows; from 0 to 1.
    pub fn density(&mut self, f: Fun) -> f64 {
        let possible = self.possible(f);
        let both = self.and(possible, f);
        let widths = self.all_widths();
        let width = |rank: Rank| widths.get(&rank).copied().unwrap_or(2);
        let all = self.walk.diagram.density(possible, &width);
        let some = self.walk.diagram.density(both, &width);
        if all == 0.0 { 0.0 } else { some / all }
    }

    /// The smallest case in which a function is true. Facts and readings cost what `price` says.
    /// Gives what it costs too, so that cases can be compared.
    pub fn smallest(&mut self, f: Fun) -> Option<(Case, u32)> {
        let (path, cost) = self.smallest_path(f, false)?;
        Some((self.case(&path), cost))
    }

    /// The same as values of the variables; with `open` the function is one of [`Space::surely`], and
    /// what may stay open does.
    pub fn smallest_path(&mut self, f: Fun, open: bool) -> Option<(Path, u32)> {
        let f = self.allowed_of(f, open);
        let walk = &*self.walk;
        let program = walk.facts.program;
        let price = |rank: Rank, value: usize| price(program, walk.variables.get(&rank), value);
        let path = walk.diagram.cheapest(f, &price)?;
        let cost = path.iter().map(|(rank, value)| price(*rank, *value)).sum();
        Some((path, cost))
    }

    /// Cases in which a function is true, each drawn with the same chance from all of them; `unit` gives
    /// numbers from 0 to 1. What the function does not look at stays open.
    /// With `open` the function is one of [`Space::surely`].
    pub fn draw(&mut self, f: Fun, most: usize, open: bool, unit: &mut dyn FnMut() -> f64) -> Vec<Case> {
        let mut widths = self.all_widths();
        if open {
            // One more value: that nothing is said.
            widths.extend(self.widths().into_iter().map(|(rank, width)| (rank, width + 1)));
        }
        let f = self.allowed_of(f, open);
        let shares = self.walk.diagram.shares(f, &|rank| widths.get(&rank).copied().unwrap_or(2));
        let mut drawn = Vec::with_capacity(most);
        for _ in 0..most {
            let Some(path) = self.walk.diagram.draw(f, &shares, unit) else { break };
            drawn.push(self.case(&path));
        }
        drawn
    }

    /// A case in which everything has a value that some rule asks here: what it leaves open is filled
    /// with the first value that fits.
    pub fn filled(&self, case: &Case) -> Case {
        let kernel = self.walk.facts.program.kernel;
        let mut filled = case.clone();
        for variable in self.walk.variables.values() {
            match variable {
                // A list of several values is the event's own, and one value would take its place.
                Variable::Fact(field, choices)
                    if self.walk.facts.elements(*field).len() < 2
                        && !filled.facts.iter().any(|(known, _)| known == field) =>
                {
                    let other_side = [(kernel.by, kernel.against), (kernel.against, kernel.by)]
                        .into_iter()
                        .find(|(one, _)| one == field)
                        .and_then(|(_, other)| filled.facts.iter().find(|(known, _)| *known == other))
                        .map(|(_, value)| *value);
                    let values = || choices.iter().filter_map(|choice| value_of(*choice));
                    let free = |value: &Value| Some(*value) != other_side;
                    let program = self.walk.facts.program;
                    let to_the_end = |value: &Value| !matches!(value, Value::Node(node) if has_kinds(program, *field, *node));
                    let free =
                        values().find(|value| free(value) && to_the_end(value)).or(values().find(free));
                    filled.facts.extend(free.map(|value| (*field, value)));
                }
                Variable::Question(id, live) if !filled.readings.iter().any(|(known, _)| known == id) => {
                    filled.readings.extend(live.first().map(|reading| (*id, *reading)));
                }
                _ => {}
            }
        }
        filled
    }

    /// The values of a path as a case: what it does not say stays open.
    pub fn case(&self, path: &[(Rank, usize)]) -> Case {
        let walk = &*self.walk;
        let mut case = Case::default();
        let mut shown: Vec<super::deeds::Entry> = Vec::new();
        let mut hidden: Vec<super::deeds::Entry> = Vec::new();
        for (rank, value) in path {
            match walk.variables.get(rank) {
                Some(Variable::Fact(field, choices)) => {
                    let chosen = choices.get(*value).and_then(|choice| value_of(*choice));
                    match (chosen, rank % ELEMENTS) {
                        (Some(value), 0) => case.facts.push((*field, value)),
                        (Some(value), at) => case.more.push((*field, at as usize, value)),
                        (None, _) if choices.len() > 1 => case.beside.push(told(walk, *rank, *value)),
                        (None, _) => {}
                    }
                }
                Some(Variable::Question(id, readings)) => {
                    case.readings.extend(readings.get(*value).map(|reading| (*id, *reading)));
                }
                Some(Variable::Done(who, deed, to, under)) => {
                    let alike = walk.facts.cast.map_or_else(|| vec![*who], |cast| cast.those_like(*who));
                    let entries = alike.into_iter().map(|who| (who, *deed, *to, *under));
                    if *value > 0 { &mut shown } else { &mut hidden }.extend(entries);
                }
                Some(
                    Variable::OwnIn(_)
                    | Variable::OwnKind(_)
                    | Variable::OwnTitle(_)
                    | Variable::OwnAdministered(_)
                    | Variable::OwnClaimed(_)
                    | Variable::OnSide(..)
                    | Variable::Ground(..),
                ) => case.beside.push(told(walk, *rank, *value)),
                // An act of a party counts as not done; what a wide space holds no event can say.
                Some(Variable::Free(_) | Variable::Act(..)) | None => {}
            }
        }
        case.record = self.record(&shown, &hidden);
        case
    }
}

/// A variable and one of its values, in the words of the pivots.
fn told(walk: &Walk<'_>, rank: Rank, value: usize) -> (String, String) {
    let program = walk.facts.program;
    match walk.variables.get(&rank) {
        Some(Variable::Ground(rest, _)) => {
            (rest.what.clone(), if value > 0 { "so" } else { "not so" }.to_owned())
        }
        Some(variable) => {
            let words = pivots::value_words(program, variable, &[value]).join(" or ");
            (pivots::name(program, variable), words)
        }
        None => Default::default(),
    }
}

/// What it costs a case to state a value: what is left open or not done costs nothing.
///
/// A kind that has kinds of its own costs more: an event that states it leaves open which of them it is.
pub(super) fn price(program: &Program, variable: Option<&Variable>, value: usize) -> u32 {
    match variable {
        Some(variable) if value >= variable.width() => 0,
        Some(Variable::Done(..)) => u32::from(value > 0) * 10,
        Some(Variable::Question(..)) => 9,
        Some(Variable::Fact(field, choices)) => match choices.get(value) {
            Some(Choice::Node(node)) if has_kinds(program, *field, *node) => 14,
            _ => 10,
        },
        _ => 10,
    }
}

/// Whether a node of the tree of a field has others under it.
pub(crate) fn has_kinds(program: &Program, field: FieldId, node: NodeId) -> bool {
    let Some(crate::ir::FieldType::Tree(tree)) = program.field(field).map(|row| row.kind) else {
        return false;
    };
    program.tree(tree).is_some_and(|tree| tree.under(node).nth(1).is_some())
}

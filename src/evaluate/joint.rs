//! Functions of two spaces in one, so that they can be compared.
//!
//! In: a space for both, functions of other spaces, which names are alike. Out: the same functions in
//! the one space; in how many of its events they are true; classes of such events. Absent: what is
//! compared with what (`analyse::compare`).
//!
//! The space for both leaves every question and fact open. A value that one of the two programs does
//! not know cannot be told to it, so events with that value are left aside ([`Taken::domain`]).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::condition::{QUESTIONS, Variable, Walk};
use super::deeds::Entry;
use super::diagram::{Rank, Ref};
use super::example::price;
use super::facts::Choice;
use super::pivots::value_words;
use super::space::{Case, Fun, Space, value_of};
use crate::event::Value;
use crate::ir::{
    ActorId, FieldId, FieldType, NodeId, PlaceId, Program, QuestionId, ReadingId, TreatyId, TreeId,
};
use crate::syntax::tree::ActorKind;

/// Which names of a program mean what in the program of the space for both.
#[derive(Debug, Default)]
pub(crate) struct Alike {
    /// The two programs number everything alike, so that nothing has to be looked up.
    same: bool,
    fields: Vec<Option<FieldId>>,
    questions: Vec<Option<QuestionId>>,
    readings: Vec<Vec<Option<ReadingId>>>,
    actors: Vec<Option<ActorId>>,
    places: Vec<Option<PlaceId>>,
    treaties: Vec<Option<TreatyId>>,
    nodes: Vec<Vec<Option<NodeId>>>,
    levels: Vec<Vec<Option<u32>>>,
}

/// The places of the names of `one` among those of `other`.
fn by_name<'n, Id>(
    one: impl Iterator<Item = &'n str>,
    other: impl Iterator<Item = &'n str>,
    id: impl Fn(usize) -> Id,
) -> Vec<Option<Id>> {
    let known: HashMap<&str, usize> = other.enumerate().map(|(at, name)| (name, at)).collect();
    one.map(|name| known.get(name).map(|at| id(*at))).collect()
}

impl Alike {
    /// The two programs number everything alike.
    pub fn same() -> Self {
        Alike { same: true, ..Alike::default() }
    }

    /// The names of one program in another.
    pub fn of(one: &Program, host: &Program) -> Self {
        macro_rules! names {
            ($table:ident) => {
                (
                    one.$table.iter().map(|row| row.name.as_str()),
                    host.$table.iter().map(|row| row.name.as_str()),
                )
            };
        }
        macro_rules! found {
            ($table:ident, $id:expr) => {{
                let (of_one, of_host) = names!($table);
                by_name(of_one, of_host, $id)
            }};
        }
        let questions: Vec<Option<QuestionId>> = found!(questions, QuestionId::at);
        let readings = one.questions.iter().zip(&questions).map(|(row, id)| {
            let host =
                id.and_then(|id| host.question(id)).map(|row| row.readings.as_slice()).unwrap_or_default();
            let (of_one, of_host) = (row.readings.iter(), host.iter());
            by_name(of_one.map(|r| r.name.as_str()), of_host.map(|r| r.name.as_str()), ReadingId::at)
        });
        let nodes = one.trees.iter().map(|row| {
            let host = host.find_tree(&row.name).and_then(|id| host.tree(id));
            let host = host.map(|tree| tree.nodes.as_slice()).unwrap_or_default();
            by_name(
                row.nodes.iter().map(|n| n.name.as_str()),
                host.iter().map(|n| n.name.as_str()),
                NodeId::at,
            )
        });
        let levels = one.scales.iter().map(|row| {
            let host = host.find_scale(&row.name).and_then(|id| host.scale(id));
            let host = host.map(|scale| scale.levels.as_slice()).unwrap_or_default();
            row.levels
                .iter()
                .map(|(level, _)| host.iter().position(|(known, _)| known == level))
                .map(|at| at.and_then(|at| u32::try_from(at).ok()))
                .collect()
        });
        Alike {
            same: false,
            readings: readings.collect(),
            nodes: nodes.collect(),
            levels: levels.collect(),
            fields: found!(fields, FieldId::at),
            actors: found!(actors, ActorId::at),
            places: found!(places, PlaceId::at),
            treaties: found!(treaties, TreatyId::at),
            questions,
        }
    }

    /// The actor of the space for both that an actor is.
    pub fn actor(&self, id: ActorId) -> Option<ActorId> {
        if self.same { Some(id) } else { self.actors.get(id.index()).copied().flatten() }
    }

    /// The field of the space for both that a field is.
    pub fn field(&self, id: FieldId) -> Option<FieldId> {
        if self.same { Some(id) } else { self.fields.get(id.index()).copied().flatten() }
    }

    fn question(&self, id: QuestionId) -> Option<QuestionId> {
        if self.same { Some(id) } else { self.questions.get(id.index()).copied().flatten() }
    }

    fn reading(&self, question: QuestionId, id: ReadingId) -> Option<ReadingId> {
        if self.same {
            return Some(id);
        }
        self.readings.get(question.index())?.get(id.index()).copied().flatten()
    }

    fn entry(&self, program: &Program, (who, deed, to, under): Entry) -> Option<Entry> {
        if self.same {
            return Some((who, deed, to, under));
        }
        let deed = self.nodes.get(program.kernel.deed.index())?.get(deed.index()).copied().flatten()?;
        let to = match to {
            Some(to) => Some(self.actor(to)?),
            None => None,
        };
        let under = match under {
            Some(under) => Some(self.treaties.get(under.index()).copied().flatten()?),
            None => None,
        };
        Some((self.actor(who)?, deed, to, under))
    }

    fn choice(&self, kind: FieldType, choice: Choice) -> Option<Choice> {
        Some(match (choice, kind) {
            (Choice::Node(node), FieldType::Tree(tree)) => {
                Choice::Node(self.nodes.get(tree.index())?.get(node.index()).copied().flatten()?)
            }
            (Choice::Level(level), FieldType::Scale(scale)) => {
                let at = usize::try_from(level).ok()?;
                Choice::Level(self.levels.get(scale.index())?.get(at).copied().flatten()?)
            }
            (Choice::Actor(actor), _) => Choice::Actor(self.actor(actor)?),
            (Choice::Place(place), _) => Choice::Place(self.places.get(place.index()).copied().flatten()?),
            (Choice::Yes(yes), _) => Choice::Yes(yes),
            _ => return None,
        })
    }
}

/// Functions of another space that were taken over.
#[derive(Debug)]
pub(crate) struct Taken {
    known: HashMap<Fun, Fun>,
    placed: HashMap<Rank, Placed>,
    /// The events that can be told to the other program.
    pub domain: Fun,
}

impl Taken {
    pub fn new() -> Self {
        Taken { known: HashMap::new(), placed: HashMap::new(), domain: Fun::TRUE }
    }
}

/// Where a variable of another space stands in the space for both.
#[derive(Debug, Clone)]
enum Placed {
    /// At a rank; for each value the value that the other space has for it, if it has one.
    At(Rank, Vec<Option<usize>>),
    /// Nowhere: the deed is one that only the other program knows, so it is not shown.
    NotShown,
}

/// How many cases: exactly where the number can be held, and as a power of ten.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Count {
    /// Exactly.
    pub exact: Option<u128>,
    /// As a power of ten; minus infinity for none.
    pub power: f64,
}

/// A part of a class of events: what a field, a question or the record may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The field or question; `record` for deeds.
    pub name: String,
    /// Whether it is a question.
    pub question: bool,
    /// Values in words.
    pub values: Vec<String>,
    /// The values are those that it may not have.
    pub but: bool,
}

/// States that are named one by one beside all others.
const FEW: usize = 4;

impl Space<'_, '_> {
    /// A function of another space, in this one.
    pub fn take(&mut self, other: &Space<'_, '_>, f: Fun, alike: &Alike, taken: &mut Taken) -> Fun {
        if f == Fun::TRUE || f == Fun::FALSE {
            return f;
        }
        if let Some(found) = taken.known.get(&f) {
            return *found;
        }
        let rank = other.walk.diagram.rank(f);
        let runs = other.walk.diagram.runs(f);
        let placed = match taken.placed.get(&rank) {
            Some(placed) => placed.clone(),
            None => {
                let placed = match other.walk.variables.get(&rank) {
                    Some(variable) => self.place(other.program(), variable, alike),
                    None => Placed::NotShown,
                };
                if let Placed::At(at, values) = &placed {
                    let told = values.iter().map(|value| Ref::of(value.is_some())).collect();
                    let told = self.walk.diagram.node(*at, told);
                    taken.domain = self.and(taken.domain, told);
                }
                taken.placed.insert(rank, placed.clone());
                placed
            }
        };
        let mut children = Vec::with_capacity(runs.len());
        for (until, child) in runs.iter() {
            children.push((*until as usize, self.take(other, *child, alike, taken)));
        }
        let made = match placed {
            Placed::NotShown => children.first().map_or(Fun::FALSE, |(_, child)| *child),
            Placed::At(at, values) => self.join(at, &values, &children),
        };
        taken.known.insert(f, made);
        made
    }

    /// The function that leads to a child for each value that has one.
    fn join(&mut self, at: Rank, values: &[Option<usize>], children: &[(usize, Fun)]) -> Fun {
        let of = |value: &Option<usize>| {
            let value = (*value)?;
            children.iter().find(|(until, _)| value < *until).map(|(_, child)| *child)
        };
        if children.iter().all(|(_, child)| self.walk.diagram.rank(*child) > at) {
            let all = values.iter().map(|value| of(value).unwrap_or(Fun::FALSE)).collect();
            return self.walk.diagram.node(at, all);
        }
        // The order of the variables differs, so the node cannot stand on top of its children.
        children.iter().fold(Fun::FALSE, |any, (_, child)| {
            let here = values.iter().map(|value| Ref::of(of(value) == Some(*child))).collect();
            let here = self.walk.diagram.node(at, here);
            let both = self.and(here, *child);
            self.or(any, both)
        })
    }

    fn place(&mut self, program: &Program, variable: &Variable, alike: &Alike) -> Placed {
        match variable {
            Variable::Question(id, live) => {
                let Some(host) = alike.question(*id) else { return Placed::NotShown };
                let all = self.walk.facts.readings(host).to_vec();
                let known: Vec<Option<ReadingId>> = live.iter().map(|one| alike.reading(*id, *one)).collect();
                let rank = QUESTIONS + host.0;
                let values =
                    all.iter().map(|one| known.iter().position(|known| *known == Some(*one))).collect();
                self.walk.variables.entry(rank).or_insert(Variable::Question(host, all));
                Placed::At(rank, values)
            }
            Variable::Fact(id, choices) => {
                let Some(host) = alike.field(*id) else { return Placed::NotShown };
                let rank = self.walk.fact_variable(host, 0);
                let all = self.walk.facts.elements(host).first().cloned().unwrap_or_default();
                Placed::At(rank, same_values(program, alike, *id, choices, &all))
            }
            Variable::Done(who, deed, to, under) => {
                let Some(entry) = alike.entry(program, (*who, *deed, *to, *under)) else {
                    return Placed::NotShown;
                };
                self.walk.may_be_shown(entry);
                match self.walk.done.as_ref().and_then(|done| done.get(&entry)) {
                    Some(rank) => Placed::At(*rank, vec![Some(0), Some(1)]),
                    None => Placed::NotShown,
                }
            }
            Variable::OnSide(Some(place), side, degrees) if !alike.same => {
                match alike.places.get(place.index()).copied().flatten() {
                    Some(place) => self.place_unknown(Variable::OnSide(Some(place), *side, *degrees)),
                    None => Placed::NotShown,
                }
            }
            other if alike.same => self.place_unknown(other.clone()),
            // Events that describe a place of their own are compared under one program only.
            _ => Placed::NotShown,
        }
    }

    fn place_unknown(&mut self, variable: Variable) -> Placed {
        let node = self.walk.own_unknown(variable);
        Placed::At(self.walk.diagram.rank(node), vec![Some(0), Some(1)])
    }

    // ---- how many ----

    /// Among all events that some functions tell apart, and that the world allows: in how many each is
    /// true, and how many there are.
    pub fn counts(&mut self, functions: &[Fun], domain: Fun) -> (Vec<Count>, Count) {
        let together = functions.iter().fold(domain, |any, f| self.or(any, *f));
        let mut ranks = self.walk.diagram.support(together);
        for f in functions.iter().chain([&domain]) {
            ranks.extend(self.walk.diagram.support(*f));
        }
        let inside = self.allowed(functions, domain);
        ranks.extend(self.walk.diagram.support(inside));
        let widths: BTreeMap<Rank, usize> = ranks
            .into_iter()
            .map(|rank| (rank, self.walk.variables.get(&rank).map_or(2, Variable::width)))
            .collect();
        let all = self.count(inside, &widths);
        let each = functions.iter().map(|f| {
            let f = self.walk.diagram.and(*f, inside);
            self.count(f, &widths)
        });
        (each.collect(), all)
    }

    fn count(&self, f: Fun, widths: &BTreeMap<Rank, usize>) -> Count {
        let exact = self.walk.diagram.count(f, widths);
        let total: f64 = widths.values().map(|width| (*width as f64).log10()).sum();
        let share = self.walk.diagram.density(f, &|rank| widths.get(&rank).copied().unwrap_or(2));
        Count { exact, power: share.log10() + total }
    }

    /// The events of a domain that the world allows, as far as some functions look at them.
    pub fn allowed(&mut self, functions: &[Fun], domain: Fun) -> Fun {
        let mut ranks = BTreeSet::new();
        for f in functions.iter().chain([&domain]) {
            ranks.extend(self.walk.diagram.support(*f));
        }
        // A function that looks at all that any of them looks at, for the world to be asked of.
        let mut looks = Fun::TRUE;
        for rank in ranks.into_iter().rev() {
            let width = self.walk.variables.get(&rank).map_or(2, Variable::width);
            let children = (0..width).map(|at| if at == 0 { looks } else { Fun::FALSE }).collect();
            looks = self.walk.diagram.node(rank, children);
        }
        let possible = self.possible(looks);
        self.and(possible, domain)
    }

    /// Where a function is true however open questions are read.
    pub fn however_read(&mut self, f: Fun) -> Fun {
        let not = self.not(f);
        let some = self.walk.diagram.exists(not, &Walk::is_question);
        self.not(some)
    }

    // ---- classes ----

    /// The smallest case in which a function is true, with the widest class of events around it found
    /// by widening one part after the other; and the function of that class.
    pub fn class(&mut self, f: Fun) -> Option<(Case, u32, Vec<Part>, Fun)> {
        let possible = self.possible(f);
        let inside = self.and(f, possible);
        let walk = &*self.walk;
        let program = walk.facts.program;
        let price = |rank: Rank, value: usize| price(program, walk.variables.get(&rank), value);
        let path = walk.diagram.cheapest(inside, &price)?;
        let cost = path.iter().map(|(rank, value)| price(*rank, *value)).sum();
        let case = self.case(&path);
        // What the world does not allow may stand in a class: no event of it can be told.
        let impossible = self.not(possible);
        let fine = self.or(f, impossible);
        let mut sides: BTreeMap<Rank, Vec<usize>> = path.iter().map(|(r, v)| (*r, vec![*v])).collect();
        // The record and small facts are widened first, where and what last: those narrow a class least.
        let order: Vec<Rank> = sides.keys().rev().copied().collect();
        for rank in order {
            let width = self.walk.variables.get(&rank).map_or(2, Variable::width);
            let kept = self.walk.diagram.everywhere_in(fine, &sides, rank);
            let wide: Vec<usize> = (0..width)
                .filter(|value| self.walk.diagram.restrict(kept, &[(rank, *value)]) == Fun::TRUE)
                .collect();
            if wide.len() == width {
                sides.remove(&rank);
            } else if !wide.is_empty() {
                sides.insert(rank, wide);
            }
        }
        let mut whole = Fun::TRUE;
        for (rank, side) in sides.iter().rev() {
            let width = self.walk.variables.get(rank).map_or(2, Variable::width);
            let children = (0..width).map(|v| if side.contains(&v) { whole } else { Fun::FALSE }).collect();
            whole = self.walk.diagram.node(*rank, children);
        }
        let real = self.and(whole, possible);
        let mut parts = Vec::with_capacity(sides.len());
        for (rank, side) in &sides {
            // A value that no event of the class can have would only puzzle.
            let can = |value: &usize| self.walk.diagram.restrict(real, &[(*rank, *value)]) != Fun::FALSE;
            let side: Vec<usize> = side.iter().copied().filter(can).collect();
            parts.push(self.part(*rank, &side));
        }
        Some((case, cost, parts, whole))
    }

    fn part(&self, rank: Rank, side: &[usize]) -> Part {
        let Some(variable) = self.walk.variables.get(&rank) else {
            return Part { name: "?".to_owned(), question: false, values: Vec::new(), but: false };
        };
        let program = self.walk.facts.program;
        let width = variable.width();
        if let Variable::Done(who, deed, to, under) = variable {
            let mut text = program.actor_name(*who).to_owned();
            let has = if side.contains(&1) { "has" } else { "has not" };
            let deed = program.node_name(program.kernel.deed, *deed);
            text.push_str(&format!(" {has} {deed}"));
            if let Some(to) = to {
                text.push_str(&format!(" to {}", program.actor_name(*to)));
            }
            if let Some(name) = under.and_then(|id| program.treaty(id)).map(|row| row.name.as_str()) {
                text.push_str(&format!(" under {name}"));
            }
            return Part { name: "record".to_owned(), question: false, values: vec![text], but: false };
        }
        if let Some(values) = self.actor_words(variable, side) {
            let name = super::pivots::name(program, variable);
            return Part { name, question: false, values, but: false };
        }
        let rest: Vec<usize> = (0..width).filter(|value| !side.contains(value)).collect();
        let but = rest.len() < side.len() && rest.len() * 3 <= width;
        let named = if but { &rest } else { side };
        Part {
            name: super::pivots::name(program, variable),
            question: matches!(variable, Variable::Question(..)),
            values: self.words(variable, named),
            but,
        }
    }

    /// Actors by their sort, where that says it shorter: all states but some, or all that are no state.
    fn actor_words(&self, variable: &Variable, side: &[usize]) -> Option<Vec<String>> {
        let Variable::Fact(_, choices) = variable else { return None };
        let program = self.walk.facts.program;
        let (mut states, mut others) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
        for (at, choice) in choices.iter().enumerate() {
            let Choice::Actor(id) = choice else { return None };
            let row = program.actor(*id)?;
            let sort = if row.kind == ActorKind::State { &mut states } else { &mut others };
            let [inside, outside] = sort;
            if side.contains(&at) { inside } else { outside }.push(row.name.clone());
        }
        let ([states_in, states_out], [others_in, others_out]) = (states, others);
        if others_in.is_empty() && states_out.len() <= FEW && states_in.len() > FEW {
            let but =
                if states_out.is_empty() { String::new() } else { format!(" but {}", states_out.join(", ")) };
            return Some(vec![format!("any state{but}")]);
        }
        if others_out.is_empty() && states_in.len() <= FEW && others_in.len() > 1 && states_out.len() > FEW {
            let no_state = "any that is no state".to_owned();
            return Some(states_in.into_iter().chain([no_state]).collect());
        }
        None
    }

    /// Values in words; places and kinds that are all there are named by what contains them.
    fn words(&self, variable: &Variable, values: &[usize]) -> Vec<String> {
        let Variable::Fact(_, choices) = variable else {
            return value_words(self.walk.facts.program, variable, values);
        };
        let places: Vec<PlaceId> = values
            .iter()
            .filter_map(|value| match choices.get(*value) {
                Some(Choice::Place(place)) => Some(*place),
                _ => None,
            })
            .collect();
        if places.is_empty() {
            return value_words(self.walk.facts.program, variable, values);
        }
        let facts = self.walk.facts;
        let inside = |whole: PlaceId| {
            choices.iter().filter_map(move |choice| match choice {
                Choice::Place(place) if facts.lies_in(*place, whole) => Some(*place),
                _ => None,
            })
        };
        let whole: Vec<PlaceId> =
            places.iter().copied().filter(|place| inside(*place).all(|one| places.contains(&one))).collect();
        let top =
            |place: &&PlaceId| !whole.iter().any(|other| other != *place && facts.lies_in(**place, *other));
        let mut named: Vec<PlaceId> = whole.iter().filter(top).copied().collect();
        let covered: Vec<PlaceId> = named.iter().flat_map(|place| inside(*place)).collect();
        named.extend(places.iter().filter(|place| !covered.contains(place)));
        let name = |id: PlaceId| facts.program.place(id).map_or("?", |row| row.name.as_str()).to_owned();
        named.into_iter().map(name).collect()
    }

    /// For each field that some functions look at, the values with which each can be true.
    pub fn reach(&mut self, functions: &[Fun], domain: Fun) -> Vec<Reach> {
        let inside = self.allowed(functions, domain);
        let functions: Vec<Fun> = functions.iter().map(|f| self.walk.diagram.and(*f, inside)).collect();
        let fields: Vec<(Rank, FieldId)> = self
            .walk
            .variables
            .iter()
            .filter_map(|(rank, variable)| match variable {
                Variable::Fact(field, _) => Some((*rank, *field)),
                _ => None,
            })
            .collect();
        let mut all = Vec::new();
        for (rank, field) in fields {
            let alone: Vec<Fun> =
                functions.iter().map(|f| self.walk.diagram.exists(*f, &|other| other != rank)).collect();
            let Some(variable) = self.walk.variables.get(&rank).cloned() else { continue };
            let mut groups: BTreeMap<Vec<bool>, Vec<usize>> = BTreeMap::new();
            for value in 0..variable.width() {
                let can = alone
                    .iter()
                    .map(|f| self.walk.diagram.restrict(*f, &[(rank, value)]) != Fun::FALSE)
                    .collect();
                groups.entry(can).or_default().push(value);
            }
            let groups = groups.into_iter().map(|(can, values)| (can, self.words(&variable, &values)));
            all.push(Reach { field, groups: groups.collect() });
        }
        all
    }
}

/// The values of a field, by which of some functions can be true with them.
#[derive(Debug, Clone)]
pub(crate) struct Reach {
    pub field: FieldId,
    pub groups: BTreeMap<Vec<bool>, Vec<String>>,
}

/// Whether a kind has kinds of its own.
pub(crate) fn is_wide(program: &Program, tree: TreeId, node: NodeId) -> bool {
    program.tree(tree).is_some_and(|row| row.under(node).nth(1).is_some())
}

/// For each value of a field in the space for both, the place of the same value among those of the
/// other space.
fn same_values(
    program: &Program,
    alike: &Alike,
    field: FieldId,
    choices: &[Choice],
    all: &[Choice],
) -> Vec<Option<usize>> {
    if alike.same {
        return all.iter().map(|one| choices.iter().position(|other| other == one)).collect();
    }
    let Some(row) = program.field(field) else { return vec![None; all.len()] };
    if row.kind == FieldType::Number {
        return all.iter().map(|one| number_place(&row.cuts, *one)).collect();
    }
    let known: Vec<Option<Choice>> = choices.iter().map(|choice| alike.choice(row.kind, *choice)).collect();
    all.iter().map(|one| known.iter().position(|other| *other == Some(*one))).collect()
}

/// The place of a number among the values of a field with some cuts: each cut, and one value between
/// two of them.
fn number_place(cuts: &[f64], choice: Choice) -> Option<usize> {
    let Some(Value::Number(number)) = value_of(choice) else { return None };
    let below = cuts.iter().filter(|cut| **cut < number).count();
    let on_one = cuts.contains(&number);
    Some(2 * below + usize::from(on_one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_among_cuts() {
        let cuts = [10.0, 20.0];
        let found = [9.0, 10.0, 15.0, 20.0, 21.0].map(|n| number_place(&cuts, Choice::Number(n)));
        assert_eq!(found, [0, 1, 2, 3, 4].map(Some));
        assert_eq!(number_place(&[], Choice::Number(3.0)), Some(0));
    }
}

//! The event of a function that a person likes best to read.
//!
//! In: a function of a space, what the clause it belongs to speaks of. Out: a case that states as little
//! as it can, and where it must name somebody or some place names one that a reader of that clause
//! expects. Absent: what the event is needed for.

use std::collections::{BTreeMap, BTreeSet};

use super::condition::Variable;
use super::diagram::Rank;
use super::facts::Choice;
use super::space::{Case, Fun, Space, has_kinds};
use crate::ir::{ActorId, ClauseId, FieldId, PlaceId, Program};
use crate::syntax::tree::ActorKind;

/// What a statement costs, before it is asked how plain it is; any of them costs more than all
/// differences of plainness of one event.
const STATED: u32 = 1000;
/// What a reading costs.
const READ: u32 = 950;
/// A value that nobody expects.
const ODD: u32 = 40;

/// Which values are plain, for one clause and obligor.
#[derive(Debug, Clone, Default)]
pub(crate) struct Taste {
    struck: BTreeMap<ActorId, u32>,
    others: BTreeMap<ActorId, u32>,
    places: BTreeMap<PlaceId, u32>,
}

impl Taste {
    /// The parties are struck, a state that is none does it, and it happens at home of a party or at a place
    /// that the clause names.
    pub fn of(
        program: &Program,
        id: ClauseId,
        day: jiff::civil::Date,
        obligor: Option<ActorId>,
        named: impl Iterator<Item = PlaceId>,
    ) -> Taste {
        let mut taste = Taste::default();
        let Some(treaty) = program.clause(id).and_then(|clause| program.treaty(clause.treaty)) else {
            return taste;
        };
        let mut bound: Vec<ActorId> = Vec::new();
        for row in treaty.parties.iter().chain(&treaty.protected).filter(|row| row.days.contains(day)) {
            if !bound.contains(&row.actor) {
                bound.push(row.actor);
            }
        }
        for (at, actor) in bound.iter().enumerate() {
            let order = u32::try_from(at).unwrap_or(ODD).min(9);
            let is_self = if Some(*actor) == obligor { 12 } else { 0 };
            taste.struck.insert(*actor, order + is_self);
            taste.others.insert(*actor, 20 + order);
        }
        for (at, row) in program.actors.iter().enumerate() {
            let actor = ActorId::at(at);
            // A state that no list of states knows is one that the rules made for this use.
            let nameless = row.kind == ActorKind::State && row.codes.is_empty() && row.succeeds.is_empty();
            let plain = if row.kind == ActorKind::State { u32::from(!nameless) * 6 } else { 12 };
            taste.struck.entry(actor).or_insert(20 + plain);
            taste.others.entry(actor).or_insert(plain);
        }
        for (at, row) in program.places.iter().enumerate() {
            let holder = row.territory.iter().filter(|(_, days)| days.contains(day));
            let order = holder.filter_map(|(who, _)| bound.iter().position(|other| other == who)).min();
            let is_self = row.territory.iter().any(|(who, _)| Some(*who) == obligor);
            let cost = match order {
                Some(order) => u32::try_from(order).unwrap_or(ODD).min(9) + if is_self { 12 } else { 0 },
                None if row.region => 22,
                None => 25,
            };
            taste.places.insert(PlaceId::at(at), cost);
        }
        for place in named {
            let cost = taste.places.entry(place).or_insert(ODD);
            *cost = (*cost).min(8);
        }
        taste
    }

    fn price(&self, program: &Program, variable: Option<&Variable>, value: usize) -> u32 {
        let order = || u32::try_from(value).unwrap_or(ODD).min(ODD);
        match variable {
            Some(Variable::Done(..)) => u32::from(value > 0) * STATED,
            Some(Variable::Question(..)) => READ + order().min(5),
            Some(Variable::Fact(field, choices)) => {
                let plain = choices.get(value).map_or(ODD, |choice| self.plain(program, *field, *choice));
                STATED + plain
            }
            // What no event states costs nothing.
            _ => 0,
        }
    }

    fn plain(&self, program: &Program, field: FieldId, choice: Choice) -> u32 {
        let of = |list: &BTreeMap<ActorId, u32>, actor: ActorId| list.get(&actor).copied().unwrap_or(ODD);
        match choice {
            Choice::Actor(actor) if field == program.kernel.against => of(&self.struck, actor),
            Choice::Actor(actor) => of(&self.others, actor),
            Choice::Place(place) => self.places.get(&place).copied().unwrap_or(ODD),
            // Kinds stand in the vocabulary with the plain ones first.
            Choice::Node(node) => node.0.min(ODD) / 4,
            Choice::Level(_) | Choice::Yes(_) | Choice::Number(_) | Choice::OwnPlace(_) => 0,
        }
    }
}

impl Space<'_, '_> {
    /// The events in which something is so that can be told: nobody attacks itself, a kind is one that has
    /// no kinds of its own, and what no event can say makes no difference.
    pub fn tellable(&mut self, f: Fun) -> Fun {
        let seen = self.seen(f);
        self.named(seen)
    }

    /// Where something is so, in an event that the world allows, whatever it is that no event can say.
    fn seen(&mut self, f: Fun) -> Fun {
        let possible = self.possible(f);
        let told = self.and(f, possible);
        let silent = |variable: Option<&Variable>| {
            !matches!(
                variable,
                Some(Variable::Fact(..) | Variable::Question(..) | Variable::Done(..) | Variable::Act(..))
            )
        };
        let support = self.walk.diagram.support(f).into_iter();
        let blind: BTreeSet<Rank> = support.filter(|rank| silent(self.walk.variables.get(rank))).collect();
        if blind.is_empty() {
            return told;
        }
        let not = self.not(f);
        let otherwise = self.and(not, possible);
        let otherwise = self.walk.diagram.exists(otherwise, &|rank| blind.contains(&rank));
        let told = self.walk.diagram.exists(told, &|rank| blind.contains(&rank));
        let never = self.not(otherwise);
        self.and(told, never)
    }

    /// Without the events that state a kind and mean none of the kinds of it that have a name.
    fn named(&mut self, f: Fun) -> Fun {
        let program = self.walk.facts.program;
        let mut told = f;
        let support: Vec<Rank> = self.walk.diagram.support(f).into_iter().collect();
        for rank in support {
            let Some(Variable::Fact(field, choices)) = self.walk.variables.get(&rank) else { continue };
            let named = |choice: &Choice| match choice {
                Choice::Node(node) => !has_kinds(program, *field, *node),
                _ => true,
            };
            if choices.iter().all(named) {
                continue;
            }
            let children = choices.iter().map(|choice| Fun::of(named(choice))).collect();
            let plain = self.walk.diagram.node(rank, children);
            told = self.and(told, plain);
        }
        told
    }

    /// Where a function is true whatever the facts and questions are that can be left open: as many as can
    /// be, questions first, then what an event says rarely.
    fn least_stated(&mut self, f: Fun) -> Fun {
        let told = self.seen(f);
        let mut real = self.possible(told);
        let unreal = self.not(real);
        let mut open = self.or(told, unreal);
        for rank in self.rarest_first(told) {
            let not = self.not(open);
            let some = self.walk.diagram.exists(not, &|other| other == rank);
            let all = self.not(some);
            let still = self.walk.diagram.exists(real, &|other| other == rank);
            let both = self.and(all, still);
            if self.named(both) != Fun::FALSE {
                (open, real) = (all, still);
            }
        }
        let both = self.and(open, real);
        self.tellable(both)
    }

    /// What a function looks at and an event may leave open.
    fn rarest_first(&self, f: Fun) -> Vec<Rank> {
        let kernel = self.walk.facts.program.kernel;
        let order = |rank: &Rank| match self.walk.variables.get(rank) {
            Some(Variable::Question(id, _)) => Some((0, std::cmp::Reverse(id.0))),
            Some(Variable::Fact(field, _)) => {
                let last = [kernel.object_field, kernel.place, kernel.by, kernel.against];
                let place = last.iter().position(|other| other == field).map_or(0, |at| at + 1);
                Some((1 + place, std::cmp::Reverse(field.0)))
            }
            _ => None,
        };
        let mut ranks: Vec<_> =
            self.walk.diagram.support(f).into_iter().filter_map(|rank| Some((order(&rank)?, rank))).collect();
        ranks.sort_unstable();
        ranks.into_iter().map(|(_, rank)| rank).collect()
    }

    /// The plainest case of those that state least in which a function is true, what it costs, and the
    /// function that is true in exactly the events that it describes.
    pub fn plainest(&mut self, f: Fun, taste: &Taste) -> Option<(Case, u32, Fun)> {
        let f = self.least_stated(f);
        let walk = &*self.walk;
        let program = walk.facts.program;
        let price = |rank: Rank, value: usize| taste.price(program, walk.variables.get(&rank), value);
        let path = walk.diagram.cheapest(f, &price)?;
        let cost = path.iter().map(|(rank, value)| price(*rank, *value)).sum();
        let case = self.case(&path);
        let mut whole = Fun::TRUE;
        for (rank, value) in path.iter().rev() {
            let width = self.walk.variables.get(rank).map_or(2, Variable::width);
            let children = (0..width).map(|at| if at == *value { whole } else { Fun::FALSE }).collect();
            whole = self.walk.diagram.node(*rank, children);
        }
        Some((case, cost, whole))
    }
}

//! The event of a function that a person likes best to read.
//!
//! In: a function of a space, what the clause it belongs to speaks of. Out: a case that states as little
//! as it can, and where it must name somebody or some place names one that a reader of that clause
//! expects. Absent: what the event is needed for.

use std::collections::{BTreeMap, BTreeSet};

use super::condition::Variable;
use super::deeds::Entry;
use super::diagram::Rank;
use super::facts::Choice;
use super::space::{Case, Fun, Space, has_kinds};
use crate::ir::{ActorId, ClauseId, FieldId, FieldType, PlaceId, Program, TreatyId};
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
    /// What holds of every event that can be told, as far as some functions look at it: nobody attacks
    /// itself, a record shows what it implies, a kind is one that has no kinds of its own.
    ///
    /// It is kept apart from the functions: joined to each, it would be written out again for each.
    pub fn telling(&mut self, functions: &[Fun]) -> Fun {
        let mut ranks: BTreeSet<Rank> = BTreeSet::new();
        for f in functions {
            ranks.extend(self.walk.diagram.support(*f));
        }
        ranks.retain(|rank| !self.is_silent(*rank));
        let mut looks = Fun::TRUE;
        for rank in ranks.into_iter().rev() {
            let width = self.walk.variables.get(&rank).map_or(2, Variable::width);
            let children = (0..width).map(|at| if at == 0 { looks } else { Fun::FALSE }).collect();
            looks = self.walk.diagram.node(rank, children);
        }
        let (possible, recorded, named) =
            (self.possible(looks), self.recorded(looks), self.plain_kinds(looks));
        let all = self.and(possible, recorded);
        self.and(all, named)
    }

    /// Whether some functions are all so in one event.
    pub fn meet(&mut self, functions: [Fun; 3]) -> bool {
        self.walk.diagram.meet(functions)
    }

    /// Where something is so whatever it is that no event can say.
    pub fn sure(&mut self, f: Fun) -> Fun {
        let support = self.walk.diagram.support(f).into_iter();
        let blind: BTreeSet<Rank> = support.filter(|rank| self.is_silent(*rank)).collect();
        if blind.is_empty() {
            return f;
        }
        let possible = self.possible(f);
        let not = self.not(f);
        if self.walk.diagram.support(possible).is_disjoint(&blind) {
            let otherwise = self.walk.diagram.exists(not, &|rank| blind.contains(&rank));
            return self.not(otherwise);
        }
        let told = self.and(f, possible);
        let otherwise = self.and(not, possible);
        let otherwise = self.walk.diagram.exists(otherwise, &|rank| blind.contains(&rank));
        let told = self.walk.diagram.exists(told, &|rank| blind.contains(&rank));
        let never = self.not(otherwise);
        self.and(told, never)
    }

    /// Whether no event says what a variable stands for.
    fn is_silent(&self, rank: Rank) -> bool {
        !matches!(
            self.walk.variables.get(&rank),
            Some(Variable::Fact(..) | Variable::Question(..) | Variable::Done(..) | Variable::Act(..))
        )
    }

    /// Where a record can show what is done and nothing else that a function looks at.
    ///
    /// A deed toward nobody in particular counts toward everybody, and one under no instrument under each. So where
    /// everybody is asked about, a deed is done toward one of them, with all that this shows.
    fn recorded(&mut self, f: Fun) -> Fun {
        let support: Vec<Rank> = self.walk.diagram.support(f).into_iter().collect();
        let entry = |rank: Rank| match self.walk.variables.get(&rank) {
            Some(Variable::Done(who, deed, to, under)) => Some((rank, (*who, *deed, *to, *under))),
            _ => None,
        };
        let deeds: Vec<(Rank, Entry)> = support.into_iter().filter_map(entry).collect();
        let mut all = Fun::TRUE;
        for (rank, one) in deeds.iter().rev() {
            for ways in [self.done_toward(one, &deeds), self.done_under(one, &deeds)].into_iter().flatten() {
                let mut then = self.walk.diagram.node(*rank, vec![Fun::TRUE, Fun::FALSE]);
                for shown in ways {
                    let whole = shown.into_iter().rev().fold(Fun::TRUE, |whole, other| {
                        let done = self.walk.diagram.node(other, vec![Fun::FALSE, Fun::TRUE]);
                        self.and(done, whole)
                    });
                    then = self.or(then, whole);
                }
                all = self.and(all, then);
            }
        }
        all
    }

    /// What a deed shows toward each toward whom it may be done, and what toward all at once; none if there is somebody about
    /// whom nothing is asked.
    fn done_toward(&self, one: &Entry, deeds: &[(Rank, Entry)]) -> Option<Vec<Vec<Rank>>> {
        let mut asked: BTreeMap<ActorId, Vec<Rank>> = BTreeMap::new();
        for (rank, other) in self.shown_with(one, deeds) {
            if let Some(to) = other.2 {
                asked.entry(to).or_default().push(rank);
            }
        }
        let all: Vec<ActorId> = asked.keys().copied().collect();
        if one.2.is_some() || all.is_empty() || self.somebody_else(one.0, &all).is_some() {
            return None;
        }
        let together = asked.values().flatten().copied().collect();
        asked.retain(|to, _| {
            let others: Vec<ActorId> = all.iter().copied().filter(|other| other != to).collect();
            self.somebody_else(one.0, &others) == Some(*to)
        });
        Some(asked.into_values().chain([together]).collect())
    }

    /// The same for the instruments under which it may be done.
    fn done_under(&self, one: &Entry, deeds: &[(Rank, Entry)]) -> Option<Vec<Vec<Rank>>> {
        let mut asked: BTreeMap<TreatyId, Vec<Rank>> = BTreeMap::new();
        for (rank, other) in self.shown_with(one, deeds) {
            if let Some(under) = other.3 {
                asked.entry(under).or_default().push(rank);
            }
        }
        if one.3.is_some() || asked.is_empty() || asked.len() < self.walk.facts.program.treaties.len() {
            return None;
        }
        let together = asked.values().flatten().copied().collect();
        Some(asked.into_values().chain([together]).collect())
    }

    /// What else a deed shows.
    fn shown_with(&self, one: &Entry, deeds: &[(Rank, Entry)]) -> Vec<(Rank, Entry)> {
        let program = self.walk.facts.program;
        let with = |other: &Entry| other.0 == one.0 && program.is_under(program.kernel.deed, one.1, other.1);
        deeds.iter().filter(|(_, other)| with(other)).copied().collect()
    }

    /// Without the events that state a kind and mean none of the kinds of it that have a name.
    fn named(&mut self, f: Fun) -> Fun {
        let plain = self.plain_kinds(f);
        self.and(f, plain)
    }

    /// Where every kind that a function looks at has no kinds of its own.
    fn plain_kinds(&mut self, f: Fun) -> Fun {
        let program = self.walk.facts.program;
        let mut plain = Fun::TRUE;
        let support: Vec<Rank> = self.walk.diagram.support(f).into_iter().collect();
        // From below, like every long chain.
        for rank in support.into_iter().rev() {
            let Some(Variable::Fact(field, choices)) = self.walk.variables.get(&rank) else { continue };
            let named = |choice: &Choice| match choice {
                Choice::Node(node) => !has_kinds(program, *field, *node),
                _ => true,
            };
            if choices.iter().all(named) {
                continue;
            }
            let children = choices.iter().map(|choice| Fun::of(named(choice))).collect();
            let of_kind = self.walk.diagram.node(rank, children);
            plain = self.and(of_kind, plain);
        }
        plain
    }

    /// Where a function is true whatever the facts and questions are that can be left open: as many as can
    /// be, questions first, then what an event says rarely.
    fn least_stated(&mut self, f: Fun) -> Fun {
        let told = self.sure(f);
        let possible = self.possible(told);
        let recorded = self.recorded(told);
        let mut real = self.and(possible, recorded);
        let unreal = self.not(real);
        let mut open = self.or(told, unreal);
        // Many at once where that goes, else half of them, so that few steps are needed.
        let mut work = vec![self.rarest_first(told)];
        while let Some(ranks) = work.pop() {
            let not = self.not(open);
            let some = self.walk.diagram.exists(not, &|other| ranks.contains(&other));
            let all = self.not(some);
            let still = self.walk.diagram.exists(real, &|other| ranks.contains(&other));
            let both = self.and(all, still);
            if self.named(both) != Fun::FALSE {
                (open, real) = (all, still);
            } else if ranks.len() > 1 {
                let (first, second) = ranks.split_at(ranks.len() / 2);
                work.push(second.to_vec());
                work.push(first.to_vec());
            }
        }
        let both = self.and(open, real);
        self.named(both)
    }

    /// What a function looks at and an event may leave open.
    ///
    /// In a smaller world it may not leave open who or where: that might be somebody or some place that was not looked at.
    fn rarest_first(&self, f: Fun) -> Vec<Rank> {
        let program = self.walk.facts.program;
        let kernel = program.kernel;
        let cut = |field: FieldId| {
            let kind = program.field(field).map(|row| row.kind);
            self.walk.facts.cast.is_some() && matches!(kind, Some(FieldType::Actor | FieldType::Place))
        };
        let order = |rank: &Rank| match self.walk.variables.get(rank) {
            Some(Variable::Fact(field, _)) if cut(*field) => None,
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

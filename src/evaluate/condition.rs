//! Turns a condition into a function of what is unknown: open questions, unstated facts, acts that
//! parties have not done. This walk over the ir is the specification of what conditions mean.
//!
//! In: [`Facts`], a condition, the roles of the clause. Out: a diagram [`Ref`]. Absent: what the
//! functions of a clause add up to (`clause`).

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::clause::Pair;
use super::diagram::{Diagram, Rank, Ref};
use super::facts::{Choice, Facts};
use super::rest::Rest;
use super::verdict::BeneficiaryOut;
use crate::ir::{
    ActorId, ActorRef, ActorSet, ActorTest, ClauseId, Cond, CondKind, Evidence, FieldId, Membership, NodeId,
    Origin, PlaceId, Program, QuestionId, ReadingId, SetClass, TermId, Test, TreatyId,
};
use crate::syntax::tree::{ActorKind, Compare, Side};
use crate::text::Limits;

/// What a variable of the diagram stands for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Variable {
    /// Which live reading a question has.
    Question(QuestionId, Vec<ReadingId>),
    /// Which candidate an element of a field is.
    Fact(FieldId, Vec<Choice>),
    /// Whether the event's own place lies in a place.
    OwnIn(PlaceId),
    /// Whether it is of a kind.
    OwnKind(NodeId),
    /// Whether it is an actor's territory.
    OwnTitle(ActorId),
    /// Whether an actor administers it.
    OwnAdministered(ActorId),
    /// Whether an actor claims it.
    OwnClaimed(ActorId),
    /// Whether a place, or the event's own, lies on a side of a parallel or meridian.
    OnSide(Option<PlaceId>, Side, f64),
    /// Whether a statement is so that does not count for its tag; of these actors, if it is about some.
    Ground(Rest, Vec<ActorId>),
    /// Whether an actor does a deed that the record does not show.
    Act(ActorId, NodeId, Option<ActorId>),
}

impl Variable {
    /// How many values it has; a variable of yes or no has `no` first.
    pub fn width(&self) -> usize {
        match self {
            Variable::Question(_, readings) => readings.len(),
            Variable::Fact(_, choices) => choices.len(),
            _ => 2,
        }
    }
}

/// Ranks: what an area looks at stands on top, then what is unknown of places, open questions, the
/// other facts, and acts last.
///
/// A clause joins an area and a blow, and a blow turns on more questions than an area does. In an
/// order that mixes them, each would be written out for every case of the other (31,070 nodes with
/// the order of the vocabulary, for the duty of 1949 on an event that says nothing).
const AREA: Rank = 0;
pub(super) const PLACES: Rank = 1 << 20;
const QUESTIONS: Rank = 2 << 20;
const FACTS: Rank = 3 << 20;
pub(super) const ACTS: Rank = 4 << 20;

/// The actors of a clause while one pair of obligor and beneficiary is looked at.
#[derive(Debug, Clone, Default)]
pub(super) struct Roles {
    pub victim: Option<ActorId>,
    pub obligor: Option<ActorId>,
    pub beneficiary: Option<ActorId>,
    pub open: Open,
    pub treaty: Option<TreatyId>,
    pub slots: Vec<ActorId>,
}

/// Roles that nobody in particular has: whoever a field names, where the event does not say whom.
///
/// A field that is not stated has one value in each completion, so "whoever it names" is one actor
/// in each, and a condition about it is exact without looking at every candidate on its own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) struct Open {
    /// The struck actor of the clause is whoever was struck.
    pub victim: bool,
    /// It is owed to whoever was struck.
    pub beneficiary: bool,
    /// It is owed by whoever this field names.
    pub obligor: Option<FieldId>,
}

/// A call of a term: the term, its actors, the roles it may look at, the instrument it stands in.
type CallKey = (TermId, Vec<ActorId>, [Option<ActorId>; 3], Open, Option<TreatyId>);

/// A question about the event that no role of the clause changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Asked {
    In(PlaceId),
    Territory(Option<NodeId>, ActorId),
    Administered(ActorId),
    Claimed(ActorId),
    /// A test as it is written; the same place in a file always asks the same.
    Written(Origin),
}

/// The functions of one clause on one event.
pub(super) struct Walk<'a> {
    pub facts: &'a Facts<'a>,
    pub diagram: Diagram,
    /// The limit of pairs of one clause.
    pub most_pairs: usize,
    /// More candidates than this are not looked at one by one.
    pub most_named: usize,
    pub variables: BTreeMap<Rank, Variable>,
    answered: HashMap<Asked, Ref>,
    /// For two sides that are both unknown: that they are different actors.
    pub apart: HashMap<(Rank, Rank), Ref>,
    pub(super) acts: HashMap<(ActorId, NodeId, Option<ActorId>), Rank>,
    pub(super) own: Vec<Variable>,
    memo: HashMap<CallKey, Ref>,
    /// What acts could bring about, of functions already asked for.
    pub(super) reached: HashMap<Ref, Ref>,
    /// Pairs of clauses that others refer to; they do not depend on who refers to them.
    referred: HashMap<ClauseId, Rc<[Pair]>>,
}

impl<'a> Walk<'a> {
    pub fn new(facts: &'a Facts<'a>, limits: &Limits) -> Self {
        Walk {
            facts,
            diagram: Diagram::new(limits.diagram_nodes),
            most_pairs: limits.pairs,
            most_named: limits.named_candidates,
            variables: BTreeMap::new(),
            answered: HashMap::new(),
            apart: HashMap::new(),
            acts: HashMap::new(),
            own: Vec::new(),
            memo: HashMap::new(),
            reached: HashMap::new(),
            referred: HashMap::new(),
        }
    }

    pub(super) fn program(&self) -> &'a Program {
        self.facts.program
    }

    /// Whether a rank is that of an act.
    pub fn is_act(rank: Rank) -> bool {
        rank >= ACTS
    }

    /// True if a statement of a tag counts; else not known.
    pub fn grounded(&mut self, tag: Option<Evidence>, what: impl FnOnce() -> String) -> Ref {
        match tag.filter(|tag| !self.facts.keeps(Some(*tag))) {
            Some(tag) => self.own_unknown(Variable::Ground(Rest { what: what(), tag }, Vec::new())),
            None => Ref::TRUE,
        }
    }

    /// What does not count for its tag and stands at this rank, if such a thing does.
    pub fn ground_at(&self, rank: Rank) -> Option<Rest> {
        match self.variables.get(&rank)? {
            Variable::Ground(rest, _) => Some(rest.clone()),
            Variable::Question(id, readings) if self.facts.is_emptied(*id) => {
                let program = self.facts.program;
                let tags = readings.iter().filter_map(|at| program.evidence_of_reading(*id, *at));
                let name = program.question(*id).map_or("?", |question| question.name.as_str());
                let tag = tags.min().unwrap_or(Evidence::Unverified);
                Some(Rest { what: format!("every reading of `{name}`"), tag })
            }
            _ => None,
        }
    }

    /// Whether a rank is that of a question.
    pub fn is_question(rank: Rank) -> bool {
        (QUESTIONS..FACTS).contains(&rank)
    }

    /// A question about the event alone, answered once for all obligors and beneficiaries.
    fn once(&mut self, asked: Asked, find: impl FnOnce(&mut Self) -> Ref) -> Ref {
        if let Some(known) = self.answered.get(&asked) {
            return *known;
        }
        let found = find(self);
        self.answered.insert(asked, found);
        found
    }

    pub fn condition(&mut self, cond: &Cond, roles: &Roles) -> Ref {
        match &cond.kind {
            CondKind::Const(value) => Ref::of(*value),
            CondKind::And(list) => list.iter().fold(Ref::TRUE, |all, c| {
                // No short cut: a limb that is never looked at would be missing from the reasons.
                let one = self.condition(c, roles);
                self.diagram.and(all, one)
            }),
            CondKind::Or(list) => list.iter().fold(Ref::FALSE, |any, c| {
                let one = self.condition(c, roles);
                self.diagram.or(any, one)
            }),
            CondKind::Not(inner) => {
                let inner = self.condition(inner, roles);
                self.diagram.not(inner)
            }
            CondKind::Quantified { at_least, over, slot, body } => {
                self.quantified(*at_least, over, *slot, body, roles)
            }
            CondKind::Has { who, deed, to, anywhere } => {
                self.some_actor(*who, roles, &mut |walk, who| match to {
                    None => walk.has(who, *deed, None, *anywhere, roles),
                    Some(to) => walk.some_actor(*to, roles, &mut |walk, to| {
                        walk.has(who, *deed, Some(to), *anywhere, roles)
                    }),
                })
            }
            CondKind::Share { over, under, except, deed, anywhere } => {
                self.share(*over, *under, except, *deed, *anywhere, roles)
            }
            CondKind::Fact { field, test } => {
                self.once(Asked::Written(cond.origin), |walk| walk.fact(*field, test))
            }
            CondKind::Reading { question, reading } => self.reading(*question, *reading),
            CondKind::Is { subject, what } => {
                self.some_actor(*subject, roles, &mut |walk, who| walk.actor_is(who, *what, roles))
            }
            CondKind::From(date) => Ref::of(*date <= self.facts.day),
            CondKind::Before(date) => Ref::of(self.facts.day < *date),
            CondKind::InPlace(place) => self.once(Asked::In(*place), |walk| walk.in_place(*place)),
            CondKind::Territory { kind, of } => self.some_actor(*of, roles, &mut |walk, who| {
                walk.once(Asked::Territory(*kind, who), |walk| walk.territory(*kind, who))
            }),
            CondKind::Administered(of) => self.some_actor(*of, roles, &mut |walk, who| {
                walk.once(Asked::Administered(who), |walk| walk.administered(who))
            }),
            CondKind::Claimed(of) => self.some_actor(*of, roles, &mut |walk, who| {
                walk.once(Asked::Claimed(who), |walk| walk.claimed(who))
            }),
            CondKind::Side(side, degrees) => {
                self.once(Asked::Written(cond.origin), |walk| walk.side(*side, *degrees))
            }
            CondKind::ObjectsOf { objects, of } => {
                let kernel = self.program().kernel;
                let objects = self.fact(kernel.object_field, &Test::Under(objects.clone()));
                let owner = self
                    .some_actor(*of, roles, &mut |walk, who| walk.actor_is(who, ActorTest::Victim, roles));
                self.diagram.and(objects, owner)
            }
            CondKind::ClauseIs { clauses, available, by, to } => {
                self.clause_is(clauses, *available, *by, *to, roles)
            }
            CondKind::Call { term, args } => self.call(*term, args, roles),
        }
    }

    // ---- actors ----

    /// True if `test` holds of the actor that a reference means, or of some of those it may mean.
    fn some_actor(
        &mut self,
        who: ActorRef,
        roles: &Roles,
        test: &mut dyn FnMut(&mut Self, ActorId) -> Ref,
    ) -> Ref {
        match self.single(who, roles) {
            Some(actor) => test(self, actor),
            None => {
                let members = self.meant(who, roles);
                members.into_iter().fold(Ref::FALSE, |any, (actor, is)| {
                    let holds = test(self, actor);
                    let both = self.diagram.and(is, holds);
                    self.diagram.or(any, both)
                })
            }
        }
    }

    /// The one actor that a reference means, if it means one; for `walkthrough`.
    pub fn one(&self, who: ActorRef, roles: &Roles) -> Option<ActorId> {
        self.single(who, roles)
    }

    /// The one actor that a reference means, if it means one.
    fn single(&self, who: ActorRef, roles: &Roles) -> Option<ActorId> {
        match who {
            ActorRef::Literal(actor) => Some(actor),
            ActorRef::Slot(slot) => roles.slots.get(usize::from(slot)).copied(),
            ActorRef::Obligor => roles.obligor,
            ActorRef::Beneficiary => roles.beneficiary,
            ActorRef::Victim => roles.victim,
            ActorRef::Attacker | ActorRef::Field(_) => None,
        }
    }

    /// The actors that a reference without one meaning may mean, with the function that each is meant.
    fn meant(&mut self, who: ActorRef, roles: &Roles) -> Vec<(ActorId, Ref)> {
        let kernel = self.program().kernel;
        match (who, roles.open.obligor) {
            (ActorRef::Attacker, _) => self.actors_of(kernel.by),
            (ActorRef::Victim, _) => self.actors_of(kernel.against),
            (ActorRef::Field(field), _) | (ActorRef::Obligor, Some(field)) => self.actors_of(field),
            (ActorRef::Beneficiary, _) if roles.open.beneficiary => self.actors_of(kernel.against),
            // An obligor or beneficiary that the clause does not have is nobody.
            _ => Vec::new(),
        }
    }

    /// Every actor that a field names or may name, with the function that it does.
    pub(super) fn actors_of(&mut self, field: FieldId) -> Vec<(ActorId, Ref)> {
        let facts = self.facts;
        let mut members: Vec<(ActorId, Ref)> = Vec::new();
        for (at, element) in facts.elements(field).iter().enumerate() {
            for (value, choice) in element.iter().enumerate() {
                let Choice::Actor(actor) = choice else { continue };
                let is = if element.len() == 1 { Ref::TRUE } else { self.literal(field, at, &[value]) };
                match members.iter_mut().find(|(other, _)| other == actor) {
                    Some((_, before)) => *before = self.diagram.or(*before, is),
                    None => members.push((*actor, is)),
                }
            }
        }
        members
    }

    pub fn actor_is(&mut self, who: ActorId, what: ActorTest, roles: &Roles) -> Ref {
        let kernel = self.program().kernel;
        let day = self.facts.day;
        match what {
            ActorTest::Class(class) => Ref::of(self.program().in_class(class, who, day)),
            ActorTest::Kind(kind) => {
                Ref::of(self.program().actor(who).is_some_and(|actor| actor.kind == kind))
            }
            ActorTest::Same(other) => self.some_actor(other, roles, &mut |_, other| Ref::of(other == who)),
            ActorTest::Party(treaty) => self.is_party(treaty, who),
            ActorTest::Protected(treaty) => self.is_protected(treaty, who),
            ActorTest::BoundTo(to, kind) => {
                self.some_actor(to, roles, &mut |walk, to| walk.bound_to(who, to, kind))
            }
            ActorTest::Attacker => self.names(kernel.by, who),
            ActorTest::Victim => self.names(kernel.against, who),
        }
    }

    /// Whether a field of type actor names an actor.
    pub fn names(&mut self, field: FieldId, who: ActorId) -> Ref {
        self.test_elements(field, &mut |_, choice| Ref::of(*choice == Choice::Actor(who)))
    }

    pub fn is_party(&mut self, treaty: TreatyId, who: ActorId) -> Ref {
        let list = self.program().treaty(treaty).map(|t| t.parties.as_slice()).unwrap_or_default();
        self.is_member(list, treaty, who)
    }

    pub fn is_protected(&mut self, treaty: TreatyId, who: ActorId) -> Ref {
        let list = self.program().treaty(treaty).map(|t| t.protected.as_slice()).unwrap_or_default();
        self.is_member(list, treaty, who)
    }

    fn is_member(&mut self, list: &'a [Membership], treaty: TreatyId, who: ActorId) -> Ref {
        let day = self.facts.day;
        let rows = list.iter().filter(|row| row.actor == who && row.days.contains(day));
        rows.fold(Ref::FALSE, |any, row| {
            let when = match &row.when {
                None => Ref::TRUE,
                Some(cond) => self.condition(cond, &Roles { treaty: Some(treaty), ..Roles::default() }),
            };
            self.diagram.or(any, when)
        })
    }

    /// Members of a list on the day, each with the function that it is one.
    fn members(&mut self, list: &'a [Membership], treaty: TreatyId) -> Vec<(ActorId, Ref)> {
        let day = self.facts.day;
        let mut actors: Vec<ActorId> =
            list.iter().filter(|m| m.days.contains(day)).map(|m| m.actor).collect();
        actors.sort();
        actors.dedup();
        actors.into_iter().map(|actor| (actor, self.is_member(list, treaty, actor))).collect()
    }

    fn bound_to(&mut self, who: ActorId, to: ActorId, kind: Option<NodeId>) -> Ref {
        if who == to {
            return Ref::FALSE;
        }
        let (program, day) = (self.program(), self.facts.day);
        let tree = program.kernel.kind;
        let fits = |clause: &ClauseId| {
            let clause = program.clause(*clause);
            clause.is_some_and(|c| {
                c.days.contains(day) && kind.is_none_or(|kind| program.is_under(tree, c.kind, kind))
            })
        };
        (0..program.treaties.len()).map(TreatyId::at).fold(Ref::FALSE, |any, treaty| {
            let has_clause = program.treaty(treaty).is_some_and(|t| !t.overlay && t.clauses.iter().any(fits));
            if !has_clause {
                return any;
            }
            let (a, b) = (self.is_party(treaty, who), self.is_party(treaty, to));
            let both = self.diagram.and(a, b);
            self.diagram.or(any, both)
        })
    }

    /// The members of a set, each with the function that it is one; `other` leaves out the beneficiary.
    pub fn set(&mut self, set: &ActorSet, roles: &Roles) -> Vec<(ActorId, Ref)> {
        let program = self.program();
        let day = self.facts.day;
        let mut members: Vec<(ActorId, Ref)> = Vec::new();
        let mut add = |walk: &mut Self, list: Vec<(ActorId, Ref)>| {
            for (actor, is) in list {
                match members.iter_mut().find(|(other, _)| *other == actor) {
                    Some((_, before)) => *before = walk.diagram.or(*before, is),
                    None => members.push((actor, is)),
                }
            }
        };
        for class in &set.classes {
            let list = match class {
                SetClass::Party | SetClass::Protected => {
                    match roles.treaty.and_then(|id| Some((id, program.treaty(id)?))) {
                        Some((id, treaty)) if *class == SetClass::Party => self.members(&treaty.parties, id),
                        Some((id, treaty)) => self.members(&treaty.protected, id),
                        None => Vec::new(),
                    }
                }
                SetClass::Attacker => self.actors_of(program.kernel.by),
                SetClass::Victim => self.actors_of(program.kernel.against),
                SetClass::Class(class) => {
                    let members = program.class(*class).map(|c| c.members.as_slice()).unwrap_or_default();
                    members
                        .iter()
                        .filter(|(_, days)| days.contains(day))
                        .map(|(a, _)| (*a, Ref::TRUE))
                        .collect()
                }
                SetClass::Kind(kind) => {
                    existing(program, *kind, day).map(|actor| (actor, Ref::TRUE)).collect()
                }
            };
            add(self, list);
        }
        for name in &set.names {
            let list = self.all_meant(*name, roles);
            add(self, list);
        }
        if set.other {
            let left_out = roles.beneficiary.or(roles.victim);
            members.retain(|(actor, _)| Some(*actor) != left_out);
            if left_out.is_none() && (roles.open.beneficiary || roles.open.victim) {
                for (actor, is) in &mut members {
                    let struck = self.names(program.kernel.against, *actor);
                    let spared = self.diagram.not(struck);
                    *is = self.diagram.and(*is, spared);
                }
            }
        }
        for name in &set.except {
            for (actor, is_out) in self.all_meant(*name, roles) {
                for (member, is) in &mut members {
                    if *member == actor {
                        let stays = self.diagram.not(is_out);
                        *is = self.diagram.and(*is, stays);
                    }
                }
            }
        }
        members.retain(|(_, is)| *is != Ref::FALSE);
        members
    }

    fn quantified(
        &mut self,
        at_least: Option<u32>,
        over: &ActorSet,
        slot: u16,
        body: &Cond,
        roles: &Roles,
    ) -> Ref {
        let members = self.set(over, roles);
        let mut inner = roles.clone();
        let place = usize::from(slot);
        let mut holds: Vec<Ref> = Vec::with_capacity(members.len());
        for (actor, is) in members {
            inner.slots.truncate(place);
            inner.slots.resize(place, actor);
            inner.slots.push(actor);
            let body = self.condition(body, &inner);
            holds.push(match at_least {
                Some(_) => self.diagram.and(is, body),
                None => {
                    let is_not = self.diagram.not(is);
                    self.diagram.or(is_not, body)
                }
            });
        }
        match at_least {
            None => holds.into_iter().fold(Ref::TRUE, |all, one| self.diagram.and(all, one)),
            Some(1) => holds.into_iter().fold(Ref::FALSE, |any, one| self.diagram.or(any, one)),
            Some(wanted) => self.count_at_least(&holds, wanted as usize),
        }
    }

    /// At least so many of these functions.
    fn count_at_least(&mut self, holds: &[Ref], wanted: usize) -> Ref {
        // reached[k]: at least k of those looked at so far.
        let mut reached = vec![Ref::FALSE; wanted + 1];
        if let Some(none) = reached.first_mut() {
            *none = Ref::TRUE;
        }
        for one in holds {
            for k in (1..=wanted).rev() {
                let before = reached.get(k - 1).copied().unwrap_or(Ref::FALSE);
                let now = reached.get(k).copied().unwrap_or(Ref::FALSE);
                let more = self.diagram.and(before, *one);
                let either = self.diagram.or(now, more);
                if let Some(slot) = reached.get_mut(k) {
                    *slot = either;
                }
            }
        }
        reached.get(wanted).copied().unwrap_or(Ref::FALSE)
    }

    // ---- facts ----

    /// The function that an element of a field is one of some candidates.
    fn literal(&mut self, field: FieldId, at: usize, values: &[usize]) -> Ref {
        let facts = self.facts;
        let Some(element) = facts.elements(field).get(at) else { return Ref::FALSE };
        let rank = self.fact_variable(field, at);
        let children = (0..element.len()).map(|value| Ref::of(values.contains(&value))).collect();
        self.diagram.node(rank, children)
    }

    fn fact_variable(&mut self, field: FieldId, at: usize) -> Rank {
        // At most 1,000 values in a list (limit `list_values`), so the ranks of two fields never meet.
        let kernel = self.program().kernel;
        let first = [kernel.against, kernel.place, kernel.object_field];
        let base = match first.iter().position(|other| *other == field) {
            Some(order) => AREA + u32::try_from(order).unwrap_or(0) * 1024,
            None if field == kernel.by => FACTS,
            None => FACTS + (field.0 + 1) * 1024,
        };
        let rank = base + u32::try_from(at.min(1023)).unwrap_or(1023);
        let facts = self.facts;
        if let Some(element) = facts.elements(field).get(at) {
            self.variables.entry(rank).or_insert_with(|| Variable::Fact(field, element.clone()));
        }
        rank
    }

    /// True if some element of a field passes; a candidate may pass under a function of its own.
    pub(super) fn test_elements(
        &mut self,
        field: FieldId,
        test: &mut dyn FnMut(&mut Self, &Choice) -> Ref,
    ) -> Ref {
        let facts = self.facts;
        let mut any = Ref::FALSE;
        for (at, element) in facts.elements(field).iter().enumerate() {
            let one = match element.as_slice() {
                [known] => test(self, known),
                candidates => {
                    let outcomes: Vec<Ref> = candidates.iter().map(|choice| test(self, choice)).collect();
                    self.select(field, at, &outcomes)
                }
            };
            any = self.diagram.or(any, one);
        }
        any
    }

    /// The function that gives each candidate its own outcome.
    fn select(&mut self, field: FieldId, at: usize, outcomes: &[Ref]) -> Ref {
        let rank = self.fact_variable(field, at);
        if outcomes.iter().all(|f| *f == Ref::TRUE || *f == Ref::FALSE) {
            return self.diagram.node(rank, outcomes.to_vec());
        }
        let mut groups: Vec<(Ref, Vec<usize>)> = Vec::new();
        for (value, outcome) in outcomes.iter().enumerate() {
            match groups.iter_mut().find(|(other, _)| other == outcome) {
                Some((_, group)) => group.push(value),
                None => groups.push((*outcome, vec![value])),
            }
        }
        groups.into_iter().fold(Ref::FALSE, |any, (outcome, values)| {
            let chosen = self.literal(field, at, &values);
            let both = self.diagram.and(chosen, outcome);
            self.diagram.or(any, both)
        })
    }

    fn fact(&mut self, field: FieldId, test: &Test) -> Ref {
        let program = self.program();
        let tree = match program.field(field).map(|f| f.kind) {
            Some(crate::ir::FieldType::Tree(tree)) => Some(tree),
            _ => None,
        };
        self.test_elements(field, &mut |walk, choice| match (test, choice) {
            (Test::Under(nodes), Choice::Node(node)) => Ref::of(
                tree.is_some_and(|tree| nodes.iter().any(|above| program.is_under(tree, *node, *above))),
            ),
            (Test::Levels(levels), Choice::Level(level)) => Ref::of(levels.contains(level)),
            (Test::Yes(wanted), Choice::Yes(yes)) => Ref::of(wanted == yes),
            (Test::Number(op, value), Choice::Number(number)) => Ref::of(compare(*number, *op, *value)),
            (Test::Actors(actors), Choice::Actor(actor)) => Ref::of(actors.contains(actor)),
            (Test::Places(list), Choice::Place(place)) => {
                Ref::of(list.iter().any(|outer| walk.facts.lies_in(*place, *outer)))
            }
            (Test::Places(list), Choice::OwnPlace(ground)) => list.iter().fold(Ref::FALSE, |any, outer| {
                let one = walk.own_in(*ground, *outer);
                walk.diagram.or(any, one)
            }),
            _ => Ref::FALSE,
        })
    }

    fn reading(&mut self, question: QuestionId, reading: ReadingId) -> Ref {
        let facts = self.facts;
        match facts.readings(question) {
            [only] => Ref::of(*only == reading),
            live => {
                let rank = QUESTIONS + question.0;
                self.variables.entry(rank).or_insert_with(|| Variable::Question(question, live.to_vec()));
                let children = live.iter().map(|r| Ref::of(*r == reading)).collect();
                self.diagram.node(rank, children)
            }
        }
    }

    // ---- terms and clauses ----

    fn call(&mut self, id: TermId, args: &[ActorRef], roles: &Roles) -> Ref {
        let Some(term) = self.program().term(id) else { return Ref::FALSE };
        let day = self.facts.day;
        let Some(version) = term.versions.iter().find(|version| version.days.contains(day)) else {
            // No text of this area ran on the day, so it covered nothing.
            return Ref::FALSE;
        };
        let mut slots = Vec::with_capacity(args.len());
        for arg in args {
            match self.single(*arg, roles) {
                Some(actor) => slots.push(actor),
                None => return self.call_some(id, args, roles, slots),
            }
        }
        let treaty = term.treaty.or(roles.treaty);
        let key = (id, slots.clone(), [roles.victim, roles.obligor, roles.beneficiary], roles.open, treaty);
        if let Some(found) = self.memo.get(&key) {
            return *found;
        }
        let result = match version.evidence.filter(|tag| !self.facts.keeps(Some(*tag))) {
            // What the term says does not count, so whether it holds is not known.
            Some(tag) => {
                let what = format!("the term `{}`", term.name);
                self.own_unknown(Variable::Ground(Rest { what, tag }, slots))
            }
            None => {
                let inner = Roles { slots, treaty, ..roles.clone() };
                self.condition(&version.condition, &inner)
            }
        };
        self.memo.insert(key, result);
        result
    }

    /// A term about an actor who is not known: it holds if it holds of some that may be meant.
    fn call_some(&mut self, id: TermId, args: &[ActorRef], roles: &Roles, known: Vec<ActorId>) -> Ref {
        let Some(open) = args.get(known.len()).copied() else { return Ref::FALSE };
        self.some_actor(open, roles, &mut |walk, actor| {
            let mut fixed: Vec<ActorRef> = known.iter().map(|actor| ActorRef::Literal(*actor)).collect();
            fixed.push(ActorRef::Literal(actor));
            fixed.extend(args.iter().skip(fixed.len()));
            walk.call(id, &fixed, roles)
        })
    }

    fn clause_is(
        &mut self,
        clauses: &[ClauseId],
        available: bool,
        by: Option<ActorRef>,
        to: Option<ActorRef>,
        roles: &Roles,
    ) -> Ref {
        let by = by.map(|who| self.all_meant(who, roles));
        let to = to.map(|who| self.all_meant(who, roles));
        let mut any = Ref::FALSE;
        for clause in clauses {
            let Some(treaty) = self.program().clause(*clause).map(|c| c.treaty) else { continue };
            if self.facts.is_off(treaty) {
                continue;
            }
            for pair in self.pairs_of(*clause).iter() {
                let owes = by.as_ref().map_or(Ref::TRUE, |list| match pair.roles.open.obligor {
                    Some(field) => self.among_named(list, field),
                    None => self.among(list, pair.obligor),
                });
                let owed = to.as_ref().map_or(Ref::TRUE, |list| self.runs_to(list, pair, treaty));
                let wanted = self.diagram.and(owes, owed);
                let holds = self.diagram.and(pair.holds, wanted);
                any = self.diagram.or(any, holds);
            }
        }
        if available { self.at_best(any) } else { any }
    }

    fn pairs_of(&mut self, clause: ClauseId) -> Rc<[Pair]> {
        if let Some(known) = self.referred.get(&clause) {
            return Rc::clone(known);
        }
        let pairs: Rc<[Pair]> = super::clause::pairs(self, clause).into();
        self.referred.insert(clause, Rc::clone(&pairs));
        pairs
    }

    /// Every actor that a reference may mean, with the function that it is meant.
    fn all_meant(&mut self, who: ActorRef, roles: &Roles) -> Vec<(ActorId, Ref)> {
        match self.single(who, roles) {
            Some(actor) => vec![(actor, Ref::TRUE)],
            None => self.meant(who, roles),
        }
    }

    /// Whether whoever a field names is one of some.
    fn among_named(&mut self, list: &[(ActorId, Ref)], field: FieldId) -> Ref {
        list.iter().fold(Ref::FALSE, |any, (actor, is)| {
            let named = self.names(field, *actor);
            let both = self.diagram.and(*is, named);
            self.diagram.or(any, both)
        })
    }

    /// Whether an actor is one of some.
    fn among(&mut self, list: &[(ActorId, Ref)], who: Option<ActorId>) -> Ref {
        let same = list.iter().filter(|(actor, _)| Some(*actor) == who);
        same.fold(Ref::FALSE, |any, (_, is)| self.diagram.or(any, *is))
    }

    /// Whether what a pair owes runs to one of some: what runs to all runs to each.
    fn runs_to(&mut self, list: &[(ActorId, Ref)], pair: &Pair, treaty: TreatyId) -> Ref {
        match pair.beneficiary {
            BeneficiaryOut::None => Ref::FALSE,
            BeneficiaryOut::Actor(actor) => self.among(list, Some(actor)),
            BeneficiaryOut::Struck => self.among_named(list, self.program().kernel.against),
            BeneficiaryOut::All => list.iter().fold(Ref::FALSE, |any, (_, is)| self.diagram.or(any, *is)),
            BeneficiaryOut::Parties => list.iter().fold(Ref::FALSE, |any, (actor, is)| {
                let bound =
                    if pair.obligor == Some(*actor) { Ref::FALSE } else { self.is_party(treaty, *actor) };
                let rests = match pair.obligor {
                    Some(obligor) => super::clause::suspended(self, treaty, obligor, *actor),
                    None => Ref::FALSE,
                };
                let runs = self.diagram.not(rests);
                let bound = self.diagram.and(bound, runs);
                let both = self.diagram.and(*is, bound);
                self.diagram.or(any, both)
            }),
        }
    }
}

fn existing(
    program: &Program,
    kind: ActorKind,
    day: jiff::civil::Date,
) -> impl Iterator<Item = ActorId> + '_ {
    program
        .actors
        .iter()
        .enumerate()
        .filter(move |(_, actor)| actor.kind == kind && actor.days.contains(day))
        .map(|(at, _)| ActorId::at(at))
}

fn compare(number: f64, op: Compare, value: f64) -> bool {
    match op {
        Compare::Equal => number == value,
        Compare::Less => number < value,
        Compare::AtMost => number <= value,
        Compare::More => number > value,
        Compare::AtLeast => number >= value,
    }
}

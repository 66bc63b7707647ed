//! Turns a condition into a function of what is unknown: open questions, unstated facts, acts that
//! parties have not done. This walk over the ir is the specification of what conditions mean.
//!
//! In: [`Facts`], a condition, the roles of the clause. Out: a diagram [`Ref`]. Absent: what the
//! functions of a clause add up to (`clause`).

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rustc_hash::FxHashMap as HashMap;

use super::alike::{Alike, Place};
use super::clause::Pair;
use super::diagram::{Diagram, Rank, Ref};
use super::facts::{Choice, Facts};
use super::record::Missing;
use super::rest::Rest;
use super::screen::compare;
use super::verdict::BeneficiaryOut;
use super::wide::Free;
use crate::ir::{
    ActorId, ActorRef, ActorTest, ClauseId, Cond, CondKind, Evidence, FieldId, NodeId, Origin, PlaceId,
    Program, QuestionId, ReadingId, TermId, Test, TreatyId,
};
use crate::syntax::tree::Side;
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
    /// Whether the record shows a deed, of whom, which, toward whom, under which instrument; only where
    /// the record itself is open.
    Done(ActorId, NodeId, Option<ActorId>, Option<TreatyId>),
    /// What only a wide space holds.
    Free(Free),
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

/// Ranks that a field has, one for each element; a field with more of them is refused before.
pub(super) const ELEMENTS: Rank = 1024;

/// Ranks: what an area looks at stands on top, then what is unknown of places, open questions, the
/// other facts, what an open record may show, and acts last.
///
/// A clause joins an area and a blow, and a blow turns on more questions than an area does. In an
/// order that mixes them, each would be written out for every case of the other (31,070 nodes with
/// the order of the vocabulary, for the duty of 1949 on an event that says nothing).
const AREA: Rank = 0;
pub(super) const PLACES: Rank = 1 << 20;
pub(super) const QUESTIONS: Rank = 2 << 20;
const FACTS: Rank = 3 << 20;
/// What an open record shows stands right below who did it: "the author has …" is then asked once,
/// and what comes after is the same whoever it was.
pub(super) const DONE: Rank = FACTS + ELEMENTS;
const OTHER_FACTS: Rank = 7 << 19;
pub(super) const ACTS: Rank = 4 << 20;

/// The actors of a clause while one pair of obligor and beneficiary is looked at.
#[derive(Debug, Clone, Default)]
pub(super) struct Roles {
    pub victim: Option<ActorId>,
    pub obligor: Option<ActorId>,
    pub beneficiary: Option<ActorId>,
    pub open: Open,
    pub treaty: Option<TreatyId>,
    /// Another day than that of the event on which the parties are looked up: the last one of an instrument
    /// that has ended, for a clause that outlives it.
    pub bound_on: Option<jiff::civil::Date>,
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
    /// Deeds that were asked for and not done, with the variable of those that parties may still do.
    pub(super) missing: HashMap<Missing, Option<Rank>>,
    /// Whether an act may matter that no function of a pair shows.
    pub(super) any_act_matters: bool,
    /// Deeds that an open record may show; none where the record is what the event tells.
    pub(super) done: Option<HashMap<super::deeds::Entry, Rank>>,
    /// Whoever has a role anywhere may have done deeds everywhere; else only where it has one.
    pub(super) one_record: bool,
    /// Whose deeds an open record may show, whatever they are in the clause at hand.
    pub(super) doers: BTreeSet<ActorId>,
    /// Whose deeds were taken as not done, since they are nobody there; with the deed asked for.
    pub(super) passed_over: BTreeSet<(ActorId, NodeId)>,
    /// An open record tells what anybody did.
    pub(super) anybody: bool,
    pub(super) own: Vec<Variable>,
    /// What was added to the space; none where it is as wide as one event that says nothing.
    pub(super) free: Option<HashMap<Free, Rank>>,
    memo: HashMap<CallKey, Ref>,
    /// Functions that are the same whoever owes.
    pub(super) shared: HashMap<Alike, Ref>,
    /// Whether conditions look at who owes, in a clause of an instrument, counting acts or not.
    pub(super) leaning: HashMap<(Place, Option<TreatyId>, bool), bool>,
    /// What acts could bring about, of functions already asked for.
    pub(super) reached: HashMap<Ref, Ref>,
    /// Pairs of clauses that others refer to; they do not depend on who refers to them.
    referred: HashMap<ClauseId, Rc<[Pair<'a>]>>,
}

impl<'a> Walk<'a> {
    pub fn new(facts: &'a Facts<'a>, limits: &Limits) -> Self {
        Walk {
            facts,
            diagram: Diagram::new(limits.diagram_nodes),
            most_pairs: limits.pairs,
            most_named: limits.named_candidates,
            variables: BTreeMap::new(),
            answered: HashMap::default(),
            apart: HashMap::default(),
            acts: HashMap::default(),
            missing: HashMap::default(),
            any_act_matters: false,
            done: None,
            one_record: false,
            doers: BTreeSet::new(),
            passed_over: BTreeSet::new(),
            anybody: false,
            own: Vec::new(),
            free: None,
            memo: HashMap::default(),
            shared: HashMap::default(),
            leaning: HashMap::default(),
            reached: HashMap::default(),
            referred: HashMap::default(),
        }
    }

    pub(super) fn program(&self) -> &'a Program {
        self.facts.program
    }

    /// Whether a rank is that of an act.
    pub fn is_act(rank: Rank) -> bool {
        rank >= ACTS
    }

    /// Whether a rank is that of a deed, on the record or still to be done.
    pub fn is_deed(rank: Rank) -> bool {
        (DONE..OTHER_FACTS).contains(&rank) || rank >= ACTS
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
        let Some(alike) = self.alike(cond, roles) else { return self.anew(cond, roles) };
        if let Some(known) = self.shared.get(&alike) {
            return *known;
        }
        let found = self.anew(cond, roles);
        self.shared.insert(alike, found);
        found
    }

    fn anew(&mut self, cond: &Cond, roles: &Roles) -> Ref {
        match &cond.kind {
            _ if self.is_wide() && self.is_of_somebody(cond, roles) => self.beyond(cond.origin, roles),
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
            CondKind::Has { who, deed, to, told } => {
                let struck = *who == ActorRef::Victim;
                self.some_actor(*who, roles, &mut |walk, who| {
                    if struck {
                        walk.shows_deeds_of(who);
                    }
                    match to {
                        None => walk.has(who, *deed, None, *told, roles),
                        Some(to) => walk.some_actor(*to, roles, &mut |walk, to| {
                            walk.has(who, *deed, Some(to), *told, roles)
                        }),
                    }
                })
            }
            CondKind::Share { over, under, except, deed, told } => {
                self.share(*over, *under, except, *deed, *told, roles)
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
                let seen = self.clause_is(clauses, *available, *by, *to, roles);
                if !self.is_wide() {
                    return seen;
                }
                // The other clause may be called up by another of those struck.
                let elsewhere = self.beyond(cond.origin, roles);
                self.diagram.or(seen, elsewhere)
            }
            CondKind::Decided { .. } | CondKind::LifeIs { .. } if self.is_wide() => {
                self.beyond(cond.origin, roles)
            }
            CondKind::Decided { clauses } => {
                self.once(Asked::Written(cond.origin), |walk| walk.decided(clauses))
            }
            CondKind::LifeIs { clauses, test, by, to } => self.life_is(clauses, *test, *by, *to, roles),
            CondKind::Call { term, args } => self.call(*term, args, roles),
        }
    }

    // ---- facts ----

    /// The function that an element of a field is one of some candidates.
    pub(super) fn literal(&mut self, field: FieldId, at: usize, values: &[usize]) -> Ref {
        let facts = self.facts;
        let Some(element) = facts.elements(field).get(at) else { return Ref::FALSE };
        let rank = self.fact_variable(field, at);
        let children = (0..element.len()).map(|value| Ref::of(values.contains(&value))).collect();
        self.diagram.node(rank, children)
    }

    pub(super) fn fact_variable(&mut self, field: FieldId, at: usize) -> Rank {
        // At most 1,000 values in a list (limit `list_values`), so the ranks of two fields never meet.
        let kernel = self.program().kernel;
        let first = [kernel.against, kernel.place, kernel.object_field];
        let base = match first.iter().position(|other| *other == field) {
            Some(order) => AREA + u32::try_from(order).unwrap_or(0) * ELEMENTS,
            None if field == kernel.by => FACTS,
            None => OTHER_FACTS + field.0 * ELEMENTS,
        };
        let rank = base + u32::try_from(at).unwrap_or(ELEMENTS).min(ELEMENTS - 1);
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
            let outcomes: Vec<Ref> = element.iter().map(|choice| test(self, choice)).collect();
            let one = match outcomes.as_slice() {
                [known] => *known,
                candidates => self.select(field, at, candidates),
            };
            let one = self.of_list(field, one, &outcomes);
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
        if matches!(test, Test::Stated) {
            // Where the record is open the silence is not the event's own: it stands for all events of the day.
            return Ref::of(self.done.is_some() || !self.facts.is_silent(field));
        }
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

    pub(super) fn call(&mut self, id: TermId, args: &[ActorRef], roles: &Roles) -> Ref {
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
        let program = self.program();
        self.diagram.name(result, || {
            let actors: Vec<&str> = key.1.iter().map(|actor| program.actor_name(*actor)).collect();
            format!("{}({})", term.name, actors.join(", "))
        });
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
                let side = (pair.obligor, pair.beneficiary);
                let owed = to.as_ref().map_or(Ref::TRUE, |list| self.runs_to(list, side, treaty));
                let wanted = self.diagram.and(owes, owed);
                let holds = self.diagram.and(pair.holds, wanted);
                any = self.diagram.or(any, holds);
            }
        }
        if !available {
            return any;
        }
        // What acts could bring about no longer depends on them, and yet one that is done may change it.
        self.any_act_matters = true;
        self.at_best(any)
    }

    fn pairs_of(&mut self, clause: ClauseId) -> Rc<[Pair<'a>]> {
        if let Some(known) = self.referred.get(&clause) {
            return Rc::clone(known);
        }
        let pairs: Rc<[Pair<'a>]> = super::clause::pairs(self, clause).into();
        self.referred.insert(clause, Rc::clone(&pairs));
        pairs
    }

    /// Whether whoever a field names is one of some.
    fn among_named(&mut self, list: &[(ActorId, Ref)], field: FieldId) -> Ref {
        list.iter().fold(Ref::FALSE, |any, (actor, is)| {
            let named = self.is_first(field, *actor);
            let both = self.diagram.and(*is, named);
            self.diagram.or(any, both)
        })
    }

    /// Whether an actor is one of some.
    pub(super) fn among(&mut self, list: &[(ActorId, Ref)], who: Option<ActorId>) -> Ref {
        let same = list.iter().filter(|(actor, _)| Some(*actor) == who);
        same.fold(Ref::FALSE, |any, (_, is)| self.diagram.or(any, *is))
    }

    /// Whether what a pair owes runs to one of some: what runs to all runs to each.
    pub(super) fn runs_to(
        &mut self,
        list: &[(ActorId, Ref)],
        (obligor, beneficiary): (Option<ActorId>, BeneficiaryOut),
        treaty: TreatyId,
    ) -> Ref {
        match beneficiary {
            BeneficiaryOut::None => Ref::FALSE,
            BeneficiaryOut::Actor(actor) => self.among(list, Some(actor)),
            BeneficiaryOut::Struck => self.among_named(list, self.program().kernel.against),
            BeneficiaryOut::All => list.iter().fold(Ref::FALSE, |any, (_, is)| self.diagram.or(any, *is)),
            BeneficiaryOut::Parties => list.iter().fold(Ref::FALSE, |any, (actor, is)| {
                let bound = if obligor == Some(*actor) { Ref::FALSE } else { self.is_party(treaty, *actor) };
                let rests = match obligor {
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

//! The part of the rules that a law looks at, and the days on which that part changes.
//!
//! In: the clauses of a law and its own conditions. Out: [`Slice`]. Absent: what the clauses come to.
//!
//! Between two days of [`Slice::days`] nothing that the slice looks at changes, so an answer for the
//! first day of such a stretch holds for all of it. It may name too many days, never too few: of the
//! states that no rule of the slice names, two that exist are alike, and some always exist.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::evaluate::geography;
use crate::event::Value;
use crate::ir::{
    ActorId, ActorRef, ActorSet, ActorTest, ClassId, ClauseId, Cond, CondKind, Days, Decision, FieldId,
    NodeId, PlaceId, Program, QuestionId, SetClass, TermId, Test, TreatyId,
};

/// What a law looks at.
#[derive(Debug, Default)]
pub(in crate::analyse) struct Slice {
    pub clauses: BTreeSet<ClauseId>,
    pub treaties: BTreeSet<TreatyId>,
    pub questions: BTreeSet<QuestionId>,
    pub terms: BTreeSet<TermId>,
    places: BTreeSet<PlaceId>,
    classes: BTreeSet<ClassId>,
    actors: BTreeSet<ActorId>,
    /// Those of them that a condition or a set names.
    literals: BTreeSet<ActorId>,
    /// Somebody whom only the event names may hold, run or claim a place.
    anybody_holds: bool,
    geography: bool,
    dates: BTreeSet<Date>,
    /// Values that the rules compare a field with, in the order in which they are met.
    pub constants: BTreeMap<FieldId, Vec<Value>>,
    /// Deeds that the rules ask for.
    pub deeds: BTreeSet<NodeId>,
    /// Kinds of places that the rules ask for.
    kinds: BTreeSet<NodeId>,
    /// Fields by which the rules mean an actor.
    fields: BTreeSet<FieldId>,
}

impl Slice {
    /// Adds a clause with everything that it refers to.
    pub fn clause(&mut self, program: &Program, id: ClauseId) {
        let mut work = vec![id];
        let mut conds: Vec<&Cond> = Vec::new();
        while let Some(id) = work.pop() {
            if !self.clauses.insert(id) {
                continue;
            }
            let Some(clause) = program.clause(id) else { continue };
            self.span(clause.days);
            conds.extend(&clause.trigger);
            conds.extend(clause.limbs.iter().map(|limb| &limb.condition));
            let sets = clause.on.iter().chain([&clause.response.obligors]);
            sets.for_each(|set| self.set(set));
            if let crate::ir::Beneficiary::Set(set) = &clause.response.beneficiary {
                self.set(set);
            }
            for rider in &clause.riders {
                self.span(rider.days);
                self.actors.insert(rider.party);
                conds.extend(&rider.only_if);
            }
            self.treaty(program, clause.treaty, &mut conds);
            if let Some(decision) = &clause.decision {
                self.decision(program, decision, &mut conds);
            }
            self.conditions(program, &mut conds, &mut work);
        }
    }

    /// What a count of votes looks at beside the parties and the record.
    fn decision<'p>(&mut self, program: &'p Program, decision: &Decision, conds: &mut Vec<&'p Cond>) {
        decision.demand.iter().chain(&decision.veto).for_each(|set| self.set(set));
        self.actors.extend(&decision.organs);
        if let Some(id) = decision.excluded {
            self.term(program, id, conds);
        }
    }

    fn term<'p>(&mut self, program: &'p Program, id: TermId, conds: &mut Vec<&'p Cond>) {
        let Some(row) = program.term(id).filter(|_| self.terms.insert(id)) else { return };
        for version in &row.versions {
            self.span(version.days);
            conds.push(&version.condition);
        }
    }

    /// Adds what another slice looks at.
    pub fn merge(&mut self, other: Slice) {
        self.clauses.extend(other.clauses);
        self.treaties.extend(other.treaties);
        self.questions.extend(other.questions);
        self.terms.extend(other.terms);
        self.places.extend(other.places);
        self.classes.extend(other.classes);
        self.actors.extend(other.actors);
        self.anybody_holds |= other.anybody_holds;
        self.geography |= other.geography;
        self.dates.extend(other.dates);
        self.kinds.extend(other.kinds);
        self.fields.extend(other.fields);
        self.deeds.extend(other.deeds);
        for (field, values) in other.constants {
            let known = self.constants.entry(field).or_default();
            values.into_iter().for_each(|value| {
                if !known.contains(&value) {
                    known.push(value);
                }
            });
        }
    }

    /// Adds a condition of the law itself.
    pub fn condition(&mut self, program: &Program, cond: &Cond) {
        let mut clauses = Vec::new();
        self.conditions(program, &mut vec![cond], &mut clauses);
        clauses.into_iter().for_each(|id| self.clause(program, id));
    }

    /// Adds a term with everything that it refers to.
    pub fn called(&mut self, program: &Program, id: TermId) {
        let (mut conds, mut clauses) = (Vec::new(), Vec::new());
        self.term(program, id, &mut conds);
        self.conditions(program, &mut conds, &mut clauses);
        clauses.into_iter().for_each(|id| self.clause(program, id));
    }

    pub fn instrument(&mut self, program: &Program, id: TreatyId) {
        let (mut conds, mut clauses) = (Vec::new(), Vec::new());
        self.treaty(program, id, &mut conds);
        self.conditions(program, &mut conds, &mut clauses);
    }

    fn treaty<'p>(&mut self, program: &'p Program, id: TreatyId, conds: &mut Vec<&'p Cond>) {
        let Some(treaty) = program.treaty(id).filter(|_| self.treaties.insert(id)) else { return };
        self.span(treaty.days);
        for row in treaty.parties.iter().chain(&treaty.protected) {
            self.span(row.days);
            self.actors.insert(row.actor);
            conds.extend(&row.when);
        }
        for leg in &treaty.legs {
            self.span(leg.days);
            conds.extend(&leg.when);
        }
    }

    fn conditions<'p>(
        &mut self,
        program: &'p Program,
        work: &mut Vec<&'p Cond>,
        clauses: &mut Vec<ClauseId>,
    ) {
        while let Some(cond) = work.pop() {
            self.constants(program, &cond.kind);
            match &cond.kind {
                // The last comes off first: what is written first is met first.
                CondKind::And(list) | CondKind::Or(list) => work.extend(list.iter().rev()),
                CondKind::Not(inner) => work.push(inner),
                CondKind::Quantified { over, body, .. } => {
                    self.set(over);
                    work.push(body);
                }
                CondKind::Call { term, args } => {
                    args.iter().for_each(|who| self.actor(*who));
                    self.term(program, *term, work);
                }
                CondKind::ClauseIs { clauses: list, by, to, .. } => {
                    clauses.extend(list);
                    by.iter().chain(to).for_each(|who| self.actor(*who));
                }
                // No life is known to have moved in one event, so what it looks at changes nothing.
                CondKind::LifeIs { .. } => {}
                CondKind::Decided { clauses: list } => clauses.extend(list),
                CondKind::Reading { question, .. } => {
                    self.questions.insert(*question);
                }
                CondKind::From(date) | CondKind::Before(date) => {
                    self.dates.insert(*date);
                }
                CondKind::InPlace(place) => {
                    self.geography = true;
                    self.places.insert(*place);
                }
                CondKind::Fact { test: Test::Places(list), .. } => {
                    self.geography = true;
                    self.places.extend(list);
                }
                CondKind::Fact { test: Test::Actors(list), .. } => {
                    self.actors.extend(list);
                    self.literals.extend(list);
                }
                CondKind::Territory { kind, of } => {
                    self.geography = true;
                    self.kinds.extend(kind);
                    self.anybody_holds |= matches!(of, ActorRef::Attacker | ActorRef::Field(_));
                    self.actor(*of);
                }
                CondKind::Administered(of) | CondKind::Claimed(of) => {
                    self.geography = true;
                    self.anybody_holds |= matches!(of, ActorRef::Attacker | ActorRef::Field(_));
                    self.actor(*of);
                }
                CondKind::Is { subject, what } => {
                    self.actor(*subject);
                    match what {
                        ActorTest::Class(class) => {
                            self.classes.insert(*class);
                        }
                        ActorTest::Same(who) => self.actor(*who),
                        ActorTest::Party(id) | ActorTest::Protected(id) => self.treaty(program, *id, work),
                        ActorTest::BoundTo(who, _) => {
                            self.actor(*who);
                            let all = (0..program.treaties.len()).map(TreatyId::at);
                            all.for_each(|id| self.treaty(program, id, work));
                        }
                        _ => {}
                    }
                }
                CondKind::Has { who, to, .. } => {
                    self.actor(*who);
                    to.iter().for_each(|who| self.actor(*who));
                }
                CondKind::Share { except, .. } => except.iter().for_each(|who| self.actor(*who)),
                CondKind::ObjectsOf { of, .. } => self.actor(*of),
                CondKind::Const(_) | CondKind::Fact { .. } | CondKind::Side(..) => {}
            }
        }
    }

    /// Keeps what a condition compares fields with.
    fn constants(&mut self, program: &Program, kind: &CondKind) {
        let kernel = program.kernel;
        let (field, values): (FieldId, Vec<Value>) = match kind {
            CondKind::Fact { field, test } => (*field, values_of(test)),
            CondKind::InPlace(place) => (kernel.place, vec![Value::Place(*place)]),
            CondKind::ObjectsOf { objects, .. } => {
                (kernel.object_field, objects.iter().map(|node| Value::Node(*node)).collect())
            }
            CondKind::Has { deed, .. } | CondKind::Share { deed, .. } => {
                self.deeds.insert(*deed);
                return;
            }
            _ => return,
        };
        let known = self.constants.entry(field).or_default();
        for value in values {
            if !known.contains(&value) {
                known.push(value);
            }
        }
    }

    /// The places that the rules name.
    pub fn places(&self) -> impl Iterator<Item = PlaceId> + '_ {
        self.places.iter().copied()
    }

    /// Kinds of places that the rules name.
    pub fn kinds(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.kinds.iter().copied()
    }

    /// Fields by which the rules mean an actor.
    pub fn fields(&self) -> impl Iterator<Item = FieldId> + '_ {
        self.fields.iter().copied()
    }

    /// The actors that the rules name.
    pub fn named(&self) -> impl Iterator<Item = ActorId> + '_ {
        self.actors.iter().copied()
    }

    /// The actors that conditions and sets name, without those who are only bound.
    pub fn literals(&self) -> impl Iterator<Item = ActorId> + '_ {
        self.literals.iter().copied()
    }

    /// The classes of actors that the rules ask for.
    pub fn classes(&self) -> impl Iterator<Item = ClassId> + '_ {
        self.classes.iter().copied()
    }

    pub fn actor(&mut self, who: ActorRef) {
        match who {
            ActorRef::Literal(actor) => {
                self.actors.insert(actor);
                self.literals.insert(actor);
            }
            ActorRef::Field(field) => {
                self.fields.insert(field);
            }
            _ => {}
        }
    }

    pub fn class(&mut self, class: ClassId) {
        self.classes.insert(class);
    }

    fn set(&mut self, set: &ActorSet) {
        set.names.iter().chain(&set.except).for_each(|who| self.actor(*who));
        for class in &set.classes {
            match class {
                SetClass::Class(class) => {
                    self.classes.insert(*class);
                }
                SetClass::Kind(_) => {}
                _ => {}
            }
        }
    }

    fn span(&mut self, days: Days) {
        self.dates.extend(days.from.into_iter().chain(days.until));
    }

    /// The days on which something that the slice looks at changes, in order.
    pub fn days(&self, program: &Program) -> BTreeSet<Date> {
        let mut named = self.actors.clone();
        let mut days = self.dates.clone();
        let mut add = |span: &Days| days.extend(span.from.into_iter().chain(span.until));
        for class in self.classes.iter().filter_map(|id| program.class(*id)) {
            for (actor, span) in &class.members {
                add(span);
                named.insert(*actor);
            }
        }
        for question in self.questions.iter().filter_map(|id| program.question(*id)) {
            question.readings.iter().flat_map(|reading| &reading.holders).for_each(|(_, span)| add(span));
        }
        for actor in named.iter().filter_map(|id| program.actor(*id)) {
            add(&actor.days);
        }
        if self.geography {
            let holders = if self.anybody_holds { None } else { Some(&named) };
            days.extend(geography::changes(program, &self.places, holders));
        }
        days
    }
}

/// The values that a test names.
fn values_of(test: &Test) -> Vec<Value> {
    match test {
        Test::Under(nodes) => nodes.iter().map(|node| Value::Node(*node)).collect(),
        Test::Levels(levels) => levels.iter().map(|level| Value::Level(*level)).collect(),
        Test::Yes(yes) => vec![Value::Yes(*yes)],
        Test::Number(_, number) => vec![Value::Number(*number)],
        Test::Places(places) => places.iter().map(|place| Value::Place(*place)).collect(),
        Test::Actors(actors) => actors.iter().map(|actor| Value::Actor(*actor)).collect(),
        Test::Stated => Vec::new(),
    }
}

//! Who is meant: roles, sets of actors, memberships, and conditions that count actors.
//!
//! In: an actor or set as a rule writes it, the roles of the clause. Out: the actors it may mean, each
//! with the function that it does. Absent: facts of other kinds (`condition`), deeds (`deeds`).

use super::condition::{Roles, Walk};
use super::diagram::Ref;
use super::facts::Choice;
use crate::ir::{
    ActorId, ActorRef, ActorSet, ActorTest, ClauseId, Cond, FieldId, Membership, NodeId, Program, SetClass,
    TreatyId,
};
use crate::syntax::tree::ActorKind;

impl<'a> Walk<'a> {
    /// True if `test` holds of the actor that a reference means, or of some of those it may mean.
    pub(super) fn some_actor(
        &mut self,
        who: ActorRef,
        roles: &Roles,
        test: &mut dyn FnMut(&mut Self, ActorId) -> Ref,
    ) -> Ref {
        match self.single(who, roles) {
            Some(actor) => test(self, actor),
            None => {
                let members = self.meant(who, roles);
                let tested: Vec<(Ref, Ref)> =
                    members.into_iter().map(|(actor, is)| (is, test(self, actor))).collect();
                // Built from below, like every long chain (see `quantified`).
                tested.into_iter().rev().fold(Ref::FALSE, |any, (is, holds)| {
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
    pub(super) fn single(&self, who: ActorRef, roles: &Roles) -> Option<ActorId> {
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
    pub(super) fn meant(&mut self, who: ActorRef, roles: &Roles) -> Vec<(ActorId, Ref)> {
        let kernel = self.program().kernel;
        match (who, roles.open.obligor) {
            (ActorRef::Attacker, _) => self.any_of(kernel.by),
            (ActorRef::Victim, _) if roles.open.victim => self.actors_of(kernel.against),
            (ActorRef::Victim, _) => self.any_of(kernel.against),
            (ActorRef::Field(field), _) => self.any_of(field),
            (ActorRef::Obligor, Some(field)) => self.actors_of(field),
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

    pub(super) fn is_member(&mut self, list: &'a [Membership], treaty: TreatyId, who: ActorId) -> Ref {
        self.is_member_on(list, treaty, who, self.facts.day)
    }

    pub(super) fn is_member_on(
        &mut self,
        list: &'a [Membership],
        treaty: TreatyId,
        who: ActorId,
        day: jiff::civil::Date,
    ) -> Ref {
        let rows = list.iter().filter(|row| row.actor == who && row.days.contains(day));
        rows.fold(Ref::FALSE, |any, row| {
            let when = match &row.when {
                None => Ref::TRUE,
                Some(cond) => {
                    let when = self.condition(cond, &Roles { treaty: Some(treaty), ..Roles::default() });
                    // How many are bound decides how an answer is given, which no function shows.
                    self.any_act_matters |= !self.acts_in(when).is_empty();
                    when
                }
            };
            self.diagram.or(any, when)
        })
    }

    /// Members of a list on the day, each with the function that it is one.
    pub(super) fn members(&mut self, list: &'a [Membership], treaty: TreatyId) -> Vec<(ActorId, Ref)> {
        self.members_on(list, treaty, self.facts.day)
    }

    /// Members of a list on another day than that of the event.
    pub(super) fn members_on(
        &mut self,
        list: &'a [Membership],
        treaty: TreatyId,
        day: jiff::civil::Date,
    ) -> Vec<(ActorId, Ref)> {
        let mut actors: Vec<ActorId> =
            list.iter().filter(|m| m.days.contains(day)).map(|m| m.actor).collect();
        actors.sort();
        actors.dedup();
        actors.into_iter().map(|actor| (actor, self.is_member_on(list, treaty, actor, day))).collect()
    }

    pub(super) fn bound_to(&mut self, who: ActorId, to: ActorId, kind: Option<NodeId>) -> Ref {
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

    /// Every actor that a reference may mean, with the function that it is meant.
    pub(super) fn all_meant(&mut self, who: ActorRef, roles: &Roles) -> Vec<(ActorId, Ref)> {
        match self.single(who, roles) {
            Some(actor) => vec![(actor, Ref::TRUE)],
            None => self.meant(who, roles),
        }
    }

    /// The members of a set, each with the function that it is one; `other` leaves out the beneficiary.
    pub fn set(&mut self, set: &ActorSet, roles: &Roles) -> Vec<(ActorId, Ref)> {
        let program = self.program();
        let day = self.facts.day;
        let mut members: Vec<(ActorId, Ref)> = Vec::new();
        let mut add = |walk: &mut Self, list: Vec<(ActorId, Ref)>| {
            // What is listed once each is taken as it is: a set of all states is long.
            if members.is_empty() && list.windows(2).all(|two| matches!(two, [a, b] if a.0 < b.0)) {
                members = list;
                return;
            }
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
                    let on = roles.bound_on.unwrap_or(day);
                    match roles.treaty.and_then(|id| Some((id, program.treaty(id)?))) {
                        Some((id, treaty)) if *class == SetClass::Party => {
                            self.members_on(&treaty.parties, id, on)
                        }
                        Some((id, treaty)) => self.members_on(&treaty.protected, id, on),
                        None => Vec::new(),
                    }
                }
                SetClass::Attacker => self.any_of(program.kernel.by),
                SetClass::Victim => self.any_of(program.kernel.against),
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
                    let struck = self.is_first(program.kernel.against, *actor);
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

    pub(super) fn quantified(
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
        let struck = over.classes.contains(&SetClass::Victim);
        for (actor, is) in members {
            if struck {
                self.shows_deeds_of(actor);
            }
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
        // From the last to the first: what was made last stands lowest, and to build from below leaves
        // no half of a long chain behind at every step.
        let holds_last_first = holds.iter().rev();
        match at_least {
            None => holds_last_first.fold(Ref::TRUE, |all, one| self.diagram.and(all, *one)),
            Some(1) => holds_last_first.fold(Ref::FALSE, |any, one| self.diagram.or(any, *one)),
            Some(wanted) => self.count_at_least(&holds, wanted as usize),
        }
    }

    /// At least so many of these functions.
    pub(super) fn count_at_least(&mut self, holds: &[Ref], wanted: usize) -> Ref {
        // reached[k]: at least k of those looked at so far.
        let mut reached = vec![Ref::FALSE; wanted + 1];
        if let Some(none) = reached.first_mut() {
            *none = Ref::TRUE;
        }
        for one in holds.iter().rev() {
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

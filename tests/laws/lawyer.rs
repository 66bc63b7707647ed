//! What a rule set comes to on an event of which nothing is unknown, read off the language by hand.
//!
//! In: rules and a [`Known`] event as the tests' own data. Out: for every clause, obligor and
//! beneficiary whether it is owed, or would be if parties did acts of their own. Absent: anything
//! of the program under test. It is slow and plain on purpose.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::facts::{ACTF, AGAINST, BY, Deed, GRAVITY, Known, OBJECTF, PLACE, SERIES, SHARE, SPONSOR, V};
use crate::model::{
    ACT, C, Clause, DEED, Doer, KIND, Member, OBJECT, Op, PLACE_KIND, Set, Side, To, Tree, What, Who, Word,
    World, is_state, lifetime, under,
};
use crate::spot::Where;

/// To whom something is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ben {
    Nobody,
    Actor(usize),
    /// Whoever was struck; only of answers that are given for nobody in particular.
    Struck,
    Parties,
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Owed,
    Available,
    NotOwed,
}

/// Treaty, place of the clause in it, obligor, beneficiary.
pub type Key = (usize, usize, usize, Ben);

/// The actors of the clause at hand, and the instrument whose words are read.
#[derive(Debug, Clone, Default)]
struct Roles {
    treaty: Option<usize>,
    /// In a text that belongs to no instrument.
    shared: bool,
    victim: Option<usize>,
    obligor: Option<usize>,
    beneficiary: Option<usize>,
    slots: Vec<usize>,
}

pub struct Lawyer<'w> {
    pub world: &'w World,
    pub known: &'w Known,
    /// Acts that parties might still do, beside the record.
    extra: Vec<Deed>,
    /// There were too many acts to try them all.
    gave_up: Rc<Cell<bool>>,
}

/// Acts that could matter for a clause, and whether doing more of them can only help.
pub struct Acts {
    pub acts: Vec<Deed>,
    pub helpful: bool,
}

const OWN_ACT: usize = 1;

impl<'w> Lawyer<'w> {
    pub fn new(world: &'w World, known: &'w Known) -> Self {
        Lawyer { world, known, extra: Vec::new(), gave_up: Rc::default() }
    }

    /// Every pair of a clause for which something is owed, or could be; the others owe nothing.
    ///
    /// None if there are too many acts to try them all.
    pub fn outcomes(&mut self, treaty: usize, at: usize) -> Option<BTreeMap<Key, Outcome>> {
        let clause = &self.world.treaties[treaty].clauses[at];
        let acts = self.acts(treaty, clause);
        let mut found = BTreeMap::new();
        self.extra = Vec::new();
        for (obligor, to) in self.held(treaty, clause) {
            found.insert((treaty, at, obligor, to), Outcome::Owed);
        }
        for chosen in tries(&acts)? {
            self.extra = chosen;
            for (obligor, to) in self.held(treaty, clause) {
                found.entry((treaty, at, obligor, to)).or_insert(Outcome::Available);
            }
        }
        self.extra = Vec::new();
        (!self.gave_up.get()).then_some(found)
    }

    /// Whether a condition that belongs to no instrument holds of some actors.
    pub fn holds_alone(&self, c: &C, slots: &[usize]) -> bool {
        self.holds(c, &Roles { shared: true, slots: slots.to_vec(), ..Roles::default() })
    }

    /// Whether a condition of an instrument holds that is about nobody in particular.
    pub fn holds_under(&self, c: &C, treaty: usize) -> bool {
        self.holds(c, &Roles { treaty: Some(treaty), ..Roles::default() })
    }

    /// Those who are parties in the event at hand.
    pub fn bound(&self, treaty: usize) -> Vec<usize> {
        self.parties(Some(treaty))
    }

    /// Whether what somebody owes to all parties runs to one of them.
    pub fn runs_to(&self, treaty: usize, obligor: usize, to: usize) -> bool {
        obligor != to && self.bound(treaty).contains(&to) && !self.rests(treaty, obligor, to)
    }

    /// The pairs of obligor and beneficiary for which every part of a clause holds.
    fn held(&self, at: usize, clause: &Clause) -> Vec<(usize, Ben)> {
        let treaty = &self.world.treaties[at];
        let day = self.known.day;
        let mut found = Vec::new();
        if !treaty.days.has(day) || !clause.days.has(day) {
            return found;
        }
        let base = Roles { treaty: Some(at), ..Roles::default() };
        let victims: Vec<Option<usize>> = match &clause.on {
            None => vec![None],
            Some(on) => {
                let struck = self.actors(AGAINST);
                self.set(on, &base).into_iter().filter(|v| struck.contains(v)).map(Some).collect()
            }
        };
        for victim in victims {
            let base = Roles { victim, ..base.clone() };
            let to: Vec<(Ben, Option<usize>)> = match &clause.to {
                To::Unsaid => vec![victim.map_or((Ben::Nobody, None), |v| (Ben::Actor(v), Some(v)))],
                To::All => vec![(Ben::All, None)],
                To::Set(set) if set.words.contains(&Word::Party) => {
                    // What runs to all parties has an answer of its own where a leg may rest.
                    let legs = treaty.legs.iter().filter(|leg| leg.days.has(day)).map(|leg| leg.to);
                    let mut all = vec![(Ben::Parties, None)];
                    all.extend(legs.map(|to| (Ben::Actor(to), Some(to))));
                    all
                }
                To::Set(set) => self.set(set, &base).into_iter().map(|a| (Ben::Actor(a), Some(a))).collect(),
            };
            for (ben, beneficiary) in to {
                let base = Roles { beneficiary, ..base.clone() };
                let parties = matches!(&clause.to, To::Set(set) if set.words.contains(&Word::Party));
                for obligor in self.obligors(at, &clause.obligors, &base) {
                    let roles = Roles { obligor: Some(obligor), ..base.clone() };
                    let mut legs = treaty.legs.iter().filter(|l| l.from == obligor && l.days.has(day));
                    let suspended = match (ben, beneficiary) {
                        // A leg has an answer of its own only for the party whose duties rest.
                        (_, Some(to)) if parties && legs.all(|leg| leg.to != to) => continue,
                        (_, Some(to)) => self.rests(at, obligor, to),
                        (Ben::Parties, None) if legs.next().is_some() => {
                            let others = self.parties(Some(at)).into_iter().filter(|to| *to != obligor);
                            others.into_iter().all(|to| self.rests(at, obligor, to))
                        }
                        _ => false,
                    };
                    let riders = clause.riders.iter().filter(|r| r.party == obligor && r.days.has(day));
                    let met = clause.trigger.as_ref().is_none_or(|c| self.holds(c, &roles))
                        && clause.limbs.iter().all(|(role, c)| self.holds(c, &roles) != ends(*role))
                        && riders.into_iter().all(|r| r.only_if.iter().all(|c| self.holds(c, &roles)));
                    if met && !suspended && !found.contains(&(obligor, ben)) {
                        found.push((obligor, ben));
                    }
                }
            }
        }
        found
    }

    /// Whether the duties of one party toward another rest.
    fn rests(&self, at: usize, from: usize, to: usize) -> bool {
        self.world.treaties[at].legs.iter().any(|leg| {
            (leg.from, leg.to) == (from, to)
                && leg.days.has(self.known.day)
                && leg.when.as_ref().is_none_or(|c| self.holds(c, &Roles::default()))
        })
    }

    /// Those who would owe; one that the text names owes while it is a party, if it ever was.
    fn obligors(&self, at: usize, set: &Set, base: &Roles) -> Vec<usize> {
        let mut all = self.set(set, base);
        let by_class = self.set(&Set { names: Vec::new(), ..set.clone() }, base);
        let parties = self.parties(Some(at));
        all.retain(|actor| {
            let named = set.names.contains(&Who::Named(*actor));
            let ever = self.world.treaties[at].parties.iter().any(|m| m.actor == *actor);
            !named
                || !ever
                || parties.contains(actor)
                || by_class.contains(actor)
                || self.meant_otherwise(*actor, set, base)
        });
        all
    }

    /// Whether an actor is meant by a name of the set that is not its own.
    fn meant_otherwise(&self, actor: usize, set: &Set, base: &Roles) -> bool {
        set.names.iter().any(|who| *who != Who::Named(actor) && self.meant(*who, base).contains(&actor))
    }

    fn values(&self, field: usize) -> &[V] {
        &self.known.facts[field]
    }

    fn actors(&self, field: usize) -> Vec<usize> {
        let actor = |value: &V| match value {
            V::Actor(actor) => Some(*actor),
            _ => None,
        };
        self.values(field).iter().filter_map(actor).collect()
    }

    /// Whom a word may mean; several where several did it or were struck.
    fn meant(&self, who: Who, roles: &Roles) -> Vec<usize> {
        match who {
            Who::Named(actor) => vec![actor],
            Who::Slot(slot) => roles.slots.get(slot).copied().into_iter().collect(),
            Who::Obligor => roles.obligor.into_iter().collect(),
            Who::Beneficiary => roles.beneficiary.into_iter().collect(),
            Who::Victim => roles.victim.map_or_else(|| self.actors(AGAINST), |victim| vec![victim]),
            Who::Attacker => self.actors(BY),
            Who::Sponsor => self.actors(SPONSOR),
        }
    }

    fn members(&self, list: &[Member]) -> Vec<usize> {
        let bound = |m: &&Member| {
            m.days.has(self.known.day) && m.when.as_ref().is_none_or(|c| self.holds(c, &Roles::default()))
        };
        list.iter().filter(bound).map(|m| m.actor).collect()
    }

    fn parties(&self, treaty: Option<usize>) -> Vec<usize> {
        treaty.map(|at| self.members(&self.world.treaties[at].parties)).unwrap_or_default()
    }

    fn protected(&self, treaty: Option<usize>) -> Vec<usize> {
        treaty.map(|at| self.members(&self.world.treaties[at].protects)).unwrap_or_default()
    }

    fn great(&self) -> Vec<usize> {
        self.world.great.iter().filter(|(_, days)| days.has(self.known.day)).map(|(a, _)| *a).collect()
    }

    fn set(&self, set: &Set, roles: &Roles) -> Vec<usize> {
        let mut all: Vec<usize> = Vec::new();
        for word in &set.words {
            all.extend(match word {
                Word::Party => self.parties(roles.treaty),
                Word::Protected => self.protected(roles.treaty),
                Word::Attacker => self.actors(BY),
                Word::Victim => self.actors(AGAINST),
                Word::Great => self.great(),
                Word::State => (0..7).filter(|a| is_state(*a) && lifetime(*a).has(self.known.day)).collect(),
            });
        }
        for name in &set.names {
            all.extend(self.meant(*name, roles));
        }
        if set.other {
            let out = roles.beneficiary.or(roles.victim);
            all.retain(|actor| Some(*actor) != out);
        }
        let except: Vec<usize> = set.except.iter().flat_map(|who| self.meant(*who, roles)).collect();
        all.retain(|actor| !except.contains(actor));
        all.sort_unstable();
        all.dedup();
        all
    }

    fn under(&self, field: usize, tree: &Tree, above: &[usize]) -> bool {
        let fits = |value: &V| matches!(value, V::Node(node) if above.iter().any(|a| under(tree, *node, *a)));
        self.values(field).iter().any(fits)
    }

    fn levels(&self, fits: impl Fn(usize) -> bool) -> bool {
        self.values(GRAVITY).iter().any(|value| matches!(value, V::Level(level) if fits(*level)))
    }

    fn holds(&self, c: &C, roles: &Roles) -> bool {
        match c {
            C::Always => true,
            C::Never => false,
            C::And(list) => list.iter().all(|c| self.holds(c, roles)),
            C::Or(list) => list.iter().any(|c| self.holds(c, roles)),
            C::Not(inner) => !self.holds(inner, roles),
            C::Act(list) => self.under(ACTF, ACT, list),
            C::Object(list) => self.under(OBJECTF, OBJECT, list),
            C::Gravity(level) => self.levels(|l| l == *level),
            C::GravityFrom(level) => self.levels(|l| l >= *level),
            C::GravityTo(level) => self.levels(|l| l <= *level),
            C::Series(yes) => self.values(SERIES).contains(&V::Yes(*yes)),
            C::Share(op, number) => {
                let number = f64::from(*number);
                let fits = |value: &V| match (value, op) {
                    (V::Num(n), Op::Equal) => *n == number,
                    (V::Num(n), Op::Less) => *n < number,
                    (V::Num(n), Op::AtMost) => *n <= number,
                    (V::Num(n), Op::More) => *n > number,
                    (V::Num(n), Op::AtLeast) => *n >= number,
                    _ => false,
                };
                self.values(SHARE).iter().any(fits)
            }
            C::SponsorIn(list) => self.actors(SPONSOR).iter().any(|actor| list.contains(actor)),
            C::Is(who, negated, what) => {
                self.meant(*who, roles).into_iter().any(|who| self.is(who, *what, roles)) != *negated
            }
            C::Has { doer, deed, to, anywhere } => {
                let anywhere = *anywhere || roles.shared;
                let one = |who: &usize| match to {
                    None => self.did(*who, *deed, None, anywhere, roles),
                    Some(to) => self
                        .meant(*to, roles)
                        .into_iter()
                        .any(|to| self.did(*who, *deed, Some(to), anywhere, roles)),
                };
                match doer {
                    Doer::One(who) => self.meant(*who, roles).iter().any(one),
                    Doer::Any { every, other, word } => {
                        let set = Set { other: *other, words: vec![*word], ..Set::default() };
                        let all = self.set(&set, roles);
                        if *every { all.iter().all(one) } else { all.iter().any(one) }
                    }
                }
            }
            C::Part { over, under, except, deed, anywhere } => {
                let set = Set { words: vec![Word::Party], except: except.clone(), ..Set::default() };
                let all = self.set(&set, roles);
                let anywhere = *anywhere || roles.shared;
                let did = all.iter().filter(|who| self.did(**who, *deed, None, anywhere, roles)).count();
                !all.is_empty() && did * *under as usize >= *over as usize * all.len()
            }
            C::Reading(question, reading) => self.known.readings[*question] == *reading,
            C::From(day) => self.known.day >= *day,
            C::Before(day) => self.known.day < *day,
            C::In(place) => self.each_place(|where_| where_.contains(self.world, self.known, *place)),
            C::PlaceIn(list) => self.each_place(|where_| {
                list.iter().any(|place| where_.contains(self.world, self.known, *place))
            }),
            C::Territory(kind, of) => self.meant(*of, roles).into_iter().any(|who| {
                self.each_place(|where_| {
                    let kinds = where_.kinds(self.world, self.known);
                    where_.title(self.world, self.known).contains(&who)
                        && kind.is_none_or(|kind| kinds.iter().any(|k| under(PLACE_KIND, *k, kind)))
                })
            }),
            C::Administered(of) => self.meant(*of, roles).into_iter().any(|who| {
                self.each_place(|where_| where_.administered(self.world, self.known).contains(&who))
            }),
            C::Claimed(of) => self
                .meant(*of, roles)
                .into_iter()
                .any(|who| self.each_place(|where_| where_.claimed(self.world, self.known).contains(&who))),
            C::Side(side, degrees) => {
                let degrees = f64::from(*degrees);
                self.each_place(|where_| {
                    where_.at(self.world, self.known).is_some_and(|(lat, lon)| match side {
                        Side::North => lat > degrees,
                        Side::South => lat < degrees,
                        Side::East => lon > degrees,
                        Side::West => lon < degrees,
                    })
                })
            }
            C::ObjectsOf(list, of) => {
                let struck = self.actors(AGAINST);
                self.under(OBJECTF, OBJECT, list)
                    && self.meant(*of, roles).iter().any(|who| struck.contains(who))
            }
            C::Clause { treaty, name, available, by, to } => {
                self.clause_is(*treaty, *name, *available, *by, *to, roles)
            }
            C::Call(term, args) => self.call(*term, args, roles),
            C::Many { at_least, over, slot, body } => {
                let all = self.set(over, roles);
                let holds = |actor: &&usize| {
                    let mut slots = roles.slots.clone();
                    slots.resize(*slot, usize::MAX);
                    slots.push(**actor);
                    self.holds(body, &Roles { slots, ..roles.clone() })
                };
                let number = all.iter().filter(holds).count();
                at_least.map_or(number == all.len(), |wanted| number >= wanted)
            }
        }
    }

    fn is(&self, who: usize, what: What, roles: &Roles) -> bool {
        match what {
            What::State => is_state(who),
            What::Group => who == crate::model::GANG,
            What::Great => self.great().contains(&who),
            What::Same(other) => self.meant(other, roles).contains(&who),
            What::Party(treaty) => self.parties(treaty.or(roles.treaty)).contains(&who),
            What::Protected => self.protected(roles.treaty).contains(&who),
            What::Bound(to, kind) => self.meant(to, roles).into_iter().any(|to| {
                who != to
                    && (0..self.world.treaties.len()).any(|at| {
                        let parties = self.parties(Some(at));
                        let clauses = &self.world.treaties[at].clauses;
                        clauses.iter().any(|c| {
                            c.days.has(self.known.day) && kind.is_none_or(|kind| under(KIND, c.kind, kind))
                        }) && parties.contains(&who)
                            && parties.contains(&to)
                    })
            }),
        }
    }

    fn did(&self, who: usize, deed: usize, to: Option<usize>, anywhere: bool, roles: &Roles) -> bool {
        let shown = |d: &Deed| {
            d.by == who
                && under(DEED, d.does, deed)
                && d.date.is_none_or(|date| date <= self.known.day)
                && (anywhere || d.treaty.is_none() || d.treaty == roles.treaty)
                && to.is_none_or(|to| d.to.is_none_or(|other| other == to))
        };
        let own = |d: &Deed| shown(d) && self.may(who, roles);
        self.known.record.iter().any(shown) || self.extra.iter().any(own)
    }

    /// Whether what this actor might still do is an act of a party, in the clause at hand.
    fn may(&self, who: usize, roles: &Roles) -> bool {
        is_state(who)
            && lifetime(who).has(self.known.day)
            && ([roles.victim, roles.obligor, roles.beneficiary].contains(&Some(who))
                || self.parties(roles.treaty).contains(&who)
                || self.protected(roles.treaty).contains(&who))
    }

    fn call(&self, term: usize, args: &[Who], roles: &Roles) -> bool {
        let term = &self.world.terms[term];
        let Some((_, body)) = term.versions.iter().find(|(days, _)| days.has(self.known.day)) else {
            return false;
        };
        let mut lists: Vec<Vec<usize>> = vec![Vec::new()];
        for arg in args {
            let meant = self.meant(*arg, roles);
            lists = lists
                .into_iter()
                .flat_map(|l| meant.iter().map(move |m| [l.clone(), vec![*m]].concat()))
                .collect();
        }
        lists.into_iter().any(|slots| {
            let treaty = term.treaty.or(roles.treaty);
            let roles = Roles { slots, treaty, shared: term.treaty.is_none(), ..roles.clone() };
            self.holds(body, &roles)
        })
    }

    fn clause_is(
        &self,
        treaty: usize,
        name: usize,
        available: bool,
        by: Option<Who>,
        to: Option<Who>,
        roles: &Roles,
    ) -> bool {
        let by = by.map(|who| self.meant(who, roles));
        let to = to.map(|who| self.meant(who, roles));
        let fits = |obligor: usize, ben: Ben, bound: &[usize]| {
            by.as_ref().is_none_or(|by| by.contains(&obligor))
                && to.as_ref().is_none_or(|to| match ben {
                    Ben::Actor(actor) => to.contains(&actor),
                    Ben::All => !to.is_empty(),
                    Ben::Parties => to
                        .iter()
                        .any(|to| bound.contains(to) && *to != obligor && !self.rests(treaty, obligor, *to)),
                    Ben::Nobody | Ben::Struck => false,
                })
        };
        let bound = self.parties(Some(treaty));
        let versions = self.world.treaties[treaty].clauses.iter().filter(|c| c.name == name);
        versions.into_iter().any(|clause| {
            let holds =
                |lawyer: &Lawyer<'_>| lawyer.held(treaty, clause).iter().any(|(o, b)| fits(*o, *b, &bound));
            if !available {
                return holds(self);
            }
            let with = |extra| Lawyer {
                world: self.world,
                known: self.known,
                extra,
                gave_up: Rc::clone(&self.gave_up),
            };
            let Some(tries) = tries(&self.acts(treaty, clause)) else {
                self.gave_up.set(true);
                return false;
            };
            tries.into_iter().any(|extra| holds(&with(extra)))
        })
    }

    /// The place of the event, tried in turn if there are several.
    fn each_place(&self, test: impl Fn(Where) -> bool) -> bool {
        self.values(PLACE).iter().any(|value| match value {
            V::Place(place) => test(Where::Declared(*place)),
            V::Own => test(Where::Own),
            _ => false,
        })
    }

    /// The acts that a clause may look for, by anybody who might be concerned.
    pub fn acts(&self, treaty: usize, clause: &Clause) -> Acts {
        let mut asked: Vec<(usize, bool)> = Vec::new();
        let mut helpful = true;
        let mut treaties = vec![treaty];
        let mut anybody = false;
        self.world.walk_clause(clause, true, &mut |c, positive| match c {
            C::Has { deed, to, .. } => {
                asked.push((*deed, to.is_some()));
                helpful &= positive;
            }
            C::Part { deed, .. } => {
                asked.push((*deed, false));
                helpful &= positive;
            }
            C::Clause { treaty, .. } => treaties.push(*treaty),
            _ => {}
        });
        for clause in self.world.treaties.iter().flat_map(|t| &t.clauses) {
            anybody |= clause.obligors.words.iter().any(|w| !matches!(w, Word::Party | Word::Protected));
            anybody |= !clause.obligors.names.is_empty() || matches!(clause.to, To::Set(_));
        }
        let struck = self.actors(AGAINST);
        let concerned = |who: &usize| {
            let row = |m: &Member| m.actor == *who && m.days.has(self.known.day);
            let bound = treaties.iter().any(|t| {
                let treaty = &self.world.treaties[*t];
                treaty.parties.iter().any(row) || treaty.protects.iter().any(row)
            });
            is_state(*who) && lifetime(*who).has(self.known.day) && (anybody || bound || struck.contains(who))
        };
        let mut acts = Vec::new();
        for who in (0..7).filter(concerned) {
            for (deed, toward) in &asked {
                let fulfils = |node: &usize| under(DEED, *node, *deed) && under(DEED, *node, OWN_ACT);
                let nodes: Vec<usize> = (0..DEED.len()).filter(fulfils).collect();
                // The widest own act says least; where a deed reaches beyond own acts, any may do.
                let nodes: Vec<usize> = if under(DEED, *deed, OWN_ACT) { vec![*deed] } else { nodes };
                for does in nodes {
                    let to: Vec<Option<usize>> = if helpful || !toward {
                        vec![None]
                    } else {
                        (0..6).map(Some).chain([None]).collect()
                    };
                    for to in to {
                        let act = Deed { by: who, does, to, treaty: None, date: None };
                        if !acts.contains(&act) {
                            acts.push(act);
                        }
                    }
                }
            }
        }
        Acts { acts, helpful }
    }
}

/// Every choice of acts worth trying; none if there are too many.
fn tries(acts: &Acts) -> Option<Vec<Vec<Deed>>> {
    if acts.helpful {
        return Some(vec![acts.acts.clone()]);
    }
    let number = acts.acts.len();
    if number > 8 {
        return None;
    }
    let chosen = |bits: u32| {
        acts.acts
            .iter()
            .enumerate()
            .filter(|(at, _)| bits >> at & 1 == 1)
            .map(|(_, act)| act.clone())
            .collect()
    };
    Some((0..1 << number).map(chosen).collect())
}

fn ends(role: crate::model::Role) -> bool {
    matches!(role, crate::model::Role::Except | crate::model::Role::Until)
}

impl World {
    /// Visits every condition of a clause and of the terms and clauses it refers to, saying whether
    /// more truth in it can only help the clause.
    pub fn walk_clause(&self, clause: &Clause, positive: bool, visit: &mut impl FnMut(&C, bool)) {
        let mut all: Vec<(&C, bool)> = clause.trigger.iter().map(|c| (c, positive)).collect();
        all.extend(clause.limbs.iter().map(|(role, c)| (c, positive != ends(*role))));
        all.extend(clause.riders.iter().flat_map(|r| &r.only_if).map(|c| (c, positive)));
        for (c, positive) in all {
            self.walk(c, positive, visit);
        }
    }

    pub fn walk(&self, c: &C, positive: bool, visit: &mut dyn FnMut(&C, bool)) {
        visit(c, positive);
        match c {
            C::And(list) | C::Or(list) => list.iter().for_each(|c| self.walk(c, positive, visit)),
            C::Not(inner) => self.walk(inner, !positive, visit),
            C::Many { body, .. } => self.walk(body, positive, visit),
            C::Call(term, _) => {
                for (_, body) in &self.terms[*term].versions {
                    self.walk(body, positive, visit);
                }
            }
            C::Clause { treaty, name, .. } => {
                for clause in self.treaties[*treaty].clauses.iter().filter(|c| c.name == *name) {
                    self.walk_clause(clause, positive, &mut |c, p| visit(c, p));
                }
            }
            _ => {}
        }
    }

    /// Visits every condition that is written anywhere.
    pub fn each_condition(&self, visit: &mut impl FnMut(&C)) {
        self.beside.iter().for_each(|cond| self.walk(cond, true, &mut |c, _| visit(c)));
        let terms = self.terms.iter().flat_map(|term| &term.versions);
        terms.for_each(|(_, body)| self.walk(body, true, &mut |c, _| visit(c)));
        for clause in self.treaties.iter().flat_map(|treaty| &treaty.clauses) {
            self.walk_clause(clause, true, &mut |c, _| visit(c));
        }
    }
}

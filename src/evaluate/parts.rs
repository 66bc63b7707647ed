//! The written conditions of one clause for one obligor, and in which events each of them decides.
//!
//! In: a space, a clause, an obligor. Out: every condition as it is written (a test, a use of a term, who
//! must be struck) with where it holds and where turning it round would change the answer. Absent:
//! choosing events (`analyse::cases`), and a meaning of its own: what a condition comes to is asked of
//! `condition`, and the whole is compared with what `clause` finds.
//!
//! The condition of the clause is taken apart into a graph whose leaves are functions. To turn one
//! leaf round is to work out what stands above it once with the leaf true and once with it false; all
//! others stay the functions that they are, so a fact that stands under several conditions is turned
//! round in one of them only.

mod turned;

use std::collections::BTreeSet;

use rustc_hash::FxHashMap as HashMap;

use super::clause::{Pair, PairLimb, pairs_of};
use super::condition::{Roles, Walk};
use super::diagram::{Rank, Ref};
use super::said::Said;
use super::space::{Fun, Space};
use super::verdict::BeneficiaryOut;
use crate::ir::describe::{self, describe_with};
use crate::ir::{
    ActorId, ActorRef, ActorSet, ActorTest, ClauseId, Cond, CondKind, FieldId, LimbRole, Origin, Program,
    QuestionId, SetClass, TermId, TreatyId,
};

/// A condition as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// In words.
    pub text: String,
    /// Which face of the clause it belongs to.
    pub role: LimbRole,
    /// The term in which it is written; none if in the clause itself.
    pub term: Option<TermId>,
    /// Where it is written.
    pub origin: Origin,
    /// The question whose reading it asks for.
    pub question: Option<QuestionId>,
    /// It asks where another duty stands, which one event never shows.
    pub of_life: bool,
    /// A condition of the rules, or what stands around them: who is bound, who must be struck.
    pub written: bool,
}

/// Where a condition holds, and where it alone decides.
#[derive(Debug, Clone)]
pub(crate) struct Decides {
    /// The condition.
    pub part: Part,
    /// It holds, it alone decides, and the clause is owed; it holds and the clause is not owed; it fails
    /// and the clause is owed; it fails and it is not.
    pub when: [Fun; 4],
    /// It holds, of somebody; it fails, of somebody.
    pub can: [Fun; 2],
    /// Of how many actors, or in how many ways, it is asked.
    pub asked_of: usize,
    /// Not everybody of whom it may speak was looked at.
    pub cut: bool,
}

/// A clause for one obligor, taken apart.
#[derive(Debug, Clone)]
pub(crate) struct Apart {
    /// Who owes; none where a field says.
    pub obligor: Option<ActorId>,
    /// To whom.
    pub beneficiary: BeneficiaryOut,
    /// It is, or would be if parties did acts of their own.
    pub at_best: Fun,
    /// Its conditions, in the order written.
    pub parts: Vec<Decides>,
    /// The graph does not come to what the evaluator finds, which is a fault of this program.
    pub faulty: bool,
}

impl Space<'_, '_> {
    /// Takes a clause apart for some obligors: the first of those that share everything, and each that
    /// has a rider or a suspended leg of its own; only for one if that is wanted.
    pub fn apart(&mut self, id: ClauseId, wanted: Option<ActorId>, asked_of: usize) -> Vec<Apart> {
        let program = self.walk.facts.program;
        let only = match wanted {
            Some(who) => Some(BTreeSet::from([who])),
            None => speakers(self.walk, id),
        };
        let pairs = pairs_of(self.walk, id, only.as_ref());
        let mut shapes: BTreeSet<Vec<(LimbRole, Origin)>> = BTreeSet::new();
        let mut all = Vec::new();
        for pair in pairs {
            if pair.obligor.is_none() && pair.roles.open.obligor.is_none() {
                continue;
            }
            let own = |limb: &&PairLimb<'_>| matches!(limb.role, LimbRole::Leg | LimbRole::Rider);
            let shape = pair.limbs.iter().filter(own).map(|limb| (limb.role, limb.origin)).collect();
            if !shapes.insert(shape) {
                continue;
            }
            let Some(clause) = program.clause(id) else { continue };
            all.push(Taking::new(self.walk, &pair, asked_of).all(clause, &pair));
            if self.is_full() {
                break;
            }
        }
        all
    }
}

/// One obligor for all that share everything, and each with a rider or a suspended leg; none if the
/// obligors are not a matter of names.
fn speakers(walk: &mut Walk<'_>, id: ClauseId) -> Option<BTreeSet<ActorId>> {
    let program = walk.facts.program;
    let clause = program.clause(id)?;
    let treaty = program.treaty(clause.treaty)?;
    let day = walk.facts.day;
    let mut roles = Roles { treaty: Some(clause.treaty), ..Roles::default() };
    roles.open.victim = clause.on.is_some();
    let members: Vec<ActorId> =
        walk.set(&clause.response.obligors, &roles).into_iter().map(|(actor, _)| actor).collect();
    let rider = |who: ActorId| {
        clause.riders.iter().any(|r| r.party == who && r.days.contains(day) && !r.only_if.is_empty())
    };
    let leg = |who: ActorId| treaty.legs.iter().any(|leg| leg.from == who && leg.days.contains(day));
    // Who has been bound longest speaks for the others; of those the one that is written first.
    let since = |who: ActorId| {
        let rows = treaty.parties.iter().enumerate();
        let row = rows.filter(|(_, row)| row.actor == who && row.days.contains(day));
        row.map(|(at, row)| (row.days.from, at)).min()
    };
    let plain = members.iter().copied().filter(|who| !rider(*who) && !leg(*who));
    let first = plain.min_by_key(|who| (since(*who).is_none(), since(*who), *who));
    let own = members.iter().copied().filter(|who| rider(*who) || leg(*who));
    let all: BTreeSet<ActorId> = first.into_iter().chain(own).collect();
    (!all.is_empty()).then_some(all)
}

/// An actor of a term or a bound name: one, or whoever a field of the event names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Slot {
    One(ActorId),
    Whoever(FieldId),
}

/// Where a condition is looked at.
#[derive(Debug, Clone)]
struct Env {
    slots: Vec<Slot>,
    /// What a reader calls those who have the slots.
    names: Vec<String>,
    treaty: Option<TreatyId>,
    role: LimbRole,
    term: Option<TermId>,
}

/// What a node of the graph is made of.
#[derive(Debug, Clone)]
enum Expr {
    Fixed,
    All(Vec<usize>),
    Any(Vec<usize>),
    Not(usize),
    AtLeast(usize, Vec<usize>),
    /// A condition that is made of others: a term that is used.
    Whole(usize),
}

/// What names an instance of a condition: where it is written, and of whom it is asked.
type Key = (usize, Vec<Slot>, Option<TreatyId>);

struct Taking<'x, 'a> {
    walk: &'x mut Walk<'a>,
    roles: Roles,
    nodes: Vec<(Expr, Ref)>,
    known: HashMap<Key, usize>,
    bodies: HashMap<(TermId, Vec<Slot>, Option<TreatyId>), usize>,
    /// Conditions with the nodes that are instances of them, in the order met.
    parts: Vec<(Part, Vec<usize>)>,
    places: HashMap<usize, usize>,
    /// Of more actors than this a condition that is asked of each is looked at for so many only.
    asked_of: usize,
}

impl<'x, 'a> Taking<'x, 'a> {
    fn new(walk: &'x mut Walk<'a>, pair: &Pair<'a>, asked_of: usize) -> Self {
        Taking {
            walk,
            roles: Roles { slots: Vec::new(), ..pair.roles.clone() },
            nodes: Vec::new(),
            known: HashMap::default(),
            bodies: HashMap::default(),
            parts: Vec::new(),
            places: HashMap::default(),
            asked_of,
        }
    }

    fn program(&self) -> &'a Program {
        self.walk.facts.program
    }

    fn all(mut self, clause: &'a crate::ir::Clause, pair: &Pair<'a>) -> Apart {
        let day = self.walk.facts.day;
        let mut limbs = Vec::new();
        for limb in &pair.limbs {
            limbs.extend(self.around(limb, clause));
        }
        let conds = clause.trigger.iter().map(|cond| (LimbRole::Trigger, cond));
        let conds = conds.chain(clause.limbs.iter().map(|limb| (limb.role, &limb.condition)));
        let riders = clause.riders.iter().filter(|r| Some(r.party) == pair.obligor && r.days.contains(day));
        let riders = riders.flat_map(|r| r.only_if.iter().map(|cond| (LimbRole::Rider, cond)));
        for (role, cond) in conds.chain(riders) {
            let env =
                Env { slots: Vec::new(), names: Vec::new(), treaty: pair.roles.treaty, role, term: None };
            limbs.push(self.take(cond, &env));
        }
        let root = self.join(Expr::All(limbs));
        let owed = self.value(root);
        let expected = self.now(pair.holds);
        let at_best = self.walk.at_best(pair.holds);
        let parts = self.decisions(root);
        Apart {
            obligor: pair.obligor,
            beneficiary: pair.beneficiary,
            at_best,
            parts,
            faulty: owed != expected && !self.walk.diagram.is_full(),
        }
    }

    /// A limb that no condition of the rules makes: who is bound, who was struck, whose leg rests.
    fn around(&mut self, limb: &PairLimb<'a>, clause: &crate::ir::Clause) -> Option<usize> {
        let written = match limb.role {
            LimbRole::Bound | LimbRole::Version | LimbRole::Leg => false,
            LimbRole::Trigger => matches!(limb.text, Said::Cond(_)),
            _ => true,
        };
        let holds = self.now(limb.holds);
        if written || holds == Ref::TRUE {
            return None;
        }
        let node = self.push(Expr::Fixed, holds);
        let text = match (&limb.text, limb.role, &clause.on) {
            (_, LimbRole::Bound, _) if clause.response.obligors.other => {
                "the one who would owe is another than the one struck".to_owned()
            }
            (_, LimbRole::Trigger, Some(_)) => "the one struck is covered by the clause".to_owned(),
            (said, ..) => said.words(self.program(), self.walk.facts.day),
        };
        let part = Part {
            text,
            role: limb.role,
            term: None,
            origin: limb.origin,
            question: None,
            of_life: false,
            written: false,
        };
        self.parts.push((part, vec![node]));
        Some(node)
    }

    // ---- the graph ----

    fn push(&mut self, expr: Expr, value: Ref) -> usize {
        self.nodes.push((expr, value));
        self.nodes.len() - 1
    }

    fn value(&self, node: usize) -> Ref {
        self.nodes.get(node).map_or(Ref::FALSE, |(_, value)| *value)
    }

    fn join(&mut self, expr: Expr) -> usize {
        let value = self.worked_out(&expr, &|taking, node| taking.value(node));
        self.push(expr, value)
    }

    fn worked_out(&mut self, expr: &Expr, value: &dyn Fn(&Self, usize) -> Ref) -> Ref {
        match expr {
            Expr::Fixed => Ref::FALSE,
            // From below, like every long chain.
            Expr::All(list) => list.iter().rev().fold(Ref::TRUE, |all, node| {
                let one = value(self, *node);
                self.walk.diagram.and(all, one)
            }),
            Expr::Any(list) => list.iter().rev().fold(Ref::FALSE, |any, node| {
                let one = value(self, *node);
                self.walk.diagram.or(any, one)
            }),
            Expr::Not(node) => {
                let one = value(self, *node);
                self.walk.diagram.not(one)
            }
            Expr::AtLeast(wanted, list) => {
                let holds: Vec<Ref> = list.iter().map(|node| value(self, *node)).collect();
                self.walk.count_at_least(&holds, *wanted)
            }
            Expr::Whole(node) => value(self, *node),
        }
    }

    /// A function with no act done beside those of the record.
    fn now(&mut self, f: Ref) -> Ref {
        let none: Vec<(Rank, usize)> = self.walk.acts_in(f).into_iter().map(|(rank, _)| (rank, 0)).collect();
        self.walk.diagram.restrict(f, &none)
    }

    fn take(&mut self, cond: &'a Cond, env: &Env) -> usize {
        match &cond.kind {
            CondKind::Const(value) => self.push(Expr::Fixed, Ref::of(*value)),
            CondKind::And(list) => {
                let parts = list.iter().map(|one| self.take(one, env)).collect();
                self.join(Expr::All(parts))
            }
            CondKind::Or(list) => {
                let parts = list.iter().map(|one| self.take(one, env)).collect();
                self.join(Expr::Any(parts))
            }
            CondKind::Not(inner) => {
                let inner = self.take(inner, env);
                self.join(Expr::Not(inner))
            }
            CondKind::Quantified { at_least, over, slot, body } => {
                self.quantified(*at_least, over, *slot, body, env)
            }
            CondKind::Call { term, args } => self.call(cond, *term, args, env),
            _ => self.leaf(cond, env),
        }
    }

    /// A condition that is asked of several: whoever did it or was struck is one actor, others are asked
    /// one by one.
    fn quantified(
        &mut self,
        at_least: Option<u32>,
        over: &'a ActorSet,
        slot: u16,
        body: &'a Cond,
        env: &Env,
    ) -> usize {
        let place = usize::from(slot);
        let called = describe::actors(self.program(), over, &env.names);
        let with = |slot: Slot| {
            let mut slots = env.slots.clone();
            slots.truncate(place);
            slots.resize(place, slot);
            slots.push(slot);
            let mut names = env.names.clone();
            names.truncate(place);
            names.resize(place, "it".to_owned());
            names.push(called.clone());
            Env { slots, names, ..env.clone() }
        };
        if let Some(field) = self.field_of(over).filter(|_| at_least.is_none_or(|n| n == 1)) {
            return self.take(body, &with(Slot::Whoever(field)));
        }
        let mut holds = Vec::new();
        for (actor, is) in self.members(over, env) {
            let is = self.now(is);
            let body = self.take(body, &with(Slot::One(actor)));
            let is = self.push(Expr::Fixed, is);
            holds.push(match at_least {
                Some(_) => self.join(Expr::All(vec![is, body])),
                None => {
                    let is_not = self.join(Expr::Not(is));
                    self.join(Expr::Any(vec![is_not, body]))
                }
            });
        }
        match at_least {
            None => self.join(Expr::All(holds)),
            Some(1) => self.join(Expr::Any(holds)),
            Some(wanted) => self.join(Expr::AtLeast(wanted as usize, holds)),
        }
    }

    /// The field that names the members of a set, if it is all who did it or all who were struck and the
    /// event names one of them.
    fn field_of(&self, over: &ActorSet) -> Option<FieldId> {
        let kernel = self.program().kernel;
        if !over.names.is_empty() || !over.except.is_empty() || over.other {
            return None;
        }
        match over.classes.as_slice() {
            [SetClass::Attacker] => Some(kernel.by),
            [SetClass::Victim] => Some(kernel.against),
            _ => None,
        }
        .filter(|field| self.walk.facts.is_silent(*field))
    }

    fn members(&mut self, over: &'a ActorSet, env: &Env) -> Vec<(ActorId, Ref)> {
        let used: Vec<u16> = over.names.iter().chain(&over.except).filter_map(slot_of).collect();
        let mut members: Vec<(ActorId, Ref)> = Vec::new();
        for (is, roles) in self.meanings(env, &used) {
            for (actor, one) in self.walk.set(over, &roles) {
                let one = self.walk.diagram.and(is, one);
                match members.iter_mut().find(|(known, _)| *known == actor) {
                    Some((_, before)) => *before = self.walk.diagram.or(*before, one),
                    None => members.push((actor, one)),
                }
            }
        }
        members
    }

    fn call(&mut self, cond: &'a Cond, id: TermId, args: &'a [ActorRef], env: &Env) -> usize {
        let day = self.walk.facts.day;
        let mut slots = Vec::with_capacity(args.len());
        for arg in args {
            match self.slot(*arg, env) {
                Some(slot) => slots.push(slot),
                // Nobody is meant, so it holds of nobody.
                None => return self.push(Expr::Fixed, Ref::FALSE),
            }
        }
        let program = self.program();
        let Some(row) = program.term(id) else { return self.push(Expr::Fixed, Ref::FALSE) };
        let key: Key = (std::ptr::from_ref(cond) as usize, slots.clone(), env.treaty);
        if let Some(node) = self.known.get(&key) {
            return *node;
        }
        let body = match row.versions.iter().find(|version| version.days.contains(day)) {
            None => self.push(Expr::Fixed, Ref::FALSE),
            Some(version) => {
                let treaty = row.treaty.or(env.treaty);
                let within = (id, slots.clone(), treaty);
                match self.bodies.get(&within) {
                    Some(node) => *node,
                    None => {
                        let named = |who: &ActorRef| describe::actor(program, *who, &env.names);
                        let names = args.iter().map(named).collect();
                        let inner = Env { slots, names, treaty, role: env.role, term: Some(id) };
                        let node = self.take(&version.condition, &inner);
                        self.bodies.insert(within, node);
                        node
                    }
                }
            }
        };
        let node = self.join(Expr::Whole(body));
        self.instance(key, cond, env, node);
        node
    }

    fn slot(&self, who: ActorRef, env: &Env) -> Option<Slot> {
        let kernel = self.program().kernel;
        if let ActorRef::Slot(at) = who {
            return env.slots.get(usize::from(at)).copied();
        }
        if let Some(actor) = self.walk.single(who, &self.roles) {
            return Some(Slot::One(actor));
        }
        Some(Slot::Whoever(match (who, self.roles.open.obligor) {
            (ActorRef::Attacker, _) => kernel.by,
            (ActorRef::Victim, _) => kernel.against,
            (ActorRef::Field(field), _) | (ActorRef::Obligor, Some(field)) => field,
            (ActorRef::Beneficiary, _) if self.roles.open.beneficiary => kernel.against,
            _ => return None,
        }))
    }

    fn leaf(&mut self, cond: &'a Cond, env: &Env) -> usize {
        let used = slots_of(cond);
        let asked = used.iter().filter_map(|at| env.slots.get(usize::from(*at)).copied()).collect();
        let key: Key = (std::ptr::from_ref(cond) as usize, asked, env.treaty);
        if let Some(node) = self.known.get(&key) {
            return *node;
        }
        let meanings = self.meanings(env, &used);
        let found: Vec<(Ref, Ref)> =
            meanings.into_iter().map(|(is, roles)| (is, self.walk.condition(cond, &roles))).collect();
        let value = found.into_iter().rev().fold(Ref::FALSE, |any, (is, holds)| {
            let both = self.walk.diagram.and(is, holds);
            self.walk.diagram.or(any, both)
        });
        let value = self.now(value);
        let node = self.push(Expr::Fixed, value);
        self.instance(key, cond, env, node);
        node
    }

    /// The roles for each way in which the slots that are used may mean somebody, with where they do.
    fn meanings(&mut self, env: &Env, used: &[u16]) -> Vec<(Ref, Roles)> {
        let is_used = |at: usize| used.iter().any(|used| usize::from(*used) == at);
        let mut fields: Vec<FieldId> = Vec::new();
        for (at, slot) in env.slots.iter().enumerate() {
            if let Slot::Whoever(field) = slot
                && is_used(at)
                && !fields.contains(field)
            {
                fields.push(*field);
            }
        }
        let mut ways: Vec<(Ref, Vec<(FieldId, ActorId)>)> = vec![(Ref::TRUE, Vec::new())];
        for field in fields {
            let members = self.walk.actors_of(field);
            let mut next = Vec::with_capacity(ways.len() * members.len());
            for (is, known) in ways {
                for (actor, named) in &members {
                    let both = self.walk.diagram.and(is, *named);
                    let mut known = known.clone();
                    known.push((field, *actor));
                    next.push((both, known));
                }
            }
            ways = next;
        }
        let roles_of = |known: &[(FieldId, ActorId)]| {
            let mean = |slot: &Slot| match slot {
                Slot::One(actor) => *actor,
                Slot::Whoever(field) => {
                    known.iter().find(|(other, _)| other == field).map_or(ActorId(0), |(_, actor)| *actor)
                }
            };
            let slots = env.slots.iter().map(mean).collect();
            Roles { slots, treaty: env.treaty, ..self.roles.clone() }
        };
        ways.into_iter().map(|(is, known)| (is, roles_of(&known))).collect()
    }

    /// Keeps a node as an instance of a condition as it is written.
    fn instance(&mut self, key: Key, cond: &Cond, env: &Env, node: usize) {
        let written = key.0;
        self.known.insert(key, node);
        let text = describe_with(self.program(), cond, &env.names);
        if let Some(at) = self.places.get(&written) {
            let in_general = self.in_general(cond, env);
            if let Some((part, nodes)) = self.parts.get_mut(*at) {
                nodes.push(node);
                // A text that is used of several is about whoever the text itself calls them.
                if part.text != text {
                    part.text = in_general;
                }
            }
            return;
        }
        let question = match &cond.kind {
            CondKind::Reading { question, .. } => Some(*question),
            _ => None,
        };
        let part = Part {
            text,
            role: env.role,
            term: env.term,
            origin: cond.origin,
            question,
            of_life: matches!(cond.kind, CondKind::LifeIs { .. }),
            written: true,
        };
        self.places.insert(written, self.parts.len());
        self.parts.push((part, vec![node]));
    }

    /// A condition in the words of the text that it stands in.
    fn in_general(&self, cond: &Cond, env: &Env) -> String {
        let mut names = env.names.clone();
        let params = env.term.and_then(|id| self.program().term(id)).map_or(&[][..], |row| &row.params);
        for (slot, param) in names.iter_mut().zip(params) {
            slot.clone_from(param);
        }
        describe_with(self.program(), cond, &names)
    }
}

fn slot_of(who: &ActorRef) -> Option<u16> {
    match who {
        ActorRef::Slot(at) => Some(*at),
        _ => None,
    }
}

/// The bound names of which a condition that is no joining of others speaks.
fn slots_of(cond: &Cond) -> Vec<u16> {
    let refs: Vec<ActorRef> = match &cond.kind {
        CondKind::Has { who, to, .. } => std::iter::once(*who).chain(*to).collect(),
        CondKind::Share { except, .. } => except.clone(),
        CondKind::Is { subject, what } => {
            let other = match what {
                ActorTest::Same(other) | ActorTest::BoundTo(other, _) => Some(*other),
                _ => None,
            };
            std::iter::once(*subject).chain(other).collect()
        }
        CondKind::Territory { of, .. }
        | CondKind::Administered(of)
        | CondKind::Claimed(of)
        | CondKind::ObjectsOf { of, .. } => vec![*of],
        CondKind::ClauseIs { by, to, .. } | CondKind::LifeIs { by, to, .. } => {
            by.iter().chain(to).copied().collect()
        }
        _ => Vec::new(),
    };
    let mut used: Vec<u16> = refs.iter().filter_map(slot_of).collect();
    used.sort_unstable();
    used.dedup();
    used
}

//! Which clauses surely fail on an event, and for whom, so that nothing has to be built for them.
//!
//! In: [`Facts`], a clause. Out: whether it may hold, and who may owe it. Absent: an answer. A screen
//! may let through what fails, and never holds back what may hold: what it does not look into is taken
//! to be open. Where it holds something back because of a deed that was not done, it says which.

use std::collections::BTreeSet;

use super::clause::outlived;
use super::facts::{Choice, Element, Facts};
use super::record::Missing;
use crate::ir::{
    ActorId, ActorRef, ActorSet, ActorTest, Clause, ClauseId, Cond, CondKind, FieldId, FieldType, Membership,
    NodeId, PlaceId, SetClass, TermId, Test, Treaty, TreatyId,
};
use crate::syntax::tree::Compare;

/// Between what a condition comes to: it holds in every completion, or may hold in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Bounds {
    must: bool,
    may: bool,
}

impl Bounds {
    const OPEN: Bounds = Bounds { must: false, may: true };

    fn of(value: bool) -> Self {
        Bounds { must: value, may: value }
    }

    fn upto(may: bool) -> Self {
        Bounds { must: false, may }
    }
}

/// More candidates of one element than this are not looked at: the element is open.
const MOST_CANDIDATES: usize = 8;

/// What is known of one event before any clause is looked at.
pub(super) struct Screen<'a> {
    facts: &'a Facts<'a>,
    /// Who may have been struck; none if that is open.
    struck: Option<Vec<ActorId>>,
    /// Who may have done it; none if that is open.
    author: Option<Vec<ActorId>>,
    /// What terms come to, as far as they were asked, and the deeds that it rests on.
    terms: Vec<Option<(Bounds, Vec<Missing>)>>,
    /// Whether clauses may hold, as far as they were asked.
    clauses: Vec<Option<(bool, Vec<Missing>)>>,
    /// The deeds, not done, on which the answer that is being found rests.
    awaited: Vec<Missing>,
    /// The instrument whose parties alone owe the clause that is looked at.
    bound: Option<TreatyId>,
}

/// Who may owe a clause, and what that rests on.
pub(super) struct Owers {
    /// Nobody else; everybody if none.
    pub only: Option<BTreeSet<ActorId>>,
    /// The deeds that were not done and would make others owe it.
    pub awaited: Vec<Missing>,
}

/// How a condition refers to the obligor: by the role, and by these slots.
type Slots = Vec<bool>;

impl<'a> Screen<'a> {
    pub fn new(facts: &'a Facts<'a>) -> Self {
        let kernel = facts.program.kernel;
        let few = |field: FieldId| -> Option<Vec<ActorId>> {
            let elements = facts.elements(field);
            let named = elements.iter().flatten().map(|choice| match choice {
                Choice::Actor(actor) => Some(*actor),
                _ => None,
            });
            if elements.iter().any(|element| element.len() > MOST_CANDIDATES) {
                None
            } else {
                named.collect()
            }
        };
        Screen {
            facts,
            struck: few(kernel.against),
            author: few(kernel.by),
            terms: vec![None; facts.program.terms.len()],
            clauses: vec![None; facts.program.clauses.len()],
            awaited: Vec::new(),
            bound: None,
        }
    }

    /// Who may owe a clause; nobody where it surely fails.
    pub fn owers(&mut self, id: ClauseId) -> Owers {
        self.awaited.clear();
        let clause = self.facts.program.clause(id).filter(|_| self.may_hold(id));
        let only = match clause {
            None => Some(BTreeSet::new()),
            Some(clause) => {
                // What is looked at tells itself what it awaits.
                self.awaited.clear();
                let set = &clause.response.obligors;
                let parties = set.names.is_empty() && set.classes == [SetClass::Party];
                self.bound = parties.then_some(clause.treaty);
                let conditions = clause.limbs.iter().map(|limb| &limb.condition);
                let conditions = clause.trigger.iter().chain(conditions);
                conditions.fold(None, |only, cond| both(only, self.who(cond, &Vec::new(), None)))
            }
        };
        self.awaited.sort_unstable();
        self.awaited.dedup();
        Owers { only, awaited: std::mem::take(&mut self.awaited) }
    }

    /// Whether a clause may hold for somebody.
    fn may_hold(&mut self, id: ClauseId) -> bool {
        if let Some((known, awaited)) = self.clauses.get(id.index()).and_then(Option::as_ref) {
            self.awaited.extend_from_slice(awaited);
            return *known;
        }
        let program = self.facts.program;
        let clause = program.clause(id);
        let treaty = clause.and_then(|clause| program.treaty(clause.treaty));
        let from = self.awaited.len();
        let may = match (clause, treaty) {
            (Some(clause), Some(treaty)) => self.looks_open(clause, treaty),
            _ => false,
        };
        if let Some(slot) = self.clauses.get_mut(id.index()) {
            *slot = Some((may, self.awaited.get(from..).unwrap_or_default().to_vec()));
        }
        may
    }

    fn looks_open(&mut self, clause: &Clause, treaty: &Treaty) -> bool {
        let day = self.facts.day;
        let begun = treaty.days.from.is_none_or(|from| from <= day);
        let might = (treaty.days.contains(day) || (clause.survives && begun))
            && clause.days.contains(day)
            && clause.on.as_ref().is_none_or(|on| self.strikes(on, treaty))
            && self.somebody(&clause.response.obligors, treaty, outlived(clause, treaty, day));
        let limbs = clause.limbs.iter().map(|limb| &limb.condition);
        might && self.all(clause.trigger.iter().chain(limbs)).may
    }

    /// What conditions come to together.
    ///
    /// Where one fails whatever is done, no deed can help the others, and none is awaited.
    fn all<'c>(&mut self, list: impl Iterator<Item = &'c Cond>) -> Bounds {
        let from = self.awaited.len();
        let mut all = Bounds::of(true);
        for cond in list {
            let before = self.awaited.len();
            let one = self.bounds(cond);
            if !one.may && self.awaited.len() == before {
                self.awaited.truncate(from);
                return one;
            }
            all = Bounds { must: all.must && one.must, may: all.may && one.may };
        }
        all
    }

    /// Whether some of those struck may be of a set.
    fn strikes(&self, on: &ActorSet, treaty: &Treaty) -> bool {
        self.struck
            .as_ref()
            .is_none_or(|struck| struck.iter().any(|actor| self.may_be_of(*actor, on, treaty)))
    }

    /// Whether a set may have a member at all.
    fn somebody(&self, set: &ActorSet, treaty: &Treaty, bound_on: Option<jiff::civil::Date>) -> bool {
        let day = bound_on.unwrap_or(self.facts.day);
        let any = |list: &[Membership]| list.iter().any(|row| row.days.contains(day));
        !set.names.is_empty()
            || set.classes.iter().any(|class| match class {
                SetClass::Party => any(&treaty.parties),
                SetClass::Protected => any(&treaty.protected),
                _ => true,
            })
    }

    /// Whether an actor may be of a set; who is left out of it is not looked at.
    fn may_be_of(&self, actor: ActorId, set: &ActorSet, treaty: &Treaty) -> bool {
        let (program, day) = (self.facts.program, self.facts.day);
        let listed =
            |list: &[Membership]| list.iter().any(|row| row.actor == actor && row.days.contains(day));
        let by_class = |class: &SetClass| match class {
            SetClass::Party => listed(&treaty.parties),
            SetClass::Protected => listed(&treaty.protected),
            SetClass::Class(class) => program.in_class(*class, actor, day),
            SetClass::Kind(kind) => program.actor(actor).is_some_and(|row| row.kind == *kind),
            SetClass::Attacker | SetClass::Victim => true,
        };
        let by_name = |name: &ActorRef| match name {
            ActorRef::Literal(other) => *other == actor,
            _ => true,
        };
        set.classes.iter().any(by_class) || set.names.iter().any(by_name)
    }

    fn bounds(&mut self, cond: &Cond) -> Bounds {
        match &cond.kind {
            CondKind::Const(value) => Bounds::of(*value),
            CondKind::And(list) => self.all(list.iter()),
            CondKind::Or(list) => {
                let mut any = Bounds::of(false);
                for one in list {
                    let one = self.bounds(one);
                    any = Bounds { must: any.must || one.must, may: any.may || one.may };
                    if any.must {
                        break;
                    }
                }
                any
            }
            CondKind::Not(inner) => {
                let inner = self.bounds(inner);
                Bounds { must: !inner.may, may: !inner.must }
            }
            CondKind::Quantified { at_least: Some(0), .. } => Bounds::OPEN,
            CondKind::Quantified { at_least: Some(_), body, .. } => Bounds::upto(self.bounds(body).may),
            CondKind::Quantified { at_least: None, body, .. } => {
                Bounds { must: self.bounds(body).must, may: true }
            }
            CondKind::Fact { field, test } => self.fact(*field, test),
            CondKind::Reading { question, reading } => match self.facts.readings(*question) {
                [only] => Bounds::of(only == reading),
                live => Bounds::upto(live.contains(reading)),
            },
            CondKind::Is { subject, what } => self.is(*subject, *what),
            CondKind::From(date) => Bounds::of(*date <= self.facts.day),
            CondKind::Before(date) => Bounds::of(self.facts.day < *date),
            CondKind::InPlace(place) => self.in_place(*place),
            CondKind::Territory { of: ActorRef::Literal(of), .. } => {
                Bounds::upto(self.somewhere(&|place| self.facts.is_territory(place, *of)).may)
            }
            CondKind::ObjectsOf { objects, .. } => {
                let field = self.facts.program.kernel.object_field;
                Bounds::upto(self.tree_fact(field, objects).may)
            }
            CondKind::ClauseIs { clauses, .. } => {
                let facts = self.facts;
                let on =
                    |id: &ClauseId| facts.program.clause(*id).is_some_and(|row| !facts.is_off(row.treaty));
                Bounds::upto(clauses.iter().any(|id| on(id) && self.may_hold(*id)))
            }
            CondKind::Call { term, .. } => self.term(*term),
            CondKind::Has { who, deed, to, .. } => self.has(*who, *deed, self.toward(*to)),
            // A share of nobody is no share.
            CondKind::Share { over: 1.., deed, .. } => self.has(ActorRef::Obligor, *deed, None),
            // What lives come to may change after the screen was passed.
            CondKind::LifeIs { .. }
            | CondKind::Share { .. }
            | CondKind::Decided { .. }
            | CondKind::Territory { .. }
            | CondKind::Administered(_)
            | CondKind::Claimed(_)
            | CondKind::Side(..) => Bounds::OPEN,
        }
    }

    fn term(&mut self, id: TermId) -> Bounds {
        if let Some((known, awaited)) = self.terms.get(id.index()).and_then(Option::as_ref) {
            self.awaited.extend_from_slice(awaited);
            return *known;
        }
        let from = self.awaited.len();
        let (facts, day) = (self.facts, self.facts.day);
        let versions = facts.program.term(id).map(|term| term.versions.as_slice()).unwrap_or_default();
        let bounds = match versions.iter().find(|version| version.days.contains(day)) {
            None => Bounds::of(false),
            Some(version) if !facts.keeps(version.evidence) => Bounds::OPEN,
            Some(version) => self.bounds(&version.condition),
        };
        if let Some(slot) = self.terms.get_mut(id.index()) {
            *slot = Some((bounds, self.awaited.get(from..).unwrap_or_default().to_vec()));
        }
        bounds
    }

    /// A deed that nobody did, and that no party can still do of its own, was not done.
    fn has(&mut self, who: ActorRef, deed: NodeId, to: Option<ActorId>) -> Bounds {
        if self.facts.may_be_own(deed) {
            return Bounds::OPEN;
        }
        let authors = self.facts.authors(deed, to);
        let (one, done) = match who {
            ActorRef::Literal(actor) => (Some(actor), authors.contains(&actor)),
            _ => (None, !authors.is_empty()),
        };
        if !done {
            self.awaited.push(Missing::author(one, deed, to));
        }
        Bounds::upto(done)
    }

    /// The one toward whom a deed is asked for; none where it may be one of several, or is asked for toward
    /// anybody.
    fn toward(&self, to: Option<ActorRef>) -> Option<ActorId> {
        match (to?, self.author.as_deref()) {
            (ActorRef::Literal(actor), _) => Some(actor),
            (ActorRef::Attacker, Some([only])) => Some(*only),
            _ => None,
        }
    }

    /// For whom, as obligor, a condition may hold; everybody if none. Of others than those `among` whom it is
    /// asked nothing is awaited.
    fn who(
        &mut self,
        cond: &Cond,
        slots: &Slots,
        among: Option<&BTreeSet<ActorId>>,
    ) -> Option<BTreeSet<ActorId>> {
        let me = |who: &ActorRef| match who {
            ActorRef::Obligor => true,
            ActorRef::Slot(slot) => slots.get(usize::from(*slot)).copied().unwrap_or(false),
            _ => false,
        };
        match &cond.kind {
            CondKind::And(list) => {
                let is = |one: &&Cond| matches!(one.kind, CondKind::Is { .. });
                let named =
                    list.iter().filter(is).fold(None, |only, one| both(only, self.who(one, slots, None)));
                let among = both(named.clone(), among.cloned());
                let rest = list.iter().filter(|one| !is(one));
                rest.fold(named, |only, one| both(only, self.who(one, slots, among.as_ref())))
            }
            CondKind::Or(list) => {
                let mut any = BTreeSet::new();
                for one in list {
                    let from = self.awaited.len();
                    if !self.bounds(one).may {
                        continue;
                    }
                    self.awaited.truncate(from);
                    any.extend(self.who(one, slots, among)?);
                }
                Some(any)
            }
            CondKind::Has { who, deed, to, .. } if me(who) && !self.facts.may_be_own(*deed) => {
                let to = self.toward(*to);
                match among {
                    None => {
                        let author = Missing::author(None, *deed, to);
                        self.awaited.push(Missing { party_of: self.bound, ..author });
                    }
                    Some(few) => {
                        self.awaited.extend(few.iter().map(|one| Missing::author(Some(*one), *deed, to)));
                    }
                }
                Some(self.facts.authors(*deed, to))
            }
            CondKind::Is { subject, what } if me(subject) => match what {
                ActorTest::Same(ActorRef::Literal(actor)) => Some(BTreeSet::from([*actor])),
                ActorTest::Same(ActorRef::Attacker) | ActorTest::Attacker => set(self.author.as_ref()),
                ActorTest::Victim => set(self.struck.as_ref()),
                _ => None,
            },
            CondKind::Quantified { at_least: Some(1..), slot, body, .. } => {
                let mut inner = slots.clone();
                inner.resize(usize::from(*slot), false);
                self.who(body, &inner, among)
            }
            CondKind::Call { term, args } => {
                let (facts, day) = (self.facts, self.facts.day);
                let versions =
                    facts.program.term(*term).map(|term| term.versions.as_slice()).unwrap_or_default();
                let version = versions.iter().find(|version| version.days.contains(day))?;
                let inner: Slots = args.iter().map(me).collect();
                if facts.keeps(version.evidence) { self.who(&version.condition, &inner, among) } else { None }
            }
            _ => None,
        }
    }

    /// Whether an actor that a role means, for any of those that it may mean, is of a sort.
    fn is(&self, subject: ActorRef, what: ActorTest) -> Bounds {
        let (program, day) = (self.facts.program, self.facts.day);
        let meant: &[ActorId] = match (&subject, &self.author, &self.struck) {
            (ActorRef::Literal(actor), _, _) => std::slice::from_ref(actor),
            (ActorRef::Attacker, Some(author), _) => author,
            (ActorRef::Victim, _, Some(struck)) => struck,
            _ => return Bounds::OPEN,
        };
        Bounds::upto(meant.iter().any(|who| match what {
            ActorTest::Class(class) => program.in_class(class, *who, day),
            ActorTest::Kind(kind) => program.actor(*who).is_some_and(|row| row.kind == kind),
            ActorTest::Same(ActorRef::Literal(other)) => other == *who,
            ActorTest::Attacker => self.author.as_ref().is_none_or(|author| author.contains(who)),
            ActorTest::Victim => self.struck.as_ref().is_none_or(|struck| struck.contains(who)),
            _ => true,
        }))
    }

    /// What the elements of a field come to, where some may pass and others not.
    fn elements(&self, field: FieldId, passes: &dyn Fn(&Choice) -> Option<bool>) -> Bounds {
        let mut any = Bounds::of(false);
        for element in self.facts.elements(field) {
            let one =
                if element.len() > MOST_CANDIDATES { Bounds::OPEN } else { of_element(element, passes) };
            any = Bounds { must: any.must || one.must, may: any.may || one.may };
        }
        any
    }

    fn tree_fact(&self, field: FieldId, nodes: &[NodeId]) -> Bounds {
        let program = self.facts.program;
        let Some(FieldType::Tree(tree)) = program.field(field).map(|row| row.kind) else {
            return Bounds::of(false);
        };
        self.elements(field, &|choice| match choice {
            Choice::Node(node) => Some(nodes.iter().any(|above| program.is_under(tree, *node, *above))),
            _ => Some(false),
        })
    }

    fn fact(&self, field: FieldId, test: &Test) -> Bounds {
        match test {
            Test::Under(nodes) => self.tree_fact(field, nodes),
            Test::Places(_) => Bounds::OPEN,
            Test::Stated if self.facts.is_silent(field) => Bounds::OPEN,
            Test::Stated => Bounds::of(true),
            _ => self.elements(field, &|choice| match (test, choice) {
                (Test::Levels(levels), Choice::Level(level)) => Some(levels.contains(level)),
                (Test::Yes(wanted), Choice::Yes(yes)) => Some(wanted == yes),
                (Test::Number(op, value), Choice::Number(number)) => Some(compare(*number, *op, *value)),
                (Test::Actors(actors), Choice::Actor(actor)) => Some(actors.contains(actor)),
                _ => Some(false),
            }),
        }
    }

    fn in_place(&self, outer: PlaceId) -> Bounds {
        self.somewhere(&|place| self.facts.lies_in(place, outer))
    }

    /// Whether a declared place passes; the event's own place may.
    fn somewhere(&self, passes: &dyn Fn(PlaceId) -> bool) -> Bounds {
        self.elements(self.facts.program.kernel.place, &|choice| match choice {
            Choice::Place(place) => Some(passes(*place)),
            _ => None,
        })
    }
}

/// Those who are in both sets, each of which may be everybody.
fn both(one: Option<BTreeSet<ActorId>>, other: Option<BTreeSet<ActorId>>) -> Option<BTreeSet<ActorId>> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.intersection(&other).copied().collect()),
        (one, other) => one.or(other),
    }
}

fn set(list: Option<&Vec<ActorId>>) -> Option<BTreeSet<ActorId>> {
    list.map(|list| list.iter().copied().collect())
}

/// What one element comes to; a candidate that is not looked into may pass.
fn of_element(element: &Element, passes: &dyn Fn(&Choice) -> Option<bool>) -> Bounds {
    let mut bounds = Bounds { must: !element.is_empty(), may: false };
    for choice in element {
        let passed = passes(choice);
        bounds.must &= passed == Some(true);
        bounds.may |= passed != Some(false);
    }
    bounds
}

/// How a number stands to a bound.
pub(super) fn compare(number: f64, op: Compare, value: f64) -> bool {
    match op {
        Compare::Equal => number == value,
        Compare::Less => number < value,
        Compare::AtMost => number <= value,
        Compare::More => number > value,
        Compare::AtLeast => number >= value,
    }
}

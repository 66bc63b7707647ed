//! Actors whom a clause cannot tell apart on an event, so that the answer for one is that for the other.
//!
//! In: the rules, an event, what was done so far. Out: what a clause looks at of whoever would owe it, as
//! [`Marks`], and the answers that are known. Absent: working out an answer (`ask`).
//!
//! Between many states most of what is asked again is whether one more of them owes what others owe
//! already. An actor is like any other if it has no part in the event and no rule of the clause names it.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use super::crisis::Unsettled;
use super::reach::Looks;
use crate::evaluate::{Missing, Pivots, Record, Under, Verdict};
use crate::event::{Event, Fact, Value};
use crate::ir::{
    ActorId, ActorRef, ActorTest, Beneficiary, ClassId, ClauseId, Cond, CondKind, NodeId, Program, SetClass,
    TermId, Told, ToldUnder, TreatyId,
};
use crate::syntax::tree::ActorKind;

/// One thing that a clause looks at of whoever would owe it.
#[derive(Debug, Clone, Copy)]
enum Mark {
    /// Whether it did this, by the day of the event.
    Did {
        asked: Missing,
        toward: Toward,
        newly: bool,
    },
    /// Whether it ever did such a deed.
    Author {
        asked: Missing,
        toward: Toward,
    },
    Class(ClassId),
    Kind(ActorKind),
}

/// Toward whom a deed is asked for.
#[derive(Debug, Clone, Copy)]
enum Toward {
    /// The one whom the rules name, or anybody.
    Said,
    /// The author of the event.
    Attacker,
}

/// All that a clause looks at of whoever would owe it.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    marks: Vec<Mark>,
    /// Actors that the clause names, and who are like no other.
    named: BTreeSet<ActorId>,
    /// The instrument whose parties owe it.
    bound: Option<TreatyId>,
}

/// Which marks an actor bears.
pub(super) type Borne = u64;

impl Marks {
    /// The marks of a clause that asks of the obligor alone whether it did some deeds; none where it looks
    /// at the obligor in another way.
    pub(super) fn of(program: &Program, id: ClauseId, looks: &Looks) -> Option<Self> {
        let own = &looks.own;
        let clause = program.clause(id).filter(|_| !own.is_empty())?;
        let treaty = program.treaty(clause.treaty)?;
        if !treaty.protected.is_empty() || !treaty.legs.is_empty() {
            return None;
        }
        let mut found = Marks::default();
        for class in &clause.response.obligors.classes {
            match class {
                SetClass::Class(class) => found.marks.push(Mark::Class(*class)),
                SetClass::Kind(kind) => found.marks.push(Mark::Kind(*kind)),
                SetClass::Party => found.bound = Some(clause.treaty),
                _ => return None,
            }
        }
        // Whoever owes as one of a sort and as a party has two ways to be bound.
        if clause.response.obligors.classes.len() != 1 {
            return None;
        }
        if let Beneficiary::Set(set) = &clause.response.beneficiary {
            let literal = |name: &ActorRef| match name {
                ActorRef::Literal(actor) => Some(*actor),
                _ => None,
            };
            if set.other || !set.classes.is_empty() || !set.except.is_empty() {
                return None;
            }
            found.named.extend(set.names.iter().map(literal).collect::<Option<Vec<_>>>()?);
        }
        let limbs = clause.limbs.iter().map(|limb| &limb.condition);
        let mut work: Vec<(&Cond, TreatyId)> =
            clause.trigger.iter().chain(limbs).map(|cond| (cond, clause.treaty)).collect();
        let mut called: BTreeSet<(TermId, TreatyId)> = BTreeSet::new();
        while let Some((cond, treaty)) = work.pop() {
            match &cond.kind {
                CondKind::And(list) | CondKind::Or(list) => work.extend(list.iter().map(|one| (one, treaty))),
                CondKind::Not(inner) | CondKind::Quantified { body: inner, .. } => work.push((inner, treaty)),
                CondKind::Call { term, .. } => {
                    if let Some(row) = program.term(*term).filter(|_| called.insert((*term, treaty))) {
                        let treaty = row.treaty.unwrap_or(treaty);
                        work.extend(row.versions.iter().map(|version| (&version.condition, treaty)));
                    }
                }
                _ => {}
            }
            found.look(&cond.kind, own, treaty)?;
        }
        (found.marks.len() < 64).then_some(found)
    }

    /// Takes what a condition, apart from those within it, looks at of the obligor; none if that is no mark.
    fn look(&mut self, kind: &CondKind, own: &BTreeSet<NodeId>, treaty: TreatyId) -> Option<()> {
        let me = |who: &ActorRef| *who == ActorRef::Obligor;
        let looks = match kind {
            CondKind::Has { who: ActorRef::Obligor, deed, to, told } => {
                let (to, toward) = match to {
                    None => (None, Toward::Said),
                    Some(ActorRef::Literal(to)) => (Some(*to), Toward::Said),
                    Some(ActorRef::Attacker) => (None, Toward::Attacker),
                    Some(_) => return None,
                };
                if !own.contains(deed) {
                    return None;
                }
                let asked = asked(*deed, to, *told, treaty);
                self.marks.push(Mark::Did { asked, toward, newly: told.newly });
                self.marks.push(Mark::Author { asked, toward });
                false
            }
            CondKind::Is { subject: ActorRef::Obligor, what } => match what {
                ActorTest::Class(class) => {
                    self.marks.push(Mark::Class(*class));
                    false
                }
                ActorTest::Kind(kind) => {
                    self.marks.push(Mark::Kind(*kind));
                    false
                }
                ActorTest::Same(ActorRef::Literal(actor)) => {
                    self.named.insert(*actor);
                    false
                }
                // Who has no part in the event is neither.
                ActorTest::Attacker | ActorTest::Victim => false,
                ActorTest::Same(ActorRef::Attacker | ActorRef::Victim) => false,
                _ => true,
            },
            CondKind::Is { what: ActorTest::Same(other) | ActorTest::BoundTo(other, _), .. } => me(other),
            CondKind::Has { to, .. } => to.as_ref().is_some_and(me),
            CondKind::Share { except, .. } => except.iter().any(me),
            CondKind::Quantified { over, .. } => over.names.iter().chain(&over.except).any(me),
            CondKind::Territory { of, .. }
            | CondKind::ObjectsOf { of, .. }
            | CondKind::Administered(of)
            | CondKind::Claimed(of) => me(of),
            CondKind::ClauseIs { by, to, .. } | CondKind::LifeIs { by, to, .. } => {
                by.as_ref().is_some_and(me) || to.as_ref().is_some_and(me)
            }
            CondKind::Call { args, .. } => args.iter().any(me),
            _ => false,
        };
        (!looks).then_some(())
    }

    /// Which marks an actor bears on an event; none if it is not like any other there.
    pub(super) fn borne(
        &self,
        program: &Program,
        (event, record): (&Event, &Record),
        who: ActorId,
    ) -> Option<Borne> {
        let sides = [program.kernel.by, program.kernel.against];
        let apart = sides.iter().all(|side| match event.fact(*side) {
            Some(Fact::Stated(values)) => values.iter().all(|value| match value {
                Value::Actor(actor) => *actor != who,
                _ => false,
            }),
            _ => false,
        });
        let row = program.actor(who).filter(|row| row.days.contains(event.date))?;
        let sure = |id: TreatyId| {
            let rows = program.treaty(id).map(|row| row.parties.as_slice()).unwrap_or_default();
            let mut rows = rows.iter().filter(|row| row.actor == who && row.days.contains(event.date));
            rows.next().is_some_and(|row| row.when.is_none())
        };
        if !apart || self.named.contains(&who) || !self.bound.is_none_or(sure) {
            return None;
        }
        let of = |asked: &Missing, toward: Toward| {
            let to = match toward {
                Toward::Said => asked.to,
                Toward::Attacker => Some(only_author(program, event)?),
            };
            Some(Missing { who: Some(who), to, ..*asked })
        };
        let bears = |mark: &Mark| {
            Some(match mark {
                Mark::Did { asked, toward, newly: false } => {
                    record.shows(who, &of(asked, *toward)?, event.date)
                }
                Mark::Did { asked, toward, newly: true } => {
                    let asked = of(asked, *toward)?;
                    let by_now = |deed: &&crate::event::Deed| deed.date.is_none_or(|date| date <= event.date);
                    event.record.iter().filter(by_now).any(|deed| asked.is(program, deed))
                }
                Mark::Author { asked, toward } => {
                    let asked = Missing { under: Under::Any, ..of(asked, *toward)? };
                    record.is_author(who, asked.deed, asked.to)
                        || event.record.iter().any(|one| asked.is(program, one))
                }
                Mark::Class(class) => program.in_class(*class, who, event.date),
                Mark::Kind(kind) => row.kind == *kind,
            })
        };
        self.marks.iter().try_fold(0, |borne, mark| Some(borne << 1 | Borne::from(bears(mark)?)))
    }
}

/// The author of an event that names one and no other.
fn only_author(program: &Program, event: &Event) -> Option<ActorId> {
    match event.fact(program.kernel.by) {
        Some(Fact::Stated(values)) => match values.as_slice() {
            [Value::Actor(actor)] => Some(*actor),
            _ => None,
        },
        _ => None,
    }
}

/// A deed asked of whoever would owe a clause.
fn asked(deed: NodeId, to: Option<ActorId>, told: Told, treaty: TreatyId) -> Missing {
    let under = match told.under {
        ToldUnder::Any => Under::Any,
        ToldUnder::This => Under::Own(Some(treaty)),
        ToldUnder::Of(treaty) => Under::Own(Some(treaty)),
    };
    Missing { to, under, ..Missing::by_anybody(deed) }
}

/// The answer for one actor, and what it waits for.
#[derive(Debug, Clone)]
pub(super) struct Twin {
    pub(super) who: ActorId,
    pub(super) verdicts: Vec<Verdict>,
    pub(super) awaited: Vec<Missing>,
}

impl Twin {
    /// The same for another actor: what is waited for of the one is waited for of the other.
    pub(super) fn for_another(&self, who: ActorId, own: &BTreeSet<NodeId>) -> (Vec<Verdict>, Vec<Missing>) {
        let another = |verdict: &Verdict| Verdict { obligor: Some(who), ..verdict.clone() };
        let mut awaited = self.awaited.clone();
        for one in awaited.iter_mut().filter(|one| one.who == Some(self.who) && own.contains(&one.deed)) {
            one.who = Some(who);
        }
        awaited.sort_unstable();
        (self.verdicts.iter().map(another).collect(), awaited)
    }
}

/// Answers that are known, by event and clause and by the marks of whom they are about.
#[derive(Debug, Clone, Default)]
pub(super) struct Twins {
    known: BTreeMap<(usize, ClauseId), BTreeMap<Borne, Arc<Twin>>>,
    /// How often bonds had changed by then.
    bonds: usize,
}

impl Twins {
    /// Forgets what was known under other bonds.
    pub(super) fn under(&mut self, bonds: usize) {
        if self.bonds != bonds {
            *self = Twins { bonds, ..Twins::default() };
        }
    }

    /// Forgets what was known of a clause on an event, since it is asked about for everybody.
    pub(super) fn forget(&mut self, event: usize, clause: ClauseId) {
        self.known.remove(&(event, clause));
    }

    pub(super) fn get(&self, event: usize, clause: ClauseId, borne: Borne) -> Option<Arc<Twin>> {
        self.known.get(&(event, clause))?.get(&borne).map(Arc::clone)
    }

    pub(super) fn set(&mut self, event: usize, clause: ClauseId, borne: Borne, twin: Twin) {
        self.known.entry((event, clause)).or_default().insert(borne, Arc::new(twin));
    }
}

/// On what answers turn, each kept once however many answers turn on it.
#[derive(Debug, Clone, Default)]
pub(super) struct Alike {
    pivots: HashSet<Arc<Pivots>>,
    words: HashSet<Arc<str>>,
}

impl Alike {
    /// An answer that shares with those before it what is the same.
    pub(super) fn join(&mut self, mut one: Unsettled) -> Unsettled {
        match self.pivots.get(&one.pivots) {
            Some(known) => one.pivots = Arc::clone(known),
            None => {
                self.pivots.insert(Arc::clone(&one.pivots));
            }
        }
        match self.words.get(&one.because) {
            Some(known) => one.because = Arc::clone(known),
            None => {
                self.words.insert(Arc::clone(&one.because));
            }
        }
        one
    }
}

//! Who is bound to whom after the powers that parties have used in a crisis.
//!
//! In: the rules, and each deed by which a power is used. Out: the rules with the rows of parties and
//! legs that it leaves, and what is to be said of each use. Absent: the lives of obligations; which deed
//! is a power, and which clause gives it, stand in the rules (`bond is left by … as …`).
//!
//! A change is a row with days, as a rule file would have it, so there is one way to decide who is
//! bound. Rows are made again from the rules and all uses so far: what is taken back is left out, and
//! the order in which things are told does not matter beyond that.

mod right;
mod rows;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::reach::deeds_of;
use super::when::later;
use crate::evaluate::Stance;
use crate::event::{Deed, Event};
use crate::ir::describe::describe;
use crate::ir::{ActorId, Becoming, ClauseId, Cond, Leaving, NodeId, Power, Program, Treaty, TreatyId};
use crate::syntax::tree::ActorKind;
use crate::text::Limits;
use right::Right;

/// The use of a power over a bond, and what it came to.
#[derive(Debug, Clone, PartialEq)]
pub struct BondChange {
    /// The day of the deed.
    pub on: Date,
    /// The event that tells it, by its place in the crisis.
    pub event: usize,
    /// Who did it.
    pub by: ActorId,
    /// Toward whom, or in whose place.
    pub to: Option<ActorId>,
    /// What was done, a node of the tree `deed`.
    pub deed: NodeId,
    /// The instrument; none where the deed names none.
    pub treaty: Option<TreatyId>,
    /// What it makes of the bond.
    pub becomes: Becoming,
    /// The clause that gives the power; none where every party has it, or where it is not given.
    pub clause: Option<ClauseId>,
    /// Clauses of overlays that forbid it at home, each with what that turns on. Between the parties it counts.
    pub barred: Vec<(ClauseId, Vec<String>)>,
    /// Under which readings alone, in words.
    pub only_if: Option<String>,
    /// What came of it.
    pub outcome: BondOutcome,
}

/// What came of the use of a power.
#[derive(Debug, Clone, PartialEq)]
pub enum BondOutcome {
    /// The bond is another from this day on.
    From(Date),
    /// The rules say so already, of this day.
    Known(Option<Date>),
    /// The notice was taken back on this day.
    TakenBack(Date),
    /// It waits until these have done the same.
    Waits(Vec<ActorId>),
    /// These clauses look at it.
    Covers(Vec<ClauseId>),
    /// The text names no day from which it counts, so nothing is changed.
    NoDay,
    /// Whether there is the power is not settled, so nothing is changed; on what it turns.
    Unsettled(Vec<String>),
    /// There is no such power; why, and nothing is changed.
    Refused(String),
}

/// What a use makes of the rows of an instrument.
#[derive(Debug, Clone)]
struct Effect {
    /// The use, by its place.
    change: usize,
    treaty: TreatyId,
    /// The first day on which it is so.
    from: Date,
    /// Only under these readings.
    when: Option<Cond>,
    what: Turn,
}

#[derive(Debug, Clone, PartialEq)]
enum Turn {
    Join(ActorId),
    /// Who leaves, and the day of its notice.
    Leave(ActorId, Date),
    /// Who takes back a notice that the rules tell.
    Keep(ActorId),
    /// Who comes in the place of whom.
    Follow(ActorId, ActorId),
    /// Whose duties rest, toward whom.
    Rest(ActorId, ActorId),
    Return(ActorId, ActorId),
    End,
}

/// A change that has come about, and what it may do to obligations that stand.
#[derive(Debug, Clone)]
pub(super) struct Turned {
    pub(super) on: Date,
    pub(super) treaty: TreatyId,
    /// The event that tells the use.
    pub(super) event: usize,
    /// Why, in words.
    pub(super) reason: String,
}

/// The bonds of a crisis so far.
#[derive(Debug, Clone)]
pub(crate) struct Bonds<'a> {
    base: &'a Program,
    /// The rules with the rows of instruments that were touched; none while none was.
    now: Option<Box<Program>>,
    /// How often rows were made again.
    rebuilt: usize,
    /// Of which instruments.
    touched: BTreeSet<TreatyId>,
    changes: Vec<BondChange>,
    effects: Vec<Effect>,
    /// Effects that obligations have been told of, by their use.
    told: BTreeSet<usize>,
    /// What was done so far, each once and without its day.
    done: Vec<Deed>,
    /// Who has agreed to the end of an instrument.
    agreed: BTreeMap<TreatyId, Vec<(ActorId, usize)>>,
}

/// What a use is judged by.
pub(crate) struct Ground<'e> {
    /// The event that tells it.
    pub(crate) event: &'e Event,
    /// Its place.
    pub(crate) at: usize,
    pub(crate) stance: &'e Stance,
    pub(crate) limits: &'e Limits,
}

/// A use in the course of being judged.
struct Use<'u> {
    deed: &'u Deed,
    on: Date,
    power: &'u Power,
    id: TreatyId,
}

impl<'a> Bonds<'a> {
    pub(crate) fn new(base: &'a Program) -> Self {
        let (now, changes, effects, done) = (None, Vec::new(), Vec::new(), Vec::new());
        Bonds {
            base,
            now,
            rebuilt: 0,
            touched: BTreeSet::new(),
            changes,
            effects,
            done,
            told: BTreeSet::new(),
            agreed: BTreeMap::new(),
        }
    }

    /// Notes what was done, by which powers are judged.
    pub(crate) fn note(&mut self, done: &[Deed]) {
        self.done.extend_from_slice(done);
    }

    /// The rules as they stand after every use so far.
    pub(crate) fn program(&self) -> &Program {
        self.now.as_deref().unwrap_or(self.base)
    }

    /// How often the rows of some instrument have become others.
    pub(super) fn turned_rows(&self) -> usize {
        self.rebuilt
    }

    /// Whether the rows of an instrument are those of the rules.
    pub(super) fn is_untouched(&self, treaty: TreatyId) -> bool {
        !self.touched.contains(&treaty)
    }

    /// Every use, as it came out.
    pub(super) fn into_changes(self) -> Vec<BondChange> {
        self.changes
    }

    /// The next day on which a change comes about of which obligations were not told.
    pub(super) fn next(&self) -> Option<Date> {
        let waiting = self.effects.iter().filter(|effect| !self.told.contains(&effect.change));
        waiting.map(|effect| effect.from).min()
    }

    /// When the bonds of an instrument ended by a day: all agreed to that, or fewer than two have stayed. The
    /// event that tells it, and why.
    pub(super) fn end_of(&self, treaty: TreatyId, by: Date) -> Option<(Date, usize, String)> {
        let ends = |effect: &&Effect| match effect.what {
            Turn::End => true,
            Turn::Leave(..) => {
                let row = self.treaty(treaty);
                row.is_some_and(|row| rows::bound(row, effect.from).len() < 2)
            }
            _ => false,
        };
        let own = self
            .effects
            .iter()
            .filter(|effect| effect.treaty == treaty && effect.when.is_none() && effect.from <= by);
        let effect = own.filter(ends).min_by_key(|effect| (effect.from, effect.change))?;
        let change = self.changes.get(effect.change)?;
        Some((effect.from, change.event, self.reason(effect, change)))
    }

    /// Why an effect comes about, in words.
    fn reason(&self, effect: &Effect, change: &BondChange) -> String {
        let program = self.base;
        let treaty = program.treaty(effect.treaty).map_or("?", |treaty| treaty.name.as_str());
        let deed = program.node_name(program.kernel.deed, change.deed).replace('_', " ");
        format!("{} {deed} under {treaty} on {}", program.actor_name(change.by), change.on)
    }

    /// The power that a deed uses, if it uses one.
    pub(crate) fn power(&self, does: NodeId) -> Option<&'a Power> {
        self.base.power(does)
    }

    /// Whether a deed makes duties rest or end through the bond, so that no line on duties has to.
    pub(super) fn turns(&self, deed: &Deed) -> bool {
        self.power(deed.does).is_some_and(|power| self.instrument(deed, power).is_some())
    }

    /// The instrument whose bonds a deed is about. One that names what it concerns, and not the clause that
    /// gives the power, makes no leg rest or return: it is about the duties that it names.
    fn instrument(&self, deed: &Deed, power: &Power) -> Option<TreatyId> {
        use Becoming::{Resumed, Suspended, Widened};
        let named = deed.about.clause.and_then(|id| self.base.clause(id));
        let tree = self.base.kernel.response;
        let gives = |clause: &crate::ir::Clause| {
            power.clauses.iter().any(|node| self.base.is_under(tree, clause.response.what, *node))
        };
        let of_duties = match named {
            Some(clause) => !gives(clause),
            None => deed.about.event.is_some(),
        };
        if of_duties && matches!(power.becomes, Suspended | Resumed | Widened) {
            return None;
        }
        deed.treaty.or(named.map(|clause| clause.treaty))
    }

    /// Takes a deed; one that uses no power is passed over.
    pub(crate) fn take(&mut self, deed: &Deed, on: Date, ground: &Ground<'_>) {
        let Some(power) = self.power(deed.does) else { return };
        let treaty = self.instrument(deed, power);
        let (clause, outcome) = match treaty {
            Some(id) => self.judge(&Use { deed, on, power, id }, ground),
            // Without an instrument these only move the duties that stand, or are looked at by clauses.
            None if matches!(power.becomes, Becoming::Suspended | Becoming::Resumed | Becoming::Widened) => {
                return;
            }
            None => (None, BondOutcome::Refused("it names no instrument".to_owned())),
        };
        let refused = matches!(outcome, BondOutcome::Refused(_));
        let barred = if refused {
            Vec::new()
        } else {
            right::barred((self.base, &self.done), (deed, on, power), ground)
        };
        self.changes.push(BondChange {
            on,
            event: ground.at,
            by: deed.by,
            to: deed.to,
            deed: deed.does,
            treaty,
            becomes: power.becomes,
            clause,
            barred,
            only_if: power.when.as_ref().map(|when| describe(self.base, when)),
            outcome,
        });
    }

    /// Changes that come about by a day and that obligations were not told of, in the order of days.
    pub(super) fn turned(&mut self, by: Date) -> Option<Turned> {
        let waiting = |effect: &&Effect| effect.from <= by && !self.told.contains(&effect.change);
        let effect = self.effects.iter().filter(waiting).min_by_key(|effect| (effect.from, effect.change))?;
        let change = self.changes.get(effect.change)?;
        let reason = self.reason(effect, change);
        let turned = Turned { on: effect.from, treaty: effect.treaty, event: change.event, reason };
        self.told.insert(effect.change);
        Some(turned)
    }

    fn judge(&mut self, used: &Use<'_>, ground: &Ground<'_>) -> (Option<ClauseId>, BondOutcome) {
        let refuse = |why: String| (None, BondOutcome::Refused(why));
        let Some(treaty) = self.program().treaty(used.id) else {
            return refuse("there is no such instrument".to_owned());
        };
        if !treaty.days.contains(used.on) {
            return refuse(format!("{} was not in force on {}", treaty.name, used.on));
        }
        let is_organ = self.base.actor(used.deed.by).is_some_and(|actor| actor.kind == ActorKind::Organ);
        if is_organ {
            return refuse("an organ is no party".to_owned());
        }
        if let Err(why) = self.stands(used, treaty) {
            return refuse(why);
        }
        if used.power.becomes == Becoming::Widened {
            return (None, self.widen(used));
        }
        let clause = match right::of((self.program(), &self.done), used, ground) {
            Right::Has(clause) => clause,
            Right::Lacks(why, clause) => return (clause, BondOutcome::Refused(why)),
            Right::Open(on, clause) => return (Some(clause), BondOutcome::Unsettled(on)),
        };
        (clause, self.effect(used))
    }

    /// Whether the one who does it, and the one toward whom it is done, stand where the power asks.
    fn stands(&self, used: &Use<'_>, treaty: &Treaty) -> Result<(), String> {
        let Use { deed, on, power, .. } = used;
        let name = |actor: ActorId| self.base.actor_name(actor);
        let bound = |actor: ActorId| rows::is_bound(treaty, actor, *on);
        match power.becomes {
            Becoming::Joined => Ok(()),
            Becoming::Inherited => {
                let Some(old) = deed.to else {
                    return Err("it does not say in whose place it comes".to_owned());
                };
                let came = self.base.actor(deed.by).is_some_and(|actor| actor.succeeds.contains(&old));
                if !came {
                    return Err(format!("no rule has {} come in the place of {}", name(deed.by), name(old)));
                }
                let party = bound(old) || on.yesterday().is_ok_and(|day| rows::is_bound(treaty, old, day));
                if party { Ok(()) } else { Err(format!("{} was not bound on {on}", name(old))) }
            }
            _ if !bound(deed.by) => Err(format!("{} was not bound on {on}", name(deed.by))),
            Becoming::Suspended | Becoming::Resumed => match deed.to {
                Some(to) if !bound(to) => Err(format!("{} was not bound on {on}", name(to))),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// What a use with right makes of the bond.
    fn effect(&mut self, used: &Use<'_>) -> BondOutcome {
        let Use { deed, on, id, .. } = *used;
        match used.power.becomes {
            Becoming::Joined => self.join(used),
            Becoming::Left => self.leave(used),
            Becoming::Kept => self.keep(used),
            Becoming::Inherited => match deed.to {
                Some(old) => {
                    if self.treaty(id).is_some_and(|treaty| rows::is_bound(treaty, deed.by, on)) {
                        return BondOutcome::Known(None);
                    }
                    self.add(used, on, Turn::Follow(deed.by, old))
                }
                None => BondOutcome::Known(None),
            },
            Becoming::Suspended => self.rest(used),
            Becoming::Resumed => self.resume(used),
            Becoming::Ended => self.end(used),
            Becoming::Widened => BondOutcome::Covers(Vec::new()),
        }
    }

    fn treaty(&self, id: TreatyId) -> Option<&Treaty> {
        self.program().treaty(id)
    }

    /// Adds an effect and makes the rows of the instrument again.
    fn add(&mut self, used: &Use<'_>, from: Date, what: Turn) -> BondOutcome {
        let (change, when) = (self.changes.len(), used.power.when.clone());
        self.effects.push(Effect { change, treaty: used.id, from, when, what });
        self.rebuild(used.id);
        BondOutcome::From(from)
    }

    fn rebuild(&mut self, id: TreatyId) {
        self.rebuilt += 1;
        self.touched.insert(id);
        let Some(base) = self.base.treaty(id) else { return };
        let effects = self.effects.iter().filter(|effect| effect.treaty == id);
        let treaty = effects.fold(base.clone(), rows::apply);
        let now = self.now.get_or_insert_with(|| Box::new(self.base.clone()));
        if let Some(row) = now.treaties.get_mut(id.index()) {
            *row = treaty;
        }
    }

    fn join(&mut self, used: &Use<'_>) -> BondOutcome {
        let row = self.treaty(used.id).and_then(|treaty| rows::row(treaty, used.deed.by, used.on));
        if let Some(since) = row.map(|row| row.days.from) {
            return BondOutcome::Known(since);
        }
        self.add(used, used.on, Turn::Join(used.deed.by))
    }

    fn leave(&mut self, used: &Use<'_>) -> BondOutcome {
        let who = used.deed.by;
        let Some(treaty) = self.treaty(used.id) else { return BondOutcome::NoDay };
        let row = rows::row(treaty, who, used.on);
        let Some(from) = treaty.leaving.and_then(|leaving| ends_on(&leaving, used.on)) else {
            return BondOutcome::NoDay;
        };
        // A notice that the rules tell of, or an end before this one could bring it, stays.
        let told = row.and_then(|row| row.days.until).filter(|until| {
            row.is_some_and(|row| row.denounced.is_some_and(|day| day <= used.on)) || *until <= from
        });
        if told.is_some() {
            return BondOutcome::Known(told);
        }
        self.add(used, from, Turn::Leave(who, used.on))
    }

    fn keep(&mut self, used: &Use<'_>) -> BondOutcome {
        let who = used.deed.by;
        let own = |effect: &Effect| {
            effect.treaty == used.id
                && matches!(effect.what, Turn::Leave(actor, given) if actor == who && given <= used.on)
        };
        let running = self.effects.iter().rposition(|effect| own(effect) && used.on < effect.from);
        if let Some(at) = running {
            let effect = self.effects.remove(at);
            self.rebuild(used.id);
            if let Some(change) = self.changes.get_mut(effect.change) {
                change.outcome = BondOutcome::TakenBack(used.on);
            }
            return BondOutcome::From(used.on);
        }
        let denounced = self
            .treaty(used.id)
            .and_then(|treaty| rows::row(treaty, who, used.on))
            .is_some_and(|row| row.denounced.is_some_and(|day| day <= used.on));
        if denounced {
            return self.add(used, used.on, Turn::Keep(who));
        }
        BondOutcome::Refused(format!("no notice of {} runs on {}", self.base.actor_name(who), used.on))
    }

    /// Whom a deed is done toward: the party it names, else every other party.
    fn toward(&self, used: &Use<'_>) -> Vec<ActorId> {
        match used.deed.to {
            Some(to) => vec![to],
            None => {
                let all = self.treaty(used.id).map(|treaty| rows::bound(treaty, used.on)).unwrap_or_default();
                all.into_iter().filter(|actor| *actor != used.deed.by).collect()
            }
        }
    }

    fn rest(&mut self, used: &Use<'_>) -> BondOutcome {
        let mut outcome = BondOutcome::Known(None);
        for to in self.toward(used) {
            let since =
                self.treaty(used.id).and_then(|treaty| rows::rests(treaty, (used.deed.by, to), used.on));
            match since {
                Some(since) if outcome == BondOutcome::Known(None) => outcome = BondOutcome::Known(since),
                Some(_) => {}
                None => outcome = self.add(used, used.on, Turn::Rest(used.deed.by, to)),
            }
        }
        outcome
    }

    fn resume(&mut self, used: &Use<'_>) -> BondOutcome {
        let mut outcome = BondOutcome::Refused(format!(
            "no duty of {} toward {} rests on {}",
            self.base.actor_name(used.deed.by),
            used.deed.to.map_or("another party", |to| self.base.actor_name(to)),
            used.on
        ));
        for to in self.toward(used) {
            let pair = (used.deed.by, to);
            if self.treaty(used.id).is_some_and(|treaty| rows::rests(treaty, pair, used.on).is_some()) {
                outcome = self.add(used, used.on, Turn::Return(pair.0, pair.1));
            }
        }
        outcome
    }

    /// An instrument ends when all who are bound by it have agreed to that.
    fn end(&mut self, used: &Use<'_>) -> BondOutcome {
        let agreed = self.agreed.entry(used.id).or_default();
        agreed.push((used.deed.by, self.changes.len()));
        let (who, uses): (BTreeSet<ActorId>, Vec<usize>) = agreed.iter().copied().unzip();
        let bound = self.treaty(used.id).map(|treaty| rows::bound(treaty, used.on)).unwrap_or_default();
        let missing: Vec<ActorId> = bound.into_iter().filter(|actor| !who.contains(actor)).collect();
        let outcome =
            if missing.is_empty() { self.add(used, used.on, Turn::End) } else { BondOutcome::Waits(missing) };
        for at in uses {
            if let Some(change) = self.changes.get_mut(at) {
                change.outcome = outcome.clone();
            }
        }
        outcome
    }

    /// What is widened is what the clauses that look at the deed say; an instrument without such a clause
    /// knows no such power.
    fn widen(&self, used: &Use<'_>) -> BondOutcome {
        let deed = self.base.kernel.deed;
        let looks = |clause: &ClauseId| {
            let deeds = deeds_of(self.base, *clause);
            deeds.iter().any(|above| self.base.is_under(deed, used.deed.does, *above))
        };
        let Some(treaty) = self.treaty(used.id) else { return BondOutcome::Covers(Vec::new()) };
        let clauses: Vec<ClauseId> = treaty.clauses.iter().copied().filter(looks).collect();
        if clauses.is_empty() {
            return BondOutcome::Refused(format!("no clause of {} looks at it", treaty.name));
        }
        BondOutcome::Covers(clauses)
    }
}

/// The first day on which a bond is ended by a notice of a day; none where no term ends after it.
fn ends_on(leaving: &Leaving, given: Date) -> Option<Date> {
    let (number, unit) = leaving.notice;
    let earliest = later(given, number, unit);
    let Some((first, then)) = leaving.term else { return Some(earliest) };
    if earliest <= first {
        return Some(first);
    }
    let (number, unit) = then?;
    // Counted from the first end, so that a short month does not shorten the terms after it.
    (1_u32..)
        .map(|terms| later(first, number.saturating_mul(terms), unit))
        .find(|end| earliest <= *end || *end == Date::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::tree::Unit;
    use jiff::civil::date;

    #[test]
    fn a_notice_ends_a_bond_when_it_has_run_and_not_within_a_term() {
        let year = Leaving { notice: (1, Unit::Years), term: None };
        assert_eq!(ends_on(&year, date(2024, 2, 29)), Some(date(2025, 2, 28)));
        let term = Some((date(1960, 4, 15), Some((5, Unit::Years))));
        let pact = Leaving { notice: (6, Unit::Months), term };
        assert_eq!(ends_on(&pact, date(1958, 1, 1)), Some(date(1960, 4, 15)));
        assert_eq!(ends_on(&pact, date(1959, 10, 15)), Some(date(1960, 4, 15)));
        assert_eq!(ends_on(&pact, date(1959, 10, 16)), Some(date(1965, 4, 15)));
        let once = Leaving { notice: (1, Unit::Years), term: Some((date(1924, 1, 1), None)) };
        assert_eq!(ends_on(&once, date(1923, 1, 2)), None);
    }
}

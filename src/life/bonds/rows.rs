//! Rows of parties and legs, and what a change makes of them. A row is never lengthened into the past.

use jiff::civil::Date;

use super::{Effect, Turn};
use crate::ir::{ActorId, Cond, CondKind, Days, Leg, Membership, Origin, Treaty};

/// The row by which somebody is bound on a day.
pub(super) fn row(treaty: &Treaty, who: ActorId, on: Date) -> Option<&Membership> {
    treaty.parties.iter().find(|row| row.actor == who && row.days.contains(on))
}

/// Whether somebody is bound on a day, or may be.
pub(super) fn is_bound(treaty: &Treaty, who: ActorId, on: Date) -> bool {
    row(treaty, who, on).is_some()
}

/// All who are bound on a day, or may be, each once.
pub(super) fn bound(treaty: &Treaty, on: Date) -> Vec<ActorId> {
    let rows = treaty.parties.iter().filter(|row| row.days.contains(on));
    let mut all: Vec<ActorId> = rows.map(|row| row.actor).collect();
    all.sort();
    all.dedup();
    all
}

/// Since when the duties of one toward another rest on a day, if they do.
pub(super) fn rests(treaty: &Treaty, (from, to): (ActorId, ActorId), on: Date) -> Option<Option<Date>> {
    let leg = treaty.legs.iter().find(|leg| leg.from == from && leg.to == to && leg.days.contains(on));
    leg.map(|leg| leg.days.from)
}

/// The instrument with one more change.
pub(super) fn apply(mut treaty: Treaty, effect: &Effect) -> Treaty {
    let (from, when) = (effect.from, effect.when.as_ref());
    match effect.what {
        Turn::Join(who) => join(&mut treaty, who, from, when),
        Turn::Leave(who, given) => {
            leave(&mut treaty, who, Some(given), from, when);
            lapse(&mut treaty, from);
        }
        Turn::Keep(who) => keep(&mut treaty, who, from),
        Turn::Follow(who, old) => {
            leave(&mut treaty, old, None, from, when);
            join(&mut treaty, who, from, when);
        }
        Turn::Rest(one, other) => {
            let days = Days { from: Some(from), until: None };
            let (when, origin) = (when.cloned(), treaty.origin);
            let leg = Leg { from: one, to: other, days, when, because: None, evidence: None, origin };
            treaty.legs.push(leg);
        }
        Turn::Return(one, other) => {
            for leg in treaty.legs.iter_mut().filter(|leg| leg.from == one && leg.to == other) {
                end(&mut leg.days, from);
            }
            treaty.legs.retain(|leg| !is_empty(&leg.days));
        }
        Turn::End => close(&mut treaty, from),
    }
    treaty
}

fn join(treaty: &mut Treaty, who: ActorId, from: Date, when: Option<&Cond>) {
    let (days, origin) = (Days { from: Some(from), until: treaty.days.until }, treaty.origin);
    treaty.parties.push(member(who, days, when.cloned(), origin));
}

fn member(actor: ActorId, days: Days, when: Option<Cond>, origin: Origin) -> Membership {
    Membership { actor, days, denounced: None, frozen: None, when, because: None, evidence: None, origin }
}

/// Ends the bond of one party. What the rules have follow without a gap goes with it; a bond that begins
/// anew after a gap is another.
fn leave(treaty: &mut Treaty, who: ActorId, given: Option<Date>, from: Date, when: Option<&Cond>) {
    let mut edge = Some(from);
    let mut rows = std::mem::take(&mut treaty.parties);
    rows.sort_by_key(|row| (row.actor, row.days.from));
    for mut row in rows {
        let touches = row.actor == who
            && match (row.days.from, edge) {
                (_, None) => false,
                (Some(start), Some(edge)) => start <= edge && row.days.until.is_none_or(|until| from < until),
                (None, Some(_)) => row.days.until.is_none_or(|until| from < until),
            };
        if !touches {
            treaty.parties.push(row);
            continue;
        }
        edge = row.days.until;
        if let Some(when) = when {
            let mut stays = row.clone();
            stays.days.from = Some(row.days.from.map_or(from, |start| start.max(from)));
            stays.when = Some(unless(row.when.clone(), when));
            treaty.parties.push(stays);
        }
        row.denounced = given.or(row.denounced);
        end(&mut row.days, from);
        if !is_empty(&row.days) {
            treaty.parties.push(row);
        }
    }
}

/// An agreement of which one party is left binds nobody; one that ever bound a single one, as a statute
/// or an order does, is no agreement.
fn lapse(treaty: &mut Treaty, from: Date) {
    let mut ever: Vec<ActorId> = treaty.parties.iter().map(|row| row.actor).collect();
    ever.sort();
    ever.dedup();
    if ever.len() > 1 && bound(treaty, from).len() < 2 {
        close(treaty, from);
    }
}

fn close(treaty: &mut Treaty, from: Date) {
    end(&mut treaty.days, from);
    for row in treaty.parties.iter_mut().chain(&mut treaty.protected) {
        end(&mut row.days, from);
    }
    treaty.parties.retain(|row| !is_empty(&row.days));
    treaty.protected.retain(|row| !is_empty(&row.days));
}

/// A notice that the rules tell of is taken back before its day. Where it would have ended the whole
/// instrument, that goes on too.
fn keep(treaty: &mut Treaty, who: ActorId, on: Date) {
    let running = |row: &Membership| row.actor == who && row.days.contains(on) && row.denounced.is_some();
    let Some(end) = treaty.parties.iter().find(|row| running(row)).map(|row| row.days.until) else { return };
    if end.is_some() && treaty.days.until == end {
        treaty.days.until = None;
        for row in treaty.parties.iter_mut().filter(|row| row.days.until == end) {
            (row.days.until, row.denounced) = (None, None);
        }
        return;
    }
    let goes_on = treaty.parties.iter().any(|row| row.actor == who && row.days.from == end && end.is_some());
    for row in treaty.parties.iter_mut().filter(|row| running(row)) {
        row.denounced = None;
        if !goes_on {
            row.days.until = treaty.days.until;
        }
    }
}

fn end(days: &mut Days, at: Date) {
    days.until = Some(days.until.map_or(at, |until| until.min(at)));
}

fn is_empty(days: &Days) -> bool {
    days.from.zip(days.until).is_some_and(|(from, until)| until <= from)
}

/// What held before, as long as the readings of the change do not hold.
fn unless(before: Option<Cond>, when: &Cond) -> Cond {
    let not = Cond { origin: when.origin, kind: CondKind::Not(Box::new(when.clone())) };
    match before {
        None => not,
        Some(before) => Cond { origin: when.origin, kind: CondKind::And(vec![before, not]) },
    }
}

//! Terms that run from another duty: from the day on which it was performed, or on which it was to be
//! performed at the latest, whichever is earlier.
//!
//! In: the lives so far. Out: by when such duties are due. Absent: breaking them.

use jiff::civil::Date;

use super::course::Run;
use super::deadline::{Due, due_by};
use super::state::{Life, Move, State};
use super::when::{When, later};
use crate::syntax::tree::Unit;

impl Run<'_, '_, '_> {
    /// Counts such terms again: what they run from may have been performed since.
    pub(super) fn restart_terms(&mut self) {
        for index in self.course.places.after_others().collect::<Vec<_>>() {
            let Some(due) = self.term_after(index) else { continue };
            self.course.places.falls_due(index, Some(&due));
            if let Some(one) = self.course.obligations.get_mut(index) {
                one.due = Some(due);
            }
        }
    }

    fn term_after(&self, index: usize) -> Option<Due> {
        let one = self.course.obligations.get(index)?;
        let clause = self.setting.program.clause(one.clause)?;
        let term = clause.deadline.as_ref().filter(|_| !clause.deadline_after.is_empty())?;
        if !matches!(one.life.state(), State::Live(_)) || one.due.is_none() {
            return None;
        }
        let places = clause.deadline_after.iter().flat_map(|id| self.course.places.of_clause(*id));
        let others = places.filter_map(|at| Some((*at, self.course.obligations.get(*at)?)));
        let (_, other) =
            others.filter(|(_, other)| other.obligor == one.obligor).max_by_key(|(at, _)| *at)?;
        let mut steps = other.life.steps().iter();
        let performed = steps.find(|step| step.step() == Move::Perform).map(|step| step.on());
        let last = match &other.due {
            Some(Due::By(end)) => Some(*end),
            _ => None,
        };
        Some(due_by(term, earlier(performed, last)?))
            .map(|due| put_off(due, days_at_rest(&one.life, Date::MAX)))
    }
}

/// The earlier of two days, as exactly as they are known.
fn earlier(one: Option<When>, other: Option<When>) -> Option<When> {
    match (one, other) {
        (Some(one), Some(other)) => {
            Some(When::between(one.earliest().min(other.earliest()), one.latest().min(other.latest())))
        }
        (one, other) => one.or(other),
    }
}

/// How many days a duty has rested and come back by the end of a day, with those of a rest that goes on then.
pub(super) fn days_at_rest(life: &Life, until: Date) -> u32 {
    let (mut days, mut since): (u32, Option<Date>) = (0, None);
    let mut add = |from: Date, to: Date| {
        let span = from.until(to).map_or(0, |span| span.get_days());
        days = days.saturating_add(u32::try_from(span).unwrap_or(0));
    };
    for step in life.steps() {
        match (step.step(), since) {
            (Move::Suspend, _) => since = Some(step.on().latest()),
            (Move::Resume, Some(from)) => {
                add(from.min(until), step.on().latest().min(until));
                since = None;
            }
            _ => {}
        }
    }
    if let (Some(from), State::Suspended(_)) = (since, life.state()) {
        add(from, until);
    }
    days
}

fn put_off(due: Due, days: u32) -> Due {
    match due {
        Due::By(end) => {
            let moved = |day: Date| later(day, days, Unit::Days);
            Due::By(When::between(moved(end.earliest()), moved(end.latest())))
        }
        other => other,
    }
}

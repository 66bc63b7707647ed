//! Terms that run from another duty: from the day on which it was performed, or on which it was to be
//! performed at the latest, whichever is earlier.
//!
//! In: the lives so far. Out: by when such duties are due. Absent: breaking them.

use jiff::civil::Date;

use super::course::Run;
use super::deadline::{Due, days_between, due_by, put_off};
use super::state::{Life, Move, State};
use super::when::When;

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
        let due = due_by(term, earlier(performed, last)?);
        Some(put_off(due, Some(term), &rests(&one.life, Date::MAX)))
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

/// When a duty has rested, from the end of a day to that of another, by the end of a day; a rest that goes on then ends there.
fn rests(life: &Life, until: Date) -> Vec<(Date, Date)> {
    let (mut all, mut since): (Vec<(Date, Date)>, Option<Date>) = (Vec::new(), None);
    for step in life.steps() {
        match (step.step(), since) {
            (Move::Suspend, _) => since = Some(step.on().latest().min(until)),
            (Move::Resume, Some(from)) => {
                all.push((from, step.on().latest().min(until)));
                since = None;
            }
            _ => {}
        }
    }
    if let (Some(from), State::Suspended(_)) = (since, life.state()) {
        all.push((from, until));
    }
    all
}

/// How many days these are.
pub(super) fn days_at_rest(life: &Life, until: Date) -> u32 {
    rests(life, until).iter().map(|(from, to)| days_between(*from, *to)).fold(0, u32::saturating_add)
}

//! Duties that a state performs, whenever it came about: a mobilisation, an insurance, a guarantee (`even before`).
//!
//! In: a duty that is there, and what its obligor has done so far. Out: whether that performs it, or the parts that it is of it.
//! Absent: what is done while the duty is there (`deeds`).
//!
//! What was done stands until a deed undoes it that the line names; one of the same day undoes it too. Without such a
//! deed, it stands for good. A duty that was performed so, or by the same deed later, is not called up
//! anew while that stands.

use jiff::civil::Date;

use super::course::{By, Run};
use super::crisis::Obligation;
use super::deeds::named;
use super::state::Move;
use super::when::When;
use crate::event::{About, Deed};
use crate::ir::{ActorId, Becomes, Duty, NodeId};
use crate::syntax::tree::Modality;

/// A kind of deed of a line, and the last one of it that stands, with its day.
type Standing = (NodeId, Deed, Date);

impl Run<'_, '_, '_> {
    /// Performs a duty that is there by what stands already, or notes the parts of it that do.
    pub(super) fn by_what_stood(&mut self, index: usize, by: By) {
        let rows = self.state_lines(index);
        if rows.is_empty() {
            return;
        }
        for row in rows {
            let met = self.standing_deeds(index, &row);
            if is_met(&row, &met) {
                let deeds = met.iter().map(|(_, deed, day)| format!("{} on {day}", self.in_words(deed)));
                let reason = format!("{}, and that stands", deeds.collect::<Vec<_>>().join(", "));
                return self.make(index, Move::Perform, by, &reason);
            }
            let Some(one) = self.course.obligations.get_mut(index).filter(|_| row.all) else { continue };
            met.iter().for_each(|(node, _, day)| one.parts.add(Move::Perform, *node, When::day(*day)));
        }
    }

    /// Whether a duty that was performed is one that what stands would perform again.
    pub(super) fn still_stands(&self, one: &Obligation, index: usize) -> bool {
        one.life.state().after(Move::Perform).is_none()
            && one.life.steps().last().is_some_and(|step| step.step() == Move::Perform)
            && self.state_lines_of(one).any(|row| is_met(row, &self.standing_deeds(index, row)))
    }

    fn state_lines(&self, index: usize) -> Vec<Duty> {
        let one = self.course.obligations.get(index);
        let open = one.filter(|one| one.life.state().after(Move::Perform).is_some());
        open.into_iter().flat_map(|one| self.state_lines_of(one)).cloned().collect()
    }

    /// The lines by which what was done before performs an obligation. Lines of the clause stand in place of the general ones.
    fn state_lines_of(&self, one: &Obligation) -> impl Iterator<Item = &Duty> {
        let program = self.setting.program;
        let clause = program.clause(one.clause);
        let owed = !matches!(self.modality(one), Modality::May | Modality::ShallNot);
        let what = clause.map(|clause| clause.response_with(one.rider).what);
        let own = clause.map(|clause| clause.turns.as_slice()).unwrap_or_default();
        let has_own = own.iter().any(|row| row.becomes == Becomes::Performed);
        let fits = move |row: &&Duty| {
            let of = |above| what.is_some_and(|what| program.is_under(program.kernel.response, what, above));
            !has_own && row.what.is_none_or(of)
        };
        let all = own.iter().chain(program.duties.iter().filter(fits));
        all.filter(move |row| owed && row.before && row.becomes == Becomes::Performed)
    }

    /// Of each kind of deed of a line the last one that was done toward the obligation and that stands.
    fn standing_deeds(&self, index: usize, row: &Duty) -> Vec<Standing> {
        let Some(one) = self.course.obligations.get(index) else { return Vec::new() };
        let done: Vec<(Deed, Date)> = self.done_by(one.obligor).collect();
        let undone = done.iter().filter(|(deed, _)| self.is(deed, &row.until)).map(|(_, day)| *day).max();
        let counts = |(deed, day): &&(Deed, Date)| {
            undone.is_none_or(|undone| *day > undone)
                && self.is_about(deed, index)
                && self.is_toward(deed, one)
        };
        let standing: Vec<&(Deed, Date)> = done.iter().filter(counts).collect();
        let last = |node: &NodeId| {
            let of = standing.iter().filter(|(deed, _)| self.is(deed, std::slice::from_ref(node)));
            of.max_by_key(|(_, day)| *day).map(|(deed, day)| (*node, deed.clone(), *day))
        };
        row.by.iter().filter_map(last).collect()
    }

    /// What an actor has done so far, each once, with the last day; what is still to be gone through today is not among it.
    fn done_by(&self, who: ActorId) -> impl Iterator<Item = (Deed, Date)> {
        let first = ((who, NodeId(0), None, None), About::default());
        let seen = self.course.seen.range(first..).take_while(move |(((by, ..), _), _)| *by == who);
        let past = seen.filter(|(key, days)| days.0 < self.day || !self.ahead.contains(*key));
        past.map(|(((by, does, to, treaty), about), days)| {
            let (about, day) = (about.clone(), days.1);
            (Deed { by: *by, does: *does, to: *to, treaty: *treaty, date: None, count: None, about }, day)
        })
    }

    /// Whether a deed of the obligor is one toward whom the obligation is owed.
    fn is_toward(&self, deed: &Deed, one: &Obligation) -> bool {
        let clause = self.setting.program.clause(one.clause);
        let other = named(one.beneficiary);
        clause.is_some_and(|clause| deed.treaty.is_none_or(|treaty| treaty == clause.treaty))
            && (deed.to.is_none()
                || other.is_none()
                || deed.to == other
                || deed.about.principal() == other
                || self.strikes_author(deed, one))
    }
}

/// Whether what stands is all that a line asks for.
fn is_met(row: &Duty, met: &[Standing]) -> bool {
    if row.all { met.len() == row.by.len() } else { !met.is_empty() }
}

//! The day of a suite, where nobody names one: the last on which something changes for the clause while it
//! runs and somebody is bound.
//!
//! In: the texts of a clause. Out: the text that runs on that day, and the day.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::analyse::laws::slice::Slice;
use crate::ir::{ClauseId, Program};

/// The text of a clause that runs on a day, with the day; on the last day on which something changes that
/// it looks at, if none is given. None if no text runs then, or none ever did.
///
/// ```
/// use casus::analyse::cases::day_of;
/// use casus::{ir::Program, ir::ClauseId};
/// assert_eq!(day_of(&Program::default(), &[ClauseId(0)], None), None);
/// ```
#[must_use]
pub fn day_of(program: &Program, texts: &[ClauseId], on: Option<Date>) -> Option<(ClauseId, Date)> {
    let running = |day: Date| texts.iter().copied().find(|id| runs(program, *id, day));
    if let Some(day) = on {
        // A text that does not run still has an answer: that it does not.
        return running(day).or(texts.last().copied()).map(|id| (id, day));
    }
    let mut days: BTreeSet<Date> = BTreeSet::new();
    for id in texts {
        let mut slice = Slice::default();
        slice.clause(program, *id);
        days.extend(slice.days(program));
        days.extend(program.clause(*id).and_then(|clause| clause.days.from));
    }
    days.into_iter().rev().find_map(|day| running(day).map(|id| (id, day)))
}

/// Whether a text runs on a day and somebody is bound.
fn runs(program: &Program, id: ClauseId, day: Date) -> bool {
    let Some(clause) = program.clause(id) else { return false };
    let Some(treaty) = program.treaty(clause.treaty) else { return false };
    let bound = treaty.parties.is_empty() || treaty.parties.iter().any(|row| row.days.contains(day));
    let begun = treaty.days.from.is_none_or(|from| from <= day);
    let in_force = treaty.days.contains(day) || (clause.survives && begun);
    in_force && clause.days.contains(day) && (bound || clause.survives)
}

//! Law: to leave out what is not owed is only quicker, and changes no other answer.

use casus::evaluate::{Filter, Status, decide};
use casus::text::Limits;
use proptest::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::case::Case;
use crate::hold;

/// How many answers were kept, and how many were left out.
static SEEN: [AtomicUsize; 2] = [const { AtomicUsize::new(0) }; 2];

fn same(case: &Case) -> Result<(), TestCaseError> {
    let (event, stance) = (case.event_of(&case.event), case.stance_of(&case.stance));
    let asked = |filter: &Filter| decide(&case.program, &event, &stance, filter, &Limits::default());
    let mut whole = asked(&Filter::default());
    let quick = asked(&Filter { skip_not_owed: true, ..Filter::default() });
    let all = whole.verdicts.len();
    whole.verdicts.retain(|verdict| verdict.status != Status::NotOwed);
    SEEN[0].fetch_add(whole.verdicts.len(), Ordering::Relaxed);
    SEEN[1].fetch_add(all - whole.verdicts.len(), Ordering::Relaxed);
    prop_assert_eq!(quick.verdicts, whole.verdicts);
    prop_assert!(quick.too_complex.iter().all(|one| whole.too_complex.contains(one)));
    Ok(())
}

#[test]
fn leaving_out_what_is_not_owed_changes_no_other_answer() {
    hold(1500, |choices, facts| Case::new(choices, facts, 400).map_or(Ok(()), |case| same(&case)));
    let seen: Vec<usize> = SEEN.iter().map(|n| n.load(Ordering::Relaxed)).collect();
    println!("kept {}, left out {}", seen[0], seen[1]);
    assert!(seen.iter().all(|n| *n > 1000), "{seen:?}");
}

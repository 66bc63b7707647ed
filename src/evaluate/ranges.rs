//! Numbers in words: `at least 72`, `more than 2 and less than 5`.
//!
//! In: the numbers that stand for all that no rule can tell apart, and which of them are meant. Out: words for all the numbers
//! that they stand for. Absent: which settle an answer (`pivots`).

use super::facts::{Choice, numbers};

/// The numbers that some of the choices of a field stand for; none where the choices are numbers that are told, which
/// stand for themselves.
pub(super) fn words(cuts: &[f64], choices: &[Choice], values: &[usize]) -> Option<Vec<String>> {
    if cuts.is_empty() || choices != numbers(cuts) {
        return None;
    }
    let mut values: Vec<usize> = values.iter().copied().filter(|value| *value < choices.len()).collect();
    values.sort_unstable();
    values.dedup();
    let runs = values.chunk_by(|one, next| one + 1 == *next);
    Some(runs.filter_map(|run| Some(run_words(cuts, *run.first()?, *run.last()?))).collect())
}

/// A run of choices. Of the choices each odd one is a cut, and each even one what lies before, between or after cuts.
fn run_words(cuts: &[f64], first: usize, last: usize) -> String {
    let cut = |at: usize| cuts.get(at / 2);
    let on_a_cut = |at: usize| at % 2 == 1;
    if first == last && on_a_cut(first) {
        return cut(first).map(f64::to_string).unwrap_or_default();
    }
    let low = match first.checked_sub(1) {
        None => None,
        Some(_) if on_a_cut(first) => cut(first).map(|low| format!("at least {low}")),
        Some(before) => cut(before).map(|low| format!("more than {low}")),
    };
    let high = match cut(last) {
        Some(high) if on_a_cut(last) => Some(format!("at most {high}")),
        Some(high) => Some(format!("less than {high}")),
        None => None,
    };
    match (low, high) {
        (Some(low), Some(high)) => format!("{low} and {high}"),
        (one, other) => one.or(other).unwrap_or_else(|| "any number".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_run_of_numbers_is_named_by_its_bounds() {
        let said = |cuts: &[f64], values: &[usize]| words(cuts, &numbers(cuts), values).unwrap_or_default();
        let (one, two) = ([72.0], [2.0, 2.5]);
        assert_eq!(said(&one, &[0]), ["less than 72"]);
        assert_eq!(said(&one, &[1]), ["72"]);
        assert_eq!(said(&one, &[2, 1]), ["at least 72"]);
        assert_eq!(said(&one, &[0, 1]), ["at most 72"]);
        assert_eq!(said(&one, &[0, 2]), ["less than 72", "more than 72"]);
        assert_eq!(said(&two, &[2]), ["more than 2 and less than 2.5"]);
        assert_eq!(said(&two, &[1, 2, 3]), ["at least 2 and at most 2.5"]);
        assert_eq!(said(&two, &[1, 3]), ["2", "2.5"]);
        assert_eq!(said(&two, &[0, 3, 4]), ["less than 2", "at least 2.5"]);
    }

    #[test]
    fn numbers_that_are_told_stand_for_themselves() {
        assert_eq!(words(&[72.0], &[Choice::Number(3.0), Choice::Number(80.0)], &[1]), None);
    }
}

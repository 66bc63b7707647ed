//! The figures of the pages, as lower bounds, on the data beside the project.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use casus::import::compare::compare;
use casus::import::program::with_builtin;
use casus::import::score::{Counts, Inputs, Outcome, Scored, score};
use casus::import::{atop, codings, wars};
use casus::text::Limits;

use crate::data;

/// The scored data; none where they are not there.
fn scored() -> Option<&'static Scored> {
    static SCORED: OnceLock<Option<Scored>> = OnceLock::new();
    SCORED.get_or_init(once).as_ref()
}

fn once() -> Option<Scored> {
    let members = atop::read(&data::text(data::MEMBERS)?).unwrap();
    let participants = wars::read(&data::text(data::WARS)?).unwrap();
    let codings = codings::read(&data::text(data::CODINGS)?).unwrap();
    assert!(members.refused.is_empty() && participants.refused.is_empty() && codings.refused.is_empty());
    let inputs = Inputs { members: &members.rows, participants: &participants.rows, codings: &codings.rows };
    Some(score(&inputs, &Limits::default()).unwrap())
}

#[test]
fn more_than_ninety_five_per_cent_of_what_is_decided_agrees_and_less_than_a_tenth_is_open() {
    let Some(scored) = scored() else { return };
    let counts = Counts::of(&scored.answers);
    assert_eq!((counts.rows, scored.without_war), (244, 38));
    assert!(counts.agree * 100 > counts.decided * 95, "{counts:?}");
    assert!(counts.unknown() * 10 < counts.rows, "{counts:?}");
    // The published page says so; a change of the law must say why.
    assert!(counts.agree >= 237 && counts.unknown() <= 2, "{counts:?}");
}

#[test]
fn the_law_holds_on_either_half_of_the_wars() {
    let Some(scored) = scored() else { return };
    let mut wars: Vec<u32> = scored.answers.iter().filter_map(|answer| answer.coding.war).collect();
    wars.sort_unstable();
    wars.dedup();
    for half in 0..2 {
        let of_half: Vec<u32> = wars.iter().copied().skip(half).step_by(2).collect();
        let answers =
            scored.answers.iter().filter(|a| a.coding.war.is_some_and(|war| of_half.contains(&war)));
        let counts = Counts::of(answers);
        assert!(counts.agree * 100 > counts.decided * 95, "{half}: {counts:?}");
        assert!(counts.unknown() * 10 < counts.rows, "{half}: {counts:?}");
    }
}

#[test]
fn the_baseline_is_read_alike_and_passed() {
    let (Some(text), Some(scored)) = (data::text("reliability/baseline_decisions.csv"), scored()) else {
        return;
    };
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut baseline: BTreeMap<(u32, u32), (bool, String)> = BTreeMap::new();
    for row in reader.deserialize::<BTreeMap<String, String>>() {
        let row = row.unwrap();
        let met = row["human_code"] != "dna";
        let key = (row["atopid"].parse().unwrap(), row["cow_war"].parse().unwrap());
        baseline.insert(key, (met, row["decision"].clone()));
    }
    assert_eq!(baseline.len(), scored.answers.len());
    let (mut decided, mut agree) = (0, 0);
    for answer in &scored.answers {
        let (met, decision) = &baseline[&(answer.coding.alliance, answer.coding.war.unwrap())];
        assert_eq!(answer.coding.met, Some(*met), "the human code is read alike");
        decided += usize::from(decision != "unknown");
        agree += usize::from(decision != "unknown" && (decision == "yes") == *met);
    }
    assert_eq!((decided, agree), (221, 199));
    let counts = Counts::of(&scored.answers);
    assert!(counts.decided > decided && counts.agree > agree);
}

#[test]
fn every_answer_that_is_met_or_open_names_its_clause() {
    let Some(scored) = scored() else { return };
    for answer in &scored.answers {
        assert_eq!(answer.clause.is_some(), answer.outcome != Outcome::NotMet, "{answer:?}");
        assert!(!answer.why.is_empty());
    }
}

#[test]
fn our_treaties_agree_with_the_codes_of_atop_where_both_speak() {
    let Some(text) = data::text(data::MEMBERS) else { return };
    let program = with_builtin(None, &Limits::default()).unwrap();
    let comparison = compare(&program, &atop::read(&text).unwrap().rows);
    let linked: BTreeMap<&str, u32> =
        comparison.links.iter().map(|link| (link.treaty.as_str(), link.alliance)).collect();
    // Known numbers, so that the rule of linking is held to something outside itself.
    for (treaty, alliance) in [
        ("north_atlantic", 3180),
        ("rio", 3075),
        ("anzus", 3215),
        ("us_korea", 3240),
        ("dual_alliance", 1335),
    ] {
        assert_eq!(linked.get(treaty), Some(&alliance), "{treaty}");
    }
    assert!(comparison.links.len() >= 25);
    let share = |variable: &str| {
        let tally = comparison.tallies[variable];
        (tally.agree * 100 / tally.compared, tally.compared)
    };
    let (defence, compared) = share("defense");
    assert!(defence >= 90 && compared >= 150, "{defence} {compared}");
    assert!(share("parties").0 >= 95);
    let differing: usize = comparison.tallies.values().map(|tally| tally.compared - tally.agree).sum();
    assert_eq!(differing, comparison.differences.len());
    let by_party: usize = comparison.by_party.values().map(|tally| tally.compared - tally.agree).sum();
    assert_eq!(by_party, differing);
}

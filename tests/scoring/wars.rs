//! The law of wars on made-up wars, rule by rule.

use casus::import::score::{Answer, Inputs, Outcome, score};
use casus::import::{atop, codings, wars};
use casus::text::Limits;

use crate::data::{self, Side};

type Row<'a> = &'a [(&'a str, &'a str)];

/// What the rules say of alliance 9001 in war 9000.
fn decide(members: &[Row<'_>], sides: &[Side]) -> Answer {
    let members = atop::read(&data::members(members)).unwrap().rows;
    let participants = wars::read(&data::war(sides)).unwrap().rows;
    let codings = codings::read(&data::codings(true)).unwrap().rows;
    let inputs = Inputs { members: &members, participants: &participants, codings: &codings };
    score(&inputs, &Limits::default()).unwrap().answers.remove(0)
}

fn outcome(members: &[Row<'_>], sides: &[Side]) -> Outcome {
    decide(members, sides).outcome
}

const DAY: (i32, i32, i32) = (1905, 3, 1);
const LATER: (i32, i32, i32) = (1905, 6, 1);
// Belgium and Sweden, allies; the Netherlands begins. All at home in Europe, COW code 2.
const BELGIUM: Row<'_> = &[("member", "211"), ("defense", "1")];
const SWEDEN: Row<'_> = &[("member", "380"), ("defense", "1")];
const NETHERLANDS_BEGIN: Side = (210, 1, DAY, 2, true);
const BELGIUM_STRUCK: Side = (211, 2, DAY, 2, false);

/// A row with more columns.
fn with<'a>(row: Row<'a>, more: Row<'a>) -> Vec<(&'a str, &'a str)> {
    row.iter().chain(more).copied().collect()
}

/// Both allies with the same condition.
fn both(more: Row<'_>, sides: &[Side]) -> Outcome {
    let (one, two) = (with(BELGIUM, more), with(SWEDEN, more));
    outcome(&[&one, &two], sides)
}

#[test]
fn an_ally_that_is_attacked_is_helped_and_one_that_attacks_is_not() {
    assert_eq!(outcome(&[BELGIUM, SWEDEN], &[NETHERLANDS_BEGIN, BELGIUM_STRUCK]), Outcome::Met);
    let begun = [(211, 1, DAY, 2, true), (210, 2, DAY, 2, false)];
    assert_eq!(outcome(&[BELGIUM, SWEDEN], &begun), Outcome::NotMet);
}

#[test]
fn the_answer_names_clause_event_and_persons() {
    let answer = decide(&[BELGIUM, SWEDEN], &[NETHERLANDS_BEGIN, BELGIUM_STRUCK]);
    assert_eq!(answer.clause.as_deref(), Some("atop_9001.defence"));
    assert_eq!(answer.event.as_deref(), Some("cow-9000/1905-03-01-opening-NLD-BEL"));
    assert_eq!(answer.why, "owed by SWE to BEL: War, made up: opening, BEL struck by NLD");
}

#[test]
fn the_day_of_exit_still_counts_and_the_day_after_does_not() {
    let leaving = |day: &'static str| {
        with(BELGIUM, &[("yrexit", "1905"), ("moexit", "3")])
            .into_iter()
            .chain([("dayexit", day)])
            .collect::<Vec<_>>()
    };
    let sides = [NETHERLANDS_BEGIN, BELGIUM_STRUCK];
    assert_eq!(outcome(&[&leaving("1"), SWEDEN], &sides), Outcome::Met);
    let february = with(BELGIUM, &[("yrexit", "1905"), ("moexit", "2"), ("dayexit", "28")]);
    assert_eq!(outcome(&[&february, SWEDEN], &sides), Outcome::NotMet);
}

#[test]
fn who_comes_from_afar_to_anothers_war_is_not_attacked() {
    // Belgium joins the struck side in Asia, code 7.
    let sides = [(740, 1, DAY, 7, true), (710, 2, DAY, 7, false), (211, 2, LATER, 7, false)];
    assert_eq!(outcome(&[BELGIUM, SWEDEN], &sides), Outcome::NotMet);
}

#[test]
fn whether_who_comes_in_at_home_was_attacked_is_not_coded() {
    let sides = [NETHERLANDS_BEGIN, (220, 2, DAY, 2, false), (211, 2, LATER, 2, false)];
    let answer = decide(&[BELGIUM, SWEDEN], &sides);
    assert_eq!(answer.outcome, Outcome::Unknown);
    assert!(answer.why.contains("turns on act"), "{}", answer.why);
}

#[test]
fn a_third_that_comes_in_against_the_beginner_attacks_it_unless_provocation_counts() {
    let sides = [(211, 1, DAY, 2, true), (210, 2, DAY, 2, false), (220, 2, LATER, 2, false)];
    assert_eq!(outcome(&[BELGIUM, SWEDEN], &sides), Outcome::Met);
    assert_eq!(both(&[("defconpr", "1")], &sides), Outcome::NotMet);
}

#[test]
fn a_named_adversary_is_the_only_one() {
    let sides = [NETHERLANDS_BEGIN, BELGIUM_STRUCK];
    let against = |number: &'static str| both_named(number, &sides);
    assert_eq!(against("210"), Outcome::Met);
    assert_eq!(against("220"), Outcome::NotMet);
    assert_eq!(against("0"), Outcome::Unknown, "an adversary without a number");
}

fn both_named(number: &str, sides: &[Side]) -> Outcome {
    both(&[("defcoadv", "1"), ("statthr1", number)], sides)
}

#[test]
fn germany_is_one_adversary_under_three_numbers() {
    let sides = [(255, 1, DAY, 2, true), BELGIUM_STRUCK];
    assert_eq!(both_named("260", &sides), Outcome::Met);
}

#[test]
fn more_than_one_adversary_is_more_than_one() {
    let one = [NETHERLANDS_BEGIN, BELGIUM_STRUCK];
    let two = [NETHERLANDS_BEGIN, (220, 1, LATER, 2, false), BELGIUM_STRUCK];
    assert_eq!(both(&[("defconum", "1")], &one), Outcome::NotMet);
    assert_eq!(both(&[("defconum", "1")], &two), Outcome::Met);
}

#[test]
fn where_help_waits_for_two_adversaries_neutrality_is_for_one() {
    let graded: Row<'_> = &[("defconum", "1"), ("neutral", "1"), ("neuconum", "1")];
    assert_eq!(both(graded, &[NETHERLANDS_BEGIN, BELGIUM_STRUCK]), Outcome::Met);
    let alone: [Row<'_>; 2] = [
        &[("member", "211"), ("neutral", "1"), ("neuconum", "1")],
        &[("member", "380"), ("neutral", "1"), ("neuconum", "1")],
    ];
    assert_eq!(outcome(&alone, &[NETHERLANDS_BEGIN, BELGIUM_STRUCK]), Outcome::NotMet);
}

#[test]
fn an_area_is_presumed_to_hold_the_homes_of_the_allies() {
    // The Netherlands strike Belgium in Africa, code 4.
    let abroad = [(210, 1, DAY, 4, true), (211, 2, DAY, 4, false)];
    assert_eq!(both(&[("defcoloc", "1")], &abroad), Outcome::NotMet);
    assert_eq!(both(&[("defcoloc", "1")], &[NETHERLANDS_BEGIN, BELGIUM_STRUCK]), Outcome::Met);
    assert_eq!(outcome(&[BELGIUM, SWEDEN], &abroad), Outcome::Unknown, "forces abroad have no code");
}

#[test]
fn allies_that_fight_each_other_break_their_promise_but_not_one_to_consult() {
    let sides = [(380, 1, DAY, 2, true), BELGIUM_STRUCK];
    assert_eq!(outcome(&[BELGIUM, SWEDEN], &sides), Outcome::Met);
    let consult: [Row<'_>; 2] =
        [&[("member", "211"), ("consul", "1")], &[("member", "380"), ("consul", "1")]];
    assert_eq!(outcome(&consult, &sides), Outcome::NotMet);
    let peace: [Row<'_>; 2] = [&[("member", "211"), ("nonagg", "1")], &[("member", "380"), ("nonagg", "1")]];
    assert_eq!(outcome(&peace, &sides), Outcome::Met);
    assert_eq!(outcome(&peace, &[NETHERLANDS_BEGIN, BELGIUM_STRUCK]), Outcome::NotMet);
}

#[test]
fn a_promise_to_attack_together_says_nothing_of_a_war_between_the_two() {
    let sides = [(380, 1, DAY, 2, true), BELGIUM_STRUCK];
    let offence: [Row<'_>; 2] =
        [&[("member", "211"), ("offense", "1")], &[("member", "380"), ("offense", "1")]];
    assert_eq!(outcome(&offence, &sides), Outcome::NotMet);
}

#[test]
fn neutrality_is_owed_to_whoever_fights_unless_only_to_the_attacked() {
    let begun = [(211, 1, DAY, 2, true), (210, 2, DAY, 2, false)];
    let plain: [Row<'_>; 2] =
        [&[("member", "211"), ("neutral", "1")], &[("member", "380"), ("neutral", "1")]];
    assert_eq!(outcome(&plain, &begun), Outcome::Met);
    let attacked: [Row<'_>; 2] = [
        &[("member", "211"), ("neutral", "1"), ("neucoatt", "1")],
        &[("member", "380"), ("neutral", "1"), ("neucoatt", "1")],
    ];
    assert_eq!(outcome(&attacked, &begun), Outcome::NotMet);
    assert_eq!(outcome(&attacked, &[NETHERLANDS_BEGIN, BELGIUM_STRUCK]), Outcome::Met);
}

#[test]
fn a_promise_made_in_a_war_is_for_that_war() {
    let sides = [NETHERLANDS_BEGIN, BELGIUM_STRUCK];
    let made = |war: &'static str| {
        let late = [("yrent", "1906"), ("wartime", "1"), ("defcocon", "1")];
        let belgium = with(BELGIUM, &late).into_iter().chain([("cowwar", war)]).collect::<Vec<_>>();
        outcome(&[&belgium, &with(SWEDEN, &late)], &sides)
    };
    assert_eq!(made("9000"), Outcome::Met);
    assert_eq!(made("151"), Outcome::NotMet);
}

#[test]
fn who_owes_what_is_read_member_by_member() {
    let sides = [NETHERLANDS_BEGIN, BELGIUM_STRUCK];
    let only_belgium: [Row<'_>; 2] = [BELGIUM, &[("member", "380"), ("consul", "1")]];
    assert_eq!(outcome(&only_belgium, &sides), Outcome::NotMet, "nobody owes help to itself");
    let only_sweden: [Row<'_>; 2] = [&[("member", "211"), ("consul", "1")], SWEDEN];
    assert_eq!(outcome(&only_sweden, &sides), Outcome::Met);
}

#[test]
fn what_is_not_in_a_file_is_unknown_and_said() {
    let sides = [NETHERLANDS_BEGIN, BELGIUM_STRUCK];
    let other = decide(&[&[("atopid", "9002"), ("member", "211"), ("defense", "1")]], &sides);
    assert_eq!(
        (other.outcome, other.why.as_str()),
        (Outcome::Unknown, "the alliance is not in the ATOP file")
    );
    let nobody_began = [(210, 1, DAY, 2, false), BELGIUM_STRUCK];
    let open = decide(&[BELGIUM, SWEDEN], &nobody_began);
    assert_eq!(open.why, "the COW file does not say which side began the war");
    // As where the row of the other side was refused: the rest of the file is decided all the same.
    let alone = decide(&[BELGIUM, SWEDEN], &[NETHERLANDS_BEGIN]);
    assert_eq!(
        (alone.outcome, alone.why.as_str()),
        (Outcome::Unknown, "the COW file shows nobody who fought on the other side of the war")
    );
}

#[test]
fn a_number_that_no_actor_carries_becomes_a_state_of_its_own() {
    let sides = [(210, 1, DAY, 2, true), (399, 2, DAY, 2, false)];
    let answer = decide(&[&[("member", "399"), ("defense", "1")], SWEDEN], &sides);
    assert_eq!(answer.outcome, Outcome::Met);
    assert!(answer.why.contains("owed by SWE to COW399"), "{}", answer.why);
}

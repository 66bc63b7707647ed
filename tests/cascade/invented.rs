//! Small invented alliances, each with one thing to see.

use casus::cascade::{Other, Unless};

use super::*;

/// Five states; who helps whom is written by each test.
const STATES: &str = "state AAX \"A\"\nstate BBX \"B\"\nstate CCX \"C\"\nstate DDX \"D\"\nstate EEX \"E\"\n";

fn treaty(name: &str, parties: &str, lines: &str) -> String {
    format!(
        "treaty {name} \"{name}\" {{ cite \"invented\" evidence text nature mutual_defence signed 1900-01-01 in force 1900-01-01 parties {parties} {lines} }}\n"
    )
}

fn clause(name: &str, trigger: &str, response: &str) -> String {
    format!(
        "clause {name} \"Art. {name}\" evidence text {{ kind defence trigger {trigger} response {response} consultation none process none report none }}\n"
    )
}

fn attack(by: &str, against: &str, day: &str) -> String {
    format!(
        "{{\"id\":\"{by}_{against}_{day}\",\"date\":\"{day}\",\"act\":\"invasion\",\"by\":\"{by}\",\"against\":\"{against}\",\"intent\":\"deliberate\",\"provocation\":\"none_given\"}}\n"
    )
}

fn alliance(name: &str, parties: &str) -> String {
    let help = clause("help", "old_attack on a party", "every other party shall armed_force for victim");
    treaty(name, parties, &help)
}

/// A chain: each act calls for the next one's ally, and the ring closes without going round again.
#[test]
fn a_chain_of_alliances_runs_to_its_end() {
    let text =
        [STATES, &alliance("ab", "AAX, BBX"), &alliance("cd", "CCX, DDX"), &alliance("be", "BBX, EEX")]
            .concat();
    let program = program(&text);
    // C attacks A; B helps A against C; D helps C against B; A and E help B against D; then C helps D
    // against both, and B has one ground more against C, which now fights E.
    let came = Ask::new(&program, events(&program, &attack("CCX", "AAX", "1905-01-01"))).run();
    assert_eq!(
        acts(&program, &came),
        [
            "1 BBX-CCX ab.help be.help",
            "2 DDX-BBX cd.help",
            "3 AAX-DDX ab.help",
            "3 EEX-DDX be.help",
            "4 CCX-AAX* cd.help",
            "4 CCX-EEX cd.help",
        ]
    );
}

/// One bound to both sides is called by both, and that is said.
#[test]
fn whoever_is_bound_to_both_sides_fights_on_both() {
    let text =
        [STATES, &alliance("ab", "AAX, BBX"), &alliance("bc", "BBX, CCX"), &alliance("ad", "AAX, DDX")]
            .concat();
    let program = program(&text);
    // C attacks A. B helps A against C, D helps A against C; C is then attacked by D, so B helps C against D.
    let came = Ask::new(&program, events(&program, &attack("CCX", "AAX", "1905-01-01"))).run();
    let words = acts(&program, &came);
    assert!(words.contains(&"1 BBX-CCX ab.help".to_owned()), "{words:?}");
    assert!(words.contains(&"2 BBX-DDX bc.help".to_owned()), "{words:?}");
    assert!(came.collisions.iter().any(|one| matches!(one.other, Other::Act(_))), "{:?}", came.collisions);
}

/// A promise of neutrality toward the enemy is broken by helping against it.
#[test]
fn neutrality_toward_the_enemy_is_broken() {
    let neutral = treaty(
        "peace",
        "BBX, CCX",
        "clause stay \"Art. 1\" evidence text { kind neutrality trigger standing response every party shall strict_neutrality for every other party consultation none process none report none }",
    );
    let program = program(&[STATES, &alliance("ab", "AAX, BBX"), &neutral].concat());
    let came = Ask::new(&program, events(&program, &attack("CCX", "AAX", "1905-01-01"))).run();
    let broken: Vec<String> = came
        .collisions
        .iter()
        .filter_map(|one| match &one.other {
            Other::Duty { verdict, .. } => Some(program.clause_path(verdict.clause)),
            Other::Act(_) => None,
        })
        .collect();
    assert_eq!(broken, ["peace.stay"]);
}

/// A text that names its enemy is aimed at it, whoever the author is.
#[test]
fn a_named_enemy_is_the_enemy() {
    let named = clause("help", "old_attack on a party", "every other party shall armed_force for victim")
        .replace("consultation none", "object DDX \"D alone\" consultation none");
    let program = program(&[STATES, &treaty("ab", "AAX, BBX", &named)].concat());
    let came = Ask::new(&program, events(&program, &attack("CCX", "AAX", "1905-01-01"))).run();
    assert_eq!(acts(&program, &came), ["1 BBX-DDX ab.help"]);
}

/// A promise to join an ally that began runs against those whom it struck.
#[test]
fn an_ally_that_began_is_joined_against_those_it_struck() {
    let join = clause(
        "join",
        "some attacker p where p is beneficiary",
        "every other party shall war_in_common for AAX, BBX",
    );
    let program = program(&[STATES, &treaty("ab", "AAX, BBX", &join)].concat());
    let came = Ask::new(&program, events(&program, &attack("AAX", "CCX", "1905-01-01"))).run();
    // B has begun against C too, so A would have to join B, as it does already.
    assert_eq!(acts(&program, &came), ["1 BBX-CCX ab.join", "2 AAX-CCX* ab.join"]);
    let event = &came.events[came.acts[0].event.unwrap()];
    // C struck nobody, so no provocation is stated.
    assert!(event.fact(program.find_field("provocation").unwrap()).is_none());
}

/// Whoever was struck itself answers a provocation, whoever helps another answers one through that other.
#[test]
fn what_the_enemy_did_is_stated_as_it_was() {
    let program = program(&[STATES, &alliance("ab", "AAX, BBX")].concat());
    let both =
        attack("CCX", "AAX", "1905-01-01").replace("\"against\":\"AAX\"", "\"against\":[\"AAX\",\"BBX\"]");
    let word = |came: &Cascade, act: usize| {
        let field = program.find_field("provocation").unwrap();
        let event = &came.events[came.acts[act].event.unwrap()];
        let casus::event::Fact::Stated(values) = event.fact(field).unwrap() else { panic!("stated") };
        casus::event::value_word(&program, field, values[0])
    };
    let came = Ask::new(&program, events(&program, &attack("CCX", "AAX", "1905-01-01"))).run();
    assert_eq!(word(&came, 0), "through_third_state");
    // An invasion of both is war with both already; a mere menace of both is not.
    let menace = both.replace("\"invasion\"", "[\"general_mobilisation\"]");
    let menaced =
        clause("help", "act is menace on a party", "every other party shall armed_force for victim");
    let other = super::program(&[STATES, &treaty("ab", "AAX, BBX", &menaced)].concat());
    let came = Ask::new(&other, events(&other, &menace)).run();
    assert_eq!(came.acts.len(), 2);
    assert_eq!(word(&came, 0), "given");
}

/// A right to help is no duty, an unnamed author is nobody's enemy, and a call that is missing is waited for.
#[test]
fn what_is_not_owed_for_sure_is_only_a_branch() {
    let lines = [
        clause("right", "old_attack on a party", "every other party may armed_force for victim"),
        clause(
            "asked",
            "old_attack on a party requires \"asked\" victim has requested_aid",
            "every other party shall armed_force for victim",
        ),
    ]
    .concat();
    let program = program(&[STATES, &treaty("ab", "AAX, BBX", &lines), &alliance("ae", "AAX, EEX")].concat());
    let came = Ask::new(&program, events(&program, &attack("CCX", "AAX", "1905-01-01"))).run();
    assert_eq!(acts(&program, &came), ["1 EEX-CCX ae.help"]);
    let waits = branch(&program, &came, "ab.asked", "BBX").expect("the call");
    assert_eq!(waits.unless, Unless::Unsure(Status::Available));
    assert!(branch(&program, &came, "ab.right", "BBX").is_none());
    let mut also = Ask::new(&program, events(&program, &attack("CCX", "AAX", "1905-01-01")));
    also.also.insert(Status::Available);
    assert!(acts_of(&program, &also.run(), "BBX"));
    let unnamed = attack("CCX", "AAX", "1905-01-01").replace("\"by\":\"CCX\",", "");
    let came = Ask::new(&program, events(&program, &unnamed)).run();
    assert!(came.acts.is_empty());
    assert_eq!(branch(&program, &came, "ae.help", "EEX").expect("the branch").unless, Unless::NoEnemy);
}

/// A request that comes later calls on its own day, and not before.
#[test]
fn a_later_call_counts_from_its_day() {
    let asked = clause(
        "asked",
        "old_attack on a party requires \"asked\" victim has requested_aid",
        "every other party shall armed_force for victim",
    );
    let program = program(&[STATES, &treaty("ab", "AAX, BBX", &asked)].concat());
    let line = attack("CCX", "AAX", "1905-01-01").replace(
        "\"intent\"",
        "\"record\":[{\"by\":\"AAX\",\"does\":\"requested_aid\",\"date\":\"1905-01-04\"}],\"intent\"",
    );
    let ask = || Ask::new(&program, events(&program, &line));
    assert!(ask().until(jiff::civil::date(1905, 1, 3)).run().acts.is_empty());
    let came = ask().run();
    assert_eq!(came.acts[0].day, jiff::civil::date(1905, 1, 4));
}

/// Whoever has left an alliance is not called by it.
#[test]
fn an_ally_that_has_left_is_not_called() {
    let leave = "clause leave \"Art. 2\" evidence text { kind duration trigger standing response every party may leave for all consultation none process none report none }\nends 1 year after notice \"Art. 2\"\n";
    let help = clause("help", "old_attack on a party", "every other party shall armed_force for victim");
    let program = program(&[STATES, &treaty("ab", "AAX, BBX", &format!("{help}{leave}"))].concat());
    let notice = r#"{"id":"notice","date":"1904-01-01","act":"treaty_denunciation","by":"BBX","record":[{"by":"BBX","does":"gave_notice","treaty":"ab"}]}"#;
    for (day, called) in [("1904-12-31", true), ("1905-01-01", false)] {
        let told = format!("{notice}\n{}", attack("CCX", "AAX", day));
        let came = Ask::new(&program, events(&program, &told)).run();
        assert_eq!(acts_of(&program, &came, "BBX"), called, "{day}: {:?}", acts(&program, &came));
    }
}

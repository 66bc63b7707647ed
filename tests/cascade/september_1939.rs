//! September 1939: Germany from the west, the Soviet Union from the east.

use jiff::civil::date;

use super::*;

/// The two invasions, as cases poland-1939-09-01 and poland-1939-09-17 tell them, on their own days.
const CRISIS: &str = r#"{"id":"germany","date":"1939-09-01","act":"invasion","by":"XGE","against":"POL","object":"territory","place":"poland","gravity":"most_grave","attribution":"established","intent":"deliberate","origin":"external","provocation":"none_given","war_state":"war_in_fact"}
{"id":"soviet_union","date":"1939-09-17","act":"invasion","by":"SUN","against":"POL","object":"territory","place":"eastern_borderlands_1939","gravity":"most_grave","attribution":"established","intent":"deliberate","origin":"external","provocation":"none_given","war_state":"war_in_fact"}"#;

fn ask() -> Ask<'static> {
    Ask::new(&SHIPPED, events(&SHIPPED, CRISIS))
}

/// Britain by Art. 1; France by the staff protocol, if that binds by itself. Source: uk-pol-1939, Art. 1;
/// fra-pol-1921, 1939 (its force contested until the political protocol of 4 September).
///
/// Case poland-1939-09-01 has France's duty as a plain yes, on the treaties of 1921 and 1925 and the protocol
/// together. The rules differ: Art. 3 of 1921 asks to concert measures, the treaty of 1925 for a failure
/// of the Council, and the dossier calls the protocol contested on that day.
#[test]
fn germany_brings_britain_in_and_france_by_a_reading() {
    let came = ask().until(date(1939, 9, 3)).run();
    assert_eq!(acts(&SHIPPED, &came), ["1 GBR-XGE uk_poland.aid_on_attack"]);
    assert!(came.acts[0].grounds[0].choice);
    assert_eq!(turns_on(&SHIPPED, &came, "franco_polish.air_action", "FRA"), "contested: fp_protocol");
    let binds = ask().until(date(1939, 9, 3)).read("fp_protocol", "by_itself").run();
    assert!(acts(&SHIPPED, &binds).iter().any(|act| act.starts_with("1 FRA-XGE franco_polish.air_action")));
    // From 4 September on the protocol binds on every reading.
    let later = CRISIS.replace("1939-09-01", "1939-09-04");
    let came = Ask::new(&SHIPPED, events(&SHIPPED, &later)).until(date(1939, 9, 4)).run();
    assert!(acts_of(&SHIPPED, &came, "FRA"));
}

/// The secret protocol limits the promise to Germany. Source: uk-pol-1939, up-d1 and Secret protocol, (1)(a);
/// case poland-1939-09-17.
#[test]
fn the_secret_protocol_keeps_britain_from_the_soviet_union() {
    let against = |came: &Cascade| {
        let (gbr, sun) = (SHIPPED.find_actor("GBR").unwrap(), SHIPPED.find_actor("SUN").unwrap());
        came.acts.iter().any(|act| (act.who, act.enemy) == (gbr, sun))
    };
    let open = ask().run();
    assert!(!against(&open));
    assert_eq!(turns_on(&SHIPPED, &open, "uk_poland.aid_on_attack", "GBR"), "contested: up_european_power");
    assert!(!against(&ask().read("up_european_power", "protocol").run()));
    assert!(against(&ask().read("up_european_power", "public_text").run()));
    // As London itself held it on the day.
    assert!(!against(&ask().held_by("GBR").run()));
}

/// The alliance of 1921 looks east. Source: cases table, rou-pol-1921: help on attack on eastern frontiers.
#[test]
fn romania_is_bound_against_the_east_only() {
    let came = ask().run();
    let rou = SHIPPED.find_actor("ROU").unwrap();
    let enemies: Vec<&str> =
        came.acts.iter().filter(|act| act.who == rou).map(|act| SHIPPED.actor_name(act.enemy)).collect();
    assert_eq!(enemies, ["SUN"]);
}

/// The pact of August 1939 asks the Soviet Union for no help to Germany's enemies, and for no fighting.
/// Source: molotov-ribbentrop-1939, Art. II.
#[test]
fn moscow_owes_berlin_no_war() {
    let came = ask().until(date(1939, 9, 3)).run();
    assert!(!acts_of(&SHIPPED, &came, "SUN"));
    let asked = came.talks.iter().any(|talk| {
        talk.verdict.obligor == SHIPPED.find_actor("SUN")
            && SHIPPED.clause_path(talk.verdict.clause) == "molotov_ribbentrop.no_support"
    });
    assert!(asked);
}

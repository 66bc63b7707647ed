//! July and August 1914, declaration by declaration.

use casus::cascade::{Other, Sides};
use jiff::civil::date;

use super::*;

const CRISIS: &str = "examples/august_1914.jsonl";

fn ask() -> Ask<'static> {
    Ask::new(&SHIPPED, file(&SHIPPED, CRISIS))
}

/// Nobody was bound to fight for Serbia or for an Austria-Hungary that began. Source: cases
/// 1914-07-28-austria-serbia (defence no for Germany, Italy, Romania; Russia had no treaty; Greece contested).
#[test]
fn the_war_on_serbia_binds_nobody_for_sure() {
    let came = ask().until(date(1914, 7, 28)).run();
    assert!(acts(&SHIPPED, &came).is_empty());
    for (clause, who) in [
        ("dual_alliance.assist", "XGE"),
        ("triple_alliance.casus_foederis", "ITA"),
        ("romania_alliance.assist_austria", "ROU"),
    ] {
        assert_eq!(missed(&SHIPPED, &came, clause, who), Some("trigger"), "{clause} by {who}");
    }
    let greece = branch(&SHIPPED, &came, "greece_serbia_1913.defend", "GRC").expect("Greece");
    assert!(greece.verdict.pivots.depends_on.contains(&"gs_third_power".to_owned()));
    assert!(!came.branches.iter().any(|one| one.who == SHIPPED.find_actor("XRE").unwrap()
        && one.enemies.contains(&SHIPPED.find_actor("XAH").unwrap())
        && SHIPPED.performances[one.performance].name == "enters_war"));
}

/// Whether a mobilisation is an attack decides. Source: dual-1879, Art. 1 and da-d1; case
/// 1914-07-30-russia-mobilises (the treaty speaks of attack, not of mobilising).
#[test]
fn the_russian_mobilisation_turns_on_one_word() {
    let came = ask().until(date(1914, 7, 31)).run();
    assert!(acts(&SHIPPED, &came).is_empty());
    assert_eq!(turns_on(&SHIPPED, &came, "dual_alliance.assist", "XGE"), "contested: da_mobilisation");
    // France's call-up turns on the staff protocols: franco-russian-1892, later staff protocols.
    assert_eq!(turns_on(&SHIPPED, &came, "franco_russian.mobilise", "FRA"), "contested: fr_lone_member");
    let none = ask().until(date(1914, 7, 31)).read("da_mobilisation", "menace").run();
    assert!(!acts_of(&SHIPPED, &none, "XGE"));
}

/// On Vienna's reading Germany fights for Austria-Hungary, France for Russia, and Italy for Germany.
/// Source: dual-1879, Art. 1, da-d1; franco-russian-1892, Art. 1; triple-1882, Arts. 2 and 3, ta-d1 and
/// ta-d2 (Vienna); franco-italian-1902 (Italy promised France neutrality).
#[test]
fn on_viennas_readings_one_mobilisation_brings_all_in() {
    let came = ask().until(date(1914, 7, 31)).held_by("XAH").run();
    assert_eq!(
        acts(&SHIPPED, &came),
        [
            "1 XGE-XRE dual_alliance.assist",
            "1 XAH-XRE dual_alliance.assist",
            "2 FRA-XGE franco_russian.france_for_russia franco_russian.forces_of_france",
            "2 XRE-XGE* franco_russian.forces_of_russia",
            "3 ITA-FRA triple_alliance.assist_germany triple_alliance.casus_foederis",
            "3 XAH-FRA triple_alliance.casus_foederis",
        ]
    );
    let readings: Vec<String> = came.acts[4].grounds[0]
        .readings
        .iter()
        .map(|(question, reading)| {
            let question = SHIPPED.question(*question).unwrap();
            format!("{} is {}", question.name, question.readings[reading.index()].name)
        })
        .collect();
    assert_eq!(readings, ["ta_consultation is attack_decides", "ta_ultimatum is not_direct"]);
    let broken: Vec<String> = came
        .collisions
        .iter()
        .map(|one| match &one.other {
            Other::Duty { verdict, .. } => SHIPPED.clause_path(verdict.clause),
            Other::Act(_) => "both sides".to_owned(),
        })
        .collect();
    assert_eq!(broken, ["franco_italian.neutrality"]);
    let war = SHIPPED.performances.iter().position(|one| one.name == "enters_war").unwrap();
    let ties: Vec<_> = came.ties.iter().filter(|tie| tie.performance == war).copied().collect();
    let sides = Sides::of(&ties);
    let names = |side: &[ActorId]| side.iter().map(|who| SHIPPED.actor_name(*who)).collect::<Vec<_>>();
    assert_eq!(sides.len(), 1);
    assert_eq!(
        (names(&sides[0].one), names(&sides[0].other)),
        (vec!["ITA", "XAH", "XGE"], vec!["FRA", "SRB", "XRE"])
    );
}

/// Italy's own reading. Source: triple-1882, ta-d1 (no case for an ally that acted without consulting);
/// case 1914-08-02-italy.
#[test]
fn on_romes_readings_italy_stays_out() {
    let came = ask().held_by("ITA").run();
    assert!(!acts_of(&SHIPPED, &came, "ITA"), "{:?}", acts(&SHIPPED, &came));
    assert!(missed(&SHIPPED, &came, "triple_alliance.assist_germany", "ITA").is_some());
    let neutral = came.talks.iter().any(|talk| {
        SHIPPED.clause_path(talk.verdict.clause) == "franco_italian.neutrality"
            && talk.verdict.obligor == SHIPPED.find_actor("ITA")
    });
    assert!(neutral);
}

/// Germany's own declarations call for France without any reading, and for Russia once France is attacked.
/// Source: franco-russian-1892, Art. 1; cases 1914-08-03-germany-france (defence yes for Russia; no for
/// Italy and Austria-Hungary; the letters of 1912 ask for talks only).
#[test]
fn the_declarations_of_august_call_for_france_and_russia() {
    let came = ask().until(date(1914, 8, 3)).run();
    assert_eq!(
        acts(&SHIPPED, &came),
        [
            "1 FRA-XGE franco_russian.france_for_russia franco_russian.forces_of_france",
            "1 XRE-XGE* franco_russian.forces_of_russia franco_russian.russia_for_france",
        ]
    );
    let talk = came.talks.iter().find(|talk| talk.verdict.obligor == SHIPPED.find_actor("GBR")).unwrap();
    assert_eq!(SHIPPED.clause_path(talk.verdict.clause), "entente.discuss");
    assert!(came.branches.iter().all(|one| one.who != SHIPPED.find_actor("GBR").unwrap()));
}

/// Britain comes in by the guarantee of 1839 and by nothing else, and only as far as it is a duty of each.
/// Source: london-1839, lo-d1 and lo-d2; case 1914-08-04-belgium (contested); entente-1904-1912.
#[test]
fn britain_is_called_by_1839_and_not_by_the_entente() {
    let came = ask().run();
    assert!(!acts_of(&SHIPPED, &came, "GBR"));
    assert_eq!(turns_on(&SHIPPED, &came, "london_1839.guarantee", "GBR"), "contested: lo_duty, lo_guarantee");
    assert_eq!(missed(&SHIPPED, &came, "channel_assurance.defend", "GBR"), Some("scope"));
    let duty = ask().read("lo_duty", "duty").read("lo_guarantee", "several").run();
    assert!(acts(&SHIPPED, &duty).contains(&"1 GBR-XGE london_1839.guarantee".to_owned()));
    // Means are not said in the text: whoever counts only what needs force finds no duty.
    let mut least = ask().read("lo_duty", "duty").read("lo_guarantee", "several");
    least.least = true;
    assert!(!acts_of(&SHIPPED, &least.run(), "GBR"));
    let right = ask().read("lo_duty", "right_only").run();
    assert!(!acts_of(&SHIPPED, &right, "GBR"));
}

/// Romania is not called: not by its own reading, and on the other one only by an attack next to it.
/// Source: romania-1883, Art. 2, ro-d1 and ro-d2; case 1914-07-28-austria-serbia.
#[test]
fn romania_is_not_called() {
    for who in ["ROU", "XAH"] {
        let came = ask().held_by(who).run();
        assert!(!acts_of(&SHIPPED, &came, "ROU"), "{who}: {:?}", acts(&SHIPPED, &came));
    }
}

/// The Ottoman duty follows the German one if Russia drew Germany in. Source: ottoman-german-1914, Art. 2 and
/// og-d1; dual-1879, da-d1; case 1914-08-02-ottoman (contested).
#[test]
fn the_ottoman_duty_hangs_on_the_german_one() {
    let russia = r#"{"id":"russia","date":"1914-08-05","act":"general_mobilisation","by":"XRE","against":["XGE","XAH"],"provocation":"through_third_state","record":[{"by":"XGE","does":"declared_war","to":"XRE","date":"1914-08-01"}]}"#;
    let ask = || Ask::new(&SHIPPED, events(&SHIPPED, russia));
    let open = ask().read("da_mobilisation", "attack").run();
    assert_eq!(turns_on(&SHIPPED, &open, "ottoman_german.join", "XOE"), "contested: og_declaration");
    let drawn = ask().read("da_mobilisation", "attack").read("og_declaration", "drawn_in").run();
    assert!(acts(&SHIPPED, &drawn).contains(&"1 XOE-XRE ottoman_german.join".to_owned()));
    let own = ask().read("da_mobilisation", "attack").read("og_declaration", "german_attack").run();
    assert!(!acts_of(&SHIPPED, &own, "XOE"));
    let menace = ask().read("da_mobilisation", "menace").read("og_declaration", "drawn_in").run();
    assert!(!acts_of(&SHIPPED, &menace, "XOE"));
}

/// Japan's duty turns on where the interests lie for which the war is fought. Source: anglo-japanese, 1911,
/// Art. II; case 1914-08-japan (contested on the area).
#[test]
fn japan_is_called_for_east_asia_only() {
    let told = fs::read_to_string(root().join("examples/july_1914.jsonl")).unwrap();
    let japan = told.lines().find(|line| line.contains("1914-08-japan")).unwrap();
    let came = Ask::new(&SHIPPED, events(&SHIPPED, japan)).run();
    assert_eq!(turns_on(&SHIPPED, &came, "anglo_japanese_1911.assist", "JPN"), "undetermined: interests");
    for (where_, called) in [("tsingtao", true), ("belgium", false)] {
        let of = format!(r#""interests": "{where_}""#);
        let line = japan.replace(r#""interests": {"one_of": ["belgium", "tsingtao"]}"#, &of);
        let came = Ask::new(&SHIPPED, events(&SHIPPED, &line)).run();
        assert_eq!(acts_of(&SHIPPED, &came, "JPN"), called, "{where_}");
    }
}

/// Each by its own light: an answer that turns on readings is that of the one who owes. Source: the holders
/// of da-d1 (Vienna), ta-d1 and ta-d2 (Vienna, Rome), ro-d1 (the Crown Council), lo-d2 (the cabinet).
#[test]
fn each_on_its_own_readings() {
    let mut ask = ask();
    ask.own_readings = true;
    let came = ask.run();
    for who in ["ITA", "ROU", "GBR"] {
        assert!(!acts_of(&SHIPPED, &came, who), "{who}: {:?}", acts(&SHIPPED, &came));
    }
    assert!(acts_of(&SHIPPED, &came, "XAH"), "{:?}", acts(&SHIPPED, &came));
}

/// Whoever refuses is left out, and what hung on it does not follow. Source: franco-russian-1892, Art. 1:
/// Italy's case needs a French attack (triple-1882, Art. 2).
#[test]
fn a_refusal_stops_what_hangs_on_it() {
    let came = ask().until(date(1914, 7, 31)).held_by("XAH").refuses("FRA").run();
    assert!(!acts_of(&SHIPPED, &came, "FRA") && !acts_of(&SHIPPED, &came, "ITA"));
    let refused = branch(&SHIPPED, &came, "franco_russian.france_for_russia", "FRA").expect("the refusal");
    assert_eq!(refused.unless, casus::cascade::Unless::Refused);
}

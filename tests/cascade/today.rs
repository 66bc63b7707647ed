//! Hypotheticals of today: what each reading gives.

use super::*;

/// An invasion of a party of two alliances.
const ESTONIA: &str = r#"{"id":"estonia","date":"2026-03-01","act":"invasion","by":"RUS","against":"EST","object":"territory","place":"estonia","gravity":"most_grave","attribution":"established","intent":"deliberate","origin":"external","provocation":"none_given","record":[{"by":"EST","does":"requested_aid"},{"by":"EST","does":"declared_attacked"}]}"#;

/// Every other party of both treaties is called; that force be used is left to each. Source: nat-1949, Art. 5
/// (such action as it deems necessary); teu-42-7 (all the means in their power).
#[test]
fn an_invasion_of_estonia_calls_every_ally_and_forces_none() {
    let mut ask = Ask::new(&SHIPPED, events(&SHIPPED, ESTONIA));
    ask.rounds = Some(1);
    let came = ask.run();
    assert!(came.acts.iter().all(|act| act.round == 1 && act.grounds.iter().all(|ground| ground.choice)));
    for who in ["USA", "GBR", "TUR", "POL", "FIN", "IRL", "AUT"] {
        assert!(acts_of(&SHIPPED, &came, who), "{who}");
    }
    assert!(!acts_of(&SHIPPED, &came, "EST") && !acts_of(&SHIPPED, &came, "CHE"));
    let paths = |who: &str| -> Vec<String> {
        let who = SHIPPED.find_actor(who).unwrap();
        let of = came.acts.iter().filter(|act| act.who == who);
        of.flat_map(|act| act.grounds.iter().map(|ground| SHIPPED.clause_path(ground.clause))).collect()
    };
    assert_eq!(paths("USA"), ["north_atlantic.defend"]);
    assert_eq!(paths("IRL"), ["eu_mutual_assistance.defend"]);
    ask.least = true;
    assert!(ask.run().acts.is_empty());
}

/// What Russia's allies would owe turns on what the answer to the invasion looks like, which nobody knows yet.
/// Source: cst-1992, Art. 4 (aggression, request); rus-dprk-2024, Art. 4.
#[test]
fn what_the_other_side_owes_stays_open() {
    let mut ask = Ask::new(&SHIPPED, events(&SHIPPED, ESTONIA));
    // One answering ally is enough here; every other one would be asked the same.
    for state in ["USA", "GBR", "CAN"] {
        ask = ask.refuses(state);
    }
    let only: BTreeSet<ActorId> = ["POL"].iter().map(|who| SHIPPED.find_actor(who).unwrap()).collect();
    let all: Vec<ActorId> =
        (0..SHIPPED.actors.len()).map(ActorId::at).filter(|who| !only.contains(who)).collect();
    ask.refuses.extend(all);
    let came = ask.run();
    assert_eq!(came.acts.len(), 1, "{:?}", acts(&SHIPPED, &came));
    for (clause, who) in [("cst.defend", "BLR"), ("russia_dprk.defend", "PRK")] {
        let branch = branch(&SHIPPED, &came, clause, who).unwrap_or_else(|| panic!("{clause}"));
        assert_eq!(branch.verdict.status, Status::Open, "{clause}");
        assert!(branch.verdict.pivots.depends_on.contains(&"gravity".to_owned()), "{clause}");
    }
}

/// Second Thomas Shoal turns on two readings. Source: us-phl-1951, Arts. IV and V and its disputes (what is an
/// armed attack on a vessel; is the South China Sea of the Pacific).
#[test]
fn a_philippine_public_vessel_turns_on_two_words() {
    let ask = || Ask::new(&SHIPPED, file(&SHIPPED, "examples/second_thomas_shoal_2024.jsonl"));
    let open = ask().run();
    assert!(open.acts.is_empty());
    assert_eq!(
        turns_on(&SHIPPED, &open, "us_philippines.defend", "USA"),
        "contested: phl_grey_zone, south_china_sea"
    );
    let wide = ask().read("phl_grey_zone", "violence").read("south_china_sea", "yes").run();
    assert_eq!(acts(&SHIPPED, &wide)[0], "1 USA-CHN us_philippines.defend");
    // A boarding is no war, yet the Philippines stand on the side of whoever fights for them.
    let sides = wide.sides(&SHIPPED, wide.acts[0].performance);
    let names = |side: &[ActorId]| side.iter().map(|who| SHIPPED.actor_name(*who)).collect::<Vec<_>>();
    assert_eq!((names(&sides[0].one), names(&sides[0].other)), (vec!["PHL", "USA"], vec!["CHN"]));
    for (question, reading) in [("south_china_sea", "no"), ("phl_grey_zone", "never")] {
        assert!(!acts_of(&SHIPPED, &ask().read(question, reading).run(), "USA"), "{question}");
    }
}

/// Across the strait nobody owes Taiwan force; the statute of 1979 asks the President to tell Congress and to
/// decide. Source: tra-1979, section 3(c); us-roc-1954 (ended 1 January 1980).
#[test]
fn across_the_strait_a_statute_asks_for_a_decision_only() {
    let strait = r#"{"id":"strait","date":"2026-03-01","act":"invasion","by":"CHN","against":"TWN","object":"territory","place":"taiwan","gravity":"most_grave","attribution":"established","intent":"deliberate","provocation":"none_given"}"#;
    for reading in [None, Some(("tra_commitment", "implied"))] {
        let mut ask = Ask::new(&SHIPPED, events(&SHIPPED, strait));
        if let Some((question, reading)) = reading {
            ask = ask.read(question, reading);
        }
        let came = ask.run();
        assert!(came.acts.is_empty(), "{:?}", acts(&SHIPPED, &came));
        let asked: Vec<String> =
            came.talks.iter().map(|talk| SHIPPED.clause_path(talk.verdict.clause)).collect();
        assert!(asked.contains(&"taiwan_relations_act.determine".to_owned()), "{asked:?}");
    }
}

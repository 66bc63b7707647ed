//! Duties of one obligor against each other: on an event, over a crisis, between two instruments.
//!
//! Expected values come from the dossiers; each test names its source.

#![expect(clippy::unwrap_used, reason = "a test stops at the first broken expectation")]

mod ground;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use casus::analyse::conflicts::{By, Clash, Found, Plan, Searched, Which, in_crisis, in_event, search};
use casus::evaluate::{Filter, Stance, decide};
use casus::ir::{Program, ReadingId};
use casus::life::follow;
use casus::resolve::resolve;
use casus::syntax::parser::parse;
use casus::text::{FileId, Limits};
use ground::{events, shipped_with as program};
use jiff::civil::{Date, date};

static SHIPPED: LazyLock<Program> = LazyLock::new(|| program(""));

fn stance(program: &Program, readings: &[(&str, &str)]) -> Stance {
    let mut stance = Stance::default();
    for (question, reading) in readings {
        let id = program.find_question(question).unwrap();
        let all = &program.question(id).unwrap().readings;
        let at = all.iter().position(|row| row.name == *reading).unwrap();
        stance.readings.insert(id, ReadingId::at(at));
    }
    stance
}

/// The clashes of one event, as `obligor: clause against clause`, with the clashes.
fn told(program: &Program, text: &str, readings: &[(&str, &str)]) -> Vec<(String, Clash)> {
    let (limits, filter) = (Limits::default(), Filter::default());
    let stance = stance(program, readings);
    let mut all = Vec::new();
    for event in events(program, text) {
        let decision = decide(program, &event, &stance, &filter, &limits);
        let clashes = in_event(program, &event, &stance, &filter, &decision.verdicts, &limits);
        assert!(!clashes.too_complex);
        all.extend(clashes.all.into_iter().map(|clash| (line(program, &clash), clash)));
    }
    all
}

fn line(program: &Program, clash: &Clash) -> String {
    let path = |id| program.clause_path(id);
    let who = program.actor_name(clash.obligor);
    format!("{who}: {} against {}", path(clash.one.clause), path(clash.other.clause))
}

fn find<'a>(all: &'a [(String, Clash)], wanted: &str) -> Option<&'a Clash> {
    all.iter().find(|(line, _)| line == wanted).map(|(_, clash)| clash)
}

fn looked(program: &Program, treaties: &[&str], readings: &[(&str, &str)], on: Option<Date>) -> Searched {
    let stance = stance(program, readings);
    let plan = Plan {
        program,
        treaties: treaties.iter().map(|name| program.find_treaty(name).unwrap()).collect(),
        on,
        obligors: Vec::new(),
        stance: &stance,
        overlaps: true,
        limits: &Limits::default(),
    };
    search(&plan)
}

fn pair<'a>(program: &Program, all: &'a Searched, one: &str, other: &str) -> Option<&'a Found> {
    let is = |id, name: &str| program.clause_path(id) == name;
    all.found.iter().find(|found| is(found.one, one) && is(found.other, other))
}

/// Every witness is confirmed by the evaluator alone.
fn confirmed(all: &Searched) {
    assert!(all.undecided.is_empty());
    for found in &all.found {
        assert!(found.witness.is_some(), "{found:?}");
    }
}

const WAR_OVER_A_THIRD: &str = r#"{"id": "a", "date": "1913-01-01", "act": "invasion", "by": "FRA", "against": "XGE",
    "war_state": "at_war", "provocation": "through_third_state"}"#;

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Italy's two duties hold together only if one war can be an unprovoked attack by France and a defence of
/// France. Source: franco-italian-1902, fi-d1; triple-1882, Art. 2(b).
#[test]
fn italy_cannot_help_germany_and_stay_neutral_toward_france() {
    let text = in_one_line(WAR_OVER_A_THIRD);
    let name = "ITA: triple_alliance.assist_germany against franco_italian.neutrality";
    let readings = [
        ("fi_fault", "both_possible"),
        ("ta_ultimatum", "not_direct"),
        ("ta_with_prinetti", "untouched"),
        ("ta_consultation", "attack_decides"),
    ];
    let all = told(&SHIPPED, &text, &readings);
    let clash = find(&all, name).unwrap_or_else(|| panic!("{all:?}"));
    assert!(clash.sure && clash.turns_on.is_empty() && clash.rankings.is_empty());

    // The provocation decides: under the other reading only one of the two duties arises.
    let readings = [("fi_fault", "never_both"), ("ta_ultimatum", "not_direct")];
    assert!(find(&told(&SHIPPED, &text, &readings), name).is_none());

    // Nobody has to say how the questions are read: the pair is possible, and turns on fi-d1.
    let all = told(&SHIPPED, &text, &[]);
    let clash = find(&all, name).unwrap_or_else(|| panic!("{all:?}"));
    let asked: Vec<&str> = clash
        .turns_on
        .readings
        .iter()
        .map(|(question, _)| SHIPPED.question(*question).unwrap().name.as_str())
        .collect();
    assert!(!clash.sure && asked.contains(&"fi_fault"), "{asked:?}");
}

/// Source: franco-italian-1902, fi-d1; triple-1882, ta-d3.
#[test]
fn the_exchange_of_1902_and_the_triple_alliance_can_meet() {
    let all = looked(&SHIPPED, &["franco_italian", "triple_alliance"], &[], Some(date(1913, 1, 1)));
    confirmed(&all);
    let found = pair(&SHIPPED, &all, "triple_alliance.assist_germany", "franco_italian.neutrality").unwrap();
    let names: Vec<&str> = found.obligors.iter().map(|who| SHIPPED.actor_name(*who)).collect();
    assert_eq!(names, ["ITA"]);
}

/// The two texts agree where Russia attacks: then its neutrality is not promised. They part where a call-up
/// is taken for an attack. Source: reinsurance-1887, Art. I and re-d1; dual-1879, Art. 1 and da-d1.
#[test]
fn the_texts_of_1879_and_1887_part_only_over_what_an_attack_is() {
    let both = ["dual_alliance", "reinsurance"];
    let day = Some(date(1888, 10, 2));
    let art_i =
        |all: &Searched| pair(&SHIPPED, all, "dual_alliance.assist", "reinsurance.neutrality").is_some();
    let plain = looked(&SHIPPED, &both, &[], day);
    confirmed(&plain);
    assert!(!art_i(&plain));
    // The protocol excepts no attack of Russia's own.
    assert!(pair(&SHIPPED, &plain, "dual_alliance.assist", "reinsurance.black_sea_entrance").is_some());
    let read = [("da_mobilisation", "attack"), ("re_attacker", "own_words")];
    let all = looked(&SHIPPED, &both, &read, day);
    confirmed(&all);
    assert!(art_i(&all));
    let read = [("da_mobilisation", "attack"), ("re_attacker", "one_test")];
    assert!(!art_i(&looked(&SHIPPED, &both, &read, day)));
}

const ESTONIA: &str = r#"{"id": "e", "date": "2025-01-10", "act": "invasion", "by": "RUS", "against": "EST",
    "place": "estonia", "object": "territory", "gravity": "most_grave", "attribution": "established", "origin": "external",
    "intent": "deliberate", "provocation": "none_given", "war_state": "at_war"}"#;

/// Source: teu-42-7, second carve-out and eu-d4.
#[test]
fn the_union_treaty_ranks_the_alliance_first_by_its_own_text() {
    let text = in_one_line(ESTONIA);
    let name = |who: &str| format!("{who}: eu_mutual_assistance.defend against north_atlantic.defend");
    let all = told(&SHIPPED, &text, &[("eu_nato_order", "always")]);
    let clash = find(&all, &name("FRA")).unwrap_or_else(|| panic!("{all:?}"));
    assert!(clash.why.is_overlap(&SHIPPED));
    let [ranking] = clash.rankings.as_slice() else { panic!("{:?}", clash.rankings) };
    assert_eq!(ranking.first, Which::Other);
    assert!(matches!(ranking.by, By::Text(_)) && ranking.only_if.is_empty());
    // Ireland is not in the alliance, and is asked once.
    assert!(find(&all, &name("IRL")).is_none());
    // Where the alliance comes first only when it acts, and has not, its text does not rank.
    let all = told(&SHIPPED, &text, &[("eu_nato_order", "when_it_acts")]);
    let clash = find(&all, &name("FRA")).unwrap();
    assert!(clash.rankings.iter().all(|ranking| matches!(ranking.by, By::Presumption(_))));
}

const INVENTED: &str = r#"
state ONE "One"
state TWO "Two"
state SIX "Six"
treaty pact "Pact" {
  cite "invented" evidence text
  nature mutual_defence
  in force 1950-01-01
  parties ONE, TWO
  clause defend "Art. 1" evidence text {
    kind defence
    trigger act is invasion on a party
    response every other party shall armed_force for victim
    consultation none
    process none
    report none
  }
}
treaty peace "Peace" {
  cite "invented" evidence text
  nature neutrality_treaty
  in force 1950-01-01
  parties ONE, SIX
  LINE
  clause neutrality "Art. 1" evidence text {
    kind neutrality
    trigger war_state is at_war
    response every party shall neutrality for every other party
    consultation none
    process none
    report none
  }
  clause no_war "Art. 2" evidence text {
    kind non_aggression
    trigger standing
    response every party shall refrain_from_force for every other party
    consultation none
    process none
    report none
  }
}
"#;

const INVASION: &str = r#"{"id": "i", "date": "1960-01-01", "act": "invasion", "by": "SIX", "against": "TWO", "war_state": "at_war"}"#;

#[test]
fn a_clause_of_the_text_ranks_two_duties() {
    for (line, first) in [
        ("", None),
        ("yields to pact \"Art. 3\"", Some(Which::One)),
        ("prevails over pact.defend", Some(Which::Other)),
        ("prevails over all", Some(Which::Other)),
    ] {
        let program = program(&INVENTED.replace("LINE", line));
        let all = told(&program, INVASION, &[]);
        for other in ["neutrality", "no_war"] {
            let clash = find(&all, &format!("ONE: pact.defend against peace.{other}"))
                .unwrap_or_else(|| panic!("{line}: {all:?}"));
            assert!(clash.sure && !clash.why.is_overlap(&program));
            assert_eq!(clash.rankings.first().map(|ranking| ranking.first), first, "{line}");
        }
    }
}

#[test]
fn neutrality_toward_somebody_else_stands_against_nothing() {
    let program = program(&INVENTED.replace("LINE", ""));
    let other = INVASION.replace("SIX", "GBR");
    assert!(told(&program, &other, &[]).is_empty());
    // A war that is not known is one more thing on which the pair turns.
    let open = INVASION.replace(r#", "war_state": "at_war""#, "");
    let all = told(&program, &open, &[]);
    let clash = find(&all, "ONE: pact.defend against peace.neutrality").unwrap();
    assert!(!clash.sure && clash.turns_on.facts.len() == 1);
    assert!(find(&all, "ONE: pact.defend against peace.no_war").unwrap().sure);
}

/// Two events call up one duty each: whoever promised help to both of two that fight each other.
#[test]
fn duties_of_two_events_meet_over_a_crisis() {
    let program = program(&INVENTED.replace("parties ONE, TWO", "parties ONE, TWO, SIX").replace("LINE", ""));
    let (stance, filter, limits) = (Stance::default(), Filter::default(), Limits::default());
    let back = INVASION.replace(r#""id": "i""#, r#""id": "j""#).replace("01-01", "02-01");
    let back = back.replace(r#""by": "SIX", "against": "TWO""#, r#""by": "TWO", "against": "SIX""#);
    let events = events(&program, &format!("{INVASION}\n{back}"));
    let crisis = follow(&program, &events, &stance, &filter, None, &limits);
    let found = in_crisis(&program, &crisis, &stance, &limits);
    let clauses = |one: &casus::analyse::conflicts::Meeting| {
        (program.clause_path(one.one.0.clause), program.clause_path(one.other.0.clause))
    };
    let defend = ("pact.defend".to_owned(), "pact.defend".to_owned());
    let meeting = found
        .iter()
        .find(|one| program.actor_name(one.obligor) == "ONE" && clauses(one) == defend)
        .unwrap_or_else(|| panic!("{found:?}"));
    assert_eq!(meeting.since, date(1960, 2, 1));
    assert_eq!(meeting.until, None);
}

#[test]
fn words_that_the_rules_do_not_have_are_refused() {
    let limits = Limits::default();
    for text in [
        "conflict neutrality with assistance toward foe",
        "conflict neutralty with assistance toward enemy",
        "treaty t \"T\" { cite \"x\" evidence text nature mutual_defence yields to t }",
        "treaty t \"T\" { cite \"x\" evidence text nature mutual_defence presumes older }",
    ] {
        let mut files: Vec<_> = casus::builtin::rules()
            .zip(0..)
            .map(|((_, text), at)| (FileId(at), parse(FileId(at), text, &limits).tree))
            .collect();
        let own = FileId(u32::try_from(files.len()).unwrap());
        files.push((own, parse(own, text, &limits).tree));
        let errors = resolve(&files, &limits).diagnostics;
        let own = errors.iter().find(|one| one.primary.file == own && one.is_error());
        assert!(own.is_some(), "{text}");
    }
}

/// The defence clauses of the alliances of the United States leave the means open, so that none of them can
/// ever stand against another as help with arms; docs/conflicts.md says why. Source: nat-1949, Art. 5;
/// us-phl-1951, Art. IV; manila-1954, Art. IV; rio-1947, Art. 3; anzus-1951, Art. IV.
#[test]
fn no_two_alliances_of_the_united_states_exclude_each_other() {
    let limits = Limits::default();
    let stance = Stance::default();
    let plan = Plan {
        program: &SHIPPED,
        treaties: Vec::new(),
        on: Some(date(2023, 12, 31)),
        obligors: vec![SHIPPED.find_actor("USA").unwrap()],
        stance: &stance,
        overlaps: false,
        limits: &limits,
    };
    let all = search(&plan);
    assert!(all.found.is_empty() && all.undecided.is_empty(), "{:?}", all.found);
    // What remains is the same help promised twice, each pair with its reason on the page.
    let plan = Plan { overlaps: true, ..plan };
    let all = search(&plan);
    assert!(all.undecided.is_empty(), "{:?}", all.undecided);
    let pairs: BTreeSet<(String, String)> = all
        .found
        .iter()
        .map(|found| (SHIPPED.clause_path(found.one), SHIPPED.clause_path(found.other)))
        .collect();
    let page: BTreeSet<(String, String)> = include_str!("../docs/conflicts.md")
        .lines()
        .skip_while(|line| *line != "| instruments | who is owed the help | why it is no conflict |")
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let mut names = line.split('`').skip(1).step_by(2).map(|name| format!("{name}.defend"));
            let mut pair = [names.next().unwrap(), names.next().unwrap()];
            pair.sort();
            let [one, other] = pair;
            (one, other)
        })
        .collect();
    assert!(pairs == page && page.len() == 3, "{pairs:?} are found, {page:?} are explained");
    // The same question of somebody who did exclude himself is no empty one.
    let plan = Plan { obligors: vec![SHIPPED.find_actor("ITA").unwrap()], ..plan };
    let pair = ["franco_italian", "triple_alliance"].map(|name| SHIPPED.find_treaty(name).unwrap());
    let plan = Plan { on: Some(date(1913, 1, 1)), treaties: pair.to_vec(), ..plan };
    assert!(!search(&plan).found.is_empty());
}

const IRAQ: &str = r#"{"id": "air-war", "date": "1991-01-24", "act": "air_strike", "by": ["USA", "GBR"], "against": "IRQ",
    "object": "territory", "gravity": "most_grave", "intent": "deliberate", "attribution": "established", "origin": "external",
    "record": [{"by": "unsc", "does": "decided_economic", TO"date": "1990-08-06"},
    {"by": "unsc", "does": "authorised_force", TO"date": "1990-11-29"}]}"#;

const KUWAIT: &str = r#"{"id": "invasion", "date": "1990-08-02", "act": "invasion", "by": "IRQ", "against": "KWT",
    "object": "territory", "gravity": "most_grave", "intent": "deliberate", "attribution": "established", "origin": "external",
    "record": [{"by": "unsc", "does": "decided_economic", TO"date": "1990-08-02"},
    {"by": "unsc", "does": "authorised_force", TO"date": "1990-08-02"}]}"#;

fn aimed(text: &str, to: Option<&str>) -> String {
    let to = to.map_or_else(String::new, |who| format!(r#""to": "{who}", "#));
    in_one_line(&text.replace("TO", &to))
}

/// The clashes in which a decision of the Council stands on a side.
fn with_a_decision(all: &[(String, Clash)]) -> Vec<&str> {
    let by_council = [
        "un_charter.stop_force",
        "un_charter.withhold_arms",
        "un_charter.withhold_help",
        "un_charter.no_help_against_action",
    ];
    let is = |line: &&(String, Clash)| by_council.iter().any(|path| line.0.ends_with(path));
    all.iter().filter(is).map(|(line, _)| line.as_str()).collect()
}

fn charter_first(clash: &Clash) {
    assert_eq!(clash.rankings.len(), 1, "{:?}", clash.rankings);
    let ranking = &clash.rankings[0];
    assert_eq!(ranking.first, Which::Other);
    assert!(matches!(ranking.by, By::Text(_)) && ranking.only_if.is_empty());
}

/// Iraq and those who would owe it help were parties of one pact; the Council had decided on sanctions and allowed force.
/// Source: cases, kuwait-1990 (S/RES/661, S/RES/678) and arab-jdt-1950; un-charter, 103. The strike on Iraq is laid down.
#[test]
fn help_for_iraq_stands_against_force_that_the_council_allowed() {
    let all = told(&SHIPPED, &aimed(IRAQ, Some("IRQ")), &[]);
    let name = "EGY: arab_joint_defence.defend against un_charter.no_help_against_action";
    let clash = find(&all, name).unwrap_or_else(|| panic!("{all:?}"));
    assert!(clash.sure && !clash.why.is_overlap(&SHIPPED));
    charter_first(clash);
    // An end of trade alone bars arms, and the help of Art. 2 can be given without.
    let only_trade = aimed(IRAQ, Some("IRQ")).replace("authorised_force", "decided");
    assert!(with_a_decision(&told(&SHIPPED, &only_trade, &[])).is_empty());
}

/// Source: cases, kuwait-1990: the decisions were on Iraq.
#[test]
fn a_decision_on_one_state_bars_no_help_to_another() {
    for (text, to) in [(KUWAIT, Some("IRQ")), (IRAQ, Some("LBY")), (KUWAIT, None), (IRAQ, None)] {
        let all = told(&SHIPPED, &aimed(text, to), &[]);
        assert!(with_a_decision(&all).is_empty(), "{to:?}: {all:?}");
    }
    // It is the target that decides: with Kuwait as the one meant, the same event shows it.
    assert!(!with_a_decision(&told(&SHIPPED, &aimed(KUWAIT, Some("KWT")), &[])).is_empty());
}

/// Over the crisis the duties of two events meet: whom the decisions of August and November are about is struck in January.
/// Source: cases, kuwait-1990.
#[test]
fn a_decision_of_an_earlier_event_stands_against_later_help() {
    let (stance, filter, limits) = (Stance::default(), Filter::default(), Limits::default());
    let first = aimed(KUWAIT, Some("IRQ"));
    let second = aimed(IRAQ, None).split(", \"record\"").next().unwrap().to_owned() + "}";
    let events = events(&SHIPPED, &format!("{first}\n{second}"));
    let crisis = follow(&SHIPPED, &events, &stance, &filter, None, &limits);
    let found = in_crisis(&SHIPPED, &crisis, &stance, &limits);
    let decided: Vec<_> = found
        .iter()
        .filter(|one| SHIPPED.clause_path(one.other.0.clause) == "un_charter.no_help_against_action")
        .collect();
    assert!(!decided.is_empty(), "{found:?}");
    for one in decided {
        assert_eq!(SHIPPED.clause_path(one.one.0.clause), "arab_joint_defence.defend");
        assert_eq!((one.since, one.until), (date(1991, 1, 24), None));
        let [ranking] = one.rankings.as_slice() else { panic!("{one:?}") };
        assert_eq!(ranking.first, Which::Other);
    }
}

/// The rules of the pact of 1961 ask the same: on one reading the clause itself gives way, on the other the Charter ranks.
/// Source: prc-dprk-1961, Art. II and pd-d3; un-charter, 103.
#[test]
fn a_ban_on_arms_stands_against_a_duty_to_supply_them() {
    let text = r#"{"id": "a", "date": "2017-01-01", "act": "invasion", "by": "USA", "against": "PRK", "gravity": "most_grave",
        "intent": "deliberate", "attribution": "established", "origin": "external", "object": "territory", "war_state": "war_in_fact",
        "provocation": "none_given", "record": [{"by": "unsc", "does": "forbade_arms", "to": "PRK"}]}"#;
    let name = "CHN: prc_dprk.supply_arms against un_charter.withhold_arms";
    let at = |reading| told(&SHIPPED, &in_one_line(text), &[("pd_sanctions", reading)]);
    let all = at("treaty_unaffected");
    let clash = find(&all, name).unwrap_or_else(|| panic!("{all:?}"));
    charter_first(clash);
    assert!(find(&at("charter_prevails"), name).is_none());
    // Military help of all kinds does not consist of arms alone.
    assert_eq!(with_a_decision(&all), [name]);
    let help = in_one_line(text).replace("forbade_arms", "forbade_help");
    let all = told(&SHIPPED, &help, &[]);
    charter_first(find(&all, "CHN: prc_dprk.defend against un_charter.withhold_help").unwrap());
}

/// Whoever is told to stop cannot fight beside an ally; whoever is not told owes what it owed.
/// Source: un-charter, 24–25 and 39–42; cases, kashmir-1965 (S/RES/211) for a demand made of both sides.
#[test]
fn who_is_told_to_stop_cannot_fight_for_an_ally() {
    let program = program(&INVENTED.replace("LINE", ""));
    let told_to = |who: &str| {
        let record =
            format!(r#", "record": [{{"by": "unsc", "does": "demanded_end_of_force", "to": {who}}}]}}"#);
        let text = INVASION.strip_suffix('}').unwrap().to_owned() + &record;
        told(&program, &text, &[])
    };
    let name = "ONE: pact.defend against un_charter.stop_force";
    let all = told_to(r#""SIX"}, {"by": "unsc", "does": "demanded_end_of_force", "to": "ONE""#);
    charter_first(find(&all, name).unwrap_or_else(|| panic!("{all:?}")));
    assert!(find(&told_to(r#""SIX""#), name).is_none());
    assert!(find(&told_to(r#""TWO""#), name).is_none());
}

/// A decision of a regional organ under Art. 8 of the Rio treaty orders no one to leave the target without help, and the Organ
/// is not the Council. Source: rio-1947, Arts. 8 and 20; the measures of 1964 in its list of invocations.
#[test]
fn the_measures_of_1964_bar_no_help() {
    let text = r#"{"id": "c", "date": "1965-01-01", "act": "invasion", "by": "USA", "against": "CUB", "gravity": "most_grave",
        "intent": "deliberate", "attribution": "established", "origin": "external", "object": "territory", "place": "cuba",
        "record": [{"by": "rio_organ", "does": "decided_economic", "to": "CUB", "treaty": "rio", "date": "1964-07-26"}]}"#;
    assert!(with_a_decision(&told(&SHIPPED, &in_one_line(text), &[])).is_empty());
}

/// Source: as above; between two instruments every witness is told to the evaluator alone.
#[test]
fn the_charter_and_a_pact_are_set_against_each_other() {
    let all = looked(&SHIPPED, &["un_charter", "us_israel_2016"], &[], None);
    confirmed(&all);
    let pairs: Vec<String> = all.found.iter().map(|found| SHIPPED.clause_path(found.other)).collect();
    let wanted = ["withhold_arms", "withhold_help", "no_help_against_action"];
    assert_eq!(pairs, wanted.map(|name| format!("un_charter.{name}")));
}

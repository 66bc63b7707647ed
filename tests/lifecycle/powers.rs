//! Powers over bonds: who is bound to whom after notices, accessions, suspensions and ends, and what that
//! does to duties that stand. Days of the library come from the dossiers; each test names its own.

use super::crisis::{events, program, root, run, shipped, told};
use casus::evaluate::{Filter, Stance};
use casus::ir::ReadingId;
use casus::life::{BondOutcome, Crisis, follow};
use casus::text::Limits;
use jiff::civil::{Date, date};
use std::fs;

use casus::ir::Program;

/// The uses of powers in words: who, what became of the bond, and what came of it.
pub(crate) fn uses(program: &Program, crisis: &Crisis) -> Vec<String> {
    let name = |who: &casus::ir::ActorId| program.actor_name(*who).to_owned();
    let one = |change: &casus::life::BondChange| {
        let outcome = match &change.outcome {
            BondOutcome::From(day) => format!("from {day}"),
            BondOutcome::Known(Some(day)) => format!("known, {day}"),
            BondOutcome::Known(None) => "known".to_owned(),
            BondOutcome::TakenBack(day) => format!("taken back {day}"),
            BondOutcome::Waits(list) => {
                format!("waits for {}", list.iter().map(name).collect::<Vec<_>>().join(" "))
            }
            BondOutcome::Covers(clauses) => {
                let names = clauses.iter().filter_map(|id| program.clause(*id)).map(|row| row.name.clone());
                format!("covers {}", names.collect::<Vec<_>>().join(" "))
            }
            BondOutcome::NoDay => "no day".to_owned(),
            BondOutcome::Unsettled(on) => format!("turns on {}", on.join(" ")),
            BondOutcome::Refused(why) => {
                let clause = change.clause.and_then(|id| program.clause(id));
                format!(
                    "refused, {}{why}",
                    clause.map(|row| format!("{}: ", row.article)).unwrap_or_default()
                )
            }
        };
        format!("{} {} {}: {outcome}", change.on, name(&change.by), change.becomes.word())
    };
    crisis.bonds.iter().map(one).collect()
}

/// The events of a made-up crisis under the made-up pacts, each written as `DATE ID ACT BY AGAINST: deeds`,
/// a deed as `BY does [to WHOM] under PACT`.
fn pact(lines: &str) -> (Program, Crisis) {
    let program =
        program(&[fs::read_to_string(root().join("tests/lifecycle/pact.casus")).expect("the pacts")]);
    let crisis = run(&program, &events(&program, lines), Some(date(2030, 1, 1)));
    assert!(crisis.refused.is_empty(), "{:?}", crisis.refused);
    (program, crisis)
}

const BLOW_ON_CC: &str = r#""act":"blow","by":"XX","against":"CC""#;

fn quiet(id: &str, on: &str, deeds: &str) -> String {
    format!(r#"{{"id":"{id}","date":"{on}","act":"quiet","by":"XX","against":[],"record":[{deeds}]}}"#)
}

/// A name of the library as an event may write it: several lists use the same three letters.
fn code(name: &str) -> String {
    let listed = name.len() == 3 && !name.starts_with('X') && name != "SUN";
    if listed { format!("iso3:{name}") } else { name.to_owned() }
}

fn deed(by: &str, does: &str, treaty: &str) -> String {
    let by = code(by);
    format!(r#"{{"by":"{by}","does":"{does}","treaty":"{treaty}"}}"#)
}

/// Six months before 1 January 2005 is 1 July 2004: in time on that day, a day later for the next term.
#[test]
fn a_notice_within_a_term_counts_from_its_end() {
    for (given, from) in [("2004-07-01", "2005-01-01"), ("2004-07-02", "2010-01-01")] {
        let (program, crisis) = pact(&quiet("n", given, &deed("AA", "told_off", "pact")));
        assert_eq!(uses(&program, &crisis), [format!("{given} AA left: from {from}")]);
    }
}

#[test]
fn a_power_that_the_text_does_not_give_is_refused_with_the_clause() {
    let try_one = |on: &str, deeds: &str| {
        let (program, crisis) = pact(&quiet("n", on, deeds));
        uses(&program, &crisis).join("; ")
    };
    // Before the day on which the clause begins to run.
    let early = try_one("2002-06-01", &deed("AA", "told_off", "pact"));
    assert!(early.starts_with("2002-06-01 AA left: refused, 2: "), "{early}");
    assert_eq!(
        try_one("2004-01-01", &deed("EE", "told_off", "pact")),
        "2004-01-01 EE left: refused, EE was not bound on 2004-01-01"
    );
    assert_eq!(
        try_one("2004-01-01", &deed("board", "told_off", "pact")),
        "2004-01-01 board left: refused, an organ is no party"
    );
    assert_eq!(
        try_one("2004-01-01", &deed("BB", "told_off", "mute")),
        "2004-01-01 BB left: refused, mute gives it to others than BB"
    );
    assert_eq!(try_one("2004-01-01", &deed("AA", "told_off", "mute")), "2004-01-01 AA left: no day");
    assert_eq!(
        try_one("1999-01-01", &deed("AA", "told_off", "pact")),
        "1999-01-01 AA left: refused, pact was not in force on 1999-01-01"
    );
    assert_eq!(
        try_one("2004-01-01", r#"{"by":"AA","does":"told_off"}"#),
        "2004-01-01 AA left: refused, it names no instrument"
    );
    assert_eq!(
        try_one("2004-01-01", &deed("AA", "took_back", "pact")),
        "2004-01-01 AA kept: refused, no notice of AA runs on 2004-01-01"
    );
    assert_eq!(
        try_one("2004-01-01", r#"{"by":"EE","does":"came_after","to":"CC","treaty":"pact"}"#),
        "2004-01-01 EE inherited: refused, no rule has EE come in the place of CC"
    );
    assert_eq!(
        try_one("2004-01-01", r#"{"by":"AA","does":"put_to_work","to":"BB","treaty":"pact"}"#),
        "2004-01-01 AA resumed: refused, no duty of AA toward BB rests on 2004-01-01"
    );
}

/// What was due is owed no further once the one who owed it is out; what was broken before stays broken.
#[test]
fn duties_end_with_the_bond_and_what_was_broken_stays_broken() {
    let late = format!(
        "{}\n{}\n",
        quiet("notice", "2004-06-01", &deed("AA", "told_off", "pact")),
        format_args!(r#"{{"id":"blow","date":"2004-11-01",{BLOW_ON_CC}}}"#)
    );
    let (program, crisis) = pact(&late);
    // Three months from 1 November end on 1 February; AA is out on 1 January, before that.
    assert_eq!(
        told(&program, &crisis, "help"),
        "terminated: Trigger 2004-11-01, FallDue 2004-11-01, Terminate 2005-01-01 | \
         breached: Trigger 2004-11-01, FallDue 2004-11-01, Breach 2005-02-02"
    );
    let early = late.replace("2004-11-01", "2004-09-01");
    let (program, crisis) = pact(&early);
    assert_eq!(
        told(&program, &crisis, "help"),
        "breached: Trigger 2004-09-01, FallDue 2004-09-01, Breach 2004-12-02 | \
         breached: Trigger 2004-09-01, FallDue 2004-09-01, Breach 2004-12-02"
    );
    let after = late.replace("2004-11-01", "2005-01-01");
    let (program, crisis) = pact(&after);
    // On the first day out only BB owes.
    assert_eq!(
        told(&program, &crisis, "help"),
        "breached: Trigger 2005-01-01, FallDue 2005-01-01, Breach 2005-04-02"
    );
}

#[test]
fn a_notice_that_is_taken_back_changes_nothing() {
    let lines = format!(
        "{}\n{}\n{}\n",
        quiet("notice", "2004-06-01", &deed("AA", "told_off", "pact")),
        quiet("back", "2004-12-31", &deed("AA", "took_back", "pact")),
        format_args!(r#"{{"id":"blow","date":"2029-12-01",{BLOW_ON_CC}}}"#)
    );
    let (program, crisis) = pact(&lines);
    assert_eq!(
        uses(&program, &crisis),
        ["2004-06-01 AA left: taken back 2004-12-31", "2004-12-31 AA kept: from 2004-12-31"]
    );
    assert_eq!(told(&program, &crisis, "help").matches("due: ").count(), 2);
    // A day later it has counted.
    let (program, crisis) = pact(&lines.replace("2004-12-31", "2005-01-01"));
    assert_eq!(
        uses(&program, &crisis),
        [
            "2004-06-01 AA left: from 2005-01-01",
            "2005-01-01 AA kept: refused, AA was not bound on 2005-01-01"
        ]
    );
}

/// A pact of two ends for both; with a third the other two stay.
#[test]
fn a_pact_of_one_binds_nobody() {
    let notice = quiet("notice", "2004-01-31", &deed("AA", "told_off", "pair"));
    let blow = r#"{"id":"blow","date":"2004-03-01","act":"blow","by":"XX","against":"AA"}"#;
    let (program, crisis) = pact(&format!("{notice}\n{blow}\n"));
    // A month from 31 January ends on the last day of February.
    assert_eq!(uses(&program, &crisis), ["2004-01-31 AA left: from 2004-02-29"]);
    // Both others help AA under the pact of three, nobody under that of two.
    assert_eq!(told(&program, &crisis, "help").matches("Trigger").count(), 2);
    let entry = quiet("entry", "2004-01-02", &deed("EE", "came_in", "pair"));
    let other = blow.replace(r#""against":"AA""#, r#""against":"EE""#);
    let (program, crisis) = pact(&format!("{entry}\n{notice}\n{other}\n"));
    assert_eq!(
        uses(&program, &crisis),
        ["2004-01-02 EE joined: from 2004-01-02", "2004-01-31 AA left: from 2004-02-29"]
    );
    assert_eq!(told(&program, &crisis, "help"), "due: Trigger 2004-03-01, FallDue 2004-03-01");
}

#[test]
fn whoever_comes_in_by_invitation_is_invited_by_all_and_itself() {
    let let_in =
        |by: &str, to: &str| format!(r#"{{"by":"{by}","does":"let_in","to":"{to}","treaty":"pact"}}"#);
    let blow = r#"{"id":"blow","date":"2004-03-01","act":"blow","by":"XX","against":"EE"}"#;
    let tried = |deeds: &[String]| {
        let all = [deeds, &[deed("EE", "came_in", "pact")]].concat().join(",");
        let (program, crisis) = pact(&format!("{}\n{blow}\n", quiet("entry", "2004-02-01", &all)));
        let owed = told(&program, &crisis, "help").matches("Trigger").count();
        (uses(&program, &crisis).join("; "), owed)
    };
    let (said, owed) = tried(&[let_in("AA", "EE"), let_in("BB", "EE"), let_in("CC", "EE")]);
    assert_eq!((said.as_str(), owed), ("2004-02-01 EE joined: from 2004-02-01", 3));
    let (said, owed) = tried(&[let_in("AA", "EE"), let_in("BB", "EE")]);
    assert!(said.starts_with("2004-02-01 EE joined: refused, 3: ") && owed == 0, "{said}");
    let (said, owed) = tried(&[let_in("AA", "EE"), let_in("BB", "EE"), let_in("CC", "DD")]);
    assert!(said.starts_with("2004-02-01 EE joined: refused, 3: ") && owed == 0, "{said}");
}

#[test]
fn a_successor_comes_in_the_place_of_the_one_before() {
    let come = quiet("come", "2004-02-01", r#"{"by":"DD","does":"came_after","to":"CC","treaty":"pact"}"#);
    let blow = |who: &str| {
        format!(r#"{{"id":"blow","date":"2004-03-01","act":"blow","by":"XX","against":"{who}"}}"#)
    };
    let (program, crisis) = pact(&format!("{come}\n{}\n", blow("DD")));
    assert_eq!(uses(&program, &crisis), ["2004-02-01 DD inherited: from 2004-02-01"]);
    assert_eq!(told(&program, &crisis, "help").matches("Trigger").count(), 2);
    let (program, crisis) = pact(&format!("{come}\n{}\n", blow("CC")));
    assert_eq!(told(&program, &crisis, "help"), "");
}

#[test]
fn duties_toward_one_party_rest_and_come_back() {
    let turn = |id: &str, on: &str, does: &str| {
        quiet(id, on, &format!(r#"{{"by":"AA","does":"{does}","to":"CC","treaty":"pact"}}"#))
    };
    let lines = format!(
        "{}\n{}\n{}\n{}\n",
        format_args!(r#"{{"id":"first","date":"2004-01-01",{BLOW_ON_CC}}}"#),
        turn("rest", "2004-01-10", "put_to_rest"),
        r#"{"id":"second","date":"2004-01-20","act":"blow","by":"XX","against":"BB"}"#,
        turn("back", "2004-02-10", "put_to_work"),
    );
    let (program, crisis) = pact(&lines);
    let lives = told(&program, &crisis, "help");
    // AA toward CC rests and comes back, and the 31 days at rest do not count; BB toward CC and all toward
    // BB go on.
    assert!(lives.contains("Suspend 2004-01-10, Resume 2004-02-10, Breach 2004-05-03"), "{lives}");
    assert_eq!(lives.matches("Suspend").count(), 1, "{lives}");
    assert_eq!(lives.matches("Trigger 2004-01-20").count(), 3, "{lives}");
    // A blow while they rest calls up nothing between the two.
    let during = lines.replace(r#""against":"BB""#, r#""against":"CC""#).replace("2004-01-01", "2004-01-15");
    let (program, crisis) = pact(&during);
    assert_eq!(told(&program, &crisis, "help").matches("Trigger").count(), 1);
}

/// An instrument ends when the last of its parties agrees, on that day.
#[test]
fn an_instrument_ends_when_all_have_agreed() {
    let lines = format!(
        "{}\n{}\n{}\n{}\n",
        format_args!(r#"{{"id":"blow","date":"2004-01-01",{BLOW_ON_CC}}}"#),
        quiet("one", "2004-02-01", &deed("AA", "undid", "pact")),
        quiet("two", "2004-02-02", &deed("BB", "undid", "pact")),
        quiet("three", "2004-02-03", &deed("CC", "undid", "pact")),
    );
    let (program, crisis) = pact(&lines);
    assert_eq!(uses(&program, &crisis)[2], "2004-02-03 CC ended: from 2004-02-03");
    assert_eq!(told(&program, &crisis, "help").matches("Terminate 2004-02-03").count(), 2);
    let two: Vec<&str> = lines.lines().take(3).collect();
    let (program, crisis) = pact(&two.join("\n"));
    assert_eq!(
        uses(&program, &crisis),
        ["2004-02-01 AA ended: waits for CC", "2004-02-02 BB ended: waits for CC"]
    );
    assert_eq!(told(&program, &crisis, "help").matches("Breach 2004-04-02").count(), 2);
}

/// Stopping on a day gives the beginning of the whole: of lives and of bonds, but for what is taken back later.
#[test]
fn a_crisis_with_powers_told_to_a_day_is_the_beginning_of_the_whole() {
    let program =
        program(&[fs::read_to_string(root().join("tests/lifecycle/pact.casus")).expect("the pacts")]);
    let lines = format!(
        "{}\n{}\n{}\n",
        format_args!(r#"{{"id":"blow","date":"2004-05-01",{BLOW_ON_CC}}}"#),
        quiet("notice", "2004-06-01", &deed("AA", "told_off", "pact")),
        r#"{"id":"more","date":"2006-05-01","act":"blow","by":"XX","against":"BB"}"#,
    );
    let events = events(&program, &lines);
    let whole = run(&program, &events, Some(date(2010, 1, 1)));
    for day in [date(2004, 5, 1), date(2004, 6, 1), date(2004, 12, 31), date(2005, 1, 1), date(2006, 5, 1)] {
        let part = run(&program, &events, Some(day));
        assert!(whole.bonds.starts_with(&part.bonds), "{day}");
        for (one, other) in part.obligations.iter().zip(&whole.obligations) {
            assert_eq!(other.life.on(day), Some(one.life.state()), "{day}");
        }
    }
}

// ---- the library ----

/// Notices that the dossiers date, with the day on which they counted: rio-1947, Parties (MEX, NIC, BOL, VEN,
/// ECU: two years); manila-1954, Identity (PAK: one year); sino-soviet-1950, Art. VI (with the thirty years).
#[test]
fn real_notices_count_from_the_day_that_the_dossiers_give() {
    let (library, mut checked) = (shipped(), Vec::new());
    for (treaty, who) in [
        ("rio", "MEX"),
        ("rio", "NIC"),
        ("rio", "BOL"),
        ("rio", "VEN"),
        ("rio", "ECU"),
        ("manila", "PAK"),
        ("sino_soviet", "CHN"),
    ] {
        let mut program = library.clone();
        let (id, actor) = (program.find_treaty(treaty).expect(treaty), program.find_actor(who).expect(who));
        let row = &mut program.treaties[id.index()];
        row.days.until = None;
        let parties = &mut row.parties;
        let notice =
            parties.iter().find(|row| row.actor == actor && row.denounced.is_some()).expect(who).clone();
        parties.retain(|row| row.actor != actor || row.days.from == notice.days.from);
        for row in parties.iter_mut().filter(|row| row.denounced == notice.denounced) {
            (row.denounced, row.days.until) = (None, None);
        }
        let (given, until) = (notice.denounced.expect(who), notice.days.until.expect(who));
        let line = format!(
            r#"{{"id":"n","date":"{given}","act":"treaty_denunciation","by":"{who}","against":[],"record":[{}]}}"#,
            deed(who, "gave_notice", treaty)
        );
        let events = events(&program, &line);
        let filter = Filter { treaties: vec![id], ..Filter::default() };
        let crisis = follow(&program, &events, &Stance::default(), &filter, None, &Limits::default());
        assert_eq!(uses(&program, &crisis), [format!("{given} {who} left: from {until}")], "{treaty}");
        checked.push(until);
    }
    assert_eq!(checked[5], date(1973, 11, 8));
}

/// One instrument of the library, with a file of events beside this one.
fn library(file: &str, treaty: &str, until: Option<Date>) -> (Program, Crisis) {
    let program = shipped();
    let text = fs::read_to_string(root().join("tests/lifecycle").join(file)).expect(file);
    let crisis = one_treaty(&program, &text, treaty, until, &Stance::default());
    (program, crisis)
}

fn one_treaty(program: &Program, text: &str, treaty: &str, until: Option<Date>, stance: &Stance) -> Crisis {
    let filter = Filter { treaties: vec![program.find_treaty(treaty).expect(treaty)], ..Filter::default() };
    follow(program, &events(program, text), stance, &filter, until, &Limits::default())
}

/// The obligors of a clause whose lives end in a state.
fn who(program: &Program, crisis: &Crisis, clause: &str, state: &str) -> Vec<String> {
    let mut all: Vec<String> = crisis
        .obligations
        .iter()
        .filter(|one| program.clause(one.clause).is_some_and(|row| row.name == clause))
        .filter(|one| one.life.state().word() == state)
        .map(|one| program.actor_name(one.obligor).to_owned())
        .collect();
    all.sort();
    all
}

/// Made up, on nat-1949, Art. 13 (one year after notice): attacked in the year, and after it.
#[test]
fn the_atlantic_treaty_is_left_a_year_after_notice() {
    let (program, crisis) = library("powers.jsonl", "north_atlantic", None);
    assert_eq!(uses(&program, &crisis), ["2027-01-10 USA left: from 2028-01-10"]);
    // The blow of June 2027 falls in the year: all 31 others owe Estonia help; for the United States that ends.
    assert_eq!(who(&program, &crisis, "defend", "terminated"), ["USA"]);
    assert_eq!(who(&program, &crisis, "defend", "due").len(), 30);
    // Nobody owes anything for the blow of March 2028 on New York.
    let after = crisis.obligations.iter().filter(|one| one.event == 2);
    assert_eq!(after.count(), 0);
    let whole = one_treaty(
        &program,
        &fs::read_to_string(root().join("tests/lifecycle/powers.jsonl"))
            .expect("events")
            .replace("2028-03-01", "2027-12-01"),
        "north_atlantic",
        None,
        &Stance::default(),
    );
    assert_eq!(who(&program, &whole, "defend", "due").len(), 30 + 31 + 1);
}

const QUIET: &str = r#""act":"no_hostile_act","by":[],"against":[]"#;

fn strike(id: &str, on: &str, by: &str, against: &str, place: &str) -> String {
    let (by, against) = (code(by), code(against));
    format!(
        r#"{{"id":"{id}","date":"{on}","act":"missile_strike","by":"{by}","against":"{against}","object":"territory","place":"{place}","gravity":"most_grave","attribution":"established","intent":"deliberate","origin":"external","provocation":"none_given","nuclear_used":"no","part_of_series":"no"}}"#
    )
}

fn carrier(id: &str, on: &str, deeds: &[String]) -> String {
    format!(r#"{{"id":"{id}","date":"{on}",{QUIET},"record":[{}]}}"#, deeds.join(","))
}

fn toward(by: &str, does: &str, to: &str, treaty: &str) -> String {
    let (by, to) = (code(by), code(to));
    format!(r#"{{"by":"{by}","does":"{does}","to":"{to}","treaty":"{treaty}"}}"#)
}

/// nat-1949, Art. 10: invited by all, bound on deposit. Austria is made up.
#[test]
fn a_state_accedes_to_the_atlantic_treaty_when_all_have_invited_it() {
    let program = shipped();
    let day = date(2026, 6, 1);
    let treaty = program.treaty(program.find_treaty("north_atlantic").expect("the treaty")).expect("its row");
    let members: Vec<&str> = treaty
        .parties
        .iter()
        .filter(|row| row.days.contains(day))
        .map(|row| program.actor_name(row.actor))
        .collect();
    assert_eq!(members.len(), 32);
    let tried = |inviting: &[&str]| {
        let mut deeds: Vec<String> =
            inviting.iter().map(|who| toward(who, "invited", "AUT", "north_atlantic")).collect();
        deeds.push(deed("AUT", "acceded", "north_atlantic"));
        let text = format!(
            "{}\n{}\n",
            carrier("entry", "2026-06-01", &deeds),
            strike("blow", "2026-06-02", "RUS", "AUT", "vienna")
        );
        let crisis = one_treaty(&program, &text, "north_atlantic", None, &Stance::default());
        (uses(&program, &crisis).join("; "), who(&program, &crisis, "defend", "due").len())
    };
    assert_eq!(tried(&members), ("2026-06-01 AUT joined: from 2026-06-01".to_owned(), 32));
    let (said, owing) = tried(&members[1..]);
    assert!(said.starts_with("2026-06-01 AUT joined: refused, Art. 10: ") && owing == 0, "{said}");
}

/// nat-1949, Art. 13: not before 24 August 1969; an organ, and a state that is no party, have no such power.
#[test]
fn who_may_not_leave_the_atlantic_treaty_is_told_so() {
    let program = shipped();
    let said = |on: &str, by: &str| {
        let text = carrier("n", on, &[deed(by, "gave_notice", "north_atlantic")]);
        let crisis = one_treaty(&program, &text, "north_atlantic", None, &Stance::default());
        uses(&program, &crisis).join("; ")
    };
    let early = said("1969-08-23", "FRA");
    assert!(early.starts_with("1969-08-23 FRA left: refused, Art. 13: "), "{early}");
    assert_eq!(said("1969-08-24", "FRA"), "1969-08-24 FRA left: from 1970-08-24");
    assert_eq!(said("2020-01-01", "AUT"), "2020-01-01 AUT left: refused, AUT was not bound on 2020-01-01");
    assert_eq!(
        said("2020-01-01", "nato_council"),
        "2020-01-01 nato_council left: refused, an organ is no party"
    );
}

/// nat-1949: 22 U.S.C. 1928f stands in the statute book since the end of 2023; nat-d15: it is disputed at home, and
/// between states the notice counts. For other treaties, and before, it says nothing.
#[test]
fn a_notice_may_be_forbidden_at_home_and_counts_between_states() {
    let program = shipped();
    let barred = |treaty: &str, on: &str, stance: &Stance| {
        let text = carrier("n", on, &[deed("USA", "gave_notice", treaty)]);
        let crisis = one_treaty(&program, &text, treaty, None, stance);
        let change = &crisis.bonds[0];
        assert!(matches!(change.outcome, BondOutcome::From(_)), "{change:?}");
        change
            .barred
            .iter()
            .map(|(id, on)| format!("{} {}", program.clause_path(*id), on.join(" ")))
            .collect::<Vec<_>>()
    };
    let open = Stance::default();
    assert_eq!(
        barred("north_atlantic", "2027-01-10", &open),
        ["us_constitution.denounce_north_atlantic who_ends_treaties"]
    );
    assert_eq!(barred("north_atlantic", "2020-01-10", &open), Vec::<String>::new());
    assert_eq!(barred("us_korea", "2027-01-10", &open), Vec::<String>::new());
    let off = Stance {
        overlays_off: vec![program.find_treaty("us_constitution").expect("the overlay")],
        ..Stance::default()
    };
    assert_eq!(barred("north_atlantic", "2027-01-10", &off), Vec::<String>::new());
}

/// anzus-1951, Suspension: the rules tell it of 11 August 1986, so the deed adds nothing; whether it is effective is
/// disputed (anz-d5). That it is taken back is made up: from that day the leg stands again, whatever one reads.
#[test]
fn the_leg_of_anzus_rests_in_1986_and_can_come_back() {
    let program = shipped();
    let text = [
        strike("before", "1986-08-10", "SUN", "NZL", "auckland"),
        carrier("rest", "1986-08-11", &[toward("USA", "suspended_duties", "NZL", "anzus")]),
        strike("during", "1990-01-01", "SUN", "NZL", "auckland"),
        carrier("back", "2011-01-01", &[toward("USA", "resumed_duties", "NZL", "anzus")]),
        strike("after", "2011-02-01", "PRK", "NZL", "auckland"),
    ]
    .join("\n");
    let question = program.find_question("anz_suspension").expect("the question");
    let read =
        |reading: u32| Stance { readings: [(question, ReadingId(reading))].into(), ..Stance::default() };
    let crisis = one_treaty(&program, &text, "anzus", None, &read(0));
    assert_eq!(
        uses(&program, &crisis),
        ["1986-08-11 USA suspended: known, 1986-08-11", "2011-01-01 USA resumed: from 2011-01-01"]
    );
    // Of the blow of 1990 only Australia owes; of the others the United States does too.
    let owing = |crisis: &Crisis, event: usize| {
        let of = crisis.obligations.iter().filter(|one| one.event == event);
        let defend = of.filter(|one| program.clause(one.clause).is_some_and(|row| row.name == "defend"));
        defend.map(|one| program.actor_name(one.obligor).to_owned()).collect::<Vec<_>>()
    };
    let first = crisis.obligations.iter().filter(|one| one.event == 0).count();
    assert!(first >= 2);
    assert!(!owing(&crisis, 2).contains(&"USA".to_owned()), "{:?}", owing(&crisis, 2));
}

/// Made up, after nat-d16: whether a declared suspension counts turns on a question, so with it open nothing rests for
/// sure; with it closed the duties rest and come back.
#[test]
fn a_declared_suspension_counts_as_it_is_read() {
    let program = shipped();
    let text = [
        strike("blow", "2027-01-01", "RUS", "TUR", "ankara"),
        carrier("rest", "2027-01-10", &[toward("USA", "suspended_duties", "TUR", "north_atlantic")]),
        carrier("back", "2027-03-01", &[toward("USA", "resumed_duties", "TUR", "north_atlantic")]),
    ]
    .join("\n");
    let question = program.find_question("suspension_by_word").expect("the question");
    let at = |reading: Option<u32>, day: Date| {
        let readings = reading.map(|at| (question, ReadingId(at))).into_iter().collect();
        let stance = Stance { readings, ..Stance::default() };
        let crisis = one_treaty(&program, &text, "north_atlantic", Some(day), &stance);
        let usa = program.find_actor("USA").expect("a state");
        let one = crisis.obligations.iter().find(|one| {
            one.obligor == usa && program.clause(one.clause).is_some_and(|row| row.name == "defend")
        });
        (
            one.expect("a duty").life.state().word(),
            crisis.unsettled.iter().any(|one| one.obligor == Some(usa)),
        )
    };
    let (rest, back) = (date(2027, 2, 1), date(2027, 3, 1));
    assert_eq!(at(Some(0), rest).0, "suspended");
    assert_eq!(at(Some(0), back).0, "due");
    assert_eq!(at(Some(1), rest).0, "due");
    // Open: it is not said to rest, and it is said to turn on something.
    assert_eq!(at(None, rest), ("due", true));
}

/// manila-1954, Art. IV(1) and man-d5 (Malaysia was not designated in 1964, for want of unanimity; here it is).
#[test]
fn a_state_is_covered_at_manila_once_all_have_designated_it() {
    let program = shipped();
    let all = ["AUS", "FRA", "GBR", "NZL", "PAK", "PHL", "THA", "USA"];
    let tried = |by: &[&str]| {
        let deeds: Vec<String> = by.iter().map(|who| toward(who, "designated", "MYS", "manila")).collect();
        let text = format!(
            "{}\n{}\n",
            carrier("named", "1964-06-01", &deeds),
            strike("blow", "1964-09-02", "IDN", "MYS", "malaysia")
        );
        let mut readings = std::collections::BTreeMap::new();
        for name in ["man_unanimity", "man_designation"] {
            readings.insert(program.find_question(name).expect(name), ReadingId(0));
        }
        let crisis = one_treaty(&program, &text, "manila", None, &Stance { readings, ..Stance::default() });
        assert!(uses(&program, &crisis).iter().all(|said| said.contains("covers defend_later_designated")));
        crisis
            .obligations
            .iter()
            .filter(|one| program.clause(one.clause).is_some_and(|row| row.name == "defend_later_designated"))
            .count()
    };
    // The United States has a rider of its own, so it is not counted among those who owe for sure.
    assert!(tried(&all) >= 7, "{}", tried(&all));
    // By the stricter reading one voice is missing; the number of the reading is checked below.
    let question =
        program.question(program.find_question("man_designation").expect("the question")).expect("its row");
    assert_ne!(question.readings[0].name, "by_one");
    assert_eq!(tried(&all[1..]), 0);
}

/// us-kor-1953, Art. III and the understanding: northern land counts once the United States recognises it. An instrument
/// that knows no such power is told so.
#[test]
fn land_is_recognised_where_the_treaty_knows_it() {
    let program = shipped();
    let said = |treaty: &str| {
        let text = carrier("r", "2030-01-01", &[toward("USA", "recognised", "KOR", treaty)]);
        let crisis = one_treaty(&program, &text, treaty, None, &Stance::default());
        uses(&program, &crisis).join("; ")
    };
    let korea = said("us_korea");
    assert!(korea.starts_with("2030-01-01 USA widened: covers ") && korea.contains("defend"), "{korea}");
    assert_eq!(
        said("north_atlantic"),
        "2030-01-01 USA widened: refused, no clause of north_atlantic looks at it"
    );
}

/// us-kor-1953, Art. VI: a year after notice by either, and a treaty of two then binds neither.
#[test]
fn a_treaty_of_two_ends_for_both() {
    let program = shipped();
    let text = [
        carrier("n", "2030-01-15", &[deed("KOR", "gave_notice", "us_korea")]),
        strike("last", "2031-01-14", "PRK", "KOR", "seoul"),
        strike("late", "2031-01-15", "PRK", "KOR", "busan"),
    ]
    .join("\n");
    let crisis = one_treaty(&program, &text, "us_korea", None, &Stance::default());
    assert_eq!(uses(&program, &crisis), ["2030-01-15 KOR left: from 2031-01-15"]);
    assert!(crisis.obligations.iter().any(|one| one.event == 1));
    assert!(crisis.obligations.iter().all(|one| one.event != 2));
    assert!(crisis.unsettled.iter().all(|one| one.event != 2));
}

/// The rules have Russia come in the place of the Soviet Union; fin-ussr-1948 ended on 20 January 1992.
#[test]
fn a_successor_of_the_library_is_bound_from_its_day() {
    let program = shipped();
    let text = carrier("s", "1991-12-26", &[toward("RUS", "succeeded_to", "SUN", "finland_ussr")]);
    let crisis = one_treaty(&program, &text, "finland_ussr", None, &Stance::default());
    assert_eq!(uses(&program, &crisis), ["1991-12-26 RUS inherited: from 1991-12-26"]);
    let wrong = text.replace("iso3:RUS", "FRA");
    let crisis = one_treaty(&program, &wrong, "finland_ussr", None, &Stance::default());
    assert_eq!(
        uses(&program, &crisis),
        ["1991-12-26 FRA inherited: refused, no rule has FRA come in the place of SUN"]
    );
}

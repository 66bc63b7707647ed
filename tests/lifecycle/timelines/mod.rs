//! Real crises from end to end. Each has a file of events and a golden file, written from the dossiers
//! and the table of cases, in which every day has its source. A difference between the two and the
//! program is explained in `docs/timelines.md`, or the test fails.
//!
//! A breach (Budapest 2014), a suspension (ANZUS 1986) and an end by the Security Council (Falklands 1982) are
//! here. A return from a suspension is disputed history: `anzus_legs` reads it as done. No dossier and no case
//! has a release; the one in that file is stipulated.

mod golden;
mod sources;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::crisis::{events, root, shipped};
use super::powers::uses;
use casus::evaluate::{BeneficiaryOut, Filter, Stance};
use casus::event::Event;
use casus::ir::{ActorId, ClauseId, Program, ReadingId};
use casus::life::{Crisis, Move, Obligation, Proceeding, Stand, follow};
use casus::text::Limits;
use golden::Golden;

/// Every crisis: the name of its two files.
const CRISES: [&str; 14] = [
    "july_1914",
    "september_1939",
    "korea_1950",
    "cuba_1962",
    "cuba_1964",
    "falklands_1982",
    "falklands_1982_any_seizure",
    "anzus_1986",
    "anzus_legs",
    "kuwait_1990",
    "kuwait_1990_any_seizure",
    "september_2001",
    "ukraine_2014",
    "ukraine_2022",
];

fn file(name: &str, ending: &str) -> String {
    let path = root().join(format!("tests/lifecycle/timelines/{name}.{ending}"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn stance(program: &Program, golden: &Golden) -> Stance {
    let mut stance = Stance::default();
    for (question, reading) in &golden.readings {
        let id = program.find_question(question).unwrap_or_else(|| panic!("no question {question}"));
        let row = program.question(id).expect("a question");
        let at = row.readings.iter().position(|one| one.name == *reading).expect("a reading");
        stance.readings.insert(id, ReadingId::at(at));
    }
    stance
}

fn followed(program: &Program, golden: &Golden, events: &[Event]) -> Crisis {
    let mut clauses: Vec<ClauseId> = Vec::new();
    for (at, row) in program.clauses.iter().enumerate() {
        let treaty = &program.treaty(row.treaty).expect("an instrument").name;
        let path = format!("{treaty}.{}", row.name);
        if golden.only.contains(treaty) || golden.only.contains(&path) {
            clauses.push(ClauseId::at(at));
        }
    }
    assert!(!clauses.is_empty(), "{:?} names nothing", golden.only);
    let filter = Filter { clauses, ..Filter::default() };
    follow(program, events, &stance(program, golden), &filter, golden.until, &Limits::default())
}

fn told(program: &Program, name: &str, golden: &Golden) -> Vec<Event> {
    events(program, &file(golden.events.as_deref().unwrap_or(name), "jsonl"))
}

fn clause(program: &Program, id: ClauseId) -> String {
    let row = program.clause(id).expect("a clause");
    let treaty = program.treaty(row.treaty).expect("an instrument");
    format!("{}.{}", treaty.name, row.name)
}

fn key(program: &Program, id: ClauseId, who: Option<ActorId>, whom: BeneficiaryOut) -> String {
    let name = |actor: ActorId| program.actor_name(actor).to_owned();
    let whom = match whom {
        BeneficiaryOut::None => "nobody".to_owned(),
        BeneficiaryOut::Actor(actor) => name(actor),
        BeneficiaryOut::Struck => "struck".to_owned(),
        BeneficiaryOut::Parties => "parties".to_owned(),
        BeneficiaryOut::All => "all".to_owned(),
    };
    format!("{} {} -> {whom}", clause(program, id), who.map_or("nobody".to_owned(), name))
}

/// A life as a golden file writes it: where it began, if no move says that, then each move.
fn moves(one: &Obligation) -> String {
    let mut said = Vec::new();
    let steps = one.life.steps();
    if steps.first().is_none_or(|step| step.step() != Move::Trigger || step.on().earliest() != one.since)
        && let Some((day, state)) = one.life.stretches(one.since).first()
    {
        said.push(format!("{day} {}", state.word()));
    }
    for step in steps {
        let word = match step.step() {
            Move::Trigger => "triggered",
            Move::Confer => "consulting",
            Move::Conclude | Move::FallDue => "due",
            Move::Perform => "performed",
            Move::Breach => "breached",
            Move::Release => "released",
            Move::Suspend => "suspended",
            Move::Resume => "resumed",
            Move::Terminate => "terminated",
        };
        said.push(format!("{} {word}", step.on()));
    }
    said.join(", ")
}

type Rows = BTreeMap<String, Vec<String>>;

fn rows(program: &Program, crisis: &Crisis) -> Rows {
    let mut rows = Rows::new();
    for one in &crisis.obligations {
        let key = key(program, one.clause, Some(one.obligor), one.beneficiary);
        rows.entry(format!("life {key}")).or_default().push(moves(one));
    }
    let mut points: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for one in &crisis.unsettled {
        let key = key(program, one.clause, one.obligor, one.beneficiary);
        points.entry(key).or_default().extend(one.pivots.depends_on.iter().cloned());
    }
    for (key, points) in points {
        rows.insert(format!("open {key}"), vec![words(&points)]);
    }
    let bonds = crisis.bonds.iter().zip(uses(program, crisis));
    for (change, said) in bonds {
        let treaty = change.treaty.and_then(|id| program.treaty(id)).map_or("?", |row| row.name.as_str());
        rows.entry(format!("bond {treaty}")).or_default().push(said);
    }
    let asked = |one: &&Proceeding| one.stand != Stand::NotRequested;
    for one in crisis.proceedings.iter().filter(asked) {
        let day = crisis.events[one.event].date;
        let turns: Vec<String> =
            one.stretches(day).iter().map(|(day, stand)| format!("{day} {}", stand.word())).collect();
        rows.entry(format!("decision {}", clause(program, one.clause))).or_default().push(turns.join(", "));
    }
    rows.values_mut().for_each(|list| list.sort());
    rows
}

fn words(points: &BTreeSet<String>) -> String {
    points.iter().cloned().collect::<Vec<_>>().join(" ")
}

fn expected(golden: &Golden) -> Rows {
    let mut rows = Rows::new();
    for (key, lives) in &golden.lives {
        rows.insert(format!("life {key}"), lives.clone());
    }
    for (key, points) in &golden.open {
        rows.insert(format!("open {key}"), vec![words(points)]);
    }
    // `DAY treaty WHO …`: the instrument is the key.
    for bond in &golden.bonds {
        let mut parts = bond.splitn(3, ' ');
        let (day, treaty, said) = (parts.next(), parts.next(), parts.next());
        let said = format!("{} {}", day.expect("a day"), said.expect("what came of it"));
        rows.entry(format!("bond {}", treaty.expect("an instrument"))).or_default().push(said);
    }
    for decision in &golden.decisions {
        let (clause, turns) = decision.split_once(": ").expect("turns");
        rows.entry(format!("decision {clause}")).or_default().push(turns.to_owned());
    }
    rows.values_mut().for_each(|list| list.sort());
    rows
}

/// What the program says and the golden file does not, and the other way: a line for all of whom the same
/// is to be said.
fn differences(name: &str, golden: &Rows, found: &Rows) -> BTreeSet<String> {
    let keys: BTreeSet<&String> = golden.keys().chain(found.keys()).collect();
    let said = |rows: &Rows, key: &str| rows.get(key).map_or("nothing".to_owned(), |list| list.join(" / "));
    let mut joined: BTreeMap<(String, String, String), Vec<&str>> = BTreeMap::new();
    for key in keys.into_iter().filter(|key| golden.get(*key) != found.get(*key)) {
        // `life CLAUSE WHO -> WHOM`, or what has no sides.
        let (what, who, whom) = match key.rsplit_once(" -> ") {
            Some((start, whom)) => {
                let (what, who) = start.rsplit_once(' ').expect("who");
                (what, who, format!(" -> {whom}"))
            }
            None => (key.as_str(), "", String::new()),
        };
        let says = format!("source {}; casus {}", said(golden, key), said(found, key));
        joined.entry((what.to_owned(), whom, says)).or_default().push(who);
    }
    joined
        .into_iter()
        .map(|((what, whom, says), who)| format!("{name}: {what} {}{whom}: {says}", who.join(" ")))
        .collect()
}

/// The lines of the block of differences in the document.
fn explained() -> BTreeSet<String> {
    let page = fs::read_to_string(root().join("docs/timelines.md")).expect("docs/timelines.md");
    let block = page.split("```differences\n").nth(1).and_then(|rest| rest.split("```").next());
    block.expect("a block of differences").lines().map(str::to_owned).collect()
}

#[test]
fn every_crisis_comes_to_what_its_sources_say_or_the_difference_is_explained() {
    let program = shipped();
    let mut found = BTreeSet::new();
    for name in CRISES {
        let golden = Golden::read(name, &file(name, "lives"));
        let crisis = followed(&program, &golden, &told(&program, name, &golden));
        assert!(crisis.too_complex.is_empty(), "{name}: {:?}", crisis.too_complex);
        found.extend(differences(name, &expected(&golden), &rows(&program, &crisis)));
    }
    let explained = explained();
    let new: Vec<&String> = found.difference(&explained).collect();
    let gone: Vec<&String> = explained.difference(&found).collect();
    assert!(new.is_empty() && gone.is_empty(), "not explained: {new:#?}\nno longer so: {gone:#?}");
}

/// The events have no day that the golden file does not source.
#[test]
fn every_day_has_a_source_that_bears_it() {
    let program = shipped();
    let library = sources::Library::read();
    for name in CRISES {
        let golden = Golden::read(name, &file(name, "lives"));
        let events = told(&program, name, &golden);
        let told: BTreeMap<String, jiff::civil::Date> =
            events.iter().map(|event| (event.id.clone(), event.date)).collect();
        assert_eq!(told, golden.told, "{name}: the events of both files");
        sources::hold(name, &golden, &library);
        let sourced: BTreeSet<_> = golden.days.iter().map(|dated| dated.day).collect();
        for event in &events {
            for deed in &event.record {
                let day = deed.date.unwrap_or(event.date);
                assert!(sourced.contains(&day), "{name}: {} has a deed of {day} without a source", event.id);
            }
        }
    }
}

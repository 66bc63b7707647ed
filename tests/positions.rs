//! What a position decides, held against capitals, declared places and the coded crises: it may leave
//! open what it cannot know, and may not say a wrong thing surely.
//!
//! Where the tables are not beside the project, the tests that need them say so and pass.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first broken expectation, and says what it could not look at"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use casus::evaluate::{Filter, Stance, Standing, Status, Verdict, decide, standings};
use casus::event::{Names, event_from_json};
use casus::ir::{ActorId, Codes, PlaceId, Program};
use casus::land;
use casus::resolve::resolve;
use casus::syntax::parser::parse;
use casus::text::{Files, Limits};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

fn builtin() -> Program {
    let mut files = Files::default();
    let trees: Vec<_> = casus::builtin::add_to(&mut files)
        .into_iter()
        .map(|id| (id, parse(id, &files.get(id).unwrap().text, &Limits::default()).tree))
        .collect();
    let resolved = resolve(&trees, &Limits::default());
    assert!(resolved.is_usable(), "{:?}", resolved.diagnostics.iter().find(|said| said.is_error()));
    resolved.program
}

fn beside(name: &str) -> Option<String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(name)).ok();
    if text.is_none() {
        eprintln!("NOT TESTED: {name} is not beside the project");
    }
    text
}

/// What all possibilities say together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Says {
    Yes,
    No,
    Open,
}

fn together(all: &[Standing], list: impl Fn(&Standing) -> Option<&Vec<ActorId>>, who: ActorId) -> Says {
    let each: BTreeSet<Option<bool>> =
        all.iter().map(|one| list(one).map(|list| list.contains(&who))).collect();
    match each.iter().collect::<Vec<_>>().as_slice() {
        [Some(true)] => Says::Yes,
        [Some(false)] => Says::No,
        _ => Says::Open,
    }
}

fn title(all: &[Standing], who: ActorId) -> Says {
    together(all, |one| one.title.as_ref(), who)
}

fn held(all: &[Standing], who: ActorId) -> Says {
    together(all, |one| one.administered.as_ref(), who)
}

fn names(program: &Program, all: &[Standing]) -> Vec<String> {
    all.iter()
        .map(|one| {
            one.place.and_then(|id| program.place(id)).map_or("?".to_owned(), |place| place.name.clone())
        })
        .collect()
}

/// Capitals of which a position says surely that they are not undisputed territory of their state, as the
/// rules say of the place itself: number, days, reason.
const CAPITALS: &[(&str, &[&str], &str)] = &[
    ("347", &["2010-01-01", "2016-12-31"], "Kosovo is claimed by two"),
    ("552", &["1967-01-01"], "Rhodesia was British in law until 1980"),
    ("713", &["1951-01-01", "2016-12-31"], "Taiwan is claimed by two"),
    ("850", &["1947-01-01"], "Indonesia was Dutch in law until the end of 1949"),
];

/// Capitals that the map does not show within the margin: name and reason.
const UNMAPPED: &[(&str, &str)] = &[("Koror", "its point in the table is at sea, 38 km west of the town")];

#[test]
fn no_capital_is_surely_in_another_state() {
    let program = builtin();
    let codes = Codes::new(&program);
    let cow = program.find_scheme("cow").unwrap();
    let Some(text) = beside("data/cow_states/capitals.csv") else { return };
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut counts: BTreeMap<Says, usize> = BTreeMap::new();
    let mut modern: BTreeMap<Says, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut open = Vec::new();
    let mut worst = (0.0_f64, String::new());
    for row in reader.records() {
        let row = row.unwrap();
        let at = (row[5].parse::<f64>().unwrap(), row[6].parse::<f64>().unwrap());
        let last = row[4].parse::<Date>().unwrap().min(date(2016, 12, 31));
        // The table gives years, and some began under another flag: two years in, and at the end.
        let first = row[3].parse::<Date>().unwrap().saturating_add(2.years()).min(last);
        for day in BTreeSet::from([first, last]) {
            let Some(actor) = codes.meant(cow, &row[0], Some(day)) else { continue };
            let all = standings(&program, at, day);
            let says = title(&all, actor);
            *counts.entry(says).or_default() += 1;
            let code = program.actor_name(actor).to_owned();
            if day == date(2016, 12, 31) {
                *modern.entry(says).or_default() += 1;
                let off = off_land(&code, at);
                if off > 0.0 {
                    eprintln!("  {off:.1} km off {code}: {}", &row[2]);
                }
                if off > worst.0 && !UNMAPPED.iter().any(|(name, _)| *name == &row[2]) {
                    worst = (off, format!("{} {code}", &row[2]));
                }
                if says == Says::Open {
                    open.push(format!("{} {code}: {}", &row[2], names(&program, &all).join(" ")));
                }
            }
            let listed =
                CAPITALS.iter().any(|(n, d, _)| *n == &row[0] && d.contains(&day.to_string().as_str()));
            if (says == Says::No) != listed {
                wrong.push(format!("{} {} {day} {code}: {:?}", &row[0], &row[2], names(&program, &all)));
            }
        }
    }
    eprintln!(
        "capitals, both ends: {counts:?}; at the end of 2016: {modern:?}; furthest off its land: {worst:?}"
    );
    for line in &open {
        eprintln!("  open: {line}");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(worst.0 < land::MARGIN_KM, "{worst:?}");
}

/// Kilometres from a point to the land of a code, zero on it; a margin if there is no such land near.
fn off_land(code: &str, at: (f64, f64)) -> f64 {
    if !land::map().has(code) {
        return 0.0;
    }
    let near = land::map().near(at);
    let own = near.iter().filter(|near| near.land == code);
    own.map(|near| if near.inside { 0.0 } else { near.edge }).fold(f64::from(99), f64::min)
}

const DAYS: [Date; 6] = [
    date(1914, 8, 1),
    date(1938, 9, 30),
    date(1950, 6, 25),
    date(1970, 1, 1),
    date(1991, 1, 1),
    date(2020, 1, 1),
];

#[test]
fn the_point_of_a_declared_place_never_surely_contradicts_the_place() {
    let program = builtin();
    let mut wrong = Vec::new();
    let (mut sure, mut open) = (0, 0);
    for (index, place) in program.places.iter().enumerate() {
        let Some(at) = place.at.filter(|_| !place.region) else { continue };
        for day in DAYS {
            let declared = declared_title(&program, PlaceId::at(index), day);
            let all = standings(&program, at, day);
            for who in &declared {
                match title(&all, *who) {
                    Says::Yes => sure += 1,
                    Says::Open => open += 1,
                    Says::No => wrong.push(format!(
                        "{} {day}: not {} but {:?}",
                        place.name,
                        program.actor_name(*who),
                        names(&program, &all)
                    )),
                }
            }
        }
    }
    eprintln!("titles of declared places at their points: {sure} sure, {open} open");
    assert!(wrong.is_empty(), "{} {wrong:#?}", wrong.len());
    assert!(sure > open, "{sure} {open}");
}

/// The title that the place or the nearest place around it states.
fn declared_title(program: &Program, id: PlaceId, day: Date) -> Vec<ActorId> {
    let mut work = vec![id];
    let mut next = 0;
    while let Some(at) = work.get(next).copied() {
        next += 1;
        let Some(place) = program.place(at) else { continue };
        let on: Vec<ActorId> =
            place.territory.iter().filter(|(_, days)| days.contains(day)).map(|(who, _)| *who).collect();
        if !on.is_empty() || place.claimed.iter().any(|(_, days)| days.contains(day)) {
            return on;
        }
        work.extend(place.within.iter().filter(|(_, days)| days.contains(day)).map(|(outer, _)| *outer));
    }
    Vec::new()
}

/// Cases whose coded administration a position surely contradicts, with the reason.
const CASES: &[(&str, &str)] = &[];

#[test]
fn positions_of_the_cases_never_surely_contradict_their_administration() {
    let program = builtin();
    let Some(text) = beside("cases/historic.jsonl") else { return };
    let mut counts: BTreeMap<Says, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let place = &case["place"];
        let (Some(lat), Some(lon)) = (place["lat"].as_f64(), place["lon"].as_f64()) else { continue };
        let day: Date = case["eval_date"].as_str().unwrap().parse().unwrap();
        let all = standings(&program, (lat, lon), day);
        let id = case["id"].as_str().unwrap();
        for who in place["administered_by"].as_array().unwrap() {
            let Some(actor) = program.find_actor(who.as_str().unwrap()) else { continue };
            let says = held(&all, actor);
            *counts.entry(says).or_default() += 1;
            if says != Says::Yes {
                eprintln!(
                    "  {says:?} {id} {}: {}",
                    program.actor_name(actor),
                    names(&program, &all).join(" ")
                );
            }
            if (says == Says::No) != CASES.iter().any(|(case, _)| *case == id) {
                wrong.push(format!("{id}: {says:?} {:?}", names(&program, &all)));
            }
        }
    }
    eprintln!("administration of the cases by position: {counts:?}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_declared_place_of_land_is_somewhere() {
    let program = builtin();
    // What lies above every land and sea is on no map.
    let kinds = program.tree(program.kernel.place_kind).unwrap();
    let no_land = ["sea", "air"].map(|kind| kinds.find(kind).unwrap());
    let located = |place: &casus::ir::Place| !place.lands.is_empty() || place.reach.is_some();
    let mut lost: Vec<&str> = Vec::new();
    for place in &program.places {
        let at_sea = no_land.iter().any(|kind| place.kinds.contains(kind));
        let within = |id: &PlaceId| program.place(*id).is_some_and(located);
        let mut above: Vec<PlaceId> = place.within.iter().map(|(id, _)| *id).collect();
        let mut next = 0;
        while let Some(at) = above.get(next).copied() {
            next += 1;
            above.extend(
                program.place(at).into_iter().flat_map(|place| place.within.iter().map(|(id, _)| *id)),
            );
        }
        if !place.region && !at_sea && !located(place) && !above.iter().any(within) {
            lost.push(&place.name);
        }
    }
    assert!(lost.is_empty(), "{lost:?}: give each a `land` or a `reach`");
}

#[test]
fn what_a_position_says_follows_the_map_the_margin_and_the_days() {
    use Says::{No, Open, Yes};
    let program = builtin();
    let table = [
        // A piece of land that the map draws with another state, and the rules do not.
        (45.3, 34.2, "1960-01-01", "SUN", Yes, Yes),
        (45.3, 34.2, "2005-01-01", "UKR", Yes, Yes),
        (45.3, 34.2, "2020-01-01", "UKR", Yes, No),
        (45.3, 34.2, "2020-01-01", "RUS", No, Yes),
        // Land of a modern state, before its borders were drawn.
        (51.3, 16.6, "2020-01-01", "POL", Yes, Yes),
        (51.3, 16.6, "1930-01-01", "POL", Open, Open),
        (54.7, 21.2, "1930-01-01", "XGE", Open, Open),
        (35.0, 1.0, "1961-01-01", "FRA", Yes, Yes),
        // Pieces far from the rest of their land.
        (4.0, -53.0, "2020-01-01", "FRA", Yes, Yes),
        (64.0, -150.0, "1950-01-01", "USA", Yes, Yes),
        // Claimed by two and held by one.
        (-51.8, -59.0, "1983-01-01", "GBR", No, Yes),
        (-51.8, -59.0, "1983-01-01", "ARG", No, No),
        // Within the margin of a border, and within the reach of a place that is not on the map.
        (59.37, 28.19, "2015-01-01", "EST", Open, Open),
        (22.6, 35.0, "2020-01-01", "EGY", Open, Open),
        (33.0, 35.8, "2020-01-01", "ISR", Open, Open),
        (35.89, -5.32, "2020-01-01", "ESP", Open, Open),
        // At sea: further out than anybody's waters, off a coast, and within three miles.
        (30.0, -40.0, "2020-01-01", "USA", No, No),
        (38.5, -11.0, "2020-01-01", "PRT", Open, Open),
        (38.72, -9.14, "2020-01-01", "PRT", Yes, Yes),
    ];
    for (lat, lon, day, who, titled, holds) in table {
        let all = standings(&program, (lat, lon), day.parse().unwrap());
        let actor = program.find_actor(who).unwrap();
        let found = (title(&all, actor), held(&all, actor));
        assert_eq!(found, (titled, holds), "{lat} {lon} {day} {who}: {:?}", names(&program, &all));
    }
}

/// Every answer on an event whose place is written so.
fn answers(program: &Program, against: &str, place: &str) -> Vec<String> {
    let line = format!(
        "{{\"id\":\"a\",\"date\":\"2015-01-01\",\"act\":\"invasion\",\"by\":\"XXA\",\"against\":\"{against}\",\
         \"object\":\"territory\",\"gravity\":\"most_grave\",\"place\":{place}}}"
    );
    let event = event_from_json(&Names::new(program), &Limits::default(), &line, 1).unwrap();
    let decision = decide(program, &event, &Stance::default(), &Filter::default(), &Limits::default());
    let one = |verdict: &Verdict| {
        let of = |id: ActorId| program.actor_name(id).to_owned();
        format!("{} {:?} {:?}", program.clause_path(verdict.clause), verdict.obligor.map(of), verdict.status)
    };
    decision.verdicts.iter().map(one).collect()
}

#[test]
fn far_from_borders_a_position_is_as_good_as_the_name_of_the_place() {
    let program = builtin();
    for (against, place, lat, lon) in
        [("EST", "estonia", 58.8, 25.6), ("USA", "united_states", 41.5, -99.5), ("FRA", "france", 46.5, 2.5)]
    {
        let named = answers(&program, against, &format!("\"{place}\""));
        let found = answers(&program, against, &format!("{{\"lat\":{lat},\"lon\":{lon}}}"));
        let apart: Vec<_> = named.iter().zip(&found).filter(|(a, b)| a != b).collect();
        assert!(named.len() > 1000 && apart.is_empty(), "{place}: {apart:#?}");
    }
}

/// The answers of the clauses on defence of some instruments on an attack on a warship at a place.
fn on_a_warship(program: &Program, against: &str, place: &str) -> BTreeMap<String, Status> {
    let line = format!(
        "{{\"id\":\"a\",\"date\":\"2015-01-01\",\"act\":\"missile_strike\",\"by\":\"XXA\",\"against\":\"{against}\",\
         \"object\":\"warship\",\"gravity\":\"most_grave\",\"intent\":\"deliberate\",\"attribution\":\"established\",\
         \"part_of_series\":\"no\",\"place\":{place}}}"
    );
    let event = event_from_json(&Names::new(program), &Limits::default(), &line, 1).unwrap();
    let wanted = ["north_atlantic", "rio", "manila", "anzus", "us_japan", "us_korea", "us_philippines"];
    let wanted = wanted.map(|name| program.find_treaty(name).unwrap());
    let filter = Filter { treaties: wanted.to_vec(), ..Filter::default() };
    let decision = decide(program, &event, &Stance::default(), &filter, &Limits::default());
    let defence = |verdict: &&Verdict| program.clause(verdict.clause).is_some_and(|one| one.name == "defend");
    let of = |id: ActorId| program.actor_name(id).to_owned();
    let key = |one: &Verdict| {
        format!("{} {:?} {:?}", program.clause_path(one.clause), one.obligor.map(of), one.beneficiary)
    };
    decision.verdicts.iter().filter(defence).map(|one| (key(one), one.status)).collect()
}

/// Positions at sea without a word on which sea: us-phl-1951, Art. V (vessels in the Pacific), nat-1949, Art. 6
/// (vessels in the area north of the Tropic of Cancer), rio-1947, Art. 4, us-jpn-1960, Art. V (territories under
/// the administration of Japan), manila-1954, Art. VIII (south of 21 degrees 30 minutes north).
#[test]
fn a_ship_on_the_high_seas_is_covered_by_the_texts_that_reach_there() {
    let program = builtin();
    let says = |at: &str, against: &str, clause: &str| {
        let all = on_a_warship(&program, against, at);
        let of: BTreeSet<Status> =
            all.iter().filter(|(key, _)| key.starts_with(clause)).map(|(_, status)| *status).collect();
        of.into_iter().collect::<Vec<_>>()
    };
    let philippine_sea = r#"{"lat":17.5,"lon":130.5}"#;
    assert_eq!(says(philippine_sea, "USA", "us_philippines.defend Some(\"PHL\")"), [Status::Owed]);
    assert_eq!(says(philippine_sea, "USA", "manila.defend Some(\"FRA\")"), [Status::Owed]);
    for none in
        ["north_atlantic.defend Some(\"GBR\")", "rio.defend Some(\"BRA\")", "us_japan.defend Some(\"JPN\")"]
    {
        assert_eq!(says(philippine_sea, "USA", none), [Status::NotOwed], "{none}");
    }
    let atlantic = r#"{"lat":50.0,"lon":-35.0}"#;
    assert_eq!(says(atlantic, "USA", "north_atlantic.defend Some(\"GBR\")"), [Status::Owed]);
    assert_eq!(says(atlantic, "USA", "us_philippines.defend"), [Status::NotOwed]);
}

/// A position says less than the name of the spot, and never something else.
#[test]
fn a_position_at_sea_never_contradicts_the_name_of_the_spot() {
    let program = builtin();
    let sea = program.tree(program.kernel.place_kind).and_then(|tree| tree.find("sea")).unwrap();
    let spots = program.places.iter().filter(|place| place.kinds.contains(&sea));
    let (mut alike, mut wrong) = (0, Vec::new());
    for (spot, (lat, lon)) in spots.filter_map(|spot| Some((spot, spot.at?))) {
        let named = on_a_warship(&program, "USA", &format!("\"{}\"", spot.name));
        let found = on_a_warship(&program, "USA", &format!("{{\"lat\":{lat},\"lon\":{lon}}}"));
        for (key, status) in &found {
            let by_name = named.get(key).copied();
            if by_name == Some(*status) {
                alike += usize::from(status.is_settled());
            } else if status.is_settled() {
                wrong.push(format!("{}: {key}: named {by_name:?}, by position {status:?}", spot.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(alike > 3000, "{alike}");
}

//! What a good line means.

use casus::event::{About, Claim, Deed, EventReader, Fact, Line, Value};
use casus::ir;
use casus::text::Limits;
use jiff::civil::date;

use crate::fixture::{event, with};

fn fact(entries: &str) -> Option<Fact> {
    event(&with(entries)).facts.first().map(|(_, fact)| fact.clone())
}

#[test]
fn a_whole_event_is_read() {
    let event = event(&with(
        r#""title":"Second Thomas Shoal","by":"CHN","against":["PHL","USA"],"act":["ramming","water_cannon"],
        "gravity":{"one_of":["none","incident"]},"part_of_series":"yes","spending_share":2.5,"place":"second_thomas_shoal",
        "object":{"disputed":[{"value":"public_vessel","by":"PHL"},{"value":"territory","by":"iso3:CHN","since":"2019-01-01","confidence":"high"}]},
        "record":[{"by":["USA","PHL"],"does":"invoked","to":"CHN","treaty":"us_philippines","date":"2023-08-04"}]"#,
    ));
    let node = |id| Value::Node(ir::NodeId(id));
    let actor = |id| Value::Actor(ir::ActorId(id));
    let claim = |id, by, since, confidence: Option<&str>| Claim {
        value: node(id),
        by: ir::ActorId(by),
        since,
        confidence: confidence.map(str::to_owned),
    };
    assert_eq!(event.title.as_deref(), Some("Second Thomas Shoal"));
    assert_eq!(event.date, date(2023, 8, 5));
    // In the order of declaration, whatever the order in the line.
    assert_eq!(
        event.facts,
        [
            (ir::FieldId(0), Fact::Stated(vec![node(5), node(6)])),
            (ir::FieldId(1), Fact::Stated(vec![actor(2)])),
            (ir::FieldId(2), Fact::Stated(vec![actor(1), actor(0)])),
            (
                ir::FieldId(3),
                Fact::Disputed(vec![
                    claim(3, 1, None, None),
                    claim(1, 2, Some(date(2019, 1, 1)), Some("high"))
                ])
            ),
            (ir::FieldId(4), Fact::Stated(vec![Value::Place(ir::PlaceId(2))])),
            (ir::FieldId(5), Fact::OneOf(vec![Value::Level(0), Value::Level(1)])),
            (ir::FieldId(8), Fact::Stated(vec![Value::Yes(true)])),
            (ir::FieldId(9), Fact::Stated(vec![Value::Number(2.5)])),
        ]
    );
    let deed = |by| Deed {
        by: ir::ActorId(by),
        does: ir::NodeId(2),
        to: Some(ir::ActorId(2)),
        treaty: Some(ir::TreatyId(0)),
        date: Some(date(2023, 8, 4)),
        count: None,
        about: About::default(),
    };
    assert_eq!(event.record, [deed(0), deed(1)]);
}

#[test]
fn what_is_not_stated_stays_unknown() {
    assert_eq!(event(&with(r#""act":null,"by":"unknown","place":null,"record":null"#)).facts, []);
    assert_eq!(fact(r#""against":[]"#), Some(Fact::Stated(vec![])));
    assert_eq!(fact(r#""against":"none""#), Some(Fact::Stated(vec![])));
    // A declared value of that name is meant where there is one.
    assert_eq!(fact(r#""gravity":"none""#), Some(Fact::Stated(vec![Value::Level(0)])));
    assert_eq!(fact(r#""part_of_series":false"#), Some(Fact::Stated(vec![Value::Yes(false)])));
}

#[test]
fn a_place_of_its_own_keeps_unknown_and_nobody_apart() {
    let place = event(&with(r#""place":{"name":"a reef","lat":9.7,"lon":115.9,"in":["pacific"],"kind":"sea","territory_of":[],"claimed_by":["CHN","PHL"],"administered_by":null}"#))
        .own_place
        .unwrap();
    assert_eq!(place.label.as_deref(), Some("a reef"));
    assert_eq!(place.at, Some((9.7, 115.9)));
    assert_eq!(place.within, Some(vec![ir::PlaceId(0)]));
    assert_eq!(place.kinds, Some(vec![ir::NodeId(3)]));
    assert_eq!(place.territory, Some(vec![]));
    assert_eq!(place.administered, None);
    assert_eq!(place.claimed, Some(vec![ir::ActorId(2), ir::ActorId(1)]));
}

#[test]
fn who_struck_whom_may_be_open_or_mutual() {
    for entries in [
        r#""by":["CHN","USA"],"against":["CHN","USA"]"#,
        r#""by":{"one_of":["CHN","USA"]},"against":["CHN"]"#,
        r#""by":{"one_of":["CHN","USA"]},"against":{"one_of":["CHN","USA"]}"#,
        r#""by":[],"against":[]"#,
        r#""by":"CHN""#,
    ] {
        event(&with(entries));
    }
}

#[test]
fn a_deed_of_a_state_that_is_gone_counts_on_its_own_day() {
    let event = event(&with(r#""record":[{"by":"SUN","does":"invoked","date":"1980-01-01"}]"#));
    assert_eq!(event.record.len(), 1);
}

/// Against whom each deed of a record is, with who did it.
fn against(sides: &str, record: &str) -> Vec<(u32, Option<u32>)> {
    let event = event(&with(&format!(r#"{sides}"record":[{record}]"#)));
    event.record.iter().map(|deed| (deed.by.0, deed.to.map(|to| to.0))).collect()
}

#[test]
fn force_told_with_an_event_is_force_against_its_other_side() {
    let (usa, philippines, china) = (0, 1, 2);
    let sides = r#""by":"CHN","against":["PHL","USA"],"#;
    let of = |who: &str| format!(r#"{{"by":"{who}","does":"used_force"}}"#);
    assert_eq!(against(sides, &of("PHL")), [(philippines, Some(china))]);
    // A third may have helped either side.
    assert_eq!(against(sides, &of("EST")), [china, philippines, usa].map(|foe| (3, Some(foe))));
    // What its author does strikes those whom it struck.
    assert_eq!(against(sides, &of("CHN")), [(china, Some(philippines)), (china, Some(usa))]);
    // Where nobody was struck there is one side.
    assert_eq!(against(r#""by":"CHN","against":[],"#, &of("EST")), [(3, Some(china))]);
    // Of two authors each is meant.
    let two = r#""by":["CHN","EST"],"against":"USA","#;
    assert_eq!(against(two, &of("USA")), [(usa, Some(china)), (usa, Some(3))]);
    // What is written stands, and other deeds name nobody of themselves.
    assert_eq!(against(sides, r#"{"by":"PHL","does":"used_force","to":"EST"}"#), [(philippines, Some(3))]);
    assert_eq!(against(sides, r#"{"by":"PHL","does":"invoked"}"#), [(philippines, None)]);
}

#[test]
fn force_is_against_nobody_in_particular_where_the_event_does_not_settle_whom() {
    let force = r#"{"by":"PHL","does":"used_force"}"#;
    for sides in [
        "",
        r#""against":"USA","#,
        r#""by":"CHN","#,
        r#""by":{"one_of":["CHN","EST"]},"#,
        r#""by":{"disputed":[{"value":"CHN","by":"PHL"},{"value":"EST","by":"CHN"}]},"#,
        r#""by":"PHL","#,
        r#""by":"PHL","against":[],"#,
    ] {
        assert_eq!(against(sides, force), [(1, None)], "{sides}");
    }
}

#[test]
fn deeds_that_are_against_many_count_towards_the_limit_of_a_record() {
    let limits = Limits { list_values: 3, ..Limits::default() };
    let program = crate::fixture::program();
    let said = |record: &str| {
        let line = with(&format!(r#""by":["CHN","EST"],"against":"PHL","record":[{record}]"#));
        match EventReader::new(&program, line.as_bytes(), limits).next() {
            Some(Line::Event(event)) => format!("{} deeds", event.record.len()),
            Some(line) => crate::fixture::shown(&line).join("\n"),
            None => String::new(),
        }
    };
    let force = r#"{"by":"PHL","does":"used_force"}"#;
    assert_eq!(said(force), "2 deeds");
    assert!(said(&format!("{force},{force}")).contains("a record of more than 3 deeds"));
}

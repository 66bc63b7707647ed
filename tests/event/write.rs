//! An event that is written and read back is the same event, and its schema takes what is written.

use casus::event::{About, Claim, Deed, Event, Fact, OwnPlace, Value, to_json, value_word};
use casus::ir::{ActorId, Amount, FieldId, NodeId, PlaceId, TreatyId};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::sample::subsequence;

use crate::fixture::{event, program, with};
use crate::schema::{fits, schema_of_fixture};

#[test]
fn the_canonical_line_has_the_order_of_the_declaration() {
    let event = event(
        r#"{ "record": [{"does":"invoked","by":["USA","PHL"],"date":null,"note":"x"}], "part_of_series": "yes",
        "against": ["iso3:PHL"], "by": "CHN", "act": ["water_cannon","ramming"], "note": "dropped", "date": "2023-08-05",
        "gravity": {"one_of": ["incident","none"]}, "spending_share": 2.50, "title": "A \"reef\"", "sponsor": [], "id": "a",
        "place": {"lon": 1e2, "lat": -0.5, "kind": "none", "name": "reef"} }"#
            .replace('\n', " ")
            .as_str(),
    );
    assert_eq!(
        to_json(&program(), &event),
        [
            r#"{"id":"a","title":"A \"reef\"","date":"2023-08-05","act":["water_cannon","ramming"],"by":"CHN","against":"PHL","#,
            r#""place":{"name":"reef","lat":-0.5,"lon":100,"kind":[]},"gravity":{"one_of":["incident","none"]},"sponsor":[],"#,
            r#""part_of_series":true,"spending_share":2.5,"record":[{"by":"USA","does":"invoked"},{"by":"PHL","does":"invoked"}]}"#,
        ]
        .concat()
    );
}

#[test]
fn every_value_has_a_word() {
    let program = program();
    for (field, value, word) in [
        (0, Value::Node(NodeId(5)), "ramming"),
        (1, Value::Actor(ActorId(0)), "USA"),
        (4, Value::Place(PlaceId(1)), "luzon"),
        (4, Value::OwnPlace, "a place of its own"),
        (5, Value::Level(3), "most_grave"),
        (8, Value::Yes(false), "no"),
        (9, Value::Number(2.0), "2"),
        (9, Value::Number(1e300), "1e300"),
    ] {
        assert_eq!(value_word(&program, FieldId(field), value), word);
    }
}

/// Days on which every actor of the program existed.
fn day() -> impl Strategy<Value = Date> {
    (1950i16..1990, 1i8..=12, 1i8..=28).prop_map(|(y, m, d)| date(y, m, d))
}

fn nodes(tree: usize) -> Vec<Value> {
    (0..program().trees[tree].nodes.len()).map(|at| Value::Node(NodeId::at(at))).collect()
}

fn actors() -> Vec<ActorId> {
    (0..program().actors.len()).map(ActorId::at).collect()
}

fn places() -> Vec<PlaceId> {
    (0..program().places.len()).map(PlaceId::at).collect()
}

/// Facts of a field whose values are these; several at once only where the field takes them.
fn fact(values: Vec<Value>, several: bool) -> impl Strategy<Value = Option<Fact>> {
    let most = if several { values.len() } else { 1 };
    let least = usize::from(!several);
    let claim = (
        proptest::sample::select(values.clone()),
        0u32..7,
        proptest::option::of(day()),
        proptest::option::of("[a-z é\"]{1,5}"),
    )
        .prop_map(|(value, by, since, confidence)| Claim { value, by: ActorId(by), since, confidence });
    prop_oneof![
        2 => Just(None),
        3 => subsequence(values.clone(), least..=most).prop_map(|values| Some(Fact::Stated(values))),
        1 => subsequence(values.clone(), 1..=values.len()).prop_map(|values| Some(Fact::OneOf(values))),
        1 => proptest::collection::vec(claim, 1..4).prop_map(|claims| Some(Fact::Disputed(claims))),
    ]
}

fn some<T: Clone + std::fmt::Debug + 'static>(all: Vec<T>) -> impl Strategy<Value = Option<Vec<T>>> {
    proptest::option::of(subsequence(all.clone(), 0..=all.len()))
}

fn own_place() -> impl Strategy<Value = OwnPlace> {
    let kinds = (0..4).map(NodeId).collect();
    (
        proptest::option::of("[A-Z é\\\\]{0,8}"),
        proptest::option::of((-90.0..=90.0, -180.0..=180.0)),
        some(places()),
        some(kinds),
        some(actors()),
        some(actors()),
        some(actors()),
    )
        .prop_map(|(label, at, within, kinds, territory, administered, claimed)| OwnPlace {
            label,
            at,
            within,
            kinds,
            territory,
            administered,
            claimed,
        })
}

/// An amount with digits after its point.
fn written((whole, rest): (u32, u32)) -> Option<Amount> {
    Amount::parse(&format!("{whole}.{rest:04} EUR"))
}

fn deed() -> impl Strategy<Value = Deed> {
    (
        0u32..7,
        0u32..5,
        proptest::option::of(0u32..7),
        proptest::option::of(0u32..2),
        proptest::option::of(day()),
        proptest::option::of("[a-zA-Z0-9é\"\\\\ -]{0,8}[a-z]"),
        proptest::option::of((1..9_000_000_u32, 0..10_000_u32)),
    )
        .prop_map(|(by, does, to, treaty, date, of, amount)| Deed {
            by: ActorId(by),
            does: NodeId(does),
            to: to.map(ActorId),
            treaty: treaty.map(TreatyId),
            date,
            count: None,
            about: About { event: of, amount: amount.and_then(written), ..About::default() },
        })
}

fn any_number() -> impl Strategy<Value = f64> {
    use proptest::num::f64::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    prop_oneof![POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO, (-1_000i32..1_000).prop_map(f64::from)]
}

prop_compose! {
    fn any_event()(
        id in "[a-zA-Z0-9é\"\\\\ -]{0,8}[a-z]",
        title in proptest::option::of(any::<String>()),
        date in day(),
        act in fact(nodes(0), true),
        struck in 0usize..3,
        by in fact(actors().into_iter().take(3).map(Value::Actor).collect(), true),
        against in fact(actors().into_iter().skip(3).map(Value::Actor).collect(), true),
        object in fact(nodes(1), true),
        place in fact(places().into_iter().map(Value::Place).collect(), true),
        gravity in fact((0..4).map(Value::Level).collect(), false),
        series in fact(vec![Value::Yes(true), Value::Yes(false)], false),
        share in proptest::option::of(any_number()),
        own in proptest::option::of(own_place()),
        record in proptest::collection::vec(deed(), 0..4),
    ) -> Event {
        // One place of its own at most; it may also be one of several that are said.
        let place = match (&own, place) {
            (Some(_), Some(Fact::Stated(mut values))) => { values.push(Value::OwnPlace); Some(Fact::Stated(values)) }
            (Some(_), Some(Fact::OneOf(mut values))) => { values.insert(0, Value::OwnPlace); Some(Fact::OneOf(values)) }
            (Some(_), _) => Some(Fact::Stated(vec![Value::OwnPlace])),
            (None, place) => place,
        };
        // Authors and struck are drawn apart, now and then shared, which is no clash among several.
        let (by, against) = match (struck, by, against) {
            (0, Some(Fact::Stated(by)), _) if by.len() > 1 => (Some(Fact::Stated(by.clone())), Some(Fact::Stated(by))),
            (_, by, against) => (by, against),
        };
        let share = share.map(|share| Fact::Stated(vec![Value::Number(share)]));
        let facts = [act, by, against, object, place, gravity, None, None, series, share];
        let facts = facts.into_iter().enumerate().filter_map(|(at, fact)| Some((FieldId::at(at), fact?))).collect();
        Event { id, title, date, first: None, facts, own_place: own, record, line: 1 }
    }
}

proptest! {
    #[test]
    fn reading_gives_back_what_was_written(original in any_event()) {
        let line = to_json(&program(), &original);
        prop_assert!(!line.contains('\n'));
        let read = event(&line);
        prop_assert_eq!(&read, &original, "{}", line);
        prop_assert_eq!(to_json(&program(), &read), line);
    }

    #[test]
    fn the_schema_takes_what_is_written(original in any_event()) {
        let line = to_json(&program(), &original);
        let schema = schema_of_fixture();
        prop_assert!(fits(&schema, &schema, &serde_json::from_str(&line).unwrap()), "{}", line);
    }
}

#[test]
fn what_readers_ignore_is_not_written() {
    let event = event(&with(r#""crisis":"reef","note":"seen by nobody""#));
    assert_eq!(to_json(&program(), &event), r#"{"id":"a","date":"2023-08-05"}"#);
}

//! CSV means what the same JSON means, and is refused as clearly.

use casus::event::{CsvReader, Event, Line};
use casus::text::Limits;
use proptest::prelude::*;

use crate::fixture::{event, lines as json_lines, program, shown};

fn lines(text: impl AsRef<[u8]>) -> Vec<String> {
    let program = program();
    CsvReader::new(&program, text.as_ref(), Limits::default()).flat_map(|line| shown(&line)).collect()
}

fn row(header: &str, row: &str) -> Event {
    let program = program();
    let text = format!("{header}\n{row}\n");
    match CsvReader::new(&program, text.as_bytes(), Limits::default()).next() {
        Some(Line::Event(event)) => event,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn a_row_means_what_the_same_json_means() {
    for (header, cells, json) in [
        ("id,date", "a,2023-08-05", r#"{"id":"a","date":"2023-08-05"}"#),
        (
            "id,date,title,act,by,against,gravity,part_of_series,spending_share,place",
            r#"a,2023-08-05,"Reef, ""2nd""",ramming; water_cannon,CHN,none,none,TRUE,2.5,luzon"#,
            r#"{"id":"a","date":"2023-08-05","title":"Reef, \"2nd\"","act":["ramming","water_cannon"],"by":"CHN",
            "against":[],"gravity":"none","part_of_series":true,"spending_share":2.5,"place":"luzon"}"#,
        ),
        (
            "id,date,act,by,title,part_of_series",
            "a,2023-08-05,,unknown,,",
            r#"{"id":"a","date":"2023-08-05"}"#,
        ),
        (
            "id,date,place,lat,lon,in,kind,territory_of,administered_by,claimed_by",
            "a,2023-08-05,a reef,9.7,115.9,pacific,sea,none,,CHN;PHL",
            r#"{"id":"a","date":"2023-08-05","place":{"name":"a reef","lat":9.7,"lon":115.9,"in":"pacific","kind":"sea",
            "territory_of":[],"claimed_by":["CHN","PHL"]}}"#,
        ),
        (
            "id,date,place,lat,lon",
            "a,2023-08-05,luzon,,",
            r#"{"id":"a","date":"2023-08-05","place":"luzon"}"#,
        ),
        (
            "record_by,record_does,record_to,record_treaty,record_date,record_note,id,date",
            "USA;PHL,invoked,CHN,rio,2023-01-01,why,a,2023-08-05",
            r#"{"id":"a","date":"2023-08-05","record":[{"by":["USA","PHL"],"does":"invoked","to":"CHN","treaty":"rio",
            "date":"2023-01-01"}]}"#,
        ),
    ] {
        let mut expected = event(&json.replace('\n', " "));
        expected.line = 2;
        assert_eq!(row(header, cells), expected, "{header}");
    }
}

#[test]
fn every_bad_row_is_named_at_its_place_and_the_others_are_read() {
    let text = "\u{feff}id,date,act,gravity,place,lat,lon,record_by,record_does,spending_share\r
good,2023-08-05,ramming,,,,,,,\r
\r
few,2023-08-05\r
many,2023-08-05,a,b,c,d,e,f,g,h,i\r
word,2023-02-30,ramming; rammming,most,,,,,,\r
quote,2023-08-05,\"ramming,,,,,,,\r
half,2023-08-05,,,x,1,,USA,,\r
far,2023-08-05,,,luzon,91,x,,invoked,lots\r
,,,,,,,,,\r
good,2023-08-05,ramming,,,,,,,\r
last,2023-08-05,ramming,,,,,,,\r
";
    insta::assert_snapshot!(lines(text).join("\n"));
}

#[test]
fn a_header_that_cannot_be_used_refuses_the_file_once() {
    let headers = [
        "id,date,atc,title,title",
        "name,act",
        "id;date;act",
        "id\tdate",
        "id,date,record",
        "id,,date",
        "{\"id\": \"a\", \"date\": \"2023-08-05\"}",
        "[",
        "id,\"date",
        "id,date",
        "",
    ];
    let said: Vec<String> = headers
        .iter()
        .map(|header| format!("{header}\n{}", lines(format!("{header}\n")).join("\n")))
        .collect();
    insta::assert_snapshot!(said.join("\n\n"));
    assert_eq!(lines("id,when\na,2023\nb,2023\n").len(), 2);
}

#[test]
fn bytes_and_lines_beyond_measure_cost_one_row() {
    let long = "x".repeat(2 << 20);
    let mut text = format!("id,date\n{long}\n").into_bytes();
    text.extend(b"\xff,2023-08-05\nlast,2023-08-05\n");
    let given = lines(&text);
    assert_eq!(given.len(), 3, "{given:?}");
    assert!(given[0].starts_with("e:2:1: error[C0106]"), "{}", given[0]);
    assert!(given[1].starts_with("e:3:1: error[C0107]"), "{}", given[1]);
    assert_eq!(given[2], "4 last");
    assert!(lines(&long)[0].starts_with("e:1:1: error[C0106]"));
}

proptest! {
    #[test]
    fn random_bytes_never_stop_the_rows_around_them(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let mut text = b"id,date\nbefore,2023-08-05\n".to_vec();
        text.extend(&bytes);
        text.extend(b"\nafter,2023-08-05\n");
        let given = lines(&text);
        prop_assert_eq!(given.first().map(String::as_str), Some("2 before"));
        prop_assert!(given.last().is_some_and(|line| line.ends_with(" after")));
    }

    #[test]
    fn neither_reader_takes_the_other_format(bytes in proptest::collection::vec(any::<u8>(), 0..500)) {
        let _ = (lines(&bytes), json_lines(&bytes));
    }
}

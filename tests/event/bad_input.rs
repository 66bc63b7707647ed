//! What is said about a bad line, and that the good lines around it are still read.

use std::io::{BufReader, Read};

use casus::event::{EventReader, Line};
use casus::text::Limits;
use proptest::prelude::*;

use crate::fixture::{GOOD, lines, program, shown, with};

/// The messages on an event with these further entries.
fn said(entries: &str) -> Vec<String> {
    lines(with(entries))
}

#[test]
fn every_bad_value_is_named_at_its_place_with_help() {
    let cases = [
        r#""atc":"ramming""#,
        r#""Attacker":"USA""#,
        r#""target":"USA""#,
        r#""position":"14.8, 117.9""#,
        r#""event_type":"ramming""#,
        r#""when":"2024-06-17""#,
        r#""summary":"a ship was rammed""#,
        r#""act":"rammming""#,
        r#""act":"warship""#,
        r#""act":"zzz""#,
        r#""act":"USA""#,
        r#""act":"invoked""#,
        r#""act":["ramming","ramming"]"#,
        r#""act":["ramming",null]"#,
        r#""act":["ramming",["water_cannon"]]"#,
        r#""act":3"#,
        r#""act":{"oneof":["ramming"]}"#,
        r#""act":{"one_of":[]}"#,
        r#""act":{"one_of":"ramming"}"#,
        r#""act":{"one_of":["ramming"],"disputed":[]}"#,
        r#""act":{"disputed":[{"value":"ramming"},"x",{"by":"CHN"}]}"#,
        r#""act":{"disputed":[{"value":"ramming","by":"CHN","sinse":"2020-01-01"}]}"#,
        r#""by":"Freedonia""#,
        r#""by":"usa""#,
        r#""by":"great_power""#,
        r#""by":"iso3:XXX""#,
        r#""by":"cow:2""#,
        r#""by":"SUN""#,
        r#""by":"CHN","against":"CHN""#,
        r#""by":["CHN"],"against":["CHN"]"#,
        r#""by":{"one_of":["CHN","USA"]},"against":["CHN","USA"]"#,
        r#""by":"CHN","against":{"disputed":[{"value":"CHN","by":"USA"}]}"#,
        r#""gravity":"most""#,
        r#""gravity":["none","incident"]"#,
        r#""part_of_series":"maybe""#,
        r#""part_of_series":1"#,
        r#""spending_share":"2.5""#,
        r#""spending_share":true"#,
        r#""place":"atlantis""#,
        r#""place":"lusón""#,
        r#""place":{"name":"luzon"}"#,
        r#""place":{"name":"x","administred_by":"CHN"}"#,
        r#""place":{"lat":91,"lon":0}"#,
        r#""place":{"lat":9}"#,
        r#""place":{"lat":"9","lon":"1"}"#,
        r#""place":{"in":"atlantis","kind":"ramming"}"#,
        r#""place":{"in":{"name":"x"}}"#,
        r#""place":{"name":"x"},"seen_from":{"name":"y"}"#,
        r#""place":{"territory_of":{"one_of":["CHN"]}}"#,
        r#""record":"invoked""#,
        r#""record":{"by":"USA","does":"invoked"}"#,
        r#""record":[3,{"by":"USA"},{"does":"invoked"},{}]"#,
        r#""record":[{"by":"USA","does":"ramming","to":"CHNN","treaty":"rioo","date":"1990"}]"#,
        r#""record":[{"by":[],"does":"invoked","when":"x"}]"#,
        r#""record":[{"by":"SUN","does":"invoked"}]"#,
        r#""title":3"#,
        r#""note":["a"]"#,
        r#""by":"CHN","by":"USA""#,
        r#""act":"ramming\u001b[2J""#,
    ];
    let said: Vec<String> =
        cases.iter().map(|entries| format!("{entries}\n{}", said(entries).join("\n"))).collect();
    insta::assert_snapshot!(said.join("\n\n"));
}

#[test]
fn identifiers_and_dates_are_needed() {
    let cases = [
        r#"{}"#,
        r#"{"id":"a"}"#,
        r#"{"id":"","date":"2023-08-05"}"#,
        r#"{"id":"a\nb","date":"2023-08-05"}"#,
        r#"{"id":7,"date":"2023-08-05"}"#,
        r#"{"id":null,"date":null}"#,
        r#"{"id":"a","date":"2023-02-30"}"#,
        r#"{"id":"a","date":"2023-02"}"#,
        r#"{"id":"a","date":"2023"}"#,
        r#"{"id":"a","date":2023}"#,
        r#"{"id":"a","date":"5 August 2023"}"#,
        r#"{"id":"a","date":["2023-08-05"]}"#,
        r#"{"id":"a","date":"2023-02-30","act":"rammming","by":"SUN"}"#,
    ];
    let said: Vec<String> = cases.iter().map(|text| format!("{text}\n{}", lines(text).join("\n"))).collect();
    insta::assert_snapshot!(said.join("\n\n"));
}

#[test]
fn good_lines_around_bad_ones_are_read() {
    let text = [
        "\u{feff}".to_owned() + &GOOD.replace("good", "first"),
        String::new(),
        "not json".to_owned(),
        GOOD.replace("good", "after_words"),
        "{\"id\":\"x\", é".to_owned(),
        GOOD.replace("good", "crlf") + "\r",
        GOOD.replace("good", "crlf"),
        format!("{{\"id\":\"deep\",\"date\":{}}}", "[".repeat(10_000)),
        GOOD.replace("good", "last"),
    ]
    .join("\n");
    assert_eq!(
        lines(text),
        [
            "1 first",
            "e:3:1: error[C0401]: an event is a JSON object\n  help: one event a line, for instance {\"id\": \"a\", \"date\": \"1990-08-02\"}",
            "4 after_words",
            "e:5:12: error[C0401]: expected a key in double quotes, found `é`",
            "6 crlf",
            "e:7:7: error[C0406] in `id`: `crlf` is the `id` of line 6 too\n  help: an `id` is unique in its file",
            "e:8:84: error[C0105]: values nested deeper than 64\n  help: no field of an event nests deeper than four",
            "9 last",
        ]
    );
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_position() {
    let mut text = b"{\"id\":\"\xc3\xa9\xff\"}\n".to_vec();
    text.extend(GOOD.as_bytes());
    assert_eq!(
        lines(text),
        ["e:1:9: error[C0107]: byte 10 of the line is not UTF-8\n  help: save the file as UTF-8", "2 good",]
    );
    let wide: Vec<u8> =
        [0xfe, 0xff].into_iter().chain("{}".encode_utf16().flat_map(u16::to_be_bytes)).collect();
    assert_eq!(
        lines(wide),
        [
            "e:1:1: error[C0107]: byte 1 of the line is not UTF-8\n  help: this looks like UTF-16; save the file as UTF-8"
        ]
    );
}

#[test]
fn a_file_without_an_event_says_so() {
    for text in ["", "\n\n", "\u{feff}", " \r\n"] {
        assert_eq!(
            lines(text),
            [
                "e:1:1: error[C0408]: there is no event in this input\n  help: one event a line, each a JSON object"
            ]
        );
    }
}

#[test]
fn a_file_in_another_format_is_refused_once_and_good_lines_in_it_are_read() {
    let help = "one event a line; join lines with `jq -c .` (a list: `jq -c '.[]'`)";
    for text in ["{\n  \"id\": \"a\",\n  \"date\": \"2023-08-05\"\n}\n", "[\n  {\"id\":\n  \"a\"}\n]\n"] {
        assert_eq!(
            lines(text),
            [format!(
                "e:1:1: error[C0401]: one JSON value over many lines is not JSON Lines\n  help: {help}"
            )]
        );
    }
    assert_eq!(
        lines("id,date,act\na,2023-08-05,ramming\nb,2023-08-05,ramming\n"),
        [
            "e:1:1: error[C0401]: this looks like CSV, not JSON Lines\n  help: name the file .csv, or say that it is CSV"
        ]
    );
    assert_eq!(lines(format!("[\n{GOOD}\n]\n")).get(1).map(String::as_str), Some("2 good"));
    // Every line is still there for a file of rejects.
    let program = program();
    let refused = EventReader::new(&program, "{\n\"id\":1\n}".as_bytes(), Limits::default()).count();
    assert_eq!(refused, 3);
    assert_eq!(
        lines(format!("[{GOOD}]")),
        [
            "e:1:1: error[C0401]: a line holds one event, not a list\n  help: one event a line; unpack the list with `jq -c '.[]'`"
        ]
    );
    assert_eq!(lines("{\"id\":\"a\",\n").len(), 1);
}

#[test]
fn a_line_of_100_megabytes_is_skipped_in_bounded_memory() {
    let long = 100_000_000;
    let head = format!("{GOOD}\n");
    let tail = format!("\n{}\n", GOOD.replace("good", "after"));
    let text = head.as_bytes().chain(std::io::repeat(b'x').take(long)).chain(tail.as_bytes());
    let program = program();
    let lines: Vec<Line> = EventReader::new(&program, BufReader::new(text), Limits::default()).collect();
    let Line::Refused { line: 2, text, cut, diagnostics } = &lines[1] else { panic!("{:?}", lines[1]) };
    assert_eq!(text.len(), 1 << 20);
    assert!(text.capacity() <= 4 << 20, "{}", text.capacity());
    assert_eq!(*cut, long - (1 << 20));
    assert_eq!(diagnostics[0].message, "a line of 100000000 bytes; the limit is 1048576");
    assert!(matches!(&lines[0], Line::Event(event) if event.id == "good"));
    assert!(matches!(&lines[2], Line::Event(event) if event.id == "after" && event.line == 3));
}

#[test]
fn long_lists_and_many_mistakes_are_bounded() {
    let many = |n: usize, word: &str| vec![format!("\"{word}\""); n].join(",");
    assert_eq!(
        said(&format!("\"act\":[{}]", many(1_001, "ramming"))),
        ["e:1:37: error[C0106] in `act`: a list of 1001 values; the limit is 1000"]
    );
    // 40 × 40 deeds from one line of the record would be more than the limit.
    let actors = format!("[{}]", ["\"USA\"", "\"PHL\"", "\"CHN\"", "\"EST\""].join(","));
    let record = vec![format!("{{\"by\":{actors},\"does\":\"invoked\",\"to\":{actors}}}"); 63].join(",");
    let messages = said(&format!("\"record\":[{record}]"));
    assert_eq!(messages.len(), 1);
    assert!(messages[0].contains("a record of more than 1000 deeds"), "{messages:?}");
    let unknown: Vec<String> = (0..50_000).map(|n| format!("\"k{n}\":1")).collect();
    let messages = said(&unknown.join(","));
    assert_eq!(messages.len(), 201);
    assert!(messages[200].contains("49800 more messages on this event are not shown"), "{}", messages[200]);
    let twice = format!("{},\"k7\":1", (0..40).map(|n| format!("\"k{n}\":1")).collect::<Vec<_>>().join(","));
    assert_eq!(said(&twice).iter().filter(|said| said.contains("`k7` stands twice")).count(), 1);
    let message = &said(&format!("\"act\":\"{}\"", "r".repeat(1_000_000)))[0];
    assert!(message.len() < 400, "{}", message.len());
}

struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("the disk is gone"))
    }
}

#[test]
fn an_input_that_breaks_off_keeps_what_was_read() {
    let text = format!("{GOOD}\n");
    let program = program();
    let reader = EventReader::new(&program, BufReader::new(text.as_bytes().chain(Broken)), Limits::default());
    let lines: Vec<String> = reader.flat_map(|line| shown(&line)).collect();
    assert_eq!(
        lines,
        [
            "1 good",
            "e:2:1: error[C0109]: the input cannot be read further: the disk is gone\n  help: the lines before it were read",
        ]
    );
}

proptest! {
    #[test]
    fn random_bytes_never_stop_the_lines_around_them(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let mut text = GOOD.replace("good", "before").into_bytes();
        text.push(b'\n');
        text.extend(&bytes);
        text.push(b'\n');
        text.extend(GOOD.replace("good", "after").as_bytes());
        let given = lines(&text);
        prop_assert_eq!(given.first().map(String::as_str), Some("1 before"));
        prop_assert!(given.last().is_some_and(|line| line.ends_with(" after")));
    }

    #[test]
    fn damaged_events_are_read_or_refused(at in 0usize..200, byte in any::<u8>(), cut in 0usize..200) {
        let mut text = br#"{"id":"a","date":"2023-08-05","act":{"disputed":[{"value":"ramming","by":"CHN"}]},"place":{"lat":1,"lon":2,"in":["pacific"]},"record":[{"by":["USA"],"does":"invoked"}]}"#.to_vec();
        if let Some(place) = text.get_mut(at) {
            *place = byte;
        }
        text.truncate(text.len().saturating_sub(cut % 100));
        prop_assert!(!lines(&text).is_empty());
    }
}

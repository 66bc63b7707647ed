//! Hostile texts: deep, wide, broken, random. Nothing may stop the program.

use casus::diagnostic::Code;
use casus::syntax::format::format;
use casus::syntax::keywords;
use casus::text::Limits;
use proptest::prelude::*;

use crate::generate::{text, tokens};
use crate::read;

/// Reads on a small stack, and gives the codes of the diagnostics.
fn codes_on_small_stack(text: String) -> Vec<Code> {
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(move || {
        let parsed = read(&text);
        let _ = format(&text, &Limits::default());
        parsed.diagnostics.iter().map(|d| d.code).collect::<Vec<_>>()
    });
    thread.expect("a thread").join().expect("no overflow")
}

#[test]
fn ten_thousand_of_anything_is_one_mistake() {
    let many = |open: &str, middle: &str, close: &str| {
        format!("{}{middle}{}", open.repeat(10_000), close.repeat(10_000))
    };
    let deep = [
        ("parentheses", format!("term x = {}", many("(", "a", ")"))),
        ("open parentheses", format!("term x = {}", many("(", "a", ""))),
        ("not", format!("term x = {}", many("not ", "a", ""))),
        ("some", format!("term x = {}", many("some party p where ", "a", ""))),
        ("some in parentheses", format!("term x = {}", many("some party p where (", "a", ")"))),
        ("nodes", format!("tree t {}", many("{ n ", "", "}"))),
        ("open nodes", format!("tree t {}", many("{ n\n", "", ""))),
        ("values", format!("test \"t\" {{ event {{ act {} }} }}", many("{", "a", "}"))),
        ("records", format!("test \"t\" {{ event {{ {} }} }}", many("record { by ", "A", "}"))),
        ("property", format!("property \"p\" {{ never {} }}", many("(", "a", ")"))),
    ];
    for (what, text) in deep {
        assert_eq!(codes_on_small_stack(text), [Code::TOO_DEEP], "{what}");
    }
}

#[test]
fn what_is_just_deep_enough_is_read_and_laid_out() {
    let depth = Limits::default().depth;
    let text = format!("term x = {}a{}\n", "(".repeat(depth), ")".repeat(depth));
    assert!(codes_on_small_stack(text.clone()).is_empty());
    assert_eq!(codes_on_small_stack(text.replacen('(', "((", 1)), [Code::TOO_DEEP]);
}

#[test]
fn a_long_chain_is_no_depth() {
    let text = format!("term x = a{}", " or a and a".repeat(20_000));
    assert!(codes_on_small_stack(text).is_empty());
}

#[test]
fn mistakes_are_counted_where_they_are_not_shown() {
    let limits = Limits::default();
    let parsed = read(&"state not\n".repeat(limits.diagnostics + 50));
    assert_eq!(parsed.diagnostics.len(), limits.diagnostics + 1);
    let last = parsed.diagnostics.last().expect("the count");
    assert_eq!(last.code, Code::TOO_MANY);
    assert_eq!(last.message, "50 more mistakes are not shown");
}

#[test]
fn a_file_beyond_the_limit_is_not_read() {
    let limits = Limits { rule_file_bytes: 10, ..Limits::default() };
    let parsed = casus::syntax::parser::parse(casus::text::FileId(0), "state USA // long", &limits);
    assert_eq!(parsed.diagnostics.len(), 1);
    assert_eq!(parsed.diagnostics[0].code, Code::TOO_LARGE);
}

/// Much of one shape is read in the time that a linear reader needs, with a wide margin: a quadratic
/// one needs minutes.
#[test]
fn no_shape_takes_quadratic_time() {
    let shapes = [
        "{",
        "}",
        "{ ",
        "{\n",
        "(",
        "\"",
        "\"\n",
        "a ",
        "a\n",
        "not ",
        "clause a \"b\" {\n",
        "trigger\n",
        "treaty a {\n",
        "treaty t { clause a \"b\" { scope {x \n",
        "test \"t\" { event { a { ; ",
        "1-1-1",
        "event { a {;",
        "class c = { a\n",
        "tree t { a {",
        "}{",
        "§",
        "« a ",
        "“ \n",
        "//\n",
        "property \"p\" {",
        "polygon { 1, 2;",
    ];
    for shape in shapes {
        let text = shape.repeat(200_000 / shape.len());
        let start = std::time::Instant::now();
        let parsed = read(&text);
        let _ = format(&text, &Limits::default());

        assert!(start.elapsed().as_secs() < 20, "{shape:?} took {:?}", start.elapsed());
        assert!(parsed.diagnostics.len() <= Limits::default().diagnostics + 1);
    }
}

fn sound(text: &str) -> Result<(), TestCaseError> {
    let parsed = read(text);
    for token in &parsed.tokens {
        prop_assert!(text.get(token.span.range()).is_some());
    }
    let mut last = 0;
    for diagnostic in &parsed.diagnostics {
        let span = diagnostic.primary.span;
        prop_assert!(text.get(span.range()).is_some(), "{diagnostic:?}");
        prop_assert!(span.start >= last, "out of order: {diagnostic:?}");
        prop_assert!(!diagnostic.message.ends_with('.') && !diagnostic.message.contains('\n'));
        last = span.start;
    }
    let laid_out = format(text, &Limits::default());
    prop_assert_eq!(laid_out.is_ok(), parsed.diagnostics.is_empty());
    Ok(())
}

/// Words and marks of the language in no order.
fn soup() -> impl Strategy<Value = String> {
    let mut parts: Vec<String> = keywords::all().into_iter().map(str::to_owned).collect();
    let marks = [
        "{",
        "}",
        "{\n",
        "}\n",
        "(",
        ")",
        ",",
        ";",
        ".",
        "=",
        "<",
        "/",
        "\n",
        "\"t\"",
        "\"t",
        "1",
        "1950-01-01",
        "x",
        "// c\n",
    ];
    for _ in 0..4 {
        parts.extend(marks.iter().map(|mark| (*mark).to_owned()));
    }
    prop::collection::vec(prop::sample::select(parts), 0..200).prop_map(|parts| parts.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    #[test]
    fn random_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        sound(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn words_in_no_order_are_read(text in soup()) {
        sound(&text)?;
    }

    #[test]
    fn a_damaged_program_is_read(
        choices in prop::collection::vec(any::<u8>(), 0..400),
        blanks in prop::collection::vec(any::<u8>(), 0..300),
        damage in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..4), 1..4),
    ) {
        let mut tokens = tokens(&choices);
        for (index, kind) in damage {
            if tokens.is_empty() {
                break;
            }
            let at = index.index(tokens.len());
            match kind {
                0 => { tokens.remove(at); }
                1 => tokens.insert(at, tokens[at].clone()),
                2 => tokens.insert(at, "}".to_owned()),
                _ => { let other = index.index(at + 1); tokens.swap(at, other); }
            }
        }
        sound(&text(&tokens, &blanks))?;
    }
}

//! The formatter: nothing lost, nothing moved twice.

use casus::syntax::format::format;
use casus::syntax::lexer::lex;
use casus::syntax::token::TokenKind;
use casus::text::Limits;
use proptest::prelude::*;

use crate::generate::programs;
use crate::{meaning, read, report, shipped};

fn laid_out(text: &str) -> String {
    format(text, &Limits::default()).unwrap_or_else(|_| panic!("must parse:\n{}", report(text)))
}

fn words(text: &str) -> Vec<(TokenKind, String)> {
    lex(text).0.iter().map(|token| (token.kind, token.text(text).to_owned())).collect()
}

fn holds(text: &str) -> Result<(), TestCaseError> {
    let parsed = read(text);
    prop_assert!(parsed.diagnostics.is_empty(), "{}", report(text));
    let once = format(text, &Limits::default()).map_err(|e| TestCaseError::fail(std::format!("{e:?}")))?;
    prop_assert_eq!(words(text), words(&once));
    prop_assert_eq!(meaning(&parsed), meaning(&read(&once)), "{}", once);
    let twice = format(&once, &Limits::default()).map_err(|e| TestCaseError::fail(std::format!("{e:?}")))?;
    prop_assert_eq!(&once, &twice, "laying out twice differs");
    prop_assert!(!once.contains(" \n") && !once.contains("\n\n\n") && !once.starts_with('\n'), "{}", once);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn generated_programs_keep_their_tokens_and_their_layout(text in programs()) {
        holds(&text)?;
    }
}

#[test]
fn shipped_rules_keep_their_tokens_and_their_layout() {
    let files = shipped();
    assert!(!files.is_empty());
    for (name, text) in files {
        assert!(read(&text).diagnostics.is_empty(), "{name}: {:?}", read(&text).diagnostics);
        if let Err(error) = holds(&text) {
            panic!("{name}: {error}");
        }
    }
}

#[test]
fn line_ends_and_a_byte_order_mark_leave_no_trace() {
    let plain = "state USA // who\nstate KOR\n";
    let other = "\u{feff}state USA // who\r\nstate KOR\r\n";
    assert_eq!(laid_out(plain), laid_out(other));
    assert_eq!(meaning(&read(plain)), meaning(&read(other)));
}

#[test]
fn a_text_with_a_mistake_is_not_laid_out() {
    let refused = format("term x = (", &Limits::default());
    assert!(refused.is_err_and(|diagnostics| diagnostics.len() == 1));
}

#[test]
fn nothing_stays_nothing() {
    assert_eq!(laid_out(""), "");
    assert_eq!(laid_out("\n\n  \n"), "");
    assert_eq!(laid_out("\n\n// only this\n\n\n// and this"), "// only this\n\n// and this\n");
}

const ROUGH: &str = r#"// Made up for this test.


treaty x "X"{cite "1 UNTS 1" in force 1950-01-01 // Art. 9
parties A,B,C from 1950-01-01
// one

// two
clause defend "Art. 1" evidence text{kind defence trigger armed_attack(victim) and(gravity at least incident or act in {raid,shelling}) and not provoked and intent is deliberate and author_known on a party except C as struck
 // before the response
response every other party shall armed_force for struck,by any means,"as each of them deems necessary, forthwith and without more",at its own discretion
consultation on demand of any party,vote 2/3 of members // behind the votes
}}
class c={A,B from 1950-01-01}
class d={
A,B from 1950-01-01}
place p { at -7.5,12 polygon{1,2;3,4} }
test "t"{event{date 1950-01-01 act raid by A record{by B does invoked}} expect x.defend not owed because scope on{a,b} "source"}
tree t { a { b c {} } d also a, b }
state A state B
"#;

#[test]
fn rough_text_becomes_even() {
    insta::assert_snapshot!(laid_out(ROUGH));
}

#[test]
fn comments_within_a_condition_stay_where_they_are() {
    let text = "term x = // first\n  a\n  // second\n  or b // third\n  // fourth\n  and c\n";
    assert_eq!(
        laid_out(text),
        "term x =  // first\n  a\n  // second\n  or b  // third\n    // fourth\n    and c\n"
    );
}

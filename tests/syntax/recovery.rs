//! One mistake costs one line: what is reported, and what survives.

use casus::syntax::tree::{ClauseLineKind, Item, ItemKind, Treaty, TreatyLine, TreatyLineKind};

use crate::{read, report};

fn treaty(item: &Item) -> &Treaty {
    let ItemKind::Treaty(treaty) = &item.kind else { panic!("no treaty: {item:?}") };
    treaty
}

/// The clauses of a treaty by name with the number of their lines.
fn clauses(treaty: &Treaty) -> Vec<(String, usize)> {
    let clause = |line: &TreatyLine| match &line.kind {
        TreatyLineKind::Clause(clause) => Some((clause.name.text.clone(), clause.lines.len())),
        _ => None,
    };
    treaty.lines.iter().filter_map(clause).collect()
}

const SIX_FAULTS: &str = r#"treaty x "X" {
  cite "1 UNTS 1"
  clause settle "Art. 1" evidence text {
    kind     settlement
    trigger  standing
    response every party shall peaceful_settlement for all
  }
  clause consult "Art. 2" evidence text {
    kind     consultation
    triger   threatened on a party
    response every party must consult
    report   none
  }
  clause defend "Art. 3" evidence text {
    kind     defence
    trigger  armed_attack on a party
    response every other party shall armed_force
  }
  clause report "Art. 4 {
    kind     report
    public   from 1950-02-30
    scope    in pacific or or in atlantic
    deadline within 48 ours
  }
  clause leave "Art. 5" evidence text {
    kind     duration
    trigger  standing
    response every party may leave
  }
}
"#;

#[test]
fn six_faults_in_five_clauses_are_six_messages() {
    let parsed = read(SIX_FAULTS);
    assert_eq!(parsed.diagnostics.len(), 6, "{}", report(SIX_FAULTS));
    let treaty = treaty(&parsed.tree.items[0]);
    // The three good clauses are whole; the bad ones lose no more than their unreadable lines.
    let kept = ["settle", "consult", "defend", "report", "leave"].map(|name| (name.to_owned(), 3));
    assert_eq!(clauses(treaty), kept);
    insta::assert_snapshot!(report(SIX_FAULTS));
}

#[test]
fn a_broken_condition_leaves_its_line_as_a_mark() {
    let parsed = read("treaty x { clause a \"b\" { scope in or kind x } }\n");
    assert_eq!(parsed.diagnostics.len(), 1);
    let parsed = read("treaty x {\n clause a \"b\" {\n  trigger (a or\n  kind x\n }\n}\n");
    let TreatyLineKind::Clause(clause) = &treaty(&parsed.tree.items[0]).lines[0].kind else { panic!() };
    assert!(matches!(clause.lines[0].kind, ClauseLineKind::Trigger(_)));
}

macro_rules! rejects {
    ($($name:ident: $text:expr;)*) => {
        $(#[test] fn $name() { insta::assert_snapshot!(report($text)); })*
    };
}

rejects! {
    err_clause_not_closed: "treaty x \"X\" {\n  clause a \"Art. 1\" {\n    kind defence\n  clause b \"Art. 2\" {\n    kind defence\n  }\n}\nstate USA\n";
    err_treaty_not_closed: "treaty x \"X\" {\n  clause a \"Art. 1\" {\n    kind defence\n  }\n\nstate USA\nterm y = a\n";
    err_tree_not_closed: "tree act {\n  raid\n  shelling {\n    rockets\n\ntree object {\n  ship\n}\n";
    err_file_ends_in_a_clause: "treaty x \"X\" {\n  clause a \"Art. 1\" {\n    kind defence\n";
    err_one_brace_too_many: "treaty x \"X\" {\n  clause a \"Art. 1\" {\n    kind defence\n  }\n  }\n  clause b \"Art. 2\" {\n    kind defence\n  }\n}\nstate USA\n";
    err_stray_brace: "state USA\n}\nstate KOR\n";
    err_brace_missing_after_heading: "treaty x \"X\" {\n  clause a \"Art. 1\" evidence text\n    kind defence\n    report none\n  }\n  clause b \"Art. 2\" { kind defence }\n}\n";
    err_article_missing: "treaty x \"X\" {\n  clause a {\n    kind defence\n  }\n}\n";
    err_reserved_name: "state not\nstate by \"x\"\nterm 3a = b\n";
    err_quoted_name: "state \"United States\"\n";
    err_comma_missing: "treaty x {\n  parties USA PHL\n  signed 1951-08-30\n}\n";
    err_party_with_several: "treaty x {\n  party USA, PHL from 1951-08-30\n}\n";
    err_open_parenthesis: "term x =\n  (a and b\n  or c\nterm y = a\n";
    err_condition_missing: "treaty x {\n  clause a \"b\" {\n    trigger\n    scope in pacific\n    requires (a and\n    report none\n  }\n}\n";
    err_article_before_subject: "term x = a party has invoked\n";
    err_misspelt_verb: "term x = USA hs invoked\n";
    err_in_without_list: "term x = act in hostile_act\n";
    err_at_without_least: "term x = gravity at lest incident\n";
    err_compared_after_is: "term x = hours is at least 72\nterm y = hours is not more than 72\nterm z = gravity is at most incident\nterm w = hours is 3\n\
        term v = depth is under 3 and hours is less than 2\nterm u = act is at\n";
    err_in_force_until: "treaty x {\n  in force 2024-01-01 until 2025-01-01\n  signed 2023-01-01\n}\n";
    err_unclosed_list: "treaty x {\n  clause a \"b\" {\n    scope act in {raid, shelling\n    kind defence\n  }\n}\nstate USA\n";
    err_bad_tag: "treaty x {\n  evidence two_source\n  evidence sure\n}\n";
    err_unit: "treaty x {\n  clause a \"b\" {\n    deadline within 2 weeks\n  }\n}\n";
    err_consultation: "treaty x {\n  clause a \"b\" {\n    consultation on demand\n    consultation sometimes\n    consultation vote 2 of members\n  }\n}\n";
    err_date: "treaty x {\n  signed 1951-8-30\n  in force 1952-13-01\n  ended yesterday\n}\n";
    err_unknown_lines: "treaty x {\n  zebra y\n  clase a \"b\" {\n    kind defence\n  }\n}\nfrobnicate x {\n  kind y\n}\n";
    err_interpretation: "interpretation x {\n  q is\n  overlay y maybe\n  r no\n}\n";
    err_given: "test \"t\" {\n  given cyber never\n  given read of 1950-01-01\n  expect x.y owned\n}\n";
    err_event: "test \"t\" {\n  event {\n    act\n    by {USA KOR}\n    date 1950-01-01\n    place }\n  expect x.y owed\n}\n";
    err_scale: "scale gravity { low < medium high }\nstate USA\n";
    err_polygon: "place p {\n  polygon { 1, 2; 3; 4, 5 }\n  at 1\n  in q\n}\n";
    err_typographic_quotes: "state USA “United States”\n";
    err_open_text: "state USA \"United States\nstate KOR \"Korea\"\n";
}

//! Random search, small worlds and proof ask the same laws and agree; what search finds is the smallest
//! event that a reader knows, the same for every seed; and a find is kept and tried first the next time.
//!
//! The rules are the invented ones of the command line with some more fields, so that the outcomes stay
//! when the library of treaties grows.

#![expect(clippy::unwrap_used, reason = "a test stops at the first broken expectation")]

use std::fs;
use std::path::{Path, PathBuf};

use casus::analyse::laws::{
    Answer, Chance, Exhausted, Report, Searched, contradiction, exhaust, prove, search,
};
use casus::event::to_json;
use casus::resolve::{Resolved, resolve};
use casus::syntax::parser::parse;
use casus::text::{File, Files, Limits};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The invented rules with a law of our own.
fn with(law: &str) -> Resolved {
    let limits = Limits::default();
    let pact = fs::read_to_string(root().join("tests/cli/rules/pact.casus")).unwrap();
    let mut files = Files::default();
    let mut trees = Vec::new();
    for (name, text) in [("pact.casus", pact), ("law.casus", law.to_owned())] {
        let id = files.add(File::new(name, text.clone()));
        let parsed = parse(id, &text, &limits);
        assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
        trees.push((id, parsed.tree));
    }
    let resolved = resolve(&trees, &limits);
    let errors: Vec<_> = resolved.diagnostics.iter().filter(|d| d.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    resolved
}

fn searched(law: &str, seed: u64, cases: u32) -> (Resolved, Searched) {
    let rules = with(law);
    let chance = Chance { seed, cases };
    let found = search(&rules.program, &rules.properties[0], chance, &[], &Limits::default());
    assert_eq!(found.fault, None);
    (rules, found)
}

/// The event that a search comes to, as JSON without its name.
fn smallest(law: &str, seed: u64) -> String {
    let (rules, searched) = searched(law, seed, 1_000);
    let find = searched.found.unwrap();
    to_json(&rules.program, &find.breach.event).replace(r#""id":"counterexample","#, "")
}

fn three_ways(law: &str) -> (Report, Searched, Exhausted, Option<String>) {
    let (rules, searched) = searched(law, 1, 300);
    let limits = Limits::default();
    let report = prove(&rules.program, &rules.properties, &[0], &limits).remove(0);
    let cases = exhaust(&rules.program, &rules.properties[0], &limits);
    let why = contradiction(&rules.properties[0], &report, Some(&searched), Some(&cases));
    (report, searched, cases, why)
}

const NEVER: &str = r#"property "nobody is called on" { on 2005-03-04  never BBB owes assistance }"#;

#[test]
fn the_same_seed_tries_the_same_events() {
    let law = r#"property "ramming calls nobody up" { from 2001-02-03  given is_ramming_force is no
      if act is ramming then not BBB owes assistance }"#;
    let of = |seed| {
        let (_, searched) = searched(law, seed, 200);
        (searched.cases, searched.met, searched.coverage.clone(), searched.found.is_some())
    };
    assert_eq!(of(7), of(7));
    assert_ne!((of(7).1, of(7).2), (of(8).1, of(8).2));
    // What is true of one seed is true of the law, whatever else is asked beside it.
    assert!(of(7).0 == 200 || of(7).3);
}

#[test]
fn whatever_is_found_shrinks_to_one_event_that_a_reader_knows() {
    for seed in 1..=5 {
        assert_eq!(
            smallest(NEVER, seed),
            r#"{"date":"2005-03-04","act":"invasion","against":"AAA","gravity":"grave"}"#,
            "seed {seed}"
        );
    }
}

#[test]
fn a_day_shrinks_to_one_of_the_rules() {
    // Deltaland left on 1 January 2020 and was a party from 1 January 2010.
    let law = r#"property "Delta owes nothing" { from 2003-01-01  never DDD owes assistance to CCC }"#;
    for seed in 1..=4 {
        let event = smallest(law, seed);
        assert!(
            ["2010-01-01", "2015-01-01"].iter().any(|day| event.contains(&format!("\"date\":\"{day}\""))),
            "seed {seed}: {event}"
        );
        assert!(
            event.ends_with(r#""act":"invasion","against":"CCC","gravity":"grave"}"#),
            "seed {seed}: {event}"
        );
    }
}

#[test]
fn a_law_of_two_events_shrinks_too() {
    let law = r#"property "gravity is nothing to it" { on 2005-03-04
      unchanged by gravity whether BBB owes assistance to AAA }"#;
    let (rules, searched) = searched(law, 3, 1_000);
    let find = searched.found.unwrap();
    let second = find.breach.second.unwrap();
    let line = |event| to_json(&rules.program, event);
    assert_eq!(
        line(&find.breach.event).replace("counterexample", ""),
        r#"{"id":"","date":"2005-03-04","act":"invasion","against":"AAA","gravity":"incident"}"#
    );
    assert!(line(&second).contains(r#""gravity":"grave""#));
}

/// Twenty-four facts that must all be so: of the events of a day fewer than one in ten millions is spoken
/// of.
fn rare(then: &str) -> String {
    let mut text = String::new();
    let mut all = Vec::new();
    for at in 1..=24 {
        text.push_str(&format!("field fact_{at}: yes_no \"fact {at}\"\n"));
        all.push(format!("fact_{at} is yes"));
    }
    format!("{text}\nproperty \"rare\" {{ on 2005-03-04\n  if {}\n  then {then} }}\n", all.join("\n  and "))
}

#[test]
fn where_a_law_speaks_of_few_events_no_event_is_thrown_away() {
    let (_, searched) = searched(&rare("alpha_pact.settle is owed"), 1, 400);
    assert!(searched.density > 0.0 && searched.density < 1e-6, "{}", searched.density);
    assert_eq!(searched.cases, 400);
    // One in four is changed in one thing, and only a fact taken away or made unsure is not spoken of.
    assert!(searched.met > 250, "{}", searched.met);
    assert!(searched.found.is_none());
    let (_, searched) = self::searched(&rare("not gravity at least grave"), 1, 400);
    // What is not known for sure is not so: the facts that the law asks for break it alone.
    assert_eq!(searched.found.unwrap().breach.event.facts.len(), 24);
}

#[test]
fn a_law_that_never_speaks_is_told_from_one_that_holds() {
    let law = r#"property "before it came into force" { until 2000-06-01
      if BBB owes assistance under alpha_pact then not BBB owes consult under alpha_pact }"#;
    let (report, searched, cases, why) = three_ways(law);
    assert!(matches!(report.answer, Answer::Empty), "{:?}", report.answer);
    assert_eq!((searched.met, cases.met, why), (0, 0, None));
}

#[test]
fn the_three_ways_agree() {
    let laws = [
        (NEVER, true),
        (
            r#"property "holds" { on 2005-03-04 given is_ramming_force is no  if act is ramming then not BBB owes assistance }"#,
            false,
        ),
        (r#"property "open" { on 2005-03-04  if act is ramming then not BBB owes assistance }"#, true),
        (
            r#"property "parties" { on 2012-03-04 for any parties p, q of alpha_pact
             if p owes assistance to q under alpha_pact then against is q }"#,
            false,
        ),
        (r#"property "graver" { on 2005-03-04 monotone in gravity for every clause of alpha_pact }"#, false),
        (
            r#"property "asked" { on 2005-03-04 unchanged by is_ramming_force whether BBB owes assistance }"#,
            true,
        ),
        (
            r#"property "known" { on 2005-03-04  if alpha_pact.defend is contested by BBB for AAA then act is ramming }"#,
            false,
        ),
    ];
    for (law, broken) in laws {
        let (report, searched, cases, why) = three_ways(law);
        assert_eq!(why, None, "{law}");
        assert_eq!(matches!(report.answer, Answer::Broken(_)), broken, "{law}: {:?}", report.answer);
        assert!(cases.is_whole(), "{law}: {} left out", cases.left_out);
        assert_eq!(cases.found.is_some(), broken, "{law}");
        assert!(searched.met > 0 && cases.met > 0, "{law}");
        assert_eq!(searched.found.as_ref().is_some_and(|find| find.of_proof), broken, "{law}");
    }
}

#[test]
fn a_wrong_answer_of_one_way_is_seen() {
    let (mut report, searched, cases, _) = three_ways(NEVER);
    let rules = with(NEVER);
    let law = &rules.properties[0];
    assert!(contradiction(law, &report, None, Some(&Exhausted { found: None, ..cases.clone() })).is_some());
    report.answer = Answer::Proved;
    assert!(contradiction(law, &report, Some(&searched), None).is_some());
    assert!(contradiction(law, &report, None, Some(&cases)).is_some());
}

#[test]
fn the_search_says_what_it_reached() {
    let (rules, searched) = searched(NEVER, 1, 1_000);
    let find = searched.found.unwrap();
    assert!(find.case.is_some() && find.steps > 0);
    let (_, whole) =
        self::searched(r#"property "reach" { on 2005-03-04  never BBB owes assistance to XXX }"#, 1, 600);
    assert_eq!((whole.cases, whole.met, whole.found.is_none()), (600, 600, true));
    let defend = rules.program.clauses.iter().position(|clause| clause.name == "defend").unwrap();
    let of_defend: Vec<_> = whole.coverage.clauses.iter().filter(|(id, _)| id.index() == defend).collect();
    assert_eq!(of_defend.len(), 1);
    assert_eq!(*of_defend[0].1, (true, true));
    assert!(whole.coverage.limbs.values().any(|(met, not)| *met && *not));
    assert!(whole.coverage.readings.values().all(|taken| *taken));
}

#[cfg(feature = "cli")]
mod shell {
    use super::*;
    use std::process::Command;

    /// A folder that is gone after the test.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("casus-search-{}-{name}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            fs::copy(root().join("tests/cli/rules/pact.casus"), path.join("pact.casus")).unwrap();
            Folder(path)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            drop(fs::remove_dir_all(&self.0));
        }
    }

    fn casus(folder: &Folder, line: &str) -> (Option<i32>, String, String) {
        let done = Command::new(env!("CARGO_BIN_EXE_casus"))
            .current_dir(&folder.0)
            .args(line.split(' '))
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (done.status.code(), text(done.stdout), text(done.stderr))
    }

    #[test]
    fn a_find_is_kept_beside_the_rules_and_tried_first() {
        let folder = Folder::new("kept");
        fs::write(folder.0.join("law.casus"), NEVER).unwrap();
        let first = "test --no-builtin --seed 2 .";
        let (code, out, err) = casus(&folder, first);
        assert_eq!((code, err.as_str()), (Some(1), ""), "{out}");
        assert!(out.contains("found at event "), "{out}");
        let kept = fs::read_to_string(folder.0.join("law.regressions")).unwrap();
        assert!(kept.starts_with(r#"{"law":"nobody is called on","seed":2,"#), "{kept}");
        assert_eq!(kept.lines().count(), 1);
        // No event is searched for, and the law is broken all the same.
        let (code, out, _) = casus(&folder, "test --no-builtin --cases 0 .");
        assert_eq!(code, Some(1));
        assert!(out.contains("1 earlier find tried first\n  an earlier find breaks it again"), "{out}");
        assert_eq!(fs::read_to_string(folder.0.join("law.regressions")).unwrap(), kept);
        fs::write(folder.0.join("law.regressions"), format!("{kept}nonsense\n")).unwrap();
        let (code, _, err) = casus(&folder, first);
        assert_eq!(code, Some(2));
        assert!(err.contains("law.regressions:2: expected"), "{err}");
    }

    #[test]
    fn the_printed_test_can_be_put_into_a_file_and_holds() {
        let folder = Folder::new("paste");
        fs::write(folder.0.join("law.casus"), NEVER).unwrap();
        let (code, out, _) = casus(&folder, "prove --no-builtin --search --cases 50 --rules .");
        assert_eq!(code, Some(1), "{out}");
        let block: String = out
            .lines()
            .skip_while(|line| !line.trim_start().starts_with("test \""))
            .take_while(|line| *line != "  }")
            .map(|line| format!("{line}\n"))
            .collect();
        assert!(block.contains("expect alpha_pact.defend by BBB for AAA owed"), "{block}");
        fs::write(folder.0.join("law.casus"), format!("{block}}}\n")).unwrap();
        let (code, out, err) = casus(&folder, "test --no-builtin .");
        assert_eq!(code, Some(0), "{out}{err}");
        assert!(out.contains("agrees "), "{out}");
    }
}

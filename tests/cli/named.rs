//! What is left out or has nothing to say is named, with the reason.

use std::path::Path;

use super::{Scratch, run, run_with};

#[test]
fn files_with_errors_do_not_keep_the_others_from_being_tested() {
    let folder = std::env::temp_dir().join(format!("casus-{}-mixed", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write("broken.casus", "state ARC \"Arcadia\"\nstate RUR \"Ruritania\"\ntreaty {\n");
    write("needs_it.casus", "class two \"the two\" = { ARC, RUR }\n");
    let asked = format!("test {} --no-builtin", folder.display());
    // With nothing left, the errors themselves are shown.
    let ran = run(&asked);
    assert_eq!(ran.code, Some(2), "{}", ran.seen());
    assert!(ran.err.contains("error[") && !ran.err.contains("left out"), "{}", ran.seen());
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/first_clause.casus");
    let good = std::fs::read_to_string(example).unwrap().replace("ARC", "ARD").replace("RUR", "RUS2");
    write("good.casus", &good);
    let ran = run(&format!("test {}", folder.display()));
    assert_eq!(ran.code, Some(1), "{}", ran.seen());
    assert!(ran.out.contains("2 tests: 2 hold"), "{}", ran.seen());
    for named in
        ["broken.casus: 2 errors, the first in line 3", "needs_it.casus: 2 errors", "2 files have errors"]
    {
        assert!(ran.err.contains(named), "{named}\n{}", ran.seen());
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn an_instrument_that_has_nothing_to_say_says_why() {
    let event = "{\"id\": \"a\", \"date\": \"1930-01-01\", \"by\": \"FRA\", \"against\": \"XGE\"}\n";
    let ran = run_with("eval - --treaty munich_annex", event);
    assert!(ran.out.contains("munich_annex is not in force on 1930-01-01"), "{}", ran.seen());
    let event = event.replace("1930", "1939");
    let ran = run_with("eval - --treaty munich_annex", &event);
    assert!(
        ran.out.contains("munich_annex binds nobody on 1939-01-01, as far as the rules know"),
        "{}",
        ran.seen()
    );
    assert!(ran.out.contains("munich_annex leaves out parties: "), "{}", ran.seen());
    assert!(ran.out.contains("--all shows them"), "{}", ran.seen());
}

#[test]
fn partners_of_a_file_stand_beside_those_of_the_rules() {
    let file = Scratch::new(
        "partners.csv",
        "atopid,partner_ccode,start,end\n1,20,1948-06-01,\n1,713,1950-01-01,1951-01-01\n2,9999,1950-01-01,\n3,20,soon,\n",
    );
    let asked = format!("bound --party USA --by-year 1948..1950 --against {}", file.0.display());
    let ran = run(&asked);
    assert_eq!(ran.code, Some(3), "{}", ran.seen());
    for named in ["`cow:9999` means nobody on 1950-01-01", "`soon` is not a day", "1 row refused"] {
        assert!(ran.err.contains(named), "{named}\n{}", ran.seen());
    }
    let flat = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for line in [
        "there 1948 CAN 1 counted here from 1949 on, by north_atlantic",
        "there 1950 TWN 1 counted here from 1955 on, by us_roc",
        "here 1949 to 1950 BEL, DNK, FRA,",
    ] {
        assert!(flat.contains(line), "{line}\n{}", ran.seen());
    }
    let ran = run("bound --party USA --on 1950-01-01 --against partners.csv");
    assert_eq!(ran.code, Some(2), "{}", ran.seen());
}

#[test]
fn explain_and_owed_say_it_too() {
    let event = "{\"id\": \"a\", \"date\": \"1939-01-01\", \"by\": \"FRA\", \"against\": \"XGE\"}\n";
    for asked in ["explain - --treaty", "owed - --on 1939-02-01 --treaty", "timeline - --treaty"] {
        let ran = run_with(&format!("{asked} munich_annex"), event);
        let flat = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains("munich_annex binds nobody on 1939-0"), "{}", ran.seen());
        assert!(
            flat.contains("munich_annex leaves out parties: the table does not name them"),
            "{}",
            ran.seen()
        );
    }
}

#[test]
fn a_slip_in_what_is_asked_for_is_answered_with_what_is_meant() {
    let ran = run("eval rules/pact.casus");
    assert_eq!(ran.code, Some(2), "{}", ran.seen());
    assert!(ran.err.contains("is a file of rules") && ran.err.lines().count() < 5, "{}", ran.seen());
    let ran = run("bound --on 2023-12-31 --party argentina");
    assert!(ran.err.contains("write its name in the rules: `ARG`"), "{}", ran.seen());
}

//! Deeds that name what they concern: a clause, the event that called a duty up, or both. What is named
//! narrows what a deed does, in every form in which an event is written; what does not fit is said.

use std::fs;

use casus::evaluate::{Filter, Stance, decide};
use casus::event::{EventReader, Line, event_from_json, to_json};
use casus::ir::Program;
use casus::life::{Crisis, follow as follow_all};
use casus::text::Limits;
use jiff::civil::date;

use crate::crisis::{events, program, root, run, told};
use crate::forms::same_in_every_form;

/// The supply of energy, with more in the same vocabulary.
fn rules(more: &str) -> Program {
    let text = fs::read_to_string(root().join("tests/lifecycle/energy.casus")).expect("the agreement");
    program(&[format!("{text}\n{more}")])
}

fn follow(program: &Program, trace: &str) -> Crisis {
    run(program, &events(program, trace.trim()), Some(date(2024, 12, 31)))
}

fn refused(crisis: &Crisis) -> Vec<String> {
    crisis.refused.iter().map(ToString::to_string).collect()
}

const BILLS: &str = r#"{"id":"bill-1","date":"2024-02-01","act":"bill","by":"SUPPLIER","against":"CUSTOMER"}
{"id":"bill-2","date":"2024-02-05","act":"bill","by":"SUPPLIER","against":"CUSTOMER"}"#;

/// After the two bills, deeds of one day.
fn after(deeds: &str) -> String {
    format!(
        "{BILLS}\n{{\"id\":\"later\",\"date\":\"2024-02-10\",\"act\":\"month\",\"by\":\"CUSTOMER\",\"record\":[{deeds}]}}"
    )
}

#[test]
fn a_payment_is_of_the_bill_that_it_names() {
    let program = rules("");
    let open = |day: &str| format!("breached: Trigger {day}, FallDue {day}, Breach");
    let paid = |day: &str| format!("performed: Trigger {day}, FallDue {day}, Perform 2024-02-10");
    // Without a name it is of the oldest.
    let crisis = follow(&program, &after(r#"{"by":"CUSTOMER","does":"paid"}"#));
    let first = format!("{} | {} 2024-02-21", paid("2024-02-01"), open("2024-02-05"));
    assert_eq!(told(&program, &crisis, "pay"), first);
    let crisis = follow(&program, &after(r#"{"by":"CUSTOMER","does":"paid","of":"bill-2"}"#));
    let second = format!("{} 2024-02-17 | {}", open("2024-02-01"), paid("2024-02-05"));
    assert_eq!(told(&program, &crisis, "pay"), second);
    // Two payments of one day, each with its bill.
    let both = r#"{"by":"CUSTOMER","does":"paid","of":"bill-2","date":"2024-02-10"},
        {"by":"CUSTOMER","does":"paid","clause":"energy.pay","of":"bill-1","date":"2024-02-10"}"#;
    let crisis = follow(&program, &after(&both.replace('\n', "")));
    let all = format!("{} | {}", paid("2024-02-01"), paid("2024-02-05"));
    assert_eq!(told(&program, &crisis, "pay"), all);
    assert_eq!(refused(&crisis), [""; 0]);
}

#[test]
fn one_bill_is_forgiven_and_the_other_is_not() {
    let program = rules("");
    let crisis = follow(&program, &after(r#"{"by":"SUPPLIER","does":"waived","of":"bill-2"}"#));
    assert_eq!(
        told(&program, &crisis, "pay"),
        "breached: Trigger 2024-02-01, FallDue 2024-02-01, Breach 2024-02-17 \
         | released: Trigger 2024-02-05, FallDue 2024-02-05, Release 2024-02-10"
    );
}

/// Of several clauses that one deed moves only the named one is moved.
#[test]
fn a_deed_that_performs_two_clauses_performs_the_named_one() {
    let program = rules(
        r#"
treaty side_letter "Side letter" {
  cite       "made up"
  evidence   text
  nature     contract
  signed     2024-01-01
  in force   2024-01-01
  parties    SUPPLIER, CUSTOMER

  clause deposit "1" evidence text {
    kind          price
    trigger       act is bill
    response      CUSTOMER shall pay for SUPPLIER
    consultation  none
    process       none
    report        none
    deadline      within 1 month
  }
}
"#,
    );
    let paid =
        |clause: &str| follow(&program, &after(&format!(r#"{{"by":"CUSTOMER","does":"paid"{clause}}}"#)));
    let crisis = paid("");
    assert!(told(&program, &crisis, "deposit").starts_with("performed"));
    assert!(told(&program, &crisis, "pay").starts_with("performed"));
    let crisis = paid(r#","clause":"side_letter.deposit""#);
    assert!(told(&program, &crisis, "deposit").starts_with("performed"));
    assert!(!told(&program, &crisis, "pay").contains("performed"));
    // A duty that several events call up is one duty, whichever is named.
    for of in ["bill-1", "bill-2"] {
        let crisis = paid(&format!(r#","clause":"deposit","treaty":"side_letter","of":"{of}""#));
        assert_eq!(
            told(&program, &crisis, "deposit"),
            "performed: Trigger 2024-02-01, FallDue 2024-02-01, Perform 2024-02-10"
        );
        assert!(!told(&program, &crisis, "pay").contains("performed"));
    }
}

const HOLD: &str = r#"
treaty hold "Right to hold back" {
  cite       "made up"
  evidence   text
  nature     contract
  signed     2024-01-01
  in force   2024-01-01
  parties    SUPPLIER, CUSTOMER

  clause supply "1" evidence text {
    kind          supply
    trigger       act is bill, each time
    response      SUPPLIER shall deliver for CUSTOMER
    consultation  none
    process       none
    report        none
  }

  clause repay "2" evidence text {
    kind          penalty
    trigger       act is bill, each time
    response      SUPPLIER shall credit for CUSTOMER
    consultation  none
    process       none
    report        none
  }

  clause hold_back "3" evidence text {
    kind          right
    trigger       standing
    response      SUPPLIER may curtail for CUSTOMER
    consultation  none
    process       none
    report        none
    power         suspends supply, repay by curtailed
    power         resumes supply, repay by resumed_supply
  }

  clause cancel_one "4" evidence text {
    kind          right
    trigger       act is bill, each time
    response      CUSTOMER may end for SUPPLIER
    consultation  none
    process       none
    report        none
    power         terminates supply by ended_contract
  }
}
"#;

fn states(program: &Program, crisis: &Crisis, clause: &str) -> Vec<String> {
    let lives = told(program, crisis, clause);
    lives.split(" | ").map(|life| life.split(':').next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_right_reaches_the_clause_and_the_event_that_its_use_names() {
    let program = rules(HOLD);
    let used = |about: &str| {
        let deeds = format!(r#"{{"by":"SUPPLIER","does":"curtailed"{about}}}"#);
        let crisis = follow(&program, &after(&deeds));
        assert_eq!(refused(&crisis), [""; 0], "{about}");
        (states(&program, &crisis, "supply"), states(&program, &crisis, "repay"))
    };
    let (rests, runs) = (["suspended", "suspended"], ["due", "due"]);
    assert_eq!(
        used(r#","treaty":"hold""#),
        (rests.map(String::from).to_vec(), rests.map(String::from).to_vec())
    );
    assert_eq!(
        used(r#","clause":"hold.supply""#),
        (rests.map(String::from).to_vec(), runs.map(String::from).to_vec())
    );
    let one = ["due", "suspended"].map(String::from).to_vec();
    assert_eq!(
        used(r#","clause":"hold.supply","of":"bill-2""#),
        (one.clone(), runs.map(String::from).to_vec())
    );
    assert_eq!(used(r#","of":"bill-2","treaty":"hold""#), (one.clone(), one));
    // To name the right itself is to name which right is used.
    assert_eq!(used(r#","clause":"hold.hold_back""#), used(r#","treaty":"hold""#));
}

/// What rests by name goes on resting for later bills only where the whole clause was named, and returns
/// one by one.
#[test]
fn what_is_called_up_later_rests_with_its_clause_and_not_with_one_event() {
    let program = rules(HOLD);
    let trace = |about: &str, back: &str| {
        let record = format!(
            r#"{{"by":"SUPPLIER","does":"curtailed","clause":"hold.supply"{about}}},{{"by":"SUPPLIER","does":"resumed_supply","clause":"hold.supply"{back},"date":"2024-03-01"}}"#
        );
        format!(
            "{}\n{}",
            after(&record),
            r#"{"id":"bill-3","date":"2024-02-20","act":"bill","by":"SUPPLIER","against":"CUSTOMER"}
{"id":"bill-4","date":"2024-03-20","act":"bill","by":"SUPPLIER","against":"CUSTOMER"}"#
        )
    };
    let seen = |about: &str, back: &str| {
        let crisis = follow(&program, &trace(about, back));
        assert_eq!(refused(&crisis), [""; 0]);
        states(&program, &crisis, "supply").join(" ")
    };
    assert_eq!(seen("", ""), "due due due due");
    assert_eq!(seen(r#","of":"bill-1""#, r#","of":"bill-1""#), "due due due due");
    // Only the first comes back; what rests as a whole goes on resting for bills to come.
    assert_eq!(seen("", r#","of":"bill-1""#), "due suspended suspended suspended");
    assert_eq!(seen(r#","of":"bill-2""#, r#","of":"bill-2""#), "due due due due");
}

/// Where each event has a right of its own, the event named is that of the right.
#[test]
fn of_rights_of_their_own_the_named_one_is_used() {
    let program = rules(HOLD);
    // While its bill calls it up, it comes back after use, whichever it was.
    for (of, lives) in [("bill-1", ["performed", "due", "due"]), ("bill-2", ["due", "performed", "due"])] {
        let deed =
            format!(r#"{{"by":"CUSTOMER","does":"ended_contract","clause":"hold.cancel_one","of":"{of}"}}"#);
        let crisis = follow(&program, &after(&deed));
        assert_eq!(states(&program, &crisis, "cancel_one"), lives);
        // The right is of one bill, and ends what it says: supply as a whole.
        assert_eq!(states(&program, &crisis, "supply"), ["terminated", "terminated"]);
        let mut rights = crisis.obligations.iter().rev();
        let last = rights.find(|one| program.clause_path(one.clause) == "hold.cancel_one");
        assert_eq!(last.map(|one| crisis.events[one.event].id.as_str()), Some(of));
    }
    let deed = r#"{"by":"CUSTOMER","does":"ended_contract","clause":"hold.supply","of":"bill-2"}"#;
    let crisis = follow(&program, &after(deed));
    assert_eq!(states(&program, &crisis, "supply"), ["due", "terminated"]);
}

#[test]
fn what_is_not_open_is_not_moved_and_that_is_said() {
    let program = rules("");
    let said = |deeds: &str| {
        let crisis = follow(&program, &after(deeds));
        assert_eq!(crisis.refused.len(), 1, "{crisis:?}");
        refused(&crisis).remove(0)
    };
    let paid = r#"{"by":"CUSTOMER","does":"paid","of":"bill-1"}"#;
    assert_eq!(
        said(&format!("{paid},{paid}")),
        "2024-02-10: CUSTOMER paid: it moves nothing that `bill-1` called up: energy.pay by CUSTOMER is performed \
         since 2024-02-10"
    );
    assert_eq!(
        said(r#"{"by":"CUSTOMER","does":"paid","of":"bill-3"}"#),
        "2024-02-10: CUSTOMER paid of `bill-3`, and no event of that name had been told by then"
    );
    assert_eq!(
        said(r#"{"by":"SUPPLIER","does":"waived","clause":"energy.late_payment"}"#),
        "2024-02-10: SUPPLIER waived: nothing of energy.late_payment is owed by or to SUPPLIER"
    );
    // A right that is not there is said as ever.
    assert!(
        said(r#"{"by":"SUPPLIER","does":"curtailed","clause":"energy.deliver"}"#).contains("without a right")
    );
    // The deed that names a duty that is not open does not move another one in its stead.
    let crisis = follow(&program, &after(&format!("{paid},{paid}")));
    assert_eq!(states(&program, &crisis, "pay"), ["performed", "breached"]);
}

fn diagnostics(program: &Program, deed: &str) -> Vec<String> {
    let line = format!(r#"{{"id":"a","date":"2024-02-10","record":[{deed}]}}"#);
    let read = event_from_json(&casus::event::Names::new(program), &Limits::default(), &line, 1);
    read.err().into_iter().flatten().map(|said| said.render("e")).collect()
}

#[test]
fn what_cannot_be_meant_is_refused_with_its_place() {
    let program = rules(HOLD);
    let said: Vec<String> = [
        r#"{"by":"CUSTOMER","does":"paid","clause":"energy.pya"}"#,
        r#"{"by":"CUSTOMER","does":"paid","clause":"energi.pay"}"#,
        r#"{"by":"CUSTOMER","does":"paid","clause":"pay"}"#,
        r#"{"by":"CUSTOMER","does":"paid","clause":"nowhere"}"#,
        r#"{"by":"CUSTOMER","does":"paid","clause":"energy.pay","treaty":"hold"}"#,
        r#"{"by":"CUSTOMER","does":"paid","clause":"energy.deliver"}"#,
        r#"{"by":"CUSTOMER","does":"paid","clause":7}"#,
        r#"{"by":"CUSTOMER","does":"paid","of":7}"#,
        r#"{"by":"CUSTOMER","does":"paid","of":" "}"#,
        r#"{"by":"CUSTOMER","does":"paid","cluase":"energy.pay"}"#,
    ]
    .iter()
    .flat_map(|deed| diagnostics(&program, deed))
    .collect();
    insta::assert_snapshot!(said.join("\n"));
}

/// JSON, CSV and the block of a rule file say the same, and each is written as it is read.
#[test]
fn every_form_of_an_event_says_it() {
    let program = rules("");
    let limits = Limits::default();
    let json = r#"{"id":"a","date":"2024-02-10","record":[{"by":"CUSTOMER","does":"paid","clause":"energy.pay","of":"bill \"2\""}]}"#;
    let event = events(&program, json).remove(0);
    assert_eq!(to_json(&program, &event), json);
    let csv = "id,date,record_by,record_does,record_clause,record_of\na,2024-02-10,CUSTOMER,paid,energy.pay,\"bill \"\"2\"\"\"\n";
    same_in_every_form(&program, &event, (csv, 1));
    // Where the instrument is named, the clause needs only its own name.
    let short = json.replace(r#""clause":"energy.pay""#, r#""treaty":"energy","clause":"pay""#);
    let line = EventReader::new(&program, short.as_bytes(), limits).next();
    let Some(Line::Event(short)) = line else { panic!("{line:?}") };
    assert_eq!(short.record[0].about, event.record[0].about);
}

/// A union of three whose organ decides by two clauses that are alike.
fn union() -> String {
    let clause = |name: &str| {
        format!(
            r#"
  clause {name} "Art. 1" evidence text {{
    kind          organ
    trigger       act is trouble
    requires      "it is decided" clause union.{name} is decided
    response      council may help
    consultation  on demand of any party, by organ council, to decide action, vote 2/3 of parties
    process       none
    report        none
  }}
"#
        )
    };
    let head = r#"
treaty union "Union of three" {
  cite       "made up"
  evidence   text
  nature     league
  signed     2000-01-01
  in force   2000-01-01
  parties    AAA, BBB, CCC
"#;
    format!("{head}{}{}}}\n", clause("first"), clause("second"))
}

/// A vote that names a clause is on what that clause has decided, for one event as over a crisis; other
/// answers do not look at what a deed names.
#[test]
fn a_vote_is_on_the_clause_that_it_names() {
    let text = fs::read_to_string(root().join("tests/lifecycle/council.casus")).expect("the councils");
    let program = program(&[text, union()]);
    for (named, carried) in [("", ["owed", "owed"]), (r#","clause":"union.second""#, ["not owed", "owed"])] {
        let votes = ["AAA", "BBB"].map(|by| format!(r#"{{"by":"{by}","does":"for_it"{named}}}"#)).join(",");
        let line = format!(
            r#"{{"id":"e","date":"2020-01-10","act":"trouble","by":"XXA","against":"CCC","record":[{votes}]}}"#
        );
        let events = events(&program, &line);
        let filter = Filter::default();
        let decision = decide(&program, &events[0], &Stance::default(), &filter, &Limits::default());
        let crisis = run(&program, &events, Some(date(2020, 2, 1)));
        for (clause, wanted) in ["union.first", "union.second"].into_iter().zip(carried) {
            let path = |id| program.clause_path(id) == clause;
            let one = decision.verdicts.iter().find(|one| path(one.clause)).expect("an answer");
            assert_eq!(one.status.word(), wanted, "{clause} {named}");
            let stands = crisis.proceedings.iter().find(|one| path(one.clause)).map(|one| one.stand.word());
            let word = if wanted == "owed" { Some("decided") } else { None };
            assert_eq!(stands.filter(|word| *word != "not requested"), word, "{clause} {named}");
        }
    }
}

/// One event alone is decided as if the deed named nothing: conditions see that it was done.
#[test]
fn for_one_event_what_a_deed_names_changes_no_answer() {
    let text = fs::read_to_string(root().join("tests/lifecycle/sale.casus")).expect("the sale");
    let program = program(&[text]);
    let answers = |about: &str| {
        let line = format!(
            r#"{{"id":"e","date":"2024-01-10","act":"order","by":"BUYER","against":"SELLER","record":[{{"by":"BUYER","does":"called_off"{about}}}]}}"#
        );
        let events = events(&program, &line);
        let filter = Filter::default();
        format!("{:?}", decide(&program, &events[0], &Stance::default(), &filter, &Limits::default()))
    };
    assert!(answers("").contains("Owed"));
    assert_eq!(answers(""), answers(r#","clause":"sale.deliver""#));
    assert_eq!(answers(""), answers(r#","clause":"sale.deliver","of":"another order""#));
}

/// A notice may name the clause that gives the power in place of the instrument. One that names another clause is
/// refused; a suspension that names a clause is of that duty and leaves the bond as it is.
#[test]
fn a_power_over_a_bond_is_used_by_the_clause_that_gives_it() {
    let program = crate::crisis::shipped();
    let deed = |by: &str, does: &str, more: &str| {
        let line = format!(
            r#"{{"id":"n","date":"2026-01-10","act":"threat_of_force","by":"RUS","against":"POL","record":[{{"by":"{by}","does":"{does}"{more}}}]}}"#
        );
        let filter = Filter {
            treaties: program.find_treaty("north_atlantic").into_iter().collect(),
            ..Filter::default()
        };
        let crisis = follow_all(
            &program,
            &events(&program, &line),
            &Stance::default(),
            &filter,
            None,
            &Limits::default(),
        );
        let bonds: Vec<String> = crisis.bonds.iter().map(|bond| format!("{:?}", bond.outcome)).collect();
        (bonds, refused(&crisis))
    };
    let named = deed("HUN", "gave_notice", r#","clause":"north_atlantic.withdraw""#);
    assert_eq!(named, deed("HUN", "gave_notice", r#","treaty":"north_atlantic""#));
    assert_eq!(named.0, ["From(2027-01-10)"]);
    let other = deed("HUN", "gave_notice", r#","clause":"north_atlantic.defend""#);
    assert_eq!(other.0, [r#"Refused("north_atlantic.defend gives no such power")"#]);
    let rests = deed("HUN", "suspended_duties", r#","to":"POL","clause":"north_atlantic.defend""#);
    assert_eq!(rests.0, [""; 0]);
    assert_eq!(rests.1.len(), 1, "{rests:?}");
}

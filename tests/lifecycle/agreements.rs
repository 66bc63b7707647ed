//! Agreements that are no treaties, each with traces: what every duty and right goes through.

use std::collections::BTreeMap;
use std::fs;

use casus::ir::Program;
use casus::life::Crisis;
use jiff::civil::Date;

use crate::crisis::{events, program, root, run, told};

/// A day of a trace: who does which act, and the deeds of the day.
fn told_of(file: &str, trace: &str, until: &str) -> (Program, Crisis) {
    let text = fs::read_to_string(root().join("tests/lifecycle").join(file)).expect("the agreement");
    let program = program(&[text]);
    let events = events(&program, trace.trim());
    let until: Date = until.parse().expect("a day");
    let crisis = run(&program, &events, Some(until));
    assert!(crisis.too_complex.is_empty() && crisis.unsettled.is_empty(), "{crisis:?}");
    (program, crisis)
}

fn refused(crisis: &Crisis) -> Vec<String> {
    crisis.refused.iter().map(ToString::to_string).collect()
}

/// What becomes of the clauses, one line each; of clauses that are left out nothing is said.
fn check(program: &Program, crisis: &Crisis, wanted: &[(&str, &str)]) {
    let seen: BTreeMap<&str, String> =
        wanted.iter().map(|(clause, _)| (*clause, told(program, crisis, clause))).collect();
    let wanted: BTreeMap<&str, String> =
        wanted.iter().map(|(clause, life)| (*clause, (*life).to_owned())).collect();
    assert_eq!(seen, wanted);
}

// ---- carriage by a chain of carriers ----

#[test]
fn goods_that_pass_from_hand_to_hand_and_arrive() {
    let (program, crisis) = told_of(
        "freight.casus",
        r#"{"id":"a","date":"2024-03-01","act":"taken_by_first","by":"FIRST","against":"SHIPPER"}
{"id":"b","date":"2024-03-04","act":"taken_by_second","by":"SECOND","against":"FIRST","record":[{"by":"FIRST","does":"handed_over"}]}
{"id":"c","date":"2024-03-09","act":"taken_by_third","by":"THIRD","against":"SECOND","record":[{"by":"SECOND","does":"handed_over"}]}
{"id":"d","date":"2024-03-12","act":"finding","by":"THIRD","against":"SHIPPER","record":[{"by":"THIRD","does":"delivered"},{"by":"SHIPPER","does":"paid_freight","date":"2024-04-12"}]}"#,
        "2026-06-01",
    );
    check(
        &program,
        &crisis,
        &[
            ("first_leg", "performed: Trigger 2024-03-01, FallDue 2024-03-01, Perform 2024-03-04"),
            ("second_leg", "performed: Trigger 2024-03-04, FallDue 2024-03-04, Perform 2024-03-09"),
            ("last_leg", "performed: Trigger 2024-03-09, FallDue 2024-03-09, Perform 2024-03-12"),
            ("freight", "performed: Trigger 2024-03-12, FallDue 2024-03-12, Perform 2024-04-12"),
            ("damages", ""),
            ("recourse_to_second", ""),
            // The right to stop the goods is gone once they have arrived.
            ("stop", "terminated: Trigger 2024-01-02, FallDue 2024-01-02, Terminate 2024-03-12"),
            // Nobody spoke of it until the end of 2025: four parties kept it.
            (
                "secrecy",
                &["performed: Trigger 2024-01-02, FallDue 2024-01-02, Perform 2026-01-02"; 4].join(" | "),
            ),
        ],
    );
    assert_eq!(refused(&crisis), [""; 0]);
}

/// The third carrier loses the goods. The shipper turns to the first, the first to the second, the
/// second to the third, each when the one before it has paid.
#[test]
fn goods_that_are_lost_and_recourse_along_the_chain() {
    let (program, crisis) = told_of(
        "freight.casus",
        r#"{"id":"a","date":"2024-03-01","act":"taken_by_first","by":"FIRST","against":"SHIPPER"}
{"id":"b","date":"2024-03-04","act":"taken_by_second","by":"SECOND","against":"FIRST","record":[{"by":"FIRST","does":"handed_over"}]}
{"id":"c","date":"2024-03-09","act":"taken_by_third","by":"THIRD","against":"SECOND","record":[{"by":"SECOND","does":"handed_over"}]}
{"id":"claim","date":"2024-03-20","act":"found_lost","by":"THIRD","against":"SHIPPER","record":[{"by":"SHIPPER","does":"claimed"}]}
{"id":"paid","date":"2024-04-01","act":"finding","by":"THIRD","against":"SHIPPER","record":[{"by":"FIRST","does":"paid_damages"},{"by":"SECOND","does":"repaid","date":"2024-04-10"},{"by":"THIRD","does":"repaid","date":"2024-04-30"}]}"#,
        "2024-12-31",
    );
    check(
        &program,
        &crisis,
        &[
            ("last_leg", "breached: Trigger 2024-03-09, FallDue 2024-03-09, Breach 2024-03-15"),
            ("freight", ""),
            // They could be claimed from the breach on, and were claimed five days later.
            ("damages", "performed: Trigger 2024-03-20, FallDue 2024-03-20, Perform 2024-04-01"),
            ("recourse_to_second", "performed: Trigger 2024-04-01, FallDue 2024-04-01, Perform 2024-04-10"),
            // Fourteen days from the tenth end on the twenty-fourth; it paid late.
            (
                "recourse_to_third",
                "performed: Trigger 2024-04-10, FallDue 2024-04-10, Breach 2024-04-25, Perform 2024-04-30",
            ),
        ],
    );
    let damages = crisis
        .obligations
        .iter()
        .find(|one| program.clause(one.clause).is_some_and(|clause| clause.name == "damages"));
    assert_eq!(damages.map(|one| one.since.to_string()).as_deref(), Some("2024-03-15"));
}

/// A carrier that refuses the goods breaks its leg at once; the next legs never begin. Ten days later the
/// shipper may end the contract, and what it may claim outlives it.
#[test]
fn goods_that_are_refused_and_a_contract_that_is_called_off() {
    let (program, crisis) = told_of(
        "freight.casus",
        r#"{"id":"a","date":"2024-03-01","act":"taken_by_first","by":"FIRST","against":"SHIPPER","record":[{"by":"FIRST","does":"refused_goods","date":"2024-03-02"}]}
{"id":"early","date":"2024-03-08","act":"finding","by":"FIRST","against":"SHIPPER","record":[{"by":"SHIPPER","does":"called_off"}]}
{"id":"off","date":"2024-03-14","act":"finding","by":"FIRST","against":"SHIPPER","record":[{"by":"SHIPPER","does":"called_off"}]}
{"id":"claim","date":"2024-03-20","act":"finding","by":"FIRST","against":"SHIPPER","record":[{"by":"SHIPPER","does":"claimed"},{"by":"SECOND","does":"disclosed","date":"2024-03-21"}]}"#,
        "2024-12-31",
    );
    check(
        &program,
        &crisis,
        &[
            ("first_leg", "breached: Trigger 2024-03-01, FallDue 2024-03-01, Breach 2024-03-02"),
            ("second_leg", ""),
            ("call_off", "performed: Trigger 2024-03-12, FallDue 2024-03-12, Perform 2024-03-14"),
            ("stop", "terminated: Trigger 2024-01-02, FallDue 2024-01-02, Terminate 2024-03-14"),
            ("damages", "breached: Trigger 2024-03-20, FallDue 2024-03-20, Breach 2024-04-04"),
            (
                "secrecy",
                // In the order of their names: FIRST, SECOND, SHIPPER, THIRD.
                "due: Trigger 2024-01-02, FallDue 2024-01-02 \
                 | breached: Trigger 2024-01-02, FallDue 2024-01-02, Breach 2024-03-21 \
                 | due: Trigger 2024-01-02, FallDue 2024-01-02 | due: Trigger 2024-01-02, FallDue 2024-01-02",
            ),
        ],
    );
    assert_eq!(
        refused(&crisis),
        ["2024-03-08: SHIPPER called off without a right to it: freight.call_off gives none: it does not \
          hold that clause freight.first_leg is breached for 10 days or clause freight.second_leg is breached \
          for 10 days or clause freight.last_leg is breached for 10 days"]
    );
}

/// Goods that are held on the way: the term of the leg stands still, and only a right that was used can
/// be undone.
#[test]
fn goods_that_are_stopped_and_travel_on() {
    let (program, crisis) = told_of(
        "freight.casus",
        r#"{"id":"a","date":"2024-03-01","act":"taken_by_first","by":"FIRST","against":"SHIPPER","record":[{"by":"SHIPPER","does":"let_go","date":"2024-03-02"},{"by":"SHIPPER","does":"stopped_goods","date":"2024-03-03"},{"by":"SHIPPER","does":"let_go","date":"2024-03-13"}]}
{"id":"b","date":"2024-03-16","act":"taken_by_second","by":"SECOND","against":"FIRST","record":[{"by":"FIRST","does":"handed_over"}]}"#,
        "2024-03-16",
    );
    check(
        &program,
        &crisis,
        &[
            // Due on the sixth, ten days at rest: due on the sixteenth.
            (
                "first_leg",
                "performed: Trigger 2024-03-01, FallDue 2024-03-01, Suspend 2024-03-03, Resume 2024-03-13, \
                 Perform 2024-03-16",
            ),
            ("travel_on", "performed: Trigger 2024-03-03, FallDue 2024-03-03, Perform 2024-03-13"),
        ],
    );
    assert_eq!(refused(&crisis).len(), 1);
    assert!(refused(&crisis)[0].starts_with("2024-03-02: SHIPPER let go without a right to it"));
}

#[test]
fn a_carrier_that_is_forgiven() {
    let (program, crisis) = told_of(
        "freight.casus",
        r#"{"id":"a","date":"2024-03-01","act":"taken_by_first","by":"FIRST","against":"SHIPPER","record":[{"by":"SHIPPER","does":"waived","date":"2024-03-10"},{"by":"SECOND","does":"waived","date":"2024-03-11"}]}"#,
        "2024-04-01",
    );
    // The leg is owed to the second carrier, so only its word gives it up.
    check(
        &program,
        &crisis,
        &[(
            "first_leg",
            "released: Trigger 2024-03-01, FallDue 2024-03-01, Breach 2024-03-07, Release 2024-03-11",
        )],
    );
}

// ---- supply of energy, month by month ----

#[test]
fn months_that_are_delivered_and_paid() {
    let (program, crisis) = told_of(
        "energy.casus",
        r#"{"id":"jan","date":"2024-01-01","act":"month","by":"CUSTOMER","against":"SUPPLIER"}
{"id":"feb","date":"2024-02-01","act":"month","by":"CUSTOMER","against":"SUPPLIER","record":[{"by":"SUPPLIER","does":"delivered","date":"2024-02-01"}]}
{"id":"bill-jan","date":"2024-02-02","act":"bill","by":"SUPPLIER","against":"CUSTOMER","record":[{"by":"CUSTOMER","does":"paid","date":"2024-02-17"}]}
{"id":"bill-feb","date":"2024-03-01","act":"bill","by":"SUPPLIER","against":"CUSTOMER","record":[{"by":"SUPPLIER","does":"delivered"},{"by":"CUSTOMER","does":"paid","date":"2024-03-03"}]}"#,
        "2024-03-31",
    );
    check(
        &program,
        &crisis,
        &[
            (
                "deliver",
                "performed: Trigger 2024-01-01, FallDue 2024-01-01, Perform 2024-02-01 \
                 | performed: Trigger 2024-02-01, FallDue 2024-02-01, Perform 2024-03-01",
            ),
            (
                "pay",
                "performed: Trigger 2024-02-02, FallDue 2024-02-02, Perform 2024-02-17 \
                 | performed: Trigger 2024-03-01, FallDue 2024-03-01, Perform 2024-03-03",
            ),
            ("late_payment", ""),
            ("curtail", ""),
            ("end", ""),
        ],
    );
    assert_eq!(refused(&crisis), [""; 0]);
}

/// January is paid late, so it alone bears a penalty; meanwhile the supplier curtails what it delivers
/// in February and resumes when it is paid.
#[test]
fn a_late_month_a_penalty_and_a_supply_that_rests() {
    let (program, crisis) = told_of(
        "energy.casus",
        r#"{"id":"bill-jan","date":"2024-02-02","act":"bill","by":"SUPPLIER","against":"CUSTOMER"}
{"id":"feb","date":"2024-02-03","act":"month","by":"CUSTOMER","against":"SUPPLIER"}
{"id":"cut","date":"2024-02-20","act":"month","by":"SUPPLIER","against":"CUSTOMER","record":[{"by":"SUPPLIER","does":"curtailed"},{"by":"CUSTOMER","does":"paid","date":"2024-02-27"},{"by":"SUPPLIER","does":"resumed_supply","date":"2024-03-01"},{"by":"SUPPLIER","does":"curtailed","date":"2024-03-02"}]}
{"id":"bill-feb","date":"2024-03-05","act":"bill","by":"SUPPLIER","against":"CUSTOMER","record":[{"by":"SUPPLIER","does":"delivered","date":"2024-03-12"},{"by":"CUSTOMER","does":"paid","date":"2024-03-13"},{"by":"CUSTOMER","does":"paid_penalty","date":"2024-03-14"}]}"#,
        "2024-03-20",
    );
    check(
        &program,
        &crisis,
        &[
            (
                "pay",
                "performed: Trigger 2024-02-02, FallDue 2024-02-02, Breach 2024-02-18, Perform 2024-02-27 \
                 | performed: Trigger 2024-03-05, FallDue 2024-03-05, Perform 2024-03-13",
            ),
            ("late_payment", "performed: Trigger 2024-02-18, FallDue 2024-02-18, Perform 2024-03-14"),
            // The month that began while supply was curtailed rests from its beginning.
            (
                "deliver",
                "performed: Trigger 2024-02-03, FallDue 2024-02-03, Suspend 2024-02-20, Resume 2024-03-01, \
                 Perform 2024-03-12 \
                 | due: Trigger 2024-02-20, FallDue 2024-02-20, Suspend 2024-02-20, Resume 2024-03-01",
            ),
            ("curtail", "performed: Trigger 2024-02-18, FallDue 2024-02-18, Perform 2024-02-20"),
            (
                "resume",
                "performed: Trigger 2024-02-20, FallDue 2024-02-20, Perform 2024-03-01 \
                 | due: Trigger 2024-03-01, FallDue 2024-03-01",
            ),
        ],
    );
    // Once it is paid there is nothing to curtail for.
    assert_eq!(
        refused(&crisis),
        [
            "2024-03-02: SUPPLIER curtailed without a right to it: that of energy.curtail was used on 2024-02-20"
        ]
    );
}

#[test]
fn a_short_month_is_credited() {
    let (program, crisis) = told_of(
        "energy.casus",
        r#"{"id":"jan","date":"2024-01-01","act":"month","by":"CUSTOMER","against":"SUPPLIER","record":[{"by":"SUPPLIER","does":"fell_short","date":"2024-01-20"},{"by":"SUPPLIER","does":"credited","date":"2024-03-01"}]}
{"id":"feb","date":"2024-02-01","act":"month","by":"CUSTOMER","against":"SUPPLIER","record":[{"by":"SUPPLIER","does":"delivered","date":"2024-02-10"}]}"#,
        "2024-03-10",
    );
    check(
        &program,
        &crisis,
        &[
            // What is delivered next makes up for the oldest month that is open.
            (
                "deliver",
                "performed: Trigger 2024-01-01, FallDue 2024-01-01, Breach 2024-01-20, Perform 2024-02-10 \
                 | breached: Trigger 2024-02-01, FallDue 2024-02-01, Breach 2024-03-02",
            ),
            (
                "short_supply",
                "performed: Trigger 2024-01-20, FallDue 2024-01-20, Breach 2024-02-20, Perform 2024-03-01 \
                 | due: Trigger 2024-03-02, FallDue 2024-03-02",
            ),
        ],
    );
}

/// Three late payments end the contract, one that is sixty days late would too; what was billed and what
/// is secret outlive it, and no month is called up any more.
#[test]
fn a_contract_that_is_ended_for_late_payments() {
    let bills: Vec<String> = (1..=3)
        .map(|month| {
            format!(
                r#"{{"id":"bill-{month}","date":"2024-0{month}-01","act":"bill","by":"SUPPLIER","against":"CUSTOMER","record":[{{"by":"CUSTOMER","does":"paid","date":"2024-0{month}-20"}}]}}"#
            )
        })
        .collect();
    let trace = format!(
        "{}\n{}\n{}",
        r#"{"id":"early","date":"2024-01-01","act":"month","by":"CUSTOMER","against":"SUPPLIER","record":[{"by":"SUPPLIER","does":"ended_contract"}]}"#,
        bills.join("\n"),
        r#"{"id":"last","date":"2024-03-25","act":"bill","by":"SUPPLIER","against":"CUSTOMER","record":[{"by":"SUPPLIER","does":"ended_contract"}]}
{"id":"next","date":"2024-04-01","act":"month","by":"CUSTOMER","against":"SUPPLIER","record":[{"by":"SUPPLIER","does":"disclosed","date":"2024-05-01"}]}"#
    );
    let (program, crisis) = told_of("energy.casus", &trace, "2024-06-01");
    let late = "performed: Trigger 2024-0M-01, FallDue 2024-0M-01, Breach 2024-0M-17, Perform 2024-0M-20";
    let pay: Vec<String> = (1..=3).map(|month| late.replace('M', &month.to_string())).collect();
    let pay =
        format!("{} | breached: Trigger 2024-03-25, FallDue 2024-03-25, Breach 2024-04-10", pay.join(" | "));
    check(
        &program,
        &crisis,
        &[
            ("deliver", "breached: Trigger 2024-01-01, FallDue 2024-01-01, Breach 2024-02-02"),
            ("pay", &pay),
            ("end", "performed: Trigger 2024-03-17, FallDue 2024-03-17, Perform 2024-03-25"),
            (
                "secrecy",
                "due: Trigger 2024-01-01, FallDue 2024-01-01 \
                 | breached: Trigger 2024-01-01, FallDue 2024-01-01, Breach 2024-05-01",
            ),
        ],
    );
    assert_eq!(crisis.refused.len(), 1);
}

#[test]
fn a_bill_that_stays_unpaid_for_sixty_days() {
    let (program, crisis) = told_of(
        "energy.casus",
        r#"{"id":"bill","date":"2024-01-02","act":"bill","by":"SUPPLIER","against":"CUSTOMER"}"#,
        "2024-06-01",
    );
    check(
        &program,
        &crisis,
        &[
            ("pay", "breached: Trigger 2024-01-02, FallDue 2024-01-02, Breach 2024-01-18"),
            // Sixty days from 18 January, in a leap year.
            ("end", "due: Trigger 2024-03-18, FallDue 2024-03-18"),
        ],
    );
}

// ---- a service by the month ----

/// A bill of 1 March has thirty days, and is late from the 31st on; ten days later the provider may stop. The bill is paid before
/// the service goes on, so the right is gone by then; who stopped may still let it go on. What rests has its term prolonged.
#[test]
fn a_service_that_is_stopped_goes_on_after_the_arrears_are_paid() {
    let (program, crisis) = told_of(
        "service.casus",
        r#"{"id":"bill","date":"2024-03-01","act":"invoice"}
{"id":"stop","date":"2024-04-12","act":[],"record":[{"by":"PROVIDER","does":"stopped_service"}]}
{"id":"fails","date":"2024-04-13","act":"outage","hours":2}
{"id":"pay","date":"2024-04-20","act":[],"record":[{"by":"CLIENT","does":"paid"}]}
{"id":"on","date":"2024-04-22","act":[],"record":[{"by":"PROVIDER","does":"resumed_service"}]}
{"id":"again","date":"2024-04-23","act":[],"record":[{"by":"PROVIDER","does":"restored"},{"by":"PROVIDER","does":"stopped_service"},{"by":"PROVIDER","does":"resumed_service"}]}
{"id":"why","date":"2024-04-27","act":[],"record":[{"by":"PROVIDER","does":"explained"}]}"#,
        "2024-05-01",
    );
    check(
        &program,
        &crisis,
        &[
            (
                "pay",
                "performed: Trigger 2024-03-01, FallDue 2024-03-01, Breach 2024-04-01, Perform 2024-04-20",
            ),
            // Used once; what comes back while the bill is still late goes with its payment.
            (
                "stop",
                "performed: Trigger 2024-04-11, FallDue 2024-04-11, Perform 2024-04-12 | \
                 terminated: Trigger 2024-04-12, FallDue 2024-04-12, Terminate 2024-04-20",
            ),
            (
                "restore",
                "performed: Trigger 2024-04-13, FallDue 2024-04-13, Suspend 2024-04-13, Resume 2024-04-22, \
                 Perform 2024-04-23",
            ),
            // Five days from the outage, and nine at rest: due by the 27th.
            (
                "explain",
                "performed: Trigger 2024-04-13, FallDue 2024-04-13, Suspend 2024-04-13, Resume 2024-04-22, \
                 Perform 2024-04-27",
            ),
        ],
    );
    // To stop once more there is no right; and nothing rests that could be let go on.
    let said = refused(&crisis);
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].starts_with("2024-04-23: PROVIDER stopped service without a right to it"), "{said:?}");
    assert!(said[1].starts_with("2024-04-23: PROVIDER resumed service without a right to it"), "{said:?}");
}

/// An outage of three days and more lets the client leave; what was billed outlives the agreement, the repair does not.
#[test]
fn a_client_that_leaves_after_a_long_outage_pays_what_was_billed() {
    let (program, crisis) = told_of(
        "service.casus",
        r#"{"id":"bill","date":"2024-05-01","act":"invoice"}
{"id":"short","date":"2024-05-02","act":"outage","hours":71.5,"record":[{"by":"CLIENT","does":"ended_contract"}]}
{"id":"up","date":"2024-05-03","act":[],"record":[{"by":"PROVIDER","does":"restored"},{"by":"PROVIDER","does":"explained"}]}
{"id":"long","date":"2024-05-06","act":"outage","hours":72}
{"id":"leave","date":"2024-05-07","act":[],"record":[{"by":"CLIENT","does":"ended_contract"}]}"#,
        "2024-06-30",
    );
    check(
        &program,
        &crisis,
        &[
            ("pay", "breached: Trigger 2024-05-01, FallDue 2024-05-01, Breach 2024-06-01"),
            (
                "restore",
                "performed: Trigger 2024-05-02, FallDue 2024-05-02, Perform 2024-05-03 | \
                 terminated: Trigger 2024-05-06, FallDue 2024-05-06, Terminate 2024-05-07",
            ),
            ("leave", "performed: Trigger 2024-05-06, FallDue 2024-05-06, Perform 2024-05-07"),
        ],
    );
    let said = refused(&crisis);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("2024-05-02: CLIENT ended contract without a right to it"), "{said:?}");
}

//! Duties that are counted: so much in all, by however many deeds; in every form of an event.

use std::fs;

use casus::event::{event_from_json, to_json};
use casus::ir::Program;
use casus::life::{Crisis, Parts};
use casus::text::Limits;
use jiff::civil::{Date, date};

use crate::crisis::{events, program, root};
use crate::forms::same_in_every_form;
use crate::january::{Told, follow};

fn deal() -> Program {
    let text = fs::read_to_string(root().join("tests/lifecycle/amounts.casus")).expect("the agreement");
    program(&[text])
}

fn stands(program: &Program, crisis: &Crisis, clause: &str) -> String {
    let of = crisis.obligations.iter().filter(|one| program.clause_path(one.clause) == clause);
    of.map(|one| one.life.state().word()).collect::<Vec<_>>().join(" ")
}

fn so_far(parts: &Parts) -> Vec<String> {
    parts.sums().map(|(_, _, amount, on)| format!("{amount} by {on}")).collect()
}

fn refused(crisis: &Crisis) -> Vec<String> {
    crisis.refused.iter().map(ToString::to_string).collect()
}

const DAY: Date = date(2024, 1, 15);
const HALF: &str = r#","amount":"500 EUR""#;

#[test]
fn a_price_is_paid_bit_by_bit() {
    let program = deal();
    let price = |told: &[Told<'_>]| {
        let crisis = follow(&program, told, DAY);
        assert_eq!(refused(&crisis), [""; 0]);
        stands(&program, &crisis, "deal.price")
    };
    let half: &[_] = &[("BUYER", "paid", HALF)];
    assert_eq!(price(&[(2, "on_a_day", half)]), "due");
    assert_eq!(price(&[(2, "on_a_day", half), (3, "on_a_day", half)]), "performed");
    // Kinds of deed of one line count together, a narrower kind too; more than enough is enough.
    let rest: &[_] = &[("BUYER", "set_off", r#","amount":"499.99 EUR""#)];
    assert_eq!(price(&[(2, "on_a_day", half), (3, "on_a_day", rest)]), "due");
    let cash: &[_] = &[("BUYER", "paid_in_cash", r#","amount":"700 EUR""#)];
    assert_eq!(price(&[(2, "on_a_day", half), (3, "on_a_day", cash)]), "performed");
    // Two equal payments of one day are two, if the days are given too.
    let twice: &[_] = &[("BUYER", "paid", HALF), ("BUYER", "paid", HALF)];
    assert_eq!(price(&[(2, "on_a_day", twice)]), "performed");
    // Another line counts in another word, and never together with this one.
    let pounds: &[_] = &[("BUYER", "paid", r#","amount":"450 GBP""#)];
    assert_eq!(price(&[(2, "on_a_day", half), (3, "on_a_day", pounds)]), "due");
    assert_eq!(price(&[(2, "on_a_day", pounds), (3, "on_a_day", pounds)]), "performed");
    // What a bank pays for the buyer is paid by the buyer.
    let bank: &[_] = &[("BANK", "paid", r#","amount":"1000 EUR","on_behalf_of":"BUYER""#)];
    assert_eq!(price(&[(2, "on_a_day", bank)]), "performed");
    // Given up is given up, whatever is left.
    assert_eq!(price(&[(2, "on_a_day", half), (3, "on_a_day", &[("SELLER", "waived", "")])]), "released");
}

#[test]
fn too_little_leaves_it_open_and_late_it_is_late() {
    let program = deal();
    let told: &[Told<'_>] = &[(2, "on_a_day", &[("BUYER", "paid", HALF)])];
    let crisis = follow(&program, told, date(2024, 1, 31));
    assert_eq!(stands(&program, &crisis, "deal.price"), "due");
    let one = crisis.obligations.iter().find(|one| program.clause_path(one.clause) == "deal.price");
    assert_eq!(so_far(&one.expect("the price").parts), ["500 EUR by 2024-01-02"]);
    let crisis = follow(&program, told, date(2024, 2, 1));
    assert_eq!(stands(&program, &crisis, "deal.price"), "breached");
    let crisis = follow(&program, told, date(2024, 2, 11));
    assert_eq!(stands(&program, &crisis, "deal.end"), "due");
    // Amounts of other things are counted alike.
    let tons = |amount: &'static str| [("SELLER", "delivered", amount)];
    let (five, seven) = (tons(r#","amount":"5 tons""#), tons(r#","amount":"7.0 tons""#));
    let crisis = follow(&program, &[(2, "on_a_day", &five), (8, "on_a_day", &seven)], DAY);
    assert_eq!(stands(&program, &crisis, "deal.goods"), "performed");
    let reason =
        crisis.obligations.iter().flat_map(|one| one.life.steps()).map(|step| step.reason().to_owned());
    assert!(
        reason.clone().any(|text| text == "SELLER delivered 7 tons; before that, 5 tons by 2024-01-02"),
        "{:?}",
        reason.collect::<Vec<_>>()
    );
}

/// Of bills of one amount each the oldest is filled first; by name another; what is too much is not carried over.
#[test]
fn each_bill_is_filled_on_its_own() {
    let program = deal();
    let bills = |deeds: &[(&str, &str, &str)]| {
        let told = [(2, "bill", &[][..]), (3, "bill", &[][..]), (5, "on_a_day", deeds)];
        let crisis = follow(&program, &told, date(2024, 1, 6));
        (stands(&program, &crisis, "deal.bills"), refused(&crisis).len())
    };
    let pay = |amount: &'static str| ("BUYER", "paid_bill", amount);
    let (whole, part) = (pay(r#","amount":"120.50 EUR""#), pay(r#","amount":"100 EUR""#));
    assert_eq!(bills(&[whole]), ("performed due".to_owned(), 0));
    assert_eq!(bills(&[part]), ("due due".to_owned(), 0));
    assert_eq!(bills(&[part, part]), ("performed due".to_owned(), 0));
    assert_eq!(bills(&[part, whole]), ("performed due".to_owned(), 0));
    assert_eq!(bills(&[whole, whole]), ("performed performed".to_owned(), 0));
    assert_eq!(bills(&[pay(r#","amount":"241 EUR""#)]), ("performed due".to_owned(), 0));
    assert_eq!(bills(&[pay(r#","amount":"120.5 EUR","of":"e1""#), part]), ("due performed".to_owned(), 0));
}

/// A deed that says no amount, or one of something else, is no payment of a part, and that is said.
#[test]
fn an_amount_that_is_not_said_is_not_guessed() {
    let program = deal();
    let said = |deed| {
        let crisis = follow(&program, &[(2, "on_a_day", &[deed])], DAY);
        assert_eq!(stands(&program, &crisis, "deal.price"), "due");
        refused(&crisis)
    };
    assert_eq!(
        said(("BUYER", "paid", "")),
        ["2024-01-02: BUYER paid: the record does not say how much of 1000 EUR"]
    );
    assert_eq!(
        said(("BUYER", "set_off", r#","amount":"3 tons""#)),
        ["2024-01-02: BUYER set off 3 tons: what is owed is counted in EUR"]
    );
    // To somebody else it is another matter.
    assert_eq!(said(("BUYER", "paid", r#","to":"BANK""#)), [""; 0]);
}

#[test]
fn every_form_of_an_event_says_how_much() {
    let program = deal();
    let json =
        r#"{"id":"a","date":"2024-01-09","record":[{"by":"BUYER","does":"paid","amount":"12.25 EUR"}]}"#;
    let event = events(&program, json).remove(0);
    assert_eq!(to_json(&program, &event), json);
    let csv = "id,date,record_by,record_does,record_amount\na,2024-01-09,BUYER,paid,12.2500 EUR\n";
    same_in_every_form(&program, &event, (csv, 1));
}

#[test]
fn what_is_no_amount_is_refused_with_its_place() {
    let program = deal();
    let said = |amount: &str| {
        let line = format!(
            r#"{{"id":"a","date":"2024-01-09","record":[{{"by":"BUYER","does":"paid","amount":{amount}}}]}}"#
        );
        let read = event_from_json(&casus::event::Names::new(&program), &Limits::default(), &line, 1);
        read.err().into_iter().flatten().map(|said| said.render("e")).collect::<Vec<_>>()
    };
    let all: Vec<String> =
        ["500", r#""500""#, r#""0 EUR""#, r#""-5 EUR""#, r#""five EUR""#, r#""1.23456 EUR""#, r#"["5 EUR"]"#]
            .iter()
            .flat_map(|amount| said(amount))
            .collect();
    insta::assert_snapshot!(all.join("\n"));
}

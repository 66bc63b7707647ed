//! Deeds that one does on behalf of another: whose duties they move, whose word they are, in every form of an event.

use std::fs;

use casus::event::{Agency, event_from_json, to_json};
use casus::ir::Program;
use casus::life::{Crisis, Step};
use casus::text::Limits;
use jiff::civil::date;

use crate::crisis::{events, program, root, run, shipped};
use crate::forms::same_in_every_form;

/// Meat that a carrier brings for the seller; the carrier may end its own contract too, by the same deed.
fn freight() -> Program {
    let text = fs::read_to_string(root().join("tests/lifecycle/published/meat_freight.casus"));
    let own = r#"
treaty own "A right of the carrier" {
  cite       "made up"
  evidence   text
  nature     contract
  signed     2024-01-01
  in force   2024-01-01
  parties    CARRIER, SELLER

  clause end "1" evidence text {
    kind          right
    trigger       standing
    response      CARRIER may end for SELLER
    consultation  none
    process       none
    report        none
    power         terminates all by ended_contract
  }

  clause forgive "2" evidence text {
    kind          price
    trigger       standing
    response      CARRIER shall pay for SELLER
    consultation  none
    process       none
    report        none
    duty          is released by waived
  }

  clause owe "3" evidence text {
    kind          price
    trigger       standing
    response      SELLER shall pay for CARRIER
    consultation  none
    process       none
    report        none
    duty          is released by waived
  }
}
"#;
    program(&[text.expect("the agreement") + own])
}

fn follow(program: &Program, deeds: &str) -> Crisis {
    let line = format!(r#"{{"id":"told","date":"2024-01-09","record":[{deeds}]}}"#);
    run(program, &events(program, &line), Some(date(2024, 1, 9)))
}

/// Where the duties of a clause stand.
fn stands<'c>(program: &Program, crisis: &'c Crisis, path: &str) -> Vec<&'c str> {
    let of = crisis.obligations.iter().filter(|one| program.clause_path(one.clause) == path);
    of.map(|one| one.life.state().word()).collect()
}

fn reasons<'c>(program: &Program, crisis: &'c Crisis, path: &str) -> Vec<&'c str> {
    let of = crisis.obligations.iter().filter(|one| program.clause_path(one.clause) == path);
    of.filter_map(|one| one.life.steps().last().map(Step::reason)).collect()
}

fn refused(crisis: &Crisis) -> Vec<String> {
    crisis.refused.iter().map(ToString::to_string).collect()
}

/// What is done for another performs what both owe: that of the one for whom, and the own duty toward that one, though the
/// deed is toward a third.
#[test]
fn a_carrier_delivers_for_the_seller() {
    let program = freight();
    let alone = follow(&program, r#"{"by":"CARRIER","does":"delivered","to":"BUYER"}"#);
    assert_eq!(stands(&program, &alone, "sale.deliver"), ["due"]);
    assert_eq!(stands(&program, &alone, "carriage.carry"), ["due"]);
    let behalf = r#"{"by":"CARRIER","does":"delivered","to":"BUYER","on_behalf_of":"SELLER"}"#;
    let both = follow(&program, behalf);
    assert_eq!(reasons(&program, &both, "sale.deliver"), ["SELLER delivered through CARRIER"]);
    assert_eq!(reasons(&program, &both, "carriage.carry"), ["CARRIER delivered on behalf of SELLER"]);
    assert_eq!(refused(&both), [""; 0]);
    // Named, it is of that clause alone.
    let named = behalf.replace("\"to\":\"BUYER\"", "\"clause\":\"sale.deliver\"");
    let one = follow(&program, &named);
    assert_eq!(stands(&program, &one, "sale.deliver"), ["performed"]);
    assert_eq!(stands(&program, &one, "carriage.carry"), ["due"]);
    assert_eq!(refused(&one), [""; 0]);
}

/// Who brings the word of another uses the rights of that one, gives up what is owed to that one, and nothing of its own.
#[test]
fn a_messenger_uses_no_right_of_its_own() {
    let program = freight();
    let ended = follow(&program, r#"{"by":"CARRIER","does":"ended_contract","on_behalf_of":"SELLER"}"#);
    assert_eq!(stands(&program, &ended, "sale.deliver"), ["terminated"]);
    assert_eq!(reasons(&program, &ended, "sale.end"), ["SELLER ended contract through CARRIER"]);
    assert_eq!(stands(&program, &ended, "own.end"), ["due"]);
    assert_eq!(stands(&program, &ended, "own.owe"), ["due"]);
    // Without a right to it, that is said once, of the one who would have it.
    let none = follow(&program, r#"{"by":"CARRIER","does":"ended_contract","on_behalf_of":"BUYER"}"#);
    assert_eq!(refused(&none).len(), 1);
    assert!(refused(&none)[0].contains("BUYER ended contract through CARRIER without a right"), "{none:?}");
    // The seller is owed by the carrier, the carrier by the seller.
    let waived = follow(&program, r#"{"by":"CARRIER","does":"waived","on_behalf_of":"SELLER"}"#);
    assert_eq!(stands(&program, &waived, "own.forgive"), ["released"]);
    assert_eq!(stands(&program, &waived, "own.owe"), ["due"]);
}

/// What is only declared is the deed of the one for whom: a notice, a vote, a call. A use of force is a deed of both.
#[test]
fn what_is_declared_is_of_the_principal_alone() {
    let program = shipped();
    let who = |does: &str| {
        let line = format!(
            r#"{{"id":"a","date":"1990-01-01","record":[{{"by":"GBR","does":"{does}","on_behalf_of":"FRA","treaty":"north_atlantic"}}]}}"#
        );
        let event = events(&program, &line).remove(0);
        assert_eq!(events(&program, &to_json(&program, &event)).remove(0).record, event.record);
        event.record.iter().map(|deed| program.actor_name(deed.by).to_owned()).collect::<Vec<_>>().join(" ")
    };
    for does in
        ["gave_notice", "voted_for", "vetoed", "invoked", "mutual_decision", "acceded", "suspended_duties"]
    {
        assert_eq!(who(does), "FRA", "{does}");
    }
    for does in ["used_force", "assisted", "refused", "mobilised"] {
        assert_eq!(who(does), "GBR FRA", "{does}");
    }
}

/// JSON, CSV and the block of a rule file say the same, and each is written as it is read.
#[test]
fn every_form_of_an_event_says_for_whom() {
    let program = freight();
    let json = r#"{"id":"a","date":"2024-01-09","record":[{"by":"CARRIER","does":"delivered","to":"BUYER","on_behalf_of":"SELLER"},{"by":"CARRIER","does":"waived","on_behalf_of":"SELLER"}]}"#;
    let event = events(&program, json).remove(0);
    assert_eq!(to_json(&program, &event), json);
    let actor = |name: &str| program.find_actor(name).expect("an actor");
    let (carrier, seller) = (actor("CARRIER"), actor("SELLER"));
    let who: Vec<_> = event.record.iter().map(|deed| (deed.by, deed.about.agency)).collect();
    let (of_author, of_seller) = (Some(Agency::For(seller)), Some(Agency::Through(carrier)));
    assert_eq!(who, [(carrier, of_author), (seller, of_seller), (seller, of_seller)]);
    let csv = "id,date,record_by,record_does,record_to,record_on_behalf_of\na,2024-01-09,CARRIER,delivered,BUYER,SELLER\n";
    same_in_every_form(&program, &event, (csv, 2));
}

#[test]
fn what_nobody_can_mean_is_refused_with_its_place() {
    let program = freight();
    let diagnostics = |entry: &str| {
        let line = format!(r#"{{"id":"a","date":"2024-01-09","record":[{{{entry}}}]}}"#);
        let read = event_from_json(&casus::event::Names::new(&program), &Limits::default(), &line, 1);
        let said = read.err().into_iter().flatten().map(|said| said.render("e"));
        said.collect::<Vec<_>>()
    };
    let said: Vec<String> = [
        r#""by":"CARRIER","does":"delivered","on_behalf_of":"CARRIER""#,
        r#""by":"CARRIER","does":"delivered","on_behalf_of":["SELLER","BUYER"]"#,
        r#""by":["CARRIER","BUYER"],"does":"delivered","on_behalf_of":"SELLER""#,
        r#""by":"CARRIER","does":"delivered","on_behalf_of":"SELER""#,
        r#""by":"CARRIER","does":"delivered","on_behalf_of":7"#,
        r#""by":"CARRIER","does":"delivered","on_behalf_of":"none""#,
        r#""by":"CARRIER","does":"delivered","on_behalf":"SELLER""#,
        r#""by":"CARRIER","does":"delivered","for":"SELLER""#,
    ]
    .iter()
    .flat_map(|entry| diagnostics(entry))
    .collect();
    insta::assert_snapshot!(said.join("\n"));
}

//! A service without an end, a supply by request, and a delivery that counts once it is accepted: Symboleo2SC-demo,
//! test/DataProcessingAgreement.test.js and test/Vaccine.test.js; Accord Project, src/acceptance-of-delivery/test/logic.feature.

use super::{Agreement, Told, agreement, refused};

// ---- processing of data ----

fn processing() -> Agreement {
    agreement("processing.casus", "2024-01-01")
}

const ASKED: Told<'static> = (1, "request", &[]);
const INFRINGED: Told<'static> = (2, "infringement", &[]);

fn both_stop(day: i64) -> Told<'static> {
    let both = &[
        ("CLIENT", "agreed_to_stop", r#","treaty":"processing""#),
        ("PROVIDER", "agreed_to_stop", r#","treaty":"processing""#),
    ];
    (day, "", both)
}

/// Scenario 1. Source: each request has a duty of its own, by other instructions it stays open; records and payment
/// fulfilled; the service goes on until both have agreed, and then the contract has ended with success. Here the
/// service is ended by that, not fulfilled.
#[test]
fn data_are_processed_until_both_stop() {
    let data = processing();
    let done = |day| (day, "", &[("PROVIDER", "processed", "")][..]);
    data.check(&[ASKED], 1, &[("process", "due"), ("provide", "due")]);
    data.check(&[ASKED, (2, "", &[("PROVIDER", "processed_otherwise", "")])], 2, &[("process", "due")]);
    let trace = [
        ASKED,
        done(2),
        (3, "record_request", &[]),
        (4, "", &[("PROVIDER", "gave_record", "")]),
        (5, "request", &[]),
        done(6),
        (7, "payment_request", &[]),
        (8, "", &[("CLIENT", "paid", "")]),
    ];
    let served = [("process", "performed performed"), ("give_record", "performed"), ("pay", "performed")];
    data.check(&trace, 8, &served);
    data.check_whole(&trace, 8, ("processing", "in_force 0"));
    // One alone ends nothing.
    let mut one = trace.to_vec();
    one.push((9, "", &[("CLIENT", "agreed_to_stop", r#","treaty":"processing""#)]));
    data.check(&one, 9, &[("provide", "due")]);
    let mut both = trace.to_vec();
    both.push(both_stop(9));
    data.check(&both, 9, &[("provide", "terminated"), served[0], served[1], served[2]]);
    data.check_whole(&both, 9, ("processing", "ended 9"));
}

/// Scenario 2. Source: the instructions are changed in time, so the duty to change them is fulfilled, and what was asked
/// for is processed by the new ones.
#[test]
fn instructions_are_changed() {
    let data = processing();
    data.check(&[ASKED, INFRINGED], 2, &[("adapt", "due"), ("process", "due"), ("suspend", "")]);
    let changed: Told<'_> = (3, "", &[("CLIENT", "adapted", "")]);
    let done: Told<'_> = (4, "", &[("PROVIDER", "processed", "")]);
    data.check(
        &[ASKED, INFRINGED, changed, done],
        4,
        &[("adapt", "performed"), ("process", "performed"), ("provide", "due"), ("suspend", "")],
    );
    data.check_whole(&[both_stop(1)], 1, ("processing", "ended 1"));
}

/// Scenario 3. Source: the instructions are not changed: both rights arise; used, the service rests and what was asked for has
/// failed; changed after all, the service is taken up, and a new request is served. The contract is in effect all
/// the while; here it rests with the service, since nothing else is open.
#[test]
fn instructions_are_not_changed_and_the_service_rests() {
    let data = processing();
    let refusal: Told<'_> = (3, "", &[("CLIENT", "refused_to_adapt", "")]);
    let broken = [ASKED, INFRINGED, refusal];
    data.check(&broken, 3, &[("adapt", "breached"), ("suspend", "due"), ("drop_request", "due")]);
    // The letter concerns the service, and the request that is at hand: later ones are another matter.
    let told: Told<'_> = (
        4,
        "",
        &[
            ("PROVIDER", "told_suspension", r#","clause":"processing.provide""#),
            ("PROVIDER", "told_suspension", r#","clause":"processing.process","of":"e0""#),
        ],
    );
    let rests = [ASKED, INFRINGED, refusal, told];
    data.check(&rests, 4, &[("provide", "suspended"), ("process", "terminated"), ("adapt", "breached")]);
    data.check_whole(&rests, 4, ("processing", "suspended 4"));
    let early = data.follow(&[ASKED, INFRINGED, refusal, told, (5, "", &[("CLIENT", "resumed", "")])], 5);
    assert_eq!(refused(&early).len(), 1);
    let again = [
        ASKED,
        INFRINGED,
        refusal,
        told,
        (5, "", &[("CLIENT", "adapted", ""), ("CLIENT", "resumed", "")]),
        (6, "request", &[]),
        (7, "", &[("PROVIDER", "processed", "")]),
    ];
    data.check(&again, 7, &[("provide", "due"), ("adapt", "performed"), ("process", "terminated performed")]);
    data.check_whole(&again, 7, ("processing", "in_force 5"));
}

// ---- acceptance of delivery ----

/// Day 0 is 1 January 2019.
fn acceptance() -> Agreement {
    agreement("acceptance.casus", "2019-01-01")
}

/// Received on 22 January, answered on the 31st. Source: passed, and the delivery is complete; or failed, and it is not.
/// What was found counts only with the notice of it.
#[test]
fn a_delivery_is_looked_at_and_answered() {
    let deal = acceptance();
    let received: Told<'_> = (21, "received", &[]);
    let found: Told<'_> = (24, "", &[("BUYER", "found_good", "")]);
    let told = |day, answer| {
        let deeds: &'static [(&str, &str, &str)] = match answer {
            "good" => &[("BUYER", "told_acceptance", "")],
            _ => &[("BUYER", "found_bad", ""), ("BUYER", "told_rejection", "")],
        };
        (day, "", deeds)
    };
    deal.check(&[received, found], 30, &[("answer", "due"), ("deliver", "due")]);
    let good = [received, found, told(30, "good")];
    deal.check(&good, 30, &[("answer", "performed"), ("deliver", "terminated")]);
    deal.check_whole(&good, 30, ("delivery", "clear 30"));
    let bad = [received, told(30, "bad")];
    deal.check(&bad, 30, &[("answer", "performed"), ("deliver", "due")]);
    // A yes without a look is no answer, nor is a look that found one thing and a word that says the other.
    deal.check(&[received, told(30, "good")], 30, &[("answer", "due"), ("deliver", "due")]);
    let odd: Told<'_> = (30, "", &[("BUYER", "told_rejection", "")]);
    deal.check(&[received, found, odd], 30, &[("answer", "due"), ("deliver", "due")]);
}

/// Received on the 12th, looked at on the 31st. Source: outside of the period. Received after the answer: no answer.
#[test]
fn a_delivery_is_answered_too_late_or_too_early() {
    let deal = acceptance();
    let answer = |day| (day, "", &[("BUYER", "found_good", ""), ("BUYER", "told_acceptance", "")][..]);
    let received: Told<'_> = (11, "received", &[]);
    deal.check(&[received], 26, &[("answer", "breached"), ("deliver", "due")]);
    deal.check_whole(&[received], 26, ("delivery", "in_breach 26"));
    // It can still be given late.
    deal.check(&[received, answer(30)], 30, &[("answer", "performed"), ("deliver", "terminated")]);
    deal.check(&[answer(10), received], 12, &[("answer", "due"), ("deliver", "due")]);
}

// ---- supply of a vaccine ----

/// Day 0 is 19 March 2023.
fn vaccine() -> Agreement {
    agreement("vaccine.casus", "2023-03-19")
}

const REQUEST: Told<'static> =
    (0, "request", &[("MAKER", "told_lead_time", ""), ("GOVERNMENT", "agreed_to_request", "")]);
const DAY: Told<'static> = (1, "", &[("MAKER", "told_day", ""), ("GOVERNMENT", "confirmed", "")]);
const BROUGHT: Told<'static> = (1, "", &[("COURIER", "delivered", r#","on_behalf_of":"MAKER""#)]);

fn end(day: i64) -> Told<'static> {
    let both = &[
        ("GOVERNMENT", "agreed_to_end", r#","treaty":"vaccine""#),
        ("MAKER", "agreed_to_end", r#","treaty":"vaccine""#),
    ];
    (day, "", both)
}

/// One request, all in order. Source: all fulfilled, the contract still active for more. The courier delivers for the maker:
/// what it does of itself is no delivery of the maker.
#[test]
fn doses_are_brought_by_a_courier() {
    let supply = vaccine();
    let all = [("agree", "performed"), ("confirm", "performed"), ("deliver", "performed"), ("pay", "")];
    supply.check(&[REQUEST, DAY, BROUGHT], 2, &all);
    supply.check_whole(&[REQUEST, DAY, BROUGHT], 2, ("vaccine", "clear 1"));
    let alone: Told<'_> = (1, "", &[("COURIER", "delivered", "")]);
    supply.check(&[REQUEST, DAY, alone], 2, &[("deliver", "due")]);
    supply.check_whole(&[REQUEST, DAY, alone], 2, ("vaccine", "in_force 0"));
}

/// Two requests, the second not yet invoiced when both end the agreement. Source: ended with success, the second payment is
/// owed and fulfilled after the end.
#[test]
fn what_was_delivered_is_paid_after_the_end() {
    let supply = vaccine();
    let invoice = |day| (day, "invoice", &[][..]);
    let paid = |day| (day, "", &[("GOVERNMENT", "paid", "")][..]);
    let first = [REQUEST, DAY, BROUGHT, invoice(2), paid(3)];
    supply.check(&first, 3, &[("pay", "performed")]);
    let later = |told: Told<'static>, day| (day, told.1, told.2);
    let mut both = first.to_vec();
    both.extend([later(REQUEST, 4), later(DAY, 5), later(BROUGHT, 5), end(6)]);
    supply.check(&both, 6, &[("deliver", "performed performed"), ("pay", "performed")]);
    supply.check_whole(&both, 6, ("vaccine", "ended 6"));
    both.extend([invoice(7), paid(8)]);
    supply.check(&both, 8, &[("deliver", "performed performed"), ("pay", "performed performed")]);
    supply.check_whole(&both, 8, ("vaccine", "ended 6"));
}

/// Invoiced after the end and paid too little. Source: payment violated. Here that is so when the thirty days are over.
#[test]
fn too_little_is_no_payment() {
    let supply = vaccine();
    let short: Told<'_> = (8, "", &[("GOVERNMENT", "paid_too_little", "")]);
    let trace = [REQUEST, DAY, BROUGHT, end(6), (7, "invoice", &[]), short];
    supply.check(&trace, 37, &[("pay", "due")]);
    supply.check(&trace, 38, &[("pay", "breached")]);
    supply.check_whole(&trace, 38, ("vaccine", "ended 6"));
}

/// Delivered without having told the day. Source: the delivery is violated.
#[test]
fn doses_that_come_without_notice() {
    let supply = vaccine();
    let confirmed: Told<'_> = (1, "", &[("GOVERNMENT", "confirmed", "")]);
    supply.check(&[REQUEST, confirmed, BROUGHT], 2, &[("deliver", "due"), ("confirm", "performed")]);
    let failed: Told<'_> = (2, "", &[("MAKER", "failed_to_deliver", "")]);
    let trace = [REQUEST, confirmed, BROUGHT, failed];
    supply.check(&trace, 2, &[("agree", "performed"), ("deliver", "breached")]);
    supply.check_whole(&trace, 2, ("vaccine", "in_breach 2"));
}

/// The government does not agree. Source: that is violated, and nothing is owed by the maker.
#[test]
fn a_request_that_comes_to_nothing() {
    let refused: Told<'_> = (1, "", &[("GOVERNMENT", "refused_request", "")]);
    let request: Told<'_> = (0, "request", &[("MAKER", "told_lead_time", "")]);
    vaccine().check(&[request, refused], 2, &[("agree", "breached"), ("deliver", ""), ("confirm", "")]);
}

/// Delivered on another day than told. Source: violated; where a risk outside of the maker's control is told with that
/// day, fulfilled.
#[test]
fn doses_that_come_on_another_day() {
    let supply = vaccine();
    let late: Told<'_> = (33, "", &[("COURIER", "delivered_another_day", r#","on_behalf_of":"MAKER""#)]);
    let failed: Told<'_> = (34, "", &[("MAKER", "failed_to_deliver", "")]);
    supply.check(&[REQUEST, DAY, late, failed], 34, &[("deliver", "breached")]);
    let risk: Told<'_> = (34, "", &[("MAKER", "told_risk", "")]);
    supply.check(&[REQUEST, DAY, late, risk], 34, &[("deliver", "performed")]);
    // A risk alone excuses nothing.
    supply.check(&[REQUEST, DAY, risk], 34, &[("deliver", "due")]);
}

/// The work is stopped by law. Source: the right used, the contract failed, what was delivered stays fulfilled.
#[test]
fn the_work_is_stopped() {
    let supply = vaccine();
    let stopped: Told<'_> = (3, "stop_order", &[("GOVERNMENT", "stopped_work", "")]);
    let later: Told<'_> = (2, "request", &[]);
    let trace = [REQUEST, DAY, BROUGHT, later, stopped];
    supply.check(&trace, 3, &[("deliver", "performed"), ("lead_time", "performed terminated")]);
    supply.check_whole(&trace, 3, ("vaccine", "ended 3"));
    // Without an order there is no such right.
    let none: Told<'_> = (3, "", &[("GOVERNMENT", "stopped_work", "")]);
    assert_eq!(refused(&supply.follow(&[REQUEST, none], 3)).len(), 1);
}

/// The vaccine is no longer admitted before the invoice. Source: no payment comes to be owed.
#[test]
fn a_vaccine_that_is_no_longer_admitted() {
    let supply = vaccine();
    let withdrawn: Told<'_> = (2, "", &[("AGENCY", "withdrew_admission", "")]);
    let paid: Told<'_> = (4, "", &[("GOVERNMENT", "paid", "")]);
    supply.check(&[REQUEST, DAY, BROUGHT, withdrawn, (3, "invoice", &[]), paid], 4, &[("pay", "")]);
    supply.check(&[REQUEST, DAY, BROUGHT, end(2), withdrawn, (3, "invoice", &[]), paid], 4, &[("pay", "")]);
}

/// Beyond the source: what every party has to keep secret goes on between those who were bound at the end, however the
/// bond came to end, and only where it survives.
#[test]
fn what_survives_binds_who_was_bound_at_the_end() {
    let silence = |name: &str, survives: &str| {
        format!(
            r#"
  clause {name} "1" evidence text {{
    kind          supply
    trigger       standing
    response      every party shall not tell for all
    consultation  none
    process       none
    report        none
    duty          is breached by told
    {survives}
  }}"#
        )
    };
    let text = std::fs::read_to_string(crate::crisis::root().join("tests/lifecycle/published/vaccine.casus"));
    let text = text.expect("the agreement").replace("  pay\n  stop\n", "  pay\n  stop\n  tell\n");
    let text = text.replace("  stopped_work\n}", "  stopped_work\n  told\n}");
    let more = format!(
        r#"
treaty quiet "Silence" {{
  cite       "made up"
  evidence   text
  nature     contract
  signed     2023-01-01
  in force   2023-01-01
  parties    MAKER, GOVERNMENT
{}
{}
}}
"#,
        silence("kept", "survives"),
        silence("dropped", "")
    );
    let supply = Agreement {
        program: crate::crisis::program(&[text + &more]),
        zero: "2023-03-19".parse().expect("a day"),
    };
    let ended: Told<'_> = (
        1,
        "",
        &[
            ("GOVERNMENT", "agreed_to_end", r#","treaty":"quiet""#),
            ("MAKER", "agreed_to_end", r#","treaty":"quiet""#),
        ],
    );
    let told: Told<'_> = (5, "", &[("MAKER", "told", ""), ("COURIER", "told", "")]);
    supply.check(&[ended], 4, &[("kept", "due due"), ("dropped", "terminated terminated")]);
    supply.check(&[ended, told], 5, &[("kept", "due breached"), ("dropped", "terminated terminated")]);
    supply.check_whole(&[ended, told], 5, ("quiet", "ended 1"));
}

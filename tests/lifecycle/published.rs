//! Agreements and traces that other people published, in our words: what the source says of each trace is written
//! beside it, and was written before it was run. What a source says and the language cannot is said at the place.

mod data;
mod lps;

use std::collections::BTreeMap;
use std::fs;

use casus::event::Event;
use casus::ir::Program;
use casus::life::{Crisis, State, wanting};
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::crisis::{events, program, root, run};

/// An agreement, and the day that its source counts as zero.
struct Agreement {
    program: Program,
    zero: Date,
}

/// A day, what happens on it (an act, none if nothing but deeds), and the deeds, each as author, deed and more.
type Told<'t> = (i64, &'t str, &'t [(&'t str, &'t str, &'t str)]);

fn agreement(file: &str, zero: &str) -> Agreement {
    let text =
        fs::read_to_string(root().join("tests/lifecycle/published").join(file)).expect("the agreement");
    Agreement { program: program(&[text]), zero: zero.parse().expect("a day") }
}

impl Agreement {
    fn day(&self, day: i64) -> Date {
        self.zero.checked_add(day.days()).expect("a day")
    }

    /// The events of a trace; the first is `e0`.
    fn events(&self, trace: &[Told<'_>]) -> Vec<Event> {
        let line = |(at, (day, act, deeds)): (usize, &Told<'_>)| {
            let act = if act.is_empty() { "on_a_day" } else { act };
            let deed = |(by, does, more): &(&str, &str, &str)| {
                format!(r#"{{"by":{},"does":"{does}"{more}}}"#, by.replace(' ', r#"",""#).quoted())
            };
            let deeds: Vec<String> = deeds.iter().map(deed).collect();
            let (day, deeds) = (self.day(*day), deeds.join(","));
            format!(r#"{{"id":"e{at}","date":"{day}","act":"{act}","record":[{deeds}]}}"#)
        };
        let lines: Vec<String> = trace.iter().enumerate().map(line).collect();
        events(&self.program, &lines.join("\n"))
    }

    /// Follows a trace to a day, of which nothing may stay unsettled.
    fn follow(&self, trace: &[Told<'_>], until: i64) -> Crisis {
        let crisis = run(&self.program, &self.events(trace), Some(self.day(until)));
        assert!(crisis.too_complex.is_empty() && crisis.unsettled.is_empty(), "{crisis:?}");
        crisis
    }

    /// Where the duties of each clause stand, in the order in which they arose.
    fn states(&self, crisis: &Crisis) -> BTreeMap<String, String> {
        let mut found: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for one in &crisis.obligations {
            let clause = self.program.clause(one.clause).expect("a clause");
            found.entry(clause.name.clone()).or_default().push(one.life.state().word());
        }
        found.into_iter().map(|(clause, states)| (clause, states.join(" "))).collect()
    }

    /// Holds the states of some clauses to what is expected; nothing may be refused.
    fn check(&self, trace: &[Told<'_>], until: i64, wanted: &[(&str, &str)]) {
        let crisis = self.follow(trace, until);
        assert_eq!(refused(&crisis), [""; 0]);
        self.hold(&crisis, wanted);
    }

    fn hold(&self, crisis: &Crisis, wanted: &[(&str, &str)]) {
        let all = self.states(crisis);
        for (clause, _) in wanted {
            let known = self.program.clauses.iter().any(|row| row.name == *clause);
            assert!(known, "no clause is called {clause}");
        }
        let seen: Vec<(&str, &str)> =
            wanted.iter().map(|(clause, _)| (*clause, all.get(*clause).map_or("", String::as_str))).collect();
        assert_eq!(seen, wanted);
    }

    /// What is wanting of the duties of a clause at the end of a day.
    fn wanting(&self, trace: &[Told<'_>], until: i64, clause: &str) -> Vec<String> {
        let crisis = self.follow(trace, until);
        let of = crisis
            .obligations
            .iter()
            .filter(|one| self.program.clause(one.clause).is_some_and(|row| row.name == clause));
        let rows = of.flat_map(|one| wanting(&self.program, &crisis.obligations, one, self.day(until)));
        rows.map(|row| row.amount.map_or("nothing".to_owned(), |amount| amount.to_string())).collect()
    }

    /// Where each agreement stands as a whole, since which day after zero.
    fn wholes(&self, crisis: &Crisis) -> BTreeMap<String, String> {
        let day = |since: Date| (since - self.zero).get_days();
        let rows = crisis.agreements.iter().map(|row| {
            let name = self.program.treaty(row.treaty).expect("a treaty").name.clone();
            (name, format!("{} {}", row.state.word(), day(row.since)))
        });
        rows.collect()
    }

    /// Holds where one agreement stands at the end of a day to what is expected.
    fn check_whole(&self, trace: &[Told<'_>], until: i64, (name, wanted): (&str, &str)) {
        let seen = self.wholes(&self.follow(trace, until));
        assert_eq!(seen.get(name).map(String::as_str), Some(wanted), "on day {until}");
    }

    /// Whether every duty that does not outlive the agreement is done: the source calls it ended with success.
    fn is_done(&self, crisis: &Crisis) -> bool {
        crisis.obligations.iter().all(|one| {
            let clause = self.program.clause(one.clause).expect("a clause");
            let right = clause.response.modality == casus::syntax::tree::Modality::May;
            right || clause.survives || matches!(one.life.state(), State::Ended(_))
        })
    }
}

trait Quoted {
    fn quoted(&self) -> String;
}

impl Quoted for String {
    /// A list of names of which the first and the last quote are missing.
    fn quoted(&self) -> String {
        format!("[\"{self}\"]")
    }
}

fn refused(crisis: &Crisis) -> Vec<String> {
    crisis.refused.iter().map(ToString::to_string).collect()
}

// ---- the sale of meat: Symboleo-Compliance-Checker, sample/sales_of_goods/traces.json ----

fn meat() -> Agreement {
    agreement("meat.casus", "2024-01-01")
}

/// Trace 1: delivered on day 7, not paid. Source: delivery fulfilled, payment violated, late payment and the
/// right to hold back in effect.
#[test]
fn meat_is_delivered_and_not_paid() {
    meat().check(
        &[(7, "", &[("SELLER", "delivered", "")])],
        10,
        &[("deliver", "performed"), ("pay", "breached"), ("pay_late", "due"), ("hold_back", "due")],
    );
}

/// Trace 2: delivered on day 15, of a lower grade. Source: delivery violated.
#[test]
fn meat_of_another_grade_is_no_delivery() {
    meat().check(&[(15, "", &[("SELLER", "delivered_otherwise", "")])], 15, &[("deliver", "breached")]);
}

/// Traces 3 and 4: nothing is delivered. Source: delivery violated; ten days later the buyer may end the contract;
/// ended on day 21 it has failed, and what was open ends.
#[test]
fn meat_does_not_come_and_the_sale_is_ended() {
    let meat = meat();
    meat.check(&[(0, "", &[])], 19, &[("deliver", "breached"), ("end", "")]);
    meat.check(&[(0, "", &[])], 20, &[("deliver", "breached"), ("end", "due")]);
    let ended: Told<'_> = (21, "", &[("BUYER", "ended_contract", "")]);
    meat.check(
        &[ended],
        22,
        &[
            ("deliver", "breached"),
            ("end", "performed"),
            ("pay_late", "terminated"),
            ("hold_back", "terminated"),
            // What has to stay secret outlives it.
            ("seller_silence", "due"),
            ("buyer_silence", "due"),
        ],
    );
    let early = meat.follow(&[(19, "", &[("BUYER", "ended_contract", "")])], 19);
    assert_eq!(
        refused(&early),
        [
            "2024-01-20: BUYER ended contract without a right to it: meat.end gives none: it does not hold that \
          clause meat.deliver is breached for 10 days"
        ]
    );
}

/// What the source says of the sale as a whole: in effect while anything can still be done, at its end unsuccessful (ended by
/// the buyer) or successful (both sides have done their part). It has no word for a sale with a broken duty.
#[test]
fn the_sale_of_meat_as_a_whole() {
    let meat = meat();
    let whole = |trace: &[Told<'_>], until, wanted| meat.check_whole(trace, until, ("meat", wanted));
    whole(&[(0, "", &[])], 6, "in_force 0");
    whole(&[(0, "", &[])], 20, "in_breach 7");
    whole(&[(21, "", &[("BUYER", "ended_contract", "")])], 22, "ended 21");
    let both: &[Told<'_>] = &[(5, "", &[("BUYER", "paid", "")]), (7, "", &[("SELLER", "delivered", "")])];
    whole(both, 6, "in_force 0");
    whole(both, 10, "fulfilled 7");
    // A word that is broken after the sale was done is a breach of what outlives it.
    let spoken: Told<'_> = (12, "", &[("SELLER", "disclosed", "")]);
    whole(&[both[0], both[1], spoken], 12, "in_breach 12");
    // The price was paid late, delivery is held back, and nothing else is open: all that is left rests.
    let held: Told<'_> = (8, "", &[("SELLER", "held_back", "")]);
    let paid: Told<'_> = (15, "", &[("BUYER", "paid_with_interest", "")]);
    let on: Told<'_> = (18, "", &[("BUYER", "went_on", "")]);
    whole(&[held], 14, "in_breach 7");
    whole(&[held, paid], 17, "suspended 15");
    whole(&[held, paid, on], 18, "in_breach 18");
}

/// Traces 5 and 6: not paid, delivery held back on day 8; paid with interest on day 15, delivery goes on on day 18.
/// Source: payment violated, delivery suspended; then the late payment fulfilled, delivery in effect.
#[test]
fn meat_is_held_back_until_it_is_paid() {
    let meat = meat();
    let held: Told<'_> = (8, "", &[("SELLER", "held_back", "")]);
    meat.check(&[held], 14, &[("pay", "breached"), ("pay_late", "due"), ("deliver", "suspended")]);
    let paid: Told<'_> = (15, "", &[("BUYER", "paid_with_interest", "")]);
    let on: Told<'_> = (18, "", &[("BUYER", "went_on", "")]);
    meat.check(&[held, paid, on], 18, &[("pay", "breached"), ("pay_late", "performed"), ("deliver", "due")]);
    // Before that there is nothing to go on with.
    let early = meat.follow(&[held, (9, "", &[("BUYER", "went_on", "")])], 10);
    assert_eq!(early.refused.len(), 1);
    // The term stood still for ten days: it ends on day 19.
    meat.check(&[held, paid, on], 19, &[("deliver", "due")]);
    meat.check(&[held, paid, on], 20, &[("deliver", "breached")]);
}

/// Trace 7: paid on day 5, delivered on day 7. Source: both fulfilled, the contract ended with success.
#[test]
fn meat_is_paid_and_delivered() {
    let meat = meat();
    let trace: &[Told<'_>] = &[(5, "", &[("BUYER", "paid", "")]), (7, "", &[("SELLER", "delivered", "")])];
    meat.check(trace, 10, &[("pay", "performed"), ("deliver", "performed"), ("pay_late", ""), ("end", "")]);
    assert!(meat.is_done(&meat.follow(trace, 10)));
}

/// Trace 8: the seller speaks of it on day 4. Source: the duty of silence violated. Kept for 180 days it is fulfilled.
#[test]
fn meat_is_spoken_of() {
    let meat = meat();
    meat.check(
        &[(4, "", &[("SELLER", "disclosed", "")])],
        181,
        &[("seller_silence", "breached"), ("buyer_silence", "performed")],
    );
}

// ---- its carriage by another: sample/sog_freight/traces.json ----

/// Who has another deliver does it through him; the source names who performs (`performer`).
const FOR_SELLER: &str = r#","on_behalf_of":"SELLER""#;
const HIRED: Told<'static> = (1, "", &[("SELLER", "subcontracted", r#","to":"CARRIER""#)]);

fn freight() -> Agreement {
    agreement("meat_freight.casus", "2024-01-01")
}

/// Trace 1: paid on day 5, the carrier brings rotten meat on day 7. Source: both deliveries violated, payment fulfilled.
#[test]
fn freight_brings_rotten_meat() {
    let paid: Told<'_> = (5, "", &[("BUYER", "paid", r#","to":"SELLER""#)]);
    freight().check(
        &[HIRED, paid, (7, "", &[("CARRIER", "delivered_otherwise", FOR_SELLER)])],
        10,
        &[("deliver", "breached"), ("carry", "breached"), ("pay", "performed"), ("freight", "")],
    );
}

/// Trace 2: the seller brings the meat itself on day 7. Source: the sale is fulfilled on both sides, carriage violated.
#[test]
fn freight_is_done_by_the_seller_itself() {
    let paid: Told<'_> = (5, "", &[("BUYER", "paid", "")]);
    freight().check(
        &[HIRED, paid, (7, "", &[("SELLER", "delivered", "")])],
        10,
        &[("deliver", "performed"), ("carry", "breached"), ("pay", "performed")],
    );
}

/// Trace 3: nobody does anything. Source: all three violated, the right to end the sale active.
#[test]
fn freight_of_which_nothing_comes() {
    freight().check(
        &[HIRED],
        10,
        &[("deliver", "breached"), ("carry", "breached"), ("pay", "breached"), ("end", "due")],
    );
}

/// Trace 4: the carrier delivers on day 5 and nobody pays. Source: both deliveries fulfilled, both payments violated,
/// the right to end the sale active.
#[test]
fn freight_is_brought_and_nobody_pays() {
    freight().check(
        &[HIRED, (5, "", &[("CARRIER", "delivered", FOR_SELLER)])],
        10,
        &[
            ("deliver", "performed"),
            ("carry", "performed"),
            ("freight", "breached"),
            ("freight_late", "due"),
            ("pay", "breached"),
            ("end", "due"),
        ],
    );
}

/// Trace 5: not paid, the seller ends the sale on day 8. Source: payment violated, the sale has failed; the carriage is a
/// contract of its own.
#[test]
fn freight_outlives_the_sale() {
    freight().check(
        &[HIRED, (8, "", &[("SELLER", "ended_contract", "")])],
        8,
        &[("pay", "breached"), ("deliver", "terminated"), ("end", "performed"), ("carry", "due")],
    );
    let ended: Told<'_> = (8, "", &[("SELLER", "ended_contract", "")]);
    let freight = freight();
    let wholes = freight.wholes(&freight.follow(&[HIRED, ended], 8));
    let wholes: Vec<&str> = wholes.values().map(String::as_str).collect();
    assert_eq!(wholes, ["in_force 1", "ended 8"]);
}

/// Trace 6: the claim has passed to another with the buyer's consent, and the buyer pays the seller. Source: the claim is
/// the other's, payment violated, the right to end the sale active.
#[test]
fn freight_and_a_claim_that_has_passed() {
    let agreed: Told<'_> = (3, "", &[("BUYER", "agreed", "")]);
    let assigned: Told<'_> = (4, "", &[("SELLER", "assigned", r#","to":"ASSIGNEE""#)]);
    let to = |whom: &'static str| (5, "", [("BUYER", "paid", whom)]);
    for (whom, state, end) in
        [(r#","to":"SELLER""#, "breached", "due"), (r#","to":"ASSIGNEE""#, "performed", "")]
    {
        let (day, act, deeds) = to(whom);
        freight().check(
            &[HIRED, agreed, assigned, (day, act, &deeds)],
            10,
            &[("pay", "terminated"), ("pay_assignee", state), ("end", end)],
        );
    }
}

// ---- energy by bids: sample/transactive_energy/traces.json ----

fn bids() -> Agreement {
    agreement("bids.casus", "2024-01-01")
}

/// Traces 0 to 2: a bid is made and accepted, the energy comes or does not. Source: both rights used; supply and the
/// invoice for it fulfilled; where supply fails, the invoice the other way.
#[test]
fn a_bid_is_accepted() {
    let bid: Told<'_> = (2, "bid_submitted", &[("PROVIDER", "submitted", r#","of":"e0""#)]);
    let accepted: Told<'_> = (3, "", &[("OPERATOR", "accepted", r#","of":"e1""#)]);
    let begin = [(1, "bid_prepared", &[][..]), bid, accepted];
    bids().check(&begin, 3, &[("submit", "performed"), ("accept", "performed"), ("supply", "due")]);
    let mut good = begin.to_vec();
    good.push((4, "supplied_energy", &[("PROVIDER", "supplied", r#","of":"e1""#)]));
    good.push((6, "credit_invoice", &[("OPERATOR", "invoiced_credit", r#","of":"e3""#)]));
    bids().check(&good, 6, &[("supply", "performed"), ("credit", "performed"), ("pay_provider", "due")]);
    let mut bad = begin.to_vec();
    bad.push((4, "supply_failed", &[("PROVIDER", "failed_to_supply", r#","of":"e1""#)]));
    bad.push((6, "debit_invoice", &[("OPERATOR", "invoiced_debit", r#","of":"e3""#)]));
    bids().check(&bad, 6, &[("supply", "breached"), ("debit", "performed"), ("pay_operator", "due")]);
}

/// Traces 3 to 7: invoices are issued and paid, without the bid before them. Source: the duty to invoice, and to pay,
/// fulfilled.
#[test]
fn invoices_are_issued_and_paid() {
    let bids = bids();
    let credit: Told<'_> = (1, "credit_invoice", &[]);
    bids.check(&[credit, (5, "", &[("OPERATOR", "paid", "")])], 5, &[("pay_provider", "performed")]);
    let debit: Told<'_> = (1, "debit_invoice", &[]);
    bids.check(&[debit, (5, "", &[("PROVIDER", "paid", "")])], 5, &[("pay_operator", "performed")]);
    let failed: Told<'_> = (1, "supply_failed", &[]);
    bids.check(&[failed, (5, "", &[("OPERATOR", "invoiced_debit", "")])], 5, &[("debit", "performed")]);
    let supplied: Told<'_> = (1, "supplied_energy", &[]);
    bids.check(&[supplied, (5, "", &[("OPERATOR", "invoiced_credit", "")])], 5, &[("credit", "performed")]);
}

/// Beyond the source: of three invoices the second is paid by name, and of three bids the last one accepted.
#[test]
fn of_several_bids_and_invoices_the_named_ones() {
    let three = |act| [(1, act, &[][..]), (2, act, &[]), (3, act, &[])];
    let mut bills = three("debit_invoice").to_vec();
    bills.push((4, "", &[("PROVIDER", "paid", r#","of":"e1""#)]));
    bids().check(&bills, 5, &[("pay_operator", "due performed due")]);
    let mut all = three("bid_submitted").to_vec();
    all.push((4, "", &[("OPERATOR", "accepted", r#","clause":"market.accept","of":"e2""#)]));
    let bids = bids();
    let crisis = bids.follow(&all, 4);
    let supply =
        crisis.obligations.iter().filter(|one| bids.program.clause_path(one.clause) == "market.supply");
    let called: Vec<&str> = supply.map(|one| crisis.events[one.event].id.as_str()).collect();
    assert_eq!(called, ["e2"]);
}

/// Trace 8: notice on day 1, ended on day 91. Source: the right used, the agreement has failed.
#[test]
fn the_provider_leaves_after_notice() {
    let notice: Told<'_> = (1, "", &[("PROVIDER", "gave_notice", "")]);
    let end = |day| (day, "", &[("PROVIDER", "ended_contract", "")][..]);
    let bids = bids();
    bids.check(&[notice], 90, &[("end_after_notice", "")]);
    bids.check(&[notice, end(91)], 91, &[("end_after_notice", "performed"), ("notice", "performed")]);
    assert_eq!(bids.follow(&[notice, end(90)], 90).refused.len(), 1);
    bids.check_whole(&[notice], 91, ("market", "in_force 0"));
    bids.check_whole(&[notice, end(91)], 91, ("market", "ended 91"));
}

/// Traces 9 to 11: an invoice stays unpaid, then the last one too. Source: the rights used; paid, the last invoice is
/// fulfilled; unpaid, the operator ends the agreement.
#[test]
fn an_invoice_stays_unpaid() {
    let bids = bids();
    let last: Told<'_> = (5, "", &[("OPERATOR", "sent_last_invoice", r#","of":"e0""#)]);
    let begin = [(1, "invoice_failed", &[][..]), last];
    let mut paid = begin.to_vec();
    paid.push((6, "", &[("PROVIDER", "paid_last", "")]));
    bids.check(&paid, 6, &[("last_invoice", "performed"), ("pay_last", "performed"), ("end_for_debt", "")]);
    let mut unpaid = begin.to_vec();
    unpaid.push((6, "last_invoice_failed", &[("OPERATOR", "ended_contract", "")]));
    bids.check(&unpaid, 6, &[("end_for_debt", "performed"), ("pay_last", "terminated")]);
}

// ---- free on board: SymboleoAC-Incoterms, tests/scenarios ----

fn fob() -> Agreement {
    agreement("fob.casus", "2024-01-01")
}

const SHIP: Told<'static> = (1, "", &[("BUYER", "named_ship", "")]);
const READY: Told<'static> = (
    2,
    "",
    &[
        ("SELLER", "packed", ""),
        ("SELLER", "invoiced", ""),
        ("SELLER", "kept_security", ""),
        ("SELLER", "cleared_export", ""),
        ("BUYER", "cleared_import", ""),
    ],
);
const LOADED: Told<'static> = (5, "", &[("SELLER", "loaded", "")]);
const PAPERS: Told<'static> = (6, "", &[("SELLER", "gave_papers", ""), ("SELLER", "notified", "")]);
const CLOSED: Told<'static> = (9, "", &[("BUYER", "took_over", ""), ("BUYER", "paid", "")]);

/// The good trace of the scenario tests: every duty fulfilled, the contract ended with success.
#[test]
fn a_ship_is_named_loaded_and_paid() {
    let fob = fob();
    let trace = [SHIP, READY, LOADED, PAPERS, CLOSED];
    fob.check(
        &trace,
        40,
        &[
            ("deliver", "performed"),
            ("papers", "performed"),
            ("pay", "performed"),
            ("costs", ""),
            ("hold_back", ""),
        ],
    );
    assert!(fob.is_done(&fob.follow(&trace, 40)));
    // A ship that fails, or help that is asked for, could still call up more.
    fob.check_whole(&trace, 8, ("fob", "in_force 0"));
    fob.check_whole(&trace, 40, ("fob", "clear 9"));
    // Notice is given once of the delivery, however many events follow, and once more of a ship that fails.
    let failed: Told<'_> = (12, "ship_failed", &[]);
    fob.check(&[SHIP, READY, LOADED, PAPERS, CLOSED, failed], 40, &[("notify", "performed due")]);
}

/// The breach traces: each gives the right that the source names, and with nothing packed the seller breaks its duty by
/// loading.
#[test]
fn each_breach_gives_its_right() {
    let fob = fob();
    fob.check(&[SHIP], 21, &[("deliver", "breached"), ("end_by_buyer", "due"), ("end_by_seller", "")]);
    let refused: Told<'_> = (9, "", &[("BUYER", "refused_goods", "")]);
    fob.check(
        &[SHIP, READY, LOADED, PAPERS, refused],
        9,
        &[("take_over", "breached"), ("end_by_seller", "due")],
    );
    fob.check(&[(0, "", &[])], 11, &[("name_ship", "breached"), ("hold_back", "due"), ("deliver", "")]);
    fob.check(
        &[(2, "ship_failed", &[])],
        2,
        &[("hold_back", "due"), ("notify", "due"), ("costs", "available")],
    );
    fob.check(&[SHIP, LOADED], 6, &[("pack", "breached"), ("export", "breached"), ("security", "breached")]);
}

/// The cycle of suspension and return: no ship is named, delivery is held back; the ship is named late, so delivery is
/// called up at rest; it goes on, and the sale is done.
#[test]
fn a_ship_that_is_named_late() {
    let fob = fob();
    let held: Told<'_> = (12, "", &[("SELLER", "held_back", "")]);
    let named: Told<'_> = (14, "", &[("BUYER", "named_ship", "")]);
    fob.check(
        &[READY, held, named],
        14,
        &[("name_ship", "performed"), ("deliver", "suspended"), ("go_on", "due")],
    );
    let on: Told<'_> = (15, "", &[("BUYER", "went_on", "")]);
    let later = |told: Told<'static>, day| (day, told.1, told.2);
    let trace = [READY, held, named, on, later(LOADED, 20), later(PAPERS, 20), later(CLOSED, 25)];
    fob.check(&trace, 25, &[("deliver", "performed"), ("pay", "performed"), ("go_on", "performed")]);
    assert!(fob.is_done(&fob.follow(&trace, 25)));
}

/// What the source says outlives the contract: the costs of the failed ship. They are owed once the goods are set apart.
#[test]
fn the_costs_of_a_ship_outlive_the_sale() {
    let fob = fob();
    let apart: Told<'_> = (3, "", &[("SELLER", "set_apart", "")]);
    let named: Told<'_> = (12, "", &[("BUYER", "named_ship", "")]);
    let ended: Told<'_> = (22, "", &[("BUYER", "ended_contract", "")]);
    fob.check(
        &[apart, named, ended],
        23,
        &[("name_ship", "performed"), ("deliver", "breached"), ("costs", "due"), ("invoice", "terminated")],
    );
}

/// Papers that are not as agreed: the price rests until they are, and its term with it. In the source a power is spent
/// by one use; here it is there again while its conditions hold.
#[test]
fn the_price_waits_for_papers() {
    let fob = fob();
    let other: Told<'_> = (
        6,
        "",
        &[("SELLER", "gave_other_papers", ""), ("BUYER", "rejected_papers", r#","date":"2024-01-09""#)],
    );
    fob.check(&[SHIP, READY, LOADED, other], 40, &[("pay", "suspended"), ("reject_papers", "performed due")]);
    let mended: Told<'_> = (
        28,
        "",
        &[("SELLER", "took_back_papers", ""), ("SELLER", "accepted_papers", r#","date":"2024-01-29""#)],
    );
    fob.check(&[SHIP, READY, LOADED, other, mended], 40, &[("pay", "due")]);
}

/// Help on request, each time: three requests, the second is answered and repaid, by name.
#[test]
fn help_is_given_and_repaid_by_request() {
    let ask = |day| (day, "request_of_buyer", &[][..]);
    let helped: Told<'_> = (4, "", &[("SELLER", "helped", r#","of":"e1""#)]);
    let repaid: Told<'_> = (8, "", &[("BUYER", "repaid", r#","of":"e1""#)]);
    fob().check(
        &[ask(1), ask(2), ask(3), helped, repaid],
        8,
        &[("help", "due performed due"), ("repay_help", "performed")],
    );
}

//! Agreements whose traces were published in LPS (Kowalski and Calejo, examples/CLOUT_workshop): a loan, a late delivery,
//! an insurance, a sale by escrow.

use super::{Agreement, Told, agreement, refused};

// ---- the loan: Flood and Goodenough 2015; traces of loanAgreementPostConditionsRTbase*.pl ----

/// The days of the two instalments and of the advance, from 1 June 2014.
const FIRST: i64 = 365;
const SECOND: i64 = 731;
const ASKED: Told<'static> = (0, "", &[("BORROWER", "requested", ""), ("LENDER", "advanced", "")]);
const PAID_FIRST: Told<'static> = (FIRST, "instalment_due", &[("BORROWER", "paid", "")]);
const PAID_SECOND: Told<'static> = (SECOND, "instalment_due", &[("BORROWER", "paid", "")]);

fn loan() -> Agreement {
    agreement("loan.casus", "2014-06-01")
}

/// No complications. Source: both paid on their days, ended as agreed. Not asked for, nothing is owed; asked for and not
/// advanced, the lender can be sued.
#[test]
fn a_loan_without_complications() {
    let loan = loan();
    let trace = [ASKED, PAID_FIRST, PAID_SECOND];
    loan.check(
        &trace,
        SECOND + 3,
        &[("pay", "performed performed"), ("call_instalment", ""), ("all_due", "")],
    );
    assert!(loan.is_done(&loan.follow(&trace, SECOND + 3)));
    loan.check(&[(0, "", &[])], 5, &[("advance", "available"), ("sue_lender", "")]);
    let asked: Told<'_> = (0, "", &[("BORROWER", "requested", "")]);
    loan.check(&[asked], 2, &[("advance", "breached"), ("sue_lender", "due")]);
}

/// Pays late and cures: notice on the day after, paid on the next, with a notice. Source: no default.
#[test]
fn a_late_instalment_is_cured() {
    let cured: Told<'_> = (
        FIRST + 2,
        "",
        &[("BORROWER", "paid", r#","of":"e1""#), ("BORROWER", "told_of_cure", r#","of":"e1""#)],
    );
    let called: Told<'_> = (FIRST + 1, "", &[("LENDER", "called", "")]);
    let loan = loan();
    loan.check(
        &[ASKED, (FIRST, "instalment_due", &[]), called, cured, PAID_SECOND],
        SECOND + 5,
        &[("pay", "performed performed"), ("cure_instalment", "performed"), ("all_due", "")],
    );
}

/// Pays a day early. Source: not accepted; if the lender does not complain nothing follows. If it does, a notice of cure
/// without payment is a trick: the failure stays, and the rest of the loan falls due.
#[test]
fn an_early_instalment_is_none() {
    let early: Told<'_> = (FIRST - 1, "", &[("BORROWER", "paid", "")]);
    let due: Told<'_> = (FIRST, "instalment_due", &[]);
    let loan = loan();
    let crisis = loan.follow(&[ASKED, early, due, PAID_SECOND], SECOND + 3);
    loan.hold(&crisis, &[("pay", "performed breached"), ("all_due", "")]);
    let second: Told<'_> =
        (SECOND, "instalment_due", &[("BORROWER", "paid", r#","clause":"loan.pay","of":"e3""#)]);
    loan.check(
        &[ASKED, early, due, second],
        SECOND + 3,
        &[("pay", "breached performed"), ("call_instalment", "due"), ("all_due", "")],
    );
    let called: Told<'_> = (FIRST + 1, "", &[("LENDER", "called", "")]);
    let trick: Told<'_> = (FIRST + 2, "", &[("BORROWER", "told_of_cure", "")]);
    loan.check(
        &[ASKED, early, due, called, trick],
        FIRST + 6,
        &[("cure_instalment", "breached"), ("all_due", "breached"), ("sue_borrower", "due")],
    );
}

/// The second instalment is not paid; notice on 4 June 2016, paid on the 6th without a notice. Source: a default at the end
/// of the 6th. Here the term of two days after notice ends on the 6th; all that is left is due the next day.
#[test]
fn a_default_makes_all_due() {
    let due: Told<'_> = (SECOND, "instalment_due", &[]);
    let called: Told<'_> = (SECOND + 3, "", &[("LENDER", "called", "")]);
    let paid: Told<'_> = (SECOND + 5, "", &[("BORROWER", "paid", r#","of":"e2""#)]);
    let loan = loan();
    let trace = [ASKED, PAID_FIRST, due, called, paid];
    loan.check(
        &trace,
        SECOND + 5,
        &[("pay", "performed performed"), ("cure_instalment", "due"), ("all_due", "")],
    );
    loan.check(&trace, SECOND + 6, &[("cure_instalment", "breached"), ("all_due", "due")]);
    loan.check(&trace, SECOND + 8, &[("all_due", "breached"), ("sue_borrower", "due")]);
    let mut all = trace.to_vec();
    all.push((SECOND + 7, "", &[("BORROWER", "paid_all", "")]));
    loan.check(&all, SECOND + 8, &[("all_due", "performed"), ("sue_borrower", "")]);
}

/// A tax that was due, and debts above assets: each called on 5 June and cured on the 6th. Source: no default, both
/// instalments paid.
#[test]
fn a_covenant_and_a_warranty_are_cured() {
    let called: Told<'_> = (4, "", &[("LENDER", "called", "")]);
    for (act, deed, call, cure) in [
        ("tax_unpaid", "paid_tax", "call_tax", "cure_tax"),
        ("warranty_fails", "restored", "call_warranty", "cure_warranty"),
    ] {
        let cured = [("BORROWER", deed, ""), ("BORROWER", "told_of_cure", "")];
        loan().check(
            &[ASKED, (0, act, &[]), called, (5, "", &cured), PAID_FIRST, PAID_SECOND],
            SECOND + 3,
            &[(call, "performed"), (cure, "performed"), ("pay", "performed performed"), ("all_due", "")],
        );
    }
}

/// Beyond the source: a cure is two deeds in any order, and none of them does for two debts. A payment that comes again goes to
/// the debt that it is wanting for, and a notice by name to the one that it names.
#[test]
fn a_cure_takes_both_deeds() {
    let loan = loan();
    let called: Told<'_> = (1, "", &[("LENDER", "called", ""), ("LENDER", "called", "")]);
    let begin = [ASKED, (0, "tax_unpaid", &[]), (0, "tax_unpaid", &[]), called];
    let hold = |more: &[Told<'_>], wanted| {
        let mut trace = begin.to_vec();
        trace.extend_from_slice(more);
        loan.check(&trace, 3, &[("cure_tax", wanted), ("all_due", "")]);
    };
    let told: Told<'_> = (2, "", &[("BORROWER", "told_of_cure", "")]);
    let paid: Told<'_> = (2, "", &[("BORROWER", "paid_tax", r#","clause":"loan.cure_tax""#)]);
    hold(&[], "due due");
    hold(&[paid], "due due");
    hold(&[paid, paid], "due due");
    hold(&[paid, told], "performed due");
    hold(&[told, paid], "performed due");
    hold(&[paid, paid, told], "performed due");
    hold(&[paid, paid, told, told], "performed performed");
    let second: Told<'_> = (2, "", &[("BORROWER", "told_of_cure", r#","of":"e2""#)]);
    hold(&[paid, paid, second], "due performed");
    hold(&[paid, second], "due due");
    // The last deed moves the duty, and says what came before.
    let mut trace = begin.to_vec();
    trace.extend([paid, (3, "", &[("BORROWER", "told_of_cure", "")])]);
    let crisis = loan.follow(&trace, 3);
    let steps = crisis.obligations.iter().flat_map(|one| one.life.steps());
    let reasons: Vec<&str> = steps.map(casus::life::Step::reason).collect();
    assert!(reasons.contains(&"BORROWER told of cure; before that, paid tax on 2014-06-03"), "{reasons:?}");
}

// ---- late delivery: Accord Project, in LPS deliveryDelay.pl ----

/// To be delivered by 1 April 2018, in the source's count the first day of the penalty; delivered on the 4th. Source: the
/// penalty rises to forty, since a third fifth would pass the cap of fifty.
#[test]
fn a_late_delivery_costs_two_steps() {
    let late = agreement("delay.casus", "2018-04-01");
    let delivered: Told<'_> = (3, "", &[("SELLER", "delivered", "")]);
    late.check(&[delivered], 10, &[("deliver", "performed"), ("penalty", "due"), ("end", "")]);
    for (day, wanted) in [(0, "20 percent"), (1, "40 percent"), (2, "40 percent"), (10, "40 percent")] {
        assert_eq!(late.wanting(&[(0, "", &[]), delivered], day, "penalty"), [wanted], "on day {day}");
    }
    let paid: Told<'_> = (5, "", &[("SELLER", "paid_penalty", r#","amount":"40 percent""#)]);
    late.check(&[delivered, paid], 5, &[("penalty", "performed")]);
    // While greater force lasts the term stands still and nothing is owed.
    let force: Told<'_> = (
        -3,
        "force_majeure",
        &[("SELLER", "called_force", ""), ("SELLER", "force_ended", r#","date":"2018-04-03""#)],
    );
    late.check(&[force, delivered], 10, &[("deliver", "performed"), ("penalty", "")]);
    late.check(&[(0, "", &[])], 69, &[("end", "")]);
    late.check(&[(0, "", &[])], 70, &[("end", "due")]);
}

// ---- insurance of goods: Szabo's language in LPS, SzaboLanguage_insurance_*.pl ----

/// Day 0 is 20 May 2018.
fn insurance() -> Agreement {
    agreement("insurance.casus", "2018-05-20")
}

const SIGNED: Told<'static> = (0, "", &[("INSURER", "pledged", ""), ("HOLDER", "paid_premium", "")]);
const CLAIMED: Told<'static> = (36, "", &[("HOLDER", "claimed", "")]);
const FORECLOSED: Told<'static> = (74, "", &[("HOLDER", "foreclosed", "")]);

/// Claimed on 25 June and not paid. Source: taking the pledge on 2 August keeps to the contract; not taken by 10 August, it
/// is kept by nobody.
#[test]
fn a_claim_that_is_not_paid() {
    let insurance = insurance();
    insurance.check(
        &[SIGNED, CLAIMED, FORECLOSED],
        90,
        &[
            ("premium", "performed"),
            ("pledge", "performed"),
            ("cover", "breached"),
            ("foreclose", "performed"),
        ],
    );
    insurance.check(&[SIGNED, CLAIMED], 71, &[("cover", "due"), ("foreclose", "")]);
    insurance.check(&[SIGNED, CLAIMED], 82, &[("cover", "breached"), ("foreclose", "due")]);
    insurance.check(&[SIGNED, CLAIMED], 83, &[("cover", "breached"), ("foreclose", "terminated")]);
}

/// The goods arrive on 21 June, claimed on the same day or later. Source: nobody can claim for goods that arrive, and to
/// take the pledge is of no matter.
#[test]
fn goods_that_arrive_are_not_paid_for() {
    let insurance = insurance();
    let tricky: Told<'_> = (32, "", &[("HOLDER", "claimed", ""), ("HOLDER", "arrived", "")]);
    insurance.check(&[SIGNED, tricky], 90, &[("cover", "terminated"), ("foreclose", "")]);
    let arrived: Told<'_> = (32, "", &[("HOLDER", "arrived", "")]);
    let crisis = insurance.follow(&[SIGNED, arrived, CLAIMED, FORECLOSED], 90);
    insurance.hold(&crisis, &[("cover", "terminated"), ("foreclose", "")]);
    assert_eq!(
        refused(&crisis),
        [
            "2018-08-02: HOLDER foreclosed without a right to it: insurance.foreclose gives none: it does not hold that \
          clause insurance.cover was breached"
        ]
    );
}

// ---- a sale by escrow: Escrow.pl ----

fn escrow() -> Agreement {
    agreement("escrow.casus", "2018-01-01")
}

const RECEIVED: [Told<'static>; 4] = [
    (1, "agreed_terms", &[]),
    (2, "", &[("BUYER", "deposited", ""), ("AGENT", "told_seller", "")]),
    (3, "", &[("SELLER", "shipped", "")]),
    (5, "received", &[]),
];

/// Rejected on day 7. Source: the buyer gets its money back; by the terms after the goods have gone back.
#[test]
fn goods_are_rejected_and_the_deposit_comes_back() {
    let mut trace = RECEIVED.to_vec();
    trace.push((7, "", &[("BUYER", "rejected_goods", "")]));
    escrow().check(
        &trace,
        7,
        &[
            ("reject", "performed"),
            ("accept", "terminated"),
            ("send_back", "due"),
            ("pay_out", ""),
            ("refund", ""),
        ],
    );
    trace.push((9, "", &[("BUYER", "returned", "")]));
    trace.push((10, "", &[("SELLER", "confirmed_return", "")]));
    escrow().check(&trace, 13, &[("refund", "due")]);
    escrow().check(&trace, 14, &[("refund", "breached")]);
    trace.push((12, "", &[("AGENT", "refunded", "")]));
    escrow().check(&trace, 14, &[("refund", "performed"), ("pay_out", "")]);
}

/// Accepted on day 7. Source: the seller is paid. What follows where the buyer does neither the source leaves open: here
/// both rights are gone when their term is over, and nothing is owed.
#[test]
fn goods_are_accepted_and_paid() {
    let mut trace = RECEIVED.to_vec();
    escrow().check(
        &trace,
        9,
        &[("accept", "terminated"), ("reject", "terminated"), ("pay_out", ""), ("refund", "")],
    );
    trace.push((7, "", &[("BUYER", "accepted_goods", "")]));
    trace.push((8, "", &[("AGENT", "paid_out", "")]));
    escrow().check(&trace, 9, &[("accept", "performed"), ("reject", "terminated"), ("pay_out", "performed")]);
}

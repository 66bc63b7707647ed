//! Amounts that grow with time: what is wanting on a day, and which payment is the last.

use std::fs;

use casus::ir::Program;
use casus::life::{Crisis, wanting};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::crisis::{events, program, root, run};

fn credit() -> Program {
    let text = fs::read_to_string(root().join("tests/lifecycle/growing.casus")).expect("the agreement");
    program(&[text])
}

/// A day, an act, and the deeds: by whom, what, how much of it.
type Told<'t> = (Date, &'t str, &'t [(&'t str, &'t str, &'t str)]);

fn follow(program: &Program, told: &[Told<'_>], until: Date) -> Crisis {
    let line = |(at, (day, act, deeds)): (usize, &Told<'_>)| {
        let deed = |(by, does, amount): &(&str, &str, &str)| {
            let amount = if amount.is_empty() { String::new() } else { format!(r#","amount":"{amount}""#) };
            format!(r#"{{"by":"{by}","does":"{does}"{amount}}}"#)
        };
        let deeds: Vec<String> = deeds.iter().map(deed).collect();
        format!(r#"{{"id":"e{at}","date":"{day}","act":"{act}","record":[{}]}}"#, deeds.join(","))
    };
    let lines: Vec<String> = told.iter().enumerate().map(line).collect();
    run(program, &events(program, &lines.join("\n")), Some(until))
}

/// Where the duties of a clause stand, each with what is wanting by its first line on a day.
fn stands(program: &Program, crisis: &Crisis, clause: &str, day: Date) -> Vec<String> {
    let of = crisis.obligations.iter().filter(|one| program.clause_path(one.clause) == clause);
    let words = |one: &casus::life::Obligation| {
        let rows = wanting(program, &crisis.obligations, one, day);
        let amount = rows.first().and_then(|row| row.amount.as_ref()).map(|amount| format!(" {amount}"));
        format!("{}{}", one.life.state().word(), amount.unwrap_or_default())
    };
    of.map(words).collect()
}

/// 9 % a year of what is wanting, day by day, from the day after the term, which ends on 31 January.
#[test]
fn interest_runs_after_the_term() {
    let program = credit();
    let price = |deeds: &[Told<'_>], day: Date| {
        let crisis = follow(&program, &[&[(date(2024, 1, 2), "on_a_day", &[][..])], deeds].concat(), day);
        stands(&program, &crisis, "credit.price", day)
    };
    let pay = |month, day, deeds| (date(2024, month, day), "on_a_day", deeds);
    assert_eq!(price(&[], date(2024, 1, 31)), ["due 1000 EUR"]);
    assert_eq!(price(&[], date(2024, 2, 1)), ["breached 1000.25 EUR"]);
    // 2024-02-01 to 2024-04-13 are 73 days, a fifth of 365.
    assert_eq!(price(&[], date(2024, 4, 13)), ["breached 1018 EUR"]);
    let principal: &[_] = &[("BUYER", "paid", "1000 EUR")];
    assert_eq!(price(&[pay(1, 31, principal)], date(2024, 4, 13)), ["performed"]);
    // Late, the amount alone is not enough any more; what is left bears interest from there.
    assert_eq!(price(&[pay(4, 13, principal)], date(2024, 4, 13)), ["breached 18 EUR"]);
    assert_eq!(price(&[pay(4, 13, principal)], date(2025, 4, 13)), ["breached 19.62 EUR"]);
    let all: &[_] = &[("BUYER", "paid", "1018 EUR")];
    assert_eq!(price(&[pay(4, 13, all)], date(2024, 4, 13)), ["performed"]);
    assert_eq!(
        price(&[pay(4, 13, &[("BUYER", "paid", "1017.99 EUR")])], date(2024, 4, 13)),
        ["breached 0.01 EUR"]
    );
    // The other line counts in another word: 2 % for each month that has begun, no more than 45 GBP.
    let pounds: &[_] = &[("BUYER", "paid", "468 GBP")];
    assert_eq!(price(&[pay(2, 1, &[("BUYER", "paid", "459 GBP")])], date(2024, 2, 1)), ["performed"]);
    assert_eq!(price(&[pay(2, 29, &[("BUYER", "paid", "459 GBP")])], date(2024, 2, 29)), ["performed"]);
    assert_eq!(
        price(&[pay(3, 1, &[("BUYER", "paid", "459 GBP")])], date(2024, 3, 1)),
        ["breached 1007.4 EUR"]
    );
    assert_eq!(price(&[pay(3, 1, pounds)], date(2024, 3, 1)), ["performed"]);
    assert_eq!(price(&[pay(12, 1, &[("BUYER", "paid", "495 GBP")])], date(2024, 12, 1)), ["performed"]);
}

#[test]
fn what_time_has_added_is_said() {
    let program = credit();
    let paid: &[_] = &[("BUYER", "paid", "1018 EUR")];
    let crisis = follow(&program, &[(date(2024, 4, 13), "on_a_day", paid)], date(2024, 4, 13));
    let one = crisis.obligations.iter().find(|one| program.clause_path(one.clause) == "credit.price");
    let last = one.expect("the price").life.steps().last().expect("a move").reason().to_owned();
    assert_eq!(last, "BUYER paid 1018 EUR; time has added 18 EUR");
}

/// A refusal breaks a duty before its term; nothing is added before the term is over.
#[test]
fn a_refusal_adds_nothing_before_the_term() {
    let program = credit();
    let refused: &[_] = &[("BUYER", "refused", "")];
    let told = [(date(2024, 1, 10), "on_a_day", refused)];
    for (day, wanted) in
        [(date(2024, 1, 31), "breached 1000 EUR"), (date(2024, 2, 2), "breached 1000.49 EUR")]
    {
        assert_eq!(stands(&program, &follow(&program, &told, day), "credit.price", day), [wanted]);
    }
}

/// 1 % of the whole a month from the beginning, thirty days each; nothing is added while the duty rests.
#[test]
fn a_loan_bears_interest_from_its_beginning_and_rests() {
    let program = credit();
    let lent = (date(2024, 1, 1), "lending", &[][..]);
    let loan = |more: &[Told<'_>], day: Date| {
        let crisis = follow(&program, &[&[lent], more].concat(), day);
        stands(&program, &crisis, "credit.loan", day)
    };
    assert_eq!(loan(&[], date(2024, 1, 1)), ["due 1500 EUR"]);
    assert_eq!(loan(&[], date(2024, 1, 31)), ["due 1515 EUR"]);
    let half: Told<'_> = (date(2024, 1, 31), "on_a_day", &[("BUYER", "paid_back", "765 EUR")]);
    assert_eq!(loan(&[half], date(2024, 1, 31)), ["due 750 EUR"]);
    // Of the whole: what was paid makes it no smaller.
    assert_eq!(loan(&[half], date(2024, 3, 1)), ["due 765 EUR"]);
    let halted: Told<'_> = (date(2024, 2, 10), "on_a_day", &[("BANK", "halted", "")]);
    let went_on: Told<'_> = (date(2024, 2, 20), "on_a_day", &[("BANK", "went_on", "")]);
    assert_eq!(loan(&[half, halted], date(2024, 2, 10)), ["suspended 755 EUR"]);
    assert_eq!(loan(&[half, halted], date(2024, 6, 10)), ["suspended 755 EUR"]);
    assert_eq!(loan(&[half, halted, went_on], date(2024, 2, 20)), ["due 755 EUR"]);
    assert_eq!(loan(&[half, halted, went_on], date(2024, 3, 11)), ["due 765 EUR"]);
}

/// A term that is put off by a rest puts off what is added after it.
#[test]
fn a_rest_puts_off_what_is_added() {
    let program = credit();
    let bill = (date(2024, 1, 1), "bill", &[][..]);
    let halted: Told<'_> = (date(2024, 1, 5), "on_a_day", &[("SELLER", "halted", "")]);
    let went_on: Told<'_> = (date(2024, 2, 4), "on_a_day", &[("SELLER", "went_on", "")]);
    let bills = |told: &[Told<'_>], day| stands(&program, &follow(&program, told, day), "credit.bills", day);
    // The term ends on 11 January, or thirty days later.
    assert_eq!(bills(&[bill], date(2024, 1, 18)), ["breached 105.25 EUR"]);
    assert_eq!(bills(&[bill, halted], date(2024, 1, 31)), ["suspended 100.25 EUR"]);
    assert_eq!(bills(&[bill, halted, went_on], date(2024, 2, 16)), ["breached 100.25 EUR"]);
    assert_eq!(bills(&[bill, halted, went_on], date(2024, 2, 17)), ["breached 105.25 EUR"]);
}

/// A penalty of 30 EUR for each week of delay that has begun, 75 EUR at most, as long as the delivery is late.
#[test]
fn a_penalty_grows_while_another_duty_is_broken() {
    let program = credit();
    let penalty = |told: &[Told<'_>], day: Date| {
        let first = (date(2024, 1, 2), "on_a_day", &[][..]);
        let crisis = follow(&program, &[&[first], told].concat(), day);
        stands(&program, &crisis, "credit.penalty", day)
    };
    let on = |day, deeds| (date(2024, 1, day), "on_a_day", deeds);
    let delivered: &[_] = &[("SELLER", "delivered", "")];
    assert_eq!(penalty(&[], date(2024, 1, 20)), [""; 0]);
    assert_eq!(penalty(&[], date(2024, 1, 21)), ["due 30 EUR"]);
    assert_eq!(penalty(&[], date(2024, 1, 27)), ["due 30 EUR"]);
    assert_eq!(penalty(&[], date(2024, 1, 28)), ["due 60 EUR"]);
    assert_eq!(penalty(&[], date(2024, 6, 1)), ["due 75 EUR"]);
    // Delivered in time nothing is owed; delivered late, no more is added.
    assert_eq!(penalty(&[on(20, delivered)], date(2024, 6, 1)), [""; 0]);
    assert_eq!(penalty(&[on(27, delivered)], date(2024, 6, 1)), ["due 30 EUR"]);
    assert_eq!(penalty(&[on(28, delivered)], date(2024, 6, 1)), ["due 60 EUR"]);
    // What is paid while the delay lasts counts, and performs once it is over.
    let pay: &[_] = &[("SELLER", "paid_penalty", "30 EUR")];
    assert_eq!(penalty(&[on(21, pay)], date(2024, 1, 21)), ["due"]);
    assert_eq!(penalty(&[on(21, pay)], date(2024, 1, 28)), ["due 30 EUR"]);
    assert_eq!(penalty(&[on(21, pay), on(27, delivered)], date(2024, 1, 27)), ["performed"]);
    assert_eq!(penalty(&[on(21, pay), on(28, delivered)], date(2024, 1, 28)), ["due 30 EUR"]);
    assert_eq!(penalty(&[on(21, pay), on(28, delivered), on(29, pay)], date(2024, 1, 29)), ["performed"]);
    let ahead: &[_] = &[("SELLER", "paid_penalty", "60 EUR")];
    assert_eq!(penalty(&[on(21, ahead), on(30, delivered)], date(2024, 1, 30)), ["performed"]);
}

/// Where each bill has a penalty of its own, it is of the delay of that bill.
#[test]
fn each_bill_has_its_own_delay() {
    let program = credit();
    let bill = |month, day| (date(2024, month, day), "bill", &[][..]);
    // The terms end on 11 and 21 January; the first bill is paid three days late.
    let paid: Told<'_> = (date(2024, 1, 14), "on_a_day", &[("BUYER", "paid_bill", "100.25 EUR")]);
    let told = [bill(1, 1), bill(1, 11), paid];
    let day = date(2024, 1, 31);
    let crisis = follow(&program, &told, day);
    assert_eq!(stands(&program, &crisis, "credit.penalty_of_bill", day), ["due 4.5 EUR", "due 15 EUR"]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    /// A bill, and payments around its term, against a purse that is kept day by day: the payment that leaves nothing is the one that
    /// performs, and else so much is wanting.
    #[test]
    fn the_last_payment_is_the_one_that_leaves_nothing(
        paid in proptest::collection::vec((1_i64..60, 1_u64..60), 0..6), until in 60_i64..70,
    ) {
        let program = credit();
        let on = |days: i64| date(2024, 1, 1).checked_add(days.days()).expect("a day");
        let mut paid = paid;
        paid.sort_by_key(|(day, _)| *day);
        let amounts: Vec<String> = paid.iter().map(|(_, euro)| format!("{euro} EUR")).collect();
        let deeds: Vec<[(&str, &str, &str); 1]> =
            amounts.iter().map(|amount| [("BUYER", "paid_bill", amount.as_str())]).collect();
        let mut told: Vec<Told<'_>> = vec![(on(0), "bill", &[])];
        told.extend(paid.iter().zip(&deeds).map(|((day, _), deeds)| (on(*day), "on_a_day", &deeds[..])));
        // In cents: the amount, what was added and is open, all that was added.
        let (mut left, mut open, mut added, mut performed) = (10_025_u64, 0_u64, 0_u64, None);
        let mut rest = paid.iter().peekable();
        for day in 0..=until {
            // The term ends on day 10; a week is over on days 17, 24 and so on.
            if day > 10 && (day - 10) % 7 == 0 && left > 0 {
                let more = 500.min(1200 - added);
                added += more;
                open += more;
            }
            while let Some((_, euro)) = rest.next_if(|(on, _)| *on == day) {
                let sum = euro * 100;
                let first = sum.min(open);
                open -= first;
                left = left.saturating_sub(sum - first);
                if left + open == 0 && performed.is_none() {
                    performed = Some(day);
                }
            }
        }
        let crisis = follow(&program, &told, on(until));
        let one = crisis.obligations.iter().find(|one| program.clause_path(one.clause) == "credit.bills");
        let one = one.expect("the bill");
        match performed {
            Some(day) => {
                prop_assert_eq!(one.life.state().word(), "performed");
                prop_assert_eq!(one.life.steps().last().map(|step| step.on().latest()), Some(on(day)));
            }
            None => {
                let rows = wanting(&program, &crisis.obligations, one, on(until));
                let amount = rows.first().and_then(|row| row.amount.as_ref()).map(|amount| amount.parts());
                prop_assert_eq!(amount, Some((left + open) * 100));
            }
        }
    }
}

//! What holds of every cascade.

use std::collections::BTreeMap;

use casus::evaluate::{Verdict, decide};
use casus::event::Fact;
use casus::ir::{Clause, Response};

use super::*;

/// Crises with acts in them, on readings that bring many in.
fn crises() -> Vec<Ask<'static>> {
    let of = |path: &str| Ask::new(&SHIPPED, file(&SHIPPED, path));
    let mut wide = of("examples/august_1914.jsonl");
    wide.also = [Status::Contested, Status::Open, Status::Undetermined].into();
    vec![
        of("examples/august_1914.jsonl"),
        of("examples/august_1914.jsonl").held_by("XAH"),
        wide,
        of("examples/july_1914.jsonl").held_by("XAH"),
        of("examples/falklands_1982.jsonl"),
    ]
}

/// Nobody does the same against the same twice, so that rounds end; nobody acts against itself.
#[test]
fn every_act_is_new_and_no_act_is_against_oneself() {
    for ask in crises() {
        let came = ask.run();
        let keys: BTreeSet<_> = came.acts.iter().map(|act| (act.performance, act.who, act.enemy)).collect();
        assert_eq!(keys.len(), came.acts.len());
        assert!(came.acts.iter().all(|act| act.who != act.enemy && !act.grounds.is_empty()));
        assert!(!came.cut);
        assert_eq!(
            came.events.len() - came.given,
            came.acts.iter().filter(|act| act.event.is_some()).count()
        );
    }
}

/// Fewer rounds are the beginning of more, on a single day.
#[test]
fn fewer_rounds_give_the_beginning() {
    let day = jiff::civil::date(1914, 7, 31);
    let whole = crises().remove(1).until(day).run();
    let most = whole.acts.iter().map(|act| act.round).max().unwrap();
    assert_eq!(most, 3);
    for rounds in 0..=most {
        let mut ask = crises().remove(1).until(day);
        ask.rounds = Some(rounds);
        let came = ask.run();
        let keys = |of: &Cascade| -> Vec<_> {
            of.acts
                .iter()
                .filter(|act| act.round <= rounds)
                .map(|act| (act.who, act.enemy, act.round))
                .collect()
        };
        assert_eq!(keys(&came), keys(&whole), "{rounds}");
        assert!(came.acts.iter().all(|act| act.round <= rounds));
        assert!(came.cut, "{rounds}");
    }
}

/// The order of the lines of a file means nothing where days differ, and asking twice gives the same.
#[test]
fn the_order_of_lines_means_nothing() {
    for ask in crises() {
        let days: BTreeSet<Date> = ask.events.iter().map(|event| event.date).collect();
        if days.len() < ask.events.len() {
            continue;
        }
        let first = ask.run();
        let mut turned = Ask { events: ask.events.iter().rev().cloned().collect(), ..ask };
        let second = turned.run();
        turned.events.reverse();
        let third = turned.run();
        for other in [second, third] {
            assert_eq!(acts(&SHIPPED, &first), acts(&SHIPPED, &other));
            assert_eq!(first.ties, other.ties);
            assert_eq!(first.branches.len(), other.branches.len());
            assert_eq!(first.misses.len(), other.misses.len());
        }
    }
}

/// An event that an act makes states what the rules say of the act and nothing else.
#[test]
fn an_act_states_nothing_that_it_does_not_bring() {
    let mut seen = 0;
    for came in crises().iter().map(Ask::run) {
        for act in came.acts.iter().filter(|act| act.event.is_some()) {
            let event = &came.events[act.event.unwrap()];
            let one = &SHIPPED.performances[act.performance];
            let allowed: BTreeSet<_> = one.states.iter().map(|stated| stated.field).collect();
            for (field, fact) in &event.facts {
                let role = *field == SHIPPED.kernel.by || *field == SHIPPED.kernel.against;
                assert!(role || allowed.contains(field));
                assert!(matches!(fact, Fact::Stated(_)));
            }
            assert_eq!(event.date, act.day);
            for name in ["place", "object", "interests"] {
                assert!(event.fact(SHIPPED.find_field(name).unwrap()).is_none(), "{name}");
            }
            assert!(event.record.iter().all(|deed| (deed.by, deed.to) == (act.who, Some(act.enemy))));
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen}");
}

fn response<'c>(clause: &'c Clause, verdict: &Verdict) -> &'c Response {
    let rider = verdict.rider.and_then(|at| clause.riders.get(at));
    rider.and_then(|rider| rider.response.as_ref()).unwrap_or(&clause.response)
}

/// The first round on one event is what `eval` says is owed, of the responses that the rules name: nothing is
/// added and nothing is lost.
#[test]
fn the_first_round_is_what_is_owed() {
    let told = fs::read_to_string(root().join("tests/history/events.jsonl")).unwrap();
    let kernel = SHIPPED.kernel;
    let tree = SHIPPED.tree(kernel.response).unwrap();
    let war = SHIPPED.performances.iter().find(|one| one.name == "enters_war").unwrap();
    let mut compared = 0;
    for event in events(&SHIPPED, &told).into_iter().step_by(8) {
        let mut ask = Ask::new(&SHIPPED, vec![event.clone()]);
        ask.rounds = Some(1);
        let came = ask.run();
        let mut done: BTreeMap<(String, ActorId), bool> = BTreeMap::new();
        for act in came.acts.iter().filter(|act| SHIPPED.performances[act.performance].name == war.name) {
            for ground in &act.grounds {
                done.insert((SHIPPED.clause_path(ground.clause), act.who), true);
            }
        }
        let decision = decide(&SHIPPED, &event, &Stance::default(), &Filter::default(), &Limits::default());
        for verdict in decision.verdicts.iter().filter(|verdict| verdict.status == Status::Owed) {
            let clause = SHIPPED.clause(verdict.clause).unwrap();
            let what = response(clause, verdict);
            let fights = war.of.iter().any(|above| tree.is_under(what.what, *above))
                || war.choice.contains(&what.what);
            let kind = war.kinds.iter().any(|kind| SHIPPED.is_under(kernel.kind, clause.kind, *kind));
            let binds = !matches!(
                what.modality,
                casus::syntax::tree::Modality::May | casus::syntax::tree::Modality::ShallNot
            );
            let overlay = SHIPPED.treaty(clause.treaty).unwrap().overlay;
            let Some(who) = verdict.obligor.filter(|_| fights && kind && binds && !overlay) else {
                continue;
            };
            let key = (SHIPPED.clause_path(verdict.clause), who);
            let author = event.fact(kernel.by).is_none();
            assert!(done.remove(&key).is_some() || author, "{}: {key:?} is owed and not done", event.id);
            compared += 1;
        }
        assert!(done.is_empty(), "{}: {done:?} is done and not owed", event.id);
    }
    assert!(compared > 5, "{compared}");
}

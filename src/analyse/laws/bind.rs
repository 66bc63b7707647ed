//! What a property holds for any of: every way to bind its names, and the clauses it may look at.

use super::formula::{Env, Holding};
use super::slice::Slice;
use crate::evaluate::space::{Fun, Opening, Space};
use crate::ir::{
    ActorId, Binder, Body, Chosen, ClauseId, Formula, Law, NodeId, Program, Property, QuestionId, ReadingId,
    TreatyId, Under, Which,
};
use crate::syntax::tree::ActorKind;

/// Ways to bind treaties, clauses and readings, which do not depend on the day; those of which the law can
/// speak, or all if there are none.
pub(super) fn outer(program: &Program, property: &Property, holding: &mut Holding) -> Vec<Env> {
    let all = every(program, property);
    let told: Vec<Env> = all.iter().filter(|env| speaks(program, property, env, holding)).cloned().collect();
    // That no clause could ever oblige to it is the plainest reason why nobody is obliged.
    if told.is_empty() && matches!(property.law, Law::Never(_)) { all } else { told }
}

/// The other ways: nothing that a law forbids can be so there. They are looked at where it spoke of nothing
/// else, since it holds of them and is not empty.
pub(super) fn beside(program: &Program, property: &Property, holding: &mut Holding) -> Vec<Env> {
    if !matches!(property.law, Law::Never(_)) {
        return Vec::new();
    }
    let mut all = every(program, property);
    let before = all.len();
    all.retain(|env| !speaks(program, property, env, holding));
    if all.len() == before { Vec::new() } else { all }
}

fn every(program: &Program, property: &Property) -> Vec<Env> {
    let mut all = vec![Env::default()];
    for binder in &property.binders {
        let mut next = Vec::new();
        for env in all {
            match *binder {
                Binder::Treaty => {
                    for id in treaties(program) {
                        let mut env = env.clone();
                        env.treaties.push(id);
                        next.push(env);
                    }
                }
                Binder::Clause(kind, of) => {
                    let of = of.and_then(|of| env.under(of));
                    for id in clauses(program, kind, of) {
                        let mut env = env.clone();
                        env.clauses.push(id);
                        next.push(env);
                    }
                }
                Binder::Reading(question) => {
                    let count = program.question(question).map_or(0, |row| row.readings.len());
                    for at in 0..count {
                        let mut env = env.clone();
                        env.readings.push(ReadingId::at(at));
                        next.push(env);
                    }
                }
                Binder::Party(_) | Binder::State(_) => next.push(env),
            }
        }
        all = next;
    }
    all
}

/// Instruments that are no overlays.
fn treaties(program: &Program) -> impl Iterator<Item = TreatyId> + '_ {
    let all = program.treaties.iter().enumerate().filter(|(_, row)| !row.overlay);
    all.map(|(at, _)| TreatyId::at(at))
}

fn clauses(program: &Program, kind: Option<NodeId>, of: Option<TreatyId>) -> Vec<ClauseId> {
    let tree = program.kernel.kind;
    let fits = |id: &ClauseId| {
        program.clause(*id).is_some_and(|clause| {
            let treaty = match of {
                Some(of) => clause.treaty == of,
                None => program.treaty(clause.treaty).is_some_and(|row| !row.overlay),
            };
            treaty && kind.is_none_or(|kind| program.is_under(tree, clause.kind, kind))
        })
    };
    (0..program.clauses.len()).map(ClauseId::at).filter(fits).collect()
}

/// Whether a law with an antecedent can speak of a binding at all: where no clause holds anybody to
/// what the antecedent asks, it never does.
fn speaks(program: &Program, property: &Property, env: &Env, holding: &mut Holding) -> bool {
    fn possible(program: &Program, formula: &Formula, env: &Env, holding: &mut Holding) -> bool {
        match formula {
            Formula::All(list) => list.iter().all(|one| possible(program, one, env, holding)),
            Formula::Any(list) => list.iter().any(|one| possible(program, one, env, holding)),
            Formula::Owes { verb, what, under, .. } => {
                let under = under.and_then(|under| env.under(under));
                !holding.clauses(program, (*verb, *what, under)).is_empty()
            }
            _ => true,
        }
    }
    match &property.law {
        Law::If(first, _) | Law::Never(first) | Law::Symmetric(_, _, first) => {
            possible(program, first, env, holding)
        }
        _ => true,
    }
}

/// Every way to bind actors on the day of a space, each with the events in which they are what they
/// are bound as. No two bound actors are one.
pub(super) fn actors(space: &mut Space<'_, '_>, property: &Property, env: &Env) -> Vec<(Env, Fun)> {
    let mut all = vec![(env.clone(), Fun::TRUE)];
    for binder in &property.binders {
        let candidates: Vec<(ActorId, Fun)> = match *binder {
            Binder::Party(under) => {
                let Some(treaty) = env.under(under) else { return Vec::new() };
                space.parties(treaty)
            }
            Binder::State(class) => {
                let (program, day) = (space.program(), space.day());
                let fits = |id: &ActorId| {
                    program.actor(*id).is_some_and(|row| {
                        row.kind == ActorKind::State
                            && row.days.contains(day)
                            && class.is_none_or(|class| program.in_class(class, *id, day))
                    })
                };
                (0..program.actors.len()).map(ActorId::at).filter(fits).map(|id| (id, Fun::TRUE)).collect()
            }
            _ => continue,
        };
        let mut next = Vec::new();
        for (env, so_far) in all {
            for (actor, is) in candidates.iter().filter(|(actor, _)| !env.actors.contains(actor)) {
                let mut env = env.clone();
                env.actors.push(*actor);
                next.push((env, space.and(so_far, *is)));
            }
        }
        all = next;
    }
    all.retain(|(_, is)| *is != Fun::FALSE);
    all
}

/// Where the actors of a binding are what they are bound as.
pub(super) fn domain(space: &mut Space<'_, '_>, property: &Property, env: &Env) -> Fun {
    let (mut all, mut bound) = (Fun::TRUE, env.actors.iter());
    for binder in &property.binders {
        let is = match *binder {
            Binder::Party(under) => {
                let (Some(who), Some(treaty)) = (bound.next(), env.under(under)) else { return Fun::FALSE };
                space.parties(treaty).iter().find(|(id, _)| id == who).map_or(Fun::FALSE, |(_, is)| *is)
            }
            Binder::State(class) => {
                let Some(who) = bound.next() else { return Fun::FALSE };
                let (program, day) = (space.program(), space.day());
                let exists = program.actor(*who).is_some_and(|row| row.days.contains(day));
                Fun::of(exists && class.is_none_or(|class| program.in_class(class, *who, day)))
            }
            _ => continue,
        };
        all = space.and(all, is);
    }
    all
}

/// The readings that a binding closes.
pub(super) fn closed(property: &Property, env: &Env) -> Vec<(QuestionId, ReadingId)> {
    let one = |(question, chosen): &(QuestionId, Chosen)| {
        let reading = match chosen {
            Chosen::Reading(reading) => *reading,
            Chosen::Bound(at) => env.readings.get(*at).copied()?,
        };
        Some((*question, reading))
    };
    property.readings.iter().filter_map(one).collect()
}

/// Everything that a property looks at for one binding.
pub(super) fn slice(program: &Program, property: &Property, env: &Env, holding: &mut Holding) -> Slice {
    let mut slice = Slice::default();
    for binder in &property.binders {
        match binder {
            Binder::Party(Under::Treaty(id)) => slice.instrument(program, *id),
            Binder::Party(Under::Bound(at)) => {
                env.treaties.get(*at).into_iter().for_each(|id| slice.instrument(program, *id));
            }
            Binder::State(Some(class)) => slice.class(*class),
            _ => {}
        }
    }
    let (mut formulas, rows) = parts(property);
    if let Some(id) = rows.and_then(|at| env.clauses.get(at)) {
        slice.clause(program, *id);
    }
    while let Some(formula) = formulas.pop() {
        match formula {
            Formula::All(list) | Formula::Any(list) => formulas.extend(list),
            Formula::Not(inner) => formulas.push(inner),
            Formula::Holds(cond) => slice.condition(program, cond),
            Formula::Owes { who, verb, what, to, under } => {
                who.iter().chain(to).filter_map(|who| env.someone(*who)).for_each(|who| {
                    slice.actor(crate::ir::ActorRef::Literal(who));
                });
                let under = under.and_then(|under| env.under(under));
                for id in holding.clauses(program, (*verb, *what, under)) {
                    slice.clause(program, id);
                }
            }
            Formula::Stands { clause, .. } => match clause {
                Which::Clauses(list) => list.iter().for_each(|id| slice.clause(program, *id)),
                Which::Bound(at) => {
                    env.clauses.get(*at).into_iter().for_each(|id| slice.clause(program, *id));
                }
            },
        }
    }
    slice
}

/// What a proof of a law leaves open: with an open record, the deeds of all that the law and its rules name.
pub(super) fn opening(
    program: &Program,
    property: &Property,
    env: &Env,
    record: bool,
    holding: &mut Holding,
) -> Opening {
    let readings = super::law::readings_of(program, property);
    let doers = if record {
        let slice = slice(program, property, env, holding);
        slice.named().chain(env.actors.iter().copied()).collect()
    } else {
        Default::default()
    };
    Opening { record, one_record: record, doers, readings }
}

/// The clauses of which a law speaks itself, and the actors that it names or binds.
pub(super) fn spoken_of(
    program: &Program,
    property: &Property,
    env: &Env,
    holding: &mut Holding,
) -> (Vec<ClauseId>, Vec<ActorId>) {
    let (mut clauses, mut actors) = (Vec::new(), env.actors.clone());
    let (mut formulas, rows) = parts(property);
    clauses.extend(rows.and_then(|at| env.clauses.get(at)));
    while let Some(formula) = formulas.pop() {
        match formula {
            Formula::All(list) | Formula::Any(list) => formulas.extend(list),
            Formula::Not(inner) => formulas.push(inner),
            Formula::Holds(_) => {}
            Formula::Owes { who, verb, what, under, .. } => {
                actors.extend(who.and_then(|who| env.someone(who)));
                let under = under.and_then(|under| env.under(under));
                clauses.extend(holding.clauses(program, (*verb, *what, under)));
            }
            Formula::Stands { clause: Which::Clauses(list), by, .. } => {
                actors.extend(by.and_then(|who| env.someone(who)));
                clauses.extend(list);
            }
            Formula::Stands { clause: Which::Bound(at), by, .. } => {
                actors.extend(by.and_then(|who| env.someone(who)));
                clauses.extend(env.clauses.get(*at));
            }
        }
    }
    clauses.sort();
    clauses.dedup();
    (clauses, actors)
}

/// The formulas of a law, and the bound clause of whose rows it speaks.
fn parts(property: &Property) -> (Vec<&Formula>, Option<usize>) {
    let mut formulas: Vec<&Formula> = property.only_where.iter().collect();
    let body = match &property.law {
        Law::If(first, then) => {
            formulas.extend([first, then]);
            None
        }
        Law::Always(of) | Law::Never(of) | Law::Possible(of) | Law::Symmetric(_, _, of) => {
            formulas.push(of);
            None
        }
        Law::Monotone(_, of) | Law::Same(_, of) | Law::Unchanged(_, of) => Some(of),
    };
    match body {
        Some(Body::Formula(formula)) => {
            formulas.push(formula);
            (formulas, None)
        }
        Some(Body::Rows(at)) => (formulas, Some(*at)),
        None => (formulas, None),
    }
}

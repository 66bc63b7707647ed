//! The queries of laws, for solvers of other people: one for every stretch of days that a proof looks at.
//!
//! In: a program, properties. Out: a [`Query`] for each way to bind treaties, clauses and readings and each
//! stretch of days. Absent: the text of functions (`evaluate::written`), files.
//!
//! A query is written by the run that answers it: the same functions of the same day, with the operations by
//! which they came about.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::civil::Date;

use super::bind;
use super::formula::{Env, Mode};
use super::law::{Asked, Twist, mode_of};
use super::names::reading_words;
use super::prove::{Bound, Looked, Prover, aside, base};
use crate::diagnostic::Diagnostic;
use crate::evaluate::space::{Fun, Space};
use crate::evaluate::written::{Question, Written};
use crate::event::{Event, value_word};
use crate::ir::{Binder, ClauseId, Law, Program, Property};
use crate::text::Limits;

/// What is asked of the events of one stretch of days.
#[derive(Debug, Clone)]
pub struct Query {
    /// The place of the law in the list of properties.
    pub property: usize,
    /// Its place among the queries of the law.
    pub number: usize,
    /// What the names of the law mean, but for actors: every way to bind these is in the query.
    pub bound: Bound,
    /// The first day of the stretch.
    pub from: Date,
    /// The first day after it; none if it does not end.
    pub until: Option<Date>,
    /// What is asked and what this program answers (whether there is such an event), in order; none if too
    /// much is open to decide.
    pub asked: Option<Vec<(String, bool)>>,
    /// Clauses that the law looks at.
    pub clauses: Vec<ClauseId>,
    /// Variables that the query looks at.
    pub variables: usize,
    /// Pairs of functions that were taken for equal on the way.
    pub claims: usize,
    /// What it leaves aside, in words.
    pub aside: Vec<String>,
    /// The query in SMT-LIB, without a head.
    pub text: String,
}

/// Gives the queries of some laws to `take`, those of a law in order; laws whose facts cannot be read are
/// given back with why.
pub fn queries(
    program: &Program,
    properties: &[Property],
    which: &[usize],
    limits: &Limits,
    take: &(dyn Fn(Query) + Sync),
) -> BTreeMap<usize, Vec<Diagnostic>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut refused = BTreeMap::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(at) = which.get(at) else { return refused };
            let Some(property) = properties.get(*at) else { continue };
            if let Err(why) = of_law(program, *at, property, limits, take) {
                refused.insert(*at, why);
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get().min(which.len().max(1)));
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut refused = work();
        others.into_iter().filter_map(|other| other.join().ok()).for_each(|other| refused.extend(other));
        refused
    })
}

fn of_law(
    program: &Program,
    at: usize,
    property: &Property,
    limits: &Limits,
    take: &(dyn Fn(Query) + Sync),
) -> Result<(), Vec<Diagnostic>> {
    let base = base(program, property)?;
    let mode = mode_of(property);
    let mut prover = Prover::writing(program, limits);
    let mut number = 0;
    for env in bind::outer(program, property, &mut prover.holding) {
        let days = prover.days(property, &base, &env);
        let slice = bind::slice(program, property, &env, &mut prover.holding);
        let ends = days.iter().skip(1).copied().map(Some).chain([property.until]);
        for (from, until) in days.iter().copied().zip(ends) {
            let event = Event { date: from, ..base.clone() };
            let mut looked = prover.look(property, &env, &event, mode, true);
            let closed_record = looked.full;
            if closed_record {
                looked = prover.look(property, &env, &event, mode, false);
            }
            number += 1;
            let Env { actors, treaties, clauses, readings } = env.clone();
            let decided = looked.written.is_some();
            let Written { text, variables, claims, asked } = looked.written.unwrap_or_default();
            take(Query {
                property: at,
                number,
                bound: Bound { actors, treaties, clauses, readings },
                from,
                until,
                asked: decided.then_some(asked),
                clauses: slice.clauses.iter().copied().collect(),
                variables,
                claims,
                aside: aside(property, mode, closed_record),
                text,
            });
        }
    }
    Ok(())
}

/// What a law asks of one space, gathered while it is asked.
pub(super) struct Sheet<'p> {
    property: &'p Property,
    mode: Mode,
    never: Vec<(String, Fun)>,
    somewhere: Vec<(String, Fun)>,
    unless: Vec<(String, Fun, Fun, bool, bool)>,
}

impl<'p> Sheet<'p> {
    /// Begins to keep how functions are made.
    pub fn new(space: &mut Space<'_, '_>, property: &'p Property, mode: Mode) -> Self {
        space.keep_steps();
        Sheet { property, mode, never: Vec::new(), somewhere: Vec::new(), unless: Vec::new() }
    }

    /// Adds what is asked for one binding.
    pub fn add(&mut self, space: &mut Space<'_, '_>, env: &Env, asked: &Asked) {
        let who = names(space.program(), self.property, env);
        let name = |what: &str| if who.is_empty() { what.to_owned() } else { format!("{what}, {who}") };
        match asked {
            Asked::Never(list) => {
                let program = space.program();
                self.never.extend(list.iter().map(|way| (name(&words(program, &way.twist)), way.broken)));
            }
            Asked::Somewhere(f) => self.somewhere.push((name("so"), *f)),
            Asked::Unless(first, second) => {
                let open = self.mode == Mode::Open;
                let mut can = |f: Fun| space.allowed_of(f, open) != Fun::FALSE;
                let (can_first, can_second) = (can(*first), can(*second));
                self.unless.push((who, *first, *second, can_first, can_second));
            }
        }
    }

    /// The text, once all bindings were looked at.
    pub fn done(self, space: &mut Space<'_, '_>, looked: &Looked) -> Option<Written> {
        let mut questions = Vec::new();
        let ask = |asked: String, any: Vec<(String, Fun)>, answer: bool| Question {
            asked,
            any,
            event: Vec::new(),
            answer,
        };
        match &self.property.law {
            Law::Possible(_) => {
                let asked = "Is there an event of which it is so?".to_owned();
                questions.push(ask(asked, self.somewhere, !looked.possible.is_empty()));
            }
            Law::Symmetric(..) => {
                for (who, first, second, can_first, can_second) in self.unless {
                    let asked = format!("{who}: is there an event of which it is so?");
                    questions.push(ask(asked, vec![(String::new(), first)], can_first));
                    let asked = format!("{who}: and one with the two exchanged?");
                    questions.push(ask(asked, vec![(String::new(), second)], can_second));
                }
            }
            _ => {
                let asked = "Is there an event that breaks the law?".to_owned();
                questions.push(ask(asked, self.never.clone(), looked.found.is_some()));
                if let Some(found) = &looked.found {
                    let asked = "Does the event that casus found break it?".to_owned();
                    let event = found.path.clone();
                    questions.push(Question { event, ..ask(asked, self.never, true) });
                }
            }
        }
        space.written(&questions, self.mode == Mode::Open)
    }
}

/// How a law is broken, in words.
fn words(program: &Program, twist: &Twist) -> String {
    let between = |what: &str, one: &str, other: &str| format!("broken, {what} {one} then {other}");
    match twist {
        Twist::None | Twist::Exchanged(..) => "broken".to_owned(),
        Twist::Field(field, one, other) => {
            let name = program.field(*field).map_or("?", |row| row.name.as_str());
            between(name, &value_word(program, *field, *one), &value_word(program, *field, *other))
        }
        Twist::Question(question, one, other) => {
            let (name, one) = reading_words(program, *question, *one);
            between(&name, &one, &reading_words(program, *question, *other).1)
        }
        Twist::Deed(deed) => {
            let does = program.node_name(program.kernel.deed, deed.does);
            let to = deed.to.map(|to| format!(" to {}", program.actor_name(to))).unwrap_or_default();
            let by = program.actor_name(deed.by);
            format!("broken, with {by} {does}{to} and without")
        }
        Twist::Under(one, other) => {
            let name = |id| program.interpretation(id).map_or("?", |row| row.name.as_str());
            between("under", name(*one), name(*other))
        }
    }
}

/// What the names of actors mean.
fn names(program: &Program, property: &Property, env: &Env) -> String {
    let actors = property.binders.iter().zip(&property.names);
    let actors = actors.filter(|(binder, _)| matches!(binder, Binder::Party(_) | Binder::State(_)));
    let named = actors.zip(&env.actors).map(|((_, name), id)| {
        let actor = program.actor_name(*id);
        if name.is_empty() { actor.to_owned() } else { format!("{name} = {actor}") }
    });
    named.collect::<Vec<_>>().join(", ")
}

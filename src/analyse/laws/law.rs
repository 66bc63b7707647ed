//! A law as the events that break it.
//!
//! In: a law, a space, what is bound. Out: functions, each true where the law is broken in one way,
//! with what two events differ in where it takes two. Absent: looking for such an event (`prove`).

use super::formula::{Env, Formulas, Mode};
use crate::analyse::tests::of_interpretation;
use crate::evaluate::Stance;
use crate::evaluate::space::{Fun, has_kinds};
use crate::event::{Deed, Value};
use crate::ir::{
    Body, Change, FieldId, Formula, InterpretationId, Law, Program, Property, QuestionId, ReadingId,
};

/// In what two events that break a law together differ.
#[derive(Debug, Clone, PartialEq)]
pub enum Twist {
    /// Nothing: one event breaks it alone.
    None,
    /// A field has one value, then another.
    Field(FieldId, Value, Value),
    /// A question has one reading, then another.
    Question(QuestionId, ReadingId, ReadingId),
    /// A deed is on the record, then is not.
    Deed(Deed),
    /// The event is asked under one interpretation, then under another.
    Under(InterpretationId, InterpretationId),
    /// Two bound actors are exchanged.
    Exchanged(usize, usize),
}

impl Twist {
    /// Whether it gives a field a kind that has kinds of its own, and means none of those.
    pub(super) fn means_no_named_kind(&self, program: &Program) -> bool {
        let Twist::Field(field, one, other) = self else { return false };
        let is_open = |value: &Value| matches!(value, Value::Node(node) if has_kinds(program, *field, *node));
        is_open(one) || is_open(other)
    }
}

/// One way to break a law.
#[derive(Debug, Clone)]
pub(super) struct Way {
    /// Where it is broken so.
    pub broken: Fun,
    pub twist: Twist,
}

/// What came of a law for one binding.
pub(super) struct Broken {
    pub ways: Vec<Way>,
    /// Where the law speaks at all.
    pub speaks: Fun,
    /// What is asked of all events of the space, also where nothing breaks the law.
    pub asked: Asked,
}

/// What a law asks of all events of a space.
#[derive(Debug, Clone)]
pub(super) enum Asked {
    /// It is broken where one of these ways is true.
    Never(Vec<Way>),
    /// It holds if this is true somewhere.
    Somewhere(Fun),
    /// It is broken if the first is true somewhere and the second nowhere.
    Unless(Fun, Fun),
}

impl Formulas<'_, '_, '_> {
    /// Where a law is broken, of the events of which the property speaks and that are in `domain`.
    pub(super) fn broken(
        &mut self,
        property: &Property,
        env: &Env,
        domain: Fun,
        stance_of: &dyn Fn(InterpretationId) -> Stance,
    ) -> Broken {
        let alone = |broken: Fun| vec![Way { broken, twist: Twist::None }];
        let mut domain = domain;
        for only in &property.only_where {
            let holds = self.formula(only, env);
            domain = self.space.and(domain, holds);
        }
        if domain == Fun::FALSE {
            let asked = match &property.law {
                Law::Possible(_) => Asked::Somewhere(domain),
                Law::Symmetric(..) => Asked::Unless(domain, domain),
                _ => Asked::Never(alone(domain)),
            };
            return Broken { ways: Vec::new(), speaks: Fun::FALSE, asked };
        }
        let mut asked = None;
        let (mut ways, speaks) = match &property.law {
            Law::If(antecedent, consequent) => {
                let first = self.formula(antecedent, env);
                let speaks = self.space.and(domain, first);
                if speaks == Fun::FALSE {
                    return Broken { ways: Vec::new(), speaks, asked: Asked::Never(alone(speaks)) };
                }
                let then = self.formula(consequent, env);
                let not = self.space.not(then);
                (alone(self.space.and(speaks, not)), speaks)
            }
            Law::Always(formula) => {
                let holds = self.formula(formula, env);
                let not = self.space.not(holds);
                (alone(self.space.and(domain, not)), domain)
            }
            Law::Never(formula) => {
                let holds = self.formula(formula, env);
                (alone(self.space.and(domain, holds)), domain)
            }
            // Whether some event has it is asked of all days together.
            Law::Possible(formula) => {
                let holds = self.formula(formula, env);
                let somewhere = self.space.and(domain, holds);
                asked = Some(Asked::Somewhere(somewhere));
                (Vec::new(), somewhere)
            }
            Law::Symmetric(one, other, formula) => {
                let holds = self.formula(formula, env);
                let first = self.space.and(domain, holds);
                let mut exchanged = env.clone();
                exchanged.actors.swap(*one, *other);
                let mirrored = self.formula(formula, &exchanged);
                let second = self.space.and(domain, mirrored);
                asked = Some(Asked::Unless(first, second));
                let never = self.space.allowed_of(second, self.mode == Mode::Open) == Fun::FALSE;
                let broken = if never { first } else { Fun::FALSE };
                (vec![Way { broken, twist: Twist::Exchanged(*one, *other) }], first)
            }
            Law::Monotone(field, body) => {
                self.each(body, env, domain, &mut |all, f, domain| all.falls(*field, f, domain))
            }
            Law::Unchanged(change, body) => {
                self.each(body, env, domain, &mut |all, f, domain| all.changes(*change, f, domain))
            }
            Law::Same(names, body) => {
                let mut taken = Fun::FALSE;
                let (ways, speaks) = self.each(body, env, domain, &mut |all, f, domain| {
                    let (ways, speaks) = all.differs(names, f, domain, stance_of);
                    taken = all.space.or(taken, speaks);
                    ways
                });
                (ways, self.space.or(speaks, taken))
            }
        };
        let asked = asked.unwrap_or_else(|| Asked::Never(ways.clone()));
        ways.retain(|way| way.broken != Fun::FALSE);
        Broken { ways, speaks, asked }
    }

    /// The events of which a law may speak, without looking at what must or must not be so of them.
    pub fn speaks(&mut self, property: &Property, env: &Env, domain: Fun) -> Fun {
        match &property.law {
            Law::Always(_) | Law::Never(_) => self.only_where(property, env, domain),
            Law::If(first, _) | Law::Possible(first) | Law::Symmetric(_, _, first) => {
                let domain = self.only_where(property, env, domain);
                let first = self.formula(first, env);
                self.space.and(domain, first)
            }
            Law::Monotone(..) | Law::Unchanged(..) | Law::Same(..) => self.parts(property, env, domain).0,
        }
    }

    fn only_where(&mut self, property: &Property, env: &Env, domain: Fun) -> Fun {
        property.only_where.iter().fold(domain, |all, only| {
            let holds = self.formula(only, env);
            self.space.and(all, holds)
        })
    }

    /// What a law is made of: the events of which it may speak at all, and what must or must not be so of
    /// them. Of a law of change the second is what may change, a row of a clause each, and of which events it speaks.
    pub fn parts(&mut self, property: &Property, env: &Env, domain: Fun) -> (Fun, Vec<Fun>) {
        let domain = self.only_where(property, env, domain);
        match &property.law {
            Law::If(first, then) => {
                let first = self.formula(first, env);
                let domain = self.space.and(domain, first);
                let then = if domain == Fun::FALSE { Fun::FALSE } else { self.formula(then, env) };
                (domain, vec![then])
            }
            Law::Always(of) | Law::Never(of) | Law::Possible(of) | Law::Symmetric(_, _, of) => {
                let of = self.formula(of, env);
                (domain, vec![of])
            }
            Law::Monotone(_, body) | Law::Unchanged(_, body) | Law::Same(_, body) => {
                let mut all = Vec::new();
                self.each(body, env, domain, &mut |_, f, _| {
                    all.push(f);
                    Vec::new()
                });
                let any = all.iter().fold(Fun::FALSE, |any, one| self.space.or(any, *one));
                // What the law speaks of may change too.
                all.push(domain);
                (self.space.and(domain, any), all)
            }
        }
    }

    /// The ways to break a law of change, for a formula or for every row of a clause; `ways_of` is told
    /// where it is so, and of which events the law speaks.
    fn each(
        &mut self,
        body: &Body,
        env: &Env,
        domain: Fun,
        ways_of: &mut dyn FnMut(&mut Self, Fun, Fun) -> Vec<Way>,
    ) -> (Vec<Way>, Fun) {
        let functions = match body {
            Body::Formula(formula) => vec![self.formula(formula, env)],
            Body::Rows(at) => {
                let Some(clause) = env.clauses.get(*at) else { return (Vec::new(), Fun::FALSE) };
                let mut rows: Vec<Fun> = self.space.rows(*clause).iter().map(|row| row.owed).collect();
                rows.sort();
                rows.dedup();
                rows.into_iter().map(|owed| self.sure(owed)).collect()
            }
        };
        let (mut ways, mut speaks) = (Vec::new(), Fun::FALSE);
        for f in functions {
            let both = self.space.and(f, domain);
            let held = self.space.as_held(both);
            let both = self.space.and(both, held);
            speaks = self.space.or(speaks, both);
            ways.extend(ways_of(self, f, domain));
        }
        (ways, speaks)
    }

    /// Where it is true at one value of a field, and no more at a higher one.
    fn falls(&mut self, field: FieldId, f: Fun, domain: Fun) -> Vec<Way> {
        let domain = self.allowed(f, domain);
        let steps = self.space.at_each_value((f, domain), field);
        let twist = |one: &Value, other: &Value| Twist::Field(field, *one, *other);
        self.apart(&steps, true, &twist)
    }

    fn changes(&mut self, change: Change, f: Fun, domain: Fun) -> Vec<Way> {
        let domain = self.allowed(f, domain);
        match change {
            Change::Field(field) => {
                let steps = self.space.at_each_value((f, domain), field);
                let twist = |one: &Value, other: &Value| Twist::Field(field, *one, *other);
                self.apart(&steps, false, &twist)
            }
            Change::Question(question) => {
                let steps = self.space.at_each_reading((f, domain), question);
                let twist = |one: &ReadingId, other: &ReadingId| Twist::Question(question, *one, *other);
                self.apart(&steps, false, &twist)
            }
            Change::Deed(node) => {
                let mut ways = Vec::new();
                for (deed, with, speaks) in self.space.with_one_more((f, domain), node) {
                    let broken = self.space.differ(with, f);
                    let broken = self.space.and(broken, speaks);
                    let broken = self.space.and(broken, domain);
                    ways.push(Way { broken, twist: Twist::Deed(deed) });
                }
                ways
            }
        }
    }

    /// The events of a domain that the world allows.
    fn allowed(&mut self, f: Fun, domain: Fun) -> Fun {
        let either = self.space.or(f, domain);
        let (of_f, of_domain) = (self.space.possible(f), self.space.possible(domain));
        let of_both = self.space.possible(either);
        let possible = self.space.and(of_f, of_domain);
        let possible = self.space.and(possible, of_both);
        self.space.and(domain, possible)
    }

    /// Where two steps of what may change differ, and the law speaks of both; with `falling`, where the
    /// earlier is so and the later is not.
    fn apart<T>(
        &mut self,
        steps: &[(T, Fun, Fun)],
        falling: bool,
        twist: &dyn Fn(&T, &T) -> Twist,
    ) -> Vec<Way> {
        let mut kept: Vec<&(T, Fun, Fun)> = Vec::new();
        for step in steps {
            let same = |other: &&(T, Fun, Fun)| other.1 == step.1 && other.2 == step.2;
            // Of steps that are alike one is enough; in a row that rises they must follow each other.
            let known = if falling { kept.last().is_some_and(same) } else { kept.iter().any(same) };
            if step.2 != Fun::FALSE && !known {
                kept.push(step);
            }
        }
        // Where the law speaks of every step alike, what differs anywhere differs between neighbours.
        let alike = kept.windows(2).all(|two| matches!(two, [one, other] if one.2 == other.2));
        let mut ways = Vec::new();
        for (at, (one, is, speaks)) in kept.iter().enumerate() {
            let others = kept.iter().skip(at + 1).take(if alike { 1 } else { usize::MAX });
            for (other, was, too) in others {
                let differ = if falling {
                    let not = self.space.not(*was);
                    self.space.and(*is, not)
                } else {
                    self.space.differ(*is, *was)
                };
                let both = self.space.and(*speaks, *too);
                let broken = self.space.and(differ, both);
                if broken != Fun::FALSE {
                    ways.push(Way { broken, twist: twist(one, other) });
                }
            }
        }
        ways
    }

    /// Where the interpretations differ, and where it is so under one of them.
    fn differs(
        &mut self,
        names: &[InterpretationId],
        f: Fun,
        domain: Fun,
        stance_of: &dyn Fn(InterpretationId) -> Stance,
    ) -> (Vec<Way>, Fun) {
        let mut taken = Fun::FALSE;
        let mut under: Vec<(InterpretationId, Fun, Fun)> = Vec::with_capacity(names.len());
        for name in names {
            let stance = stance_of(*name);
            let (is, speaks) = (self.space.under(f, &stance), self.space.under(domain, &stance));
            let either = self.space.or(is, speaks);
            let (one, other) = (self.space.as_held(is), self.space.as_held(speaks));
            let held = self.space.and(one, other);
            let both = self.space.as_held(either);
            let held = self.space.and(held, both);
            let speaks = self.space.and(speaks, held);
            let both = self.space.and(is, speaks);
            taken = self.space.or(taken, both);
            under.push((*name, is, speaks));
        }
        let twist = |one: &InterpretationId, other: &InterpretationId| Twist::Under(*one, *other);
        (self.apart(&under, false, &twist), taken)
    }
}

/// The stance of a law under an interpretation: what the law itself closes stays closed, and whose
/// readings it takes come first.
pub(super) fn under(program: &Program, stance: &Stance, id: InterpretationId) -> Stance {
    let mut merged = of_interpretation(program, id);
    merged.readings.extend(stance.readings.clone());
    merged.as_held_by = stance.as_held_by.iter().copied().chain(merged.as_held_by).collect();
    merged.read_as_of = stance.read_as_of;
    merged
}

/// Readings that a law brings in though nobody may hold them: those of the interpretations that it names.
pub(super) fn readings_of(program: &Program, property: &Property) -> Vec<(QuestionId, ReadingId)> {
    let Law::Same(names, _) = &property.law else { return Vec::new() };
    let rows = names.iter().filter_map(|id| program.interpretation(*id));
    rows.flat_map(|row| row.readings.iter().map(|(question, reading)| (*question, *reading))).collect()
}

/// Whether a law that holds of all events with every fact known holds of those with unknown facts too.
///
/// What is so for sure is so in every way to fill in what is unknown. So a law that denies nothing of
/// what it says, and asks for no choice behind `then`, passes from the full events to the others.
pub(super) fn passes_to_open(property: &Property) -> bool {
    let only = property.only_where.iter().all(positive);
    only && match &property.law {
        Law::If(first, then) => positive(first) && joined(then),
        Law::Always(formula) => joined(formula),
        Law::Never(formula) => positive(formula),
        _ => false,
    }
}

fn settled_word(formula: &Formula) -> bool {
    use crate::syntax::tree::StatusWord;
    match formula {
        Formula::Stands { status, .. } => {
            matches!(status, StatusWord::Owed | StatusWord::Available | StatusWord::NotOwed)
        }
        _ => true,
    }
}

fn positive(formula: &Formula) -> bool {
    match formula {
        Formula::All(list) | Formula::Any(list) => list.iter().all(positive),
        Formula::Not(_) => false,
        other => settled_word(other),
    }
}

fn joined(formula: &Formula) -> bool {
    match formula {
        Formula::All(list) => list.iter().all(joined),
        Formula::Any(_) | Formula::Not(_) => false,
        other => settled_word(other),
    }
}

/// Whether a law speaks of what is known, so that it means something only where facts may be unknown.
pub(super) fn speaks_of_knowledge(property: &Property) -> bool {
    fn says(formula: &Formula) -> bool {
        match formula {
            Formula::All(list) | Formula::Any(list) => list.iter().any(says),
            Formula::Not(inner) => says(inner),
            other => !settled_word(other),
        }
    }
    let body = |body: &Body| matches!(body, Body::Formula(formula) if says(formula));
    property.only_where.iter().any(says)
        || match &property.law {
            Law::If(first, then) => says(first) || says(then),
            Law::Always(of) | Law::Never(of) | Law::Possible(of) | Law::Symmetric(_, _, of) => says(of),
            Law::Monotone(_, of) | Law::Same(_, of) | Law::Unchanged(_, of) => body(of),
        }
}

/// The mode in which a property is proved.
pub(super) fn mode_of(property: &Property) -> Mode {
    if speaks_of_knowledge(property) { Mode::Open } else { Mode::Known }
}

//! A law as the events that break it.
//!
//! In: a law, a space, what is bound. Out: functions, each true where the law is broken in one way,
//! with what two events differ in where it takes two. Absent: looking for such an event (`prove`).

use super::formula::{Env, Formulas, Mode};
use crate::evaluate::Stance;
use crate::evaluate::space::Fun;
use crate::event::{Deed, Value};
use crate::ir::{Body, Change, FieldId, Formula, InterpretationId, Law, Property, QuestionId, ReadingId};

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
        let mut domain = domain;
        for only in &property.only_where {
            let holds = self.formula(only, env);
            domain = self.space.and(domain, holds);
        }
        if domain == Fun::FALSE {
            return Broken { ways: Vec::new(), speaks: Fun::FALSE };
        }
        let alone = |broken: Fun| vec![Way { broken, twist: Twist::None }];
        let (mut ways, speaks) = match &property.law {
            Law::If(antecedent, consequent) => {
                let first = self.formula(antecedent, env);
                let speaks = self.space.and(domain, first);
                if speaks == Fun::FALSE {
                    return Broken { ways: Vec::new(), speaks };
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
                (Vec::new(), self.space.and(domain, holds))
            }
            Law::Symmetric(one, other, formula) => {
                let holds = self.formula(formula, env);
                let first = self.space.and(domain, holds);
                let mut exchanged = env.clone();
                exchanged.actors.swap(*one, *other);
                let mirrored = self.formula(formula, &exchanged);
                let second = self.space.and(domain, mirrored);
                let never = !self.space.can_be(second);
                let broken = if never { first } else { Fun::FALSE };
                (vec![Way { broken, twist: Twist::Exchanged(*one, *other) }], first)
            }
            Law::Monotone(field, body) => self.each(body, env, domain, &mut |all, f| all.falls(*field, f)),
            Law::Unchanged(change, body) => {
                self.each(body, env, domain, &mut |all, f| all.changes(*change, f))
            }
            Law::Same(names, body) => {
                self.each(body, env, domain, &mut |all, f| all.differs(names, f, stance_of))
            }
        };
        for way in &mut ways {
            way.broken = self.space.and(way.broken, domain);
        }
        ways.retain(|way| way.broken != Fun::FALSE);
        Broken { ways, speaks }
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
    /// them. Of a law of change the second is what may change; a row of a clause each.
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
                self.each(body, env, domain, &mut |_, f| {
                    all.push(f);
                    Vec::new()
                });
                (all.iter().fold(Fun::FALSE, |any, one| self.space.or(any, *one)), all)
            }
        }
    }

    /// The ways to break a law of change, for a formula or for every row of a clause.
    fn each(
        &mut self,
        body: &Body,
        env: &Env,
        domain: Fun,
        ways_of: &mut dyn FnMut(&mut Self, Fun) -> Vec<Way>,
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
            let f = self.space.and(f, domain);
            speaks = self.space.or(speaks, f);
            ways.extend(ways_of(self, f));
        }
        (ways, speaks)
    }

    /// Where it is true at one value of a field, and no more at the next higher one.
    fn falls(&mut self, field: FieldId, f: Fun) -> Vec<Way> {
        let at_each = self.space.at_each_value(f, field);
        let pairs = at_each.iter().zip(at_each.iter().skip(1));
        let mut ways = Vec::new();
        for ((lower, is), (higher, was)) in pairs {
            let not = self.space.not(*was);
            let broken = self.space.and(*is, not);
            ways.push(Way { broken, twist: Twist::Field(field, *lower, *higher) });
        }
        ways
    }

    fn changes(&mut self, change: Change, f: Fun) -> Vec<Way> {
        let mut ways = Vec::new();
        match change {
            Change::Field(field) => {
                let at_each = self.space.at_each_value(f, field);
                for ((one, is), (other, was)) in at_each.iter().zip(at_each.iter().skip(1)) {
                    let broken = self.space.differ(*is, *was);
                    ways.push(Way { broken, twist: Twist::Field(field, *one, *other) });
                }
            }
            Change::Question(question) => {
                let at_each = self.space.at_each_reading(f, question);
                for ((one, is), (other, was)) in at_each.iter().zip(at_each.iter().skip(1)) {
                    let broken = self.space.differ(*is, *was);
                    ways.push(Way { broken, twist: Twist::Question(question, *one, *other) });
                }
            }
            Change::Deed(node) => {
                for (deed, with, without) in self.space.with_and_without(f, node) {
                    let broken = self.space.differ(with, without);
                    ways.push(Way { broken, twist: Twist::Deed(deed) });
                }
            }
        }
        ways
    }

    fn differs(
        &mut self,
        names: &[InterpretationId],
        f: Fun,
        stance_of: &dyn Fn(InterpretationId) -> Stance,
    ) -> Vec<Way> {
        let under: Vec<(InterpretationId, Fun)> =
            names.iter().map(|name| (*name, self.space.under(f, &stance_of(*name)))).collect();
        let mut ways = Vec::new();
        for ((one, is), (other, was)) in under.iter().zip(under.iter().skip(1)) {
            let broken = self.space.differ(*is, *was);
            ways.push(Way { broken, twist: Twist::Under(*one, *other) });
        }
        ways
    }
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

//! Whether one event breaks a law, as the evaluator alone says; and what of the rules it reached.
//!
//! In: a law, a [`Sample`]. Out: whether the law speaks of it and is broken. Absent: where samples come
//! from.

use std::collections::{BTreeMap, BTreeSet};

use super::bind;
use super::formula::{Env, Formulas, Holding, Mode};
use super::law::{Twist, Way, under};
use super::prove::{Breach, Found, breach_of, leaves_open, stance_of};
use super::replay;
use super::sample::Sample;
use crate::evaluate::Stance;
use crate::evaluate::space::{Case, Fun, Space, Unnamed, within, within_as};
use crate::event::{Event, Fact, Value};
use crate::ir::{
    Change, ClauseId, FieldId, FieldType, Law, LimbRole, Origin, Program, Property, QuestionId, ReadingId,
};
use crate::text::Limits;

/// What one sample came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Judged {
    /// The law speaks of it.
    pub speaks: bool,
    /// It breaks the law.
    pub breaks: bool,
}

/// What of the rules the samples reached of which a law spoke.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Coverage {
    /// The clauses of which the law speaks, each with whether it was owed in some sample, and not owed in
    /// some other.
    pub clauses: BTreeMap<ClauseId, (bool, bool)>,
    /// The parts of these clauses, each with whether it held in some sample, and failed in some other.
    pub limbs: BTreeMap<(ClauseId, Origin, LimbRole), (bool, bool)>,
    /// The readings that could be taken, each with whether it was.
    pub readings: BTreeMap<(QuestionId, ReadingId), bool>,
}

impl Coverage {
    /// Adds what other samples reached.
    pub(super) fn add(&mut self, other: Coverage) {
        let either = |into: &mut (bool, bool), (yes, no): (bool, bool)| {
            into.0 |= yes;
            into.1 |= no;
        };
        other.clauses.into_iter().for_each(|(key, seen)| either(self.clauses.entry(key).or_default(), seen));
        other.limbs.into_iter().for_each(|(key, seen)| either(self.limbs.entry(key).or_default(), seen));
        other.readings.into_iter().for_each(|(key, seen)| *self.readings.entry(key).or_default() |= seen);
    }
}

/// The evaluator as the judge of one law.
pub(super) struct Judge<'p> {
    pub program: &'p Program,
    pub property: &'p Property,
    pub limits: &'p Limits,
    /// In which mode the law is proved.
    pub mode: Mode,
    /// What every event of the law has.
    pub base: Event,
}

impl Judge<'_> {
    pub fn stance(&self, sample: &Sample) -> Stance {
        let mut stance = stance_of(self.program, self.property, &sample.env);
        stance.readings.extend(self.readings(sample));
        stance
    }

    /// The readings of a sample, without those that the law itself changes.
    fn readings(&self, sample: &Sample) -> BTreeMap<QuestionId, ReadingId> {
        let Some(open) = left_open(self.property) else { return BTreeMap::new() };
        let kept = sample.readings.iter().filter(|(question, _)| !open.contains(question));
        kept.map(|(question, reading)| (*question, *reading)).collect()
    }

    /// What a sample comes to; what it reached of the rules is added to `coverage`.
    pub fn judge(&self, sample: &Sample, coverage: Option<&mut Coverage>) -> Judged {
        if self.has_twins() { self.with_twins(sample, coverage) } else { self.alone(sample, coverage) }
    }

    /// What a sample comes to of which all is known, and some kinds mean none of those that have a name.
    /// No event can say that, so what is open of them is closed in the functions themselves.
    pub fn judge_exactly(&self, sample: &Sample, unnamed: &[Unnamed]) -> Judged {
        let record = matches!(self.property.law, Law::Unchanged(Change::Deed(_), _));
        let event = if self.has_twins() { self.opened(&sample.event) } else { sample.event.clone() };
        self.in_known(sample, &event, record, |space, ways, speaks| {
            let speaks = space.exactly(speaks, unnamed);
            let speaks = space.can_be(speaks);
            let breaks = ways.into_iter().any(|way| {
                let broken = space.exactly(way.broken, unnamed);
                way.twist != Twist::None && space.can_be(broken)
                    || way.twist == Twist::None && speaks && space.is_certain(broken)
            });
            Judged { speaks, breaks }
        })
    }

    fn has_twins(&self) -> bool {
        matches!(self.property.law, Law::Monotone(..) | Law::Unchanged(..) | Law::Same(..))
    }

    fn alone(&self, sample: &Sample, coverage: Option<&mut Coverage>) -> Judged {
        let (program, property) = (self.program, self.property);
        let mut holding = Holding::default();
        let mut coverage = coverage;
        let stance = self.stance(sample);
        within(program, &sample.event, &stance, self.limits, false, |space| {
            let domain = bind::domain(space, property, &sample.env);
            let possible = space.is_certain(domain);
            let mut formulas =
                Formulas { space: &mut *space, program, holding: &mut holding, mode: Mode::Told };
            let of = |id| under(program, &stance, id);
            let broken = formulas.broken(property, &sample.env, Fun::TRUE, &of);
            if space.is_full() || !possible {
                return Judged { speaks: false, breaks: false };
            }
            let speaks = broken.speaks == Fun::TRUE;
            let breaks = broken.ways.iter().any(|way| way.twist == Twist::None && way.broken == Fun::TRUE);
            if let (true, Some(coverage)) = (speaks, coverage.as_deref_mut()) {
                self.cover(space, sample, &mut holding, coverage);
            }
            Judged { speaks, breaks }
        })
    }

    /// For a law of two events: the other is one that differs in what may change.
    fn with_twins(&self, sample: &Sample, coverage: Option<&mut Coverage>) -> Judged {
        let judged = self.on_twins(sample, |_, ways, speaks| Judged { speaks, breaks: !ways.is_empty() });
        if let (true, Some(coverage)) = (judged.speaks, coverage) {
            let mut holding = Holding::default();
            within(self.program, &sample.event, &self.stance(sample), self.limits, false, |space| {
                self.cover(space, sample, &mut holding, &mut *coverage);
            });
        }
        judged
    }

    /// The ways in which a sample, opened in what may change, breaks a law of two events.
    fn on_twins<T>(
        &self,
        sample: &Sample,
        mut then: impl FnMut(&mut Space<'_, '_>, Vec<Way>, bool) -> T,
    ) -> T {
        let open = self.opened(&sample.event);
        let record = matches!(self.property.law, Law::Unchanged(Change::Deed(_), _));
        self.in_known(sample, &open, record, |space, mut ways, speaks| {
            let speaks = space.can_be(speaks);
            ways.retain(|way| space.can_be(way.broken));
            then(space, ways, speaks)
        })
    }

    /// The ways in which an event breaks the law, and where the law speaks, of all ways to fill in what it
    /// leaves open.
    fn in_known<T>(
        &self,
        sample: &Sample,
        open: &Event,
        record: bool,
        mut then: impl FnMut(&mut Space<'_, '_>, Vec<Way>, Fun) -> T,
    ) -> T {
        let (program, property) = (self.program, self.property);
        let mut holding = Holding::default();
        let opening = bind::opening(program, property, &sample.env, record, &mut holding);
        let stance = self.stance(sample);
        within_as(program, open, &stance, self.limits, opening, |space| {
            let domain = bind::domain(space, property, &sample.env);
            let mut formulas =
                Formulas { space: &mut *space, program, holding: &mut holding, mode: Mode::Known };
            let of = |id| under(program, &stance, id);
            let broken = formulas.broken(property, &sample.env, domain, &of);
            if space.is_full() {
                return then(space, Vec::new(), Fun::FALSE);
            }
            then(space, broken.ways, broken.speaks)
        })
    }

    fn opened(&self, event: &Event) -> Event {
        opened(self.program, self.property, &self.base, event)
    }

    /// A sample that breaks the law as a breach that the evaluator confirms; none if it does not.
    /// Of kinds that mean none of those that have a name, the space was asked and no event can be.
    pub fn breach(&self, sample: &Sample, unnamed: &[Unnamed]) -> Option<Breach> {
        let mut breaches: Vec<Breach> = Vec::new();
        if self.has_twins() {
            let base = self.opened(&sample.event);
            let found = self.on_twins(sample, |space, ways, _| {
                let mut least: Option<(u32, Found)> = None;
                for Way { broken, twist } in ways {
                    let broken = space.exactly(broken, unnamed);
                    let Some((path, cost)) = space.smallest_path(broken, false) else { continue };
                    if least.as_ref().is_none_or(|(before, _)| cost < *before) {
                        let case = space.case(&path);
                        let filled = space.filled(&case);
                        least = Some((cost, Found { env: sample.env.clone(), path, case, filled, twist }));
                    }
                }
                least.map(|(_, found)| found)
            })?;
            for case in [&found.case, &found.filled] {
                let mut breach = breach_of(&base, &found.env, case, &found.twist);
                breach.unnamed = leaves_open(self.program, case, &breach);
                breaches.push(breach);
            }
        } else {
            breaches.push(breach_of(&sample.event, &sample.env, &Case::default(), &Twist::None));
        }
        breaches.into_iter().find_map(|mut breach| {
            breach.readings.extend(self.readings(sample));
            breach.unnamed |= !unnamed.is_empty();
            // What rule text has no word for is left open by the event; the space of the event was asked.
            let confirmed =
                breach.unnamed || replay::confirms(self.program, self.property, &breach, self.limits);
            confirmed.then(|| {
                breach.answers = replay::answers(self.program, self.property, &breach, self.limits);
                breach
            })
        })
    }

    /// Whether a sample that breaks the law is, or stands for, an event of which the proof speaks.
    pub fn is_of_proof(&self, sample: &Sample) -> bool {
        let single = |(field, fact): &(_, Fact)| match fact {
            Fact::Stated(values) => match values.as_slice() {
                [Value::OwnPlace] => false,
                [Value::Node(node)] if self.mode == Mode::Open => self.is_leaf(*field, *node),
                [_] => true,
                _ => false,
            },
            Fact::OneOf(values) => self.mode == Mode::Known && !values.is_empty(),
            Fact::Disputed(_) => false,
        };
        if !sample.record_of_space || !sample.event.facts.iter().all(single) {
            return false;
        }
        if self.mode == Mode::Open {
            return true;
        }
        // Of an event that leaves something open the proof speaks if some way to fill it in breaks the law.
        self.on_twins(sample, |_, ways, _| !ways.is_empty())
    }

    fn is_leaf(&self, field: FieldId, node: crate::ir::NodeId) -> bool {
        match self.program.field(field).map(|row| row.kind) {
            Some(FieldType::Tree(tree)) => {
                self.program.tree(tree).is_some_and(|tree| tree.under(node).count() == 1)
            }
            _ => true,
        }
    }

    fn cover(
        &self,
        space: &mut Space<'_, '_>,
        sample: &Sample,
        holding: &mut Holding,
        coverage: &mut Coverage,
    ) {
        let (clauses, _) = bind::spoken_of(self.program, self.property, &sample.env, holding);
        // Many obligors share one function.
        let mut known: BTreeMap<Fun, (bool, bool)> = BTreeMap::new();
        for id in clauses {
            for row in space.rows(id) {
                let seen = coverage.clauses.entry(id).or_default();
                seen.0 |= sure(space, row.owed, &mut known).0;
                seen.1 |= sure(space, row.at_best, &mut known).1;
            }
            for (origin, role, holds) in space.limbs(id) {
                let seen = coverage.limbs.entry((id, origin, role)).or_default();
                let (holds, fails) = sure(space, holds, &mut known);
                seen.0 |= holds;
                seen.1 |= fails;
            }
        }
        for (question, reading) in &sample.readings {
            coverage.readings.insert((*question, *reading), true);
        }
    }

    /// Every binding of the law on the day of an event, with what the event has.
    pub fn samples_of(&self, event: &Event, readings: &BTreeMap<QuestionId, ReadingId>) -> Vec<Sample> {
        let all = replay::bindings(self.program, self.property, event, self.limits);
        let of = |env: Env| Sample {
            env,
            event: event.clone(),
            readings: readings.clone(),
            record_of_space: event.record.is_empty(),
        };
        all.into_iter().map(of).collect()
    }
}

/// An event without what may change; what every event of the law has stays.
pub(super) fn opened(program: &Program, property: &Property, base: &Event, event: &Event) -> Event {
    let mut open = event.clone();
    let tree = program.kernel.deed;
    match &property.law {
        Law::Monotone(field, _) | Law::Unchanged(Change::Field(field), _) => {
            open.facts.retain(|(known, _)| known != field);
            open.facts.extend(base.fact(*field).map(|fact| (*field, fact.clone())));
            open.facts.sort_by_key(|(field, _)| *field);
        }
        Law::Unchanged(Change::Deed(node), _) => {
            let may_go = |deed: &crate::event::Deed| {
                program.is_under(tree, deed.does, *node) && !base.record.contains(deed)
            };
            open.record.retain(|deed| !may_go(deed));
        }
        _ => {}
    }
    open
}

/// Whether something surely is so, and surely is not.
fn sure(space: &mut Space<'_, '_>, f: Fun, known: &mut BTreeMap<Fun, (bool, bool)>) -> (bool, bool) {
    if f == Fun::TRUE || f == Fun::FALSE {
        return (f == Fun::TRUE, f == Fun::FALSE);
    }
    if let Some(found) = known.get(&f) {
        return *found;
    }
    let not = space.not(f);
    let found = (space.is_certain(f), space.is_certain(not));
    known.insert(f, found);
    found
}

/// Questions that must stay open, since the law itself changes their reading.
pub(super) fn left_open(property: &Property) -> Option<BTreeSet<QuestionId>> {
    match &property.law {
        Law::Same(..) => None,
        Law::Unchanged(Change::Question(question), _) => Some(BTreeSet::from([*question])),
        _ => Some(BTreeSet::new()),
    }
}

//! An event on which two sides are said to part, told to the evaluator under each of them.
//!
//! In: an event and readings of the program for both. Out: what each side says of it. Absent: all
//! events at once.

use std::collections::BTreeMap;

use super::{Comparison, Item, Key, Side};
use crate::evaluate::joint;
use crate::evaluate::{BeneficiaryOut, Filter, Stance, Status, Verdict, decide, reading_taken};
use crate::event::{Event, Fact, Names, Value, event_from_json, to_json};
use crate::ir::{ActorId, ClauseId, FieldType, Program, QuestionId, ReadingId};
use crate::text::Limits;

/// What the evaluator is asked with.
pub(super) struct Told<'t, 'p> {
    pub comparison: &'t Comparison<'p>,
    pub item: &'t Item,
    pub limits: &'t Limits,
}

/// Whether two statuses part as it is said: one side owes, the other surely does not. An event that can
/// only name a kind with kinds of its own leaves open which it was; then the other side may be unsure.
pub(super) fn differ(statuses: [Status; 2], side: usize, by_acts: bool, wide: bool) -> bool {
    let (Some(calls), Some(other)) = (statuses.get(side), statuses.get(1 - side.min(1))) else {
        return false;
    };
    let unsure = wide && !other.is_settled();
    if by_acts {
        matches!(calls, Status::Owed | Status::Available) && (*other == Status::NotOwed || unsure)
    } else {
        *calls == Status::Owed && (matches!(other, Status::Available | Status::NotOwed) || unsure)
    }
}

/// Whether an event names a kind that has kinds of its own.
pub(super) fn is_wide(program: &Program, event: &Event) -> bool {
    event.facts.iter().any(|(field, fact)| {
        let (Some(FieldType::Tree(tree)), Fact::Stated(values)) =
            (program.field(*field).map(|row| row.kind), fact)
        else {
            return false;
        };
        values.iter().any(|value| matches!(value, Value::Node(node) if joint::is_wide(program, tree, *node)))
    })
}

impl Told<'_, '_> {
    /// What each side says of an event; none where it cannot be told to one of them.
    pub fn statuses(
        &self,
        key: &Key,
        event: &Event,
        readings: &BTreeMap<QuestionId, ReadingId>,
    ) -> Option<[Status; 2]> {
        let [left, right] = &self.comparison.sides;
        Some([
            self.status(left, &self.item.left, key, event, readings)?,
            self.status(right, &self.item.right, key, event, readings)?,
        ])
    }

    fn status(
        &self,
        side: &Side<'_>,
        clauses: &[ClauseId],
        key: &Key,
        event: &Event,
        readings: &BTreeMap<QuestionId, ReadingId>,
    ) -> Option<Status> {
        if clauses.is_empty() {
            return Some(Status::NotOwed);
        }
        let host = self.comparison.host;
        let told = self.told(side.program, event)?;
        let stance = taking(host, side, &told, readings);
        let filter = Filter { clauses: clauses.to_vec(), ..Filter::default() };
        let decision = decide(side.program, &told, &stance, &filter, self.limits);
        if !decision.too_complex.is_empty() {
            return None;
        }
        let meant = |verdict: &&Verdict| self.is_meant(side.program, key, event, verdict);
        Some(best(decision.verdicts.iter().filter(meant).map(|verdict| verdict.status)))
    }

    /// The event in the words of a program; fields that it does not know are left out, since none of
    /// its rules can ask for them.
    fn told(&self, program: &Program, event: &Event) -> Option<Event> {
        if self.comparison.alike {
            return Some(event.clone());
        }
        let host = self.comparison.host;
        let mut known = event.clone();
        known.facts.retain(|(field, _)| {
            host.field(*field).is_some_and(|row| program.find_field(&row.name).is_some())
        });
        event_from_json(&Names::new(program), self.limits, &to_json(host, &known), 1).ok()
    }

    fn is_meant(&self, program: &Program, key: &Key, event: &Event, verdict: &Verdict) -> bool {
        let host = self.comparison.host;
        let same = |actor: ActorId, other: ActorId| {
            if self.comparison.alike {
                return actor == other;
            }
            program.actor_name(actor) == host.actor_name(other)
        };
        let obligor = match (key.obligor, verdict.obligor) {
            (Some(wanted), Some(who)) => same(who, wanted),
            (Some(_), None) => false,
            (None, Some(who)) => {
                let named = key.whoever.and_then(|field| named(event, field));
                named.is_none_or(|wanted| same(who, wanted))
            }
            (None, None) => true,
        };
        let struck = named(event, host.kernel.against);
        let toward = match (key.to, verdict.beneficiary) {
            (None, _) | (Some(BeneficiaryOut::Struck), BeneficiaryOut::Struck) => true,
            (Some(BeneficiaryOut::Struck), BeneficiaryOut::Actor(who)) => {
                struck.is_none_or(|wanted| same(who, wanted))
            }
            (Some(BeneficiaryOut::Actor(wanted)), BeneficiaryOut::Actor(who)) => same(who, wanted),
            (Some(wanted), other) => wanted == other,
        };
        obligor && toward
    }
}

/// The actor that a field of an event names.
fn named(event: &Event, field: crate::ir::FieldId) -> Option<ActorId> {
    match event.fact(field) {
        Some(Fact::Stated(values)) => match values.as_slice() {
            [Value::Actor(actor)] => Some(*actor),
            _ => None,
        },
        _ => None,
    }
}

/// The stance of a side with readings for what it leaves open on the day.
fn taking(
    host: &Program,
    side: &Side<'_>,
    event: &Event,
    readings: &BTreeMap<QuestionId, ReadingId>,
) -> Stance {
    let mut stance = side.stance.clone();
    for (question, reading) in readings {
        let Some(row) = host.question(*question) else { continue };
        let Some(id) = side.program.find_question(&row.name) else { continue };
        if reading_taken(side.program, id, &side.stance, event.date).is_some() {
            continue;
        }
        let name = row.readings.get(reading.index()).map(|reading| reading.name.as_str());
        let known = side.program.question(id).map(|row| row.readings.as_slice()).unwrap_or_default();
        if let Some(at) = known.iter().position(|reading| Some(reading.name.as_str()) == name) {
            stance.readings.insert(id, ReadingId::at(at));
        }
    }
    stance
}

/// What somebody owes who owes this to several: it is owed if it is owed to one of them.
fn best(all: impl Iterator<Item = Status>) -> Status {
    let rank = |status: Status| match status {
        Status::Owed => 3,
        Status::Contested | Status::Undetermined | Status::Open | Status::LeftOut => 2,
        Status::Available => 1,
        Status::NotOwed => 0,
    };
    all.max_by_key(|status| rank(*status)).unwrap_or(Status::NotOwed)
}

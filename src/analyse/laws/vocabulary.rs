//! What an event of a day may say: the values of every field, those first that the rules name.
//!
//! In: a space, the part of the rules that a law looks at. Out: [`Vocabulary`], and events made of it by
//! chance. Absent: shrinking (`shrink`), and what the events come to.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::formula::Env;
use super::slice::Slice;
use crate::evaluate::space::Space;
use crate::event::{About, Deed, Event, Fact, OwnPlace, Value};
use crate::ir::{ActorId, FieldId, FieldType, NodeId, PlaceId, Program, QuestionId, ReadingId, TreatyId};
use crate::syntax::tree::ActorKind;

/// Of the values that an event states, how many are such as the rules name.
const FROM_RULES: f64 = 0.6;
/// How often a field is stated that the rules of the law ask for, and one that they do not.
const STATED: (f64, f64) = (0.7, 0.2);
/// How often a field that takes several values has two, and how often one of two is left open.
const TWO: f64 = 0.1;
const ONE_OF: f64 = 0.07;
/// How often an event describes a place of its own.
const OWN_PLACE: f64 = 0.05;
/// The most deeds on a record.
const DEEDS: usize = 3;

/// A number from 0 to 1, 1 excluded.
pub(super) type Unit<'u> = &'u mut dyn FnMut() -> f64;

/// A field that the law leaves open.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub field: FieldId,
    /// Its values; the simplest first, and those that the rules name before all others.
    pub values: Vec<Value>,
    /// How many of them the rules name.
    pub named: usize,
    several: bool,
    /// What every event of the law says of it, where that leaves more than one value open.
    said: Option<Fact>,
}

/// What the events of one stretch of days may say.
#[derive(Debug, Clone, Default)]
pub(super) struct Vocabulary {
    pub rows: Vec<Row>,
    pub questions: Vec<(QuestionId, Vec<ReadingId>)>,
    deeds: Vec<NodeId>,
    doers: Vec<ActorId>,
    treaties: Vec<TreatyId>,
    places: Vec<PlaceId>,
    place_kinds: Vec<NodeId>,
    place_field: FieldId,
    /// The author and the struck, who are never one.
    pub sides: [FieldId; 2],
    /// The first day of the stretch.
    pub first: Date,
    /// The day after its last; none if it has no end.
    end: Option<Date>,
}

impl Vocabulary {
    /// Everything that is open in a space whose events leave all but their day and the facts of the law
    /// open.
    pub fn new(space: &mut Space<'_, '_>, base: &Event, slice: &Slice, env: &Env, end: Option<Date>) -> Self {
        let program = space.program();
        let kernel = program.kernel;
        let parties = parties(program, slice, env, space.day());
        let mut rows = Vec::new();
        for (at, field) in program.fields.iter().enumerate() {
            let id = FieldId::at(at);
            let Some((all, silent)) = space.values(id) else { continue };
            let mut values: Vec<Value> = slice.constants.get(&id).cloned().unwrap_or_default();
            if field.kind == FieldType::Actor {
                values.splice(0..0, parties.iter().map(|actor| Value::Actor(*actor)));
            }
            // A node above others is no value that a space knows, yet an event may say it.
            let known = |value: &Value| {
                matches!(value, Value::Node(node) if silent && node.0 != 0) || all.contains(value)
            };
            values.retain(known);
            let mut once: Vec<Value> = Vec::new();
            values.into_iter().for_each(|value| {
                if !once.contains(&value) {
                    once.push(value);
                }
            });
            let named = once.len();
            let rest: Vec<Value> = all.into_iter().filter(|value| !once.contains(value)).collect();
            once.extend(rest);
            let several = silent && matches!(field.kind, FieldType::Tree(_) | FieldType::Actor);
            let said = base.fact(id).filter(|_| !silent).cloned();
            rows.push(Row { field: id, values: once, named, several, said });
        }
        let questions = slice.questions.iter().map(|id| (*id, space.readings(*id)));
        let questions = questions.filter(|(_, live)| live.len() > 1).collect();
        let organs = slice.named().filter(|id| {
            program
                .actor(*id)
                .is_some_and(|row| row.kind == ActorKind::Organ && row.days.contains(space.day()))
        });
        let doers = parties.iter().copied().chain(organs).collect();
        let kinds = program.tree(kernel.place_kind).map_or(0, |tree| tree.nodes.len());
        Vocabulary {
            rows,
            questions,
            deeds: slice.deeds.iter().copied().filter(|deed| deed.0 != 0).collect(),
            doers,
            treaties: slice.treaties.iter().copied().collect(),
            places: slice.places().collect(),
            place_kinds: (1..kinds).map(NodeId::at).collect(),
            place_field: kernel.place,
            sides: [kernel.by, kernel.against],
            first: space.day(),
            end,
        }
    }

    pub fn row(&self, field: FieldId) -> Option<&Row> {
        self.rows.iter().find(|row| row.field == field)
    }

    /// What every event of the law says of a field that it leaves open.
    pub fn said(&self, field: FieldId) -> Option<(FieldId, Fact)> {
        self.row(field).and_then(|row| row.said.clone()).map(|fact| (field, fact))
    }

    fn may_describe_a_place(&self) -> bool {
        self.row(self.place_field).is_some_and(|row| row.said.is_none())
    }

    /// An event by chance, of the facts that every event of the law has.
    pub fn event(&self, base: &Event, unit: Unit<'_>) -> Event {
        let mut event = Event { date: self.day(unit), ..base.clone() };
        for row in &self.rows {
            let often = if row.named > 0 || row.said.is_some() { STATED.0 } else { STATED.1 };
            if row.values.is_empty() || unit() >= often {
                continue;
            }
            if let Some(fact) = self.fact(row, unit) {
                event.facts.retain(|(known, _)| *known != row.field);
                event.facts.push((row.field, fact));
            }
        }
        if self.may_describe_a_place() && unit() < OWN_PLACE {
            self.describe_a_place(&mut event, unit);
        }
        let deeds = if unit() < 0.5 { 0 } else { below(DEEDS, unit) + 1 };
        for _ in 0..deeds {
            event.record.extend(self.deed(unit));
        }
        self.settle(&mut event);
        event
    }

    /// Takes the day, and what an event does not say, from another; its record stays.
    pub fn fill(&self, event: &mut Event, other: Event) {
        event.date = other.date;
        for (field, fact) in other.facts {
            if event.fact(field).is_some() {
                continue;
            }
            let across = self.sides.iter().filter(|side| self.sides.contains(&field) && **side != field);
            let taken: Vec<Value> = across.filter_map(|side| event.fact(*side)).flat_map(values_of).collect();
            let values = values_of(&fact);
            if values.iter().any(|value| taken.contains(value)) {
                continue;
            }
            if values.contains(&Value::OwnPlace) {
                event.own_place.clone_from(&other.own_place);
            }
            event.facts.push((field, fact));
        }
        event.facts.sort_by_key(|(field, _)| *field);
    }

    /// Readings by chance: none in half of all cases.
    pub fn readings(&self, unit: Unit<'_>) -> BTreeMap<QuestionId, ReadingId> {
        let mut taken = BTreeMap::new();
        if unit() < 0.5 {
            return taken;
        }
        for (question, live) in &self.questions {
            if unit() < FROM_RULES
                && let Some(reading) = live.get(below(live.len(), unit))
            {
                taken.insert(*question, *reading);
            }
        }
        taken
    }

    /// Says of an event something that no other event of a space says: two values where one stands, one
    /// of two, less than is known, a place of its own, one more deed.
    pub fn change(&self, event: &mut Event, unit: Unit<'_>) -> Changed {
        let open: Vec<usize> = (0..event.facts.len())
            .filter(|at| event.facts.get(*at).is_some_and(|(f, _)| self.row(*f).is_some()))
            .collect();
        let pick = unit();
        if pick < 0.15 {
            let before = event.record.len();
            event.record.extend(self.deed(unit));
            return if event.record.len() > before { Changed::Record } else { Changed::Facts };
        }
        if pick < 0.25 && self.may_describe_a_place() {
            self.describe_a_place(event, unit);
            return Changed::Facts;
        }
        let Some(at) = open.get(below(open.len(), unit)).copied() else { return Changed::Facts };
        if pick < 0.5 {
            let (field, _) = event.facts.remove(at);
            event.facts.extend(self.said(field));
        } else if let Some((field, fact)) = event.facts.get_mut(at)
            && let Some(row) = self.row(*field)
            && let Some(other) = self.value(row, unit)
            && let Fact::Stated(values) = &*fact
            && !values.contains(&other)
            && !values.contains(&Value::OwnPlace)
            && row.said.is_none()
        {
            let both: Vec<Value> = values.iter().copied().chain([other]).collect();
            *fact = if row.several && unit() < 0.6 { Fact::Stated(both) } else { Fact::OneOf(both) };
        }
        self.settle(event);
        Changed::Facts
    }

    fn fact(&self, row: &Row, unit: Unit<'_>) -> Option<Fact> {
        let first = self.value(row, unit)?;
        let kind = unit();
        if kind < TWO + ONE_OF
            && row.said.is_none()
            && let Some(second) = self.value(row, unit).filter(|second| *second != first)
        {
            if kind >= TWO {
                return Some(Fact::OneOf(vec![first, second]));
            }
            if row.several {
                return Some(Fact::Stated(vec![first, second]));
            }
        }
        Some(Fact::Stated(vec![first]))
    }

    fn value(&self, row: &Row, unit: Unit<'_>) -> Option<Value> {
        let among = if row.named > 0 && unit() < FROM_RULES { row.named } else { row.values.len() };
        row.values.get(below(among, unit)).copied()
    }

    fn deed(&self, unit: Unit<'_>) -> Option<Deed> {
        let does = *self.deeds.get(below(self.deeds.len(), unit))?;
        let by = *self.doers.get(below(self.doers.len(), unit))?;
        let to = if unit() < 0.3 { self.doers.get(below(self.doers.len(), unit)).copied() } else { None };
        let treaty =
            if unit() < 0.3 { self.treaties.get(below(self.treaties.len(), unit)).copied() } else { None };
        Some(Deed {
            by,
            does,
            to: to.filter(|to| *to != by),
            treaty,
            date: None,
            count: None,
            about: About::default(),
        })
    }

    fn describe_a_place(&self, event: &mut Event, unit: Unit<'_>) {
        let mut half = |list: usize| (unit() < 0.5).then(|| below(list + 1, &mut *unit));
        let place = half(self.places.len());
        let kind = half(self.place_kinds.len());
        let [territory, administered, claimed] = [0; 3].map(|_| half(self.doers.len()));
        // One past the list stands for nothing: known to be nobody's, or of no kind.
        fn list<T: Copy>(all: &[T], at: Option<usize>) -> Option<Vec<T>> {
            at.map(|at| all.get(at).copied().into_iter().collect())
        }
        event.own_place = Some(OwnPlace {
            label: None,
            at: None,
            within: list(&self.places, place),
            kinds: list(&self.place_kinds, kind),
            territory: list(&self.doers, territory),
            administered: list(&self.doers, administered),
            claimed: list(&self.doers, claimed),
        });
        event.facts.retain(|(field, _)| *field != self.place_field);
        event.facts.push((self.place_field, Fact::Stated(vec![Value::OwnPlace])));
        event.facts.sort_by_key(|(field, _)| *field);
    }

    /// Puts an event in order: nobody stands on both sides, and no deed twice.
    pub fn settle(&self, event: &mut Event) {
        let [by, against] = self.sides;
        let struck: Vec<Value> = event.fact(against).map(values_of).unwrap_or_default();
        for (field, fact) in &mut event.facts {
            if let (true, Fact::Stated(values) | Fact::OneOf(values)) = (*field == by && by != against, fact)
            {
                values.retain(|value| !struck.contains(value));
            }
        }
        for (field, fact) in &mut event.facts {
            if let (true, Some(said)) =
                (values_of(fact).is_empty(), self.row(*field).and_then(|row| row.said.clone()))
            {
                *fact = said;
            }
        }
        event.facts.retain(|(_, fact)| !values_of(fact).is_empty());
        event.facts.sort_by_key(|(field, _)| *field);
        let mut once: Vec<Deed> = Vec::new();
        for deed in std::mem::take(&mut event.record) {
            if !once.contains(&deed) {
                once.push(deed);
            }
        }
        event.record = once;
    }

    /// A day of the stretch: its first in half of all cases.
    fn day(&self, unit: Unit<'_>) -> Date {
        if unit() < 0.5 {
            return self.first;
        }
        // A stretch without end is looked at for as long as treaties usually run.
        let last = self.end.unwrap_or_else(|| self.first.saturating_add(20.years()));
        let days = self.first.until(last).map_or(1, |span| span.get_days().max(1));
        let after = below(usize::try_from(days).unwrap_or(1), unit);
        self.first.saturating_add(i64::try_from(after).unwrap_or(0).days())
    }

    /// Simpler days in the same stretch: its first, which is a day of the rules; else 1 January; else
    /// the first of the month.
    pub fn simpler_days(&self, day: Date) -> Vec<Date> {
        if day == self.first {
            return Vec::new();
        }
        let mut all = vec![self.first];
        let january = day.first_of_year();
        if day != january {
            all.push(january);
            if day != day.first_of_month() {
                all.push(day.first_of_month());
            }
        }
        all.retain(|one| *one >= self.first && self.end.is_none_or(|end| *one < end) && *one != day);
        all
    }
}

/// What of an event was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Changed {
    Facts,
    Record,
}

/// The values that a fact names.
pub(super) fn values_of(fact: &Fact) -> Vec<Value> {
    match fact {
        Fact::Stated(values) | Fact::OneOf(values) => values.clone(),
        Fact::Disputed(claims) => claims.iter().map(|claim| claim.value).collect(),
    }
}

/// A whole number from 0 to below a bound; 0 if the bound is.
pub(super) fn below(bound: usize, unit: Unit<'_>) -> usize {
    ((unit() * bound as f64) as usize).min(bound.saturating_sub(1))
}

/// The states of which a law speaks on a day: those that it binds, the parties of its instruments, those
/// that its rules name.
fn parties(program: &Program, slice: &Slice, env: &Env, day: Date) -> Vec<ActorId> {
    let mut all: Vec<ActorId> = env.actors.clone();
    for treaty in slice.treaties.iter().filter_map(|id| program.treaty(*id)) {
        let rows = treaty.parties.iter().chain(&treaty.protected);
        all.extend(rows.filter(|row| row.days.contains(day)).map(|row| row.actor));
    }
    all.extend(slice.named());
    let fits = |id: &ActorId| {
        program.actor(*id).is_some_and(|row| row.kind != ActorKind::Organ && row.days.contains(day))
    };
    let mut once: Vec<ActorId> = Vec::new();
    for actor in all.into_iter().filter(fits) {
        if !once.contains(&actor) {
            once.push(actor);
        }
    }
    once
}

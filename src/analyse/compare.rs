//! Two ways to read or write the law, side by side, over all events at once.
//!
//! In: two sides (a program under a stance each), pairs of clauses. Out: whether both come to the same
//! on every event, one implies the other, they never meet, or where they part. Absent: finding and
//! printing the sides (`face`), and a meaning of its own: functions are those of `evaluate`.
//!
//! Each side is worked out in a space of its own; its functions are then taken into one space for
//! both, in which every fact is known and every question that a side leaves open has each of its
//! readings. What is said to differ is told to the evaluator again, alone, under each side.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::analyse::laws::formula::{Env, Formulas, Holding, Mode};
use crate::analyse::laws::slice::Slice;
use crate::evaluate::joint::{Alike, Reach, Taken};
pub use crate::evaluate::joint::{Count, Part};
use crate::evaluate::space::{Case, Fun, Space, within};
use crate::evaluate::{BeneficiaryOut, Stance, Status};
use crate::event::Event;
use crate::ir::{ActorId, ClauseId, FieldId, Formula, Program, QuestionId, ReadingId};
use crate::text::Limits;

mod host;
mod replay;

pub use host::{joint_program, with_parties};

/// One of the two things compared: rules under a stance.
#[derive(Debug, Clone)]
pub struct Side<'p> {
    /// The rules.
    pub program: &'p Program,
    /// How disputed words are read; what it leaves open is compared reading by reading.
    pub stance: Stance,
}

/// Clauses that are compared as one: several texts of a clause, of which one runs on a day.
#[derive(Debug, Clone)]
pub struct Item {
    /// Of the first side.
    pub left: Vec<ClauseId>,
    /// Of the second.
    pub right: Vec<ClauseId>,
}

/// What is compared, and how.
#[derive(Debug, Clone)]
pub struct Comparison<'p> {
    /// The two sides.
    pub sides: [Side<'p>; 2],
    /// Rules that know the fields and questions of both sides; see [`joint_program`].
    pub host: &'p Program,
    /// Both sides number everything as the host does.
    pub alike: bool,
    /// Whom something is owed to is not compared, since the texts name different sets.
    pub any_beneficiary: bool,
    /// Only events of which this is true.
    pub only_where: Option<&'p Formula>,
    /// How many classes of events are shown, each way.
    pub classes: usize,
}

/// How two sides stand to each other on the events of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Neither ever calls anything up.
    Silent,
    /// They come to the same on every event.
    Equivalent,
    /// What the first calls up the second calls up too, and more.
    FirstImplies,
    /// What the second calls up the first calls up too, and more.
    SecondImplies,
    /// No event calls up both.
    Disjoint,
    /// Each calls up what the other does not, and they meet.
    Overlap,
}

impl Relation {
    /// Whether the two come to the same.
    #[must_use]
    pub fn is_same(self) -> bool {
        matches!(self, Relation::Silent | Relation::Equivalent)
    }

    /// Its word in records.
    ///
    /// ```
    /// use casus::analyse::compare::Relation;
    /// assert_eq!(Relation::FirstImplies.word(), "first-implies-second");
    /// ```
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Relation::Silent => "silent",
            Relation::Equivalent => "equivalent",
            Relation::FirstImplies => "first-implies-second",
            Relation::SecondImplies => "second-implies-first",
            Relation::Disjoint => "disjoint",
            Relation::Overlap => "overlap",
        }
    }
}

/// A class of events that one side calls up and the other does not, with its smallest event.
#[derive(Debug, Clone)]
pub struct Class {
    /// What an event of the class may be; what is not named may be anything.
    pub parts: Vec<Part>,
    /// The two part on it however open questions are read.
    pub however_read: bool,
    /// The smallest event found in it.
    pub event: Event,
    /// Readings that it takes, of questions that a side leaves open.
    pub readings: BTreeMap<QuestionId, ReadingId>,
    /// Who owes on it; whoever a field names if none.
    pub obligor: Option<ActorId>,
    /// What the evaluator says of it under each side.
    pub statuses: [Status; 2],
}

/// Which values of a field can call up each side.
#[derive(Debug, Clone)]
pub struct Values {
    /// The field.
    pub field: FieldId,
    /// With these both can be called up, only the first, only the second, neither; in words.
    pub groups: [Vec<String>; 4],
}

/// What a comparison of one item came to on a day.
#[derive(Debug, Clone)]
pub struct Compared {
    /// How the two stand to each other.
    pub relation: Relation,
    /// The two come to the same, but parties could call up more under one by acts of their own.
    pub by_acts_only: bool,
    /// Who is treated differently by the two; none for whoever a field names.
    pub obligors: Vec<Option<ActorId>>,
    /// Events that only the first calls up, only the second, both; for some obligor.
    pub counts: [Count; 3],
    /// Of the first two, those on which they part however open questions are read.
    pub however_read: [Count; 2],
    /// All events that the rules of the two tell apart.
    pub all: Count,
    /// Classes of events that only the first calls up.
    pub first: Vec<Class>,
    /// Classes of events that only the second calls up.
    pub second: Vec<Class>,
    /// Field by field, what can call up each.
    pub values: Vec<Values>,
    /// The record shows no deeds, since with any deeds too much is open.
    pub closed_record: bool,
    /// Nodes of the diagram of both.
    pub nodes: usize,
}

/// Why an item was not compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// More is open than the limits allow.
    TooComplex,
    /// An event was found that the evaluator does not confirm, which is a fault of this program.
    NotConfirmed(String),
}

/// An obligor of an item, with whom it owes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    obligor: Option<ActorId>,
    whoever: Option<FieldId>,
    /// Any beneficiary if none.
    to: Option<BeneficiaryOut>,
}

/// What two sides come to for some obligors: on the acts done so far, and at best.
struct Group {
    keys: Vec<Key>,
    owed: [Fun; 2],
    at_best: [Fun; 2],
}

/// The first days of the stretches on which nothing changes that the items look at, in order.
#[must_use]
pub fn days(comparison: &Comparison<'_>, items: &[Item]) -> Vec<Date> {
    let mut days = std::collections::BTreeSet::new();
    let lists: [fn(&Item) -> &Vec<ClauseId>; 2] = [|item| &item.left, |item| &item.right];
    for (side, list) in comparison.sides.iter().zip(lists) {
        let mut slice = Slice::default();
        for id in items.iter().flat_map(list) {
            slice.clause(side.program, *id);
        }
        days.extend(slice.days(side.program));
    }
    days.into_iter().collect()
}

/// Compares one item on the events of a day.
///
/// # Errors
///
/// If more is open than the limits allow, or an event is not confirmed.
pub fn compare(
    comparison: &Comparison<'_>,
    item: &Item,
    day: Date,
    limits: &Limits,
) -> Result<Compared, Trouble> {
    let open = on_record(comparison, item, day, limits, true);
    match open {
        Err(Trouble::TooComplex) => on_record(comparison, item, day, limits, false),
        other => other,
    }
}

fn on_record(
    comparison: &Comparison<'_>,
    item: &Item,
    day: Date,
    limits: &Limits,
    open_record: bool,
) -> Result<Compared, Trouble> {
    let event = Event {
        id: "difference".to_owned(),
        title: None,
        date: day,
        facts: Vec::new(),
        own_place: None,
        record: Vec::new(),
        first: None,
        line: 0,
    };
    let wide = Limits { diagram_nodes: limits.proof_nodes, ..*limits };
    let [left, right] = &comparison.sides;
    let open = Stance::default();
    within(comparison.host, &event, &open, &wide, open_record, |host| {
        within(left.program, &event, &left.stance, &wide, open_record, |first| {
            within(right.program, &event, &right.stance, &wide, open_record, |second| {
                let mut judge = Judge { comparison, item, limits, event: &event, host };
                let mut found = judge.judge(first, second)?;
                found.closed_record = !open_record;
                Ok(found)
            })
        })
    })
}

struct Judge<'j, 'p, 'a, 'w> {
    comparison: &'j Comparison<'p>,
    item: &'j Item,
    limits: &'j Limits,
    event: &'j Event,
    host: &'j mut Space<'a, 'w>,
}

/// What an obligor is owed to do, row by row, before the two sides are put together.
type Rows = BTreeMap<(Option<ActorId>, Option<FieldId>), Vec<(Option<BeneficiaryOut>, Fun, Fun)>>;

impl Judge<'_, '_, '_, '_> {
    fn judge(&mut self, first: &mut Space<'_, '_>, second: &mut Space<'_, '_>) -> Result<Compared, Trouble> {
        let (left, told_left) = self.rows(first, 0);
        let (right, told_right) = self.rows(second, 1);
        let mut domain = self.host.and(told_left, told_right);
        if let Some(only) = self.comparison.only_where {
            let mut holding = Holding::default();
            let program = self.comparison.host;
            let mut formulas =
                Formulas { space: &mut *self.host, program, holding: &mut holding, mode: Mode::Known };
            let only = formulas.formula(only, &Env::default());
            domain = self.host.and(domain, only);
        }
        let groups = self.groups(&left, &right);
        if [first.is_full(), second.is_full(), self.host.is_full()].contains(&true) {
            return Err(Trouble::TooComplex);
        }
        let now: Vec<[Fun; 2]> = groups.iter().map(|group| group.owed).collect();
        let mut found = self.level(&groups, &now, domain, false)?;
        if found.relation.is_same() {
            let best: Vec<[Fun; 2]> = groups.iter().map(|group| group.at_best).collect();
            let by_acts = self.level(&groups, &best, domain, true)?;
            if !by_acts.relation.is_same() {
                found = by_acts;
            }
        }
        Ok(found)
    }

    /// The rows of a side, taken into the space for both, and the events that can be told to it.
    fn rows(&mut self, space: &mut Space<'_, '_>, side: usize) -> (Rows, Fun) {
        let host = self.comparison.host;
        let alike = if self.comparison.alike { Alike::same() } else { Alike::of(space.program(), host) };
        let mut taken = Taken::new();
        let mut rows = Rows::new();
        let clauses = if side == 0 { &self.item.left } else { &self.item.right };
        for id in clauses {
            for row in space.rows(*id) {
                let obligor = match row.obligor {
                    Some(actor) => match alike.actor(actor) {
                        Some(actor) => Some(actor),
                        None => continue,
                    },
                    None if row.whoever.is_none() => continue,
                    None => None,
                };
                let to = match row.beneficiary {
                    BeneficiaryOut::Actor(actor) => alike.actor(actor).map(BeneficiaryOut::Actor),
                    other => Some(other),
                };
                let whoever = row.whoever.and_then(|field| alike.field(field));
                let owed = self.host.take(space, row.owed, &alike, &mut taken);
                let at_best = self.host.take(space, row.at_best, &alike, &mut taken);
                rows.entry((obligor, whoever)).or_default().push((to, owed, at_best));
            }
        }
        (rows, taken.domain)
    }

    /// Obligors for whom the two sides come to the same functions stand in one group.
    fn groups(&mut self, left: &Rows, right: &Rows) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        let none = Vec::new();
        let obligors: std::collections::BTreeSet<_> = left.keys().chain(right.keys()).collect();
        for (obligor, whoever) in obligors {
            let of =
                |rows: &'_ Rows| rows.get(&(*obligor, *whoever)).cloned().unwrap_or_else(|| none.clone());
            let (one, other) = (of(left), of(right));
            let named = |rows: &[(Option<BeneficiaryOut>, Fun, Fun)]| {
                rows.iter().map(|(to, ..)| *to).collect::<std::collections::BTreeSet<_>>()
            };
            let (to_one, to_other) = (named(&one), named(&other));
            // Where only one side owes anything, its rows are compared with nothing.
            let same = to_one == to_other || to_one.is_empty() || to_other.is_empty();
            let split = same && !self.comparison.any_beneficiary;
            let toward: Vec<Option<BeneficiaryOut>> = match split {
                true => to_one.union(&to_other).copied().collect(),
                false => vec![None],
            };
            for to in toward {
                let key = Key { obligor: *obligor, whoever: *whoever, to };
                let [a, b] = [&one, &other].map(|rows| self.sum(rows, to));
                let (owed, at_best) = ([a.0, b.0], [a.1, b.1]);
                match groups.iter_mut().find(|group| group.owed == owed && group.at_best == at_best) {
                    Some(group) => group.keys.push(key),
                    None => groups.push(Group { keys: vec![key], owed, at_best }),
                }
            }
        }
        groups
    }

    fn sum(&mut self, rows: &[(Option<BeneficiaryOut>, Fun, Fun)], to: Option<BeneficiaryOut>) -> (Fun, Fun) {
        let wanted = rows.iter().filter(|(toward, ..)| to.is_none() || *toward == to);
        wanted.fold((Fun::FALSE, Fun::FALSE), |(owed, best), (_, one, other)| {
            (self.host.or(owed, *one), self.host.or(best, *other))
        })
    }

    /// Compares what some functions say of the two sides, group by group.
    fn level(
        &mut self,
        groups: &[Group],
        functions: &[[Fun; 2]],
        domain: Fun,
        by_acts: bool,
    ) -> Result<Compared, Trouble> {
        let flat: Vec<Fun> = functions.iter().flatten().copied().collect();
        let inside = self.host.allowed(&flat, domain);
        let [mut lone, mut other, mut both] = [Fun::FALSE; 3];
        let (mut any_left, mut any_right) = (Fun::FALSE, Fun::FALSE);
        let mut parts: Vec<[Fun; 2]> = Vec::with_capacity(functions.len());
        for [left, right] in functions {
            let (left, right) = (self.host.and(*left, inside), self.host.and(*right, inside));
            let (not_left, not_right) = (self.host.not(left), self.host.not(right));
            let part = [self.host.and(left, not_right), self.host.and(right, not_left)];
            let meet = self.host.and(left, right);
            lone = self.host.or(lone, part[0]);
            other = self.host.or(other, part[1]);
            both = self.host.or(both, meet);
            any_left = self.host.or(any_left, left);
            any_right = self.host.or(any_right, right);
            parts.push(part);
        }
        let firm = [lone, other].map(|f| {
            // Events that are not looked at do not speak against a difference.
            let outside = self.host.not(inside);
            let wide = self.host.or(f, outside);
            let firm = self.host.however_read(wide);
            self.host.and(firm, f)
        });
        let asked = [lone, other, both, firm[0], firm[1]];
        let (counts, all) = self.host.counts(&asked, domain);
        let values = self.values([any_left, any_right], domain);
        if self.host.is_full() {
            return Err(Trouble::TooComplex);
        }
        let none = Count { exact: Some(0), power: f64::NEG_INFINITY };
        let count = |at: usize| counts.get(at).copied().unwrap_or(none);
        let keys = groups.iter().zip(&parts).filter(|(_, part)| **part != [Fun::FALSE; 2]);
        let mut obligors: Vec<Option<ActorId>> =
            keys.flat_map(|(group, _)| group.keys.iter().map(|key| key.obligor)).collect();
        obligors.sort();
        obligors.dedup();
        let [first, second] = [0, 1].map(|side| self.classes(groups, &parts, side, firm, by_acts));
        Ok(Compared {
            relation: relation([lone, other, both].map(|f| f != Fun::FALSE)),
            by_acts_only: by_acts,
            obligors,
            counts: [count(0), count(1), count(2)],
            however_read: [count(3), count(4)],
            all,
            first: first?,
            second: second?,
            values,
            closed_record: false,
            nodes: self.host.size(),
        })
    }

    fn values(&mut self, sides: [Fun; 2], domain: Fun) -> Vec<Values> {
        let reach = self.host.reach(&sides, domain);
        let one = |Reach { field, groups }: Reach| {
            let of = |can: [bool; 2]| groups.get(can.as_slice()).cloned().unwrap_or_default();
            let groups = [of([true, true]), of([true, false]), of([false, true]), of([false, false])];
            Values { field, groups }
        };
        // A field with which nothing changes says nothing.
        reach
            .into_iter()
            .map(one)
            .filter(|row| row.groups.iter().filter(|g| !g.is_empty()).count() > 1)
            .collect()
    }

    /// Classes of events that one side calls up and the other does not: those that differ however
    /// words are read come first, then the smallest.
    fn classes(
        &mut self,
        groups: &[Group],
        parts: &[[Fun; 2]],
        side: usize,
        firm: [Fun; 2],
        by_acts: bool,
    ) -> Result<Vec<Class>, Trouble> {
        let firm = firm.get(side).copied().unwrap_or(Fun::FALSE);
        let mut left: Vec<(Key, Fun)> = groups
            .iter()
            .zip(parts)
            .filter_map(|(group, part)| Some((*group.keys.first()?, part.get(side).copied()?)))
            .collect();
        let mut found = Vec::new();
        while found.len() < self.comparison.classes {
            let sure: Vec<(Key, Fun)> = left.iter().map(|(key, f)| (*key, self.host.and(*f, firm))).collect();
            let however_read = sure.iter().any(|(_, f)| *f != Fun::FALSE);
            let from = if however_read { sure } else { left.clone() };
            let mut least: Option<(Key, Case, u32, Vec<Part>, Fun)> = None;
            for (key, f) in from {
                if f == Fun::FALSE {
                    continue;
                }
                let Some((case, cost, parts, whole)) = self.host.class(f) else { continue };
                if least.as_ref().is_none_or(|(_, _, known, ..)| cost < *known) {
                    least = Some((key, case, cost, parts, whole));
                }
            }
            if self.host.is_full() {
                return Err(Trouble::TooComplex);
            }
            let Some((key, case, _, parts, whole)) = least else { break };
            found.push(self.confirmed(&key, &case, parts, however_read, side, by_acts)?);
            let not = self.host.not(whole);
            for (_, f) in &mut left {
                *f = self.host.and(*f, not);
            }
        }
        Ok(found)
    }

    fn confirmed(
        &mut self,
        key: &Key,
        case: &Case,
        parts: Vec<Part>,
        however_read: bool,
        side: usize,
        by_acts: bool,
    ) -> Result<Class, Trouble> {
        let filled = self.host.filled(case);
        for case in [case.clone(), filled] {
            let event = case.event(self.event, &self.event.id);
            let readings: BTreeMap<QuestionId, ReadingId> = case.readings.iter().copied().collect();
            let told = replay::Told { comparison: self.comparison, item: self.item, limits: self.limits };
            let wide = replay::is_wide(self.comparison.host, &event);
            if let Some(statuses) = told.statuses(key, &event, &readings)
                && replay::differ(statuses, side, by_acts, wide)
            {
                return Ok(Class { parts, however_read, event, readings, obligor: key.obligor, statuses });
            }
        }
        let event = case.event(self.event, &self.event.id);
        Err(Trouble::NotConfirmed(crate::event::to_json(self.comparison.host, &event)))
    }
}

fn relation(found: [bool; 3]) -> Relation {
    match found {
        [false, false, false] => Relation::Silent,
        [false, false, true] => Relation::Equivalent,
        [false, true, false] | [true, false, false] | [true, true, false] => one_sided(found),
        [false, true, true] => Relation::FirstImplies,
        [true, false, true] => Relation::SecondImplies,
        [true, true, true] => Relation::Overlap,
    }
}

/// Nothing calls up both: a side that calls up nothing at all implies the other.
fn one_sided([lone, other, _]: [bool; 3]) -> Relation {
    match (lone, other) {
        (false, true) => Relation::FirstImplies,
        (true, false) => Relation::SecondImplies,
        _ => Relation::Disjoint,
    }
}

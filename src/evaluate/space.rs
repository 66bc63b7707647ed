//! All events at once: what the clauses come to as functions of every fact, reading and deed.
//!
//! In: a program, an event that may leave everything but its day open, a stance. Out: functions of one
//! diagram, operations on them, and the events in which a function is true. Absent: properties and
//! comparisons, which are made of these functions (`analyse`); any meaning of its own, since the
//! functions are those of `clause` and `condition`.
//!
//! A point of the space is an event in which every field has one value, the record shows some deeds,
//! and every question has one of its readings. Where fields or questions may be left open, the space
//! is wider ([`Space::surely`]).

use std::collections::{BTreeMap, BTreeSet};

use super::cast::Cast;
use super::clause::{self, Pair};
use super::condition::{ELEMENTS, Roles, Variable, Walk};
use super::diagram::{Rank, Ref};
use super::facts::{Choice, Facts};
use super::verdict::{BeneficiaryOut, Stance};
use crate::event::{Event, Value};
use crate::ir::{
    ActorId, ClauseId, Cond, FieldId, LimbRole, NodeId, Origin, PlaceId, Program, QuestionId, ReadingId,
    TreatyId,
};
use crate::text::Limits;

pub(crate) use super::example::{Case, Unnamed, has_kinds};

/// A function of a space: in which of its events something is so.
pub(crate) type Fun = Ref;

/// Values of some variables of a space.
pub(crate) type Path = Vec<(Rank, usize)>;

/// What a clause comes to for one obligor and one beneficiary.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Who owes; none where the field says, or nobody is bound.
    pub obligor: Option<ActorId>,
    /// Whoever this field names owes.
    pub whoever: Option<FieldId>,
    /// To whom.
    pub beneficiary: BeneficiaryOut,
    /// The rider that replaced the response, by index.
    pub rider: Option<usize>,
    /// It holds on the acts done so far.
    pub owed: Fun,
    /// It holds, or would if parties did acts of their own.
    pub at_best: Fun,
}

/// What can be asked about an event that leaves something open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// A field of the event.
    Field(FieldId),
    /// A question, which no fact answers.
    Question(QuestionId),
}

/// Something that functions look at and that is open.
#[derive(Debug, Clone)]
pub(crate) struct Open {
    rank: Rank,
    pub asked: Asked,
    /// Its values by place, in groups that no function tells apart.
    pub groups: Vec<Vec<usize>>,
}

/// The functions of many clauses on the events of one day.
pub(crate) struct Space<'a, 'w> {
    pub(super) walk: &'w mut Walk<'a>,
    rows: BTreeMap<ClauseId, Vec<Row>>,
}

/// Opens the space of an event in a smaller world, with any record.
pub(crate) fn within_cast<T>(
    program: &Program,
    event: &Event,
    stance: &Stance,
    limits: &Limits,
    (cast, open_record): (Option<&Cast>, bool),
    work: impl FnOnce(&mut Space<'_, '_>) -> T,
) -> T {
    let facts = Facts::among(program, event, stance, cast);
    let mut walk = Walk::new(&facts, limits);
    walk.done = open_record.then(Default::default);
    work(&mut Space { walk: &mut walk, rows: BTreeMap::new() })
}

/// What a space leaves open beside the facts that an event does not state.
#[derive(Debug, Clone, Default)]
pub(crate) struct Opening {
    /// The record may show any deeds beside those of the event.
    pub record: bool,
    /// The record is one: whoever has a role in some condition may have done deeds for all of them. It takes
    /// more room.
    pub one_record: bool,
    /// Those whose deeds it may show beside organs and states that are bound, protected, struck or owed.
    pub doers: BTreeSet<ActorId>,
    /// Readings that may be chosen though nobody holds them on the day.
    pub readings: Vec<(QuestionId, ReadingId)>,
}

/// Opens the space of an event: what it states is fixed, what it does not state is open. With
/// `open_record` the record may show any deeds beside those of the event.
pub(crate) fn within<T>(
    program: &Program,
    event: &Event,
    stance: &Stance,
    limits: &Limits,
    open_record: bool,
    work: impl FnMut(&mut Space<'_, '_>) -> T,
) -> T {
    let opening = Opening { record: open_record, ..Opening::default() };
    within_as(program, event, stance, limits, opening, work)
}

/// Opens the space of an event as an [`Opening`] says.
///
/// The work is done again where a deed was shown in one place and taken as not done in another: all that
/// comes of it must be in what it returns.
pub(crate) fn within_as<T>(
    program: &Program,
    event: &Event,
    stance: &Stance,
    limits: &Limits,
    mut opening: Opening,
    mut work: impl FnMut(&mut Space<'_, '_>) -> T,
) -> T {
    loop {
        let facts = Facts::new(program, event, stance).with_readings(opening.readings.clone());
        let mut walk = Walk::new(&facts, limits);
        walk.done = opening.record.then(Default::default);
        walk.one_record = opening.one_record;
        walk.doers.clone_from(&opening.doers);
        let result = work(&mut Space { walk: &mut walk, rows: BTreeMap::new() });
        let more = walk.shown_in_part();
        // Each round adds somebody, so this ends; a space that is full means nothing in any case.
        if more.is_empty() || walk.diagram.is_full() {
            return result;
        }
        opening.doers.extend(more);
    }
}

/// Whether a stance leaves one reading of a question on a day.
pub(crate) fn is_closed(
    program: &Program,
    question: QuestionId,
    stance: &Stance,
    day: jiff::civil::Date,
) -> bool {
    super::facts::live(program, question, stance, day).len() == 1
}

/// What the record of the events of a space may show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Record {
    /// What the event tells.
    AsTold,
    /// Any deeds of organs, and of those who are bound, protected, struck or owed.
    Concerned,
    /// Any deeds of anybody.
    Anybody,
}

/// Opens the space of an event, with a record of some width.
pub(crate) fn within_record<T>(
    program: &Program,
    event: &Event,
    stance: &Stance,
    limits: &Limits,
    record: Record,
    work: impl FnOnce(&mut Space<'_, '_>) -> T,
) -> T {
    let facts = Facts::new(program, event, stance);
    let mut walk = Walk::new(&facts, limits);
    walk.done = (record != Record::AsTold).then(Default::default);
    walk.anybody = record == Record::Anybody;
    work(&mut Space { walk: &mut walk, rows: BTreeMap::new() })
}

/// Opens the space of all events of a day that is wider than events of single values: what is never so in
/// it is so of no event, and what can be so in it may stand for none.
pub(crate) fn within_wide<T>(
    program: &Program,
    event: &Event,
    stance: &Stance,
    limits: &Limits,
    work: impl FnOnce(&mut Space<'_, '_>) -> T,
) -> T {
    let facts = Facts::new(program, event, stance);
    let mut walk = Walk::new(&facts, limits);
    walk.done = Some(Default::default());
    walk.free = Some(Default::default());
    walk.anybody = true;
    work(&mut Space { walk: &mut walk, rows: BTreeMap::new() })
}

/// Whether the text of a clause ran on a day.
pub(crate) fn runs_on(program: &Program, id: ClauseId, day: jiff::civil::Date) -> bool {
    let Some(clause) = program.clause(id) else { return false };
    program.treaty(clause.treaty).is_some_and(|treaty| clause::runs(clause, treaty, day))
}

impl Space<'_, '_> {
    /// Whether the limit of nodes was passed, so that no answer means anything.
    pub fn is_full(&self) -> bool {
        self.walk.diagram.is_full()
    }

    /// How many nodes were made so far.
    pub fn size(&self) -> usize {
        self.walk.diagram.size()
    }

    pub fn program(&self) -> &Program {
        self.walk.facts.program
    }

    /// The day of its events.
    pub fn day(&self) -> jiff::civil::Date {
        self.walk.facts.day
    }

    pub fn and(&mut self, f: Fun, g: Fun) -> Fun {
        self.walk.diagram.and(f, g)
    }

    pub fn or(&mut self, f: Fun, g: Fun) -> Fun {
        self.walk.diagram.or(f, g)
    }

    pub fn not(&mut self, f: Fun) -> Fun {
        self.walk.diagram.not(f)
    }

    /// Where one is so and the other is not.
    pub fn differ(&mut self, f: Fun, g: Fun) -> Fun {
        let (not_f, not_g) = (self.not(f), self.not(g));
        let left = self.and(f, not_g);
        let right = self.and(g, not_f);
        self.or(left, right)
    }

    /// What a clause comes to, for each obligor and beneficiary.
    pub fn rows(&mut self, id: ClauseId) -> Vec<Row> {
        if let Some(known) = self.rows.get(&id) {
            return known.clone();
        }
        let pairs = clause::pairs(self.walk, id);
        let mut known: BTreeMap<Fun, (Fun, Fun)> = BTreeMap::new();
        let mut rows = Vec::with_capacity(pairs.len());
        for pair in pairs {
            let (owed, at_best) = match known.get(&pair.holds) {
                Some(found) => *found,
                None => {
                    let found = (self.without_acts(pair.holds), self.walk.at_best(pair.holds));
                    known.insert(pair.holds, found);
                    found
                }
            };
            let Pair { obligor, beneficiary, rider, roles, .. } = pair;
            self.name_row(id, (obligor, beneficiary), (owed, at_best));
            rows.push(Row { obligor, whoever: roles.open.obligor, beneficiary, rider, owed, at_best });
        }
        self.rows.insert(id, rows.clone());
        rows
    }

    /// Names what a row comes to, for those who read how it is made.
    fn name_row(&mut self, id: ClauseId, side: (Option<ActorId>, BeneficiaryOut), (owed, best): (Fun, Fun)) {
        let program = self.walk.facts.program;
        let words = |what: &str| {
            let actor = |id: ActorId| program.actor_name(id).to_owned();
            let by = side.0.map_or_else(|| "whoever it was".to_owned(), actor);
            let to = match side.1 {
                BeneficiaryOut::None => String::new(),
                BeneficiaryOut::Actor(to) => format!(" for {}", actor(to)),
                BeneficiaryOut::Struck => " for whoever was struck".to_owned(),
                BeneficiaryOut::Parties => " for the parties".to_owned(),
                BeneficiaryOut::All => " for everyone".to_owned(),
            };
            format!("{} {what} by {by}{to}", program.clause_path(id))
        };
        self.walk.diagram.name(owed, || words("owed"));
        self.walk.diagram.name(best, || words("owed or available"));
    }

    /// A function with no act done beside those of the record.
    fn without_acts(&mut self, f: Fun) -> Fun {
        let none: Vec<(Rank, usize)> = self.walk.acts_in(f).into_iter().map(|(rank, _)| (rank, 0)).collect();
        self.walk.diagram.restrict(f, &none)
    }

    /// Where a condition holds of some actors; what parties could still do counts as not done.
    pub fn condition(&mut self, cond: &Cond, slots: &[ActorId], treaty: Option<TreatyId>) -> Fun {
        let roles = Roles { slots: slots.to_vec(), treaty, ..Roles::default() };
        let holds = self.walk.condition(cond, &roles);
        self.without_acts(holds)
    }

    /// Where a field names an actor.
    pub fn names(&mut self, field: FieldId, who: ActorId) -> Fun {
        self.walk.names(field, who)
    }

    /// Parties of an instrument on the day, each with where it is one.
    pub fn parties(&mut self, treaty: TreatyId) -> Vec<(ActorId, Fun)> {
        let list = self.walk.facts.program.treaty(treaty).map(|t| t.parties.as_slice()).unwrap_or_default();
        self.walk.members(list, treaty)
    }

    /// The events of the space that the world allows, as far as a function looks at them: nobody
    /// attacks itself, and a record shows what it implies.
    pub fn possible(&mut self, f: Fun) -> Fun {
        let fits = super::settle::world(self.walk, f);
        let record = self.walk.record_agrees(f);
        self.and(fits, record)
    }

    /// How many values a field or question may have, where events may leave it open too.
    pub(super) fn widths(&self) -> BTreeMap<Rank, usize> {
        let open = self.walk.variables.iter().filter(|(rank, _)| !Walk::is_deed(**rank));
        open.map(|(rank, variable)| (*rank, variable.width())).collect()
    }

    /// A function where some fields mean just what is stated, and no kind of it that has a name.
    pub fn exactly(&mut self, f: Fun, stated: &[Unnamed]) -> Fun {
        let mut fixed: Vec<(Rank, usize)> = Vec::new();
        for (rank, variable) in &self.walk.variables {
            if let Variable::Fact(field, choices) = variable
                && let Some((.., value)) =
                    stated.iter().find(|(known, at, _)| (known, *at) == (field, (*rank % ELEMENTS) as usize))
                && let Some(at) = choices.iter().position(|choice| value_of(*choice) == Some(*value))
            {
                fixed.push((*rank, at));
            }
        }
        self.walk.diagram.restrict(f, &fixed)
    }

    /// Whether the world allows an event in which something is so.
    pub fn can_be(&mut self, f: Fun) -> bool {
        let possible = self.possible(f);
        self.and(possible, f) != Fun::FALSE
    }

    /// The events of a function that the world allows; with `open` the function is one of
    /// [`Space::surely`], and an event is allowed if some way to fill it in is.
    pub fn allowed_of(&mut self, f: Fun, open: bool) -> Fun {
        let possible = self.possible(f);
        let possible = if open { self.opened(possible) } else { possible };
        self.and(f, possible)
    }

    /// Where some way to fill in what is left open is so.
    pub(super) fn opened(&mut self, f: Fun) -> Fun {
        let widths = self.widths();
        self.walk.diagram.lift(f, false, &|rank| widths.get(&rank).copied())
    }

    /// Where something is so whatever is left open, over events that may leave fields and questions
    /// open: exactly what the evaluator says of such an event.
    pub fn surely(&mut self, f: Fun) -> Fun {
        let possible = self.possible(f);
        let impossible = self.not(possible);
        let f = self.or(impossible, f);
        let widths = self.widths();
        self.walk.diagram.lift(f, true, &|rank| widths.get(&rank).copied())
    }

    /// Whether something is so whatever is left open.
    pub fn is_certain(&mut self, f: Fun) -> bool {
        let possible = self.possible(f);
        let impossible = self.not(possible);
        self.or(impossible, f) == Fun::TRUE
    }

    /// Where one outcome alone is left once the questions are answered (`questions`), or once the facts
    /// are known, however the rest is filled in. With `lifted` over events that may leave fields open.
    pub fn turns_on(&mut self, outcomes: &[Fun], questions: bool, lifted: bool) -> Fun {
        let together = outcomes.iter().fold(Fun::FALSE, |any, one| self.or(any, *one));
        let possible = self.possible(together);
        let chosen = |rank: Rank| Walk::is_question(rank) == questions;
        let widths = self.widths();
        let first = |rank: Rank| widths.get(&rank).copied().filter(|_| !chosen(rank));
        let second = |rank: Rank| widths.get(&rank).copied().filter(|_| chosen(rank));
        // Two outcomes that are both possible for one choice tell that the choice does not settle it.
        let mut alone = Fun::TRUE;
        let reached: Vec<Fun> = outcomes
            .iter()
            .map(|one| {
                let f = self.and(*one, possible);
                if lifted {
                    self.walk.diagram.lift(f, false, &first)
                } else {
                    self.walk.diagram.exists(f, &|rank| !chosen(rank) && !Walk::is_deed(rank))
                }
            })
            .collect();
        for (at, one) in reached.iter().enumerate() {
            for other in reached.iter().skip(at + 1) {
                let both = self.and(*one, *other);
                let apart = self.not(both);
                alone = self.and(alone, apart);
            }
        }
        if lifted { self.walk.diagram.lift(alone, true, &second) } else { Fun::of(alone == Fun::TRUE) }
    }

    /// Where what an obligor owes to all parties runs to one of them.
    pub fn runs_to_party(&mut self, treaty: TreatyId, obligor: Option<ActorId>, to: ActorId) -> Fun {
        let bound = self.walk.is_party(treaty, to);
        let rests = match obligor {
            Some(obligor) => clause::suspended(self.walk, treaty, obligor, to),
            None => Fun::FALSE,
        };
        let runs = self.not(rests);
        self.and(bound, runs)
    }

    /// Where every question has a reading that may be chosen whoever asks; what only an interpretation takes
    /// is chosen under that interpretation alone.
    pub fn as_held(&mut self, f: Fun) -> Fun {
        let facts = self.walk.facts;
        let mut all = Fun::TRUE;
        for rank in self.walk.diagram.support(f) {
            let Some(Variable::Question(id, live)) = self.walk.variables.get(&rank) else { continue };
            let beside = facts.beside(*id);
            if beside.is_empty() {
                continue;
            }
            let children = live.iter().map(|reading| Fun::of(!beside.contains(reading))).collect();
            let held = self.walk.diagram.node(rank, children);
            all = self.and(all, held);
        }
        all
    }

    /// The function with some questions answered as a stance answers them.
    pub fn under(&mut self, f: Fun, stance: &Stance) -> Fun {
        let asked: Vec<(Rank, QuestionId, Vec<ReadingId>)> = self
            .walk
            .diagram
            .support(f)
            .into_iter()
            .filter_map(|rank| match self.walk.variables.get(&rank) {
                Some(Variable::Question(id, live)) => Some((rank, *id, live.clone())),
                _ => None,
            })
            .collect();
        let facts = self.walk.facts;
        let mut fixed = Vec::new();
        for (rank, id, live) in asked {
            let taken = super::facts::live(facts.program, id, stance, facts.day);
            if let [only] = taken.as_slice()
                && let Some(at) = live.iter().position(|reading| reading == only)
            {
                fixed.push((rank, at));
            }
        }
        self.walk.diagram.restrict(f, &fixed)
    }

    /// For each question that some functions look at, its readings in groups that none of them tells apart
    /// in an event that the world allows.
    pub fn told_apart(
        &mut self,
        functions: &std::collections::BTreeSet<Fun>,
        wanted: &dyn Fn(QuestionId) -> bool,
    ) -> Vec<(QuestionId, Vec<Vec<ReadingId>>)> {
        let mut real: Vec<Fun> = Vec::new();
        for f in functions {
            let asks = self.walk.diagram.support(*f).into_iter().any(|rank| {
                matches!(self.walk.variables.get(&rank), Some(Variable::Question(id, _)) if wanted(*id))
            });
            if asks {
                let possible = self.possible(*f);
                real.push(self.and(*f, possible));
            }
        }
        let ranks: std::collections::BTreeSet<Rank> =
            real.iter().flat_map(|f| self.walk.diagram.support(*f)).collect();
        let one = |rank: Rank| match self.walk.variables.get(&rank)? {
            Variable::Question(question, live) => {
                let groups = self.walk.diagram.classes(&real, rank, live.len());
                let named =
                    |group: Vec<usize>| group.iter().filter_map(|at| live.get(*at).copied()).collect();
                Some((*question, groups.into_iter().map(named).collect()))
            }
            _ => None,
        };
        ranks.into_iter().filter_map(one).collect()
    }

    /// What is open of what some functions look at: fields and questions, each with its values in groups
    /// that no function tells apart.
    pub fn open(&self, functions: &[Fun]) -> Vec<Open> {
        let ranks: std::collections::BTreeSet<Rank> =
            functions.iter().flat_map(|f| self.walk.diagram.support(*f)).collect();
        let one = |rank: Rank| {
            let variable = self.walk.variables.get(&rank)?;
            let asked = match variable {
                Variable::Fact(field, _) => Asked::Field(*field),
                Variable::Question(question, _) => Asked::Question(*question),
                _ => return None,
            };
            let mut groups = self.walk.diagram.classes(functions, rank, variable.width());
            // Nobody can tell a kind that has kinds of its own and means none of them.
            if let Variable::Fact(field, choices) = variable {
                let said = |at: usize| match choices.get(at) {
                    Some(Choice::Node(node)) => !has_kinds(self.walk.facts.program, *field, *node),
                    _ => true,
                };
                groups.iter_mut().for_each(|group| group.retain(|at| said(*at)));
                groups.retain(|group| !group.is_empty());
            }
            Some(Open { rank, asked, groups })
        };
        ranks.into_iter().filter_map(one).collect()
    }

    /// A function with what is open at one of its values.
    pub fn fixed(&mut self, f: Fun, open: &Open, value: usize) -> Fun {
        self.walk.diagram.restrict(f, &[(open.rank, value)])
    }

    /// The value of a field at a place of its candidates.
    pub fn value_at(&self, open: &Open, at: usize) -> Option<Value> {
        match self.walk.variables.get(&open.rank)? {
            Variable::Fact(_, choices) => value_of(*choices.get(at)?),
            _ => None,
        }
    }

    /// The reading of a question at a place of those that are live.
    pub fn reading_at(&self, open: &Open, at: usize) -> Option<ReadingId> {
        match self.walk.variables.get(&open.rank)? {
            Variable::Question(_, live) => live.get(at).copied(),
            _ => None,
        }
    }

    /// Two functions with a field at each of its values, in rising order; nothing if no rule asks the field,
    /// or if an event gives it several values, of which a law does not speak.
    pub fn at_each_value(&mut self, (f, g): (Fun, Fun), field: FieldId) -> Vec<(Value, Fun, Fun)> {
        if self.walk.facts.elements(field).len() != 1 {
            return Vec::new();
        }
        let found = self.walk.variables.iter().find_map(|(rank, variable)| match variable {
            Variable::Fact(other, choices) if *other == field => Some((*rank, choices.clone())),
            _ => None,
        });
        let Some((rank, choices)) = found else { return Vec::new() };
        let mut all = Vec::with_capacity(choices.len());
        for (at, choice) in choices.into_iter().enumerate() {
            if let Some(value) = value_of(choice) {
                let fixed = [(rank, at)];
                all.push((
                    value,
                    self.walk.diagram.restrict(f, &fixed),
                    self.walk.diagram.restrict(g, &fixed),
                ));
            }
        }
        // A kind that an event can name to the end comes before one that leaves open which of its kinds is meant.
        let program = self.walk.facts.program;
        let open = |value: Value| matches!(value, Value::Node(node) if has_kinds(program, field, node));
        all.sort_by(|(a, ..), (b, ..)| open(*a).cmp(&open(*b)).then(order(*a).total_cmp(&order(*b))));
        all
    }

    /// Two functions with a question at each of its live readings; nothing if no rule asks it.
    pub fn at_each_reading(
        &mut self,
        (f, g): (Fun, Fun),
        question: QuestionId,
    ) -> Vec<(ReadingId, Fun, Fun)> {
        let found = self.walk.variables.iter().find_map(|(rank, variable)| match variable {
            Variable::Question(other, live) if *other == question => Some((*rank, live.clone())),
            _ => None,
        });
        let Some((rank, live)) = found else { return Vec::new() };
        let with = |(at, reading): (usize, ReadingId)| {
            let fixed = [(rank, at)];
            (reading, self.walk.diagram.restrict(f, &fixed), self.walk.diagram.restrict(g, &fixed))
        };
        live.into_iter().enumerate().map(with).collect()
    }

    /// Every value that a field may have on the day, and whether the event says nothing of it; none if it
    /// has one value or several at once.
    pub fn values(&self, field: FieldId) -> Option<(Vec<Value>, bool)> {
        let facts = self.walk.facts;
        let silent = facts.is_silent(field);
        let [all] = facts.elements(field) else { return None };
        let values: Vec<Value> = all.iter().filter_map(|choice| value_of(*choice)).collect();
        (silent || values.len() > 1).then_some((values, silent))
    }

    /// The readings of a question that may be taken.
    pub fn readings(&self, question: QuestionId) -> Vec<ReadingId> {
        self.walk.facts.readings(question).to_vec()
    }

    /// How many values each variable has.
    pub(super) fn all_widths(&self) -> BTreeMap<Rank, usize> {
        self.walk.variables.iter().map(|(rank, variable)| (*rank, variable.width())).collect()
    }

    /// The parts of a clause with where each holds, for all obligors and beneficiaries.
    pub fn limbs(&mut self, id: ClauseId) -> Vec<(Origin, LimbRole, Fun)> {
        let mut all = Vec::new();
        for pair in clause::pairs(self.walk, id) {
            for limb in &pair.limbs {
                let holds = self.without_acts(limb.holds);
                all.push((limb.origin, limb.role, holds));
            }
        }
        all
    }

    /// How many events the space has, of all that some rule asked here, as a power of ten.
    pub fn events(&self) -> f64 {
        let widths = self.walk.variables.iter().filter(|(rank, _)| !Walk::is_act(**rank));
        widths.map(|(_, variable)| (variable.width() as f64).log10()).sum()
    }
}

/// Where a value stands among those of its field; `no` before `yes`.
fn order(value: Value) -> f64 {
    match value {
        Value::Level(level) => f64::from(level),
        Value::Number(number) => number,
        Value::Yes(yes) => f64::from(u8::from(yes)),
        Value::Node(NodeId(at)) | Value::Actor(ActorId(at)) | Value::Place(PlaceId(at)) => f64::from(at),
        Value::OwnPlace => 0.0,
    }
}

pub(super) fn value_of(choice: Choice) -> Option<Value> {
    Some(match choice {
        Choice::Node(node) => Value::Node(node),
        Choice::Level(level) => Value::Level(level),
        Choice::Actor(actor) => Value::Actor(actor),
        Choice::Place(place) => Value::Place(place),
        Choice::Yes(yes) => Value::Yes(yes),
        Choice::Number(number) => Value::Number(number),
        // A place that the event describes is stated by the event itself.
        Choice::OwnPlace(_) => return None,
    })
}

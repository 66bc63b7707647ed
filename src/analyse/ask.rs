//! What to find out first: which unknown fact settles most of what is open on an event.
//!
//! In: a program, an event that leaves something open, a stance. Out: an [`Agenda`]. Absent: a guess of
//! how likely an answer is; every value counts alike, and the worst one is said too.
//!
//! What no open answer depends on is never asked: the functions of the answers say exactly on what
//! they depend.

use std::collections::BTreeMap;

use crate::evaluate::space::{Asked, Fun, Open, Space, within};
use crate::evaluate::{Filter, Stance};
use crate::event::{Event, Value};
use crate::ir::{ClauseId, FieldId, Program, ReadingId};
use crate::text::Limits;

/// One answer to what is asked, or several that come to the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// Values of the field; empty for a question.
    pub values: Vec<Value>,
    /// Readings of the question; empty for a field.
    pub readings: Vec<ReadingId>,
    /// How many of the open answers are settled then.
    pub settles: usize,
}

/// Something to ask, and what comes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// What.
    pub asked: Asked,
    /// How many open answers it settles whatever the reply.
    pub at_least: usize,
    /// How many if every value is as likely as every other.
    pub on_average: f64,
    /// The replies that can be told apart, those that settle most first.
    pub replies: Vec<Reply>,
}

/// What is open on an event, and what to ask.
#[derive(Debug, Clone, Default)]
pub struct Agenda {
    /// Answers that are not settled, by clause, obligor and beneficiary.
    pub open: usize,
    /// Facts, what settles most first.
    pub facts: Vec<Suggestion>,
    /// Questions of interpretation, what settles most first.
    pub questions: Vec<Suggestion>,
    /// Fields that the event leaves open and on which no open answer turns.
    pub idle: Vec<FieldId>,
    /// More is open than the limits allow.
    pub too_much: bool,
}

/// What to find out first about an event.
///
/// ```
/// use casus::{analyse::ask, evaluate::{Filter, Stance}, event::{Names, event_from_json}, resolve::resolve};
/// use casus::{syntax::parser::parse, text::{FileId, Limits}};
/// let limits = Limits::default();
/// let text = r#"
///   tree act { force menace } tree object { vessel } tree place_kind { land } tree nature { pact }
///   tree kind { defence } tree deed { own_act } tree response { assist }
///   field act: tree act  field by: actor  field against: actor  field object: tree object
///   field place: place  field armed: yes_no  state A state B state C
///   treaty t { cite "x" evidence text nature pact in force 1950-01-01 parties A, B
///     clause defend "1" evidence text {
///       kind defence  trigger act is force on a party
///       response every other party shall assist  consultation none  process none  report none
///     }
///   }"#;
/// let program = resolve(&[(FileId(0), parse(FileId(0), text, &limits).tree)], &limits).program;
/// let line = r#"{"id":"e","date":"1960-01-01","by":"C","against":"A"}"#;
/// let event = event_from_json(&Names::new(&program), &limits, line, 1).unwrap();
/// let agenda = ask(&program, &event, &Stance::default(), &Filter::default(), &limits);
/// assert_eq!(agenda.open, 1);
/// assert_eq!(agenda.facts.len(), 1);
/// assert_eq!(agenda.facts[0].at_least, 1);
/// assert_eq!(agenda.idle.len(), 3); // object, place, armed
/// ```
#[must_use]
pub fn ask(program: &Program, event: &Event, stance: &Stance, filter: &Filter, limits: &Limits) -> Agenda {
    let wide = Limits { diagram_nodes: limits.proof_nodes, ..*limits };
    within(program, event, stance, &wide, false, |space| {
        let mut open: BTreeMap<(Fun, Fun), usize> = BTreeMap::new();
        for at in 0..program.clauses.len() {
            let id = ClauseId::at(at);
            let Some(clause) = program.clause(id).filter(|clause| clause.trigger.is_some()) else { continue };
            let wanted = (filter.treaties.is_empty() || filter.treaties.contains(&clause.treaty))
                && (filter.clauses.is_empty() || filter.clauses.contains(&id))
                && !stance.overlays_off.contains(&clause.treaty);
            if !wanted {
                continue;
            }
            for row in space.rows(id) {
                let asked = filter.obligors.is_empty()
                    || row.obligor.is_none_or(|obligor| filter.obligors.contains(&obligor));
                if asked && !is_settled(space, row.owed, row.at_best) {
                    *open.entry((row.owed, row.at_best)).or_default() += 1;
                }
            }
        }
        agenda(space, &open, event)
    })
}

fn agenda(space: &mut Space<'_, '_>, open: &BTreeMap<(Fun, Fun), usize>, event: &Event) -> Agenda {
    let functions: Vec<Fun> = open.keys().flat_map(|(owed, at_best)| [*owed, *at_best]).collect();
    let mut agenda = Agenda { open: open.values().sum(), ..Agenda::default() };
    for one in space.open(&functions) {
        let (mut replies, mut weights) = (Vec::new(), 0_usize);
        let (mut sum, mut at_least) = (0_usize, usize::MAX);
        for group in &one.groups {
            let Some(first) = group.first() else { continue };
            let mut settles = 0;
            for ((owed, at_best), count) in open {
                let owed = space.fixed(*owed, &one, *first);
                let at_best = space.fixed(*at_best, &one, *first);
                settles += if is_settled(space, owed, at_best) { *count } else { 0 };
            }
            weights += group.len();
            sum += settles * group.len();
            at_least = at_least.min(settles);
            replies.push(reply(space, &one, group, settles));
        }
        replies.sort_by_key(|reply| std::cmp::Reverse(reply.settles));
        let on_average = if weights == 0 { 0.0 } else { sum as f64 / weights as f64 };
        let at_least = if at_least == usize::MAX { 0 } else { at_least };
        let suggestion = Suggestion { asked: one.asked, at_least, on_average, replies };
        match one.asked {
            Asked::Field(_) => agenda.facts.push(suggestion),
            Asked::Question(_) => agenda.questions.push(suggestion),
        }
    }
    for list in [&mut agenda.facts, &mut agenda.questions] {
        list.sort_by(|a, b| {
            b.on_average
                .total_cmp(&a.on_average)
                .then(b.at_least.cmp(&a.at_least))
                .then(a.asked.cmp(&b.asked))
        });
    }
    let turns = |field: FieldId| agenda.facts.iter().any(|one| one.asked == Asked::Field(field));
    let unstated = (0..space.program().fields.len()).map(FieldId::at).filter(|id| event.fact(*id).is_none());
    agenda.idle = unstated.filter(|id| !turns(*id)).collect();
    agenda.too_much = space.is_full();
    agenda
}

fn reply(space: &Space<'_, '_>, one: &Open, group: &[usize], settles: usize) -> Reply {
    let values = group.iter().filter_map(|at| space.value_at(one, *at)).collect();
    let readings = group.iter().filter_map(|at| space.reading_at(one, *at)).collect();
    Reply { values, readings, settles }
}

/// Whether one outcome is left, whatever is still open.
fn is_settled(space: &mut Space<'_, '_>, owed: Fun, at_best: Fun) -> bool {
    let (not_owed, not_now) = (space.not(at_best), space.not(owed));
    let available = space.and(at_best, not_now);
    [owed, available, not_owed].into_iter().any(|outcome| space.is_certain(outcome))
}

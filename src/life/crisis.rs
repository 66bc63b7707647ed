//! A crisis: events in the order of their days, and what becomes of the obligations that they call up.
//!
//! In: events, rules, a stance. Out: every obligation with its life, and what could not be decided.
//! Absent: a meaning of its own. Whether something is owed is asked of `evaluate`, of the event that
//! called it up, with the acts and lives known by then; the deeds that move a duty are those that the
//! rules name (`duty … is … by …`, `power … by …`).
//!
//! The law of the day on which something happened governs what it called up: who was bound, which
//! text ran. Later acts count as acts. So a duty that waited for a request is triggered by it, and one
//! that lasts until the Security Council acts ends when it does. How the days follow each other is in
//! `course`.

use std::sync::Arc;

use jiff::civil::Date;

use super::bonds::BondChange;
use super::callers::Callers;
use super::council::Proceeding;
use super::course::Course;
use super::deadline::Due;
use super::reach::Reach;
use super::state::Life;
use super::together::Parts;
use super::whole::Agreement;
use crate::evaluate::{Atlas, BeneficiaryOut, Filter, Pivots, Stance, Status, TooComplex};
use crate::event::Event;
use crate::ir::{ActorId, ClauseId, Program};
use crate::text::Limits;

/// One obligation of a crisis.
#[derive(Debug, Clone, PartialEq)]
pub struct Obligation {
    /// The clause.
    pub clause: ClauseId,
    /// Who owes it.
    pub obligor: ActorId,
    /// To whom.
    pub beneficiary: BeneficiaryOut,
    /// The event that called it up, by its place in the crisis.
    pub event: usize,
    /// The day on which it became available or was triggered.
    pub since: Date,
    /// The rider of the obligor that replaced the response, by index.
    pub rider: Option<usize>,
    /// By when it is to be done; none while it is not due, or where the text says nothing.
    pub due: Option<Due>,
    /// Its moves.
    pub life: Life,
    /// What was done of moves that only several deeds make.
    pub parts: Parts,
    /// Every event that calls it up or may do so, with its last answer.
    pub(super) callers: Callers,
    /// The event that made its last move.
    pub(super) moved_by: usize,
}

/// An answer that is not settled, so that no life begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Unsettled {
    /// The event, by its place in the crisis.
    pub event: usize,
    /// The clause.
    pub clause: ClauseId,
    /// Who would owe it; none where the event does not say who that is.
    pub obligor: Option<ActorId>,
    /// To whom.
    pub beneficiary: BeneficiaryOut,
    /// The rider of the obligor that replaced the response, by index.
    pub rider: Option<usize>,
    /// The answer as it stood last.
    pub status: Status,
    /// On what it turns; thousands of answers may turn on the same.
    pub pivots: Arc<Pivots>,
    /// Why it is not settled, in words.
    pub because: Arc<str>,
}

/// A deed or event that cannot do what it would.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{on}: {text}")]
pub struct Refused {
    /// The day.
    pub on: Date,
    /// The event, by its place in the crisis.
    pub event: usize,
    /// What was tried, and why it has no effect.
    pub text: String,
}

/// What a crisis comes to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Crisis {
    /// Its events, in the order of their days. The first ones are none that were told: they are the
    /// days on which instruments whose duties hold from the start entered into force.
    pub events: Vec<Event>,
    /// How many events were not told.
    pub untold: usize,
    /// Obligations, in the order in which they arose.
    pub obligations: Vec<Obligation>,
    /// What is contested, undetermined or open.
    pub unsettled: Vec<Unsettled>,
    /// Uses of powers over bonds, in the order told.
    pub bonds: Vec<BondChange>,
    /// What organs were asked to decide, by clause and in the order in which they were asked.
    pub proceedings: Vec<Proceeding>,
    /// Clauses with more unknowns than the limits allow.
    pub too_complex: Vec<(usize, TooComplex)>,
    /// What became of each instrument of which some duty has a life, in the order of the rules.
    pub agreements: Vec<Agreement>,
    /// Deeds on the record that make a move which cannot be made, or use a right that is not there.
    pub refused: Vec<Refused>,
}

/// With what a crisis is followed: the rules, how they are read, what is wanted of them.
///
/// ```
/// use casus::{evaluate::{Filter, Stance}, ir::Program, life::{Course, Setting}, text::Limits};
/// let (program, stance, filter, limits) =
///     (Program::default(), Stance::default(), Filter::default(), Limits::default());
/// let setting = Setting::new(&program, &stance, &filter, &limits);
/// assert!(Course::new(&setting).crisis(&setting, None).obligations.is_empty());
/// ```
#[derive(Debug)]
pub struct Setting<'a> {
    pub(super) program: &'a Program,
    pub(super) stance: &'a Stance,
    pub(super) filter: &'a Filter,
    pub(super) limits: &'a Limits,
    pub(super) reach: Reach,
    /// The maps of all days.
    pub(super) atlas: Atlas,
    /// The clauses about which every event is asked.
    pub(super) asked: Vec<ClauseId>,
    /// Everything is asked again whenever something is done.
    pub(super) plainly: bool,
    pub(super) mark: Mark,
}

/// By what the rules and options of a crisis are known again, so that it is never gone on with under
/// others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mark {
    /// The rules, for instance as a hash of their texts.
    pub rules: String,
    /// How they are read, and what is wanted of them.
    pub options: String,
}

impl<'a> Setting<'a> {
    /// The rules, and what their clauses look at.
    #[must_use]
    pub fn new(program: &'a Program, stance: &'a Stance, filter: &'a Filter, limits: &'a Limits) -> Self {
        let (reach, atlas, mark) = (Reach::new(program), Atlas::new(program), Mark::default());
        let (asked, plainly) = (Vec::new(), false);
        let mut setting = Setting { program, stance, filter, limits, reach, atlas, asked, plainly, mark };
        let all = program.clauses.iter().enumerate().map(|(at, clause)| (ClauseId::at(at), clause));
        let asked = all.filter(|(id, clause)| setting.wants(*id) && setting.reach.is_asked(*id, clause));
        setting.asked = asked.map(|(id, _)| id).collect();
        setting
    }

    /// The same, but after each deed every event is asked about everything again. This gives the same
    /// answers, slowly: it is what the quick way is held to.
    ///
    /// ```
    /// use casus::{evaluate::{Filter, Stance}, ir::Program, life::{Course, Setting}, text::Limits};
    /// let (program, stance, filter, limits) =
    ///     (Program::default(), Stance::default(), Filter::default(), Limits::default());
    /// let plain = Setting::new(&program, &stance, &filter, &limits).plainly();
    /// assert!(Course::new(&plain).crisis(&plain, None).obligations.is_empty());
    /// ```
    #[must_use]
    pub fn plainly(mut self) -> Self {
        self.plainly = true;
        self
    }

    /// The same, with a mark that is written beside each course and asked for when one is read.
    #[must_use]
    pub fn marked(mut self, mark: Mark) -> Self {
        self.mark = mark;
        self
    }

    /// Whether a clause is wanted at all.
    pub(super) fn wants(&self, id: ClauseId) -> bool {
        let Some(clause) = self.program.clause(id) else { return false };
        let filter = self.filter;
        (filter.treaties.is_empty() || filter.treaties.contains(&clause.treaty))
            && (filter.clauses.is_empty() || filter.clauses.contains(&id))
            && !self.stance.overlays_off.contains(&clause.treaty)
    }
}

/// Follows a crisis to the end of a day, or to its end.
///
/// Events may be given in any order; those of one day count in the order given. What is owed whatever
/// happens, what is allowed and what is forbidden has a life only where something can become of it
/// ([`Course`]).
#[must_use]
pub fn follow(
    program: &Program,
    events: &[Event],
    stance: &Stance,
    filter: &Filter,
    until: Option<Date>,
    limits: &Limits,
) -> Crisis {
    let setting = Setting::new(program, stance, filter, limits);
    let mut told: Vec<&Event> =
        events.iter().filter(|event| until.is_none_or(|until| event.date <= until)).collect();
    told.sort_by_key(|event| event.date);
    let mut course = Course::new(&setting);
    for event in told {
        // Sorted, so none comes too late.
        let _in_order = course.tell(&setting, event.clone());
    }
    course.crisis(&setting, until)
}

//! A cascade: if everybody who owes armed force performs, who is then at war with whom.
//!
//! In: rules, the events of a crisis, a stance, and how far duties are taken. Out: the acts that
//! follow, round by round, each with the clauses that call for it; what would follow on another
//! reading or fact; which promises were not called up and why; duties that an act breaks; the sides.
//! Absent: a meaning of its own. Whether something is owed is asked of `evaluate`, and what an act
//! states is what the rules say of it (`performance`); what they do not say stays unknown.
//!
//! Days come one after the other. On each, everything given is asked first; what is owed is done on
//! that day, each act is an event like any other, and so on until nothing new follows. Every round
//! brings an act of one actor against another that was not there before, so there is an end.

mod act;
mod clash;
mod quiet;
mod run;
mod sides;

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::evaluate::{BeneficiaryOut, Filter, Stance, Status, TooComplex};
use crate::event::Event;
use crate::ir::{ActorId, ClauseId, Evidence, Program, QuestionId, ReadingId};
use crate::text::Limits;

pub use clash::{Collision, Other};
pub use quiet::{Branch, Miss, Talk, Unless};
pub use sides::Sides;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// The rules.
    pub program: &'a Program,
    /// The events as given, in any order; those of one day count in the order given.
    pub events: &'a [Event],
    /// How questions and disputed facts are answered.
    pub stance: &'a Stance,
    /// Which instruments count; clauses and obligors in it are not looked at.
    pub filter: &'a Filter,
    /// Only what is given up to the end of this day.
    pub until: Option<Date>,
    /// At most this many rounds on a day.
    pub rounds: Option<usize>,
    /// Answers that are taken as owed beside those that are.
    pub also: BTreeSet<Status>,
    /// Who does not perform.
    pub refuses: BTreeSet<ActorId>,
    /// Only duties that nothing less performs.
    pub least: bool,
    /// An answer that turns on readings is that of the one who owes, as it held them.
    pub own_readings: bool,
    /// Limits of deciding.
    pub limits: &'a Limits,
}

/// One clause that calls for an act.
#[derive(Debug, Clone, PartialEq)]
pub struct Ground {
    /// The clause.
    pub clause: ClauseId,
    /// To whom it is owed.
    pub beneficiary: BeneficiaryOut,
    /// The event that called it up, by its place in [`Cascade::events`].
    pub event: usize,
    /// The day on which it called.
    pub day: Date,
    /// The round of that day.
    pub round: usize,
    /// The answer: owed, or one that was asked to be taken as owed.
    pub status: Status,
    /// Less would have done; to fight is the choice of the one who owes.
    pub choice: bool,
    /// Readings that were chosen and on which the answer would otherwise turn.
    pub readings: Vec<(QuestionId, ReadingId)>,
    /// On what it turns still, where it is not owed for sure.
    pub turns_on: Vec<String>,
    /// The weakest evidence it rests on.
    pub evidence: Evidence,
}

/// An act: somebody performs against somebody.
#[derive(Debug, Clone)]
pub struct Act {
    /// Which performance, by its place in [`Program::performances`].
    pub performance: usize,
    /// Who.
    pub who: ActorId,
    /// Against whom.
    pub enemy: ActorId,
    /// The day.
    pub day: Date,
    /// The round of that day, from one.
    pub round: usize,
    /// What calls for it, at least one.
    pub grounds: Vec<Ground>,
    /// The event that it makes, by its place in [`Cascade::events`]; none where it is given already.
    pub event: Option<usize>,
}

/// Somebody stands against somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tie {
    /// Which performance it amounts to.
    pub performance: usize,
    /// Who acted.
    pub who: ActorId,
    /// Against whom.
    pub enemy: ActorId,
    /// Since when.
    pub since: Date,
    /// Whether it is given, not followed.
    pub given: bool,
}

/// What a crisis comes to if duties are performed.
#[derive(Debug, Clone, Default)]
pub struct Cascade {
    /// The events: those given and looked at, then those that acts make.
    pub events: Vec<Event>,
    /// How many of them are given.
    pub given: usize,
    /// The acts, in their order.
    pub acts: Vec<Act>,
    /// Who stands against whom at the end, in the order in which it came about.
    pub ties: Vec<Tie>,
    /// What would follow, but is not sure or not done.
    pub branches: Vec<Branch>,
    /// Promises between those concerned that were not called up.
    pub misses: Vec<Miss>,
    /// Instruments that were called up and hold no duty to fight.
    pub talks: Vec<Talk>,
    /// Duties that acts break.
    pub collisions: Vec<Collision>,
    /// Clauses with more unknowns than the limits allow, with the event.
    pub too_complex: Vec<(usize, TooComplex)>,
    /// Rounds were left out on some day.
    pub cut: bool,
}

impl Cascade {
    /// The sides by acts of one performance; whoever struck, and whoever was struck by, what called for an
    /// act stands against each other too.
    ///
    /// ```
    /// use casus::{cascade::Cascade, ir::Program};
    /// assert!(Cascade::default().sides(&Program::default(), 0).is_empty());
    /// ```
    #[must_use]
    pub fn sides(&self, program: &Program, performance: usize) -> Vec<Sides> {
        let mut ties: Vec<Tie> =
            self.ties.iter().filter(|tie| tie.performance == performance).copied().collect();
        for act in self.acts.iter().filter(|act| act.performance == performance) {
            for event in act.grounds.iter().filter_map(|ground| self.events.get(ground.event)) {
                for who in act::named(event, program.kernel.by) {
                    let struck = act::named(event, program.kernel.against);
                    ties.extend(struck.into_iter().filter(|enemy| *enemy != who).map(|enemy| Tie {
                        performance,
                        who,
                        enemy,
                        since: event.date,
                        given: true,
                    }));
                }
            }
        }
        Sides::of(&ties)
    }
}

/// Follows a crisis as if duties were performed.
///
/// ```
/// use std::collections::BTreeSet;
/// use casus::cascade::{Plan, cascade};
/// use casus::{evaluate::{Filter, Stance}, ir::Program, text::Limits};
/// let (program, stance, filter) = (Program::default(), Stance::default(), Filter::default());
/// let plan = Plan {
///     program: &program, events: &[], stance: &stance, filter: &filter, until: None, rounds: None,
///     also: BTreeSet::new(), refuses: BTreeSet::new(), least: false, own_readings: false,
///     limits: &Limits::default(),
/// };
/// assert!(cascade(&plan).acts.is_empty());
/// ```
#[must_use]
pub fn cascade(plan: &Plan<'_>) -> Cascade {
    let run = run::follow(plan);
    let branches = quiet::branches(&run);
    let misses = quiet::misses(&run);
    let talks = quiet::talks(&run);
    let collisions = clash::collisions(&run);
    let run::Run { events, given, acts, ties, too_complex, cut, .. } = run;
    let mut ties: Vec<Tie> = ties.into_values().collect();
    ties.sort_by_key(|tie| (tie.since, !tie.given, tie.performance, tie.who, tie.enemy));
    Cascade { events, given, acts, ties, branches, misses, talks, collisions, too_complex, cut }
}

//! The states of an obligation and the moves between them.
//!
//! | from | trigger | confer | conclude | fall due | perform | breach | release | suspend | resume | terminate |
//! |---|---|---|---|---|---|---|---|---|---|---|
//! | available | triggered | – | – | – | – | – | – | suspended | – | terminated |
//! | triggered | – | consulting | – | due | performed | – | released | suspended | – | terminated |
//! | consulting | – | – | due | – | performed | – | released | suspended | – | terminated |
//! | due | – | consulting | – | – | performed | breached | released | suspended | – | terminated |
//! | suspended | – | – | – | – | – | – | released, if it was owed | – | as before | terminated |
//! | breached | – | – | – | – | performed | – | released | – | – | – |
//! | performed, released, terminated | – | – | – | – | – | – | – | – | – | – |
//!
//! Talks are `consulting` in two ways: a duty to act waits for them, and a duty to talk is being done in
//! them. Help without a duty performs none, so what is only available is not performed. What is not due is
//! not breached. A breach does not end the duty: it can still be performed late or be forgiven, but
//! what was owed when the instrument ended stays broken. While it rests, a duty can only come back,
//! be forgiven, or end.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::when::When;
use crate::ir::LifeStage;

/// States in which something may still happen of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Live {
    /// It would be owed if a party did an act of its own.
    Available,
    /// Its conditions hold.
    Triggered,
    /// The parties are to talk first, and do.
    Consulting,
    /// It is to be performed.
    Due,
}

/// How an obligation ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum End {
    /// What was owed was done.
    Performed,
    /// Whoever it was owed to gave it up.
    Released,
    /// It ended before it was performed: by its own terms, by an act of the Security Council, by the
    /// end of the instrument.
    Terminated,
}

/// Where an obligation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// It lives.
    Live(Live),
    /// It rests, and comes back to where it was.
    Suspended(Live),
    /// It was due and was not done; it can still be done late.
    Breached,
    /// It has ended.
    Ended(End),
}

/// What moves an obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    /// The missing act was done: the conditions hold.
    Trigger,
    /// Talks that have to come first begin.
    Confer,
    /// They end, and it is time to act.
    Conclude,
    /// It is time to act without talks.
    FallDue,
    /// What is owed is done.
    Perform,
    /// The time has passed, or the obligor refuses what is due.
    Breach,
    /// Whoever it is owed to gives it up.
    Release,
    /// It is suspended.
    Suspend,
    /// The suspension ends.
    Resume,
    /// It ends.
    Terminate,
}

impl State {
    /// Every state.
    pub const ALL: [State; 12] = [
        State::Live(Live::Available),
        State::Live(Live::Triggered),
        State::Live(Live::Consulting),
        State::Live(Live::Due),
        State::Suspended(Live::Available),
        State::Suspended(Live::Triggered),
        State::Suspended(Live::Consulting),
        State::Suspended(Live::Due),
        State::Breached,
        State::Ended(End::Performed),
        State::Ended(End::Released),
        State::Ended(End::Terminated),
    ];

    /// Where a move leads; none if it cannot be made from here.
    ///
    /// ```
    /// use casus::life::{Live, Move, State};
    /// let due = State::Live(Live::Due);
    /// assert_eq!(due.after(Move::Breach), Some(State::Breached));
    /// assert_eq!(State::Live(Live::Available).after(Move::Perform), None);
    /// ```
    #[must_use]
    pub fn after(self, step: Move) -> Option<State> {
        use Live::{Available, Consulting, Due, Triggered};
        Some(match (self, step) {
            (State::Live(Available), Move::Trigger) => State::Live(Triggered),
            (State::Live(Triggered | Due), Move::Confer) => State::Live(Consulting),
            (State::Live(Triggered), Move::FallDue) | (State::Live(Consulting), Move::Conclude) => {
                State::Live(Due)
            }
            (State::Live(Triggered | Consulting | Due) | State::Breached, Move::Perform) => {
                State::Ended(End::Performed)
            }
            (State::Live(Due), Move::Breach) => State::Breached,
            (
                State::Live(Triggered | Consulting | Due)
                | State::Suspended(Triggered | Consulting | Due)
                | State::Breached,
                Move::Release,
            ) => State::Ended(End::Released),
            (State::Live(live), Move::Suspend) => State::Suspended(live),
            (State::Suspended(live), Move::Resume) => State::Live(live),
            (State::Live(_) | State::Suspended(_), Move::Terminate) => State::Ended(End::Terminated),
            _ => return None,
        })
    }

    /// As conditions name it; none where they have no name for it.
    pub(super) fn stage(self) -> Option<LifeStage> {
        Some(match self {
            State::Live(Live::Due) => LifeStage::Due,
            State::Live(_) => return None,
            State::Suspended(_) => LifeStage::Suspended,
            State::Breached => LifeStage::Breached,
            State::Ended(End::Performed) => LifeStage::Performed,
            State::Ended(End::Released) => LifeStage::Released,
            State::Ended(End::Terminated) => LifeStage::Terminated,
        })
    }

    /// The word used in files, tables and pictures.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            State::Live(Live::Available) => "available",
            State::Live(Live::Triggered) => "triggered",
            State::Live(Live::Consulting) => "consulting",
            State::Live(Live::Due) => "due",
            State::Suspended(_) => "suspended",
            State::Breached => "breached",
            State::Ended(End::Performed) => "performed",
            State::Ended(End::Released) => "released",
            State::Ended(End::Terminated) => "terminated",
        }
    }
}

impl Move {
    /// Every move.
    pub const ALL: [Move; 10] = [
        Move::Trigger,
        Move::Confer,
        Move::Conclude,
        Move::FallDue,
        Move::Perform,
        Move::Breach,
        Move::Release,
        Move::Suspend,
        Move::Resume,
        Move::Terminate,
    ];

    /// The word used in messages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Move::Trigger => "triggered",
            Move::Confer => "taken into consultation",
            Move::Conclude => "released from consultation to be acted on",
            Move::FallDue => "made due",
            Move::Perform => "performed",
            Move::Breach => "breached",
            Move::Release => "released",
            Move::Suspend => "suspended",
            Move::Resume => "resumed",
            Move::Terminate => "terminated",
        }
    }
}

/// One move that was made; only a [`Life`] makes them, so each could be made where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    step: Move,
    on: When,
    cause: String,
    reason: String,
}

impl Step {
    /// Which move.
    #[must_use]
    pub fn step(&self) -> Move {
        self.step
    }
    /// When.
    #[must_use]
    pub fn on(&self) -> When {
        self.on
    }
    /// The event that made it, by its identifier.
    #[must_use]
    pub fn cause(&self) -> &str {
        &self.cause
    }
    /// Why that event makes this move, in words.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

/// A move that cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Illegal {
    /// Not from this state.
    #[error("what is {} cannot be {} ({cause})", from.word(), step.word())]
    State {
        /// Where it stood.
        from: State,
        /// What was tried.
        step: Move,
        /// The event that tried it.
        cause: String,
    },
    /// Not before the move that came before it.
    #[error("{on} lies before {after}, the day of the move before it ({cause})")]
    Order {
        /// When it was tried.
        on: When,
        /// When the move before was made.
        after: When,
        /// The event that tried it.
        cause: String,
    },
}

/// The life of one obligation: where it began, and every move since.
///
/// ```
/// use casus::life::{Life, Live, Move, State, When};
/// let mut life = Life::new(State::Live(Live::Triggered));
/// life.make(Move::FallDue, When::parse("1914-08-04")?, "invasion", "no talks have to come first")?;
/// life.make(Move::Perform, When::parse("1914-08-04")?, "war", "war was declared")?;
/// assert_eq!(life.state().word(), "performed");
/// assert_eq!(Life::read(&life.write()?)?, life);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    begin: State,
    state: State,
    steps: Vec<Step>,
}

impl Life {
    /// A life that begins in a state.
    #[must_use]
    pub fn new(begin: State) -> Self {
        Life { begin, state: begin, steps: Vec::new() }
    }

    /// Where it began.
    pub(super) fn begin(&self) -> State {
        self.begin
    }

    /// Where it stands after all moves.
    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }

    /// The moves, in order.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Makes a move.
    ///
    /// # Errors
    /// The move cannot be made from here, or its day lies for sure before that of the last move; then
    /// nothing is changed.
    pub fn make(&mut self, step: Move, on: When, cause: &str, reason: &str) -> Result<State, Illegal> {
        if let Some(last) = self.steps.last().filter(|last| on.is_before(last.on) == Some(true)) {
            return Err(Illegal::Order { on, after: last.on, cause: cause.to_owned() });
        }
        let Some(next) = self.state.after(step) else {
            return Err(Illegal::State { from: self.state, step, cause: cause.to_owned() });
        };
        self.state = next;
        self.steps.push(Step { step, on, cause: cause.to_owned(), reason: reason.to_owned() });
        Ok(next)
    }

    /// Where it stood at the end of a day; none where the day of a move is not known well enough.
    ///
    /// ```
    /// use casus::life::{Life, Live, Move, State, When};
    /// use jiff::civil::date;
    /// let mut life = Life::new(State::Live(Live::Available));
    /// life.make(Move::Trigger, When::parse("1950-06")?, "request", "help was asked for")?;
    /// assert_eq!(life.on(date(1950, 5, 31)), Some(State::Live(Live::Available)));
    /// assert_eq!(life.on(date(1950, 6, 15)), None);
    /// assert_eq!(life.on(date(1950, 6, 30)), Some(State::Live(Live::Triggered)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn on(&self, day: Date) -> Option<State> {
        let mut state = self.begin;
        for step in &self.steps {
            if step.on.latest() <= day {
                state = state.after(step.step)?;
            } else if step.on.earliest() <= day {
                return None;
            }
        }
        Some(state)
    }

    /// From which day it stood how, if it began on a day: several moves of one day give the last of
    /// them. A move whose day is not known counts from the last day that it may be.
    ///
    /// ```
    /// use casus::life::{Life, Live, Move, State, When};
    /// use jiff::civil::date;
    /// let mut life = Life::new(State::Live(Live::Available));
    /// life.make(Move::Trigger, When::parse("1950-06")?, "request", "help was asked for")?;
    /// let stretches = life.stretches(date(1950, 6, 25));
    /// assert_eq!(stretches.last(), Some(&(date(1950, 6, 30), State::Live(Live::Triggered))));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn stretches(&self, since: Date) -> Vec<(Date, State)> {
        let mut stretches = vec![(since, self.begin)];
        let mut state = self.begin;
        for step in &self.steps {
            state = state.after(step.step).unwrap_or(state);
            let day = step.on.latest().max(since);
            match stretches.last_mut() {
                Some(last) if last.0 >= day => *last = (last.0, state),
                _ => stretches.push((day, state)),
            }
        }
        stretches
    }

    /// The life as one line of JSON: where it began and every move.
    ///
    /// # Errors
    /// None is known; the error of the writer is passed on.
    pub fn write(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(&self.record())
    }

    /// A life as [`Life::write`] wrote it; every move is made again, so what is read is what a full
    /// replay gives.
    ///
    /// # Errors
    /// The text has another shape, a state or day that is none, or a move that cannot be made.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        let record: LifeRecord = serde_json::from_str(text).map_err(|e| Unreadable(e.to_string()))?;
        Life::of_record(record)
    }

    pub(super) fn record(&self) -> LifeRecord {
        let moves = self.steps.iter().map(|step| StepRecord {
            step: step.step,
            on: step.on.to_string(),
            cause: step.cause.clone(),
            reason: step.reason.clone(),
        });
        let begin = State::ALL.iter().position(|state| *state == self.begin).unwrap_or_default();
        LifeRecord { begin: code(begin), steps: moves.collect() }
    }

    pub(super) fn of_record(record: LifeRecord) -> Result<Self, Unreadable> {
        let begin = (0..State::ALL.len()).find(|at| code(*at) == record.begin);
        let begin = begin.and_then(|at| State::ALL.get(at).copied());
        let begin = begin.ok_or_else(|| Unreadable(format!("`{}` is no state", record.begin)))?;
        let mut life = Life::new(begin);
        for step in record.steps {
            let on = read_when(&step.on)?;
            life.make(step.step, on, &step.cause, &step.reason).map_err(|e| Unreadable(e.to_string()))?;
        }
        Ok(life)
    }
}

/// A written life that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a life of an obligation: {0}")]
pub struct Unreadable(pub(super) String);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LifeRecord {
    begin: String,
    steps: Vec<StepRecord>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StepRecord {
    #[serde(rename = "move")]
    step: Move,
    on: String,
    cause: String,
    reason: String,
}

/// The word of a state that tells what rests from what lives.
fn code(at: usize) -> String {
    match State::ALL.get(at) {
        Some(State::Suspended(live)) => format!("suspended {}", State::Live(*live).word()),
        Some(state) => state.word().to_owned(),
        None => String::new(),
    }
}

pub(super) fn read_when(text: &str) -> Result<When, Unreadable> {
    let one = |part: &str| When::parse(part).map_err(|e| Unreadable(e.to_string()));
    match text.split_once('/') {
        Some((first, last)) => Ok(When::between(one(first)?.earliest(), one(last)?.latest())),
        None => one(text),
    }
}

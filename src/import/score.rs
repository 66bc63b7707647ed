//! Deciding coded wars with the evaluator, and comparing the answers with the human codes.
//!
//! In: read rows of the three files. Out: the written rules and events, an answer for each row with
//! its ground, counts. Absent: law of its own; a row is met if a clause other than consultation is
//! owed on some event of the war, not met if none is on any, and unknown otherwise.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::atop::{Duty, Member, by_alliance};
use super::codings::Coding;
use super::crises::{self, Lacking};
use super::program::with_builtin;
use super::states::States;
use super::treaties::{Reading, name_of, rules};
use super::wars::{Participant, War, by_war};
use crate::diagnostic::Diagnostic;
use crate::evaluate::{BeneficiaryOut, Decision, Filter, Stance, Status, Verdict, decide};
use crate::event::{Event, EventDiagnostic, EventReader, Line};
use crate::ir::{LimbRole, Program, TreatyId};
use crate::text::Limits;

/// What the evaluator says of one alliance in one war.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// A duty other than consultation was called up.
    Met,
    /// None was.
    NotMet,
    /// It depends on what has no code.
    Unknown,
}

impl Outcome {
    /// The word used in output.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Met => "met",
            Outcome::NotMet => "not met",
            Outcome::Unknown => "unknown",
        }
    }
}

/// The answer for one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The row.
    pub coding: Coding,
    /// What the rules say.
    pub outcome: Outcome,
    /// The clause that decides, if one does.
    pub clause: Option<String>,
    /// The event on which it does.
    pub event: Option<String>,
    /// Why, in words.
    pub why: String,
}

impl Answer {
    /// Whether rules and coders say the same; none where either says nothing.
    #[must_use]
    pub fn agrees(&self) -> Option<bool> {
        match self.outcome {
            Outcome::Unknown => None,
            outcome => self.coding.met.map(|met| met == (outcome == Outcome::Met)),
        }
    }
}

/// Counts of some answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows with a human verdict.
    pub rows: usize,
    /// Of those, rows on which the rules decide.
    pub decided: usize,
    /// Of those, rows on which both say the same.
    pub agree: usize,
}

impl Counts {
    /// Counts answers.
    ///
    /// ```
    /// use casus::import::score::Counts;
    /// assert_eq!(Counts::of([]).unknown(), 0);
    /// ```
    pub fn of<'a>(answers: impl IntoIterator<Item = &'a Answer>) -> Counts {
        let mut counts = Counts::default();
        for answer in answers.into_iter().filter(|answer| answer.coding.met.is_some()) {
            counts.rows += 1;
            counts.decided += usize::from(answer.agrees().is_some());
            counts.agree += usize::from(answer.agrees() == Some(true));
        }
        counts
    }

    /// Rows that the rules leave open.
    #[must_use]
    pub fn unknown(self) -> usize {
        self.rows - self.decided
    }
}

/// What came out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scored {
    /// An answer for each row whose war has a COW number, in the order of the file.
    pub answers: Vec<Answer>,
    /// Rows whose war has none.
    pub without_war: usize,
    /// The written rules.
    pub rules: String,
    /// The events, one line of JSON each.
    pub events: String,
}

/// Why nothing came out. Each is a fault of the written rules or events, not of the data.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Fault {
    /// The rules do not check.
    #[error("the written rules have {} errors, the first: {}", .0.len(), .0.first().map(|d| d.message.as_str()).unwrap_or_default())]
    Rules(Vec<Diagnostic>),
    /// An event does not fit the rules.
    #[error("a written event does not fit the written rules: {}", .0.message)]
    Event(Box<EventDiagnostic>),
}

/// Writes the rules and events for the coded rows, decides them, and keeps the answers.
///
/// ```
/// use casus::import::score::{Inputs, score};
/// use casus::text::Limits;
/// let scored = score(&Inputs { members: &[], participants: &[], codings: &[] }, &Limits::default()).unwrap();
/// assert!(scored.answers.is_empty());
/// ```
///
/// # Errors
/// The written rules or events are not sound; that is a fault of this program.
pub fn score(inputs: &Inputs<'_>, limits: &Limits) -> Result<Scored, Fault> {
    let wanted: BTreeSet<u32> = inputs.codings.iter().map(|coding| coding.alliance).collect();
    let mut alliances = by_alliance(inputs.members);
    alliances.retain(|id, _| wanted.contains(id));
    let wars = by_war(inputs.participants);
    let mut states = States::of(&with_builtin(None, limits).map_err(Fault::Rules)?);
    for one in inputs.participants {
        states.label(one.state, &one.state_name);
    }
    let lines = written_events(inputs, &wars, &alliances, &mut states);
    let rules = rules(&alliances, Reading::Presumed, &mut states, limits).map_err(Fault::Rules)?;
    let program = with_builtin(Some(&rules), limits).map_err(Fault::Rules)?;
    let mut scored = Scored { rules, ..Scored::default() };
    let mut decided: BTreeMap<(u32, u32), Vec<Called>> = BTreeMap::new();
    for (war, text) in lines.iter().filter_map(|(war, text)| text.as_ref().ok().map(|text| (war, text))) {
        let of_war: BTreeSet<u32> =
            inputs.codings.iter().filter(|c| c.war == Some(*war)).map(|c| c.alliance).collect();
        one_war(&program, *war, text, &of_war, limits, &mut decided)?;
        scored.events.push_str(text);
    }
    for coding in inputs.codings {
        match coding.war {
            None => scored.without_war += 1,
            Some(war) => {
                let lacking = match lines.get(&war) {
                    _ if !alliances.contains_key(&coding.alliance) => {
                        Some("the alliance is not in the ATOP file")
                    }
                    None => Some("the war is not in the COW file"),
                    Some(text) => text.as_ref().err().copied(),
                };
                let called = decided.remove(&(war, coding.alliance));
                scored.answers.push(answer(coding.clone(), lacking, called.as_deref().unwrap_or_default()));
                if let Some(called) = called {
                    // A file may code one alliance in one war twice.
                    decided.insert((war, coding.alliance), called);
                }
            }
        }
    }
    Ok(scored)
}

/// The events of each coded war as lines of JSON, or why it has none.
fn written_events(
    inputs: &Inputs<'_>,
    wars: &BTreeMap<u32, War>,
    alliances: &BTreeMap<u32, Vec<Member>>,
    states: &mut States,
) -> BTreeMap<u32, Result<String, Lacking>> {
    let coded: BTreeSet<u32> = inputs.codings.iter().filter_map(|coding| coding.war).collect();
    let mut lines = BTreeMap::new();
    for war in wars.values().filter(|war| coded.contains(&war.number)) {
        let promised = promised(war, alliances.values().flatten());
        let text = crises::events(war, &promised, states).map(|events| {
            // Plain data always has a JSON form.
            let text = events.iter().filter_map(|event| serde_json::to_string(event).ok());
            text.map(|line| line + "\n").collect()
        });
        lines.insert(war.number, text);
    }
    lines
}

/// The three files, read.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// ATOP member rows.
    pub members: &'a [Member],
    /// COW war participants.
    pub participants: &'a [Participant],
    /// The rows to decide.
    pub codings: &'a [Coding],
}

/// Days on which an alliance was made in a war, each with a member that was fighting in it.
fn promised<'a>(war: &War, members: impl Iterator<Item = &'a Member> + Clone) -> BTreeSet<(Date, u32)> {
    let mut days = BTreeSet::new();
    let at_war = members.clone().filter(|one| one.wartime && one.war == Some(war.number));
    for fighting in at_war {
        for other in members.clone().filter(|one| one.alliance == fighting.alliance) {
            days.insert((fighting.entry.first().max(other.entry.first()), fighting.state));
        }
    }
    days
}

/// A verdict that is not "not owed", or the best reason why none is.
#[derive(Debug, Clone)]
struct Called {
    status: Status,
    clause: String,
    event: String,
    words: String,
    /// How near it came, for those that are not owed.
    near: u8,
}

fn one_war(
    program: &Program,
    war: u32,
    lines: &str,
    alliances: &BTreeSet<u32>,
    limits: &Limits,
    decided: &mut BTreeMap<(u32, u32), Vec<Called>>,
) -> Result<(), Fault> {
    let name = |id: &u32| (program.treaties.iter().position(|t| t.name == name_of(*id)), *id);
    let treaties: BTreeMap<TreatyId, u32> =
        alliances.iter().map(name).filter_map(|(at, id)| at.map(|at| (TreatyId::at(at), id))).collect();
    if treaties.is_empty() {
        return Ok(());
    }
    let filter = Filter { treaties: treaties.keys().copied().collect(), ..Filter::default() };
    for line in EventReader::new(program, lines.as_bytes(), *limits) {
        let event = match line {
            Line::Event(event) => event,
            Line::Refused { diagnostics, .. } => {
                let Some(first) = diagnostics.into_iter().next() else { continue };
                return Err(Fault::Event(Box::new(first)));
            }
        };
        let Decision { verdicts, too_complex } = decide(program, &event, &Stance::default(), &filter, limits);
        for verdict in &verdicts {
            let Some(clause) = program.clause(verdict.clause) else { continue };
            let consultation = program.node_name(program.kernel.kind, clause.kind) == "consultation";
            if let (Some(id), false) = (treaties.get(&clause.treaty), consultation) {
                decided.entry((war, *id)).or_default().push(called(program, &event, verdict));
            }
        }
        for problem in too_complex {
            let of = treaties.iter().find(|(at, _)| {
                program.treaty(**at).is_some_and(|t| problem.path.starts_with(&format!("{}.", t.name)))
            });
            if let Some((_, id)) = of {
                let words = problem.to_string();
                let (clause, event) = (problem.path.clone(), event.id.clone());
                let called = Called { status: Status::Undetermined, clause, event, words, near: 0 };
                decided.entry((war, *id)).or_default().push(called);
            }
        }
    }
    Ok(())
}

fn called(program: &Program, event: &Event, verdict: &Verdict) -> Called {
    let who = verdict.obligor.map_or("nobody", |who| program.actor_name(who));
    let to = match verdict.beneficiary {
        BeneficiaryOut::Actor(actor) => format!(" to {}", program.actor_name(actor)),
        _ => String::new(),
    };
    let near = match verdict.because.role {
        Some(LimbRole::Bound | LimbRole::Version) => 0,
        Some(LimbRole::Trigger) => 1,
        _ => 2,
    };
    let title = event.title.clone().unwrap_or_default();
    let words = match verdict.status {
        Status::Owed => format!("owed by {who}{to}: {title}"),
        Status::NotOwed => {
            let face = verdict.because.role.map_or("clause", LimbRole::word);
            format!("{face} fails: {} ({title})", verdict.because.text)
        }
        _ => format!("{} ({title})", verdict.because.text),
    };
    Called {
        status: verdict.status,
        clause: program.clause_path(verdict.clause),
        event: event.id.clone(),
        words,
        near,
    }
}

fn answer(coding: Coding, lacking: Option<Lacking>, called: &[Called]) -> Answer {
    if let Some(lacking) = lacking {
        let why = lacking.to_owned();
        return Answer { coding, outcome: Outcome::Unknown, clause: None, event: None, why };
    }
    let owed = called.iter().find(|one| one.status == Status::Owed);
    let open = called.iter().find(|one| one.status != Status::Owed && one.status != Status::NotOwed);
    let (outcome, ground) = match (owed, open) {
        (Some(one), _) => (Outcome::Met, Some(one)),
        (None, Some(one)) => (Outcome::Unknown, Some(one)),
        (None, None) => (Outcome::NotMet, None),
    };
    let nearest = || called.iter().rev().max_by_key(|one| one.near);
    let why = match ground.or_else(nearest) {
        Some(one) => one.words.clone(),
        None => "no promise but consultation".to_owned(),
    };
    let (clause, event) = (ground.map(|one| one.clause.clone()), ground.map(|one| one.event.clone()));
    Answer { coding, outcome, clause, event, why }
}

/// The duties by which answers are counted, each with the rows of alliances that hold it.
///
/// ```
/// assert_eq!(casus::import::score::by_duty(&[]).len(), 5);
/// ```
#[must_use]
pub fn by_duty(answers: &[Answer]) -> Vec<(Duty, Counts)> {
    let of = |duty: &Duty| Counts::of(answers.iter().filter(|answer| answer.coding.duties.contains(duty)));
    Duty::ALL.iter().map(|duty| (*duty, of(duty))).collect()
}

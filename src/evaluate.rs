//! Deciding: which clause is owed by whom to whom on an event, how surely, and on what it turns.
//!
//! In: a [`Program`], an [`Event`], a [`Stance`].
//! Out: [`Verdict`]s in a fixed order. Absent: text, files, printing.
//!
//! This is the reference: a walk over the ir that builds, for each clause, obligor and beneficiary,
//! the function of everything unknown (`condition`, `clause`), and reads the status and the smallest
//! pivots off it (`settle`). Nothing here approximates: a status is the answer over all completions.

use std::collections::{BTreeSet, HashMap};

mod actors;
mod alike;
mod atlas;
mod ballot;
mod carried;
pub(crate) mod cast;
mod clause;
mod condition;
mod deeds;
mod diagram;
mod entries;
mod example;
mod facts;
pub(crate) mod friendly;
pub(crate) mod joint;
mod left_out;
mod lives;
pub(crate) mod matter;
pub(crate) mod parts;
mod pivots;
mod places;
/// What of the map changes when.
pub(crate) mod geography {
    pub(crate) use super::places::{changes, contains};
}
mod position;
mod ranges;
mod record;
mod rest;
mod rounds;
mod said;
mod screen;
mod sea;
mod settle;
mod site;
pub(crate) mod space;
mod steps;
mod summary;
mod verdict;
mod walkthrough;
mod wide;
mod worlds;
pub(crate) mod written;

pub(crate) use atlas::Atlas;
pub use ballot::{Ballot, Cast, Standing as VoteStanding, Tally, Way, ballots};
pub(crate) use carried::{Outcome, Turned};
pub(crate) use clause::outlived;
pub use facts::reading_taken;
pub use lives::{Known, Lives};
pub use position::{Standing, standings};
pub(crate) use record::{LeftOut, Missing, New, Record, Under};
pub use rest::{EXCLUDED, Rest};
pub use rounds::{Round, Ruling};
pub use verdict::{
    BeneficiaryOut, LimbState, OverlayNote, Pivot, PivotKind, PivotSet, Pivots, Reason, Stance, Status,
    TooComplex, Truth, Verdict,
};
pub use walkthrough::{Step, walk_through};

use crate::event::Event;
use crate::ir::{ActorId, Clause, ClauseId, NodeId, Program, TreatyId};
use crate::text::Limits;
use clause::Pair;
use condition::Walk;
use diagram::Ref;
use facts::Facts;
use screen::Screen;
use settle::Outcomes;

/// Which clauses and obligors are wanted.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only these instruments; all if empty.
    pub treaties: Vec<TreatyId>,
    /// Only these clauses; all if empty.
    pub clauses: Vec<ClauseId>,
    /// Only these obligors; all if empty.
    pub obligors: Vec<ActorId>,
    /// Without clauses that are owed all the time.
    pub skip_standing: bool,
    /// Without answers `not owed`, which is quicker: nothing is built for a clause that surely fails.
    /// Such a clause is never too complex either.
    pub skip_not_owed: bool,
}

/// What one event comes to.
#[derive(Debug, Clone, Default)]
pub struct Decision {
    /// The answers, by instrument, clause, beneficiary and obligor.
    pub verdicts: Vec<Verdict>,
    /// Clauses that have more unknowns than the limits allow.
    pub too_complex: Vec<TooComplex>,
}

/// Decides every wanted clause on one event.
///
/// The order of verdicts is that of instruments by name, clauses as written, beneficiaries and
/// obligors by code; it does not depend on the order of files.
#[must_use]
pub fn decide(
    program: &Program,
    event: &Event,
    stance: &Stance,
    filter: &Filter,
    limits: &Limits,
) -> Decision {
    decide_among(program, event, stance, filter, limits, &Lives::default())
}

/// Decides as [`decide`] does, with what is known of the lives of obligations.
///
/// For one event alone no life is known to have moved, so a condition that looks at one does not
/// hold; over a crisis the lives answer it.
///
/// ```
/// use casus::evaluate::{Filter, Lives, Stance, decide, decide_among};
/// # use casus::{event::{Names, event_from_json}, ir::Program, text::Limits};
/// # let (program, limits) = (Program::default(), Limits::default());
/// # let text = r#"{"id": "a", "date": "1990-08-02"}"#;
/// # let event = event_from_json(&Names::new(&program), &limits, text, 1).unwrap();
/// let (stance, filter) = (Stance::default(), Filter::default());
/// let alone = decide(&program, &event, &stance, &filter, &limits);
/// let among = decide_among(&program, &event, &stance, &filter, &limits, &Lives::default());
/// assert_eq!(alone.verdicts, among.verdicts);
/// ```
#[must_use]
pub fn decide_among(
    program: &Program,
    event: &Event,
    stance: &Stance,
    filter: &Filter,
    limits: &Limits,
    lives: &Lives,
) -> Decision {
    let facts = Facts::new(program, event, stance).with_lives(lives);
    decide_on(&facts, filter, limits, false, None)
}

/// Told of a clause that was looked at, with the deeds that it awaits.
type Awaits<'a> = &'a mut dyn FnMut(ClauseId, Option<Vec<Missing>>);

/// An event of a crisis, with what is known of the crisis on the day on which it is asked about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Amid<'a> {
    pub program: &'a Program,
    pub event: &'a Event,
    /// What was done, in place of what the event itself records.
    pub record: &'a Record,
    pub lives: &'a Lives,
    /// The maps, if they are kept for more than one event.
    pub atlas: Option<&'a Atlas>,
}

impl<'a> Amid<'a> {
    fn facts(self, stance: &'a Stance) -> Facts<'a> {
        let facts = Facts::new(self.program, self.event, stance);
        facts.with_record(self.record).with_lives(self.lives).with_atlas(self.atlas)
    }
}

/// Decides an event amid a crisis.
pub(crate) fn decide_with(asked: Amid<'_>, stance: &Stance, filter: &Filter, limits: &Limits) -> Decision {
    let facts = asked.facts(stance);
    decide_on(&facts, filter, limits, false, None)
}

/// Decides as [`decide_with`] does, for clauses by which what one owes does not hang on another: nothing
/// is built for those who are not asked about.
pub(crate) fn decide_for_some(
    asked: Amid<'_>,
    stance: &Stance,
    filter: &Filter,
    limits: &Limits,
) -> Decision {
    let facts = asked.facts(stance);
    decide_on(&facts, filter, limits, true, None)
}

/// Decides as [`decide_with`] does, in brief, and tells of each clause that was looked at the deeds
/// that were asked for and not done; none if the clause was too complex. No other deed can
/// change what the clause comes to, nor any deed what a clause comes to that was not looked at.
///
/// In brief: no answer has limbs, nor a settled one its pivots, gaps and what is attached to it.
pub(crate) fn decide_awaiting(
    asked: Amid<'_>,
    stance: &Stance,
    filter: &Filter,
    limits: &Limits,
    awaits: Awaits<'_>,
) -> Decision {
    let facts = asked.facts(stance);
    decide_on(&facts, filter, limits, false, Some(awaits))
}

fn decide_on(
    facts: &Facts<'_>,
    filter: &Filter,
    limits: &Limits,
    narrow: bool,
    mut awaits: Option<Awaits<'_>>,
) -> Decision {
    let mut screen = filter.skip_not_owed.then(|| Screen::new(facts));
    let mut decision = Decision::default();
    for id in wanted(facts, filter) {
        let owers = screen.as_mut().map(|screen| screen.owers(id));
        let (mut only, mut awaited) = owers.map_or((None, Vec::new()), |owers| (owers.only, owers.awaited));
        if let (true, wanted @ [_, ..]) = (narrow || filter.skip_not_owed, filter.obligors.as_slice()) {
            let wanted: BTreeSet<ActorId> = wanted.iter().copied().collect();
            only = Some(only.map_or_else(|| wanted.clone(), |only: BTreeSet<ActorId>| &only & &wanted));
        }
        if only.as_ref().is_some_and(BTreeSet::is_empty) {
            if let Some(awaits) = awaits.as_mut() {
                awaits(id, Some(awaited));
            }
            continue;
        }
        let mut walk = Walk::new(facts, limits);
        let pairs = clause::pairs_of(&mut walk, id, only.as_ref());
        if awaits.is_some() {
            awaited.extend(walk.awaited(&pairs));
        }
        let answer = one_clause(&mut walk, id, pairs, (filter, awaits.is_some()), limits);
        if let Some(awaits) = awaits.as_mut() {
            awaits(id, answer.is_ok().then_some(awaited));
        }
        match answer {
            Ok(verdicts) => decision.verdicts.extend(verdicts),
            Err(too_complex) => decision.too_complex.push(too_complex),
        }
    }
    decision
}

/// The clauses that are asked for, in order.
fn wanted(facts: &Facts<'_>, filter: &Filter) -> Vec<ClauseId> {
    let program = facts.program;
    let mut ids: Vec<ClauseId> = match filter.clauses.as_slice() {
        [] => (0..program.clauses.len()).map(ClauseId::at).collect(),
        some => some.to_vec(),
    };
    ids.sort_unstable();
    ids.dedup();
    ids.retain(|id| {
        program.clause(*id).is_some_and(|clause| {
            (filter.treaties.is_empty() || filter.treaties.contains(&clause.treaty))
                && !(filter.skip_standing && clause.trigger.is_none())
                && !facts.is_off(clause.treaty)
        })
    });
    ids
}

fn one_clause(
    walk: &mut Walk<'_>,
    id: ClauseId,
    pairs: Vec<Pair<'_>>,
    (filter, brief): (&Filter, bool),
    limits: &Limits,
) -> Result<Vec<Verdict>, TooComplex> {
    let program = walk.facts.program;
    let mut steps = limits.pivot_steps;
    // Obligors that share a function share its answer; the work is done once.
    let mut known: HashMap<Ref, (Outcomes, Status, Pivots, Vec<Rest>)> = HashMap::new();
    let mut verdicts = Vec::with_capacity(pairs.len());
    for pair in pairs {
        let wanted =
            filter.obligors.is_empty() || pair.obligor.is_none_or(|who| filter.obligors.contains(&who));
        if !wanted {
            continue;
        }
        let (outcomes, status, pivots, left_out) = match known.get(&pair.holds) {
            Some(found) => found.clone(),
            None => {
                let outcomes = settle::outcomes(walk, &pair);
                let status = settle::status(walk, &outcomes);
                let left_out = settle::grounds(walk, &outcomes);
                let pivots = if left_out.is_empty() && !(brief && status.is_settled()) {
                    let mut pivots = pivots::pivots(walk, pair.holds, &outcomes, status, limits, &mut steps);
                    if let Some(clause) = program.clause(id) {
                        summary::name_the_parties(walk.facts, clause.treaty, &mut pivots);
                    }
                    pivots
                } else {
                    Pivots::default()
                };
                let answer = (outcomes, status, pivots, left_out);
                known.insert(pair.holds, answer.clone());
                answer
            }
        };
        // What is left out for its evidence is never not owed.
        if filter.skip_not_owed && status == Status::NotOwed && left_out.is_empty() {
            continue;
        }
        let answer = Answer { outcomes, status, pivots, left_out };
        verdicts.push(verdict(walk, id, &pair, answer, brief));
        if walk.diagram.is_full() {
            return Err(TooComplex { path: program.clause_path(id), limit: limits.diagram_nodes });
        }
    }
    if walk.diagram.is_full() {
        return Err(TooComplex { path: program.clause_path(id), limit: limits.diagram_nodes });
    }
    verdicts.sort_by_key(|v| (v.beneficiary, v.obligor));
    Ok(verdicts)
}

/// What the function of a pair comes to.
struct Answer {
    outcomes: Outcomes,
    status: Status,
    pivots: Pivots,
    /// What does not count for its tag, and on which the outcome depends.
    left_out: Vec<Rest>,
}

fn verdict(walk: &mut Walk<'_>, id: ClauseId, pair: &Pair<'_>, answer: Answer, brief: bool) -> Verdict {
    let Answer { outcomes, status, pivots, left_out } = answer;
    let program = walk.facts.program;
    let shown = if brief { &[] } else { pair.limbs.as_slice() };
    let limbs: Vec<LimbState> = shown
        .iter()
        .map(|limb| LimbState {
            role: limb.role,
            text: limb.text.words(program, walk.facts.day),
            truth: settle::truth(walk, limb.holds),
            origin: limb.origin,
        })
        .collect();
    let because = reason(walk, pair, &outcomes, status, &pivots);
    let clause = program.clause(id);
    let told = clause.filter(|_| !brief || !status.is_settled() || !left_out.is_empty());
    let treaty = told.and_then(|c| program.treaty(c.treaty));
    let mut gaps: Vec<(String, String)> = told
        .map(|c| c.gaps.iter().map(|g| (g.article.clone(), g.reason.clone())).collect())
        .unwrap_or_default();
    gaps.extend(pair.uncounted.iter().cloned());
    let (status, because) = if left_out.is_empty() {
        (status, because)
    } else {
        gaps.push((EXCLUDED.to_owned(), grounds(&left_out)));
        let text = format!("would rest on {}", grounds(&left_out));
        (Status::LeftOut, Reason { role: None, text, origin: because.origin })
    };
    Verdict {
        clause: id,
        obligor: pair.obligor,
        beneficiary: pair.beneficiary,
        status,
        standing: clause.is_some_and(|c| c.trigger.is_none()),
        rider: pair.rider,
        pivots,
        limbs,
        because,
        evidence: pair.evidence,
        overlays: match told {
            Some(clause) if !treaty.is_some_and(|t| t.overlay) => overlays(walk, clause),
            _ => Vec::new(),
        },
        gaps,
        left_out,
    }
}

/// Grounds in words, each with its tag.
fn grounds(rests: &[Rest]) -> String {
    let words: Vec<String> =
        rests.iter().map(|rest| format!("{} ({})", rest.what, rest.tag.word())).collect();
    words.join(", ")
}

/// Clauses of overlays that attach to the response of a clause on the day.
fn overlays(walk: &Walk<'_>, clause: &Clause) -> Vec<OverlayNote> {
    let program = walk.facts.program;
    let fits = |node: &NodeId| program.is_under(program.kernel.response, clause.response.what, *node);
    let attached = walk.facts.attached().iter();
    attached.filter(|(_, node)| fits(node)).map(|(note, _)| note.clone()).collect()
}

/// Why the answer is what it is: the first limb that fails whatever the unknown, or what is missing.
fn reason(
    walk: &mut Walk<'_>,
    pair: &Pair<'_>,
    outcomes: &Outcomes,
    status: Status,
    pivots: &Pivots,
) -> Reason {
    let first = pair.limbs.first();
    let origin = first.map(|limb| limb.origin).unwrap_or_default();
    match status {
        Status::NotOwed => {
            for limb in &pair.limbs {
                let at_best = walk.at_best(limb.holds);
                if walk.diagram.and(at_best, outcomes.possible) == Ref::FALSE {
                    let text = limb.text.words(walk.facts.program, walk.facts.day);
                    return Reason { role: Some(limb.role), text, origin: limb.origin };
                }
            }
            Reason {
                role: None,
                text: "the parts of the clause cannot hold together on this event".to_owned(),
                origin,
            }
        }
        Status::Owed => Reason { role: None, text: "every part of the clause holds".to_owned(), origin },
        Status::Available => {
            let acts: Vec<&str> = pivots.to_owed.iter().flatten().map(|pivot| pivot.name.as_str()).collect();
            let text = match acts.first() {
                Some(act) => format!("waits for an act of a party: {}", act.replace('_', " ")),
                None => "waits for acts of parties".to_owned(),
            };
            let waiting = pair.limbs.iter().find(|limb| limb.holds != Ref::TRUE);
            Reason {
                role: waiting.map(|limb| limb.role),
                text,
                origin: waiting.map_or(origin, |limb| limb.origin),
            }
        }
        Status::Contested | Status::Undetermined | Status::Open | Status::LeftOut => Reason {
            role: None,
            text: format!("turns on {}", pivots.depends_on.join(", ")),
            origin: pair.limbs.iter().find(|limb| limb.holds != Ref::TRUE).map_or(origin, |limb| limb.origin),
        },
    }
}

//! The rounds of a motion: which deeds ask for it, open it, vote on it, decide it, and where one round ends and
//! the next begins.
//!
//! In: the line `consultation` of a clause that puts a motion, the deeds of a record by day. Out: rounds. Absent:
//! counting votes and what they come to (`ballot`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::ballot::Cast;
use super::carried::{Outcome, forget_what_is_over};
use super::record::LeftOut;
use crate::event::Deed;
use crate::ir::{
    ActorId, ActorRef, Clause, Decision, MotionDeeds, MotionId, NodeId, Program, SetClass, Stage,
};
use crate::syntax::tree::ActorKind;

/// What the organ's own record says of the outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// Adopted, rejected or dropped.
    pub stage: Stage,
    /// By whom.
    pub by: ActorId,
    /// When first.
    pub on: Date,
    /// The deeds that say so, each with its day; nodes of the tree `deed`.
    pub deeds: Vec<(Date, NodeId)>,
}

/// One time that a motion was put: asked for, met upon, voted on, decided.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Round {
    /// Who asked, and when.
    pub asked: Vec<(Date, ActorId)>,
    /// Which organ met, and when.
    pub opened: Vec<(Date, ActorId)>,
    /// The votes of those who are named; of two votes of one voter the later.
    pub votes: BTreeMap<ActorId, (Cast, Date)>,
    /// How many votes the organ's record counts, without names or with them.
    pub counts: BTreeMap<Cast, (u32, Date)>,
    /// In which organ, as far as one has met or counted.
    pub organ: Option<ActorId>,
    /// Who used a veto.
    pub vetoes: BTreeMap<ActorId, Date>,
    /// What the organ's record says of the outcome.
    pub ruled: Option<Ruling>,
    /// Who took back what was decided, and when.
    pub lifted: Option<(Date, ActorId)>,
    /// The first deed of the round, by its place in the record.
    pub deed: usize,
    /// Whether a deed of the round names the instrument, or is one of the organ.
    pub named: bool,
    /// Whether such a deed is a veto, or a vote or outcome that can be on nothing else.
    pub in_its_name: bool,
}

impl Round {
    /// The day of the last vote.
    #[must_use]
    pub fn voted_on(&self) -> Option<Date> {
        let named = self.votes.values().map(|(_, day)| *day);
        named.chain(self.counts.values().map(|(_, day)| *day)).chain(self.vetoes.values().copied()).max()
    }

    /// The day whose members are the voters: that of the vote, else of the outcome, the meeting, the call.
    #[must_use]
    pub fn day(&self) -> Option<Date> {
        let ruled = self.ruled.as_ref().map(|ruling| ruling.on);
        let opened = self.opened.iter().map(|(day, _)| *day).max();
        self.voted_on().or(ruled).or(opened).or_else(|| self.asked.iter().map(|(day, _)| *day).max())
    }

    /// Whether a deed of a day begins another round: the last one has been decided, or voted on, before.
    fn is_left_behind(&self, stage: Stage, day: Date, voter: Option<ActorId>) -> bool {
        let before = |other: Date| other < day;
        let begins = matches!(stage, Stage::Asked | Stage::Opened);
        // An organ that adds to what it adopted has not been asked anew.
        let adds =
            |ruling: &Ruling| stage == Stage::Adopted && ruling.stage == stage && self.lifted.is_none();
        let ruled = self.ruled.as_ref().is_some_and(|ruling| before(ruling.on) && !adds(ruling));
        let voted = begins && self.voted_on().is_some_and(before);
        let again = voter.and_then(|who| self.votes.get(&who)).is_some_and(|(_, on)| before(*on));
        ruled || voted || again
    }
}

/// A deed of a record: its day, its place, and what was done.
type Told<'d> = (Date, usize, &'d Deed);

/// The rounds of a motion, in the order in which they began.
pub(super) fn rounds(
    program: &Program,
    clause: &Clause,
    decision: &Decision,
    told: Vec<(Date, &Deed)>,
) -> Vec<Round> {
    let told = told.into_iter().enumerate().map(|(at, (day, deed))| (day, at, deed));
    let mut told: Vec<Told<'_>> = told.filter(|(_, _, deed)| is_under(program, clause, deed)).collect();
    told.sort_by_key(|(day, at, _)| (*day, *at));
    let mut rounds: Vec<Round> = Vec::new();
    for day in told.chunk_by(|one, other| one.0 == other.0) {
        one_day(program, clause, decision, day, &mut rounds);
    }
    rounds
}

/// Whether a deed names no other instrument than that of the clause, and no other clause that puts a motion.
fn is_under(program: &Program, clause: &Clause, deed: &Deed) -> bool {
    let puts = deed.about.clause.and_then(|id| program.clause(id)).filter(|other| other.decision.is_some());
    deed.treaty.is_none_or(|treaty| treaty == clause.treaty) && puts.is_none_or(|other| is(clause, other))
}

/// Whether two are texts of one clause.
fn is(clause: &Clause, other: &Clause) -> bool {
    (clause.treaty, &clause.name) == (other.treaty, &other.name)
}

/// Writes the deeds of one day into the rounds that they belong to.
fn one_day(
    program: &Program,
    clause: &Clause,
    decision: &Decision,
    told: &[Told<'_>],
    rounds: &mut Vec<Round>,
) {
    // What votes for name goes before what outcomes name: an organ may meet and decide on one day.
    let mut motions: BTreeSet<MotionId> = BTreeSet::new();
    for stages in [&[Stage::Supported][..], &[Stage::Adopted, Stage::Rejected]] {
        // To meet says nothing of what is then put to the vote.
        let meets = |does: NodeId| {
            let opens = |row: &&MotionDeeds| row.stage == Stage::Opened;
            program.motion_deeds.iter().filter(opens).any(|row| covers(program, row, does))
        };
        if motions.is_empty() {
            let on = told.iter().filter(|(_, _, deed)| !meets(deed.does));
            motions.extend(on.flat_map(|(_, _, deed)| named(program, deed.does, stages)));
        }
    }
    let others = !motions.is_empty() && !motions.contains(&decision.motion);
    for (day, at, deed) in told.iter().copied() {
        let said = deed.about.clause.and_then(|id| program.clause(id)).is_some_and(|other| is(clause, other));
        for stage in stages(program, decision, deed.does, others && !said) {
            if concerns(program, clause, decision, stage, (day, deed)) {
                let outcomes = [Stage::Supported, Stage::Adopted, Stage::Rejected];
                let on_it = stage == Stage::Vetoed
                    || named(program, deed.does, &outcomes).any(|motion| motion == decision.motion);
                enter(rounds, decision, (stage, on_it), (day, at, deed));
            }
        }
    }
}

/// The rounds of the motion of one clause over a record that grows by days, so that each deed is counted
/// once. Rounds that are over are left out, and of those who asked and of meetings all but the last, for none
/// of them carries it; so what is kept does not grow with the record.
#[derive(Debug, Clone, Default)]
pub(super) struct Rounds {
    /// After every day but the last, and how many of them are known to count.
    before: (Vec<Round>, usize),
    /// How many deeds that is.
    counted: usize,
    /// What they come to after the last day, and how many deeds there were then.
    now: (usize, Arc<Outcome>),
}

impl Rounds {
    /// What the rounds come to after a record whose deeds stand in the order of their days, of which some were
    /// counted before.
    pub fn after(
        &mut self,
        program: &Program,
        (clause, decision): (&Clause, &Decision),
        record: &[Deed],
        left_out: LeftOut,
    ) -> Arc<Outcome> {
        if self.now.0 == record.len() {
            return Arc::clone(&self.now.1);
        }
        let told = record.iter().enumerate().skip(self.counted);
        let told: Vec<Told<'_>> = told.filter_map(|(at, deed)| Some((deed.date?, at, deed))).collect();
        let mut now = self.before.clone();
        for day in told.chunk_by(|one, other| one.0 == other.0) {
            self.before.clone_from(&now);
            self.counted = day.first().map_or(self.counted, |(_, at, _)| *at);
            let day: Vec<Told<'_>> =
                day.iter().copied().filter(|(_, _, deed)| is_under(program, clause, deed)).collect();
            one_day(program, clause, decision, &day, &mut now.0);
            for round in &mut now.0 {
                for list in [&mut round.asked, &mut round.opened] {
                    list.drain(..list.len().saturating_sub(1));
                }
            }
            now.1 = forget_what_is_over(program, (clause, decision), left_out, &mut now.0, now.1);
        }
        let outcome = Outcome::of(program, (clause, decision), left_out, &now.0, now.1);
        self.now = (record.len(), Arc::new(outcome));
        Arc::clone(&self.now.1)
    }
}

fn covers(program: &Program, row: &MotionDeeds, does: NodeId) -> bool {
    row.by.iter().any(|above| program.is_under(program.kernel.deed, does, *above))
}

/// The motions on which a deed is by its kind.
fn named<'p>(program: &'p Program, does: NodeId, stages: &'p [Stage]) -> impl Iterator<Item = MotionId> + 'p {
    program
        .motion_deeds
        .iter()
        .filter(|row| stages.contains(&row.stage))
        .filter(move |row| covers(program, row, does))
        .filter_map(|row| row.motion)
}

/// What a deed makes of a motion. A vote against, or an abstention, does not say on what: where the
/// record of its day names other motions and not this one, it is on those.
fn stages(program: &Program, decision: &Decision, does: NodeId, others: bool) -> BTreeSet<Stage> {
    let mut found = BTreeSet::new();
    for row in program.motion_deeds.iter().filter(|row| covers(program, row, does)) {
        let any = matches!(row.stage, Stage::Asked | Stage::Opened);
        match row.motion {
            Some(motion) if motion == decision.motion => found.insert(row.stage),
            None if any || !others => found.insert(row.stage),
            _ => false,
        };
    }
    if found.contains(&Stage::Adopted) {
        // To meet is then what was asked for, and no step towards it.
        found.remove(&Stage::Opened);
    }
    found
}

/// Whether whoever did a deed can move the motion by it.
fn concerns(
    program: &Program,
    clause: &Clause,
    decision: &Decision,
    stage: Stage,
    (day, deed): (Date, &Deed),
) -> bool {
    let is_organ = program.actor(deed.by).is_some_and(|actor| actor.kind == ActorKind::Organ);
    let of_clause = if decision.organs.is_empty() {
        is_organ && (deed.treaty.is_some() || deed.about.clause.is_some())
    } else {
        decision.organs.contains(&deed.by)
    };
    match stage {
        Stage::Opened | Stage::Adopted | Stage::Rejected | Stage::Lifted => of_clause,
        Stage::Dropped => of_clause || may_ask(program, clause, decision, day, deed.by),
        Stage::Asked => may_ask(program, clause, decision, day, deed.by),
        Stage::Supported | Stage::Opposed | Stage::Abstained | Stage::Missed => {
            if deed.count.is_some() {
                of_clause
            } else {
                !is_organ
            }
        }
        Stage::Vetoed => !is_organ,
    }
}

/// Whether an actor is among those on whose demand it is decided, as far as the rules name them; who is
/// bound on one reading only may ask.
fn may_ask(program: &Program, clause: &Clause, decision: &Decision, day: Date, who: ActorId) -> bool {
    let parties = program.treaty(clause.treaty).map(|treaty| treaty.parties.as_slice()).unwrap_or_default();
    let party = || parties.iter().any(|row| row.actor == who && row.days.contains(day));
    match &decision.demand {
        None => false,
        Some(set) => {
            set.names.contains(&ActorRef::Literal(who))
                || set.classes.iter().any(|class| match class {
                    SetClass::Class(class) => program.in_class(*class, who, day),
                    SetClass::Kind(kind) => program.actor(who).is_some_and(|actor| actor.kind == *kind),
                    _ => party(),
                })
        }
    }
}

/// Writes a deed into the round that it belongs to, which may be a new one.
fn enter(
    rounds: &mut Vec<Round>,
    decision: &Decision,
    (stage, on_it): (Stage, bool),
    (day, at, deed): (Date, usize, &Deed),
) {
    if stage == Stage::Lifted {
        // Whether a vote carried it is counted later; what was not carried cannot be taken back.
        let answered = |round: &&mut Round| round.ruled.is_some() || round.voted_on().is_some();
        for round in rounds.iter_mut().filter(|round| round.lifted.is_none()).filter(answered) {
            round.lifted = Some((day, deed.by));
        }
        return;
    }
    let votes = matches!(stage, Stage::Supported | Stage::Opposed | Stage::Abstained | Stage::Missed);
    let voter = votes.then_some(deed.by);
    let acts = matches!(stage, Stage::Opened | Stage::Adopted | Stage::Rejected) || deed.count.is_some();
    let last = rounds.last().is_some_and(|round| {
        // Votes of an earlier day in one organ are none on what another does.
        let elsewhere = acts
            && round.organ.is_some_and(|organ| organ != deed.by)
            && round.voted_on().is_some_and(|voted| voted < day);
        !round.is_left_behind(stage, day, voter) && !elsewhere
    });
    if !last {
        rounds.push(Round { deed: at, ..Round::default() });
    }
    let Some(round) = rounds.last_mut() else { return };
    if acts {
        round.organ = Some(deed.by);
    }
    let names = deed.treaty.is_some() || deed.about.clause.is_some() || decision.organs.contains(&deed.by);
    round.named |= names;
    round.in_its_name |= names && on_it;
    let cast = match stage {
        Stage::Asked => return round.asked.push((day, deed.by)),
        Stage::Opened => return round.opened.push((day, deed.by)),
        Stage::Vetoed => {
            round.vetoes.insert(deed.by, day);
            return;
        }
        Stage::Supported => Cast::For,
        Stage::Opposed => Cast::Against,
        Stage::Abstained => Cast::Abstained,
        Stage::Missed => Cast::Absent,
        Stage::Adopted | Stage::Rejected | Stage::Dropped | Stage::Lifted => {
            return rule(round, stage, day, deed);
        }
    };
    if let Some(count) = deed.count {
        round.counts.insert(cast, (count, day));
    } else {
        round.votes.insert(deed.by, (cast, day));
    }
}

fn rule(round: &mut Round, stage: Stage, day: Date, deed: &Deed) {
    match &mut round.ruled {
        Some(ruling) if ruling.stage == stage => ruling.deeds.push((day, deed.does)),
        // Of two outcomes told of one day the first stands; the other is no outcome of this round.
        Some(_) => {}
        None => round.ruled = Some(Ruling { stage, by: deed.by, on: day, deeds: vec![(day, deed.does)] }),
    }
}

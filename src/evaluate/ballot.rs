//! What an organ was asked and what it answered: from deeds to rounds of one motion, from a round to a
//! count of votes, from a count to how it stands.
//!
//! In: the line `consultation` of a clause that puts a motion, and a record. Out: each round with every
//! count that the open questions allow. Absent: what follows for anybody (`life`, and the clauses
//! that ask `clause … is decided`).
//!
//! A vote that the record does not show was not cast. So a motion is carried once the votes shown are
//! enough, lost once those not shown could no longer help, and open in between. What the organ's own
//! record says of the outcome goes before any count, for the organ may have seen more than the record shows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::condition::{Roles, Walk};
use super::diagram::Ref;
use super::facts::Facts;
use super::pivots;
use super::record::{Missing, Under};
use super::verdict::Stance;
use crate::event::{Deed, Event};
use crate::ir::{
    ActorId, ActorRef, ActorSet, Clause, ClauseId, Decision, MotionDeeds, MotionId, NodeId, Program,
    SetClass, Stage, VoteBase,
};
use crate::syntax::tree::ActorKind;
use crate::text::Limits;

/// What a voter did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cast {
    /// Voted for it.
    For,
    /// Voted against it, or objected.
    Against,
    /// Was there and did neither.
    Abstained,
    /// Was not there.
    Absent,
}

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

/// How many did what.
///
/// ```
/// use casus::evaluate::Tally;
/// let tally = Tally { base: 21, voters: 19, supported: 15, opposed: 4, ..Tally::default() };
/// assert_eq!(tally.not_shown(), 0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Tally {
    /// Bound on the day of the vote.
    pub base: u32,
    /// Of these, who may vote.
    pub voters: u32,
    /// Votes for.
    pub supported: u32,
    /// Votes against, and objections.
    pub opposed: u32,
    /// There, and neither for nor against.
    pub abstained: u32,
    /// Not there.
    pub absent: u32,
    /// Whether one of those who can stop it alone did.
    pub vetoed: bool,
}

impl Tally {
    /// Those who may vote and of whom the record shows nothing.
    #[must_use]
    pub fn not_shown(&self) -> u32 {
        self.voters.saturating_sub(self.took_part() + self.absent)
    }

    /// Those who took part in the vote.
    #[must_use]
    pub fn took_part(&self) -> u32 {
        self.supported + self.opposed + self.abstained
    }

    fn base_of(&self, base: VoteBase) -> Option<u32> {
        match base {
            VoteBase::Parties => Some(self.base),
            VoteBase::Voters => Some(self.voters),
            VoteBase::Present => Some(self.took_part()),
            VoteBase::Words => None,
        }
    }
}

/// How a motion stands by the votes shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// Enough voted for it.
    Carried,
    /// Not yet, and those not shown could still carry it.
    Open,
    /// Not even with all who are not shown.
    Lost,
    /// Stopped by one who can.
    Vetoed,
    /// So few are there that nothing can be decided.
    NoQuorum,
    /// The text has no rule by which these votes could be counted.
    NoRule,
}

/// A count that the open questions allow, and how the motion stands by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The count.
    pub tally: Tally,
    /// Votes for that carry it; none where the rules cannot tell.
    pub needed: Option<u32>,
    /// How it stands.
    pub standing: Standing,
    /// Under which readings it is so; nothing if under all.
    pub under: Vec<(String, Vec<String>)>,
}

/// A round with its counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ballot {
    /// What was done.
    pub round: Round,
    /// Every count that the open questions allow; one if nothing is open.
    pub ways: Vec<Way>,
    /// Who was bound on the day of the vote, for sure.
    pub members: Vec<ActorId>,
}

/// Every round of the motion that a clause puts, with its counts.
///
/// The record is that of a crisis, or of the event; a deed without a day counts on the day of the event.
/// Votes are counted with the members of the day of the vote.
#[must_use]
pub fn ballots(
    program: &Program,
    event: &Event,
    record: &[Deed],
    stance: &Stance,
    id: ClauseId,
    limits: &Limits,
) -> Vec<Ballot> {
    let Some(clause) = program.clause(id) else { return Vec::new() };
    let Some(decision) = clause.decision.as_deref() else { return Vec::new() };
    let told = record.iter().map(|deed| (deed.date.unwrap_or(event.date), deed)).collect();
    let rounds = rounds(program, clause, decision, told);
    if rounds.is_empty() {
        return Vec::new();
    }
    let facts = Facts::new(program, event, stance);
    let mut walk = Walk::new(&facts, limits);
    rounds.into_iter().map(|round| walk.ballot(clause, decision, round)).collect()
}

/// A deed of a record: its day, its place, and what was done.
type Told<'d> = (Date, usize, &'d Deed);

/// The rounds of a motion, in the order in which they began.
fn rounds(program: &Program, clause: &Clause, decision: &Decision, told: Vec<(Date, &Deed)>) -> Vec<Round> {
    let told = told.into_iter().enumerate().map(|(at, (day, deed))| (day, at, deed));
    let mut told: Vec<Told<'_>> = told.filter(|(_, _, deed)| is_under(clause, deed)).collect();
    told.sort_by_key(|(day, at, _)| (*day, *at));
    let mut rounds: Vec<Round> = Vec::new();
    for day in told.chunk_by(|one, other| one.0 == other.0) {
        one_day(program, clause, decision, day, &mut rounds);
    }
    rounds
}

/// Whether a deed names no other instrument than that of the clause.
fn is_under(clause: &Clause, deed: &Deed) -> bool {
    deed.treaty.is_none_or(|treaty| treaty == clause.treaty)
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
        for stage in stages(program, decision, deed.does, others) {
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
/// once. Of those who asked and of meetings only the last is kept, for none of the others carries it.
#[derive(Debug, Clone, Default)]
pub(super) struct Rounds {
    /// After every day but the last.
    before: Vec<Round>,
    /// How many deeds that is.
    counted: usize,
    /// After the last day, and how many deeds there were then.
    now: (usize, Arc<[Round]>),
}

impl Rounds {
    /// The rounds after a record whose deeds stand in the order of their days, of which some were
    /// counted before.
    pub fn after(
        &mut self,
        program: &Program,
        (clause, decision): (&Clause, &Decision),
        record: &[Deed],
    ) -> Arc<[Round]> {
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
                day.iter().copied().filter(|(_, _, deed)| is_under(clause, deed)).collect();
            one_day(program, clause, decision, &day, &mut now);
            for round in &mut now {
                for list in [&mut round.asked, &mut round.opened] {
                    list.drain(..list.len().saturating_sub(1));
                }
            }
        }
        self.now = (record.len(), now.into());
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
        is_organ && deed.treaty.is_some()
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
    let names = deed.treaty.is_some() || decision.organs.contains(&deed.by);
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

/// Votes that carry a motion, of a base.
fn needed(fraction: Option<(u32, u32)>, base: u32) -> u32 {
    match fraction {
        None => base / 2 + 1,
        Some((over, under)) => {
            let votes = (u64::from(base) * u64::from(over)).div_ceil(u64::from(under.max(1)));
            u32::try_from(votes).unwrap_or(u32::MAX).max(1)
        }
    }
}

/// How a motion stands by a count, and how many votes for carry it.
fn stand(decision: &Decision, tally: &Tally) -> (Standing, Option<u32>) {
    let objection = decision.consensus && tally.opposed > 0;
    if tally.vetoed || objection {
        return (Standing::Vetoed, None);
    }
    let Some(rule) = decision.vote else {
        return match (decision.consensus, tally.not_shown(), tally.supported) {
            (false, ..) => (Standing::NoRule, None),
            (true, 0, 0) => (Standing::Lost, None),
            (true, 0, _) => (Standing::Carried, None),
            (true, ..) => (Standing::Open, None),
        };
    };
    let Some(base) = tally.base_of(rule.base) else { return (Standing::Open, None) };
    let needed_votes = needed(rule.fraction, base);
    let silent = tally.not_shown();
    // A share of those present is no measure of who has to be there.
    let seats = if rule.base == VoteBase::Present { tally.voters } else { base };
    let quorum = decision.quorum.map_or(0, |(over, under)| needed(Some((over, under)), seats));
    let there = tally.took_part();
    if there + silent < quorum {
        return (Standing::NoQuorum, Some(needed_votes));
    }
    let enough = tally.supported >= needed_votes && there >= quorum;
    if enough && (!decision.consensus || silent == 0) {
        return (Standing::Carried, Some(needed_votes));
    }
    // If all who are not shown came and voted for it, a share of those present would be of more.
    let most = if rule.base == VoteBase::Present { base + silent } else { base };
    let reachable = tally.supported + silent >= needed(rule.fraction, most);
    (if reachable { Standing::Open } else { Standing::Lost }, Some(needed_votes))
}

/// The deeds that may change whether a motion is carried, also where they were done before. To ask and to
/// meet change nothing until somebody votes.
fn awaited(program: &Program, clause: &Clause, decision: &Decision) -> Vec<Missing> {
    let under = Under::Own(Some(clause.treaty));
    let mut all = Vec::new();
    for row in &program.motion_deeds {
        let of = row.motion.is_none_or(|motion| motion == decision.motion);
        if !of || matches!(row.stage, Stage::Asked | Stage::Opened) {
            continue;
        }
        let by_organ = matches!(row.stage, Stage::Adopted | Stage::Rejected | Stage::Lifted);
        let who: Vec<Option<ActorId>> = if by_organ && !decision.organs.is_empty() {
            decision.organs.iter().copied().map(Some).collect()
        } else {
            vec![None]
        };
        for deed in &row.by {
            all.extend(who.iter().map(|who| Missing {
                who: *who,
                deed: *deed,
                to: None,
                under,
                first: false,
            }));
        }
    }
    all
}

/// Counts that are possible, each with the function of what is open under which it is so.
type Counts = BTreeMap<Tally, Ref>;

impl<'a> Walk<'a> {
    /// Whether what some clauses have decided was decided, and stands.
    pub(super) fn decided(&mut self, clauses: &[ClauseId]) -> Ref {
        let (program, day) = (self.program(), self.facts.day);
        let mut any = Ref::FALSE;
        for (id, clause) in clauses.iter().filter_map(|id| Some((id, program.clause(*id)?))) {
            let Some(decision) = clause.decision.as_deref() else { continue };
            if !clause.days.contains(day) || self.facts.is_off(clause.treaty) {
                continue;
            }
            for missing in awaited(program, clause, decision) {
                self.missing.insert(missing, None);
            }
            let rounds = match self.facts.record() {
                Some(record) => record.rounds(program, *id, (clause, decision)),
                None => rounds(program, clause, decision, self.facts.dated()).into(),
            };
            for round in rounds.iter() {
                let holds = self.carried(clause, decision, round);
                any = self.diagram.or(any, holds);
            }
        }
        any
    }

    fn carried(&mut self, clause: &Clause, decision: &Decision, round: &Round) -> Ref {
        if round.lifted.is_some() {
            return Ref::FALSE;
        }
        match round.ruled.as_ref().map(|ruling| ruling.stage) {
            Some(Stage::Adopted) => Ref::TRUE,
            Some(_) => Ref::FALSE,
            None if round.voted_on().is_none() => Ref::FALSE,
            None => {
                let mut any = Ref::FALSE;
                for (tally, under) in self.counts(clause, decision, round) {
                    if stand(decision, &tally).0 == Standing::Carried {
                        any = self.diagram.or(any, under);
                    }
                }
                any
            }
        }
    }

    fn ballot(&mut self, clause: &Clause, decision: &Decision, round: Round) -> Ballot {
        let members = self.bound_on(clause, &round);
        let sure = members.iter().filter(|(_, is)| *is == Ref::TRUE).map(|(actor, _)| *actor).collect();
        let counts = self.counts(clause, decision, &round).into_iter();
        let ways = counts
            .map(|(tally, under)| {
                let (standing, needed) = stand(decision, &tally);
                Way { tally, needed, standing, under: self.readings_of(under) }
            })
            .collect();
        Ballot { round, ways, members: sure }
    }

    /// Who is bound on the day of the vote, each with the function that it is.
    fn bound_on(&mut self, clause: &Clause, round: &Round) -> Vec<(ActorId, Ref)> {
        let day = round.day().unwrap_or(self.facts.day);
        match self.program().treaty(clause.treaty) {
            Some(treaty) => self.members_on(&treaty.parties, clause.treaty, day),
            None => Vec::new(),
        }
    }

    fn counts(&mut self, clause: &Clause, decision: &Decision, round: &Round) -> Counts {
        let (program, treaty) = (self.program(), clause.treaty);
        let day = round.day().unwrap_or(self.facts.day);
        let in_words = decision.vote.is_some_and(|rule| rule.base == VoteBase::Words);
        let members = if in_words {
            // The rules do not list these voters, so whoever is shown to vote is taken for one.
            let shown = round.votes.keys().chain(round.vetoes.keys());
            shown.copied().collect::<BTreeSet<_>>().into_iter().map(|actor| (actor, Ref::TRUE)).collect()
        } else {
            self.bound_on(clause, round)
        };
        let may_stop = decision.veto.as_ref().map(|set| self.may_stop(set, treaty, day)).unwrap_or_default();
        let frozen = |who: ActorId| {
            let rows = program.treaty(treaty).map(|row| row.parties.as_slice()).unwrap_or_default();
            rows.iter().any(|row| {
                row.actor == who && row.days.contains(day) && row.frozen.is_some_and(|since| since <= day)
            })
        };
        let mut counts: Counts = BTreeMap::from([(Tally::default(), Ref::TRUE)]);
        for (actor, is) in members {
            let vetoes = round.vetoes.contains_key(&actor);
            let cast = match round.votes.get(&actor) {
                Some((cast, _)) => Some(*cast),
                None if vetoes => Some(Cast::Against),
                // Who takes no part since a day is not there, unless it is shown to vote.
                None => frozen(actor).then_some(Cast::Absent),
            };
            let stops = cast == Some(Cast::Against) && may_stop.contains(&actor);
            let out = self.is_excluded(decision, treaty, actor);
            let is_not = self.diagram.not(is);
            let votes = self.diagram.not(out);
            let votes = self.diagram.and(is, votes);
            let only_counts = self.diagram.and(is, out);
            let seat = |tally: &Tally| Tally { base: tally.base + 1, ..*tally };
            let mut next = Counts::new();
            for (tally, under) in counts {
                let with_vote = add(seat(&tally), cast, stops);
                for (tally, by) in [(tally, is_not), (seat(&tally), only_counts), (with_vote, votes)] {
                    let under = self.diagram.and(under, by);
                    if under != Ref::FALSE {
                        let before = next.get(&tally).copied().unwrap_or(Ref::FALSE);
                        let either = self.diagram.or(before, under);
                        next.insert(tally, either);
                    }
                }
            }
            counts = next;
        }
        let mut all = Counts::new();
        for (tally, under) in counts {
            let tally = with_counts(tally, round);
            let before = all.get(&tally).copied().unwrap_or(Ref::FALSE);
            let either = self.diagram.or(before, under);
            all.insert(tally, either);
        }
        all
    }

    fn may_stop(&mut self, set: &ActorSet, treaty: crate::ir::TreatyId, day: Date) -> BTreeSet<ActorId> {
        let program = self.program();
        let classes: Vec<_> = set
            .classes
            .iter()
            .filter_map(|class| match class {
                SetClass::Class(class) => program.class(*class),
                _ => None,
            })
            .collect();
        let mut found: BTreeSet<ActorId> = classes
            .iter()
            .flat_map(|class| {
                class.members.iter().filter(|(_, days)| days.contains(day)).map(|(who, _)| *who)
            })
            .collect();
        let others = ActorSet {
            classes: set
                .classes
                .iter()
                .filter(|class| !matches!(class, SetClass::Class(_)))
                .copied()
                .collect(),
            ..set.clone()
        };
        let roles = Roles { treaty: Some(treaty), ..Roles::default() };
        found.extend(self.set(&others, &roles).into_iter().map(|(actor, _)| actor));
        found
    }

    fn is_excluded(&mut self, decision: &Decision, treaty: crate::ir::TreatyId, actor: ActorId) -> Ref {
        match decision.excluded {
            None => Ref::FALSE,
            Some(term) => {
                let roles = Roles { treaty: Some(treaty), ..Roles::default() };
                self.call(term, &[ActorRef::Literal(actor)], &roles)
            }
        }
    }

    /// The readings under which a function can hold, question by question.
    fn readings_of(&mut self, under: Ref) -> Vec<(String, Vec<String>)> {
        let support = self.diagram.support(under);
        let mut all = Vec::new();
        for rank in support {
            let Some(variable) = self.variables.get(&rank).cloned() else { continue };
            let values: Vec<usize> = (0..variable.width())
                .filter(|value| self.diagram.restrict(under, &[(rank, *value)]) != Ref::FALSE)
                .collect();
            let program = self.program();
            all.push((pivots::name(program, &variable), pivots::value_words(program, &variable, &values)));
        }
        all
    }
}

/// A count with one more voter.
fn add(tally: Tally, cast: Option<Cast>, stops: bool) -> Tally {
    let mut tally = Tally { voters: tally.voters + 1, vetoed: tally.vetoed || stops, ..tally };
    match cast {
        Some(Cast::For) => tally.supported += 1,
        Some(Cast::Against) => tally.opposed += 1,
        Some(Cast::Abstained) => tally.abstained += 1,
        Some(Cast::Absent) => tally.absent += 1,
        None => {}
    }
    tally
}

/// A count with what the organ's own record counts, which takes in the voters that are named.
fn with_counts(tally: Tally, round: &Round) -> Tally {
    let most = |named: u32, cast: Cast| round.counts.get(&cast).map_or(named, |(count, _)| named.max(*count));
    Tally {
        supported: most(tally.supported, Cast::For),
        opposed: most(tally.opposed, Cast::Against),
        abstained: most(tally.abstained, Cast::Abstained),
        absent: most(tally.absent, Cast::Absent),
        ..tally
    }
}

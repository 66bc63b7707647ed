//! What each clause looks at, so that only what something new can change is asked again, and which
//! clauses have lives.
//!
//! In: the rules. Out: for each clause the deeds and the lives that its conditions, the terms and
//! clauses that they call, and the bonds of its instrument mention, and whether they look at a fact of
//! an event. It may name too many, never too few.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::calls::{self, Call};
use super::twins::Marks;
use crate::evaluate::{Missing, outlived};
use crate::ir::{
    ActorId, ActorRef, ActorSet, ActorTest, Clause, ClauseId, Cond, CondKind, Deadline, Decision, NodeId,
    Program, Response, SetClass, Since, TermId, TreatyId,
};
use crate::syntax::tree::{Modality, Unit};

/// What a clause looks at.
#[derive(Debug, Clone, Default)]
pub(super) struct Looks {
    /// Nodes of the tree `deed`.
    pub deeds: BTreeSet<NodeId>,
    /// Clauses at whose lives it looks.
    pub lives: BTreeSet<ClauseId>,
    /// It looks at something of the event itself: what was done, by whom, against whom, where.
    pub facts: bool,
    /// Nodes of the tree `deed` of which it asks only whether the obligor did them, so that one more such
    /// deed changes what its author owes, and nothing else.
    pub own: BTreeSet<NodeId>,
    /// What is open may hang on who is asked about with whom, so only that somebody owes for sure, or
    /// surely nothing, can be said of it alone.
    pub only_owed: bool,
}

/// What all clauses look at.
#[derive(Debug, Clone, Default)]
pub(super) struct Reach {
    looks: Vec<Looks>,
    /// What clauses look at of whoever would owe them, where that is all by which actors differ.
    marks: BTreeMap<ClauseId, Marks>,
    /// Clauses at whose lives some clause looks.
    pub watched: BTreeSet<ClauseId>,
    /// Clauses with a term that may run from another duty, or an amount that grows while one is broken.
    pub after_others: BTreeSet<ClauseId>,
    /// Clauses whose lives count for other clauses.
    pub kept: BTreeSet<ClauseId>,
    /// Which clauses look at the lives of a clause.
    lookers: BTreeMap<ClauseId, Vec<ClauseId>>,
    /// The calls for one of which clauses on talks wait.
    pub calls: BTreeMap<ClauseId, BTreeSet<Call>>,
    /// How long a stage must last for some condition, by the clause whose life it is.
    pub spans: BTreeMap<ClauseId, BTreeSet<(u32, Unit)>>,
}

/// Whether what is owed grows while another duty is broken.
fn grows_by_a_breach(clause: &Clause) -> bool {
    let growth =
        |row: &crate::ir::Duty| row.total.as_ref()?.growth.as_ref().map(|growth| growth.start.clone());
    clause.turns.iter().filter_map(growth).any(|start| matches!(start, Since::Breach(_)))
}

impl Reach {
    pub(super) fn new(program: &Program) -> Self {
        let whole = |id: ClauseId| {
            let (own, only_owed) = own_deeds(program, id);
            Looks { own, only_owed, ..looks(program, id) }
        };
        let looks: Vec<Looks> = (0..program.clauses.len()).map(|at| whole(ClauseId::at(at))).collect();
        let marks = looks.iter().enumerate().map(|(at, one)| (ClauseId::at(at), one));
        let marks = marks.filter_map(|(id, one)| Some((id, Marks::of(program, id, one)?))).collect();
        let mut lookers: BTreeMap<ClauseId, Vec<ClauseId>> = BTreeMap::new();
        for (at, one) in looks.iter().enumerate() {
            for life in &one.lives {
                lookers.entry(*life).or_default().push(ClauseId::at(at));
            }
        }
        let watched: BTreeSet<ClauseId> = lookers.keys().copied().collect();
        let terms = program.clauses.iter().enumerate().filter(|(_, row)| !row.deadline_after.is_empty());
        let grows = program.clauses.iter().enumerate().filter(|(_, row)| grows_by_a_breach(row));
        let after_others = terms.clone().chain(grows).map(|(at, _)| ClauseId::at(at)).collect();
        let before = terms.flat_map(|(_, row)| row.deadline_after.iter().copied());
        let kept = watched.iter().copied().chain(before).collect();
        let mut spans: BTreeMap<ClauseId, BTreeSet<(u32, Unit)>> = BTreeMap::new();
        let terms = program.terms.iter().flat_map(|term| &term.versions).map(|version| &version.condition);
        let mut work: Vec<&Cond> = program.clauses.iter().flat_map(of_clause).chain(terms).collect();
        while let Some(cond) = work.pop() {
            match &cond.kind {
                CondKind::And(list) | CondKind::Or(list) => work.extend(list),
                CondKind::Not(inner) | CondKind::Quantified { body: inner, .. } => work.push(inner),
                CondKind::LifeIs { clauses, test, .. } => {
                    for (clause, span) in clauses.iter().zip(std::iter::repeat(test.lasting)) {
                        spans.entry(*clause).or_default().extend(span);
                    }
                }
                _ => {}
            }
        }
        spans.retain(|_, list| !list.is_empty());
        let calls = (0..program.clauses.len())
            .map(ClauseId::at)
            .filter_map(|id| Some((id, calls::wanted(program, id)?)))
            .collect();
        Reach { looks, marks, watched, after_others, kept, lookers, calls, spans }
    }

    pub(super) fn of(&self, clause: ClauseId) -> Option<&Looks> {
        self.looks.get(clause.index())
    }

    /// By what alone actors differ who would owe a clause; none if by more.
    pub(super) fn marks(&self, clause: ClauseId) -> Option<&Marks> {
        self.marks.get(&clause)
    }

    /// Every kind of deed that a clause looks at, by anybody.
    pub(super) fn any_deed(&self, clause: ClauseId) -> Vec<Missing> {
        let deeds = self.of(clause).into_iter().flat_map(|looks| &looks.deeds);
        deeds.map(|deed| Missing::by_anybody(*deed)).collect()
    }

    /// Whether somebody is among those on whom a clause puts a duty on a day, as far as it says so by sort or
    /// as parties.
    pub(super) fn may_owe(program: &Program, clause: &Clause, who: ActorId, day: Date) -> bool {
        let set = &clause.response.obligors;
        let rows = |id: TreatyId| program.treaty(id).map(|row| row.parties.as_slice()).unwrap_or_default();
        let day = program.treaty(clause.treaty).and_then(|row| outlived(clause, row, day)).unwrap_or(day);
        !set.names.is_empty()
            || set.classes.iter().any(|class| match class {
                SetClass::Party => {
                    rows(clause.treaty).iter().any(|row| row.actor == who && row.days.contains(day))
                }
                SetClass::Class(class) => program.in_class(*class, who, day),
                SetClass::Kind(kind) => {
                    program.actor(who).is_some_and(|row| row.kind == *kind && row.days.contains(day))
                }
                _ => true,
            })
    }

    /// Clauses that look at the lives of some clauses.
    pub(super) fn looking<'m>(&self, lives: impl Iterator<Item = &'m ClauseId>) -> BTreeSet<ClauseId> {
        lives.filter_map(|life| self.lookers.get(life)).flatten().copied().collect()
    }

    /// Clauses at whose lives some clauses look.
    pub(super) fn seen_by(&self, clauses: &[ClauseId]) -> BTreeSet<ClauseId> {
        if self.watched.is_empty() {
            return BTreeSet::new();
        }
        clauses.iter().filter_map(|id| self.of(*id)).flat_map(|looks| looks.lives.iter().copied()).collect()
    }

    /// Whether what a clause gives rise to has a life.
    ///
    /// A duty that an event calls up always has one. What holds all the time, what is forbidden and
    /// what is allowed have one where something can become of it: the clause says by which deed, some
    /// clause looks at its life, or a standing duty is to be done by a day.
    pub(super) fn has_life(&self, id: ClauseId, clause: &Clause, response: &Response) -> bool {
        let tied = !clause.turns.is_empty() || !clause.powers.is_empty() || self.watched.contains(&id);
        let standing = clause.trigger.is_none();
        match response.modality {
            Modality::May | Modality::ShallNot => tied,
            _ if !standing => true,
            _ => {
                let term = clause.deadline.as_ref().or(response.speed.as_ref());
                tied || term.is_some_and(Deadline::is_counted)
            }
        }
    }

    /// Whether an event is asked about a clause: something is called up by it that has a life, or decided.
    pub(super) fn is_asked(&self, id: ClauseId, clause: &Clause) -> bool {
        let mut riders = clause.riders.iter().filter_map(|rider| rider.response.as_ref());
        let lives = |response: &Response| self.has_life(id, clause, response);
        clause.trigger.is_some()
            && (lives(&clause.response) || riders.any(lives) || clause.decision.is_some())
    }

    /// Whether a clause is asked about when its instrument enters into force: it holds from then on, or
    /// it looks at lives and at no fact of any event.
    pub(super) fn is_from_the_start(&self, id: ClauseId, clause: &Clause) -> bool {
        let lives = self.of(id).is_some_and(|looks| !looks.lives.is_empty() && !looks.facts);
        (clause.trigger.is_none() || lives) && self.has_life(id, clause, &clause.response)
    }
}

/// The deeds of which a clause asks only whether the obligor did them; and whether what is open may still
/// hang on another: on who is bound, or on what somebody could do.
fn own_deeds(program: &Program, id: ClauseId) -> (BTreeSet<NodeId>, bool) {
    let Some(clause) = program.clause(id) else { return (BTreeSet::new(), false) };
    let anybody =
        program.treaty(clause.treaty).is_some_and(|row| row.parties.is_empty() && row.legs.is_empty());
    let set = &clause.response.obligors;
    let sort = |class: &SetClass| matches!(class, SetClass::Kind(_) | SetClass::Class(_));
    let fixed = |class: &SetClass| sort(class) || *class == SetClass::Party;
    let fixed = set.names.is_empty() && set.except.is_empty() && set.classes.iter().all(fixed);
    let kernel = program.kernel;
    let under = |one: NodeId, above: NodeId| program.is_under(kernel.deed, one, above);
    let acts: Vec<NodeId> = program.tree(kernel.deed).map_or(Vec::new(), |tree| {
        let all = (0..tree.nodes.len()).map(NodeId::at);
        all.filter(|node| under(*node, kernel.own_act)).collect()
    });
    let all = looks(program, id);
    let could = all.deeds.iter().any(|deed| acts.iter().any(|act| under(*act, *deed)));
    if !fixed || !clause.riders.is_empty() || !all.lives.is_empty() {
        return (BTreeSet::new(), false);
    }
    let of_obligor = |cond: &Cond| matches!(cond.kind, CondKind::Has { who: ActorRef::Obligor, .. });
    let elsewhere = gathered(program, id, &|cond| !of_obligor(cond)).deeds;
    let related = |deed: &NodeId| elsewhere.iter().any(|other| under(*deed, *other) || under(*other, *deed));
    let own = all.deeds.into_iter().filter(|deed| !related(deed)).collect();
    (own, !anybody || could || !set.classes.iter().all(sort))
}

/// The deeds that a clause looks at.
pub(crate) fn deeds_of(program: &Program, id: ClauseId) -> BTreeSet<NodeId> {
    looks(program, id).deeds
}

fn looks(program: &Program, id: ClauseId) -> Looks {
    gathered(program, id, &|_| true)
}

/// What the wanted parts of a clause look at.
fn gathered(program: &Program, id: ClauseId, wanted: &dyn Fn(&Cond) -> bool) -> Looks {
    let mut found = Looks::default();
    let (mut terms, mut clauses, mut treaties) =
        (BTreeSet::<TermId>::new(), BTreeSet::from([id]), BTreeSet::new());
    let mut work: Vec<&Cond> = Vec::new();
    if let Some(clause) = program.clause(id) {
        found.facts = clause.on.is_some();
        work = all(program, clause, &mut treaties).into_iter().flat_map(parts).collect();
        work.retain(|cond| wanted(cond));
    }
    while let Some(cond) = work.pop() {
        found.facts |= looks_at_facts(&cond.kind);
        match &cond.kind {
            CondKind::And(list) | CondKind::Or(list) => work.extend(list),
            CondKind::Not(inner) | CondKind::Quantified { body: inner, .. } => work.push(inner),
            CondKind::Has { deed, .. } | CondKind::Share { deed, .. } => {
                found.deeds.insert(*deed);
            }
            CondKind::Call { term, .. } if terms.insert(*term) => {
                let versions = program.term(*term).map(|row| row.versions.as_slice()).unwrap_or_default();
                work.extend(versions.iter().map(|version| &version.condition));
            }
            CondKind::LifeIs { clauses: others, .. } => found.lives.extend(others),
            CondKind::ClauseIs { clauses: others, .. } => {
                for other in others.iter().copied().filter(|other| clauses.insert(*other)).collect::<Vec<_>>()
                {
                    if let Some(clause) = program.clause(other) {
                        found.facts |= clause.on.is_some();
                        work.extend(all(program, clause, &mut treaties));
                    }
                }
            }
            CondKind::Decided { clauses: others } => {
                for decision in others.iter().filter_map(|id| program.clause(*id)?.decision.as_deref()) {
                    found.deeds.extend(of_motion(program, decision));
                    let versions = decision.excluded.filter(|term| terms.insert(*term));
                    let versions = versions.and_then(|term| program.term(term));
                    work.extend(
                        versions.iter().flat_map(|row| &row.versions).map(|version| &version.condition),
                    );
                }
            }
            _ => {}
        }
    }
    found
}

/// A condition taken apart as far as it only joins others.
fn parts(cond: &Cond) -> Vec<&Cond> {
    match &cond.kind {
        CondKind::And(list) | CondKind::Or(list) => list.iter().flat_map(parts).collect(),
        CondKind::Not(inner) => parts(inner),
        _ => vec![cond],
    }
}

/// The deeds that move what is decided.
fn of_motion<'p>(program: &'p Program, decision: &'p Decision) -> impl Iterator<Item = NodeId> + 'p {
    let of = |row: &&crate::ir::MotionDeeds| row.motion.is_none_or(|motion| motion == decision.motion);
    program.motion_deeds.iter().filter(of).flat_map(|row| row.by.iter().copied())
}

/// Whether a condition, apart from those within it, looks at what happened.
fn looks_at_facts(kind: &CondKind) -> bool {
    let role = |who: &ActorRef| matches!(who, ActorRef::Attacker | ActorRef::Victim | ActorRef::Field(_));
    let set = |set: &ActorSet| {
        set.classes.iter().any(|class| matches!(class, SetClass::Attacker | SetClass::Victim))
            || set.names.iter().chain(&set.except).any(role)
    };
    match kind {
        CondKind::Fact { .. }
        | CondKind::InPlace(_)
        | CondKind::Territory { .. }
        | CondKind::Administered(_)
        | CondKind::Claimed(_)
        | CondKind::Side(..)
        | CondKind::Decided { .. }
        | CondKind::ObjectsOf { .. } => true,
        CondKind::Quantified { over, .. } => set(over),
        CondKind::Has { who, to, .. } => role(who) || to.as_ref().is_some_and(role),
        CondKind::Share { except, .. } => except.iter().any(role),
        CondKind::Is { subject, what } => {
            role(subject)
                || match what {
                    ActorTest::Same(other) | ActorTest::BoundTo(other, _) => role(other),
                    ActorTest::Attacker | ActorTest::Victim => true,
                    _ => false,
                }
        }
        CondKind::ClauseIs { by, to, .. } | CondKind::LifeIs { by, to, .. } => {
            by.as_ref().is_some_and(role) || to.as_ref().is_some_and(role)
        }
        CondKind::Call { args, .. } => args.iter().any(role),
        CondKind::Const(_)
        | CondKind::And(_)
        | CondKind::Or(_)
        | CondKind::Not(_)
        | CondKind::Reading { .. }
        | CondKind::From(_)
        | CondKind::Before(_) => false,
    }
}

fn of_clause(clause: &Clause) -> impl Iterator<Item = &Cond> {
    let limbs = clause.limbs.iter().map(|limb| &limb.condition);
    clause.trigger.iter().chain(limbs).chain(clause.riders.iter().flat_map(|rider| &rider.only_if))
}

/// Every condition of a clause, and of who is bound by its instrument.
fn all<'p>(program: &'p Program, clause: &'p Clause, treaties: &mut BTreeSet<TreatyId>) -> Vec<&'p Cond> {
    let mut conds: Vec<&Cond> = of_clause(clause).collect();
    if treaties.insert(clause.treaty)
        && let Some(treaty) = program.treaty(clause.treaty)
    {
        let members = treaty.parties.iter().chain(&treaty.protected);
        conds.extend(members.filter_map(|member| member.when.as_ref()));
        conds.extend(treaty.legs.iter().filter_map(|leg| leg.when.as_ref()));
    }
    conds
}

//! What actors did, and what parties could still do: deeds on the record, shares of the parties, and
//! acts that are a party's own.
//!
//! In: the record of the event. Out: functions of acts not done. Absent: every other condition.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::clause::Pair;
use super::condition::{ACTS, DONE, Roles, Variable, Walk};
use super::diagram::{Rank, Ref};
use super::record::{Missing, Under};
use crate::ir::{self, ActorId, ActorRef, ActorSet, NodeId, SetClass, Told, TreatyId};
use crate::syntax::tree::ActorKind;

/// An act that the record does not show: by whom, which deed, toward whom.
pub(super) type Act = (ActorId, NodeId, Option<ActorId>);

/// A deed as the record may show it: by whom, which, toward whom, under which instrument; none where
/// any will do.
pub(super) type Entry = (ActorId, NodeId, Option<ActorId>, Option<TreatyId>);

impl<'a> Walk<'a> {
    pub fn has(&mut self, who: ActorId, deed: NodeId, to: Option<ActorId>, told: Told, roles: &Roles) -> Ref {
        let under = match told.under {
            ir::ToldUnder::Any => Under::Any,
            ir::ToldUnder::This => Under::Own(roles.treaty),
            ir::ToldUnder::Of(treaty) => Under::Own(Some(treaty)),
        };
        let asked = Missing { who: Some(who), deed, to, under, first: false, party_of: None, turns: None };
        let done = if told.newly { self.facts.tells(&asked) } else { self.facts.shows(who, &asked) };
        if done {
            return Ref::TRUE;
        }
        let scope = match under {
            Under::Any => None,
            Under::Own(treaty) => treaty,
        };
        let shown = if self.done.is_none() {
            Ref::FALSE
        } else if self.anybody || self.is_of_interest(who, roles) {
            self.may_be_shown((who, deed, to, scope))
        } else {
            self.passed_over.insert((who, deed));
            Ref::FALSE
        };
        if told.newly {
            // What may still be done is told with an event of its own.
            return shown;
        }
        let may = if self.facts.may_be_own(deed) { self.may_act(who, roles) } else { Ref::FALSE };
        if may == Ref::FALSE {
            // A deed that the record does not show was not done.
            self.missing.insert(asked, None);
            return shown;
        }
        let key = (who, deed, to);
        let next = ACTS + u32::try_from(self.acts.len()).unwrap_or(0);
        let rank = *self.acts.entry(key).or_insert(next);
        self.variables.entry(rank).or_insert(Variable::Act(who, deed, to));
        self.missing.entry(asked).or_insert(Some(rank));
        let does = self.diagram.node(rank, vec![Ref::FALSE, Ref::TRUE]);
        let could = self.diagram.and(may, does);
        self.diagram.or(shown, could)
    }

    /// An open record tells what this actor did, since it is struck where nobody has that role.
    pub(super) fn shows_deeds_of(&mut self, who: ActorId) {
        if self.done.is_some() && self.one_record {
            self.doers.insert(who);
        }
    }

    /// Whether an open record tells what an actor did: an organ, one that the rules name, or one that is
    /// bound, protected, struck or owed. What everybody else did is what the event says.
    fn is_of_interest(&mut self, who: ActorId, roles: &Roles) -> bool {
        if self.doers.contains(&who) {
            return true;
        }
        let organ = self.program().actor(who).is_some_and(|actor| actor.kind == ActorKind::Organ);
        organ || self.may_act(who, roles) != Ref::FALSE
    }

    /// Whether the record shows a deed, where the record is open; else false.
    pub(super) fn may_be_shown(&mut self, entry: Entry) -> Ref {
        let day = self.facts.day;
        let voice = self.facts.cast.map_or(entry.0, |cast| cast.voice(entry.0));
        let entry = (voice, entry.1, entry.2, entry.3);
        // A wide space also has deeds of those who are no more.
        if !self.is_wide() && !self.program().actor(entry.0).is_some_and(|actor| actor.days.contains(day)) {
            return Ref::FALSE;
        }
        let Some(done) = &mut self.done else { return Ref::FALSE };
        let next = DONE + u32::try_from(done.len()).unwrap_or(0);
        let rank = *done.entry(entry).or_insert(next);
        self.variables.entry(rank).or_insert(Variable::Done(entry.0, entry.1, entry.2, entry.3));
        self.diagram.node(rank, vec![Ref::FALSE, Ref::TRUE])
    }

    /// Those whose deeds an open record shows in one place and not in another, since they are struck or
    /// owed here and nobody there. A record is one, so they have to be shown everywhere.
    pub fn shown_in_part(&self) -> BTreeSet<ActorId> {
        let Some(done) = self.done.as_ref().filter(|_| self.one_record) else { return BTreeSet::new() };
        let program = self.program();
        let tree = program.kernel.deed;
        let nodes = program.tree(tree).map_or(0, |tree| tree.nodes.len());
        let meet = |one: NodeId, other: NodeId| {
            let mut all = (0..nodes).map(NodeId::at);
            all.any(|node| program.is_under(tree, node, one) && program.is_under(tree, node, other))
        };
        let is_shown = |(who, deed): &(ActorId, NodeId)| {
            done.keys().any(|(by, does, ..)| by == who && meet(*does, *deed))
        };
        self.passed_over.iter().filter(|asked| is_shown(asked)).map(|(who, _)| *who).collect()
    }

    /// Which entries of an open record go together: who did a kind of deed did the deed; a deed
    /// under one instrument is one under any.
    pub fn record_agrees(&mut self, f: Ref) -> Ref {
        let ranks = self.diagram.support(f);
        let asked: Vec<(Rank, Variable)> =
            ranks.into_iter().filter_map(|rank| Some((rank, self.variables.get(&rank)?.clone()))).collect();
        let rules = self.record_rules(&asked);
        rules.into_iter().fold(Ref::TRUE, |all, one| self.diagram.and(all, one))
    }

    /// The same for each two of some variables.
    pub fn record_rules(&mut self, asked: &[(Rank, Variable)]) -> Vec<Ref> {
        let shown: Vec<(Rank, Entry)> = asked
            .iter()
            .filter_map(|(rank, variable)| match variable {
                Variable::Done(who, deed, to, under) => Some((*rank, (*who, *deed, *to, *under))),
                _ => None,
            })
            .collect();
        let mut all = Vec::new();
        for (rank, one) in &shown {
            for (other_rank, other) in &shown {
                if rank != other_rank && self.shows(one, other) {
                    let not = self.diagram.node(*rank, vec![Ref::TRUE, Ref::FALSE]);
                    let then = self.diagram.node(*other_rank, vec![Ref::FALSE, Ref::TRUE]);
                    all.push(self.diagram.or(not, then));
                }
            }
        }
        all
    }

    /// Whether one entry of a record shows another too.
    pub fn shows(&self, one: &Entry, other: &Entry) -> bool {
        self.brings(&(one.0, one.1, one.2), &(other.0, other.1, other.2))
            && (other.3.is_none() || other.3 == one.3)
    }

    /// The deeds on which the functions of pairs depend, and that were not done.
    ///
    /// One that is no party's own act counts as not done wherever it is asked for, so it may matter; an
    /// act that parties may still do matters where a function depends on it.
    pub fn awaited(&self, pairs: &[Pair<'_>]) -> Vec<Missing> {
        let mut acts: BTreeSet<Rank> = BTreeSet::new();
        let mut seen: HashSet<Ref> = HashSet::new();
        for pair in pairs {
            for f in pair.limbs.iter().map(|limb| limb.holds).chain([pair.holds]) {
                if seen.insert(f) {
                    acts.extend(self.diagram.support(f).range(ACTS..));
                }
            }
        }
        let matters =
            |rank: &Option<Rank>| self.any_act_matters || rank.is_none_or(|rank| acts.contains(&rank));
        let mut awaited: Vec<Missing> =
            self.missing.iter().filter(|(_, rank)| matters(rank)).map(|(asked, _)| *asked).collect();
        awaited.sort_unstable();
        awaited
    }

    /// The acts that are a party's own to do and by which it would do a deed.
    fn fulfils(&self, deed: NodeId) -> impl Iterator<Item = NodeId> + use<'a> {
        let program = self.program();
        let (tree, own_act) = (program.kernel.deed, program.kernel.own_act);
        let nodes = program.tree(tree).map_or(0, |tree| tree.nodes.len());
        (0..nodes)
            .map(NodeId::at)
            .filter(move |node| program.is_under(tree, *node, deed) && program.is_under(tree, *node, own_act))
    }

    /// Whether an act of this actor is one that a party could still do: it is bound, protected, struck
    /// or owed. Who is bound may itself depend on a question.
    fn may_act(&mut self, who: ActorId, roles: &Roles) -> Ref {
        let day = self.facts.day;
        let state = |actor: &crate::ir::Actor| actor.kind == ActorKind::State && actor.days.contains(day);
        if !self.program().actor(who).is_some_and(state) {
            return Ref::FALSE;
        }
        if [roles.victim, roles.obligor, roles.beneficiary].contains(&Some(who)) {
            return Ref::TRUE;
        }
        let mut may = Ref::FALSE;
        if let Some(treaty) = roles.treaty {
            let (party, protected) = (self.is_party(treaty, who), self.is_protected(treaty, who));
            may = self.diagram.or(party, protected);
        }
        let against = self.program().kernel.against;
        let struck = (roles.open.victim || roles.open.beneficiary).then_some(against);
        for field in [struck, roles.open.obligor].into_iter().flatten() {
            let named = self.names(field, who);
            may = self.diagram.or(may, named);
        }
        may
    }

    // ---- what acts could bring about ----

    /// Whether acts of parties could make a function true.
    pub fn at_best(&mut self, f: Ref) -> Ref {
        if let Some(known) = self.reached.get(&f) {
            return *known;
        }
        let reached = self.by_acts(f);
        self.reached.insert(f, reached);
        reached
    }

    fn by_acts(&mut self, f: Ref) -> Ref {
        let together = self.acts_agree(f);
        let both = self.diagram.and(f, together);
        self.diagram.exists(both, &Walk::is_act)
    }

    /// Which acts can be done together: whoever does a kind of deed does the deed, and whoever does
    /// it toward somebody does it.
    pub fn acts_agree(&mut self, f: Ref) -> Ref {
        let acts = self.acts_in(f);
        let mut all = Ref::TRUE;
        for (rank, (who, deed, to)) in &acts {
            let own_act = self.program().kernel.own_act;
            let own = self.program().is_under(self.program().kernel.deed, *deed, own_act);
            // The deed itself commits to least; one that is wider than own acts is done by some kind of it.
            let ways: Vec<NodeId> = if own { vec![*deed] } else { self.fulfils(*deed).collect() };
            let mut some_way = Ref::FALSE;
            for way in ways {
                let follows = acts.iter().filter(|(_, act)| self.brings(&(*who, way, *to), act));
                let ranks: Vec<Rank> = follows.map(|(rank, _)| *rank).collect();
                let mut whole = Ref::TRUE;
                for other in ranks {
                    let done = self.diagram.node(other, vec![Ref::FALSE, Ref::TRUE]);
                    whole = self.diagram.and(whole, done);
                }
                some_way = self.diagram.or(some_way, whole);
            }
            let not_done = self.diagram.node(*rank, vec![Ref::TRUE, Ref::FALSE]);
            let either = self.diagram.or(not_done, some_way);
            all = self.diagram.and(all, either);
        }
        all
    }

    /// The acts that are done when some are.
    pub fn with_what_follows(&self, ranks: &[Rank]) -> Vec<Rank> {
        let act = |rank: &Rank| match self.variables.get(rank) {
            Some(Variable::Act(who, deed, to)) => Some((*who, *deed, *to)),
            _ => None,
        };
        let done: Vec<Act> = ranks.iter().filter_map(act).collect();
        let follows =
            |rank: &Rank| act(rank).is_some_and(|other| done.iter().any(|one| self.brings(one, &other)));
        self.variables.keys().copied().filter(|rank| Walk::is_act(*rank) && follows(rank)).collect()
    }

    /// The acts on which a function depends.
    pub fn acts_in(&self, f: Ref) -> Vec<(Rank, Act)> {
        let ranks = self.diagram.support(f).into_iter();
        ranks
            .filter_map(|rank| match self.variables.get(&rank) {
                Some(Variable::Act(who, deed, to)) => Some((rank, (*who, *deed, *to))),
                _ => None,
            })
            .collect()
    }

    /// Whether one act is or brings with it another of the same actor.
    fn brings(&self, one: &Act, other: &Act) -> bool {
        let program = self.program();
        one.0 == other.0
            && program.is_under(program.kernel.deed, one.1, other.1)
            && (other.2.is_none() || other.2 == one.2)
    }

    /// A share of the parties on the day, without those left out, did a deed.
    pub fn share(
        &mut self,
        over: u32,
        under: u32,
        except: &[ActorRef],
        deed: NodeId,
        told: Told,
        roles: &Roles,
    ) -> Ref {
        let parties =
            ActorSet { classes: vec![SetClass::Party], except: except.to_vec(), ..ActorSet::default() };
        let members = self.set(&parties, roles);
        if over == under {
            // Unanimity needs no counting, which would grow with the square of the members.
            let mut somebody = Ref::FALSE;
            let mut all = Ref::TRUE;
            for (actor, is) in members {
                let did = self.has(actor, deed, None, told, roles);
                let is_not = self.diagram.not(is);
                let agrees = self.diagram.or(is_not, did);
                all = self.diagram.and(all, agrees);
                somebody = self.diagram.or(somebody, is);
            }
            return self.diagram.and(all, somebody);
        }
        // Functions by (members counted, members who did it); small, since a treaty has few parties.
        let mut states: BTreeMap<(u32, u32), Ref> = BTreeMap::from([((0, 0), Ref::TRUE)]);
        let asked: Vec<(Ref, Ref)> =
            members.into_iter().map(|(actor, is)| (is, self.has(actor, deed, None, told, roles))).collect();
        for (is, did) in asked.into_iter().rev() {
            let is_not = self.diagram.not(is);
            let did_not = self.diagram.not(did);
            let counted_did = self.diagram.and(is, did);
            let counted_did_not = self.diagram.and(is, did_not);
            let mut next: BTreeMap<(u32, u32), Ref> = BTreeMap::new();
            for ((base, yes), f) in states {
                let moves = [
                    ((base, yes), is_not),
                    ((base + 1, yes + 1), counted_did),
                    ((base + 1, yes), counted_did_not),
                ];
                for (to, by) in moves {
                    let f = self.diagram.and(f, by);
                    let before = next.get(&to).copied().unwrap_or(Ref::FALSE);
                    let either = self.diagram.or(before, f);
                    if either != Ref::FALSE {
                        next.insert(to, either);
                    }
                }
            }
            states = next;
        }
        states.into_iter().fold(Ref::FALSE, |any, ((base, yes), f)| {
            if base > 0 && yes * under >= over * base { self.diagram.or(any, f) } else { any }
        })
    }
}

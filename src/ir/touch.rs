//! What a deed of a kind could do to a clause: move its duties, use its right, change its answer.
//!
//! In: a program. Out: yes or no, for any event and any day. Absent: whether it does so in a crisis.

use std::collections::BTreeSet;

use super::{Clause, ClauseId, Cond, CondKind, NodeId, Program, TermId};

impl Program {
    /// Whether two are texts of one clause.
    ///
    /// ```
    /// use casus::ir::{ClauseId, Program};
    /// assert!(!Program::default().same_clause(ClauseId::at(0), ClauseId::at(1)));
    /// ```
    #[must_use]
    pub fn same_clause(&self, one: ClauseId, other: ClauseId) -> bool {
        let rows = self.clause(one).zip(self.clause(other));
        one == other
            || rows.is_some_and(|(one, other)| (one.treaty, &one.name) == (other.treaty, &other.name))
    }

    /// Whether a deed could do anything to a clause: a line of the rules lets it move such duties, it uses
    /// a right of the clause or one that reaches it, it is a step of what the clause has decided, or a
    /// condition of the clause looks at it. It may say yes too often, never no.
    ///
    /// ```
    /// use casus::ir::{ClauseId, NodeId, Program};
    /// assert!(!Program::default().may_touch(NodeId::at(0), ClauseId::at(0)));
    /// ```
    #[must_use]
    pub fn may_touch(&self, does: NodeId, clause: ClauseId) -> bool {
        let texts = (0..self.clauses.len()).map(ClauseId::at).filter(|id| self.same_clause(*id, clause));
        texts.filter_map(|id| Some((id, self.clause(id)?))).any(|(id, row)| {
            self.may_move(does, id, row) || self.moves_otherwise(does, row) || self.looks_at(id, does)
        })
    }

    fn deed_is(&self, does: NodeId, by: &[NodeId]) -> bool {
        by.iter().any(|node| self.is_under(self.kernel.deed, does, *node))
    }

    /// By a line on duties, or by a power.
    fn may_move(&self, does: NodeId, id: ClauseId, clause: &Clause) -> bool {
        let riders = clause.riders.iter().filter_map(|rider| rider.response.as_ref());
        let mut responses = std::iter::once(&clause.response).chain(riders).map(|response| response.what);
        let under = |what: NodeId, above: Option<NodeId>| {
            above.is_none_or(|above| self.is_under(self.kernel.response, what, above))
        };
        // A duty that waits for talks is moved by what moves talks.
        let talks = clause.consultation.before == Some(true);
        let general = self.duties.iter().filter(|row| self.deed_is(does, &row.by));
        let lines: Vec<Option<NodeId>> = general.map(|row| row.what).collect();
        let by_line = clause.turns.iter().any(|row| self.deed_is(does, &row.by))
            || (talks && !lines.is_empty())
            || responses.any(|what| lines.iter().any(|above| under(what, *above)));
        let by_power = || {
            self.clauses.iter().filter(|other| other.treaty == clause.treaty).any(|other| {
                let mut powers = other.powers.iter().filter(|power| self.deed_is(does, &power.by));
                powers.any(|power| other.name == clause.name || power.on.contains(&id))
            })
        };
        by_line || by_power()
    }

    /// By what it makes of a bond or of a motion.
    fn moves_otherwise(&self, does: NodeId, clause: &Clause) -> bool {
        let motion = |clause: &Clause| {
            clause.decision.is_some() && self.motion_deeds.iter().any(|row| self.deed_is(does, &row.by))
        };
        self.power(does).is_some() || motion(clause)
    }

    /// By a condition that looks at it.
    fn looks_at(&self, id: ClauseId, does: NodeId) -> bool {
        let tree = self.kernel.deed;
        let related = |deed: NodeId| self.is_under(tree, does, deed) || self.is_under(tree, deed, does);
        let mut terms: BTreeSet<TermId> = BTreeSet::new();
        let mut clauses: BTreeSet<ClauseId> = BTreeSet::from([id]);
        let mut work: Vec<&Cond> = self.conditions_of(id);
        while let Some(cond) = work.pop() {
            match &cond.kind {
                CondKind::And(list) | CondKind::Or(list) => work.extend(list),
                CondKind::Not(inner) | CondKind::Quantified { body: inner, .. } => work.push(inner),
                CondKind::Has { deed, .. } | CondKind::Share { deed, .. } if related(*deed) => return true,
                CondKind::Call { term, .. } if terms.insert(*term) => {
                    let versions = self.term(*term).into_iter().flat_map(|row| &row.versions);
                    work.extend(versions.map(|version| &version.condition));
                }
                CondKind::ClauseIs { clauses: others, .. } => {
                    let new: Vec<ClauseId> =
                        others.iter().copied().filter(|id| clauses.insert(*id)).collect();
                    work.extend(new.into_iter().flat_map(|id| self.conditions_of(id)));
                }
                CondKind::Decided { clauses: others } => {
                    let mut rows = others.iter().filter_map(|id| self.clause(*id));
                    if rows.any(|row| self.moves_otherwise(does, row)) {
                        return true;
                    }
                }
                _ => {}
            }
        }
        false
    }

    /// Every condition of a clause, and of who is bound by its instrument.
    fn conditions_of(&self, id: ClauseId) -> Vec<&Cond> {
        let Some(clause) = self.clause(id) else { return Vec::new() };
        let limbs = clause.limbs.iter().map(|limb| &limb.condition);
        let riders = clause.riders.iter().flat_map(|rider| &rider.only_if);
        let mut conds: Vec<&Cond> = clause.trigger.iter().chain(limbs).chain(riders).collect();
        if let Some(treaty) = self.treaty(clause.treaty) {
            let members = treaty.parties.iter().chain(&treaty.protected);
            conds.extend(members.filter_map(|member| member.when.as_ref()));
            conds.extend(treaty.legs.iter().filter_map(|leg| leg.when.as_ref()));
        }
        conds
    }
}

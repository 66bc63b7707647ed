//! A formula as a function of a space: in which events it is true.
//!
//! In: a [`Space`], a formula, who and what is bound. Out: a function. Absent: laws made of formulas
//! (`law`), and which events are looked at (`prove`, `search`).

use std::collections::BTreeMap;

use crate::evaluate::BeneficiaryOut;
use crate::evaluate::space::{Fun, Row, Space};
use crate::ir::{
    ActorId, Clause, ClauseId, Formula, NodeId, Program, ReadingId, Response, Someone, TreatyId, Under, Which,
};
use crate::syntax::tree::{Modality, StatusWord, Verb};

/// Which events the functions of a law range over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::analyse) enum Mode {
    /// Events in which every fact is known and every question answered.
    Known,
    /// Events that may leave facts and questions open too.
    Open,
    /// One event as it is told: a part of a formula is true if it is so whatever is left open.
    Told,
}

/// What is bound, each sort in the order of the property.
#[derive(Debug, Clone, Default)]
pub(in crate::analyse) struct Env {
    pub actors: Vec<ActorId>,
    pub treaties: Vec<TreatyId>,
    pub clauses: Vec<ClauseId>,
    pub readings: Vec<ReadingId>,
}

impl Env {
    pub fn someone(&self, who: Someone) -> Option<ActorId> {
        match who {
            Someone::Actor(actor) => Some(actor),
            Someone::Bound(at) => self.actors.get(at).copied(),
        }
    }

    pub fn under(&self, under: Under) -> Option<TreatyId> {
        match under {
            Under::Treaty(id) => Some(id),
            Under::Bound(at) => self.treaties.get(at).copied(),
        }
    }
}

/// Clauses that hold somebody to a response, by verb, response and instrument.
#[derive(Debug, Default)]
pub(in crate::analyse) struct Holding {
    known: BTreeMap<(Verb, NodeId, Option<TreatyId>), Vec<ClauseId>>,
}

impl Holding {
    pub fn clauses(&mut self, program: &Program, key: (Verb, NodeId, Option<TreatyId>)) -> Vec<ClauseId> {
        if let Some(found) = self.known.get(&key) {
            return found.clone();
        }
        let (verb, what, treaty) = key;
        let holds = |clause: &Clause| {
            let of_rider = clause.riders.iter().filter_map(|rider| rider.response.as_ref());
            [&clause.response].into_iter().chain(of_rider).any(|response| fits(program, response, verb, what))
        };
        let found: Vec<ClauseId> = program
            .clauses
            .iter()
            .enumerate()
            .filter(|(_, clause)| match treaty {
                Some(treaty) => clause.treaty == treaty,
                None => program.treaty(clause.treaty).is_some_and(|row| !row.overlay),
            })
            .filter(|(_, clause)| holds(clause))
            .map(|(at, _)| ClauseId::at(at))
            .collect();
        self.known.insert(key, found.clone());
        found
    }
}

/// Whether a response is one of a kind that a verb speaks of.
fn fits(program: &Program, response: &Response, verb: Verb, what: NodeId) -> bool {
    let modality = match verb {
        Verb::Owes => !matches!(response.modality, Modality::May | Modality::ShallNot),
        Verb::May => response.modality != Modality::ShallNot,
        Verb::ShallNot => response.modality == Modality::ShallNot,
    };
    modality && program.is_under(program.kernel.response, response.what, what)
}

pub(in crate::analyse) struct Formulas<'s, 'a, 'w> {
    pub space: &'s mut Space<'a, 'w>,
    pub program: &'s Program,
    pub holding: &'s mut Holding,
    pub mode: Mode,
}

impl Formulas<'_, '_, '_> {
    pub fn formula(&mut self, formula: &Formula, env: &Env) -> Fun {
        match formula {
            Formula::All(list) => list.iter().fold(Fun::TRUE, |all, one| {
                let one = self.formula(one, env);
                self.space.and(all, one)
            }),
            Formula::Any(list) => list.iter().fold(Fun::FALSE, |any, one| {
                let one = self.formula(one, env);
                self.space.or(any, one)
            }),
            Formula::Not(inner) => {
                let inner = self.formula(inner, env);
                self.space.not(inner)
            }
            Formula::Holds(cond) => {
                let holds = self.space.condition(cond, &env.actors, None);
                self.sure(holds)
            }
            Formula::Owes { who, verb, what, to, under } => {
                let who = who.map(|who| env.someone(who));
                let to = to.map(|to| env.someone(to));
                let under = under.map(|under| env.under(under));
                if [who.is_some_and(|w| w.is_none()), to.is_some_and(|t| t.is_none())].contains(&true) {
                    return Fun::FALSE;
                }
                let holds = self.owes(who.flatten(), *verb, *what, to.flatten(), under.flatten());
                self.sure(holds)
            }
            Formula::Stands { clause, status, by, to } => {
                let clauses = match clause {
                    Which::Clauses(list) => list.clone(),
                    Which::Bound(at) => env.clauses.get(*at).copied().into_iter().collect(),
                };
                let by = by.and_then(|who| env.someone(who));
                let to = to.and_then(|who| env.someone(who));
                self.stands(&clauses, *status, by, to)
            }
        }
    }

    /// Where something is true for sure, in the sense of the mode.
    pub fn sure(&mut self, f: Fun) -> Fun {
        match self.mode {
            Mode::Known => f,
            Mode::Open => self.space.surely(f),
            Mode::Told => Fun::of(self.space.is_certain(f)),
        }
    }

    fn owes(
        &mut self,
        who: Option<ActorId>,
        verb: Verb,
        what: NodeId,
        to: Option<ActorId>,
        under: Option<TreatyId>,
    ) -> Fun {
        let mut any = Fun::FALSE;
        for id in self.holding.clauses(self.program, (verb, what, under)) {
            let Some(clause) = self.program.clause(id) else { continue };
            for row in self.space.rows(id) {
                if who.is_some() && row.whoever.is_none() && row.obligor != who {
                    continue;
                }
                let response = response_of(clause, row.rider);
                if !fits(self.program, response, verb, what) {
                    continue;
                }
                let called_up = verb == Verb::May && response.modality != Modality::May;
                let holds = if called_up { row.at_best } else { row.owed };
                let meant = self.is_meant(&row, clause.treaty, who, to);
                let both = self.space.and(holds, meant);
                any = self.space.or(any, both);
            }
        }
        any
    }

    /// Where a row is about an obligor and a beneficiary.
    fn is_meant(&mut self, row: &Row, treaty: TreatyId, who: Option<ActorId>, to: Option<ActorId>) -> Fun {
        let against = self.program.kernel.against;
        let by = match (who, row.whoever) {
            (None, _) => Fun::TRUE,
            (Some(who), Some(field)) => self.space.names(field, who),
            (Some(who), None) => Fun::of(row.obligor == Some(who)),
        };
        if by == Fun::FALSE {
            return by;
        }
        let toward = match (to, row.beneficiary) {
            (None, _) => Fun::TRUE,
            (Some(to), BeneficiaryOut::Actor(actor)) => Fun::of(actor == to),
            (Some(_), BeneficiaryOut::None) => Fun::FALSE,
            (Some(to), BeneficiaryOut::Struck) => self.space.names(against, to),
            (Some(to), BeneficiaryOut::All) => Fun::of(row.obligor != Some(to)),
            (Some(to), BeneficiaryOut::Parties) if row.obligor == Some(to) => Fun::FALSE,
            (Some(to), BeneficiaryOut::Parties) => self.space.runs_to_party(treaty, row.obligor, to),
        };
        self.space.and(by, toward)
    }

    fn stands(
        &mut self,
        clauses: &[ClauseId],
        status: StatusWord,
        by: Option<ActorId>,
        to: Option<ActorId>,
    ) -> Fun {
        let (mut owed, mut at_best) = (Fun::FALSE, Fun::FALSE);
        for id in clauses {
            let Some(treaty) = self.program.clause(*id).map(|clause| clause.treaty) else { continue };
            for row in self.space.rows(*id) {
                let meant = self.is_meant(&row, treaty, by, to);
                let now = self.space.and(row.owed, meant);
                let best = self.space.and(row.at_best, meant);
                owed = self.space.or(owed, now);
                at_best = self.space.or(at_best, best);
            }
        }
        self.status(owed, at_best, status)
    }

    /// Where what holds now, and what would at best, come to a status.
    pub fn status(&mut self, owed: Fun, at_best: Fun, status: StatusWord) -> Fun {
        let not_owed = self.space.not(at_best);
        let not_now = self.space.not(owed);
        let available = self.space.and(at_best, not_now);
        match status {
            StatusWord::Owed => self.sure(owed),
            StatusWord::Available => self.sure(available),
            StatusWord::NotOwed => self.sure(not_owed),
            StatusWord::Settled => {
                let all = [owed, available, not_owed].map(|f| self.sure(f));
                all.into_iter().fold(Fun::FALSE, |any, one| self.space.or(any, one))
            }
            StatusWord::Unsettled => {
                let settled = self.status(owed, at_best, StatusWord::Settled);
                self.space.not(settled)
            }
            StatusWord::Contested => self.unsettled_by([owed, available, not_owed], true),
            StatusWord::Undetermined => {
                let by_facts = self.unsettled_by([owed, available, not_owed], false);
                // What turns on neither alone turns on nothing, which unsettled answers never do.
                let contested = self.unsettled_by([owed, available, not_owed], true);
                let not_contested = self.space.not(contested);
                self.space.and(by_facts, not_contested)
            }
            StatusWord::Open => {
                let unsettled = self.status(owed, at_best, StatusWord::Unsettled);
                let contested = self.unsettled_by([owed, available, not_owed], true);
                let by_facts = self.unsettled_by([owed, available, not_owed], false);
                let either = self.space.or(contested, by_facts);
                let neither = self.space.not(either);
                self.space.and(unsettled, neither)
            }
        }
    }

    /// Where the outcome is not settled, and depends on questions only, or on facts only.
    fn unsettled_by(&mut self, outcomes: [Fun; 3], questions: bool) -> Fun {
        let [owed, available, not_owed] = outcomes;
        let all = outcomes.map(|f| self.sure(f));
        let settled = all.into_iter().fold(Fun::FALSE, |any, one| self.space.or(any, one));
        let unsettled = self.space.not(settled);
        let alone = match self.mode {
            Mode::Known => Fun::FALSE,
            Mode::Open => self.space.turns_on(&[owed, available, not_owed], questions, true),
            Mode::Told => self.space.turns_on(&[owed, available, not_owed], questions, false),
        };
        self.space.and(unsettled, alone)
    }
}

pub(in crate::analyse) fn response_of(clause: &Clause, rider: Option<usize>) -> &Response {
    let rider = rider.and_then(|at| clause.riders.get(at));
    rider.and_then(|rider| rider.response.as_ref()).unwrap_or(&clause.response)
}

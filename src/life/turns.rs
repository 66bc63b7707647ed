//! What a change of bonds does to the obligations that stand.
//!
//! In: changes that have come about. Out: moves. Absent: what a change is (`bonds`). Whether somebody is
//! still bound, or still owes toward another, is asked of `evaluate`, of the event that called the
//! obligation up, as of the day of the change.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::bonds::{Ground, Turned};
use super::course::{By, Course, Run};
use super::crisis::Setting;
use super::state::{Move, State};
use super::when::When;
use crate::evaluate::{BeneficiaryOut, Filter, Truth, Verdict, decide_with};
use crate::event::Deed;
use crate::ir::{ActorId, ClauseId, LimbRole};

/// What became of the bond on which an obligation rests.
enum Stands {
    Yes,
    /// Somebody is not bound any more.
    Ended,
    /// The duties of the one toward the other rest.
    Rests,
    /// It turns on what is not settled.
    Open(Box<Verdict>),
}

impl Run<'_, '_, '_> {
    /// Judges the deeds of a day that use a power over a bond, and lets what changes at once change.
    /// `first` are those among them that were not done before.
    pub(super) fn use_powers(&mut self, first: &[Deed], new: &[(Deed, By)]) {
        self.course.bonds.note(first);
        for (deed, by) in new {
            self.course.judge(self.setting, deed, by.event, self.day);
            self.turn_bonds();
        }
    }

    /// Brings about the changes of bonds that are due by a day, each after the terms that ran out before it.
    pub(super) fn turn_bonds(&mut self) {
        while let Some(turned) = self.course.bonds.turned(self.day) {
            self.overdue(turned.on);
            self.turn(&turned, self.day);
        }
        self.overdue(self.day);
    }

    fn turn(&mut self, turned: &Turned, told: Date) {
        let mut known: BTreeMap<(usize, ClauseId), Vec<Verdict>> = BTreeMap::new();
        for index in self.course.places.alive().collect::<Vec<_>>() {
            let Some(one) = self.course.obligations.get(index) else { continue };
            let (clause, event) = (one.clause, one.event);
            if self.setting.program.clause(clause).is_none_or(|row| row.treaty != turned.treaty) {
                continue;
            }
            let verdicts =
                known.entry((event, clause)).or_insert_with(|| self.as_of(event, clause, turned.on));
            let stands = stands(verdicts, one.obligor, one.beneficiary);
            let state = one.life.state();
            // A change that is told late moves nothing before it is told.
            let began = one.life.steps().last().map_or(one.since, |step| step.on().latest());
            let on = if turned.on < began { told } else { turned.on };
            let reason = &turned.reason;
            let by = By { on: When::day(on), event: turned.event };
            match (stands, state) {
                (Stands::Ended, State::Live(_) | State::Suspended(_)) => {
                    self.make(index, Move::Terminate, by, reason);
                }
                (Stands::Rests, State::Live(_)) => self.make(index, Move::Suspend, by, reason),
                (Stands::Yes, State::Suspended(_)) => {
                    self.make(index, Move::Resume, by, reason);
                }
                (Stands::Open(verdict), _) => self.leave_open(event, *verdict),
                _ => {}
            }
        }
    }

    /// The answers of a clause on an event as if it were of another day.
    fn as_of(&self, at: usize, clause: ClauseId, day: Date) -> Vec<Verdict> {
        let Some(event) = self.course.events.get(at) else { return Vec::new() };
        let mut then = event.clone();
        then.date = day;
        let filter = Filter { clauses: vec![clause], ..Filter::default() };
        let lives = self.lives(at, &filter.clauses);
        let (stance, limits) = (self.setting.stance, self.setting.limits);
        decide_with(self.amid(&then, &lives), stance, &filter, limits).verdicts
    }
}

impl Course<'_> {
    /// Judges a deed that may use a power over a bond.
    pub(super) fn judge(&mut self, setting: &Setting<'_>, deed: &Deed, at: usize, day: Date) {
        let Some(event) = self.events.get(at).filter(|_| self.bonds.power(deed.does).is_some()) else {
            return;
        };
        let ground = Ground { event, at, stance: setting.stance, limits: setting.limits };
        let before = self.bonds.turned_rows();
        self.bonds.take(deed, deed.date.unwrap_or(day), &ground);
        let named = || self.bonds.program().clause(deed.about.clause?).map(|clause| clause.treaty);
        let touched = deed.treaty.or_else(named).filter(|_| self.bonds.turned_rows() != before);
        if let Some(treaty) = touched {
            self.record.count_anew(self.bonds.program(), treaty);
        }
    }
}

fn stands(verdicts: &[Verdict], obligor: ActorId, beneficiary: BeneficiaryOut) -> Stands {
    let of = |toward: BeneficiaryOut| {
        verdicts.iter().find(move |one| one.obligor == Some(obligor) && one.beneficiary == toward)
    };
    // A pair whose duties rest has an answer of its own; once they stand again it is one of the parties.
    let Some(verdict) = of(beneficiary).or_else(|| of(BeneficiaryOut::Parties)) else {
        // Another text by that day is no change of a bond.
        let version = |verdict: &Verdict| verdict.because.role == Some(LimbRole::Version);
        return if verdicts.iter().any(version) { Stands::Yes } else { Stands::Ended };
    };
    let truth = |role: LimbRole| {
        let mut limbs = verdict.limbs.iter().filter(|limb| limb.role == role);
        limbs.find(|limb| limb.truth != Truth::True).map(|limb| &limb.truth)
    };
    match (truth(LimbRole::Bound), truth(LimbRole::Leg)) {
        (Some(Truth::False), _) => Stands::Ended,
        (_, Some(Truth::False)) => Stands::Rests,
        (None, None) => Stands::Yes,
        _ => Stands::Open(Box::new(verdict.clone())),
    }
}

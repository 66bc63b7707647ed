//! What is known of the lives of obligations while an event is decided, and the conditions that look
//! at them.
//!
//! In: where each obligation of a crisis stands and has stood. Out: functions. Absent: how a life came
//! to be so (`life`). For one event alone nothing is known of any life, and like a deed that the
//! record does not show, what is not known of a life counts as not so.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::condition::{Roles, Walk};
use super::diagram::Ref;
use super::verdict::BeneficiaryOut;
use crate::ir::{ActorId, ActorRef, ClauseId, LifeStage, LifeTest};

/// What is known of one obligation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Who owes it.
    pub obligor: ActorId,
    /// To whom.
    pub beneficiary: BeneficiaryOut,
    /// Where it stands, where that has a name.
    pub stage: Option<LifeStage>,
    /// Since when.
    pub since: Date,
    /// Each time that it has come to stand somewhere: from when, and until when if it has moved on.
    pub past: BTreeMap<LifeStage, Vec<(Date, Option<Date>)>>,
    /// The event that is decided called it up.
    pub same_event: bool,
}

/// The lives of the obligations of a crisis on a day, by clause.
#[derive(Debug, Clone, Default)]
pub struct Lives {
    /// The day.
    pub day: Option<Date>,
    /// What is known, by clause.
    pub known: BTreeMap<ClauseId, Vec<Known>>,
}

impl Known {
    /// How often what a test asks for is so.
    fn count(&self, test: LifeTest, day: Option<Date>) -> u32 {
        // A right that was used was performed, in the words of a permission.
        let stage = if test.stage == LifeStage::Exercised { LifeStage::Performed } else { test.stage };
        let long = |since: Date, end: Option<Date>| {
            test.lasting.is_none_or(|(number, unit)| {
                end.is_some_and(|end| crate::life::later(since, number, unit) <= end)
            })
        };
        if test.was {
            let times = self.past.get(&stage).map(Vec::as_slice).unwrap_or_default();
            let times = times.iter().filter(|(since, end)| long(*since, end.or(day)));
            return u32::try_from(times.count()).unwrap_or(u32::MAX);
        }
        u32::from(self.stage == Some(stage) && long(self.since, day))
    }
}

impl Walk<'_> {
    /// Whether obligations of some clauses stand, or have stood, as a test says.
    pub(super) fn life_is(
        &mut self,
        clauses: &[ClauseId],
        test: LifeTest,
        by: Option<ActorRef>,
        to: Option<ActorRef>,
        roles: &Roles,
    ) -> Ref {
        let Some(lives) = self.facts.lives else { return Ref::FALSE };
        let by = by.map(|who| self.all_meant(who, roles));
        let to = to.map(|who| self.all_meant(who, roles));
        // Functions by how often it is so; no more is kept apart than is asked for.
        let mut states: BTreeMap<u32, Ref> = BTreeMap::from([(0, Ref::TRUE)]);
        for clause in clauses {
            let Some(treaty) = self.program().clause(*clause).map(|row| row.treaty) else { continue };
            for one in lives.known.get(clause).map(Vec::as_slice).unwrap_or_default() {
                let count = one.count(test, lives.day);
                if count == 0 || (test.same_event && !one.same_event) {
                    continue;
                }
                let owes = by.as_ref().map_or(Ref::TRUE, |list| self.among(list, Some(one.obligor)));
                let side = (Some(one.obligor), one.beneficiary);
                let owed = to.as_ref().map_or(Ref::TRUE, |list| self.runs_to(list, side, treaty));
                let meant = self.diagram.and(owes, owed);
                states = self.add(&states, (meant, count), test.times);
            }
        }
        states.get(&test.times).copied().unwrap_or(Ref::FALSE)
    }

    /// The counts with one more obligation, which counts where it is meant.
    fn add(
        &mut self,
        states: &BTreeMap<u32, Ref>,
        (meant, count): (Ref, u32),
        most: u32,
    ) -> BTreeMap<u32, Ref> {
        let other = self.diagram.not(meant);
        let mut next: BTreeMap<u32, Ref> = BTreeMap::new();
        for (number, f) in states {
            for (to, when) in [(*number, other), (number.saturating_add(count).min(most), meant)] {
                let f = self.diagram.and(*f, when);
                let before = next.get(&to).copied().unwrap_or(Ref::FALSE);
                let either = self.diagram.or(before, f);
                next.insert(to, either);
            }
        }
        next
    }
}

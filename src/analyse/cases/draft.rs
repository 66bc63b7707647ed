//! One suite in the making: from the conditions of a clause to events that the evaluator confirms.
//!
//! In: a clause taken apart for each obligor. Out: the events of a [`Suite`], and for every condition its pair or why
//! it has none. Absent: how conditions are shared out over events (`sharing`).

use std::collections::HashMap;

use super::{Case, Condition, Count, Pair, Suite, Trouble, Wanted, Why, replay};
use crate::analyse::laws::slice::Slice;
use crate::evaluate::friendly::Taste;
use crate::evaluate::parts::{Apart, Decides, Part};
use crate::evaluate::space::{Fun, Space};
use crate::evaluate::{BeneficiaryOut, Stance};
use crate::event::Event;
use crate::ir::Program;
use crate::text::Limits;

/// The two ways in which a pair can show a condition: it is for the duty, or against it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ways {
    /// It holds where it is owed; it fails where it is not.
    pub forth: Option<[Fun; 2]>,
    /// It fails where it is owed; it holds where it is not.
    pub back: Option<[Fun; 2]>,
}

pub(super) struct Drafting<'d, 'a, 'w> {
    pub program: &'d Program,
    pub wanted: &'d Wanted,
    pub stance: &'d Stance,
    pub limits: &'d Limits,
    pub base: &'d Event,
    pub space: &'d mut Space<'a, 'w>,
    pub slice: &'d Slice,
    /// No event is left aside for the number of actors or deeds.
    pub whole: bool,
    /// What holds of every event that can be told, as far as the conditions at hand look at it.
    pub world: Fun,
    pub joined: HashMap<(Fun, Fun), Option<Fun>>,
    pub suite: Suite,
    /// The conditions of the suite, to be found again for the next obligor.
    pub places: Vec<Part>,
}

impl Drafting<'_, '_, '_> {
    /// Adds the events that one obligor needs to show what is not shown yet.
    pub fn speaker(&mut self, apart: &Apart) -> Result<(), Trouble> {
        let looked_at: Vec<Fun> =
            apart.parts.iter().flat_map(|one| one.when).chain([apart.at_best]).collect();
        self.world = self.space.telling(&looked_at);
        self.joined.clear();
        let at: Vec<usize> = apart.parts.iter().map(|decides| self.place(decides)).collect();
        let mut ways: Vec<(usize, Ways)> = Vec::new();
        for (decides, at) in apart.parts.iter().zip(&at) {
            if self.suite.conditions.get(*at).is_some_and(|one| one.shown.is_ok()) {
                continue;
            }
            let found = self.ways(decides);
            if found.forth.is_some() || found.back.is_some() {
                ways.push((*at, found));
            } else {
                let why = self.why(decides);
                if let Some(one) = self.suite.conditions.get_mut(*at) {
                    one.shown = Err(why);
                }
            }
        }
        if self.space.is_full() {
            return Err(Trouble::TooComplex);
        }
        let (halves, at_least) = self.shared_out(&ways);
        let taste =
            Taste::of(self.program, self.wanted.clause, self.wanted.day, apart.obligor, self.slice.places());
        let first = self.suite.cases.len();
        let mut cubes = Vec::new();
        for half in &halves {
            for fun in self.plainer(half, apart, &taste) {
                let (case, cube) = self.case(apart, half.owed, fun, &taste)?;
                self.suite.cases.push(case);
                cubes.push(cube);
            }
        }
        let count = Count { obligor: apart.obligor, events: cubes.len(), at_least };
        self.suite.counts.push(count);
        self.pairs(first, &cubes, &ways)
    }

    /// The place of a condition in the suite.
    fn place(&mut self, decides: &Decides) -> usize {
        if let Some(at) = self.places.iter().position(|part| *part == decides.part) {
            return at;
        }
        let Part { text, role, term, origin, written, .. } = decides.part.clone();
        self.places.push(decides.part.clone());
        let shown = Err(Why::NotDecided);
        let asked_of = decides.asked_of;
        self.suite.conditions.push(Condition { text, role, term, origin, written, asked_of, shown });
        self.suite.conditions.len() - 1
    }

    fn ways(&mut self, decides: &Decides) -> Ways {
        let [holds_owed, holds_not, fails_owed, fails_not] = decides.when;
        let mut both = |one: Fun, other: Fun| {
            let told = [self.space.sure(one), self.space.sure(other)];
            told.iter().all(|f| self.can_be_told(*f)).then_some(told)
        };
        Ways { forth: both(holds_owed, fails_not), back: both(fails_owed, holds_not) }
    }

    fn why(&mut self, decides: &Decides) -> Why {
        let [can_hold, can_fail] = decides.can.map(|f| self.space.can_be(f));
        match (can_hold, can_fail) {
            _ if decides.part.of_life => return Why::OfLife,
            (true, true) => {}
            _ if decides.part.question.is_some() => return Why::OneReading,
            _ if !self.whole => return Why::NotDecided,
            (true, false) => return Why::Always,
            (false, _) => return Why::Never,
        }
        let [holds_owed, holds_not, fails_owed, fails_not] = decides.when.map(|f| {
            let sure = self.space.sure(f);
            self.can_be_told(sure)
        });
        match (holds_owed || holds_not, fails_owed || fails_not) {
            _ if decides.cut || !self.whole => Why::NotDecided,
            (true, false) => Why::OnlyHolds,
            (false, true) => Why::OnlyFails,
            _ => Why::NoDifference,
        }
    }

    /// The plainest event of a function, confirmed by the evaluator; and the function of exactly what it
    /// says.
    fn case(&mut self, apart: &Apart, owed: bool, fun: Fun, taste: &Taste) -> Result<(Case, Fun), Trouble> {
        let (fun, status) = self.settled(fun, owed, apart);
        let found = self.space.plainest(fun, taste);
        if self.space.is_full() {
            return Err(Trouble::TooComplex);
        }
        let Some((plain, _, cube)) = found else {
            return Err(Trouble::NotConfirmed(format!(
                "{}: a group of conditions has no event",
                self.base.id
            )));
        };
        let id = format!("{}/{}", self.base.id, self.suite.cases.len() + 1);
        let mut event = plain.event(self.base, &id);
        event.record.iter_mut().for_each(|deed| deed.date = None);
        let mut case = Case {
            event,
            readings: plain.readings.iter().copied().collect(),
            obligor: apart.obligor,
            to: match apart.beneficiary {
                BeneficiaryOut::Actor(who) => Some(who),
                _ => None,
            },
            to_parties: apart.beneficiary == BeneficiaryOut::Parties,
            by_test: true,
            status,
            verdict: None,
            turns_on: Vec::new(),
            about: Vec::new(),
        };
        let told = replay::Told { program: self.program, stance: self.stance, limits: self.limits };
        match told.confirm(self.wanted.clause, &mut case) {
            Ok(()) => Ok((case, cube)),
            Err(got) => {
                let line = crate::event::to_json(self.program, &case.event);
                Err(Trouble::NotConfirmed(format!("{line}: {} expected, {got}", case.status.word())))
            }
        }
    }

    /// Which conditions decide in which event, and the pair that shows each.
    fn pairs(&mut self, first: usize, cubes: &[Fun], ways: &[(usize, Ways)]) -> Result<(), Trouble> {
        for (at, way) in ways {
            let mut found: Option<Pair> = None;
            for (pair, holds_first) in [(way.forth, true), (way.back, false)] {
                let Some(pair) = pair else { continue };
                let [owed, not] = pair.map(|wish| self.those_in(cubes, wish));
                for (events, holds) in [(&owed, holds_first), (&not, !holds_first)] {
                    for event in events {
                        if let Some(case) = self.suite.cases.get_mut(first + event) {
                            case.about.push((*at, holds));
                        }
                    }
                }
                if found.is_none()
                    && let Some((one, other)) = self.closest(first, &owed, &not)
                {
                    let (holds, fails) = if holds_first { (one, other) } else { (other, one) };
                    found = Some(Pair { holds, fails });
                }
            }
            let Some(pair) = found else {
                if self.space.is_full() {
                    return Err(Trouble::TooComplex);
                }
                let text = format!("{}: a condition is not shown by its events", self.base.id);
                return Err(Trouble::NotConfirmed(text));
            };
            if let Some(one) = self.suite.conditions.get_mut(*at) {
                one.shown = Ok(pair);
            }
        }
        Ok(())
    }

    /// The events that grant a wish whatever they leave open.
    fn those_in(&mut self, cubes: &[Fun], wish: Fun) -> Vec<usize> {
        let mut found = Vec::new();
        for (at, cube) in cubes.iter().enumerate() {
            if self.grants(*cube, wish) {
                found.push(at);
            }
        }
        found
    }

    /// Of two lists of events the two that differ least.
    fn closest(&self, first: usize, some: &[usize], others: &[usize]) -> Option<(usize, usize)> {
        let all = some.iter().flat_map(|one| others.iter().map(move |other| (first + one, first + other)));
        all.min_by_key(|(one, other)| {
            let case = |at: usize| self.suite.cases.get(at);
            let apart = match (case(*one), case(*other)) {
                (Some(a), Some(b)) => differences(a, b),
                _ => usize::MAX,
            };
            (apart, *one, *other)
        })
    }
}

/// In how many statements two cases differ.
fn differences(a: &Case, b: &Case) -> usize {
    let facts = |one: &Case, other: &Case| {
        one.event.facts.iter().filter(|fact| !other.event.facts.contains(fact)).count()
            + one.event.record.iter().filter(|deed| !other.event.record.contains(deed)).count()
            + one.readings.iter().filter(|(q, r)| other.readings.get(q) != Some(r)).count()
    };
    facts(a, b) + facts(b, a)
}

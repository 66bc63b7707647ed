//! Duties that only several deeds move, such as paying and giving notice of it, or paying an amount bit by bit: what of
//! them is done, and what is wanting on a day.
//!
//! In: a line of the rules, a deed, an obligation. Out: whether the deed makes the move, or is a part of it.
//! Absent: who may do it (`deeds`). Each part counts from when the duty is there; the last one moves it, in
//! whatever order they come. A part that is done already is not done again: where each event has a
//! duty of its own, the deed then goes to the next one that wants it. What is too much is not carried over.

use std::collections::BTreeMap;

use super::course::{By, Run};
use super::crisis::Obligation;
use super::growth::{broken, reckoned, wanting};
use super::state::{Move, State};
use super::when::When;
use crate::event::Deed;
use crate::ir::{Amount, Duty, NodeId, Program};

/// Parts that were done: toward which move, which kind of deed of the rules, and when; and amounts, each with its day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parts {
    kinds: BTreeMap<(Move, NodeId), When>,
    sums: BTreeMap<(Move, NodeId, String), Sum>,
}

/// What was paid so far.
#[derive(Debug, Clone, PartialEq)]
struct Sum {
    all: Amount,
    each: Vec<(Amount, When)>,
}

impl Parts {
    /// Each part, with its day.
    ///
    /// ```
    /// assert_eq!(casus::life::Parts::default().iter().count(), 0);
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (Move, NodeId, When)> {
        self.kinds.iter().map(|((step, node), on)| (*step, *node, *on))
    }

    /// Each amount so far, by the first kind of deed of its line, with the day of the last deed.
    ///
    /// ```
    /// assert_eq!(casus::life::Parts::default().sums().count(), 0);
    /// ```
    pub fn sums(&self) -> impl Iterator<Item = (Move, NodeId, &Amount, When)> {
        let last = |sum: &Sum| sum.each.last().map(|(_, on)| *on);
        self.sums
            .iter()
            .filter_map(move |((step, node, _), sum)| last(sum).map(|on| (*step, *node, &sum.all, on)))
    }

    /// Each payment by itself, in the order in which they were made.
    pub(super) fn payments(&self) -> impl Iterator<Item = (Move, NodeId, &Amount, When)> {
        self.sums.iter().flat_map(|((step, node, _), sum)| {
            sum.each.iter().map(|(amount, on)| (*step, *node, amount, *on))
        })
    }

    /// What was paid toward a line, with the days.
    pub(super) fn paid(&self, step: Move, row: &Duty) -> &[(Amount, When)] {
        let key = row.by.first().zip(row.total.as_ref());
        let key = key.map(|(node, total)| (step, *node, total.of.clone()));
        key.and_then(|key| self.sums.get(&key)).map(|sum| sum.each.as_slice()).unwrap_or_default()
    }

    pub(super) fn add(&mut self, step: Move, node: NodeId, on: When) {
        self.kinds.entry((step, node)).or_insert(on);
    }

    pub(super) fn add_amount(&mut self, (step, node): (Move, NodeId), amount: &Amount, on: When) {
        let key = (step, node, amount.of().to_owned());
        let paid = (amount.clone(), on);
        match self.sums.get_mut(&key) {
            Some(sum) => {
                sum.all = sum.all.and(amount);
                sum.each.push(paid);
            }
            None => {
                self.sums.insert(key, Sum { all: amount.clone(), each: vec![paid] });
            }
        }
    }

    fn has(&self, step: Move, node: NodeId) -> bool {
        self.kinds.contains_key(&(step, node))
    }

    /// What a payment comes to with those before it.
    fn with(&self, step: Move, node: NodeId, amount: &Amount) -> Amount {
        let before = self.sums.get(&(step, node, amount.of().to_owned()));
        before.map_or_else(|| amount.clone(), |sum| sum.all.and(amount))
    }

    /// Those that were done before the last one, in words.
    pub(super) fn before(&self, program: &Program, step: Move) -> String {
        let name = |node| program.node_name(program.kernel.deed, node).replace('_', " ");
        let kinds = self.iter().filter(|(of, ..)| *of == step);
        let kinds = kinds.map(|(_, node, on)| format!("{} on {on}", name(node)));
        let sums = self.sums().filter(|(of, ..)| *of == step);
        let sums = sums.map(|(_, _, amount, on)| format!("{amount} by {on}"));
        let done: Vec<String> = kinds.chain(sums).collect();
        if done.is_empty() { String::new() } else { format!("; before that, {}", done.join(", ")) }
    }
}

/// What a deed does by a line of the rules.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Does {
    /// It makes the move.
    pub whole: bool,
    /// Else it is these parts of it, and some are wanting.
    parts: Vec<NodeId>,
    /// Or counts toward an amount.
    sums: Vec<NodeId>,
}

impl Does {
    const WHOLE: Does = Does { whole: true, parts: Vec::new(), sums: Vec::new() };

    /// What a deed does by two lines: the whole if one of them has it so.
    pub(super) fn more(mut self, other: Does) -> Does {
        self.whole |= other.whole;
        self.parts.extend(other.parts);
        self.sums.extend(other.sums.into_iter().filter(|node| !self.sums.contains(node)).collect::<Vec<_>>());
        self
    }
}

impl Run<'_, '_, '_> {
    /// What a deed does to an obligation by a line; none if it is no such deed, or no part that is wanting.
    pub(super) fn does(&self, row: &Duty, deed: &Deed, one: &Obligation, step: Move) -> Option<Does> {
        if let Some(total) = &row.total {
            let amount = deed.about.amount.as_ref().filter(|amount| amount.of() == total.of)?;
            let node = row.by.first().filter(|_| self.is(deed, &row.by))?;
            let filled = match (&total.growth, &total.base) {
                // Where nothing grows, what there is so far is known.
                (None, Some(base)) => one.parts.with(step, *node, amount).covers(base),
                _ => self.is_filled((step, row), one, Some(amount)),
            };
            return Some(if filled { Does::WHOLE } else { Does { sums: vec![*node], ..Does::default() } });
        }
        if !row.all {
            return self.is(deed, &row.by).then_some(Does::WHOLE);
        }
        let wanting = row.by.iter().copied().filter(|node| !one.parts.has(step, *node));
        let (now, later): (Vec<NodeId>, Vec<NodeId>) =
            wanting.partition(|node| self.is(deed, std::slice::from_ref(node)));
        match (now.is_empty(), later.is_empty()) {
            (true, _) => None,
            (false, true) => Some(Does::WHOLE),
            (false, false) => Some(Does { parts: now, ..Does::default() }),
        }
    }

    /// Whether nothing more is wanting by a line, after one more payment of today if there is one. While another duty is broken by which
    /// an amount grows, more will be wanting.
    fn is_filled(&self, (step, row): (Move, &Duty), one: &Obligation, more: Option<&Amount>) -> bool {
        let scene = (self.setting.program, self.course.obligations.as_slice());
        let Some(total) = &row.total else { return false };
        let other = total.growth.as_ref().and_then(|growth| broken(growth, one, scene));
        let is_over =
            total.base.is_some() || other.is_some_and(|other| other.life.state() != State::Breached);
        let mut paid = one.parts.paid(step, row).to_vec();
        paid.extend(more.map(|amount| (amount.clone(), When::day(self.day))));
        let reckoned = reckoned(scene, total, one, (&paid, self.day));
        is_over && reckoned.wanting.is_none() && (reckoned.added.is_some() || total.base.is_some())
    }

    /// Performs what was paid ahead, once the breach is over while which it grew.
    pub(super) fn close_sums(&mut self) {
        for index in self.course.places.after_others().collect::<Vec<_>>() {
            let Some(one) = self.course.obligations.get(index) else { continue };
            let step = Move::Perform;
            let Some(clause) =
                self.setting.program.clause(one.clause).filter(|_| one.life.state().after(step).is_some())
            else {
                continue;
            };
            let scene = (self.setting.program, self.course.obligations.as_slice());
            let over = |row: &Duty| {
                let growth = row.total.as_ref().and_then(|total| total.growth.as_ref())?;
                let other = broken(growth, one, scene)?;
                let paid = !one.parts.paid(step, row).is_empty();
                (paid && self.is_filled((step, row), one, None)).then_some(other.moved_by)
            };
            let Some(event) = clause.turns.iter().find_map(over) else { continue };
            let reason = format!(
                "nothing more is added, and all was paid{}",
                one.parts.before(self.setting.program, step)
            );
            self.make(index, step, By { on: When::day(self.day), event }, &reason);
        }
    }

    /// Notes parts that a deed has done.
    pub(super) fn note_parts(&mut self, index: usize, (step, does, deed): (Move, &Does, &Deed), by: By) {
        let Some(one) = self.course.obligations.get_mut(index) else { return };
        does.parts.iter().for_each(|node| one.parts.add(step, *node, by.on));
        for (node, amount) in does.sums.iter().zip(std::iter::repeat(&deed.about.amount)) {
            if let Some(amount) = amount {
                one.parts.add_amount((step, *node), amount, by.on);
            }
        }
    }

    /// What time has added to an amount that a deed fills, in words.
    pub(super) fn added_in_words(&self, deed: &Deed, one: &Obligation, step: Move) -> String {
        let of = deed.about.amount.as_ref().filter(|_| step == Move::Perform).map(Amount::of);
        let rows = of
            .map(|_| wanting(self.setting.program, &self.course.obligations, one, self.day))
            .unwrap_or_default();
        let mut added = rows.into_iter().filter_map(|row| row.added).filter(|added| Some(added.of()) == of);
        added.next().map(|added| format!("; time has added {added}")).unwrap_or_default()
    }

    /// Why a deed does nothing to a duty of its author that is counted by amounts: it says none, or one of something
    /// else.
    pub(super) fn without_amount(&self, deed: &Deed) -> Option<String> {
        let program = self.setting.program;
        // Few rules count anything, and a long crisis has many deeds that move nothing.
        let own = program.clauses.iter().flat_map(|clause| &clause.turns);
        if !program.duties.iter().chain(own).any(|row| row.total.is_some() && self.is(deed, &row.by)) {
            return None;
        }
        let total = |one: &Obligation| {
            let clause = program.clause(one.clause)?;
            let toward = super::deeds::named(one.beneficiary);
            if deed.to.is_some() && toward.is_some() && deed.to != toward {
                return None;
            }
            if one.obligor != deed.by || deed.treaty.is_some_and(|treaty| treaty != clause.treaty) {
                return None;
            }
            let what = clause.response_with(one.rider).what;
            let of_kind = |row: &&Duty| {
                let tree = program.kernel.response;
                row.what.is_none_or(|above| program.is_under(tree, what, above)) && self.is(deed, &row.by)
            };
            let open = one.life.state().after(Move::Perform).is_some();
            let mut rows = clause.turns.iter().chain(&program.duties).filter(of_kind);
            rows.find_map(|row| row.total.as_ref()).filter(|_| open)
        };
        let mut open = self.course.places.of(deed.by).filter(|index| self.is_about(deed, *index));
        let total = open.find_map(|index| total(self.course.obligations.get(index)?))?;
        let what = match &deed.about.amount {
            Some(_) => format!("what is owed is counted in {}", total.of),
            None => {
                let what = total.base.as_ref().map_or(total.of.clone(), ToString::to_string);
                format!("the record does not say how much of {what}")
            }
        };
        Some(what)
    }
}

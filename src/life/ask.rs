//! What is owed, asked of `evaluate` and heard: which duties begin, which are triggered, which end.
//!
//! In: events, new deeds, lives that moved. Out: obligations that begin and move. Absent: what deeds do
//! to duties that stand (`deeds`), and the order of the days (`course`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::callers::Callers;
use super::council;
use super::course::{By, Key, Run};
use super::crisis::{Obligation, Unsettled};
use super::deadline::due_by;
use super::month::same_on_every_day;
use super::reach::Reach;
use super::state::{Life, Live, Move, State};
use super::together::Parts;
use super::twins::{Marks, Twin};
use super::watch::{News, Of, TurnedMotions};
use crate::evaluate::{
    Amid, BeneficiaryOut, Decision, Filter, Known, Lives, Missing, Status, Turned, Verdict, decide_awaiting,
    decide_for_some, decide_with,
};
use crate::event::Event;
use crate::ir::describe::describe;
use crate::ir::{ActorId, Clause, ClauseId, Cond, CondKind, LifeStage, LimbRole, NodeId, Program};

/// The deeds for which each of some clauses waits; none where a clause was too complex.
type Waits = Vec<(ClauseId, Option<Vec<Missing>>)>;

impl Run<'_, '_, '_> {
    /// What an event calls up on its own day.
    pub(super) fn open(&mut self, at: usize) {
        self.course.opened.insert(at);
        let Some(filter) = self.about(at, self.course.starts.get(at).unwrap_or(&self.setting.asked)) else {
            return;
        };
        let by = By { on: self.when(at), event: at };
        let Decision { verdicts, too_complex } = self.answers(at, &filter, false);
        self.course.too_complex.extend(too_complex.into_iter().map(|problem| (at, problem)));
        for verdict in verdicts {
            self.take(at, by, verdict);
        }
    }

    /// A question about some clauses on an event; none about no clause, which a filter would take for all.
    fn about(&self, at: usize, clauses: &[ClauseId]) -> Option<Filter> {
        let skip_standing = at >= self.course.starts.len();
        let Filter { treaties, obligors, .. } = self.setting.filter;
        (!clauses.is_empty()).then(|| Filter {
            treaties: treaties.clone(),
            clauses: clauses.to_vec(),
            obligors: obligors.clone(),
            skip_standing,
            skip_not_owed: true,
        })
    }

    /// The answers on an event with the acts and lives known by now, in brief; what they wait for is noted.
    fn answers(&mut self, at: usize, filter: &Filter, for_some: bool) -> Decision {
        let (decision, waits) = self.brief(at, filter, for_some);
        let setting = self.setting;
        for (clause, awaited) in waits {
            // A clause that was too complex may not have got as far as some deed that it asks for.
            if awaited.is_none() {
                self.course.crowded.insert((at, clause));
            } else if !for_some {
                self.course.crowded.remove(&(at, clause));
            }
            let awaited = awaited.unwrap_or_else(|| setting.reach.any_deed(clause));
            self.course.watch.wait(at, clause, awaited);
        }
        decision
    }

    /// The answers on an event in brief, and the deeds for which each clause waits; none if it was too
    /// complex.
    fn brief(&self, at: usize, filter: &Filter, for_some: bool) -> (Decision, Waits) {
        let setting = self.setting;
        let lives = self.lives(at, &filter.clauses);
        let mut waits = Waits::new();
        let mut awaits = |clause: ClauseId, awaited: Option<Vec<Missing>>| waits.push((clause, awaited));
        let decision = self.on_every_day(at, &lives, &mut |asked| {
            decide_awaiting(asked, setting.stance, filter, setting.limits, &mut awaits)
        });
        // That one more actor may owe is waited for already, since all were asked about.
        for awaited in waits.iter_mut().filter_map(|(_, awaited)| awaited.as_mut()) {
            awaited.retain(|one| !(for_some && one.first && one.who.is_none()));
        }
        (decision, waits)
    }

    /// The answers on an event for some obligors, each as known of another who is like it.
    fn answers_for_some(&mut self, at: usize, filter: &Filter) -> Vec<Verdict> {
        let setting = self.setting;
        self.course.twins.under(self.course.bonds.turned_rows());
        let (mut verdicts, mut rest): (Vec<Verdict>, BTreeMap<ClauseId, Vec<ActorId>>) = Default::default();
        for clause in &filter.clauses {
            for who in &filter.obligors {
                match setting.reach.marks(*clause).and_then(|marks| self.by_twin(at, *clause, *who, marks)) {
                    Some(answer) => verdicts.extend(answer),
                    None => rest.entry(*clause).or_default().push(*who),
                }
            }
        }
        let mut alike: BTreeMap<Vec<ActorId>, Vec<ClauseId>> = BTreeMap::new();
        for (clause, obligors) in rest {
            alike.entry(obligors).or_default().push(clause);
        }
        for (obligors, clauses) in alike {
            let filter = Filter { clauses, obligors, ..filter.clone() };
            verdicts.extend(self.answers(at, &filter, true).verdicts);
        }
        verdicts.sort_by_key(|verdict| (verdict.clause, verdict.beneficiary, verdict.obligor));
        verdicts
    }

    /// The answer of a clause on an event for an actor who is like others there; none if it is not.
    fn by_twin(&mut self, at: usize, clause: ClauseId, who: ActorId, marks: &Marks) -> Option<Vec<Verdict>> {
        let (program, record) = (self.course.bonds.program(), &self.course.record);
        let borne = marks.borne(program, (self.course.events.get(at)?, record), who)?;
        let looks = self.setting.reach.of(clause)?;
        let (verdicts, awaited) = match self.course.twins.get(at, clause, borne) {
            Some(twin) => twin.for_another(who, &looks.own),
            None => {
                let filter = Filter { obligors: vec![who], ..self.about(at, &[clause])? };
                let (Decision { verdicts, .. }, waits) = self.brief(at, &filter, true);
                let (_, awaited) = waits.into_iter().next()?;
                let awaited = awaited?;
                let may = |one: &Verdict| {
                    one.obligor == Some(who) && (!looks.only_owed || one.status == Status::Owed)
                };
                if verdicts.iter().all(may) {
                    let (verdicts, awaited) = (verdicts.clone(), awaited.clone());
                    self.course.twins.set(at, clause, borne, Twin { who, verdicts, awaited });
                }
                (verdicts, awaited)
            }
        };
        self.course.watch.wait(at, clause, awaited);
        Some(verdicts)
    }

    /// The answers of a clause on an event for some obligors who owe for sure, or surely nothing, and for
    /// whom nothing has ceased to hold; none where everybody has to be asked about.
    fn owed_by(&mut self, at: usize, clause: ClauseId, of: &BTreeSet<ActorId>) -> Option<Vec<Verdict>> {
        let mut filter = self.about(at, &[clause])?;
        let wanted = std::mem::take(&mut filter.obligors);
        let mut of: BTreeSet<ActorId> = of.clone();
        of.retain(|who| wanted.is_empty() || wanted.contains(who));
        let mut verdicts = Vec::new();
        for who in &of {
            filter.obligors = vec![*who];
            let answer = self.answers_for_some(at, &filter);
            if answer.iter().any(|one| one.status != Status::Owed) {
                return None;
            }
            verdicts.extend(answer);
        }
        let some = Some(of);
        if self.falls(at, clause, &some, &verdicts) {
            return None;
        }
        if let (Some(rows), Some(of)) = (self.course.unsettled.get_mut(&(at, clause)), &some) {
            rows.retain(|row| row.obligor.is_none_or(|obligor| !of.contains(&obligor)));
        }
        verdicts.sort_by_key(|verdict| (verdict.beneficiary, verdict.obligor));
        Some(verdicts)
    }

    /// The whole answers on an event, with the reason of each.
    fn in_full(&self, at: usize, filter: &Filter, for_some: bool) -> Vec<Verdict> {
        let (setting, lives) = (self.setting, self.lives(at, &filter.clauses));
        let decide = if for_some { decide_for_some } else { decide_with };
        let decision =
            self.on_every_day(at, &lives, &mut |asked| decide(asked, setting.stance, filter, setting.limits));
        decision.verdicts
    }

    /// What an event comes to on its day; where only the month is known, on every day of it alike.
    fn on_every_day(
        &self,
        at: usize,
        lives: &Lives,
        decide: &mut dyn FnMut(Amid<'_>) -> Decision,
    ) -> Decision {
        let Some(event) = self.course.events.get(at) else { return Decision::default() };
        let asked = self.amid(event, lives);
        let (last, Some(first)) = (event.date, event.first) else {
            return decide(asked);
        };
        // Only the month is known, so every day of it must give the same.
        let mut days: Vec<(Date, Decision)> = Vec::new();
        for day in first.series(1.day()).take_while(|day| *day <= last) {
            let event = Event { date: day, ..event.clone() };
            days.push((day, decide(Amid { event: &event, ..asked })));
        }
        same_on_every_day(days)
    }

    /// An event, with what is known of the crisis by now.
    pub(super) fn amid<'e>(&'e self, event: &'e Event, lives: &'e Lives) -> Amid<'e> {
        let (program, record) = (self.course.bonds.program(), &self.course.record);
        Amid { program, event, record, lives, atlas: Some(&self.setting.atlas) }
    }

    /// The lives at which some clauses look, as an event sees them.
    pub(super) fn lives(&self, at: usize, clauses: &[ClauseId]) -> Lives {
        let mut known: BTreeMap<ClauseId, Vec<Known>> = BTreeMap::new();
        for clause in self.setting.reach.seen_by(clauses) {
            for index in self.course.places.of_clause(clause) {
                let Some(one) = self.course.obligations.get(*index) else { continue };
                let key = (one.clause, one.obligor, one.beneficiary);
                let same_event = self.course.heard.get(&(at, key)) == Some(index);
                known.entry(clause).or_default().push(known_of(one, same_event));
            }
        }
        Lives { day: Some(self.day), known }
    }

    /// Asks again what waited for some deeds.
    pub(super) fn ask_after_deeds(&mut self, new: &[News], by: By) {
        if self.setting.plainly {
            for at in self.course.opened.clone() {
                let clauses = self.course.starts.get(at).unwrap_or(&self.setting.asked).clone();
                self.ask_again(at, clauses.into_iter().map(|clause| (clause, None)).collect(), by);
            }
            return;
        }
        let turned = self.turned_motions(new);
        let setting = self.setting;
        let (events, untold, crowded) = (&self.course.events, self.course.starts.len(), &self.course.crowded);
        // What somebody owes is asked alone only where all that is unknown has one order for everybody.
        let own = |at: usize, clause: ClauseId, deed: NodeId| {
            let event = events.get(at).filter(|event| event.first.is_none() && event.own_place.is_none());
            event.is_some()
                && at >= untold
                && setting.stance.evidence.is_none()
                && !crowded.contains(&(at, clause))
                && setting.reach.of(clause).is_some_and(|looks| looks.own.contains(&deed))
        };
        for (at, asked) in self.course.watch.concerned(self.course.bonds.program(), (new, &turned), &own) {
            let asked = asked.into_iter().filter_map(|(clause, of)| {
                let of = self.without_strangers(at, clause, of);
                of.as_ref().is_none_or(|of| !of.is_empty()).then_some((clause, of))
            });
            let asked = asked.collect();
            self.ask_again(at, asked, by);
        }
    }

    /// Of some actors those who may owe a clause on an event: what others do changes nothing there. While the
    /// bonds of its instrument are others than the rules say, they all count.
    fn without_strangers(&self, at: usize, clause: ClauseId, of: Of) -> Of {
        let program = self.setting.program;
        let (mut of, event, row) = (of?, self.course.events.get(at), program.clause(clause));
        if let Some((event, row)) =
            event.zip(row).filter(|(_, row)| self.course.bonds.is_untouched(row.treaty))
        {
            of.retain(|who| Reach::may_owe(program, row, *who, event.date));
        }
        Some(of)
    }

    /// The clauses whose motion some deeds have brought to another outcome. Most votes and meetings leave it
    /// as it was, however many there are.
    fn turned_motions(&mut self, new: &[News]) -> TurnedMotions {
        let mut turned = TurnedMotions::new();
        if !new.iter().any(|news| council::moves(self.setting.program, news.deed.does)) {
            return turned;
        }
        let program = self.course.bonds.program();
        for motion in self.course.record.motions_asked() {
            let clause = program.clause(motion.0);
            let Some((clause, decision)) = clause.and_then(|row| Some((row, row.decision.as_deref()?)))
            else {
                continue;
            };
            let now = self.course.record.outcome(program, motion, (clause, decision));
            // What a course that was read had come to before is not known; all that waits in it waits for any deed.
            let before = self.course.outcomes.insert(motion, Arc::clone(&now));
            if before.as_ref().is_none_or(|before| *before != now) {
                turned.insert(motion, Turned::to(&now, &before.unwrap_or_default()));
            }
        }
        turned
    }

    /// Asks again, of every event so far, clauses that look at lives.
    pub(super) fn ask_after_lives(&mut self, clauses: &[ClauseId], by: By) {
        for at in self.course.opened.clone() {
            let asked = |id: &&ClauseId| {
                let starts = self.course.starts.get(at);
                starts.is_none_or(|starts| starts.contains(id)) && self.setting.wants(**id)
            };
            let clauses = clauses.iter().filter(asked).map(|clause| (*clause, None)).collect();
            self.ask_again(at, clauses, by);
        }
    }

    pub(super) fn ask_again(&mut self, at: usize, asked: BTreeMap<ClauseId, Of>, by: By) {
        let mut alike: BTreeMap<Of, Vec<ClauseId>> = BTreeMap::new();
        let mut verdicts: Vec<Verdict> = Vec::new();
        for (clause, of) in asked {
            let only_owed = self.setting.reach.of(clause).is_some_and(|looks| looks.only_owed);
            match of.as_ref().filter(|_| only_owed).map(|of| self.owed_by(at, clause, of)) {
                Some(Some(owed)) => verdicts.extend(owed),
                Some(None) => alike.entry(None).or_default().push(clause),
                None => alike.entry(of).or_default().push(clause),
            }
        }
        for (of, clauses) in &alike {
            verdicts.extend(self.answers_again(at, clauses, of));
        }
        verdicts.sort_by_key(|verdict| verdict.clause);
        for verdict in verdicts {
            self.hear(at, by, verdict);
        }
        // An answer for some stands where it would stand among all.
        for clause in alike.iter().filter(|(of, _)| of.is_some()).flat_map(|(_, clauses)| clauses) {
            if let Some(rows) = self.course.unsettled.get_mut(&(at, *clause)) {
                rows.sort_by_key(|row| (row.beneficiary, row.obligor));
            }
        }
    }

    /// What clauses come to now, for some obligors or for all; what was not settled for them is taken back.
    fn answers_again(&mut self, at: usize, clauses: &[ClauseId], of: &Of) -> Vec<Verdict> {
        let stays = |row: &Unsettled| {
            of.as_ref().is_some_and(|of| row.obligor.is_some_and(|obligor| !of.contains(&obligor)))
        };
        for clause in clauses {
            if let Some(rows) = self.course.unsettled.get_mut(&(at, *clause)) {
                rows.retain(stays);
            }
        }
        let Some(mut filter) = self.about(at, clauses) else { return Vec::new() };
        if let Some(of) = of {
            let all = std::mem::take(&mut filter.obligors);
            filter.obligors = of.iter().copied().filter(|who| all.is_empty() || all.contains(who)).collect();
            if filter.obligors.is_empty() {
                return Vec::new();
            }
        }
        let mut verdicts = match of {
            Some(_) => self.answers_for_some(at, &filter),
            None => {
                clauses.iter().for_each(|clause| self.course.twins.forget(at, *clause));
                self.answers(at, &filter, false).verdicts
            }
        };
        // Why a duty is called up no longer is said by the whole answer.
        let fallen = clauses.iter().copied().filter(|clause| self.falls(at, *clause, of, &verdicts));
        let clauses: Vec<ClauseId> = fallen.collect();
        if !clauses.is_empty() {
            verdicts.retain(|verdict| !clauses.contains(&verdict.clause));
            let filter = Filter { clauses, skip_not_owed: false, ..filter };
            verdicts.extend(self.in_full(at, &filter, of.is_some()));
        }
        verdicts
    }

    /// Whether an event calls up less by a clause than it did.
    fn falls(&self, at: usize, clause: ClauseId, of: &Of, verdicts: &[Verdict]) -> bool {
        let between = |first: ActorId, last: ActorId| {
            let (first, last) = ((clause, first, BeneficiaryOut::None), (clause, last, BeneficiaryOut::All));
            self.course.heard.range((at, first)..=(at, last))
        };
        let falls = |((_, key), index): (&(usize, Key), &usize)| {
            let before = self.course.obligations.get(*index).and_then(|one| one.callers.last(at));
            let same = |verdict: &&Verdict| {
                (verdict.clause, verdict.obligor, verdict.beneficiary) == (key.0, Some(key.1), key.2)
            };
            match verdicts.iter().find(same).map(|verdict| verdict.status) {
                None | Some(Status::NotOwed) => before.is_some(),
                Some(Status::Available) => before.is_some_and(|before| before != Status::Available),
                Some(_) => false,
            }
        };
        match of {
            Some(of) => of.iter().any(|who| between(*who, *who).any(falls)),
            None => between(ActorId(0), ActorId(u32::MAX)).any(falls),
        }
    }

    pub(super) fn leave_open(&mut self, event: usize, verdict: Verdict) {
        let one = self.course.alike.join(unsettled(event, verdict));
        self.course.unsettled.entry((event, one.clause)).or_default().push(one);
    }

    /// Takes an answer that no obligation stands for yet.
    fn take(&mut self, at: usize, by: By, mut verdict: Verdict) {
        let Some(clause) = self.setting.program.clause(verdict.clause) else { return };
        self.wait_for_a_call(at, &mut verdict, None);
        if clause.decision.is_some() && verdict.status != Status::NotOwed {
            self.course.called.entry(verdict.clause).or_default().insert(at);
        }
        let response = clause.response_with(verdict.rider);
        if verdict.status == Status::NotOwed || !self.setting.reach.has_life(verdict.clause, clause, response)
        {
            return;
        }
        if !verdict.status.is_settled() {
            return self.leave_open(at, verdict);
        }
        let Some(obligor) = verdict.obligor else { return };
        let key = (verdict.clause, obligor, verdict.beneficiary);
        let index = match self.standing(at, clause, key) {
            Some(index) => index,
            None if self.course.stops.iter().any(|stop| stop.ended && stop.covers(key, at)) => return,
            None => self.begin(at, key, by, verdict.rider),
        };
        self.course.heard.insert((at, key), index);
        if let Some(one) = self.course.obligations.get_mut(index) {
            one.callers.set(at, verdict.status);
        }
        if verdict.status == Status::Owed {
            self.trigger(index, by, &reason(self.setting.program, clause, &verdict));
        }
        self.rest(index, key);
        self.by_what_stood(index, by);
    }

    /// The duty that an answer calls up again rather than anew: the same one, while it still stands.
    /// A clause that holds without any fact of the event calls up nothing anew by being found to hold on
    /// another one; and where each event has a duty of its own, none is shared.
    fn standing(&self, at: usize, clause: &Clause, key: Key) -> Option<usize> {
        if clause.each {
            return None;
        }
        let index = *self.course.standing.get(&key)?;
        let one = self.course.obligations.get(index)?;
        let lives = matches!(one.life.state(), State::Live(_) | State::Suspended(_));
        let again =
            || one.callers.is_empty() || self.hangs_on(at, key) || self.is_called_anew(at, (key, index));
        (lives || self.still_stands(one, index) || !again()).then_some(index)
    }

    /// Whether that a clause holds hangs on what an event tells. It does not where the clause is owed by lives
    /// alone, as on an event of which only the day is known, unless it would be owed without them too.
    fn hangs_on(&self, at: usize, key: Key) -> bool {
        let Some(looks) = self.setting.reach.of(key.0) else { return true };
        let event = self.course.events.get(at).filter(|_| looks.facts && !looks.lives.is_empty());
        let Some(event) = event else { return looks.facts };
        let day = Event { facts: Vec::new(), own_place: None, record: Vec::new(), ..event.clone() };
        let filter = Filter { clauses: vec![key.0], obligors: vec![key.1], ..Filter::default() };
        let owed = |told: &Event, lives: &Lives| {
            let (stance, limits) = (self.setting.stance, self.setting.limits);
            let answer = decide_with(self.amid(told, lives), stance, &filter, limits);
            let same = |one: &Verdict| (one.obligor, one.beneficiary) == (Some(key.1), key.2);
            answer.verdicts.iter().any(|one| same(one) && one.status == Status::Owed)
        };
        // No event of this place: what the event itself called up is none of these.
        let lives = self.lives(usize::MAX, &filter.clauses);
        let none = Lives { day: Some(self.day), known: BTreeMap::new() };
        !owed(&day, &lives) || (owed(event, &none) && !owed(&day, &none))
    }

    /// A right can be used as often as its conditions hold: what was used comes back where they still do.
    pub(super) fn use_again(&mut self, used: usize, by: By) {
        let Some(one) = self.course.obligations.get(used) else { return };
        let key = (one.clause, one.obligor, one.beneficiary);
        let event = one.event;
        let ended = self.course.stops.iter().any(|stop| stop.ended && stop.covers(key, event));
        // Where each event has a right of its own, the last one is the last of its event.
        let each = self.setting.program.clause(one.clause).is_some_and(|clause| clause.each);
        let of_event = || self.course.heard.get(&(event, key));
        let last = if each { of_event() } else { self.course.standing.get(&key) };
        if !one.callers.is_owed() || ended || last != Some(&used) {
            return;
        }
        let (callers, rider, event) = (one.callers.clone(), one.rider, one.event);
        let index = self.begin(event, key, by, rider);
        self.course.heard.extend(callers.iter().map(|(at, _)| ((at, key), index)));
        if let Some(one) = self.course.obligations.get_mut(index) {
            one.callers = callers;
        }
        self.trigger(index, by, "it was used, and its conditions still hold");
    }

    fn begin(&mut self, at: usize, key: Key, by: By, rider: Option<usize>) -> usize {
        let index = self.course.obligations.len();
        self.course.obligations.push(Obligation {
            clause: key.0,
            obligor: key.1,
            beneficiary: key.2,
            event: at,
            since: by.on.latest(),
            rider,
            due: None,
            life: Life::new(State::Live(Live::Available)),
            parts: Parts::default(),
            callers: Callers::default(),
            moved_by: by.event,
        });
        self.course.places.begin(index, key, &self.setting.reach);
        self.course.standing.insert(key, index);
        index
    }

    /// What is called up while duties of its clause rest, rests too.
    fn rest(&mut self, index: usize, key: Key) {
        let Some(one) = self.course.obligations.get(index) else { return };
        let (lives, event) = (matches!(one.life.state(), State::Live(_)), one.event);
        let stop = self.course.stops.iter().find(|stop| !stop.ended && stop.covers(key, event));
        if let Some(event) = stop.filter(|_| lives).map(|stop| stop.event) {
            let by = By { on: super::When::day(self.day), event };
            self.make(index, Move::Suspend, by, "duties of this clause rest");
        }
    }

    /// Makes what was available due, after talks where they have to come first.
    pub(super) fn trigger(&mut self, index: usize, by: By, reason: &str) {
        let Some(one) = self.course.obligations.get(index) else { return };
        if one.life.state() != State::Live(Live::Available) {
            return;
        }
        let Some(clause) = self.setting.program.clause(one.clause) else { return };
        let response = clause.response_with(one.rider);
        // A duty to talk does not wait for talks.
        let talks = clause.consultation.before == Some(true) && !self.is_talk(response.what);
        let term = clause.deadline.as_ref().or(response.speed.as_ref());
        let due = term.map(|term| due_by(term, by.on));
        self.make(index, Move::Trigger, by, reason);
        if talks {
            self.make(index, Move::Confer, by, "the clause has the parties consult before acting");
        } else {
            self.make(index, Move::FallDue, by, "nothing has to come first");
        }
        self.course.places.falls_due(index, due.as_ref());
        if let Some(one) = self.course.obligations.get_mut(index) {
            one.due = due;
        }
    }

    /// Takes a later answer on an event: what waited is triggered, what has ended ends.
    fn hear(&mut self, at: usize, by: By, mut verdict: Verdict) {
        let key = verdict.obligor.map(|obligor| (verdict.clause, obligor, verdict.beneficiary));
        let known = key.and_then(|key| self.course.heard.get(&(at, key)).copied());
        let Some(index) = known else { return self.take(at, by, verdict) };
        self.wait_for_a_call(at, &mut verdict, known);
        let Some(one) = self.course.obligations.get(index) else { return };
        let held = one.callers.has(at);
        let ended = matches!(one.life.state(), State::Ended(_) | State::Breached);
        let anew = verdict.status == Status::Owed
            && self.is_called_anew(at, ((verdict.clause, one.obligor, one.beneficiary), index));
        if ended && (!held || anew) {
            // It had ceased to hold and holds again, or was called for again, so something new is called up.
            return self.take(at, by, verdict);
        }
        let Some(one) = self.course.obligations.get_mut(index) else { return };
        match verdict.status {
            Status::NotOwed => one.callers.drop(at),
            status => one.callers.set(at, status),
        }
        let (owed, open) = (one.callers.is_owed(), one.callers.is_open());
        let (state, called) = (one.life.state(), !one.callers.is_empty());
        if !verdict.status.is_settled() {
            // What is no longer settled neither ends a duty nor makes one, and is said to be so.
            return self.leave_open(at, verdict);
        }
        match state {
            State::Live(Live::Available) if owed => {
                let clause = self.setting.program.clause(verdict.clause);
                let reason = clause.map(|clause| reason(self.setting.program, clause, &verdict));
                self.trigger(index, by, &reason.unwrap_or_default());
                self.by_what_stood(index, by);
            }
            // It ends when the last event that called it up no longer does.
            State::Live(Live::Available) | State::Suspended(Live::Available) if !called => {
                self.make(index, Move::Terminate, by, &no_more(&verdict));
            }
            State::Live(Live::Triggered | Live::Consulting | Live::Due)
            | State::Suspended(Live::Triggered | Live::Consulting | Live::Due)
                if !owed && !open =>
            {
                self.make(index, Move::Terminate, by, &no_more(&verdict));
            }
            _ => {}
        }
    }

    /// Why a clause gives nothing for an actor, on the last event that was asked about.
    pub(super) fn why_not(&self, clause: ClauseId, obligor: ActorId) -> Option<String> {
        let filter = Filter { clauses: vec![clause], obligors: vec![obligor], ..self.setting.filter.clone() };
        let mut verdicts = self.course.opened.iter().rev().flat_map(|at| self.in_full(*at, &filter, false));
        let first = verdicts.find(|verdict| verdict.status == Status::NotOwed)?;
        Some(first.because.text)
    }
}

fn unsettled(event: usize, verdict: Verdict) -> Unsettled {
    Unsettled {
        event,
        clause: verdict.clause,
        obligor: verdict.obligor,
        beneficiary: verdict.beneficiary,
        rider: verdict.rider,
        status: verdict.status,
        pivots: Arc::new(verdict.pivots),
        because: verdict.because.text.into(),
    }
}

/// Why a clause holds: the part that looks at a life, where one does.
fn reason(program: &Program, clause: &Clause, verdict: &Verdict) -> String {
    let trigger = clause.trigger.iter().map(|cond| (LimbRole::Trigger, None, cond));
    let limbs = clause.limbs.iter().map(|limb| (limb.role, limb.label.as_ref(), &limb.condition));
    let part = trigger.chain(limbs).find(|(role, _, cond)| {
        !matches!(role, LimbRole::Exception | LimbRole::Terminated) && looks_at_a_life(cond)
    });
    match part {
        Some((_, Some(label), _)) => label.clone(),
        Some((_, None, cond)) => describe(program, cond),
        None => verdict.because.text.clone(),
    }
}

/// Why what was called up ends: what has come to end it or to except it, or what no longer holds.
fn no_more(verdict: &Verdict) -> String {
    let text = &verdict.because.text;
    match verdict.because.role {
        Some(LimbRole::Terminated | LimbRole::Exception) => {
            text.strip_prefix("not: ").unwrap_or(text).to_owned()
        }
        Some(role) => format!("the {} no longer holds: {text}", role.word()),
        None => text.clone(),
    }
}

fn looks_at_a_life(cond: &Cond) -> bool {
    match &cond.kind {
        CondKind::LifeIs { .. } => true,
        CondKind::And(list) | CondKind::Or(list) => list.iter().any(looks_at_a_life),
        CondKind::Not(inner) | CondKind::Quantified { body: inner, .. } => looks_at_a_life(inner),
        _ => false,
    }
}

/// What conditions can see of an obligation.
fn known_of(one: &Obligation, same_event: bool) -> Known {
    let mut past: BTreeMap<LifeStage, Vec<(Date, Option<Date>)>> = BTreeMap::new();
    let mut state = State::Live(Live::Available);
    for step in one.life.steps() {
        state = state.after(step.step()).unwrap_or(state);
        let day = step.on().latest();
        for (_, end) in past.values_mut().flatten().filter(|(_, end)| end.is_none()) {
            *end = Some(day);
        }
        if let Some(stage) = state.stage() {
            past.entry(stage).or_default().push((day, None));
        }
    }
    let since = one.life.steps().last().map_or(one.since, |step| step.on().latest());
    Known {
        obligor: one.obligor,
        beneficiary: one.beneficiary,
        stage: one.life.state().stage(),
        since,
        past,
        same_event,
    }
}

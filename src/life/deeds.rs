//! What a deed does: to duties that stand, and by a right that is used.
//!
//! In: a deed and the obligations as they stand. Out: moves, or that the deed has no effect and why.
//! Absent: which deeds count on which day (`course`), and whether anything is owed (`ask`).

use std::collections::BTreeSet;

use super::about::Reached;
use super::course::{By, Key, Run, Stop};
use super::crisis::{Obligation, Refused};
use super::state::{Live, Move, State};
use super::together::Does;
use crate::evaluate::BeneficiaryOut;
use crate::event::{Agency, Deed, Fact, Value};
use crate::ir::{ActorId, Becomes, Clause, ClauseId, Duty, Effect, Grip, NodeId};
use crate::syntax::tree::{ActorKind, Modality};

impl Run<'_, '_, '_> {
    /// What one deed does to the duties that stand.
    pub(super) fn by_deed(&mut self, deed: &Deed, by: By) {
        let program = self.setting.program;
        let reason = self.in_words(deed);
        let for_another = deed.about.principal().is_some();
        if for_another && deed.about.event.as_deref().is_some_and(|id| self.told_as(id).is_none()) {
            // Said of the deed of the one for whom it was done.
            return;
        }
        if let Some(id) = deed.about.event.as_deref().filter(|id| self.told_as(id).is_none()) {
            let text = format!("{reason} of `{id}`, and no event of that name had been told by then");
            return self.refuse(by, text);
        }
        // Who acts for another uses the rights of that one, and none of its own.
        let rights = if for_another { Vec::new() } else { self.rights(deed) };
        let used = self.use_rights(&rights, deed, by, &reason);
        let mut moved = false;
        // Of duties of one kind that each event calls up anew, a deed touches the oldest.
        let mut touched: BTreeSet<(Key, Move)> = BTreeSet::new();
        for index in self.movable_by(deed) {
            let Some(one) = self.course.obligations.get(index).filter(|_| self.is_about(deed, index)) else {
                continue;
            };
            let Some((step, does)) = self.step_of(deed, one) else { continue };
            let key = (one.clause, one.obligor, one.beneficiary);
            let each = program.clause(one.clause).is_some_and(|clause| clause.each);
            let one_of_many = each && matches!(step, Move::Perform | Move::Breach | Move::Release);
            if one_of_many && !touched.insert((key, step)) {
                continue;
            }
            if !does.whole {
                self.note_parts(index, (step, &does, deed), by);
                moved = true;
            } else {
                let before = one.parts.before(program, step);
                let reason = format!("{reason}{before}{}", self.added_in_words(deed, one, step));
                // Who refuses in the midst of talks ends them.
                if step == Move::Breach && one.life.state() == State::Live(Live::Consulting) {
                    self.make(index, Move::Conclude, by, &reason);
                }
                self.make(index, step, by, &reason);
                moved = true;
            }
        }
        if used.is_empty() && !moved && !for_another && !self.let_go_on(&rights, deed, by, &reason) {
            if let Some(why) = self.without_amount(deed) {
                self.refuse(by, format!("{reason}: {why}"));
                return self.settle();
            }
            let rights = [rights, self.plain_rights(deed)].concat();
            if deed.about.is_open() {
                self.without_right(&rights, deed, by, &reason);
            } else {
                self.without_effect(&rights, deed, by, &reason);
            }
        }
        self.settle();
        for index in used {
            self.use_again(index, by);
        }
    }

    /// Who did what, how much of it, and for whom or through whom.
    pub(super) fn in_words(&self, deed: &Deed) -> String {
        let program = self.setting.program;
        let name = program.node_name(program.kernel.deed, deed.does).replace('_', " ");
        let amount = deed.about.amount.as_ref().map(|amount| format!(" {amount}")).unwrap_or_default();
        let agency = match deed.about.agency {
            Some(Agency::For(other)) => format!(" on behalf of {}", program.actor_name(other)),
            Some(Agency::Through(other)) => format!(" through {}", program.actor_name(other)),
            None => String::new(),
        };
        format!("{} {name}{amount}{agency}", program.actor_name(deed.by))
    }

    /// The obligations that a deed may move: those of its author, and for an organ all.
    fn movable_by(&self, deed: &Deed) -> Vec<usize> {
        let program = self.setting.program;
        let organ = program.actor(deed.by).is_some_and(|actor| actor.kind == ActorKind::Organ);
        let confers = |clause: &Clause| clause.consultation.organs.contains(&deed.by);
        let places = &self.course.places;
        if organ || program.clauses.iter().any(confers) {
            return places.alive().collect();
        }
        places.of(deed.by).collect()
    }

    /// The move that a deed makes of an obligation as it stands, or of which it is a part; none if it makes
    /// none.
    fn step_of(&self, deed: &Deed, one: &Obligation) -> Option<(Move, Does)> {
        let program = self.setting.program;
        let clause = program.clause(one.clause)?;
        if deed.treaty.is_some_and(|treaty| treaty != clause.treaty) {
            return None;
        }
        let kernel = program.kernel;
        let what = clause.response_with(one.rider).what;
        let by_obligor = deed.by == one.obligor;
        let beneficiary = named(one.beneficiary);
        // What is done for somebody is done toward that one too.
        let principal = deed.about.principal();
        let toward = |other: Option<ActorId>| {
            deed.to.is_none() || other.is_none() || deed.to == other || principal == other
        };
        let is_right = self.modality(one) == Modality::May;
        let talk = self.talk();
        let by_organ = talk.is_some() && self.is_of_organ(deed, clause);
        let consults = |row: &&Duty| row.becomes == Becomes::Performed && talk.is_some() && row.what == talk;
        if one.life.state() == State::Live(Live::Consulting)
            && !self.is_talk(what)
            && (by_obligor || by_organ || beneficiary == Some(deed.by))
        {
            let rows = program.duties.iter().filter(consults);
            let step = Move::Conclude;
            let found = rows.filter_map(|row| self.does(row, deed, one, step)).reduce(Does::more);
            if let Some(does) = found {
                return Some((step, does));
            }
        }
        // What the organ does in which the parties consult, they do through it.
        let by_organ = by_organ && self.is_talk(what);
        // Lines of the clause stand in place of the general ones of the same turn.
        let own = |becomes: Becomes| clause.turns.iter().any(|row| row.becomes == becomes);
        let general = program.duties.iter().filter(|row| {
            !own(row.becomes) && row.what.is_none_or(|above| program.is_under(kernel.response, what, above))
        });
        let by_bond = |row: &Duty| {
            use Becomes::{Resumed, Suspended, Terminated};
            matches!(row.becomes, Suspended | Resumed | Terminated) && self.course.bonds.turns(deed)
        };
        let fits = |row: &&Duty| self.is(deed, &row.by) && !by_bond(row);
        let moves = clause.turns.iter().chain(general).filter(fits).filter_map(|row| {
            let (step, right) = match row.becomes {
                Becomes::Begun => (Move::Confer, by_organ || by_obligor && toward(beneficiary)),
                Becomes::Performed => {
                    let helps = toward(beneficiary) || self.strikes_author(deed, one);
                    (Move::Perform, by_organ || by_obligor && helps)
                }
                Becomes::Breached => (Move::Breach, by_obligor && toward(beneficiary)),
                Becomes::Released => {
                    (Move::Release, beneficiary == Some(deed.by) && toward(Some(one.obligor)))
                }
                Becomes::Suspended => (Move::Suspend, self.may_turn(deed, one, beneficiary)),
                Becomes::Resumed => (Move::Resume, self.may_turn(deed, one, beneficiary)),
                Becomes::Terminated => (Move::Terminate, self.may_turn(deed, one, beneficiary)),
            };
            // Who stays away from talks that have begun breaks a duty to talk, which is due all the while.
            let state = one.life.state();
            let stays_away =
                step == Move::Breach && state == State::Live(Live::Consulting) && self.is_talk(what);
            // For another one performs and breaks what one owes oneself, and does nothing else of one's own.
            let own = match step {
                Move::Confer | Move::Perform | Move::Breach => !is_right,
                _ => false,
            };
            let fits = right && (own || principal.is_none()) && (stays_away || state.after(step).is_some());
            let does = fits.then(|| self.does(row, deed, one, step)).flatten()?;
            Some((row.what, step, does))
        });
        // Of two lines that fit, the one about the narrower kind of response speaks.
        let narrower = |one: Option<NodeId>, other: Option<NodeId>| match (one, other) {
            (Some(one), Some(other)) => one != other && program.is_under(kernel.response, one, other),
            (one, None) => one.is_some(),
            (None, Some(_)) => false,
        };
        let best = moves.reduce(|best, next| {
            if narrower(next.0, best.0) {
                return next;
            }
            // Of two lines on the same, one that asks for nothing more goes before one that does.
            let alike = next.1 == best.1 && !narrower(best.0, next.0);
            if alike { (best.0, best.1, best.2.more(next.2)) } else { best }
        });
        best.map(|(_, step, does)| (step, does))
    }

    /// Whether a deed of war names as its other side who did what called the obligation up. Such a deed is
    /// toward the enemy of the one who is helped, so the partner is not the one that it names.
    pub(super) fn strikes_author(&self, deed: &Deed, one: &Obligation) -> bool {
        let program = self.setting.program;
        let event = self.course.events.get(one.event);
        let author = event.and_then(|event| event.fact(program.kernel.by));
        let Some((Fact::Stated(authors), enemy)) = author.zip(deed.to) else { return false };
        authors.contains(&Value::Actor(enemy))
            && program.performances.iter().any(|row| self.is(deed, &row.deeds))
    }

    /// The kind of response that is talking.
    fn talk(&self) -> Option<NodeId> {
        let program = self.setting.program;
        program.tree(program.kernel.response).and_then(|tree| tree.find("consultation"))
    }

    pub(super) fn is_talk(&self, what: NodeId) -> bool {
        let program = self.setting.program;
        self.talk().is_some_and(|talk| program.is_under(program.kernel.response, what, talk))
    }

    /// Whether a deed is that of an organ in which the parties of a clause consult; where the clause names
    /// none, of any that acts under its instrument by name.
    fn is_of_organ(&self, deed: &Deed, clause: &Clause) -> bool {
        let organs = &clause.consultation.organs;
        if organs.is_empty() {
            let organ =
                self.setting.program.actor(deed.by).is_some_and(|actor| actor.kind == ActorKind::Organ);
            return organ && deed.treaty == Some(clause.treaty);
        }
        organs.contains(&deed.by)
    }

    pub(super) fn is(&self, deed: &Deed, by: &[NodeId]) -> bool {
        let program = self.setting.program;
        by.iter().any(|node| program.is_under(program.kernel.deed, deed.does, *node))
    }

    /// Whether a deed is that of a side of the obligation, or of an organ.
    fn may_turn(&self, deed: &Deed, one: &Obligation, beneficiary: Option<ActorId>) -> bool {
        let organ = self.setting.program.actor(deed.by).is_some_and(|actor| actor.kind == ActorKind::Organ);
        let side = |by: ActorId, other: Option<ActorId>| {
            deed.by == by && (deed.to.is_none() || other.is_none() || deed.to == other)
        };
        organ
            || side(one.obligor, beneficiary)
            || beneficiary.is_some_and(|beneficiary| side(beneficiary, Some(one.obligor)))
    }

    // ---- rights ----

    /// The clauses with a right that is used by such a deed, and that does what the deed names.
    fn rights(&self, deed: &Deed) -> Vec<ClauseId> {
        let program = self.setting.program;
        let uses = |id: ClauseId, clause: &Clause| {
            let mut powers = clause.powers.iter().filter(|power| self.is(deed, &power.by)).peekable();
            let reaches = |power: &Grip, named| power.on.iter().any(|on| program.same_clause(*on, named));
            let meant = |named: ClauseId| program.same_clause(id, named);
            deed.treaty.is_none_or(|treaty| treaty == clause.treaty)
                && powers.peek().is_some()
                && deed.about.clause.is_none_or(|named| meant(named) || powers.any(|row| reaches(row, named)))
        };
        let clauses = program.clauses.iter().enumerate().map(|(at, clause)| (ClauseId::at(at), clause));
        let found = clauses.filter(|(id, clause)| uses(*id, clause)).map(|(id, _)| id);
        found.filter(|id| self.setting.wants(*id)).collect()
    }

    /// The clauses with a right of which only a line says that such a deed uses it.
    fn plain_rights(&self, deed: &Deed) -> Vec<ClauseId> {
        let program = self.setting.program;
        let used_by = |row: &Duty| row.becomes == Becomes::Performed && self.is(deed, &row.by);
        let meant = |id: ClauseId, clause: &Clause| {
            clause.response.modality == Modality::May
                && clause.turns.iter().any(used_by)
                && deed.treaty.is_none_or(|treaty| treaty == clause.treaty)
                && deed.about.clause.is_none_or(|named| program.same_clause(id, named))
        };
        let clauses = program.clauses.iter().enumerate().map(|(at, clause)| (ClauseId::at(at), clause));
        let found = clauses.filter(|(id, clause)| meant(*id, clause)).map(|(id, _)| id);
        found.filter(|id| self.setting.wants(*id)).collect()
    }

    /// Uses every right that the deed uses and that is there; which they were.
    fn use_rights(&mut self, rights: &[ClauseId], deed: &Deed, by: By, reason: &str) -> Vec<usize> {
        let mut used = Vec::new();
        for right in rights {
            let Some(clause) = self.setting.program.clause(*right) else { continue };
            let narrow = self.narrow(*right, clause, deed);
            let open = |index: &usize| {
                self.course.obligations.get(*index).is_some_and(|one| {
                    let other = named(one.beneficiary);
                    one.clause == *right
                        && one.obligor == deed.by
                        && one.life.state() == State::Live(Live::Due)
                        && narrow.right.is_none_or(|event| self.is_called_by(*index, event))
                        && (deed.to.is_none() || other.is_none() || deed.to == other)
                })
            };
            let Some(index) = self.course.places.of(deed.by).find(open) else { continue };
            let other = self.course.obligations.get(index).and_then(|one| named(one.beneficiary));
            let powers = clause.powers.iter().filter(|power| self.is(deed, &power.by));
            let reached: Vec<Reached> =
                powers.map(|power| self.reached(power, (deed.by, other), &narrow)).collect();
            // What an event called up is a matter of today: where nothing of it is open, nothing is used.
            if narrow.event.is_some() && reached.iter().all(|reached| reached.duties.is_empty()) {
                continue;
            }
            used.push(index);
            self.make(index, Move::Perform, by, reason);
            for reached in reached {
                self.apply(reached, by, reason);
            }
        }
        used
    }

    /// Lets duties go on that rest since their author used a right of these, though what gave it the right is over: by
    /// the same clause whoever stopped may take that back. False if there is nothing of the kind.
    fn let_go_on(&mut self, rights: &[ClauseId], deed: &Deed, by: By, reason: &str) -> bool {
        let mut all = Vec::new();
        for right in rights {
            let Some(clause) = self.setting.program.clause(*right) else { continue };
            let narrow = self.narrow(*right, clause, deed);
            let stops = |clauses: &BTreeSet<ClauseId>| {
                let mut powers = clause.powers.iter().filter(|power| power.effect == Effect::Suspends);
                powers.any(|power| clauses.iter().all(|id| power.on.contains(id)))
            };
            let resumes = |power: &&Grip| power.effect == Effect::Resumes && self.is(deed, &power.by);
            for power in clause.powers.iter().filter(resumes) {
                let own = self.course.stops.iter().filter(|stop| {
                    !stop.ended
                        && stop.holder == deed.by
                        && (deed.to.is_none() || stop.other.is_none() || deed.to == stop.other)
                        && stops(&stop.clauses)
                });
                let sides: BTreeSet<Option<ActorId>> = own.map(|stop| stop.other).collect();
                let reached = sides.into_iter().map(|other| self.reached(power, (deed.by, other), &narrow));
                all.extend(reached.filter(|reached| reached.of.is_none() || !reached.duties.is_empty()));
            }
        }
        let any = !all.is_empty();
        for reached in all {
            self.apply(reached, by, reason);
        }
        any
    }

    /// What a right does to the duties that it reaches, and to what is called up later.
    fn apply(&mut self, reached: Reached, by: By, reason: &str) {
        let Reached { step, clauses, duties, sides: (holder, other), of } = reached;
        match step {
            Move::Suspend | Move::Terminate if !clauses.is_empty() => self.course.stops.push(Stop {
                clauses,
                holder,
                other,
                of,
                ended: step == Move::Terminate,
                event: by.event,
            }),
            Move::Resume => {
                for stop in &mut self.course.stops {
                    let same = BTreeSet::from([Some(stop.holder), stop.other])
                        == BTreeSet::from([Some(holder), other]);
                    if !stop.ended && same && of.is_none_or(|of| stop.of == Some(of)) {
                        stop.clauses.retain(|clause| !clauses.contains(clause));
                    }
                }
                self.course.stops.retain(|stop| !stop.clauses.is_empty());
            }
            _ => {}
        }
        for index in duties {
            let one = self.course.obligations.get(index);
            if one.is_some_and(|one| one.life.state().after(step).is_some()) {
                self.make(index, step, by, reason);
            }
        }
    }

    /// Says that a deed uses a right that is not there.
    pub(super) fn without_right(&mut self, rights: &[ClauseId], deed: &Deed, by: By, reason: &str) {
        let program = self.setting.program;
        let whys: Vec<String> = rights
            .iter()
            .map(|right| {
                let path = program.clause_path(*right);
                let mut mine = self.course.obligations.iter().rev();
                let last = mine.find(|one| one.clause == *right && one.obligor == deed.by);
                let ended = last.and_then(|one| one.life.steps().last().map(|step| (one, step)));
                match ended.filter(|(one, _)| !matches!(one.life.state(), State::Live(_))) {
                    Some((_, step)) if step.step() == Move::Perform => {
                        format!("that of {path} was used on {}", step.on())
                    }
                    Some((one, step)) => {
                        format!("that of {path} is {} since {}", one.life.state().word(), step.on())
                    }
                    None => match self.why_not(*right, deed.by) {
                        Some(why) => format!("{path} gives none: it does not hold that {why}"),
                        None => format!("{path} gives none"),
                    },
                }
            })
            .collect();
        if !whys.is_empty() {
            let text = format!("{reason} without a right to it: {}", whys.join("; "));
            self.refuse(by, text);
        }
    }

    /// Says that a deed does nothing.
    pub(super) fn refuse(&mut self, by: By, text: String) {
        self.course.refused.push(Refused { on: self.day, event: by.event, text });
    }
}

pub(super) fn named(beneficiary: BeneficiaryOut) -> Option<ActorId> {
    match beneficiary {
        BeneficiaryOut::Actor(actor) => Some(actor),
        _ => None,
    }
}

//! Exceptions and priorities that are put into a rule set on purpose, so that every two of them meet.
//!
//! In: a made-up world. Out: the world with some forms added to two of its clauses; and, of any world,
//! which pairs of forms meet in it. Absent: what they mean (`lawyer`, `clash`).

use std::collections::{BTreeMap, BTreeSet};

use crate::make::{Maker, Scope};
use crate::model::{Bind, C, Clause, Doer, Leg, Named, Rank, Rider, Role, Set, Span, To, Who, Word, World};

/// A form in which the language takes something out of a duty, or puts one text before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// `except C`.
    Except,
    /// `except C and not D`.
    ExceptBut,
    /// `except clause T.C is owed`.
    ExceptClause,
    /// `requires not C`.
    RequiresNot,
    /// `until C`.
    Until,
    /// `every other party`: the one to whom it is owed is left out.
    Other,
    /// `every party except A`.
    ObligorsExcept,
    /// `on a party except A`.
    StruckExcept,
    /// `some party except A n where …`.
    OverExcept,
    /// `at least 1/2 of parties except A have …`.
    ShareExcept,
    /// `rider A { only if C }`.
    RiderOnlyIf,
    /// `rider A { response … }`.
    RiderInstead,
    /// `leg A to B suspended`.
    Leg,
    /// `yields to` or `prevails over`, said by an instrument or a clause, of everything, an instrument
    /// or a clause.
    Rank { prevails: bool, by_clause: bool, over: Over },
    /// A priority that holds only `when C`.
    RankWhen,
    /// `presumes later`, `presumes special`.
    Presumes { special: bool },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Over {
    All,
    Treaty,
    Clause,
}

const EXCEPTIONS: [Form; 13] = [
    Form::Except,
    Form::ExceptBut,
    Form::ExceptClause,
    Form::RequiresNot,
    Form::Until,
    Form::Other,
    Form::ObligorsExcept,
    Form::StruckExcept,
    Form::OverExcept,
    Form::ShareExcept,
    Form::RiderOnlyIf,
    Form::RiderInstead,
    Form::Leg,
];

impl Form {
    fn priorities() -> Vec<Form> {
        let mut all = Vec::new();
        for prevails in [false, true] {
            for by_clause in [false, true] {
                for over in [Over::All, Over::Treaty, Over::Clause] {
                    all.push(Form::Rank { prevails, by_clause, over });
                }
            }
        }
        all.extend([Form::RankWhen, Form::Presumes { special: false }, Form::Presumes { special: true }]);
        all
    }

    /// Every form.
    pub fn all() -> Vec<Form> {
        EXCEPTIONS.into_iter().chain(Form::priorities()).collect()
    }

    pub fn is_priority(self) -> bool {
        !EXCEPTIONS.contains(&self)
    }

    /// Whether a text can have it twice: a set leaves out its beneficiary or not, has one list of those
    /// left out, and a presumption is said once.
    fn may_meet_itself(self) -> bool {
        !matches!(self, Form::Other | Form::ObligorsExcept | Form::StruckExcept | Form::Presumes { .. })
    }
}

/// Every pair of forms that can meet.
pub fn pairs() -> BTreeSet<(Form, Form)> {
    let all = Form::all();
    let mut pairs = BTreeSet::new();
    for (at, one) in all.iter().enumerate() {
        for other in all.iter().skip(at) {
            if one != other || one.may_meet_itself() {
                pairs.insert(((*one).min(*other), (*one).max(*other)));
            }
        }
    }
    pairs
}

impl Maker<'_> {
    /// Puts up to nine forms on two clauses of a world, of two instruments where there are two.
    pub(crate) fn plant(&mut self, world: &mut World, scope: &Scope, border: usize) {
        let number = self.pick(10);
        if number == 0 {
            return;
        }
        let clauses = scope.clauses.clone();
        let one = self.among(&clauses);
        let apart: Vec<_> = clauses.iter().filter(|c| c.0 != one.0).copied().collect();
        let other = self.among(if apart.is_empty() { &clauses } else { &apart });
        // Later clauses may refer to earlier ones.
        let (one, other) = (one.max(other), one.min(other));
        if self.pick(2) == 0 {
            self.oppose(world, one, other);
        }
        let all = Form::all();
        for _ in 0..number {
            let form = match self.pick(3) {
                0 if one.0 != other.0 => all[EXCEPTIONS.len() + self.pick(all.len() - EXCEPTIONS.len())],
                _ => all[self.pick(all.len())],
            };
            let terms = scope.terms.iter().copied().filter(|t| world.terms[*t].treaty.is_none()).collect();
            let (to, from) = if self.pick(4) == 0 { (other, one) } else { (one, other) };
            let before: Vec<(usize, usize)> = clauses.iter().copied().filter(|c| c < &to).collect();
            let inner = Scope { treaty: Some(to.0), clauses: before, terms, ..Scope::default() };
            let border_of = (border, &inner);
            if form.is_priority() {
                self.put_first(world, form, (to, from));
            } else {
                self.take_out(world, form, to, border_of);
            }
        }
    }

    /// Makes two clauses such as may stand against each other.
    fn oppose(&mut self, world: &mut World, one: (usize, usize), other: (usize, usize)) {
        let sides = self.among(&[(2, 4), (1, 3), (1, 1), (2, 1)]);
        let to = self.among(&[0, 1, 2]);
        let bind = if self.pick(4) == 0 { Bind::ShallNot } else { Bind::Shall };
        let to = |who: usize| match to {
            0 => To::All,
            1 => To::Set(Set { names: vec![Who::Named(who)], ..Set::default() }),
            _ => To::Set(Set { words: vec![Word::Party], other: true, ..Set::default() }),
        };
        let (friend, enemy) = (self.pick(3), self.pick(3));
        let (plain, named, obligor) = (self.pick(3) > 0, self.pick(2) == 0, self.pick(3));
        let make = |world: &mut World, at, what, bind: Bind, toward: usize| {
            each(world, at, |clause| {
                (clause.kind, clause.what, clause.bind, clause.to) = (1, what, bind, to(toward));
                if plain {
                    // Owed by one and the same, but for what is put on it.
                    clause.obligors = Set { names: vec![Who::Named(obligor)], ..Set::default() };
                    (clause.trigger, clause.on) = (Some(C::Always), None);
                    clause.limbs.clear();
                    clause.riders.clear();
                }
                if named && bind == Bind::Shall {
                    clause.against = vec![enemy];
                }
            });
        };
        make(world, one, sides.0, Bind::Shall, friend);
        if one != other {
            make(world, other, sides.1, bind, if sides.1 == 4 || sides == (1, 1) { enemy } else { friend });
        }
    }

    fn put_first(&mut self, world: &mut World, form: Form, (by, over): ((usize, usize), (usize, usize))) {
        let when = (form == Form::RankWhen).then(|| self.when());
        let form = match form {
            Form::RankWhen => {
                let all: Vec<Form> =
                    Form::priorities().into_iter().filter(|f| matches!(f, Form::Rank { .. })).collect();
                all[self.pick(all.len())]
            }
            other => other,
        };
        match form {
            Form::Presumes { special } => {
                if !world.presumes.contains(&special) {
                    world.presumes.push(special);
                }
                for treaty in [by.0, over.0] {
                    let day = self.turn();
                    world.treaties[treaty].signed.get_or_insert(day.saturating_sub(jiff::ToSpan::years(30)));
                }
            }
            Form::Rank { prevails, by_clause, over: kind } => {
                let named = match kind {
                    Over::All => Named::All,
                    Over::Treaty if over.0 == by.0 && !by_clause => return,
                    Over::Treaty => Named::Treaty(over.0),
                    Over::Clause if over == by => return,
                    Over::Clause => Named::Clause(over.0, over.1),
                };
                let rank = Rank { prevails, over: named, when };
                if by_clause {
                    each(world, by, |clause| clause.ranks.push(rank.clone()));
                } else {
                    world.treaties[by.0].ranks.push(rank);
                }
            }
            _ => {}
        }
    }

    fn take_out(
        &mut self,
        world: &mut World,
        form: Form,
        at: (usize, usize),
        (border, scope): (usize, &Scope),
    ) {
        let limb = |world: &mut World, role: Role, cond: C| {
            each(world, at, |clause| clause.limbs.push((role, cond.clone())));
        };
        match form {
            Form::Except => {
                let cond = self.condition(1, scope, world, border);
                limb(world, Role::Except, cond);
            }
            Form::ExceptBut => {
                let cond = self.condition(1, scope, world, border);
                let but = self.condition(1, scope, world, border);
                limb(world, Role::Except, C::And(vec![cond, C::Not(Box::new(but))]));
            }
            Form::ExceptClause => {
                if scope.clauses.is_empty() {
                    return;
                }
                let (treaty, name) = self.among(&scope.clauses);
                let by = (self.pick(2) == 0).then_some(Who::Obligor);
                let to = None;
                limb(world, Role::Except, C::Clause { treaty, name, available: self.pick(4) == 0, by, to });
            }
            Form::RequiresNot => {
                let cond = self.condition(1, scope, world, border);
                limb(world, Role::Requires, C::Not(Box::new(cond)));
            }
            Form::Until => {
                let cond = self.condition(1, scope, world, border);
                limb(world, Role::Until, cond);
            }
            Form::OverExcept => {
                let who = self.who(scope);
                let over = Set { words: vec![Word::Party], except: vec![who], ..Set::default() };
                let inner = Scope { slots: scope.slots + 1, ..scope.clone() };
                let body = Box::new(self.atom(&inner, world, border));
                limb(world, Role::Requires, C::Many { at_least: Some(1), over, slot: scope.slots, body });
            }
            Form::ShareExcept => {
                let (over, under) = self.among(&[(1, 2), (2, 3), (1, 1)]);
                let except = vec![self.who(scope)];
                let deed = self.among(&[5, 2, 4]);
                limb(world, Role::Requires, C::Part { over, under, except, deed, anywhere: false });
            }
            Form::RiderOnlyIf | Form::RiderInstead => {
                let instead = form == Form::RiderInstead;
                let only_if =
                    if instead { Vec::new() } else { vec![self.condition(1, scope, world, border)] };
                let party = self.pick(3);
                let rider = Rider { party, days: Span::default(), only_if, instead };
                each(world, at, |clause| clause.riders.push(rider.clone()));
            }
            Form::Leg => {
                let from = self.pick(3);
                let to = (from + 1 + self.pick(2)) % 3;
                let when = (self.pick(2) == 0).then(|| self.when());
                world.treaties[at.0].legs.push(Leg { from, to, days: Span::default(), when });
            }
            Form::Other => each(world, at, |clause| by_words(&mut clause.obligors).other = true),
            Form::ObligorsExcept => {
                let who = self.among(&[Who::Attacker, Who::Named(0), Who::Named(1), Who::Sponsor]);
                each(world, at, |clause| {
                    let except = &mut by_words(&mut clause.obligors).except;
                    if !except.contains(&who) {
                        except.push(who);
                    }
                });
            }
            Form::StruckExcept => {
                let who = Who::Named(self.pick(3));
                let doer = Doer::One(Who::Victim);
                each(world, at, |clause| {
                    clause.trigger.get_or_insert(C::Not(Box::new(C::Has {
                        doer: doer.clone(),
                        deed: 7,
                        to: None,
                        anywhere: false,
                    })));
                    let on = clause.on.get_or_insert_with(|| Set {
                        words: vec![Word::Party, Word::Protected],
                        ..Set::default()
                    });
                    on.except = vec![who];
                });
            }
            _ => {}
        }
    }
}

/// A set in words, so that something can be left out of it.
fn by_words(set: &mut Set) -> &mut Set {
    if set.words.is_empty() {
        *set = Set { words: vec![Word::Party], ..Set::default() };
    }
    set
}

/// Changes every version of a clause.
fn each(world: &mut World, (treaty, name): (usize, usize), change: impl FnMut(&mut Clause)) {
    world.treaties[treaty].clauses.iter_mut().filter(|clause| clause.name == name).for_each(change);
}

/// How often each form of exception stands in a clause.
fn exceptions(world: &World, treaty: usize, clause: &Clause) -> BTreeMap<Form, usize> {
    let mut found: BTreeMap<Form, usize> = BTreeMap::new();
    let mut add = |form: Form, number: usize| {
        if number > 0 {
            *found.entry(form).or_default() += number;
        }
    };
    for (role, cond) in &clause.limbs {
        match (role, cond) {
            (Role::Except, C::Clause { .. }) => add(Form::ExceptClause, 1),
            (Role::Except, C::And(list)) if matches!(list.last(), Some(C::Not(_))) => add(Form::ExceptBut, 1),
            (Role::Except, _) => add(Form::Except, 1),
            (Role::Until, _) => add(Form::Until, 1),
            (Role::Requires, C::Not(_)) => add(Form::RequiresNot, 1),
            _ => {}
        }
    }
    let (mut over, mut share) = (0, 0);
    world.walk_clause(clause, true, &mut |c, _| match c {
        C::Many { over: set, .. } if !set.except.is_empty() => over += 1,
        C::Part { except, .. } if !except.is_empty() => share += 1,
        _ => {}
    });
    add(Form::OverExcept, over);
    add(Form::ShareExcept, share);
    add(Form::Other, usize::from(clause.obligors.other));
    add(Form::ObligorsExcept, usize::from(!clause.obligors.except.is_empty()));
    add(Form::StruckExcept, usize::from(clause.on.as_ref().is_some_and(|on| !on.except.is_empty())));
    add(Form::RiderOnlyIf, clause.riders.iter().filter(|rider| !rider.only_if.is_empty()).count());
    add(Form::RiderInstead, clause.riders.iter().filter(|rider| rider.instead).count());
    add(Form::Leg, world.treaties[treaty].legs.len());
    found
}

/// A clause by its treaty and its place there.
type At = (usize, usize);

/// Which forms of priority rank two clauses, in either order, each with how often.
fn priorities(world: &World, one: At, other: At) -> BTreeMap<Form, usize> {
    let mut found: BTreeMap<Form, usize> = BTreeMap::new();
    let covers = |named: Named, at: At| match named {
        Named::All => true,
        Named::Treaty(treaty) => treaty == at.0,
        Named::Clause(treaty, name) => treaty == at.0 && world.treaties[at.0].clauses[at.1].name == name,
    };
    let mut add = |rank: &Rank, by_clause: bool, said_by: &dyn Fn(At) -> bool| {
        let speaks = [(one, other), (other, one)]
            .into_iter()
            .any(|(by, over)| said_by(by) && covers(rank.over, over) && (by != over));
        if !speaks {
            return;
        }
        let over = match rank.over {
            Named::All => Over::All,
            Named::Treaty(_) => Over::Treaty,
            Named::Clause(..) => Over::Clause,
        };
        *found.entry(Form::Rank { prevails: rank.prevails, by_clause, over }).or_default() += 1;
        if rank.when.is_some() {
            *found.entry(Form::RankWhen).or_default() += 1;
        }
    };
    for (treaty, row) in world.treaties.iter().enumerate() {
        row.ranks.iter().for_each(|rank| add(rank, false, &|at| at.0 == treaty));
        for (place, clause) in row.clauses.iter().enumerate() {
            clause.ranks.iter().for_each(|rank| add(rank, true, &|at| at == (treaty, place)));
        }
    }
    let signed = |at: At| world.treaties[at.0].signed.is_some();
    if one.0 != other.0 && signed(one) && signed(other) {
        for special in &world.presumes {
            *found.entry(Form::Presumes { special: *special }).or_default() += 1;
        }
    }
    found
}

/// The pairs of forms that meet in a world: exceptions in one clause; an exception in a clause that a
/// priority ranks; priorities that rank the same two clauses.
pub fn met(world: &World) -> BTreeSet<(Form, Form)> {
    let places: Vec<At> = world
        .treaties
        .iter()
        .enumerate()
        .flat_map(|(treaty, row)| (0..row.clauses.len()).map(move |at| (treaty, at)))
        .collect();
    let mut all = BTreeSet::new();
    let mut join = |one: &BTreeMap<Form, usize>, other: &BTreeMap<Form, usize>, same: bool| {
        for (a, number) in one {
            for b in other.keys() {
                if a != b || (same && *number > 1) {
                    all.insert(((*a).min(*b), (*a).max(*b)));
                }
            }
        }
    };
    for at in &places {
        let own = exceptions(world, at.0, &world.treaties[at.0].clauses[at.1]);
        join(&own, &own, true);
        for other in places.iter().filter(|other| *other != at) {
            let ranks = priorities(world, *at, *other);
            join(&own, &ranks, false);
            join(&ranks, &ranks, true);
        }
    }
    all
}

//! Rule sets and events made up from a list of choices, so that a failing case shrinks to a small one.
//!
//! In: bytes. Out: a world, an event of it, a stance. Absent: any idea of what they come to.

use jiff::civil::Date;
use jiff::{Span as Days, ToSpan};

use crate::facts::{
    ACTF, AGAINST, BY, Deed, Ev, F, FIELDS, GRAVITY, OBJECTF, Own, PLACE, SERIES, SHARE, SPONSOR, St, V,
    anything, belt, contains, in_belt, is_wider, live,
};
use crate::model::{
    Bind, C, Clause, DEED, Doer, GANG, Interpretation, KIND, LEVELS, Leg, Member, OBJECT, Op, Place,
    Question, Rider, Role, Set, Side, Span, TURNS, Term, To, Treaty, What, Who, Word, World, lifetime,
};

/// Choices for interpretations, exceptions and priorities.
const PLANTED: usize = 90;

/// Zero, the plainest choice, once the choices are used up.
pub struct Maker<'c> {
    choices: &'c [u8],
    at: usize,
}

/// What a condition may refer to.
#[derive(Clone, Default)]
pub(crate) struct Scope {
    pub treaty: Option<usize>,
    pub slots: usize,
    /// Who is bound may depend on questions only.
    pub questions: bool,
    /// Clauses written before.
    pub clauses: Vec<(usize, usize)>,
    pub terms: Vec<usize>,
}

impl<'c> Maker<'c> {
    pub fn new(choices: &'c [u8]) -> Self {
        Maker { choices, at: 0 }
    }

    pub(crate) fn pick(&mut self, n: usize) -> usize {
        let choice = self.choices.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(choice) % n
    }

    /// True one time in so many.
    pub(crate) fn one_in(&mut self, n: usize) -> bool {
        self.pick(n) == n - 1
    }

    pub(crate) fn among<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.pick(list.len())]
    }

    // ---- the world ----

    pub fn world(&mut self) -> World {
        // The first choices are for what is put on two clauses at the end, so that they are never spent.
        let choices = self.choices;
        let planted = choices.get(..PLANTED.min(choices.len())).unwrap_or_default();
        self.at = planted.len();
        let mut world = World { great: self.great(), ..World::default() };
        let border = self.pick(4);
        world.places = (0..if border == 3 { 6 } else { 5 }).map(|at| self.place(at)).collect();
        world.questions = (0..2 + self.pick(3)).map(|_| self.question()).collect();
        let treaties = 1 + self.pick(3);
        let mut scope = Scope::default();
        for treaty in 0..treaties {
            world.treaties.push(self.treaty());
            let shared = self.one_in(3);
            if treaty == 0 || self.one_in(2) {
                let owner = (!shared).then_some(treaty);
                let inner = Scope { treaty: owner, terms: scope.terms.clone(), ..Scope::default() };
                let term = self.term(world.terms.len(), owner, inner, &world, border);
                world.terms.push(term);
            }
            let usable = |t: &usize| world.terms[*t].treaty.is_none_or(|owner| owner == treaty);
            let terms: Vec<usize> = (0..world.terms.len()).filter(usable).collect();
            scope = Scope { treaty: Some(treaty), terms, ..scope };
            for name in 0..1 + self.pick(2) {
                let versions = self.clause(name, &scope, &world, border);
                world.treaties[treaty].clauses.extend(versions);
                scope.clauses.push((treaty, name));
            }
            // The terms of one treaty are unknown in the next.
            scope.terms.retain(|t| world.terms[*t].treaty.is_none());
        }
        let mut last = Maker::new(planted);
        world.interpretations = (0..2).map(|_| last.interpretation(&world)).collect();
        last.plant(&mut world, &scope, border);
        world
    }

    pub(crate) fn turn(&mut self) -> Date {
        self.among(&TURNS)
    }

    pub(crate) fn span(&mut self) -> Span {
        match self.pick(4) {
            1 => Span { from: Some(self.turn()), until: None },
            2 => Span { from: None, until: Some(self.turn()) },
            3 => Span { from: Some(TURNS[0]), until: Some(TURNS[1 + self.pick(2)]) },
            _ => Span::default(),
        }
    }

    /// One actor, or one that follows another on a day.
    fn holders(&mut self, most: usize) -> Vec<(usize, Span)> {
        let first = self.pick(3);
        match self.pick(4).min(most) {
            0 => Vec::new(),
            1 => vec![(first, Span::default())],
            2 => vec![(first, self.span())],
            _ => {
                let day = self.turn();
                let second = (first + 1) % 3;
                vec![
                    (first, Span { from: None, until: Some(day) }),
                    (second, Span { from: Some(day), until: None }),
                ]
            }
        }
    }

    fn great(&mut self) -> Vec<(usize, Span)> {
        let mut list = self.holders(3);
        if list.is_empty() {
            list.push((0, Span::default()));
        }
        list
    }

    fn place(&mut self, at: usize) -> Place {
        let at_point = [(0.0, 0.0), (20.0, 10.0), (10.0, 20.0), (20.0, 20.0), (0.0, 175.0)];
        let mut place = Place { at: Some(at_point[self.pick(5)]), ..Place::default() };
        let outer: &[usize] = match at {
            1 | 4 => &[0],
            2 => &[1],
            5 => &[0],
            _ => &[],
        };
        for outer in outer {
            if !self.one_in(4) {
                place.within.push((*outer, self.span()));
            }
        }
        if at == 5 {
            place.polygon = true;
            place.at = None;
            return place;
        }
        if self.one_in(2) {
            place.kinds.push(1 + self.pick(3));
        }
        match at {
            2 | 4 => {
                place.administered = self.holders(3);
                if self.one_in(2) {
                    place.claimed = self.holders(2);
                }
                if self.one_in(2) {
                    place.territory = self.holders(3);
                }
            }
            3 => place.territory = vec![(self.pick(3), Span::default())],
            _ => {
                if self.one_in(3) {
                    place.territory = self.holders(3);
                }
            }
        }
        place
    }

    fn question(&mut self) -> Question {
        let readings = 2 + usize::from(self.one_in(3));
        (0..readings)
            .map(|_| {
                let mut list = if self.one_in(5) { Vec::new() } else { self.holders(3) };
                if list.is_empty() && !self.one_in(3) {
                    list.push((self.pick(3), Span::default()));
                }
                list
            })
            .collect()
    }

    fn interpretation(&mut self, world: &World) -> Interpretation {
        let mut one = Interpretation::default();
        for (at, question) in world.questions.iter().enumerate() {
            if self.one_in(2) {
                one.closed.push((at, self.pick(question.len())));
            }
        }
        one.held_by = self.one_in(4).then(|| self.pick(3));
        one
    }

    fn treaty(&mut self) -> Treaty {
        let mut treaty = Treaty::default();
        if self.one_in(4) {
            treaty.days = Span { from: Some(TURNS[0]), until: self.one_in(2).then_some(TURNS[2]) };
        }
        let number = 2 + self.pick(3);
        for actor in 0..number {
            let inside = |days: Span, force: Span| Span {
                from: days.from.max(force.from),
                until: days.until.or(force.until),
            };
            let mut days = lifetime(actor);
            if self.one_in(4) {
                days.from = days.from.max(Some(TURNS[0]));
            }
            let when = self.one_in(4).then(|| self.when());
            treaty.parties.push(Member { actor, days: inside(days, treaty.days), when });
        }
        if self.one_in(3) {
            let actor = 2 + self.pick(3);
            let when = self.one_in(3).then(|| self.when());
            treaty.protects.push(Member { actor, days: lifetime(actor), when });
        }
        for _ in 0..self.pick(2) + usize::from(self.one_in(4)) {
            let from = self.pick(3);
            let to = (from + 1 + self.pick(2)) % 3;
            let when = self.one_in(2).then(|| self.when());
            treaty.legs.push(Leg { from, to, days: self.span(), when });
        }
        treaty
    }

    pub(crate) fn when(&mut self) -> C {
        match self.pick(5) {
            1 => C::Not(Box::new(C::Reading(0, self.pick(2)))),
            2 => C::And(vec![C::Reading(0, self.pick(2)), C::From(self.turn())]),
            3 => C::Or(vec![C::Reading(0, self.pick(2)), C::Reading(1, self.pick(2))]),
            _ => C::Reading(self.pick(2), self.pick(2)),
        }
    }

    fn term(
        &mut self,
        number: usize,
        owner: Option<usize>,
        scope: Scope,
        world: &World,
        border: usize,
    ) -> Term {
        let params = self.pick(3);
        let area = params == 0 && self.one_in(2);
        let scope = Scope { slots: params, ..scope };
        let versions = if area && self.one_in(2) {
            let day = self.turn();
            vec![
                (Span { from: None, until: Some(day) }, self.condition(1, &scope, world, border)),
                (Span { from: Some(day), until: None }, self.condition(1, &scope, world, border)),
            ]
        } else {
            vec![(Span::default(), self.condition(2, &scope, world, border))]
        };
        Term { name: format!("m{number}"), area, treaty: owner, params, versions }
    }

    fn clause(&mut self, name: usize, scope: &Scope, world: &World, border: usize) -> Vec<Clause> {
        let first = self.one_clause(name, Span::default(), scope, world, border);
        if !self.one_in(6) {
            return vec![first];
        }
        let day = self.turn();
        let second = self.one_clause(name, Span { from: Some(day), until: None }, scope, world, border);
        vec![Clause { days: Span { from: None, until: Some(day) }, ..first }, second]
    }

    fn one_clause(&mut self, name: usize, days: Span, scope: &Scope, world: &World, border: usize) -> Clause {
        let trigger = (!self.one_in(8)).then(|| self.condition(2, scope, world, border));
        let on = (trigger.is_some() && !self.one_in(4)).then(|| self.struck());
        let mut limbs = Vec::new();
        for role in [Role::Scope, Role::Opinion, Role::Requires, Role::Except, Role::Until] {
            if !self.one_in(if role == Role::Opinion { 2 } else { 4 }) {
                continue;
            }
            let cond = match role {
                Role::Opinion => {
                    let doer = self.doer(scope);
                    C::Has { doer, deed: 2, to: None, anywhere: false }
                }
                _ => self.condition(1, scope, world, border),
            };
            limbs.push((role, cond));
        }
        let to = match self.pick(8) {
            1 | 2 => To::All,
            3 => To::Set(Set { names: vec![Who::Attacker], ..Set::default() }),
            4 => To::Set(Set { words: vec![Word::Protected], ..Set::default() }),
            5 => To::Set(Set { names: vec![Who::Named(self.pick(5))], ..Set::default() }),
            6 => To::Set(Set { words: vec![Word::Party], other: true, ..Set::default() }),
            _ => To::Unsaid,
        };
        let obligors = match self.pick(8) {
            0..=3 => Set { other: true, words: vec![Word::Party], ..Set::default() },
            4 => Set { words: vec![Word::Party], ..Set::default() },
            5 => Set { names: vec![Who::Named(self.pick(5)), Who::Named(0)], ..Set::default() },
            6 => Set { words: vec![Word::Great, Word::Protected], ..Set::default() },
            _ => Set { other: true, words: vec![Word::Party], except: vec![Who::Attacker], ..Set::default() },
        };
        let mut riders = Vec::new();
        for _ in 0..self.pick(2) + usize::from(self.one_in(4)) {
            riders.push(Rider {
                party: self.pick(3),
                days: self.span(),
                only_if: (0..self.pick(3)).map(|_| self.condition(1, scope, world, border)).collect(),
                instead: self.one_in(3),
            });
        }
        let kind = 1 + self.pick(KIND.len() - 1);
        let bind =
            self.among(&[Bind::Shall, Bind::Shall, Bind::Shall, Bind::Shall, Bind::May, Bind::ShallNot]);
        let what = self.among(&[1, 1, 2, 3, 4]);
        let against = if self.one_in(6) { vec![self.pick(4)] } else { Vec::new() };
        let ranks = Vec::new();
        Clause { name, days, kind, trigger, on, limbs, obligors, bind, what, to, against, riders, ranks }
    }

    fn struck(&mut self) -> Set {
        match self.pick(6) {
            1 => Set { words: vec![Word::Party, Word::Protected], ..Set::default() },
            2 => Set { words: vec![Word::Great], ..Set::default() },
            3 => Set { words: vec![Word::State], except: vec![Who::Named(self.pick(3))], ..Set::default() },
            _ => Set { words: vec![Word::Party], ..Set::default() },
        }
    }

    // ---- conditions ----

    pub(crate) fn condition(&mut self, depth: usize, scope: &Scope, world: &World, border: usize) -> C {
        if depth == 0 {
            return self.atom(scope, world, border);
        }
        match self.pick(9) {
            1 | 2 => C::And(self.conditions(depth, scope, world, border)),
            3 | 4 => C::Or(self.conditions(depth, scope, world, border)),
            5 => C::Not(Box::new(self.condition(depth - 1, scope, world, border))),
            6 => {
                let at_least = [Some(1), None, Some(2)][self.pick(3)];
                let over = self.over(scope);
                let inner = Scope { slots: scope.slots + 1, ..scope.clone() };
                let body = Box::new(self.condition(depth - 1, &inner, world, border));
                C::Many { at_least, over, slot: scope.slots, body }
            }
            _ => self.atom(scope, world, border),
        }
    }

    fn conditions(&mut self, depth: usize, scope: &Scope, world: &World, border: usize) -> Vec<C> {
        (0..2 + usize::from(self.one_in(3)))
            .map(|_| self.condition(depth - 1, scope, world, border))
            .collect()
    }

    pub(crate) fn over(&mut self, scope: &Scope) -> Set {
        let own = scope.treaty.is_some();
        let word = match self.pick(6) {
            1 if own => Word::Protected,
            2 => Word::Attacker,
            3 => Word::Victim,
            4 => Word::Great,
            0 | 1 if own => Word::Party,
            _ => Word::State,
        };
        let other = self.one_in(3);
        let except = if self.one_in(4) { vec![self.who(scope)] } else { Vec::new() };
        Set { other, words: vec![word], names: Vec::new(), except }
    }

    pub(crate) fn who(&mut self, scope: &Scope) -> Who {
        match self.pick(9) {
            0 => Who::Named(self.pick(GANG + 1)),
            1 => Who::Attacker,
            2 => Who::Victim,
            3 => Who::Obligor,
            4 => Who::Beneficiary,
            5 => Who::Sponsor,
            _ if scope.slots > 0 => Who::Slot(self.pick(scope.slots)),
            n => [Who::Attacker, Who::Victim, Who::Named(1)][n - 6],
        }
    }

    pub(crate) fn doer(&mut self, scope: &Scope) -> Doer {
        match self.pick(4) {
            1 if scope.treaty.is_some() => {
                Doer::Any { every: true, other: self.one_in(2), word: Word::Party }
            }
            2 | 3 => Doer::One(self.who(scope)),
            _ if scope.treaty.is_some() => {
                Doer::Any { every: false, other: self.one_in(2), word: Word::Party }
            }
            _ => Doer::One(Who::Victim),
        }
    }

    pub(crate) fn atom(&mut self, scope: &Scope, world: &World, border: usize) -> C {
        if scope.questions {
            return self.when();
        }
        match self.pick(30) {
            0 => C::Act(vec![1 + self.pick(6)]),
            1 => C::Act(vec![1 + self.pick(6), 1 + self.pick(6)]),
            2 => C::Object(vec![1 + self.pick(OBJECT.len() - 1)]),
            3 => C::Gravity(self.pick(LEVELS.len())),
            4 => C::GravityFrom(self.pick(LEVELS.len())),
            5 => C::GravityTo(self.pick(LEVELS.len())),
            6 => C::Series(self.one_in(2)),
            7 => {
                let op = self.among(&[Op::AtLeast, Op::Equal, Op::Less, Op::AtMost, Op::More]);
                C::Share(op, 1 + self.pick(3) as i32)
            }
            8 => C::SponsorIn(vec![self.pick(3)]),
            9 | 10 => self.is(scope, world),
            11 | 12 => {
                let doer = self.doer(scope);
                let deed = self.among(&[2, 3, 4, 5, 6, 7, 8, 1, 0]);
                let to = self.one_in(4).then(|| self.who(scope));
                C::Has { doer, deed, to, anywhere: self.one_in(4) }
            }
            13 if scope.treaty.is_some() => {
                let (over, under) = self.among(&[(1, 2), (2, 3), (1, 1), (1, 3)]);
                let except = if self.one_in(2) { vec![self.who(scope)] } else { Vec::new() };
                let deed = self.among(&[5, 2, 4]);
                C::Part { over, under, except, deed, anywhere: self.one_in(4) }
            }
            14..=17 => {
                let question = self.pick(world.questions.len());
                C::Reading(question, self.pick(world.questions[question].len()))
            }
            18 => C::From(self.turn()),
            19 => C::Before(self.turn()),
            20 | 21 => C::In(self.pick(world.places.len())),
            22 => C::PlaceIn(vec![self.pick(world.places.len()), self.pick(world.places.len())]),
            23 => C::Territory(self.one_in(2).then(|| 1 + self.pick(3)), self.who(scope)),
            24 => C::Administered(self.who(scope)),
            25 => C::Claimed(self.who(scope)),
            26 if border == 2 => {
                let side = self.among(&[Side::North, Side::South, Side::East, Side::West]);
                C::Side(side, 10)
            }
            26 => C::In(world.places.len() - 1),
            27 => C::ObjectsOf(vec![1 + self.pick(3)], self.who(scope)),
            28 if !scope.clauses.is_empty() && scope.treaty.is_some() => {
                let (treaty, name) = self.among(&scope.clauses);
                let by = self.one_in(2).then(|| self.who(scope));
                let to = self.one_in(2).then(|| self.who(scope));
                C::Clause { treaty, name, available: self.one_in(3), by, to }
            }
            29 if !scope.terms.is_empty() => {
                let term = self.among(&scope.terms);
                C::Call(term, (0..world.terms[term].params).map(|_| self.who(scope)).collect())
            }
            13 => C::Never,
            _ => C::Always,
        }
    }

    fn is(&mut self, scope: &Scope, world: &World) -> C {
        let who = self.who(scope);
        let what = match self.pick(8) {
            1 => What::Group,
            2 => What::Great,
            3 => What::Same(self.who(scope)),
            4 if scope.treaty.is_some() => What::Party(None),
            5 if scope.treaty.is_some() => What::Protected,
            6 if !world.treaties.is_empty() => What::Party(Some(self.pick(world.treaties.len()))),
            7 => What::Bound(self.who(scope), self.one_in(2).then_some(1)),
            _ => What::State,
        };
        C::Is(who, self.one_in(3), what)
    }

    // ---- events ----

    /// An event with at most so many completions, and a stance.
    pub fn event(&mut self, world: &World, most: usize) -> (Ev, St) {
        let turn = self.turn();
        let day = turn.saturating_add(self.among::<Days>(&[0.days(), -1.days(), 1.days(), 900.days()]));
        let stance = self.stance(world);
        let mut event = Ev { day, facts: std::array::from_fn(|_| F::Missing), own: None, record: Vec::new() };
        // Everything is stated at first; then as much is opened as there is room for.
        for field in 0..FIELDS.len() {
            event.facts[field] = F::Stated(vec![self.plain(world, field, day, &event)]);
        }
        for _ in 0..1 + self.pick(6) {
            let field = self.among(&[BY, AGAINST, PLACE, ACTF, OBJECTF, GRAVITY, SERIES, SHARE, SPONSOR]);
            let before = event.clone();
            self.open_up(world, field, &mut event);
            let readings: usize = live(world, &stance, day).iter().map(Vec::len).product();
            if readings > most || is_wider(world, &event, &stance, most) || clashes(&event) {
                event = before;
            }
        }
        for _ in 0..self.pick(4) {
            let deed = self.deed(world, day);
            event.record.push(deed);
        }
        (event, stance)
    }

    fn stance(&mut self, world: &World) -> St {
        let mut stance = St::default();
        match self.pick(6) {
            1 => {
                let question = self.pick(world.questions.len());
                stance.closed.push((question, self.pick(world.questions[question].len())));
            }
            2 => stance.held_by.push(self.pick(3)),
            3 => stance.held_by.extend([self.pick(3), self.pick(3)]),
            _ => {}
        }
        if self.one_in(6) {
            stance.as_of = Some(self.turn());
        }
        if self.one_in(4) {
            stance.facts_of = Some(self.pick(3));
        }
        stance
    }

    fn plain(&mut self, world: &World, field: usize, day: Date, event: &Ev) -> V {
        let mut all = anything(world, field, day);
        if field == AGAINST
            && let F::Stated(by) = &event.facts[BY]
        {
            all.retain(|value| !by.contains(value));
        }
        all[self.pick(all.len())]
    }

    fn open_up(&mut self, world: &World, field: usize, event: &mut Ev) {
        let day = event.day;
        let first = self.plain(world, field, day, event);
        let second = self.plain(world, field, day, event);
        let several = first != second;
        let many = !matches!(field, GRAVITY | SERIES | SHARE);
        event.facts[field] = match self.pick(8) {
            1 if several => F::OneOf(vec![first, second]),
            2 if several => F::Disputed(vec![(first, self.pick(3)), (second, self.pick(3))]),
            3 if several && many => F::Stated(vec![first, second]),
            4 if many => F::Stated(Vec::new()),
            5 if field == PLACE => {
                event.own = Some(self.own(world, day));
                F::Stated(vec![V::Own])
            }
            6 if field == PLACE => {
                event.own = Some(self.own(world, day));
                F::Stated(vec![first, V::Own])
            }
            7 if matches!(field, ACTF | OBJECTF) => {
                F::Stated(vec![V::Node(if self.one_in(4) { 0 } else { 1 })])
            }
            _ => F::Missing,
        };
        let names_own = matches!(&event.facts[PLACE], F::Stated(list) if list.contains(&V::Own));
        if !names_own {
            event.own = None;
        }
    }

    fn own(&mut self, world: &World, day: Date) -> Own {
        let mut own = Own::default();
        if self.one_in(2) {
            own.at = Some(self.among(&[(0.0, 0.0), (20.0, 20.0), (0.0, 175.0), (10.0, 5.0)]));
        }
        if self.one_in(2) {
            let list = if self.one_in(3) { Vec::new() } else { vec![self.pick(world.places.len())] };
            let inside = belt(world).is_some_and(|belt| list.iter().any(|p| contains(world, *p, belt, day)));
            if belt(world).is_none() || own.at.is_none_or(|at| in_belt(at) == inside) {
                own.within = Some(list);
            }
        }
        let actors = |maker: &mut Self| {
            maker.one_in(2).then(|| if maker.one_in(3) { Vec::new() } else { vec![maker.pick(3)] })
        };
        own.territory = actors(self);
        own.administered = actors(self);
        own.claimed = actors(self);
        if self.one_in(2) {
            own.kinds = Some(if self.one_in(3) { Vec::new() } else { vec![1 + self.pick(3)] });
        }
        own
    }

    fn deed(&mut self, world: &World, day: Date) -> Deed {
        let by = self.among(&[0, 1, 2, 6]);
        let does = 1 + self.pick(DEED.len() - 1);
        let to = self.one_in(3).then(|| self.pick(3));
        let treaty = self.one_in(3).then(|| self.pick(world.treaties.len()));
        let date = match self.pick(5) {
            1 => Some(day),
            2 => Some(day.saturating_add(1.days())),
            3 => Some(day.saturating_sub(400.days())),
            _ => None,
        };
        Deed { by, does, to, treaty, date }
    }
}

/// Whether an event is one that no reader lets pass, because somebody strikes himself.
fn clashes(event: &Ev) -> bool {
    let list = |field: usize| match &event.facts[field] {
        F::Missing => None,
        F::Stated(list) | F::OneOf(list) => Some(list.clone()),
        F::Disputed(list) => Some(list.iter().map(|(v, _)| *v).collect()),
    };
    let (Some(by), Some(against)) = (list(BY), list(AGAINST)) else {
        // Whoever is unknown must still be able to be somebody.
        return [list(BY), list(AGAINST)].into_iter().flatten().any(|l| l.len() > 3);
    };
    by.iter().any(|value| against.contains(value)) && {
        let stated = |field: usize| matches!(event.facts[field], F::Stated(_));
        !(stated(BY) && stated(AGAINST)) || by == against || by.len() == 1 || against.len() == 1
    }
}

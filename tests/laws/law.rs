//! Laws as the tests' own data: how they are written down, and what they mean, one event after the other.
//!
//! In: a world, a law, everything that may be so. Out: the text of a property; whether the law is broken.
//! Absent: anything of the program under test.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::{FIELDS, Known, V};
use crate::lawyer::{Ben, Key, Lawyer, Outcome};
use crate::model::{ACTORS, Bind, C, Clause, DEED, KIND, RESPONSE, World, is_state, lifetime, under};

/// A status as a law names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    Is(Outcome),
    Settled,
    Unsettled,
    Contested,
    Undetermined,
    Open,
}

impl Word {
    fn text(self) -> &'static str {
        match self {
            Word::Is(Outcome::Owed) => "owed",
            Word::Is(Outcome::Available) => "available",
            Word::Is(Outcome::NotOwed) => "not owed",
            Word::Settled => "settled",
            Word::Unsettled => "unsettled",
            Word::Contested => "contested",
            Word::Undetermined => "undetermined",
            Word::Open => "open",
        }
    }
}

/// An actor of a law: one by name, or a bound one by its place.
#[derive(Debug, Clone, Copy)]
pub enum Who {
    Named(usize),
    Bound(usize),
}

impl Who {
    fn text(self) -> String {
        match self {
            Who::Named(actor) => ACTORS[actor].to_owned(),
            Who::Bound(at) => format!("n{at}"),
        }
    }

    fn meant(self, env: &Env) -> usize {
        match self {
            Who::Named(actor) => actor,
            Who::Bound(at) => env.actors[at],
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Owes,
    May,
    ShallNot,
}

/// The instrument of a duty: any, one, or the bound one.
#[derive(Debug, Clone, Copy)]
pub enum Under {
    Any,
    Treaty(usize),
    Bound,
}

/// A part of a law.
#[derive(Debug, Clone)]
pub enum Part {
    All(Vec<Part>),
    Any(Vec<Part>),
    Not(Box<Part>),
    /// Whether a clause by its name has a status.
    Stands {
        treaty: usize,
        name: usize,
        word: Word,
        by: Option<Who>,
        to: Option<Who>,
    },
    /// Whether the bound clause has one.
    Bound {
        word: Word,
        by: Option<Who>,
    },
    /// Whether somebody is held to something.
    Owes {
        who: Option<Who>,
        nobody: bool,
        verb: Verb,
        what: usize,
        to: Option<Who>,
        under: Under,
    },
    /// A condition on the event.
    Holds(C),
}

/// Of what a law of change speaks.
#[derive(Debug, Clone)]
pub enum Body {
    Part(Part),
    /// Of every row of the bound clause.
    Rows,
}

#[derive(Debug, Clone)]
pub enum Change {
    Field(usize),
    Question(usize),
    Deed(usize),
}

#[derive(Debug, Clone)]
pub enum Law {
    If(Part, Part),
    Always(Part),
    Never(Part),
    Possible(Part),
    Monotone(usize, Body),
    Symmetric(Part),
    Same(Body),
    Unchanged(Change, Body),
}

/// What the names of a law range over.
#[derive(Debug, Clone, Default)]
pub struct Binders {
    /// Any instrument, called `u`.
    pub treaty: bool,
    /// Parties of an instrument, or of the bound one if none is named.
    pub parties: Option<(usize, Option<usize>)>,
    /// A state; a great one.
    pub state: Option<bool>,
    /// Any clause of a kind of an instrument, called `k`.
    pub clause: Option<(Option<usize>, usize)>,
    /// Any reading of a question, which is then closed so.
    pub reading: Option<usize>,
}

/// What the names mean.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Env {
    pub actors: Vec<usize>,
    pub treaty: Option<usize>,
    pub clause: Option<(usize, usize)>,
    pub reading: Option<(usize, usize)>,
}

#[derive(Debug, Clone)]
pub struct Property {
    pub binders: Binders,
    pub only_where: Option<Part>,
    pub law: Law,
}

/// One way that everything may be, with what every clause comes to.
#[derive(Debug, Clone)]
pub struct Point {
    pub known: Known,
    pub row: BTreeMap<Key, Outcome>,
}

impl Point {
    /// What some clauses come to; none if one has more acts than can be tried one by one.
    pub fn new(world: &World, known: Known, clauses: &BTreeSet<(usize, usize)>) -> Option<Self> {
        let mut row = BTreeMap::new();
        for (treaty, at) in clauses {
            row.extend(Lawyer::new(world, &known).outcomes(*treaty, *at)?);
        }
        Some(Point { known, row })
    }
}

// ---- written down ----

impl Part {
    pub fn text(&self, world: &World) -> String {
        let by = |word: &str, who: &Option<Who>| {
            who.as_ref().map(|who| format!(" {word} {}", who.text())).unwrap_or_default()
        };
        let join = |list: &[Part], word: &str| {
            let parts: Vec<String> = list.iter().map(|part| part.text(world)).collect();
            format!("({})", parts.join(word))
        };
        match self {
            Part::All(list) => join(list, " and "),
            Part::Any(list) => join(list, " or "),
            Part::Not(inner) => format!("not {}", inner.text(world)),
            Part::Stands { treaty, name, word, by: who, to } => {
                format!("t{treaty}.c{name} is {}{}{}", word.text(), by("by", who), by("for", to))
            }
            Part::Bound { word, by: who } => format!("clause k is {}{}", word.text(), by("by", who)),
            Part::Owes { who, nobody, verb, what, to, under } => {
                let who = match who {
                    Some(who) => who.text(),
                    None if *nobody => "nobody".to_owned(),
                    None => "somebody".to_owned(),
                };
                let verb = match verb {
                    Verb::Owes => "owes",
                    Verb::May => "may",
                    Verb::ShallNot => "shall not",
                };
                let under = match under {
                    Under::Any => String::new(),
                    Under::Treaty(treaty) => format!(" under t{treaty}"),
                    Under::Bound => " under u".to_owned(),
                };
                format!("{who} {verb} {}{}{under}", RESPONSE[*what].0, by("to", to))
            }
            Part::Holds(cond) => cond.text(world),
        }
    }
}

impl Property {
    /// The lines of the property that say the law.
    pub fn lines(&self, world: &World) -> Vec<String> {
        let mut lines = Vec::new();
        let binders = &self.binders;
        let mut names = Vec::new();
        if binders.treaty {
            names.push("treaty u".to_owned());
        }
        if let Some((number, of)) = binders.parties {
            let list: Vec<String> = (0..number).map(|at| format!("n{at}")).collect();
            let of = of.map_or("u".to_owned(), |treaty| format!("t{treaty}"));
            names.push(format!(
                "{} {} of {of}",
                if number > 1 { "parties" } else { "party" },
                list.join(", ")
            ));
        }
        if let Some(great) = binders.state {
            names.push(format!("state n0{}", if great { " of great" } else { "" }));
        }
        if let Some(question) = binders.reading {
            names.push(format!("reading r of q{question}"));
            lines.push(format!("given q{question} is r"));
        }
        if let Some((kind, treaty)) = binders.clause {
            let kind = kind.map(|kind| format!(" of kind {}", KIND[kind].0)).unwrap_or_default();
            names.push(format!("clause k{kind} of t{treaty}"));
        }
        if !names.is_empty() {
            lines.push(format!("for any {}", names.join(", ")));
        }
        lines.extend(self.only_where.iter().map(|part| format!("where {}", part.text(world))));
        let whether = |body: &Body| match body {
            Body::Part(part) => format!(" whether {}", part.text(world)),
            Body::Rows => String::new(),
        };
        lines.push(match &self.law {
            Law::If(first, then) => format!("if {} then {}", first.text(world), then.text(world)),
            Law::Always(part) => format!("always {}", part.text(world)),
            Law::Never(part) => format!("never {}", part.text(world)),
            Law::Possible(part) => format!("possible {}", part.text(world)),
            Law::Monotone(field, body) => format!("monotone in {}{}", FIELDS[*field], whether(body)),
            Law::Symmetric(part) => format!("symmetric in n0, n1 whether {}", part.text(world)),
            Law::Same(body) => format!("same under i0, i1{}", whether(body)),
            Law::Unchanged(change, body) => {
                let what = match change {
                    Change::Field(field) => FIELDS[*field].to_owned(),
                    Change::Question(question) => format!("q{question}"),
                    Change::Deed(node) => DEED[*node].0.to_owned(),
                };
                format!("unchanged by {what}{}", whether(body))
            }
        });
        lines
    }

    /// Whether it speaks of what is known, so that events may leave facts open.
    pub fn is_open(&self) -> bool {
        let body = |body: &Body| matches!(body, Body::Part(part) if part.speaks_of_knowledge());
        self.only_where.as_ref().is_some_and(Part::speaks_of_knowledge)
            || match &self.law {
                Law::If(first, then) => first.speaks_of_knowledge() || then.speaks_of_knowledge(),
                Law::Always(part) | Law::Never(part) | Law::Possible(part) | Law::Symmetric(part) => {
                    part.speaks_of_knowledge()
                }
                Law::Monotone(_, of) | Law::Same(of) | Law::Unchanged(_, of) => body(of),
            }
    }

    /// Every meaning of its names that does not depend on the event beyond its day.
    pub fn envs(&self, world: &World, day: jiff::civil::Date) -> Vec<Env> {
        let mut all = vec![Env::default()];
        let spread = |all: Vec<Env>, ways: &dyn Fn(&Env) -> Vec<Env>| -> Vec<Env> {
            all.iter().flat_map(ways).collect()
        };
        if self.binders.treaty {
            all = spread(all, &|env| {
                (0..world.treaties.len()).map(|t| Env { treaty: Some(t), ..env.clone() }).collect()
            });
        }
        if let Some(question) = self.binders.reading {
            let readings = world.questions[question].len();
            all = spread(all, &|env| {
                (0..readings).map(|r| Env { reading: Some((question, r)), ..env.clone() }).collect()
            });
        }
        if let Some((kind, treaty)) = self.binders.clause {
            let clauses = &world.treaties[treaty].clauses;
            all = spread(all, &|env| {
                (0..clauses.len())
                    .filter(|at| kind.is_none_or(|kind| under(KIND, clauses[*at].kind, kind)))
                    .map(|at| Env { clause: Some((treaty, at)), ..env.clone() })
                    .collect()
            });
        }
        let pool = |env: &Env| -> Vec<usize> {
            if let Some((_, of)) = self.binders.parties {
                let treaty = of.or(env.treaty).unwrap_or(0);
                let rows = world.treaties[treaty].parties.iter().filter(|row| row.days.has(day));
                return rows.map(|row| row.actor).collect();
            }
            let great = self.binders.state == Some(true);
            let is_great = |actor: &usize| world.great.iter().any(|(a, days)| a == actor && days.has(day));
            (0..7).filter(|a| is_state(*a) && lifetime(*a).has(day) && (!great || is_great(a))).collect()
        };
        let number = self.binders.parties.map_or(usize::from(self.binders.state.is_some()), |(n, _)| n);
        for _ in 0..number {
            all = spread(all, &|env| {
                let mut free = pool(env);
                free.sort_unstable();
                free.dedup();
                free.retain(|actor| !env.actors.contains(actor));
                free.into_iter()
                    .map(|actor| {
                        let mut env = env.clone();
                        env.actors.push(actor);
                        env
                    })
                    .collect()
            });
        }
        all
    }

    /// Whether the bound actors are what they are bound as.
    pub fn in_domain(&self, world: &World, env: &Env, point: &Point) -> bool {
        let Some((_, of)) = self.binders.parties else { return true };
        let treaty = of.or(env.treaty).unwrap_or(0);
        let bound = Lawyer::new(world, &point.known).bound(treaty);
        env.actors.iter().all(|actor| bound.contains(actor))
    }
}

// ---- what it means ----

impl Part {
    fn speaks_of_knowledge(&self) -> bool {
        match self {
            Part::All(list) | Part::Any(list) => list.iter().any(Part::speaks_of_knowledge),
            Part::Not(inner) => inner.speaks_of_knowledge(),
            Part::Stands { word, .. } | Part::Bound { word, .. } => !matches!(word, Word::Is(_)),
            Part::Owes { .. } | Part::Holds(_) => false,
        }
    }

    /// A part without duties is one condition.
    fn is_condition(&self) -> bool {
        match self {
            Part::All(list) | Part::Any(list) => list.iter().all(Part::is_condition),
            Part::Not(inner) => inner.is_condition(),
            Part::Holds(_) => true,
            _ => false,
        }
    }

    /// Whether it is so where nothing is unknown.
    pub fn holds(&self, world: &World, point: &Point, env: &Env) -> bool {
        match self {
            Part::All(list) => list.iter().all(|part| part.holds(world, point, env)),
            Part::Any(list) => list.iter().any(|part| part.holds(world, point, env)),
            Part::Not(inner) => !inner.holds(world, point, env),
            Part::Holds(cond) => Lawyer::new(world, &point.known).holds_alone(cond, &env.actors),
            Part::Owes { nobody, .. } => self.is_owed(world, point, env) != *nobody,
            Part::Stands { word, .. } | Part::Bound { word, .. } => {
                let outcome = self.outcome(world, point, env);
                match word {
                    Word::Is(wanted) => outcome == *wanted,
                    // Where nothing is unknown everything is settled.
                    Word::Settled => true,
                    _ => false,
                }
            }
        }
    }

    fn is_owed(&self, world: &World, point: &Point, env: &Env) -> bool {
        let Part::Owes { who, verb, what, to, under: of, .. } = self else { return false };
        point.row.iter().any(|(key, outcome)| {
            let clause = &world.treaties[key.0].clauses[key.1];
            let day = point.known.day;
            let instead = clause.riders.iter().any(|r| r.party == key.2 && r.days.has(day) && r.instead);
            let (bind, response) = if instead { (Bind::Shall, 3) } else { (clause.bind, clause.what) };
            let treaty = match of {
                Under::Any => None,
                Under::Treaty(treaty) => Some(*treaty),
                Under::Bound => env.treaty,
            };
            let speaks = match verb {
                Verb::Owes => bind == Bind::Shall,
                Verb::May => bind != Bind::ShallNot,
                Verb::ShallNot => bind == Bind::ShallNot,
            };
            let enough = *outcome == Outcome::Owed
                || (*verb == Verb::May && bind != Bind::May && *outcome == Outcome::Available);
            speaks
                && enough
                && under(RESPONSE, response, *what)
                && treaty.is_none_or(|treaty| treaty == key.0)
                && is_meant(world, point, key, who.map(|w| w.meant(env)), to.map(|w| w.meant(env)))
        })
    }

    /// The best that a clause comes to for those meant.
    fn outcome(&self, world: &World, point: &Point, env: &Env) -> Outcome {
        let (by, to) = match self {
            Part::Stands { by, to, .. } => (*by, *to),
            Part::Bound { by, .. } => (*by, None),
            _ => (None, None),
        };
        let speaks = |key: &Key| match self {
            Part::Stands { treaty, name, .. } => {
                key.0 == *treaty && world.treaties[key.0].clauses[key.1].name == *name
            }
            _ => env.clause == Some((key.0, key.1)),
        };
        let of = point.row.iter().filter(|(key, _)| {
            speaks(key) && is_meant(world, point, key, by.map(|w| w.meant(env)), to.map(|w| w.meant(env)))
        });
        of.map(|(_, outcome)| *outcome).min().unwrap_or(Outcome::NotOwed)
    }

    /// Whether it is so of an event that leaves something open: each part is true that is so however
    /// that is filled in.
    pub fn told(&self, world: &World, points: &[&Point], env: &Env) -> bool {
        if self.is_condition() {
            return points.iter().all(|point| self.holds(world, point, env));
        }
        match self {
            Part::All(list) => list.iter().all(|part| part.told(world, points, env)),
            Part::Any(list) => list.iter().any(|part| part.told(world, points, env)),
            Part::Not(inner) => !inner.told(world, points, env),
            Part::Owes { nobody, .. } => {
                points.iter().all(|point| self.is_owed(world, point, env)) != *nobody
            }
            Part::Holds(_) => false,
            Part::Stands { word, .. } | Part::Bound { word, .. } => {
                let outcomes: Vec<Outcome> =
                    points.iter().map(|point| self.outcome(world, point, env)).collect();
                let settled = outcomes.windows(2).all(|two| two[0] == two[1]);
                match word {
                    Word::Is(wanted) => outcomes.iter().all(|outcome| outcome == wanted),
                    Word::Settled => settled,
                    Word::Unsettled => !settled,
                    Word::Contested => !settled && turns_on(points, &outcomes) == Word::Contested,
                    Word::Undetermined => !settled && turns_on(points, &outcomes) == Word::Undetermined,
                    Word::Open => !settled && turns_on(points, &outcomes) == Word::Open,
                }
            }
        }
    }
}

/// Whether outcomes that differ depend on readings only, on facts only, or on both.
fn turns_on(points: &[&Point], outcomes: &[Outcome]) -> Word {
    let differ = |same: &dyn Fn(&Point) -> Vec<usize>| {
        let mut seen: BTreeMap<Vec<usize>, Outcome> = BTreeMap::new();
        points
            .iter()
            .zip(outcomes)
            .any(|(point, outcome)| *seen.entry(same(point)).or_insert(*outcome) != *outcome)
    };
    let readings = |point: &Point| point.known.readings.clone();
    let facts = |point: &Point| {
        let questions = point.known.readings.len();
        point.known.choices[questions..].to_vec()
    };
    match (differ(&facts), differ(&readings)) {
        (true, false) => Word::Contested,
        (false, true) => Word::Undetermined,
        _ => Word::Open,
    }
}

/// Whether a row of a clause is about an obligor and a beneficiary.
fn is_meant(world: &World, point: &Point, key: &Key, by: Option<usize>, to: Option<usize>) -> bool {
    by.is_none_or(|by| by == key.2)
        && to.is_none_or(|to| match key.3 {
            Ben::Actor(actor) => actor == to,
            Ben::All => key.2 != to,
            Ben::Parties => Lawyer::new(world, &point.known).runs_to(key.0, key.2, to),
            Ben::Nobody | Ben::Struck => false,
        })
}

/// The level of a value that has an order.
pub fn rank_of(values: &[V]) -> Option<f64> {
    match values {
        [V::Level(level)] => Some(*level as f64),
        [V::Num(number)] => Some(*number),
        [V::Yes(yes)] => Some(if *yes { 1.0 } else { 0.0 }),
        _ => None,
    }
}

impl Property {
    /// Visits every condition that the law asks itself.
    pub fn conditions(&self) -> Vec<C> {
        fn of(part: &Part, all: &mut Vec<C>) {
            match part {
                Part::All(list) | Part::Any(list) => list.iter().for_each(|part| of(part, all)),
                Part::Not(inner) => of(inner, all),
                Part::Holds(cond) => all.push(cond.clone()),
                _ => {}
            }
        }
        let mut all = Vec::new();
        self.parts().into_iter().for_each(|part| of(part, &mut all));
        all
    }

    /// The clauses of which the law speaks.
    pub fn clauses(&self, world: &World) -> BTreeSet<(usize, usize)> {
        fn of(part: &Part, world: &World, all: &mut BTreeSet<(usize, usize)>) {
            match part {
                Part::All(list) | Part::Any(list) => list.iter().for_each(|part| of(part, world, all)),
                Part::Not(inner) => of(inner, world, all),
                Part::Holds(_) | Part::Bound { .. } => {}
                Part::Stands { treaty, name, .. } => {
                    all.extend(
                        places(world)
                            .filter(|(t, at)| t == treaty && world.treaties[*t].clauses[*at].name == *name),
                    );
                }
                Part::Owes { what, under: of, .. } => {
                    let only = match of {
                        Under::Treaty(treaty) => Some(*treaty),
                        Under::Any | Under::Bound => None,
                    };
                    let fits = |clause: &Clause| {
                        under(RESPONSE, clause.what, *what)
                            || clause.riders.iter().any(|r| r.instead && under(RESPONSE, 3, *what))
                    };
                    all.extend(places(world).filter(|(t, at)| {
                        only.is_none_or(|only| only == *t) && fits(&world.treaties[*t].clauses[*at])
                    }));
                }
            }
        }
        let mut all = BTreeSet::new();
        self.parts().into_iter().for_each(|part| of(part, world, &mut all));
        if let (true, Some((_, treaty))) = (self.speaks_of_bound_clause(), self.binders.clause) {
            all.extend(places(world).filter(|(t, _)| *t == treaty));
        }
        all
    }

    fn speaks_of_bound_clause(&self) -> bool {
        fn bound(part: &Part) -> bool {
            match part {
                Part::All(list) | Part::Any(list) => list.iter().any(bound),
                Part::Not(inner) => bound(inner),
                Part::Bound { .. } => true,
                _ => false,
            }
        }
        let rows = matches!(
            self.law,
            Law::Monotone(_, Body::Rows) | Law::Same(Body::Rows) | Law::Unchanged(_, Body::Rows)
        );
        rows || self.parts().into_iter().any(bound)
    }

    /// The formulas of the law.
    pub fn parts(&self) -> Vec<&Part> {
        let mut all: Vec<&Part> = self.only_where.iter().collect();
        match &self.law {
            Law::If(first, then) => all.extend([first, then]),
            Law::Always(part) | Law::Never(part) | Law::Possible(part) | Law::Symmetric(part) => {
                all.push(part);
            }
            Law::Monotone(_, body) | Law::Same(body) | Law::Unchanged(_, body) => {
                if let Body::Part(part) = body {
                    all.push(part);
                }
            }
        }
        all
    }
}

/// Every clause by its treaty and its place there.
pub fn places(world: &World) -> impl Iterator<Item = (usize, usize)> + '_ {
    let of =
        |(treaty, row): (usize, &crate::model::Treaty)| (0..row.clauses.len()).map(move |at| (treaty, at));
    world.treaties.iter().enumerate().flat_map(of)
}

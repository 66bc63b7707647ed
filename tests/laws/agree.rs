//! Law: what is proved of all completions at once is what trying them one by one finds, and what is
//! found to break a property breaks it for the oracle too.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use casus::analyse::laws::{Answer, holds_of};
use casus::resolve::resolve;
use casus::syntax::parser::parse;
use casus::text::{FileId, Limits};
use proptest::prelude::*;

use crate::case::{Case, Table};
use crate::facts::{GRAVITY, Known, V};
use crate::hold;
use crate::lawyer::{Ben, Key, Outcome};
use crate::model::{ACTORS, To};

/// A part of a law, as the tests' own data.
#[derive(Debug, Clone)]
enum Part {
    All(Vec<Part>),
    Any(Vec<Part>),
    Not(Box<Part>),
    /// Whether a clause by its name is owed, available, or neither, by somebody.
    Stands(usize, usize, Outcome, Option<Who>),
    /// Somebody owes to assist, or to confer; to somebody; under an instrument.
    Owes(Option<Who>, bool, Option<usize>, Option<usize>),
}

#[derive(Debug, Clone, Copy)]
enum Who {
    Named(usize),
    Bound,
}

#[derive(Debug, Clone)]
enum Law {
    Never(Part),
    Always(Part),
    If(Part, Part),
    Unchanged(usize, Part),
    Monotone(Part),
}

/// Choices, one after the other; zero where they are spent.
struct Chooser<'c>(std::slice::Iter<'c, u8>);

impl Chooser<'_> {
    fn pick(&mut self, of: usize) -> usize {
        usize::from(*self.0.next().unwrap_or(&0)) % of.max(1)
    }
}

struct Making<'a> {
    case: &'a Case,
    choose: Chooser<'a>,
    /// The bound name may be used.
    bound: bool,
}

impl Making<'_> {
    fn who(&mut self) -> Option<Who> {
        match self.choose.pick(if self.bound { 4 } else { 3 }) {
            0 => None,
            1 | 2 => Some(Who::Named(self.choose.pick(5))),
            _ => Some(Who::Bound),
        }
    }

    fn part(&mut self, depth: usize) -> Part {
        let treaties = &self.case.world.treaties;
        match self.choose.pick(if depth == 0 { 5 } else { 9 }) {
            0..=2 => {
                let treaty = self.choose.pick(treaties.len());
                let clauses = &treaties[treaty].clauses;
                let name = clauses.get(self.choose.pick(clauses.len())).map_or(0, |clause| clause.name);
                let status = [Outcome::Owed, Outcome::Available, Outcome::NotOwed][self.choose.pick(3)];
                Part::Stands(treaty, name, status, self.who())
            }
            3 | 4 => {
                let under = (self.choose.pick(2) == 0).then(|| self.choose.pick(treaties.len()));
                let confer = self.choose.pick(4) == 0;
                let who = self.who();
                // Whether what is owed to a set runs to one of it is asked of the evaluator's own law.
                let plain =
                    treaties.iter().flat_map(|treaty| &treaty.clauses).all(|clause| !is_set(&clause.to));
                let to = (plain && self.choose.pick(2) == 0).then(|| self.choose.pick(5));
                Part::Owes(who, confer, to, under)
            }
            5 => Part::Not(Box::new(self.part(depth - 1))),
            6 | 7 => Part::All(vec![self.part(depth - 1), self.part(depth - 1)]),
            _ => Part::Any(vec![self.part(depth - 1), self.part(depth - 1)]),
        }
    }

    fn law(&mut self) -> Law {
        match self.choose.pick(9) {
            0 | 1 => Law::Never(self.part(2)),
            2 => Law::Always(self.part(2)),
            3..=5 => Law::If(self.part(2), self.part(2)),
            6 | 7 => Law::Unchanged(self.choose.pick(self.case.world.questions.len()), self.part(1)),
            _ => Law::Monotone(self.part(1)),
        }
    }
}

fn is_set(to: &To) -> bool {
    matches!(to, To::Set(_))
}

impl Part {
    fn text(&self) -> String {
        let by = |who: &Option<Who>| match who {
            None => String::new(),
            Some(Who::Named(actor)) => format!(" by {}", ACTORS[*actor]),
            Some(Who::Bound) => " by p".to_owned(),
        };
        let join = |list: &[Part], word: &str| {
            let parts: Vec<String> = list.iter().map(Part::text).collect();
            format!("({})", parts.join(word))
        };
        match self {
            Part::All(list) => join(list, " and "),
            Part::Any(list) => join(list, " or "),
            Part::Not(inner) => format!("not {}", inner.text()),
            Part::Stands(treaty, name, status, who) => {
                let status = match status {
                    Outcome::Owed => "owed",
                    Outcome::Available => "available",
                    Outcome::NotOwed => "not owed",
                };
                format!("t{treaty}.c{name} is {status}{}", by(who))
            }
            Part::Owes(who, confer, to, under) => {
                let who = match who {
                    None => "somebody",
                    Some(Who::Named(actor)) => ACTORS[*actor],
                    Some(Who::Bound) => "p",
                };
                let to = to.map(|to| format!(" to {}", ACTORS[to])).unwrap_or_default();
                let under = under.map(|treaty| format!(" under t{treaty}")).unwrap_or_default();
                format!("{who} owes {}{to}{under}", if *confer { "confer" } else { "assist" })
            }
        }
    }

    fn holds(&self, seen: &Seen<'_>) -> bool {
        let meant = |who: &Option<Who>, obligor: usize| match who {
            None => true,
            Some(Who::Named(actor)) => *actor == obligor,
            Some(Who::Bound) => seen.bound == Some(obligor),
        };
        let world = &seen.case.world;
        match self {
            Part::All(list) => list.iter().all(|part| part.holds(seen)),
            Part::Any(list) => list.iter().any(|part| part.holds(seen)),
            Part::Not(inner) => !inner.holds(seen),
            Part::Stands(treaty, name, status, who) => {
                let named = |key: &Key| world.treaties[key.0].clauses[key.1].name == *name;
                let of =
                    seen.row.iter().filter(|(key, _)| key.0 == *treaty && named(key) && meant(who, key.2));
                let best = of.map(|(_, outcome)| *outcome).min().unwrap_or(Outcome::NotOwed);
                best == *status
            }
            Part::Owes(who, confer, to, under) => seen.row.iter().any(|(key, outcome)| {
                let clause = &world.treaties[key.0].clauses[key.1];
                let mut riders = clause.riders.iter();
                let instead = riders
                    .any(|rider| rider.party == key.2 && rider.days.has(seen.known.day) && rider.instead);
                let toward = to.is_none_or(|to| match key.3 {
                    Ben::Actor(actor) => actor == to,
                    Ben::All => key.2 != to,
                    _ => false,
                });
                *outcome == Outcome::Owed
                    && under.is_none_or(|treaty| treaty == key.0)
                    && instead == *confer
                    && meant(who, key.2)
                    && toward
            }),
        }
    }
}

/// One completion as a law sees it.
struct Seen<'a> {
    case: &'a Case,
    known: &'a Known,
    row: &'a BTreeMap<Key, Outcome>,
    bound: Option<usize>,
}

impl Law {
    fn text(&self) -> String {
        match self {
            Law::Never(part) => format!("never {}", part.text()),
            Law::Always(part) => format!("always {}", part.text()),
            Law::If(first, then) => format!("if {} then {}", first.text(), then.text()),
            Law::Unchanged(question, part) => format!("unchanged by q{question} whether {}", part.text()),
            Law::Monotone(part) => format!("monotone in gravity whether {}", part.text()),
        }
    }

    /// Whether the law is broken, one completion after the other.
    fn is_broken(&self, case: &Case, table: &Table, bound: Option<usize>) -> bool {
        let seen = |at: usize| Seen { case, known: &table.rows[at].0, row: &table.rows[at].1, bound };
        let mut all = 0..table.rows.len();
        match self {
            Law::Never(part) => all.any(|at| part.holds(&seen(at))),
            Law::Always(part) => all.any(|at| !part.holds(&seen(at))),
            Law::If(first, then) => all.any(|at| first.holds(&seen(at)) && !then.holds(&seen(at))),
            Law::Unchanged(question, part) => {
                let mut groups: BTreeMap<Vec<usize>, bool> = BTreeMap::new();
                all.any(|at| {
                    let mut others = table.rows[at].0.choices.clone();
                    if let Some(choice) = others.get_mut(*question) {
                        *choice = 0;
                    }
                    let holds = part.holds(&seen(at));
                    *groups.entry(others).or_insert(holds) != holds
                })
            }
            Law::Monotone(part) => {
                let level = |known: &Known| match known.facts[GRAVITY].as_slice() {
                    [V::Level(level)] => *level,
                    _ => 0,
                };
                let alike = |one: &Known, other: &Known| {
                    let facts =
                        (0..one.facts.len()).all(|at| at == GRAVITY || one.facts[at] == other.facts[at]);
                    facts && one.own == other.own && one.readings == other.readings
                };
                all.any(|at| {
                    let low = &table.rows[at].0;
                    part.holds(&seen(at))
                        && (0..table.rows.len()).any(|other| {
                            let high = &table.rows[other].0;
                            level(high) > level(low) && alike(low, high) && !part.holds(&seen(other))
                        })
                })
            }
        }
    }
}

/// Laws that were tried, those found broken, and those said never to speak.
static SEEN: [AtomicUsize; 3] = [const { AtomicUsize::new(0) }; 3];

fn agree(case: &Case, choices: &[u8]) -> Result<(), TestCaseError> {
    // A law takes nobody's side, and the oracle tries few acts.
    prop_assume!(case.stance.facts_of.is_none());
    let table = Table::new(case);
    prop_assume!(!table.rows.is_empty() && table.skipped.is_empty());
    let members = &case.world.treaties[0].parties;
    let bound =
        members.iter().all(|member| member.when.is_none()) && choices.first().is_some_and(|c| c % 2 != 0);
    let mut making = Making { case, choose: Chooser(choices.iter()), bound };
    let law = making.law();
    let mut lines = vec![law.text()];
    if bound {
        lines.push("for any party p of t0".to_owned());
    }
    lines.extend(case.stance.closed.iter().map(|(q, r)| format!("given q{q} is r{r}")));
    lines.extend(case.stance.held_by.iter().map(|who| format!("given held by {}", ACTORS[*who])));
    lines.extend(case.stance.as_of.map(|day| format!("given read as of {day}")));
    let text = format!("{}\nproperty \"p\" {{\n{}\n}}\n", case.world.text(), lines.join("\n"));
    let limits = Limits::default();
    let parsed = parse(FileId(0), &text, &limits);
    prop_assert!(parsed.diagnostics.is_empty(), "{:?}\n{}", parsed.diagnostics, text);
    let resolved = resolve(&[(FileId(0), parsed.tree)], &limits);
    let errors: Vec<_> = resolved.diagnostics.iter().filter(|d| d.is_error()).collect();
    prop_assert!(errors.is_empty(), "{:?}\n{}", errors, text);
    let property = resolved.properties.first().expect("the property");
    let event = crate::case::read(&resolved.program, &case.event.json());
    let answer = holds_of(&resolved.program, property, &event, &limits);
    let day = case.event.day;
    let parties: Vec<Option<usize>> = if bound {
        let mut actors: Vec<usize> =
            members.iter().filter(|member| member.days.has(day)).map(|member| member.actor).collect();
        actors.sort_unstable();
        actors.dedup();
        actors.into_iter().map(Some).collect()
    } else {
        vec![None]
    };
    let broken = parties.into_iter().any(|bound| law.is_broken(case, &table, bound));
    SEEN[0].fetch_add(1, Ordering::Relaxed);
    SEEN[1].fetch_add(usize::from(broken), Ordering::Relaxed);
    SEEN[2].fetch_add(usize::from(matches!(answer, Answer::Empty)), Ordering::Relaxed);
    let found = match &answer {
        Answer::Broken(_) => true,
        Answer::Proved | Answer::Empty => false,
        other => return Err(TestCaseError::fail(format!("{other:?}\n{}\n{}", lines.join("\n"), show(case)))),
    };
    prop_assert_eq!(found, broken, "{:?}\n{}\n{}", answer, lines.join("\n"), show(case));
    Ok(())
}

fn show(case: &Case) -> String {
    format!("{}\n{}\n{:?}", case.world.items(false)[16..].join("\n"), case.event.json(), case.stance)
}

#[test]
fn what_is_proved_is_what_trying_every_completion_finds() {
    hold(1500, |choices, facts| {
        let more: Vec<u8> = choices.iter().rev().chain(facts).copied().collect();
        Case::new(choices, facts, 150).map_or(Ok(()), |case| agree(&case, &more))
    });
    let seen: Vec<usize> = SEEN.iter().map(|n| n.load(Ordering::Relaxed)).collect();
    println!("{} laws, {} broken, {} never speak", seen[0], seen[1], seen[2]);
    assert!(seen[0] > 500 && seen[1] > 100 && seen[1] + 100 < seen[0], "{seen:?}");
}

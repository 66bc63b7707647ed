//! Law: which duties cannot both be met, and which text comes first, is what trying every way to fill in
//! the event says.
//!
//! The meaning is read off `docs/conflicts.md` and the language book, on the tests' own data.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use casus::analyse::conflicts::{By, Clash, Duty, Which, Why, in_event};
use casus::evaluate::{BeneficiaryOut, Filter, Stance, decide};
use casus::event::Event;
use casus::ir::Program;
use casus::text::Limits;
use proptest::prelude::*;

use crate::facts::{AGAINST, BY, Ev, Known, St, V, completions};
use crate::law::{Point, places};
use crate::lawyer::{Ben, Key, Lawyer, Outcome};
use crate::model::{ACTORS, Bind, C, Clause, KIND, Named, RESPONSE, Rank, World, under};

/// The one duty and the other, each by response and kind, and three answers.
type Against = ((usize, usize), (usize, usize), bool, bool, bool);

/// What the vocabulary of these rule sets says: response and kind of the one duty and of the other (zero
/// for any kind), whether the other runs to the enemy, whether one to everyone counts, whether both can be met.
const RULES: [Against; 4] = [
    ((2, 1), (4, 0), true, true, false),
    ((1, 0), (3, 0), false, false, false),
    ((1, 1), (1, 1), true, false, false),
    ((1, 1), (1, 1), false, false, true),
];
/// The other forbids what the one asks for.
const FORBIDDEN: usize = RULES.len();

/// Why, who owes both, the two duties.
type Met = (usize, usize, At, At);
/// A clause by its treaty and its place, and to whom it is owed.
type At = (usize, usize, Ben);
/// Which comes first, whether a text says so, whether it always does.
type Said = (bool, bool, bool);

/// Pairs of duties compared, sure ones, ranked ones.
pub static SEEN: [AtomicUsize; 3] = [const { AtomicUsize::new(0) }; 3];

pub fn agree(
    program: &Program,
    world: &World,
    event: &Ev,
    stance: &St,
    (told, taken): (&Event, &Stance),
) -> Result<(), TestCaseError> {
    let all: Vec<_> = places(world).collect();
    let clauses = all.into_iter().collect();
    let mut points = Vec::new();
    for known in completions(world, event, stance).1 {
        let Some(point) = Point::new(world, known, &clauses) else {
            return Err(TestCaseError::reject("more acts than can be tried one by one"));
        };
        points.push(point);
    }
    if points.is_empty() {
        return Ok(());
    }
    let limits = Limits::default();
    let decision = decide(program, told, taken, &Filter::default(), &limits);
    let clashes = in_event(program, told, taken, &Filter::default(), &decision.verdicts, &limits);
    prop_assert!(!clashes.too_complex);
    let mut wanted = BTreeMap::new();
    for (met, number) in expected(world, &points) {
        let said = said(world, &points, &met);
        SEEN[0].fetch_add(1, Ordering::Relaxed);
        SEEN[1].fetch_add(usize::from(number == points.len()), Ordering::Relaxed);
        SEEN[2].fetch_add(usize::from(!said.is_empty()), Ordering::Relaxed);
        wanted.insert(met, (number == points.len(), said));
    }
    let mut found = BTreeMap::new();
    for clash in &clashes.all {
        let key = key_of(program, clash);
        let mut said: Vec<Said> = clash
            .rankings
            .iter()
            .map(|one| (one.first == Which::One, matches!(one.by, By::Text(_)), one.only_if.is_empty()))
            .collect();
        said.sort_unstable();
        prop_assert_eq!(
            clash.sure,
            clash.turns_on.is_empty(),
            "{:?}\n{}\n{}",
            clash,
            rules(world),
            event.json()
        );
        let before = found.insert(key, (clash.sure, said));
        prop_assert!(before.is_none(), "{:?} twice", key);
    }
    prop_assert_eq!(found, wanted, "{}\n{}\n{:?}", rules(world), event.json(), stance);
    Ok(())
}

fn rules(world: &World) -> String {
    world.items(false)[crate::model::VOCABULARY.len()..].join("\n")
}

// ---- what the program says ----

fn key_of(program: &Program, clash: &Clash) -> Met {
    let why = match clash.why {
        Why::Rule(at) => {
            let label = program.conflicts.get(at).map_or("", |rule| rule.label.as_str());
            ["w", "x", "y", "z"].iter().position(|own| *own == label).expect("a rule of these sets")
        }
        Why::Forbidden => FORBIDDEN,
    };
    let who = |id| ACTORS.iter().position(|name| *name == program.actor_name(id)).expect("an actor");
    let of = |duty: &Duty| {
        let clause = program.clause(duty.clause).expect("a clause");
        let treaty = program.treaty(clause.treaty).expect("an instrument");
        let at = treaty.clauses.iter().position(|id| *id == duty.clause).expect("its place");
        let to = match duty.beneficiary {
            BeneficiaryOut::None => Ben::Nobody,
            BeneficiaryOut::Struck => Ben::Struck,
            BeneficiaryOut::Parties => Ben::Parties,
            BeneficiaryOut::All => Ben::All,
            BeneficiaryOut::Actor(actor) => Ben::Actor(who(actor)),
        };
        (treaty.name[1..].parse().expect("a number"), at, to)
    };
    (why, who(clash.obligor), of(&clash.one), of(&clash.other))
}

// ---- what the law says ----

/// Each pair of duties that stand against each other, with in how many of the ways to fill in the event.
fn expected(world: &World, points: &[Point]) -> BTreeMap<Met, usize> {
    let mut all: BTreeMap<Met, usize> = BTreeMap::new();
    for point in points {
        let owed: Vec<&Key> =
            point.row.iter().filter(|(_, is)| **is == Outcome::Owed).map(|(key, _)| key).collect();
        for one in &owed {
            for other in owed.iter().filter(|other| other.2 == one.2) {
                for why in 0..=FORBIDDEN {
                    if meet(world, &point.known, why, one, other) {
                        let met = (why, one.2, (one.0, one.1, one.3), (other.0, other.1, other.3));
                        *all.entry(met).or_default() += 1;
                    }
                }
            }
        }
    }
    all
}

fn clause<'w>(world: &'w World, key: &Key) -> &'w Clause {
    &world.treaties[key.0].clauses[key.1]
}

/// How strongly, and to what, a row binds: a rider may put another response in its place.
fn response(world: &World, known: &Known, key: &Key) -> (Bind, usize) {
    let clause = clause(world, key);
    let instead = clause.riders.iter().any(|r| r.party == key.2 && r.days.has(known.day) && r.instead);
    if instead { (Bind::Shall, 3) } else { (clause.bind, clause.what) }
}

fn meet(world: &World, known: &Known, why: usize, one: &Key, other: &Key) -> bool {
    let (first, second) = (clause(world, one), clause(world, other));
    // What is always owed stands against itself on every day.
    if first.trigger.is_none() && second.trigger.is_none() {
        return false;
    }
    let (a, b) = (response(world, known, one), response(world, known, other));
    if why == FORBIDDEN {
        let forbids = a.0 == Bind::Shall && b.0 == Bind::ShallNot && under(RESPONSE, a.1, b.1);
        return forbids && to_friend(world, known, one, other, false);
    }
    let (left, right, enemy, all, overlap) = RULES[why];
    let stands = |(bind, what): (Bind, usize), kind: usize, side: (usize, usize)| {
        bind == Bind::Shall && under(RESPONSE, what, side.0) && (side.1 == 0 || under(KIND, kind, side.1))
    };
    if !stands(a, first.kind, left) || !stands(b, second.kind, right) {
        return false;
    }
    if overlap {
        // Two texts that measure the help differently; said once of each pair.
        let apart = one.0 != other.0 && a != b && (one.0, one.1) < (other.0, other.1);
        return apart && to_friend(world, known, one, other, all);
    }
    if enemy { to_enemy(world, known, one, other, all) } else { to_friend(world, known, one, other, all) }
}

/// Whether both are owed to one and the same actor.
fn to_friend(world: &World, known: &Known, one: &Key, other: &Key, all: bool) -> bool {
    if one.3 == Ben::Nobody || other.3 == Ben::Nobody {
        return false;
    }
    if one.3 == Ben::All || other.3 == Ben::All {
        return all;
    }
    (0..ACTORS.len()).any(|who| reaches(world, known, one, who) && reaches(world, known, other, who))
}

/// Whether a duty to somebody in particular is one to this actor; nobody owes itself.
fn reaches(world: &World, known: &Known, key: &Key, who: usize) -> bool {
    who != key.2
        && match key.3 {
            Ben::Actor(actor) => actor == who,
            Ben::Parties => Lawyer::new(world, known).runs_to(key.0, key.2, who),
            _ => false,
        }
}

/// Whether the other is owed to the one against whom the first runs.
fn to_enemy(world: &World, known: &Known, one: &Key, other: &Key, all: bool) -> bool {
    match other.3 {
        Ben::All => all,
        _ => {
            (0..ACTORS.len()).any(|who| reaches(world, known, other, who) && is_enemy(world, known, one, who))
        }
    }
}

/// The enemy is whom the clause names; else the author, and where the friends themselves or the obligor
/// are the author, whoever was struck.
fn is_enemy(world: &World, known: &Known, one: &Key, who: usize) -> bool {
    if who == one.2 || one.3 == Ben::Actor(who) {
        return false;
    }
    let named = &clause(world, one).against;
    if !named.is_empty() {
        return named.contains(&who);
    }
    let names = |field: usize, who: usize| known.facts[field].contains(&V::Actor(who));
    let friends: Vec<usize> = match one.3 {
        Ben::Actor(to) => vec![to],
        Ben::Parties => Lawyer::new(world, known).bound(one.0),
        _ => Vec::new(),
    };
    let began = names(BY, one.2) || friends.iter().any(|friend| names(BY, *friend));
    if began { names(AGAINST, who) } else { names(BY, who) }
}

/// What ranks two duties: texts that put one before the other, else what is presumed.
fn said(world: &World, points: &[Point], (_, obligor, one, other): &Met) -> Vec<Said> {
    let mut all: Vec<Said> = Vec::new();
    let covers = |named: Named, at: &At| match named {
        Named::All => true,
        Named::Treaty(treaty) => treaty == at.0,
        Named::Clause(treaty, name) => treaty == at.0 && world.treaties[at.0].clauses[at.1].name == name,
    };
    let mut add = |rank: &Rank, treaty: usize, by: &dyn Fn(&At) -> bool| {
        let before = |a: &At, b: &At| {
            let (first, second) = if rank.prevails { (a, b) } else { (b, a) };
            by(first) && covers(rank.over, second)
        };
        let first = match (before(one, other), before(other, one)) {
            (true, false) => true,
            (false, true) => false,
            _ => return,
        };
        let is = |c: &C| {
            let holds = |point: &&Point| Lawyer::new(world, &point.known).holds_under(c, treaty);
            points.iter().filter(holds).count()
        };
        let number = rank.when.as_ref().map_or(points.len(), is);
        if number > 0 {
            all.push((first, true, number == points.len()));
        }
    };
    for (treaty, row) in world.treaties.iter().enumerate() {
        row.ranks.iter().for_each(|rank| add(rank, treaty, &|at| at.0 == treaty));
        for (place, clause) in row.clauses.iter().enumerate() {
            clause.ranks.iter().for_each(|rank| add(rank, treaty, &|at| (at.0, at.1) == (treaty, place)));
        }
    }
    if all.is_empty() {
        all.extend(presumed(world, points, *obligor, one, other));
    }
    all.sort_unstable();
    all
}

/// Between the same states the later text, or the one among fewer states, is presumed to come first.
fn presumed(world: &World, points: &[Point], obligor: usize, one: &At, other: &At) -> Vec<Said> {
    let day = points[0].known.day;
    let bound = |treaty: usize| -> Vec<usize> {
        world.treaties[treaty].parties.iter().filter(|m| m.days.has(day)).map(|m| m.actor).collect()
    };
    let (a, b) = (bound(one.0), bound(other.0));
    let (Ben::Actor(x), Ben::Actor(y)) = (one.2, other.2) else { return Vec::new() };
    if ![obligor, x, y].iter().all(|who| a.contains(who) && b.contains(who)) {
        return Vec::new();
    }
    let within = |small: &[usize], large: &[usize]| small.iter().all(|who| large.contains(who));
    let signed = |treaty: usize| world.treaties[treaty].signed;
    let mut all = Vec::new();
    for special in &world.presumes {
        let first = if *special {
            match (within(&a, &b), within(&b, &a)) {
                (true, false) => Some(true),
                (false, true) => Some(false),
                _ => None,
            }
        } else {
            match (signed(one.0), signed(other.0)) {
                (Some(x), Some(y)) if x != y => Some(x > y),
                _ => None,
            }
        };
        all.extend(first.map(|first| (first, false, true)));
    }
    all
}

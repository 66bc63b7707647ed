//! Law: what is proved of all completions at once is what trying them one by one finds, and what is
//! found to break a property breaks it for the oracle too.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use casus::analyse::laws::{Answer, holds_of};
use casus::resolve::resolve;
use casus::syntax::parser::parse;
use casus::text::{FileId, Limits};
use proptest::prelude::*;

use crate::brute::{Brute, Judged};
use crate::case::made;
use crate::clash;
use crate::facts::{Ev, St};
use crate::law::Property;
use crate::make::Maker;
use crate::model::{ACTORS, World};
use crate::plant::{self, Form};
use crate::ways;

/// The most completions of an event.
const COMPLETIONS: usize = 80;

/// A rule set with a law, brought before the program.
pub struct Asked {
    pub world: World,
    pub event: Ev,
    pub stance: St,
    pub property: Property,
    pub program: casus::ir::Program,
    pub law: casus::ir::Property,
    /// The law as it is written.
    pub text: String,
}

impl Asked {
    /// `more` are lines of the property beside those of the law and the stance.
    pub fn new(
        (mut world, event, stance): (World, Ev, St),
        property: Property,
        more: Vec<String>,
    ) -> Result<Self, TestCaseError> {
        world.beside = property.conditions();
        let bound = property.binders.reading;
        let mut lines = property.lines(&world);
        let free = stance.closed.iter().filter(|(q, _)| Some(*q) != bound);
        lines.extend(free.map(|(q, r)| format!("given q{q} is r{r}")));
        lines.extend(stance.held_by.iter().map(|who| format!("given held by {}", ACTORS[*who])));
        lines.extend(stance.as_of.map(|day| format!("given read as of {day}")));
        lines.extend(more);
        let written = lines.join("\n");
        let text = format!("{}\nproperty \"p\" {{\n{written}\n}}\n", world.text());
        let limits = Limits::default();
        let parsed = parse(FileId(0), &text, &limits);
        prop_assert!(parsed.diagnostics.is_empty(), "{:?}\n{}", parsed.diagnostics, text);
        let resolved = resolve(&[(FileId(0), parsed.tree)], &limits);
        let errors: Vec<_> = resolved.diagnostics.iter().filter(|d| d.is_error()).collect();
        prop_assert!(errors.is_empty(), "{:?}\n{}", errors, text);
        let law = resolved.properties.first().expect("the property").clone();
        Ok(Asked { world, event, stance, property, program: resolved.program, law, text: written })
    }

    pub fn brute(&self) -> Brute<'_> {
        Brute::new(&self.world, &self.property, &self.event, &self.stance)
    }

    pub fn show(&self) -> String {
        let rules = self.world.items(false)[crate::model::VOCABULARY.len()..].join("\n");
        format!("{}\n{rules}\n{}\n{:?}", self.text, self.event.json(), self.stance)
    }
}

/// Laws that were tried, those found broken, and those said never to speak.
static SEEN: [AtomicUsize; 3] = [const { AtomicUsize::new(0) }; 3];

fn agree(asked: &Asked) -> Result<Judged, TestCaseError> {
    let Ok(judged) = timed(1, || asked.brute().judge()) else {
        return Err(TestCaseError::reject("more acts than can be tried one by one"));
    };
    let event = crate::case::read(&asked.program, &asked.event.json());
    let answer = timed(2, || holds_of(&asked.program, &asked.law, &event, &Limits::default()));
    SEEN[0].fetch_add(1, Ordering::Relaxed);
    SEEN[1].fetch_add(usize::from(judged.broken), Ordering::Relaxed);
    SEEN[2].fetch_add(usize::from(matches!(answer, Answer::Empty)), Ordering::Relaxed);
    match &answer {
        Answer::Broken(_) => prop_assert!(judged.broken, "{:?}\n{}", answer, asked.show()),
        Answer::Proved => {
            prop_assert!(!judged.broken && judged.speaks, "{:?} {:?}\n{}", answer, judged, asked.show());
        }
        Answer::Empty => prop_assert!(!judged.speaks, "{:?} {:?}\n{}", answer, judged, asked.show()),
        other => return Err(TestCaseError::fail(format!("{other:?} {judged:?}\n{}", asked.show()))),
    }
    Ok(judged)
}

/// How often every two forms of exception and priority met in the rule sets compared.
static MET: Mutex<BTreeMap<(Form, Form), usize>> = Mutex::new(BTreeMap::new());

/// Microseconds: making and reading, trying every completion, the program.
static TOOK: [AtomicUsize; 5] = [const { AtomicUsize::new(0) }; 5];

fn timed<T>(at: usize, work: impl FnOnce() -> T) -> T {
    let begun = std::time::Instant::now();
    let done = work();
    TOOK[at].fetch_add(begun.elapsed().as_micros() as usize, Ordering::Relaxed);
    done
}

/// A law that speaks of some way to fill in an event, if one of three does.
fn speaking(world: &World, event: &Ev, stance: &St, maker: &mut Maker<'_>) -> Property {
    let mut tries = 2;
    loop {
        let property = maker.property(world);
        let speaks = Brute::new(world, &property, event, stance).judge().is_ok_and(|judged| judged.speaks);
        if speaks || tries == 0 {
            return property;
        }
        tries -= 1;
    }
}

/// Which duties stand against each other, and which text comes first.
fn clashes(asked: &Asked) -> Result<(), TestCaseError> {
    let ranks = |row: &crate::model::Treaty| {
        row.ranks.len() + row.clauses.iter().map(|clause| clause.ranks.len()).sum::<usize>()
    };
    // Where no text ranks anything, one rule set in four will do.
    let ranked = asked.world.treaties.iter().map(ranks).sum::<usize>() + asked.world.presumes.len() > 0;
    if !ranked && !asked.text.len().is_multiple_of(4) {
        return Ok(());
    }
    let event = crate::case::read(&asked.program, &asked.event.json());
    let stance = crate::case::stance_in(&asked.program, &asked.stance);
    clash::agree(&asked.program, &asked.world, &asked.event, &asked.stance, (&event, &stance))
}

/// How many rule sets to try; as many as `CASUS_RULE_SETS` says.
fn number() -> u32 {
    crate::number_in("CASUS_RULE_SETS").unwrap_or(if cfg!(debug_assertions) { 500 } else { 2_000 })
}

/// From how many rule sets on every two forms meet, whatever the seed.
const EVERY_PAIR: u32 = 2_000;

pub fn one(choices: &[u8], facts: &[u8], more: &[u8]) -> Result<(), TestCaseError> {
    let Some((world, event, mut stance)) = timed(0, || made(choices, facts, COMPLETIONS)) else {
        return Ok(());
    };
    // A law takes nobody's side.
    stance.facts_of = None;
    let mut maker = Maker::new(more);
    let property = speaking(&world, &event, &stance, &mut maker);
    let facts = event.block();
    let lines = facts.iter().map(|block| format!("on {}\n{block}", event.day)).collect();
    let asked = timed(0, || Asked::new((world, event, stance), property, lines))?;
    // Where the world allows no way to fill in the event there is nothing to compare.
    let possible = !crate::facts::completions(&asked.world, &asked.event, &asked.stance).1.is_empty();
    prop_assume!(possible);
    let judged = agree(&asked)?;
    if facts.is_some() {
        timed(3, || ways::three_ways(&asked, judged.tried, &mut maker))?;
    }
    timed(4, || clashes(&asked))?;
    let mut met = MET.lock().expect("no case failed");
    for pair in plant::met(&asked.world) {
        *met.entry(pair).or_default() += 1;
    }
    Ok(())
}

#[test]
fn what_is_proved_is_what_trying_every_completion_finds() {
    if let Some([rules, event, more]) = crate::kept_case() {
        return one(&rules, &event, &more).expect("the kept case");
    }
    let begun = std::time::Instant::now();
    let number = number();
    // A long run takes all cores; each draws its own.
    let cores = std::thread::available_parallelism().map_or(1, |n| n.get() as u32);
    let parts = if number > 10_000 { cores } else { 1 };
    std::thread::scope(|scope| {
        for part in 0..parts {
            let share = number / parts + u32::from(part < number % parts);
            scope.spawn(move || crate::hold_from(part as u8, share, one));
        }
    });
    let seen: Vec<usize> = SEEN.iter().map(|n| n.load(Ordering::Relaxed)).collect();
    println!("{} laws, {} broken, {} never speak, {:.0?}", seen[0], seen[1], seen[2], begun.elapsed());
    let few = number as usize / 15;
    assert!(seen[0] > number as usize / 2 && seen[1] > few && seen[1] + few < seen[0], "{seen:?}");
    let ways: Vec<usize> = ways::SEEN.iter().map(|n| n.load(Ordering::Relaxed)).collect();
    println!("three ways: {ways:?}");
    let pairs: Vec<usize> = clash::SEEN.iter().map(|n| n.load(Ordering::Relaxed)).collect();
    assert!(pairs.iter().all(|n| *n > number as usize / 200), "{pairs:?}");
    println!("{} pairs of duties against each other, {} sure, {} ranked", pairs[0], pairs[1], pairs[2]);
    println!("milliseconds: {:?}", TOOK.iter().map(|n| n.load(Ordering::Relaxed) / 1000).collect::<Vec<_>>());
    let met = MET.lock().expect("no case failed");
    let all: BTreeSet<(Form, Form)> = plant::pairs();
    let least = all.iter().map(|pair| met.get(pair).copied().unwrap_or(0)).min().unwrap_or(0);
    println!(
        "{} of {} pairs of exceptions and priorities met, each {least} times or more",
        met.len(),
        all.len()
    );
    let missing: Vec<_> = all.iter().filter(|pair| !met.contains_key(pair)).collect();
    if number >= EVERY_PAIR {
        assert!(missing.is_empty(), "{missing:?}");
    }
    assert!(missing.len() * 2 < all.len(), "{missing:?}");
}

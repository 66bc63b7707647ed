//! Cascades: July 1914 declaration by declaration, September 1939, hypotheticals of today, and what holds
//! of every cascade.
//!
//! Expected values come from the dossiers and the collection of cases; each test names its source.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first broken expectation")]

mod august_1914;
#[path = "../ground/mod.rs"]
mod ground;
mod invented;
mod laws;
mod september_1939;
mod today;

use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;

use casus::cascade::{Act, Branch, Cascade, Plan, cascade};
use casus::evaluate::{Filter, Stance, Status};
use casus::event::Event;
use casus::ir::{ActorId, Program, ReadingId};
use casus::text::Limits;
use ground::{events, root, shipped_with as program};
use jiff::civil::Date;

static SHIPPED: LazyLock<Program> = LazyLock::new(|| program(""));

fn file(program: &Program, path: &str) -> Vec<Event> {
    events(program, &fs::read_to_string(root().join(path)).unwrap())
}

/// How a cascade is asked for in these tests.
struct Ask<'a> {
    program: &'a Program,
    events: Vec<Event>,
    stance: Stance,
    until: Option<Date>,
    rounds: Option<usize>,
    also: BTreeSet<Status>,
    refuses: BTreeSet<ActorId>,
    least: bool,
    own_readings: bool,
}

impl<'a> Ask<'a> {
    fn new(program: &'a Program, events: Vec<Event>) -> Self {
        Ask {
            program,
            events,
            stance: Stance::default(),
            until: None,
            rounds: None,
            also: BTreeSet::new(),
            refuses: BTreeSet::new(),
            least: false,
            own_readings: false,
        }
    }

    fn until(mut self, day: Date) -> Self {
        self.until = Some(day);
        self
    }

    fn read(mut self, question: &str, reading: &str) -> Self {
        let id = self.program.find_question(question).unwrap();
        let row = self.program.question(id).unwrap();
        let at = row.readings.iter().position(|one| one.name == reading).unwrap();
        self.stance.readings.insert(id, ReadingId::at(at));
        self
    }

    fn held_by(mut self, who: &str) -> Self {
        self.stance.as_held_by.push((self.program.find_actor(who).unwrap(), None));
        self
    }

    fn refuses(mut self, who: &str) -> Self {
        self.refuses.insert(self.program.find_actor(who).unwrap());
        self
    }

    fn run(&self) -> Cascade {
        let filter = Filter::default();
        cascade(&Plan {
            program: self.program,
            events: &self.events,
            stance: &self.stance,
            filter: &filter,
            until: self.until,
            rounds: self.rounds,
            also: self.also.clone(),
            refuses: self.refuses.clone(),
            least: self.least,
            own_readings: self.own_readings,
            limits: &Limits::default(),
        })
    }
}

/// Acts in words: `1 XGE-XRE dual_alliance.assist`, with the round of the day; given acts carry a star.
fn acts(program: &Program, came: &Cascade) -> Vec<String> {
    came.acts.iter().map(|act| act_in_words(program, act)).collect()
}

fn act_in_words(program: &Program, act: &Act) -> String {
    let grounds: Vec<String> = act.grounds.iter().map(|ground| program.clause_path(ground.clause)).collect();
    let star = if act.event.is_none() { "*" } else { "" };
    let (who, enemy) = (program.actor_name(act.who), program.actor_name(act.enemy));
    format!("{} {who}-{enemy}{star} {}", act.round, grounds.join(" "))
}

/// The branch of a clause and of one who would owe it.
fn branch<'c>(program: &Program, came: &'c Cascade, clause: &str, who: &str) -> Option<&'c Branch> {
    let who = program.find_actor(who).unwrap();
    came.branches.iter().find(|one| one.who == who && program.clause_path(one.verdict.clause) == clause)
}

/// On what a branch turns, with its status.
fn turns_on(program: &Program, came: &Cascade, clause: &str, who: &str) -> String {
    let branch = branch(program, came, clause, who).unwrap_or_else(|| panic!("{clause} by {who}"));
    format!("{}: {}", branch.verdict.status.word(), branch.verdict.pivots.depends_on.join(", "))
}

/// Whether some act is that of an actor.
fn acts_of(program: &Program, came: &Cascade, who: &str) -> bool {
    let who = program.find_actor(who).unwrap();
    came.acts.iter().any(|act| act.who == who)
}

/// The reason for which a promise was not called up.
fn missed(program: &Program, came: &Cascade, clause: &str, who: &str) -> Option<&'static str> {
    let who = program.find_actor(who).unwrap();
    let miss = came.misses.iter().find(|one| one.who == who && program.clause_path(one.clause) == clause);
    miss.and_then(|miss| miss.verdict.because.role).map(|role| role.word())
}

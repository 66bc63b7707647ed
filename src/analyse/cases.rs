//! A suite to review: the fewest events in which every condition of a clause decides once.
//!
//! In: a clause, a day, a stance. Out: a [`Suite`]: events with what the evaluator says of each, and for
//! every condition the two events that show it. Absent: printing, and a meaning of its own: functions and
//! answers are those of `evaluate`.
//!
//! A *condition* is a test as it is written (a fact, a place, a deed, a reading, an actor), a use of a
//! term, and what stands around them: who must be struck, whose duties rest. A term is one text, so its
//! conditions count once however often it is used; each use of it is a condition too, so that a use
//! that was forgotten or stands too much comes to light.
//!
//! A condition *decides* in an event if the clause is owed there and would not be, or is not and would be,
//! were this condition alone the other way round and all others as they are. One fact may stand under
//! several conditions; what is turned round is the condition and not the fact. So one event proves
//! nothing by itself, and a condition is *shown* by a pair: an event in which it holds and decides, and one
//! in which it fails and decides, with different answers. Where a condition is asked of several actors
//! it decides if it does so of one of them.
//!
//! The wish "in this event the condition holds and decides" is a function of all events, and so is its
//! counterpart. A suite is a sharing out of those wishes over events; wishes for an owed and for an
//! unowed event never meet, so the two halves are shared out apart (`cover`).

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::civil::Date;

use crate::analyse::laws::slice::Slice;
use crate::evaluate::cast::Cast;
use crate::evaluate::space::{Fun, within_cast};
use crate::evaluate::{Stance, Status, Verdict};
use crate::event::Event;
use crate::ir::{ActorId, ClauseId, LimbRole, Origin, Program, QuestionId, ReadingId, TermId};
use crate::text::Limits;

mod cover;
mod day;
mod draft;
mod replay;
mod sharing;
mod world;

pub use day::day_of;
use draft::Drafting;

/// One clause to be reviewed.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The clause, in the text that runs on the day.
    pub clause: ClauseId,
    /// The day of the events.
    pub day: Date,
    /// For this obligor; for one that speaks for all if none.
    pub obligor: Option<ActorId>,
}

/// A condition of the clause, and how it came out.
#[derive(Debug, Clone)]
pub struct Condition {
    /// In words.
    pub text: String,
    /// Which face of the clause it belongs to.
    pub role: LimbRole,
    /// The term in which it is written; none if in the clause itself.
    pub term: Option<TermId>,
    /// Where it is written.
    pub origin: Origin,
    /// Whether the rules write it; else it is who is bound, who must be struck, or a leg that rests.
    pub written: bool,
    /// Of how many actors, or in how many ways, it is asked; each is turned round for itself.
    pub asked_of: usize,
    /// The pair of events that shows it, or why there is none.
    pub shown: Result<Pair, Why>,
}

/// Two events of a suite, by their places: one in which a condition holds, one in which it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// It holds and decides.
    pub holds: usize,
    /// It fails and decides.
    pub fails: usize,
}

/// Why no pair of events shows a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It holds in every event of the day.
    Always,
    /// It holds in none.
    Never,
    /// One reading of the question is left, by the interpretation or by the day.
    OneReading,
    /// It asks where another duty stands, which one event does not show.
    OfLife,
    /// Whichever way it is, other conditions settle the answer.
    NoDifference,
    /// It can decide where it holds, and never where it fails.
    OnlyHolds,
    /// It can decide where it fails, and never where it holds.
    OnlyFails,
    /// It decides in none of the events that were looked at, and not all were.
    NotDecided,
}

impl Why {
    /// The reason in words.
    ///
    /// ```
    /// use casus::analyse::cases::Why;
    /// assert!(Why::Always.words().starts_with("it holds in every event"));
    /// ```
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Why::Always => "it holds in every event of this day",
            Why::Never => "it holds in no event of this day",
            Why::OneReading => "one reading of the question is left",
            Why::OfLife => "it asks where another duty stands, which one event does not show",
            Why::NoDifference => "whichever way it is, other conditions settle the answer",
            Why::OnlyHolds => {
                "it can decide where it holds; where it fails, another condition always fails with it"
            }
            Why::OnlyFails => {
                "it can decide where it fails; where it holds, another condition always settles the answer"
            }
            Why::NotDecided => "not decided: it decides in none of the events that were looked at",
        }
    }

    /// A word for records.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Why::Always => "always",
            Why::Never => "never",
            Why::OneReading => "one_reading",
            Why::OfLife => "of_life",
            Why::NoDifference => "no_difference",
            Why::OnlyHolds => "only_holds",
            Why::OnlyFails => "only_fails",
            Why::NotDecided => "not_decided",
        }
    }
}

/// One event of a suite.
#[derive(Debug, Clone)]
pub struct Case {
    /// What happens.
    pub event: Event,
    /// Readings that are given with it.
    pub readings: BTreeMap<QuestionId, ReadingId>,
    /// Who would owe; none where a field of the event says.
    pub obligor: Option<ActorId>,
    /// To whom, where the clause has an answer for several by name.
    pub to: Option<ActorId>,
    /// To all other parties; what is owed to one of them by name is another answer.
    pub to_parties: bool,
    /// Whether a `test` block can ask for this answer: it cannot where the one who would owe has no answer
    /// toward the parties, and another toward one of them.
    pub by_test: bool,
    /// What the evaluator says: owed, available or not owed.
    pub status: Status,
    /// Its answer in full; none where it has none for this obligor, so that nothing is owed.
    pub verdict: Option<Verdict>,
    /// Questions on which the answer turns if the readings are not given.
    pub turns_on: Vec<QuestionId>,
    /// The conditions that decide in it, by their places, and whether they hold.
    pub about: Vec<(usize, bool)>,
}

/// How many events of a suite are for one obligor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// Who; none where a field says.
    pub obligor: Option<ActorId>,
    /// So many events.
    pub events: usize,
    /// No suite for this obligor that shows the same conditions has fewer.
    pub at_least: usize,
}

/// The events that a lawyer reads and signs.
#[derive(Debug, Clone)]
pub struct Suite {
    /// Of which clause and day.
    pub wanted: Wanted,
    /// The conditions in the order written.
    pub conditions: Vec<Condition>,
    /// The events.
    pub cases: Vec<Case>,
    /// How many, obligor by obligor.
    pub counts: Vec<Count>,
    /// Only some actors do something or are struck, since with all of them too much is open.
    pub few_actors: bool,
    /// The record shows no deeds, since with any deeds too much is open.
    pub closed_record: bool,
    /// Nodes of the diagram.
    pub nodes: usize,
}

impl Suite {
    /// How many events more than the smallest suite it may have.
    #[must_use]
    pub fn may_be_larger_by(&self) -> usize {
        self.counts.iter().map(|count| count.events - count.at_least.min(count.events)).sum()
    }
}

/// Why there is no suite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// More is open than the limits allow.
    TooComplex,
    /// An event was found that the evaluator does not confirm, which is a fault of this program.
    NotConfirmed(String),
}

/// The suites of some clauses, in the order asked, worked out on all processors.
#[must_use]
pub fn suites(
    program: &Program,
    wanted: &[Wanted],
    stance: &Stance,
    limits: &Limits,
    done: &(dyn Fn() + Sync),
) -> Vec<Result<Suite, Trouble>> {
    let next = AtomicUsize::new(0);
    let found: Mutex<BTreeMap<usize, Result<Suite, Trouble>>> = Mutex::new(BTreeMap::new());
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(one) = wanted.get(at) else { return };
            let suite = suite(program, one, stance, limits);
            if let Ok(mut found) = found.lock() {
                found.insert(at, suite);
            }
            done();
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get().min(wanted.len().max(1)));
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    found.into_inner().map(|found| found.into_values().collect()).unwrap_or_default()
}

/// The suite of one clause.
///
/// # Errors
///
/// If more is open than the limits allow, or an event is not confirmed.
///
/// ```
/// use casus::analyse::cases::{Wanted, suite};
/// use casus::{evaluate::Stance, ir::ClauseId, resolve::resolve};
/// use casus::{syntax::parser::parse, text::{FileId, Limits}};
/// let limits = Limits::default();
/// let text = r#"
///   tree act { force menace } tree object { vessel } tree place_kind { land } tree nature { pact }
///   tree kind { defence } tree deed { own_act } tree response { assist }
///   field act: tree act  field by: actor  field against: actor  field object: tree object
///   field place: place  field armed: yes_no  state A state B state C
///   treaty t { cite "x" evidence text nature pact in force 1950-01-01 parties A, B
///     clause defend "1" evidence text {
///       kind defence  trigger act is force and armed is yes on a party
///       response every other party shall assist  consultation none  process none  report none
///     }
///   }"#;
/// let program = resolve(&[(FileId(0), parse(FileId(0), text, &limits).tree)], &limits).program;
/// let wanted = Wanted { clause: ClauseId(0), day: jiff::civil::date(1960, 1, 1), obligor: None };
/// let suite = suite(&program, &wanted, &Stance::default(), &limits).unwrap();
/// // All hold; the deed, the arms, who is struck each fail alone; and A does not help itself.
/// assert_eq!(suite.cases.len(), 5);
/// assert_eq!(suite.may_be_larger_by(), 0);
/// assert!(suite.conditions.iter().all(|one| one.shown.is_ok()));
/// ```
pub fn suite(program: &Program, wanted: &Wanted, stance: &Stance, limits: &Limits) -> Result<Suite, Trouble> {
    let mut slice = Slice::default();
    slice.clause(program, wanted.clause);
    let cast = world::cast(program, wanted, &slice);
    let most = limits.proof_nodes;
    // The whole world first, where that is no long work; then fewer actors, then no deeds either.
    let worlds =
        [(None, true, most.min(limits.suite_nodes)), (Some(&cast), true, most), (Some(&cast), false, most)];
    for (cast, open_record, nodes) in worlds {
        let limits = Limits { proof_nodes: nodes, ..*limits };
        match in_world(program, wanted, stance, &limits, (cast, open_record), &slice) {
            Err(Trouble::TooComplex) => {}
            found => return found,
        }
    }
    Err(Trouble::TooComplex)
}

fn in_world(
    program: &Program,
    wanted: &Wanted,
    stance: &Stance,
    limits: &Limits,
    (cast, open_record): (Option<&Cast>, bool),
    slice: &Slice,
) -> Result<Suite, Trouble> {
    let base = Event {
        id: program.clause_path(wanted.clause),
        title: None,
        date: wanted.day,
        facts: Vec::new(),
        own_place: None,
        record: Vec::new(),
        first: None,
        line: 0,
    };
    // Whoever was struck or did it is one actor that is not known, so that who it is can be a condition.
    let wide = Limits { diagram_nodes: limits.proof_nodes, named_candidates: 0, ..*limits };
    within_cast(program, &base, stance, &wide, (cast, open_record), |space| {
        let speakers = space.apart(wanted.clause, wanted.obligor, limits.suite_actors);
        let mut drafting = Drafting {
            program,
            wanted,
            stance,
            limits,
            base: &base,
            space,
            slice,
            whole: cast.is_none() && open_record,
            world: Fun::TRUE,
            joined: HashMap::new(),
            suite: Suite {
                wanted: wanted.clone(),
                conditions: Vec::new(),
                cases: Vec::new(),
                counts: Vec::new(),
                few_actors: cast.is_some(),
                closed_record: !open_record,
                nodes: 0,
            },
            places: Vec::new(),
        };
        for apart in &speakers {
            if apart.faulty {
                let text = format!("{}: its parts do not come to the whole", base.id);
                return Err(Trouble::NotConfirmed(text));
            }
            drafting.speaker(apart)?;
        }
        drafting.suite.nodes = drafting.space.size();
        if drafting.space.is_full() {
            return Err(Trouble::TooComplex);
        }
        Ok(drafting.suite)
    })
}

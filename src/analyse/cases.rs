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

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::civil::Date;

use crate::analyse::laws::slice::Slice;
use crate::evaluate::cast::Cast;
use crate::evaluate::friendly::Taste;
use crate::evaluate::parts::{Apart, Decides, Part};
use crate::evaluate::space::{self, Fun, Space, within_cast};
use crate::evaluate::{BeneficiaryOut, Stance, Status, Verdict};
use crate::event::Event;
use crate::ir::{ActorId, ClauseId, LimbRole, Origin, Program, QuestionId, ReadingId, TermId};
use crate::text::Limits;

mod cover;
mod day;
mod replay;
mod world;

pub use day::day_of;

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
    // The whole world first, then fewer actors, then no deeds either.
    for (cast, open_record) in [(None, true), (Some(&cast), true), (Some(&cast), false)] {
        match in_world(program, wanted, stance, limits, (cast, open_record), &slice) {
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

/// What an event should show.
#[derive(Debug, Clone, Copy)]
struct Wish {
    owed: bool,
    fun: Fun,
}

/// Wishes for owed or for unowed events, shared out.
#[derive(Debug, Clone)]
struct Half {
    owed: bool,
    wanted: Vec<Fun>,
    groups: Vec<(Vec<usize>, Fun)>,
}

/// The two ways in which a pair can show a condition: it is for the duty, or against it.
#[derive(Debug, Clone, Copy)]
struct Ways {
    /// It holds where it is owed; it fails where it is not.
    forth: Option<[Fun; 2]>,
    /// It fails where it is owed; it holds where it is not.
    back: Option<[Fun; 2]>,
}

/// So many conditions that can be shown either way are tried both ways.
const EITHER_WAY: usize = 4;

struct Drafting<'d, 'a, 'w> {
    program: &'d Program,
    wanted: &'d Wanted,
    stance: &'d Stance,
    limits: &'d Limits,
    base: &'d Event,
    space: &'d mut Space<'a, 'w>,
    slice: &'d Slice,
    /// No event is left aside for the number of actors or deeds.
    whole: bool,
    joined: HashMap<(Fun, Fun), Option<Fun>>,
    suite: Suite,
    /// The conditions of the suite, to be found again for the next obligor.
    places: Vec<Part>,
}

impl Drafting<'_, '_, '_> {
    /// Adds the events that one obligor needs to show what is not shown yet.
    fn speaker(&mut self, apart: &Apart) -> Result<(), Trouble> {
        let at: Vec<usize> = apart.parts.iter().map(|decides| self.place(decides)).collect();
        let mut ways: Vec<(usize, Ways)> = Vec::new();
        for (decides, at) in apart.parts.iter().zip(&at) {
            if self.suite.conditions.get(*at).is_some_and(|one| one.shown.is_ok()) {
                continue;
            }
            let found = self.ways(decides);
            if found.forth.is_some() || found.back.is_some() {
                ways.push((*at, found));
            } else {
                let why = self.why(decides);
                if let Some(one) = self.suite.conditions.get_mut(*at) {
                    one.shown = Err(why);
                }
            }
        }
        if self.space.is_full() {
            return Err(Trouble::TooComplex);
        }
        let (halves, at_least) = self.shared_out(&ways);
        let taste =
            Taste::of(self.program, self.wanted.clause, self.wanted.day, apart.obligor, self.slice.places());
        let first = self.suite.cases.len();
        let mut cubes = Vec::new();
        for half in &halves {
            for fun in self.plainer(half, apart, &taste) {
                let (case, cube) = self.case(apart, half.owed, fun, &taste)?;
                self.suite.cases.push(case);
                cubes.push(cube);
            }
        }
        let count = Count { obligor: apart.obligor, events: cubes.len(), at_least };
        self.suite.counts.push(count);
        self.pairs(first, &cubes, &ways)
    }

    /// The place of a condition in the suite.
    fn place(&mut self, decides: &Decides) -> usize {
        if let Some(at) = self.places.iter().position(|part| *part == decides.part) {
            return at;
        }
        let Part { text, role, term, origin, written, .. } = decides.part.clone();
        self.places.push(decides.part.clone());
        let shown = Err(Why::NotDecided);
        let asked_of = decides.asked_of;
        self.suite.conditions.push(Condition { text, role, term, origin, written, asked_of, shown });
        self.suite.conditions.len() - 1
    }

    fn ways(&mut self, decides: &Decides) -> Ways {
        let [holds_owed, holds_not, fails_owed, fails_not] = decides.when;
        let mut both = |one: Fun, other: Fun| {
            let told = self.space.tellable(one) != Fun::FALSE && self.space.tellable(other) != Fun::FALSE;
            told.then_some([one, other])
        };
        Ways { forth: both(holds_owed, fails_not), back: both(fails_owed, holds_not) }
    }

    fn why(&mut self, decides: &Decides) -> Why {
        let [can_hold, can_fail] = decides.can.map(|f| self.space.can_be(f));
        match (can_hold, can_fail) {
            _ if decides.part.of_life => return Why::OfLife,
            (true, true) => {}
            _ if decides.part.question.is_some() => return Why::OneReading,
            _ if !self.whole => return Why::NotDecided,
            (true, false) => return Why::Always,
            (false, _) => return Why::Never,
        }
        let [holds_owed, holds_not, fails_owed, fails_not] =
            decides.when.map(|f| self.space.tellable(f) != Fun::FALSE);
        match (holds_owed || holds_not, fails_owed || fails_not) {
            _ if decides.cut || !self.whole => Why::NotDecided,
            (true, false) => Why::OnlyHolds,
            (false, true) => Why::OnlyFails,
            _ => Why::NoDifference,
        }
    }

    /// The fewest events for some conditions, each with whether it is owed in it, those that are owed first;
    /// and how many there must be at least.
    fn shared_out(&mut self, ways: &[(usize, Ways)]) -> (Vec<Half>, usize) {
        let either: Vec<usize> = (0..ways.len())
            .filter(|at| ways.get(*at).is_some_and(|(_, w)| w.forth.is_some() && w.back.is_some()))
            .collect();
        if either.len() > EITHER_WAY {
            let (groups, _) = self.shared_so(ways, &BTreeSet::new());
            let fixed: Vec<(usize, Ways)> =
                ways.iter().filter(|(_, w)| w.forth.is_none() || w.back.is_none()).copied().collect();
            let (_, at_least) = self.shared_so(&fixed, &BTreeSet::new());
            return (groups, at_least);
        }
        let mut best: Option<Vec<Half>> = None;
        let mut at_least = usize::MAX;
        for choice in 0..(1_usize << either.len()) {
            let back: BTreeSet<usize> = (0..either.len())
                .filter(|bit| choice & (1 << bit) != 0)
                .filter_map(|bit| either.get(bit).copied())
                .collect();
            let (groups, least) = self.shared_so(ways, &back);
            at_least = at_least.min(least);
            let size = |halves: &[Half]| halves.iter().map(|half| half.groups.len()).sum::<usize>();
            if best.as_ref().is_none_or(|known| size(&groups) < size(known)) {
                best = Some(groups);
            }
        }
        (best.unwrap_or_default(), at_least)
    }

    /// The same, with some conditions shown as speaking against the duty.
    fn shared_so(&mut self, ways: &[(usize, Ways)], back: &BTreeSet<usize>) -> (Vec<Half>, usize) {
        let mut wishes: Vec<Wish> = Vec::new();
        for (at, (_, way)) in ways.iter().enumerate() {
            let pair = match (way.forth, way.back) {
                (Some(_), Some(pair)) if back.contains(&at) => Some(pair),
                (Some(pair), _) | (None, Some(pair)) => Some(pair),
                (None, None) => None,
            };
            for (fun, owed) in pair.into_iter().flatten().zip([true, false]) {
                wishes.push(Wish { owed, fun });
            }
        }
        let (mut groups, mut at_least) = (Vec::new(), 0);
        for owed in [true, false] {
            let wanted = self.narrowest(&wishes, owed);
            let steps = self.limits.suite_steps;
            let cover = cover::fewest(&wanted, &mut |one, other| self.join(one, other), steps);
            at_least += cover.at_least;
            groups.push(Half { owed, wanted, groups: cover.groups });
        }
        (groups, at_least)
    }

    /// The same number of groups, in which wishes stand where they cost least: each group keeps the wish
    /// that it was made for, and every other one goes where it is granted already, or adds least.
    fn plainer(&mut self, half: &Half, apart: &Apart, taste: &Taste) -> Vec<Fun> {
        let as_found = || half.groups.iter().map(|(_, fun)| *fun).collect();
        let seeds: Vec<usize> = half.groups.iter().filter_map(|(list, _)| list.first().copied()).collect();
        let mut groups: Vec<(Fun, u32, Fun)> = Vec::with_capacity(seeds.len());
        for at in &seeds {
            let Some(fun) = half.wanted.get(*at).copied() else { return as_found() };
            let Some((_, cost, cube)) = self.plainest(fun, half.owed, apart, taste) else {
                return as_found();
            };
            groups.push((fun, cost, cube));
        }
        // Wishes that fit into fewest groups choose first.
        let mut rest: Vec<(usize, usize)> = Vec::new();
        for (at, wish) in half.wanted.iter().enumerate().filter(|(at, _)| !seeds.contains(at)) {
            let fits = groups.iter().filter(|(fun, ..)| self.join(*fun, *wish).is_some()).count();
            rest.push((fits, at));
        }
        rest.sort_unstable();
        for wish in rest.into_iter().filter_map(|(_, at)| half.wanted.get(at).copied()) {
            let mut granted = None;
            for (at, (_, _, cube)) in groups.iter().enumerate() {
                if self.grants(*cube, wish) {
                    granted = Some(at);
                    break;
                }
            }
            if let Some(slot) = granted.and_then(|at| groups.get_mut(at)) {
                // It stays granted when more is asked of that event.
                slot.0 = self.space.and(slot.0, wish);
                continue;
            }
            let mut best: Option<(u32, usize, (Fun, u32, Fun))> = None;
            for (at, (fun, cost, _)) in groups.clone().into_iter().enumerate() {
                let Some(both) = self.join(fun, wish) else { continue };
                let Some((_, more, cube)) = self.plainest(both, half.owed, apart, taste) else { continue };
                let adds = more.saturating_sub(cost);
                if best.as_ref().is_none_or(|(least, ..)| adds < *least) {
                    best = Some((adds, at, (both, more, cube)));
                }
            }
            let Some((_, at, group)) = best else { return as_found() };
            if let Some(slot) = groups.get_mut(at) {
                *slot = group;
            }
        }
        if self.space.is_full() { as_found() } else { groups.into_iter().map(|(fun, ..)| fun).collect() }
    }

    /// The plainest event of a function in which the answer is settled.
    fn plainest(
        &mut self,
        fun: Fun,
        owed: bool,
        apart: &Apart,
        taste: &Taste,
    ) -> Option<(space::Case, u32, Fun)> {
        let (fun, _) = self.settled(fun, owed, apart);
        self.space.plainest(fun, taste)
    }

    /// The events of a function in which it is owed; else those in which nothing can be done about it, or
    /// if there are none those in which it waits for an act.
    fn settled(&mut self, fun: Fun, owed: bool, apart: &Apart) -> (Fun, Status) {
        if owed {
            return (fun, Status::Owed);
        }
        let never = self.space.not(apart.at_best);
        let lost = self.space.and(fun, never);
        if self.space.tellable(lost) != Fun::FALSE {
            return (lost, Status::NotOwed);
        }
        (self.space.and(fun, apart.at_best), Status::Available)
    }

    /// The wishes that no other one grants as well.
    fn narrowest(&mut self, wishes: &[Wish], owed: bool) -> Vec<Fun> {
        let mut all: Vec<Fun> = Vec::new();
        for wish in wishes.iter().filter(|wish| wish.owed == owed) {
            if !all.contains(&wish.fun) {
                all.push(wish.fun);
            }
        }
        let mut kept = Vec::new();
        for one in &all {
            let granted = all.iter().any(|other| other != one && self.is_within(*other, *one));
            if !granted {
                kept.push(*one);
            }
        }
        kept
    }

    fn is_within(&mut self, one: Fun, other: Fun) -> bool {
        let not = self.space.not(other);
        self.space.and(one, not) == Fun::FALSE
    }

    /// Whether what an event says grants a wish, whatever it leaves open and the world allows.
    fn grants(&mut self, cube: Fun, wish: Fun) -> bool {
        let not = self.space.not(wish);
        let otherwise = self.space.and(cube, not);
        !self.space.can_be(otherwise)
    }

    /// What grants two wishes at once, if an event can.
    fn join(&mut self, one: Fun, other: Fun) -> Option<Fun> {
        let key = (one.min(other), one.max(other));
        if let Some(known) = self.joined.get(&key) {
            return *known;
        }
        let both = self.space.and(one, other);
        let told = both != Fun::FALSE && self.space.tellable(both) != Fun::FALSE;
        let found = told.then_some(both);
        self.joined.insert(key, found);
        found
    }

    /// The plainest event of a function, confirmed by the evaluator; and the function of exactly what it
    /// says.
    fn case(&mut self, apart: &Apart, owed: bool, fun: Fun, taste: &Taste) -> Result<(Case, Fun), Trouble> {
        let (fun, status) = self.settled(fun, owed, apart);
        let found = self.space.plainest(fun, taste);
        if self.space.is_full() {
            return Err(Trouble::TooComplex);
        }
        let Some((plain, _, cube)) = found else {
            return Err(Trouble::NotConfirmed(format!(
                "{}: a group of conditions has no event",
                self.base.id
            )));
        };
        let id = format!("{}/{}", self.base.id, self.suite.cases.len() + 1);
        let mut event = plain.event(self.base, &id);
        event.record.iter_mut().for_each(|deed| deed.date = None);
        let mut case = Case {
            event,
            readings: plain.readings.iter().copied().collect(),
            obligor: apart.obligor,
            to: match apart.beneficiary {
                BeneficiaryOut::Actor(who) => Some(who),
                _ => None,
            },
            to_parties: apart.beneficiary == BeneficiaryOut::Parties,
            by_test: true,
            status,
            verdict: None,
            turns_on: Vec::new(),
            about: Vec::new(),
        };
        let told = replay::Told { program: self.program, stance: self.stance, limits: self.limits };
        match told.confirm(self.wanted.clause, &mut case) {
            Ok(()) => Ok((case, cube)),
            Err(got) => {
                let line = crate::event::to_json(self.program, &case.event);
                Err(Trouble::NotConfirmed(format!("{line}: {} expected, {got}", case.status.word())))
            }
        }
    }

    /// Which conditions decide in which event, and the pair that shows each.
    fn pairs(&mut self, first: usize, cubes: &[Fun], ways: &[(usize, Ways)]) -> Result<(), Trouble> {
        for (at, way) in ways {
            let mut found: Option<Pair> = None;
            for (pair, holds_first) in [(way.forth, true), (way.back, false)] {
                let Some(pair) = pair else { continue };
                let [owed, not] = pair.map(|wish| self.those_in(cubes, wish));
                for (events, holds) in [(&owed, holds_first), (&not, !holds_first)] {
                    for event in events {
                        if let Some(case) = self.suite.cases.get_mut(first + event) {
                            case.about.push((*at, holds));
                        }
                    }
                }
                if found.is_none()
                    && let Some((one, other)) = self.closest(first, &owed, &not)
                {
                    let (holds, fails) = if holds_first { (one, other) } else { (other, one) };
                    found = Some(Pair { holds, fails });
                }
            }
            let Some(pair) = found else {
                if self.space.is_full() {
                    return Err(Trouble::TooComplex);
                }
                let text = format!("{}: a condition is not shown by its events", self.base.id);
                return Err(Trouble::NotConfirmed(text));
            };
            if let Some(one) = self.suite.conditions.get_mut(*at) {
                one.shown = Ok(pair);
            }
        }
        Ok(())
    }

    /// The events that grant a wish whatever they leave open.
    fn those_in(&mut self, cubes: &[Fun], wish: Fun) -> Vec<usize> {
        let mut found = Vec::new();
        for (at, cube) in cubes.iter().enumerate() {
            if self.grants(*cube, wish) {
                found.push(at);
            }
        }
        found
    }

    /// Of two lists of events the two that differ least.
    fn closest(&self, first: usize, some: &[usize], others: &[usize]) -> Option<(usize, usize)> {
        let all = some.iter().flat_map(|one| others.iter().map(move |other| (first + one, first + other)));
        all.min_by_key(|(one, other)| {
            let case = |at: usize| self.suite.cases.get(at);
            let apart = match (case(*one), case(*other)) {
                (Some(a), Some(b)) => differences(a, b),
                _ => usize::MAX,
            };
            (apart, *one, *other)
        })
    }
}

/// In how many statements two cases differ.
fn differences(a: &Case, b: &Case) -> usize {
    let facts = |one: &Case, other: &Case| {
        one.event.facts.iter().filter(|fact| !other.event.facts.contains(fact)).count()
            + one.event.record.iter().filter(|deed| !other.event.record.contains(deed)).count()
            + one.readings.iter().filter(|(q, r)| other.readings.get(q) != Some(r)).count()
    };
    facts(a, b) + facts(b, a)
}

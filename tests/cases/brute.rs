//! Made-up conditions over a few facts, held to brute force: every event, every condition turned round by
//! an evaluator of the tests' own, every set of events.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use casus::analyse::cases::{Pair, Suite};
use casus::evaluate::{Stance, Status};
use casus::event::{Fact, Value};
use casus::ir::Program;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use crate::{program_of, suite_of};

/// A condition of the tests' own.
#[derive(Debug, Clone)]
enum Is {
    /// A fact of four is so.
    Fact(usize),
    /// A scale of three has at least this level.
    Level(usize),
    /// The question has the first reading.
    Read,
    /// The term holds.
    Term,
    Not(Box<Is>),
    All(Vec<Is>),
    Any(Vec<Is>),
}

/// An event with a reading: three facts, a level, a reading.
type Point = (usize, usize, bool);

const FACTS: usize = 3;

/// The places of the lines in a condition, in the order written.
fn lines(is: &Is, at: &mut usize) -> Vec<usize> {
    match is {
        Is::Not(inner) => lines(inner, at),
        Is::All(list) | Is::Any(list) => list.iter().flat_map(|one| lines(one, at)).collect(),
        _ => {
            *at += 1;
            vec![*at - 1]
        }
    }
}

/// What a condition comes to if one line is the other way round, and what each of its lines comes to.
/// The lines of the term come first.
struct Trial<'t> {
    term: &'t Is,
    in_term: usize,
    point: Point,
    turned: Option<usize>,
    values: BTreeMap<usize, bool>,
}

impl Trial<'_> {
    fn of(&mut self, is: &Is, at: &mut usize) -> bool {
        let value = match is {
            Is::Not(inner) => return !self.of(inner, at),
            // Every part is asked, whatever the ones before it come to: each has a value of its own.
            Is::All(list) => {
                let values: Vec<bool> = list.iter().map(|one| self.of(one, at)).collect();
                return values.into_iter().all(|value| value);
            }
            Is::Any(list) => {
                let values: Vec<bool> = list.iter().map(|one| self.of(one, at)).collect();
                return values.into_iter().any(|value| value);
            }
            Is::Fact(bit) => self.point.0 >> bit & 1 == 1,
            Is::Level(level) => self.point.1 >= *level,
            Is::Read => self.point.2,
            Is::Term => {
                let term = self.term;
                self.of(term, &mut 0)
            }
        };
        let line = *at;
        *at += 1;
        self.values.insert(line, value);
        value != (self.turned == Some(line))
    }

    fn run(term: &Is, in_term: usize, main: &Is, point: Point, turned: Option<usize>) -> (bool, Vec<bool>) {
        let mut trial = Trial { term, in_term, point, turned, values: BTreeMap::new() };
        let mut at = trial.in_term;
        let owed = trial.of(main, &mut at);
        (owed, trial.values.into_values().collect())
    }
}

fn text(is: &Is) -> String {
    let join = |list: &[Is], word: &str| {
        let parts: Vec<String> = list.iter().map(text).collect();
        format!("({})", parts.join(word))
    };
    match is {
        Is::Fact(bit) => format!("f{bit} is yes"),
        Is::Level(1) => "gravity at least serious".to_owned(),
        Is::Level(_) => "gravity is grave".to_owned(),
        Is::Read => "how is narrow".to_owned(),
        Is::Term => "meant".to_owned(),
        Is::Not(inner) => format!("not ({})", text(inner)),
        Is::All(list) => join(list, " and "),
        Is::Any(list) => join(list, " or "),
    }
}

fn rules(term: &Is, main: &Is) -> String {
    let mut facts = String::new();
    for bit in 0..FACTS {
        let _ = writeln!(facts, "field f{bit}: yes_no");
    }
    format!(
        "tree act {{ force menace }} tree object {{ land }} tree place_kind {{ home }} tree nature {{ pact }}
         tree kind {{ defence }} tree deed {{ own_act }} tree response {{ assist }}
         scale gravity {{ slight < serious < grave }}
         field act: tree act  field by: actor  field against: actor  field object: tree object
         field place: place  field gravity: scale gravity
         {facts}
         state ARC
         treaty small {{
           cite \"imaginary\" evidence text nature pact in force 1900-01-01 parties ARC
           question how \"how?\" {{
             source \"imaginary\"
             reading narrow held by ARC cite \"x\"
             reading wide held by ARC cite \"x\"
           }}
           term meant \"meant\" cite \"1\" = {}
           clause one \"1\" evidence text {{
             kind defence trigger {} response ARC shall assist consultation none process none report none
           }}
         }}",
        text(term),
        text(main)
    )
}

/// Choices, one after the other; zero where they are spent.
struct Chooser<'c>(std::slice::Iter<'c, u8>);

impl Chooser<'_> {
    fn pick(&mut self, of: usize) -> usize {
        usize::from(*self.0.next().unwrap_or(&0)) % of
    }

    fn is(&mut self, depth: usize, with_term: bool) -> Is {
        match self.pick(if depth == 0 { 6 } else { 12 }) {
            0..=2 => Is::Fact(self.pick(FACTS)),
            3 => Is::Level(1 + self.pick(2)),
            4 => Is::Read,
            5 if with_term => Is::Term,
            5 => Is::Fact(0),
            6 => Is::Not(Box::new(self.is(depth - 1, with_term))),
            7..=9 => Is::All((0..2 + self.pick(2)).map(|_| self.is(depth - 1, with_term)).collect()),
            _ => Is::Any((0..2 + self.pick(2)).map(|_| self.is(depth - 1, with_term)).collect()),
        }
    }
}

fn points() -> Vec<Point> {
    let mut all = Vec::new();
    for facts in 0..1 << FACTS {
        for level in 0..3 {
            for read in [false, true] {
                all.push((facts, level, read));
            }
        }
    }
    all
}

/// For each line the points that show it: where it holds and the clause is owed, holds and is not, fails
/// and is owed, fails and is not; each a set of bits.
fn by_trial(term: &Is, main: &Is) -> Vec<[u64; 4]> {
    let mut at = 0;
    let in_term = lines(term, &mut at).len();
    let used = text(main).contains("meant");
    lines(main, &mut at);
    let mut shown = vec![[0_u64; 4]; at];
    for (bit, point) in points().into_iter().enumerate() {
        let (owed, values) = Trial::run(term, in_term, main, point, None);
        let first = if used { 0 } else { in_term };
        for (line, holds) in (first..).zip(values) {
            let (turned, _) = Trial::run(term, in_term, main, point, Some(line));
            if turned != owed {
                shown[line][2 * usize::from(!holds) + usize::from(!owed)] |= 1 << bit;
            }
        }
    }
    if used { shown } else { shown.split_off(in_term) }
}

/// The fewest points that show every line that can be shown, by trying sets of rising size.
fn fewest(lines: &[[u64; 4]]) -> usize {
    let pairs = |line: &[u64; 4]| [[line[0], line[3]], [line[2], line[1]]];
    let wanted: Vec<[[u64; 2]; 2]> =
        lines.iter().map(pairs).filter(|two| two.iter().any(|pair| pair[0] != 0 && pair[1] != 0)).collect();
    let mut useful: Vec<u64> = (0..points().len()).map(|bit| 1 << bit).collect();
    // Points that show the same in every respect stand for each other.
    let looks =
        |bit: u64| -> Vec<bool> { wanted.iter().flatten().flatten().map(|wish| wish & bit != 0).collect() };
    useful.sort_by_key(|bit| looks(*bit));
    useful.dedup_by_key(|bit| looks(*bit));
    useful.retain(|bit| looks(*bit).contains(&true));
    (0..).find(|size| some_set(&useful, *size, 0, &wanted)).unwrap()
}

fn some_set(useful: &[u64], size: usize, set: u64, wanted: &[[[u64; 2]; 2]]) -> bool {
    let met = |two: &[[u64; 2]; 2]| two.iter().any(|pair| pair[0] & set != 0 && pair[1] & set != 0);
    // The first line that is not shown needs a point for one of its sides.
    let Some(open) = wanted.iter().find(|two| !met(two)) else { return true };
    if size == 0 {
        return false;
    }
    useful.iter().any(|bit| {
        let helps = open.iter().flatten().any(|wish| wish & bit != 0) && set & bit == 0;
        helps && some_set(useful, size - 1, set | bit, wanted)
    })
}

/// The points that an event of a suite may be.
fn points_of(program: &Program, suite: &Suite, at: usize) -> Vec<usize> {
    let case = &suite.cases[at];
    let fact = |name: &str| {
        let field = program.find_field(name).unwrap();
        case.event.fact(field).map(|fact| match fact {
            Fact::Stated(list) => list[0],
            other => panic!("{other:?}"),
        })
    };
    let fits = |(facts, level, read): &Point| {
        (0..FACTS).all(|bit| fact(&format!("f{bit}")).is_none_or(|v| v == Value::Yes(facts >> bit & 1 == 1)))
            && fact("gravity").is_none_or(|v| v == Value::Level(u32::try_from(*level).unwrap()))
            && case.readings.values().all(|reading| (reading.index() == 0) == *read)
    };
    points().iter().enumerate().filter(|(_, point)| fits(point)).map(|(bit, _)| bit).collect()
}

fn hold(choices: &[u8], sizes: &std::cell::RefCell<BTreeMap<usize, usize>>) -> Result<(), TestCaseError> {
    let mut chooser = Chooser(choices.iter());
    let term = chooser.is(1, false);
    let main = chooser.is(3, true);
    let text = rules(&term, &main);
    let program = program_of(&text);
    let suite = suite_of(&program, "small.one", &Stance::default())
        .map_err(|trouble| TestCaseError::fail(format!("{trouble:?}\n{text}")))?;
    let trials = by_trial(&term, &main);
    prop_assert_eq!(suite.conditions.len(), trials.len(), "{}", text);
    // The term is met where it is used first; its lines stand together before the use of it.
    let mut order: Vec<usize> = (0..suite.conditions.len()).collect();
    order.sort_by_key(|at| suite.conditions[*at].origin.span.start);
    for (at, trial) in order.iter().zip(&trials) {
        let one = &suite.conditions[*at];
        let can = (trial[0] != 0 && trial[3] != 0) || (trial[1] != 0 && trial[2] != 0);
        prop_assert_eq!(one.shown.is_ok(), can, "{} {:?}\n{}", one.text, one.shown, text);
        let Ok(Pair { holds, fails }) = one.shown else { continue };
        let owed = |case: usize| suite.cases[case].status == Status::Owed;
        prop_assert!(owed(holds) != owed(fails), "{}\n{}", one.text, text);
        for (case, fails) in [(holds, 0), (fails, 1)] {
            let wanted = trial[2 * fails + usize::from(!owed(case))];
            for bit in points_of(&program, &suite, case) {
                prop_assert!(wanted >> bit & 1 == 1, "{} in event {}\n{}", one.text, case + 1, text);
            }
        }
    }
    prop_assert_eq!(suite.may_be_larger_by(), 0, "{}", text);
    prop_assert_eq!(suite.cases.len(), fewest(&trials), "{}", text);
    *sizes.borrow_mut().entry(suite.cases.len()).or_default() += 1;
    Ok(())
}

#[test]
fn no_set_of_events_is_smaller_and_every_pair_decides() {
    let number = std::env::var("CASUS_LAW_CASES").ok().and_then(|n| n.parse::<u32>().ok()).unwrap_or(1) * 400;
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(number) };
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[5; 32]);
    let sizes = std::cell::RefCell::new(BTreeMap::new());
    let outcome = TestRunner::new_with_rng(config, random)
        .run(&prop::collection::vec(any::<u8>(), 4..60), |choices| hold(&choices, &sizes));
    if let Err(broken) = outcome {
        panic!("{broken}");
    }
    // Suites of many sizes were made, so that it is no law of trivial ones.
    let sizes = sizes.into_inner();
    assert!(sizes.keys().filter(|size| **size >= 4).count() >= 3, "{sizes:?}");
}

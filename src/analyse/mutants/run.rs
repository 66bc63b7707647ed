//! Tries changes: whether the rules still resolve, and which test or law is the first to notice.
//!
//! In: a [`Suite`] of tests and laws on rules as they are, mutants. Out: a [`Fate`] for each, in order.
//! Absent: choosing mutants, printing.
//!
//! A test notices if an expectation that agreed agrees no more, a law if it held and holds no more. A
//! law that becomes too large to decide has noticed nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Mutant;
use super::reach::{Place, Sight, place};
use crate::analyse::laws::{self, Answer, Report, Slice, prove};
use crate::analyse::{EventFile, TestReport, run_tests};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Program, Property};
use crate::resolve::{Resolved, TestCase, resolve};
use crate::syntax::parser::parse;
use crate::syntax::tree;
use crate::text::{File, FileId, Files, Limits};

/// What came of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// The rules are refused; the message.
    Refused(String),
    /// A test notices; its title.
    Test(String),
    /// A law notices; its title.
    Law(String),
    /// Only the check warns of something that it did not warn of before; the message.
    Warned(String),
    /// Nobody notices; how many tests and laws could have.
    Alive {
        /// Tests that look at what was changed.
        tests: usize,
        /// Laws that look at it.
        laws: usize,
    },
}

/// Gives the events of a file that a test names, read under a program.
pub type Load<'a> = dyn Fn(&Program, &File, &str) -> EventFile + Sync + 'a;

/// Tests and laws, with what they say of the rules as they are.
pub struct Suite<'a> {
    files: &'a Files,
    trees: &'a [(FileId, tree::File)],
    load: &'a Load<'a>,
    limits: &'a Limits,
    cases: Vec<Case>,
    laws: Vec<HeldLaw>,
    warnings: BTreeSet<(Code, String)>,
}

/// A test as it stands before a change.
struct Case {
    file: FileId,
    title: String,
    sight: Sight,
    agreed: Vec<bool>,
    /// Instruments whose clauses it names itself.
    names: BTreeSet<String>,
}

/// A law that holds before a change.
struct HeldLaw {
    file: FileId,
    title: String,
    sight: Sight,
}

impl<'a> Suite<'a> {
    /// Runs the tests and laws of some files on the rules as they are.
    #[must_use]
    pub fn new(
        files: &'a Files,
        trees: &'a [(FileId, tree::File)],
        resolved: &Resolved,
        asks: &dyn Fn(FileId) -> bool,
        load: &'a Load<'a>,
        limits: &'a Limits,
    ) -> Suite<'a> {
        let program = &resolved.program;
        let mut events = Events { program, load, known: BTreeMap::new() };
        let cases = resolved.tests.iter().filter(|case| asks(case.file)).map(|case| Case {
            file: case.file,
            title: case.title.text.clone(),
            sight: sight_of_case(program, case),
            agreed: agreed(&events.run(case, files, limits)),
            names: named(case),
        });
        let cases = cases.collect();
        let asked: Vec<usize> = (0..resolved.properties.len())
            .filter(|at| resolved.properties.get(*at).is_some_and(|law| asks(law.file)))
            .collect();
        let reports = prove(program, &resolved.properties, &asked, limits);
        let held = reports.iter().filter(|report| holds(report) == Some(true));
        let laws = held
            .filter_map(|report| resolved.properties.get(report.property))
            .map(|law| HeldLaw {
                file: law.file,
                title: law.title.text.clone(),
                sight: Sight::of(program, &laws::looks_at(program, law)),
            })
            .collect();
        // Asked again, since whoever resolved the rules may have taken the warnings out.
        let warnings = resolve(trees, limits).diagnostics.iter().map(said).collect();
        Suite { files, trees, load, limits, cases, laws, warnings }
    }

    /// How many tests and laws there are.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        (self.cases.len(), self.laws.len())
    }

    /// Tries changes on all processors; `done` is called after each.
    #[must_use]
    pub fn run(&self, mutants: &[Mutant], done: &(dyn Fn() + Sync)) -> Vec<Fate> {
        let next = AtomicUsize::new(0);
        let fates: Mutex<BTreeMap<usize, Fate>> = Mutex::new(BTreeMap::new());
        let work = || {
            let mut trees = self.trees.to_vec();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(mutant) = mutants.get(at) else { return };
                let fate = self.one(&mut trees, mutant);
                if let Ok(mut fates) = fates.lock() {
                    fates.insert(at, fate);
                }
                done();
            }
        };
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get().min(mutants.len().max(1)));
        std::thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(work);
            }
            work();
        });
        fates.into_inner().map(|fates| fates.into_values().collect()).unwrap_or_default()
    }

    /// `trees` are those of the suite, and are so again at the end.
    fn one(&self, trees: &mut [(FileId, tree::File)], mutant: &Mutant) -> Fate {
        let Some(file) = self.files.get(mutant.file) else { return Fate::Refused(String::new()) };
        let Some((_, slot)) = trees.iter_mut().find(|(id, _)| *id == mutant.file) else {
            return Fate::Refused(String::new());
        };
        let parsed = parse(mutant.file, &mutant.text(file), self.limits);
        if let Some(error) = parsed.diagnostics.iter().find(|d| d.is_error()) {
            return Fate::Refused(error.message.clone());
        }
        let place = place(slot, mutant.span);
        let original = std::mem::replace(slot, parsed.tree);
        let resolved = resolve(trees, self.limits);
        if let Some((_, slot)) = trees.iter_mut().find(|(id, _)| *id == mutant.file) {
            *slot = original;
        }
        match resolved.diagnostics.iter().find(|d| d.is_error()) {
            Some(error) => Fate::Refused(error.message.clone()),
            None => self.noticed(&resolved, &place),
        }
    }

    fn noticed(&self, resolved: &Resolved, place: &Place) -> Fate {
        let mut asked: Vec<&Case> = self.cases.iter().filter(|case| case.sight.sees(place)).collect();
        // Whoever names the instrument is the first that may notice.
        let direct = |case: &Case| match place {
            Place::Clause(treaty, _) | Place::Treaty(treaty) => case.names.contains(treaty),
            _ => false,
        };
        asked.sort_by_key(|case| !direct(case));
        let mut events = Events { program: &resolved.program, load: self.load, known: BTreeMap::new() };
        for case in &asked {
            let same = |now: &&TestCase| now.file == case.file && now.title.text == case.title;
            let Some(now) = resolved.tests.iter().find(same) else { continue };
            let agreed = agreed(&events.run(now, self.files, self.limits));
            let lost = case.agreed.iter().enumerate().any(|(at, was)| *was && agreed.get(at) != Some(&true));
            if lost {
                return Fate::Test(case.title.clone());
            }
        }
        let mut laws = 0;
        for law in &self.laws {
            let same = |now: &&Property| now.file == law.file && now.title.text == law.title;
            let Some(at) = resolved.properties.iter().position(|now| same(&now)) else { continue };
            if !law.sight.sees(place) && !sees_now(resolved, at, place) {
                continue;
            }
            laws += 1;
            let reports = prove(&resolved.program, &resolved.properties, &[at], self.limits);
            if reports.iter().any(|report| holds(report) == Some(false)) {
                return Fate::Law(law.title.clone());
            }
        }
        let new = |d: &&Diagnostic| !self.warnings.contains(&said(d));
        match resolved.diagnostics.iter().find(new) {
            Some(warning) => Fate::Warned(warning.message.clone()),
            None => Fate::Alive { tests: asked.len(), laws },
        }
    }
}

/// A clause whose response changed may only now be one that a law asks for.
fn sees_now(resolved: &Resolved, at: usize, place: &Place) -> bool {
    matches!(place, Place::Clause(..))
        && resolved.properties.get(at).is_some_and(|law| {
            Sight::of(&resolved.program, &laws::looks_at(&resolved.program, law)).sees(place)
        })
}

/// Event files, each read once under one program.
struct Events<'a> {
    program: &'a Program,
    load: &'a Load<'a>,
    known: BTreeMap<(String, String), EventFile>,
}

impl Events<'_> {
    fn run(&mut self, case: &TestCase, files: &Files, limits: &Limits) -> Vec<TestReport> {
        let Events { program, load, known } = self;
        let mut read = |file: &File, path: &str| -> EventFile {
            let key = (file.name.clone(), path.to_owned());
            known.entry(key).or_insert_with(|| load(program, file, path)).clone()
        };
        run_tests(program, std::slice::from_ref(case), files, &mut read, limits)
    }
}

/// Which expectations of a test agree.
fn agreed(reports: &[TestReport]) -> Vec<bool> {
    reports.iter().flat_map(|report| report.lines.iter().map(|line| line.agreed)).collect()
}

fn named(case: &TestCase) -> BTreeSet<String> {
    let expects = case.events.iter().flat_map(|(_, expects)| expects);
    expects.filter_map(|expect| expect.path.split('.').next()).map(str::to_owned).collect()
}

fn sight_of_case(program: &Program, case: &TestCase) -> Sight {
    let mut slice = Slice::default();
    for expect in case.events.iter().flat_map(|(_, expects)| expects) {
        expect.clauses.iter().for_each(|id| slice.clause(program, *id));
    }
    Sight::of(program, &slice)
}

/// Whether a law is as its author says; none if that is not decided.
fn holds(report: &Report) -> Option<bool> {
    match (&report.answer, &report.as_told) {
        (Answer::Undecided(_) | Answer::Fault(_), _) => None,
        (Answer::Proved, told) => Some(told.is_none()),
        (Answer::Broken(_), told) => Some(matches!(told, Some(Ok(())))),
        (Answer::Empty | Answer::Refused(_), _) => Some(false),
    }
}

fn said(diagnostic: &Diagnostic) -> (Code, String) {
    (diagnostic.code, diagnostic.message.clone())
}

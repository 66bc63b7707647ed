//! Random search for events that break laws, with the finds kept beside the rule files.
//!
//! In: rules with properties, a seed. Out: what the search of each law came to, printed lines. Absent:
//! searching (`analyse::laws`).

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Serialize;

use super::console::{Console, Failure, Outcome, clean};
use super::load::{self, Rules};
use super::options::ChanceOptions;
use super::words;
use crate::analyse::laws::{
    Chance, Coverage, Earlier, Exhausted, Find, Searched, exhaust, kept, reading_words, search,
};
use crate::ir::{Law, Property};
use crate::text::{FileId, Limits};

/// Parts of clauses shown that no event reached.
const SHOWN: usize = 4;

/// What was tried for one law beside proof.
pub(super) struct Tried {
    pub searched: Searched,
    pub exhausted: Option<Exhausted>,
}

/// Searches for each of some laws, in the order asked; `cases` also judges every case of small worlds.
pub(super) fn all(
    rules: &Rules,
    which: &[usize],
    options: &ChanceOptions,
    small_worlds: bool,
    limits: &Limits,
) -> Outcome<Vec<Tried>> {
    let chance = Chance { seed: options.seed, cases: options.cases };
    let earlier = earlier(rules, which, limits)?;
    let next = AtomicUsize::new(0);
    let done: Mutex<BTreeMap<usize, Tried>> = Mutex::new(BTreeMap::new());
    let failed: Mutex<Option<Failure>> = Mutex::new(None);
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(property) = which.get(at).and_then(|id| rules.resolved.properties.get(*id)) else {
                return;
            };
            let before = earlier.get(&(property.file, property.title.text.clone()));
            let before = before.map(Vec::as_slice).unwrap_or_default();
            let searched = search(rules.program(), property, chance, before, limits);
            // Written at once, so that a find is not lost with the rest of a long run. Of a law that is said to be
            // broken the event stands beside it already.
            let found = searched.found.as_ref().filter(|_| property.broken.is_none());
            if let Some(find) = found.filter(|find| find.case.is_some())
                && let Ok(mut failed) = failed.lock()
                && let Err(failure) = keep(rules, property, searched.seed, find)
            {
                failed.get_or_insert(failure);
            }
            let exhausted = small_worlds.then(|| exhaust(rules.program(), property, limits));
            if let Ok(mut done) = done.lock() {
                done.insert(at, Tried { searched, exhausted });
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get().min(which.len().max(1)));
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    if let Ok(Some(failure)) = failed.into_inner() {
        return Err(failure);
    }
    Ok(done.into_inner().map(|done| done.into_values().collect()).unwrap_or_default())
}

/// The file of finds beside a rule file; none for rules that are part of the program.
fn beside(rules: &Rules, file: FileId) -> Option<PathBuf> {
    let name = rules.files.get(file).filter(|_| !rules.is_builtin(file))?;
    Some(Path::new(&*name.name).with_extension("regressions"))
}

type Kept = BTreeMap<(FileId, String), Vec<Earlier>>;

fn earlier(rules: &Rules, which: &[usize], limits: &Limits) -> Outcome<Kept> {
    let mut all = Kept::new();
    let mut seen: Vec<FileId> = Vec::new();
    for property in which.iter().filter_map(|id| rules.resolved.properties.get(*id)) {
        let file = property.file;
        let Some(path) = beside(rules, file).filter(|_| !seen.contains(&file)) else { continue };
        seen.push(file);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(Failure::file("read", load::display(&path), &error)),
        };
        let finds = kept::from_text(rules.program(), &text, limits).map_err(|(line, why)| {
            Failure::message(format!(
                "{}:{line}: {why}; an earlier find that the rules no longer know can be deleted",
                load::display(&path)
            ))
        })?;
        all.extend(finds.into_iter().map(|(law, finds)| ((file, law), finds)));
    }
    Ok(all)
}

/// Adds a find to the file beside the rules, unless it stands there.
fn keep(rules: &Rules, property: &Property, seed: u64, find: &Find) -> Outcome<()> {
    let Some(path) = beside(rules, property.file) else { return Ok(()) };
    let Some(line) = kept::to_line(rules.program(), property, seed, find) else { return Ok(()) };
    let before = fs::read_to_string(&path).unwrap_or_default();
    if before.lines().any(|known| known == line) {
        return Ok(());
    }
    let end = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    fs::write(&path, format!("{before}{end}{line}\n"))
        .map_err(|error| Failure::file("write", load::display(&path), &error))
}

/// What a search came to, in lines below a law.
pub(super) fn print(console: &mut Console, rules: &Rules, property: &Property, tried: &Tried) -> Outcome<()> {
    let searched = &tried.searched;
    if searched.replayed > 0 {
        let earlier = words::count(searched.replayed, "earlier find", "earlier finds");
        writeln!(console.out, "  {earlier} tried first")?;
    }
    if searched.cases > 0 {
        writeln!(
            console.out,
            "  searched: {} with seed {}, {} of which met the law, in {}; {}",
            words::count(searched.cases, "event", "events"),
            searched.seed,
            searched.met,
            words::count(searched.stretches, "stretch", "stretches"),
            spoken_of(searched.density),
        )?;
        reached(console, rules, &searched.coverage)?;
    }
    if let Some(find) = &searched.found {
        let at = match find.case {
            Some(case) => {
                format!("found at event {case}, shrunk in {}", words::count(find.steps, "step", "steps"))
            }
            None => "an earlier find breaks it again".to_owned(),
        };
        let aside = if find.of_proof { "" } else { "; a proof leaves such events aside" };
        writeln!(console.out, "  {at}{aside}")?;
    } else if matches!(property.law, Law::Symmetric(..)) {
        writeln!(console.out, "  a search cannot break it: it asks whether something is possible")?;
    }
    let Some(exhausted) = &tried.exhausted else { return Ok(()) };
    let cases = words::count(exhausted.cases, "case", "cases");
    let worlds = words::count(exhausted.worlds, "small world", "small worlds");
    write!(
        console.out,
        "  judged one by one: every case of {worlds}, {cases}, {} met the law",
        exhausted.met
    )?;
    if exhausted.left_out > 0 {
        let left = words::count(exhausted.left_out, "world", "worlds");
        if exhausted.would_be.is_nan() {
            write!(console.out, "; {left} left out as too large to count")?;
        } else {
            write!(console.out, "; {left} left out, of {:.1e} cases", exhausted.would_be)?;
        }
    }
    if exhausted.unnamed > 0 {
        let left = words::count(exhausted.unnamed, "case", "cases");
        write!(console.out, "; {left} left out of kinds that have no name")?;
    }
    writeln!(console.out)?;
    Ok(())
}

/// Of how many events a law speaks, in words.
fn spoken_of(density: f64) -> String {
    if density >= 1.0 {
        "it speaks of every event".to_owned()
    } else if density == 0.0 {
        "of how many events it speaks is not counted".to_owned()
    } else {
        format!("it speaks of at most {density:.2e} of the events of a day")
    }
}

fn reached(console: &mut Console, rules: &Rules, coverage: &Coverage) -> Outcome<()> {
    if coverage.clauses.is_empty() {
        return Ok(());
    }
    let program = rules.program();
    let count = Reached::of(coverage);
    writeln!(
        console.out,
        "  reached: {} of {} clauses owed; {} of {} parts both met and not met; {} of {} readings",
        count.clauses_owed,
        count.clauses,
        count.parts_both,
        count.parts,
        count.readings_taken,
        count.readings,
    )?;
    let sides = |(met, not): (bool, bool)| match (met, not) {
        (false, true) => Some("never met"),
        (true, false) => Some("always met"),
        (false, false) => Some("never sure"),
        (true, true) => None,
    };
    let missing: Vec<String> = coverage
        .limbs
        .iter()
        .filter_map(|((clause, origin, role), seen)| {
            let side = sides(*seen)?;
            Some(format!("{} {} ({}): {side}", program.clause_path(*clause), role.word(), rules.at(*origin)))
        })
        .collect();
    for one in missing.iter().take(SHOWN) {
        writeln!(console.out, "    {}", clean(one))?;
    }
    if missing.len() > SHOWN {
        let more = words::count(missing.len() - SHOWN, "part", "parts");
        writeln!(console.out, "    and {more} more")?;
    }
    let asked = coverage.readings.iter().filter(|(_, taken)| !**taken);
    let asked: Vec<String> = asked
        .map(|((question, reading), _)| {
            let (question, reading) = reading_words(program, *question, *reading);
            format!("{question} is {reading}")
        })
        .collect();
    if !asked.is_empty() {
        writeln!(console.out, "    readings not taken: {}", asked.join(", "))?;
    }
    Ok(())
}

/// What was reached, counted.
#[derive(Serialize)]
pub(super) struct Reached {
    clauses: usize,
    clauses_owed: usize,
    parts: usize,
    parts_both: usize,
    readings: usize,
    readings_taken: usize,
}

impl Reached {
    fn of(coverage: &Coverage) -> Self {
        Reached {
            clauses: coverage.clauses.len(),
            clauses_owed: coverage.clauses.values().filter(|(owed, _)| *owed).count(),
            parts: coverage.limbs.len(),
            parts_both: coverage.limbs.values().filter(|(met, not)| *met && *not).count(),
            readings: coverage.readings.len(),
            readings_taken: coverage.readings.values().filter(|taken| **taken).count(),
        }
    }
}

/// What was tried, as a part of the record of a law.
#[derive(Serialize)]
pub(super) struct SearchRecord {
    seed: u64,
    replayed: usize,
    cases: usize,
    met: usize,
    density: f64,
    found_at: Option<usize>,
    broken: bool,
    of_proof: Option<bool>,
    reached: Reached,
    small_worlds: Option<WorldsRecord>,
}

#[derive(Serialize)]
struct WorldsRecord {
    worlds: usize,
    cases: usize,
    met: usize,
    broken: bool,
    left_out: usize,
    /// Null where they are too large to be counted.
    would_be: Option<f64>,
}

impl SearchRecord {
    pub(super) fn of(tried: &Tried) -> Self {
        let Searched { seed, replayed, cases, met, density, coverage, found, .. } = &tried.searched;
        SearchRecord {
            seed: *seed,
            replayed: *replayed,
            cases: *cases,
            met: *met,
            density: *density,
            found_at: found.as_ref().and_then(|find| find.case),
            broken: found.is_some(),
            of_proof: found.as_ref().map(|find| find.of_proof),
            reached: Reached::of(coverage),
            small_worlds: tried.exhausted.as_ref().map(|one| WorldsRecord {
                worlds: one.worlds,
                cases: one.cases,
                met: one.met,
                broken: one.found.is_some(),
                left_out: one.left_out,
                would_be: Some(one.would_be).filter(|count| count.is_finite()),
            }),
        }
    }
}

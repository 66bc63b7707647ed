//! `casus compare`: two ways to read the rules, two rule folders, or two texts, over all events.
//!
//! In: two names or paths. Out: how each clause stands under the two, and the events on which they
//! part. Absent: comparing (`analyse::compare`).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::civil::Date;

use super::console::{Console, Exit, Failure, Message, Outcome};
use super::load::{self, Rules};
use super::names;
use super::options::{CompareArgs, ListFormat};
use super::revision;
use crate::analyse::compare::{
    Compared, Comparison, Item, Side, Trouble, compare, days, joint_program, with_parties,
};
use crate::evaluate::Stance;
use crate::event::to_json;
use crate::ir::{ActorId, ClauseId, Formula, Law, Program, TreatyId};
use crate::text::Limits;

mod beside;
mod page;
mod records;

/// The name under which the condition of `--where` stands in messages.
const WHERE: &str = "--where";

/// Runs `casus compare`.
pub(crate) fn run(console: &mut Console, args: &CompareArgs, limits: &Limits) -> Outcome<Exit> {
    let (first, second) = (written(&args.first), written(&args.second));
    if let (Written::Folder(one), Written::Folder(other)) = (&first, &second) {
        return folders(console, args, [one, other], limits);
    }
    let rules = loaded(console, args, &args.rules.rules, Vec::new(), limits)?;
    let program = rules.program();
    let operands = [operand(program, &args.first)?, operand(program, &args.second)?];
    match operands {
        [Operand::Stance(left), Operand::Stance(right)] => {
            let items = clauses(program, args, [&left, &right])?;
            let sides = [left, right].map(|stance| Side { program, stance });
            let comparison = of(&rules, args, program, sides, true)?;
            finish(console, args, Page::Readings, &comparison, &items, limits)
        }
        [Operand::Text(left), Operand::Text(right)] => texts(console, args, &rules, [left, right], limits),
        _ => Err(Failure::Message(Message {
            code: None,
            text: format!("`{}` and `{}` are not the same sort of thing", args.first, args.second),
            help: Some(
                "compare two interpretations or actors, two treaties or clauses, or two rule folders"
                    .to_owned(),
            ),
        })),
    }
}

/// A word as far as it can be understood without any rules.
enum Written {
    /// A path or a revision.
    Folder(Source),
    /// A name.
    Name,
}

/// Where rules come from.
enum Source {
    Path(PathBuf),
    Revision(String),
}

fn written(word: &str) -> Written {
    // A name of the rules is never written with a slash or a dot in front; a folder beside us may be.
    let path = Path::new(word);
    if path.exists() {
        return Written::Folder(Source::Path(path.to_owned()));
    }
    let plain = word.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
    let dated = word.rsplit_once('@').is_some_and(|(_, day)| day.parse::<Date>().is_ok());
    if dated || plain && word != "HEAD" {
        return Written::Name;
    }
    Written::Folder(Source::Revision(word.to_owned()))
}

/// What two of are compared under one set of rules.
enum Operand {
    Stance(Stance),
    Text(Text),
}

/// A treaty, or one clause of it.
struct Text {
    treaty: TreatyId,
    clauses: Option<Vec<ClauseId>>,
}

fn operand(program: &Program, word: &str) -> Outcome<Operand> {
    if let Some(treaty) = program.find_treaty(word) {
        return Ok(Operand::Text(Text { treaty, clauses: None }));
    }
    if word.contains('.') && !word.contains('@') {
        let clauses = names::clauses(program, word)?;
        let treaty = clauses.first().and_then(|id| program.clause(*id)).map(|clause| clause.treaty);
        if let Some(treaty) = treaty {
            return Ok(Operand::Text(Text { treaty, clauses: Some(clauses) }));
        }
    }
    let (name, day) = match word.rsplit_once('@') {
        Some((name, day)) => {
            let day = day
                .parse::<Date>()
                .map_err(|_| Failure::message(format!("`{day}` is no day; write it as USA@1975-07-01")))?;
            (name, Some(day))
        }
        None => (word, None),
    };
    if let Some(row) = program.find_interpretation(name).and_then(|id| program.interpretation(id)) {
        let held = row.held_by.iter().map(|(actor, on)| (*actor, on.or(day)));
        return Ok(Operand::Stance(Stance {
            readings: row.readings.clone(),
            as_held_by: held.collect(),
            overlays_off: row.overlays.iter().filter(|(_, on)| !**on).map(|(id, _)| *id).collect(),
            interpretation: Some(row.name.clone()),
            ..Stance::default()
        }));
    }
    if let Some(actor) = program.find_actor(name) {
        return Ok(Operand::Stance(Stance { as_held_by: vec![(actor, day)], ..Stance::default() }));
    }
    let known = program.interpretations.iter().map(|row| row.name.as_str());
    let known = known.chain(program.treaties.iter().map(|row| row.name.as_str()));
    Err(names::refuse("interpretation, actor, treaty or rule folder", word, known))
}

/// Rules without errors, with the condition of `--where` read among them.
fn loaded(
    console: &mut Console,
    args: &CompareArgs,
    paths: &[PathBuf],
    mut texts: Vec<(String, String)>,
    limits: &Limits,
) -> Outcome<Rules> {
    if let Some(condition) = &args.only_where {
        texts.push((WHERE.to_owned(), format!("property \"where\" {{\n  possible {condition}\n}}\n")));
    }
    let rules = load::rules_and(paths, texts, !args.rules.no_builtin, limits)?;
    load::without_errors(console, rules)
}

/// The condition of `--where`.
fn condition<'r>(rules: &'r Rules, args: &CompareArgs) -> Outcome<Option<&'r Formula>> {
    let Some(asked) = &args.only_where else { return Ok(None) };
    let found = rules.resolved.properties.iter().find_map(|property| {
        let own = rules.files.get(property.file).is_some_and(|file| file.name == WHERE);
        match &property.law {
            Law::Possible(formula) if own => Some(formula),
            _ => None,
        }
    });
    match found {
        Some(formula) => Ok(Some(formula)),
        None => Err(Failure::message(format!("`--where {asked}` is no condition"))),
    }
}

fn of<'p>(
    rules: &'p Rules,
    args: &CompareArgs,
    host: &'p Program,
    sides: [Side<'p>; 2],
    alike: bool,
) -> Outcome<Comparison<'p>> {
    Ok(Comparison {
        sides,
        host,
        alike,
        any_beneficiary: false,
        only_where: condition(rules, args)?,
        classes: args.classes,
    })
}

/// An item with its name.
struct Named {
    name: String,
    item: Item,
}

/// Every clause that is asked for, its texts of different times together.
fn clauses(program: &Program, args: &CompareArgs, stances: [&Stance; 2]) -> Outcome<Vec<Named>> {
    let mut named: Vec<Named> = Vec::new();
    for id in wanted(program, args)? {
        let path = program.clause_path(id);
        let Some(treaty) = program.clause(id).map(|clause| clause.treaty) else { continue };
        let [left, right] =
            stances.map(|stance| if stance.overlays_off.contains(&treaty) { None } else { Some(id) });
        match named.iter_mut().find(|known| known.name == path) {
            Some(known) => {
                known.item.left.extend(left);
                known.item.right.extend(right);
            }
            None => {
                let item = Item { left: left.into_iter().collect(), right: right.into_iter().collect() };
                named.push(Named { name: path, item });
            }
        }
    }
    Ok(named)
}

/// The clauses that the options name; all if they name none.
fn wanted(program: &Program, args: &CompareArgs) -> Outcome<Vec<ClauseId>> {
    let mut treaties = BTreeSet::new();
    for word in &args.treaty {
        treaties.insert(names::treaty(program, word)?);
    }
    let mut asked = BTreeSet::new();
    for word in &args.clause {
        asked.extend(names::clauses(program, word)?);
    }
    let fits = |id: &ClauseId| {
        let of_treaty = program.clause(*id).is_some_and(|clause| treaties.contains(&clause.treaty));
        (treaties.is_empty() || of_treaty) && (asked.is_empty() || asked.contains(id))
    };
    Ok((0..program.clauses.len()).map(ClauseId::at).filter(fits).collect())
}

// ---- rule folders ----

fn folders(
    console: &mut Console,
    args: &CompareArgs,
    sources: [&Source; 2],
    limits: &Limits,
) -> Outcome<Exit> {
    // A revision is one of the folder that stands on the other side, else of the folder we are in.
    let beside = sources.iter().find_map(|source| match source {
        Source::Path(path) => Some(path.clone()),
        Source::Revision(_) => None,
    });
    let folder = beside.unwrap_or_else(|| PathBuf::from("."));
    let mut all = Vec::new();
    for source in sources {
        let (mut paths, mut texts) = (args.rules.rules.clone(), Vec::new());
        match source {
            Source::Path(path) => paths.push(path.clone()),
            Source::Revision(word) => {
                if !revision::exists(word, &folder) {
                    return Err(Failure::Message(Message {
                        code: None,
                        text: format!("`{word}` is no rule folder, and no revision that git knows"),
                        help: Some("a name of the rules has letters, digits and `_` only".to_owned()),
                    }));
                }
                texts = revision::texts(word, &folder)?;
            }
        }
        all.push(loaded(console, args, &paths, texts, limits)?);
    }
    let [one, other] = all.as_slice() else { return Ok(Exit::Usage) };
    let (left, right) = (one.program(), other.program());
    let host = joint_program(left, right);
    let mut items = clauses(left, args, [&Stance::default(), &Stance::default()])?;
    for named in &mut items {
        let texts = (0..right.clauses.len()).map(ClauseId::at);
        named.item.right = texts.filter(|id| right.clause_path(*id) == named.name).collect();
    }
    for id in wanted(right, args).unwrap_or_default() {
        let name = right.clause_path(id);
        match items.iter_mut().find(|named| named.name == name) {
            Some(named) if named.item.right.contains(&id) => {}
            Some(named) => named.item.right.push(id),
            None => items.push(Named { name, item: Item { left: Vec::new(), right: vec![id] } }),
        }
    }
    let sides = [left, right].map(|program| Side { program, stance: Stance::default() });
    let comparison = of(one, args, &host, sides, false)?;
    finish(console, args, Page::Folders, &comparison, &items, limits)
}

// ---- texts ----

fn texts(
    console: &mut Console,
    args: &CompareArgs,
    rules: &Rules,
    [one, other]: [Text; 2],
    limits: &Limits,
) -> Outcome<Exit> {
    let program = rules.program();
    let stance = match &args.interpretation {
        None => Stance::default(),
        Some(word) => match operand(program, word)? {
            Operand::Stance(stance) => stance,
            Operand::Text(_) => return Err(names::refuse("interpretation", word, [])),
        },
    };
    let items = pairs(program, args, &one, &other)?;
    let lists: Vec<Item> = items.iter().map(|named| named.item.clone()).collect();
    let sides = [Side { program, stance: stance.clone() }, Side { program, stance: stance.clone() }];
    let comparison = of(rules, args, program, sides, true)?;
    let day = args.on.or_else(|| days(&comparison, &lists).last().copied());
    let parties = parties(program, args, &one, day)?;
    let copy = with_parties(program, &[one.treaty, other.treaty], &parties);
    let sides = [Side { program: &copy, stance: stance.clone() }, Side { program: &copy, stance }];
    let comparison = Comparison { any_beneficiary: true, ..of(rules, args, &copy, sides, true)? };
    finish(console, args, Page::Texts(parties), &comparison, &items, limits)
}

/// The states that are parties to both texts.
fn parties(program: &Program, args: &CompareArgs, one: &Text, day: Option<Date>) -> Outcome<Vec<ActorId>> {
    let mut found = Vec::new();
    for word in &args.parties {
        found.push(names::actor(program, word, day)?);
    }
    if found.is_empty() {
        let rows = program.treaty(one.treaty).map(|treaty| treaty.parties.as_slice()).unwrap_or_default();
        let on_day = rows.iter().filter(|row| day.is_none_or(|day| row.days.contains(day)));
        found.extend(on_day.map(|row| row.actor));
    }
    found.sort();
    found.dedup();
    if found.len() < 2 {
        return Err(Failure::Message(Message {
            code: None,
            text: "two texts are compared between the same parties, and here there are fewer than two"
                .to_owned(),
            help: Some("name some with --parties, or another day with --on".to_owned()),
        }));
    }
    Ok(found)
}

/// Two clauses, or the clauses of two treaties by kind.
fn pairs(program: &Program, args: &CompareArgs, one: &Text, other: &Text) -> Outcome<Vec<Named>> {
    if let (Some(left), Some(right)) = (&one.clauses, &other.clauses) {
        let name = format!("{} and {}", args.first, args.second);
        return Ok(vec![Named { name, item: Item { left: left.clone(), right: right.clone() } }]);
    }
    let of = |text: &Text| -> Vec<ClauseId> {
        let all = (0..program.clauses.len()).map(ClauseId::at);
        let own = all.filter(|id| program.clause(*id).is_some_and(|clause| clause.treaty == text.treaty));
        text.clauses.clone().unwrap_or_else(|| own.collect())
    };
    let kind = |id: &ClauseId| program.clause(*id).map(|clause| clause.kind);
    let (left, right) = (of(one), of(other));
    let kinds: BTreeSet<_> = left.iter().chain(&right).filter_map(kind).collect();
    let mut named = Vec::new();
    for wanted in kinds {
        let of_kind =
            |list: &[ClauseId]| list.iter().copied().filter(|id| kind(id) == Some(wanted)).collect();
        let item = Item { left: of_kind(&left), right: of_kind(&right) };
        let label = program.node_name(program.kernel.kind, wanted).to_owned();
        named.push(Named { name: label, item });
    }
    named.retain(|named: &Named| !named.item.left.is_empty() && !named.item.right.is_empty());
    if named.is_empty() {
        let text = format!("`{}` and `{}` have no kind of clause in common", args.first, args.second);
        return Err(Failure::message(text));
    }
    Ok(named)
}

// ---- the page ----

/// Which sort of page.
enum Page {
    Readings,
    Folders,
    Texts(Vec<ActorId>),
}

/// What came of an item on a day.
struct Row<'i> {
    named: &'i Named,
    day: Date,
    found: Result<Compared, Trouble>,
}

fn finish(
    console: &mut Console,
    args: &CompareArgs,
    page: Page,
    comparison: &Comparison<'_>,
    items: &[Named],
    limits: &Limits,
) -> Outcome<Exit> {
    let rows = worked_out(args, comparison, items, limits);
    let sheet = page::Sheet { args, page, comparison, rows: &rows };
    match args.format {
        ListFormat::Json => records::write(console, &sheet)?,
        ListFormat::Table | ListFormat::Markdown => sheet.print(console)?,
    }
    if let Some(path) = &args.save {
        std::fs::write(path, saved(comparison, &rows))
            .map_err(|error| Failure::message(format!("cannot write `{}`: {error}", load::display(path))))?;
    }
    if rows.iter().any(|row| matches!(row.found, Err(Trouble::NotConfirmed(_)))) {
        return Ok(Exit::Refused);
    }
    let same = |row: &Row<'_>| row.found.as_ref().is_ok_and(|found| found.relation.is_same());
    Ok(if rows.iter().all(same) { Exit::Done } else { Exit::Findings })
}

/// Compares every item on its days; the rows stand in the order of the items, then of the days.
fn worked_out<'i>(
    args: &CompareArgs,
    comparison: &Comparison<'_>,
    items: &'i [Named],
    limits: &Limits,
) -> Vec<Row<'i>> {
    let one_day = args.on.or_else(|| {
        let all: Vec<Item> = items.iter().map(|named| named.item.clone()).collect();
        days(comparison, &all).last().copied()
    });
    let mut tasks: Vec<(&Named, Date)> = Vec::new();
    for named in items {
        if args.all_days {
            let days = days(comparison, std::slice::from_ref(&named.item));
            tasks.extend(days.into_iter().map(|day| (named, day)));
        } else {
            tasks.extend(one_day.map(|day| (named, day)));
        }
    }
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Row<'i>)>> = Mutex::new(Vec::new());
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some((named, day)) = tasks.get(at).copied() else { return };
            let found = compare(comparison, &named.item, day, limits);
            if let Ok(mut done) = done.lock() {
                done.push((at, Row { named, day, found }));
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get().min(tasks.len().max(1)));
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    let mut rows = done.into_inner().unwrap_or_default();
    rows.sort_by_key(|(at, _)| *at);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The events on which the two part, one a line, each with an identifier of its own.
fn saved(comparison: &Comparison<'_>, rows: &[Row<'_>]) -> String {
    let mut text = String::new();
    for row in rows {
        let Ok(found) = &row.found else { continue };
        for (side, classes) in [("first", &found.first), ("second", &found.second)] {
            for (at, class) in classes.iter().enumerate() {
                let mut event = class.event.clone();
                event.id = format!("{}:{side}:{}:{}", row.named.name.replace(' ', "_"), row.day, at + 1);
                text.push_str(&to_json(comparison.host, &event));
                text.push('\n');
            }
        }
    }
    text
}

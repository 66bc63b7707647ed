//! Law: proof, every case of small worlds, and search by chance say the same of a law, and what they say
//! is what trying every event says.
//!
//! The events are those of one day with the facts of a made-up event; the record is open. What breaks a law is
//! handed back to the oracle as the program shows it.

use std::sync::atomic::{AtomicUsize, Ordering};

use casus::analyse::laws::{Answer, Breach, Chance, Report, Searched, Twist};
use casus::analyse::laws::{contradiction, exhaust, prove, search};
use casus::event::{Event, Fact, Value};
use casus::ir::{FieldId, FieldType, Program};
use casus::text::Limits;
use proptest::prelude::*;

use crate::agree::Asked;
use crate::brute::{Brute, Judged, is_single};
use crate::facts::{Deed, Ev, F, FIELDS, PLACE, V};
use crate::law::{Change, Env, Law};
use crate::make::Maker;
use crate::model::{
    ACT, ACTORS, C, COUNCIL, DEED, LEVELS, OBJECT, Tree, is_state, lifetime, place_name, under,
};

/// Events drawn by chance for each law.
const DRAWN: u32 = 48;
/// Of the events of which a law speaks, the share from which on chance has to find one that breaks it.
const OFTEN: f64 = 0.5;
/// The most events that are tried one by one.
const TRIED: usize = 400;

/// Laws proved, broken, empty; broken ones found by chance; judged in full one by one; small worlds
/// judged whole.
pub static SEEN: [AtomicUsize; 7] = [const { AtomicUsize::new(0) }; 7];

pub fn three_ways(asked: &Asked, completions: usize, more: &mut Maker<'_>) -> Result<(), TestCaseError> {
    let limits = Limits { small_world_cases: 300, ..Limits::default() };
    let laws = std::slice::from_ref(&asked.law);
    let report = prove(&asked.program, laws, &[0], &limits).into_iter().next().expect("one report");
    let exhausted = exhaust(&asked.program, &asked.law, &limits);
    let searched = search(&asked.program, &asked.law, Chance { seed: 1, cases: DRAWN }, &[], &limits);
    let said = contradiction(&asked.law, &report, Some(&searched), Some(&exhausted));
    prop_assert!(said.is_none(), "{:?}\n{:?}\n{}", said, report.answer, asked.show());
    let (records, whole) = records(asked, completions, more);
    let mut brute = asked.brute();
    brute.records = records;
    let Ok(judged) = brute.judge() else {
        return Err(TestCaseError::reject("more acts than can be tried one by one"));
    };
    compare(asked, &report, judged, whole)?;
    if let Some(breach) = breach_of(&report) {
        shows(asked, breach, true)?;
    }
    for find in [&searched.found, &exhausted.found].into_iter().flatten() {
        shows(asked, &find.breach, find.of_proof)?;
    }
    by_chance(asked, &report, &searched, judged, whole)?;
    let at = match report.answer {
        Answer::Proved => 0,
        Answer::Broken(_) => 1,
        _ => 2,
    };
    SEEN[at].fetch_add(1, Ordering::Relaxed);
    SEEN[3].fetch_add(usize::from(searched.found.is_some()), Ordering::Relaxed);
    SEEN[4].fetch_add(usize::from(whole), Ordering::Relaxed);
    SEEN[5].fetch_add(usize::from(exhausted.is_whole()), Ordering::Relaxed);
    SEEN[6].fetch_add(usize::from(exhausted.found.is_some()), Ordering::Relaxed);
    Ok(())
}

fn breach_of(report: &Report) -> Option<&Breach> {
    match &report.answer {
        Answer::Broken(breach) => Some(breach),
        _ => None,
    }
}

/// Whether the proof is what trying every event one by one says; where deeds are tried in part only, what
/// is proved has no event among those tried.
fn compare(asked: &Asked, report: &Report, judged: Judged, whole: bool) -> Result<(), TestCaseError> {
    let shown = || format!("{:?} {judged:?} whole {whole}\n{}", report.answer, asked.show());
    match &report.answer {
        Answer::Broken(_) => prop_assert!(judged.broken || !whole, "{}", shown()),
        Answer::Proved => {
            // That the other way round is never so can be seen only where all is tried.
            let seen = judged.broken && (whole || !matches!(asked.property.law, Law::Symmetric(_)));
            prop_assert!(!seen && (judged.speaks || !whole), "{}", shown());
        }
        Answer::Empty => prop_assert!(!judged.speaks, "{}", shown()),
        _ => return Err(TestCaseError::fail(shown())),
    }
    Ok(())
}

/// Chance may miss, but not where a good part of the events of which a law speaks break it.
fn by_chance(
    asked: &Asked,
    report: &Report,
    searched: &Searched,
    judged: Judged,
    whole: bool,
) -> Result<(), TestCaseError> {
    let alone = matches!(asked.property.law, Law::If(..) | Law::Always(_) | Law::Never(_));
    let named = breach_of(report).is_some_and(|breach| !breach.unnamed);
    let often = judged.spoken > 0 && judged.breaking as f64 >= OFTEN * judged.spoken as f64;
    // Of several kinds at once chance says no more than the law does.
    let plain = asked.event.facts.iter().all(|fact| {
        is_single(fact) || !matches!(fact, F::Stated(list) if list.iter().any(|v| matches!(v, V::Node(_))))
    });
    if whole && alone && named && often && plain && !asked.property.is_open() {
        prop_assert!(
            searched.found.is_some(),
            "{} of {} break it, and {} drawn do not\n{}",
            judged.breaking,
            judged.spoken,
            searched.cases,
            asked.show()
        );
    }
    Ok(())
}

// ---- records ----

/// Records to try, and whether they are all that can matter: where no deed is asked for, the one of the event.
fn records(asked: &Asked, completions: usize, more: &mut Maker<'_>) -> (Vec<Vec<Deed>>, bool) {
    let (mut kinds, mut toward) = (Vec::new(), false);
    let mut treaties = Vec::new();
    let mut visit = |c: &C| match c {
        C::Has { deed, to, .. } => {
            kinds.push(*deed);
            toward |= to.is_some();
        }
        C::Part { deed, .. } => kinds.push(*deed),
        C::Clause { treaty, .. } => treaties.push(*treaty),
        _ => {}
    };
    let world = &asked.world;
    for (treaty, at) in asked.property.clauses(world) {
        world.walk_clause(&world.treaties[treaty].clauses[at], true, &mut |c, _| visit(c));
    }
    world.beside.iter().for_each(|cond| world.walk(cond, true, &mut |c, _| visit(c)));
    treaties.extend(asked.property.clauses(world).iter().map(|(treaty, _)| *treaty));
    let none = vec![Vec::new()];
    if kinds.is_empty() {
        return (none, true);
    }
    let changed = match &asked.property.law {
        Law::Unchanged(Change::Deed(node), _) => Some(*node),
        _ => None,
    };
    if let Some(node) = changed {
        kinds.extend((1..DEED.len()).filter(|kind| under(DEED, *kind, node)));
    }
    kinds.retain(|kind| *kind != 0);
    let day = asked.event.day;
    let rows = treaties.iter().flat_map(|treaty| {
        let row = &world.treaties[*treaty];
        row.parties.iter().chain(&row.protects).filter(|m| m.days.has(day)).map(|m| m.actor)
    });
    let mut doers: Vec<usize> = rows.filter(|a| is_state(*a) && lifetime(*a).has(day)).collect();
    doers.push(COUNCIL);
    if kinds.is_empty() {
        return (none, false);
    }
    let mut deeds: Vec<Deed> = Vec::new();
    for _ in 0..4 {
        let deed = Deed {
            by: more.among(&doers),
            does: more.among(&kinds),
            to: if toward && more.pick(2) == 0 { Some(more.pick(3)) } else { None },
            treaty: if more.pick(3) == 0 && !treaties.is_empty() {
                Some(more.among(&treaties))
            } else {
                None
            },
            date: None,
        };
        if !deeds.contains(&deed) {
            deeds.push(deed);
        }
    }
    let mut all = none;
    all.extend(deeds.iter().map(|deed| vec![deed.clone()]));
    for (at, one) in deeds.iter().enumerate() {
        all.extend(deeds.iter().skip(at + 1).map(|other| vec![one.clone(), other.clone()]));
    }
    all.truncate((TRIED / completions.max(1)).max(1));
    (all, false)
}

// ---- what the program shows ----

/// Whether what the program shows breaks the law for the oracle too.
fn shows(asked: &Asked, breach: &Breach, of_proof: bool) -> Result<(), TestCaseError> {
    let program = &asked.program;
    let Some(mut event) = event_of(program, &breach.event) else { return Ok(()) };
    let env = env_of(asked, breach);
    let mut stance = asked.brute().stance_of(&env);
    let free = breach.readings.iter().filter_map(|(question, reading)| {
        let at = number(&program.question(*question)?.name)?;
        Some((at, reading.index()))
    });
    let free: Vec<(usize, usize)> = free.collect();
    let mut records = vec![Vec::new()];
    match &breach.twist {
        Twist::None | Twist::Exchanged(..) => stance.closed.extend(free),
        // Under an interpretation its own readings are taken.
        Twist::Under(..) => {}
        Twist::Question(question, ..) => {
            let own = program.question(*question).and_then(|row| number(&row.name));
            stance.closed.extend(free.into_iter().filter(|(at, _)| Some(*at) != own));
        }
        Twist::Field(field, one, other) => {
            stance.closed.extend(free);
            let at = FIELDS.iter().position(|name| program.field(*field).is_some_and(|f| f.name == *name));
            let at = at.expect("a field");
            let values = [one, other].map(|value| value_of(program, *field, *value));
            let [Some(one), Some(other)] = values else { return Ok(()) };
            event.facts[at] = F::OneOf(vec![one, other]);
        }
        Twist::Deed(deed) => {
            stance.closed.extend(free);
            let added = deed_of(program, deed);
            event.record.retain(|one| *one != added);
            records.push(vec![added]);
        }
    }
    let mut brute = Brute::new(&asked.world, &asked.property, &event, &stance);
    brute.records = records;
    let Ok(judged) = brute.judge_env(&env) else { return Ok(()) };
    let shown = || format!("{breach:?}\n{judged:?}\n{}\n{}", event.json(), asked.show());
    if matches!(breach.twist, Twist::Exchanged(..)) {
        prop_assert!(judged.spoken > 0, "{}", shown());
        return Ok(());
    }
    // Chance may draw an event with gaps that breaks the law as it is told, and in no way to fill it in.
    let told = matches!(breach.twist, Twist::None) && brute.breaks_as_told(&env).unwrap_or(false);
    prop_assert!(judged.broken || (!of_proof && told), "{}", shown());
    Ok(())
}

/// The number in a name such as `q1`.
fn number(name: &str) -> Option<usize> {
    name.get(1..)?.parse().ok()
}

fn env_of(asked: &Asked, breach: &Breach) -> Env {
    let program = &asked.program;
    let actor = |id: &casus::ir::ActorId| actor_of(program, *id).expect("an actor");
    let treaty = |id: casus::ir::TreatyId| program.treaty(id).and_then(|row| number(&row.name));
    let clause = |id: &casus::ir::ClauseId| {
        let row = program.clause(*id)?;
        let at = program.treaty(row.treaty)?.clauses.iter().position(|other| other == id)?;
        Some((treaty(row.treaty)?, at))
    };
    Env {
        actors: breach.bound.actors.iter().map(actor).collect(),
        treaty: breach.bound.treaties.first().and_then(|id| treaty(*id)),
        clause: breach.bound.clauses.first().and_then(clause),
        reading: asked
            .property
            .binders
            .reading
            .and_then(|question| Some((question, breach.bound.readings.first()?.index()))),
    }
}

fn actor_of(program: &Program, id: casus::ir::ActorId) -> Option<usize> {
    ACTORS.iter().position(|name| *name == program.actor_name(id))
}

fn deed_of(program: &Program, deed: &casus::event::Deed) -> Deed {
    let name = program.node_name(program.kernel.deed, deed.does);
    Deed {
        by: actor_of(program, deed.by).expect("an actor"),
        does: DEED.iter().position(|(own, _)| *own == name).expect("a deed"),
        to: deed.to.and_then(|to| actor_of(program, to)),
        // An instrument of no rule set counts as one that nobody asks for.
        treaty: deed
            .treaty
            .map(|id| program.treaty(id).and_then(|t| t.name.strip_prefix('t')?.parse().ok()).unwrap_or(99)),
        date: deed.date,
    }
}

fn value_of(program: &Program, field: FieldId, value: Value) -> Option<V> {
    let node = |tree: &Tree, name: &str| tree.iter().position(|(own, _)| *own == name).map(V::Node);
    Some(match value {
        Value::Node(id) => {
            let row = program.field(field)?;
            let FieldType::Tree(tree) = row.kind else { return None };
            let name = program.node_name(tree, id);
            node(if row.name == "act" { ACT } else { OBJECT }, name)?
        }
        Value::Level(level) => V::Level((level as usize).min(LEVELS.len() - 1)),
        Value::Actor(id) => V::Actor(actor_of(program, id)?),
        Value::Place(id) => {
            let name = &program.place(id)?.name;
            V::Place((0..6).find(|at| place_name(*at) == name)?)
        }
        Value::OwnPlace => return None,
        Value::Yes(yes) => V::Yes(yes),
        Value::Number(number) => V::Num(number),
    })
}

/// An event of the program as the tests' own data; none where it describes a place of its own.
fn event_of(program: &Program, event: &Event) -> Option<Ev> {
    let mut facts: [F; 9] = std::array::from_fn(|_| F::Missing);
    for (field, fact) in &event.facts {
        let at = FIELDS.iter().position(|name| program.field(*field).is_some_and(|f| f.name == *name))?;
        let all = |values: &[Value]| {
            values.iter().map(|value| value_of(program, *field, *value)).collect::<Option<Vec<V>>>()
        };
        facts[at] = match fact {
            Fact::Stated(values) => F::Stated(all(values)?),
            Fact::OneOf(values) => F::OneOf(all(values)?),
            Fact::Disputed(claims) => F::Disputed(
                claims
                    .iter()
                    .map(|claim| {
                        Some((value_of(program, *field, claim.value)?, actor_of(program, claim.by)?))
                    })
                    .collect::<Option<_>>()?,
            ),
        };
    }
    if matches!(&facts[PLACE], F::Stated(list) if list.contains(&V::Own)) {
        return None;
    }
    let record = event.record.iter().map(|deed| deed_of(program, deed)).collect();
    Some(Ev { day: event.date, facts, own: None, record })
}

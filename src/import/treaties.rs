//! ATOP members to treaties as rule text.
//!
//! In: the rows of each alliance, the actors behind COW numbers, how slots that have no code are to
//! be taken. Out: rule text in the standard form. Absent: the wording of any treaty. What ATOP does
//! not code is written as an open question ([`Reading::Open`]) or as a stated presumption about wars
//! ([`Reading::Presumed`]), never left out.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};

use super::atop::{Condition, Duty, Member};
use super::law::{self, Limb, Side};
use super::moment::next;
use super::states::{States, meant_by};
use crate::diagnostic::Diagnostic;
use crate::syntax::format::format as lay_out;
use crate::text::Limits;

/// How what has no code is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// As an open question: no answer `owed` is ever sure.
    Open,
    /// By the presumptions about wars that `docs/scholars-codings.md` states.
    Presumed,
}

/// The first day after the coverage of ATOP 4.01.
const AFTER_COVERAGE: Date = date(2017, 1, 1);

/// The rules of some alliances: vocabulary or questions, states, one treaty each.
///
/// ```
/// use std::collections::BTreeMap;
/// use casus::import::{states::States, treaties::{Reading, rules}};
/// use casus::text::Limits;
/// let text = rules(&BTreeMap::new(), Reading::Open, &mut States::default(), &Limits::default()).unwrap();
/// assert!(text.contains("question atop_wording"));
/// ```
///
/// # Errors
/// Messages of the formatter, should the text not be rule text.
pub fn rules(
    alliances: &BTreeMap<u32, Vec<Member>>,
    reading: Reading,
    states: &mut States,
    limits: &Limits,
) -> Result<String, Vec<Diagnostic>> {
    // Names first: whom a threat means must not depend on which alliance is written first.
    let everybody: Vec<&Member> = alliances.values().flatten().collect();
    bonds(&everybody, states, widest);
    let treaties: String = alliances.iter().map(|(id, rows)| treaty(*id, rows, reading, states)).collect();
    let head = match reading {
        Reading::Open => law::questions(),
        Reading::Presumed => law::presumptions(states),
    };
    lay_out(&format!("{head}\n{}\n{treaties}", states.declarations()), limits)
}

/// The name of the treaty of an alliance.
#[must_use]
pub(super) fn name_of(alliance: u32) -> String {
    format!("atop_{alliance}")
}

/// A group of member rows with the same promise under the same conditions.
struct Group<'a> {
    duty: Duty,
    conditions: BTreeSet<Condition>,
    rows: Vec<&'a Member>,
    /// Who owes, as written after `every other`.
    obligors: String,
    /// A number behind the names of its clauses, where there are several groups.
    suffix: String,
}

fn treaty(id: u32, rows: &[Member], reading: Reading, states: &mut States) -> String {
    let groups = groups(id, rows);
    let mut out = String::new();
    for group in &groups {
        if group.obligors != "party" {
            out.push_str(&class(&group.obligors, &group.rows, states));
        }
    }
    let faithful: Vec<&Member> = rows.iter().filter(|row| law::forbids_attack(row, reading)).collect();
    let all_faithful = faithful.len() == rows.len();
    if !all_faithful && !faithful.is_empty() {
        out.push_str(&class(&format!("{}_no_attack", name_of(id)), &faithful, states));
    }
    for (war, members) in wars_in_hand(rows, reading) {
        out.push_str(&class(&format!("{}_in_war_{war}", name_of(id)), &members, states));
    }
    out.push_str(&heading(id, rows, reading, states));
    for group in &groups {
        out.push_str(&clauses(group, reading, states));
        if reading == Reading::Presumed {
            for war in wars_in_hand(rows, reading).keys() {
                out.push_str(&in_hand(id, group, *war, states));
            }
        }
    }
    if !faithful.is_empty() {
        let obligors = if all_faithful { "party".to_owned() } else { format!("{}_no_attack", name_of(id)) };
        out.push_str(&law::no_attack(&obligors, reading, &faithful));
    }
    out.push_str("}\n\n");
    out
}

/// The title, papers and parties of a treaty.
fn heading(id: u32, rows: &[Member], reading: Reading, states: &mut States) -> String {
    let begin = rows.iter().map(|row| row.entry.first()).min().unwrap_or(Date::ZERO);
    let ends: Option<Vec<Date>> = rows.iter().map(|row| row.exit.map(|exit| next(exit.last()))).collect();
    let mut out = format!("treaty {} \"ATOP alliance {id}\" {{\n", name_of(id));
    out.push_str(&format!("cite \"ATOP 4.01, member rows of alliance {id}\"\nevidence one_source\n"));
    out.push_str(&format!("nature {}\nsigned {begin}\nin force {begin}\n", law::nature(rows)));
    if let Some(end) = ends.and_then(|ends| ends.into_iter().max()) {
        out.push_str(&format!("ended {end} \"day after the last exit that is coded\"\n"));
    }
    for line in parties(rows, reading, states) {
        out.push_str(&line);
    }
    out.push_str("note \"the day of signature stands for entry into force, which has no code\"\n");
    out
}

/// One interval of membership.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Bond {
    from: Date,
    until: Option<Date>,
}

/// Joins intervals that touch or overlap.
fn joined(mut bonds: Vec<Bond>) -> Vec<Bond> {
    bonds.sort();
    let mut out: Vec<Bond> = Vec::new();
    for bond in bonds {
        match out.last_mut() {
            Some(last) if last.until.is_none_or(|until| bond.from <= until) => {
                let longer = last.until.is_none_or(|a| bond.until.is_some_and(|b| b <= a));
                if !longer {
                    last.until = bond.until;
                }
            }
            _ => out.push(bond),
        }
    }
    out
}

/// From the first day that the entry may be to the day after the last that the exit may be. The day
/// of exit counts: a breach does not end the bond before itself.
fn widest(row: &Member) -> Bond {
    let until = row.exit.map_or(AFTER_COVERAGE, |exit| next(exit.last()));
    Bond { from: row.entry.first(), until: Some(until) }
}

/// The bonds of each actor, by name.
fn bonds(rows: &[&Member], states: &mut States, of: fn(&Member) -> Bond) -> BTreeMap<String, Vec<Bond>> {
    let mut all: BTreeMap<String, Vec<Bond>> = BTreeMap::new();
    for row in rows {
        let bond = of(row);
        // A number may pass to another state on the very day of exit; the bond is still that of the first.
        let eve = bond.until.and_then(|until| until.yesterday().ok()).filter(|eve| bond.from < *eve);
        let mut spans = states.spans(row.state, bond.from, eve.or(bond.until));
        if let (Some(last), Some(_)) = (spans.last_mut(), eve) {
            last.2 = bond.until;
        }
        for (name, from, until) in spans {
            all.entry(name).or_default().push(Bond { from, until });
        }
    }
    all.into_iter().map(|(name, bonds)| (name, joined(bonds))).collect()
}

fn days(bond: &Bond) -> String {
    let until = bond.until.map(|until| format!(" until {until}")).unwrap_or_default();
    format!("from {}{until}", bond.from)
}

fn class(name: &str, rows: &[&Member], states: &mut States) -> String {
    let mut members = Vec::new();
    for (actor, spans) in bonds(rows, states, widest) {
        members.extend(spans.iter().map(|bond| format!("{actor} {}", days(bond))));
    }
    format!("class {name} = {{\n{},\n}}\n", members.join(",\n"))
}

fn parties(rows: &[Member], reading: Reading, states: &mut States) -> Vec<String> {
    let all: Vec<&Member> = rows.iter().collect();
    let mut lines = Vec::new();
    for (actor, spans) in bonds(&all, states, widest) {
        for bond in spans {
            let mut edges: Vec<(Bond, &str)> = Vec::new();
            let mut sure = bond.clone();
            if reading == Reading::Open {
                cut_unsure(rows, &mut sure, &mut edges);
            }
            if sure.until.is_none_or(|until| sure.from < until) {
                lines.push(format!("party {actor} {}\n", days(&sure)));
            }
            for (edge, condition) in edges {
                lines.push(format!("party {actor} {} when {condition}\n", days(&edge)));
            }
        }
    }
    lines
}

/// Takes the days off a bond on which it is not known to run, each with what it turns on.
fn cut_unsure(rows: &[Member], sure: &mut Bond, edges: &mut Vec<(Bond, &'static str)>) {
    let entry =
        rows.iter().map(|row| row.entry).find(|entry| entry.first() == sure.from && !entry.is_exact());
    if let Some(entry) = entry {
        let edge = Bond { from: sure.from, until: Some(entry.last()) };
        sure.from = entry.last();
        edges.push((edge, "atop_day_of_change is bound"));
    }
    let exits = rows.iter().filter_map(|row| row.exit);
    let exit = exits.into_iter().find(|exit| Some(next(exit.last())) == sure.until && !exit.is_exact());
    if let Some(exit) = exit {
        let edge = Bond { from: next(exit.first()), until: sure.until };
        sure.until = Some(edge.from);
        edges.push((edge, "atop_day_of_change is bound"));
    }
    if sure.until == Some(AFTER_COVERAGE) {
        edges.push((Bond { from: AFTER_COVERAGE, until: None }, "atop_after_2016 is bound"));
    }
}

/// Members that were in a war when the alliance was made in it, by the number of the war.
fn wars_in_hand(rows: &[Member], reading: Reading) -> BTreeMap<u32, Vec<&Member>> {
    let mut wars: BTreeMap<u32, Vec<&Member>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.wartime && reading == Reading::Presumed) {
        if let Some(war) = row.war {
            wars.entry(war).or_default().push(row);
        }
    }
    wars
}

fn groups(id: u32, rows: &[Member]) -> Vec<Group<'_>> {
    let mut found: BTreeMap<(Duty, BTreeSet<Condition>), Vec<&Member>> = BTreeMap::new();
    for row in rows {
        for (duty, conditions) in &row.duties {
            found.entry((*duty, conditions.clone())).or_default().push(row);
        }
    }
    let mut count: BTreeMap<Duty, usize> = BTreeMap::new();
    for (duty, _) in found.keys() {
        *count.entry(*duty).or_default() += 1;
    }
    let mut seen: BTreeMap<Duty, usize> = BTreeMap::new();
    let group = |((duty, conditions), members): ((Duty, BTreeSet<Condition>), Vec<&'_ Member>)| {
        let at = seen.entry(duty).or_default();
        *at += 1;
        let several = count.get(&duty).is_some_and(|n| *n > 1);
        let suffix = if several { format!("_{at}") } else { String::new() };
        let obligors = if members.len() == rows.len() {
            "party".to_owned()
        } else {
            format!("{}_{}{suffix}", name_of(id), law::word(duty))
        };
        (duty, conditions, members.len(), obligors, suffix)
    };
    // Two passes, so that the rows keep the lifetime of the caller.
    let plans: Vec<_> = found.clone().into_iter().map(group).collect();
    let rows_of = found.into_values();
    plans
        .into_iter()
        .zip(rows_of)
        .map(|((duty, conditions, _, obligors, suffix), rows)| Group {
            duty,
            conditions,
            rows,
            obligors,
            suffix,
        })
        .collect()
}

/// What the conditions of a group come to as limbs.
fn limbs(group: &Group<'_>, side: Side, reading: Reading, states: &mut States) -> Vec<Limb> {
    let named = named(&group.rows, states);
    let complete = group.rows.iter().all(|row| row.threats_complete);
    let graded = group.rows.iter().all(|row| law::is_graded(row));
    let slots = law::Slots { named: &named, complete, graded };
    let mut limbs = law::limbs(group.duty, &group.conditions, side, reading, &slots);
    if reading == Reading::Open {
        limbs.extend(law::not_coded(&group.rows));
    }
    limbs
}

/// Every name of the states named as a threat.
fn named(rows: &[&Member], states: &mut States) -> BTreeSet<String> {
    let threats: BTreeSet<u32> = rows.iter().flat_map(|row| &row.threats).copied().collect();
    threats.into_iter().flat_map(meant_by).flat_map(|number| states.all_names(number)).collect()
}

fn clauses(group: &Group<'_>, reading: Reading, states: &mut States) -> String {
    let mut out = String::new();
    for side in law::sides(group.duty, &group.conditions, reading) {
        let limbs = limbs(group, *side, reading, states);
        out.push_str(&law::clause(&law::Plan {
            duty: group.duty,
            side: *side,
            suffix: &group.suffix,
            obligors: &group.obligors,
            reading,
            limbs: &limbs,
            on_request: group.conditions.contains(&Condition::Request),
        }));
    }
    out
}

/// The clause of a promise that was made in a war, for that war.
fn in_hand(id: u32, group: &Group<'_>, war: u32, states: &mut States) -> String {
    if !matches!(group.duty, Duty::Defence | Duty::Offence | Duty::Neutrality) {
        return String::new();
    }
    let names = named(&group.rows, states);
    let limits = group.conditions.contains(&Condition::Adversary) && !names.is_empty();
    law::in_hand(&name_of(id), group.duty, &group.suffix, &group.obligors, war, limits.then_some(&names))
}

//! The words in which parts of the program and of answers are shown to people.
//!
//! In: rows of the program, parts of a verdict. Out: short phrases. Absent: layout, decisions.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::evaluate::{Pivot, PivotKind, PivotSet, Pivots, Status, Verdict};
use crate::ir::describe::duration;
use crate::ir::{
    ActorRef, ActorSet, Beneficiary, Clause, Consultation, Days, Deadline, NodeId, Program, Response,
    SetClass, TreeId, TreeNode,
};
use crate::syntax::tree::{ActorKind, Article, Modality};

/// A number with its noun.
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// That deeds which are told with an event come after it.
pub(crate) fn later_deeds(days: &BTreeSet<Date>) -> Option<String> {
    let days: Vec<String> = days.iter().map(Date::to_string).collect();
    let last = (!days.is_empty()).then(|| days.join(", "))?;
    Some(format!("deeds of later days do not count for this event: {last}; `casus timeline` follows them"))
}

/// How strongly a clause speaks.
pub(crate) fn modality(modality: Modality) -> &'static str {
    match modality {
        Modality::Shall => "shall",
        Modality::ShallNot => "shall not",
        Modality::May => "may",
        Modality::Undertakes => "undertakes",
        Modality::Would => "would",
        Modality::Will => "will",
    }
}

/// Which sort of actor.
pub(crate) fn actor_kind(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::State => "state",
        ActorKind::Group => "group",
        ActorKind::Organ => "organ",
    }
}

/// By when a clause is to be performed, and after what that runs.
pub(crate) fn term(program: &Program, clause: &Clause, deadline_of: &Deadline) -> String {
    let after = clause.deadline_after.first().map(|id| format!(" after {}", program.clause_path(*id)));
    deadline(deadline_of) + &after.unwrap_or_default()
}

/// By when.
pub(crate) fn deadline(deadline: &Deadline) -> String {
    match deadline {
        Deadline::Words(words) => words.clone(),
        Deadline::Within(n, unit) => format!("within {}", duration(*n, *unit)),
        Deadline::By(day) => format!("by {day}"),
        Deadline::Working(1, _) => "within 1 working day".to_owned(),
        Deadline::Working(number, _) => format!("within {number} working days"),
        Deadline::OrNext(term, _) => format!("{}, or the next working day", self::deadline(term)),
    }
}

/// An interval of days; nothing if it is open on both sides.
pub(crate) fn days(days: &Days) -> String {
    match (days.from, days.until) {
        (None, None) => String::new(),
        (Some(from), None) => format!("from {from}"),
        (None, Some(until)) => format!("until {until}"),
        (Some(from), Some(until)) => format!("from {from} until {until}"),
    }
}

/// The label of a node.
pub(crate) fn label(program: &Program, tree: TreeId, node: NodeId) -> String {
    program.tree(tree).and_then(|tree| tree.nodes.get(node.index())).map_or_else(|| "?".to_owned(), label_of)
}

/// The name of what kind of promise a clause is.
pub(crate) fn guarantee<'p>(program: &'p Program, clause: &Clause) -> Option<&'p str> {
    clause.guarantee.map(|node| program.node_name(program.kernel.guarantee, node))
}

/// What kind of promise a clause is, in words.
pub(crate) fn guarantee_label(program: &Program, clause: &Clause) -> Option<String> {
    clause.guarantee.map(|node| label(program, program.kernel.guarantee, node))
}

/// The label of a node, or its name as words.
pub(crate) fn label_of(node: &TreeNode) -> String {
    if node.label.is_empty() { node.name.replace('_', " ") } else { node.label.clone() }
}

/// A set of actors: `every other party`, `a party or protected`, `USA, KOR`.
pub(crate) fn set(program: &Program, set: &ActorSet) -> String {
    let classes: Vec<&str> = set
        .classes
        .iter()
        .map(|class| match class {
            SetClass::Party => "party",
            SetClass::Protected => "protected",
            SetClass::Attacker => "attacker",
            SetClass::Victim => "victim",
            SetClass::Kind(kind) => actor_kind(*kind),
            SetClass::Class(id) => program.class(*id).map_or("?", |class| class.name.as_str()),
        })
        .collect();
    let names: Vec<&str> = set.names.iter().map(|name| actor_ref(program, *name)).collect();
    let mut words = String::new();
    if !classes.is_empty() {
        words.push_str(match set.article {
            Some(Article::A) | None => "a ",
            Some(Article::Any) => "any ",
            Some(Article::Every) => "every ",
            Some(Article::Each) => "each ",
        });
        if set.other {
            words.push_str("other ");
        }
        words.push_str(&classes.join(" or "));
    }
    if !names.is_empty() {
        if !words.is_empty() {
            words.push_str(" or ");
        }
        words.push_str(&names.join(", "));
    }
    if !set.except.is_empty() {
        let except: Vec<&str> = set.except.iter().map(|name| actor_ref(program, *name)).collect();
        words.push_str(" except ");
        words.push_str(&except.join(", "));
    }
    if words.is_empty() { "nobody".to_owned() } else { words }
}

fn actor_ref(program: &Program, actor: ActorRef) -> &str {
    match actor {
        ActorRef::Literal(id) => program.actor_name(id),
        ActorRef::Attacker => "attacker",
        ActorRef::Victim => "victim",
        ActorRef::Obligor => "obligor",
        ActorRef::Beneficiary => "beneficiary",
        ActorRef::Slot(_) => "a bound name",
        ActorRef::Field(field) => program.field(field).map_or("?", |field| field.name.as_str()),
    }
}

/// To whom a response runs, where no event says who was struck.
pub(crate) fn beneficiary(program: &Program, response: &Response, on: Option<&ActorSet>) -> String {
    match &response.beneficiary {
        Beneficiary::None => String::new(),
        Beneficiary::All => everyone(program, response).to_owned(),
        Beneficiary::Set(actors) => set(program, actors),
        Beneficiary::Victim => on.map_or_else(|| "whoever is struck".to_owned(), |on| set(program, on)),
    }
}

/// Who everyone is: parties that talk with everyone talk with each other.
pub(crate) fn everyone(program: &Program, response: &Response) -> &'static str {
    let tree = program.kernel.response;
    let talks = program.tree(tree).and_then(|tree| tree.find("consultation"));
    let talk = talks.is_some_and(|talks| program.is_under(tree, response.what, talks));
    if talk && response.obligors.classes.contains(&SetClass::Party) { "the parties" } else { "everyone" }
}

/// What is owed: modality, response, manner, discretion.
pub(crate) fn what(program: &Program, response: &Response) -> String {
    owed(program, response, &|_| true)
}

/// What is owed, without the words of the article that describe it further.
pub(crate) fn what_in_short(program: &Program, response: &Response) -> String {
    owed(program, response, &|manner| manner.starts_with("by "))
}

fn owed(program: &Program, response: &Response, shown: &dyn Fn(&str) -> bool) -> String {
    let mut words =
        format!("{} {}", modality(response.modality), label(program, program.kernel.response, response.what));
    for manner in response.manner.iter().filter(|manner| shown(manner)) {
        words.push_str(", ");
        words.push_str(manner);
    }
    if let Some(speed) = &response.speed {
        words.push_str(", ");
        words.push_str(&deadline(speed));
    }
    if response.own_discretion {
        words.push_str(", at its own discretion");
    }
    words
}

/// The parts of a consultation requirement, in words; nothing where the article is silent.
pub(crate) fn consultation(consultation: &Consultation) -> String {
    let mut parts = Vec::new();
    if let Some(who) = &consultation.on_demand_of {
        parts.push(format!("on demand of {who}"));
    }
    if let Some(before) = consultation.before {
        parts.push(if before { "before acting" } else { "after acting" }.to_owned());
    }
    if let Some(level) = &consultation.level {
        parts.push(format!("at level {level}"));
    }
    if let Some(organ) = &consultation.organ {
        parts.push(format!("by organ {organ}"));
    }
    if let Some(motion) = &consultation.decides {
        parts.push(format!("to decide {motion}"));
    }
    if let Some((share, base)) = &consultation.vote {
        parts.push(format!("vote {share} of {base}"));
    }
    if let Some((over, under)) = consultation.quorum {
        parts.push(format!("quorum {over}/{under}"));
    }
    if let Some(term) = &consultation.excluded {
        parts.push(format!("without the votes of whoever is {term}"));
    }
    if let Some(who) = &consultation.veto {
        parts.push(format!("veto of {who}"));
    }
    if consultation.consensus {
        parts.push("consensus".to_owned());
    }
    if let Some(binding) = consultation.binding {
        let free = match consultation.free.join(", ") {
            free if free.is_empty() => String::new(),
            free => format!(" except for {free}, which takes the consent of each"),
        };
        parts.push(format!("{}binding{free}", if binding { "" } else { "not " }));
    }
    if let Some(speed) = &consultation.speed {
        parts.push(deadline(speed));
    }
    parts.extend(consultation.words.iter().cloned());
    parts.join(", ")
}

/// Values named in a table before the rest are only counted.
const VALUES: usize = 3;

/// Some of a list, joined, and how many more there are.
fn some_of(values: &[&str], most: usize, joint: &str) -> String {
    let mut text = values.iter().take(most).copied().collect::<Vec<_>>().join(joint);
    if values.len() > most {
        let comma = if joint.starts_with(',') { " and" } else { " or" };
        text.push_str(&format!("{comma} {} more", values.len() - most));
    }
    text
}

/// A set that settles an answer: `south_china_sea is yes and PHL has requested`.
pub(crate) fn pivot_set(set: &PivotSet, most: usize) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut told: Vec<&str> = Vec::new();
    for pivot in set {
        let shared = pivot.in_common.as_deref().filter(|_| pivot.values.len() > most);
        let values: Vec<&str> = match shared {
            Some(shared) => vec![shared],
            None => pivot.values.iter().map(String::as_str).collect(),
        };
        match pivot.kind {
            PivotKind::Act if shared.is_some() => {
                parts.push(format!("{} has {}", values.join(""), pivot.name))
            }
            PivotKind::Reading | PivotKind::Fact => {
                parts.push(format!("{} is {}", pivot.name, some_of(&values, most, " or ")));
            }
            PivotKind::Act if values.len() == 1 => {
                // The same act of many is one part: unanimity would fill the page otherwise.
                if !told.contains(&pivot.name.as_str()) {
                    told.push(&pivot.name);
                    let of_all = |other: &&Pivot| {
                        other.kind == PivotKind::Act && other.name == pivot.name && other.values.len() == 1
                    };
                    let who: Vec<&str> = set
                        .iter()
                        .filter(of_all)
                        .flat_map(|other| other.values.iter().map(String::as_str))
                        .collect();
                    let verb = if who.len() == 1 { "has" } else { "have" };
                    parts.push(format!("{} {verb} {}", some_of(&who, most, ", "), pivot.name));
                }
            }
            PivotKind::Act => parts.push(format!("{} has {}", some_of(&values, most, " or "), pivot.name)),
        }
    }
    parts.join(" and ")
}

/// Sets shown each way in a table.
const SETS: usize = 2;

/// On what an answer turns, in short: the smallest sets, at most two each way.
pub(crate) fn turns_on(pivots: &Pivots, spoken: Modality) -> String {
    let ways = [
        (&pivots.to_owed, Status::Owed),
        (&pivots.to_available, Status::Available),
        (&pivots.to_not_owed, Status::NotOwed),
    ];
    let mut parts = Vec::new();
    for (sets, status) in ways {
        let mut sets: Vec<&PivotSet> = sets.iter().filter(|set| !set.is_empty()).collect();
        // Stable, so that sets of one size keep the order in which they were found.
        sets.sort_by_key(|set| set.len());
        if sets.is_empty() {
            continue;
        }
        let shown: Vec<String> = sets.iter().take(SETS).map(|set| pivot_set(set, VALUES)).collect();
        let more = if sets.len() > SETS { ", …" } else { "" };
        parts.push(format!("{} if {}{more}", status.word_for(spoken), shown.join(", or if ")));
    }
    parts.join("; ")
}

/// Why an answer is what it is, in short; of an answer that fails, which face of the clause fails.
pub(crate) fn because(verdict: &Verdict) -> String {
    let text = &verdict.because.text;
    match (verdict.because.role, verdict.status) {
        (Some(role), Status::NotOwed) => format!("{} fails: {text}", role.word()),
        (Some(role), _) => format!("{}: {text}", role.word()),
        (None, _) => text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(name: &str, values: &[&str]) -> Pivot {
        Pivot {
            kind: PivotKind::Fact,
            name: name.to_owned(),
            values: values.iter().map(|v| (*v).to_owned()).collect(),
            in_common: None,
        }
    }

    #[test]
    fn the_smallest_sets_come_first_and_the_rest_is_marked() {
        let pivots = Pivots {
            to_owed: vec![
                vec![fact("a", &["x"]), fact("b", &["y"])],
                vec![fact("gravity", &["most_grave"])],
                vec![fact("c", &["1", "2", "3", "4", "5"])],
            ],
            to_not_owed: vec![vec![Pivot {
                kind: PivotKind::Act,
                name: "consented".to_owned(),
                values: vec!["PHL".to_owned()],
                in_common: None,
            }]],
            ..Pivots::default()
        };
        assert_eq!(
            turns_on(&pivots, Modality::May),
            "permitted if gravity is most_grave, or if c is 1 or 2 or 3 or 2 more, …; \
             not permitted if PHL has consented"
        );
    }

    #[test]
    fn the_same_act_of_many_is_one_part() {
        let act = |who: &str| Pivot {
            kind: PivotKind::Act,
            name: "consented".to_owned(),
            values: vec![who.to_owned()],
            in_common: None,
        };
        let set = vec![act("AUS"), fact("place", &["cuba"]), act("FRA"), act("GBR"), act("NZL")];
        assert_eq!(pivot_set(&set, 3), "AUS, FRA, GBR and 1 more have consented and place is cuba");
    }

    #[test]
    fn intervals_of_time_agree_with_their_number() {
        assert_eq!(deadline(&Deadline::Within(1, crate::syntax::tree::Unit::Days)), "within 1 day");
        assert_eq!(deadline(&Deadline::Within(48, crate::syntax::tree::Unit::Hours)), "within 48 hours");
    }
}

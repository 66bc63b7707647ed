//! Looks at the whole program: cycles, clauses that cannot apply, areas without a place, questions
//! that nobody asks, standing duties that nothing can move. Absent: single names and types.

use std::collections::BTreeSet;

use super::conditions::{Refers, refers};
use super::{Context, Items, clauses::names_victim, days, has_errors};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Clause, ClauseId, Cond, CondKind, Deadline, Origin, QuestionId, TermId};
use crate::syntax::tree::Modality;

pub(super) fn check(cx: &mut Context, _items: &Items<'_>) {
    cycles(cx);
    roles(cx);
    // Lints on a broken program would repeat its errors in other words.
    if cx.unread {
        return;
    }
    without_decision(cx);
    if has_errors(&cx.diagnostics) {
        return;
    }
    days::of_holders(cx);
    unreachable(cx);
    unused_questions(cx);
    empty_areas(cx);
    unsorted(cx);
    lifeless(cx);
}

/// What holds all the time has a life over a crisis only where something can come of it. A term in words, or a
/// term that runs from it, says that something is meant to.
fn lifeless(cx: &mut Context) {
    let program = &cx.program;
    let mut named = Refers::default();
    let terms = program.terms.iter().flat_map(|term| term.versions.iter().map(|one| &one.condition));
    terms.chain(program.clauses.iter().flat_map(conditions_of)).for_each(|cond| refers(cond, &mut named));
    let after: BTreeSet<ClauseId> =
        program.clauses.iter().flat_map(|clause| clause.deadline_after.iter().copied()).collect();
    let mut found = Vec::new();
    for (at, clause) in program.clauses.iter().enumerate() {
        let id = ClauseId::at(at);
        let term = clause.deadline.as_ref().or(clause.response.speed.as_ref());
        let duty = !matches!(clause.response.modality, Modality::May | Modality::ShallNot);
        let moved = !clause.turns.is_empty() || !clause.powers.is_empty() || named.clauses.contains(&id);
        let counted = term.is_some_and(Deadline::is_counted);
        if clause.trigger.is_some() || !duty || moved || counted {
            continue;
        }
        let why = match term {
            Some(Deadline::Words(words)) => format!("has the term \"{words}\", and"),
            _ if after.contains(&id) => "is where the term of another clause begins, and".to_owned(),
            _ => continue,
        };
        let path = program.clause_path(id);
        found.push((clause.origin, format!("the standing duty `{path}` {why} no deed moves it")));
    }
    for (origin, message) in found {
        let diagnostic = Diagnostic::new(Code::LIFELESS, origin.file, origin.span, message);
        cx.push(diagnostic.help(
            "over a crisis it has no life: say by which deed it is done, `duty is performed by DEED`, or give a term in days, `deadline within 30 days`",
        ));
    }
}

/// An instrument says what sort it is, and a clause what sort of promise.
fn unsorted(cx: &mut Context) {
    let program = &cx.program;
    let mut found = Vec::new();
    for treaty in program.treaties.iter().filter(|treaty| treaty.nature.is_none()) {
        let message = format!("`{}` does not say what sort of instrument it is", treaty.name);
        found.push((Code::MISSING_NATURE, treaty.origin, message, "add a line `nature NAME`"));
    }
    let sorts = program.tree(program.kernel.guarantee).is_some();
    for clause in program.clauses.iter().filter(|clause| sorts && clause.guarantee.is_none()) {
        let message = format!("what the clause `{}` promises cannot be told from its kind", clause.name);
        found.push((Code::MISSING_GUARANTEE, clause.origin, message, "add a line `guarantee NAME`"));
    }
    for (code, origin, message, help) in found {
        cx.push(Diagnostic::new(code, origin.file, origin.span, message).help(help));
    }
}

/// A node of the graph of references.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Term(TermId),
    Clause(ClauseId),
    /// How a clause has something decided.
    Decision(ClauseId),
}

fn conditions_of(clause: &Clause) -> impl Iterator<Item = &Cond> {
    clause
        .trigger
        .iter()
        .chain(clause.limbs.iter().map(|limb| &limb.condition))
        .chain(clause.riders.iter().flat_map(|rider| rider.only_if.iter()))
}

fn references(cx: &Context, node: Node) -> Vec<Node> {
    let mut found = Refers::default();
    match node {
        Node::Term(id) => {
            for version in cx.program.term(id).map(|t| t.versions.as_slice()).unwrap_or_default() {
                refers(&version.condition, &mut found);
            }
        }
        Node::Clause(id) => {
            if let Some(clause) = cx.program.clause(id) {
                conditions_of(clause).for_each(|cond| refers(cond, &mut found));
            }
        }
        Node::Decision(id) => {
            if let Some(decision) = cx.program.clause(id).and_then(|clause| clause.decision.as_ref()) {
                found.terms.extend(decision.excluded);
            }
        }
    }
    let terms = found.terms.into_iter().map(Node::Term);
    let clauses = found.clauses.into_iter().map(Node::Clause);
    terms.chain(clauses).chain(found.decisions.into_iter().map(Node::Decision)).collect()
}

/// INVARIANT(rules-acyclic): no term or clause depends on itself; evaluation recurses without a guard
/// on cycles, and its depth is bounded by the number of terms and clauses.
fn cycles(cx: &mut Context) {
    let nodes: Vec<Node> = (0..cx.program.terms.len())
        .map(|i| Node::Term(TermId::at(i)))
        .chain((0..cx.program.clauses.len()).map(|i| Node::Clause(ClauseId::at(i))))
        .chain((0..cx.program.clauses.len()).map(|i| Node::Decision(ClauseId::at(i))))
        .collect();
    let mut done: BTreeSet<Node> = BTreeSet::new();
    for start in nodes {
        // Depth first with an explicit stack: the node, its references, the next to visit.
        let mut path: Vec<(Node, Vec<Node>, usize)> = Vec::new();
        if !done.contains(&start) {
            path.push((start, references(cx, start), 0));
        }
        while let Some((node, list, next)) = path.last_mut() {
            let node = *node;
            let Some(target) = list.get(*next).copied() else {
                done.insert(node);
                path.pop();
                continue;
            };
            *next += 1;
            if let Some(at) = path.iter().position(|(other, _, _)| *other == target) {
                report_cycle(cx, &path.iter().skip(at).map(|(n, _, _)| *n).collect::<Vec<_>>());
                // One report for one loop; marking it done keeps the search finite.
                done.extend(path.iter().map(|(n, _, _)| *n));
                path.clear();
            } else if !done.contains(&target) {
                let list = references(cx, target);
                path.push((target, list, 0));
            }
        }
    }
}

fn report_cycle(cx: &mut Context, cycle: &[Node]) {
    let describe = |node: &Node| -> (String, Origin) {
        match node {
            Node::Term(id) => cx.program.term(*id).map(|t| (t.name.clone(), t.origin)).unwrap_or_default(),
            Node::Clause(id) | Node::Decision(id) => {
                (cx.program.clause_path(*id), cx.program.clause(*id).map(|c| c.origin).unwrap_or_default())
            }
        }
    };
    let parts: Vec<(String, Origin)> = cycle.iter().map(describe).collect();
    let Some((first, origin)) = parts.first().cloned() else { return };
    let mut names: Vec<&str> = parts.iter().map(|(name, _)| name.as_str()).collect();
    names.push(&first);
    let mut diagnostic = Diagnostic::new(
        Code::CYCLE,
        origin.file,
        origin.span,
        format!("`{first}` depends on itself: {}", names.join(" → ")),
    );
    for (name, place) in parts.iter().skip(1) {
        diagnostic = diagnostic.also(place.file, place.span, format!("through `{name}`"));
    }
    cx.push(diagnostic);
}

/// A clause that names its victim among the obligors must say who is struck.
fn roles(cx: &mut Context) {
    let bad: Vec<(Origin, String)> = cx
        .program
        .clauses
        .iter()
        .filter(|clause| clause.on.is_none() && names_victim(&clause.response.obligors))
        .map(|clause| (clause.response.origin, clause.name.clone()))
        .collect();
    for (origin, name) in bad {
        cx.push(
            Diagnostic::new(
                Code::UNBOUND_ROLE,
                origin.file,
                origin.span,
                format!("nobody is struck in the clause `{name}`, so `victim` owes nothing"),
            )
            .help("say who must be struck: `trigger … on a party`"),
        );
    }
}

/// `clause C is decided` needs a clause under which something is decided.
fn without_decision(cx: &mut Context) {
    fn asked(cond: &Cond, into: &mut Vec<(Origin, ClauseId)>) {
        match &cond.kind {
            CondKind::And(list) | CondKind::Or(list) => list.iter().for_each(|c| asked(c, into)),
            CondKind::Not(inner) | CondKind::Quantified { body: inner, .. } => asked(inner, into),
            CondKind::Decided { clauses } => into.extend(clauses.iter().map(|id| (cond.origin, *id))),
            _ => {}
        }
    }
    let mut found = Vec::new();
    let versions = cx.program.terms.iter().flat_map(|term| term.versions.iter().map(|v| &v.condition));
    let clauses = cx.program.clauses.iter().flat_map(conditions_of);
    versions.chain(clauses).for_each(|cond| asked(cond, &mut found));
    for (origin, id) in found {
        if cx.program.clause(id).is_some_and(|clause| clause.decision.is_none()) {
            let message = format!("nothing is decided under the clause `{}`", cx.program.clause_path(id));
            cx.push(
                Diagnostic::new(Code::WRONG_KIND, origin.file, origin.span, message)
                    .help("its line `consultation` says what an organ decides: `by organ some_organ, to decide measures`"),
            );
        }
    }
}

fn unreachable(cx: &mut Context) {
    let mut found = Vec::new();
    for clause in &cx.program.clauses {
        let Some(treaty) = cx.program.treaty(clause.treaty) else { continue };
        let never = |cond: &Cond| matches!(cond.kind, CondKind::Const(false));
        if !clause.days.overlaps(&treaty.days) {
            found.push((
                clause.origin,
                format!("the clause `{}` runs only while the instrument does not", clause.name),
            ));
        } else if conditions_of(clause).any(never) {
            found.push((clause.origin, format!("the clause `{}` can never apply", clause.name)));
        }
    }
    for (origin, message) in found {
        cx.push(Diagnostic::new(Code::UNREACHABLE, origin.file, origin.span, message));
    }
}

fn unused_questions(cx: &mut Context) {
    let mut asked: BTreeSet<QuestionId> = BTreeSet::new();
    let versions = cx.program.terms.iter().flat_map(|term| term.versions.iter().map(|v| &v.condition));
    let clauses = cx.program.clauses.iter().flat_map(conditions_of);
    let bonds = cx.program.treaties.iter().flat_map(|treaty| {
        let members = treaty.parties.iter().chain(&treaty.protected).filter_map(|m| m.when.as_ref());
        members.chain(treaty.legs.iter().filter_map(|leg| leg.when.as_ref()))
    });
    let powers = cx.program.powers.iter().filter_map(|power| power.when.as_ref());
    versions.chain(clauses).chain(bonds).chain(powers).for_each(|cond| questions(cond, &mut asked));
    let unused: Vec<(Origin, String)> = cx
        .program
        .questions
        .iter()
        .enumerate()
        .filter(|(i, _)| !asked.contains(&QuestionId::at(*i)))
        .map(|(_, q)| (q.origin, q.name.clone()))
        .collect();
    for (origin, name) in unused {
        cx.push(
            Diagnostic::new(
                Code::UNUSED_QUESTION,
                origin.file,
                origin.span,
                format!("no rule asks the question `{name}`"),
            )
            .note("it is listed, but no verdict turns on it"),
        );
    }
}

fn questions(cond: &Cond, into: &mut BTreeSet<QuestionId>) {
    match &cond.kind {
        CondKind::And(list) | CondKind::Or(list) => list.iter().for_each(|c| questions(c, into)),
        CondKind::Not(inner) | CondKind::Quantified { body: inner, .. } => questions(inner, into),
        CondKind::Reading { question, .. } => {
            into.insert(*question);
        }
        _ => {}
    }
}

/// A region that a rule names, but in which no place lies and which has no border, contains nothing.
fn empty_areas(cx: &mut Context) {
    let mut named = BTreeSet::new();
    let versions = cx.program.terms.iter().flat_map(|term| term.versions.iter().map(|v| &v.condition));
    versions
        .chain(cx.program.clauses.iter().flat_map(conditions_of))
        .for_each(|cond| regions(cond, &mut named));
    let empty: Vec<(Origin, String)> = named
        .into_iter()
        .filter_map(|(id, origin)| {
            let place = cx.program.place(id)?;
            let holds = cx.program.places.iter().any(|p| p.within.iter().any(|(outer, _)| *outer == id));
            (place.region && place.polygon.is_empty() && !holds).then(|| (origin, place.name.clone()))
        })
        .collect();
    for (origin, name) in empty {
        cx.push(
            Diagnostic::new(
                Code::EMPTY_AREA,
                origin.file,
                origin.span,
                format!("no declared place lies in the region `{name}`"),
            )
            .help("declare places in it, or give it a polygon"),
        );
    }
}

fn regions(cond: &Cond, into: &mut BTreeSet<(crate::ir::PlaceId, Origin)>) {
    match &cond.kind {
        CondKind::And(list) | CondKind::Or(list) => list.iter().for_each(|c| regions(c, into)),
        CondKind::Not(inner) | CondKind::Quantified { body: inner, .. } => regions(inner, into),
        CondKind::InPlace(place) => {
            into.insert((*place, cond.origin));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::ground::beside_pact;

    /// What is found in a pact whose only clause, a standing one, has these lines beside others.
    fn found(response: &str, lines: &str, further: &str) -> Vec<String> {
        let pact = format!(
            "treaty t \"T\" {{ cite \"x\" evidence text nature mutual_defence in force 2000-01-01 parties AAA, BBB\n\
             clause talk \"Art. 1\" evidence text {{ kind consultation trigger standing response {response}\n\
             consultation none process none report none\n{lines}\n }}\n{further}\n }}"
        );
        let resolved = beside_pact(&pact);
        assert!(resolved.is_usable(), "{pact}\n{:?}", resolved.diagnostics);
        let ours = resolved.diagnostics.into_iter().filter(|one| one.code == Code::LIFELESS);
        ours.map(|one| one.message).collect()
    }

    #[test]
    fn a_standing_duty_with_a_term_wants_a_deed_that_moves_it() {
        let words = "every party shall consult, at promptly";
        let one = found(words, "", "");
        assert_eq!(one, ["the standing duty `t.talk` has the term \"promptly\", and no deed moves it"]);
        // A deed that moves it, a term that can be counted, or a word that asks for nothing.
        assert!(found(words, "duty is performed by invoked", "").is_empty());
        assert!(found("every party shall consult", "deadline within 30 days", "").is_empty());
        assert!(found("every party may consult, at promptly", "", "").is_empty());
        // Most standing duties have no term, and nothing is missed.
        assert!(found("every party shall consult", "", "").is_empty());
    }

    #[test]
    fn a_standing_duty_from_which_a_term_runs_wants_one_too() {
        let further = "clause pay \"Art. 2\" evidence text { kind consultation trigger act is invasion\n\
             response every party shall consult\nconsultation none process none report none\n\
             deadline within 30 days after t.talk }";
        let one = found("every party shall consult", "", further);
        assert_eq!(
            one,
            ["the standing duty `t.talk` is where the term of another clause begins, and no deed moves it"]
        );
        assert!(found("every party shall consult", "duty is performed by invoked", further).is_empty());
    }
}

//! What kind of promise each clause is: as it says, or from the nature of its instrument, its kind,
//! its response and who owes it to whom.
//!
//! In: instruments and clauses, resolved. Out: `Clause::guarantee`. Absent: any influence on a
//! verdict; the kind of a promise only sorts what is shown. The words below are nodes of the trees
//! `kind`, `nature`, `response` and `guarantee` of the shipped vocabulary; where a tree has no such
//! node, the clause has to say it itself.

use std::collections::BTreeSet;

use super::Context;
use crate::ir::{
    ActorId, ActorRef, ActorSet, Beneficiary, Clause, Membership, NodeId, Program, SetClass, Treaty, TreeId,
};
use crate::syntax::tree::Modality;

/// Kinds of clause that say how the instrument works and promise nothing by themselves.
const PROCEDURE: &[&str] = &[
    "reporting",
    "accession",
    "duration",
    "review",
    "charter",
    "secrecy",
    "other_treaties",
    "territorial",
    "organ",
    "process",
];

/// Kinds of clause that run all the time, whatever happens.
const STANDING: &[&str] = &["capability", "basing", "economic"];

/// Kinds of clause by which one comes to another's help.
const HELP: &[&str] = &["defence", "measures", "joint_peace"];

/// Responses that help without force.
const WITHOUT_FORCE: &[&str] = &[
    "economic_assistance",
    "diplomatic_support",
    "sanctions",
    "support_in_council",
    "economic_collaboration",
];

/// Fills in what the clauses leave to be derived.
pub(super) fn derive(cx: &mut Context) {
    let program = &cx.program;
    if program.tree(program.kernel.guarantee).is_none() {
        return;
    }
    let derived: Vec<Option<NodeId>> = program
        .clauses
        .iter()
        .map(|clause| {
            let word = || {
                let treaty = program.treaty(clause.treaty)?;
                of_clause(program, treaty, clause)
            };
            let tree = program.tree(program.kernel.guarantee)?;
            clause.guarantee.or_else(|| tree.find(word()?))
        })
        .collect();
    for (clause, guarantee) in cx.program.clauses.iter_mut().zip(derived) {
        clause.guarantee = guarantee;
    }
}

fn is(program: &Program, tree: TreeId, node: NodeId, words: &[&str]) -> bool {
    let Some(tree) = program.tree(tree) else { return false };
    words.iter().filter_map(|word| tree.find(word)).any(|above| tree.is_under(node, above))
}

fn of_clause(program: &Program, treaty: &Treaty, clause: &Clause) -> Option<&'static str> {
    let kernel = program.kernel;
    let kind = |words: &[&str]| is(program, kernel.kind, clause.kind, words);
    let nature = |word: &str| treaty.nature.is_some_and(|node| is(program, kernel.nature, node, &[word]));
    if kind(PROCEDURE) {
        return Some("procedure");
    }
    // An order or a declaration stays one, whatever help it speaks of.
    for word in ["domestic_statute", "political_declaration"] {
        if nature(word) {
            return Some(word);
        }
    }
    if kind(&["settlement", "non_aggression"]) {
        return Some("non_aggression");
    }
    if kind(STANDING) {
        return Some("standing_duty");
    }
    if kind(&["assurance"]) {
        return Some(if clause.response.modality == Modality::May { "permission" } else { "assurance" });
    }
    let plain = ["neutrality", "offence"].into_iter().find(|word| kind(&[word]));
    if plain.is_some() {
        return plain;
    }
    let talks = is(program, kernel.response, clause.response.what, &["consultation"]);
    if kind(&["consultation"]) || (talks && kind(HELP)) {
        return Some(if defends(program, treaty) { "consultation" } else { "consultation_only" });
    }
    kind(HELP).then(|| help(program, treaty, clause))
}

/// Whether a clause is a duty to come to another's help, rather than leave to do so or to talk.
fn helps(program: &Program, clause: &Clause) -> bool {
    let kernel = program.kernel;
    is(program, kernel.kind, clause.kind, &["defence"])
        && clause.response.modality != Modality::May
        && !is(program, kernel.response, clause.response.what, &["consultation"])
}

fn defends(program: &Program, treaty: &Treaty) -> bool {
    treaty.clauses.iter().filter_map(|id| program.clause(*id)).any(|clause| helps(program, clause))
}

fn help(program: &Program, treaty: &Treaty, clause: &Clause) -> &'static str {
    let kernel = program.kernel;
    if treaty.nature.is_some_and(|node| is(program, kernel.nature, node, &["assurances"])) {
        "assurance"
    } else if clause.response.modality == Modality::May {
        "permission"
    } else if is(program, kernel.response, clause.response.what, WITHOUT_FORCE) {
        "economic_or_diplomatic"
    } else if !defends(program, treaty) && !is(program, kernel.kind, clause.kind, &["defence"]) {
        // Measures that stand alone are help of some sort, and no duty to defend.
        "assurance"
    } else if answered(program, treaty, clause) {
        "mutual_defence"
    } else {
        "one_way_guarantee"
    }
}

/// Whether somebody to whom the clause runs owes help in turn under the same instrument, at any time.
fn answered(program: &Program, treaty: &Treaty, clause: &Clause) -> bool {
    let owed = pairs(program, treaty, clause);
    if owed.is_empty() {
        // Who is bound is not known; the instrument says whether it runs both ways.
        return treaty
            .nature
            .is_some_and(|node| is(program, program.kernel.nature, node, &["mutual_defence"]));
    }
    if owed.iter().any(|(from, to)| owed.contains(&(*to, *from))) {
        return true;
    }
    let others = treaty.clauses.iter().filter_map(|id| program.clause(*id));
    others
        .filter(|other| {
            is(program, program.kernel.kind, other.kind, HELP) && other.response.modality != Modality::May
        })
        .any(|other| pairs(program, treaty, other).iter().any(|(from, to)| owed.contains(&(*to, *from))))
}

/// Who owes whom under a clause, over the whole life of the instrument.
fn pairs(program: &Program, treaty: &Treaty, clause: &Clause) -> BTreeSet<(ActorId, ActorId)> {
    let from = members(program, treaty, &clause.response.obligors);
    let to = match &clause.response.beneficiary {
        Beneficiary::Set(set) => members(program, treaty, set),
        Beneficiary::Victim => clause.on.as_ref().map(|on| members(program, treaty, on)).unwrap_or_default(),
        // What runs toward everyone runs among the parties too.
        Beneficiary::All => ever(&treaty.parties),
        Beneficiary::None => BTreeSet::new(),
    };
    from.iter().flat_map(|a| to.iter().map(|b| (*a, *b))).filter(|(a, b)| a != b).collect()
}

fn ever(list: &[Membership]) -> BTreeSet<ActorId> {
    list.iter().map(|member| member.actor).collect()
}

fn members(program: &Program, treaty: &Treaty, set: &ActorSet) -> BTreeSet<ActorId> {
    let mut found = BTreeSet::new();
    for class in &set.classes {
        match class {
            SetClass::Party | SetClass::Kind(_) => found.extend(ever(&treaty.parties)),
            SetClass::Protected => found.extend(ever(&treaty.protected)),
            SetClass::Class(id) => {
                let of = program.class(*id).map(|class| class.members.as_slice()).unwrap_or_default();
                found.extend(of.iter().map(|(actor, _)| *actor));
            }
            SetClass::Attacker | SetClass::Victim => {}
        }
    }
    found.extend(set.names.iter().filter_map(|name| match name {
        ActorRef::Literal(actor) => Some(*actor),
        _ => None,
    }));
    let out = |actor: &ActorId| set.except.contains(&ActorRef::Literal(*actor));
    found.retain(|actor| !out(actor));
    found
}

#[cfg(test)]
mod tests {
    use crate::builtin;
    use crate::resolve::resolve;
    use crate::syntax::parser::parse;
    use crate::text::{FileId, Limits};

    /// What a clause of a treaty is taken for.
    fn guarantee(nature: &str, parties: &str, lines: &str) -> String {
        let text = format!(
            "treaty t \"t\" {{ cite \"c\" nature {nature} in force 1990-01-01 {parties}\n\
             clause c \"Art. 1\" evidence text {{ {lines}\nconsultation none process none report none }} }}"
        );
        let limits = Limits::default();
        let shipped = builtin::rules().filter(|(name, _)| name.contains("vocabulary/"));
        let mut trees: Vec<_> = shipped
            .zip(0..)
            .map(|((_, text), at)| (FileId(at), parse(FileId(at), text, &limits).tree))
            .collect();
        let at = FileId(u32::try_from(trees.len()).unwrap());
        let parsed = parse(at, &text, &limits);
        assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
        trees.push((at, parsed.tree));
        let resolved = resolve(&trees, &limits);
        let errors: Vec<_> = resolved.diagnostics.iter().filter(|d| d.is_error()).collect();
        assert!(errors.is_empty(), "{errors:?}");
        let program = &resolved.program;
        let clause = program.clauses.first().unwrap();
        program.node_name(program.kernel.guarantee, clause.guarantee.unwrap()).to_owned()
    }

    #[test]
    fn a_promise_is_sorted_by_who_owes_whom() {
        let rows = "
            mutual_defence ; parties USA, KOR ; trigger always on a party response every other party shall assistance kind defence ; mutual_defence
            mutual_defence ; ; trigger always on a party response every other party shall assistance kind defence ; mutual_defence
            one_way_guarantee ; parties USA protects KOR ; trigger always on a protected response USA shall assistance kind defence ; one_way_guarantee
            mutual_defence ; parties USA, KOR ; trigger always on KOR response USA shall assistance kind defence ; one_way_guarantee
            mutual_defence ; parties USA, KOR ; trigger always on a party response every other party may assistance kind defence ; permission
            mutual_defence ; parties USA, KOR ; trigger always on a party response every other party shall economic_assistance kind defence ; economic_or_diplomatic
            executive_agreement ; parties USA, KOR ; trigger always on a party response every other party shall assistance kind measures ; assurance
            consultation_only ; parties USA, KOR ; trigger always response every party will consult kind consultation ; consultation_only
            mutual_defence ; parties USA, KOR ; trigger standing response every party will capability kind capability ; standing_duty
            mutual_defence ; parties USA, KOR ; trigger standing response every party may leave kind duration ; procedure
            domestic_statute ; parties USA ; trigger always on KOR response USA shall assistance kind defence ; domestic_statute
            political_declaration ; parties USA, KOR ; trigger always response every party will consult kind consultation ; political_declaration
            mutual_defence ; parties USA, KOR ; trigger always on KOR response USA shall assistance kind defence guarantee extended_deterrence ; extended_deterrence";
        for row in rows.lines().filter(|row| !row.trim().is_empty()) {
            let cells: Vec<&str> = row.split(';').map(str::trim).collect();
            let [nature, parties, lines, expected] = cells.as_slice() else { panic!("{row}") };
            // Each line of a clause begins with its keyword; a text on one line reads the same.
            assert_eq!(guarantee(nature, parties, lines), *expected, "{row}");
        }
    }
}

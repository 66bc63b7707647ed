//! What a deed of a record says of the duties that it concerns: the clause, and the event that called
//! them up.
//!
//! In: what was written. Out: a clause that the deed can do something to, an identifier; or what is
//! wrong. Absent: whether an event of that identifier is told (`life`, which sees all of a crisis).

use super::checker::Checker;
use super::problem::{did_you_mean, listed, quoted};
use super::raw::{Item, Raw};
use crate::diagnostic::Code;
use crate::ir::{Amount, ClauseId, NodeId, TreatyId};

const CLAUSE: &str = "record.clause";

impl Checker<'_, '_> {
    /// The clause that a deed names, with its instrument or beside it.
    pub(super) fn clause(
        &mut self,
        item: &Item<'_>,
        treaty: Option<TreatyId>,
        does: Option<NodeId>,
    ) -> Option<ClauseId> {
        let Raw::Text(word) = &item.raw else {
            let message = format!("{} takes a clause, not {}", quoted(CLAUSE), item.raw.noun());
            self.wrong(Code::WRONG_TYPE, item.at, CLAUSE, message, Some(self.clause_form()));
            return None;
        };
        let (named, name) = match word.split_once('.') {
            Some((treaty, name)) => (Some(treaty), name),
            None => (None, word.as_ref()),
        };
        let of = match named {
            Some(named) => {
                let found = self.names.treaty(named);
                if found.is_none() {
                    let names = self.names.program().treaties.iter().map(|treaty| treaty.name.as_str());
                    let message = format!("unknown treaty {} of a clause", quoted(named));
                    self.wrong(Code::UNKNOWN_VALUE, item.at, CLAUSE, message, did_you_mean(named, names));
                }
                found?
            }
            None => match treaty {
                Some(treaty) => treaty,
                None => {
                    let message = format!("{} does not say of which treaty it is a clause", quoted(word));
                    let help = self.with_that_name(name).unwrap_or_else(|| self.clause_form());
                    self.wrong(Code::UNKNOWN_VALUE, item.at, CLAUSE, message, Some(help));
                    return None;
                }
            },
        };
        if treaty.is_some_and(|treaty| treaty != of) {
            let other = treaty.and_then(|id| self.names.program().treaty(id)).map_or("?", |row| &row.name);
            let message = format!("{} is no clause of {}", quoted(word), quoted(other));
            let help = "leave `treaty` out, or name a clause of it".to_owned();
            self.wrong(Code::IMPOSSIBLE_EVENT, item.at, CLAUSE, message, Some(help));
            return None;
        }
        let Some(clause) = self.names.clause(of, name) else {
            self.unknown_clause(item, of, name);
            return None;
        };
        if let Some(does) = does.filter(|does| !self.names.program().may_touch(*does, clause)) {
            self.out_of_reach(item, clause, does);
            return None;
        }
        Some(clause)
    }

    fn clause_form(&self) -> String {
        let program = self.names.program();
        let first = (!program.clauses.is_empty()).then(|| program.clause_path(ClauseId::at(0)));
        let form = "write the treaty, a dot and the clause";
        first.map_or(form.to_owned(), |first| format!("{form}, for instance {}", quoted(&first)))
    }

    /// The clauses of this name, for a message.
    fn with_that_name(&self, name: &str) -> Option<String> {
        let program = self.names.program();
        let ids = (0..program.clauses.len()).map(ClauseId::at);
        let same = ids.filter(|id| program.clause(*id).is_some_and(|clause| clause.name == name));
        let mut paths: Vec<String> = same.map(|id| program.clause_path(id)).collect();
        paths.dedup();
        let paths = listed(paths.iter().map(String::as_str));
        (!paths.is_empty()).then(|| format!("clauses of that name: {paths}"))
    }

    fn unknown_clause(&mut self, item: &Item<'_>, treaty: TreatyId, name: &str) {
        let program = self.names.program();
        let Some(row) = program.treaty(treaty) else { return };
        let clauses = row.clauses.iter().filter_map(|id| program.clause(*id));
        let mut names: Vec<&str> = clauses.map(|clause| clause.name.as_str()).collect();
        names.dedup();
        let message = format!("{} has no clause {}", quoted(&row.name), quoted(name));
        let help = did_you_mean(name, names.iter().copied())
            .unwrap_or_else(|| format!("its clauses are {}", listed(names.iter().copied())));
        self.wrong(Code::UNKNOWN_VALUE, item.at, CLAUSE, message, Some(help));
    }

    /// A clause of which the rules show that such a deed does nothing to it.
    fn out_of_reach(&mut self, item: &Item<'_>, clause: ClauseId, does: NodeId) {
        let program = self.names.program();
        let tree = program.kernel.deed;
        let deed = program.node_name(tree, does);
        let path = program.clause_path(clause);
        let message = format!(
            "no rule lets {} do anything to {}: it moves no duty of it, and the clause does not look at it",
            quoted(deed),
            quoted(&path)
        );
        let count = program.tree(tree).map_or(0, |tree| tree.nodes.len());
        let others = (0..count).map(NodeId::at).filter(|node| program.may_touch(*node, clause));
        let others = listed(others.map(|node| program.node_name(tree, node)));
        let help = if others.is_empty() {
            "leave `clause` out: no deed moves it".to_owned()
        } else {
            format!(
                "leave `clause` out, or name the clause that is meant; deeds that concern this one: {others}"
            )
        };
        self.wrong(Code::IMPOSSIBLE_EVENT, item.at, CLAUSE, message, Some(help));
    }

    /// How much a deed was, of what.
    pub(super) fn amount(&mut self, item: &Item<'_>) -> Option<Amount> {
        let field = "record.amount";
        let help = || Some("write a number and a word in one text: \"500 EUR\"".to_owned());
        let Raw::Text(word) = &item.raw else {
            let message = format!("{} takes an amount, not {}", quoted("amount"), item.raw.noun());
            self.wrong(Code::WRONG_TYPE, item.at, field, message, help());
            return None;
        };
        let amount = Amount::parse(word);
        if amount.is_none() {
            let message = format!("{} is no amount above nothing", quoted(word));
            self.wrong(Code::WRONG_TYPE, item.at, field, message, help());
        }
        amount
    }

    /// The identifier of the event that called up the duties which a deed concerns.
    pub(super) fn told_event(&mut self, item: &Item<'_>) -> Option<String> {
        let field = "record.of";
        let Raw::Text(word) = &item.raw else {
            let message = format!("`of` takes the `id` of an event, not {}", item.raw.noun());
            let help = match item.raw {
                Raw::Number(number) => format!("write \"{number}\" in double quotes"),
                _ => "several events make several deeds".to_owned(),
            };
            self.wrong(Code::WRONG_TYPE, item.at, field, message, Some(help));
            return None;
        };
        if word.trim().is_empty() || word.chars().any(char::is_control) {
            let help = "name the event that called up the duty, or leave `of` out".to_owned();
            let message = "an `id` is a text of visible characters";
            self.wrong(Code::WRONG_TYPE, item.at, field, message, Some(help));
            return None;
        }
        Some(word.to_string())
    }
}

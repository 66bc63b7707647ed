//! Findings in short words, for expectations.

use casus::analyse::lint::{Finding, Idle, Linted, Open, Place, Unused, What};
use casus::ir::{Origin, Program, Property};

/// What is needed to say a finding: the rules, their laws, their texts by file.
pub struct Teller<'a> {
    pub program: &'a Program,
    pub properties: &'a [Property],
    pub texts: &'a [String],
}

impl Teller<'_> {
    /// The words at a place, with single blanks.
    pub fn text(&self, at: Origin) -> String {
        let file = &self.texts[at.file.0 as usize];
        let text = &file[at.span.start as usize..at.span.end as usize];
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub fn findings(&self, linted: &Linted) -> Vec<String> {
        let one = |Finding { what, at }: &Finding| self.what(what, *at);
        linted.findings.iter().flat_map(one).collect()
    }

    pub fn open(&self, linted: &Linted) -> Vec<String> {
        let one = |Open { what, at, .. }: &Open| self.what(what, *at);
        linted.open.iter().flat_map(one).collect()
    }

    fn because(&self, list: &[Origin], but: Origin) -> String {
        // What a clause needs beside its lines stands under the name of the clause.
        let is_clause = |at: &Origin| self.program.clauses.iter().any(|row| row.origin == *at);
        let mut words: Vec<String> =
            list.iter().filter(|at| **at != but && !is_clause(at)).map(|at| self.text(*at)).collect();
        words.sort();
        if words.is_empty() { String::new() } else { format!(" because {}", words.join(", ")) }
    }

    /// A finding; several lines where it names several things.
    pub fn what(&self, what: &What, at: Origin) -> Vec<String> {
        let program = self.program;
        let path = |id| program.clause_path(id);
        let question = |id| program.question(id).map_or("?", |row| row.name.as_str());
        vec![match what {
            What::Never(id, because) => format!("never {}{}", path(*id), self.because(because, at)),
            What::Nobody(id) => {
                format!("nobody {}", program.treaty(*id).map_or("?", |row| row.name.as_str()))
            }
            What::Idle(place, idle, because) => {
                let word = if *idle == Idle::AddsNothing { "branch" } else { "part" };
                let place = match place {
                    Place::Line(id, role) => {
                        format!("{} {}", role.map_or("line", |role| role.word()), path(*id))
                    }
                    Place::Clause(id) => format!("{word} {}", path(*id)),
                    Place::Term(id) => {
                        format!("{word} term {}", program.term(*id).map_or("?", |row| row.name.as_str()))
                    }
                };
                format!("{place}: {}{}", self.text(at), self.because(because, at))
            }
            What::Same(one, other) => format!("same {} {}", path(*one), path(*other)),
            What::Shadowed(one, other) => format!("shadowed {} by {}", path(*one), path(*other)),
            What::Outranked(id, _) => format!("outranked {}", path(*id)),
            What::Contrary(contrary) => {
                let by = contrary.witness.as_ref().map_or("?", |row| program.actor_name(row.obligor));
                format!("contrary {} {} by {by}", path(contrary.one), path(contrary.other))
            }
            What::Against(one, other) => {
                let name = |id| program.treaty(id).map_or("?", |row| row.name.as_str());
                format!("against {} {}", name(*one), name(*other))
            }
            What::Question(id, asked) => {
                format!("question {} {}", question(*id), if *asked { "asked" } else { "unasked" })
            }
            What::Readings(id, groups) => {
                let readings = &program.question(*id).expect("a question").readings;
                let name = |at: &casus::ir::ReadingId| readings[at.index()].name.clone();
                let group = |group: &Vec<_>| group.iter().map(name).collect::<Vec<_>>().join(" = ");
                format!(
                    "readings {}: {}",
                    question(*id),
                    groups.iter().map(group).collect::<Vec<_>>().join("; ")
                )
            }
            What::Unused(list) => return list.iter().map(|one| self.unused(*one)).collect(),
            What::Law(at) => format!("law {}", self.properties[*at].title.text),
        }]
    }

    fn unused(&self, one: Unused) -> String {
        let program = self.program;
        match one {
            Unused::Field(id) => format!("field {}", program.fields[id.index()].name),
            Unused::Kind(tree, node) => format!("kind {}", program.node_name(tree, node)),
            Unused::Scale(id) => format!("scale {}", program.scales[id.index()].name),
            Unused::Actor(id) => format!("actor {}", program.actor_name(id)),
            Unused::Class(id) => format!("class {}", program.classes[id.index()].name),
            Unused::Place(id) => format!("place {}", program.places[id.index()].name),
            Unused::Term(id) => format!("term {}", program.terms[id.index()].name),
        }
    }
}

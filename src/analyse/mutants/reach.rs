//! Which tests and laws may notice a change, found without running them.
//!
//! In: the place of a change, what a clause or law looks at (`laws::slice`). Out: yes or no. It may say
//! yes too often, never no where a test or law could notice.

use std::collections::BTreeSet;

use crate::analyse::laws::Slice;
use crate::ir::Program;
use crate::syntax::tree::{File, ItemKind, TreatyLineKind};
use crate::text::Span;

/// In what a change is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// A clause of an instrument, in any version.
    Clause(String, String),
    /// Who is bound by an instrument, and when.
    Treaty(String),
    /// A term or area of this name.
    Term(String),
    /// A question of this name.
    Question(String),
    /// Something that anything may look at.
    Anything,
}

/// What stands at a place of a file.
pub(super) fn place(tree: &File, span: Span) -> Place {
    let inside = |outer: Span| outer.start <= span.start && span.end <= outer.end;
    let Some(item) = tree.items.iter().find(|item| inside(item.span)) else { return Place::Anything };
    match &item.kind {
        ItemKind::Term(term) => Place::Term(term.name.text.clone()),
        ItemKind::Area(area) => Place::Term(area.name.text.clone()),
        ItemKind::Question(question) => Place::Question(question.name.text.clone()),
        ItemKind::Treaty(treaty) => {
            let name = &treaty.name.text;
            match treaty.lines.iter().find(|line| inside(line.span)).map(|line| &line.kind) {
                Some(TreatyLineKind::Clause(clause)) => Place::Clause(name.clone(), clause.name.text.clone()),
                Some(TreatyLineKind::Term(term)) => Place::Term(term.name.text.clone()),
                Some(TreatyLineKind::Area(area)) => Place::Term(area.name.text.clone()),
                Some(TreatyLineKind::Question(question)) => Place::Question(question.name.text.clone()),
                _ => Place::Treaty(name.clone()),
            }
        }
        _ => Place::Anything,
    }
}

/// What tests and laws look at, by name, so that it can be held against a changed program too.
#[derive(Debug, Clone, Default)]
pub(super) struct Sight {
    clauses: BTreeSet<(String, String)>,
    treaties: BTreeSet<String>,
    terms: BTreeSet<String>,
    questions: BTreeSet<String>,
}

impl Sight {
    pub fn of(program: &Program, slice: &Slice) -> Sight {
        let treaty = |id| program.treaty(id).map(|row| row.name.clone());
        let clauses = slice.clauses.iter().filter_map(|id| program.clause(*id));
        Sight {
            clauses: clauses.filter_map(|row| Some((treaty(row.treaty)?, row.name.clone()))).collect(),
            treaties: slice.treaties.iter().filter_map(|id| treaty(*id)).collect(),
            terms: slice
                .terms
                .iter()
                .filter_map(|id| program.term(*id))
                .map(|row| row.name.clone())
                .collect(),
            questions: {
                let rows = slice.questions.iter().filter_map(|id| program.question(*id));
                rows.map(|row| row.name.clone()).collect()
            },
        }
    }

    pub fn sees(&self, place: &Place) -> bool {
        match place {
            Place::Clause(treaty, clause) => self.clauses.contains(&(treaty.clone(), clause.clone())),
            Place::Treaty(name) => self.treaties.contains(name),
            Place::Term(name) => self.terms.contains(name),
            Place::Question(name) => self.questions.contains(name),
            Place::Anything => true,
        }
    }
}

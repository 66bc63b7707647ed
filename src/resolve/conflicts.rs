//! Duties that cannot both be met, and which text comes first. Absent: whether anything is owed.

use super::conditions::{Scope, clause_path, condition};
use super::{Context, In, Items, Space, treaties};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    ClauseId, Conflict, ConflictSide, Evidence, NodeId, Origin, Presumption, Rank, Ranked, Toward, TreatyId,
};
use crate::syntax::tree::{self, ClauseLineKind, Name, TreatyLineKind};
use crate::text::FileId;

pub(super) fn resolve(cx: &mut Context, items: &Items<'_>) {
    for item in &items.conflicts {
        let conflict = conflict(cx, *item);
        cx.program.conflicts.extend(conflict);
    }
    for item in &items.treaties {
        if let Some(treaty) = treaties::own_treaty(cx, *item) {
            ranks(cx, *item, treaty);
        }
    }
}

/// What an item says, as a key that does not depend on its file.
pub(super) fn key(item: &tree::Conflict) -> (bool, Vec<String>, Vec<String>, String, bool) {
    let texts = |side: &tree::ConflictSide| {
        side.what.iter().chain(&side.kinds).map(|name| name.text.clone()).collect::<Vec<_>>()
    };
    let toward = item.toward.as_ref().map(|name| name.text.clone()).unwrap_or_default();
    (item.overlap, texts(&item.one), texts(&item.other), toward, item.all)
}

fn conflict(cx: &mut Context, item: In<'_, tree::Conflict>) -> Option<Conflict> {
    let (written, file) = (item.it, item.file);
    let span = written.one.what.first().map(|name| name.span).unwrap_or_default();
    let (one, other) = (side(cx, &written.one, file), side(cx, &written.other, file));
    let toward = match &written.toward {
        None => Toward::Friend,
        Some(word) => {
            let toward = Toward::parse(&word.text);
            if toward.is_none() {
                let all = Toward::ALL.map(|one| one.word().to_owned()).to_vec();
                cx.unknown("word for the other side", word, file, all);
            }
            toward?
        }
    };
    let label = match &written.label {
        Some(text) => text.text.clone(),
        None if written.overlap => "the same help is asked for twice".to_owned(),
        None => "both cannot be met".to_owned(),
    };
    let origin = Origin { file, span };
    Some(Conflict { overlap: written.overlap, one, other, toward, all: written.all, label, origin })
}

fn side(cx: &mut Context, written: &tree::ConflictSide, file: FileId) -> ConflictSide {
    let kernel = cx.program.kernel;
    let mut nodes = |tree, names: &[Name]| -> Vec<NodeId> {
        names.iter().filter_map(|name| cx.node(tree, name, file)).collect()
    };
    ConflictSide { what: nodes(kernel.response, &written.what), kinds: nodes(kernel.kind, &written.kinds) }
}

fn ranks(cx: &mut Context, item: In<'_, tree::Treaty>, treaty: TreatyId) {
    let file = item.file;
    let evidence = cx.program.treaty(treaty).and_then(|row| row.evidence).unwrap_or(Evidence::Recall);
    for line in &item.it.lines {
        match &line.kind {
            TreatyLineKind::Rank(written) => {
                let origin = Origin { file, span: line.span };
                rank(cx, written, (Ranked::Treaty(treaty), treaty), evidence, origin);
            }
            TreatyLineKind::Presumes(word, words, source) => {
                let evidence = cx.evidence(source.evidence.as_ref(), file).unwrap_or(evidence);
                let origin = Origin { file, span: line.span };
                let words = words.as_ref().map(|text| text.text.clone());
                match word.text.as_str() {
                    "later" | "special" => cx.program.presumptions.push(Presumption {
                        treaty,
                        special: word.text == "special",
                        words,
                        evidence,
                        origin,
                    }),
                    _ => {
                        cx.unknown("presumption", word, file, vec!["later".to_owned(), "special".to_owned()]);
                    }
                }
            }
            TreatyLineKind::Clause(clause) => {
                let here = |row: &crate::ir::Clause| {
                    row.treaty == treaty && row.origin == Origin { file, span: clause.name.span }
                };
                let Some(at) = cx.program.clauses.iter().position(here) else { continue };
                let evidence = cx.program.clauses.get(at).map_or(evidence, |row| row.evidence);
                for line in &clause.lines {
                    if let ClauseLineKind::Rank(written) = &line.kind {
                        let of = Ranked::Clauses(vec![ClauseId::at(at)]);
                        rank(cx, written, (of, treaty), evidence, Origin { file, span: line.span });
                    }
                }
            }
            _ => {}
        }
    }
}

fn rank(
    cx: &mut Context,
    written: &tree::Rank,
    (of, treaty): (Ranked, TreatyId),
    evidence: Evidence,
    origin: Origin,
) {
    let file = origin.file;
    let when = written.when.as_ref().map(|cond| {
        let mut scope = Scope { file, treaty: Some(treaty), ..Scope::default() };
        condition(cx, cond, &mut scope)
    });
    let evidence = cx.evidence(written.source.evidence.as_ref(), file).unwrap_or(evidence);
    let cites: Vec<String> = written.source.cites.iter().map(|text| text.text.clone()).collect();
    let mut others: Vec<Ranked> =
        written.to.iter().filter_map(|path| ranked(cx, path, (&of, treaty), file)).collect();
    if written.to.is_empty() {
        others.push(Ranked::Everything);
    }
    for other in others {
        let (first, second) = if written.prevails { (of.clone(), other) } else { (other, of.clone()) };
        cx.program.ranks.push(Rank {
            first,
            second,
            said_by: of.clone(),
            words: written.words.as_ref().map(|text| text.text.clone()),
            when: when.clone(),
            evidence,
            cites: cites.clone(),
            origin,
        });
    }
}

/// What a path names: an instrument, or a clause. A text cannot be ranked against itself.
fn ranked(cx: &mut Context, path: &[Name], (of, own): (&Ranked, TreatyId), file: FileId) -> Option<Ranked> {
    let found = match path {
        [treaty] => Ranked::Treaty(TreatyId(cx.expect(Space::Treaty, treaty, file)?)),
        _ => Ranked::Clauses(clause_path(cx, path, file)?),
    };
    if found == *of || (found == Ranked::Treaty(own) && matches!(of, Ranked::Treaty(_))) {
        let span = path.first().map(|name| name.span).unwrap_or_default();
        cx.push(
            Diagnostic::new(Code::WRONG_KIND, file, span, "a text cannot come before itself")
                .help("name another instrument, or another clause as `treaty.clause`"),
        );
        return None;
    }
    Some(found)
}

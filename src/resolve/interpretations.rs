//! Resolves named choices of readings. Absent: which readings are live on a day (`evaluate`).

use std::collections::BTreeMap;

use super::{Context, In, Items, Space, label_or};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Interpretation, InterpretationId, Origin, QuestionId, ReadingId, TreatyId};
use crate::syntax::tree::{self, InterpLineKind, Name};
use crate::text::FileId;

pub(super) fn declare(cx: &mut Context, items: &Items<'_>) {
    for item in &items.interpretations {
        let id = InterpretationId::at(cx.program.interpretations.len());
        if cx.declare(Space::Interpretation, &item.it.name, item.file, id.0) {
            cx.program.interpretations.push(Interpretation {
                name: item.it.name.text.clone(),
                label: label_or(item.it.label.as_ref(), &item.it.name),
                origin: Origin { file: item.file, span: item.it.name.span },
                ..Interpretation::default()
            });
        }
    }
}

pub(super) fn resolve(cx: &mut Context, items: &Items<'_>) {
    let by_name: BTreeMap<&str, In<'_, tree::Interpretation>> =
        items.interpretations.iter().rev().map(|item| (item.it.name.text.as_str(), *item)).collect();
    for item in &items.interpretations {
        let Some(id) = cx.find(Space::Interpretation, &item.it.name.text).map(InterpretationId) else {
            continue;
        };
        // The chain from the most general to this one; later lines win.
        let mut chain = vec![*item];
        let mut at = *item;
        while let Some(parent) = &at.it.extends {
            if cx.expect(Space::Interpretation, parent, at.file).is_none() {
                break;
            }
            if chain.iter().any(|seen| seen.it.name.text == parent.text) {
                cx.push(Diagnostic::new(
                    Code::CYCLE,
                    at.file,
                    parent.span,
                    format!("the interpretation `{}` extends itself", parent.text),
                ));
                break;
            }
            let Some(next) = by_name.get(parent.text.as_str()) else { break };
            at = *next;
            chain.push(at);
        }
        let mut result = cx.program.interpretation(id).cloned().unwrap_or_default();
        for link in chain.into_iter().rev() {
            let own = link.it.name.text == item.it.name.text;
            lines(cx, link, &mut result, own);
        }
        if let Some(row) = cx.program.interpretations.get_mut(id.index()) {
            *row = result;
        }
    }
}

fn lines(cx: &mut Context, item: In<'_, tree::Interpretation>, result: &mut Interpretation, own: bool) {
    let file = item.file;
    let mut seen: Vec<&str> = Vec::new();
    for line in &item.it.lines {
        match &line.kind {
            InterpLineKind::Is(question, reading, _) => {
                if own && seen.contains(&question.text.as_str()) {
                    cx.push(Diagnostic::new(
                        Code::DUPLICATE_PART,
                        file,
                        question.span,
                        format!("`{}` is closed twice", question.text),
                    ));
                }
                seen.push(&question.text);
                if let Some((question, reading)) = reading_of(cx, question, reading, file) {
                    result.readings.insert(question, reading);
                }
            }
            InterpLineKind::Overlay(name, on) => {
                if let Some(treaty) = cx.expect(Space::Treaty, name, file).map(TreatyId) {
                    if cx.program.treaty(treaty).is_some_and(|t| t.overlay) {
                        result.overlays.insert(treaty, *on);
                    } else {
                        cx.push(Diagnostic::new(
                            Code::WRONG_KIND,
                            file,
                            name.span,
                            format!("`{}` is a treaty, not an overlay", name.text),
                        ));
                    }
                }
            }
            InterpLineKind::HeldBy(name, date) => {
                if let Some(actor) = cx.actor(name, file) {
                    result.held_by.retain(|(other, _)| *other != actor);
                    result.held_by.push((actor, date.map(|d| d.date)));
                }
            }
            InterpLineKind::Note(text) => result.notes.push(text.text.clone()),
            InterpLineKind::Cite(_) => {}
        }
    }
}

/// The ids of `question is reading`, or a report.
pub(super) fn reading_of(
    cx: &mut Context,
    question: &Name,
    reading: &Name,
    file: FileId,
) -> Option<(QuestionId, ReadingId)> {
    let id = QuestionId(cx.expect(Space::Question, question, file)?);
    let names: Vec<String> = cx.program.question(id)?.readings.iter().map(|r| r.name.clone()).collect();
    let found = names.iter().position(|name| *name == reading.text);
    if found.is_none() {
        cx.unknown(&format!("reading of `{}`", question.text), reading, file, names);
    }
    found.map(|at| (id, ReadingId::at(at)))
}

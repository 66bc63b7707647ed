//! What it comes to when duties are performed. Absent: who performs, and against whom.

use super::{Context, In, Items, Space, label_or};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Constant, FieldId, FieldType, NodeId, Origin, Performance, Stated, TreeId};
use crate::syntax::tree::{self, Name, PerformanceLineKind};
use crate::text::FileId;

pub(super) fn resolve(cx: &mut Context, items: &Items<'_>) {
    for item in &items.performances {
        let at = u32::try_from(cx.program.performances.len()).unwrap_or(u32::MAX);
        if cx.declare(Space::Performance, &item.it.name, item.file, at) {
            let one = one(cx, *item);
            cx.program.performances.push(one);
        }
    }
}

fn one(cx: &mut Context, item: In<'_, tree::Performance>) -> Performance {
    let file = item.file;
    let name = &item.it.name;
    let kernel = cx.program.kernel;
    let mut all = Performance {
        name: name.text.clone(),
        label: label_or(item.it.label.as_ref(), name),
        of: Vec::new(),
        choice: Vec::new(),
        kinds: Vec::new(),
        deeds: Vec::new(),
        says: Vec::new(),
        mutual: false,
        breaks: Vec::new(),
        states: Vec::new(),
        origin: Origin { file, span: name.span },
    };
    for line in &item.it.lines {
        match &line.kind {
            PerformanceLineKind::Of(names) => all.of.extend(nodes(cx, kernel.response, names, file)),
            PerformanceLineKind::Choice(names) => all.choice.extend(nodes(cx, kernel.response, names, file)),
            PerformanceLineKind::Kind(names) => all.kinds.extend(nodes(cx, kernel.kind, names, file)),
            PerformanceLineKind::Deed(names) => all.deeds.extend(nodes(cx, kernel.deed, names, file)),
            PerformanceLineKind::Says(names) => all.says.extend(nodes(cx, kernel.deed, names, file)),
            PerformanceLineKind::Mutual => all.mutual = true,
            PerformanceLineKind::Breaks(names, everyone) => {
                let found = nodes(cx, kernel.response, names, file);
                all.breaks.extend(found.into_iter().map(|node| (node, *everyone)));
            }
            PerformanceLineKind::States(field, values, only_if) => {
                if let Some((field, values)) = fact(cx, field, values, file) {
                    all.states.push(Stated { field, values, only_if: *only_if });
                }
            }
        }
    }
    complete(cx, item);
    all
}

fn nodes(cx: &mut Context, tree: TreeId, names: &[Name], file: FileId) -> Vec<NodeId> {
    if cx.program.tree(tree).is_none() {
        // Without the vocabulary no kind is known; the first name says where.
        if let Some(name) = names.first() {
            let message = "the trees of responses, deeds and kinds are not declared";
            cx.push(
                Diagnostic::new(Code::UNDECLARED_KERNEL, file, name.span, message)
                    .help("load the vocabulary that ships with casus, or declare them"),
            );
        }
        return Vec::new();
    }
    names.iter().filter_map(|name| cx.node(tree, name, file)).collect()
}

/// A field and its values, or nothing where they have been reported.
fn fact(cx: &mut Context, field: &Name, values: &[Name], file: FileId) -> Option<(FieldId, Vec<Constant>)> {
    let id = FieldId(cx.expect(Space::Field, field, file)?);
    let kind = cx.program.field(id)?.kind;
    let mut found = Vec::new();
    for value in values {
        found.push(match kind {
            FieldType::Tree(tree) => Constant::Node(cx.node(tree, value, file)?),
            FieldType::Scale(scale) => {
                let levels: Vec<String> =
                    cx.program.scale(scale)?.levels.iter().map(|(name, _)| name.clone()).collect();
                let Some(level) = levels.iter().position(|level| *level == value.text) else {
                    cx.unknown(&format!("level of `{}`", field.text), value, file, levels);
                    return None;
                };
                Constant::Level(u32::try_from(level).unwrap_or(u32::MAX))
            }
            FieldType::YesNo if value.text == "yes" || value.text == "no" => {
                Constant::Yes(value.text == "yes")
            }
            FieldType::YesNo => {
                cx.unknown("value", value, file, vec!["yes".to_owned(), "no".to_owned()]);
                return None;
            }
            FieldType::Actor | FieldType::Place | FieldType::Number => {
                let message = format!("a performance cannot state `{}`", field.text);
                cx.push(
                    Diagnostic::new(Code::WRONG_KIND, file, field.span, message).help(
                        "who acts against whom is known of each performance; places and numbers are not",
                    ),
                );
                return None;
            }
        });
    }
    Some((id, found))
}

/// A performance needs something that it performs and something that shows it.
fn complete(cx: &mut Context, item: In<'_, tree::Performance>) {
    let written = |wanted: fn(&PerformanceLineKind) -> bool| item.it.lines.iter().any(|l| wanted(&l.kind));
    let needs = [
        (
            written(|k| matches!(k, PerformanceLineKind::Of(_) | PerformanceLineKind::Choice(_))),
            "which responses it performs",
            "`of armed_force`",
        ),
        (
            written(|k| matches!(k, PerformanceLineKind::Deed(_))),
            "what the record shows of it",
            "`deed declared_war`",
        ),
    ];
    let name = &item.it.name;
    for (there, part, help) in needs {
        if !there {
            let message = format!("the performance `{}` does not say {part}", name.text);
            cx.push(
                Diagnostic::new(Code::MISSING_PART, item.file, name.span, message)
                    .help(format!("add {help}")),
            );
        }
    }
}

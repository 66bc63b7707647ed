//! Declares trees, scales and fields. Absent: their use in conditions and events.

use super::{Context, Items, Space, label_or};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{self, FieldType, NodeId, Origin, Scale, ScaleId, Tree, TreeId, TreeNode};
use crate::syntax::tree;
use crate::text::FileId;

pub(super) fn declare(cx: &mut Context, items: &Items<'_>) {
    for item in &items.trees {
        let id = TreeId::at(cx.program.trees.len());
        if cx.declare(Space::Tree, &item.it.name, item.file, id.0) {
            let tree = build_tree(cx, item.it, item.file);
            cx.program.trees.push(tree);
        }
    }
    for item in &items.scales {
        let id = ScaleId::at(cx.program.scales.len());
        if cx.declare(Space::Scale, &item.it.name, item.file, id.0) {
            let levels =
                item.it.levels.iter().map(|(n, l)| (n.text.clone(), label_or(l.as_ref(), n))).collect();
            cx.program.scales.push(Scale {
                name: item.it.name.text.clone(),
                label: label_or(item.it.label.as_ref(), &item.it.name),
                levels,
                origin: Origin { file: item.file, span: item.it.name.span },
            });
        }
    }
    for item in &items.fields {
        let id = ir::FieldId::at(cx.program.fields.len());
        let kind = match &item.it.kind {
            tree::FieldType::Tree(name) => {
                let Some(tree) = cx.expect(Space::Tree, name, item.file) else { continue };
                FieldType::Tree(TreeId(tree))
            }
            tree::FieldType::Scale(name) => {
                let Some(scale) = cx.expect(Space::Scale, name, item.file) else { continue };
                FieldType::Scale(ScaleId(scale))
            }
            tree::FieldType::Actor => FieldType::Actor,
            tree::FieldType::Place => FieldType::Place,
            tree::FieldType::YesNo => FieldType::YesNo,
            tree::FieldType::Number => FieldType::Number,
        };
        if cx.declare(Space::Field, &item.it.name, item.file, id.0) {
            cx.program.fields.push(ir::Field {
                name: item.it.name.text.clone(),
                label: label_or(item.it.label.as_ref(), &item.it.name),
                kind,
                cuts: Vec::new(),
                origin: Origin { file: item.file, span: item.it.name.span },
            });
        }
    }
    kernel(cx, items);
}

/// Finds the trees and fields that the kernel reads; a rule set with a treaty must declare them.
fn kernel(cx: &mut Context, items: &Items<'_>) {
    let anchor = items.treaties.first().map(|t| (t.file, t.it.name.span));
    let missing = |cx: &mut Context, what: &str| {
        if let Some((file, span)) = anchor {
            cx.push(
                Diagnostic::new(Code::UNDECLARED_KERNEL, file, span, format!("no {what} is declared"))
                    .label("this instrument needs it")
                    .help("load the vocabulary that ships with casus, or declare it"),
            );
        }
    };
    let tree = |cx: &mut Context, name: &str| {
        let found = cx.find(Space::Tree, name);
        if found.is_none() {
            missing(cx, &format!("tree `{name}`"));
        }
        TreeId(found.unwrap_or(u32::MAX))
    };
    let act = tree(cx, "act");
    let object = tree(cx, "object");
    let place_kind = tree(cx, "place_kind");
    let deed = tree(cx, "deed");
    let response = tree(cx, "response");
    let kind = tree(cx, "kind");
    let nature = tree(cx, "nature");
    // Rules of one's own may do without kinds of guarantee.
    let guarantee = TreeId(cx.find(Space::Tree, "guarantee").unwrap_or(u32::MAX));
    let own_act = cx.program.tree(deed).and_then(|tree| tree.find("own_act"));
    if own_act.is_none() && cx.program.tree(deed).is_some() {
        missing(cx, "node `own_act` in the tree `deed`");
    }
    let field = |cx: &mut Context, name: &str, kind: FieldType| {
        let found = cx.find(Space::Field, name).map(ir::FieldId);
        let right = found.and_then(|id| cx.program.field(id)).is_some_and(|field| field.kind == kind);
        if !right {
            missing(cx, &format!("field `{name}` of its type"));
        }
        found.unwrap_or(ir::FieldId(u32::MAX))
    };
    let by = field(cx, "by", FieldType::Actor);
    let against = field(cx, "against", FieldType::Actor);
    let object_field = field(cx, "object", FieldType::Tree(object));
    let place = field(cx, "place", FieldType::Place);
    cx.program.kernel = ir::Kernel {
        act,
        object,
        place_kind,
        deed,
        own_act: own_act.unwrap_or(NodeId(u32::MAX)),
        response,
        kind,
        nature,
        guarantee,
        by,
        against,
        object_field,
        place,
    };
}

fn build_tree(cx: &mut Context, item: &tree::Tree, file: FileId) -> Tree {
    let label = label_or(item.label.as_ref(), &item.name);
    let mut tree = Tree {
        name: item.name.text.clone(),
        label: label.clone(),
        nodes: vec![TreeNode {
            name: item.name.text.clone(),
            label,
            parents: Vec::new(),
            above: vec![NodeId(0)],
        }],
        origin: Origin { file, span: item.name.span },
    };
    let mut also: Vec<(NodeId, &tree::Name)> = Vec::new();
    // An explicit stack keeps the order of declaration without recursion.
    let mut work: Vec<(NodeId, &tree::Node)> =
        item.nodes.iter().rev().map(|node| (NodeId(0), node)).collect();
    while let Some((parent, node)) = work.pop() {
        if let Some(first) = tree.find(&node.name.text) {
            let _ = first;
            cx.push(
                Diagnostic::new(
                    Code::DUPLICATE_NAME,
                    file,
                    node.name.span,
                    format!("`{}` stands twice in the tree `{}`", node.name.text, tree.name),
                )
                .help("a node with several parents is written once, with `also`"),
            );
            continue;
        }
        let id = NodeId::at(tree.nodes.len());
        tree.nodes.push(TreeNode {
            name: node.name.text.clone(),
            label: label_or(node.label.as_ref(), &node.name),
            parents: vec![parent],
            above: Vec::new(),
        });
        also.extend(node.also.iter().map(|name| (id, name)));
        work.extend(node.nodes.iter().rev().map(|child| (id, child)));
    }
    for (id, name) in also {
        match tree.find(&name.text) {
            Some(parent) => {
                if let Some(node) = tree.nodes.get_mut(id.index()) {
                    node.parents.push(parent);
                }
            }
            None => {
                let names = tree.nodes.iter().map(|node| node.name.clone()).collect();
                cx.unknown(&format!("value of the tree `{}`", tree.name), name, file, names);
            }
        }
    }
    close_upward(cx, &mut tree, file, item.name.span);
    tree
}

/// Computes for every node all nodes above it; a loop of `also` is reported.
fn close_upward(cx: &mut Context, tree: &mut Tree, file: FileId, span: crate::text::Span) {
    for start in 0..tree.nodes.len() {
        let mut above = vec![NodeId::at(start)];
        let mut at = 0;
        while let Some(node) = above.get(at).copied() {
            at += 1;
            let parents = tree.nodes.get(node.index()).map(|n| n.parents.clone()).unwrap_or_default();
            for parent in parents {
                if parent.index() == start {
                    let name = tree.nodes.get(start).map(|n| n.name.clone()).unwrap_or_default();
                    cx.push(Diagnostic::new(
                        Code::CYCLE,
                        file,
                        span,
                        format!("`{name}` stands above itself in the tree `{}`", tree.name),
                    ));
                } else if !above.contains(&parent) {
                    above.push(parent);
                }
            }
        }
        above.sort();
        if let Some(node) = tree.nodes.get_mut(start) {
            node.above = above;
        }
    }
}

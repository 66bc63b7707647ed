//! Resolves political statements. Absent: any weight of theirs; no verdict reads them.

use super::{Context, In, Items, Space, interpretations, label_or};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{NodeId, Origin, Statement, StatementId, TreatyId};
use crate::syntax::tree::{self, Name, StatementLineKind};
use crate::text::FileId;

/// Reads every statement; names of questions and treaties are known by now.
pub(super) fn resolve(cx: &mut Context, items: &Items<'_>) {
    for item in &items.statements {
        let id = StatementId::at(cx.program.statements.len());
        if cx.declare(Space::Statement, &item.it.name, item.file, id.0) {
            let statement = one(cx, *item);
            cx.program.statements.push(statement);
        }
    }
}

/// A node of the tree of guarantees, or a report.
pub(super) fn guarantee(cx: &mut Context, name: &Name, file: FileId) -> Option<NodeId> {
    let tree = cx.program.kernel.guarantee;
    if cx.program.tree(tree).is_none() {
        cx.push(
            Diagnostic::new(Code::UNDECLARED_KERNEL, file, name.span, "no tree `guarantee` is declared")
                .help("load the vocabulary that ships with casus, or declare it"),
        );
        return None;
    }
    cx.node(tree, name, file)
}

fn one(cx: &mut Context, item: In<'_, tree::Statement>) -> Statement {
    let file = item.file;
    let name = &item.it.name;
    let mut said = Statement {
        name: name.text.clone(),
        label: label_or(item.it.label.as_ref(), name),
        by: Vec::new(),
        toward: Vec::new(),
        treaties: Vec::new(),
        days: crate::ir::Days::default(),
        reads: Vec::new(),
        guarantee: None,
        cites: Vec::new(),
        evidence: None,
        notes: Vec::new(),
        origin: Origin { file, span: name.span },
    };
    let mut days = tree::Days::default();
    for line in &item.it.lines {
        match &line.kind {
            StatementLineKind::By(names) => said.by.extend(names.iter().filter_map(|n| cx.actor(n, file))),
            StatementLineKind::To(names) => {
                said.toward.extend(names.iter().filter_map(|n| cx.actor(n, file)));
            }
            StatementLineKind::Of(names) => {
                let found = names.iter().filter_map(|n| cx.expect(Space::Treaty, n, file));
                said.treaties.extend(found.map(TreatyId));
            }
            StatementLineKind::Date(date) if days.from.is_none() => days.from = Some(*date),
            StatementLineKind::Date(_) => cx.push(Diagnostic::new(
                Code::DUPLICATE_PART,
                file,
                line.span,
                "a statement was made on one day",
            )),
            StatementLineKind::Until(date) => days.until = Some(*date),
            StatementLineKind::Reads(question, reading) => {
                said.reads.extend(interpretations::reading_of(cx, question, reading, file));
            }
            StatementLineKind::Guarantee(name) => said.guarantee = guarantee(cx, name, file),
            StatementLineKind::Note(text) => said.notes.push(text.text.clone()),
            StatementLineKind::Cite(text) => said.cites.push(text.text.clone()),
            StatementLineKind::Evidence(tag) => said.evidence = cx.evidence(Some(tag), file),
        }
    }
    said.days = cx.days(&days, file);
    complete(cx, item, &said);
    held(cx, &said);
    said
}

/// Without a speaker, a day and a source a statement is hearsay.
fn complete(cx: &mut Context, item: In<'_, tree::Statement>, said: &Statement) {
    let written = |wanted: fn(&StatementLineKind) -> bool| item.it.lines.iter().any(|l| wanted(&l.kind));
    let needs = [
        (written(|k| matches!(k, StatementLineKind::By(_))), "who said it", "`by USA`"),
        (written(|k| matches!(k, StatementLineKind::Date(_))), "when it was said", "`date 2014-09-05`"),
        (
            written(|k| matches!(k, StatementLineKind::Evidence(_))),
            "how well it is known",
            "`evidence recall`",
        ),
    ];
    let at = item.it.name.span;
    for (there, part, help) in needs {
        if !there {
            let message = format!("the statement `{}` does not say {part}", said.name);
            cx.push(Diagnostic::new(Code::MISSING_PART, item.file, at, message).help(format!("add {help}")));
        }
    }
    if said.cites.is_empty() {
        let message = format!("the statement `{}` does not say where it is found", said.name);
        cx.push(Diagnostic::new(Code::MISSING_CITATION, item.file, at, message).help("add `cite \"…\"`"));
    }
}

/// A statement may only repeat what the question says of its speaker: the reading stays the one
/// place where a view becomes law.
fn held(cx: &mut Context, said: &Statement) {
    let Some(day) = said.days.from else { return };
    for (question, reading) in &said.reads {
        let Some(row) = cx.program.question(*question) else { continue };
        let Some(reading) = row.readings.get(reading.index()) else { continue };
        let holds = |who| reading.holders.iter().any(|(actor, days)| *actor == who && days.contains(day));
        if let Some(who) = said.by.iter().copied().find(|who| !holds(*who)) {
            let message = format!(
                "`{}` states a reading that `{}` does not give {} on {day}",
                said.name,
                row.name,
                cx.program.actor_name(who)
            );
            let diagnostic =
                Diagnostic::new(Code::UNHELD_STATEMENT, said.origin.file, said.origin.span, message)
                    .also(reading.origin.file, reading.origin.span, "the reading with its holders")
                    .help("add the holder to the reading, or take the line away");
            cx.push(diagnostic);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::{Resolved, resolve};
    use crate::syntax::parser::parse;
    use crate::text::Limits;

    const WORLD: &str = r#"
state ARC state RUR
question frost "Is frost an attack?" {
  source "invented"
  reading yes "it is" held by ARC since 1990-01-01 cite "invented"
  reading no "it is not" held by RUR cite "invented"
}
"#;

    fn read(statement: &str) -> Resolved {
        let text = format!("{WORLD}{statement}");
        let limits = Limits::default();
        let parsed = parse(FileId(0), &text, &limits);
        assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
        resolve(&[(FileId(0), parsed.tree)], &limits)
    }

    fn codes(statement: &str) -> Vec<String> {
        // The question of this world is asked by no clause, which is another matter.
        let ours = |d: &&Diagnostic| d.code != Code::UNUSED_QUESTION;
        read(statement).diagnostics.iter().filter(ours).map(|d| d.code.number()).collect()
    }

    #[test]
    fn a_statement_says_who_when_and_where_it_is_found() {
        let whole = "statement s \"words\" { by ARC date 1995-01-01 cite \"a\" evidence text }";
        assert!(codes(whole).is_empty());
        assert_eq!(codes("statement s { date 1995-01-01 cite \"a\" evidence text }"), ["C0211"]);
        assert_eq!(codes("statement s { by ARC cite \"a\" evidence text }"), ["C0211"]);
        assert_eq!(codes("statement s { by ARC date 1995-01-01 cite \"a\" }"), ["C0211"]);
        assert_eq!(codes("statement s { by ARC date 1995-01-01 evidence text }"), ["C0206"]);
        assert_eq!(codes(&format!("{whole} {whole}")), ["C0202"]);
    }

    #[test]
    fn names_in_a_statement_are_looked_up() {
        let of = |line: &str| {
            codes(&format!("statement s {{ by ARC date 1995-01-01 cite \"a\" evidence text {line} }}"))
        };
        assert_eq!(of("to XXX"), ["C0201"]);
        assert_eq!(of("of no_treaty"), ["C0201"]);
        assert_eq!(of("reads frost is maybe"), ["C0201"]);
        assert_eq!(of("guarantee mutual_defence"), ["C0215"]);
        assert_eq!(of("date 1996-01-01"), ["C0212"]);
        assert_eq!(of("until 1994-01-01"), ["C0207"]);
    }

    #[test]
    fn a_statement_gives_nobody_a_reading_that_the_question_does_not() {
        let on = |who: &str, day: &str, reading: &str| {
            codes(&format!(
                "statement s {{ by {who} date {day} reads frost is {reading} cite \"a\" evidence text }}"
            ))
        };
        assert!(on("ARC", "1990-01-01", "yes").is_empty());
        assert_eq!(on("ARC", "1989-12-31", "yes"), ["C0309"]);
        assert_eq!(on("RUR", "1995-01-01", "yes"), ["C0309"]);
        assert_eq!(on("ARC, RUR", "1995-01-01", "no"), ["C0309"]);
    }
}

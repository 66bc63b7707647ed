//! Codes and succession of actors. Absent: whom a code in an event means (`ir::Codes`).

use std::collections::BTreeMap;

use super::{Context, Items, Space};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{self, ActorId, Days, Origin, SchemeId};
use crate::syntax::tree::{ActorLineKind, Name};
use crate::text::FileId;

/// A word before the colon of a code that stands for the names of the rules themselves.
const NAMES: &str = "name";

/// The codes given so far: scheme and word to actors, days and places.
type Given = BTreeMap<(SchemeId, String), Vec<(ActorId, Days, Origin)>>;

pub(super) fn resolve(cx: &mut Context, items: &Items<'_>) {
    for item in &items.schemes {
        if item.it.name.text == NAMES {
            let message = format!("a scheme cannot be called `{NAMES}`");
            cx.push(
                Diagnostic::new(Code::DUPLICATE_NAME, item.file, item.it.name.span, message)
                    .help("events write `name:AUS` for the name that the rules declare"),
            );
        }
    }
    let mut given = Given::new();
    for item in &items.actors {
        let Some(id) = cx.find(Space::Actor, &item.it.name.text).map(ActorId) else { continue };
        let here = Origin { file: item.file, span: item.it.name.span };
        if cx.program.actor(id).is_none_or(|actor| actor.origin != here) {
            continue;
        }
        for line in &item.it.lines {
            match &line.kind {
                ActorLineKind::Code(codes, days) => {
                    let days = cx.days(days, item.file);
                    for (scheme, word) in codes {
                        one_code(cx, id, scheme, word, days, item.file, &mut given);
                    }
                }
                ActorLineKind::Succeeds(names) => {
                    for name in names {
                        let Some(before) = cx.actor(name, item.file) else { continue };
                        if before == id {
                            let message = format!("`{}` cannot succeed itself", name.text);
                            cx.push(Diagnostic::new(Code::CYCLE, item.file, name.span, message));
                        } else if let Some(actor) = cx.program.actors.get_mut(id.index()) {
                            actor.succeeds.push(before);
                        }
                    }
                }
                ActorLineKind::Cite(_) => {}
            }
        }
    }
}

fn one_code(
    cx: &mut Context,
    id: ActorId,
    scheme: &Name,
    word: &Name,
    days: Days,
    file: FileId,
    given: &mut Given,
) {
    let Some(scheme) = cx.expect(Space::Scheme, scheme, file).map(SchemeId) else { return };
    if !word.text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        let message = format!("`{}` is no code: a code is a word or a whole number", word.text);
        cx.push(Diagnostic::new(Code::BAD_NUMBER, file, word.span, message));
        return;
    }
    let life = cx.program.actor(id).map(|actor| actor.days).unwrap_or_default();
    let Some(days) = both(life, days) else {
        let name = cx.program.actor_name(id).to_owned();
        let message = format!("the code `{}` holds on no day on which `{name}` exists", word.text);
        cx.push(Diagnostic::new(Code::BAD_INTERVAL, file, word.span, message));
        return;
    };
    let taken = given.entry((scheme, word.text.clone())).or_default();
    if let Some((other, _, first)) = taken.iter().find(|(_, when, _)| when.overlaps(&days)) {
        let name = cx.program.scheme(scheme).map_or("?", |scheme| scheme.name.as_str());
        let message = format!(
            "`{}` in `{name}` means `{}` already on some of these days",
            word.text,
            cx.program.actor_name(*other)
        );
        let diagnostic = Diagnostic::new(Code::OVERLAP, file, word.span, message)
            .label("given again here")
            .also(first.file, first.span, "given here")
            .help("give each the days on which the code meant it: code cow 255 until 1945-06-05");
        cx.push(diagnostic);
        return;
    }
    taken.push((id, days, Origin { file, span: word.span }));
    if let Some(actor) = cx.program.actors.get_mut(id.index()) {
        actor.codes.push(ir::Code { scheme, word: word.text.clone(), days });
    }
}

/// The days that two intervals share; none if they share none.
fn both(a: Days, b: Days) -> Option<Days> {
    let until = match (a.until, b.until) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    let days = Days { from: a.from.max(b.from), until };
    match (days.from, days.until) {
        (Some(from), Some(until)) if from >= until => None,
        _ => Some(days),
    }
}

//! Resolves who is meant: a role, a bound name, an actor by name, a set of actors.
//! Absent: what is said of them (`conditions`).

use super::conditions::Scope;
use super::{CLASS_BIT, Context, Space};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{self, ActorRef, ActorSet, FieldId, FieldType, SetClass};
use crate::syntax::tree::{self, ActorKind, Name};

/// Words that are actors by role.
pub(super) const ROLES: [(&str, ActorRef); 4] = [
    ("attacker", ActorRef::Attacker),
    ("victim", ActorRef::Victim),
    ("obligor", ActorRef::Obligor),
    ("beneficiary", ActorRef::Beneficiary),
];

/// The actor of a word, without a report if there is none.
pub(super) fn find_actor_ref(cx: &Context, name: &Name, scope: &Scope) -> Option<ActorRef> {
    let word = name.text.as_str();
    if let Some(slot) = scope.slots.iter().rposition(|slot| slot == word && !slot.is_empty()) {
        return Some(ActorRef::Slot(u16::try_from(slot).unwrap_or(u16::MAX)));
    }
    if scope.victim.as_deref() == Some(word) {
        return Some(ActorRef::Victim);
    }
    if let Some((_, role)) = ROLES.iter().find(|(role, _)| *role == word) {
        return Some(*role);
    }
    if let Some(id) = cx.find(Space::Actor, word)
        && id & CLASS_BIT == 0
    {
        return Some(ActorRef::Literal(ir::ActorId(id)));
    }
    let field = cx.find(Space::Field, word).map(FieldId)?;
    (cx.program.field(field)?.kind == FieldType::Actor).then_some(ActorRef::Field(field))
}

/// The actor of a word, or a report.
pub(super) fn actor_ref(cx: &mut Context, name: &Name, scope: &Scope) -> Option<ActorRef> {
    let found = find_actor_ref(cx, name, scope);
    if found.is_none() {
        if cx.find(Space::Actor, &name.text).is_some() {
            cx.push(
                Diagnostic::new(
                    Code::WRONG_KIND,
                    scope.file,
                    name.span,
                    format!("`{}` is a class; a single actor or role is needed here", name.text),
                )
                .help(format!("quantify over it: `some {} x where …`", name.text)),
            );
            return None;
        }
        if scope.gone.contains(&name.text) {
            let word = &name.text;
            let message = format!("`{word}` is not known here any more");
            let help = format!(
                "a `where` reaches over what stands directly behind it; put the rest into its parentheses: `{word} where (… and …)`"
            );
            cx.push(Diagnostic::new(Code::UNKNOWN_NAME, scope.file, name.span, message).help(help));
            return None;
        }
        let mut candidates = cx.names_of(Space::Actor);
        candidates.extend(scope.slots.iter().filter(|s| !s.is_empty()).cloned());
        candidates.extend(ROLES.iter().map(|(word, _)| (*word).to_owned()));
        cx.unknown("actor or role", name, scope.file, candidates);
    }
    found
}

pub(super) fn set_class(cx: &mut Context, name: &Name, scope: &Scope) -> Option<SetClass> {
    Some(match name.text.as_str() {
        "party" | "parties" => SetClass::Party,
        "protected" => SetClass::Protected,
        "attacker" | "attackers" => SetClass::Attacker,
        "victim" | "victims" => SetClass::Victim,
        "state" => SetClass::Kind(ActorKind::State),
        "group" => SetClass::Kind(ActorKind::Group),
        "organ" => SetClass::Kind(ActorKind::Organ),
        _ => {
            let id = cx.expect(Space::Actor, name, scope.file)?;
            if id & CLASS_BIT == 0 {
                cx.push(
                    Diagnostic::new(
                        Code::WRONG_KIND,
                        scope.file,
                        name.span,
                        format!("`{}` is a single actor; a class is needed here", name.text),
                    )
                    .help("leave out `a`, `any` or `every` before a single actor"),
                );
                return None;
            }
            SetClass::Class(ir::ClassId(id & !CLASS_BIT))
        }
    })
}

pub(super) fn set(cx: &mut Context, set: &tree::Set, scope: &Scope) -> ActorSet {
    match set {
        tree::Set::Nobody(_) => ActorSet::default(),
        tree::Set::Each { article, other, classes, except, .. } => ActorSet {
            article: Some(*article),
            other: *other,
            classes: classes.iter().filter_map(|class| set_class(cx, class, scope)).collect(),
            names: Vec::new(),
            except: except.iter().filter_map(|name| actor_ref(cx, name, scope)).collect(),
        },
        tree::Set::Names(names) => ActorSet {
            names: names.iter().filter_map(|name| actor_ref(cx, name, scope)).collect(),
            ..ActorSet::default()
        },
    }
}

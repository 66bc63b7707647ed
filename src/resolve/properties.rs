//! Checks `property` blocks: what they are about, every name in them, that they say something.
//! Absent: whether a law holds.

use super::conditions::{self, Scope, clause_path};
use super::interpretations::reading_of;
use super::{CLASS_BIT, Context, In, Items, Space};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    ActorRef, Binder, Body, Change, Chosen, ClassId, FieldId, FieldType, Formula, InterpretationId, Law,
    Property, QuestionId, Someone, TreatyId, Under, Which,
};
use crate::syntax::tree::{self, CondKind, Name, PropertyLaw, PropertyLineKind as Line, TestLineKind};
use crate::text::{FileId, Span};

pub(super) fn resolve(cx: &mut Context, items: &Items<'_>) -> Vec<Property> {
    items.properties.iter().filter_map(|item| one(cx, *item)).collect()
}

/// The names that a property binds, each sort counted apart.
#[derive(Default)]
struct Bound {
    scope: Scope,
    treaties: Vec<String>,
    clauses: Vec<String>,
    readings: Vec<(String, QuestionId)>,
    events: Vec<String>,
    binders: Vec<Binder>,
    names: Vec<String>,
}

impl Bound {
    fn add(&mut self, binder: Binder, name: &str) {
        self.binders.push(binder);
        self.names.push(name.to_owned());
    }
}

fn one(cx: &mut Context, item: In<'_, tree::Property>) -> Option<Property> {
    let file = item.file;
    let mut bound = Bound { scope: Scope { file, ..Scope::default() }, ..Bound::default() };
    for line in &item.it.lines {
        match &line.kind {
            Line::For(list) | Line::Law(_, list) => {
                list.iter().for_each(|one| bind(cx, one, &mut bound, file))
            }
            _ => {}
        }
    }
    let mut law = None;
    let mut property = Property {
        file,
        title: item.it.title.clone(),
        sources: Vec::new(),
        notes: Vec::new(),
        binders: Vec::new(),
        names: Vec::new(),
        from: None,
        until: None,
        interpretation: None,
        readings: Vec::new(),
        held_by: Vec::new(),
        read_as_of: None,
        facts: None,
        only_where: Vec::new(),
        law: Law::Always(Formula::All(Vec::new())),
        broken: None,
    };
    for line in &item.it.lines {
        match &line.kind {
            Line::Source(text) => property.sources.push(text.text.clone()),
            Line::Note(text) => property.notes.push(text.text.clone()),
            Line::For(_) => {}
            Line::On(date) => {
                property.from = Some(date.date);
                property.until = Some(date.date.tomorrow().unwrap_or(date.date));
            }
            Line::From(date) => property.from = Some(date.date),
            Line::Until(date) => property.until = Some(date.date),
            Line::Given(given) => take_given(cx, given, &mut property, &bound, line.span),
            Line::Event(lines) => property.facts = Some((lines.clone(), line.span)),
            Line::Where(cond) => property.only_where.extend(formula(cx, cond, &mut bound)),
            Line::Broken(why, lines) => property.broken = Some((why.clone(), lines.clone(), line.span)),
            Line::Law(written, _) => {
                if law.is_some() {
                    cx.push(
                        Diagnostic::new(
                            Code::DUPLICATE_PART,
                            file,
                            line.span,
                            "a second law in one property",
                        )
                        .help("give it a property of its own, so that each has an answer of its own"),
                    );
                }
                law = one_law(cx, written, &mut bound, line.span);
                law.as_ref()?;
            }
        }
    }
    if property.from.zip(property.until).is_some_and(|(from, until)| until <= from) {
        let message = "no event lies in this time";
        cx.push(Diagnostic::new(Code::BAD_INTERVAL, file, item.it.title.span, message));
    }
    let Some(law) = law else {
        cx.push(
            Diagnostic::new(Code::BAD_PROPERTY, file, item.it.title.span, "a property without a law")
                .help("add a line that begins with `if`, `always`, `never`, `possible`, `monotone`, `symmetric`, `same` or `unchanged`"),
        );
        return None;
    };
    property.law = law;
    property.binders = bound.binders;
    property.names = bound.names;
    Some(property)
}

fn taken(cx: &mut Context, name: &Name, bound: &Bound, file: FileId) -> bool {
    let known = bound.scope.slots.contains(&name.text)
        || bound.treaties.contains(&name.text)
        || bound.clauses.contains(&name.text)
        || bound.events.contains(&name.text)
        || bound.readings.iter().any(|(other, _)| *other == name.text);
    if known {
        let message = format!("`{}` is bound twice", name.text);
        cx.push(Diagnostic::new(Code::DUPLICATE_NAME, file, name.span, message));
    }
    known
}

fn bind(cx: &mut Context, binder: &tree::Binder, bound: &mut Bound, file: FileId) {
    match binder {
        tree::Binder::Event(name) => {
            if !taken(cx, name, bound, file) {
                bound.events.push(name.text.clone());
            }
        }
        tree::Binder::Treaty(name) => {
            if !taken(cx, name, bound, file) {
                bound.treaties.push(name.text.clone());
                bound.add(Binder::Treaty, &name.text);
            }
        }
        tree::Binder::Clause(name, kind, of) => {
            let tree = cx.program.kernel.kind;
            let kind = kind.as_ref().map(|kind| cx.node(tree, kind, file));
            let of = of.as_ref().map(|of| under(cx, of, bound, file));
            if matches!(kind, Some(None)) || matches!(of, Some(None)) {
                return;
            }
            if name.as_ref().is_some_and(|name| taken(cx, name, bound, file)) {
                return;
            }
            bound.clauses.push(name.as_ref().map_or_else(String::new, |name| name.text.clone()));
            let name = name.as_ref().map_or("", |name| name.text.as_str());
            bound.add(Binder::Clause(kind.flatten(), of.flatten()), name);
        }
        tree::Binder::Party(names, of) => {
            let Some(of) = under(cx, of, bound, file) else { return };
            for name in names {
                if !taken(cx, name, bound, file) {
                    bound.scope.slots.push(name.text.clone());
                    bound.add(Binder::Party(of), &name.text);
                }
            }
        }
        tree::Binder::State(names, class) => {
            let mut of = None;
            if let Some(class) = class {
                let Some(id) = cx.expect(Space::Actor, class, file) else { return };
                if id & CLASS_BIT == 0 {
                    let message = format!("`{}` is a single actor; a class is needed here", class.text);
                    cx.push(Diagnostic::new(Code::WRONG_KIND, file, class.span, message));
                    return;
                }
                of = Some(ClassId(id & !CLASS_BIT));
            }
            for name in names {
                if !taken(cx, name, bound, file) {
                    bound.scope.slots.push(name.text.clone());
                    bound.add(Binder::State(of), &name.text);
                }
            }
        }
        tree::Binder::Reading(name, question) => {
            let Some(id) = cx.expect(Space::Question, question, file).map(QuestionId) else { return };
            if !taken(cx, name, bound, file) {
                bound.readings.push((name.text.clone(), id));
                bound.add(Binder::Reading(id), &name.text);
            }
        }
    }
}

fn under(cx: &mut Context, name: &Name, bound: &Bound, file: FileId) -> Option<Under> {
    if let Some(at) = bound.treaties.iter().position(|other| *other == name.text) {
        return Some(Under::Bound(at));
    }
    cx.expect(Space::Treaty, name, file).map(|id| Under::Treaty(TreatyId(id)))
}

fn take_given(cx: &mut Context, given: &TestLineKind, property: &mut Property, bound: &Bound, span: Span) {
    let file = property.file;
    match given {
        TestLineKind::GivenIs(question, reading) => {
            let at = bound.readings.iter().position(|(name, _)| *name == reading.text);
            match at {
                Some(at) => {
                    let id = cx.expect(Space::Question, question, file).map(QuestionId);
                    property.readings.extend(id.map(|id| (id, Chosen::Bound(at))));
                }
                None => {
                    let found = reading_of(cx, question, reading, file);
                    property.readings.extend(found.map(|(id, reading)| (id, Chosen::Reading(reading))));
                }
            }
        }
        TestLineKind::GivenInterpretation(name) => {
            property.interpretation = cx.expect(Space::Interpretation, name, file).map(InterpretationId);
        }
        TestLineKind::GivenHeldBy(name) => property.held_by.extend(cx.actor(name, file)),
        TestLineKind::GivenReadAsOf(date) => property.read_as_of = Some(date.date),
        _ => cx.push(
            Diagnostic::new(
                Code::BAD_PROPERTY,
                file,
                span,
                "a property has no disputed facts whose side could be taken",
            )
            .help("state the facts themselves in an `event` line"),
        ),
    }
}

fn one_law(cx: &mut Context, law: &PropertyLaw, bound: &mut Bound, span: Span) -> Option<Law> {
    let file = bound.scope.file;
    Some(match law {
        PropertyLaw::If(left, right) => {
            let left = formula(cx, left, bound);
            Law::If(left?, formula(cx, right, bound)?)
        }
        PropertyLaw::Always(of) => Law::Always(formula(cx, of, bound)?),
        PropertyLaw::Never(of) => Law::Never(formula(cx, of, bound)?),
        PropertyLaw::Possible(of) => Law::Possible(formula(cx, of, bound)?),
        PropertyLaw::Monotone(field, of) => {
            let id = FieldId(cx.expect(Space::Field, field, file)?);
            let kind = cx.program.field(id).map(|field| field.kind);
            if !matches!(kind, Some(FieldType::Scale(_) | FieldType::Number | FieldType::YesNo)) {
                cx.push(
                    Diagnostic::new(
                        Code::WRONG_TYPE,
                        file,
                        field.span,
                        format!("`{}` has no order", field.text),
                    )
                    .help("a law can be monotone in a field of a scale, a number, or yes and no"),
                );
                return None;
            }
            Law::Monotone(id, body(cx, of.as_ref(), bound, span)?)
        }
        PropertyLaw::Symmetric(one, other, of) => {
            let mut at = |name: &Name| {
                let found = bound.scope.slots.iter().position(|slot| *slot == name.text);
                if found.is_none() && bound.scope.slots.is_empty() {
                    let message = format!("`{}` is bound by no line of this law", name.text);
                    let help = "say whom the law is about before it: `for any parties p, q of TREATY`";
                    cx.push(Diagnostic::new(Code::UNKNOWN_NAME, file, name.span, message).help(help));
                } else if found.is_none() {
                    let names = bound.scope.slots.clone();
                    cx.unknown("bound party", name, file, names);
                }
                found
            };
            let (one, other) = (at(one), at(other));
            Law::Symmetric(one?, other?, formula(cx, of, bound)?)
        }
        PropertyLaw::Same(names, of) => {
            let mut ids = Vec::new();
            for name in names {
                ids.push(InterpretationId(cx.expect(Space::Interpretation, name, file)?));
            }
            if ids.len() < 2 {
                let message = "a law that compares needs two interpretations";
                cx.push(
                    Diagnostic::new(Code::BAD_PROPERTY, file, span, message).help("write `same under A, B`"),
                );
                return None;
            }
            Law::Same(ids, body(cx, of.as_ref(), bound, span)?)
        }
        PropertyLaw::Unchanged(what, of) => {
            let deed = cx.program.tree(cx.program.kernel.deed).and_then(|tree| tree.find(&what.text));
            let change = if let Some(id) = cx.find(Space::Field, &what.text) {
                Change::Field(FieldId(id))
            } else if let Some(id) = cx.find(Space::Question, &what.text) {
                Change::Question(QuestionId(id))
            } else if let Some(node) = deed {
                Change::Deed(node)
            } else {
                let mut names = cx.names_of(Space::Field);
                names.extend(cx.names_of(Space::Question));
                cx.unknown("field, question or deed", what, file, names);
                return None;
            };
            Law::Unchanged(change, body(cx, of.as_ref(), bound, span)?)
        }
    })
}

fn body(cx: &mut Context, of: Option<&tree::Cond>, bound: &mut Bound, span: Span) -> Option<Body> {
    match of {
        Some(cond) => Some(Body::Formula(formula(cx, cond, bound)?)),
        None if bound.clauses.is_empty() => {
            let message = "this law does not say of what it speaks";
            cx.push(
                Diagnostic::new(Code::BAD_PROPERTY, bound.scope.file, span, message)
                    .help("add `whether` and a formula, or `for every clause of kind defence`"),
            );
            None
        }
        None => Some(Body::Rows(bound.clauses.len() - 1)),
    }
}

/// Whether a condition has atoms of properties in it.
fn speaks_of_duties(cond: &tree::Cond) -> bool {
    match &cond.kind {
        CondKind::And(list) | CondKind::Or(list) => list.iter().any(speaks_of_duties),
        CondKind::Not(inner) => speaks_of_duties(inner),
        CondKind::Owes { .. } | CondKind::Stands { .. } => true,
        _ => false,
    }
}

/// A formula; a part without atoms of its own is one condition.
fn formula(cx: &mut Context, cond: &tree::Cond, bound: &mut Bound) -> Option<Formula> {
    if !speaks_of_duties(cond) {
        let before = cx.diagnostics.len();
        let holds = conditions::condition(cx, cond, &mut bound.scope);
        return (cx.diagnostics.len() == before).then_some(Formula::Holds(holds));
    }
    let file = bound.scope.file;
    Some(match &cond.kind {
        CondKind::And(list) => {
            Formula::All(list.iter().map(|one| formula(cx, one, bound)).collect::<Option<_>>()?)
        }
        CondKind::Or(list) => {
            Formula::Any(list.iter().map(|one| formula(cx, one, bound)).collect::<Option<_>>()?)
        }
        CondKind::Not(inner) => Formula::Not(Box::new(formula(cx, inner, bound)?)),
        CondKind::Owes { who, verb, what, to, under: by, event } => {
            known_event(cx, event.as_ref(), bound);
            let who = someone(cx, who.as_ref(), bound);
            let to = someone(cx, to.as_ref(), bound);
            let tree = cx.program.kernel.response;
            let what = cx.node(tree, what, file);
            let under = by.as_ref().map(|name| under(cx, name, bound, file));
            if matches!(under, Some(None)) {
                return None;
            }
            Formula::Owes { who: who?, verb: *verb, what: what?, to: to?, under: under.flatten() }
        }
        CondKind::Stands { path, status, by, to, event } => {
            known_event(cx, event.as_ref(), bound);
            let by = someone(cx, by.as_ref(), bound);
            let to = someone(cx, to.as_ref(), bound);
            let clause = match path.as_slice() {
                [name] if bound.clauses.contains(&name.text) => {
                    Which::Bound(bound.clauses.iter().position(|other| *other == name.text)?)
                }
                _ => Which::Clauses(clause_path(cx, path, file)?),
            };
            Formula::Stands { clause, status: *status, by: by?, to: to? }
        }
        _ => return None,
    })
}

fn known_event(cx: &mut Context, name: Option<&Name>, bound: &Bound) {
    if let Some(name) = name.filter(|name| !bound.events.contains(&name.text)) {
        let names = bound.events.clone();
        cx.unknown("bound event", name, bound.scope.file, names);
    }
}

/// An actor that is named or bound; none in none out.
#[expect(
    clippy::option_option,
    reason = "the outer says that the name is known, the inner that there is one"
)]
fn someone(cx: &mut Context, name: Option<&Name>, bound: &Bound) -> Option<Option<Someone>> {
    let Some(name) = name else { return Some(None) };
    match super::actors::actor_ref(cx, name, &bound.scope)? {
        ActorRef::Literal(actor) => Some(Some(Someone::Actor(actor))),
        ActorRef::Slot(slot) => Some(Some(Someone::Bound(usize::from(slot)))),
        _ => {
            let message = format!("`{}` is no actor by name", name.text);
            cx.push(
                Diagnostic::new(Code::WRONG_KIND, bound.scope.file, name.span, message)
                    .help("bind one: `for any party p of north_atlantic`, and say `where p is victim`"),
            );
            None
        }
    }
}

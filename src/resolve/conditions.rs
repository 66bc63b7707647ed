//! Resolves conditions: every word becomes an id, every type is checked.
//! Absent: who an actor is (`actors`); evaluation; what a condition stands for in a clause.

use super::actors::{ROLES, actor_ref, find_actor_ref, set, set_class};
use super::{CLASS_BIT, Context, Space};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    self, ActorRef, ActorSet, ActorTest, ClauseId, Cond, CondKind, FieldId, FieldType, LifeStage, LifeTest,
    NodeId, Origin, PlaceId, QuestionId, ReadingId, TermId, Test, Told, ToldUnder, TreatyId,
};
use crate::syntax::tree::{self, ActorKind, Compare, LevelOrNumber, Name, Quantifier, Who};
use crate::text::FileId;

/// What a condition may refer to.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    pub file: FileId,
    /// The instrument that the condition belongs to.
    pub treaty: Option<TreatyId>,
    /// Names of slots: parameters first, then bound names.
    pub slots: Vec<String>,
    /// Names that were bound and are no longer.
    pub gone: Vec<String>,
    /// Another name for the struck actor.
    pub victim: Option<String>,
    /// Only questions may be asked, since the condition says who is bound at all.
    pub questions_only: bool,
}

impl Scope {
    fn origin(&self, span: crate::text::Span) -> Origin {
        Origin { file: self.file, span }
    }
}

pub(super) fn condition(cx: &mut Context, cond: &tree::Cond, scope: &mut Scope) -> Cond {
    let kind = kind(cx, cond, scope);
    Cond { origin: scope.origin(cond.span), kind }
}

/// A condition that was reported; it never reaches evaluation.
const BROKEN: CondKind = CondKind::Const(false);

/// What is asked of a field in place of a value: whether the event says anything of it.
const STATED: &str = "stated";

fn kind(cx: &mut Context, cond: &tree::Cond, scope: &mut Scope) -> CondKind {
    use tree::CondKind as T;
    let asks_question_only = matches!(
        cond.kind,
        T::Or(_)
            | T::And(_)
            | T::Not(_)
            | T::Always
            | T::Never
            | T::Is { .. }
            | T::From(_)
            | T::Before(_)
            | T::Error
    );
    if scope.questions_only && !asks_question_only {
        cx.push(
            Diagnostic::new(
                Code::WRONG_KIND,
                scope.file,
                cond.span,
                "who is bound may depend on questions and dates only",
            )
            .help("ask a question here: `when some_question is some_reading`"),
        );
        return BROKEN;
    }
    match &cond.kind {
        T::Or(list) => CondKind::Or(list.iter().map(|c| condition(cx, c, scope)).collect()),
        T::And(list) => CondKind::And(list.iter().map(|c| condition(cx, c, scope)).collect()),
        T::Not(inner) => CondKind::Not(Box::new(condition(cx, inner, scope))),
        T::Always => CondKind::Const(true),
        T::Never => CondKind::Const(false),
        T::Error => {
            cx.unread = true;
            BROKEN
        }
        T::From(date) => CondKind::From(date.date),
        T::Before(date) => CondKind::Before(date.date),
        T::Quantified { how, over, name, body } => quantified(cx, how, over, name, body, scope),
        T::Has { who, newly, deed, to, anywhere, under } => {
            // In a shared term no instrument is meant, so a deed counts under any.
            let any = *anywhere || scope.treaty.is_none();
            let under = match under {
                Some(name) => match cx.expect(Space::Treaty, name, scope.file) {
                    Some(id) => ToldUnder::Of(TreatyId(id)),
                    None => return BROKEN,
                },
                None if any => ToldUnder::Any,
                None => ToldUnder::This,
            };
            has(cx, cond, who, deed, to.as_ref(), Told { under, newly: *newly }, scope)
        }
        T::Is { subject, negated, value, .. } => {
            let inner = is(cx, cond, subject, value, scope);
            negate(inner, *negated, scope.origin(cond.span))
        }
        T::IsParty { subject, negated, treaty } => {
            let treaty = match treaty {
                Some(name) => cx.expect(Space::Treaty, name, scope.file).map(TreatyId),
                None => this_treaty(cx, cond, scope),
            };
            let Some(treaty) = treaty else { return BROKEN };
            let inner = each(cx, cond, subject, scope, |_, _, who| {
                Some(CondKind::Is { subject: who, what: ActorTest::Party(treaty) })
            });
            negate(inner, *negated, scope.origin(cond.span))
        }
        T::IsBound { subject, negated, to, kind } => {
            let to = actor_ref(cx, to, scope);
            let kind = match kind {
                Some(name) => {
                    let tree = cx.program.kernel.kind;
                    cx.node(tree, name, scope.file).map(Some)
                }
                None => Some(None),
            };
            let (Some(to), Some(kind)) = (to, kind) else { return BROKEN };
            let inner = each(cx, cond, subject, scope, |_, _, who| {
                Some(CondKind::Is { subject: who, what: ActorTest::BoundTo(to, kind) })
            });
            negate(inner, *negated, scope.origin(cond.span))
        }
        T::In { field, values } => {
            let Some(id) = field_id(cx, field, scope) else { return BROKEN };
            let test = values_test(cx, id, field, values, scope);
            test.map_or(BROKEN, |test| CondKind::Fact { field: id, test })
        }
        T::AtLeast { field, most, value } => at_least(cx, field, *most, value, scope),
        T::Compare { field, op, value } => {
            let Some(id) = field_id(cx, field, scope) else { return BROKEN };
            number_test(cx, id, field, *op, value, scope)
        }
        // An area reads like a place: `in pacific_area` and `pacific_area` say the same.
        T::InPlace(name) if cx.find(Space::Place, &name.text).is_none() => call(cx, name, &[], scope),
        T::InPlace(name) => {
            cx.expect(Space::Place, name, scope.file).map_or(BROKEN, |id| CondKind::InPlace(PlaceId(id)))
        }
        T::Territory { kind, of } => {
            let kind = match kind {
                Some(name) => {
                    let tree = cx.program.kernel.place_kind;
                    cx.node(tree, name, scope.file).map(Some)
                }
                None => Some(None),
            };
            let of = actor_ref(cx, of, scope);
            kind.zip(of).map_or(BROKEN, |(kind, of)| CondKind::Territory { kind, of })
        }
        T::Administered(name) => actor_ref(cx, name, scope).map_or(BROKEN, CondKind::Administered),
        T::Claimed(name) => actor_ref(cx, name, scope).map_or(BROKEN, CondKind::Claimed),
        T::Side(side, number) => match number.text.parse::<f64>() {
            Ok(value) if value.abs() <= 180.0 => CondKind::Side(*side, value),
            _ => {
                bad_number(cx, number, scope, "degrees between -180 and 180");
                BROKEN
            }
        },
        T::ObjectsOf { objects, of } => {
            let tree = cx.program.kernel.object;
            let nodes: Vec<NodeId> =
                objects.iter().filter_map(|name| cx.node(tree, name, scope.file)).collect();
            actor_ref(cx, of, scope).map_or(BROKEN, |of| CondKind::ObjectsOf { objects: nodes, of })
        }
        T::ClauseLife(written) => clause_life(cx, written, scope),
        T::ClauseIs { path, available, by, to } => {
            clause_is(cx, cond, path, *available, by.as_ref(), to.as_ref(), scope)
        }
        T::Decided { path } => match clause_path(cx, path, scope.file) {
            Some(clauses) => CondKind::Decided { clauses },
            None => BROKEN,
        },
        T::Call { name, args } => call(cx, name, args, scope),
        // Only a property can hold these, and it takes them apart itself (`properties`).
        T::Owes { .. } | T::Stands { .. } => {
            cx.push(
                Diagnostic::new(
                    Code::WRONG_KIND,
                    scope.file,
                    cond.span,
                    "what somebody owes cannot be counted over or stand inside a condition",
                )
                .help("join it with `and`, `or` and `not` to the other parts of the law"),
            );
            BROKEN
        }
    }
}

fn negate(kind: CondKind, negated: bool, origin: Origin) -> CondKind {
    if negated { CondKind::Not(Box::new(Cond { origin, kind })) } else { kind }
}

fn this_treaty(cx: &mut Context, cond: &tree::Cond, scope: &Scope) -> Option<TreatyId> {
    if scope.treaty.is_none() {
        cx.push(
            Diagnostic::new(Code::UNBOUND_ROLE, scope.file, cond.span, "no instrument is meant here")
                .help("say which: `is party to north_atlantic`"),
        );
    }
    scope.treaty
}

/// One actor, or a quantified set of them, as the subject of an atom.
fn each(
    cx: &mut Context,
    cond: &tree::Cond,
    who: &Who,
    scope: &mut Scope,
    atom: impl FnOnce(&mut Context, &mut Scope, ActorRef) -> Option<CondKind>,
) -> CondKind {
    match who {
        Who::Actor(name) => {
            let Some(who) = actor_ref(cx, name, scope) else { return BROKEN };
            atom(cx, scope, who).unwrap_or(BROKEN)
        }
        Who::Quantified { every, other, class, .. } => {
            let Some(class) = set_class(cx, class, scope) else { return BROKEN };
            let slot = push_slot(scope, String::new());
            let body = atom(cx, scope, ActorRef::Slot(slot));
            scope.slots.pop();
            let Some(body) = body else { return BROKEN };
            let over = ActorSet { other: *other, classes: vec![class], ..ActorSet::default() };
            let body = Box::new(Cond { origin: scope.origin(cond.span), kind: body });
            CondKind::Quantified { at_least: (!every).then_some(1), over, slot, body }
        }
        Who::Share { span, .. } => {
            cx.push(Diagnostic::new(
                Code::WRONG_KIND,
                scope.file,
                *span,
                "a share of the parties can only have done a deed",
            ));
            BROKEN
        }
    }
}

fn push_slot(scope: &mut Scope, name: String) -> u16 {
    let slot = u16::try_from(scope.slots.len()).unwrap_or(u16::MAX);
    scope.slots.push(name);
    slot
}

fn quantified(
    cx: &mut Context,
    how: &Quantifier,
    over: &tree::Set,
    name: &Name,
    body: &tree::Cond,
    scope: &mut Scope,
) -> CondKind {
    let over = set(cx, over, scope);
    let at_least = match how {
        Quantifier::Some => Some(1),
        Quantifier::Every => None,
        Quantifier::AtLeast(number) => match number.text.parse::<u32>() {
            Ok(n) if (1..=1000).contains(&n) => Some(n),
            _ => {
                bad_number(cx, number, scope, "a whole number from 1 to 1000");
                return BROKEN;
            }
        },
    };
    let slot = push_slot(scope, name.text.clone());
    let body = Box::new(condition(cx, body, scope));
    scope.gone.extend(scope.slots.pop());
    CondKind::Quantified { at_least, over, slot, body }
}

fn bad_number(cx: &mut Context, number: &tree::Number, scope: &Scope, wanted: &str) {
    cx.push(Diagnostic::new(
        Code::BAD_NUMBER,
        scope.file,
        number.span,
        format!("`{}` is not {wanted}", number.text),
    ));
}

fn has(
    cx: &mut Context,
    cond: &tree::Cond,
    who: &Who,
    deed: &Name,
    to: Option<&Name>,
    told: Told,
    scope: &mut Scope,
) -> CondKind {
    let tree = cx.program.kernel.deed;
    let deed = cx.node(tree, deed, scope.file);
    let to = match to {
        Some(name) => actor_ref(cx, name, scope).map(Some),
        None => Some(None),
    };
    let (Some(deed), Some(to)) = (deed, to) else { return BROKEN };
    if let Who::Share { fraction, except, .. } = who {
        let number = |n: &tree::Number| n.text.parse::<u32>().ok().filter(|n| (1..=1000).contains(n));
        let (Some(over), Some(under)) = (number(&fraction.over), number(&fraction.under)) else {
            bad_number(cx, &fraction.over, scope, "part of a fraction of whole numbers from 1 to 1000");
            return BROKEN;
        };
        let except = except.iter().filter_map(|name| actor_ref(cx, name, scope)).collect();
        return CondKind::Share { over, under, except, deed, told };
    }
    each(cx, cond, who, scope, |_, _, who| Some(CondKind::Has { who, deed, to, told }))
}

fn is(cx: &mut Context, cond: &tree::Cond, subject: &Who, value: &Name, scope: &mut Scope) -> CondKind {
    let Who::Actor(name) = subject else {
        return each(cx, cond, subject, scope, |cx, scope, who| {
            actor_test(cx, value, scope).map(|what| CondKind::Is { subject: who, what })
        });
    };
    if let Some(who) = find_actor_ref(cx, name, scope) {
        let kernel = cx.program.kernel;
        let role = match who {
            ActorRef::Attacker => Some(kernel.by),
            ActorRef::Victim => Some(kernel.against),
            ActorRef::Field(field) => Some(field),
            _ => None,
        };
        if let Some(field) = role.filter(|_| value.text == STATED) {
            return CondKind::Fact { field, test: Test::Stated };
        }
        return actor_test(cx, value, scope).map_or(BROKEN, |what| CondKind::Is { subject: who, what });
    }
    if let Some(id) = cx.find(Space::Question, &name.text).map(QuestionId) {
        let readings: Vec<String> = cx
            .program
            .question(id)
            .map(|q| q.readings.iter().map(|r| r.name.clone()).collect())
            .unwrap_or_default();
        return match readings.iter().position(|r| *r == value.text) {
            Some(at) => CondKind::Reading { question: id, reading: ReadingId::at(at) },
            None => {
                cx.unknown(&format!("reading of `{}`", name.text), value, scope.file, readings);
                BROKEN
            }
        };
    }
    let Some(id) = field_id(cx, name, scope) else { return BROKEN };
    if value.text == STATED {
        return CondKind::Fact { field: id, test: Test::Stated };
    }
    values_test(cx, id, name, std::slice::from_ref(value), scope)
        .map_or(BROKEN, |test| CondKind::Fact { field: id, test })
}

fn actor_test(cx: &mut Context, value: &Name, scope: &Scope) -> Option<ActorTest> {
    let word = value.text.as_str();
    Some(match word {
        "state" => ActorTest::Kind(ActorKind::State),
        "group" => ActorTest::Kind(ActorKind::Group),
        "organ" => ActorTest::Kind(ActorKind::Organ),
        "party" | "protected" => {
            let Some(treaty) = scope.treaty else {
                cx.push(Diagnostic::new(
                    Code::UNBOUND_ROLE,
                    scope.file,
                    value.span,
                    "no instrument is meant here",
                ));
                return None;
            };
            if word == "party" { ActorTest::Party(treaty) } else { ActorTest::Protected(treaty) }
        }
        _ => {
            if let Some(who) = find_actor_ref(cx, value, scope) {
                return Some(match who {
                    ActorRef::Attacker => ActorTest::Attacker,
                    ActorRef::Victim if scope.victim.is_none() => ActorTest::Same(who),
                    other => ActorTest::Same(other),
                });
            }
            let id = cx.expect(Space::Actor, value, scope.file)?;
            ActorTest::Class(ir::ClassId(id & !CLASS_BIT))
        }
    })
}

fn field_id(cx: &mut Context, name: &Name, scope: &Scope) -> Option<FieldId> {
    if let Some(id) = cx.find(Space::Field, &name.text) {
        if scope.questions_only {
            cx.push(Diagnostic::new(
                Code::WRONG_KIND,
                scope.file,
                name.span,
                format!("who is bound may not depend on the fact `{}`", name.text),
            ));
            return None;
        }
        return Some(FieldId(id));
    }
    let mut candidates = cx.names_of(Space::Field);
    candidates.extend(cx.names_of(Space::Question));
    candidates.extend(scope.slots.iter().filter(|s| !s.is_empty()).cloned());
    candidates.extend(ROLES.iter().map(|(word, _)| (*word).to_owned()));
    cx.unknown("field, question or role", name, scope.file, candidates);
    None
}

fn values_test(cx: &mut Context, id: FieldId, field: &Name, values: &[Name], scope: &Scope) -> Option<Test> {
    let kind = cx.program.field(id)?.kind;
    let file = scope.file;
    Some(match kind {
        FieldType::Tree(tree) => {
            let nodes: Vec<NodeId> = values.iter().filter_map(|value| cx.node(tree, value, file)).collect();
            if nodes.len() < values.len() {
                return None;
            }
            Test::Under(nodes)
        }
        FieldType::Scale(scale) => {
            let levels: Vec<String> =
                cx.program.scale(scale)?.levels.iter().map(|(name, _)| name.clone()).collect();
            let mut found = Vec::new();
            for value in values {
                match levels.iter().position(|level| *level == value.text) {
                    Some(at) => found.push(u32::try_from(at).unwrap_or(u32::MAX)),
                    None => {
                        cx.unknown(&format!("level of `{}`", field.text), value, file, levels.clone());
                        return None;
                    }
                }
            }
            Test::Levels(found)
        }
        FieldType::YesNo => match values {
            [value] if value.text == "yes" => Test::Yes(true),
            [value] if value.text == "no" => Test::Yes(false),
            _ => {
                wrong_type(cx, field, scope, "`yes` or `no`");
                return None;
            }
        },
        FieldType::Place => {
            let places: Vec<PlaceId> =
                values.iter().filter_map(|value| cx.expect(Space::Place, value, file)).map(PlaceId).collect();
            Test::Places(places)
        }
        FieldType::Actor => {
            let actors: Vec<ir::ActorId> = values.iter().filter_map(|value| cx.actor(value, file)).collect();
            Test::Actors(actors)
        }
        FieldType::Number => {
            wrong_type(cx, field, scope, "a number: `>= 2`");
            return None;
        }
    })
}

fn wrong_type(cx: &mut Context, field: &Name, scope: &Scope, wanted: &str) {
    cx.push(
        Diagnostic::new(
            Code::WRONG_TYPE,
            scope.file,
            field.span,
            format!("the field `{}` is compared with {wanted}", field.text),
        )
        .label("of another type"),
    );
}

fn at_least(cx: &mut Context, field: &Name, most: bool, value: &LevelOrNumber, scope: &Scope) -> CondKind {
    let Some(id) = field_id(cx, field, scope) else { return BROKEN };
    let kind = cx.program.field(id).map(|f| f.kind);
    match (kind, value) {
        (Some(FieldType::Scale(scale)), LevelOrNumber::Level(level)) => {
            let levels: Vec<String> = cx
                .program
                .scale(scale)
                .map(|s| s.levels.iter().map(|(name, _)| name.clone()).collect())
                .unwrap_or_default();
            let Some(at) = levels.iter().position(|name| *name == level.text) else {
                cx.unknown(&format!("level of `{}`", field.text), level, scope.file, levels);
                return BROKEN;
            };
            let range = if most { 0..=at } else { at..=levels.len() - 1 };
            let test = Test::Levels(range.map(|n| u32::try_from(n).unwrap_or(u32::MAX)).collect());
            CondKind::Fact { field: id, test }
        }
        (Some(FieldType::Number), LevelOrNumber::Number(number)) => {
            let op = if most { Compare::AtMost } else { Compare::AtLeast };
            number_test(cx, id, field, op, number, scope)
        }
        _ => {
            wrong_type(cx, field, scope, "`at least` or `at most` only if it is a scale or a number");
            BROKEN
        }
    }
}

fn number_test(
    cx: &mut Context,
    id: FieldId,
    field: &Name,
    op: Compare,
    number: &tree::Number,
    scope: &Scope,
) -> CondKind {
    if cx.program.field(id).map(|f| f.kind) != Some(FieldType::Number) {
        wrong_type(cx, field, scope, "a name, not a number");
        return BROKEN;
    }
    let Some(value) = number.text.parse::<f64>().ok().filter(|v| v.is_finite()) else {
        bad_number(cx, number, scope, "a number");
        return BROKEN;
    };
    if let Some(row) = cx.program.fields.get_mut(id.index())
        && !row.cuts.contains(&value)
    {
        row.cuts.push(value);
        row.cuts.sort_by(f64::total_cmp);
    }
    CondKind::Fact { field: id, test: Test::Number(op, value) }
}

fn clause_is(
    cx: &mut Context,
    cond: &tree::Cond,
    path: &[Name],
    available: bool,
    by: Option<&Name>,
    to: Option<&Name>,
    scope: &Scope,
) -> CondKind {
    let Some(clauses) = clause_path(cx, path, scope.file) else { return BROKEN };
    let by = by.map(|name| actor_ref(cx, name, scope));
    let to = to.map(|name| actor_ref(cx, name, scope));
    if matches!(by, Some(None)) || matches!(to, Some(None)) {
        return BROKEN;
    }
    let _ = cond;
    CondKind::ClauseIs { clauses, available, by: by.flatten(), to: to.flatten() }
}

fn clause_life(cx: &mut Context, written: &tree::ClauseLife, scope: &Scope) -> CondKind {
    let clauses = clause_path(cx, &written.path, scope.file);
    let stage = LifeStage::parse(&written.stage.text);
    if stage.is_none() {
        let mut words = LifeStage::ALL.map(|word| word.word().to_owned()).to_vec();
        if !written.was {
            words.extend(["owed", "available", "decided"].map(str::to_owned));
        }
        cx.unknown("outcome or stage of a duty", &written.stage, scope.file, words);
    }
    let mut whole = |number: &tree::Number| super::clauses::whole(cx, number, scope.file);
    let times = written.times.as_ref().map_or(Some(1), &mut whole);
    let lasting = match &written.lasting {
        Some((number, unit)) => whole(number).map(|number| Some((number, *unit))),
        None => Some(None),
    };
    let by = written.by.as_ref().map(|name| actor_ref(cx, name, scope));
    let to = written.to.as_ref().map(|name| actor_ref(cx, name, scope));
    let (Some(clauses), Some(stage), Some(times), Some(lasting)) = (clauses, stage, times, lasting) else {
        return BROKEN;
    };
    if matches!(by, Some(None)) || matches!(to, Some(None)) {
        return BROKEN;
    }
    let test = LifeTest { stage, was: written.was, same_event: written.same_event, times, lasting };
    CondKind::LifeIs { clauses, test, by: by.flatten(), to: to.flatten() }
}

/// The clauses of a path `treaty.clause`; several if the clause has dated versions.
pub(super) fn clause_path(cx: &mut Context, path: &[Name], file: FileId) -> Option<Vec<ClauseId>> {
    let [treaty, clause] = path else {
        if let Some(first) = path.first() {
            let message = "a clause is named by its instrument and its name";
            let mut named = cx.program.clauses.iter().filter(|clause| clause.name == first.text);
            let whole = named.next().and_then(|clause| cx.program.treaty(clause.treaty));
            let help = match whole {
                Some(treaty) => format!("write `{}.{}`", treaty.name, first.text),
                None => "write `north_atlantic.defend`".to_owned(),
            };
            cx.push(Diagnostic::new(Code::UNKNOWN_NAME, file, first.span, message).help(help));
        }
        return None;
    };
    let id = TreatyId(cx.expect(Space::Treaty, treaty, file)?);
    let all: Vec<(ClauseId, String)> = cx
        .program
        .clauses
        .iter()
        .enumerate()
        .filter(|(_, c)| c.treaty == id)
        .map(|(i, c)| (ClauseId::at(i), c.name.clone()))
        .collect();
    let found: Vec<ClauseId> =
        all.iter().filter(|(_, name)| *name == clause.text).map(|(id, _)| *id).collect();
    if found.is_empty() {
        let names = all.into_iter().map(|(_, name)| name).collect();
        cx.unknown(&format!("clause of `{}`", treaty.text), clause, file, names);
        return None;
    }
    Some(found)
}

fn call(cx: &mut Context, name: &Name, args: &[Name], scope: &Scope) -> CondKind {
    let local = scope.treaty.and_then(|t| cx.terms.get(&(Some(t.0), name.text.clone()))).copied();
    let found = local.or_else(|| cx.terms.get(&(None, name.text.clone())).copied());
    if let Some((term, declared)) = found {
        let want = cx.program.term(term).map_or(0, |t| t.params.len());
        if want != args.len() {
            cx.push(
                Diagnostic::new(
                    Code::WRONG_COUNT,
                    scope.file,
                    name.span,
                    format!("`{}` is about {want} actor(s), {} given", name.text, args.len()),
                )
                .also(declared.file, declared.span, "declared here"),
            );
            return BROKEN;
        }
        let refs: Vec<ActorRef> = args.iter().filter_map(|arg| actor_ref(cx, arg, scope)).collect();
        if refs.len() < args.len() {
            return BROKEN;
        }
        return CondKind::Call { term, args: refs };
    }
    if args.is_empty()
        && let Some(place) = cx.find(Space::Place, &name.text)
    {
        return CondKind::InPlace(PlaceId(place));
    }
    let mut candidates: Vec<String> = cx
        .terms
        .keys()
        .filter(|(t, _)| t.is_none() || *t == scope.treaty.map(|t| t.0))
        .map(|(_, n)| n.clone())
        .collect();
    candidates.sort();
    candidates.extend(cx.names_of(Space::Place));
    let mut noun = "term, area or place";
    if cx.find(Space::Question, &name.text).is_some() {
        noun = "term, area or place (a question is asked with `is`)";
    }
    cx.unknown(noun, name, scope.file, candidates);
    BROKEN
}

/// Terms, clauses and decisions that conditions refer to.
#[derive(Debug, Default)]
pub(super) struct Refers {
    pub terms: Vec<TermId>,
    pub clauses: Vec<ClauseId>,
    /// Clauses whose decision is asked for, which is another thing than what they oblige to.
    pub decisions: Vec<ClauseId>,
}

/// Every term, clause and decision that a condition refers to, for the search for cycles.
pub(super) fn refers(cond: &Cond, found: &mut Refers) {
    match &cond.kind {
        CondKind::And(list) | CondKind::Or(list) => list.iter().for_each(|c| refers(c, found)),
        CondKind::Not(inner) | CondKind::Quantified { body: inner, .. } => refers(inner, found),
        CondKind::Call { term, .. } => found.terms.push(*term),
        CondKind::ClauseIs { clauses: list, .. } | CondKind::LifeIs { clauses: list, .. } => {
            found.clauses.extend(list);
        }
        CondKind::Decided { clauses: list } => found.decisions.extend(list),
        _ => {}
    }
}

//! Conditions in words, close to how they are written in rule files. Absent: what they come to.

use super::{
    ActorRef, ActorSet, ActorTest, ClauseId, Cond, CondKind, FieldId, FieldType, NodeId, PlaceId, Program,
    SetClass, Test, ToldUnder, TreeId,
};
use crate::syntax::tree::{ActorKind, Compare, Unit};

/// A condition in one line of words.
#[must_use]
pub fn describe(program: &Program, cond: &Cond) -> String {
    describe_with(program, cond, &[])
}

/// The same, where whoever has a bound name is called by the names given, and "it" where there is none.
///
/// ```
/// use casus::ir::{ActorRef, ActorTest, Cond, CondKind, Origin, Program, describe::describe_with};
/// use casus::syntax::tree::ActorKind;
/// let is_state = CondKind::Is { subject: ActorRef::Slot(0), what: ActorTest::Kind(ActorKind::State) };
/// let cond = Cond { kind: is_state, origin: Origin::default() };
/// assert_eq!(describe_with(&Program::default(), &cond, &["attacker".to_owned()]), "attacker is state");
/// ```
#[must_use]
pub fn describe_with(program: &Program, cond: &Cond, bound: &[String]) -> String {
    Words { program, bound }.cond(cond, false)
}

/// An actor of a condition in words; whoever has a bound name is called by the names given.
pub(crate) fn actor(program: &Program, who: ActorRef, bound: &[String]) -> String {
    Words { program, bound }.actor(who)
}

/// A set of actors in words.
pub(crate) fn actors(program: &Program, set: &ActorSet, bound: &[String]) -> String {
    Words { program, bound }.set(set)
}

/// A length of time in words.
///
/// ```
/// use casus::{ir::describe::duration, syntax::tree::Unit};
/// assert_eq!(duration(1, Unit::Months), "1 month");
/// ```
#[must_use]
pub fn duration(number: u32, unit: Unit) -> String {
    let unit = match unit {
        Unit::Hours => "hour",
        Unit::Days => "day",
        Unit::Months => "month",
        Unit::Years => "year",
    };
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

struct Words<'a> {
    program: &'a Program,
    bound: &'a [String],
}

impl Words<'_> {
    fn cond(&self, cond: &Cond, inner: bool) -> String {
        let join = |list: &[Cond], word: &str| {
            let parts: Vec<String> = list.iter().map(|c| self.cond(c, true)).collect();
            let text = parts.join(word);
            if inner { format!("({text})") } else { text }
        };
        match &cond.kind {
            CondKind::Const(true) => "always".to_owned(),
            CondKind::Const(false) => "never".to_owned(),
            CondKind::And(list) => join(list, " and "),
            CondKind::Or(list) => join(list, " or "),
            CondKind::Not(one) => format!("not {}", self.cond(one, true)),
            CondKind::Quantified { at_least, over, body, .. } => {
                let how = match at_least {
                    None => "every".to_owned(),
                    Some(1) => "some".to_owned(),
                    Some(n) => format!("at least {n}"),
                };
                format!("{how} {} where {}", self.set(over), self.cond(body, true))
            }
            CondKind::Has { who, deed, to, told } => {
                let newly = if told.newly { "newly " } else { "" };
                let mut text =
                    format!("{} has {newly}{}", self.actor(*who), self.node(self.program.kernel.deed, *deed));
                if let Some(to) = to {
                    text.push_str(&format!(" to {}", self.actor(*to)));
                }
                match told.under {
                    ToldUnder::This => {}
                    ToldUnder::Any => text.push_str(" anywhere"),
                    ToldUnder::Of(id) => {
                        let name = self.program.treaty(id).map_or("?", |treaty| treaty.name.as_str());
                        text.push_str(&format!(" under {name}"));
                    }
                }
                text
            }
            CondKind::Share { over, under, except, deed, .. } => {
                let mut text = format!("at least {over}/{under} of parties");
                if !except.is_empty() {
                    let names: Vec<String> = except.iter().map(|who| self.actor(*who)).collect();
                    text.push_str(&format!(" except {}", names.join(", ")));
                }
                format!("{text} have {}", self.node(self.program.kernel.deed, *deed))
            }
            CondKind::Fact { field, test } => self.fact(*field, test),
            CondKind::Reading { question, reading } => {
                let question = self.program.question(*question);
                let name = question.map_or("?", |q| q.name.as_str());
                let reading =
                    question.and_then(|q| q.readings.get(reading.index())).map_or("?", |r| r.name.as_str());
                format!("{name} is {reading}")
            }
            CondKind::Is { subject, what } => format!("{} is {}", self.actor(*subject), self.what(*what)),
            CondKind::From(date) => format!("from {date}"),
            CondKind::Before(date) => format!("before {date}"),
            CondKind::InPlace(place) => format!("in {}", self.place(*place)),
            CondKind::Territory { kind, of } => {
                let kind = kind
                    .map(|kind| self.node(self.program.kernel.place_kind, kind) + " ")
                    .unwrap_or_default();
                format!("{kind}territory of {}", self.actor(*of))
            }
            CondKind::Administered(of) => format!("territory administered by {}", self.actor(*of)),
            CondKind::Claimed(of) => format!("territory claimed by {}", self.actor(*of)),
            CondKind::Side(side, degrees) => format!("{} of {degrees}", format!("{side:?}").to_lowercase()),
            CondKind::ObjectsOf { objects, of } => {
                format!("{{{}}} of {}", self.nodes(self.program.kernel.object, objects), self.actor(*of))
            }
            CondKind::ClauseIs { clauses, available, by, to } => {
                let path =
                    clauses.first().map(|id: &ClauseId| self.program.clause_path(*id)).unwrap_or_default();
                let outcome = if *available { "available" } else { "owed" };
                format!("clause {path} is {outcome}{}", self.sides(*by, *to))
            }
            CondKind::LifeIs { clauses, test, by, to } => {
                let path =
                    clauses.first().map(|id: &ClauseId| self.program.clause_path(*id)).unwrap_or_default();
                let of = if test.same_event { " of the same event" } else { "" };
                let verb = if test.was { "was" } else { "is" };
                let times = match test.times {
                    0 | 1 => String::new(),
                    times => format!(" at least {times} times"),
                };
                let lasting = match test.lasting {
                    Some((number, unit)) => format!(" for {}", duration(number, unit)),
                    None => String::new(),
                };
                let stage = test.stage.word();
                format!("clause {path}{of} {verb} {stage}{lasting}{times}{}", self.sides(*by, *to))
            }
            CondKind::Decided { clauses } => {
                let path = clauses.first().map(|id| self.program.clause_path(*id)).unwrap_or_default();
                format!("clause {path} is decided")
            }
            CondKind::Call { term, args } => {
                let name = self.program.term(*term).map_or("?", |t| t.name.as_str());
                if args.is_empty() {
                    return name.to_owned();
                }
                let args: Vec<String> = args.iter().map(|who| self.actor(*who)).collect();
                format!("{name}({})", args.join(", "))
            }
        }
    }

    fn sides(&self, by: Option<ActorRef>, to: Option<ActorRef>) -> String {
        let by = by.map(|by| format!(" by {}", self.actor(by))).unwrap_or_default();
        let to = to.map(|to| format!(" for {}", self.actor(to))).unwrap_or_default();
        by + &to
    }

    fn actor(&self, who: ActorRef) -> String {
        match who {
            ActorRef::Literal(actor) => self.program.actor_name(actor).to_owned(),
            ActorRef::Attacker => "attacker".to_owned(),
            ActorRef::Victim => "victim".to_owned(),
            ActorRef::Obligor => "obligor".to_owned(),
            ActorRef::Beneficiary => "beneficiary".to_owned(),
            ActorRef::Slot(at) => self.bound.get(usize::from(at)).cloned().unwrap_or_else(|| "it".to_owned()),
            ActorRef::Field(field) => self.field(field).to_owned(),
        }
    }

    fn what(&self, what: ActorTest) -> String {
        match what {
            ActorTest::Class(class) => self.program.class(class).map_or("?", |c| c.name.as_str()).to_owned(),
            ActorTest::Kind(kind) => kind_word(kind).to_owned(),
            ActorTest::Same(other) => self.actor(other),
            ActorTest::Party(treaty) => {
                format!("party to {}", self.program.treaty(treaty).map_or("?", |t| t.name.as_str()))
            }
            ActorTest::Protected(treaty) => {
                format!("protected by {}", self.program.treaty(treaty).map_or("?", |t| t.name.as_str()))
            }
            ActorTest::BoundTo(to, None) => format!("bound to {}", self.actor(to)),
            ActorTest::BoundTo(to, Some(kind)) => {
                format!("bound to {} by {}", self.actor(to), self.node(self.program.kernel.kind, kind))
            }
            ActorTest::Attacker => "attacker".to_owned(),
            ActorTest::Victim => "victim".to_owned(),
        }
    }

    fn set(&self, set: &ActorSet) -> String {
        let mut parts: Vec<String> = set
            .classes
            .iter()
            .map(|class| match class {
                SetClass::Party => "party".to_owned(),
                SetClass::Protected => "protected".to_owned(),
                SetClass::Attacker => "attacker".to_owned(),
                SetClass::Victim => "victim".to_owned(),
                SetClass::Class(class) => {
                    self.program.class(*class).map_or("?", |c| c.name.as_str()).to_owned()
                }
                SetClass::Kind(kind) => kind_word(*kind).to_owned(),
            })
            .collect();
        parts.extend(set.names.iter().map(|who| self.actor(*who)));
        let other = if set.other { "other " } else { "" };
        format!("{other}{}", parts.join(" or "))
    }

    fn fact(&self, field: FieldId, test: &Test) -> String {
        let name = self.field(field);
        let kind = self.program.field(field).map(|f| f.kind);
        let list = |words: Vec<String>| match words.as_slice() {
            [one] => format!("{name} is {one}"),
            _ => format!("{name} in {{{}}}", words.join(", ")),
        };
        match (test, kind) {
            (Test::Under(nodes), Some(FieldType::Tree(tree))) => {
                list(nodes.iter().map(|n| self.node(tree, *n)).collect())
            }
            (Test::Levels(levels), Some(FieldType::Scale(scale))) => {
                let all = self.program.scale(scale).map(|s| s.levels.as_slice()).unwrap_or_default();
                let word = |level: &u32| all.get(*level as usize).map(|(n, _)| n.clone()).unwrap_or_default();
                match (levels.first(), levels.last()) {
                    (Some(first), Some(last)) if levels.len() > 1 && *last as usize + 1 == all.len() => {
                        format!("{name} at least {}", word(first))
                    }
                    (Some(0), Some(last)) if levels.len() > 1 => format!("{name} at most {}", word(last)),
                    _ => list(levels.iter().map(word).collect()),
                }
            }
            (Test::Yes(yes), _) => format!("{name} is {}", if *yes { "yes" } else { "no" }),
            (Test::Number(op, value), _) => {
                let op = match op {
                    Compare::Equal => "=",
                    Compare::Less => "<",
                    Compare::AtMost => "<=",
                    Compare::More => ">",
                    Compare::AtLeast => ">=",
                };
                format!("{name} {op} {value}")
            }
            (Test::Places(places), _) => list(places.iter().map(|p| self.place(*p)).collect()),
            (Test::Actors(actors), _) => {
                list(actors.iter().map(|a| self.program.actor_name(*a).to_owned()).collect())
            }
            (Test::Stated, _) => format!("{name} is stated"),
            _ => format!("{name} is ?"),
        }
    }

    fn field(&self, id: FieldId) -> &str {
        self.program.field(id).map_or("?", |f| f.name.as_str())
    }

    fn node(&self, tree: TreeId, node: NodeId) -> String {
        self.program.node_name(tree, node).to_owned()
    }

    fn nodes(&self, tree: TreeId, nodes: &[NodeId]) -> String {
        nodes.iter().map(|n| self.node(tree, *n)).collect::<Vec<_>>().join(", ")
    }

    fn place(&self, id: PlaceId) -> String {
        self.program.place(id).map_or("?", |p| p.name.as_str()).to_owned()
    }
}

fn kind_word(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::State => "state",
        ActorKind::Group => "group",
        ActorKind::Organ => "organ",
    }
}

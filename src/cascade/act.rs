//! Which clause is performed by which act, against whom, and the event that the act makes.
//!
//! In: clauses, answers, events. Out: a performance with its enemies; an [`Event`]. Absent: rounds.

use jiff::civil::Date;

use crate::evaluate::{BeneficiaryOut, Verdict};
use crate::event::{About, Deed, Event, Fact, Value};
use crate::ir::{
    ActorId, ActorRef, ActorSet, Beneficiary, Clause, Constant, FieldId, FieldType, NodeId, Performance,
    Program, Response, SetClass, TreatyId,
};
use crate::syntax::tree::{Modality, Struck};

/// The response of a clause, or of the rider that replaced it.
pub(super) fn response_of(clause: &Clause, rider: Option<usize>) -> &Response {
    let rider = rider.and_then(|at| clause.riders.get(at));
    rider.and_then(|rider| rider.response.as_ref()).unwrap_or(&clause.response)
}

/// Whether a response binds to do something; leave and prohibition do not.
pub(super) fn is_duty(response: &Response) -> bool {
    !matches!(response.modality, Modality::May | Modality::ShallNot)
}

/// How a duty is performed: by which performance, and whether less would do.
pub(super) fn performed_by(program: &Program, clause: &Clause, response: &Response) -> Option<(usize, bool)> {
    if !is_duty(response) {
        return None;
    }
    let kernel = program.kernel;
    let of_kind = |one: &Performance| {
        one.kinds.is_empty() || one.kinds.iter().any(|kind| program.is_under(kernel.kind, clause.kind, *kind))
    };
    let needs = |one: &Performance| {
        one.of.iter().any(|above| program.is_under(kernel.response, response.what, *above))
    };
    let all = || program.performances.iter().enumerate().filter(|(_, one)| of_kind(one));
    // What nothing less performs comes before what is a matter of choice.
    all()
        .find(|(_, one)| needs(one))
        .map(|(at, _)| (at, false))
        .or_else(|| all().find(|(_, one)| one.choice.contains(&response.what)).map(|(at, _)| (at, true)))
}

/// Whether some rider or the clause itself can be performed.
pub(super) fn is_doable(program: &Program, clause: &Clause) -> bool {
    let riders = clause.riders.iter().filter_map(|rider| rider.response.as_ref());
    riders.chain([&clause.response]).any(|response| performed_by(program, clause, response).is_some())
}

/// The actors that an event surely names in a field.
pub(super) fn named(event: &Event, field: FieldId) -> Vec<ActorId> {
    match event.fact(field) {
        Some(Fact::Stated(values)) => values
            .iter()
            .filter_map(|value| match value {
                Value::Actor(actor) => Some(*actor),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Whether an actor is bound by an instrument on a day, whatever readings may say of it.
pub(super) fn bound(program: &Program, treaty: TreatyId, actor: ActorId, day: Date) -> bool {
    program.treaty(treaty).is_some_and(|treaty| {
        treaty.parties.iter().any(|member| member.actor == actor && member.days.contains(day))
    })
}

/// Whether a clause may run to an actor on a day: as one that must be struck, or as one it is owed to.
pub(super) fn covers(program: &Program, clause: &Clause, actor: ActorId, day: Date) -> bool {
    let set = match (&clause.on, &clause.response.beneficiary) {
        (Some(set), _) | (None, Beneficiary::Set(set)) => set,
        _ => return true,
    };
    in_set(program, clause, set, actor, day)
}

/// Whether an actor is in a set of a clause on a day, whatever readings may say of it.
pub(super) fn in_set(program: &Program, clause: &Clause, set: &ActorSet, actor: ActorId, day: Date) -> bool {
    let is = |one: &ActorRef| *one == ActorRef::Literal(actor);
    let protected = || {
        program.treaty(clause.treaty).is_some_and(|treaty| {
            treaty.protected.iter().any(|member| member.actor == actor && member.days.contains(day))
        })
    };
    let in_class = |class: &SetClass| match class {
        SetClass::Party => bound(program, clause.treaty, actor, day),
        SetClass::Protected => protected(),
        SetClass::Class(class) => program.in_class(*class, actor, day),
        SetClass::Kind(kind) => program.actor(actor).is_some_and(|row| row.kind == *kind),
        SetClass::Attacker | SetClass::Victim => true,
    };
    !set.except.iter().any(is) && (set.names.iter().any(is) || set.classes.iter().any(in_class))
}

/// Against whom a duty runs on an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Aim {
    /// Against whom; nobody where the event does not say.
    pub enemies: Vec<ActorId>,
    /// Who was struck first by them, if anybody; none where the friends began.
    pub struck: Option<Struck>,
}

/// Whoever owes stands with whom it owes to. Where one of the two is the author of the event the duty runs
/// against those struck, else against the author; a clause that names its enemy runs against that one.
pub(super) fn aim(program: &Program, clause: &Clause, verdict: &Verdict, event: &Event) -> Aim {
    let (by, against) = (named(event, program.kernel.by), named(event, program.kernel.against));
    let friend = |actor: &ActorId| {
        Some(*actor) == verdict.obligor
            || match verdict.beneficiary {
                BeneficiaryOut::Actor(to) => to == *actor,
                BeneficiaryOut::Parties => bound(program, clause.treaty, *actor, event.date),
                _ => false,
            }
    };
    let (began, was_struck) = (by.iter().any(friend), against.iter().any(friend));
    let itself = verdict.obligor.is_some_and(|who| against.contains(&who));
    let struck = (!began).then_some(if itself { Struck::Itself } else { Struck::Another });
    let enemies = match (began, was_struck) {
        _ if !clause.against.is_empty() => clause.against.clone(),
        // Friends on both sides: the text does not say against whom of them.
        (true, true) => Vec::new(),
        (true, false) => against,
        (false, _) => by,
    };
    let enemies = enemies.into_iter().filter(|enemy| !friend(enemy)).collect();
    Aim { enemies, struck }
}

/// The event that an act makes.
pub(super) fn event(
    program: &Program,
    performance: &Performance,
    (who, enemy): (ActorId, ActorId),
    day: Date,
    struck: Option<Struck>,
) -> Event {
    let kernel = program.kernel;
    let mut facts = vec![
        (kernel.by, Fact::Stated(vec![Value::Actor(who)])),
        (kernel.against, Fact::Stated(vec![Value::Actor(enemy)])),
    ];
    for stated in &performance.states {
        if stated.only_if.is_none() || stated.only_if == struck {
            facts.push((stated.field, Fact::Stated(stated.values.iter().map(value).collect())));
        }
    }
    let says = performance.says.iter().filter(|_| struck.is_some());
    let deed = |does: &NodeId| Deed {
        by: who,
        does: *does,
        to: Some(enemy),
        treaty: None,
        date: None,
        count: None,
        about: About::default(),
    };
    let (name, against) = (program.actor_name(who), program.actor_name(enemy));
    Event {
        id: format!("{name}-{against}-{}", performance.name),
        title: Some(format!(
            "{} {} against {}",
            label(program, who),
            performance.label,
            label(program, enemy)
        )),
        date: day,
        first: None,
        facts,
        own_place: None,
        record: performance.deeds.iter().chain(says).map(deed).collect(),
        line: 0,
    }
}

/// What an actor is called.
fn label(program: &Program, actor: ActorId) -> &str {
    program.actor(actor).map_or("?", |actor| actor.label.as_str())
}

fn value(constant: &Constant) -> Value {
    match constant {
        Constant::Node(node) => Value::Node(*node),
        Constant::Level(level) => Value::Level(*level),
        Constant::Yes(yes) => Value::Yes(*yes),
    }
}

/// The acts that a performance states, by which an event of another hand is known as one.
pub(super) fn acts_of(program: &Program, performance: &Performance) -> Vec<NodeId> {
    let is_act = |field: FieldId| {
        program.field(field).is_some_and(|field| field.kind == FieldType::Tree(program.kernel.act))
    };
    let stated = performance.states.iter().filter(|one| is_act(one.field) && one.only_if.is_none());
    stated
        .flat_map(|one| &one.values)
        .filter_map(|value| match value {
            Constant::Node(node) => Some(*node),
            _ => None,
        })
        .collect()
}

/// Whether an event is surely such an act.
pub(super) fn is_act(program: &Program, event: &Event, acts: &[NodeId]) -> bool {
    let kernel = program.kernel;
    event.facts.iter().any(|(field, fact)| {
        let of_acts = program.field(*field).is_some_and(|field| field.kind == FieldType::Tree(kernel.act));
        let Fact::Stated(values) = fact else { return false };
        of_acts
            && values.iter().any(|value| match value {
                Value::Node(node) => acts.iter().any(|above| program.is_under(kernel.act, *node, *above)),
                _ => false,
            })
    })
}

//! What a limb says, put into words only when somebody reads it: most limbs are never shown.
//!
//! Absent: whether it holds.

use jiff::civil::Date;

use crate::ir::describe::describe;
use crate::ir::{ActorId, Cond, Program};

/// What a limb says.
#[derive(Debug, Clone)]
pub(super) enum Said<'a> {
    /// In words of its own.
    Words(String),
    /// In words that never change.
    Fixed(&'static str),
    /// A condition.
    Cond(&'a Cond),
    /// A condition by the label that the rules give it.
    Label(&'a str),
    /// The opposite of what the label names.
    Not(&'a str),
    /// A condition of a rider, by the label of the rider.
    Rider(&'a str, &'a Cond),
    /// An actor is bound on the day.
    Bound(ActorId),
    /// An actor is the one struck.
    Struck(ActorId),
    /// It would be owed to an actor.
    Toward(ActorId),
}

impl Said<'_> {
    /// The words, on a day.
    pub fn words(&self, program: &Program, day: Date) -> String {
        let name = |actor: &ActorId| program.actor_name(*actor);
        match self {
            Said::Words(words) => words.clone(),
            Said::Fixed(words) => (*words).to_owned(),
            Said::Cond(cond) => describe(program, cond),
            Said::Label(label) => (*label).to_owned(),
            Said::Not(label) => format!("not: {label}"),
            Said::Rider(label, cond) => format!("{label}: {}", describe(program, cond)),
            Said::Bound(actor) => format!("{} is bound on {day}", name(actor)),
            Said::Struck(actor) => {
                format!("{} is the one struck, and covered by the clause", name(actor))
            }
            Said::Toward(actor) => {
                format!("{} is one of those to whom it would be owed", name(actor))
            }
        }
    }
}

//! Whether somebody has the power that a deed uses: the clauses that give it are asked, like any other.

use jiff::civil::Date;

use super::{Ground, Use};
use crate::evaluate::{Amid, Decision, Filter, Lives, Record, Status, Verdict, decide, decide_with};
use crate::event::Deed;
use crate::ir::{Becoming, ClauseId, Power, Program, SetClass};
use crate::syntax::tree::Modality;

/// Whether there is the power.
pub(super) enum Right {
    /// There is, by this clause; by none where every party has it.
    Has(Option<ClauseId>),
    /// There is not; why, and the clause that fails.
    Lacks(String, Option<ClauseId>),
    /// It turns on these.
    Open(Vec<String>, ClauseId),
}

/// Asks the clauses of the instrument that give the power, of the day on which it was used.
pub(super) fn of((program, done): (&Program, &[Deed]), used: &Use<'_>, ground: &Ground<'_>) -> Right {
    if used.power.clauses.is_empty() {
        return Right::Has(None);
    }
    let clauses = giving(program, used);
    let Some(treaty) = program.treaty(used.id) else { return Right::Has(None) };
    if clauses.is_empty() {
        let why = match used.deed.about.clause {
            Some(named) => format!("{} gives no such power", program.clause_path(named)),
            None => format!("no clause of {} gives that power", treaty.name),
        };
        return Right::Lacks(why, None);
    }
    let mut event = ground.event.clone();
    event.date = used.on;
    event.record = done.iter().filter(|deed| concerns(deed, used)).cloned().collect();
    let filter = Filter { clauses: clauses.clone(), ..Filter::default() };
    let Decision { verdicts, .. } = decide(program, &event, ground.stance, &filter, ground.limits);
    let mut lacks = None;
    for clause in clauses {
        let answers: Vec<&Verdict> = verdicts.iter().filter(|verdict| verdict.clause == clause).collect();
        let Some(answer) = answer(program, used, &answers) else { continue };
        match answer.status {
            Status::Owed => return Right::Has(Some(clause)),
            Status::NotOwed | Status::Available => {
                lacks.get_or_insert_with(|| Right::Lacks(answer.because.text.clone(), Some(clause)));
            }
            _ => lacks = Some(Right::Open(answer.pivots.depends_on.clone(), clause)),
        }
    }
    let actor = program.actor_name(used.deed.by);
    lacks.unwrap_or_else(|| Right::Lacks(format!("{} gives it to others than {actor}", treaty.name), None))
}

/// The clauses of the instrument whose response is the power; the one that the deed names, if it names one.
fn giving(program: &Program, used: &Use<'_>) -> Vec<ClauseId> {
    let tree = program.kernel.response;
    let gives = |id: &ClauseId| {
        program.clause(*id).is_some_and(|clause| {
            used.deed.about.clause.is_none_or(|named| program.same_clause(named, *id))
                && clause.days.contains(used.on)
                && clause.response.modality != Modality::ShallNot
                && used.power.clauses.iter().any(|node| program.is_under(tree, clause.response.what, *node))
        })
    };
    let clauses = program.treaty(used.id).map(|treaty| treaty.clauses.as_slice()).unwrap_or_default();
    clauses.iter().copied().filter(gives).collect()
}

/// The clauses of overlays that forbid the use of a power when it is used, each with what that turns on.
pub(super) fn barred(
    (program, done): (&Program, &[Deed]),
    (deed, on, power): (&Deed, Date, &Power),
    ground: &Ground<'_>,
) -> Vec<(ClauseId, Vec<String>)> {
    let tree = program.kernel.response;
    let bars = |id: &ClauseId| {
        let Some(clause) = program.clause(*id) else { return false };
        program.treaty(clause.treaty).is_some_and(|row| row.overlay)
            && !ground.stance.overlays_off.contains(&clause.treaty)
            && clause.response.modality == Modality::ShallNot
            && clause.trigger.is_some()
            && power.clauses.iter().any(|node| program.is_under(tree, clause.response.what, *node))
    };
    let clauses: Vec<ClauseId> = (0..program.clauses.len()).map(ClauseId::at).filter(bars).collect();
    if clauses.is_empty() {
        return Vec::new();
    }
    // Of what this event tells only this use counts: another one is forbidden, or not, by itself.
    let mut event = ground.event.clone();
    (event.date, event.record) = (on, vec![deed.clone()]);
    let filter = Filter { clauses, obligors: vec![deed.by], ..Filter::default() };
    let (lives, mut record) = (Lives::default(), Record::default());
    for deed in done {
        record.add(program, deed);
    }
    let asked = Amid { program, event: &event, record: &record, lives: &lives, atlas: None };
    let decision = decide_with(asked, ground.stance, &filter, ground.limits);
    let of_actor = decision.verdicts.into_iter().filter(|verdict| verdict.obligor == Some(deed.by));
    of_actor
        .filter(|verdict| verdict.status == Status::Owed || !verdict.status.is_settled())
        .map(|verdict| (verdict.clause, verdict.pivots.depends_on))
        .collect()
}

/// What is done toward one newcomer gives nothing to another.
fn concerns(deed: &Deed, used: &Use<'_>) -> bool {
    used.power.becomes != Becoming::Joined || deed.to.is_none() || deed.to == Some(used.deed.by)
}

/// The answer that counts: that of the one who uses the power. Where the parties are to invite whoever
/// joins, it is theirs, and all of them must have the power.
fn answer<'v>(program: &Program, used: &Use<'_>, answers: &[&'v Verdict]) -> Option<&'v Verdict> {
    let own = answers.iter().find(|verdict| verdict.obligor == Some(used.deed.by));
    let invites = answers.first().and_then(|verdict| program.clause(verdict.clause)).is_some_and(|clause| {
        let set = &clause.response.obligors;
        set.names.is_empty() && set.classes == [SetClass::Party]
    });
    if own.is_some() || used.power.becomes != Becoming::Joined || !invites {
        return own.copied();
    }
    answers.iter().copied().min_by_key(|verdict| match verdict.status {
        Status::NotOwed | Status::Available => 0,
        Status::Owed => 2,
        _ => 1,
    })
}

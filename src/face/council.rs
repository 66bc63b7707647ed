//! Collective decisions for `casus timeline` and `casus owed`: a block of the table, a line of JSON.
//!
//! In: proceedings that `life` has followed. Out: text. Absent: counting votes.

use std::collections::BTreeMap;
use std::io::Write as _;

use jiff::civil::Date;
use serde::Serialize;

use super::console::{Console, Outcome, clean};
use super::words;
use crate::evaluate::{Cast, Way};
use crate::event::Event;
use crate::ir::{ActorId, Clause, Decision, Program, Stage};
use crate::life::{Proceeding, Stand};

/// What is printed of one proceeding.
pub(super) struct Row<'a> {
    program: &'a Program,
    events: &'a [Event],
    one: &'a Proceeding,
    clause: &'a Clause,
    decision: &'a Decision,
}

/// The rows of the proceedings that are wanted, in the order in which they began.
pub(super) fn rows<'a>(
    program: &'a Program,
    events: &'a [Event],
    all: &'a [Proceeding],
    wanted: &dyn Fn(&Proceeding) -> bool,
) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'a>> = all
        .iter()
        .filter(|one| wanted(one))
        .filter_map(|one| {
            let clause = program.clause(one.clause)?;
            let decision = clause.decision.as_deref()?;
            Some(Row { program, events, one, clause, decision })
        })
        .collect();
    rows.sort_by_key(Row::since);
    rows
}

/// Whether somebody of a list asked, voted or is bound.
pub(super) fn concerns(one: &Proceeding, parties: &[ActorId]) -> bool {
    let round = &one.ballot.round;
    parties.is_empty()
        || parties.iter().any(|party| {
            one.ballot.members.contains(party)
                || round.votes.contains_key(party)
                || round.asked.iter().any(|(_, who)| who == party)
        })
}

impl Row<'_> {
    /// The day on which it began.
    pub(super) fn since(&self) -> Date {
        let event = self.events.get(self.one.event).map_or(Date::ZERO, |event| event.date);
        self.one.stretches(event).first().map_or(event, |(day, _)| *day)
    }

    /// From which day it stood how.
    pub(super) fn stretches(&self) -> Vec<(Date, Stand)> {
        self.one.stretches(self.since())
    }

    fn treaty(&self) -> &str {
        self.program.treaty(self.clause.treaty).map_or("?", |treaty| treaty.name.as_str())
    }

    fn motion(&self) -> &str {
        self.program.motion(self.decision.motion).map_or("?", |motion| motion.name.as_str())
    }

    /// The organ that acted last, else the one that the clause names first.
    fn organ(&self) -> Option<ActorId> {
        let round = &self.one.ballot.round;
        let ruled = round.ruled.as_ref().map(|ruling| ruling.by);
        ruled.or(round.opened.last().map(|(_, who)| *who)).or(self.decision.organs.first().copied())
    }

    /// The organ as it is called in print.
    pub(super) fn organ_label(&self) -> String {
        let actor = self.organ().and_then(|who| self.program.actor(who));
        actor.map_or_else(|| format!("organ of {}", self.treaty()), |actor| actor.label.clone())
    }

    /// What is decided, and under what.
    pub(super) fn label(&self) -> String {
        format!("{}, {}: {}", self.treaty(), self.clause.name.replace('_', " "), self.motion())
    }

    fn names(&self, who: impl IntoIterator<Item = ActorId>) -> String {
        let names: Vec<&str> = who.into_iter().map(|who| self.program.actor_name(who)).collect();
        names.join(", ")
    }

    /// Prints the block of the table.
    pub(super) fn block(&self, console: &mut Console) -> Outcome<()> {
        let organ = self.organ().map_or("an organ", |who| self.program.actor_name(who));
        writeln!(
            console.out,
            "\n{} {}, {}, {}: {organ} decides {}",
            self.since(),
            self.treaty(),
            clean(&self.clause.article),
            self.clause.name.replace('_', " "),
            self.motion().replace('_', " "),
        )?;
        for (day, said) in self.steps() {
            writeln!(console.out, "  {day}  {said}")?;
        }
        for line in self.counts() {
            writeln!(console.out, "  {line}")?;
        }
        Ok(writeln!(console.out, "  now {}{}", self.one.stand.word(), self.effect())?)
    }

    fn steps(&self) -> Vec<(Date, String)> {
        let round = &self.one.ballot.round;
        let mut steps: Vec<(Date, String)> = Vec::new();
        for (day, who) in &round.asked {
            steps.push((*day, format!("asked for by {}", self.program.actor_name(*who))));
        }
        for (day, who) in &round.opened {
            steps.push((*day, format!("{} met", self.program.actor_name(*who))));
        }
        for (cast, said) in [
            (Cast::For, "voted for"),
            (Cast::Against, "voted against"),
            (Cast::Abstained, "abstained"),
            (Cast::Absent, "absent"),
        ] {
            let last = round.votes.values().filter(|(how, _)| *how == cast).map(|(_, day)| *day).max();
            if let Some(day) = last {
                steps.push((day, format!("{said}: {}", self.names(self.one.voters(cast)))));
            }
            if let Some((count, day)) = round.counts.get(&cast) {
                steps.push((*day, format!("{said}, as the organ counts: {count}")));
            }
        }
        for (who, day) in &round.vetoes {
            steps.push((*day, format!("vetoed by {}", self.program.actor_name(*who))));
        }
        if let Some(ruling) = &round.ruled {
            let mut days: BTreeMap<Date, Vec<String>> = BTreeMap::new();
            for (day, deed) in &ruling.deeds {
                let name = self.program.node_name(self.program.kernel.deed, *deed).replace('_', " ");
                days.entry(*day).or_default().push(name);
            }
            let by = self.program.actor_name(ruling.by);
            steps.extend(days.into_iter().map(|(day, deeds)| (day, format!("{by} {}", deeds.join(", ")))));
        }
        if let Some((day, who)) = round.lifted {
            steps.push((day, format!("{} took it back", self.program.actor_name(who))));
        }
        steps.sort_by_key(|(day, _)| *day);
        steps
    }

    /// The counts, once votes are shown; and what the organ's record and the votes disagree on.
    fn counts(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.one.ballot.round.voted_on().is_some() {
            lines.extend(self.one.ballot.ways.iter().map(|way| self.count(way)));
        }
        if self.one.at_odds {
            lines.push(
                "the organ's own record and the votes shown do not agree; the record goes first".to_owned(),
            );
        }
        lines
    }

    fn count(&self, way: &Way) -> String {
        let tally = &way.tally;
        let mut parts = vec![format!("{} for, {} against", tally.supported, tally.opposed)];
        for (number, word) in [(tally.abstained, "abstained"), (tally.absent, "absent")] {
            if number > 0 {
                parts.push(format!("{number} {word}"));
            }
        }
        if tally.base > 0 && tally.not_shown() > 0 {
            parts.push(format!("{} not shown and so not cast", tally.not_shown()));
        }
        let needed = match (way.needed, self.decision.consensus) {
            (Some(needed), false) => format!("; {needed} needed"),
            (Some(needed), true) => format!("; {needed} needed, and no objection"),
            (None, true) => "; no objection may stand".to_owned(),
            (None, false) => String::new(),
        };
        let base = if tally.base == tally.voters {
            format!(" of {} who may vote", tally.voters)
        } else {
            format!(" of {} bound, {} of whom may vote", tally.base, tally.voters)
        };
        let base = if tally.base == 0 { ", voters not listed in the rules".to_owned() } else { base };
        let under = self.under(way);
        format!("votes: {}{needed}{base}{under}", parts.join(", "))
    }

    fn under(&self, way: &Way) -> String {
        if self.one.ballot.ways.len() < 2 || way.under.is_empty() {
            return String::new();
        }
        let readings: Vec<String> =
            way.under.iter().map(|(name, values)| format!("{name} is {}", values.join(" or "))).collect();
        format!("; if {}", readings.join(" and "))
    }

    /// Whether and whom the outcome binds.
    fn effect(&self) -> String {
        if self.one.stand != Stand::Decided {
            return String::new();
        }
        match self.decision.binding {
            None => String::new(),
            Some(false) => "; it binds nobody".to_owned(),
            Some(true) if self.one.bound.is_empty() => "; it binds".to_owned(),
            Some(true) => {
                let free = self.decision.free.iter();
                let tree = self.program.kernel.response;
                let free: Vec<String> =
                    free.map(|node| self.program.node_name(tree, *node).replace('_', " ")).collect();
                let free = if free.is_empty() {
                    String::new()
                } else {
                    format!(", but for {}, which takes the consent of each", free.join(", "))
                };
                format!(
                    "; it binds {}, however they voted{free}",
                    words::count(self.one.bound.len(), "party", "parties")
                )
            }
        }
    }

    /// The line of JSON.
    pub(super) fn record(&self, on: Option<Date>) -> Record<'_> {
        let program = self.program;
        let round = &self.one.ballot.round;
        let of = |cast: Cast| self.one.voters(cast).map(|who| program.actor_name(who)).collect();
        let dated = |list: &[(Date, ActorId)]| {
            list.iter()
                .map(|(day, who)| Dated { by: program.actor_name(*who), on: day.to_string() })
                .collect::<Vec<_>>()
        };
        let deed = program.kernel.deed;
        Record {
            kind: "decision",
            event: self.events.get(self.one.event).map_or("?", |event| event.id.as_str()),
            treaty: self.treaty(),
            clause: &self.clause.name,
            article: &self.clause.article,
            motion: self.motion(),
            organs: self.decision.organs.iter().map(|who| program.actor_name(*who)).collect(),
            since: self.since().to_string(),
            state: self.one.stand.word(),
            on: on.map(|day| day.to_string()),
            asked: dated(&round.asked),
            convened: dated(&round.opened),
            voted_for: of(Cast::For),
            voted_against: of(Cast::Against),
            abstained: of(Cast::Abstained),
            absent: of(Cast::Absent),
            vetoed_by: round.vetoes.keys().map(|who| program.actor_name(*who)).collect(),
            voted_on: round.voted_on().map(|day| day.to_string()),
            counts: self.one.ballot.ways.iter().map(|way| self.count_record(way)).collect(),
            outcome: round.ruled.as_ref().map(|ruling| Ruled {
                as_: ruling.deeds.iter().map(|(_, node)| program.node_name(deed, *node)).collect(),
                adopted: ruling.stage == Stage::Adopted,
                by: program.actor_name(ruling.by),
                on: ruling.on.to_string(),
            }),
            lifted: round.lifted.map(|(day, who)| Dated { by: program.actor_name(who), on: day.to_string() }),
            at_odds: self.one.at_odds,
            binding: self.decision.binding,
            binding_except: self
                .decision
                .free
                .iter()
                .map(|node| program.node_name(program.kernel.response, *node))
                .collect(),
            bound: self.one.bound.iter().map(|who| program.actor_name(*who)).collect(),
            schema_version: 1,
        }
    }

    fn count_record<'r>(&self, way: &'r Way) -> Count<'r> {
        let tally = &way.tally;
        Count {
            base: tally.base,
            voters: tally.voters,
            r#for: tally.supported,
            against: tally.opposed,
            abstained: tally.abstained,
            absent: tally.absent,
            not_shown: tally.not_shown(),
            needed: way.needed,
            under: way.under.iter().map(|(name, readings)| Under { question: name, readings }).collect(),
        }
    }
}

/// One decision as a line of JSON.
#[derive(Serialize)]
pub(super) struct Record<'a> {
    kind: &'static str,
    event: &'a str,
    treaty: &'a str,
    clause: &'a str,
    article: &'a str,
    motion: &'a str,
    organs: Vec<&'a str>,
    since: String,
    state: &'static str,
    on: Option<String>,
    asked: Vec<Dated<'a>>,
    convened: Vec<Dated<'a>>,
    voted_for: Vec<&'a str>,
    voted_against: Vec<&'a str>,
    abstained: Vec<&'a str>,
    absent: Vec<&'a str>,
    vetoed_by: Vec<&'a str>,
    voted_on: Option<String>,
    counts: Vec<Count<'a>>,
    outcome: Option<Ruled<'a>>,
    lifted: Option<Dated<'a>>,
    at_odds: bool,
    binding: Option<bool>,
    binding_except: Vec<&'a str>,
    bound: Vec<&'a str>,
    schema_version: u32,
}

#[derive(Serialize)]
struct Dated<'a> {
    by: &'a str,
    on: String,
}

#[derive(Serialize)]
struct Count<'a> {
    base: u32,
    voters: u32,
    r#for: u32,
    against: u32,
    abstained: u32,
    absent: u32,
    not_shown: u32,
    needed: Option<u32>,
    under: Vec<Under<'a>>,
}

#[derive(Serialize)]
struct Under<'a> {
    question: &'a str,
    readings: &'a [String],
}

#[derive(Serialize)]
struct Ruled<'a> {
    adopted: bool,
    #[serde(rename = "as")]
    as_: Vec<&'a str>,
    by: &'a str,
    on: String,
}

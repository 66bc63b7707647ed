//! What a picture of a cascade shows: a card for each event that is given and for each act that follows,
//! in bands of days and rounds, and at the end what would follow.
//!
//! In: a cascade that is told. Out: cards with their places in the telling. Absent: lines and colours (`sheet`).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::sheet::{Band, Card, Look, Sheet, number_in_order};
use super::{Act, Branch, Collision, Ground, Other, Told, joined, named, same_branch, to_whom};
use crate::cascade::Sides;
use crate::evaluate::Status;
use crate::face::console::clean;
use crate::face::{table, words};
use crate::ir::ActorId;

/// More clauses than this on one card are counted.
const CLAUSES: usize = 4;
/// Up to so many actors are called by their names, not by their codes.
const LABELLED: usize = 2;
/// More actors than this are counted; hovering shows them.
const NAMED: usize = 6;
/// Events that are given beyond this many are counted, unless an act cites them.
const GIVEN: usize = 60;

/// The picture of a cascade as SVG.
pub(super) fn of(told: &Told<'_>, on: Option<Date>) -> String {
    let mut drawn = Drawn { told, of_event: BTreeMap::new(), number: 0, sides: told.wars() };
    let mut bands = drawn.days();
    bands.extend(drawn.would_follow());
    number_in_order(&mut bands);
    let given = words::count(told.came.given, "event", "events");
    let on = on.map(|day| format!(", up to {day}")).unwrap_or_default();
    let title = format!("If everybody performs: {given}{on}; {}", told.stance);
    let mut end = String::new();
    told.sides(&mut end);
    let end = end.lines().map(str::to_owned).collect();
    Sheet { title: clean(&title), bands, end }.svg()
}

impl Told<'_> {
    /// The sides of every performance that makes two of them.
    fn wars(&self) -> Vec<Sides> {
        let mutual = self.program.performances.iter().enumerate().filter(|(_, one)| one.mutual);
        mutual.flat_map(|(at, _)| self.came.sides(self.program, at)).collect()
    }
}

struct Drawn<'t, 'p> {
    told: &'t Told<'p>,
    /// The number of the card that an event is on.
    of_event: BTreeMap<usize, usize>,
    number: usize,
    sides: Vec<Sides>,
}

impl Drawn<'_, '_> {
    /// A band for what is given on each day, and one for each of its rounds.
    fn days(&mut self) -> Vec<Band> {
        let came = self.told.came;
        let cited: BTreeSet<usize> = came
            .acts
            .iter()
            .flat_map(|act| act.grounds.iter().map(|ground| ground.event))
            .chain(came.branches.iter().map(|branch| branch.event))
            .collect();
        let mut bands: BTreeMap<(Date, usize), Band> = BTreeMap::new();
        let mut unshown = 0;
        for (at, event) in came.events.iter().take(came.given).enumerate() {
            if at >= GIVEN && !cited.contains(&at) {
                unshown += 1;
                continue;
            }
            // Days on which nothing follows share a band, so that the page is not longer than what happens.
            let last = came.acts.iter().map(|act| act.day).filter(|day| *day < event.date).max();
            let first = came.events.iter().take(came.given).map(|one| one.date);
            let first = first.filter(|day| last.is_none_or(|last| *day > last)).min().unwrap_or(event.date);
            let band = bands.entry((first, 0)).or_insert_with(|| Band::new(String::new()));
            band.heading = match first == event.date {
                true => format!("{first}, given"),
                false => format!("{first} to {}, given", event.date),
            };
            band.cards.push(self.given(at));
        }
        let mut rounds: BTreeMap<(Date, usize), Vec<&Act>> = BTreeMap::new();
        for act in &came.acts {
            rounds.entry((act.day, act.round)).or_default().push(act);
        }
        for ((day, round), acts) in rounds {
            let mut band = Band::new(format!("{day}, round {round}"));
            for (first, who) in joined(&acts) {
                band.cards.push(self.act(first, &who, &acts));
            }
            bands.insert((day, round), band);
        }
        let mut bands: Vec<Band> = bands.into_values().collect();
        if unshown > 0 {
            let events = words::count(unshown, "further event is", "further events are");
            bands.push(Band::new(format!("{events} given, and nothing follows from them")));
        }
        if came.acts.is_empty() {
            bands.push(Band::new("Nobody owes armed force for sure: nothing follows".to_owned()));
        }
        if came.cut {
            bands.push(Band::new("The rounds were cut short; more may follow".to_owned()));
        }
        bands
    }

    fn next(&mut self) -> usize {
        self.number += 1;
        self.number
    }

    fn given(&mut self, at: usize) -> Card {
        let told = self.told;
        let number = self.next();
        self.of_event.insert(at, number);
        let kernel = told.program.kernel;
        let (mut heading, mut lines, mut more) = (String::new(), Vec::new(), String::new());
        if let Some(event) = told.came.events.get(at) {
            let (by, against) = (named(event, kernel.by), named(event, kernel.against));
            heading = self.few(&by, "author not named");
            if !against.is_empty() {
                heading.push_str(&format!(" against {}", self.few(&against, "nobody")));
            }
            lines.push(clean(&format!("{}: {}", event.date, event.title.as_deref().unwrap_or(&event.id))));
            more = clean(&event.id);
        }
        Card {
            number,
            heading,
            lines,
            more,
            look: Look::Given,
            unsure: false,
            breaks: false,
            from: BTreeSet::new(),
        }
    }

    fn act(&mut self, act: &Act, who: &[ActorId], all: &[&Act]) -> Card {
        let told = self.told;
        let number = self.next();
        // Each of those that act together has an event of its own; all of them are on this card.
        let together = all.iter().filter(|one| {
            who.contains(&one.who) && one.enemy == act.enemy && one.performance == act.performance
        });
        let events: Vec<usize> = together.filter_map(|one| one.event).collect();
        self.of_event.extend(events.into_iter().map(|event| (event, number)));
        let enemy = told.program.actor_name(act.enemy);
        let since = if act.event.is_none() { told.since(act) } else { String::new() };
        let heading = format!("{} against {}", self.few(who, "nobody"), self.few(&[act.enemy], "nobody"));
        let label = told.program.performances.get(act.performance).map_or("acts", |one| one.label.as_str());
        let mut lines = vec![format!("{label}{since}")];
        lines.extend(act.grounds.iter().take(CLAUSES).map(|ground| self.ground(ground)));
        if let Some(rest) = act.grounds.len().checked_sub(CLAUSES).filter(|rest| *rest > 0) {
            lines.push(format!("and {}", words::count(rest, "more clause", "more clauses")));
        }
        let readings: BTreeSet<String> =
            act.grounds.iter().take(CLAUSES).flat_map(|ground| told.readings(ground)).collect();
        if !readings.is_empty() {
            let readings: Vec<String> = readings.into_iter().collect();
            lines.push(format!("rests on {}", readings.join(" and ")));
        }
        let against_it = self.against(who, act);
        let breaks = !against_it.is_empty();
        lines.extend(against_it);
        let from = act.grounds.iter().filter_map(|ground| self.of_event.get(&ground.event).copied());
        let from = from.filter(|from| *from != number).collect();
        let look = self.side(act.who);
        let more = format!("{}: {label} against {enemy}", told.names(who, "nobody"));
        let lines = lines.iter().map(|line| clean(line)).collect();
        let unsure = act.grounds.iter().all(|ground| ground.status != Status::Owed);
        Card { number, heading, lines, more, look, unsure, breaks, from }
    }

    fn ground(&self, ground: &Ground) -> String {
        let told = self.told;
        let to = to_whom(told.program, ground.clause, ground.beneficiary);
        let choice = if ground.choice { "; less would do" } else { "" };
        let unsure = if ground.turns_on.is_empty() {
            String::new()
        } else {
            format!("; {}: turns on {}", ground.status.word(), ground.turns_on.join(", "))
        };
        format!("{}{to}{choice}{unsure}", told.clause(ground.clause))
    }

    /// What an act of these breaks.
    fn against(&self, who: &[ActorId], act: &Act) -> Vec<String> {
        let told = self.told;
        let acts = &told.came.acts;
        let mut found: BTreeSet<String> = BTreeSet::new();
        for Collision { act: at, other } in &told.came.collisions {
            let of_card = acts.get(*at).is_some_and(|one| {
                who.contains(&one.who)
                    && (one.enemy, one.performance, one.day, one.round)
                        == (act.enemy, act.performance, act.day, act.round)
            });
            let text = match other {
                Other::Duty { verdict, .. } => told.program.clause(verdict.clause).map(|clause| {
                    let what = words::what_in_short(told.program, table::response(clause, verdict));
                    let to = to_whom(told.program, verdict.clause, verdict.beneficiary);
                    format!("but {}{to}: {what}", told.clause(verdict.clause))
                }),
                Other::Act(other) => acts.get(*other).map(|other| {
                    let enemy = told.program.actor_name(other.enemy);
                    format!("but it stands against {enemy} too, on the other side")
                }),
            };
            found.extend(text.filter(|_| of_card));
        }
        found.into_iter().collect()
    }

    fn would_follow(&mut self) -> Option<Band> {
        let told = self.told;
        let mut rows: Vec<(&Branch, Vec<ActorId>)> = Vec::new();
        for branch in &told.came.branches {
            match rows.iter_mut().find(|row| same_branch(row.0, branch)) {
                Some((_, who)) => who.push(branch.who),
                None => rows.push((branch, vec![branch.who])),
            }
        }
        let mut band = Band::new("Would follow, if what is open were settled so".to_owned());
        for (branch, who) in rows {
            let number = self.next();
            let enemies: Vec<ActorId> = branch.enemies.iter().copied().collect();
            let against = self.few(&enemies, "nobody that the event names");
            let label =
                told.program.performances.get(branch.performance).map_or("acts", |one| one.label.as_str());
            let given = if branch.given { ", as is given already" } else { "" };
            let to = to_whom(told.program, branch.verdict.clause, branch.verdict.beneficiary);
            let lines = [
                format!("{label}{given}"),
                format!("{}{to}", told.clause(branch.verdict.clause)),
                told.unless(branch),
            ];
            let more = format!(
                "{}: {label} against {}",
                told.names(&who, "nobody"),
                told.names(&enemies, "nobody that the event names")
            );
            band.cards.push(Card {
                number,
                heading: format!("{} against {against}", self.few(&who, "nobody")),
                lines: lines.iter().map(|line| clean(line)).collect(),
                more,
                look: Look::Open,
                unsure: false,
                breaks: false,
                from: self.of_event.get(&branch.event).copied().into_iter().collect(),
            });
        }
        (!band.cards.is_empty()).then_some(band)
    }

    /// Which side somebody is on: the sides of separate wars have the same two looks.
    fn side(&self, who: ActorId) -> Look {
        for sides in self.sides.iter().filter(|sides| !sides.tangled) {
            if sides.one.contains(&who) {
                return Look::One;
            }
            if sides.other.contains(&who) {
                return Look::Other;
            }
        }
        Look::NoSide
    }

    /// A few by the names people know, more by their codes, many by the first and how many more.
    fn few(&self, actors: &[ActorId], none: &str) -> String {
        if !actors.is_empty() && actors.len() <= LABELLED {
            let label = |who: &ActorId| self.told.program.actor(*who).map_or("?", |one| one.label.as_str());
            return clean(&actors.iter().map(label).collect::<Vec<_>>().join(", "));
        }
        let Some(rest) = actors.len().checked_sub(NAMED).filter(|rest| *rest > 0) else {
            return self.told.names(actors, none);
        };
        let first = actors.get(..NAMED).unwrap_or(actors);
        format!("{} and {rest} more", self.told.names(first, none))
    }
}

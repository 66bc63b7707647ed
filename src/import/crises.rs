//! Wars as events: who came to fight whom, when, and where the struck state fought.
//!
//! In: a war of the COW list, the days on which promises were made in it. Out: one event for each
//! author and struck state on each day on which somebody came in. Absent: law; an event says who
//! met whom, and the written rules say what follows.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Serialize;

use super::states::{Part, States};
use super::wars::{Participant, War};

/// What is stated of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum Stated {
    One(String),
    All(Vec<String>),
    OneOf { one_of: Vec<String> },
}

/// One event as a line of JSON, its keys in the order of reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Encounter {
    pub id: String,
    pub title: String,
    date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    act: Stated,
    by: Stated,
    against: String,
    cow_entry: &'static str,
    cow_war: u32,
    cow_theatre: Vec<&'static str>,
    cow_author_theatre: Vec<&'static str>,
    cow_facing_struck: Vec<String>,
    cow_facing_author: Vec<String>,
    cow_struck_faces: usize,
    cow_author_faces: usize,
}

/// How two states came to meet; the nodes of the tree `cow_entry`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Opening,
    Widening,
    Intervention,
    Entered,
    Meeting,
    GoingOn,
}

impl Entry {
    fn word(self) -> &'static str {
        match self {
            Entry::Opening => "opening",
            Entry::Widening => "widening",
            Entry::Intervention => "intervention",
            Entry::Entered => "entered",
            Entry::Meeting => "meeting",
            Entry::GoingOn => "going_on",
        }
    }
}

/// The two sides of a war on a day on which somebody comes in.
struct Day<'w> {
    day: Date,
    /// The side that began: who was fighting, and who comes in.
    began: Vec<&'w Participant>,
    began_new: Vec<&'w Participant>,
    /// The other side.
    struck: Vec<&'w Participant>,
    struck_new: Vec<&'w Participant>,
}

/// Why a war has no events, in words.
pub(super) type Lacking = &'static str;

/// The events of a war.
///
/// None if no participant, or both sides, are said to have begun, or if nobody is there on one side when somebody comes in on the
/// other: a row may have been refused.
///
/// `promised` holds the days on which promises were made in this war, each with a state that was
/// fighting in it.
pub(super) fn events(
    war: &War,
    promised: &BTreeSet<(Date, u32)>,
    states: &mut States,
) -> Result<Vec<Encounter>, Lacking> {
    let beginners: BTreeSet<u32> = war.participants.iter().filter(|p| p.initiator).map(|p| p.side).collect();
    let one = beginners.first().copied().filter(|_| beginners.len() == 1);
    let side = one.ok_or("the COW file does not say which side began the war")?;
    let days: BTreeSet<Date> = war.participants.iter().map(Participant::since).collect();
    let mut writer = Writer { war, states, out: Vec::new() };
    for day in &days {
        let on = |new: bool, began: bool| -> Vec<&Participant> {
            let wanted = |p: &&Participant| {
                (p.side == side) == began
                    && if new { p.since() == *day } else { p.since() < *day && p.fights_on(*day) }
            };
            war.participants.iter().filter(wanted).collect()
        };
        let both = Day {
            day: *day,
            began: on(false, true),
            began_new: on(true, true),
            struck: on(false, false),
            struck_new: on(true, false),
        };
        writer.day(&both, days.first() == Some(day), days.first().copied());
    }
    for (day, state) in promised {
        writer.going_on(*day, *state);
    }
    if writer.out.is_empty() {
        return Err("the COW file shows nobody who fought on the other side of the war");
    }
    Ok(writer.out)
}

struct Writer<'a> {
    war: &'a War,
    states: &'a mut States,
    out: Vec<Encounter>,
}

fn all<'w>(one: &[&'w Participant], two: &[&'w Participant]) -> Vec<&'w Participant> {
    one.iter().chain(two).copied().collect()
}

impl Writer<'_> {
    fn day(&mut self, on: &Day<'_>, opening: bool, first: Option<Date>) {
        let began = all(&on.began, &on.began_new);
        let struck = all(&on.struck, &on.struck_new);
        for author in &on.began_new {
            for target in &struck {
                // Rule 3: who came from afar of its own choice is met there, not attacked.
                let own_choice =
                    !target.at_home() && target.since() != on.day && Some(target.since()) != first;
                let entry = match (opening, own_choice) {
                    (true, _) => Entry::Opening,
                    (false, true) => Entry::Meeting,
                    (false, false) => Entry::Widening,
                };
                self.meet(on.day, entry, &[*author], target, &began, &struck);
            }
        }
        if opening {
            return;
        }
        for author in &on.struck_new {
            for target in &on.began {
                self.meet(on.day, Entry::Intervention, &[*author], target, &struck, &began);
            }
        }
        for target in on.struck_new.iter().filter(|one| one.only_at_home()) {
            self.meet(on.day, Entry::Entered, &began, target, &began, &struck);
        }
    }

    /// A promise is made while a state of the war is fighting in it.
    fn going_on(&mut self, day: Date, state: u32) {
        let all = self.war.participants.iter();
        let Some(target) = all.clone().find(|p| p.state == state && p.fights_on(day)) else { return };
        let of_side = |own: bool| -> Vec<&Participant> {
            all.clone().filter(|p| (p.side == target.side) == own && p.fights_on(day)).collect()
        };
        let enemies = of_side(false);
        if !enemies.is_empty() {
            self.meet(day, Entry::GoingOn, &enemies, target, &enemies, &of_side(true));
        }
    }

    fn meet(
        &mut self,
        day: Date,
        entry: Entry,
        authors: &[&Participant],
        target: &Participant,
        facing_struck: &[&Participant],
        facing_author: &[&Participant],
    ) {
        let against = self.states.event_word(target.state, day);
        let by = self.words(authors, day);
        let Some(first) = by.first().cloned() else { return };
        let number = self.war.number;
        let struck = self.states.name(target.state, day);
        let who = match authors {
            [author] => self.states.name(author.state, day),
            _ => "its enemies".to_owned(),
        };
        let (facing_struck, facing_author) = (self.words(facing_struck, day), self.words(facing_author, day));
        let unsure =
            authors.iter().chain([&target]).any(|p| !p.spells.iter().all(|(start, _)| start.is_exact()));
        let theatre_of = |list: &[&Participant]| -> Vec<&'static str> {
            let parts: BTreeSet<Part> = list.iter().flat_map(|one| &one.theatres).copied().collect();
            parts.into_iter().map(Part::word).collect()
        };
        let entered = entry == Entry::Entered;
        self.out.push(Encounter {
            id: format!("cow-{number}/{day}-{}-{}-{struck}", entry.word(), who.replace(' ', "-")),
            title: format!("{}: {}, {struck} struck by {who}", self.war.name, entry.word().replace('_', " ")),
            date: day.to_string(),
            note: unsure.then(|| "the day has no code; the first that it may be is taken".to_owned()),
            // Rule 3: whether it was struck or came in by choice is not coded.
            act: if entered {
                Stated::OneOf { one_of: vec!["use_of_force".to_owned(), "no_hostile_act".to_owned()] }
            } else {
                Stated::One("use_of_force".to_owned())
            },
            by: match (entered, by.len()) {
                (_, 1) => Stated::One(first),
                (true, _) => Stated::OneOf { one_of: by },
                (false, _) => Stated::All(by),
            },
            against,
            cow_entry: entry.word(),
            cow_war: number,
            cow_theatre: theatre_of(&[target]),
            cow_author_theatre: theatre_of(authors),
            cow_struck_faces: facing_struck.len(),
            cow_author_faces: facing_author.len(),
            cow_facing_struck: facing_struck,
            cow_facing_author: facing_author,
        });
    }

    /// The actors of a list, each once, in order.
    fn words(&mut self, list: &[&Participant], day: Date) -> Vec<String> {
        let words: BTreeSet<String> = list.iter().map(|one| self.states.event_word(one.state, day)).collect();
        words.into_iter().collect()
    }
}

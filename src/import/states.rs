//! COW numbers as actors of the rules.
//!
//! In: a program whose actors carry COW codes. Out: the actor that a number means on a day; numbers
//! that no actor carries get a name of their own, which the written rules then declare. Absent:
//! letters, because those of COW and ISO clash; the number alone is never ambiguous on a day.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::ir::{Days, Program};

/// The actors behind COW numbers.
#[derive(Debug, Clone, Default)]
pub struct States {
    known: BTreeMap<u32, Vec<(Days, String)>>,
    labels: BTreeMap<u32, String>,
    declared: BTreeSet<u32>,
    used: BTreeMap<String, Part>,
}

impl States {
    /// The actors of a program that carry COW codes.
    ///
    /// ```
    /// use casus::import::states::States;
    /// use casus::ir::Program;
    /// let mut states = States::of(&Program::default());
    /// assert_eq!(states.name(365, jiff::civil::date(1914, 8, 1)), "COW365");
    /// assert_eq!(states.declarations(), "state COW365 \"state 365 of the COW list\"\n");
    /// ```
    #[must_use]
    pub fn of(program: &Program) -> States {
        let _ = program;
        States::default()
    }

    /// Gives the state of a number a label, for its declaration.
    pub fn label(&mut self, number: u32, label: &str) {
        self.labels.entry(number).or_insert_with(|| label.replace(['"', '\\'], "'"));
    }

    /// The actor that a number means on a day.
    pub fn name(&mut self, number: u32, day: Date) -> String {
        let mut rows = self.known.get(&number).into_iter().flatten();
        let found = rows.find(|(days, _)| days.contains(day)).map(|(_, name)| name.clone());
        let name = found.unwrap_or_else(|| self.declare(number));
        if let Some(part) = Part::of_state(number) {
            self.used.insert(name.clone(), part);
        }
        name
    }

    /// Every name that was given out by [`Self::name`], with the part of the world of its number.
    pub(super) fn used(&self) -> &BTreeMap<String, Part> {
        &self.used
    }

    /// The actors that a number means from a day until another, each with its part of the time.
    ///
    /// ```
    /// use casus::import::states::States;
    /// use jiff::civil::date;
    /// let mut states = States::default();
    /// let spans = states.spans(700, date(1921, 3, 1), None);
    /// assert_eq!(spans, [("COW700".to_owned(), date(1921, 3, 1), None)]);
    /// ```
    pub fn spans(
        &mut self,
        number: u32,
        from: Date,
        until: Option<Date>,
    ) -> Vec<(String, Date, Option<Date>)> {
        let before = |day: Date| until.is_none_or(|until| day < until);
        let rows = self.known.get(&number).cloned().unwrap_or_default();
        // Every day on which the number may change hands; between two of them it means one actor.
        let mut cuts: BTreeSet<Date> = BTreeSet::from([from]);
        cuts.extend(rows.iter().flat_map(|(days, _)| [days.from, days.until]).flatten());
        let cuts: Vec<Date> = cuts.into_iter().filter(|day| *day >= from && before(*day)).collect();
        let mut spans: Vec<(String, Date, Option<Date>)> = Vec::new();
        for (at, cut) in cuts.iter().enumerate() {
            let end = cuts.get(at + 1).copied().or(until);
            let name = self.name(number, *cut);
            match spans.last_mut() {
                Some((before, _, last)) if *before == name => *last = end,
                _ => spans.push((name, *cut, end)),
            }
        }
        spans
    }

    /// Every actor that a number has meant or will mean, in order of name.
    pub fn all_names(&mut self, number: u32) -> BTreeSet<String> {
        let rows = self.known.get(&number).into_iter().flatten();
        let mut names: BTreeSet<String> = rows.map(|(_, name)| name.clone()).collect();
        if names.is_empty() || self.declared.contains(&number) {
            names.insert(self.declare(number));
        }
        names
    }

    /// The number that an actor carries on a day.
    #[must_use]
    pub fn number(&self, name: &str, day: Date) -> Option<u32> {
        let carries =
            |rows: &[(Days, String)]| rows.iter().any(|(days, one)| one == name && days.contains(day));
        self.known.iter().find(|(_, rows)| carries(rows)).map(|(number, _)| *number)
    }

    fn declare(&mut self, number: u32) -> String {
        self.declared.insert(number);
        format!("COW{number}")
    }

    /// Rule text that declares the states to which no actor of the program answers.
    #[must_use]
    pub fn declarations(&self) -> String {
        let mut text = String::new();
        for number in &self.declared {
            let label = self.labels.get(number).cloned();
            let label = label.unwrap_or_else(|| format!("state {number} of the COW list"));
            text.push_str(&format!("state COW{number} \"{label}\"\n"));
        }
        text
    }
}

/// Numbers that one threat means: ATOP writes Germany as 255 also for the years of two German states.
pub(super) fn meant_by(threat: u32) -> Vec<u32> {
    const GERMANY: [u32; 3] = [255, 260, 265];
    if GERMANY.contains(&threat) { GERMANY.to_vec() } else { vec![threat] }
}

/// The parts of the world of the COW lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The western hemisphere.
    America,
    /// Europe with Russia.
    Europe,
    /// Africa south of the Sahara.
    Africa,
    /// North Africa, Turkey, Iran and the Arab states.
    MiddleEast,
    /// The rest of Asia.
    Asia,
    /// Australia and the Pacific.
    Oceania,
}

impl Part {
    /// Every part.
    pub const ALL: [Part; 6] =
        [Part::America, Part::Europe, Part::Africa, Part::MiddleEast, Part::Asia, Part::Oceania];

    /// Its name in the written rules.
    ///
    /// ```
    /// use casus::import::states::Part;
    /// assert_eq!(Part::of_state(640).map(Part::word), Some("middle_east"));
    /// assert_eq!(Part::of_code(11).unwrap().len(), 2);
    /// ```
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Part::America => "america",
            Part::Europe => "europe",
            Part::Africa => "africa",
            Part::MiddleEast => "middle_east",
            Part::Asia => "asia",
            Part::Oceania => "oceania",
        }
    }

    /// The part to which a state belongs: COW numbers are given out by parts of the world.
    #[must_use]
    pub fn of_state(number: u32) -> Option<Part> {
        match number {
            1..=199 => Some(Part::America),
            200..=399 => Some(Part::Europe),
            400..=599 => Some(Part::Africa),
            600..=699 => Some(Part::MiddleEast),
            700..=899 => Some(Part::Asia),
            900..=999 => Some(Part::Oceania),
            _ => None,
        }
    }

    /// The parts that a code of where a war was fought stands for.
    #[must_use]
    pub fn of_code(code: u32) -> Option<BTreeSet<Part>> {
        use Part::{Africa, America, Asia, Europe, MiddleEast, Oceania};
        let parts: &[Part] = match code {
            1 => &[America],
            2 => &[Europe],
            4 => &[Africa],
            6 => &[MiddleEast],
            7 => &[Asia],
            9 => &[Oceania],
            11 => &[Europe, MiddleEast],
            12 => &[Europe, Asia],
            13 => &[America, Asia],
            14 => &[Europe, Africa, MiddleEast],
            15 => &[Europe, Africa, MiddleEast, Asia],
            16 => &[Africa, MiddleEast, Asia, Oceania],
            17 => &[Asia, Oceania],
            18 => &[Africa, MiddleEast],
            19 => &[Europe, Africa, MiddleEast, Asia, Oceania],
            _ => return None,
        };
        Some(parts.iter().copied().collect())
    }
}

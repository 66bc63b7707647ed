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
    used: BTreeMap<String, BTreeSet<Part>>,
}

impl States {
    /// The actors of a program that carry COW codes.
    ///
    /// ```
    /// use casus::import::states::States;
    /// use casus::{syntax::parser::parse, resolve::resolve, text::{FileId, Limits}};
    /// let text = "scheme cow  state XRE until 1917-11-08 { code cow 365 }  state SUN from 1917-11-08 { code cow 365 }";
    /// let limits = Limits::default();
    /// let tree = parse(FileId(0), text, &limits).tree;
    /// let program = resolve(&[(FileId(0), tree)], &limits).program;
    /// let mut states = States::of(&program);
    /// assert_eq!(states.name(365, jiff::civil::date(1914, 8, 1)), "XRE");
    /// assert_eq!(states.name(366, jiff::civil::date(1914, 8, 1)), "COW366");
    /// assert_eq!(states.declarations(), "state COW366 \"state 366 of the COW list\"\n");
    /// ```
    #[must_use]
    pub fn of(program: &Program) -> States {
        let mut known: BTreeMap<u32, Vec<(Days, String)>> = BTreeMap::new();
        let scheme = program.find_scheme("cow");
        for actor in &program.actors {
            for code in actor.codes.iter().filter(|code| Some(code.scheme) == scheme) {
                if let Ok(number) = code.word.parse() {
                    known.entry(number).or_default().push((code.days, actor.name.clone()));
                }
            }
        }
        States { known, ..States::default() }
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
        self.used.entry(name.clone()).or_default().extend(Part::of_state(number));
        name
    }

    /// The actor that a number means on a day, as an event writes it: by the number, because letters
    /// may mean one state here and another in some list.
    pub(super) fn event_word(&mut self, number: u32, day: Date) -> String {
        let name = self.name(number, day);
        let known = self.known.get(&number).into_iter().flatten().any(|(days, _)| days.contains(day));
        if known { format!("cow:{number}") } else { name }
    }

    /// Every name that was given out by [`Self::name`], with the parts of the world of its number.
    pub(super) fn used(&self) -> &BTreeMap<String, BTreeSet<Part>> {
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
    pub(super) fn all_names(&mut self, number: u32) -> BTreeSet<String> {
        let rows = self.known.get(&number).into_iter().flatten();
        let mut names: BTreeSet<String> = rows.map(|(_, name)| name.clone()).collect();
        if names.is_empty() || self.declared.contains(&number) {
            names.insert(self.declare(number));
        }
        names
    }

    /// Every number that an actor ever carried.
    #[must_use]
    pub(super) fn numbers_of(&self, name: &str) -> BTreeSet<u32> {
        let carries = |rows: &[(Days, String)]| rows.iter().any(|(_, one)| one == name);
        self.known.iter().filter(|(_, rows)| carries(rows)).map(|(number, _)| *number).collect()
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
    /// assert_eq!(Part::of_state(732).first().map(|part| part.word()), Some("asia"));
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

    /// The parts in which a state has its homeland: COW numbers are given out by parts of the world,
    /// and two states have homeland in a second one.
    #[must_use]
    pub fn of_state(number: u32) -> BTreeSet<Part> {
        let parts: &[Part] = match number {
            365 => &[Part::Europe, Part::Asia],
            640 => &[Part::Europe, Part::MiddleEast],
            1..=199 => &[Part::America],
            200..=399 => &[Part::Europe],
            400..=599 => &[Part::Africa],
            600..=699 => &[Part::MiddleEast],
            700..=899 => &[Part::Asia],
            900..=999 => &[Part::Oceania],
            _ => &[],
        };
        parts.iter().copied().collect()
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

//! Reading a golden timeline: what is expected of a crisis, each day with its source.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

/// Where a day comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// A row of the table of cases that has this day.
    Case(String),
    /// A dossier, and the words in it that name the day.
    Dossier(String, String),
    /// Known, but in no source at hand.
    Recall(String),
    /// A day that another line of the same file has from its source.
    Follows(String),
}

/// One dated line.
#[derive(Debug, Clone)]
pub(crate) struct Dated {
    pub(crate) line: usize,
    pub(crate) day: Date,
    pub(crate) source: Source,
}

/// What is expected of one crisis.
#[derive(Debug, Default)]
pub(crate) struct Golden {
    /// The file of events, where it is that of another golden file.
    pub(crate) events: Option<String>,
    pub(crate) until: Option<Date>,
    /// The instruments, or clauses of them, that are compared as a whole: nothing else of them may have a life.
    pub(crate) only: Vec<String>,
    pub(crate) readings: Vec<(String, String)>,
    /// The events by name, with their day.
    pub(crate) told: BTreeMap<String, Date>,
    /// Every dated line.
    pub(crate) days: Vec<Dated>,
    /// `clause WHO -> WHOM`: its lives, each as `DAY word, DAY word`.
    pub(crate) lives: BTreeMap<String, Vec<String>>,
    /// `clause WHO -> WHOM`: on what it turns.
    pub(crate) open: BTreeMap<String, BTreeSet<String>>,
    pub(crate) bonds: BTreeSet<String>,
    pub(crate) decisions: BTreeSet<String>,
    sets: BTreeMap<String, Vec<String>>,
    /// The keys of the life whose moves are being read.
    current: Vec<String>,
}

impl Golden {
    /// Reads the text of a file; a line that cannot be read is named.
    pub(crate) fn read(name: &str, text: &str) -> Self {
        let mut golden = Golden::default();
        for (at, line) in text.lines().enumerate() {
            let line = line.split_once("# ").map_or(line, |(before, _)| before).trim_end();
            if line.is_empty() || line == "#" {
                continue;
            }
            golden.line(at + 1, line).unwrap_or_else(|| panic!("{name}:{}: cannot be read: {line}", at + 1));
        }
        golden
    }

    fn line(&mut self, number: usize, line: &str) -> Option<()> {
        let (said, source) = match line.split_once(" | ") {
            Some((said, source)) => (said.trim_end(), Some(Source::read(source.trim())?)),
            None => (line, None),
        };
        if said.starts_with(' ') {
            let (day, word) = said.trim_start().split_once(' ')?;
            self.dated(number, day, source?)?;
            let moved = format!("{day} {}", word.trim());
            for key in &self.current {
                let life = self.lives.get_mut(key)?.last_mut()?;
                life.push_str(if life.is_empty() { "" } else { ", " });
                life.push_str(&moved);
            }
            return (!self.current.is_empty()).then_some(());
        }
        let (word, rest) = said.split_once(' ')?;
        let rest = rest.trim_start();
        match word {
            "of" => self.events = Some(rest.to_owned()),
            "until" => self.until = Some(rest.parse().ok()?),
            "only" => self.only.extend(rest.split_whitespace().map(str::to_owned)),
            "read" => {
                let (question, reading) = rest.split_once(" is ")?;
                self.readings.push((question.to_owned(), reading.to_owned()));
            }
            "set" => {
                let (name, list) = rest.split_once(" = ")?;
                let list = self.who(list)?;
                self.sets.insert(name.to_owned(), list);
            }
            "event" => {
                let (id, day) = rest.split_once(' ')?;
                let day = day.trim();
                self.dated(number, day, source?)?;
                self.told.insert(id.to_owned(), day.parse().ok()?);
            }
            "deed" => self.dated(number, rest.split_once(' ')?.0, source?)?,
            "life" => {
                self.current = self.keys(rest)?;
                for key in self.current.clone() {
                    self.lives.entry(key).or_default().push(String::new());
                }
            }
            "open" => {
                let (whose, points) = rest.split_once(" on ")?;
                source?;
                for key in self.keys(whose)? {
                    let points = points.split_whitespace().map(str::to_owned).collect();
                    self.open.insert(key, points);
                }
            }
            "bond" => {
                self.dated(number, rest.split_once(' ')?.0, source?)?;
                self.bonds.insert(rest.to_owned());
            }
            "decision" => {
                for turn in rest.split_once(": ")?.1.split(", ") {
                    self.dated(number, turn.split_once(' ')?.0, source.clone()?)?;
                }
                self.decisions.insert(rest.to_owned());
            }
            _ => return None,
        }
        Some(())
    }

    fn dated(&mut self, line: usize, day: &str, source: Source) -> Option<()> {
        self.days.push(Dated { line, day: day.parse().ok()?, source });
        Some(())
    }

    /// Names, names of sets, and `SET-NAME` for a set without somebody.
    fn who(&self, list: &str) -> Option<Vec<String>> {
        let mut all = Vec::new();
        for word in list.split_whitespace() {
            let mut parts = word.split('-');
            let first = parts.next()?;
            let without: BTreeSet<&str> = parts.collect();
            match self.sets.get(first) {
                Some(set) => {
                    all.extend(set.iter().filter(|one| !without.contains(one.as_str())).cloned());
                }
                None if without.is_empty() => all.push(first.to_owned()),
                None => return None,
            }
        }
        Some(all)
    }

    /// `clause A B -> C D` is every pair of one of the first with one of the second.
    fn keys(&self, text: &str) -> Option<Vec<String>> {
        let (clause, rest) = text.split_once(' ')?;
        let (from, to) = rest.split_once("->")?;
        let (from, to) = (self.who(from)?, self.who(to)?);
        let pairs = from.iter().flat_map(|one| to.iter().map(move |other| (one, other)));
        Some(pairs.map(|(one, other)| format!("{clause} {one} -> {other}")).collect())
    }
}

impl Source {
    fn read(text: &str) -> Option<Self> {
        let (word, rest) = text.split_once(' ')?;
        let quoted = |text: &str| Some(text.strip_prefix('"')?.strip_suffix('"')?.to_owned());
        match word {
            "case" => Some(Source::Case(rest.to_owned())),
            "dossier" => {
                let (file, words) = rest.split_once(' ')?;
                Some(Source::Dossier(file.to_owned(), quoted(words)?))
            }
            "recall" => Some(Source::Recall(quoted(rest)?)),
            "follows" => Some(Source::Follows(quoted(rest)?)),
            _ => None,
        }
    }
}

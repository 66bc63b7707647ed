//! Codes of actors in the schemes that others keep, by date: `iso3:AUT`, `cow:365`.
//!
//! In: a program. Out: whom a code means on a day. Absent: the schemes themselves; the rules
//! declare them, and this room knows none by name.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;

use super::{ActorId, Days, Origin, Program, SchemeId};

/// A list of codes for states that others keep.
#[derive(Debug, Clone, Default)]
pub struct Scheme {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// Where it is declared.
    pub origin: Origin,
}

/// A code of one actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// In which scheme.
    pub scheme: SchemeId,
    /// The word or number.
    pub word: String,
    /// When it meant this actor. INVARIANT(codes-unique): on no day does a code of a scheme mean two
    /// actors; checked in `resolve::codes`.
    pub days: Days,
}

/// One actor that a code means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    /// In this scheme.
    pub scheme: SchemeId,
    /// This actor.
    pub actor: ActorId,
    /// On these days.
    pub days: Days,
}

/// An index of the codes of a program, for looking many of them up.
#[derive(Debug, Clone)]
pub struct Codes<'p> {
    program: &'p Program,
    holders: HashMap<&'p str, Vec<Holder>>,
}

impl<'p> Codes<'p> {
    /// The index of a program; one pass over its actors.
    ///
    /// ```
    /// use casus::ir::Codes;
    /// use casus::{resolve::resolve, syntax::parser::parse, text::{FileId, Limits}};
    /// use jiff::civil::date;
    /// let text = "scheme cow  state XRE until 1917-11-08 { code cow 365 }  state SUN from 1917-11-08 { code cow 365 }";
    /// let tree = parse(FileId(0), text, &Limits::default()).tree;
    /// let program = resolve(&[(FileId(0), tree)], &Limits::default()).program;
    /// let codes = Codes::new(&program);
    /// let cow = program.find_scheme("cow").unwrap();
    /// let on = |day| codes.meant(cow, "365", Some(day)).map(|actor| program.actor_name(actor));
    /// assert_eq!(on(date(1914, 8, 1)), Some("XRE"));
    /// assert_eq!(on(date(1941, 6, 22)), Some("SUN"));
    /// assert_eq!(codes.meant(cow, "365", None), None);
    /// ```
    #[must_use]
    pub fn new(program: &'p Program) -> Self {
        let mut holders: HashMap<&str, Vec<Holder>> = HashMap::new();
        for (at, actor) in program.actors.iter().enumerate() {
            for code in &actor.codes {
                let holder = Holder { scheme: code.scheme, actor: ActorId::at(at), days: code.days };
                holders.entry(&code.word).or_default().push(holder);
            }
        }
        for list in holders.values_mut() {
            list.sort_by_key(|holder| (holder.scheme, holder.days.from, holder.actor));
        }
        Codes { program, holders }
    }

    /// Everybody whom a word ever means as a code, by scheme and then by day.
    #[must_use]
    pub fn holders(&self, word: &str) -> &[Holder] {
        self.holders.get(word).map_or(&[], Vec::as_slice)
    }

    /// Everybody whom a code of one scheme ever means, by day.
    pub fn holders_in(&self, scheme: SchemeId, word: &str) -> impl Iterator<Item = &Holder> {
        self.holders(word).iter().filter(move |holder| holder.scheme == scheme)
    }

    /// Whom a code of a scheme means on a day; without a day, only if it means one actor over all time.
    #[must_use]
    pub fn meant(&self, scheme: SchemeId, word: &str, day: Option<Date>) -> Option<ActorId> {
        match day {
            Some(day) => {
                self.holders_in(scheme, word).find(|holder| holder.days.contains(day)).map(|h| h.actor)
            }
            None => {
                let mut actors = self.holders_in(scheme, word).map(|holder| holder.actor);
                let first = actors.next()?;
                actors.all(|other| other == first).then_some(first)
            }
        }
    }

    /// Whether a bare word may mean different actors, so that a reader must be told in which sense
    /// it stands: as a name of the rules or as a code of one of the schemes.
    ///
    /// It may if on the day it means two of them, or if the actor of that name is not among those
    /// whom some scheme ever calls so. A scheme that gives one code to a line of states, such as the
    /// Russian Empire, the Soviet Union and Russia, is thus no rival of the name of the last.
    #[must_use]
    pub fn clash(&self, word: &str, day: Option<Date>) -> bool {
        let holders = self.holders(word);
        let declared = self.program.find_actor(word);
        let schemes: BTreeSet<SchemeId> = holders.iter().map(|holder| holder.scheme).collect();
        let senses: Vec<BTreeSet<ActorId>> = schemes
            .iter()
            .map(|scheme| holders.iter().filter(|h| h.scheme == *scheme).map(|h| h.actor).collect())
            .collect();
        let apart = match declared {
            Some(actor) => senses.iter().any(|sense| !sense.contains(&actor)),
            None => senses.iter().any(|a| senses.iter().any(|b| a.is_disjoint(b))),
        };
        apart || day.is_some_and(|day| self.meanings_on(word, day).len() > 1)
    }

    /// Whether a bare word may mean different actors on some day.
    #[must_use]
    pub fn ever_clash(&self, word: &str) -> bool {
        let Some(actor) = self.program.find_actor(word) else { return self.clash(word, None) };
        let life = self.program.actor(actor).map(|row| row.days).unwrap_or_default();
        let rival = |holder: &Holder| holder.actor != actor && holder.days.overlaps(&life);
        self.clash(word, None) || self.holders(word).iter().any(rival)
    }

    fn meanings_on(&self, word: &str, day: Date) -> BTreeSet<ActorId> {
        let alive = |id: &ActorId| self.program.actor(*id).is_some_and(|actor| actor.days.contains(day));
        let declared = self.program.find_actor(word).filter(alive);
        let coded = self.holders(word).iter().filter(|holder| holder.days.contains(day)).map(|h| h.actor);
        coded.chain(declared).collect()
    }
}

impl Program {
    /// Those among the successors and predecessors of an actor that exist on a day, by name.
    #[must_use]
    pub fn kin_on(&self, actor: ActorId, day: Date) -> Vec<ActorId> {
        let mut line = BTreeSet::from([actor]);
        let mut found = BTreeSet::new();
        // Forward and backward apart: the sisters of a successor are no kin in this sense.
        for forward in [true, false] {
            let mut work = vec![actor];
            while let Some(at) = work.pop() {
                for next in self.steps(at, forward) {
                    if !line.insert(next) {
                        continue;
                    }
                    let exists = self.actor(next).is_some_and(|row| row.days.contains(day));
                    if exists {
                        found.insert(next);
                    } else {
                        work.push(next);
                    }
                }
            }
        }
        found.into_iter().collect()
    }

    fn steps(&self, at: ActorId, forward: bool) -> Vec<ActorId> {
        if !forward {
            return self.actor(at).map(|actor| actor.succeeds.clone()).unwrap_or_default();
        }
        let rows = self.actors.iter().enumerate();
        rows.filter(|(_, row)| row.succeeds.contains(&at)).map(|(index, _)| ActorId::at(index)).collect()
    }
}

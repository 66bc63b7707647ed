//! Actors of an event: `actor(word, day) -> ActorId`, as a name of the rules or a code of a scheme.
//!
//! In: a word as written, `ARG`, `iso3:ARG` or `cow:160`. Out: an actor that existed on the day, or a
//! problem that says whom the word may mean and when. Absent: the shapes of values (`values`).

use jiff::civil::Date;

use super::checker::Checker;
use super::names::Bare;
use super::problem::{did_you_mean, listed, quoted};
use crate::diagnostic::Code;
use crate::ir::{ActorId, Days, FieldType, Holder, SchemeId};
use crate::text::Span;

/// The word before the colon that stands for the names of the rules.
pub(super) const NAME: &str = "name";

impl Checker<'_, '_> {
    /// An actor that existed on a day; if the day is not known, any.
    pub(super) fn actor(&mut self, word: &str, at: Span, field: &str, day: Option<Date>) -> Option<ActorId> {
        if let Some((scheme, code)) = word.split_once(':') {
            if scheme == NAME {
                return self.declared(code, at, field, day);
            }
            let Some(id) = self.names.program().find_scheme(scheme) else {
                self.unknown_scheme(scheme, at, field);
                return None;
            };
            return self.coded(id, code, at, field, day);
        }
        match self.names.bare {
            Bare::Declared => self.declared(word, at, field, day),
            Bare::In(scheme) if self.names.codes.holders_in(scheme, word).next().is_some() => {
                self.coded(scheme, word, at, field, day)
            }
            Bare::Watched | Bare::In(_) => {
                let known = self.names.actor(word).is_some();
                let coded = !self.names.codes.holders(word).is_empty();
                if coded && (!known || self.names.codes.clash(word, day)) {
                    self.ambiguous(word, known, at, field, day);
                    return None;
                }
                self.declared(word, at, field, day)
            }
        }
    }

    /// An actor by the name that the rules give it.
    fn declared(&mut self, word: &str, at: Span, field: &str, day: Option<Date>) -> Option<ActorId> {
        let Some(id) = self.names.actor(word) else {
            let names = self.names.program().actors.iter().map(|actor| actor.name.as_str());
            let otherwise = "actors are declared in the rules, with the days on which they existed";
            self.unknown(FieldType::Actor, word, at, field, names, Some(otherwise.to_owned()));
            return None;
        };
        let actor = self.names.program().actor(id)?;
        match day {
            Some(day) if !actor.days.contains(day) => {
                let message = format!("{} did not exist on {day}: {}", quoted(word), lifetime(actor.days));
                let help = self.kin(id, day);
                self.wrong(Code::IMPOSSIBLE_EVENT, at, field, message, Some(help));
                None
            }
            _ => Some(id),
        }
    }

    /// An actor by a code of a scheme.
    fn coded(
        &mut self,
        scheme: SchemeId,
        code: &str,
        at: Span,
        field: &str,
        day: Option<Date>,
    ) -> Option<ActorId> {
        let found = self.names.codes.meant(scheme, code, day);
        if found.is_some() {
            return found;
        }
        let program = self.names.program();
        let name = program.scheme(scheme).map_or("?", |scheme| scheme.name.as_str());
        let holders: Vec<Holder> = self.names.codes.holders_in(scheme, code).copied().collect();
        if holders.is_empty() {
            let all = program.actors.iter().flat_map(|actor| &actor.codes);
            let known = all.filter(|code| code.scheme == scheme).map(|code| code.word.as_str());
            let number = code.bytes().all(|byte| byte.is_ascii_digit());
            let near = if number { None } else { did_you_mean(code, known) };
            let help = near.unwrap_or_else(|| "`casus list actors` shows the codes of each".to_owned());
            let message = format!("{} is no code of {}", quoted(code), quoted(name));
            self.wrong(Code::UNKNOWN_VALUE, at, field, message, Some(help));
            return None;
        }
        // Without a day the event is refused for that, and guessing would add nothing.
        let day = day?;
        let meant: Vec<String> = holders.iter().map(|holder| self.held(holder)).collect();
        let message = format!(
            "{} means nobody on {day}; it means {}",
            quoted(&format!("{name}:{code}")),
            meant.join(", ")
        );
        // A list may leave out days on which the state stood all the same; then the name of the rules is the way.
        let there =
            |holder: &&Holder| program.actor(holder.actor).is_some_and(|actor| actor.days.contains(day));
        let help = match (holders.iter().find(there), holders.first()) {
            (Some(holder), _) => {
                let by_name = format!("{NAME}:{}", program.actor_name(holder.actor));
                format!(
                    "write {}: the rules know it on that day, and this list of codes does not",
                    quoted(&by_name)
                )
            }
            (None, Some(holder)) => self.kin(holder.actor, day),
            (None, None) => String::new(),
        };
        self.wrong(Code::IMPOSSIBLE_EVENT, at, field, message, Some(help));
        None
    }

    /// A bare word that may mean several actors, or that is a code and no name.
    fn ambiguous(&mut self, word: &str, known: bool, at: Span, field: &str, day: Option<Date>) {
        let program = self.names.program();
        let holders = self.names.codes.holders(word).to_vec();
        let on_day: Vec<Holder> = holders
            .iter()
            .filter(|holder| day.is_none_or(|day| holder.days.contains(day)))
            .copied()
            .collect();
        // Only on the day, if it has a meaning in each scheme then; else all that it ever means.
        let schemes_of = |list: &[Holder]| {
            let mut ids: Vec<SchemeId> = list.iter().map(|holder| holder.scheme).collect();
            ids.dedup();
            ids
        };
        let told = if schemes_of(&on_day) == schemes_of(&holders) { &on_day } else { &holders };
        let name_of = |id: SchemeId| program.scheme(id).map_or("?", |scheme| scheme.name.as_str());
        let mut meanings: Vec<String> = Vec::new();
        let own = self.names.actor(word);
        if let Some(actor) = own
            && !told.iter().any(|holder| holder.actor == actor)
        {
            let label = program.actor(actor).map_or("?", |actor| actor.label.as_str());
            meanings.push(format!("in the rules {label}"));
        }
        meanings.extend(
            told.iter().map(|holder| format!("in {} {}", quoted(name_of(holder.scheme)), self.held(holder))),
        );
        let schemes = schemes_of(told);
        let mut ways: Vec<String> = schemes.iter().map(|id| format!("{}:{word}", name_of(*id))).collect();
        if known && meanings.first().is_some_and(|first| first.starts_with("in the rules")) {
            ways.push(format!("{NAME}:{word}"));
        }
        let ways = ways.iter().map(|way| quoted(way)).collect::<Vec<_>>().join(" or ");
        // A list that means somebody on the day is one that the file may be written in.
        let likely = if on_day.is_empty() { schemes } else { schemes_of(&on_day) };
        let lists: Vec<String> = likely.iter().map(|id| format!("--codes {}", name_of(*id))).collect();
        let for_all = match lists.is_empty() {
            true => String::new(),
            false => format!("; for a whole file: {}", lists.join(" or ")),
        };
        let message = if known {
            format!("{} may mean several actors: {}", quoted(word), meanings.join(", "))
        } else {
            format!("{} is a code and no name of the rules: {}", quoted(word), meanings.join(", "))
        };
        self.wrong(Code::AMBIGUOUS_CODE, at, field, message, Some(format!("write {ways}{for_all}")));
    }

    fn unknown_scheme(&mut self, scheme: &str, at: Span, field: &str) {
        let program = self.names.program();
        let schemes = || program.schemes.iter().map(|scheme| scheme.name.as_str()).chain([NAME]);
        let help =
            did_you_mean(scheme, schemes()).unwrap_or_else(|| format!("schemes are {}", listed(schemes())));
        let message = format!("unknown scheme of codes {}", quoted(scheme));
        self.wrong(Code::UNKNOWN_VALUE, at, field, message, Some(help));
    }

    /// An actor and the days on which a code meant it.
    fn held(&self, holder: &Holder) -> String {
        let program = self.names.program();
        let Some(actor) = program.actor(holder.actor) else { return "?".to_owned() };
        let days = match (holder.days.from, holder.days.until) {
            (Some(from), Some(until)) => format!(" from {from} until {until}"),
            (Some(from), None) => format!(" from {from}"),
            (None, Some(until)) => format!(" until {until}"),
            (None, None) => String::new(),
        };
        format!("{} ({}){days}", quoted(&actor.name), actor.label)
    }

    /// Who stood in the place of an actor on a day, for help.
    fn kin(&self, actor: ActorId, day: Date) -> String {
        let program = self.names.program();
        let kin = program.kin_on(actor, day);
        if kin.is_empty() {
            return "name the actor that existed on that day".to_owned();
        }
        format!("on that day: {}", listed(kin.iter().map(|id| program.actor_name(*id))))
    }
}

/// When something existed, in words.
fn lifetime(days: Days) -> String {
    match (days.from, days.until) {
        (Some(from), Some(until)) => format!("it existed from {from} until {until}"),
        (Some(from), None) => format!("it has existed since {from}"),
        (None, Some(until)) => format!("it existed until {until}"),
        (None, None) => "it never did".to_owned(),
    }
}

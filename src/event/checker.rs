//! From what was written to an event: `check(entries) -> Event`, one meaning for all notations.
//!
//! In: the entries of one object. Out: an [`Event`], or everything that is wrong with it.
//! Absent: JSON, CSV and test blocks; how values are looked up (`values`); law.

use std::collections::HashSet;

use jiff::civil::Date;

use super::against;
use super::dates::parse_day;
use super::names::{Names, RESERVED_KEYS};
use super::problem::{Problem, Problems, did_you_mean, quoted};
use super::raw::{Entry, Item, Raw};
use super::usual;
use super::{About, Deed, Event, Fact, OwnPlace, Value};
use crate::diagnostic::Code;
use crate::ir::{ActorId, FieldId, FieldType};
use crate::text::{Limits, Span};

/// Whether an event needs an identifier: in a file yes, in a test block no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Identifier {
    Required,
    Optional,
}

/// Checks one event.
///
/// `whole` is where the event stands, for what is missing. An event without a required identifier
/// gets the empty one; its line is zero.
///
/// # Errors
/// Every problem found, at least one, in the order of their places.
pub(super) fn check(
    names: &Names<'_>,
    limits: &Limits,
    entries: &[Entry<'_>],
    whole: Span,
    identifier: Identifier,
) -> Result<Event, Vec<Problem>> {
    let begin = |as_of: Option<Date>| {
        let problems = Problems::new(limits.diagnostics);
        Checker { names, limits, date: None, first: None, as_of, own_place: None, problems }
    };
    let mut checker = begin(None);
    let event = checker.event(entries, whole, identifier);
    if let Some(first) = checker.first.filter(|_| checker.problems.len() == 0) {
        // Names and codes have their days, so the same must be told on the first day as on the last.
        let other = begin(Some(first)).event(entries, whole, identifier);
        let told = |event: &Event| (event.facts.clone(), event.own_place.clone(), event.record.clone());
        if other.as_ref().map(told) != event.as_ref().map(told) {
            let at = entries.iter().find(|entry| entry.key == "date").map_or(whole, |entry| entry.value.at);
            let message = "what a name or code means is not the same on every day of this month";
            let help = Some("give the day".to_owned());
            checker.wrong(Code::BAD_DATE, at, "date", message, help);
        }
    }
    match event {
        Some(event) if checker.problems.len() == 0 => Ok(event),
        _ => Err(checker.problems.into_vec()),
    }
}

/// What one check carries along.
pub(super) struct Checker<'c, 'p> {
    pub(super) names: &'c Names<'p>,
    pub(super) limits: &'c Limits,
    /// The day of the event, once it is known to be one.
    pub(super) date: Option<Date>,
    /// The first day that it may have been, where only the month is told.
    first: Option<Date>,
    /// Read a month as this day of it.
    as_of: Option<Date>,
    /// The place that the event describes itself, once it has.
    pub(super) own_place: Option<OwnPlace>,
    pub(super) problems: Problems,
}

impl<'p> Checker<'_, 'p> {
    /// Adds a problem with one field.
    pub(super) fn wrong(
        &mut self,
        code: Code,
        at: Span,
        field: &str,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        self.problems.add(Problem::new(code, at, message).field(field).maybe_help(help));
    }

    fn event(&mut self, entries: &[Entry<'_>], whole: Span, identifier: Identifier) -> Option<Event> {
        self.repeated(entries, "");
        let find = |key: &str| entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value);
        // The day comes first, wherever it stands: which actors there are depends on it.
        self.date = self.required_date(find("date"), whole);
        let id = self.identifier(find("id"), whole, identifier);
        let title = find("title").and_then(|item| self.free_text(item, "title"));
        for key in ["crisis", "note"] {
            find(key).and_then(|item| self.free_text(item, key));
        }
        let record = find("record").map(|item| self.record(item)).unwrap_or_default();
        let mut facts: Vec<(FieldId, Fact)> = Vec::new();
        for entry in entries {
            if RESERVED_KEYS.contains(&entry.key.as_ref()) {
                continue;
            }
            let Some(id) = self.names.field(&entry.key) else {
                self.unknown_field(entry);
                continue;
            };
            let Some(kind) = self.names.program().field(id).map(|field| field.kind) else { continue };
            if let Some(fact) = self.fact(kind, &entry.value, &entry.key) {
                facts.push((id, fact));
            }
        }
        facts.sort_by_key(|(id, _)| *id);
        self.author_and_struck(&facts, find);
        let told = against::told(self.names.program(), &facts, record, self.limits.list_values);
        if told.is_none() {
            let at = find("record").map_or(whole, |item| item.at);
            let message = format!("a record of more than {} deeds", self.limits.list_values);
            let help =
                "say with `to` against whom each is; without it, it is against everybody on the other side";
            self.wrong(Code::TOO_LARGE, at, "record", message, Some(help.to_owned()));
        }
        Some(Event {
            id: id?,
            title,
            date: self.date?,
            first: self.first,
            facts,
            own_place: self.own_place.take(),
            record: told.unwrap_or_default(),
            line: 0,
        })
    }

    fn required_date(&mut self, item: Option<&Item<'_>>, whole: Span) -> Option<Date> {
        let help = "give the day as of which the event is to be decided";
        match item {
            None | Some(Item { raw: Raw::Null, .. }) => {
                let at = item.map_or(whole, |item| item.at);
                self.wrong(Code::MISSING_FIELD, at, "date", "an event needs a date", Some(help.to_owned()));
                None
            }
            Some(item) => match self.month(item) {
                Some(first) => {
                    self.first = Some(first);
                    Some(self.as_of.unwrap_or(first.last_of_month()))
                }
                None => self.day(item, "date", help),
            },
        }
    }

    /// The first day of a month, where events may be told by their month alone.
    fn month(&self, item: &Item<'_>) -> Option<Date> {
        let Raw::Text(text) = &item.raw else { return None };
        let is_month = self.names.months && text.len() == 7 && text.is_char_boundary(4);
        is_month.then(|| parse_day(&format!("{text}-01")).ok()).flatten()
    }

    /// A day; `help` says what to do about a month or year alone.
    pub(super) fn day(&mut self, item: &Item<'_>, field: &str, help: &str) -> Option<Date> {
        let (message, advice) = match &item.raw {
            Raw::Text(text) => match parse_day(text) {
                Ok(day) => return Some(day),
                Err(said) => (said.message, said.help.unwrap_or_else(|| help.to_owned())),
            },
            Raw::Number(number) if number.fract() == 0.0 && (1.0..=9999.0).contains(number) => {
                (format!("`{number}` is a year, not a day"), help.to_owned())
            }
            other => (
                format!("a day is a text, not {}", other.noun()),
                "write year-month-day, for instance 1990-08-02".to_owned(),
            ),
        };
        let code =
            if matches!(item.raw, Raw::Text(_) | Raw::Number(_)) { Code::BAD_DATE } else { Code::WRONG_TYPE };
        self.wrong(code, item.at, field, message, Some(advice));
        None
    }

    fn identifier(&mut self, item: Option<&Item<'_>>, whole: Span, identifier: Identifier) -> Option<String> {
        let help = || Some("give a short text that is unique in the file".to_owned());
        match item {
            None | Some(Item { raw: Raw::Null, .. }) => {
                if identifier == Identifier::Optional {
                    return Some(String::new());
                }
                let at = item.map_or(whole, |item| item.at);
                self.wrong(Code::MISSING_FIELD, at, "id", "an event needs an `id`", help());
                None
            }
            Some(Item { raw: Raw::Text(text), at }) => {
                // An identifier stands in output, line by line; it may not break a line or hide.
                if text.trim().is_empty() || text.chars().any(char::is_control) {
                    let message = "an `id` is a text of visible characters";
                    self.wrong(Code::WRONG_TYPE, *at, "id", message, help());
                    return None;
                }
                Some(text.to_string())
            }
            Some(item) => {
                let help = match item.raw {
                    Raw::Number(number) => Some(format!("write \"{number}\" in double quotes")),
                    _ => help(),
                };
                self.wrong(
                    Code::WRONG_TYPE,
                    item.at,
                    "id",
                    format!("an `id` is a text, not {}", item.raw.noun()),
                    help,
                );
                None
            }
        }
    }

    /// A text for people; none for `null`.
    pub(super) fn free_text(&mut self, item: &Item<'_>, field: &str) -> Option<String> {
        match &item.raw {
            Raw::Null => None,
            Raw::Text(text) => Some(text.to_string()),
            other => {
                let message = format!("{} is a text, not {}", quoted(field), other.noun());
                self.wrong(Code::WRONG_TYPE, item.at, field, message, None);
                None
            }
        }
    }

    fn unknown_field(&mut self, entry: &Entry<'_>) {
        if self.problems.is_full() {
            return self.problems.add(Problem::new(Code::UNKNOWN_FIELD, entry.key_at, ""));
        }
        let declared = self.names.program().fields.iter().map(|field| field.name.as_str());
        let near = || did_you_mean(&entry.key, RESERVED_KEYS.into_iter().chain(declared));
        let help = usual::meant(self.names.program(), &entry.key).or_else(near).unwrap_or_else(|| {
            "a free remark can stand in `note`; `casus schema` lists the fields".to_owned()
        });
        let message = format!("unknown field {}", quoted(&entry.key));
        self.problems.add(
            Problem::new(Code::UNKNOWN_FIELD, entry.key_at, message).field(entry.key.as_ref()).help(help),
        );
    }

    /// Refuses keys that stand twice in one object: which one was meant is not ours to say.
    pub(super) fn repeated(&mut self, entries: &[Entry<'_>], path: &str) {
        // Real objects have under 30 keys, where looking back is cheaper than a table; it is the
        // object of a hundred thousand keys that needs one.
        const FEW: usize = 32;
        let mut seen: HashSet<&str> = HashSet::new();
        for (at, entry) in entries.iter().enumerate() {
            let before = entries.get(..at).unwrap_or_default();
            let again = if entries.len() <= FEW {
                before.iter().any(|earlier| earlier.key == entry.key)
            } else {
                !seen.insert(&entry.key)
            };
            if again {
                let message = format!("{} stands twice in one object", quoted(&entry.key));
                let help = "leave one of them; several values stand in a list".to_owned();
                let field = inside(path, &entry.key);
                self.wrong(Code::DUPLICATE_KEY, entry.key_at, &field, message, Some(help));
            }
        }
    }

    /// The values of known keys of an object, what is not stated counted as left out; other keys are
    /// refused.
    pub(super) fn parts<'e, 'a, const N: usize>(
        &mut self,
        entries: &'e [Entry<'a>],
        known: [&'static str; N],
        path: &str,
    ) -> [Option<&'e Item<'a>>; N] {
        self.repeated(entries, path);
        for entry in entries {
            if !known.contains(&entry.key.as_ref()) && !self.problems.is_full() {
                let message = format!("unknown part {} of {}", quoted(&entry.key), quoted(path));
                // Of the objects with parts a deed alone says what was done.
                let deed = known.contains(&"does").then(|| usual::meant_of_a_deed(&entry.key)).flatten();
                let help = (deed.map(str::to_owned))
                    .or_else(|| did_you_mean(&entry.key, known))
                    .unwrap_or_else(|| format!("its parts are {}", super::problem::listed(known)));
                self.wrong(Code::UNKNOWN_FIELD, entry.key_at, &inside(path, &entry.key), message, Some(help));
            }
        }
        known.map(|key| {
            entries
                .iter()
                .find(|entry| entry.key == key)
                .map(|entry| &entry.value)
                .filter(|item| !item.raw.is_unstated())
        })
    }

    /// The items of a list, unless there are too many.
    pub(super) fn items<'e, 'a>(
        &mut self,
        items: &'e [Item<'a>],
        at: Span,
        field: &str,
    ) -> Option<&'e [Item<'a>]> {
        if items.len() <= self.limits.list_values {
            return Some(items);
        }
        let message = format!("a list of {} values; the limit is {}", items.len(), self.limits.list_values);
        self.wrong(Code::TOO_LARGE, at, field, message, None);
        None
    }

    /// What has been done about the event.
    fn record(&mut self, item: &Item<'_>) -> Vec<Deed> {
        let help = || Some("for instance [{\"by\": \"USA\", \"does\": \"invoked\"}]".to_owned());
        let mut deeds = Vec::new();
        match &item.raw {
            Raw::Null => {}
            Raw::List(items) => {
                for item in self.items(items, item.at, "record").unwrap_or_default() {
                    let Raw::Object(entries) = &item.raw else {
                        let message = format!("a deed is an object, not {}", item.raw.noun());
                        self.wrong(Code::WRONG_TYPE, item.at, "record", message, help());
                        continue;
                    };
                    if !self.deed(entries, item.at, &mut deeds) {
                        break;
                    }
                }
            }
            other => {
                let message = format!("`record` is a list of deeds, not {}", other.noun());
                self.wrong(Code::WRONG_TYPE, item.at, "record", message, help());
            }
        }
        deeds
    }

    /// One entry of the record, which is several deeds if it names several actors. False once the
    /// record is too long to go on.
    fn deed(&mut self, entries: &[Entry<'_>], at: Span, deeds: &mut Vec<Deed>) -> bool {
        let keys =
            ["by", "does", "to", "on_behalf_of", "treaty", "clause", "of", "amount", "date", "count", "note"];
        let [by, does, to, behalf, treaty, clause, of, amount, date, count, note] =
            self.parts(entries, keys, "record");
        if let Some(note) = note {
            self.free_text(note, "record.note");
        }
        let date_given = date.is_some();
        let date = date.and_then(|item| self.day(item, "record.date", "give the day, or leave the date out"));
        // A deed is done by whoever existed on its own day.
        let day = if date_given { date } else { self.date };
        for (part, missing) in [("by", by.is_none()), ("does", does.is_none())] {
            if missing {
                let message = format!("a deed needs `{part}`");
                self.wrong(Code::MISSING_FIELD, at, &inside("record", part), message, None);
            }
        }
        let by_given = by;
        let by = by.and_then(|item| self.actors(item, "record.by", day));
        let does = does.and_then(|item| {
            let deed = self.names.program().kernel.deed;
            if let Raw::List(_) = item.raw {
                let message = format!("{} takes one kind of deed, not a list", quoted("record.does"));
                let help = Some("write an entry for each deed".to_owned());
                self.wrong(Code::WRONG_TYPE, item.at, "record.does", message, help);
                return None;
            }
            match self.value(FieldType::Tree(deed), item, "record.does") {
                Some(Value::Node(node)) => Some(node),
                _ => None,
            }
        });
        // A successor names one that was there until the day on which it came.
        let inherits = does.is_some_and(|does| self.names.program().inherits(does));
        let there = if inherits { day.map(|day| day.yesterday().unwrap_or(day)) } else { day };
        let toward = to.map(|item| self.actors(item, "record.to", there));
        let treaty = treaty.and_then(|item| self.treaty(item, "record.treaty"));
        let about = About {
            clause: clause.and_then(|item| self.clause(item, treaty, does)),
            event: of.and_then(|item| self.told_event(item)),
            amount: amount.and_then(|item| self.amount(item)),
            agency: None,
        };
        let principal = behalf.and_then(|item| self.principal(item, by.as_deref(), day));
        let count = count.and_then(|item| self.count(item));
        if let (Some(item), Some([])) = (by_given, by.as_deref()) {
            self.wrong(Code::MISSING_FIELD, item.at, "record.by", "a deed needs somebody who did it", None);
        }
        let (Some(by), Some(does)) = (by, does) else { return true };
        let toward: Vec<Option<ActorId>> = match toward {
            Some(Some(actors)) if !actors.is_empty() => actors.into_iter().map(Some).collect(),
            _ => vec![None],
        };
        let each = if principal.is_some() { 2 } else { 1 };
        if deeds.len() + by.len() * toward.len() * each > self.limits.list_values {
            let message = format!("a record of more than {} deeds", self.limits.list_values);
            self.wrong(Code::TOO_LARGE, at, "record", message, None);
            return false;
        }
        for by in by {
            let towards = toward.iter().copied();
            let told = towards.map(|to| Deed { by, does, to, treaty, date, count, about: about.clone() });
            match principal {
                Some(principal) => {
                    let program = self.names.program();
                    deeds.extend(told.flat_map(|deed| deed.on_behalf_of(program, principal)));
                }
                None => deeds.extend(told),
            }
        }
        true
    }

    /// How many did a deed that a record counts.
    fn count(&mut self, item: &Item<'_>) -> Option<u32> {
        let whole = match &item.raw {
            Raw::Null => return None,
            Raw::Number(number) if number.fract() == 0.0 && (0.0..=10_000.0).contains(number) => {
                format!("{number:.0}").parse::<u32>().ok()
            }
            _ => None,
        };
        if whole.is_none() {
            let help = Some("for instance 15, where the record of an organ counts fifteen votes".to_owned());
            let message = "a count is a whole number from 0 to 10000".to_owned();
            self.wrong(Code::WRONG_TYPE, item.at, "record.count", message, help);
        }
        whole
    }

    /// Nobody strikes himself: a single author is not the single struck actor, and where one side
    /// is not settled it must leave somebody whom the other side has not.
    fn author_and_struck<'e>(
        &mut self,
        facts: &[(FieldId, Fact)],
        find: impl Fn(&str) -> Option<&'e Item<'e>>,
    ) {
        let kernel = self.names.program().kernel;
        if kernel.by == kernel.against {
            // A program without these fields.
            return;
        }
        let of = |field: FieldId| facts.iter().find(|(id, _)| *id == field).map(|(_, fact)| fact);
        let (Some(by), Some(against)) = (of(kernel.by), of(kernel.against)) else { return };
        let clash = match (by, against) {
            (Fact::Stated(by), Fact::Stated(against)) => by.len() == 1 && by == against,
            (Fact::Stated(known), open) | (open, Fact::Stated(known)) => {
                candidates(open).iter().all(|value| known.contains(value))
            }
            _ => false,
        };
        if !clash {
            return;
        }
        let name = |field| self.names.program().field(field).map_or("?", |field| field.name.as_str());
        let (author, struck) = (name(kernel.by), name(kernel.against));
        let at = find(struck).map(|item| item.at).unwrap_or_default();
        let actor = match candidates(by).first() {
            Some(Value::Actor(actor)) => quoted(self.names.program().actor_name(*actor)),
            _ => return,
        };
        let message =
            format!("{actor} stands both in `{author}` and in `{struck}`, and nobody strikes itself");
        let help = "leave out the one that is not known, or write [] if nobody was struck".to_owned();
        self.wrong(Code::IMPOSSIBLE_EVENT, at, struck, message, Some(help));
    }
}

/// The values that a fact names.
fn candidates(fact: &Fact) -> Vec<Value> {
    match fact {
        Fact::Stated(values) | Fact::OneOf(values) => values.clone(),
        Fact::Disputed(claims) => claims.iter().map(|claim| claim.value).collect(),
    }
}

/// The path of a part.
pub(super) fn inside(path: &str, part: &str) -> String {
    if path.is_empty() { part.to_owned() } else { format!("{path}.{part}") }
}

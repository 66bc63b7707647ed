//! Values of fields: from words to ids, with the nearest name where there is none.
//!
//! In: an item and the sort of field it stands in. Out: a [`Fact`] or [`Value`], or problems.
//! Absent: which fields an event has, and what its values imply.

use std::borrow::Cow;

use jiff::civil::Date;

use super::checker::{Checker, inside};
use super::problem::{did_you_mean, listed, quoted};
use super::raw::{Entry, Item, Raw};
use super::{Claim, Fact, OwnPlace, Value};
use crate::diagnostic::Code;
use crate::ir::{ActorId, FieldType, NodeId, PlaceId, TreatyId, TreeId};
use crate::text::Span;

impl<'p> Checker<'_, 'p> {
    /// What is stated of a field; none if nothing is, or if it is wrong.
    pub(super) fn fact(&mut self, kind: FieldType, item: &Item<'_>, field: &str) -> Option<Fact> {
        if item.raw.is_unstated() {
            return None;
        }
        match &item.raw {
            Raw::List(items) => {
                if !takes_several(kind) {
                    let message = format!("field {} takes one value, not a list", quoted(field));
                    let help = "if it is one of several, write {\"one_of\": [...]}".to_owned();
                    self.wrong(Code::WRONG_TYPE, item.at, field, message, Some(help));
                    return None;
                }
                self.values(kind, items, item.at, field).map(Fact::Stated)
            }
            Raw::Object(entries) if entries.iter().any(|e| e.key == "one_of" || e.key == "disputed") => {
                self.unsettled(kind, entries, field)
            }
            Raw::Text(word) if word == "none" && takes_several(kind) && !self.declares_none(kind) => {
                Some(Fact::Stated(Vec::new()))
            }
            _ => self.value(kind, item, field).map(|value| Fact::Stated(vec![value])),
        }
    }

    /// Whether the vocabulary itself has a value called `none`, which then is meant.
    fn declares_none(&self, kind: FieldType) -> bool {
        match kind {
            FieldType::Tree(tree) => self.names.node(tree, "none").is_some(),
            FieldType::Actor => self.names.actor("none").is_some(),
            FieldType::Place => self.names.place("none").is_some(),
            FieldType::Scale(_) | FieldType::YesNo | FieldType::Number => false,
        }
    }

    fn values(&mut self, kind: FieldType, items: &[Item<'_>], at: Span, field: &str) -> Option<Vec<Value>> {
        let mut values = Vec::new();
        let mut whole = true;
        for item in self.items(items, at, field)? {
            if item.raw.is_unstated() {
                let message = "a list holds what is known, and this is not";
                self.wrong(Code::WRONG_TYPE, item.at, field, message, Some("leave it out".to_owned()));
                whole = false;
                continue;
            }
            match self.value(kind, item, field) {
                Some(value) if values.contains(&value) => {
                    self.wrong(
                        Code::DUPLICATE_KEY,
                        item.at,
                        field,
                        "this value stands twice in the list",
                        None,
                    );
                    whole = false;
                }
                Some(value) => values.push(value),
                None => whole = false,
            }
        }
        whole.then_some(values)
    }

    /// `{"one_of": […]}` or `{"disputed": […]}`.
    fn unsettled(&mut self, kind: FieldType, entries: &[Entry<'_>], field: &str) -> Option<Fact> {
        let before = self.problems.len();
        let [one_of, disputed] = self.parts(entries, ["one_of", "disputed"], field);
        if self.problems.len() > before {
            return None;
        }
        match (one_of, disputed) {
            (Some(item), None) => {
                let path = inside(field, "one_of");
                let items = self.filled_list(item, &path)?;
                self.values(kind, items, item.at, &path).map(Fact::OneOf)
            }
            (None, Some(item)) => {
                let path = inside(field, "disputed");
                let items = self.filled_list(item, &path)?;
                let claims: Vec<Option<Claim>> = self
                    .items(items, item.at, &path)?
                    .iter()
                    .map(|item| self.claim(kind, item, &path))
                    .collect();
                claims.into_iter().collect::<Option<_>>().map(Fact::Disputed)
            }
            _ => {
                let at = entries.first().map(|entry| entry.key_at).unwrap_or_default();
                self.wrong(
                    Code::WRONG_TYPE,
                    at,
                    field,
                    "one of `one_of` and `disputed` is needed, with a list",
                    None,
                );
                None
            }
        }
    }

    /// A list with something in it.
    fn filled_list<'e, 'a>(&mut self, item: &'e Item<'a>, path: &str) -> Option<&'e [Item<'a>]> {
        let message = match &item.raw {
            Raw::List(items) if !items.is_empty() => return Some(items),
            Raw::List(_) => "the list is empty".to_owned(),
            other => format!("a list is needed, not {}", other.noun()),
        };
        let help = "leave the field out if nothing is known of it".to_owned();
        self.wrong(Code::WRONG_TYPE, item.at, path, message, Some(help));
        None
    }

    fn claim(&mut self, kind: FieldType, item: &Item<'_>, path: &str) -> Option<Claim> {
        let Raw::Object(entries) = &item.raw else {
            let message = format!("a claim is an object, not {}", item.raw.noun());
            let help = "write {\"value\": ..., \"by\": who says so}".to_owned();
            self.wrong(Code::WRONG_TYPE, item.at, path, message, Some(help));
            return None;
        };
        let [value, by, since, confidence] =
            self.parts(entries, ["value", "by", "since", "confidence"], path);
        for (part, missing) in [("value", value.is_none()), ("by", by.is_none())] {
            if missing {
                let message = format!("a claim needs `{part}`");
                self.wrong(Code::MISSING_FIELD, item.at, &inside(path, part), message, None);
            }
        }
        let since_given = since.is_some();
        let since = since
            .and_then(|item| self.day(item, &inside(path, "since"), "give the day, or leave `since` out"));
        // Whoever made a claim existed when it was made, perhaps no longer on the day of the event.
        let day = if since_given { since } else { self.date };
        let by = by.and_then(|item| {
            let path = inside(path, "by");
            match self.word(item, FieldType::Actor, &path) {
                Some(word) => self.actor(&word, item.at, &path, day),
                None => None,
            }
        });
        let confidence = confidence.and_then(|item| self.free_text(item, &inside(path, "confidence")));
        let value = value.and_then(|item| self.value(kind, item, &inside(path, "value")));
        Some(Claim { value: value?, by: by?, since, confidence })
    }

    /// One value.
    pub(super) fn value(&mut self, kind: FieldType, item: &Item<'_>, field: &str) -> Option<Value> {
        match (kind, &item.raw) {
            (FieldType::YesNo, Raw::Bool(yes)) => return Some(Value::Yes(*yes)),
            (FieldType::Number, Raw::Number(number)) => return Some(Value::Number(*number)),
            (FieldType::Place, Raw::Object(entries)) => return self.own_place(entries, item.at, field),
            _ => {}
        }
        let word = self.word(item, kind, field)?;
        let word = word.as_ref();
        match kind {
            FieldType::Tree(tree) => self.node(tree, word, item.at, field).map(Value::Node),
            FieldType::Scale(scale) => match self.names.level(scale, word) {
                Some(level) => Some(Value::Level(level)),
                None => {
                    let scale = self.names.program().scale(scale);
                    let levels = || {
                        scale.into_iter().flat_map(|scale| scale.levels.iter().map(|(name, _)| name.as_str()))
                    };
                    let lowest_first = format!("levels from the lowest: {}", listed(levels()));
                    self.unknown(kind, word, item.at, field, levels(), Some(lowest_first));
                    None
                }
            },
            FieldType::Actor => self.actor(word, item.at, field, self.date).map(Value::Actor),
            FieldType::Place => self.place(word, item.at, field).map(Value::Place),
            FieldType::YesNo if word == "yes" || word == "no" => Some(Value::Yes(word == "yes")),
            FieldType::YesNo => {
                self.unknown(kind, word, item.at, field, ["yes", "no"], Some("write yes or no".to_owned()));
                None
            }
            FieldType::Number => {
                let message =
                    format!("field {} takes a number, not the text {}", quoted(field), quoted(word));
                let help = word.parse::<f64>().is_ok().then(|| "write it without quotes".to_owned());
                self.wrong(Code::WRONG_TYPE, item.at, field, message, help);
                None
            }
        }
    }

    /// A text where a word of some sort is needed.
    fn word<'e>(&mut self, item: &'e Item<'_>, kind: FieldType, field: &str) -> Option<Cow<'e, str>> {
        if let Raw::Text(word) = &item.raw {
            return Some(Cow::Borrowed(word));
        }
        // A number where an actor is wanted is a code, as good as its digits in quotes.
        if let (Raw::Number(number), FieldType::Actor) = (&item.raw, kind)
            && number.fract() == 0.0
            && (0.0..1e6).contains(number)
        {
            return Some(Cow::Owned(format!("{number}")));
        }
        let message = format!("{} takes {}, not {}", quoted(field), self.names.wanted(kind), item.raw.noun());
        let help = match item.raw {
            Raw::Object(_) => Some(
                "if it is one of several, {\"one_of\": [...]}; if it is denied, {\"disputed\": [...]}"
                    .to_owned(),
            ),
            _ => None,
        };
        self.wrong(Code::WRONG_TYPE, item.at, field, message, help);
        None
    }

    /// Reports a word that is none of some names: what it is elsewhere, else the nearest.
    pub(super) fn unknown<'n>(
        &mut self,
        kind: FieldType,
        word: &str,
        at: Span,
        field: &str,
        names: impl IntoIterator<Item = &'n str>,
        otherwise: Option<String>,
    ) {
        if self.problems.is_full() {
            return self.wrong(Code::UNKNOWN_VALUE, at, field, "", None);
        }
        let wanted = self.names.wanted(kind);
        if let Some(meaning) = self.names.meaning(word) {
            let message =
                format!("{} is {}, and {} takes {wanted}", quoted(word), meaning.what, quoted(field));
            let help = self.names.taker_help(&meaning).or(otherwise);
            return self.wrong(Code::UNKNOWN_VALUE, at, field, message, help);
        }
        let message = format!("unknown value {}: {} takes {wanted}", quoted(word), quoted(field));
        let help = did_you_mean(word, names).or(otherwise);
        self.wrong(Code::UNKNOWN_VALUE, at, field, message, help);
    }

    fn node(&mut self, tree: TreeId, word: &str, at: Span, field: &str) -> Option<NodeId> {
        if let Some(node) = self.names.node(tree, word) {
            return Some(node);
        }
        let nodes = self.names.program().tree(tree).map(|tree| tree.nodes.as_slice()).unwrap_or_default();
        let top =
            nodes.iter().filter(|node| node.parents.contains(&NodeId(0))).map(|node| node.name.as_str());
        let kinds = format!("the main kinds are {}", listed(top));
        let names = nodes.iter().map(|node| node.name.as_str());
        self.unknown(FieldType::Tree(tree), word, at, field, names, Some(kinds));
        None
    }

    /// One or several actors; `none` and an empty list are nobody.
    pub(super) fn actors(&mut self, item: &Item<'_>, field: &str, day: Option<Date>) -> Option<Vec<ActorId>> {
        match &item.raw {
            Raw::List(items) => {
                let mut actors = Vec::new();
                let mut whole = true;
                for item in self.items(items, item.at, field)? {
                    let found = match self.word(item, FieldType::Actor, field) {
                        Some(word) => self.actor(&word, item.at, field, day),
                        None => None,
                    };
                    match found {
                        Some(actor) if actors.contains(&actor) => {
                            self.wrong(
                                Code::DUPLICATE_KEY,
                                item.at,
                                field,
                                "this value stands twice in the list",
                                None,
                            );
                        }
                        Some(actor) => actors.push(actor),
                        None => whole = false,
                    }
                }
                whole.then_some(actors)
            }
            Raw::Text(word) if word == "none" && self.names.actor("none").is_none() => Some(Vec::new()),
            _ => {
                let word = self.word(item, FieldType::Actor, field)?;
                self.actor(&word, item.at, field, day).map(|actor| vec![actor])
            }
        }
    }

    fn place(&mut self, word: &str, at: Span, field: &str) -> Option<PlaceId> {
        if let Some(place) = self.names.place(word) {
            return Some(place);
        }
        let names = self.names.program().places.iter().map(|place| place.name.as_str());
        // Inside a description only declared places can be named.
        let help = match self.own_place {
            None => {
                "give its position, {\"lat\": ..., \"lon\": ...}, or describe it: {\"name\": ..., \"in\": [...], \"territory_of\": ...}; `casus list places` shows what is declared"
            }
            Some(_) => "name a declared place or region, or leave it out",
        };
        self.unknown(FieldType::Place, word, at, field, names, Some(help.to_owned()));
        None
    }

    /// An instrument.
    pub(super) fn treaty(&mut self, item: &Item<'_>, field: &str) -> Option<TreatyId> {
        let Raw::Text(word) = &item.raw else {
            let message = format!("{} takes a treaty, not {}", quoted(field), item.raw.noun());
            self.wrong(Code::WRONG_TYPE, item.at, field, message, None);
            return None;
        };
        let treaty = self.names.treaty(word);
        if treaty.is_none() {
            let names = self.names.program().treaties.iter().map(|treaty| treaty.name.as_str());
            let message = format!("unknown treaty {}", quoted(word));
            self.wrong(Code::UNKNOWN_VALUE, item.at, field, message, did_you_mean(word, names));
        }
        treaty
    }

    /// A place that the event describes itself.
    fn own_place(&mut self, entries: &[Entry<'_>], at: Span, field: &str) -> Option<Value> {
        if self.own_place.is_some() {
            let message = "an event describes one place of its own";
            self.wrong(Code::WRONG_TYPE, at, field, message, Some("name the others as declared".to_owned()));
            return None;
        }
        // Taken at once, so that a place described inside this one is refused.
        self.own_place = Some(OwnPlace::default());
        let before = self.problems.len();
        let keys = ["name", "lat", "lon", "in", "kind", "territory_of", "administered_by", "claimed_by"];
        let [name, lat, lon, within, kinds, territory, administered, claimed] =
            self.parts(entries, keys, field);
        let label = name.and_then(|item| self.free_text(item, &inside(field, "name")));
        // Under a declared name everything declared of that place would silently be lost.
        if let (Some(label), Some(item)) =
            (label.as_deref().filter(|label| self.names.place(label).is_some()), name)
        {
            let message = format!("{} is a declared place", quoted(label));
            let help = format!("write its name alone, {}, or call this one something else", quoted(label));
            self.wrong(Code::DUPLICATE_KEY, item.at, &inside(field, "name"), message, Some(help));
        }
        let at = self.position(lat, lon, at, field);
        let day = self.date;
        let within_path = inside(field, "in");
        let kind_path = inside(field, "kind");
        let place_kind = self.names.program().kernel.place_kind;
        let within = self.known_values(within, FieldType::Place, &within_path, |value| match value {
            Value::Place(place) => Some(place),
            _ => None,
        });
        let kinds = self.known_values(kinds, FieldType::Tree(place_kind), &kind_path, |value| match value {
            Value::Node(node) => Some(node),
            _ => None,
        });
        let mut actors = |item: Option<&Item<'_>>, part: &str| {
            item.and_then(|item| self.actors(item, &inside(field, part), day))
        };
        let territory = actors(territory, "territory_of");
        let administered = actors(administered, "administered_by");
        let claimed = actors(claimed, "claimed_by");
        if self.problems.len() > before {
            return None;
        }
        self.own_place = Some(OwnPlace { label, at, within, kinds, territory, administered, claimed });
        Some(Value::OwnPlace)
    }

    /// Degrees north and east, both or neither.
    fn position(
        &mut self,
        lat: Option<&Item<'_>>,
        lon: Option<&Item<'_>>,
        at: Span,
        field: &str,
    ) -> Option<(f64, f64)> {
        let mut degrees = |item: Option<&Item<'_>>, part: &str, most: f64| -> Option<f64> {
            let item = item?;
            let path = inside(field, part);
            match item.raw {
                Raw::Number(number) if number.abs() <= most => Some(number),
                Raw::Number(number) => {
                    let message = format!("`{number}` is not between -{most} and {most} degrees");
                    self.wrong(
                        Code::BAD_NUMBER,
                        item.at,
                        &path,
                        message,
                        Some("north and east are positive".to_owned()),
                    );
                    None
                }
                ref other => {
                    let message =
                        format!("{} takes degrees as a number, not {}", quoted(&path), other.noun());
                    self.wrong(Code::WRONG_TYPE, item.at, &path, message, None);
                    None
                }
            }
        };
        let given = (lat.is_some(), lon.is_some());
        let found = (degrees(lat, "lat", 90.0), degrees(lon, "lon", 180.0));
        match given {
            (true, false) | (false, true) => {
                let missing = if given.0 { "lon" } else { "lat" };
                let message = format!("a position needs `lat` and `lon`, and `{missing}` is missing");
                self.wrong(Code::MISSING_FIELD, at, &inside(field, missing), message, None);
                None
            }
            _ => found.0.zip(found.1),
        }
    }

    /// The complete values of one part of a place: a word, a list, `none`.
    fn known_values<T>(
        &mut self,
        item: Option<&Item<'_>>,
        kind: FieldType,
        path: &str,
        pick: fn(Value) -> Option<T>,
    ) -> Option<Vec<T>> {
        let item = item?;
        match self.fact(kind, item, path)? {
            Fact::Stated(values) => Some(values.into_iter().filter_map(pick).collect()),
            Fact::OneOf(_) | Fact::Disputed(_) => {
                let message = format!("{} is stated whole or left out", quoted(path));
                self.wrong(Code::WRONG_TYPE, item.at, path, message, None);
                None
            }
        }
    }
}

/// Whether a field can hold several values that are all true.
fn takes_several(kind: FieldType) -> bool {
    matches!(kind, FieldType::Tree(_) | FieldType::Actor | FieldType::Place)
}

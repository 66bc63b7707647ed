//! Small changes to a condition.
//!
//! In: a condition as written. Out: changes, added to those of its file. Absent: anything else that a
//! rule says.

use super::Kind;
use super::find::Finder;
use crate::ir::FieldType;
use crate::syntax::tree::{Cond, CondKind, LevelOrNumber, Name, Number, Quantifier, Who};
use crate::text::Span;

impl Finder<'_> {
    pub fn condition(&mut self, cond: &Cond) {
        match &cond.kind {
            CondKind::And(list) | CondKind::Or(list) => self.joined(cond, list),
            CondKind::Not(inner) => {
                self.add(
                    Kind::Not,
                    Span { start: cond.span.start, end: inner.span.start.max(cond.span.start) },
                    "",
                );
                self.condition(inner);
            }
            CondKind::Quantified { how, body, .. } => {
                if let Quantifier::AtLeast(number) = how {
                    self.count(number, 1);
                }
                self.condition(body);
            }
            CondKind::Is { negated: true, value, .. } => self.without_not(cond.span, value),
            CondKind::Is { subject: Who::Actor(name), value, .. } => self.other_reading(name, value),
            CondKind::IsParty { negated: true, .. } | CondKind::IsBound { negated: true, .. } => {
                self.plain_not(cond.span);
            }
            CondKind::From(date) | CondKind::Before(date) => self.date(*date),
            CondKind::InPlace(name) => self.other_place(name),
            CondKind::Administered(_) => self.word(cond.span, "administered", "claimed"),
            CondKind::Claimed(_) => self.word(cond.span, "claimed", "administered"),
            CondKind::Side(_, number) => self.parallel(number),
            CondKind::AtLeast { field, value: LevelOrNumber::Level(level), .. } => {
                self.other_level(field, level)
            }
            CondKind::Compare { value, .. } => self.count(value, 0),
            _ => {}
        }
    }

    /// Parts joined by `and` or `or`.
    fn joined(&mut self, cond: &Cond, list: &[Cond]) {
        let spans: Vec<Span> = list.iter().map(|part| part.span).collect();
        self.without_one(Kind::Leg, &spans);
        if let (Some(first), Some(last)) = (spans.first(), spans.last()) {
            let (is, becomes) = match &cond.kind {
                CondKind::And(_) => ("and", "or"),
                _ => ("or", "and"),
            };
            let mut now = String::new();
            for pair in spans.windows(2) {
                if let [left, right] = pair {
                    now.push_str(self.at(*left));
                    now.push_str(&self.at(self.between(*left, *right)).replacen(is, becomes, 1));
                }
            }
            now.push_str(self.at(*last));
            self.add(Kind::Connective, first.to(*last), now);
        }
        list.iter().for_each(|part| self.condition(part));
    }

    /// `a is not b` without its `not`.
    fn without_not(&mut self, span: Span, value: &Name) {
        let head = Span { start: span.start, end: value.span.start };
        self.plain_not(head);
    }

    fn plain_not(&mut self, span: Span) {
        if let Some(at) = self.at(span).find(" not ") {
            let start = span.start as usize + at;
            self.add(Kind::Not, Span::new(start, start + " not".len()), "");
        }
    }

    fn other_reading(&mut self, question: &Name, reading: &Name) {
        let Some(row) = self.program.questions.iter().find(|row| row.name == question.text) else { return };
        let readings: Vec<&str> = row.readings.iter().map(|row| row.name.as_str()).collect();
        let Some(at) = readings.iter().position(|name| *name == reading.text) else { return };
        if let Some(other) = readings.get(at + 1).or(readings.first()) {
            self.add(Kind::Reading, reading.span, *other);
        }
    }

    /// The region around a place.
    fn other_place(&mut self, name: &Name) {
        let Some(row) = self.program.places.iter().find(|row| row.name == name.text) else { return };
        let around = row.within.first().and_then(|(id, _)| self.program.place(*id));
        if let Some(around) = around {
            self.add(Kind::Place, name.span, around.name.as_str());
        }
    }

    fn word(&mut self, span: Span, is: &str, becomes: &str) {
        if let Some(at) = self.at(span).find(is) {
            let start = span.start as usize + at;
            self.add(Kind::Place, Span::new(start, start + is.len()), becomes);
        }
    }

    /// A parallel or meridian ten degrees nearer to the equator or to Greenwich, or farther from it.
    fn parallel(&mut self, number: &Number) {
        let Ok(is) = number.text.parse::<f64>() else { return };
        let moved = if is.abs() > 10.0 { is - 10.0 * is.signum() } else { is + 10.0 };
        self.add(Kind::Number, number.span, format!("{moved:.2}"));
    }

    /// The next level of a scale, or the one before the last.
    fn other_level(&mut self, field: &Name, level: &Name) {
        let scale = self.program.fields.iter().find(|row| row.name == field.text).map(|row| row.kind);
        let Some(FieldType::Scale(id)) = scale else { return };
        let Some(scale) = self.program.scales.get(id.index()) else { return };
        let names: Vec<&str> = scale.levels.iter().map(|(name, _)| name.as_str()).collect();
        let Some(at) = names.iter().position(|name| *name == level.text) else { return };
        let other = names.get(at + 1).or_else(|| at.checked_sub(1).and_then(|at| names.get(at)));
        if let Some(other) = other {
            self.add(Kind::Number, level.span, *other);
        }
    }
}

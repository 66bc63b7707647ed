//! Every small change that can be made to some rule files.
//!
//! In: trees with their texts, the program (for other responses, places and readings). Out:
//! [`Mutant`]s by file and place. Absent: trying them.

use jiff::ToSpan as _;

use super::{Kind, Mutant};
use crate::ir::Program;
use crate::syntax::tree::{
    self, Area, Beneficiary, Clause, ClauseLineKind, ConsultPart, Days, Deadline, File, ItemKind, Manner,
    Modality, Name, Number, PartyLine, Question, Response, RiderLine, Set, Speed, Treaty, TreatyLineKind,
    Trigger,
};
use crate::text::{FileId, Files, Span};

/// Every change to some files, in the order of files and places.
///
/// Vocabulary, geography, tests and laws are left as they are.
#[must_use]
pub fn find(program: &Program, files: &Files, trees: &[(FileId, File)], which: &[FileId]) -> Vec<Mutant> {
    let mut all = Vec::new();
    for (id, tree) in trees.iter().filter(|(id, _)| which.contains(id)) {
        let Some(file) = files.get(*id) else { continue };
        let mut finder = Finder { program, file: *id, text: &file.text, found: Vec::new() };
        for item in &tree.items {
            match &item.kind {
                ItemKind::Treaty(treaty) => finder.treaty(treaty),
                ItemKind::Term(term) => finder.condition(&term.condition),
                ItemKind::Area(area) => finder.area(area),
                ItemKind::Question(question) => finder.question(question),
                _ => {}
            }
        }
        finder.found.sort_by(|a, b| (a.span, a.kind, &a.now).cmp(&(b.span, b.kind, &b.now)));
        finder.found.dedup();
        all.append(&mut finder.found);
    }
    all
}

/// The changes of one file.
pub(super) struct Finder<'a> {
    pub program: &'a Program,
    file: FileId,
    text: &'a str,
    found: Vec<Mutant>,
}

impl Finder<'_> {
    pub fn add(&mut self, kind: Kind, span: Span, now: impl Into<String>) {
        let now = now.into();
        if self.at(span) != now {
            self.found.push(Mutant { file: self.file, span, now, kind });
        }
    }

    pub fn at(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// What stands between two places.
    pub fn between(&self, first: Span, second: Span) -> Span {
        Span { start: first.end, end: second.start.max(first.end) }
    }

    fn treaty(&mut self, treaty: &Treaty) {
        for line in &treaty.lines {
            match &line.kind {
                TreatyLineKind::InForce(date) | TreatyLineKind::Ended(date, _) => self.date(*date),
                TreatyLineKind::Parties(parties) | TreatyLineKind::Protects(parties) => {
                    self.parties(line.span, parties);
                }
                TreatyLineKind::Leg { days, .. } => {
                    self.add(Kind::Line, line.span, "");
                    self.days(*days);
                }
                TreatyLineKind::Area(area) => self.area(area),
                TreatyLineKind::Term(term) => self.condition(&term.condition),
                TreatyLineKind::Question(question) => self.question(question),
                TreatyLineKind::Clause(clause) => self.clause(clause),
                _ => {}
            }
        }
    }

    fn parties(&mut self, line: Span, parties: &PartyLine) {
        if parties.names.len() > 1 {
            self.without_one(Kind::Party, &parties.names.iter().map(|name| name.span).collect::<Vec<_>>());
        } else {
            self.add(Kind::Party, line, "");
        }
        self.days(parties.days);
        for detail in &parties.details {
            if let tree::PartyDetail::When(cond) = detail {
                self.condition(cond);
            }
        }
    }

    fn area(&mut self, area: &Area) {
        self.days(area.days);
        self.condition(&area.condition);
    }

    fn question(&mut self, question: &Question) {
        for reading in &question.readings {
            let spans: Vec<Span> = reading.holders.iter().map(|(name, days)| whole(name, *days)).collect();
            if spans.len() > 1 {
                self.without_one(Kind::Holder, &spans);
            } else if let [only] = spans.as_slice() {
                // The words before the only holder go with it.
                let head = Span { start: reading.span.start, end: only.start };
                if let Some(at) = self.at(head).rfind("held by") {
                    let start = head.start + u32::try_from(at).unwrap_or(0);
                    self.add(Kind::Holder, Span { start, end: only.end }, "");
                }
            }
            reading.holders.iter().for_each(|(_, days)| self.days(*days));
        }
    }

    fn clause(&mut self, clause: &Clause) {
        self.days(clause.days);
        for line in &clause.lines {
            match &line.kind {
                ClauseLineKind::Trigger(Trigger::When { condition, .. }) => self.condition(condition),
                ClauseLineKind::Scope(cond)
                | ClauseLineKind::Requires(_, cond)
                | ClauseLineKind::Except(_, cond)
                | ClauseLineKind::Until(_, cond) => {
                    self.add(Kind::Line, line.span, "");
                    self.condition(cond);
                }
                ClauseLineKind::Opinion(..) => self.add(Kind::Line, line.span, ""),
                ClauseLineKind::Response(response) => self.response(response),
                ClauseLineKind::Deadline(Some(Deadline::By(date)), _) => self.date(*date),
                ClauseLineKind::Deadline(Some(Deadline::Speed(speed, _)), _) => self.speed(speed),
                ClauseLineKind::Consultation(Some(parts)) => self.consultation(parts),
                ClauseLineKind::Rider(rider) => {
                    self.add(Kind::Line, line.span, "");
                    self.days(rider.days);
                    for line in &rider.lines {
                        match line {
                            RiderLine::OnlyIf(cond) => self.condition(cond),
                            RiderLine::Response(response) => self.response(response),
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn consultation(&mut self, parts: &[ConsultPart]) {
        for part in parts {
            let fraction = match part {
                ConsultPart::Vote(vote) => vote.fraction.as_ref(),
                ConsultPart::Quorum(fraction) => Some(fraction),
                ConsultPart::Speed(speed) => {
                    self.speed(speed);
                    None
                }
                _ => None,
            };
            if let Some(fraction) = fraction {
                let span = fraction.over.span.to(fraction.under.span);
                let half = fraction.over.text == "1" && fraction.under.text == "2";
                self.add(Kind::Number, span, if half { "2/3" } else { "1/2" });
            }
        }
    }

    fn response(&mut self, response: &Response) {
        let obligors = set_span(&response.obligors);
        self.modality(response, obligors);
        self.other_response(&response.what);
        if let Set::Names(names) = &response.obligors {
            if names.len() > 1 {
                self.without_one(Kind::Party, &names.iter().map(|name| name.span).collect::<Vec<_>>());
            }
            if let Some(Beneficiary::Set(to @ Set::Names(_))) = &response.beneficiary
                && let (Some(from), Some(to)) = (obligors, set_span(to))
            {
                let middle = self.at(self.between(from, to));
                let turned = format!("{}{middle}{}", self.at(to), self.at(from));
                self.add(Kind::Swap, from.to(to), turned);
            }
        }
        for manner in &response.manners {
            if let Manner::At(speed) = manner {
                self.speed(speed);
            }
        }
    }

    fn modality(&mut self, response: &Response, obligors: Option<Span>) {
        let Some(obligors) = obligors else { return };
        let gap = self.between(obligors, response.what.span);
        let word = self.at(gap).trim();
        let lead = self.at(gap).find(word).unwrap_or(0);
        let start = gap.start as usize + lead;
        let span = Span::new(start, start + word.len());
        let others: &[&str] = match response.modality {
            Modality::Would => &["shall", "may"],
            Modality::May => &["shall"],
            Modality::ShallNot => &["shall"],
            Modality::Shall | Modality::Undertakes | Modality::Will => &["may"],
        };
        others.iter().for_each(|other| self.add(Kind::Modality, span, *other));
    }

    /// The response above, and the next one beside it.
    fn other_response(&mut self, what: &Name) {
        let tree = self.program.kernel.response;
        let Some(tree) = self.program.trees.get(tree.index()) else { return };
        let Some(node) = tree.find(&what.text).and_then(|id| tree.nodes.get(id.index())) else { return };
        let Some(parent) = node.parents.first() else { return };
        let beside =
            tree.nodes.iter().filter(|other| other.parents.contains(parent)).map(|other| &other.name);
        let mut beside: Vec<&String> = beside.filter(|name| **name != what.text).collect();
        beside.sort();
        let after = beside.iter().find(|name| name.as_str() > what.text.as_str()).or(beside.first());
        if let Some(name) = after {
            self.add(Kind::Response, what.span, name.as_str());
        }
        if let Some(above) = tree.nodes.get(parent.index()) {
            self.add(Kind::Response, what.span, above.name.as_str());
        }
    }

    fn speed(&mut self, speed: &Speed) {
        if let Speed::Within(number, _) | Speed::Working(number) = speed {
            self.count(number, 1);
        }
    }

    /// A whole number, one more and, if it stays at least `least`, one less.
    pub fn count(&mut self, number: &Number, least: u32) {
        let Ok(is) = number.text.parse::<u32>() else { return };
        self.add(Kind::Number, number.span, is.saturating_add(1).to_string());
        if is > least {
            self.add(Kind::Number, number.span, (is - 1).to_string());
        }
    }

    pub fn days(&mut self, days: Days) {
        days.from.into_iter().chain(days.until).for_each(|date| self.date(date));
    }

    /// A day one day later, and one year later.
    pub fn date(&mut self, date: tree::Date) {
        for span in [1.day(), 1.year()] {
            if let Ok(moved) = date.date.checked_add(span) {
                self.add(Kind::Date, date.span, moved.to_string());
            }
        }
    }

    /// A list with one of its members left out, each in turn; there are at least two.
    pub fn without_one(&mut self, kind: Kind, spans: &[Span]) {
        for (at, span) in spans.iter().enumerate() {
            let gone = match (spans.get(at + 1), at.checked_sub(1).and_then(|at| spans.get(at))) {
                (Some(next), _) => Span { start: span.start, end: next.start },
                (None, Some(before)) => Span { start: before.end, end: span.end },
                (None, None) => continue,
            };
            self.add(kind, gone, "");
        }
    }
}

/// A name with its days.
fn whole(name: &Name, days: Days) -> Span {
    [days.from, days.until].into_iter().flatten().fold(name.span, |span, date| span.to(date.span))
}

fn set_span(set: &Set) -> Option<Span> {
    match set {
        Set::Nobody(span) | Set::Each { span, .. } => Some(*span),
        Set::Names(names) => {
            let first = names.first()?.span;
            names.last().map(|last| first.to(last.span))
        }
    }
}

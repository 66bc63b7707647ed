//! Holds `crises.casus` to the collection of cases: every entry asked, none altered, every difference explained.
//!
//! In: the resolved tests, their reports, the collection, and the tables of `docs/history-pivots.md` and `docs/history.md`.
//! Out: complaints in words, and the figures. Absent: deciding anything.

use std::collections::{BTreeMap, BTreeSet};

use casus::analyse::{ExpectReport, TestReport};
use casus::resolve::{Expectation, Resolved, TestCase};
use casus::syntax::tree::StatusWord;
use serde_json::Value;

/// What the tables say stands for the terms and instruments of the collection.
pub struct Tables {
    terms: BTreeMap<String, Term>,
    instruments: BTreeMap<String, Instrument>,
}

struct Term {
    everywhere: Vec<String>,
    by_instrument: BTreeMap<String, Vec<String>>,
}

struct Instrument {
    rules: String,
    defence: Vec<Asked>,
    consult: Vec<Asked>,
    other: BTreeMap<String, Vec<Asked>>,
}

/// A clause; asked of these obligors only, or of one organ in their place.
#[derive(Clone)]
struct Asked {
    clause: String,
    only: Vec<String>,
    organ: Option<String>,
}

impl Asked {
    fn parse(text: &str) -> Self {
        let (text, organ) =
            text.split_once('=').map_or((text, None), |(clause, organ)| (clause, Some(organ.to_owned())));
        let (clause, only) = text.split_once('@').unwrap_or((text, ""));
        let only = only.split('+').filter(|code| !code.is_empty()).map(str::to_owned).collect();
        Self { clause: clause.to_owned(), only, organ }
    }

    fn list(cell: &str) -> Vec<Self> {
        if cell == "–" { Vec::new() } else { cell.split_whitespace().map(Self::parse).collect() }
    }

    fn concerns(&self, obligor: Option<&str>) -> bool {
        self.only.is_empty() || obligor.is_none_or(|code| self.only.iter().any(|only| only == code))
    }
}

/// The rows of a table under a heading, cell by cell.
pub fn table(text: &str, heading: &str) -> Vec<Vec<String>> {
    let start = text.find(&format!("## {heading}\n")).unwrap_or(text.len());
    let section = text.get(start..).unwrap_or("");
    let section = section.get(3..).unwrap_or("").split("\n## ").next().unwrap_or("");
    let rows = section.lines().filter(|line| line.starts_with("| ")).skip(1);
    rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// What stands between backticks.
fn ticked(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

impl Tables {
    /// Reads `docs/history-pivots.md`.
    pub fn read(text: &str) -> Self {
        let mut terms = BTreeMap::new();
        for row in table(text, "Terms of contested answers") {
            let by = row[3].split(';').filter_map(|part| part.split_once(':'));
            let by_instrument = by.map(|(rules, names)| (rules.trim().to_owned(), ticked(names))).collect();
            let term = Term { everywhere: ticked(&row[2]), by_instrument };
            terms.insert(row[0].trim_matches('`').to_owned(), term);
        }
        let mut instruments = BTreeMap::new();
        for row in table(text, "Instruments") {
            let other = row[4].split(';').filter_map(|part| part.split_once(':'));
            let row_of = Instrument {
                rules: row[1].trim_matches('`').to_owned(),
                defence: Asked::list(&row[2]),
                consult: Asked::list(&row[3]),
                other: other.map(|(what, list)| (what.trim().to_owned(), Asked::list(list))).collect(),
            };
            instruments.insert(row[0].trim_matches('`').to_owned(), row_of);
        }
        Self { terms, instruments }
    }

    /// The names that stand for the pivots of an entry under some rules.
    fn on(&self, pivots: &[&str], rules: &str) -> BTreeSet<String> {
        let known = pivots.iter().filter_map(|pivot| self.terms.get(*pivot));
        known
            .flat_map(|term| {
                let here = term.by_instrument.get(rules).map(Vec::as_slice).unwrap_or_default();
                term.everywhere.iter().chain(here).cloned()
            })
            .collect()
    }

    /// The identifiers of the table of the collection that have no row here, or whose rules do not exist.
    pub fn missing(&self, readme: &str, resolved: &Resolved) -> Vec<String> {
        let section = readme.split("### Treaty identifiers").nth(1).unwrap_or("");
        let rows = section.lines().filter(|line| line.starts_with("| `"));
        let ids: Vec<String> = rows.filter_map(|row| ticked(row).into_iter().next()).collect();
        assert!(ids.len() > 80, "the table of the collection was not found");
        let known: BTreeSet<&str> = resolved.program.treaties.iter().map(|t| t.name.as_str()).collect();
        let without =
            |id: &String| self.instruments.get(id).is_none_or(|row| !known.contains(row.rules.as_str()));
        ids.into_iter().filter(without).collect()
    }
}

/// One line of a test: what it expects and what came out.
pub struct Line<'a> {
    expect: &'a Expectation,
    report: &'a ExpectReport,
    by: Option<&'a str>,
    to: Option<&'a str>,
    kind: Option<&'a str>,
    /// The test in which it stands.
    title: &'a str,
}

/// The lines of all tests by the case that they cite.
pub fn lines<'a>(resolved: &'a Resolved, reports: &'a [TestReport]) -> BTreeMap<String, Vec<Line<'a>>> {
    let mut all: BTreeMap<String, Vec<Line<'a>>> = BTreeMap::new();
    for (case, report) in resolved.tests.iter().zip(reports) {
        assert_eq!(case.title.text, report.title, "tests and reports go together");
        all.entry(id_of(case)).or_default().extend(lines_of(resolved, case, report));
    }
    all
}

fn id_of(case: &TestCase) -> String {
    let source = case.sources.first().map_or("", String::as_str);
    source.trim_start_matches("cases: ").to_owned()
}

fn lines_of<'a>(resolved: &'a Resolved, case: &'a TestCase, report: &'a TestReport) -> Vec<Line<'a>> {
    let program = &resolved.program;
    let expects: Vec<&Expectation> = case.events.iter().flat_map(|(_, list)| list).collect();
    assert_eq!(expects.len(), report.lines.len(), "{}", report.title);
    let pairs = expects.into_iter().zip(&report.lines);
    pairs
        .map(|(expect, report)| Line {
            expect,
            report,
            by: expect.by.map(|who| program.actor_name(who)),
            to: expect.to.map(|who| program.actor_name(who)),
            kind: expect.without.map(|kind| program.node_name(program.kernel.kind, kind)),
            title: &case.title.text,
        })
        .collect()
}

/// How many answers of one sort agree.
#[derive(Default, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Answers that agree.
    pub agree: usize,
    /// All answers.
    pub of: usize,
    /// Contested was expected, and it is unsettled on another point.
    pub half: usize,
}

/// The outcome of holding the tests to the collection.
#[derive(Default)]
pub struct Held {
    /// What is missing, altered or too much.
    pub complaints: Vec<String>,
    /// By entry: defence, consult, other.
    pub figures: BTreeMap<&'static str, Figure>,
    /// Entries.
    pub entries: usize,
}

/// Holds the lines of every case to its entries.
pub fn hold(collection: &str, lines: &BTreeMap<String, Vec<Line<'_>>>, tables: &Tables) -> Held {
    let mut held = Held::default();
    let mut ids = BTreeSet::new();
    for row in collection.lines().filter(|row| !row.trim().is_empty()) {
        let case: Value = serde_json::from_str(row).unwrap();
        let id = text(&case["id"]).to_owned();
        let mut used = BTreeSet::new();
        let here = lines.get(&id).map(Vec::as_slice).unwrap_or_default();
        if here.is_empty() {
            held.complaints.push(format!("{id}: no test"));
        }
        for entry in case["expected"].as_array().unwrap() {
            held.entries += 1;
            let talks = talks_of(&case, entry["treaty"].as_str());
            Check { id: &id, entry, here, tables, talks, used: &mut used, held: &mut held }.entry();
        }
        for (at, line) in here.iter().enumerate().filter(|(at, _)| !used.contains(at)) {
            let note = line.expect.source.as_deref().unwrap_or("");
            held.complaints
                .push(format!("{id}: line {at} is no entry of the case: {} {note}", line.expect.path));
        }
        ids.insert(id);
    }
    for id in lines.keys().filter(|id| !ids.contains(*id)) {
        held.complaints.push(format!("{id}: no such case"));
    }
    held
}

/// When an entry's parties are documented as having called, met or talked under its treaty.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Talks {
    Never,
    /// By the day of the answer.
    ByThen,
    /// They talked, and only afterwards: the answer on consultation is that of the day of the talks.
    Later,
}

fn talks_of(case: &Value, treaty: Option<&str>) -> Talks {
    let day = text(&case["eval_date"]);
    let rows = case["documented"].as_array().into_iter().flatten();
    let here: Vec<(&str, &str)> = rows
        .filter(|row| row["treaty"].as_str() == treaty)
        .map(|row| (text(&row["status"]), text(&row["date"])))
        .collect();
    // Days are written year first, so that their texts stand in their order.
    let by_then = |(status, on): &(&str, &str)| {
        ["consulted", "invoked", "organ_convened"].contains(status) && *on <= day
    };
    if here.iter().any(by_then) {
        Talks::ByThen
    } else if here.iter().any(|(status, _)| *status == "consulted") {
        Talks::Later
    } else {
        Talks::Never
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().map(|list| list.iter().map(text).collect()).unwrap_or_default()
}

struct Check<'a, 'b> {
    id: &'a str,
    entry: &'a Value,
    here: &'a [Line<'a>],
    tables: &'a Tables,
    talks: Talks,
    used: &'b mut BTreeSet<usize>,
    held: &'b mut Held,
}

impl Check<'_, '_> {
    fn entry(&mut self) {
        let pivots = texts(&self.entry["pivot"]);
        let (defence, consult) = (text(&self.entry["defence"]), text(&self.entry["consult"]));
        let tail = if pivots.is_empty() { String::new() } else { format!("; {}", pivots.join(", ")) };
        let Some(treaty) = self.entry["treaty"].as_str() else {
            assert_eq!((defence, consult), ("no", "no"), "{}: an entry without a treaty", self.id);
            self.nothing(&format!("no treaty: defence {defence}, consult {consult}{tail}"));
            return;
        };
        let Some(row) = self.tables.instruments.get(treaty) else {
            self.complain(&format!("no row for {treaty}"));
            return;
        };
        let note = format!("{treaty}: defence {defence}, consult {consult}{tail}");
        self.answer("defence", "defence", defence, &row.defence, &row.rules, &note);
        self.answer("consult", "consultation", consult, &row.consult, &row.rules, &note);
        for (what, answer) in self.entry["other"].as_object().into_iter().flatten() {
            let answer = text(answer);
            let note = format!("{treaty}: {what} {answer}{tail}");
            let asked = row.other.get(what).cloned().unwrap_or_default();
            self.answer("other", "", answer, &asked, &row.rules, &note);
        }
    }

    fn complain(&mut self, what: &str) {
        self.held.complaints.push(format!("{}: {what}", self.id));
    }

    fn obligors(&self) -> Vec<Option<String>> {
        let named = texts(&self.entry["obligors"]);
        if named == ["*"] { vec![None] } else { named.into_iter().map(|who| Some(who.to_owned())).collect() }
    }

    /// No treaty: nothing for each obligor; it counts for defence and for consultation.
    fn nothing(&mut self, note: &str) {
        let to = text(&self.entry["beneficiary"]).to_owned();
        let mut found = Vec::new();
        for by in self.obligors() {
            let at = self.find(|line| {
                line.expect.nothing
                    && line.by == by.as_deref()
                    && line.to == Some(to.as_str())
                    && says(line, note)
            });
            if at.is_empty() {
                self.complain(&format!("`nothing by {}` is not asked", by.unwrap_or_default()));
            }
            found.extend(at);
        }
        self.count("defence", &found);
        self.count("consult", &found);
    }

    fn answer(
        &mut self,
        sort: &'static str,
        kind: &str,
        answer: &str,
        asked: &[Asked],
        rules: &str,
        note: &str,
    ) {
        let mut found = Vec::new();
        if sort != "other" && (answer == "none" || asked.is_empty()) {
            if !matches!(answer, "none" | "no") {
                self.complain(&format!("{note}: no clause carries this answer"));
            }
            found =
                self.find(|line| line.kind == Some(kind) && line.expect.path == rules && says(line, note));
            if found.is_empty() {
                self.complain(&format!("{note}: `without {kind}` is not asked"));
            }
        } else {
            for obligor in self.obligors() {
                found.extend(self.of_obligor(sort, answer, asked, rules, note, obligor.as_deref()));
            }
        }
        if sort == "consult" {
            self.asked_when(answer, &found);
        }
        self.count(sort, &found);
    }

    /// Talks that came after the day of the answer have a test of their own, and no other answer has.
    fn asked_when(&mut self, answer: &str, found: &[usize]) {
        let later = format!("{}/talks", self.id);
        let apart = found.iter().filter(|at| self.here[**at].title == later).count();
        let wanted = if self.talks == Talks::Later { found.len() } else { 0 };
        if apart != wanted {
            self.complain("an answer on consultation is asked on the wrong day");
        }
        if answer == "available" && self.talks != Talks::Never {
            self.complain(
                "*available* is expected, and talks are documented: docs/history.md says there is none such",
            );
        }
    }

    fn of_obligor(
        &mut self,
        sort: &str,
        answer: &str,
        asked: &[Asked],
        rules: &str,
        note: &str,
        obligor: Option<&str>,
    ) -> Vec<usize> {
        let beneficiary = self.entry["beneficiary"].as_str();
        let pivots = texts(&self.entry["pivot"]);
        let status = match answer {
            "yes" => StatusWord::Owed,
            "no" => StatusWord::NotOwed,
            "available" => StatusWord::Available,
            _ => StatusWord::Unsettled,
        };
        let on = if answer == "contested" { self.tables.on(&pivots, rules) } else { BTreeSet::new() };
        let because = if sort == "defence" && answer == "no" { face(&pivots) } else { None };
        let mut found = Vec::new();
        for clause in asked.iter().filter(|clause| clause.concerns(obligor)) {
            let path = format!("{rules}.{}", clause.clause);
            let by = clause.organ.as_deref().or(obligor);
            let here = self.find(|line| line.expect.path == path && line.by == by && says(line, note));
            for at in &here {
                let line = &self.here[*at];
                let pivots: BTreeSet<String> = line.expect.on.iter().cloned().collect();
                let toward = line.to.is_none_or(|to| Some(to) == beneficiary)
                    && (sort != "defence" || line.to.is_some() || by == beneficiary);
                let reason = line.expect.because.map(|role| role.word());
                if line.expect.status != status || pivots != on || !toward || reason != because {
                    let what = format!("{note}: {path} by {by:?} is not asked as the case has it");
                    self.complain(&what);
                }
            }
            if here.is_empty() && (answer == "no" || sort == "other") {
                self.complain(&format!("{note}: {path} by {by:?} is not asked"));
            }
            found.extend(here);
        }
        if found.is_empty() {
            self.complain(&format!("{note}: {sort} by {obligor:?} is not asked"));
        }
        found
    }

    /// The lines that fit, and marks them as used.
    fn find(&mut self, fits: impl Fn(&Line<'_>) -> bool) -> Vec<usize> {
        let all = self.here.iter().enumerate().filter(|(_, line)| fits(line));
        let found: Vec<usize> = all.map(|(at, _)| at).collect();
        self.used.extend(found.iter().copied());
        found
    }

    /// An entry agrees if all its lines do.
    fn count(&mut self, sort: &'static str, found: &[usize]) {
        let lines: Vec<&Line<'_>> = found.iter().map(|at| &self.here[*at]).collect();
        let agree = !lines.is_empty() && lines.iter().all(|line| line.report.agreed);
        let half = !agree && lines.iter().all(|line| line.report.agreed || half_right(line));
        let figure = self.held.figures.entry(sort).or_default();
        figure.of += 1;
        figure.agree += usize::from(agree);
        figure.half += usize::from(half);
    }
}

fn says(line: &Line<'_>, note: &str) -> bool {
    line.expect.source.as_deref() == Some(note)
}

/// Contested was expected, and the answer turns on something else.
fn half_right(line: &Line<'_>) -> bool {
    let unsettled = ["contested on", "undetermined on", "open on"];
    line.expect.status == StatusWord::Unsettled
        && line.report.got.split("; ").all(|part| unsettled.iter().any(|word| part.starts_with(word)))
}

/// The face that must fail, if all terms belong to one.
fn face(pivots: &[&str]) -> Option<&'static str> {
    let faces: BTreeSet<Option<&'static str>> = pivots.iter().map(|pivot| face_of(pivot)).collect();
    match faces.into_iter().collect::<Vec<_>>().as_slice() {
        [Some(one)] => Some(one),
        _ => None,
    }
}

fn face_of(pivot: &str) -> Option<&'static str> {
    match pivot {
        "attacker.identity" | "attacker.nonstate" | "attacker.class" | "attacker.role" => Some("trigger"),
        "reservation" => Some("rider"),
        "instrument.force" => Some("bound"),
        _ if pivot.starts_with("attack.") || pivot.starts_with("origin.") => Some("trigger"),
        _ if pivot.starts_with("scope.") => Some("scope"),
        _ => None,
    }
}

/// The answers that differ, by case and clause, with how many.
pub fn differences(lines: &BTreeMap<String, Vec<Line<'_>>>) -> BTreeMap<(String, String), usize> {
    let mut found = BTreeMap::new();
    for (id, list) in lines {
        for line in list.iter().filter(|line| !line.report.agreed) {
            *found.entry((id.clone(), line.expect.path.clone())).or_default() += 1;
        }
    }
    found
}

/// The differences that `docs/history.md` explains.
pub fn explained(page: &str) -> BTreeMap<(String, String), usize> {
    let rows = table(page, "The differences, each explained").into_iter();
    rows.map(|row| {
        let count = row[2].parse().unwrap();
        assert!(row.len() == 6 && !row[5].is_empty(), "a difference without its why: {row:?}");
        ((row[0].clone(), row[1].clone()), count)
    })
    .collect()
}

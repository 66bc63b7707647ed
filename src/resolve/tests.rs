//! Checks `test` blocks: every clause, actor, question and pivot they name. Absent: running them.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::conditions::clause_path;
use super::interpretations::reading_of;
use super::{Context, In, Items, Space};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{ActorId, ClauseId, InterpretationId, LimbRole, NodeId, QuestionId, ReadingId, TreatyId};
use crate::syntax::tree::{self, EventLine, StatusWord, TestLineKind};
use crate::text::{FileId, Span};

/// A checked test.
#[derive(Debug, Clone)]
pub struct TestCase {
    /// Its file.
    pub file: FileId,
    /// Its title and where that stands.
    pub title: tree::Text,
    /// Where the expected answers come from.
    pub sources: Vec<String>,
    /// The interpretation it runs under.
    pub interpretation: Option<InterpretationId>,
    /// Questions closed for it.
    pub readings: BTreeMap<QuestionId, ReadingId>,
    /// Whose readings are taken.
    pub held_by: Vec<ActorId>,
    /// Whose word is taken on disputed facts.
    pub facts_of: Option<ActorId>,
    /// The day whose readings count.
    pub read_as_of: Option<Date>,
    /// Its events; every expectation is held against the last one before it.
    pub events: Vec<(EventSource, Vec<Expectation>)>,
}

/// Where the event of a test comes from.
#[derive(Debug, Clone)]
pub enum EventSource {
    /// Written in the test.
    Block(Vec<EventLine>, Span),
    /// An identifier and a file beside the file of the test.
    File(tree::Text, tree::Text),
}

/// A checked expectation.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// Where it stands.
    pub span: Span,
    /// The name `treaty.clause`.
    pub path: String,
    /// All versions of the clause.
    pub clauses: Vec<ClauseId>,
    /// The instrument is expected to have no clause of this kind; then `clauses` are those of the instrument.
    pub without: Option<NodeId>,
    /// No instrument obliges; then `clauses` are those of all instruments but the ones that are left aside.
    pub nothing: bool,
    /// The obligor; all of them if none.
    pub by: Option<ActorId>,
    /// The beneficiary; all of them if none.
    pub to: Option<ActorId>,
    /// The status.
    pub status: StatusWord,
    /// The face of the clause that must fail.
    pub because: Option<LimbRole>,
    /// The answer must turn on one of these at least.
    pub on: Vec<String>,
    /// Where the expectation comes from.
    pub source: Option<String>,
}

pub(super) fn resolve(cx: &mut Context, items: &Items<'_>) -> Vec<TestCase> {
    items.tests.iter().map(|item| one(cx, *item)).collect()
}

fn one(cx: &mut Context, item: In<'_, tree::Test>) -> TestCase {
    let file = item.file;
    let mut case = TestCase {
        file,
        title: item.it.title.clone(),
        sources: Vec::new(),
        interpretation: None,
        readings: BTreeMap::new(),
        held_by: Vec::new(),
        facts_of: None,
        read_as_of: None,
        events: Vec::new(),
    };
    // What was written and is wrong is reported where it stands, and is not missing.
    let mut wrong = item.it.unread;
    for line in &item.it.lines {
        match &line.kind {
            TestLineKind::Source(text) => case.sources.push(text.text.clone()),
            TestLineKind::GivenIs(question, reading) => {
                case.readings.extend(reading_of(cx, question, reading, file));
            }
            TestLineKind::GivenInterpretation(name) => {
                case.interpretation = cx.expect(Space::Interpretation, name, file).map(InterpretationId);
            }
            TestLineKind::GivenHeldBy(name) => case.held_by.extend(cx.actor(name, file)),
            TestLineKind::GivenFactsOf(name) => case.facts_of = cx.actor(name, file),
            TestLineKind::GivenReadAsOf(date) => case.read_as_of = Some(date.date),
            TestLineKind::Event(lines) => {
                case.events.push((EventSource::Block(lines.clone(), line.span), Vec::new()));
            }
            TestLineKind::EventFrom(id, path) => {
                case.events.push((EventSource::File(id.clone(), path.clone()), Vec::new()));
            }
            TestLineKind::Expect(expect) => {
                let checked = expectation(cx, expect, line.span, file);
                match (case.events.last_mut(), checked) {
                    (Some((_, list)), Some(checked)) => list.push(checked),
                    (None, _) => cx.push(
                        Diagnostic::new(Code::BAD_TEST, file, line.span, "an expectation before any event")
                            .help("write the `event` first"),
                    ),
                    (Some(_), None) => wrong = true,
                }
            }
        }
    }
    if case.events.is_empty() && !wrong {
        cx.push(Diagnostic::new(Code::BAD_TEST, file, item.it.title.span, "a test without an event"));
    }
    if case.events.iter().all(|(_, expects)| expects.is_empty()) && !wrong {
        cx.push(
            Diagnostic::new(
                Code::BAD_TEST,
                file,
                item.it.title.span,
                "a test that expects nothing cannot fail",
            )
            .help("add `expect treaty.clause owed`"),
        );
    }
    case
}

fn expectation(cx: &mut Context, expect: &tree::Expect, span: Span, file: FileId) -> Option<Expectation> {
    if let Some(beside) = &expect.nothing {
        return nothing(cx, expect, beside, span, file);
    }
    let (clauses, without) = match (&expect.without, expect.path.as_slice()) {
        (Some(kind), [treaty]) => {
            let id = TreatyId(cx.expect(Space::Treaty, treaty, file)?);
            let tree = cx.program.kernel.kind;
            let kind = cx.node(tree, kind, file)?;
            (cx.program.treaty(id)?.clauses.clone(), Some(kind))
        }
        _ => (clause_path(cx, &expect.path, file)?, None),
    };
    let because = expect.because.as_ref().and_then(|word| {
        let role = LimbRole::parse(&word.text);
        if role.is_none() {
            let words = LimbRole::ALL.iter().map(|role| role.word().to_owned()).collect();
            cx.unknown("reason", word, file, words);
        }
        role
    });
    for name in &expect.on {
        let deed =
            cx.program.tree(cx.program.kernel.deed).is_some_and(|tree| tree.find(&name.text).is_some());
        let known =
            cx.find(Space::Question, &name.text).is_some() || cx.find(Space::Field, &name.text).is_some();
        if !known && !deed {
            let mut names = cx.names_of(Space::Question);
            names.extend(cx.names_of(Space::Field));
            cx.unknown("question, field or deed", name, file, names);
        }
    }
    Some(Expectation {
        span,
        path: expect.path.iter().map(|n| n.text.as_str()).collect::<Vec<_>>().join("."),
        clauses,
        without,
        nothing: false,
        by: expect.by.as_ref().and_then(|name| cx.actor(name, file)),
        to: expect.to.as_ref().and_then(|name| cx.actor(name, file)),
        status: expect.status,
        because,
        on: expect.on.iter().map(|n| n.text.clone()).collect(),
        source: expect.source.as_ref().map(|s| s.text.clone()),
    })
}

/// The expectation that no instrument obliges one actor toward another. General law is left out: it binds everyone.
fn nothing(
    cx: &mut Context,
    expect: &tree::Expect,
    beside: &[tree::Name],
    span: Span,
    file: FileId,
) -> Option<Expectation> {
    let mut aside = Vec::new();
    for name in beside {
        aside.push(TreatyId(cx.expect(Space::Treaty, name, file)?));
    }
    let by = cx.actor(expect.by.as_ref()?, file)?;
    let to = cx.actor(expect.to.as_ref()?, file)?;
    let treaties = cx.program.treaties.iter().enumerate();
    let clauses = treaties
        .filter(|(at, treaty)| !treaty.overlay && !aside.contains(&TreatyId::at(*at)))
        .flat_map(|(_, treaty)| treaty.clauses.iter().copied())
        .collect();
    Some(Expectation {
        span,
        path: "nothing".to_owned(),
        clauses,
        without: None,
        nothing: true,
        by: Some(by),
        to: Some(to),
        status: expect.status,
        because: None,
        on: Vec::new(),
        source: expect.source.as_ref().map(|s| s.text.clone()),
    })
}

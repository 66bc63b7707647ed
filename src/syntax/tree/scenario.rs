//! Interpretations, tests, events and properties, as written.

use super::*;

/// A named choice of readings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interpretation {
    /// Its name.
    pub name: Name,
    /// Its title.
    pub label: Option<Text>,
    /// The one it builds on.
    pub extends: Option<Name>,
    /// Its lines.
    pub lines: Vec<InterpLine>,
}

/// One line of an interpretation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterpLine {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub kind: InterpLineKind,
}

/// What a line of an interpretation says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InterpLineKind {
    /// `question is reading`
    Is(Name, Name, Source),
    /// `overlay NAME on`
    Overlay(Name, bool),
    /// `held by NAME [as of DATE]`
    HeldBy(Name, Option<Date>),
    /// `note "…"`
    Note(Text),
    /// `cite "…"`
    Cite(Text),
}

/// A test of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// Its title.
    pub title: Text,
    /// Its lines.
    pub lines: Vec<TestLine>,
    /// A line of it could not be read.
    pub unread: bool,
}

/// One line of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestLine {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub kind: TestLineKind,
}

/// What a line of a test says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestLineKind {
    /// `source "…"`: where the expected answers come from
    Source(Text),
    /// `given question is reading`
    GivenIs(Name, Name),
    /// `given interpretation NAME`
    GivenInterpretation(Name),
    /// `given held by NAME`
    GivenHeldBy(Name),
    /// `given facts of NAME`
    GivenFactsOf(Name),
    /// `given read as of DATE`
    GivenReadAsOf(Date),
    /// `event { … }`
    Event(Vec<EventLine>),
    /// `event "ID" from "FILE"`
    EventFrom(Text, Text),
    /// `expect …`
    Expect(Expect),
}

/// One line of an event in a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventLine {
    /// The field; connectives are allowed here, so that `by` is a field.
    pub field: Name,
    /// Its value.
    pub value: Value,
}

/// A value of an event in a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A word.
    Name(Name),
    /// A number.
    Number(Number),
    /// A date.
    Date(Date),
    /// A text.
    Text(Text),
    /// `{a, b}`: all of them
    List(Vec<Value>, Span),
    /// `one of {a, b}`
    OneOf(Vec<Value>, Span),
    /// `disputed {a by X, b by Y}`
    Disputed(Vec<(Value, Name)>, Span),
    /// `record { by USA does invoked }`
    Record(Vec<EventLine>, Span),
}

/// An expected answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expect {
    /// `treaty.clause`; the treaty alone before `without`
    pub path: Vec<Name>,
    /// `without KIND`: the instrument has no clause of that kind
    pub without: Option<Name>,
    /// `nothing`: no instrument obliges, beside these; the path is then empty
    pub nothing: Option<Vec<Name>>,
    /// The obligor.
    pub by: Option<Name>,
    /// The beneficiary.
    pub to: Option<Name>,
    /// The status.
    pub status: StatusWord,
    /// Why not.
    pub because: Option<Name>,
    /// What the answer must turn on: one of these at least.
    pub on: Vec<Name>,
    /// Where the expectation comes from.
    pub source: Option<Text>,
}

/// A status as written in a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StatusWord {
    /// `owed`
    Owed,
    /// `available`
    Available,
    /// `not owed`
    NotOwed,
    /// `contested`
    Contested,
    /// `undetermined`
    Undetermined,
    /// `open`
    Open,
    /// `unsettled`: contested, undetermined or open
    Unsettled,
    /// `settled`: owed, available or not owed; only in a property
    Settled,
}

/// A law that the rules should obey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// Its title.
    pub title: Text,
    /// Its lines.
    pub lines: Vec<PropertyLine>,
}

/// One line of a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyLine {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub kind: PropertyLineKind,
}

/// What a line of a property says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PropertyLineKind {
    /// `source "…"`
    Source(Text),
    /// `note "…"`
    Note(Text),
    /// `for any event e, parties p, q of T`
    For(Vec<Binder>),
    /// `on DATE`
    On(Date),
    /// `from DATE`: events of this day and later
    From(Date),
    /// `until DATE`: events before this day
    Until(Date),
    /// `given …`, as in a test
    Given(TestLineKind),
    /// `event { … }`: facts that every event has
    Event(Vec<EventLine>),
    /// `where CONDITION`
    Where(Cond),
    /// The law itself.
    Law(Box<PropertyLaw>, Vec<Binder>),
    /// `broken "why" event { … }`: the law does not hold, and this shows it
    Broken(Text, Vec<EventLine>),
}

/// What a property says of all events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PropertyLaw {
    /// `if … then …`
    If(Cond, Cond),
    /// `always …`
    Always(Cond),
    /// `never …`
    Never(Cond),
    /// `possible …`: in some event
    Possible(Cond),
    /// `monotone in FIELD [whether …]`
    Monotone(Name, Option<Cond>),
    /// `symmetric in p, q whether …`
    Symmetric(Name, Name, Cond),
    /// `same under A, B [whether …]`
    Same(Vec<Name>, Option<Cond>),
    /// `unchanged by NAME [whether …]`
    Unchanged(Name, Option<Cond>),
}

/// What a property holds for any of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Binder {
    /// `event e`
    Event(Name),
    /// `treaty t`
    Treaty(Name),
    /// `clause [c] [of kind K] [of T]`
    Clause(Option<Name>, Option<Name>, Option<Name>),
    /// `party p of T`, `parties p, q of T`
    Party(Vec<Name>, Name),
    /// `state s [of CLASS]`, `states p, q`
    State(Vec<Name>, Option<Name>),
    /// `reading r of QUESTION`
    Reading(Name, Name),
}

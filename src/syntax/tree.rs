//! The tree of a rule file: what was written, where, before any name is looked up.
//!
//! Every node keeps its span. Absent: names resolved, types, dates compared.

use crate::text::Span;

mod condition;
mod scenario;
mod treaty;
mod world;

pub use condition::*;
pub use scenario::*;
pub use treaty::*;
pub use world::*;

/// A word as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The word.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A quoted text, escapes undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The text between the quotes.
    pub text: String,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// A number as written, kept as text so that formatting never changes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// The digits as written.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A civil date that exists in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// The day.
    pub date: jiff::civil::Date,
    /// Where it stands.
    pub span: Span,
}

/// A half-open interval of days; a missing side is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Days {
    /// First day, included.
    pub from: Option<Date>,
    /// Last day, excluded.
    pub until: Option<Date>,
}

/// Where a statement of law comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Source {
    /// `cite "…"`, in order.
    pub cites: Vec<Text>,
    /// `evidence TAG`.
    pub evidence: Option<Name>,
}

/// A whole file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct File {
    /// The items in the order written; broken ones are left out and reported.
    pub items: Vec<Item>,
}

/// One item with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// From the keyword to the closing brace.
    pub span: Span,
    /// What it is.
    pub kind: ItemKind,
}

/// What stands at the top of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemKind {
    /// `tree act { … }`
    Tree(Tree),
    /// `scale gravity { … < … }`
    Scale(Scale),
    /// `field place : place`
    Field(Field),
    /// `scheme iso3 "…"`
    Scheme(Scheme),
    /// `duty consultation is performed by consulted`
    Duty(Duty),
    /// `bond is left by gave_notice as leave`
    Bond(Bond),
    /// `motion measures is supported by voted_for`
    Motion(Motion),
    /// `deed used_force is against attacker`
    Against(Against),
    /// `conflict assistance with neutrality toward enemy` and `overlap …`
    Conflict(Conflict),
    /// `performance`
    Performance(Performance),
    /// `calendar london from … until … { … }`
    Calendar(Calendar),
    /// `state`, `group`, `organ`
    Actor(Actor),
    /// `class great_power = { … }`
    Class(Class),
    /// `place` and `region`
    Place(Place),
    /// `term armed_attack = …`
    Term(Term),
    /// `area pacific = …` outside a treaty
    Area(Area),
    /// `question … { … }`
    Question(Question),
    /// `statement … { … }`
    Statement(Statement),
    /// `treaty` and `overlay`
    Treaty(Treaty),
    /// `interpretation … { … }`
    Interpretation(Interpretation),
    /// `test "…" { … }`
    Test(Test),
    /// `property "…" { … }`
    Property(Property),
}

//! Declarations of the world that rules speak of: trees, fields, actors, places, terms, questions, statements.

use super::*;

/// A tree of values, or a lattice where nodes have several parents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// Its name, which is also its root.
    pub name: Name,
    /// What it is called in print.
    pub label: Option<Text>,
    /// The nodes directly under the root.
    pub nodes: Vec<Node>,
}

/// One node of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its name, unique within the tree.
    pub name: Name,
    /// What it is called in print.
    pub label: Option<Text>,
    /// Further parents.
    pub also: Vec<Name>,
    /// The nodes under it.
    pub nodes: Vec<Node>,
}

/// An ordered scale, lowest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// Its name.
    pub name: Name,
    /// What it is called in print.
    pub label: Option<Text>,
    /// The levels from the lowest to the highest.
    pub levels: Vec<(Name, Option<Text>)>,
}

/// A typed field of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: Name,
    /// What it may hold.
    pub kind: FieldType,
    /// What it means.
    pub label: Option<Text>,
}

/// What a field may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldType {
    /// Nodes of a tree.
    Tree(Name),
    /// A level of a scale.
    Scale(Name),
    /// Actors.
    Actor,
    /// A place.
    Place,
    /// `yes` or `no`.
    YesNo,
    /// A number.
    Number,
}

/// What sort of actor a declaration makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ActorKind {
    /// A state or government with a territory.
    State,
    /// A group that is no state; also a school of writers that holds a reading.
    Group,
    /// A court, council or other organ.
    Organ,
}

/// A list of codes for states that others keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// Its name.
    pub name: Name,
    /// What it is called in print.
    pub label: Option<Text>,
}

/// Which deeds move a duty: `duty consultation is performed by consulted`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// A kind of response; every duty if none.
    pub what: Option<Name>,
    /// What becomes of it: `performed`, `breached`, `released`, `suspended`, `resumed`, `terminated`.
    pub becomes: Name,
    /// Kinds of deed.
    pub by: Vec<Name>,
    /// They are joined by `and`: only all of them do it.
    pub all: bool,
    /// `in all 500 EUR`: how much, and of what.
    pub total: Option<Total>,
    /// `even before`: what was done before counts too.
    pub before: Option<Span>,
    /// `until`: kinds of deed that undo it.
    pub until: Vec<Name>,
}

/// How much is wanted in all: `in all 500 EUR plus 2 % a month after its term, at most 10 %`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// The amount of the beginning; none where all of it comes with time.
    pub base: Option<(Number, Name)>,
    /// How it grows.
    pub growth: Option<Growth>,
}

/// How an amount grows with time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Growth {
    /// By how much.
    pub rate: Rate,
    /// `of the whole`: the percentage is not only of what is still wanting.
    pub of_whole: Option<Span>,
    /// How periods are counted.
    pub pace: Pace,
    /// For which period the rate is.
    pub period: Period,
    /// From when on.
    pub start: Start,
    /// Where it ends.
    pub most: Option<Rate>,
}

/// So much of something, or of the amount itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rate {
    /// `2 %`.
    Percent(Number),
    /// `5 EUR`.
    Amount(Number, Name),
}

/// How the periods of a growing amount are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pace {
    /// `a month`: day by day.
    Daily,
    /// `for each started month`: with the first day of the period.
    Started,
    /// `for each full month`: with its last day.
    Full,
}

/// A period for which a rate is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// A day.
    Day,
    /// Seven days.
    Week,
    /// A month of the calendar; thirty days where it is reckoned day by day.
    Month,
    /// A year of the calendar; 365 days where it is reckoned day by day.
    Year,
}

/// From when on an amount grows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// `after its term`.
    Term,
    /// `from its beginning`.
    Beginning,
    /// `while clause sale.deliver is breached`.
    Breach(Vec<Name>),
}

/// Which deeds change who is bound to whom: `bond is left by gave_notice as leave`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bond {
    /// What becomes of the bond: `joined`, `left`, `kept`, `inherited`, `suspended`, `resumed`,
    /// `ended`, `widened`.
    pub becomes: Name,
    /// Kinds of deed.
    pub by: Vec<Name>,
    /// Kinds of response: a clause with one of them gives the power.
    pub power: Vec<Name>,
    /// Only under these readings.
    pub when: Option<Cond>,
}

/// Which deeds move a motion: `motion measures is supported by voted_for`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Motion {
    /// Its name; every motion if none.
    pub name: Option<Name>,
    /// What becomes of it: `asked`, `opened`, `supported`, `opposed`, and so on.
    pub stage: Name,
    /// Kinds of deed.
    pub by: Vec<Name>,
}

/// Which deeds are done against somebody: `deed used_force is against attacker`. Where a record does not say against
/// whom, that is the other side of the event that tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Against {
    /// Kinds of deed.
    pub deeds: Vec<Name>,
}

/// Kinds of duty that cannot both be met: `conflict assistance with neutrality toward enemy`; or that ask for
/// the same help twice: `overlap assistance with assistance`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Written as `overlap`: both can be met.
    pub overlap: bool,
    /// The one duty.
    pub one: ConflictSide,
    /// The other.
    pub other: ConflictSide,
    /// To whom the other duty is owed; written for `conflict` only.
    pub toward: Option<Name>,
    /// A duty to everyone counts as one to that actor too.
    pub all: bool,
    /// In words.
    pub label: Option<Text>,
}

/// The duties on one side of a conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictSide {
    /// Kinds of response, with what stands under them.
    pub what: Vec<Name>,
    /// Kinds of clause, with what stands under them; every kind if none.
    pub kinds: Vec<Name>,
}

/// What it comes to when duties of some kinds are performed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Performance {
    /// Its name.
    pub name: Name,
    /// What it is called in print.
    pub label: Option<Text>,
    /// Its lines.
    pub lines: Vec<PerformanceLine>,
}

/// Which days are working days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Its name.
    pub name: Name,
    /// What it is called in print.
    pub label: Option<Text>,
    /// For which days it says so.
    pub days: Days,
    /// Its lines.
    pub lines: Vec<CalendarLine>,
}

/// One line of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarLine {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub kind: CalendarLineKind,
}

/// What a line of a calendar says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CalendarLineKind {
    /// `weekend saturday, sunday`: days on which nobody works; none if it says `none`.
    Weekend(Vec<Name>),
    /// `holiday 2024-05-01 "Labour Day"`
    Holiday(Date, Option<Text>),
}

/// One line of a performance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PerformanceLine {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub kind: PerformanceLineKind,
}

/// What a line of a performance says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PerformanceLineKind {
    /// `of armed_force`: responses that nothing less performs, with what stands under them
    Of(Vec<Name>),
    /// `choice assistance`: responses that it performs, as less would
    Choice(Vec<Name>),
    /// `kind defence`: kinds of clause
    Kind(Vec<Name>),
    /// `deed declared_war`: what the record then shows, toward the one acted against
    Deed(Vec<Name>),
    /// `says claimed_provocation`: what is also on the record if the other side struck
    Says(Vec<Name>),
    /// `breaks neutrality [for all]`: responses owed to the one acted against, or also to everyone
    Breaks(Vec<Name>, bool),
    /// `states act is use_of_force [where itself|another struck]`: a fact of the act
    States(Name, Vec<Name>, Option<Struck>),
    /// `mutual`: the one acted against is in it too
    Mutual,
}

/// Whom the other side struck.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Struck {
    /// The one that performs.
    Itself,
    /// Another, for whom it performs.
    Another,
}

/// One line of an actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorLine {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub kind: ActorLineKind,
}

/// What a line of an actor says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActorLineKind {
    /// `code cow 365, iso3 SUN [from D] [until D]`: schemes with the code in each
    Code(Vec<(Name, Name)>, Days),
    /// `succeeds XRE`
    Succeeds(Vec<Name>),
    /// `cite "…"`
    Cite(Text),
}

/// A state, group or organ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Which sort.
    pub kind: ActorKind,
    /// Its code.
    pub name: Name,
    /// What it is called in print.
    pub label: Option<Text>,
    /// When it existed.
    pub days: Days,
    /// Its lines.
    pub lines: Vec<ActorLine>,
}

/// A class of actors over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Its name.
    pub name: Name,
    /// What it is called in print.
    pub label: Option<Text>,
    /// Members with the days of their membership.
    pub members: Vec<(Name, Days)>,
}

/// A place or region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Written as `region`.
    pub region: bool,
    /// Its name.
    pub name: Name,
    /// What it is called in print.
    pub label: Option<Text>,
    /// Its lines.
    pub lines: Vec<PlaceLine>,
}

/// One line of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceLine {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub kind: PlaceLineKind,
}

/// What a line of a place says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceLineKind {
    /// `in A, B [from D] [until D]`
    In(Vec<Name>, Days),
    /// `kind island, metropolitan`
    Kind(Vec<Name>),
    /// `at LAT, LON` in degrees, north and east positive
    At(Number, Number),
    /// `territory of A`
    Territory(Vec<Name>, Days),
    /// `administered by A`
    Administered(Vec<Name>, Days),
    /// `claimed by A`
    Claimed(Vec<Name>, Days),
    /// `polygon { LAT, LON; … }`
    Polygon(Vec<(Number, Number)>),
    /// `core { LAT, LON; … }`
    Core(Vec<(Number, Number)>),
    /// `extent { LAT, LON; … }`
    Extent(Vec<(Number, Number)>),
    /// `land CODE [around LAT, LON; …] [from D] [until D]`
    Land(Name, Vec<(Number, Number)>, Days),
    /// `reach KILOMETRES`
    Reach(Number),
    /// `cite "…"`
    Cite(Text),
}

/// A legal characterisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Its name.
    pub name: Name,
    /// Names for the actors it is about.
    pub params: Vec<Name>,
    /// What it is called in print.
    pub label: Option<Text>,
    /// Where it comes from.
    pub source: Source,
    /// What it means.
    pub condition: Cond,
}

/// An area to which a clause applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Where it stands.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Names for the actors it is about.
    pub params: Vec<Name>,
    /// The article.
    pub label: Option<Text>,
    /// When this version of the text ran.
    pub days: Days,
    /// Where it comes from.
    pub source: Source,
    /// What it covers.
    pub condition: Cond,
}

/// A point of interpretation with its readings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Where it stands.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// The question.
    pub label: Option<Text>,
    /// The instrument it is about, if one.
    pub of: Option<Name>,
    /// Where the dispute is documented.
    pub sources: Vec<Text>,
    /// How well it is documented.
    pub evidence: Option<Name>,
    /// Its readings, at least two.
    pub readings: Vec<Reading>,
}

/// One answer to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Where it stands.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// What it says.
    pub label: Option<Text>,
    /// Who holds it, since when, until when.
    pub holders: Vec<(Name, Days)>,
    /// Where that is said.
    pub source: Source,
}

/// What a government or organ said, without binding anybody by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its name.
    pub name: Name,
    /// What was said, in short.
    pub label: Option<Text>,
    /// Its lines.
    pub lines: Vec<StatementLine>,
}

/// One line of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementLine {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub kind: StatementLineKind,
}

/// What a line of a statement says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatementLineKind {
    /// `by A, B`
    By(Vec<Name>),
    /// `to A, B`
    To(Vec<Name>),
    /// `of TREATY, TREATY`
    Of(Vec<Name>),
    /// `date DATE`
    Date(Date),
    /// `until DATE`: withdrawn or overtaken from then on
    Until(Date),
    /// `reads QUESTION is READING`
    Reads(Name, Name),
    /// `guarantee NAME`: what it would be if it bound
    Guarantee(Name),
    /// `note "…"`
    Note(Text),
    /// `cite "…"`
    Cite(Text),
    /// `evidence TAG`
    Evidence(Name),
}

//! The tree of a rule file: what was written, where, before any name is looked up.
//!
//! Every node keeps its span. Absent: names resolved, types, dates compared.

use crate::text::Span;

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
    /// `property "…" { … }`; kept as tokens
    Property(Property),
}

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

/// A treaty, statute, memorandum; or an overlay of general law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Treaty {
    /// Written as `overlay`.
    pub overlay: bool,
    /// Its name.
    pub name: Name,
    /// Its title.
    pub label: Option<Text>,
    /// Its lines.
    pub lines: Vec<TreatyLine>,
}

/// One line of a treaty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreatyLine {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub kind: TreatyLineKind,
}

/// What a line of a treaty says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TreatyLineKind {
    /// `cite "…"`
    Cite(Text),
    /// `evidence TAG`
    Evidence(Name),
    /// `source "…"`
    Source(Text),
    /// `nature NAME ["…"]`
    Nature(Name, Option<Text>),
    /// `signed DATE`
    Signed(Date),
    /// `in force DATE`
    InForce(Date),
    /// `ended DATE ["…"]`
    Ended(Date, Option<Text>),
    /// `depositary "…"`
    Depositary(Text),
    /// `parties …` and `party …`
    Parties(PartyLine),
    /// `protects …`: beneficiaries that owe nothing
    Protects(PartyLine),
    /// `signatory …`: signed, not bound
    Signatory(PartyLine),
    /// `leg A to B suspended …`
    Leg {
        /// Whose duties are suspended.
        from: Name,
        /// Toward whom.
        to: Name,
        /// When.
        days: Days,
        /// Under which reading, on what source.
        details: Vec<PartyDetail>,
    },
    /// `ends "…"`: how the instrument may be left, in words
    Ends(Text),
    /// `note "…"`
    Note(Text),
    /// `gap "Art." "what cannot be said yet"`
    Gap(Text, Text),
    /// An area of this instrument.
    Area(Area),
    /// A term of this instrument.
    Term(Term),
    /// A question of this instrument.
    Question(Question),
    /// A clause.
    Clause(Clause),
}

/// Who is bound, from when to when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyLine {
    /// The states.
    pub names: Vec<Name>,
    /// The days on which they are bound.
    pub days: Days,
    /// Further facts.
    pub details: Vec<PartyDetail>,
}

/// A further fact about a party or a leg.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartyDetail {
    /// `denounced DATE`: notice given, still bound until the end of the interval
    Denounced(Date),
    /// `frozen from DATE`: does not take part, still bound in law
    Frozen(Date),
    /// `when CONDITION`: bound only under these readings
    When(Cond),
    /// `because "…"`
    Because(Text),
    /// `evidence TAG`
    Evidence(Name),
    /// `cite "…"`
    Cite(Text),
}

/// One duty, right or power of one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Where it stands.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// The article.
    pub article: Text,
    /// When this version of the text ran.
    pub days: Days,
    /// Where it comes from.
    pub source: Source,
    /// Its lines.
    pub lines: Vec<ClauseLine>,
}

/// One line of a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseLine {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub kind: ClauseLineKind,
}

/// What a line of a clause says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClauseLineKind {
    /// `kind NAME`
    Kind(Name),
    /// `guarantee NAME`
    Guarantee(Name),
    /// `trigger standing` or `trigger CONDITION [on SET [as NAME]]`
    Trigger(Trigger),
    /// `scope CONDITION`
    Scope(Cond),
    /// `opinion WHO has DEED`
    Opinion(Who, Name),
    /// `requires ["…"] CONDITION`
    Requires(Option<Text>, Cond),
    /// `except ["…"] CONDITION`
    Except(Option<Text>, Cond),
    /// `until ["…"] CONDITION`
    Until(Option<Text>, Cond),
    /// `response …`
    Response(Response),
    /// `object "…"`: what the duty is directed at, in words
    Object(Text),
    /// `consultation none` or its parts
    Consultation(Option<Vec<ConsultPart>>),
    /// `process …`
    Process(Process),
    /// `report none` or `report ORGAN [speed]`
    Report(Option<(Name, Option<Speed>)>),
    /// `deadline none` or a speed
    Deadline(Option<Speed>),
    /// `termination "…"`
    Termination(Text),
    /// `attaches to RESPONSE`
    Attaches(Name),
    /// `rider USA "…" { … }`: an understanding or reservation of one party
    Rider(Rider),
    /// `public from DATE`
    Public(Date),
    /// `note "…"`
    Note(Text),
    /// `cite "…"`
    Cite(Text),
    /// `evidence TAG`
    Evidence(Name),
    /// `gap "Art." "…"`
    Gap(Text, Text),
}

/// When a clause is called up.
#[expect(clippy::large_enum_variant, reason = "one a clause, and most clauses have the large one")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trigger {
    /// Owed all the time, whatever happens.
    Standing,
    /// On an event.
    When {
        /// What must be the case.
        condition: Cond,
        /// Who must be struck; binds the name, `victim` if none is given.
        on: Option<(Set, Option<Name>)>,
    },
}

/// Who owes what, how strongly, to whom, in what manner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// Where it stands.
    pub span: Span,
    /// Who owes.
    pub obligors: Set,
    /// How strongly.
    pub modality: Modality,
    /// What, a node of the tree of responses.
    pub what: Name,
    /// To whom; the struck party if not given.
    pub beneficiary: Option<Beneficiary>,
    /// Means, discretion, speed.
    pub manners: Vec<Manner>,
}

/// To whom something is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beneficiary {
    /// A set of actors.
    Set(Set),
    /// Everyone.
    All(Span),
}

/// How strongly a clause speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Modality {
    /// `shall`
    Shall,
    /// `shall not`
    ShallNot,
    /// `may`
    May,
    /// `undertakes`
    Undertakes,
    /// `would`
    Would,
    /// `will`
    Will,
}

/// In what manner a response is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Manner {
    /// `by any means`
    AnyMeans,
    /// `by all means`
    AllMeans,
    /// `by NAME`
    By(Name),
    /// `by "…"`
    ByText(Text),
    /// `at its own discretion`
    OwnDiscretion,
    /// `at SPEED`
    At(Speed),
    /// `"…"`
    Text(Text),
}

/// How fast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Speed {
    /// `immediately`
    Immediately,
    /// `forthwith`
    Forthwith,
    /// `promptly`
    Promptly,
    /// `without delay`
    WithoutDelay,
    /// `within 48 hours`
    Within(Number, Unit),
    /// In words.
    Text(Text),
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unit {
    /// Hours.
    Hours,
    /// Civil days.
    Days,
    /// Civil months.
    Months,
    /// Civil years.
    Years,
}

/// One part of a consultation requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConsultPart {
    /// `on demand of SET`
    OnDemandOf(Set),
    /// `before acting`
    Before,
    /// `after acting`
    After,
    /// `at level "…"`
    Level(Text),
    /// `by organ NAME`
    Organ(Name),
    /// `vote 2/3 of NAME` or `of "…"`
    Vote(Fraction, Base),
    /// `quorum 2/3`
    Quorum(Fraction),
    /// `consensus`
    Consensus,
    /// `binding`, `not binding`
    Binding(bool),
    /// How fast.
    Speed(Speed),
    /// In words.
    Text(Text),
}

/// What a fraction of votes is counted on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    /// A name, for instance of a question.
    Name(Name),
    /// In words.
    Text(Text),
}

/// A fraction such as 2/3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fraction {
    /// Above the line.
    pub over: Number,
    /// Below the line.
    pub under: Number,
}

/// Through which procedure the duty is carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Process {
    /// Nothing is said.
    None,
    /// By constitutional processes, of the named role if given.
    Constitutional(Option<Name>),
    /// In words.
    Text(Text),
}

/// An understanding or reservation of one party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rider {
    /// Whose.
    pub party: Name,
    /// What it is called.
    pub label: Text,
    /// When it ran.
    pub days: Days,
    /// Where it comes from.
    pub source: Source,
    /// What it changes.
    pub lines: Vec<RiderLine>,
}

/// One line of a rider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RiderLine {
    /// `only if CONDITION`
    OnlyIf(Cond),
    /// `response …`: replaces the response for that party
    Response(Response),
    /// `note "…"`
    Note(Text),
    /// `cite "…"`
    Cite(Text),
    /// `evidence TAG`
    Evidence(Name),
}

/// A set of actors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Set {
    /// `nobody`
    Nobody(Span),
    /// `a party`, `every other party`, `a party or protected`, `each other party except USA`
    Each {
        /// Where it stands.
        span: Span,
        /// The word used, kept for printing.
        article: Article,
        /// Without the beneficiary.
        other: bool,
        /// Classes: `party`, `protected`, `attacker`, `victim`, or a declared class.
        classes: Vec<Name>,
        /// Actors left out.
        except: Vec<Name>,
    },
    /// `USA, KOR` or the name of a role
    Names(Vec<Name>),
}

/// The word before a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Article {
    /// `a`
    A,
    /// `any`
    Any,
    /// `every`
    Every,
    /// `each`
    Each,
}

/// The subject of an atom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// An actor, role or bound name.
    Actor(Name),
    /// `any party`, `every other party`
    Quantified {
        /// Where it stands.
        span: Span,
        /// `every` rather than `any`.
        every: bool,
        /// Without the beneficiary.
        other: bool,
        /// `party`, `protected`, `attacker`, `victim`, or a class.
        class: Name,
    },
    /// `at least 2/3 of parties except …`
    Share {
        /// Where it stands.
        span: Span,
        /// How many.
        fraction: Fraction,
        /// Parties that are not counted.
        except: Vec<Name>,
    },
}

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cond {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub kind: CondKind,
}

/// What a condition says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CondKind {
    /// At least two members, in the order written.
    Or(Vec<Cond>),
    /// At least two members, in the order written.
    And(Vec<Cond>),
    /// `not …`
    Not(Box<Cond>),
    /// `always`
    Always,
    /// `never`
    Never,
    /// `some party p where …`, `every …`, `at least 2 attacker a where …`
    Quantified {
        /// How many.
        how: Quantifier,
        /// Over whom.
        over: Set,
        /// The bound name.
        name: Name,
        /// What must hold.
        body: Box<Cond>,
    },
    /// `WHO has DEED [to ACTOR] [anywhere]`
    Has {
        /// Who.
        who: Who,
        /// Did what.
        deed: Name,
        /// To or toward whom.
        to: Option<Name>,
        /// Under any instrument, not only this one.
        anywhere: bool,
    },
    /// `X is [not] [a] Y`: field and value, question and reading, or actor and class or actor
    Is {
        /// The subject.
        subject: Who,
        /// `is not`.
        negated: bool,
        /// `a` or `an` was written.
        article: bool,
        /// The other side.
        value: Name,
    },
    /// `X is [not] [a] party [to T]`
    IsParty {
        /// Who.
        subject: Who,
        /// `is not`.
        negated: bool,
        /// Of which instrument; this one if none.
        treaty: Option<Name>,
    },
    /// `X is [not] bound to Y [by KIND]`
    IsBound {
        /// Who.
        subject: Who,
        /// `is not`.
        negated: bool,
        /// To whom.
        to: Name,
        /// By which kind of clause.
        kind: Option<Name>,
    },
    /// `FIELD in { A, B }`
    In {
        /// The field.
        field: Name,
        /// The values.
        values: Vec<Name>,
    },
    /// `FIELD at least LEVEL`, `FIELD at most 5`
    AtLeast {
        /// The field.
        field: Name,
        /// `most` rather than `least`.
        most: bool,
        /// The level or number.
        value: LevelOrNumber,
    },
    /// `FIELD >= 2`
    Compare {
        /// The field.
        field: Name,
        /// The relation.
        op: Compare,
        /// The number.
        value: Number,
    },
    /// `from DATE`
    From(Date),
    /// `before DATE`
    Before(Date),
    /// `in REGION`
    InPlace(Name),
    /// `[KIND] territory of ACTOR`
    Territory {
        /// `island`, `metropolitan` …
        kind: Option<Name>,
        /// Whose.
        of: Name,
    },
    /// `territory administered by ACTOR`
    Administered(Name),
    /// `territory claimed by ACTOR`
    Claimed(Name),
    /// `north of 23.4`
    Side(Side, Number),
    /// `{armed_forces, aircraft} of victim`
    ObjectsOf {
        /// Kinds of object.
        objects: Vec<Name>,
        /// Whose.
        of: Name,
    },
    /// `clause T.C is owed [by A] [for B]`
    ClauseIs {
        /// `T.C`
        path: Vec<Name>,
        /// `available` rather than `owed`.
        available: bool,
        /// The obligor.
        by: Option<Name>,
        /// The beneficiary.
        to: Option<Name>,
    },
    /// `TERM`, `TERM(actor, …)`, or the name of an area or place
    Call {
        /// The name.
        name: Name,
        /// The actors.
        args: Vec<Name>,
    },
    /// Text that did not parse; later passes leave it alone, since it was reported.
    Error,
}

/// How many of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Quantifier {
    /// At least one.
    Some,
    /// All.
    Every,
    /// At least so many.
    AtLeast(Number),
}

/// The right side of `at least`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LevelOrNumber {
    /// A level of a scale.
    Level(Name),
    /// A number.
    Number(Number),
}

/// A relation of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Compare {
    /// `=`
    Equal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

/// A side of a parallel or meridian.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// North of a parallel.
    North,
    /// South of a parallel.
    South,
    /// East of a meridian.
    East,
    /// West of a meridian.
    West,
}

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
}

/// A property, kept as its tokens until another release decides it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// Its title.
    pub title: Text,
    /// The tokens between the braces, as written, without comments.
    pub tokens: Vec<String>,
}

//! Instruments and their clauses, as written.

use super::*;

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
    /// `calendar london`
    Calendar(Name),
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
    /// `ends [LEAVING] ["…"]`: how the instrument may be left, and in words
    Ends(Option<Leaving>, Option<Text>),
    /// `yields to TREATY` and `prevails over TREATY`
    Rank(Rank),
    /// `presumes later` and `presumes special`
    Presumes(Name, Option<Text>, Source),
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

/// Which of two texts comes first: `yields to north_atlantic "Art. 42(7)"`, `prevails over all`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rank {
    /// Written as `prevails over`.
    pub prevails: bool,
    /// Instruments, or clauses as `TREATY.CLAUSE`; every instrument if none.
    pub to: Vec<Vec<Name>>,
    /// The words of the text.
    pub words: Option<Text>,
    /// Only where this holds.
    pub when: Option<Cond>,
    /// On what source.
    pub source: Source,
}

/// From which day a notice ends a bond: `[on DATE [every 5 years],] 1 year after notice`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// The day on which a term ends, and the length of the terms after it; none where any day will do.
    pub term: Option<(Date, Option<(Number, Unit)>)>,
    /// How long after the notice, at the earliest.
    pub notice: (Number, Unit),
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
    /// The first words of lines that could not be read.
    pub unread: Vec<String>,
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
    /// `object [XGE, …] ["…"]`: against whom the duty is directed, and in words
    Object(Vec<Name>, Option<Text>),
    /// `consultation none` or its parts
    Consultation(Option<Vec<ConsultPart>>),
    /// `process …`
    Process(Process),
    /// `report none` or `report ORGAN [speed]`
    Report(Option<(Name, Option<Speed>)>),
    /// `deadline none`, a speed or a last day; `or the next working day`
    Deadline(Option<Deadline>, Option<Span>),
    /// `duty is performed by paid`: for this clause alone
    Duty(Duty),
    /// `power suspends all by gave_notice`: what the right of this clause can do
    Power(Power),
    /// `yields to TREATY` and `prevails over TREATY`: for this clause alone
    Rank(Rank),
    /// `survives ["…"]`: the end of the instrument
    Survives(Option<Text>),
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
        /// Each event calls up a duty of its own.
        each: bool,
    },
}

/// By when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deadline {
    /// `within 10 days [after CLAUSE]`, `immediately`; after the performance or lapse of that clause
    Speed(Speed, Vec<Name>),
    /// `by 2024-03-01`
    By(Date),
}

/// What a right can do to duties of its instrument, and by which deeds it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Power {
    /// `suspends`, `resumes`, `releases`, `terminates`
    pub effect: Name,
    /// Clauses of this instrument; every duty if none.
    pub on: Option<Vec<Name>>,
    /// Kinds of deed.
    pub by: Vec<Name>,
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
    /// `within 5 working days`
    Working(Number),
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
    /// `by organ NAME or NAME`
    Organ(Vec<Name>),
    /// `to decide NAME`: the motion that is put
    Decide(Name),
    /// `vote 2/3 of parties` or `of "…"`
    Vote(Vote),
    /// `quorum 2/3`
    Quorum(Fraction),
    /// `consensus`
    Consensus,
    /// `excluded NAME`: a term that says who may not vote
    Excluded(Name),
    /// `veto of SET`
    Veto(Set),
    /// `binding`, `binding except NAME`, `not binding`
    Binding(bool, Vec<Name>),
    /// How fast.
    Speed(Speed),
    /// In words.
    Text(Text),
}

/// How many votes carry a motion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    /// `2/3`; more than half if none, which is written `majority`.
    pub fraction: Option<Fraction>,
    /// Of whose votes.
    pub base: Base,
}

/// What a fraction of votes is counted on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    /// `parties`, `voters`, `present`.
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

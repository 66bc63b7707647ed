//! Sets of actors and conditions, as written.

use super::*;

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

/// How strongly somebody is held to a response, as a property asks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verb {
    /// `owes`: a duty holds.
    Owes,
    /// `may`: a permission holds, or a duty that parties can call up by acts of their own.
    May,
    /// `shall not`: a prohibition holds.
    ShallNot,
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
    /// `WHO has [newly] DEED [to ACTOR] [anywhere | under TREATY]`
    Has {
        /// Who.
        who: Who,
        /// Told with this event, not with an earlier one.
        newly: bool,
        /// Did what.
        deed: Name,
        /// To or toward whom.
        to: Option<Name>,
        /// Under any instrument, not only this one.
        anywhere: bool,
        /// Under another one.
        under: Option<Name>,
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
    /// `WHO owes|may|shall not RESPONSE [to ACTOR] [under T] [in EVENT]`; only in a property
    Owes {
        /// Who; anybody if none.
        who: Option<Name>,
        /// How strongly.
        verb: Verb,
        /// What, a response.
        what: Name,
        /// To whom; anybody if none.
        to: Option<Name>,
        /// Under which instrument; any if none.
        under: Option<Name>,
        /// In which event.
        event: Option<Name>,
    },
    /// `[clause] PATH is STATUS [by ACTOR] [for ACTOR] [in EVENT]`; only in a property
    Stands {
        /// The clause, or a bound name.
        path: Vec<Name>,
        /// Its status.
        status: StatusWord,
        /// The obligor; any if none.
        by: Option<Name>,
        /// The beneficiary; any if none.
        to: Option<Name>,
        /// In which event.
        event: Option<Name>,
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
    /// `clause T.C is decided`
    Decided {
        /// `T.C`
        path: Vec<Name>,
    },
    /// `clause T.C [of the same event] (is|was) breached [for 30 days|at least 2 times] [by A] [for B]`
    ClauseLife(ClauseLife),
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

/// Where the life of another clause stands, or stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseLife {
    /// `T.C`
    pub path: Vec<Name>,
    /// Only what the event itself called up.
    pub same_event: bool,
    /// `was` rather than `is`: at any time so far.
    pub was: bool,
    /// `breached`
    pub stage: Name,
    /// `at least 2 times`
    pub times: Option<Number>,
    /// `for 30 days`
    pub lasting: Option<(Number, Unit)>,
    /// The obligor.
    pub by: Option<Name>,
    /// The beneficiary.
    pub to: Option<Name>,
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

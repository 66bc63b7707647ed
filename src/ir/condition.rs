//! Sets of actors and conditions, resolved.

use jiff::civil::Date;

use super::{
    ActorId, ClassId, ClauseId, FieldId, NodeId, Origin, PlaceId, QuestionId, ReadingId, TermId, TreatyId,
};
use crate::syntax::tree::{ActorKind, Article, Compare, Side, Unit};

/// An actor as a condition names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActorRef {
    /// By its code.
    Literal(ActorId),
    /// Any of those who did it.
    Attacker,
    /// The struck actor of the clause; any struck actor where the clause has none.
    Victim,
    /// Who would owe.
    Obligor,
    /// To whom it would be owed.
    Beneficiary,
    /// A parameter or bound name.
    Slot(u16),
    /// Whoever a field of type actor names.
    Field(FieldId),
}

/// Under which instrument a deed counts. One that names none counts under each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ToldUnder {
    /// The one that the condition belongs to.
    This,
    /// Any.
    Any,
    /// This other one.
    Of(TreatyId),
}

/// Which deeds count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Told {
    /// Under which instrument.
    pub under: ToldUnder,
    /// Only those told with the event itself, and not with one before it.
    pub newly: bool,
}

/// A class in a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SetClass {
    /// Parties of this instrument on the day.
    Party,
    /// States that a `protects` line names on the day.
    Protected,
    /// Those who did it.
    Attacker,
    /// Those who were struck.
    Victim,
    /// A declared class on the day.
    Class(ClassId),
    /// A sort of actor.
    Kind(ActorKind),
}

/// A set of actors.
#[derive(Debug, Clone, Default)]
pub struct ActorSet {
    /// The word used, for printing.
    pub article: Option<Article>,
    /// Without the beneficiary.
    pub other: bool,
    /// Whole classes.
    pub classes: Vec<SetClass>,
    /// Single actors.
    pub names: Vec<ActorRef>,
    /// Left out.
    pub except: Vec<ActorRef>,
}

/// A condition with its place.
#[derive(Debug, Clone)]
pub struct Cond {
    /// Where it is written.
    pub origin: Origin,
    /// What it says.
    pub kind: CondKind,
}

/// What a condition says.
#[derive(Debug, Clone)]
pub enum CondKind {
    /// Always or never.
    Const(bool),
    /// All of them.
    And(Vec<Cond>),
    /// At least one of them.
    Or(Vec<Cond>),
    /// Not.
    Not(Box<Cond>),
    /// So many of a set.
    Quantified {
        /// At least this many; none means every one.
        at_least: Option<u32>,
        /// Over whom.
        over: ActorSet,
        /// The bound slot.
        slot: u16,
        /// What must hold.
        body: Box<Cond>,
    },
    /// An actor did a deed.
    Has {
        /// Who.
        who: ActorRef,
        /// A node of the tree `deed`.
        deed: NodeId,
        /// Toward whom.
        to: Option<ActorRef>,
        /// Which deeds count.
        told: Told,
    },
    /// A share of the parties did a deed.
    Share {
        /// Numerator.
        over: u32,
        /// Denominator, not zero.
        under: u32,
        /// Parties not counted.
        except: Vec<ActorRef>,
        /// A node of the tree `deed`.
        deed: NodeId,
        /// Which deeds count.
        told: Told,
    },
    /// A fact of the event.
    Fact {
        /// The field.
        field: FieldId,
        /// What it must be.
        test: Test,
    },
    /// A question has this reading.
    Reading {
        /// The question.
        question: QuestionId,
        /// The reading.
        reading: ReadingId,
    },
    /// An actor is of a sort, class, or another actor.
    Is {
        /// Who.
        subject: ActorRef,
        /// What.
        what: ActorTest,
    },
    /// The day is this or later.
    From(Date),
    /// The day is earlier.
    Before(Date),
    /// The place of the event lies in this place.
    InPlace(PlaceId),
    /// The place is territory of an actor.
    Territory {
        /// Of this kind.
        kind: Option<NodeId>,
        /// Whose.
        of: ActorRef,
    },
    /// The place is administered by an actor.
    Administered(ActorRef),
    /// The place is claimed by an actor.
    Claimed(ActorRef),
    /// The place lies on this side of a parallel or meridian, in degrees.
    Side(Side, f64),
    /// One of these objects was struck, and it was this actor's.
    ObjectsOf {
        /// Nodes of the tree `object`.
        objects: Vec<NodeId>,
        /// Whose.
        of: ActorRef,
    },
    /// Another clause's outcome.
    ClauseIs {
        /// All versions of the clause.
        clauses: Vec<ClauseId>,
        /// Available rather than owed.
        available: bool,
        /// The obligor; any if none.
        by: Option<ActorRef>,
        /// The beneficiary; any if none.
        to: Option<ActorRef>,
    },
    /// What a clause has decided was decided.
    Decided {
        /// All versions of the clause.
        clauses: Vec<ClauseId>,
    },
    /// Where the life of an obligation stands, or has stood.
    LifeIs {
        /// All versions of the clause.
        clauses: Vec<ClauseId>,
        /// How it must stand.
        test: LifeTest,
        /// The obligor; any if none.
        by: Option<ActorRef>,
        /// The beneficiary; any if none.
        to: Option<ActorRef>,
    },
    /// A term or area.
    Call {
        /// Which.
        term: TermId,
        /// Its actors.
        args: Vec<ActorRef>,
    },
}

/// How the life of an obligation must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LifeTest {
    /// Where.
    pub stage: LifeStage,
    /// At any time so far, rather than now.
    pub was: bool,
    /// Only what the event itself called up.
    pub same_event: bool,
    /// So often at least, over all obligations of the clause; one for `is`.
    pub times: u32,
    /// Without a break for at least so long, now or, for `was`, at some time.
    pub lasting: Option<(u32, Unit)>,
}

/// Where an obligation stands, as conditions name it.
///
/// ```
/// use casus::ir::LifeStage;
/// assert_eq!(LifeStage::parse("breached"), Some(LifeStage::Breached));
/// assert_eq!(LifeStage::parse("forgotten"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LifeStage {
    /// It is to be done; a right may be used.
    Due,
    /// It was done.
    Performed,
    /// A right was used: the same, in the words of a permission.
    Exercised,
    /// It was not done, or what was forbidden was.
    Breached,
    /// It was given up.
    Released,
    /// It rests.
    Suspended,
    /// It ended before it was done.
    Terminated,
}

impl LifeStage {
    /// Every one.
    pub const ALL: [LifeStage; 7] = [
        LifeStage::Due,
        LifeStage::Performed,
        LifeStage::Exercised,
        LifeStage::Breached,
        LifeStage::Released,
        LifeStage::Suspended,
        LifeStage::Terminated,
    ];

    /// The word in rule files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            LifeStage::Due => "due",
            LifeStage::Performed => "performed",
            LifeStage::Exercised => "exercised",
            LifeStage::Breached => "breached",
            LifeStage::Released => "released",
            LifeStage::Suspended => "suspended",
            LifeStage::Terminated => "terminated",
        }
    }

    /// The one that a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// What a fact must be.
#[derive(Debug, Clone)]
pub enum Test {
    /// Under one of these nodes of the field's tree.
    Under(Vec<NodeId>),
    /// Exactly one of these levels of the field's scale, lowest is zero.
    Levels(Vec<u32>),
    /// Yes or no.
    Yes(bool),
    /// A number in relation to another.
    Number(Compare, f64),
    /// One of these places, or inside one.
    Places(Vec<PlaceId>),
    /// One of these actors.
    Actors(Vec<ActorId>),
    /// The event says something of it, whatever it says.
    Stated,
}

/// What an actor must be.
#[derive(Debug, Clone, Copy)]
pub enum ActorTest {
    /// Of a declared class on the day.
    Class(ClassId),
    /// Of a sort.
    Kind(ActorKind),
    /// The same as another.
    Same(ActorRef),
    /// A party of an instrument on the day.
    Party(TreatyId),
    /// Among the protected of an instrument on the day.
    Protected(TreatyId),
    /// Bound to another by an instrument with a clause of a kind.
    BoundTo(ActorRef, Option<NodeId>),
    /// Among those who did it.
    Attacker,
    /// Among those who were struck.
    Victim,
}

//! Instruments, who is bound by them, and their clauses, resolved.

use jiff::civil::Date;

use super::{ActorId, ActorSet, ClauseId, Cond, Days, Evidence, Leaving, NodeId, Origin, TreatyId};
use crate::syntax::tree::{Modality, Unit};

/// A treaty, statute or overlay.
#[derive(Debug, Clone)]
pub struct Treaty {
    /// Its name.
    pub name: String,
    /// Its title.
    pub label: String,
    /// Declared as an overlay.
    pub overlay: bool,
    /// Its nature, a node of the tree `nature`.
    pub nature: Option<NodeId>,
    /// Its citations.
    pub cites: Vec<String>,
    /// How well documented.
    pub evidence: Option<Evidence>,
    /// Day of signature.
    pub signed: Option<Date>,
    /// First day in force to first day no longer in force.
    pub days: Days,
    /// Depositary, in words.
    pub depositary: Option<String>,
    /// By which its working days are counted.
    pub calendar: Option<std::sync::Arc<super::Calendar>>,
    /// How it may be left, in words.
    pub ends: Vec<String>,
    /// From which day a notice ends a bond; none where the text names no term.
    pub leaving: Option<Leaving>,
    /// Notes.
    pub notes: Vec<String>,
    /// Who is bound.
    pub parties: Vec<Membership>,
    /// Who is protected without being bound.
    pub protected: Vec<Membership>,
    /// Who only signed.
    pub signatories: Vec<Membership>,
    /// Suspended legs.
    pub legs: Vec<Leg>,
    /// Its clauses, in the order of the file.
    pub clauses: Vec<ClauseId>,
    /// What cannot be said yet: article and reason.
    pub gaps: Vec<Gap>,
    /// Where it is declared.
    pub origin: Origin,
}

/// One interval of one state's bond.
#[derive(Debug, Clone)]
pub struct Membership {
    /// Who.
    pub actor: ActorId,
    /// When.
    pub days: Days,
    /// Notice given, still bound.
    pub denounced: Option<Date>,
    /// Does not take part since, still bound in law.
    pub frozen: Option<Date>,
    /// Only under these readings.
    pub when: Option<Cond>,
    /// In words.
    pub because: Option<String>,
    /// How well documented.
    pub evidence: Option<Evidence>,
    /// Where it is written.
    pub origin: Origin,
}

/// A suspended leg: the duties of one party toward another.
#[derive(Debug, Clone)]
pub struct Leg {
    /// Whose duties.
    pub from: ActorId,
    /// Toward whom.
    pub to: ActorId,
    /// When.
    pub days: Days,
    /// Only under these readings.
    pub when: Option<Cond>,
    /// In words.
    pub because: Option<String>,
    /// How well documented.
    pub evidence: Option<Evidence>,
    /// Where it is written.
    pub origin: Origin,
}

/// What cannot be said yet.
#[derive(Debug, Clone)]
pub struct Gap {
    /// The article.
    pub article: String,
    /// Why.
    pub reason: String,
    /// Where it is written.
    pub origin: Origin,
}

/// One duty, right or power of one article.
#[derive(Debug, Clone)]
pub struct Clause {
    /// Its instrument.
    pub treaty: TreatyId,
    /// Its name within the instrument.
    pub name: String,
    /// The article.
    pub article: String,
    /// When this text ran.
    pub days: Days,
    /// Its kind, a node of the tree `kind`.
    pub kind: NodeId,
    /// What kind of promise it is, a node of the tree `guarantee`; none where that tree is not
    /// declared, or the clause neither says nor shows it.
    pub guarantee: Option<NodeId>,
    /// How well documented.
    pub evidence: Evidence,
    /// Its citations.
    pub cites: Vec<String>,
    /// When it is called up; none for a standing clause.
    pub trigger: Option<Cond>,
    /// Who must be struck.
    pub on: Option<ActorSet>,
    /// Scope, preconditions, exceptions, ends, in the order written.
    pub limbs: Vec<Limb>,
    /// Who owes what.
    pub response: Response,
    /// What the duty is directed at, in words.
    pub object: Option<String>,
    /// Against whom it is directed, where the text names somebody beside the one who did it.
    pub against: Vec<ActorId>,
    /// The consultation requirement; none where the article is silent.
    pub consultation: Consultation,
    /// What an organ decides under it, and how; none if nothing is put to a vote or a finding.
    pub decision: Option<Box<super::Decision>>,
    /// Through which procedure.
    pub process: Option<String>,
    /// To which organ what is done is reported, and how fast; the organ's name and a phrase.
    pub report: Option<(String, String)>,
    /// By when.
    pub deadline: Option<Deadline>,
    /// The clause, in its dated texts, from whose performance or lapse the deadline runs.
    pub deadline_after: Vec<ClauseId>,
    /// Each event calls up a duty of its own.
    pub each: bool,
    /// Which deeds move this duty; they stand in place of the general lines of the same turn.
    pub turns: Vec<Duty>,
    /// What the right of this clause can do to duties of its instrument.
    pub powers: Vec<Grip>,
    /// It outlives the end of its instrument.
    pub survives: bool,
    /// How it ends, in words.
    pub termination: Option<String>,
    /// Shown beside every verdict whose response lies under this node.
    pub attaches: Option<NodeId>,
    /// Understandings and reservations.
    pub riders: Vec<Rider>,
    /// Secret before this day.
    pub public: Option<Date>,
    /// Notes.
    pub notes: Vec<String>,
    /// What cannot be said yet.
    pub gaps: Vec<Gap>,
    /// Where it is written.
    pub origin: Origin,
}

impl Clause {
    /// What is owed: the response, or that of the rider that replaced it, by index.
    #[must_use]
    pub fn response_with(&self, rider: Option<usize>) -> &Response {
        let rider = rider.and_then(|at| self.riders.get(at));
        rider.and_then(|rider| rider.response.as_ref()).unwrap_or(&self.response)
    }
}

/// Which face of a clause a limb belongs to; also the reason of a why-not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LimbRole {
    /// The obligor or the beneficiary is not bound or protected on the day.
    Bound,
    /// This text did not run on the day.
    Version,
    /// The duties of this obligor toward this beneficiary are suspended.
    Leg,
    /// The trigger.
    Trigger,
    /// The scope.
    Scope,
    /// The opinion of a party.
    Opinion,
    /// A precondition.
    Precondition,
    /// An exception.
    Exception,
    /// An understanding or reservation of the obligor.
    Rider,
    /// The duty has ended.
    Terminated,
}

impl LimbRole {
    /// The word used in tests and answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            LimbRole::Bound => "bound",
            LimbRole::Version => "version",
            LimbRole::Leg => "leg",
            LimbRole::Trigger => "trigger",
            LimbRole::Scope => "scope",
            LimbRole::Opinion => "opinion",
            LimbRole::Precondition => "precondition",
            LimbRole::Exception => "exception",
            LimbRole::Rider => "rider",
            LimbRole::Terminated => "terminated",
        }
    }

    /// The role of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// Every role, in the order in which a why-not looks at them.
    pub const ALL: [LimbRole; 10] = [
        LimbRole::Bound,
        LimbRole::Version,
        LimbRole::Leg,
        LimbRole::Trigger,
        LimbRole::Scope,
        LimbRole::Opinion,
        LimbRole::Precondition,
        LimbRole::Exception,
        LimbRole::Rider,
        LimbRole::Terminated,
    ];
}

/// A further condition of a clause.
#[derive(Debug, Clone)]
pub struct Limb {
    /// Which face.
    pub role: LimbRole,
    /// In words.
    pub label: Option<String>,
    /// It holds when this is true; exceptions and ends are stored negated.
    pub condition: Cond,
}

/// Who owes what.
#[derive(Debug, Clone)]
pub struct Response {
    /// Who.
    pub obligors: ActorSet,
    /// How strongly.
    pub modality: Modality,
    /// What, a node of the tree `response`.
    pub what: NodeId,
    /// To whom.
    pub beneficiary: Beneficiary,
    /// Means and further words.
    pub manner: Vec<String>,
    /// The obligor chooses means, amount and time.
    pub own_discretion: bool,
    /// How fast.
    pub speed: Option<Deadline>,
    /// Where it is written.
    pub origin: Origin,
}

/// To whom.
#[derive(Debug, Clone)]
pub enum Beneficiary {
    /// The struck actor.
    Victim,
    /// Nobody in particular.
    None,
    /// Everyone.
    All,
    /// Named actors or classes.
    Set(ActorSet),
}

/// A duty to consult.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Consultation {
    /// The article says nothing.
    pub none: bool,
    /// On whose demand, in words.
    pub on_demand_of: Option<String>,
    /// Before acting, or after.
    pub before: Option<bool>,
    /// At what level.
    pub level: Option<String>,
    /// By which organ, as it was written.
    pub organ: Option<String>,
    /// The organs that are named.
    pub organs: Vec<ActorId>,
    /// What it decides.
    pub decides: Option<String>,
    /// Share of votes and its base, in words.
    pub vote: Option<(String, String)>,
    /// Quorum.
    pub quorum: Option<(u32, u32)>,
    /// Who may not vote.
    pub excluded: Option<String>,
    /// Who can stop it alone.
    pub veto: Option<String>,
    /// By consensus.
    pub consensus: bool,
    /// Whether the outcome binds.
    pub binding: Option<bool>,
    /// What it binds nobody to do.
    pub free: Vec<String>,
    /// How fast.
    pub speed: Option<Deadline>,
    /// Further words.
    pub words: Vec<String>,
}

/// By when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deadline {
    /// Immediately, forthwith, promptly, without delay, or in other words.
    Words(String),
    /// A civil interval.
    Within(u32, Unit),
    /// A last day.
    By(Date),
    /// So many working days.
    Working(u32, std::sync::Arc<super::Calendar>),
    /// An interval or a last day, and where that is no working day, the next one.
    OrNext(Box<Deadline>, std::sync::Arc<super::Calendar>),
}

impl Deadline {
    /// Whether it ends on a day that can be counted.
    ///
    /// ```
    /// use casus::{ir::Deadline, syntax::tree::Unit};
    /// assert!(Deadline::Within(30, Unit::Days).is_counted());
    /// assert!(!Deadline::Words("promptly".into()).is_counted());
    /// ```
    #[must_use]
    pub fn is_counted(&self) -> bool {
        !matches!(self, Deadline::Words(_))
    }
}

/// What a right can do to duties of its instrument.
#[derive(Debug, Clone)]
pub struct Grip {
    /// What becomes of them.
    pub effect: Effect,
    /// Which clauses.
    pub on: Vec<ClauseId>,
    /// Nodes of the tree `deed`, by which the right is used.
    pub by: Vec<NodeId>,
    /// Where it is written.
    pub origin: Origin,
}

/// What a power makes of duties.
///
/// ```
/// use casus::ir::Effect;
/// assert_eq!(Effect::parse("suspends"), Some(Effect::Suspends));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Effect {
    /// They rest.
    Suspends,
    /// They come back.
    Resumes,
    /// They are given up.
    Releases,
    /// They end.
    Terminates,
}

impl Effect {
    /// Every one.
    pub const ALL: [Effect; 4] = [Effect::Suspends, Effect::Resumes, Effect::Releases, Effect::Terminates];

    /// The word in rule files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Effect::Suspends => "suspends",
            Effect::Resumes => "resumes",
            Effect::Releases => "releases",
            Effect::Terminates => "terminates",
        }
    }

    /// The one that a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// An understanding or reservation of one party.
#[derive(Debug, Clone)]
pub struct Rider {
    /// Whose.
    pub party: ActorId,
    /// What it is called.
    pub label: String,
    /// When it ran.
    pub days: Days,
    /// How well documented.
    pub evidence: Option<Evidence>,
    /// The duty exists only if all of these hold.
    pub only_if: Vec<Cond>,
    /// What that party owes instead.
    pub response: Option<Response>,
    /// Notes.
    pub notes: Vec<String>,
    /// Where it is written.
    pub origin: Origin,
}

/// What deeds make of a duty that somebody has.
///
/// ```
/// use casus::ir::Becomes;
/// assert_eq!(Becomes::parse("performed"), Some(Becomes::Performed));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Becomes {
    /// The parties begin to do it together.
    Begun,
    /// What is owed is done, by whoever owes it.
    Performed,
    /// It is refused or broken, by whoever owes it.
    Breached,
    /// It is given up, by whoever it is owed to.
    Released,
    /// It is made to rest.
    Suspended,
    /// It comes back.
    Resumed,
    /// It is ended.
    Terminated,
}

impl Becomes {
    /// Every one.
    pub const ALL: [Becomes; 7] = [
        Becomes::Begun,
        Becomes::Performed,
        Becomes::Breached,
        Becomes::Released,
        Becomes::Suspended,
        Becomes::Resumed,
        Becomes::Terminated,
    ];

    /// The word in rule files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Becomes::Begun => "begun",
            Becomes::Performed => "performed",
            Becomes::Breached => "breached",
            Becomes::Released => "released",
            Becomes::Suspended => "suspended",
            Becomes::Resumed => "resumed",
            Becomes::Terminated => "terminated",
        }
    }

    /// The one that a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// Which deeds move duties of a kind.
#[derive(Debug, Clone)]
pub struct Duty {
    /// A node of the tree `response`; every duty if none.
    pub what: Option<NodeId>,
    /// What becomes of it.
    pub becomes: Becomes,
    /// Nodes of the tree `deed`.
    pub by: Vec<NodeId>,
    /// Only all of them together do it, in any order; else each does.
    pub all: bool,
    /// So much of them in all does it, whatever the number of deeds.
    pub total: Option<super::Total>,
    /// What was done before the duty arose performs it too.
    pub before: bool,
    /// Nodes of the tree `deed` that undo what was done.
    pub until: Vec<NodeId>,
    /// Where it is written.
    pub origin: Origin,
}

//! The resolved program: plain data with dense ids, ready to be evaluated.
//!
//! In: what `resolve` has checked. Out: read-only tables. Absent: text (places in files survive
//! only as [`Origin`]), diagnostics, evaluation.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::syntax::tree::ActorKind;
use crate::text::{FileId, Span};

mod amount;
mod calendar;
mod codes;
mod condition;
mod conflict;
mod decision;
pub mod describe;
mod growth;
mod law;
mod performance;
mod powers;
mod property;
mod touch;
mod vocabulary;
pub use amount::Amount;
pub use calendar::Calendar;
pub use codes::{Code, Codes, Holder, Scheme};
pub use condition::{
    ActorRef, ActorSet, ActorTest, Cond, CondKind, LifeStage, LifeTest, SetClass, Test, Told, ToldUnder,
};
pub use conflict::{Conflict, ConflictSide, Presumption, Rank, Ranked, Toward};
pub use decision::{Decision, Motion, MotionDeeds, Stage, VoteBase, VoteRule};
pub use growth::{Growth, Rate, Reckoned, Since, Total};
pub use law::{
    Becomes, Beneficiary, Clause, Consultation, Deadline, Duty, Effect, Gap, Grip, Leg, Limb, LimbRole,
    Membership, Response, Rider, Treaty,
};
pub use performance::{Constant, Performance, Stated};
pub use powers::{Becoming, Leaving, Power};
pub use property::{Binder, Body, Change, Chosen, Formula, Law, Property, Someone, Under, Which};
pub use vocabulary::{Field, FieldType, Scale, Tree, TreeNode};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
        pub struct $name(pub u32);
        impl $name {
            /// The id as an index into its table.
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
            /// The id of a table row.
            #[must_use]
            pub fn at(index: usize) -> Self {
                $name(u32::try_from(index).unwrap_or(u32::MAX))
            }
        }
    )*};
}

ids! {
    /// An actor: state, group or organ.
    ActorId;
    /// A class of actors.
    ClassId;
    /// A scheme of codes.
    SchemeId;
    /// A place or region.
    PlaceId;
    /// A tree of the vocabulary.
    TreeId;
    /// A node within its tree; zero is the root.
    NodeId;
    /// A scale.
    ScaleId;
    /// A field of an event.
    FieldId;
    /// A question.
    QuestionId;
    /// A reading within its question.
    ReadingId;
    /// A term or area.
    TermId;
    /// A treaty, statute or overlay.
    TreatyId;
    /// A clause, over all treaties.
    ClauseId;
    /// An interpretation.
    InterpretationId;
    /// A political statement.
    StatementId;
    /// Something that an organ can be asked to decide.
    MotionId;
}

/// Where a rule was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Origin {
    /// The file.
    pub file: FileId,
    /// The place in it.
    pub span: Span,
}

/// A half-open interval of civil days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Days {
    /// First day, included; open if none.
    pub from: Option<Date>,
    /// Last day, excluded; open if none.
    pub until: Option<Date>,
}

impl Days {
    /// Whether a day lies in the interval.
    ///
    /// ```
    /// # use casus::ir::Days;
    /// # use jiff::civil::date;
    /// let bound = Days { from: Some(date(1949, 8, 24)), until: None };
    /// assert!(bound.contains(date(1949, 8, 24)) && !bound.contains(date(1949, 8, 23)));
    /// ```
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }

    /// Whether two intervals share a day.
    #[must_use]
    pub fn overlaps(&self, other: &Days) -> bool {
        let starts_before = |a: &Days, b: &Days| match (a.from, b.until) {
            (Some(from), Some(until)) => from < until,
            _ => true,
        };
        starts_before(self, other) && starts_before(other, self)
    }
}

/// How well a statement is documented, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Evidence {
    /// Not checked at all.
    Unverified,
    /// From memory.
    Recall,
    /// One page.
    OneSource,
    /// Two independent pages.
    TwoSources,
    /// The text was seen.
    Text,
}

impl Evidence {
    /// The tag as written in rule files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Evidence::Unverified => "unverified",
            Evidence::Recall => "recall",
            Evidence::OneSource => "one_source",
            Evidence::TwoSources => "two_sources",
            Evidence::Text => "text",
        }
    }

    /// The tag of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Evidence::Unverified, Evidence::Recall, Evidence::OneSource, Evidence::TwoSources, Evidence::Text]
            .into_iter()
            .find(|tag| tag.word() == word)
    }
}

/// A state, group or organ.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Its code.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// Which sort.
    pub kind: ActorKind,
    /// When it existed.
    pub days: Days,
    /// Its codes, each for days on which it existed.
    pub codes: Vec<Code>,
    /// Those in whose place it came, wholly or in part.
    pub succeeds: Vec<ActorId>,
    /// Where it is declared.
    pub origin: Origin,
}

/// A class of actors over time.
#[derive(Debug, Clone)]
pub struct Class {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// Its members.
    pub members: Vec<(ActorId, Days)>,
    /// Where it is declared.
    pub origin: Origin,
}

/// A place or region.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// Declared as a region.
    pub region: bool,
    /// Larger places that contain it, with days.
    pub within: Vec<(PlaceId, Days)>,
    /// Kinds, nodes of the tree `place_kind`.
    pub kinds: Vec<NodeId>,
    /// Degrees north and east.
    pub at: Option<(f64, f64)>,
    /// Whose title is undisputed.
    pub territory: Vec<(ActorId, Days)>,
    /// Who administers it.
    pub administered: Vec<(ActorId, Days)>,
    /// Who claims it.
    pub claimed: Vec<(ActorId, Days)>,
    /// A closed line, degrees north and east.
    pub polygon: Vec<(f64, f64)>,
    /// A closed line: every position at sea within it lies in this place.
    pub core: Vec<(f64, f64)>,
    /// A closed line: no position at sea beyond it lies in this place.
    pub extent: Vec<(f64, f64)>,
    /// Where it lies on the map of lands, and on which days that map holds.
    pub lands: Vec<PlaceLand>,
    /// All of it lies within so many kilometres of `at`.
    pub reach: Option<f64>,
    /// Where it is declared.
    pub origin: Origin,
}

/// A land of the map that is a place, whole or in pieces.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlaceLand {
    /// Its code in the map.
    pub land: String,
    /// The pieces on which these points lie, degrees north and east; the whole land if empty.
    pub around: Vec<(f64, f64)>,
    /// When the outline held.
    pub days: Days,
}

/// A point of interpretation.
#[derive(Debug, Clone)]
pub struct Question {
    /// Its name.
    pub name: String,
    /// The question.
    pub label: String,
    /// The instrument it is about.
    pub treaty: Option<TreatyId>,
    /// Where the dispute is documented.
    pub sources: Vec<String>,
    /// How well.
    pub evidence: Option<Evidence>,
    /// At least two readings.
    pub readings: Vec<Reading>,
    /// Where it is declared.
    pub origin: Origin,
}

/// One answer to a question.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Its name.
    pub name: String,
    /// What it says.
    pub label: String,
    /// Who holds it, and when.
    pub holders: Vec<(ActorId, Days)>,
    /// Where that is said.
    pub cites: Vec<String>,
    /// How well that is documented, where it differs from the question.
    pub evidence: Option<Evidence>,
    /// Where it is declared.
    pub origin: Origin,
}

/// What a government or organ said, without binding anybody by it.
///
/// No verdict reads it: a statement becomes law only where a reading of a question is held by
/// somebody, and then it is the reading that counts.
///
/// ```
/// use casus::{ir::Days, resolve::resolve, syntax::parser::parse, text::{FileId, Limits}};
/// let text = r#"state ARC state RUR
/// statement firm_words "ready to stand by Ruritania" {
///   by ARC  to RUR  date 1990-01-01  cite "imaginary"  evidence recall
/// }"#;
/// let tree = parse(FileId(0), text, &Limits::default()).tree;
/// let resolved = resolve(&[(FileId(0), tree)], &Limits::default());
/// let said = &resolved.program.statements[0];
/// assert_eq!(said.label, "ready to stand by Ruritania");
/// assert_eq!(said.days.from.unwrap().year(), 1990);
/// ```
#[derive(Debug, Clone)]
pub struct Statement {
    /// Its name.
    pub name: String,
    /// What was said, in short.
    pub label: String,
    /// Who said it.
    pub by: Vec<ActorId>,
    /// To whom or about whom.
    pub toward: Vec<ActorId>,
    /// The instruments it is about.
    pub treaties: Vec<TreatyId>,
    /// The day it was made to the day it no longer stands.
    pub days: Days,
    /// Readings of questions that it states.
    pub reads: Vec<(QuestionId, ReadingId)>,
    /// What it would be if it bound, a node of the tree `guarantee`.
    pub guarantee: Option<NodeId>,
    /// Its citations.
    pub cites: Vec<String>,
    /// How well documented.
    pub evidence: Option<Evidence>,
    /// Notes.
    pub notes: Vec<String>,
    /// Where it is declared.
    pub origin: Origin,
}

/// A term or one dated version of an area.
#[derive(Debug, Clone)]
pub struct Term {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// An area rather than a term.
    pub area: bool,
    /// The treaty it belongs to; none if shared.
    pub treaty: Option<TreatyId>,
    /// How many actors it takes; they fill the first slots.
    pub params: Vec<String>,
    /// Versions of its text; one if it is not dated.
    pub versions: Vec<TermVersion>,
    /// Where it is declared first.
    pub origin: Origin,
}

/// One dated text of a term.
#[derive(Debug, Clone)]
pub struct TermVersion {
    /// When it ran.
    pub days: Days,
    /// How well documented.
    pub evidence: Option<Evidence>,
    /// Its sources.
    pub cites: Vec<String>,
    /// What it says.
    pub condition: Cond,
    /// Where it is written.
    pub origin: Origin,
}

/// A named choice of readings.
#[derive(Debug, Clone, Default)]
pub struct Interpretation {
    /// Its name.
    pub name: String,
    /// Its title.
    pub label: String,
    /// Closed questions, its own and those of what it extends.
    pub readings: BTreeMap<QuestionId, ReadingId>,
    /// Questions answered as these actors held them, on a day or on the day of the event.
    pub held_by: Vec<(ActorId, Option<Date>)>,
    /// Overlays switched on or off.
    pub overlays: BTreeMap<TreatyId, bool>,
    /// Notes.
    pub notes: Vec<String>,
    /// Where it is declared.
    pub origin: Origin,
}

/// The checked rules, immutable.
#[derive(Debug, Clone, Default)]
pub struct Program {
    /// Trees of the vocabulary.
    pub trees: Vec<Tree>,
    /// Scales.
    pub scales: Vec<Scale>,
    /// Fields of events.
    pub fields: Vec<Field>,
    /// Schemes of codes for actors.
    pub schemes: Vec<Scheme>,
    /// Which deeds move duties.
    pub duties: Vec<Duty>,
    /// Which deeds change who is bound to whom.
    pub powers: Vec<Power>,
    /// What organs can be asked to decide.
    pub motions: Vec<Motion>,
    /// Which deeds move motions.
    pub motion_deeds: Vec<MotionDeeds>,
    /// Deeds done against somebody; where a record does not say against whom, against the other side of its event.
    pub against: BTreeSet<NodeId>,
    /// Kinds of duty that cannot both be met, or ask for the same help twice.
    pub conflicts: Vec<Conflict>,
    /// Which texts come before which.
    pub ranks: Vec<Rank>,
    /// What is presumed where no text ranks two duties.
    pub presumptions: Vec<Presumption>,
    /// What it comes to when duties are performed.
    pub performances: Vec<Performance>,
    /// Which days are working days.
    pub calendars: Vec<std::sync::Arc<Calendar>>,
    /// Actors.
    pub actors: Vec<Actor>,
    /// Classes.
    pub classes: Vec<Class>,
    /// Places.
    pub places: Vec<Place>,
    /// Questions.
    pub questions: Vec<Question>,
    /// Terms and areas.
    pub terms: Vec<Term>,
    /// Instruments.
    pub treaties: Vec<Treaty>,
    /// Clauses.
    pub clauses: Vec<Clause>,
    /// Interpretations.
    pub interpretations: Vec<Interpretation>,
    /// Political statements.
    pub statements: Vec<Statement>,
    /// The trees and fields that the kernel itself reads.
    pub kernel: Kernel,
}

/// Trees and fields that the kernel reads by name.
#[derive(Debug, Clone, Copy, Default)]
pub struct Kernel {
    /// Tree `act`.
    pub act: TreeId,
    /// Tree `object`.
    pub object: TreeId,
    /// Tree `place_kind`.
    pub place_kind: TreeId,
    /// Tree `deed`.
    pub deed: TreeId,
    /// Node `own_act` of the tree `deed`.
    pub own_act: NodeId,
    /// Tree `response`.
    pub response: TreeId,
    /// Tree `kind`.
    pub kind: TreeId,
    /// Tree `nature`.
    pub nature: TreeId,
    /// Tree `guarantee`; an id of no tree where the rules do not declare it.
    pub guarantee: TreeId,
    /// Field `by`.
    pub by: FieldId,
    /// Field `against`.
    pub against: FieldId,
    /// Field `object`.
    pub object_field: FieldId,
    /// Field `place`.
    pub place: FieldId,
}

macro_rules! tables {
    ($($get:ident $find:ident $table:ident $id:ident $row:ty;)*) => {
        impl Program {
            $(
                #[doc = concat!("The row of `", stringify!($table), "` of an id of this program; none for an id of another.")]
                #[must_use]
                pub fn $get(&self, id: $id) -> Option<&$row> {
                    self.$table.get(id.index())
                }
                #[doc = concat!("The id of a name in `", stringify!($table), "`.")]
                #[must_use]
                pub fn $find(&self, name: &str) -> Option<$id> {
                    self.$table.iter().position(|row| row.name == name).map($id::at)
                }
            )*
        }
    };
}

tables! {
    tree find_tree trees TreeId Tree;
    scale find_scale scales ScaleId Scale;
    field find_field fields FieldId Field;
    scheme find_scheme schemes SchemeId Scheme;
    motion find_motion motions MotionId Motion;
    actor find_actor actors ActorId Actor;
    class find_class classes ClassId Class;
    place find_place places PlaceId Place;
    question find_question questions QuestionId Question;
    term find_term terms TermId Term;
    treaty find_treaty treaties TreatyId Treaty;
    clause find_clause clauses ClauseId Clause;
    interpretation find_interpretation interpretations InterpretationId Interpretation;
    statement find_statement statements StatementId Statement;
}

impl Program {
    /// The code of an actor, `?` for an id of another program.
    #[must_use]
    pub fn actor_name(&self, id: ActorId) -> &str {
        self.actor(id).map_or("?", |actor| actor.name.as_str())
    }

    /// The name of a node of a tree.
    #[must_use]
    pub fn node_name(&self, tree: TreeId, node: NodeId) -> &str {
        self.tree(tree).and_then(|tree| tree.nodes.get(node.index())).map_or("?", |node| node.name.as_str())
    }

    /// Whether a node lies at or under another of the same tree.
    #[must_use]
    pub fn is_under(&self, tree: TreeId, node: NodeId, above: NodeId) -> bool {
        self.tree(tree).is_some_and(|tree| tree.is_under(node, above))
    }

    /// The name `treaty.clause` of a clause.
    #[must_use]
    pub fn clause_path(&self, id: ClauseId) -> String {
        let Some(clause) = self.clause(id) else { return "?".to_owned() };
        let treaty = self.treaty(clause.treaty).map_or("?", |treaty| treaty.name.as_str());
        format!("{treaty}.{}", clause.name)
    }

    /// How well a reading is documented: by its own tag, else by that of its question.
    #[must_use]
    pub fn evidence_of_reading(&self, question: QuestionId, reading: ReadingId) -> Option<Evidence> {
        let question = self.question(question)?;
        question.readings.get(reading.index())?.evidence.or(question.evidence)
    }

    /// Whether an actor is in a class on a day.
    #[must_use]
    pub fn in_class(&self, class: ClassId, actor: ActorId, day: Date) -> bool {
        self.class(class).is_some_and(|class| {
            class.members.iter().any(|(member, days)| *member == actor && days.contains(day))
        })
    }
}

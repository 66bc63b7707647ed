//! From trees to the checked program: names, types, dates, cycles, did-you-mean, lints.
//!
//! In: the trees of all rule files. Out: an [`ir::Program`], the checked tests,
//! and every mistake of the user, in the order of files and lines. A program with errors must not
//! be evaluated. Absent: evaluation, reading files.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic, Severity, did_you_mean};
use crate::ir::{self, Days, Evidence, Origin, Program};
use crate::syntax::tree::{self, ItemKind, Name};
use crate::text::{FileId, Limits, Span};

mod actors;
mod amounts;
mod calendars;
mod clauses;
mod codes;
mod conditions;
mod conflicts;
mod days;
mod duties;
#[cfg(test)]
mod ground;
mod guarantees;
mod interpretations;
mod lints;
mod motions;
mod performances;
mod powers;
mod properties;
mod statements;
mod tests;
mod treaties;
mod vocabulary;
mod world;

pub use tests::{EventSource, Expectation, TestCase};

/// What `resolve` makes of a set of files.
#[derive(Debug, Default)]
pub struct Resolved {
    /// The program; meaningful only if no diagnostic is an error.
    pub program: Program,
    /// The tests of all files, checked.
    pub tests: Vec<TestCase>,
    /// The properties of all files, checked; those with mistakes are left out.
    pub properties: Vec<ir::Property>,
    /// Everything there is to say, sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Resolved {
    /// Whether the program can be evaluated.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        !self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Checks the files and builds the program.
///
/// The order of the files does not matter for what the rules mean; ids follow the order of names.
#[must_use]
pub fn resolve(files: &[(FileId, tree::File)], limits: &Limits) -> Resolved {
    let mut cx = Context::default();
    let mut items = Items::gather(files);
    items.sort();
    vocabulary::declare(&mut cx, &items);
    duties::resolve(&mut cx, &items);
    motions::resolve(&mut cx, &items);
    motions::against(&mut cx, &items);
    performances::resolve(&mut cx, &items);
    calendars::resolve(&mut cx, &items);
    world::declare(&mut cx, &items);
    treaties::declare(&mut cx, &items);
    interpretations::declare(&mut cx, &items);
    codes::resolve(&mut cx, &items);
    world::resolve_places(&mut cx, &items);
    treaties::resolve(&mut cx, &items);
    powers::resolve(&mut cx, &items);
    conflicts::resolve(&mut cx, &items);
    interpretations::resolve(&mut cx, &items);
    statements::resolve(&mut cx, &items);
    duties::fill(&mut cx);
    amounts::check_terms(&mut cx);
    guarantees::derive(&mut cx);
    lints::check(&mut cx, &items);
    let tests = tests::resolve(&mut cx, &items);
    let properties = properties::resolve(&mut cx, &items);
    let mut diagnostics = cx.diagnostics;
    diagnostics.sort_by(|a, b| {
        (a.primary.file, a.primary.span, a.code, &a.message).cmp(&(
            b.primary.file,
            b.primary.span,
            b.code,
            &b.message,
        ))
    });
    diagnostics.dedup();
    cap(&mut diagnostics, limits.diagnostics);
    Resolved { program: cx.program, tests, properties, diagnostics }
}

/// Keeps the first `most` diagnostics of each file, and says how many more there were.
fn cap(diagnostics: &mut Vec<Diagnostic>, most: usize) {
    let mut kept: Vec<Diagnostic> = Vec::new();
    let mut counts: HashMap<FileId, usize> = HashMap::new();
    let mut last: HashMap<FileId, Span> = HashMap::new();
    for diagnostic in diagnostics.drain(..) {
        let count = counts.entry(diagnostic.primary.file).or_default();
        *count += 1;
        if *count <= most {
            last.insert(diagnostic.primary.file, diagnostic.primary.span);
            kept.push(diagnostic);
        }
    }
    let mut over: Vec<(FileId, usize)> = counts.into_iter().filter(|(_, n)| *n > most).collect();
    over.sort();
    for (file, count) in over {
        let span = last.get(&file).copied().unwrap_or_default();
        kept.push(Diagnostic::new(Code::TOO_MANY, file, span, format!("{} more in this file", count - most)));
    }
    *diagnostics = kept;
}

/// An item with the file it stands in.
struct In<'a, T> {
    file: FileId,
    it: &'a T,
}

impl<T> Clone for In<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for In<'_, T> {}

/// All items by sort. INVARIANT(items-sorted): each list is sorted by name, so that ids, and with
/// them every output, do not depend on the order of files.
#[derive(Default)]
struct Items<'a> {
    trees: Vec<In<'a, tree::Tree>>,
    scales: Vec<In<'a, tree::Scale>>,
    fields: Vec<In<'a, tree::Field>>,
    schemes: Vec<In<'a, tree::Scheme>>,
    duties: Vec<In<'a, tree::Duty>>,
    bonds: Vec<In<'a, tree::Bond>>,
    motions: Vec<In<'a, tree::Motion>>,
    against: Vec<In<'a, tree::Against>>,
    conflicts: Vec<In<'a, tree::Conflict>>,
    performances: Vec<In<'a, tree::Performance>>,
    calendars: Vec<In<'a, tree::Calendar>>,
    actors: Vec<In<'a, tree::Actor>>,
    classes: Vec<In<'a, tree::Class>>,
    places: Vec<In<'a, tree::Place>>,
    terms: Vec<In<'a, tree::Term>>,
    areas: Vec<In<'a, tree::Area>>,
    questions: Vec<In<'a, tree::Question>>,
    statements: Vec<In<'a, tree::Statement>>,
    treaties: Vec<In<'a, tree::Treaty>>,
    interpretations: Vec<In<'a, tree::Interpretation>>,
    tests: Vec<In<'a, tree::Test>>,
    properties: Vec<In<'a, tree::Property>>,
}

impl<'a> Items<'a> {
    fn gather(files: &'a [(FileId, tree::File)]) -> Self {
        let mut items = Items::default();
        for (file, tree) in files {
            let file = *file;
            for item in &tree.items {
                match &item.kind {
                    ItemKind::Tree(it) => items.trees.push(In { file, it }),
                    ItemKind::Scale(it) => items.scales.push(In { file, it }),
                    ItemKind::Field(it) => items.fields.push(In { file, it }),
                    ItemKind::Scheme(it) => items.schemes.push(In { file, it }),
                    ItemKind::Duty(it) => items.duties.push(In { file, it }),
                    ItemKind::Bond(it) => items.bonds.push(In { file, it }),
                    ItemKind::Motion(it) => items.motions.push(In { file, it }),
                    ItemKind::Against(it) => items.against.push(In { file, it }),
                    ItemKind::Conflict(it) => items.conflicts.push(In { file, it }),
                    ItemKind::Performance(it) => items.performances.push(In { file, it }),
                    ItemKind::Calendar(it) => items.calendars.push(In { file, it }),
                    ItemKind::Actor(it) => items.actors.push(In { file, it }),
                    ItemKind::Class(it) => items.classes.push(In { file, it }),
                    ItemKind::Place(it) => items.places.push(In { file, it }),
                    ItemKind::Term(it) => items.terms.push(In { file, it }),
                    ItemKind::Area(it) => items.areas.push(In { file, it }),
                    ItemKind::Question(it) => items.questions.push(In { file, it }),
                    ItemKind::Statement(it) => items.statements.push(In { file, it }),
                    ItemKind::Treaty(it) => items.treaties.push(In { file, it }),
                    ItemKind::Interpretation(it) => items.interpretations.push(In { file, it }),
                    ItemKind::Test(it) => items.tests.push(In { file, it }),
                    ItemKind::Property(it) => items.properties.push(In { file, it }),
                }
            }
        }
        items
    }

    fn sort(&mut self) {
        self.trees.sort_by(|a, b| a.it.name.text.cmp(&b.it.name.text));
        self.scales.sort_by(|a, b| a.it.name.text.cmp(&b.it.name.text));
        self.schemes.sort_by(|a, b| a.it.name.text.cmp(&b.it.name.text));
        self.duties.sort_by_key(|item| duty_key(item.it));
        self.bonds.sort_by_key(|item| bond_key(item.it));
        self.motions.sort_by_key(|item| motion_key(item.it));
        self.conflicts.sort_by_key(|item| conflicts::key(item.it));
        self.performances.sort_by(|a, b| a.it.name.text.cmp(&b.it.name.text));
        self.calendars.sort_by(|a, b| a.it.name.text.cmp(&b.it.name.text));
        self.actors.sort_by(|a, b| a.it.name.text.cmp(&b.it.name.text));
        self.classes.sort_by(|a, b| a.it.name.text.cmp(&b.it.name.text));
        self.places.sort_by(|a, b| a.it.name.text.cmp(&b.it.name.text));
        self.terms.sort_by(|a, b| a.it.name.text.cmp(&b.it.name.text));
        self.areas.sort_by(|a, b| a.it.name.text.cmp(&b.it.name.text));
        self.questions.sort_by(|a, b| a.it.name.text.cmp(&b.it.name.text));
        self.statements.sort_by(|a, b| a.it.name.text.cmp(&b.it.name.text));
        self.treaties.sort_by(|a, b| a.it.name.text.cmp(&b.it.name.text));
        self.interpretations.sort_by(|a, b| a.it.name.text.cmp(&b.it.name.text));
        // Fields keep the order of declaration within a file, which is the order of the columns;
        // files are ordered by the first field they declare.
        self.fields.sort_by(|a, b| a.it.name.text.cmp(&b.it.name.text));
    }
}

/// A line on duties as a key: of what, what becomes of it, whether all deeds are wanted, how much, by which deeds, and which
/// undo what stood before.
type DutyKey = (String, String, bool, Option<String>, Vec<String>, Option<Vec<String>>);

/// What a line on duties says, as a key that does not depend on its file.
fn duty_key(duty: &tree::Duty) -> DutyKey {
    let names = |names: &[tree::Name]| names.iter().map(|name| name.text.clone()).collect();
    let what = duty.what.as_ref().map(|name| name.text.clone()).unwrap_or_default();
    let total = duty.total.as_ref().map(amounts::key);
    let before = duty.before.map(|_| names(&duty.until));
    (what, duty.becomes.text.clone(), duty.all, total, names(&duty.by), before)
}

/// The same for a line on bonds; two lines that say the same of the same deeds are one.
fn bond_key(bond: &tree::Bond) -> (String, Vec<String>) {
    (bond.becomes.text.clone(), bond.by.iter().map(|name| name.text.clone()).collect())
}

/// What a line on motions says, as a key that does not depend on its file.
fn motion_key(motion: &tree::Motion) -> (String, String, Vec<String>) {
    let name = motion.name.as_ref().map(|name| name.text.clone()).unwrap_or_default();
    (name, motion.stage.text.clone(), motion.by.iter().map(|name| name.text.clone()).collect())
}

/// The sorts of names; a name may be used once in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Space {
    Tree,
    Scale,
    Field,
    Scheme,
    Performance,
    Calendar,
    Actor,
    Place,
    Question,
    Statement,
    Treaty,
    Interpretation,
}

impl Space {
    fn noun(self) -> &'static str {
        match self {
            Space::Tree => "tree",
            Space::Scale => "scale",
            Space::Field => "field",
            Space::Scheme => "scheme",
            Space::Performance => "performance",
            Space::Calendar => "calendar",
            Space::Actor => "actor or class",
            Space::Place => "place",
            Space::Question => "question",
            Space::Statement => "statement",
            Space::Treaty => "treaty",
            Space::Interpretation => "interpretation",
        }
    }
}

/// Everything the passes share.
#[derive(Default)]
struct Context {
    program: Program,
    diagnostics: Vec<Diagnostic>,
    names: HashMap<(Space, String), (u32, Origin)>,
    /// Terms and areas by treaty (none for shared ones) and name.
    terms: HashMap<(Option<u32>, String), (ir::TermId, Origin)>,
    /// A part of a clause or a condition could not be read, so that what is missing may only be misspelt.
    unread: bool,
}

impl Context {
    fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Declares a name; a second declaration is reported and refused.
    fn declare(&mut self, space: Space, name: &Name, file: FileId, id: u32) -> bool {
        let origin = Origin { file, span: name.span };
        if let Some((_, first)) = self.names.get(&(space, name.text.clone())) {
            let first = *first;
            self.push(
                Diagnostic::new(
                    Code::DUPLICATE_NAME,
                    file,
                    name.span,
                    format!("the {} `{}` is declared twice", space.noun(), name.text),
                )
                .label("declared again here")
                .also(first.file, first.span, "first declared here")
                .help("rename one of them, or join the two declarations"),
            );
            return false;
        }
        self.names.insert((space, name.text.clone()), (id, origin));
        true
    }

    fn find(&self, space: Space, name: &str) -> Option<u32> {
        self.names.get(&(space, name.to_owned())).map(|(id, _)| *id)
    }

    /// Finds a name or reports it with the nearest one.
    fn expect(&mut self, space: Space, name: &Name, file: FileId) -> Option<u32> {
        let found = self.find(space, &name.text);
        if found.is_none() {
            self.unknown(space.noun(), name, file, self.names_of(space));
        }
        found
    }

    fn names_of(&self, space: Space) -> Vec<String> {
        let mut names: Vec<String> =
            self.names.keys().filter(|(s, _)| *s == space).map(|(_, n)| n.clone()).collect();
        names.sort();
        names
    }

    /// Reports an unknown name with the nearest of the candidates.
    fn unknown(&mut self, noun: &str, name: &Name, file: FileId, candidates: Vec<String>) {
        let mut diagnostic =
            Diagnostic::new(Code::UNKNOWN_NAME, file, name.span, format!("unknown {noun} `{}`", name.text));
        if let Some(help) = meant_by_language(&name.text) {
            diagnostic = diagnostic.help(help);
        } else if let Some(help) = did_you_mean(&name.text, candidates.iter().map(String::as_str)) {
            diagnostic = diagnostic.help(help);
        } else {
            let places = self.declared_as(&name.text);
            if let Some(note) = places {
                diagnostic = diagnostic.note(note);
            } else if let Some(help) = where_shown(noun) {
                diagnostic = diagnostic.help(help);
            } else if (1..=FEW).contains(&candidates.len()) {
                let quoted: Vec<String> = candidates.iter().map(|name| format!("`{name}`")).collect();
                diagnostic = diagnostic.help(format!("it is one of {}", quoted.join(", ")));
            }
        }
        self.push(diagnostic);
    }

    /// Says under which other sort a name is declared, if it is.
    fn declared_as(&self, name: &str) -> Option<String> {
        use Space::{Actor, Field, Interpretation, Place, Question, Scale, Statement, Treaty, Tree};
        let spaces = [Tree, Scale, Field, Actor, Place, Question, Statement, Treaty, Interpretation];
        let found = spaces.into_iter().find(|space| self.find(*space, name).is_some());
        found.map(|space| format!("`{name}` is declared as a {}", space.noun())).or_else(|| {
            let tree = self.program.trees.iter().find(|tree| tree.find(name).is_some());
            tree.map(|tree| format!("`{name}` is a value of the tree `{}`", tree.name))
        })
    }

    fn actor(&mut self, name: &Name, file: FileId) -> Option<ir::ActorId> {
        let id = self.expect(Space::Actor, name, file)?;
        if id & CLASS_BIT != 0 {
            self.push(
                Diagnostic::new(
                    Code::WRONG_KIND,
                    file,
                    name.span,
                    format!("`{}` is a class; a single actor is needed here", name.text),
                )
                .help("name a state, group or organ"),
            );
            return None;
        }
        Some(ir::ActorId(id))
    }

    fn days(&mut self, days: &tree::Days, file: FileId) -> Days {
        let result = Days { from: days.from.map(|d| d.date), until: days.until.map(|d| d.date) };
        if let (Some(from), Some(until)) = (days.from, days.until)
            && from.date >= until.date
        {
            self.push(
                Diagnostic::new(
                    Code::BAD_INTERVAL,
                    file,
                    from.span.to(until.span),
                    format!("from {} until {} holds on no day", from.date, until.date),
                )
                .help("`from` is the first day, `until` the first day on which it no longer holds"),
            );
        }
        result
    }

    fn evidence(&mut self, tag: Option<&Name>, file: FileId) -> Option<Evidence> {
        let tag = tag?;
        let found = Evidence::parse(&tag.text);
        if found.is_none() {
            let all = ["text", "two_sources", "one_source", "recall", "unverified"];
            self.unknown("evidence tag", tag, file, all.map(str::to_owned).to_vec());
        }
        found
    }

    /// A node of a tree, or a report.
    fn node(&mut self, tree: ir::TreeId, name: &Name, file: FileId) -> Option<ir::NodeId> {
        let (found, noun, names) = match self.program.tree(tree) {
            Some(tree) => (
                tree.find(&name.text),
                format!("value of the tree `{}`", tree.name),
                tree.nodes.iter().map(|node| node.name.clone()).collect::<Vec<_>>(),
            ),
            None => return None,
        };
        if found.is_none() {
            self.unknown(&noun, name, file, names);
        }
        found
    }
}

/// Set in the id of a name in the space of actors when it names a class.
const CLASS_BIT: u32 = 1 << 31;

/// Whether the program has an error so far.
fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error)
}

fn words(name: &str) -> String {
    name.replace('_', " ")
}

fn label_or(label: Option<&tree::Text>, name: &Name) -> String {
    label.map_or_else(|| words(&name.text), |text| text.text.clone())
}

/// So many names can be shown in one help.
const FEW: usize = 14;

/// Words of plain English for which the language has its own.
fn meant_by_language(word: &str) -> Option<&'static str> {
    Some(match word {
        "everyone" | "everybody" | "anyone" => {
            "whom it runs to: `for all`, `for every other party` or a name"
        }
        "parties" | "members" | "victims" | "attackers" => {
            "one of them is meant: `a party`, `any party`, `every party`, and so with `victim` and `attacker`"
        }
        _ => return None,
    })
}

/// Where the values of a tree that rule files use most are shown.
fn where_shown(noun: &str) -> Option<&'static str> {
    if noun == Space::Actor.noun() {
        return Some(
            "`casus list actors` shows those that are declared; another is declared by `state ABC \"Name\"`",
        );
    }
    let tree = noun.strip_prefix("value of the tree `")?.strip_suffix('`')?;
    Some(match tree {
        "act" => "`casus list acts` shows them; what the tree does not have is said with one that it has",
        "deed" => "`casus list deeds` shows them; what the tree does not have is said with one that it has",
        "response" => {
            "take the nearest one, as `casus list clauses` shows them, and say the rest in quotes after a comma"
        }
        "kind" => "`casus list clauses` shows the kinds that clauses have",
        _ => return None,
    })
}

//! A finding in words: what was found, why it is so, what to do about it.
//!
//! In: what `analyse::lint` found. Out: diagnostics. Absent: printing.

use crate::analyse::conflicts::Witness;
use crate::analyse::laws::reading_words;
use crate::analyse::lint::{Contrary, Finding, Idle, Place, Unused, What, Why};
use crate::diagnostic::{Code, Diagnostic};
use crate::event::to_json;
use crate::face::load::Rules;
use crate::face::words;
use crate::ir::{ClauseId, LimbRole, Origin, Program, Property, QuestionId, ReadingId, TermId, TreatyId};

/// Places that are named beside a finding.
const BESIDE: usize = 6;

/// The code of a finding.
pub(super) fn code(what: &What) -> Code {
    match what {
        What::Never(..) => Code::UNREACHABLE,
        What::Nobody(_) => Code::NOBODY_BOUND,
        What::Idle(Place::Line(_, Some(LimbRole::Exception | LimbRole::Terminated)), ..) => {
            Code::IDLE_EXCEPTION
        }
        What::Idle(..) => Code::IDLE_LINE,
        What::Same(..) => Code::SAME_DUTY,
        What::Shadowed(..) => Code::SHADOWED,
        What::Outranked(..) => Code::OUTRANKED,
        What::Contrary(_) | What::Against(..) => Code::UNRANKED,
        What::Question(..) => Code::IDLE_QUESTION,
        What::Readings(..) => Code::SAME_READING,
        What::Unused(_) => Code::UNUSED,
        What::Law(_) => Code::IDLE_LAW,
    }
}

/// Whether a finding over all events says more than a warning at the same place.
pub(super) fn is_stronger(deep: Code, cheap: Code) -> bool {
    cheap == Code::UNUSED_QUESTION && deep == Code::IDLE_QUESTION
}

/// Why something is not decided.
pub(super) fn why(why: Why) -> String {
    match why {
        Why::TooMuch(day) => format!("on {day} more is open than the limits allow"),
        Why::TooOften => "too many clauses reach it on too many stretches of days".to_owned(),
        Why::Beyond => {
            "no event of single values shows it, and several acts, a place of its own, deeds of others, lives \
             or votes might"
                .to_owned()
        }
    }
}

/// Names for findings.
pub(super) struct Words<'a> {
    pub program: &'a Program,
    pub properties: &'a [Property],
    pub rules: &'a Rules,
}

impl Words<'_> {
    fn path(&self, id: ClauseId) -> String {
        self.program.clause_path(id)
    }

    fn treaty(&self, id: TreatyId) -> &str {
        self.program.treaty(id).map_or("?", |row| row.name.as_str())
    }

    fn term(&self, id: TermId) -> String {
        let row = self.program.term(id);
        let word = if row.is_some_and(|row| row.area) { "area" } else { "term" };
        format!("the {word} `{}`", row.map_or("?", |row| row.name.as_str()))
    }

    fn question(&self, id: QuestionId) -> &str {
        self.program.question(id).map_or("?", |row| row.name.as_str())
    }

    fn place(&self, place: Place) -> String {
        match place {
            Place::Line(id, _) | Place::Clause(id) => format!("the clause `{}`", self.path(id)),
            Place::Term(id) => self.term(id),
        }
    }

    fn readings(&self, question: QuestionId, group: &[ReadingId]) -> String {
        let names: Vec<String> =
            group.iter().map(|id| format!("`{}`", reading_words(self.program, question, *id).1)).collect();
        names.join(", ")
    }

    /// What would have been found.
    pub fn open(&self, what: &What) -> String {
        match what {
            What::Never(id, _) => format!("whether the clause `{}` can ever apply", self.path(*id)),
            What::Nobody(id) => format!("whether `{}` ever binds anybody", self.treaty(*id)),
            What::Idle(place, ..) => format!("whether this part of {} ever matters", self.place(*place)),
            What::Same(one, other) | What::Shadowed(one, other) => {
                format!("whether `{}` is ever owed without `{}`", self.path(*one), self.path(*other))
            }
            What::Outranked(id, _) => {
                format!("whether `{}` is ever owed where nothing comes before it", self.path(*id))
            }
            What::Contrary(contrary) => format!(
                "whether `{}` and `{}` can both be owed against each other",
                self.path(contrary.one),
                self.path(contrary.other)
            ),
            What::Against(one, other) if one == other => {
                format!("whether two duties of `{}` stand against each other", self.treaty(*one))
            }
            What::Against(one, other) => format!(
                "whether duties of `{}` and `{}` stand against each other",
                self.treaty(*one),
                self.treaty(*other)
            ),
            What::Question(id, _) => {
                format!("whether the readings of `{}` ever change a verdict", self.question(*id))
            }
            What::Readings(id, groups) => {
                let groups: Vec<String> = groups
                    .iter()
                    .filter(|group| group.len() > 1)
                    .map(|group| self.readings(*id, group))
                    .collect();
                format!("whether readings of `{}` ever differ: {}", self.question(*id), groups.join("; "))
            }
            What::Unused(_) => "whether a name is used".to_owned(),
            What::Law(at) => format!("whether the law {} ever speaks", self.law(*at)),
        }
    }

    fn law(&self, at: usize) -> String {
        self.properties.get(at).map_or_else(String::new, |property| format!("`{}`", property.title.text))
    }

    /// A finding as a diagnostic.
    pub fn finding(&self, finding: &Finding) -> Diagnostic {
        let (message, help) = self.message(&finding.what);
        let mut diagnostic =
            Diagnostic::new(code(&finding.what), finding.at.file, finding.at.span, message).help(help);
        if let What::Never(_, because) = &finding.what {
            diagnostic = self.beside(diagnostic, because, finding.at, "these exclude each other");
        }
        if let What::Idle(_, _, because) = &finding.what {
            diagnostic = self.beside(diagnostic, because, finding.at, "it follows from this");
        }
        match &finding.what {
            What::Never(..) => diagnostic
                .note("of every event, by every reading of every question, on every day on which it runs"),
            What::Same(_, other) | What::Shadowed(_, other) => match self.program.clause(*other) {
                Some(row) => diagnostic.also(row.origin.file, row.origin.span, "the other clause"),
                None => diagnostic,
            },
            What::Outranked(_, rank) => match self.program.ranks.get(*rank) {
                Some(row) => diagnostic.also(row.origin.file, row.origin.span, "this ranks them"),
                None => diagnostic,
            },
            What::Contrary(contrary) => self.contrary(diagnostic, contrary),
            What::Question(_, is_asked) => {
                let asked = "some rule asks it, and the answer changes no duty, right or power";
                let never = "no condition asks it";
                diagnostic.note(if *is_asked { asked } else { never })
            }
            _ => diagnostic,
        }
    }

    /// Adds the places from which a finding follows.
    fn beside(&self, diagnostic: Diagnostic, because: &[Origin], at: Origin, words: &str) -> Diagnostic {
        let others: Vec<&Origin> = because.iter().filter(|origin| **origin != at).collect();
        let more = others.len().saturating_sub(BESIDE);
        let shown = others.into_iter().take(BESIDE);
        let mut diagnostic = shown.fold(diagnostic, |all, origin| all.also(origin.file, origin.span, words));
        if more > 0 {
            diagnostic =
                diagnostic.note(format!("and {}", words::count(more, "other place", "other places")));
        }
        diagnostic
    }

    fn contrary(&self, mut diagnostic: Diagnostic, contrary: &Contrary) -> Diagnostic {
        let rows = [contrary.one, contrary.other].map(|id| self.program.clause(id));
        for row in rows.into_iter().flatten() {
            let place = (row.origin.file, row.origin.span);
            if place != (diagnostic.primary.file, diagnostic.primary.span) {
                diagnostic = diagnostic.also(place.0, place.1, "the other duty");
            }
        }
        let Some(Witness { obligor, event, readings, .. }) = &contrary.witness else { return diagnostic };
        let who = self.program.actor_name(*obligor);
        diagnostic = diagnostic.note(format!("{who} owes both on: {}", to_json(self.program, event)));
        if readings.is_empty() {
            return diagnostic;
        }
        let taken: Vec<String> = readings
            .iter()
            .map(|(question, reading)| reading_words(self.program, *question, *reading))
            .map(|(question, reading)| format!("--read {question}={reading}"))
            .collect();
        diagnostic.note(format!("with {}", taken.join(" ")))
    }

    fn message(&self, what: &What) -> (String, &'static str) {
        match what {
            What::Never(id, _) => (
                format!("the clause `{}` can never apply", self.path(*id)),
                "read its lines together: on no event do all of them hold",
            ),
            What::Nobody(id) => (
                format!("`{}` binds nobody on any day", self.treaty(*id)),
                "say who its parties are, and from when",
            ),
            What::Idle(place, idle, _) => self.idle(*place, *idle),
            What::Same(one, other) => (
                format!("`{}` and `{}` say the same", self.path(*one), self.path(*other)),
                "keep one of them, or say in what they differ",
            ),
            What::Shadowed(one, other) => (
                format!(
                    "`{}` is owed only where `{}` already asks for the same",
                    self.path(*one),
                    self.path(*other)
                ),
                "it adds nothing to the other clause: say what it asks for beside it, or leave it out",
            ),
            What::Outranked(id, _) => (
                format!("`{}` is owed only where another duty comes before it", self.path(*id)),
                "if it gives way whenever it is owed, it is never kept: look at the line that ranks the two",
            ),
            What::Contrary(contrary) => (
                format!(
                    "`{}` and `{}` cannot both be met, and nothing says which comes first: {}",
                    self.path(contrary.one),
                    self.path(contrary.other),
                    contrary.why.words(self.program)
                ),
                "say which text comes first (`yields to`, `prevails over`), or where one of them does not reach",
            ),
            What::Against(..) => (self.open(what), ""),
            What::Question(id, _) => (
                format!("no verdict ever turns on the question `{}`", self.question(*id)),
                "ask it where the words are read, or say that it is kept for the record",
            ),
            What::Readings(id, groups) => {
                let groups: Vec<String> = groups.iter().map(|group| self.readings(*id, group)).collect();
                (
                    format!(
                        "readings of `{}` come to the same everywhere: {}",
                        self.question(*id),
                        groups.join("; ")
                    ),
                    "say what each of them changes, or that they differ in words only",
                )
            }
            What::Unused(list) => self.unused(list),
            What::Law(at) => (
                format!("the law {} speaks of no event, so nothing can break it", self.law(*at)),
                "look at what it asks for before it speaks",
            ),
        }
    }

    fn idle(&self, place: Place, idle: Idle) -> (String, &'static str) {
        let of = self.place(place);
        match (place, idle) {
            (Place::Line(_, Some(LimbRole::Exception)), _) => (
                format!("this exception of {of} never bites"),
                "where it holds the duty does not arise anyway: look at what it excepts from",
            ),
            (Place::Line(_, Some(LimbRole::Terminated)), _) => (
                format!("this end of {of} never ends anything"),
                "where it holds the duty does not arise anyway",
            ),
            (Place::Line(_, role), _) => {
                let line = role.map_or("line", |role| match role {
                    LimbRole::Trigger => "trigger",
                    LimbRole::Scope => "scope",
                    LimbRole::Opinion => "opinion",
                    LimbRole::Rider => "condition of a rider",
                    _ => "precondition",
                });
                (
                    format!("this {line} of {of} always holds where it stands"),
                    "the other lines bring it about: leave it out, or ask for what the text asks for",
                )
            }
            (_, Idle::AlwaysHolds) => (
                format!("this part of {of} always holds where it stands"),
                "what is asked for beside it brings it about",
            ),
            (_, Idle::AddsNothing) => (
                format!("this branch of {of} adds nothing"),
                "it never holds where it stands, or something beside it holds too",
            ),
        }
    }

    fn unused(&self, list: &[Unused]) -> (String, &'static str) {
        let program = self.program;
        let name = |one: &Unused| match *one {
            Unused::Field(id) => program.field(id).map_or("?", |row| row.name.as_str()),
            Unused::Kind(tree, node) => program.node_name(tree, node),
            Unused::Scale(id) => program.scale(id).map_or("?", |row| row.name.as_str()),
            Unused::Actor(id) => program.actor_name(id),
            Unused::Class(id) => program.class(id).map_or("?", |row| row.name.as_str()),
            Unused::Place(id) => program.place(id).map_or("?", |row| row.name.as_str()),
            Unused::Term(id) => program.term(id).map_or("?", |row| row.name.as_str()),
        };
        let names: Vec<String> = list.iter().map(|one| format!("`{}`", name(one))).collect();
        let (one, many, help) = match list.first() {
            Some(Unused::Field(_)) => (
                "field is asked for by no rule",
                "fields are asked for by no rule",
                "an event may state it, and no answer changes",
            ),
            Some(Unused::Kind(..)) => (
                "kind is told from others by no rule",
                "kinds are told from others by no rule",
                "an event may state it, and no answer changes",
            ),
            Some(Unused::Scale(_)) => (
                "scale is asked for by no rule",
                "scales are asked for by no rule",
                "no rule asks a field of this scale",
            ),
            Some(Unused::Actor(_)) => (
                "actor is named by no rule",
                "actors are named by no rule",
                "an event may name it; to the rules it is one among all",
            ),
            Some(Unused::Class(_)) => (
                "class is named by no rule",
                "classes are named by no rule",
                "nothing is said of its members",
            ),
            Some(Unused::Place(_)) => (
                "place is in nothing that a rule names",
                "places are in nothing that a rule names",
                "an event may name it; to the rules it is anywhere",
            ),
            _ => ("term is called by no rule", "terms are called by no rule", "call it, or leave it out"),
        };
        (format!("{}: {}", words::count(list.len(), one, many), names.join(", ")), help)
    }
}

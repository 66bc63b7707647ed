//! The lines of a text for solvers: variables, definitions, questions, all with names that say what they are.
//!
//! In: terms. Out: lines. Absent: what the terms say.

use std::collections::{BTreeMap, BTreeSet};

use super::Question;
use super::terms::{At, Claim, Opened, Ranges, Term, Terms};
use crate::evaluate::condition::{ELEMENTS, Variable, Walk};
use crate::evaluate::diagram::Rank;
use crate::evaluate::pivots::{name, value_words};
use crate::evaluate::steps::Steps;
use crate::ir::Program;

/// The longest line of words in a comment.
const WIDE: usize = 110;

/// Values that a name spells out.
const SPELLED: usize = 3;

/// A variable as the text declares it.
struct Declared {
    name: String,
    variable: Variable,
    /// Yes or no; else a number, below this.
    top: Option<u32>,
}

pub(super) struct Sheet<'s, 'w> {
    walk: &'s Walk<'w>,
    terms: &'s Terms<'s>,
    open: bool,
    /// How often each term is used.
    used: BTreeMap<At, usize>,
    declared: BTreeMap<Rank, Declared>,
    names: BTreeMap<At, String>,
    taken: BTreeSet<String>,
    text: String,
}

impl<'s, 'w> Sheet<'s, 'w> {
    pub fn new(walk: &'s Walk<'w>, terms: &'s Terms<'s>, roots: &[At], open: bool) -> Self {
        Sheet {
            walk,
            terms,
            open,
            used: terms.used(roots),
            declared: BTreeMap::new(),
            names: BTreeMap::new(),
            taken: BTreeSet::new(),
            text: "(set-logic QF_LIA)\n".to_owned(),
        }
    }

    pub fn done(self) -> String {
        self.text
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn heading(&mut self, words: &str) {
        self.text.push('\n');
        self.comment(words);
    }

    /// Words as a comment, in lines that can be read.
    fn comment(&mut self, words: &str) {
        let mut line = ";".to_owned();
        for word in words.split_whitespace() {
            if line.len() > 1 && line.len() + word.len() >= WIDE {
                self.line(&line);
                ";  ".clone_into(&mut line);
            }
            line.push(' ');
            line.push_str(word);
        }
        self.line(&line);
    }

    /// A symbol that nothing else has, in bars.
    fn symbol(&mut self, words: &str) -> String {
        let clean: String =
            words.chars().map(|c| if c == '|' || c == '\\' || c.is_control() { '/' } else { c }).collect();
        let mut name = clean.clone();
        let mut next = 2;
        while !self.taken.insert(name.clone()) {
            name = format!("{clean} ({next})");
            next += 1;
        }
        format!("|{name}|")
    }

    // ---- variables ----

    /// Declares what is looked at.
    pub fn variables(&mut self, ranks: &BTreeSet<Rank>) {
        self.heading("What an event may be: one value for each of these.");
        for rank in ranks {
            let Some(variable) = self.walk.variables.get(rank).cloned() else { continue };
            let words = variable_words(self.walk.program(), *rank, &variable);
            let name = self.symbol(&words);
            let one_of = matches!(variable, Variable::Fact(..) | Variable::Question(..));
            let may_be_open = self.open && !Walk::is_deed(*rank);
            let width = u32::try_from(variable.width()).unwrap_or(u32::MAX);
            let top = (one_of || may_be_open).then(|| width.saturating_add(u32::from(may_be_open)));
            match top {
                None => self.line(&format!("(declare-const {name} Bool)")),
                Some(top) => {
                    self.values(&name, &variable, may_be_open);
                    self.line(&format!("(declare-const {name} Int)"));
                    self.line(&format!("(assert (<= 0 {name} {}))", top.saturating_sub(1)));
                }
            }
            self.declared.insert(*rank, Declared { name, variable, top });
        }
    }

    fn values(&mut self, name: &str, variable: &Variable, may_be_open: bool) {
        let mut words = Vec::new();
        for value in 0..variable.width() {
            let word = value_words(self.walk.program(), variable, &[value]).join(" ");
            words.push(format!("{value}={word}"));
        }
        if may_be_open {
            words.push(format!("{}=left open", variable.width()));
        }
        self.comment(&format!("{name}: {}", words.join(", ")));
    }

    // ---- definitions ----

    /// Defines every term that is used, each after its parts.
    pub fn definitions(&mut self, steps: &Steps) {
        let mut told: BTreeMap<At, &str> = BTreeMap::new();
        for (step, name) in steps.names() {
            if let Some(at) = self.terms.of_step(*step) {
                told.entry(at).or_insert(name);
            }
        }
        let used: Vec<At> = self.used.keys().copied().collect();
        self.heading("Tests of one variable.");
        for at in &used {
            if let Some(Term::Test(rank, ranges)) = self.terms.rows().get(at.index()) {
                self.test(*at, *rank, ranges);
            }
        }
        let parts = self.parts(&told);
        self.heading("What is made of them, by the operations that were asked for.");
        for at in used.into_iter().filter(|at| !parts.contains(at)) {
            let Some(Term::And(..) | Term::Or(..)) = self.terms.rows().get(at.index()) else { continue };
            let body = self.joined(at, &parts);
            let name = match told.get(&at) {
                Some(words) => self.symbol(words),
                None => format!("s{}", at.index()),
            };
            self.line(&format!("(define-fun {name} () Bool {body})"));
            self.names.insert(at, name);
        }
    }

    /// Terms that are written where they are used: in one place, in a list of the same sort, without a name.
    fn parts(&self, told: &BTreeMap<At, &str>) -> BTreeSet<At> {
        let row = |at: At| self.terms.rows().get(at.index());
        let mut parts = BTreeSet::new();
        for at in self.used.keys() {
            for part in row(*at).into_iter().flat_map(Term::parts) {
                let alike = matches!(
                    (row(*at), row(part)),
                    (Some(Term::And(..)), Some(Term::And(..))) | (Some(Term::Or(..)), Some(Term::Or(..)))
                );
                if alike && self.used.get(&part) == Some(&1) && !told.contains_key(&part) {
                    parts.insert(part);
                }
            }
        }
        parts
    }

    /// A list of terms that are joined.
    fn joined(&self, at: At, parts: &BTreeSet<At>) -> String {
        let and = matches!(self.terms.rows().get(at.index()), Some(Term::And(..)));
        let mut body = if and { "(and".to_owned() } else { "(or".to_owned() };
        let mut work = vec![at];
        while let Some(next) = work.pop() {
            if next == at || parts.contains(&next) {
                let mut of: Vec<At> =
                    self.terms.rows().get(next.index()).into_iter().flat_map(Term::parts).collect();
                of.reverse();
                work.extend(of);
            } else {
                body.push(' ');
                body.push_str(&self.word(next));
            }
        }
        body.push(')');
        body
    }

    /// How a term is written where it is used.
    fn word(&self, at: At) -> String {
        match self.terms.rows().get(at.index()) {
            Some(Term::Constant(value)) => value.to_string(),
            Some(Term::Not(inner)) => format!("(not {})", self.word(*inner)),
            _ => self.names.get(&at).cloned().unwrap_or_else(|| format!("s{}", at.index())),
        }
    }

    fn test(&mut self, at: At, rank: Rank, ranges: &Ranges) {
        let Some(declared) = self.declared.get(&rank) else { return };
        let name = declared.name.clone();
        let Some(top) = declared.top else {
            let yes = ranges.iter().any(|(from, until)| (*from..*until).contains(&1));
            let no = ranges.iter().any(|(from, until)| (*from..*until).contains(&0));
            let word = match (yes, no) {
                (true, true) => "true".to_owned(),
                (true, false) => name,
                (false, true) => format!("(not {name})"),
                (false, false) => "false".to_owned(),
            };
            self.names.insert(at, word);
            return;
        };
        let rest = others(ranges, top);
        let (shorter, not) =
            if rest.len() < ranges.len() { (rest.as_slice(), true) } else { (&**ranges, false) };
        let mut tests: Vec<String> = shorter.iter().map(|range| within(&name, *range, top)).collect();
        let test = match (tests.len(), tests.pop()) {
            (_, None) => "false".to_owned(),
            (1, Some(only)) => only,
            (_, Some(last)) => {
                tests.push(last);
                format!("(or {})", tests.join(" "))
            }
        };
        let test = if not { format!("(not {test})") } else { test };
        let words = self.test_words(&name, &declared.variable, ranges, &rest);
        let symbol = self.symbol(&words);
        self.line(&format!("(define-fun {symbol} () Bool {test})"));
        self.names.insert(at, symbol);
    }

    /// What a test says, by its values or by those that fail it, whichever are fewer.
    fn test_words(
        &self,
        name: &str,
        variable: &Variable,
        ranges: &[(u32, u32)],
        rest: &[(u32, u32)],
    ) -> String {
        let size = |list: &[(u32, u32)]| list.iter().map(|(from, until)| until - from).sum::<u32>();
        let (list, is) = if size(rest) < size(ranges) { (rest, "is not") } else { (ranges, "is") };
        let mut values: Vec<usize> =
            list.iter().flat_map(|(from, until)| (*from..*until).map(|value| value as usize)).collect();
        let open = values.contains(&variable.width());
        values.retain(|value| *value < variable.width());
        let mut words = value_words(self.walk.program(), variable, &values);
        if open {
            words.push("left open".to_owned());
        }
        let more = words.len().saturating_sub(SPELLED);
        words.truncate(SPELLED);
        let more = if more > 0 { format!(" or {more} more") } else { String::new() };
        format!("{} {is} {}{more}", name.trim_matches('|'), words.join(" or "))
    }

    // ---- questions ----

    /// What the world allows of what is looked at.
    pub fn world(&mut self, rules: &[At]) {
        self.heading(
            "What the world allows: nobody attacks itself, places fit, a record shows what it implies.",
        );
        let words: Vec<String> = rules.iter().map(|rule| self.word(*rule)).collect();
        self.taken.insert("the world allows it".to_owned());
        self.line(&format!("(define-fun |the world allows it| () Bool {})", list("and", &words)));
    }

    pub fn question(&mut self, question: &Question, any: &[(String, At)]) {
        self.heading(&format!("{} casus answers: {}.", question.asked, yes(question.answer)));
        if any.iter().all(|(_, at)| *at == At::FALSE) {
            self.comment(
                "What is fixed here (the days, who is bound, the texts, given facts) leaves nothing to ask.",
            );
        }
        let mut words = Vec::with_capacity(any.len());
        for (name, at) in any {
            let word = self.word(*at);
            if name.is_empty() || *at == At::FALSE {
                words.push(word);
                continue;
            }
            let symbol = self.symbol(name);
            self.line(&format!("(define-fun {symbol} () Bool {word})"));
            words.push(symbol);
        }
        let mut asserted = vec!["|the world allows it|".to_owned(), list("or", &words)];
        asserted.extend(question.event.iter().filter_map(|(rank, value)| self.is_at(*rank, *value)));
        self.ask(&asserted, question.answer);
    }

    /// Asks whether two functions differ that this program took for equal; gives what is asked.
    pub fn claims(&mut self, claims: &[Claim]) -> String {
        let asked = "Is there an event in which casus took a wrong step: two functions that it took for equal differ?".to_owned();
        self.heading(&format!("{asked} casus answers: no."));
        let mut by_opened: BTreeMap<Opened, Vec<String>> = BTreeMap::new();
        for claim in claims {
            let (one, other) = (self.word(claim.one), self.word(claim.other));
            let differ = match (claim.one, claim.other) {
                (_, At::FALSE) => one,
                (_, At::TRUE) => format!("(not {one})"),
                _ => format!("(distinct {one} {other})"),
            };
            by_opened.entry(claim.opened).or_default().push(differ);
        }
        let mut any = Vec::new();
        for (opened, differ) in by_opened {
            let known = self.known(opened);
            let differ = list("or", &differ);
            any.push(if known.is_empty() { differ } else { format!("(and {} {differ})", known.join(" ")) });
        }
        let any = list("or", &any);
        self.ask(&[any], false);
        asked
    }

    /// That nothing is left open but what may be.
    fn known(&self, opened: Opened) -> Vec<String> {
        let may = |rank: Rank| if Walk::is_question(rank) { opened.questions } else { opened.facts };
        let one = |(rank, declared): (&Rank, &Declared)| {
            let top = declared.top.filter(|_| self.open && !may(*rank) && !Walk::is_deed(*rank))?;
            Some(format!("(< {} {})", declared.name, top.saturating_sub(1)))
        };
        self.declared.iter().filter_map(one).collect()
    }

    fn ask(&mut self, asserted: &[String], answer: bool) {
        self.line("(push 1)");
        for one in asserted {
            self.line(&format!("(assert {one})"));
        }
        self.line(&format!("(set-info :status {})", if answer { "sat" } else { "unsat" }));
        self.line("(check-sat)");
        self.line("(pop 1)");
    }

    fn is_at(&self, rank: Rank, value: usize) -> Option<String> {
        let declared = self.declared.get(&rank)?;
        Some(match (declared.top, value) {
            (Some(_), value) => format!("(= {} {value})", declared.name),
            (None, 0) => format!("(not {})", declared.name),
            (None, _) => declared.name.clone(),
        })
    }
}

fn yes(answer: bool) -> &'static str {
    if answer { "yes" } else { "no" }
}

/// Words joined by an operation; a list of none or one is no operation.
fn list(operation: &str, words: &[String]) -> String {
    match words {
        [] => (operation == "and").to_string(),
        [only] => only.clone(),
        words => format!("({operation} {})", words.join(" ")),
    }
}

/// That a number lies in a range.
fn within(name: &str, (from, until): (u32, u32), top: u32) -> String {
    let last = until.saturating_sub(1);
    if from == last {
        format!("(= {name} {from})")
    } else if from == 0 {
        format!("(<= {name} {last})")
    } else if until >= top {
        format!("(<= {from} {name})")
    } else {
        format!("(<= {from} {name} {last})")
    }
}

/// The values that are in no range.
fn others(ranges: &[(u32, u32)], top: u32) -> Vec<(u32, u32)> {
    let mut rest = Vec::new();
    let mut from = 0;
    for (start, until) in ranges {
        if from < *start {
            rest.push((from, *start));
        }
        from = *until;
    }
    if from < top {
        rest.push((from, top));
    }
    rest
}

/// What a variable stands for.
fn variable_words(program: &Program, rank: Rank, variable: &Variable) -> String {
    let actor = |id| program.actor_name(id);
    let place = |id| program.place(id).map_or("?", |row| row.name.as_str());
    let deed = |who, deed, to: &Option<_>| {
        let mut words = format!("{} {}", actor(who), program.node_name(program.kernel.deed, deed));
        to.iter().for_each(|to| words.push_str(&format!(" to {}", actor(*to))));
        words
    };
    match variable {
        Variable::Question(..) | Variable::Free(_) => name(program, variable),
        Variable::Fact(..) => match rank % ELEMENTS {
            0 => name(program, variable),
            at => format!("{}, value {}", name(program, variable), at + 1),
        },
        Variable::OwnIn(id) => format!("the place lies in {}", place(*id)),
        Variable::OwnKind(node) => {
            format!("the place is of kind {}", program.node_name(program.kernel.place_kind, *node))
        }
        Variable::OwnTitle(id) => format!("the place is territory of {}", actor(*id)),
        Variable::OwnAdministered(id) => format!("the place is administered by {}", actor(*id)),
        Variable::OwnClaimed(id) => format!("the place is claimed by {}", actor(*id)),
        Variable::OnSide(at, side, degrees) => {
            let at = at.map_or("the place", place);
            format!("{at} lies {} of {degrees}", format!("{side:?}").to_lowercase())
        }
        Variable::Ground(rest, about) => {
            let about: Vec<&str> = about.iter().map(|id| actor(*id)).collect();
            format!("so says {} {}", rest.what.replace('`', ""), about.join(" ")).trim_end().to_owned()
        }
        Variable::Done(who, does, to, under) => {
            let mut words = format!("record: {}", deed(*who, *does, to));
            if let Some(row) = under.and_then(|id| program.treaty(id)) {
                words.push_str(&format!(" under {}", row.name));
            }
            words
        }
        Variable::Act(who, does, to) => format!("still to do: {}", deed(*who, *does, to)),
    }
}

//! Our treaties beside ATOP's codes of the same instruments.
//!
//! In: a program, ATOP member rows. Out: which instruments are the same, agreement by variable with
//! denominators, every difference with our article. Absent: a view on who is right; the two ask
//! different questions of a text, and `docs/scholars-codings.md` says which differences that explains.
//!
//! Instruments are the same if one was signed on the day on which the other, or a phase of it, begins for
//! two states at least that both name. No
//! table of numbers is kept, so nothing of ATOP is in the program.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};

use super::atop::{Condition, Duty, Member, by_alliance};
use super::moment::next;
use super::states::States;
use crate::ir::{
    ActorId, ActorRef, ActorSet, ActorTest, Clause, Cond, CondKind, Gap, LimbRole, Membership, Program,
    SetClass, TermId, Treaty,
};
use crate::syntax::tree::Modality;

/// The last day that ATOP 4.01 covers.
const COVERAGE: Date = date(2016, 12, 31);

/// An instrument that both have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// Our treaty.
    pub treaty: String,
    /// The number in ATOP.
    pub alliance: u32,
    /// States that both name.
    pub shared: usize,
}

/// How often both say the same of one variable.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// How often it was compared.
    pub compared: usize,
    /// Of those, how often both agree.
    pub agree: usize,
}

/// One point on which they differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The variable: a duty, a condition such as `defense adversary`, `parties`, `entry` or `exit`.
    pub variable: String,
    /// Our treaty.
    pub treaty: String,
    /// The number in ATOP.
    pub alliance: u32,
    /// The party, by our code or, where only ATOP has it, by number.
    pub party: String,
    /// The day from which ATOP's row runs, where one row is compared.
    pub since: Option<String>,
    /// What the rules say.
    pub ours: String,
    /// What ATOP says.
    pub theirs: String,
    /// Our article or articles.
    pub article: String,
    /// The reason, where one is recorded or follows from how the two count.
    pub reason: String,
}

/// What came out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    /// Instruments that both have.
    pub links: Vec<Link>,
    /// Our treaties to which several alliances answer equally well.
    pub ambiguous: Vec<String>,
    /// Our signed instruments that ATOP does not have under that day and two of those states.
    pub only_ours: Vec<String>,
    /// Agreement by variable.
    pub tallies: BTreeMap<String, Tally>,
    /// Agreement by party, over all variables.
    pub by_party: BTreeMap<String, Tally>,
    /// Every difference.
    pub differences: Vec<Difference>,
}

/// Compares a program with member rows.
///
/// ```
/// use casus::{import::compare::compare, ir::Program};
/// assert!(compare(&Program::default(), &[]).links.is_empty());
/// ```
#[must_use]
pub fn compare(program: &Program, members: &[Member]) -> Comparison {
    let states = States::of(program);
    let alliances = by_alliance(members);
    let mut out = Comparison::default();
    let mut linked: BTreeMap<u32, Vec<(Date, &Treaty)>> = BTreeMap::new();
    for treaty in program.treaties.iter().filter(|treaty| !treaty.overlay && treaty.parties.len() > 1) {
        let Some(signed) = treaty.signed else { continue };
        let mut found: Vec<(usize, u32)> = Vec::new();
        for (id, rows) in &alliances {
            let begun: Vec<Member> = rows.iter().filter(|row| began_on(row, signed)).cloned().collect();
            let shared =
                lines(program, &states, treaty, &begun).iter().filter(|line| line.is_shared()).count();
            if shared > 1 {
                found.push((shared, *id));
            }
        }
        found.sort_by_key(|(shared, id)| (std::cmp::Reverse(*shared), *id));
        match found.as_slice() {
            [] => out.only_ours.push(treaty.name.clone()),
            [first, second, ..] if first.0 == second.0 => out.ambiguous.push(treaty.name.clone()),
            [(shared, id), ..] => {
                out.links.push(Link { treaty: treaty.name.clone(), alliance: *id, shared: *shared });
                linked.entry(*id).or_default().push((signed, treaty));
            }
        }
    }
    for (id, mut treaties) in linked {
        treaties.sort_by_key(|(signed, treaty)| (*signed, &treaty.name));
        for (at, (signed, treaty)) in treaties.iter().enumerate() {
            // Phases of one alliance may be treaties of their own here; each is compared with its own rows.
            let next = treaties.get(at + 1).map_or(Date::MAX, |(day, _)| *day);
            let own = |row: &&Member| (*signed..next).contains(&row.entry.first());
            let rows: Vec<Member> = alliances.get(&id).into_iter().flatten().filter(own).cloned().collect();
            Pair { program, states: &states, treaty, id, rows: &rows }.compare(&mut out);
        }
    }
    out.differences.sort_by(|a, b| {
        (&a.variable, &a.treaty, &a.party, &a.since).cmp(&(&b.variable, &b.treaty, &b.party, &b.since))
    });
    out
}

/// Whether a row begins on a day, that day being coded.
fn began_on(row: &Member, day: Date) -> bool {
    row.entry.is_exact() && row.entry.first() == day
}

/// One state of an instrument: our memberships and ATOP's rows, over every name and number it had.
struct Line<'a> {
    ours: Vec<&'a Membership>,
    theirs: Vec<&'a Member>,
}

impl Line<'_> {
    fn is_shared(&self) -> bool {
        !self.ours.is_empty() && !self.theirs.is_empty()
    }
}

/// Our memberships and ATOP's rows, put together by COW number.
fn lines<'a>(program: &'a Program, states: &States, treaty: &'a Treaty, rows: &'a [Member]) -> Vec<Line<'a>> {
    // A line is found by its numbers; one actor may have several, and one number several actors.
    let mut lines: Vec<(BTreeSet<u32>, Line<'a>)> = Vec::new();
    let mut put = |numbers: BTreeSet<u32>, ours: Option<&'a Membership>, theirs: Option<&'a Member>| {
        let (same, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut lines).into_iter().partition(|(known, _)| !known.is_disjoint(&numbers));
        lines = rest;
        let mut all =
            (numbers, Line { ours: ours.into_iter().collect(), theirs: theirs.into_iter().collect() });
        for (numbers, line) in same {
            all.0.extend(numbers);
            all.1.ours.extend(line.ours);
            all.1.theirs.extend(line.theirs);
        }
        lines.push(all);
    };
    for membership in &treaty.parties {
        put(states.numbers_of(program.actor_name(membership.actor)), Some(membership), None);
    }
    for row in rows {
        put(BTreeSet::from([row.state]), None, Some(row));
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

/// One instrument that both have.
struct Pair<'a> {
    program: &'a Program,
    states: &'a States,
    treaty: &'a Treaty,
    id: u32,
    rows: &'a [Member],
}

impl Pair<'_> {
    fn compare(&self, out: &mut Comparison) {
        for line in lines(self.program, self.states, self.treaty, self.rows) {
            let later = |one: &&Membership| one.days.from.is_some_and(|from| from > COVERAGE);
            if line.theirs.is_empty() && line.ours.iter().all(later) {
                continue;
            }
            let both = line.is_shared();
            let (ours, theirs) = (said(!line.ours.is_empty()), said(!line.theirs.is_empty()));
            self.note(
                out,
                "parties",
                (&line, None),
                (both, ours.to_owned(), theirs.to_owned()),
                &[],
                String::new(),
            );
            if both {
                self.days(out, &line);
                self.duties(out, &line);
            }
        }
    }

    /// Counts one comparison, and keeps it if the two differ.
    fn note(
        &self,
        out: &mut Comparison,
        variable: &str,
        (line, row): (&Line<'_>, Option<&Member>),
        (agree, ours, theirs): (bool, String, String),
        clauses: &[&Clause],
        reason: String,
    ) {
        let party = match (line.ours.first(), line.theirs.first()) {
            (Some(one), _) => self.program.actor_name(one.actor).to_owned(),
            (None, Some(row)) => format!("cow:{}", row.state),
            (None, None) => String::new(),
        };
        for tally in [
            out.tallies.entry(variable.to_owned()).or_default(),
            out.by_party.entry(party.clone()).or_default(),
        ] {
            tally.compared += 1;
            tally.agree += usize::from(agree);
        }
        if agree {
            return;
        }
        let articles: BTreeSet<&str> = clauses.iter().map(|clause| clause.article.as_str()).collect();
        out.differences.push(Difference {
            variable: variable.to_owned(),
            treaty: self.treaty.name.clone(),
            alliance: self.id,
            party,
            since: row.map(|row| row.entry.to_string()),
            ours,
            theirs,
            article: articles.into_iter().collect::<Vec<_>>().join("; "),
            reason,
        });
    }

    fn days(&self, out: &mut Comparison, line: &Line<'_>) {
        let begin = |one: &&Membership| one.days.from.or(self.treaty.days.from).unwrap_or(Date::MIN);
        let ours = line.ours.iter().map(begin).min().unwrap_or(Date::MIN);
        let because = line.ours.iter().find_map(|one| one.because.clone()).unwrap_or_default();
        if let Some(theirs) = line.theirs.iter().map(|row| row.entry).min() {
            let agree = theirs.first() <= ours && ours <= theirs.last();
            let reason = if Some(theirs.first()) == self.treaty.signed {
                "ATOP gives the day of signature, the rules that of entry into force".to_owned()
            } else {
                because.clone()
            };
            self.note(out, "entry", (line, None), (agree, ours.to_string(), theirs.to_string()), &[], reason);
        }
        let end = |one: &&Membership| one.days.until.or(self.treaty.days.until);
        let ours = line.ours.iter().map(end).max_by_key(|day| day.unwrap_or(Date::MAX)).flatten();
        let ours = ours.filter(|day| *day <= next(COVERAGE));
        let theirs =
            line.theirs.iter().map(|row| row.exit).max_by_key(|exit| exit.map_or(Date::MAX, |m| m.last()));
        let theirs = theirs.flatten();
        let agree = match (ours, theirs) {
            (None, None) => true,
            // Ours is the first day without the bond, ATOP's the last with it or the first without.
            (Some(day), Some(exit)) => exit.first() <= day && day <= next(exit.last()),
            _ => false,
        };
        let words = |none: bool, day: String| if none { "not by the end of 2016".to_owned() } else { day };
        let ours_said = words(ours.is_none(), ours.map(|day| day.to_string()).unwrap_or_default());
        let theirs_said = words(theirs.is_none(), theirs.map(|exit| exit.to_string()).unwrap_or_default());
        self.note(out, "exit", (line, None), (agree, ours_said, theirs_said), &[], because);
    }

    fn duties(&self, out: &mut Comparison, line: &Line<'_>) {
        for row in &line.theirs {
            let from = row.entry.last();
            let until = row.exit.map_or(next(COVERAGE), |exit| next(exit.first()));
            // The first day on which both say that the state was bound.
            let common = line.ours.iter().find_map(|one| {
                let first = one.days.from.or(self.treaty.days.from).unwrap_or(Date::MIN).max(from);
                (first < until && one.days.contains(first)).then_some((one.actor, first))
            });
            let Some((actor, day)) = common else { continue };
            for duty in Duty::ALL {
                let clauses = self.clauses(duty, actor, day);
                let ours = !clauses.is_empty();
                let theirs = row.duties.contains_key(&duty);
                let mut all = if ours { clauses.clone() } else { self.near(duty) };
                if all.is_empty() && duty == Duty::NonAggression {
                    // Not to use force often stands in the words of the article on peaceful settlement.
                    all = self.of_kind("settlement");
                }
                let values = (ours == theirs, said(ours).to_owned(), said(theirs).to_owned());
                self.note(out, duty.variable(), (line, Some(row)), values, &all, reason(&all, duty));
                if let (true, Some(conditions)) = (ours, row.duties.get(&duty)) {
                    self.conditions(out, (line, row), duty, &clauses, conditions);
                }
            }
        }
    }

    fn conditions(
        &self,
        out: &mut Comparison,
        (line, row): (&Line<'_>, &Member),
        duty: Duty,
        clauses: &[&Clause],
        theirs: &BTreeSet<Condition>,
    ) {
        let asked: &[(Condition, &str)] = match duty {
            Duty::NonAggression => &[],
            Duty::Consultation => &[(Condition::Location, "area"), (Condition::Request, "request")],
            Duty::Offence => &[
                (Condition::Adversary, "adversary"),
                (Condition::Location, "area"),
                (Condition::Number, "number"),
            ],
            Duty::Defence | Duty::Neutrality => &[
                (Condition::Adversary, "adversary"),
                (Condition::Location, "area"),
                (Condition::Number, "number"),
                (Condition::Unprovoked, "unprovoked"),
            ],
        };
        for (condition, word) in asked {
            // The code says "only if", so each clause of the promise must have the condition.
            let ours = clauses.iter().all(|clause| Traits::of(self.program, clause).has(*condition));
            let variable = format!("{} {word}", duty.variable());
            let theirs = theirs.contains(condition);
            let values = (ours == theirs, said(ours).to_owned(), said(theirs).to_owned());
            self.note(out, &variable, (line, Some(row)), values, clauses, reason(clauses, duty));
        }
    }

    /// Clauses by which an actor owes a duty on a day; a permission is none.
    fn clauses(&self, duty: Duty, actor: ActorId, day: Date) -> Vec<&Clause> {
        let owes = |clause: &&Clause| {
            clause.response.modality != Modality::May
                && clause.days.contains(day)
                && self.is_obligor(&clause.response.obligors, actor, day)
        };
        self.near(duty).into_iter().filter(owes).collect()
    }

    fn of_kind(&self, kind: &str) -> Vec<&Clause> {
        let all = self.treaty.clauses.iter().filter_map(|id| self.program.clause(*id));
        all.filter(|clause| self.program.node_name(self.program.kernel.kind, clause.kind) == kind).collect()
    }

    /// Clauses of the kind of a duty, whoever owes it.
    fn near(&self, duty: Duty) -> Vec<&Clause> {
        let all = self.treaty.clauses.iter().filter_map(|id| self.program.clause(*id));
        all.filter(|clause| is_of(self.program, clause, duty)).collect()
    }

    fn is_obligor(&self, set: &ActorSet, actor: ActorId, day: Date) -> bool {
        let named = |list: &[ActorRef]| list.contains(&ActorRef::Literal(actor));
        let in_class = |class: &SetClass| match class {
            SetClass::Party => true,
            SetClass::Class(class) => self.program.in_class(*class, actor, day),
            SetClass::Kind(kind) => self.program.actor(actor).is_some_and(|row| row.kind == *kind),
            SetClass::Protected | SetClass::Attacker | SetClass::Victim => false,
        };
        (named(&set.names) || set.classes.iter().any(in_class)) && !named(&set.except)
    }
}

fn said(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

/// What the rules record beside clauses: their notes and gaps.
fn reason(clauses: &[&Clause], duty: Duty) -> String {
    if clauses.is_empty() {
        return format!("the rules have no clause that promises this ({})", duty.variable());
    }
    let notes = clauses.iter().flat_map(|clause| clause.notes.iter().cloned());
    let gap = |gap: &Gap| format!("gap, {}: {}", gap.article, gap.reason);
    let gaps = clauses.iter().flat_map(|clause| clause.gaps.iter().map(gap));
    notes.chain(gaps).next().unwrap_or_default()
}

/// Whether a clause makes the promise that ATOP means by a duty.
fn is_of(program: &Program, clause: &Clause, duty: Duty) -> bool {
    let kernel = program.kernel;
    let kind = match duty {
        Duty::Defence => "defence",
        Duty::Offence => "offence",
        Duty::Neutrality => "neutrality",
        Duty::NonAggression => "non_aggression",
        Duty::Consultation => "consultation",
    };
    let of_kind = |name: &str| {
        let node = program.tree(kernel.kind).and_then(|tree| tree.find(name));
        node.is_some_and(|node| program.is_under(kernel.kind, clause.kind, node))
    };
    // The promise not to use force often stands in the article on peaceful settlement.
    let refrains = || {
        let node = program.tree(kernel.response).and_then(|tree| tree.find("refrain_from_force"));
        node.is_some_and(|node| program.is_under(kernel.response, clause.response.what, node))
    };
    of_kind(kind) || (duty == Duty::NonAggression && refrains())
}

/// The conditions that a clause of ours shows, in the sense of ATOP's codes.
#[derive(Debug, Default)]
struct Traits {
    found: BTreeSet<Condition>,
    seen: BTreeSet<TermId>,
}

impl Traits {
    fn of(program: &Program, clause: &Clause) -> Traits {
        let mut traits = Traits::default();
        for limb in &clause.limbs {
            if limb.role == LimbRole::Scope {
                traits.found.insert(Condition::Location);
            }
            traits.look(program, &limb.condition, &BTreeSet::new());
        }
        if let Some(trigger) = &clause.trigger {
            traits.look(program, trigger, &BTreeSet::new());
        }
        traits
    }

    fn has(&self, condition: Condition) -> bool {
        self.found.contains(&condition)
    }

    /// Looks through a condition and the terms it calls; `foes` are the slots that hold an attacker.
    fn look(&mut self, program: &Program, cond: &Cond, foes: &BTreeSet<usize>) {
        let foe = |who: &ActorRef| match who {
            ActorRef::Attacker => true,
            ActorRef::Slot(slot) => foes.contains(&usize::from(*slot)),
            _ => false,
        };
        match &cond.kind {
            CondKind::And(list) | CondKind::Or(list) => list.iter().for_each(|c| self.look(program, c, foes)),
            CondKind::Not(inner) => self.look(program, inner, foes),
            CondKind::Quantified { at_least, over, slot, body } => {
                let mut inner = foes.clone();
                if over.classes.contains(&SetClass::Attacker) {
                    inner.insert(usize::from(*slot));
                    if at_least.is_some_and(|n| n > 1) {
                        self.found.insert(Condition::Number);
                    }
                }
                self.look(program, body, &inner);
            }
            CondKind::Is { subject, what: ActorTest::Class(_) | ActorTest::Same(ActorRef::Literal(_)) }
                if foe(subject) =>
            {
                self.found.insert(Condition::Adversary);
            }
            CondKind::Has { deed, .. } | CondKind::Share { deed, .. } => {
                let tree = program.kernel.deed;
                let invoked = program.tree(tree).and_then(|tree| tree.find("invoked"));
                if invoked.is_some_and(|node| program.is_under(tree, *deed, node)) {
                    self.found.insert(Condition::Request);
                }
            }
            CondKind::Fact { field, .. }
                if program.field(*field).is_some_and(|field| field.name == "provocation") =>
            {
                self.found.insert(Condition::Unprovoked);
            }
            CondKind::InPlace(_)
            | CondKind::Side(..)
            | CondKind::Territory { .. }
            | CondKind::Administered(_)
            | CondKind::Claimed(_) => {
                self.found.insert(Condition::Location);
            }
            CondKind::Call { term, args } => {
                let Some(row) = program.term(*term) else { return };
                if row.area {
                    self.found.insert(Condition::Location);
                }
                if self.seen.insert(*term) {
                    let inner =
                        args.iter().enumerate().filter(|(_, who)| foe(who)).map(|(at, _)| at).collect();
                    for version in &row.versions {
                        self.look(program, &version.condition, &inner);
                    }
                }
            }
            _ => {}
        }
    }
}

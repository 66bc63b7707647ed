//! `casus cascade`: who would be at war with whom if everybody who owes armed force performed.
//!
//! In: rules, a stance, the events of one crisis. Out: the rounds with what each act rests on, what
//! would follow otherwise, what was not called up and why, and the sides. Absent: following (`cascade`).

mod drawing;
mod records;
mod sheet;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use jiff::civil::Date;

use super::console::{Console, Exit, Outcome, clean};
use super::eval::{complex, say};
use super::hanging::hanging;
use super::input;
use super::load;
use super::names;
use super::options::{CascadeArgs, CascadeFormat};
use super::stance;
use super::table;
use super::words;
use crate::cascade::{
    Act, Branch, Cascade, Collision, Ground, Miss, Other, Plan, Sides, Talk, Tie, Unless, cascade,
};
use crate::evaluate::{BeneficiaryOut, Filter, Status, Verdict};
use crate::event::{Event, Fact, Line, Value};
use crate::ir::{ActorId, ClauseId, Evidence, FieldId, Program, QuestionId, ReadingId};
use crate::text::Limits;

/// Runs `casus cascade`.
pub(crate) fn run(console: &mut Console, args: &CascadeArgs, limits: &Limits) -> Outcome<Exit> {
    let rules = load::usable(console, &args.rules, limits)?;
    let program = rules.program();
    let stance = stance::of(program, &args.stance)?;
    let filter = Filter {
        treaties: args.treaty.iter().map(|word| names::treaty(program, word)).collect::<Outcome<_>>()?,
        ..Filter::default()
    };
    let refuses: BTreeSet<ActorId> =
        args.refuses.iter().map(|word| names::actor(program, word, args.on)).collect::<Outcome<_>>()?;
    let codes = args.input.codes.as_deref().map(|word| names::scheme(program, word)).transpose()?;
    let source = input::open(&args.input, false)?;
    let name = source.name.clone();
    let (mut events, mut refused) = (Vec::new(), 0);
    for line in source.lines(program, codes, limits) {
        match line {
            Line::Event(event) => events.push(event),
            Line::Refused { diagnostics, .. } => {
                refused += 1;
                say(console, &name, &diagnostics)?;
            }
        }
    }
    let plan = Plan {
        program,
        events: &events,
        stance: &stance,
        filter: &filter,
        until: args.on,
        rounds: args.rounds,
        also: args.also.iter().map(|word| word.status()).collect(),
        refuses,
        least: args.least,
        own_readings: args.own_readings,
        limits,
    };
    let came = cascade(&plan);
    for (at, problem) in &came.too_complex {
        if let Some(event) = came.events.get(*at) {
            complex(console, &name, event, std::slice::from_ref(problem))?;
        }
    }
    let mut stance = stance::in_words(program, &stance);
    if args.own_readings {
        stance.push_str("; else as each one that owes held it");
    }
    let told = Told { program, came: &came, stance, all: args.all, width: console.width };
    match args.format {
        CascadeFormat::Table => console.out.write_all(told.text(args.on).as_bytes())?,
        CascadeFormat::Svg => console.out.write_all(drawing::of(&told, args.on).as_bytes())?,
        CascadeFormat::Json => records::write(console, program, &came)?,
    }
    let whole = refused == 0 && came.too_complex.is_empty();
    Ok(if whole { Exit::Done } else { Exit::Refused })
}

/// A cascade as it is told.
struct Told<'a> {
    program: &'a Program,
    came: &'a Cascade,
    stance: String,
    all: bool,
    width: usize,
}

/// How far the second line of a statement stands in.
const INNER: usize = 6;

impl Told<'_> {
    fn text(&self, on: Option<Date>) -> String {
        let given = words::count(self.came.given, "event", "events");
        let on = on.map(|day| format!(", up to {day}")).unwrap_or_default();
        let mut out = format!("{given}{on}; {}\n", self.stance);
        self.given(&mut out);
        self.rounds(&mut out);
        self.branches(&mut out);
        self.misses(&mut out);
        self.talks(&mut out);
        self.collisions(&mut out);
        self.sides(&mut out);
        out
    }

    /// A line that begins at the third column and goes on under it.
    fn line(&self, out: &mut String, text: &str) {
        out.push_str(&hanging("  ", 2, &clean(text), self.width));
    }

    /// A line that says more of the one above.
    fn more(&self, out: &mut String, text: &str) {
        out.push_str(&hanging("", INNER, &clean(text), self.width));
    }

    fn given(&self, out: &mut String) {
        out.push_str("\nGiven\n");
        let kernel = self.program.kernel;
        for event in self.came.events.iter().take(self.came.given) {
            let by = self.names(&named(event, kernel.by), "an unnamed author");
            let against = self.names(&named(event, kernel.against), "nobody named");
            let title = event.title.as_deref().unwrap_or(&event.id);
            self.line(out, &format!("{}  {by} against {against}: {title}", event.date));
        }
    }

    fn rounds(&self, out: &mut String) {
        let mut rounds: BTreeMap<(Date, usize), Vec<&Act>> = BTreeMap::new();
        for act in &self.came.acts {
            rounds.entry((act.day, act.round)).or_default().push(act);
        }
        if rounds.is_empty() {
            out.push_str("\nNobody owes armed force for sure: nothing follows.\n");
        }
        for ((day, round), acts) in rounds {
            out.push_str(&format!("\n{day}, round {round}\n"));
            for (first, who) in joined(&acts) {
                self.act(out, first, &who);
            }
        }
        if self.came.cut {
            out.push_str("\nThe rounds were cut short; more may follow.\n");
        }
    }

    fn act(&self, out: &mut String, act: &Act, who: &[ActorId]) {
        let name = self.program.actor_name(act.enemy);
        let since = if act.event.is_none() { self.since(act) } else { String::new() };
        self.line(out, &format!("{} against {name}{since}", self.does(who, act.performance)));
        for ground in &act.grounds {
            self.ground(out, act, ground);
        }
    }

    /// Who does what; several do it each for themselves.
    fn does(&self, who: &[ActorId], performance: usize) -> String {
        let label = self.program.performances.get(performance).map_or("acts", |one| one.label.as_str());
        let each = if who.len() > 1 { "each " } else { "" };
        format!("{}: {each}{label}", self.names(who, "nobody"))
    }

    /// That an act makes nothing new, and why.
    fn since(&self, act: &Act) -> String {
        let between = |tie: &&Tie| {
            let pair = (tie.who, tie.enemy);
            tie.performance == act.performance
                && (pair == (act.who, act.enemy) || pair == (act.enemy, act.who))
        };
        match self.came.ties.iter().find(between) {
            Some(tie) if tie.given => ", as is given already".to_owned(),
            _ => ", as the two are already".to_owned(),
        }
    }

    fn ground(&self, out: &mut String, act: &Act, ground: &Ground) {
        let clause = self.clause(ground.clause);
        let to = to_whom(self.program, ground.clause, ground.beneficiary);
        let weak = weak(ground.evidence);
        let later = match (ground.day == act.day, ground.round == act.round) {
            (true, true) => String::new(),
            (true, false) => format!(", in round {}", ground.round),
            (false, _) => format!(", from {}", ground.day),
        };
        let choice = if ground.choice { "; less would do, to fight is its choice" } else { "" };
        self.more(out, &format!("{clause}{to}, {}{later}{weak}{choice}", self.on(ground.event)));
        let readings = self.readings(ground);
        if !readings.is_empty() {
            self.more(out, &format!("rests on {}", readings.join(" and ")));
        }
        if ground.status != Status::Owed {
            let turns = ground.turns_on.join(", ");
            self.more(out, &format!("taken as owed, though {}: turns on {turns}", ground.status.word()));
        }
    }

    /// The chosen readings on which it rests.
    fn readings(&self, ground: &Ground) -> Vec<String> {
        let one = |(question, reading): &(QuestionId, ReadingId)| {
            let question = self.program.question(*question)?;
            let reading = question.readings.get(reading.index())?;
            Some(format!("{} is {}", question.name, reading.name))
        };
        ground.readings.iter().filter_map(one).collect()
    }

    fn branches(&self, out: &mut String) {
        if self.came.branches.is_empty() {
            return;
        }
        out.push_str("\nWould follow\n");
        let mut rows: Vec<(&Branch, Vec<ActorId>)> = Vec::new();
        for branch in &self.came.branches {
            let same = |row: &&mut (&Branch, Vec<ActorId>)| same_branch(row.0, branch);
            match rows.iter_mut().find(same) {
                Some((_, who)) => who.push(branch.who),
                None => rows.push((branch, vec![branch.who])),
            }
        }
        for (branch, who) in rows {
            let enemies: Vec<ActorId> = branch.enemies.iter().copied().collect();
            let against = self.names(&enemies, "nobody that the event names");
            let does = self.does(&who, branch.performance);
            let clause = self.clause(branch.verdict.clause);
            let to = to_whom(self.program, branch.verdict.clause, branch.verdict.beneficiary);
            let weak = weak(branch.verdict.evidence);
            let given = if branch.given { ", as is given already" } else { "" };
            self.line(out, &format!("{does} against {against}{given}"));
            let choice = if branch.choice && branch.unless != Unless::Less { "; less would do" } else { "" };
            self.more(out, &format!("{clause}{to}, {}{weak}{choice}", self.on(branch.event)));
            self.more(out, &self.unless(branch));
        }
    }

    fn unless(&self, branch: &Branch) -> String {
        match branch.unless {
            Unless::Unsure(status) => {
                format!("{}: {}", status.word(), self.why(&branch.verdict))
            }
            Unless::Less => "owed, and less than this would do".to_owned(),
            Unless::Refused => "owed, and refused".to_owned(),
            Unless::NoEnemy => "owed, but the event does not say against whom".to_owned(),
        }
    }

    fn misses(&self, out: &mut String) {
        let shown = |miss: &&Miss| self.all || miss.close;
        let mut rows: Vec<(&Miss, Vec<ActorId>)> = Vec::new();
        for miss in self.came.misses.iter().filter(shown) {
            let same = |row: &&mut (&Miss, Vec<ActorId>)| {
                let other = row.0;
                other.clause == miss.clause
                    && other.event == miss.event
                    && other.verdict.beneficiary == miss.verdict.beneficiary
                    && other.verdict.because == miss.verdict.because
            };
            match rows.iter_mut().find(same) {
                Some((_, who)) => who.push(miss.who),
                None => rows.push((miss, vec![miss.who])),
            }
        }
        let hidden = self.came.misses.len() - self.came.misses.iter().filter(shown).count();
        if rows.is_empty() && hidden == 0 {
            return;
        }
        out.push_str("\nNot called up\n");
        for (miss, who) in rows {
            let to = to_whom(self.program, miss.verdict.clause, miss.verdict.beneficiary);
            let clause = self.clause(miss.clause);
            self.line(out, &format!("{}: {clause}{to}", self.names(&who, "nobody")));
            self.more(out, &format!("{}: {}", self.on(miss.event), self.why(&miss.verdict)));
        }
        if hidden > 0 {
            let promises = words::count(hidden, "promise", "promises");
            self.line(out, &format!("and {promises} of those who come in only by this; --all shows them"));
        }
    }

    fn talks(&self, out: &mut String) {
        if self.came.talks.is_empty() {
            return;
        }
        out.push_str("\nCalled up, and no duty to fight\n");
        let mut rows: Vec<(&Talk, Vec<ActorId>)> = Vec::new();
        for talk in &self.came.talks {
            let Some(who) = talk.verdict.obligor else { continue };
            let same = |row: &&mut (&Talk, Vec<ActorId>)| {
                let other = &row.0.verdict;
                row.0.event == talk.event
                    && (other.clause, other.beneficiary, other.rider)
                        == (talk.verdict.clause, talk.verdict.beneficiary, talk.verdict.rider)
            };
            match rows.iter_mut().find(same) {
                Some((_, all)) => all.push(who),
                None => rows.push((talk, vec![who])),
            }
        }
        for (talk, who) in rows {
            let Some(clause) = self.program.clause(talk.verdict.clause) else { continue };
            let what = words::what_in_short(self.program, table::response(clause, &talk.verdict));
            let to = to_whom(self.program, talk.verdict.clause, talk.verdict.beneficiary);
            let path = self.clause(talk.verdict.clause);
            self.line(out, &format!("{}: {path}{to}: {what}", self.names(&who, "nobody")));
            self.more(out, &self.on(talk.event));
        }
    }

    fn collisions(&self, out: &mut String) {
        if self.came.collisions.is_empty() {
            return;
        }
        out.push_str("\nDuties against each other\n");
        for Collision { act, other } in &self.came.collisions {
            let Some(act) = self.came.acts.get(*act) else { continue };
            let who = self.program.actor_name(act.who);
            let enemy = self.program.actor_name(act.enemy);
            let for_it = act.grounds.first().map_or_else(String::new, |ground| self.clause(ground.clause));
            self.line(out, &format!("{who} against {enemy}, by {for_it}"));
            match other {
                Other::Duty { event, verdict } => {
                    let Some(clause) = self.program.clause(verdict.clause) else { continue };
                    let what = words::what_in_short(self.program, table::response(clause, verdict));
                    let path = self.clause(verdict.clause);
                    let to = to_whom(self.program, verdict.clause, verdict.beneficiary);
                    self.more(out, &format!("but {path}{to}: {what}, {}", self.on(*event)));
                }
                Other::Act(other) => {
                    let Some(other) = self.came.acts.get(*other) else { continue };
                    let enemy = self.program.actor_name(other.enemy);
                    self.more(out, &format!("but it stands against {enemy} too, on the other side"));
                }
            }
        }
    }

    fn sides(&self, out: &mut String) {
        for (at, performance) in self.program.performances.iter().enumerate() {
            let ties: Vec<Tie> = self.came.ties.iter().filter(|tie| tie.performance == at).copied().collect();
            if ties.is_empty() {
                continue;
            }
            out.push_str(&format!("\nAt the end: who {}\n", clean(&performance.label)));
            for (who, enemies) in self.standing(&ties) {
                self.line(out, &format!("{} against {}", self.names(&who, "nobody"), enemies.join(", ")));
            }
            if performance.mutual {
                for Sides { one, other, tangled } in self.came.sides(self.program, at) {
                    let (one, other) = (self.names(&one, "nobody"), self.names(&other, "nobody"));
                    self.line(
                        out,
                        &if tangled {
                            format!("no two sides: {one}")
                        } else {
                            format!("sides: {one} – {other}")
                        },
                    );
                }
            }
        }
    }

    /// Who stands against whom, those that stand against the same since the same day together.
    fn standing(&self, ties: &[Tie]) -> Vec<(Vec<ActorId>, Vec<String>)> {
        let mut by: BTreeMap<ActorId, Vec<String>> = BTreeMap::new();
        for tie in ties {
            let how = if tie.given { "given" } else { "owed" };
            let words = format!("{} ({}, {how})", self.program.actor_name(tie.enemy), tie.since);
            by.entry(tie.who).or_default().push(words);
        }
        let mut rows: Vec<(Vec<ActorId>, Vec<String>)> = Vec::new();
        for (who, enemies) in by {
            match rows.iter_mut().find(|row| row.1 == enemies) {
                Some((all, _)) => all.push(who),
                None => rows.push((vec![who], enemies)),
            }
        }
        rows
    }

    /// Names, or a word where there are none.
    fn names(&self, actors: &[ActorId], none: &str) -> String {
        if actors.is_empty() {
            return none.to_owned();
        }
        actors.iter().map(|actor| self.program.actor_name(*actor)).collect::<Vec<_>>().join(", ")
    }

    fn clause(&self, id: ClauseId) -> String {
        let article = self.program.clause(id).map_or("?", |clause| clause.article.as_str());
        format!("{} ({article})", self.program.clause_path(id))
    }

    /// On which event.
    fn on(&self, at: usize) -> String {
        let Some(event) = self.came.events.get(at) else { return String::new() };
        if at < self.came.given {
            return format!("on {}", event.id);
        }
        let kernel = self.program.kernel;
        let by = self.names(&named(event, kernel.by), "?");
        format!("when {by} acts against {}", self.names(&named(event, kernel.against), "?"))
    }

    fn why(&self, verdict: &Verdict) -> String {
        self.program
            .clause(verdict.clause)
            .map_or_else(String::new, |clause| table::why(verdict, table::response(clause, verdict)))
    }
}

/// The actors that an event names in a field.
fn named(event: &Event, field: FieldId) -> Vec<ActorId> {
    let (Some(Fact::Stated(values)) | Some(Fact::OneOf(values))) = event.fact(field) else {
        return Vec::new();
    };
    let actor = |value: &Value| match value {
        Value::Actor(actor) => Some(*actor),
        _ => None,
    };
    values.iter().filter_map(actor).collect()
}

/// Acts against one that rest on the same, of one or several.
fn joined<'a>(acts: &[&'a Act]) -> Vec<(&'a Act, Vec<ActorId>)> {
    let mut rows: Vec<(&Act, Vec<ActorId>)> = Vec::new();
    for act in acts {
        let same = |row: &&mut (&Act, Vec<ActorId>)| {
            let other = row.0;
            (other.performance, other.enemy, other.event.is_none())
                == (act.performance, act.enemy, act.event.is_none())
                && other.grounds == act.grounds
        };
        match rows.iter_mut().find(same) {
            Some((_, who)) => who.push(act.who),
            None => rows.push((act, vec![act.who])),
        }
    }
    rows
}

fn same_branch(one: &Branch, other: &Branch) -> bool {
    (one.performance, one.event, one.unless, one.given, &one.enemies)
        == (other.performance, other.event, other.unless, other.given, &other.enemies)
        && (one.verdict.clause, one.verdict.beneficiary) == (other.verdict.clause, other.verdict.beneficiary)
        && one.verdict.pivots == other.verdict.pivots
}

fn to_whom(program: &Program, clause: ClauseId, beneficiary: BeneficiaryOut) -> String {
    let to = table::to_whom(program, clause, beneficiary);
    if to.is_empty() { String::new() } else { format!(" for {to}") }
}

fn weak(evidence: Evidence) -> String {
    if evidence < Evidence::OneSource { format!(" [{}]", evidence.word()) } else { String::new() }
}

//! `casus timeline` and `casus owed`: what becomes of the obligations of a crisis.
//!
//! In: rules, a stance, the events of one crisis. Out: each obligation with its dated moves, or what is
//! still to be done on a day. Absent: following the crisis (`life`).

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use jiff::civil::Date;
use serde::Serialize;

use super::agreements;
use super::bond_rows;
use super::console::{Console, Exit, Failure, Outcome, clean};
use super::council;
use super::drawing;
use super::eval::{complex, say};
use super::input;
use super::load::{self, Rules};
use super::names;
use super::opposed;
use super::options::{CrisisOptions, ListFormat, OwedArgs, TimelineArgs, TimelineFormat};
use super::silent;
use super::stance;
use super::state_file;
use super::table;
use super::unsettled;
use super::words;
use crate::analyse::conflicts::{Meeting, in_crisis};
use crate::diagnostic::{Code, nearest};
use crate::evaluate::{BeneficiaryOut, Filter};
use crate::event::{Event, EventDiagnostic, Line};
use crate::ir::{ActorId, Clause, Program, Response, TreatyId};
use crate::life::{
    Course, Crisis, Due, End, Lateness, Live, Move, Obligation, Proceeding, Setting, Stand, State, Wanting,
    wanting,
};
use crate::syntax::tree::Modality;
use crate::text::Limits;

/// Runs `casus timeline`.
pub(crate) fn timeline(console: &mut Console, args: &TimelineArgs, limits: &Limits) -> Outcome<Exit> {
    let rules = load::usable(console, &args.crisis.rules, limits)?;
    let told = read(console, &rules, &args.crisis, args.on, limits)?;
    let shown = Shown {
        duty: &|one| args.all || (one.life.state() != State::Live(Live::Available) && !told.was_over(one)),
        decision: &|one| args.all || one.stand != Stand::NotRequested,
        agreement: Some(args.all),
    };
    match args.format {
        TimelineFormat::Table => told.print(console, args.on, ListFormat::Table, &shown)?,
        TimelineFormat::Json => told.print(console, args.on, ListFormat::Json, &shown)?,
        TimelineFormat::Svg => {
            console.out.write_all(drawing::of(&told, args.on, &shown).as_bytes())?;
        }
    }
    Ok(told.exit())
}

/// Runs `casus owed`.
pub(crate) fn owed(console: &mut Console, args: &OwedArgs, limits: &Limits) -> Outcome<Exit> {
    let rules = load::usable(console, &args.crisis.rules, limits)?;
    let told = read(console, &rules, &args.crisis, Some(args.on), limits)?;
    let owed = Shown {
        duty: &|one| {
            let open = matches!(
                one.life.state(),
                State::Live(Live::Triggered | Live::Consulting | Live::Due) | State::Breached
            );
            open && !told.was_over(one)
        },
        decision: &|one| one.stand != Stand::NotRequested,
        agreement: None,
    };
    told.print(console, Some(args.on), args.format, &owed)?;
    Ok(told.exit())
}

/// Which rows are wanted.
pub(super) struct Shown<'f> {
    pub(super) duty: &'f dyn Fn(&Obligation) -> bool,
    decision: &'f dyn Fn(&Proceeding) -> bool,
    /// Agreements as a whole: those that are not plainly in force, all, or none.
    agreement: Option<bool>,
}

/// A crisis that was read and followed.
pub(super) struct Told<'a> {
    pub(super) program: &'a Program,
    pub(super) crisis: Crisis,
    pub(super) stance: String,
    /// Lines that were refused.
    refused: usize,
    pub(super) parties: Vec<ActorId>,
    /// The instruments that were asked for by name.
    asked: Vec<TreatyId>,
    /// Duties that stood against each other.
    meetings: Vec<Meeting>,
}

fn read<'a>(
    console: &mut Console,
    rules: &'a Rules,
    options: &CrisisOptions,
    until: Option<Date>,
    limits: &Limits,
) -> Outcome<Told<'a>> {
    let program = rules.program();
    let stance = stance::of(program, &options.stance)?;
    let filter = Filter {
        treaties: options.treaty.iter().map(|word| names::treaty(program, word)).collect::<Outcome<_>>()?,
        ..Filter::default()
    };
    let parties =
        options.party.iter().map(|word| names::actor(program, word, None)).collect::<Outcome<_>>()?;
    let codes = options.input.codes.as_deref().map(|word| names::scheme(program, word)).transpose()?;
    let source = input::open(&options.input, false)?;
    let name = source.name.clone();
    let (mut events, mut refused) = (Vec::new(), 0);
    for line in source.lines_of_crisis(program, codes, limits) {
        match line {
            Line::Event(event) => events.push(event),
            Line::Refused { diagnostics, .. } => {
                refused += 1;
                say(console, &name, &diagnostics)?;
            }
        }
    }
    let setting =
        Setting::new(program, &stance, &filter, limits).marked(state_file::mark(rules, &stance, &filter));
    let mut course = match &options.resume {
        Some(path) => state_file::load(path, &setting)?,
        None => Course::new(&setting),
    };
    if let (Some(until), Some(reached)) = (until, course.reached())
        && until < reached
    {
        let text = format!("the state was followed to {reached}; `--on {until}` lies before it");
        return Err(Failure::message(text));
    }
    refused += without_caller(console, &name, &mut events, &course)?;
    for event in &events {
        if let (Some(until), Some(first)) = (until, event.first)
            && first <= until
            && until < event.date
        {
            let id = clean(&event.id);
            writeln!(console.err, "{name}: `{id}` is told by its month, which is not over on {until}")?;
        }
    }
    events.retain(|event| until.is_none_or(|until| event.date <= until));
    // Those of one day count in the order in which they are told.
    events.sort_by_key(|event| event.date);
    for event in events {
        if options.resume.is_some() && course.has_told(&event.id) {
            refused += 1;
            writeln!(console.err, "{name}: `{}` stands in the state already", clean(&event.id))?;
            continue;
        }
        if let Err(error) = course.tell(&setting, event) {
            refused += 1;
            writeln!(console.err, "{name}: {error}")?;
        }
    }
    let crisis = course.crisis(&setting, until);
    if let Some(path) = &options.save {
        state_file::save(path, &course, &setting)?;
    }
    for (at, problem) in &crisis.too_complex {
        if let Some(event) = crisis.events.get(*at) {
            complex(console, &name, event, std::slice::from_ref(problem))?;
        }
    }
    for refused in &crisis.refused {
        let cause = crisis.events.get(refused.event).map_or("?", |event| event.id.as_str());
        writeln!(console.err, "{name}: {refused} ({cause})")?;
    }
    if let Some(said) = unsettled::of_deeds_alone(program, &crisis) {
        writeln!(console.err, "{name}: {said}")?;
    }
    let meetings = in_crisis(program, &crisis, &stance, limits);
    Ok(Told {
        program,
        crisis,
        stance: stance::in_words(program, &stance),
        refused,
        parties,
        asked: filter.treaties,
        meetings,
    })
}

/// Refuses events whose record names an event that nobody tells; how many.
fn without_caller(
    console: &mut Console,
    name: &str,
    events: &mut Vec<Event>,
    course: &Course<'_>,
) -> Outcome<usize> {
    let mut refused: BTreeSet<String> = BTreeSet::new();
    // Without an event that is refused another may name one that is not told any more.
    loop {
        let ids: BTreeSet<&str> = events.iter().map(|event| event.id.as_str()).collect();
        let unknown = |event: &&Event| {
            let mut named = event.record.iter().filter_map(|deed| deed.about.event.as_deref());
            named.any(|id| !ids.contains(id) && !course.has_told(id))
        };
        let Some(said) =
            events.iter().filter(unknown).map(|event| said_of(event, &ids, &refused, course)).reduce(
                |mut all, next| {
                    all.extend(next);
                    all
                },
            )
        else {
            return Ok(refused.len());
        };
        let lines: BTreeSet<usize> = said.iter().map(|said| said.line).collect();
        say(console, name, &said)?;
        refused
            .extend(events.iter().filter(|event| lines.contains(&event.line)).map(|event| event.id.clone()));
        events.retain(|event| !lines.contains(&event.line));
    }
}

/// What is wrong with the events that a record names.
fn said_of(
    event: &Event,
    ids: &BTreeSet<&str>,
    refused: &BTreeSet<String>,
    course: &Course<'_>,
) -> Vec<EventDiagnostic> {
    let named: BTreeSet<&str> = event.record.iter().filter_map(|deed| deed.about.event.as_deref()).collect();
    let unknown = named.into_iter().filter(|id| !ids.contains(id) && !course.has_told(id));
    let said = |id: &str| {
        let (what, help) = match nearest(id, ids.iter().copied().filter(|other| *other != event.id)) {
            _ if refused.contains(id) => {
                ("the line of that event is refused", "mend that line first".to_owned())
            }
            Some(near) => ("no event is called so", format!("did you mean `{}`?", clean(near))),
            None => (
                "no event is called so",
                "`of` names the `id` of the event that called up the duty".to_owned(),
            ),
        };
        EventDiagnostic {
            code: Code::UNKNOWN_VALUE,
            severity: Code::UNKNOWN_VALUE.severity(),
            line: event.line,
            column: 1,
            field: Some("record.of".to_owned()),
            message: format!("`{}` has a deed of `{}`, and {what}", clean(&event.id), clean(id)),
            help: Some(help),
        }
    };
    unknown.map(said).collect()
}

/// More of them than this have the word of their class.
const MANY: usize = 12;

/// Of a class so many have their names where theirs is another life.
const EXCEPTED: usize = 3;

/// Obligations that have the same life, of one or several obligors.
pub(super) struct Joined<'c> {
    pub(super) first: &'c Obligation,
    pub(super) obligors: Vec<ActorId>,
}

impl Told<'_> {
    /// Whether a duty that stands of itself was broken or done before anything of this crisis happened,
    /// so that it is none of its matters.
    fn was_over(&self, one: &Obligation) -> bool {
        let told = self.crisis.events.iter().skip(self.crisis.untold);
        let Some(first) = told.map(|event| event.date).min() else { return false };
        let last = one.life.steps().last().map(|step| step.on().latest());
        one.since < first
            && last.is_some_and(|last| last < first)
            && matches!(one.life.state(), State::Breached | State::Ended(_))
    }

    /// How many events were told.
    pub(super) fn told(&self) -> usize {
        self.crisis.events.len().saturating_sub(self.crisis.untold)
    }

    fn exit(&self) -> Exit {
        let whole = self.refused == 0 && self.crisis.too_complex.is_empty();
        if whole { Exit::Done } else { Exit::Refused }
    }

    pub(super) fn joined(&self, shown: &dyn Fn(&Obligation) -> bool) -> Vec<Joined<'_>> {
        let concerns = |one: &Obligation| {
            let to = |party: &ActorId| one.beneficiary == BeneficiaryOut::Actor(*party);
            self.parties.is_empty() || self.parties.iter().any(|party| *party == one.obligor || to(party))
        };
        let mut all: Vec<Joined<'_>> = Vec::new();
        let mut places: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for one in self.crisis.obligations.iter().filter(|one| concerns(one) && shown(one)) {
            let alike = places.entry((one.clause, one.beneficiary, one.event, one.rider)).or_default();
            let same = |at: &&usize| {
                all.get(**at)
                    .is_some_and(|other| (&other.first.life, &other.first.parts) == (&one.life, &one.parts))
            };
            let found = alike.iter().find(same).copied();
            match found.and_then(|at| all.get_mut(at)) {
                Some(other) => other.obligors.push(one.obligor),
                None => {
                    alike.push(all.len());
                    all.push(Joined { first: one, obligors: vec![one.obligor] });
                }
            }
        }
        all
    }

    fn print(
        &self,
        console: &mut Console,
        on: Option<Date>,
        format: ListFormat,
        shown: &Shown<'_>,
    ) -> Outcome<()> {
        let joined = self.joined(shown.duty);
        let bonds: Vec<_> =
            self.crisis.bonds.iter().filter(|one| bond_rows::concerns(one, &self.parties)).collect();
        let decisions = self.decisions(shown);
        let wholes = |all| agreements::rows(self.program, &self.crisis, &self.parties, all);
        let wholes = shown.agreement.map(wholes).unwrap_or_default();
        let open = unsettled::rows(self.program, &self.crisis, &self.parties);
        let opposed: Vec<_> = opposed::of_crisis(&self.meetings)
            .into_iter()
            .filter(|row| row.concerns(&self.parties))
            .collect();
        if format == ListFormat::Json {
            for one in &bonds {
                let record = bond_rows::record(self.program, &self.crisis.events, one);
                serde_json::to_writer(&mut console.out, &record)?;
                writeln!(console.out)?;
            }
            for one in &joined {
                for obligor in &one.obligors {
                    serde_json::to_writer(&mut console.out, &self.record(one.first, *obligor, on))?;
                    writeln!(console.out)?;
                }
            }
            for one in &decisions {
                serde_json::to_writer(&mut console.out, &one.record(on))?;
                writeln!(console.out)?;
            }
            for one in &wholes {
                let record = agreements::Record::of((self.program, &self.crisis), one, on);
                serde_json::to_writer(&mut console.out, &record)?;
                writeln!(console.out)?;
            }
            for record in opposed.iter().flat_map(|row| row.records(self.program, None)) {
                serde_json::to_writer(&mut console.out, &record)?;
                writeln!(console.out)?;
            }
            for record in open.iter().flat_map(unsettled::Row::records) {
                serde_json::to_writer(&mut console.out, &record)?;
                writeln!(console.out)?;
            }
            return Ok(());
        }
        let day = on.map(|day| format!(", as of {day}")).unwrap_or_default();
        writeln!(console.out, "{}{day}; {}", words::count(self.told(), "event", "events"), self.stance)?;
        bond_rows::block(console, self.program, &self.crisis.events, &bonds)?;
        if joined.is_empty() {
            writeln!(console.out, "no obligation to show")?;
            if let Some(last) = self.crisis.events.last().filter(|_| open.is_empty()) {
                silent::write(console, self.program, &self.asked, on.unwrap_or(last.date))?;
            }
        }
        for one in joined {
            self.block(console, &one, on)?;
        }
        for one in &decisions {
            one.block(console)?;
        }
        agreements::section(console, (self.program, &self.crisis), &wholes)?;
        let text = opposed::section(self.program, &opposed, console.width);
        if !text.is_empty() {
            write!(console.out, "\n{text}")?;
        }
        if !open.is_empty() {
            writeln!(console.out, "\nnot settled, so that no life begins or ends:")?;
        }
        for one in unsettled::joined(open) {
            one.block(console)?;
        }
        let all = self.crisis.obligations.iter();
        let hidden = all.filter(|one| !(shown.duty)(one)).count();
        if hidden > 0 {
            writeln!(
                console.out,
                "\nnot shown: {}",
                words::count(hidden, "other obligation", "other obligations")
            )?;
        }
        Ok(())
    }

    /// The rows of what organs were asked to decide.
    pub(super) fn decisions(&self, shown: &Shown<'_>) -> Vec<council::Row<'_>> {
        let wanted = |one: &Proceeding| (shown.decision)(one) && council::concerns(one, &self.parties);
        council::rows(self.program, &self.crisis.events, &self.crisis.proceedings, &wanted)
    }

    /// Those of one life by the word of their class, with those of it that have another life; none where
    /// they are few, or named by the clause itself.
    pub(super) fn class(&self, joined: &Joined<'_>) -> Option<String> {
        let first = joined.first;
        let clause = self.program.clause(first.clause)?;
        let set = &self.response(clause, first).obligors;
        if joined.obligors.len() <= MANY || !set.names.is_empty() {
            return None;
        }
        let like = |one: &&Obligation| {
            (one.clause, one.beneficiary, one.event) == (first.clause, first.beneficiary, first.event)
        };
        let others: BTreeSet<&str> = (self.crisis.obligations.iter().filter(like))
            .filter(|one| !joined.obligors.contains(&one.obligor))
            .map(|one| self.program.actor_name(one.obligor))
            .collect();
        if others.len() > EXCEPTED {
            return None;
        }
        let names: Vec<&str> = others.into_iter().collect();
        let but = if names.is_empty() { String::new() } else { format!(" but {}", names.join(", ")) };
        Some(format!("{}{but} ({})", words::set(self.program, set), joined.obligors.len()))
    }

    fn block(&self, console: &mut Console, joined: &Joined<'_>, on: Option<Date>) -> Outcome<()> {
        let one = joined.first;
        let Some(clause) = self.program.clause(one.clause) else { return Ok(()) };
        let treaty = self.program.treaty(clause.treaty).map_or("?", |treaty| treaty.name.as_str());
        let names = || joined.obligors.iter().map(|who| self.program.actor_name(*who)).collect::<Vec<_>>();
        let who = self.class(joined).unwrap_or_else(|| names().join(", "));
        let to = table::to_whom(self.program, one.clause, one.beneficiary);
        let to = if to.is_empty() { String::new() } else { format!(" to {to}") };
        let what = words::what_in_short(self.program, self.response(clause, one));
        writeln!(
            console.out,
            "\n{} {treaty}, {}, {}: {}{to}: {}",
            one.since,
            clean(&clause.article),
            clause.name.replace('_', " "),
            who,
            clean(&what),
        )?;
        let spoken = self.response(clause, one).modality;
        for step in one.life.steps() {
            writeln!(
                console.out,
                "  {}  {}: {} ({})",
                step.on(),
                move_word(step.step(), spoken),
                clean(step.reason()),
                clean(step.cause())
            )?;
        }
        let late = match (&one.due, on) {
            (Some(Due::InWords(words)), _) => format!(", {}", clean(words)),
            (Some(due @ Due::By(end)), Some(day)) if due.on(day) == Lateness::Unknown => {
                format!(", by {end}, which may be past")
            }
            (Some(Due::By(end)), _) => format!(", by {end}"),
            (None, _) => String::new(),
        };
        let state = one.life.state();
        let late =
            if matches!(state, State::Live(Live::Due | Live::Consulting)) { late } else { String::new() };
        let done = self.done_so_far(one);
        let words = |part: &PartRecord<'_>| {
            let deed = part.deed.replace('_', " ");
            match &part.amount {
                Some(amount) => format!("{deed} {amount} by {}", part.on),
                None => format!("{deed} on {}", part.on),
            }
        };
        let done: Vec<String> = done.iter().map(words).collect();
        let done =
            if done.is_empty() { String::new() } else { format!("; done so far: {}", done.join(", ")) };
        let wanting = self.wanting_in_words(one, on);
        Ok(writeln!(console.out, "  now {}{late}{done}{wanting}", state_word(state, spoken))?)
    }

    /// What is still wanting of an amount at the end of a day, or of the last one that was told.
    fn wanting(&self, one: &Obligation, on: Option<Date>) -> Option<(Date, Vec<Wanting>)> {
        let told = self.crisis.events.iter();
        let days =
            told.flat_map(|event| event.record.iter().filter_map(|deed| deed.date).chain([event.date]));
        let day = on.or(days.max())?;
        let rows = wanting(self.program, &self.crisis.obligations, one, day);
        (!rows.is_empty()).then_some((day, rows))
    }

    fn wanting_in_words(&self, one: &Obligation, on: Option<Date>) -> String {
        let Some((day, rows)) = self.wanting(one, on) else { return String::new() };
        let words = |row: &Wanting| {
            let amount = row.amount.as_ref().map_or("nothing".to_owned(), ToString::to_string);
            let added = row.added.as_ref().map(|added| format!(" (time has added {added})"));
            format!("{amount}{}", added.unwrap_or_default())
        };
        let rows: Vec<String> = rows.iter().map(words).collect();
        format!("; wanting on {day}: {}", rows.join(", or "))
    }

    /// What was done of moves that only several deeds make, while they can still be made.
    fn done_so_far(&self, one: &Obligation) -> Vec<PartRecord<'_>> {
        let open = |step: Move| one.life.state().after(step).is_some();
        let name = |node| self.program.node_name(self.program.kernel.deed, node);
        let kinds = one.parts.iter().filter(|(step, ..)| open(*step)).map(|(step, node, on)| PartRecord {
            step,
            deed: name(node),
            amount: None,
            on: on.to_string(),
        });
        let sums = one.parts.sums().filter(|(step, ..)| open(*step));
        let sums = sums.map(|(step, node, amount, on)| PartRecord {
            step,
            deed: name(node),
            amount: Some(amount.to_string()),
            on: on.to_string(),
        });
        kinds.chain(sums).collect()
    }

    fn wanting_records(&self, one: &Obligation, on: Option<Date>) -> Vec<WantingRecord<'_>> {
        let name = |node| self.program.node_name(self.program.kernel.deed, node);
        let (day, rows) = self.wanting(one, on).unzip();
        let day = day.map(|day| day.to_string()).unwrap_or_default();
        let rows = rows.into_iter().flatten().map(|row| WantingRecord {
            deed: name(row.deed),
            amount: row.amount.map(|amount| amount.to_string()),
            added: row.added.map(|added| added.to_string()),
            on: day.clone(),
        });
        rows.collect()
    }

    fn response<'c>(&self, clause: &'c Clause, one: &Obligation) -> &'c Response {
        clause.response_with(one.rider)
    }

    fn record<'r>(&'r self, one: &'r Obligation, obligor: ActorId, on: Option<Date>) -> Record<'r> {
        let program = self.program;
        let clause = program.clause(one.clause);
        let treaty = clause.and_then(|clause| program.treaty(clause.treaty));
        Record {
            kind: "obligation",
            event: self.crisis.events.get(one.event).map_or("?", |event| event.id.as_str()),
            treaty: treaty.map_or("?", |treaty| treaty.name.as_str()),
            clause: clause.map_or("?", |clause| clause.name.as_str()),
            article: clause.map_or("?", |clause| clause.article.as_str()),
            obligor: program.actor_name(obligor),
            beneficiary: super::records::beneficiary(program, one.beneficiary),
            response: clause.map_or("?", |clause| {
                program.node_name(program.kernel.response, self.response(clause, one).what)
            }),
            since: one.since.to_string(),
            state: one.life.state().word(),
            on: on.map(|day| day.to_string()),
            due: match &one.due {
                Some(Due::By(end)) => Some(end.to_string()),
                Some(Due::InWords(words)) => Some(words.clone()),
                None => None,
            },
            moves: one
                .life
                .steps()
                .iter()
                .map(|step| MoveRecord {
                    step: step.step(),
                    on: step.on().to_string(),
                    cause: step.cause(),
                    reason: step.reason(),
                })
                .collect(),
            done: self.done_so_far(one),
            wanting: self.wanting_records(one, on),
            schema_version: 1,
        }
    }
}

/// A move in the words of a modality: a right is used, what is forbidden is kept.
fn move_word(step: Move, spoken: Modality) -> &'static str {
    match (step, spoken) {
        (Move::FallDue, Modality::May) => "open to be used",
        (Move::Perform, Modality::May) => "used",
        (Move::FallDue, Modality::ShallNot) => "binding",
        (Move::Perform, Modality::ShallNot) => "kept to its end",
        _ => step.word(),
    }
}

/// A state in the words of a modality.
pub(super) fn state_word(state: State, spoken: Modality) -> &'static str {
    match (state, spoken) {
        (State::Live(Live::Due), Modality::May) => "open to be used",
        (State::Ended(End::Performed), Modality::May) => "used",
        (State::Live(Live::Due), Modality::ShallNot) => "binding",
        (State::Ended(End::Performed), Modality::ShallNot) => "kept to its end",
        _ => state.word(),
    }
}

#[derive(Serialize)]
struct Record<'a> {
    kind: &'static str,
    event: &'a str,
    treaty: &'a str,
    clause: &'a str,
    article: &'a str,
    obligor: &'a str,
    beneficiary: Option<&'a str>,
    response: &'a str,
    since: String,
    state: &'static str,
    on: Option<String>,
    due: Option<String>,
    moves: Vec<MoveRecord<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    done: Vec<PartRecord<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    wanting: Vec<WantingRecord<'a>>,
    schema_version: u32,
}

/// What is still wanting of an amount: by one of these lines.
#[derive(Serialize)]
struct WantingRecord<'a> {
    deed: &'a str,
    /// None where nothing more is.
    amount: Option<String>,
    /// What of all that was ever wanted time has added.
    #[serde(skip_serializing_if = "Option::is_none")]
    added: Option<String>,
    on: String,
}

/// A part of a move that only several deeds make.
#[derive(Serialize)]
struct PartRecord<'a> {
    #[serde(rename = "move")]
    step: Move,
    deed: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<String>,
    on: String,
}

#[derive(Serialize)]
struct MoveRecord<'a> {
    #[serde(rename = "move")]
    step: crate::life::Move,
    on: String,
    cause: &'a str,
    reason: &'a str,
}

//! Resolves the lines of a clause. Absent: who is bound at all, conditions.

use super::actors::set;
use super::conditions::{Scope, condition};
use super::{Context, motions};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    self, ActorRef, Beneficiary, Clause, Cond, CondKind, Consultation, Days, Deadline, Evidence, Gap, Limb,
    LimbRole, NodeId, Origin, Response, TreatyId,
};
use crate::syntax::tree::{
    self, Base, ClauseLineKind, ConsultPart, Manner, Modality, Number, Process, RiderLine, Set, Speed, Unit,
};
use crate::text::FileId;

/// The row of a clause before its lines are read, so that other clauses can refer to it.
pub(super) fn placeholder(treaty: TreatyId, clause: &tree::Clause, file: FileId) -> Clause {
    let origin = Origin { file, span: clause.name.span };
    Clause {
        treaty,
        name: clause.name.text.clone(),
        article: clause.article.text.clone(),
        days: Days { from: clause.days.from.map(|d| d.date), until: clause.days.until.map(|d| d.date) },
        kind: NodeId(0),
        guarantee: None,
        evidence: Evidence::Unverified,
        cites: Vec::new(),
        trigger: None,
        on: None,
        limbs: Vec::new(),
        response: Response {
            obligors: ir::ActorSet::default(),
            modality: Modality::Shall,
            what: NodeId(0),
            beneficiary: Beneficiary::None,
            manner: Vec::new(),
            own_discretion: false,
            speed: None,
            origin,
        },
        object: None,
        against: Vec::new(),
        consultation: Consultation::default(),
        decision: None,
        process: None,
        report: None,
        deadline: None,
        each: false,
        turns: Vec::new(),
        powers: Vec::new(),
        survives: false,
        deadline_after: Vec::new(),
        termination: None,
        attaches: None,
        riders: Vec::new(),
        public: None,
        notes: Vec::new(),
        gaps: Vec::new(),
        origin,
    }
}

/// Which parts were written, to find what is missing or doubled.
#[derive(Default)]
struct Seen {
    kind: bool,
    guarantee: bool,
    trigger: bool,
    response: bool,
    consultation: bool,
    process: bool,
    report: bool,
    evidence: bool,
}

pub(super) fn resolve(cx: &mut Context, treaty: TreatyId, written: &tree::Clause, file: FileId) -> Clause {
    let mut clause = placeholder(treaty, written, file);
    clause.days = cx.days(&written.days, file);
    let mut seen = Seen::default();
    if let Some(tag) = cx.evidence(written.source.evidence.as_ref(), file) {
        clause.evidence = tag;
        seen.evidence = true;
    }
    clause.cites = written.source.cites.iter().map(|c| c.text.clone()).collect();
    let alias = written.lines.iter().find_map(|line| match &line.kind {
        ClauseLineKind::Trigger(tree::Trigger::When { on: Some((_, Some(name))), .. }) => {
            Some(name.text.clone())
        }
        _ => None,
    });
    let mut scope = Scope { file, treaty: Some(treaty), victim: alias, ..Scope::default() };
    for line in &written.lines {
        one_line(cx, &mut clause, line, &mut scope, &mut seen);
    }
    if written.article.text.trim().is_empty() {
        cx.push(
            Diagnostic::new(
                Code::MISSING_CITATION,
                file,
                written.article.span,
                "a clause without its article",
            )
            .help("name the article after the name of the clause: `clause defend \"Art. 5\"`"),
        );
    }
    missing(cx, written, &seen, file);
    clause
}

fn missing(cx: &mut Context, written: &tree::Clause, seen: &Seen, file: FileId) {
    cx.unread |= !written.unread.is_empty();
    let name = &written.name;
    let needs = [
        (seen.kind, "kind", "`kind defence`"),
        (seen.trigger, "trigger", "`trigger standing` if it is owed all the time"),
        (seen.response, "response", "`response every party will consult`"),
        (seen.evidence, "evidence", "`evidence text`"),
    ];
    // A line that could not be read is reported where it stands; that it is missing too would be one mistake told twice.
    let told = |there: bool, part: &str| there || written.unread.iter().any(|word| word == part);
    for (there, part, help) in needs {
        if !told(there, part) {
            cx.push(
                Diagnostic::new(
                    Code::MISSING_PART,
                    file,
                    name.span,
                    format!("the clause `{}` does not state its {part}", name.text),
                )
                .help(format!("add {help}")),
            );
        }
    }
    let silent = [(seen.consultation, "consultation"), (seen.process, "process"), (seen.report, "report")];
    let unsaid: Vec<&str> =
        silent.iter().filter(|(there, part)| !told(*there, part)).map(|(_, part)| *part).collect();
    if !unsaid.is_empty() {
        cx.push(
            Diagnostic::new(
                Code::SILENCE,
                file,
                name.span,
                format!(
                    "the clause `{}` does not say whether its article is silent on {}",
                    name.text,
                    unsaid.join(", ")
                ),
            )
            .help(format!("where the article says nothing, write `{} none`", unsaid.join(" none`, `"))),
        );
    }
}

fn twice(cx: &mut Context, flag: &mut bool, part: &str, line: &tree::ClauseLine, file: FileId) {
    if *flag {
        cx.push(Diagnostic::new(
            Code::DUPLICATE_PART,
            file,
            line.span,
            format!("a clause states its {part} once"),
        ));
    }
    *flag = true;
}

fn one_line(
    cx: &mut Context,
    clause: &mut Clause,
    line: &tree::ClauseLine,
    scope: &mut Scope,
    seen: &mut Seen,
) {
    let file = scope.file;
    match &line.kind {
        ClauseLineKind::Kind(name) => {
            twice(cx, &mut seen.kind, "kind", line, file);
            let tree = cx.program.kernel.kind;
            clause.kind = cx.node(tree, name, file).unwrap_or_default();
        }
        ClauseLineKind::Guarantee(name) => {
            twice(cx, &mut seen.guarantee, "kind of guarantee", line, file);
            clause.guarantee = super::statements::guarantee(cx, name, file);
        }
        ClauseLineKind::Trigger(trigger) => {
            twice(cx, &mut seen.trigger, "trigger", line, file);
            match trigger {
                tree::Trigger::Standing => clause.trigger = None,
                tree::Trigger::When { condition: cond, on, each } => {
                    clause.each = *each;
                    clause.on = on.as_ref().map(|(over, _)| set(cx, over, scope));
                    clause.trigger = Some(condition(cx, cond, scope));
                    if clause.on.is_some()
                        && matches!(clause.response.beneficiary, Beneficiary::None)
                        && !seen.response
                    {
                        clause.response.beneficiary = Beneficiary::Victim;
                    }
                }
            }
        }
        ClauseLineKind::Scope(cond) => limb(cx, clause, LimbRole::Scope, None, cond, false, scope),
        ClauseLineKind::Opinion(who, deed) => {
            let cond = tree::Cond {
                span: line.span,
                kind: tree::CondKind::Has {
                    who: who.clone(),
                    newly: false,
                    deed: deed.clone(),
                    to: None,
                    anywhere: false,
                    under: None,
                },
            };
            limb(cx, clause, LimbRole::Opinion, None, &cond, false, scope);
        }
        ClauseLineKind::Requires(label, cond) => {
            limb(cx, clause, LimbRole::Precondition, label.as_ref(), cond, false, scope);
        }
        ClauseLineKind::Except(label, cond) => {
            limb(cx, clause, LimbRole::Exception, label.as_ref(), cond, true, scope);
        }
        ClauseLineKind::Until(label, cond) => {
            limb(cx, clause, LimbRole::Terminated, label.as_ref(), cond, true, scope);
        }
        ClauseLineKind::Response(written) => {
            twice(cx, &mut seen.response, "response", line, file);
            let struck = clause.on.is_some();
            clause.response = response(cx, written, struck, scope);
        }
        ClauseLineKind::Object(names, text) => {
            clause.against.extend(names.iter().filter_map(|name| cx.actor(name, file)));
            clause.object = text.as_ref().map(|text| text.text.clone());
        }
        ClauseLineKind::Consultation(parts) => {
            twice(cx, &mut seen.consultation, "consultation", line, file);
            clause.decision =
                parts.as_ref().and_then(|parts| motions::decision(cx, parts, scope)).map(Box::new);
            clause.consultation = match parts {
                None => Consultation { none: true, ..Consultation::default() },
                Some(parts) => consultation(cx, parts, clause.decision.as_deref(), scope),
            };
        }
        ClauseLineKind::Process(process) => {
            twice(cx, &mut seen.process, "process", line, file);
            clause.process = match process {
                Process::None => None,
                Process::Constitutional(of) => Some(of.as_ref().map_or_else(
                    || "constitutional processes".to_owned(),
                    |name| format!("constitutional processes of the {}", name.text),
                )),
                Process::Text(text) => Some(text.text.clone()),
            };
        }
        ClauseLineKind::Report(report) => {
            twice(cx, &mut seen.report, "report", line, file);
            clause.report = report.as_ref().and_then(|(name, how)| {
                cx.actor(name, file)?;
                Some((name.text.clone(), how.as_ref().map(speed_words).unwrap_or_default()))
            });
        }
        ClauseLineKind::Deadline(term, next) => {
            clause.deadline = term.as_ref().map(|term| match term {
                tree::Deadline::Speed(speed, _) => deadline(cx, speed, scope),
                tree::Deadline::By(day) => Deadline::By(day.date),
            });
            if let Some(span) = next {
                let term = clause.deadline.take();
                clause.deadline = term.map(|term| super::calendars::or_next(cx, term, *span, scope));
            }
            if let Some(tree::Deadline::Speed(_, after)) = term
                && !after.is_empty()
            {
                clause.deadline_after = super::conditions::clause_path(cx, after, file).unwrap_or_default();
            }
        }
        ClauseLineKind::Duty(written) => clause.turns.extend(super::duties::turn(cx, written, file)),
        ClauseLineKind::Power(written) => {
            clause.powers.extend(super::duties::power(cx, written, clause.treaty, file));
        }
        // Which text comes first is resolved once every instrument is declared.
        ClauseLineKind::Rank(_) => {}
        ClauseLineKind::Survives(text) => {
            clause.survives = true;
            clause.notes.extend(text.iter().map(|text| text.text.clone()));
        }
        ClauseLineKind::Termination(text) => clause.termination = Some(text.text.clone()),
        ClauseLineKind::Attaches(name) => {
            let tree = cx.program.kernel.response;
            clause.attaches = cx.node(tree, name, file);
        }
        ClauseLineKind::Rider(rider) => {
            let struck = clause.on.is_some();
            if let Some(rider) = resolve_rider(cx, rider, struck, scope) {
                clause.riders.push(rider);
            }
        }
        ClauseLineKind::Public(date) => clause.public = Some(date.date),
        ClauseLineKind::Note(text) => clause.notes.push(text.text.clone()),
        ClauseLineKind::Cite(text) => clause.cites.push(text.text.clone()),
        ClauseLineKind::Evidence(tag) => {
            if let Some(tag) = cx.evidence(Some(tag), file) {
                clause.evidence = tag;
                seen.evidence = true;
            }
        }
        ClauseLineKind::Gap(article, reason) => clause.gaps.push(Gap {
            article: article.text.clone(),
            reason: reason.text.clone(),
            origin: Origin { file, span: line.span },
        }),
    }
}

fn limb(
    cx: &mut Context,
    clause: &mut Clause,
    role: LimbRole,
    label: Option<&tree::Text>,
    cond: &tree::Cond,
    negated: bool,
    scope: &mut Scope,
) {
    let mut resolved = condition(cx, cond, scope);
    if negated {
        resolved = Cond { origin: resolved.origin, kind: CondKind::Not(Box::new(resolved)) };
    }
    clause.limbs.push(Limb { role, label: label.map(|l| l.text.clone()), condition: resolved });
}

fn response(cx: &mut Context, written: &tree::Response, struck: bool, scope: &Scope) -> Response {
    let tree = cx.program.kernel.response;
    let beneficiary = match &written.beneficiary {
        None if struck => Beneficiary::Victim,
        None => Beneficiary::None,
        Some(tree::Beneficiary::All(_)) => Beneficiary::All,
        Some(tree::Beneficiary::Set(Set::Names(names))) if matches!(names.as_slice(), [name] if name.text == "victim" || scope.victim.as_deref() == Some(&name.text)) =>
        {
            if !struck {
                let span = names.first().map(|n| n.span).unwrap_or_default();
                cx.push(
                    Diagnostic::new(Code::UNBOUND_ROLE, scope.file, span, "nobody is struck in this clause")
                        .help("say who must be struck: `trigger … on a party`"),
                );
            }
            Beneficiary::Victim
        }
        Some(tree::Beneficiary::Set(written)) => Beneficiary::Set(set(cx, written, scope)),
    };
    let mut manner = Vec::new();
    let mut own_discretion = false;
    let mut speed = None;
    for part in &written.manners {
        match part {
            Manner::AnyMeans => manner.push("by any means".to_owned()),
            Manner::AllMeans => manner.push("by all means".to_owned()),
            Manner::By(name) => manner.push(format!("by {}", super::words(&name.text))),
            Manner::ByText(text) => manner.push(format!("by {}", text.text)),
            Manner::OwnDiscretion => own_discretion = true,
            Manner::At(how) => speed = Some(deadline(cx, how, scope)),
            Manner::Text(text) => manner.push(text.text.clone()),
        }
    }
    Response {
        obligors: set(cx, &written.obligors, scope),
        modality: written.modality,
        what: cx.node(tree, &written.what, scope.file).unwrap_or_default(),
        beneficiary,
        manner,
        own_discretion,
        speed,
        origin: Origin { file: scope.file, span: written.span },
    }
}

fn deadline(cx: &mut Context, speed: &Speed, scope: &Scope) -> Deadline {
    let file = scope.file;
    match speed {
        Speed::Working(number) => {
            let found = super::calendars::working(cx, number, scope);
            found.unwrap_or_else(|| Deadline::Words(speed_words(speed)))
        }
        // On the day itself.
        Speed::Within(number, Unit::Days) if number.text == "0" => Deadline::Within(0, Unit::Days),
        Speed::Within(number, unit) => match whole(cx, number, file) {
            Some(number) => Deadline::Within(number, *unit),
            None => Deadline::Words(speed_words(speed)),
        },
        other => Deadline::Words(speed_words(other)),
    }
}

/// A whole number of a duration; anything else is reported.
pub(super) fn whole(cx: &mut Context, number: &Number, file: FileId) -> Option<u32> {
    let found = number.text.parse::<u32>().ok().filter(|n| (1..=100_000).contains(n));
    if found.is_none() {
        let message = format!("`{}` is not a whole number from 1 to 100000", number.text);
        let said = Diagnostic::new(Code::BAD_NUMBER, file, number.span, message);
        // Of all of them only the term of a clause can be no day at all.
        let help = "a term that ends on the very day is `within 0 days`";
        cx.push(if number.text == "0" { said.help(help) } else { said });
    }
    found
}

/// A speed in words.
pub(super) fn speed_words(speed: &Speed) -> String {
    match speed {
        Speed::Immediately => "immediately".to_owned(),
        Speed::Forthwith => "forthwith".to_owned(),
        Speed::Promptly => "promptly".to_owned(),
        Speed::WithoutDelay => "without delay".to_owned(),
        Speed::Within(number, unit) => {
            let unit = match unit {
                Unit::Hours => "hours",
                Unit::Days => "days",
                Unit::Months => "months",
                Unit::Years => "years",
            };
            format!("within {} {unit}", number.text)
        }
        Speed::Working(number) => format!("within {} working days", number.text),
        Speed::Text(text) => text.text.clone(),
    }
}

fn consultation(
    cx: &mut Context,
    parts: &[ConsultPart],
    decided: Option<&ir::Decision>,
    scope: &Scope,
) -> Consultation {
    let mut result = Consultation::default();
    let decides = parts.iter().any(|part| matches!(part, ConsultPart::Decide(_)));
    for part in parts {
        match part {
            ConsultPart::OnDemandOf(written) => {
                if !decides {
                    set(cx, written, scope);
                }
                result.on_demand_of = Some(set_words(written));
            }
            ConsultPart::Before => result.before = Some(true),
            ConsultPart::After => result.before = Some(false),
            ConsultPart::Level(text) => result.level = Some(text.text.clone()),
            ConsultPart::Organ(names) => {
                // A decision asks for the same names, and has reported what is unknown.
                result.organs = match (decides, decided) {
                    (false, _) => names.iter().filter_map(|name| cx.actor(name, scope.file)).collect(),
                    (true, decision) => decision.map(|one| one.organs.clone()).unwrap_or_default(),
                };
                let names: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
                result.organ = Some(names.join(" or "));
            }
            ConsultPart::Decide(name) => result.decides = Some(super::words(&name.text)),
            ConsultPart::Vote(vote) => {
                let share = vote.fraction.as_ref().map_or_else(
                    || "majority".to_owned(),
                    |fraction| format!("{}/{}", fraction.over.text, fraction.under.text),
                );
                let base = match &vote.base {
                    Base::Name(name) => super::words(&name.text),
                    Base::Text(text) => text.text.clone(),
                };
                result.vote = Some((share, base));
            }
            ConsultPart::Excluded(name) => result.excluded = Some(super::words(&name.text)),
            ConsultPart::Veto(written) => result.veto = Some(set_words(written)),
            ConsultPart::Quorum(fraction) => {
                let number = |text: &tree::Number| text.text.parse::<u32>().ok();
                result.quorum = number(&fraction.over).zip(number(&fraction.under));
            }
            ConsultPart::Consensus => result.consensus = true,
            ConsultPart::Binding(binding, except) => {
                result.binding = Some(*binding);
                result.free = except.iter().map(|name| super::words(&name.text)).collect();
            }
            ConsultPart::Speed(speed) => result.speed = Some(deadline(cx, speed, scope)),
            ConsultPart::Text(text) => result.words.push(text.text.clone()),
        }
    }
    result
}

pub(super) fn fraction_of(cx: &mut Context, fraction: &tree::Fraction, scope: &Scope) -> Option<(u32, u32)> {
    let over = fraction.over.text.parse::<u32>().ok();
    let under = fraction.under.text.parse::<u32>().ok();
    let found = over.zip(under).filter(|(over, under)| *under > 0 && over <= under);
    if found.is_none() {
        cx.push(Diagnostic::new(
            Code::BAD_NUMBER,
            scope.file,
            fraction.over.span.to(fraction.under.span),
            "a fraction of votes lies between 0 and 1",
        ));
    }
    found
}

/// A set as it was written.
pub(super) fn set_words(set: &Set) -> String {
    match set {
        Set::Nobody(_) => "nobody".to_owned(),
        Set::Each { article, other, classes, .. } => {
            let article = match article {
                tree::Article::A => "a",
                tree::Article::Any => "any",
                tree::Article::Every => "every",
                tree::Article::Each => "each",
            };
            let classes: Vec<String> = classes.iter().map(|c| super::words(&c.text)).collect();
            format!("{article} {}{}", if *other { "other " } else { "" }, classes.join(" or "))
        }
        Set::Names(names) => names.iter().map(|n| n.text.as_str()).collect::<Vec<_>>().join(", "),
    }
}

fn resolve_rider(
    cx: &mut Context,
    rider: &tree::Rider,
    struck: bool,
    scope: &mut Scope,
) -> Option<ir::Rider> {
    let file = scope.file;
    let party = cx.actor(&rider.party, file);
    let days = cx.days(&rider.days, file);
    let mut result = ir::Rider {
        party: ir::ActorId(0),
        label: rider.label.text.clone(),
        days,
        evidence: cx.evidence(rider.source.evidence.as_ref(), file),
        only_if: Vec::new(),
        response: None,
        notes: Vec::new(),
        origin: Origin { file, span: rider.party.span },
    };
    for line in &rider.lines {
        match line {
            RiderLine::OnlyIf(cond) => result.only_if.push(condition(cx, cond, scope)),
            RiderLine::Response(written) => result.response = Some(response(cx, written, struck, scope)),
            RiderLine::Note(text) => result.notes.push(text.text.clone()),
            RiderLine::Cite(_) => {}
            RiderLine::Evidence(tag) => result.evidence = cx.evidence(Some(tag), file),
        }
    }
    result.party = party?;
    Some(result)
}

/// Whether a set names the struck actor; used by the lints.
pub(super) fn names_victim(set: &ir::ActorSet) -> bool {
    set.names.contains(&ActorRef::Victim)
}

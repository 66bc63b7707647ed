//! Declares and resolves questions, terms, areas and instruments with their parties and legs.
//! Absent: the lines of a clause (`clauses`), conditions (`conditions`).

use super::conditions::{Scope, condition};
use super::{Context, In, Items, Space, clauses, days, label_or, powers};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    self, ClauseId, Days, Evidence, Gap, Leg, Membership, Origin, QuestionId, TermId, TermVersion, TreatyId,
};
use crate::syntax::tree::{self, Name, PartyDetail, PartyLine, TreatyLineKind};
use crate::text::FileId;

/// The parts of a term and of one version of an area are the same.
struct TermParts<'a> {
    name: &'a Name,
    params: &'a [Name],
    label: Option<&'a tree::Text>,
    days: tree::Days,
    source: &'a tree::Source,
    condition: &'a tree::Cond,
    area: bool,
    treaty: Option<TreatyId>,
    file: FileId,
}

fn term_parts<'a>(item: In<'a, tree::Term>, treaty: Option<TreatyId>) -> TermParts<'a> {
    let tree::Term { name, params, label, source, condition } = item.it;
    TermParts {
        name,
        params,
        label: label.as_ref(),
        days: tree::Days::default(),
        source,
        condition,
        area: false,
        treaty,
        file: item.file,
    }
}

fn area_parts<'a>(item: In<'a, tree::Area>, treaty: Option<TreatyId>) -> TermParts<'a> {
    let tree::Area { name, params, label, days, source, condition, .. } = item.it;
    TermParts {
        name,
        params,
        label: label.as_ref(),
        days: *days,
        source,
        condition,
        area: true,
        treaty,
        file: item.file,
    }
}

fn all_terms<'a>(cx: &Context, items: &Items<'a>) -> Vec<TermParts<'a>> {
    let mut all: Vec<TermParts<'a>> = items.terms.iter().map(|item| term_parts(*item, None)).collect();
    all.extend(items.areas.iter().map(|item| area_parts(*item, None)));
    for item in &items.treaties {
        let Some(treaty) = own_treaty(cx, *item) else { continue };
        let file = item.file;
        for line in &item.it.lines {
            match &line.kind {
                TreatyLineKind::Term(it) => all.push(term_parts(In { file, it }, Some(treaty))),
                TreatyLineKind::Area(it) => all.push(area_parts(In { file, it }, Some(treaty))),
                _ => {}
            }
        }
    }
    all
}

/// The id of an instrument, unless this is a second declaration of its name.
pub(super) fn own_treaty(cx: &Context, item: In<'_, tree::Treaty>) -> Option<TreatyId> {
    let id = cx.find(Space::Treaty, &item.it.name.text).map(TreatyId)?;
    let origin = cx.program.treaty(id)?.origin;
    (origin.file == item.file && origin.span == item.it.name.span).then_some(id)
}

pub(super) fn declare(cx: &mut Context, items: &Items<'_>) {
    for item in &items.treaties {
        let id = TreatyId::at(cx.program.treaties.len());
        if cx.declare(Space::Treaty, &item.it.name, item.file, id.0) {
            cx.program.treaties.push(ir::Treaty {
                name: item.it.name.text.clone(),
                label: label_or(item.it.label.as_ref(), &item.it.name),
                overlay: item.it.overlay,
                nature: None,
                cites: Vec::new(),
                evidence: None,
                signed: None,
                days: Days::default(),
                depositary: None,
                calendar: None,
                ends: Vec::new(),
                leaving: None,
                notes: Vec::new(),
                parties: Vec::new(),
                protected: Vec::new(),
                signatories: Vec::new(),
                legs: Vec::new(),
                clauses: Vec::new(),
                gaps: Vec::new(),
                origin: Origin { file: item.file, span: item.it.name.span },
            });
        }
    }
    declare_questions(cx, items);
    declare_terms(cx, items);
    for item in &items.treaties {
        let Some(treaty) = own_treaty(cx, *item) else { continue };
        for line in &item.it.lines {
            if let TreatyLineKind::Clause(clause) = &line.kind {
                let id = ClauseId::at(cx.program.clauses.len());
                let days =
                    Days { from: clause.days.from.map(|d| d.date), until: clause.days.until.map(|d| d.date) };
                let clash = cx
                    .program
                    .clauses
                    .iter()
                    .find(|c| c.treaty == treaty && c.name == clause.name.text && c.days.overlaps(&days))
                    .map(|c| c.origin);
                if let Some(first) = clash {
                    cx.push(
                        Diagnostic::new(
                            Code::OVERLAP,
                            item.file,
                            clause.name.span,
                            format!("two texts of the clause `{}` run on the same day", clause.name.text),
                        )
                        .also(first.file, first.span, "the other text")
                        .help("give each version its days with `from` and `until`, or rename one"),
                    );
                }
                cx.program.clauses.push(clauses::placeholder(treaty, clause, item.file));
                if let Some(row) = cx.program.treaties.get_mut(treaty.index()) {
                    row.clauses.push(id);
                }
            }
        }
    }
}

fn declare_questions(cx: &mut Context, items: &Items<'_>) {
    let mut all: Vec<(In<'_, tree::Question>, Option<TreatyId>)> =
        items.questions.iter().map(|item| (*item, None)).collect();
    for item in &items.treaties {
        let treaty = own_treaty(cx, *item);
        for line in &item.it.lines {
            if let TreatyLineKind::Question(it) = &line.kind {
                all.push((In { file: item.file, it }, treaty));
            }
        }
    }
    all.sort_by(|a, b| a.0.it.name.text.cmp(&b.0.it.name.text));
    for (item, treaty) in all {
        let id = QuestionId::at(cx.program.questions.len());
        if cx.declare(Space::Question, &item.it.name, item.file, id.0) {
            let question = question(cx, item, treaty);
            cx.program.questions.push(question);
        }
    }
}

fn question(cx: &mut Context, item: In<'_, tree::Question>, treaty: Option<TreatyId>) -> ir::Question {
    let file = item.file;
    let it = item.it;
    let named = it.of.as_ref().and_then(|name| cx.expect(Space::Treaty, name, file)).map(TreatyId);
    if it.readings.len() < 2 {
        cx.push(
            Diagnostic::new(
                Code::TOO_FEW,
                file,
                it.name.span,
                format!(
                    "the question `{}` has {}",
                    it.name.text,
                    if it.readings.is_empty() { "no reading" } else { "one reading" }
                ),
            )
            .help("a question has two readings at least; what is not disputed is a term"),
        );
    }
    if it.sources.is_empty() {
        cx.push(
            Diagnostic::new(
                Code::MISSING_CITATION,
                file,
                it.name.span,
                format!("the question `{}` does not say where the dispute is documented", it.name.text),
            )
            .help("add `source \"…\"`"),
        );
    }
    let mut readings: Vec<ir::Reading> = Vec::new();
    for reading in &it.readings {
        if readings.iter().any(|other| other.name == reading.name.text) {
            cx.push(Diagnostic::new(
                Code::DUPLICATE_NAME,
                file,
                reading.name.span,
                format!("`{}` has two readings named `{}`", it.name.text, reading.name.text),
            ));
        }
        if reading.source.cites.is_empty() {
            cx.push(
                Diagnostic::new(
                    Code::MISSING_CITATION,
                    file,
                    reading.name.span,
                    format!("the reading `{}` does not say where it is stated", reading.name.text),
                )
                .help("add `cite \"…\"`"),
            );
        }
        if reading.holders.is_empty() {
            cx.push(
                Diagnostic::new(
                    Code::UNCLAIMED_READING,
                    file,
                    reading.name.span,
                    format!("nobody is said to hold the reading `{}`", reading.name.text),
                )
                .note("it counts only when someone selects it"),
            );
        }
        let mut holders = Vec::new();
        for (name, days) in &reading.holders {
            let days = cx.days(days, file);
            holders.extend(cx.actor(name, file).map(|actor| (actor, days)));
        }
        readings.push(ir::Reading {
            name: reading.name.text.clone(),
            label: label_or(reading.label.as_ref(), &reading.name),
            holders,
            cites: reading.source.cites.iter().map(|c| c.text.clone()).collect(),
            evidence: cx.evidence(reading.source.evidence.as_ref(), file),
            origin: Origin { file, span: reading.name.span },
        });
    }
    ir::Question {
        name: it.name.text.clone(),
        label: label_or(it.label.as_ref(), &it.name),
        treaty: treaty.or(named),
        sources: it.sources.iter().map(|s| s.text.clone()).collect(),
        evidence: cx.evidence(it.evidence.as_ref(), file),
        readings,
        origin: Origin { file, span: it.name.span },
    }
}

fn declare_terms(cx: &mut Context, items: &Items<'_>) {
    for parts in all_terms(cx, items) {
        let key = (parts.treaty.map(|t| t.0), parts.name.text.clone());
        let origin = Origin { file: parts.file, span: parts.name.span };
        if let Some((id, first)) = cx.terms.get(&key).copied() {
            // A second text under one name is a version if both are dated and their days differ.
            let days =
                Days { from: parts.days.from.map(|d| d.date), until: parts.days.until.map(|d| d.date) };
            let versions = cx
                .program
                .term(id)
                .map(|t| t.versions.iter().map(|v| v.days).collect::<Vec<_>>())
                .unwrap_or_default();
            if !parts.area || versions.iter().any(|other| other.overlaps(&days)) {
                cx.push(
                    Diagnostic::new(
                        if parts.area { Code::OVERLAP } else { Code::DUPLICATE_NAME },
                        parts.file,
                        parts.name.span,
                        format!("`{}` is declared twice for the same days", parts.name.text),
                    )
                    .also(first.file, first.span, "first declared here")
                    .help("only an area has versions; give each its days with `from` and `until`"),
                );
            } else if let Some(term) = cx.program.terms.get_mut(id.index()) {
                term.versions.push(empty_version(days, origin));
            }
            continue;
        }
        let id = TermId::at(cx.program.terms.len());
        let days = cx.days(&parts.days, parts.file);
        cx.terms.insert(key, (id, origin));
        cx.program.terms.push(ir::Term {
            name: parts.name.text.clone(),
            label: label_or(parts.label, parts.name),
            area: parts.area,
            treaty: parts.treaty,
            params: parts.params.iter().map(|p| p.text.clone()).collect(),
            versions: vec![empty_version(days, origin)],
            origin,
        });
    }
}

fn empty_version(days: Days, origin: Origin) -> TermVersion {
    TermVersion {
        days,
        evidence: None,
        cites: Vec::new(),
        condition: ir::Cond { origin, kind: ir::CondKind::Const(false) },
        origin,
    }
}

pub(super) fn resolve(cx: &mut Context, items: &Items<'_>) {
    for parts in all_terms(cx, items) {
        let key = (parts.treaty.map(|t| t.0), parts.name.text.clone());
        let Some((id, _)) = cx.terms.get(&key).copied() else { continue };
        let mut scope = Scope {
            file: parts.file,
            treaty: parts.treaty,
            slots: parts.params.iter().map(|p| p.text.clone()).collect(),
            ..Scope::default()
        };
        let resolved = condition(cx, parts.condition, &mut scope);
        let evidence = cx.evidence(parts.source.evidence.as_ref(), parts.file);
        let origin = Origin { file: parts.file, span: parts.name.span };
        let version = cx
            .program
            .terms
            .get_mut(id.index())
            .and_then(|term| term.versions.iter_mut().find(|version| version.origin == origin));
        if let Some(version) = version {
            version.condition = resolved;
            version.evidence = evidence;
            version.cites = parts.source.cites.iter().map(|c| c.text.clone()).collect();
        }
    }
    for item in &items.treaties {
        let Some(id) = own_treaty(cx, *item) else { continue };
        header(cx, *item, id);
        let ids = cx.program.treaty(id).map(|t| t.clauses.clone()).unwrap_or_default();
        let written = item.it.lines.iter().filter_map(|line| match &line.kind {
            TreatyLineKind::Clause(clause) => Some(clause),
            _ => None,
        });
        for (clause, written) in ids.into_iter().zip(written) {
            let resolved = clauses::resolve(cx, id, written, item.file);
            if let Some(row) = cx.program.clauses.get_mut(clause.index()) {
                *row = resolved;
            }
        }
    }
}

/// Everything of an instrument but its clauses, terms and questions.
fn header(cx: &mut Context, item: In<'_, tree::Treaty>, id: TreatyId) {
    let file = item.file;
    let Some(mut treaty) = cx.program.treaty(id).cloned() else { return };
    for line in &item.it.lines {
        match &line.kind {
            TreatyLineKind::Cite(text) | TreatyLineKind::Source(text) => treaty.cites.push(text.text.clone()),
            TreatyLineKind::Evidence(tag) => treaty.evidence = cx.evidence(Some(tag), file),
            TreatyLineKind::Nature(name, _) => {
                let tree = cx.program.kernel.nature;
                treaty.nature = cx.node(tree, name, file);
            }
            TreatyLineKind::Signed(date) => treaty.signed = Some(date.date),
            TreatyLineKind::InForce(date) => treaty.days.from = Some(date.date),
            TreatyLineKind::Ended(date, note) => {
                treaty.days.until = Some(date.date);
                treaty.notes.extend(note.iter().map(|n| n.text.clone()));
            }
            TreatyLineKind::Depositary(text) => treaty.depositary = Some(text.text.clone()),
            TreatyLineKind::Calendar(name) => {
                let found = cx.expect(Space::Calendar, name, file);
                treaty.calendar = found.and_then(|at| cx.program.calendars.get(at as usize).cloned());
            }
            TreatyLineKind::Ends(leaving, text) => {
                treaty.ends.extend(text.iter().map(|text| text.text.clone()));
                let leaving = leaving.as_ref().and_then(|it| powers::leaving(cx, In { file, it }));
                treaty.leaving = leaving.or(treaty.leaving);
            }
            TreatyLineKind::Note(text) => treaty.notes.push(text.text.clone()),
            TreatyLineKind::Gap(article, reason) => treaty.gaps.push(Gap {
                article: article.text.clone(),
                reason: reason.text.clone(),
                origin: Origin { file, span: line.span },
            }),
            TreatyLineKind::Parties(_)
            | TreatyLineKind::Rank(_)
            | TreatyLineKind::Presumes(..)
            | TreatyLineKind::Protects(_)
            | TreatyLineKind::Signatory(_)
            | TreatyLineKind::Leg { .. }
            | TreatyLineKind::Area(_)
            | TreatyLineKind::Term(_)
            | TreatyLineKind::Question(_)
            | TreatyLineKind::Clause(_) => {}
        }
    }
    if let (Some(from), Some(until)) = (treaty.days.from, treaty.days.until)
        && from >= until
    {
        cx.push(Diagnostic::new(
            Code::BAD_INTERVAL,
            file,
            item.it.name.span,
            format!("`{}` ends before it enters into force", treaty.name),
        ));
    }
    if treaty.cites.is_empty() {
        cx.push(
            Diagnostic::new(
                Code::MISSING_CITATION,
                file,
                item.it.name.span,
                format!("`{}` has no citation", treaty.name),
            )
            .help("add `cite \"…\"`"),
        );
    }
    let force = treaty.days;
    for line in &item.it.lines {
        match &line.kind {
            TreatyLineKind::Parties(party) => {
                let rows = members(cx, party, id, force, file, line.span);
                check_overlap(cx, &treaty.parties, &rows);
                treaty.parties.extend(rows);
            }
            TreatyLineKind::Protects(party) => {
                let rows = members(cx, party, id, force, file, line.span);
                treaty.protected.extend(rows);
            }
            TreatyLineKind::Signatory(party) => {
                let rows = members(cx, party, id, Days::default(), file, line.span);
                treaty.signatories.extend(rows);
            }
            TreatyLineKind::Leg { from, to, days, details } => {
                let from = cx.actor(from, file);
                let to = cx.actor(to, file);
                let days = cx.days(days, file);
                let more = details_of(cx, details, id, file);
                if let (Some(from), Some(to)) = (from, to) {
                    treaty.legs.push(Leg {
                        from,
                        to,
                        days,
                        when: more.when,
                        because: more.because,
                        evidence: more.evidence,
                        origin: Origin { file, span: line.span },
                    });
                }
            }
            _ => {}
        }
    }
    days::of_treaty(cx, item, &treaty);
    if let Some(row) = cx.program.treaties.get_mut(id.index()) {
        *row = treaty;
    }
}

#[derive(Default)]
struct Details {
    denounced: Option<jiff::civil::Date>,
    frozen: Option<jiff::civil::Date>,
    when: Option<ir::Cond>,
    because: Option<String>,
    evidence: Option<Evidence>,
}

fn details_of(cx: &mut Context, list: &[PartyDetail], treaty: TreatyId, file: FileId) -> Details {
    let mut details = Details::default();
    for detail in list {
        match detail {
            PartyDetail::Denounced(date) => details.denounced = Some(date.date),
            PartyDetail::Frozen(date) => details.frozen = Some(date.date),
            PartyDetail::When(cond) => {
                let mut scope =
                    Scope { file, treaty: Some(treaty), questions_only: true, ..Scope::default() };
                details.when = Some(condition(cx, cond, &mut scope));
            }
            PartyDetail::Because(text) => details.because = Some(text.text.clone()),
            PartyDetail::Evidence(tag) => details.evidence = cx.evidence(Some(tag), file),
            PartyDetail::Cite(_) => {}
        }
    }
    details
}

fn members(
    cx: &mut Context,
    line: &PartyLine,
    treaty: TreatyId,
    force: Days,
    file: FileId,
    span: crate::text::Span,
) -> Vec<Membership> {
    let mut days = cx.days(&line.days, file);
    let outside =
        |a: Option<jiff::civil::Date>, b: Option<jiff::civil::Date>| a.zip(b).is_some_and(|(a, b)| a < b);
    if outside(days.from, force.from) || outside(force.until, days.until) {
        cx.push(Diagnostic::new(
            Code::OUTSIDE_FORCE,
            file,
            span,
            "these days reach beyond the time in which the instrument was in force",
        ));
    }
    // A party is bound from the entry into force unless a later day is given.
    days.from = days.from.or(force.from);
    days.until = days.until.or(force.until);
    let details = details_of(cx, &line.details, treaty, file);
    line.names
        .iter()
        .filter_map(|name| {
            Some(Membership {
                actor: cx.actor(name, file)?,
                days,
                denounced: details.denounced,
                frozen: details.frozen,
                when: details.when.clone(),
                because: details.because.clone(),
                evidence: details.evidence,
                origin: Origin { file, span: name.span },
            })
        })
        .collect()
}

/// A state is bound once on a day; two rows for one day would count it twice.
fn check_overlap(cx: &mut Context, before: &[Membership], rows: &[Membership]) {
    for (at, row) in rows.iter().enumerate() {
        let earlier = rows
            .iter()
            .take(at)
            .chain(before)
            .find(|other| other.actor == row.actor && other.days.overlaps(&row.days));
        if let Some(other) = earlier {
            let name = cx.program.actor_name(row.actor).to_owned();
            cx.push(
                Diagnostic::new(
                    Code::OVERLAP,
                    row.origin.file,
                    row.origin.span,
                    format!("`{name}` is bound twice on the same day"),
                )
                .also(other.origin.file, other.origin.span, "already bound here")
                .help("end the first interval where the second begins"),
            );
        }
    }
}

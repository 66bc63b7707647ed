//! Answers for machines: JSON Lines and CSV, with the same content.
//!
//! In: groups of verdicts. Out: one line each; `docs/command-line.md` lists the fields. Absent:
//! choosing what is shown.

use std::io::Write;

use serde::Serialize;

use super::console::Outcome;
use super::load::Rules;
use super::row::Group;
use super::table;
use super::words;
use crate::evaluate::{BeneficiaryOut, PivotKind, PivotSet, Pivots, Status};
use crate::event::Event;
use crate::ir::{Consultation, LimbRole, Program};

/// The version of the record; it grows when a field changes its name, place or meaning.
pub(crate) const SCHEMA_VERSION: u32 = 1;

/// One answer. The order of the fields is the order of the output.
#[derive(Debug, Serialize)]
pub(crate) struct Record<'a> {
    event: &'a str,
    treaty: &'a str,
    clause: &'a str,
    article: &'a str,
    kind: &'a str,
    #[serde(skip_serializing_if = "Obligors::is_list")]
    obligor: Obligors<'a>,
    #[serde(skip_serializing_if = "Obligors::is_single")]
    obligors: Obligors<'a>,
    beneficiary: Option<&'a str>,
    status: &'static str,
    status_words: &'static str,
    modality: &'static str,
    response: &'a str,
    discretion: Discretion<'a>,
    consultation: Option<ConsultationRecord<'a>>,
    process: Option<&'a str>,
    report: Option<Report<'a>>,
    deadline: Option<String>,
    pivots: PivotsRecord<'a>,
    because: Because,
    evidence: &'static str,
    standing: bool,
    overlays: Vec<String>,
    gaps: Vec<Gap<'a>>,
    guarantee: Option<&'a str>,
    schema_version: u32,
}

/// One code, or a list of them if obligors are joined.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
enum Obligors<'a> {
    Single(Option<&'a str>),
    List(Vec<&'a str>),
}

impl Obligors<'_> {
    fn is_list(&self) -> bool {
        matches!(self, Obligors::List(_))
    }

    fn is_single(&self) -> bool {
        !self.is_list()
    }
}

#[derive(Debug, Serialize)]
struct Discretion<'a> {
    own: bool,
    manner: &'a [String],
}

/// What is written of a consultation; what is not written is left out.
#[derive(Debug, Serialize)]
struct ConsultationRecord<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    on_demand_of: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before_acting: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organ: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decides: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vote: Option<Vote<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quorum: Option<[u32; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    excluded: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    veto: Option<&'a str>,
    consensus: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    binding: Option<bool>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    binding_except: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    speed: Option<String>,
    words: &'a [String],
}

#[derive(Debug, Serialize)]
struct Vote<'a> {
    share: &'a str,
    of: &'a str,
}

#[derive(Debug, Serialize)]
struct Report<'a> {
    to: &'a str,
    speed: &'a str,
}

#[derive(Debug, Serialize)]
struct PivotsRecord<'a> {
    depends_on: &'a [String],
    to_owed: Vec<Vec<PivotRecord<'a>>>,
    to_available: Vec<Vec<PivotRecord<'a>>>,
    to_not_owed: Vec<Vec<PivotRecord<'a>>>,
    cut: bool,
}

#[derive(Debug, Serialize)]
struct PivotRecord<'a> {
    kind: &'static str,
    name: &'a str,
    values: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    in_common: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Because {
    reason: Option<&'static str>,
    text: String,
    at: String,
}

#[derive(Debug, Serialize)]
struct Gap<'a> {
    article: &'a str,
    reason: &'a str,
}

/// To whom, as records write it.
pub(crate) fn beneficiary(program: &Program, to: BeneficiaryOut) -> Option<&str> {
    match to {
        BeneficiaryOut::None => None,
        BeneficiaryOut::Actor(id) => Some(program.actor_name(id)),
        BeneficiaryOut::Struck => Some("struck"),
        BeneficiaryOut::Parties => Some("parties"),
        BeneficiaryOut::All => Some("all"),
    }
}

/// The record of a group; nothing for a verdict of another program.
pub(crate) fn record<'a>(
    rules: &'a Rules,
    event: &'a Event,
    group: &'a Group<'_>,
    grouped: bool,
) -> Option<Record<'a>> {
    let program = rules.program();
    let verdict = group.verdict;
    let clause = program.clause(verdict.clause)?;
    let response = table::response(clause, verdict);
    let codes: Vec<&str> = group.obligors.iter().flatten().map(|id| program.actor_name(*id)).collect();
    let obligor = if grouped { Obligors::List(codes) } else { Obligors::Single(codes.first().copied()) };
    Some(Record {
        event: &event.id,
        treaty: program.treaty(clause.treaty).map_or("?", |treaty| treaty.name.as_str()),
        clause: &clause.name,
        article: &clause.article,
        kind: program.node_name(program.kernel.kind, clause.kind),
        obligors: obligor.clone(),
        obligor,
        beneficiary: beneficiary(program, verdict.beneficiary),
        status: verdict.status.word(),
        status_words: verdict.status.word_for(response.modality),
        modality: words::modality(response.modality),
        response: program.node_name(program.kernel.response, response.what),
        discretion: Discretion { own: response.own_discretion, manner: &response.manner },
        consultation: consultation(&clause.consultation),
        process: clause.process.as_deref(),
        report: clause.report.as_ref().map(|(to, speed)| Report { to, speed }),
        deadline: clause
            .deadline
            .as_ref()
            .map(|deadline| words::term(program, clause, deadline))
            .or_else(|| response.speed.as_ref().map(words::deadline)),
        pivots: pivots(&verdict.pivots),
        because: Because {
            reason: verdict.because.role.map(LimbRole::word),
            // A failing face is said to fail; the other texts stand beside `reason` as they are.
            text: if verdict.status == Status::NotOwed {
                words::because(verdict)
            } else {
                verdict.because.text.clone()
            },
            at: rules.at(verdict.because.origin),
        },
        evidence: group.evidence.word(),
        standing: verdict.standing,
        overlays: verdict.overlays.iter().map(|note| program.clause_path(note.clause)).collect(),
        gaps: verdict.gaps.iter().map(|(article, reason)| Gap { article, reason }).collect(),
        guarantee: words::guarantee(program, clause),
        schema_version: SCHEMA_VERSION,
    })
}

fn consultation(from: &Consultation) -> Option<ConsultationRecord<'_>> {
    // An article that is silent, and one that the rules do not describe, say the same: nothing.
    if from.none || *from == Consultation::default() {
        return None;
    }
    Some(ConsultationRecord {
        on_demand_of: from.on_demand_of.as_deref(),
        before_acting: from.before,
        level: from.level.as_deref(),
        organ: from.organ.as_deref(),
        decides: from.decides.as_deref(),
        vote: from.vote.as_ref().map(|(share, of)| Vote { share, of }),
        quorum: from.quorum.map(|(over, under)| [over, under]),
        excluded: from.excluded.as_deref(),
        veto: from.veto.as_deref(),
        consensus: from.consensus,
        binding: from.binding,
        binding_except: &from.free,
        speed: from.speed.as_ref().map(words::deadline),
        words: &from.words,
    })
}

fn pivots(from: &Pivots) -> PivotsRecord<'_> {
    PivotsRecord {
        depends_on: &from.depends_on,
        to_owed: sets(&from.to_owed),
        to_available: sets(&from.to_available),
        to_not_owed: sets(&from.to_not_owed),
        cut: from.cut,
    }
}

fn sets(from: &[PivotSet]) -> Vec<Vec<PivotRecord<'_>>> {
    let part = |pivot: &'_ crate::evaluate::Pivot| match pivot.kind {
        PivotKind::Reading => "reading",
        PivotKind::Fact => "fact",
        PivotKind::Act => "act",
    };
    from.iter()
        .map(|set| {
            set.iter()
                .map(|pivot| PivotRecord {
                    kind: part(pivot),
                    name: &pivot.name,
                    values: &pivot.values,
                    in_common: pivot.in_common.as_deref(),
                })
                .collect()
        })
        .collect()
}

/// The columns of CSV.
pub(crate) const COLUMNS: [&str; 31] = [
    "event",
    "treaty",
    "clause",
    "article",
    "kind",
    "obligor",
    "beneficiary",
    "status",
    "status_words",
    "modality",
    "response",
    "discretion_own",
    "discretion_manner",
    "consultation",
    "process",
    "report_to",
    "report_speed",
    "deadline",
    "depends_on",
    "to_owed",
    "to_available",
    "to_not_owed",
    "pivots_cut",
    "because_reason",
    "because_text",
    "because_at",
    "evidence",
    "standing",
    "overlays",
    "gaps",
    "guarantee",
];

/// The heading of CSV, with the version as its last column.
pub(crate) fn csv_heading(out: &mut csv::Writer<impl Write>) -> Outcome<()> {
    out.write_record(COLUMNS.iter().copied().chain(["schema_version"])).map_err(csv_failed)?;
    Ok(())
}

/// One group as a row of CSV: lists are joined by `; `, sets by ` | `, an absent value is empty.
pub(crate) fn csv_row(
    out: &mut csv::Writer<impl Write>,
    rules: &Rules,
    event: &Event,
    group: &Group<'_>,
) -> Outcome<()> {
    // The columns are those of the grouped record; a group of one is one code.
    let Some(record) = record(rules, event, group, true) else { return Ok(()) };
    let Some(clause) = rules.program().clause(group.verdict.clause) else { return Ok(()) };
    let codes = match &record.obligors {
        Obligors::List(codes) => codes.join("; "),
        Obligors::Single(code) => code.unwrap_or_default().to_owned(),
    };
    let joined = |from: &[PivotSet]| {
        from.iter().map(|set| words::pivot_set(set, usize::MAX)).collect::<Vec<_>>().join(" | ")
    };
    let pivots = &group.verdict.pivots;
    let gaps: Vec<String> =
        record.gaps.iter().map(|gap| format!("{}: {}", gap.article, gap.reason)).collect();
    let row: [&str; 32] = [
        record.event,
        record.treaty,
        record.clause,
        record.article,
        record.kind,
        &codes,
        record.beneficiary.unwrap_or_default(),
        record.status,
        record.status_words,
        record.modality,
        record.response,
        yes_no(record.discretion.own),
        &record.discretion.manner.join("; "),
        &words::consultation(&clause.consultation),
        record.process.unwrap_or_default(),
        record.report.as_ref().map_or("", |report| report.to),
        record.report.as_ref().map_or("", |report| report.speed),
        record.deadline.as_deref().unwrap_or_default(),
        &pivots.depends_on.join("; "),
        &joined(&pivots.to_owed),
        &joined(&pivots.to_available),
        &joined(&pivots.to_not_owed),
        yes_no(pivots.cut),
        record.because.reason.unwrap_or_default(),
        record.because.text.as_str(),
        &record.because.at,
        record.evidence,
        yes_no(record.standing),
        &record.overlays.join("; "),
        &gaps.join("; "),
        record.guarantee.unwrap_or_default(),
        &SCHEMA_VERSION.to_string(),
    ];
    out.write_record(row).map_err(csv_failed)?;
    Ok(())
}

fn yes_no(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

/// What failed under a CSV writer: rows always fit, so it was the stream.
pub(crate) fn csv_failed(error: csv::Error) -> std::io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => std::io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_article_has_no_consultation() {
        assert!(consultation(&Consultation::default()).is_none());
        assert!(consultation(&Consultation { none: true, ..Consultation::default() }).is_none());
        assert!(consultation(&Consultation { consensus: true, ..Consultation::default() }).is_some());
    }
}

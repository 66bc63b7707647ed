//! `casus list instruments`: every instrument on a day, with what it holds and what it leaves out.
//!
//! In: the program, a day. Out: a table for people, one JSON object a line, or the page
//! `docs/instruments.md` in Markdown. Absent: answers; nothing here looks at an event.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use indexmap::IndexMap;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::console::clean;
use super::load::Rules;
use super::words;
use crate::ir::{Clause, Evidence, Gap, NodeId, Program, Treaty, TreeId};

/// How an instrument stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Political,
    General,
    InForce,
    NotYet(Date),
    NotShown,
    Ended(Date),
}

impl Status {
    fn of(program: &Program, treaty: &Treaty, on: Date) -> Self {
        let nature = treaty.nature.map(|node| program.node_name(program.kernel.nature, node));
        match (treaty.days.from, treaty.days.until) {
            (_, Some(until)) if until <= on => Status::Ended(until),
            (Some(from), _) if from > on => Status::NotYet(from),
            _ if nature == Some("political_declaration") => Status::Political,
            _ if treaty.overlay => Status::General,
            (None, _) => Status::NotShown,
            _ if treaty.parties.is_empty() && treaty.clauses.is_empty() => Status::NotShown,
            _ => Status::InForce,
        }
    }

    fn words(self) -> String {
        match self {
            Status::Political => "political".to_owned(),
            Status::General => "general law".to_owned(),
            Status::InForce => "in force".to_owned(),
            Status::NotYet(day) => format!("not before {day}"),
            Status::NotShown => "not shown to be in force".to_owned(),
            Status::Ended(day) => format!("ended {day}"),
        }
    }
}

/// One instrument.
pub(crate) struct Instrument<'a> {
    treaty: &'a Treaty,
    sort: String,
    status: Status,
    /// Codes of those that are bound, the ones that rest on a reading marked.
    parties: Vec<String>,
    /// Articles by kind of clause, in the order of the vocabulary.
    kinds: IndexMap<&'a str, Vec<&'a str>>,
    guarantees: Vec<String>,
    weakest: Option<Evidence>,
    gaps: Vec<(Option<&'a Clause>, &'a Gap)>,
}

/// Every instrument as it stands on a day, by name.
pub(crate) fn on(program: &Program, on: Date) -> Vec<Instrument<'_>> {
    program.treaties.iter().map(|treaty| instrument(program, treaty, on)).collect()
}

fn instrument<'p>(program: &'p Program, treaty: &'p Treaty, on: Date) -> Instrument<'p> {
    let clauses: Vec<&Clause> = treaty.clauses.iter().filter_map(|id| program.clause(*id)).collect();
    let mut kinds: IndexMap<&str, Vec<&str>> = IndexMap::new();
    for (node, name) in names(program, program.kernel.kind) {
        let mut articles: Vec<&str> = Vec::new();
        for clause in clauses.iter().filter(|clause| clause.kind == node) {
            if !articles.contains(&clause.article.as_str()) {
                articles.push(&clause.article);
            }
        }
        if !articles.is_empty() {
            kinds.insert(name, articles);
        }
    }
    let sorts: BTreeSet<NodeId> = clauses.iter().filter_map(|clause| clause.guarantee).collect();
    let guarantees = sorts
        .into_iter()
        .filter(|node| program.node_name(program.kernel.guarantee, *node) != "procedure")
        .map(|node| words::label(program, program.kernel.guarantee, node))
        .collect();
    let status = Status::of(program, treaty, on);
    let mut parties: Vec<String> = treaty
        .parties
        .iter()
        .filter(|member| member.days.contains(on) && !matches!(status, Status::Ended(_) | Status::NotYet(_)))
        .map(|member| {
            let mark = if member.when.is_some() { "?" } else { "" };
            format!("{}{mark}", program.actor_name(member.actor))
        })
        .collect();
    parties.sort();
    let tags = clauses.iter().map(|clause| clause.evidence);
    let tags = tags.chain(treaty.evidence).chain(treaty.parties.iter().filter_map(|member| member.evidence));
    let of_clauses = clauses.iter().flat_map(|clause| clause.gaps.iter().map(|gap| (Some(*clause), gap)));
    Instrument {
        treaty,
        sort: treaty
            .nature
            .map(|node| words::label(program, program.kernel.nature, node))
            .unwrap_or_default(),
        status,
        parties,
        kinds,
        guarantees,
        weakest: tags.min(),
        gaps: treaty.gaps.iter().map(|gap| (None, gap)).chain(of_clauses).collect(),
    }
}

/// The nodes of a tree below its root.
fn names(program: &Program, tree: TreeId) -> Vec<(NodeId, &str)> {
    let nodes = program.tree(tree).map(|tree| tree.nodes.as_slice()).unwrap_or_default();
    nodes.iter().enumerate().skip(1).map(|(at, node)| (NodeId::at(at), node.name.as_str())).collect()
}

impl Instrument<'_> {
    /// Four parties can be named; more are a number.
    fn parties(&self) -> String {
        match self.parties.as_slice() {
            [] => "–".to_owned(),
            few if few.len() <= 4 => few.join(", "),
            many => {
                let unsure: Vec<&str> =
                    many.iter().filter(|code| code.ends_with('?')).map(String::as_str).collect();
                match unsure.as_slice() {
                    [] => many.len().to_string(),
                    unsure => format!("{} and {}", many.len() - unsure.len(), unsure.join(", ")),
                }
            }
        }
    }

    fn weakest(&self) -> &'static str {
        self.weakest.map_or("–", Evidence::word)
    }

    /// A row of a table for people.
    pub(crate) fn row(&self) -> Vec<String> {
        vec![
            self.treaty.name.clone(),
            self.status.words(),
            self.parties(),
            self.guarantees.join("\n"),
            self.weakest().to_owned(),
            self.gaps.len().to_string(),
        ]
    }

    /// The fields of a line of JSON.
    pub(crate) fn record(&self, rules: &Rules) -> Vec<(&'static str, Value)> {
        let gaps = self.gaps.iter().map(|(clause, gap)| {
            json!({"clause": clause.map(|c| &c.name), "article": gap.article, "reason": gap.reason})
        });
        vec![
            ("treaty", json!(self.treaty.name)),
            ("title", json!(self.treaty.label)),
            ("sort", json!(self.sort)),
            ("status", json!(self.status.words())),
            ("parties", json!(self.parties)),
            ("guarantees", json!(self.guarantees)),
            ("kinds", json!(self.kinds)),
            ("evidence", json!(self.weakest.map(Evidence::word))),
            ("gaps", Value::Array(gaps.collect())),
            ("at", json!(rules.at(self.treaty.origin))),
        ]
    }
}

/// The heading of the table for people.
pub(crate) const HEADING: [&str; 6] =
    ["instrument", "status", "parties", "guarantee", "weakest evidence", "gaps"];

/// The page for a day.
pub(crate) fn page(program: &Program, instruments: &[Instrument<'_>], on: Date) -> String {
    let mut page = format!(
        "# Instruments\n\n\
         Made from the rules by `casus list instruments --on {on} --format markdown`; a test holds it to them. \
         \"Today\" is {on} here.\n\n\
         {}\n",
        "In force means that it came into force and that the rules know no end. A party that is bound only on some reading \
         has a question mark. Evidence is the weakest tag of any clause, party line or heading."
    );
    let _ = write!(page, "\n## How they stand\n\n");
    page.push_str(
        "| instrument | title | sort | status | parties | guarantee | weakest evidence | gaps |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    for row in instruments {
        let cells = [
            format!("`{}`", row.treaty.name),
            row.treaty.label.clone(),
            row.sort.clone(),
            row.status.words(),
            row.parties(),
            row.guarantees.join("; "),
            row.weakest().to_owned(),
            row.gaps.len().to_string(),
        ];
        line(&mut page, &cells);
    }
    matrix(program, instruments, &mut page);
    gaps(instruments, &mut page);
    page
}

/// Instrument by kind of clause; a cell names the articles.
fn matrix(program: &Program, instruments: &[Instrument<'_>], page: &mut String) {
    let kinds = names(program, program.kernel.kind);
    page.push_str(
        "\n## Clauses by kind\n\nA cell names the article, or says `yes` where the article has no short name.\n\n",
    );
    let heads: Vec<String> = kinds.iter().map(|(_, name)| name.replace('_', " ")).collect();
    let _ = writeln!(page, "| instrument | {} |\n|---{}|", heads.join(" | "), "|---".repeat(heads.len()));
    for row in instruments {
        let mut cells = vec![format!("`{}`", row.treaty.name)];
        cells.extend(kinds.iter().map(|(_, kind)| row.kinds.get(kind).map(|a| short(a)).unwrap_or_default()));
        line(page, &cells);
    }
}

/// Numbers of articles, without the word.
fn short(articles: &[&str]) -> String {
    let mut numbers: Vec<String> = Vec::new();
    for article in articles {
        let number = article
            .strip_prefix("Art. ")
            .or_else(|| article.strip_prefix("Arts. "))
            .or_else(|| article.strip_prefix("section "))
            .map(|rest| rest.split(',').next().unwrap_or(rest));
        let number = number.filter(|number| number.chars().count() <= 12).unwrap_or("yes").to_owned();
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    numbers.join(", ")
}

fn gaps(instruments: &[Instrument<'_>], page: &mut String) {
    page.push_str(
        "\n## What is left out\n\nA gap of a clause is printed with every answer of that clause; a gap of an instrument stands here and \
         in `casus check --gaps`.\n\n| instrument | clause | article | why |\n|---|---|---|---|\n",
    );
    for row in instruments {
        for (clause, gap) in &row.gaps {
            let cells = [
                format!("`{}`", row.treaty.name),
                clause.map(|clause| format!("`{}`", clause.name)).unwrap_or_default(),
                gap.article.clone(),
                gap.reason.clone(),
            ];
            line(page, &cells);
        }
    }
}

fn line(page: &mut String, cells: &[String]) {
    let cells: Vec<String> = cells.iter().map(|cell| clean(cell).replace('|', "\\|")).collect();
    let _ = writeln!(page, "| {} |", cells.join(" | "));
}

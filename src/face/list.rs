//! `casus list`: what the rules declare.
//!
//! In: the program. Out: a table or one JSON object a line, in the order of names or, for trees,
//! of declaration. Absent: events, answers.

use std::io::Write as _;

use indexmap::IndexMap;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::console::{Console, Exit, Failure, Outcome, clean};
use super::instruments::{self, Instrument};
use super::load::{self, Rules};
use super::options::{ListArgs, ListFormat, Listed};
use super::table;
use super::words;
use crate::ir::{Actor, ActorId, ClauseId, Code, Days, FieldType, Membership, Place, Program, TreeId};
use crate::text::Limits;

/// One line of JSON, its fields in order.
type Record = IndexMap<&'static str, Value>;

/// What is printed: a heading and rows for people, records for machines.
struct Listing {
    heading: Vec<&'static str>,
    rows: Vec<Vec<String>>,
    records: Vec<Record>,
}

impl Listing {
    fn new(heading: &[&'static str]) -> Self {
        Listing { heading: heading.to_vec(), rows: Vec::new(), records: Vec::new() }
    }

    fn push(&mut self, row: Vec<String>, record: impl IntoIterator<Item = (&'static str, Value)>) {
        self.rows.push(row);
        self.records.push(record.into_iter().collect());
    }
}

/// Runs `casus list`.
pub(crate) fn run(console: &mut Console, args: &ListArgs, limits: &Limits) -> Outcome<Exit> {
    let rules = load::usable(console, &args.rules, limits)?;
    let program = rules.program();
    let found = match (args.what, args.on) {
        (Listed::Instruments, Some(on)) => instruments::on(program, on),
        _ => Vec::new(),
    };
    let listing = match args.what {
        Listed::Treaties => treaties(&rules),
        Listed::Instruments => instruments(&rules, &found),
        Listed::Clauses => clauses(&rules),
        Listed::Questions => questions(&rules),
        Listed::Statements => statements(&rules),
        Listed::Interpretations => interpretations(&rules),
        Listed::Acts => tree(program, program.kernel.act),
        Listed::Deeds => tree(program, program.kernel.deed),
        Listed::Places => places(&rules),
        Listed::Actors => actors(&rules),
        Listed::Fields => fields(&rules),
    };
    match args.format {
        ListFormat::Json => {
            for record in &listing.records {
                serde_json::to_writer(&mut console.out, record)?;
                writeln!(console.out)?;
            }
        }
        ListFormat::Markdown => {
            let (Listed::Instruments, Some(on)) = (args.what, args.on) else {
                return Err(Failure::message("only instruments are printed as markdown"));
            };
            console.out.write_all(instruments::page(program, &found, on).as_bytes())?;
        }
        ListFormat::Table => {
            let rows = listing.rows.iter().map(|row| row.iter().map(|cell| clean(cell)).collect());
            let text = table::plain(&listing.heading, rows.collect(), console.width);
            console.out.write_all(text.as_bytes())?;
        }
    }
    Ok(Exit::Done)
}

fn day(date: Option<Date>) -> Value {
    date.map_or(Value::Null, |date| Value::String(date.to_string()))
}

fn span(days: &Days) -> [(&'static str, Value); 2] {
    [("from", day(days.from)), ("until", day(days.until))]
}

fn members(program: &Program, members: &[Membership]) -> Value {
    let rows = members.iter().map(|member| {
        json!({
            "actor": program.actor_name(member.actor),
            "from": day(member.days.from),
            "until": day(member.days.until),
            "denounced": day(member.denounced),
            "frozen": day(member.frozen),
            "conditional": member.when.is_some(),
            "because": member.because,
            "evidence": member.evidence.map(|tag| tag.word()),
        })
    });
    Value::Array(rows.collect())
}

fn instruments(rules: &Rules, found: &[Instrument<'_>]) -> Listing {
    let mut listing = Listing::new(&instruments::HEADING);
    for instrument in found {
        listing.push(instrument.row(), instrument.record(rules));
    }
    listing
}

fn treaties(rules: &Rules) -> Listing {
    let program = rules.program();
    let mut listing = Listing::new(&["name", "title", "sort", "in force", "parties", "clauses", "gaps"]);
    for treaty in &program.treaties {
        let nature = treaty.nature.map(|node| program.node_name(program.kernel.nature, node));
        let clauses: Vec<&str> = treaty
            .clauses
            .iter()
            .filter_map(|id| program.clause(*id))
            .map(|clause| clause.name.as_str())
            .collect();
        let of_clauses: usize =
            treaty.clauses.iter().filter_map(|id| program.clause(*id)).map(|clause| clause.gaps.len()).sum();
        let gaps: Vec<Value> =
            treaty.gaps.iter().map(|gap| json!({"article": gap.article, "reason": gap.reason})).collect();
        let mut ever: Vec<ActorId> = treaty.parties.iter().map(|member| member.actor).collect();
        ever.sort();
        ever.dedup();
        // Four states can be named; forty are a number.
        let parties = match ever.as_slice() {
            few @ [_, ..] if few.len() <= 4 => {
                few.iter().map(|id| program.actor_name(*id)).collect::<Vec<_>>().join(", ")
            }
            many => many.len().to_string(),
        };
        listing.push(
            vec![
                treaty.name.clone(),
                treaty.label.clone(),
                treaty
                    .nature
                    .map(|node| words::label(program, program.kernel.nature, node))
                    .unwrap_or_default(),
                words::days(&treaty.days),
                parties,
                clauses.len().to_string(),
                (treaty.gaps.len() + of_clauses).to_string(),
            ],
            [
                ("treaty", json!(treaty.name)),
                ("title", json!(treaty.label)),
                ("overlay", json!(treaty.overlay)),
                ("nature", json!(nature)),
                ("cites", json!(treaty.cites)),
                ("evidence", json!(treaty.evidence.map(|tag| tag.word()))),
                ("signed", day(treaty.signed)),
            ]
            .into_iter()
            .chain(span(&treaty.days))
            .chain([
                ("parties", members(program, &treaty.parties)),
                ("protected", members(program, &treaty.protected)),
                ("signatories", members(program, &treaty.signatories)),
                ("clauses", json!(clauses)),
                ("gaps", json!(gaps)),
                ("at", json!(rules.at(treaty.origin))),
            ]),
        );
    }
    listing
}

fn clauses(rules: &Rules) -> Listing {
    let program = rules.program();
    let mut listing = Listing::new(&["clause", "article", "kind", "who", "what", "to whom"]);
    for (index, clause) in program.clauses.iter().enumerate() {
        let kind = program.node_name(program.kernel.kind, clause.kind);
        let response = &clause.response;
        let who = words::set(program, &response.obligors);
        let to = words::beneficiary(program, response, clause.on.as_ref());
        let treaty = program.treaty(clause.treaty).map_or("?", |treaty| treaty.name.as_str());
        let dated = words::days(&clause.days);
        let article =
            if dated.is_empty() { clause.article.clone() } else { format!("{} ({dated})", clause.article) };
        listing.push(
            vec![
                program.clause_path(ClauseId::at(index)),
                article,
                words::guarantee_label(program, clause)
                    .filter(|label| label != kind)
                    .map_or_else(|| kind.to_owned(), |label| format!("{kind}\n{label}")),
                who.clone(),
                words::what(program, response),
                to.clone(),
            ],
            [
                ("treaty", json!(treaty)),
                ("clause", json!(clause.name)),
                ("article", json!(clause.article)),
                ("kind", json!(kind)),
                ("guarantee", json!(words::guarantee(program, clause))),
                ("obligors", json!(who)),
                ("modality", json!(words::modality(response.modality))),
                ("response", json!(program.node_name(program.kernel.response, response.what))),
                ("beneficiary", json!(to)),
                ("standing", json!(clause.trigger.is_none())),
            ]
            .into_iter()
            .chain(span(&clause.days))
            .chain([
                ("evidence", json!(clause.evidence.word())),
                ("cites", json!(clause.cites)),
                ("gaps", json!(clause.gaps.len())),
                ("at", json!(rules.at(clause.origin))),
            ]),
        );
    }
    listing
}

fn questions(rules: &Rules) -> Listing {
    let program = rules.program();
    let mut listing = Listing::new(&["question", "asks", "readings and who holds them"]);
    for question in &program.questions {
        let mut readings = Vec::new();
        let mut records = Vec::new();
        for reading in &question.readings {
            let holders: Vec<String> = reading
                .holders
                .iter()
                .map(|(actor, days)| format!("{} {}", program.actor_name(*actor), words::days(days)))
                .map(|words| words.trim_end().to_owned())
                .collect();
            let held = if holders.is_empty() { "nobody".to_owned() } else { holders.join(", ") };
            readings.push(format!("{}: {held}", reading.name));
            let holders: Vec<Value> = reading
                .holders
                .iter()
                .map(|(actor, days)| {
                    json!({"actor": program.actor_name(*actor), "from": day(days.from), "until": day(days.until)})
                })
                .collect();
            records.push(json!({
                "reading": reading.name,
                "label": reading.label,
                "holders": holders,
                "cites": reading.cites,
            }));
        }
        let treaty = question.treaty.and_then(|id| program.treaty(id)).map(|treaty| treaty.name.as_str());
        listing.push(
            vec![question.name.clone(), question.label.clone(), readings.join("\n")],
            [
                ("question", json!(question.name)),
                ("label", json!(question.label)),
                ("treaty", json!(treaty)),
                ("sources", json!(question.sources)),
                ("evidence", json!(question.evidence.map(|tag| tag.word()))),
                ("readings", json!(records)),
                ("at", json!(rules.at(question.origin))),
            ],
        );
    }
    listing
}

fn statements(rules: &Rules) -> Listing {
    let program = rules.program();
    let mut listing = Listing::new(&["statement", "day", "who, to whom", "what was said", "on"]);
    let codes = |actors: &[ActorId]| actors.iter().map(|id| program.actor_name(*id)).collect::<Vec<_>>();
    for said in &program.statements {
        let treaties: Vec<&str> =
            said.treaties.iter().filter_map(|id| Some(program.treaty(*id)?.name.as_str())).collect();
        let reads: Vec<String> = said
            .reads
            .iter()
            .filter_map(|(question, reading)| {
                let question = program.question(*question)?;
                Some(format!("{} is {}", question.name, question.readings.get(reading.index())?.name))
            })
            .collect();
        let guarantee = said.guarantee.map(|node| program.node_name(program.kernel.guarantee, node));
        let (by, to) = (codes(&said.by), codes(&said.toward));
        let who =
            if to.is_empty() { by.join(", ") } else { format!("{} to {}", by.join(", "), to.join(", ")) };
        let on: Vec<&str> = treaties.iter().copied().chain(reads.iter().map(String::as_str)).collect();
        listing.push(
            vec![
                said.name.clone(),
                said.days.from.map(|day| day.to_string()).unwrap_or_default(),
                who,
                said.label.clone(),
                on.join("\n"),
            ],
            [
                ("statement", json!(said.name)),
                ("said", json!(said.label)),
                ("by", json!(by)),
                ("to", json!(to)),
                ("date", day(said.days.from)),
                ("until", day(said.days.until)),
                ("treaties", json!(treaties)),
                ("reads", json!(reads)),
                ("guarantee", json!(guarantee)),
                ("cites", json!(said.cites)),
                ("evidence", json!(said.evidence.map(|tag| tag.word()))),
                ("notes", json!(said.notes)),
                ("at", json!(rules.at(said.origin))),
            ],
        );
    }
    listing
}

fn interpretations(rules: &Rules) -> Listing {
    let program = rules.program();
    let mut listing = Listing::new(&["interpretation", "title", "closes", "held by"]);
    for interpretation in &program.interpretations {
        let readings: IndexMap<&str, &str> = interpretation
            .readings
            .iter()
            .filter_map(|(question, reading)| {
                let question = program.question(*question)?;
                let reading = question.readings.get(reading.index())?;
                Some((question.name.as_str(), reading.name.as_str()))
            })
            .collect();
        let held: Vec<String> = interpretation
            .held_by
            .iter()
            .map(|(actor, on)| match on {
                Some(on) => format!("{} as of {on}", program.actor_name(*actor)),
                None => program.actor_name(*actor).to_owned(),
            })
            .collect();
        let overlays: IndexMap<&str, bool> = interpretation
            .overlays
            .iter()
            .filter_map(|(id, on)| Some((program.treaty(*id)?.name.as_str(), *on)))
            .collect();
        listing.push(
            vec![
                interpretation.name.clone(),
                interpretation.label.clone(),
                words::count(readings.len(), "question", "questions"),
                held.join(", "),
            ],
            [
                ("interpretation", json!(interpretation.name)),
                ("title", json!(interpretation.label)),
                ("readings", json!(readings)),
                ("held_by", json!(held)),
                ("overlays", json!(overlays)),
                ("notes", json!(interpretation.notes)),
                ("at", json!(rules.at(interpretation.origin))),
            ],
        );
    }
    listing
}

/// The nodes of a tree, indented under their first parent.
fn tree(program: &Program, id: TreeId) -> Listing {
    let mut listing = Listing::new(&["name", "meaning"]);
    let Some(tree) = program.tree(id) else { return listing };
    for node in &tree.nodes {
        let mut depth = 0;
        let mut at = node;
        while let Some(parent) = at.parents.first().and_then(|parent| tree.nodes.get(parent.index())) {
            // The depth cannot pass the number of nodes unless the tree is no tree.
            if depth > tree.nodes.len() {
                break;
            }
            depth += 1;
            at = parent;
        }
        let parents: Vec<&str> = node.parents.iter().map(|parent| program.node_name(id, *parent)).collect();
        listing.push(
            vec![format!("{}{}", "  ".repeat(depth), node.name), words::label_of(node)],
            [
                ("tree", json!(tree.name)),
                ("node", json!(node.name)),
                ("label", json!(words::label_of(node))),
                ("parents", json!(parents)),
            ],
        );
    }
    listing
}

fn places(rules: &Rules) -> Listing {
    let program = rules.program();
    let mut listing = Listing::new(&["place", "title", "kind", "within", "territory of"]);
    let holders = |holders: &[(ActorId, Days)]| {
        holders
            .iter()
            .map(|(actor, days)| format!("{} {}", program.actor_name(*actor), words::days(days)))
            .map(|words| words.trim_end().to_owned())
            .collect::<Vec<_>>()
    };
    let dated = |holders: &[(ActorId, Days)]| {
        let rows = holders.iter().map(|(actor, days)| {
            json!({"actor": program.actor_name(*actor), "from": day(days.from), "until": day(days.until)})
        });
        Value::Array(rows.collect())
    };
    for place in &program.places {
        let kinds: Vec<&str> =
            place.kinds.iter().map(|kind| program.node_name(program.kernel.place_kind, *kind)).collect();
        let within: Vec<&str> = place
            .within
            .iter()
            .filter_map(|(id, _)| program.place(*id))
            .map(|above| above.name.as_str())
            .collect();
        listing.push(
            vec![
                place.name.clone(),
                place.label.clone(),
                if place.region { "region".to_owned() } else { kinds.join(", ") },
                within.join(", "),
                holders(&place.territory).join(", "),
            ],
            [
                ("place", json!(place.name)),
                ("title", json!(place.label)),
                ("region", json!(place.region)),
                ("kinds", json!(kinds)),
                ("within", json!(within)),
                ("at_degrees", json!(place.at.map(|(north, east)| [north, east]))),
                ("lands", lands(place)),
                ("reach_km", json!(place.reach)),
                ("territory", dated(&place.territory)),
                ("administered", dated(&place.administered)),
                ("claimed", dated(&place.claimed)),
                ("at", json!(rules.at(place.origin))),
            ],
        );
    }
    listing
}

/// The lands of the map that a place is.
fn lands(place: &Place) -> Value {
    let rows = place.lands.iter().map(|land| {
        json!({"land": land.land, "around": land.around, "from": day(land.days.from), "until": day(land.days.until)})
    });
    Value::Array(rows.collect())
}

fn actors(rules: &Rules) -> Listing {
    let program = rules.program();
    let mut listing = Listing::new(&["name", "title", "sort", "existed", "codes", "classes"]);
    for (index, actor) in program.actors.iter().enumerate() {
        let id = ActorId::at(index);
        let classes: Vec<&str> = program
            .classes
            .iter()
            .filter(|class| class.members.iter().any(|(member, _)| *member == id))
            .map(|class| class.name.as_str())
            .collect();
        let (codes, code_records) = codes(program, actor);
        let succeeds: Vec<&str> = actor.succeeds.iter().map(|id| program.actor_name(*id)).collect();
        listing.push(
            vec![
                actor.name.clone(),
                actor.label.clone(),
                words::actor_kind(actor.kind).to_owned(),
                words::days(&actor.days),
                codes.join(", "),
                classes.join(", "),
            ],
            [
                ("actor", json!(actor.name)),
                ("label", json!(actor.label)),
                ("sort", json!(words::actor_kind(actor.kind))),
            ]
            .into_iter()
            .chain(span(&actor.days))
            .chain([
                ("codes", Value::Array(code_records)),
                ("succeeds", json!(succeeds)),
                ("classes", json!(classes)),
                ("at", json!(rules.at(actor.origin))),
            ]),
        );
    }
    listing
}

/// The codes of an actor, for people and for machines; days where they differ from its own.
fn codes(program: &Program, actor: &Actor) -> (Vec<String>, Vec<Value>) {
    let name = |code: &Code| program.scheme(code.scheme).map_or("?", |scheme| scheme.name.as_str());
    let written = actor.codes.iter().map(|code| {
        let days = if code.days == actor.days { String::new() } else { words::days(&code.days) };
        format!("{}:{} {days}", name(code), code.word).trim_end().to_owned()
    });
    let records = actor.codes.iter().map(|code| {
        json!({"scheme": name(code), "code": code.word, "from": day(code.days.from), "until": day(code.days.until)})
    });
    (written.collect(), records.collect())
}

fn fields(rules: &Rules) -> Listing {
    let program = rules.program();
    let mut listing = Listing::new(&["field", "holds", "meaning"]);
    for field in &program.fields {
        let (holds, values): (String, Vec<&str>) = match field.kind {
            FieldType::Tree(id) => match program.tree(id) {
                Some(tree) => (
                    format!("kinds of {}", tree.name),
                    tree.nodes.iter().map(|node| node.name.as_str()).collect(),
                ),
                None => ("?".to_owned(), Vec::new()),
            },
            FieldType::Scale(id) => match program.scale(id) {
                Some(scale) => {
                    let levels: Vec<&str> = scale.levels.iter().map(|(name, _)| name.as_str()).collect();
                    (levels.join(" < "), levels)
                }
                None => ("?".to_owned(), Vec::new()),
            },
            FieldType::Actor => ("actors".to_owned(), Vec::new()),
            FieldType::Place => ("a place".to_owned(), Vec::new()),
            FieldType::YesNo => ("yes or no".to_owned(), Vec::new()),
            FieldType::Number => ("a number".to_owned(), Vec::new()),
        };
        let sort = match field.kind {
            FieldType::Tree(_) => "tree",
            FieldType::Scale(_) => "scale",
            FieldType::Actor => "actor",
            FieldType::Place => "place",
            FieldType::YesNo => "yes_no",
            FieldType::Number => "number",
        };
        listing.push(
            vec![field.name.clone(), holds, field.label.clone()],
            [
                ("field", json!(field.name)),
                ("type", json!(sort)),
                ("values", json!(values)),
                ("label", json!(field.label)),
                ("at", json!(rules.at(field.origin))),
            ],
        );
    }
    listing
}

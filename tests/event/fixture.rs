//! A small program for tests of events, built without the rules: four trees, ten fields, seven
//! actors. So these tests say what they rest on, and a line of the rules cannot change them.

use casus::event::{Event, EventReader, Line};
use casus::ir;
use casus::ir::{
    Actor, ActorId, Class, Days, Field, FieldId, FieldType, Kernel, NodeId, Origin, Place, PlaceId, Program,
    Scale, ScaleId, SchemeId, Treaty, Tree, TreeId, TreeNode,
};
use casus::syntax::tree::ActorKind::{Group, Organ, State};
use casus::text::Limits;
use jiff::civil::date;

/// A line that every test takes for good.
pub const GOOD: &str = r#"{"id":"good","date":"2023-08-05","act":"ramming","by":"CHN","against":"PHL"}"#;

/// What each line of JSON gave: the line and identifier of an event, or its messages.
pub fn lines(text: impl AsRef<[u8]>) -> Vec<String> {
    let program = program();
    EventReader::new(&program, text.as_ref(), Limits::default()).flat_map(|line| shown(&line)).collect()
}

/// What a line gave, in words.
pub fn shown(line: &Line) -> Vec<String> {
    match line {
        Line::Event(event) => vec![format!("{} {}", event.line, event.id)],
        Line::Refused { diagnostics, .. } => diagnostics.iter().map(|said| said.render("e")).collect(),
    }
}

/// A line with these entries beside identifier and date.
pub fn with(entries: &str) -> String {
    format!("{{\"id\":\"a\",\"date\":\"2023-08-05\",{}}}", entries.replace('\n', " "))
}

/// The event of a good line.
pub fn event(text: &str) -> Event {
    let program = program();
    match EventReader::new(&program, text.as_bytes(), Limits::default()).next() {
        Some(Line::Event(event)) => event,
        other => panic!("{text}: {other:?}"),
    }
}

/// The program.
pub fn program() -> Program {
    let trees = vec![
        tree(
            "act",
            &[
                ("act", 0),
                ("use_of_force", 0),
                ("invasion", 1),
                ("air_strike", 1),
                ("coercive_act", 0),
                ("ramming", 4),
                ("water_cannon", 4),
            ],
        ),
        tree(
            "object",
            &[("object", 0), ("territory", 0), ("vessel", 0), ("public_vessel", 2), ("warship", 3)],
        ),
        tree("place_kind", &[("place_kind", 0), ("metropolitan", 0), ("island", 0), ("sea", 0)]),
        tree(
            "deed",
            &[
                ("deed", 0),
                ("own_act", 0),
                ("invoked", 1),
                ("requested_aid", 1),
                ("voted_for", 0),
                ("used_force", 0),
            ],
        ),
    ];
    let scales = vec![Scale {
        name: "gravity".to_owned(),
        label: "how grave".to_owned(),
        levels: ["none", "incident", "less_grave", "most_grave"]
            .map(|level| (level.to_owned(), String::new()))
            .to_vec(),
        origin: Origin::default(),
    }];
    let fields = [
        ("act", FieldType::Tree(TreeId(0))),
        ("by", FieldType::Actor),
        ("against", FieldType::Actor),
        ("object", FieldType::Tree(TreeId(1))),
        ("place", FieldType::Place),
        ("gravity", FieldType::Scale(ScaleId(0))),
        ("sponsor", FieldType::Actor),
        ("seen_from", FieldType::Place),
        ("part_of_series", FieldType::YesNo),
        ("spending_share", FieldType::Number),
    ]
    .map(|(name, kind)| Field {
        name: name.to_owned(),
        label: format!("what {name} means"),
        kind,
        cuts: Vec::new(),
        origin: Origin::default(),
    })
    .to_vec();
    Program {
        trees,
        scales,
        fields,
        schemes: vec![ir::Scheme {
            name: "iso3".to_owned(),
            label: "ISO".to_owned(),
            ..ir::Scheme::default()
        }],
        actors: actors(),
        classes: vec![Class {
            name: "great_power".to_owned(),
            label: "great powers".to_owned(),
            members: vec![(ActorId(0), Days::default())],
            origin: Origin::default(),
        }],
        places: vec![
            place("pacific", true, &[]),
            place("luzon", false, &[0]),
            place("second_thomas_shoal", false, &[0]),
            place("estonia", false, &[]),
        ],
        treaties: vec![treaty("us_philippines"), treaty("rio")],
        against: [NodeId(5)].into(),
        kernel: Kernel {
            act: TreeId(0),
            object: TreeId(1),
            place_kind: TreeId(2),
            deed: TreeId(3),
            own_act: NodeId(1),
            by: FieldId(1),
            against: FieldId(2),
            object_field: FieldId(3),
            place: FieldId(4),
            ..Kernel::default()
        },
        ..Program::default()
    }
}

fn actors() -> Vec<Actor> {
    let always = Days::default();
    let soviet = Days { from: Some(date(1922, 12, 30)), until: Some(date(1991, 12, 26)) };
    [
        ("USA", State, always),
        ("PHL", State, Days { from: Some(date(1946, 7, 4)), until: None }),
        ("CHN", State, always),
        ("EST", State, always),
        ("SUN", State, soviet),
        ("al_qaida", Group, always),
        ("unsc", Organ, always),
    ]
    .map(|(name, kind, days)| Actor {
        name: name.to_owned(),
        label: format!("{name} in full"),
        kind,
        days,
        codes: (kind == State)
            .then(|| ir::Code { scheme: SchemeId(0), word: name.to_owned(), days })
            .into_iter()
            .collect(),
        succeeds: Vec::new(),
        origin: Origin::default(),
    })
    .to_vec()
}

fn tree(name: &str, nodes: &[(&str, u32)]) -> Tree {
    let mut rows: Vec<TreeNode> = Vec::new();
    for (at, (name, parent)) in nodes.iter().enumerate() {
        let mut above = if at == 0 { Vec::new() } else { rows[*parent as usize].above.clone() };
        above.push(NodeId::at(at));
        rows.push(TreeNode {
            name: (*name).to_owned(),
            label: name.replace('_', " "),
            parents: if at == 0 { Vec::new() } else { vec![NodeId(*parent)] },
            above,
        });
    }
    Tree { name: name.to_owned(), label: format!("kinds of {name}"), nodes: rows, origin: Origin::default() }
}

fn place(name: &str, region: bool, within: &[u32]) -> Place {
    Place {
        name: name.to_owned(),
        label: name.replace('_', " "),
        region,
        within: within.iter().map(|id| (PlaceId(*id), Days::default())).collect(),
        ..Place::default()
    }
}

fn treaty(name: &str) -> Treaty {
    Treaty {
        name: name.to_owned(),
        label: name.to_owned(),
        overlay: false,
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
        origin: Origin::default(),
    }
}

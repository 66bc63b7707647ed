//! What is declared and that no rule uses: fields, kinds, scales, actors, classes, places, terms.
//!
//! In: the rules and their laws. Out: a finding for each file and sort of thing, since lists of states are
//! long. Absent: whether what is used ever matters (`idle`).

use std::collections::{BTreeMap, BTreeSet};

use super::{Finding, Linted, Plan, Unused, What};
use crate::analyse::laws::{Slice, looks_at};
use crate::event::Value;
use crate::ir::{
    ActorId, ActorRef, ActorSet, Beneficiary, ClassId, Clause, ClauseId, FieldId, FieldType, NodeId, Origin,
    PlaceId, Program, ScaleId, TermId, TreatyId, TreeId,
};

/// Looks for what no rule uses.
pub(super) fn unused(plan: &Plan<'_>, linted: &mut Linted) {
    // An instrument alone declares nothing that others might use.
    if !plan.treaties.is_empty() {
        return;
    }
    let used = Used::of(plan);
    let mut found: BTreeMap<(crate::text::FileId, u8), Vec<(Origin, Unused)>> = BTreeMap::new();
    for (at, unused) in all(plan.program).into_iter().filter(|(_, one)| !used.has(plan.program, *one)) {
        if plan.asks(at, None) {
            found.entry((at.file, sort(unused))).or_default().push((at, unused));
        }
    }
    for list in found.into_values() {
        let Some((at, _)) = list.first().copied() else { continue };
        linted
            .findings
            .push(Finding { what: What::Unused(list.into_iter().map(|(_, one)| one).collect()), at });
    }
}

fn sort(unused: Unused) -> u8 {
    match unused {
        Unused::Field(_) => 0,
        Unused::Kind(..) => 1,
        Unused::Scale(_) => 2,
        Unused::Actor(_) => 3,
        Unused::Class(_) => 4,
        Unused::Place(_) => 5,
        Unused::Term(_) => 6,
    }
}

/// Everything that is declared and could be used, with its place.
fn all(program: &Program) -> Vec<(Origin, Unused)> {
    let mut all = Vec::new();
    let fields = program.fields.iter().enumerate();
    all.extend(fields.map(|(at, row)| (row.origin, Unused::Field(FieldId::at(at)))));
    // Kinds of events and of deeds; the other trees are words of clauses.
    let kernel = program.kernel;
    for tree in [kernel.act, kernel.object, kernel.deed, kernel.place_kind] {
        let Some(row) = program.tree(tree) else { continue };
        let nodes = (1..row.nodes.len()).map(NodeId::at);
        all.extend(nodes.map(|node| (row.origin, Unused::Kind(tree, node))));
    }
    let scales = program.scales.iter().enumerate();
    all.extend(scales.map(|(at, row)| (row.origin, Unused::Scale(ScaleId::at(at)))));
    let actors = program.actors.iter().enumerate();
    all.extend(actors.map(|(at, row)| (row.origin, Unused::Actor(ActorId::at(at)))));
    let classes = program.classes.iter().enumerate();
    all.extend(classes.map(|(at, row)| (row.origin, Unused::Class(ClassId::at(at)))));
    let places = program.places.iter().enumerate();
    all.extend(places.map(|(at, row)| (row.origin, Unused::Place(PlaceId::at(at)))));
    let terms = program.terms.iter().enumerate();
    all.extend(terms.map(|(at, row)| (row.origin, Unused::Term(TermId::at(at)))));
    all
}

/// What rules and laws use.
struct Used {
    fields: BTreeSet<FieldId>,
    nodes: BTreeMap<TreeId, BTreeSet<NodeId>>,
    actors: BTreeSet<ActorId>,
    classes: BTreeSet<ClassId>,
    places: BTreeSet<PlaceId>,
    terms: BTreeSet<TermId>,
}

impl Used {
    fn of(plan: &Plan<'_>) -> Used {
        let program = plan.program;
        let kernel = program.kernel;
        let mut slice = Slice::default();
        (0..program.clauses.len()).for_each(|at| slice.clause(program, ClauseId::at(at)));
        (0..program.treaties.len()).for_each(|at| slice.instrument(program, TreatyId::at(at)));
        let ranks = program.ranks.iter().filter_map(|rank| rank.when.as_ref());
        let powers = program.powers.iter().filter_map(|power| power.when.as_ref());
        ranks.chain(powers).for_each(|cond| slice.condition(program, cond));
        for property in plan.properties {
            slice.merge(looks_at(program, property));
        }
        // Terms that only other terms call are not used where those are not.
        let terms = slice.terms.clone();
        let mut used = Used {
            fields: [kernel.by, kernel.against, kernel.object_field, kernel.place].into(),
            nodes: BTreeMap::new(),
            actors: slice.named().collect(),
            classes: slice.classes().collect(),
            places: slice.places().collect(),
            terms,
        };
        used.constants(program, &slice);
        used.performances(program);
        used.lists(program);
        used.actors_of(program);
        used
    }

    fn constants(&mut self, program: &Program, slice: &Slice) {
        for (field, values) in &slice.constants {
            self.fields.insert(*field);
            let Some(FieldType::Tree(tree)) = program.field(*field).map(|row| row.kind) else { continue };
            let nodes = values.iter().filter_map(|value| match value {
                Value::Node(node) => Some(*node),
                _ => None,
            });
            self.nodes.entry(tree).or_default().extend(nodes);
        }
        self.fields.extend(slice.fields());
        self.nodes.entry(program.kernel.deed).or_default().extend(slice.deeds.iter().copied());
        self.nodes.entry(program.kernel.place_kind).or_default().extend(slice.kinds());
    }

    /// Acts and deeds that performing a duty comes to, or that move duties, bonds and decisions.
    fn performances(&mut self, program: &Program) {
        let kernel = program.kernel;
        for row in &program.performances {
            for stated in &row.states {
                self.fields.insert(stated.field);
                let Some(FieldType::Tree(tree)) = program.field(stated.field).map(|row| row.kind) else {
                    continue;
                };
                let nodes = stated.values.iter().filter_map(|value| match value {
                    crate::ir::Constant::Node(node) => Some(*node),
                    _ => None,
                });
                self.nodes.entry(tree).or_default().extend(nodes);
            }
        }
        let deeds = self.nodes.entry(kernel.deed).or_default();
        deeds.extend(program.performances.iter().flat_map(|row| row.deeds.iter().chain(&row.says)));
        deeds.extend(program.duties.iter().flat_map(|row| &row.by));
        deeds.extend(program.powers.iter().flat_map(|row| &row.by));
        deeds.extend(program.motion_deeds.iter().flat_map(|row| &row.by));
        deeds.extend(&program.against);
        for clause in &program.clauses {
            deeds.extend(clause.turns.iter().flat_map(|row| &row.by));
            deeds.extend(clause.powers.iter().flat_map(|row| &row.by));
        }
        deeds.insert(kernel.own_act);
    }

    /// Who stands in instruments, classes, statements and questions, and whose places are.
    fn lists(&mut self, program: &Program) {
        for row in &program.treaties {
            let members = row.parties.iter().chain(&row.protected).chain(&row.signatories);
            self.actors.extend(members.map(|member| member.actor));
            self.actors.extend(row.legs.iter().flat_map(|leg| [leg.from, leg.to]));
        }
        for row in &program.classes {
            self.actors.extend(row.members.iter().map(|(actor, _)| *actor));
        }
        for row in &program.statements {
            self.actors.extend(row.by.iter().chain(&row.toward));
        }
        let readings = program.questions.iter().flat_map(|row| &row.readings);
        self.actors.extend(readings.flat_map(|row| row.holders.iter().map(|(actor, _)| *actor)));
        for row in &program.interpretations {
            self.actors.extend(row.held_by.iter().map(|(actor, _)| *actor));
        }
        for row in &program.places {
            let held = row.territory.iter().chain(&row.administered).chain(&row.claimed);
            self.actors.extend(held.map(|(actor, _)| *actor));
        }
        for row in &program.actors {
            self.actors.extend(&row.succeeds);
        }
    }

    fn actors_of(&mut self, program: &Program) {
        for clause in &program.clauses {
            self.clause(clause);
        }
    }

    fn clause(&mut self, clause: &Clause) {
        self.actors.extend(&clause.against);
        self.actors.extend(&clause.consultation.organs);
        self.actors.extend(clause.decision.iter().flat_map(|decision| &decision.organs));
        let riders = clause.riders.iter().filter_map(|rider| rider.response.as_ref());
        for response in riders.chain([&clause.response]) {
            self.set(&response.obligors);
            if let Beneficiary::Set(set) = &response.beneficiary {
                self.set(set);
            }
        }
    }

    fn set(&mut self, set: &ActorSet) {
        let named = set.names.iter().chain(&set.except).filter_map(|who| match who {
            ActorRef::Literal(actor) => Some(*actor),
            _ => None,
        });
        self.actors.extend(named);
    }

    fn has(&self, program: &Program, one: Unused) -> bool {
        match one {
            Unused::Field(id) => self.fields.contains(&id),
            Unused::Kind(tree, node) => {
                let related = |named: &NodeId| {
                    // The root says nothing of a kind.
                    named.0 != 0
                        && (program.is_under(tree, node, *named) || program.is_under(tree, *named, node))
                };
                self.nodes.get(&tree).is_some_and(|named| named.iter().any(related))
            }
            Unused::Scale(id) => {
                program.fields.iter().enumerate().any(|(at, row)| {
                    row.kind == FieldType::Scale(id) && self.fields.contains(&FieldId::at(at))
                })
            }
            // An organ may be named in words alone, as where a report goes.
            Unused::Actor(id) => self.actors.contains(&id) || self.reported_to(program, id),
            Unused::Class(id) => self.classes.contains(&id),
            Unused::Place(id) => self.place(program, id),
            Unused::Term(id) => self.terms.contains(&id),
        }
    }

    fn reported_to(&self, program: &Program, id: ActorId) -> bool {
        let name = program.actor_name(id);
        program.clauses.iter().filter_map(|clause| clause.report.as_ref()).any(|(organ, _)| organ == name)
    }

    /// Whether a rule names a place, one that contains it or lies in it, or somebody holds it.
    fn place(&self, program: &Program, id: PlaceId) -> bool {
        let held = |id: PlaceId| {
            program.place(id).is_some_and(|row| {
                !row.territory.is_empty() || !row.administered.is_empty() || !row.claimed.is_empty()
            })
        };
        let above = |start: PlaceId| {
            let (mut seen, mut work) = (BTreeSet::from([start]), vec![start]);
            while let Some(at) = work.pop() {
                let within = program.place(at).map(|row| row.within.as_slice()).unwrap_or_default();
                work.extend(within.iter().map(|(outer, _)| *outer).filter(|outer| seen.insert(*outer)));
            }
            seen
        };
        let outer = above(id);
        if outer.iter().any(|at| self.places.contains(at) || held(*at)) {
            return true;
        }
        // A border of its own places a position, and a region says where others lie.
        let has_border = program.place(id).is_some_and(|row| !row.polygon.is_empty());
        let inside = |at: usize| above(PlaceId::at(at)).contains(&id);
        has_border
            || (0..program.places.len()).any(|at| {
                PlaceId::at(at) != id
                    && inside(at)
                    && (self.places.contains(&PlaceId::at(at)) || held(PlaceId::at(at)))
            })
    }
}

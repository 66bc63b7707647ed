//! What is known of an event, and what an unknown part may still be.
//!
//! In: a program, an event, a stance. Out: for every field the candidates of each stated or
//! unstated element; for every question its live readings. Absent: conditions.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use jiff::civil::Date;

use super::atlas::{self, Atlas, Entry, Map};
use super::cast::Cast;
use super::lives::Lives;
use super::places;
use super::position::{self, Ground};
use super::record::{Missing, Record};
use super::sea::Offing;
use super::verdict::{OverlayNote, Stance};
use crate::event::{Deed, Event, Fact, OwnPlace, Value};
use crate::ir::{
    ActorId, Clause, ClauseId, Evidence, FieldId, FieldType, NodeId, PlaceId, Program, QuestionId, ReadingId,
    TreatyId,
};
use crate::syntax::tree::ActorKind;

/// A value that a completion may give a field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Choice {
    Node(NodeId),
    Level(u32),
    Actor(ActorId),
    Place(PlaceId),
    OwnPlace(Ground),
    Yes(bool),
    Number(f64),
}

/// The candidates of one element; one candidate means that it is known.
pub(super) type Element = Vec<Choice>;

/// An event seen through a stance.
///
/// What nobody asks about is never worked out: an event is asked about few of the fields and questions.
pub(super) struct Facts<'a> {
    pub program: &'a Program,
    pub event: &'a Event,
    pub day: Date,
    stance: &'a Stance,
    /// Who may do something or be struck, in a smaller world.
    pub cast: Option<&'a Cast>,
    /// What was done, where it is more than the event itself records.
    record: Option<&'a Record>,
    /// The lives of obligations, where the event stands in a crisis.
    pub lives: Option<&'a Lives>,
    /// Readings that may be chosen though nobody holds them.
    also: Vec<(QuestionId, ReadingId)>,
    elements: Vec<OnceCell<Vec<Element>>>,
    readings: Vec<OnceCell<Readings>>,
    /// The event's own place, where it is a position at sea.
    offing: OnceCell<Option<Offing>>,
    /// Places that have a border of their own.
    borders: OnceCell<Vec<PlaceId>>,
    /// Where the maps of all days are kept, if somebody keeps them.
    atlas: Option<&'a Atlas>,
    /// What holds of each place on the day, where many places are to be asked.
    map: OnceCell<Rc<Map>>,
    /// Clauses of overlays that are shown beside others on the day, with the responses that they concern.
    attached: OnceCell<Vec<(OverlayNote, NodeId)>>,
    /// Deeds that are, or that some kind of them is, a party's own to do.
    own: OnceCell<Vec<bool>>,
}

/// The readings of a question on the day.
#[derive(Default)]
struct Readings {
    /// That a completion may choose.
    live: Vec<ReadingId>,
    /// That are not counted for their tag.
    uncounted: Vec<ReadingId>,
    /// Of those that may be chosen, the ones that only the reader of a law brings in.
    beside: Vec<ReadingId>,
}

impl<'a> Facts<'a> {
    pub fn new(program: &'a Program, event: &'a Event, stance: &'a Stance) -> Self {
        Facts::among(program, event, stance, None)
    }

    /// What is known of an event of a smaller world.
    pub fn among(program: &'a Program, event: &'a Event, stance: &'a Stance, cast: Option<&'a Cast>) -> Self {
        let facts = Facts {
            cast,
            program,
            event,
            day: event.date,
            stance,
            record: None,
            lives: None,
            also: Vec::new(),
            elements: program.fields.iter().map(|_| OnceCell::new()).collect(),
            readings: program.questions.iter().map(|_| OnceCell::new()).collect(),
            borders: OnceCell::new(),
            atlas: None,
            offing: OnceCell::new(),
            map: OnceCell::new(),
            attached: OnceCell::new(),
            own: OnceCell::new(),
        };
        facts.fill_sides();
        facts
    }

    /// The same event with another record in place of its own.
    pub fn with_record(self, record: &'a Record) -> Self {
        Facts { record: Some(record), ..self }
    }

    /// The same event with maps that are kept for all events.
    pub fn with_atlas(self, atlas: Option<&'a Atlas>) -> Self {
        Facts { atlas, ..self }
    }

    /// The same event with readings that may be chosen though nobody holds them, since an interpretation
    /// takes them; a question that is closed stays so.
    pub fn with_readings(self, also: Vec<(QuestionId, ReadingId)>) -> Self {
        Facts { also, ..self }
    }

    /// The record in place of the event's own, if there is one.
    pub fn record(&self) -> Option<&'a Record> {
        self.record
    }

    /// The deeds that the event itself tells of by its day, each with its day.
    pub fn dated(&self) -> Vec<(Date, &Deed)> {
        let all = self.event.record.iter().map(|deed| (deed.date.unwrap_or(self.day), deed));
        all.filter(|(date, _)| *date <= self.day).collect()
    }

    /// The same event with what is known of the lives of obligations.
    pub fn with_lives(self, lives: &'a Lives) -> Self {
        Facts { lives: Some(lives), ..self }
    }

    /// Whether somebody did a deed by the day.
    pub fn shows(&self, who: ActorId, asked: &Missing) -> bool {
        match self.record {
            Some(record) => record.shows(who, asked, self.day),
            None => self.tells(asked),
        }
    }

    /// Whether the record of the event itself tells of a deed done by the day.
    pub fn tells(&self, asked: &Missing) -> bool {
        let by_now = |deed: &&Deed| deed.date.is_none_or(|date| date <= self.day);
        self.event.record.iter().filter(by_now).any(|done| asked.is(self.program, done))
    }

    /// Everybody who is recorded to have done a kind of deed, toward one or toward anybody, on whatever day.
    pub fn authors(&self, deed: NodeId, to: Option<ActorId>) -> BTreeSet<ActorId> {
        let asked = Missing { to, ..Missing::by_anybody(deed) };
        let done = self.event.record.iter().filter(|done| asked.is(self.program, done));
        let known = self.record.map(|record| record.authors(deed, to)).unwrap_or_default();
        known.into_iter().chain(done.map(|done| done.by)).collect()
    }

    fn read(&self, id: QuestionId) -> Readings {
        let live = live(self.program, id, self.stance, self.day);
        // What the user closes by name is the user's own word and needs no tag.
        let (counted, uncounted): (Vec<ReadingId>, Vec<ReadingId>) = live.into_iter().partition(|reading| {
            self.stance.readings.contains_key(&id)
                || self.keeps(self.program.evidence_of_reading(id, *reading))
        });
        // A question of which no reading is left stays as it is, and its answers are left out.
        let mut live = if counted.is_empty() { uncounted.clone() } else { counted };
        let mut beside = Vec::new();
        if !self.stance.readings.contains_key(&id) {
            let more = self.also.iter().filter(|(question, _)| *question == id).map(|(_, reading)| *reading);
            beside.extend(more.filter(|reading| !live.contains(reading)));
            beside.sort_unstable();
            beside.dedup();
            live.extend(&beside);
        }
        Readings { live, uncounted, beside }
    }

    fn of_question(&self, id: QuestionId) -> Option<&Readings> {
        self.readings.get(id.index()).map(|cell| cell.get_or_init(|| self.read(id)))
    }

    /// Clauses of overlays that are shown beside others on the day, with the responses that they concern.
    pub fn attached(&self) -> &[(OverlayNote, NodeId)] {
        self.attached.get_or_init(|| {
            let in_force = |treaty: TreatyId| {
                let row = self.program.treaty(treaty);
                row.is_some_and(|t| t.overlay && t.days.contains(self.day)) && !self.is_off(treaty)
            };
            let clauses = self.program.clauses.iter().enumerate();
            let clauses = clauses.filter(|(_, c)| c.days.contains(self.day) && in_force(c.treaty));
            let note = |(at, c): (usize, &Clause)| {
                Some((OverlayNote { overlay: c.treaty, clause: ClauseId::at(at) }, c.attaches?))
            };
            clauses.filter_map(note).collect()
        })
    }

    /// Whether a deed is, or some kind of it is, a party's own to do.
    pub fn may_be_own(&self, deed: NodeId) -> bool {
        let own = self.own.get_or_init(|| {
            let kernel = self.program.kernel;
            let Some(tree) = self.program.tree(kernel.deed) else { return Vec::new() };
            let mut own = vec![false; tree.nodes.len()];
            for node in tree.nodes.iter().filter(|node| node.above.contains(&kernel.own_act)) {
                for above in &node.above {
                    own.get_mut(above.index()).into_iter().for_each(|slot| *slot = true);
                }
            }
            own
        });
        own.get(deed.index()).copied().unwrap_or(false)
    }

    /// Whether a tag is among those that count; what carries none is not judged by it.
    pub fn keeps(&self, tag: Option<Evidence>) -> bool {
        self.stance.evidence.as_ref().is_none_or(|kept| tag.is_none_or(|tag| kept.contains(&tag)))
    }

    /// The readings of a question that may be chosen only because an interpretation takes them.
    pub fn beside(&self, question: QuestionId) -> &[ReadingId] {
        self.of_question(question).map_or(&[], |row| row.beside.as_slice())
    }

    /// Whether no reading of a question counts, so that what it asks is not known.
    pub fn is_emptied(&self, question: QuestionId) -> bool {
        let uncounted = self.uncounted(question);
        !uncounted.is_empty() && uncounted == self.readings(question)
    }

    /// The readings of a question that are not counted for their tag.
    pub fn uncounted(&self, question: QuestionId) -> &[ReadingId] {
        self.of_question(question).map_or(&[], |row| row.uncounted.as_slice())
    }

    /// The elements of a field; a field that is not stated has one element with every candidate.
    pub fn elements(&self, field: FieldId) -> &[Element] {
        let cell = self.elements.get(field.index());
        cell.map_or(&[], |cell| cell.get_or_init(|| self.fill(field)).as_slice())
    }

    /// The actors that a field names, where each of them is known; none where one is open.
    pub fn known_actors(&self, field: FieldId) -> Option<Vec<ActorId>> {
        let one = |element: &Element| match element.as_slice() {
            [Choice::Actor(actor)] => Some(*actor),
            _ => None,
        };
        self.elements(field).iter().map(one).collect()
    }

    /// Whether only evidence of some sorts counts.
    pub fn looks_at_evidence(&self) -> bool {
        self.stance.evidence.is_some()
    }

    /// Whether the event says nothing about a field; then it has one value in each completion.
    pub fn is_silent(&self, field: FieldId) -> bool {
        self.event.fact(field).is_none()
    }

    /// The readings that a completion may choose; one means that the question is closed.
    pub fn readings(&self, question: QuestionId) -> &[ReadingId] {
        self.of_question(question).map_or(&[], |row| row.live.as_slice())
    }

    pub fn own_place(&self) -> Option<&OwnPlace> {
        self.event.own_place.as_ref()
    }

    /// Whether an instrument is an overlay that is switched off.
    pub fn is_off(&self, treaty: TreatyId) -> bool {
        self.stance.overlays_off.contains(&treaty)
    }

    /// The event's own place as a position at sea, if it is one.
    pub fn offing(&self) -> Option<&Offing> {
        let at = self.own_place().and_then(|own| own.at)?;
        self.offing.get_or_init(|| Offing::new(self.program, at, self.day)).as_ref()
    }

    /// Whether a declared place is, or lies in, another on the day.
    pub fn lies_in(&self, place: PlaceId, outer: PlaceId) -> bool {
        self.contains(place, outer)
            || self.program.place(place).and_then(|row| row.at).is_some_and(|at| self.encloses(outer, at))
    }

    /// Whether a place is, or is declared to lie in, another.
    fn contains(&self, place: PlaceId, outer: PlaceId) -> bool {
        match self.entry(place) {
            Some(entry) => entry.above.contains(&outer),
            None => places::contains(self.program, place, outer, self.day),
        }
    }

    /// Whether a declared place is the undisputed territory of an actor.
    pub fn is_territory(&self, place: PlaceId, who: ActorId) -> bool {
        match self.entry(place) {
            Some(entry) => entry.title.contains(&who),
            None => places::title(self.program, place, self.day).contains(&who),
        }
    }

    /// Whether an actor administers a declared place.
    pub fn administers(&self, who: ActorId, place: PlaceId) -> bool {
        match self.entry(place) {
            Some(entry) => entry.administered.contains(&who),
            None => places::administered(self.program, place, self.day).contains(&who),
        }
    }

    /// Whether an actor claims a declared place.
    pub fn claims(&self, who: ActorId, place: PlaceId) -> bool {
        match self.entry(place) {
            Some(entry) => entry.claimed.contains(&who),
            None => places::claimed(self.program, place, self.day).contains(&who),
        }
    }

    /// Whether one of the kinds of territory of a declared place passes.
    pub fn is_of_kind(&self, place: PlaceId, passes: impl Fn(&[NodeId]) -> bool) -> bool {
        match self.entry(place) {
            Some(entry) => passes(&entry.kinds),
            None => passes(&places::kinds(self.program, place, self.day)),
        }
    }

    /// What the map has of a place; none where no map is drawn.
    fn entry(&self, place: PlaceId) -> Option<&Entry> {
        self.map().and_then(|map| map.entry(place))
    }

    /// The map of the day; none where so few places are asked about that none is drawn.
    pub fn map(&self) -> Option<&Map> {
        let map = match self.atlas {
            Some(atlas) => self.map.get_or_init(|| atlas.on(self.program, self.day)),
            None => {
                // Whether many are to be asked is known only once the field is filled, which itself may ask.
                let field = self.elements.get(self.program.kernel.place.index()).and_then(OnceCell::get)?;
                field.iter().any(|element| element.len() > 8).then_some(())?;
                self.map.get_or_init(|| atlas::draw(self.program, self.day))
            }
        };
        Some(map)
    }

    fn borders(&self) -> &[PlaceId] {
        self.borders.get_or_init(|| {
            let places = self.program.places.iter().enumerate();
            places.filter(|(_, place)| !place.polygon.is_empty()).map(|(at, _)| PlaceId::at(at)).collect()
        })
    }

    /// Whether a point lies within the border of a place, or of one that lies in it.
    pub fn encloses(&self, outer: PlaceId, at: (f64, f64)) -> bool {
        self.borders().iter().any(|inner| self.contains(*inner, outer) && self.within_border(*inner, at))
    }

    /// Whether a point lies outside the border of a place, or of one in which it lies.
    pub fn excludes(&self, inner: PlaceId, at: (f64, f64)) -> bool {
        self.borders().iter().any(|outer| self.lies_in(inner, *outer) && !self.within_border(*outer, at))
    }

    fn within_border(&self, place: PlaceId, at: (f64, f64)) -> bool {
        self.program.place(place).is_some_and(|row| places::in_polygon(at, &row.polygon))
    }

    fn fill(&self, field: FieldId) -> Vec<Element> {
        match self.event.fact(field) {
            None => vec![self.all(field)],
            Some(Fact::Stated(values)) => values.iter().map(|value| self.spread(field, *value)).collect(),
            Some(Fact::OneOf(values)) => {
                let mut all: Element = Vec::new();
                for value in values {
                    for choice in self.spread(field, *value) {
                        if !all.contains(&choice) {
                            all.push(choice);
                        }
                    }
                }
                vec![all]
            }
            Some(Fact::Disputed(claims)) => {
                let taken = claims.iter().filter(|claim| {
                    self.stance.facts_of.is_none_or(|who| claim.by == who)
                        && claim.since.is_none_or(|since| since <= self.day)
                });
                let mut values: Vec<Value> = taken.map(|claim| claim.value).collect();
                if values.is_empty() {
                    // The side whose word is taken has not spoken: the dispute stays as it was.
                    values = claims.iter().map(|claim| claim.value).collect();
                }
                let mut all: Element = Vec::new();
                for value in values {
                    for choice in self.spread(field, value) {
                        if !all.contains(&choice) {
                            all.push(choice);
                        }
                    }
                }
                vec![all]
            }
        }
    }

    /// The candidates that a stated value leaves: an inner node leaves its kinds open.
    fn spread(&self, field: FieldId, value: Value) -> Element {
        match value {
            Value::Node(node) => match self.program.field(field).map(|f| f.kind) {
                Some(FieldType::Tree(tree)) => self
                    .program
                    .tree(tree)
                    // The root says nothing about the kind, so it is no value of its own.
                    .map(|tree| tree.under(node).filter(|kind| kind.0 != 0).map(Choice::Node).collect())
                    .unwrap_or_default(),
                _ => vec![Choice::Node(node)],
            },
            Value::Level(level) => vec![Choice::Level(level)],
            Value::Actor(actor) => vec![Choice::Actor(actor)],
            Value::Place(place) => vec![Choice::Place(place)],
            Value::OwnPlace => self.grounds().into_iter().map(Choice::OwnPlace).collect(),
            Value::Yes(yes) => vec![Choice::Yes(yes)],
            Value::Number(number) => vec![Choice::Number(number)],
        }
    }

    /// What the place that the event describes may lie on, by its position.
    fn grounds(&self) -> Vec<Ground> {
        let unknown = vec![Ground::default()];
        let Some(own) = self.own_place() else { return unknown };
        let told = own.within.is_some()
            && own.kinds.is_some()
            && own.territory.is_some()
            && own.administered.is_some()
            && own.claimed.is_some();
        let Some(at) = own.at.filter(|_| !told) else { return unknown };
        let mut all = position::grounds(self.program, at, self.day);
        if let Some(within) = &own.within {
            // What the event says contains its place is surer than a position near a border.
            let fits = |ground: &Ground| {
                ground.place.is_some_and(|place| {
                    within.iter().any(|stated| self.lies_in(place, *stated) || self.lies_in(*stated, place))
                })
            };
            all.retain(fits);
        }
        if all.is_empty() { unknown } else { all }
    }

    /// Every value that the vocabulary allows on the day.
    fn all(&self, field: FieldId) -> Element {
        let Some(row) = self.program.field(field) else { return Vec::new() };
        match row.kind {
            FieldType::Tree(_) => self.spread(field, Value::Node(NodeId(0))),
            FieldType::Scale(scale) => {
                let count = self.program.scale(scale).map_or(0, |scale| scale.levels.len());
                (0..count).map(|at| Choice::Level(u32::try_from(at).unwrap_or(u32::MAX))).collect()
            }
            FieldType::Actor => self.actors().map(Choice::Actor).collect(),
            FieldType::Place => {
                let all = (0..self.program.places.len()).map(PlaceId::at);
                let fits = |id: &PlaceId| self.cast.is_none_or(|cast| cast.places.contains(id));
                all.filter(fits).map(Choice::Place).collect()
            }
            FieldType::YesNo => vec![Choice::Yes(true), Choice::Yes(false)],
            FieldType::Number => numbers(&row.cuts),
        }
    }

    /// Actors that exist on the day and can act or be struck; organs cannot.
    fn actors(&self) -> impl Iterator<Item = ActorId> + '_ {
        self.program.actors.iter().enumerate().filter_map(move |(at, actor)| {
            let fits = actor.kind != ActorKind::Organ && actor.days.contains(self.day);
            let id = ActorId::at(at);
            (fits && self.cast.is_none_or(|cast| cast.has(id))).then_some(id)
        })
    }

    /// Fills the two sides together, since nobody attacks itself: what is known on one side is no
    /// candidate on the other.
    fn fill_sides(&self) {
        let kernel = self.program.kernel;
        let known = |elements: &[Element]| -> BTreeSet<ActorId> {
            let known = elements.iter().filter_map(|element| match element.as_slice() {
                [Choice::Actor(actor)] => Some(*actor),
                _ => None,
            });
            known.collect()
        };
        let (mut by, mut against) = (self.fill(kernel.by), self.fill(kernel.against));
        let (authors, struck) = (known(&by), known(&against));
        for (elements, taken) in [(&mut by, struck), (&mut against, authors)] {
            for element in elements.iter_mut().filter(|element| element.len() > 1) {
                element.retain(|choice| !matches!(choice, Choice::Actor(actor) if taken.contains(actor)));
            }
        }
        for (field, elements) in [(kernel.by, by), (kernel.against, against)] {
            if let Some(cell) = self.elements.get(field.index()) {
                cell.set(elements).ok();
            }
        }
    }
}

/// One number on each cut and one between two cuts: no rule can tell other numbers apart.
pub(super) fn numbers(cuts: &[f64]) -> Element {
    let mut all = Vec::new();
    match (cuts.first(), cuts.last()) {
        (Some(first), Some(last)) => {
            all.push(first - 1.0);
            for (at, cut) in cuts.iter().enumerate() {
                all.push(*cut);
                all.extend(cuts.get(at + 1).map(|next| f64::midpoint(*cut, *next)));
            }
            all.push(last + 1.0);
        }
        _ => all.push(0.0),
    }
    all.into_iter().map(Choice::Number).collect()
}

/// The reading that a stance gives a question on a day, by name or by who held it; none where it stays open.
///
/// ```
/// use casus::evaluate::{Stance, reading_taken};
/// use casus::ir::{Program, QuestionId};
/// use jiff::civil::date;
/// let open = reading_taken(&Program::default(), QuestionId(0), &Stance::default(), date(1914, 8, 4));
/// assert_eq!(open, None);
/// ```
#[must_use]
pub fn reading_taken(
    program: &Program,
    question: QuestionId,
    stance: &Stance,
    day: Date,
) -> Option<ReadingId> {
    match live(program, question, stance, day).as_slice() {
        [reading] => Some(*reading),
        _ => None,
    }
}

/// The readings that may be chosen for a question on a day.
pub(super) fn live(program: &Program, id: QuestionId, stance: &Stance, day: Date) -> Vec<ReadingId> {
    if let Some(reading) = stance.readings.get(&id) {
        return vec![*reading];
    }
    let Some(question) = program.question(id) else { return Vec::new() };
    let base = stance.read_as_of.unwrap_or(day);
    let held = |on: Date, who: Option<ActorId>| -> Vec<ReadingId> {
        let holds = |reading: &crate::ir::Reading| {
            reading
                .holders
                .iter()
                .any(|(actor, days)| who.is_none_or(|who| who == *actor) && days.contains(on))
        };
        (0..question.readings.len())
            .filter(|at| question.readings.get(*at).is_some_and(holds))
            .map(ReadingId::at)
            .collect()
    };
    for (who, on) in &stance.as_held_by {
        if let [reading] = held(on.unwrap_or(base), Some(*who)).as_slice() {
            return vec![*reading];
        }
    }
    let live = held(base, None);
    if live.is_empty() {
        // Nobody has spoken by then, so nothing is excluded.
        return (0..question.readings.len()).map(ReadingId::at).collect();
    }
    live
}

//! A small event and a stance as plain data, how an event is written as a line of JSON, and every
//! way in which what it leaves open may be filled.
//!
//! Out: a line, or all completions. Absent: what they mean under the rules (`lawyer`).

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::model::{
    ACT, ACTORS, C, COUNCIL, DEED, LEVELS, OBJECT, PLACE_KIND, Tree, World, lifetime, place_name, under,
};

/// A value of a field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum V {
    Node(usize),
    Level(usize),
    Actor(usize),
    Place(usize),
    Own,
    Yes(bool),
    Num(f64),
}

/// What is stated of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum F {
    Missing,
    Stated(Vec<V>),
    OneOf(Vec<V>),
    Disputed(Vec<(V, usize)>),
}

pub const FIELDS: [&str; 9] =
    ["act", "by", "against", "object", "place", "gravity", "series", "share", "sponsor"];
pub const ACTF: usize = 0;
pub const BY: usize = 1;
pub const AGAINST: usize = 2;
pub const OBJECTF: usize = 3;
pub const PLACE: usize = 4;
pub const GRAVITY: usize = 5;
pub const SERIES: usize = 6;
pub const SHARE: usize = 7;
pub const SPONSOR: usize = 8;

/// A place that the event describes; what is left out is unknown.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Own {
    pub at: Option<(f64, f64)>,
    pub within: Option<Vec<usize>>,
    pub kinds: Option<Vec<usize>>,
    pub territory: Option<Vec<usize>>,
    pub administered: Option<Vec<usize>>,
    pub claimed: Option<Vec<usize>>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Deed {
    pub by: usize,
    pub does: usize,
    pub to: Option<usize>,
    pub treaty: Option<usize>,
    pub date: Option<Date>,
}

#[derive(Debug, Clone)]
pub struct Ev {
    pub day: Date,
    pub facts: [F; 9],
    pub own: Option<Own>,
    pub record: Vec<Deed>,
}

/// How questions and disputed facts are to be answered.
#[derive(Debug, Clone, Default)]
pub struct St {
    pub closed: Vec<(usize, usize)>,
    pub held_by: Vec<usize>,
    pub as_of: Option<Date>,
    pub facts_of: Option<usize>,
}

/// An event and readings of which nothing is unknown.
#[derive(Debug, Clone)]
pub struct Known {
    pub day: Date,
    pub facts: [Vec<V>; 9],
    pub own: Option<Own>,
    pub record: Vec<Deed>,
    pub readings: Vec<usize>,
    /// The choices that led here, one for each [`Axis`].
    pub choices: Vec<usize>,
}

/// Something that is open, and how many ways there are to fill it.
#[derive(Debug, Clone)]
pub enum Axis {
    Reading(Vec<usize>),
    Fact(Vec<V>),
    Own(Vec<Own>),
}

impl Axis {
    pub fn len(&self) -> usize {
        match self {
            Axis::Reading(list) => list.len(),
            Axis::Fact(list) => list.len(),
            Axis::Own(list) => list.len(),
        }
    }
}

fn tree_of(field: usize) -> Option<&'static Tree> {
    match field {
        ACTF => Some(ACT),
        OBJECTF => Some(OBJECT),
        _ => None,
    }
}

pub fn word(field: usize, value: V) -> String {
    match value {
        V::Node(node) => tree_of(field).expect("a field of a tree")[node].0.to_owned(),
        V::Level(level) => LEVELS[level].to_owned(),
        V::Actor(actor) => ACTORS[actor].to_owned(),
        V::Place(place) => place_name(place).to_owned(),
        V::Own => "own".to_owned(),
        V::Yes(yes) => if yes { "yes" } else { "no" }.to_owned(),
        V::Num(number) => format!("{number}"),
    }
}

impl Ev {
    pub fn json(&self) -> String {
        let mut map = Map::new();
        map.insert("id".to_owned(), json!("e"));
        map.insert("date".to_owned(), json!(self.day.to_string()));
        for (field, fact) in self.facts.iter().enumerate() {
            let value = match fact {
                F::Missing => continue,
                F::Stated(list)
                    if list.len() == 1 || !(ACTF..=PLACE).contains(&field) && field != SPONSOR =>
                {
                    self.value(field, list[0])
                }
                F::Stated(list) => list.iter().map(|v| self.value(field, *v)).collect(),
                F::OneOf(list) => {
                    let list: Vec<Value> = list.iter().map(|v| self.value(field, *v)).collect();
                    json!({ "one_of": list })
                }
                F::Disputed(list) => {
                    let list: Vec<Value> = list
                        .iter()
                        .map(|(v, by)| json!({ "value": self.value(field, *v), "by": ACTORS[*by] }))
                        .collect();
                    json!({ "disputed": list })
                }
            };
            map.insert(FIELDS[field].to_owned(), value);
        }
        if !self.record.is_empty() {
            let deeds: Vec<Value> = self.record.iter().map(deed_json).collect();
            map.insert("record".to_owned(), json!(deeds));
        }
        Value::Object(map).to_string()
    }

    /// The facts of the event as rule text has them; none where it describes a place of its own, or knows
    /// that there was nobody or nothing, for which rule text has no word.
    pub fn block(&self) -> Option<String> {
        let nothing = |fact: &F| matches!(fact, F::Stated(list) if list.is_empty());
        if self.own.is_some() || self.facts.iter().any(nothing) {
            return None;
        }
        let mut out = String::from("event {");
        for (field, fact) in self.facts.iter().enumerate() {
            let words = |list: &[V]| list.iter().map(|v| word(field, *v)).collect::<Vec<_>>().join(", ");
            let value = match fact {
                F::Missing => continue,
                F::Stated(list) if list.len() == 1 => word(field, list[0]),
                F::Stated(list) => format!("{{{}}}", words(list)),
                F::OneOf(list) => format!("one of {{{}}}", words(list)),
                F::Disputed(claims) => {
                    let claim = |(v, by): &(V, usize)| format!("{} by {}", word(field, *v), ACTORS[*by]);
                    let all: Vec<String> = claims.iter().map(claim).collect();
                    format!("disputed {{{}}}", all.join(", "))
                }
            };
            out.push_str(&format!(" {} {value}", FIELDS[field]));
        }
        for deed in &self.record {
            out.push_str(&format!(" record {{ {} }}", deed_text(deed)));
        }
        out.push_str(" }");
        Some(out)
    }

    fn value(&self, field: usize, value: V) -> Value {
        match value {
            V::Own => self.own.as_ref().map_or(Value::Null, own_json),
            V::Yes(yes) => json!(yes),
            V::Num(number) => json!(number),
            other => json!(word(field, other)),
        }
    }
}

/// A deed as rule text has it.
fn deed_text(deed: &Deed) -> String {
    let mut out = format!("by {} does {}", ACTORS[deed.by], DEED[deed.does].0);
    out.extend(deed.to.map(|to| format!(" to {}", ACTORS[to])));
    out.extend(deed.treaty.map(|treaty| format!(" treaty t{treaty}")));
    out.extend(deed.date.map(|date| format!(" date {date}")));
    out
}

fn deed_json(deed: &Deed) -> Value {
    let mut map = Map::new();
    map.insert("by".to_owned(), json!(ACTORS[deed.by]));
    map.insert("does".to_owned(), json!(DEED[deed.does].0));
    if let Some(to) = deed.to {
        map.insert("to".to_owned(), json!(ACTORS[to]));
    }
    if let Some(treaty) = deed.treaty {
        map.insert("treaty".to_owned(), json!(format!("t{treaty}")));
    }
    if let Some(date) = deed.date {
        map.insert("date".to_owned(), json!(date.to_string()));
    }
    Value::Object(map)
}

fn own_json(own: &Own) -> Value {
    let mut map = Map::new();
    if let Some((lat, lon)) = own.at {
        map.insert("lat".to_owned(), json!(lat));
        map.insert("lon".to_owned(), json!(lon));
    }
    let parts = [
        ("in", &own.within, place_name as fn(usize) -> &'static str),
        ("kind", &own.kinds, |node| PLACE_KIND[node].0),
        ("territory_of", &own.territory, |actor| ACTORS[actor]),
        ("administered_by", &own.administered, |actor| ACTORS[actor]),
        ("claimed_by", &own.claimed, |actor| ACTORS[actor]),
    ];
    for (key, list, name) in parts {
        if let Some(list) = list {
            let list: Vec<&str> = list.iter().map(|at| name(*at)).collect();
            map.insert(key.to_owned(), json!(list));
        }
    }
    Value::Object(map)
}

/// Every value that the vocabulary allows on a day.
pub fn anything(world: &World, field: usize, day: Date) -> Vec<V> {
    let actors = || (0..COUNCIL).filter(|a| lifetime(*a).has(day));
    match field {
        ACTF | OBJECTF => (1..tree_of(field).map_or(0, <[_]>::len)).map(V::Node).collect(),
        BY | SPONSOR | AGAINST => actors().map(V::Actor).collect(),
        PLACE => (0..world.places.len()).map(V::Place).collect(),
        GRAVITY => (0..LEVELS.len()).map(V::Level).collect(),
        SERIES => vec![V::Yes(true), V::Yes(false)],
        // Rules compare with 1, 2 and 3 only, so steps of a half reach every side of every number.
        _ => (1..8).map(|n| V::Num(f64::from(n) / 2.0)).collect(),
    }
}

/// What a stated value leaves open.
fn spread(field: usize, value: V) -> Vec<V> {
    match (tree_of(field), value) {
        (Some(tree), V::Node(node)) => {
            (1..tree.len()).filter(|kind| under(tree, *kind, node)).map(V::Node).collect()
        }
        _ => vec![value],
    }
}

fn spread_all(field: usize, list: &[V]) -> Vec<V> {
    let mut all = Vec::new();
    for value in list {
        for one in spread(field, *value) {
            if !all.contains(&one) {
                all.push(one);
            }
        }
    }
    all
}

/// The readings that may be chosen, for every question.
pub fn live(world: &World, stance: &St, day: Date) -> Vec<Vec<usize>> {
    let base = stance.as_of.unwrap_or(day);
    let one = |(at, question): (usize, &crate::model::Question)| {
        if let Some((_, reading)) = stance.closed.iter().find(|(q, _)| *q == at) {
            return vec![*reading];
        }
        let held = |who: Option<usize>| -> Vec<usize> {
            let holds = |reading: &usize| {
                question[*reading].iter().any(|(a, days)| who.is_none_or(|who| who == *a) && days.has(base))
            };
            (0..question.len()).filter(holds).collect()
        };
        let taken = stance.held_by.iter().map(|who| held(Some(*who))).find(|list| list.len() == 1);
        let live = taken.unwrap_or_else(|| held(None));
        if live.is_empty() { (0..question.len()).collect() } else { live }
    };
    world.questions.iter().enumerate().map(one).collect()
}

/// Everything that is open in an event, and a template of what is not.
pub fn open(world: &World, event: &Ev, stance: &St) -> (Vec<Axis>, Vec<(usize, Vec<V>)>) {
    open_up_to(world, event, stance, usize::MAX)
}

/// Whether there are more ways to fill what is open than so many.
pub fn is_wider(world: &World, event: &Ev, stance: &St, most: usize) -> bool {
    count(&open_up_to(world, event, stance, most).0) > most
}

/// The same, where of the ways to fill a place no more are looked for than one beyond `most`.
fn open_up_to(world: &World, event: &Ev, stance: &St, most: usize) -> (Vec<Axis>, Vec<(usize, Vec<V>)>) {
    let mut axes: Vec<Axis> = live(world, stance, event.day).into_iter().map(Axis::Reading).collect();
    let mut elements: Vec<(usize, Vec<V>)> = Vec::new();
    for (field, fact) in event.facts.iter().enumerate() {
        match fact {
            F::Missing => elements.push((field, anything(world, field, event.day))),
            F::Stated(list) => elements.extend(list.iter().map(|v| (field, spread(field, *v)))),
            F::OneOf(list) => elements.push((field, spread_all(field, list))),
            F::Disputed(claims) => {
                let said = |who: Option<usize>| -> Vec<V> {
                    claims
                        .iter()
                        .filter(|(_, by)| who.is_none_or(|who| who == *by))
                        .map(|(v, _)| *v)
                        .collect()
                };
                let mut list = said(stance.facts_of);
                if list.is_empty() {
                    list = said(None);
                }
                elements.push((field, spread_all(field, &list)));
            }
        }
    }
    axes.extend(elements.iter().filter(|(_, list)| list.len() > 1).map(|(_, list)| Axis::Fact(list.clone())));
    if event.own.is_some() {
        axes.push(Axis::Own(own_completions(world, event, most)));
    }
    (axes, elements)
}

pub fn count(axes: &[Axis]) -> usize {
    axes.iter().map(Axis::len).fold(1, usize::saturating_mul)
}

/// Every possible way to fill what is open.
pub fn completions(world: &World, event: &Ev, stance: &St) -> (Vec<Axis>, Vec<Known>) {
    let (axes, elements) = open(world, event, stance);
    let mut all = Vec::new();
    for number in 0..count(&axes) {
        let mut rest = number;
        let choices: Vec<usize> = axes
            .iter()
            .map(|axis| {
                let choice = rest % axis.len();
                rest /= axis.len();
                choice
            })
            .collect();
        all.extend(fill(event, &axes, &elements, choices));
    }
    (axes, all)
}

/// One completion; none if it is impossible.
fn fill(event: &Ev, axes: &[Axis], elements: &[(usize, Vec<V>)], choices: Vec<usize>) -> Option<Known> {
    let mut facts: [Vec<V>; 9] = Default::default();
    let mut readings = Vec::new();
    let mut own = event.own.clone();
    let mut chosen = Vec::new();
    for (axis, choice) in axes.iter().zip(&choices) {
        match axis {
            Axis::Reading(list) => readings.push(list[*choice]),
            Axis::Fact(list) => chosen.push(list[*choice]),
            Axis::Own(list) => own = Some(list[*choice].clone()),
        }
    }
    let mut chosen = chosen.into_iter();
    // Values of the two sides with whether they were open.
    let mut sides: [Vec<(V, bool)>; 2] = Default::default();
    for (field, list) in elements {
        let value = if list.len() > 1 { chosen.next()? } else { *list.first()? };
        facts[*field].push(value);
        if *field == BY || *field == AGAINST {
            sides[*field - BY].push((value, list.len() > 1));
        }
    }
    let clash =
        sides[0].iter().any(|(a, open)| sides[1].iter().any(|(b, other)| a == b && (*open || *other)));
    let known = Known { day: event.day, facts, own, record: event.record.clone(), readings, choices };
    (!clash).then_some(known)
}

/// Places that contain the places of a list, themselves included.
pub fn upward(world: &World, list: &[usize], day: Date) -> Vec<usize> {
    let mut all = list.to_vec();
    let mut next = 0;
    while next < all.len() {
        for (outer, days) in &world.places[all[next]].within {
            if days.has(day) && !all.contains(outer) {
                all.push(*outer);
            }
        }
        next += 1;
    }
    all
}

/// Whether a point lies within the one polygon.
pub fn in_belt((lat, lon): (f64, f64)) -> bool {
    lat.abs() < 10.0 && lon.abs() > 170.0
}

/// Whether a declared place lies in another, by declaration or by its position.
pub fn contains(world: &World, place: usize, outer: usize, day: Date) -> bool {
    upward(world, &[place], day).contains(&outer)
        || world.places[place].at.is_some_and(|at| reaches(world, at, outer, day))
}

/// Whether a point lies within a place that has a border, or within one that lies there.
pub fn reaches(world: &World, at: (f64, f64), outer: usize, day: Date) -> bool {
    belt(world).is_some_and(|belt| in_belt(at) && upward(world, &[belt], day).contains(&outer))
}

/// The one place with a polygon, if there is one.
pub fn belt(world: &World) -> Option<usize> {
    world.places.iter().position(|place| place.polygon)
}

/// Every way to fill the missing parts of a place, in the world as it is.
fn own_completions(world: &World, event: &Ev, most: usize) -> Vec<Own> {
    let Some(own) = &event.own else { return Vec::new() };
    let asked = Asked::of(world);
    let points: Vec<(f64, f64)> = match own.at {
        Some(at) => vec![at],
        None if belt(world).is_some() => vec![(0.0, 0.0), (0.0, 175.0)],
        None if asked.sides => {
            [0.0, 10.0, 20.0].into_iter().flat_map(|lat| [0.0, 10.0, 20.0].map(|lon| (lat, lon))).collect()
        }
        None => vec![(0.0, 0.0)],
    };
    let places: Vec<usize> = (0..world.places.len()).collect();
    let closed = |list: &Vec<usize>| {
        let leads = |inner: &usize| {
            let inner = *inner;
            (0..world.places.len()).filter(move |o| contains(world, inner, *o, event.day))
        };
        list.iter().flat_map(leads).all(|outer| list.contains(&outer))
    };
    let withins: Vec<Vec<usize>> = match &own.within {
        Some(list) => vec![list.clone()],
        None if asked.places => subsets(&places).into_iter().filter(closed).collect(),
        None => vec![Vec::new()],
    };
    let all = |wanted: bool, given: &Option<Vec<usize>>, from: &[usize]| match given {
        Some(list) => vec![list.clone()],
        None if wanted => subsets(from),
        None => vec![Vec::new()],
    };
    let kinds: Vec<Vec<usize>> = all(asked.kinds, &own.kinds, &[1, 2, 3]);
    let actors: Vec<usize> = (0..COUNCIL).filter(|a| lifetime(*a).has(event.day)).collect();
    let mut list = Vec::new();
    for at in &points {
        for within in &withins {
            let inside = belt(world)
                .is_some_and(|belt| within.iter().any(|place| contains(world, *place, belt, event.day)));
            if belt(world).is_some() && inside != in_belt(*at) {
                continue;
            }
            for kinds in &kinds {
                for territory in all(asked.titles, &own.territory, &actors) {
                    for administered in all(asked.administered, &own.administered, &actors) {
                        for claimed in all(asked.claimed, &own.claimed, &actors) {
                            if list.len() > most {
                                return list;
                            }
                            list.push(Own {
                                at: Some(*at),
                                within: Some(within.clone()),
                                kinds: Some(kinds.clone()),
                                territory: Some(territory.clone()),
                                administered: Some(administered.clone()),
                                claimed: Some(claimed),
                            });
                        }
                    }
                }
            }
        }
    }
    list
}

fn subsets(of: &[usize]) -> Vec<Vec<usize>> {
    (0_u32..1 << of.len())
        .map(|bits| of.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1).map(|(_, x)| *x).collect())
        .collect()
}

/// What the rules ask of a place at all; what they never ask need not be filled.
#[derive(Debug, Default)]
pub struct Asked {
    pub places: bool,
    pub sides: bool,
    pub kinds: bool,
    pub titles: bool,
    pub administered: bool,
    pub claimed: bool,
}

impl Asked {
    pub fn of(world: &World) -> Self {
        let mut asked = Asked::default();
        world.each_condition(&mut |c| match c {
            C::In(_) | C::PlaceIn(_) => asked.places = true,
            C::Side(..) => asked.sides = true,
            C::Territory(kind, _) => {
                asked.kinds |= kind.is_some();
                asked.titles = true;
            }
            C::Administered(_) => asked.administered = true,
            C::Claimed(_) => asked.claimed = true,
            _ => {}
        });
        asked
    }
}

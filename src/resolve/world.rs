//! Declares actors, classes and places over time. Absent: treaties and what places mean in law.

use super::{CLASS_BIT, Context, In, Items, Space, label_or};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{self, ActorId, ClassId, Days, Origin, PlaceId, SchemeId};
use crate::land;
use crate::syntax::tree::{self, Name, PlaceLineKind};
use crate::text::{FileId, Span};

pub(super) fn declare(cx: &mut Context, items: &Items<'_>) {
    for item in &items.schemes {
        let id = SchemeId::at(cx.program.schemes.len());
        if cx.declare(Space::Scheme, &item.it.name, item.file, id.0) {
            cx.program.schemes.push(ir::Scheme {
                name: item.it.name.text.clone(),
                label: label_or(item.it.label.as_ref(), &item.it.name),
                origin: Origin { file: item.file, span: item.it.name.span },
            });
        }
    }
    for item in &items.actors {
        let id = ActorId::at(cx.program.actors.len());
        let days = cx.days(&item.it.days, item.file);
        if cx.declare(Space::Actor, &item.it.name, item.file, id.0) {
            cx.program.actors.push(ir::Actor {
                name: item.it.name.text.clone(),
                label: label_or(item.it.label.as_ref(), &item.it.name),
                kind: item.it.kind,
                days,
                codes: Vec::new(),
                succeeds: Vec::new(),
                origin: Origin { file: item.file, span: item.it.name.span },
            });
        }
    }
    for item in &items.classes {
        let id = ClassId::at(cx.program.classes.len());
        if cx.declare(Space::Actor, &item.it.name, item.file, id.0 | CLASS_BIT) {
            let mut members: Vec<(ActorId, Days)> = Vec::new();
            for (name, days) in &item.it.members {
                let days = cx.days(days, item.file);
                let Some(actor) = cx.actor(name, item.file) else { continue };
                if members.iter().any(|(other, when)| *other == actor && when.overlaps(&days)) {
                    cx.push(overlap(name, item.file, &item.it.name.text));
                }
                members.push((actor, days));
            }
            cx.program.classes.push(ir::Class {
                name: item.it.name.text.clone(),
                label: label_or(item.it.label.as_ref(), &item.it.name),
                members,
                origin: Origin { file: item.file, span: item.it.name.span },
            });
        }
    }
    for item in &items.places {
        let id = PlaceId::at(cx.program.places.len());
        if cx.declare(Space::Place, &item.it.name, item.file, id.0) {
            cx.program.places.push(ir::Place {
                name: item.it.name.text.clone(),
                label: label_or(item.it.label.as_ref(), &item.it.name),
                region: item.it.region,
                origin: Origin { file: item.file, span: item.it.name.span },
                ..ir::Place::default()
            });
        }
    }
}

fn overlap(name: &Name, file: FileId, whole: &str) -> Diagnostic {
    Diagnostic::new(
        Code::OVERLAP,
        file,
        name.span,
        format!("`{}` stands in `{whole}` twice on the same day", name.text),
    )
    .help("end the first interval where the second begins")
}

pub(super) fn resolve_places(cx: &mut Context, items: &Items<'_>) {
    for item in &items.places {
        let Some(id) = cx.find(Space::Place, &item.it.name.text).map(PlaceId) else { continue };
        let declared_here = cx
            .program
            .place(id)
            .is_some_and(|p| p.origin.file == item.file && p.origin.span == item.it.name.span);
        if !declared_here {
            continue;
        }
        let filled = fill(cx, *item, id);
        if let Some(place) = cx.program.places.get_mut(id.index()) {
            *place = filled;
        }
    }
    check_loops(cx);
}

fn fill(cx: &mut Context, item: In<'_, tree::Place>, id: PlaceId) -> ir::Place {
    let mut place = cx.program.place(id).cloned().unwrap_or_default();
    let file = item.file;
    for line in &item.it.lines {
        match &line.kind {
            PlaceLineKind::In(names, days) => {
                let days = cx.days(days, file);
                for name in names {
                    if let Some(within) = cx.expect(Space::Place, name, file) {
                        place.within.push((PlaceId(within), days));
                    }
                }
            }
            PlaceLineKind::Kind(names) => {
                let tree = cx.find(Space::Tree, "place_kind").map(ir::TreeId);
                for name in names {
                    match tree {
                        Some(tree) => place.kinds.extend(cx.node(tree, name, file)),
                        None => cx.unknown("kind of place", name, file, Vec::new()),
                    }
                }
            }
            PlaceLineKind::At(lat, lon) => {
                let lat = degrees(cx, lat, 90.0, file);
                let lon = degrees(cx, lon, 180.0, file);
                place.at = lat.zip(lon);
            }
            PlaceLineKind::Territory(names, days) => {
                let list = actors(cx, names, days, file, &place.territory, None);
                place.territory.extend(list);
            }
            PlaceLineKind::Administered(names, days) => {
                let list = actors(cx, names, days, file, &place.administered, Some(&place.name));
                place.administered.extend(list);
            }
            PlaceLineKind::Claimed(names, days) => {
                let list = actors(cx, names, days, file, &place.claimed, None);
                place.claimed.extend(list);
            }
            PlaceLineKind::Polygon(points) => place.polygon = corners(cx, points, line.span, file),
            PlaceLineKind::Core(points) => place.core = corners(cx, points, line.span, file),
            PlaceLineKind::Extent(points) => place.extent = corners(cx, points, line.span, file),
            PlaceLineKind::Land(name, around, days) => {
                let days = cx.days(days, file);
                if !land::map().has(&name.text) {
                    let codes = land::map().codes().map(str::to_owned).collect();
                    cx.unknown("land of the map", name, file, codes);
                    continue;
                }
                let mut points = Vec::new();
                for (lat, lon) in around {
                    let point = degrees(cx, lat, 90.0, file).zip(degrees(cx, lon, 180.0, file));
                    if let Some(point) = point {
                        if land::map().piece(&name.text, point).is_none() {
                            let message = format!("no land of `{}` lies at this point", name.text);
                            let at = lat.span.to(lon.span);
                            cx.push(
                                Diagnostic::new(Code::BAD_NUMBER, file, at, message)
                                    .help("latitude comes first; islands too small for the map take `reach`"),
                            );
                        }
                        points.push(point);
                    }
                }
                place.lands.push(ir::PlaceLand { land: name.text.clone(), around: points, days });
            }
            PlaceLineKind::Reach(number) => {
                place.reach = number.text.parse::<f64>().ok().filter(|far| *far >= 0.0);
                if place.reach.is_none() {
                    let message = format!("`{}` is not a number of kilometres", number.text);
                    cx.push(Diagnostic::new(Code::BAD_NUMBER, file, number.span, message));
                }
            }
            PlaceLineKind::Cite(_) => {}
        }
    }
    place
}

fn actors(
    cx: &mut Context,
    names: &[Name],
    days: &tree::Days,
    file: FileId,
    before: &[(ActorId, Days)],
    single: Option<&String>,
) -> Vec<(ActorId, Days)> {
    let days = cx.days(days, file);
    let mut list = Vec::new();
    for name in names {
        let Some(actor) = cx.actor(name, file) else { continue };
        let clash =
            before.iter().any(|(other, when)| (single.is_some() || *other == actor) && when.overlaps(&days));
        if clash {
            let whole = single.map_or("this line", |s| s.as_str());
            cx.push(
                Diagnostic::new(
                    Code::OVERLAP,
                    file,
                    name.span,
                    format!("`{}` overlaps an earlier interval of `{whole}`", name.text),
                )
                .help("end the earlier interval where this one begins"),
            );
        }
        list.push((actor, days));
    }
    list
}

/// The corners of a closed line.
fn corners(
    cx: &mut Context,
    points: &[(tree::Number, tree::Number)],
    span: Span,
    file: FileId,
) -> Vec<(f64, f64)> {
    let mut corners = Vec::new();
    for (lat, lon) in points {
        let lat = degrees(cx, lat, 90.0, file);
        let lon = degrees(cx, lon, 180.0, file);
        corners.extend(lat.zip(lon));
    }
    if corners.len() < 3 {
        let message = "a closed line needs three corners at least";
        cx.push(Diagnostic::new(Code::BAD_NUMBER, file, span, message));
    }
    corners
}

fn degrees(cx: &mut Context, number: &tree::Number, most: f64, file: FileId) -> Option<f64> {
    let value = number.text.parse::<f64>().ok().filter(|v| v.abs() <= most);
    if value.is_none() {
        cx.push(Diagnostic::new(
            Code::BAD_NUMBER,
            file,
            number.span,
            format!("`{}` is not a number of degrees between -{most} and {most}", number.text),
        ));
    }
    value
}

/// INVARIANT(places-acyclic): no place contains itself; evaluation walks upward without a guard.
fn check_loops(cx: &mut Context) {
    let count = cx.program.places.len();
    let mut done = vec![0u8; count];
    for start in 0..count {
        let mut stack = vec![(start, 0usize)];
        while let Some((at, next)) = stack.pop() {
            let state = done.get(at).copied().unwrap_or(2);
            if next == 0 && state != 0 {
                continue;
            }
            if next == 0
                && let Some(slot) = done.get_mut(at)
            {
                *slot = 1;
            }
            let parent = cx.program.places.get(at).and_then(|p| p.within.get(next)).map(|(p, _)| p.index());
            match parent {
                Some(parent) => {
                    stack.push((at, next + 1));
                    if done.get(parent).copied() == Some(1) {
                        let (origin, name) =
                            cx.program.places.get(at).map(|p| (p.origin, p.name.clone())).unwrap_or_default();
                        cx.push(Diagnostic::new(
                            Code::CYCLE,
                            origin.file,
                            origin.span,
                            format!("the place `{name}` lies inside itself"),
                        ));
                    } else {
                        stack.push((parent, 0));
                    }
                }
                None => {
                    if let Some(slot) = done.get_mut(at) {
                        *slot = 2;
                    }
                }
            }
        }
    }
}

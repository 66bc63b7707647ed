//! The map of lands: which modern land a point lies on, and which lie near.
//!
//! In: `geography/land.json`, built into the program; degrees north and east. Out: pieces of land with
//! their codes and distances. Absent: places, days, whose land it is; the rules say that of places, and
//! a place says which land it is and when that outline held.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde::Deserialize;

/// How far a point may be from where the map shows it, in kilometres.
///
/// The map is drawn at 1:50 million. Of 196 capitals of 2016 none lies further than 5 km from where it
/// shows the land of its state. Borders far from any town were not measured; the margin is four times
/// the worst that was.
pub const MARGIN_KM: f64 = 20.0;

/// Kilometres in one degree of latitude.
const DEGREE_KM: f64 = 111.195;

static TEXT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/geography/land.json"));

/// The file as it stands: lines shared by neighbours, written once.
#[derive(Deserialize)]
struct Raw {
    step: f64,
    /// By code: pieces, of rings, of indices into `arcs`; a negative index is a line walked backward.
    lands: BTreeMap<String, Vec<Vec<Vec<i64>>>>,
    /// Differences of latitude and longitude in steps, five bits to a character.
    arcs: Vec<String>,
}

/// A land in connected pieces.
#[derive(Debug)]
struct Land {
    code: String,
    pieces: Vec<Piece>,
}

/// A connected piece of land: its outline, and those of what lies inside it and is not of it.
#[derive(Debug)]
struct Piece {
    rings: Vec<Vec<(f64, f64)>>,
    /// South, north, west, east; the east may pass 180 where the piece lies across the antimeridian.
    bounds: (f64, f64, f64, f64),
}

/// The map.
#[derive(Debug)]
pub struct Map {
    lands: Vec<Land>,
}

/// A piece of land at or near a point.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// The code of the land.
    pub land: &'static str,
    /// Which of its pieces.
    pub piece: usize,
    /// Whether the point lies on it, as the map shows it.
    pub inside: bool,
    /// Kilometres from the point to the outline.
    pub edge: f64,
}

/// The map that is built into the program.
///
/// ```
/// let near = casus::land::map().near((48.2, 16.4));
/// assert!(near.iter().any(|near| near.land == "AUT" && near.inside));
/// assert!(casus::land::map().has("AUT") && !casus::land::map().has("XXX"));
/// ```
#[must_use]
pub fn map() -> &'static Map {
    static MAP: OnceLock<Map> = OnceLock::new();
    MAP.get_or_init(|| {
        // The text is part of the program and a test reads it, so that this cannot fail in the field.
        serde_json::from_str::<Raw>(TEXT).map_or(Map { lands: Vec::new() }, |raw| Map::build(&raw))
    })
}

impl Map {
    fn build(raw: &Raw) -> Map {
        let arcs: Vec<Vec<(f64, f64)>> = raw.arcs.iter().map(|arc| line(arc, raw.step)).collect();
        let ring = |indices: &Vec<i64>| {
            let mut points: Vec<(f64, f64)> = Vec::new();
            for index in indices {
                let at = usize::try_from(if *index < 0 { !*index } else { *index }).unwrap_or(usize::MAX);
                let arc = arcs.get(at).map_or(&[][..], Vec::as_slice);
                // The first point of a line is the last of the one before it.
                let skip = usize::from(!points.is_empty());
                if *index < 0 {
                    points.extend(arc.iter().rev().skip(skip));
                } else {
                    points.extend(arc.iter().skip(skip));
                }
            }
            unroll(&mut points);
            points
        };
        let piece = |rings: &Vec<Vec<i64>>| {
            let rings: Vec<_> = rings.iter().map(ring).collect();
            Piece { bounds: bounds(&rings), rings }
        };
        let land = |(code, pieces): (&String, &Vec<Vec<Vec<i64>>>)| Land {
            code: code.clone(),
            pieces: pieces.iter().map(piece).collect(),
        };
        Map { lands: raw.lands.iter().map(land).collect() }
    }

    /// Whether there is a land of this code.
    #[must_use]
    pub fn has(&self, code: &str) -> bool {
        self.lands.iter().any(|land| land.code == code)
    }

    /// The codes of all lands, sorted.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.lands.iter().map(|land| land.code.as_str())
    }

    /// The pieces of land on which a point lies or that are within the margin of it, by code.
    #[must_use]
    pub fn near(&'static self, at: (f64, f64)) -> Vec<Near> {
        let mut found = Vec::new();
        for land in &self.lands {
            for (index, piece) in land.pieces.iter().enumerate() {
                let Some(at) = piece.turned(at) else { continue };
                let (inside, edge) = (piece.holds(at), piece.edge(at));
                if inside || edge <= MARGIN_KM {
                    found.push(Near { land: &land.code, piece: index, inside, edge });
                }
            }
        }
        found
    }

    /// The pieces of land that lie within so many kilometres of a point, up to some hundreds: code and number.
    #[must_use]
    pub fn within(&self, at: (f64, f64), far: f64) -> BTreeSet<(&str, usize)> {
        let reaches = |piece: &Piece| {
            piece.turned_within(at, far).is_some_and(|at| piece.holds(at) || piece.edge(at) <= far)
        };
        let of = |land: &'_ Land| {
            let pieces = land.pieces.iter().enumerate().filter(|(_, piece)| reaches(piece));
            pieces.map(|(index, _)| index).collect::<Vec<_>>()
        };
        let all =
            self.lands.iter().flat_map(|land| of(land).into_iter().map(|index| (land.code.as_str(), index)));
        all.collect()
    }

    /// Whether the map shows land at a point.
    #[must_use]
    pub fn is_land(&self, at: (f64, f64)) -> bool {
        let mut pieces = self.lands.iter().flat_map(|land| &land.pieces);
        pieces.any(|piece| piece.turned(at).is_some_and(|at| piece.holds(at)))
    }

    /// Which piece of a land a point is meant to pick out: the one that it lies on, else the nearest
    /// within the margin.
    #[must_use]
    pub fn piece(&self, code: &str, at: (f64, f64)) -> Option<usize> {
        let land = self.lands.iter().find(|land| land.code == code)?;
        let mut best: Option<(f64, usize)> = None;
        for (index, piece) in land.pieces.iter().enumerate() {
            let Some(at) = piece.turned(at) else { continue };
            if piece.holds(at) {
                return Some(index);
            }
            let edge = piece.edge(at);
            if edge <= MARGIN_KM && best.is_none_or(|(least, _)| edge < least) {
                best = Some((edge, index));
            }
        }
        best.map(|(_, index)| index)
    }
}

impl Piece {
    /// The point, its longitude turned to where the piece is drawn; none if it is far from it.
    fn turned(&self, at: (f64, f64)) -> Option<(f64, f64)> {
        self.turned_within(at, MARGIN_KM)
    }

    /// The same for what is so many kilometres away.
    fn turned_within(&self, (lat, lon): (f64, f64), far: f64) -> Option<(f64, f64)> {
        let (south, north, west, east) = self.bounds;
        let up = far / DEGREE_KM;
        if lat < south - up || lat > north + up {
            return None;
        }
        let side = up / lat.to_radians().cos().max(0.01);
        [0.0, 360.0, -360.0]
            .map(|turn| lon + turn)
            .into_iter()
            .find(|lon| (west - side..=east + side).contains(lon))
            .map(|lon| (lat, lon))
    }

    /// Whether the point lies on the piece: a ray crosses its outlines an odd number of times.
    fn holds(&self, (lat, lon): (f64, f64)) -> bool {
        let mut inside = false;
        for (a, b) in self.edges() {
            if (a.0 > lat) != (b.0 > lat) && lon < a.1 + (lat - a.0) / (b.0 - a.0) * (b.1 - a.1) {
                inside = !inside;
            }
        }
        inside
    }

    /// Kilometres to the nearest outline, exact enough within some hundred of them.
    fn edge(&self, (lat, lon): (f64, f64)) -> f64 {
        let east = DEGREE_KM * lat.to_radians().cos().max(0.01);
        let flat = |(la, lo): (f64, f64)| ((lo - lon) * east, (la - lat) * DEGREE_KM);
        let nearest = self.edges().map(|(a, b)| {
            let ((ax, ay), (bx, by)) = (flat(a), flat(b));
            let (dx, dy) = (bx - ax, by - ay);
            let length = dx * dx + dy * dy;
            let along = if length > 0.0 { (-(ax * dx + ay * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
            (ax + along * dx).hypot(ay + along * dy)
        });
        nearest.fold(f64::INFINITY, f64::min)
    }

    fn edges(&self) -> impl Iterator<Item = ((f64, f64), (f64, f64))> + '_ {
        self.rings.iter().flat_map(|ring| ring.iter().copied().zip(ring.iter().copied().skip(1)))
    }
}

/// Kilometres between two points.
#[must_use]
pub fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let (up, side) = ((lat_b - lat_a) / 2.0, (b.1 - a.1).to_radians() / 2.0);
    let chord = up.sin().powi(2) + lat_a.cos() * lat_b.cos() * side.sin().powi(2);
    2.0 * chord.sqrt().min(1.0).asin() * DEGREE_KM.to_degrees()
}

/// The point that lies so many kilometres from another, in a direction given as an angle from east.
#[must_use]
pub fn moved((lat, lon): (f64, f64), far: f64, angle: f64) -> (f64, f64) {
    let east = DEGREE_KM * lat.to_radians().cos().max(0.01);
    let lon = lon + far * angle.cos() / east;
    ((lat + far * angle.sin() / DEGREE_KM).clamp(-90.0, 90.0), lon - 360.0 * (lon / 360.0).round())
}

/// A line from its characters.
fn line(text: &str, step: f64) -> Vec<(f64, f64)> {
    let mut numbers = Vec::new();
    let (mut value, mut shift) = (0_i64, 0_u32);
    for byte in text.bytes() {
        let five = i64::from(byte) - 63;
        value |= (five & 0x1f) << shift;
        shift += 5;
        // A number has at most 17 bits; a longer one is a damaged file, which a test would show.
        if five < 0x20 || shift > 30 {
            numbers.push(if value & 1 == 1 { !(value >> 1) } else { value >> 1 });
            (value, shift) = (0, 0);
        }
    }
    let (mut lat, mut lon) = (0_i64, 0_i64);
    let mut points = Vec::with_capacity(numbers.len() / 2);
    for pair in numbers.chunks_exact(2) {
        if let [up, side] = pair {
            lat += up;
            lon += side;
            #[expect(clippy::cast_precision_loss, reason = "at most eighteen thousand steps")]
            points.push((lat as f64 * step, lon as f64 * step));
        }
    }
    points
}

/// Turns longitudes so that no edge jumps across the antimeridian.
fn unroll(points: &mut [(f64, f64)]) {
    let mut before: Option<f64> = None;
    for (_, lon) in points {
        if let Some(before) = before {
            *lon += 360.0 * ((before - *lon) / 360.0).round();
        }
        before = Some(*lon);
    }
}

fn bounds(rings: &[Vec<(f64, f64)>]) -> (f64, f64, f64, f64) {
    let all = rings.iter().flatten();
    all.fold((90.0, -90.0, f64::INFINITY, f64::NEG_INFINITY), |(south, north, west, east), (lat, lon)| {
        (south.min(*lat), north.max(*lat), west.min(*lon), east.max(*lon))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lands(lat: f64, lon: f64) -> Vec<&'static str> {
        map().near((lat, lon)).into_iter().filter(|near| near.inside).map(|near| near.land).collect()
    }

    #[test]
    fn the_map_is_whole() {
        let raw: Raw = serde_json::from_str(TEXT).expect("the file");
        assert_eq!(raw.lands.len(), map().lands.len());
        let outlines = map().lands.iter().flat_map(|land| &land.pieces).flat_map(|piece| &piece.rings);
        for ring in outlines {
            let (first, last) = (ring[0], ring[ring.len() - 1]);
            assert!((first.0 - last.0).abs() < 1e-9 && (first.1 - last.1).abs() < 1e-9, "{first:?} {last:?}");
        }
    }

    #[test]
    fn points_far_from_every_border_are_where_they_are() {
        let table = [
            (52.0, 40.0, "RUS"),
            (66.0, -172.5, "RUS"), // beyond the antimeridian
            (39.0, -98.0, "USA"),
            (-80.0, 0.0, "ATA"),
            (-89.0, 100.0, "ATA"),
            (-29.5, 28.3, "LSO"), // inside South Africa
            (-18.0, 178.0, "FJI"),
            (30.0, 70.0, "PAK"),
        ];
        for (lat, lon, land) in table {
            assert_eq!(lands(lat, lon), [land], "{lat} {lon}");
        }
        for (lat, lon) in [(0.0, -30.0), (42.0, 50.5), (45.0, -170.0), (0.0, 180.0)] {
            assert_eq!(lands(lat, lon), [""; 0], "{lat} {lon}");
        }
    }

    #[test]
    fn distances_are_those_of_the_globe() {
        assert!((distance((0.0, 0.0), (0.0, 1.0)) - DEGREE_KM).abs() < 0.01);
        assert!((distance((10.0, 179.5), (10.0, -179.5)) - 109.5).abs() < 0.1);
        assert!((distance((51.5, -0.1), (48.9, 2.35)) - 337.0).abs() < 5.0);
    }
}

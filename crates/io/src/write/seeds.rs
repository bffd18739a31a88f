//! Seeds as GeoJSON: where the drifting may have begun, for maps and for the record.

use sarex_drift::seed::{Polygon, Seed, StartTime};
use sarex_drift::{Scenario, WeightedSeed};
use sarex_geo::Position;
use serde_json::{Map, Value, json};

/// Kind of a seed as in the case file.
pub const fn kind(seed: &Seed) -> &'static str {
    match seed {
        Seed::LastKnownPosition(_) => "last-known-position",
        Seed::Line(_) => "line",
        Seed::Area(_) => "area",
        Seed::Cone(_) => "cone",
        Seed::Voyage(_) => "voyage",
        Seed::LinesOfBearing(_) => "lines-of-bearing",
        Seed::Flare(_) => "flare",
        Seed::Particles(_) => "particles",
    }
}

/// All seeds of a scenario as a FeatureCollection.
///
/// Longitudes are written as they were given, unwrapped along each line, so that a passage over the dateline
/// stays one line; readers that hold to RFC 7946 strictly may want to cut it.
pub fn geojson(scenario: &Scenario) -> Value {
    let features: Vec<Value> = scenario.seeds.iter().map(feature).collect();
    json!({ "type": "FeatureCollection", "features": features })
}

fn feature(weighted: &WeightedSeed) -> Value {
    let mut properties = Map::new();
    properties.insert("name".into(), json!(weighted.name));
    properties.insert("weight".into(), json!(weighted.weight));
    properties.insert("kind".into(), json!(kind(&weighted.seed)));
    if let Some((from_s, to_s)) = period(&weighted.seed) {
        properties.insert("time_from".into(), json!(super::trajectory::iso(from_s)));
        properties.insert("time_to".into(), json!(super::trajectory::iso(to_s)));
    }
    json!({ "type": "Feature", "geometry": geometry(&weighted.seed), "properties": properties })
}

/// First and last instant a seed names; for a normal time error its mean twice.
fn period(seed: &Seed) -> Option<(f64, f64)> {
    let of = |time: &StartTime| match *time {
        StartTime::At { time_s } => (time_s, time_s),
        StartTime::Normal { mean_s, .. } => (mean_s, mean_s),
        StartTime::Uniform { from_s, to_s } => (from_s, to_s),
    };
    match seed {
        Seed::LastKnownPosition(s) => Some(of(&s.time)),
        Seed::Line(s) => Some(of(&s.time)),
        Seed::Area(s) => Some(of(&s.time)),
        Seed::Cone(s) => Some((s.from_s, s.to_s)),
        Seed::Voyage(_) => None,
        Seed::LinesOfBearing(s) => Some(of(&s.time)),
        Seed::Flare(s) => Some(of(&s.time)),
        Seed::Particles(_) => None,
    }
}

/// The places a seed is made of, in order; markers and labels of the map stand there.
pub fn places(seed: &Seed) -> Vec<Position> {
    match seed {
        Seed::LastKnownPosition(s) => vec![s.position],
        Seed::Line(s) => s.positions.clone(),
        Seed::Area(s) => s.polygons.iter().flat_map(|p| p.outer.iter().copied()).collect(),
        Seed::Cone(s) => vec![s.from, s.to],
        Seed::Voyage(s) => s.waypoints.iter().map(|w| w.position).collect(),
        Seed::LinesOfBearing(s) => s.lines.iter().map(|l| l.station).collect(),
        Seed::Flare(s) => vec![s.observer],
        Seed::Particles(_) => Vec::new(),
    }
}

fn geometry(seed: &Seed) -> Value {
    match seed {
        Seed::LastKnownPosition(s) => json!({ "type": "Point", "coordinates": pair(s.position) }),
        Seed::Flare(s) => json!({ "type": "Point", "coordinates": pair(s.observer) }),
        Seed::Line(_) | Seed::Cone(_) | Seed::Voyage(_) => {
            json!({ "type": "LineString", "coordinates": pairs(&places(seed)) })
        }
        Seed::LinesOfBearing(_) => json!({ "type": "MultiPoint", "coordinates": pairs(&places(seed)) }),
        Seed::Area(s) => {
            let polygons: Vec<Value> = s.polygons.iter().map(rings).collect();
            json!({ "type": "MultiPolygon", "coordinates": polygons })
        }
        Seed::Particles(_) => Value::Null,
    }
}

fn pair(p: Position) -> Value {
    json!([p.lon_deg(), p.lat_deg()])
}

fn pairs(line: &[Position]) -> Vec<Value> {
    unwrapped(line).into_iter().map(pair).collect()
}

/// Each place with its longitude within 180° of the one before.
fn unwrapped(line: &[Position]) -> Vec<Position> {
    let mut last = None;
    line.iter()
        .map(|p| {
            let near = p.unwrapped_near(last.unwrap_or(p.lon_deg()));
            last = Some(near.lon_deg());
            near
        })
        .collect()
}

fn rings(polygon: &Polygon) -> Value {
    let outer = ring(&polygon.outer, true);
    let holes = polygon.holes.iter().map(|hole| ring(hole, false));
    Value::Array(std::iter::once(outer).chain(holes).collect())
}

/// A closed ring, anticlockwise for outer ones and clockwise for holes (RFC 7946, 3.1.6).
fn ring(vertices: &[Position], anticlockwise: bool) -> Value {
    let mut line = unwrapped(vertices);
    if line.len() > 1 && line.first() == line.last() {
        line.pop();
    }
    let doubled_area: f64 = (0..line.len())
        .map(|i| {
            let (a, b) = (line[i], line[(i + 1) % line.len()]);
            a.lon_deg() * b.lat_deg() - b.lon_deg() * a.lat_deg()
        })
        .sum();
    if (doubled_area > 0.0) != anticlockwise {
        line.reverse();
    }
    if let Some(&first) = line.first() {
        line.push(first);
    }
    Value::Array(line.into_iter().map(pair).collect())
}

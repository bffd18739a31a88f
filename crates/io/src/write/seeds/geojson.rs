//! Seeds as GeoJSON: where the drifting may have begun, for other maps and for the record.

use super::{Part, Shape, kind, parts, period, time_std_s};
use crate::write::CaseKind;
use crate::write::trajectory::iso;
use sarex_drift::seed::Polygon;
use sarex_drift::{Scenario, WeightedSeed};
use sarex_geo::Position;
use serde_json::{Map, Value, json};

/// All seeds of a scenario as a FeatureCollection, one feature for every part of each: the place, its area of
/// error, the track, the bearing. `part` says which; name, weight, kind and times of the seed stand at each, the
/// standard deviation of its time in seconds if that has one, and whether the case is an exercise.
///
/// Longitudes run on along each line, so that a passage over the dateline stays one line; readers that hold to
/// RFC 7946 strictly may want to cut it.
pub fn geojson(scenario: &Scenario, case_kind: CaseKind) -> Value {
    let mut features: Vec<Value> = scenario.seeds.iter().flat_map(features).collect();
    for feature in &mut features {
        feature["properties"]["case_kind"] = json!(case_kind.key());
    }
    json!({ "type": "FeatureCollection", "features": features })
}

fn features(weighted: &WeightedSeed) -> Vec<Value> {
    let mut common = Map::new();
    common.insert("name".into(), json!(weighted.name));
    common.insert("weight".into(), json!(weighted.weight));
    common.insert("kind".into(), json!(kind(&weighted.seed)));
    if let Some((from_s, to_s)) = period(&weighted.seed) {
        common.insert("time_from".into(), json!(iso(from_s)));
        common.insert("time_to".into(), json!(iso(to_s)));
    }
    if let Some(std_s) = time_std_s(&weighted.seed) {
        common.insert("time_std_s".into(), json!(std_s));
    }
    parts(&weighted.seed).iter().map(|part| feature(common.clone(), part)).collect()
}

fn feature(mut properties: Map<String, Value>, part: &Part) -> Value {
    properties.insert("part".into(), json!(part.role.key()));
    for &(name, value) in &part.facts {
        properties.insert(name.into(), json!(value));
    }
    json!({ "type": "Feature", "geometry": geometry(&part.shape), "properties": properties })
}

fn geometry(shape: &Shape) -> Value {
    match shape {
        Shape::Point(at) => json!({ "type": "Point", "coordinates": pair(*at) }),
        Shape::Line(line) => {
            let line: Vec<Value> = unwrapped(line).into_iter().map(pair).collect();
            json!({ "type": "LineString", "coordinates": line })
        }
        Shape::Area(polygon) => json!({ "type": "Polygon", "coordinates": rings(polygon) }),
    }
}

/// Longitude and latitude to a centimetre.
fn pair(p: Position) -> Value {
    let short = |deg: f64| (deg * 1e7).round() / 1e7;
    json!([short(p.lon_deg()), short(p.lat_deg())])
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

#[cfg(test)]
mod tests {
    use super::*;
    use sarex_drift::seed::{Area, Seed, StartTime};

    #[test]
    fn every_area_is_closed_and_runs_as_the_standard_wants() {
        let p = |lat, lon| Position::new(lat, lon).unwrap();
        let polygon = Polygon {
            outer: vec![p(34.0, 179.0), p(35.0, 179.0), p(35.0, -179.0), p(34.0, -179.0)],
            holes: Vec::new(),
        };
        let time = StartTime::Uniform { from_s: 0.0, to_s: 3600.0 };
        let seed = Seed::Area(Area { polygons: vec![polygon.clone(), polygon], time });
        let features = features(&WeightedSeed { name: "box".into(), weight: 0.5, seed });
        assert_eq!(features.len(), 2);
        let feature = &features[0];
        assert_eq!(feature["properties"]["part"], "limit");
        assert_eq!(feature["properties"]["time_to"], "1970-01-01T01:00:00Z");
        let ring = feature["geometry"]["coordinates"][0].as_array().unwrap();
        assert_eq!(ring.first(), ring.last());
        let x = |i: usize| ring[i][0].as_f64().unwrap();
        let y = |i: usize| ring[i][1].as_f64().unwrap();
        let doubled: f64 = (0..4).map(|i| x(i) * y(i + 1) - x(i + 1) * y(i)).sum();
        assert!(doubled > 0.0, "anticlockwise");
        assert!((0..5).all(|i| (178.0..=182.0).contains(&x(i))), "over the dateline in one piece: {ring:?}");
    }

    #[test]
    fn the_error_of_the_time_and_the_kind_of_case_are_carried() {
        let seeds = crate::write::fixture::every_seed();
        let mut scenario =
            crate::write::fixture::forecast(crate::write::fixture::Cloud::default()).ensemble.scenario;
        scenario.seeds = seeds;
        let all = geojson(&scenario, CaseKind::Real);
        for feature in all["features"].as_array().unwrap() {
            let properties = &feature["properties"];
            assert_eq!(properties["case_kind"], "real");
            let has_error = !["cone", "voyage", "particles"].contains(&properties["kind"].as_str().unwrap());
            assert_eq!(properties["time_std_s"].as_f64(), has_error.then_some(900.0), "{properties}");
        }
    }
}

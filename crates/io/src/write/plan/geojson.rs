//! `plan.geojson` (RFC 7946): areas, tracks, turns, bases, datum and closed areas, for web maps and desktop GIS.
//!
//! Tracks carry the times of their points as `coordTimes`, the name that GPX converters use; points have none that a reader
//! of tracks would take for a fix.

use super::lines::{self, Line};
use super::record::{Place, PlanRecord, UnitRecord};
use super::text::{self, iso};
use serde_json::{Map, Value, json};

/// The file.
pub fn encode(record: &PlanRecord) -> Vec<u8> {
    let mut features = Vec::new();
    for unit in &record.units {
        features.push(area(record, unit));
        features.push(track(record, unit));
        features.extend(turns(record, unit));
        if record.before(unit).is_none() {
            features.push(base(record, unit));
        }
    }
    features.extend(datum(record));
    for area in &record.forbidden_areas {
        let kind = if area.is_airspace { "airspace" } else { "excluded-area" };
        let own =
            json!({ "name": area.name, "for_aircraft": area.for_aircraft, "for_ships": area.for_ships });
        features.push(feature(record, kind, &area.name, polygon(&area.corners), own));
    }
    let collection = json!({
        "type": "FeatureCollection",
        "name": format!("{}{} search plan", text::prefix(record.kind), record.case),
        "exercise": record.kind == crate::write::CaseKind::Exercise,
        "mark": record.mark,
        "case": record.case,
        "title": record.title,
        "pos": record.pos,
        "upper_bound": record.upper_bound,
        "features": features,
    });
    format!("{collection}\n").into_bytes()
}

fn area(record: &PlanRecord, unit: &UnitRecord) -> Value {
    let p = &unit.pattern;
    let own = json!({
        "name": format!("{}{} {}", text::prefix(record.kind), unit.area, unit.id),
        "unit": unit.id,
        "party": unit.party,
        "unit_kind": unit.kind.name(),
        "pattern": p.code,
        "first_leg_deg": p.first_leg_deg,
        "creep_deg": p.creep_deg,
        "spacing_nm": p.track_spacing_nm(),
        "legs": p.legs,
        "search_kn": unit.search_kn,
        "altitude_low_ft": unit.altitude.map(|a| a.low_ft),
        "altitude_high_ft": unit.altitude.map(|a| a.high_ft),
        "area_nm2": unit.area_nm2,
        "poc": unit.poc,
        "pos": unit.pos,
        "description": text::task(record, unit),
    });
    feature(record, "search-area", &unit.area, polygon(&unit.corners), own)
}

fn track(record: &PlanRecord, unit: &UnitRecord) -> Value {
    let pieces = lines::cut(&unit.waypoints);
    let mut lines: Vec<&Line> = pieces.iter().map(|p| &p.line).collect();
    let mut times: Vec<Vec<String>> =
        pieces.iter().map(|p| p.times.iter().map(|t| iso(*t)).collect()).collect();
    let (geometry, times) = match lines.len() {
        1 => (json!({ "type": "LineString", "coordinates": lines.remove(0) }), json!(times.remove(0))),
        _ => (json!({ "type": "MultiLineString", "coordinates": lines }), json!(times)),
    };
    let own = json!({
        "name": format!("{}{} {} track", text::prefix(record.kind), unit.area, unit.id),
        "unit": unit.id,
        "party": unit.party,
        "pattern": unit.pattern.code,
        "track_nm": unit.track_nm,
        "track_kn": unit.track_kn,
        "coordTimes": times,
    });
    feature(record, "track", &format!("{}-track", unit.area), geometry, own)
}

fn turns<'a>(record: &'a PlanRecord, unit: &'a UnitRecord) -> impl Iterator<Item = Value> + 'a {
    unit.waypoints.iter().enumerate().map(move |(k, waypoint)| {
        let kind = if k == 0 { "commence-search-point" } else { "turn" };
        let own = json!({
            "name": waypoint.name,
            "unit": unit.id,
            "eta": iso(waypoint.time),
            "course_deg": waypoint.course_deg,
            "distance_nm": waypoint.distance_nm,
        });
        feature(record, kind, &waypoint.name, point(waypoint.place), own)
    })
}

fn base(record: &PlanRecord, unit: &UnitRecord) -> Value {
    let own = json!({
        "name": format!("{}{}", text::prefix(record.kind), unit.id),
        "unit": unit.id,
        "party": unit.party,
        "unit_kind": unit.kind.name(),
        "departure": iso(unit.departure),
        "landing": iso(record.back_at_base(unit)),
    });
    feature(record, "unit", &format!("{}-unit", unit.area), point(unit.base), own)
}

fn datum(record: &PlanRecord) -> Option<Value> {
    let datum = record.datum?;
    let own = json!({
        "name": format!("{}DATUM", text::prefix(record.kind)),
        "valid_at": iso(datum.time),
        "radius_50_nm": datum.radius_50_nm,
        "radius_90_nm": datum.radius_90_nm,
    });
    Some(feature(record, "datum", "datum", point(datum.place), own))
}

/// A feature with the properties that all have.
fn feature(record: &PlanRecord, kind: &str, id: &str, geometry: Value, own: Value) -> Value {
    let mut properties = Map::new();
    properties.insert("kind".into(), json!(kind));
    properties.insert("exercise".into(), json!(record.kind == crate::write::CaseKind::Exercise));
    properties.insert("mark".into(), json!(record.mark));
    properties.insert("valid_from".into(), json!(iso(record.start)));
    properties.insert("valid_to".into(), json!(iso(record.end)));
    if let Value::Object(own) = own {
        properties.extend(own);
    }
    json!({ "type": "Feature", "id": id, "properties": properties, "geometry": geometry })
}

fn point(place: Place) -> Value {
    json!({ "type": "Point", "coordinates": [place.lon_deg, place.lat_deg] })
}

fn polygon(corners: &[Place]) -> Value {
    let mut pieces: Vec<Line> = lines::rings(corners);
    if pieces.len() == 1 {
        return json!({ "type": "Polygon", "coordinates": [pieces.remove(0)] });
    }
    let all: Vec<[Line; 1]> = pieces.into_iter().map(|ring| [ring]).collect();
    json!({ "type": "MultiPolygon", "coordinates": all })
}

//! GeoJSON: lines whose feature carries the times of their points (`coordTimes`, `times`), and points each with its time.

use super::time::{self, NoTime};
use super::{Raw, RawTracks, Refusal, Wanted, position};
use sarex_geo::Timestamp;
use serde_json::{Map, Value};

/// Names of the list of times of a line.
const TIMES: [&str; 4] = ["coordTimes", "times", "timestamps", "coord_times"];
/// Names of the time of a point.
const TIME: [&str; 5] = ["time", "time_utc", "timestamp", "datetime", "t"];
/// Names of what a point belongs to.
const TRACK: [&str; 8] = ["track", "unit", "track_name", "track_fid", "name", "id", "mmsi", "callsign"];

pub(super) fn parse(bytes: &[u8], wanted: &Wanted) -> Result<RawTracks, Refusal> {
    // The parser holds nesting to 128.
    let value: Value = serde_json::from_slice(bytes).map_err(|error| Refusal::Undecodable {
        detail: format!("it is no JSON: {error}"),
        remedy: "Export it again as GeoJSON",
    })?;
    let mut found = RawTracks::default();
    let one;
    let features: &[Value] = match &value {
        Value::Array(features) => features,
        Value::Object(object) => match object.get("features") {
            Some(Value::Array(features)) => features,
            _ => {
                one = [value.clone()];
                &one
            }
        },
        _ => &[],
    };
    let mut others = 0usize;
    for feature in features {
        let Some(geometry) = feature.get("geometry").and_then(Value::as_object) else {
            others += 1;
            continue;
        };
        let nothing = Map::new();
        let properties = feature.get("properties").and_then(Value::as_object).unwrap_or(&nothing);
        let coordinates = geometry.get("coordinates").unwrap_or(&Value::Null);
        match geometry.get("type").and_then(Value::as_str) {
            Some("LineString") => {
                let track = found.begin(&name(properties))?;
                let fixes = add_line(track, coordinates, times(properties), wanted);
                count(&mut found, fixes)?;
            }
            Some("MultiLineString") => {
                let track = found.begin(&name(properties))?;
                let times = times(properties).and_then(Value::as_array);
                let mut fixes = 0;
                for (part, line) in coordinates.as_array().into_iter().flatten().enumerate() {
                    fixes += add_line(track, line, times.and_then(|times| times.get(part)), wanted);
                }
                count(&mut found, fixes)?;
            }
            Some("Point") => {
                count(&mut found, 1)?;
                let time = TIME.iter().find_map(|key| properties.get(*key));
                // Points without any time are places, not fixes.
                match time {
                    Some(time) => {
                        add(found.named(&name(properties))?, coordinates, instant(time, wanted));
                    }
                    None => others += 1,
                }
            }
            _ => others += 1,
        }
    }
    if others > 0 {
        found
            .remarks
            .push(format!("{others} features are neither lines nor points with a time and are left out"));
    }
    Ok(found)
}

fn count(found: &mut RawTracks, fixes: usize) -> Result<(), Refusal> {
    (0..fixes).try_for_each(|_| found.count_fix())
}

/// Adds the points of a line, and says how many there were.
fn add_line(track: &mut Raw, line: &Value, times: Option<&Value>, wanted: &Wanted) -> usize {
    let Some(line) = line.as_array() else { return 0 };
    let times = times.and_then(Value::as_array);
    for (index, point) in line.iter().enumerate() {
        let time = times.and_then(|times| times.get(index));
        add(track, point, time.map_or(Err(NoTime::Unreadable), |time| instant(time, wanted)));
    }
    line.len()
}

fn add(track: &mut Raw, coordinates: &Value, time: Result<Timestamp, NoTime>) {
    let number = |index: usize| coordinates.get(index).and_then(Value::as_f64);
    let at = number(0).zip(number(1)).and_then(|(lon_deg, lat_deg)| position(lat_deg, lon_deg));
    track.add(at, time);
}

/// The list of times of a line, which some programs put one level deeper.
fn times(properties: &Map<String, Value>) -> Option<&Value> {
    let deeper = properties.get("coordinateProperties").and_then(Value::as_object);
    TIMES
        .iter()
        .find_map(|key| properties.get(*key))
        .or_else(|| deeper.and_then(|deeper| TIMES.iter().find_map(|key| deeper.get(*key))))
}

fn instant(value: &Value, wanted: &Wanted) -> Result<Timestamp, NoTime> {
    match value {
        Value::String(text) => time::parse(text, wanted.times_are_utc),
        other => other.as_f64().and_then(time::of_number).ok_or(NoTime::Unreadable),
    }
}

fn name(properties: &Map<String, Value>) -> String {
    match TRACK.iter().find_map(|key| properties.get(*key).filter(|value| !value.is_null())) {
        Some(Value::String(name)) => name.clone(),
        Some(other) if !other.is_object() && !other.is_array() => other.to_string(),
        _ => String::new(),
    }
}

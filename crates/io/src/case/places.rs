//! Places that a case file names in files of their own: polygons and particles.

use super::ReadFile;
use super::decode::Located;
use super::meaning::Reading;
use super::problem::ProblemKind;
use super::resolve;
use super::seed_keys::ParticlesKeys;
use crate::read::ReadError;
use crate::read::particles::{Expected, read_particles};
use sarex_drift::seed::{ListedParticles, Polygon};
use sarex_geo::{Position, unix_seconds};
use serde_json::Value;

/// Largest GeoJSON file that is read, bytes.
const MAX_GEOJSON: u64 = 50_000_000;
/// Most corners of all polygons together.
const MAX_CORNERS: usize = 2_000_000;

/// The polygons of a GeoJSON file: a geometry, a feature or a collection.
pub(super) fn polygons(file: &Located<String>, reading: &mut Reading<'_>) -> Option<Vec<Polygon>> {
    let text = reading.text_file("area", file, MAX_GEOJSON)?;
    let found = parse_polygons(&text);
    match found {
        Ok(polygons) => Some(polygons),
        Err(reason) => {
            let what = format!("{}: {reason}", file.value);
            let remedy =
                "give a GeoJSON file with Polygon or MultiPolygon geometries, longitude first".into();
            reading.note(file, ProblemKind::Refused { what, remedy })
        }
    }
}

fn parse_polygons(text: &str) -> Result<Vec<Polygon>, String> {
    let json: Value = serde_json::from_str(text).map_err(|error| format!("not JSON: {error}"))?;
    let mut polygons = Vec::new();
    collect_polygons(&json, &mut polygons)?;
    let corners: usize =
        polygons.iter().map(|p| p.outer.len() + p.holes.iter().map(Vec::len).sum::<usize>()).sum();
    match corners {
        0 => Err("it holds no polygon".into()),
        n if n > MAX_CORNERS => Err(format!("it has {n} corners; {MAX_CORNERS} are allowed")),
        _ => Ok(polygons),
    }
}

fn collect_polygons(json: &Value, polygons: &mut Vec<Polygon>) -> Result<(), String> {
    let list = |key: &str| json[key].as_array().map(Vec::as_slice).unwrap_or_default();
    match json["type"].as_str() {
        Some("FeatureCollection") => list("features").iter().try_for_each(|f| collect_polygons(f, polygons)),
        Some("Feature") => collect_polygons(&json["geometry"], polygons),
        Some("GeometryCollection") => {
            list("geometries").iter().try_for_each(|g| collect_polygons(g, polygons))
        }
        Some("Polygon") => {
            polygons.push(polygon(list("coordinates"))?);
            Ok(())
        }
        Some("MultiPolygon") => list("coordinates").iter().try_for_each(|rings| {
            polygons.push(polygon(rings.as_array().map(Vec::as_slice).unwrap_or_default())?);
            Ok(())
        }),
        Some(_) => Ok(()),
        None => Err("an object has no `type`".into()),
    }
}

fn polygon(rings: &[Value]) -> Result<Polygon, String> {
    let mut rings = rings.iter().map(ring);
    let outer = rings.next().ok_or("a polygon has no ring")??;
    Ok(Polygon { outer, holes: rings.collect::<Result<_, _>>()? })
}

fn ring(corners: &Value) -> Result<Vec<Position>, String> {
    let corners = corners.as_array().map(Vec::as_slice).unwrap_or_default();
    if corners.len() < 3 {
        return Err("a ring has fewer than three corners".into());
    }
    let position = |corner: &Value| {
        let (lon, lat) =
            corner[0].as_f64().zip(corner[1].as_f64()).ok_or("a corner is not [longitude, latitude]")?;
        Position::new(lat, lon).map_err(|error| error.to_string())
    };
    corners.iter().map(position).collect()
}

/// The particles of a file.
pub(super) fn particles(keys: &ParticlesKeys, reading: &mut Reading<'_>) -> Option<ListedParticles> {
    let path = resolve(reading.case_file, &keys.file.value);
    let expected =
        Expected { at_s: keys.at.as_ref().map(|at| unix_seconds(at.value)), objects: &reading.objects };
    match read_particles(&path, expected) {
        Ok((particles, notes)) => {
            reading.read_files.push(ReadFile::new("particles", path));
            reading.notes.extend(notes.iter().map(|note| format!("{}: {note}", keys.file.value)));
            Some(particles)
        }
        Err(error) => {
            if let (ReadError::NoSuchTime { .. }, Some(at)) = (&error, &keys.at) {
                let remedy = "give one of its times, or leave `at` out for the last one".into();
                return reading.note(at, ProblemKind::Refused { what: error.to_string(), remedy });
            }
            let remedy =
                "give a CSV file with the columns lat, lon, time, or a trajectory NetCDF such as drift.nc";
            reading.note(&keys.file, ProblemKind::Refused { what: error.to_string(), remedy: remedy.into() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polygons_of_any_geojson_object() {
        let ring = "[[129,34],[130,34],[130,35],[129,34]]";
        let polygon = format!(r#"{{"type":"Polygon","coordinates":[{ring},{ring}]}}"#);
        let multi = format!(r#"{{"type":"MultiPolygon","coordinates":[[{ring}],[{ring}]]}}"#);
        let feature = |g: &str| format!(r#"{{"type":"Feature","properties":{{}},"geometry":{g}}}"#);
        let collection = format!(
            r#"{{"type":"FeatureCollection","features":[{},{}]}}"#,
            feature(&polygon),
            feature(&multi)
        );
        let polygons = parse_polygons(&collection).unwrap();
        assert_eq!(polygons.len(), 3);
        assert_eq!(polygons[0].holes.len(), 1);
        assert_eq!((polygons[0].outer[1].lat_deg(), polygons[0].outer[1].lon_deg()), (34.0, 130.0));
    }

    #[test]
    fn garbage_is_refused() {
        for text in [
            "",
            "[]",
            "{}",
            r#"{"type":"Polygon","coordinates":[[[1,2],[3,4]]]}"#,
            r#"{"type":"Polygon","coordinates":[[[1,92],[3,4],[5,6]]]}"#,
            r#"{"type":"Point","coordinates":[1,2]}"#,
        ] {
            assert!(parse_polygons(text).is_err(), "{text}");
        }
    }
}

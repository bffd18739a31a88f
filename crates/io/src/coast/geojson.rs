//! Polygons of a GeoJSON text (RFC 7946): geometry, feature or collection.

use geojson::{GeoJson, Geometry, GeometryValue, PolygonType};
use sarex_metocean::coast::{Ring, Vertex};

pub(super) fn parse(bytes: &[u8]) -> Result<Vec<Ring>, String> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let parsed = GeoJson::from_reader(bytes).map_err(|e| format!("it is not GeoJSON: {e}"))?;
    let mut rings = Vec::new();
    match parsed {
        GeoJson::Geometry(geometry) => add(&geometry, &mut rings)?,
        GeoJson::Feature(feature) => feature.geometry.iter().try_for_each(|g| add(g, &mut rings))?,
        GeoJson::FeatureCollection(collection) => {
            for (number, feature) in collection.features.iter().enumerate() {
                let mut geometry = feature.geometry.iter();
                geometry
                    .try_for_each(|g| add(g, &mut rings))
                    .map_err(|e| format!("feature {number}: {e}"))?;
            }
        }
    }
    Ok(rings)
}

fn add(geometry: &Geometry, rings: &mut Vec<Ring>) -> Result<(), String> {
    match &geometry.value {
        GeometryValue::Polygon { coordinates } => add_polygon(coordinates, rings),
        GeometryValue::MultiPolygon { coordinates } => {
            coordinates.iter().try_for_each(|polygon| add_polygon(polygon, rings))
        }
        GeometryValue::GeometryCollection { geometries } => geometries.iter().try_for_each(|g| add(g, rings)),
        other => Err(format!("{} is no polygon", other.type_name())),
    }
}

fn add_polygon(polygon: &PolygonType, rings: &mut Vec<Ring>) -> Result<(), String> {
    for ring in polygon {
        let vertex = |position: &geojson::Position| match position.as_slice() {
            [lon_deg, lat_deg, ..] => Ok(Vertex { lon_deg: *lon_deg, lat_deg: *lat_deg }),
            _ => Err("a position has fewer than two numbers".to_owned()),
        };
        rings.push(ring.iter().map(vertex).collect::<Result<Ring, _>>()?);
    }
    Ok(())
}

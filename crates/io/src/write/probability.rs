//! `probability.nc` and `probability.geojson`: where the object probably is, as a grid and as contours.

use super::netcdf::{Attribute, Nc, Storage, text};
use super::products::Products;
use super::trajectory::iso;
use super::{Report, SOFTWARE, WriteError};
use sarex_drift::Polygon;
use sarex_geo::Position;
use serde_json::json;
use std::fmt::Write;

/// The grid: probability mass per cell on (time, lat, lon), CF-1.11. Longitudes increase and may exceed 180.
pub fn netcdf(report: &Report<'_>, products: &Products) -> Result<Vec<u8>, WriteError> {
    let mut nc = Nc::new("probability.nc");
    let grid = products.maps[0].grid;
    for (key, value) in [
        ("Conventions", "CF-1.11, ACDD-1.3"),
        ("title", &report.case.title),
        (
            "summary",
            "Probability that the object is in a cell, given that drifting has begun; over the cells and beyond_data it sums to one",
        ),
        ("id", &report.case.id),
        ("case_kind", report.case.kind.key()),
        ("source", SOFTWARE),
        ("geospatial_bounds_crs", "EPSG:4326"),
    ] {
        nc.global_text(key, value)?;
    }
    if let Some(now) = report.now {
        nc.global_text("date_created", now.to_string())?;
    }
    let time = nc.dimension("time", products.maps.len())?;
    let lat = nc.dimension("lat", grid.rows)?;
    let lon = nc.dimension("lon", grid.columns)?;
    let times: Vec<f64> = products.maps.iter().map(|m| m.time_s).collect();
    let axis = |name: &str, units: &str, axis: &str| {
        [("standard_name", text(name)), ("units", text(units)), ("axis", text(axis))]
    };
    let [name, units, letter] = axis("time", "seconds since 1970-01-01 00:00:00", "T");
    nc.variable("time", &[time], &times, &[name, units, letter, ("calendar", text("standard"))])?;
    let lats: Vec<f64> = (0..grid.rows).map(|row| grid.lat_deg(row)).collect();
    nc.variable("lat", &[lat], &lats, &axis("latitude", "degrees_north", "Y"))?;
    let lons: Vec<f64> = (0..grid.columns).map(|column| grid.lon_deg(column)).collect();
    nc.variable("lon", &[lon], &lons, &axis("longitude", "degrees_east", "X"))?;
    let areas: Vec<f64> = (0..grid.rows).map(|row| grid.cell_area_m2(row)).collect();
    let attributes = [("standard_name", text("cell_area")), ("units", text("m2"))];
    nc.variable("cell_area", &[lat], &areas, &attributes)?;
    let attributes = [
        ("grid_mapping_name", text("latitude_longitude")),
        ("semi_major_axis", Attribute::Doubles(vec![sarex_geo::ellipsoid::A_M])),
        ("inverse_flattening", Attribute::Doubles(vec![1.0 / sarex_geo::ellipsoid::F])),
    ];
    nc.variable("crs", &[], &[0i32], &attributes)?;
    let mass: Vec<f32> = products.maps.iter().flat_map(|m| m.mass.iter().map(|&v| v as f32)).collect();
    let attributes = [
        ("long_name", text("probability of the object being in the cell")),
        ("units", text("1")),
        ("grid_mapping", text("crs")),
        ("cell_measures", text("area: cell_area")),
    ];
    let chunk = [1, grid.rows as u64, grid.columns as u64];
    let storage = Storage { chunk: &chunk };
    nc.packed("probability", &[time, lat, lon], &mass, f32::NAN, storage, &attributes)?;
    let not_released: Vec<f64> = products.maps.iter().map(|m| m.not_released).collect();
    let attributes =
        [("long_name", text("share of the ensemble not yet adrift, not in the map")), ("units", text("1"))];
    nc.variable("not_released", &[time], &not_released, &attributes)?;
    let beyond: Vec<f64> = products.maps.iter().map(|m| m.beyond_data).collect();
    let attributes = [
        ("long_name", text("probability of being where wind or current is not known, in no cell")),
        ("units", text("1")),
    ];
    nc.variable("beyond_data", &[time], &beyond, &attributes)?;
    nc.finish()
}

/// The contours: one feature per time and level, RFC 7946, cut at the dateline.
pub fn geojson(report: &Report<'_>, products: &Products) -> Vec<u8> {
    let mut out = String::from("{\"type\":\"FeatureCollection\",");
    let about = json!({
        "case": report.case.id, "title": report.case.title, "kind": report.case.kind.key(), "software": SOFTWARE,
        "direction": if report.ensemble.is_backward() { "backward" } else { "forward" },
    });
    let _ = write!(out, "\"properties\":{about},\n\"features\":[");
    let mut first = true;
    for (datum, contours) in products.data.iter().zip(&products.contours) {
        for contour in contours {
            let properties = json!({
                "time": iso(datum.time_s),
                "probability": contour.level.get(),
                "probability_in_cells": rounded(contour.mass, 1e6),
                "area_nm2": rounded(contour.area_m2 / (1852.0 * 1852.0), 1e3),
                "equivalent_radius_nm": rounded(contour.equivalent_radius().in_nautical_miles(), 1e3),
                "kind": report.case.kind.key(),
            });
            out.push_str(if first { "\n" } else { ",\n" });
            first = false;
            let _ = write!(out, "{{\"type\":\"Feature\",\"properties\":{properties},\"geometry\":");
            multi_polygon(&mut out, &contour.polygons);
            out.push('}');
        }
    }
    out.push_str("\n]}\n");
    out.into_bytes()
}

fn rounded(value: f64, unit: f64) -> f64 {
    (value * unit).round() / unit
}

/// Writes the geometry; parts of a polygon that crosses the dateline are separate polygons.
pub fn multi_polygon(out: &mut String, polygons: &[Polygon]) {
    out.push_str("{\"type\":\"MultiPolygon\",\"coordinates\":[");
    let parts: Vec<Polygon> = polygons.iter().flat_map(Polygon::cut_at_dateline).collect();
    for (k, part) in parts.iter().enumerate() {
        out.push_str(if k == 0 { "[" } else { ",[" });
        for (r, ring) in std::iter::once(&part.outer).chain(&part.holes).enumerate() {
            if r > 0 {
                out.push(',');
            }
            line(out, ring);
        }
        out.push(']');
    }
    out.push_str("]}");
}

/// Writes positions as an array of [lon, lat] with six decimals (0.1 m).
pub fn line(out: &mut String, positions: &[Position]) {
    out.push('[');
    for (k, p) in positions.iter().enumerate() {
        if k > 0 {
            out.push(',');
        }
        let _ = write!(out, "[{:.6},{:.6}]", p.lon_deg(), p.lat_deg());
    }
    out.push(']');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::fixture::{Cloud, forecast};
    use netcdf_reader::NcFile;
    use serde_json::Value;

    fn at(lon_deg: f64) -> (crate::write::fixture::Owned, Products) {
        let owned = forecast(Cloud { particles: 800, hours: 6, lat_deg: -17.0, lon_deg, ..Cloud::default() });
        let products = Products::of(&owned.ensemble).unwrap();
        (owned, products)
    }

    #[test]
    fn the_mass_that_is_read_back_sums_to_one() {
        let (owned, products) = at(130.0);
        let bytes = netcdf(&owned.report(), &products).unwrap();
        let file = NcFile::from_bytes(&bytes).unwrap();
        let mass = file.read_variable_as_f64("probability").unwrap();
        assert_eq!(mass.shape()[0], 7);
        for map in mass.outer_iter() {
            assert!((map.sum() - 1.0).abs() < 1e-5, "{}", map.sum());
        }
        let lat = file.read_variable_as_f64("lat").unwrap();
        assert!(lat[[1]] > lat[[0]]);
        let not_released = file.read_variable_as_f64("not_released").unwrap();
        assert!((not_released[[0]] - 1.0 / 800.0).abs() < 1e-9);
    }

    /// RFC 7946: outer rings anticlockwise, closed, longitudes within ±180.
    #[test]
    fn rings_turn_the_right_way_on_both_sides_of_the_dateline() {
        for lon in [130.0, 179.95] {
            let (owned, products) = at(lon);
            let text = geojson(&owned.report(), &products);
            let all: Value = serde_json::from_slice(&text).unwrap();
            let features = all["features"].as_array().unwrap();
            assert_eq!(features.len(), 7 * 4);
            let mut sides = [false; 2];
            for feature in features {
                for polygon in feature["geometry"]["coordinates"].as_array().unwrap() {
                    let ring: Vec<(f64, f64)> = polygon[0]
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|c| (c[0].as_f64().unwrap(), c[1].as_f64().unwrap()))
                        .collect();
                    assert_eq!(ring.first(), ring.last());
                    let area: f64 = ring.windows(2).map(|w| w[0].0 * w[1].1 - w[1].0 * w[0].1).sum();
                    assert!(area > 0.0);
                    for (lon, _) in ring {
                        assert!((-180.0..=180.0).contains(&lon));
                        sides[usize::from(lon < 0.0)] = true;
                    }
                }
            }
            assert_eq!(sides, [true, lon > 179.0], "{lon}");
            let last = &features[24 + 3]["properties"];
            assert_eq!((&last["time"], &last["probability"]), (&json!("2026-11-20T07:00:00Z"), &json!(0.95)));
        }
    }
}

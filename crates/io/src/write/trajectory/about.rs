//! What the file says about itself.

use super::{Layout, Report, WriteError, iso};
use crate::write::netcdf::{Attribute, Nc};
use crate::write::{SOFTWARE, seeds, settings};
use sarex_drift::{Ensemble, Fate};
use sarex_geo::position::{unwrap_longitude, wrap_longitude};
use serde_json::Value;

/// Global attributes by CF and ACDD, settings and inputs.
pub(super) fn attributes(nc: &mut Nc, report: &Report<'_>, layout: Layout) -> Result<(), WriteError> {
    let ensemble = report.ensemble;
    let scenario = &ensemble.scenario;
    let (first, last) =
        (ensemble.snapshots[0].time_s, ensemble.snapshots[ensemble.snapshots.len() - 1].time_s);
    let case = report.case;
    for (key, value) in [
        ("Conventions", "CF-1.11, ACDD-1.3".to_owned()),
        ("featureType", "trajectory".into()),
        ("title", case.title.clone()),
        (
            "summary",
            format!("Drift forecast of {} particles by {SOFTWARE}", ensemble.particles.lat_deg.len()),
        ),
        ("id", case.id.clone()),
        ("keywords", "drift, search and rescue, leeway, trajectory".into()),
        ("standard_name_vocabulary", "CF Standard Name Table v85".into()),
        ("case_kind", case.kind.key().into()),
        ("source", SOFTWARE.into()),
        ("software_version", env!("CARGO_PKG_VERSION").into()),
        ("history", history(report)),
        ("processing_level", "model output".into()),
        ("time_coverage_start", iso(first.min(last))),
        ("time_coverage_end", iso(first.max(last))),
        ("time_coverage_duration", iso_duration((last - first).abs())),
        ("time_coverage_resolution", iso_duration(scenario.output_every_s)),
        ("time_step_calculation", clock(scenario.step_s)),
        ("time_step_output", clock(scenario.output_every_s)),
        ("simulation_direction", if ensemble.is_backward() { "backward" } else { "forward" }.into()),
        ("seed_geojson", seeds::geojson(scenario, case.kind).to_string()),
        ("inputs", inputs(report)),
        ("warnings", ensemble.warnings.join("\n")),
    ] {
        nc.global_text(key, value)?;
    }
    if let Some(now) = report.now {
        nc.global_text("date_created", now.to_string())?;
    }
    if layout == Layout::OpenDrift {
        nc.global_text("opendrift_class", "Leeway")?;
        nc.global_text("opendrift_module", "opendrift.models.leeway")?;
    }
    extent(nc, ensemble)?;
    for (key, value) in settings::flat(scenario, report.settings) {
        match value {
            Value::String(words) => nc.global_text(&format!("config_{key}"), words)?,
            Value::Number(number) => {
                nc.global(
                    &format!("config_{key}"),
                    Attribute::Doubles(vec![number.as_f64().unwrap_or(f64::NAN)]),
                )?;
            }
            other => nc.global_text(&format!("config_{key}"), other.to_string())?,
        }
    }
    // Doubles hold integers to 2⁵³ only; the seed is needed exactly.
    nc.global_text("rng_seed", scenario.rng_seed.to_string())
}

fn history(report: &Report<'_>) -> String {
    report.now.map_or_else(|| format!("created by {SOFTWARE}"), |now| format!("{now} created by {SOFTWARE}"))
}

/// One line per input: role, name, SHA-256.
fn inputs(report: &Report<'_>) -> String {
    let lines = report.inputs.iter().map(|input| match &input.sha256 {
        Some(hash) => format!("{}: {} sha256:{hash}", input.role, input.name),
        None => format!("{}: {}", input.role, input.name),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// ACDD bounding box over all written positions; west is greater than east across the dateline.
fn extent(nc: &mut Nc, ensemble: &Ensemble) -> Result<(), WriteError> {
    let reference = ensemble.particles.lon_deg[0];
    let [mut south, mut north] = [i32::MAX, i32::MIN];
    let [mut west, mut east] = [f64::INFINITY, f64::NEG_INFINITY];
    for snapshot in &ensemble.snapshots {
        for (i, _) in snapshot.fate.iter().enumerate().filter(|&(_, &f)| f != Fate::NotReleased) {
            south = south.min(snapshot.lat_e7[i]);
            north = north.max(snapshot.lat_e7[i]);
            let lon = unwrap_longitude(f64::from(snapshot.lon_e7[i]) * 1e-7, reference);
            west = west.min(lon);
            east = east.max(lon);
        }
    }
    if south > north {
        return Ok(());
    }
    for (key, value) in [
        ("geospatial_lat_min", f64::from(south) * 1e-7),
        ("geospatial_lat_max", f64::from(north) * 1e-7),
        ("geospatial_lon_min", wrap_longitude(west)),
        ("geospatial_lon_max", wrap_longitude(east)),
    ] {
        nc.global(key, Attribute::Doubles(vec![value]))?;
    }
    nc.global_text("geospatial_lat_units", "degrees_north")?;
    nc.global_text("geospatial_lon_units", "degrees_east")?;
    nc.global_text("geospatial_bounds_crs", "EPSG:4326")
}

/// ISO 8601 duration, `P1DT2H3M4S`.
fn iso_duration(seconds: f64) -> String {
    let s = seconds.abs().round() as u64;
    format!("P{}DT{}H{}M{}S", s / 86_400, s / 3600 % 24, s / 60 % 60, s % 60)
}

/// `H:MM:SS`, with days in front where there are any, as OpenDrift reads time steps.
fn clock(seconds: f64) -> String {
    let s = seconds.abs().round() as u64;
    let days = match s / 86_400 {
        0 => String::new(),
        1 => "1 day, ".into(),
        n => format!("{n} days, "),
    };
    format!("{days}{}:{:02}:{:02}", s / 3600 % 24, s / 60 % 60, s % 60)
}

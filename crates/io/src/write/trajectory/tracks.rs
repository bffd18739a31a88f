//! What changes along a track.

use super::particles::flags;
use super::table::{Axes, Table};
use super::{FILL_I8, FILL_I32, Report, WriteError};
use crate::write::netcdf::{Attribute, Nc, Storage, text};
use sarex_drift::{Ensemble, Fate};

/// Particles and times.
pub(super) fn coordinates(nc: &mut Nc, ensemble: &Ensemble, axes: Axes) -> Result<(), WriteError> {
    let ids: Vec<i32> = (0..ensemble.particles.lat_deg.len() as i32).collect();
    let attributes = [("cf_role", text("trajectory_id")), ("long_name", text("particle"))];
    nc.variable("trajectory", &[axes.trajectory], &ids, &attributes)?;
    let times: Vec<f64> = ensemble.snapshots.iter().map(|s| s.time_s).collect();
    let attributes = [
        ("standard_name", text("time")),
        ("long_name", text("time")),
        ("units", text("seconds since 1970-01-01 00:00:00")),
        ("calendar", text("standard")),
        ("axis", text("T")),
    ];
    nc.variable("time", &[axes.time], &times, &attributes)
}

/// Places, fates and ages.
pub(super) fn along(
    nc: &mut Nc,
    report: &Report<'_>,
    table: &Table<'_>,
    axes: Axes,
) -> Result<(), WriteError> {
    let both = [axes.trajectory, axes.time];
    let storage = Storage { chunk: &table.chunk };
    let snapshots = &table.ensemble.snapshots;
    let degrees = |name: &str, units: &str, axis: &str, limit: i32| {
        [
            ("standard_name", text(name)),
            ("long_name", text(name)),
            ("units", text(units)),
            ("axis", text(axis)),
            ("scale_factor", Attribute::Doubles(vec![1e-7])),
            ("add_offset", Attribute::Doubles(vec![0.0])),
            ("valid_range", Attribute::Ints(vec![-limit, limit])),
        ]
    };
    let lon = table.gather(FILL_I32, |t, i| snapshots[t].lon_e7[i]);
    let attributes = degrees("longitude", "degrees_east", "X", 1_800_000_000);
    nc.packed("lon", &both, &lon, FILL_I32, storage, &attributes)?;
    let lat = table.gather(FILL_I32, |t, i| snapshots[t].lat_e7[i]);
    let attributes = degrees("latitude", "degrees_north", "Y", 900_000_000);
    nc.packed("lat", &both, &lat, FILL_I32, storage, &attributes)?;
    let status = table.gather(FILL_I8, |t, i| snapshots[t].fate[i] as i8);
    let attributes = [
        ("long_name", text("what has become of the particle")),
        ("flag_values", Attribute::Bytes(vec![0, 1, 2, 3, 4])),
        ("flag_meanings", text("active stranded missing_data outside retired")),
        ("valid_range", Attribute::Bytes(vec![0, 4])),
    ];
    nc.packed("status", &both, &status, FILL_I8, storage, &attributes)?;
    let start_s = &table.ensemble.particles.start_s;
    let age = table.gather(FILL_I32, |t, i| {
        let stop = table.ensemble.outcome.stopped_s[i];
        let now = snapshots[t].time_s;
        let stopped = matches!(snapshots[t].fate[i], Fate::Stranded | Fate::MissingData) && stop.is_finite();
        ((if stopped { stop } else { now }) - start_s[i]).abs().round() as i32
    });
    let attributes = [("long_name", text("time adrift")), ("units", text("s"))];
    nc.packed("age_seconds", &both, &age, FILL_I32, storage, &attributes)?;
    let moving = table.gather(FILL_I8, |t, i| i8::from(snapshots[t].fate[i] == Fate::Active));
    let attributes = [("long_name", text("1 while adrift"))];
    nc.packed("moving", &both, &moving, FILL_I8, storage, &attributes)?;
    let depth = table.gather(FILL_I8, |_, _| 0);
    let attributes = [
        ("standard_name", text("height_above_mean_sea_level")),
        ("long_name", text("vertical position; the surface")),
        ("units", text("m")),
        ("positive", text("up")),
        ("axis", text("Z")),
    ];
    nc.packed("z", &both, &depth, FILL_I8, storage, &attributes)?;
    let origin = table.gather(FILL_I32, |_, i| i32::from(table.ensemble.particles.seed[i]));
    let names = report.ensemble.scenario.seeds.iter().map(|s| s.name.as_str());
    let attributes = flags("scenario the particle belongs to", names, 0);
    nc.packed("origin_marker", &both, &origin, FILL_I32, storage, &attributes)
}

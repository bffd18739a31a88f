//! `drift.nc`: the tracks of all particles as a CF trajectory file.
//!
//! NetCDF-4, CF-1.11 (`featureType = trajectory`, two-dimensional layout with one time axis) and ACDD-1.3. What
//! xarray, trajan and OpenDrift open.
//!
//! - `lon`, `lat` are 32-bit integers of 10⁻⁷ degrees (1 cm) with a scale factor; readers that decode CF see
//!   doubles. Longitudes lie in [−180, 180).
//! - A particle has the fill value before it is released. One that stopped keeps its place and says so in
//!   `status`: what lies on a beach still has to be found there. [`Layout::OpenDrift`] ends the track instead.
//! - What never changes stands on `(trajectory)` only. [`Layout::OpenDrift`] repeats it for every time under the
//!   names OpenDrift's leeway model reads.
//! - There is no `coordinates` attribute, although CF asks for one: with it xarray takes `lon` and `lat` for
//!   coordinates, and OpenDrift, which looks for them among the data, cannot open the file.
//!
//! The encoder builds the file in memory: about 100 bytes per particle and output time in the default layout. The
//! whole program peaked at 2.8 GB for 10⁶ particles and 25 times, whose file has 138 MB.

use super::netcdf::{Attribute, Nc, Storage, text};
use super::{Report, SOFTWARE, WriteError, seeds, settings};
use netcdf_writer::{DimensionId, NcFillValueType, NcWriteType};
use sarex_drift::leeway::Component;
use sarex_drift::{Ensemble, Fate};
use sarex_geo::position::{unwrap_longitude, wrap_longitude};
use serde_json::Value;

const FILE: &str = "drift.nc";
const FILL_I32: i32 = i32::MAX;
const FILL_I8: i8 = i8::MAX;

/// Where constant properties stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// Once per particle.
    #[default]
    Compact,
    /// Once per particle and time, with the attributes by which OpenDrift restores its leeway model, and tracks
    /// that end where the particle stopped.
    OpenDrift,
}

/// Encodes the file.
pub fn encode(report: &Report<'_>, layout: Layout) -> Result<Vec<u8>, WriteError> {
    let ensemble = report.ensemble;
    check(ensemble)?;
    let table = Table::new(ensemble, layout);
    let mut nc = Nc::new(FILE);
    global_attributes(&mut nc, report, layout)?;
    let trajectory = nc.dimension("trajectory", table.particles)?;
    let time = nc.dimension("time", table.times)?;
    let axes = Axes { trajectory, time };
    coordinates(&mut nc, ensemble, axes)?;
    tracks(&mut nc, report, &table, axes)?;
    per_particle(&mut nc, report, &table, axes)?;
    leeway(&mut nc, report, &table, axes)?;
    nc.finish()
}

/// A time in ISO 8601 with `Z`, to the second where it is whole.
pub fn iso(time_s: f64) -> String {
    sarex_geo::from_unix_seconds(time_s).map_or_else(|| format!("{time_s} s since 1970"), |t| t.to_string())
}

/// All slices of an ensemble have the length they should have.
fn check(ensemble: &Ensemble) -> Result<(), WriteError> {
    let n = ensemble.particles.lat_deg.len();
    if ensemble.snapshots.is_empty() || n == 0 {
        return Err(WriteError::Inconsistent("it has no particles or no output times".into()));
    }
    for s in &ensemble.snapshots {
        if s.lat_e7.len() != n || s.lon_e7.len() != n || s.fate.len() != n {
            let when = iso(s.time_s);
            return Err(WriteError::Inconsistent(format!(
                "the snapshot of {when} does not hold {n} particles"
            )));
        }
    }
    let outcome = &ensemble.outcome;
    let lengths = [outcome.fate.len(), outcome.side.len(), outcome.capsized.len(), outcome.stopped_s.len()];
    if lengths.iter().any(|&l| l != n) {
        return Err(WriteError::Inconsistent(format!("its outcome does not hold {n} particles")));
    }
    Ok(())
}

#[derive(Clone, Copy)]
struct Axes {
    trajectory: DimensionId,
    time: DimensionId,
}

/// Shape of the output and where each track begins and ends.
struct Table<'a> {
    ensemble: &'a Ensemble,
    layout: Layout,
    particles: usize,
    times: usize,
    chunk: [u64; 2],
    /// Per particle, one past the last time index that is written.
    end: Vec<u32>,
}

impl<'a> Table<'a> {
    fn new(ensemble: &'a Ensemble, layout: Layout) -> Self {
        let (particles, times) = (ensemble.particles.lat_deg.len(), ensemble.snapshots.len());
        // About 64 Ki values a chunk: whole tracks, so that one particle costs one chunk to read.
        let rows = (65_536 / times).clamp(1, particles);
        let columns = times.min(65_536);
        let end = match layout {
            Layout::Compact => vec![times as u32; particles],
            Layout::OpenDrift => (0..particles).map(|i| end_of_track(ensemble, i)).collect(),
        };
        Self { ensemble, layout, particles, times, chunk: [rows as u64, columns as u64], end }
    }

    /// Values per (trajectory, time) in row-major order; `fill` outside the life of a track.
    fn gather<T: Copy>(&self, fill: T, value: impl Fn(usize, usize) -> T) -> Vec<T> {
        let mut all = vec![fill; self.particles * self.times];
        // Blocks of particles keep the transposition within the cache.
        for (block, rows) in all.chunks_mut(self.times * 256).enumerate() {
            for (t, snapshot) in self.ensemble.snapshots.iter().enumerate() {
                for (row, track) in rows.chunks_mut(self.times).enumerate() {
                    let i = block * 256 + row;
                    if snapshot.fate[i] != Fate::NotReleased && t < self.end[i] as usize {
                        track[t] = value(t, i);
                    }
                }
            }
        }
        all
    }
}

/// One past the first output time at which a particle has stopped for good.
fn end_of_track(ensemble: &Ensemble, i: usize) -> u32 {
    let stopped = |fate: Fate| matches!(fate, Fate::Stranded | Fate::MissingData);
    let last_moving = ensemble.snapshots.iter().rposition(|s| !stopped(s.fate[i]));
    let end = last_moving.map_or(1, |t| t + 2);
    end.min(ensemble.snapshots.len()) as u32
}

fn coordinates(nc: &mut Nc, ensemble: &Ensemble, axes: Axes) -> Result<(), WriteError> {
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

/// What changes along a track.
fn tracks(nc: &mut Nc, report: &Report<'_>, table: &Table<'_>, axes: Axes) -> Result<(), WriteError> {
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

/// Attributes of a flag variable whose values count up from `first`.
fn flags<'n>(
    long_name: &str,
    names: impl Iterator<Item = &'n str>,
    first: i32,
) -> Vec<(&'static str, Attribute)> {
    let meanings: Vec<String> = names.enumerate().map(|(i, name)| flag_word(name, i)).collect();
    let values = (first..).take(meanings.len()).collect();
    vec![
        ("long_name", text(long_name)),
        ("flag_values", Attribute::Ints(values)),
        ("flag_meanings", text(meanings.join(" "))),
    ]
}

/// A name as one word, as CF wants flag meanings; numbered when nothing is left of it.
fn flag_word(name: &str, index: usize) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    if words.is_empty() { format!("scenario_{index}") } else { words.join("_") }
}

/// What a particle keeps for life.
fn per_particle(nc: &mut Nc, report: &Report<'_>, table: &Table<'_>, axes: Axes) -> Result<(), WriteError> {
    let one = [axes.trajectory];
    let p = &table.ensemble.particles;
    let outcome = &table.ensemble.outcome;
    let chunk = [table.particles.min(65_536) as u64];
    let storage = Storage { chunk: &chunk };
    let attributes =
        [("long_name", text("probability mass of the particle; all sum to one")), ("units", text("1"))];
    nc.packed("weight", &one, &p.weight, f64::NAN, storage, &attributes)?;
    let member: Vec<i32> = p.member.iter().map(|&m| i32::from(m)).collect();
    let attributes =
        [("standard_name", text("realization")), ("long_name", text("member of the forcing ensemble"))];
    nc.packed("ensemble_member", &one, &member, FILL_I32, storage, &attributes)?;
    let seconds = |what: &str| {
        [
            ("long_name", text(what)),
            ("units", text("seconds since 1970-01-01 00:00:00")),
            ("calendar", text("standard")),
        ]
    };
    nc.packed("start_time", &one, &p.start_s, f64::NAN, storage, &seconds("begin of drifting"))?;
    let attributes = seconds("when it stranded or lost its forcing; missing while adrift");
    nc.packed("stop_time", &one, &outcome.stopped_s, f64::NAN, storage, &attributes)?;
    let object: Vec<i32> = p.object.iter().map(|&o| i32::from(o)).collect();
    let keys = report.ensemble.scenario.objects.iter().map(|o| o.class.key.as_str());
    nc.packed("object", &one, &object, FILL_I32, storage, &flags("object of the case", keys, 0))?;
    let side: Vec<i8> = outcome.side.iter().map(|&s| s as i8).collect();
    let attributes = sides("side at the end of the run");
    nc.packed("orientation_at_end", &one, &side, FILL_I8, storage, &attributes)?;
    let capsized: Vec<i8> = outcome.capsized.iter().map(|&c| i8::from(c)).collect();
    let attributes = [("long_name", text("1 if capsized by the end of the run"))];
    nc.packed("capsized_at_end", &one, &capsized, FILL_I8, storage, &attributes)
}

fn sides(long_name: &str) -> [(&'static str, Attribute); 3] {
    [
        ("long_name", text(long_name)),
        ("flag_values", Attribute::Bytes(vec![0, 1])),
        ("flag_meanings", text("right_set_of_the_table left_set_of_the_table")),
    ]
}

/// Coefficients of each particle under OpenDrift's names, signs as in the table.
fn leeway(nc: &mut Nc, report: &Report<'_>, table: &Table<'_>, axes: Axes) -> Result<(), WriteError> {
    let p = &table.ensemble.particles;
    let objects = &report.ensemble.scenario.objects;
    let downwind = |i: usize| objects[p.object[i] as usize].class.coefficients.downwind;
    let crosswind = |i: usize| {
        let c = &objects[p.object[i] as usize].class.coefficients;
        if p.side[i] == 0 { c.right } else { c.left }
    };
    let mut constant = Constant { nc, table, axes };
    let number = |i: usize| objects[p.object[i] as usize].class.number as i32;
    constant.put("object_type", FILL_I32, number, &[("long_name", text("number of the object class"))])?;
    constant.put("orientation", FILL_I8, |i| p.side[i] as i8, &sides("side at the start"))?;
    let words = |name: &str, units: &str| [("long_name", text(name)), ("units", text(units))];
    let slope = |c: Component| c.slope_pct as f32;
    let offset = |c: Component| c.offset_cm_s as f32;
    let attributes = words("downwind slope", "cm s-1 per m s-1");
    constant.put("downwind_slope", f32::NAN, |i| slope(downwind(i)), &attributes)?;
    let attributes = words("downwind offset", "cm s-1");
    constant.put("downwind_offset", f32::NAN, |i| offset(downwind(i)), &attributes)?;
    let attributes = words("downwind error drawn for this particle", "cm s-1");
    let error = |i: usize| (downwind(i).std_cm_s * p.downwind_xi[i]) as f32;
    constant.put("downwind_eps", f32::NAN, error, &attributes)?;
    let attributes = words("crosswind slope of the side at the start", "cm s-1 per m s-1");
    constant.put("crosswind_slope", f32::NAN, |i| slope(crosswind(i)), &attributes)?;
    let attributes = words("crosswind offset of the side at the start", "cm s-1");
    constant.put("crosswind_offset", f32::NAN, |i| offset(crosswind(i)), &attributes)?;
    let attributes = words("crosswind error drawn for this particle", "cm s-1");
    let error = |i: usize| (crosswind(i).std_cm_s * p.crosswind_xi[i]) as f32;
    constant.put("crosswind_eps", f32::NAN, error, &attributes)?;
    if table.layout == Layout::OpenDrift {
        let per_hour = report.ensemble.scenario.jibing.per_hour as f32;
        constant.put("jibe_probability", f32::NAN, |_| per_hour, &words("probability of jibing", "h-1"))?;
        constant.put("current_drift_factor", f32::NAN, |_| 1.0, &words("share of the current", "1"))?;
        let capsized = |i: usize| i8::from(table.ensemble.outcome.capsized[i]);
        constant.put("capsized", FILL_I8, capsized, &[("long_name", text("1 if capsized by the end"))])?;
    }
    Ok(())
}

/// Writes a property that is constant in time in the way of the layout.
struct Constant<'a, 'b> {
    nc: &'a mut Nc,
    table: &'a Table<'b>,
    axes: Axes,
}

impl Constant<'_, '_> {
    fn put<T: NcWriteType + NcFillValueType>(
        &mut self,
        name: &str,
        fill: T,
        value: impl Fn(usize) -> T,
        attributes: &[(&str, Attribute)],
    ) -> Result<(), WriteError> {
        match self.table.layout {
            Layout::Compact => {
                let values: Vec<T> = (0..self.table.particles).map(value).collect();
                let chunk = [self.table.particles.min(65_536) as u64];
                let axes = [self.axes.trajectory];
                self.nc.packed(name, &axes, &values, fill, Storage { chunk: &chunk }, attributes)
            }
            Layout::OpenDrift => {
                let values = self.table.gather(fill, |_, i| value(i));
                let axes = [self.axes.trajectory, self.axes.time];
                self.nc.packed(name, &axes, &values, fill, Storage { chunk: &self.table.chunk }, attributes)
            }
        }
    }
}

fn global_attributes(nc: &mut Nc, report: &Report<'_>, layout: Layout) -> Result<(), WriteError> {
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
        ("simulation_direction", if last < first { "backward" } else { "forward" }.into()),
        ("seed_geojson", seeds::geojson(scenario).to_string()),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::fixture::{Cloud, START_S, forecast};
    use netcdf_reader::NcFile;

    fn small() -> Cloud {
        Cloud { particles: 300, hours: 6, ..Cloud::default() }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let owned = forecast(small());
        let bytes = encode(&owned.report(), Layout::Compact).unwrap();
        let file = NcFile::from_bytes(&bytes).unwrap();
        let snapshot = &owned.ensemble.snapshots[3];
        let lat = file.read_variable_unpacked_masked("lat").unwrap();
        let lon = file.read_variable_unpacked_masked("lon").unwrap();
        assert_eq!(lat.shape(), [300, 7]);
        for i in 0..300 {
            assert!((lat[[i, 3]] - f64::from(snapshot.lat_e7[i]) * 1e-7).abs() < 1e-12);
            assert!((lon[[i, 3]] - f64::from(snapshot.lon_e7[i]) * 1e-7).abs() < 1e-12);
        }
        assert!(lat[[0, 0]].is_nan(), "before release there is no position");
        assert!((lat[[1, 6]] - lat[[1, 2]]).abs() < 1e-12, "what stranded stays where it is");
        let status = file.read_variable_as_f64("status").unwrap();
        assert_eq!([status[[1, 1]], status[[1, 2]], status[[1, 6]]], [0.0, 1.0, 1.0]);
        let age = file.read_variable_as_f64("age_seconds").unwrap();
        assert_eq!([age[[0, 1]], age[[1, 6]], age[[2, 6]]], [1800.0, 7200.0, 21_600.0]);
        let time = file.read_variable_as_f64("time").unwrap();
        assert_eq!([time[[0]], time[[6]]], [START_S, START_S + 21_600.0]);
        let weight = file.read_variable_as_f64("weight").unwrap();
        assert!((weight.sum() - 1.0).abs() < 1e-12);
        let eps = file.read_variable_as_f64("downwind_eps").unwrap();
        assert!((eps[[5]] - 12.0 * owned.ensemble.particles.downwind_xi[5]).abs() < 1e-5);
    }

    #[test]
    fn attributes_say_what_and_whence() {
        let mut owned = forecast(small());
        owned.case.title = "대마도 동쪽 어선 전복".into();
        let bytes = encode(&owned.report(), Layout::Compact).unwrap();
        let file = NcFile::from_bytes(&bytes).unwrap();
        let attribute = |name: &str| {
            let all = file.global_attributes().unwrap();
            all.iter().find(|a| a.name == name).and_then(|a| a.value.as_string()).unwrap_or_default()
        };
        assert_eq!(attribute("Conventions"), "CF-1.11, ACDD-1.3");
        assert_eq!(attribute("featureType"), "trajectory");
        assert_eq!(attribute("title"), owned.case.title);
        assert_eq!(attribute("case_kind"), "exercise");
        assert_eq!(attribute("time_coverage_start"), "2026-11-20T01:00:00Z");
        assert_eq!(attribute("time_coverage_duration"), "P0DT6H0M0S");
        assert_eq!(attribute("time_step_calculation"), "0:10:00");
        assert_eq!(attribute("config_run:integrator"), "rk2");
        assert_eq!(attribute("config_environment:coast"), "bundled");
        assert!(attribute("inputs").contains(owned.inputs[0].sha256.as_deref().unwrap()));
        let seeds: Value = serde_json::from_str(&attribute("seed_geojson")).unwrap();
        assert_eq!(seeds["features"][0]["geometry"]["coordinates"][1], 34.6);
        assert_eq!(attribute("date_created"), "", "no clock unless one is given");
    }

    #[test]
    fn opendrift_layout_ends_tracks_and_repeats_coefficients() {
        let owned = forecast(small());
        let bytes = encode(&owned.report(), Layout::OpenDrift).unwrap();
        let file = NcFile::from_bytes(&bytes).unwrap();
        let status = file.read_variable_as_f64("status").unwrap();
        assert_eq!([status[[1, 2]], status[[1, 3]]], [1.0, f64::from(FILL_I8)]);
        let slope = file.read_variable_as_f64("downwind_slope").unwrap();
        assert_eq!(slope.shape(), [300, 7]);
        assert!((slope[[4, 6]] - 0.96).abs() < 1e-6);
    }

    #[test]
    fn a_cloud_over_the_dateline_has_west_greater_than_east() {
        let owned = forecast(Cloud { lat_deg: -17.0, lon_deg: 179.95, ..small() });
        let bytes = encode(&owned.report(), Layout::Compact).unwrap();
        let file = NcFile::from_bytes(&bytes).unwrap();
        let all = file.global_attributes().unwrap();
        let number = |name: &str| match &all.iter().find(|a| a.name == name).unwrap().value {
            Attribute::Doubles(v) => v[0],
            other => panic!("{other:?}"),
        };
        assert!(number("geospatial_lon_min") > 179.0 && number("geospatial_lon_max") < -179.0);
    }

    #[test]
    fn an_ensemble_that_contradicts_itself_is_refused() {
        let mut owned = forecast(small());
        owned.ensemble.snapshots[2].fate.pop();
        let error = encode(&owned.report(), Layout::Compact).unwrap_err();
        assert!(error.to_string().contains("2026-11-20T03:00:00Z does not hold 300 particles"), "{error}");
    }

    /// Runs where `SAREX_PYTHON` names a Python that has the readers; says what it left out.
    #[test]
    fn xarray_trajan_and_opendrift_open_it() {
        let Some(python) = std::env::var_os("SAREX_PYTHON") else {
            eprintln!(
                "left out: SAREX_PYTHON is not set, so drift.nc was not opened with xarray, trajan, OpenDrift"
            );
            return;
        };
        let mut owned = forecast(small());
        owned.case.title = "대마도 동쪽 어선 전복".into();
        let folder = std::env::temp_dir().join(format!("sarex-readers-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let paths = [Layout::Compact, Layout::OpenDrift].map(|layout| {
            let path = folder.join(format!("{layout:?}.nc"));
            std::fs::write(&path, encode(&owned.report(), layout).unwrap()).unwrap();
            path
        });
        let first = &owned.ensemble.snapshots[0];
        let output = std::process::Command::new(python)
            .args(["-c", include_str!("readers.py")])
            .args(paths)
            .arg("300")
            .arg((f64::from(first.lat_e7[2]) * 1e-7).to_string())
            .arg((f64::from(first.lon_e7[2]) * 1e-7).to_string())
            .output()
            .unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        for reader in ["xarray", "trajan", "opendrift"] {
            let line = said.lines().find(|l| l.starts_with(reader)).unwrap_or_default();
            if line.contains("absent") {
                eprintln!("left out: {line}");
            } else {
                assert_eq!(line, format!("{reader} ok"), "{}", String::from_utf8_lossy(&output.stderr));
            }
        }
    }
}

//! Everything that reads bytes from outside, as fuzz targets.
//!
//! A target takes any bytes and must come back: no panic, no endless loop, no unbounded memory. `cargo fuzz` drives
//! the binaries in `fuzz_targets`; `tests/damaged.rs` drives the same functions over truncated, bit-flipped and
//! spliced copies of [`seeds`] in every test run.

pub mod seeds;

use sarex_drift::leeway::ClassTable;
use sarex_io::coast::read_polygons;
use sarex_io::read::particles::{Expected, read_particles};
use sarex_io::read::tracks::{Wanted, parse_tracks};
use sarex_io::read::{Options, open_field, series};
use sarex_metocean::coast::CoastIndex;
use sarex_metocean::{Coastline, FieldSource, Points, Segment, VectorsMut, Window};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A function that must survive any bytes; true if it could make sense of them.
pub type Target = fn(&[u8]) -> bool;

/// All targets by name.
pub const TARGETS: &[(&str, Target)] = &[
    ("position", position),
    ("case_file", case_file),
    ("class_file", class_file),
    ("field_file", field_file),
    ("series", series),
    ("coast_index", coast_index),
    ("polygons", polygons),
    ("particles", particles),
    ("tracks_gpx", tracks_gpx),
    ("tracks_csv", tracks_csv),
    ("tracks_geojson", tracks_geojson),
    ("tracks_ais", tracks_ais),
    ("plan", plan),
    ("message", message),
];

/// Positions, latitudes, longitudes and durations as typed.
pub fn position(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let position = text.parse::<sarex_geo::Position>();
    if let Ok(p) = position {
        assert!(p.to_string().parse::<sarex_geo::Position>().is_ok(), "{p} is not read back");
    }
    let _ = sarex_geo::parse::parse_latitude(text);
    let _ = sarex_geo::parse::parse_longitude(text);
    position.is_ok() || sarex_geo::time::parse_duration_s(text).is_ok()
}

/// Case files.
pub fn case_file(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let case = sarex_io::case::parse(text, "case.toml".as_ref());
    if let Err(error) = &case {
        assert!(!error.to_string().is_empty());
    }
    case.is_ok()
}

/// Users' object classes.
pub fn class_file(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| ClassTable::with_user(text).is_ok())
}

/// NetCDF, HDF5 and GRIB files: described, held and sampled.
pub fn field_file(bytes: &[u8]) -> bool {
    with_file(bytes, "nc", |path| {
        let open = |wanted| open_field(&path.display().to_string(), wanted, &Options::default());
        let opened = sarex_io::read::Wanted::ALL.map(open);
        opened.iter().flatten().for_each(|field| sample(field.source.as_ref()));
        opened.iter().any(Result::is_ok)
    })
}

fn sample(source: &dyn FieldSource) {
    let coverage = source.coverage();
    let [south, north, west, east] = coverage.area_deg.unwrap_or([30.0, 31.0, 128.0, 129.0]);
    let (start_s, end_s) = coverage.period_s.unwrap_or((0.0, 3600.0));
    let middle = Window {
        south_deg: (south + north) / 2.0,
        north_deg: (south + north) / 2.0,
        west_deg: (west + east) / 2.0,
        east_deg: (west + east) / 2.0,
        start_s,
        end_s: end_s.min(start_s + 3600.0),
    };
    if !(middle.south_deg.abs() <= 90.0 && middle.west_deg.abs() <= 540.0 && start_s.is_finite()) {
        return;
    }
    if let Ok(field) = source.hold(&middle) {
        let (mut east_mps, mut north_mps) = ([0.0], [0.0]);
        let points = Points { lat_deg: &[middle.south_deg], lon_deg: &[middle.west_deg], member: &[0] };
        field.sample(points, start_s, VectorsMut { east_mps: &mut east_mps, north_mps: &mut north_mps });
    }
}

/// Time series at a point.
pub fn series(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    series::parse_csv("series.csv", text).is_ok() | series::parse_json("series.json", text).is_ok()
}

/// Coast indices: opened and asked.
pub fn coast_index(bytes: &[u8]) -> bool {
    let Ok(index) = CoastIndex::new(Arc::new(bytes.to_vec())) else { return false };
    let [south, north, west, east] = index.area_deg();
    for i in 0..16 {
        let f = f64::from(i) / 15.0;
        let (lat, lon) = (south + f * (north - south), west + (1.0 - f) * (east - west));
        index.surface(lat, lon);
        index.clearance_deg(lat, lon);
        index.nearest_sea(lat, lon, 0.1);
        index.first_crossing(Segment {
            from_lat_deg: lat,
            from_lon_deg: lon,
            to_lat_deg: lat + 0.05,
            to_lon_deg: lon - 0.05,
        });
    }
    true
}

/// Coast polygons in each format.
pub fn polygons(bytes: &[u8]) -> bool {
    ["wkb", "shp", "geojson"]
        .map(|kind| with_file(bytes, kind, |path| read_polygons(path).is_ok()))
        .contains(&true)
}

/// Seed particles from files.
pub fn particles(bytes: &[u8]) -> bool {
    ["nc", "csv"]
        .map(|kind| with_file(bytes, kind, |path| read_particles(path, Expected::default()).is_ok()))
        .contains(&true)
}

/// Recorded tracks as GPX.
pub fn tracks_gpx(bytes: &[u8]) -> bool {
    recorded_tracks(bytes)
}

/// Recorded tracks as lines of text.
pub fn tracks_csv(bytes: &[u8]) -> bool {
    recorded_tracks(bytes)
}

/// Recorded tracks as GeoJSON.
pub fn tracks_geojson(bytes: &[u8]) -> bool {
    recorded_tracks(bytes)
}

/// Recorded tracks as AIS sentences.
pub fn tracks_ais(bytes: &[u8]) -> bool {
    recorded_tracks(bytes)
}

/// The first bytes say which format it is; the targets differ in what they start from. What is accepted is a track.
fn recorded_tracks(bytes: &[u8]) -> bool {
    let Ok(found) = parse_tracks("track", bytes, &Wanted::default()) else { return false };
    for track in &found.tracks {
        assert!(track.fixes.len() >= 2 && track.fixes.windows(2).all(|pair| pair[0].time < pair[1].time));
    }
    true
}

/// Plans, with the tracks in them.
pub fn plan(bytes: &[u8]) -> bool {
    let Ok(record) = sarex_io::read::plan::parse_plan("plan.json", bytes) else { return false };
    for unit in &record.units {
        let plane = sarex_geo::plane::LocalPlane::at(unit.csp.position());
        let track = unit.track(&plane);
        assert_eq!(track.len(), unit.waypoints.len());
        assert!(track.windows(2).all(|leg| leg[0].time_s < leg[1].time_s), "times do not rise");
        assert!(track.iter().all(|w| w.at.east_m.is_finite() && w.at.north_m.is_finite()));
    }
    true
}

/// Search action plans and situation reports in each language: none may panic, and what is understood is written and read
/// back as the same.
pub fn message(bytes: &[u8]) -> bool {
    use sarex_io::write::plan::message::{ActionMessage, Language, SituationReport};
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let understood = Language::ALL.map(|language| {
        let action = ActionMessage::parse(text, language).map(|message| message.text(language));
        let sitrep = SituationReport::parse(text, language).map(|report| report.text(language));
        if let Ok(written) = &action {
            let again = ActionMessage::parse(written, language).map(|message| message.text(language));
            assert_eq!(again.as_ref(), Ok(written));
        }
        if let Ok(written) = &sitrep {
            let again = SituationReport::parse(written, language).map(|report| report.text(language));
            assert_eq!(again.as_ref(), Ok(written));
        }
        action.is_ok() || sitrep.is_ok()
    });
    understood.contains(&true)
}

/// Runs `use_it` with the bytes in a file that is gone afterwards.
fn with_file(bytes: &[u8], extension: &str, use_it: impl FnOnce(&Path) -> bool) -> bool {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("sarex-fuzz-{}-{number}.{extension}", std::process::id());
    let path = std::env::temp_dir().join(name);
    std::fs::write(&path, bytes).expect("a temporary file");
    let accepted = use_it(&path);
    std::fs::remove_file(&path).expect("a temporary file");
    accepted
}

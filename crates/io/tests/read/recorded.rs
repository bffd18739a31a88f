//! Recorded tracks: AIS sentences of known meaning, and files that other programs have converted.

use sarex_geo::{Position, unix_seconds};
use sarex_io::read::tracks::{Fix, Wanted, parse_tracks, read_tracks};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

fn vector(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/read/data/ais").join(name);
    std::fs::read(path).unwrap()
}

/// The last state of each of forty ships: its place to 2e-5° and its time to the half minute within which a message names
/// its second.
#[test]
fn a_fleet_by_ais() {
    let expected: Value = serde_json::from_slice(&vector("own_fleet.json")).unwrap();
    let found = parse_tracks("fleet", &vector("own_fleet.nmea"), &Wanted::default()).unwrap();
    let last = expected["last"].as_array().unwrap();
    assert_eq!(found.tracks.len(), last.len());
    assert_eq!(found.tracks.iter().map(|track| track.fixes.len()).sum::<usize>(), 600);
    for wanted in last {
        let mmsi = wanted["mmsi"].as_u64().unwrap() as u32;
        let track = found.tracks.iter().find(|track| track.mmsi == Some(mmsi)).unwrap();
        let fix = track.fixes.last().unwrap();
        assert!((fix.at.lat_deg() - wanted["lat"].as_f64().unwrap()).abs() < 2e-5, "{mmsi}");
        assert!((fix.at.lon_deg() - wanted["lon"].as_f64().unwrap()).abs() < 2e-5, "{mmsi}");
        assert!((unix_seconds(fix.time) - wanted["t"].as_f64().unwrap()).abs() <= 30.0, "{mmsi}");
    }
    let one = Wanted { mmsi: Some(440_700_003), ..Wanted::default() };
    let found = parse_tracks("fleet", &vector("own_fleet.nmea"), &one).unwrap();
    assert_eq!((found.tracks.len(), found.tracks[0].name.as_str()), (1, "440700003"));
    let none = Wanted { mmsi: Some(1), ..Wanted::default() };
    let told = parse_tracks("fleet", &vector("own_fleet.nmea"), &none).unwrap_err().to_string();
    assert!(told.contains("no position of MMSI 000000001, but of 4407"), "{told}");
    assert!(told.contains("440700003") && told.contains("as `mmsi`"), "{told}");
}

/// Single messages with and without times: positions that are not available never become places.
#[test]
fn unusual_ais_messages() {
    let bytes = vector("own_sar.nmea");
    // The same file twice, an hour apart, gives two fixes to each that has a place and a time of its own.
    let text = String::from_utf8(bytes).unwrap();
    let timed = |seconds: u64| -> String {
        let plain = |line: &&str| line.starts_with('!');
        text.lines().filter(plain).map(|line| format!("{line},{seconds}\n")).collect()
    };
    let twice = timed(1_795_154_400) + &timed(1_795_158_000);
    let found = parse_tracks("sar", twice.as_bytes(), &Wanted::default()).unwrap();
    let place = |mmsi: u32| -> Option<Position> {
        found.tracks.iter().find(|track| track.mmsi == Some(mmsi)).map(|track| track.fixes[0].at)
    };
    let sart = place(970_000_101).unwrap();
    assert!((sart.lat_deg() - 34.712_345).abs() < 2e-5 && (sart.lon_deg() - 129.512_345).abs() < 2e-5);
    let beacon = place(974_000_103).unwrap();
    assert!((beacon.lat_deg() + 34.8).abs() < 2e-5 && (beacon.lon_deg() + 179.99).abs() < 2e-5);
    for track in &found.tracks {
        assert!(track.fixes.iter().all(|fix| fix.at.lat_deg().abs() <= 90.0));
    }
    assert!(found.remarks.iter().any(|remark| remark.contains("wrong checksum")), "{:?}", found.remarks);
}

/// A folder that is gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("sarex-tracks-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs a program; without it the test says in one line what it left out.
fn converted(program: &str, arguments: &[&str], folder: &Folder) -> bool {
    match Command::new(program).args(arguments).current_dir(&folder.0).output() {
        Ok(output) => {
            assert!(
                output.status.success(),
                "{program} {arguments:?}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
            true
        }
        Err(_) => {
            eprintln!("left out: {program} is not installed, its conversions of tracks are not read");
            false
        }
    }
}

const TRACK: &str = r#"<?xml version="1.0"?>
<gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>KCG 3009</name><trkseg>
<trkpt lat="35.1" lon="129.0"><ele>0</ele><time>2026-11-21T06:00:00Z</time></trkpt>
<trkpt lat="35.2" lon="129.1"><ele>0</ele><time>2026-11-21T06:30:00Z</time></trkpt>
<trkpt lat="35.3" lon="129.05"><ele>0</ele><time>2026-11-21T07:00:00Z</time></trkpt>
</trkseg></trk></gpx>"#;

#[track_caller]
fn same_track(file: &Path, wanted: &Wanted) {
    let fixes = |fixes: &[Fix]| {
        let round = |deg: f64| (deg * 1e5).round();
        fixes
            .iter()
            .map(|fix| (round(fix.at.lat_deg()), round(fix.at.lon_deg()), unix_seconds(fix.time)))
            .collect::<Vec<_>>()
    };
    let original = parse_tracks("gpx", TRACK.as_bytes(), &Wanted::default()).unwrap();
    let found = read_tracks(file, wanted).unwrap();
    assert_eq!(found.tracks.len(), 1, "{}", file.display());
    assert_eq!(fixes(&found.tracks[0].fixes), fixes(&original.tracks[0].fixes), "{}", file.display());
}

#[test]
fn files_converted_by_gpsbabel() {
    let folder = Folder::new("gpsbabel");
    std::fs::write(folder.0.join("in.gpx"), TRACK).unwrap();
    for (format, name, times_are_utc) in [
        ("gpx", "out.gpx", false),
        ("unicsv,utc=0", "out.csv", true),
        ("unicsv,utc=0,grid=ddd", "ddd.csv", true),
    ] {
        let arguments = ["-t", "-i", "gpx", "-f", "in.gpx", "-o", format, "-F", name];
        if !converted("gpsbabel", &arguments, &folder) {
            return;
        }
        same_track(&folder.0.join(name), &Wanted { times_are_utc, ..Wanted::default() });
    }
}

#[test]
fn files_converted_by_gdal() {
    let folder = Folder::new("gdal");
    std::fs::write(folder.0.join("in.gpx"), TRACK).unwrap();
    for arguments in [
        &["-f", "GeoJSON", "out.geojson", "in.gpx", "track_points"][..],
        &["-f", "CSV", "out.csv", "in.gpx", "track_points", "-lco", "GEOMETRY=AS_XY"],
    ] {
        if !converted("ogr2ogr", arguments, &folder) {
            return;
        }
        same_track(&folder.0.join(arguments[2]), &Wanted::default());
    }
}

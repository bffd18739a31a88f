//! `sarex fields`: what it tells of a file, and what it says of the wrong one.

use crate::world::{Called, CurrentFile, World};
use std::path::Path;

fn wind() -> CurrentFile {
    CurrentFile { standard_names: ["eastward_wind", "northward_wind"], ..CurrentFile::default() }
}

#[track_caller]
fn says(text: &str, said: &[&str]) {
    for said in said {
        assert!(text.contains(said), "`{said}` is not said:\n{text}");
    }
}

/// Exit code 2, the report if there is one, an error that says all of `said`, and no new file.
#[track_caller]
fn refused(world: &World, args: &[&str], report: &[&str], said: &[&str]) -> Called {
    let before = world.names();
    let called = world.sarex(&[&["fields"], args].concat());
    assert_eq!(called.code, 2, "{called:?}");
    says(&called.stdout, report);
    assert_eq!(called.stdout.is_empty(), report.is_empty(), "{called:?}");
    assert!(called.stderr.starts_with("error: "), "{}", called.stderr);
    says(&called.stderr, said);
    assert!(!called.stderr.contains("case"), "there is no case here:\n{}", called.stderr);
    assert_eq!(world.names(), before, "something was left behind");
    called
}

#[test]
fn a_field_file_is_described_and_drawn() {
    let world = World::new();
    world.write("current.nc", CurrentFile::default().bytes());
    let called = world.sarex(&["fields", "current.nc", "--png", "current.png"]);
    assert_eq!((called.code, called.stderr.as_str()), (0, ""), "{called:?}");
    for said in
        ["Surface current (u, v)", "2026-11-20T06:00:00Z", "33.00 to 36.00° N", "picture: current.png"]
    {
        assert!(called.stdout.contains(said), "`{said}` is not said:\n{}", called.stdout);
    }
    assert!(std::fs::read(world.path("current.png")).unwrap().starts_with(b"\x89PNG"));
    let late = world.sarex(&["fields", "current.nc", "--png", "late.png", "--time", "2030-01-01T00:00Z"]);
    assert_eq!((late.code, world.path("late.png").exists()), (2, false));
    assert!(late.stderr.contains("give a time from"), "{}", late.stderr);
    let json = world.sarex(&["fields", "current.nc", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["summary"]["fields"][0]["times"], 7);
}

#[test]
fn the_wrong_file_is_refused_with_what_would_help() {
    let world = World::new();
    let file = |name: &str, bytes: &[u8], said: &[&str]| {
        world.write(name, bytes);
        let said = [&[name], said].concat();
        refused(&world, &[name], &[], &said);
        refused(&world, &[name, "--png", "picture.png"], &[], &said);
    };
    file("page.nc", b"<html><body>404</body></html>", &["HTML page", "fetch the data again"]);
    file(
        "README.md",
        b"# Title\n\nSome words, and more.\n",
        &["plain text", "Some words", "time,speed_kn,from_deg"],
    );
    file("anim.gif", b"GIF89a\x01\x00\x01\x00", &["GIF picture", "NetCDF, HDF5 and GRIB2"]);
    file(
        "old.grb",
        b"GRIB\x00\x00\x10\x01rest of it",
        &["GRIB edition 1", "grib_set -s edition=2", "cdo -f grb2"],
    );
    file("latin.csv", b"time,speed_kn,from_deg\n# Stra\xdfe\n", &["not UTF-8"]);
    file("empty.nc", b"", &["empty file", "Fetch it again"]);
    refused(&world, &["nowhere.nc"], &[], &["nowhere.nc", "no such file"]);
    refused(&world, &["no-*.nc"], &[], &["no-*.nc", "no file matches"]);
    refused(&world, &["."], &[], &["this is a folder", "*.nc"]);
}

/// A file that can be read and holds nothing of use: told what is there, and refused.
#[test]
fn a_file_of_something_else_is_described_and_refused() {
    let world = World::new();
    let ice = ["eastward_sea_ice_velocity", "northward_sea_ice_velocity"];
    world.write("ice.nc", CurrentFile { standard_names: ice, ..CurrentFile::default() }.bytes());
    let report = ["All variables", "eastward_sea_ice_velocity, m s-1"];
    refused(&world, &["ice.nc"], &report, &["ice.nc holds nothing", "no surface current", "--variables U,V"]);
    let named = world.sarex(&["fields", "ice.nc", "--quantity", "current", "--variables", "u,v"]);
    assert_eq!(named.code, 0, "{named:?}");
    says(&named.stdout, &["Surface current (u, v)"]);
    let other = ["ice.nc", "--quantity", "wind", "--variables", "u,w"];
    refused(&world, &other, &report, &["no variable w", "Check the spelling"]);
    let unnamed = world.sarex(&["fields", "ice.nc", "--quantity", "current", "--variables", "u"]);
    assert_eq!(unnamed.code, 2);
    says(&unnamed.stderr, &["two names with a comma"]);
}

#[test]
fn files_that_do_not_go_together_are_named() {
    let world = World::new();
    world.write("a.nc", CurrentFile::default().bytes());
    world.write("b.nc", wind().bytes());
    refused(&world, &["*.nc"], &[], &["a.nc holds surface current and b.nc does not", "Narrow the pattern"]);
    world.write("b.nc", CurrentFile { lat_deg: (40.0, 43.0), ..CurrentFile::default() }.bytes());
    refused(&world, &["*.nc"], &[], &["a.nc and b.nc have different grids"]);
    world.write("b.txt", "Notes on these files.");
    refused(&world, &["?.*"], &[], &["b.txt", "plain text", "Narrow the pattern"]);
    world.write(
        "b.nc",
        CurrentFile { hours: (7..=9).map(f64::from).collect(), ..CurrentFile::default() }.bytes(),
    );
    let joined = world.sarex(&["fields", "*.nc"]);
    assert_eq!(joined.code, 0, "{joined:?}");
    says(&joined.stdout, &["2 files, a.nc to b.nc", "2026-11-20T00:00:00Z to 2026-11-20T09:00:00Z"]);
}

#[test]
fn a_time_series_is_told_and_not_drawn() {
    let world = World::new();
    let rows =
        "2026-11-20T00:00Z,2,90\n2026-11-20T01:00Z,12,90\n2026-11-20T05:00Z,4,180\n2026-11-20T06:00Z,6,90\n";
    world.write("wind.csv", format!("time,speed_mps,toward_deg\n{rows}"));
    let report = [
        "CSV, 120 bytes",
        "2026-11-20T00:00:00Z to 2026-11-20T06:00:00Z",
        "values   4, usual step 1 h",
        "longest  2026-11-20T01:00:00Z to 2026-11-20T05:00:00Z (4 h)",
        "2.00 to 12.00 m/s, mean 6.00",
        "the same everywhere",
    ];
    let told = world.sarex(&["fields", "wind.csv"]);
    assert_eq!((told.code, told.stderr.as_str()), (0, ""), "{told:?}");
    says(&told.stdout, &report);
    refused(
        &world,
        &["wind.csv", "--png", "wind.png"],
        &report,
        &["wind.csv is a time series", "no map", "--png"],
    );
    let json = world.sarex(&["fields", "wind.csv", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["summary"]["series"]["longest_step"][2], 4.0);
}

fn grib(world: &World, name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../io/tests/read/data").join(name);
    std::fs::copy(path, world.path(name)).unwrap();
}

#[test]
fn grib_has_the_units_of_its_tables() {
    let world = World::new();
    grib(&world, "latlon_0.grib2");
    let called = world.sarex(&["fields", "latlon_0.grib2", "--png", "wind.png"]);
    assert_eq!((called.code, called.stderr.as_str()), (0, ""), "{called:?}");
    says(&called.stdout, &["u component of wind at 10 m above ground [1 field] m s-1", "picture: wind.png"]);
}

/// What was found is told before a picture fails, in text and in JSON.
#[test]
fn the_report_comes_before_the_refusal() {
    let world = World::new();
    let name = "pack_grid_second_order.grib2";
    grib(&world, name);
    let report = ["GRIB2", "u component of wind at 10 m above ground"];
    refused(&world, &[name, "--png", "wind.png"], &report, &[name, "grib_set -r"]);
    let json = world.sarex(&["fields", name, "--png", "wind.png", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!((&json["summary"]["format"], &json["error"]["exit_code"]), (&"GRIB2".into(), &2.into()));
    world.write("current.nc", CurrentFile::default().bytes());
    let late = ["current.nc", "--png", "late.png", "--time", "2030-01-01T00:00Z"];
    refused(&world, &late, &["Surface current (u, v)"], &["--time", "give a time from"]);
    let wrong = ["current.nc", "--png", "x.png", "--quantity", "wind"];
    refused(&world, &wrong, &["no wind at 10 m"], &["current.nc", "no wind at 10 m"]);
}

/// A gap that a drift refuses is seen here.
#[test]
fn gaps_are_shown_with_what_a_drift_says() {
    let world = World::new();
    let hours = vec![0.0, 1.0, 2.0, 9.0, 10.0, 11.0];
    world.write("gap.nc", CurrentFile { hours, ..CurrentFile::default() }.bytes());
    let report = ["gap      2026-11-20T02:00:00Z to 2026-11-20T09:00:00Z (7.0 steps)", "a drift refuses it"];
    says(&world.sarex(&["fields", "gap.nc"]).stdout, &report);
    refused(&world, &["gap.nc", "--png", "gap.png"], &report, &["gap.nc", "gap in time"]);
}

/// Titles are shown, and nothing in them moves the cursor.
#[test]
fn the_title_is_shown_and_harmless() {
    let world = World::new();
    let title = "Surface current\u{1b}[2J of\r\nthe test";
    world.write("current.nc", CurrentFile { title, ..CurrentFile::default() }.bytes());
    let called = world.sarex(&["fields", "current.nc"]);
    says(&called.stdout, &["title: Surface current [2J of the test\n"]);
    assert!(!called.stdout.contains(['\u{1b}', '\r']), "{called:?}");
    let units = "furlongs\u{1b}[31m";
    world.write("odd.nc", CurrentFile { units, ..CurrentFile::default() }.bytes());
    let odd = refused(&world, &["odd.nc"], &["furlongs"], &["odd.nc", "furlongs", "cm/s"]);
    assert!(!(odd.stdout + &odd.stderr).contains('\u{1b}'));
}

//! Every bad input is refused with exit code 2 (1 where the disk is at fault), names file, key or variable and the
//! remedy, and leaves nothing behind.

use crate::world::{CASE, CURRENT_FILE, Called, CurrentFile, World, called, case_with, sarex};
use std::process::Command;

/// Runs the case and expects a refusal that says all of `said`.
#[track_caller]
fn refused(world: &World, case: &str, said: &[&str]) -> Called {
    world.write("case.toml", case);
    let before = world.names();
    let called = world.sarex(&["drift", "case.toml", "-o", "out"]);
    assert_eq!(called.code, 2, "{called:?}");
    assert!(called.stderr.starts_with("error: "), "{}", called.stderr);
    for text in said {
        assert!(called.stderr.contains(text), "`{text}` is not said:\n{}", called.stderr);
    }
    assert_eq!(called.stdout, "");
    assert_eq!(world.names(), before, "something was left behind");
    called
}

#[track_caller]
fn refused_current(file: &[u8], said: &[&str]) {
    let world = World::new();
    world.write("current.nc", file);
    let mut all = vec!["case.toml:", "environment.current", "current.nc"];
    all.extend(said);
    refused(&world, &case_with(&[CURRENT_FILE]), &all);
}

#[test]
fn missing_case_file() {
    let world = World::new();
    let called = world.sarex(&["drift", "nowhere.toml", "-o", "out"]);
    assert_eq!(called.code, 2);
    assert!(called.stderr.contains("nowhere.toml") && called.stderr.contains("exists"), "{}", called.stderr);
    assert!(world.names().is_empty());
}

#[test]
fn missing_field_file() {
    let world = World::new();
    refused(
        &world,
        &case_with(&[CURRENT_FILE]),
        &["case.toml:18:", "environment.current", "current.nc", "no such file"],
    );
}

/// An address that cannot be fetched is named with what would be right.
#[test]
fn an_address_of_another_kind() {
    let world = World::new();
    let url = "{ url = \"ftp://127.0.0.1/current.nc\" }";
    refused(
        &world,
        &case_with(&[(CURRENT_FILE.0, url)]),
        &["environment.current#1", "ftp://127.0.0.1", "https"],
    );
}

#[test]
fn missing_coast_file() {
    let world = World::new();
    let case = case_with(&[("coast = \"none\"", "coast = \"my.coast\"")]);
    refused(&world, &case, &["environment.coast", "my.coast", "bundled"]);
}

#[test]
fn not_a_netcdf() {
    // What servers send when they mean "no".
    refused_current(
        b"<!DOCTYPE html><html><body>404 Not Found</body></html>",
        &["not a NetCDF", "looks like"],
    );
}

#[test]
fn truncated() {
    let bytes = CurrentFile::default().bytes();
    refused_current(&bytes[..bytes.len() / 2], &["current.nc"]);
}

#[test]
fn wrong_units() {
    let file = CurrentFile { units: "kelvin", ..CurrentFile::default() };
    refused_current(&file.bytes(), &["kelvin", "units"]);
}

#[test]
fn no_time_axis() {
    let file = CurrentFile { has_time: false, ..CurrentFile::default() };
    refused_current(&file.bytes(), &["time"]);
}

/// With a further source a gap is filled as missing values are, and said.
#[test]
fn a_time_gap_is_left_to_the_next_source() {
    let world = World::new();
    let hours = vec![0.0, 1.0, 2.0, 9.0, 10.0, 11.0];
    world.write("current.nc", CurrentFile { hours, ..CurrentFile::default() }.bytes());
    let both = "{ file = \"current.nc\" }, { constant = { speed_kn = 0.4, toward_deg = 45 } }";
    world.write("case.toml", case_with(&[(CURRENT_FILE.0, both), ("T04:00:00Z", "T11:00:00Z")]));
    let called = world.sarex(&["drift", "case.toml", "--no-files"]);
    assert_eq!(called.code, 0, "{called:?}");
    for said in [
        "current.nc has a gap in time from 2026-11-20T02:00:00Z to 2026-11-20T09:00:00Z: the next source fills it",
        "current.nc had no current for",
    ] {
        assert!(called.stdout.contains(said), "{said}\n{}", called.stdout);
    }
}

/// A start before the fields because of an error of time names that error.
#[test]
fn the_tail_of_a_time_error_before_the_fields() {
    let world = World::new();
    world.write(
        "current.nc",
        CurrentFile { hours: vec![1.0, 2.0, 3.0, 4.0], ..CurrentFile::default() }.bytes(),
    );
    let time = "time = 2026-11-20T01:00:00Z";
    world.write("case.toml", case_with(&[CURRENT_FILE, (time, &format!("{time}\ntime_error = \"1 h\""))]));
    let called = world.sarex(&["drift", "case.toml", "--no-files"]);
    assert_eq!(called.code, 2, "{called:?}");
    assert!(called.stderr.contains("because of the normal error `time_error`"), "{}", called.stderr);
    world.write("case.toml", case_with(&[(time, &format!("{time}\ntime_error = \"1 h\""))]));
    let called = world.sarex(&["drift", "case.toml", "--no-files"]);
    assert_eq!(called.code, 0, "{called:?}");
}

/// A number out of range is told at its own key.
#[test]
fn a_number_out_of_range_names_its_key() {
    let world = World::new();
    let error = "coast = \"none\"\ncurrent_error = { std_mps = 30, correlation = \"9 h\" }";
    world.write("case.toml", case_with(&[("coast = \"none\"", error)]));
    let called = world.sarex(&["drift", "case.toml", "--no-files"]);
    assert_eq!(called.code, 2, "{called:?}");
    for said in ["case.toml:21:", "key `environment.current_error`", "give it between 0 and 20 m/s"] {
        assert!(called.stderr.contains(said), "{said}\n{}", called.stderr);
    }
}

#[test]
fn time_gap() {
    let file = CurrentFile { hours: vec![0.0, 1.0, 2.0, 3.0, 40.0, 41.0, 42.0], ..CurrentFile::default() };
    refused_current(&file.bytes(), &["gap"]);
}

#[test]
fn grid_not_covering() {
    let file = CurrentFile { lat_deg: (40.0, 42.0), ..CurrentFile::default() };
    refused_current(&file.bytes(), &["no current at", "40.00", "constant"]);
}

#[test]
fn period_not_covering() {
    let file = CurrentFile { hours: vec![0.0, 1.0, 2.0], ..CurrentFile::default() };
    refused_current(&file.bytes(), &["no current at", "2026-11-20T02:00:00Z", "constant"]);
}

#[test]
fn nan_everywhere() {
    let file = CurrentFile { value: f32::NAN, ..CurrentFile::default() };
    refused_current(&file.bytes(), &["no valid value"]);
}

#[test]
fn seed_on_land() {
    let world = World::new();
    // Daegu, 70 km from the sea.
    let case = case_with(&[("34°36.25'N 129°54.12'E", "35°52'N 128°36'E"), ("coast = \"none\"\n", "")]);
    refused(&world, &case, &["case.toml:", "scenario#1.seed", "on land", "nearest position at sea"]);
}

#[test]
fn weights_not_summing_to_one() {
    let world = World::new();
    refused(
        &world,
        &case_with(&[("weight = 1.0", "weight = 0.7")]),
        &["case.toml:", "scenario", "0.7", "sum to 1"],
    );
    let case = case_with(&[("probability = 1.0", "probability = 0.5")]);
    refused(&world, &case, &["case.toml:", "object", "0.5", "sum to 1"]);
}

#[test]
fn unknown_class() {
    let world = World::new();
    refused(&world, &case_with(&[("PIW-1", "PIW1")]), &["case.toml:7:9", "PIW1", "did you mean `PIW-1`?"]);
}

#[test]
fn unknown_key() {
    let world = World::new();
    let case = case_with(&[("particles = 200", "particels = 200")]);
    refused(&world, &case, &["case.toml:22:1", "run.particels", "did you mean `particles`?"]);
}

/// A key in the wrong table is shown the way home.
#[test]
fn a_key_in_the_wrong_table() {
    let world = World::new();
    let case = case_with(&[("coast = \"none\"", "missing = \"stop-particle\"")]);
    refused(&world, &case, &["environment.missing", "lives elsewhere: `run.missing`"]);
    let case = case_with(&[("rng_seed = 42", "rng_seed = 42\nposition_error_nm = 1")]);
    refused(&world, &case, &["run.position_error_nm", "`scenario.seed.position_error_nm`"]);
}

/// A broken class file is told by itself, once, and not by what follows from it.
#[test]
fn a_broken_class_file() {
    let world = World::new();
    let row = "[[class]]\nkey = \"MY-DUMMY\"\ndescription = \"Dummy\"\ndownwind_slope_pct = 2\ndownwind_offset_cm_s = 0\n\
               downwind_std_cm_s = 3\nright_slope_pct = 1\nright_offset_cm_s = 0\nright_std_cm_s = 2\nsource = \"trials\"\n";
    let head = "kind = \"exercise\"\n";
    let own = format!("{head}[classes]\nfile = [\"mine.toml\"]\n");
    let case = case_with(&[("PIW-1", "MY-DUMMY"), (head, &own)]);
    for (from, to, said) in [
        (
            "right_slope_pct",
            "right_slop_pct",
            "mine.toml: line 7: unknown key `right_slop_pct`; did you mean `right_slope_pct`?",
        ),
        (
            "source = \"trials\"\n",
            "",
            "line 1: object class `MY-DUMMY` has no `source`: add where its numbers come from",
        ),
        ("downwind_std_cm_s = 3", "downwind_std_cm_s = \"3\"", "mine.toml: line 6: "),
        ("key = \"MY-DUMMY\"", "key = MY-DUMMY", "mine.toml: line 2: "),
    ] {
        assert!(row.contains(from));
        world.write("mine.toml", row.replace(from, to));
        let called = refused(&world, &case, &["classes.file", said]);
        assert_eq!(called.stderr.matches("error: ").count(), 1, "{}", called.stderr);
    }
    world.write("mine.toml", row);
    assert_eq!(world.sarex(&["drift", "case.toml", "--no-files"]).code, 0);
}

#[test]
fn end_without_a_side() {
    let world = World::new();
    let equal = case_with(&[("until = 2026-11-20T04", "until = 2026-11-20T01")]);
    refused(&world, &equal, &["case.toml:23:9", "run.until", "after the last seed time"]);
    let slip = case_with(&[("until = 2026-11-20T04", "until = 2026-11-19T04")]);
    refused(
        &world,
        &slip,
        &["case.toml:23:9", "run.until", "before the seed times", "direction = \"backward\""],
    );
    let search = "[search]\nstart = 2026-11-20T02:00:00Z\nend = 2026-11-20T03:00:00Z\n";
    let searched =
        case_with(&[("until = 2026-11-20T04", "direction = \"backward\"\nuntil = 2026-11-19T04")]) + search;
    refused(&world, &searched, &["run.until", "backward run cannot carry a search", "[search]"]);
}

#[test]
fn a_billion_particles() {
    let world = World::new();
    let case = case_with(&[("particles = 200", "particles = 1_000_000_000")]);
    refused(&world, &case, &["case.toml:22:13", "run.particles", "memory", "GB", "fit"]);
}

#[test]
fn a_position_typed_wrong() {
    let world = World::new();
    let case = case_with(&[("34°36.25'N", "34°66.25'N")]);
    refused(
        &world,
        &case,
        &["case.toml:14:12", "scenario#1.seed.position", "66.25 minutes", "write it like"],
    );
}

#[test]
fn several_slips_are_told_at_once() {
    let world = World::new();
    let case = case_with(&[("PIW-1", "PIW1"), ("weight = 1.0", "weight = 0.7")]);
    let called = refused(&world, &case, &["PIW1", "sum to 0.7"]);
    assert_eq!(called.stderr.matches("error: ").count(), 2, "{}", called.stderr);
}

/// With a limit on file size the system refuses to write as a full disk does, after a signal that would kill.
#[cfg(unix)]
#[test]
fn disk_full() {
    let world = World::new();
    world.write("case.toml", CASE);
    let script = "ulimit -f 8; exec \"$0\" drift case.toml -o out";
    let program = sarex().get_program().to_owned();
    let called = called(Command::new("sh").args(["-c", script]).arg(program).current_dir(&world.folder));
    assert_eq!(called.code, 2, "{called:?}");
    assert!(called.stderr.contains("ulimit") && called.stderr.starts_with("error: "), "{}", called.stderr);
    assert_eq!(world.names(), ["case.toml"], "something was left behind");
}

/// Where a small disk can be made, a disk that is really full.
#[test]
fn disk_really_full() {
    let world = World::new();
    world.write("case.toml", CASE);
    std::fs::create_dir(world.path("disk")).unwrap();
    let script = "mount -t tmpfs -o size=48k tmpfs disk || exit 77; \"$0\" drift case.toml -o disk/out; code=$?; ls -A disk; exit $code";
    let program = sarex().get_program().to_owned();
    let called = called(
        Command::new("unshare").args(["-rm", "sh", "-c", script]).arg(program).current_dir(&world.folder),
    );
    if !matches!(called.code, 0..=2) {
        println!("left out: a disk that is really full (no private mounts here)");
        return;
    }
    assert_eq!(called.code, 2, "{called:?}");
    assert!(
        called.stderr.contains("No space left") && called.stderr.contains("disk/out"),
        "{}",
        called.stderr
    );
    assert_eq!(called.stdout, "", "something was left on the disk");
}

#[test]
fn a_folder_that_is_taken() {
    let world = World::new();
    world.write("case.toml", CASE);
    std::fs::create_dir(world.path("out")).unwrap();
    world.write("out/precious.txt", "mine");
    for force in [&[][..], &["--force"]] {
        let called = world.sarex(&[&["drift", "case.toml", "-o", "out"], force].concat());
        assert_eq!(called.code, 2, "{called:?}");
        assert!(called.stderr.contains("precious.txt"), "{}", called.stderr);
    }
    assert_eq!(std::fs::read_to_string(world.path("out/precious.txt")).unwrap(), "mine");
}

/// With `--json` a failure is machine-readable as well.
#[test]
fn failures_in_json() {
    let world = World::new();
    world.write("case.toml", case_with(&[("PIW-1", "PIW1")]));
    let called = world.sarex(&["drift", "case.toml", "-o", "out", "--json"]);
    assert_eq!(called.code, 2);
    let value: serde_json::Value = serde_json::from_str(&called.stdout).unwrap();
    assert_eq!(value["error"]["exit_code"], 2);
    assert!(value["error"]["message"].as_str().unwrap().contains("PIW1"));
}

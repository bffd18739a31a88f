//! `sarex patterns`.

use crate::world::{Called, World};
use serde_json::Value;

const START: &str = "2026-11-21T06:00Z";

/// Calls with a commence search point and a start.
fn patterns(world: &World, args: &str, more: &[&str]) -> Called {
    let mut all = vec!["patterns"];
    all.extend(args.split_whitespace());
    all.extend(["--csp", "35°05.0'N 129°02.0'E", "--start", START]);
    all.extend(more);
    world.sarex(&all)
}

fn as_json(world: &World, args: &str) -> Value {
    let called = patterns(world, args, &["--json"]);
    assert_eq!(called.code, 0, "{called:?}");
    serde_json::from_str(&called.stdout).unwrap()
}

#[test]
fn the_list_names_them_all() {
    let world = World::new();
    let listed = world.sarex(&["patterns"]);
    assert_eq!(listed.code, 0);
    for code in ["PS ", "CS ", "SS ", "VS ", "TSR ", "TSN ", "PM ", "CSC ", "OS ", "B "] {
        assert!(listed.stdout.lines().any(|line| line.starts_with(code)), "{code}\n{}", listed.stdout);
    }
    let listed: Value = serde_json::from_str(&world.sarex(&["patterns", "--json"]).stdout).unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 10);
}

#[test]
fn a_leg_table_as_the_bridge_reads_it() {
    let world = World::new();
    let called =
        patterns(&world, "ps --heading 045 --spacing 2 --leg 20 --legs 6 --turn right --speed 90", &[]);
    assert_eq!(called.code, 0, "{called:?}");
    for text in [
        "PS  parallel sweep",
        "6 of 20.00 NM",
        "22.00 NM along the legs by 12.00 NM across",
        "creeps         135°T",
        "length         130.00 NM",
        "1 h 26 min 40 s",
        "CSP  35°05.000'N 129°02.000'E  2026-11-21 06:00:00Z",
        "2026-11-21 07:26:40Z",
    ] {
        assert!(called.stdout.contains(text), "`{text}` is missing:\n{}", called.stdout);
    }
    let first = called.stdout.lines().find(|line| line.starts_with("   1  ")).unwrap();
    assert!(first.contains("search") && first.contains("045°T") && first.contains("20.00"), "{first}");
}

/// Seen from an object that drifts with the pattern nothing has moved: the last point lies as far from the drifted
/// commence search point as it does without drift.
#[test]
fn a_pattern_follows_the_drift() {
    let world = World::new();
    let vs = "vs --heading 000 --leg 2 --speed 80";
    let still = as_json(&world, vs);
    assert!((still["duration_s"].as_f64().unwrap() - 13.5 * 60.0).abs() < 1e-6);
    let drifting = as_json(&world, &format!("{vs} --drift 1.2kn@090"));
    let end = |value: &Value| {
        let legs = value["craft"][0]["legs"].as_array().unwrap();
        let to = &legs[legs.len() - 1]["to"];
        (to["lat_deg"].as_f64().unwrap(), to["lon_deg"].as_f64().unwrap())
    };
    let (lat, lon) = end(&drifting);
    let hours = drifting["duration_s"].as_f64().unwrap() / 3600.0;
    const COS_LAT: f64 = 0.8183;
    let east_nm = (lon - end(&still).1) * 60.0 * COS_LAT;
    assert!((east_nm / (1.2 * hours) - 1.0).abs() < 0.005 && (lat - end(&still).0).abs() < 1e-6, "{east_nm}");
    // In wind the heading leads the course.
    let windy = as_json(&world, &format!("{vs} --wind 20kn@270"));
    let leg = &windy["craft"][0]["legs"][0];
    assert!((leg["course_deg"].as_f64().unwrap() + 0.01) % 360.0 < 0.1, "{leg}");
    assert!((leg["heading_deg"].as_f64().unwrap() - (360.0 - 14.478)).abs() < 0.05, "{leg}");
}

#[test]
fn two_locked_give_the_third() {
    let world = World::new();
    let solved = as_json(&world, "ps --heading 45 --lock speed,time --area 20x10 --speed 90 --time 1h");
    assert_eq!(solved["craft"][0]["legs"].as_array().unwrap().len(), 7);
    assert!(solved["duration_s"].as_f64().unwrap() <= 3600.0);
    let solved = as_json(&world, "ss --heading 0 --lock spacing,time --area 6 --spacing 1 --time 3h30min");
    assert!((solved["speed_kn"].as_f64().unwrap() - 10.0).abs() < 1e-9);
    let solved = as_json(&world, "vs --heading 0 --lock speed,time --speed 80 --time 75min");
    assert!((solved["length_nm"].as_f64().unwrap() - 99.9).abs() < 0.01);
}

#[test]
fn several_craft_and_second_units() {
    let world = World::new();
    let pm = as_json(&world, "pm --heading 45 --spacing 2 --leg 20 --legs 3 --craft 3 --speed 12");
    assert_eq!((pm["code"].as_str().unwrap(), pm["craft"].as_array().unwrap().len()), ("PM", 3));
    let vm = as_json(&world, "vs --heading 0 --leg 2 --speed 80 --second-unit");
    assert_eq!(vm["craft"][0]["start"], "2026-11-21T06:01:30Z");
    assert!((vm["craft"][0]["legs"][0]["course_deg"].as_f64().unwrap() - 270.0).abs() < 0.1);
    // The datum drifts while the first unit is on its first leg, which takes longer against the drift.
    let first = as_json(&world, "vs --heading 0 --leg 2 --speed 10 --drift 2kn@180");
    let second = as_json(&world, "vs --heading 0 --leg 2 --speed 10 --drift 2kn@180 --second-unit");
    assert_eq!(second["craft"][0]["start"], first["craft"][0]["legs"][0]["end"]);
    let csp = |asked: &Value| asked["craft"][0]["csp"]["lat_deg"].as_f64().unwrap();
    // Two miles at ten knots over ground, seen from an object that comes on at two: ten minutes, a third of a mile.
    let south_nm = (csp(&first) - csp(&second)) * 60.0;
    assert!((south_nm - 2.0 * 2.0 / 12.0).abs() < 0.003, "{south_nm}");
    let csc = as_json(&world, "csc --heading 90 --leg 30 --spacing 4 --legs 4 --speed 120");
    assert!((csc["coordination"]["ship_kn"].as_f64().unwrap() - 14.117_6).abs() < 5e-5);
    let line = [
        "patterns",
        "tsr",
        "--from",
        "35.1, 129.0",
        "--to",
        "35.5, 129.8",
        "--spacing",
        "3",
        "--speed",
        "12",
        "--start",
        START,
    ];
    let tsr = world.sarex(&line);
    assert!(tsr.code == 0 && tsr.stdout.contains("TSR") && tsr.stdout.contains("46.02 NM"), "{tsr:?}");
    let barrier = patterns(&world, "b --leg 10 --legs 4 --speed 12 --drift 2kn@090", &[]);
    assert!(barrier.stdout.contains("1.972 NM as the objects see it"), "{barrier:?}");
    let contour = patterns(&world, "os --radius 2 --top 1500 --bottom 400 --speed 60", &[]);
    assert!(contour.stdout.contains("1500 ft, 1000 ft, 500 ft"), "{contour:?}");
}

#[test]
fn files_say_whether_it_is_an_exercise() {
    let world = World::new();
    let square = "ss --heading 0 --spacing 1 --legs 5 --speed 10";
    for (name, said) in [("a.geojson", "coordTimes"), ("a.gpx", "<rtept"), ("a.csv", "lat_deg,lon_deg")] {
        let called = patterns(&world, square, &["-o", name, "--kind", "exercise"]);
        assert_eq!(called.code, 0, "{called:?}");
        let text = std::fs::read_to_string(world.path(name)).unwrap();
        assert!(text.contains("EXERCISE SS 1") && text.contains(said), "{text}");
        // Nothing is replaced unasked.
        let again = patterns(&world, square, &["-o", name, "--kind", "real"]);
        assert!(again.code == 2 && again.stderr.contains("--force"), "{again:?}");
        assert_eq!(std::fs::read_to_string(world.path(name)).unwrap(), text);
        let real = patterns(&world, square, &["-o", name, "--kind", "real", "--force"]);
        assert_eq!(real.code, 0, "{real:?}");
        let text = std::fs::read_to_string(world.path(name)).unwrap();
        assert!(!text.contains("EXERCISE") && text.to_lowercase().contains("real"), "{text}");
    }
    let without = patterns(&world, square, &["-o", "b.csv"]);
    assert!(without.code == 2 && without.stderr.contains("--kind"), "{without:?}");
    let odd = patterns(&world, square, &["-o", "b.doc", "--kind", "real"]);
    assert!(odd.code == 2 && odd.stderr.contains(".geojson, .gpx or .csv"), "{odd:?}");
    assert_eq!(world.names(), ["a.csv", "a.geojson", "a.gpx"]);
}

#[test]
fn what_can_not_be_is_refused() {
    let world = World::new();
    for (args, said) in [
        ("ss --spacing 1 --legs 5 --speed 10", "needs --heading"),
        ("ps --heading 0 --spacing 1 --leg 5 --speed 10", "needs --legs"),
        ("ps --heading 0 --spacing 2 --leg 1 --legs 4 --speed 10", "shorter than the track spacing"),
        ("ps --heading 0 --spacing 0 --leg 1 --legs 4 --speed 10", "above zero"),
        ("vs --heading 0 --leg 5 --speed 10 --wind 20kn@000", "can not be made good"),
        ("vs --heading 0 --leg 5 --speed 10 --drift 12@045", "such as 1.2kn@045"),
        ("vs --heading 0 --leg 5 --speed 10 --craft 2", "--craft is for"),
        ("ps --heading 0 --lock spacing,speed --area 20x10 --spacing 2 --speed 9 --time 1h", "leave it out"),
        ("ps --heading 0 --lock speed,time --area 20x10 --speed 9 --time 1h", "too little"),
        ("ps --heading 0 --lock speed,time --speed 9 --time 1h", "needs --area"),
        ("ss --heading 0 --lock spacing,speed --area 6x7 --spacing 1 --speed 9", "covers a square"),
        ("ps --heading 0 --lock spacing,speed --area 20 --spacing 2 --speed 9", "--area 20x10"),
        ("ps --heading -45 --spacing 1 --leg 5 --legs 4 --speed 10", "-45° is not between 0° and 360°"),
        ("ps --heading 0 --spacing -1 --leg 5 --legs 4 --speed 10", "above zero"),
        ("os --radius 2 --top -500 --speed 60", "above zero"),
        ("b --leg 10 --legs 4 --speed 12 --drift 13kn@090", "can not be made good"),
        ("ps --heading 0 --spacing 1 --leg 5 --legs 99999 --speed 10", "1 to 10000"),
        ("os --radius 2 --top 1500 --speed nan", "above zero"),
        ("ss --heading 0 --spacing 1 --legs 5 --leg 3 --speed 10", "--leg is for ps, cs"),
        ("vs --heading 0 --leg 5 --spacing 2 --speed 10", "vs has no use for it"),
        ("os --radius 2 --top 1500 --speed 60 --turn left", "--turn is for"),
        ("ps --heading 0 --spacing 1 --leg 5 --legs 4 --speed 10 --bottom 0", "--bottom is for os"),
        (
            "ps --heading 0 --spacing 1 --leg 5 --legs 4 --speed 10 --second-unit",
            "--second-unit is for vs and ss",
        ),
        (
            "ps --heading 0 --lock spacing,speed --area 20x10 --spacing 2 --speed 9 --legs 3",
            "--legs follows from",
        ),
    ] {
        let called = patterns(&world, args, &[]);
        assert_eq!(called.code, 2, "{args}: {called:?}");
        assert!(called.stderr.contains(said), "{args}: `{said}` is not said:\n{}", called.stderr);
        assert_eq!(called.stdout, "");
    }
}

/// A track line runs somewhere.
#[test]
fn a_track_line_needs_two_places() {
    let world = World::new();
    let ends = ["--from", "35.1, 129.0", "--to", "35°06.0'N 129°00.0'E"];
    let rest = ["--spacing", "3", "--speed", "12", "--start", "2026-11-21T06:00Z"];
    let called = world.sarex(&[&["patterns", "tsr"][..], &ends, &rest].concat());
    assert_eq!(called.code, 2, "{called:?}");
    assert!(called.stderr.contains("--from and --to are one place"), "{called:?}");
}

/// Legs across the other side are laid out all the same, and called by their name.
#[test]
fn notes_tell_what_the_pattern_is_not() {
    let world = World::new();
    let called = patterns(&world, "ps --heading 0 --spacing 2 --leg 5 --legs 8 --speed 90 --aircraft", &[]);
    assert!(
        called.stdout.contains("this is CS, not PS") && called.stdout.contains("with turns"),
        "{called:?}"
    );
    let tight = patterns(&world, "cs --heading 0 --spacing 0.5 --leg 5 --legs 12 --speed 90 --aircraft", &[]);
    assert!(tight.stdout.contains("too short for turns"), "{tight:?}");
}

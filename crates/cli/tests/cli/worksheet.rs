//! `sarex worksheet`: what a watch officer checks by hand.

use crate::world::{World, case_with};
use serde_json::Value;

fn json(world: &World, args: &[&str]) -> Value {
    let called = world.sarex(&[&["worksheet", "--json"], args].concat());
    assert_eq!(called.code, 0, "{called:?}");
    serde_json::from_str(&called.stdout).unwrap()
}

const BOAT: [&str; 14] = [
    "--unit",
    "fixed-wing",
    "--height",
    "1000",
    "--speed",
    "150",
    "--object",
    "Power Boat 16-25 ft",
    "--visibility",
    "15",
    "--wind",
    "20",
    "--seas",
    "0.75",
];

/// The worked example S1 with its curve S2, as text and as JSON, with table and factor of each step.
#[test]
fn the_worked_example_is_printed_step_by_step() {
    let world = World::new();
    let result = json(&world, &BOAT);
    let sheet = &result["worksheets"][0];
    assert!((sheet["sweep_width_nm"].as_f64().unwrap() - 2.42).abs() < 1e-12);
    assert!((sheet["curve"]["a0"].as_f64().unwrap() - 0.625_133).abs() < 5e-7);
    assert!((sheet["curve"]["a1_per_nm"].as_f64().unwrap() + 0.870_899).abs() < 5e-7);
    let values: Vec<f64> =
        sheet["steps"].as_array().unwrap().iter().map(|s| s["value"].as_f64().unwrap()).collect();
    assert_eq!(values, [4.4, 0.5, 1.1, 1.0]);
    let text = world.sarex(&[&["worksheet"][..], &BOAT, &["--spacing", "2.42"]].concat());
    for words in [
        "NSS-2000 Table G-3",
        "NSS-2000 Table G-11",
        "NSS-2000 Table G-12",
        "W = 2.420 nm",
        "coverage 1.000, POD 0.632",
        "rest on a model",
    ] {
        assert!(text.stdout.contains(words), "{words}: {}", text.stdout);
    }
}

/// The help names every signal of the tables.
#[test]
fn the_help_names_all_signals() {
    let world = World::new();
    let plain = |text: &str| text.split_whitespace().collect::<String>();
    let help = plain(&world.sarex(&["worksheet", "--help"]).stdout);
    for by_day in [true, false] {
        for signal in sarex_search::detect::width::Aid::known(by_day) {
            assert!(help.contains(&plain(signal)), "{signal}");
        }
    }
}

/// A class stands for an object; by night its signal is looked for; sun and moon are told.
#[test]
fn classes_signals_and_daylight_are_understood() {
    let world = World::new();
    let person =
        ["--unit", "helicopter", "--height", "500", "--speed", "90", "--object", "PIW-3", "--seas", "0.3"];
    let day = json(&world, &person);
    let names = |sheet: &Value| -> Vec<String> {
        sheet["steps"].as_array().unwrap().iter().map(|s| s["name"].as_str().unwrap().to_owned()).collect()
    };
    assert!(names(&day["worksheets"][0]).contains(&"flotation device".to_owned()));
    let at = ["--at", "34.6 N 129.9 E", "--time", "2026-11-20T14:00Z"];
    let night = json(&world, &[&person[..], &at].concat());
    assert_eq!(night["sky"]["light"], "night");
    assert_eq!(night["worksheets"][0]["sweep_width_nm"], 0.0);
    let flare =
        json(&world, &[&person[..], &at, &["--signal", "hand-held red flare", "--seen-from", "5"]].concat());
    assert_eq!(flare["worksheets"][0]["sweep_width_nm"], 10.0);
}

#[test]
fn survival_is_a_band_that_ends_no_search() {
    let world = World::new();
    let result = json(&world, &["--water", "10"]);
    let half = &result["survival"]["t50_h"];
    assert!((half["middle"].as_f64().unwrap() - 5.7).abs() < 1e-9);
    assert!(half["low"].as_f64() < half["high"].as_f64());
    let text = world.sarex(&["worksheet", "--water", "-1", "--suit", "--survival", "fm-21-76"]);
    assert!(text.stdout.contains("never by themselves end or suspend a search"), "{}", text.stdout);
}

#[test]
fn what_is_missing_is_said_with_its_remedy() {
    let world = World::new();
    for (args, words) in [
        (&[][..], "--help"),
        (&["--unit", "ship"], "--object"),
        (&["--unit", "ship", "--object", "airship", "--speed", "10"], "Raft 6 person"),
        (&["--unit", "ship", "--object", "FISHING-VESSEL-5", "--speed", "10"], "length is not known"),
        (&["--unit", "helicopter", "--object", "PIW-1", "--speed", "90"], "height"),
        (&["--unit", "uav", "--object", "PIW-1", "--speed", "40", "--height", "300"], "lateral range curve"),
        (&["--unit", "ship", "--object", "PIW-1", "--speed", "NaN"], "speed"),
        (
            &["--unit", "ship", "--object", "PIW-1", "--speed", "10", "--sensor", "radar", "--radar", "X"],
            "AN/SPS-66",
        ),
        (&["--unit", "ship", "--object", "PIW-1", "--speed", "10", "--spacing", "0"], "more than 0"),
        (
            &["--unit", "ship", "--object", "PIW-1", "--speed", "10", "--sensor", "radar"],
            "--sensor radar needs --radar",
        ),
        (
            &["--unit", "ship", "--object", "PIW-1", "--speed", "10", "--radar", "AN/SPS-66"],
            "--radar goes with --sensor radar",
        ),
        (
            &["--unit", "ship", "--object", "PIW-1", "--speed", "10", "--illuminated"],
            "--illuminated goes with --sensor night-vision",
        ),
        (&["--water", "90"], "40 °C"),
        (&["--case", "none.toml"], "none.toml"),
    ] {
        let called = world.sarex(&[&["worksheet"], args].concat());
        assert_eq!(called.code, 2, "{args:?} {called:?}");
        assert!(called.stderr.contains(words), "{args:?}: {}", called.stderr);
    }
}

const SEARCH: &str = r#"
[search]
start = 2026-11-20T01:30:00Z
end = 2026-11-20T03:30:00Z
conditions = { visibility_nm = 10, significant_wave_height_m = 0.5, water_temperature_c = 14.0 }
[[search.unit]]
id = "H1"
kind = "helicopter"
position = "34°30'N 129°30'E"
available_from = 2026-11-20T01:00:00Z
transit_speed_kn = 120
search_speed_kn = 90
height_ft = 500
on_scene_endurance = "2 h"
[[search.unit]]
id = "D1"
kind = "uav"
position = "34°30'N 129°30'E"
available_from = 2026-11-20T01:00:00Z
transit_speed_kn = 50
search_speed_kn = 40
on_scene_endurance = "2 h"
sensor = { range_nm = [0, 0.2, 0.4], pod = [0.9, 0.8, 0.0] }
"#;

/// One worksheet per unit and object: by tables with the wind of the case, or by the curve given; and survival.
#[test]
fn a_case_gives_a_worksheet_per_unit_and_object() {
    let world = World::new();
    world.write("case.toml", case_with(&[]) + SEARCH);
    let result = json(&world, &["--case", "case.toml"]);
    let sheets = result["worksheets"].as_array().unwrap();
    assert_eq!(sheets.len(), 2);
    assert_eq!((&sheets[0]["unit"], &sheets[0]["class"]), (&"H1".into(), &"PIW-1".into()));
    // 18 kn of wind halve what is seen of a person.
    assert_eq!(sheets[0]["steps"][1]["value"], 0.5);
    assert_eq!(sheets[0]["light"], "day");
    assert!((sheets[1]["sweep_width_nm"].as_f64().unwrap() - 0.5).abs() < 1e-9, "{}", sheets[1]);
    assert_eq!(result["survival"].as_array().unwrap().len(), 1);
    let text = world.sarex(&["worksheet", "--case", "case.toml"]);
    assert!(text.stdout.contains("H1 for PIW-1") && text.stdout.contains("sunset"), "{}", text.stdout);
}

/// What cannot be worked out is said for each pair; the rest is printed all the same.
#[test]
fn a_case_without_what_is_needed_says_so() {
    let world = World::new();
    let search = SEARCH
        .replace("kind = \"uav\"", "kind = \"usv\"")
        .replace("sensor = { range_nm = [0, 0.2, 0.4], pod = [0.9, 0.8, 0.0] }", "sensor = \"radar\"");
    world.write("case.toml", case_with(&[]) + &search);
    let called = world.sarex(&["worksheet", "--case", "case.toml"]);
    assert_eq!(called.code, 2, "{called:?}");
    assert!(called.stdout.contains("H1 for PIW-1"), "{}", called.stdout);
    assert!(called.stderr.contains("radar_set") && called.stderr.contains("`D1`"), "{}", called.stderr);
    let vessel = case_with(&[("class = \"PIW-1\"", "class = \"FISHING-VESSEL-5\"")]);
    world.write("case.toml", vessel.clone() + SEARCH);
    let called = world.sarex(&["worksheet", "--case", "case.toml"]);
    assert!(called.code == 2 && called.stderr.contains("detection = "), "{}", called.stderr);
    let named = vessel.replace("probability = 1.0", "probability = 1.0\ndetection = \"Sail Boat 40 ft\"");
    world.write("case.toml", named + SEARCH);
    assert_eq!(json(&world, &["--case", "case.toml"])["worksheets"][0]["object"], "Sail Boat 40 ft");
    let wrong = case_with(&[("probability = 1.0", "probability = 1.0\ndetection = \"Sail Boat 41 ft\"")]);
    world.write("case.toml", wrong + SEARCH);
    let called = world.sarex(&["worksheet", "--case", "case.toml"]);
    assert!(called.code == 2 && called.stderr.contains("Sail Boat 40 ft"), "{}", called.stderr);
    world.write("case.toml", case_with(&[]));
    let called = world.sarex(&["worksheet", "--case", "case.toml"]);
    assert!(called.code == 2 && called.stderr.contains("[search]"), "{}", called.stderr);
}

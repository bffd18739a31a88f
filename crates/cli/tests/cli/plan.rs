//! `sarex plan`: the forecast, the plan and all its files.

use crate::world::{CASE, World, names, sarex};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A search of two parties for the case of the tests, small enough to be planned in moments.
pub const SEARCH: &str = r#"
[search]
start = 2026-11-20T03:00:00Z
end = 2026-11-20T05:00:00Z
particles = 2000
budget = 600
conditions = { visibility_nm = 10, significant_wave_height_m = 0.5, wind_kn = 12 }
[[search.unit]]
id = "SHIP"
party = "ROK"
kind = "ship"
position = "34°40'N 129°40'E"
available_from = 2026-11-20T02:00:00Z
transit_speed_kn = 24
search_speed_kn = 15
height_ft = 40
on_scene_endurance = "6 h"
[[search.unit]]
id = "HELO"
party = "JPN"
kind = "helicopter"
position = "34°10'N 129°30'E"
available_from = 2026-11-20T02:00:00Z
transit_speed_kn = 130
search_speed_kn = 90
height_ft = 500
on_scene_endurance = "1 h 30 min"
sortie = "3 h"
"#;

/// The case with its search, and edits in either.
pub fn case(edits: &[(&str, &str)]) -> String {
    let long = CASE.replace("until = 2026-11-20T04", "until = 2026-11-20T10");
    edits.iter().fold(long + SEARCH, |case, (from, to)| {
        assert!(case.contains(from), "the case does not contain {from}");
        case.replacen(from, to, 1)
    })
}

pub fn planned(world: &World, args: &[&str]) -> serde_json::Value {
    let called = world.sarex(&[&["plan", "case.toml", "--json"], args].concat());
    assert_eq!((called.code, called.stderr.as_str()), (0, ""), "{called:?}");
    serde_json::from_str(&called.stdout).unwrap()
}

/// All files at once, the probability below its bound, and the same bytes on one thread and on two.
#[test]
fn a_plan_with_all_files_on_any_number_of_threads() {
    let world = World::new();
    world.write("case.toml", case(&[]));
    let plan = planned(&world, &["-o", "one", "--threads", "1"]);
    let (pos, bound) = (plan["pos"].as_f64().unwrap(), plan["upper_bound"].as_f64().unwrap());
    assert!(pos > 0.1 && pos <= bound && bound <= 1.0, "{pos} of at most {bound}");
    assert_eq!(plan["units"].as_array().unwrap().len(), 2, "{plan}");
    planned(&world, &["-o", "two", "--threads", "2"]);
    let files = names(&world.path("one"));
    for file in ["drift.nc", "plan.json", "plan.gpx", "plan.kml", "plan.rtz", "brief.pdf", "map.png"] {
        assert!(files.iter().any(|name| name == file), "{file} is missing of {files:?}");
    }
    assert_eq!(names(&world.path("two")), files);
    for file in &files {
        let read = |folder: &str| std::fs::read(world.path(folder).join(file)).unwrap();
        assert!(read("one") == read("two"), "{file} differs");
    }
}

/// Each planner keeps the bound; what is asked of a unit is done; sentences name each unit.
#[test]
fn planners_demands_and_reasons() {
    let world = World::new();
    world.write("case.toml", case(&[]));
    for planner in ["naive", "baseline"] {
        let plan = planned(&world, &["--no-files", "--planner", planner]);
        assert!(plan["pos"].as_f64() <= plan["upper_bound"].as_f64(), "{planner}");
    }
    let alone = planned(&world, &["--no-files", "--no-bound", "--without", "HELO", "--seed", "7"]);
    assert_eq!(alone["unused"], serde_json::json!(["HELO"]));
    let called = world.sarex(&["plan", "case.toml", "--no-files", "--no-bound", "--without", "HELO"]);
    assert!(called.stdout.contains("unused: HELO (it was asked to stay)"), "{called:?}");
    let called = world.sarex(&["plan", "case.toml", "--no-files", "--explain"]);
    assert_eq!(called.code, 0, "{called:?}");
    for part in
        ["POS 0.", " of at most 0.", "A1: SHIP (ship) searches", "A2: HELO", "With one more unit like"]
    {
        assert!(called.stdout.contains(part), "{part}: {}", called.stdout);
    }
}

/// A unit keeps its tasks of an earlier plan to the letter, and the others are planned round it.
#[test]
fn a_frozen_unit_keeps_its_tasks() {
    let world = World::new();
    world.write("case.toml", case(&[]));
    planned(&world, &["-o", "one", "--no-bound"]);
    let record = |folder: &str| -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(world.path(folder).join("plan.json")).unwrap()).unwrap()
    };
    let of = |record: &serde_json::Value, id: &str| -> Vec<serde_json::Value> {
        let units = record["units"].as_array().unwrap().iter().filter(|unit| unit["id"] == id);
        let told = ["area", "pattern", "csp", "corners", "departure", "landing"];
        let places = |unit: &serde_json::Value| {
            let turns = unit["waypoints"].as_array().unwrap().iter().map(|w| [&w["place"], &w["time"]]);
            serde_json::json!([told.map(|key| &unit[key]), turns.collect::<Vec<_>>()])
        };
        units.map(places).collect()
    };
    let again = ["-o", "two", "--no-bound", "--seed", "99", "--freeze", "HELO", "--from", "one"];
    let plan = planned(&world, &again);
    assert_eq!(plan["frozen"], serde_json::json!(["HELO"]));
    let (one, two) = (record("one"), record("two"));
    assert!(!of(&one, "HELO").is_empty());
    assert_eq!(of(&two, "HELO"), of(&one, "HELO"));
    assert_ne!(of(&two, "SHIP"), of(&one, "SHIP"), "another seed gives the same plan: the test is idle");
    assert!(two["inputs"].to_string().contains("earlier-plan"), "{}", two["inputs"]);
    // What another unit was told is not given to any.
    let areas = |record: &serde_json::Value, is_helo: bool| -> Vec<String> {
        let units = record["units"].as_array().unwrap().iter();
        let units = units.filter(|unit| (unit["id"] == "HELO") == is_helo);
        units.map(|unit| unit["area"].as_str().unwrap().to_owned()).collect()
    };
    let told = [areas(&one, true), areas(&one, false)].concat();
    assert!(areas(&two, false).iter().all(|new| !told.contains(new)), "{:?} of {told:?}", areas(&two, false));
    // Told by radio, its areas keep their names, though it is the first unit of the plan now.
    let alone = planned(&world, &["-o", "alone", "--without", "SHIP", "--freeze", "HELO", "--from", "one"]);
    assert_eq!(of(&record("alone"), "HELO"), of(&one, "HELO"));
    assert_eq!(
        alone["units"][0]["area"],
        one["units"].as_array().unwrap().iter().find(|u| u["id"] == "HELO").unwrap()["area"]
    );
    assert_ne!(alone["units"][0]["area"], "A1", "it was the first before: the test is idle");
    // In another plane, about the datum of another wind, the same places; the file itself will do for the folder.
    world.write("case.toml", case(&[("wind_kn = 12", "wind_kn = 14"), ("rng_seed = 42", "rng_seed = 43")]));
    planned(&world, &["-o", "three", "--no-bound", "--freeze", "HELO", "--from", "two/plan.json"]);
    let turns = |record| of(record, "HELO").into_iter().map(|unit| unit[1].clone()).collect::<Vec<_>>();
    assert_eq!(turns(&record("three")), turns(&one));
}

/// The case says the same as the command line, and each mistake is told at its key before any work.
#[test]
fn what_the_case_freezes() {
    let world = World::new();
    world.write("case.toml", case(&[]));
    planned(&world, &["-o", "one", "--no-bound"]);
    let again = ["--no-bound", "--seed", "99", "-o"];
    planned(&world, &[&again[..], &["flag", "--freeze", "HELO", "--from", "one"]].concat());
    let keyed = |keys: &str| case(&[("[search]", &format!("[search]\nfreeze = {{ {keys} }}"))]);
    world.write("case.toml", keyed("from = \"one\", units = [\"HELO\"]"));
    let plan = planned(&world, &[&again[..], &["key"]].concat());
    assert_eq!(plan["frozen"], serde_json::json!(["HELO"]));
    let record = |folder: &str| -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(world.path(folder).join("plan.json")).unwrap()).unwrap()
    };
    assert_eq!(record("key")["units"], record("flag")["units"]);
    assert!(record("key")["inputs"].to_string().contains("earlier-plan"));
    for (keys, key, said) in [
        ("from = \"none\", units = [\"HELO\"]", "search.freeze.from", "no such file"),
        ("from = \"one\", units = [\"TUG\"]", "search.freeze.units#1", "units: SHIP, HELO"),
        ("from = \"one\", units = [\"HELO\", \"HELO\"]", "search.freeze.units#2", "named twice"),
        ("units = [\"HELO\"]", "search.freeze", "`from` is missing"),
    ] {
        world.write("case.toml", keyed(keys));
        let called = world.sarex(&["plan", "case.toml", "--no-files", "--no-bound"]);
        assert_eq!(called.code, 2, "{called:?}");
        assert!(called.stderr.contains("case.toml:27:"), "{}", called.stderr);
        assert!(
            called.stderr.contains(&format!("key `{key}`")) && called.stderr.contains(said),
            "{}",
            called.stderr
        );
    }
}

/// What can not be frozen is told, before and after the work.
#[test]
fn what_can_not_be_frozen() {
    let world = World::new();
    world.write("case.toml", case(&[]));
    planned(&world, &["-o", "ship", "--no-bound", "--without", "HELO"]);
    let refused = |args: &[&str], said: &[&str]| {
        let called = world.sarex(&[&["plan", "case.toml", "--no-files", "--no-bound"], args].concat());
        assert_eq!(called.code, 2, "{called:?}");
        said.iter().for_each(|said| assert!(called.stderr.contains(said), "{said}: {}", called.stderr));
    };
    refused(&["--freeze", "SHIP"], &["--from"]);
    refused(&["--freeze", "SHIP", "--from", "nowhere"], &["nowhere", "no such file"]);
    refused(
        &["--freeze", "HELO", "--from", "ship"],
        &["`HELO` has no task", "units with a task there: SHIP"],
    );
    refused(&["--freeze", "TUG", "--from", "ship"], &["`TUG`", "units: SHIP, HELO"]);
    let both = ["--freeze", "SHIP", "--from", "ship", "--without", "SHIP"];
    refused(&both, &["--freeze and --without"]);
    // The ship is slower now than its track was planned for.
    world.write("case.toml", case(&[("search_speed_kn = 15", "search_speed_kn = 12")]));
    refused(
        &["--freeze", "SHIP", "--from", "ship"],
        &["--freeze SHIP", "`SHIP` makes 12.75 kn", "track speed"],
    );
    // Two ships in the same place: both are named.
    let path = world.path("ship").join("plan.json");
    let mut twice: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let mut twin = twice["units"][0].clone();
    twin["id"] = "TWIN".into();
    twice["units"].as_array_mut().unwrap().push(twin);
    world.write("twice.json", twice.to_string());
    let ship = &SEARCH[SEARCH.find("[[search.unit]]").unwrap()..SEARCH.rfind("[[search.unit]]").unwrap()];
    world.write("case.toml", case(&[]) + &ship.replace("SHIP", "TWIN"));
    let both = ["--freeze", "SHIP", "--freeze", "TWIN", "--from", "twice.json"];
    refused(&both, &["`SHIP` and `TWIN` overlap"]);
    // Told in the case, the place is the freeze, not the unit.
    let freeze = "[search]\nfreeze = { from = \"twice.json\", units = [\"TWIN\", \"SHIP\"] }";
    world.write("case.toml", case(&[("[search]", freeze)]) + &ship.replace("SHIP", "TWIN"));
    refused(&[], &["`SHIP` and `TWIN` overlap", "case.toml:27:", "key `search.freeze.units#"]);
    // Two areas of one name, from two plans.
    world.write("case.toml", case(&[]));
    planned(&world, &["-o", "helo", "--no-bound", "--without", "SHIP", "--seed", "5"]);
    world.write(
        "case.toml",
        case(&[("[search]", "[search]\nfreeze = { from = \"ship\", units = [\"SHIP\"] }")]),
    );
    refused(
        &["--freeze", "HELO", "--from", "helo"],
        &["`SHIP` of ", "`HELO` of ", "both keep an area A1", "key `search.freeze.units#1`", "one plan only"],
    );
    world.write("case.toml", case(&[]));
    // Rounded to a tenth of a degree no pattern can be laid out again.
    let old = std::fs::read_to_string(&path).unwrap();
    let mut old: serde_json::Value = serde_json::from_str(&old).unwrap();
    old["units"][0]["pattern"].as_object_mut().unwrap().remove("exact");
    world.write("old.json", old.to_string());
    refused(&["--freeze", "SHIP", "--from", "old.json"], &["only in round numbers", "make that plan anew"]);
}

/// Plans to choose from: each with its files, below the best one, and with other areas.
#[test]
fn alternatives_differ_and_have_files() {
    let world = World::new();
    world.write("case.toml", case(&[]));
    let plan = planned(&world, &["-o", "out", "--alternatives", "3"]);
    let others = plan["alternatives"].as_array().unwrap();
    assert!(!others.is_empty(), "{plan}");
    assert_eq!(others.len() == 2, plan["alternatives_missing"].is_null(), "{plan}");
    let record = |folder: &str| -> serde_json::Value {
        let path = world.path("out").join(folder).join("plan.json");
        serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
    };
    let mut seen = vec![record(".")["units"].clone()];
    for (k, other) in others.iter().enumerate() {
        let folder = format!("alternative-{}", k + 2);
        assert_eq!(other["folder"], folder.as_str());
        let pos = other["pos"].as_f64().unwrap();
        let (best, bound) = (plan["pos"].as_f64().unwrap(), plan["upper_bound"].as_f64().unwrap());
        // The loss is kept on the cloud of the planner; this is the other one.
        assert!(0.7 * best < pos && pos <= bound, "{pos}, the best {best}");
        assert!((other["of_bound"].as_f64().unwrap() - pos / bound).abs() < 1e-12);
        let differs = other["differs"].as_str().unwrap();
        assert!(differs.contains("SHIP") || differs.contains("HELO"), "{differs}");
        for file in ["map.png", "plan.geojson", "brief.pdf"] {
            assert!(world.path("out").join(&folder).join(file).exists(), "{folder}/{file}");
        }
        let record = record(&folder);
        assert!((record["pos"].as_f64().unwrap() - pos).abs() < 1e-6);
        assert!(!seen.contains(&record["units"]));
        seen.push(record["units"].clone());
    }
    // Its results are replaced as a whole, and what is not ours is not.
    let again = ["plan", "case.toml", "-o", "out", "--force", "--no-bound"];
    world.write("out/alternative-2/thesis.doc", "precious");
    let called = world.sarex(&again);
    assert!(called.code == 2 && called.stderr.contains("alternative-2/thesis.doc"), "{called:?}");
    std::fs::remove_file(world.path("out/alternative-2/thesis.doc")).unwrap();
    assert_eq!(world.sarex(&again).code, 0);
    assert!(!world.path("out/alternative-2").exists());
    let called = world.sarex(&["plan", "case.toml", "--no-files", "--alternatives", "6"]);
    assert_eq!(called.code, 2, "{called:?}");
}

/// The bound that is shown is one of the probability of success, whatever the plan makes as large as possible.
#[test]
fn survivors_as_the_objective() {
    let world = World::new();
    world.write("case.toml", case(&[]));
    let bound = planned(&world, &["--no-files"])["upper_bound"].as_f64().unwrap();
    let edits = [
        ("[search]", "[search]\nobjective = \"survivors\""),
        ("wind_kn = 12", "wind_kn = 12, water_temperature_c = 5"),
    ];
    world.write("case.toml", case(&edits));
    let plan = planned(&world, &["--no-files"]);
    let pos = plan["pos"].as_f64().unwrap();
    let [low, alive, high] = ["low", "middle", "high"].map(|end| plan["found_alive"][end].as_f64().unwrap());
    assert!(0.0 < low && low < alive && alive < high && high < pos && pos <= bound, "{plan:#}");
    assert_eq!(plan["upper_bound"].as_f64(), Some(bound));
    let called = world.sarex(&["plan", "case.toml", "-o", "out", "--explain"]);
    let band = format!("expected share found alive {low:.2} to {high:.2} (middle of the band {alive:.2})");
    for said in [
        &*band,
        "(the bound is of POS, which the share found alive never exceeds)",
        "It is made for survivors",
    ] {
        assert!(called.stdout.contains(said), "{said}: {}", called.stdout);
    }
    let message = std::fs::read_to_string(world.path("out/sitrep.en.txt")).unwrap();
    let told = format!("Expected share found alive, at least: {:.1} %", 100.0 * low);
    assert!(message.contains(&told), "{told}: {message}");
}

/// What is ashore, or stops for want of data, never adds to the probability of success.
#[test]
fn what_is_not_followed_counts_as_not_found() {
    let world = World::new();
    // The current ends west of where half of the object drifts to.
    let edits = [
        ("{ constant = { speed_kn = 0.4, toward_deg = 45 } }", "{ file = \"current.nc\" }"),
        ("rng_seed = 42", "rng_seed = 42\nmissing = \"stop-particle\""),
    ];
    let file = crate::world::CurrentFile {
        lon_deg: (128.0, 130.0),
        hours: (0..=12).map(f64::from).collect(),
        ..Default::default()
    };
    world.write("current.nc", file.bytes());
    world.write("case.toml", case(&edits));
    let plan = planned(&world, &["--no-files"]);
    let followed = plan["followed"].as_f64().unwrap();
    assert!(followed < 0.95, "{followed}");
    assert!(plan["pos"].as_f64().unwrap() <= followed);
    assert!(plan["upper_bound"].as_f64().unwrap() <= followed + 1e-9);
    assert!(plan["warnings"].to_string().contains("can not be followed"), "{}", plan["warnings"]);
}

/// Each mistake is told with file, line and key, and what would put it right.
#[test]
fn what_is_wrong_is_told_at_its_line() {
    let area = |ring: &str| format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#);
    let bow_tie = area("[[129,34],[130,35],[130,34],[129,35],[129,34]]");
    let rules = "[search]\nrules = { excluded_areas = [\"area.geojson\"] }";
    let on_land = "[search]\nrules = { excluded_areas = [\"inland.geojson\"] }";
    let inland = area("[[128.4,35.8],[128.7,35.8],[128.7,36.0],[128.4,36.0],[128.4,35.8]]");
    let frozen = |pattern: &str, spacing: &str| {
        format!(
            "frozen = {{ pattern = \"{pattern}\", commence_search_point = \"34 129\", first_leg_deg = 0, leg_nm = 2, \
             {spacing}legs = 9 }}"
        )
    };
    let square = frozen("expanding-square", "spacing_nm = 1, ");
    let (sector, ladder) = (frozen("sector", "spacing_nm = 1, "), frozen("parallel-sweep", ""));
    // Edits, key of the place, and what is said.
    type Mistake<'a> = (Vec<(&'a str, &'a str)>, &'a str, &'a str);
    let cases: Vec<Mistake<'_>> = vec![
        (
            vec![("on_scene_endurance = \"6 h\"", "on_scene_endurance = \"0 h\"")],
            "on_scene_endurance",
            "longer than nothing",
        ),
        (
            vec![("height_ft = 40", "sensor = { range_nm = [], pod = [] }")],
            "sensor.range_nm",
            "give two ranges or more",
        ),
        (vec![("[search]", rules)], "excluded_areas", "edges cross each other"),
        (
            vec![("available_from = 2026-11-20T02", "available_from = 2026-11-20T06")],
            "available_from",
            "only after the search",
        ),
        (vec![("probability = 1.0", "probability = nan")], "probability", "out of range"),
        (vec![("end = 2026-11-20T05", "end = 2026-11-20T02")], "search.end", "ends before it starts"),
        (vec![("id = \"HELO\"", "id = \"SHIP\"")], "unit#2.id", "two units are called"),
        (
            vec![(
                "sortie = \"3 h\"",
                "use = \"never\"\nfrozen = { pattern = \"sector\", commence_search_point = \"34 129\", first_leg_deg = 0, leg_nm = 2, legs = 9 }",
            )],
            "frozen",
            "stays unused",
        ),
        (vec![("visibility_nm = 10, ", "")], "conditions.visibility_nm", "visibility"),
        (
            vec![("sortie = \"3 h\"", "available_until = 2026-11-20T02:30:00Z")],
            "available_until",
            "before it begins to search, at 2026-11-20T03:00:00Z",
        ),
        (
            vec![(
                "sortie = \"3 h\"",
                "commence_at = 2026-11-20T04:00:00Z\navailable_until = 2026-11-20T03:30:00Z",
            )],
            "available_until",
            "before it begins to search, at 2026-11-20T04:00:00Z",
        ),
        (vec![("weight = 1.0", "weight = nan")], "scenario#1.weight", "out of range"),
        (vec![("height_ft = 40", "sensor = \"radar\"")], "unit#1.sensor", "radar_set"),
        (vec![("sortie = \"3 h\"", &square)], "frozen.spacing_nm", "leave `spacing_nm` out"),
        (vec![("sortie = \"3 h\"", &sector)], "frozen.spacing_nm", "no track spacing"),
        (
            vec![("sortie = \"3 h\"", &ladder)],
            "unit#2.frozen",
            "track spacing of the frozen pattern is missing",
        ),
        (
            vec![("height_ft = 500", "height_ft = 1500\naltitude_band_ft = [500, 500]")],
            "unit#2.height_ft",
            "outside `altitude_band_ft`, 500 to 500 ft",
        ),
        (vec![("wind_kn = 12", "wind_kn = 121")], "conditions.wind_kn", "from 0 to 120"),
        (vec![("height_m = 0.5", "height_m = 20.5")], "significant_wave_height_m", "from 0 to 20"),
        (
            vec![("wind_kn = 12", "water_temperature_c = 290")],
            "conditions.water_temperature_c",
            "from -3 to 45",
        ),
        (vec![("search_speed_kn = 15", "search_speed_kn = 61")], "unit#1.search_speed_kn", "at most 60"),
        (vec![("transit_speed_kn = 130", "transit_speed_kn = 221")], "transit_speed_kn", "at most 220"),
        (vec![("[search]", on_land), ("coast = \"none\"\n", "")], "excluded_areas", "`inland` lies on land"),
    ];
    for (edits, key, said) in cases {
        let world = World::new();
        world.write("area.geojson", &bow_tie);
        world.write("inland.geojson", &inland);
        world.write("case.toml", case(&edits));
        let called = world.sarex(&["plan", "case.toml", "-o", "out"]);
        assert_eq!(called.code, 2, "{edits:?}: {called:?}");
        assert!(
            called.stderr.contains("case.toml:") && called.stderr.contains(key),
            "{key}: {}",
            called.stderr
        );
        assert!(
            called.stderr.contains(said) && called.stderr.contains("\n  = "),
            "{said}: {}",
            called.stderr
        );
        assert!(!world.path("out").exists(), "something was left behind");
    }
}

/// Units without any, and too many of them.
#[test]
fn no_unit_and_a_thousand() {
    let world = World::new();
    let head = case(&[]);
    let (head, units) = head.split_at(head.find("[[search.unit]]").unwrap());
    world.write("case.toml", head);
    let called = world.sarex(&["plan", "case.toml", "--no-files"]);
    assert!(called.code == 2 && called.stderr.contains("no unit is given"), "{called:?}");
    let ship = &units[..units[10..].find("[[search.unit]]").unwrap() + 10];
    let thousand: String = (0..1000).map(|k| ship.replace("SHIP", &format!("SHIP-{k}"))).collect();
    world.write("case.toml", format!("{head}{thousand}"));
    let called = world.sarex(&["plan", "case.toml", "--no-files"]);
    assert!(called.code == 2 && called.stderr.contains("1000 units are given"), "{called:?}");
    // At once: no file of wind or current is looked at before.
    let nowhere =
        head.replace("{ constant = { speed_kn = 18, from_deg = 320 } }", "{ file = \"nowhere.nc\" }");
    assert_ne!(nowhere, head);
    world.write("case.toml", format!("{nowhere}{thousand}"));
    let called = world.sarex(&["plan", "case.toml", "--no-files"]);
    assert!(
        called.stderr.contains("1000 units are given") && !called.stderr.contains("nowhere"),
        "{called:?}"
    );
}

/// Nobody can get there: which unit, why, and what would release it.
#[test]
fn no_feasible_plan_says_what_prevents_it() {
    let world = World::new();
    let far = [("position = \"34°40'N 129°40'E\"", "position = \"20°40'N 129°40'E\"\nuse = \"always\"")];
    world.write("case.toml", case(&far));
    let called = world.sarex(&["plan", "case.toml", "--no-files"]);
    assert_eq!(called.code, 2, "{called:?}");
    for said in ["`SHIP`", "after the search ends", "\n  = ", "it would do with", "a search until"] {
        assert!(called.stderr.contains(said), "{said}: {}", called.stderr);
    }
}

/// A square and a sector search that are decided already: the one's spacing is its leg, the other has none; both are checked,
/// timed and told with the rest.
#[test]
fn a_square_and_a_sector_search_are_given() {
    let world = World::new();
    for (pattern, code) in [("expanding-square", "SS"), ("sector", "VS")] {
        let given = format!(
            "sortie = \"3 h\"\nfrozen = {{ pattern = \"{pattern}\", commence_search_point = \"34°30'N 129°50'E\", \
             first_leg_deg = 30, leg_nm = 2, legs = 9 }}"
        );
        world.write("case.toml", case(&[("sortie = \"3 h\"", &given)]));
        planned(&world, &["-o", code, "--no-bound"]);
        let record: serde_json::Value =
            serde_json::from_slice(&std::fs::read(world.path(code).join("plan.json")).unwrap()).unwrap();
        let units = record["units"].as_array().unwrap();
        let helo = units.iter().find(|unit| unit["id"] == "HELO").unwrap();
        let told = &helo["pattern"];
        assert_eq!((told["code"].as_str(), told["legs"].as_u64()), (Some(code), Some(9)));
        assert!(told["creep_deg"].is_null(), "{told}");
        let tasking = std::fs::read_to_string(world.path(code).join("plan.kml")).unwrap();
        assert_eq!(tasking.contains("radius 2 NM"), code == "VS");
        let spacing_nm = if code == "SS" { 2.0 } else { std::f64::consts::PI * 2.0 / 9.0 };
        assert!((told["spacing_nm"].as_f64().unwrap() - spacing_nm).abs() < 1e-4, "{told}");
    }
}

/// What lies in a sensitive area may be in the name of its file: results tell its bytes and its party.
#[test]
fn a_sensitive_area_is_told_by_its_party_alone() {
    let world = World::new();
    let ring = |lon: f64| format!("[[{lon},33],[{},33],[{},33.1],[{lon},33]]", lon + 0.1, lon + 0.1);
    let hole = "[[128.06,33.02],[128.07,33.02],[128.07,33.03],[128.06,33.02]]";
    for (name, lon) in [("submarine-a.geojson", 128.0), ("submarine-b.geojson", 128.5)] {
        let rings = if lon < 128.2 { format!("{},{hole}", ring(lon)) } else { ring(lon) };
        world.write(name, format!(r#"{{"type":"Polygon","coordinates":[{rings}]}}"#));
    }
    let rules = "[search]\nrules = { sensitive_areas = [{ file = \"submarine-a.geojson\", party = \"JPN\" }, \
                 { file = \"submarine-b.geojson\", party = \"JPN\" }] }";
    world.write("case.toml", case(&[("[search]", rules)]));
    planned(&world, &["-o", "out", "--no-bound"]);
    for name in names(&world.path("out")) {
        let bytes = std::fs::read(world.path("out").join(&name)).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("submarine"), "{name}");
    }
    let plan: serde_json::Value =
        serde_json::from_slice(&std::fs::read(world.path("out/plan.json")).unwrap()).unwrap();
    let told: Vec<&serde_json::Value> =
        plan["inputs"].as_array().unwrap().iter().filter(|input| input["role"] == "sensitive-area").collect();
    assert_eq!(told.len(), 2, "{}", plan["inputs"]);
    assert_eq!(told[0]["name"], "sensitive area 1, of JPN");
    assert_eq!(told[1]["sha256"].as_str().unwrap().len(), 64);
    assert!(
        plan["warnings"].to_string().contains("holes of a sensitive area of JPN"),
        "{}",
        plan["warnings"]
    );
    // The update finds them again.
    world.write("search.toml", "version = 1\ncase = \"case.toml\"\n[[searched]]\nunit = \"HELO\"\n");
    let called = world.sarex(&["update", "out", "--searched", "search.toml", "-o", "two", "-q"]);
    assert_eq!(called.code, 0, "{called:?}");
}

/// Ctrl-C ends it with exit code 1 within a second, whatever it is at, and leaves nothing.
#[cfg(unix)]
#[test]
fn an_interrupted_plan_leaves_nothing() {
    let world = World::new();
    // Many particles and little planning: the bound takes the time. Little of both: planning does.
    for (budget, particles) in [("400_000", "2000"), ("600", "500_000")] {
        let edits = [
            ("budget = 600", &*format!("budget = {budget}")),
            ("particles = 2000", &*format!("particles = {particles}")),
        ];
        world.write("case.toml", case(&edits));
        for after_ms in [400, 2500, 4500] {
            let mut command = sarex();
            command
                .args(["plan", "case.toml", "-o", "out"])
                .current_dir(&world.folder)
                .stderr(Stdio::piped());
            let child = command.spawn().unwrap();
            std::thread::sleep(Duration::from_millis(after_ms));
            assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
            let asked = Instant::now();
            let output = child.wait_with_output().unwrap();
            let took = asked.elapsed();
            assert_eq!(output.status.code(), Some(1), "{output:?}");
            assert!(String::from_utf8_lossy(&output.stderr).contains("nothing was written"), "{output:?}");
            assert!(
                took < Duration::from_millis(1500),
                "{took:?} after {after_ms} ms, {particles} particles"
            );
            assert_eq!(world.names(), ["case.toml"]);
        }
    }
}

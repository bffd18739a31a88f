//! Conditions of a search from fields: which source each comes from, and what happens where it has none.

use crate::plan::case;
use crate::server;
use crate::world::{CurrentFile, World, called, sarex, scalar_file};
use serde_json::Value;

const GIVEN: &str = "conditions = { visibility_nm = 10, significant_wave_height_m = 0.5, wind_kn = 12 }\n";
const ENVIRONMENT: &str = "coast = \"none\"\n";
const SCALARS: &str = "coast = \"none\"\nvisibility = [ { file = \"vis.nc\" } ]\nwaves = [ { file = \"waves.nc\" } ]\n\
    water_temperature = [ { file = \"sst.nc\" } ]\n";
const WIND: (&str, &str) = ("{ constant = { speed_kn = 18, from_deg = 320 } }", "{ file = \"wind.nc\" }");

const SEEN: &str = "visibility_in_air";
const HEIGHT: &str = "sea_surface_wave_significant_height";
const WATER: &str = "sea_surface_temperature";

/// Files of 9.26 km, 0.8 m, 285.15 K and a wind of 5 m/s in either component, over the time and place of the case.
fn world() -> World {
    let world = World::new();
    let hours: Vec<f64> = (0..=12).map(f64::from).collect();
    let write = |name: &str, file: CurrentFile| {
        world.write(name, CurrentFile { hours: hours.clone(), ..file }.bytes());
    };
    write("vis.nc", scalar_file(SEEN, "km", 9.26));
    write("waves.nc", scalar_file(HEIGHT, "m", 0.8));
    write("sst.nc", scalar_file(WATER, "K", 285.15));
    let wind = ["eastward_wind", "northward_wind"];
    write("wind.nc", CurrentFile { standard_names: wind, value: 5.0, ..CurrentFile::default() });
    world
}

#[track_caller]
fn json(world: &World, args: &[&str]) -> Value {
    let called = world.sarex(args);
    assert_eq!(called.code, 0, "{called:?}");
    serde_json::from_str(&called.stdout).unwrap()
}

#[track_caller]
fn is_near(value: &Value, expected: f64) {
    let found = value.as_f64().unwrap_or_else(|| panic!("{value} is no number"));
    assert!((found - expected).abs() < 1e-3, "{found} instead of {expected}");
}

#[track_caller]
fn says(text: &str, said: &[&str]) {
    said.iter().for_each(|said| assert!(text.contains(said), "`{said}` is not said:\n{text}"));
}

fn warnings(value: &Value) -> String {
    value["warnings"].as_array().unwrap().iter().map(|w| w.as_str().unwrap().to_owned() + "\n").collect()
}

/// Everything from files: in the summary, the sentences, `plan.json`, the worksheet and the provenance; and the sweep
/// widths are those of the same numbers given by hand.
#[test]
fn conditions_come_from_fields_and_say_so() {
    let world = world();
    world.write("case.toml", case(&[(GIVEN, ""), (ENVIRONMENT, SCALARS), WIND]));
    let plan = json(&world, &["plan", "case.toml", "--json", "--explain", "-o", "out", "--no-bound"]);
    let conditions = &plan["conditions"];
    is_near(&conditions["visibility_nm"], 5.0);
    is_near(&conditions["significant_wave_height_m"], 0.8);
    is_near(&conditions["water_temperature_c"], 12.0);
    is_near(&conditions["wind_kn"], 5.0 * 2.0_f64.sqrt() * 3600.0 / 1852.0);
    let origins = serde_json::json!({ "visibility": "vis.nc", "waves": "waves.nc", "water": "sst.nc", "wind": "wind.nc" });
    assert_eq!(conditions["origins"], origins);
    assert!(!warnings(&plan).contains("wave height is known"), "{}", warnings(&plan));
    says(plan["explanation"][1].as_str().unwrap(), &["visibility 5.0 NM (vis.nc)", "water 12.0 °C (sst.nc)"]);
    let file: Value = serde_json::from_slice(&std::fs::read(world.path("out/plan.json")).unwrap()).unwrap();
    assert_eq!(file["conditions"]["origins"], origins);
    assert_eq!(file["conditions"]["water_c"], 12.0);
    // A person in water of 12 °C has a band of survival.
    assert!(file["objects"][0]["survival"]["from_h"].as_f64().unwrap() > 0.0, "{}", file["objects"]);
    let provenance: Value =
        serde_json::from_slice(&std::fs::read(world.path("out/provenance.json")).unwrap()).unwrap();
    for name in ["vis.nc", "waves.nc", "sst.nc"] {
        let inputs = provenance["inputs"].as_array().unwrap();
        let input = inputs.iter().find(|input| input["name"] == name).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(input["sha256"].as_str().unwrap().len(), 64);
    }
    let text = world.sarex(&["plan", "case.toml", "--no-bound", "-o", "new", "--force"]).stdout;
    says(
        &text,
        &["at the datum: visibility 5.0 NM (vis.nc), waves 0.8 m (waves.nc), wind 14 kn from 225° (wind.nc)"],
    );
    let sheets = json(&world, &["worksheet", "--case", "case.toml", "--json"]);
    assert_eq!(sheets["conditions"], *conditions);
    let widths = |plan: &Value, sheets: &Value| {
        for sheet in sheets["worksheets"].as_array().unwrap() {
            let units = plan["units"].as_array().unwrap();
            let unit = units.iter().find(|unit| unit["id"] == sheet["unit"]).unwrap();
            is_near(&unit["sweep_width_nm"][0], sheet["sweep_width_nm"].as_f64().unwrap());
        }
    };
    widths(&plan, &sheets);
    let by_hand = "conditions = { visibility_nm = 5, significant_wave_height_m = 0.8, wind_kn = 13.74 }\n";
    world.write("case.toml", case(&[(GIVEN, by_hand), WIND]));
    let same = json(&world, &["worksheet", "--case", "case.toml", "--json"]);
    widths(&plan, &same);
    assert_eq!(same["conditions"]["origins"]["visibility"], "search.conditions");
}

/// What stands under `search.conditions` comes before any field.
#[test]
fn the_case_comes_before_its_fields() {
    let world = world();
    world.write("case.toml", case(&[(ENVIRONMENT, SCALARS)]));
    let sheets = json(&world, &["worksheet", "--case", "case.toml", "--json"]);
    is_near(&sheets["conditions"]["visibility_nm"], 10.0);
    is_near(&sheets["conditions"]["significant_wave_height_m"], 0.5);
    is_near(&sheets["conditions"]["water_temperature_c"], 12.0);
    let origins = &sheets["conditions"]["origins"];
    assert_eq!(
        (&origins["waves"], &origins["wind"]),
        (&"search.conditions".into(), &"search.conditions".into())
    );
    // The water temperature of the field makes the band of survival.
    is_near(&sheets["survival"][0]["water_temperature_c"], 12.0);
}

/// No value at the scene: the next source, then what a case without fields does; each time with a warning.
#[test]
fn where_a_field_has_no_value_the_next_one_is_taken_and_told() {
    let world = world();
    let early = CurrentFile { hours: vec![0.0, 1.0], ..scalar_file(SEEN, "m", 4000.0) };
    world.write("vis.nc", early.bytes());
    let far = CurrentFile { lat_deg: (40.0, 43.0), ..scalar_file(HEIGHT, "m", 0.8) };
    world.write("waves.nc", far.bytes());
    let sources = "coast = \"none\"\nvisibility = [ { file = \"vis.nc\" }, { constant = { visibility_nm = 4 } } ]\n\
        waves = [ { file = \"waves.nc\" } ]\n";
    world.write("case.toml", case(&[(GIVEN, ""), (ENVIRONMENT, sources)]));
    let plan = json(&world, &["plan", "case.toml", "--json", "--no-bound", "-o", "new", "--force"]);
    is_near(&plan["conditions"]["visibility_nm"], 4.0);
    assert_eq!(plan["conditions"]["origins"]["visibility"], "constant 4 NM");
    assert_eq!(plan["conditions"]["significant_wave_height_m"], Value::Null);
    let told = warnings(&plan);
    says(
        &told,
        &["vis.nc has no visibility at", "its times are 2026-11-20T00:00:00Z to 2026-11-20T01:00:00Z"],
    );
    says(&told, &["waves.nc has no significant wave height at", "it covers 40.00° to 43.00° N"]);
    // Once, though two units go by it.
    says(
        &told,
        &["SHIP, HELO: no significant wave height is known: the weather is judged by the wind alone"],
    );
    assert_eq!(told.matches("by the wind alone").count(), 1, "{told}");
    // Eyes need a visibility: the refusal says which file was of no help.
    let alone = sources.replace(", { constant = { visibility_nm = 4 } }", "");
    world.write("case.toml", case(&[(GIVEN, ""), (ENVIRONMENT, &alone)]));
    for args in [&["plan", "case.toml", "-o", "new", "--force"][..], &["worksheet", "--case", "case.toml"]] {
        let called = world.sarex(args);
        assert_eq!(called.code, 2, "{called:?}");
        says(&called.stderr, &["search.conditions.visibility_nm", "environment.visibility"]);
        says(&(called.stdout + &called.stderr), &["vis.nc has no visibility at"]);
    }
}

/// Survival by a field; without a value at the scene that objective is refused, with the file that had none.
#[test]
fn survivors_are_counted_in_the_water_of_the_field() {
    let world = world();
    let survivors = ("budget = 600\n", "budget = 600\nobjective = \"survivors\"\n");
    world.write("case.toml", case(&[survivors, (ENVIRONMENT, SCALARS)]));
    let plan =
        |world: &World| json(world, &["plan", "case.toml", "--json", "--no-bound", "-o", "new", "--force"]);
    let warm = plan(&world)["found_alive"]["middle"].as_f64().unwrap();
    world.write("sst.nc", scalar_file(WATER, "degC", 6.0).bytes());
    let cold = plan(&world)["found_alive"]["middle"].as_f64().unwrap();
    assert!(cold < warm, "{cold} in cold water, {warm} in warm water");
    let early = CurrentFile { hours: vec![0.0, 1.0], ..scalar_file(WATER, "degC", 6.0) };
    world.write("sst.nc", early.bytes());
    let called = world.sarex(&["plan", "case.toml", "-o", "new", "--force"]);
    assert_eq!(called.code, 2, "{called:?}");
    says(
        &called.stderr,
        &["water_temperature_c` is missing", "sst.nc has no water temperature", "objective"],
    );
}

/// A file that is none of what it should be is told at its line; a forecast does not read it at all.
#[test]
fn files_that_are_none_are_refused_at_their_line() {
    let world = world();
    world.write("case.toml", case(&[(GIVEN, ""), (ENVIRONMENT, SCALARS), WIND]));
    let refused = |said: &[&str]| {
        let called = world.sarex(&["plan", "case.toml", "-o", "new", "--force"]);
        assert_eq!(called.code, 2, "{called:?}");
        says(&called.stderr, said);
        let drift = world.sarex(&["drift", "case.toml", "-o", "drift", "--force"]);
        assert_eq!(drift.code, 0, "{drift:?}");
    };
    world.write("vis.nc", scalar_file(SEEN, "K", 9.0).bytes());
    refused(&["key `environment.visibility#1`", "vis.nc: u has units \"K\"", "{ file = \"vis.nc\" }"]);
    world.write("vis.nc", scalar_file(SEEN, "m", -5.0).bytes());
    refused(&["environment.visibility#1", "no valid value", "0 to 500 km"]);
    world.write("vis.nc", scalar_file("air_temperature", "K", 285.0).bytes());
    refused(&["environment.visibility#1", "no visibility", "variables = ["]);
    std::fs::remove_file(world.path("vis.nc")).unwrap();
    refused(&["environment.visibility#1", "vis.nc", "case file's folder"]);
    world.write("vis.nc", scalar_file(SEEN, "km", 9.26).bytes());
    world.write("sst.nc", scalar_file(WATER, "K", 400.0).bytes());
    refused(&["environment.water_temperature#1", "-3 to 45 °C"]);
    world.write("sst.nc", scalar_file(WATER, "K", f32::NAN).bytes());
    refused(&["environment.water_temperature#1", "no valid value"]);
}

/// Waves serve two ends: a file with heights is no Stokes drift, and is used for what it holds.
#[test]
fn waves_are_used_for_what_they_hold() {
    let world = world();
    let stokes = [
        "sea_surface_wave_stokes_drift_eastward_velocity",
        "sea_surface_wave_stokes_drift_northward_velocity",
    ];
    let hours: Vec<f64> = (0..=12).map(f64::from).collect();
    world.write(
        "stokes.nc",
        CurrentFile { standard_names: stokes, value: 0.05, hours, ..CurrentFile::default() }.bytes(),
    );
    let both = "coast = \"none\"\nwaves = [ { file = \"waves.nc\" }, { file = \"stokes.nc\" } ]\n";
    let factor = ("rng_seed = 42\n", "rng_seed = 42\nstokes_factor = 1.0\n");
    let given = (GIVEN, "conditions = { visibility_nm = 10, wind_kn = 12 }\n");
    world.write("case.toml", case(&[given, (ENVIRONMENT, both), factor]));
    let plan = json(&world, &["plan", "case.toml", "--json", "--no-bound", "-o", "new", "--force"]);
    assert_eq!(plan["conditions"]["origins"]["waves"], "waves.nc");
    says(
        &warnings(&plan),
        &["waves.nc holds no surface Stokes drift", "stokes.nc holds no significant wave height"],
    );
    let none = both.replace("{ file = \"stokes.nc\" }", "{ constant = { significant_wave_height_m = 1 } }");
    world.write("case.toml", case(&[given, (ENVIRONMENT, &none), factor]));
    let called = world.sarex(&["plan", "case.toml", "-o", "new", "--force"]);
    assert_eq!(called.code, 2, "{called:?}");
    says(&called.stderr, &["environment.waves#1", "no surface Stokes drift"]);
    let vain = "coast = \"none\"\nwaves = [ { file = \"stokes.nc\" } ]\n";
    world.write("case.toml", case(&[given, (ENVIRONMENT, vain)]));
    let called = world.sarex(&["plan", "case.toml", "-o", "new", "--force"]);
    assert_eq!(called.code, 2, "{called:?}");
    says(&called.stderr, &["environment.waves#1", "no significant wave height"]);
}

/// A visibility that lies on a server: fetched once, named by its address and its content.
#[test]
fn a_visibility_by_address() {
    let world = world();
    let bytes = std::fs::read(world.path("vis.nc")).unwrap();
    let hash = sarex_io::read::hash::of_bytes(&bytes);
    let (url, asked) = server::serve(move |_, stream| server::send(stream, &bytes));
    let sources = format!("coast = \"none\"\nvisibility = [ {{ url = \"{url}\" }} ]\n");
    world.write("case.toml", case(&[(GIVEN, ""), (ENVIRONMENT, &sources)]));
    for out in ["one", "two"] {
        let args = ["plan", "case.toml", "--no-bound", "-o", out];
        let plan =
            called(sarex().args(args).current_dir(&world.folder).env("SAREX_CACHE", world.path("cache")));
        assert_eq!(plan.code, 0, "{plan:?}");
        says(&plan.stdout, &[&format!("visibility 5.0 NM ({url})")]);
    }
    assert_eq!(asked.load(std::sync::atomic::Ordering::SeqCst), 1);
    let provenance = std::fs::read_to_string(world.path("one/provenance.json")).unwrap();
    says(&provenance, &[&url, &hash]);
}

/// An update tells what searches done were like, and where fields had nothing to say of it; it goes on from a folder
/// of a forecast alone, which never read them.
#[test]
fn searches_done_have_conditions_of_their_time() {
    let world = world();
    let until_four = CurrentFile { hours: vec![0.0, 2.0, 4.0], ..scalar_file(HEIGHT, "m", 0.8) };
    world.write("waves.nc", until_four.bytes());
    world.write("case.toml", case(&[(GIVEN, ""), (ENVIRONMENT, SCALARS)]));
    let drift = world.sarex(&["drift", "case.toml", "-o", "drift"]);
    assert_eq!(drift.code, 0, "{drift:?}");
    let track = "track,lat_deg,lon_deg,time\nA,34.60,129.8,2026-11-20T04:20:00Z\nA,34.60,130.0,2026-11-20T05:00:00Z\n";
    world.write("track.csv", track);
    let done = "version = 1\ncase = \"case.toml\"\n[[searched]]\nunit = \"HELO\"\ntrack = \"track.csv\"\n";
    world.write("search.toml", done);
    let args = ["update", "drift", "--searched", "search.toml", "-o", "after"];
    let update = json(&world, &[&args[..], &["--json"]].concat());
    let search = &update["searches"][0];
    assert_eq!(search["conditions"]["origins"]["visibility"], "vis.nc");
    says(search["notes"][0].as_str().unwrap(), &["waves.nc has no significant wave height", "its times are"]);
    let own = format!("{done}conditions = {{ visibility_nm = 3 }}\n");
    world.write("search.toml", own);
    let given = json(&world, &[&args[..], &["--json", "--force"]].concat());
    is_near(&given["searches"][0]["conditions"]["visibility_nm"], 3.0);
    assert_eq!(given["searches"][0]["conditions"]["origins"]["visibility"], "searched.conditions");
    world.write("search.toml", done);
    let text = world.sarex(&[&args[..], &["--force"]].concat()).stdout;
    says(&text, &["in visibility 5.0 NM (vis.nc)", "warning: waves.nc has no significant wave height"]);
}

/// A case says everything itself: each flag beside it is refused with the key that says it, not ignored.
#[test]
fn flags_beside_a_case_are_refused() {
    let world = world();
    world.write("case.toml", case(&[]));
    for (flags, key) in [
        (&["--wind", "30"][..], "search.conditions.wind_kn"),
        (&["--visibility", "10"], "search.conditions.visibility_nm"),
        (&["--seas", "2"], "search.conditions.significant_wave_height_m"),
        (&["--hours", "0"], "search.unit.hours_on_task"),
        (&["--sensor", "visual"], "search.unit.sensor"),
        (&["--scheme", "nss-2000"], "search.conditions.weather_scheme"),
        (&["--survival", "hayward"], "search.survival.model"),
        (&["--suit"], "object.clothing"),
        (&["--object", "PIW-1"], "object.detection"),
        (&["--spacing", "0.5"], "search.unit.minimum_track_spacing_nm"),
        (&["--water", "12"], "search.conditions.water_temperature_c"),
    ] {
        let called = world.sarex(&[&["worksheet", "--case", "case.toml"], flags].concat());
        assert_eq!((called.code, called.stdout.as_str()), (2, ""), "{flags:?} {called:?}");
        says(&called.stderr, &[flags[0], key, "leave --case out"]);
    }
}

//! Particles from a file: what is taken, what is left out, and when they begin.

use crate::world::{CASE, World, case_with};

const SEED: &str = "kind = \"last-known-position\"\nposition = \"34°36.25'N 129°54.12'E\"\ntime = 2026-11-20T01:00:00Z\nposition_error_nm = 1.0";

/// Goes on from a forecast whose particles partly reached an island, with another object: those ashore stay there.
#[test]
fn what_a_file_of_particles_lacks_is_said() {
    let world = World::new();
    let ring = "[[129.93,34.0],[130.5,34.0],[130.5,35.0],[129.93,35.0],[129.93,34.0]]";
    world.write("island.geojson", format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#));
    let build = ["coast", "build", "island.geojson", "-o", "island.coast", "--clip", "33,36,128,132"];
    assert_eq!(world.sarex(&build).code, 0);
    world.write("first.toml", case_with(&[("coast = \"none\"", "coast = \"island.coast\"")]));
    let first = world.sarex(&["drift", "first.toml", "-o", "first", "--json"]);
    assert_eq!(first.code, 0, "{first:?}");
    let first: serde_json::Value = serde_json::from_str(&first.stdout).unwrap();
    let (adrift, ashore) =
        (first["fates"]["adrift"].as_u64().unwrap(), first["fates"]["stranded"].as_u64().unwrap());
    assert!(adrift > 0 && ashore > 0, "{adrift} {ashore}");
    let second = [
        (SEED, "kind = \"particles\"\nfile = \"first/drift.nc\""),
        ("PIW-1", "LIFE-RAFT-NB-1"),
        ("until = 2026-11-20T04", "until = 2026-11-20T06"),
    ];
    world.write("second.toml", case_with(&second));
    let called = world.sarex(&["drift", "second.toml", "--no-files"]);
    assert_eq!(called.code, 0, "{called:?}");
    for said in [
        format!(
            "first/drift.nc: {ashore} of 200 particles, {:.1} % of the probability, are ashore at 2026-11-20T04:00:00Z: \
             they stay where they lie and keep their share",
            0.5 * ashore as f64
        ),
        "of 200 particles 200 are PIW-1 in the file".to_owned(),
    ] {
        assert!(called.stdout.contains(&said), "{said}\n{}", called.stdout);
    }
    let carried = world.sarex(&["drift", "second.toml", "--no-files", "--json"]);
    let carried: serde_json::Value = serde_json::from_str(&carried.stdout).unwrap();
    assert!(carried["fates"]["stranded"].as_u64().unwrap() >= ashore, "{carried}");
    assert_eq!(
        carried["fates"]["adrift"].as_u64().unwrap() + carried["fates"]["stranded"].as_u64().unwrap(),
        200
    );
    let long = [second[0], ("until = 2026-11-20T04", "until = 2028-11-20T04")];
    world.write("third.toml", case_with(&long));
    let called = world.sarex(&["drift", "third.toml", "--no-files"]);
    assert_eq!(called.code, 2, "{called:?}");
    let said = "longer than a year: the particles of first/drift.nc begin at 2026-11-20T04:00:00Z";
    assert!(called.stderr.contains(said), "{}", called.stderr);
}

/// Wind and current along the tracks are what the case says, under the names users of OpenDrift know.
#[test]
fn forcing_along_the_tracks_on_request() {
    use sarex_io::read::{dataset::Container as _, netcdf};
    let world = World::new();
    world.write("case.toml", CASE.to_owned() + "[output]\nforcing = true\n");
    let called = world.sarex(&["drift", "case.toml", "-o", "out"]);
    assert_eq!(called.code, 0, "{called:?}");
    let file = netcdf::open(&world.path("out/drift.nc")).unwrap();
    let first = |name: &str| {
        let variable = file.dataset().variable(name).unwrap();
        file.coordinate_values(variable).unwrap()[0]
    };
    // 18 kn from 320° and 0.4 kn towards 045°.
    for (name, want) in [("x_wind", 5.952), ("y_wind", -7.094), ("x_sea_water_velocity", 0.1455)] {
        assert!((first(name) - want).abs() < 2e-3, "{name}: {}", first(name));
    }
}

/// Capsizing where nothing can turn over is not passed over.
#[test]
fn a_person_does_not_capsize() {
    let world = World::new();
    for (class, said) in [
        ("PIW-1", "PIW-1 (person in water) cannot capsize"),
        ("SKIFF-3", "SKIFF-3 has turned over already"),
        ("COASTAL-FREIGHTER", "no class describes COASTAL-FREIGHTER turned over"),
        ("SKIFF-1", ""),
    ] {
        let case = CASE.replace("PIW-1", class).replace("rng_seed = 42", "rng_seed = 42\ncapsizing = true");
        world.write("case.toml", case);
        let called = world.sarex(&["drift", "case.toml", "--no-files"]);
        assert_eq!(called.code, 0, "{called:?}");
        assert_eq!(called.stdout.contains("capsizing is on"), !said.is_empty(), "{}", called.stdout);
        assert!(called.stdout.contains(said), "{}", called.stdout);
    }
}

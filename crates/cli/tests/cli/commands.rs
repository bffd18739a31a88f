//! The small commands.

use crate::world::World;

#[test]
fn classes_are_found_by_word_and_number() {
    let world = World::new();
    let all = world.sarex(&["classes", "--json"]);
    let all: Vec<serde_json::Value> = serde_json::from_str(&all.stdout).unwrap();
    assert_eq!(all.len(), 85);
    let one = world.sarex(&["classes", "26"]);
    assert!(one.stdout.contains("LIFE-RAFT-NB-1") && one.stdout.lines().count() == 2, "{}", one.stdout);
    let words = world.sarex(&["classes", "raft", "CANOPY"]);
    assert!(words.stdout.contains("LIFE-RAFT-DB-13") && !words.stdout.contains("PIW"), "{}", words.stdout);
    let long = world.sarex(&["classes", "kayak"]);
    assert!(long.stdout.contains("PERSON-POWERED-VESSEL-1  Sea kayak"), "{}", long.stdout);
    let none = world.sarex(&["classes", "zeppelin"]);
    assert_eq!((none.code, none.stdout.as_str()), (2, ""));
    assert!(none.stderr.contains("zeppelin"));
}

#[test]
fn completions_for_every_shell() {
    let world = World::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let called = world.sarex(&["completions", shell]);
        assert_eq!(called.code, 0);
        assert!(called.stdout.contains("sarex") && called.stdout.contains("drift"), "{shell}");
    }
}

#[test]
fn wrong_usage_is_2() {
    let world = World::new();
    for args in [&["drfit"][..], &[], &["classes", "--threads", "0"], &["drift"], &["completions", "tcsh"]] {
        let called = world.sarex(args);
        assert_eq!(called.code, 2, "{args:?} {called:?}");
    }
}

/// A square island becomes an index that knows its area, and a case can use it.
#[test]
fn a_coast_is_built_and_described() {
    let world = World::new();
    let ring = "[[129.0,34.0],[130.0,34.0],[130.0,35.0],[129.0,35.0],[129.0,34.0]]";
    world.write("island.geojson", format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#));
    let build = [
        "coast",
        "build",
        "island.geojson",
        "-o",
        "island.coast",
        "--clip",
        "33,36,128,132",
        "--name",
        "island",
    ];
    let called = world.sarex(&build);
    assert_eq!(called.code, 0, "{called:?}");
    assert!(called.stdout.contains("33.000 to 36.000 N, 128.000 to 132.000 E"), "{}", called.stdout);
    let info = world.sarex(&["coast", "info", "island.coast", "--json"]);
    let info: serde_json::Value = serde_json::from_str(&info.stdout).unwrap();
    assert_eq!(info["name"], "island");
    world.write("case.toml", crate::world::case_with(&[("coast = \"none\"", "coast = \"island.coast\"")]));
    let called = world.sarex(&["drift", "case.toml", "-o", "out"]);
    assert_eq!(called.code, 2, "{called:?}");
    assert!(called.stderr.contains("on land"), "{}", called.stderr);
    let wrong =
        world.sarex(&["coast", "build", "island.geojson", "-o", "x.coast", "--clip", "36,33,128,132"]);
    assert_eq!(wrong.code, 2);
    assert_eq!(world.names(), ["case.toml", "island.coast", "island.geojson"]);
}

//! `[[find]]`: from what was found to where it began.

use crate::world::{CASE, World, case_with};
use serde_json::Value;

/// It began at a known hour somewhere in a rectangle of 40 by 40 NM.
const PRIOR: (&str, &str) = (
    "kind = \"last-known-position\"\nposition = \"34°36.25'N 129°54.12'E\"\ntime = 2026-11-20T01:00:00Z\nposition_error_nm = 1.0",
    "kind = \"area\"\npolygon = [\"34°10'N 129°20'E\", \"34°50'N 129°20'E\", \"34°50'N 130°10'E\", \"34°10'N 130°10'E\"]\n\
     time = 2026-11-20T01:00:00Z",
);
/// A marker buoy, which moves with the water, was found ten hours later.
const FIND: &str = "\n[[find]]\nname = \"buoy\"\nclass = \"SLDMB\"\nposition = \"34°44'N 129°58'E\"\n\
                    time = 2026-11-20T11:00:00Z\nposition_error_nm = 1\n";

fn edits() -> Vec<(&'static str, &'static str)> {
    vec![
        PRIOR,
        ("speed_kn = 0.4", "speed_kn = 1.0"),
        ("coast = \"none\"", "coast = \"none\"\ncurrent_error = { std_mps = 0.1, correlation = \"9 h\" }"),
        ("particles = 200", "particles = 2000"),
        ("until = 2026-11-20T04", "until = 2026-11-20T12"),
    ]
}

/// Ten hours at 1 kn towards 045° lead from 34°36.9'N 129°49.4'E to the find, so there it began; the errors of the
/// current and of the find's position add up.
#[test]
fn the_origin_is_the_find_moved_back() {
    let world = World::new();
    world.write("case.toml", case_with(&edits()) + FIND);
    let called = world.sarex(&["drift", "case.toml", "-o", "out", "--json"]);
    assert_eq!((called.code, called.stderr.as_str()), (0, ""), "{called:?}");
    let value: Value = serde_json::from_str(&called.stdout).unwrap();
    let origin = &value["origin"];
    let off = |key: &str, want: f64| (origin[key].as_f64().unwrap() - want).abs();
    assert!(off("lat_deg", 34.6155) < 0.02 && off("lon_deg", 129.823) < 0.025, "{origin}");
    // σ per axis: 1/1.1774 NM of the find; of the current √(2 σ² T² [t/T − 1 + e^(−t/T)]) = 1.64 NM.
    assert!(off("radius_50_nm", 2.17) < 0.25, "{origin}");
    assert!(origin["effective_number"].as_f64().unwrap() > 200.0, "{origin}");
    assert_eq!(origin["start_05_50_95"][0], "2026-11-20T01:00:00Z");
    let first = &value["datum"][0];
    assert!(
        (first["lat_deg"].as_f64().unwrap() - 34.6155).abs() < 0.02,
        "the forecast begins there: {first}"
    );
    for name in ["origin.geojson", "origin.png", "origin.tif", "origin.txt"] {
        assert!(world.path("out").join(name).is_file(), "{name}");
        assert!(value["files"].as_array().unwrap().iter().any(|file| file["name"] == name), "{name}");
    }
    let words = std::fs::read_to_string(world.path("out/origin.txt")).unwrap();
    assert!(words.starts_with("EXERCISE") && words.contains("buoy (SLDMB)"), "{words}");
    let provenance: Value =
        serde_json::from_slice(&std::fs::read(world.path("out/provenance.json")).unwrap()).unwrap();
    assert_eq!(provenance["settings"]["find:0:class"], "SLDMB");
    assert_eq!(provenance["results"].as_array().unwrap().len(), 13);
}

/// The unknown hour of the start follows from the find, and the account that cannot have led to it loses its weight.
#[test]
fn accounts_are_weighed_and_threads_change_nothing() {
    let world = World::new();
    let mut edits = edits();
    edits.push(("weight = 1.0", "weight = 0.5"));
    let second = "[[scenario]]\nname = \"elsewhere\"\nweight = 0.5\n[scenario.seed]\nkind = \"last-known-position\"\n\
                  position = \"35°30'N 131°00'E\"\ntime = 2026-11-20T01:00:00Z\nposition_error_nm = 3\n[environment]";
    edits.push(("[environment]", second));
    world.write("case.toml", case_with(&edits) + FIND);
    let run = |out: &str, threads: &str| {
        let called = world.sarex(&["drift", "case.toml", "-o", out, "--threads", threads]);
        assert_eq!(called.code, 0, "{called:?}");
        called.stdout
    };
    let said = run("one", "1");
    assert!(said.contains("by 1 find it began about 34°3"), "{said}");
    assert!(said.contains("last known position 100.0 %, elsewhere 0.0 %"), "{said}");
    run("two", "2");
    for name in ["origin.txt", "drift.nc", "origin.png", "provenance.json"] {
        let read = |out: &str| std::fs::read(world.path(out).join(name)).unwrap();
        assert!(read("one") == read("two"), "{name}");
    }
}

/// What cannot be is refused at its key; what is doubtful is said.
#[test]
fn finds_that_do_not_fit() {
    let world = World::new();
    let refused = |case: String, said: &[&str]| {
        world.write("case.toml", case);
        let called = world.sarex(&["drift", "case.toml", "-o", "out"]);
        assert_eq!(called.code, 2, "{called:?}");
        for text in said {
            assert!(called.stderr.contains(text), "`{text}` is not said:\n{}", called.stderr);
        }
        assert_eq!(world.names(), ["case.toml"]);
    };
    let with = |from: &str, to: &str| case_with(&edits()) + &FIND.replace(from, to);
    refused(with("2026-11-20T11", "2026-11-20T00"), &["find#1.time", "before anything began"]);
    refused(
        with("position_error_nm = 1", "position_error_nm = 0"),
        &["find#1.position_error_nm", "such as 1"],
    );
    refused(with("SLDMB", "SLDBM"), &["find#1.class", "did you mean `SLDMB`?"]);
    let backward = case_with(&[("until = 2026-11-20T04", "direction = \"backward\"\nuntil = 2026-11-19T04")]);
    refused(backward + FIND, &["run.until", "[[find]]"]);
    let far = CASE.to_owned() + &FIND.replace("34°44'N", "31°00'N").replace("T11:00", "T03:00");
    world.write("case.toml", far);
    let called = world.sarex(&["drift", "case.toml", "--no-files"]);
    assert_eq!(called.code, 0, "{called:?}");
    assert!(called.stdout.contains("warning: no start of any scenario comes near"), "{}", called.stdout);
}

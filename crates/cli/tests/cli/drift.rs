//! `sarex drift`: the forecast itself.

use crate::world::{CASE, CURRENT_FILE, CurrentFile, World, case_with, names, sarex};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name)
}

/// 0.4 kn towards the north-east and a north-westerly wind: the datum moves east, and half of the cloud of one
/// mile stays within a mile and a bit.
#[test]
fn a_forecast_in_open_water() {
    let world = World::new();
    world.write("case.toml", CASE);
    let called = world.sarex(&["drift", "case.toml", "-o", "out"]);
    assert_eq!((called.code, called.stderr.as_str()), (0, ""), "{called:?}");
    assert!(called.stdout.starts_with("EXERCISE  test  A case for tests\n"), "{}", called.stdout);
    assert!(called.stdout.contains("2026-11-20 04:00"), "{}", called.stdout);
    assert!(called.stdout.contains("200 adrift, 0 ashore"), "{}", called.stdout);
    for file in ["drift.nc", "provenance.json"] {
        assert!(world.path("out").join(file).is_file(), "{file}");
        assert!(called.stdout.contains(file));
    }
}

#[test]
fn one_machine_readable_result() {
    let world = World::new();
    world.write("case.toml", case_with(&[CURRENT_FILE]));
    world.write("current.nc", CurrentFile::default().bytes());
    let called = world.sarex(&["drift", "case.toml", "-o", "out", "--json"]);
    assert_eq!((called.code, called.stderr.as_str()), (0, ""), "{called:?}");
    let value: serde_json::Value = serde_json::from_str(&called.stdout).unwrap();
    assert_eq!(value["datum"].as_array().unwrap().len(), 4);
    assert_eq!(value["fates"]["adrift"], 200);
    assert!(value["datum"][3]["lon_deg"].as_f64() > value["datum"][0]["lon_deg"].as_f64());
    let provenance = std::fs::read_to_string(world.path("out/provenance.json")).unwrap();
    assert!(provenance.contains("\"current.nc\""), "{provenance}");
    assert!(
        !provenance.contains(world.folder.to_str().unwrap()),
        "results must not say where they were made"
    );
}

#[test]
fn quiet_prints_nothing_and_force_replaces() {
    let world = World::new();
    world.write("case.toml", CASE);
    for (args, code) in [(&["-q"][..], 0), (&["-q"], 2), (&["-q", "--force"], 0)] {
        let called = world.sarex(&[&["drift", "case.toml", "-o", "out"], args].concat());
        assert_eq!((called.code, called.stdout.as_str()), (code, ""), "{called:?}");
    }
    assert_eq!(world.names(), ["case.toml", "out"]);
}

/// A run to a time before the seed goes backward if it is asked to, and says so.
#[test]
fn backward() {
    let world = World::new();
    world.write(
        "case.toml",
        case_with(&[("until = 2026-11-20T04", "direction = \"backward\"\nuntil = 2026-11-19T22")]),
    );
    let called = world.sarex(&["drift", "case.toml", "-o", "out"]);
    assert_eq!(called.code, 0, "{called:?}");
    assert!(
        called.stdout.contains("BACKWARD run, 2026-11-20 01:00 to 2026-11-19 22:00"),
        "{}",
        called.stdout
    );
}

/// Same input, same bytes: every file of the example, on 1, 2 and 8 threads.
#[test]
fn threads_change_no_byte() {
    let world = World::new();
    let case = example("korea-strait-01/case.toml");
    let folders: Vec<PathBuf> = ["1", "2", "8"]
        .iter()
        .map(|threads| {
            let out = format!("out-{threads}");
            let called =
                world.sarex(&["drift", case.to_str().unwrap(), "-o", &out, "--threads", threads, "-q"]);
            assert_eq!(called.code, 0, "{called:?}");
            world.path(&out)
        })
        .collect();
    let files = names(&folders[0]);
    assert!(files.len() >= 2, "{files:?}");
    for other in &folders[1..] {
        assert_eq!(names(other), files);
        for file in &files {
            let read = |folder: &Path| std::fs::read(folder.join(file)).unwrap();
            assert!(read(&folders[0]) == read(other), "{file} differs between {other:?} and one thread");
        }
    }
}

/// The other example, where its files are at hand: real current and wind, two days.
#[test]
fn norkyst_and_arome() {
    let ancestors = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let shared = std::env::var_os("SAREX_SHARED").map(PathBuf::from);
    let Some(data) = shared
        .into_iter()
        .chain(ancestors.map(|a| a.join("shared")))
        .map(|s| s.join("data"))
        .find(|d| d.join("norkyst800_subset_16Nov2015.nc").is_file())
    else {
        println!("left out: NorKyst and AROME (no reference data: set SAREX_SHARED)");
        return;
    };
    let world = World::new();
    let case = std::fs::read_to_string(example("norkyst/case.toml")).unwrap();
    world.write("case.toml", case.replace("file = \"", &format!("file = \"{}/", data.display())));
    let called = world.sarex(&["drift", "case.toml", "-o", "out", "--json"]);
    assert_eq!(called.code, 0, "{called:?}");
    let value: serde_json::Value = serde_json::from_str(&called.stdout).unwrap();
    assert_eq!(value["datum"].as_array().unwrap().len(), 49);
    // Wind from the south-east at 10 m/s and more: a raft without ballast goes north-west or north.
    let moved =
        value["datum"][12]["lat_deg"].as_f64().unwrap() - value["datum"][0]["lat_deg"].as_f64().unwrap();
    assert!(moved > 0.05, "{moved}");
}

/// Ctrl-C in the middle of a long run ends it within moments, with exit code 1 and nothing left behind.
#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing() {
    let world = World::new();
    let long = [
        ("particles = 200", "particles = 100_000\nstep = \"1 min\""),
        ("until = 2026-11-20T04", "until = 2026-12-20T04"),
    ];
    world.write("case.toml", case_with(&long));
    let mut command = sarex();
    command.args(["drift", "case.toml", "-o", "out"]).current_dir(&world.folder).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    std::thread::sleep(Duration::from_millis(700));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("stopped on request; nothing was written"),
        "{output:?}"
    );
    assert_eq!(world.names(), ["case.toml"]);
}

/// Help and the list of classes read no file and start no thread: they must be there at once. The limit is that
/// of the requirements; measured, they take about 2 ms.
#[test]
fn the_program_starts_at_once() {
    let world = World::new();
    for args in [&["--help"][..], &["classes"]] {
        let best = (0..5)
            .map(|_| {
                let start = std::time::Instant::now();
                assert_eq!(world.sarex(args).code, 0);
                start.elapsed()
            })
            .min()
            .unwrap();
        assert!(best < std::time::Duration::from_millis(100), "{args:?} took {best:?}");
    }
}

//! Holds the floors of ARCHITECTURE.md: which crate may use which, and what a crate must not pull in.

use crate::shell;
use std::collections::BTreeMap;

/// Each crate and the crates of this workspace it may use (dev-dependencies included).
const ALLOWED: &[(&str, &[&str])] = &[
    ("sarex-geo", &[]),
    ("sarex-metocean", &["sarex-geo"]),
    ("sarex-drift", &["sarex-geo", "sarex-metocean"]),
    ("sarex-search", &["sarex-drift", "sarex-geo", "sarex-metocean"]),
    ("sarex-io", &["sarex-drift", "sarex-geo", "sarex-metocean", "sarex-search"]),
    ("sarex-cli", &["sarex-drift", "sarex-geo", "sarex-io", "sarex-metocean", "sarex-search"]),
    ("sarex-fuzz", &["sarex-drift", "sarex-geo", "sarex-io", "sarex-metocean", "sarex-search"]),
    ("xtask", &["sarex-geo"]),
];

/// Outside crates that may be used by the core, which does no IO, knows no clock and draws no entropy.
const CORE_OUTSIDE: &[&str] = &[
    "jiff",
    "libm",
    "rayon",
    "serde",
    "serde_json",
    "thiserror",
    "toml",
    "geographiclib-rs",
    "proptest",
    "earcut",
];
const CORE: &[&str] = &["sarex-geo", "sarex-metocean", "sarex-drift", "sarex-search"];

/// Direct dependencies of each package of the workspace.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let output = shell::command("cargo", &["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .output()
        .expect("cargo metadata");
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("JSON from cargo metadata");
    let name = |value: &serde_json::Value| value["name"].as_str().expect("a name").to_owned();
    let packages = metadata["packages"].as_array().expect("packages");
    packages
        .iter()
        .map(|p| (name(p), p["dependencies"].as_array().expect("dependencies").iter().map(name).collect()))
        .collect()
}

#[test]
fn crates_use_only_the_floors_below_them() {
    let found = dependencies();
    let known: Vec<&str> = ALLOWED.iter().map(|(name, _)| *name).collect();
    for (package, uses) in &found {
        let (_, allowed) = ALLOWED
            .iter()
            .find(|(name, _)| name == package)
            .unwrap_or_else(|| panic!("{package} is not in the table: a new crate needs an ADR and a row"));
        for used in uses.iter().filter(|u| known.contains(&u.as_str())) {
            assert!(
                allowed.contains(&used.as_str()),
                "{package} must not use {used} (ARCHITECTURE.md, floors)"
            );
        }
    }
    assert_eq!(found.len(), ALLOWED.len(), "a crate of the table is gone: take its row out");
}

#[test]
fn the_core_brings_no_io() {
    for (package, uses) in dependencies().iter().filter(|(name, _)| CORE.contains(&name.as_str())) {
        for used in uses {
            assert!(
                used.starts_with("sarex-") || CORE_OUTSIDE.contains(&used.as_str()),
                "{package} uses {used}: the core is pure; say in an ADR why it may, and add it to the list"
            );
        }
    }
}

/// The core does not read clocks, files, sockets or the environment; its tests may, below `#[cfg(test)]` or in a file
/// that begins with `#![cfg(test)]`.
#[test]
fn the_core_does_not_touch_the_world() {
    for folder in ["geo", "metocean", "drift", "search"] {
        for file in rust_files(&shell::root().join("crates").join(folder).join("src")) {
            let text = std::fs::read_to_string(&file).expect("a source file");
            let code = text.split("[cfg(test)]").next().unwrap_or_default();
            for word in [
                "std::fs",
                "std::net",
                "std::env",
                "SystemTime",
                "Instant::now",
                "Timestamp::now",
                "Zoned::now",
            ] {
                let found =
                    code.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(word));
                assert!(!found, "{}: `{word}` has no place in the core", file.display());
            }
        }
    }
}

/// The checker verifies what planners make, so neither uses the other's geometry: of the patterns the checker knows the
/// names alone, and of the checker planners know the verdict.
#[test]
fn the_checker_shares_no_code_with_planners() {
    let search = shell::root().join("crates/search/src");
    let is_test = |file: &std::path::Path| {
        let inside = file.strip_prefix(&search).expect("a file of it");
        file.ends_with("tests.rs") || inside.components().any(|part| part.as_os_str() == "tests")
    };
    let forbid = |folder: &str, words: &[&str]| {
        for file in rust_files(&search.join(folder)).iter().filter(|file| !is_test(file)) {
            let text = std::fs::read_to_string(file).expect("a source file");
            for word in words {
                let found =
                    text.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(word));
                assert!(!found, "{}: `{word}` would make checker and planners one", file.display());
            }
        }
    };
    forbid("checker", &["planner", "Ladder", "Way::", "lay_out", "pattern::{"]);
    forbid("planner", &["checker::geometry", "checker::pattern"]);
}

fn rust_files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a source folder");
    let mut files = Vec::new();
    for path in entries.map(|e| e.expect("an entry").path()) {
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files
}

//! Byte for byte. `SAREX_WRITE_GOLDEN=1 cargo test -p sarex-io golden` writes them anew; look at the change.

use crate::write::outputs::sha256_hex;
use crate::write::plan::{files, fixture, is_file, record};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/write/plan/tests/golden")
}

/// Pictures and pages are compared by hash, everything else byte by byte.
#[test]
fn every_file_is_the_golden_one() {
    let files = files(&fixture::plan().report()).unwrap();
    let write = std::env::var_os("SAREX_WRITE_GOLDEN").is_some();
    let pictures = std::env::var_os("SAREX_PICTURES").map(PathBuf::from);
    let mut hashes = String::new();
    let mut wrong = Vec::new();
    for (name, bytes) in &files {
        assert!(is_file(name), "{name}");
        if let Some(pictures) = &pictures {
            std::fs::write(pictures.join(name), bytes).unwrap();
        }
        if name.ends_with(".png") || name.ends_with(".pdf") {
            hashes.push_str(&format!("{}  {name}\n", sha256_hex(bytes)));
            continue;
        }
        let path = folder().join(name);
        if write {
            std::fs::write(&path, bytes).unwrap();
        }
        if std::fs::read(&path).unwrap_or_default() != *bytes {
            wrong.push(name.clone());
        }
    }
    let path = folder().join("SHA256SUMS");
    if write {
        std::fs::write(&path, &hashes).unwrap();
    }
    if std::fs::read_to_string(&path).unwrap_or_default() != hashes {
        wrong.push(format!("pictures, now\n{hashes}"));
    }
    assert!(wrong.is_empty(), "not as in {}: {wrong:?}", folder().display());
    let count = std::fs::read_dir(folder()).unwrap().count();
    assert_eq!(count, files.len() - 2 + 1, "a golden file of nothing, or one is missing");
}

#[test]
fn the_same_plan_has_the_same_bytes() {
    let owned = fixture::plan();
    assert!(files(&owned.report()).unwrap() == files(&owned.report()).unwrap());
}

#[test]
fn the_schema_is_that_of_the_types() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/plan.schema.json");
    let expected = format!("{:#}\n", record::schema());
    if std::env::var_os("SAREX_WRITE_REFERENCE").is_some() {
        std::fs::write(&path, &expected).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == expected,
        "schemas/plan.schema.json: run `cargo xtask reference` and look at the change"
    );
}

//! `cargo xtask test`: everything CI runs, in the order in which it fails fastest.

use crate::{book, peers, shell, validate};
use anyhow::Result;

/// All checks.
pub fn run() -> Result<()> {
    shell::run("cargo", &["fmt", "--all", "--check"])?;
    shell::run("cargo", &["clippy", "--workspace", "--all-targets", "--locked", "--", "--deny", "warnings"])?;
    licences()?;
    peers::prepare();
    let record = shell::target_directory().join("validation");
    let _ = std::fs::remove_dir_all(&record);
    validate::tests(&["test", "--workspace", "--locked"], &record)?;
    validate::check(&record)?;
    book::check()?;
    println!("\nAll checks passed.");
    Ok(())
}

/// Licences, sources and duplicate versions. Advisories only where their database is already on the machine:
/// it can not be fetched everywhere the tests run.
fn licences() -> Result<()> {
    shell::ensure_cargo_tool(
        "cargo",
        &["deny", "--version"],
        &["cargo-deny", "--version", "0.20.2", "--no-default-features"],
    )?;
    shell::run("cargo", &["deny", "--log-level", "error", "check", "bans", "licenses", "sources"])?;
    let database = std::env::home_dir().map(|home| home.join(".cargo").join("advisory-dbs"));
    if database.is_some_and(|folder| folder.is_dir()) {
        shell::run("cargo", &["deny", "--offline", "check", "advisories"])
    } else {
        println!("left out: advisories (no database in ~/.cargo/advisory-dbs; `cargo deny fetch` brings it)");
        Ok(())
    }
}

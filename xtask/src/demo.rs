//! `cargo xtask demo`: the main job on the data shipped with the project.

use crate::shell;
use anyhow::Result;

/// Builds the program and forecasts the example case; the program's own summary says what came of it.
pub fn run() -> Result<()> {
    println!("Building sarex (a few minutes the first time) …");
    shell::run("cargo", &["build", "--package", "sarex-cli"])?;
    let sarex = shell::target_directory().join("debug").join("sarex");
    let out = shell::root().join("out").join("demo");
    let (sarex, out_text) = (sarex.display().to_string(), out.display().to_string());
    shell::run(&sarex, &["drift", "examples/korea-strait-01/case.toml", "-o", &out_text, "--force"])?;
    println!("\nThe picture: {}", out.join("map.png").display());
    println!("All files:   {out_text}");
    println!("\nWind: NOAA GFS analyses. Current: SYNTHETIC, a formula, not a measurement.");
    Ok(())
}

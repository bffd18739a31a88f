//! `cargo xtask demo`: the main job on the data shipped with the project.

use crate::shell;
use anyhow::Result;

/// Builds the program, forecasts and plans the example case, and updates it after a search without a find; the program's
/// own summary says what came of it.
pub fn run() -> Result<()> {
    println!("Building sarex (a few minutes the first time) …");
    shell::run("cargo", &["build", "--package", "sarex-cli"])?;
    let sarex = shell::target_directory().join("debug").join("sarex");
    let out = shell::root().join("out").join("demo");
    let next = shell::root().join("out").join("demo-next");
    let [sarex, out_text, next_text] =
        [sarex, out.clone(), next.clone()].map(|path| path.display().to_string());
    let example = "examples/korea-strait-01";
    let (case, searched) = (format!("{example}/case.toml"), format!("{example}/searched.toml"));
    shell::run(&sarex, &["plan", &case, "-o", &out_text, "--force", "--explain"])?;
    println!("\nNothing was found. What is left, and the next search:\n");
    shell::run(&sarex, &["update", &out_text, "--searched", &searched, "-o", &next_text, "--force"])?;
    println!("\nThe pictures: {} and {}", out.join("map.png").display(), next.join("map.png").display());
    println!("All files:    {out_text} and {next_text}");
    println!("\nWind: NOAA GFS analyses. Current: SYNTHETIC, a formula, not a measurement.");
    Ok(())
}

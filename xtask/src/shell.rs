//! Starting other programs, loudly.

use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The root of the repository.
pub fn root() -> PathBuf {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").expect("started by cargo");
    PathBuf::from(manifest).parent().expect("xtask lies in the root").to_path_buf()
}

/// A command that starts in the root of the repository.
pub fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// Shows the command, runs it and fails if it fails.
pub fn run(program: &str, arguments: &[&str]) -> Result<()> {
    run_with(program, arguments, &[])
}

/// [`run`] with variables of the environment set.
pub fn run_with(program: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Result<()> {
    println!("\n> {program} {}", arguments.join(" "));
    let status = command(program, arguments)
        .envs(variables.iter().copied())
        .status()
        .with_context(|| format!("could not start `{program}`"))?;
    if !status.success() {
        bail!("`{program} {}` failed ({status})", arguments.join(" "));
    }
    Ok(())
}

/// True if the program answers `--version`.
pub fn is_installed(program: &str, version_arguments: &[&str]) -> bool {
    command(program, version_arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Installs a cargo tool at a fixed version unless some version of it is there.
pub fn ensure_cargo_tool(program: &str, version_arguments: &[&str], install: &[&str]) -> Result<()> {
    if is_installed(program, version_arguments) {
        return Ok(());
    }
    let arguments: Vec<&str> = ["install", "--locked"].iter().chain(install).copied().collect();
    run("cargo", &arguments).with_context(|| {
        format!("`{program}` is needed and could not be installed: run `cargo {}`", arguments.join(" "))
    })
}

/// Where cargo puts what it builds.
pub fn target_directory() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The folder with reference inputs, if there is one: `SAREX_SHARED`, else `../shared`.
pub fn shared_folder() -> Option<PathBuf> {
    let folder =
        std::env::var_os("SAREX_SHARED").map_or_else(|| root().join("..").join("shared"), PathBuf::from);
    folder.join("data").is_dir().then_some(folder)
}

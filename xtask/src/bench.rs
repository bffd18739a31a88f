//! `cargo xtask bench drift`.

use anyhow::Result;

/// To be measured side by side.
pub fn drift(_arguments: &[&str]) -> Result<()> {
    crate::shell::run("cargo", &["bench", "--package", "sarex-drift"])
}

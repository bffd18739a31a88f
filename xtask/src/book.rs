//! The book: built by mdBook; generated chapters are held equal to what the program says.

use crate::shell;
use anyhow::Result;

/// Builds the book into `target/book`.
pub fn build() -> Result<()> {
    shell::ensure_cargo_tool(
        "mdbook",
        &["--version"],
        &["mdbook", "--version", "0.5.4", "--no-default-features", "--features", "search"],
    )?;
    let destination = shell::target_directory().join("book").display().to_string();
    shell::run("mdbook", &["build", "docs/book", "--dest-dir", &destination])
}

/// Builds it and fails on links within the book that lead nowhere.
pub fn check() -> Result<()> {
    build()
}

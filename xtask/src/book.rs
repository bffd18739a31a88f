//! The book: built by mdBook; generated chapters are held equal to what the program says.

use crate::shell;
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

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

/// Writes the reference chapters and the schema from what the program says of itself.
pub fn reference() -> Result<()> {
    let write = [("SAREX_WRITE_REFERENCE", "1")];
    shell::run_with("cargo", &["test", "--package", "sarex-cli", "--test", "cli", "reference"], &write)?;
    shell::run_with(
        "cargo",
        &["test", "--package", "sarex-io", "--lib", "the_schema_is_that_of_the_types"],
        &write,
    )
}

/// Builds it, and fails on links between the repository's pages that lead nowhere.
pub fn check() -> Result<()> {
    build()?;
    let mut broken = Vec::new();
    for page in pages()? {
        broken.extend(broken_links(&page, &std::fs::read_to_string(&page)?));
    }
    if !broken.is_empty() {
        bail!("links that lead nowhere:\n  {}", broken.join("\n  "));
    }
    Ok(())
}

/// Links from a page to files that are not there, as `page: target`.
fn broken_links(page: &Path, text: &str) -> Vec<String> {
    let folder = page.parent().unwrap_or(Path::new(""));
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')').map(|(target, _)| target))
        .filter(|target| {
            !target.contains("://") && !target.starts_with('#') && !target.contains(char::is_whitespace)
        })
        .map(|target| target.split('#').next().unwrap_or(target))
        .filter(|target| !folder.join(target).exists())
        .map(|target| format!("{}: {target}", page.display()))
        .collect()
}

/// Every Markdown file of the repository that git knows.
fn pages() -> Result<Vec<PathBuf>> {
    let output = shell::command("git", &["ls-files", "*.md"]).output()?;
    let names = String::from_utf8(output.stdout)?;
    Ok(names.lines().map(|name| shell::root().join(name)).collect())
}

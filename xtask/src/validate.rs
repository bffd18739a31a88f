//! `cargo xtask validate`: the validation pages of the book, from the run that asserts their figures.

use crate::shell;
use anyhow::{Context, Result, bail};
use std::path::Path;

/// Pages in the order of the book: file name, title, what it is about.
const PAGES: &[(&str, &str, &str)] = &[
    (
        "closed-forms",
        "Closed forms",
        "Motion, integrators and stranding against solutions known in formulas.",
    ),
    ("spread", "Spread and chance", "Draws, processes and forcing errors against their distributions."),
    ("fields", "Fields", "Values read from real files against what other readers give."),
    ("coast", "Coast", "The coast index against plain polygon tests and golden points."),
    ("opendrift", "OpenDrift", "The compatible mode against runs of OpenDrift 1.14.12."),
    (
        "search",
        "Search planning",
        "Sweep widths, allocation, the certified bound, plans and updates against published figures, closed forms and another \
         solver.",
    ),
    ("repeatable", "Same bytes", "Threads, vector units, and what else must not change a result."),
];

/// Where the pages lie.
const FOLDER: &str = "docs/book/src/validation";

/// Runs the tests that record figures, and writes the pages.
pub fn run() -> Result<()> {
    let record = shell::target_directory().join("validation");
    let _ = std::fs::remove_dir_all(&record);
    tests(&["test", "--workspace", "--lib", "--tests", "--locked"], &record)?;
    std::fs::create_dir_all(shell::root().join(FOLDER))?;
    for (name, text) in pages(&record)? {
        std::fs::write(shell::root().join(FOLDER).join(&name), text).with_context(|| name)?;
    }
    println!("\nwrote {FOLDER}");
    Ok(())
}

/// Runs tests with recording on.
pub fn tests(arguments: &[&str], record: &Path) -> Result<()> {
    std::fs::create_dir_all(record)?;
    shell::run_with("cargo", arguments, &[("SAREX_RECORD", &record.display().to_string())])
}

/// Fails if the pages in the repository are not what the last recorded run gives.
pub fn check(record: &Path) -> Result<()> {
    if shell::shared_folder().is_none() {
        println!("left out: comparing the validation pages (no reference inputs: set SAREX_SHARED)");
        return Ok(());
    }
    for (name, text) in pages(record)? {
        let path = Path::new(FOLDER).join(&name);
        let committed = std::fs::read_to_string(shell::root().join(&path)).unwrap_or_default();
        if committed != text {
            bail!("{} is not what this run measured: `cargo xtask validate` writes it again", path.display());
        }
    }
    Ok(())
}

/// All pages from the recorded tables.
fn pages(record: &Path) -> Result<Vec<(String, String)>> {
    let mut written = Vec::new();
    let mut index = String::from(
        "# Validation\n\nThese pages are written by `cargo xtask validate`, in the run that asserts each figure: a figure \
         outside its limit fails the test and leaves no page. The same input gives the same figures on every machine, and \
         CI compares.\n\n",
    );
    for (name, title, about) in PAGES {
        let folder = record.join(name);
        let mut sections: Vec<_> = std::fs::read_dir(&folder)
            .with_context(|| format!("no test recorded a figure for the page `{name}`"))?
            .map(|entry| entry.map(|e| e.path()))
            .collect::<std::io::Result<_>>()?;
        sections.sort();
        let mut text = format!("# {title}\n\n{about}\n");
        for section in sections {
            text.push('\n');
            text.push_str(&std::fs::read_to_string(&section)?);
        }
        index.push_str(&format!("- [{title}]({name}.md): {about}\n"));
        written.push((format!("{name}.md"), text));
    }
    written.push(("README.md".into(), index));
    Ok(written)
}

//! Figures of a validation test on their way into the book.
//!
//! Included by the tests of several crates (`#[path]`). A test that asserts a figure also records it; with
//! `SAREX_RECORD` set to a folder the table is written there, and `cargo xtask validate` makes the book's pages of
//! all tables. So the page comes from the run that asserts it.

use std::fmt::Write as _;

/// One table of figures. Written when it is dropped, unless the test is panicking.
pub struct Record {
    page: &'static str,
    section: &'static str,
    text: String,
}

impl Record {
    /// A table in `section` of `page` (file names in the book). `claim` is its heading; `how` says the norm, the
    /// source of the tolerance, and why it is that tight.
    pub fn new(page: &'static str, section: &'static str, claim: &str, how: &str) -> Self {
        let text = format!("## {claim}\n\n{how}\n\n| case | measured | limit |\n|---|---|---|\n");
        Self { page, section, text }
    }

    /// A figure and what it must keep to.
    pub fn row(&mut self, case: &str, measured: impl std::fmt::Display, limit: impl std::fmt::Display) {
        writeln!(self.text, "| {case} | {measured} | {limit} |").expect("writing to a string");
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        let Some(folder) = std::env::var_os("SAREX_RECORD").filter(|_| !std::thread::panicking()) else {
            return;
        };
        let folder = std::path::Path::new(&folder).join(self.page);
        let written = std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::write(folder.join(self.section).with_extension("md"), &self.text));
        if let Err(error) = written {
            panic!("cannot record into {}: {error}", folder.display());
        }
    }
}

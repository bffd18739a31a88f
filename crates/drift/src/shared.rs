//! Reference material that lies beside the checkout; tests that need it pass without it and say so.
#![cfg(test)]

use std::path::{Path, PathBuf};

/// A file below the directory named by `SAREX_SHARED`, or below `shared` beside any parent of this crate.
fn path(name: &str) -> Option<PathBuf> {
    let found = match std::env::var_os("SAREX_SHARED") {
        Some(root) => Some(PathBuf::from(root).join(name)),
        None => Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .map(|parent| parent.join("shared").join(name))
            .find(|path| path.exists()),
    }
    .filter(|path| path.exists());
    if found.is_none() {
        eprintln!("left out: no shared/{name}");
    }
    found
}

/// The text of a file.
pub fn text(name: &str) -> Option<String> {
    path(name).map(|path| std::fs::read_to_string(path).expect("shared files are UTF-8"))
}

/// The rows of a CSV file, its heading first; quotes around fields are taken off.
pub fn csv(name: &str) -> Option<Vec<Vec<String>>> {
    Some(text(name)?.lines().map(split).collect())
}

fn split(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            _ => fields.last_mut().expect("there is one").push(c),
        }
    }
    fields
}

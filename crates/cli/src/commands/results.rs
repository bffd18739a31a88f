//! Where the results of a run go, and what is told of their files.

use crate::failure::Failure;
use crate::progress::Progress;
use clap::Args;
use sarex_io::write::WriteError;
use sarex_io::write::outputs::{self, WrittenFile};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A folder for the results, or none.
#[derive(Debug, Args)]
pub struct ResultsArgs {
    /// Folder for the results; made if it is not there
    #[arg(short, long, value_name = "DIR", required_unless_present = "no_files")]
    out: Option<PathBuf>,
    /// Replace the results of an earlier run in that folder
    #[arg(long, requires = "out")]
    force: bool,
    /// Print the summary and write nothing
    #[arg(long, conflicts_with = "out")]
    no_files: bool,
}

/// The folder and what was written into it.
pub type Written<'a> = (&'a Path, Vec<WrittenFile>);

impl ResultsArgs {
    /// Asked before the work, so that nobody waits for a result that cannot be stored.
    pub fn check(&self) -> Result<(), Failure> {
        match &self.out {
            Some(folder) => outputs::check(folder, self.force).map_err(|error| failure(folder, error)),
            None => Ok(()),
        }
    }

    /// Writes the results, if they are wanted as files.
    pub fn write(
        &self,
        progress: &mut Progress,
        write: impl FnOnce(&Path, bool) -> Result<Vec<WrittenFile>, WriteError>,
    ) -> Result<Option<Written<'_>>, Failure> {
        let Some(folder) = &self.out else { return Ok(None) };
        progress.writing();
        let files = write(folder, self.force).map_err(|error| failure(folder, error))?;
        Ok(Some((folder, files)))
    }
}

/// A folder that is taken, closed or full is the user's to change: it is an input like others.
fn failure(folder: &Path, error: WriteError) -> Failure {
    let WriteError::Io { action, source, .. } = &error else {
        let is_input = !matches!(error, WriteError::Inconsistent(_));
        return Failure { is_input, error: error.into() };
    };
    let cure = match source.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "free some space there",
        ErrorKind::FileTooLarge => "raise the limit on the size of files (`ulimit -f`)",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "allow writing there",
        _ => "look after that disk",
    };
    Failure::input(anyhow::anyhow!(
        "the results cannot be stored in {} (cannot {action}: {source})\n  = {cure}, or give another folder with -o; \
         nothing was left behind",
        folder.display()
    ))
}

/// Folder and files, for programs.
pub fn tell(value: &mut Value, written: Option<&Written<'_>>) {
    if let Some((folder, files)) = written {
        value["folder"] = json!(folder);
        value["files"] = json!(files);
    }
}

/// The same for people.
pub fn list(written: Option<&Written<'_>>) -> String {
    let Some((folder, files)) = written else { return String::new() };
    let mut text = format!("\nwritten to {}:\n", folder.display());
    for file in files {
        let _ = writeln!(text, "  {:<26} {:>8.1} kB", file.name, file.bytes as f64 / 1e3);
    }
    text
}

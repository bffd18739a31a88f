//! `sarex drift`

use crate::failure::Failure;
use crate::output::Output;
use crate::progress::Progress;
use clap::Args;
use sarex_io::forecast::{Forecast, ForecastError, forecast};
use sarex_io::write::WriteError;
use sarex_io::write::outputs::{self, WrittenFile};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Make a drift forecast from a case file
#[derive(Debug, Args)]
#[command(
    long_about = "Make a drift forecast from a case file: where the object may be, hour by hour, with the datum and \
                  the radius that holds half of the probability, trajectories, probability maps and a picture.",
    after_help = "\
The folder appears when everything in it is complete; a run that fails or is interrupted leaves nothing.
The same case and inputs give the same bytes, on any number of threads.
To begin a case, copy that of an example; the book's chapter `Case file` tells every key.
Something was found? With [[find]] in the case the forecast begins where the finds say, and origin.* tells where.

Examples:
  sarex drift examples/korea-strait-01/case.toml -o out
  sarex drift case.toml -o out --force     replace an earlier forecast in `out`
  sarex drift case.toml -o out --json      summary for programs
  sarex drift case.toml --no-files         the summary only

Exit codes: 0 done, 1 the work failed (disk full, interrupted), 2 something in the case or its inputs."
)]
pub struct DriftArgs {
    /// The case: objects, scenarios, wind, water and coast, length of the run
    #[arg(value_name = "CASE.toml")]
    case: PathBuf,
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

pub fn run(args: &DriftArgs, output: &Output) -> Result<(), Failure> {
    let case = sarex_io::case::read(&args.case).map_err(Failure::input)?;
    // Asked before the work, so that nobody waits for a result that cannot be stored.
    if let Some(folder) = &args.out {
        outputs::check(folder, args.force).map_err(|error| write_failure(folder, error))?;
    }
    let mut progress = Progress::new(output);
    let forecast = forecast(case, &mut |stage| progress.tell(stage)).map_err(forecast_failure)?;
    let written = match &args.out {
        Some(folder) => {
            progress.writing();
            let files = forecast.write(folder, args.force).map_err(|error| write_failure(folder, error))?;
            Some((folder.as_path(), files))
        }
        None => None,
    };
    progress.finish();
    output.result(|| as_json(&forecast, written.as_ref()), || as_text(&forecast, written.as_ref()))
}

/// The folder and what was written into it.
pub type Written<'a> = (&'a Path, Vec<WrittenFile>);

/// A forecast that was not made, and whose turn it is.
pub fn forecast_failure(error: ForecastError) -> Failure {
    Failure { is_input: error.is_input(), error: error.into() }
}

/// A folder that is taken, closed or full is the user's to change: it is an input like others.
pub fn write_failure(folder: &Path, error: WriteError) -> Failure {
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

fn as_json(forecast: &Forecast, written: Option<&Written>) -> Value {
    let mut value = json!(forecast.summary());
    if let Some((folder, files)) = written {
        value["folder"] = json!(folder);
        value["files"] = json!(files);
    }
    value
}

fn as_text(forecast: &Forecast, written: Option<&Written>) -> String {
    forecast.summary().to_string() + &list(written)
}

/// The files of a result.
pub fn list(written: Option<&Written<'_>>) -> String {
    let Some((folder, files)) = written else { return String::new() };
    let mut text = format!("\nwritten to {}:\n", folder.display());
    for file in files {
        let _ = writeln!(text, "  {:<26} {:>8.1} kB", file.name, file.bytes as f64 / 1e3);
    }
    text
}

//! `sarex drift`

use super::results::{self, ResultsArgs, Written};
use crate::failure::Failure;
use crate::output::Output;
use crate::progress::Progress;
use clap::Args;
use sarex_io::forecast::{Forecast, ForecastError, forecast};
use serde_json::{Value, json};
use std::path::PathBuf;

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
    #[command(flatten)]
    results: ResultsArgs,
}

pub fn run(args: &DriftArgs, output: &Output) -> Result<(), Failure> {
    let case = sarex_io::case::read(&args.case).map_err(Failure::input)?;
    args.results.check()?;
    let mut progress = Progress::new(output);
    let forecast = forecast(case, &mut |stage| progress.tell(stage)).map_err(forecast_failure)?;
    let written = args.results.write(&mut progress, |folder, force| forecast.write(folder, force))?;
    progress.finish();
    output.result(|| as_json(&forecast, written.as_ref()), || as_text(&forecast, written.as_ref()))
}

/// A forecast that was not made, and whose turn it is.
pub fn forecast_failure(error: ForecastError) -> Failure {
    Failure { is_input: error.is_input(), error: error.into() }
}

fn as_json(forecast: &Forecast, written: Option<&Written<'_>>) -> Value {
    let mut value = json!(forecast.summary());
    results::tell(&mut value, written);
    value
}

fn as_text(forecast: &Forecast, written: Option<&Written<'_>>) -> String {
    forecast.summary().to_string() + &results::list(written)
}

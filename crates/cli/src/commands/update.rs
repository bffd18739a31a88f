//! `sarex update`

use super::plan::{HowArgs, search_failure};
use super::results::{self, ResultsArgs};
use crate::failure::Failure;
use crate::output::Output;
use crate::progress::Progress;
use clap::Args;
use sarex_io::case::searched::Searched;
use sarex_io::search::{self, Frozen};
use serde_json::json;
use std::path::PathBuf;

/// Update the probability after searches that found nothing, and plan the next
#[derive(Debug, Args)]
#[command(
    long_about = "Update the probability after searches that found nothing (Bayes), and plan the next search: what was \
                  searched loses weight, what was not gains it.",
    after_help = "\
DIR is a folder that `sarex plan` or `sarex update` wrote; several updates may follow each other. Particles are followed
again from the case, so the update is exact; case and inputs must be what they were, which is checked by their hashes.
The file of searches names the case, tells which units searched, as planned or by recorded tracks (GPX, CSV, GeoJSON,
AIS), and the next search; the book's chapter `File of searches` tells every key.

Examples:
  sarex update out --searched search.toml -o out2
  sarex update out --searched search.toml --no-files   the summary only
  sarex update out --searched search.toml -o out2 --freeze SHIP-1   that unit searches the same areas again

Exit codes: 0 done, 1 the work failed (disk full, interrupted), 2 something in the files.",
    mut_arg("out", |out| out.value_name("DIR2"))
)]
pub struct UpdateArgs {
    /// Folder of the plan or update before
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The searches done, and the next one
    #[arg(long, value_name = "SEARCH.toml")]
    searched: PathBuf,
    #[command(flatten)]
    results: ResultsArgs,
    /// Keep this unit where it was in the next search: the areas that DIR gave it, at a time of that search; may be given
    /// several times
    #[arg(long = "freeze", value_name = "UNIT")]
    frozen: Vec<String>,
    /// Another plan for --freeze than that of DIR: a folder of `sarex plan`, or its plan.json
    #[arg(long, value_name = "DIR", requires = "frozen")]
    from: Option<PathBuf>,
    #[command(flatten)]
    how: HowArgs,
}

pub fn run(args: &UpdateArgs, output: &Output) -> Result<(), Failure> {
    let searched = Searched::read(&args.searched).map_err(Failure::input)?;
    args.results.check()?;
    let mut progress = Progress::new(output);
    let mut options = args.how.options();
    if !args.frozen.is_empty() {
        let from = args.from.as_ref().unwrap_or(&args.folder);
        let frozen = Frozen::read(from, args.frozen.clone()).map_err(search_failure)?;
        options.frozen = Some(frozen.for_next());
    }
    let update = search::update(&args.folder, &searched, &options, &mut |stage| progress.tell_search(stage))
        .map_err(search_failure)?;
    let written = args.results.write(&mut progress, |folder, force| update.write(folder, force))?;
    progress.finish();
    let summary = update.summary();
    let value = || {
        let mut value = json!(summary);
        value["forecast"] = json!(update.forecast.summary());
        results::tell(&mut value, written.as_ref());
        value
    };
    output.result(value, || summary.to_string() + &results::list(written.as_ref()))
}

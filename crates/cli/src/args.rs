//! What can be typed.

use crate::commands;
use clap::{Args, Parser, Subcommand};

/// Drift forecasts and search plans for search and rescue.
#[derive(Debug, Parser)]
#[command(
    name = "sarex",
    version,
    about = "Drift forecasts and search plans for search and rescue",
    long_about = "Drift forecasts for search and rescue: where a person, a raft or a vessel may be, computed from \
                  real wind and current files, with its uncertainty, and who should search where, with a bound \
                  on what any plan could find. The same bytes every time.",
    after_help = EXAMPLES,
    max_term_width = 100,
    disable_help_subcommand = true
)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "\
Examples:
  sarex drift examples/korea-strait-01/case.toml -o out
                                          the forecast of an exercise, on data that comes with the program
  sarex plan examples/korea-strait-01/case.toml -o out --explain
                                          who searches where, what that is worth, and why
  sarex update out --searched search.toml -o out2
                                          what is left after a search without a find, and the next plan
  sarex fields wind.nc --png wind.png     what a wind or current file holds, with a picture
  sarex classes raft                      object classes with `raft` in their description
  sarex patterns                          search patterns, and their legs, courses and times
  sarex worksheet --case case.toml        sweep widths step by step, for every unit and object
  sarex completions bash                  completions for your shell

Exit codes: 0 done, 1 the work failed, 2 wrong usage or input.";

/// Options that every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Print one machine-readable result on stdout
    #[arg(long, global = true)]
    pub json: bool,
    /// Print no summary and no progress; errors are still printed
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more about what is being done
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Number of threads; the results do not depend on it [default: all processors]
    #[arg(long, global = true, value_name = "N", value_parser = threads)]
    pub threads: Option<usize>,
}

fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ 1..=1024) => Ok(number),
        _ => Err("give a whole number from 1 to 1024".into()),
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Drift(commands::drift::DriftArgs),
    Plan(commands::plan::PlanArgs),
    Update(commands::update::UpdateArgs),
    Fields(commands::fields::FieldsArgs),
    Coast(commands::coast::CoastArgs),
    Classes(commands::classes::ClassesArgs),
    Patterns(Box<commands::patterns::PatternsArgs>),
    Worksheet(commands::worksheet::WorksheetArgs),
    Completions(commands::completions::CompletionsArgs),
}

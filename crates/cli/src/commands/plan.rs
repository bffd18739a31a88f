//! `sarex plan`

use super::drift::forecast_failure;
use super::results::{self, ResultsArgs, Written};
use crate::failure::Failure;
use crate::output::Output;
use crate::progress::Progress;
use clap::{Args, ValueEnum};
use sarex_io::search::{self, Frozen, Method, Options, SearchError, SearchPlan};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;

/// Make a drift forecast and a search plan from a case file
#[derive(Debug, Args)]
#[command(
    long_about = "Make a drift forecast and a search plan from a case file: who searches where, with which pattern and \
                  when, what that is worth, and how much better any plan could be at most.",
    after_help = "\
The plan is made on one cloud of particles and its probability of success (POS) is told on another one, which the planner
has not seen. `of at most` is a certified bound: no plan of these units finds more.
Every plan is checked against all rules by code that the planner does not share.
The folder appears when everything in it is complete; a run that fails or is interrupted leaves nothing.
The same case and options give the same bytes, on any number of threads.

Examples:
  sarex plan examples/korea-strait-01/case.toml -o out
  sarex plan case.toml -o out --explain          why this plan, in sentences
  sarex plan case.toml --no-files --without HELO-1   what is lost without that unit
  sarex plan case.toml -o out2 --freeze HELO-1 --from out   plan anew round what that unit does already
  sarex plan case.toml -o out --planner baseline     the published method, to compare

Exit codes: 0 done, 1 the work failed (disk full, interrupted), 2 something in the case or its inputs."
)]
pub struct PlanArgs {
    /// The case: objects, scenarios, wind, water and coast, and [search] with its units and rules
    #[arg(value_name = "CASE.toml")]
    case: PathBuf,
    #[command(flatten)]
    results: ResultsArgs,
    /// Say in sentences why this plan
    #[arg(long)]
    explain: bool,
    /// Keep what an earlier plan gave this unit, every area of it; may be given several times
    #[arg(long = "freeze", value_name = "UNIT", requires = "from")]
    frozen: Vec<String>,
    /// The earlier plan for --freeze: a folder of `sarex plan`, or its plan.json
    #[arg(long, value_name = "DIR", requires = "frozen")]
    from: Option<PathBuf>,
    #[command(flatten)]
    pub how: HowArgs,
}

/// How a plan is made.
#[derive(Debug, Args)]
pub struct HowArgs {
    /// Which planner
    #[arg(long, value_enum, default_value = "best")]
    planner: PlannerName,
    /// Work of the planner, as the number of candidate tracks: the same number gives the same plan
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    budget: Option<u64>,
    /// Seed of the planner; that of the case if left out
    #[arg(long, value_name = "SEED")]
    seed: Option<u64>,
    /// Use this unit in any case; may be given several times
    #[arg(long = "with", value_name = "UNIT")]
    always: Vec<String>,
    /// Leave this unit unused; may be given several times
    #[arg(long = "without", value_name = "UNIT")]
    never: Vec<String>,
    /// Plans to choose from, the best one included: each searches elsewhere with a third of the units or more, and
    /// loses no more than a quarter of what the best one finds; their files are in DIR/alternative-2 and so on
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(2..=i64::from(search::MOST_PLANS)))]
    alternatives: Option<u8>,
    /// Do not compute the bound: the plan comes sooner
    #[arg(long)]
    no_bound: bool,
}

/// The planners there are.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum PlannerName {
    /// The best one
    Best,
    /// The published local search
    Baseline,
    /// One box per unit
    Naive,
}

impl HowArgs {
    /// As the library takes them.
    pub fn options(&self) -> Options {
        Options {
            method: match self.planner {
                PlannerName::Best => Method::Best,
                PlannerName::Baseline => Method::Baseline,
                PlannerName::Naive => Method::Naive,
            },
            budget: self.budget,
            seed: self.seed,
            always: self.always.clone(),
            never: self.never.clone(),
            frozen: None,
            plans: self.alternatives.unwrap_or(1),
            without_bound: self.no_bound,
        }
    }
}

pub fn run(args: &PlanArgs, output: &Output) -> Result<(), Failure> {
    let case = sarex_io::case::read(&args.case).map_err(Failure::input)?;
    args.results.check()?;
    let mut options = args.how.options();
    if let Some(from) = &args.from {
        options.frozen = Some(Frozen::read(from, args.frozen.clone()).map_err(search_failure)?);
    }
    let mut progress = Progress::new(output);
    let plan =
        search::plan(case, &options, &mut |stage| progress.tell_search(stage)).map_err(search_failure)?;
    let why = match args.explain {
        true => search::explain(&plan, &mut |stage| progress.tell_search(stage)).map_err(search_failure)?,
        false => Vec::new(),
    };
    let written = args.results.write(&mut progress, |folder, force| plan.write(folder, force))?;
    progress.finish();
    output.result(|| as_json(&plan, &why, written.as_ref()), || as_text(&plan, &why, written.as_ref()))
}

/// A plan that was not made, and whose turn it is.
pub fn search_failure(error: SearchError) -> Failure {
    match error {
        SearchError::Forecast(error) => forecast_failure(error),
        other => Failure { is_input: other.is_input(), error: other.into() },
    }
}

/// The plan, why it is so, and its files.
pub fn as_json(plan: &SearchPlan, why: &[String], written: Option<&Written<'_>>) -> Value {
    let mut value = json!(plan.summary());
    value["forecast"] = json!(plan.forecast.summary());
    if !why.is_empty() {
        value["explanation"] = json!(why);
    }
    results::tell(&mut value, written);
    value
}

/// The same for people.
pub fn as_text(plan: &SearchPlan, why: &[String], written: Option<&Written<'_>>) -> String {
    let mut text = plan.summary().to_string();
    if !why.is_empty() {
        let _ = writeln!(text, "\n{}", why.join("\n"));
    }
    text.push_str(&results::list(written));
    text
}

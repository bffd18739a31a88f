//! What can be wrong with a scenario.

use crate::{leeway::ClassError, seed::SeedError};

/// Why a scenario cannot be run. Each says what to change.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PrepareError {
    /// Nothing to forecast.
    #[error("there is no {0}: give at least one with a weight above zero")]
    Nothing(&'static str),
    /// Weights or probabilities that do not sum to one.
    #[error("the {what} sum to {sum}, not to 1; {remedy}")]
    Sum {
        /// Which.
        what: &'static str,
        /// What they sum to.
        sum: f64,
        /// What would be right.
        remedy: String,
    },
    /// A single number out of range.
    #[error("{key} = {value} {unit} is not {allowed}")]
    Range {
        /// What it is about; the key of the case file where there is one.
        key: String,
        /// What was given.
        value: f64,
        /// Its unit.
        unit: &'static str,
        /// What would be right.
        allowed: &'static str,
    },
    /// The output interval is not a multiple of the step.
    #[error(
        "output_every = {output_every_s} s is not a multiple of step = {step_s} s; the nearest one is {nearest_s} s"
    )]
    OutputInterval {
        /// Output interval.
        output_every_s: f64,
        /// Step.
        step_s: f64,
        /// Nearest multiple.
        nearest_s: f64,
    },
    /// The end lies between the times at which particles begin.
    #[error(
        "until = {until} lies between the times at which drifting begins ({first} to {last}): \
         give a later time for a forward run, an earlier one for a backward run"
    )]
    UntilAmongSeeds {
        /// The end of the run.
        until: String,
        /// Earliest start.
        first: String,
        /// Latest start.
        last: String,
    },
    /// The run has no length.
    #[error(
        "until = {0} is the time at which drifting begins: give a later time, or an earlier one to run backward"
    )]
    NoDuration(String),
    /// More steps than anyone waits for.
    #[error("{steps} steps of {step_s} s are more than {most}; lengthen the step or shorten the run")]
    Steps {
        /// How many.
        steps: u64,
        /// Step.
        step_s: f64,
        /// Greatest number.
        most: u64,
    },
    /// More particles than fit.
    #[error(
        "{particles} particles need {needed_gib:.1} GiB of memory or more (output times: {outputs}), above the \
         {limit_gib:.0} GiB that are allowed; {fitting} particles would fit"
    )]
    Memory {
        /// Particles of all scenarios.
        particles: u64,
        /// Output times.
        outputs: u64,
        /// Memory needed, GiB.
        needed_gib: f64,
        /// Memory allowed, GiB.
        limit_gib: f64,
        /// Particles of all scenarios that would fit.
        fitting: u64,
    },
    /// Fewer particles than objects.
    #[error(
        "scenario `{name}`: {particles} particles are too few for {objects} objects, each needs one or more"
    )]
    TooFew {
        /// The seed's name.
        name: String,
        /// Particles of that seed.
        particles: usize,
        /// Objects with a probability above zero.
        objects: usize,
    },
    /// More seeds or objects than can be numbered.
    #[error("{count} {what} are more than {most}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many.
        count: usize,
        /// Greatest number.
        most: usize,
    },
    /// Something about one seed.
    #[error("scenario `{name}`: {problem}")]
    Seed {
        /// The seed's name.
        name: String,
        /// What is wrong.
        #[source]
        problem: SeedError,
    },
    /// A listed particle refers to an object that is not there.
    #[error(
        "scenario `{name}`: particle {index} of the list is object {object}, but there are {objects} objects"
    )]
    ListedObject {
        /// The seed's name.
        name: String,
        /// Number of the particle, from 1.
        index: usize,
        /// Number of the object it refers to, from 1.
        object: usize,
        /// How many objects there are.
        objects: usize,
    },
    /// Coefficients out of range.
    #[error(transparent)]
    Class(#[from] ClassError),
    /// A class that moves against the wind cannot be truncated at zero slope.
    #[error(
        "object `{class}`: {share_pct:.1} % of the downwind draws would have a negative slope and be drawn again; \
         use truncation = \"none\" or correct downwind_slope_pct"
    )]
    NotDrawable {
        /// Key of the class.
        class: String,
        /// Share in per cent.
        share_pct: f64,
    },
    /// The seed is on land.
    #[error("scenario `{name}`: {what} on land{remedy}")]
    OnLand {
        /// The seed's name.
        name: String,
        /// What is: a position or all particles.
        what: String,
        /// Nearest position at sea, as text.
        remedy: String,
    },
}

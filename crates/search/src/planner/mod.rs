//! Planners: from a problem to a plan.

mod ahead;
mod anneal;
mod baseline;
pub mod feasible;
mod naive;
mod task;
#[cfg(test)]
mod tests;

pub use ahead::{AheadError, NextSortie, TwoPlans, two_sorties};
pub use anneal::Annealing;
pub use baseline::Baseline;
pub use naive::Naive;

use crate::{Plan, Problem};
use std::ops::ControlFlow;

/// Something that makes plans. Pure, seeded and anytime: the same problem, budget and seed give the same plan on any
/// number of threads and any processor, and whoever listens may stop it and take the best so far.
pub trait Planner {
    /// Name of the method, as results tell it.
    fn name(&self) -> &'static str;

    /// Plans. `observe` hears of each better plan and of work done, and may end the work.
    ///
    /// The plan obeys every rule of the problem; if there is none, the answer says what prevents it.
    fn plan(
        &self,
        problem: &Problem,
        budget: Budget,
        seed: u64,
        observe: &mut dyn FnMut(&Progress<'_>) -> ControlFlow<()>,
    ) -> Result<Plan, NoPlan>;
}

/// How much work a planner may do. Work is counted, not timed, so that a result can be repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Evaluations of one unit's candidate track.
    pub evaluations: u64,
}

impl Budget {
    /// Enough for a plan of so many units: some seconds on two processors.
    pub fn for_units(units: usize) -> Self {
        Self { evaluations: 26_000 + 19_000 * units.min(20) as u64 }
    }
}

/// How far a planner has come.
#[derive(Debug)]
pub struct Progress<'a> {
    /// Evaluations done.
    pub evaluations: u64,
    /// The best plan so far, from the first feasible one on.
    pub best: Option<&'a Plan>,
}

/// Why no plan obeys all rules.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("no plan obeys all rules: {}", .obstacles.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct NoPlan {
    /// What stands in the way, unit by unit.
    pub obstacles: Vec<Obstacle>,
}

/// What keeps a unit from being used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("unit `{unit}`: {what}; {release}")]
pub struct Obstacle {
    /// Its id.
    pub unit: String,
    /// The rule or limit that prevents it.
    pub what: String,
    /// What would release it.
    pub release: String,
}

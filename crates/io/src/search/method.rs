//! The planners that can be chosen.

use sarex_search::planner::{Annealing, Baseline, Naive};
use sarex_search::{Budget, Planner};

/// Which planner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// The best one there is.
    #[default]
    Best,
    /// The published local search that the best one is measured against.
    Baseline,
    /// One box per unit about the middle of what is left.
    Naive,
}

impl Method {
    /// The planner itself.
    pub fn planner(self) -> Box<dyn Planner> {
        match self {
            Self::Best => Box::new(Annealing),
            Self::Baseline => Box::new(Baseline::default()),
            Self::Naive => Box::new(Naive),
        }
    }

    /// Its work where nobody says how much, for so many units: a few seconds on two processors.
    pub fn budget(self, units: usize) -> u64 {
        Budget::for_units(units).evaluations
    }
}

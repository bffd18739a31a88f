//! What is to be planned.

mod rules;
mod sru;

pub use rules::{Area, AreaKind, Overlap, Rules, SameCorner};
pub use sru::{AltitudeBand, DataLink, Domain, LostLink, Sru, UnitKind};

use crate::{Assignment, Cloud, PatternFlown};
use sarex_geo::plane::PlanePoint;

/// A search to be planned. Build it with [`Problem::new`], which checks everything.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Where the object may be, over the whole window.
    pub cloud: Cloud,
    /// The units.
    pub units: Vec<Sru>,
    /// All searching happens between these times, seconds since 1970.
    pub window: Window,
    /// What plans must obey.
    pub rules: Rules,
    /// What is made as large as possible.
    pub objective: Objective,
    /// What the user asks of single units, one per unit.
    pub demands: Vec<Demand>,
}

/// The time in which units may search, seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// Begin.
    pub start_s: f64,
    /// End.
    pub end_s: f64,
}

/// What a plan makes as large as possible.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Objective {
    /// Probability of success.
    #[default]
    Pos,
    /// Expected share found alive: for each object type the probability of being alive at the cloud's node times.
    Survivors {
        /// One row per object type, one value per node time of the cloud.
        alive: Vec<Vec<f64>>,
    },
}

/// What the user asks of one unit.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Demand {
    /// Nothing: the planner decides.
    #[default]
    Free,
    /// The unit stays unused.
    Unused,
    /// The unit must be used.
    Used,
    /// The unit does exactly this.
    Frozen(Box<Assignment>),
    /// The unit flies this pattern, and the planner chooses when.
    Pattern(Box<(PatternFlown, PlanePoint)>),
}

/// Why a problem can not be planned.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ProblemError {
    /// More units than a plan can hold.
    #[error("{count} units are given; a plan holds at most {most}")]
    TooManyUnits {
        /// Given.
        count: usize,
        /// The limit.
        most: usize,
    },
    /// No units at all.
    #[error("no unit is given: add at least one [[search.unit]]")]
    NoUnits,
    /// The window is empty.
    #[error("the search ends before it starts")]
    Window,
    /// A unit that can not be used as described.
    #[error("unit `{unit}`: {what}; {remedy}")]
    Unit {
        /// Its id.
        unit: String,
        /// What is wrong.
        what: String,
        /// What would put it right.
        remedy: String,
    },
    /// A rule that can not be obeyed as described.
    #[error("rule `{rule}`: {what}; {remedy}")]
    Rule {
        /// Its name.
        rule: String,
        /// What is wrong.
        what: String,
        /// What would put it right.
        remedy: String,
    },
}

//! What is to be planned.

mod check;
mod coast;
mod error;
mod rules;
mod sru;

pub(crate) use check::time;
pub use coast::Coast;
pub use error::ProblemError;
pub use rules::{Area, AreaKind, Neighbours, Overlap, Rules, SameCorner};
pub use sru::{AltitudeBand, DataLink, Domain, LostLink, Sru, UnitKind};

use crate::{Assignment, Cloud, PatternFlown};
use sarex_geo::plane::PlanePoint;

/// A search to be planned. Build it with [`Problem::new`], change what is asked, and let [`Problem::checked`] look at it
/// once more: planners take a checked problem for granted.
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
    /// Where the land is that surface units keep off; nothing is known of land without it.
    pub coast: Option<Coast>,
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
    /// Expected share found alive: for each object type the probability of being alive at the cloud's node times,
    /// which never rises.
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
    /// The unit does exactly this: its areas in the order in which it searches them.
    Frozen(Vec<Assignment>),
    /// The unit flies this pattern, and the planner chooses when.
    Pattern(Box<(PatternFlown, PlanePoint)>),
}

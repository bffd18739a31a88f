//! The next legs of an unmanned unit, decided on scene from what is believed now.
//!
//! A plan is made for hours; an unmanned unit that learns on the way (another unit's search, a sighting that came to
//! nothing, its own passes) can decide anew every few minutes. [`next_legs`] is that decision as a pure function: from the
//! belief, the unit's place and what it may not do, to the legs to fly next. It looks ahead over several legs by a beam
//! search on a sample of the belief and counts what lies beyond by how soon it can be reached.

mod beam;
mod belief;

pub use beam::next_legs;

use crate::problem::Area;
use crate::{PlanePoint, Waypoint};

/// Where the unit is and what binds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Situation {
    /// Where it is now, and when.
    pub now: Waypoint,
    /// It has to be back at its base by then, seconds since 1970.
    pub back_by_s: f64,
    /// Areas it keeps out of, with their buffers.
    pub areas: Vec<Area>,
}

/// How far a decision looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lookahead {
    /// Time of one leg, s.
    pub leg_s: f64,
    /// Legs looked ahead.
    pub legs: usize,
    /// Directions tried at each turn.
    pub directions: usize,
    /// Partial tracks kept at each turn.
    pub width: usize,
    /// Particles looked at.
    pub particles: usize,
}

impl Default for Lookahead {
    /// Six legs of three minutes, in sixteen directions.
    fn default() -> Self {
        Self { leg_s: 180.0, legs: 6, directions: 16, width: 12, particles: 1024 }
    }
}

/// What to do next.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// Fly these legs, the first of them at least; `expected` is the probability of success they add.
    Search {
        /// From where the unit is now.
        track: Vec<Waypoint>,
        /// Probability of success of these legs, given the belief.
        expected: f64,
    },
    /// Go home: no leg leaves time to be back, or the unit is outside of where it may be.
    Return {
        /// The base.
        to: PlanePoint,
        /// Why.
        reason: ReturnReason,
    },
}

/// Why a unit goes home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReturnReason {
    /// There is just time enough to go back.
    Time,
    /// Every direction leads into an area that is closed to it, or out of reach of its link.
    HemmedIn,
    /// The belief has ended: nothing is known of later times.
    BeliefEnds,
}

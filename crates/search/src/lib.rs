//! Where to look, and what that is worth.
//!
//! A search is described as a [`Problem`]: the drifting [`Cloud`] of places where the object may be, the [`Sru`]s
//! with their sensors, and the [`Rules`] they obey. A planner turns it into a [`Plan`]; the plan's worth is its
//! probability of success, shown beside a certified upper bound.
//!
//! Everything here works in a plane of metres about the middle of the cloud and in seconds since 1970; speeds are
//! m/s, bearings degrees true. Wire formats and tables keep the field's nautical miles and knots.

pub mod allocation;
pub mod bound;
pub mod checker;
pub mod cloud;
pub mod datum_error;
pub mod detect;
pub mod effort;
pub mod evaluate;
mod geometry;
pub mod online;
pub mod optimal_factor;
pub mod pattern;
pub mod plan;
pub mod planner;
pub mod pod;
pub mod problem;
pub mod survival;
pub mod track;

pub use bound::{Bound, bound};
pub use cloud::{Cloud, CloudError};
pub use detect::{LateralRange, Response};
pub use evaluate::{Track, Updated, Worth, update};
pub use plan::{Assignment, Compensation, PatternFlown, Plan, Turn, Waypoint};
pub use planner::{Budget, NoPlan, Obstacle, Planner, Progress};
pub use problem::{Coast, Demand, Domain, Objective, Problem, ProblemError, Rules, Sru, UnitKind, Window};

pub use sarex_geo::plane::{LocalPlane, PlanePoint};

#[cfg(test)]
#[path = "../../../validation/record.rs"]
mod record;
#[cfg(test)]
mod testing;

//! A passage that ended in distress at an unknown time.

mod hazard;
mod log;
mod passage;
#[cfg(test)]
mod tests;

pub(crate) use passage::VoyageSampler;

use super::{PathKind, Polygon};
use sarex_geo::Position;

/// A passage that ended in distress at an unknown time.
#[derive(Debug, Clone, PartialEq)]
pub struct Voyage {
    /// Two or more places in the order they are passed. The first one must have a time.
    pub waypoints: Vec<Waypoint>,
    /// How they are joined.
    pub path: PathKind,
    /// σ of the error of the time of departure from the first waypoint, s. It shifts the whole passage.
    pub departure_std_s: f64,
    /// σ_v: speeds on all legs are multiplied by 1 + σ_v ξ, one ξ per particle, kept above 0.1.
    pub speed_factor_std: f64,
    /// σ of the distance from the track, to either side, m.
    pub cross_track_std_m: f64,
    /// How that distance behaves along the track.
    pub cross_track: CrossTrack,
    /// Rate of distress along the track.
    pub hazard: Hazard,
    /// The vessel was well at this time: no distress before. Seconds since 1970.
    pub last_contact_s: Option<f64>,
    /// The distress had happened by this time (an alert, a missed report). Seconds since 1970.
    pub latest_s: Option<f64>,
}

/// A place that a voyage passes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Waypoint {
    /// Where.
    pub position: Position,
    /// When it is reached.
    pub arrival: Arrival,
    /// Stay there before going on, s.
    pub dwell_s: f64,
}

/// When a waypoint is reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Arrival {
    /// At this time.
    At {
        /// Seconds since 1970.
        time_s: f64,
    },
    /// By this speed made good from the waypoint before.
    Speed {
        /// Speed over ground, m/s.
        speed_mps: f64,
    },
}

/// How the distance from the track behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CrossTrack {
    /// Constant on each leg, drawn anew for each leg.
    #[default]
    ConstantPerLeg,
    /// Zero at the waypoints (fixes), largest half way: a Brownian bridge per leg, whose standard deviation at
    /// fraction f of the leg is 2 σ √(f (1 − f)).
    Bridge,
}

/// Rate of distress h(t) ≥ 0: base rate, plus the rates of all areas the vessel is in at the time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hazard {
    /// Everywhere, per hour. Only its proportion to the areas' rates matters as long as all are small. Zero and
    /// no areas means that nothing is known: every moment of the voyage alike.
    pub base_per_h: f64,
    /// Where it is more dangerous.
    pub areas: Vec<HazardArea>,
}

/// An area of added danger: shoals and traffic at any time, a gale or fog while it lasts.
#[derive(Debug, Clone, PartialEq)]
pub struct HazardArea {
    /// Where.
    pub polygon: Polygon,
    /// Added rate, per hour.
    pub rate_per_h: f64,
    /// First and last time of the danger, seconds since 1970; none if it is always there.
    pub period_s: Option<(f64, f64)>,
}

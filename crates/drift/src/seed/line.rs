//! Lines and cones.

use super::StartTime;
use sarex_geo::Position;

/// How two positions are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PathKind {
    /// Shortest path on WGS84, the "great circle" of the chart table.
    #[default]
    Geodesic,
    /// Constant course: a straight line on a Mercator chart.
    Rhumb,
}

/// Somewhere along a line through two or more positions, every metre of it alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Two or more positions.
    pub positions: Vec<Position>,
    /// How they are joined.
    pub path: PathKind,
    /// σ of the distance from the line, to either side, m.
    pub lateral_std_m: f64,
    /// When.
    pub time: StartTime,
}

/// From one position and time to another: place, error and time go together, linearly between the ends.
///
/// For a vessel that vanished between two known states, or an object whose position became less certain with
/// time. OpenDrift's `seed_cone`.
#[derive(Debug, Clone, PartialEq)]
pub struct Cone {
    /// First position.
    pub from: Position,
    /// Last position.
    pub to: Position,
    /// σ per axis at the first position, m.
    pub from_std_m: f64,
    /// σ per axis at the last position, m.
    pub to_std_m: f64,
    /// Time at the first position, seconds since 1970.
    pub from_s: f64,
    /// Time at the last position, seconds since 1970; not before the first.
    pub to_s: f64,
}

//! Lines of bearing.

use super::StartTime;
use sarex_geo::Position;

/// Bearings taken on one source, from one or more stations.
#[derive(Debug, Clone, PartialEq)]
pub struct LinesOfBearing {
    /// One or more.
    pub lines: Vec<BearingLine>,
    /// When the source was there.
    pub time: StartTime,
}

/// One bearing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BearingLine {
    /// Where it was taken.
    pub station: Position,
    /// From the station towards the source, degrees **true**: variation and deviation already applied.
    pub bearing_deg: f64,
    /// σ of the bearing, degrees.
    pub std_deg: f64,
    /// Nearest possible range, m.
    pub range_min_m: f64,
    /// Farthest possible range, m.
    pub range_max_m: f64,
}

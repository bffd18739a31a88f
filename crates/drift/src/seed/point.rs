//! The last known position.

use super::StartTime;
use sarex_geo::Position;

/// R₅₀ / σ of a circular normal distribution: √(2 ln 2). The probable error of search and rescue is the radius
/// that holds one half; from R_q = σ √(−2 ln(1 − q)).
pub const RADIUS50_PER_STD: f64 = 1.177_410_022_515_474_7;

/// A position and time that were reported, with their errors (LKP).
#[derive(Debug, Clone, PartialEq)]
pub struct LastKnownPosition {
    /// Where.
    pub position: Position,
    /// How well that is known.
    pub position_error: PositionError,
    /// When.
    pub time: StartTime,
}

/// Error of a position.
///
/// Offsets east and north are normal (or uniform in a disc) and moved along geodesics of WGS84, so a circle
/// stays a circle at any latitude and across the dateline.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum PositionError {
    /// Exact.
    #[default]
    None,
    /// Circular normal, given by the radius that holds one half: the probable error of position.
    Radius50 {
        /// R₅₀, m.
        radius_m: f64,
    },
    /// Circular normal, given by its standard deviation per axis; OpenDrift's `radius` is this.
    Circular {
        /// σ per axis, m.
        std_m: f64,
    },
    /// Elliptical normal.
    Ellipse {
        /// σ along the major axis, m.
        major_std_m: f64,
        /// σ along the minor axis, m.
        minor_std_m: f64,
        /// Azimuth of the major axis, degrees true.
        azimuth_deg: f64,
    },
    /// Uniform in a disc: r = R √U.
    Disc {
        /// R, m.
        radius_m: f64,
    },
}

//! A flare that was seen.

use super::StartTime;
use sarex_geo::Position;

/// A quarter of a fist at arm's length, the least error of an elevation estimated by hand, degrees.
pub const QUARTER_FIST_DEG: f64 = 2.0;

/// Coefficient of terrestrial refraction k; light bends as if the Earth's radius were R / (1 − k).
pub const REFRACTION: f64 = 0.13;

/// A flare that was seen at a bearing and an elevation above the horizon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flare {
    /// Where the observer was.
    pub observer: Position,
    /// Towards the flare, degrees true.
    pub bearing_deg: f64,
    /// σ of the bearing, degrees.
    pub bearing_std_deg: f64,
    /// Elevation of the highest point above the visible horizon, degrees, 0 or more.
    pub elevation_deg: f64,
    /// Half-width of the elevation's error, degrees: every elevation within it is equally likely, none below
    /// the horizon. [`QUARTER_FIST_DEG`] or more unless an instrument was used.
    pub elevation_error_deg: f64,
    /// Height of the observer's eye above the sea, m.
    pub eye_height_m: f64,
    /// What kind of light.
    pub light: FlareLight,
    /// When it was seen.
    pub time: StartTime,
}

/// How high the light burnt.
///
/// Heights of parachute and meteor flares from the flare appendix of the US Coast Guard Addendum,
/// COMDTINST M16130.2.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum FlareLight {
    /// Parachute flare: 76–366 m (250–1200 ft).
    #[default]
    Parachute,
    /// Meteor (star) flare: 76–152 m (250–500 ft).
    Meteor,
    /// Held by hand at sea level.
    HandHeld,
    /// Anything else: uniform between two heights, m.
    Height {
        /// Lowest, m.
        min_m: f64,
        /// Highest, m.
        max_m: f64,
    },
}

//! The last known position.

use super::StartTime;
use super::sample::{Lot, SeedError, Start, check_length, check_range, moved};
use sarex_geo::{Position, math, streams::Process};

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

/// A checked last known position.
#[derive(Debug, Clone)]
pub(crate) struct PointSampler(LastKnownPosition);

impl LastKnownPosition {
    pub(crate) fn sampler(&self) -> Result<PointSampler, SeedError> {
        self.time.check()?;
        match self.position_error {
            PositionError::None => {}
            PositionError::Radius50 { radius_m } | PositionError::Disc { radius_m } => {
                check_length("position error", radius_m)?;
            }
            PositionError::Circular { std_m } => check_length("position error", std_m)?,
            PositionError::Ellipse { major_std_m, minor_std_m, azimuth_deg } => {
                check_length("major axis of the position error", major_std_m)?;
                check_length("minor axis of the position error", minor_std_m)?;
                check_range("azimuth of the position error", azimuth_deg, (-360.0, 360.0), "°")?;
            }
        }
        Ok(PointSampler(self.clone()))
    }
}

impl PointSampler {
    pub fn position(&self) -> Position {
        self.0.position
    }

    pub fn draw(&self, lot: Lot) -> Start {
        let (east_m, north_m) = self.0.position_error.offset_m(lot);
        let (lat_deg, lon_deg) = moved(self.0.position, east_m, north_m);
        Start { lat_deg, lon_deg, time_s: lot.time_s(self.0.time) }
    }
}

impl PositionError {
    /// One draw, metres east and north.
    fn offset_m(self, lot: Lot) -> (f64, f64) {
        let circular = |std_m: f64| {
            let (east, north) = lot.normals(Process::SeedPosition, 0);
            (std_m * east, std_m * north)
        };
        match self {
            Self::None => (0.0, 0.0),
            Self::Radius50 { radius_m } => circular(radius_m / RADIUS50_PER_STD),
            Self::Circular { std_m } => circular(std_m),
            Self::Ellipse { major_std_m, minor_std_m, azimuth_deg } => {
                let (along, across) = lot.normals(Process::SeedPosition, 0);
                let (along_m, across_m) = (along * major_std_m, across * minor_std_m);
                let (sin, cos) = math::sin_cos_turns(azimuth_deg / 360.0);
                (along_m * sin + across_m * cos, along_m * cos - across_m * sin)
            }
            Self::Disc { radius_m } => {
                let [u, v, ..] = lot.uniforms(Process::SeedPosition, 0);
                let (sin, cos) = math::sin_cos_turns(v);
                let r = radius_m * u.sqrt();
                (r * sin, r * cos)
            }
        }
    }
}

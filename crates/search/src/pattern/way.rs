//! How a unit makes way, and the ground track that follows.

use super::PatternError;
use super::error::{finite, positive};
use crate::{Compensation, Waypoint};
use sarex_geo::Velocity;
use sarex_geo::plane::PlanePoint;

/// How a unit makes way: a constant speed through a medium that moves, current for ships and wind for aircraft.
///
/// The simpler rule of planning, a constant speed over ground, is a medium at rest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Way {
    /// Speed through the medium, m/s.
    pub speed_mps: f64,
    /// Velocity of the medium over ground.
    pub medium: Velocity,
}

impl Way {
    /// A constant speed over ground, m/s.
    pub fn over_ground(speed_mps: f64) -> Self {
        Self { speed_mps, medium: Velocity::default() }
    }

    /// A constant speed through a moving medium, m/s.
    pub fn through(medium: Velocity, speed_mps: f64) -> Self {
        Self { speed_mps, medium }
    }

    /// Speed along a unit direction as seen from an object that moves with `drift`, m/s.
    ///
    /// With d the object's velocity through the medium and r̂ the direction: w = −d·r̂ + √(V² − |d|² + (d·r̂)²). Nothing
    /// if the unit is carried away.
    #[inline]
    pub fn closing_mps(&self, direction: PlanePoint, drift: Compensation) -> Option<f64> {
        let d_east = drift.east_mps - self.medium.east_mps;
        let d_north = drift.north_mps - self.medium.north_mps;
        let along = d_east * direction.east_m + d_north * direction.north_m;
        let radicand =
            self.speed_mps * self.speed_mps - (d_east * d_east + d_north * d_north) + along * along;
        if radicand < 0.0 {
            return None;
        }
        let closing_mps = radicand.sqrt() - along;
        (closing_mps > 0.0).then_some(closing_mps)
    }

    /// Refuses what is no way to move.
    pub fn check(&self) -> Result<(), PatternError> {
        positive("the speed, m/s,", self.speed_mps)?;
        finite("the wind or current", &[self.medium.east_mps, self.medium.north_mps])
    }
}

/// Makes a ground track of corners in the frame of an object, in place.
///
/// `corners` holds the corners in that frame, from the commence search point as origin; times are ignored. Afterwards it
/// holds the track over ground: P_k = CSP + q_k + u·(t_k − t₀), at the times that [`Way::closing_mps`] gives.
#[inline]
pub fn lay_out(
    corners: &mut [Waypoint],
    commence: Waypoint,
    drift: Compensation,
    way: &Way,
) -> Result<(), PatternError> {
    way.check()?;
    finite("the drift", &[drift.east_mps, drift.north_mps])?;
    finite("the commence search point", &[commence.time_s, commence.at.east_m, commence.at.north_m])?;
    let mut elapsed_s = 0.0;
    let mut before: Option<PlanePoint> = None;
    for (index, corner) in corners.iter_mut().enumerate() {
        let at = corner.at;
        if let Some(before) = before {
            elapsed_s += leg_time_s(before, at, drift, way).ok_or_else(|| carried_away(index, drift, way))?;
        }
        before = Some(at);
        corner.time_s = commence.time_s + elapsed_s;
        corner.at = PlanePoint {
            east_m: commence.at.east_m + at.east_m + drift.east_mps * elapsed_s,
            north_m: commence.at.north_m + at.north_m + drift.north_mps * elapsed_s,
        };
    }
    Ok(())
}

#[inline]
fn leg_time_s(from: PlanePoint, to: PlanePoint, drift: Compensation, way: &Way) -> Option<f64> {
    let (east_m, north_m) = (to.east_m - from.east_m, to.north_m - from.north_m);
    let length_m = (east_m * east_m + north_m * north_m).sqrt();
    if length_m == 0.0 {
        return Some(0.0);
    }
    let direction = PlanePoint { east_m: east_m / length_m, north_m: north_m / length_m };
    way.closing_mps(direction, drift).map(|closing_mps| length_m / closing_mps)
}

fn carried_away(leg: usize, drift: Compensation, way: &Way) -> PatternError {
    const KNOT_MPS: f64 = 1852.0 / 3600.0;
    let through = PlanePoint {
        east_m: drift.east_mps - way.medium.east_mps,
        north_m: drift.north_mps - way.medium.north_mps,
    };
    let (drift_kn, speed_kn) = (through.length_m() / KNOT_MPS, way.speed_mps / KNOT_MPS);
    PatternError::CarriedAway { leg, drift_kn, speed_kn }
}

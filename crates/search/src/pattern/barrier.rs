//! B: the cross-over barrier.

use super::error::{finite, positive};
use super::{Ladder, PatternError};
use crate::{Compensation, Turn};
use sarex_geo::plane::PlanePoint;

/// A line across the drift that objects can not cross unseen.
///
/// The unit steers each crossing so that over ground it moves down-drift as fast as the objects, and then runs up-drift.
/// Seen from the objects it sails a ladder of leg ℓ and spacing S, so the track is that ladder laid out with the objects'
/// velocity u as compensation. A crossing takes τ₁ = ℓ/√(V² − u²), the run up-drift τ₂ = S/(V + u). The barrier stands
/// still over ground if u·τ₁ = V·τ₂.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Barrier {
    /// Length ℓ of the line, m.
    pub line_m: f64,
    /// Spacing S of the crossings as the objects see them, m.
    pub spacing_m: f64,
    /// Number of crossings.
    pub legs: usize,
    /// Side of the first turn, which is up-drift.
    pub turn: Turn,
    /// Velocity u of the objects.
    pub drift: Compensation,
}

impl Barrier {
    /// The spacing with which the barrier stands still: S = (u·ℓ/V)·√((V + u)/(V − u)); lengths in m, speeds in m/s.
    pub fn standing_spacing_m(line_m: f64, drift_mps: f64, speed_mps: f64) -> Result<f64, PatternError> {
        positive("the length of the line, m,", line_m)?;
        Ok(line_m * Self::spacing_per_line(drift_mps, speed_mps)?)
    }

    /// The longest line that can be held with a spacing, m: ℓ = S·(V/u)·√((V − u)/(V + u)).
    pub fn longest_line_m(spacing_m: f64, drift_mps: f64, speed_mps: f64) -> Result<f64, PatternError> {
        positive("the track spacing, m,", spacing_m)?;
        Ok(spacing_m / Self::spacing_per_line(drift_mps, speed_mps)?)
    }

    fn spacing_per_line(drift_mps: f64, speed_mps: f64) -> Result<f64, PatternError> {
        const KNOT_MPS: f64 = 1852.0 / 3600.0;
        positive("the speed of the objects, m/s,", drift_mps)?;
        positive("the speed of the unit, m/s,", speed_mps)?;
        if drift_mps >= speed_mps {
            let (drift_kn, speed_kn) = (drift_mps / KNOT_MPS, speed_mps / KNOT_MPS);
            return Err(PatternError::CarriedAway { leg: 1, drift_kn, speed_kn });
        }
        Ok(drift_mps / speed_mps * ((speed_mps + drift_mps) / (speed_mps - drift_mps)).sqrt())
    }

    /// Refuses what is no barrier.
    pub fn check(&self) -> Result<(), PatternError> {
        finite("the drift", &[self.drift.east_mps, self.drift.north_mps])?;
        positive("the speed of the objects, m/s,", self.drift_mps())?;
        self.ladder().check_numbers()
    }

    /// Time of a crossing and of the run up-drift, s, at a constant speed over ground, m/s.
    pub fn crossing_s(&self, speed_mps: f64) -> Result<[f64; 2], PatternError> {
        let drift_mps = self.drift_mps();
        Self::spacing_per_line(drift_mps, speed_mps)?;
        let across_mps = (speed_mps * speed_mps - drift_mps * drift_mps).sqrt();
        Ok([self.line_m / across_mps, self.spacing_m / (speed_mps + drift_mps)])
    }

    /// How far the barrier advances up-drift over ground with each crossing, m: V·τ₂ − u·τ₁.
    pub fn advance_m(&self, speed_mps: f64) -> Result<f64, PatternError> {
        let [crossing_s, run_s] = self.crossing_s(speed_mps)?;
        Ok(speed_mps * run_s - self.drift_mps() * crossing_s)
    }

    fn drift_mps(&self) -> f64 {
        PlanePoint { east_m: self.drift.east_mps, north_m: self.drift.north_mps }.length_m()
    }

    /// The ladder that the objects see: across the drift, creeping up it.
    pub(super) fn ladder(&self) -> Ladder {
        let towards = sarex_geo::Velocity { east_mps: self.drift.east_mps, north_mps: self.drift.north_mps };
        Ladder {
            first_leg_deg: (towards.bearing_towards().deg() + 90.0 * self.turn.sign()).rem_euclid(360.0),
            leg_m: self.line_m,
            spacing_m: self.spacing_m,
            legs: self.legs,
            turn: self.turn,
            craft: 1,
        }
    }
}

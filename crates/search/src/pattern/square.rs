//! SS: the expanding square.

use super::axes::Axes;
use super::error::{count, finite, positive};
use super::{MAX_LEGS, PatternError};
use crate::Turn;
use sarex_geo::plane::PlanePoint;

/// An expanding square about its datum.
///
/// Legs S, S, 2S, 2S, 3S, … , each 90° to the same side of the one before. An odd number of legs closes the square: the
/// last length occurs three times. With 2N − 1 legs the length is (N² − 1)·S, the area a square of side N·S, and the
/// track charged for it N²·S. The second square of a pair flown at another height (SM) begins 45° further round.
///
/// Source: search pattern SS of the US National SAR Supplement, 2000; closing leg of the SAROPS design notes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExpandingSquare {
    /// Direction of the first leg, degrees true.
    pub first_leg_deg: f64,
    /// Track spacing S, which is the unit leg, m.
    pub spacing_m: f64,
    /// Number of legs.
    pub legs: usize,
    /// Side of all turns.
    pub turn: Turn,
}

impl ExpandingSquare {
    /// The closed square of N half-laps that uses all its track, m: S = L/N².
    pub fn of_track(track_m: f64, half_laps: usize, first_leg_deg: f64, turn: Turn) -> Self {
        let spacing_m = track_m / (half_laps as f64 * half_laps as f64);
        Self { first_leg_deg, spacing_m, legs: (2 * half_laps).saturating_sub(1), turn }
    }

    /// The second square of the pair SM, turned by 45°.
    pub fn second(&self) -> Self {
        Self { first_leg_deg: (self.first_leg_deg + 45.0).rem_euclid(360.0), ..*self }
    }

    /// Refuses what is no expanding square.
    pub fn check(&self) -> Result<(), PatternError> {
        finite("the direction of the first leg", &[self.first_leg_deg])?;
        positive("the track spacing, m,", self.spacing_m)?;
        count("the number of legs", self.legs, 1, MAX_LEGS)
    }

    /// Length of a leg, counted from zero, in spacings.
    fn leg_in_spacings(&self, leg: usize) -> f64 {
        let closes = leg + 1 == self.legs && leg.is_multiple_of(2) && leg > 0;
        (leg / 2 + usize::from(!closes)) as f64
    }

    /// Length of all legs, m.
    pub fn length_m(&self) -> f64 {
        // Pairs of 1, 2, … k spacings are k(k + 1); a closing leg repeats the last.
        let pairs = (self.legs / 2) as f64;
        let closing = match self.legs {
            1 => 1.0,
            legs if legs % 2 == 1 => pairs,
            _ => 0.0,
        };
        (pairs * (pairs + 1.0) + closing) * self.spacing_m
    }

    /// Puts the corners one by one; the first is the datum, the origin.
    #[inline]
    pub(super) fn vertices(&self, mut put: impl FnMut(PlanePoint)) {
        let axes = Axes::of(self.first_leg_deg);
        self.steps(|along, right| put(axes.point(along * self.spacing_m, right * self.spacing_m)));
    }

    /// Corners in whole spacings along and to the right of the first leg.
    #[inline]
    fn steps(&self, mut put: impl FnMut(f64, f64)) {
        let (mut along, mut right) = (0.0, 0.0);
        put(along, right);
        for leg in 0..self.legs {
            let run = self.leg_in_spacings(leg);
            match leg % 4 {
                0 => along += run,
                1 => right += run * self.turn.sign(),
                2 => along -= run,
                _ => right -= run * self.turn.sign(),
            }
            put(along, right);
        }
    }

    /// Corners of the area, half a spacing outside the legs.
    pub(super) fn area(&self) -> Vec<PlanePoint> {
        let (mut along, mut across) = ([0.0f64; 2], [0.0f64; 2]);
        self.steps(|a, r| {
            along = [along[0].min(a), along[1].max(a)];
            across = [across[0].min(r), across[1].max(r)];
        });
        let outside = |[low, high]: [f64; 2]| [(low - 0.5) * self.spacing_m, (high + 0.5) * self.spacing_m];
        Axes::of(self.first_leg_deg).rectangle(outside(along), outside(across))
    }
}

//! PS, CS and PM: parallel legs, joined by cross legs.

use super::axes::Axes;
use super::error::{count, finite, positive};
use super::{LegKind, MAX_CRAFT, MAX_LEGS, PatternError, PatternKind};
use crate::Turn;
use sarex_geo::plane::PlanePoint;

/// Parallel search legs, each joined to the next by a cross leg.
///
/// P₀ is the commence search point; leg j: P₂ⱼ₊₁ = P₂ⱼ + (−1)ʲ λ e(h), P₂ⱼ₊₂ = P₂ⱼ₊₁ + τ S n(h), n legs. The length is
/// nλ + (n − 1)S, the area λ + S along the legs by nS across them, and the commence search point lies S/2 inside both
/// sides of its corner. Legs along the longer side make a parallel sweep (PS), along the shorter one a creeping line
/// (CS).
///
/// Several craft (PM) keep abeam of each other at S, the k-th k·S towards the creep direction; each flies cross legs of
/// m·S, and the area is n·m·S across.
///
/// ```
/// use sarex_search::Turn;
/// use sarex_search::pattern::Ladder;
/// const NM: f64 = 1852.0;
/// let ladder = Ladder {
///     first_leg_deg: 45.0, leg_m: 20.0 * NM, spacing_m: 2.0 * NM, legs: 6, turn: Turn::Right, craft: 1,
/// };
/// ladder.check().unwrap();
/// assert!((ladder.length_m() - 130.0 * NM).abs() < 1e-9);
/// assert_eq!(ladder.creep_deg(), 135.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ladder {
    /// Direction of the first leg, degrees true.
    pub first_leg_deg: f64,
    /// Length λ of a search leg, m.
    pub leg_m: f64,
    /// Track spacing S, m.
    pub spacing_m: f64,
    /// Search legs of each craft.
    pub legs: usize,
    /// Side of the first turn.
    pub turn: Turn,
    /// Craft abeam of each other.
    pub craft: usize,
}

impl Ladder {
    /// The ladder of one craft that uses all its track L, m: λ + S = L/n. Its area is L·S, its legs are L − S long.
    pub fn of_track(track_m: f64, legs: usize, spacing_m: f64, first_leg_deg: f64, turn: Turn) -> Self {
        Self { first_leg_deg, leg_m: track_m / legs as f64 - spacing_m, spacing_m, legs, turn, craft: 1 }
    }

    /// Refuses what is no ladder.
    pub fn check(&self) -> Result<(), PatternError> {
        self.check_numbers()?;
        if self.leg_m < self.spacing_m {
            let (leg_nm, spacing_nm) = (self.leg_m / 1852.0, self.spacing_m / 1852.0);
            return Err(PatternError::LegShorterThanSpacing { leg_nm, spacing_nm });
        }
        Ok(())
    }

    /// Refuses what has no geometry at all.
    pub(super) fn check_numbers(&self) -> Result<(), PatternError> {
        finite("the direction of the first leg", &[self.first_leg_deg])?;
        positive("the leg, m,", self.leg_m)?;
        positive("the track spacing, m,", self.spacing_m)?;
        count("the number of legs", self.legs, 1, MAX_LEGS)?;
        count("the number of craft", self.craft, 1, MAX_CRAFT)
    }

    /// PS, CS or, for several craft, PM.
    pub fn kind(&self) -> PatternKind {
        let (along_m, across_m) = self.sides_m();
        match self.craft {
            1 if along_m >= across_m => PatternKind::ParallelSweep,
            1 => PatternKind::CreepingLine,
            _ => PatternKind::ParallelMultiple,
        }
    }

    /// Sides of the area along the legs and across them, m.
    pub fn sides_m(&self) -> (f64, f64) {
        (self.leg_m + self.spacing_m, self.legs as f64 * self.cross_m())
    }

    /// Length of one craft's legs, m: nλ + (n − 1)·m·S.
    pub fn length_m(&self) -> f64 {
        self.legs as f64 * self.leg_m + (self.legs as f64 - 1.0) * self.cross_m()
    }

    /// Direction in which the pattern creeps, degrees true.
    pub fn creep_deg(&self) -> f64 {
        (self.first_leg_deg + 90.0 * self.turn.sign()).rem_euclid(360.0)
    }

    /// Length of a cross leg, m.
    fn cross_m(&self) -> f64 {
        self.craft as f64 * self.spacing_m
    }

    /// Puts the corners of a craft's legs one by one; the first craft's first is the origin.
    #[inline]
    pub(super) fn vertices(&self, craft: usize, mut put: impl FnMut(PlanePoint)) {
        let axes = Axes::of(self.first_leg_deg);
        let sign = self.turn.sign();
        let abeam_m = craft as f64 * self.spacing_m;
        let cross_m = self.cross_m();
        for leg in 0..self.legs {
            let right_m = sign * (abeam_m + leg as f64 * cross_m);
            let ends_m = if leg.is_multiple_of(2) { [0.0, self.leg_m] } else { [self.leg_m, 0.0] };
            ends_m.into_iter().for_each(|along_m| put(axes.point(along_m, right_m)));
        }
    }

    /// Corners of the area, half a spacing outside the legs of all craft.
    pub(super) fn area(&self) -> Vec<PlanePoint> {
        let half_m = 0.5 * self.spacing_m;
        let sign = self.turn.sign();
        let across_m = [-half_m, self.sides_m().1 - half_m].map(|right_m| sign * right_m);
        Axes::of(self.first_leg_deg).rectangle([-half_m, self.leg_m + half_m], across_m)
    }

    /// Every second leg joins two search legs.
    pub(super) fn leg_kind(leg: usize) -> LegKind {
        if leg.is_multiple_of(2) { LegKind::Search } else { LegKind::Cross }
    }
}

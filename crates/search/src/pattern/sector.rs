//! VS: the sector search.

use super::axes::Axes;
use super::error::{count, finite, positive};
use super::{LegKind, MAX_LEGS, PatternError};
use crate::Turn;
use sarex_geo::plane::PlanePoint;

/// A sector search: nine legs of one radius through the datum.
///
/// After legs 1, 2, 4, 5, 7 and 8 the unit turns by 120°, after 3 and 6 it goes straight on through the datum, where it
/// ends; the length is 9R, the area πR². Legs beyond the ninth are the next search, which begins 30° to the right of the
/// last course. The second unit of a pair (VM) begins 90° to the left of the first, one leg behind it.
///
/// Source: US Coast Guard Addendum 3.4.2.7; VM of the US National SAR Supplement, 2000.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sector {
    /// Direction of the first leg, degrees true.
    pub first_leg_deg: f64,
    /// Radius R, which is the length of every leg, m.
    pub radius_m: f64,
    /// Number of legs: nine for one search, eighteen with the second.
    pub legs: usize,
    /// Side of all turns.
    pub turn: Turn,
}

/// Legs of one search.
const LEGS: usize = 9;
/// Turn between one search and the next, degrees to the right.
const NEXT_SEARCH_DEG: f64 = 30.0;
/// Where the legs end, on a circle of radius one: along the first leg and towards the turns; nothing is the datum.
const ENDS: [Option<(f64, f64)>; LEGS] = {
    const SIN_60: f64 = 0.866_025_403_784_438_6;
    [
        Some((1.0, 0.0)),
        Some((0.5, SIN_60)),
        None,
        Some((-0.5, -SIN_60)),
        Some((0.5, -SIN_60)),
        None,
        Some((-0.5, SIN_60)),
        Some((-1.0, 0.0)),
        None,
    ]
};

impl Sector {
    /// The largest single search within a track L, m, in whole steps of the radius, m: R = ⌊L/(9·step)⌋·step. A track
    /// within a millionth of the next step counts as reaching it.
    pub fn of_track(track_m: f64, step_m: f64, first_leg_deg: f64, turn: Turn) -> Self {
        let steps = (track_m / (LEGS as f64 * step_m) + 1e-6).floor();
        Self { first_leg_deg, radius_m: steps * step_m, legs: LEGS, turn }
    }

    /// The next search at the same datum: 30° to the right of the last course, which is that of the first leg.
    pub fn next(&self) -> Self {
        Self { first_leg_deg: (self.first_leg_deg + NEXT_SEARCH_DEG).rem_euclid(360.0), ..*self }
    }

    /// The second unit of the pair VM; it begins one leg after the first.
    pub fn second_unit(&self) -> Self {
        Self { first_leg_deg: (self.first_leg_deg - 90.0).rem_euclid(360.0), ..*self }
    }

    /// Refuses what is no sector search.
    pub fn check(&self) -> Result<(), PatternError> {
        finite("the direction of the first leg", &[self.first_leg_deg])?;
        positive("the radius, m,", self.radius_m)?;
        count("the number of legs", self.legs, 1, MAX_LEGS)
    }

    /// Length of all legs, m.
    pub fn length_m(&self) -> f64 {
        self.legs as f64 * self.radius_m
    }

    /// Puts the corners one by one; the first is the datum, the origin.
    #[inline]
    pub(super) fn vertices(&self, mut put: impl FnMut(PlanePoint)) {
        put(PlanePoint::default());
        let towards_m = self.radius_m * self.turn.sign();
        let mut axes = Axes::of(self.first_leg_deg);
        for leg in 0..self.legs {
            if leg.is_multiple_of(LEGS) && leg > 0 {
                axes = Axes::of(self.first_leg_deg + NEXT_SEARCH_DEG * (leg / LEGS) as f64);
            }
            put(match ENDS[leg % LEGS] {
                Some((along, right)) => axes.point(along * self.radius_m, right * towards_m),
                None => PlanePoint::default(),
            });
        }
    }

    /// Corners of a polygon round the circle.
    pub(super) fn area(&self) -> Vec<PlanePoint> {
        const CORNERS: i32 = 36;
        const COS_5: f64 = 0.996_194_698_091_745_5;
        let corner = |k: i32| {
            let bearing_deg = self.first_leg_deg + 5.0 - 10.0 * f64::from(k);
            Axes::of(bearing_deg).point(self.radius_m / COS_5, 0.0)
        };
        (0..CORNERS).map(corner).collect()
    }

    /// The legs from spoke to spoke are cross legs.
    pub(super) fn leg_kind(leg: usize) -> LegKind {
        if leg % 3 == 1 { LegKind::Cross } else { LegKind::Search }
    }
}

//! TSR and TSN: along a track.

use super::axes::Axes;
use super::{Ladder, PatternError};
use crate::Turn;
use sarex_geo::plane::PlanePoint;

/// A search along an intended track from A to B.
///
/// Without return (TSN): one pass, from A to B. With return (TSR): out at half a spacing on one side of the track, across
/// to half a spacing on its other side, and back; the length is 2D + S. Several craft (TMN, TMR) keep abeam of each
/// other at S and lie evenly about the track.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrackLine {
    /// Direction from A to B, degrees true.
    pub track_deg: f64,
    /// Length D from A to B, m.
    pub length_m: f64,
    /// Track spacing S, m.
    pub spacing_m: f64,
    /// Whether the search comes back to A.
    pub returns: bool,
    /// Side of the turn at B; the way out lies on the other side of the track.
    pub turn: Turn,
    /// Craft abeam of each other.
    pub craft: usize,
}

impl TrackLine {
    /// Refuses what is no track line.
    pub fn check(&self) -> Result<(), PatternError> {
        self.ladder().check_numbers()
    }

    /// From A to the commence search point of the first craft.
    pub fn commence_from_a(&self) -> PlanePoint {
        let craft = self.craft as f64;
        let away = if self.returns { craft - 0.5 } else { 0.5 * (craft - 1.0) };
        Axes::of(self.track_deg).point(0.0, -self.turn.sign() * away * self.spacing_m)
    }

    /// The pattern as one or two legs of a ladder.
    pub(super) fn ladder(&self) -> Ladder {
        Ladder {
            first_leg_deg: self.track_deg,
            leg_m: self.length_m,
            spacing_m: self.spacing_m,
            legs: if self.returns { 2 } else { 1 },
            turn: self.turn,
            craft: self.craft,
        }
    }
}

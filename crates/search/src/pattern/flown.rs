//! The pattern of an assignment, laid out.

use super::{ExpandingSquare, Ladder, LegKind, Pattern, PatternError, PatternKind, Sector, TrackLine, Way};
use crate::{PatternFlown, Waypoint};
use sarex_geo::plane::PlanePoint;

impl PatternFlown {
    /// The pattern that this describes.
    ///
    /// Its legs may be shorter than its spacing, which [`Pattern::check`] refuses in what people give. A creeping line
    /// co-ordinated with a ship and a barrier are the ladders of their aircraft and of their unit.
    pub fn pattern(&self) -> Result<Pattern, PatternError> {
        use PatternKind::*;
        let undetermined = |remedy| Err(PatternError::Undetermined { kind: self.kind, remedy });
        let Self { first_leg_deg, leg_m, spacing_m, legs, turn, .. } = *self;
        Ok(match self.kind {
            ParallelSweep | CreepingLine | CreepingLineCoordinated | Barrier => {
                Pattern::Ladder(Ladder { first_leg_deg, leg_m, spacing_m, legs, turn, craft: 1 })
            }
            ExpandingSquare => {
                Pattern::ExpandingSquare(super::ExpandingSquare { first_leg_deg, spacing_m, legs, turn })
            }
            Sector => Pattern::Sector(super::Sector { first_leg_deg, radius_m: leg_m, legs, turn }),
            TrackLineReturn | TrackLineNonReturn => Pattern::TrackLine(TrackLine {
                track_deg: first_leg_deg,
                length_m: leg_m,
                spacing_m,
                returns: self.kind == TrackLineReturn,
                turn,
                craft: 1,
            }),
            ParallelMultiple => return undetermined("give the ladder and its number of craft"),
            Contour => return undetermined("give the outline of each circuit"),
        })
    }

    /// The ground track from a commence search point and time.
    pub fn track(&self, commence: Waypoint, way: &Way) -> Result<Vec<Waypoint>, PatternError> {
        let mut track = Vec::new();
        self.track_into(commence, way, &mut track)?;
        Ok(track)
    }

    /// The same into a list that is used again: nothing is allocated once it is long enough.
    #[inline]
    pub fn track_into(
        &self,
        commence: Waypoint,
        way: &Way,
        track: &mut Vec<Waypoint>,
    ) -> Result<(), PatternError> {
        let pattern = self.pattern()?;
        pattern.check_numbers()?;
        track.clear();
        pattern.each_corner(0, |at| track.push(Waypoint { time_s: 0.0, at }));
        super::lay_out(track, commence, self.compensation.unwrap_or_default(), way)
    }

    /// Corners of the searched area over ground along a track of this pattern, counter-clockwise:
    /// [`Pattern::area_over_ground`].
    pub fn area(&self, track: &[Waypoint]) -> Result<Vec<PlanePoint>, PatternError> {
        let pattern = self.pattern()?;
        pattern.check_numbers()?;
        Ok(pattern.area_over_ground(0, track, self.compensation.unwrap_or_default()))
    }

    /// The whole area that moves with the drift at one time of a track of this pattern.
    pub fn area_at(&self, track: &[Waypoint], time_s: f64) -> Result<Vec<PlanePoint>, PatternError> {
        let pattern = self.pattern()?;
        pattern.check_numbers()?;
        let drift = self.compensation.unwrap_or_default();
        let moved = |start: &Waypoint| PlanePoint {
            east_m: start.at.east_m + drift.east_mps * (time_s - start.time_s),
            north_m: start.at.north_m + drift.north_mps * (time_s - start.time_s),
        };
        Ok(super::shifted(pattern.area(), track.first().map_or(PlanePoint::default(), moved)))
    }

    /// What a leg of the track is, counted from zero.
    pub fn leg_kind(&self, leg: usize) -> LegKind {
        match self.kind {
            PatternKind::ExpandingSquare | PatternKind::Contour => LegKind::Search,
            PatternKind::Sector => Sector::leg_kind(leg),
            _ => Ladder::leg_kind(leg),
        }
    }

    /// Length of all legs in the pattern's own frame, m.
    pub fn length_m(&self) -> Result<f64, PatternError> {
        let pattern = self.pattern()?;
        pattern.check_numbers()?;
        Ok(pattern.length_m())
    }

    /// A ladder in its own frame.
    pub fn ladder(ladder: &Ladder) -> Self {
        Self {
            kind: ladder.kind(),
            first_leg_deg: ladder.first_leg_deg,
            leg_m: ladder.leg_m,
            spacing_m: ladder.spacing_m,
            legs: ladder.legs,
            turn: ladder.turn,
            compensation: None,
        }
    }

    /// An expanding square in its own frame.
    pub fn expanding_square(square: &ExpandingSquare) -> Self {
        Self {
            kind: PatternKind::ExpandingSquare,
            first_leg_deg: square.first_leg_deg,
            leg_m: square.spacing_m,
            spacing_m: square.spacing_m,
            legs: square.legs,
            turn: square.turn,
            compensation: None,
        }
    }

    /// A sector search in its own frame. Its spacing is that of evenly spread legs over the same circle, πR²/9R.
    pub fn sector(sector: &Sector) -> Self {
        Self {
            kind: PatternKind::Sector,
            first_leg_deg: sector.first_leg_deg,
            leg_m: sector.radius_m,
            spacing_m: std::f64::consts::PI * sector.radius_m / sector.legs as f64,
            legs: sector.legs,
            turn: sector.turn,
            compensation: None,
        }
    }
}

//! What holds for every pattern, and the worked examples.

mod every;
mod examples;
mod motion;
mod sizes;

use super::*;
use crate::{Compensation, Turn, Waypoint};

pub(super) const NM: f64 = 1852.0;
pub(super) const KN: f64 = 1852.0 / 3600.0;

/// One of each, about a heading and with turns to a side.
pub(super) fn some_of_each(heading_deg: f64, turn: Turn) -> Vec<Pattern> {
    let ladder =
        Ladder { first_leg_deg: heading_deg, leg_m: 20.0 * NM, spacing_m: 2.0 * NM, legs: 6, turn, craft: 1 };
    let line = TrackLine {
        track_deg: heading_deg,
        length_m: 30.0 * NM,
        spacing_m: 3.0 * NM,
        returns: true,
        turn,
        craft: 1,
    };
    vec![
        Pattern::Ladder(ladder),
        Pattern::Ladder(Ladder { leg_m: 5.0 * NM, legs: 7, ..ladder }),
        Pattern::Ladder(Ladder { craft: 3, ..ladder }),
        Pattern::ExpandingSquare(ExpandingSquare {
            first_leg_deg: heading_deg,
            spacing_m: NM,
            legs: 11,
            turn,
        }),
        Pattern::ExpandingSquare(ExpandingSquare {
            first_leg_deg: heading_deg,
            spacing_m: NM,
            legs: 8,
            turn,
        }),
        Pattern::Sector(Sector { first_leg_deg: heading_deg, radius_m: 5.0 * NM, legs: 9, turn }),
        Pattern::Sector(Sector { first_leg_deg: heading_deg, radius_m: 5.0 * NM, legs: 18, turn }),
        Pattern::TrackLine(line),
        Pattern::TrackLine(TrackLine { returns: false, craft: 2, ..line }),
        Pattern::Coordinated(coordinated(heading_deg, turn)),
        Pattern::Barrier(barrier(heading_deg, turn)),
    ]
}

/// The worked example S21.
pub(super) fn coordinated(heading_deg: f64, turn: Turn) -> Coordinated {
    let aircraft = AircraftSpeeds {
        true_air_mps: 120.0 * KN,
        mean_mps: 120.0 * KN,
        upwind_mps: 110.0 * KN,
        downwind_mps: 130.0 * KN,
        cross_mps: 120.0 * KN,
    };
    let creep_deg = heading_deg + 90.0 * turn.sign();
    Coordinated { creep_deg, leg_m: 30.0 * NM, spacing_m: 4.0 * NM, legs: 5, turn, aircraft }
}

/// A line of ten miles across a drift of two knots, its first crossing on a heading.
pub(super) fn barrier(heading_deg: f64, turn: Turn) -> Barrier {
    let down = Axes::of(heading_deg - 90.0 * turn.sign()).point(2.0 * KN, 0.0);
    let drift = Compensation { east_mps: down.east_m, north_mps: down.north_m };
    Barrier { line_m: 10.0 * NM, spacing_m: 1.972_027 * NM, legs: 6, turn, drift }
}

/// A track with the clock at zero and the commence search point at the origin.
pub(super) fn track(pattern: &Pattern, drift: Compensation, way: &Way) -> Vec<Waypoint> {
    let at = |at| Waypoint { time_s: 0.0, at };
    let mut track: Vec<Waypoint> = pattern.corners(0).into_iter().map(at).collect();
    lay_out(&mut track, at(PlanePoint::default()), drift, way).unwrap();
    track
}

pub(super) fn from(a: PlanePoint, b: PlanePoint) -> PlanePoint {
    PlanePoint { east_m: b.east_m - a.east_m, north_m: b.north_m - a.north_m }
}

/// Corners in nm, to a digit that hides rounding.
pub(super) fn in_nm(corners: &[PlanePoint]) -> Vec<[f64; 2]> {
    corners.iter().map(|p| [p.east_m / NM, p.north_m / NM]).collect()
}

#[track_caller]
pub(super) fn same_places(found: &[[f64; 2]], wanted: &[[f64; 2]], tolerance: f64) {
    assert_eq!(found.len(), wanted.len());
    for (f, w) in found.iter().zip(wanted) {
        assert!((f[0] - w[0]).abs() <= tolerance && (f[1] - w[1]).abs() <= tolerance, "{f:?} is not {w:?}");
    }
}

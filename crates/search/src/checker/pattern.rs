//! The checker's own geometry of the search patterns.

use crate::pattern::PatternKind;
use crate::{Assignment, PatternFlown};
use sarex_geo::math;
use sarex_geo::plane::PlanePoint as Point;

/// Most legs that are laid out.
const MOST_LEGS: usize = 10_000;

/// e(h), the unit vector of a direction in degrees true.
pub(super) fn towards(deg: f64) -> Point {
    let (sin, cos) = math::sin_cos_turns(deg / 360.0);
    Point { east_m: sin, north_m: cos }
}

/// Whether its search legs are parallel and an area is creept over by cross legs.
pub(super) fn is_ladder(kind: PatternKind) -> bool {
    use PatternKind::*;
    match kind {
        ParallelSweep | CreepingLine | ParallelMultiple | CreepingLineCoordinated | Barrier => true,
        TrackLineReturn | TrackLineNonReturn | ExpandingSquare | Sector | Contour => false,
    }
}

/// Whether it begins at a corner of its area and creeps over it: a square and a sector search begin in the middle.
pub(super) fn has_corner(kind: PatternKind) -> bool {
    !matches!(kind, PatternKind::ExpandingSquare | PatternKind::Sector | PatternKind::Contour)
}

/// Directions (degrees true) and lengths (m) of all legs in the pattern's own frame, or why there are none.
///
/// Of several craft abeam (PM) one craft's cross legs are a whole number of spacings: which, is taken from `cross_m`.
pub(super) fn legs(pattern: &PatternFlown, cross_m: f64) -> Result<Vec<(f64, f64)>, String> {
    let PatternFlown { kind, first_leg_deg: h, leg_m, spacing_m, legs, .. } = *pattern;
    let turn_deg = 90.0 * pattern.turn.sign();
    if legs == 0 || legs > MOST_LEGS {
        return Err(format!("{legs} legs"));
    }
    let ladder = |legs: usize, cross_m: f64| {
        let leg = move |k: usize| {
            let along_deg = if k.is_multiple_of(4) { h } else { h + 180.0 };
            if k.is_multiple_of(2) { (along_deg, leg_m) } else { (h + turn_deg, cross_m) }
        };
        (0..2 * legs - 1).map(leg).collect::<Vec<_>>()
    };
    match kind {
        PatternKind::ParallelSweep
        | PatternKind::CreepingLine
        | PatternKind::CreepingLineCoordinated
        | PatternKind::Barrier => Ok(ladder(legs, spacing_m)),
        PatternKind::ParallelMultiple => {
            let craft = (cross_m / spacing_m).round().clamp(1.0, 100.0);
            Ok(ladder(legs, craft * spacing_m))
        }
        PatternKind::TrackLineReturn if legs == 2 => Ok(ladder(2, spacing_m)),
        PatternKind::TrackLineNonReturn if legs == 1 => Ok(ladder(1, spacing_m)),
        PatternKind::TrackLineReturn | PatternKind::TrackLineNonReturn => Err(format!("{legs} search legs")),
        PatternKind::ExpandingSquare if (leg_m - spacing_m).abs() > 1e-6 * leg_m => {
            let [leg, spacing] = [leg_m, spacing_m].map(super::text::distance);
            Err(format!("a unit leg of {leg} and a track spacing of {spacing}: they are one and the same"))
        }
        PatternKind::ExpandingSquare => {
            let closes = legs > 1 && legs % 2 == 1;
            let laps = |k: usize| if closes && k + 1 == legs { k / 2 } else { k / 2 + 1 };
            Ok((0..legs).map(|k| (h + turn_deg * (k % 4) as f64, laps(k) as f64 * leg_m)).collect())
        }
        PatternKind::Sector => {
            let mut legs_of = Vec::with_capacity(legs);
            let mut deg = h;
            for k in 0..legs {
                legs_of.push((deg, leg_m));
                deg += match k % 9 {
                    2 | 5 => 0.0,
                    8 => 30.0,
                    _ => 120.0 * pattern.turn.sign(),
                };
            }
            Ok(legs_of)
        }
        PatternKind::Contour => Err("no geometry of one unit's legs".into()),
    }
}

/// The corners in the pattern's own frame, the first at the origin.
pub(super) fn corners(legs: &[(f64, f64)]) -> Vec<Point> {
    let mut at = Point::default();
    let mut corners = vec![at];
    for (deg, length_m) in legs {
        let way = towards(*deg);
        at =
            Point { east_m: at.east_m + length_m * way.east_m, north_m: at.north_m + length_m * way.north_m };
        corners.push(at);
    }
    corners
}

/// What the area of a task must hold: half a track spacing along and across the first leg from every point of its track;
/// of a sector search, which has no spacing of its own, the points alone.
pub(super) fn extent(task: &Assignment) -> Vec<Point> {
    let half_m = match task.pattern.kind {
        PatternKind::Sector | PatternKind::Contour => 0.0,
        _ => 0.5 * task.pattern.spacing_m,
    };
    let (along, aside) = (towards(task.pattern.first_leg_deg), towards(task.pattern.first_leg_deg + 90.0));
    let about = |at: Point| {
        [(-1.0, -1.0), (-1.0, 1.0), (1.0, 1.0), (1.0, -1.0)].map(|(a, s)| Point {
            east_m: at.east_m + half_m * (a * along.east_m + s * aside.east_m),
            north_m: at.north_m + half_m * (a * along.north_m + s * aside.north_m),
        })
    };
    task.track.iter().flat_map(|waypoint| about(waypoint.at)).collect()
}

/// The middle of a pattern as seen from its first corner: the mean of the middles of the first and the last search leg.
pub(super) fn middle(corners: &[Point]) -> Point {
    let of_leg = |k: usize| {
        let (a, b) = (corners[k], corners[k + 1]);
        Point { east_m: 0.5 * (a.east_m + b.east_m), north_m: 0.5 * (a.north_m + b.north_m) }
    };
    let (first, last) = (of_leg(0), of_leg(corners.len() - 2));
    Point { east_m: 0.5 * (first.east_m + last.east_m), north_m: 0.5 * (first.north_m + last.north_m) }
}

/// Seconds since the start at each corner for a ground speed, in a frame that moves; `None` if the unit is carried away.
pub(super) fn times_s(pattern: &PatternFlown, legs: &[(f64, f64)], ground_mps: f64) -> Option<Vec<f64>> {
    let drift = pattern.compensation.unwrap_or_default();
    let drift2 = drift.east_mps * drift.east_mps + drift.north_mps * drift.north_mps;
    let mut time_s = 0.0;
    let mut times = vec![0.0];
    for (deg, length_m) in legs {
        let way = towards(*deg);
        let along = drift.east_mps * way.east_m + drift.north_mps * way.north_m;
        let root2 = ground_mps * ground_mps - drift2 + along * along;
        let closing = if root2 >= 0.0 { root2.sqrt() - along } else { return None };
        if closing <= 0.0 {
            return None;
        }
        time_s += length_m / closing;
        times.push(time_s);
    }
    Some(times)
}

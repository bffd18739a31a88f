//! The area that a pattern searches over ground while it follows a drift.

use super::{Axes, Pattern};
use crate::geometry::{convex_hull, distance_m};
use crate::{Compensation, Waypoint};
use sarex_geo::plane::PlanePoint;

/// Sides of an area that creeps with the drift are not nearer to parallel than by this sine.
const LEAST_SINE: f64 = 0.7;

impl Pattern {
    /// Corners of the searched area over ground along a craft's track, counter-clockwise.
    ///
    /// Without drift it is [`Pattern::area`] at its place. With it, of a ladder it is the parallelogram whose sides lie
    /// along the legs and along the creep over ground, half a spacing outside the legs of all craft; of an expanding
    /// square the rectangle; of a sector search the hull of its track and its circle, each corner carried until the craft is
    /// nearest to it. So it is what a chart shows of the search: longer where it creeps down the drift, shorter where it creeps up it.
    pub fn area_over_ground(&self, craft: usize, track: &[Waypoint], drift: Compensation) -> Vec<PlanePoint> {
        let legs = self.corners(craft);
        let Some(start) = track.first() else { return self.area() };
        let carried = |corner: PlanePoint, time_s: f64| {
            let since_s = time_s - start.time_s;
            PlanePoint {
                east_m: start.at.east_m + (corner.east_m - legs[0].east_m) + drift.east_mps * since_s,
                north_m: start.at.north_m + (corner.north_m - legs[0].north_m) + drift.north_mps * since_s,
            }
        };
        if drift == Compensation::default() {
            return self.area().into_iter().map(|corner| carried(corner, start.time_s)).collect();
        }
        let Some((first_leg_deg, spacing_m)) = self.lattice() else {
            let nearest = |corner: PlanePoint| {
                let ends = legs.iter().zip(track);
                let far_m = |end: &(&PlanePoint, &Waypoint)| distance_m(*end.0, corner);
                ends.min_by(|a, b| far_m(a).total_cmp(&far_m(b)))
                    .map_or(start.time_s, |(_, there)| there.time_s)
            };
            let circle = self.area().into_iter().map(|corner| carried(corner, nearest(corner)));
            return convex_hull(circle.chain(track.iter().map(|there| there.at)).collect());
        };
        let all = (0..self.craft()).flat_map(|k| self.corners(k).into_iter().zip(track));
        let places: Vec<PlanePoint> = all.map(|(corner, there)| carried(corner, there.time_s)).collect();
        let own = &places[..legs.len().min(track.len())];
        let creep = self.creep_deg().filter(|_| own.len() > 1).map(|_| creep_over_ground(own));
        parallelogram(&places, &Axes::of(first_leg_deg), creep, 0.5 * spacing_m)
    }

    /// Direction of the first leg, degrees, and spacing, m, of patterns whose legs are parallel or at right angles.
    fn lattice(&self) -> Option<(f64, f64)> {
        let ladder = match self {
            Self::Ladder(pattern) => *pattern,
            Self::TrackLine(pattern) => pattern.ladder(),
            Self::Coordinated(pattern) => pattern.ladder(),
            Self::Barrier(pattern) => pattern.ladder(),
            Self::ExpandingSquare(square) => return Some((square.first_leg_deg, square.spacing_m)),
            Self::Sector(_) | Self::Contour(_) => return None,
        };
        Some((ladder.first_leg_deg, ladder.spacing_m))
    }
}

/// From the middle of the first leg to the middle of the last.
fn creep_over_ground(track: &[PlanePoint]) -> PlanePoint {
    let middle = |a: PlanePoint, b: PlanePoint| (0.5 * (a.east_m + b.east_m), 0.5 * (a.north_m + b.north_m));
    let (first, last) = (middle(track[0], track[1]), middle(track[track.len() - 2], track[track.len() - 1]));
    PlanePoint { east_m: last.0 - first.0, north_m: last.1 - first.1 }
}

/// The parallelogram along the first leg and the creep that holds a square of so much to each side about every place.
fn parallelogram(
    places: &[PlanePoint],
    axes: &Axes,
    creep: Option<PlanePoint>,
    half_m: f64,
) -> Vec<PlanePoint> {
    let (along, aside) = (axes.point(1.0, 0.0), axes.point(0.0, 1.0));
    let dot = |p: &PlanePoint, q: PlanePoint| p.east_m * q.east_m + p.north_m * q.north_m;
    // By how much the sides lean along the legs, per metre across them.
    let lean = creep.map_or(0.0, |creep| dot(&creep, along) / dot(&creep, aside));
    let lean = if lean.abs() < (1.0 / (LEAST_SINE * LEAST_SINE) - 1.0).sqrt() { lean } else { 0.0 };
    let span = |of: &dyn Fn(&PlanePoint) -> f64, half_m: f64| {
        let ends =
            places.iter().map(of).fold((f64::INFINITY, f64::NEG_INFINITY), |e, x| (e.0.min(x), e.1.max(x)));
        [ends.0 - half_m, ends.1 + half_m]
    };
    let across_m = span(&|p| dot(p, aside), half_m);
    let along_m = span(&|p| dot(p, along) - lean * dot(p, aside), half_m * (1.0 + lean.abs()));
    let corner = |a: f64, b: f64| axes.point(a + lean * b, b);
    vec![
        corner(along_m[0], across_m[0]),
        corner(along_m[0], across_m[1]),
        corner(along_m[1], across_m[1]),
        corner(along_m[1], across_m[0]),
    ]
}

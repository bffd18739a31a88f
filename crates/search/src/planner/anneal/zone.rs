//! Convex hulls of tracks and how far they are from each other.

use crate::{PlanePoint, Waypoint};

/// The convex hull of a track, counter-clockwise.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::planner) struct Hull {
    pub corners: Vec<PlanePoint>,
    /// A circle round it.
    middle: PlanePoint,
    radius_m: f64,
}

impl Hull {
    pub fn of_track(track: &[Waypoint]) -> Self {
        Self::of(track.iter().map(|w| w.at).collect())
    }

    /// Of points.
    pub fn of(points: Vec<PlanePoint>) -> Self {
        let corners = crate::geometry::convex_hull(points);
        let count = corners.len() as f64;
        let mean = |f: fn(&PlanePoint) -> f64| corners.iter().map(f).sum::<f64>() / count;
        let middle = PlanePoint { east_m: mean(|p| p.east_m), north_m: mean(|p| p.north_m) };
        let radius_m = corners.iter().map(|p| crate::geometry::distance_m(*p, middle)).fold(0.0, f64::max);
        Self { corners, middle, radius_m }
    }

    /// How far two hulls are apart, m: the widest gap across any of their sides, at most the distance; negative by how
    /// far one would have to move if they overlap. `enough_m` and more may be told as less, if they are farther apart.
    pub fn gap_m(&self, other: &Self, enough_m: f64) -> f64 {
        let apart_m = crate::geometry::distance_m(self.middle, other.middle) - self.radius_m - other.radius_m;
        if apart_m >= enough_m {
            return apart_m;
        }
        self.widest_m(other).max(other.widest_m(self))
    }

    /// The widest gap across the sides of this hull.
    fn widest_m(&self, other: &Self) -> f64 {
        let mut widest_m = f64::NEG_INFINITY;
        for (k, from) in self.corners.iter().enumerate() {
            let to = self.corners[(k + 1) % self.corners.len()];
            let (dx, dy) = (to.east_m - from.east_m, to.north_m - from.north_m);
            let length_m = (dx * dx + dy * dy).sqrt();
            if length_m == 0.0 {
                continue;
            }
            let outward =
                |p: &PlanePoint| ((p.east_m - from.east_m) * dy - (p.north_m - from.north_m) * dx) / length_m;
            let gap_m = other.corners.iter().map(outward).fold(f64::INFINITY, f64::min);
            widest_m = widest_m.max(gap_m);
        }
        widest_m
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(east_m: f64, north_m: f64) -> PlanePoint {
        PlanePoint { east_m, north_m }
    }

    fn square(east: f64, north: f64) -> Hull {
        let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.5, 0.5), (0.5, 0.0)];
        Hull::of(corners.iter().map(|(x, y)| at(east + x, north + y)).collect())
    }

    #[test]
    fn gap_is_distance_or_depth() {
        assert_eq!(square(0.0, 0.0).corners.len(), 4);
        assert!((square(0.0, 0.0).gap_m(&square(3.0, 0.2), 0.1) - 2.0).abs() < 1.0);
        assert!((square(0.0, 0.0).gap_m(&square(3.0, 0.2), 9.0) - 2.0).abs() < 1e-12);
        assert!((square(0.0, 0.0).gap_m(&square(0.7, 0.2), 9.0) + 0.3).abs() < 1e-12);
        assert!(square(0.0, 0.0).gap_m(&square(1.0, 0.0), 9.0).abs() < 1e-12);
    }

    #[test]
    fn hull_of_a_line_has_two_corners() {
        let line = Hull::of((0..5).map(|k| at(f64::from(k), f64::from(k))).collect());
        assert_eq!(line.corners.len(), 2);
        assert!((line.gap_m(&square(0.0, 2.0), 9.0) - 0.5 * std::f64::consts::SQRT_2).abs() < 1e-9);
    }
}

//! Distances in the plane, for bound and planners. The checker has its own.

use crate::PlanePoint;

/// Distance of two points, m.
pub(crate) fn distance_m(a: PlanePoint, b: PlanePoint) -> f64 {
    let (x, y) = (b.east_m - a.east_m, b.north_m - a.north_m);
    (x * x + y * y).sqrt()
}

/// Distance of a point from a segment, m.
pub(crate) fn to_segment_m(p: PlanePoint, a: PlanePoint, b: PlanePoint) -> f64 {
    let (dx, dy) = (b.east_m - a.east_m, b.north_m - a.north_m);
    let length2 = dx * dx + dy * dy;
    let along = (p.east_m - a.east_m) * dx + (p.north_m - a.north_m) * dy;
    let part = if length2 > 0.0 { (along / length2).clamp(0.0, 1.0) } else { 0.0 };
    distance_m(p, PlanePoint { east_m: a.east_m + part * dx, north_m: a.north_m + part * dy })
}

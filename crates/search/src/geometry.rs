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

/// The convex hull of points, counter-clockwise, by going round them from left to right and back.
pub(crate) fn convex_hull(mut points: Vec<PlanePoint>) -> Vec<PlanePoint> {
    points.sort_by(|a, b| a.east_m.total_cmp(&b.east_m).then(a.north_m.total_cmp(&b.north_m)));
    points.dedup();
    if points.len() < 3 {
        return points;
    }
    let mut corners: Vec<PlanePoint> = Vec::with_capacity(16);
    half_hull(&points, &mut corners);
    points.reverse();
    half_hull(&points, &mut corners);
    corners
}

/// The lower side of points sorted from left to right, or the upper of the reverse; without its last point.
fn half_hull(points: &[PlanePoint], corners: &mut Vec<PlanePoint>) {
    let begin = corners.len();
    for &p in points {
        while corners.len() >= begin + 2 {
            let (a, b) = (corners[corners.len() - 2], corners[corners.len() - 1]);
            let turn = (b.east_m - a.east_m) * (p.north_m - a.north_m)
                - (b.north_m - a.north_m) * (p.east_m - a.east_m);
            if turn > 0.0 {
                break;
            }
            corners.pop();
        }
        corners.push(p);
    }
    corners.pop();
}

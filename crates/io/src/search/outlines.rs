//! Outlines in the plane of a search.

use sarex_search::PlanePoint;
use std::ops::RangeInclusive;

/// An outline made wider by a buffer, or narrower by one below zero.
pub(super) struct Region<'a> {
    outline: &'a [PlanePoint],
    buffer_m: f64,
    /// A box round it, for most points are far away.
    east_m: RangeInclusive<f64>,
    north_m: RangeInclusive<f64>,
}

impl<'a> Region<'a> {
    pub fn of(outline: &'a [PlanePoint], buffer_m: f64) -> Self {
        let wider_m = buffer_m.max(0.0);
        let along = |of: fn(&PlanePoint) -> f64| {
            let range = (f64::INFINITY, f64::NEG_INFINITY);
            let range = outline.iter().map(of).fold(range, |r, x| (r.0.min(x), r.1.max(x)));
            range.0 - wider_m..=range.1 + wider_m
        };
        Self { outline, buffer_m, east_m: along(|p| p.east_m), north_m: along(|p| p.north_m) }
    }

    pub fn holds(&self, p: PlanePoint) -> bool {
        self.east_m.contains(&p.east_m)
            && self.north_m.contains(&p.north_m)
            && match (holds(self.outline, p), self.buffer_m < 0.0) {
                (true, false) => true,
                (true, true) => to_edges_m(self.outline, p) > -self.buffer_m,
                (false, _) => to_edges_m(self.outline, p) < self.buffer_m,
            }
    }
}

/// Whether a point lies in an outline, by the edges east of it.
pub(super) fn holds(outline: &[PlanePoint], p: PlanePoint) -> bool {
    let edges = outline.iter().zip(outline.iter().cycle().skip(1));
    let crossed = edges.filter(|(a, b)| {
        (a.north_m > p.north_m) != (b.north_m > p.north_m)
            && p.east_m < a.east_m + (b.east_m - a.east_m) * (p.north_m - a.north_m) / (b.north_m - a.north_m)
    });
    crossed.count() % 2 == 1
}

/// Least distance between corners and edges of two outlines, m; zero is not told from overlap.
pub(super) fn apart_m(a: &[PlanePoint], b: &[PlanePoint]) -> f64 {
    let one_way = |corners: &[PlanePoint], outline: &[PlanePoint]| {
        corners.iter().map(|corner| to_edges_m(outline, *corner)).fold(f64::INFINITY, f64::min)
    };
    one_way(a, b).min(one_way(b, a))
}

/// Distance of a point from the nearest edge of an outline, m.
fn to_edges_m(outline: &[PlanePoint], at: PlanePoint) -> f64 {
    let edges = outline.iter().zip(outline.iter().cycle().skip(1));
    edges.map(|(p, q)| to_segment_m2(at, *p, *q)).fold(f64::INFINITY, f64::min).sqrt()
}

/// Square of the distance: outlines have many edges, and roots take time.
fn to_segment_m2(at: PlanePoint, p: PlanePoint, q: PlanePoint) -> f64 {
    let (dx, dy) = (q.east_m - p.east_m, q.north_m - p.north_m);
    let (x, y) = (at.east_m - p.east_m, at.north_m - p.north_m);
    let length2 = dx * dx + dy * dy;
    let part = if length2 > 0.0 { ((x * dx + y * dy) / length2).clamp(0.0, 1.0) } else { 0.0 };
    let (x, y) = (x - part * dx, y - part * dy);
    x * x + y * y
}

//! Plane geometry of the checker. It shares nothing with the geometry of planners.

use sarex_geo::plane::PlanePoint as Point;

/// Twice the area of the triangle o, a, b; positive if it runs counter-clockwise.
fn cross(o: Point, a: Point, b: Point) -> f64 {
    (a.east_m - o.east_m) * (b.north_m - o.north_m) - (a.north_m - o.north_m) * (b.east_m - o.east_m)
}

/// The distance of two points, m.
pub(crate) fn distance(a: Point, b: Point) -> f64 {
    minus(b, a).length_m()
}

pub(super) fn minus(a: Point, b: Point) -> Point {
    Point { east_m: a.east_m - b.east_m, north_m: a.north_m - b.north_m }
}

pub(super) fn dot(a: Point, b: Point) -> f64 {
    a.east_m * b.east_m + a.north_m * b.north_m
}

/// The convex hull, counter-clockwise, by Andrew's monotone chain; two points or one where all lie on a line or coincide.
pub(super) fn hull(points: &[Point]) -> Vec<Point> {
    let mut sorted = points.to_vec();
    sorted.sort_by(|a, b| a.east_m.total_cmp(&b.east_m).then(a.north_m.total_cmp(&b.north_m)));
    sorted.dedup();
    if sorted.len() < 3 {
        return sorted;
    }
    let chain = |points: &mut dyn Iterator<Item = &Point>| {
        let mut side: Vec<Point> = Vec::new();
        for &p in points {
            while side.len() >= 2 && cross(side[side.len() - 2], side[side.len() - 1], p) <= 0.0 {
                side.pop();
            }
            side.push(p);
        }
        side.pop();
        side
    };
    let mut lower = chain(&mut sorted.iter());
    lower.extend(chain(&mut sorted.iter().rev()));
    lower
}

/// The edges of a polygon; one for a stretch, one of no length for a point.
fn edges(polygon: &[Point]) -> impl Iterator<Item = (Point, Point)> + Clone + '_ {
    let count = if polygon.len() == 2 { 1 } else { polygon.len() };
    (0..count).map(move |k| (polygon[k], polygon[(k + 1) % polygon.len()]))
}

/// Distance from a point to a stretch, m.
fn point_to_stretch(p: Point, (a, b): (Point, Point)) -> f64 {
    let along = minus(b, a);
    let length2 = dot(along, along);
    let part = if length2 > 0.0 { (dot(minus(p, a), along) / length2).clamp(0.0, 1.0) } else { 0.0 };
    let nearest = Point { east_m: a.east_m + part * along.east_m, north_m: a.north_m + part * along.north_m };
    distance(p, nearest)
}

/// Whether two stretches have a point in common.
fn meet((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    let (c_side, d_side) = (cross(a, b, c), cross(a, b, d));
    let (a_side, b_side) = (cross(c, d, a), cross(c, d, b));
    let apart = |x: f64, y: f64| (x > 0.0 && y > 0.0) || (x < 0.0 && y < 0.0);
    if apart(c_side, d_side) || apart(a_side, b_side) {
        return false;
    }
    // On one line the sides say nothing: there the shadows on the axes must meet.
    let shadows = |f: fn(Point) -> f64| f(a).max(f(b)) >= f(c).min(f(d)) && f(c).max(f(d)) >= f(a).min(f(b));
    shadows(|p| p.east_m) && shadows(|p| p.north_m)
}

fn stretch_to_stretch(s: (Point, Point), t: (Point, Point)) -> f64 {
    if meet(s, t) {
        return 0.0;
    }
    let ends = [
        point_to_stretch(s.0, t),
        point_to_stretch(s.1, t),
        point_to_stretch(t.0, s),
        point_to_stretch(t.1, s),
    ];
    ends.into_iter().fold(f64::INFINITY, f64::min)
}

/// Whether a point lies inside a polygon, convex or not; on its edge either may come out.
pub(super) fn inside(p: Point, polygon: &[Point]) -> bool {
    if polygon.len() < 3 {
        return false;
    }
    edges(polygon)
        .filter(|(a, b)| {
            let spans = (a.north_m > p.north_m) != (b.north_m > p.north_m);
            let (low, high) = if a.north_m < b.north_m { (*a, *b) } else { (*b, *a) };
            spans && cross(low, high, p) > 0.0
        })
        .count()
        % 2
        == 1
}

/// Distance between two polygons, convex or not, m; zero if they have a point in common.
pub(super) fn polygon_distance(a: &[Point], b: &[Point]) -> f64 {
    if a.is_empty() || b.is_empty() {
        return f64::INFINITY;
    }
    if inside(a[0], b) || inside(b[0], a) {
        return 0.0;
    }
    edges(a)
        .flat_map(|s| edges(b).map(move |t| (s, t)))
        .map(|(s, t)| stretch_to_stretch(s, t))
        .fold(f64::INFINITY, f64::min)
}

/// How far two convex polygons are apart, m; below zero by how far the one must move to be clear of the other.
pub(super) fn convex_gap(a: &[Point], b: &[Point]) -> f64 {
    let apart = polygon_distance(a, b);
    if apart > 0.0 { apart } else { separating_axis(a, b).min(0.0) }
}

/// The greatest gap of the shadows on the normals of all edges, and along edges for stretches.
fn separating_axis(a: &[Point], b: &[Point]) -> f64 {
    let mut widest = f64::NEG_INFINITY;
    for (from, to) in edges(a).chain(edges(b)) {
        let along = minus(to, from);
        let length = along.length_m();
        if length <= 0.0 {
            continue;
        }
        let (u, v) = (along.east_m / length, along.north_m / length);
        for axis in [Point { east_m: v, north_m: -u }, Point { east_m: u, north_m: v }] {
            let shadow = |polygon: &[Point]| {
                polygon
                    .iter()
                    .map(|p| dot(*p, axis))
                    .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
            };
            let (s, t) = (shadow(a), shadow(b));
            widest = widest.max(t.0 - s.1).max(s.0 - t.1);
        }
    }
    if widest.is_finite() { widest } else { 0.0 }
}

/// How deep a stretch lies in a polygon, m: of places along each piece of it that is inside, the farthest from the
/// polygon's edge.
pub(super) fn stretch_depth((a, b): (Point, Point), polygon: &[Point]) -> f64 {
    let along = minus(b, a);
    let length2 = dot(along, along);
    let mut cuts = vec![0.0, 1.0];
    for (p, q) in edges(polygon) {
        let (p_side, q_side) = (cross(a, b, p), cross(a, b, q));
        if length2 > 0.0 && (p_side > 0.0) != (q_side > 0.0) {
            let part = p_side / (p_side - q_side);
            let met = Point {
                east_m: p.east_m + part * (q.east_m - p.east_m),
                north_m: p.north_m + part * (q.north_m - p.north_m),
            };
            cuts.push((dot(minus(met, a), along) / length2).clamp(0.0, 1.0));
        }
    }
    cuts.sort_by(f64::total_cmp);
    let places = cuts.windows(2).flat_map(|pair| {
        [0.25, 0.5, 0.75].map(|part| {
            let at = pair[0] + part * (pair[1] - pair[0]);
            Point { east_m: a.east_m + at * along.east_m, north_m: a.north_m + at * along.north_m }
        })
    });
    places
        .filter(|p| inside(*p, polygon))
        .map(|p| edges(polygon).map(|e| point_to_stretch(p, e)).fold(f64::INFINITY, f64::min))
        .fold(0.0, f64::max)
}

/// How far a polygon reaches into another, m: of its corners inside, the farthest from the other's edge.
pub(super) fn depth(a: &[Point], b: &[Point]) -> f64 {
    let reach = |from: &[Point], into: &[Point]| {
        from.iter()
            .filter(|p| inside(**p, into))
            .map(|p| edges(into).map(|e| point_to_stretch(*p, e)).fold(f64::INFINITY, f64::min))
            .fold(0.0, f64::max)
    };
    reach(a, b).max(reach(b, a))
}

/// Area of a polygon, m²; positive if it runs counter-clockwise.
pub(crate) fn area_m2(polygon: &[Point]) -> f64 {
    let origin = polygon.first().copied().unwrap_or_default();
    0.5 * edges(polygon).map(|(a, b)| cross(origin, a, b)).sum::<f64>()
}

/// The first two edges of an outline, counted from zero, that meet elsewhere than at a common corner.
pub(crate) fn crossing_edges(polygon: &[Point]) -> Option<(usize, usize)> {
    let sides: Vec<(Point, Point)> = edges(polygon).collect();
    let count = sides.len();
    for (i, s) in sides.iter().enumerate() {
        if s.0 == s.1 {
            return Some((i, (i + 1) % count));
        }
        for (j, t) in sides.iter().enumerate().skip(i + 1) {
            let neighbours = j == i + 1 || (i == 0 && j == count - 1);
            if neighbours {
                // Neighbours share a corner; they must not run back over each other.
                let (corner, before, after) = if j == i + 1 { (s.1, s.0, t.1) } else { (s.0, t.0, s.1) };
                let (u, v) = (minus(before, corner), minus(after, corner));
                if cross(corner, before, after) == 0.0 && dot(u, v) > 0.0 {
                    return Some((i, j));
                }
            } else if meet(*s, *t) {
                return Some((i, j));
            }
        }
    }
    None
}

/// Distance of a point from a polygon with its inside, m.
pub(super) fn outside_by(p: Point, polygon: &[Point]) -> f64 {
    if inside(p, polygon) {
        return 0.0;
    }
    edges(polygon).map(|e| point_to_stretch(p, e)).fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn p(east_m: f64, north_m: f64) -> Point {
        Point { east_m, north_m }
    }

    fn square(east: f64, north: f64, side: f64) -> Vec<Point> {
        vec![p(east, north), p(east + side, north), p(east + side, north + side), p(east, north + side)]
    }

    #[test]
    fn gaps_of_squares() {
        let a = square(0.0, 0.0, 10.0);
        assert_eq!(convex_gap(&a, &square(13.0, 0.0, 10.0)), 3.0);
        assert_eq!(convex_gap(&a, &square(10.0, 0.0, 10.0)), 0.0);
        // Corner to corner the gap is the distance, not the wider shadow.
        assert_eq!(convex_gap(&a, &square(13.0, 14.0, 10.0)), 5.0);
        assert_eq!(convex_gap(&a, &square(8.0, 1.0, 10.0)), -2.0);
        assert_eq!(convex_gap(&a, &square(4.0, 4.0, 2.0)), -6.0);
        assert_eq!(convex_gap(&[p(0.0, 0.0), p(10.0, 0.0)], &[p(5.0, 1.0), p(5.0, 9.0)]), 1.0);
        assert_eq!(convex_gap(&[p(0.0, 0.0)], &[p(3.0, 4.0)]), 5.0);
    }

    #[test]
    fn outlines_that_cross_are_found() {
        assert_eq!(crossing_edges(&square(0.0, 0.0, 1.0)), None);
        let bow = [p(0.0, 0.0), p(1.0, 1.0), p(1.0, 0.0), p(0.0, 1.0)];
        assert_eq!(crossing_edges(&bow), Some((0, 2)));
        let spike = [p(0.0, 0.0), p(2.0, 0.0), p(1.0, 0.0), p(1.0, 1.0)];
        assert_eq!(crossing_edges(&spike), Some((0, 1)));
        let doubled = [p(0.0, 0.0), p(0.0, 0.0), p(1.0, 1.0), p(0.0, 1.0)];
        assert!(crossing_edges(&doubled).is_some());
        // An L is simple and not convex.
        let l = [p(0.0, 0.0), p(2.0, 0.0), p(2.0, 1.0), p(1.0, 1.0), p(1.0, 2.0), p(0.0, 2.0)];
        assert_eq!(crossing_edges(&l), None);
        assert_eq!(area_m2(&l), 3.0);
        assert!(inside(p(0.5, 1.5), &l) && !inside(p(1.5, 1.5), &l));
        assert_eq!(polygon_distance(&square(1.5, 1.5, 0.2), &l), 0.5);
        assert_eq!(polygon_distance(&square(-9.0, -9.0, 20.0), &l), 0.0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        /// The hull holds all points, runs counter-clockwise, and has them among its corners.
        #[test]
        fn hull_holds_its_points(raw in prop::collection::vec((-50i32..50, -50i32..50), 1..40)) {
            let points: Vec<Point> = raw.iter().map(|(e, n)| p(f64::from(*e), f64::from(*n))).collect();
            let around = hull(&points);
            prop_assert!(around.iter().all(|c| points.contains(c)));
            if around.len() > 2 {
                prop_assert!(area_m2(&around) > 0.0);
                for (a, b) in edges(&around) {
                    prop_assert!(points.iter().all(|q| cross(a, b, *q) >= 0.0));
                }
            }
        }

        /// A gap is the least distance of points sampled on the edges, and moving the one by the gap closes it.
        #[test]
        fn gap_is_symmetric_and_nearest(
            a in prop::collection::vec((-50i32..50, -50i32..50), 3..12),
            b in prop::collection::vec((-50i32..50, -50i32..50), 3..12),
            shift in (-150i32..150, -150i32..150),
        ) {
            let points = |raw: &[(i32, i32)], by: (i32, i32)| -> Vec<Point> {
                raw.iter().map(|(e, n)| p(f64::from(e + by.0), f64::from(n + by.1))).collect()
            };
            let (a, b) = (hull(&points(&a, (0, 0))), hull(&points(&b, shift)));
            let gap = convex_gap(&a, &b);
            prop_assert!((gap - convex_gap(&b, &a)).abs() < 1e-9);
            let sample = |polygon: &[Point]| -> Vec<Point> {
                edges(polygon)
                    .flat_map(|(s, t)| (0..=20).map(move |k| {
                        let part = f64::from(k) / 20.0;
                        p(s.east_m + part * (t.east_m - s.east_m), s.north_m + part * (t.north_m - s.north_m))
                    }))
                    .collect()
            };
            for s in sample(&a) {
                for t in sample(&b) {
                    prop_assert!(distance(s, t) >= gap - 1e-9);
                }
            }
            // Separated by an axis exactly when the distance says so.
            prop_assert_eq!(separating_axis(&a, &b) > 1e-9, gap > 1e-9);
        }
    }
}

//! Polygons in latitude and longitude: nesting, cutting at the dateline, mass inside.

use super::ProbabilityMap;
use sarex_geo::{Position, position::unwrap_longitude};

/// A closed ring: the last position equals the first.
pub type Ring = Vec<Position>;

/// An area with holes; edges are straight in latitude and longitude (RFC 7946).
#[derive(Debug, Clone, PartialEq)]
pub struct Polygon {
    /// Counter-clockwise.
    pub outer: Ring,
    /// Clockwise.
    pub holes: Vec<Ring>,
}

/// A corner: x east, y north, degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Corner {
    x: f64,
    y: f64,
}

impl Polygon {
    /// The same area in parts that do not cross the dateline, longitudes in [−180, 180] (RFC 7946, 3.1.9).
    ///
    /// ```
    /// use sarex_drift::map::Polygon;
    /// use sarex_geo::Position;
    /// let corner = |lat, lon| Position::new(lat, lon).unwrap();
    /// let outer =
    ///     vec![corner(0.0, 179.0), corner(0.0, 181.0), corner(1.0, 181.0), corner(1.0, 179.0), corner(0.0, 179.0)];
    /// let parts = Polygon { outer, holes: vec![] }.cut_at_dateline();
    /// assert_eq!(parts.len(), 2);
    /// assert!(parts[1].outer.iter().all(|p| (-180.0..=-179.0).contains(&p.lon_deg())));
    /// ```
    pub fn cut_at_dateline(&self) -> Vec<Polygon> {
        let rings: Vec<Vec<Corner>> =
            std::iter::once(&self.outer).chain(&self.holes).map(|r| open(r)).collect();
        let (west, east) = range(rings.iter().flatten().map(|c| c.x));
        if !(west.is_finite() && east.is_finite()) {
            return Vec::new();
        }
        let strip_of = |x: f64| ((x + 180.0) / 360.0).floor() as i32;
        let mut parts = Vec::new();
        for strip in strip_of(west)..=strip_of(east) {
            let turn = 360.0 * f64::from(strip);
            let inside = cut(&cut(&rings, turn - 180.0, Side::East), turn + 180.0, Side::West);
            let closed = inside.iter().filter_map(|ring| close(ring, -turn)).collect();
            parts.extend(nest(closed));
        }
        parts
    }
}

/// Sorts rings into outer ones (counter-clockwise) and the holes in them.
pub(super) fn nest(rings: Vec<Ring>) -> Vec<Polygon> {
    let mut outers: Vec<(f64, Polygon)> = Vec::new();
    let mut holes = Vec::new();
    for ring in rings {
        let area = signed_area(&open(&ring));
        if area > 0.0 {
            outers.push((area, Polygon { outer: ring, holes: Vec::new() }));
        } else if area < 0.0 {
            holes.push(ring);
        }
    }
    for hole in holes {
        let corner = open(&hole)[0];
        // The innermost ring about it.
        let mut best: Option<usize> = None;
        for (k, (area, polygon)) in outers.iter().enumerate() {
            if contains(&open(&polygon.outer), corner) && best.is_none_or(|b| *area < outers[b].0) {
                best = Some(k);
            }
        }
        if let Some(k) = best {
            outers[k].1.holes.push(hole);
        }
    }
    outers.into_iter().map(|(_, polygon)| polygon).collect()
}

/// Mass of a map inside a polygon.
pub(super) fn covered_mass(map: &ProbabilityMap, area: &Polygon) -> f64 {
    let grid = &map.grid;
    let cell_area = grid.lon_step_deg * grid.lat_step_deg;
    let middle = grid.lon_deg(grid.columns / 2);
    let mut inside = 0.0;
    for (k, ring) in std::iter::once(&area.outer).chain(&area.holes).enumerate() {
        let corners = unwound(ring, middle);
        let sign = if k == 0 { 1.0 } else { -1.0 };
        // A ring may lie a turn away from parts of the grid when that goes all the way round.
        for turn in [-360.0, 0.0, 360.0] {
            let moved: Vec<Corner> = corners.iter().map(|c| Corner { x: c.x + turn, y: c.y }).collect();
            inside += sign * ring_mass(map, &moved) / cell_area;
        }
    }
    inside
}

/// Σ mass · (area of the cell inside the ring), in square degrees.
fn ring_mass(map: &ProbabilityMap, ring: &[Corner]) -> f64 {
    let grid = &map.grid;
    let (south, north) = range(ring.iter().map(|c| c.y));
    let rows = cells_between(south, north, grid.south_deg, grid.lat_step_deg, grid.rows);
    let mut sum = 0.0;
    for row in rows {
        let low = grid.south_deg + row as f64 * grid.lat_step_deg;
        let band = clip(ring, |c| c.y - low);
        let band = clip(&band, |c| low + grid.lat_step_deg - c.y);
        let (west, east) = range(band.iter().map(|c| c.x));
        for column in cells_between(west, east, grid.west_deg, grid.lon_step_deg, grid.columns) {
            let left = grid.west_deg + column as f64 * grid.lon_step_deg;
            let cell = clip(&band, |c| c.x - left);
            let cell = clip(&cell, |c| left + grid.lon_step_deg - c.x);
            sum += map.mass_of(row, column) * signed_area(&cell).abs();
        }
    }
    sum
}

/// Cells of an axis that touch an interval.
fn cells_between(low: f64, high: f64, origin: f64, step: f64, count: usize) -> std::ops::Range<usize> {
    if low > high {
        return 0..0;
    }
    let first = ((low - origin) / step).floor().clamp(0.0, count as f64) as usize;
    let past = (((high - origin) / step).floor() + 1.0).clamp(0.0, count as f64) as usize;
    first..past.max(first)
}

/// The part of a ring on the positive side of a line (Sutherland & Hodgman 1974). Parts that fall apart stay
/// joined by edges on the line, which enclose no area.
fn clip(ring: &[Corner], side: impl Fn(&Corner) -> f64) -> Vec<Corner> {
    let mut kept = Vec::with_capacity(ring.len() + 4);
    for (k, a) in ring.iter().enumerate() {
        let b = &ring[(k + 1) % ring.len()];
        let (sa, sb) = (side(a), side(b));
        if sa >= 0.0 {
            kept.push(*a);
        }
        if (sa >= 0.0) != (sb >= 0.0) {
            let t = sa / (sa - sb);
            kept.push(Corner { x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y) });
        }
    }
    kept
}

/// Which side of a meridian is kept.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    East,
    West,
}

/// A stretch of a ring on the side that is kept, from the meridian to the meridian.
struct Chain {
    corners: Vec<Corner>,
}

/// The parts of an area on one side of a meridian. Interior stays on the left of all rings.
///
/// Rings are broken into chains between crossings. Along the meridian the ends of chains alternate between
/// leaving and entering, and neighbours with area between them are joined.
fn cut(rings: &[Vec<Corner>], meridian: f64, keep: Side) -> Vec<Vec<Corner>> {
    let depth = |c: &Corner| if keep == Side::East { c.x - meridian } else { meridian - c.x };
    let mut whole = Vec::new();
    let mut chains: Vec<Chain> = Vec::new();
    for ring in rings {
        // Begin just outside, so that every chain is met from its entry on.
        match (0..ring.len()).find(|&k| depth(&ring[k]) <= 0.0) {
            None => whole.push(ring.clone()),
            Some(start) => chains.extend(chains_of(ring, start, meridian, depth)),
        }
    }
    // (latitude, chain, whether the chain enters here)
    let mut ends: Vec<(f64, usize, bool)> = Vec::new();
    for (k, chain) in chains.iter().enumerate() {
        ends.push((chain.corners[0].y, k, true));
        ends.push((chain.corners[chain.corners.len() - 1].y, k, false));
    }
    ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    alternate(&mut ends, keep == Side::East);
    let mut follows = vec![usize::MAX; chains.len()];
    for pair in ends.chunks_exact(2) {
        let (enter, leave) = if pair[0].2 { (pair[0].1, pair[1].1) } else { (pair[1].1, pair[0].1) };
        follows[leave] = enter;
    }
    let mut seen = vec![false; chains.len()];
    for start in 0..chains.len() {
        let mut ring = Vec::new();
        let mut at = start;
        while at != usize::MAX && !seen[at] {
            seen[at] = true;
            ring.extend_from_slice(&chains[at].corners);
            at = follows[at];
        }
        if ring.len() >= 3 {
            whole.push(ring);
        }
    }
    whole
}

/// Where several chains meet the meridian at one latitude, puts their ends into alternating order; going north,
/// area east of the meridian begins where a chain enters, area west of it where one leaves.
fn alternate(ends: &mut [(f64, usize, bool)], enter_first: bool) {
    for k in 0..ends.len() {
        let want = k.is_multiple_of(2) == enter_first;
        if ends[k].2 != want {
            let same =
                (k + 1..ends.len()).take_while(|&j| ends[j].0 == ends[k].0).find(|&j| ends[j].2 == want);
            if let Some(j) = same {
                ends.swap(k, j);
            }
        }
    }
}

fn chains_of(ring: &[Corner], start: usize, meridian: f64, depth: impl Fn(&Corner) -> f64) -> Vec<Chain> {
    let mut chains = Vec::new();
    let mut current: Vec<Corner> = Vec::new();
    for step in 0..ring.len() {
        let (a, b) = (ring[(start + step) % ring.len()], ring[(start + step + 1) % ring.len()]);
        let (da, db) = (depth(&a), depth(&b));
        let t = da / (da - db);
        let crossing = Corner { x: meridian, y: a.y + t * (b.y - a.y) };
        if da <= 0.0 && db > 0.0 {
            current = vec![crossing, b];
        } else if da > 0.0 && db > 0.0 {
            current.push(b);
        } else if da > 0.0 {
            current.push(crossing);
            chains.push(Chain { corners: std::mem::take(&mut current) });
        }
    }
    chains
}

/// Corners of a closed ring without the repeated last one.
fn open(ring: &[Position]) -> Vec<Corner> {
    let mut corners: Vec<Corner> = ring.iter().map(|p| Corner { x: p.lon_deg(), y: p.lat_deg() }).collect();
    if corners.len() > 1 && corners.first() == corners.last() {
        corners.pop();
    }
    corners
}

/// Corners with longitudes that follow each other, the middle of the ring within half a turn of `middle`.
fn unwound(ring: &[Position], middle: f64) -> Vec<Corner> {
    let mut corners = open(ring);
    for k in 1..corners.len() {
        corners[k].x = unwrap_longitude(corners[k].x, corners[k - 1].x);
    }
    let (west, east) = range(corners.iter().map(|c| c.x));
    let own = 0.5 * (west + east);
    let shift = unwrap_longitude(own, middle) - own;
    corners.iter_mut().for_each(|c| c.x += shift);
    corners
}

/// A closed ring of positions, moved by `turn` degrees; `None` if it encloses nothing.
fn close(corners: &[Corner], turn: f64) -> Option<Ring> {
    let mut ring = Ring::with_capacity(corners.len() + 1);
    for c in corners {
        let p = Position::new(c.y.clamp(-90.0, 90.0), (c.x + turn).clamp(-180.0, 180.0)).ok()?;
        if ring.last() != Some(&p) {
            ring.push(p);
        }
    }
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    let first = *ring.first()?;
    ring.push(first);
    (ring.len() >= 4).then_some(ring)
}

fn signed_area(corners: &[Corner]) -> f64 {
    let Some(origin) = corners.first() else { return 0.0 };
    let mut sum = 0.0;
    for pair in corners.windows(2) {
        // Relative to a corner: products of whole longitudes would cancel.
        sum +=
            (pair[0].x - origin.x) * (pair[1].y - origin.y) - (pair[1].x - origin.x) * (pair[0].y - origin.y);
    }
    0.5 * sum
}

/// Even–odd rule.
fn contains(ring: &[Corner], point: Corner) -> bool {
    let mut inside = false;
    for (k, a) in ring.iter().enumerate() {
        let b = ring[(k + 1) % ring.len()];
        if (a.y > point.y) != (b.y > point.y) {
            let x = a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x);
            inside ^= point.x < x;
        }
    }
    inside
}

fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ring(corners: &[(f64, f64)]) -> Ring {
        let mut ring: Ring = corners.iter().map(|&(x, y)| Position::new(y, x).unwrap()).collect();
        ring.push(ring[0]);
        ring
    }

    fn area_of(parts: &[Polygon]) -> f64 {
        let ring_area = |r: &Ring| signed_area(&open(r));
        parts.iter().map(|p| ring_area(&p.outer) + p.holes.iter().map(ring_area).sum::<f64>()).sum()
    }

    /// A comb with its back in the west, its teeth across the dateline, and a hole in the back.
    fn comb(east: f64) -> Polygon {
        let at = |x: f64, y: f64| (x + east, y);
        Polygon {
            outer: ring(&[
                at(-4.0, 0.0),
                at(2.0, 0.0),
                at(2.0, 1.0),
                at(-1.0, 1.0),
                at(-1.0, 2.0),
                at(2.0, 2.0),
                at(2.0, 3.0),
                at(-4.0, 3.0),
            ]),
            holes: vec![ring(&[at(-3.0, 1.0), at(-3.0, 2.0), at(-2.0, 2.0), at(-2.0, 1.0)])],
        }
    }

    #[test]
    fn cutting_keeps_area_holes_and_orientation() {
        for (east, parts) in
            [(180.0, 3), (0.0, 1), (178.0, 1), (181.0, 3), (182.5, 2), (184.0, 1), (-180.0, 3)]
        {
            let whole = comb(east);
            let cut = whole.cut_at_dateline();
            assert_eq!(cut.len(), parts, "{east}: {cut:?}");
            assert!((area_of(&cut) - 14.0).abs() < 1e-9, "{east}: {}", area_of(&cut));
            let holes: usize = cut.iter().map(|p| p.holes.len()).sum();
            // At 182.5 the cut goes through the hole, which becomes a bay on both sides.
            assert_eq!(holes, usize::from(east != 182.5), "{east}");
            for p in &cut {
                assert!(p.outer.iter().all(|q| q.lon_deg().abs() <= 180.0));
                assert_eq!(p.outer.first(), p.outer.last());
                let width = range(p.outer.iter().map(|q| q.lon_deg()));
                assert!(width.1 - width.0 <= 6.0 + 1e-9, "{east}: {width:?}");
            }
        }
    }

    /// A diamond whose corner only touches the dateline is not torn.
    #[test]
    fn touching_is_not_crossing() {
        let diamond = ring(&[(178.0, 0.0), (179.0, -1.0), (180.0, 0.0), (179.0, 1.0)]);
        let cut = Polygon { outer: diamond, holes: vec![] }.cut_at_dateline();
        assert_eq!(cut.len(), 1);
        assert!((area_of(&cut) - 2.0).abs() < 1e-12);
    }

    proptest! {
        /// Star-shaped rings anywhere: the parts have the area of the whole.
        #[test]
        fn parts_have_the_area_of_the_whole(
            radii in prop::collection::vec(0.2..5.0f64, 3..24),
            east in -355.0..535.0f64,
        ) {
            let n = radii.len() as f64;
            let corners: Vec<(f64, f64)> = radii
                .iter()
                .enumerate()
                .map(|(k, r)| {
                    let (s, c) = sarex_geo::math::sin_cos_turns(k as f64 / n);
                    (east + r * c, r * s)
                })
                .collect();
            let whole = Polygon { outer: ring(&corners), holes: vec![] };
            let cut = whole.cut_at_dateline();
            prop_assert!((area_of(&cut) - area_of(&[whole])).abs() < 1e-9);
        }
    }
}

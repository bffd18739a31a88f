//! Rings to edges on the lattice.

use super::super::format::NO_CUT;
use super::super::lattice::Point;
use super::{BuildError, MAX_VERTICES, Ring, Vertex};

/// A coordinate this near to a lattice point, in degrees, lies on it: far below the resolution of queries, and
/// more than the error of `integer × 0.000001`, as some programs compute it.
const ON_LATTICE_DEG: f64 = 1e-11;

/// Straight pieces along a meridian or parallel may be longer than any coast: they are divided to this.
const LONGEST_PIECE_DEG: i64 = 45;

/// Longest oblique edge.
const LONGEST_EDGE_DEG: i64 = 90;

/// One edge, in lattice units from the area's south-west corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edge {
    pub(super) a: Point,
    pub(super) b: Point,
    /// No coast: a cut through the data.
    pub(super) cut: bool,
}

/// All edges that matter for an area, in the order of the rings.
pub(super) struct Outline {
    pub(super) units_per_degree: i64,
    /// West, south, width, height in lattice units.
    pub(super) area: [i64; 4],
    /// West, east, south, north border of the clip, absolute: edges on them are cuts.
    pub(super) cuts: [i64; 4],
    pub(super) edges: Vec<Edge>,
    pub(super) vertices: u64,
    pub(super) rounded: u64,
}

impl Outline {
    pub(super) fn new(rings: &[Ring], clip: Option<[f64; 4]>) -> Result<Self, BuildError> {
        let vertices: usize = rings.iter().map(Vec::len).sum();
        if vertices > MAX_VERTICES {
            return Err(BuildError::TooMany { what: "vertices" });
        }
        check_degrees(rings)?;
        let all = || rings.iter().flatten();
        let off = |units: f64| all().filter(|v| !on_lattice(v, units)).count() as u64;
        let (units_per_degree, rounded) = if off(1e6) == 0 { (1_000_000, 0) } else { (10_000_000, off(1e7)) };
        let loops = put_on_lattice(rings, units_per_degree)?;
        let bounds = Bounds::around(&loops).ok_or(BuildError::NoPolygons)?;
        let area = match clip {
            Some(clip) => area_of_clip(clip, units_per_degree)?,
            None => bounds.area(units_per_degree),
        };
        let [west, south, width, height] = area;
        let border = [west, west + width, south, south + height];
        let cuts = if clip.is_some() { border } else { [NO_CUT; 4] };
        let mut outline =
            Self { units_per_degree, area, cuts, edges: Vec::new(), vertices: vertices as u64, rounded };
        for ring in &loops {
            outline.add_ring(ring);
        }
        outline.cancel_pairs();
        Ok(outline)
    }

    /// Average of the larger extent of coast edges, lattice units.
    pub(super) fn mean_edge_units(&self) -> f64 {
        let coast = self.edges.iter().filter(|e| !e.cut);
        let (sum, count) = coast.fold((0i128, 0i128), |(sum, count), e| {
            (sum + i128::from((e.b.x - e.a.x).abs().max((e.b.y - e.a.y).abs())), count + 1)
        });
        sum as f64 / count.max(1) as f64
    }

    /// Enters a ring once for each turn in which it overlaps the area's longitudes.
    fn add_ring(&mut self, ring: &[Point]) {
        let turn = 360 * self.units_per_degree;
        let [west, south, width, height] = self.area;
        let low = ring.iter().map(|p| p.x).min().unwrap_or(0);
        let high = ring.iter().map(|p| p.x).max().unwrap_or(0);
        let first = (west - high).div_euclid(turn) + i64::from((west - high).rem_euclid(turn) != 0);
        let last = (west + width - low).div_euclid(turn);
        let above = ring.iter().all(|p| p.y > south + height);
        let below = ring.iter().all(|p| p.y < south);
        if above || below {
            return;
        }
        for turns in first..=last {
            let place = |p: Point| Point { x: p.x + turns * turn - west, y: p.y - south };
            for (i, &from) in ring.iter().enumerate() {
                let to = ring[(i + 1) % ring.len()];
                let cut = self.is_cut(from, to);
                self.add_edge(place(from), place(to), cut);
            }
        }
    }

    fn is_cut(&self, a: Point, b: Point) -> bool {
        let turn = 360 * self.units_per_degree;
        let [west, east, south, north] = self.cuts;
        let on = |line: i64| line != NO_CUT && (a.x - line) % turn == 0;
        (a.x == b.x && (on(west) || on(east) || on(turn / 2)))
            || (a.y == b.y && (a.y == south || a.y == north))
    }

    /// Adds an edge; a long one along a meridian or parallel in pieces.
    fn add_edge(&mut self, a: Point, b: Point, cut: bool) {
        let longest = LONGEST_PIECE_DEG * self.units_per_degree;
        let straight = a.x == b.x || a.y == b.y;
        let pieces = if straight { ((b.x - a.x).abs() + (b.y - a.y).abs() - 1) / longest + 1 } else { 1 };
        let at = |k: i64| Point { x: a.x + (b.x - a.x) / pieces * k, y: a.y + (b.y - a.y) / pieces * k };
        for k in 0..pieces {
            let end = if k + 1 == pieces { b } else { at(k + 1) };
            self.edges.push(Edge { a: at(k), b: end, cut });
        }
    }

    /// Two edges on the same ends cancel: neither changes what is land, and a border between two pieces of land
    /// is no coast.
    fn cancel_pairs(&mut self) {
        let mut order: Vec<(Point, Point, usize)> = Vec::with_capacity(self.edges.len());
        order.extend(self.edges.iter().enumerate().map(|(i, e)| (e.a.min(e.b), e.a.max(e.b), i)));
        order.sort_unstable();
        let mut keep = vec![true; self.edges.len()];
        for group in order.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1)) {
            for &(_, _, i) in &group[group.len() % 2..] {
                keep[i] = false;
            }
        }
        let mut keep = keep.into_iter();
        self.edges.retain(|_| keep.next().unwrap_or(true));
    }
}

fn check_degrees(rings: &[Ring]) -> Result<(), BuildError> {
    for (ring, points) in rings.iter().enumerate() {
        let wrong = |v: &Vertex| !(v.lat_deg.abs() <= 90.0 + ON_LATTICE_DEG && v.lon_deg.abs() <= 360.0);
        if let Some(vertex) = points.iter().position(wrong) {
            let Vertex { lon_deg, lat_deg } = points[vertex];
            return Err(BuildError::NotDegrees { ring, vertex, lon_deg, lat_deg });
        }
    }
    Ok(())
}

fn on_lattice(v: &Vertex, units: f64) -> bool {
    let near = |degrees: f64| (degrees - (degrees * units).round() / units).abs() <= ON_LATTICE_DEG;
    near(v.lon_deg) && near(v.lat_deg)
}

/// Whole coordinates, longitudes continuous along each ring, no repeated vertices, no ring without area.
fn put_on_lattice(rings: &[Ring], units: i64) -> Result<Vec<Vec<Point>>, BuildError> {
    let mut loops = Vec::with_capacity(rings.len());
    for (number, ring) in rings.iter().enumerate() {
        let whole = |degrees: f64| (degrees * units as f64).round() as i64;
        let mut points: Vec<Point> = Vec::with_capacity(ring.len());
        let mut last: Option<Point> = None;
        let mut offset = 0;
        for v in ring {
            let p = Point { x: whole(v.lon_deg), y: whole(v.lat_deg) };
            offset += last.map_or(0, |last| turns_between(last, p, units) * 360 * units);
            points.push(Point { x: p.x + offset, ..p });
            last = Some(p);
        }
        points.dedup();
        while points.len() > 1 && points.first() == points.last() {
            points.pop();
        }
        if points.len() < 3 {
            continue;
        }
        check_edges(number, &points, units)?;
        loops.push(points);
    }
    Ok(loops)
}

/// Turns to add to `p` and all after it so that the edge from `last` is the short way. Edges once round the world
/// (the foot of Antarctica) and along a pole are meant as they are.
fn turns_between(last: Point, p: Point, units: i64) -> i64 {
    let turn = 360 * units;
    let jump = p.x - last.x;
    let meant = jump.abs() == turn || (p.y == last.y && is_pole(p, units));
    if meant || jump.abs() <= turn / 2 { 0 } else { -jump.signum() }
}

fn check_edges(ring: usize, points: &[Point], units: i64) -> Result<(), BuildError> {
    let closing = (points[points.len() - 1], points[0]);
    let same_place = closing.0.y == closing.1.y && (closing.0.x - closing.1.x) % (360 * units) == 0;
    let wraps = turns_between(closing.0, closing.1, units) != 0;
    if wraps || (same_place && !is_pole(closing.0, units)) {
        return Err(BuildError::RoundThePole { ring });
    }
    for (i, a) in points.iter().enumerate() {
        let b = points[(i + 1) % points.len()];
        let (dx, dy) = ((b.x - a.x).abs(), (b.y - a.y).abs());
        if dx != 0 && dy != 0 && dx.max(dy) > LONGEST_EDGE_DEG * units {
            return Err(BuildError::EdgeTooLong { ring, length_deg: dx.max(dy) as f64 / units as f64 });
        }
    }
    Ok(())
}

fn is_pole(p: Point, units: i64) -> bool {
    p.y.abs() == 90 * units
}

struct Bounds {
    low: Point,
    high: Point,
}

impl Bounds {
    fn around(loops: &[Vec<Point>]) -> Option<Self> {
        let mut all = loops.iter().flatten();
        let first = *all.next()?;
        Some(all.fold(Self { low: first, high: first }, |b, p| Self {
            low: Point { x: b.low.x.min(p.x), y: b.low.y.min(p.y) },
            high: Point { x: b.high.x.max(p.x), y: b.high.y.max(p.y) },
        }))
    }

    fn area(&self, units: i64) -> [i64; 4] {
        let width = (self.high.x - self.low.x).min(360 * units);
        [self.low.x, self.low.y, width, self.high.y - self.low.y]
    }
}

fn area_of_clip(clip: [f64; 4], units: i64) -> Result<[i64; 4], BuildError> {
    let [south, north, west, east] = clip;
    let east = if east < west { east + 360.0 } else { east };
    let lawful = south.abs() <= 90.0
        && north.abs() <= 90.0
        && south < north
        && west.abs() <= 360.0
        && east.abs() <= 720.0
        && west < east
        && east - west <= 360.0;
    if !lawful {
        return Err(BuildError::Clip { clip });
    }
    let whole = |degrees: f64| (degrees * units as f64).round() as i64;
    let (width, height) = (whole(east) - whole(west), whole(north) - whole(south));
    if width == 0 || height == 0 {
        return Err(BuildError::Clip { clip });
    }
    Ok([whole(west), whole(south), width, height])
}

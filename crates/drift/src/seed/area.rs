//! Areas.

use super::StartTime;
use super::sample::{Lot, SeedError, Start, check_count};
use sarex_geo::ellipsoid::{A_M, E2, RAD};
use sarex_geo::position::unwrap_longitude;
use sarex_geo::{Position, math, streams::Process};

/// Somewhere in one or more polygons, every square metre alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Polygons; where they overlap, places count twice.
    pub polygons: Vec<Polygon>,
    /// When.
    pub time: StartTime,
}

/// A polygon whose edges are straight in latitude and longitude, as in GeoJSON (RFC 7946).
///
/// Successive vertices are taken to lie within 180° of longitude of each other, so a polygon may cross the
/// dateline however its longitudes are written. Rings may be closed (last vertex equal to the first) or not,
/// and run either way round.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Polygon {
    /// Outer ring, three or more vertices.
    pub outer: Vec<Position>,
    /// Holes within it.
    pub holes: Vec<Vec<Position>>,
}

/// Most vertices of all polygons of a seed together.
const MOST_VERTICES: usize = 100_000;

/// Checked polygons, cut into triangles.
///
/// Triangles are those of the polygon in the plane of latitude and longitude, where its edges are straight. One
/// is chosen with probability proportional to its area on the ellipsoid, ∬ M N cos φ dλ dφ; in it a place is
/// drawn uniformly in degrees and kept with probability M N cos φ / max(M N cos φ), else drawn again. So every
/// square metre is alike at any latitude, exactly, and no projection has to be chosen.
#[derive(Debug, Clone)]
pub(crate) struct AreaSampler {
    triangles: Vec<Triangle>,
    /// Area of all triangles up to this one, relative.
    cumulative: Vec<f64>,
    time: StartTime,
}

#[derive(Debug, Clone, Copy)]
struct Triangle {
    /// Latitude and longitude of the corners, degrees.
    corners: [(f64, f64); 3],
    /// Largest M N cos φ in it.
    densest: f64,
}

impl Area {
    pub(crate) fn sampler(&self) -> Result<AreaSampler, SeedError> {
        check_count("polygons", self.polygons.len(), 1, 10_000)?;
        let vertices = self.polygons.iter().map(Polygon::vertices).sum();
        check_count("vertices of all polygons", vertices, 3, MOST_VERTICES)?;
        self.time.check()?;
        let mut triangles = Vec::new();
        for (index, polygon) in self.polygons.iter().enumerate() {
            let cut =
                polygon.triangles().map_err(|problem| SeedError::Polygon { polygon: index + 1, problem })?;
            triangles.extend(cut);
        }
        let mut sum = 0.0;
        let cumulative: Vec<f64> = triangles
            .iter()
            .map(|triangle| {
                sum += triangle.area();
                sum
            })
            .collect();
        Ok(AreaSampler { triangles, cumulative, time: self.time })
    }
}

/// Area of all polygons on the ellipsoid, m²; where they overlap it counts twice.
pub(crate) fn square_metres(area: &Area) -> Result<f64, SeedError> {
    let relative = area.sampler()?.cumulative.last().copied().unwrap_or(0.0);
    Ok(relative * RAD * RAD)
}

impl AreaSampler {
    pub fn draw(&self, lot: Lot) -> Start {
        let [choice, u, v, keep] = lot.uniforms(Process::SeedPosition, 0);
        let total = self.cumulative[self.cumulative.len() - 1];
        let chosen = self.cumulative.partition_point(|&area| area < choice * total);
        let triangle = self.triangles[chosen.min(self.triangles.len() - 1)];
        let (mut place, mut keep) = (triangle.place(u, v), keep);
        // A triangle that touches a pole keeps one draw in two, all others nearly all.
        for draw in 1..200 {
            if keep * triangle.densest <= density(place.0) {
                break;
            }
            let [u, v, again, _] = lot.uniforms(Process::SeedPosition, draw);
            (place, keep) = (triangle.place(u, v), again);
        }
        Start { lat_deg: place.0, lon_deg: place.1, time_s: lot.time_s(self.time) }
    }
}

impl Polygon {
    /// Says what keeps it from being an area: too few corners, edges that cross, a way round a pole.
    ///
    /// ```
    /// # use sarex_drift::seed::Polygon;
    /// # use sarex_geo::Position;
    /// let corner = |lat, lon| Position::new(lat, lon).unwrap();
    /// let bow_tie = vec![corner(0.0, 0.0), corner(1.0, 1.0), corner(0.0, 1.0), corner(1.0, 0.0)];
    /// let refused = Polygon { outer: bow_tie, holes: Vec::new() }.check();
    /// assert!(refused.unwrap_err().contains("cross"));
    /// ```
    pub fn check(&self) -> Result<(), String> {
        check_count("vertices", self.vertices(), 3, MOST_VERTICES).map_err(|error| error.to_string())?;
        self.triangles().map(drop)
    }

    fn vertices(&self) -> usize {
        self.outer.len() + self.holes.iter().map(Vec::len).sum::<usize>()
    }

    /// Its rings as (longitude, latitude), open, unwrapped, the holes near the outer ring.
    fn rings(&self) -> Vec<Vec<[f64; 2]>> {
        let reference = self.outer.first().map_or(0.0, |vertex| vertex.lon_deg());
        std::iter::once(&self.outer).chain(&self.holes).map(|ring| unwrapped(ring, reference)).collect()
    }

    fn triangles(&self) -> Result<Vec<Triangle>, String> {
        let rings = self.rings();
        if rings.iter().any(|ring| ring.len() < 3) {
            return Err("a ring needs three different vertices or more".to_owned());
        }
        let winds = |ring: &Vec<[f64; 2]>| (ring[0][0] - ring[ring.len() - 1][0]).abs() > 180.0;
        if rings.iter().any(winds) {
            let why = "it runs round a pole; add vertices along the pole (latitude 90°) to close it there";
            return Err(why.to_owned());
        }
        let starts: Vec<u32> = rings[..rings.len() - 1]
            .iter()
            .scan(0, |start, ring| {
                *start += ring.len() as u32;
                Some(*start)
            })
            .collect();
        let vertices = rings.concat();
        let mut corners: Vec<u32> = Vec::new();
        earcut::Earcut::new().earcut(vertices.iter().copied(), &starts, &mut corners);
        let triangles: Vec<Triangle> = corners
            .chunks_exact(3)
            .map(|three| Triangle::new([0, 1, 2].map(|k| vertices[three[k] as usize])))
            .collect();
        let planar: f64 = triangles.iter().map(Triangle::planar_area).sum();
        let expected = ring_area(&rings[0]) - rings[1..].iter().map(|hole| ring_area(hole)).sum::<f64>();
        // Cutting leaves something over, or takes too much, if and only if rings cross.
        let is_whole = expected > 0.0 && (planar - expected).abs() <= 1e-6 * expected;
        if !is_whole && let Some(edges) = crossing_edges(&rings) {
            return Err(format!("its edges cross each other: {edges}; draw the rings so that none crosses"));
        }
        if expected <= 0.0 {
            return Err("it has no area, or its holes are larger than itself".to_owned());
        }
        if !is_whole {
            let why =
                "its edges cross each other, or a hole lies outside; draw the rings so that none crosses";
            return Err(why.to_owned());
        }
        Ok(triangles)
    }

    /// What [`Polygon::contains`] needs, or what is wrong.
    pub(crate) fn prepared(&self) -> Result<Vec<Vec<[f64; 2]>>, String> {
        self.triangles()?;
        Ok(self.rings())
    }
}

/// True inside prepared rings, by the even–odd rule.
pub(crate) fn contains(rings: &[Vec<[f64; 2]>], lat_deg: f64, lon_deg: f64) -> bool {
    let lon_deg = unwrap_longitude(lon_deg, ring_middle(&rings[0]));
    let mut inside = false;
    for ring in rings {
        let mut before = ring[ring.len() - 1];
        for &vertex in ring {
            let ([x0, y0], [x1, y1]) = (before, vertex);
            if (y0 > lat_deg) != (y1 > lat_deg) && lon_deg < x0 + (x1 - x0) * (lat_deg - y0) / (y1 - y0) {
                inside = !inside;
            }
            before = vertex;
        }
    }
    inside
}

/// Longitude half way between the western and the eastern end.
fn ring_middle(ring: &[[f64; 2]]) -> f64 {
    let west = ring.iter().map(|v| v[0]).fold(f64::INFINITY, f64::min);
    let east = ring.iter().map(|v| v[0]).fold(f64::NEG_INFINITY, f64::max);
    0.5 * (west + east)
}

/// Vertices as (longitude, latitude), each within 180° of the one before; repeated ones left out.
fn unwrapped(ring: &[Position], reference_deg: f64) -> Vec<[f64; 2]> {
    let mut out: Vec<[f64; 2]> = Vec::with_capacity(ring.len());
    for vertex in ring {
        let near = out.last().map_or(reference_deg, |before| before[0]);
        let vertex = [unwrap_longitude(vertex.lon_deg(), near), vertex.lat_deg()];
        if out.last() != Some(&vertex) {
            out.push(vertex);
        }
    }
    if out.len() > 1 && out.first() == out.last() {
        out.pop();
    }
    out
}

/// Area of a ring in the plane of degrees.
fn ring_area(ring: &[[f64; 2]]) -> f64 {
    let [x0, y0] = ring[0];
    let twice: f64 = ring
        .windows(2)
        .map(|pair| (pair[0][0] - x0) * (pair[1][1] - y0) - (pair[1][0] - x0) * (pair[0][1] - y0))
        .sum();
    0.5 * twice.abs()
}

/// M N cos φ, m² per square radian: the true area of a unit of the plane of latitude and longitude.
fn density(lat_deg: f64) -> f64 {
    let (sin, cos) = math::sin_cos_turns(lat_deg / 360.0);
    let w2 = 1.0 - E2 * sin * sin;
    A_M * A_M * (1.0 - E2) * cos.max(0.0) / (w2 * w2)
}

impl Triangle {
    fn new(vertices: [[f64; 2]; 3]) -> Self {
        let corners = vertices.map(|[lon, lat]| (lat, lon));
        let lowest = corners.iter().map(|c| c.0).fold(f64::INFINITY, f64::min);
        let highest = corners.iter().map(|c| c.0).fold(f64::NEG_INFINITY, f64::max);
        // The density falls from the equator to the poles.
        let nearest_equator = if lowest > 0.0 { lowest } else { highest.min(0.0) };
        Self { corners, densest: density(nearest_equator) }
    }

    fn planar_area(&self) -> f64 {
        let [a, b, c] = self.corners;
        0.5 * ((b.1 - a.1) * (c.0 - a.0) - (c.1 - a.1) * (b.0 - a.0)).abs()
    }

    /// ∬ M N cos φ over the triangle, in m² per radian² times square degrees.
    ///
    /// By symmetry of the unit triangle the integral is 2 A ∬ of the density at a + u (b − a) + v (c − a). Mapped to
    /// the unit square by v = (1 − u) w it is taken by a Gauss–Legendre rule in both directions, after halving
    /// triangles that span many degrees.
    fn area(&self) -> f64 {
        let [a, b, c] = self.corners;
        let span = (a.0 - b.0).abs().max((b.0 - c.0).abs()).max((c.0 - a.0).abs());
        if span > 10.0 {
            let middle = |p: (f64, f64), q: (f64, f64)| (0.5 * (p.0 + q.0), 0.5 * (p.1 + q.1));
            let (ab, bc, ca) = (middle(a, b), middle(b, c), middle(c, a));
            let part = |corners| Self { corners, densest: self.densest }.area();
            return part([a, ab, ca]) + part([ab, b, bc]) + part([ca, bc, c]) + part([ab, bc, ca]);
        }
        let mut mean = 0.0;
        for (u, weight_u) in GAUSS5 {
            for (w, weight_w) in GAUSS5 {
                let v = (1.0 - u) * w;
                let lat = a.0 + u * (b.0 - a.0) + v * (c.0 - a.0);
                mean += weight_u * weight_w * (1.0 - u) * density(lat);
            }
        }
        2.0 * self.planar_area() * mean
    }

    /// Uniform in the plane of degrees.
    fn place(&self, u: f64, v: f64) -> (f64, f64) {
        let [a, b, c] = self.corners;
        let root = u.sqrt();
        let (p, q) = (root * (1.0 - v), root * v);
        (a.0 + p * (b.0 - a.0) + q * (c.0 - a.0), a.1 + p * (b.1 - a.1) + q * (c.1 - a.1))
    }
}

/// Gauss–Legendre rule of five points on [0, 1]: (place, weight).
const GAUSS5: [(f64, f64); 5] = [
    (0.046_910_077_030_668, 0.118_463_442_528_094_54),
    (0.230_765_344_947_158_45, 0.239_314_335_249_683_23),
    (0.5, 0.284_444_444_444_444_44),
    (0.769_234_655_052_841_5, 0.239_314_335_249_683_23),
    (0.953_089_922_969_332, 0.118_463_442_528_094_54),
];

/// Two edges that cross, told by their numbers and corners; none is looked for in polygons of very many corners.
fn crossing_edges(rings: &[Vec<[f64; 2]>]) -> Option<String> {
    const MOST_EDGES: usize = 3_000;
    let edges_of = |ring: &Vec<[f64; 2]>| -> Vec<[[f64; 2]; 2]> {
        (0..ring.len()).map(|k| [ring[k], ring[(k + 1) % ring.len()]]).collect()
    };
    let edges: Vec<[[f64; 2]; 2]> = rings.iter().flat_map(edges_of).collect();
    if edges.len() > MOST_EDGES {
        return None;
    }
    let told = |k: usize| {
        let [from, to] = edges[k].map(|[lon_deg, lat_deg]| {
            let place = Position::new(lat_deg, sarex_geo::position::wrap_longitude(lon_deg));
            place.map_or_else(|_| format!("{lat_deg} {lon_deg}"), |place| place.to_string())
        });
        format!("edge {} ({from} to {to})", k + 1)
    };
    let pairs = (0..edges.len()).flat_map(|i| (i + 1..edges.len()).map(move |k| (i, k)));
    let mut crossing = pairs.filter(|&(i, k)| cross(edges[i], edges[k]));
    crossing.next().map(|(i, k)| format!("{} and {}", told(i), told(k)))
}

/// Whether two edges cross within both; edges that meet in a corner do not.
fn cross([a, b]: [[f64; 2]; 2], [c, d]: [[f64; 2]; 2]) -> bool {
    let side =
        |p: [f64; 2], q: [f64; 2], r: [f64; 2]| (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

#[cfg(test)]
mod tests {
    use super::super::Seed;
    use super::super::sample::testing::{AT_NOON, assert_share, assert_uniform, draws, draws_from, p};
    use super::*;
    use crate::record::Record;
    use proptest::prelude::*;
    use sarex_geo::ellipsoid::RAD;

    const N: usize = 10_000;

    fn ring(vertices: &[(f64, f64)]) -> Vec<Position> {
        vertices.iter().map(|&(lat, lon)| p(lat, lon)).collect()
    }

    fn polygon(outer: &[(f64, f64)], holes: &[&[(f64, f64)]]) -> Polygon {
        Polygon { outer: ring(outer), holes: holes.iter().map(|hole| ring(hole)).collect() }
    }

    fn area(polygons: Vec<Polygon>) -> Seed {
        Seed::Area(Area { polygons, time: AT_NOON })
    }

    fn frame(south: f64, north: f64, west: f64, east: f64) -> Vec<(f64, f64)> {
        vec![(south, west), (south, east), (north, east), (north, west)]
    }

    /// q(φ) with the area between two parallels and two meridians b²/2 Δλ (q₂ − q₁): the closed form of the
    /// ellipsoid (Snyder 1987, Map Projections, eq. 3-12, scaled).
    fn q(lat_deg: f64) -> f64 {
        let (sin, _) = math::sin_cos_turns(lat_deg / 360.0);
        let e = E2.sqrt();
        sin / (1.0 - E2 * sin * sin) + math::ln((1.0 + e * sin) / (1.0 - e * sin)) / (2.0 * e)
    }

    fn area_m2(seed: &Seed) -> f64 {
        let Seed::Area(area) = seed else { unreachable!() };
        let sampler = area.sampler().unwrap();
        sampler.cumulative[sampler.cumulative.len() - 1] * RAD * RAD
    }

    /// Areas of frames between parallels agree with the closed form to 10⁻⁹, from the equator to the pole.
    #[test]
    fn areas_are_those_of_the_ellipsoid() {
        for (south, north, west, east) in
            [(30.0, 40.0, 120.0, 140.0), (-75.0, 80.0, -10.0, 50.0), (85.0, 90.0, 170.0, 190.0)]
        {
            let seed = area(vec![polygon(&frame(south, north, west, east), &[])]);
            let expected = 0.5 * A_M * A_M * (1.0 - E2) * (east - west) * RAD * (q(north) - q(south));
            assert!((area_m2(&seed) / expected - 1.0).abs() < 1e-9, "{south} {north}");
        }
    }

    /// Every square metre alike: q(φ) and the longitude are uniform in frames anywhere, dateline and pole too.
    #[test]
    fn frames_are_filled_evenly() {
        let mut record = Record::new(
            "spread",
            "seed-area",
            "Areas are filled evenly, square metre by square metre",
            "10 000 particles in frames of two parallels and two meridians: χ² of twenty classes of equal area on the \
             ellipsoid from south to north, and of equal width from west to east. The limit is the 99.99 % point.",
        );
        for (rng_seed, (south, north, west, east)) in (1..).zip([
            (34.0, 35.0, 129.0, 130.0),
            (-60.0, 75.0, 170.0, 200.0),
            (60.0, 80.0, -181.0, -179.0),
            (70.0, 90.0, 0.0, 90.0),
            (-89.0, -80.0, 350.0, 370.0),
        ]) {
            let starts = draws_from(rng_seed, &area(vec![polygon(&frame(south, north, west, east), &[])]), N);
            let high = |s: &Start| (q(s.lat_deg) - q(south)) / (q(north) - q(south));
            let northward = assert_uniform(&starts.iter().map(high).collect::<Vec<_>>());
            let along = |s: &Start| (unwrap_longitude(s.lon_deg, 0.5 * (west + east)) - west) / (east - west);
            let eastward = assert_uniform(&starts.iter().map(along).collect::<Vec<_>>());
            let frame = format!("{south}° to {north}°, {west}° to {east}°");
            record.row(&frame, format!("{northward:.1}, {eastward:.1}"), "52.4");
        }
    }

    /// The same polygon with its longitudes written in three ways gives the same places.
    #[test]
    fn the_dateline_may_be_written_anyhow() {
        let places = |west: f64, east: f64| {
            draws(&area(vec![polygon(&frame(-10.0, 10.0, west, east), &[])]), 50)
                .iter()
                .map(|s| ((s.lat_deg * 1e6).round(), (unwrap_longitude(s.lon_deg, 180.0) * 1e6).round()))
                .collect::<Vec<_>>()
        };
        assert_eq!(places(175.0, -175.0), places(175.0, 185.0));
        assert_eq!(places(-185.0, -175.0), places(175.0, 185.0));
    }

    /// Two polygons of unequal size, one with a hole: shares by area, nothing in the hole.
    #[test]
    fn holes_stay_empty_and_sizes_count() {
        let hole = frame(10.3, 10.7, 20.2, 20.8);
        let large = polygon(&frame(10.0, 11.0, 20.0, 21.0), &[&hole]);
        let small = polygon(&frame(40.0, 40.5, 20.0, 20.5), &[]);
        let starts = draws(&area(vec![large.clone(), small.clone()]), N);
        let in_large = starts.iter().filter(|s| s.lat_deg < 20.0).count();
        let sizes = [large, small].map(|polygon| area_m2(&area(vec![polygon])));
        assert_share(in_large, N, sizes[0] / (sizes[0] + sizes[1]));
        let in_hole = |s: &&Start| (10.3..10.7).contains(&s.lat_deg) && (20.2..20.8).contains(&s.lon_deg);
        assert_eq!(starts.iter().filter(in_hole).count(), 0);
    }

    /// A polygon that is anything but convex, and closed the way GeoJSON closes rings.
    #[test]
    fn concave_polygons_hold_their_particles() {
        let horseshoe = polygon(
            &[
                (0.0, 0.0),
                (0.0, 3.0),
                (3.0, 3.0),
                (3.0, 2.0),
                (1.0, 2.0),
                (1.0, 1.0),
                (3.0, 1.0),
                (3.0, 0.0),
                (0.0, 0.0),
            ],
            &[],
        );
        let rings = horseshoe.prepared().unwrap();
        let starts = draws(&area(vec![horseshoe]), N);
        assert!(starts.iter().all(|s| contains(&rings, s.lat_deg, s.lon_deg)));
        let base = starts.iter().filter(|s| s.lat_deg < 1.0).count();
        assert_share(base, N, 3.0 * q(1.0) / (3.0 * q(1.0) + 2.0 * (q(3.0) - q(1.0))));
        assert!(!contains(&rings, 2.0, 1.5) && contains(&rings, 2.0, 360.5));
    }

    #[test]
    fn polygons_that_are_none_are_refused() {
        let big_hole = frame(-1.0, 2.0, -1.0, 2.0);
        for (polygon, says) in [
            (polygon(&[(0.0, 0.0), (1.0, 1.0), (0.0, 1.0), (1.0, 0.0)], &[]), "polygon 1: "),
            (
                polygon(&[(0.0, 0.0), (4.0, 4.0), (0.0, 3.0), (3.0, 0.0)], &[]),
                "its edges cross each other: edge 1 (00°00.000'N 000°00.000'E to 04°00.000'N 004°00.000'E) and edge 3",
            ),
            (polygon(&[(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)], &[]), "no area"),
            (polygon(&[(0.0, 0.0), (1.0, 1.0), (0.0, 0.0)], &[]), "three different vertices"),
            (polygon(&frame(0.0, 1.0, 0.0, 1.0), &[&big_hole]), "larger than itself"),
            (polygon(&[(70.0, 0.0), (70.0, 90.0), (70.0, 180.0), (70.0, -90.0)], &[]), "round a pole"),
        ] {
            let error = area(vec![polygon]).sampler().unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
        assert!(area(vec![]).sampler().unwrap_err().to_string().starts_with("polygons: 0 given"));
    }

    proptest! {
        /// Nothing that can be written as vertices makes the sampler panic or leave the frame of the polygon.
        #[test]
        fn any_vertices_are_safe(vertices in prop::collection::vec((-90.0..=90.0f64, -360.0..=540.0f64), 0..12)) {
            let seed = area(vec![polygon(&vertices, &[])]);
            if seed.sampler().is_ok() {
                let south = vertices.iter().map(|v| v.0).fold(f64::INFINITY, f64::min);
                let north = vertices.iter().map(|v| v.0).fold(f64::NEG_INFINITY, f64::max);
                for start in draws(&seed, 20) {
                    prop_assert!((south - 1e-9..=north + 1e-9).contains(&start.lat_deg));
                }
            }
        }
    }
}

//! What happens to a path that meets the coast.

use crate::run::scratch::Scratch;
use sarex_geo::ellipsoid::{A_M, E2, RAD, displace};
use sarex_geo::math;
use sarex_metocean::{Coastline, Crossing, Segment};

/// Longest stretch taken as straight in longitude and latitude, m.
const STRAIGHT_M: f64 = 5_000.0;
/// Distance kept from the coast, m.
const SEAWARD_M: f64 = 1.0;
/// Most edges a particle slides along within one step.
const MOST_EDGES: usize = 64;

/// A step's path: latitude and longitude of both ends, and the displacement that joins them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Path {
    pub(crate) from: (f64, f64),
    pub(crate) to: (f64, f64),
    pub(crate) east_m: f64,
    pub(crate) north_m: f64,
}

/// Where a path meets the coast.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Landfall {
    /// Share of the path that was sailed.
    pub(crate) fraction: f64,
    /// The crossing, put a metre to seaward.
    pub(crate) place: (f64, f64),
    edge: [(f64, f64); 2],
}

impl Path {
    /// Extent in degrees of either coordinate.
    pub(crate) fn extent_deg(&self) -> f64 {
        let (dlat, dlon) = ((self.to.0 - self.from.0).abs(), (self.to.1 - self.from.1).abs());
        // The margin is far above rounding and far below a metre.
        dlat.max(dlon) + 1e-9
    }

    /// The first crossing of the coast, if any. Long paths are followed in straight stretches of their geodesic.
    pub(crate) fn landfall(&self, coast: &dyn Coastline) -> Option<Landfall> {
        let length_m = math::hypot(self.east_m, self.north_m);
        let pieces = (length_m / STRAIGHT_M).ceil().clamp(1.0, 1000.0) as usize;
        let mut a = self.from;
        for piece in 1..=pieces {
            let share = piece as f64 / pieces as f64;
            let b = if piece == pieces {
                self.to
            } else {
                displace(self.from.0, self.from.1, share * self.east_m, share * self.north_m)
            };
            if let Some(crossing) = coast.first_crossing(segment(a, b)) {
                let fraction = ((piece - 1) as f64 + crossing.fraction) / pieces as f64;
                return Some(Landfall {
                    fraction,
                    place: seaward(coast, a, b, &crossing),
                    edge: crossing.edge,
                });
            }
            a = b;
        }
        None
    }

    /// Where the path ends if what is left of it is projected on the coast it meets.
    ///
    /// The particle follows an edge as far as the projected rest carries it. Where the edge ends it goes on with
    /// the rest, and meets the next edge or is free; where the next edge would lead it back, in a concave corner,
    /// it stays.
    pub(crate) fn slide(&self, coast: &dyn Coastline, first: &Landfall) -> (f64, f64) {
        let plane = Plane::at(self.from.0);
        let mut rest = plane.vector(self.from, self.to);
        rest = scale(rest, 1.0 - first.fraction);
        let mut place = first.place;
        let mut edge = first.edge;
        let mut last_direction: Option<(f64, f64)> = None;
        for _ in 0..MOST_EDGES {
            let Some((direction, to_end_m)) = plane.along(edge, place, rest) else { return place };
            if last_direction.is_some_and(|d| dot(d, direction) <= 0.0) {
                return place;
            }
            last_direction = Some(direction);
            let along_m = dot(rest, direction);
            if along_m < 1e-3 {
                return place;
            }
            let slide_m = along_m.min(to_end_m + SEAWARD_M);
            let target = plane.shifted(place, scale(direction, slide_m));
            let met = coast.first_crossing(segment(place, target));
            let done_m = met.map_or(slide_m, |c| c.fraction * slide_m);
            place = match met {
                Some(c) => seaward(coast, place, target, &c),
                None if coast.is_land(target.0, target.1) => return place,
                None => target,
            };
            rest = scale(rest, 1.0 - done_m / along_m);
            let free = plane.shifted(place, rest);
            match coast.first_crossing(segment(place, free)) {
                None if coast.is_land(free.0, free.1) => return place,
                None => return free,
                Some(c) => {
                    rest = scale(rest, 1.0 - c.fraction);
                    place = seaward(coast, place, free, &c);
                    edge = c.edge;
                }
            }
        }
        place
    }
}

/// True if a particle aground at `place` would leave the coast with the velocity in the first scratch lane.
pub(crate) fn points_off_shore(coast: &dyn Coastline, place: (f64, f64), s: &Scratch, dt: f64) -> bool {
    const PROBE_M: f64 = 20.0;
    let (east, north) = (s.velocity[0][0] * dt.signum(), s.velocity[1][0] * dt.signum());
    let speed = math::hypot(east, north);
    if speed == 0.0 {
        return false;
    }
    let probe = displace(place.0, place.1, east / speed * PROBE_M, north / speed * PROBE_M);
    !coast.is_land(probe.0, probe.1) && coast.first_crossing(segment(place, probe)).is_none()
}

fn segment(a: (f64, f64), b: (f64, f64)) -> Segment {
    Segment { from_lat_deg: a.0, from_lon_deg: a.1, to_lat_deg: b.0, to_lon_deg: b.1 }
}

/// The crossing on the way from `a` to `b`, moved a metre off the edge to the side it was met from. In a corner too
/// narrow for that, a metre back on the path.
fn seaward(coast: &dyn Coastline, a: (f64, f64), b: (f64, f64), crossing: &Crossing) -> (f64, f64) {
    let plane = Plane::at(a.0);
    let way = plane.vector(a, b);
    let at = plane.shifted(a, scale(way, crossing.fraction));
    let edge = plane.vector(crossing.edge[0], crossing.edge[1]);
    let edge_m = norm(edge);
    if edge_m > 0.0 {
        let normal = (edge.1 / edge_m, -edge.0 / edge_m);
        let side = if dot(normal, way) > 0.0 { -SEAWARD_M } else { SEAWARD_M };
        let off = plane.shifted(at, scale(normal, side));
        if !coast.is_land(off.0, off.1) {
            return off;
        }
    }
    let way_m = norm(way);
    let back = if way_m > 0.0 { (crossing.fraction - SEAWARD_M / way_m).max(0.0) } else { 0.0 };
    plane.shifted(a, scale(way, back))
}

/// Metres east and north around a latitude, for lengths of a few kilometres.
struct Plane {
    m_per_lat_deg: f64,
    m_per_lon_deg: f64,
}

impl Plane {
    fn at(lat_deg: f64) -> Self {
        let (s, c) = math::sin_cos(lat_deg * RAD);
        let w2 = 1.0 - E2 * s * s;
        let n = A_M / w2.sqrt();
        Self { m_per_lat_deg: RAD * n * (1.0 - E2) / w2, m_per_lon_deg: RAD * n * c.max(1e-9) }
    }

    fn vector(&self, a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
        ((b.1 - a.1) * self.m_per_lon_deg, (b.0 - a.0) * self.m_per_lat_deg)
    }

    fn shifted(&self, place: (f64, f64), v: (f64, f64)) -> (f64, f64) {
        (place.0 + v.1 / self.m_per_lat_deg, place.1 + v.0 / self.m_per_lon_deg)
    }

    /// Unit vector along an edge in the sense of `rest`, and the length from `place` to the edge's end there.
    fn along(&self, edge: [(f64, f64); 2], place: (f64, f64), rest: (f64, f64)) -> Option<((f64, f64), f64)> {
        let v = self.vector(edge[0], edge[1]);
        let length = norm(v);
        if length == 0.0 {
            return None;
        }
        let unit = scale(v, 1.0 / length);
        let (direction, end) =
            if dot(unit, rest) >= 0.0 { (unit, edge[1]) } else { (scale(unit, -1.0), edge[0]) };
        Some((direction, dot(self.vector(place, end), direction).max(0.0)))
    }
}

fn dot(a: (f64, f64), b: (f64, f64)) -> f64 {
    a.0 * b.0 + a.1 * b.1
}

fn scale(a: (f64, f64), by: f64) -> (f64, f64) {
    (a.0 * by, a.1 * by)
}

fn norm(a: (f64, f64)) -> f64 {
    dot(a, a).sqrt()
}

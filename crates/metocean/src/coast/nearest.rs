//! From a place on land to the nearest water.

use sarex_geo::math;

use super::index::{Cell, CoastIndex, Spot};
use super::lattice::{ONE, Point};
use super::{Coastline, Surface};

/// How far off the coast a place found lies, metres; the further ones are for where the first is land again.
const OFFSHORE_M: [f64; 3] = [1.0, 0.2, 5.0];

/// Metres in a degree of latitude, near enough for a step of a metre.
const M_PER_DEG: f64 = 111_195.0;

/// A point of the coast, relative to the place asked about.
#[derive(Debug, Clone, Copy)]
struct ShorePoint {
    /// Degrees of latitude, both ways.
    distance: f64,
    /// East and north of the place, degrees of latitude.
    offset: [f64; 2],
    /// Direction of the edge, unit vector.
    edge: [f64; 2],
}

/// See [`Coastline::nearest_sea`]: about a metre off the nearest coast, distances with longitudes shortened by
/// the cosine of the latitude. Outside the area the place itself, since nothing is known against it.
pub(super) fn nearest_sea(
    index: &CoastIndex,
    lat_deg: f64,
    lon_deg: f64,
    limit_deg: f64,
) -> Option<(f64, f64)> {
    if index.surface(lat_deg, lon_deg) != Surface::Land {
        return Some((lat_deg, lon_deg));
    }
    let spot = index.spot(lat_deg, lon_deg)?;
    let (_, cos_lat) = math::sin_cos(lat_deg.to_radians());
    let shorten = cos_lat.max(1e-6);
    let search = Search { index, spot, lat_deg, lon_deg, shorten };
    let frame = index.frame();
    let tile_deg = frame.tile as f64 / frame.units_per_degree as f64;
    let grid = frame.cols().max(frame.rows());
    let rings = ((limit_deg / (tile_deg * shorten)).min(grid as f64) as i64).saturating_add(1);
    let mut found: Vec<ShorePoint> = Vec::new();
    for ring in 0..=rings {
        search.collect_ring(ring, &mut found);
        found.sort_by(|a, b| a.distance.total_cmp(&b.distance).then(compare(a.offset, b.offset)));
        // Tiles not yet seen are at least so far away.
        let sure = if ring == rings { limit_deg } else { (ring as f64 * tile_deg * shorten).min(limit_deg) };
        let settled = found.partition_point(|shore| shore.distance <= sure);
        if let Some(sea) = found.drain(..settled).find_map(|shore| search.offshore(shore)) {
            return Some(sea);
        }
        if sure >= limit_deg {
            break;
        }
    }
    None
}

fn compare(a: [f64; 2], b: [f64; 2]) -> std::cmp::Ordering {
    a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1]))
}

struct Search<'a> {
    index: &'a CoastIndex,
    spot: Spot,
    lat_deg: f64,
    lon_deg: f64,
    /// Cosine of the latitude.
    shorten: f64,
}

impl Search<'_> {
    /// Adds the nearest points of all coast edges in the tiles at `ring` tiles from the middle.
    fn collect_ring(&self, ring: i64, found: &mut Vec<ShorePoint>) {
        let whole_rows = |row: i64| row.abs() == ring;
        for row in -ring..=ring {
            let step = if whole_rows(row) || ring == 0 { 1 } else { 2 * ring as usize };
            for col in (-ring..=ring).step_by(step) {
                self.collect_tile(self.spot.col + col, self.spot.row + row, found);
            }
        }
    }

    fn collect_tile(&self, col: i64, row: i64, found: &mut Vec<ShorePoint>) {
        let frame = self.index.frame();
        let (cols, rows) = (frame.cols(), frame.rows());
        if !(0..rows).contains(&row) || !(frame.goes_round() || (0..cols).contains(&col)) {
            return;
        }
        let stored = col.rem_euclid(cols);
        let Some(Cell::Mixed(tile)) = self.index.view().cell(stored, row) else { return };
        let corner = Point { x: stored * frame.tile, y: row * frame.tile };
        let turned = (col - stored) / cols * frame.turn();
        let per_degree = (frame.units_per_degree * ONE) as f64;
        let local = |v: Point| {
            let x = (v.x + corner.x + turned) * ONE - self.spot.at.x;
            let y = (v.y + corner.y) * ONE - self.spot.at.y;
            [x as f64 / per_degree * self.shorten, y as f64 / per_degree]
        };
        // Nonsense in the bytes ends the tile early; what was found stands.
        let _ = tile.for_each_edge(|a, b| {
            let whole = |v: Point| Point { x: v.x + corner.x, y: v.y + corner.y };
            if !self.index.is_cut(whole(a), whole(b)) {
                found.extend(nearest_on_edge(local(a), local(b)));
            }
        });
    }

    /// A place at sea just off a point of the coast: straight on first, then square to the edge, then around.
    fn offshore(&self, shore: ShorePoint) -> Option<(f64, f64)> {
        let [x, y] = shore.offset;
        let [u, v] = shore.edge;
        let onward = if shore.distance > 1e-9 { [x / shore.distance, y / shore.distance] } else { [v, -u] };
        let diagonal = math::FRAC_1_SQRT_2;
        let directions = [
            onward,
            [v, -u],
            [-v, u],
            [0.0, 1.0],
            [diagonal, diagonal],
            [1.0, 0.0],
            [diagonal, -diagonal],
            [0.0, -1.0],
            [-diagonal, -diagonal],
            [-1.0, 0.0],
            [-diagonal, diagonal],
        ];
        OFFSHORE_M.iter().find_map(|metres| {
            let step = metres / M_PER_DEG;
            directions.iter().find_map(|[east, north]| {
                let lat = self.lat_deg + y + north * step;
                let lon = self.lon_deg + (x + east * step) / self.shorten;
                (self.index.surface(lat, lon) == Surface::Sea).then_some((lat, lon))
            })
        })
    }
}

/// The point of an edge nearest to the origin.
fn nearest_on_edge(a: [f64; 2], b: [f64; 2]) -> Option<ShorePoint> {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let length2 = dx * dx + dy * dy;
    if length2 <= 0.0 {
        return None;
    }
    let along = (-(a[0] * dx + a[1] * dy) / length2).clamp(0.0, 1.0);
    let offset = [a[0] + along * dx, a[1] + along * dy];
    let length = length2.sqrt();
    let distance = (offset[0] * offset[0] + offset[1] * offset[1]).sqrt();
    Some(ShorePoint { distance, offset, edge: [dx / length, dy / length] })
}

//! Grids given by the longitude and latitude of every cell.

use super::{GridError, Located};
use crate::Window;
use sarex_geo::ellipsoid::RAD;
use sarex_geo::math;

/// Most nodes of a curvilinear grid: its coordinates are held in memory.
const MOST_NODES: usize = 1 << 25;

/// Slack of the cell test, cells: neighbours overlap by it, so that no point falls between them.
const SLACK: f64 = 1e-9;

/// Quadrilaterals between nodes, found through a table of latitude–longitude buckets.
///
/// A place is looked up in the gnomonic plane about itself, where edges of cells are great circles: the same
/// edge for both neighbours, wherever the dateline or a pole may be. In the cell the index is the inverse of the
/// bilinear map, by Newton's method.
#[derive(Debug, Clone)]
pub(crate) struct Curvilinear {
    pub(super) columns: usize,
    pub(super) rows: usize,
    /// Unit vectors of the nodes; NaN where the file has none.
    nodes: Vec<[f64; 3]>,
    buckets: Buckets,
}

/// Which cells may hold a place: `cells[starts[b]..starts[b + 1]]` for bucket b.
#[derive(Debug, Clone)]
struct Buckets {
    south_deg: f64,
    rows_per_deg: f64,
    /// A whole number of columns to the full turn.
    columns_per_deg: f64,
    rows: usize,
    columns: usize,
    starts: Vec<u32>,
    cells: Vec<u32>,
}

impl Curvilinear {
    pub(super) fn new(
        columns: usize,
        rows: usize,
        lat_deg: &[f64],
        lon_deg: &[f64],
    ) -> Result<Self, GridError> {
        if columns < 2 || rows < 2 {
            return Err(GridError::TooFewCells(columns.min(rows)));
        }
        let nodes = columns.saturating_mul(rows);
        if nodes > MOST_NODES {
            return Err(GridError::TooManyCells(nodes));
        }
        if lat_deg.len() != nodes || lon_deg.len() != nodes {
            return Err(GridError::Coordinates { columns, rows, given: lat_deg.len().min(lon_deg.len()) });
        }
        let nodes: Vec<[f64; 3]> = lat_deg.iter().zip(lon_deg).map(|(lat, lon)| unit(*lat, *lon)).collect();
        let buckets = Buckets::new(columns, rows, lat_deg, lon_deg)?;
        Ok(Self { columns, rows, nodes, buckets })
    }

    /// Index and direction of the +y edge at a place; NaN outside.
    pub(super) fn locate(&self, lat_deg: f64, lon_deg: f64) -> Located {
        const OUTSIDE: Located = Located { column: f64::NAN, row: f64::NAN, sin: f64::NAN, cos: f64::NAN };
        if !(lat_deg.abs() <= 90.0 && lon_deg.is_finite()) {
            return OUTSIDE;
        }
        let frame = Frame::at(lat_deg, lon_deg);
        for &cell in self.buckets.at(lat_deg, lon_deg) {
            if let Some(found) = self.inside(cell as usize, &frame) {
                return found;
            }
        }
        OUTSIDE
    }

    /// First and last column and row of all cells that may hold a place of the window.
    pub(super) fn cells_near(&self, window: &Window) -> Option<[[usize; 2]; 2]> {
        let columns = self.columns - 1;
        let mut found: Option<[[usize; 2]; 2]> = None;
        self.buckets.each_in(window, |cell| {
            let (i, j) = (cell as usize % columns, cell as usize / columns);
            let [[w, e], [s, n]] = found.unwrap_or([[i, i], [j, j]]);
            found = Some([[w.min(i), e.max(i)], [s.min(j), n.max(j)]]);
        });
        found
    }

    /// Inverse of [`Curvilinear::locate`]; NaN beside missing nodes.
    pub(super) fn place(&self, column: f64, row: f64) -> (f64, f64) {
        let i = (column.max(0.0) as usize).min(self.columns - 2);
        let j = (row.max(0.0) as usize).min(self.rows - 2);
        let (s, t) = (column - i as f64, row - j as f64);
        let k = j * self.columns + i;
        let corner = [k, k + 1, k + self.columns, k + self.columns + 1].map(|k| self.nodes[k]);
        let weights = [(1.0 - s) * (1.0 - t), s * (1.0 - t), (1.0 - s) * t, s * t];
        let mut sum = [0.0; 3];
        for (corner, weight) in corner.iter().zip(weights) {
            for (sum, x) in sum.iter_mut().zip(corner) {
                *sum += weight * x;
            }
        }
        position(sum)
    }

    fn inside(&self, cell: usize, frame: &Frame) -> Option<Located> {
        let (i, j) = (cell % (self.columns - 1), cell / (self.columns - 1));
        let k = j * self.columns + i;
        let corner =
            [k, k + 1, k + self.columns, k + self.columns + 1].map(|k| frame.gnomonic(self.nodes[k]));
        let [a, b, c, d] = corner;
        if corner.iter().any(|p| !(p[0].is_finite() && p[1].is_finite())) {
            return None;
        }
        // a + s (b − a) + t (c − a) + s t (d − c − b + a) = 0
        let es = [b[0] - a[0], b[1] - a[1]];
        let et = [c[0] - a[0], c[1] - a[1]];
        let twist = [d[0] - c[0] - b[0] + a[0], d[1] - c[1] - b[1] + a[1]];
        let (mut s, mut t) = (0.5, 0.5);
        for _ in 0..12 {
            let f = [0, 1].map(|x| a[x] + s * es[x] + t * et[x] + s * t * twist[x]);
            let ds = [0, 1].map(|x| es[x] + t * twist[x]);
            let dt = [0, 1].map(|x| et[x] + s * twist[x]);
            let det = ds[0] * dt[1] - ds[1] * dt[0];
            let step = [(f[0] * dt[1] - f[1] * dt[0]) / det, (ds[0] * f[1] - ds[1] * f[0]) / det];
            s -= step[0];
            t -= step[1];
            if !(s.abs() < 10.0 && t.abs() < 10.0) {
                return None;
            }
            if step[0].abs() + step[1].abs() < 1e-13 {
                break;
            }
        }
        let within = |x: f64| (-SLACK..=1.0 + SLACK).contains(&x);
        if !(within(s) && within(t)) {
            return None;
        }
        let along = [0, 1].map(|x| et[x] + s * twist[x]);
        let length = math::hypot(along[0], along[1]);
        Some(Located {
            column: i as f64 + s.clamp(0.0, 1.0),
            row: j as f64 + t.clamp(0.0, 1.0),
            sin: along[0] / length,
            cos: along[1] / length,
        })
    }
}

/// The directions up, east and north at a place.
struct Frame {
    up: [f64; 3],
    east: [f64; 3],
    north: [f64; 3],
}

impl Frame {
    fn at(lat_deg: f64, lon_deg: f64) -> Self {
        let (s, c) = math::sin_cos(lat_deg * RAD);
        let (sl, cl) = math::sin_cos(lon_deg % 360.0 * RAD);
        Self { up: [c * cl, c * sl, s], east: [-sl, cl, 0.0], north: [-s * cl, -s * sl, c] }
    }

    /// East and north of a node in the plane that touches the sphere here; NaN from 84° on.
    fn gnomonic(&self, node: [f64; 3]) -> [f64; 2] {
        let dot = |a: [f64; 3]| a[0] * node[0] + a[1] * node[1] + a[2] * node[2];
        let depth = dot(self.up);
        if depth < 0.1 {
            return [f64::NAN; 2];
        }
        [dot(self.east) / depth, dot(self.north) / depth]
    }
}

fn unit(lat_deg: f64, lon_deg: f64) -> [f64; 3] {
    if !(lat_deg.abs() <= 90.0 && lon_deg.abs() <= 1080.0) {
        return [f64::NAN; 3];
    }
    let (s, c) = math::sin_cos(lat_deg * RAD);
    let (sl, cl) = math::sin_cos(lon_deg * RAD);
    [c * cl, c * sl, s]
}

fn position([x, y, z]: [f64; 3]) -> (f64, f64) {
    (math::atan2(z, math::hypot(x, y)) / RAD, math::atan2(y, x) / RAD)
}

impl Buckets {
    fn new(columns: usize, rows: usize, lat_deg: &[f64], lon_deg: &[f64]) -> Result<Self, GridError> {
        let boxes: Vec<Option<CellBox>> = (0..(rows - 1) * (columns - 1))
            .map(|cell| {
                let k = cell / (columns - 1) * columns + cell % (columns - 1);
                let corners = [k, k + 1, k + columns, k + columns + 1];
                CellBox::around(corners.map(|k| lat_deg[k]), corners.map(|k| lon_deg[k]))
            })
            .collect();
        let known = || boxes.iter().flatten();
        let south_deg = known().map(|b| b.south).fold(f64::INFINITY, f64::min);
        let north_deg = known().map(|b| b.north).fold(f64::NEG_INFINITY, f64::max);
        if south_deg > north_deg {
            return Err(GridError::NoCoordinates);
        }
        // Buckets about as high as two cells: few candidates each, and not more buckets than cells need.
        let mean_height = known().map(|b| b.north - b.south).sum::<f64>() / known().count() as f64;
        let per_deg = (0.5 / mean_height).clamp(0.05, 20.0);
        let bucket_columns = (360.0 * per_deg).ceil().max(1.0) as usize;
        let bucket_rows = ((north_deg - south_deg) * per_deg).floor() as usize + 1;
        let mut buckets = Self {
            south_deg,
            rows_per_deg: per_deg,
            columns_per_deg: bucket_columns as f64 / 360.0,
            rows: bucket_rows,
            columns: bucket_columns,
            starts: vec![0; bucket_rows * bucket_columns + 1],
            cells: Vec::new(),
        };
        // Count, sum up, place: cells in a bucket stay in ascending order.
        for b in known() {
            buckets.each(b, |starts, _, bucket| starts[bucket + 1] += 1);
        }
        let mut total = 0u64;
        for start in &mut buckets.starts {
            total += u64::from(*start);
            *start = u32::try_from(total).map_err(|_| GridError::TooManyCells(total as usize))?;
        }
        buckets.cells = vec![0; total as usize];
        for (cell, b) in boxes.iter().enumerate() {
            if let Some(b) = b {
                buckets.each(b, |starts, cells, bucket| {
                    cells[starts[bucket] as usize] = cell as u32;
                    starts[bucket] += 1;
                });
            }
        }
        // Placing moved every start to its end: shift them back.
        buckets.starts.rotate_right(1);
        buckets.starts[0] = 0;
        Ok(buckets)
    }

    fn each(&mut self, b: &CellBox, mut act: impl FnMut(&mut [u32], &mut [u32], usize)) {
        let (first_row, last_row) = (self.row(b.south), self.row(b.north));
        let first = (b.west * self.columns_per_deg).floor() as i64;
        let count = (((b.east * self.columns_per_deg).floor() as i64 - first) as usize + 1).min(self.columns);
        for row in first_row..=last_row {
            for k in 0..count {
                let column = (first + k as i64).rem_euclid(self.columns as i64) as usize;
                act(&mut self.starts, &mut self.cells, row * self.columns + column);
            }
        }
    }

    /// Every cell in the buckets that a window touches, some more than once.
    fn each_in(&self, window: &Window, mut act: impl FnMut(u32)) {
        let top = self.south_deg + self.rows as f64 / self.rows_per_deg;
        if window.north_deg < self.south_deg || window.south_deg > top {
            return;
        }
        let first = (window.west_deg * self.columns_per_deg).floor();
        let count = (window.east_deg * self.columns_per_deg).floor() - first + 1.0;
        let count = count.min(self.columns as f64) as usize;
        for row in self.row(window.south_deg)..=self.row(window.north_deg) {
            for k in 0..count {
                let column = (first + k as f64).rem_euclid(self.columns as f64) as usize % self.columns;
                let bucket = row * self.columns + column;
                let cells = self.starts[bucket] as usize..self.starts[bucket + 1] as usize;
                self.cells[cells].iter().for_each(|cell| act(*cell));
            }
        }
    }

    fn row(&self, lat_deg: f64) -> usize {
        (((lat_deg - self.south_deg) * self.rows_per_deg).max(0.0) as usize).min(self.rows - 1)
    }

    fn at(&self, lat_deg: f64, lon_deg: f64) -> &[u32] {
        let column = (lon_deg.rem_euclid(360.0) * self.columns_per_deg).floor() as usize % self.columns;
        let bucket = self.row(lat_deg) * self.columns + column;
        &self.cells[self.starts[bucket] as usize..self.starts[bucket + 1] as usize]
    }
}

/// A box that surely contains a cell, bulging edges included; longitudes from 0 on.
struct CellBox {
    south: f64,
    north: f64,
    west: f64,
    east: f64,
}

impl CellBox {
    fn around(lat: [f64; 4], lon: [f64; 4]) -> Option<Self> {
        if lat.iter().any(|x| x.is_nan() || x.abs() > 90.0)
            || lon.iter().any(|x| x.is_nan() || x.abs() > 1080.0)
        {
            return None;
        }
        let lon = lon.map(|x| lon[0] + sarex_geo::position::wrap_longitude(x - lon[0]));
        let fold = |x: [f64; 4], f: fn(f64, f64) -> f64| x.into_iter().fold(x[0], f);
        let (mut south, mut north) = (fold(lat, f64::min), fold(lat, f64::max));
        let (mut west, mut east) = (fold(lon, f64::min), fold(lon, f64::max));
        let (dlat, dlon) = (0.3 * (north - south) + 1e-6, 0.3 * (east - west) + 1e-6);
        (south, north) = (south - dlat - 0.002 * (east - west), north + dlat + 0.002 * (east - west));
        (west, east) = (west - dlon, east + dlon);
        if east - west > 90.0 || north > 89.9 || south < -89.9 {
            // Round a pole every longitude is near.
            (west, east) = (0.0, 359.999);
            if north > 45.0 {
                north = 90.0;
            }
            if south < -45.0 {
                south = -90.0;
            }
        }
        let turns = (west / 360.0).floor() * 360.0;
        Some(Self { south, north, west: west - turns, east: east - turns })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tilted, sheared grid across the dateline: node by node, and places between, come back.
    #[test]
    fn every_place_of_a_tilted_grid_is_found_again() {
        let (columns, rows) = (40, 30);
        let at = |i: f64, j: f64| {
            (50.0 + 0.2 * j + 0.05 * i, sarex_geo::position::wrap_longitude(175.0 + 0.3 * i - 0.1 * j))
        };
        let nodes: Vec<(f64, f64)> =
            (0..rows * columns).map(|k| at((k % columns) as f64, (k / columns) as f64)).collect();
        let lat: Vec<f64> = nodes.iter().map(|n| n.0).collect();
        let lon: Vec<f64> = nodes.iter().map(|n| n.1).collect();
        let grid = Curvilinear::new(columns, rows, &lat, &lon).unwrap();
        for k in 0..500 {
            let i = f64::from(k) * 0.0779;
            let j = (f64::from(k) * 0.377) % 29.0;
            let place = grid.place(i, j);
            let found = grid.locate(place.0, place.1 + 360.0);
            assert!((found.column - i).abs() < 1e-4 && (found.row - j).abs() < 1e-4, "{i} {j}: {found:?}");
        }
        let node = at(17.0, 11.0);
        let found = grid.locate(node.0, node.1);
        assert!((found.column - 17.0).abs() < 1e-9 && (found.row - 11.0).abs() < 1e-9);
        assert!(grid.locate(49.0, 176.0).column.is_nan());
        assert!(grid.locate(f64::NAN, 176.0).column.is_nan());
    }

    /// The pole inside a cell, as in a polar grid that comes with 2-D coordinates only.
    #[test]
    fn the_pole_is_a_place_like_any_other() {
        let (columns, rows) = (20, 20);
        let mut lat = Vec::new();
        let mut lon = Vec::new();
        for j in 0..rows {
            for i in 0..columns {
                let (x, y) = (i as f64 - 9.5, j as f64 - 9.5);
                lat.push(90.0 - math::hypot(x, y));
                lon.push(math::atan2(y, x) / RAD);
            }
        }
        let grid = Curvilinear::new(columns, rows, &lat, &lon).unwrap();
        let pole = grid.locate(90.0, 33.0);
        assert!((pole.column - 9.5).abs() < 1e-9 && (pole.row - 9.5).abs() < 1e-9, "{pole:?}");
        for k in 0..360 {
            let found = grid.locate(85.0, f64::from(k));
            let (s, c) = math::sin_cos(f64::from(k) * RAD);
            assert!((found.column - 9.5 - 5.0 * c).abs() < 0.05, "{k} {found:?}");
            assert!((found.row - 9.5 - 5.0 * s).abs() < 0.05, "{k} {found:?}");
        }
    }

    #[test]
    fn a_hole_in_the_coordinates_is_outside() {
        let lat: Vec<f64> = (0..25).map(|k| if k == 12 { f64::NAN } else { f64::from(k / 5) }).collect();
        let lon: Vec<f64> = (0..25).map(|k| f64::from(k % 5)).collect();
        let grid = Curvilinear::new(5, 5, &lat, &lon).unwrap();
        assert!(grid.locate(1.5, 1.5).column.is_nan());
        assert!(grid.locate(0.5, 0.5).column > 0.0);
        assert!(Curvilinear::new(5, 5, &lat, &lon[1..]).is_err());
        assert!(matches!(Curvilinear::new(2, 2, &[f64::NAN; 4], &[0.0; 4]), Err(GridError::NoCoordinates)));
    }
}

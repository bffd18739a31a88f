//! The latitude–longitude grid of a probability map.

use crate::Cloud;
use sarex_geo::{
    Distance, Position,
    ellipsoid::{A_M, E2, F, RAD},
    math,
    position::{unwrap_longitude, wrap_longitude},
};

/// How a grid is chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GridSpec {
    /// Size of a cell.
    pub cell: CellSize,
    /// What is done with the raw counts.
    pub smoothing: Smoothing,
    /// Most cells in a map; coarser cells are taken if they would be more.
    pub max_cells: usize,
}

impl Default for GridSpec {
    fn default() -> Self {
        Self { cell: CellSize::Auto, smoothing: Smoothing::Auto, max_cells: 160_000 }
    }
}

/// Size of the cells of a map.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum CellSize {
    /// From the spread of the cloud: two thirds of the smallest bandwidth of [`Smoothing::Auto`].
    #[default]
    Auto,
    /// About this, north–south; rounded to a step of 1, 2 or 5 in a decimal place of a minute of arc.
    About(Distance),
}

/// Smoothing of a map by a Gaussian kernel; see [`super::ProbabilityMap`].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Smoothing {
    /// Counts as they are.
    None,
    /// Bandwidth from the cloud: h = s n^(−1/6) per axis (Silverman 1986, *Density estimation*, for two
    /// dimensions), n the effective number, s the smaller of standard deviation and interquartile range / 1.349; where
    /// particles are few, the radius that holds six of them (after Breiman, Meisel and Purcell 1977, *Technometrics*
    /// 19, 135–144, variable kernel estimates), at most the standard deviation of the cloud.
    #[default]
    Auto,
    /// This standard deviation of the kernel on both axes.
    Bandwidth(Distance),
}

/// A grid of cells with edges along meridians and parallels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// Western edge, degrees in [−180, 180); the eastern one may lie beyond 180°.
    pub west_deg: f64,
    /// Southern edge, degrees.
    pub south_deg: f64,
    /// Width of a cell, degrees.
    pub lon_step_deg: f64,
    /// Height of a cell, degrees.
    pub lat_step_deg: f64,
    /// Cells from south to north.
    pub rows: usize,
    /// Cells from west to east.
    pub columns: usize,
}

/// Steps of a grid, minutes of arc: they divide a right angle, so that edges fall on poles and dateline.
const STEPS_MIN: [f64; 17] =
    [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0];

impl Grid {
    /// The grid that holds all particles of one or more clouds and a margin about them.
    ///
    /// Edges lie on multiples of the step, so grids of equal step match. A cloud about a pole gives a grid all
    /// the way round.
    pub fn covering(clouds: &[Cloud], cell: Distance, margin: Distance, max_cells: usize) -> Self {
        let reference = clouds.first().map_or(0.0, |c| c.plane().centre().lon_deg());
        let mut extent = Extent::default();
        for cloud in clouds {
            for (&lat, &lon) in cloud.lat_deg().iter().zip(cloud.lon_deg()) {
                extent.add(lat, unwrap_longitude(lon, reference));
            }
        }
        extent.widen(margin.in_metres().max(0.0));
        let wanted_min = (cell.in_metres() / 1852.0).max(0.0);
        let finest = STEPS_MIN.iter().rposition(|&s| s <= wanted_min * 1.000_001).unwrap_or(0);
        for lat_step in finest..STEPS_MIN.len() {
            let grid = extent.grid(lat_step);
            if grid.cells() <= max_cells.max(1) {
                return grid;
            }
        }
        extent.grid(STEPS_MIN.len() - 1)
    }

    /// Number of cells.
    pub fn cells(&self) -> usize {
        self.rows * self.columns
    }

    /// Row and column of the cell that holds a point; `None` outside.
    pub fn cell_of(&self, lat_deg: f64, lon_deg: f64) -> Option<(usize, usize)> {
        let up = (lat_deg - self.south_deg) / self.lat_step_deg;
        let north = self.rows as f64;
        // The northern edge of a grid that ends at the pole belongs to it.
        let row = if up == north { up - 1.0 } else { up.floor() };
        let east = wrap_longitude(lon_deg - self.west_deg - 180.0) + 180.0;
        let column = (east / self.lon_step_deg).floor();
        let inside = row >= 0.0 && row < north && column >= 0.0 && column < self.columns as f64;
        inside.then_some((row as usize, column as usize))
    }

    /// Latitude of the centre of a row, degrees.
    pub fn lat_deg(&self, row: usize) -> f64 {
        self.south_deg + (row as f64 + 0.5) * self.lat_step_deg
    }

    /// Longitude of the centre of a column, degrees; not wrapped, so that columns increase.
    pub fn lon_deg(&self, column: usize) -> f64 {
        self.west_deg + (column as f64 + 0.5) * self.lon_step_deg
    }

    /// Centre of a cell, longitude not wrapped.
    pub fn centre(&self, row: usize, column: usize) -> Position {
        Position::new(self.lat_deg(row).clamp(-90.0, 90.0), self.lon_deg(column))
            .expect("cells of a grid lie on the Earth")
    }

    /// Area of a cell of this row on the ellipsoid, m²: exact.
    pub fn cell_area_m2(&self, row: usize) -> f64 {
        let south = self.south_deg + row as f64 * self.lat_step_deg;
        let north = (south + self.lat_step_deg).min(90.0);
        (zone_m2(north) - zone_m2(south)) * self.lon_step_deg * RAD
    }

    /// True if the grid closes on itself around the Earth.
    pub fn is_full_circle(&self) -> bool {
        (self.columns as f64 * self.lon_step_deg - 360.0).abs() < 1e-9
    }

    /// Height of a cell of this row, m.
    pub(super) fn height_m(&self, row: usize) -> f64 {
        let (s, _) = math::sin_cos(self.lat_deg(row) * RAD);
        let w2 = 1.0 - E2 * s * s;
        A_M * (1.0 - E2) / (w2 * w2.sqrt()) * self.lat_step_deg * RAD
    }

    /// Width of a cell of this row, m.
    pub(super) fn width_m(&self, row: usize) -> f64 {
        let (s, c) = math::sin_cos(self.lat_deg(row) * RAD);
        A_M / (1.0 - E2 * s * s).sqrt() * c.abs() * self.lon_step_deg * RAD
    }
}

/// Area from the equator to a parallel per radian of longitude, m²:
/// b²/2 ( sin φ/(1 − e² sin²φ) + artanh(e sin φ)/e ).
fn zone_m2(lat_deg: f64) -> f64 {
    let (s, _) = math::sin_cos(lat_deg * RAD);
    let b = A_M * (1.0 - F);
    let e = E2.sqrt();
    let artanh = 0.5 * math::log1p(2.0 * e * s / (1.0 - e * s));
    0.5 * b * b * (s / (1.0 - E2 * s * s) + artanh / e)
}

/// Bounds of a cloud; longitudes unwrapped.
struct Extent {
    south: f64,
    north: f64,
    west: f64,
    east: f64,
}

impl Default for Extent {
    fn default() -> Self {
        Self { south: f64::INFINITY, north: f64::NEG_INFINITY, west: f64::INFINITY, east: f64::NEG_INFINITY }
    }
}

impl Extent {
    fn add(&mut self, lat: f64, lon: f64) {
        self.south = self.south.min(lat);
        self.north = self.north.max(lat);
        self.west = self.west.min(lon);
        self.east = self.east.max(lon);
    }

    /// Adds a margin; a cloud that reaches a pole goes all the way round.
    fn widen(&mut self, margin_m: f64) {
        if self.south > self.north {
            *self = Self { south: 0.0, north: 0.0, west: 0.0, east: 0.0 };
        }
        let up = margin_m / (A_M * (1.0 - E2)) / RAD;
        self.south = (self.south - up).max(-90.0);
        self.north = (self.north + up).min(90.0);
        let (_, c) = math::sin_cos(self.south.abs().max(self.north.abs()) * RAD);
        let across = margin_m / (A_M * c.max(1e-9)) / RAD;
        self.west -= across;
        self.east += across;
        if self.east - self.west >= 360.0 || self.north >= 90.0 || self.south <= -90.0 {
            (self.west, self.east) = (-180.0, 180.0);
        }
    }

    /// The grid with this step of latitude and a step of longitude about as long.
    fn grid(&self, lat_step: usize) -> Grid {
        let lat_step_min = STEPS_MIN[lat_step];
        // All the way round a pole cells are as wide as high where they are widest, else half-way up.
        let around = self.east - self.west >= 360.0;
        let widest = 0.0f64.clamp(self.south, self.north);
        let lat_deg = if around { widest } else { 0.5 * (self.south + self.north) };
        let (_, c) = math::sin_cos(lat_deg * RAD);
        let lon_wanted = lat_step_min / c.max(1e-9) * 1.3;
        let lon_step_min = STEPS_MIN.iter().copied().rfind(|&s| s <= lon_wanted).unwrap_or(lat_step_min);
        let (first_row, rows) = span(self.south, self.north, lat_step_min, 180.0);
        let (first_column, columns) = span(self.west, self.east, lon_step_min, 360.0);
        Grid {
            west_deg: wrap_longitude(first_column * lon_step_min / 60.0),
            south_deg: first_row * lat_step_min / 60.0,
            lon_step_deg: lon_step_min / 60.0,
            lat_step_deg: lat_step_min / 60.0,
            rows,
            columns,
        }
    }
}

/// First multiple of the step and number of steps that hold [from, to]; at most `limit` degrees.
fn span(from_deg: f64, to_deg: f64, step_min: f64, limit_deg: f64) -> (f64, usize) {
    let first = (from_deg * 60.0 / step_min + 1e-9).floor();
    let past = (to_deg * 60.0 / step_min - 1e-9).ceil().max(first + 1.0);
    // A point exactly on the last edge belongs to the next cell, except at the end of the range.
    let most = (limit_deg * 60.0 / step_min).round();
    (first, (past - first).min(most) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All cells of the globe make up the area of the WGS84 ellipsoid, 510 065 621.724 km².
    #[test]
    fn cell_areas_sum_to_that_of_the_earth() {
        let grid = Grid {
            west_deg: -180.0,
            south_deg: -90.0,
            lon_step_deg: 5.0,
            lat_step_deg: 2.0,
            rows: 90,
            columns: 72,
        };
        let km2: f64 = (0..90).map(|row| grid.cell_area_m2(row) * 72.0 * 1e-6).sum();
        assert!((km2 - 510_065_621.724).abs() < 0.01, "{km2}");
        for row in [0, 30, 45, 89] {
            let flat = grid.height_m(row) * grid.width_m(row);
            assert!((grid.cell_area_m2(row) / flat - 1.0).abs() < 1e-3, "{row}");
        }
    }

    #[test]
    fn grids_cross_the_dateline_and_close_about_the_pole() {
        let cloud =
            |lat: &[f64], lon: &[f64]| Cloud::from_positions(0.0, lat, lon, &vec![1.0; lat.len()]).unwrap();
        let cell = Distance::nautical_miles(1.0);
        let pacific = [cloud(&[-44.0, -43.9], &[179.9, -179.8])];
        let grid = Grid::covering(&pacific, cell, Distance::nautical_miles(3.0), 10_000);
        assert!(grid.west_deg > 179.0 && grid.lon_deg(grid.columns - 1) > 180.0, "{grid:?}");
        assert!(grid.columns < 40 && !grid.is_full_circle());
        for (lat, lon) in [(-44.0, 179.9), (-44.0, -180.1), (-43.9, 180.2), (-43.9, -179.8)] {
            let (row, column) = grid.cell_of(lat, lon).unwrap();
            assert!((grid.lat_deg(row) - lat).abs() <= grid.lat_step_deg);
            assert!(wrap_longitude(grid.lon_deg(column) - lon).abs() <= grid.lon_step_deg);
        }
        assert_eq!(grid.cell_of(-44.0, 0.0), None);
        let arctic = [cloud(&[89.99, 89.98], &[0.0, 170.0])];
        let grid = Grid::covering(&arctic, cell, Distance::nautical_miles(3.0), 10_000);
        assert!(grid.is_full_circle() && grid.cells() <= 10_000, "{grid:?}");
        assert!(grid.cell_of(90.0, 12.0).is_some());
    }

    #[test]
    fn cells_are_never_more_than_allowed() {
        let wide = [Cloud::from_positions(0.0, &[-80.0, 80.0], &[-170.0, 100.0], &[1.0, 1.0]).unwrap()];
        for max in [1_000, 20_000] {
            let grid = Grid::covering(&wide, Distance::metres(1.0), Distance::metres(1.0), max);
            assert!(grid.cells() <= max, "{grid:?}");
        }
        let odd = Grid::covering(&wide, Distance::metres(f64::NAN), Distance::metres(-5.0), 0);
        assert!(odd.cells() >= 1);
    }
}

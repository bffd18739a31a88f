//! Probability per cell, and the areas that contain most of it.

mod contour;
mod grid;
mod polygon;
mod smoothing;

pub use contour::Contour;
pub use grid::{CellSize, Grid, GridSpec, Smoothing};
pub use polygon::{Polygon, Ring};

use crate::{Cloud, CloudError, Ensemble};
use sarex_geo::{Distance, Probability};
use smoothing::Bandwidth;

/// Containment levels shown by default.
pub const LEVELS: [f64; 4] = [0.5, 0.75, 0.9, 0.95];

/// Smallest cell chosen automatically, m.
const SMALLEST_CELL_M: f64 = 18.52;

/// Probability mass per cell of a latitude–longitude grid at one time.
///
/// The mass of a cell is the weight of the particles in it, divided by the weight of all that have been
/// released: over all cells it sums to one (with [`ProbabilityMap::outside`], if the grid was given). Particles
/// on the coast count where they stranded; those not yet released are left out, their share is
/// [`ProbabilityMap::not_released`].
///
/// # Smoothing
/// Counts of a finite sample are ragged. With [`Smoothing::Auto`] or a bandwidth h each particle is spread by a
/// Gaussian kernel of standard deviation h, applied on the grid along meridians and parallels and cut at 4h; at
/// the edge of the grid the mass is kept inside. It widens the distribution (variance + h²) and knows no coast:
/// mass near a coast reaches inland. [`Smoothing::None`] shows the counts.
///
/// ```
/// use sarex_drift::{Cloud, GridSpec, ProbabilityMap};
/// let cloud = Cloud::from_positions(0.0, &[34.60, 34.61, 34.62], &[129.9; 3], &[1.0; 3]).unwrap();
/// let map = ProbabilityMap::of_cloud(&cloud, &GridSpec::default());
/// assert!((map.mass.iter().sum::<f64>() - 1.0).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ProbabilityMap {
    /// Seconds since 1970.
    pub time_s: f64,
    /// Where the cells are.
    pub grid: Grid,
    /// Mass per cell, row by row from the south, west to east in a row.
    pub mass: Vec<f64>,
    /// Mass outside the grid; zero if the grid was chosen from the cloud.
    pub outside: f64,
    /// Share of the ensemble not yet released, not in this map.
    pub not_released: f64,
}

impl ProbabilityMap {
    /// The map of one output time of a forecast on a grid of its own.
    pub fn of(ensemble: &Ensemble, snapshot: usize, spec: &GridSpec) -> Result<Self, CloudError> {
        Ok(Self::of_cloud(&Cloud::of(ensemble, snapshot)?, spec))
    }

    /// The map of any cloud on a grid chosen for it.
    pub fn of_cloud(cloud: &Cloud, spec: &GridSpec) -> Self {
        Self::on_grid(cloud, Self::grid_for(std::slice::from_ref(cloud), spec), spec.smoothing)
    }

    /// One grid for several clouds, so that their maps can be stacked.
    pub fn grid_for(clouds: &[Cloud], spec: &GridSpec) -> Grid {
        let (mut smallest, mut largest) = (f64::INFINITY, 0.0f64);
        for cloud in clouds {
            let width = Bandwidth::chosen(spec.smoothing, cloud).unwrap_or_else(|| Bandwidth::of(cloud));
            // A line-shaped cloud has no width across: let the long axis say something too.
            smallest = smallest.min(width.smaller_m().max(0.1 * width.larger_m()));
            largest = largest.max(width.larger_m());
        }
        let cell_m = match spec.cell {
            CellSize::Auto => (smallest / 1.5).clamp(SMALLEST_CELL_M, 1e6),
            CellSize::About(size) => size.in_metres(),
        };
        let reach_m = if spec.smoothing == Smoothing::None { 0.0 } else { 4.0 * largest };
        let margin = Distance::metres(reach_m + cell_m);
        Grid::covering(clouds, Distance::metres(cell_m), margin, spec.max_cells)
    }

    /// The map of a cloud on a given grid.
    pub fn on_grid(cloud: &Cloud, grid: Grid, smoothing: Smoothing) -> Self {
        let mut mass = vec![0.0; grid.cells()];
        let mut outside = 0.0;
        for (i, &weight) in cloud.weight().iter().enumerate() {
            match grid.cell_of(cloud.lat_deg()[i], cloud.lon_deg()[i]) {
                Some((row, column)) => mass[row * grid.columns + column] += weight,
                None => outside += weight,
            }
        }
        if let Some(width) = Bandwidth::chosen(smoothing, cloud) {
            smoothing::smooth(&mut mass, &grid, width);
        }
        Self { time_s: cloud.time_s(), grid, mass, outside, not_released: cloud.mass().not_released }
    }

    /// Mass of a cell.
    pub fn mass_of(&self, row: usize, column: usize) -> f64 {
        self.mass[row * self.grid.columns + column]
    }

    /// Mass per area of a cell, 1/m².
    pub fn density_per_m2(&self, row: usize, column: usize) -> f64 {
        self.mass_of(row, column) / self.grid.cell_area_m2(row)
    }

    /// The smallest area, made of cells, that holds at least this probability, with its outline.
    ///
    /// Cells are taken in order of density. If the grid does not hold that much, the area is all cells with any
    /// mass; [`Contour::mass`] says how much it holds.
    pub fn contour(&self, level: Probability) -> Contour {
        contour::contour(self, level)
    }

    /// Contours at the [`LEVELS`].
    pub fn contours(&self) -> Vec<Contour> {
        LEVELS.iter().filter_map(|&p| Probability::new(p).ok()).map(|p| self.contour(p)).collect()
    }

    /// Probability of containment of an area: the mass of each cell times the share of the cell inside.
    ///
    /// Edges are straight in latitude and longitude; longitudes may be wound in any way, as long as neighbouring
    /// corners are less than half a turn apart.
    pub fn poc(&self, area: &Polygon) -> Probability {
        let inside = polygon::covered_mass(self, area);
        Probability::new(inside.clamp(0.0, 1.0)).unwrap_or(Probability::ZERO)
    }
}

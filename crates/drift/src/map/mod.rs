//! Probability per cell, and the areas that contain most of it.

mod contour;
mod grid;
mod neighbours;
mod polygon;
mod smoothing;

pub use contour::Contour;
pub use grid::{CellSize, Grid, GridSpec, Smoothing};
pub use polygon::{Polygon, Ring};

use crate::{Cloud, CloudError, Ensemble};
use contour::Ranking;
use sarex_geo::{Distance, Probability};
use smoothing::Bandwidth;

/// Containment levels shown by default.
pub const LEVELS: [f64; 4] = [0.5, 0.75, 0.9, 0.95];

/// Smallest cell chosen automatically, m.
const SMALLEST_CELL_M: f64 = 18.52;

/// Probability mass per cell of a latitude–longitude grid at one time.
///
/// The mass of a cell is the weight of the particles in it, divided by the weight of all that have been
/// released. Particles on the coast count where they stranded; those not yet released are left out, their share is
/// [`ProbabilityMap::not_released`]. Those that stopped for lack of wind or current are in no cell, but in
/// [`ProbabilityMap::beyond_data`]: cells, beyond_data and (if the grid was given) [`ProbabilityMap::outside`] sum
/// to one.
///
/// # Smoothing
/// Counts of a finite sample are ragged. With [`Smoothing::Auto`] or a bandwidth h each particle is spread by a
/// Gaussian kernel of standard deviation h, applied on the grid along meridians and parallels and cut at 4h; at
/// the edge of the grid the mass is kept inside. It widens the distribution (variance + h²) and knows no coast:
/// mass near a coast reaches inland. With [`Smoothing::Auto`] it is wider where particles are few, so that none stands
/// alone. [`Smoothing::None`] shows the counts.
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
    /// Mass that left the data, its place unknown; see [`Cloud::followed`].
    pub beyond_data: f64,
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
        let width = Bandwidth::of(cloud);
        let grid = grid_of(std::slice::from_ref(cloud), &[width], spec);
        Self::build(cloud, grid, Bandwidth::chosen(spec.smoothing, || width))
    }

    /// One grid for several clouds, so that their maps can be stacked.
    pub fn grid_for(clouds: &[Cloud], spec: &GridSpec) -> Grid {
        let widths: Vec<Bandwidth> = clouds.iter().map(Bandwidth::of).collect();
        grid_of(clouds, &widths, spec)
    }

    /// The map of a cloud on a given grid.
    pub fn on_grid(cloud: &Cloud, grid: Grid, smoothing: Smoothing) -> Self {
        Self::build(cloud, grid, Bandwidth::chosen(smoothing, || Bandwidth::of(cloud)))
    }

    fn build(cloud: &Cloud, grid: Grid, width: Option<Bandwidth>) -> Self {
        let mut mass = vec![0.0; grid.cells()];
        let mut outside = 0.0;
        for (i, &weight) in cloud.weight().iter().enumerate() {
            match grid.cell_of(cloud.lat_deg()[i], cloud.lon_deg()[i]) {
                Some((row, column)) => mass[row * grid.columns + column] += weight,
                None => outside += weight,
            }
        }
        if let Some(width) = width {
            smoothing::smooth(&mut mass, &grid, width);
        }
        Self {
            time_s: cloud.time_s(),
            grid,
            mass,
            outside,
            beyond_data: 1.0 - cloud.followed(),
            not_released: cloud.mass().not_released,
        }
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
        Ranking::of(self).contour(level)
    }

    /// Contours at those of the [`LEVELS`] that the cells hold: none at 90 % if 15 % of the probability has left
    /// the data.
    pub fn contours(&self) -> Vec<Contour> {
        let ranking = Ranking::of(self);
        let held = (1.0 - self.beyond_data - self.outside) * (1.0 + 1e-12);
        let levels = LEVELS.iter().filter(|&&level| level <= held);
        levels.filter_map(|&p| Probability::new(p).ok()).map(|p| ranking.contour(p)).collect()
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

/// A grid for clouds with these bandwidths by Silverman's rule.
fn grid_of(clouds: &[Cloud], widths: &[Bandwidth], spec: &GridSpec) -> Grid {
    let (mut smallest, mut largest) = (f64::INFINITY, 0.0f64);
    for own in widths {
        let width = Bandwidth::chosen(spec.smoothing, || *own).unwrap_or(*own);
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use sarex_geo::ellipsoid::displace_anywhere;
    use sarex_geo::streams::{Process, Streams};
    use sarex_geo::{Position, math, position::wrap_longitude};

    const SIGMA_M: f64 = 5000.0;

    /// A circular normal cloud, σ = 5 km.
    fn normal_cloud(lat: f64, lon: f64, n: u32) -> Cloud {
        let (mut lats, mut lons) = (Vec::new(), Vec::new());
        for i in 0..n {
            let (a, b) = Streams::new(2).particle(i).normal_pair(0, Process::SeedPosition, 0);
            let (y, x) = displace_anywhere(lat, lon, SIGMA_M * a, SIGMA_M * b);
            lats.push(y);
            lons.push(wrap_longitude(x));
        }
        Cloud::from_positions(0.0, &lats, &lons, &vec![1.0; n as usize]).unwrap()
    }

    fn level(p: f64) -> Probability {
        Probability::new(p).unwrap()
    }

    fn poc_of(map: &ProbabilityMap, contour: &Contour) -> f64 {
        contour.polygons.iter().map(|p| map.poc(p).get()).sum()
    }

    /// Of a circular normal distribution the smallest area with probability p is −2πσ² ln(1 − p); the kernel adds
    /// h² to σ². Anywhere on Earth, and the outline holds what the cells do.
    #[test]
    fn contours_have_the_area_of_a_normal_distribution() {
        for (lat, lon) in
            [(0.0, 0.0), (34.6, 129.9), (-44.0, 180.0), (70.0, -179.95), (89.9, 40.0), (-90.0, 0.0)]
        {
            let map = ProbabilityMap::of_cloud(&normal_cloud(lat, lon, 40_000), &GridSpec::default());
            let h = SIGMA_M * math::pow(40_000.0, -1.0 / 6.0);
            for p in LEVELS {
                let contour = map.contour(level(p));
                let want = -2.0 * std::f64::consts::PI * (SIGMA_M * SIGMA_M + h * h) * math::ln(1.0 - p);
                let ratio = contour.area_m2 / want;
                assert!((ratio - 1.0).abs() < 0.04, "{lat} {p}: {ratio}");
                let poc = poc_of(&map, &contour);
                // Near a pole the cells are slivers, and so coarser to interpolate between.
                let tolerance = if lat.abs() > 85.0 { 0.02 } else { 0.01 };
                assert!((poc - p).abs() < tolerance, "{lat} {p}: the outline holds {poc}");
            }
        }
    }

    /// A ring of particles has a hole, clockwise, inside an outer ring, counter-clockwise; both closed.
    #[test]
    fn rings_have_holes() {
        let (mut lats, mut lons) = (Vec::new(), Vec::new());
        for k in 0..2000 {
            let (s, c) = math::sin_cos_turns(f64::from(k) / 2000.0);
            let (y, x) = displace_anywhere(34.0, 180.0, 10_000.0 * s, 10_000.0 * c);
            lats.push(y);
            lons.push(x);
        }
        let cloud = Cloud::from_positions(0.0, &lats, &lons, &[1.0; 2000]).unwrap();
        let spec =
            GridSpec { smoothing: Smoothing::Bandwidth(Distance::metres(1500.0)), ..GridSpec::default() };
        let map = ProbabilityMap::of_cloud(&cloud, &spec);
        let contour = map.contour(level(0.9));
        assert_eq!(contour.polygons.len(), 1);
        let polygon = &contour.polygons[0];
        assert_eq!(polygon.holes.len(), 1);
        let twice_area = |ring: &[Position]| -> f64 {
            let at = |p: &Position| (p.lon_deg() - 180.0, p.lat_deg() - 34.0);
            ring.windows(2)
                .map(|w| {
                    let ((ax, ay), (bx, by)) = (at(&w[0]), at(&w[1]));
                    ax * by - bx * ay
                })
                .sum()
        };
        assert!(twice_area(&polygon.outer) > 0.0 && twice_area(&polygon.holes[0]) < 0.0);
        assert_eq!(polygon.outer.first(), polygon.outer.last());
        assert_eq!(polygon.holes[0].first(), polygon.holes[0].last());
        assert!((poc_of(&map, &contour) - 0.9).abs() < 0.01);
        // Cut for GeoJSON the ring becomes two halves without holes, with the same mass.
        let halves = polygon.cut_at_dateline();
        assert_eq!((halves.len(), halves.iter().map(|p| p.holes.len()).sum::<usize>()), (2, 0));
        let poc: f64 = halves.iter().map(|p| map.poc(p).get()).sum();
        assert!((poc - poc_of(&map, &contour)).abs() < 1e-9);
    }

    /// POC of a box whose edges are edges of cells is the weight of the particles in it, exactly.
    #[test]
    fn poc_of_a_box_counts_its_particles() {
        let cloud = normal_cloud(-44.0, 179.97, 3000);
        let spec = GridSpec { smoothing: Smoothing::None, ..GridSpec::default() };
        let map = ProbabilityMap::of_cloud(&cloud, &spec);
        let (grid, third) = (map.grid, map.grid.rows / 3);
        let edge = |k: usize| grid.south_deg + k as f64 * grid.lat_step_deg;
        let (south, north) = (edge(third), edge(2 * third));
        let (west, east) = (180.0, 180.0 + 40.0 * grid.lon_step_deg);
        let mut want = 0.0;
        for i in 0..3000 {
            let (lat, lon) = (cloud.lat_deg()[i], cloud.lon_deg()[i]);
            let lon = if lon < 0.0 { lon + 360.0 } else { lon };
            let inside = (south..north).contains(&lat) && (west..east).contains(&lon);
            want += if inside { cloud.weight()[i] } else { 0.0 };
        }
        for turn in [0.0, -360.0] {
            let corner = |lat, lon: f64| Position::new(lat, lon + turn).unwrap();
            let outer = vec![
                corner(south, west),
                corner(south, east),
                corner(north, east),
                corner(north, west),
                corner(south, west),
            ];
            let hole = outer.iter().rev().copied().collect();
            let got = map.poc(&Polygon { outer: outer.clone(), holes: vec![] }).get();
            assert!((got - want).abs() < 1e-9 && want > 0.1, "{turn}: {got} {want}");
            assert!(map.poc(&Polygon { outer, holes: vec![hole] }).get() < 1e-9);
        }
    }

    /// All mass in one cell: every level is the same, one ring about it.
    #[test]
    fn a_single_cell_is_outlined() {
        let cloud = Cloud::from_positions(0.0, &[34.6], &[129.9], &[1.0]).unwrap();
        let map = ProbabilityMap::of_cloud(&cloud, &GridSpec::default());
        for contour in map.contours() {
            assert_eq!(contour.polygons.len(), 1);
            assert!((contour.mass - 1.0).abs() < 1e-12);
        }
        assert!(map.contour(Probability::ZERO).polygons.is_empty());
    }

    /// What lies outside a given grid is said, not lost.
    #[test]
    fn a_given_grid_reports_what_is_outside() {
        let cloud = Cloud::from_positions(0.0, &[34.6, 40.0], &[129.9, 129.9], &[3.0, 1.0]).unwrap();
        let part = Cloud::from_positions(0.0, &[34.6], &[129.9], &[1.0]).unwrap();
        let grid = ProbabilityMap::grid_for(&[part], &GridSpec::default());
        let map = ProbabilityMap::on_grid(&cloud, grid, Smoothing::None);
        assert_eq!(map.outside, 0.25);
        assert!((map.mass.iter().sum::<f64>() - 0.75).abs() < 1e-15);
        let all = map.contour(Probability::ONE);
        assert!((all.mass - 0.75).abs() < 1e-15);
    }

    /// What left the data is in no cell and no contour, and nobody else's mass grows by it.
    #[test]
    fn what_left_the_data_is_missing_from_the_cells() {
        let n = 2000;
        let mut snapshot =
            crate::Snapshot { time_s: 0.0, lat_e7: Vec::new(), lon_e7: Vec::new(), fate: Vec::new() };
        for i in 0..n {
            let (a, b) = Streams::new(3).particle(i).normal_pair(0, Process::SeedPosition, 0);
            snapshot.lat_e7.push(346_000_000 + (300_000.0 * a) as i32);
            snapshot.lon_e7.push(1_299_000_000 + (300_000.0 * b) as i32);
            snapshot.fate.push(if i % 5 == 0 { crate::Fate::MissingData } else { crate::Fate::Active });
        }
        let cloud = Cloud::from_snapshot(&snapshot, &vec![1.0; n as usize]).unwrap();
        let map = ProbabilityMap::of_cloud(&cloud, &GridSpec::default());
        assert!((map.beyond_data - 0.2).abs() < 1e-12 && map.outside == 0.0);
        assert!((map.mass.iter().sum::<f64>() - 0.8).abs() < 1e-12);
        let levels: Vec<f64> = map.contours().iter().map(|c| c.level.get()).collect();
        assert_eq!(levels, [0.5, 0.75]);
        assert!(map.contours()[1].mass >= 0.75);
    }

    fn any_cloud() -> impl Strategy<Value = (Vec<(f64, f64, f64)>, f64)> {
        let point = (-1.0..1.0f64, -1.0..1.0f64, prop_oneof![Just(0.0), 0.0..1.0f64, Just(1e-300)]);
        (prop::collection::vec(point, 1..60), -89.0..89.0f64)
    }

    fn cloud_at(points: &[(f64, f64, f64)], lat: f64, east: f64) -> Option<Cloud> {
        let lats: Vec<f64> = points.iter().map(|p| lat + p.0).collect();
        let lons: Vec<f64> = points.iter().map(|p| wrap_longitude(east + p.1)).collect();
        let weights: Vec<f64> = points.iter().map(|p| p.2).collect();
        Cloud::from_positions(0.0, &lats, &lons, &weights).ok()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Whatever the weights, the place, the smoothing: the mass is one, and contours nest and hold their level.
        #[test]
        fn mass_sums_to_one((points, lat) in any_cloud(), east in -180.0..180.0f64, smoothed: bool) {
            let Some(cloud) = cloud_at(&points, lat, east) else { return Ok(()) };
            let smoothing = if smoothed { Smoothing::Auto } else { Smoothing::None };
            let map = ProbabilityMap::of_cloud(&cloud, &GridSpec { smoothing, max_cells: 5000, ..GridSpec::default() });
            prop_assert_eq!(map.outside, 0.0);
            prop_assert!((map.mass.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            prop_assert!(map.mass.iter().all(|&m| m >= 0.0));
            let mut area = 0.0;
            for p in LEVELS {
                let contour = map.contour(level(p));
                prop_assert!(contour.mass >= p - 1e-9 && contour.area_m2 >= area);
                area = contour.area_m2;
                let largest = map.mass.iter().fold(0.0f64, |a, &b| a.max(b));
                // Minimal up to cells of equal density.
                prop_assert!(!smoothed || contour.mass - p <= 2.0 * largest + 1e-9);
                for ring in contour.polygons.iter().flat_map(|p| std::iter::once(&p.outer).chain(&p.holes)) {
                    prop_assert!(ring.len() >= 4 && ring.first() == ring.last());
                }
                for part in contour.polygons.iter().flat_map(Polygon::cut_at_dateline) {
                    prop_assert!(part.outer.iter().all(|q| q.lon_deg().abs() <= 180.0));
                }
            }
        }

        /// Turned about the axis by whole cells, the map is the same, moved.
        #[test]
        fn rotation_across_the_dateline_moves_the_map((points, lat) in any_cloud(), cells in 1..2000u32) {
            let Some(here) = cloud_at(&points, lat, 0.0) else { return Ok(()) };
            let spec = GridSpec { max_cells: 5000, smoothing: Smoothing::None, ..GridSpec::default() };
            let a = ProbabilityMap::of_cloud(&here, &spec);
            let turn = f64::from(cells) * a.grid.lon_step_deg;
            let there = cloud_at(&points, lat, turn).unwrap();
            let west_deg = wrap_longitude(a.grid.west_deg + turn);
            let b = ProbabilityMap::on_grid(&there, Grid { west_deg, ..a.grid }, Smoothing::None);
            // A particle on the edge of a cell may fall to either side by rounding.
            let moved: f64 = a.mass.iter().zip(&b.mass).map(|(x, y)| (x - y).abs()).sum();
            prop_assert!(moved + b.outside < 1e-9, "{moved}");
            let (ca, cb) = (a.contour(level(0.5)), b.contour(level(0.5)));
            prop_assert!((ca.mass - cb.mass).abs() < 1e-9 && ca.polygons.len() == cb.polygons.len());
        }
    }
}

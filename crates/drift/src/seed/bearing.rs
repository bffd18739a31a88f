//! Lines of bearing.

use super::StartTime;
use super::sample::{Lot, SeedError, Start, check_count, check_length, check_range, moved_on};
use sarex_geo::ellipsoid::A_M;
use sarex_geo::position::wrap_longitude;
use sarex_geo::{Position, geodesic, math, streams::Process};

/// Bearings taken on one source, from one or more stations.
#[derive(Debug, Clone, PartialEq)]
pub struct LinesOfBearing {
    /// One or more.
    pub lines: Vec<BearingLine>,
    /// When the source was there.
    pub time: StartTime,
}

/// One bearing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BearingLine {
    /// Where it was taken.
    pub station: Position,
    /// From the station towards the source, degrees **true**: variation and deviation already applied.
    pub bearing_deg: f64,
    /// σ of the bearing, degrees.
    pub std_deg: f64,
    /// Nearest possible range, m.
    pub range_min_m: f64,
    /// Farthest possible range, m.
    pub range_max_m: f64,
}

/// Bearings farther than this from their line do not occur, σ.
const FARTHEST_SIGMA: f64 = 5.0;

/// Cells per side of the grid over the sharpest line's sector.
const CELLS: usize = 48;

/// Lines of bearing that are checked and ready to be drawn from.
///
/// Prior: every square metre of the sharpest line's sector alike, that is r = √(r₁² + U (r₂² − r₁²)); uniform in r
/// would pile probability up near the station. Likelihood of a place: ∏ exp(−Δβ_j² / 2σ_j²) over all lines, Δβ_j
/// its bearing from station j less the bearing taken, and zero outside a line's ranges.
///
/// One line is drawn directly, β = β₁ + σ₁ ξ. With more, a grid over the sector holds an upper bound of the
/// likelihood per cell; a cell is chosen by that bound, a place in it uniformly, and the place is kept with
/// probability likelihood / bound, else all is drawn again. The result is exact, no place is repeated, and a
/// particle's draw does not depend on how many there are.
#[derive(Debug, Clone)]
pub(crate) struct BearingSampler {
    lines: Vec<BearingLine>,
    /// Empty for a single line.
    cells: Vec<Cell>,
    /// Half-width of the grid, σ of the first line.
    widest_sigma: f64,
    time: StartTime,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    /// Upper bound of the likelihood.
    bound: f64,
    /// Sum of the bounds up to and with this cell.
    cumulative: f64,
}

impl LinesOfBearing {
    pub(crate) fn sampler(&self) -> Result<BearingSampler, SeedError> {
        check_count("lines of bearing", self.lines.len(), 1, 100)?;
        self.time.check()?;
        for line in &self.lines {
            check_range("bearing", line.bearing_deg, (0.0, 360.0), "°")?;
            check_range("bearing error", line.std_deg, (0.0, 90.0), "°")?;
            check_length("nearest range", line.range_min_m)?;
            check_length("farthest range", line.range_max_m)?;
            if line.range_max_m < line.range_min_m {
                return Err(SeedError::Reversed { key: "range" });
            }
        }
        let several = self.lines.len() > 1;
        if several {
            for line in &self.lines {
                check_range("bearing error with several lines", line.std_deg, (0.01, 90.0), "°")?;
            }
        }
        // The sharpest line first; of equals the one that was given first.
        let mut order: Vec<usize> = (0..self.lines.len()).collect();
        order.sort_by(|&a, &b| self.lines[a].std_deg.total_cmp(&self.lines[b].std_deg));
        let lines: Vec<BearingLine> = order.iter().map(|&index| self.lines[index]).collect();
        let widest_sigma = FARTHEST_SIGMA.min(180.0 / lines[0].std_deg.max(1e-9));
        let mut sampler = BearingSampler { lines, cells: Vec::new(), widest_sigma, time: self.time };
        if several {
            sampler.cells = sampler.grid(&order)?;
        }
        Ok(sampler)
    }
}

impl BearingSampler {
    pub fn draw(&self, lot: Lot) -> Start {
        let place = if self.cells.is_empty() {
            let xi = lot.normals(Process::SeedPosition, 0).0;
            self.place(lot.uniform(Process::SeedPosition, 1), xi)
        } else {
            self.fix(lot)
        };
        Start { lat_deg: place.0, lon_deg: place.1, time_s: lot.time_s(self.time) }
    }

    /// The place of the sharpest line's sector at a fraction of its area and an error of its bearing.
    fn place(&self, area_fraction: f64, xi: f64) -> (f64, f64) {
        let line = &self.lines[0];
        let (near, far) = (line.range_min_m * line.range_min_m, line.range_max_m * line.range_max_m);
        let range_m = (near + area_fraction * (far - near)).sqrt();
        moved_on(line.station, line.bearing_deg + line.std_deg * xi, range_m)
    }

    fn fix(&self, lot: Lot) -> (f64, f64) {
        let total = self.cells[self.cells.len() - 1].cumulative;
        let mut place = (0.0, 0.0);
        for draw in 0..100_000 {
            let [choice, u, v, keep] = lot.uniforms(Process::SeedPosition, draw);
            let index = self.cells.partition_point(|cell| cell.cumulative < choice * total);
            let index = index.min(self.cells.len() - 1);
            let (area_fraction, xi) = self.in_cell(index, u, v);
            place = self.place(area_fraction, xi);
            if keep * self.cells[index].bound <= math::exp(-self.misfit(place, xi).min(700.0)) {
                break;
            }
        }
        place
    }

    /// Fraction of the area and ξ at a place of a cell.
    fn in_cell(&self, index: usize, u: f64, v: f64) -> (f64, f64) {
        let size = 1.0 / CELLS as f64;
        let (row, column) = (index / CELLS, index % CELLS);
        let xi = self.widest_sigma * (2.0 * (column as f64 + v) * size - 1.0);
        ((row as f64 + u) * size, xi)
    }

    /// Σ Δβ² / 2σ² over all lines, infinite outside the ranges.
    fn misfit(&self, place: (f64, f64), xi: f64) -> f64 {
        0.5 * xi * xi + self.lines[1..].iter().map(|line| line.misfit(place)).sum::<f64>()
    }

    /// Bounds of the likelihood per cell.
    fn grid(&self, order: &[usize]) -> Result<Vec<Cell>, SeedError> {
        let node = |row: f64, column: f64| {
            let size = 1.0 / CELLS as f64;
            let xi = self.widest_sigma * (2.0 * column * size - 1.0);
            Node::new(self.place(row * size, xi), xi, &self.lines[1..])
        };
        let rows: Vec<Vec<Node>> =
            (0..=CELLS).map(|i| (0..=CELLS).map(|j| node(i as f64, j as f64)).collect()).collect();
        let mut cells = Vec::with_capacity(CELLS * CELLS);
        let mut cumulative = 0.0;
        let mut best = (f64::INFINITY, 0);
        for i in 0..CELLS {
            for j in 0..CELLS {
                let corners = [&rows[i][j], &rows[i][j + 1], &rows[i + 1][j], &rows[i + 1][j + 1]];
                let middle = node(i as f64 + 0.5, j as f64 + 0.5);
                let (least, worst) = self.least_misfit(&middle, corners);
                if least < best.0 {
                    best = (least, worst);
                }
                let bound = if least < 700.0 { math::exp(-least) } else { 0.0 };
                cumulative += bound;
                cells.push(Cell { bound, cumulative });
            }
        }
        let misfit_sigma = (2.0 * best.0).sqrt();
        if misfit_sigma.is_infinite() {
            return Err(SeedError::RangesApart);
        }
        if misfit_sigma > FARTHEST_SIGMA {
            return Err(SeedError::NoFix { misfit_sigma, line: order[best.1] + 1 });
        }
        Ok(cells)
    }

    /// A lower bound of Σ Δβ² / 2σ² in a cell, infinite if it is out of range, and the line that fits worst.
    ///
    /// A range changes by no more than the distance moved. Far from its station a bearing changes nearly
    /// linearly, so it differs from that at the middle by little more than the most it does at a corner; where
    /// the station may be in or near the cell, any bearing is possible.
    fn least_misfit(&self, middle: &Node, corners: [&Node; 4]) -> (f64, usize) {
        let reach_m = 1.1 * corners.map(|corner| middle.distance_m(corner)).into_iter().fold(0.0, f64::max);
        let xi = nearest_zero(corners.map(|corner| corner.xi));
        let mut least = 0.5 * xi * xi;
        let mut worst = (xi.abs(), 0);
        for (index, line) in self.lines[1..].iter().enumerate() {
            let (difference_deg, range_m) = middle.seen[index];
            if range_m + reach_m < line.range_min_m || range_m - reach_m > line.range_max_m {
                return (f64::INFINITY, index + 1);
            }
            let turns = corners.map(|corner| wrap_longitude(corner.seen[index].0 - difference_deg).abs());
            let spread_deg =
                if reach_m > 0.3 * range_m { 180.0 } else { 1.2 * turns.into_iter().fold(0.0, f64::max) };
            let nearest = (difference_deg.abs() - spread_deg).max(0.0) / line.std_deg;
            least += 0.5 * nearest * nearest;
            if nearest > worst.0 {
                worst = (nearest, index + 1);
            }
        }
        (least, worst.1)
    }
}

/// A place of the grid and how the other stations see it.
struct Node {
    /// Unit vector.
    vector: [f64; 3],
    xi: f64,
    /// Per line: Δβ in degrees and range in metres.
    seen: Vec<(f64, f64)>,
}

impl Node {
    fn new(place: (f64, f64), xi: f64, others: &[BearingLine]) -> Self {
        let (sin_lat, cos_lat) = math::sin_cos_turns(place.0 / 360.0);
        let (sin_lon, cos_lon) = math::sin_cos_turns(place.1 / 360.0);
        let vector = [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat];
        Self { vector, xi, seen: others.iter().map(|line| line.sees(place)).collect() }
    }

    /// Distance to another one, m, within a per cent of the ellipsoid's for neighbours.
    fn distance_m(&self, other: &Self) -> f64 {
        let [x, y, z] = [0, 1, 2].map(|k| self.vector[k] - other.vector[k]);
        A_M * (x * x + y * y + z * z).sqrt()
    }
}

impl BearingLine {
    /// Δβ of a place in degrees, and its range in metres.
    fn sees(&self, place: (f64, f64)) -> (f64, f64) {
        let lat_deg = place.0.clamp(-90.0, 90.0);
        let Ok(place) = Position::new(lat_deg, wrap_longitude(place.1)) else {
            return (180.0, f64::INFINITY);
        };
        let inverse = geodesic::inverse(self.station, place);
        let difference_deg = wrap_longitude(inverse.bearing_from_start.deg() - self.bearing_deg);
        (difference_deg, inverse.distance.in_metres())
    }

    /// Δβ² / 2σ², infinite outside the ranges.
    fn misfit(&self, place: (f64, f64)) -> f64 {
        let (difference_deg, range_m) = self.sees(place);
        if !(self.range_min_m..=self.range_max_m).contains(&range_m) {
            return f64::INFINITY;
        }
        let sigmas = difference_deg / self.std_deg;
        0.5 * sigmas * sigmas
    }
}

/// The value of smallest magnitude between the least and the greatest.
fn nearest_zero<const N: usize>(values: [f64; N]) -> f64 {
    let least = values.into_iter().fold(f64::INFINITY, f64::min);
    let greatest = values.into_iter().fold(f64::NEG_INFINITY, f64::max);
    0.0f64.clamp(least, greatest)
}

//! Cells over the sector of the sharpest line of bearing, each with an upper bound of the likelihood in it.

use super::{BearingLine, BearingSampler, FARTHEST_SIGMA};
use crate::seed::sample::SeedError;
use sarex_geo::ellipsoid::A_M;
use sarex_geo::math;
use sarex_geo::position::wrap_longitude;

/// Cells per side before any is divided.
const COARSE: u32 = 48;

/// A cell is divided while its bound of the misfit lies this far below the misfit at its middle: then draws from it
/// would be kept too rarely.
const LOOSE: f64 = 1.5;

/// A cell chosen more rarely than this is not divided, however loose its bound.
const NEGLIGIBLE: f64 = 1e-4;

/// Cells of this side are not divided, a hundred-thousandth of the sector.
const SMALLEST: f64 = 1e-5;

/// A square of the sector, in fractions of its area and of its width.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    /// Side, a fraction of the sector.
    pub size: f64,
    /// Sides from the near end.
    pub row: u32,
    /// Sides from the left edge.
    pub column: u32,
    /// Upper bound of the likelihood.
    pub bound: f64,
    /// Sum of bound × size² up to and with this cell.
    pub cumulative: f64,
}

/// What is known of a cell: a lower bound of its misfit, the line that fits worst there, the misfit at its middle.
#[derive(Clone, Copy)]
struct Look {
    least: f64,
    worst: usize,
    middle: f64,
}

impl Look {
    /// Upper bound of the likelihood.
    fn bound(&self) -> f64 {
        if self.least < 700.0 { math::exp(-self.least) } else { 0.0 }
    }
}

/// The cells of a sector; `order` names the lines as they were given.
pub(super) fn of(sampler: &BearingSampler, order: &[usize]) -> Result<Vec<Cell>, SeedError> {
    let square = |row, column, size| Cell { size, row, column, bound: 0.0, cumulative: 0.0 };
    let size = 1.0 / f64::from(COARSE);
    let coarse = (0..COARSE).flat_map(|row| (0..COARSE).map(move |column| square(row, column, size)));
    let mut cells: Vec<(Cell, Look)> = coarse.map(|cell| (cell, look(sampler, &cell))).collect();
    // What is loose among the likeliest is divided until nothing of weight is; cells that weighed nothing beside those
    // may weigh something after them.
    loop {
        let weight = |(cell, look): &(Cell, Look)| look.bound() * cell.size * cell.size;
        let total: f64 = cells.iter().map(weight).sum();
        let promises_too_much = |known: &(Cell, Look)| {
            let (cell, look) = known;
            let divisible = cell.size > SMALLEST && look.middle > look.least + LOOSE;
            divisible && weight(known) > NEGLIGIBLE * total
        };
        let (loose, kept): (Vec<_>, Vec<_>) = cells.into_iter().partition(promises_too_much);
        cells = kept;
        if loose.is_empty() {
            break;
        }
        for (cell, _) in loose {
            let (row, column, size) = (2 * cell.row, 2 * cell.column, 0.5 * cell.size);
            for (r, c) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                let quarter = square(row + r, column + c, size);
                cells.push((quarter, look(sampler, &quarter)));
            }
        }
    }
    let likeliest = |a: &Look, b: &Look| a.least.total_cmp(&b.least);
    let best = cells.iter().map(|(_, look)| look).min_by(|a, b| likeliest(a, b));
    let possible = best.map_or((f64::INFINITY, 0), |look| (look.least, look.worst));
    let misfit_sigma = (2.0 * possible.0).sqrt();
    if misfit_sigma.is_infinite() {
        return Err(SeedError::RangesApart);
    }
    if misfit_sigma > FARTHEST_SIGMA {
        return Err(SeedError::NoFix { misfit_sigma, line: order[possible.1] + 1 });
    }
    Ok(weighted(cells))
}

/// The cells that matter with the running sum they are chosen by.
fn weighted(looks: Vec<(Cell, Look)>) -> Vec<Cell> {
    let mut cumulative = 0.0;
    let likely = looks.into_iter().filter(|(_, look)| look.bound() > 0.0);
    let cells = likely.map(|(cell, look)| {
        let bound = look.bound();
        cumulative += bound * cell.size * cell.size;
        Cell { bound, cumulative, ..cell }
    });
    cells.collect()
}

fn look(sampler: &BearingSampler, cell: &Cell) -> Look {
    let others = &sampler.lines[1..];
    let node = |u: f64, v: f64| {
        let (area_fraction, xi) = sampler.in_cell(cell, u, v);
        Node::new(sampler.place(area_fraction, xi), xi, others)
    };
    let corners = [node(0.0, 0.0), node(0.0, 1.0), node(1.0, 0.0), node(1.0, 1.0)];
    let middle = node(0.5, 0.5);
    let (least, worst) = least_misfit(others, &middle, corners.each_ref());
    Look { least, worst, middle: middle.misfit(others) }
}

/// A lower bound of Σ Δβ² / 2σ² in a cell, infinite if it is out of range, and the line that fits worst.
///
/// A range changes by no more than the distance moved. Far from its station a bearing changes nearly
/// linearly, so it differs from that at the middle by little more than the most it does at a corner; where
/// the station may be in or near the cell, any bearing is possible.
fn least_misfit(others: &[BearingLine], middle: &Node, corners: [&Node; 4]) -> (f64, usize) {
    let reach_m = 1.1 * corners.map(|corner| middle.distance_m(corner)).into_iter().fold(0.0, f64::max);
    let xi = nearest_zero(corners.map(|corner| corner.xi));
    let mut least = 0.5 * xi * xi;
    let mut worst = (xi.abs(), 0);
    for (index, line) in others.iter().enumerate() {
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

    /// Σ Δβ² / 2σ² over all lines, infinite outside the ranges of one.
    fn misfit(&self, others: &[BearingLine]) -> f64 {
        let each = others.iter().zip(&self.seen).map(|(line, &seen)| line.misfit_of(seen));
        0.5 * self.xi * self.xi + each.sum::<f64>()
    }

    /// Distance to another one, m, within a per cent of the ellipsoid's for neighbours.
    fn distance_m(&self, other: &Self) -> f64 {
        let [x, y, z] = [0, 1, 2].map(|k| self.vector[k] - other.vector[k]);
        A_M * (x * x + y * y + z * z).sqrt()
    }
}

/// The value of smallest magnitude between the least and the greatest.
fn nearest_zero<const N: usize>(values: [f64; N]) -> f64 {
    let least = values.into_iter().fold(f64::INFINITY, f64::min);
    let greatest = values.into_iter().fold(f64::NEG_INFINITY, f64::max);
    0.0f64.clamp(least, greatest)
}

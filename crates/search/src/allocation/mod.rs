//! How effort is best spread over cells: the known optima for a stationary object, and for one that moves.

mod moving;

pub use moving::{MovingTarget, TargetPath};

use crate::datum_error::PROBABLE_ERROR_IN_SIGMA;
use sarex_geo::math;
use std::f64::consts::PI;

/// Effort spread over cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Allocation {
    /// Effort of each cell, in the unit of the total.
    pub effort: Vec<f64>,
    /// What the last bit of effort brings, per unit of effort.
    pub lambda: f64,
    /// Probability of success.
    pub pos: f64,
}

/// One cell of a map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// Probability that the object is in it.
    pub probability: f64,
    /// Coverage that one unit of effort brings here: 1/A if effort is area, W·V/A if effort is time.
    pub rate: f64,
}

/// The optimum of Charnes & Cooper for exponential detection, b = 1 − e^(−rate·effort): exact, without iteration.
///
/// With ρ = p·rate falling, ln λ_k = (Σ ln ρ_j/rate_j − Z)/Σ 1/rate_j over the first k cells, for the least k at which
/// ρ_{k+1} ≤ λ_k; effort is [ln(ρ_j/λ)]⁺/rate_j. Cells without probability or rate get nothing. This optimum is also
/// uniformly optimal: each of its beginnings is the best for its effort.
///
/// ```
/// use sarex_search::allocation::{Cell, charnes_cooper};
/// // S18: areas 10, 10, 20 nm², 20 nm² of effort.
/// let cell = |(probability, area): (f64, f64)| Cell { probability, rate: 1.0 / area };
/// let cells = [(0.5, 10.0), (0.3, 10.0), (0.2, 20.0)].map(cell);
/// let best = charnes_cooper(&cells, 20.0);
/// assert!((best.effort[0] - 12.554_128).abs() < 5e-7 && (best.effort[1] - 7.445_872).abs() < 5e-7);
/// assert!(best.effort[2] == 0.0 && (best.lambda - 0.014_247_91).abs() < 5e-9);
/// assert!((best.pos - 0.515_042).abs() < 5e-7);
/// assert!((charnes_cooper(&cells, 4.0).pos - 0.164_840).abs() < 5e-7);
/// // S19: sweep widths 1, 2 and 0.5 nm at 90 kn for two hours.
/// let cell = |(probability, area, width): (f64, f64, f64)| Cell { probability, rate: width * 90.0 / area };
/// let best = charnes_cooper(&[(0.5, 100.0, 1.0), (0.3, 60.0, 2.0), (0.2, 80.0, 0.5)].map(cell), 2.0);
/// assert!((best.effort[0] - 1.360_731).abs() < 5e-7 && (best.effort[1] - 0.639_269).abs() < 5e-7);
/// assert!(best.effort[2] == 0.0 && (best.pos - 0.608_992).abs() < 5e-7);
/// ```
pub fn charnes_cooper(cells: &[Cell], total: f64) -> Allocation {
    let gain = |j: usize| cells[j].probability * cells[j].rate;
    let mut order: Vec<usize> = (0..cells.len()).filter(|&j| gain(j) > 0.0).collect();
    order.sort_by(|&a, &b| gain(b).total_cmp(&gain(a)).then(a.cmp(&b)));
    let (mut weighted, mut inverse, mut log_lambda) = (0.0, 0.0, f64::NEG_INFINITY);
    for (k, &j) in order.iter().enumerate() {
        weighted += math::ln(gain(j)) / cells[j].rate;
        inverse += 1.0 / cells[j].rate;
        log_lambda = (weighted - total) / inverse;
        let next = order.get(k + 1).map_or(f64::NEG_INFINITY, |&next| math::ln(gain(next)));
        if next <= log_lambda {
            break;
        }
    }
    let effort_of = |j: usize| {
        let effort = if gain(j) > 0.0 { (math::ln(gain(j)) - log_lambda) / cells[j].rate } else { 0.0 };
        effort.max(0.0)
    };
    let effort: Vec<f64> = (0..cells.len()).map(effort_of).collect();
    let found = |(cell, effort): (&Cell, &f64)| -cell.probability * math::expm1(-cell.rate * effort);
    let pos = cells.iter().zip(&effort).map(found).sum();
    let lambda = if order.is_empty() { 0.0 } else { math::exp(log_lambda.max(-700.0)) };
    Allocation { effort, lambda, pos }
}

/// The optimum for parallel sweeps of the inverse cube law, b = erf(√π·C/2): coverage C_j = (2/√π)·√([ln(ρ_j/λ)]⁺).
///
/// λ is found by halving, to the last bit.
pub fn ideal_allocation(cells: &[Cell], total: f64) -> Allocation {
    let gain = |cell: &Cell| cell.probability * cell.rate;
    let coverage = |cell: &Cell, log_lambda: f64| {
        let excess = if gain(cell) > 0.0 { math::ln(gain(cell)) - log_lambda } else { 0.0 };
        2.0 / PI.sqrt() * excess.max(0.0).sqrt()
    };
    let spent = |log_lambda: f64| -> f64 {
        cells.iter().filter(|cell| gain(cell) > 0.0).map(|cell| coverage(cell, log_lambda) / cell.rate).sum()
    };
    let most = cells.iter().map(gain).fold(0.0, f64::max);
    if most <= 0.0 {
        return Allocation { effort: vec![0.0; cells.len()], lambda: 0.0, pos: 0.0 };
    }
    let (mut low, mut high) = (math::ln(most) - 1e9, math::ln(most));
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if spent(middle) > total { low = middle } else { high = middle }
    }
    let at = |cell: &Cell| coverage(cell, high);
    let effort = cells.iter().map(|cell| if gain(cell) > 0.0 { at(cell) / cell.rate } else { 0.0 }).collect();
    let pos = cells.iter().map(|cell| cell.probability * math::erf(0.5 * PI.sqrt() * at(cell))).sum();
    Allocation { effort, lambda: math::exp(high.max(-700.0)), pos }
}

/// The continuous optimum about a point datum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CircularOptimum {
    /// Coverage at the datum, b = √(Z/(πσ²)); it falls as b − r²/(2σ²).
    pub coverage_at_datum: f64,
    /// Where coverage ends, in units of E.
    pub radius: f64,
    /// POS = 1 − (1 + b)·e^−b.
    pub pos: f64,
}

/// Koopman's optimum for a circular normal and exponential detection, for the relative effort Z_r = Z/E².
///
/// ```
/// // S20
/// let best = sarex_search::allocation::circular_normal(4.84);
/// assert!((best.pos - 0.4292).abs() < 5e-5 && (best.radius - 1.4520).abs() < 5e-5);
/// ```
pub fn circular_normal(relative_effort: f64) -> CircularOptimum {
    let sigma = 1.0 / PROBABLE_ERROR_IN_SIGMA;
    let b = (relative_effort / (PI * sigma * sigma)).sqrt();
    CircularOptimum {
        coverage_at_datum: b,
        radius: sigma * (2.0 * b).sqrt(),
        pos: 1.0 - (1.0 + b) * math::exp(-b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells() -> impl Strategy<Value = Vec<Cell>> {
        let cell = (0.0..1.0f64, 0.05..2.0f64).prop_map(|(probability, rate)| Cell { probability, rate });
        prop::collection::vec(cell, 1..12)
    }

    proptest! {
        /// The optimum spends all of the effort, and moving a bit of it between two cells gains nothing; more effort never
        /// lowers POS. For both detection functions.
        #[test]
        fn no_shift_of_effort_gains(cells in cells(), total in 0.1..50.0f64, a in 0..12usize, b in 0..12usize) {
            prop_assume!(cells.iter().any(|cell| cell.probability > 0.01));
            let (a, b) = (a % cells.len(), b % cells.len());
            let random = |cell: &Cell, effort: f64| -cell.probability * math::expm1(-cell.rate * effort);
            let ideal = |cell: &Cell, effort: f64| {
                cell.probability * math::erf(0.5 * PI.sqrt() * cell.rate * effort)
            };
            type Found<'a> = &'a dyn Fn(&Cell, f64) -> f64;
            type Solver = fn(&[Cell], f64) -> Allocation;
            let solvers: [(Solver, Found<'_>); 2] = [(charnes_cooper, &random), (ideal_allocation, &ideal)];
            for (solve, found) in solvers {
                let best = solve(&cells, total);
                prop_assert!((best.effort.iter().sum::<f64>() - total).abs() < 1e-6 * total);
                prop_assert!(best.effort.iter().all(|&effort| effort >= 0.0));
                prop_assert!(solve(&cells, 1.1 * total).pos >= best.pos - 1e-12);
                let pos = |effort: &[f64]| cells.iter().zip(effort).map(|(c, &z)| found(c, z)).sum::<f64>();
                prop_assert!((pos(&best.effort) - best.pos).abs() < 1e-9);
                let mut moved = best.effort.clone();
                let bit = 0.1 * moved[a];
                moved[a] -= bit;
                moved[b] += bit;
                prop_assert!(pos(&moved) <= best.pos + 1e-9);
            }
        }
    }
}

//! The optimum against an object that moves between cells: Brown's forward and backward algorithm.

use super::{Cell, charnes_cooper};
use sarex_geo::math;

/// One way the object may take.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetPath {
    /// Its cell in each period.
    pub cells: Vec<usize>,
    /// Its probability.
    pub weight: f64,
}

/// An object on one of several paths, and a searcher with an effort for each period that can be spread over all cells.
///
/// F(y) = Σ w_i·(1 − exp(−Σ_t rate·y_t(c_i(t)))), which is concave: the optimum is the only one.
///
/// Source: Brown 1980; the paths need not be Markov (Stone 1979).
#[derive(Debug, Clone, PartialEq)]
pub struct MovingTarget {
    /// Number of cells.
    pub cells: usize,
    /// The paths; all of them with as many cells as there are periods.
    pub paths: Vec<TargetPath>,
    /// Effort of each period.
    pub effort: Vec<f64>,
    /// Exponent of detection that a unit of effort brings.
    pub rate: f64,
}

/// Effort by period and cell.
pub type Plan = Vec<Vec<f64>>;

impl MovingTarget {
    /// F(y).
    pub fn pos(&self, plan: &Plan) -> f64 {
        self.paths.iter().map(|path| -path.weight * math::expm1(-self.exponent(path, plan, None))).sum()
    }

    /// The exponent of detection on a path, one period left out if asked.
    fn exponent(&self, path: &TargetPath, plan: &Plan, without: Option<usize>) -> f64 {
        let periods = path.cells.iter().enumerate().filter(|(t, _)| Some(*t) != without);
        periods.map(|(t, &cell)| self.rate * plan[t][cell]).sum()
    }

    /// The optimum to a gain below `tolerance` per sweep: period by period the stationary optimum for what all other
    /// periods leave, from no effort at all, so that the first sweep is the myopic plan. F never falls.
    pub fn forward_and_backward(&self, tolerance: f64) -> Plan {
        const MOST_SWEEPS: u32 = 10_000;
        let mut plan: Plan = vec![vec![0.0; self.cells]; self.effort.len()];
        let mut before = f64::NEG_INFINITY;
        for _ in 0..MOST_SWEEPS {
            for t in 0..self.effort.len() {
                plan[t] = charnes_cooper(&self.survivors(&plan, t), self.effort[t]).effort;
            }
            let pos = self.pos(&plan);
            if pos - before < tolerance {
                break;
            }
            before = pos;
        }
        plan
    }

    /// Probability left in each cell in period t by the search of all other periods.
    fn survivors(&self, plan: &Plan, t: usize) -> Vec<Cell> {
        let mut cells = vec![Cell { probability: 0.0, rate: self.rate }; self.cells];
        for path in &self.paths {
            cells[path.cells[t]].probability += path.weight * math::exp(-self.exponent(path, plan, Some(t)));
        }
        cells
    }

    /// An upper bound on F from any plan y: F(y) − ⟨g, y⟩ + Σ_t effort_t·max_c g_t(c), with g the gradient at y.
    pub fn upper_bound(&self, plan: &Plan) -> f64 {
        let mut gradient: Plan = vec![vec![0.0; self.cells]; self.effort.len()];
        for path in &self.paths {
            let missed = path.weight * self.rate * math::exp(-self.exponent(path, plan, None));
            path.cells.iter().enumerate().for_each(|(t, &cell)| gradient[t][cell] += missed);
        }
        let slack = |t: usize| {
            let spent: f64 = gradient[t].iter().zip(&plan[t]).map(|(g, y)| g * y).sum();
            self.effort[t] * gradient[t].iter().copied().fold(0.0, f64::max) - spent
        };
        self.pos(plan) + (0..self.effort.len()).map(slack).sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S24: two cells, two periods, four paths.
    #[test]
    fn s24_moving_target() {
        let path = |(cells, weight): ([usize; 2], f64)| TargetPath { cells: cells.to_vec(), weight };
        let target = MovingTarget {
            cells: 2,
            paths: [([0, 0], 0.3), ([0, 1], 0.3), ([1, 1], 0.2), ([1, 0], 0.2)].map(path).into(),
            effort: vec![1.0, 1.0],
            rate: 1.0,
        };
        let best = target.forward_and_backward(1e-14);
        for (found, want) in best.iter().flatten().zip([0.702_73, 0.297_27, 0.5, 0.5]) {
            assert!((found - want).abs() < 2e-5, "{best:?}");
        }
        assert!((target.pos(&best) - 0.639_553).abs() < 1e-6);
        assert!(target.upper_bound(&best) - target.pos(&best) < 1e-6);
        let mut record = crate::record::Record::new(
            "search",
            "22-moving-target",
            "Effort over a moving object",
            "Two cells, two periods, four paths: forward and backward allocation, and its linearised bound. Derived by hand. \
             Limit: 1e-6.",
        );
        record.row("POS of the optimum", format!("{:.6}", target.pos(&best)), "0.639553");
        record.row("its bound", format!("{:.6}", target.upper_bound(&best)), "0.639553");
        for (plan, pos, bound) in [
            (vec![vec![0.5, 0.5], vec![0.5, 0.5]], 0.632_121, 0.668_909),
            (vec![vec![1.0, 0.0], vec![1.0, 0.0]], 0.575_460, 0.894_259),
        ] {
            assert!((target.pos(&plan) - pos).abs() < 1e-6, "{}", target.pos(&plan));
            assert!((target.upper_bound(&plan) - bound).abs() < 1e-6, "{}", target.upper_bound(&plan));
        }
    }
}

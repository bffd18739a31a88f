//! Curves that are constant out to a range.

use crate::LateralRange;
use sarex_geo::math;

/// Everything within half a sweep width is detected, nothing beyond. H is infinite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DefiniteRange {
    /// W, m.
    pub sweep_width_m: f64,
}

impl LateralRange for DefiniteRange {
    fn pod_at(&self, lateral_m: f64) -> f64 {
        if lateral_m.abs() <= 0.5 * self.sweep_width_m { 1.0 } else { 0.0 }
    }

    fn max_range_m(&self) -> f64 {
        0.5 * self.sweep_width_m
    }

    fn sweep_width_m(&self) -> f64 {
        self.sweep_width_m
    }

    fn log_survival_width_m(&self) -> f64 {
        f64::INFINITY
    }
}

/// The M-beta curve: p = β up to the range M, nothing beyond.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MBeta {
    /// Chance of detection inside.
    pub beta: f64,
    /// Maximum range M, m.
    pub max_range_m: f64,
}

impl MBeta {
    /// The curve of a given β and sweep width W = 2βM, m.
    pub fn of_width(beta: f64, sweep_width_m: f64) -> Self {
        Self { beta, max_range_m: 0.5 * sweep_width_m / beta }
    }
}

impl LateralRange for MBeta {
    fn pod_at(&self, lateral_m: f64) -> f64 {
        if lateral_m.abs() <= self.max_range_m { self.beta } else { 0.0 }
    }

    fn max_range_m(&self) -> f64 {
        self.max_range_m
    }

    fn sweep_width_m(&self) -> f64 {
        2.0 * self.beta * self.max_range_m
    }

    fn log_survival_width_m(&self) -> f64 {
        -2.0 * self.max_range_m * math::log1p(-self.beta)
    }
}

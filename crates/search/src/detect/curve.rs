//! Families of lateral range curves.

use super::LateralRange;
use sarex_geo::math;

/// The linear logit curve p(r) = 1/(1 + exp(−(a0 + a1·r))), r ≥ 0, cut at a range.
///
/// Source: Frost 2002, *Elements, Modules and Algorithms for Planning Optimal Searches*; Allen 2014.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Logit {
    /// Log-odds at range zero.
    pub a0: f64,
    /// Slope of the log-odds, 1/m, negative.
    pub a1_per_m: f64,
    /// Nothing is seen beyond this range, m.
    pub max_range_m: f64,
}

impl Logit {
    /// How many sweep widths out a curve of this family is cut unless told otherwise.
    pub const REACH_IN_SWEEP_WIDTHS: f64 = 5.0;

    /// The curve with a given shape a0 and sweep width, m: a1 = −(2/W)·ln(1 + e^a0).
    pub fn of_width(a0: f64, sweep_width_m: f64) -> Self {
        let a1_per_m = -2.0 / sweep_width_m * math::ln(1.0 + math::exp(a0));
        Self { a0, a1_per_m, max_range_m: Self::REACH_IN_SWEEP_WIDTHS * sweep_width_m }
    }
}

impl LateralRange for Logit {
    fn pod_at(&self, lateral_m: f64) -> f64 {
        let range_m = lateral_m.abs();
        if range_m > self.max_range_m {
            return 0.0;
        }
        1.0 / (1.0 + math::exp(-(self.a0 + self.a1_per_m * range_m)))
    }

    fn max_range_m(&self) -> f64 {
        self.max_range_m
    }

    /// W = (2/|a1|)·ln(1 + e^a0), the curve's closed form without the cut.
    fn sweep_width_m(&self) -> f64 {
        2.0 / self.a1_per_m.abs() * math::ln(1.0 + math::exp(self.a0))
    }

    /// H = −(2/|a1|)·Li₂(−e^a0), by quadrature.
    fn log_survival_width_m(&self) -> f64 {
        // −ln(1 − p) = ln(1 + exp(a0 + a1 r)); in x = a0 + a1 r the integral is (2/|a1|)·∫ ln(1 + e^x) dx from −∞.
        let exponent = |range_m: f64| math::ln(1.0 + math::exp(self.a0 + self.a1_per_m * range_m));
        let end_m = (self.a0.max(0.0) + 40.0) / self.a1_per_m.abs();
        2.0 * simpson(exponent, end_m)
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
        -2.0 * self.max_range_m * math::ln(1.0 - self.beta)
    }
}

/// ∫₀^end f by Simpson's rule on 4096 equal intervals.
fn simpson(f: impl Fn(f64) -> f64, end: f64) -> f64 {
    const INTERVALS: u32 = 4096;
    let step = end / f64::from(INTERVALS);
    let inner: f64 =
        (1..INTERVALS).map(|k| f(f64::from(k) * step) * if k % 2 == 1 { 4.0 } else { 2.0 }).sum();
    (f(0.0) + inner + f(end)) * step / 3.0
}

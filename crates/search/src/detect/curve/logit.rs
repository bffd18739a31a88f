//! Logistic curves: fits of sea trials.

use super::CurveError;
use crate::LateralRange;
use sarex_geo::{math, quadrature};

/// The linear logit curve p(r) = 1/(1 + exp(−(a0 + a1·r))), r ≥ 0, cut at a range.
///
/// W and H are those of the curve without its cut: at five sweep widths the cut takes less than 10⁻⁵ of W for
/// a0 ≥ 0.625 and 7·10⁻⁴ for a0 = 0, and H is then the upper bound that a certificate needs.
///
/// Source: Frost 2002, *Elements, Modules and Algorithms for Planning Optimal Searches*; Allen 2014.
///
/// ```
/// use sarex_search::{LateralRange, detect::Logit};
/// // S3: published parameter sets, in nautical miles.
/// for (a0, a1, width) in [(3.0, -6.097_175, 1.0), (0.0, -2.772_589, 0.5), (-1.304_359, -0.779_469, 0.616)] {
///     let curve = Logit { a0, a1_per_m: a1, max_range_m: 100.0 };
///     assert!((curve.sweep_width_m() - width).abs() < 1e-6);
/// }
/// ```
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

    /// Chance at range zero in the best conditions (Frost 2002).
    pub const BEST_AT_TRACK: f64 = 0.982;

    /// The curve with a given shape a0 and sweep width, m: a1 = −(2/W)·ln(1 + e^a0).
    pub fn of_width(a0: f64, sweep_width_m: f64) -> Self {
        let a1_per_m = -2.0 / sweep_width_m * math::ln(1.0 + math::exp(a0));
        Self { a0, a1_per_m, max_range_m: Self::REACH_IN_SWEEP_WIDTHS * sweep_width_m }
    }

    /// The curve in actual conditions: P0 = 0.982·√(W/W_max), a0 = ln(P0/(1 − P0)), where W_max is the width of the same
    /// object in the best conditions. Both widths in metres, W no larger than W_max.
    ///
    /// Source: Frost 2002, eqs. 11.5–11.8.
    ///
    /// ```
    /// use sarex_search::detect::Logit;
    /// // S2, in nautical miles.
    /// let actual = Logit::tailored(2.42, 5.5);
    /// assert!((actual.a0 - 0.625_133).abs() < 5e-7 && (actual.a1_per_m + 0.870_899).abs() < 5e-7);
    /// let best = Logit::tailored(5.5, 5.5);
    /// assert!((best.a0 - 3.999_220).abs() < 5e-7 && (best.a1_per_m + 1.460_867).abs() < 5e-7);
    /// ```
    pub fn tailored(sweep_width_m: f64, best_sweep_width_m: f64) -> Self {
        let at_track = Self::BEST_AT_TRACK * (sweep_width_m / best_sweep_width_m).min(1.0).sqrt();
        Self::of_width(math::ln(at_track / (1.0 - at_track)), sweep_width_m)
    }
}

impl LateralRange for Logit {
    fn pod_at(&self, lateral_m: f64) -> f64 {
        let range_m = lateral_m.abs();
        if range_m > self.max_range_m {
            return 0.0;
        }
        logistic(self.a0 + self.a1_per_m * range_m)
    }

    fn max_range_m(&self) -> f64 {
        self.max_range_m
    }

    /// W = (2/|a1|)·ln(1 + e^a0), the curve's closed form without the cut.
    fn sweep_width_m(&self) -> f64 {
        2.0 / self.a1_per_m.abs() * math::log1p(math::exp(self.a0))
    }

    /// H = −(2/|a1|)·Li₂(−e^a0), by quadrature, without the cut.
    fn log_survival_width_m(&self) -> f64 {
        // −ln(1 − p) = ln(1 + exp(a0 + a1 r)); in x = a0 + a1 r the integral is (2/|a1|)·∫ ln(1 + e^x) dx from −∞.
        // Beyond x = a0 − 45 less than 3·10⁻²⁰ is left.
        let (low, kink) = (self.a0 - 45.0, self.a0.min(0.0));
        let integral = quadrature::integral(&[low, kink, self.a0], |x| math::log1p(math::exp(x)));
        2.0 / self.a1_per_m.abs() * integral
    }
}

/// The quadratic logit curve p(r) = 1/(1 + exp(−(a0 + a1·r + a2·r²))) between two ranges, zero outside.
///
/// ```
/// use sarex_search::{LateralRange, detect::QuadraticLogit};
/// // S4: a published evaluation, in nautical miles.
/// let curve = QuadraticLogit::new([3.853_895, 0.142_034, -0.008_119], [0.0, 25.0]).unwrap();
/// assert!((curve.sweep_width_m() / 48.848_086_726 - 1.0).abs() < 1e-9);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuadraticLogit {
    coefficients: [f64; 3],
    min_range_m: f64,
    max_range_m: f64,
}

impl QuadraticLogit {
    /// From a0, a1 (1/m), a2 (1/m²) and the least and greatest range, m.
    pub fn new(coefficients: [f64; 3], [min_range_m, max_range_m]: [f64; 2]) -> Result<Self, CurveError> {
        for (name, value) in ["a0", "a1", "a2"].into_iter().zip(coefficients) {
            if !value.is_finite() {
                return Err(CurveError::Parameter { name, value, limits: "must be a finite number" });
            }
        }
        if !(min_range_m.is_finite() && min_range_m >= 0.0) {
            let limits = "must be finite and not below zero";
            return Err(CurveError::Parameter { name: "least range", value: min_range_m, limits });
        }
        if !(max_range_m.is_finite() && max_range_m > min_range_m) {
            let limits = "must be finite and above the least range";
            return Err(CurveError::Parameter { name: "greatest range", value: max_range_m, limits });
        }
        Ok(Self { coefficients, min_range_m, max_range_m })
    }
}

impl LateralRange for QuadraticLogit {
    fn pod_at(&self, lateral_m: f64) -> f64 {
        let range_m = lateral_m.abs();
        if range_m < self.min_range_m || range_m > self.max_range_m {
            return 0.0;
        }
        let [a0, a1, a2] = self.coefficients;
        logistic(a0 + range_m * (a1 + range_m * a2))
    }

    fn max_range_m(&self) -> f64 {
        self.max_range_m
    }

    fn cuts_m(&self) -> Vec<f64> {
        vec![-self.min_range_m, self.min_range_m]
    }
}

/// 1/(1 + e^−x), for any x.
fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + math::exp((-x).clamp(-700.0, 700.0)))
}

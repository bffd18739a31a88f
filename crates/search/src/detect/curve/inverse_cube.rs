//! Koopman's curve of a lookout whose glimpses fall off with the cube of the range.

use crate::LateralRange;
use sarex_geo::math;
use std::f64::consts::PI;

/// The inverse cube curve p(r) = 1 − exp(−W²/(4πr²)), capped near the track if asked, cut at a range.
///
/// Its tail is long: beyond r lies W/(2πr) of W, so that the cut at 20 widths of [`InverseCube::of_width`] costs
/// 0.8 %. [`LateralRange::sweep_width_m`] tells what is left by cut and cap. Without a cap H is infinite.
///
/// Source: Koopman 1946; Frost & Stone 2001.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InverseCube {
    /// W of the formula, m.
    pub nominal_width_m: f64,
    /// Greatest chance of detection, below 1.
    pub cap: Option<f64>,
    /// Nothing is seen beyond this range, m.
    pub max_range_m: f64,
}

impl InverseCube {
    /// The curve cut at 20 widths.
    pub fn of_width(nominal_width_m: f64, cap: Option<f64>) -> Self {
        Self { nominal_width_m, cap, max_range_m: 20.0 * nominal_width_m }
    }

    /// W²/4π, m².
    fn strength_m2(&self) -> f64 {
        self.nominal_width_m * self.nominal_width_m / (4.0 * PI)
    }

    /// Within this range the cap holds, m.
    fn capped_range_m(&self) -> f64 {
        let exponent = self.cap.map_or(f64::INFINITY, |cap| -math::log1p(-cap));
        (self.strength_m2() / exponent).sqrt().min(self.max_range_m)
    }

    /// ∫₀^R 1 − exp(−k/r²) dr = R·(1 − e^(−k/R²)) + √(πk)·erfc(√k/R).
    fn area_m(&self, range_m: f64) -> f64 {
        let k = self.strength_m2();
        if range_m <= 0.0 {
            return 0.0;
        }
        -range_m * math::expm1(-k / (range_m * range_m)) + (PI * k).sqrt() * math::erfc(k.sqrt() / range_m)
    }
}

impl LateralRange for InverseCube {
    fn pod_at(&self, lateral_m: f64) -> f64 {
        let range_m = lateral_m.abs();
        if range_m > self.max_range_m {
            return 0.0;
        }
        let p = if range_m == 0.0 { 1.0 } else { -math::expm1(-self.strength_m2() / (range_m * range_m)) };
        p.min(self.cap.unwrap_or(1.0))
    }

    fn max_range_m(&self) -> f64 {
        self.max_range_m
    }

    fn cuts_m(&self) -> Vec<f64> {
        vec![-self.capped_range_m(), self.capped_range_m()]
    }

    fn sweep_width_m(&self) -> f64 {
        let inner_m = self.capped_range_m();
        let capped_m = self.cap.map_or(0.0, |cap| cap * inner_m);
        2.0 * (capped_m + self.area_m(self.max_range_m) - self.area_m(inner_m))
    }

    fn log_survival_width_m(&self) -> f64 {
        let Some(cap) = self.cap else { return f64::INFINITY };
        let (inner_m, k) = (self.capped_range_m(), self.strength_m2());
        2.0 * (-math::log1p(-cap) * inner_m + k / inner_m - k / self.max_range_m)
    }
}

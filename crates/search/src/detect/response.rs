//! A lateral range curve as a table, for kernels that ask millions of times.

use super::LateralRange;
use sarex_geo::math;

/// −ln(1 − p) over lateral range as a table with linear interpolation.
///
/// The exponent of detection is what adds up over passes: the chance of missing an object on all of them is
/// exp(−Σ exponent). Between nodes the exponent is linear; for a logit curve with 2048 nodes to five sweep widths the
/// error of p is below 2e-6 (tested). Certainty is an exponent of 20.7, a miss in 10⁹; H stays infinite there. A jump
/// is smeared over one interval, and H is never below the area of the table, so that a certificate that rests on H
/// holds for what the table says; one that rests on W goes by [`Response::table_width_m`].
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    max_range_m: f32,
    nodes_per_m: f32,
    /// Port side first, range falling; the middle is range zero.
    exponents: Vec<f32>,
    sweep_width_m: f64,
    table_width_m: f64,
    log_survival_width_m: f64,
    follows_creep: bool,
}

impl Response {
    /// Intervals on either side.
    const INTERVALS: u16 = 2048;
    /// Exponent that stands for certainty: a miss in 10⁹.
    const CERTAIN: f64 = 20.723_265_836_946_41;

    /// The table of a curve.
    pub fn of(curve: &dyn LateralRange) -> Self {
        let max_range_m = curve.max_range_m();
        let intervals = i32::from(Self::INTERVALS);
        let exponent = |k: i32| {
            let lateral_m = max_range_m * f64::from(k) / f64::from(intervals);
            // A curve that leaves [0, 1] is the caller's mistake; no number of it may pass for a chance above one.
            let exponent = curve.exponent_at(lateral_m);
            if exponent.is_nan() { Self::CERTAIN } else { exponent.clamp(0.0, Self::CERTAIN) }
        };
        let exponents: Vec<f32> = (-intervals..=intervals).map(|k| exponent(k) as f32).collect();
        let doubled: f64 = exponents.windows(2).map(|pair| f64::from(pair[0]) + f64::from(pair[1])).sum();
        let step_m = max_range_m / f64::from(intervals);
        let area_m = 0.5 * doubled * step_m;
        let seen: f64 = exponents.windows(2).map(|pair| mean_pod(pair[0].into(), pair[1].into())).sum();
        let sweep_width_m = curve.sweep_width_m();
        Self {
            max_range_m: max_range_m as f32,
            // A blind curve has no reach and no nodes to go by.
            nodes_per_m: if max_range_m > 0.0 { (f64::from(intervals) / max_range_m) as f32 } else { 0.0 },
            exponents,
            sweep_width_m,
            table_width_m: sweep_width_m.max(seen * step_m),
            log_survival_width_m: curve.log_survival_width_m().max(area_m),
            follows_creep: curve.follows_creep(),
        }
    }

    /// −ln(1 − p) at a signed lateral range, m.
    #[inline(always)]
    pub fn exponent_at(&self, lateral_m: f32) -> f32 {
        if lateral_m.abs() > self.max_range_m {
            return 0.0;
        }
        let at = (lateral_m + self.max_range_m) * self.nodes_per_m;
        let node = (at as usize).min(self.exponents.len() - 2);
        let part = at - node as f32;
        let (low, high) = (self.exponents[node], self.exponents[node + 1]);
        low + part * (high - low)
    }

    /// Whether lateral range is told by the creep of the pattern: [`LateralRange::follows_creep`].
    #[inline(always)]
    pub fn follows_creep(&self) -> bool {
        self.follows_creep
    }

    /// Nothing is seen beyond this range, m.
    pub fn max_range_m(&self) -> f32 {
        self.max_range_m
    }

    /// W, m.
    pub fn sweep_width_m(&self) -> f64 {
        self.sweep_width_m
    }

    /// ∫ p dr of the table, and never below W, m: what passes can add up to at the most, for a bound that adds in p.
    pub fn table_width_m(&self) -> f64 {
        self.table_width_m
    }

    /// H = ∫ −ln(1 − p) dr, m.
    pub fn log_survival_width_m(&self) -> f64 {
        self.log_survival_width_m
    }
}

/// Mean of 1 − e^−x where x goes straight from one exponent to another.
fn mean_pod(from: f64, to: f64) -> f64 {
    // Closer than this, the mean of the ends is as good.
    if (to - from).abs() < 1e-6 {
        return -math::expm1(-0.5 * (from + to));
    }
    1.0 - (math::exp(-from) - math::exp(-to)) / (to - from)
}

#[cfg(test)]
mod tests {
    use super::super::Logit;
    use super::*;

    /// Definite range: certain inside, nothing outside, and H infinite so that nobody bounds with it.
    #[test]
    fn certainty_is_kept() {
        let table = Response::of(&super::super::DefiniteRange { sweep_width_m: 2000.0 });
        assert!(table.exponent_at(999.0) > 20.7 && table.exponent_at(1001.0) == 0.0);
        assert_eq!((table.sweep_width_m(), table.log_survival_width_m()), (2000.0, f64::INFINITY));
        let blind = Response::of(&super::super::DefiniteRange { sweep_width_m: 0.0 });
        assert_eq!(blind.exponent_at(0.1), 0.0);
    }

    /// A jump is smeared over an interval of the table, so that a sensor of one side sees a little more than its W: what a
    /// bound that adds in p must go by.
    #[test]
    fn width_of_the_table_holds_for_what_it_says() {
        use super::super::{InverseCube, Side, Sided};
        let curve = super::super::DefiniteRange { sweep_width_m: 2000.0 };
        let definite = Sided { curve, side: Side::Right };
        let cube = InverseCube::of_width(2000.0, None);
        for (curve, exceeds) in [(&definite as &dyn LateralRange, true), (&cube, true), (&curve, false)] {
            let table = Response::of(curve);
            let step_m = table.max_range_m() / 1e6;
            let seen = |k: i32| -math::expm1(-f64::from(table.exponent_at((k as f32 + 0.5) * step_m)));
            let sum_m = (-1_000_000..1_000_000).map(seen).sum::<f64>() * f64::from(step_m);
            assert_eq!(sum_m > table.sweep_width_m() * (1.0 + 1e-6), exceeds, "{sum_m}");
            assert!((sum_m / table.table_width_m() - 1.0).abs() < 2e-5, "{sum_m} {}", table.table_width_m());
            assert!(table.table_width_m() >= table.sweep_width_m());
        }
    }

    #[test]
    fn table_keeps_a_logit_to_two_millionths() {
        let curve = Logit::of_width(0.625, 1852.0);
        let table = Response::of(&curve);
        for k in -9_999..=9_999 {
            let lateral_m = f64::from(k) * 0.925_9;
            let p = 1.0 - math::exp(-f64::from(table.exponent_at(lateral_m as f32)));
            assert!((p - curve.pod_at(lateral_m)).abs() < 2e-6, "{lateral_m} m: {p}");
        }
    }
}

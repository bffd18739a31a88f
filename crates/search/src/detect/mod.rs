//! What one pass of a sensor sees: lateral range curves and the numbers that follow from them, and sweep widths from
//! tables with every correction as a step.

pub mod curve;
mod response;
pub mod width;

pub use curve::{
    Combined, CurveError, DefiniteRange, InverseCube, Logit, MBeta, QuadraticLogit, Side, Sided, TableCurve,
};
pub use response::Response;

use sarex_geo::{math, quadrature};

/// The chance of detection of one straight pass, as a function of the closest approach.
///
/// Everything else follows from three numbers: the sweep width W = ∫ p dr, the log-survival width
/// H = ∫ −ln(1 − p) dr, both over both sides, and κ = H/W ≥ 1. A family states its curve and its reach; what has a
/// closed form overrides the quadrature, which is adaptive and good to 10⁻⁹.
///
/// ```
/// use sarex_search::LateralRange;
/// /// Sees half of what passes within a mile.
/// struct Half;
/// impl LateralRange for Half {
///     fn pod_at(&self, lateral_m: f64) -> f64 {
///         if lateral_m.abs() <= 1852.0 { 0.5 } else { 0.0 }
///     }
///     fn max_range_m(&self) -> f64 {
///         1852.0
///     }
/// }
/// assert!((Half.sweep_width_m() - 1852.0).abs() < 1e-9);
/// assert!((Half.kappa() - 2.0 * 2f64.ln()).abs() < 1e-9);
/// ```
pub trait LateralRange: Send + Sync {
    /// Probability that one pass detects the object at a lateral range, m: positive to starboard of the track,
    /// negative to port.
    fn pod_at(&self, lateral_m: f64) -> f64;

    /// Nothing is seen beyond this range, m.
    fn max_range_m(&self) -> f64;

    /// Whether lateral range is told by the creep of the pattern, positive to the side towards which it creeps, and not by the
    /// unit's own hands.
    fn follows_creep(&self) -> bool {
        false
    }

    /// Signed lateral ranges, m, at which the curve jumps or has a kink, besides zero and its reach.
    fn cuts_m(&self) -> Vec<f64> {
        Vec::new()
    }

    /// −ln(1 − p), which adds up over independent passes; infinite where p is 1.
    fn exponent_at(&self, lateral_m: f64) -> f64 {
        -math::log1p(-self.pod_at(lateral_m))
    }

    /// W, m.
    fn sweep_width_m(&self) -> f64 {
        quadrature::integral(&nodes_m(self), |lateral_m| self.pod_at(lateral_m))
    }

    /// H, m; infinite where the curve reaches certainty over some width.
    fn log_survival_width_m(&self) -> f64 {
        quadrature::integral(&nodes_m(self), |lateral_m| self.exponent_at(lateral_m))
    }

    /// κ = H/W.
    fn kappa(&self) -> f64 {
        self.log_survival_width_m() / self.sweep_width_m()
    }
}

impl<C: LateralRange + ?Sized> LateralRange for &C {
    fn pod_at(&self, lateral_m: f64) -> f64 {
        (**self).pod_at(lateral_m)
    }

    fn max_range_m(&self) -> f64 {
        (**self).max_range_m()
    }

    fn follows_creep(&self) -> bool {
        (**self).follows_creep()
    }

    fn cuts_m(&self) -> Vec<f64> {
        (**self).cuts_m()
    }

    fn exponent_at(&self, lateral_m: f64) -> f64 {
        (**self).exponent_at(lateral_m)
    }

    fn sweep_width_m(&self) -> f64 {
        (**self).sweep_width_m()
    }

    fn log_survival_width_m(&self) -> f64 {
        (**self).log_survival_width_m()
    }

    fn kappa(&self) -> f64 {
        (**self).kappa()
    }
}

/// Where the quadrature is split: the cuts, the track itself and the reach on either side.
pub(crate) fn nodes_m<C: LateralRange + ?Sized>(curve: &C) -> Vec<f64> {
    let reach_m = curve.max_range_m();
    let mut nodes: Vec<f64> = curve.cuts_m().into_iter().filter(|cut| cut.abs() < reach_m).collect();
    nodes.extend([-reach_m, 0.0, reach_m]);
    nodes.sort_by(f64::total_cmp);
    nodes.dedup();
    nodes
}

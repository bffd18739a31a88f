//! What one pass of a sensor sees: lateral range curves and the numbers that follow from them.

mod curve;
mod response;

pub use curve::{Logit, MBeta};
pub use response::Response;

/// The chance of detection of one straight pass, as a function of the closest approach.
///
/// Everything else follows from three numbers: the sweep width W = ∫ p dr, the log-survival width
/// H = ∫ −ln(1 − p) dr, both over both sides, and κ = H/W ≥ 1.
pub trait LateralRange: Send + Sync {
    /// Probability that one pass detects the object at a lateral range, m: positive to starboard of the track,
    /// negative to port.
    fn pod_at(&self, lateral_m: f64) -> f64;

    /// Nothing is seen beyond this range, m.
    fn max_range_m(&self) -> f64;

    /// W, m.
    fn sweep_width_m(&self) -> f64;

    /// H, m; infinite where the curve reaches certainty over some width.
    fn log_survival_width_m(&self) -> f64;
}

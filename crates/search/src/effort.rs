//! Search effort and coverage.

/// Share of the track that is made good along the legs; turns and investigated sightings take the rest (US practice).
pub const TRACK_FRACTION: f64 = 0.85;

/// The effort of one unit against one object type.
///
/// ```
/// use sarex_search::effort::{Effort, TRACK_FRACTION};
/// // 180 kn for 3 h, in nautical miles and hours: a published plan flies 459 nm and covers 1147.5 nm² at 2.5 nm.
/// let effort = Effort { sweep_width: 1.8, speed: 180.0, time: 3.0, track_fraction: TRACK_FRACTION };
/// assert!((effort.track() - 459.0).abs() < 1e-9);
/// assert!((effort.coverage(1147.5) - 0.72).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort {
    /// W. Any unit of length, the same in speed and area.
    pub sweep_width: f64,
    /// V.
    pub speed: f64,
    /// T on scene.
    pub time: f64,
    /// f.
    pub track_fraction: f64,
}

impl Effort {
    /// L = f·V·T.
    pub fn track(&self) -> f64 {
        self.track_fraction * self.speed * self.time
    }

    /// Z = W·L, an area.
    pub fn area(&self) -> f64 {
        self.sweep_width * self.track()
    }

    /// C = Z/A over a searched area.
    pub fn coverage(&self, searched_area: f64) -> f64 {
        self.area() / searched_area
    }
}

//! The particles of a run as they are seeded: structure of arrays, one element per particle.

use crate::Fate;

/// Everything that is drawn once. All vectors have the same length; the index is the particle's identity and its
/// random stream.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Particles {
    /// When each begins to drift, seconds since 1970.
    pub start_s: Vec<f64>,
    /// Latitude at the start, degrees.
    pub lat_deg: Vec<f64>,
    /// Longitude at the start, degrees, not wrapped.
    pub lon_deg: Vec<f64>,
    /// Index of the seed (scenario).
    pub seed: Vec<u16>,
    /// Index of the object.
    pub object: Vec<u16>,
    /// Forcing ensemble member.
    pub member: Vec<u16>,
    /// Probability mass; all sum to one.
    pub weight: Vec<f64>,
    /// Side: 0 uses the table's right set, 1 its left set.
    pub side: Vec<u8>,
    /// ξ_d, standardised downwind error, after truncation.
    pub downwind_xi: Vec<f64>,
    /// ξ_c, standardised crosswind error of the initial side, in the table's sign.
    pub crosswind_xi: Vec<f64>,
    /// What each is when it begins: adrift, or already ashore or stopped in the forecast it is carried along from.
    pub begins_as: Vec<Fate>,
}

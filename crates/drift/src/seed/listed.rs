//! Particles that are given one by one.

/// Particles that are given one by one, as read from a file. All of them are used; the scenario's number of
/// particles does not apply.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ListedParticles {
    /// One or more.
    pub particles: Vec<ListedParticle>,
}

/// One given particle. What is left out is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ListedParticle {
    /// Latitude, degrees.
    pub lat_deg: f64,
    /// Longitude, degrees.
    pub lon_deg: f64,
    /// Begin of drifting, seconds since 1970.
    pub time_s: f64,
    /// Index of the object in the scenario's list.
    pub object: Option<u16>,
    /// Side: 0 uses the table's right set, 1 its left set.
    pub side: Option<u8>,
    /// ξ_d, standardised downwind error (OpenDrift's `downwind_eps` divided by the class's σ_d).
    pub downwind_xi: Option<f64>,
    /// ξ_c, standardised crosswind error of that side.
    pub crosswind_xi: Option<f64>,
    /// Relative weight within the list; all or none must have one.
    pub weight: Option<f64>,
}

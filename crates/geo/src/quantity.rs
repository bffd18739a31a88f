//! Speeds, distances and bearings with their units in the name.

/// Metres in a nautical mile, exact.
pub const METRES_PER_NAUTICAL_MILE: f64 = 1852.0;

/// Why a number is not a quantity.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum QuantityError {
    /// A bearing outside [0, 360].
    #[error("bearing {0}° is not between 0° and 360°")]
    Bearing(f64),
}

/// A speed.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Speed(f64);

impl Speed {
    /// From metres per second.
    pub const fn mps(value: f64) -> Self {
        Self(value)
    }
    /// From knots.
    pub const fn knots(value: f64) -> Self {
        Self(value * METRES_PER_NAUTICAL_MILE / 3600.0)
    }
    /// In metres per second.
    pub const fn in_mps(self) -> f64 {
        self.0
    }
    /// In knots.
    pub const fn in_knots(self) -> f64 {
        self.0 * 3600.0 / METRES_PER_NAUTICAL_MILE
    }
}

/// A length.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Distance(f64);

impl Distance {
    /// From metres.
    pub const fn metres(value: f64) -> Self {
        Self(value)
    }
    /// From nautical miles.
    pub const fn nautical_miles(value: f64) -> Self {
        Self(value * METRES_PER_NAUTICAL_MILE)
    }
    /// In metres.
    pub const fn in_metres(self) -> f64 {
        self.0
    }
    /// In nautical miles.
    pub const fn in_nautical_miles(self) -> f64 {
        self.0 / METRES_PER_NAUTICAL_MILE
    }
}

/// A true bearing in [0, 360) degrees, clockwise from north. Whether it is *from* or *towards* is said by the
/// function that takes it.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Bearing(f64);

impl Bearing {
    /// Checked; 360 is accepted and becomes 0.
    pub fn degrees(value: f64) -> Result<Self, QuantityError> {
        if !(0.0..=360.0).contains(&value) {
            return Err(QuantityError::Bearing(value));
        }
        Ok(Self::wrapping(value))
    }
    /// Any finite angle brought to [0, 360).
    pub fn wrapping(value: f64) -> Self {
        let wrapped = value - 360.0 * (value * (1.0 / 360.0)).floor();
        Self(if wrapped >= 360.0 { 0.0 } else { wrapped })
    }
    /// Degrees in [0, 360).
    pub const fn deg(self) -> f64 {
        self.0
    }
}

//! A probability that is one.

/// A number in [0, 1].
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Probability(f64);

/// Why a number is not a probability.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{0} is not a probability: give a number from 0 to 1")]
pub struct ProbabilityError(pub f64);

impl Probability {
    /// Certain.
    pub const ONE: Self = Self(1.0);
    /// Impossible.
    pub const ZERO: Self = Self(0.0);

    /// Checked.
    pub fn new(value: f64) -> Result<Self, ProbabilityError> {
        if (0.0..=1.0).contains(&value) { Ok(Self(value)) } else { Err(ProbabilityError(value)) }
    }
    /// As a number in [0, 1].
    pub const fn get(self) -> f64 {
        self.0
    }
    /// 1 − p.
    pub const fn complement(self) -> Self {
        Self(1.0 - self.0)
    }
}

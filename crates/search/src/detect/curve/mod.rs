//! Families of lateral range curves.

mod combined;
mod definite;
mod inverse_cube;
mod logit;
mod sided;
mod table;

pub use combined::Combined;
pub use definite::{DefiniteRange, MBeta};
pub use inverse_cube::InverseCube;
pub use logit::{Logit, QuadraticLogit};
pub use sided::{Side, Sided};
pub use table::TableCurve;

/// Why numbers are no lateral range curve.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CurveError {
    /// Too few or too many points, or lists of different length.
    #[error(
        "{ranges} ranges and {pods} probabilities of detection: give as many of one as of the other, 2 to 1000 points"
    )]
    Count {
        /// Ranges given.
        ranges: usize,
        /// Probabilities given.
        pods: usize,
    },
    /// The curve does not begin at the track.
    #[error(
        "the first range is {range_nm} nm: begin at 0, with probability 0 there if the sensor is blind below itself"
    )]
    Begin {
        /// As given.
        range_nm: f64,
    },
    /// Ranges that do not increase, or are no numbers.
    #[error("range {index} is {range_nm} nm: ranges must be finite and each larger than the one before")]
    Ranges {
        /// Which, from 1.
        index: usize,
        /// As given.
        range_nm: f64,
    },
    /// A probability that is none.
    #[error("probability of detection {index} is {pod}: give a number from 0 to 1")]
    Pod {
        /// Which, from 1.
        index: usize,
        /// As given.
        pod: f64,
    },
    /// Nothing is ever seen.
    #[error("the curve is zero at all ranges: a unit that sees nothing needs no curve; leave the object out")]
    Blind,
    /// A parameter of a formula that is out of its range.
    #[error("{name} = {value} {limits}")]
    Parameter {
        /// Which.
        name: &'static str,
        /// As given.
        value: f64,
        /// What it must be.
        limits: &'static str,
    },
}

#[cfg(test)]
mod tests;

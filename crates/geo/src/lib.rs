//! Where, when, how fast, and chance.
//!
//! Positions and how people write them, geodesy on WGS84, speeds and directions as types, probabilities, and
//! the random streams that make a forecast repeatable bit for bit.

pub mod dispatch;
pub mod ellipsoid;
pub mod geodesic;
pub mod math;
pub mod parse;
pub mod position;
pub mod probability;
mod quadrature;
pub mod quantity;
pub mod rhumb;
pub mod streams;
pub mod velocity;

pub use jiff::Timestamp;
pub use parse::ParsePositionError;
pub use position::{Position, PositionError};
pub use probability::{Probability, ProbabilityError};
pub use quantity::{Bearing, Distance, QuantityError, Speed};
pub use streams::Streams;
pub use velocity::Velocity;

/// Seconds since 1970-01-01T00:00:00Z as the kernels count time; resolution 0.24 µs in this century.
///
/// ```
/// let t: sarex_geo::Timestamp = "2026-11-20T01:05:00Z".parse().unwrap();
/// assert_eq!(sarex_geo::unix_seconds(t), 1_795_136_700.0);
/// ```
pub fn unix_seconds(t: Timestamp) -> f64 {
    t.as_second() as f64 + f64::from(t.subsec_nanosecond()) * 1e-9
}

/// The timestamp nearest to a number of seconds since 1970, to the microsecond; `None` outside jiff's years.
pub fn from_unix_seconds(seconds: f64) -> Option<Timestamp> {
    if !seconds.is_finite() {
        return None;
    }
    Timestamp::from_microsecond((seconds * 1e6).round() as i64).ok()
}

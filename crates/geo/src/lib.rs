//! Where, when, how fast, and chance.
//!
//! Positions and how people write them, geodesy on WGS84, speeds and directions as types, probabilities, and
//! the random streams that make a forecast repeatable bit for bit.

pub mod dispatch;
pub mod ellipsoid;
pub mod geodesic;
pub mod math;
pub mod parse;
pub mod plane;
pub mod position;
pub mod probability;
pub mod quadrature;
pub mod quantity;
pub mod rhumb;
pub mod streams;
pub mod sun;
pub mod time;
pub mod velocity;

#[cfg(test)]
#[path = "../../../validation/record.rs"]
mod record;

pub use jiff::Timestamp;
pub use parse::ParsePositionError;
pub use position::{Position, PositionError};
pub use probability::{Probability, ProbabilityError};
pub use quantity::{Bearing, Distance, QuantityError, Speed};
pub use streams::Streams;
pub use time::{ParseDurationError, from_unix_seconds, parse_duration_s, span_in_words, unix_seconds};
pub use velocity::Velocity;

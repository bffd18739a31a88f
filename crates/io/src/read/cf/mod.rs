//! What an array file means, by the CF conventions and the habits of those who do not follow them.
//!
//! Pure functions on the small model of [`super::dataset`]: which variables make the vector or are the scalar, what their
//! dimensions are, on which grid and at which times they lie.

pub mod axes;
pub mod grid;
pub mod proj4;
pub mod projection;
pub mod scalars;
pub mod time;
pub mod times;
pub mod units;
pub mod vectors;

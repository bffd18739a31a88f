//! What wind and water do, and where the land is.
//!
//! A [`FieldSource`] knows what it covers and can bring a window of it into memory; what it brings is a
//! [`Field`], which answers at once and cannot fail. An [`Environment`] holds sources in order of preference.

pub mod analytic;
pub mod coast;
pub mod environment;
pub mod field;
pub mod grid;
pub mod gridded;
pub mod series;
pub mod source;

#[cfg(test)]
#[path = "../../../validation/record.rs"]
mod record;

pub use coast::{Coastline, Crossing, Segment, Surface};
pub use environment::{Environment, HeldEnvironment, NO_SOURCE, Quantity};
pub use field::{Field, Place, Points, VectorsMut};
pub use grid::{Axis, Grid, GridError, Projection, Rotation};
pub use gridded::{GriddedSource, GriddedSpec, LandFill, Slab, SlabReader, SlabRequest};
pub use series::PointSeries;
pub use source::{Coverage, FieldError, FieldSource, InMemory, Window};

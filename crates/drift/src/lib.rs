//! Where the object may be: object classes, seeds, leeway, integrator, ensemble, probability map.
//!
//! Describe a [`Scenario`], [`Scenario::prepare`] it (every check is there), and [`Prepared::run`] it in an
//! environment: what comes back is an [`Ensemble`], the same bytes on any number of threads and any processor.

pub mod backtrack;
pub mod cloud;
pub mod datum;
pub mod ensemble;
pub mod leeway;
pub mod map;
pub mod particles;
pub mod prepare;
#[cfg(test)]
#[path = "../../../validation/record.rs"]
mod record;
pub mod run;
pub mod scenario;
pub mod seed;
mod shared;

pub use cloud::{Cloud, CloudError, MassByFate};
pub use datum::{Datum, NoDatum};
pub use ensemble::{Ensemble, Fate, Snapshot};
pub use map::{CellSize, Contour, Grid, GridSpec, Polygon, ProbabilityMap, Smoothing};
pub use particles::Particles;
pub use prepare::{Direction, PrepareError, Prepared};
pub use run::{DiscardSnapshots, KeepSnapshots, Observer, Progress, RunError};
pub use scenario::{
    Allocation, CoastAction, Compat, CrosswindConvention, ForcingError, Integrator, Jibing, MissingForcing,
    ObjectShare, Scenario, Truncation, WeightedSeed,
};
pub use seed::{Seed, StartTime};

//! What a run gives back.

use crate::{Particles, Scenario};

/// What became of a particle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u8)]
pub enum Fate {
    /// Adrift.
    #[default]
    Active = 0,
    /// On the coast.
    Stranded = 1,
    /// Stopped where forcing was missing.
    MissingData = 2,
    /// Not yet released.
    NotReleased = 3,
}

/// All particles at one output time.
///
/// Positions are kept as 10⁻⁷ degrees (1 cm) in 32 bits, longitudes in [−180, 180).
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// Seconds since 1970.
    pub time_s: f64,
    /// Latitude, 10⁻⁷ degrees.
    pub lat_e7: Vec<i32>,
    /// Longitude in [−180, 180), 10⁻⁷ degrees.
    pub lon_e7: Vec<i32>,
    /// Fates at that time. Particles that stopped keep the position where they did.
    pub fate: Vec<Fate>,
}

/// The end state of each particle, at full precision, and what else happened to it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// Final latitude, degrees.
    pub lat_deg: Vec<f64>,
    /// Final longitude, degrees, not wrapped.
    pub lon_deg: Vec<f64>,
    /// Final fate.
    pub fate: Vec<Fate>,
    /// When it stopped (stranded, missing data), seconds since 1970; NaN while active.
    pub stopped_s: Vec<f64>,
    /// Final side.
    pub side: Vec<u8>,
    /// Capsized.
    pub capsized: Vec<bool>,
}

/// Where and when a source of forcing had no value for live particles.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// Which quantity.
    pub quantity: sarex_metocean::Quantity,
    /// Name of the source.
    pub source_name: String,
    /// Number of particle-samples it could not serve.
    pub samples: u64,
    /// First time, seconds since 1970.
    pub first_s: f64,
    /// Last time, seconds since 1970.
    pub last_s: f64,
    /// Place of the first one (lowest time, then lowest particle), latitude and longitude in degrees.
    pub first_place_deg: (f64, f64),
    /// True if a later source stepped in every time.
    pub filled: bool,
    /// Of the samples that no source had, those inside this one's area and period: masked cells, mostly land.
    pub masked: u64,
}

/// A finished forecast.
#[derive(Debug, Clone, PartialEq)]
pub struct Ensemble {
    /// What was asked.
    pub scenario: Scenario,
    /// What was drawn.
    pub particles: Particles,
    /// One per output time, the first at the start; times run backward in a backward run.
    pub snapshots: Vec<Snapshot>,
    /// Full-precision end state.
    pub outcome: Outcome,
    /// Forcing that was missing.
    pub gaps: Vec<Gap>,
    /// Things the reader should know, in plain words.
    pub warnings: Vec<String>,
}

impl Ensemble {
    /// Whether the output times run back in time: the cloud then shows where the object can have come from.
    pub fn is_backward(&self) -> bool {
        let (first, last) = (self.snapshots.first(), self.snapshots.last());
        first.zip(last).is_some_and(|(first, last)| last.time_s < first.time_s)
    }
}

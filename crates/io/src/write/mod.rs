//! What a run leaves behind: trajectories, probabilities, the datum in words, a picture, and where it all came
//! from.
//!
//! Every writer is a function from a [`Report`] to bytes. The same report gives the same bytes on any number of
//! threads and any processor: nothing here asks a clock, and what is compressed is compressed by code that does
//! not look at the processor. [`outputs::write`] puts all files into one directory, or none.

pub mod datum;
#[cfg(test)]
pub(crate) mod fixture;
pub mod geotiff;
pub mod netcdf;
pub mod origin;
pub mod outputs;
pub mod pattern;
pub mod pdf;
pub mod picture;
pub mod plan;
pub mod probability;
pub mod products;
pub mod provenance;
pub mod seeds;
pub mod settings;
pub mod trajectory;

use products::Products;
use sarex_drift::Ensemble;
use sarex_geo::{Position, Timestamp, Velocity};
use sarex_metocean::{Coastline, Environment, FieldError, Points, Quantity, VectorsMut, Window};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Name and version of the program, as written into every file.
pub const SOFTWARE: &str = concat!("sarex ", env!("CARGO_PKG_VERSION"));

/// Practice or the real thing. Every screen, print and export says which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CaseKind {
    /// Nobody is in distress.
    #[default]
    Exercise,
    /// Somebody is.
    Real,
}

impl CaseKind {
    /// `exercise` or `real`, as in the case file.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Exercise => "exercise",
            Self::Real => "real",
        }
    }

    /// The mark that people see on everything, in three languages.
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Exercise => "EXERCISE 훈련 訓練",
            Self::Real => "REAL 실제상황 実事案",
        }
    }
}

/// What the case is called.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaseFacts {
    /// Short identifier.
    pub id: String,
    /// One line.
    pub title: String,
    /// Exercise or real.
    pub kind: CaseKind,
}

/// One input of a run, named by its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct InputRecord {
    /// What it was used for: `case`, `wind`, `current`, `waves`, `visibility`, `water_temperature`, `coast`, `classes`,
    /// `particles`, `searched`, `earlier-plan`.
    pub role: String,
    /// The name the user gave it: a path, a URL, "bundled", "constant …".
    pub name: String,
    /// SHA-256 of its bytes in lower-case hexadecimal; `None` for what has no bytes, such as a constant.
    pub sha256: Option<String>,
    /// Its length in bytes.
    pub bytes: Option<u64>,
}

/// A source of wind or water that was given, and what it says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceRecord {
    /// `wind`, `current`, `waves`, `visibility` or `water_temperature`.
    pub role: &'static str,
    /// The name the case file gives it.
    pub name: String,
    /// First and last instant with values, seconds since 1970; none for all time.
    pub period_s: Option<(f64, f64)>,
    /// It says that its values are invented.
    pub synthetic: bool,
}

impl SourceRecord {
    /// What is synthetic among sources, each role once.
    pub fn synthetic_roles(sources: &[Self]) -> Vec<&'static str> {
        let mut roles: Vec<&'static str> = sources.iter().filter(|s| s.synthetic).map(|s| s.role).collect();
        roles.dedup();
        roles
    }
}

/// What moves the water and the air at one place and time.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Flows {
    /// Wind at 10 m.
    pub wind: Option<Velocity>,
    /// Surface current.
    pub current: Option<Velocity>,
}

impl Flows {
    /// Samples an environment at a place and time; `None` where it has no value.
    pub fn sample(environment: &Environment, position: Position, time_s: f64) -> Result<Self, FieldError> {
        let (lat_deg, lon_deg) = (position.lat_deg(), position.lon_deg());
        let held = environment.hold(&Window::at(lat_deg, lon_deg, time_s))?;
        let at = |quantity: Quantity| {
            let points = Points { lat_deg: &[lat_deg], lon_deg: &[lon_deg], member: &[0] };
            let (mut east, mut north, mut used) = ([0.0], [0.0], [0u8]);
            let out = VectorsMut { east_mps: &mut east, north_mps: &mut north };
            held.sample(quantity, points, time_s, out, &mut used);
            (used[0] != u8::MAX && !east[0].is_nan())
                .then_some(Velocity { east_mps: east[0], north_mps: north[0] })
        };
        Ok(Self { wind: at(Quantity::Wind), current: at(Quantity::Current) })
    }
}

/// Everything the writers may say about a run.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    /// The case.
    pub case: &'a CaseFacts,
    /// The forecast.
    pub ensemble: &'a Ensemble,
    /// What went in, in a fixed order.
    pub inputs: &'a [InputRecord],
    /// Sources of wind and water, in order of preference.
    pub sources: &'a [SourceRecord],
    /// Settings beyond those of the scenario (environment, coast, …), by key.
    pub settings: &'a BTreeMap<String, serde_json::Value>,
    /// Where it began by what was found, if the case has finds.
    pub origin: Option<&'a origin::Origin>,
    /// Wind and current along the tracks, if they are wanted in `drift.nc`.
    pub forcing: Option<&'a trajectory::Forcing>,
    /// The coast that stranded particles, for the picture.
    pub coast: Option<&'a dyn Coastline>,
    /// Wind and surface current at the datum at the end, for the picture.
    pub flows: Flows,
    /// The time to be written as the date of creation. `None` leaves it out, and the same input gives the same
    /// bytes whenever it is run.
    pub now: Option<Timestamp>,
}

/// Writes one file beside its place and renames it, so that it appears whole or not at all.
pub fn whole_file(file: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let mut beside = file.file_name().unwrap_or(file.as_os_str()).to_owned();
    beside.push(format!(".{}.part", std::process::id()));
    let beside = file.with_file_name(beside);
    let written = std::fs::write(&beside, bytes).and_then(|()| std::fs::rename(&beside, file));
    written.map_err(|source| {
        // The part may not exist at all; the first error is the one to tell.
        let _ = std::fs::remove_file(&beside);
        WriteError::Io { path: file.to_owned(), action: "write", source }
    })
}

/// Why results could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The system refused.
    #[error("{path}: cannot {action}: {source}")]
    Io {
        /// Which file or directory.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// The directory holds something that is not ours to replace.
    #[error("{path}: the directory is not empty; choose another one, or allow replacing with --force")]
    NotEmpty {
        /// The directory.
        path: PathBuf,
    },
    /// There is a file where the directory should be.
    #[error("{path}: is a file, not a directory; choose another name for the results")]
    NotADirectory {
        /// The path.
        path: PathBuf,
    },
    /// A directory that would be replaced holds foreign files.
    #[error(
        "{path}: not replaced, because the directory holds `{foreign}`, which this program did not write; choose another directory"
    )]
    Foreign {
        /// The directory.
        path: PathBuf,
        /// The first foreign entry by name.
        foreign: String,
    },
    /// The ensemble contradicts itself.
    #[error("the forecast cannot be written: {0}")]
    Inconsistent(String),
    /// The format's library refused.
    #[error("{file}: cannot be encoded: {reason}")]
    Encode {
        /// Which result.
        file: &'static str,
        /// What it said.
        reason: String,
    },
}

//! Particles given one by one, in files: lines of text, or a trajectory file such as `drift.nc` or OpenDrift's output.

mod csv;
mod ragged;
mod status;
mod trajectory;

use super::cf::times::instant;
use super::{ReadError, netcdf, sniff};
use sarex_drift::ObjectShare;
use sarex_drift::seed::ListedParticles;
use std::path::Path;

/// Largest text file that is read, bytes.
const MAX_TEXT: u64 = 2_000_000_000;
/// Most particles in a file.
const MAX_PARTICLES: usize = 100_000_000;

/// Line of a text file and what is wrong there.
type Refusal = (usize, String);

/// What is known beforehand of the particles of a trajectory file.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Expected<'a> {
    /// Take the positions at this time, seconds since 1970, instead of the last one of the file.
    pub at_s: Option<f64>,
    /// The objects of the case. A particle of the class of one of them stays that object, with its side and the
    /// leeway errors it carries.
    pub objects: &'a [ObjectShare],
}

/// Particles of a file, and what the reader of a forecast should know of them, in plain words.
pub type Found = (ListedParticles, Vec<String>);

/// Reads the particles of a file.
pub fn read_particles(file: &Path, expected: Expected<'_>) -> Result<Found, ReadError> {
    let path = file.display().to_string();
    match sniff::kind_of(file)? {
        sniff::Kind::Netcdf => {
            let file = netcdf::open(file)?;
            ragged::read(&file, expected).unwrap_or_else(|| trajectory::read(&file, expected))
        }
        sniff::Kind::Text => {
            let io = |error: std::io::Error| ReadError::Io { path: path.clone(), reason: error.to_string() };
            let bytes = std::fs::metadata(file).map_err(io)?.len();
            if bytes > MAX_TEXT {
                let remedy = "Split it, or give a trajectory NetCDF".to_owned();
                let what = "its length in bytes".to_owned();
                return Err(ReadError::TooLarge { path, what, found: bytes, limit: MAX_TEXT, remedy });
            }
            let text = std::fs::read_to_string(file).map_err(io)?;
            csv::parse(&text).map(|list| (list, Vec::new())).map_err(|(line, problem)| {
                let column = "particles".to_owned();
                ReadError::Text { path: path.clone(), line: line as u64, column, problem }
            })
        }
        other => Err(ReadError::WrongKind {
            path,
            expected: "CSV or trajectory NetCDF",
            looks_like: sniff::in_words(other).to_owned(),
            remedy: "Give a CSV file with the columns lat, lon, time, or a file such as drift.nc".to_owned(),
        }),
    }
}

/// The error for a time that is none of a file's times, which are not empty.
fn no_such_time(path: &str, at_s: f64, times_s: &[f64]) -> ReadError {
    let known = || times_s.iter().copied();
    let before = known().filter(|time_s| *time_s < at_s).reduce(f64::max);
    let after = known().filter(|time_s| *time_s > at_s).reduce(f64::min);
    let nearest: Vec<String> = [before, after].into_iter().flatten().map(instant).collect();
    let end = |pick: fn(f64, f64) -> f64| known().reduce(pick).map_or_else(String::new, instant);
    ReadError::NoSuchTime {
        path: path.to_owned(),
        wanted: instant(at_s),
        period: format!("from {} to {}", end(f64::min), end(f64::max)),
        nearest: nearest.join(" and "),
    }
}

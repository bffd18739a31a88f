//! Where fields come from.

use crate::Field;
use std::sync::Arc;

/// A box in space and time that a run is about to use.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// Southern edge, degrees.
    pub south_deg: f64,
    /// Northern edge, degrees.
    pub north_deg: f64,
    /// Western edge, degrees, not wrapped.
    pub west_deg: f64,
    /// Eastern edge, degrees, not wrapped, not less than the western one; may exceed 180.
    pub east_deg: f64,
    /// First instant, seconds since 1970.
    pub start_s: f64,
    /// Last instant, seconds since 1970, not before the first.
    pub end_s: f64,
}

impl Window {
    /// One place (degrees) at one instant (seconds since 1970).
    pub fn at(lat_deg: f64, lon_deg: f64, time_s: f64) -> Self {
        Self {
            south_deg: lat_deg,
            north_deg: lat_deg,
            west_deg: lon_deg,
            east_deg: lon_deg,
            start_s: time_s,
            end_s: time_s,
        }
    }
}

/// What a source covers, for reports and errors.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Coverage {
    /// The name the user gave it: a path, a URL, "constant".
    pub name: String,
    /// First and last instant with values, seconds since 1970; `None` for all time.
    pub period_s: Option<(f64, f64)>,
    /// South, north, west, east in degrees of a box that contains the area; `None` for everywhere.
    pub area_deg: Option<[f64; 4]>,
    /// Number of ensemble members, 1 for a deterministic field.
    pub members: u16,
    /// Longest step of its time axis, seconds; `None` where there is no time axis.
    pub longest_time_step_s: Option<f64>,
}

/// A source could not bring a window into memory.
#[derive(Debug, thiserror::Error)]
#[error("{source_name}: {reason}")]
pub struct FieldError {
    /// The source's name.
    pub source_name: String,
    /// What went wrong and what would help.
    pub reason: String,
}

/// Anything fields can be brought from: files, servers, formulas.
///
/// Implementations may do IO in [`FieldSource::hold`] and keep what they read; the value at a place never
/// depends on the window that was asked for, only whether it is in memory does.
pub trait FieldSource: Send + Sync {
    /// What it covers.
    fn coverage(&self) -> Coverage;

    /// Brings at least the window into memory (what of it the source covers). Cheap when the last window
    /// overlaps: sources keep what is still in use.
    fn hold(&self, window: &Window) -> Result<Arc<dyn Field>, FieldError>;
}

/// A field that is in memory anyway, as a source.
pub struct InMemory<F> {
    field: Arc<F>,
    coverage: Coverage,
}

impl<F: Field + 'static> InMemory<F> {
    /// Everywhere and always, under a name.
    pub fn new(name: impl Into<String>, field: F) -> Self {
        let coverage = Coverage { name: name.into(), members: 1, ..Coverage::default() };
        Self { field: Arc::new(field), coverage }
    }
    /// With a stated coverage.
    pub fn with_coverage(coverage: Coverage, field: F) -> Self {
        Self { field: Arc::new(field), coverage }
    }
}

impl<F: Field + 'static> FieldSource for InMemory<F> {
    fn coverage(&self) -> Coverage {
        self.coverage.clone()
    }
    fn hold(&self, _window: &Window) -> Result<Arc<dyn Field>, FieldError> {
        Ok(self.field.clone())
    }
}

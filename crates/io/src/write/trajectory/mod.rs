//! `drift.nc`: the tracks of all particles as a CF trajectory file.
//!
//! NetCDF-4, CF-1.11 (`featureType = trajectory`, two-dimensional layout with one time axis) and ACDD-1.3. What
//! xarray, trajan and OpenDrift open.
//!
//! - `lon`, `lat` are 32-bit integers of 10⁻⁷ degrees (1 cm) with a scale factor; readers that decode CF see
//!   doubles. Longitudes lie in [−180, 180).
//! - A particle has the fill value before it is released. One that stopped keeps its place and says so in
//!   `status`: what lies on a beach still has to be found there. [`Layout::OpenDrift`] ends the track instead.
//! - What never changes stands on `(trajectory)` only. [`Layout::OpenDrift`] repeats it for every time under the
//!   names OpenDrift's leeway model reads.
//! - Wind and current along the tracks are there if [`Report::forcing`] has them.
//! - There is no `coordinates` attribute, although CF asks for one: with it xarray takes `lon` and `lat` for
//!   coordinates, and OpenDrift, which looks for them among the data, cannot open the file.
//!
//! The encoder builds the file in memory: about 100 bytes per particle and output time in the default layout. The
//! whole program peaked at 2.8 GB for 10⁶ particles and 25 times, whose file has 138 MB.

mod about;
mod forcing;
mod leeway;
mod particles;
mod table;
#[cfg(test)]
mod tests;
mod tracks;

pub use forcing::{Along, Forcing};

use super::netcdf::Nc;
use super::{Report, WriteError};
use sarex_drift::Ensemble;
use table::{Axes, Table};

const FILE: &str = "drift.nc";
const FILL_I32: i32 = i32::MAX;
const FILL_I8: i8 = i8::MAX;

/// Where constant properties stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// Once per particle.
    #[default]
    Compact,
    /// Once per particle and time, with the attributes by which OpenDrift restores its leeway model, and tracks
    /// that end where the particle stopped.
    OpenDrift,
}

/// Encodes the file.
pub fn encode(report: &Report<'_>, layout: Layout) -> Result<Vec<u8>, WriteError> {
    let ensemble = report.ensemble;
    check(ensemble)?;
    let table = Table::new(ensemble, layout);
    let mut nc = Nc::new(FILE);
    about::attributes(&mut nc, report, layout)?;
    let trajectory = nc.dimension("trajectory", table.particles)?;
    let time = nc.dimension("time", table.times)?;
    let axes = Axes { trajectory, time };
    tracks::coordinates(&mut nc, ensemble, axes)?;
    tracks::along(&mut nc, report, &table, axes)?;
    if let Some(along) = report.forcing {
        forcing::along(&mut nc, along, &table, axes)?;
    }
    particles::for_life(&mut nc, report, &table, axes)?;
    leeway::coefficients(&mut nc, report, &table, axes)?;
    nc.finish()
}

/// A time in ISO 8601 with `Z`, to the second where it is whole.
pub fn iso(time_s: f64) -> String {
    sarex_geo::from_unix_seconds(time_s).map_or_else(|| format!("{time_s} s since 1970"), |t| t.to_string())
}

/// All slices of an ensemble have the length they should have.
fn check(ensemble: &Ensemble) -> Result<(), WriteError> {
    let n = ensemble.particles.lat_deg.len();
    if ensemble.snapshots.is_empty() || n == 0 {
        return Err(WriteError::Inconsistent("it has no particles or no output times".into()));
    }
    for s in &ensemble.snapshots {
        if s.lat_e7.len() != n || s.lon_e7.len() != n || s.fate.len() != n {
            let when = iso(s.time_s);
            return Err(WriteError::Inconsistent(format!(
                "the snapshot of {when} does not hold {n} particles"
            )));
        }
    }
    let outcome = &ensemble.outcome;
    let lengths = [outcome.fate.len(), outcome.side.len(), outcome.capsized.len(), outcome.stopped_s.len()];
    if lengths.iter().any(|&l| l != n) {
        return Err(WriteError::Inconsistent(format!("its outcome does not hold {n} particles")));
    }
    Ok(())
}

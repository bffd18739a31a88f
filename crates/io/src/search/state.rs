//! What searches have left of each particle, as a file: `searched.nc`.
//!
//! The particles themselves need not be kept: they follow from the case. With these numbers an update goes on exactly
//! where the one before ended.

use super::SearchError;
use crate::read::dataset::{Container, Slab};
use crate::read::netcdf;
use crate::read::packing::Packing;
use crate::write::WriteError;
use crate::write::netcdf::{Nc, Storage, text};
use std::path::Path;

/// Name of the file.
pub const FILE: &str = "searched.nc";

/// Chance of having been missed so far, of each particle of the three sets.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct State {
    /// Of the cloud that plans are made on.
    pub planning: Vec<f64>,
    /// Of the cloud on which they are told.
    pub held_out: Vec<f64>,
    /// Of the forecast.
    pub forecast: Vec<f64>,
}

/// Variables of the file, in the order of the fields.
const NAMES: [&str; 3] = ["missed_planning", "missed_held_out", "missed_forecast"];

/// The bytes of the file.
pub(super) fn encode(state: &State) -> Result<Vec<u8>, WriteError> {
    let mut nc = Nc::new(FILE);
    nc.global_text("title", "chance of each particle of having been missed by all searches so far")?;
    nc.global_text("software", crate::write::SOFTWARE)?;
    for (name, values) in NAMES.into_iter().zip([&state.planning, &state.held_out, &state.forecast]) {
        let dimension = nc.dimension(&name.replace("missed", "particle"), values.len())?;
        let chunk = [values.len() as u64];
        let about = [("units", text("1")), ("long_name", text("probability of not having been detected"))];
        nc.packed(name, &[dimension], values, f64::NAN, Storage { chunk: &chunk }, &about)?;
    }
    nc.finish()
}

/// Reads the file for sets of these sizes; `None` if there is none, for nothing has been searched yet.
pub(super) fn read(folder: &Path, sizes: [usize; 3]) -> Result<Option<State>, SearchError> {
    let path = folder.join(FILE);
    if !path.exists() {
        return Ok(None);
    }
    let refused = |why: String| SearchError::Asked {
        what: format!("{}: {why}", path.display()),
        remedy: "give the folder that `sarex update` wrote, as it wrote it".to_owned(),
    };
    let file = netcdf::open(&path).map_err(|error| refused(error.to_string()))?;
    let mut read = NAMES.into_iter().zip(sizes).map(|(name, size)| {
        let variable = file.dataset().variable(name).ok_or_else(|| refused(format!("it has no `{name}`")))?;
        if variable.len() != size as u64 {
            let (found, what) = (variable.len(), "particles, and the case has");
            return Err(refused(format!("`{name}` is of {found} {what} {size}")));
        }
        let values = file.read_f64(name, &Slab::all(variable), &Packing::of(variable));
        let values = values.map_err(|error| refused(error.to_string()))?;
        match values.iter().all(|q| (0.0..=1.0).contains(q)) {
            true => Ok(values),
            false => Err(refused(format!("`{name}` holds what is no probability"))),
        }
    });
    let mut next = || read.next().unwrap_or_else(|| Err(refused("it is incomplete".to_owned())));
    Ok(Some(State { planning: next()?, held_out: next()?, forecast: next()? }))
}

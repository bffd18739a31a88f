//! `plan.json` read back: the record of a plan, checked, with its tracks.

use super::ReadError;
use crate::write::plan::PlanRecord;
use crate::write::plan::record::Place;
use std::io::Read;
use std::path::Path;

/// Largest file that is read, bytes.
const MAX_BYTES: u64 = 64 << 20;
/// Most units of a plan.
const MAX_UNITS: usize = 1000;
/// Most turns of a track.
const MAX_TURNS: usize = 100_000;

/// Reads a plan that was written by this program.
pub fn read_plan(file: &Path) -> Result<PlanRecord, ReadError> {
    let path = file.display().to_string();
    let io = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => ReadError::NotFound { path: path.clone() },
        _ => ReadError::Io { path: path.clone(), reason: error.to_string() },
    };
    let mut bytes = Vec::new();
    std::fs::File::open(file).map_err(io)?.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(io)?;
    parse_plan(&path, &bytes)
}

/// The same of bytes; `path` is the name for errors.
///
/// Every place is one of the Earth and the times of a track rise, so that its tracks can be used as they are.
pub fn parse_plan(path: &str, bytes: &[u8]) -> Result<PlanRecord, ReadError> {
    let too_large = |what: &str, found: usize, limit: usize| ReadError::TooLarge {
        path: path.to_owned(),
        what: what.to_owned(),
        found: found as u64,
        limit: limit as u64,
        remedy: "Give a plan that this program wrote".to_owned(),
    };
    if bytes.len() as u64 > MAX_BYTES {
        return Err(too_large("its length in bytes", bytes.len(), MAX_BYTES as usize));
    }
    let refused = |detail: String| ReadError::Undecodable {
        path: path.to_owned(),
        detail,
        remedy: "Give the plan.json that `sarex plan` wrote; schemas/plan.schema.json says what it holds"
            .to_owned(),
    };
    let record: PlanRecord =
        serde_json::from_slice(bytes).map_err(|error| refused(format!("it is no plan: {error}")))?;
    if record.version != 1 {
        return Err(refused(format!("it is a plan of version {}, and version 1 is known", record.version)));
    }
    if record.units.len() > MAX_UNITS {
        return Err(too_large("the number of units", record.units.len(), MAX_UNITS));
    }
    for unit in &record.units {
        if unit.waypoints.len() > MAX_TURNS {
            return Err(too_large("the number of turns", unit.waypoints.len(), MAX_TURNS));
        }
        if unit.waypoints.is_empty() {
            return Err(refused(format!("unit `{}` has no track", unit.id)));
        }
        if let Some(pair) = unit.waypoints.windows(2).find(|pair| pair[1].time <= pair[0].time) {
            return Err(refused(format!(
                "the times of unit `{}` do not rise after {}",
                unit.id, pair[0].name
            )));
        }
    }
    if let Some(place) = places(&record).find(|place| place.checked().is_none()) {
        return Err(refused(format!(
            "latitude {}, longitude {} is no position",
            place.lat_deg, place.lon_deg
        )));
    }
    Ok(record)
}

/// Every place of a record.
fn places(record: &PlanRecord) -> impl Iterator<Item = Place> {
    let units = record.units.iter().flat_map(|u| {
        let lost = u.lost_link.iter().flat_map(|l| l.corners.iter().chain([&l.place]));
        let own = [&u.csp, &u.base];
        u.corners.iter().chain(u.waypoints.iter().map(|w| &w.place)).chain(lost).chain(own)
    });
    let closed = record.forbidden_areas.iter().flat_map(|a| &a.corners);
    units.chain(closed).chain(record.datum.iter().map(|d| &d.place)).copied()
}

//! Tasks of an earlier plan that are kept as they are.

use super::SearchError;
use crate::read::hash;
use crate::read::plan::read_plan;
use crate::write::InputRecord;
use crate::write::plan::PlanRecord;
use crate::write::plan::record::{Place, UnitRecord};
use sarex_geo::{math, unix_seconds};
use sarex_search::pattern::MAX_LEGS;
use sarex_search::{Assignment, Compensation, LocalPlane, PatternFlown, PlanePoint, Waypoint};
use std::path::Path;

/// Units that keep what an earlier plan gave them: every area, to the centimetre and the millisecond of its `plan.json`.
#[derive(Debug, Clone, PartialEq)]
pub struct Frozen {
    /// Ids of the units.
    pub units: Vec<String>,
    plan: PlanRecord,
    /// The earlier plan's file, for provenance.
    pub(super) input: InputRecord,
}

impl Frozen {
    /// Reads the plan of a folder that `sarex plan` wrote, or a `plan.json`.
    pub fn read(from: &Path, units: Vec<String>) -> Result<Self, SearchError> {
        let file = if from.is_dir() { from.join("plan.json") } else { from.to_path_buf() };
        let refused = |what: String| SearchError::Asked {
            what,
            remedy: "give --from a folder of `sarex plan`, or its plan.json".to_owned(),
        };
        let plan = read_plan(&file).map_err(|error| refused(error.to_string()))?;
        let input = InputRecord {
            role: "earlier-plan".to_owned(),
            name: file.display().to_string(),
            sha256: Some(hash::of_file(&file).map_err(|error| refused(error.to_string()))?),
            bytes: std::fs::metadata(&file).ok().map(|about| about.len()),
        };
        Ok(Self { units, plan, input })
    }

    /// Refuses a plan of another case.
    pub(super) fn check_case(&self, id: &str) -> Result<(), SearchError> {
        if self.plan.case == id {
            return Ok(());
        }
        Err(SearchError::Asked {
            what: format!(
                "{} is a plan of the case `{}`, and this is `{id}`",
                self.input.name, self.plan.case
            ),
            remedy: "freeze units of an earlier plan of the same case".to_owned(),
        })
    }

    /// The tasks of a unit, which is number `unit` of the problem, in the order in which it does them.
    pub(super) fn tasks(
        &self,
        id: &str,
        unit: usize,
        plane: &LocalPlane,
    ) -> Result<Vec<Assignment>, SearchError> {
        let records = self.plan.units.iter().filter(|record| record.id == id);
        let tasks: Option<Vec<Assignment>> = records.map(|record| task(record, unit, plane)).collect();
        let known = || self.plan.units.iter().map(|record| record.id.as_str()).collect::<Vec<_>>().join(", ");
        match tasks {
            Some(tasks) if tasks.is_empty() => Err(SearchError::Asked {
                what: format!("unit `{id}` has no task in {}, so none can be frozen", self.input.name),
                remedy: format!("units with a task there: {}; `--without {id}` keeps it unused", known()),
            }),
            Some(tasks) => Ok(tasks),
            None => Err(SearchError::Asked {
                what: format!("{} tells the pattern of `{id}` only in round numbers", self.input.name),
                remedy: "make that plan anew with the same case and options, and freeze units of the new one"
                    .to_owned(),
            }),
        }
    }
}

/// A task as it was, in another plane; nothing if the record does not tell its pattern exactly.
fn task(record: &UnitRecord, unit: usize, plane: &LocalPlane) -> Option<Assignment> {
    let exact = record.pattern.exact?;
    let compensation = Compensation { east_mps: exact.drift_east_mps, north_mps: exact.drift_north_mps };
    let flown = PatternFlown {
        kind: record.pattern.kind,
        first_leg_deg: exact.first_leg_deg,
        leg_m: exact.leg_m,
        spacing_m: exact.spacing_m,
        legs: record.pattern.legs as usize,
        turn: record.pattern.turn,
        compensation: record.pattern.drift.map(|_| compensation),
    };
    let track = record.track(plane);
    let point = |place: &Place| plane.to_plane(place.lat_deg, place.lon_deg);
    // What it is worth is measured anew.
    Some(Assignment {
        unit,
        pattern: turned(flown, &track),
        track,
        departure_s: unix_seconds(record.departure),
        landing_s: unix_seconds(record.landing),
        area: record.corners.iter().map(point).collect(),
        pos: 0.0,
        pos_by_object: Vec::new(),
        poc: 0.0,
        coverage: Vec::new(),
    })
}

/// Places farther off than this by their directions are of another plane, m. Places are rounded to a centimetre.
const SAME_PLANE_M: f64 = 0.05;

/// A pattern in the plane of its track: north is another direction in a plane about another place.
fn turned(flown: PatternFlown, track: &[Waypoint]) -> PatternFlown {
    let turn_deg = turn_deg(&flown, track).unwrap_or(0.0);
    let (sin, cos) = math::sin_cos(turn_deg.to_radians());
    let turn = |drift: Compensation| Compensation {
        east_mps: drift.east_mps * cos + drift.north_mps * sin,
        north_mps: drift.north_mps * cos - drift.east_mps * sin,
    };
    if turn_deg == 0.0 {
        return flown;
    }
    PatternFlown {
        first_leg_deg: (flown.first_leg_deg + turn_deg).rem_euclid(360.0),
        compensation: flown.compensation.map(turn),
        ..flown
    }
}

/// By how much the track is turned against its pattern, degrees clockwise, as its farthest point shows it; nothing if it
/// is not that pattern at all, which the checker tells.
fn turn_deg(flown: &PatternFlown, track: &[Waypoint]) -> Option<f64> {
    if flown.legs > MAX_LEGS {
        return None;
    }
    let corners = flown.pattern().ok()?.corners(0);
    let first = *track.first().filter(|_| corners.len() == track.len())?;
    let drift = flown.compensation.unwrap_or_default();
    let pairs = corners.iter().zip(track).map(|(corner, here)| {
        let since_s = here.time_s - first.time_s;
        let laid = PlanePoint {
            east_m: corner.east_m + drift.east_mps * since_s,
            north_m: corner.north_m + drift.north_mps * since_s,
        };
        let found = PlanePoint {
            east_m: here.at.east_m - first.at.east_m,
            north_m: here.at.north_m - first.at.north_m,
        };
        (laid, found)
    });
    let (laid, found) = pairs.max_by(|a, b| a.0.length_m().total_cmp(&b.0.length_m()))?;
    let direction = |p: PlanePoint| math::atan2(p.east_m, p.north_m);
    let turn_deg = (direction(found) - direction(laid)).to_degrees();
    let turn_deg = (turn_deg + 180.0).rem_euclid(360.0) - 180.0;
    (turn_deg.to_radians().abs() * laid.length_m() > SAME_PLANE_M).then_some(turn_deg)
}

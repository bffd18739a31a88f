//! Tasks of an earlier plan that are kept as they are.

use super::SearchError;
use crate::case::search_keys::SearchKeys;
use crate::case::{Case, Located};
use crate::forecast::{Forecast, at};
use crate::read::hash;
use crate::read::plan::read_plan;
use crate::write::InputRecord;
use crate::write::plan::record::{Place, UnitRecord};
use crate::write::plan::{AreaNames, PlanRecord};
use sarex_geo::{math, unix_seconds};
use sarex_search::pattern::MAX_LEGS;
use sarex_search::{Assignment, Compensation, LocalPlane, PatternFlown, PlanePoint, Problem, Sru, Waypoint};
use serde_json::json;
use std::path::Path;

/// Units that keep what an earlier plan gave them: every area, to the centimetre and the millisecond of its `plan.json`.
#[derive(Debug, Clone, PartialEq)]
pub struct Frozen {
    /// Ids of the units.
    pub units: Vec<String>,
    plan: PlanRecord,
    /// Whether tasks move to the time of a later search.
    moves: bool,
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
        Ok(Self { units, plan, moves: false, input })
    }

    /// The same areas in a later search: each unit does there what it did, as soon as it can.
    pub fn for_next(self) -> Self {
        Self { moves: true, ..self }
    }

    /// What keeps these units from being frozen in a case: which of them if one does, what is wrong, and the remedy.
    fn trouble(&self, case: &Case, search: &SearchKeys) -> Option<(Option<usize>, String, String)> {
        let (name, plan) = (&self.input.name, &self.plan);
        let id = &case.keys.case.id.value;
        if plan.case != *id {
            let what = format!("{name} is a plan of the case `{}`, and this is `{id}`", plan.case);
            return Some((None, what, "freeze units of an earlier plan of the same case".to_owned()));
        }
        self.units.iter().enumerate().find_map(|(k, id)| {
            let units = &search.unit.value;
            let wrong = |what: String, remedy: String| Some((Some(k), what, remedy));
            if !units.iter().any(|unit| unit.id.value == *id) {
                let known: Vec<&str> = units.iter().map(|unit| unit.id.value.as_str()).collect();
                let what = format!("no unit of the case is called `{id}`");
                return wrong(what, format!("units: {}", known.join(", ")));
            }
            let mut tasks = plan.units.iter().filter(|task| task.id == *id).peekable();
            if tasks.peek().is_none() {
                let known: Vec<&str> = plan.units.iter().map(|task| task.id.as_str()).collect();
                let what = format!("unit `{id}` has no task in {name}, so none can be frozen");
                let remedy = format!(
                    "units with a task there: {}; `--without {id}` keeps it unused",
                    known.join(", ")
                );
                return wrong(what, remedy);
            }
            if tasks.any(|task| task.pattern.exact.is_none()) {
                let what = format!("{name} tells the pattern of `{id}` only in round numbers");
                let remedy =
                    "make that plan anew with the same case and options, and freeze units of the new one";
                return wrong(what, remedy.to_owned());
            }
            None
        })
    }

    /// What a unit's areas are called in its plan.
    fn areas_of(&self, id: &str) -> impl Iterator<Item = &str> {
        self.plan.units.iter().filter(move |task| task.id == id).map(|task| task.area.as_str())
    }

    /// What is wrong if an area that is kept of another plan has the name of one of this: which unit of the other it is of.
    fn same_name(&self, other: &Self) -> Option<(usize, String)> {
        other.units.iter().enumerate().find_map(|(k, id)| {
            let mut own = self.units.iter().flat_map(|own| self.areas_of(own).map(move |area| (own, area)));
            let (own, area) = own.find(|(_, area)| other.areas_of(id).any(|named| named == *area))?;
            let (here, there) = (&self.input.name, &other.input.name);
            Some((k, format!("`{id}` of {there} and `{own}` of {here} both keep an area {area}")))
        })
    }

    /// The tasks of a unit, which is number `index` of the problem, in the order in which it does them.
    pub(super) fn tasks(
        &self,
        (index, sru): (usize, &Sru),
        start_s: f64,
        plane: &LocalPlane,
    ) -> Vec<Assignment> {
        let records = self.plan.units.iter().filter(|record| record.id == sru.id);
        let mut tasks: Vec<Assignment> = records.filter_map(|record| task(record, index, plane)).collect();
        let Some(first) = tasks.first().filter(|_| self.moves) else { return tasks };
        // As soon as the search has begun and the unit can be there.
        let begin_s = sru.start_s(start_s);
        let later_s = (begin_s - first.commence_s()).max(sru.available_s - first.departure_s).max(0.0);
        for task in &mut tasks {
            task.departure_s += later_s;
            task.landing_s += later_s;
            task.track.iter_mut().for_each(|waypoint| waypoint.time_s += later_s);
        }
        tasks
    }
}

/// Everything that is frozen: as asked beside the case, and as the case asks for other units.
pub(super) fn all(
    case: &Case,
    search: &SearchKeys,
    asked: Option<&Frozen>,
) -> Result<Vec<Frozen>, SearchError> {
    let mut all = Vec::new();
    if let Some(asked) = asked {
        if let Some((_, what, remedy)) = asked.trouble(case, search) {
            return Err(SearchError::Asked { what, remedy });
        }
        all.push(asked.clone());
    }
    let Some(keys) = &search.freeze else { return Ok(all) };
    let at_key = |place: &Located<String>, what: String, remedy: &str| -> SearchError {
        at(case, &place.key, place.span.clone(), what, remedy).into()
    };
    let named = keys.units.value.iter();
    let places: Vec<&Located<String>> =
        named.filter(|id| !asked.is_some_and(|asked| asked.units.contains(&id.value))).collect();
    let ids = places.iter().map(|id| id.value.clone()).collect();
    let frozen = Frozen::read(&case.resolve(&keys.from.value), ids).map_err(|error| match error {
        SearchError::Asked { what, .. } => at_key(
            &keys.from,
            what,
            "give a folder of `sarex plan`, or its plan.json; paths start from the case's folder",
        ),
        other => other,
    })?;
    if let Some((which, what, remedy)) = frozen.trouble(case, search) {
        return Err(at_key(which.map_or(&keys.from, |k| places[k]), what, &remedy));
    }
    if let Some((k, what)) = asked.and_then(|asked| asked.same_name(&frozen)) {
        let remedy = "freeze units of one plan only: areas keep the names that their units were told";
        return Err(at_key(places[k], what, remedy));
    }
    all.push(frozen);
    Ok(all)
}

/// What the areas of kept tasks are called: as in the plans that they are from.
pub(super) fn names(all: &[Frozen], problem: &Problem) -> AreaNames {
    let mut names = AreaNames::default();
    names.go_on_from(all.iter().flat_map(|frozen| frozen.plan.units.iter().map(|task| task.area.as_str())));
    for (frozen, id) in all.iter().flat_map(|frozen| frozen.units.iter().map(move |id| (frozen, id))) {
        if let Some(index) = problem.units.iter().position(|unit| unit.id == *id) {
            names.keep(index, frozen.areas_of(id).map(str::to_owned));
        }
    }
    names
}

/// Notes in a forecast's provenance what was frozen, and from which files.
pub(super) fn record(all: &[Frozen], forecast: &mut Forecast) {
    if all.is_empty() {
        return;
    }
    forecast.inputs.extend(all.iter().map(|frozen| frozen.input.clone()));
    let units: Vec<&String> = all.iter().flat_map(|frozen| &frozen.units).collect();
    forecast.add_settings([("plan:frozen".to_owned(), json!(units))]);
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

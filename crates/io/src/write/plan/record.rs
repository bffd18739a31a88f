//! `plan.json`: the plan as a record. Every other file of a plan is made of it.

mod ahead;
mod message;

pub use ahead::{AheadUnitRecord, AloneRecord, LookAheadRecord};
pub use message::{CallSign, Channel, Communications, MessageFacts, Purpose};

use crate::write::{CaseKind, InputRecord};
use sarex_geo::plane::LocalPlane;
use sarex_geo::{Position, Timestamp, unix_seconds};
use sarex_search::pattern::PatternKind;
use sarex_search::plan::Turn;
use sarex_search::{UnitKind, Waypoint};
use schemars::{JsonSchema, Schema, json_schema};
use serde::{Deserialize, Serialize};

/// A search plan as it is stored and given to others. Positions are degrees on WGS 84, times UTC, bearings degrees
/// true.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanRecord {
    /// Version of this layout: 1.
    pub version: u32,
    /// Practice or the real thing.
    pub kind: CaseKind,
    /// The same in words that people see, in English, Korean and Japanese.
    pub mark: String,
    /// Name and version of the program.
    pub software: String,
    /// When it was made, if that is told.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub created: Option<Timestamp>,
    /// Identifier of the case.
    pub case: String,
    /// Title of the case.
    pub title: String,
    /// All searching happens from here on.
    pub start: Timestamp,
    /// All searching has ended by then.
    pub end: Timestamp,
    /// Probability of success of all units together, 0 to 1.
    pub pos: f64,
    /// No plan for this problem has a larger one: certified upper bound.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub upper_bound: Option<f64>,
    /// Probability of success of this search and all before it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cumulative_pos: Option<f64>,
    /// What the sortie after this one would be expected to bring. A look-ahead, not tasking.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub look_ahead: Option<LookAheadRecord>,
    /// Expected share found alive, where survival was part of the problem; the bound is of the probability of success, which
    /// it never exceeds.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub found_alive: Option<AliveRecord>,
    /// What is searched for.
    pub objects: Vec<ObjectRecord>,
    /// Where the object most probably is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub datum: Option<DatumRecord>,
    /// What it is like at the scene.
    pub conditions: Conditions,
    /// Units with something to do, by search area.
    pub units: Vec<UnitRecord>,
    /// Units that stay unused.
    pub unused: Vec<UnusedRecord>,
    /// Areas that tracks keep out of, as far as they may be told.
    pub forbidden_areas: Vec<ForbiddenRecord>,
    /// Who sends it to whom, and what happened.
    pub message: MessageFacts,
    /// Channels and call signs.
    pub communications: Communications,
    /// What a reader must know before using the plan.
    pub warnings: Vec<String>,
    /// What it rests on, by SHA-256.
    pub inputs: Vec<InputRecord>,
}

/// Something that is searched for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectRecord {
    /// Key of its class.
    pub class: String,
    /// What it is, in words.
    pub description: String,
    /// Probability that this is what is adrift, before the search.
    pub probability: f64,
    /// Persons with it, if known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub persons: Option<u32>,
    /// Probability of success given this object.
    pub pos: f64,
    /// How long survival is to be expected.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub survival: Option<SurvivalBand>,
}

/// A span of survival times, counted from the start of drift: never a reason by itself to stop a search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SurvivalBand {
    /// Some do not live longer than this, h.
    pub from_h: f64,
    /// Few live longer than this, h; none if it is beyond the model.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to_h: Option<f64>,
    /// Which model, water and clothing.
    pub basis: String,
}

/// The expected share found alive, as a band: never a reason by itself to stop a search.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AliveRecord {
    /// If people live as short as the model's band allows.
    pub low: f64,
    /// In the middle of the band, for which the plan is made.
    pub middle: f64,
    /// If they live as long as it allows.
    pub high: f64,
}

/// A place, degrees on WGS 84.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Latitude, north positive.
    #[schemars(range(min = -90.0, max = 90.0))]
    pub lat_deg: f64,
    /// Longitude, east positive.
    #[schemars(range(min = -180.0, max = 180.0))]
    pub lon_deg: f64,
}

impl Place {
    /// A position to 10⁻⁷ degrees (1 cm), its longitude in [−180, 180].
    pub fn of(position: Position) -> Self {
        let p = position.wrapped();
        let short = |deg: f64| (deg * 1e7).round() / 1e7 + 0.0;
        Self { lat_deg: short(p.lat_deg()), lon_deg: short(p.lon_deg()) }
    }

    /// The position; `None` if the numbers are none, as in a record from outside.
    pub fn checked(self) -> Option<Position> {
        Position::new(self.lat_deg, self.lon_deg).ok()
    }

    /// The position of a place that was made of one.
    pub fn position(self) -> Position {
        self.checked().unwrap_or_else(|| Position::new(0.0, 0.0).expect("a position"))
    }
}

/// Where the object most probably is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DatumRecord {
    /// Centre.
    pub place: Place,
    /// Valid at.
    pub time: Timestamp,
    /// Radius that holds one half, nautical miles.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub radius_50_nm: Option<f64>,
    /// Radius that holds nine tenths, nautical miles.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub radius_90_nm: Option<f64>,
}

/// What it is like at the scene.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Conditions {
    /// Meteorological visibility, nautical miles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visibility_nm: Option<f64>,
    /// Significant wave height, m.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub significant_wave_height_m: Option<f64>,
    /// Cloud cover, %.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloud_cover_pct: Option<f64>,
    /// Direction the wind comes from, degrees true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wind_from_deg: Option<f64>,
    /// Speed of the wind, knots.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wind_kn: Option<f64>,
    /// Water temperature, °C.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub water_c: Option<f64>,
    /// Where each of them comes from: `search.conditions`, or the source of the case's environment by its name.
    #[serde(default, skip_serializing_if = "Origins::is_empty")]
    pub origins: Origins,
}

/// Where conditions come from; nothing for what is not known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Origins {
    /// Of the visibility.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visibility: Option<String>,
    /// Of the significant wave height.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waves: Option<String>,
    /// Of the cloud cover.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloud: Option<String>,
    /// Of the wind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wind: Option<String>,
    /// Of the water temperature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub water: Option<String>,
}

impl Origins {
    /// Of what is given by hand.
    pub const GIVEN: &str = "search.conditions";

    /// The same with what is given by hand under another key.
    #[must_use]
    pub fn given_by(self, key: &str) -> Self {
        let moved = |origin: Option<String>| {
            origin.map(|name| if name == Self::GIVEN { key.to_owned() } else { name })
        };
        Self {
            visibility: moved(self.visibility),
            waves: moved(self.waves),
            cloud: moved(self.cloud),
            wind: moved(self.wind),
            water: moved(self.water),
        }
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What one unit is to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitRecord {
    /// Name of its search area: `A1`, `A2` and so on.
    pub area: String,
    /// Call sign or hull number.
    pub id: String,
    /// Who controls it.
    pub party: String,
    /// What it is.
    #[schemars(schema_with = "unit_kinds")]
    pub kind: UnitKind,
    /// The pattern.
    pub pattern: PatternRecord,
    /// Where the search commences.
    pub csp: Place,
    /// Corners of the searched area over ground, counter-clockwise, half a track spacing outside the legs: where a track
    /// follows a drift, the area is as long as the track makes it.
    pub corners: Vec<Place>,
    /// Size of the area, square nautical miles.
    pub area_nm2: f64,
    /// Turns of the ground track, from the commence search point to the end of the last leg.
    pub waypoints: Vec<WaypointRecord>,
    /// Length of the ground track, nautical miles.
    pub track_nm: f64,
    /// Where it comes from and goes back to.
    pub base: Place,
    /// Leaves its base, or the area that it has searched before this one.
    pub departure: Timestamp,
    /// Is back at its base, or leaves for its next area.
    pub landing: Timestamp,
    /// Speed to and from the scene, knots.
    pub transit_kn: f64,
    /// Speed while searching, knots.
    pub search_kn: f64,
    /// Speed made good along the legs, knots.
    pub track_kn: f64,
    /// Heights assigned, if any.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub altitude: Option<AltitudeRecord>,
    /// Where an uncrewed unit goes when its link is lost.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lost_link: Option<LostLinkRecord>,
    /// Probability of containment in the middle of the search.
    pub poc: f64,
    /// Probability of success of this unit alone.
    pub pos: f64,
    /// What it sees of each object, in the order of the plan's objects.
    pub detection: Vec<DetectionRecord>,
}

impl PlanRecord {
    /// The task that the same unit has done when it begins this one, if it searches several areas in a sortie.
    pub fn before(&self, task: &UnitRecord) -> Option<&UnitRecord> {
        let own = self.units.iter().filter(|u| u.id == task.id && u.departure < task.departure);
        own.max_by_key(|u| u.departure)
    }

    /// The task that the same unit goes on to after this one.
    pub fn after(&self, task: &UnitRecord) -> Option<&UnitRecord> {
        let own = self.units.iter().filter(|u| u.id == task.id && u.departure > task.departure);
        own.min_by_key(|u| u.departure)
    }

    /// First task of each unit, in order of areas.
    pub fn sorties(&self) -> impl Iterator<Item = &UnitRecord> {
        self.units.iter().filter(|task| self.before(task).is_none())
    }

    /// A task and those that follow it in the unit's sortie.
    pub fn onwards<'a>(&'a self, task: &'a UnitRecord) -> impl Iterator<Item = &'a UnitRecord> {
        std::iter::successors(Some(task), |task| self.after(task))
    }

    /// When the unit of a task is back at its base after all that it does.
    pub fn back_at_base(&self, task: &UnitRecord) -> Timestamp {
        self.onwards(task).last().map_or(task.landing, |last| last.landing)
    }
}

impl UnitRecord {
    /// Course of the first leg over ground, degrees true. The pattern's direction is that in the frame that drifts along.
    pub fn first_course_deg(&self) -> f64 {
        self.waypoints.first().and_then(|first| first.course_deg).unwrap_or(self.pattern.first_leg_deg)
    }

    /// The ground track in a plane, as the search code takes it.
    pub fn track(&self, plane: &LocalPlane) -> Vec<Waypoint> {
        let each = self.waypoints.iter();
        each.map(|w| Waypoint {
            time_s: unix_seconds(w.time),
            at: plane.to_plane(w.place.lat_deg, w.place.lon_deg),
        })
        .collect()
    }
}

/// A pattern.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PatternRecord {
    /// Which.
    #[schemars(schema_with = "pattern_kinds")]
    pub kind: PatternKind,
    /// Its abbreviation: PS, CS, SS, VS, TSR, TSN, PM, CSC, OS, B.
    pub code: String,
    /// Direction of the first leg in the frame that moves with `drift`; over ground it is the course of the first waypoint.
    pub first_leg_deg: f64,
    /// Direction in which it creeps, in that frame; none of a pattern that begins in the middle of its area or follows a track.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub creep_deg: Option<f64>,
    /// Side of the first turn.
    #[schemars(schema_with = "turns")]
    pub turn: Turn,
    /// Length of a search leg, nautical miles.
    pub leg_nm: f64,
    /// Track spacing, nautical miles; of a sector search, which has none, what its legs are apart on the average.
    pub spacing_nm: f64,
    /// Number of search legs.
    pub legs: u32,
    /// The drift that the track follows, if it does.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub drift: Option<DriftRecord>,
    /// The same measures unrounded, by which a later plan keeps this task.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub exact: Option<ExactRecord>,
}

impl PatternRecord {
    /// Track spacing, nautical miles. A sector search has a radius instead: `spacing_nm` is then what its legs are apart on
    /// the average, which nobody steers by.
    pub fn track_spacing_nm(&self) -> Option<f64> {
        (self.kind != PatternKind::Sector).then_some(self.spacing_nm)
    }
}

/// Measures of a pattern as it is laid out, in a plane whose north is true north at the datum.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExactRecord {
    /// Direction of the first leg, degrees.
    pub first_leg_deg: f64,
    /// Length of a search leg, m.
    pub leg_m: f64,
    /// Track spacing, m.
    pub spacing_m: f64,
    /// Eastward part of the drift that the track follows, m/s; zero if it follows none.
    pub drift_east_mps: f64,
    /// Northward part of it, m/s.
    pub drift_north_mps: f64,
}

/// The motion that a drift-compensated track follows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DriftRecord {
    /// Towards, degrees true.
    pub set_deg: f64,
    /// Speed, knots.
    pub drift_kn: f64,
}

/// A turn of a ground track.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaypointRecord {
    /// `A1-01` and so on; the first is the commence search point.
    pub name: String,
    /// Where.
    pub place: Place,
    /// When.
    pub time: Timestamp,
    /// Course to the next one; none at the last.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub course_deg: Option<f64>,
    /// Distance to the next one, nautical miles.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub distance_nm: Option<f64>,
}

/// Heights, feet above the sea.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AltitudeRecord {
    /// Lowest.
    pub low_ft: f64,
    /// Highest.
    pub high_ft: f64,
}

/// The volume kept for a unit whose link is lost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LostLinkRecord {
    /// Its middle, which the unit makes for.
    pub place: Place,
    /// Corners, counter-clockwise.
    pub corners: Vec<Place>,
    /// Its heights, if it is in the air.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub altitude: Option<AltitudeRecord>,
}

/// What one unit sees of one object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DetectionRecord {
    /// Key of the object's class.
    pub class: String,
    /// Sweep width, nautical miles; zero where it sees nothing.
    pub sweep_width_nm: f64,
    /// Coverage, sweep width by track spacing.
    pub coverage: f64,
    /// Probability of success given this object.
    pub pos: f64,
}

/// A unit without anything to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnusedRecord {
    /// Call sign or hull number.
    pub id: String,
    /// Who controls it.
    pub party: String,
    /// What it is.
    #[schemars(schema_with = "unit_kinds")]
    pub kind: UnitKind,
}

/// An area that tracks keep out of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForbiddenRecord {
    /// Its name.
    pub name: String,
    /// Reserved airspace; otherwise closed to every unit that it concerns.
    pub is_airspace: bool,
    /// It concerns aircraft.
    pub for_aircraft: bool,
    /// It concerns ships and boats.
    pub for_ships: bool,
    /// Corners, counter-clockwise.
    pub corners: Vec<Place>,
}

fn unit_kinds(_: &mut schemars::SchemaGenerator) -> Schema {
    json_schema!({ "enum": ["ship", "boat", "helicopter", "fixed-wing", "uav", "usv"] })
}

fn pattern_kinds(_: &mut schemars::SchemaGenerator) -> Schema {
    json_schema!({ "enum": [
        "parallel-sweep", "creeping-line", "expanding-square", "sector", "track-line-return",
        "track-line-non-return", "parallel-multiple", "creeping-line-coordinated", "contour", "barrier",
    ] })
}

fn turns(_: &mut schemars::SchemaGenerator) -> Schema {
    json_schema!({ "enum": ["right", "left"] })
}

/// The schema of [`PlanRecord`], made of the types: `schemas/plan.schema.json`.
pub fn schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(PlanRecord);
    schema.insert("$id".into(), "plan.schema.json".into());
    schema.insert("title".into(), "Search plan of sarex, version 1".into());
    schema.to_value()
}

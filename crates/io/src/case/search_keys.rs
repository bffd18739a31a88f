//! The keys of `[search]`: the search that a plan is made for. A forecast checks and carries them.

use super::decode::{CaseValue, Decoder, case_choice, case_table};
use super::describe::Kind;
use super::value::{Amount, Interval, Percent};
use sarex_geo::{Position, Timestamp};
use toml::Spanned;
use toml::de::DeValue;

case_table! {
    /// The search to be planned.
    pub struct SearchKeys {
        /// Begin of the search.
        start: Timestamp = required,
        /// End of the search.
        end: super::decode::Located<Timestamp> = required,
        /// What it is like at the scene.
        conditions: ConditionKeys = optional,
        /// What the plan makes as large as possible.
        objective: Objective = default "\"pos\"",
        /// Search and rescue units.
        unit: Vec<UnitKeys> = default "[]",
        /// Rules of safety.
        rules: RuleKeys = optional,
    }
}

case_table! {
    /// What it is like at the scene.
    pub struct ConditionKeys {
        /// Meteorological visibility, nautical miles.
        visibility_nm: Amount = optional,
        /// Significant wave height, m.
        significant_wave_height_m: Amount = optional,
        /// Cloud cover, %.
        cloud_cover_pct: Percent = optional,
    }
}

case_table! {
    /// One search and rescue unit.
    pub struct UnitKeys {
        /// Call sign or hull number.
        id: String = required,
        /// Who controls it.
        party: String = optional,
        /// What it is.
        kind: UnitKind = required,
        /// Where it is.
        position: Position = required,
        /// From when on it can leave.
        available_from: Timestamp = required,
        /// Speed to and from the scene, knots.
        transit_speed_kn: Amount = required,
        /// Speed while searching, knots.
        search_speed_kn: Amount = required,
        /// How long it can search.
        on_scene_endurance: Interval = required,
        /// What it searches with.
        sensor: Sensor = default "\"visual\"",
    }
}

case_table! {
    /// Rules of safety.
    pub struct RuleKeys {
        /// Search areas of units in the same domain may touch.
        same_domain_areas_may_touch: bool = default "true",
        /// Least vertical separation of aircraft, ft.
        minimum_vertical_separation_ft: Amount = default "1000",
        /// GeoJSON files of areas that must not be searched; relative to the case file.
        excluded_areas: Vec<String> = default "[]",
    }
}

case_table! {
    /// A lateral range curve given point by point.
    pub struct LateralRangeKeys {
        /// Lateral ranges, nautical miles, increasing.
        range_nm: Vec<Amount> = required,
        /// Probability of detection at each of them.
        pod: Vec<super::value::Share> = required,
    }
}

/// What a unit searches with.
#[derive(Debug, Clone, PartialEq)]
pub enum Sensor {
    /// Eyes.
    Visual,
    /// Radar.
    Radar,
    /// Infrared.
    Infrared,
    /// A lateral range curve.
    Curve(LateralRangeKeys),
}

impl CaseValue for Sensor {
    fn kind() -> Kind {
        let words = vec![("visual", "eyes"), ("radar", "radar"), ("infrared", "infrared")];
        Kind::Either(vec![Kind::Choice(words), LateralRangeKeys::kind()])
    }
    fn decode(value: &Spanned<DeValue<'_>>, decoder: &mut Decoder) -> Option<Self> {
        match value.get_ref() {
            DeValue::Table(_) => LateralRangeKeys::decode(value, decoder).map(Self::Curve),
            DeValue::String(word) => match word.as_ref() {
                "visual" => Some(Self::Visual),
                "radar" => Some(Self::Radar),
                "infrared" => Some(Self::Infrared),
                other => decoder.not_one_of(value.span(), other, &["visual", "radar", "infrared"]),
            },
            _ => decoder.wrong_type(value),
        }
    }
}

/// What a plan makes as large as possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objective {
    /// Probability of success.
    Pos,
    /// Expected number of survivors.
    Survivors,
}

case_choice! { Objective {
    "pos" => Objective::Pos, "probability of success";
    "survivors" => Objective::Survivors, "expected number of survivors";
}}

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitKind {
    /// A ship.
    Ship,
    /// A boat.
    Boat,
    /// A helicopter.
    Helicopter,
    /// A fixed-wing aircraft.
    FixedWing,
    /// An uncrewed aircraft.
    Uav,
    /// An uncrewed surface vessel.
    Usv,
}

case_choice! { UnitKind {
    "ship" => UnitKind::Ship, "a ship";
    "boat" => UnitKind::Boat, "a boat";
    "helicopter" => UnitKind::Helicopter, "a helicopter";
    "fixed-wing" => UnitKind::FixedWing, "a fixed-wing aircraft";
    "uav" => UnitKind::Uav, "an uncrewed aircraft";
    "usv" => UnitKind::Usv, "an uncrewed surface vessel";
}}

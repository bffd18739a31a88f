//! What it is like at the scene: from the case, and where it says nothing, from the sources of its environment.

use crate::case::Located;
use crate::case::search_keys::ConditionKeys;
use crate::case::sensor_keys::Sensor;
use crate::case::unit_keys::UnitKeys;
use crate::forecast::{ForecastError, Opened};
use crate::read::Scalar;
use crate::write::plan::record::Origins;
use sarex_drift::Datum;
use sarex_geo::{Position, Velocity};
use serde::Serialize;
use std::fmt;

/// Conditions of a search.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// The datum in the middle of the search, for which the conditions hold.
    pub place: Position,
    /// The middle of the search, seconds since 1970.
    pub time_s: f64,
    /// Begin and end of the search, seconds since 1970.
    pub window: (f64, f64),
    /// Meteorological visibility, nautical miles.
    pub visibility_nm: Option<f64>,
    /// Significant wave height, m.
    pub wave_height_m: Option<f64>,
    /// Cloud cover, %.
    pub cloud_cover_pct: Option<f64>,
    /// Water temperature, °C.
    pub water_temperature_c: Option<f64>,
    /// Wind at 10 m at the datum, by the sources of the case.
    pub wind: Option<Velocity>,
    /// Speed of the wind, knots, that the case gives in its place.
    given_kn: Option<f64>,
    /// Where each of them comes from.
    pub origins: Origins,
    /// Where sources had nothing to say.
    pub notes: Vec<Note>,
}

/// Where a source had nothing to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Whom it concerns.
    pub about: About,
    /// In a sentence.
    pub said: String,
}

/// What a condition is needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The visibility: for eyes, with goggles or without.
    Visibility,
    /// Wind and waves: for all sweep widths of tables.
    Weather,
    /// The water: for survival.
    Water,
}

/// A value and its origin.
type Known = (Option<f64>, Option<String>);

impl Scene {
    /// The conditions at a datum: those of the case, and what its sources hold there.
    pub(super) fn at(
        keys: Option<&Located<ConditionKeys>>,
        opened: &Opened,
        (datum, place): (&Datum, Position),
        window: (f64, f64),
    ) -> Result<Self, ForecastError> {
        let time_s = datum.time_s;
        let keys = keys.map(|keys| &keys.value);
        let mut notes = Vec::new();
        let mut known = |given: Option<f64>, scalar: Scalar, per_unit: f64| -> Result<Known, ForecastError> {
            let about = match scalar {
                Scalar::Visibility => About::Visibility,
                Scalar::WaveHeight => About::Weather,
                Scalar::WaterTemperature => About::Water,
            };
            if let Some(value) = given {
                return Ok((Some(value), Some(Origins::GIVEN.to_owned())));
            }
            let found = opened.scalar(scalar, place, time_s)?;
            notes.extend(found.gaps.into_iter().map(|said| Note { about, said }));
            Ok(found.value.map(|(value, name)| (to_tenths(value / per_unit), name)).unzip())
        };
        let given = |key: fn(&ConditionKeys) -> Option<f64>| keys.and_then(key);
        let visibility_nm = given(|keys| keys.visibility_nm.map(|miles| miles.0));
        let (visibility_nm, visibility) = known(visibility_nm, Scalar::Visibility, 1852.0)?;
        let wave_height_m = given(|keys| keys.significant_wave_height_m.map(|metres| metres.0));
        let (wave_height_m, waves) = known(wave_height_m, Scalar::WaveHeight, 1.0)?;
        let water_c = given(|keys| keys.water_temperature_c);
        let (water_temperature_c, water) = known(water_c, Scalar::WaterTemperature, 1.0)?;
        let given_kn = given(|keys| keys.wind_kn.map(|knots| knots.0));
        let found = opened.wind(place, time_s)?;
        let (wind, blows) = found.value.unzip();
        let wind_origin = match given_kn {
            Some(_) => Some(Origins::GIVEN.to_owned()),
            None => {
                notes.extend(found.gaps.into_iter().map(|said| Note { about: About::Weather, said }));
                blows
            }
        };
        let cloud_cover_pct = given(|keys| keys.cloud_cover_pct.map(|percent| percent.0));
        let cloud = cloud_cover_pct.map(|_| Origins::GIVEN.to_owned());
        let origins = Origins { visibility, waves, cloud, wind: wind_origin, water };
        Ok(Self {
            place,
            time_s,
            window,
            visibility_nm,
            wave_height_m,
            cloud_cover_pct,
            water_temperature_c,
            wind,
            given_kn,
            origins,
            notes,
        })
    }

    /// What of its notes concerns a search with these units, and objects of which survival is told or not.
    pub(super) fn notes_for(&self, units: &[&UnitKeys], is_survival_told: bool) -> Vec<String> {
        let with = |fits: fn(&Sensor) -> bool| units.iter().any(|unit| fits(&unit.sensor.value));
        let concerns = |note: &&Note| match note.about {
            About::Visibility => with(|sensor| matches!(sensor, Sensor::Visual | Sensor::NightVision)),
            About::Weather => with(|sensor| !matches!(sensor, Sensor::Curve(_))),
            About::Water => is_survival_told,
        };
        self.notes.iter().filter(concerns).map(|note| note.said.clone()).collect()
    }

    /// Speed of the wind, knots.
    pub fn wind_kn(&self) -> Option<f64> {
        self.given_kn.or(self.wind.map(|wind| wind.speed().in_knots()))
    }

    /// For reports.
    pub fn line(&self) -> ConditionLine {
        ConditionLine {
            visibility_nm: self.visibility_nm,
            significant_wave_height_m: self.wave_height_m,
            cloud_cover_pct: self.cloud_cover_pct,
            wind_kn: self.wind_kn(),
            wind_from_deg: self.wind.map(from_deg),
            water_temperature_c: self.water_temperature_c,
            origins: self.origins.clone(),
        }
    }

    /// As tables of sweep widths ask for it, in the light of the middle of the search.
    pub fn for_tables(&self) -> crate::case::detection::Scene {
        crate::case::detection::Scene {
            position: self.place,
            time_s: self.time_s,
            visibility_nm: self.visibility_nm,
            wind_kn: self.wind_kn(),
            wave_height_m: self.wave_height_m,
        }
    }
}

/// Conditions that the sweep widths are for, and where each of them comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConditionLine {
    /// Meteorological visibility, nautical miles.
    pub visibility_nm: Option<f64>,
    /// Significant wave height, m.
    pub significant_wave_height_m: Option<f64>,
    /// Cloud cover, %.
    pub cloud_cover_pct: Option<f64>,
    /// Speed of the wind, knots.
    pub wind_kn: Option<f64>,
    /// Direction it comes from, degrees true.
    pub wind_from_deg: Option<f64>,
    /// Water temperature, °C.
    pub water_temperature_c: Option<f64>,
    /// `search.conditions`, or the source of the case's environment.
    pub origins: Origins,
}

impl fmt::Display for ConditionLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wind = self.wind_kn.map(|knots| match self.wind_from_deg {
            Some(from_deg) => format!("{knots:.0} kn from {from_deg:03.0}°"),
            None => format!("{knots:.0} kn"),
        });
        let origins = &self.origins;
        let all = [
            ("visibility", self.visibility_nm.map(|miles| format!("{miles:.1} NM")), &origins.visibility),
            ("waves", self.significant_wave_height_m.map(|metres| format!("{metres:.1} m")), &origins.waves),
            ("wind", wind, &origins.wind),
            ("cloud", self.cloud_cover_pct.map(|percent| format!("{percent:.0} %")), &origins.cloud),
            ("water", self.water_temperature_c.map(|celsius| format!("{celsius:.1} °C")), &origins.water),
        ];
        let known = all.into_iter().filter_map(|(what, value, origin)| {
            Some(format!("{what} {} ({})", value?, origin.as_deref().unwrap_or_default()))
        });
        f.write_str(&known.collect::<Vec<_>>().join(", "))
    }
}

/// No field is more exact than this, and whoever repeats a worksheet by hand has the numbers that were used.
fn to_tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Where a wind comes from, degrees true.
pub(super) fn from_deg(wind: Velocity) -> f64 {
    (wind.bearing_towards().deg() + 180.0).rem_euclid(360.0)
}

//! What it is like at the scene: from the case, and where it says nothing, from the case's wind.

use crate::case::search_keys::ConditionKeys;
use crate::forecast::{ForecastError, Opened};
use sarex_drift::Datum;
use sarex_geo::{Position, Velocity};

/// Conditions of a search.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// The datum in the middle of the search, for which the conditions hold.
    pub place: Position,
    /// The middle of the search, seconds since 1970.
    pub time_s: f64,
    /// Meteorological visibility, nautical miles.
    pub visibility_nm: Option<f64>,
    /// Significant wave height, m.
    pub wave_height_m: Option<f64>,
    /// Cloud cover, %.
    pub cloud_cover_pct: Option<f64>,
    /// Wind at 10 m at the datum, by the sources of the case.
    pub wind: Option<Velocity>,
    /// Speed of the wind, knots, that the case gives in its place.
    given_kn: Option<f64>,
    /// Where what was not given comes from, in plain words.
    pub notes: Vec<String>,
}

impl Scene {
    /// The conditions at a datum: those of the case, and the wind of its sources there.
    pub(super) fn at(
        keys: Option<&ConditionKeys>,
        opened: &Opened,
        (datum, place): (&Datum, Position),
    ) -> Result<Self, ForecastError> {
        let time_s = datum.time_s;
        let mut notes = Vec::new();
        let wind = opened.flows(place, time_s)?.wind;
        let given_kn = keys.and_then(|keys| keys.wind_kn).map(|amount| amount.0);
        match wind.filter(|_| given_kn.is_none()) {
            Some(wind) => notes.push(format!(
                "wind at the scene: {:.0} kn from {:03.0}°, from the case's wind at the datum in the middle of the search",
                wind.speed().in_knots(),
                from_deg(wind)
            )),
            None if given_kn.is_some() => {}
            None => notes.push("the case has no wind at the datum: no correction for wind is made".to_owned()),
        }
        let visibility_nm = keys.and_then(|keys| keys.visibility_nm).map(|amount| amount.0);
        let wave_height_m = keys.and_then(|keys| keys.significant_wave_height_m).map(|amount| amount.0);
        if wave_height_m.is_none() {
            notes.push("no wave height is given: corrections for weather go by the wind alone".to_owned());
        }
        let cloud_cover_pct = keys.and_then(|keys| keys.cloud_cover_pct).map(|percent| percent.0);
        Ok(Self { place, time_s, visibility_nm, wave_height_m, cloud_cover_pct, given_kn, wind, notes })
    }

    /// Speed of the wind, knots.
    pub fn wind_kn(&self) -> Option<f64> {
        self.given_kn.or(self.wind.map(|wind| wind.speed().in_knots()))
    }
}

/// Where a wind comes from, degrees true.
pub(super) fn from_deg(wind: Velocity) -> f64 {
    (wind.bearing_towards().deg() + 180.0).rem_euclid(360.0)
}

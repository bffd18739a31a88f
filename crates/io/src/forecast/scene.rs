//! What the sources of a case hold at one place and time, and where they hold nothing.

use super::{ForecastError, Opened, error};
use crate::case::{Located, keys::SourceKeys, sources};
use crate::read::cf::times::instant;
use crate::read::{Scalar, Wanted};
use sarex_geo::position::unwrap_longitude;
use sarex_geo::{Position, Velocity};
use sarex_metocean::{FieldError, FieldSource, Place, Quantity, Window};
use std::sync::Arc;

/// What a list of sources holds at one place and time.
#[derive(Debug, Clone, PartialEq)]
pub struct Found<T> {
    /// The value and the name of the first source that has one.
    pub value: Option<(T, String)>,
    /// Each source before it that has none, and why, in plain words.
    pub gaps: Vec<String>,
}

/// A list of sources as the case has it.
type List = Located<Vec<Located<SourceKeys>>>;

impl Opened {
    /// Wind at 10 m.
    pub fn wind(&self, place: Position, time_s: f64) -> Result<Found<Velocity>, ForecastError> {
        let list = &self.case.keys.environment.wind;
        self.sample(Quantity::Wind.into(), (&self.sources.environment.wind, list), place, time_s)
    }

    /// A scalar, in metres or °C. Only a case that was opened for its search has any.
    pub fn scalar(&self, scalar: Scalar, place: Position, time_s: f64) -> Result<Found<f64>, ForecastError> {
        let list = sources(&self.case.keys.environment, scalar);
        let found =
            self.sample(scalar.into(), (self.sources.scalars.sources(scalar), list), place, time_s)?;
        let value = found.value.map(|(vector, name)| (vector.east_mps, name));
        Ok(Found { value, gaps: found.gaps })
    }

    fn sample(
        &self,
        wanted: Wanted,
        (opened, list): (&[Arc<dyn FieldSource>], &List),
        place: Position,
        time_s: f64,
    ) -> Result<Found<Velocity>, ForecastError> {
        let failed = |failure: FieldError| {
            error::at(&self.case, &list.key, list.span.clone(), failure.to_string(), "")
        };
        let mut gaps = Vec::new();
        for source in opened {
            let name = source.coverage().name;
            match at(&**source, place, time_s).map_err(failed)? {
                Ok(value) => return Ok(Found { value: Some((value, name)), gaps }),
                Err(why) => gaps.push(format!(
                    "{name} has no {} at {place} at {}: {why}",
                    wanted.in_words(),
                    instant(time_s.round())
                )),
            }
        }
        Ok(Found { value: None, gaps })
    }
}

/// The value at a place and time, or why there is none.
fn at(
    source: &dyn FieldSource,
    place: Position,
    time_s: f64,
) -> Result<Result<Velocity, String>, FieldError> {
    let (lat_deg, lon_deg) = (place.lat_deg(), place.lon_deg());
    let field = source.hold(&Window::at(lat_deg, lon_deg, time_s))?;
    let there = Place { lat_deg, lon_deg, time_s, member: 0 };
    if let Some(value) = field.at(there) {
        return Ok(Ok(value));
    }
    let coverage = source.coverage();
    if let Some((first_s, last_s)) = coverage.period_s.filter(|(a, b)| !(*a..=*b).contains(&time_s)) {
        return Ok(Err(format!("its times are {} to {}", instant(first_s), instant(last_s))));
    }
    let is_inside = |[south, north, west, east]: [f64; 4]| {
        let lon_deg = unwrap_longitude(lon_deg, 0.5 * (west + east));
        (south..=north).contains(&lat_deg) && (west..=east).contains(&lon_deg)
    };
    let outside = coverage.area_deg.filter(|area| !is_inside(*area));
    Ok(Err(outside.map_or_else(
        || "its cells there hold none".to_owned(),
        |[south, north, west, east]| {
            format!("it covers {south:.2}° to {north:.2}° N and {west:.2}° to {east:.2}° E")
        },
    )))
}

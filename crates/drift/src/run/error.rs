//! Why a run may stop.

use crate::run::gaps::Lost;
use sarex_geo::position::wrap_longitude;
use sarex_geo::{Position, from_unix_seconds};
use sarex_metocean::{Coverage, Environment, FieldError, Quantity};

/// A run that could not be finished.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A source could not bring what was needed into memory.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// No source at all for a quantity that every particle needs.
    #[error(
        "no source of {0} is given: list one under {key} of the case's [environment]; for none at all write \
         {key} = [ {{ constant = {{ speed_kn = 0, {direction} = 0 }} }} ]",
        key = key(*.0), direction = direction(*.0)
    )]
    NoSource(Quantity),
    /// No source has a value for a particle that is adrift.
    #[error(
        "no {quantity} at {place}, {time} (particle {particle}), which every source lacks: {sources}. \
         Add a file that covers it, or a constant as the last entry of {key} in the case's [environment], or let \
         such particles stop there with missing = \"stop-particle\" under [run]",
        key = key(*quantity)
    )]
    MissingForcing {
        /// Which quantity.
        quantity: Quantity,
        /// Where, in degrees and minutes.
        place: String,
        /// The same in numbers: latitude and longitude, degrees, not wrapped.
        place_deg: (f64, f64),
        /// When, UTC.
        time: String,
        /// The same in seconds since 1970.
        time_s: f64,
        /// Number of the particle, the first at that time.
        particle: u32,
        /// What each source covers.
        sources: String,
    },
    /// The caller asked to stop.
    #[error("stopped on request")]
    Cancelled,
}

impl RunError {
    /// Describes a particle that no source serves.
    pub(crate) fn missing(lost: Lost, environment: &Environment) -> Self {
        let (lat, lon) = lost.first.place_deg;
        let covered: Vec<String> = environment.coverage(lost.quantity).iter().map(describe).collect();
        Self::MissingForcing {
            quantity: lost.quantity,
            place: place_text(lat, lon),
            place_deg: lost.first.place_deg,
            time: time_text(lost.first.time_s),
            time_s: lost.first.time_s,
            particle: lost.first.id,
            sources: covered.join("; "),
        }
    }
}

/// What a source covers, in words.
fn describe(c: &Coverage) -> String {
    let area = match c.area_deg {
        Some([south, north, west, east]) => format!("{south:.2} to {north:.2} N, {west:.2} to {east:.2} E"),
        None => "everywhere".to_owned(),
    };
    let period = match c.period_s {
        Some((from, to)) => format!("{} to {}", time_text(from), time_text(to)),
        None => "all times".to_owned(),
    };
    let spacing = match c.longest_time_step_s {
        Some(step_s) => format!(", its fields at most {:.1} h apart", step_s / 3600.0),
        None => String::new(),
    };
    format!("{} covers {area}, {period}{spacing}", c.name)
}

/// A place as on the bridge.
pub(crate) fn place_text(lat_deg: f64, lon_deg: f64) -> String {
    match Position::new(lat_deg, wrap_longitude(lon_deg)) {
        Ok(position) => position.to_string(),
        Err(_) => format!("{lat_deg} {lon_deg}"),
    }
}

/// A time in UTC, to the second.
pub(crate) fn time_text(time_s: f64) -> String {
    from_unix_seconds(time_s.round()).map_or_else(|| format!("{time_s} s"), |t| t.to_string())
}

fn key(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Current => "current",
        Quantity::Wind => "wind",
        Quantity::Stokes => "waves",
    }
}

fn direction(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Wind => "from_deg",
        Quantity::Current | Quantity::Stokes => "toward_deg",
    }
}

//! Sweep widths from tables, each number a step that a watch officer can check by hand.
//!
//! `W = W₀(platform, height, object, visibility) · weather · speed · fatigue` for eyes; signals and lights, radar,
//! infrared and night vision have tables of their own. Outside a table its nearest value holds, with a warning; nothing
//! is extrapolated; but eyes see nothing beyond the visibility, so their W is at most twice it. Only a handful of the
//! visual widths rest on sea trials, the rest on a model (Frost 2002).

mod aids;
mod corrections;
mod night_vision;
mod object;
mod radar;
mod sheet;
pub(crate) mod tables;
mod visual;

pub use aids::Aid;
pub use corrections::{WeatherScheme, douglas_sea_state};
pub use object::{ObjectKind, SeenAs, UnknownObject};
pub use sheet::{Step, SweepWidth};

use crate::UnitKind;
use sarex_geo::sun::{CIVIL_DEG, Light, Moon};
use std::fmt;

/// Height of the sun's centre down to which eyes find the object itself, degrees: the end of civil twilight.
pub const LEAST_SUN_DEG: f64 = CIVIL_DEG;

/// Whether eyes find the object itself; in the dark they find lights and signals only.
pub fn is_light(light: Light) -> bool {
    light <= Light::of_altitude(LEAST_SUN_DEG)
}

/// From where one looks, as the tables have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Platform {
    /// A fixed-wing aircraft.
    FixedWing,
    /// A helicopter.
    Helicopter,
    /// A boat of about 41 ft; height of eye 8 ft.
    SmallBoat,
    /// A vessel of about 90 ft; height of eye 14 ft.
    Vessel,
}

impl Platform {
    /// Whether it flies.
    pub fn is_aircraft(self) -> bool {
        matches!(self, Self::FixedWing | Self::Helicopter)
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FixedWing => "fixed-wing",
            Self::Helicopter => "helicopter",
            Self::SmallBoat => "small boat (41 ft)",
            Self::Vessel => "vessel (90 ft)",
        })
    }
}

/// Which edition of the visual tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Edition {
    /// US National SAR Supplement of May 2000, interpolated in visibility.
    #[default]
    Nss2000,
    /// COMDTINST M16130.2F of 2013, steps in visibility.
    Steps2013,
}

/// What it is like at the scene, and in the unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conditions {
    /// Meteorological visibility, nm.
    pub visibility_nm: f64,
    /// Wind speed, kn.
    pub wind_kn: f64,
    /// Significant wave height, m.
    pub significant_wave_height_m: Option<f64>,
    /// Cloud cover, %.
    pub cloud_cover_pct: Option<f64>,
    /// Day, twilight or night.
    pub light: Light,
    /// The moon, for night vision.
    pub moon: Option<Moon>,
    /// Hours that the crew has searched.
    pub hours_on_task: f64,
    /// Whether the crew reports excessive fatigue.
    pub crew_is_fatigued: bool,
}

impl Default for Conditions {
    /// A clear calm day with a fresh crew.
    fn default() -> Self {
        Self {
            visibility_nm: 10.0,
            wind_kn: 0.0,
            significant_wave_height_m: None,
            cloud_cover_pct: None,
            light: Light::Day,
            moon: None,
            hours_on_task: 0.0,
            crew_is_fatigued: false,
        }
    }
}

/// What is looked with.
#[derive(Debug, Clone, PartialEq)]
pub enum SensorKind {
    /// Eyes on the object itself: by day and in civil twilight.
    Visual,
    /// Eyes on a signal or light that the survivors have.
    VisualAid(Aid),
    /// A radar set of the tables, such as "AN/SPS-64(V)".
    Radar(String),
    /// Forward-looking infrared.
    Infrared,
    /// Night-vision goggles in a helicopter.
    NightVision {
        /// Whether the tables' case "illuminated" holds.
        is_illuminated: bool,
        /// Three searchers instead of four.
        three_searchers: bool,
    },
}

/// Who looks for what, how.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// What the unit is.
    pub unit: UnitKind,
    /// For an uncrewed unit, of which no table is shipped: the crewed kind whose widths its user takes for it.
    pub counts_as: Option<UnitKind>,
    /// Search height of an aircraft, ft.
    pub height_ft: Option<f64>,
    /// Search speed, kn.
    pub speed_kn: f64,
    /// With what.
    pub sensor: SensorKind,
    /// For what.
    pub object: ObjectKind,
    /// Persons wear a flotation device.
    pub wears_pfd: bool,
    /// The object has a radar reflector or a hull of metal.
    pub has_reflector: bool,
    /// Which visual tables.
    pub edition: Edition,
    /// Which weather correction.
    pub scheme: WeatherScheme,
    /// Where.
    pub conditions: Conditions,
}

/// Why there is no sweep width.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WidthError {
    /// No table of uncrewed units.
    #[error(
        "no sweep widths are known of an uncrewed unit with this sensor: give its lateral range curve, or the crewed kind \
         whose widths are to be taken for it"
    )]
    Uncrewed,
    /// Something must be known.
    #[error("{what} is missing: {remedy}")]
    Missing {
        /// What.
        what: &'static str,
        /// What would be right.
        remedy: &'static str,
    },
    /// A number that cannot be.
    #[error("{what} is {value}: it must be from {least} to {most} {unit}")]
    Range {
        /// Of what.
        what: &'static str,
        /// As given.
        value: f64,
        /// At least.
        least: f64,
        /// At most.
        most: f64,
        /// Of all three.
        unit: &'static str,
    },
    /// A device or set that is in no table.
    #[error("`{found}` is in no table; known are {known}")]
    Unknown {
        /// As given.
        found: String,
        /// Those like it, or all of them.
        known: String,
    },
    /// A device of which the tables know several.
    #[error("`{found}` may be any of {named}: say which")]
    Ambiguous {
        /// As given.
        found: String,
        /// Which it may be.
        named: String,
    },
    /// The tables of a sensor do not know this unit or object.
    #[error(
        "the tables of {sensor} have no row for {what}: give the unit's lateral range curve, or another sensor"
    )]
    NoRow {
        /// Of what.
        sensor: &'static str,
        /// Which unit or object.
        what: String,
    },
}

/// The sweep width of one sensor for one object, step by step, with its lateral range curve.
///
/// ```
/// use sarex_search::UnitKind;
/// use sarex_search::detect::width::*;
/// // S1: fixed-wing at 1000 ft and 150 kn, 20-ft power boat, visibility 15 nm, wind 20 kn, seas 2–3 ft.
/// let mut request = Request {
///     unit: UnitKind::FixedWing,
///     counts_as: None,
///     height_ft: Some(1000.0),
///     speed_kn: 150.0,
///     sensor: SensorKind::Visual,
///     object: ObjectKind::named("Power Boat 16-25 ft").unwrap(),
///     wears_pfd: false,
///     has_reflector: false,
///     edition: Edition::Nss2000,
///     scheme: WeatherScheme::Nss2000,
///     conditions: Conditions {
///         visibility_nm: 15.0,
///         wind_kn: 20.0,
///         significant_wave_height_m: Some(0.75),
///         ..Conditions::default()
///     },
/// };
/// let width = sweep_width(&request).unwrap();
/// let values: Vec<f64> = width.steps.iter().map(|step| step.value).collect();
/// assert_eq!(values, [4.4, 0.5, 1.1, 1.0]);
/// assert!((width.width_nm - 2.42).abs() < 1e-12);
/// request.conditions = Conditions { visibility_nm: 30.0, ..Conditions::default() };
/// assert!((sweep_width(&request).unwrap().width_nm - 5.5).abs() < 1e-12);
/// ```
pub fn sweep_width(request: &Request) -> Result<SweepWidth, WidthError> {
    check(request)?;
    match &request.sensor {
        SensorKind::Visual => corrections::visual(request, request.platform()?),
        SensorKind::VisualAid(aid) => aids::aided(request, request.platform()?, aid),
        SensorKind::Radar(set) => radar::radar(request, set),
        SensorKind::Infrared => radar::infrared(request),
        SensorKind::NightVision { is_illuminated, three_searchers } => {
            night_vision::night_vision(request, *is_illuminated, *three_searchers)
        }
    }
}

impl Request {
    /// The tables' platform.
    fn platform(&self) -> Result<Platform, WidthError> {
        match self.counts_as.unwrap_or(self.unit) {
            UnitKind::FixedWing => Ok(Platform::FixedWing),
            UnitKind::Helicopter => Ok(Platform::Helicopter),
            UnitKind::Boat => Ok(Platform::SmallBoat),
            UnitKind::Ship => Ok(Platform::Vessel),
            UnitKind::Uav | UnitKind::Usv => Err(WidthError::Uncrewed),
        }
    }
}

fn check(request: &Request) -> Result<(), WidthError> {
    let range = |what, value: f64, least: f64, most: f64, unit| {
        let fits = (least..=most).contains(&value);
        if fits { Ok(()) } else { Err(WidthError::Range { what, value, least, most, unit }) }
    };
    let conditions = &request.conditions;
    range("visibility", conditions.visibility_nm, 0.0, 100.0, "nm")?;
    range("wind", conditions.wind_kn, 0.0, 200.0, "kn")?;
    range("speed", request.speed_kn, 0.0, 1000.0, "kn")?;
    range("time on task", conditions.hours_on_task, 0.0, 100.0, "h")?;
    range("height", request.height_ft.unwrap_or(0.0), 0.0, 60_000.0, "ft")?;
    range("significant wave height", conditions.significant_wave_height_m.unwrap_or(0.0), 0.0, 40.0, "m")?;
    range("cloud cover", conditions.cloud_cover_pct.unwrap_or(0.0), 0.0, 100.0, "%")
}

#[cfg(test)]
mod tests;

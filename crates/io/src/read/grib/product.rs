//! What a GRIB2 field is: parameter, level, time, ensemble member (sections 0, 1 and 4).

use super::super::wanted::Scalar;
use super::octets::Octets;
use sarex_metocean::Quantity;

/// A component of a vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Component {
    /// Eastward or along x.
    U,
    /// Northward or along y.
    V,
}

/// What a field is.
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    /// Discipline, category and number of the parameter (code tables 0.0, 4.1, 4.2).
    pub parameter: [u8; 3],
    /// Originating centre (common table C-11).
    pub centre: u16,
    /// Type of the first fixed surface (code table 4.5).
    pub level_type: u8,
    /// Its value, in the unit of its type; 0 where it has none.
    pub level: f64,
    /// Valid time, seconds since 1970.
    pub time_s: f64,
    /// Perturbation number of an ensemble member.
    pub member: Option<u8>,
    /// The field is a mean, a maximum or a sum over an interval, not of an instant.
    pub over_interval: bool,
}

/// Parameters a user is likely to meet, with the units of their code table (WMO Manual on Codes, volume I.2,
/// FM 92 GRIB edition 2, code table 4.2).
const PARAMETERS: &[([u8; 3], &str, &str)] = &[
    ([0, 0, 0], "temperature", "K"),
    ([0, 1, 1], "relative humidity", "%"),
    ([0, 2, 0], "wind direction", "degree true, from which it blows"),
    ([0, 2, 1], "wind speed", "m s-1"),
    ([0, 2, 2], "u component of wind", "m s-1"),
    ([0, 2, 3], "v component of wind", "m s-1"),
    ([0, 2, 22], "wind gust", "m s-1"),
    ([0, 3, 0], "pressure", "Pa"),
    ([0, 3, 1], "pressure at mean sea level", "Pa"),
    ([0, 3, 4], "geopotential", "m2 s-2"),
    ([0, 3, 5], "geopotential height", "gpm"),
    ([0, 19, 0], "visibility", "m"),
    ([10, 0, 3], "significant wave height", "m"),
    ([10, 0, 5], "significant height of wind waves", "m"),
    ([10, 0, 21], "u component of Stokes drift", "m s-1"),
    ([10, 0, 22], "v component of Stokes drift", "m s-1"),
    ([10, 1, 0], "current direction", "degree true"),
    ([10, 1, 1], "current speed", "m s-1"),
    ([10, 1, 2], "u component of current", "m s-1"),
    ([10, 1, 3], "v component of current", "m s-1"),
    ([10, 2, 0], "ice cover", "proportion"),
    ([10, 3, 0], "water temperature", "K"),
];

const HEIGHT_ABOVE_GROUND: u8 = 103;
/// Types of level at or below the surface of the sea.
const SURFACES: [u8; 6] = [1, 101, 102, 160, 168, 255];

impl Product {
    /// From sections 1 and 4, headers included.
    pub fn parse(discipline: u8, identification: &[u8], product: &[u8]) -> Option<Self> {
        let (one, four) = (Octets(identification), Octets(product));
        let template = four.u16(8)?;
        let date = [
            one.u16(13)?,
            one.u8(15)?.into(),
            one.u8(16)?.into(),
            one.u8(17)?.into(),
            one.u8(18)?.into(),
            one.u8(19)?.into(),
        ];
        // Products of radar, satellites and chemistry have other layouts; none of them is wind or current.
        let has_usual_layout =
            template <= 15 || (32..=34).contains(&template) || template == 60 || template == 61;
        let (level_type, level, lead_s) = if has_usual_layout {
            let lead = four.sign_magnitude_32(19)? * unit_seconds(four.u8(18)?)?;
            (four.u8(23)?, four.scaled(24)?, lead)
        } else {
            (255, 0.0, 0.0)
        };
        let is_member = [1, 11, 33, 34, 60, 61].contains(&template);
        Some(Product {
            parameter: [discipline, four.u8(10)?, four.u8(11)?],
            centre: one.u16(6)?,
            level_type,
            level,
            time_s: reference_s(date)? + lead_s,
            member: if is_member { four.u8(36) } else { None },
            over_interval: (8..=14).contains(&template) || template == 34 || template == 61,
        })
    }

    /// Which vector component of which quantity this is; `None` for everything else.
    ///
    /// Wind on heights above ground; current at the surface or at depths; Stokes drift at the surface.
    pub fn component(&self) -> Option<(Quantity, Component)> {
        let (quantity, component) = match self.parameter {
            [0, 2, 2] => (Quantity::Wind, Component::U),
            [0, 2, 3] => (Quantity::Wind, Component::V),
            [10, 1, 2] => (Quantity::Current, Component::U),
            [10, 1, 3] => (Quantity::Current, Component::V),
            [10, 0, 21] => (Quantity::Stokes, Component::U),
            [10, 0, 22] => (Quantity::Stokes, Component::V),
            _ => return None,
        };
        let level_fits = match quantity {
            Quantity::Wind => self.level_type == HEIGHT_ABOVE_GROUND,
            _ => SURFACES.contains(&self.level_type),
        };
        (level_fits && !self.over_interval).then_some((quantity, component))
    }

    /// Which scalar this is, with its place in the order of preference from 0: the height of the wind sea alone comes
    /// after that of the whole sea.
    pub fn scalar(&self) -> Option<(Scalar, u8)> {
        let (scalar, preference) = match self.parameter {
            [10, 0, 3] => (Scalar::WaveHeight, 0),
            [10, 0, 5] => (Scalar::WaveHeight, 1),
            [0, 19, 0] => (Scalar::Visibility, 0),
            [10, 3, 0] => (Scalar::WaterTemperature, 0),
            _ => return None,
        };
        let near_ground = scalar == Scalar::Visibility && self.level_type == HEIGHT_ABOVE_GROUND;
        let level_fits = near_ground || SURFACES.contains(&self.level_type);
        (level_fits && !self.over_interval).then_some((scalar, preference))
    }

    fn known(&self) -> Option<&'static ([u8; 3], &'static str, &'static str)> {
        PARAMETERS.iter().find(|known| known.0 == self.parameter)
    }

    /// Units of its values, which GRIB fixes by parameter; `None` for a parameter that is not known here.
    pub fn units(&self) -> Option<&'static str> {
        Some(self.known()?.2)
    }

    /// In words: parameter and level.
    pub fn in_words(&self) -> String {
        let [d, c, n] = self.parameter;
        let parameter = self.known().map_or_else(|| format!("parameter {d}.{c}.{n}"), |k| k.1.to_owned());
        let level = match self.level_type {
            1 => "at the surface".to_owned(),
            100 => format!("at {} hPa", self.level / 100.0),
            101 => "at mean sea level".to_owned(),
            103 => format!("at {} m above ground", self.level),
            160 => format!("at {} m depth", self.level),
            255 => String::new(),
            other => format!("at level {} of type {other}", self.level),
        };
        let over = if self.over_interval { " over an interval" } else { "" };
        format!("{parameter} {level}{over}").trim().to_owned()
    }
}

/// Seconds in a unit of time (code table 4.4).
fn unit_seconds(unit: u8) -> Option<f64> {
    Some(match unit {
        0 => 60.0,
        1 => 3600.0,
        2 => 86_400.0,
        10 => 10_800.0,
        11 => 21_600.0,
        12 => 43_200.0,
        13 => 1.0,
        255 => 0.0,
        _ => return None,
    })
}

fn reference_s([year, month, day, hour, minute, second]: [u16; 6]) -> Option<f64> {
    let year = i16::try_from(year).ok()?;
    let [month, day, hour, minute, second] =
        [month, day, hour, minute, second.min(59)].map(|n| n.min(127) as i8);
    let time = jiff::civil::Time::new(hour, minute, second, 0).ok()?;
    let at = jiff::civil::Date::new(year, month, day).ok()?.to_datetime(time);
    Some(at.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second() as f64)
}

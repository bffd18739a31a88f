//! Speeds, distances and bearings with their units in the name.
//!
//! On the wire they are plain numbers in fields whose names end in the unit; the modules in [`wire`] serve
//! serde's `with`.

use std::{fmt, str::FromStr};

/// Metres in a nautical mile, exact.
pub const METRES_PER_NAUTICAL_MILE: f64 = 1852.0;

/// Why a number or a text is not a quantity.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum QuantityError {
    /// A bearing outside [0, 360].
    #[error("bearing {0}° is not between 0° and 360°")]
    Bearing(f64),
    /// No unit, or one that is not known.
    #[error("\"{text}\" has no unit that a {what} can have; write for example {example}")]
    Unit {
        /// The text.
        text: String,
        /// Speed, distance or bearing.
        what: &'static str,
        /// What would be right.
        example: &'static str,
    },
    /// No number, or not a plain finite one.
    #[error("\"{text}\" does not begin with a number; write for example {example}")]
    Number {
        /// The text.
        text: String,
        /// What would be right.
        example: &'static str,
    },
    /// A speed or distance below zero, or absurdly large.
    #[error("\"{text}\" is not between 0 and {limit}")]
    Range {
        /// The text.
        text: String,
        /// Largest value allowed.
        limit: &'static str,
    },
    /// A magnetic or grid bearing.
    #[error("bearing \"{text}\" is not true: apply variation first and write for example 045°T")]
    NotTrue {
        /// The text.
        text: String,
    },
}

/// A speed, without direction.
///
/// Read with its unit (`kn`, `kt`, `knots`, `m/s`, `km/h`), printed in knots.
///
/// ```
/// use sarex_geo::Speed;
/// let speed: Speed = "12.5 kn".parse().unwrap();
/// assert!((speed.in_mps() - 6.430_6).abs() < 1e-4);
/// assert_eq!(speed.to_string(), "12.5 kn");
/// assert!("12.5".parse::<Speed>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Speed(f64);

impl Speed {
    /// From metres per second.
    pub const fn mps(value: f64) -> Self {
        Self(value)
    }
    /// From knots.
    pub const fn knots(value: f64) -> Self {
        Self(value * METRES_PER_NAUTICAL_MILE / 3600.0)
    }
    /// In metres per second.
    pub const fn in_mps(self) -> f64 {
        self.0
    }
    /// In knots.
    pub const fn in_knots(self) -> f64 {
        self.0 * 3600.0 / METRES_PER_NAUTICAL_MILE
    }
}

/// A length.
///
/// Read with its unit (`NM`, `km`, `m`), printed in nautical miles.
///
/// ```
/// use sarex_geo::Distance;
/// let distance: Distance = "3 NM".parse().unwrap();
/// assert_eq!(distance.in_metres(), 5556.0);
/// assert_eq!(distance.to_string(), "3.0 NM");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Distance(f64);

impl Distance {
    /// From metres.
    pub const fn metres(value: f64) -> Self {
        Self(value)
    }
    /// From nautical miles.
    pub const fn nautical_miles(value: f64) -> Self {
        Self(value * METRES_PER_NAUTICAL_MILE)
    }
    /// In metres.
    pub const fn in_metres(self) -> f64 {
        self.0
    }
    /// In nautical miles.
    pub const fn in_nautical_miles(self) -> f64 {
        self.0 / METRES_PER_NAUTICAL_MILE
    }
}

/// A true bearing in [0, 360) degrees, clockwise from north. Whether it is *from* or *towards* is said by the
/// function that takes it, once: [`crate::Velocity::towards`] or [`crate::Velocity::from_direction`].
///
/// Read as degrees with or without `°` and `T`, printed with three digits.
///
/// ```
/// use sarex_geo::Bearing;
/// let bearing: Bearing = "045°T".parse().unwrap();
/// assert_eq!(bearing.deg(), 45.0);
/// assert_eq!(Bearing::wrapping(359.7).to_string(), "000°T");
/// assert!("045°M".parse::<Bearing>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Bearing(f64);

impl Bearing {
    /// Checked; 360 is accepted and becomes 0.
    pub fn degrees(value: f64) -> Result<Self, QuantityError> {
        if !(0.0..=360.0).contains(&value) {
            return Err(QuantityError::Bearing(value));
        }
        Ok(Self::wrapping(value))
    }
    /// Any finite angle brought to [0, 360).
    pub fn wrapping(value: f64) -> Self {
        let wrapped = value - 360.0 * (value * (1.0 / 360.0)).floor();
        Self(if wrapped >= 360.0 { 0.0 } else { wrapped })
    }
    /// Degrees in [0, 360).
    pub const fn deg(self) -> f64 {
        self.0
    }
}

impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.*} kn", f.precision().unwrap_or(1), self.in_knots())
    }
}

impl fmt::Display for Distance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.*} NM", f.precision().unwrap_or(1), self.in_nautical_miles())
    }
}

impl fmt::Display for Bearing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Rounded first, so that 359.7 becomes 000 and not 360.
        write!(f, "{:03}°T", self.0.round() as u32 % 360)
    }
}

impl FromStr for Speed {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXAMPLE: &str = "12 kn or 6.2 m/s";
        let (value, unit) = number_and_unit(text, EXAMPLE)?;
        let speed = match unit.as_str() {
            "kn" | "kt" | "kts" | "knot" | "knots" => Self::knots(value),
            "m/s" | "mps" => Self::mps(value),
            "km/h" | "kmh" => Self::mps(value / 3.6),
            _ => return Err(QuantityError::Unit { text: shown(text), what: "speed", example: EXAMPLE }),
        };
        in_range(text, speed.in_mps(), 1000.0, "1000 m/s").map(|()| speed)
    }
}

impl FromStr for Distance {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXAMPLE: &str = "3 NM, 5.5 km or 200 m";
        let (value, unit) = number_and_unit(text, EXAMPLE)?;
        let distance = match unit.as_str() {
            "nm" | "nmi" | "nautical mile" | "nautical miles" => Self::nautical_miles(value),
            "km" => Self::metres(value * 1000.0),
            "m" => Self::metres(value),
            _ => return Err(QuantityError::Unit { text: shown(text), what: "distance", example: EXAMPLE }),
        };
        in_range(text, distance.in_metres(), 4.1e7, "40 000 km").map(|()| distance)
    }
}

impl FromStr for Bearing {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXAMPLE: &str = "045°T or 45";
        let (value, unit) = number_and_unit(text, EXAMPLE)?;
        match unit.replace(['°', 'º', ' '], "").as_str() {
            "" | "t" | "true" | "deg" | "degrees" => Self::degrees(value),
            "m" | "mag" | "magnetic" | "g" | "grid" => Err(QuantityError::NotTrue { text: shown(text) }),
            _ => Err(QuantityError::Unit { text: shown(text), what: "bearing", example: EXAMPLE }),
        }
    }
}

/// A plain decimal number, no exponent, and what follows it in lower case.
fn number_and_unit(text: &str, example: &'static str) -> Result<(f64, String), QuantityError> {
    let trimmed = text.trim();
    let end = trimmed.find(|c: char| !(c.is_ascii_digit() || "+-.".contains(c))).unwrap_or(trimmed.len());
    let value = trimmed[..end].parse::<f64>().ok().filter(|v| v.is_finite());
    let value = value.ok_or_else(|| QuantityError::Number { text: shown(text), example })?;
    Ok((value, trimmed[end..].chars().take(40).collect::<String>().trim().to_lowercase()))
}

fn in_range(text: &str, value: f64, limit: f64, limit_text: &'static str) -> Result<(), QuantityError> {
    let inside = (0.0..=limit).contains(&value);
    if inside { Ok(()) } else { Err(QuantityError::Range { text: shown(text), limit: limit_text }) }
}

/// At most 40 characters for an error message.
fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Quantities as plain numbers for serde, to be used with field names that end in the unit.
///
/// ```
/// use sarex_geo::{Speed, quantity::wire};
/// #[derive(serde::Serialize)]
/// struct Leg {
///     #[serde(with = "wire::knots")]
///     speed_kn: Speed,
/// }
/// ```
pub mod wire {
    use super::{Bearing, Distance, Speed};

    macro_rules! plain_number {
        ($(#[$doc:meta])* $name:ident, $quantity:ty, $get:expr, $make:expr) => {
            $(#[$doc])*
            pub mod $name {
                use super::*;
                use serde::{Deserialize, Deserializer, Serializer, de::Error};

                /// Writes the number.
                pub fn serialize<S: Serializer>(value: &$quantity, to: S) -> Result<S::Ok, S::Error> {
                    to.serialize_f64($get(*value))
                }

                /// Reads and checks the number.
                pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<$quantity, D::Error> {
                    let value = f64::deserialize(from)?;
                    $make(value).map_err(D::Error::custom)
                }
            }
        };
    }

    fn not_negative<T>(value: f64, make: fn(f64) -> T) -> Result<T, String> {
        let fits = value.is_finite() && value >= 0.0;
        if fits { Ok(make(value)) } else { Err(format!("{value} is not a finite number of zero or more")) }
    }

    plain_number!(
        /// A [`Speed`] in knots.
        knots, Speed, Speed::in_knots, |v| not_negative(v, Speed::knots)
    );
    plain_number!(
        /// A [`Speed`] in metres per second.
        mps, Speed, Speed::in_mps, |v| not_negative(v, Speed::mps)
    );
    plain_number!(
        /// A [`Distance`] in nautical miles.
        nautical_miles, Distance, Distance::in_nautical_miles, |v| not_negative(v, Distance::nautical_miles)
    );
    plain_number!(
        /// A [`Distance`] in metres.
        metres, Distance, Distance::in_metres, |v| not_negative(v, Distance::metres)
    );
    plain_number!(
        /// A [`Bearing`] in degrees.
        degrees, Bearing, Bearing::deg, Bearing::degrees
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_converted() {
        for (text, mps) in [
            ("12 kn", 12.0 * 1852.0 / 3600.0),
            ("12kt", 12.0 * 1852.0 / 3600.0),
            ("6.2 m/s", 6.2),
            ("36 km/h", 10.0),
        ] {
            assert!((text.parse::<Speed>().unwrap().in_mps() - mps).abs() < 1e-12, "{text}");
        }
        for (text, metres) in [("3 NM", 5556.0), ("3nm", 5556.0), ("5.5 km", 5500.0), ("200 m", 200.0)] {
            assert!((text.parse::<Distance>().unwrap().in_metres() - metres).abs() < 1e-9, "{text}");
        }
        for (text, deg) in [("045°T", 45.0), ("45", 45.0), ("045 T", 45.0), ("359.5°", 359.5), ("360", 0.0)]
        {
            assert_eq!(text.parse::<Bearing>().unwrap().deg(), deg, "{text}");
        }
    }

    #[test]
    fn what_is_not_a_quantity_is_refused() {
        for text in ["", "kn", "12", "12 NM", "-3 kn", "1e5 kn", "nan kn", "99999 kn", "１２ kn", "12 kn kn"]
        {
            assert!(text.parse::<Speed>().is_err(), "{text}");
        }
        for text in ["", "3", "3 kn", "-1 m", "5e4 km", "50000 km", "3 miles"] {
            assert!(text.parse::<Distance>().is_err(), "{text}");
        }
        for text in ["", "361", "-1", "045M", "NE", "45 kn"] {
            assert!(text.parse::<Bearing>().is_err(), "{text}");
        }
        let magnetic = "045M".parse::<Bearing>().unwrap_err().to_string();
        assert!(magnetic.contains("variation"), "{magnetic}");
    }

    #[test]
    fn bearings_wrap_and_print_with_three_digits() {
        for (deg, text) in [(0.0, "000°T"), (-1.0, "359°T"), (359.6, "000°T"), (720.0 + 7.4, "007°T")] {
            assert_eq!(Bearing::wrapping(deg).to_string(), text);
        }
        assert_eq!(Bearing::wrapping(-1e-20).deg(), 0.0);
        assert_eq!(Bearing::degrees(360.5), Err(QuantityError::Bearing(360.5)));
    }

    #[test]
    fn on_the_wire_they_are_checked_numbers() {
        #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        struct Leg {
            #[serde(with = "wire::knots")]
            speed_kn: Speed,
            #[serde(with = "wire::metres")]
            length_m: Distance,
            #[serde(with = "wire::degrees")]
            course_deg: Bearing,
        }
        let leg: Leg = serde_json::from_str(r#"{"speed_kn":12,"length_m":200.5,"course_deg":45}"#).unwrap();
        assert_eq!(leg.speed_kn, Speed::knots(12.0));
        assert_eq!(serde_json::from_str::<Leg>(&serde_json::to_string(&leg).unwrap()).unwrap(), leg);
        for wrong in [
            r#"{"speed_kn":-1,"length_m":1,"course_deg":45}"#,
            r#"{"speed_kn":1,"length_m":1,"course_deg":361}"#,
        ] {
            assert!(serde_json::from_str::<Leg>(wrong).is_err(), "{wrong}");
        }
    }
}

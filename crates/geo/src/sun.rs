//! Sun and moon: day, twilight and night at a place, sunrise and sunset, and how much moon there is.

use crate::{Position, math};

/// Height of the sun's centre at sunrise and sunset, degrees: 34' of refraction and 16' of its radius.
pub const RISE_DEG: f64 = -0.833;
/// Height of the sun's centre at which civil twilight begins and ends, degrees.
pub const CIVIL_DEG: f64 = -6.0;
/// The same for nautical twilight.
pub const NAUTICAL_DEG: f64 = -12.0;
/// The same for astronomical twilight.
pub const ASTRONOMICAL_DEG: f64 = -18.0;

/// Seconds since 1970 of 2000-01-01 12:00, from which the formulas count days. Terrestrial time is taken as
/// universal time: a minute moves the sun by 0.0007° and the moon by 0.01°.
const J2000_S: f64 = 946_728_000.0;

/// How light it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Light {
    /// The sun is up.
    Day,
    /// Down to 6° below the horizon.
    CivilTwilight,
    /// Down to 12°.
    NauticalTwilight,
    /// Down to 18°.
    AstronomicalTwilight,
    /// Below that.
    Night,
}

impl Light {
    /// From the height of the sun's centre, degrees, refraction left out.
    ///
    /// ```
    /// use sarex_geo::sun::Light;
    /// assert_eq!(Light::of_altitude(-0.5), Light::Day);
    /// assert_eq!(Light::of_altitude(-8.0), Light::NauticalTwilight);
    /// ```
    pub fn of_altitude(altitude_deg: f64) -> Self {
        match altitude_deg {
            h if h >= RISE_DEG => Self::Day,
            h if h >= CIVIL_DEG => Self::CivilTwilight,
            h if h >= NAUTICAL_DEG => Self::NauticalTwilight,
            h if h >= ASTRONOMICAL_DEG => Self::AstronomicalTwilight,
            _ => Self::Night,
        }
    }
}

impl std::fmt::Display for Light {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Day => "day",
            Self::CivilTwilight => "civil twilight",
            Self::NauticalTwilight => "nautical twilight",
            Self::AstronomicalTwilight => "astronomical twilight",
            Self::Night => "night",
        })
    }
}

/// How light it is at a place and time (seconds since 1970).
pub fn light(place: Position, time_s: f64) -> Light {
    Light::of_altitude(sun_altitude_deg(place, time_s))
}

/// Height of the sun's centre above the horizon, degrees, refraction left out; good to 0.02° from 1950 to 2050.
///
/// Source: low-precision formulas of the *Astronomical Almanac*, page C5 (right ascension and declination to
/// 0.01°), and Greenwich mean sidereal time 280.46062° + 360.98564737° per day.
pub fn sun_altitude_deg(place: Position, time_s: f64) -> f64 {
    let days = (time_s - J2000_S) / 86_400.0;
    altitude_deg(place, equatorial(days, sun_longitude_deg(days), 0.0), days)
}

/// When the sun's centre next passes a height: time in seconds since 1970, and whether it rises.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crossing {
    /// Seconds since 1970, to a second of the formulas; they are good to about a minute in middle latitudes.
    pub time_s: f64,
    /// Upwards.
    pub rising: bool,
}

/// The first time within 24 h after `from_s` at which the sun's centre passes `height_deg`; `None` if it stays above or
/// below, as near the poles.
///
/// ```
/// use sarex_geo::{Position, sun};
/// let tsushima = Position::new(34.2, 129.3).unwrap();
/// let noon_s = 1_795_143_600.0; // 2026-11-20T03:00:00Z
/// let sunset = sun::next_crossing(tsushima, noon_s, sun::RISE_DEG).unwrap();
/// assert!(!sunset.rising && (sunset.time_s - noon_s) / 3600.0 > 5.0);
/// ```
pub fn next_crossing(place: Position, from_s: f64, height_deg: f64) -> Option<Crossing> {
    const STEP_S: f64 = 300.0;
    let above = |time_s: f64| sun_altitude_deg(place, time_s) >= height_deg;
    let begin = above(from_s);
    let mut late_s = (1..=288).map(|k| from_s + STEP_S * f64::from(k)).find(|&t| above(t) != begin)?;
    let mut early_s = late_s - STEP_S;
    while late_s - early_s > 0.5 {
        let middle_s = 0.5 * (early_s + late_s);
        if above(middle_s) == begin { early_s = middle_s } else { late_s = middle_s }
    }
    Some(Crossing { time_s: 0.5 * (early_s + late_s), rising: !begin })
}

/// The moon as a night search meets it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moon {
    /// Height above the horizon, degrees, parallax taken in, refraction left out.
    pub altitude_deg: f64,
    /// Illuminated share of its disc, 0 to 1.
    pub illuminated: f64,
}

/// The moon at a place and time (seconds since 1970): height good to 0.5°, illuminated share to 0.01.
///
/// Source: low-precision formulas of the *Astronomical Almanac*, page D46: longitude to 0.3°, latitude to 0.2°,
/// parallax to 0.003°.
pub fn moon(place: Position, time_s: f64) -> Moon {
    let days = (time_s - J2000_S) / 86_400.0;
    let (longitude_deg, latitude_deg, parallax_deg) = moon_ecliptic_deg(days);
    let geocentric_deg = altitude_deg(place, equatorial(days, longitude_deg, latitude_deg), days);
    let (_, cos_altitude) = sin_cos_deg(geocentric_deg);
    let elongation = sin_cos_deg(latitude_deg).1 * sin_cos_deg(longitude_deg - sun_longitude_deg(days)).1;
    // The phase angle is 180° less the elongation but for 0.15°, the sun's parallax at the moon.
    Moon {
        altitude_deg: geocentric_deg - parallax_deg * cos_altitude,
        illuminated: (0.5 * (1.0 - elongation)).clamp(0.0, 1.0),
    }
}

/// Ecliptic longitude of the sun, degrees, `days` after J2000.
fn sun_longitude_deg(days: f64) -> f64 {
    let anomaly_deg = 357.528 + 0.985_600_3 * days;
    280.460
        + 0.985_647_4 * days
        + 1.915 * sin_cos_deg(anomaly_deg).0
        + 0.020 * sin_cos_deg(2.0 * anomaly_deg).0
}

/// Ecliptic longitude, latitude and horizontal parallax of the moon, degrees.
fn moon_ecliptic_deg(days: f64) -> (f64, f64, f64) {
    /// Amplitude, phase and rate per century, degrees.
    type Term = (f64, f64, f64);
    const LONGITUDE: [Term; 6] = [
        (6.29, 134.9, 477_198.85),
        (-1.27, 259.2, -413_335.38),
        (0.66, 235.7, 890_534.23),
        (0.21, 269.9, 954_397.70),
        (-0.19, 357.5, 35_999.05),
        (-0.11, 186.6, 966_404.05),
    ];
    const LATITUDE: [Term; 4] = [
        (5.13, 93.3, 483_202.03),
        (0.28, 228.2, 960_400.87),
        (-0.28, 318.3, 6_003.18),
        (-0.17, 217.6, -407_332.20),
    ];
    const PARALLAX: [Term; 4] = [
        (0.0518, 134.9, 477_198.85),
        (0.0095, 259.2, -413_335.38),
        (0.0078, 235.7, 890_534.23),
        (0.0028, 269.9, 954_397.70),
    ];
    let centuries = days / 36_525.0;
    let angle = |&(_, phase, rate): &Term| sin_cos_deg(phase + rate * centuries);
    let sines = |terms: &[Term]| terms.iter().map(|term| term.0 * angle(term).0).sum::<f64>();
    let longitude_deg = 218.32 + 481_267.883 * centuries + sines(&LONGITUDE);
    let parallax_deg = 0.9508 + PARALLAX.iter().map(|term| term.0 * angle(term).1).sum::<f64>();
    (longitude_deg, sines(&LATITUDE), parallax_deg)
}

/// Right ascension and sine and cosine of the declination from ecliptic coordinates.
fn equatorial(days: f64, longitude_deg: f64, latitude_deg: f64) -> (f64, f64, f64) {
    let (sin_tilt, cos_tilt) = sin_cos_deg(23.439 - 4e-7 * days);
    let (sin_longitude, cos_longitude) = sin_cos_deg(longitude_deg);
    let (sin_latitude, cos_latitude) = sin_cos_deg(latitude_deg);
    let x = cos_latitude * cos_longitude;
    let y = cos_tilt * cos_latitude * sin_longitude - sin_tilt * sin_latitude;
    let z = sin_tilt * cos_latitude * sin_longitude + cos_tilt * sin_latitude;
    (math::atan2(y, x).to_degrees(), z, (1.0 - z * z).max(0.0).sqrt())
}

/// Height above the horizon of a direction, seen from the middle of the earth.
fn altitude_deg(place: Position, (ascension_deg, sin_dec, cos_dec): (f64, f64, f64), days: f64) -> f64 {
    let sidereal_deg = 280.460_62 + 360.985_647_37 * days + place.lon_deg();
    let (_, cos_hour) = sin_cos_deg(sidereal_deg - ascension_deg);
    let (sin_lat, cos_lat) = sin_cos_deg(place.lat_deg());
    math::asin((sin_lat * sin_dec + cos_lat * cos_dec * cos_hour).clamp(-1.0, 1.0)).to_degrees()
}

fn sin_cos_deg(angle_deg: f64) -> (f64, f64) {
    math::sin_cos_turns(angle_deg / 360.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unix_seconds;

    fn seconds(text: &str) -> f64 {
        unix_seconds(text.parse().unwrap())
    }

    fn p(lat_deg: f64, lon_deg: f64) -> Position {
        Position::new(lat_deg, lon_deg).unwrap()
    }

    /// Meeus, *Astronomical Algorithms*, example 25.a: 1992 October 13.0, right ascension 198.38083°, declination
    /// −7.78507°.
    #[test]
    fn sun_stands_where_meeus_has_it() {
        let days = (seconds("1992-10-13T00:00:00Z") - J2000_S) / 86_400.0;
        let (ascension_deg, sin_dec, _) = equatorial(days, sun_longitude_deg(days), 0.0);
        assert!((ascension_deg.rem_euclid(360.0) - 198.380_83).abs() < 0.01, "{ascension_deg}");
        assert!((math::asin(sin_dec).to_degrees() + 7.785_07).abs() < 0.01);
    }

    /// Reda & Andreas, *Solar Position Algorithm* (NREL/TP-560-34302), table A5.1: the same place and day, height
    /// 39.872° without refraction, sunrise 06:12:43 at UTC−7. Light then fades in its order.
    #[test]
    fn sun_rises_and_sets_as_the_solar_position_algorithm_says() {
        let place = p(39.742_476, -105.178_6);
        let altitude_deg = sun_altitude_deg(place, seconds("2003-10-17T19:30:30Z"));
        assert!((altitude_deg - 39.872).abs() < 0.02, "{altitude_deg}");
        let rise = next_crossing(place, seconds("2003-10-17T08:00:00Z"), RISE_DEG).unwrap();
        assert!(rise.rising && (rise.time_s - seconds("2003-10-17T13:12:43Z")).abs() < 60.0, "{rise:?}");
        let set = next_crossing(place, seconds("2003-10-17T19:30:30Z"), RISE_DEG).unwrap();
        assert!(!set.rising && (sun_altitude_deg(place, set.time_s) - RISE_DEG).abs() < 0.01, "{set:?}");
        let names: Vec<Light> = [300.0, 2400.0, 4500.0, 6000.0].map(|s| light(place, set.time_s + s)).into();
        assert_eq!(
            names,
            [Light::CivilTwilight, Light::NauticalTwilight, Light::AstronomicalTwilight, Light::Night]
        );
    }

    #[test]
    fn polar_day_and_polar_night_have_no_sunset() {
        let north = p(80.0, 20.0);
        for (time, expected) in [("2026-06-21T00:00:00Z", Light::Day), ("2026-12-21T00:00:00Z", Light::Night)]
        {
            assert_eq!(next_crossing(north, seconds(time), RISE_DEG), None);
            assert_eq!(light(north, seconds(time)), expected);
        }
    }

    /// Meeus, examples 47.a and 48.a: 1992 April 12.0, longitude 133.16266°, latitude −3.22913°, parallax 0.99199°,
    /// illuminated 0.6786.
    #[test]
    fn moon_stands_and_shines_as_meeus_has_it() {
        let time_s = seconds("1992-04-12T00:00:00Z");
        let (longitude_deg, latitude_deg, parallax_deg) = moon_ecliptic_deg((time_s - J2000_S) / 86_400.0);
        assert!((longitude_deg.rem_euclid(360.0) - 133.162_66).abs() < 0.3, "{longitude_deg}");
        assert!((latitude_deg + 3.229_13).abs() < 0.2 && (parallax_deg - 0.991_99).abs() < 0.003);
        assert!((moon(p(0.0, 0.0), time_s).illuminated - 0.6786).abs() < 0.01);
    }
}

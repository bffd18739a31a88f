//! A place on the Earth.

use std::fmt;

/// A geographic position on WGS84.
///
/// Latitude in [−90, 90] degrees, north positive. Longitude in degrees, east positive, **not wrapped**: a track
/// that crosses the dateline goes on to 181° so that differences stay small; [`Position::wrapped`] brings it
/// back to [−180, 180) for output.
///
/// ```
/// use sarex_geo::Position;
/// let busan = Position::new(35.1, 129.0).unwrap();
/// assert_eq!(busan.to_string(), "35°06.000'N 129°00.000'E");
/// assert!(Position::new(91.0, 0.0).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    lat_deg: f64,
    lon_deg: f64,
}

/// Why two numbers are not a position.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum PositionError {
    /// Not within ±90°.
    #[error("latitude {}° is not between -90° and 90°", shown(*.0))]
    Latitude(f64),
    /// Not finite or absurdly far wound.
    #[error("longitude {}° is not between -360° and 540°", shown(*.0))]
    Longitude(f64),
}

/// Degrees with as many decimals as a reader needs: 10⁻⁴° is 11 m. More only where rounding would bring the number
/// into the range it lies outside of.
fn shown(degrees: f64) -> f64 {
    let rounded = (degrees * 1e4).round() / 1e4;
    if [90.0, -90.0, -360.0, 540.0].contains(&rounded) { degrees } else { rounded }
}

impl Position {
    /// Checks the two numbers once; everything downstream relies on it.
    pub fn new(lat_deg: f64, lon_deg: f64) -> Result<Self, PositionError> {
        if !(-90.0..=90.0).contains(&lat_deg) {
            return Err(PositionError::Latitude(lat_deg));
        }
        if !(-360.0..=540.0).contains(&lon_deg) {
            return Err(PositionError::Longitude(lon_deg));
        }
        Ok(Self { lat_deg, lon_deg })
    }

    /// Latitude, degrees north.
    pub fn lat_deg(self) -> f64 {
        self.lat_deg
    }

    /// Longitude, degrees east, not wrapped.
    pub fn lon_deg(self) -> f64 {
        self.lon_deg
    }

    /// The same place with its longitude in [−180, 180).
    pub fn wrapped(self) -> Self {
        Self { lat_deg: self.lat_deg, lon_deg: wrap_longitude(self.lon_deg) }
    }

    /// The same place with the longitude within 180° of `reference_deg`: unwraps across the dateline.
    pub fn unwrapped_near(self, reference_deg: f64) -> Self {
        Self { lat_deg: self.lat_deg, lon_deg: unwrap_longitude(self.lon_deg, reference_deg) }
    }
}

/// A longitude brought to [−180, 180).
#[inline]
pub fn wrap_longitude(lon_deg: f64) -> f64 {
    let wrapped = lon_deg - 360.0 * ((lon_deg + 180.0) * (1.0 / 360.0)).floor();
    // A tiny negative argument can round up to exactly 180.
    if wrapped >= 180.0 { wrapped - 360.0 } else { wrapped }
}

/// A longitude brought within 180° of a reference.
#[inline]
pub fn unwrap_longitude(lon_deg: f64, reference_deg: f64) -> f64 {
    reference_deg + wrap_longitude(lon_deg - reference_deg)
}

/// Degrees and decimal minutes, three decimals (2 m), the form of the bridge and the radio.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.wrapped();
        write_dm(f, place.lat_deg, 2, ['N', 'S'])?;
        f.write_str(" ")?;
        write_dm(f, place.lon_deg, 3, ['E', 'W'])
    }
}

fn write_dm(f: &mut fmt::Formatter<'_>, deg: f64, width: usize, [plus, minus]: [char; 2]) -> fmt::Result {
    // Rounded as a whole first, so that 59.9996' becomes the next degree and not 60.000'.
    let thousandths = (deg.abs() * 60_000.0).round() as u64;
    let (degrees, rest) = (thousandths / 60_000, thousandths % 60_000);
    let hemisphere = if deg < 0.0 && thousandths > 0 { minus } else { plus };
    write!(f, "{degrees:0width$}°{:02}.{:03}'{hemisphere}", rest / 1000, rest % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn errors_round_to_what_a_reader_needs() {
        let said = |lat, lon| Position::new(lat, lon).unwrap_err().to_string();
        assert!(said(134.604_166_666_666_66, 0.0).starts_with("latitude 134.6042° is not"));
        assert!(said(-91.0, 0.0).starts_with("latitude -91° is not"));
        assert!(said(90.000_01, 0.0).starts_with("latitude 90.00001° is not"));
        assert!(said(0.0, 540.123_456_789).starts_with("longitude 540.1235° is not"));
    }

    #[test]
    fn longitudes_wrap_at_the_dateline() {
        for (lon, want) in [
            (180.0, -180.0),
            (-180.0, -180.0),
            (181.0, -179.0),
            (-181.0, 179.0),
            (540.0, -180.0),
            (359.5, -0.5),
        ] {
            assert_eq!(wrap_longitude(lon), want, "{lon}");
        }
        assert!(wrap_longitude(-180.0 - 1e-14) < 180.0);
    }

    #[test]
    fn longitudes_unwrap_to_the_near_side() {
        for (lon, near, want) in
            [(-179.5, 179.5, 180.5), (179.5, -179.5, -180.5), (10.0, 370.0, 370.0), (-190.0, 0.0, 170.0)]
        {
            assert!((unwrap_longitude(lon, near) - want).abs() < 1e-12, "{lon} near {near}");
        }
        let place = Position::new(-44.0, -179.9).unwrap().unwrapped_near(179.9);
        assert!((place.lon_deg() - 180.1).abs() < 1e-12);
    }

    /// Minutes are rounded as a whole, signs and poles included.
    #[test]
    fn positions_print_as_on_the_bridge() {
        for (lat, lon, text) in [
            (34.604_166_7, 129.902, "34°36.250'N 129°54.120'E"),
            (-0.000_001, 179.999_999, "00°00.000'N 180°00.000'E"),
            (-33.999_999_9, -70.5, "34°00.000'S 070°30.000'W"),
            (90.0, 190.0, "90°00.000'N 170°00.000'W"),
            (-90.0, 0.0, "90°00.000'S 000°00.000'E"),
        ] {
            assert_eq!(Position::new(lat, lon).unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_position_is_refused() {
        for (lat, lon) in [(90.1, 0.0), (f64::NAN, 0.0), (0.0, f64::INFINITY), (0.0, 541.0)] {
            assert!(Position::new(lat, lon).is_err(), "{lat} {lon}");
        }
    }

    proptest! {
        #[test]
        fn wrapping_moves_by_whole_turns(lon in -1e4..1e4f64, near in -720.0..720.0f64) {
            let wrapped = wrap_longitude(lon);
            prop_assert!((-180.0..180.0).contains(&wrapped));
            let turns = (lon - wrapped) / 360.0;
            prop_assert!((turns - turns.round()).abs() < 1e-9);
            prop_assert!((unwrap_longitude(lon, near) - near).abs() <= 180.0 + 1e-9);
        }
    }
}

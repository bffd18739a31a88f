//! Steps near a pole, where the series of the displacement converges badly: exact geodesics, one at a time.

use sarex_geo::geodesic::Line;
use sarex_geo::position::wrap_longitude;
use sarex_geo::{Bearing, Distance, Position, math};

/// Where a displacement leads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Moved {
    pub(crate) lat_deg: f64,
    pub(crate) lon_deg: f64,
    /// By how much the bearing of the geodesic grows on the way, radians.
    pub(crate) turn: f64,
}

/// Moves a place by metres east and north along the geodesic.
pub(crate) fn displace(lat_deg: f64, lon_deg: f64, east_m: f64, north_m: f64) -> Moved {
    let here = Moved { lat_deg, lon_deg, turn: 0.0 };
    let length_m = math::hypot(east_m, north_m);
    let bearing = Bearing::wrapping(math::atan2(east_m, north_m).to_degrees());
    // Reduced for the library, which knows positions within a turn; put back afterwards.
    let wrapped_deg = wrap_longitude(lon_deg);
    match Position::new(lat_deg.clamp(-90.0, 90.0), wrapped_deg) {
        Ok(start) if length_m > 0.0 && length_m.is_finite() => {
            let end = Line::from_bearing(start, bearing).at(Distance::metres(length_m));
            Moved {
                lat_deg: end.position.lat_deg(),
                lon_deg: lon_deg + wrap_longitude(end.position.lon_deg() - wrapped_deg),
                turn: (end.bearing.deg() - bearing.deg()).to_radians(),
            }
        }
        _ => here,
    }
}

/// A vector given at the end of a geodesic in the east and north of its start.
pub(crate) fn turn(east: f64, north: f64, turn: f64) -> (f64, f64) {
    let (sine, cosine) = math::sin_cos(turn);
    (east * cosine - north * sine, north * cosine + east * sine)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Straight over the pole: north becomes south, the meridian the opposite one.
    #[test]
    fn a_path_goes_over_the_pole() {
        let m = displace(89.999, 20.0, 0.0, 500.0);
        assert!((m.lat_deg - 89.996_522).abs() < 1e-5, "{m:?}");
        assert!((wrap_longitude(m.lon_deg - 200.0)).abs() < 1e-6, "{m:?}");
        let (e, n) = turn(0.0, -1.0, m.turn);
        assert!(e.abs() < 1e-6 && (n - 1.0).abs() < 1e-9, "{e} {n}");
    }

    #[test]
    fn agrees_with_the_series_where_both_hold() {
        let m = displace(84.9, 10.0, 400.0, -300.0);
        let (lat, lon) = sarex_geo::ellipsoid::displace(84.9, 10.0, 400.0, -300.0);
        assert!((m.lat_deg - lat).abs() < 1e-10 && (m.lon_deg - lon).abs() < 1e-9, "{m:?} {lat} {lon}");
        let expected = (m.lon_deg - 10.0).to_radians() * math::sin_cos((84.9f64 - 0.0013).to_radians()).0;
        assert!((m.turn - expected).abs() < 1e-7);
    }
}

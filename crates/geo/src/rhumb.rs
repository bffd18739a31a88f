//! Rhumb lines on WGS84: lines of constant true bearing, as vessels steer them on a Mercator chart.
//!
//! With the meridian arc m(φ) = ∫ M dφ, the isometric latitude ψ(φ) = artanh(sin φ) − e artanh(e sin φ) and the
//! bearing α: Δm = s cos α and Δλ = tan α Δψ. Both follow from one number that stays finite on an east–west
//! course, the mean of N cos φ over the line, R̄ = Δm/Δψ, so that s sin α = R̄ Δλ. The meridian arc is
//! integrated by the rule of [`crate::geodesic`], exact to rounding. (Bennett 1996, *Practical rhumb line
//! calculations on the spheroid*, J. Navig. 49.)
//!
//! ```
//! use sarex_geo::{Bearing, Distance, Position, rhumb};
//! let start = Position::new(34.6, 129.9).unwrap();
//! let course = Bearing::degrees(45.0).unwrap();
//! let there = rhumb::direct(start, course, Distance::nautical_miles(60.0)).unwrap();
//! let back = rhumb::inverse(there, start);
//! assert!((back.bearing.deg() - 225.0).abs() < 1e-9);
//! assert!((back.distance.in_nautical_miles() - 60.0).abs() < 1e-9);
//! ```

use crate::ellipsoid::{A_M, E2, RAD};
use crate::position::{unwrap_longitude, wrap_longitude};
use crate::quadrature::means;
use crate::{Bearing, Distance, Position, math};
use std::f64::consts::FRAC_PI_2;

/// What lies between two positions along the line of constant bearing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inverse {
    /// Length of the rhumb line, the shorter way round the Earth.
    pub distance: Distance,
    /// Its bearing; north when the positions coincide.
    pub bearing: Bearing,
}

/// Why there is no such rhumb line.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum RhumbError {
    /// A rhumb line ends at a pole; it cannot go beyond.
    #[error(
        "the rhumb line reaches the pole after {reached_nm:.1} NM and ends there, {wanted_nm:.1} NM were asked: use a great circle"
    )]
    PastThePole {
        /// Distance to the pole.
        reached_nm: f64,
        /// Distance asked.
        wanted_nm: f64,
    },
    /// From a pole only meridians lead away.
    #[error("a rhumb line that starts at a pole can only follow a meridian: use a great circle")]
    StartsAtPole,
    /// The distance is not a finite number.
    #[error("the distance of a rhumb line must be a finite number, not {0} m")]
    Distance(f64),
}

/// The position reached from `start` on a constant true bearing; negative distances go astern.
///
/// The longitude runs on from the start's as far as the line winds, then it is brought within 180° of it.
pub fn direct(start: Position, bearing: Bearing, distance: Distance) -> Result<Position, RhumbError> {
    let length = distance.in_metres();
    if !length.is_finite() {
        return Err(RhumbError::Distance(length));
    }
    let (sin, cos) = math::sin_cos_turns(bearing.deg() / 360.0);
    if start.lat_deg().abs() == 90.0 && sin != 0.0 {
        return Err(RhumbError::StartsAtPole);
    }
    let lat1 = start.lat_deg() * RAD;
    let target = meridian_arc(lat1) + length * cos;
    let quarter = meridian_arc(FRAC_PI_2);
    // A micrometre of grace, so that the distance to the pole computed by `inverse` leads to the pole.
    if target.abs() > quarter + 1e-6 {
        let room = quarter - meridian_arc(lat1) * (length * cos).signum();
        return Err(RhumbError::PastThePole {
            reached_nm: (room / cos).abs() / crate::quantity::METRES_PER_NAUTICAL_MILE,
            wanted_nm: distance.in_nautical_miles().abs(),
        });
    }
    let lat2 = if cos == 0.0 { lat1 } else { latitude_of_arc(target) };
    let east = if sin == 0.0 { 0.0 } else { length * sin / mean_parallel_radius(lat1, lat2) / RAD };
    let lon = unwrap_longitude(start.lon_deg() + wrap_longitude(east), start.lon_deg());
    let lat = (lat2 / RAD).clamp(-90.0, 90.0);
    Position::new(lat, lon)
        .or_else(|_| Position::new(lat, wrap_longitude(lon)))
        .map_err(|_| RhumbError::Distance(length))
}

/// Bearing and length of the rhumb line between two positions, the shorter way round.
///
/// A line from or to a pole is the meridian of its other end.
pub fn inverse(from: Position, to: Position) -> Inverse {
    let (lat1, lat2) = (from.lat_deg() * RAD, to.lat_deg() * RAD);
    let north = meridian_arc(lat2) - meridian_arc(lat1);
    let at_a_pole = from.lat_deg().abs() == 90.0 || to.lat_deg().abs() == 90.0;
    let east = if at_a_pole {
        0.0
    } else {
        wrap_longitude(to.lon_deg() - from.lon_deg()) * RAD * mean_parallel_radius(lat1, lat2)
    };
    // Straight from the integral where the difference of two arcs would cancel.
    let north = if (lat2 - lat1).abs() < 0.1 { meridian_arc_between(lat1, lat2) } else { north };
    let bearing = if east == 0.0 && north == 0.0 { 0.0 } else { math::atan2(east, north) / RAD };
    Inverse { distance: Distance::metres(math::hypot(east, north)), bearing: Bearing::wrapping(bearing) }
}

/// Arc of the meridian from the equator, m.
fn meridian_arc(lat_rad: f64) -> f64 {
    meridian_arc_between(0.0, lat_rad)
}

/// Arc of the meridian between two latitudes, m: ∫ M dφ.
fn meridian_arc_between(from_rad: f64, to_rad: f64) -> f64 {
    let [mean] = means(from_rad, to_rad, |lat| [meridian_radius(lat)]);
    mean * (to_rad - from_rad)
}

/// M = a (1 − e²) / (1 − e² sin²φ)^(3/2), m.
fn meridian_radius(lat_rad: f64) -> f64 {
    let (s, _) = math::sin_cos(lat_rad);
    let w2 = 1.0 - E2 * s * s;
    A_M * (1.0 - E2) / (w2 * w2.sqrt())
}

/// The latitude that a meridian arc reaches, by Newton's method; within ±90°.
fn latitude_of_arc(arc_m: f64) -> f64 {
    let mut lat = arc_m / meridian_arc(FRAC_PI_2) * FRAC_PI_2;
    for _ in 0..5 {
        lat -= (meridian_arc(lat) - arc_m) / meridian_radius(lat);
    }
    lat.clamp(-FRAC_PI_2, FRAC_PI_2)
}

/// R̄ = Δm/Δψ, m: the radius of the parallel for an east–west line, its proper mean for any other.
fn mean_parallel_radius(lat1: f64, lat2: f64) -> f64 {
    let (_, c1) = math::sin_cos(lat1);
    let (_, c2) = math::sin_cos(lat2);
    // Close latitudes by quadrature of both integrals, where the closed form would cancel; the integrand of ψ,
    // M/(N cos φ), is tame while the line stays short against its distance from the pole.
    if (lat2 - lat1).abs() < 0.1 * c1.min(c2) {
        let [m, psi] = means(lat1, lat2, |lat| {
            let (s, c) = math::sin_cos(lat);
            let radius = meridian_radius(lat);
            [radius, radius * (1.0 - E2 * s * s).sqrt() / (A_M * c)]
        });
        return m / psi;
    }
    meridian_arc_between(lat1, lat2) / (isometric(lat2) - isometric(lat1))
}

/// Isometric latitude ψ.
fn isometric(lat_rad: f64) -> f64 {
    let (s, c) = math::sin_cos(lat_rad);
    let e = E2.sqrt();
    let es = e * s;
    // artanh(sin φ) = arsinh(tan φ), which stays exact near the pole.
    let tan = s / c;
    let mercator = math::log1p(tan.abs() + tan * tan / (1.0 + (1.0 + tan * tan).sqrt()));
    mercator * s.signum() - e * 0.5 * math::log1p(2.0 * es / (1.0 - es))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ellipsoid, geodesic};

    fn place(lat: f64, lon: f64) -> Position {
        Position::new(lat, lon).unwrap()
    }

    /// New York (JFK) to Singapore (Changi): 103°34'58.2", 18 523 563 m, the example published in the manual of
    /// GeographicLib's `RhumbSolve`.
    #[test]
    fn published_example() {
        let dms = |d: f64, m: f64, s: f64| d + m / 60.0 + s / 3600.0;
        let jfk = place(dms(40.0, 38.0, 23.0), -dms(73.0, 46.0, 44.0));
        let changi = place(dms(1.0, 21.0, 33.0), dms(103.0, 59.0, 22.0));
        let got = inverse(jfk, changi);
        assert!((got.bearing.deg() - dms(103.0, 34.0, 58.2)).abs() < 0.05 / 3600.0, "{got:?}");
        assert!((got.distance.in_metres() - 18_523_563.0).abs() < 0.5, "{got:?}");
    }

    /// Along a meridian the rhumb line is the geodesic.
    #[test]
    fn meridians_are_geodesics() {
        for (a, b) in [(-10.0, 60.0), (89.0, 90.0), (-90.0, 90.0), (34.6, 34.600_001)] {
            let (a, b) = (place(a, 129.0), place(b, 129.0));
            let difference =
                inverse(a, b).distance.in_metres() - geodesic::inverse(a, b).distance.in_metres();
            assert!(difference.abs() < 1e-6, "{difference}");
        }
    }

    /// On a parallel the length is N cos φ Δλ, also just off it, where the closed form cancels.
    #[test]
    fn parallels_have_their_length() {
        for lat in [-75.0, 0.0, 34.6, 88.0] {
            let (s, c) = math::sin_cos(lat * RAD);
            let want = A_M / (1.0 - E2 * s * s).sqrt() * c * 3.0 * RAD;
            for off in [0.0, 1e-13, 1e-9] {
                let got = inverse(place(lat, 178.5), place(lat + off, -178.5));
                assert!((got.distance.in_metres() - want).abs() < 1e-4, "{lat} {off}: {got:?} {want}");
                assert!((got.bearing.deg() - 90.0).abs() < 1e-6);
            }
        }
    }

    /// Small moves at a constant bearing by the displacement rule of the drift step, summed up.
    #[test]
    fn direct_is_the_limit_of_small_steps() {
        let (mut lat, mut lon) = (34.6, 170.0);
        let bearing = Bearing::degrees(68.0).unwrap();
        let (s, c) = math::sin_cos_turns(68.0 / 360.0);
        // The midpoint rule on the bearing: a geodesic step turns by Δλ sin φ, half of it before the step.
        for _ in 0..20_000 {
            let (_, ahead) = ellipsoid::displace(lat, lon, 25.0 * s, 25.0 * c);
            let turn = (ahead - lon) * RAD * math::sin_cos(lat * RAD).0;
            let (e, n) = (50.0 * (s - turn * c), 50.0 * (c + turn * s));
            (lat, lon) = ellipsoid::displace(lat, lon, e, n);
        }
        let got = direct(place(34.6, 170.0), bearing, Distance::metres(1e6)).unwrap();
        let error = geodesic::inverse(got, place(lat, lon)).distance.in_metres();
        assert!(error < 1.0, "{error} m, {got:?}");
        assert!(got.lon_deg() > 180.0, "runs on across the dateline: {got:?}");
    }

    #[test]
    fn direct_and_inverse_undo_each_other() {
        let streams = crate::Streams::new(3);
        for i in 0..2000 {
            let draw = |k| streams.particle(i).uniform(k, crate::streams::Process::SeedPosition, 0);
            let from = place(178.0 * draw(0) - 89.0, 360.0 * draw(1) - 180.0);
            let to = place(178.0 * draw(2) - 89.0, 360.0 * draw(3) - 180.0);
            let way = inverse(from, to);
            let got = direct(from, way.bearing, way.distance).unwrap();
            let error = geodesic::inverse(got, to).distance.in_metres();
            assert!(error < 1e-5, "{from:?} {to:?}: {error} m");
        }
    }

    #[test]
    fn poles_end_a_rhumb_line() {
        let start = place(89.0, 10.0);
        let north_east = Bearing::degrees(45.0).unwrap();
        assert!(matches!(
            direct(start, north_east, Distance::nautical_miles(100.0)),
            Err(RhumbError::PastThePole { reached_nm, .. }) if (reached_nm - 85.3).abs() < 0.1
        ));
        assert_eq!(
            direct(place(90.0, 0.0), north_east, Distance::metres(1.0)),
            Err(RhumbError::StartsAtPole)
        );
        let to_the_pole = inverse(start, place(90.0, 0.0));
        assert_eq!(to_the_pole.bearing.deg(), 0.0);
        assert!(direct(start, to_the_pole.bearing, to_the_pole.distance).unwrap().lat_deg() > 89.999_999_9);
        assert!(direct(start, north_east, Distance::metres(f64::NAN)).is_err());
    }
}

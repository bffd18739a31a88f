//! From the round Earth to a plane and back.
//!
//! On the sphere: shapes of a few hundred miles differ from those of the ellipsoid by less than a pixel, and every
//! layer of a picture uses the same projection.

use sarex_geo::ellipsoid::RAD;
use sarex_geo::math;
use sarex_geo::position::unwrap_longitude;
use std::f64::consts::FRAC_PI_4;

/// How places become points of a plane, in radians, x to the right and y up. Both kinds are conformal: small
/// circles stay circles.
///
/// Source: J. P. Snyder, Map Projections – A Working Manual, USGS Professional Paper 1395 (1987), chapters 7
/// and 21.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Projection {
    /// x = λ − λ₀, y = ln tan(π/4 + φ/2): the navigator's chart, for all latitudes where it makes sense.
    Mercator {
        /// λ₀, degrees.
        mid_lon_deg: f64,
    },
    /// Oblique stereographic about a point, true to scale there: for latitudes where Mercator has no end.
    Stereographic {
        /// Latitude of the point, degrees.
        lat_deg: f64,
        /// Its longitude, degrees; its meridian points up.
        lon_deg: f64,
    },
}

/// Latitudes beyond this are not drawn on a Mercator chart.
pub const MERCATOR_LIMIT_DEG: f64 = 89.0;

impl Projection {
    /// Name for the foot of a picture.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mercator { .. } => "Mercator",
            Self::Stereographic { .. } => "stereographic",
        }
    }

    /// Longitude of the middle, degrees.
    pub const fn mid_lon_deg(self) -> f64 {
        match self {
            Self::Mercator { mid_lon_deg } => mid_lon_deg,
            Self::Stereographic { lon_deg, .. } => lon_deg,
        }
    }

    /// The point of a place. On a Mercator chart the longitude is taken as it is wound.
    pub fn point(self, lat_deg: f64, lon_deg: f64) -> (f64, f64) {
        match self {
            Self::Mercator { mid_lon_deg } => ((lon_deg - mid_lon_deg) * RAD, mercator(lat_deg)),
            Self::Stereographic { lat_deg: centre_deg, lon_deg: mid_deg } => {
                let (sin1, cos1) = math::sin_cos(centre_deg * RAD);
                let (sin, cos) = math::sin_cos(lat_deg * RAD);
                let (sin_east, cos_east) = math::sin_cos_turns((lon_deg - mid_deg) / 360.0);
                // The antipode is infinitely far; it is kept finite, and out of every picture.
                let k = 2.0 / (1.0 + sin1 * sin + cos1 * cos * cos_east).max(1e-6);
                (k * cos * sin_east, k * (cos1 * sin - sin1 * cos * cos_east))
            }
        }
    }

    /// Latitude and longitude of a point; the longitude within 180° of the middle, or as wide as a chart goes.
    pub fn place(self, (x, y): (f64, f64)) -> (f64, f64) {
        match self {
            Self::Mercator { mid_lon_deg } => (inverse_mercator(y), mid_lon_deg + x / RAD),
            Self::Stereographic { lat_deg, lon_deg } => {
                let rho = math::hypot(x, y);
                if rho == 0.0 {
                    return (lat_deg, lon_deg);
                }
                let (sin1, cos1) = math::sin_cos(lat_deg * RAD);
                let (sin_c, cos_c) = math::sin_cos(2.0 * math::atan(0.5 * rho));
                let up = cos_c * sin1 + y / rho * sin_c * cos1;
                let ahead = cos_c * cos1 - y / rho * sin_c * sin1;
                let right = x / rho * sin_c;
                let lat = math::atan2(up, math::hypot(ahead, right)) / RAD;
                (lat, lon_deg + math::atan2(right, ahead) / RAD)
            }
        }
    }

    /// How much longer than at true scale distances are at a place.
    pub fn stretch(self, lat_deg: f64, lon_deg: f64) -> f64 {
        match self {
            Self::Mercator { .. } => 1.0 / math::sin_cos(lat_deg * RAD).1.max(0.01),
            Self::Stereographic { lat_deg: centre_deg, lon_deg: mid_deg } => {
                let (sin1, cos1) = math::sin_cos(centre_deg * RAD);
                let (sin, cos) = math::sin_cos(lat_deg * RAD);
                let cos_east = math::sin_cos_turns((lon_deg - mid_deg) / 360.0).1;
                2.0 / (1.0 + sin1 * sin + cos1 * cos * cos_east).max(1e-6)
            }
        }
    }

    /// Where true north points at a place, degrees clockwise from up.
    pub fn north_deg(self, lat_deg: f64, lon_deg: f64) -> f64 {
        if let Self::Mercator { .. } = self {
            return 0.0;
        }
        let south_of_it = lat_deg.min(89.999) - 1e-3;
        let (from, to) = (self.point(south_of_it, lon_deg), self.point(south_of_it + 1e-3, lon_deg));
        math::atan2(to.0 - from.0, to.1 - from.1) / RAD
    }

    /// A longitude wound so that it lies within 180° of the middle.
    pub fn wound(self, lon_deg: f64) -> f64 {
        unwrap_longitude(lon_deg, self.mid_lon_deg())
    }
}

/// ψ(φ), latitudes cut at ±89°.
pub fn mercator(lat_deg: f64) -> f64 {
    let lat_deg = lat_deg.clamp(-MERCATOR_LIMIT_DEG, MERCATOR_LIMIT_DEG);
    math::ln(math::tan(FRAC_PI_4 + 0.5 * lat_deg * RAD))
}

/// φ(ψ), degrees.
pub fn inverse_mercator(psi: f64) -> f64 {
    2.0 * (math::atan(math::exp(psi)) - FRAC_PI_4) / RAD
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Projection; 4] = [
        Projection::Mercator { mid_lon_deg: 130.0 },
        Projection::Stereographic { lat_deg: 90.0, lon_deg: 130.0 },
        Projection::Stereographic { lat_deg: -90.0, lon_deg: 130.0 },
        Projection::Stereographic { lat_deg: 80.0, lon_deg: 130.0 },
    ];

    #[test]
    fn places_come_back() {
        for projection in ALL {
            for (lat, lon) in [(85.5, 60.0), (-70.0, 131.0), (10.0, 130.0), (88.9, 300.0)] {
                let (back, east) = projection.place(projection.point(lat, lon));
                assert!((back - lat).abs() < 1e-9, "{projection:?} {lat} {back}");
                assert!((unwrap_longitude(east, lon) - lon).abs() < 1e-8, "{projection:?} {lon} {east}");
            }
        }
        let (lat, _) = ALL[3].place(ALL[3].point(90.0, 0.0));
        assert!((lat - 90.0).abs() < 1e-9);
    }

    /// Conformal: a step north and a step east are equally long and at right angles, and as long as `stretch` says.
    #[test]
    fn small_squares_stay_squares() {
        for projection in ALL {
            for (lat, lon) in [(81.0, 100.0), (60.0, 170.0)] {
                let d = 1e-5;
                let at = projection.point(lat, lon);
                let north = projection.point(lat + d, lon);
                let east = projection.point(lat, lon + d / math::sin_cos(lat * RAD).1);
                let (n, e) = ((north.0 - at.0, north.1 - at.1), (east.0 - at.0, east.1 - at.1));
                let length = math::hypot(n.0, n.1);
                assert!((math::hypot(e.0, e.1) / length - 1.0).abs() < 1e-5);
                assert!((n.0 * e.0 + n.1 * e.1).abs() < 1e-5 * length * length);
                assert!((length / (d * RAD) / projection.stretch(lat, lon) - 1.0).abs() < 1e-5);
                let up = math::atan2(n.0, n.1) / RAD;
                assert!((projection.north_deg(lat, lon) - up).abs() < 0.01);
            }
        }
    }
}

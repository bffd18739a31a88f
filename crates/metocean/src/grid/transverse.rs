//! Transverse Mercator by Krüger's series.

use super::plane::{Forward, Planar, PlaneMap};
use super::projection::{Projection, isometric_t, latitude_from_t};
use super::rotation::StepShape;
use sarex_geo::ellipsoid::RAD;
use sarex_geo::math;

/// Sphere and ellipsoid alike: conformal latitude, spherical transverse Mercator, series in the third
/// flattening n to the fourth order (Krüger 1912; coefficients as in Karney, J. Geodesy 85 (2011) 475–485).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Transverse {
    central_lon_deg: f64,
    /// Scale times rectifying radius, m.
    k_m: f64,
    xi0: f64,
    e: f64,
    alpha: [f64; 4],
    beta: [f64; 4],
    false_m: [f64; 2],
}

/// Σ cⱼ sin 2jζ and 1 + Σ 2j cⱼ cos 2jζ for the complex ζ = ξ + iη: (Re, Im) of each.
fn series(c: &[f64; 4], xi: f64, eta: f64) -> ([f64; 2], [f64; 2]) {
    let (mut sum, mut slope) = ([0.0; 2], [1.0, 0.0]);
    for (j, c) in c.iter().enumerate() {
        let order = 2.0 * (j + 1) as f64;
        let (s, k) = math::sin_cos(order * xi);
        let (sh, ch) = (math::sinh(order * eta), math::cosh(order * eta));
        sum[0] += c * s * ch;
        sum[1] += c * k * sh;
        slope[0] += order * c * k * ch;
        slope[1] -= order * c * s * sh;
    }
    (sum, slope)
}

impl Transverse {
    pub(super) fn new(projection: &Projection) -> Option<Self> {
        let Projection::TransverseMercator { plane, central_lon_deg, origin_lat_deg, factor } = *projection
        else {
            return None;
        };
        let e = plane.earth.eccentricity();
        let root = (1.0 - e * e).sqrt();
        let n = (1.0 - root) / (1.0 + root);
        let (n2, n3, n4) = (n * n, n * n * n, n * n * n * n);
        let rectifying = plane.earth.semi_major_m() / (1.0 + n) * (1.0 + n2 / 4.0 + n4 / 64.0);
        let mut map = Self {
            central_lon_deg,
            k_m: factor * rectifying,
            xi0: 0.0,
            e,
            alpha: [
                n / 2.0 - 2.0 / 3.0 * n2 + 5.0 / 16.0 * n3 + 41.0 / 180.0 * n4,
                13.0 / 48.0 * n2 - 3.0 / 5.0 * n3 + 557.0 / 1440.0 * n4,
                61.0 / 240.0 * n3 - 103.0 / 140.0 * n4,
                49561.0 / 161_280.0 * n4,
            ],
            beta: [
                n / 2.0 - 2.0 / 3.0 * n2 + 37.0 / 96.0 * n3 - n4 / 360.0,
                n2 / 48.0 + n3 / 15.0 - 437.0 / 1440.0 * n4,
                17.0 / 480.0 * n3 - 37.0 / 840.0 * n4,
                4397.0 / 161_280.0 * n4,
            ],
            false_m: [0.0; 2],
        };
        map.xi0 = map.forward(origin_lat_deg, central_lon_deg).y / map.k_m;
        map.false_m = [plane.false_easting_m, plane.false_northing_m];
        Some(map)
    }
}

impl Forward for Transverse {
    fn forward(&self, lat_deg: f64, lon_deg: f64) -> Planar {
        let (sin_lat, cos_lat) = math::sin_cos(lat_deg * RAD);
        let turns = ((lon_deg - self.central_lon_deg) / 360.0).round();
        let (sin_lon, cos_lon) = math::sin_cos((lon_deg - self.central_lon_deg - 360.0 * turns) * RAD);
        // Tangent of the conformal latitude: sinh of the isometric latitude −ln t.
        let t = isometric_t::<true>(sin_lat, cos_lat, self.e);
        let tau = 0.5 * (1.0 / t - t);
        let flank = math::hypot(tau, cos_lon);
        let (xi, eta) = (math::atan2(tau, cos_lon), math::asinh(sin_lon / flank));
        let (sum, slope) = series(&self.alpha, xi, eta);
        // Convergence of the spherical step, and what the series turns.
        let gamma =
            math::atan2(tau / (1.0 + tau * tau).sqrt() * sin_lon, cos_lon) + math::atan2(-slope[1], slope[0]);
        let (sin, cos) = math::sin_cos(gamma);
        // Conformal, but without a constant cone: no WGS84 step is offered, hence the 0.
        Planar {
            x: self.false_m[0] + self.k_m * (eta + sum[1]),
            y: self.false_m[1] + self.k_m * (xi + sum[0] - self.xi0),
            sin,
            cos,
            step: StepShape::NONE,
        }
    }
}

impl PlaneMap for Transverse {
    fn inverse(&self, x: f64, y: f64) -> (f64, f64) {
        let (eta, xi) = ((x - self.false_m[0]) / self.k_m, (y - self.false_m[1]) / self.k_m + self.xi0);
        let (sum, _) = series(&self.beta, xi, eta);
        let (xi, eta) = (xi - sum[0], eta - sum[1]);
        let (s, c) = math::sin_cos(xi);
        let sh = math::sinh(eta);
        let tau = s / (sh * sh + c * c).sqrt();
        // t of the conformal latitude, in the form without cancellation.
        let root = (1.0 + tau * tau).sqrt();
        let t = if tau >= 0.0 { 1.0 / (root + tau) } else { root - tau };
        (latitude_from_t(t, self.e), self.central_lon_deg + math::atan2(sh, c) / RAD)
    }
}

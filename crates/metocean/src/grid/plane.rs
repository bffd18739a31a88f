//! Projections prepared for the inner loop: latitude and longitude to plane coordinates and grid direction.

use super::projection::{Pole, Projection, Scale, isometric_t, latitude_from_t, parallel_radius};
use super::rotation::StepShape;
use sarex_geo::ellipsoid::RAD;
use sarex_geo::math;

/// Adding and subtracting this rounds a double of magnitude below 2⁵¹ to the nearest integer.
const ROUND: f64 = 6_755_399_441_055_744.0; // 1.5 · 2⁵²

/// What a projection says of a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Planar {
    /// Along the grid's x axis: m or degrees.
    pub x: f64,
    /// Along the grid's y axis: m or degrees.
    pub y: f64,
    /// Sine of γ, the azimuth of the +y axis.
    pub sin: f64,
    /// Cosine of γ.
    pub cos: f64,
    /// What [`super::Rotation::Wgs84Step`] needs besides the direction.
    pub step: StepShape,
}

/// Latitude and longitude to the plane. `forward` is inlined into the vectorised loop; all arithmetic is
/// branch-free.
pub(crate) trait Forward: Copy + Send + Sync {
    /// Whether the 10 m step of [`super::Rotation::Wgs84Step`] differs from the direction of the map.
    const STEPS: bool = false;
    /// Whether the axes are known to be lengths, which need no thought of full turns.
    const STRAIGHT: bool = false;
    /// Latitude and longitude, degrees, to the plane.
    fn forward(&self, lat_deg: f64, lon_deg: f64) -> Planar;
}

/// A projection ready for use.
pub(crate) trait PlaneMap: Forward {
    /// The plane to latitude and longitude, degrees.
    fn inverse(&self, x: f64, y: f64) -> (f64, f64);
}

/// A projection whose meridians are straight lines at angles γ = n (λ − λ₀): x = x₀ + ρ sin γ, y = y₀ − ρ cos γ.
pub(crate) trait Conical: Forward {
    /// n.
    fn cone(&self) -> f64;
    /// λ₀, degrees.
    fn central_lon_deg(&self) -> f64;
    /// x₀ and y₀, m.
    fn origin_m(&self) -> [f64; 2];
    /// ρ(φ), m, with the sign of n.
    fn radius_m(&self, lat_deg: f64) -> f64;
}

/// Brings a difference of longitudes to [−180, 180] without a branch.
#[inline(always)]
pub(super) fn half_turn(dlon_deg: f64) -> f64 {
    dlon_deg - 360.0 * ((dlon_deg * (1.0 / 360.0) + ROUND) - ROUND)
}

/// The identity: degrees.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LatLon;

impl Forward for LatLon {
    #[inline(always)]
    fn forward(&self, lat_deg: f64, lon_deg: f64) -> Planar {
        Planar { x: lon_deg, y: lat_deg, sin: 0.0, cos: 1.0, step: StepShape::NONE }
    }
}

impl PlaneMap for LatLon {
    fn inverse(&self, x: f64, y: f64) -> (f64, f64) {
        (y, x)
    }
}

/// Mercator: x = k λ, y = −k ln t(φ) (Snyder 7-6, 7-7).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cylinder<const ELLIPSOID: bool> {
    central_lon_deg: f64,
    /// Longitudes are brought within half a turn of this one.
    centre_deg: f64,
    k_m: f64,
    e: f64,
    false_m: [f64; 2],
}

impl<const ELLIPSOID: bool> Forward for Cylinder<ELLIPSOID> {
    #[inline(always)]
    fn forward(&self, lat_deg: f64, lon_deg: f64) -> Planar {
        let (sin_lat, cos_lat) = math::sin_cos(lat_deg * RAD);
        let t = isometric_t::<ELLIPSOID>(sin_lat, cos_lat, self.e);
        let dlon = half_turn(lon_deg - self.centre_deg) + (self.centre_deg - self.central_lon_deg);
        Planar {
            x: self.false_m[0] + self.k_m * (dlon * RAD),
            y: self.false_m[1] - self.k_m * math::ln(t),
            sin: 0.0,
            cos: 1.0,
            step: StepShape::NONE,
        }
    }
}

impl<const ELLIPSOID: bool> PlaneMap for Cylinder<ELLIPSOID> {
    fn inverse(&self, x: f64, y: f64) -> (f64, f64) {
        let t = math::exp(((self.false_m[1] - y) / self.k_m).clamp(-700.0, 700.0));
        (latitude_from_t(t, self.e), self.central_lon_deg + (x - self.false_m[0]) / self.k_m / RAD)
    }
}

/// Polar stereographic: a cone with n = ±1, ρ = k t(±φ) (Snyder 21-30 … 21-41).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Polar<const ELLIPSOID: bool> {
    central_lon_deg: f64,
    /// +1 for the north pole, −1 for the south pole.
    n: f64,
    k_m: f64,
    e: f64,
    false_m: [f64; 2],
}

impl<const ELLIPSOID: bool> Forward for Polar<ELLIPSOID> {
    const STEPS: bool = !ELLIPSOID;
    #[inline(always)]
    fn forward(&self, lat_deg: f64, lon_deg: f64) -> Planar {
        let (sin_lat, cos_lat) = math::sin_cos(lat_deg * RAD);
        let (sin_lon, cos_lon) = math::sin_cos((lon_deg - self.central_lon_deg) * RAD);
        let rho = if ELLIPSOID {
            self.k_m * isometric_t::<true>(self.n * sin_lat, cos_lat, self.e)
        } else {
            // The grid lies on the pole's side: this form has no cancellation there.
            self.k_m * (cos_lat / (1.0 + self.n * sin_lat))
        };
        Planar {
            x: self.false_m[0] + rho * sin_lon,
            y: self.false_m[1] - self.n * (rho * cos_lon),
            sin: self.n * sin_lon,
            cos: cos_lon,
            step: StepShape::of::<ELLIPSOID>(sin_lat, cos_lat, rho, self.n),
        }
    }
}

impl<const ELLIPSOID: bool> PlaneMap for Polar<ELLIPSOID> {
    fn inverse(&self, x: f64, y: f64) -> (f64, f64) {
        let (dx, dy) = (x - self.false_m[0], y - self.false_m[1]);
        let lat = self.n * latitude_from_t(math::hypot(dx, dy) / self.k_m, self.e);
        (lat, self.central_lon_deg + math::atan2(dx, -self.n * dy) / RAD)
    }
}

/// Lambert conformal conic: ρ = k tⁿ, γ = n (λ − λ₀) (Snyder 15-1 … 15-11).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cone<const ELLIPSOID: bool> {
    central_lon_deg: f64,
    n: f64,
    /// ln |k|, and the sign of k, which is that of n.
    ln_k: f64,
    sign: f64,
    rho0_m: f64,
    e: f64,
    false_m: [f64; 2],
}

impl<const ELLIPSOID: bool> Forward for Cone<ELLIPSOID> {
    const STEPS: bool = !ELLIPSOID;
    #[inline(always)]
    fn forward(&self, lat_deg: f64, lon_deg: f64) -> Planar {
        let (sin_lat, cos_lat) = math::sin_cos(lat_deg * RAD);
        let t = isometric_t::<ELLIPSOID>(sin_lat, cos_lat, self.e);
        let rho = self.sign * math::exp(self.n * math::ln(t) + self.ln_k);
        let (sin, cos) = math::sin_cos(self.n * (half_turn(lon_deg - self.central_lon_deg) * RAD));
        Planar {
            x: self.false_m[0] + rho * sin,
            y: self.false_m[1] + (self.rho0_m - rho * cos),
            sin,
            cos,
            step: StepShape::of::<ELLIPSOID>(sin_lat, cos_lat, self.n * rho, self.n),
        }
    }
}

impl<const ELLIPSOID: bool> PlaneMap for Cone<ELLIPSOID> {
    fn inverse(&self, x: f64, y: f64) -> (f64, f64) {
        let dx = self.sign * (x - self.false_m[0]);
        let dy = self.sign * (self.rho0_m - (y - self.false_m[1]));
        let rho = math::hypot(dx, dy);
        if rho == 0.0 {
            return (90.0 * self.sign, self.central_lon_deg);
        }
        let t = math::exp(((math::ln(rho) - self.ln_k) / self.n).clamp(-700.0, 700.0));
        (latitude_from_t(t, self.e), self.central_lon_deg + math::atan2(dx, dy) / self.n / RAD)
    }
}

/// Sphere with a moved pole: rotated longitude and latitude, degrees.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rotated {
    sin_pole: f64,
    cos_pole: f64,
    pole_lon_deg: f64,
    grid_lon_deg: f64,
}

impl Forward for Rotated {
    #[inline(always)]
    fn forward(&self, lat_deg: f64, lon_deg: f64) -> Planar {
        let (sin_lat, cos_lat) = math::sin_cos(lat_deg * RAD);
        let (sin_lon, cos_lon) = math::sin_cos((self.pole_lon_deg - lon_deg) * RAD);
        // The direction to the grid's pole, times the cosine of the rotated latitude.
        let east = self.cos_pole * sin_lon;
        let north = cos_lat * self.sin_pole - sin_lat * self.cos_pole * cos_lon;
        let height = sin_lat * self.sin_pole + cos_lat * self.cos_pole * cos_lon;
        let cos_rotated = (east * east + north * north).sqrt();
        let back = sin_lat * self.cos_pole - cos_lat * self.sin_pole * cos_lon;
        Planar {
            x: self.grid_lon_deg + math::atan2_lanes(cos_lat * sin_lon, back) * (1.0 / RAD),
            y: math::atan2_lanes(height, cos_rotated) * (1.0 / RAD),
            sin: east / cos_rotated,
            cos: north / cos_rotated,
            step: StepShape::NONE,
        }
    }
}

impl PlaneMap for Rotated {
    fn inverse(&self, x: f64, y: f64) -> (f64, f64) {
        let (s, c) = math::sin_cos(y * RAD);
        let (sin_lon, cos_lon) = math::sin_cos((x - self.grid_lon_deg) * RAD);
        let up = s * self.sin_pole + c * self.cos_pole * cos_lon;
        let along = s * self.cos_pole - c * self.sin_pole * cos_lon;
        let across = c * sin_lon;
        let lat = math::atan2(up, math::hypot(along, across));
        (lat / RAD, self.pole_lon_deg - math::atan2(across, along) / RAD)
    }
}

impl<const ELLIPSOID: bool> Conical for Polar<ELLIPSOID> {
    fn cone(&self) -> f64 {
        self.n
    }
    fn central_lon_deg(&self) -> f64 {
        self.central_lon_deg
    }
    fn origin_m(&self) -> [f64; 2] {
        self.false_m
    }
    fn radius_m(&self, lat_deg: f64) -> f64 {
        let (sin_lat, cos_lat) = math::sin_cos(lat_deg * RAD);
        self.n * self.k_m * isometric_t::<true>(self.n * sin_lat, cos_lat, self.e)
    }
}

impl<const ELLIPSOID: bool> Conical for Cone<ELLIPSOID> {
    fn cone(&self) -> f64 {
        self.n
    }
    fn central_lon_deg(&self) -> f64 {
        self.central_lon_deg
    }
    fn origin_m(&self) -> [f64; 2] {
        [self.false_m[0], self.false_m[1] + self.rho0_m]
    }
    fn radius_m(&self, lat_deg: f64) -> f64 {
        let (sin_lat, cos_lat) = math::sin_cos(lat_deg * RAD);
        let t = isometric_t::<true>(sin_lat, cos_lat, self.e);
        self.sign * math::exp(self.n * math::ln(t) + self.ln_k)
    }
}

impl<const ELLIPSOID: bool> Cylinder<ELLIPSOID> {
    /// `centre_x` is the middle of the grid's x axis: a grid across the map's own seam stays in one piece.
    pub(super) fn new(projection: &Projection, centre_x: f64) -> Option<Self> {
        let Projection::Mercator { plane, central_lon_deg, scale } = *projection else { return None };
        let e = plane.earth.eccentricity();
        let factor = match scale {
            Scale::TrueAt(lat) => parallel_radius(lat, e),
            Scale::Factor(k0) => k0,
        };
        let k_m = plane.earth.semi_major_m() * factor;
        let false_m = [plane.false_easting_m, plane.false_northing_m];
        let centre_deg = central_lon_deg + (centre_x - false_m[0]) / k_m / RAD;
        Some(Self { central_lon_deg, centre_deg, k_m, e, false_m })
    }
}

impl<const ELLIPSOID: bool> Polar<ELLIPSOID> {
    pub(super) fn new(projection: &Projection) -> Option<Self> {
        let Projection::PolarStereographic { plane, pole, central_lon_deg, scale } = *projection else {
            return None;
        };
        let e = plane.earth.eccentricity();
        let at_pole = |k0: f64| 2.0 * k0 / (math::pow(1.0 + e, 1.0 + e) * math::pow(1.0 - e, 1.0 - e)).sqrt();
        let factor = match scale {
            // Within a metre of the pole the quotient m/t is 0/0; its limit is the pole's own scale.
            Scale::TrueAt(lat) if lat.abs() > 89.999_99 => at_pole(1.0),
            Scale::TrueAt(lat) => {
                let (s, c) = math::sin_cos(lat.abs() * RAD);
                parallel_radius(lat, e) / isometric_t::<true>(s, c, e)
            }
            Scale::Factor(k0) => at_pole(k0),
        };
        Some(Self {
            central_lon_deg,
            n: if pole == Pole::North { 1.0 } else { -1.0 },
            k_m: plane.earth.semi_major_m() * factor,
            e,
            false_m: [plane.false_easting_m, plane.false_northing_m],
        })
    }
}

impl<const ELLIPSOID: bool> Cone<ELLIPSOID> {
    pub(super) fn new(projection: &Projection) -> Option<Self> {
        let Projection::LambertConformal { plane, central_lon_deg, origin_lat_deg, parallels_deg: [p, q] } =
            *projection
        else {
            return None;
        };
        let e = plane.earth.eccentricity();
        let ln_t = |lat: f64| {
            let (s, c) = math::sin_cos(lat * RAD);
            math::ln(isometric_t::<true>(s, c, e))
        };
        let n = if (p - q).abs() < 1e-9 {
            math::sin_cos(p * RAD).0
        } else {
            (math::ln(parallel_radius(p, e)) - math::ln(parallel_radius(q, e))) / (ln_t(p) - ln_t(q))
        };
        let sign = n.signum();
        let k = plane.earth.semi_major_m() * parallel_radius(p, e) / n.abs();
        let ln_k = math::ln(k) - n * ln_t(p);
        let rho0_m = if origin_lat_deg * sign >= 90.0 {
            0.0
        } else {
            sign * math::exp(n * ln_t(origin_lat_deg) + ln_k)
        };
        let false_m = [plane.false_easting_m, plane.false_northing_m];
        Some(Self { central_lon_deg, n, ln_k, sign, rho0_m, e, false_m })
    }
}

impl Rotated {
    pub(super) fn new(projection: &Projection) -> Option<Self> {
        let Projection::RotatedPole { pole_lat_deg, pole_lon_deg, north_pole_grid_lon_deg } = *projection
        else {
            return None;
        };
        let (sin_pole, cos_pole) = math::sin_cos(pole_lat_deg * RAD);
        Some(Self { sin_pole, cos_pole, pole_lon_deg, grid_lon_deg: north_pole_grid_lon_deg })
    }
}

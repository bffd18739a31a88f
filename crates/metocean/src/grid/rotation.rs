//! From components along a grid's axes to east and north.

use super::plane::Planar;
use sarex_geo::ellipsoid::EP2;

/// Which way a source's components point.
///
/// For components (u, v) along the grid's axes and γ the azimuth of the +y axis,
/// u_E = u cos γ + v sin γ, v_N = −u sin γ + v cos γ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rotation {
    /// Components are eastward and northward already.
    None,
    /// Components are along the grid's axes, γ is that of the grid's own Earth.
    #[default]
    Spherical,
    /// As [`Rotation::Spherical`], but γ is the WGS84 azimuth of a step of 10 m along +y in the plane, the way
    /// OpenDrift takes it. It differs by up to 0.04°. For latitude–longitude, rotated-pole and curvilinear
    /// grids, and for projections on an ellipsoid, it is the same as [`Rotation::Spherical`].
    Wgs84Step,
}

/// Length of the step in the plane, m.
const STEP_M: f64 = 10.0;

/// Sine and cosine of the WGS84 azimuth of a step of 10 m along +y on a spherical conformal map.
///
/// The step leaves in direction γ, is s = 10 m/(k R) long in radians of the sphere, and bends to the right with
/// the curvature κ = (n − sin φ) sin γ / cos φ per radian (γ = n(λ − λ₀) along the line, less what a geodesic
/// turns). Its end, in normal co-ordinates (v east, u north), is s (sin γ, cos γ) + ½ κ s² (cos γ, −sin γ). On the
/// sphere that is Δφ = u − t v²/2, Δλ cos φ = v + t u v; the same differences on the ellipsoid come from a
/// geodesic with u' = Δφ/V² + t v'²/2 + (3/2) t η² u'², v' = Δλ cos φ − t u' v'. What is left out is of relative
/// order s² = 10⁻¹². Within 600 m of a pole, where no direction means much, the latitude of that ring is used.
#[inline(always)]
pub(super) fn wgs84_step(planar: &Planar, cone: f64) -> (f64, f64) {
    let cos_lat = if planar.cos_lat > 1e-4 { planar.cos_lat } else { 1e-4 };
    let (sin, cos) = (planar.sin, planar.cos);
    let t = planar.sin_lat / cos_lat;
    let s = STEP_M / planar.plane_m_per_rad;
    let bend = 0.5 * ((cone - planar.sin_lat) * sin / cos_lat) * s;
    // Everything below is divided by s once: a direction needs no length.
    let v = sin + bend * cos;
    let u = cos - bend * sin;
    let ts = t * s;
    let dlat = u - 0.5 * ts * v * v;
    let dlon = v + ts * u * v;
    let eta2 = EP2 * cos_lat * cos_lat;
    let u0 = dlat / (1.0 + eta2);
    let north = u0 + ts * (0.5 * dlon * dlon + 1.5 * eta2 * u0 * u0);
    let east = dlon - ts * u0 * dlon;
    let inverse = 1.0 / (north * north + east * east).sqrt();
    (east * inverse, north * inverse)
}

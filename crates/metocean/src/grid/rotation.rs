//! From components along a grid's axes to east and north.

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

/// What bends a step of 10 m along +y on a conical map; functions of the latitude alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct StepShape {
    /// tan φ times the step's length s in radians of the sphere.
    pub tangent: f64,
    /// Half the step's turn against a great circle, less a factor sin γ: ½ s (n − sin φ)/cos φ.
    pub bend: f64,
    /// η² = e'² cos² φ of WGS84.
    pub eta2: f64,
}

impl StepShape {
    /// For maps whose step has no direction of its own.
    pub const NONE: Self = Self { tangent: 0.0, bend: 0.0, eta2: 0.0 };

    /// `n_rho_m`: the radius n ρ, which is scale times cos φ in metres of the plane per radian. Within 600 m of a
    /// pole, where no direction means much, the latitude of that ring is used. On an ellipsoid the map's
    /// direction is the azimuth already.
    #[inline(always)]
    pub fn of<const ELLIPSOID: bool>(sin_lat: f64, cos_lat: f64, n_rho_m: f64, cone: f64) -> Self {
        if ELLIPSOID {
            return Self::NONE;
        }
        let s = STEP_M * cos_lat / n_rho_m;
        let cos_lat = if cos_lat > 1e-4 { cos_lat } else { 1e-4 };
        Self {
            tangent: sin_lat / cos_lat * s,
            bend: 0.5 * ((cone - sin_lat) / cos_lat) * s,
            eta2: EP2 * cos_lat * cos_lat,
        }
    }
}

/// Sine and cosine of the WGS84 azimuth of a step of 10 m along +y on a spherical conformal map.
///
/// The step leaves in direction γ, is s = 10 m/(k R) long in radians of the sphere, and bends to the right with
/// the curvature κ = (n − sin φ) sin γ / cos φ per radian (γ = n(λ − λ₀) along the line, less what a geodesic
/// turns). Its end, in normal co-ordinates (v east, u north), is s (sin γ, cos γ) + ½ κ s² (cos γ, −sin γ). On the
/// sphere that is Δφ = u − t v²/2, Δλ cos φ = v + t u v; the same differences on the ellipsoid come from a
/// geodesic with u' = Δφ/V² + t v'²/2 + (3/2) t η² u'², v' = Δλ cos φ − t u' v'. What is left out is of relative
/// order s² = 10⁻¹².
#[inline(always)]
pub(super) fn wgs84_step(sin: f64, cos: f64, step: &StepShape) -> (f64, f64) {
    let bend = step.bend * sin;
    // Everything below is divided by s once: a direction needs no length.
    let v = sin + bend * cos;
    let u = cos - bend * sin;
    let ts = step.tangent;
    let dlat = u - 0.5 * ts * v * v;
    let dlon = v + ts * u * v;
    let u0 = dlat / (1.0 + step.eta2);
    let north = u0 + ts * (0.5 * dlon * dlon + 1.5 * step.eta2 * u0 * u0);
    let east = dlon - ts * u0 * dlon;
    let inverse = 1.0 / (north * north + east * east).sqrt();
    (east * inverse, north * inverse)
}

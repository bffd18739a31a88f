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
    /// 1/V² = 1/(1 + e'² cos² φ) of WGS84.
    pub inverse_v2: f64,
}

impl StepShape {
    /// For maps whose step has no direction of its own.
    pub const NONE: Self = Self { tangent: 0.0, bend: 0.0, inverse_v2: 1.0 };

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
            inverse_v2: 1.0 / (1.0 + EP2 * cos_lat * cos_lat),
        }
    }
}

/// Sine and cosine of the WGS84 azimuth of a step of 10 m along +y on a spherical conformal map.
///
/// The step leaves in direction γ, is s = 10 m/(k R) long in radians of the sphere, and bends to the right with
/// the curvature κ = (n − sin φ) sin γ / cos φ per radian (γ = n(λ − λ₀) along the line, less what a geodesic
/// turns). Its end, in normal co-ordinates (v east, u north), is s (sin γ, cos γ) + ½ κ s² (cos γ, −sin γ). On the
/// sphere that is Δφ = u − t v²/2, Δλ cos φ = v + t u v; the same differences on the ellipsoid come from a
/// geodesic with u' = Δφ/V² + t v'²/2 + (3/2) t η² u'², v' = Δλ cos φ − t u' v'. Put into one another, to first
/// order in s and after division by it, with w = 1/V² and b = ½ κ s:
/// v' = sin γ + b cos γ + s t sin γ cos γ (1 − w),
/// u' = w (cos γ − b sin γ) + ½ s t (1 − w) (sin² γ + 3 (2 − w) w² cos² γ),
/// where η² = (1 − w)/w is (1 − w)(2 − w) but for 5·10⁻⁵ of it. What is left out is of relative order s² t².
#[inline(always)]
pub(super) fn wgs84_step(sin: f64, cos: f64, step: &StepShape) -> (f64, f64) {
    let (w, ts) = (step.inverse_v2, step.tangent * (1.0 - step.inverse_v2));
    let bend = step.bend * sin;
    let shrunk = w * cos;
    let east = (sin + bend * cos) + ts * sin * cos;
    let north = (shrunk - w * (bend * sin)) + 0.5 * ts * (sin * sin + 3.0 * (2.0 - w) * (shrunk * shrunk));
    let inverse = inverse_root_near_one(north * north + east * east);
    (east * inverse, north * inverse)
}

/// 1/√q for q near 1: the series to the third order and one Newton step; error below 1.5 (35/128 (q − 1)⁴)², 10⁻¹⁶
/// for the 1.4 % by which a direction's length on the ellipsoid may differ.
#[inline(always)]
fn inverse_root_near_one(q: f64) -> f64 {
    let x = q - 1.0;
    let y = (1.0 - 0.5 * x) + (x * x) * (0.375 - 0.3125 * x);
    y * (1.5 - 0.5 * q * y * y)
}

#[cfg(test)]
mod tests {
    use super::inverse_root_near_one;

    #[test]
    fn the_inverse_root_is_exact_near_one() {
        for k in -100..=100 {
            let q = 1.0 + 1.4e-4 * f64::from(k);
            assert!((inverse_root_near_one(q) * q.sqrt() - 1.0).abs() < 4e-16, "{q}");
        }
    }
}

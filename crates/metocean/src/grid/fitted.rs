//! Conical maps of a region by polynomials: the same map, at a third of the cost.

use super::plane::{Conical, Forward, Planar, half_turn};
use super::rotation::StepShape;
use sarex_geo::ellipsoid::RAD;
use sarex_geo::math;

/// Largest difference from the exact map that is accepted, m.
const TOLERANCE_M: f64 = 1e-6;

/// A polar stereographic or Lambert map on the latitudes and longitudes of one grid.
///
/// The radius ρ(φ) needs a logarithm, an exponential and three divisions; over the few degrees of a regional grid
/// its Chebyshev interpolant with `RADIUS` coefficients is the same number within a micrometre, on sphere and
/// ellipsoid alike, and so, with `STEP` of them, are the terms of [`super::Rotation::Wgs84Step`]. Angles are taken
/// from the grid's middle meridian, where sine and cosine need no reduction, and `TURN` terms of their series are
/// enough. Outside the region there is no value. Whether a grid can be fitted is checked when it is made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fitted<const RADIUS: usize, const TURN: usize, const STEP: usize> {
    centre_lat_deg: f64,
    per_deg: f64,
    centre_lon_deg: f64,
    /// n in radians per degree, and sine and cosine of n (λc − λ₀).
    n_per_deg: f64,
    turn: [f64; 2],
    origin_m: [f64; 2],
    radius: [f64; RADIUS],
    tangent: [f64; STEP],
    bend: [f64; STEP],
    inverse_v2: [f64; STEP],
}

/// The cheapest fit that is exact on a grid.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fit {
    /// Some degrees: a coastal model.
    Small(Fitted<8, 4, 5>),
    /// A sea.
    Medium(Fitted<12, 5, 6>),
    /// A quarter of an ocean.
    Large(Fitted<16, 7, 8>),
}

impl Fit {
    /// For the region `[south, north, west, east]`, degrees; `None` where no fit would be exact.
    pub fn new<M: Conical>(map: &M, area_deg: [f64; 4]) -> Option<Self> {
        let small = Fitted::new(map, area_deg).map(Self::Small);
        let medium = || Fitted::new(map, area_deg).map(Self::Medium);
        let large = || Fitted::new(map, area_deg).map(Self::Large);
        small.or_else(medium).or_else(large)
    }
}

impl<const RADIUS: usize, const TURN: usize, const STEP: usize> Forward for Fitted<RADIUS, TURN, STEP> {
    const STEPS: bool = true;
    const STRAIGHT: bool = true;

    #[inline(always)]
    fn forward(&self, lat_deg: f64, lon_deg: f64) -> Planar {
        let u = (lat_deg - self.centre_lat_deg) * self.per_deg;
        let angle = half_turn(lon_deg - self.centre_lon_deg) * self.n_per_deg;
        let inside = (u.abs() <= 1.0) & (angle.abs() <= Self::LARGEST_TURN);
        let rho = math::polynomial(u, self.radius);
        let rho = if inside { rho } else { f64::NAN };
        let (s, c) = math::sin_cos_series::<TURN>(angle);
        let [s0, c0] = self.turn;
        let (sin, cos) = (s * c0 + c * s0, c * c0 - s * s0);
        let step = StepShape {
            tangent: math::polynomial(u, self.tangent),
            bend: math::polynomial(u, self.bend),
            inverse_v2: math::polynomial(u, self.inverse_v2),
        };
        Planar { x: self.origin_m[0] + rho * sin, y: self.origin_m[1] - rho * cos, sin, cos, step }
    }
}

impl<const RADIUS: usize, const TURN: usize, const STEP: usize> Fitted<RADIUS, TURN, STEP> {
    /// Largest angle from the middle meridian, radians: what the series of sine and cosine leave out of it is a
    /// fraction of a micrometre of any radius on the Earth.
    const LARGEST_TURN: f64 = match TURN {
        4 => 0.3,
        5 => 0.45,
        _ => std::f64::consts::FRAC_PI_4,
    };

    fn new<M: Conical>(map: &M, [south, north, west, east]: [f64; 4]) -> Option<Self> {
        let n = map.cone();
        let half_lat = 0.51 * (north - south) + 0.5;
        let half_lon = 0.51 * (east - west) + 0.5;
        if half_lon * n.abs() * RAD > 0.998 * Self::LARGEST_TURN || north > 89.0 || south < -89.0 {
            return None;
        }
        let (centre_lat_deg, centre_lon_deg) = (0.5 * (south + north), 0.5 * (west + east));
        let at = |u: f64| centre_lat_deg + half_lat * u;
        let step = |u: f64| map.forward(at(u), centre_lon_deg).step;
        let (sin0, cos0) = math::sin_cos(n * half_turn(centre_lon_deg - map.central_lon_deg()) * RAD);
        let fitted = Self {
            centre_lat_deg,
            per_deg: 1.0 / half_lat,
            centre_lon_deg,
            n_per_deg: n * RAD,
            turn: [sin0, cos0],
            origin_m: map.origin_m(),
            radius: interpolant(|u| map.radius_m(at(u))),
            tangent: interpolant(|u| step(u).tangent),
            bend: interpolant(|u| step(u).bend),
            inverse_v2: interpolant(|u| step(u).inverse_v2),
        };
        let exact = (0..=200).all(|k| {
            let u = f64::from(k) * 0.01 - 1.0;
            let (lat_deg, lon_deg) = (at(0.999 * u), centre_lon_deg + half_lon * u);
            let (a, b) = (fitted.forward(lat_deg, lon_deg), map.forward(lat_deg, lon_deg));
            let near = |a: f64, b: f64, tolerance: f64| (a - b).abs() < tolerance;
            near(a.x, b.x, TOLERANCE_M)
                && near(a.y, b.y, TOLERANCE_M)
                && near(a.step.tangent, b.step.tangent, 1e-10)
                && near(a.step.bend, b.step.bend, 1e-10)
                && near(a.step.inverse_v2, b.step.inverse_v2, 1e-10)
        });
        exact.then_some(fitted)
    }
}

/// Coefficients, lowest first, of the polynomial through the Chebyshev points of [−1, 1].
fn interpolant<const N: usize>(f: impl Fn(f64) -> f64) -> [f64; N] {
    let angle = |k: usize| (k as f64 + 0.5) / (2 * N) as f64;
    let values: [f64; N] = std::array::from_fn(|k| f(math::sin_cos_turns(angle(k)).1));
    let mut sum = [0.0; N];
    // T₀ and T₁ in powers; T_{j+1} = 2u T_j − T_{j−1}.
    let (mut before, mut current) = ([0.0; N], [0.0; N]);
    current[0] = 1.0;
    for j in 0..N {
        let share: f64 =
            values.iter().enumerate().map(|(k, v)| v * math::sin_cos_turns(j as f64 * angle(k)).1).sum();
        let share = share * if j == 0 { 1.0 } else { 2.0 } / N as f64;
        for (sum, term) in sum.iter_mut().zip(current) {
            *sum += share * term;
        }
        let twice = if j == 0 { 1.0 } else { 2.0 };
        let mut next = [0.0; N];
        for k in 0..N {
            next[k] = if k > 0 { twice * current[k - 1] } else { 0.0 } - before[k];
        }
        (before, current) = (current, next);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Small grids take the cheap fit and large ones the long; all are the exact map on the whole region, and a
    /// region of half the globe has none.
    #[test]
    fn each_region_takes_the_cheapest_fit_that_is_exact() {
        let projection = crate::Projection::LambertConformal {
            plane: crate::grid::Plane::on(crate::grid::Earth::Sphere { radius_m: 6_371_000.0 }),
            central_lon_deg: 15.0,
            origin_lat_deg: 63.0,
            parallels_deg: [63.0, 63.0],
        };
        let map = super::super::plane::Cone::<false>::new(&projection).unwrap();
        let fit = |half_lat: f64, half_lon: f64| {
            Fit::new(&map, [50.0 - half_lat, 50.0 + half_lat, -half_lon, half_lon])
        };
        let deviation = |fit: &dyn Fn(f64, f64) -> Planar, half_lat: f64, half_lon: f64| {
            let places = (0..=40).flat_map(|i| (0..=40).map(move |j| (i, j)));
            let apart = places.map(|(i, j)| {
                let (lat_deg, lon_deg) =
                    (50.0 + half_lat * (0.05 * f64::from(i) - 1.0), half_lon * (0.05 * f64::from(j) - 1.0));
                let (a, b) = (fit(lat_deg, lon_deg), map.forward(lat_deg, lon_deg));
                assert!(!(a.x.is_nan() || a.y.is_nan()));
                (a.x - b.x).abs().max((a.y - b.y).abs())
            });
            apart.fold(0.0, f64::max)
        };
        let Some(Fit::Small(small)) = fit(2.0, 3.0) else { panic!("small") };
        let Some(Fit::Medium(medium)) = fit(6.0, 18.0) else { panic!("medium") };
        let Some(Fit::Large(large)) = fit(10.0, 40.0) else { panic!("large") };
        assert!(deviation(&|lat, lon| small.forward(lat, lon), 2.0, 3.0) < 2e-6);
        assert!(deviation(&|lat, lon| medium.forward(lat, lon), 6.0, 18.0) < 2e-6);
        assert!(deviation(&|lat, lon| large.forward(lat, lon), 10.0, 40.0) < 2e-6);
        assert!(fit(30.0, 90.0).is_none());
    }

    /// A polynomial is its own interpolant; the exponential is met to the last digits.
    #[test]
    fn interpolants_meet_their_function() {
        let cubic: [f64; 8] = interpolant(|u| 1.0 - 2.0 * u + 0.5 * u * u * u);
        for (k, want) in [1.0, -2.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0].into_iter().enumerate() {
            assert!((cubic[k] - want).abs() < 1e-13, "{cubic:?}");
        }
        let e: [f64; 16] = interpolant(math::exp);
        for k in -100..=100 {
            let u = f64::from(k) * 0.01;
            assert!((math::polynomial(u, e) - math::exp(u)).abs() < 1e-14);
        }
    }
}

//! Observed orders of the schemes in smooth flows with exact solutions.

use crate::run::testing::*;
use crate::{Integrator, Particles, Scenario};
use sarex_geo::math::sin_cos;
use sarex_metocean::Environment;

const LAT0: f64 = 55.0;
const LON0: f64 = 3.0;
const RADIUS_DEG: f64 = 0.2;
/// One turn in twelve hours.
const OMEGA: f64 = std::f64::consts::TAU / 43_200.0;

/// Rotation of the (longitude, latitude) plane about a centre: dλ = −ω y, dφ = ω x, a circle in degrees. Velocities
/// follow from the radii of curvature, so the exact solution holds on the ellipsoid.
fn rotation() -> Environment {
    environment(
        |lat, lon, _| {
            let (m_lat, m_lon) = metres_per_degree(lat);
            (-OMEGA * (lat - LAT0) * m_lon, OMEGA * (lon - LON0) * m_lat)
        },
        |_, _, _| (0.0, 0.0),
    )
}

fn rotated(t: f64) -> (f64, f64) {
    let (s, c) = sin_cos(OMEGA * t);
    (LAT0 + RADIUS_DEG * s, LON0 + RADIUS_DEG * c)
}

/// A flow that turns and pulsates in time while it shears: dφ = a cos(νt), dλ = b sin(νt) + s (φ − φ₀).
fn pulsating() -> Environment {
    environment(
        |lat, _, t| {
            let (m_lat, m_lon) = metres_per_degree(lat);
            let (s, c) = sin_cos(NU * t);
            ((PULSE * s + SHEAR * (lat - LAT0)) * m_lon, PULSE * c * m_lat)
        },
        |_, _, _| (0.0, 0.0),
    )
}
const NU: f64 = std::f64::consts::TAU / 30_000.0;
/// Degrees per second.
const PULSE: f64 = 1e-5;
const SHEAR: f64 = 3e-5;

fn pulsated(t: f64) -> (f64, f64) {
    let (s, c) = sin_cos(NU * t);
    let y = PULSE / NU * s;
    let x = (PULSE + SHEAR * PULSE / NU) / NU * (1.0 - c);
    (LAT0 + y, LON0 + x)
}

/// Error after `t` seconds with a step, m.
fn error_m(
    environment: &Environment,
    exact: fn(f64) -> (f64, f64),
    integrator: Integrator,
    step_s: f64,
    t: f64,
) -> f64 {
    let start = exact(0.0);
    let p: Particles = particles(1, start.0, start.1, 0.0);
    let s = Scenario { integrator, step_s, output_every_s: t, until_s: t, ..scenario() };
    distance_m(end_place(&end_of(&s, &p, environment), 0), exact(t))
}

/// Order from halving the step once.
fn check_order(integrator: Integrator, coarse_s: f64, want: f64) {
    for (name, environment, exact) in
        [("rotation", rotation(), rotated as fn(f64) -> (f64, f64)), ("pulsating", pulsating(), pulsated)]
    {
        let t = 28_800.0;
        let coarse = error_m(&environment, exact, integrator, coarse_s, t);
        let fine = error_m(&environment, exact, integrator, coarse_s / 2.0, t);
        let order = (coarse / fine).log2_exact();
        println!(
            "{name} {integrator:?}: {coarse:.4} m at {coarse_s} s, {fine:.4} m at half, order {order:.3}"
        );
        assert!((order - want).abs() < 0.1, "{name} {integrator:?}: order {order}");
    }
}

trait Log2 {
    fn log2_exact(self) -> f64;
}
impl Log2 for f64 {
    fn log2_exact(self) -> f64 {
        sarex_geo::math::log10(self) / sarex_geo::math::log10(2.0)
    }
}

#[test]
fn euler_is_of_first_order() {
    check_order(Integrator::Euler, 60.0, 1.0);
}

#[test]
fn rk2_is_of_second_order() {
    check_order(Integrator::Rk2, 300.0, 2.0);
}

#[test]
fn rk4_is_of_fourth_order() {
    check_order(Integrator::Rk4, 1200.0, 4.0);
}

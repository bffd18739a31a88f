//! Observed orders of the schemes in smooth flows with exact solutions.

use crate::record::Record;
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
fn check_order(record: &mut Record, integrator: Integrator, coarse_s: f64, want: f64) {
    for (name, environment, exact) in
        [("rotation", rotation(), rotated as fn(f64) -> (f64, f64)), ("pulsating", pulsating(), pulsated)]
    {
        let t = 28_800.0;
        let coarse = error_m(&environment, exact, integrator, coarse_s, t);
        let fine = error_m(&environment, exact, integrator, coarse_s / 2.0, t);
        let order = (coarse / fine).log2_exact();
        record.row(
            &format!(
                "{integrator:?}, {name}: {coarse:.4} m at {coarse_s} s, {fine:.4} m at {} s",
                coarse_s / 2.0
            ),
            format!("{order:.3}"),
            format!("{want} ± 0.1"),
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

/// Orders 1, 2 and 4 within 0.1, in both flows.
#[test]
fn schemes_have_their_orders() {
    let mut record = Record::new(
        "closed-forms",
        "50-orders",
        "Observed orders of the schemes",
        "Eight hours in two smooth flows with exact solutions: solid-body rotation, one turn in 12 h at a radius of \
         0.2°, and a flow that pulsates and shears. Order: log₂ of the ratio of errors (geodesic distance from the \
         exact end) at a step and at half of it. Limit 0.1: the steps are small enough for the leading term.",
    );
    check_order(&mut record, Integrator::Euler, 60.0, 1.0);
    check_order(&mut record, Integrator::Rk2, 300.0, 2.0);
    check_order(&mut record, Integrator::Rk4, 1200.0, 4.0);
}

/// Two turns of a rigid rotation lead back to the start, but for the scheme's lag in phase: n (ω dt)³/6 for RK2, which
/// turns by ω dt − (ω dt)³/6 a step, n (ω dt)⁵/120 for RK4.
#[test]
fn a_rotation_closes() {
    let mut record = Record::new(
        "closed-forms",
        "30-rotation",
        "Solid-body rotation closes",
        "Two turns in a day at a radius of 0.2°, 600 s, n = 144 steps. Norm: distance from the start, against the lag in \
         phase times the radius: n (ω dt)³/6 for RK2, n (ω dt)⁵/120 for RK4. Limits: 2 % of RK2's lag, 1 m for RK4.",
    );
    let (turn, radius_m) = (OMEGA * 600.0, RADIUS_DEG * metres_per_degree(LAT0).0);
    let cube = turn * turn * turn;
    for (integrator, lag, limit_m) in [
        (Integrator::Rk2, cube / 6.0, 0.02 * 144.0 * cube / 6.0 * radius_m),
        (Integrator::Rk4, cube * turn * turn / 120.0, 1.0),
    ] {
        let error_m = error_m(&rotation(), rotated, integrator, 600.0, 86_400.0);
        let want_m = 144.0 * lag * radius_m;
        record.row(
            &format!("{integrator:?}"),
            format!("{error_m:.2} m"),
            format!("{want_m:.2} ± {limit_m:.1} m"),
        );
        assert!((error_m - want_m).abs() < limit_m, "{integrator:?}: {error_m} m, not {want_m}");
    }
}

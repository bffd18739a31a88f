//! Closed forms of the motion: steady flow, leeway, start times, back and forth, dateline and poles.

use crate::record::Record;
use crate::run::testing::*;
use crate::{Fate, Integrator, Scenario};
use proptest::prelude::*;
use sarex_geo::{Bearing, Distance, Position, geodesic, rhumb};

const DAY_S: f64 = 86_400.0;

/// A steady velocity keeps its bearing: the path is a rhumb line. RK2 at ten minutes is within a centimetre of it
/// after a day at 1 m/s, from the equator to 80°.
#[test]
fn steady_flow_follows_the_rhumb_line() {
    let mut record = Record::new(
        "closed-forms",
        "10-uniform-flow",
        "Uniform flow keeps its course",
        "A day at 1 m/s on five courses, RK2, 600 s. Norm: largest geodesic distance on WGS84 from the rhumb line's \
         end. Limit: a centimetre in 86 km, a hundredth of what a position in minutes and thousandths can show.",
    );
    for lat in [0.0, 35.0, -60.0, 80.0] {
        let mut worst_m = 0.0f64;
        for bearing in [0.0f64, 33.0, 90.0, 200.0, 270.0] {
            let (sine, cosine) = sarex_geo::math::sin_cos(bearing.to_radians());
            let environment = steady((sine, cosine), (0.0, 0.0));
            let e = end_of(
                &Scenario { until_s: DAY_S, ..scenario() },
                &particles(1, lat, 10.0, 0.0),
                &environment,
            );
            let start = Position::new(lat, 10.0).unwrap();
            let want = rhumb::direct(start, Bearing::wrapping(bearing), Distance::metres(DAY_S)).unwrap();
            let error_m = distance_m(end_place(&e, 0), (want.lat_deg(), want.lon_deg()));
            assert!(error_m < 0.01, "{lat} {bearing}: {error_m} m");
            worst_m = worst_m.max(error_m);
        }
        record.row(&format!("latitude {lat}°"), format!("{:.2} mm", 1e3 * worst_m), "10 mm");
    }
}

/// One Euler step is the exact geodesic: an hour at 2 m/s within 1 mm to 75°, 5 mm at 85°.
#[test]
fn an_euler_step_is_a_geodesic() {
    let mut record = Record::new(
        "closed-forms",
        "12-one-step",
        "One step is a geodesic",
        "An hour at 2 m/s from 170° E, one Euler step. Norm: distance from the exact geodesic's \
         end. Limit: the third-order rule's own remainder near 85°, a millimetre elsewhere; where a \
         step could reach beyond 85°, an exact geodesic.",
    );
    for (lat, tolerance_m) in
        [(0.0, 1e-3), (35.0, 1e-3), (-75.0, 1e-3), (84.3, 5e-3), (84.9, 1e-3), (88.0, 1e-3), (89.99, 1e-3)]
    {
        let s = Scenario { integrator: Integrator::Euler, step_s: 3600.0, until_s: 3600.0, ..scenario() };
        let e = end_of(&s, &particles(1, lat, 170.0, 0.0), &steady((1.6, 1.2), (0.0, 0.0)));
        let bearing = Bearing::wrapping(sarex_geo::math::atan2(1.6, 1.2).to_degrees());
        let want = geodesic::direct(Position::new(lat, 170.0).unwrap(), bearing, Distance::metres(7200.0));
        let error_m = distance_m(end_place(&e, 0), (want.lat_deg(), want.lon_deg()));
        assert!(error_m < tolerance_m, "{lat}: {error_m} m");
        record.row(
            &format!("latitude {lat}°"),
            format!("{:.2} mm", 1e3 * error_m),
            format!("{:.0} mm", 1e3 * tolerance_m),
        );
    }
}

/// Shear: with φ̇ = V and λ̇ = s (φ − φ₀) the way is a parabola, Δλ = ½ s V t². Schemes of second order and more meet
/// it; Euler's is behind by ½ s V dt t.
#[test]
fn shear_gives_a_parabola() {
    const V: f64 = 1e-5;
    const S: f64 = 3e-5;
    let environment = environment(
        |lat, _, _| {
            let (m_lat, m_lon) = metres_per_degree(lat);
            (S * (lat - 50.0) * m_lon, V * m_lat)
        },
        |_, _, _| (0.0, 0.0),
    );
    let mut record = Record::new(
        "closed-forms",
        "40-shear",
        "Shear gives a parabola",
        "φ̇ = 10⁻⁵ °/s, λ̇ = 3·10⁻⁵ /s · (φ − 50°), a day, 600 s; exact: Δφ = V t, Δλ = ½ s V t². Norm: geodesic \
         distance from the exact end, for Euler's scheme from where its lag of ½ s V dt t puts it. Limits: a metre of \
         125 km; for Euler's, what straight steps lose to the convergence of meridians, u v tan φ dt t/R, 10 m \
         with means of u = 0.9 and v = 1.1 m/s.",
    );
    let exact = (50.0 + V * DAY_S, 3.0 + 0.5 * S * V * DAY_S * DAY_S);
    let lag_deg = 0.5 * S * V * 600.0 * DAY_S;
    for (integrator, lag_deg, limit_m) in
        [(Integrator::Euler, lag_deg, 12.0), (Integrator::Rk2, 0.0, 1.0), (Integrator::Rk4, 0.0, 1.0)]
    {
        let s = Scenario { integrator, until_s: DAY_S, ..scenario() };
        let e = end_of(&s, &particles(1, 50.0, 3.0, 0.0), &environment);
        let error_m = distance_m(end_place(&e, 0), (exact.0, exact.1 - lag_deg));
        record.row(&format!("{integrator:?}"), format!("{error_m:.3} m"), format!("{limit_m:.1} m"));
        assert!(error_m < limit_m, "{integrator:?}: {error_m} m");
    }
}

/// Leeway in a steady wind: D downwind, C to the right on the right side, to the left on the left.
#[test]
fn steady_wind_gives_steady_leeway() {
    let mut record = Record::new(
        "closed-forms",
        "20-leeway",
        "Constant wind gives constant leeway",
        "10 m/s towards the east, 3 % + 2 cm/s downwind, 1 % − 1 cm/s to either side: a rhumb line along \
         (0.32, ±0.09) m/s for a day. Norm: geodesic distance from its end. Limit: 2 cm in 29 km.",
    );
    let mut s = Scenario { until_s: DAY_S, ..scenario() };
    s.objects = vec![object((3.0, 2.0), (1.0, -1.0), 0.0)];
    let (wind, d, c) = (10.0, 0.32, 0.09);
    // Blowing towards the east, so right is south.
    let e = end_of(&s, &particles(2, 45.0, 0.0, 0.0), &steady((0.0, 0.0), (wind, 0.0)));
    for (particle, side) in [(0, -1.0), (1, 1.0)] {
        let course = sarex_geo::math::atan2(d, side * c).to_degrees();
        let length = (d * d + c * c).sqrt() * DAY_S;
        let want = rhumb::direct(
            Position::new(45.0, 0.0).unwrap(),
            Bearing::wrapping(course),
            Distance::metres(length),
        )
        .unwrap();
        let error_m = distance_m(end_place(&e, particle), (want.lat_deg(), want.lon_deg()));
        assert!(error_m < 0.02, "{particle}: {error_m} m");
        let side = ["right", "left"][particle];
        record.row(&format!("{side} of downwind"), format!("{:.2} mm", 1e3 * error_m), "20 mm");
    }
    // In a dead calm the offset still moves, towards the north.
    let e = end_of(&s, &particles(1, 45.0, 0.0, 0.0), &steady((0.0, 0.0), (0.0, 0.0)));
    let (m_lat, _) = metres_per_degree(45.0);
    let error_m = ((e.outcome.lat_deg[0] - 45.0) * m_lat - 0.02 * DAY_S).abs();
    assert!(error_m < 1.0);
    record.row("dead calm: the offset alone, towards the north", format!("{error_m:.2} m"), "1 m");
}

/// A particle drifts from its own time on, wherever that lies in a step.
#[test]
fn a_particle_starts_at_its_own_time() {
    let mut p = particles(4, 0.0, 0.0, 0.0);
    p.start_s = vec![0.0, 1.0, 900.0, 3600.0];
    let e = run(&Scenario { until_s: 7200.0, ..scenario() }, &p, &steady((0.0, 1.0), (0.0, 0.0))).unwrap();
    let (m_lat, _) = metres_per_degree(0.0);
    for (i, start_s) in p.start_s.iter().enumerate() {
        let drifted_m = e.outcome.lat_deg[i] * m_lat;
        assert!((drifted_m - (7200.0 - start_s)).abs() < 0.01, "{i}: {drifted_m}");
    }
    let fates: Vec<_> = e.snapshots.iter().map(|s| s.fate.clone()).collect();
    use Fate::{Active, NotReleased};
    assert_eq!(fates[0], [Active, NotReleased, NotReleased, NotReleased]);
    assert_eq!(fates[1], [Active; 4]);
    assert_eq!(e.snapshots[1].time_s, 3600.0);
}

/// A flow that varies over 100 km and half a day, and a wind that follows it.
fn eddies() -> sarex_metocean::Environment {
    let flow = |lat: f64, lon: f64, t: f64| {
        let (a, b) = sarex_geo::math::sin_cos(3.6 * lat + 1.4e-4 * t);
        let (c, d) = sarex_geo::math::sin_cos(2.5 * lon - 1.4e-4 * t);
        (0.8 * a + 0.3 * d, 0.6 * c - 0.2 * b)
    };
    environment(flow, move |lat, lon, t| {
        let (e, n) = flow(lat, lon, 0.7 * t);
        (10.0 * n, 8.0 * e + 3.0)
    })
}

/// Without noise, forward and then backward leads home: within a metre with RK4 and ten with RK2 after a day in a
/// flow that varies over 100 km and half a day.
#[test]
fn forward_then_backward_returns() {
    let environment = eddies();
    let mut record = Record::new(
        "closed-forms",
        "60-there-and-back",
        "Forward, then backward, returns",
        "A day each way at 600 s with current and leeway that vary over 100 km and half a day, without noise. Norm: \
         distance from the start. Limits: the schemes' errors on this flow, ten metres for RK2 and one for RK4.",
    );
    for (integrator, tolerance_m) in [(Integrator::Rk2, 10.0), (Integrator::Rk4, 1.0)] {
        let mut s = Scenario { integrator, until_s: DAY_S, ..scenario() };
        s.objects = vec![object((3.0, 0.0), (1.0, 0.0), 0.0)];
        let start = particles(2, 50.0, -20.0, 0.0);
        let out = end_of(&s, &start, &environment);
        let mut there = particles(2, 0.0, 0.0, DAY_S);
        (there.lat_deg, there.lon_deg) = (out.outcome.lat_deg.clone(), out.outcome.lon_deg.clone());
        assert!(distance_m(end_place(&out, 0), (50.0, -20.0)) > 5_000.0);
        let back = end_of(&Scenario { until_s: 0.0, ..s }, &there, &environment);
        let mut worst_m = 0.0f64;
        for particle in 0..2 {
            let error_m = distance_m(end_place(&back, particle), (50.0, -20.0));
            assert!(error_m < tolerance_m, "{integrator:?}: {error_m} m");
            worst_m = worst_m.max(error_m);
        }
        record.row(&format!("{integrator:?}"), format!("{worst_m:.4} m"), format!("{tolerance_m} m"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// So it is from any place and time, for any object and length, the dateline and high latitudes included: a flow
    /// that varies over 1000 km leaves RK4 a centimetre.
    #[test]
    fn forward_then_backward_returns_from_anywhere(
        lat in -80.0..80.0f64,
        lon in -180.0..180.0f64,
        start_s in -1e6..1e6f64,
        hours in 1.0..48.0f64,
        slope_pct in 0.0..5.0f64,
        crosswind_pct in -3.0..3.0f64,
    ) {
        let environment = environment(
            |lat, lon, t| {
                let (a, b) = sarex_geo::math::sin_cos((lat + 2.0 * lon + t * 1e-3).to_radians());
                (a, 0.5 * b)
            },
            |lat, lon, _| {
                let (a, b) = sarex_geo::math::sin_cos((3.0 * lat - lon).to_radians());
                (6.0 + 5.0 * a, 4.0 * b)
            },
        );
        let end_s = start_s + 3600.0 * hours;
        let mut s = Scenario { integrator: Integrator::Rk4, until_s: end_s, ..scenario() };
        s.objects = vec![object((slope_pct, 2.0), (crosswind_pct, 1.0), 0.0)];
        let out = end_of(&s, &particles(2, lat, lon, start_s), &environment);
        let mut there = particles(2, 0.0, 0.0, end_s);
        (there.lat_deg, there.lon_deg) = (out.outcome.lat_deg.clone(), out.outcome.lon_deg.clone());
        let back = end_of(&Scenario { until_s: start_s, ..s }, &there, &environment);
        for particle in 0..2 {
            let error_m = distance_m(end_place(&back, particle), (lat, lon));
            prop_assert!(error_m < 0.01, "{error_m} m");
        }
    }
}

/// The dateline is a longitude like any other: the same drift, shifted, on both crossings.
#[test]
fn the_dateline_is_no_border() {
    let mut record = Record::new(
        "closed-forms",
        "70-dateline",
        "The dateline is no border",
        "A day at 1 m/s east and west from 52° N at four longitudes about 180°, against the same drift begun at 20° E. \
         Norm: difference of the changes of longitude. Limit: rounding of longitudes. Positions given out lie in \
         [−180°, 180°).",
    );
    for east_mps in [1.0, -1.0] {
        let away = end_of(&scenario(), &particles(1, 52.0, 20.0, 0.0), &steady((east_mps, 0.1), (0.0, 0.0)));
        for lon in [179.9, -179.9, 180.0, -180.0] {
            let e = run(&scenario(), &particles(1, 52.0, lon, 0.0), &steady((east_mps, 0.1), (0.0, 0.0)))
                .unwrap();
            let moved = e.outcome.lon_deg[0] - lon;
            let turns = (moved / 360.0).round() * 360.0;
            let error_deg = (moved - turns - (away.outcome.lon_deg[0] - 20.0)).abs();
            assert!(error_deg < 1e-9, "{lon}");
            let course = if east_mps > 0.0 { "eastward" } else { "westward" };
            record.row(&format!("{course} from {lon}°"), format!("{error_deg:.0e}°"), "1e-9°");
            for s in &e.snapshots {
                assert!((-1_800_000_000..1_800_000_000).contains(&s.lon_e7[0]));
            }
        }
    }
}

/// A current that is uniform in the polar plane carries particles straight over the pole, whatever the scheme.
#[test]
fn particles_cross_the_pole() {
    let mut record = Record::new(
        "closed-forms",
        "72-pole",
        "Over the pole",
        "From 45 km before the north pole straight over it, 1 m/s for a day at 600 s. Norm: distance gone beyond the \
         pole against the way that is left. Limit: a metre in 86 km; the meridian within 0.01°.",
    );
    // Towards the meridian of 90° E, 1 m/s, in the tangent plane at the pole.
    let over = |_: f64, lon: f64, _: f64| {
        let (s, c) = sarex_geo::math::sin_cos(lon.to_radians());
        (c, -s)
    };
    for integrator in [Integrator::Euler, Integrator::Rk2, Integrator::Rk4] {
        let s = Scenario { integrator, until_s: DAY_S, ..scenario() };
        let p = particles(1, 89.6, -90.0, 0.0);
        let e = end_of(&s, &p, &environment(over, |_, _, _| (0.0, 0.0)));
        let before_m = distance_m((89.6, -90.0), (90.0, 0.0));
        let after_m = distance_m(end_place(&e, 0), (90.0, 0.0));
        let error_m = (after_m - (DAY_S - before_m)).abs();
        assert!(error_m < 1.0, "{integrator:?} {after_m}");
        record.row(&format!("{integrator:?}"), format!("{error_m:.3} m"), "1 m");
        let lon = sarex_geo::position::wrap_longitude(e.outcome.lon_deg[0]);
        assert!((lon - 90.0).abs() < 0.01, "{integrator:?} {lon}");
        // Beginning at the pole itself is allowed.
        let e = end_of(&s, &particles(1, 90.0, 0.0, 0.0), &environment(over, |_, _, _| (0.0, 0.0)));
        assert!(e.outcome.lat_deg[0].is_finite() && e.outcome.lat_deg[0] < 90.0);
    }
}

/// A step of a day that reaches beyond the pole from where the series would still serve a short one.
#[test]
fn a_long_step_crosses_the_pole() {
    for integrator in [Integrator::Euler, Integrator::Rk2] {
        let s = Scenario { integrator, step_s: DAY_S, output_every_s: DAY_S, until_s: DAY_S, ..scenario() };
        let north = environment(|lat, _, _| (0.0, if lat < 90.0 { 7.0 } else { 0.0 }), |_, _, _| (0.0, 0.0));
        let e = end_of(&s, &particles(1, 84.9, 10.0, 0.0), &north);
        let start = Position::new(84.9, 10.0).unwrap();
        let want = geodesic::direct(start, Bearing::wrapping(0.0), Distance::metres(7.0 * DAY_S));
        let error_m = distance_m(end_place(&e, 0), (want.lat_deg(), want.lon_deg()));
        assert!(error_m < 0.01, "{integrator:?}: {error_m} m");
    }
}

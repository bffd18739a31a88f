//! Jibing and capsizing of the default physics, and forcing that is missing.

use crate::leeway::{CapsizedClass, Coefficients, Component};
use crate::record::Record;
use crate::run::testing::*;
use crate::run::{KeepSnapshots, RunError};
use crate::{CrosswindConvention, Fate, Jibing, MissingForcing, Scenario};
use sarex_geo::Velocity;
use sarex_geo::math::{exp, log1p, tanh};
use sarex_metocean::source::InMemory;
use sarex_metocean::{Coverage, Environment, Field, Place, Quantity};
use std::sync::Arc;

const N: usize = 20_000;
const DAY_S: f64 = 86_400.0;

/// Share within four standard errors.
fn check_share(record: &mut Record, what: &str, count: usize, want: f64) {
    let f = count as f64 / N as f64;
    let tolerance = 4.0 * (want * (1.0 - want) / N as f64).sqrt();
    record.row(what, format!("{f:.4}"), format!("{want:.4} ± {tolerance:.4}"));
    assert!((f - want).abs() < tolerance, "{what}: {f} against {want}");
}

/// f(t) = ½ (1 − e^(−2κt)) at 5, 10 and 60 minutes, forward and backward.
#[test]
fn jibing_does_not_depend_on_the_step() {
    let jp = 0.04;
    let mut record = Record::new(
        "spread",
        "20-jibing",
        "Jibing does not depend on the step",
        "0.04 per hour, a day, 20 000 particles; jibed an odd number of times: f = ½ (1 − e^(−2κt)), κ = −ln(1 − 0.04) \
         per hour, forward and backward. Limit: four standard errors.",
    );
    for (dt, until_s) in [(300.0, DAY_S), (600.0, DAY_S), (3600.0, DAY_S), (600.0, -DAY_S)] {
        let s = Scenario { jibing: Jibing { per_hour: jp }, step_s: dt, until_s, ..scenario() };
        let p = particles(N, 0.0, 0.0, 0.0);
        let e = end_of(&s, &p, &steady((0.0, 0.0), (5.0, 0.0)));
        let flipped = e.outcome.side.iter().zip(&p.side).filter(|(a, b)| a != b).count();
        let kappa = -log1p(-jp) / 3600.0;
        let way = if until_s > 0.0 { "forward" } else { "backward" };
        check_share(
            &mut record,
            &format!("{way}, step {dt} s"),
            flipped,
            0.5 * (1.0 - exp(-2.0 * kappa * DAY_S)),
        );
    }
}

/// The same particles jibe at the same times whatever the step.
#[test]
fn jibe_times_are_the_particles_own() {
    let end = |dt| {
        let s = Scenario {
            jibing: Jibing { per_hour: 0.2 },
            step_s: dt,
            output_every_s: 3600.0,
            until_s: DAY_S,
            ..scenario()
        };
        end_of(&s, &particles(500, 0.0, 0.0, 0.0), &steady((0.0, 0.0), (5.0, 0.0))).outcome.side
    };
    assert_eq!(end(300.0), end(3600.0));
}

/// A jibe reverses the crosswind drift: with C to the right for the first half and to the left for the second of a
/// certain jibe there is no crosswind drift left on average, and the sides are mirror images in both conventions.
#[test]
fn conventions_are_mirror_images() {
    let crosswind = |convention| {
        let mut s = Scenario { crosswind_convention: convention, until_s: 7200.0, ..scenario() };
        s.objects = vec![object((0.0, 0.0), (2.0, 1.0), 0.0)];
        let e = end_of(&s, &particles(2, 0.0, 0.0, 0.0), &steady((0.0, 0.0), (0.0, 10.0)));
        (e.outcome.lon_deg[0], e.outcome.lon_deg[1])
    };
    let (right, left) = crosswind(CrosswindConvention::Iamsar);
    assert!(right > 0.0 && left == -right);
    assert_eq!(crosswind(CrosswindConvention::OpenDrift), (left, right));
}

/// 1 − e^(−∫P) of the objects are over after ten hours, whatever the step, and drift as their turned-over class.
#[test]
fn capsizing_changes_the_class() {
    let capsized = Coefficients {
        downwind: Component { slope_pct: 1.0, offset_cm_s: 0.0, std_cm_s: 0.0 },
        ..Coefficients::default()
    };
    let mut record = Record::new(
        "spread",
        "22-capsizing",
        "Capsizing does not depend on the step",
        "Wind 25 m/s, ten hours, 20 000 particles: 1 − e^(−10 P), P = ½ + ½ tanh((W − 30)/5) per hour. Limit: four \
         standard errors.",
    );
    for dt in [600.0, 3600.0] {
        let mut s = Scenario { capsizing: true, step_s: dt, until_s: 36_000.0, ..scenario() };
        s.objects = vec![object((4.0, 0.0), (0.0, 0.0), 0.0)];
        s.objects[0].class.capsized = Some(CapsizedClass { key: "OVER".into(), coefficients: capsized });
        let e = end_of(&s, &particles(N, 0.0, 0.0, 0.0), &steady((0.0, 0.0), (0.0, 25.0)));
        let hazard = 10.0 * (0.5 + 0.5 * tanh(-1.0));
        let over = e.outcome.capsized.iter().filter(|c| **c).count();
        check_share(&mut record, &format!("step {dt} s"), over, 1.0 - exp(-hazard));
        let (m_lat, _) = metres_per_degree(0.0);
        let fastest = 0.04 * 25.0 * 36_000.0;
        for (i, capsized) in e.outcome.capsized.iter().enumerate() {
            let drifted = e.outcome.lat_deg[i] * m_lat;
            assert!(drifted > 0.24 * fastest && drifted < 1.0001 * fastest);
            assert_eq!(*capsized, drifted < 0.9999 * fastest, "{drifted}");
        }
    }
    // Not undone, so not done backward.
    let s = Scenario { capsizing: true, until_s: -36_000.0, ..scenario() };
    let e = end_of(&s, &particles(10, 0.0, 0.0, 0.0), &steady((0.0, 0.0), (0.0, 40.0)));
    assert!(e.outcome.capsized.iter().all(|c| !c));
    assert!(e.warnings.iter().any(|w| w.contains("capsizing")));
}

/// A steady field in a box, nothing outside.
struct Boxed {
    north_deg: f64,
    until_s: f64,
    value: Velocity,
}

impl Field for Boxed {
    fn at(&self, p: Place) -> Option<Velocity> {
        (p.lat_deg <= self.north_deg && p.time_s <= self.until_s).then_some(self.value)
    }
}

fn boxed(name: &str, north_deg: f64, until_s: f64, value: (f64, f64)) -> Arc<InMemory<Boxed>> {
    let value = Velocity { east_mps: value.0, north_mps: value.1 };
    let coverage = Coverage {
        name: name.into(),
        area_deg: Some([-90.0, north_deg, -180.0, 180.0]),
        period_s: Some((0.0, until_s)),
        members: 1,
        ..Coverage::default()
    };
    Arc::new(InMemory::with_coverage(coverage, Boxed { north_deg, until_s, value }))
}

fn northward(north_deg: f64) -> Environment {
    Environment {
        current: vec![boxed("small.nc", north_deg, 1e9, (0.0, 1.0))],
        ..steady((0.0, 0.0), (0.0, 5.0))
    }
}

/// The error names quantity, source, coverage, place, time and the remedy.
#[test]
fn missing_forcing_stops_the_run_with_a_remedy() {
    let mut p = particles(3, 0.0, 0.0, 0.0);
    p.lat_deg = vec![-0.5, 0.0, 0.0];
    let error = run(&scenario(), &p, &northward(0.2)).unwrap_err();
    let RunError::MissingForcing { quantity, particle, .. } = &error else { panic!("{error}") };
    assert_eq!((*quantity, *particle), (Quantity::Current, 1));
    let text = error.to_string();
    for word in ["current", "small.nc", "0.20 N", "1970-01-01T06:", "00°12.", "constant", "stop-particle"] {
        assert!(text.contains(word), "{word} in: {text}");
    }
}

/// On request particles stop at the first place without forcing, and the report counts them.
#[test]
fn particles_may_stop_where_forcing_ends() {
    let s = Scenario { missing: MissingForcing::StopParticle, until_s: DAY_S, ..scenario() };
    let e = run(&s, &particles(2, 0.0, 0.0, 0.0), &northward(0.2)).unwrap();
    assert_eq!(e.outcome.fate, [Fate::MissingData; 2]);
    let (m_lat, _) = metres_per_degree(0.0);
    let (lat, stopped_s) = (e.outcome.lat_deg[0], e.outcome.stopped_s[0]);
    assert!(lat > 0.2 && lat < 0.2 + 600.0 / m_lat, "{lat}");
    assert!((lat * m_lat - stopped_s).abs() < 1.0, "{lat} {stopped_s}");
    assert_eq!(e.snapshots.last().unwrap().fate, [Fate::MissingData; 2]);
    let gap = &e.gaps[0];
    assert_eq!((gap.source_name.as_str(), gap.samples, gap.filled), ("small.nc", 2, false));
    assert_eq!((gap.first_s, gap.first_place_deg.0), (stopped_s, lat));
    assert!(e.warnings.iter().any(|w| w.contains("small.nc")), "{:?}", e.warnings);
}

/// Masked cells inside the area are told from what lies outside, and without a coast the remedy is named.
#[test]
fn masked_cells_are_told_from_what_lies_outside() {
    struct Masked;
    impl Field for Masked {
        fn at(&self, p: Place) -> Option<Velocity> {
            (p.lat_deg <= 0.2).then_some(Velocity { east_mps: 0.0, north_mps: 1.0 })
        }
        fn is_within(&self, p: Place) -> bool {
            p.lon_deg < 0.5
        }
    }
    let environment = Environment {
        current: vec![Arc::new(InMemory::new("masked.nc", Masked))],
        ..steady((0.0, 0.0), (0.0, 5.0))
    };
    let s = Scenario { missing: MissingForcing::StopParticle, until_s: DAY_S, ..scenario() };
    let mut p = particles(3, 0.0, 0.0, 0.0);
    p.lon_deg = vec![0.0, 1.0, 0.1];
    let e = run(&s, &p, &environment).unwrap();
    assert_eq!((e.gaps[0].samples, e.gaps[0].masked), (3, 2));
    let told = |e: &crate::Ensemble, word: &str| e.warnings.iter().any(|w| w.contains(word));
    assert!(told(&e, "2 particles stopped inside") && told(&e, "coast build"), "{:?}", e.warnings);
    p.lon_deg = vec![1.0; 3];
    let e = run(&s, &p, &environment).unwrap();
    assert!(e.gaps[0].masked == 0 && !told(&e, "coast build"), "{:?}", e.warnings);
}

/// The next source fills, and the report says where the first one failed.
#[test]
fn the_next_source_fills() {
    let mut environment = northward(0.2);
    environment.current.push(boxed("big.nc", 80.0, 1e9, (0.0, 0.5)));
    let e =
        run(&Scenario { until_s: DAY_S, ..scenario() }, &particles(1, 0.0, 0.0, 0.0), &environment).unwrap();
    assert_eq!(e.outcome.fate, [Fate::Active]);
    let (m_lat, _) = metres_per_degree(0.0);
    let inside_s = 0.2 * m_lat;
    let want = inside_s + 0.5 * (DAY_S - inside_s);
    assert!((e.outcome.lat_deg[0] * m_lat - want).abs() < 400.0);
    assert_eq!(e.gaps.len(), 1);
    assert!(e.gaps[0].filled && e.gaps[0].samples > 100 && e.gaps[0].samples < 110, "{:?}", e.gaps);
}

/// Forcing that ends exactly with the run is enough: no stage looks further.
#[test]
fn forcing_up_to_the_end_is_enough() {
    for integrator in [crate::Integrator::Euler, crate::Integrator::Rk2, crate::Integrator::Rk4] {
        let mut environment = steady((0.0, 0.0), (0.0, 5.0));
        environment.current = vec![boxed("short.nc", 90.0, 7200.0, (0.0, 1.0))];
        let s = Scenario { integrator, until_s: 7200.0, ..scenario() };
        let e = run(&s, &particles(1, 0.0, 0.0, 0.0), &environment).unwrap();
        assert!(e.gaps.is_empty());
        assert!(
            run(&Scenario { until_s: 10_800.0, ..s }, &particles(1, 0.0, 0.0, 0.0), &environment).is_err()
        );
    }
}

#[test]
fn no_source_at_all_is_an_error() {
    let environment = Environment { wind: Vec::new(), ..steady((0.0, 0.0), (0.0, 0.0)) };
    let error = run(&scenario(), &particles(1, 0.0, 0.0, 0.0), &environment).unwrap_err();
    assert!(error.to_string().contains("wind = [ { constant"), "{error}");
    assert_eq!(KeepSnapshots::default().snapshots.len(), 0);
}

/// Stokes drift moves by its share, and where it is unknown nothing is added.
#[test]
fn stokes_drift_is_added_in_part() {
    let mut environment = steady((0.0, 0.0), (0.0, 0.0));
    environment.stokes = vec![boxed("waves.nc", 0.05, 1e9, (0.0, 0.4))];
    let s = Scenario { stokes_factor: 0.5, until_s: DAY_S, ..scenario() };
    let e = run(&s, &particles(1, 0.0, 0.0, 0.0), &environment).unwrap();
    let (m_lat, _) = metres_per_degree(0.0);
    assert!((e.outcome.lat_deg[0] * m_lat - 0.05 * m_lat).abs() < 130.0);
    let off = end_of(&Scenario { stokes_factor: 0.0, ..s }, &particles(1, 0.0, 0.0, 0.0), &environment);
    assert_eq!(off.outcome.lat_deg[0], 0.0);
}

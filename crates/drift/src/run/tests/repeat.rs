//! Same input, same bytes: threads, block sizes, vector units, windows.

use crate::run::testing::*;
use crate::{CoastAction, Ensemble, ForcingError, Integrator, Jibing, Particles, Scenario};
use sarex_geo::Velocity;
use sarex_geo::dispatch::{Level, set_limit};
use sarex_geo::math::sin_cos;
use sarex_metocean::{
    Coverage, Environment, Field, FieldError, FieldSource, Place, Window, source::InMemory,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

fn busy_scenario() -> (Scenario, Particles) {
    let mut s = Scenario {
        integrator: Integrator::Rk2,
        jibing: Jibing { per_hour: 0.3 },
        capsizing: true,
        coast_action: CoastAction::Slide,
        current_error: ForcingError::Correlated { std_mps: 0.3, correlation_s: 20_000.0 },
        wind_error: ForcingError::White { std_mps: 2.0, uniform_mps: 0.5 },
        diffusivity_m2_s: 5.0,
        until_s: 43_200.0,
        ..scenario()
    };
    s.objects = vec![object((3.0, 2.0), (1.0, 1.0), 5.0), object((1.0, 0.0), (0.3, 0.0), 10.0)];
    let n = 1500;
    let mut p = particles(n, 40.0, 179.9, 0.0);
    for i in 0..n {
        let x = i as f64;
        p.object[i] = (i % 2) as u16;
        p.start_s[i] = if i % 3 == 0 { 0.0 } else { 7.3 * x };
        p.lat_deg[i] += 1e-4 * x;
        p.downwind_xi[i] = sin_cos(x).0;
        p.crosswind_xi[i] = sin_cos(x).1;
    }
    (s, p)
}

fn current(lat: f64, lon: f64, t: f64) -> (f64, f64) {
    let (a, b) = sin_cos(3.6 * lat + 1.4e-4 * t);
    let (c, d) = sin_cos(2.5 * lon - 1.4e-4 * t);
    (0.8 * a + 0.3 * d, 0.6 * c - 0.2 * b)
}

fn wind(lat: f64, lon: f64, t: f64) -> (f64, f64) {
    let (e, n) = current(0.3 * lat, 0.3 * lon, 0.7 * t);
    (12.0 * n + 14.0, 8.0 * e + 9.0)
}

fn busy_environment() -> Environment {
    Environment { coast: Some(Arc::new(square(40.3, 40.5, 180.2, 180.4))), ..environment(current, wind) }
}

fn bytes(e: &Ensemble) -> Vec<u64> {
    let o = &e.outcome;
    let mut out: Vec<u64> =
        o.lat_deg.iter().chain(&o.lon_deg).chain(&o.stopped_s).map(|x| x.to_bits()).collect();
    out.extend(o.side.iter().map(|x| u64::from(*x)));
    out.extend(o.capsized.iter().map(|x| u64::from(*x)));
    out.extend(o.fate.iter().map(|x| *x as u64));
    for s in &e.snapshots {
        out.extend(s.lat_e7.iter().chain(&s.lon_e7).map(|x| *x as u64));
        out.extend(s.fate.iter().map(|x| *x as u64));
    }
    out
}

#[test]
fn threads_blocks_and_vector_units_change_nothing() {
    let (s, p) = busy_scenario();
    let environment = busy_environment();
    let want = bytes(&run(&s, &p, &environment).unwrap());
    for threads in [1, 2, 8] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert!(pool.install(|| bytes(&run(&s, &p, &environment).unwrap())) == want, "{threads} threads");
    }
    for block in [1, 7, 100, 4096] {
        let got = run_in_blocks(&s, &p, &environment, block).unwrap();
        assert!(bytes(&got) == want, "blocks of {block}");
    }
    for level in Level::ALL {
        set_limit(level);
        let got = bytes(&run(&s, &p, &environment).unwrap());
        set_limit(Level::Avx512);
        assert!(got == want, "{level:?}");
    }
}

/// The first particles of a larger run are those of a smaller one.
#[test]
fn the_number_of_particles_changes_nothing() {
    let (s, p) = busy_scenario();
    let all = run(&s, &p, &busy_environment()).unwrap();
    let mut few = p.clone();
    few.start_s.truncate(100);
    few.lat_deg.truncate(100);
    let some = run(&s, &Particles { weight: vec![0.01; 100], ..few }, &busy_environment()).unwrap();
    assert_eq!(some.outcome.lat_deg[..100], all.outcome.lat_deg[..100]);
    assert_eq!(some.outcome.fate[..100], all.outcome.fate[..100]);
}

/// Gives values strictly inside the window it was asked for, and counts how often it was asked.
struct Windowed {
    asked: Arc<AtomicUsize>,
}

struct Inside(Window);

impl Field for Inside {
    fn at(&self, p: Place) -> Option<Velocity> {
        let w = &self.0;
        let inside = (w.south_deg..=w.north_deg).contains(&p.lat_deg)
            && (w.west_deg..=w.east_deg).contains(&p.lon_deg)
            && (w.start_s..=w.end_s).contains(&p.time_s);
        let (east_mps, north_mps) = current(p.lat_deg, p.lon_deg, p.time_s);
        inside.then_some(Velocity { east_mps, north_mps })
    }
}

impl FieldSource for Windowed {
    fn coverage(&self) -> Coverage {
        Coverage {
            name: "windowed".into(),
            members: 1,
            longest_time_step_s: Some(1800.0),
            ..Coverage::default()
        }
    }
    fn hold(&self, window: &Window) -> Result<Arc<dyn Field>, FieldError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        Ok(Arc::new(Inside(*window)))
    }
}

/// Windows follow the particles, and a value that is not in memory is never taken for one that is missing, even
/// where another source would stand in.
#[test]
fn windows_change_nothing() {
    let (mut s, p) = busy_scenario();
    // Fast enough to outrun the room around the particles.
    s.current_error = ForcingError::White { std_mps: 8.0, uniform_mps: 0.0 };
    let want = bytes(&run(&s, &p, &busy_environment()).unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let mut environment = busy_environment();
    environment.current.insert(0, Arc::new(Windowed { asked: asked.clone() }));
    // A stand-in that would be noticed.
    environment.current[1] = Arc::new(InMemory::new("stand-in", Flow(|_, _, _| (9.0, 9.0))));
    let e = run(&s, &p, &environment).unwrap();
    assert!(bytes(&e) == want);
    assert!(e.gaps.is_empty());
    let asked = asked.load(Ordering::Relaxed);
    assert!((8..200).contains(&asked), "{asked} windows");
}

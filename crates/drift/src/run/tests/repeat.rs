//! Same input, same bytes: threads, block sizes, vector units, windows.

use crate::record::Record;
use crate::run::testing::*;
use crate::{CoastAction, Ensemble, ForcingError, Integrator, Jibing, Particles, Scenario};
use proptest::prelude::*;
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
    let mut record = Record::new(
        "repeatable",
        "10-threads",
        "Threads, blocks and vector units change nothing",
        "1500 particles of two classes, half a day, with correlated and white errors, diffusion, jibing, capsizing, a \
         coast to slide along, the dateline, and starts within steps; all end states and snapshots. Norm: bytes that \
         differ. Limit: none.",
    );
    for threads in [1, 2, 8] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let got = pool.install(|| bytes(&run(&s, &p, &environment).unwrap()));
        record.row(&format!("{threads} threads"), differing(&got, &want), 0);
        assert!(got == want, "{threads} threads");
    }
    for block in [1, 7, 100, 4096] {
        let got = bytes(&run_in_blocks(&s, &p, &environment, block).unwrap());
        record.row(&format!("blocks of {block}"), differing(&got, &want), 0);
        assert!(got == want, "blocks of {block}");
    }
    for level in Level::ALL {
        set_limit(level);
        let got = bytes(&run(&s, &p, &environment).unwrap());
        set_limit(Level::Avx512);
        record.row(&format!("instructions up to {level:?}"), differing(&got, &want), 0);
        assert!(got == want, "{level:?}");
    }
}

/// Bytes in which two results differ.
fn differing(a: &[u64], b: &[u64]) -> usize {
    let bytes = |x: &[u64]| x.iter().flat_map(|w| w.to_le_bytes()).collect::<Vec<u8>>();
    let (a, b) = (bytes(a), bytes(b));
    a.len().abs_diff(b.len()) + a.iter().zip(&b).filter(|(x, y)| x != y).count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Neither threads nor blocks matter for any seed, number of particles, scheme, length and action at the coast.
    #[test]
    fn threads_do_not_matter(
        rng_seed: u64,
        n in 1usize..1500,
        threads in 2usize..9,
        scheme in 0usize..3,
        action in 0usize..4,
        hours in 1.0..12.0f64,
    ) {
        let (mut s, p) = busy_scenario();
        let refloat = CoastAction::Refloat { half_life_s: 1800.0 };
        s.coast_action = [CoastAction::Slide, CoastAction::Strand, CoastAction::Previous, refloat][action];
        s.rng_seed = rng_seed;
        s.integrator = [Integrator::Euler, Integrator::Rk2, Integrator::Rk4][scheme];
        s.until_s = 3600.0 * hours;
        let p = first_of(&p, n);
        let on = |threads, block| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| bytes(&run_in_blocks(&s, &p, &busy_environment(), block).unwrap()))
        };
        prop_assert!(on(1, 64) == on(threads, 37));
    }
}

/// The first `n` particles.
fn first_of(p: &Particles, n: usize) -> Particles {
    Particles {
        start_s: p.start_s[..n].to_vec(),
        lat_deg: p.lat_deg[..n].to_vec(),
        lon_deg: p.lon_deg[..n].to_vec(),
        seed: p.seed[..n].to_vec(),
        object: p.object[..n].to_vec(),
        member: p.member[..n].to_vec(),
        weight: vec![1.0 / n as f64; n],
        side: p.side[..n].to_vec(),
        downwind_xi: p.downwind_xi[..n].to_vec(),
        crosswind_xi: p.crosswind_xi[..n].to_vec(),
        begins_as: p.begins_as[..n].to_vec(),
    }
}

/// The first particles of a larger run are those of a smaller one.
#[test]
fn the_number_of_particles_changes_nothing() {
    let (s, p) = busy_scenario();
    let all = run(&s, &p, &busy_environment()).unwrap();
    let some = run(&s, &first_of(&p, 100), &busy_environment()).unwrap();
    let same =
        (0..100).filter(|&i| some.outcome.lat_deg[i].to_bits() == all.outcome.lat_deg[i].to_bits()).count();
    let mut record = Record::new(
        "repeatable",
        "12-number",
        "The number of particles changes no particle",
        "The first 100 particles of the run above alone, against the same among 1500. Norm: particles that end at the \
         same bits. Limit: all.",
    );
    record.row("100 of 1500", same, 100);
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
    let got = bytes(&e);
    assert!(got == want);
    let mut record = Record::new(
        "repeatable",
        "14-windows",
        "What is held in memory changes nothing",
        "The same run with a source that gives values inside the window it was asked for only, and another source \
         behind it that would be noticed; white noise of 8 m/s outruns the windows. Norm: bytes that differ. Limit: \
         none.",
    );
    record.row("windows that follow the particles", differing(&got, &want), 0);
    assert!(e.gaps.is_empty());
    let asked = asked.load(Ordering::Relaxed);
    assert!((8..200).contains(&asked), "{asked} windows");
}

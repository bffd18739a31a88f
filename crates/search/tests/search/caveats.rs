//! What a bound must not leave out: the footprint beyond what a unit reaches, searching later than it could, and that few
//! particles are too easily searched.

use crate::benchmark::{self, NM};
use crate::bound::{EXACT, cloud, problem, unit};
use sarex_geo::math;
use sarex_search::bound::{Effort, bound};
use sarex_search::detect::MBeta;
use sarex_search::evaluate::{Track, worth};
use sarex_search::{Objective, PlanePoint, Response, Sru, Waypoint};

const HOUR: f64 = 3600.0;

/// A unit sees farther than it gets: a pass in the last minute of the search, three miles off, finds what it never reaches.
#[test]
fn footprints_reach_beyond_units() {
    let far = cloud(&[(1.0, vec![[0.0, 62.0]; 2])]);
    let sensor = Response::of(&MBeta { beta: 0.5, max_range_m: 5.0 * NM });
    let out = Sru { transit_mps: 60.0 * NM / HOUR, ..unit(sensor, 60.0, 1.0) };
    let at = |east_nm: f64| PlanePoint { east_m: east_nm * NM, north_m: 58.9 * NM };
    let leg = [Waypoint { time_s: 59.0 * 60.0, at: at(-0.5) }, Waypoint { time_s: HOUR, at: at(0.5) }];
    let problem = problem(far, vec![out]);
    let track = Track { sensor: &problem.units[0].sensor, waypoints: &leg };
    let found = worth(&problem.cloud, &[track], &Objective::Pos).pos;
    assert!((found - 0.5).abs() < 1e-6, "{found}");
    let limit = bound(&problem, EXACT).value;
    assert!(limit >= found, "{limit}");
    // Where it does not see so far there is nothing to be had.
    let mut near = problem.clone();
    near.units[0].sensor = vec![Some(Response::of(&MBeta { beta: 0.5, max_range_m: NM }))];
    assert_eq!(bound(&near, EXACT).value, 0.0);
}

/// Time on scene is spent when it is worth most, not when the unit could first be there: what is scattered over the first
/// hour has drifted together in the second.
#[test]
fn a_unit_may_wait() {
    // In the middle of an hour a path is half way: sixteen cells a mile apart in the first, one in the second.
    let path = |k: usize| {
        let (column, row) = ((k % 4) as f64, (k / 4) as f64);
        let (first, second) = ([column + 0.5, row + 0.5], [1.5, 1.5]);
        let along = |part: f64| [0, 1].map(|k| first[k] + part * (second[k] - first[k]));
        (1.0, vec![along(-0.5), along(0.5), along(1.5)])
    };
    let sensor = Response::of(&MBeta::of_width(0.5, 0.1 * NM));
    let kappa_width_nm = sensor.log_survival_width_m() / NM;
    // So fast that the drift counts nothing, with an hour to spend.
    let (track_kn, hours) = (1e6, 1.0 / 1e5);
    let waits = unit(sensor, track_kn, hours);
    let got = bound(&problem(cloud(&(0..16).map(path).collect::<Vec<_>>()), vec![waits]), EXACT);
    let want = 1.0 - math::exp(-kappa_width_nm * track_kn * hours);
    assert!((got.value - want).abs() < 1e-5, "{got:?}, not {want}");
}

/// A finite cloud is over-fitted: its bound is too high, and falls with the number of particles.
#[test]
fn more_particles_lower_it() {
    let case = benchmark::seeded(5);
    let of = |particles: usize| {
        bound(&case.problem(case.cloud(particles, case.seed)), Effort { iterations: 60, gap: 1e-3 })
    };
    let (few, many) = (of(1000), of(20_000));
    assert!(few.attained > 1.02 * many.value, "{few:?} {many:?}");
}

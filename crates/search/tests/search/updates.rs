//! The update after a search that found nothing.

use crate::benchmark;
use crate::record::Record;
use sarex_search::cloud::CloudParts;
use sarex_search::detect::MBeta;
use sarex_search::evaluate::{Track, exposure};
use sarex_search::pattern::{Ladder, Way};
use sarex_search::{Cloud, LocalPlane, PatternFlown, PlanePoint, Problem, Response, Turn, Waypoint, update};

/// A ladder of the first unit across the middle of a seeded case.
fn searched(problem: &Problem, legs: usize) -> Vec<Waypoint> {
    let ladder =
        Ladder { first_leg_deg: 60.0, leg_m: 20_000.0, spacing_m: 3000.0, legs, turn: Turn::Right, craft: 1 };
    let at = PlanePoint { east_m: -9000.0, north_m: -4000.0 };
    let commence = Waypoint { time_s: 1800.0, at };
    PatternFlown::ladder(&ladder).track(commence, &Way::over_ground(problem.units[0].track_mps())).unwrap()
}

fn problem() -> Problem {
    let case = benchmark::seeded(8);
    case.problem(case.cloud(6000, case.seed))
}

/// Weight falls only where something was searched, mass is kept, and what is taken away is the probability of success.
#[test]
fn update_lowers_weight_only_where_searched() {
    let problem = problem();
    let track = searched(&problem, 4);
    let tracks = [Track { sensor: &problem.units[0].sensor, waypoints: &track }];
    let seen = exposure(&problem.cloud, &tracks);
    let after = update(problem.cloud.clone(), &tracks).unwrap();
    let sum: f64 = after.cloud.weight().iter().sum();
    assert!((sum - 1.0).abs() < 1e-12);
    let mut record = Record::new(
        "search",
        "50-update",
        "An update keeps the mass",
        "6000 particles after a search that found nothing: the sum of weights off one. Limit: rounding.",
    );
    record.row("sum of weights", format!("{:.0e}", (sum - 1.0).abs()), "1e-12");
    assert!(after.pos > 0.01 && after.pos < 0.9);
    for ((before, after_w), seen) in problem.cloud.weight().iter().zip(after.cloud.weight()).zip(&seen) {
        let unscaled = after_w * (1.0 - after.pos);
        if *seen == 0.0 {
            assert!((unscaled - before).abs() < 1e-15);
        } else {
            assert!(unscaled < *before);
        }
    }
}

/// More legs never find less, and two updates are one with both searches.
#[test]
fn pos_grows_with_effort_and_updates_chain() {
    let problem = problem();
    let sensor = &problem.units[0].sensor;
    let pos = |legs: usize| {
        let track = searched(&problem, legs);
        update(problem.cloud.clone(), &[Track { sensor, waypoints: &track }]).unwrap().pos
    };
    let all: Vec<f64> = (1..=6).map(pos).collect();
    assert!(all.windows(2).all(|pair| pair[1] >= pair[0]), "{all:?}");
    let (one, two) = (searched(&problem, 3), searched(&problem, 6));
    let tracks = [Track { sensor, waypoints: &one }, Track { sensor, waypoints: &two }];
    let both = update(problem.cloud.clone(), &tracks).unwrap();
    let first = update(problem.cloud.clone(), &tracks[..1]).unwrap();
    let second = update(first.cloud, &tracks[1..]).unwrap();
    let cumulative = 1.0 - (1.0 - first.pos) * (1.0 - second.pos);
    assert!((cumulative - both.pos).abs() < 1e-6, "{cumulative} and {}", both.pos);
}

/// S23: two cells with even chances of detection, searched one after the other.
#[test]
fn s23_bayes() {
    let prior = [0.6, 0.4];
    let after = |weights: [f64; 2], pod: [f64; 2]| {
        let left = [weights[0] * (1.0 - pod[0]), weights[1] * (1.0 - pod[1])];
        let sum = left[0] + left[1];
        ([left[0] / sum, left[1] / sum], 1.0 - sum)
    };
    let cells = two_cells(prior, 0.7, 0);
    let (want, pos) = after(prior, [0.7, 0.0]);
    assert!((cells.0[0] - 0.310_345).abs() < 1e-6 && (cells.0[0] - want[0]).abs() < 1e-7);
    assert!((cells.1 - 0.42).abs() < 1e-7 && (pos - 0.42).abs() < 1e-12);
    let second = two_cells([cells.0[0], cells.0[1]], 0.5, 1);
    assert!((second.0[0] - 0.473_684).abs() < 1e-6 && (second.0[1] - 0.526_316).abs() < 1e-6);
    assert!((1.0 - (1.0 - cells.1) * (1.0 - second.1) - 0.62).abs() < 1e-6);
}

/// S11: three particles of equal weight, passed once each with PODs 0.20, 0.60 and 0.40.
#[test]
fn s11_three_particles() {
    let cloud = Cloud::new(CloudParts {
        plane: LocalPlane::at(sarex_geo::Position::new(30.0, 145.0).unwrap()),
        start_s: 0.0,
        step_s: 3600.0,
        east_m: vec![vec![0.0, 1000.0, 2000.0]; 2],
        north_m: vec![vec![0.0; 3]; 2],
        weight: vec![1.0; 3],
        object: vec![0, 1, 2],
        objects: ["raft", "boat", "person"].map(str::to_owned).to_vec(),
    })
    .unwrap();
    let curve = |beta: f64| Some(Response::of(&MBeta { beta, max_range_m: 500.0 }));
    let sensor = [0.20, 0.60, 0.40].map(curve);
    let at = |east_m: f64| PlanePoint { east_m, north_m: 200.0 };
    let track = [Waypoint { time_s: 0.0, at: at(-3000.0) }, Waypoint { time_s: 1800.0, at: at(6000.0) }];
    let after = update(cloud, &[Track { sensor: &sensor, waypoints: &track }]).unwrap();
    assert!((after.pos - 0.40).abs() < 1e-6, "{}", after.pos);
    for (pos, pod) in after.pos_by_object.iter().zip([0.20, 0.60, 0.40]) {
        assert!((pos - pod).abs() < 1e-6, "{pos}");
    }
}

/// Two particles 100 km apart, one of them passed abeam by a sensor that sees it with this chance.
fn two_cells(weight: [f64; 2], pod: f64, which: usize) -> ([f64; 2], f64) {
    let cloud = Cloud::new(CloudParts {
        plane: LocalPlane::at(sarex_geo::Position::new(30.0, 145.0).unwrap()),
        start_s: 0.0,
        step_s: 3600.0,
        east_m: vec![vec![0.0, 100_000.0]; 2],
        north_m: vec![vec![0.0, 0.0]; 2],
        weight: weight.to_vec(),
        object: vec![0, 0],
        objects: vec!["raft".into()],
    })
    .unwrap();
    let at = |north_m: f64| PlanePoint { east_m: 100_000.0 * which as f64 + 100.0, north_m };
    let track = [Waypoint { time_s: 0.0, at: at(-5000.0) }, Waypoint { time_s: 600.0, at: at(5000.0) }];
    let sensor = [Some(Response::of(&MBeta { beta: pod, max_range_m: 500.0 }))];
    let after = update(cloud, &[Track { sensor: &sensor, waypoints: &track }]).unwrap();
    ([after.cloud.weight()[0], after.cloud.weight()[1]], after.pos)
}

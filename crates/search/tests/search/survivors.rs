//! Worth where survivors count.

use crate::benchmark::{self, Draws, NM};
use crate::bound::cloud;
use sarex_search::detect::MBeta;
use sarex_search::evaluate::{Track, worth};
use sarex_search::pattern::{Ladder, Way};
use sarex_search::{Objective, PatternFlown, PlanePoint, Response, Turn, Waypoint, Worth};

fn survivors(alive: Vec<Vec<f64>>) -> Objective {
    Objective::Survivors { alive }
}

fn saved(worth: &Worth) -> f64 {
    worth.survivors.unwrap()
}

/// POSA = POS where nobody dies, and never more than POS; whatever is searched by whom, and in whatever order it is told.
#[test]
fn where_nobody_dies_it_is_pos() {
    let case = benchmark::seeded(7);
    let problem = case.problem(case.cloud(4000, case.seed));
    let (objects, nodes) = (problem.cloud.objects().len(), problem.cloud.nodes());
    for seed in 0..20 {
        let tracks: Vec<Vec<Waypoint>> = (0..problem.units.len() as u64)
            .map(|k| {
                let u = |j: u64| Draws::of(seed, 100 + k).uniform(j);
                let ladder = Ladder {
                    first_leg_deg: 360.0 * u(0),
                    leg_m: (4.0 + 10.0 * u(1)) * NM,
                    spacing_m: (0.5 + u(2)) * NM,
                    legs: 4,
                    turn: Turn::Right,
                    craft: 1,
                };
                let at = PlanePoint { east_m: (u(3) - 0.5) * 20.0 * NM, north_m: (u(4) - 0.5) * 20.0 * NM };
                let way = Way::over_ground(problem.units[k as usize].track_mps());
                PatternFlown::ladder(&ladder).track(Waypoint { time_s: 900.0, at }, &way).unwrap()
            })
            .collect();
        let mut told: Vec<Track<'_>> = problem
            .units
            .iter()
            .zip(&tracks)
            .map(|(sru, waypoints)| Track { sensor: &sru.sensor, waypoints })
            .collect();
        let all = worth(&problem.cloud, &told, &survivors(vec![vec![1.0; nodes]; objects]));
        assert!(all.pos > 0.01 && (saved(&all) - all.pos).abs() < 1e-6, "{all:?}");
        let falls = |o: usize| (0..nodes).map(|k| 1.0 / (1.0 + (o + 1) as f64 * k as f64 / 9.0)).collect();
        let dying = survivors((0..objects).map(falls).collect());
        let some = worth(&problem.cloud, &told, &dying);
        assert!(saved(&some) < 0.98 * some.pos && some.pos == all.pos, "{some:?}");
        told.reverse();
        let again = worth(&problem.cloud, &told, &dying);
        assert!((saved(&again) - saved(&some)).abs() < 1e-6, "{again:?} {some:?}");
    }
}

/// Of two legs of the same POS over different objects, flying first the one whose objects' survival falls more over the
/// interval saves more; by as much as the two falls differ.
#[test]
fn who_dies_sooner_is_searched_first() {
    // Objects at rest 50 nm apart, half the probability each; the first type dies within the hours, the second slowly.
    let mut cloud = cloud(&[(0.5, vec![[0.0, 0.0]; 5]), (0.5, vec![[50.0, 0.0]; 5])]);
    cloud = sarex_search::Cloud::new(sarex_search::cloud::CloudParts {
        plane: *cloud.plane(),
        start_s: 0.0,
        step_s: cloud.step_s(),
        east_m: (0..5).map(|k| cloud.at_node(k).0.to_vec()).collect(),
        north_m: (0..5).map(|k| cloud.at_node(k).1.to_vec()).collect(),
        weight: vec![0.5, 0.5],
        object: vec![0, 1],
        objects: vec!["person".into(), "raft".into()],
    })
    .unwrap();
    let objective = survivors(vec![vec![1.0, 0.6, 0.3, 0.1, 0.0], vec![1.0, 0.95, 0.9, 0.85, 0.8]]);
    let sensor: Vec<Option<Response>> =
        (0..2).map(|_| Some(Response::of(&MBeta { beta: 0.6, max_range_m: NM }))).collect();
    // Abeam at the full hour.
    let leg = |east_nm: f64, hour: f64| {
        let at = |north_nm: f64| PlanePoint { east_m: (east_nm + 0.3) * NM, north_m: north_nm * NM };
        let time_s = |h: f64| h * 3600.0;
        [
            Waypoint { time_s: time_s(hour - 0.2), at: at(-3.0) },
            Waypoint { time_s: time_s(hour + 0.2), at: at(3.0) },
        ]
    };
    let of = |first: [Waypoint; 2], second: [Waypoint; 2]| {
        let tracks = [&first, &second].map(|leg| Track { sensor: &sensor, waypoints: leg });
        worth(&cloud, &tracks, &objective)
    };
    let person_first = of(leg(0.0, 1.0), leg(50.0, 3.0));
    let raft_first = of(leg(50.0, 1.0), leg(0.0, 3.0));
    assert!((person_first.pos - 0.6).abs() < 1e-6 && (raft_first.pos - 0.6).abs() < 1e-6);
    assert!((saved(&person_first) - 0.6 * (0.5 * 0.6 + 0.5 * 0.85)).abs() < 1e-6, "{person_first:?}");
    assert!((saved(&raft_first) - 0.6 * (0.5 * 0.1 + 0.5 * 0.95)).abs() < 1e-6, "{raft_first:?}");
    // Two passes of one object: the earlier one counts first, whichever is told first.
    let twice = [of(leg(0.0, 1.0), leg(0.0, 2.0)), of(leg(0.0, 2.0), leg(0.0, 1.0))];
    for worth in &twice {
        assert!((saved(worth) - 0.5 * (0.6 * 0.6 + 0.4 * 0.6 * 0.3)).abs() < 1e-6, "{worth:?}");
    }
}

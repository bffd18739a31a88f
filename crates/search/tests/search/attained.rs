//! Plans that come so near to the bound that a bound of any term less would lie below them.
//!
//! Objects fill a box evenly and drift against units that run abreast through it: they are met at v + u, the sweeps are
//! evenly spaced, and evenly spaced sweeps nearly attain κ. What is left is lost at two edges of the box. The bound is one
//! of plans that do not know where in its cell an object is, so the box is one of whole cells in the middle of each step.

use crate::bound::{problem, unit};
use sarex_geo::Position;
use sarex_search::bound::{Bound, Effort, bound};
use sarex_search::cloud::CloudParts;
use sarex_search::detect::{DefiniteRange, Logit, Side, Sided};
use sarex_search::evaluate::{Track, worth};
use sarex_search::{
    Cloud, LateralRange, LocalPlane, Objective, PlanePoint, Problem, Response, Waypoint, Worth,
};

const NM: f64 = 1852.0;
const HOUR: f64 = 3600.0;
/// Track speed of the units towards west and drift of the objects towards east, knots.
const TRACK_KN: f64 = 10.0;
const DRIFT_KN: f64 = 2.0;
/// Units, and how far they are apart, nm.
const UNITS: u32 = 36;
/// Where the units begin: half a mile west, for the objects drift half a mile until the middle of the first step.
const WEST_NM: f64 = -0.5;
const SPACING_NM: f64 = 0.5;

/// 12 by 18 nm, filled evenly; all of it is met within the hour. It drifts by a mile, one cell, in each of two steps.
fn drifting_box() -> Cloud {
    let (columns, rows) = (96_u32, 36 * 8_u32);
    let across_nm = f64::from(UNITS) * SPACING_NM;
    let place = |i: u32| {
        let part = |k: u32, of: u32| (f64::from(k) + 0.5) / f64::from(of);
        (
            (WEST_NM - (TRACK_KN + DRIFT_KN) * part(i % columns, columns)) * NM,
            across_nm * part(i / columns, rows) * NM,
        )
    };
    let count = columns * rows;
    let east = |node: u32| {
        let drifted_m = DRIFT_KN * NM * f64::from(node) / 2.0;
        (0..count).map(|i| (place(i).0 + drifted_m) as f32).collect()
    };
    Cloud::new(CloudParts {
        plane: LocalPlane::at(Position::new(30.0, 145.0).unwrap()),
        start_s: 0.0,
        step_s: HOUR / 2.0,
        east_m: (0..=2).map(east).collect(),
        north_m: (0..=2).map(|_| (0..count).map(|i| place(i).1 as f32).collect()).collect(),
        weight: vec![1.0; count as usize],
        object: vec![0; count as usize],
        objects: vec!["raft".into()],
    })
    .unwrap()
}

/// What the units abreast find, and the bound.
fn abreast(curve: &dyn LateralRange, objective: Objective) -> (Worth, Bound) {
    let sensor = Response::of(curve);
    let units = (0..UNITS).map(|_| unit(sensor.clone(), TRACK_KN, 1.0)).collect();
    let problem = Problem { objective, ..problem(drifting_box(), units) };
    let run = |k: u32| {
        let at = |east_nm: f64| PlanePoint {
            east_m: east_nm * NM,
            north_m: (f64::from(k) + 0.5) * SPACING_NM * NM,
        };
        [Waypoint { time_s: 0.0, at: at(WEST_NM) }, Waypoint { time_s: HOUR, at: at(WEST_NM - TRACK_KN) }]
    };
    let runs: Vec<[Waypoint; 2]> = (0..UNITS).map(run).collect();
    let tracks: Vec<Track<'_>> = problem
        .units
        .iter()
        .zip(&runs)
        .map(|(sru, run)| Track { sensor: &sru.sensor, waypoints: run })
        .collect();
    let found = worth(&problem.cloud, &tracks, &problem.objective);
    (found, bound(&problem, Effort { iterations: 80, gap: 1e-3 }))
}

/// Without the speed of the objects the bound would be 0.66, with κ = 1 it would be 0.63; and more than half of both if the
/// sensor sees to one side.
#[test]
fn speed_of_objects_and_kappa_are_needed() {
    let (found, limit) = abreast(&Logit::of_width(0.625, SPACING_NM * NM), Objective::Pos);
    assert!(found.pos > 0.695 && found.pos <= limit.value, "{found:?}, {limit:?}");
    assert!(found.pos > 0.95 * limit.value, "{found:?}, {limit:?}");
    let right = Sided { curve: Logit::of_width(0.625, SPACING_NM * NM), side: Side::Right };
    let (found, limit) = abreast(&right, Objective::Pos);
    assert!(found.pos > 0.93 * limit.value && found.pos <= limit.value, "{found:?}, {limit:?}");
}

/// What is found alive is bounded by what is alive at the begin of each step.
#[test]
fn survivors_are_bounded_as_closely() {
    let alive = vec![vec![1.0, 0.7, 0.5]];
    let objective = Objective::Survivors { alive };
    let (found, limit) = abreast(&Logit::of_width(0.625, SPACING_NM * NM), objective);
    let saved = found.survivors.unwrap();
    assert!(saved < found.pos && saved <= limit.value, "{found:?}, {limit:?}");
    assert!(saved > 0.78 * limit.value && limit.value < found.pos, "{found:?}, {limit:?}");
}

/// Certain to half the spacing on either side, so that all is found but at the ends of the tracks; or half of it.
#[test]
fn certainty_is_bounded_closely() {
    for part in [1.0, 0.5] {
        let curve = DefiniteRange { sweep_width_m: part * SPACING_NM * NM };
        let (found, limit) = abreast(&curve, Objective::Pos);
        assert!((found.pos - part).abs() < 0.01, "{found:?}");
        assert!(found.pos <= limit.value && limit.value < part + 0.02, "{found:?}, {limit:?}");
        assert!(limit.attained <= limit.value + 1e-9 && limit.attained > part - 0.04, "{limit:?}");
    }
}

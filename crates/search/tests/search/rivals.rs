//! The baseline and the floor on the benchmark cases.

use crate::benchmark::{self, Case};
use sarex_search::planner::{Baseline, Budget, Naive, Planner};
use sarex_search::{Plan, Problem, Track, checker, evaluate};
use std::ops::ControlFlow;

fn planned(planner: &dyn Planner, problem: &Problem, evaluations: u64) -> Plan {
    let plan = planner
        .plan(problem, Budget { evaluations }, 11, &mut |_| ControlFlow::Continue(()))
        .unwrap_or_else(|e| panic!("{}: {e}", planner.name()));
    let broken = checker::check(problem, &plan);
    assert!(broken.is_empty(), "{}: {}", planner.name(), broken[0]);
    plan
}

/// Probability of success on a cloud that no planner has seen.
fn held_out(problem: &Problem, plan: &Plan, held: &sarex_search::Cloud) -> f64 {
    let tracks: Vec<Track<'_>> = plan
        .assignments
        .iter()
        .map(|a| Track { sensor: &problem.units[a.unit].sensor, waypoints: &a.track })
        .collect();
    evaluate::worth(held, &tracks, &problem.objective).pos
}

fn cases() -> Vec<Case> {
    let public = benchmark::public().unwrap_or_else(|left_out| {
        println!("{left_out}");
        Vec::new()
    });
    public.into_iter().chain((1..=10).map(benchmark::seeded)).collect()
}

/// Both keep all rules on every case, and local search is worth more than boxes drawn by hand.
#[test]
fn baseline_beats_the_floor() {
    for case in cases() {
        let problem = case
            .problem(case.cloud(10_000, case.seed))
            .checked()
            .unwrap_or_else(|e| panic!("{}: {e}", case.id));
        let held = case.cloud(10_000, case.seed + 1_000_000);
        let floor = held_out(&problem, &planned(&Naive, &problem, 1), &held);
        let local = held_out(&problem, &planned(&Baseline::default(), &problem, 6000), &held);
        assert!(local > floor, "{}: {local} against {floor}", case.id);
        if let Some(reference) = &case.reference {
            assert!(local < reference.bound_1nm, "{}: {local} above the bound", case.id);
        }
    }
}

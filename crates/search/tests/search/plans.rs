//! Planners on whole problems.

use crate::benchmark;
use sarex_search::evaluate::{Track, worth};
use sarex_search::planner::{Annealing, Budget, Planner};
use std::ops::ControlFlow;

#[test]
fn try_out() {
    let cases = match benchmark::public() {
        Ok(cases) => cases,
        Err(left_out) => return println!("{left_out}"),
    };
    let only = std::env::var("CASE").unwrap_or_default();
    let budget: u64 = std::env::var("BUDGET").ok().and_then(|b| b.parse().ok()).unwrap_or(40_000);
    for case in cases.iter().filter(|c| c.id.contains(&only)) {
        let problem = case.problem(case.cloud(100_000, case.seed));
        let mut problem = problem;
        if std::env::var("FREE").is_ok() {
            problem.rules.same_corner = None;
            let n = problem.units.len();
            problem.rules.may_overlap = (0..n).flat_map(|a| (0..a).map(move |b| (b, a))).collect();
        }
        let held = case.cloud(100_000, case.seed + 1_000_000);
        let t = std::time::Instant::now();
        let plan = Annealing
            .plan(&problem, Budget { evaluations: budget }, 1, &mut |_| ControlFlow::Continue(()))
            .expect("a plan");
        let s = t.elapsed().as_secs_f64();
        let tracks: Vec<Track<'_>> = plan
            .assignments
            .iter()
            .map(|a| Track { sensor: &problem.units[a.unit].sensor, waypoints: &a.track })
            .collect();
        let w = worth(&held, &tracks, &problem.objective);
        let r = case.reference.as_ref().unwrap();
        println!(
            "{}: {}/{} units pos {:.4} held {:.4} bound {} ref {} ratio {:.3} (ref {:.3}) {s:.1} s",
            case.id,
            plan.assignments.len(),
            problem.units.len(),
            plan.pos,
            w.pos,
            r.bound_1nm,
            r.plan,
            w.pos / r.bound_1nm,
            r.plan / r.bound_1nm
        );
        if std::env::var("SHOW").is_ok() {
            for a in &plan.assignments {
                println!(
                    "  {} {:?} {:.0} S {:.2} n {} leg {:.1} csp {:.1},{:.1} t {:.2}-{:.2} pos {:.3} poc {:.3} cov {:.2?} u {:.2?}",
                    problem.units[a.unit].id,
                    a.pattern.kind,
                    a.pattern.first_leg_deg,
                    a.pattern.spacing_m / 1852.,
                    a.pattern.legs,
                    a.pattern.leg_m / 1852.,
                    a.track[0].at.east_m / 1852.,
                    a.track[0].at.north_m / 1852.,
                    a.commence_s() / 3600.,
                    a.end_s() / 3600.,
                    a.pos,
                    a.poc,
                    a.coverage,
                    a.pattern.compensation.map(|c| (c.east_mps * 1.944, c.north_mps * 1.944))
                );
            }
        }
    }
}

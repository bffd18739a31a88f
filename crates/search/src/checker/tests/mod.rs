//! For every rule: a plan that just keeps it passes, and one that just breaks it is caught for this rule alone.

mod areas;
mod pairs;
mod times;
mod track;
mod transit;

use super::{Rule, cautions, check};
use crate::pattern::{PatternKind, Way};
use crate::problem::*;
use crate::testing::{self, HOUR, assigned, helicopter, nm, plan, ship, sweeps};
use crate::{Assignment, Coast, Compensation, PatternFlown, Plan, Problem, Waypoint};
use proptest::prelude::*;
use std::sync::Arc;

/// Two helicopters side by side, two ships side by side under them; the first helicopter follows the drift.
fn scene() -> (Problem, Plan) {
    let units = vec![helicopter("H1"), helicopter("H2"), ship("V1"), ship("V2")];
    let problem = testing::problem(units);
    let drift = Some(Compensation { east_mps: 0.25, north_mps: -0.1 });
    let assignments = vec![
        assigned(&problem, 0, PatternFlown { compensation: drift, ..sweeps(8.0, 1.0, 6) }, nm(-7.0, -4.0)),
        assigned(&problem, 1, sweeps(8.0, 1.0, 6), nm(1.0, -4.0)),
        assigned(&problem, 2, sweeps(6.0, 0.5, 4), nm(-3.0, -3.0)),
        assigned(&problem, 3, sweeps(6.0, 0.5, 4), nm(1.0, -3.0)),
    ];
    (problem, plan(assignments))
}

/// Lays a unit's pattern out again after a change.
fn again(problem: &Problem, plan: &mut Plan, unit: usize, change: impl FnOnce(&mut PatternFlown)) {
    let old = &plan.assignments[unit];
    let (mut flown, at) = (old.pattern.clone(), old.track[0].at);
    change(&mut flown);
    plan.assignments[unit] = assigned(problem, unit, flown, at);
}

/// A square or a sector search about a place, from the unit's earliest arrival.
fn in_the_middle(problem: &Problem, unit: usize, flown: PatternFlown, at: crate::PlanePoint) -> Assignment {
    let like = assigned(problem, unit, sweeps(1.0, 1.0, 1), at);
    let way = Way::over_ground(problem.units[unit].track_mps());
    let track = flown.track(like.track[0], &way).unwrap();
    let area = flown.area(&track).unwrap();
    let landing_s = track[track.len() - 1].time_s + HOUR;
    Assignment { pattern: flown, track, area, landing_s, ..like }
}

fn moved(problem: &Problem, plan: &mut Plan, unit: usize, to: crate::PlanePoint) {
    plan.assignments[unit] = assigned(problem, unit, plan.assignments[unit].pattern.clone(), to);
}

fn delayed(plan: &mut Plan, unit: usize, by_s: f64) {
    let assignment = &mut plan.assignments[unit];
    assignment.departure_s += by_s;
    assignment.landing_s += by_s;
    assignment.track.iter_mut().for_each(|w| w.time_s += by_s);
}

/// The same change a little less and a little more: kept, and broken in this rule alone.
fn at_the_edge(rule: Rule, keeps: f64, breaks: f64, change: impl Fn(&mut Problem, &mut Plan, f64)) {
    let (mut problem, mut plan) = scene();
    change(&mut problem, &mut plan, keeps);
    assert_eq!(check(&problem, &plan), vec![], "{rule:?} at {keeps}");
    let (mut problem, mut plan) = scene();
    change(&mut problem, &mut plan, breaks);
    only(rule, &problem, &plan);
}

fn only(rule: Rule, problem: &Problem, plan: &Plan) {
    let found = check(problem, plan);
    assert!(!found.is_empty(), "{rule:?} is not caught");
    for violation in &found {
        assert_eq!(violation.rule, rule, "{violation}");
        assert!(violation.amount > 0.0 && violation.amount.is_finite(), "{violation:?}");
        assert!(!violation.what.is_empty() && !violation.release.is_empty());
        assert!(!rule.unit().is_empty());
    }
}

#[test]
fn scene_keeps_all_rules() {
    let (problem, plan) = scene();
    assert_eq!(check(&problem, &plan), vec![]);
    assert_eq!(check(&problem, &testing::plan(vec![])), vec![]);
}

#[test]
fn numbers() {
    let broken = |change: &dyn Fn(&mut Plan)| {
        let (problem, mut plan) = scene();
        change(&mut plan);
        only(Rule::Numbers, &problem, &plan);
    };
    broken(&|p| p.pos = f64::NAN);
    broken(&|p| p.pos = 1.1);
    broken(&|p| p.survivors = Some(-0.1));
    broken(&|p| p.pos_by_object.truncate(1));
    broken(&|p| p.assignments[0].track[3].time_s = f64::NAN);
    broken(&|p| p.assignments[0].track[3].at.east_m = f64::INFINITY);
    broken(&|p| p.assignments[0].track[3].at.north_m = 3e7);
    broken(&|p| p.assignments[0].track.truncate(1));
    broken(&|p| p.assignments[0].landing_s = f64::NAN);
    broken(&|p| p.assignments[0].area[0].north_m = f64::NAN);
    broken(&|p| p.assignments[0].pattern.leg_m = 0.0);
    broken(&|p| p.assignments[0].pattern.spacing_m = f64::NAN);
    broken(&|p| p.assignments[0].coverage[1] = -1.0);
    broken(&|p| p.assignments[0].poc = 2.0);
}

#[test]
fn units() {
    let (problem, mut plan) = scene();
    plan.assignments.push(plan.assignments[3].clone());
    plan.assignments.push(plan.assignments[3].clone());
    assert!(check(&problem, &plan).iter().any(|v| v.rule == Rule::Units));
    let (problem, mut plan) = scene();
    plan.assignments.swap(0, 1);
    only(Rule::Units, &problem, &plan);
    let (problem, mut plan) = scene();
    plan.assignments[3].unit = 4;
    only(Rule::Units, &problem, &plan);
}

#[test]
fn demands() {
    let with = |demand: &dyn Fn(&Plan) -> Demand, change: &dyn Fn(&Problem, &mut Plan)| {
        let (mut problem, mut plan) = scene();
        problem.demands[3] = demand(&plan);
        change(&problem, &mut plan);
        check(&problem, &plan).into_iter().map(|v| v.rule).collect::<Vec<_>>()
    };
    let keep: &dyn Fn(&Problem, &mut Plan) = &|_, _| {};
    let drop: &dyn Fn(&Problem, &mut Plan) = &|_, plan| drop(plan.assignments.pop());
    let shift = |by_m: f64| {
        move |problem: &Problem, plan: &mut Plan| {
            let at = plan.assignments[3].track[0].at;
            moved(problem, plan, 3, crate::PlanePoint { north_m: at.north_m + by_m, ..at });
        }
    };
    let later = |s: f64| move |_: &Problem, plan: &mut Plan| delayed(plan, 3, s);
    let broken = vec![Rule::Demand];
    assert_eq!(with(&|_| Demand::Unused, keep), broken);
    assert_eq!(with(&|_| Demand::Unused, drop), vec![]);
    assert_eq!(with(&|_| Demand::Used, drop), broken);
    assert_eq!(with(&|_| Demand::Used, keep), vec![]);
    let frozen: &dyn Fn(&Plan) -> Demand = &|plan| Demand::Frozen(vec![plan.assignments[3].clone()]);
    assert_eq!(with(frozen, keep), vec![]);
    assert_eq!(with(frozen, drop), broken);
    assert_eq!(with(frozen, &shift(0.3)), vec![]);
    assert_eq!(with(frozen, &shift(0.7)), broken);
    assert_eq!(with(frozen, &later(0.4)), vec![]);
    assert_eq!(with(frozen, &later(0.6)), broken);
    let asked: &dyn Fn(&Plan) -> Demand =
        &|p| Demand::Pattern(Box::new((p.assignments[3].pattern.clone(), p.assignments[3].track[0].at)));
    assert_eq!(with(asked, keep), vec![]);
    assert_eq!(with(asked, drop), broken);
    assert_eq!(with(asked, &later(600.0)), vec![], "the planner chooses when");
    assert_eq!(with(asked, &shift(0.7)), broken);
    assert_eq!(with(asked, &|problem, plan| again(problem, plan, 3, |p| p.legs = 3)), broken);
    assert_eq!(with(asked, &|problem, plan| again(problem, plan, 3, |p| p.leg_m += 1.0)), broken);
    assert_eq!(with(asked, &|problem, plan| again(problem, plan, 3, |p| p.first_leg_deg += 0.1)), broken);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    /// Whatever numbers a plan holds, the checker answers and does not panic.
    #[test]
    fn never_panics(
        unit in 0usize..6,
        legs in 0usize..12,
        kind in 0usize..10,
        numbers in prop::collection::vec(
            prop_oneof![Just(0.0), Just(f64::NAN), Just(f64::INFINITY), Just(-1.0), Just(1e300), -1e5..1e5f64], 12),
        points in prop::collection::vec((-1e5..1e5f64, prop_oneof![-1e5..1e5f64, Just(2e7), Just(1e300)], 0.0..3e4f64), 0..12),
    ) {
        use PatternKind::*;
        let kinds = [ParallelSweep, CreepingLine, ExpandingSquare, Sector, TrackLineReturn, TrackLineNonReturn,
            ParallelMultiple, CreepingLineCoordinated, Contour, Barrier];
        let (mut problem, mut plan) = scene();
        problem.rules.same_corner = pairs::same_corner(45.0, 45.0);
        problem.rules.areas = vec![areas::area(AreaKind::Excluded, 0.5)];
        problem.coast = Some(Coast::new(Arc::new(testing::LandEast { of_deg: 145.5 })));
        let assignment = &mut plan.assignments[1];
        assignment.unit = unit;
        assignment.departure_s = numbers[0];
        assignment.landing_s = numbers[1];
        assignment.pattern.kind = kinds[kind];
        assignment.pattern.legs = legs;
        assignment.pattern.leg_m = numbers[2];
        assignment.pattern.spacing_m = numbers[3];
        assignment.pattern.first_leg_deg = numbers[4];
        assignment.pattern.compensation = Some(Compensation { east_mps: numbers[5], north_mps: numbers[6] });
        assignment.track = points
            .iter()
            .map(|(east_m, north_m, time_s)| Waypoint {
                time_s: *time_s,
                at: crate::PlanePoint { east_m: *east_m, north_m: *north_m },
            })
            .collect();
        plan.pos = numbers[7];
        for violation in check(&problem, &plan) {
            prop_assert!(!violation.to_string().is_empty());
        }
        let _ = cautions(&problem, &plan);
    }
}

//! When units search, in one area or two.

use super::{at_the_edge, delayed, moved, only, scene};
use crate::checker::geometry::distance;
use crate::checker::{Rule, check};
use crate::testing::{self, HOUR, assigned, nm, sweeps};
use crate::{Plan, Problem};

#[test]
fn times() {
    let (_, plan) = scene();
    let span_s = |unit: usize| plan.assignments[unit].end_s() - plan.assignments[unit].commence_s();
    let last_s = plan.assignments.iter().map(|a| a.end_s()).fold(0.0, f64::max);
    at_the_edge(Rule::Window, 0.0, 1.0, |problem, _, s| problem.window.end_s = last_s - s);
    at_the_edge(Rule::Window, 0.0, 1.0, |problem, plan, s| {
        problem.window.start_s =
            plan.assignments.iter().map(|a| a.commence_s()).fold(f64::INFINITY, f64::min) + s;
    });
    let begin_s = plan.assignments[1].commence_s();
    at_the_edge(Rule::Window, 0.0, 1.0, |problem, _, s| {
        problem.units[1].search_not_before_s = Some(begin_s + s);
    });
    at_the_edge(Rule::Endurance, 0.0, 1.0, |problem, _, s| problem.units[1].on_scene_s = span_s(1) - s);
    at_the_edge(Rule::Reach, 0.0, 1.0, |problem, _, s| problem.units[1].available_s += s);
    at_the_edge(Rule::Reach, 0.0, 0.01, |problem, plan, share| {
        problem.units[2].transit_mps *= 1.0 - share;
        plan.assignments[2].landing_s += 60.0;
    });
    at_the_edge(Rule::Reach, 0.0, 1.0, |_, plan, s| plan.assignments[1].departure_s += s);
    let away_s = plan.assignments[1].landing_s - plan.assignments[1].departure_s;
    at_the_edge(Rule::Sortie, 0.0, 1.0, |problem, _, s| problem.units[1].sortie_s = Some(away_s - s));
    at_the_edge(Rule::Sortie, 0.0, 1.0, |_, plan, s| plan.assignments[1].landing_s -= s);
    // Leaving later keeps everything but the order of the day.
    at_the_edge(Rule::Window, 600.0, 8.0 * HOUR, |_, plan, s| delayed(plan, 2, s));
}

#[test]
fn fixed_start() {
    let fixed = |problem: &mut Problem, plan: &mut Plan, off_s: f64| {
        problem.units[2].commence_s = Some(2.0 * HOUR);
        // Neither base nor transit count.
        problem.units[2].base = nm(5000.0, 0.0);
        moved(problem, plan, 2, nm(-3.0, -3.0));
        delayed(plan, 2, off_s);
    };
    at_the_edge(Rule::FixedStart, 0.4, 0.6, fixed);
    at_the_edge(Rule::FixedStart, -0.4, -0.6, fixed);
    at_the_edge(Rule::Reach, 0.0, 1.0, |problem, plan, s| {
        fixed(problem, plan, 0.0);
        plan.assignments[2].departure_s += s;
    });
    at_the_edge(Rule::Sortie, 0.0, 1.0, |problem, plan, s| {
        fixed(problem, plan, 0.0);
        plan.assignments[2].landing_s -= s;
    });
}

/// The helicopter goes on from its area to a second one.
fn two_areas() -> (Problem, Plan) {
    let (problem, plan) = scene();
    let mut first = plan.assignments[0].clone();
    let end = first.track[first.track.len() - 1];
    first.landing_s = end.time_s;
    let second = assigned(&problem, 0, sweeps(3.0, 1.0, 2), nm(-7.0, 4.0));
    let hop_s = distance(end.at, second.track[0].at) / problem.units[0].transit_mps;
    let mut plan = testing::plan(vec![first, second]);
    let by_s = end.time_s + hop_s - plan.assignments[1].track[0].time_s;
    delayed(&mut plan, 1, by_s);
    plan.assignments[1].departure_s = end.time_s;
    (problem, plan)
}

#[test]
fn a_second_area_follows_the_first() {
    let (problem, plan) = two_areas();
    assert_eq!(check(&problem, &plan), vec![]);
    let (mut problem, plan) = two_areas();
    problem.rules.areas_per_unit = 1;
    only(Rule::Units, &problem, &plan);
    let (problem, mut plan) = two_areas();
    plan.assignments[1].track.iter_mut().for_each(|w| w.time_s -= 2.0);
    only(Rule::Reach, &problem, &plan);
    let (problem, mut plan) = two_areas();
    plan.assignments[0].landing_s -= 2.0;
    only(Rule::Sortie, &problem, &plan);
    // The whole sortie counts for endurance and for the time away.
    let (mut problem, plan) = two_areas();
    let (first, last) = (&plan.assignments[0], &plan.assignments[1]);
    problem.units[0].on_scene_s = last.track[last.track.len() - 1].time_s - first.track[0].time_s - 2.0;
    only(Rule::Endurance, &problem, &plan);
    let (mut problem, plan) = two_areas();
    problem.units[0].sortie_s = Some(plan.assignments[1].landing_s - plan.assignments[0].departure_s - 2.0);
    only(Rule::Sortie, &problem, &plan);
}

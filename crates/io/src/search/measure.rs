//! What a plan is worth on a cloud that its planner has not seen.

use super::Shares;
use sarex_search::evaluate::worth;
use sarex_search::{Assignment, Cloud, Objective, Plan, Problem, Track};

/// The plan with its worth on this cloud, of the whole probability: what is not followed counts as not found.
pub(super) fn measured(plan: &Plan, problem: &Problem, cloud: &Cloud, shares: &Shares) -> Plan {
    let all: Vec<Track<'_>> = plan.assignments.iter().map(|a| track(problem, a)).collect();
    let together = worth(cloud, &all, &problem.objective);
    let of_whole = |given: Vec<f64>| -> Vec<f64> {
        given.into_iter().zip(&shares.followed_by_object).map(|(pos, share)| pos * share).collect()
    };
    let assignments = plan.assignments.iter().map(|assignment| {
        let alone = worth(cloud, &[track(problem, assignment)], &Objective::Pos);
        Assignment {
            pos: alone.pos * shares.followed,
            pos_by_object: of_whole(alone.pos_by_object),
            poc: assignment.poc * shares.followed,
            ..assignment.clone()
        }
    });
    Plan {
        assignments: assignments.collect(),
        pos: together.pos * shares.followed,
        pos_by_object: of_whole(together.pos_by_object),
        survivors: together.survivors.map(|alive| alive * shares.followed),
    }
}

/// What one unit of a plan sees.
pub(super) fn track<'a>(problem: &'a Problem, assignment: &'a Assignment) -> Track<'a> {
    Track { sensor: &problem.units[assignment.unit].sensor, waypoints: &assignment.track }
}

/// What each unit adds to the others of its plan: how much the probability of success would fall without it, on the
/// cloud of the problem.
pub(super) fn added(plan: &Plan, problem: &Problem) -> Vec<f64> {
    let of = |left_out: Option<usize>| {
        let kept = plan.assignments.iter().enumerate().filter(|(k, _)| Some(*k) != left_out);
        let tracks: Vec<Track<'_>> = kept.map(|(_, a)| track(problem, a)).collect();
        worth(&problem.cloud, &tracks, &Objective::Pos).pos
    };
    let all = of(None);
    (0..plan.assignments.len()).map(|k| all - of(Some(k))).collect()
}

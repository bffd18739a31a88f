//! What a plan is worth on a cloud that its planner has not seen.

use super::Shares;
use super::sampling::Sampling;
use super::sensors::Alive;
use sarex_search::evaluate::worth;
use sarex_search::survival::Band;
use sarex_search::{Assignment, Cloud, Objective, Plan, Problem, Track};

/// A plan as it is told.
pub(super) struct Told {
    /// With its worth on a cloud that its planner has not seen.
    pub plan: Plan,
    /// Share found alive, over the band of survival, where survivors are the objective.
    pub alive: Option<Band>,
    /// How far the figures are chance.
    pub sampling: Sampling,
}

/// The plan with its worth on this cloud, of the whole probability: what is not followed counts as not found. The bound comes
/// with the effective number of the cloud that it is of.
pub(super) fn told(
    plan: &Plan,
    problem: &Problem,
    (cloud, shares): (&Cloud, &Shares),
    alive: Option<&Alive>,
    bound: Option<(f64, f64)>,
) -> Told {
    let tracks: Vec<Track<'_>> = plan.assignments.iter().map(|a| track(problem, a)).collect();
    let found_alive = |alive: &Vec<Vec<f64>>| {
        let objective = Objective::Survivors { alive: alive.clone() };
        worth(cloud, &tracks, &objective).survivors.map(|share| share * shares.followed)
    };
    let (measured, standard_error) = measure(plan, problem, cloud, shares);
    let alive = alive.and_then(|alive| {
        Some(Band {
            low: found_alive(&alive.low)?,
            middle: measured.survivors?,
            high: found_alive(&alive.high)?,
        })
    });
    let sampling = Sampling::of(cloud, shares.followed, (measured.pos, standard_error), bound);
    Told { plan: measured, alive, sampling }
}

/// The plan alone.
pub(super) fn measured(plan: &Plan, problem: &Problem, cloud: &Cloud, shares: &Shares) -> Plan {
    measure(plan, problem, cloud, shares).0
}

/// The plan, and the standard error of its probability of success among what is followed.
fn measure(plan: &Plan, problem: &Problem, cloud: &Cloud, shares: &Shares) -> (Plan, f64) {
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
            poc: assignment.poc_on(cloud) * shares.followed,
            ..assignment.clone()
        }
    });
    let plan = Plan {
        assignments: assignments.collect(),
        pos: together.pos * shares.followed,
        pos_by_object: of_whole(together.pos_by_object),
        survivors: together.survivors.map(|alive| alive * shares.followed),
    };
    (plan, together.standard_error)
}

/// What one unit of a plan sees.
pub(super) fn track<'a>(problem: &'a Problem, assignment: &'a Assignment) -> Track<'a> {
    Track { sensor: &problem.units[assignment.unit].sensor, waypoints: &assignment.track }
}

/// What each unit adds to the others of its plan: how much the probability of success would fall without it. Told is the share
/// of what the unit finds alone, which is the same on every cloud but for chance, of what it is told to find alone.
pub(super) fn added(plan: &Plan, problem: &Problem) -> Vec<f64> {
    let of = |keeps: &dyn Fn(usize) -> bool| {
        let kept = plan.assignments.iter().enumerate().filter(|(k, _)| keeps(*k));
        let tracks: Vec<Track<'_>> = kept.map(|(_, a)| track(problem, a)).collect();
        worth(&problem.cloud, &tracks, &Objective::Pos).pos
    };
    let all = of(&|_| true);
    let told = |(k, assignment): (usize, &Assignment)| {
        let (without, alone) = (of(&|other| other != k), of(&|other| other == k));
        if alone > 0.0 { (all - without) / alone * assignment.pos } else { 0.0 }
    };
    plan.assignments.iter().enumerate().map(told).collect()
}

//! Our planner: annealing of all units' ladders together, on samples that grow.
//!
//! What is varied of each unit is where its area lies, how it is turned, its spacing and number of legs, the corner where
//! it commences, the drift that its track follows, and when it begins; the length of its legs follows from transit,
//! endurance and sortie, so transit and time on scene are part of what is made best. Rules are soft at first and hard at
//! the end. Several chains begin on a small sample; the best go on with larger ones.

mod chain;
mod dice;
mod glance;
mod ladder;
mod limits;
mod moves;
mod sample;
mod sight;
mod state;
mod zone;

use super::{Budget, NoPlan, Planner, Progress};
use crate::evaluate::worth;
use crate::{Assignment, Demand, Plan, Problem, Track};
use chain::{Chain, Schedule};
use rayon::prelude::*;
use sample::Sample;
use state::{Ground, Placed, State};
use std::ops::ControlFlow;

/// The planner of this project.
#[derive(Debug, Clone, Copy, Default)]
pub struct Annealing;

/// Chains at the begin, and those that go on.
const CHAINS: u32 = 6;
const FINALISTS: usize = 2;
/// Sizes of the samples, and the shares of the budget spent on each.
const SAMPLES: [usize; 3] = [1536, 4096, 12_288];
const SHARES: [f64; 3] = [0.5, 0.35, 0.15];
/// Rounds of a stage: after each, whoever listens may end the work.
const ROUNDS: u64 = 8;

impl Planner for Annealing {
    fn name(&self) -> &'static str {
        "annealing"
    }

    fn plan(
        &self,
        problem: &Problem,
        budget: Budget,
        seed: u64,
        observe: &mut dyn FnMut(&Progress<'_>) -> ControlFlow<()>,
    ) -> Result<Plan, NoPlan> {
        let ground = Ground::of(problem);
        let samples: Vec<Sample> = SAMPLES
            .par_iter()
            .map(|&count| Sample::of(&problem.cloud, count.min(problem.cloud.len()), seed))
            .collect();
        let fixed = fixed_tasks(&ground, &samples[0]);
        let mut chains: Vec<Chain<'_>> = (0..CHAINS)
            .into_par_iter()
            .map(|k| Chain::begin(&ground, &samples[0], seed, k, &fixed))
            .collect();
        for (stage, sample) in samples.iter().enumerate() {
            if stage > 0 {
                chains = chains.into_par_iter().map(|chain| chain.continue_on(sample)).collect();
            }
            let schedule = SCHEDULES[stage];
            let cost = (SAMPLES[stage] / SAMPLES[0]) as f64;
            let each = budget.evaluations as f64 * SHARES[stage] / cost / chains.len() as f64;
            let each = (each / ROUNDS as f64) as u64;
            for round in 0..ROUNDS {
                let part = |k: u64| k as f64 / ROUNDS as f64;
                chains.par_iter_mut().for_each(|c| c.anneal(each, schedule, (part(round), part(round + 1))));
                let evaluations = chains.iter().map(|c| c.evaluations).sum();
                if observe(&Progress { evaluations, best: None }).is_break() {
                    break;
                }
            }
            // Best first; a stable sort keeps the order of equals.
            let value = |c: &Chain<'_>| c.best.as_ref().map_or(-1.0, |(found, _)| *found);
            chains.sort_by(|a, b| value(b).total_cmp(&value(a)));
            chains.truncate(FINALISTS);
        }
        let finals: Vec<Plan> =
            chains.iter().filter_map(|c| c.best.as_ref()).map(|(_, units)| plan_of(problem, units)).collect();
        let best = finals.into_iter().reduce(|a, b| if b.value() > a.value() { b } else { a });
        best.ok_or(NoPlan { obstacles: Vec::new() })
    }
}

const SCHEDULES: [Schedule; 3] = [
    Schedule { heat: (4e-3, 1.5e-4), price: (0.01, 0.3), scale: (1.0, 0.15) },
    Schedule { heat: (4e-4, 3e-5), price: (0.1, 1.0), scale: (0.3, 0.04) },
    Schedule { heat: (5e-5, 3e-6), price: (1.0, 10.0), scale: (0.06, 0.01) },
];

/// Tasks that are the user's.
fn fixed_tasks<'a>(ground: &'a Ground<'a>, sample: &'a Sample) -> State<'a> {
    let mut state = State::empty(ground, sample);
    for (unit, demand) in ground.problem.demands.iter().enumerate() {
        if let Demand::Frozen(assignment) = demand {
            let laid = ladder::Laid {
                flown: assignment.pattern.clone(),
                departure_s: assignment.departure_s,
                landing_s: assignment.landing_s,
                track: assignment.track.clone(),
            };
            let change = state.fixed(unit, laid);
            state.accept(change);
        }
    }
    state
}

/// The plan of a state, evaluated on the whole cloud.
fn plan_of(problem: &Problem, units: &[Option<Placed>]) -> Plan {
    let tracks: Vec<Track<'_>> = units
        .iter()
        .zip(&problem.units)
        .filter_map(|(placed, sru)| {
            Some(Track { sensor: &sru.sensor, waypoints: &placed.as_ref()?.laid.track })
        })
        .collect();
    let all = worth(&problem.cloud, &tracks, &problem.objective);
    let assignments = units
        .iter()
        .enumerate()
        .filter_map(|(unit, placed)| Some(assignment(problem, unit, &placed.as_ref()?.laid)))
        .collect();
    Plan { assignments, pos: all.pos, pos_by_object: all.pos_by_object, survivors: all.survivors }
}

fn assignment(problem: &Problem, unit: usize, laid: &ladder::Laid) -> Assignment {
    Assignment::of(problem, unit, laid.flown.clone(), laid.track.clone(), (laid.departure_s, laid.landing_s))
}

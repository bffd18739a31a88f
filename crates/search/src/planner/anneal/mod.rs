//! Our planner: annealing of all units' ladders together, on samples that grow.
//!
//! What is varied of each unit is where its area lies, how it is turned, its spacing and number of legs, the corner where
//! it commences, the drift that its track follows, and when it begins; the length of its legs follows from transit,
//! endurance and sortie, so transit and time on scene are part of what is made best. A unit may search a second area in
//! the same sortie, where the rules allow it: another place, or the middle of the first once more. Rules are soft at first and hard at
//! the end. Several chains begin on a small sample; the best go on with larger ones.

mod chain;
mod dice;
mod fixed;
mod glance;
mod ladder;
mod limits;
mod moves;
mod sample;
mod sight;
mod state;
mod zone;

pub(super) use dice::Dice;
pub(super) use fixed::tasks;
pub(super) use ladder::{Candidate, Laid};
pub(super) use limits::Zone;
pub(super) use sample::Sample;
pub(super) use state::{Change, Ground, Placed, State};
pub(super) use zone::Hull;

use super::{Budget, NoPlan, Obstacle, Planner, Progress, feasible, task};
use crate::{Plan, Problem, checker};
use chain::{Chain, Schedule};
use rayon::prelude::*;
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
/// Most evaluations of a chain between two times that whoever listens may end the work. Where a stage is cut does not
/// change what it finds.
const ROUND: u64 = 2000;

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
        feasible::check(problem)?;
        let ground = Ground::of(problem);
        let samples: Vec<Sample> = SAMPLES
            .par_iter()
            .map(|&count| Sample::of(&problem.cloud, count.min(problem.cloud.len()), seed))
            .collect();
        let fixed = fixed::tasks(&ground, &samples[0])?;
        let mut chains: Vec<Chain<'_>> = (0..CHAINS)
            .into_par_iter()
            .map(|k| Chain::begin(&ground, &samples[0], seed, k, &fixed))
            .collect();
        for (stage, sample) in samples.iter().enumerate() {
            if stage > 0 {
                chains = chains.into_par_iter().map(|chain| chain.continue_on(sample)).collect();
            }
            let goes_on = anneal(&mut chains, problem, stage, budget, observe);
            chains.iter_mut().for_each(Chain::repair);
            // Best first; a stable sort keeps the order of equals.
            chains.sort_by(|a, b| b.value().total_cmp(&a.value()));
            chains.truncate(FINALISTS);
            if goes_on.is_break() {
                break;
            }
        }
        chosen(problem, &chains)
    }
}

/// One stage: all chains side by side, in rounds.
fn anneal(
    chains: &mut [Chain<'_>],
    problem: &Problem,
    stage: usize,
    budget: Budget,
    observe: &mut dyn FnMut(&Progress<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let cost = (SAMPLES[stage] / SAMPLES[0]) as f64;
    let each = budget.evaluations as f64 * SHARES[stage] / cost / chains.len() as f64;
    // The first plan is told at once, later ones at the end of a stage.
    let best = chosen(problem, chains).ok();
    let mut told = best.as_ref();
    // A multiple of eight: figures of the book were made with it.
    let each = each as u64 / 8 * 8;
    let mut done = 0;
    loop {
        let evaluations = chains.iter().map(|c| c.evaluations).sum();
        observe(&Progress { evaluations, best: told.take() })?;
        if done == each {
            return ControlFlow::Continue(());
        }
        let until = (done + ROUND).min(each);
        chains.par_iter_mut().for_each(|c| c.anneal(done..until, each, SCHEDULES[stage]));
        done = until;
    }
}

/// The best plan of the chains that the independent checker passes.
fn chosen(problem: &Problem, chains: &[Chain<'_>]) -> Result<Plan, NoPlan> {
    let mut broken = Vec::new();
    let mut best: Option<Plan> = None;
    for units in chains.iter().filter_map(|c| c.best.as_ref()).map(|(_, units)| units) {
        let plan = task::plan_of(problem, units.iter().map(|placed| placed.iter().flat_map(Placed::tasks)));
        let violations = checker::check(problem, &plan);
        if !violations.is_empty() {
            broken = violations;
        } else if best.as_ref().is_none_or(|best| plan.value() > best.value()) {
            best = Some(plan);
        }
    }
    best.ok_or_else(|| no_plan(problem, broken))
}

const SCHEDULES: [Schedule; 3] = [
    Schedule { heat: (4e-3, 1.5e-4), price: (0.01, 0.3), scale: (1.0, 0.15) },
    Schedule { heat: (4e-4, 3e-5), price: (0.1, 1.0), scale: (0.3, 0.04) },
    Schedule { heat: (5e-5, 3e-6), price: (1.0, 10.0), scale: (0.06, 0.01) },
];

/// Why there is no plan, from what its best attempt breaks.
fn no_plan(problem: &Problem, broken: Vec<checker::Violation>) -> NoPlan {
    if broken.is_empty() {
        return feasible::no_plan(problem);
    }
    let name = |units: &[usize]| {
        units.iter().map(|&unit| problem.units[unit].id.as_str()).collect::<Vec<_>>().join("`, `")
    };
    let obstacle =
        |v: checker::Violation| Obstacle { unit: name(&v.units), what: v.what, release: v.release };
    NoPlan { obstacles: broken.into_iter().map(obstacle).collect() }
}
